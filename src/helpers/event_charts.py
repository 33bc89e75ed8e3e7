"""Charts of events: comes in one small table of what happened, goes out one plotly Figure, every text through labels.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, event_lines, event_styles, figures, labels, periods, ticks

_LANE = 46  # pixels
_UNDATED = 0.91
_FLOOR = 0.42  # of a lane, below its middle
_MOST_LANES = 16
_NUMBERED = 120  # bars with their number above them; of more the hover tells it
_SMALLEST = 0.006  # the part of the axis that a bar is wide at the least, so that a day among years is seen


def event_timeline_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw happenings per period in a lane for each type; what is held, earlier, planned and proposed is drawn apart.

    `table` as `rz.event_timeline` returns it: `start end label type status n_events n_reports`; a row without `start`
    is undated and stands beside the axis on the same scale. `calendar`, `second`: as in `timeline_chart`. Bars carry
    `[start, end, type, status]` in `customdata`. A line under the title tells how far the events can be trusted.
    """
    columns = "start end label type status n_events"
    title = figures.opened(table, "event_timeline", lang, title, columns, "rz.event_timeline(corpus)")
    return _lanes(table, "type", "event", lang, title, calendar, second, width)


def topics_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw what happenings were about, in a lane for each of the 16 topics with most of them.

    `table` as `rz.topics_over_time` returns it: `start end label topic status n_events n_reports`; the rest as in
    `event_timeline_chart`.
    """
    columns = "start end label topic status n_events"
    title = figures.opened(table, "topics", lang, title, columns, "rz.topics_over_time(corpus)")
    return _lanes(table, "topic", "topic", lang, title, calendar, second, width)


def _lanes(
    table: pd.DataFrame,
    lane: str,
    group: str,
    lang: str,
    title: object,
    calendar: str | None,
    second: str | None,
    width: int | None,
) -> go.Figure:
    known = table[table["n_events"].fillna(0) > 0]
    if known.empty:
        return figures.empty(table, lang, title, "no_events")
    known = known.assign(lane=figures.keys(known[lane]), status=figures.keys(known["status"]))
    names = _lane_order(known, lane)
    shown = known[known["lane"].isin(names[:_MOST_LANES])]
    names = names[:_MOST_LANES]
    fig = figures.new(table, lang, title, height=130 + _LANE * len(names), width=width)
    fig.layout.meta = fig.layout.meta | {"mark": ["start", "end", lane, "status"]}
    own = table.attrs.get("calendar")
    calendar = calendar or own or calendars.GREGORIAN
    dated = shown[shown["start"].notna()].sort_values(["start", "end"], kind="stable", ignore_index=True)
    open_rows = shown[shown["start"].isna()].reset_index(drop=True)
    dated = dated.assign(also=periods.also(dated, own or calendar, second, lang))
    if own:
        dated = dated.assign(label=periods.names(dated, own, lang))
    open_rows = open_rows.assign(also="", label=labels.message("undated", lang))
    share = 1.0 if open_rows.empty else periods.dated_share(width)
    if not dated.empty:
        spans = periods.spans(dated)
        # The names of lanes take their room from the axis, and its ticks would come to lie on each other.
        names_of = [labels.fold(figures.word(group, name, lang), 24) for name in names]
        room = max(0, max(len(line) for lines in names_of for line in lines) * 7 - 50)
        periods.axis(fig, spans, calendar, second, lang, share, (width or periods.WIDTH) - room)
        first, last = (pd.Timestamp(each) for each in fig.layout.xaxis.range)
        least = (last - first).days * _SMALLEST
        wide_as = (spans["days"] * 0.9).clip(lower=least) * 86_400_000
        wide = pd.concat([periods.spans(own)["holds_others"] for _, own in dated.groupby("lane")])
        dated = dated.assign(x=spans["middle"].dt.strftime("%Y-%m-%dT%H:%M:%S"), width=wide_as, wide=wide)
        _bars(fig, dated, names, group, lang)
    if not open_rows.empty:
        _undated(fig, open_rows, names, group, lang, alone=dated.empty)
    _lane_axis(fig, [figures.word(group, name, lang) for name in names])
    fig.update_layout(barmode="overlay")
    status_legend(fig, set(shown["status"]), lang)
    left_out = known.loc[~known["lane"].isin(names), "lane"].nunique()
    if left_out:
        figures.note(fig, labels.message("n_more_rows", lang, n=left_out))
    event_lines.accuracy_note(fig, table, lang)
    return fig


def _lane_order(known: pd.DataFrame, lane: str) -> list[str]:
    """Lanes with most events first; «no topic» last, whatever there is of it."""
    sizes = known.groupby("lane")["n_events"].sum().reset_index()
    sizes = sizes.assign(last=sizes["lane"] == "none") if lane == "topic" else sizes.assign(last=False)
    return sizes.sort_values(["last", "n_events", "lane"], ascending=[True, False, True])["lane"].tolist()


def _stacks(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `base` and `top`: statuses of one lane and period on top of each other, the most certain below."""
    order = {name: rank for rank, name in enumerate(event_styles.in_order(set(rows["status"])))}
    rows = rows.assign(rank=rows["status"].map(order)).sort_values(["lane", "start", "end", "rank"], kind="stable")
    top = rows.groupby(["lane", "start", "end"], dropna=False)["n_events"].cumsum()
    return rows.assign(top=top, base=top - rows["n_events"])


def _bars(fig: go.Figure, rows: pd.DataFrame, names: list[str], group: str, lang: str) -> None:
    """Draw bars upwards from the floor of each lane (the axis runs down, so heights are negative)."""
    wide, rows = rows[rows["wide"]], _stacks(rows[~rows["wide"]])
    scale = 0.64 / rows["top"].max()
    floor = rows["lane"].map({name: n for n, name in enumerate(names)}) + _FLOOR
    for status in event_styles.in_order(set(rows["status"])):
        own = rows[rows["status"] == status]
        look = _look(own, status, group, lang)
        # One beside a thousand is still seen: a bar is two pixels high at the least.
        height = (own["n_events"] * scale).clip(lower=2 / _LANE)
        base = floor[own.index] - own["base"] * scale
        fig.add_bar(x=own["x"].tolist(), y=(-height).tolist(), base=base.tolist(), width=own["width"].tolist(), **look)
    # A year among its months lies below them as a band: piled up with them it would say that all fell into January.
    for status in event_styles.in_order(set(wide["status"])):
        own = wide[wide["status"] == status]
        look = _look(own, status, group, lang)
        look["marker"]["opacity"] = 0.5
        base = (own["lane"].map({name: n for n, name in enumerate(names)}) + _FLOOR + 0.02).tolist()
        fig.add_bar(x=own["x"].tolist(), y=[0.09] * len(own), base=base, width=own["width"].tolist(), **look)
    tops = rows.groupby(["lane", "start", "end"], sort=False).tail(1)
    if len(tops) <= _NUMBERED:
        at = floor[tops.index] - tops["top"] * scale
        _numbers(fig, tops["x"].tolist(), at.tolist(), tops["top"], "top center", lang)


def _undated(fig: go.Figure, rows: pd.DataFrame, names: list[str], group: str, lang: str, alone: bool) -> None:
    """Count what has no day beside the axis: bars to the right, on a scale of their own, with their number."""
    rows = _stacks(rows)
    most = float(rows["top"].max())
    fig.update_layout(
        xaxis2={
            "domain": [0.0 if alone else _UNDATED, 1.0],
            "anchor": "y",
            "tickvals": [most * 0.6],
            "ticktext": [labels.wrap(labels.message("undated", lang), 10)],
            "range": [0, most * (1.1 if alone else 1.5)],
            "showgrid": False,
            "title": {"text": ""},
        }
    )
    if not alone:
        fig.layout.xaxis.domain = [0.0, periods.dated_share(fig.layout.width)]
    middle = rows["lane"].map({name: n for n, name in enumerate(names)}) + 0.16
    for status in event_styles.in_order(set(rows["status"])):
        own = rows[rows["status"] == status]
        look = _look(own, status, group, lang)
        y = middle[own.index].tolist()
        base, width = own["base"].tolist(), [0.4] * len(own)
        fig.add_bar(
            orientation="h", x=own["n_events"].tolist(), y=y, base=base, width=width, xaxis="x2", yaxis="y", **look
        )
    tops = rows.groupby("lane", sort=False).tail(1)
    _numbers(
        fig, (tops["top"] + most * 0.06).tolist(), middle[tops.index].tolist(), tops["top"], "middle right", lang, "x2"
    )


def _look(own: pd.DataFrame, status: str, group: str, lang: str) -> dict:
    colours = [event_styles.colour(name) if group == "event" else "#0072B2" for name in own["lane"]]
    return {
        "marker": event_styles.fill(status, colours),
        "hovertext": [_said(row, group, lang) for row in own.itertuples()],
        "hovertemplate": figures.TOLD,
        "customdata": [
            [f"{row.start:%Y-%m-%d}" if pd.notna(row.start) else "", labels.cell(row.end), row.lane, row.status]
            for row in own.itertuples()
        ],
        "showlegend": False,
        "name": labels.svg(figures.word("status", status, lang)),
    }


def _numbers(fig: go.Figure, x: list, y: list, counts: pd.Series, place: str, lang: str, axis: str = "x") -> None:
    fig.add_scatter(
        x=x,
        y=y,
        mode="text",
        text=[labels.svg(labels.number(int(n), lang)) for n in counts],
        textposition=place,
        textfont={"size": 11, "color": figures.GREY},
        xaxis=axis,
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _said(row: object, group: str, lang: str) -> str:
    """The hover of a bar: the period in both calendars, what, how many, in how many reports, between which counts."""
    lines = [row.label, row.also, f"{figures.word(group, row.lane, lang)} · {figures.word('status', row.status, lang)}"]
    return figures.hover(*lines, *event_lines.counted(row, lang))


def _lane_axis(fig: go.Figure, names: list[str]) -> None:
    fig.update_yaxes(
        range=[len(names) - 0.5, -0.62],
        tickvals=list(range(len(names))),
        ticktext=[labels.wrap(name, 24) for name in names],
        showgrid=False,
    )
    for n in range(len(names)):
        line = {"color": figures.LINE, "width": 1}
        fig.add_shape(type="line", xref="paper", x0=0, x1=1, y0=n + _FLOOR, y1=n + _FLOOR, line=line, layer="below")


def status_legend(fig: go.Figure, statuses: set[str], lang: str) -> None:
    """Name the fills in grey: the colour of a bar tells its type, its fill what is known of it having happened."""
    for status in event_styles.in_order(statuses):
        marker = event_styles.fill(status, ["#555555"])
        marker = {key: value[0] if isinstance(value, list) else value for key, value in marker.items()}
        marker["line"] = {key: value[0] if isinstance(value, list) else value for key, value in marker["line"].items()}
        fig.add_bar(
            x=[None], y=[None], marker=marker, name=labels.svg(figures.word("status", status, lang)), showlegend=True
        )
    figures.legend(fig)
