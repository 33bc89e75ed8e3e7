"""Plain text: the bytes of a .txt file come in, its reports go out as records.

Knows encodings; where a report begins is `split`'s to say.
"""

from helpers.sources import split
from helpers.sources.record import Contents, Refused
from helpers.text import REPLACEMENT, clean

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of `data` and warnings. A byte order mark decides, else strict UTF-8; nothing is guessed.

    No newline is converted; NUL and lone surrogates become U+FFFD one for one. Raises Refused.
    """
    encoding, skip = "utf-8", 0
    for mark, name in _BOMS:
        if data.startswith(mark):
            encoding, skip = name, len(mark)
            break
    try:
        raw = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            "encoding", f"it is not {encoding.upper()} (byte {skip + error.start}); save it again as UTF-8"
        ) from error
    text = clean(raw)
    if text.count(REPLACEMENT) > max(3, len(text) // 100):
        raise Refused("binary", "it is no text file (many unreadable characters); save its text as UTF-8")
    changed = text != raw
    return text, ["characters that cannot be stored became U+FFFD"] if changed else []


def read(data: bytes, name: str) -> Contents:
    """Return the reports of a text file: one, or several where the page lists several. Raises Refused."""
    text, warnings = decode(data)
    return Contents(tuple(split.records(text)), tuple(warnings))
