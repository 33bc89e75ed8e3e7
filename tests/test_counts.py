"""Counts against the plainest way to count them, and against what the five documents say."""

import pandas as pd
import pytest

import helpers as rz
from helpers import calendars
from helpers.text import skeleton


def test_timeline_of_publication(corpus):
    table = rz.timeline(corpus, by="month")
    assert list(table.columns) == ["start", "end", "label", "role", "n_records"]
    assert table["n_records"].sum() == len(corpus.documents)
    dated = table[table["start"].notna()].iloc[0]
    assert (str(dated["start"])[:10], str(dated["end"])[:10]) == ("2024-03-01", "2024-03-31")
    assert table.loc[table["start"].isna(), ["label", "n_records"]].values.tolist() == [["undated", 5]]


@pytest.mark.parametrize("calendar", calendars.CALENDARS)
@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
@pytest.mark.parametrize("of", ["published", "dates"])
def test_every_period_holds_what_it_counts(corpus, by, calendar, of):
    table = rz.timeline(corpus, by=by, calendar=calendar, of=of)
    dated = table[table["start"].notna()]
    assert (dated["start"] <= dated["end"]).all() and dated["label"].str.len().gt(0).all()
    if of == "published":
        day = corpus.documents["published"].max()
        assert ((dated["start"] <= day) & (day <= dated["end"])).all()
    else:
        told = corpus.dates.dropna(subset="earliest")
        for row in told[told["kind"] == "date"].itertuples():
            inside = (dated["start"] <= row.earliest) & (row.latest <= dated["end"]) & (dated["role"] == row.role)
            assert inside.any(), row


def test_a_year_is_never_put_into_a_first_month(corpus):
    table = rz.timeline(corpus, by="month", of="dates")
    year = table[table["label"] == "2022"].iloc[0]
    assert (str(year["start"])[:10], str(year["end"])[:10]) == ("2022-01-01", "2022-12-31")


def test_a_solar_hijri_month_is_a_period(corpus):
    table = rz.timeline(corpus, by="month", calendar="solar_hijri")
    row = table.iloc[0]
    assert (row["label"], str(row["start"])[:10], str(row["end"])[:10]) == (
        "Farvardin 1403",
        "2024-03-20",
        "2024-04-19",
    )


@pytest.mark.parametrize("by", ["week", "month", "year"])
def test_a_day_that_a_calendar_does_not_know_is_still_counted(data_folder, by):
    text = "عنوان\n\nفي 5 يناير 1900 عقد المؤتمر الأول، وفي 5 يناير 2020 عقد المؤتمر الثاني في المدينة."
    (data_folder / "corpus" / "old.txt").write_text(text, encoding="utf-8")
    made = rz.load_corpus(data_folder)
    told = rz.timeline(made, by=by, calendar="lunar_hijri", of="dates")
    old = told[told["start"] < "1950"]
    assert old["n_records"].tolist() == [1]
    assert (by == "week") or old["label"].tolist() == ["1900-01-05"]


def test_concordance_shows_the_place_of_each_mention(corpus):
    table = rz.concordance(corpus, actor="ICESCO", width=40)
    texts = rz.texts(corpus).set_index("doc_id")["text"]
    assert len(table) == (corpus.mentions["actor_id"] == "icesco").sum()
    for row in table.itertuples():
        assert " ".join(texts[row.doc_id][row.start : row.end].split()) == row.node
        assert len(row.left) <= 40 and len(row.right) <= 40


@pytest.mark.parametrize("text", ["بین الملل", "بین‌الملل", "بينالملل"])
def test_concordance_finds_any_spelling(corpus, text):
    found = rz.concordance(corpus, text=text)
    assert set(found["node"]) == {"بین‌الملل"} and len(found) == 12, "shown repaired"
    texts = rz.texts(corpus).set_index("doc_id")["text"]
    assert {texts[row.doc_id][row.start : row.end] for row in found.itertuples()} == {"بینالملل", "بین الملل"}


@pytest.mark.parametrize("date, nodes", [("2016", ["فوریه ۲۰۱۶"]), ("2016-02-07", ["فوریه ۲۰۱۶"]), ("1990", [])])
def test_concordance_of_a_date(corpus, date, nodes):
    assert rz.concordance(corpus, date=date)["node"].tolist() == nodes


def test_concordance_wants_one_question(corpus):
    with pytest.raises(ValueError, match="one of actor=, text= or date="):
        rz.concordance(corpus, actor="ICESCO", text="x")


def test_passages_are_the_sentences_behind_a_pair(corpus):
    pair = rz.cooccurrence(corpus, within="sentence").iloc[0]
    table = rz.passages(corpus, actors=[pair["a"], pair["b"]])
    assert len(table) == pair["n_sentences"]
    texts = rz.texts(corpus).set_index("doc_id")["text"]
    for row in table.itertuples():
        assert skeleton(texts[row.doc_id][row.start : row.end])[0] == skeleton(row.passage)[0]


def test_unrecognised_names_are_those_the_registry_lacks(data_folder):
    assert rz.unrecognised(rz.load_corpus(data_folder)).empty
    rows = (data_folder / "actors.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data_folder / "actors.csv").write_text(
        "".join(row for row in rows if "rashidi" not in row and "karimov" not in row), encoding="utf-8"
    )
    table = rz.unrecognised(rz.load_corpus(data_folder))
    assert table["honorific"].tolist() == ["خانم", "السيد"]
    assert [each.split()[0] for each in table["follows"]] == ["نادره", "أنار"]


def test_counts_of_nothing_are_empty_tables(corpus):
    none = rz.keep(corpus, since="2030", undated="drop")
    assert none.documents.empty
    for table in (rz.timeline(none), rz.timeline(none, of="dates"), rz.cooccurrence(none), rz.passages(none)):
        assert table.empty and "provenance" in table.attrs
    assert rz.concordance(none, actor="ICESCO").empty and rz.concordance(none, text="زن").empty


def test_provenance_says_where_a_table_comes_from(corpus):
    told = rz.cooccurrence(rz.keep(corpus, language="fa")).attrs["provenance"]
    assert told["choice"] == [{"language": "fa"}] and told["generation"] == corpus.generation
    assert told["day"] == "2024-03-26" and told["sources"] == 3
    assert told["left_out"]["sources of the report"] > 0


@pytest.mark.parametrize("calendar", ["gregorian", "solar_hijri_afghan"])
@pytest.mark.parametrize("by", ["day", "month", "year"])
def test_the_sentences_behind_each_bar(corpus, by, calendar):
    """As many records as the bar counts, and in each sentence an expression of the table of dates."""
    for row in rz.timeline(corpus, by=by, calendar=calendar, of="dates").itertuples():
        days = ("", "") if pd.isna(row.start) else (f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}")
        behind = rz.period_sentences(corpus, *days, row.role, by=by, calendar=calendar, of="dates")
        assert behind["doc_id"].nunique() == row.n_records
        told = corpus.dates.merge(behind[["doc_id", "sentence", "passage"]], on=["doc_id", "sentence"])
        told = told[told["role"] == row.role]
        assert set(told["doc_id"]) == set(behind["doc_id"])
        assert all(skeleton(each.surface)[0] in skeleton(each.passage)[0] for each in told.itertuples())


def test_behind_a_bar_of_publication_are_whole_records(corpus):
    behind = rz.period_sentences(corpus, "2024-03-01", "2024-03-31")
    assert behind["doc_id"].unique().tolist() == ["004_29c2b2666d7d95bd.txt#0"]
    assert behind["sentence"].tolist() == list(range(len(behind))) and len(behind) > 5
    assert rz.period_sentences(corpus)["doc_id"].nunique() == 5
