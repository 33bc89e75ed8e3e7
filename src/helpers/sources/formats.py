"""A name and the first bytes of a file come in; which format it is, really, goes out.

Knows suffixes, the marks at the beginning of files, and what to convert the others to (`tables/formats.csv`); must not
know how any format is read.
"""

import io
import re
import zipfile
from functools import cache

from helpers import tables
from helpers.sources.record import Refused

# suffix -> format. A format is the name that a reader gets as `file.<format>`.
SUFFIXES = {
    ".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf",
    ".zip": "zip", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".rss": "xml", ".atom": "xml",
    ".xml": "xml", ".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".parquet": "parquet",
}  # fmt: skip
# format -> module beside this one.
_READERS = {
    "txt": "plain", "html": "webpage", "docx": "docx", "pdf": "pdf", "json": "jsonish", "jsonl": "jsonish",
    "xml": "feeds", "csv": "tabular", "tsv": "tabular", "xlsx": "tabular", "parquet": "tabular",
}  # fmt: skip
# What is not read under its own name, but often is a page or a newer document that somebody renamed: looked into.
LOOKED_INTO = {".doc": "doc", ".xls": "xls"}
_NAMES = {
    "txt": "a plain text", "html": "a web page", "docx": "a Word document", "pdf": "a PDF", "zip": "a zip archive",
    "json": "JSON", "jsonl": "JSON lines", "xml": "a feed", "csv": "a table", "tsv": "a table",
    "xlsx": "an Excel workbook", "parquet": "a Parquet table",
}  # fmt: skip
_WORD = re.compile(r"word/document\d+\.xml")  # as Word on the web names it
_BINARY = {"docx", "pdf", "zip", "xlsx", "parquet", "doc", "xls"}

# What stands at the beginning of a file, and the format or, with a dot, the refused suffix that it tells.
_MARKS = (
    (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"), (b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"), (b"GIF89a", ".gif"), (b"II*\x00", ".tif"), (b"MM\x00*", ".tif"), (b"7z\xbc\xaf'\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"), (b"\x1f\x8b\x08", ".gz"), (b"BZh91AY", ".bz2"), (b"\xfd7zXZ\x00", ".xz"),
    (b"\x28\xb5\x2f\xfd", ".zst"), (b"MZ\x90\x00", ".exe"), (b"\x7fELF", ".bin"), (b"SQLite format 3\x00", ".sqlite"),
    (b"ID3\x03", ".mp3"), (b"ID3\x04", ".mp3"), (b"OggS\x00", ".ogg"), (b"fLaC\x00", ".flac"), (b"%!PS", ".ps"),
    (b"AT&TFORM", ".djvu"),
    (b"bplist00", ".webarchive"), (b"\x93NUMPY", ".npy"), (b"\x80\x04\x95", ".pkl"),
    (b"ARROW1\x00", ".arrow"), (b"\x89HDF", ".h5"), (b"!<arch>", ".bin"),
)  # fmt: skip
_FIRST = bytes({mark[0] for mark, _ in _MARKS})
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_MAIL = re.compile(rb"(?:MIME-Version:|From: <Saved by|From: \"Saved by)", re.IGNORECASE)
# A zip by a member of it: office documents, e-books and programs are zips.
_INSIDE = (
    ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.bin", ".xlsb"), ("META-INF/container.xml", ".epub"), ("Index/Document.iwa", ".pages"),
    ("META-INF/MANIFEST.MF", ".jar"), ("AndroidManifest.xml", ".apk"),
)  # fmt: skip


def of(name: str) -> str:
    """Return the format that a file's suffix tells; raises Refused for one that is not read."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if 0 < dot < len(name) - 1 else ""  # as pathlib, a hundred thousand times
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if suffix in LOOKED_INTO:
        return LOOKED_INTO[suffix]
    raise not_read(suffix)


def not_read(suffix: str) -> Refused:
    """Return the refusal of a suffix by its name, with what to convert it to."""
    name, remedy = refused().get(suffix, ("a file of no known format", "save its text as .txt"))
    return Refused("format", f"{suffix or 'a file without a suffix'} ({name}) is not read: {remedy}")


@cache
def refused() -> dict[str, tuple[str, str]]:
    """Return suffix -> (name, remedy) of the formats that are known and not read."""
    return {row["suffix"]: (row["name"], row["remedy"]) for row in tables.rows("formats")}


def is_plain(data: bytes) -> bool:
    """Whether the bytes of a .txt file carry no mark of another format: then no parser is needed."""
    return sniff(data) == ""


def sniff(data: bytes) -> str:
    """Return the format (or the refused suffix, with its dot) that the first bytes tell; "" when they tell none."""
    if data[:1] and data[:1] in _FIRST:
        for mark, told in _MARKS:
            if data.startswith(mark):
                return told
    if data[4:8] == b"ftyp":
        return ".mp4"
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ", b"WEBP"):
        return {b"WAVE": ".wav", b"AVI ": ".avi", b"WEBP": ".webp"}[data[8:12]]
    if data[:4] == b"PAR1" and data[-4:] == b"PAR1":
        return "parquet"
    if data[257:262] == b"ustar":
        return ".tar"
    head = data[:2048]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"").lstrip()
    if head[:1] == b"<":
        if head[:5] == b"<?xml" and b"office:document" in head:
            return ".fodt"
        if _PAGE.search(head):
            return "html"
        return "xml" if _FEED.search(head) else ""
    return ".mhtml" if _MAIL.match(head) else ""


def decide(named: str, data: bytes) -> tuple[str, str]:
    """Return the format to read `data` as, and a warning when its suffix (format `named`) says another.

    Raises Refused: for what is not read whatever its name, for bytes that are not what their name says.
    """
    if not data:
        raise Refused("empty", "it has no bytes")
    real = sniff(data)
    if real == ".doc" and named in {"docx", "xlsx"}:
        raise Refused("encrypted", "it is locked with a password, or an old document renamed: save it anew without one")
    if real == "zip":
        real = _inside(data, named)
    if real.startswith("."):
        suffix = {"doc": ".doc", "xls": ".xls"}.get(named, real) if real == ".doc" else real
        name, remedy = refused()[suffix]
        raise Refused("format", f"it is {name} by its first bytes, which is not read: {remedy}")
    if not real or real == named:
        if named in LOOKED_INTO.values():
            raise not_read(f".{named}")
        if not real and named in _BINARY:
            raise Refused("damaged", f"it is named .{named} and its bytes are not {_NAMES[named]}: save it again")
        return named, ""
    return real, f"it is named .{named} and is {_NAMES[real]}: read as that"


def _inside(data: bytes, named: str) -> str:
    """What a zip is: by its members, since a Word document, an e-book and an archive begin alike."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return named if named in {"docx", "xlsx", "zip"} else "zip"
    for member, told in _INSIDE:
        if member in names:
            return told
    if any(_WORD.fullmatch(each) for each in names):
        return "docx"
    if "mimetype" in names and "content.xml" in names:
        return {"odt": ".odt"}.get(named, ".ods" if "spreadsheet" in _mimetype(data) else ".odt")
    if named in {"docx", "xlsx"}:
        raise Refused("damaged", f"it is named .{named} and holds no document: save it again in its program")
    return "zip"


def _mimetype(data: bytes) -> str:
    # The first member of such a file, stored as it is: the letters stand in the first bytes.
    return data[:200].decode("latin-1")


def readers(named: str) -> tuple[str, ...]:
    """Return the modules that a file of format `named` will probably need."""
    if named == "zip":
        return ("docx", "pdf", "webpage")
    return (_READERS[named],) if named in _READERS else ()


def reader(real: str, data: bytes) -> str:
    """Return the module that reads a format. What may be a Telegram export goes to its reader, which knows others."""
    if real == "html" and b"page_wrap" in data[:20_000] and b'class="message' in data:
        return "telegram"
    if real == "json" and b'"messages"' in data and b'"type"' in data:
        return "telegram"
    return _READERS[real]
