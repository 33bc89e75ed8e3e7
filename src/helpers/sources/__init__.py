"""Files in, records out: walks a folder of documents, reads each file once, and says what became of every entry.

Knows formats and layout; knows no date, no actor and no language.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.sources import feeds, jsonish, plain, tabular, telegram
from helpers.sources.record import Record, Refused

LARGEST = 50_000_000
_READERS = {".txt": plain.read, ".text": plain.read}
_READERS |= dict.fromkeys((".csv", ".tsv", ".xlsx", ".parquet"), tabular.read)
_READERS |= dict.fromkeys((".jsonl", ".ndjson"), jsonish.read) | {".json": telegram.read}
_READERS |= dict.fromkeys((".rss", ".atom", ".xml"), feeds.read)
_CONVERT = {
    ".pdf": "save its text as .txt",
    ".docx": "save it as plain text (.txt, UTF-8)",
    ".doc": "save it as plain text (.txt, UTF-8)",
    ".html": "save its text as .txt",
    ".htm": "save its text as .txt",
    ".zip": "unpack it into the folder",
}
# Left by systems and editors, never documents of an analyst; still a row in `intake`, so that counts add up.
_FURNITURE = {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"}


@dataclass(frozen=True)
class Entry:
    """A directory entry that is not a plain folder: its path below the root and what the system says of it."""

    file: str
    path: Path
    bytes: int = 0
    fingerprint: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """What reading one file gave: its records, or the code and sentence of the refusal."""

    sha256: str
    records: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()
    code: str = ""
    reason: str = ""
    note: dict = field(default_factory=dict)


def walk(root: Path) -> Iterator[Entry]:
    """Yield every entry below `root` that is not a plain folder, sorted by path, following no link.

    An undecodable name byte is written `\\udcXX`. An entry that must not be opened carries `code` and `reason`.
    Raises OSError when `root` itself cannot be listed.
    """
    pending = [root]
    found: list[Entry] = []
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            if folder == root:
                raise
            found.append(_refuse(root, folder, "unreadable", f"the folder cannot be listed ({error.strerror})"))
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and path.suffix.lower() not in (*_READERS, *_CONVERT):
                pending.append(path)
            else:
                found.append(_entry(root, path, entry))
    return iter(sorted(found, key=lambda each: each.file))


def _relative(root: Path, path: Path) -> str:
    name = path.relative_to(root).as_posix()
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _refuse(root: Path, path: Path, code: str, reason: str, size: int = 0) -> Entry:
    return Entry(_relative(root, path), path, size, "", code, reason)


def _entry(root: Path, path: Path, entry: os.DirEntry) -> Entry:
    status = entry.stat(follow_symlinks=False)
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFLNK:
        return _refuse(root, path, "link", "a link is not followed; put the file itself into the folder")
    if kind == stat.S_IFDIR:
        return _refuse(root, path, "folder", "a folder with a document's suffix; rename it so that it can be searched")
    if kind != stat.S_IFREG:
        return _refuse(root, path, "not_a_file", "a pipe, socket or device is never opened")
    if path.name.lower() in _FURNITURE or path.name.startswith("~$"):
        return _refuse(root, path, "furniture", "left by the system or an editor, no document", status.st_size)
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        remedy = _CONVERT.get(suffix, "save its text as .txt")
        return _refuse(
            root, path, "format", f"{suffix or 'a file without a suffix'} is not read: {remedy}", status.st_size
        )
    if status.st_size > LARGEST:
        return _refuse(
            root, path, "too_large", f"{status.st_size} bytes; the most is {LARGEST}: split it", status.st_size
        )
    # Size, times and inode: a file that keeps all of them keeps its bytes. The change time catches a restored mtime.
    print_of = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"
    return Entry(_relative(root, path), path, status.st_size, print_of)


def load(entry: Entry) -> tuple[bytes, str]:
    """Return the bytes of a file and their SHA-256; raises Refused when it cannot be opened or is no file any more."""
    try:
        descriptor = os.open(entry.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as handle:
            if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
                raise Refused("not_a_file", "it changed into something that is no file while the folder was read")
            data = handle.read(LARGEST + 1)
    except OSError as error:
        raise Refused("unreadable", f"it cannot be opened ({error.strerror}); check the rights of the file") from error
    if len(data) > LARGEST:
        raise Refused("too_large", f"it grew past {LARGEST} bytes while it was read: split it")
    return data, hashlib.sha256(data).hexdigest()


def read(entry: Entry, data: bytes, sha256: str) -> Reading:
    """Return the records of one file, or the reason why it has none. Never raises for what a file may contain."""
    reader = _READERS[entry.path.suffix.lower()]
    try:
        contents = reader(data, entry.path.name)
    except Refused as refusal:
        return Reading(sha256, code=refusal.code, reason=refusal.reason)
    if not contents.records:
        return Reading(sha256, code="empty", reason="it holds no text")
    return Reading(sha256, contents.records, contents.warnings)
