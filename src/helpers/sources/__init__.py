"""Files in, records out: walks a folder of documents, reads each file once, and says what became of every entry.

Knows formats and layout; knows no date, no actor and no language.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from helpers.sources import formats, plain, sizes
from helpers.sources.process import Answers, NotStarted, Readers
from helpers.sources.record import Contents, Record, Refused

__all__ = [
    "LARGEST",
    "LIBRARIES",
    "Entry",
    "NotStarted",
    "Readers",
    "Reading",
    "Refused",
    "key",
    "load",
    "read",
    "walk",
]
LARGEST = 50_000_000
# A change in one of these may change what a file gives: their versions belong to the rules.
LIBRARIES = ("lxml", "playa-pdf", "pyarrow", "python-calamine", "trafilatura")
# Ends of a reading that say something of the machine, not of the bytes: they are tried again with the next build.
PASSING = frozenset({"stalled", "changing", "unreadable"})
_AT_MOST = 8  # refused members of a zip that are told by name
# Spaces of every kind, half-spaces and signs of direction: a file of nothing else holds no text.
_INVISIBLE = " \t\n\r\v\f\x85\xa0\u2028\u2029\u3000" + "".join(
    map(chr, [*range(0x2000, 0x2010), *range(0x202A, 0x2030), *range(0x205F, 0x2070), 0x61C, 0xFEFF, 0xAD])
)
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
    """What reading one file gave: its records, or the code and sentence of the refusal.

    `passing`: it, or a member of it, ended for a reason that the next build may not find again.
    """

    sha256: str
    records: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()
    code: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    passing: bool = False


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
            if entry.is_dir(follow_symlinks=False) and path.suffix.lower() not in _suffixes():
                pending.append(path)
            else:
                found.append(_entry(root, path, entry))
    return iter(sorted(found, key=lambda each: each.file))


def _suffixes() -> set[str]:
    return {*formats.SUFFIXES, *formats.refused()}


def _relative(root: Path, path: Path) -> str:
    # As strings: `relative_to` takes most of the time of a walk over 100,000 files.
    name = str(path)[_before(root) :]
    return name.replace(os.sep, "/").encode("utf-8", "backslashreplace").decode("utf-8")


@lru_cache(maxsize=8)
def _before(root: Path) -> int:
    """How many letters of a path below `root` stand before its relative part."""
    return len(str(root / "_")) - 1


def _refuse(root: Path, path: Path, code: str, reason: str, size: int = 0) -> Entry:
    return Entry(_relative(root, path), path, size, "", code, reason)


def _entry(root: Path, path: Path, entry: os.DirEntry) -> Entry:
    status = entry.stat(follow_symlinks=False)
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFLNK:
        return _refuse(root, path, "link", "a link is not followed: put the file itself into the folder")
    if kind == stat.S_IFDIR:
        return _refuse(root, path, "folder", "a folder with a document's suffix; rename it so that it can be searched")
    if kind != stat.S_IFREG:
        return _refuse(root, path, "not_a_file", "a pipe, socket or device is never opened")
    if entry.name.lower() in _FURNITURE or entry.name.startswith("~$"):
        return _refuse(root, path, "furniture", "left by the system or an editor, no document", status.st_size)
    try:
        formats.of(entry.name)
    except Refused as refusal:
        return _refuse(root, path, refusal.code, refusal.reason, status.st_size)
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


def key(entry: Entry, sha256: str) -> str:
    """Return what the reading of a file is kept under: its bytes and its format, since the same bytes may be two."""
    named = formats.of(entry.path.name)
    return sha256 if named == "txt" else hashlib.sha256(f"{sha256}.{named}".encode()).hexdigest()


def read(entry: Entry, data: bytes, sha256: str, readers: Readers | None = None) -> Reading:
    """Return the records of one file, or the reason why it has none. Never raises for what a file may contain.

    Plain text is read here; everything else by `readers`, in a process with limits (one of its own when None).
    """
    named = formats.of(entry.path.name)
    if named == "txt" and formats.is_plain(data):
        try:
            return _reading(sha256, sizes.bounded(plain.read(data, "file.txt")))
        except Refused as refusal:
            return _reading(sha256, refusal)
    with_limits = readers or Readers()
    try:
        answers = with_limits.read(named, data)
    finally:
        if readers is None:
            with_limits.close()
    if answers.members is not None:
        return _of_members(sha256, answers)
    reading = _reading(sha256, answers.each[0])
    return replace(reading, notes=(*reading.notes, *answers.notes))


def _reading(sha256: str, contents: Contents | Refused) -> Reading:
    if isinstance(contents, Refused):
        return Reading(sha256, code=contents.code, reason=contents.reason, passing=contents.code in PASSING)
    if not any(each.text.strip(_INVISIBLE) for each in contents.records):
        return Reading(sha256, code="empty", reason="it holds no text")
    return Reading(sha256, contents.records, contents.warnings, notes=contents.notes)


def _of_members(sha256: str, answers: Answers) -> Reading:
    """The records of a zip: those of each member under its name; what a member lacks is told by its name."""
    records: list[Record] = []
    warnings, refused, passing = list(answers.warnings), [], False
    for member, contents in zip(answers.members, answers.each, strict=True):
        reading = _reading(sha256, contents)
        passing |= reading.passing
        if reading.code:
            if PurePosixPath(member).name.lower() not in _FURNITURE and not member.startswith("__MACOSX/"):
                refused.append(f"{member} ({reading.code}: {reading.reason})")
            continue
        warnings += [f"{member}: {warning}" for warning in reading.warnings]
        records += [
            replace(
                each, record=f"{member}/{each.record}", place_in_file=f"{member}, {each.place_in_file}", start=None
            )
            for each in reading.records
        ]  # fmt: skip
    try:
        sizes.check(records)
    except Refused as refusal:
        return Reading(sha256, code=refusal.code, reason=refusal.reason)
    size = len(answers.members)
    if refused:
        shown = "; ".join(refused[:_AT_MOST]) + (f"; and {len(refused) - _AT_MOST} more" * (len(refused) > _AT_MOST))
        warnings.append(f"{len(refused)} of {size} members were not read: {shown}")
    if not records:
        reason = warnings[-1] if refused else "it holds no file with a text"
        return Reading(sha256, code="members" if refused else "empty", reason=reason, passing=passing)
    notes = (f"{size} members, {size - len(refused)} read", *answers.notes)
    return Reading(sha256, tuple(records), tuple(warnings), notes=notes, passing=passing)
