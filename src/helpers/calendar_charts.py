"""The calendar as a chart: comes in a timeline by day, goes out a grid of months and days as a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, grids, labels, ticks

_MOST_MONTHS = 36
_ROW = 24  # pixels
_DAYS = 31


def calendar_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw how many records fall on each day as a grid: a row a month, a column a day of it, darker for more.

    `table` as `rz.timeline(corpus, by="day")` returns it: `start end label role n_records`; roles of one day are added
    up. `calendar`: of the months, in Gregorian, Iranian, Afghan or lunar Hijri names (the table's own when None);
    `second`: of the day told on hover, as in `timeline_chart`. A day without records is pale, one that the month does
    not have is blank. Of more than 36 months the last are drawn; lines say what is left out: earlier months, what is
    longer than a day, what has no day. Cells carry `[day, day, ""]` in `customdata`.
    """
    title = figures.opened(table, "calendar", lang, title, "start end n_records", 'rz.timeline(corpus, by="day")')
    calendar = calendar or table.attrs.get("calendar") or calendars.GREGORIAN
    known = table[table["n_records"].fillna(0) > 0]
    single = known["start"].notna() & (known["end"].fillna(known["start"]) == known["start"])
    days = known[single].groupby("start")["n_records"].sum()
    year, month, day = calendars.from_day(calendar, days.index.to_numpy())
    months = np.unique(year * 12 + month - 1)[np.unique(year * 12 + month - 1) >= 12]
    if not len(months):
        return figures.empty(table, lang, title, "no_days")
    rows = np.arange(max(months[0], months[-1] - _MOST_MONTHS + 1), months[-1] + 1)
    fig = figures.new(table, lang, title, height=100 + _ROW * len(rows), width=width)
    counts = dict(zip(zip((year * 12 + month - 1).tolist(), day.tolist(), strict=True), days.tolist(), strict=True))
    _cells(fig, rows, counts, calendar, second, lang)
    _axes(fig, rows, calendar, lang)
    early = int(days[(year * 12 + month - 1) < rows[0]].sum())
    longer = int(known.loc[~single & known["start"].notna(), "n_records"].sum())
    undated = int(known.loc[known["start"].isna(), "n_records"].sum())
    for key, n in (("n_earlier", early), ("n_longer", longer), ("n_undated", undated)):
        if n:
            figures.note(fig, labels.message(key, lang, n=n))
    return fig


def _cells(
    fig: go.Figure, rows: np.ndarray, counts: dict[tuple[int, int], int], calendar: str, second: str | None, lang: str
) -> None:
    second = ticks.other(calendar, lang) if second == ticks.AUTO else second
    grid = [
        [calendars.to_day(calendar, [r // 12], [r % 12 + 1], [d + 1])[0] for d in range(_DAYS)] for r in rows.tolist()
    ]
    z, hover, keys = [], [], []
    for row, own in zip(rows.tolist(), grid, strict=True):
        n = [None if np.isnat(day) else counts.get((row, d + 1), 0) for d, day in enumerate(own)]
        z.append(n)
        hover.append(
            ["" if k is None else _said(day, k, calendar, second, lang) for day, k in zip(own, n, strict=True)]
        )
        keys.append(
            [
                [str(day)[:10], str(day)[:10], ""] if k is not None else ["", "", ""]
                for day, k in zip(own, n, strict=True)
            ]
        )
    most = max(k for line in z for k in line if k is not None)
    # Zero has a colour of its own: the palest blue begins at one.
    low = 0.5 / max(most, 1)
    scale = [[0, "#f3f3f3"], [low, "#f3f3f3"], *([low + (1 - low) * at, shade] for at, shade in grids.SHADES)]
    look = {"x": list(range(1, _DAYS + 1)), "textfont": {"size": 11}, "zmax": most}
    grids.cells(fig, z, hover, keys, lang, scale, **look)


def _said(day: np.datetime64, n: int, calendar: str, second: str | None, lang: str) -> str:
    words = [calendars.span_label(name, day, day, lang, digits=lang) for name in (calendar, second) if name]
    return figures.hover(*words, figures.records(n, lang))


def _axes(fig: go.Figure, rows: np.ndarray, calendar: str, lang: str) -> None:
    rtl = labels.direction(lang) == "rtl"
    names = [calendars.period_label(calendar, int(r // 12), int(r % 12 + 1), None, lang, lang) for r in rows]
    fig.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[labels.wrap(name, 24) for name in names],
        range=[len(rows) - 0.5, -0.5], side="right" if rtl else "left", showgrid=False,
    )  # fmt: skip
    fig.update_xaxes(
        tickvals=list(range(1, _DAYS + 1)), ticktext=[labels.svg(labels.number(d, lang)) for d in range(1, _DAYS + 1)],
        range=[_DAYS + 0.5, 0.5] if rtl else [0.5, _DAYS + 0.5], side="top", showgrid=False, tickangle=0,
        tickfont={"size": 11}, title_text=labels.svg(labels.message(f"axis_{calendar}", lang)),
    )  # fmt: skip
    figures.room(fig, 44)
