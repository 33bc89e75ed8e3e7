"""Charts of realistic, empty, tiny and broken tables: what is drawn is what the table says, and it travels along."""

import ast
import json
import re
from itertools import pairwise
from pathlib import Path

import event_tables
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from test_labels import rows
from test_layers import modules, parse

import helpers
from helpers import charts, describe, figures, labels, layouts, networks

ACTORS = pd.DataFrame(rows("chart_actors.csv"))
PROVENANCE = {
    "choice": [{"since": "2016", "actors": ["icesco"]}],
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


def pairs_over_time_table() -> pd.DataFrame:
    """Pairs of five months and of no day."""
    parts = []
    for k, first in enumerate([*pd.date_range("2018-03-01", periods=5, freq="MS"), pd.NaT]):
        part = pairs_table(ACTORS.iloc[k * 5 : k * 5 + 14], size=5, step=3).drop(columns=["share", "npmi"])
        last = first + pd.offsets.MonthEnd(0) if k < 5 else first
        part.insert(0, "start", pd.Series([first] * len(part), dtype="datetime64[s]"))
        part.insert(1, "end", pd.Series([last] * len(part), dtype="datetime64[s]"))
        part.insert(2, "label", f"{first:%B %Y}" if k < 5 else "undated")
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {"provenance": PROVENANCE, "calendar": "gregorian"}
    return table


def keyness_table() -> pd.DataFrame:
    """Names as words of two parts, each typical of one of them."""
    rows = [(name, 30 - k, 2) if k % 2 else (name, 1, 25 - k // 2) for k, name in enumerate(ACTORS["name"].head(20))]
    table = pd.DataFrame(rows, columns=["term", "n_one", "n_other"]).assign(total_one=1000, total_other=900)
    table = table.assign(per_10k_one=table["n_one"] * 10.0, per_10k_other=table["n_other"] / 0.09)
    table = table.assign(log_likelihood=[60.0 - k for k in range(20)], log_ratio=1.0)
    table.attrs["provenance"] = PROVENANCE
    return table


def term_trends_table() -> pd.DataFrame:
    months = timeline_table(months=8, undated=3)
    parts = [months.assign(term=name, n_records=[(k + 3 * n) % 5 for k in range(len(months))], n_total=6)
             for n, name in enumerate(ACTORS["name"].head(3))]  # fmt: skip
    table = pd.concat(parts, ignore_index=True).drop(columns="role")
    table["share"] = table["n_records"] / table["n_total"]
    table.attrs = {"provenance": PROVENANCE, "calendar": "gregorian"}
    return table


def days_table() -> pd.DataFrame:
    """A timeline by day of two months, a year that is longer than a day, and the undated."""
    days = pd.date_range("2024-03-01", periods=55, freq="D").astype("datetime64[s]")
    table = pd.DataFrame({"start": days, "end": days, "label": "day", "role": "published"})
    table["n_records"] = [(5 * k) % 7 for k in range(55)]
    year = [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"), "2024", "published", 4]
    table.loc[len(table)], table.loc[len(table) + 1] = year, [pd.NaT, pd.NaT, "undated", "published", 6]
    table = table.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    table.attrs = {"provenance": PROVENANCE, "calendar": "gregorian"}
    return table


CHARTS = {
    "timeline": (charts.timeline_chart, timeline_table),
    "network": (charts.network_chart, pairs_table),
    "network_over_time": (charts.network_over_time_chart, pairs_over_time_table),
    "cooccurrence": (charts.cooccurrence_chart, pairs_table),
    "pairs": (charts.pairs_chart, pairs_table),
    "pairs_over_time": (charts.pairs_over_time_chart, pairs_over_time_table),
    "actors": (charts.actors_chart, actors_table),
    "dates": (charts.dates_chart, dates_table),
    "keyness": (charts.keyness_chart, keyness_table),
    "term_trends": (charts.term_trends_chart, term_trends_table),
    "calendar": (charts.calendar_chart, days_table),
    "event_timeline": (charts.event_timeline_chart, event_tables.event_timeline_table),
    "topics": (charts.topics_chart, event_tables.topics_table),
    "event_network": (charts.network_chart, lambda: event_tables.event_pairs_table(ACTORS)),
    "countries": (charts.countries_chart, event_tables.countries_table),
    "dyad": (charts.dyad_chart, event_tables.dyad_table),
}
each_chart = pytest.mark.parametrize("draw, table", CHARTS.values(), ids=CHARTS)


def test_no_chart_is_forgotten():
    """Every function of the package that is named like a chart is drawn by the tests here and in test_rendering."""
    found = {
        node.name
        for path in modules()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef) and re.fullmatch(r"[a-z]\w*_chart", node.name)
    }
    assert found == {draw.__name__ for draw, _ in CHARTS.values()} and len(found) >= 15
    assert found <= set(charts.__all__) and found <= set(dir(helpers))


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
    words = [
        labels.message(key, lang)
        for key in ("no_match", "no_actors", "no_pairs", "no_dates", "no_keyness", "no_days", "no_events")
    ]
    assert any(labels.wrap(word, 60) in said for word in words)
    assert not fig.data


@each_chart
def test_one_row_is_enough(draw, table):
    for row in (0, 1, len(table()) - 1):
        fig = draw(table().iloc[[row]])
        assert fig.data or fig.layout.annotations[0].text.startswith("no ")


@each_chart
def test_letters_that_no_file_holds_stop_no_chart(draw, table):
    """Half an emoji or a NUL in a name or an id: neither is in what is written, and a click still finds its key."""
    broken = table()
    for name in broken.select_dtypes(["object", "str"]):
        values = [value + "\ud83d\x00" if isinstance(value, str) else value for value in broken[name]]
        broken[name] = pd.Series(values, broken.index, dtype=object)
    written = draw(broken, title="\ud83d\x00").to_json(engine="json")  # the standard one writes them without a word
    assert not re.search(r"\\ud[89a-f]|\\u0000", written)


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
        (charts.network_over_time_chart, pairs_over_time_table, "start"),
        (charts.pairs_over_time_chart, pairs_over_time_table, "label"),
        (charts.pairs_chart, pairs_table, "name_b"),
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


@pytest.mark.parametrize("calendar", [None, "gregorian", "solar_hijri", "solar_hijri_afghan", "lunar_hijri"])
@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_timeline_of_ten_years_of_a_million_records_is_small_in_every_language(lang, calendar):
    """Arabic month names are the longest: «٢٠ جمادى الآخرة ١٤٤٣»."""
    table = timeline_table(months=120).assign(n_records=8_333)
    table.attrs["calendar"] = calendar
    assert len(charts.timeline_chart(table, lang=lang).to_json().encode()) < 45_000


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


def drawn_lines(traces, places: dict[str, tuple[float, float]]) -> dict[tuple[str, str], float]:
    """The pairs that lines are drawn for, each with its width in pixels, read from the points of the lines alone: an
    end within a wide line's half of an actor is at that actor."""
    [lines] = [trace for trace in traces if trace.mode == "lines"]
    keys, at = list(places), np.array(list(places.values()))
    found = {}
    for one, other in pairwise(np.column_stack([lines.x, lines.y]).astype(float)):
        if not np.isfinite([one, other]).all():
            continue
        (near, a), (far, b) = ((gap.min(), gap.argmin()) for gap in (np.hypot(*(at - p).T) for p in (one, other)))
        assert max(near, far) < 2.2, "a line that ends nowhere"
        if a != b:
            pair = tuple(sorted((keys[a], keys[b])))
            wide = 2 * np.hypot(*(one - at[a])) + lines.line.width
            found[pair] = max(round(float(wide), 1), found.get(pair, 0.0))
    return found


def ends_of(table: pd.DataFrame) -> set[tuple[str, str]]:
    return {tuple(sorted(pair)) for pair in zip(table["a"], table["b"], strict=True)}


def test_network_draws_every_pair_in_one_trace():
    table = pairs_table()
    traces = charts.network_chart(table).data
    assert set(drawn_lines(traces, places_of(traces))) == ends_of(table)


@pytest.mark.parametrize("webgl", [False, True])
def test_a_line_is_as_wide_as_it_counts(webgl):
    """All pairs of 30 actors in a grid, in 1 to 9 records: few widths, never a narrower one for more records."""
    places = {f"p{k}": (100.0 * (k % 6), 90.0 * (k // 6) + 7 * (k % 6)) for k in range(30)}
    i, j = np.triu_indices(30, 1)
    weight = 1.0 + (i * j) % 9
    fig = go.Figure()
    networks.lines(fig, np.array(list(places.values())), i, j, weight, "fa", "n_records", webgl=webgl)
    drawn = drawn_lines(fig.data, places)
    assert len(drawn) == len(i)
    pairs = [drawn[tuple(sorted((f"p{a}", f"p{b}")))] for a, b in zip(i, j, strict=True)]
    wide = [{w for w, n in zip(pairs, weight, strict=True) if n == each} for each in sorted(set(weight))]
    assert all(len(each) == 1 for each in wide) and wide == sorted(wide, key=min)
    keys = [trace for trace in fig.data if trace.mode == "markers"]
    assert len(keys) == len(set.union(*wide)) == 3 and max(pairs) > 2 * min(pairs)
    assert [key.marker.line.width for key in keys] == sorted(key.marker.line.width for key in keys)
    assert {trace.type for trace in fig.data} == {"scattergl" if webgl else "scatter"}


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
    fig = charts.network_chart(table)
    assert len(fig.to_json()) <= 500_000
    assert len([trace for trace in fig.data if trace.mode == "lines"]) == 1


def test_a_network_of_500_actors_and_5000_random_pairs_is_small():
    """Names of two words, all counts and measures different: what real tables hold, and nothing that repeats."""
    random = np.random.default_rng(1)
    i, j = np.triu_indices(500, 1)
    pairs = random.choice(len(i), 5000, replace=False)
    ends = {end: [f"p{k:04}" for k in own[pairs]] for end, own in (("a", i), ("b", j))}
    names = {f"name_{end}": [f"نام خانوادگی {k}" for k in own[pairs]] for end, own in (("a", i), ("b", j))}
    table = pd.DataFrame(ends | names | {"type_a": "person", "type_b": "organisation"})
    table = table.assign(n_records=random.integers(1, 300, 5000), share=random.random(5000), npmi=random.random(5000))
    fig = charts.network_chart(table)
    assert len(fig.to_json()) <= 500_000
    back = charts.table_of(fig)
    assert list(back["a"]) == list(table["a"]) and list(back["name_b"]) == list(table["name_b"])
    assert np.allclose(back["share"].astype(float), table["share"], rtol=1e-5)


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


def steps_of(fig) -> list[list]:
    """The traces that each step of the slider shows, without the places that are always there."""
    moves = fig.layout.sliders[0].steps
    return [[t for t, on in list(zip(fig.data, move.args[0]["visible"], strict=True))[1:] if on] for move in moves]


def places_of(traces) -> dict[str, tuple[float, float]]:
    named = [trace for trace in traces if trace.mode == "markers+text"]
    return {key: (x, y) for t in named for key, x, y in zip(t.customdata, t.x, t.y, strict=True)}


def test_an_actor_has_one_place_in_all_periods():
    table = pairs_over_time_table()
    whole, *periods = [places_of(traces) for traces in steps_of(charts.network_over_time_chart(table))]
    assert set(whole) == {*table["a"], *table["b"]}
    for places, (_, own) in zip(periods, table.groupby("label", sort=False), strict=True):
        assert set(places) == {*own["a"], *own["b"]} < set(whole)
        assert all(whole[key] == place for key, place in places.items())


def test_each_step_draws_the_pairs_of_its_period():
    table = pairs_over_time_table()
    fig = charts.network_over_time_chart(table)
    assert [t.visible for t in fig.data] == list(fig.layout.sliders[0].steps[0].args[0]["visible"])
    for traces, (_, own) in zip(steps_of(fig)[1:], table.groupby("label", sort=False), strict=True):
        assert set(drawn_lines(traces, places_of(traces))) == ends_of(own)
        middles = next(t for t in traces if t.customdata is not None and not isinstance(t.customdata[0], str))
        told = {(row.a, row.b, labels.cell(row.start), labels.cell(row.end)) for row in own.itertuples()}
        turned = {(b, a, *days) for a, b, *days in told}
        assert {tuple(key) for key in middles.customdata} <= told | turned and len(middles.customdata) == len(told)


def test_periods_are_named_in_two_calendars():
    moves = charts.network_over_time_chart(pairs_over_time_table(), lang="prs").layout.sliders[0].steps
    assert [bool(labels.is_rtl(move.label)) for move in moves] == [True] * 7
    assert "۱۰ حوت ۱۳۹۶ – ۱۱ حمل ۱۳۹۷" in moves[1].args[1]["title.text"]
    assert labels.message("undated", "prs") in moves[-1].label
    alone = charts.network_over_time_chart(pairs_over_time_table(), second=None).layout.sliders[0].steps
    assert alone[1].args[1]["title.text"].endswith("March 2018</span>")


def test_too_many_periods_are_said():
    table = pd.concat([pairs_over_time_table().head(3)] * 80, ignore_index=True)
    table["start"] = table["end"] = pd.date_range("2018-01-01", periods=240).astype("datetime64[s]")
    for draw in (charts.network_over_time_chart, charts.pairs_over_time_chart):
        assert "choose longer ones" in draw(table).layout.annotations[0].text


def test_a_network_over_time_says_how_many_it_leaves_out():
    table = pairs_over_time_table()
    fig = charts.network_over_time_chart(table, top=8)
    left = len({*table["a"], *table["b"]}) - len(places_of(steps_of(fig)[0]))
    assert left > 0 and f"{left} more actors not shown" in fig.layout.sliders[0].steps[2].args[1]["title.text"]


def test_pairs_over_time_hold_each_count_and_the_undated_last():
    table = pairs_over_time_table()
    fig = charts.pairs_over_time_chart(table, top=1000)
    cells = [(*key, n) for keys, ns in zip(fig.data[0].customdata, fig.data[0].z, strict=True)
             for key, n in zip(keys, ns, strict=True) if n]  # fmt: skip
    told = [(row.a, row.b, labels.cell(row.start), labels.cell(row.end), row.n_records) for row in table.itertuples()]
    assert sorted(cells) == sorted(told)
    assert fig.layout.xaxis.ticktext[-1] == "undated"
    first = [min((days for days, n in zip(row, ns, strict=True) if n), key=lambda d: d[2] or "9")[2] or "9"
             for row, ns in zip(fig.data[0].customdata, fig.data[0].z, strict=True)]  # fmt: skip
    assert first == sorted(first)


@pytest.mark.parametrize("by", [None, "n_sentences", "share", "npmi"])
def test_pairs_are_ranked_by_a_measure(by):
    table = pairs_table().assign(npmi=lambda t: np.linspace(-0.5, 0.5, len(t)))
    fig = charts.pairs_chart(table, by=by, top=12)
    values = table[by or "n_records"].sort_values(ascending=False).head(12).round(3).tolist()
    assert list(fig.data[0].x) == values and f"{len(table) - 12} more pairs" in fig.layout.title.text
    assert {tuple(key) for key in fig.data[0].customdata} <= {*zip(table["a"], table["b"], strict=True)}
    with pytest.raises(ValueError, match="no column log_likelihood"):
        charts.pairs_chart(table, by="log_likelihood")


def test_stories_count_where_they_were_counted():
    table = pairs_table().assign(n_stories=3)
    fig = charts.network_chart(table)
    assert "3 stories" in "".join(text for t in fig.data for text in t.hovertext or ())
    assert "stories in which both are named" in fig.layout.title.text
    assert {v for row in charts.cooccurrence_chart(table).data[0].z for v in row if v} == {3}


def test_a_heatmap_keeps_three_clusters_together():
    """Pairs of three groups, and single pairs between them that a walk from neighbour to neighbour would follow."""
    rows = [(f"{g}{x}", f"{g}{y}", 5) for g in "pqr" for x in range(6) for y in range(x + 1, 6)]
    rows += [("p0", "q0", 1), ("q3", "r3", 1), ("p5", "r5", 1)]
    table = pd.DataFrame(rows, columns=["a", "b", "n_records"])
    table = table.assign(name_a=table["a"], name_b=table["b"], type_a="person", type_b="person")
    order = [row[0][0][0] for row in charts.cooccurrence_chart(table).data[0].customdata]
    assert len(order) == 18 and sum(x != y for x, y in pairwise(order)) == 2


def test_no_name_lies_on_another_however_many():
    """Labels of 120 actors who all know each other: the page grows until each has its place, and stays in its width."""
    n = 120
    i, j = np.triu_indices(n, 1)
    half = np.tile([[60.0, 13.0], [30.0, 21.0]], (n // 2, 1))
    xy, height = layouts.place(n, i, j, np.ones(len(i)), half, 892.0)
    over = [half[:, None, k] + half[None, :, k] - np.abs(xy[:, None, k] - xy[None, :, k]) for k in (0, 1)]
    assert (np.triu(np.minimum(*over), 1) <= 0.5).all()
    assert (xy[:, 0] >= half[:, 0] - 0.01).all() and (xy[:, 0] <= 892 - half[:, 0] + 0.01).all()
    assert (xy[:, 1] >= half[:, 1] - 0.01).all() and (xy[:, 1] + half[:, 1] <= height).all()


def test_the_calendar_holds_each_day_in_its_month_and_says_what_is_left_out():
    table = days_table()
    single = table[table["start"].notna() & (table["start"] == table["end"])]
    for calendar, first in (
        ("gregorian", "March 2024"),
        ("solar_hijri", "Esfand 1402"),
        ("solar_hijri_afghan", "Hut 1402"),
    ):
        fig = charts.calendar_chart(table, calendar=calendar)
        cells = {key[0]: n for keys, ns in zip(fig.data[0].customdata, fig.data[0].z, strict=True)
                 for key, n in zip(keys, ns, strict=True) if n is not None}  # fmt: skip
        assert {day: n for day, n in cells.items() if n} == {
            f"{row.start:%Y-%m-%d}": row.n_records for row in single.itertuples() if row.n_records
        }
        assert fig.layout.yaxis.ticktext[0] == first
        assert "4 told only to the month or year" in fig.layout.title.text and "6 undated" in fig.layout.title.text
    lengths = [
        sum(n is not None for n in row) for row in charts.calendar_chart(table, calendar="solar_hijri").data[0].z
    ]
    assert lengths == [29, 31, 31], "Esfand of a common year has 29 days"


def test_the_calendar_of_many_years_shows_the_last_months():
    days = pd.date_range("2014-01-01", "2024-03-26", freq="D").astype("datetime64[s]")
    table = pd.DataFrame({"start": days, "end": days, "label": "", "role": "published", "n_records": 1})
    fig = charts.calendar_chart(table)
    assert len(
        fig.data[0].z
    ) == 36 and f"{len(days) - sum(n for row in fig.data[0].z for n in row if n):,} in earlier" in (
        fig.layout.title.text
    )


def test_keyness_draws_each_term_on_its_side():
    table = keyness_table()
    left, right = charts.keyness_chart(table).data
    assert max(left.x) < 0 < min(right.x)
    ahead = table["per_10k_one"] >= table["per_10k_other"]
    assert set(left.customdata) == set(table.loc[ahead, "term"]) and set(right.customdata) == set(
        table.loc[~ahead, "term"]
    )
    turned = charts.keyness_chart(table, lang="fa").data[0]
    assert min(turned.x) > 0, "the first part stands where a Persian reader begins"


@each_language
@each_chart
def test_a_chart_is_said_in_words(draw, table, lang):
    """For who cannot see it: its title, how many rows, the largest of them, in the language of the chart."""
    fig = draw(table(), lang=lang)
    said = describe.alt(fig)
    assert (
        said.startswith(labels.clean(fig.layout.meta["title"]))
        and labels.message("alt_rows", lang, n=len(table())) in said
    )
    assert not any(char in said for char in "<>\u202b\u202c")
    assert describe.alt(draw(table().head(0), lang=lang)) != said


@each_chart
def test_a_chart_for_a_page_is_as_wide_as_the_page(draw, table):
    fig = draw(table(), width=figures.PAGE)
    assert fig.layout.width == figures.PAGE


HUGE = 5_000


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_five_thousand_actors_with_names_of_300_letters(lang):
    actors = many_actors(HUGE, "کمیته امور زنان و خانواده " * 12)
    assert actors["name"].str.len().min() > 300
    pairs = pairs_table(actors, size=4, step=3)
    for fig in (
        charts.network_chart(pairs, lang=lang),
        charts.cooccurrence_chart(pairs, lang=lang),
        charts.pairs_chart(pairs, lang=lang),
        charts.actors_chart(actors.assign(n_records=3), lang=lang),
    ):
        assert 0 < fig.layout.height < 12_000 and fig.data


@pytest.mark.parametrize("bad", [-3, None, np.inf])
@each_chart
def test_impossible_counts(draw, table, bad):
    """A missing count is not drawn; one below zero, or without end, is named with its row, not told by a bar."""
    given = table()
    columns = [name for name in ("n_records", "n_events", "n_one") if name in given]
    for name in columns:
        given[name] = given[name].astype("float64")
        given.loc[given.index[1], name] = bad
    if columns and bad is not None:
        with pytest.raises(ValueError, match=f"{columns[0]}, row 1: a count is 0 or more"):
            draw(given)
    else:
        json.loads(draw(given).to_json())


@pytest.mark.parametrize("lang, said", [("en", "3–6 records"), ("fa", "۳–۶ سند"), ("ar", "عدد الوثائق: ٣–٦")])
def test_a_span_of_counts_is_said_as_one_number_is(lang, said):
    assert figures.span_counted(3, 6, lang, "n_records") == said
    assert figures.span_counted(6, 6, lang, "n_records") == figures.counted(6, lang, "n_records")
