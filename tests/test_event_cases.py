"""The event cases keep their own promises: columns, labels, names that stand in the text, enough of each kind.
It reads tests/cases/event_sentences.csv and story_pairs.csv and knows nothing of the rules that are measured on them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

CASES_FOLDER = Path(__file__).parent / "cases"
LANGUAGES = ("fa", "prs", "ar")
TYPES = (
    "meeting video_conference phone_call visit conference workshop report statement proposal agreement letter "
    "appointment award condemnation aid violence"
).split()
STATUSES = ("held", "planned", "proposed", "past")


def read(name: str, columns: str) -> list[dict[str, str]]:
    raw = (CASES_FOLDER / name).read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True), strict=True))
    assert all(list(row) == columns.split(",") and None not in row.values() for row in rows)
    return rows


SENTENCES = read("event_sentences.csv", "language,text,type,status,participants,place,also,note")


def parts(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: f"{case['language']}: {case['note'][:40]}")
def test_a_sentence_is_labelled_by_the_guidelines(case):
    assert case["language"] in LANGUAGES and case["note"]
    assert 8 <= len(case["text"].split()) <= 40 and case["text"] == case["text"].strip()
    assert (case["type"] in TYPES and case["status"] in STATUSES) or (case["type"], case["status"]) == ("", "")
    names = [*parts(case["participants"]), *parts(case["place"])]
    assert len(names) == len(set(names)) and len(parts(case["place"])) <= 1
    assert all(name == name.strip() and name in case["text"] for name in names)
    assert case["type"] or not names
    others = [tuple(each.split(":")) for each in parts(case["also"])]
    assert all(kind in TYPES and status in STATUSES for kind, status in others)
    assert (case["type"], case["status"]) not in others and len(others) == len(set(others))


def test_no_sentence_stands_twice():
    assert max(Counter(case["text"] for case in SENTENCES).values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_type_and_half_without_an_event(language):
    kinds = [case["type"] for case in SENTENCES if case["language"] == language]
    assert len(kinds) >= 50 and set(kinds) == {*TYPES, ""}
    assert abs(2 * kinds.count("") - len(kinds)) <= 2
    assert {case["status"] for case in SENTENCES if case["language"] == language} == {*STATUSES, ""}
