"""Which reports tell the same happening: near misses stay apart, copies come together, in any order of rows."""

import csv
import dataclasses
import random

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers as rz
from helpers import (
    decisions,
    decisions_apply,
    schema,
    score_stories,
    signatures,
    stories,
    story_pairing,
    story_rules,
    story_texts,
    story_windows,
)

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


def named(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Mentions of (doc, actor, surface); the letter before the dash of an actor is its type."""
    kinds = {"p": "person", "o": "organisation", "l": "place"}
    told = [(doc, actor, kinds[actor[0]], surface, None) for doc, actor, surface in rows]
    return pd.DataFrame(told, columns=["doc_id", "actor_id", "type", "surface", "reason"])


def link(told: list[tuple[str, str]], texts: dict | None = None, replayed=NOTHING, mentions=None, maybe=(), order=None):
    """Documents, events and stories of (doc, event) pairs; texts: doc -> text, else each has its own."""
    docs = sorted({doc for doc, _ in told} | set(texts or {}))
    made = [event(doc, each, at) for at, (doc, each) in enumerate(told) if each]
    days = {row["doc_id"]: published for row, published in made}
    documents = pd.DataFrame(
        {
            "doc_id": docs, "sha256": [f"{at:012x}".ljust(64, "0") for at in range(len(docs))], "record": "0",
            "language": ["ar" if doc.startswith("ar") else "fa" for doc in docs],
            "published": pd.to_datetime(pd.Series([days.get(doc) for doc in docs])).astype("datetime64[s]"),
        }
    )  # fmt: skip
    records = pd.DataFrame({"doc_id": docs, "text": [(texts or {}).get(doc, f"متن {doc}") for doc in docs]})
    events = schema.shaped("events", pd.DataFrame([row for row, _ in made], columns=list(schema.TABLES["events"])))
    if mentions is None:
        who = [(row["doc_id"], each) for row, _ in made for each in row["participants"].split("; ") if each]
        mentions = named(*((doc, f"p{actor}", f"نام {actor}") for doc, actor in who))
        mentions["actor_id"] = mentions["actor_id"].str.slice(1)
        where = [(row["doc_id"], row["place"], "place", row["place"], None) for row, _ in made if row["place"]]
        mentions = pd.concat([mentions, pd.DataFrame(where, columns=list(mentions))], ignore_index=True)
    proposals = pd.DataFrame(list(maybe), columns=["a", "b"])
    if order is not None:
        documents, events = documents.iloc[order(len(documents))], events.iloc[order(len(events))]
        mentions = mentions.iloc[order(len(mentions))]
    found = stories.link(documents, events, mentions, proposals, signatures.signatures(records), replayed)
    return documents, events, found


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


def test_the_same_event_is_told_in_two_languages():
    told = [("ar", MEETING), ("fa", MEETING.replace("|baku|", "|tehran|"))]
    _, _, found = link(told)
    assert found.events["story_id"].nunique() == found.documents.nunique() == 1, "a place in another script is no other"
    _, _, found = link([("a", told[0][1]), ("b", told[1][1])], mentions=None)
    assert found.events["story_id"].nunique() == 1


def test_what_may_be_one_actor_is_neither_the_same_nor_another():
    other = MEETING.replace("y:with", "z:with")
    assert link([("a", MEETING), ("b", other)])[2].events["story_id"].nunique() == 2
    assert link([("a", MEETING), ("b", other)], maybe=[("y", "z")])[2].events["story_id"].nunique() == 1


def test_a_minister_of_forty_records_is_no_evidence():
    speech = "statement|held|about|about|x:speaker||labour|2021-03-0{}"
    told, texts = [("a", speech.format(1)), ("b", speech.format(2))], {f"c{at}": f"متن {at}" for at in range(40)}
    assert link(told, texts)[2].events["story_id"].nunique() == 1
    everywhere = named(*((doc, "px", "نام x") for doc in ["a", "b", *texts]))
    everywhere["actor_id"] = "x"
    assert link(told, texts, mentions=everywhere)[2].events["story_id"].nunique() == 2


LONG = " ".join(f"واژه{at}" for at in range(120))


def test_near_duplicates_are_one_story_and_templates_are_not():
    other = LONG.replace("واژه7 ", "دیگر ")
    same = link([], {"a": LONG, "b": other, "c": "متن دیگر"})[2]
    assert same.documents.tolist() == ["a", "a", "c"]
    mentions = pd.DataFrame(
        [("a", "logar", "place", "لوگر", None), ("b", "wardak", "place", "وردک", None)],
        columns=["doc_id", "actor_id", "type", "surface", "reason"],
    )
    assert link([], {"a": LONG, "b": other}, mentions=mentions)[2].documents.nunique() == 2


def test_copies_are_one_story_with_all_their_events():
    two = [(doc, each) for doc in "abc" for each in (MEETING, "visit|held|||x:visitor|||")]
    rows = [event(doc, each, at % 2)[0]["event_id"] for at, (doc, each) in enumerate(two)]
    assert len(set(rows)) == 6
    _, _, found = link(two, dict.fromkeys("abc", LONG))
    assert found.documents.tolist() == ["a", "a", "a"]
    assert found.events.groupby("type")["story_id"].nunique().tolist() == [1, 1]
    assert found.events["story_id"].nunique() == 2


def test_one_record_tells_a_happening_once():
    _, _, found = link([("a", MEETING), ("a", MEETING), ("b", MEETING)])
    assert found.events["story_id"].nunique() == 2


def test_a_report_that_names_the_host_alone_ties_no_two_guests_together():
    host = "meeting|held|2021-03-01|2021-03-01|x:participant|baku|labour|"
    told = [("a", MEETING), ("b", host), ("c", MEETING.replace("y:with", "z:with"))]
    stories_of = link(told)[2].events["story_id"]
    assert stories_of.nunique() == 2 and stories_of.iloc[0] != stories_of.iloc[2]


@pytest.mark.parametrize("wrong", ["", None, "zz", "f" * signatures.WIDTH, "0" * signatures.WIDTH])
def test_odd_signatures_are_no_likeness_of_their_own(wrong):
    told = pd.Series([wrong, wrong, "a" * signatures.WIDTH, "b" * (signatures.WIDTH - 1)], dtype="str")
    texts = story_texts.Texts(np.arange(4), told)
    near = texts.near()
    same = isinstance(wrong, str) and len(wrong) == signatures.WIDTH
    assert near[["a", "b"]].to_numpy().tolist() == ([[0, 1]] if same else [])


def test_signatures_that_agree_in_one_band_make_no_pairs_of_all_with_all():
    """Every text shares a band with every other: the pairs stay a few for each text."""
    rows = [f"{0:08x}" * 3 + "".join(f"{at * 61 + slot + 1:08x}" for slot in range(61)) for at in range(2000)]
    texts = story_texts.Texts(np.arange(len(rows)), pd.Series(rows, dtype="str"))
    assert len(texts.near()) == 0
    assert 0 < len(texts._bands()[0]) <= 2 * story_texts._BANDS * len(rows)


@pytest.mark.parametrize("kind", ["the same text", "the same cast", "the same hour"])
def test_many_records_alike_are_compared_a_few_times_each(kind, monkeypatch):
    """Ten times the records, about ten times the comparisons; and they are one story."""
    counted = []
    events = story_rules.events
    monkeypatch.setattr(story_rules, "events", lambda *given: counted.append(len(given[1])) or events(*given))

    def some(n: int) -> int:
        counted.clear()
        told = [(f"d{at:05}", MEETING) for at in range(n)]
        if kind == "the same hour":
            told = [(doc, each.replace("y:with", f"y{at}:with")) for at, (doc, each) in enumerate(told)]
        texts = {doc: LONG if kind == "the same text" else f"{doc} {at}" for at, (doc, _) in enumerate(told)}
        found = link(told, texts)[2]
        assert found.documents.nunique() == (n if kind == "the same hour" else 1)
        return sum(counted)

    few, many = some(200), some(2000)
    assert many <= 12 * max(few, 1)


@pytest.mark.parametrize("count, said", [(60, True), (30, False)])
def test_a_crowd_of_which_few_are_compared_is_said(count, said, monkeypatch):
    """Of more than CROWD events with one key each is held against the next ones alone: its reason says so."""
    monkeypatch.setattr(story_windows, "CROWD", 50)
    far = MEETING.replace("2021-03-01|2021-03-01", "2022-03-01|2022-03-01")
    told = [(f"d{at:03}", MEETING if at < count else far) for at in range(count + 5)]
    reasons = link(told)[2].events["reason"].fillna("")
    crowded = reasons.str.contains(f"one of {count} of those days", regex=False)
    assert crowded.tolist() == [said and at < count for at in range(count + 5)]


def test_compiled_rules_use_the_numbers_of_the_names():
    for number, name in enumerate(story_rules.WEIGHTS):
        assert getattr(story_rules, f"_{name.upper()}") == number, name
    for number, name in enumerate(story_rules.EVENT):
        assert getattr(story_rules, name.upper()) == number, name
    assert (story_rules._LACKING, story_rules._NAMED) == (story_pairing.LACKING, story_pairing.NAMED)
    assert story_rules._NEAR == story_texts.NEAR
    assert (story_rules._RARE, story_rules._MAYBE, story_rules._MAYBE_END) == (
        story_pairing._FEW, story_pairing._MAYBE, story_pairing._MAYBE_END,
    )  # fmt: skip


TELLINGS = [case[side] for case in CASES for side in "ab"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(TELLINGS)), min_size=1, max_size=12),
    st.lists(st.sampled_from([LONG, LONG.replace("واژه7 ", "دیگر "), "کوتاه", ""]), min_size=6, max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_changes_nothing(told, texts, chance: random.Random):
    """And an id is that of an event or document of its group, the smallest."""
    texts = dict(zip("abcdef", texts, strict=True))
    _, _, found = link(told, texts)
    _, _, again = link(told, texts, order=lambda n: chance.sample(range(n), n))
    assert found.events.sort_index().equals(again.events.sort_index())
    assert found.documents.sort_index().equals(again.documents.sort_index())
    for rows, own in (
        (found.events, "event_id"),
        (found.documents.to_frame("story_id").assign(doc_id=sorted("abcdef")), "doc_id"),
    ):
        assert (rows.groupby("story_id")[own].transform("min") == rows["story_id"]).all()
    for _, group in found.events.groupby("story_id"):
        exact = group[group["basis"] == "explicit"]
        assert exact["earliest"].max() <= exact["latest"].min() or exact.empty
        assert not group["doc_id"].duplicated().any()
        assert "proposed" not in set(group["status"]) or set(group["status"]) == {"proposed"}


# ------------------------------------------------------------------------------------------------------- on a corpus


def test_reports_are_grouped_as_people_would():
    """Over all reports of the pairs in one corpus, with nothing known of who is who."""
    figures = score_stories.score(ROOT / "tests" / "cases" / "story_pairs.csv")
    assert figures.f1 >= 0.95 and figures.precision >= 0.98, figures.faults


def test_pairs_that_no_rule_was_made_for_are_grouped_as_people_would():
    """Near misses above all: one host and two guests, one body and two statements, a call and a visit."""
    figures = score_stories.score(ROOT / "tests" / "cases" / "story_pairs_more.csv")
    assert figures.f1 >= 0.92 and figures.precision >= 0.86 and figures.recall >= 0.97, figures.faults


def test_the_figures_fall_when_stories_are_wrong(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "pair,same,published_a,text_a,published_b,text_b,note\n"
        f"p1,1,2021-03-01,{LONG},2021-03-01,{LONG},copies\np2,0,2021-03-01,یک {LONG[::-1]},2021-03-01,دو,others\n",
        encoding="utf-8",
    )
    corpus = score_stories.build(pairs, tmp_path / "data")
    right = score_stories.held_against(corpus, pairs)
    assert (right.precision, right.recall, right.f1, right.faults) == (1.0, 1.0, 1.0, [])
    for wrong, fault in ((corpus.documents["doc_id"], ["p1: parted: copies"]), ("all", ["p2: joined: others"])):
        changed = dataclasses.replace(corpus, documents=corpus.documents.assign(story_id=wrong))
        figures = score_stories.held_against(changed, pairs)
        assert figures.f1 < 1 and figures.faults == fault


def test_every_document_and_event_has_a_story(corpus):
    assert (corpus.documents["story_id"] == corpus.documents["doc_id"]).all(), "the five documents tell five stories"
    assert set(corpus.events["story_id"]) <= set(corpus.events["event_id"])


def decide(data, *lines: str) -> None:
    head = "n,decision,target,value,by,on,note\n"
    (data / "decisions.csv").write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_a_person_decides_what_is_one_story(data_folder):
    first = rz.load_corpus(data_folder)
    records = first.documents.merge(first.intake[["file", "sha256"]], on="file")
    places = decisions_apply.event_place(first.events, records)
    meetings = first.events.index[first.events["type"].isin(["meeting", "video_conference"])][:2]
    a, b = places[meetings]
    decide(data_folder, f"1,same_story,{a},{b},,,", f"2,set_type,{a},conference,,,")
    made = rz.load_corpus(data_folder)
    one, other = (made.events[made.events["event_id"] == first.events.at[at, "event_id"]].iloc[0] for at in meetings)
    assert one["story_id"] == other["story_id"] == min(one["event_id"], other["event_id"])
    assert one["type"] == "conference" and "decision 2" in one["reason"]
    assert "decision 1" in f"{one['reason']} {other['reason']}"
    records = [place.rpartition(":")[0] for place in (a, b)]
    decide(data_folder, f"1,same_story,{a},{b},,,", f"2,not_same_story,{records[0]},{records[1]},,,")
    made = rz.load_corpus(data_folder)
    assert made.documents["story_id"].nunique() == len(made.documents)
    decide(data_folder, f"1,same_story,{records[0]},{records[1]},,,")
    assert rz.load_corpus(data_folder).documents["story_id"].nunique() == len(made.documents) - 1


def test_what_was_told_apart_stays_apart(data_folder):
    text = rz.texts(rz.load_corpus(data_folder))["text"].iloc[0]
    (data_folder / "corpus" / "copy.txt").write_text(f"{text}\nپایان.", encoding="utf-8")
    made = rz.load_corpus(data_folder)
    assert made.documents["story_id"].nunique() == len(made.documents) - 1
    sha = made.intake.set_index("file")["sha256"]
    a, b = (decisions.place(sha[file], "0") for file in (made.documents["file"].iloc[0], "copy.txt"))
    decide(data_folder, f"1,not_same_story,{a},{b},,,")
    again = rz.load_corpus(data_folder)
    assert again.documents["story_id"].nunique() == len(again.documents)
    assert again.events["story_id"].nunique() > made.events["story_id"].nunique()


@pytest.mark.parametrize(
    "line, said",
    [
        ("1,same_story,0123456789ab#0,0123456789ab#1,,,", "no file of the corpus begins with 0123456789ab"),
        ("1,same_story,{a},{a}:1-2,,,", "no event stands at"),
        ("1,set_type,{a}:1-2,meeting,,,", "no event stands at"),
    ],
)
def test_a_place_that_is_not_there_is_named(data_folder, line, said):
    intake = rz.load_corpus(data_folder).intake
    place = decisions.place(intake.loc[intake["records"] > 0, "sha256"].iloc[0], "0")
    decide(data_folder, line.format(a=place))
    with pytest.warns(UserWarning, match=said):
        rz.load_corpus(data_folder)
