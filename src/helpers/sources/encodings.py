"""Bytes of a text come in, its letters go out, with a sentence on every encoding that was not plain UTF-8.

Knows byte order marks, declared names and what Persian and Arabic words look like; knows no format and no layout.
The order: a byte order mark, strict UTF-8, what the file declares, a guess that must reach a score, else a refusal.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

from helpers import tables
from helpers.sources.record import Refused
from helpers.text import REPLACEMENT, clean, fold

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_NAMES = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32",
    "cp1256": "Windows-1256", "iso8859-6": "ISO-8859-6", "cp1252": "Windows-1252",
}  # fmt: skip
# Only names of encodings of text may be declared: Python also knows rot13, zlib and unicode_escape.
_DECLARABLE = re.compile(r"(?:utf|iso-?8859|latin|windows|cp|mac|koi8|ascii|us-ascii|arabic)[\w.-]*", re.IGNORECASE)
# The share of words that are common ones, and how far the best reading must be ahead. Right readings of 150 letters of
# news have 0.46 to 0.88, wrong ones 0 to 0.3; of 30 letters 0.25 to 1 against 0 to 0.4. Four words prove nothing.
_ENOUGH, _AHEAD, _FEWEST_WORDS, _SAMPLE = 0.3, 0.15, 5, 60_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_ARABIC = re.compile(r"[\u0620-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
# UTF-8 of an Arabic letter: a lead byte D8 to DB and one more. In Windows-1256 the leads are ط ظ ع غ.
_PAIR = re.compile(rb"[\xd8-\xdb][\x80-\xbf]")
_UNREADABLE = 1000  # a broken byte in so many letters is a fault of the disk or of a cut, not another encoding
UNSTORED = "characters that cannot be stored became U+FFFD"


@dataclass(frozen=True)
class Decoded:
    """The text of a file; `warnings` where something was guessed or repaired, `notes` where it is sure."""

    text: str
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def decode(data: bytes, declared: str = "") -> tuple[str, list[str]]:
    """Return the text of `data` and warnings, as `read` does."""
    found = read(data, declared)
    return found.text, [*found.warnings]


def read(data: bytes, declared: str = "") -> Decoded:
    """Return the text of `data`. No newline is converted; NUL and lone surrogates become U+FFFD one for one.

    declared: the encoding that the file itself names, if any. Raises Refused (`encoding`, `mojibake`, `binary`).
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    if wide := _wide(data):
        return _finished(data.decode(wide), (f"encoding guessed: {_NAMES[wide]} (no byte order mark)",))
    try:
        return _finished(data.decode("utf-8"), ())
    except UnicodeDecodeError as error:
        return _not_utf8(data, declared, error)


def _marked(data: bytes, name: str) -> Decoded:
    sure = () if name == "utf-8" else (f"encoding: {_NAMES[name]} (byte order mark)",)
    whole = len(data) - len(data) % {"utf-8": 1, "utf-1": 2, "utf-3": 4}[name[:5]]
    cut = ("encoding: its end is cut, the last byte belongs to no letter",) if whole < len(data) else ()
    try:
        return _finished(_joined(data[:whole].decode(name, "surrogatepass")), cut, sure)
    except UnicodeDecodeError as error:
        if name == "utf-8":
            return _not_utf8(data, "", error)
        raise _refused(f"it begins as {_NAMES[name]} and is not (byte {error.start})") from error


def _joined(text: str) -> str:
    """Two halves of a letter beside each other as that letter (Java writes an emoji so); a lone half stays."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text


def _refused(what: str) -> Refused:
    return Refused("encoding", f"{what}; save it again as UTF-8")


def _wide(data: bytes) -> str:
    """The kind of UTF-16 that bytes without a mark are: «سلام» holds no NUL there, but every letter a byte 06."""
    head = data[:4096]
    if len(data) % 2 or len(head) < 8 or (b"\0" not in head and head.count(6) < len(head) // 5):
        return ""
    for name, low, high in (("utf-16-le", head[0::2], head[1::2]), ("utf-16-be", head[1::2], head[0::2])):
        if high.count(0) + high.count(6) + high.count(0x20) > 0.9 * len(high) and low.count(0) < 0.05 * len(low):
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            plain = sum(letter.isprintable() or letter.isspace() for letter in text[:2048])
            if plain > 0.95 * min(len(text), 2048):
                return name
    return ""


def _not_utf8(data: bytes, declared: str, error: UnicodeDecodeError) -> Decoded:
    named, text = _as_declared(data, declared)
    said = (f"encoding declared: {_NAMES.get(named, named)}",)
    if text and _ARABIC.search(text) and (score(text) >= _ENOUGH or _few(text)):
        return _finished(text, said)
    try:
        return _finished(_joined(data.decode("utf-8", "surrogatepass")), ())
    except UnicodeDecodeError:
        loose = data.decode("utf-8", "replace")
    pairs, broken = len(_PAIR.findall(data)), loose.count(REPLACEMENT)
    if pairs > 10 and broken <= max(1, len(loose) // _UNREADABLE):
        return _finished(loose, (f"encoding: {broken} places are no UTF-8 and became U+FFFD (a file cut or damaged)",))
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if 2 * pairs > 0.15 * high:
        raise _refused(f"it mixes UTF-8 with another encoding (first at byte {error.start})")
    best, name = _guess(data)
    if name:
        try:
            return _finished(data.decode(name), (f"encoding guessed: {_NAMES[name]} (score {best:.2f})",))
        except UnicodeDecodeError as other:
            raise _refused(f"it is {_NAMES[name]} only up to byte {other.start}") from other
    if text and not _ARABIC.search(text):  # a page in Russian or French, as it says itself
        return _finished(text, said)
    raise _refused(f"it is not UTF-8 (byte {error.start}) and no other encoding is sure enough")


def _guess(data: bytes) -> tuple[float, str]:
    """The score and the name of the one old encoding in which the bytes read like words, else "" for the name."""
    scored = sorted(((score(_sample(data, name)), name) for name in ("cp1256", "iso8859-6")), reverse=True)
    best, name = scored[0]
    return best, name if best >= _ENOUGH and best - scored[1][0] >= _AHEAD else ""


def _as_declared(data: bytes, declared: str) -> tuple[str, str]:
    if named := _codec(declared):
        try:
            return named, data.decode(named)
        except UnicodeDecodeError:
            pass  # it is not what it says
    return named, ""


def _codec(declared: str) -> str:
    if not _DECLARABLE.fullmatch(declared or ""):
        return ""
    try:
        found = codecs.lookup(declared).name
    except LookupError:
        return ""
    return "" if found.replace("_", "-").startswith("utf") else found


def _sample(data: bytes, name: str) -> str:
    try:
        return data[:_SAMPLE].decode(name)
    except UnicodeDecodeError:
        return ""


@cache
def _common() -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in tables.rows("common_words"))


def score(text: str) -> float:
    """Return from 0 to 1 how much `text` reads like Persian or Arabic: common words, and no word of two scripts.

    ISO-8859-6 read as Windows-1256 mixes: «الوزير» becomes «ЗбжТнС»-like words of Latin and Arabic letters.
    """
    words = _words(text)
    if len(words) < _FEWEST_WORDS:
        return 0.0
    whole = [word for word in words if len(_ARABIC.findall(word)) == len(word)]
    return sum(word in _common() for word in whole) / len(words) * (len(whole) / len(words))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(fold(text[:_SAMPLE])) if _ARABIC.search(word)]


def _few(text: str) -> bool:
    """Whether a text is too short to be held against common words: then what the file declares is all there is."""
    return len(_words(text)) < _FEWEST_WORDS


def _finished(raw: str, warnings: tuple[str, ...], notes: tuple[str, ...] = ()) -> Decoded:
    """Repair what was decoded wrongly once before, and make the text one that can be stored. Raises Refused."""
    text, repaired = unmixed(raw)
    if repaired:
        warnings = (*warnings, repaired)
    kept = clean(text)
    if kept.count(REPLACEMENT) > max(3, len(kept) // 100):
        raise Refused("binary", "it is no text file (many unreadable characters); save its text as UTF-8")
    if kept != text:
        warnings = (*warnings, UNSTORED)
    return Decoded(kept, warnings, notes)


# ------------------------------------------------------------------------------- UTF-8 read as something else and saved


@cache
def _bytes_of(name: str) -> dict[int, int]:
    """Letter -> byte of an old encoding; a byte that it leaves open is the letter of that number, as browsers do."""
    table = {number: number for number in range(128, 256)}
    for number in range(128, 256):
        letter = bytes([number]).decode(name, "ignore")
        if letter:
            table[ord(letter)] = number
    return table


@cache
def _wrong_pairs(name: str) -> re.Pattern:
    """A letter of Arabic script as it looks when its UTF-8 was read as `name`: «Ø³», «ط³»."""
    leads = "".join(bytes([number]).decode(name) for number in range(0xD8, 0xDC))
    rest = "".join(chr(letter) for letter, number in _bytes_of(name).items() if 0x80 <= number < 0xC0)
    return re.compile(f"[{leads}][{re.escape(rest)}]")


def unmixed(text: str) -> tuple[str, str]:
    """Return `text` with UTF-8 that was read as Windows-1252 or 1256 made right again, and the warning; else as it is.

    «Ø³Ù„Ø§Ù…» and «ط³ظ„ط§ظ…» are «سلام». Nothing is touched unless such pairs are most of what is no ASCII: «عکس»
    holds one by chance. Raises Refused (`mojibake`) when letters were lost on the way.
    """
    if "Ø" not in text and "Ù" not in text and "ط§" not in text:
        return text, ""
    for name in ("cp1252", "cp1256"):
        pairs = len(_wrong_pairs(name).findall(text))
        if pairs < 5 or 2 * pairs < 0.5 * sum(letter > "\x7f" for letter in text):
            continue
        lines, lost = [], 0
        for line in text.split("\n"):
            right = _again(line, name)
            lost += right is None
            lines.append(line if right is None else right)
        if lost:
            raise Refused(
                "mojibake",
                f"it is UTF-8 that was read as {_NAMES[name]} and saved again, and letters were lost on the way in "
                f"{lost} of {len(lines)} lines: get the original again",
            )
        return "\n".join(lines), f"encoding repaired: UTF-8 that was read as {_NAMES[name]} and saved again"
    return text, ""


def _again(line: str, name: str) -> str | None:
    """The line as it was before; None when its letters are no UTF-8 any more."""
    if line.isascii():
        return line
    table = _bytes_of(name)
    try:
        raw = bytes(number if (number := ord(letter)) < 128 else table[number] for letter in line.lstrip("\ufeff"))
        return raw.decode("utf-8").removeprefix("\ufeff")
    except (KeyError, UnicodeDecodeError):
        return None
