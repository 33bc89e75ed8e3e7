"""Events and gold annotations come in, figures of who met whom go out; the same for single sentences with their labels.

Knows the gold's format and the columns of `events`; knows nothing of how events are found.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import calendars
from helpers.corpus import Corpus

# The gold has one type for all meetings of its optional events; a phone call among them is one too.
_MEETINGS = ("meeting", "video_conference", "phone_call", "conference")


@dataclass
class Counted:
    """What was counted, and where each error stands."""

    counts: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return a line a figure, as `make score` prints them."""
        n = self.counts
        precision, recall, f1 = f_score(n["parties_good"], n["parties_made"], n["parties_required"])
        return [
            f"events: {n['found']}/{n['required']} required found with type and status, {n['spurious']} spurious, "
            f"{n['drawn_as_held']} planned or proposed as held",
            f"events, participants: precision {precision:.3f} ({n['parties_good']}/{n['parties_made']}), "
            f"recall {recall:.3f} ({n['parties_good']}/{n['parties_required']}), F1 {f1:.3f}",
            f"events, days: {n['days_right']}/{n['required']} right; places: {n['places_right']}/{n['required']} right",
        ]


def f_score(good: int, made: int, wanted: int) -> tuple[float, float, float]:
    """Return precision, recall and F1 of counts."""
    precision, recall = (good / made if made else 1.0), (good / wanted if wanted else 1.0)
    return precision, recall, (2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def score(corpus: Corpus, gold: Path) -> Counted:
    """Hold the events of a corpus against the gold files of a folder.

    A required event counts as found when one of ours tells it (in one of its evidence sentences, or with one of its
    participants) with its type and status. Participants are counted over the found ones: optional ones are neither
    asked for nor wrong. An event of ours that is no event of the gold, required or optional, is spurious.
    """
    counted = Counted()
    for path in sorted(path for path in gold.glob("*.json") if path.name != "actors.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        documents = corpus.documents[corpus.documents["file"] == told["document"]["file"]].reset_index(drop=True)
        begins = documents.set_index("doc_id")["start"].astype("int64").to_dict()
        number = {doc: n for n, doc in enumerate(documents["doc_id"])}
        rows = list(corpus.events[corpus.events["doc_id"].isin(begins)].itertuples())
        taken: set[str] = set()
        for item in sorted(told["events"], key=lambda each: each["optional"]):
            own = [row for row in rows if number[row.doc_id] == item["record"] and row.event_id not in taken]
            row = _best(item, own, begins)
            if row is not None:
                taken.add(row.event_id)
            if not item["optional"]:
                _required(counted, path.name, item, row)
            if row is not None and item["status"] in ("planned", "proposed"):
                counted.counts["drawn_as_held"] += row.status == "held"
        rest = [row for row in rows if row.event_id not in taken]
        counted.counts["spurious"] += len(rest)
        counted.faults += [
            f"spurious event {row.event_id} {row.type} {row.status} «{row.trigger}» {row.participants}" for row in rest
        ]
    return counted


def _ids(text) -> list[str]:
    return [each for each in text.split("; ") if each] if isinstance(text, str) else []


def _fits(item: dict, row) -> bool:
    if item["type"] == row.type:
        return True
    return item["optional"] and item["type"] in _MEETINGS and row.type in _MEETINGS


def _best(item: dict, rows: list, begins: dict):
    """The row that tells a gold event: of its type, with its status first, then with most of its participants."""
    wanted = {each["actor_id"] for each in item["participants"]}
    best, most = None, (0, 0, 0)
    for row in rows:
        if not _fits(item, row):
            continue
        first, last = row.start + begins[row.doc_id], row.end + begins[row.doc_id]
        near = any(first < each["end"] and each["start"] < last for each in item["evidence"])
        common = len(wanted & set(_ids(row.participants)))
        if not near and not common:
            continue
        rank = (1 + (item["status"] == row.status), common, near)
        if rank > most:
            best, most = row, rank
    return best


def _required(counted: Counted, name: str, item: dict, row) -> None:
    n = counted.counts
    where = f"{name} {item['id']} {item['type']} {item['status']}"
    required = {each["actor_id"] for each in item["participants"] if not each["optional"]}
    allowed = {each["actor_id"] for each in item["participants"]}
    n["required"] += 1
    n["parties_required"] += len(required)
    if row is None:
        counted.faults.append(f"event not found {where}")
        return
    if row.status != item["status"]:
        counted.faults.append(f"status {row.status} of event {where}")
    n["found"] += row.status == item["status"]
    ours = set(_ids(row.participants))
    n["parties_good"] += len(ours & required)
    n["parties_made"] += len(ours - (allowed - required))
    if missed := sorted(required - ours):
        counted.faults.append(f"participants missed {where}: {', '.join(missed)}")
    if wrong := sorted(ours - allowed):
        counted.faults.append(f"participants wrong {where}: {', '.join(wrong)}")
    right = _right_days(item.get("date"), row)
    n["days_right"] += right
    if not right:
        counted.faults.append(f"days {row.earliest} {row.latest} of event {where}")
    here = row.place if isinstance(row.place, str) else None
    n["places_right"] += here == item["place"]
    if here != item["place"]:
        counted.faults.append(f"place {here} of event {where}, not {item['place']}")


def _right_days(date: dict | None, row) -> bool:
    """Whether the days are those of the gold: none where the text and what is known fix none."""
    wanted = (date or {}).get("acceptable") or [each for each in [(date or {}).get("resolved")] if each]
    if pd.isna(row.earliest):
        return not wanted
    own = (f"{row.earliest:%Y-%m-%d}", f"{row.latest:%Y-%m-%d}")
    if not wanted:
        # An undated event of a dated report has the day of publication, and says so.
        return isinstance(row.basis, str) and row.basis.startswith("publication")
    return own in [_interval(each) for each in wanted]


def _interval(value: str) -> tuple[str, str]:
    first, _, last = value.partition("/")
    return f"{calendars.parse_when(first)[0]:}"[:10], f"{calendars.parse_when(last or first)[1]:}"[:10]


def sentences(cases: pd.DataFrame, events: pd.DataFrame) -> Counted:
    """Hold events against labelled sentences.

    cases: `doc_id type status also` (an empty type is no event; `also`: `type:status` pairs that are neither asked for
    nor wrong, joined by `; `); events: `doc_id type status`. A case is found when an event has its type and status;
    any other event that is not in `also` is a false one.
    """
    counted = Counted()
    made = {doc: list(zip(own["type"], own["status"], strict=True)) for doc, own in events.groupby("doc_id")}
    for row in cases.itertuples():
        own = made.get(row.doc_id, [])
        also = {tuple(each.split(":")) for each in _ids(row.also)}
        wanted = (row.type, row.status)
        if row.type:
            counted.counts["wanted"] += 1
            counted.counts["good"] += wanted in own
            counted.counts["made"] += wanted in own
            if wanted not in own:
                counted.faults.append(f"not found {row.doc_id} {wanted}: {own}")
        false = sorted({each for each in own if each not in also and each != wanted})
        counted.counts["made"] += len(false)
        counted.faults += [f"false {row.doc_id} {each}, wanted {wanted}" for each in false]
    return counted


def accuracy(corpus: Corpus, gold: Path) -> pd.DataFrame:
    """Return `measure n right`, what charts say of events where nobody has checked them (tables/event_accuracy.csv).

    precision: of the events found in the documents of the gold, those that are events of the gold; recall: of the
    events that the gold requires, those found with type and status.
    """
    counted = score(corpus, gold).counts
    files = {path.stem for path in gold.glob("*.json")}
    own = corpus.documents[corpus.documents["file"].str.rsplit(".", n=1).str[0].isin(files)]
    n = int(corpus.events["doc_id"].isin(own["doc_id"]).sum())
    rows = [("precision", n, n - counted["spurious"]), ("recall", counted["required"], counted["found"])]
    return pd.DataFrame(rows, columns=["measure", "n", "right"])
