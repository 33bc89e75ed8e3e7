"""What a data folder holds and what is kept of it come in, its new generation goes out: extracted, linked, written.

Knows the order of the steps; imported by a build that has something to do only, since the rules take a second to load.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import actors, extract, parts, schema, sources, store
from helpers.link import STEPS, Inputs, link
from helpers.progress import Progress, Step

if TYPE_CHECKING:
    import distributed

_RECORD = 2_000  # bytes of a record whose names are matched again, about a fifth of what extracting it costs


@dataclass(frozen=True)
class Asked:
    """How a build is to be done; none of it changes a byte of the tables."""

    again: bool
    workers: int | None
    client: "distributed.Client | None"
    progress: Progress


def renew(inputs: Inputs, folder: Path, generation: str, asked: Asked) -> str:
    """Make and write a generation; return its name."""
    frames = _extract(inputs, folder, asked)
    read_files = frames["read_files"]
    lacking = read_files[read_files["code"].isin(extract.LOST)]
    if read_files["passing"].any():
        # A file that changed under our hands: these tables are whole, but the next build tries it again.
        generation = store.hashed(f"{generation} but for a moment")[:16]
    elif len(lacking):
        # Other tables than those that may come of the same documents another time, so another name.
        generation += f"-{store.hashed(lacking.to_csv(index=False))[:8]}"
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


def _extract(inputs: Inputs, folder: Path, asked: Asked) -> dict[str, pd.DataFrame]:
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
    files: list[extract.File], matched: pd.DataFrame, inputs: Inputs, folder: Path, asked: Asked, told: Step
) -> Iterator[parts.Frames]:
    """The frames of files to read and of records to match again, made here or by several processes."""
    size = sum(each.bytes for each in files) + len(matched) * _RECORD
    crew = parts.crew("helpers.build:part", asked.workers, asked.client, size)
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
        warnings.warn(f"{error} Its rows are made again from the documents.", stacklevel=6)
        return {}, {}
    read_files = read["read_files"]
    wanted = wanted - set(read_files.loc[read_files["passing"] != 0, "sha256"])
    kept = {name: frame[frame["sha256"].isin(wanted)] for name, frame in read.items()}
    kept |= {name: frame[frame["doc_id"].str.slice(0, 64).isin(wanted)] for name, frame in found.items()}
    return kept, facts
