"""A data folder comes in, one whole generation of tables comes out: what changed is extracted, everything is linked.

Knows the order of the steps and what each depends on; knows no rule of language and draws nothing.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import sources, store, tables

# The rules are imported where they are needed: with nothing changed, none is.
if TYPE_CHECKING:
    import distributed

    from helpers.link import Inputs

_TOLD = ("actors.csv", "metadata.csv", "decisions.csv")
# What is looked at only after the tables are made: changing it makes no table stale.
_VIEWS = {"__init__", "__main__", "corpus", "counts", "charts", "labels", "widgets", "export", "score", "run"}
_VIEWS |= {
    "browser",
    "carried",
    "controls",
    "figures",
    "grids",
    "layouts",
    "network_charts",
    "networks",
    "pair_charts",
    "review",
    "score_identity",
    "score_events",
}
_VIEWS |= {"index", "news"}
_VIEWS |= {"progress", "workers"}  # how a build is shown and spread, not what it finds
_VIEWS |= {"annotate", "event_charts", "event_countries", "event_country_charts", "event_counts", "event_lines"}
_VIEWS |= {
    "event_pairs",
    "event_quality",
    "event_sentences",
    "event_strips",
    "event_styles",
    "event_widgets",
    "periods",
}
_VIEWS |= {
    "blocks",
    "calendar_charts",
    "term_charts",
    "terms",
    "describe",
    "files",
    "fonts",
    "pages",
    "pictures",
    "reports",
    "report_parts",
    "sheets",
    "word",
    "word_text",
}


class DataError(ValueError):
    """A data folder that cannot be used; the sentence names the folder and the remedy."""


def build(
    data: str | Path,
    check: str = "stat",
    progress: bool | str = True,
    again: bool = False,
    workers: int | None = None,
    client: distributed.Client | None = None,
) -> str:
    """Bring the tables of a data folder up to date and return the generation (a hash of all that went in).

    `check="stat"` trusts size, times and inode of a file it has read before and opens only the others;
    `check="content"` hashes every file. `again=True` works everything out anew. With nothing changed nothing is
    written. `workers`: how many processes read documents; None takes as many as pay on this machine, a few documents
    are read in this one. `client`: a Dask cluster reads them instead; its workers need this package and the same files
    under the same paths. The tables are the same bytes in each case. `progress`: bars in a notebook or a terminal and a
    sentence at the end; `"lines"` for a line a step. Raises DataError (no such folder), store.StoreError (tables
    cannot be written, or are newer) and workers.StartError (no process starts).
    """
    if check not in ("stat", "content"):
        raise ValueError(f'check={check!r} is unknown: use "stat" or "content".')
    if workers is not None and workers < 1:
        raise ValueError(f"workers={workers!r}: at least one process has to read the documents.")
    data = Path(data)
    if not (data / "corpus").is_dir():
        raise DataError(
            f"There is no folder {data / 'corpus'}: put the documents there, or point DATA= at a folder that holds "
            "corpus/, actors.csv and metadata.csv."
        )
    folder = data / "tables"
    entries = _walk(data)
    stamp = _stamp(data, entries)
    with store.lock(folder):
        current = store.pointer(folder)["generation"]
        if check == "stat" and not again and current and _stamped(folder) == [stamp, current]:
            return current
        inputs = _inputs(data, entries)
        settled = _look(inputs, folder, check)
        generation = _generation(inputs)
        if again or current.partition("-")[0] != generation:
            from helpers.progress import Progress
            from helpers.renew import Asked, renew

            current = renew(inputs, folder, generation, Asked(again, workers, client, Progress(progress)))
        if settled and current.partition("-")[0] == generation and stamp == _stamp(data, _walk(data)):
            _write_stamp(folder, [stamp, current])
    return current


def part(order: dict) -> dict:
    """Do one part of a build, in a process of `workers` or of a cluster; see `parts.work`.

    A process that has loaded other rules than the one that builds must not mix its rows into the tables.
    """
    if order["rules"] != rules_hash():
        return {
            "error": "The workers have another version of ruznama: start them again from this one.",
            "kind": "process",
        }
    from helpers import parts

    try:
        return parts.work(Path(order["order"]))
    except sources.NotStarted as error:
        return {"error": str(error), "kind": "process"}


def _walk(data: Path) -> list[sources.Entry]:
    try:
        return list(sources.walk(data / "corpus"))
    except OSError as error:
        raise DataError(
            f"The folder {data / 'corpus'} cannot be listed ({error.strerror}): check its rights."
        ) from error


def _stamp(data: Path, entries: list[sources.Entry]) -> str:
    """The hash of all that a generation depends on, as far as it is seen without opening a document.

    What a person told is small, so its bytes count; a document counts by size, times and inode, as in `_look`.
    """
    digest = hashlib.sha256(rules_hash().encode())
    for name in _TOLD:
        path = data / name
        digest.update(b"\0" + (hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""))
    told = (f"{each.file}\0{each.fingerprint}\0{each.code}\0{each.reason}\0{each.bytes}\n" for each in entries)
    digest.update("".join(told).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _stamped(folder: Path) -> list[str]:
    """The stamp with which the tables were last found up to date, and their generation."""
    try:
        return json.loads((folder / "stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []


def _write_stamp(folder: Path, stamp: list[str]) -> None:
    if _stamped(folder) != stamp:
        store.replace(folder / "stamp.json", json.dumps(stamp).encode())


def _inputs(data: Path, entries: list[sources.Entry]) -> Inputs:
    from helpers import decisions, metadata, registry
    from helpers.link import Inputs

    names, wrong_names = registry.load(data / "actors.csv")
    told, wrong_metadata = metadata.load(data / "metadata.csv")
    decided, wrong_decisions = decisions.load(data / "decisions.csv")
    problems = pd.concat(
        [wrong_names, wrong_metadata, _unknown_files(told, entries), wrong_decisions], ignore_index=True
    )
    hashes = {
        "rules": rules_hash(),
        "registry": store.hashed(names.to_csv(index=False)),
        "metadata": store.hashed(told.to_csv(index=False)),
        "decisions": store.hashed(decided.to_csv(index=False)),
        "problems": store.hashed(problems.to_csv(index=False)),
    }
    return Inputs(data, entries, names, told, decided, problems, hashes)


def _unknown_files(told: pd.DataFrame, entries: list[sources.Entry]) -> pd.DataFrame:
    """Rows of metadata.csv for files that are not there: a name mistyped is an outlet lost without a word."""
    rows = told[~told["file"].isin({entry.file for entry in entries})]
    return pd.DataFrame(
        {
            "file": "metadata.csv",
            "line": rows["line"],
            "problem": [f"there is no file {file} below corpus/" for file in rows["file"]],
            "remedy": "correct the name, or delete the line",
        }
    )


@cache
def rules_hash() -> str:
    """Return the hash of every rule and table of facts that the tables depend on (the code of the views is not)."""
    digest = hashlib.sha256(f"{store.VERSION}".encode())
    package = files("helpers")
    modules = [entry for entry in package.iterdir() if entry.name.endswith(".py") and entry.name[:-3] not in _VIEWS]
    modules += [entry for entry in (package / "sources").iterdir() if entry.name.endswith(".py")]
    for module in sorted(modules, key=lambda entry: entry.name):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    digest.update(tables.hashable_bytes())
    for library in (*sources.LIBRARIES, "rensa"):  # signatures of two versions cannot be compared
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def _look(inputs: Inputs, folder: Path, check: str) -> bool:
    """Find the content hash of every file, opening only those that may have changed; return whether all are settled."""
    from helpers.parts import HELD

    seen = _seen(folder) if check == "stat" else {}
    keep, held = {}, 0
    for entry in inputs.entries:
        if entry.code:
            inputs.refused[entry.file] = (entry.code, entry.reason)
            continue
        known = seen.get(entry.file, ["", ""])
        if known[0] == entry.fingerprint:
            inputs.sha256[entry.file] = known[1]
            keep[entry.file] = known
            continue
        before = time.time_ns()
        try:
            content, digest = sources.load(entry)
        except sources.Refused as refusal:
            inputs.refused[entry.file] = (refusal.code, refusal.reason)
            continue
        inputs.sha256[entry.file] = digest
        if held + len(content) <= HELD:  # others are opened once more, by whoever reads them
            held += len(content)
            inputs.bytes_of.setdefault(digest, content)
        # A file written in the same tick of the file system's clock could change again under the same time.
        settled = max(int(part) for part in entry.fingerprint.split(":")[1:3]) < before - 20_000_000
        if settled:
            keep[entry.file] = [entry.fingerprint, digest]
    if keep != _seen(folder):
        store.replace(folder / "seen.json", json.dumps(keep, ensure_ascii=True, sort_keys=True).encode())
    by_name = {entry.file: entry for entry in inputs.entries}
    inputs.keys = {file: sources.key(by_name[file], digest) for file, digest in inputs.sha256.items()}
    return len(keep) == len(inputs.sha256) and not any(code == "unreadable" for code, _ in inputs.refused.values())


def _seen(folder: Path) -> dict[str, list[str]]:
    try:
        found = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _generation(inputs: Inputs) -> str:
    """The hash of everything a generation depends on: same input, same name, whatever the order of the files."""
    told = [inputs.hashes, sorted(inputs.sha256.items()), sorted(inputs.refused.items())]
    return store.hashed(json.dumps(told, sort_keys=True))[:16]
