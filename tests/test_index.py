"""What keep answers over the index, held against plain pandas on made corpora; frames are cut when they are read."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers as rz
from helpers.corpus import Corpus
from helpers.index import Index, Lists

LANGUAGES = ["fa", "prs", "ar", None]
ACTORS = ["a", "b", "c", "d", None]
DAYS = [f"2019-0{month}-{day}" for month in (1, 2, 3) for day in ("01", "15")] + [None]
ROLES = ["event", "publication"]

RECORD = st.tuples(
    st.sampled_from(LANGUAGES),
    st.sampled_from(DAYS),
    st.lists(st.sampled_from(ACTORS), max_size=4),
    st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(ROLES)), max_size=3),
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "language": st.lists(st.sampled_from(["fa", "prs", "ar", "ps"]), min_size=1, max_size=2),
        "actors": st.lists(st.sampled_from("abcdx"), min_size=1, max_size=2),
        "any_actor": st.lists(st.sampled_from("abcd"), min_size=1, max_size=2),
        "type": st.sampled_from(["person", "place", "organisation"]),
        "since": st.sampled_from(["2019-01-15", "2019-02"]),
        "until": st.sampled_from(["2019-02-15", "2019-03"]),
        "by": st.sampled_from(["published", "event"]),
        "undated": st.sampled_from(["keep", "drop"]),
    },
)


def made(records: list[tuple], order: list[int] | None = None) -> Corpus:
    ids = [f"{number:02}.txt#0" for number in range(len(records))]
    documents = pd.DataFrame({"doc_id": ids, "language": [r[0] for r in records], "published": [r[1] for r in records]})
    documents["published"] = pd.to_datetime(documents["published"], format="%Y-%m-%d").astype("datetime64[s]")
    named = [(doc, actor) for doc, record in zip(ids, records, strict=True) for actor in record[2]]
    mentions = pd.DataFrame(named, columns=["doc_id", "actor_id"]).astype("str")
    mentions["type"] = mentions["actor_id"].map({"a": "person", "b": "place"}).fillna("person").astype("str")
    told = [(doc, *each) for doc, record in zip(ids, records, strict=True) for each in record[3]]
    dates = pd.DataFrame(told, columns=["doc_id", "earliest", "latest", "role"])
    for column in ("earliest", "latest"):
        dates[column] = pd.to_datetime(dates[column], format="%Y-%m-%d").astype("datetime64[s]")
    actors = pd.DataFrame({"actor_id": list("abcd"), "name": list("ABCD"), "type": "person", "n_records": 0})
    frames = {"documents": documents.astype({"doc_id": "str", "language": "str"}), "mentions": mentions, "dates": dates}
    if order is not None:
        frames |= {each: frames[each].iloc[::-1].reset_index(drop=True) for each in ("mentions", "dates")}
    none = {each: pd.DataFrame() for each in "offices proposals intake problems".split()}
    none |= {
        "redirects": pd.DataFrame(columns=["actor_id", "into"]),
        "names": pd.DataFrame(columns=["actor_id", "type", "name"], dtype="str"),
    }
    return Corpus(
        **frames,
        **none,
        events=pd.DataFrame({"doc_id": pd.Series(dtype="str")}),
        actors=actors,
        generation="",
        tables=None,
    )


def plainly(corpus: Corpus, asked: dict) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """The same in pandas, a column at a time: the kept documents, their mentions, and the records of each actor."""
    documents, mentions = corpus.documents, corpus.mentions
    fits = pd.Series(True, index=documents.index)
    if "language" in asked:
        fits &= documents["language"].isin(asked["language"])
    for actor in asked.get("actors", ()):
        fits &= documents["doc_id"].isin(mentions.loc[mentions["actor_id"] == actor, "doc_id"])
    if "any_actor" in asked:
        fits &= documents["doc_id"].isin(mentions.loc[mentions["actor_id"].isin(asked["any_actor"]), "doc_id"])
    if "type" in asked:
        fits &= documents["doc_id"].isin(mentions.loc[mentions["type"] == asked["type"], "doc_id"])
    if {"since", "until"} & set(asked) or asked.get("undated") == "drop":
        days = documents.assign(earliest=documents["published"], latest=documents["published"])
        if asked.get("by") == "event":
            days = corpus.dates[corpus.dates["role"] == "event"]
        days = days.dropna(subset=["earliest", "latest"])
        ends = {
            "2019-01-15": "2019-01-15",
            "2019-02": "2019-02-28",
            "2019-02-15": "2019-02-15",
            "2019-03": "2019-03-31",
        }
        begins = {"2019-01-15": "2019-01-15", "2019-02": "2019-02-01"}
        first = pd.Timestamp(begins[asked["since"]]) if "since" in asked else pd.Timestamp("1900-01-01")
        last = pd.Timestamp(ends[asked["until"]]) if "until" in asked else pd.Timestamp("2100-01-01")
        inside = days[(days["latest"] >= first) & (days["earliest"] <= last)]
        some = documents["doc_id"].isin(inside["doc_id"])
        if asked.get("undated", "keep") == "keep":
            some |= ~documents["doc_id"].isin(days["doc_id"])
        fits &= some
    kept = documents[fits].reset_index(drop=True)
    own = mentions[mentions["doc_id"].isin(kept["doc_id"])].reset_index(drop=True)
    n = own.dropna(subset="actor_id").groupby("actor_id")["doc_id"].nunique()
    return kept, own, n.reindex(corpus.actors["actor_id"]).fillna(0).astype(int).tolist()


@pytest.mark.filterwarnings("ignore:No (record|actor)")
@settings(max_examples=300, deadline=None)
@given(records=st.lists(RECORD, max_size=12), asked=st.lists(ASKED, min_size=1, max_size=2), turned=st.booleans())
def test_keep_answers_as_plain_pandas_does(records, asked, turned):
    corpus = whole = made(records, order=[] if turned else None)
    for each in asked:
        documents, mentions, n_records = plainly(corpus, each)
        kept = rz.keep(corpus, **each)
        pd.testing.assert_frame_equal(kept.documents, documents)
        pd.testing.assert_frame_equal(kept.mentions, mentions)
        assert kept.actors["n_records"].tolist() == n_records
        assert set(kept.dates["doc_id"]) <= set(documents["doc_id"])
        corpus = kept
    assert len(whole.documents) == len(records), "the whole is as it was"


def test_frames_are_cut_when_they_are_read():
    corpus = made([("fa", None, ["a"], []), ("ar", None, ["a", "b"], [])])
    kept = rz.keep(corpus, language="ar")
    assert "documents" not in vars(kept) and "dates" not in vars(kept)
    assert kept.documents is kept.documents, "once"
    with pytest.raises(AttributeError):
        kept.nothing  # noqa: B018


def test_lists_hold_each_place_once_and_in_order():
    lists = Lists(np.array([1, 0, 1, -1, 1]), np.array([4, 2, 0, 1, 4]), pd.Index(["x", "y"], dtype=object))
    assert lists.of(["y"]).tolist() == [0, 4] and lists.of(["x", "y"]).tolist() == [0, 2, 4]
    assert lists.of(["z"]).tolist() == [] and lists.of([]).tolist() == []


def test_rows_of_no_record_belong_to_none():
    frames = {
        "documents": pd.DataFrame({"doc_id": ["a", "b"]}),
        "mentions": pd.DataFrame({"doc_id": ["a", "lost", "b"], "actor_id": ["x", "x", "y"]}),
        "actors": pd.DataFrame({"actor_id": ["x", "y"]}),
    }
    index = Index(frames)
    assert index.rows("mentions", np.array([0, 1])).tolist() == [0, 2]
    assert index.n_records().tolist() == [1, 1]
