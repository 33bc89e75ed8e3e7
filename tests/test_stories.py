"""Which reports tell the same happening: near misses stay apart, copies come together, whatever the order of the rows."""

import csv
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers as rz
from conftest import ROOT
from helpers import decisions, schema, signatures, stories, story_events, story_texts
from helpers.story_groups import Fact, Groups

CASES = list(csv.DictReader((ROOT / "tests" / "cases" / "story_events.csv").open(encoding="utf-8")))
NOTHING = decisions.replay(decisions.load(ROOT / "no such file")[0])
SHA = "0123456789ab"


def event(doc: str, told: str, number: int = 0) -> tuple[dict, str | None]:
    """`type|status|earliest|latest|actor:role …|place|topics|published` as a row of `events`, and the day published."""
    kind, status, first, last, who, place, topics, published = told.split("|")
    basis = "publication day, about" if first == "about" else "explicit" if first else None
    first, last = (published if day == "about" else day for day in (first, last))
    # a role may be of two words: «z:also present»
    words = who.replace("also present", "also_present").split()
    pairs = [(actor, role.replace("_", " ")) for actor, role in (word.split(":") for word in words)]
    row = {
        "event_id": f"{doc}:{kind}:{10 * number}", "story_id": "", "doc_id": doc, "sentence": 0, "type": kind,
        "status": status, "earliest": pd.Timestamp(first or pd.NaT), "latest": pd.Timestamp(last or pd.NaT),
        "basis": basis, "place": place or None, "participants": "; ".join(actor for actor, _ in pairs),
        "roles": "; ".join(role for _, role in pairs), "topics": topics, "start": 10 * number, "end": 10 * number + 9,
        "trigger": "word", "plover": None, "rule": "verb", "reason": None,
    }  # fmt: skip
    return row, published or None


def link(told: list[tuple[str, str]], texts: dict[str, str] | None = None, replayed=NOTHING, mentions=None):
    """Stories of (doc, event) pairs; texts: doc -> text, else each has its own."""
    docs = sorted({doc for doc, _ in told} | set(texts or {}))
    made = [event(doc, each, at) for at, (doc, each) in enumerate(told) if each]
    days = {row["doc_id"]: published for row, published in made}
    documents = pd.DataFrame(
        {
            "doc_id": docs, "sha256": [f"{SHA}{at:052}" for at in range(len(docs))], "record": "0",
            "published": pd.to_datetime([days.get(doc) for doc in docs]).astype("datetime64[s]"),
        }
    )  # fmt: skip
    documents["sha256"] = [f"{at:012x}".ljust(64, "0") for at in range(len(docs))]
    records = pd.DataFrame({"doc_id": docs, "text": [(texts or {}).get(doc, f"متن {doc}") for doc in docs]})
    events = schema.shaped("events", pd.DataFrame([row for row, _ in made], columns=list(schema.TABLES["events"])))
    if mentions is None:
        mentions = pd.DataFrame({"doc_id": [], "actor_id": []}, dtype="str")
    return documents, events, stories.link(documents, events, mentions, signatures.signatures(records), replayed)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_pairs_of_events(case):
    for first, second in ((case["a"], case["b"]), (case["b"], case["a"])):
        _, events, found = link([("a", first), ("b", second)])
        one = found.events["story_id"].nunique() == 1
        assert one == (case["same"] == "yes")
        assert set(found.events["story_id"]) <= set(events["event_id"])
        assert found.documents.nunique() == (1 if one else 2)
        if one:
            assert found.events["reason"].dropna().str.startswith("the same as a:").tolist() == [True]


MEETING = "meeting|held|2021-03-01|2021-03-01|x:participant y:with|baku|labour|"
