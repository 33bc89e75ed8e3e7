"""Dates found in texts and the days they mean; cases are lines of tests/cases/*.csv and the gold of the five documents."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import calendars, dates, publication

HERE = Path(__file__).parent
GOLD = sorted((HERE / "gold").glob("00*.json"))


def anchor(doc_ids, published=None, until=None):
    first = np.datetime64(published or "NaT", "s")
    last = np.datetime64(until, "s") if until else first
    return pd.DataFrame(
        {"doc_id": doc_ids, "anchor_earliest": first, "anchor_latest": last, "anchor_basis": "metadata"}
    )


def records_of(gold):
    raw = (HERE.parent / "data" / "corpus" / gold["document"]["file"]).read_bytes().decode("utf-8")
    parts = gold["document"]["records"]
    return pd.DataFrame(
        {
            "doc_id": [f"d#{part['record']}" for part in parts],
            "text": [raw[part["start"] : part["end"]] for part in parts],
            "language": gold["document"]["language"],
            "shift": [part["start"] for part in parts],
        }
    )


def found_in(gold, published=None, until=None):
    records = records_of(gold)
    found = dates.find(records)
    for row in found.itertuples():
        text = records.set_index("doc_id")["text"][row.doc_id]
        assert text[row.start : row.end] == row.surface
    anchors = anchor(records["doc_id"], published, until) if published else own_anchors(records, found)
    rows = dates.resolve(found, anchors)
    shift = rows["doc_id"].map(records.set_index("doc_id")["shift"])
    return rows.assign(start=rows["start"] + shift, end=rows["end"] + shift)


def own_anchors(records, found):
    """What the documents themselves tell of their publication, without metadata."""
    documents = pd.DataFrame(
        {"doc_id": records["doc_id"], "file": "d", "record": range(len(records)), "published_format": None}
    )
    return publication.anchors(documents, found, pd.DataFrame(columns=["file", "published", "outlet"]))


def spans(item):
    return {(item["start"], item["end"])} | {(s["start"], s["end"]) for s in item["alt_spans"]}


def bounds(value):
    """First and last day of an ISO day, month, year or interval."""
    parts = value.split("/")
    first, last = calendars.parse_when(parts[0])[0], calendars.parse_when(parts[-1])[1]
    return first, last


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    rows = found_in(gold)
    places = [(r.start, r.end) for r in rows.itertuples()]
    explained = set()
    for item in gold["dates"]:
        mine = spans(item)
        explained |= mine
        hits = rows[[place in mine for place in places]]
        if item["optional"]:
            continue
        assert len(hits) == 1, item["surface"]
        row = hits.iloc[0]
        assert row["kind"] == item["kind"]
        assert row["role"] == item["role"], item["surface"]
        if item["resolved"]:
            assert (row["earliest"], row["latest"]) == bounds(item["resolved"])
            assert row["calendar"] == item["calendar"]
        else:
            assert pd.isna(row["earliest"]) and pd.isna(row["latest"])
        if item["partial"] and item["kind"] != "relative":
            for part in ("year", "month", "day"):
                assert item["partial"][part] == (None if pd.isna(row[part]) else row[part])
    for place, row in zip(places, rows.itertuples(), strict=True):
        assert place in explained, f"not a date: {row.surface}"
        assert not any(t["start"] < place[1] and place[0] < t["end"] for t in gold["not_dates"]) or place in explained


ANCHORED = [
    (path, item, test)
    for path in GOLD
    for item in json.loads(path.read_text(encoding="utf-8"))["dates"]
    for test in item["anchor_tests"]
]


@pytest.mark.parametrize("path, item, test", ANCHORED)
def test_gold_with_an_anchor(path, item, test):
    said = test["anchor"].get("publication_date") or test["anchor"].get("year") or test["anchor"]["year_sh"]
    first, last = calendars.parse_when(said)
    rows = found_in(json.loads(path.read_text(encoding="utf-8")), first, last)
    row = rows[[(r.start, r.end) in spans(item) for r in rows.itertuples()]].iloc[0]
    assert any(row["earliest"] <= bounds(a)[0] and bounds(a)[1] <= row["latest"] for a in test["accept"])
    assert row["latest"] - row["earliest"] <= pd.Timedelta(days=2) or row["grain"] == "year"
