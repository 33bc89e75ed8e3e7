"""How far events can be trusted: a Corpus and what people checked of it come in, precision and recall with their
intervals go out; without checks, the figures of the shipped gold. Never draws, and finds no event.
"""

import csv
import io
import math
import warnings
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import counts, decisions, schema, store, tables
from helpers.corpus import Corpus
from helpers.sentences import spans
from helpers.text import clean

FILE = "event_checks.csv"
COLUMNS = ("event", "type", "status", "verdict", "by", "on", "note")
# accept, reject, fix: of an event that was found; none, missed: of a sentence in which none was found.
VERDICTS = ("accept", "reject", "fix", "none", "missed")
STATUSES = ("held", "past", "planned", "proposed")
_Z = 1.959964  # 95 %
_LEAST = 10  # checked events of one type, below which its own figure would say nothing
_SAMPLE = 300  # records whose sentences are counted, from which those of all are told
PEOPLE, GOLD = "checked", "shipped gold"


def types() -> list[str]:
    """Return the types of events, in the order of tables/event_types.csv."""
    return tables.read("event_types")["type"].tolist()


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the interval of 95 % for a share of `right` in `n` (Wilson 1927); 0 to 1 for n = 0.

    Of 9 right in 10 it says 0.60 to 0.98: unlike the plain ± it stays inside 0 to 1 and is honest for few cases.
    """
    if not n:
        return 0.0, 1.0
    share, spread = right / n, _Z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return (max(0.0, middle - half) if right else 0.0), (min(1.0, middle + half) if right < n else 1.0)


def event_quality(corpus: Corpus) -> pd.DataFrame:
    """Return how many found events are right and how many are found: `measure type n right share low high basis`.

    measure `precision`: of the events found, those whose type and status are right; type `all`, and each type of which
    at least 10 were checked. `recall`: of the events told, those found. low, high: interval of 95 % (Wilson); that of
    recall puts both ends of what it is made of together. basis `checked`: from data/event_checks.csv, held against the
    events as they are found now; `shipped gold`: nobody has checked yet, measured on the documents shipped with the
    suite, on which its rules were made. A line of the file that cannot be used is named in a warning.
    """
    checks, wrong = load(corpus.tables.parent / FILE)
    for line, said in wrong:
        warnings.warn(f"{FILE}, line {line}: {said}; the line is not used.", stacklevel=2)
    held = _held_against(checks, corpus)
    found = held[held["verdict"].isin(VERDICTS[:3])]
    rows = [_precision("all", found, PEOPLE)] if len(found) else []
    rows += [_precision(kind, own, PEOPLE) for kind, own in found.groupby("found_type") if len(own) >= _LEAST]
    missing = held[held["verdict"].isin(VERDICTS[3:])]
    if len(found) and len(missing):
        rows.append(_recall(rows[0], missing, corpus))
    measured = [(row.measure, "all", int(row.n), int(row.right)) for row in tables.read("event_accuracy").itertuples()]
    have = {row[0] for row in rows}
    rows += [(*row, row[3] / row[2], *wilson(row[3], row[2]), GOLD) for row in measured if row[0] not in have]
    table = pd.DataFrame(rows, columns="measure type n right share low high basis".split())
    table = table.astype({"measure": "str", "type": "str", "n": "int64", "right": "int64", "basis": "str"})
    return counts.told_of(table, corpus)


def with_accuracy(table: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return a table with the accuracy of events told in its provenance, as a list of what `event_quality` returns.

    One with `n_events` also has `low high`, whole numbers between which the true count lies: as many as are right at
    the least; with those that are missed at the most.
    """
    known = event_quality(corpus)
    if "n_events" in table:
        whole = known[known["type"] == "all"].set_index("measure")
        most = whole.at["precision", "high"] / max(whole.at["recall", "low"], 0.05)
        low = table["n_events"].map(lambda n: math.floor(n * whole.at["precision", "low"] + 1e-9))
        high = table["n_events"].map(lambda n: math.ceil(n * most - 1e-9))
        table = table.assign(low=low.astype("int64"), high=high.astype("int64"))
    table.attrs["provenance"]["accuracy"] = known.to_dict("records")
    return table


def _precision(kind: str, own: pd.DataFrame, basis: str) -> tuple:
    n, right = len(own), int(own["right"].sum())
    return ("precision", kind, n, right, right / n, *wilson(right, n), basis)


def _recall(precision: tuple, missing: pd.DataFrame, corpus: Corpus) -> tuple:
    """Found and right ones as a share of these and of what the sentences without an event are likely to hold."""
    n, missed = len(missing), int((missing["verdict"] == "missed").sum())
    events = len(corpus.events)
    silent = max(0, _n_sentences(corpus) - len(corpus.events[["doc_id", "sentence"]].drop_duplicates()))
    low, high = wilson(missed, n)

    def share(right: float, rate: float) -> float:
        return right * events / max(right * events + rate * silent, 1e-9)

    _, _, _, _, middle, least, most, _ = precision
    return ("recall", "all", n, n - missed, share(middle, missed / n), share(least, high), share(most, low), PEOPLE)


def _n_sentences(corpus: Corpus) -> int:
    """How many sentences the records have, told from a sample of them when they are many."""
    letters, count = _sampled(corpus.tables, corpus.generation)
    return round(count * corpus.documents["n_chars"].sum() / letters) if letters else 0


@lru_cache(maxsize=8)
def _sampled(folder: Path, generation: str) -> tuple[int, int]:
    own = store.read(folder, generation, "texts", schema.shaped)
    own = own.iloc[:: max(1, len(own) // _SAMPLE)]
    begins, _, _ = spans(own["text"])
    return int(own["text"].str.len().sum()), len(begins)


def places(corpus: Corpus) -> pd.DataFrame:
    """Return the events with the `place` at which a check names them: `<sha256-12>#<record>:<start>-<end>`.

    start, end: the word that tells the event (code points of the record's text), which two events of one sentence do
    not share.
    """
    events = corpus.events
    starts = events["event_id"].str.rsplit(":", n=1).str[-1].astype("int64")
    return events.assign(place_of=_places(corpus, events["doc_id"], starts, starts + events["trigger"].str.len()))


def _places(corpus: Corpus, docs: pd.Series, starts: pd.Series, ends: pd.Series) -> pd.Series:
    own = corpus.documents.merge(corpus.intake[["file", "sha256"]], on="file", how="left").set_index("doc_id")
    heads = own["sha256"].str.slice(0, 12) + "#" + own["record"]
    made = docs.map(heads).astype("str") + ":" + starts.astype("str") + "-" + ends.astype("str")
    return made.astype("str")


def sentence_places(corpus: Corpus, rows: pd.DataFrame) -> pd.Series:
    """Return the places of sentences (`doc_id start end`), as a check names them."""
    return _places(corpus, rows["doc_id"], rows["start"], rows["end"])


def load(path: Path) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Return (checks, what is wrong with other lines) of a file of checks, which may be missing.

    checks: `event type status verdict by on note`; of two lines about one place the later one counts.
    """
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), []
    try:
        text = clean(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), [(0, f"it is not UTF-8 (byte {error.start})")]
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows, wrong = {}, []
    for row in reader:
        row = {key: (row.get(key) or "").strip() for key in COLUMNS}
        if said := _trouble(row):
            wrong.append((reader.line_num, said))
        else:
            rows[row["event"]] = row
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS), dtype="str"), wrong


def _trouble(row: dict[str, str]) -> str | None:
    """What makes a check unusable; None for a good one."""
    match = decisions.PLACE.fullmatch(row["event"])
    if match is None or match["start"] is None or int(match["start"]) >= int(match["end"]):
        return f"«{row['event'][:60]}» is no place such as 0123456789ab#0:12-20"
    if row["verdict"] not in VERDICTS:
        return f"«{row['verdict'][:40]}» is no verdict: use one of {', '.join(VERDICTS)}"
    if row["verdict"] != "none" and (row["type"] not in types() or row["status"] not in STATUSES):
        return f"«{row['type'][:40]} {row['status'][:40]}» is no type and status of an event"
    return None


def append(path: Path, check: dict[str, str]) -> None:
    """Write one check at the end of the file, which is made when it is missing; the lines before it are not touched.

    check: `event type status verdict` and, if told, `by on note`. Raises ValueError for a check that could not be read
    back, OSError when the file cannot be written.
    """
    row = {key: " ".join(clean(str(check.get(key, ""))).split()) for key in COLUMNS}
    if said := _trouble(row):
        raise ValueError(f"{said}.")
    decisions.append_line(path, COLUMNS, row)


def _held_against(checks: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The checks that speak of events as they are found now, with `right` and `found_type`.

    Of a record that is not among those chosen the verdict counts as it was given; of the others what is found now
    counts: a rule that was mended makes a fixed event right, and an event that is no longer found is no longer wrong.
    """
    rows = checks.assign(right=checks["verdict"] == "accept", found_type=checks["type"])
    if checks.empty:
        return rows
    heads = set(_places(corpus, corpus.documents["doc_id"], corpus.documents["n_chars"], corpus.documents["n_chars"])
                .str.rsplit(":", n=1).str[0])  # fmt: skip
    own = places(corpus)
    by_head: dict[str, list] = {}
    for each in own.itertuples():
        head, _, span = each.place_of.rpartition(":")
        first, last = (int(part) for part in span.split("-"))
        by_head.setdefault(head, []).append((first, last, each.start, each.end, each.type, each.status))
    kept = []
    for at, row in zip(rows.index, checks.itertuples(), strict=True):
        head, _, span = row.event.rpartition(":")
        if head not in heads:
            kept.append(at)
            continue
        first, last = (int(part) for part in span.split("-"))
        now = _now(row, first, last, by_head.get(head, []))
        if now is not None:
            kept.append(at)
            rows.loc[at, ["right", "found_type"]] = now
    return rows.loc[kept].astype({"right": bool}).reset_index(drop=True)


def _now(row, first: int, last: int, events: list) -> tuple[bool, str] | None:
    """Whether the event at the place of a check is right now, and its type; None when the check says nothing now."""
    if row.verdict in ("none", "missed"):
        inside = any(start < last and first < end for _, _, start, end, _, _ in events)
        return None if inside else (row.verdict == "none", row.type)
    here = [(kind, status) for begin, stop, _, _, kind, status in events if begin < last and first < stop]
    if not here:
        return None
    if row.verdict == "reject":
        return (False, row.type) if any(kind == row.type for kind, _ in here) else None
    return ((row.type, row.status) in here), next((kind for kind, _ in here if kind == row.type), here[0][0])
