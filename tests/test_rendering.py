"""What a reader sees: letters measured in a real browser, with every label function and without it.

Without, each test must find the order wrong: a measurement that cannot fail proves nothing.

| text goes to | through | measured by (each also with its function bypassed) |
|---|---|---|
| ten slots of a plotly figure in SVG | `labels.svg`, `labels.wrap` | `test_svg_label` here |
| PNG and PDF; SVG file | the same | `test_letters_of_a_png`, `_pdf` in test_pictures; `test_exported_svg` |
| WebGL | `labels.webgl` | `test_webgl_label`, which bars `labels.svg` there too |
| HTML table, page | `labels.span`, `labels.html_table` | `test_table_cell`, `test_hostile_table` |
| text field, lists, tags of widgets | `labels.widget` | `test_widget`; test_jupyterlab |
| what is typed into a field | `labels.widget_css` | `test_what_a_person_types_runs_right_to_left` |
| Word; spreadsheet | `word`, `sheets` | `test_every_place_of_a_word_file`, `test_a_cell_and_a_head_…` in test_office |
| CSV | `export.csv_cell` | `test_no_cell_is_a_formula` in test_export |
| `aria-label` | `labels.attribute` | `test_a_picture_is_told` in test_pictures |
| keys of clicks, as they are | `labels.raw` | `test_letters_that_no_file_holds_stop_no_chart` in test_charts |
| hostile text in every chart, page and drawing | all of them | `test_hostile_text_…`, `test_a_hostile_drawing_…` |
"""

import json
import re
from itertools import cycle, islice

import pandas as pd
import plotly.graph_objects as go
import pytest
from browser import LETTERS, alike, chromium, ink, page  # noqa: F401
from plotly.offline import get_plotlyjs
from test_charts import CHARTS, dates_table, many_actors, pairs_table, timeline_table
from test_labels import LATIN_FIRST, MIXED, rows

from helpers import calendars, charts, export, figures, labels, pages, ticks

pytestmark = pytest.mark.browser

# The pieces of a text in the order in which a reader meets them, from the right. In «رشد 3.5%» the digits run to the
# right and the sign stands to the left of them: rules W2 and W5 of UAX 9, and how Persian is printed.
READING = {
    MIXED: ["سازمان", "ملل", "(", "UN", ")", "در", "26", "مارس", "2024", ":", "رشد", "3.5", "%"],
    LATIN_FIRST: ["UNAMA", "گزارش", "داد", "(", "هرات", ")", "!"],
}


def in_reading_order(letters: list[tuple[str, float, float]], text: str) -> bool:
    """Whether each piece of `text` stands to the left of the one before it, and its letters run as its script does."""
    seen = [(char, x) for char, x, _ in letters if char not in " \u202b\u202c\u2066\u2067\u2069\xa0"]
    assert "".join(char for char, _ in seen) == text.replace(" ", ""), "another text is shown"
    edge = float("inf")
    for piece in READING[text]:
        at, seen = [x for _, x in seen[: len(piece)]], seen[len(piece) :]
        if max(at) >= edge or at != sorted(at, reverse=labels.is_rtl(piece)):
            return False
        edge = min(at)
    return True


def test_the_measure_itself():
    """Pixels as they must be, and with the bracket or the words the other way round."""
    right = [(c, -k, 1.0) for k, c in enumerate("UNAMA گزارش داد (هرات)!")]
    right[:5] = [(c, k - 10.0, 1.0) for k, (c, _, _) in enumerate(right[:5])]
    right = [(c, x - 10 if k < 5 else x - 40, w) for k, (c, x, w) in enumerate(right)]
    assert in_reading_order(right, LATIN_FIRST)
    assert not in_reading_order([(c, -x, w) for c, x, w in right], LATIN_FIRST)
    turned = [(c, 99.0 if c == "!" else x, w) for c, x, w in right]
    assert not in_reading_order(turned, LATIN_FIRST)


@pytest.fixture(scope="module")
def plot(chromium, tmp_path_factory):  # noqa: F811
    """One page with plotly.js in it that draws figure after figure: loading it for each would take minutes."""
    path = tmp_path_factory.mktemp("plot") / "plot.html"
    path.write_text(f"<meta charset=utf-8><body style='margin:0'><div id=p></div><script>{get_plotlyjs()}</script>")
    context = chromium.new_context(viewport={"width": 1000, "height": 700}, offline=True)
    tab = context.new_page()
    tab.goto(path.as_uri())

    def draw(fig: go.Figure):
        tab.evaluate("fig => Plotly.newPlot('p', fig.data, fig.layout)", json.loads(fig.to_json()))
        return tab

    yield draw
    context.close()


SLOTS = {
    "title": ".gtitle",
    "tick of x": ".xtick text",
    "tick of y": ".ytick text",
    "axis title": ".xtitle",
    "legend": ".legendtext",
    "annotation": ".annotation-text",
    "bar text": ".bartext",
    "node label": ".textpoint text",
    "hover label": ".hoverlayer .hovertext text.nums",
    "heatmap cell": ".heatmap-label text, .hm text, .heatmap-label",
}


def every_slot(text: str, prepare) -> go.Figure:
    shown = prepare(text)
    fig = go.Figure(layout={"template": figures.THEME, "title": shown, "height": 600, "width": 900, "showlegend": True})
    fig.add_bar(x=[0], y=[3], width=[0.2], text=[shown], textposition="outside", name=shown, hovertext=[shown])
    fig.update_traces(hovertemplate="%{hovertext}<extra></extra>")
    fig.add_scatter(x=[1], y=[2], mode="text", text=[shown], showlegend=False)
    fig.add_heatmap(
        x=[3, 6], y=[0, 1], z=[[1, None], [None, None]], text=[[shown, ""], ["", ""]], texttemplate="%{text}"
    )
    fig.update_xaxes(tickvals=[3], ticktext=[shown], title=shown, range=[-1, 5])
    fig.update_yaxes(tickvals=[2], ticktext=[shown], range=[-1, 5])
    return fig.add_annotation(text=shown, x=1, y=4, showarrow=False).update_traces(
        showscale=False, selector={"type": "heatmap"}
    )


@pytest.fixture(scope="module")
def measured(plot):
    """The letters of every slot, by text and by whether labels.svg was used."""
    found = {}
    for text in READING:
        for way, prepare in (("prepared", labels.svg), ("bypassed", str)):
            tab = plot(every_slot(text, prepare))
            tab.evaluate("Plotly.Fx.hover('p', [{curveNumber: 0, pointNumber: 0}])")
            for slot, selector in SLOTS.items():
                spot = tab.locator(selector).filter(has_text=re.compile("UN"))
                found[text, way, slot] = spot.first.evaluate(LETTERS) if spot.count() else None
    return found


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
@pytest.mark.parametrize("slot", SLOTS)
def test_svg_label(measured, slot, text):
    assert measured[text, "prepared", slot], "nothing is shown"
    assert in_reading_order(measured[text, "prepared", slot], text)
    assert not in_reading_order(measured[text, "bypassed", slot], text), "the measure does not see a bypassed label"


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_the_sign_of_a_percentage_stands_left_of_its_number(plot, lang):
    """As printed in Persian and Arabic; the same letters without U+061C show the sign first."""
    for way, wanted in ((labels.percent(0.25, lang), True), (labels.percent(0.25, lang)[1:], False)):
        tab = plot(go.Figure(layout={"title": labels.svg(way)}))
        found = [(char, x) for char, x, width in tab.locator(".gtitle").evaluate(LETTERS) if width]
        at = {char: x for char, x in found if char in labels.digits("25", lang) + "٪"}
        assert len(at) == 3 and (at["٪"] < min(x for char, x in at.items() if char != "٪")) is wanted, found


FONT = "<style>* { font-family: " + figures.FONT + " } .ref { font-size: 24px; color: #222 }</style>"


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_webgl_label(plot, page, text):  # noqa: F811
    """The ink of each column of pixels, against the same text as the browser itself sets it."""
    page.show(f"{FONT}<span class=ref dir=rtl style='display:inline-block'>{text}</span>", ".ref")
    reference = page.ink(".ref")
    likeness = {}
    for way, prepare in (("prepared", labels.webgl), ("bypassed", str), ("svg", labels.svg)):
        fig = go.Figure(go.Scattergl(x=[0], y=[0], mode="text", text=[prepare(text)], textfont_size=24))
        fig.update_layout(template=figures.THEME, width=900, height=300, margin_t=0)
        fig.update_xaxes(visible=False).update_yaxes(visible=False)
        tab = plot(fig)
        tab.wait_for_timeout(300)
        likeness[way] = alike(ink(tab.locator("#p").screenshot()), reference)
    assert likeness["prepared"] > 0.8, likeness
    assert max(likeness["bypassed"], likeness["svg"]) < 0.5, likeness


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_table_cell(page, text):  # noqa: F811
    frame = pd.DataFrame({text: [text], "n": [1]})
    page.show(labels.html_table(frame, caption=text))
    for cell in ("td bdi", "th bdi", "caption bdi"):
        assert in_reading_order(page.letters(cell), text), cell
    right, left = (page.page.locator("td").nth(k).bounding_box()["x"] for k in (0, 1))
    assert right > left, "the first column stands at the right"
    page.show(frame.to_html(index=False))
    assert not in_reading_order(page.letters("td"), text)


WIDGETS = {
    "text": '<div class="{css} jupyter-widgets widget-text"><input type="text" value="{text}"></div>',
    "dropdown": '<div class="{css} jupyter-widgets widget-dropdown"><select><option>{text}</option></select></div>',
    "select": '<div class="{css} jupyter-widgets widget-select"><select size=2><option>{text}</option></select></div>',
    "tags": '<div class="{css} jupyter-widgets"><div class="jupyter-widget-tag">{text}</div></div>',
}


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
@pytest.mark.parametrize("kind", WIDGETS)
def test_widget(page, kind, text):  # noqa: F811
    """The markup ipywidgets makes, with the class and style of labels; a form control tells no positions, so by ink."""
    plain = (
        "input, select { border: 0; outline: 0; appearance: none; background: white; width: 700px; font-size: 24px }"
    )
    base = f"{FONT}<style>{plain} .jupyter-widget-tag {{ font-size: 24px }}</style>"
    page.show(f"{base}<span class=ref dir=rtl style='display:inline-block'>{text}</span>", ".ref")
    reference = page.ink(".ref")
    field = "input, select, .jupyter-widget-tag"
    page.show(base + labels.widget_css() + WIDGETS[kind].format(css=labels.WIDGET_CLASS, text=labels.widget(text)))
    prepared = alike(page.ink(field), reference)
    page.show(base + WIDGETS[kind].format(css="", text=text))
    bypassed = alike(page.ink(field), reference)
    assert prepared > 0.9 and bypassed < 0.6, (prepared, bypassed)


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_what_a_person_types_runs_right_to_left(page, text):  # noqa: F811
    """What is typed has no marks of direction around it: only the style of the field sets it."""
    plain = "input { border: 0; outline: 0; background: white; width: 700px; font-size: 24px }"
    base = f"{FONT}<style>{plain}</style>"
    page.show(f"{base}<span class=ref dir=rtl style='display:inline-block'>{text}</span>", ".ref")
    reference = page.ink(".ref")
    field = WIDGETS["text"].format(css=labels.WIDGET_CLASS, text=text)
    page.show(base + labels.widget_css() + field)
    styled = alike(page.ink("input"), reference)
    page.show(base + field)
    assert styled > 0.9 and alike(page.ink("input"), reference) < 0.6


def test_a_latin_option_stays_left_to_right_in_a_right_to_left_list(page):  # noqa: F811
    base = f"{FONT}<style>select {{ border: 0; appearance: none; background: white; font-size: 24px }}</style>"
    page.show(f"{base}<span class=ref style='display:inline-block'>ICESCO (Rabat)!</span>", ".ref")
    reference = page.ink(".ref")
    likeness = []
    for option in (labels.widget("ICESCO (Rabat)!"), "ICESCO (Rabat)!"):
        page.show(base + labels.widget_css() + WIDGETS["dropdown"].format(css=labels.WIDGET_CLASS, text=option))
        likeness.append(alike(page.ink("select"), reference))
    assert likeness[0] > 0.95 > 0.8 > likeness[1], likeness


def test_exported_svg(page, tmp_path):  # noqa: F811
    for prepare, wanted in ((labels.svg, True), (str, False)):
        fig = figures.new(pd.DataFrame(), "en", "", height=300)
        for y, text in enumerate(READING):
            fig.add_annotation(text=prepare(text), x=0.5, y=y, showarrow=False)
        path = export.save_figure(fig, "x", folder=tmp_path, formats=("svg",))[0]
        page.show(path.read_text(encoding="utf-8"), "svg")
        for n, text in enumerate(READING):
            assert in_reading_order(page.letters(".annotation-text", n), text) is wanted


def test_an_exported_network_draws_by_webgl(page):  # noqa: F811
    """plotly.js writes its WebGL code at run time, which the policy of the page must allow there, and only there."""
    fig = charts.network_chart(pairs_table(many_actors(1501), size=3, step=3))
    page.show(pages.figure_html(fig), ".gl-container canvas")
    page.page.wait_for_timeout(500)
    assert "WebGL is not supported" not in page.page.inner_text("body")
    assert not page.trouble and not page.requests
    assert "unsafe-eval" not in pages.figure_html(charts.dates_chart(dates_table()))[:600]


@pytest.mark.parametrize("name", CHARTS)
def test_no_button_sends_the_chart_away(plot, name):
    """In a notebook too, where the page is not ours: plotly.js 4 offers to upload every figure."""
    draw, make = CHARTS[name]
    buttons = "[...document.querySelectorAll('.modebar-btn')].map(button => button.dataset.title)"
    offered = plot(draw(make())).evaluate(buttons)
    assert offered and not [title for title in offered if "Share" in title or "Cloud" in title]
    assert "Share chart..." in plot(go.Figure(go.Bar(x=[1], y=[1]))).evaluate(buttons), (
        "the button has another name now"
    )


PAYLOADS = [json.loads(row["json"]) for row in rows("hostile.csv")]


def poisoned(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a payload for every text in it, the same for the same; ids stay different from one another."""
    table = table.astype({name: object for name in table if table[name].dtype.kind not in "Mif"})
    for group in (("a", "b", "actor_id"), ("name_a", "name_b", "name")):  # both ends of a pair speak of the same actors
        words = pd.unique(table[[name for name in group if name in table]].to_numpy().ravel())
        given = {w: f"{PAYLOADS[k % len(PAYLOADS)]}{k if 'a' in group else ''}" for k, w in enumerate(words)}
        for name in group:
            if name in table:
                table[name] = pd.Series([given[value] for value in table[name]], table.index, object)
    for at, name in enumerate(table):
        if table[name].dtype == object and name not in "a b actor_id name_a name_b name".split():
            given = dict(zip(pd.unique(table[name]), islice(cycle(PAYLOADS), at, None), strict=False))
            table[name] = pd.Series([given[value] for value in table[name]], table.index, object)
    return table


def long_enough(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table] * 4, ignore_index=True) if name == "dates" else table


# plotly draws a hover label at most every 50 ms
HOVER = """async ([curveNumber, points, subplot]) => {
  const plot = document.querySelector('.js-plotly-plot'), found = [];
  for (const pointNumber of points) {
    Plotly.Fx.hover(plot, [{curveNumber, pointNumber}], subplot);
    await new Promise(done => setTimeout(done, 55));
    found.push(plot.querySelector('.hoverlayer').textContent);
  }
  return found;
}"""


def over_cell(page, row: int, column: int) -> str:  # noqa: F811
    """What is told when the mouse stands over a cell of a heatmap."""
    middle = """([row, column]) => {
      const {xaxis, yaxis} = document.querySelector('.js-plotly-plot')._fullLayout;
      const place = document.querySelector('.js-plotly-plot').getBoundingClientRect();
      return [place.x + xaxis._offset + xaxis.c2p(column) + 7, place.y + yaxis._offset + yaxis.c2p(row) + 7];
    }"""
    page.page.mouse.move(*page.page.evaluate(middle, [row, column]))
    page.page.wait_for_timeout(60)
    return page.page.evaluate("document.querySelector('.hoverlayer').textContent")


def bare(text: str) -> str:
    """A text without what wrapping and direction add to it."""
    return re.sub("[\\s\xa0\u202a-\u202e\u2066-\u2069]", "", text)


# What a chart draws in another way when it is a text that no table knows: left as it is, so that all words are shown.
KEPT = {"dyad": ("kind",)}
NAMES = ("name_a", "name_b", "name", "term", "surface", "passage", "topic", "type")
MARKS = """() => {
  const plot = document.querySelector('.js-plotly-plot'), box = plot.getBoundingClientRect(), found = [];
  for (const trace of plot._fullData) {
    if (!trace.customdata && !trace.hovertext || trace.type === 'heatmap' || !trace.x) continue;
    const x = plot._fullLayout[trace.xaxis.replace('x', 'xaxis')];
    const y = plot._fullLayout[trace.yaxis.replace('y', 'yaxis')];
    for (let at = 0; at < Math.min(trace._length ?? 0, 3); at++) {
      const point = plot.calcdata[trace.index][at];
      const px = point.ct ? point.ct[0] : x.c2p(point.x), py = point.ct ? point.ct[1] : y.c2p(point.y);
      if (Number.isFinite(px) && Number.isFinite(py)) found.push([box.left + x._offset + px, box.top + y._offset + py]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_a_timeline_tells_on_hover_and_below_its_bars_what_it_was_given(plot, lang):
    """What is seen is compared with the words made anew from the table."""
    table = timeline_table(months=14)
    table.attrs["calendar"] = "gregorian"
    fig = charts.timeline_chart(table, lang=lang)
    tab = plot(fig)
    told = [bare(each) for each in tab.evaluate(HOVER, [0, [1, 13], "xy"])]
    second = ticks.other("gregorian", lang)
    for row, text in zip((1, 13), told, strict=True):
        start, end, n = table.loc[row, ["start", "end", "n_records"]]
        days = (start.to_datetime64(), end.to_datetime64(), lang)
        both = [calendars.span_label(calendar, *days, digits=lang) for calendar in ("gregorian", second)]
        assert text == bare("".join([*both, figures.records(n, lang)]))
    below = tab.evaluate("[...document.querySelectorAll('.xtick text, .x2tick text')].map(each => each.textContent)")
    wanted = [*fig.layout.xaxis.ticktext, *fig.layout.xaxis2.ticktext]
    assert [bare(text) for text in below] == [bare(text.replace("<br>", "")) for text in wanted]


def nothing_lives(seen) -> None:
    """No script ran, nothing was asked for, no link or picture of a document is in the page."""
    tab = seen.page
    assert tab.evaluate("window.hit") is None
    foreign = tab.evaluate(
        "document.querySelectorAll('a[href], svg a, img, svg script, iframe, object').length"
        " + [...document.querySelectorAll('image')].filter(i => !i.href.baseVal.startsWith('data:image/png')).length"
    )
    styled = tab.evaluate(
        "[...document.querySelectorAll('svg [style]')].filter(e => /url\\((?!.?#)/.test(e.style.cssText)).length"
    )
    assert (foreign, styled, seen.requests, seen.trouble) == (0, 0, [], [])


def hostile(name: str):
    """A chart all of whose words are payloads, and the table it is drawn from."""
    draw, make = CHARTS[name]
    table = long_enough(name, make())
    kept = table[[column for column in KEPT.get(name, ())]]
    attrs = table.attrs
    table = poisoned(table).assign(**kept)
    table.attrs = attrs | ({"shown": {"a": PAYLOADS[0], "b": PAYLOADS[1]}} if "shown" in attrs else {})
    return draw(table, title=" | ".join(PAYLOADS)), table


@pytest.mark.parametrize("name", CHARTS)
def test_hostile_text_is_shown_and_does_nothing(page, name):  # noqa: F811
    """Each payload as typed, in the page or on hover; hovered over, clicked on marks and legend, nothing lives."""
    fig, table = hostile(name)
    page.show(pages.figure_html(fig), ".gtitle")
    tab = page.page
    shown = bare(tab.evaluate("[...document.querySelectorAll('.main-svg text')].map(t => t.textContent).join(' ')"))
    for payload in PAYLOADS:
        assert bare(labels.clean(payload)) in shown, payload
    hovered = ""
    for curve, trace in enumerate(fig.data):
        subplot = "x2y2" if trace.yaxis == "y2" else "x2y" if trace.xaxis == "x2" else "xy"
        points = list(range(min(2 * len(PAYLOADS), len(trace.hovertext or ()))))
        if trace.type == "heatmap":  # only a real mouse hovers over a cell
            hovered += bare(" ".join(over_cell(page, point, abs(point - 1)) for point in points[:8]))
        else:
            hovered += bare(" ".join(tab.evaluate(HOVER, [curve, points, subplot])))
    if name in ("network", "actors"):
        assert [payload for payload in PAYLOADS if bare(labels.clean(payload)) not in hovered] == []
    assert hovered
    words = {word for column in NAMES if column in table for word in table[column].head(8)}
    missing = [word for word in words if bare(labels.clean(word)) not in shown + hovered]
    assert missing == []
    marks = [] if fig.data[0].type == "heatmap" else tab.evaluate(MARKS)
    assert marks or fig.data[0].type == "heatmap"
    for x, y in [*marks[:12], (500, 400)]:
        tab.mouse.move(x - 2, y)
        tab.mouse.click(x, y)
    for spot in tab.locator(".legendtoggle").all()[:2]:
        spot.click(force=True)
    tab.wait_for_timeout(200)
    nothing_lives(page)


@pytest.mark.parametrize("name", CHARTS)
def test_a_hostile_drawing_does_nothing(page, tmp_path, name):  # noqa: F811
    """The exported SVG, opened by itself and clicked, as an analyst does before it goes into a report."""
    fig, _ = hostile(name)
    path = export.save_figure(fig, "x", folder=tmp_path, formats=("svg",))[0]
    tab = page.page
    tab.goto(path.as_uri())
    shown = bare(tab.evaluate("document.documentElement.textContent"))
    assert [payload for payload in PAYLOADS if bare(labels.clean(payload)) not in shown] == []
    for x in range(100, 600, 100):
        tab.mouse.click(x, 60)
    tab.wait_for_timeout(100)
    nothing_lives(page)


def test_without_labels_the_beacon_calls(page):  # noqa: F811
    """The trap works: the same text, not prepared and without the policy of the page, asks for the foreign address."""
    beacon = PAYLOADS[1]
    html = pages.figure_html(go.Figure(go.Bar(x=[1], y=[1]), layout={"title": beacon}))
    page.show(re.sub("<meta http-equiv[^>]+>", "", html), ".gtitle")
    page.page.wait_for_timeout(300)
    assert page.requests


def test_hostile_table(page, tmp_path):  # noqa: F811
    table = pd.DataFrame({"text": pd.Series(PAYLOADS, dtype=object)})
    table[PAYLOADS[0]] = "x"
    path = export.save_table(table, "x", folder=tmp_path, formats=("html",))[0]
    page.show(path.read_text(encoding="utf-8"), "table")
    cells = page.page.eval_on_selector_all("td:first-child", "cells => cells.map(cell => cell.textContent)")
    assert cells == [labels.clean(payload) for payload in PAYLOADS]
    assert page.page.evaluate("[window.hit, document.querySelectorAll('table a, table img, script').length]") == [
        None,
        0,
    ]
    assert (page.requests, page.trouble) == ([], [])
