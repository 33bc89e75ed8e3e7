"""Names of the registry in texts: word edges, spellings, nesting, ambiguity."""

import csv
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import actors, decisions, discovery, identity
from helpers.matching_letters import begins_a_name, ends_a_name, spells, whole_folded
from helpers.text import fold, letters, skeleton

with (Path(__file__).parent / "cases" / "names.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))


def names(told: str) -> pd.DataFrame:
    rows = [(*each.split(":", 3), line) for line, each in enumerate(told.split("|"), 2)]
    return pd.DataFrame(rows, columns=["actor_id", "type", "lang", "name", "line"])


def find(told: str, text: str, language: str = "fa") -> pd.DataFrame:
    """The mentions of the registry's actors; tests/test_discovery.py looks at what is found beside them."""
    records = pd.DataFrame({"doc_id": ["d"], "text": [text], "language": [language]})
    found = actors.find(records, actors.Matcher(names(told)))
    ids = found["actor_id"].fillna(found["candidates"])
    return found[~ids.str.match("(person|place|organisation)-")].reset_index(drop=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['why']}")
def test_names(case):
    found = find(case["names"], case["text"], case["language"])
    told = [f"{row.surface}>{row.actor_id if isinstance(row.actor_id, str) else ''}" for row in found.itertuples()]
    assert told == [each for each in case["found"].split(";") if each]
    for row in found.itertuples():
        assert case["text"][row.start : row.end] == row.surface


with (Path(__file__).parent / "cases" / "longer_names.csv").open(encoding="utf-8", newline="") as handle:
    LONGER = list(csv.DictReader(handle))


@pytest.mark.parametrize("case", LONGER, ids=lambda case: f"{case['language']}: {case['why']}")
def test_a_part_of_another_name_is_not_the_registry_s(case):
    """«surface>id», with «?» where the mention may be the registry's and stays open: then it has a reason."""
    records = pd.DataFrame({"doc_id": ["d"], "text": [case["text"]], "language": [case["language"]]})
    found = actors.find(records, actors.Matcher(names(case["names"])))
    surname = names(case["names"])["name"].iloc[-1].split()[-1]
    kind = names(case["names"])["type"].iloc[0]
    found = found[(found["type"] == kind) & found["surface"].map(lambda own: fold(surname) in fold(own))]
    told = []
    for row in found.itertuples():
        sure = isinstance(row.actor_id, str)
        told.append(f"{row.surface}>{row.actor_id if sure else row.candidates.split('; ')[0] + '?'}")
        assert case["text"][row.start : row.end] == row.surface
        assert row.found_by == "registry" or "the registry" in row.reason
        assert sure or row.candidates == f"f; {discovery.identity('person', row.surface)}"
    assert told == [case["found"]]


def test_a_longer_name_keeps_its_surname_from_the_registry_s_actor():
    """Behind «رضا فاطمی» the surname alone is not the registry's for certain: link says so, with both as candidates."""
    told = "f:person:fa:علی فاطمی|f:person:fa:فاطمی"
    records = pd.DataFrame({"doc_id": ["d"], "text": ["رضا فاطمی آمد. فاطمی گفت"], "language": ["fa"]})
    mentions = actors.find(records, actors.Matcher(names(told)))
    documents = pd.DataFrame(
        {"doc_id": ["d"], "sha256": ["d" * 64], "record": ["0"], "language": ["fa"], "published": [pd.NaT]}
    )
    nothing = decisions.replay(decisions.load(Path("nowhere"))[0])
    rows = identity.link(mentions, names(told), nothing, documents).mentions
    assert rows["surface"].tolist() == ["رضا فاطمی", "فاطمی"]
    assert rows["actor_id"].iloc[0] == "person-رضا-فاطمی" and pd.isna(rows["actor_id"].iloc[1])
    assert rows["candidates"].iloc[1] == "f; person-رضا-فاطمی" and "share this surname" in rows["reason"].iloc[1]


@pytest.mark.parametrize("run", ["ا", "ـ", "ا\u064e"])
def test_a_long_run_of_letters_before_a_name_takes_no_longer_than_it_has_letters(run):
    # it took twice the time for each letter more: 26 of them ten seconds, 40 a day
    told = "p1:person:fa:فاطمی"
    find(told, "فاطمی گفت")  # tables of facts read
    began = time.process_time()
    found = find(told, run * 26 + "،فاطمی گفت")
    assert found["surface"].tolist() == ["فاطمی"]
    assert time.process_time() - began < 2


def test_a_name_of_two_actors_has_candidates_and_no_actor():
    row = find("a:person:fa:رضایی|b:person:fa:رضايي", "رضایی گفت").iloc[0]
    assert pd.isna(row["actor_id"])
    assert row["candidates"] == "a; b"
    assert row["reason"] == "a name of more than one actor"


def test_nested_in_is_the_place_of_the_longer_mention():
    found = find("o:organisation:fa:شورای حقوق بشر|e:event_name:fa:نشست شورای حقوق بشر|x:place:fa:تهران",
                 "در تهران نشست شورای حقوق بشر")  # fmt: skip
    assert found["nested_in"].tolist() == [pd.NA, pd.NA, 1]


def test_honorific_and_source_are_told():
    found = find("r:person:fa:رضایی|n:organisation:fa:آران نیوز", "به گزارش آران نیوز، خانم رضایی گفت")
    by_id = found.set_index("actor_id")
    assert by_id.at["r", "honorific"] == "خانم"
    assert by_id.at["n", "reason"] == actors.SOURCE
    assert pd.isna(by_id.at["r", "reason"])


def test_no_name_crosses_from_one_record_to_the_next():
    records = pd.DataFrame({"doc_id": ["a", "b"], "text": ["گفت علی", "اف رفت"], "language": ["fa", "fa"]})
    found = actors.find(records, actors.Matcher(names("x:person:fa:علی اف")))
    assert found.empty


def test_an_empty_registry_finds_nothing_and_keeps_the_columns():
    records = pd.DataFrame({"doc_id": ["a"], "text": ["سلام"], "language": ["fa"]})
    found = actors.find(records, actors.Matcher(names("x:person:fa:ایران").head(0)))
    assert list(found.columns) == actors.COLUMNS and found.empty


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ایران وبل‌ـً\n،«»a9", max_size=60), st.sampled_from(["fa", "ar", "und"]))
def test_offsets_always_point_at_the_surface(text, language):
    for row in find("iran:place:ar:ایران|ra:person:ar:را ن", text, language).itertuples():
        assert text[row.start : row.end] == row.surface


def slowly(told: pd.DataFrame, text: str, language: str) -> set[tuple[int, int, int]]:
    """Every stretch of a text held against every name, letter by letter."""
    folded, found = fold(text), set()
    for row, name in enumerate(map(fold, told["name"]), 1):
        arabic = told["lang"].iloc[row - 1] == "ar"
        swallowed = arabic and name.startswith("ال") and len(skeleton(name)[0]) > 4
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                ends = {text[start], text[end - 1]} & set("ـً‌ ،\n")
                if ends or not begins_a_name(folded, start, language, arabic) or not ends_a_name(folded, end, language):
                    continue
                if spells(folded[start:end], name):
                    found.add((start, end, row))
                if swallowed and spells(folded[start:end], "لل" + name[2:]):
                    found.add((start + 2, end, -row))
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(alphabet="ابلوک‌ ،", min_size=1, max_size=7), min_size=1, max_size=6),
    st.text(alphabet="ابلوکی‌ـً \n،.", max_size=40),
    st.sampled_from(["fa", "ar"]),
)
def test_the_tables_of_numbers_find_what_a_slow_search_finds(spelt, text, language):
    kept = [name for name in dict.fromkeys(spelt) if skeleton(name)[0]]
    told = pd.DataFrame({"actor_id": kept, "type": "place", "lang": (["ar", "fa"] * 3)[: len(kept)], "name": kept})
    rows = actors.Matcher(told).spans([text], [language]).tolist()
    assert {tuple(row[1:]) for row in rows} == slowly(told, text, language)


def test_each_character_folds_the_same_in_every_way_to_fold_it():
    every = "".join(map(chr, range(0x110000)))
    assert whole_folded(every) == fold(every)
    assert letters(every) == skeleton(every)[0]
