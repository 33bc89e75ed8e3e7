"""A data folder comes in, one whole generation of tables comes out: what changed is extracted, everything is linked.

Knows the order of the steps and what each depends on; knows no rule of language and draws nothing.
"""

import hashlib
import json
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import actors, decisions, extract, metadata, parts, registry, schema, signatures, sources, store, tables
from helpers.link import STEPS, Inputs, link
from helpers.progress import Progress, Step

if TYPE_CHECKING:
    import distributed

_HELD = parts.SMALL  # bytes of new files that are kept until they are read; the others are opened a second time
_RECORD = 2_000  # bytes of a record whose names are matched again, about a fifth of what extracting it costs
# What is looked at only after the tables are made: changing it makes no table stale.
_VIEWS = {"__init__", "__main__", "corpus", "counts", "charts", "labels", "widgets", "export", "score", "run"}
_VIEWS |= {"browser", "figures", "layouts", "pair_charts", "review", "score_identity", "score_events"}
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


@dataclass(frozen=True)
class _Asked:
    """How a build is to be done; none of it changes a byte of the tables."""

    check: str
    again: bool
    workers: int | None
    client: "distributed.Client | None"
    progress: Progress


def build(
    data: str | Path,
    check: str = "stat",
    progress: bool | str = True,
    again: bool = False,
    workers: int | None = None,
    client: "distributed.Client | None" = None,
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
    data, asked = Path(data), _Asked(check, again, workers, client, Progress(progress))
    if not (data / "corpus").is_dir():
        raise DataError(
            f"There is no folder {data / 'corpus'}: put the documents there, or point DATA= at a folder that holds "
            "corpus/, actors.csv and metadata.csv."
        )
    folder = data / "tables"
    inputs = _inputs(data)
    with store.lock(folder):
        _look(inputs, folder, check)
        generation = _generation(inputs)
        current = store.pointer(folder)["generation"]
        if again or current.partition("-")[0] != generation:
            return _renew(inputs, folder, generation, asked)
    return current


def _renew(inputs: Inputs, folder: Path, generation: str, asked: _Asked) -> str:
    """Make and write a generation; return its name."""
    frames = _extract(inputs, folder, asked)
    lacking = frames["read_files"][frames["read_files"]["code"].isin((*extract.PASSING, *extract.LOST))]
    if lacking["code"].isin(extract.PASSING).any():
        # A file that changed under our hands: these tables are whole, but the next build tries it again.
        generation = _hash(f"{generation} but for a moment")[:16]
    elif len(lacking):
        # Other tables than those that may come of the same documents another time, so another name.
        generation += f"-{_hash(lacking.to_csv(index=False))[:8]}"
    with asked.progress.steps([*STEPS, "writing"]) as step:
        frames |= link(inputs, frames, step)
        step("writing")
        shaped = {name: schema.shaped(name, frame) for name, frame in frames.items() if name in schema.TABLES}
        shaped |= {name: frame for name, frame in frames.items() if name.startswith("found_")}
        store.write(folder, generation, shaped, inputs.hashes)
    asked.progress.end(_words(frames, asked.progress.seconds))
    return generation


def _words(frames: dict[str, pd.DataFrame], seconds: dict[str, float]) -> str:
    """What was done, in a sentence: how much there is now, and where the time went."""
    intake = frames["intake"]["outcome"].value_counts()
    slowest = sorted(seconds, key=seconds.get, reverse=True)[:3]
    where = ", ".join(f"{name} {seconds[name]:.0f} s" for name in slowest if seconds[name] >= 1)
    return (
        f"{len(frames['documents']):,} records of {len(frames['intake']) - intake.get('rejected', 0):,} files "
        f"({intake.get('rejected', 0):,} rejected) in {sum(seconds.values()):.0f} s" + (f": {where}" if where else "")
    )


def part(order: dict) -> dict:
    """Do one part of a build, in a process of `workers` or of a cluster; see `parts.work`.

    A process that has loaded other rules than the one that builds must not mix its rows into the tables.
    """
    if order["rules"] != rules_hash():
        return {
            "error": "The workers have another version of ruznama: start them again from this one.",
            "kind": "stale",
        }
    return parts.work(Path(order["order"]))


def _inputs(data: Path) -> Inputs:
    names, wrong_names = registry.load(data / "actors.csv")
    told, wrong_metadata = metadata.load(data / "metadata.csv")
    decided, wrong_decisions = decisions.load(data / "decisions.csv")
    try:
        entries = list(sources.walk(data / "corpus"))
    except OSError as error:
        raise DataError(
            f"The folder {data / 'corpus'} cannot be listed ({error.strerror}): check its rights."
        ) from error
    problems = pd.concat(
        [wrong_names, wrong_metadata, _unknown_files(told, entries), wrong_decisions], ignore_index=True
    )
    hashes = {
        "rules": rules_hash(),
        "registry": _hash(names.to_csv(index=False)),
        "metadata": _hash(told.to_csv(index=False)),
        "decisions": _hash(decided.to_csv(index=False)),
        "problems": _hash(problems.to_csv(index=False)),
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


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def rules_hash() -> str:
    """Return the hash of every rule and table of facts that the tables depend on (the code of the views is not)."""
    digest = hashlib.sha256(f"{store.VERSION}".encode())
    package = files("helpers")
    modules = [entry for entry in package.iterdir() if entry.name.endswith(".py") and entry.name[:-3] not in _VIEWS]
    modules += [entry for entry in (package / "sources").iterdir() if entry.name.endswith(".py")]
    for module in sorted(modules, key=lambda entry: entry.name):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    digest.update(tables.hashable_bytes() + signatures.VERSION.encode())
    for library in sources.LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def _look(inputs: Inputs, folder: Path, check: str) -> None:
    """Find the content hash of every file, opening only those that may have changed."""
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
        if held + len(content) <= _HELD:
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


def _seen(folder: Path) -> dict[str, list[str]]:
    try:
        found = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _generation(inputs: Inputs) -> str:
    """The hash of everything a generation depends on: same input, same name, whatever the order of the files."""
    told = [inputs.hashes, sorted(inputs.sha256.items()), sorted(inputs.refused.items())]
    return _hash(json.dumps(told, sort_keys=True))[:16]


def _extract(inputs: Inputs, folder: Path, asked: _Asked) -> dict[str, pd.DataFrame]:
    """What follows from each file's bytes alone: kept from the generation before where the rules are the same."""
    wanted = set(inputs.keys.values())
    old, facts = ({}, {}) if asked.again else _kept(folder, wanted, inputs.hashes["rules"])
    frames = {name: [frame] for name, frame in old.items()}
    have = set(old["read_files"]["sha256"]) if old else set()
    held = {key: entry for entry in inputs.entries if (key := inputs.keys.get(entry.file))}
    files = [_file(held[key], inputs) for key in sorted(wanted - have)]
    matched = pd.DataFrame()
    if old and facts.get("registry") != inputs.hashes["registry"]:
        # A new alias matches names again; it reads no file and finds no date again.
        matched = extract.keyed(old["read_records"])
        frames["found_mentions"] = []
    if files or len(matched) or not old:
        name = "reading" if files or not old else "matching names"
        with asked.progress.step(name, len(files) or None) as told:
            for made in _made(files, matched, inputs, folder, asked, told):
                for each, frame in made.items():
                    frames.setdefault(each, []).append(frame)
    return extract.joined({name: own or [old[name]] for name, own in frames.items()})


def _file(entry: sources.Entry, inputs: Inputs) -> extract.File:
    path = str(entry.path.absolute())
    return extract.File(entry.file, path, entry.bytes, inputs.sha256[entry.file], inputs.keys[entry.file])


def _made(
    files: list[extract.File], matched: pd.DataFrame, inputs: Inputs, folder: Path, asked: _Asked, told: Step
) -> Iterator[parts.Frames]:
    """The frames of files to read and of records to match again, made here or by several processes."""
    size = sum(each.bytes for each in files) + len(matched) * _RECORD
    crew = parts.crew(f"{__name__}:part", asked.workers, asked.client, size)
    spread = [*parts.cut(files, crew), *parts.cut_records(matched)]
    if spread and (crew.count > 1 or crew.client is not None):
        told_rules, told_names = inputs.hashes["rules"], inputs.hashes["registry"]
        yield from parts.spread(spread, inputs.names, told_names, told_rules, folder, crew, told)
        return
    if files or matched.empty:
        yield from parts.here(files, inputs.names, inputs.bytes_of, told)
    if len(matched):
        yield {"found_mentions": extract.mentions(matched, actors.Matcher(inputs.names), told)}


def _kept(folder: Path, wanted: set[str], rules: str) -> tuple[dict[str, pd.DataFrame], dict]:
    """The extracted rows of the current generation that are still wanted, and the hashes they were made with.

    Nothing when they were made with other rules, or are not on disk as they were written.
    """
    generation = store.pointer(folder)["generation"]
    try:
        facts = store.manifest(folder, generation)["facts"] if generation else {}
        if facts.get("rules") != rules:
            return {}, {}
        read = {name: store.read(folder, generation, name, schema.shaped) for name in ("read_files", "read_records")}
        found = {name: store.read(folder, generation, name, lambda _, frame: frame) for name in extract.FOUND}
    except store.Corrupt as error:
        warnings.warn(f"{error} Its rows are made again from the documents.", stacklevel=5)
        return {}, {}
    read_files = read["read_files"]
    wanted = wanted - set(read_files.loc[read_files["code"].isin(extract.PASSING), "sha256"])
    kept = {name: frame[frame["sha256"].isin(wanted)] for name, frame in read.items()}
    kept |= {name: frame[frame["doc_id"].str.slice(0, 64).isin(wanted)] for name, frame in found.items()}
    return kept, facts
