"""Files that are still to be read come in, the frames of all of them go out: worked on here, or by several processes.

Knows how a corpus is cut into parts and what becomes of a part that fails; must not know what is found in a text.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import psutil

from helpers import actors, extract, sources, store, workers
from helpers.extract import File, Told

if TYPE_CHECKING:
    import distributed

Frames = dict[str, pd.DataFrame]
# A process more costs some seconds of imports, compiled loops and lexicons before its first document: less than this
# much to read is read sooner by the one that is there.
SMALL = 10_000_000
HELD = SMALL  # bytes of new files that are kept from being hashed until they are read here
_LEAST, _MOST, _FILES = 500_000, 8_000_000, 1_000  # bytes and files of a part
_MEMORY = 1_500_000_000  # bytes that a process needs


@dataclass(frozen=True)
class Crew:
    """Who works: `count` processes of this machine (1: this one alone), or the workers of a Dask `client`.

    function: `module:name` of what each of them runs for a part; it takes the order and calls `work`.
    """

    function: str
    count: int
    client: "distributed.Client | None" = None


@dataclass(frozen=True)
class Part:
    """What one process does at a time: files to read, or records whose names are to be matched again."""

    files: tuple[File, ...] = ()
    records: pd.DataFrame | None = None

    def halves(self) -> "list[Part]":
        middle = len(self.files) // 2
        return [Part(self.files[:middle]), Part(self.files[middle:])]


def crew(function: str, wanted: int | None, client: "distributed.Client | None", size: int) -> Crew:
    """Return who works on `size` bytes: as many processes as are `wanted`; for None as pay on this machine."""
    if client is not None:
        return Crew(function, max(1, sum(client.nthreads().values())), client)
    if wanted is not None:
        return Crew(function, wanted)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    room = psutil.virtual_memory().available // _MEMORY
    return Crew(function, max(1, min(cores, room, size // (SMALL // 2))))


def here(files: list[File], names: pd.DataFrame, held: dict[str, bytes], told: Told) -> Iterator[Frames]:
    """Yield the frames of files, all read in this process."""
    matcher = actors.Matcher(names)
    waiting = [Part(tuple(files))]
    while waiting:
        part = waiting.pop()
        answer: dict = {}
        try:
            yield extract.extract(list(part.files), matcher, held, told)
        except (OSError, sources.NotStarted):
            raise  # the machine is to blame, and no file
        except Exception as error:
            answer = workers.told_of(error)
        if answer:
            waiting += _failed(part, answer)
            if len(part.files) == 1:
                yield _refused(part, answer)


def spread(parts: list[Part], names: pd.DataFrame, registry: str, rules: str, folder: Path, crew: Crew, told: Told):
    """Yield the frames of parts as they are done by several processes, in any order.

    registry, rules: hashes of `names` and of what the processes must have loaded. folder: of the tables; the parts go
    through files in it. Raises StoreError when these cannot be written.
    """
    with ExitStack() as stack:
        place = stack.enter_context(store.workshop(folder))
        named = place / f"names-{registry[:12]}.arrow"
        store.put(named, names)
        pool = None if crew.client is not None else stack.enter_context(workers.Pool(crew.function, crew.count))
        numbers = count()
        while parts:
            orders = {}
            for part in parts:
                path = place / f"{next(numbers):06}.json"
                _write_order(path, part, named)
                orders[str(path)] = part
            given = [{"order": path, "rules": rules} for path in orders]
            run = pool.run(given) if pool else workers.on_cluster(crew.client, crew.function, given)
            parts = []
            for order, answer in run:
                part = orders[order["order"]]
                if answer is not None and "error" not in answer:
                    told(answer["files"], answer["records"])
                    yield _taken(Path(order["order"]), answer["tables"])
                elif answer and answer["kind"] == "disk":
                    raise store.cannot_write(folder, answer["error"])
                elif part.records is not None:
                    raise RuntimeError(f"Names could not be matched again: {(answer or {}).get('error', 'no answer')}")
                else:
                    answer = answer or {"error": "", "kind": "died"}
                    parts += _failed(part, answer)
                    if len(part.files) == 1:
                        yield _refused(part, answer)


def _failed(part: Part, answer: dict) -> list[Part]:
    """What is tried next: the halves of a part, until the files are alone that it fails on.

    Raises RuntimeError when no file is to blame: the process is of another version, or can start no reader.
    """
    if answer["kind"] == "process":
        raise RuntimeError(answer["error"])
    return [half for half in part.halves() if half.files] if len(part.files) > 1 else []


def _refused(part: Part, answer: dict) -> Frames:
    """The frames of the one file that a process died on twice, or that a rule failed on."""
    if answer["kind"] == "died":
        reason = (
            "the process that worked on it ended twice: free memory, or split the file, and build with --again, or "
            "save its text as .txt"
        )
        return extract.refused(list(part.files), "stopped", reason)
    reason = f"a rule broke down on it, which is a fault of ruznama: report it ({answer['error']})"
    warnings.warn(f"{part.files[0].file}: {reason}", stacklevel=2)
    return extract.refused(list(part.files), "failed", reason)


def cut(files: list[File], crew: Crew) -> list[Part]:
    """Return files as parts, the largest first: so that no process works long when the others have done."""
    size = sum(each.bytes for each in files)
    most = min(_MOST, max(_LEAST if crew.count > 1 else _MOST, size // (crew.count * 6)))
    least = max(1, min(_FILES, len(files) // crew.count))
    parts, own, held = [], [], 0
    for each in files:
        if own and (held + each.bytes > most or len(own) >= least):
            parts.append(own)
            own, held = [], 0
        own.append(each)
        held += each.bytes
    parts += [own] if own else []
    parts.sort(key=lambda part: -sum(each.bytes for each in part))
    return [Part(tuple(part)) for part in parts]


def cut_records(records: pd.DataFrame) -> list[Part]:
    """Return records (as `extract.keyed` gives them) as parts whose names are to be matched again."""
    size = 2 * extract.BATCH
    return [Part(records=records.iloc[at : at + size]) for at in range(0, len(records), size)]


def _write_order(path: Path, part: Part, named: Path) -> None:
    order = {"names": str(named), "files": [each.plain() for each in part.files], "records": ""}
    if part.records is not None:
        records = path.with_suffix(".records.arrow")
        store.put(records, part.records[["doc_id", "text", "language"]])
        order["records"] = str(records)
    store.put_bytes(path, json.dumps(order).encode())


def _taken(path: Path, names: list[str]) -> Frames:
    """The frames that a process wrote for one part; their files are gone afterwards."""
    return {name: store.take(path.with_suffix(f".{name}.arrow")) for name in names}


def work(path: Path) -> dict:
    """Do one part, in whatever process: the order is read from `path`, its frames are written beside it.

    Returns `{"files", "records", "tables", "memory"}`: how many, the names of the frames, and the most bytes of memory
    that this process ever had.
    """
    order = json.loads(path.read_bytes())
    matcher = _matcher(order["names"])
    if order["records"]:
        records = store.take(Path(order["records"]), keep=True)
        frames = {"found_mentions": extract.mentions(records, matcher)}
        files, size = 0, len(records)
    else:
        frames = extract.extract([File(*each) for each in order["files"]], matcher)
        files, size = len(order["files"]), len(frames["read_records"])
    for name, frame in frames.items():
        store.put(path.with_suffix(f".{name}.arrow"), frame)
    return {"files": files, "records": size, "tables": list(frames), "memory": most_memory()}


@lru_cache(maxsize=1)
def _matcher(path: str) -> actors.Matcher:
    """The names of a registry, made once in a process: the path holds their hash."""
    return actors.Matcher(store.take(Path(path), keep=True))


def most_memory() -> int:
    """Return the most bytes of memory that this process ever had; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
