"""The event cases keep their own promises: columns, labels, names that stand in the text, enough of each kind.
It reads event_sentences.csv and story_pairs.csv in tests/cases/ and knows nothing of the rules measured on them."""

import csv
from collections import Counter
from datetime import date
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
PAIRS = read("story_pairs.csv", "pair,same,language_a,published_a,text_a,language_b,published_b,text_b,note")


def parts(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: f"{case['language']}: {case['note'][:40]}")
def test_a_sentence_is_labelled_by_the_guidelines(case):
    assert case["language"] in LANGUAGES and case["note"]
    assert 6 <= len(case["text"].split()) <= 40 and case["text"] == case["text"].strip()
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


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case['pair']}: {case['note'][:40]}")
def test_a_pair_is_two_short_reports_with_title_and_day(case):
    assert case["same"] in ("0", "1") and case["note"]
    for side in "ab":
        text = case[f"text_{side}"]
        title, body = text.split("\n")
        assert case[f"language_{side}"] in LANGUAGES
        assert date.fromisoformat(case[f"published_{side}"]).isoformat() == case[f"published_{side}"]
        assert title and not title.endswith(".") and body.endswith(".") and 1 <= body.count(". ") <= 4
        assert text == text.strip() and 20 <= len(text.split()) <= 90


def test_every_report_is_in_one_pair_only():
    assert len({case["pair"] for case in PAIRS}) == len(PAIRS)
    assert max(Counter(case[f"text_{side}"] for case in PAIRS for side in "ab").values()) == 1
    titles = [(case[f"text_{side}"].split("\n")[0], case["pair"]) for case in PAIRS for side in "ab"]
    assert len(set(titles)) == len({title for title, _ in titles})


def test_half_of_the_pairs_tell_one_story_and_many_cross_a_language():
    same = [case for case in PAIRS if case["same"] == "1"]
    across = Counter(frozenset((case["language_a"], case["language_b"])) for case in same)
    assert len(PAIRS) >= 48 and abs(2 * len(same) - len(PAIRS)) <= 4
    languages = [{"fa", "ar"}, {"prs", "ar"}, {"fa", "prs"}]
    assert sum(across[frozenset(each)] for each in languages) >= 14 and all(across[frozenset(e)] for e in languages)
    assert any(case["language_a"] != case["language_b"] for case in PAIRS if case["same"] == "0")
