"""A data folder comes in, one whole generation of tables comes out: what changed is extracted, everything is linked.

Knows the order of the steps and what each depends on; knows no rule of language and draws nothing.
"""

import hashlib
import json
import time
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from helpers import (
    actors,
    dates,
    decisions,
    events,
    language,
    metadata,
    registry,
    repair,
    schema,
    signatures,
    sources,
    store,
    tables,
)
from helpers.link import Inputs, link

BATCH = 2_000
LETTERS = 2_000_000  # of the records that are looked at together: each takes some seventy bytes meanwhile
_HELD = 500_000_000  # bytes of new files that are kept until they are read; the others are opened a second time
# What is looked at only after the tables are made: changing it makes no table stale.
_VIEWS = {"__init__", "__main__", "corpus", "counts", "charts", "labels", "widgets", "export", "score", "run"}
_VIEWS |= {"browser", "figures", "layouts", "pair_charts", "review", "score_identity", "score_events"}
_VIEWS |= {"index", "news"}
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


def build(data: str | Path, check: str = "stat", progress: bool = True, again: bool = False) -> str:
    """Bring the tables of a data folder up to date and return the generation (a hash of all that went in).

    `check="stat"` trusts size, times and inode of a file it has read before and opens only the others;
    `check="content"` hashes every file. `again=True` works everything out anew. With nothing changed nothing is
    written. Raises DataError (no such folder) and store.StoreError (tables cannot be written, or are newer).
    """
    if check not in ("stat", "content"):
        raise ValueError(f'check={check!r} is unknown: use "stat" or "content".')
    data = Path(data)
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
        if again or store.pointer(folder)["generation"] != generation:
            frames = _extract(inputs, folder, progress, again)
            generation = _generation(inputs)  # of another name when a reading is to be tried again
            frames |= link(inputs, frames)
            shaped = {name: schema.shaped(name, frame) for name, frame in frames.items() if name in schema.TABLES}
            shaped |= {name: frame for name, frame in frames.items() if name.startswith("found_")}
            store.write(folder, generation, shaped, inputs.hashes | {"passing": sorted(inputs.passing)})
    return generation


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
    told += [sorted(inputs.passing)] if inputs.passing else []
    return _hash(json.dumps(told, sort_keys=True))[:16]


def _extract(inputs: Inputs, folder: Path, progress: bool, again: bool) -> dict[str, pd.DataFrame]:
    """What follows from each file's bytes alone: kept from the generation before where the rules are the same."""
    wanted = set(inputs.keys.values())
    old, facts = ({}, {}) if again else _kept(folder, wanted, inputs.hashes["rules"])
    frames = {name: [frame] for name, frame in old.items()}
    have = set(old["read_files"]["sha256"]) if old else set()
    if old and facts.get("registry") != inputs.hashes["registry"]:
        # A new alias re-matches actors; it reads no file and finds no date again.
        frames["found_mentions"] = []
        records = _keyed(old["read_records"])
        _find_mentions(records, inputs.names, frames, progress)
    paths = {key: entry for entry in inputs.entries if (key := inputs.keys.get(entry.file))}
    missing = sorted(wanted - have)
    for at in range(0, len(missing), BATCH):
        batch = missing[at : at + BATCH]
        with sources.Readers() as readers:
            readings = [_read(paths[key], key, inputs, readers) for key in _bar(batch, progress)]
        inputs.passing |= {each.sha256 for each in readings if each.passing}
        for name, frame in _reading_frames(readings).items():
            frames.setdefault(name, []).append(frame)
        records = _keyed(frames["read_records"][-1])
        for own in _portions(records[["doc_id", "text", "language"]]):
            for name, frame in _found(own).items():
                frames.setdefault(name, []).append(frame)
        _find_mentions(records, inputs.names, frames, False)
    return {name: _joined(name, parts) for name, parts in frames.items()} or _joined_nothing()


def _portions(records: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The records in portions of at most BATCH and some LETTERS: what the steps hold at a time grows with both."""
    portion = records["text"].str.len().cumsum() // LETTERS
    for _, own in records.groupby(portion, sort=False):
        for at in range(0, len(own), BATCH):
            yield own.iloc[at : at + BATCH]
    if records.empty:
        yield records


def _found(own: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What follows from a batch of texts alone. Names and days are looked for where lines stand in order."""
    shown = repair.read(own)
    ordered = repair.in_order(own, shown)
    return {
        "found_readable": repair.stored(shown),
        "found_repairs": shown.repairs,
        "found_dates": repair.to_evidence(dates.find(ordered), shown),
        "found_events": repair.to_evidence(events.find(ordered), shown),
        "found_signatures": signatures.signatures(own),
    }


def _bar(items: list, progress: bool):
    return tqdm(items, desc="reading", unit=" files", disable=not progress or len(items) < 50)


def _kept(folder: Path, wanted: set[str], rules: str) -> tuple[dict[str, pd.DataFrame], dict]:
    """The extracted rows of the current generation that are still wanted, and the hashes they were made with.

    Nothing when they were made with other rules, or are not on disk as they were written. What ended for a reason that
    may pass is not kept.
    """
    generation = store.pointer(folder)["generation"]
    try:
        facts = store.manifest(folder, generation)["facts"] if generation else {}
        if facts.get("rules") != rules:
            return {}, {}
        read = {name: store.read(folder, generation, name, schema.shaped) for name in ("read_files", "read_records")}
        found = {
            name: store.read(folder, generation, name, lambda _, frame: frame)
            for name in (
                "found_dates",
                "found_events",
                "found_mentions",
                "found_readable",
                "found_repairs",
                "found_signatures",
            )
        }
    except store.Corrupt as error:
        warnings.warn(f"{error} Its rows are made again from the documents.", stacklevel=5)
        return {}, {}
    wanted = wanted.difference(facts.get("passing", ()))
    kept = {name: frame[frame["sha256"].isin(wanted)] for name, frame in read.items()}
    kept |= {name: frame[frame["doc_id"].str.slice(0, 64).isin(wanted)] for name, frame in found.items()}
    return kept, facts


def _read(entry: sources.Entry, key: str, inputs: Inputs, readers: sources.Readers) -> sources.Reading:
    digest = inputs.sha256[entry.file]
    content = inputs.bytes_of.pop(digest, None)
    if content is None:
        try:
            content, again = sources.load(entry)
        except sources.Refused as refusal:
            return sources.Reading(key, code=refusal.code, reason=refusal.reason, passing=True)
        if again != digest:
            told = "it changed while it was read: build once more"
            return sources.Reading(key, code="changing", reason=told, passing=True)
    return sources.read(entry, content, key, readers)


def _reading_frames(readings: list[sources.Reading]) -> dict[str, pd.DataFrame]:
    read_files = [
        (each.sha256, each.code, each.reason, "; ".join(each.warnings), "; ".join(each.notes)) for each in readings
    ]
    rows = [
        (
            each.sha256, record.record, record.place_in_file, record.start, record.text, record.title,
            record.published, record.outlet, record.url, record.author, "; ".join(record.warnings),
        )
        for each in readings
        for record in each.records
    ]  # fmt: skip
    columns = list(schema.TABLES["read_records"])
    records = pd.DataFrame(rows, columns=columns[:-2])
    records = records.join(language.languages(records["text"]))
    return {
        "read_files": pd.DataFrame(read_files, columns=list(schema.TABLES["read_files"])),
        "read_records": schema.shaped("read_records", records),
    }


def _keyed(records: pd.DataFrame) -> pd.DataFrame:
    """Records with a `doc_id` of content hash and record: what is found in them does not depend on the file's name."""
    return records.assign(doc_id=records["sha256"] + "#" + records["record"])


def _find_mentions(records: pd.DataFrame, names: pd.DataFrame, frames: dict, progress: bool) -> None:
    matcher = actors.Matcher(names)
    portions = list(_portions(records[["doc_id", "text", "language"]]))
    for own in tqdm(portions, desc="matching names", unit=" batches", disable=not progress or len(portions) < 5):
        shown = repair.read_order(own)
        found = actors.find(repair.in_order(own, shown), matcher)
        frames.setdefault("found_mentions", []).append(repair.to_evidence(found, shown))


def _joined(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    frame = pd.concat(filled, ignore_index=True) if filled else parts[0]
    own = [["sha256", "record"], ["doc_id", "start", "end"], ["sha256"], ["doc_id"]]
    order = next(columns for columns in own if set(columns) <= set(frame))
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _joined_nothing() -> dict[str, pd.DataFrame]:
    read = _reading_frames([])
    none = _keyed(read["read_records"])[["doc_id", "text", "language"]]
    return read | _found(none) | {"found_mentions": actors.find(none, actors.Matcher(_NO_NAMES))}


_NO_NAMES = pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"])
