"""Tables and gold annotations come in, lines of figures go out, by the rules of tests/gold/guidelines.md.

Knows the tables and the gold's format; knows nothing of how the tables were made.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import calendars, dates
from helpers.corpus import Corpus, texts

Span = tuple[int, int]


@dataclass
class Scores:
    """What was counted on all gold files; `lines` writes it, `faults` says where each error stands."""

    counts: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return a line a figure, as `make score` prints them."""
        n = self.counts
        out = [
            f"records: {n['records_right']}/{n['files']} files right",
            f"titles: {n['titles_right']}/{n['titles']} right",
            f"languages: {n['languages_right']}/{n['files']} files right",
            f"dates: {n['dates_right']}/{n['dates_required']} required found with the right value, "
            f"{n['dates_wrong']} silently wrong, {n['dates_spurious']} spurious, {n['dates_traps']} traps hit",
            f"dates with the gold's anchors: {n['anchors_right']}/{n['anchors']} right",
        ]
        for kind in ("all", "person", "organisation", "place", "event_name"):
            found, required = n[f"found_{kind}"], n[f"required_{kind}"]
            good, made = n[f"good_{kind}"], n[f"made_{kind}"]
            recall, precision = found / required if required else 1.0, good / made if made else 1.0
            f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
            line = (
                f"mentions, {kind}: precision {precision:.3f} ({good}/{made}), recall {recall:.3f} ({found}/{required})"
            )
            out.append(f"{line}, F1 {f1:.3f}")
        return [*out, f"mentions: {n['mention_traps']} traps hit"]


def score(corpus: Corpus, gold: Path) -> Scores:
    """Hold the tables of a corpus against the gold files of a folder (one `<stem>.json` a document).

    Raises FileNotFoundError when the folder has no gold file, or naming a gold file whose document is not there.
    """
    paths = sorted(path for path in gold.glob("*.json") if path.name != "actors.json")
    if not paths:
        raise FileNotFoundError(f"There is no gold file (*.json) in {gold}: name the folder that holds them.")
    scores = Scores()
    for path in paths:
        told = json.loads(path.read_text(encoding="utf-8"))
        name = told["document"]["file"]
        documents = corpus.documents[corpus.documents["file"] == name]
        if documents.empty:
            raise FileNotFoundError(f"{path}: the document {name} is not in the corpus; put it into corpus/.")
        scores.counts["files"] += 1
        _documents(scores, told, documents)
        _dates(scores, told, _rows(corpus.dates, documents))
        _anchors(scores, told, documents, corpus)
        _mentions(scores, told, _rows(corpus.mentions, documents))
    return scores


def _rows(table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows of one file with their offsets in the whole file, as the gold counts them."""
    rows = table.merge(documents[["doc_id", "start"]].rename(columns={"start": "begins"}), on="doc_id")
    begins = rows["begins"].astype("int64")
    return rows.assign(start=rows["start"] + begins, end=rows["end"] + begins)


def _spans(item: dict) -> list[Span]:
    return [(item["start"], item["end"]), *((each["start"], each["end"]) for each in item["alt_spans"])]


def _touches(span: Span, other: Span) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _documents(scores: Scores, told: dict, documents: pd.DataFrame) -> None:
    name, wanted = told["document"]["file"], told["document"]["records"]
    spans = [(int(start), int(start) + n) for start, n in zip(documents["start"], documents["n_chars"], strict=True)]
    right = spans == [(each["start"], each["end"]) for each in wanted]
    scores.counts["records_right"] += right
    if not right:
        scores.faults.append(f"{name}: records {spans}")
    scores.counts["titles"] += len(wanted)
    scores.counts["titles_right"] += sum(
        title == each["title"] for title, each in zip(documents["title"], wanted, strict=False)
    )
    languages = set(documents["language"])
    scores.counts["languages_right"] += languages == {told["document"]["language"]}
    if languages != {told["document"]["language"]}:
        scores.faults.append(f"{name}: language {languages}, not {told['document']['language']}")


def _interval(value: str) -> tuple[str, str]:
    """First and last day of a gold value such as `2016-02`, `2024-03-25` or `2025-06-13/2025-06-24`."""
    first, _, last = value.partition("/")
    return f"{calendars.parse_when(first)[0]:}"[:10], f"{calendars.parse_when(last or first)[1]:}"[:10]


def _days(row) -> tuple[str, str] | None:
    if pd.isna(row.earliest) or pd.isna(row.latest):
        return None
    return f"{row.earliest:%Y-%m-%d}", f"{row.latest:%Y-%m-%d}"


def _right_days(row, item: dict, resolved: str | None) -> bool:
    """Whether the days of a row are what the text fixes: the gold's value, or none where the gold has none.

    A named event may have the days of a table of events that the gold calls plausible.
    """
    days = _days(row)
    if days is None:
        return resolved is None
    if resolved is not None:
        return days == _interval(resolved)
    named = item["kind"] == "named_event" and not item["needs_anchor"]
    return named and days in [_interval(each["value"]) for each in item["plausible"]]


def _right_parts(row, item: dict) -> bool:
    """Whether year, month and day are as written; a gold event name may leave its day and month to the table."""
    partial = item["partial"]
    if item["kind"] != "date" or not partial:
        return True
    return all(
        (None if pd.isna(getattr(row, part)) else int(getattr(row, part))) == partial[part]
        for part in ("year", "month", "day")
    )


# What the gold calls a date may not come out as a length of time, and a named event may not come out as a day.
_SAME_KIND = {"date": {"date"}, "named_event": {"named_event"}, "relative": {"relative"}, "weekday": {"weekday"}}


def _dates(scores: Scores, told: dict, rows: pd.DataFrame) -> None:
    name = told["document"]["file"]
    by_span = {span: item for item in told["dates"] for span in _spans(item)}
    found: set[str] = set()
    for row in rows.itertuples():
        span = (row.start, row.end)
        item = by_span.get(span)
        where = f"{name}:{row.start} «{row.surface}» {row.kind} {_days(row)}"
        if item is None:
            scores.counts["dates_spurious"] += 1
            scores.faults.append(f"spurious date {where}")
            if _days(row) is not None:
                scores.counts["dates_wrong"] += 1
            if any(_touches(span, (trap["start"], trap["end"])) for trap in told["not_dates"]):
                scores.counts["dates_traps"] += 1
            continue
        right = _right_days(row, item, item["resolved"])
        if not right and _days(row) is not None:
            scores.counts["dates_wrong"] += 1
            scores.faults.append(f"wrong days {where}")
        if right and _right_parts(row, item) and row.kind in _SAME_KIND.get(item["kind"], {item["kind"]}):
            found.add(item["id"])
    for item in told["dates"]:
        if not item["optional"]:
            scores.counts["dates_required"] += 1
            scores.counts["dates_right"] += item["id"] in found
            if item["id"] not in found:
                scores.faults.append(f"date not found with its value {name}:{item['start']} «{item['surface']}»")


def _anchors(scores: Scores, told: dict, documents: pd.DataFrame, corpus: Corpus) -> None:
    """Resolve the file's dates again with each publication that the gold supposes."""
    tests = [(item, test) for item in told["dates"] for test in item["anchor_tests"]]
    if not tests:
        return
    own = documents.merge(texts(corpus), on="doc_id")
    found = dates.find(own[["doc_id", "text", "language"]])
    for item, test in tests:
        anchored = _rows(dates.resolve(found, _supposed(documents, test["anchor"])), documents)
        days = [_days(row) for row in anchored.itertuples() if (row.start, row.end) in _spans(item)]
        right = any(_accepted(span, test["accept"]) for span in days)
        scores.counts["anchors"] += 1
        scores.counts["anchors_right"] += right
        if not right:
            scores.faults.append(f"{told['document']['file']}: {item['surface']} with {test['anchor']}: {days}")


def _supposed(documents: pd.DataFrame, anchor: dict) -> pd.DataFrame:
    when = str(anchor.get("publication_date") or anchor.get("year_sh") or anchor.get("year"))
    first, last = calendars.parse_when(when)
    return pd.DataFrame(
        {"doc_id": documents["doc_id"], "anchor_earliest": first, "anchor_latest": last, "anchor_basis": "metadata"}
    )


def _accepted(span: tuple[str, str] | None, accept: list[str]) -> bool:
    """A value is accepted as it stands, or as the middle of the ±1 day that a lunar feast leaves open."""
    if span is None:
        return False
    wanted = [_interval(each) for each in accept]
    inside = span[0] <= min(first for first, _ in wanted) and max(last for _, last in wanted) <= span[1]
    return span in wanted or (inside and (pd.Timestamp(span[1]) - pd.Timestamp(span[0])).days <= 2)


def _mentions(scores: Scores, told: dict, rows: pd.DataFrame) -> None:
    name, n = told["document"]["file"], scores.counts
    rows = rows[rows["actor_id"].notna()]
    made = {(row.start, row.end): row for row in rows.itertuples()}
    good: set[Span] = set()
    for item in told["actors"]:
        hits = [span for span in _spans(item) if span in made and made[span].actor_id == item["actor_id"]]
        good.update(hits)
        if item["optional"]:
            continue
        for kind in ("all", item["type"]):
            n[f"required_{kind}"] += 1
            n[f"found_{kind}"] += bool(hits)
        if not hits:
            scores.faults.append(f"mention not found {name}:{item['start']} «{item['surface']}»")
    for role in told["role_references"]:
        span = (role["start"], role["end"])
        if span in made and made[span].actor_id in role["refers_to"]:
            good.add(span)
    for span, row in made.items():
        for kind in ("all", row.type):
            n[f"made_{kind}"] += 1
            n[f"good_{kind}"] += span in good
        if span not in good:
            scores.faults.append(f"wrong mention {name}:{row.start} «{row.surface}» {row.actor_id}")
            n["mention_traps"] += any(span == trap or _touches(span, trap) for trap in _traps(told))


def _traps(told: dict) -> Iterator[Span]:
    return ((trap["start"], trap["end"]) for trap in told["not_actors"])
