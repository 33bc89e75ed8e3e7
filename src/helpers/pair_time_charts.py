"""Charts of pairs over time: comes in the table of pairs by period, goes out a network with a slider or a heatmap.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, grids, labels, layouts, networks, ticks
from helpers.figures import SCREEN
from helpers.networks import counted, graph

_SLIDER = 86  # pixels below the network
_MOST_PERIODS = 60  # each has its own lines and names in the page
_COLUMNS = "start end label a b name_a name_b type_a type_b n_records"
_SOURCE = "rz.cooccurrence_over_time(corpus)"


def network_over_time_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    top: int = 60,
    width: int = SCREEN,
) -> go.Figure:
    """Draw who appears with whom period by period, with a slider; an actor stands in one place in all periods.

    `table` as `rz.cooccurrence_over_time` returns it. The slider begins with all periods together, where a line is the
    wider the more periods have the pair, and ends with the undated. Periods are named in `calendar` (the table's own
    when None) and, above the network, in `second` too (as in `timeline_chart`). The `top` actors with most company are
    shown; a line says how many are not. Nodes carry the raw id in `customdata`, middles of lines both ids and the first
    and last day of the period (empty for the undated). More than 60 periods are not drawn: the figure says so.
    """
    title = figures.opened(table, "network_over_time", lang, title, _COLUMNS, _SOURCE)
    if table.empty:
        return figures.empty(table, lang, title, "no_pairs")
    shown, left_out = _strongest(_keyed(table), top)
    periods = _periods(shown, calendar, second, lang)
    if len(periods) > _MOST_PERIODS:
        return figures.empty(table, lang, title, "too_many_periods", n=len(periods))
    whole = _whole(shown)
    nodes, i, j, weight = graph(whole, lang)
    sizes = networks.degrees(len(nodes), i, j)[1]
    half, below = networks.boxes(nodes["name"], np.ones(len(nodes), dtype=bool), sizes)
    xy, height = layouts.place(len(nodes), i, j, weight, half, width - 48)
    nodes = nodes.assign(x=xy[:, 0], y=xy[:, 1] - below, size=sizes)
    fig = figures.new(table, lang, title, height=int(height + 76), width=width)
    if left_out:
        figures.note(fig, labels.message("n_more", lang, n=left_out))
    _everywhere(fig, nodes)
    words = labels.message("line_width_n_periods", lang)
    steps = [(_step(fig, nodes, whole, networks.widths(weight), lang), labels.message("all_periods", lang), words)]
    cuts = networks.widths(shown[counted(shown)].to_numpy(dtype=float))
    for place, period in enumerate(periods.itertuples()):
        rows = shown[_of_period(shown, periods) == place]
        steps.append((_step(fig, nodes, rows, cuts, lang, _days(period)), period.label, period.both))
    networks.axes(fig, width - 48, height)
    figures.legend(fig)
    _slider(fig, steps)
    return fig


def _strongest(table: pd.DataFrame, top: int) -> tuple[pd.DataFrame, int]:
    """The rows among the `top` actors with most company, and how many other actors there are."""
    ends = [table[[end, counted(table)]].set_axis(["actor", "n"], axis=1) for end in "ab"]
    sums = pd.concat(ends).groupby("actor")["n"].sum().reset_index()
    best = set(sums.sort_values(["n", "actor"], ascending=[False, True])["actor"].head(top))
    shown = table[table["a"].isin(best) & table["b"].isin(best)]
    return shown, len(sums) - len({*shown["a"], *shown["b"]})


def _periods(table: pd.DataFrame, calendar: str | None, second: str | None, lang: str) -> pd.DataFrame:
    """The periods in order, `start end label both`, the undated last: their names in one and in two calendars."""
    calendar = calendar or table.attrs.get("calendar", calendars.GREGORIAN)
    second = ticks.other(calendar, lang) if second == ticks.AUTO else second
    spans = (
        table[["start", "end"]].drop_duplicates().sort_values(["start", "end"], na_position="last", ignore_index=True)
    )
    own, both = [], []
    for start, end in zip(spans["start"].to_numpy(), spans["end"].to_numpy(), strict=True):
        if np.isnat(start):
            names = [labels.message("undated", lang)]
        else:
            told = [each for each in (calendar, second) if each]
            names = [calendars.span_label(each, start, end, lang, digits=lang) for each in told]
        own.append(names[0])
        both.append(" — ".join(names))
    return spans.assign(label=own, both=both)


def _of_period(table: pd.DataFrame, periods: pd.DataFrame) -> np.ndarray:
    """The place of the period of each row."""
    known = pd.MultiIndex.from_frame(periods[["start", "end"]])
    return known.get_indexer(pd.MultiIndex.from_frame(table[["start", "end"]]))


def _days(period: tuple) -> tuple[str, str]:
    return labels.cell(period.start), labels.cell(period.end)


def _keyed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ids that can be written; it is these that are grouped."""
    keyed = table.assign(a=figures.keys(table["a"]), b=figures.keys(table["b"]))
    keyed.attrs = dict(table.attrs)
    return keyed


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """A row a pair, with the number of dated periods in which it is."""
    whole = table.assign(n_periods=table.groupby(["a", "b"])["start"].transform("count")).drop_duplicates(["a", "b"])
    whole.attrs = dict(table.attrs)
    return whole


def _everywhere(fig: go.Figure, nodes: pd.DataFrame) -> None:
    """Mark the place of every actor in pale grey: who is missing in a period is seen to be missing."""
    marker = {"size": 6, "color": figures.LINE}
    places = {"x": networks.floats(nodes["x"]), "y": networks.floats(nodes["y"])}
    fig.add_scatter(**places, mode="markers", marker=marker, hoverinfo="skip", showlegend=False)


def _step(
    fig: go.Figure, nodes: pd.DataFrame, rows: pd.DataFrame, cuts: list[float], lang: str, days: tuple[str, ...] = ()
) -> range:
    """Draw the pairs of one period and who is in them, and return the places of these traces."""
    before = len(fig.data)
    part, i, j, weight = graph(rows, lang)
    at = nodes.set_index("actor_id").loc[part["actor_id"]]
    xy, of = at[["x", "y"]].to_numpy(), counted(rows)
    networks.lines(fig, xy, i, j, weight, lang, of, cuts)
    networks.middles(fig, xy, part, i, j, weight, lang, of, days)
    others = networks.company(part["name"].to_numpy(), i, j, weight, lang, of)
    networks.dots(fig, part, xy, at["size"].to_numpy(), np.ones(len(part), dtype=bool), others, lang)
    return range(before, len(fig.data))


def _slider(fig: go.Figure, steps: list[tuple[range, str, str]]) -> None:
    """Put a slider below; each step shows its traces and says above the network what they are."""
    title = fig.layout.title.text
    figures.note(fig, steps[0][2])
    moves = []
    for traces, label, note in steps:
        seen = [place == 0 or place in traces for place in range(len(fig.data))]  # 0: the pale places
        text = f"{title}<br>{figures.grey(note)}"
        moves.append(
            {"method": "update", "label": labels.svg(label), "args": [{"visible": seen}, {"title.text": text}]}
        )
    for trace, visible in zip(fig.data, moves[0]["args"][0]["visible"], strict=True):
        trace.visible = visible
    fig.layout.margin.b = figures.THEME.layout.margin.b + _SLIDER
    fig.layout.height += _SLIDER
    place = {"x": 0.03, "len": 0.94, "y": 0, "yanchor": "top", "pad": {"t": 24, "b": 0}}
    style = {"currentvalue": {"visible": False}, "font": {"size": 12}, "bgcolor": figures.LINE}
    fig.layout.sliders = [{"steps": moves, "active": 0, **place, **style}]


def pairs_over_time_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    top: int = 25,
    width: int = SCREEN,
) -> go.Figure:
    """Draw when two actors are named together: a row a pair, a column a period, the undated last; for print too.

    `table` as `rz.cooccurrence_over_time` returns it. The `top` pairs with most records over all periods are shown, in
    the order in which they first appear; a line says how many are not. Periods without any pair are left out. Names of
    periods as in `network_over_time_chart`. Cells carry both raw ids and the first and last day in `customdata`.
    """
    title = figures.opened(table, "pairs_over_time", lang, title, _COLUMNS, _SOURCE)
    if table.empty:
        return figures.empty(table, lang, title, "no_pairs")
    keyed = _keyed(table)
    best = _first_seen(keyed, top)
    shown = keyed.merge(best[["a", "b"]].assign(row=range(len(best))), on=["a", "b"])
    shown.attrs = dict(table.attrs)
    periods = _periods(shown, calendar, second, lang)
    if len(periods) > _MOST_PERIODS:
        return figures.empty(table, lang, title, "too_many_periods", n=len(periods))
    named = graph(shown, lang)[0].set_index("actor_id")["name"]
    ids = list(zip(figures.keys(best["a"]), figures.keys(best["b"]), strict=True))
    words = [labels.message("pair_row", lang, a=named[a], b=named[b]) for a, b in ids]
    counts = np.zeros((len(best), len(periods)))
    counts[shown["row"], _of_period(shown, periods)] = shown[counted(shown)]
    fig = figures.new(table, lang, title, height=96, width=width)
    _cells(fig, counts, ids, words, periods, lang, counted(shown))
    pairs = len(keyed.drop_duplicates(["a", "b"]))
    if pairs > len(best):
        figures.note(fig, labels.message("n_more_pairs", lang, n=pairs - len(best)))
    return fig


def _first_seen(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """The pairs with most records, `a b`, by their first period."""
    sums = table.groupby(["a", "b"], as_index=False).agg(n=(counted(table), "sum"), start=("start", "min"))
    best = sums.sort_values(["n", "a", "b"], ascending=[False, True, True]).head(top)
    return best.sort_values(["start", "n", "a", "b"], ascending=[True, False, True, True], ignore_index=True)


def _cells(
    fig: go.Figure,
    counts: np.ndarray,
    ids: list[tuple[str, str]],
    words: list[str],
    periods: pd.DataFrame,
    lang: str,
    of: str,
) -> None:
    """Draw the counts of each pair (a row) in each period (a column)."""
    days = [_days(period) for period in periods.itertuples()]
    hover = [[figures.hover(word, both, figures.counted(int(n), lang, of)) if n else ""
              for n, both in zip(row, periods["both"], strict=True)]
             for row, word in zip(counts, words, strict=True)]  # fmt: skip
    keys = [[[*pair, *each] for each in days] for pair in ids]
    grids.cells(fig, grids.whole(counts), hover, keys, lang)
    _name_cells(fig, words, periods["label"].tolist(), lang)


def _name_cells(fig: go.Figure, words: list[str], names: list[str], lang: str) -> None:
    """Name rows and columns; the names of many periods are turned."""
    rtl = labels.direction(lang) == "rtl"
    room = (fig.layout.width - 360) / len(names)
    turned = room < 92
    empty = max((fig.layout.width - 360) / 120 - len(names), 0)  # few periods are no wider than many
    span = [-0.5 - empty * rtl, len(names) - 0.5 + empty * (not rtl)]
    fig.update_xaxes(
        tickvals=list(range(len(names))),
        ticktext=[labels.wrap(label, 26 if turned else 12) for label in names],
        tickangle=-90 if turned else 0,
        side="top",
        automargin=False,
        range=span,
        showgrid=False,
    )
    fig.update_yaxes(
        tickvals=list(range(len(words))),
        ticktext=[labels.wrap(word, 46) for word in words],
        range=[len(words) - 0.5, -0.5],
        side="right" if rtl else "left",
        showgrid=False,
    )
    tall = max(max(len(labels.fold(word, 46)) for word in words) * 17 + 8, 28)
    fig.layout.height += tall * len(words)
    longest = max(len(labels.fold(label, 12)) for label in names)
    figures.room(fig, 8 * max(len(label) for label in names) if turned else 18 * longest + 8)
