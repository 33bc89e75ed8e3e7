"""Tables of colours: counts by row and column come in, cells of a heatmap and the names beside them go out.

What all heatmaps share; must not know what is counted in a cell. Public by way of helpers.charts.
"""

import numpy as np
import plotly.graph_objects as go

from helpers import figures, labels
from helpers.figures import SCREEN

SHADES = [[0, "#deebf7"], [0.5, "#6baed6"], [1, "#08306b"]]


def cells(
    fig: go.Figure,
    counts: list[list[int | None]],
    told: list[list[str]],
    keys: list[list[list[str]]],
    lang: str,
    shades: list = SHADES,
    **look: object,
) -> None:
    """Draw a cell for each count with its number in it, none for a missing one; `told` is prepared for hover."""
    place = {"x": list(range(len(counts[0]) if counts else 0)), "y": list(range(len(counts)))}
    fig.add_heatmap(
        z=counts,
        text=[["" if not n else labels.svg(labels.number(n, lang)) for n in row] for row in counts],
        texttemplate="%{text}",
        colorscale=shades,
        zmin=0,
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=keys,
        hovertext=told,
        hovertemplate=figures.TOLD,
        hoverongaps=False,
        **(place | look),
    )


def whole(counts: np.ndarray) -> list[list[int | None]]:
    """Return a matrix of counts as whole numbers; nothing where there is none."""
    return [[int(n) if n else None for n in row] for row in counts]


def name_cells(fig: go.Figure, names: np.ndarray, lang: str, width: int = SCREEN) -> None:
    """Name the rows; name the columns where each name fits over its column, else give rows and columns numbers."""
    n = len(names)
    lines = [len(labels.fold(name, 30)) for name in names]
    row = max(26, 17 * max(lines) + 6)
    column = min((width - 290) / n, 64)
    fits = 17 * max(lines) <= column
    numbers = [labels.number(k + 1, lang) for k in range(n)]
    across = [labels.wrap(name, 30) for name in names] if fits else [labels.svg(number) for number in numbers]
    # In brackets: after a middle dot, which looks like a Persian zero, ۳ would read ۳۰.
    down = names if fits else [f"{name} ({number})" for name, number in zip(names, numbers, strict=True)]
    ticks = {"tickvals": list(range(n)), "showgrid": False}
    span = [-0.5, max(n, (width - 290) / 64) - 0.5]
    fig.update_xaxes(
        ticktext=across,
        tickangle=-90 if fits else 0,
        side="top",
        automargin=False,
        range=span[::-1] if labels.direction(lang) == "rtl" else span,
        **ticks,
    )
    texts = [labels.wrap(name, 34) for name in down]
    fig.update_yaxes(ticktext=texts, range=[n - 0.5, -0.5], side=figures.side(lang), **ticks)
    longest = max(len(line) for name in names for line in labels.fold(name, 30))
    fig.layout.height += int(row * n) - 40
    figures.room(fig, int(longest * 7.5) + 10 if fits else 26)
