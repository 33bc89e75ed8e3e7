"""Charts of pairs of actors: comes in the table of co-occurrence, goes out a network or a heatmap as a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import event_lines, figures, labels, layouts
from helpers.figures import SCREEN

WEBGL_FROM = 1500  # nodes; beyond, SVG text makes the page slow
_CLICKABLE = 2000  # pairs with a point in the middle of their line that tells them; more would be most of the file
_LABELLED = 120  # nodes with a name beside them; the others tell it on hover
SHADES = [[0, "#deebf7"], [0.5, "#6baed6"], [1, "#08306b"]]


def cooccurrence_chart(
    pairs: pd.DataFrame, lang: str = "en", title: object = None, top: int = 30, width: int = SCREEN
) -> go.Figure:
    """Draw in how many records two actors appear together as a heatmap, ordered by cluster of company.

    `pairs` as `rz.cooccurrence` returns it: `a b name_a name_b type_a type_b n_records n_sentences share npmi`. The
    `top` actors with most company are shown; a line says how many are not. Cells carry both raw ids in `customdata`.
    """
    figures.need(pairs, "a b name_a name_b n_records", "cooccurrence_chart", "rz.cooccurrence(corpus)")
    title = title if title is not None else labels.message("cooccurrence_title", lang)
    if pairs.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    nodes, i, j, weight = graph(pairs, lang)
    of = counted(pairs)
    matrix = np.zeros((len(nodes), len(nodes)))
    matrix[i, j] = matrix[j, i] = weight
    best = np.sort(np.argsort(-matrix.sum(axis=1), kind="stable")[:top])
    order = best[_by_cluster(matrix[np.ix_(best, best)])]
    shown = matrix[np.ix_(order, order)]
    names = nodes["name"].to_numpy()[order]
    ids = nodes["actor_id"].to_numpy()[order].tolist()
    fig = figures.new(pairs, lang, title, height=120, width=width)
    fig.add_heatmap(
        z=[[int(v) if v else None for v in row] for row in shown],
        x=list(range(len(order))),
        y=list(range(len(order))),
        text=[[labels.svg(labels.number(int(v), lang)) if v else "" for v in row] for row in shown],
        texttemplate="%{text}",
        colorscale=SHADES,
        zmin=0,
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=[[[a, b] for b in ids] for a in ids],
        hovertext=[
            [
                figures.hover(labels.message("pair", lang, a=a, b=b), figures.counted(int(v), lang, of)) if v else ""
                for b, v in zip(names, row, strict=True)
            ]
            for a, row in zip(names, shown, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
    )
    name_cells(fig, names, lang, width)
    if len(nodes) > len(order):
        figures.note(fig, labels.message("n_more", lang, n=len(nodes) - len(order)))
    return fig


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
    rtl = labels.direction(lang) == "rtl"
    span = [-0.5, max(n, (width - 290) / 64) - 0.5]
    fig.update_xaxes(
        ticktext=across,
        tickangle=-90 if fits else 0,
        side="top",
        automargin=False,
        range=span[::-1] if rtl else span,
        **ticks,
    )
    fig.update_yaxes(
        ticktext=[labels.wrap(name, 34) for name in down],
        range=[n - 0.5, -0.5],
        side="right" if rtl else "left",
        **ticks,
    )
    longest = max(len(line) for name in names for line in labels.fold(name, 30))
    fig.layout.height += int(row * n) - 40
    figures.room(fig, int(longest * 7.5) + 10 if fits else 26)


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
    figures.need(pairs, f"a b name_a name_b n_records {by or ''}", "pairs_chart", "rz.cooccurrence(corpus)")
    title = title if title is not None else labels.message("pairs_title", lang)
    by = by or counted(pairs)
    known = pairs[pairs[by].notna()]
    if known.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    ranked = _ranked(known, by).head(top)
    ranked.attrs = dict(pairs.attrs)
    names = graph(ranked, lang)[0].set_index("actor_id")["name"]
    ends = [[names[key] for key in figures.keys(ranked[end])] for end in "ab"]
    words = [labels.message("pair_row", lang, a=a, b=b) for a, b in zip(*ends, strict=True)]
    letters = width * 52 // SCREEN
    tall = np.array([max(26, 18 * len(labels.fold(word, letters)) + 6) for word in words])
    middles_of = np.cumsum(tall) - tall / 2
    values = [round(float(value), 3) for value in ranked[by]]
    fig = figures.new(pairs, lang, title, height=int(120 + tall.sum()), width=width)
    fig.add_bar(
        orientation="h",
        x=values,
        y=middles_of.tolist(),
        width=[18] * len(ranked),
        marker={"color": figures.STYLES["person"][0]},
        text=[labels.svg(labels.number(value, lang)) for value in values],
        textposition="outside",
        textfont={"size": 13},
        constraintext="none",
        cliponaxis=False,
        hovertext=[
            figures.hover(word, figures.counted(n, lang, "n_records"))
            for word, n in zip(words, ranked["n_records"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[list(pair) for pair in zip(figures.keys(ranked["a"]), figures.keys(ranked["b"]), strict=True)],
    )
    rtl = labels.direction(lang) == "rtl"
    low, high = min(0.0, min(values)) * 1.12, max(max(values) * 1.12, 0.01)
    fig.update_xaxes(
        title_text=labels.svg(labels.message(f"measure_{by}", lang)),
        range=[high, low] if rtl else [low, high],
        showticklabels=False,
        showgrid=False,
    )
    fig.update_yaxes(
        tickvals=middles_of.tolist(),
        ticktext=[labels.wrap(word, letters) for word in words],
        range=[float(tall.sum()), 0],
        side="right" if rtl else "left",
        showgrid=False,
    )
    if len(known) > len(ranked):
        figures.note(fig, labels.message("n_more_pairs", lang, n=len(known) - len(ranked)))
    return fig


def _ranked(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    # A stable sort by id first, for equal values: the order of the rows must not matter.
    keyed = pairs.assign(a=figures.keys(pairs["a"]), b=figures.keys(pairs["b"])).sort_values(["a", "b"])
    return keyed.sort_values([by, "n_records"], ascending=False, kind="stable")


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


def network_chart(pairs: pd.DataFrame, lang: str = "en", title: object = None, width: int = SCREEN) -> go.Figure:
    """Draw who appears with whom: a node an actor, a line a pair, the wider the more records.

    `pairs` as `rz.cooccurrence` returns it: `a b name_a name_b type_a type_b n_records n_sentences share npmi`. The
    same pairs in any order give the same picture. Nodes carry the raw actor id in `customdata`, the middle of a line
    (up to 2,000 lines) both ids. The 120 best connected have their name beside them. Beyond 1,500 nodes WebGL draws.
    Given what `rz.event_pairs` returns, a line is a kind of event in which both took part, in its own colour and dash.
    """
    if event_lines.are_events(pairs):
        return _event_network(pairs, lang, title, width)
    figures.need(pairs, "a b name_a name_b type_a type_b n_records", "network_chart", "rz.cooccurrence(corpus)")
    title = title if title is not None else labels.message("network_title", lang)
    if pairs.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    nodes, i, j, weight = graph(pairs, lang)
    of = counted(pairs)
    webgl = len(nodes) > WEBGL_FROM
    degree = np.bincount(np.concatenate([i, j]), minlength=len(nodes))
    named = np.zeros(len(nodes), dtype=bool)
    named[np.argsort(-degree, kind="stable")[:_LABELLED]] = True
    sizes = 9 + 15 * np.sqrt(degree / degree.max())
    half, below = boxes(nodes["name"], named, sizes)
    xy, height = layouts.place(len(nodes), i, j, weight, half, width - 48)
    xy = xy.copy()
    xy[:, 1] -= below
    fig = figures.new(pairs, lang, title, height=int(height + 76), width=width)
    Scatter = go.Scattergl if webgl else go.Scatter
    lines(fig, Scatter, xy, i, j, weight, lang, of)
    if len(i) <= _CLICKABLE and not webgl:
        middles(fig, xy, nodes, i, j, weight, lang, of)
    others = company(nodes["name"].to_numpy(), i, j, weight, lang, of)
    dots(fig, nodes, xy, sizes, named, others, lang, webgl)
    fig.update_xaxes(visible=False, range=[0, width - 48])
    fig.update_yaxes(visible=False, range=[height, 0])
    figures.legend(fig)
    figures.note(fig, labels.message(f"line_width_{of}", lang))
    return fig


def dots(
    fig: go.Figure,
    nodes: pd.DataFrame,
    xy: np.ndarray,
    sizes: np.ndarray,
    named: np.ndarray,
    others: list[list[str]],
    lang: str,
    webgl: bool = False,
) -> None:
    """Draw the actors, a trace a type; `named` have their name below, `others` are the lines of each hover."""
    prepare = labels.webgl if webgl else lambda name: labels.wrap(name, 20)
    for kind in [name for name in figures.STYLES if name in set(nodes["kind"])]:
        rows = np.nonzero((nodes["kind"] == kind).to_numpy())[0]
        word = figures.word("type", kind, lang)
        fig.add_trace(
            (go.Scattergl if webgl else go.Scatter)(
                x=floats(xy[rows, 0]),
                y=floats(xy[rows, 1]),
                mode="markers+text",
                name=labels.svg(word),
                text=[prepare(nodes["name"].iloc[row]) if named[row] else "" for row in rows],
                textposition="bottom center",
                textfont={"size": 12},
                marker={
                    "color": figures.STYLES[kind][0],
                    "symbol": figures.STYLES[kind][1],
                    "size": [round(float(sizes[row]), 1) for row in rows],
                    "line": {"color": "white", "width": 1},
                    "opacity": 1,
                },
                customdata=nodes["actor_id"].iloc[rows].tolist(),
                hovertext=[figures.hover(nodes["name"].iloc[row], word, *others[row]) for row in rows],
                hovertemplate="%{hovertext}<extra></extra>",
                **({} if webgl else {"cliponaxis": False}),
            )
        )


def _event_network(pairs: pd.DataFrame, lang: str, title: object, width: int) -> go.Figure:
    """The network of `rz.event_pairs`: laid out by all events of a pair, drawn with a line for each kind."""
    title = title if title is not None else labels.message("event_network_title", lang)
    if pairs.empty:
        return figures.empty(pairs, lang, title, "no_events")
    nodes, i, j, weight = graph(event_lines.merged(pairs), lang)
    sizes = 9 + 15 * np.sqrt(np.bincount(np.concatenate([i, j])) / np.bincount(np.concatenate([i, j])).max())
    named = np.zeros(len(nodes), dtype=bool)
    named[np.argsort(-sizes, kind="stable")[:_LABELLED]] = True
    half, below = boxes(nodes["name"], named, sizes)
    xy, height = layouts.place(len(nodes), i, j, weight, half, width - 48)
    xy = xy.copy()
    xy[:, 1] -= below
    fig = figures.new(pairs, lang, title, height=int(height + 76), width=width)
    event_lines.draw(fig, xy, nodes, pairs, lang, _CLICKABLE)
    others = company(nodes["name"].to_numpy(), i, j, weight, lang, "n_events")
    dots(fig, nodes, xy, sizes, named, others, lang, webgl=len(nodes) > WEBGL_FROM)
    fig.update_xaxes(visible=False, range=[0, width - 48])
    fig.update_yaxes(visible=False, range=[height, 0])
    event_lines.legend(fig, width)
    figures.note(fig, labels.message("event_lines", lang))
    event_lines.accuracy_note(fig, pairs, lang)
    return fig


def graph(pairs: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Return the actors of the pairs (`actor_id name kind`, by id; in `lang` where named) and the pairs by place."""
    ends = [
        pd.DataFrame(
            {
                "actor_id": figures.keys(pairs[end]),
                "name": pairs[f"name_{end}"].map(labels.clean),
                "kind": figures.kinds(pairs[f"type_{end}"]) if f"type_{end}" in pairs else "other",
            }
        )
        for end in "ab"
    ]
    nodes = pd.concat(ends).drop_duplicates("actor_id").sort_values("actor_id").reset_index(drop=True)
    local = nodes["actor_id"].map(pairs.attrs.get("names", {}).get(lang, {})).map(labels.clean)
    nodes["name"] = local.where(local != "", nodes["name"])
    nodes["name"] = nodes["name"].where(nodes["name"] != "", nodes["actor_id"].map(labels.clean))
    position = pd.Series(nodes.index, index=nodes["actor_id"])
    i = position.loc[ends[0]["actor_id"]].to_numpy()
    j = position.loc[ends[1]["actor_id"]].to_numpy()
    i, j = np.minimum(i, j), np.maximum(i, j)
    order = np.lexsort((j, i))
    weight = np.maximum(pairs[counted(pairs)].fillna(0).to_numpy(dtype=float), 0)
    return nodes, i[order], j[order], weight[order]


def counted(pairs: pd.DataFrame) -> str:
    """Return the column that says how often: stories where they were counted, so that a reprint adds nothing."""
    return next(name for name in ("n_periods", "n_stories", "n_records") if name in pairs)


def boxes(names: pd.Series, named: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return half the width and height that each node and the name under it need, in pixels, and how far the middle of
    that box lies below the middle of the node."""
    folded = [labels.fold(name, 20) if shown else [] for name, shown in zip(names, named, strict=True)]
    wide = np.array([max((len(line) for line in lines), default=0) * 6.9 for lines in folded])
    tall = np.array([len(lines) * 16.0 for lines in folded])
    half = np.column_stack([np.maximum(wide, sizes + 4) / 2, (sizes + 4 + tall) / 2])
    half[~named] = 0
    return half, np.where(named, tall / 2, 0)


def widths(weight: np.ndarray) -> list[float]:
    """Return the largest number of records for each of at most three widths of lines."""
    cuts = sorted({1.0, *(float(np.ceil(np.quantile(weight, q))) for q in (0.7, 0.95))})
    return ([cut for cut in cuts if cut < weight.max()] + [float(weight.max())])[-3:]


def lines(
    fig: go.Figure,
    Scatter: type,
    xy: np.ndarray,
    i: np.ndarray,
    j: np.ndarray,
    weight: np.ndarray,
    lang: str,
    of: str,
    cuts: list[float] | None = None,
) -> None:
    """Draw all pairs, in at most three traces by number of records; `cuts` as `widths` returns them."""
    cuts = widths(weight) if cuts is None else cuts
    low = 0.0
    for rank, high in enumerate(cuts):
        rows = (weight > low) & (weight <= high) if rank else weight <= high
        low = high
        if not rows.any():
            continue
        smallest, largest = weight[rows].min(), weight[rows].max()
        x = np.column_stack([xy[i[rows], 0], xy[j[rows], 0], np.full(rows.sum(), np.nan)]).ravel()
        y = np.column_stack([xy[i[rows], 1], xy[j[rows], 1], np.full(rows.sum(), np.nan)]).ravel()
        span = "" if smallest == largest else f"{labels.number(smallest, lang)}–"
        fig.add_trace(
            Scatter(
                x=x.astype("float32"),
                y=y.astype("float32"),
                mode="lines",
                line={
                    "width": (0.8, 2, 4)[rank] if len(cuts) > 1 else 1.2,
                    "color": ("#d0d0d0", "#b4b4b4", "#8c8c8c")[rank],
                },
                hoverinfo="skip",
                showlegend=len(cuts) > 1,
                name=labels.svg(span + figures.counted(largest, lang, of)),
            )
        )


def middles(
    fig: go.Figure,
    xy: np.ndarray,
    nodes: pd.DataFrame,
    i: np.ndarray,
    j: np.ndarray,
    weight: np.ndarray,
    lang: str,
    of: str,
    period: tuple[str, ...] = (),
) -> None:
    """Put an unseen point into the middle of each line: plotly tells a mouse only about points, never about lines.

    Its `customdata` are both ids, and the first and last day of `period` where there is one.
    """
    middle = (xy[i] + xy[j]) / 2
    names, ids = nodes["name"].to_numpy(), nodes["actor_id"].to_numpy()
    fig.add_scatter(
        x=floats(middle[:, 0]),
        y=floats(middle[:, 1]),
        mode="markers",
        marker={"size": 9, "color": "#8c8c8c", "opacity": 0},
        customdata=[[ids[a], ids[b], *period] for a, b in zip(i, j, strict=True)],
        hovertext=[
            figures.hover(labels.message("pair", lang, a=names[a], b=names[b]), figures.counted(n, lang, of))
            for a, b, n in zip(i, j, weight, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def company(names: np.ndarray, i: np.ndarray, j: np.ndarray, weight: np.ndarray, lang: str, of: str) -> list[list[str]]:
    """Return, for each node, the words for its hover: how many others it appears with, and with whom most."""
    both = pd.DataFrame({"at": np.concatenate([i, j]), "other": np.concatenate([j, i]), "n": np.tile(weight, 2)})
    both = both.sort_values(["n", "other"], ascending=[False, True], kind="stable")
    words = [[labels.message("appears_with", lang, n=0)]] * len(names)
    top = 5 if len(names) <= 150 else 1  # in a large network these lines would be most of the file
    for at, rows in both.groupby("at"):
        best = [
            f"{names[o]}: {figures.counted(n, lang, of)}"
            for o, n in zip(rows["other"].head(top), rows["n"].head(top), strict=True)
        ]
        words[at] = [labels.message("appears_with", lang, n=len(rows)), *best]
    return words


def floats(values: np.ndarray) -> list[float]:
    return [round(float(value), 1) for value in values]
