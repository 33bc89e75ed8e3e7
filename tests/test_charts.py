"""Charts of realistic, empty, tiny and broken tables: what is drawn is what the table says, and it travels along."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_labels import rows

from helpers import charts, figures, labels, layouts

ACTORS = pd.DataFrame(rows("chart_actors.csv"))
PROVENANCE = {
    "choice": {"since": "2016", "actors": ["icesco"]},
    "generation": "0f3a",
    "version": "0.1.0",
    "left_out": {"undated": 3},
    "day": "2024-03-26",
    "sources": 5,
}
PAIR_COLUMNS = "a b name_a name_b type_a type_b n_records n_sentences share npmi".split()


def actors_table(n: int = 40) -> pd.DataFrame:
    """The actors of real documents, the k-th in 40 // k records."""
    table = ACTORS.head(n).copy()
    return table.assign(n_records=[40 // (k + 1) for k in range(len(table))])


def pairs_table(actors: pd.DataFrame | None = None, size: int = 6, step: int = 4) -> pd.DataFrame:
    """Pairs as documents give them: each of them names `size` actors, and the next one begins `step` further on."""
    actors = ACTORS if actors is None else actors
    seen: dict[tuple[int, int], int] = {}
    for start in range(0, len(actors), step):
        named = sorted({(start + k) % len(actors) for k in range(size)})
        for x in named:
            for y in named:
                if x < y:
                    seen[x, y] = seen.get((x, y), 0) + 1 + (x % 5 == 0)
    table = pd.DataFrame(
        [
            [*(actors[c].iloc[k] for c in ("actor_id", "name", "type") for k in (x, y)), n, n, n / 9, 0.25]
            for (x, y), n in seen.items()
        ],
        columns="a b name_a name_b type_a type_b n_records n_sentences share npmi".split(),
    )
    table.attrs["provenance"] = PROVENANCE
    return table


def timeline_table(months: int = 20, undated: int = 7) -> pd.DataFrame:
    starts = pd.date_range("2018-03-01", periods=months, freq="MS").astype("datetime64[s]")
    table = pd.DataFrame(
        {
            "start": starts,
            "end": (starts + pd.offsets.MonthEnd(0)).astype("datetime64[s]"),
            "label": [f"{month:%Y-%m}" for month in starts],
            "role": "published",
            "n_records": [(7 * k) % 13 for k in range(months)],
        }
    )
    if undated:
        table.loc[len(table)] = [pd.NaT, pd.NaT, "undated", "undated", undated]
    table.attrs["provenance"] = PROVENANCE
    return table


def dates_table() -> pd.DataFrame:
    lines = [
        ("0#0", "26 مارس 2024", "date", "2024-03-26", "2024-03-26", "publication", None),
        ("0#0", "فوریه ۲۰۱۶", "date", "2016-02-01", "2016-02-29", "historic", None),
        ("1#0", "سال ۱۳۹۶", "date", "2017-03-21", "2018-03-20", "reference", None),
        ("1#0", "فوریه ۲۰۱۶", "date", "2016-02-01", "2016-02-29", "historic", None),
        ("2#0", "دوشنبه", "weekday", None, None, None, "no publication day"),
        ("2#0", "هر سال", "frequency", None, None, "reference", None),
        ("2#1", "روز عرفه", "named_event", None, None, "event", "no year"),
    ]
    table = pd.DataFrame(lines, columns="doc_id surface kind earliest latest role reason".split())
    for day in ("earliest", "latest"):
        table[day] = pd.to_datetime(table[day]).astype("datetime64[s]")
    return table.assign(calendar="gregorian", grain="day", basis="explicit")


CHARTS = {
    "timeline": (charts.timeline_chart, timeline_table),
    "network": (charts.network_chart, pairs_table),
    "cooccurrence": (charts.cooccurrence_chart, pairs_table),
    "actors": (charts.actors_chart, actors_table),
    "dates": (charts.dates_chart, dates_table),
}
each_chart = pytest.mark.parametrize("draw, table", CHARTS.values(), ids=CHARTS)
each_language = pytest.mark.parametrize("lang", ["en", "fa", "prs", "ar"])


@each_language
@each_chart
def test_the_figure_carries_its_table(draw, table, lang):
    given = table()
    fig = draw(given, lang=lang)
    back = charts.table_of(fig)
    assert list(back.columns) == list(given.columns) and len(back) == len(given)
    for name in given.columns:
        assert [labels.cell(v) for v in back[name]] == [labels.cell(v) for v in given[name]], name
    assert figures.provenance_of(fig) == given.attrs.get("provenance", {})
    json.dumps(fig.layout.meta)


@each_language
@each_chart
def test_a_chart_of_nothing_says_so(draw, table, lang):
    fig = draw(table().head(0), lang=lang)
    said = " ".join(note.text for note in fig.layout.annotations)
    words = [labels.message(key, lang) for key in ("no_match", "no_actors", "no_pairs", "no_dates")]
    assert any(labels.wrap(word, 60) in said for word in words)
    assert not fig.data


@each_chart
def test_one_row_is_enough(draw, table):
    for row in (0, 1, len(table()) - 1):
        fig = draw(table().iloc[[row]])
        assert fig.data or "no documents match" in fig.layout.annotations[0].text


@each_chart
def test_the_same_table_gives_the_same_figure(draw, table):
    assert draw(table()).to_json() == draw(table()).to_json()


def test_the_order_of_pairs_does_not_matter():
    table = pairs_table()
    turned = table.sample(frac=1, random_state=1).reset_index(drop=True)
    swapped = turned.rename(columns=lambda c: c.replace("_a", "_x").replace("_b", "_a").replace("_x", "_b"))
    swapped = swapped.rename(columns={"a": "b", "b": "a"})
    for other in (turned, swapped):
        for draw in (charts.network_chart, charts.cooccurrence_chart):
            assert draw(other).update_layout(meta=None).to_json() == draw(table).update_layout(meta=None).to_json()


@pytest.mark.parametrize(
    "draw, table, column",
    [
        (charts.timeline_chart, timeline_table, "label"),
        (charts.network_chart, pairs_table, "name_a"),
        (charts.actors_chart, actors_table, "n_records"),
        (charts.dates_chart, dates_table, "earliest"),
    ],
)
def test_a_missing_column_is_named(draw, table, column):
    with pytest.raises(ValueError, match=f"no column {column}: give it the table that .* returns"):
        draw(table().drop(columns=column))


def test_timeline_shows_every_count_once():
    table = timeline_table()
    fig = charts.timeline_chart(table)
    assert sum(sum(bar.y) for bar in fig.data) == table["n_records"].sum()
    assert fig.data[-1].y == (7,) and fig.data[-1].xaxis == "x2"


def test_timeline_bars_do_not_overlap_whether_end_is_the_last_day_or_the_next():
    for ends in (0, 1):
        table = timeline_table(undated=0)
        table["end"] = table["end"] + pd.Timedelta(days=ends)
        bar = charts.timeline_chart(table).data[0]
        middles, half = pd.to_datetime(list(bar.x)), pd.to_timedelta([w / 2 for w in bar.width], unit="ms")
        assert all((middles + half)[:-1] <= (middles - half)[1:])


def test_timeline_stacks_roles_and_names_them():
    table = pd.concat([timeline_table(undated=0), timeline_table(undated=0).assign(role="planned")])
    fig = charts.timeline_chart(table, lang="fa")
    assert [bar.name for bar in fig.data] == [labels.svg("برنامه‌ریزی‌شده"), labels.svg("انتشار")]
    assert fig.layout.barmode == "stack" and fig.layout.showlegend


def test_timeline_of_only_undated_records():
    fig = charts.timeline_chart(timeline_table().tail(1))
    assert [bar.y for bar in fig.data] == [(7,)]


def test_timeline_of_a_million_records_is_small():
    table = timeline_table(months=420)
    table["n_records"] = 2500
    assert len(charts.timeline_chart(table).to_json()) < 120_000


def test_missing_counts_do_not_stop_a_chart():
    table = timeline_table()
    table["n_records"] = table["n_records"].astype("Int64")
    table.loc[3, "n_records"] = pd.NA
    assert charts.timeline_chart(table).data
    actors = actors_table()
    actors["n_records"] = actors["n_records"].astype("float")
    actors.loc[2, "n_records"] = np.nan
    assert charts.actors_chart(actors).data


def test_actors_with_one_name_stay_two():
    table = actors_table(4).assign(name="رضایی")
    fig = charts.actors_chart(table)
    assert sorted(y for bar in fig.data for y in bar.y) == sorted(set(fig.layout.yaxis.tickvals))
    assert len(fig.layout.yaxis.tickvals) == 4


def test_actors_says_how_many_it_leaves_out():
    fig = charts.actors_chart(actors_table(), top=10)
    assert sum(len(bar.y) for bar in fig.data) == 10 and "30 more" in fig.layout.title.text


def test_actors_shows_the_name_of_the_language():
    table = actors_table(3).assign(name_ar=["وزارة", "", None])
    ticks = charts.actors_chart(table, lang="ar").layout.yaxis.ticktext
    assert ticks == (labels.svg("وزارة"), *(labels.wrap(name, 34) for name in table["name"][1:]))


def test_network_nodes_carry_their_raw_key():
    table = pairs_table()
    fig = charts.network_chart(table)
    carried = [key for trace in fig.data for key in (trace.customdata if trace.customdata is not None else [])]
    keys, pairs = ([key for key in carried if isinstance(key, str) is one] for one in (True, False))
    assert sorted(keys) == sorted(set(table["a"]) | set(table["b"]))
    assert sorted(map(sorted, pairs)) == sorted(map(sorted, zip(table["a"], table["b"], strict=True)))


def test_network_draws_every_pair_in_few_traces():
    table = pairs_table()
    lines = [trace for trace in charts.network_chart(table).data if trace.mode == "lines"]
    assert sum(len(trace.x) for trace in lines) == 3 * len(table) and len(lines) <= 3


def boxes(fig) -> np.ndarray:
    """left, right, top, bottom of each name in pixels, as narrow as the letters can be."""
    found = []
    for trace in (trace for trace in fig.data if trace.text):
        for x, y, size, text in zip(trace.x, trace.y, trace.marker.size, trace.text, strict=True):
            lines = text.split("<br>")
            half = max(len(line) - 2 for line in lines) * 5.5 / 2
            found.append([x - half, x + half, y + size / 2, y + size / 2 + 15 * len(lines)])
    return np.array(found)


@pytest.mark.parametrize("size, step", [(6, 4), (12, 9), (40, 40)])
def test_names_in_a_network_of_40_do_not_overlap(size, step):
    fig = charts.network_chart(pairs_table(size=size, step=step))
    box = boxes(fig)
    assert len(box) == 40
    apart = np.zeros((40, 40), dtype=bool)
    for low, high in ((0, 1), (2, 3)):
        apart |= (box[:, None, high] <= box[None, :, low]) | (box[:, None, low] >= box[None, :, high])
    np.fill_diagonal(apart, True)
    assert apart.all()
    width, height = fig.layout.xaxis.range[1], fig.layout.yaxis.range[0]
    assert box[:, 0].min() >= -1 and box[:, 1].max() <= width + 1
    assert box[:, 2].min() >= 0 and box[:, 3].max() <= height + 1


def many_actors(n: int, name: str = "نام") -> pd.DataFrame:
    return pd.DataFrame(
        {"actor_id": [f"p{k:05}" for k in range(n)], "type": "person", "name": [f"{name} {k}" for k in range(n)]}
    )


def test_a_large_network_is_drawn_by_webgl():
    fig = charts.network_chart(pairs_table(many_actors(1600), size=4, step=3))
    assert {trace.type for trace in fig.data} == {"scattergl"}
    nodes = fig.data[-1]
    shown = [text for text in nodes.text if text]
    assert len(nodes.x) == 1600 and 0 < len(shown) < 1600
    assert shown[0] == labels.webgl(labels.raw(f"نام {int(nodes.customdata[list(nodes.text).index(shown[0])][1:])}"))
    assert nodes.hovertext[0].startswith("<b>\u202b")


def test_a_network_of_500_actors_and_5000_pairs_is_small():
    table = pairs_table(many_actors(500, "نام و نام خانوادگی"), size=15, step=5).head(5000)
    assert len(table) == 5000
    assert len(charts.network_chart(table).to_json()) < 700_000


def test_very_long_names_are_shown_whole():
    table = many_actors(6, "کمیته " * 50)
    fig = charts.network_chart(pairs_table(table, size=3, step=2))
    shown = [text for trace in fig.data for text in (trace.text or ())]
    whole = labels.clean(table["name"][0]).replace(" ", "")
    assert whole in {"".join(c for c in text.replace("<br>", "") if c not in " \u202b\u202c") for text in shown}
    assert charts.cooccurrence_chart(pairs_table(table, size=3, step=2)).layout.height < 6000


def test_heatmap_puts_company_side_by_side():
    one, other = many_actors(6), many_actors(6).assign(actor_id=lambda t: "q" + t["actor_id"])
    table = pd.concat([pairs_table(one, 6, 6), pairs_table(other, 6, 6)])
    order = [cell[0][0] for cell in charts.cooccurrence_chart(table).data[0].customdata]
    assert [key[0] for key in order] in (["p"] * 6 + ["q"] * 6, ["q"] * 6 + ["p"] * 6)


def test_heatmap_holds_each_count_on_both_sides():
    table = pairs_table(ACTORS.head(8), size=4, step=2)
    z = charts.cooccurrence_chart(table).data[0].z
    assert sum(v for row in z for v in row if v) == 2 * table["n_records"].sum()
    assert [list(row) for row in z] == [list(row) for row in zip(*z, strict=True)]


def test_dates_draws_each_interval_and_counts_the_others():
    fig = charts.dates_chart(dates_table())
    drawn = [mark for trace in fig.data if trace.xaxis is None for mark in trace.y]
    assert len(drawn) == 3  # the February named twice is one row
    beside = next(trace for trace in fig.data if trace.xaxis == "x2")
    assert sum(beside.x) == 3 and len(beside.y) == 3
    assert "no year" in "".join(beside.hovertext)


def test_dates_draws_a_day_as_a_tick_and_a_month_as_a_bar():
    fig = charts.dates_chart(dates_table())
    bars = [trace for trace in fig.data if trace.type == "bar" and trace.xaxis is None and trace.x]
    ticks = [trace for trace in fig.data if trace.type == "scatter" and trace.x]
    assert [list(trace.x) for trace in ticks] == [["2024-03-26"]]
    assert sorted((b, x / 86_400_000) for bar in bars for b, x in zip(bar.base, bar.x, strict=True)) == [
        ("2016-02-01", 29.0),
        ("2017-03-21", 365.0),
    ]


@pytest.mark.parametrize("draw", [charts.dates_chart])
def test_many_dates_are_all_drawn(draw):
    days = pd.date_range("2000-01-01", periods=400).astype("datetime64[s]")
    table = pd.DataFrame({"surface": "روز", "kind": "date", "earliest": days, "latest": days, "role": "event"})
    fig = draw(table)
    assert sum(len(trace.x) for trace in fig.data) == 400 and fig.layout.height < 1200


@each_chart
def test_every_text_of_a_chart_is_prepared(draw, table):
    """Right-to-left letters appear in no slot outside RLE…PDF."""
    wild: list[str] = []

    def look(value, path):
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in ("customdata", "meta", "legendgroup"):
                    look(item, f"{path}.{key}")
        elif isinstance(value, list | tuple | np.ndarray):
            for item in value:
                look(item, path)
        elif isinstance(value, str) and labels.is_rtl(value):
            for line in re.sub("</?b>|<span style=[^>]*>|</span>", "", value).split("<br>"):
                if labels.is_rtl(line) and not (line[0] == "\u202b" and line[-1] == "\u202c"):
                    wild.append(f"{path}: {line}")

    for lang in ("en", "fa"):
        look(draw(table(), lang=lang).to_plotly_json(), "")
    assert wild == []


def test_layout_needs_no_luck():
    i, j = np.array([0, 1, 2]), np.array([1, 2, 3])
    half = np.full((5, 2), [50.0, 12.0])
    first, height = layouts.place(5, i, j, np.ones(3), half, 400.0)
    again, _ = layouts.place(5, i, j, np.ones(3), half, 400.0)
    assert np.array_equal(first, again) and np.isfinite(first).all() and height > 0


def test_a_foreign_figure_has_no_table():
    import plotly.graph_objects as go

    with pytest.raises(ValueError, match="carries no table"):
        charts.table_of(go.Figure())


def test_cases_exist():
    assert len(ACTORS) == 40 and (Path(__file__).parent / "cases" / "hostile.csv").exists()


def test_a_year_before_1678_is_drawn():
    """In nanoseconds, the unit that pandas falls back to, time begins in 1678; news tell of the year 1300 too."""
    table = pd.DataFrame(
        {
            "start": pd.to_datetime(["1300-01-01", "2015-03-01"]).astype("datetime64[s]"),
            "end": pd.to_datetime(["1300-12-31", "2015-03-31"]).astype("datetime64[s]"),
            "label": ["1300", "March 2015"],
            "role": ["historic", "event"],
            "n_records": [1, 2],
        }
    )
    for lang in ("en", "fa"):
        assert len(charts.timeline_chart(table, lang=lang).data) == 2
