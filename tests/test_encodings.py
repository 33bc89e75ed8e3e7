"""Bytes to letters: marks, strict UTF-8, declared names, guesses that reach a score, UTF-8 that was misread."""

import pytest

from helpers.sources import encodings
from helpers.sources.record import Refused

FA = "وزیر کار و امور اجتماعی روز سه شنبه با همتای خود دیدار کرد و درباره همکاری های دو کشور گفت و گو کردند."
AR = "عقد الوزير اجتماعا مع نظيره في العاصمة يوم الثلاثاء وبحث معه سبل تعزيز التعاون بين البلدين في هذا المجال."
# Windows-1256 has no Persian yeh; files of its time have the Arabic one, and پ چ ژ گ ک.
OLD_FA = FA.replace("ی", "ي") + " گزارش چاپ پژوهشگاه"


def misread(text: str, name: str) -> str:
    """UTF-8 that was read as `name`, as Windows reads it: an open byte is the letter of that number."""
    by_byte = {number: chr(letter) for letter, number in encodings._bytes_of(name).items()}
    for number in range(128, 256):
        by_byte[number] = bytes([number]).decode(name, "ignore") or chr(number)
    return "".join(by_byte.get(number, chr(number)) for number in text.encode("utf-8"))


@pytest.mark.parametrize(
    "data, text, said",
    [
        (OLD_FA.encode("cp1256"), OLD_FA, "encoding guessed: Windows-1256"),
        (AR.encode("cp1256"), AR, "encoding guessed: Windows-1256"),
        (AR.encode("iso8859-6"), AR, "encoding guessed: ISO-8859-6"),
        (FA.encode("utf-16-le"), FA, "encoding guessed: UTF-16"),
        (FA.encode("utf-16-be"), FA, "encoding guessed: UTF-16"),
        (AR.encode("utf-16-le"), AR, "encoding guessed: UTF-16"),
        (misread(FA, "cp1252").encode(), FA, "encoding repaired: UTF-8 that was read as Windows-1252"),
        (misread(FA, "cp1256").encode(), FA, "encoding repaired: UTF-8 that was read as Windows-1256"),
        (misread(AR, "cp1252").encode(), AR, "encoding repaired: UTF-8 that was read as Windows-1252"),
        (misread(AR, "cp1256").encode(), AR, "encoding repaired: UTF-8 that was read as Windows-1256"),
        (FA.encode() * 20 + "خ".encode()[:1], FA * 20 + "\ufffd", "encoding: 1 places are no UTF-8"),
        (b"\xff\xfe" + FA.encode("utf-16-le") + b"\x06", FA, "encoding: its end is cut"),
        (b"\xff\xfe" + (FA + "\ud83d").encode("utf-16-le", "surrogatepass"), FA + "\ufffd", "characters that cannot"),
        ((FA + "\ud83d").encode("utf-8", "surrogatepass"), FA + "\ufffd", "characters that cannot"),
    ],
)
def test_what_is_not_plain_utf8_is_read_and_said(data, text, said):
    found = encodings.read(data)
    assert found.text == text
    assert [warning for warning in found.warnings if warning.startswith(said)], found.warnings


@pytest.mark.parametrize(
    "text",
    [FA, AR, "عکس و طپش قلب و غک", "Ø is a letter of Danish; Ù and Ú are not", "déjà vu", "🔻 خبر", "ط§ is no letter"],
)
def test_plain_utf8_is_left_as_it_is(text):
    assert encodings.read(text.encode()) == encodings.Decoded(text)


@pytest.mark.parametrize(
    "mark, name", [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe\0\0", "utf-32-le")]
)
def test_a_byte_order_mark_is_sure_and_noted(mark, name):
    found = encodings.read(mark + FA.encode(name))
    assert (found.text, found.warnings) == (FA, ()) and "byte order mark" in found.notes[0]


@pytest.mark.parametrize(
    "data, code",
    [
        ("متن".encode("cp1256"), "encoding"),  # three letters prove nothing
        ("déjà vu à la plage été garçon élève".encode("latin-1"), "encoding"),
        ("Привет мир это новости дня и погода на завтра".encode("cp1251"), "encoding"),
        (FA.encode() + b"\n" + OLD_FA.encode("cp1256"), "encoding"),  # two encodings in one file
        (bytes(range(256)) * 20, "encoding"),
        (b"\0" * 500, "binary"),
        (misread(FA, "cp1252").replace("\x81", "?").replace("Œ", "?").encode(), "mojibake"),
    ],
)
def test_what_is_not_sure_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        encodings.read(data)
    assert refused.value.code == code and ("save it again" in str(refused.value) or "original" in str(refused.value)
                                           or "save its text" in str(refused.value))  # fmt: skip


@pytest.mark.parametrize(
    "data, declared, text",
    [
        ("متن".encode("cp1256"), "windows-1256", "متن"),
        (OLD_FA.encode("cp1256"), "iso-8859-1", OLD_FA),  # what a page declares may be wrong
        (OLD_FA.encode("cp1256"), "utf-8", OLD_FA),
        (FA.encode(), "windows-1256", FA),  # strict UTF-8 is no accident
    ],
)
def test_a_declared_encoding_counts_where_it_gives_words(data, declared, text):
    assert encodings.read(data, declared).text == text


@pytest.mark.parametrize("declared", ["rot13", "zlib", "base64", "unicode_escape", "no such", "x" * 1000])
def test_only_encodings_of_text_may_be_declared(declared):
    with pytest.raises(Refused):
        encodings.read("متن".encode("cp1256"), declared)


def test_a_guess_is_linear():
    from time import process_time

    def seconds(times: int) -> float:
        data = OLD_FA.encode("cp1256") * times
        start = process_time()
        encodings.read(data)
        return process_time() - start

    seconds(2_000)
    assert seconds(20_000) < 4 * seconds(10_000) + 0.05
