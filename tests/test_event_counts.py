"""What happened, counted: against the plainest way to count it, on events made by hand and on the five documents."""

from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
from events_made import with_events

import helpers as rz
from helpers import calendars, event_accuracy, event_countries, event_parties, labels, tables


@pytest.fixture(scope="module")
def made(corpus):
    return with_events(corpus)


@pytest.fixture(scope="module")
def none(corpus):
    return rz.keep(corpus, since="2030", undated="drop")


def test_a_happening_told_twice_is_one_row(made):
    table = rz.events_table(made).set_index("story_id")
    assert list(table.index) == ["y", "m", "o", "c", "l"], "by day, the undated at the end"
    row = table.loc["m"]
    assert (row["type"], row["status"], row["n_reports"]) == ("meeting", "held", 2)
    assert row["who"] == "participant: Masoumeh Ebtekar; with: Bahar Muradova; present: Javad Jahangirzadeh"
    assert (row["where"], row["about"]) == ("Geneva", "women; family; science")
    assert row["sources"] == "آران نیوز; 004_29c2b2666d7d95bd.txt"
    assert row["reason"] == "reports tell other days: 2024-04-02"
    assert "ویدئوکنفرانسی گفت و گو کرد" in row["evidence"]


def test_a_plan_alone_stays_a_plan(made):
    only = rz.keep(made, language="ar")
    table = rz.events_table(only).set_index("story_id")
    assert table.loc["m", ["status", "n_reports"]].tolist() == ["planned", 1]


def test_a_day_of_publication_gives_way_to_a_day_that_is_told(made):
    rows = made.events.copy()
    rows.loc[rows["story_id"] == "o", "story_id"] = "m"
    table = rz.events_table(replace(made, events=rows)).set_index("story_id")
    assert (table.loc["m", "basis"], table.loc["m", "n_reports"]) == ("explicit", 3)


def test_the_words_are_those_of_the_language(made):
    row = rz.events_table(made, lang="fa").set_index("story_id").loc["m"]
    assert (row["what"], row["state"]) == ("دیدار", "انجام‌شده")
    assert row["who"].startswith("شرکت‌کننده: معصومه ابتکار؛ با: بهار مرادوا")


@pytest.mark.parametrize("asked", [{"type": "picnic"}, {"status": "maybe"}, {"topics": ["women", "weather"]}])
def test_a_key_that_does_not_exist_is_named(made, asked):
    with pytest.raises(ValueError, match="is unknown: use"):
        rz.events_table(made, **asked)


def test_events_are_chosen_by_type_status_and_topic(made):
    assert set(rz.events_table(made, type=["letter", "agreement"])["story_id"]) == {"y", "l"}
    assert set(rz.events_table(made, status="proposed")["story_id"]) == {"c"}
    assert set(rz.events_table(made, topics="science")["story_id"]) == {"m"}
    assert set(rz.events_table(made, type="meeting", topics="women")["story_id"]) == {"m", "o"}


def test_every_happening_of_the_five_documents_is_there(corpus):
    table = rz.events_table(corpus)
    assert set(table["story_id"]) == set(corpus.events["story_id"])
    dated = table["earliest"].notna().tolist()
    assert dated == sorted(dated, reverse=True) and table["evidence"].str.len().gt(0).all()
    assert table.attrs["provenance"]["left_out"]["undated"] == dated.count(False)


@pytest.mark.parametrize("calendar", calendars.CALENDARS)
@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
def test_a_timeline_counts_each_happening_once(corpus, made, by, calendar):
    for some in (corpus, made):
        table = rz.event_timeline(some, by=by, calendar=calendar)
        assert table["n_events"].sum() == some.events["story_id"].nunique()
        dated = table[table["start"].notna()]
        assert (dated["start"] <= dated["end"]).all()
        assert (table["low"] <= table["n_events"]).all() and (table["n_events"] <= table["high"]).all()
        assert set(table.loc[table["start"].isna(), "label"]) == {"undated"}


def test_a_year_among_months_keeps_its_interval(made):
    table = rz.event_timeline(made)
    row = table[table["type"] == "agreement"].iloc[0]
    assert (row["label"], f"{row['end']:%Y-%m-%d}", row["n_reports"]) == ("2024", "2024-12-31", 1)
    march = table[table["label"] == "March 2024"].iloc[0]
    assert march[["type", "status", "n_events", "n_reports"]].tolist() == ["meeting", "held", 2, 3]
    assert set(table.loc[table["start"].isna(), "status"]) == {"proposed", "past"}


def test_a_topic_counts_for_each_event_about_it(made):
    table = rz.topics_over_time(made, by="year")
    totals = table.groupby("topic")["n_events"].sum().to_dict()
    assert totals == {"women": 3, "family": 1, "science": 1, "human_rights": 1, "none": 1}


def test_the_timeline_of_days_knows_events(made):
    table = rz.timeline(made, of="events")
    assert set(table["role"]) == {"event", "planned", "historic", "proposed"}
    plan = table[table["role"] == "planned"].iloc[0]
    assert (plan["label"], plan["n_records"]) == ("April 2024", 1)
    row = ("2024-04-01", "2024-04-30", "planned")
    assert len(rz.period_sentences(made, *row, of="events")) == 1


def test_pairs_are_those_of_the_plain_way(made):
    table = rz.event_pairs(made)
    pairs = set(table[["a", "b", "type"]].itertuples(index=False, name=None))
    meeting = {
        (*pair, "meeting") for pair in combinations(("bahar-muradova", "javad-jahangirzadeh", "masoumeh-ebtekar"), 2)
    }
    assert {pair for pair in pairs if "bahar-muradova" in pair or "masoumeh-ebtekar" in pair} == meeting
    assert ("azerbaijan", "icesco", "agreement") in pairs
    row = table[(table["a"] == "bahar-muradova") & (table["b"] == "masoumeh-ebtekar")].iloc[0]
    assert row[["n_events", "n_reports"]].tolist() == [1, 2] and f"{row['first']:%Y-%m-%d}" == "2024-03-25"


def test_two_recipients_and_a_person_with_its_own_body_are_no_pair(made):
    table = rz.event_pairs(made)
    pairs = set(table[["a", "b"]].itertuples(index=False, name=None))
    assert ("un-csw", "united-nations") not in pairs and ("iran-vp-women-family", "un-csw") in pairs
    assert ("afg-mowa-info-directorate", "kobra-rezaei") not in pairs
    assert ("afg-mowa-info-directorate", "nadera-rashidi") in pairs
    assert table.attrs["provenance"]["left_out"]["a person with its own body"] == 1


def test_what_is_only_proposed_is_in_no_network_unless_asked(made):
    assert "conference" not in set(rz.event_pairs(made)["type"])
    asked = rz.event_pairs(made, types="conference", status=("proposed",))
    assert asked[["a", "b"]].values.tolist() == [["masoumeh-ebtekar", "oic"]]
    with pytest.raises(ValueError, match="status='maybe' is unknown"):
        rz.event_pairs(made, status=("maybe",))


def test_a_dyad_tells_events_and_then_sentences(corpus, made):
    table = rz.dyad(made, "ابتکار", "Bahar Muradova")
    assert table["kind"].tolist()[0] == "event" and table.loc[0, ["role_a", "role_b"]].tolist() == [
        "participant",
        "with",
    ]
    sentences = table[table["kind"] == "sentence"]
    named = corpus.mentions.groupby(["doc_id", "sentence"])["actor_id"].agg(set)
    both = {key for key, ids in named.items() if {"masoumeh-ebtekar", "bahar-muradova"} <= ids}
    assert both and set(zip(sentences["doc_id"], sentences["sentence"], strict=True)) == both - {
        (row.doc_id, row.sentence) for row in made.events[made.events["story_id"] == "m"].itertuples()
    }
    with pytest.raises(ValueError, match="are one actor"):
        rz.dyad(made, "ابتکار", "masoumeh-ebtekar")


@pytest.mark.parametrize(
    "name, code",
    [
        ("مجلس ملی جمهوری آذربایجان", "AZ"),
        ("المجلس الوطني لجمهورية أذربيجان", "AZ"),
        ("Ministry of Labour (Iran)", "IR"),
        ("وزارت خارجه امریکا", "US"),
        ("سفارت ایران در افغانستان", None),
        ("انجمن دوستی ایران و ترکیه", None),
        ("بانک مالی", None),
        ("سازمان ملل متحد", None),
    ],
)
def test_a_body_is_of_the_country_its_name_ends_with(name, code):
    assert event_countries._named_at_the_end(name) == code


def test_countries_come_with_their_basis_and_the_rest_is_unknown(corpus):
    known = event_countries.countries(corpus).set_index("actor_id")
    wanted = {"azerbaijan": "AZ", "iran": "IR", "sahiba-gafarova": "AZ", "javad-jahangirzadeh": "IR", "afg-nepa": "AF"}
    assert {actor: known["country"].get(actor) for actor in wanted} == wanted
    assert "icesco" not in known.index and known["basis"].str.len().gt(0).all()
    table = rz.country_matrix(corpus)
    assert (
        "unknown" in set(table["b"])
        and table.attrs["provenance"]["left_out"]["participants whose country is not known"]
    )
    assert table.attrs["names"]["fa"]["IR"] == "ایران"


def test_a_matrix_counts_each_happening_once_a_cell(made):
    table = rz.country_matrix(made).set_index(["a", "b"])["n_events"].to_dict()
    assert table[("AZ", "unknown")] == 2, "the meeting and the agreement with ICESCO"
    assert table[("AF", "AF")] == 1 and ("AZ", "IR") in table


@pytest.mark.parametrize(
    "asked, stories",
    [
        ({"events": "m"}, {"m"}),
        ({"events": ["000_3bc98c4d61e0d9b6.txt#0:conference:2", "l"]}, {"c", "l"}),
        ({"type": "meeting", "status": "held"}, {"m", "o"}),
        ({"topic": "human_rights"}, {"l"}),
        ({"topic": "none"}, {"y"}),
        ({"a": "masoumeh-ebtekar", "b": "bahar-muradova", "type": "meeting"}, {"m"}),
        ({"country_a": "AZ", "country_b": "IR"}, {"m"}),
        ({"start": "2024-03-01", "end": "2024-03-31"}, {"m", "o"}),
        ({"start": "", "end": "", "type": "letter"}, {"l"}),
    ],
)
def test_the_sentences_behind_a_mark(made, asked, stories):
    found = rz.event_sentences(made, **asked)
    own = made.events[made.events["story_id"].isin(stories)]
    assert set(zip(found["doc_id"], found["sentence"], strict=True)) == set(
        zip(own["doc_id"], own["sentence"], strict=True)
    )


def test_each_bar_leads_to_as_many_reports_as_it_counts(corpus):
    table = rz.event_timeline(corpus, by="year", calendar="solar_hijri")
    for row in table.itertuples():
        days = [f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in (row.start, row.end)]
        mark = {"start": days[0], "end": days[1], "type": row.type, "status": row.status}
        found = rz.event_sentences(corpus, **mark, by="year", calendar="solar_hijri")
        assert found["doc_id"].nunique() <= row.n_reports and len(found)


def test_nothing_happened(none):
    counted = [rz.events_table(none), rz.event_timeline(none), rz.topics_over_time(none), rz.event_pairs(none)]
    counted += [rz.country_matrix(none), rz.event_sentences(none), rz.dyad(none, "ابتکار", "مرادوا")]
    assert all(table.empty and "provenance" in table.attrs for table in counted)


def test_order_of_rows_does_not_matter(made):
    turned = replace(made, events=made.events.iloc[::-1].reset_index(drop=True))
    for count in (rz.events_table, rz.event_timeline, rz.topics_over_time, rz.event_pairs, rz.country_matrix):
        pd.testing.assert_frame_equal(count(turned), count(made))


@pytest.mark.parametrize("lang", ["en", "fa", "prs", "ar"])
def test_every_type_status_topic_and_role_has_its_word(corpus, lang):
    roles = set(tables.read("event_roles")["role"])
    told = {each for cell in corpus.events["roles"] for each in cell.split("; ") if each}
    told |= {*event_parties._SUBJECT.values(), *event_parties._BY.values(), *event_parties._TO.values()}
    assert told <= roles, "a role without a side in tables/event_roles.csv"
    keys = [f"event_{each}" for each in event_accuracy.types()] + [f"status_{each}" for each in event_accuracy.STATUSES]
    keys += [f"topic_{each}" for each in set(tables.read("event_topics")["topic"])]
    keys += [f"party_{each.replace(' ', '_')}" for each in roles]
    assert all(labels.message(key, lang) for key in keys)
