"""The chart of countries by countries: comes in a small table of counts, goes out a heatmap. It must not count."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import event_lines, figures, grids, labels
from helpers.event_countries import UNKNOWN

_GREYS = [[0, "#f2f2f2"], [1, "#bdbdbd"]]


def countries_chart(
    table: pd.DataFrame, lang: str = "en", title: object = None, top: int = 25, width: int = figures.SCREEN
) -> go.Figure:
    """Draw in how many happenings people or bodies of two countries take part together, as a table of colours.

    `table` as `rz.country_matrix` returns it: `a b name_a name_b n_events n_reports`. The diagonal holds what happened
    within a country; the last row and column hold those whose country is not known. Cells carry `[a, b]` in
    `customdata`. The `top` countries with most events are shown; a line says how many are not.
    """
    title = figures.opened(table, "countries", lang, title, "a b name_a name_b n_events", "rz.country_matrix(corpus)")
    known = figures.counted_rows(table, "n_events")
    if known.empty:
        return figures.empty(table, lang, title, "no_events")
    known = known.assign(a=figures.keys(known["a"]), b=figures.keys(known["b"]))
    names = _names(known, lang)
    first = known[["a", "n_events"]].set_axis(["code", "n"], axis=1)
    second = known.loc[known["a"] != known["b"], ["b", "n_events"]].set_axis(["code", "n"], axis=1)
    ends = pd.concat([first, second])
    sizes = ends.groupby("code")["n"].sum().reset_index()
    sizes = sizes.assign(open=sizes["code"] == UNKNOWN)
    codes = sizes.sort_values(["open", "n", "code"], ascending=[True, False, True])["code"].tolist()
    shown = [code for code in codes if code != UNKNOWN][:top] + [UNKNOWN] * (UNKNOWN in codes)
    rows = {}
    for row in known.itertuples():
        rows[row.a, row.b] = rows[row.b, row.a] = row
    cells = [[rows.get((a, b)) for b in shown] for a in shown]
    fig = figures.new(table, lang, title, height=120, width=width)
    fig.layout.meta = fig.layout.meta | {"mark": ["country_a", "country_b"]}
    _cells(fig, cells, shown, names, lang, open_ones=False)
    _cells(fig, cells, shown, names, lang, open_ones=True)
    grids.name_cells(fig, np.array([names[code] for code in shown], dtype=object), lang, width)
    if len(codes) > len(shown):
        figures.note(fig, labels.message("n_more_rows", lang, n=len(codes) - len(shown)))
    event_lines.accuracy_note(fig, table, lang)
    return fig


def _cells(fig: go.Figure, cells: list, shown: list[str], names: dict[str, str], lang: str, open_ones: bool) -> None:
    """Draw the cells of known countries, or in grey those in which one is not known, each kind on its own scale."""
    drawn = [[None if cell is None or (UNKNOWN in (cell.a, cell.b)) != open_ones else cell for cell in line]
             for line in cells]  # fmt: skip
    counts = [[None if cell is None else int(cell.n_events) for cell in line] for line in drawn]
    told = [[_said(cell, names, lang) for cell in line] for line in drawn]
    keys = [[[labels.raw(a), labels.raw(b)] for b in shown] for a in shown]
    grids.cells(fig, counts, told, keys, lang, _GREYS if open_ones else grids.SHADES)


def _names(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """The names of the countries in `lang`, by code."""
    local = table.attrs.get("names", {}).get(lang, {})
    found = {}
    for end in "ab":
        for code, name in zip(table[end], table[f"name_{end}"], strict=True):
            found[code] = labels.clean(local.get(code) or name)
    return found | {UNKNOWN: labels.message("country_unknown", lang)}


def _said(cell: object, names: dict[str, str], lang: str) -> str:
    if cell is None:
        return ""
    pair = names[cell.a] if cell.a == cell.b else labels.message("pair", lang, a=names[cell.a], b=names[cell.b])
    return figures.hover(pair, *event_lines.counted(cell, lang))
