"""Files come in, what follows from the bytes of each alone goes out: frames kept by content, never worked out twice.

Runs in any process, this one or a worker's; must not know metadata, decisions, or what another part gave.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import pandas as pd

from helpers import actors, dates, events, language, repair, repair_back, schema, signatures, sources

BATCH = 2_000  # records at a time: enough for work on columns to pay, little enough for 2 GB of memory
LETTERS = 2_000_000  # of the records that are looked at together: each takes some seventy bytes meanwhile
FOUND = tuple(f"found_{name}" for name in "dates events mentions readable repairs signatures".split())
# What a process or a rule broke down on is remembered, until it is asked for again or the rules change.
LOST = ("stopped", "failed")
Told = Callable[[int, int], None]  # hears how many files and records are done more


@dataclass(frozen=True)
class File:
    """A file to read: its name below corpus/, its place, its size, the hash of its bytes, and what it is kept under."""

    file: str
    path: str
    bytes: int
    sha256: str
    key: str

    def plain(self) -> tuple:
        """Return the values for JSON; `File(*values)` is the file again."""
        return astuple(self)


def extract(
    files: list[File], matcher: actors.Matcher, held: dict[str, bytes] | None = None, told: Told = lambda *_: None
) -> dict[str, pd.DataFrame]:
    """Return `read_files`, `read_records` and the tables of FOUND for some files, sorted; see `joined`.

    held: bytes of files by their hash, taken out as they are read; other files are opened. A file that is not as its
    hash says any more is refused as `changing`.
    """
    frames: dict[str, list[pd.DataFrame]] = {}
    with sources.Readers() as readers:
        readings = (_read(each, {} if held is None else held, readers, told) for each in files)
        for batch in _batches(readings):
            find(add(frames, reading_frames(batch)), matcher, frames)
    return joined(frames)


def refused(files: list[File], code: str, reason: str) -> dict[str, pd.DataFrame]:
    """Return the frames of files of which nothing could be found: no record, and a reason for each."""
    frames: dict[str, list[pd.DataFrame]] = {}
    add(frames, reading_frames([sources.Reading(each.key, code=code, reason=reason) for each in files]))
    return joined(frames)


def add(frames: dict[str, list[pd.DataFrame]], read: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add what was read to lists of frames by name; return its records with their `doc_id`."""
    for name, frame in read.items():
        frames.setdefault(name, []).append(frame)
    return keyed(read["read_records"])


def keyed(records: pd.DataFrame) -> pd.DataFrame:
    """Records with a `doc_id` of content hash and record: what is found in them does not depend on the file's name."""
    return records.assign(doc_id=records["sha256"] + "#" + records["record"])


def find(records: pd.DataFrame, matcher: actors.Matcher, frames: dict[str, list[pd.DataFrame]]) -> None:
    """Add all that is found in records (as `keyed` gives them) to lists of frames by name."""
    for own in _portions(records[["doc_id", "text", "language"]]):
        shown = repair.read(own)
        ordered = repair.in_order(own, shown)  # names and days are looked for where lines stand in order
        days, happenings = dates.find(ordered), events.find(ordered)
        placed = [repair.to_evidence(rows, shown) for rows in (days, happenings)]
        torn = [repair_back.torn(days, placed[0], "dates"), repair_back.torn(happenings, placed[1], "events")]
        found = {
            "found_readable": repair.stored(shown, repair_back.told(torn)),
            "found_repairs": shown.repairs,
            "found_dates": placed[0],
            "found_events": placed[1],
            "found_signatures": signatures.signatures(own),
            "found_mentions": repair.to_evidence(actors.find(ordered, matcher), shown),
        }
        for name, frame in found.items():
            frames.setdefault(name, []).append(frame)


def mentions(records: pd.DataFrame, matcher: actors.Matcher, told: Told = lambda *_: None) -> pd.DataFrame:
    """Return `found_mentions` of records: a new alias matches again, reads no file and finds no date again."""
    frames = []
    for own in _portions(records[["doc_id", "text", "language"]]):
        shown = repair.read_order(own)
        frames.append(repair.to_evidence(actors.find(repair.in_order(own, shown), matcher), shown))
        told(0, len(own))
    return joined({"found_mentions": frames})["found_mentions"]


def _portions(records: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The records in portions of at most BATCH and some LETTERS: what the steps hold at a time grows with both."""
    if records.empty:
        yield records
        return
    portion = records["text"].str.len().cumsum() // LETTERS
    for _, own in records.groupby(portion, sort=False):
        for at in range(0, len(own), BATCH):
            yield own.iloc[at : at + BATCH]


def joined(frames: dict[str, list[pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return one frame for each name, in an order that does not tell in which batches its rows were found."""
    return {name: _joined(parts) for name, parts in frames.items()}


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    frame = pd.concat(filled, ignore_index=True) if filled else parts[0]
    own = [["sha256", "record"], ["doc_id", "start", "end"], ["sha256"], ["doc_id"]]
    order = next(columns for columns in own if set(columns) <= set(frame))
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _batches(readings: Iterator[sources.Reading]) -> Iterator[list[sources.Reading]]:
    """Readings together until they hold BATCH records; one list at least, so that the frames have their columns."""
    batch: list[sources.Reading] = []
    records = made = 0
    for reading in readings:
        batch.append(reading)
        records += len(reading.records)
        if records >= BATCH:
            yield batch
            batch, records, made = [], 0, made + 1
    if batch or not made:
        yield batch


def _read(file: File, held: dict[str, bytes], readers: sources.Readers, told: Told) -> sources.Reading:
    reading = _reading(file, held, readers)
    told(1, len(reading.records))
    return reading


def _reading(file: File, held: dict[str, bytes], readers: sources.Readers) -> sources.Reading:
    entry = sources.Entry(file.file, Path(file.path))
    content = held.pop(file.sha256, None)
    if content is None:
        try:
            content, again = sources.load(entry)
        except sources.Refused as refusal:
            return sources.Reading(file.key, code=refusal.code, reason=refusal.reason, passing=True)
        if again != file.sha256:
            told = "it changed while it was read: build once more"
            return sources.Reading(file.key, code="changing", reason=told, passing=True)
    return sources.read(entry, content, file.key, readers)


def reading_frames(readings: list[sources.Reading]) -> dict[str, pd.DataFrame]:
    """Return `read_files` and `read_records` of some readings."""
    read_files = [
        (
            each.sha256, each.code, each.reason, "; ".join(each.warnings), "; ".join(each.notes),
            int(each.passing),
        )
        for each in readings
    ]  # fmt: skip
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
        "read_files": schema.shaped("read_files", pd.DataFrame(read_files, columns=list(schema.TABLES["read_files"]))),
        "read_records": schema.shaped("read_records", records),
    }
