"""A format and bytes come in, what the right reader makes of them goes out, one answer a file or member of a zip.

Runs in the worker. Knows which reader a format has; must not know pipes, limits or the build.
"""

import importlib
import zipfile
from collections.abc import Iterator

from helpers.sources import archive, containers, formats, sizes
from helpers.sources.encodings import UNSTORED
from helpers.sources.record import Contents, Refused
from helpers.text import REPLACEMENT

_REPLACED = REPLACEMENT.encode()


def answers(named: str, data: bytes, skip: int = 0) -> Iterator[dict]:
    """Yield what became of a file: one answer, or for a zip the names of its members and then one answer for each.

    named: the format that the file's suffix tells. skip: members that an earlier worker has answered or died of.
    Every answer holds `more`: whether another one follows.
    """
    try:
        real, warning = formats.decide(named, data)
        if real != "zip":
            yield _told(read(real, data), warning, data) | {"more": False}
            return
        opened = containers.opened(data)
        members = archive.members(opened)
    except Refused as refusal:
        yield {"code": refusal.code, "reason": refusal.reason, "more": False}
        return
    except MemoryError:
        raise
    except Exception as error:  # a parser's own error, of any kind: the file is not as its format says
        yield {"code": "damaged", "reason": _damaged(named, error), "more": False}
        return
    yield {
        "members": [each.filename for each in members],
        "warnings": [warning] if warning else [],
        "more": len(members) > skip,
    }
    for number in range(skip, len(members)):
        yield _member(opened, members[number]) | {"more": number + 1 < len(members)}


def prepare(named: str) -> None:
    """Import what a format needs, before its clock starts: a busy machine loads a parser slower than it reads."""
    for module in formats.readers(named):
        importlib.import_module(f"helpers.sources.{module}")


def _member(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict:
    try:
        named = formats.of(member.filename)
        content = containers.content(opened, member)
        real, warning = formats.decide(named, content)
        if real == "zip":
            raise Refused("nested", "a zip inside a zip is not opened: unpack it into the folder")
        return _told(read(real, content), warning, content)
    except Refused as refusal:
        return {"code": refusal.code, "reason": refusal.reason}
    except MemoryError:
        raise
    except Exception as error:
        return {"code": "damaged", "reason": _damaged(member.filename, error)}


def _damaged(name: str, error: Exception) -> str:
    said = " ".join(str(error).split())[:120].encode("utf-8", "replace").decode("utf-8")
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"it cannot be read as {name.rsplit('.', 1)[-1]} ({told}); open it in its program and save it again"


def read(real: str, data: bytes) -> Contents:
    """Return what the reader of format `real` makes of `data`. Raises Refused, and whatever its parser raises."""
    if real == "xlsx":
        data = containers.vetted(data)
    reader = importlib.import_module(f"helpers.sources.{formats.reader(real, data)}")
    return sizes.bounded(reader.read(data, f"file.{real}"))


def _told(contents: Contents, warning: str, data: bytes) -> dict:
    rows = [
        [
            each.record, each.place_in_file, each.start, each.text, each.title, each.published, each.outlet, each.url,
            each.author, list(each.warnings),
        ]
        for each in contents.records
    ]  # fmt: skip
    warnings = [warning, *contents.warnings] if warning else [*contents.warnings]
    # `"\\u0000"` in JSON, `&#0;` in a page: the file itself holds no sign that cannot be stored, its text does.
    if UNSTORED not in warnings and _REPLACED not in data and any(REPLACEMENT in row[3] for row in rows):
        warnings.append(UNSTORED)
    return {"records": rows, "warnings": warnings, "notes": [*contents.notes]}
