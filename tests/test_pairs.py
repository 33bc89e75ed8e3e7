"""Pairs of actors against the plainest ways to count them: in Python, by a merge in pandas, and by hand."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import helpers as rz

COLUMNS = "a b name_a name_b type_a type_b n_records n_sentences share npmi log_likelihood".split()


def plain_pairs(corpus, key) -> Counter:
    """The slow and obvious way: every unit's set of actors, every pair of it."""
    units: dict[tuple, set] = {}
    mentions = corpus.mentions
    for doc, own in mentions.groupby("doc_id"):
        rows = list(own.itertuples())
        for row in rows:
            inside = None if pd.isna(row.nested_in) else rows[int(row.nested_in)].type
            source = isinstance(row.reason, str) and "source of the report" in row.reason
            if isinstance(row.actor_id, str) and not source and inside in (None, "event_name"):
                units.setdefault((doc, row.sentence) if key == "sentence" else (doc,), set()).add(row.actor_id)
    return Counter(pair for actors in units.values() for pair in combinations(sorted(actors), 2))


@pytest.mark.parametrize("within", ["sentence", "record"])
def test_cooccurrence_equals_the_plain_count(corpus, within):
    table = rz.cooccurrence(corpus, within=within)
    plain = plain_pairs(corpus, within)
    column = "n_sentences" if within == "sentence" else "n_records"
    assert {(row.a, row.b): getattr(row, column) for row in table.itertuples()} == dict(plain)
    assert (table["a"] < table["b"]).all() and table["share"].between(0, 1).all()
    assert table["npmi"].dropna().between(-1, 1).all()


def test_npmi_of_a_pair_worked_by_hand(corpus):
    """ICESCO and Baku: 2 of 6 records name ICESCO, the same 2 name Baku: ln(2·6/(2·2)) / −ln(2/6) = 1."""
    row = rz.cooccurrence(corpus, within="record").set_index(["a", "b"]).loc[("baku", "icesco")]
    assert row["n_records"] == 2 and row["share"] == 1
    assert np.isclose(row["npmi"], 1.0)


def test_gold_says_who_is_together(corpus, root):
    """Everybody whom the gold requires in a record is there, and nobody whom it does not know."""
    import json

    pairs = rz.cooccurrence(corpus, within="record")
    for path in sorted((root / "tests" / "gold").glob("0*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for record in told["cooccurrence"]:
            own = corpus.mentions[corpus.mentions["doc_id"] == f"{told['document']['file']}#{record['record']}"]
            ours = set(own["actor_id"])
            kinds = ("persons", "organisations", "places", "event_names")
            required = {actor for kind in kinds for actor in record[kind]["required"]}
            known = required | {actor for kind in (*kinds, "laws_or_documents") for actor in record[kind]["optional"]}
            assert required <= ours <= known, path.name
    assert len(pairs) > 100


def test_types_and_least_number(corpus):
    persons = rz.cooccurrence(corpus, within="record", types=["person"])
    assert set(persons["type_a"]) | set(persons["type_b"]) == {"person"}
    assert (rz.cooccurrence(corpus, within="record", min_records=2)["n_records"] >= 2).all()


@pytest.mark.parametrize("within", ["sentence", "record"])
def test_the_sentences_behind_each_pair(corpus, within):
    table = rz.cooccurrence(corpus, within=within)
    for row in table.head(40).itertuples():
        behind = rz.pair_sentences(corpus, row.a, row.b, within=within)
        assert behind["doc_id"].nunique() == row.n_records
        if within == "sentence":
            assert len(behind) == row.n_sentences


# ----------------------------------------------------------------------------------------------- against pandas' merge


def made_corpus(corpus, rows, stories=None, days=None):
    """A corpus of mentions given as (record, sentence, actor, reason, nested_in)."""
    mentions = pd.DataFrame(rows, columns=["doc", "sentence", "actor", "reason", "nested_in"])
    mentions = pd.DataFrame(
        {
            "doc_id": mentions["doc"].map("d{}.txt#0".format).astype("str"),
            "sentence": mentions["sentence"].astype("int64"),
            "actor_id": mentions["actor"].astype("str"),
            "type": mentions["actor"].map(lambda each: "event_name" if each == "e" else "person").astype("str"),
            "reason": mentions["reason"].astype("str"),
            "nested_in": mentions["nested_in"].astype("Int64"),
        }
    )
    docs = sorted(mentions["doc_id"].unique())
    documents = pd.DataFrame({"doc_id": pd.Series(docs, dtype="str")})
    documents["published"] = pd.Series([(days or {}).get(each) for each in docs], dtype="datetime64[s]")
    if stories is not None:
        documents["story_id"] = pd.Series([stories.get(each) for each in docs], dtype="str")
    ids = sorted(mentions["actor_id"].dropna().unique())
    actors = pd.DataFrame({"actor_id": ids, "type": "person", "name": ids}).astype("str")
    for lang in ("fa", "prs", "ar", "en"):
        actors[f"name_{lang}"] = pd.Series([None] * len(ids), dtype="str")
    return replace(corpus, mentions=mentions, documents=documents, actors=actors)


def merged(corpus, key: list[str]) -> pd.DataFrame:
    """Pairs of one unit as an analyst would write them in pandas; no mention of these corpora is left out."""
    one = corpus.mentions.merge(corpus.documents, on="doc_id")
    one = one[list(dict.fromkeys([*key, "doc_id", "actor_id"]))].drop_duplicates()
    both = one.merge(one, on=key, suffixes=("_a", "_b"))
    return both[both["actor_id_a"] < both["actor_id_b"]]


some_rows = some.lists(
    some.tuples(some.integers(0, 5), some.integers(0, 3), some.sampled_from("abcdef"), some.none(), some.none()),
    min_size=1,
    max_size=40,
)
some_stories = some.dictionaries(some.integers(0, 5).map("d{}.txt#0".format), some.sampled_from(["s", "t"]), min_size=6)


@given(rows=some_rows, stories=some_stories)
@settings(max_examples=60, deadline=None)
def test_cooccurrence_equals_a_merge(corpus, rows, stories):
    """Records in any order, torn apart too; every measure of every unit."""
    made = made_corpus(corpus, rows, stories)
    keys = {"sentence": ["doc_id", "sentence"], "record": ["doc_id"], "story": ["story_id"]}
    pairs = {within: merged(made, key) for within, key in keys.items()}
    in_sentences = pairs["sentence"].groupby(["actor_id_a", "actor_id_b"]).size()
    for within, key in keys.items():
        table = rz.cooccurrence(made, within=within).set_index(["a", "b"]).sort_index()
        units = pairs[within].drop_duplicates([*key, "actor_id_a", "actor_id_b"]).groupby(["actor_id_a", "actor_id_b"])
        assert table.index.tolist() == list(units.groups)
        if within == "story":
            assert table["n_stories"].tolist() == units.size().tolist()
            docs = [pairs[within][["actor_id_a", "actor_id_b", f"doc_id_{end}"]].to_numpy() for end in "ab"]
            ends = pd.DataFrame(np.concatenate(docs), columns=["a", "b", "doc"])
            assert table["n_records"].tolist() == ends.groupby(["a", "b"])["doc"].nunique().tolist()
        else:
            assert table["n_records"].tolist() == units["doc_id"].nunique().tolist()
        assert table["n_sentences"].tolist() == in_sentences.reindex(table.index).fillna(0).tolist()
        one = made.mentions.merge(made.documents, on="doc_id").drop_duplicates([*key, "actor_id"])
        alone, total = one.groupby("actor_id").size(), len(one.drop_duplicates(key))
        n = units.size().to_numpy()
        x, y = (alone[table.index.get_level_values(end)].to_numpy() for end in (0, 1))
        assert np.allclose(table["share"], n / (x + y - n))
        assert np.allclose(table["log_likelihood"], [plain_g2(*each, total) for each in zip(n, x, y, strict=True)])


def plain_g2(both: int, a: int, b: int, total: int) -> float:
    """2 Σ O ln(O/E) with the expected counts from the margins of the table."""
    observed = [[both, a - both], [b - both, total - a - b + both]]
    rows, columns = [sum(row) for row in observed], [sum(column) for column in zip(*observed, strict=True)]
    cells = [(observed[i][j], rows[i] * columns[j] / total) for i in (0, 1) for j in (0, 1)]
    return 2 * sum(seen * np.log(seen / expected) for seen, expected in cells if seen)


def test_log_likelihood_worked_by_hand(corpus):
    """20 records: 4 name both, 2 only x, 3 only y, 11 neither. Expected: 2.1, 3.9, 4.9, 9.1, so
    G² = 2 (4 ln(4/2.1) + 2 ln(2/3.9) + 3 ln(3/4.9) + 11 ln(11/9.1)) = 2 (2.5774 − 1.3357 − 1.4719 + 2.0858) = 3.711."""
    named = ["xy"] * 4 + ["x"] * 2 + ["y"] * 3 + ["z"] * 11
    made = made_corpus(corpus, [(doc, 0, each, None, None) for doc, who in enumerate(named) for each in who])
    row = rz.cooccurrence(made, within="record").iloc[0]
    assert (row["a"], row["b"]) == ("x", "y") and abs(row["log_likelihood"] - 3.711) < 0.001
    assert abs(row["npmi"] - np.log(4 * 20 / (6 * 7)) / -np.log(4 / 20)) < 1e-9


def test_log_likelihood_of_independent_actors_is_nothing(corpus):
    named = ["xy", "x", "y", "z"]
    made = made_corpus(corpus, [(doc, 0, each, None, None) for doc, who in enumerate(named) for each in who])
    assert rz.cooccurrence(made, within="record")["log_likelihood"].tolist() == [0.0]


def test_columns_are_those_of_the_contract(corpus):
    for within in ("sentence", "record"):
        assert rz.cooccurrence(corpus, within=within).columns.tolist() == COLUMNS
    none = rz.keep(corpus, since="2030", undated="drop")
    assert rz.cooccurrence(none).columns.tolist() == COLUMNS


def test_top_keeps_the_measures_of_all(corpus):
    every = rz.cooccurrence(corpus, within="record").set_index(["a", "b"])
    some = rz.cooccurrence(corpus, within="record", top=10).set_index(["a", "b"])
    shown = set(some.index.get_level_values(0)) | set(some.index.get_level_values(1))
    assert 1 < len(shown) <= 10 and len(some) < len(every)
    pd.testing.assert_frame_equal(some, every.loc[some.index])


def test_outlets_are_left_out_unless_asked_for(corpus):
    quoted = {"aran-news", "ilna"}
    for within in ("sentence", "record"):
        table = rz.cooccurrence(corpus, within=within)
        assert (
            not quoted & ({*table["a"]} | {*table["b"]})
            and table.attrs["provenance"]["left_out"]["sources of the report"]
        )
        table = rz.cooccurrence(corpus, within=within, sources=True)
        assert quoted <= {*table["a"]} | {*table["b"]}
        assert "sources of the report" not in table.attrs["provenance"]["left_out"]
    assert "sources=True" in rz.cooccurrence.__doc__


def test_more_actors_than_a_dense_table_holds(corpus):
    """3,000 actors are 9 million cells: these pairs are sorted, not put into an array."""
    rows = [(k // 3, k % 2, f"p{(k * 7919) % 3000:04}", None, None) for k in range(6000)]
    made = made_corpus(corpus, rows)
    for within, key in (("sentence", ["doc_id", "sentence"]), ("record", ["doc_id"])):
        table = rz.cooccurrence(made, within=within).set_index(["a", "b"]).sort_index()
        plain = merged(made, key).groupby(["actor_id_a", "actor_id_b"]).size()
        assert table.index.tolist() == plain.index.tolist()
        assert table["n_records" if within == "record" else "n_sentences"].tolist() == plain.tolist()


# -------------------------------------------------------------------------------------------------------------- stories


def storied(corpus):
    """The shipped corpus; the third and the fourth file tell one story, the record after them has none."""
    ids = corpus.documents["doc_id"].tolist()
    told = pd.Series(["s1", "s2", "s3", "s3", None, "s4"], dtype="str")
    assert len(ids) == len(told)
    return replace(corpus, documents=corpus.documents.assign(story_id=told))


def test_a_story_counts_once(corpus):
    rows = [(doc, 0, each, None, None) for doc, who in enumerate(["xy", "xy", "xy", "x", "z"]) for each in who]
    made = made_corpus(corpus, rows, {f"d{k}.txt#0": "s1" if k < 3 else f"s{k}" for k in range(5)})
    row = rz.cooccurrence(made, within="story").iloc[0]
    assert (row["n_stories"], row["n_records"], row["n_sentences"]) == (1, 3, 3)
    assert row["share"] == 0.5  # two stories name x, one of them y


def test_two_records_of_one_story_make_a_pair(corpus):
    made = made_corpus(corpus, [(0, 0, "x", None, None), (1, 0, "y", None, None)], {f"d{k}.txt#0": "s" for k in (0, 1)})
    row = rz.cooccurrence(made, within="story").iloc[0]
    assert (row["n_stories"], row["n_records"], row["n_sentences"]) == (1, 2, 0)
    assert rz.cooccurrence(made, within="record").empty


def test_a_record_without_a_story_is_one_of_its_own(corpus):
    table = rz.cooccurrence(storied(corpus), within="story").set_index(["a", "b"])
    plain = rz.cooccurrence(corpus, within="record").set_index(["a", "b"])
    assert set(plain.index) < set(table.index)
    assert (table.loc[plain.index, "n_stories"] <= plain["n_records"]).all()


@pytest.mark.parametrize("change", ["missing", "empty"])
def test_without_stories_it_says_what_to_do(corpus, change):
    documents = corpus.documents.drop(columns="story_id", errors="ignore")
    documents = documents if change == "missing" else documents.assign(story_id=pd.Series([None] * 6, dtype="str"))
    bare = replace(corpus, documents=documents)
    for ask in (
        rz.cooccurrence,
        rz.cooccurrence_over_time,
        lambda c, within: rz.pair_sentences(c, "baku", "icesco", within),
    ):
        with pytest.raises(ValueError, match=r"story_id .* load the corpus again .* within=\"record\""):
            ask(bare, within="story")


def test_unknown_units_are_named(corpus):
    with pytest.raises(ValueError, match='use "sentence", "record" or "story"'):
        rz.cooccurrence(corpus, within="paragraph")


# ----------------------------------------------------------------------------------------------------------- over time


@pytest.mark.parametrize("within", ["sentence", "record", "story"])
@pytest.mark.parametrize("by", ["month", "year"])
@pytest.mark.parametrize("of", ["published", "dates"])
def test_no_pair_is_dropped_over_time(corpus, by, of, within):
    made = storied(corpus)
    whole = rz.cooccurrence(made, within=within).set_index(["a", "b"])
    table = rz.cooccurrence_over_time(made, by=by, of=of, within=within)
    shown = table.columns.tolist()
    assert shown[:11] == "start end label a b name_a name_b type_a type_b n_records n_sentences".split()
    assert table["label"].eq("undated").eq(table["start"].isna()).all()
    sums = table.groupby(["a", "b"])[["n_records", "n_sentences"]].sum().loc[whole.index]
    assert set(whole.index) == {*zip(table["a"], table["b"], strict=True)}
    if of == "published" and within != "story":
        assert (sums == whole[["n_records", "n_sentences"]]).all(axis=None)
    elif of == "dates":
        assert (sums >= whole[["n_records", "n_sentences"]]).all(axis=None)
    if within == "story" and of == "published":
        assert (table.groupby(["a", "b"])["n_stories"].sum().loc[whole.index] == whole["n_stories"]).all()


def test_pairs_stand_in_the_period_that_their_unit_tells_of(corpus):
    told = rz.cooccurrence_over_time(corpus, by="month", of="dates", within="record")
    row = told[(told["label"] == "March 2024") & (told["a"] == "baku") & (told["b"] == "icesco")].iloc[0]
    assert row["n_records"] == 1 and str(row["start"])[:10] == "2024-03-01"
    of_that_day = rz.cooccurrence_over_time(corpus, by="month", of="dates", within="sentence", roles=["event"])
    placed = of_that_day[of_that_day["start"].notna()]
    event = corpus.dates[(corpus.dates["role"] == "event") & corpus.dates["earliest"].notna()].iloc[0]
    here = corpus.mentions.merge(event[["doc_id", "sentence"]].to_frame().T.astype({"sentence": "int64"}))
    assert set(placed["label"]) == {"March 2024"} and len(placed)
    assert {*placed["a"], *placed["b"]} <= set(here["actor_id"])


def test_periods_are_those_of_the_calendar(corpus):
    table = rz.cooccurrence_over_time(corpus, by="month", calendar="solar_hijri_afghan", within="record")
    assert table.attrs["calendar"] == "solar_hijri_afghan"
    assert set(table["label"]) == {"Hamal 1403", "undated"}
    assert table.attrs["provenance"]["left_out"]["undated"] == 5


@given(rows=some_rows, months=some.lists(some.one_of(some.none(), some.integers(1, 4)), min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_over_time_equals_the_count_of_each_period(corpus, rows, months):
    """The records of each month, counted alone, give the same rows."""
    days = {f"d{k}.txt#0": month and pd.Timestamp(2024, month, 10 + k) for k, month in enumerate(months)}
    made = made_corpus(corpus, rows, days=days)
    for within in ("sentence", "record"):
        table = rz.cooccurrence_over_time(made, by="month", within=within)
        month = made.documents["published"].dt.month.fillna(0)
        for number, docs in made.documents.groupby(month)["doc_id"]:
            part = replace(
                made,
                mentions=made.mentions[made.mentions["doc_id"].isin(docs)].reset_index(drop=True),
                documents=made.documents[made.documents["doc_id"].isin(docs)],
            )
            rows_of = table[table["start"].dt.month.fillna(0) == number].reset_index(drop=True)
            alone = rz.cooccurrence(part, within=within)
            columns = ["a", "b", "n_records", "n_sentences"]
            pd.testing.assert_frame_equal(rows_of[columns], alone[columns], check_names=False)


@pytest.mark.parametrize("within", ["sentence", "record", "story"])
@pytest.mark.parametrize("of", ["published", "dates"])
def test_the_sentences_behind_each_pair_of_a_period(corpus, within, of):
    made = storied(corpus)
    told = {"by": "month", "of": of, "within": within}
    table = rz.cooccurrence_over_time(made, **told)
    for row in table.groupby("label").head(6).itertuples():
        days = ("", "") if pd.isna(row.start) else (f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}")
        behind = rz.pair_sentences(made, row.a, row.b, start=days[0], end=days[1], **told)
        assert behind["doc_id"].nunique() == row.n_records
        if within == "sentence":
            assert len(behind) == row.n_sentences


def test_over_time_of_nothing_is_empty(corpus):
    none = rz.keep(corpus, since="2030", undated="drop")
    for of in ("published", "dates"):
        table = rz.cooccurrence_over_time(none, of=of)
        assert table.empty and "provenance" in table.attrs and "start" in table


# ---------------------------------------------------------------------------------------------------------------- ego


def pairs_of(*joined: str) -> pd.DataFrame:
    table = pd.DataFrame({"a": [each[0] for each in joined], "b": [each[1] for each in joined], "n_records": 1})
    return table.assign(name_a=table["a"].str.upper(), name_b=table["b"].str.upper(), type_a="person", type_b="place")


@pytest.mark.parametrize(
    "depth, kept",
    [(1, ["ab", "ac", "bc"]), (2, ["ab", "ac", "bc", "cd"]), (3, ["ab", "ac", "bc", "cd", "de"])],
)
def test_ego_network_keeps_pairs_among_neighbours(depth, kept):
    pairs = pairs_of("ab", "ac", "bc", "cd", "de", "xy")
    table = rz.ego_network(pairs, "a", depth=depth)
    assert [a + b for a, b in zip(table["a"], table["b"], strict=True)] == kept


def test_ego_network_by_any_name(corpus):
    pairs = rz.cooccurrence(corpus, within="record")
    own = rz.ego_network(pairs, "icesco")
    for name in ("ICESCO", *(told["icesco"] for told in pairs.attrs["names"].values() if "icesco" in told)):
        pd.testing.assert_frame_equal(rz.ego_network(pairs, name), own)
    assert own.attrs["provenance"] == pairs.attrs["provenance"] and 0 < len(own) < len(pairs)
    assert rz.network_chart(own).data
    with pytest.raises(ValueError, match="No actor of these pairs is called"):
        rz.ego_network(pairs, "کسی که نیست")


def test_an_ambiguous_name_of_an_ego_lists_the_ids():
    pairs = pairs_of("ab", "cd").assign(name_a="رضایی")
    with pytest.raises(ValueError, match="several actors: a, c"):
        rz.ego_network(pairs, "رضائی")
    with pytest.raises(ValueError, match="depth=0"):
        rz.ego_network(pairs, "a", depth=0)
