"""Charts of events: every count is drawn once, what is planned or proposed never looks as if it had taken place."""

import json
import re

import pandas as pd
import pytest
from events_made import with_events
from test_labels import rows

import helpers as rz
from helpers import event_styles, export, figures, labels

LANGUAGES = ["en", "fa", "prs", "ar"]
BETWEEN = ("masoumeh-ebtekar", "bahar-muradova")


@pytest.fixture(scope="module")
def made(corpus):
    return with_events(corpus)


def drawn(corpus, lang="en") -> dict:
    return {
        "timeline": rz.event_timeline_chart(rz.event_timeline(corpus), lang=lang),
        "topics": rz.topics_chart(rz.topics_over_time(corpus), lang=lang),
        "network": rz.network_chart(rz.event_pairs(corpus), lang=lang),
        "countries": rz.countries_chart(rz.country_matrix(corpus), lang=lang),
        "dyad": rz.dyad_chart(rz.dyad(corpus, *BETWEEN), lang=lang),
    }


def bars(fig, unit="x"):
    return [trace for trace in fig.data if trace.type == "bar" and trace.customdata is not None]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_carries_its_table_and_how_far_it_can_be_trusted(made, lang):
    for name, fig in drawn(made, lang).items():
        table = figures.table_of(fig)
        assert len(table) and figures.provenance_of(fig)["generation"] == made.generation, name
        assert labels.svg(labels.message("accuracy_gold", lang)) in fig.layout.title.text, name
        told = figures.provenance_of(fig)["accuracy"]
        assert {row["measure"] for row in told} == {"precision", "recall"}
        json.dumps(fig.layout.meta)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_to_draw_is_said(corpus, lang):
    none = rz.keep(corpus, since="2030", undated="drop")
    for fig in drawn(none, lang).values():
        assert not fig.data
        assert labels.wrap(labels.message("no_events", lang), 60) in fig.layout.annotations[0].text


def test_the_same_events_give_the_same_figures(made):
    again = {name: fig.to_json() for name, fig in drawn(made).items()}
    assert {name: fig.to_json() for name, fig in drawn(made).items()} == again


@pytest.mark.parametrize("which", ["made", "shipped"])
def test_every_event_is_drawn_once(made, corpus, which):
    some = made if which == "made" else corpus
    table = rz.event_timeline(some)
    fig = rz.event_timeline_chart(table)
    marks = [tuple(key) for trace in bars(fig) for key in trace.customdata]
    wanted = [
        (*(f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in (row.start, row.end)), row.type, row.status)
        for row in table.itertuples()
    ]
    assert sorted(marks) == sorted(wanted)
    undated = [trace for trace in bars(fig) if trace.xaxis == "x2"]
    assert sum(sum(trace.x) for trace in undated) == table.loc[table["start"].isna(), "n_events"].sum()


def test_bars_are_as_high_as_they_count(made):
    table = rz.event_timeline(made)
    fig = rz.event_timeline_chart(table)
    height = {tuple(key[2:]): -y for trace in bars(fig) if trace.xaxis != "x2" for key, y in
              zip(trace.customdata, trace.y, strict=True)}  # fmt: skip
    assert height["meeting", "held"] == pytest.approx(2 * height["agreement", "past"])


def test_four_statuses_have_four_fills():
    fills = {status: event_styles.fill(status, ["#0072B2"]) for status in ("held", "past", "planned", "proposed")}
    assert fills["held"]["color"] == ["#0072B2"] and "pattern" not in fills["held"]
    assert fills["past"]["color"] != ["#0072B2"] and fills["proposed"]["color"] == ["white"]
    assert fills["planned"]["pattern"]["shape"] == "/"


def test_a_plan_is_not_drawn_as_held(corpus):
    fig = rz.event_timeline_chart(rz.event_timeline(corpus))
    for trace in bars(fig):
        for _, _, _, status in trace.customdata:
            assert (trace.marker.pattern.shape == "/") == (status == "planned")
            assert ("white" in trace.marker.color) == (status == "proposed")


def test_a_year_among_its_months_lies_below_them(corpus):
    days = [("2024-01-01", "2024-12-31"), ("2024-03-01", "2024-03-31")]
    table = pd.DataFrame(days, columns=["start", "end"]).astype("datetime64[s]")
    table = table.assign(label=["2024", "March 2024"], type="meeting", status="held", n_events=[3, 1], n_reports=1)
    band, bar = sorted(bars(rz.event_timeline_chart(table)), key=lambda trace: trace.customdata[0][1], reverse=True)
    assert band.marker.opacity == 0.5 and band.y[0] > 0 > bar.y[0]


def test_a_pair_has_a_line_for_each_kind_of_event(corpus):
    pairs = rz.event_pairs(corpus)
    fig = rz.network_chart(pairs, lang="fa")
    lines = [trace for trace in fig.data if trace.mode == "lines"]
    assert {trace.legendgroup for trace in lines} == set(pairs["type"])
    assert all(trace.line.color == event_styles.colour(trace.legendgroup) for trace in lines)
    drawn_lines = sum(sum(1 for x in trace.x if x != x) for trace in lines)
    assert drawn_lines == len(pairs)
    [middles] = [
        trace for trace in fig.data if trace.customdata is not None and isinstance(trace.customdata[0], list | tuple)
    ]
    assert {tuple(key) for key in middles.customdata} == set(
        pairs[["a", "b", "type"]].itertuples(index=False, name=None)
    )
    both = pairs[pairs.duplicated(["a", "b"], keep=False)]
    assert len(both), "two who did two kinds of things together"
    at = {tuple(key): (x, y) for key, x, y in zip(middles.customdata, middles.x, middles.y, strict=True)}
    assert len({at[row.a, row.b, row.type] for row in both.itertuples()}) == len(both), "side by side"


def test_a_network_of_cooccurrence_is_as_before(corpus):
    fig = rz.network_chart(rz.cooccurrence(corpus))
    assert "mark" not in fig.layout.meta and {trace.line.dash for trace in fig.data if trace.mode == "lines"} == {None}


def test_unknown_countries_are_grey_and_last(made):
    fig = rz.countries_chart(rz.country_matrix(made))
    known, open_ones = fig.data
    assert "unknown" in open_ones.customdata[-1][0] and open_ones.z[-1][0] is not None
    assert all(value is None for value in known.z[-1])
    cells = {tuple(sorted(key)): n for trace in fig.data for keys, line in zip(trace.customdata, trace.z, strict=True)
             for key, n in zip(keys, line, strict=True) if n is not None}  # fmt: skip
    table = rz.country_matrix(made)
    assert cells == {tuple(sorted((row.a, row.b))): row.n_events for row in table.itertuples()}


@pytest.mark.parametrize("dated", [True, False])
def test_a_dyad_has_a_line_for_each_row(made, corpus, dated):
    table = rz.dyad(made if dated else corpus, *BETWEEN)
    fig = rz.dyad_chart(table)
    lines = sorted(y for trace in fig.data if trace.hovertext for y in trace.y)
    assert lines == list(range(len(table)))
    undated = [trace for trace in fig.data if trace.type == "scatter" and trace.mode == "text"]
    assert len(undated) == table["earliest"].isna().sum()


@pytest.mark.parametrize(
    "draw, table, column",
    [
        (rz.event_timeline_chart, rz.event_timeline, "status"),
        (rz.topics_chart, rz.topics_over_time, "topic"),
        (rz.countries_chart, rz.country_matrix, "name_a"),
        (rz.dyad_chart, lambda corpus: rz.dyad(corpus, *BETWEEN), "passage"),
    ],
)
def test_a_missing_column_is_named(made, draw, table, column):
    with pytest.raises(ValueError, match=f"no column {column}: give it the table that rz"):
        draw(table(made).drop(columns=column))


@pytest.mark.parametrize("text", [json.loads(row["json"]) for row in rows("hostile.csv")])
def test_hostile_names_are_dead_in_every_chart(made, text):
    pairs = filled(rz.event_pairs(made), text, "name_a")
    between = filled(rz.dyad(made, *BETWEEN), text, "passage", "basis")
    between.attrs["shown"] = dict.fromkeys(BETWEEN, text)
    timeline = filled(rz.event_timeline(made), text, "type", "status", "label")
    countries = filled(rz.country_matrix(made), text, "name_a", "name_b")
    figs = [rz.network_chart(pairs), rz.dyad_chart(between), rz.event_timeline_chart(timeline)]
    for fig in [*figs, rz.countries_chart(countries)]:
        shown = [fig.layout.title.text, *(fig.layout.yaxis.ticktext or ()), *(fig.layout.xaxis.ticktext or ())]
        for trace in fig.data:
            shown += [trace.name or "", *_flat(trace.hovertext)]
        assert [each for each in shown if _live(each)] == []
        json.dumps(json.loads(fig.to_json()), ensure_ascii=False).encode()


def filled(table: pd.DataFrame, text: str, *columns: str) -> pd.DataFrame:
    """The table with a text in some columns; as objects, because a string column refuses half a surrogate."""
    table = table.assign(**{name: pd.Series([text] * len(table), dtype=object) for name in columns})
    table.attrs["names"] = {}
    return table


def _flat(texts) -> list[str]:
    """The texts of hover, which a heatmap has in lines."""
    if texts is None or isinstance(texts, str):
        return [texts] if texts else []
    return [one for each in texts for one in _flat(each)]


def _live(text: str) -> bool:
    """Whether any markup is left but bold, breaks and the grey lines under a title."""
    own = r'</?b>|<br>|</span>|<span style="font-size:13px;font-weight:normal;color:#[0-9a-f]{6}">'
    return "<" in re.sub(own, "", text)


def test_the_side_file_says_how_far_events_can_be_trusted(made, tmp_path):
    fig = rz.event_timeline_chart(rz.event_timeline(made))
    [path] = export.save_figure(fig, "events", folder=tmp_path, formats=("json",))
    told = json.loads(path.read_text(encoding="utf-8"))["accuracy"]
    assert told[0]["measure"] == "precision" and told[0]["basis"] == "shipped gold"
