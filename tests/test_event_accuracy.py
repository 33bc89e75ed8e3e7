"""How far events can be trusted: intervals, checks written by hand or by Annotate, and the figures of the gold."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, copy_data

import helpers as rz
from helpers import annotate, event_accuracy, labels, score_events, tables


@pytest.fixture
def fresh(tmp_path):
    """A corpus whose data folder the test may write to."""
    return rz.load_corpus(copy_data(tmp_path / "data"))


def checks_of(corpus) -> Path:
    return corpus.tables.parent / event_accuracy.FILE


def write(corpus, *lines: str) -> None:
    text = "\n".join([",".join(event_accuracy.COLUMNS), *lines]) + "\n"
    checks_of(corpus).write_text(text, encoding="utf-8")


def places(corpus) -> pd.DataFrame:
    return event_accuracy.places(corpus)


@pytest.mark.parametrize(
    "right, n, low, high",
    # computed with statsmodels.stats.proportion.proportion_confint(method="wilson")
    [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (37, 40, 0.8014, 0.9742), (0, 0, 0.0, 1.0)],
)
def test_wilson(right, n, low, high):
    assert event_accuracy.wilson(right, n) == pytest.approx((low, high), abs=5e-5)


def test_the_table_of_the_gold_is_what_the_score_says(corpus):
    made = score_events.accuracy(corpus, ROOT / "tests" / "gold").astype("str")
    kept = tables.read("event_accuracy")
    assert made.values.tolist() == kept.values.tolist(), "run `.venv/bin/python tools/event_accuracy.py`"


def test_without_checks_the_figures_are_those_of_the_gold_and_say_so(corpus):
    table = rz.event_quality(corpus)
    assert table["measure"].tolist() == ["precision", "recall"] and set(table["basis"]) == {"shipped gold"}
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_checks_make_precision_with_its_interval(fresh):
    own = places(fresh).head(10)
    lines = [f"{row.place_of},{row.type},{row.status},accept,a,," for row in own.itertuples()]
    lines[0] = lines[0].replace("accept", "reject")
    write(fresh, *lines)
    row = rz.event_quality(fresh).iloc[0]
    assert row[["measure", "type", "n", "right", "basis"]].tolist() == ["precision", "all", 10, 9, "checked"]
    assert (row["low"], row["high"]) == pytest.approx((0.5958, 0.9821), abs=5e-5)
    timeline = rz.event_timeline(fresh)
    assert labels.message("accuracy_checked") in rz.event_timeline_chart(timeline).layout.title.text
    most = timeline["n_events"].max()
    assert timeline.loc[timeline["n_events"] == most, "low"].iloc[0] == int(most * row["low"])


def test_a_type_has_its_own_figure_when_enough_of_it_were_checked(fresh):
    own = places(fresh)
    kind = own["type"].value_counts().index[0]
    # checks of a record that is not here count as they were given
    lines = [f"aaaaaaaaaaaa#0:{n}-{n + 3},{kind},held,{'accept' if n else 'reject'},a,," for n in range(10)]
    write(fresh, *lines)
    table = rz.event_quality(fresh).set_index(["measure", "type"])
    assert table.loc[("precision", kind), ["n", "right"]].tolist() == [10, 9]


def test_a_check_speaks_of_what_is_found_now(fresh):
    row = places(fresh).iloc[0]
    other = "held" if row["status"] != "held" else "planned"
    write(fresh, f"{row.place_of},{row.type},{other},fix,a,,")
    assert rz.event_quality(fresh).iloc[0][["n", "right"]].tolist() == [1, 0]
    write(fresh, f"{row.place_of},{row.type},{row.status},fix,a,,found as something else once")
    assert rz.event_quality(fresh).iloc[0][["n", "right"]].tolist() == [1, 1]
    head = row.place_of.rpartition(":")[0]
    write(fresh, f"{head}:0-1,{row.type},{row.status},reject,a,,")
    basis = rz.event_quality(fresh).iloc[0]["basis"]
    assert basis == "shipped gold", "what is no longer found is no longer wrong"


def test_the_later_line_of_two_counts(fresh):
    row = places(fresh).iloc[0]
    write(fresh, *(f"{row.place_of},{row.type},{row.status},{verdict},a,," for verdict in ("reject", "accept")))
    assert rz.event_quality(fresh).iloc[0][["n", "right"]].tolist() == [1, 1]


@pytest.mark.parametrize(
    "line, said",
    [
        ("nowhere,meeting,held,accept,,,", "is no place"),
        ("aaaaaaaaaaaa#0:9-3,meeting,held,accept,,,", "is no place"),
        ("aaaaaaaaaaaa#0:1-3,meeting,held,perhaps,,,", "is no verdict"),
        ("aaaaaaaaaaaa#0:1-3,picnic,held,accept,,,", "is no type and status"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(fresh, line, said):
    write(fresh, line)
    with pytest.warns(UserWarning, match=f"event_checks.csv, line 2: .*{said}"):
        table = rz.event_quality(fresh)
    assert set(table["basis"]) == {"shipped gold"}


def test_recall_follows_from_sentences_without_an_event(fresh):
    items = annotate.sample(fresh, 40)
    silent = items[~items["found"]]
    own = places(fresh).head(5)
    lines = [f"{row.place_of},{row.type},{row.status},accept,a,," for row in own.itertuples()]
    lines += [f"{place},,,none,a,," for place in silent["event"]]
    write(fresh, *lines)
    whole = rz.event_quality(fresh).set_index("measure").loc["recall"]
    assert whole["share"] == 1.0 and whole["low"] < 1.0 and whole["n"] == len(silent)
    write(fresh, *lines[:-1], f"{silent['event'].iloc[-1]},meeting,held,missed,a,,")
    assert rz.event_quality(fresh).set_index("measure").loc["recall", "share"] < 1.0


def test_the_sample_follows_from_the_generation_alone(fresh):
    one, other = annotate.sample(fresh, 20), annotate.sample(fresh, 20)
    pd.testing.assert_frame_equal(one, other)
    assert len(one) == 20 and (~one["found"]).sum() == 5 and one["event"].is_unique
    turned = fresh.events.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(annotate.sample(replace(fresh, events=turned), 20), one)
    told = set(zip(fresh.events["doc_id"], fresh.events["start"], strict=True))
    silent = one[~one["found"]]
    assert not told & set(zip(silent["doc_id"], silent["start"], strict=True))


@pytest.mark.parametrize("lang", ["en", "fa", "prs", "ar"])
def test_a_button_writes_a_line_and_the_figures_follow(fresh, lang):
    box = rz.Annotate(fresh, n=12, lang=lang, by="آرزو")
    pressed = []
    while box.item is not None:
        found = box._items.at[box._at, "found"]
        assert box.buttons["accept"].disabled == (not found) and box.buttons["missed"].disabled == found
        before = box.item
        box.press("none" if found else "accept")
        assert box.item == before, "a button that is not offered does nothing"
        key = ("accept" if len(pressed) % 3 else "reject") if found else "none"
        box.buttons[key].click()
        pressed.append(key)
    kept, wrong = event_accuracy.load(checks_of(fresh))
    assert wrong == [] and kept["verdict"].tolist() == pressed and set(kept["by"]) == {"آرزو"}
    assert labels.span("checked") in box._told.value and all(button.disabled for button in box.buttons.values())
    again = rz.Annotate(fresh, n=12)
    assert not set(kept["event"]) & set(again._items["event"]), "another run goes on"


def test_fix_and_missed_write_what_was_chosen(fresh):
    box = rz.Annotate(fresh, n=8)
    for key, found in (("fix", True), ("missed", False)):
        while box._items.at[box._at, "found"] != found:
            box.press("skip")
        was = box._items.loc[box._at]
        box.type.value, box.status.value = "visit", "proposed"
        box.press(key)
        line = box.written[-1]
        assert (line["type"], line["status"], line["verdict"]) == ("visit", "proposed", key)
        assert line["note"] == (f"found as {was['type']} {was['status']}" if found else "")


def test_texts_are_shown_dead(tmp_path):
    data = copy_data(tmp_path / "data")
    text = "عنوان\n\nالتقى الوزير <img src=x onerror=alert(1)> رئيس المنظمة. <b>x</b> جملة أخرى هنا."
    (data / "corpus" / "hostile.txt").write_text(text, encoding="utf-8")
    box = rz.Annotate(rz.load_corpus(data), n=60)
    seen = []
    while box.item is not None:
        seen.append(box._shown.value)
        box.press("skip")
    assert any("&lt;" in each for each in seen)
    assert not any("<img" in each or "<b>x" in each for each in seen)


def test_no_event_at_all_is_no_error(corpus):
    none = rz.keep(corpus, since="2030", undated="drop")
    assert rz.Annotate(none).item is None and len(rz.event_quality(none)) == 2
