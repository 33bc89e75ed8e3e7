"""The link step: what was found in each record and what a person told come in, the tables of the whole corpus go out.

Knows the order of the steps and what each needs; knows no rule of language, writes nothing.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import (
    actors,
    dates,
    decisions,
    decisions_apply,
    event_link,
    identity,
    identity_rows,
    metadata,
    publication,
    repair,
    repair_back,
    schema,
    sentences,
    sources,
    stories,
)

# What a person is told while they run.
STEPS = ("days", "who is who", "what happened", "stories", "tables")


@dataclass
class Inputs:
    """Everything a generation depends on, read once."""

    data: Path
    entries: list[sources.Entry]
    names: pd.DataFrame
    metadata: pd.DataFrame
    decisions: pd.DataFrame
    problems: pd.DataFrame
    hashes: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects are made and none in a circle: the collector would look at all of them many times."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_no_collection()
def link(
    inputs: Inputs, extracted: dict[str, pd.DataFrame], step: Callable[[str], None] = lambda _: None
) -> dict[str, pd.DataFrame]:
    """Everything that needs the whole corpus or what a person told: which day is meant, who publishes, who counts.

    step: hears the name of each of STEPS as it begins.
    """
    step("days")
    replayed = decisions.replay(inputs.decisions)
    read = _placed(inputs, extracted["read_records"])
    records, no_record = decisions_apply.languages(read, replayed)
    extracted = extracted | _repaired_again(records[records["language"] != read["language"]], extracted)
    found = {name: _placed_rows(records, extracted[f"found_{name}"]) for name in ("dates", "mentions", "events")}
    anchors = publication.anchors(records, found["dates"], inputs.metadata)
    resolved, no_date = decisions_apply.dates(dates.resolve(found["dates"], anchors), records, replayed)
    days = records[["doc_id", "sha256", "record", "language"]].merge(anchors[["doc_id", "published"]], on="doc_id")
    step("who is who")
    linked = identity.link(_in_brackets(found["mentions"], records), inputs.names, replayed, days)
    documents = _documents(records, anchors, linked, inputs, _repaired(records, extracted))
    step("what happened")
    told = event_link.link(found["events"], linked.mentions, resolved, documents, linked.offices, linked.names)
    told, no_event = decisions_apply.event_types(told, records, replayed)
    step("stories")
    grouped = stories.link(
        documents, told, linked.mentions, linked.proposals, _signatures(records, extracted), replayed
    )
    step("tables")
    unplaced = identity_rows.problems([*no_record, *no_date, *no_event, *grouped.problems])
    wrong = [replayed.problems, unplaced, linked.problems]
    begins = _sentence_begins(records)
    return {
        "documents": documents.assign(story_id=grouped.documents),
        "texts": records[["doc_id", "text"]].assign(readable=_readable(records, extracted)),
        "repairs": _placed_rows(records, extracted["found_repairs"]),
        "dates": _with_sentence(resolved, records, begins),
        "mentions": _with_sentence(linked.mentions, records, begins),
        "events": _with_sentence(grouped.events, records, begins),
        "actors": linked.actors,
        "offices": linked.offices,
        "proposals": linked.proposals,
        "redirects": linked.redirects,
        "names": linked.names,
        "intake": _intake(inputs, extracted),
        "problems": pd.concat([inputs.problems, *wrong], ignore_index=True),
    }


def _repaired_again(records: pd.DataFrame, extracted: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Repairs with those of records made anew whose language a person corrected: half-spaces are put into Persian."""
    if records.empty:
        return {}
    own = records[["key", "text", "language"]].rename(columns={"key": "doc_id"}).drop_duplicates("doc_id")
    shown = repair.read(own.reset_index(drop=True))
    # what was left out of its dates and events stays left out: those were found before
    told = extracted["found_readable"].set_index("doc_id")["doubtful"].reindex(own["doc_id"]).dropna()
    lost = {
        doc: "; ".join(each for each in said.split("; ") if each.startswith(repair_back.LEFT_OUT))
        for doc, said in told.items()
    }
    made = {
        "found_readable": repair.stored(shown, {doc: said for doc, said in lost.items() if said}),
        "found_repairs": shown.repairs,
    }
    kept = {name: extracted[name][~extracted[name]["doc_id"].isin(own["doc_id"])] for name in made}
    return {name: pd.concat([kept[name], frame], ignore_index=True) for name, frame in made.items()}


def _in_brackets(mentions: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Mark the mentions that stand alone in brackets: what links a body to the acronym behind it."""
    texts = dict(zip(records["doc_id"].tolist(), records["text"].tolist(), strict=True))
    spans = zip(*(mentions[column].tolist() for column in ("doc_id", "start", "end")), strict=True)
    alone = [
        texts[doc][max(0, start - 1) : start] == "(" and texts[doc][end : end + 1] == ")" for doc, start, end in spans
    ]
    return mentions.assign(_bracketed=pd.Series(alone, index=mentions.index, dtype=bool))


def _placed(inputs: Inputs, records: pd.DataFrame) -> pd.DataFrame:
    """Records with the files that hold them: a copy under a second name is a second document."""
    rows = [(file, digest, inputs.keys[file]) for file, digest in sorted(inputs.sha256.items())]
    held = pd.DataFrame(rows, columns=["file", "sha256", "kept"])
    placed = held.merge(records.rename(columns={"sha256": "kept"}), on="kept", how="inner").astype({"file": "str"})
    placed["key"] = placed["kept"] + "#" + placed["record"]
    placed["doc_id"] = placed["file"] + "#" + placed["record"]
    placed["number"] = pd.to_numeric(placed["record"], errors="coerce")
    placed = placed.sort_values(["file", "number", "record"], kind="stable", ignore_index=True)
    return placed.rename(columns={"published": "published_format"})


def _placed_rows(records: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    order = records[["key", "doc_id"]].assign(place=range(len(records)))
    rows = order.merge(found.rename(columns={"doc_id": "key"}), on="key", how="inner")
    rows = rows.assign(back=-rows["end"]).sort_values(["place", "start", "back"], kind="stable", ignore_index=True)
    return rows.drop(columns=["key", "place", "back"])


def _signatures(records: pd.DataFrame, extracted: dict[str, pd.DataFrame]) -> pd.DataFrame:
    found = extracted["found_signatures"].set_index("doc_id")["signature"]
    return pd.DataFrame({"doc_id": records["doc_id"], "signature": found.reindex(records["key"]).to_numpy()})


def _sentence_begins(records: pd.DataFrame) -> np.ndarray:
    """Where each sentence begins, as the place of its record in the upper half of a number, sorted."""
    begins, _, sizes = sentences.spans(records["text"])
    return (np.repeat(np.arange(len(records)), sizes) << 32) | begins


def _readable(records: pd.DataFrame, extracted: dict[str, pd.DataFrame]) -> pd.Series:
    """The readable form of each record: its text, where nothing had to be repaired."""
    found = extracted["found_readable"].set_index("doc_id")["readable"]
    shown = records["key"].map(found)
    return shown.where(shown.notna(), records["text"])


def _repaired(records: pd.DataFrame, extracted: dict[str, pd.DataFrame]) -> list[str]:
    """What was repaired for reading, a kind with its count, and what looks as if it needed it: a warning a record."""
    counts = extracted["found_repairs"].groupby(["doc_id", "kind"], sort=True).size()
    told: dict[str, list[str]] = {}
    for (key, kind), count in counts.items():
        told.setdefault(key, []).append(f"repaired {kind} ({count})")
    doubts = extracted["found_readable"].set_index("doc_id")["doubtful"].dropna()
    for key, doubt in doubts.items():
        told.setdefault(key, []).append(doubt)
    return ["; ".join(told.get(key, ())) for key in records["key"]]


def _with_sentence(rows: pd.DataFrame, records: pd.DataFrame, begins: np.ndarray) -> pd.DataFrame:
    """Number the sentence (from 0, the title is 0) in which each row begins."""
    place = pd.Index(records["doc_id"]).get_indexer(rows["doc_id"]).astype(np.int64)
    found = np.searchsorted(begins, (place << 32) | rows["start"].to_numpy(dtype=np.int64), side="right")
    first = np.searchsorted(begins, place << 32)
    return rows.assign(sentence=np.maximum(found - first - 1, 0))


def _documents(
    records: pd.DataFrame, anchors: pd.DataFrame, linked: identity.Linked, inputs: Inputs, repaired: list[str]
) -> pd.DataFrame:
    own = anchors.set_index("doc_id").reindex(records["doc_id"])
    told = metadata.outlets(records, inputs.metadata)
    mentions = linked.mentions[linked.mentions["actor_id"].notna() & (linked.mentions["type"] == "organisation")]
    quoted = mentions[mentions["reason"].fillna("").str.contains(actors.SOURCE, regex=False)]
    quoted = quoted.drop_duplicates("doc_id").set_index("doc_id")["actor_id"]
    named = linked.actors.set_index("actor_id")["name"]
    seen = records["doc_id"].map(quoted).map(named)
    outlet = told.where(told.notna(), records["outlet"].replace("", None)).where(lambda column: column.notna(), seen)
    notes = [
        "; ".join(dict.fromkeys(part for part in parts if isinstance(part, str) and part))
        for parts in zip(records["warnings"], own["warnings"], repaired, strict=True)
    ]
    return records.assign(
        outlet=outlet.to_numpy(),
        published=own["published"].to_numpy(),
        published_basis=own["published_basis"].to_numpy(),
        n_chars=records["text"].str.len(),
        warnings=notes,
    )


def count_records(mentions: pd.DataFrame) -> pd.Series:
    """Return the number of records that name each actor, by `actor_id`."""
    return mentions.dropna(subset="actor_id").groupby("actor_id")["doc_id"].nunique()


def _intake(inputs: Inputs, extracted: dict[str, pd.DataFrame]) -> pd.DataFrame:
    readings = extracted["read_files"].set_index("sha256")
    counts = extracted["read_records"].groupby("sha256").size()
    rows = []
    for entry in inputs.entries:
        digest = inputs.sha256.get(entry.file, "")
        code, reason = inputs.refused.get(entry.file, ("", ""))
        warnings = notes = ""
        if digest:
            own = readings.loc[inputs.keys[entry.file]]
            code, reason, warnings, notes = (own[each] or "" for each in ("code", "reason", "warnings", "notes"))
        outcome = "rejected" if code else "loads_with_warning" if warnings else "loads"
        records = int(counts.get(inputs.keys[entry.file], 0)) if digest and not code else 0
        told = "; ".join(part for part in (reason or warnings, notes) if part)
        rows.append((entry.file, outcome, code, told, records, entry.bytes, digest))
    return pd.DataFrame(rows, columns=list(schema.TABLES["intake"]))
