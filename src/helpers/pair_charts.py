"""Charts of pairs of actors: comes in the table of co-occurrence, goes out a heatmap or ranked bars as a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import figures, grids, labels, networks
from helpers.figures import SCREEN

_SOURCE = "rz.cooccurrence(corpus)"


def cooccurrence_chart(
    pairs: pd.DataFrame, lang: str = "en", title: object = None, top: int = 30, width: int = SCREEN
) -> go.Figure:
    """Draw in how many records two actors appear together as a heatmap, ordered by cluster of company.

    `pairs` as `rz.cooccurrence` returns it: `a b name_a name_b type_a type_b n_records n_sentences share npmi`. The
    `top` actors with most company are shown; a line says how many are not. Cells carry both raw ids in `customdata`.
    """
    title = figures.opened(pairs, "cooccurrence", lang, title, "a b name_a name_b n_records", _SOURCE)
    if pairs.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    nodes, i, j, weight = networks.graph(pairs, lang)
    matrix = np.zeros((len(nodes), len(nodes)))
    matrix[i, j] = matrix[j, i] = weight
    best = np.sort(np.argsort(-matrix.sum(axis=1), kind="stable")[:top])
    order = best[_by_cluster(matrix[np.ix_(best, best)])]
    names = nodes["name"].to_numpy()[order]
    ids = nodes["actor_id"].to_numpy()[order].tolist()
    fig = figures.new(pairs, lang, title, height=120, width=width)
    counts, of = grids.whole(matrix[np.ix_(order, order)]), networks.counted(pairs)
    told = [[_together(a, b, n, lang, of) for b, n in zip(names, row, strict=True)]
            for a, row in zip(names, counts, strict=True)]  # fmt: skip
    grids.cells(fig, counts, told, [[[a, b] for b in ids] for a in ids], lang)
    grids.name_cells(fig, names, lang, width)
    if len(nodes) > len(order):
        figures.note(fig, labels.message("n_more", lang, n=len(nodes) - len(order)))
    return fig


def _together(a: str, b: str, n: int | None, lang: str, of: str) -> str:
    return figures.hover(labels.message("pair", lang, a=a, b=b), figures.counted(n, lang, of)) if n else ""


def _by_cluster(matrix: np.ndarray) -> list[int]:
    """Return an order in which clusters of actors with like company stand together: average linkage (Sokal and
    Michener 1958) over the cosine of their rows, two clusters joined at the ends that are most alike."""
    with_self = matrix + np.diag(matrix.max(axis=1, initial=0))
    length = np.linalg.norm(with_self, axis=1)
    alike = with_self @ with_self.T / np.maximum(np.outer(length, length), 1e-12)
    near = alike.copy()
    np.fill_diagonal(near, -1)
    clusters = [[k] for k in range(len(matrix))]
    for _ in range(len(matrix) - 1):
        a, b = sorted(int(k) for k in np.unravel_index(np.argmax(near.round(9)), near.shape))
        ways = [(x, y) for x in (clusters[a], clusters[a][::-1]) for y in (clusters[b], clusters[b][::-1])]
        first, second = max(ways, key=lambda way: round(alike[way[0][-1], way[1][0]], 9))
        sizes = len(first), len(second)
        near[a] = near[:, a] = (near[a] * sizes[0] + near[b] * sizes[1]) / sum(sizes)
        near[b] = near[:, b] = near[a, a] = -1
        near[near < 0] = -1  # what has been joined stays out
        clusters[a] = first + second
    return clusters[0] if clusters else []


def pairs_chart(
    pairs: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    by: str | None = None,
    top: int = 25,
    width: int = SCREEN,
) -> go.Figure:
    """Draw the `top` pairs with the largest value of a measure as ranked bars; a line says how many are not shown.

    `pairs` as `rz.cooccurrence` returns it. `by`: a column of it, `n_records` (or `n_stories`) when None, else
    `n_sentences`, `share`, `npmi`, `log_likelihood`. Bars carry both raw ids in `customdata`.
    """
    title = figures.opened(pairs, "pairs", lang, title, f"a b name_a name_b n_records {by or ''}", _SOURCE)
    by = by or networks.counted(pairs)
    known = pairs[pairs[by].notna()]
    if known.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    ranked = _ranked(known, by).head(top)
    ranked.attrs = dict(pairs.attrs)
    names = networks.graph(ranked, lang)[0].set_index("actor_id")["name"]
    keys = [list(pair) for pair in zip(figures.keys(ranked["a"]), figures.keys(ranked["b"]), strict=True)]
    words = [labels.message("pair_row", lang, a=names[a], b=names[b]) for a, b in keys]
    values = [round(float(value), 3) for value in ranked[by]]
    fig = figures.new(pairs, lang, title, height=120, width=width)
    middles = figures.rows_axis(fig, words, width * 52 // SCREEN, lang)
    texts = [labels.svg(labels.number(value, lang)) for value in values]
    told = [figures.hover(word, figures.counted(n, lang, "n_records"))
            for word, n in zip(words, ranked["n_records"], strict=True)]  # fmt: skip
    look = {"width": [18] * len(ranked), "marker": {"color": figures.STYLES["person"][0]}, "customdata": keys}
    figures.row_bars(fig, values, middles.tolist(), texts, told, **look)
    _measure_axis(fig, values, by, lang)
    if len(known) > len(ranked):
        figures.note(fig, labels.message("n_more_pairs", lang, n=len(known) - len(ranked)))
    return fig


def _measure_axis(fig: go.Figure, values: list[float], by: str, lang: str) -> None:
    low, high = min(0.0, min(values)) * 1.12, max(max(values) * 1.12, 0.01)
    fig.update_xaxes(
        title_text=labels.svg(labels.message(f"measure_{by}", lang)),
        range=[high, low] if labels.direction(lang) == "rtl" else [low, high],
        showticklabels=False,
        showgrid=False,
    )


def _ranked(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    # A stable sort by id first, for equal values: the order of the rows must not matter.
    keyed = pairs.assign(a=figures.keys(pairs["a"]), b=figures.keys(pairs["b"])).sort_values(["a", "b"])
    return keyed.sort_values([by, "n_records"], ascending=False, kind="stable")
