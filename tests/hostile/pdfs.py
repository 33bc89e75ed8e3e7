"""PDFs that are scans, locked, broken, endless or armed; built here from their objects, so that each fault is plain.

Letters are drawn as every program draws them, from left to right; a ToUnicode map says what they mean.
"""

import hashlib
import zlib

import arabic_reshaper

from hostile.cases import ANY, DOUBTFUL, READ, REJECTED, Case
from hostile.zips import zeros

ENGLISH = "The council of the province held a meeting on public libraries in the town of Sabzevar on 3 July 2022."


def cases() -> list[Case]:
    """Every case of a PDF."""
    return [*_without_text(), *_armed(), *_broken(), *_order()]


def stream(data: bytes, more: str = "", told: int | None = None) -> bytes:
    """Return a stream object; `told` is the length it claims."""
    return f"<< /Length {len(data) if told is None else told} {more} >>\nstream\n".encode() + data + b"\nendstream"


def built(objects: dict[int, bytes], trailer: str = "/Root 1 0 R") -> bytes:
    """Return the file of numbered objects with its cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    size = max(objects) + 1
    rows = [f"{places[n]:010d} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(size)]
    table = f"xref\n0 {size}\n{''.join(rows)}trailer\n<< /Size {size} {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + table.encode()


def _font(letters: str) -> dict[int, bytes]:
    """The objects 5 to 8 of a font whose glyph numbers are the letters' places in `letters`, from 1."""
    pairs = "".join(f"<{n:04x}> <{letter.encode('utf-16-be').hex()}>\n" for n, letter in enumerate(letters, 1))
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )
    return {
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 500 /FontDescriptor 8 0 R "
        b"/CIDToGIDMap /Identity /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: stream(meaning.encode()),
        8: b"<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -200 500 800] /ItalicAngle 0 /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>",
    }


def document(pages: list[list[str]], catalog: str = "", more: dict[int, bytes] | None = None, page: str = "") -> dict:
    """Return the objects of a PDF whose lines are given as they are seen, from left to right.

    1 catalog, 2 pages, 5-8 font, from 20 a page and its content in turn.
    """
    letters = "".join(dict.fromkeys("".join("".join(lines) for lines in pages)))
    codes = {letter: f"{n:04x}" for n, letter in enumerate(letters, 1)}
    objects = _font(letters)
    kids = []
    for number, lines in enumerate(pages):
        shown = "".join(
            f"BT /F 9 Tf 1 0 0 1 40 {800 - 20 * row} Tm <{''.join(codes[letter] for letter in line)}> Tj ET\n"
            for row, line in enumerate(lines)
        )
        at = 20 + 2 * number
        kids.append(f"{at} 0 R")
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {at + 1} 0 R {page} "
            "/Resources << /Font << /F 5 0 R >> >> >>"
        ).encode()
        objects[at + 1] = stream(shown.encode())
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return objects | (more or {})


def seen(text: str, width: int = 90) -> list[str]:
    """Return the lines of a right-to-left text without digits as they are seen from left to right."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) > width:
            lines, line = [*lines, line], ""
        line = f"{line} {word}".strip()
    return [each[::-1] for each in (*lines, line)]


# Without digits: those keep their order, and what is tried here is the letters'.
_PLAIN = "شورای فرهنگی استان نشستی درباره کتابخانه های روستایی برگزار کرد و گزارش کار سال گذشته خوانده شد"
_PLAIN_AR = "عقدت وزارة الثقافة ندوة حول المكتبات العامة في مدينة صيدا بحضور عدد من الباحثين"


def _pdf(name: str, data, outcome: str = READ, **more) -> Case:
    return Case(f"pdf/{name}.pdf", "pdf", data, outcome, **more)


def _english(pages: int = 1) -> list[list[str]]:
    ends = ("Report of the year was read.", "Books for villages were chosen next.", "Guests left in the evening.")
    first = ["Public libraries", "", ENGLISH[:52], ENGLISH[52:], ends[0]]
    return [first, *([ends[1], ends[2], f"Chapter {n} of the annual plan follows."] for n in range(1, pages))]


def _without_text() -> list[Case]:
    image = stream(
        bytes(100 * 100),
        "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    scan = document([[]]) | {
        20: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 21 0 R "
        b"/Resources << /XObject << /I 9 0 R >> >> >>",
        21: stream(b"q 595 0 0 842 0 0 cm /I Do Q"), 9: image,
    }  # fmt: skip
    numbered = document([["- 1 -"], ["- 2 -"], ["- 3 -"]])
    return [
        _pdf("scan", built(scan), REJECTED, code="no_text"),
        _pdf("scan_with_page_numbers", built(numbered), REJECTED, code="no_text"),
        _pdf("blank", built(document([[]])), REJECTED, code="no_text"),
        _pdf(
            "no_pages",
            built({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}),
            REJECTED,
        ),
        _pdf("encrypted", encrypted(), REJECTED),
        _pdf(
            "encrypted_unknown",
            built(document(_english()) | {10: b"<< /Filter /Other /V 9 >>"}, "/Root 1 0 R /Encrypt 10 0 R"),
            REJECTED,
        ),
        _pdf("half_a_scan", built(_half_a_scan(image)), DOUBTFUL),
    ]


def _half_a_scan(image: bytes) -> dict:
    """Three pages of which the last two are pictures: what is read is not the whole file, and that is said."""
    objects = document([_english()[0], [], []])
    for at in (22, 24):
        objects[at] = objects[at].replace(b"/Font << /F 5 0 R >>", b"/XObject << /I 9 0 R >>")
        objects[at + 1] = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return objects | {9: image}


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted(password: bytes = b"geheim") -> bytes:
    """Return a PDF that opens with a password only (the standard handler, revision 2: ISO 32000-1, 7.6.3)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    filled = (password + pad)[:32]
    owner = _rc4(hashlib.md5(filled).digest()[:5], filled)
    name = bytes(range(16))
    key = hashlib.md5(filled + owner + (-44).to_bytes(4, "little", signed=True) + name).digest()[:5]
    user = _rc4(key, pad)
    objects = document(_english())
    content = objects[21].split(b"stream\n", 1)[1].removesuffix(b"\nendstream")
    own = hashlib.md5(key + (21).to_bytes(3, "little") + b"\0\0").digest()[:10]
    objects[21] = stream(_rc4(own, content))
    objects[10] = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -44 >>".encode()
    return built(objects, f"/Root 1 0 R /Encrypt 10 0 R /ID [<{name.hex()}> <{name.hex()}>]")


def _armed() -> list[Case]:
    def action(form: str):
        return lambda w: built(document(_english(), form.replace("URL", w.canary).replace("SECRET", str(w.secret))))

    forms = {
        "javascript": "/OpenAction << /S /JavaScript /JS (app.launchURL\\('URL'\\)) >>",
        "launch": "/OpenAction << /S /Launch /F (/bin/sh) /Unix << /F (touch hit) >> >>",
        "address": "/OpenAction << /S /URI /URI (URL) >>", "submit": "/OpenAction << /S /SubmitForm /F (URL) >>",
        "remote": "/OpenAction << /S /GoToR /F (SECRET) /D [0 /Fit] >>", "metadata_missing": "/Metadata 99 0 R",
        "form": "/AcroForm << /Fields [] /XFA 99 0 R >>",
        "embedded": "/Names << /EmbeddedFiles << /Names "
        "[(a.exe) << /Type /Filespec /F (a.exe) /EF << /F 9 0 R >> >>] >> >>",
        "outlines_loop": "/Outlines << /First 1 0 R /Last 1 0 R /Count 99999 >>",
    }  # fmt: skip
    made = [_pdf(name, action(form), f"{READ}/{REJECTED}", has=("Public libraries",)) for name, form in forms.items()]
    outside = document(_english()) | {21: b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"}
    return [*made, _pdf("stream_of_a_file", built(outside), ANY, lacks=("root:",))]


def _broken() -> list[Case]:
    good = built(document(_english()))
    loop = document(_english()) | {2: b"<< /Type /Pages /Kids [2 0 R 20 0 R] /Count 2 >>"}
    itself = document(_english()) | {21: b"<< /Length 21 0 R >>\nstream\n\nendstream"}
    many = document(_english()) | {2: b"<< /Type /Pages /Kids [20 0 R] /Count 100000000 >>"}
    deep = b"[" * 50_000
    form = stream(
        b"/X Do /X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 9 0 R >> >>"
    )
    calls = document(_english(), page="") | {9: form}
    calls[20] = calls[20].replace(b"/Font", b"/XObject << /X 9 0 R >> /Font")
    calls[21] = stream(b"/X Do")
    return [
        _pdf("truncated", good[: len(good) // 2], ANY),
        _pdf("no_xref", good[: good.rindex(b"xref\n0")], ANY),
        _pdf("xref_points_out", good.replace(b"startxref\n", b"startxref\n9999"), ANY),
        _pdf("xref_loop", built(document(_english()), f"/Root 1 0 R /Prev {good.rindex(b'xref', 0, -30)}"), ANY),
        _pdf("head_only", b"%PDF-1.7\n", REJECTED),
        _pdf("empty_file", b"", REJECTED, code="empty"),
        _pdf("noise", b"%PDF-1.7\n" + bytes(range(256)) * 200, REJECTED),
        _pdf("noise_before", b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + good, ANY),
        _pdf("noise_after", good + b"\0" * 5_000, READ, has=("Public libraries",)),
        _pdf("pages_loop", built(loop), ANY),
        _pdf("length_of_itself", built(itself), ANY, soak=True),  # a parser that hangs
        _pdf("length_lies", built(document(_english()) | {21: stream(b"BT ET", told=2**31 - 1)}), ANY),
        _pdf("pages_told_100_million", built(many), ANY),
        _pdf("pages_3_000", lambda w: built(document([[f"Line {n}"] for n in range(3_000)])), ANY),
        _pdf("pages_30_000", lambda w: built(document([[] for _ in range(30_000)])), REJECTED, soak=True),
        _pdf("deep_arrays", built(document(_english()) | {9: deep}), ANY),
        _pdf("deep_catalog", built(document(_english(), "/X " + "[" * 50_000 + "]" * 50_000)), ANY),
        _pdf("forms_call_forms", built(calls), ANY),
        _pdf("objects_in_themselves", built(document(_english()) | {9: _object_stream()}), ANY),
        _pdf("bomb_stream", lambda w: built(_bomb(300_000_000, 1)), ANY, soak=True),
        _pdf("bomb_twice", lambda w: built(_bomb(1_000_000_000, 2)), ANY, soak=True),
        _pdf(
            "filters_1_000",
            built(document(_english()) | {21: stream(b"x", "/Filter [" + "/ASCIIHexDecode " * 1_000 + "]")}),
            ANY,
        ),
        _pdf("page_huge", built(document(_english(), page="/UserUnit 75000")), ANY),
        _pdf("letters_many", lambda w: built(document([["a" * 2_000_000]])), ANY, soak=True),
    ]


def _object_stream() -> bytes:
    return stream(b"9 0 << >>", "/Type /ObjStm /N 1 /First 4 /Extends 9 0 R")


def _bomb(size: int, times: int) -> dict:
    data, _ = zeros(size, b" ")
    packed = b"\x78\xda" + data  # without the checksum: a reader that needs it has inflated everything by then
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    filters = "/FlateDecode " * times
    return document(_english()) | {21: stream(packed, f"/Filter [{filters}]")}


def _order() -> list[Case]:
    fa, ar = ([arabic_reshaper.reshape(line[::-1])[::-1] for line in seen(text)] for text in (_PLAIN, _PLAIN_AR))
    return [
        _pdf("plain_letters", control(), READ, has=("شورای فرهنگی استان", "کتابخانه های روستایی")),
        _pdf("plain_letters_ar", built(document([seen(_PLAIN_AR)])), READ, has=("وزارة الثقافة", "المكتبات العامة")),
        # Programs of the nineties wrote shapes, not letters: visual order, to be turned round, and said.
        _pdf("shapes", built(document([fa])), DOUBTFUL, has=("شورای فرهنگی استان",)),
        _pdf("shapes_ar", built(document([ar])), DOUBTFUL, has=("وزارة الثقافة",)),
        _pdf("english", built(document(_english(2))), READ, has=("Public libraries", "Sabzevar")),
        _pdf("meaningless_letters", built(document([["\ue000\ue001\ue002 \ue003\ue004" * 8] * 4])), DOUBTFUL),
    ]


def control() -> bytes:
    """Return a plain PDF of two pages, in Persian and Arabic."""
    return built(document([seen(_PLAIN), seen(_PLAIN_AR)]))
