"""What lies between two actors as a strip of time: comes in the table of a dyad, goes out a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, event_lines, event_styles, figures, labels, periods, ticks
from helpers.event_charts import status_legend

_MOST_ROWS = 60
_SHORT = 0.015  # the part of the axis below which an interval has the mark of a day


def dyad_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str = calendars.GREGORIAN,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw what lies between two actors, a line each in order of time: a day is a mark, a longer interval a bar.

    `table` as `rz.dyad` returns it: `kind type status earliest latest passage story_id`; what has no day stands at the
    left of its line as «undated». Marks carry the id of the story in `customdata`, sentences none.
    """
    figures.need(table, "kind type status earliest latest passage story_id", "dyad_chart", "rz.dyad(corpus, a, b)")
    ids, local = table.attrs.get("pair", ["", ""]), table.attrs.get("names", {}).get(lang, {})
    known = table.attrs.get("shown", {})
    a, b = (local.get(each) or known.get(each) or each for each in ids)
    title = title if title is not None else labels.message("dyad_title", lang, a=a, b=b)
    if table.empty:
        return figures.empty(table, lang, title, "no_events")
    rows = table.head(_MOST_ROWS).reset_index(drop=True)
    fig = figures.new(table, lang, title, height=130 + 30 * len(rows), width=width)
    fig.layout.meta = fig.layout.meta | {"mark": ["events"]}
    dated = rows[rows["earliest"].notna() & rows["latest"].notna()]
    if dated.empty:
        fig.update_xaxes(visible=False, range=[0, 1])
    else:
        day = pd.Timedelta(days=1).as_unit("s")
        first, last = dated["earliest"].min(), dated["latest"].max() + day
        pad = max((last - first) * 0.05, 3 * day)
        figures.day_axis(fig, first - pad, last + pad, calendar, second, lang, (width or periods.WIDTH) - 300)
    _strip(fig, rows, dated, calendar, second, lang)
    fig.update_yaxes(
        range=[len(rows) - 0.4, -0.6],
        tickvals=list(range(len(rows))),
        ticktext=[labels.wrap(_line_name(row, lang), 40, lines=1) for row in rows.itertuples()],
        gridcolor="#f0f0f0",
    )
    fig.update_layout(barmode="overlay")
    status_legend(fig, set(rows.loc[rows["kind"] == "event", "status"]), lang)
    if len(table) > len(rows):
        figures.note(fig, labels.message("n_more_rows", lang, n=len(table) - len(rows)))
    event_lines.accuracy_note(fig, table, lang)
    return fig


def _line_name(row: object, lang: str) -> str:
    if row.kind != "event":
        return labels.message("named_together", lang)
    return f"{figures.word('event', row.type, lang)} · {figures.word('status', row.status, lang)}"


def _strip(
    fig: go.Figure, rows: pd.DataFrame, dated: pd.DataFrame, calendar: str, second: str | None, lang: str
) -> None:
    also = dict(zip(dated.index, _intervals(dated, calendar, second, lang), strict=True))
    undated = labels.message("undated", lang)
    # A bar of two days among years would be a hair whose fill nobody sees: it gets the mark of a day.
    short = 0 if dated.empty else (dated["latest"].max() - dated["earliest"].min()).days * _SHORT
    for at, row in rows.iterrows():
        colour = event_styles.colour(row["type"]) if row["kind"] == "event" else figures.GREY
        said = figures.hover(
            _line_name(row, lang), *also.get(at, [undated]), labels.cell(row["basis"]), labels.cell(row["passage"])
        )
        shared = {"hovertext": [said], "hovertemplate": figures.TOLD, "showlegend": False, "y": [at]}
        shared |= {"customdata": [[labels.raw(labels.cell(row["story_id"]))]]} if row["kind"] == "event" else {}
        if at not in dated.index:
            text = [labels.svg(undated)]
            place = 0 if dated.empty else fig.layout.xaxis.range[0]
            fig.add_scatter(
                x=[place], mode="text", text=text, textposition="middle right",
                textfont={"color": figures.GREY, "size": 12}, cliponaxis=False, **shared,
            )  # fmt: skip
        elif (row["latest"] - row["earliest"]).days <= short:
            fig.add_scatter(x=[f"{row['earliest']:%Y-%m-%d}"], mode="markers", marker=_mark(row, colour), **shared)
        else:
            length = ((row["latest"] - row["earliest"]).days + 1) * 86_400_000
            marker = event_styles.fill(row["status"], [colour])
            base = [f"{row['earliest']:%Y-%m-%d}"]
            fig.add_bar(orientation="h", base=base, x=[length], width=0.5, marker=marker, **shared)


def _mark(row: pd.Series, colour: str) -> dict:
    """The mark of a day: filled when it took place, hollow when it is planned or proposed; a sentence is a line."""
    if row["kind"] != "event":
        return {"symbol": "line-ns", "size": 12, "line": {"color": colour, "width": 2}, "color": colour}
    shape = {"held": "diamond", "past": "diamond", "planned": "diamond-open", "proposed": "circle-open"}
    pale = event_styles.fill("past", [colour])["color"][0] if row["status"] == "past" else colour
    return {"symbol": shape.get(row["status"], "x"), "size": 13, "color": pale, "line": {"color": colour, "width": 2}}


def _intervals(dated: pd.DataFrame, calendar: str, second: str | None, lang: str) -> list[list[str]]:
    days = dated.rename(columns={"earliest": "a", "latest": "b"})[["a", "b"]].set_axis(["start", "end"], axis=1)
    if days.empty:
        return []
    own = [calendars.span_label(calendar, np.datetime64(a, "s"), np.datetime64(b, "s"), lang, digits=lang)
           for a, b in zip(days["start"], days["end"], strict=True)]  # fmt: skip
    return [list(pair) for pair in zip(own, periods.also(days, calendar, second, lang), strict=True)]
