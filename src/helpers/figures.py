"""What all charts share: comes in a small table and a title, goes out an empty plotly Figure in the one theme, which
carries the table and where it came from. It must not know what any chart draws, and never counts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import carried, labels, ticks

FONT = "Vazirmatn, 'Noto Sans', 'Noto Sans Arabic', 'Segoe UI', Tahoma, 'Geeza Pro', Arial, sans-serif"
INK, GREY, LINE = "#222222", "#6b6b6b", "#e3e3e3"

SCREEN, PAGE = 940, 680  # pixels of a figure; PAGE printed 17 cm wide, as on A4, has letters of 9 points

# Okabe and Ito's colours, which stay apart for every common colour blindness; the shapes keep them apart in grey print.
STYLES = {
    "person": ("#0072B2", "circle"),
    "organisation": ("#D55E00", "square"),
    "place": ("#009E73", "diamond"),
    "event_name": ("#CC79A7", "triangle-up"),
    "law_or_document": ("#E69F00", "hexagon"),
    "other": ("#7f7f7f", "x"),
}
ROLES = {
    "published": "#0072B2",
    "publication": "#0072B2",
    "event": "#D55E00",
    "planned": "#009E73",
    "proposed": "#56B4E9",
    "historic": "#CC79A7",
    "reference": "#E69F00",
    "other": "#7f7f7f",
}
TOLD = "%{hovertext}<extra></extra>"  # on hover: the prepared words alone
PLANNED, PROPOSED = "planned", "proposed"
_COUNTED = {
    "records": "record", "sentences": "sentence", "stories": "story", "periods": "period", "events": "event",
}  # fmt: skip
_ONE = {f"n_{many}": f"one_{one}" for many, one in _COUNTED.items()}

_AXIS = {
    "gridcolor": LINE,
    "linecolor": "#999999",
    "zeroline": False,
    "automargin": True,
    "ticks": "",
    "title": {"font": {"size": 13, "color": GREY}, "standoff": 12},
    "tickfont": {"size": 13},
    "ticklabelstandoff": 6,
}
THEME = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {"font": {"size": 18}, "yref": "container", "y": 1, "yanchor": "top", "pad": {"t": 16}},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "colorway": [colour for colour, _ in STYLES.values()],
        "margin": {"l": 24, "r": 24, "t": 52, "b": 24},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"size": 13},
            "title": {"text": ""},
        },
        "hoverlabel": {
            "bgcolor": "white",
            "bordercolor": "#999999",
            "font": {"family": FONT, "size": 13, "color": INK},
            "namelength": -1,
            "align": "left",
        },
        "bargap": 0.25,
        "hovermode": "closest",
        # plotly.js 4 puts «Share chart…» beside each figure, which sends it to a company: one wrong click is enough.
        "modebar": {"remove": ["sendChartToCloud", "lasso2d", "select2d"]},
    }
)


def new(table: pd.DataFrame, lang: str, title: object, height: int, width: int | None = None) -> go.Figure:
    """Return a themed figure without traces that carries `table` and `table.attrs["provenance"]` in `layout.meta`."""
    meta = {"table": carried.pack(table), "provenance": carried.plain(table.attrs.get("provenance", {})), "lang": lang}
    rtl = labels.direction(lang) == "rtl"
    side = {"x": 0.985, "xanchor": "right"} if rtl else {"x": 0.015, "xanchor": "left"}
    meta["title"] = labels.clean(title)
    title = labels.wrap(title, int(0.0766 * (width or SCREEN)))
    fig = go.Figure(layout={"template": THEME, "height": height, "width": width, "meta": meta, "showlegend": False})
    fig.update_layout(title=side, hoverlabel_align="right" if rtl else "left", margin_t=52)
    _title(fig, bold(title))
    room(fig, 24 * title.count("<br>"))
    if rtl:
        fig.update_layout(legend={"x": 1, "xanchor": "right"})
    if any(told.get("unclear") == "keep" for told in table.attrs.get("provenance", {}).get("choice", ())):
        note(fig, labels.message("variety_unclear_kept", lang))
    return fig


def empty(table: pd.DataFrame, lang: str, title: object, key: str, **values: object) -> go.Figure:
    """Return a figure that says the message `key` instead of failing on a table without rows."""
    fig = new(table, lang, title, height=260)
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    said = labels.message(key, lang, **values)
    text = labels.wrap(said, 60)
    fig.layout.meta = fig.layout.meta | {"empty": [said]}
    fig.add_annotation(
        text=text, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font_size=16, font_color=GREY
    )
    return fig


def need(table: pd.DataFrame, columns: str, chart: str, source: str) -> None:
    """Raise ValueError, in one sentence with the remedy, when a column that `chart` draws is missing, or a count in it
    is impossible: a bar below zero would be wrong in silence."""
    missing = [name for name in columns.split() if name not in table.columns]
    if missing:
        raise ValueError(f"{chart} found no column {', '.join(missing)}: give it the table that {source} returns.")
    for name in (name for name in columns.split() if name.startswith("n_")):
        counts = pd.to_numeric(table[name], errors="coerce").astype("float64").to_numpy()
        if len(wrong := np.flatnonzero((counts < 0) | np.isinf(counts))):
            raise ValueError(
                f"{chart} found {counts[wrong[0]]:g} in column {name}, row {wrong[0]}: a count is 0 or more, or "
                f"missing; give it the table that {source} returns."
            )


def opened(table: pd.DataFrame, chart: str, lang: str, title: object, columns: str, source: str) -> object:
    """Check the columns of the table of `<chart>_chart` as `need` does, and return its title, or `<chart>_title`."""
    need(table, columns, f"{chart}_chart", source)
    return title if title is not None else labels.message(f"{chart}_title", lang)


def row_bars(fig: go.Figure, values: list, places: list, texts: list[str], told: list[str], **look: object) -> None:
    """Draw bars that lie, each with a prepared text at its end and prepared words on hover."""
    fig.add_bar(
        orientation="h",
        x=values,
        y=places,
        text=texts,
        textposition="outside",
        textfont={"size": 13},
        constraintext="none",
        cliponaxis=False,
        hovertext=told,
        hovertemplate=TOLD,
        **look,
    )


def rows_axis(fig: go.Figure, names: list[object], letters: int, lang: str) -> np.ndarray:
    """Name rows on y, broken into lines of so many letters; the figure grows by them. Return the middle of each row, in
    pixels from the top, which is where y begins."""
    tall = np.array([max(26, 18 * len(labels.fold(labels.clean(name), letters)) + 6) for name in names])
    middles = np.cumsum(tall) - tall / 2
    fig.layout.height += int(tall.sum())
    fig.update_yaxes(
        tickvals=middles.tolist(),
        ticktext=[labels.wrap(name, letters) for name in names],
        range=[float(tall.sum()), 0],
        side=side(lang),
        showgrid=False,
    )
    return middles


def side(lang: str) -> str:
    """Return the side of a plot at which a reader of `lang` begins: names of rows stand there."""
    return "right" if labels.direction(lang) == "rtl" else "left"


def counted_rows(table: pd.DataFrame, count: str) -> pd.DataFrame:
    """Return the rows whose count is known; where it is missing there is nothing to draw."""
    known = table[table[count].notna()]
    known.attrs = dict(table.attrs)
    return known


def bold(prepared: str) -> str:
    """Return a prepared label in bold; the only markup that is put into a slot, around text that is already safe."""
    return f"<b>{prepared}</b>"


def hover(*lines: object) -> str:
    """Return a hover label of several lines, the first in bold; empty ones are left out."""
    prepared = [labels.wrap(line, 48) for line in lines if labels.clean(line)]
    return "<br>".join([bold(prepared[0]), *prepared[1:]]) if prepared else ""


def note(fig: go.Figure, text: str) -> None:
    """Write a grey line under the title: what is not drawn, or how to read it.

    A line of the title itself: plotly's subtitle is placed by the measured height of the title, which is nothing in a
    notebook cell that is not yet on the screen, and the two come to lie on each other.
    """
    lines = grey(text, fig.layout.width)
    fig.layout.meta = fig.layout.meta | {"notes": [*fig.layout.meta.get("notes", []), labels.clean(text)]}
    _title(fig, "<br>".join([fig.layout.title.text, lines]))
    room(fig, 26 * (1 + lines.count("<br>")))


def grey(text: str, width: int | None = None) -> str:
    """Return the lines of a note, prepared, to follow a title of a figure of this width in pixels."""
    lines = labels.wrap(text, int(0.125 * (width or SCREEN))).split("<br>")
    lines = [f'<span style="font-size:13px;font-weight:normal;color:{GREY}">{line}</span>' for line in lines]
    return "<br>".join(lines).replace("%{", "&#37;{")


def _title(fig: go.Figure, text: str) -> None:
    # plotly sets a title of several lines 13 pixels higher than one line, however many they are: over the edge
    # and reads %{…} in it as a template of its own; as an entity the sign is shown as typed
    text = text.replace("%{", "&#37;{")
    fig.update_layout(title={"text": text, "pad": {"t": 29 if "<br>" in text else 16}})


def legend(fig: go.Figure) -> None:
    """Show the legend in one line above the plot."""
    fig.update_layout(showlegend=True)
    room(fig, 34)


def room(fig: go.Figure, pixels: int) -> None:
    """Make room above the plot, which stays as large as it was; left to plotly, texts come to lie on each other."""
    fig.layout.margin.t += pixels
    fig.layout.height += pixels


def count_axis(largest: float, lang: str) -> dict:
    """Return the ticks of an axis of counts: whole numbers, in the digits of `lang`."""
    step = next(s * 10**p for p in range(12) for s in (1, 2, 5) if largest / (s * 10**p) <= 6)
    values = list(range(0, int(largest) + step, step))
    return {
        "tickvals": values,
        "ticktext": [labels.number(value, lang) for value in values],
        "range": [0, largest * 1.12],
    }


def day_axis(
    fig: go.Figure,
    first: pd.Timestamp,
    last: pd.Timestamp,
    calendar: str,
    second: str | None,
    lang: str,
    width: float,
) -> None:
    """Make x an axis of days from `first` to `last` with ticks in one or two calendars, over about `width` pixels.

    `calendar`, `second`: as in `ticks.scale`. What the ticks are made of is kept in `layout.meta`: who draws the figure
    where it can be zoomed (`day_scale`) makes them again for what is seen.
    """
    days = [str(day.to_numpy().astype("datetime64[D]")) for day in (first, last)]
    told = {"calendar": calendar, "second": second, "first": days[0], "last": days[1], "lang": lang}
    fig.layout.meta = fig.layout.meta | {"days": told}
    scale = ticks.scale(**told)
    places, texts = ticks.ticks(scale, *days, width)
    names = " · ".join(labels.message(f"axis_{name}", lang) for name in scale["calendars"])
    fig.update_layout(
        xaxis={
            "type": "date",
            "range": days,
            "tickvals": places,
            "ticktext": texts,
            "tickangle": 0,
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": "#999999",
            "ticklabelstandoff": 2,
            "title": {"text": labels.svg(names)},
        }
    )


def day_scale(fig: go.Figure) -> dict | None:
    """Return what the ticks of an axis of days are made of (`ticks.scale`); None for a figure without such an axis."""
    told = (fig.layout.meta or {}).get("days")
    return ticks.scale(**told) if told else None


def keys(column: pd.Series) -> pd.Series:
    """Return ids or other keys as plain strings that can be written; a missing one is empty."""
    return pd.Series([labels.raw(labels.cell(value)) for value in column], column.index, dtype=object)


def kinds(types: pd.Series) -> pd.Series:
    """Return actor types that have a style, anything else as `other`."""
    return types.astype(object).where(types.isin(list(STYLES)), "other")


def word(group: str, key: object, lang: str) -> str:
    """Return the word for a value of a table, or the value itself where the table of messages has none."""
    try:
        return labels.message(f"{group}_{key}", lang)
    except KeyError:
        return labels.clean(key)


def role_marker(role: str) -> dict:
    """Return the fill of a bar by role; what is planned is hatched: in grey print too nobody takes it for held."""
    marker = {"color": ROLES.get(role, ROLES["other"])}
    if role not in (PLANNED, PROPOSED):
        return marker
    pattern = {"shape": "/", "fillmode": "replace", "bgcolor": "white", "solidity": 0.35, "size": 6}
    return marker | {"pattern": pattern, "line": {"color": marker["color"], "width": 1.5}}


def records(n: float, lang: str) -> str:
    """Return a number of records in words: `1 record`, `12 records`."""
    return counted(n, lang, "n_records")


def counted(n: float, lang: str, of: str) -> str:
    """Return a number with what it counts, by the column it is from: `n_records n_sentences n_stories`."""
    return labels.message(_ONE[of] if n == 1 else of, lang, n=n)


def span_counted(low: float, high: float, lang: str, of: str) -> str:
    """Return numbers from one to another with what they count: `3–6 records`, «عدد الوثائق: ٣–٦»."""
    if low == high:
        return counted(high, lang, of)
    return labels.message(of, lang, n=f"{labels.number(low, lang)}–{labels.number(high, lang)}")


def events(n: float, lang: str) -> str:
    """Return a number of events in words: `1 event`, `12 events`."""
    return labels.message("one_event" if n == 1 else "n_events", lang, n=n)


def table_of(fig: go.Figure) -> pd.DataFrame:
    """Return the table a figure was drawn from; raises ValueError for a figure that no chart of this suite made."""
    meta = _meta(fig)
    frame = carried.unpack(meta["table"])
    frame.attrs["provenance"] = meta["provenance"]
    return frame


def provenance_of(fig: go.Figure) -> dict:
    """Return where the table of a figure came from: `choice generation version left_out day sources`, if known."""
    return _meta(fig)["provenance"]


def _meta(fig: go.Figure) -> dict:
    meta = fig.layout.meta
    if not isinstance(meta, dict) or "table" not in meta:
        raise ValueError("This figure carries no table: make it with one of the chart functions of helpers.")
    return meta
