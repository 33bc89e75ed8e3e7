"""Ticks of an axis of days: as people would write them, true for any range, and the same in an exported page."""

import json
import re
from itertools import pairwise

import jdatetime
import numpy as np
import pandas as pd
import pytest
from browser import chromium, page  # noqa: F401
from test_charts import dates_table, timeline_table
from test_labels import rows

import helpers as rz
from helpers import calendars, charts, export, figures, labels, pages, ticks

CASES = rows("ticks.csv")
PLOT = "document.querySelector('.js-plotly-plot')"
# What is on the screen: the day under each tick, its lines as drawn, and its box.
SEEN = """plot => {
  const axis = plot._fullLayout.xaxis, left = plot.getBoundingClientRect().left + axis._offset;
  return [...plot.querySelectorAll('.xaxislayer-above .xtick text')].map(text => {
    const lines = [...text.querySelectorAll('tspan.line')].map(line => line.textContent);
    const box = text.getBoundingClientRect();
    return [new Date(axis.p2l((box.left + box.right) / 2 - left)).toISOString(), lines, box.left, box.right,
            box.top, box.bottom];
  });
}"""


def bare(text: str) -> str:
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_case(case):
    scale = ticks.scale(case["calendar"], case["second"] or None, case["first"], case["last"], case["lang"])
    places, texts = ticks.ticks(scale, case["first"], case["last"], float(case["width"]))
    seen = [f"{place} = {bare(text).replace('<br>', ' / ')}" for place, text in zip(places, texts, strict=True)]
    assert seen == case["ticks"].split("; ")


def test_each_line_has_a_direction_of_its_own():
    _, texts = ticks.ticks(
        ticks.scale("gregorian", "auto", "2024-01-01", "2024-03-01", "fa"), "2024-01-01", "2024-03-01", 600
    )
    for text in texts:
        assert all(line == labels.svg(bare(line)) for line in text.split("<br>"))


def views(n: int) -> list[tuple]:
    """Ranges as zooming makes them: from hours to a century, anywhere between 1930 and 2060; always the same ones."""
    chance = np.random.default_rng(3)
    found = []
    for _ in range(n):
        days = float(np.exp(chance.uniform(np.log(0.3), np.log(36_000))))
        first = np.datetime64("1930-01-01T00:00", "m") + np.timedelta64(int(chance.uniform(0, 34_000) * 1440), "m")
        last = first + np.timedelta64(int(days * 1440), "m")
        names = [str(chance.choice(calendars.CALENDARS)) for _ in range(2)]
        second = None if chance.random() < 0.2 else names[1]
        lang = str(chance.choice(["en", "fa", "prs", "ar"]))
        found.append((names[0], second, lang, str(first), str(last), float(chance.integers(260, 1300))))
    return found


def test_any_view_has_ticks_that_are_true_and_apart():
    numbers = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
    months = {name: n for n, name in enumerate(jdatetime.date.j_months_en, 1)}
    solar = 0
    for calendar, second, lang, first, last, width in views(400):
        scale = ticks.scale(calendar, second, first, last, lang)
        places, texts = ticks.ticks(scale, first, last, width)
        assert places and len(set(places)) == len(places) < 40
        if calendar != "solar_hijri" or lang != "en":
            continue
        for place, text in zip(places, texts, strict=True):
            *day, month, year = ["Farvardin", *text.split("<br>")[0].translate(numbers).split()][-3:]
            day = int(day[0]) if day and day[0].isdigit() else 1
            own = {"Dey": "Dey", "Mordad": "Mordad", "Sharivar": "Shahrivar"}
            n = next(number for name, number in months.items() if own.get(name, name)[:4] == month[:4])
            assert str(jdatetime.date(int(year), n, day).togregorian()) == place, text
            solar += 1
    assert solar > 100


def test_an_unknown_calendar_is_named():
    with pytest.raises(ValueError, match="'julian' is no calendar here: use one of gregorian, solar_hijri"):
        ticks.scale("julian", None, "2024-01-01", "2024-02-01")


@pytest.mark.parametrize(
    "lang, calendar, second",
    [
        ("en", "gregorian", "solar_hijri"),
        ("fa", "gregorian", "solar_hijri"),
        ("prs", "gregorian", "solar_hijri_afghan"),
        ("ar", "gregorian", "solar_hijri"),
        ("prs", "solar_hijri_afghan", "gregorian"),
        ("ar", "lunar_hijri", "gregorian"),
    ],
)
def test_the_other_calendar_is_there_unasked(lang, calendar, second):
    for fig in (
        charts.timeline_chart(timeline_table(), lang=lang, calendar=calendar),
        charts.dates_chart(dates_table(), lang=lang, calendar=calendar),
    ):
        assert figures.day_scale(fig)["calendars"] == [calendar, second]
        assert all(len(text.split("<br>")) == 2 for text in fig.layout.xaxis.ticktext)
        assert labels.message(f"axis_{second}", lang) in bare(fig.layout.xaxis.title.text)
    alone = charts.timeline_chart(timeline_table(), lang=lang, calendar=calendar, second=None)
    assert not any("<br>" in text for text in alone.layout.xaxis.ticktext)


def test_a_solar_month_is_a_bar_between_two_ticks(corpus):
    table = rz.timeline(corpus, by="month", calendar="solar_hijri", of="dates")
    bar = table[table["label"] == "Farvardin 1403"].iloc[0]
    fig = rz.timeline_chart(table[table["label"] == "Farvardin 1403"], calendar="solar_hijri")
    ticked = dict(zip(fig.layout.xaxis.tickvals, fig.layout.xaxis.ticktext, strict=True))
    assert f"{bar['start']:%Y-%m-%d}" in ticked
    assert ticked[f"{bar['start']:%Y-%m-%d}"].startswith("Farvardin 1403") or "1 Farvardin" in ticked["2024-03-20"]


@pytest.mark.browser
def test_the_page_chooses_as_python_does(page):  # noqa: F811
    page.show(f"<script>{ticks.script()}</script>", "script")
    for calendar, second, lang, first, last, width in views(80):
        scale = ticks.scale(calendar, second, "1980-01-01", "2020-01-01", lang)
        low, high = (np.datetime64(each, "ms").astype(float) / 86_400_000 for each in (first, last))
        told = page.page.evaluate("([scale, ...view]) => ruznamaTicks(scale, ...view)", [scale, low, high, width])
        places, texts = ticks.ticks(scale, first, last, width)
        assert (told["tickvals"], told["ticktext"]) == (places, texts), (calendar, second, lang, first, last, width)


def check_screen(page, fig, inside: tuple[str, str] | None = None) -> list[list]:  # noqa: F811
    """The ticks on the screen: each under its own day by an independent path, two lines, none on or over another."""
    seen = page.page.evaluate(f"({SEEN})({PLOT})")
    assert seen
    scale = figures.day_scale(fig)
    for at, lines, *_ in seen:
        day = np.datetime64(at[:19]) + np.timedelta64(12, "h")  # the middle of a label is its day to half a pixel
        low, high = page.page.evaluate(f"{PLOT}._fullLayout.xaxis.range.map(v => {PLOT}._fullLayout.xaxis.r2l(v))")
        slack = max(1, int((high - low) / 86_400_000 / 200))
        near = {
            calendars.span_label(scale["calendars"][1], each, each, scale_lang(fig), digits=scale_lang(fig))
            for each in day + np.arange(-slack, slack + 1).astype("timedelta64[D]")
        }
        assert len(lines) == 2 and bare(lines[1]) in near, (at, lines)
    boxes = sorted([each[2:] for each in seen])
    assert all(left[1] < right[0] for left, right in pairwise(boxes)), "labels lie on each other"
    width, height = page.page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    assert boxes[0][0] >= 0 and boxes[-1][1] <= width and max(box[3] for box in boxes) <= height
    return seen


def scale_lang(fig) -> str:
    return fig.layout.meta["days"]["lang"]


@pytest.mark.browser
@pytest.mark.parametrize(
    "lang, calendar", [("en", "gregorian"), ("fa", "solar_hijri"), ("prs", "gregorian"), ("ar", "lunar_hijri")]
)
def test_an_exported_page_keeps_its_ticks_right(page, lang, calendar):  # noqa: F811
    said = []
    page.page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    for fig in (
        charts.timeline_chart(timeline_table(), lang=lang, calendar=calendar),
        charts.dates_chart(dates_table(), lang=lang, calendar=calendar),
    ):
        page.show(pages.figure_html(fig), ".xtick text")
        page.page.wait_for_timeout(200)
        texts = [[each[1] for each in check_screen(page, fig)]]
        for view in (["2018-03-10", "2018-03-30"], ["2018-06-01", "2019-02-01"], ["2019-03-20 06:00", "2019-03-22"]):
            page.page.evaluate(f"view => Plotly.relayout({PLOT}, {{'xaxis.range': view}})", view)
            page.page.wait_for_timeout(80)
            texts.append([each[1] for each in check_screen(page, fig)])
        for _ in range(3):
            page.page.evaluate(f"Plotly.relayout({PLOT}, {{'xaxis.range': ['2016-01-01', '2020-01-01']}})")
            drag(page)
            texts.append([each[1] for each in check_screen(page, fig)])
        assert len({json.dumps(each) for each in texts}) >= 5, "zooming changes the ticks"
    assert (said, page.trouble, page.requests) == ([], [], [])


def drag(page) -> None:  # noqa: F811
    """Zoom as a person does: the mouse drawn over a fifth of the plot."""
    box = page.page.locator(".nsewdrag").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    page.page.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=4)
    page.page.mouse.up()
    page.page.wait_for_timeout(400)


@pytest.mark.browser
def test_a_narrow_window_has_fewer_ticks(page):  # noqa: F811
    fig = charts.timeline_chart(timeline_table(), lang="fa")
    page.show(pages.figure_html(fig), ".xtick text")
    page.page.wait_for_timeout(200)
    wide = check_screen(page, fig)
    page.page.set_viewport_size({"width": 480, "height": 700})
    page.page.wait_for_timeout(500)
    assert 0 < len(check_screen(page, fig)) < len(wide)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fa", "prs", "ar"])
@pytest.mark.parametrize("by", calendars.CALENDARS)
def test_a_static_figure_has_the_ticks_of_its_range(page, tmp_path, by, lang):  # noqa: F811
    """In the drawing that goes into a report, where no script chooses again."""
    fig = charts.timeline_chart(timeline_table(months=9), lang=lang, calendar=by)
    path = export.save_figure(fig, "x", folder=tmp_path, formats=("svg",))[0]
    page.show(f"<body style='margin:0'>{path.read_text(encoding='utf-8')}", "svg")
    boxes = page.page.eval_on_selector_all(
        ".xaxislayer-above .xtick text, .xaxislayer-above .x2tick text",
        "all => all.map(t => { const b = t.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; })",
    )
    boxes.sort()
    assert len(boxes) >= 4 and boxes[0][0] >= 0 and boxes[-1][1] <= 940
    assert all(left[1] < right[0] for left, right in pairwise(boxes))


def test_no_text_of_a_document_can_end_the_script():
    table = dates_table().assign(surface="</script><img src=x>", basis="<!--<script>")
    html = pages.figure_html(charts.dates_chart(table))
    script = html[html.index("ruznamaKeepTicks(document") :]
    assert "<" not in script[: script.index("});\n")].replace("<br>", "") or script.count("</script>") == 1


def test_a_day_known_to_one_is_a_bar_with_its_basis():
    table = pd.DataFrame(
        [
            ("عید قربان", "event", "2024-06-15", "2024-06-17", "feast of 1445 AH ±1 day"),
            ("۱۰ ذی‌الحجه", "planned", "2024-06-16", "2024-06-16", "explicit"),
        ],
        columns=["surface", "role", "earliest", "latest", "basis"],
    ).assign(kind="named_event")
    for day in ("earliest", "latest"):
        table[day] = pd.to_datetime(table[day])
    fig = charts.dates_chart(table, lang="fa")
    bar = next(trace for trace in fig.data if trace.type == "bar" and trace.x)
    assert bar.x == (3 * 86_400_000,) and "±1 day" in bar.hovertext[0] and "۲۶ خرداد ۱۴۰۳" in bar.hovertext[0]
    planned = next(trace for trace in fig.data if trace.type == "scatter" and trace.x)
    assert planned.marker.symbol == "diamond-tall-open"
