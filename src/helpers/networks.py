"""What networks are drawn of: a table of pairs and places on the page come in, lines, points and names go out.

Knows no layout and counts nothing. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import figures, labels

# Pixels of a line: of few, of more, of most records. One trace has one colour: the hair of the first is seen as pale,
# and among a thousand of them the strong ones stand out. WebGL has no line below a pixel.
_WIDE, _WIDE_WEBGL, _ONE_WIDTH = (0.3, 1.6, 4.0), (1.0, 2.0, 4.0), 0.5
_GREY, _GREY_WEBGL = "#8c8c8c", "#b4b4b4"


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


def degrees(n: int, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many lines each of `n` actors has, and how large its mark is in pixels."""
    degree = np.bincount(np.concatenate([i, j]), minlength=n)
    return degree, 9 + 15 * np.sqrt(degree / max(degree.max(), 1))


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
    xy: np.ndarray,
    i: np.ndarray,
    j: np.ndarray,
    weight: np.ndarray,
    lang: str,
    of: str,
    cuts: list[float] | None = None,
    webgl: bool = False,
) -> None:
    """Draw all pairs in one trace, each in one of at most three widths by number of records, and name the widths in the
    legend; `cuts` as `widths` returns them.

    A trace has one width of stroke: a wide line is drawn as its outline, filled. WebGL, which would fill thousands of
    shapes slowly, draws it as strokes side by side.
    """
    cuts = widths(weight) if cuts is None else cuts
    rank = np.minimum(np.searchsorted(cuts, weight), len(cuts) - 1)
    wide = _WIDE_WEBGL if webgl else _WIDE if len(cuts) > 1 else (_ONE_WIDTH,)
    sides = [np.linspace(0.5, -0.5, _strokes(each, webgl)) * (each - wide[0]) for each in wide]
    points = _stars(xy, i, j, [sides[each] for each in rank.tolist()]).astype("float32")
    grey = _GREY_WEBGL if webgl else _GREY
    look = {"mode": "lines", "line": {"width": wide[0], "color": grey}, "hoverinfo": "skip", "showlegend": False}
    fill = {} if webgl else {"fill": "toself", "fillcolor": grey}
    Scatter = go.Scattergl if webgl else go.Scatter
    fig.add_trace(Scatter(x=points[:, 0], y=points[:, 1], **look, **fill))
    for at in range(len(cuts)) if len(cuts) > 1 else ():
        if (own := weight[rank == at]).size:
            _key(fig, Scatter, figures.span_counted(own.min(), own.max(), lang, of), wide[at], grey)


def _strokes(wide: float, webgl: bool) -> int:
    """An odd number only for a single stroke: the last one must end where the first began."""
    return 1 if wide <= 1 else 2 * round(wide / 2) if webgl else 2


def _stars(xy: np.ndarray, i: np.ndarray, j: np.ndarray, sides: list[np.ndarray]) -> np.ndarray:
    """Points (n × 2) of all lines, to and fro from each actor `i` in turn, `sides` pixels beside the line itself.

    No gap after each line, only after each actor: 5,000 lines are 50 kB smaller so.
    """
    points, last = [], None
    way = xy[j] - xy[i]
    across = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)[:, None]
    for a, b, aside, own in zip(i.tolist(), j.tolist(), across, sides, strict=True):
        if last not in (None, a):
            points += [xy[last][None], [[np.nan, np.nan]]]
        begin, end = xy[a] + aside * own[:, None], xy[b] + aside * own[:, None]
        both = np.stack([begin, end], axis=1)
        both[1::2] = both[1::2, ::-1]  # every second stroke runs back
        points.append(both.reshape(-1, 2))
        last = a
    return np.concatenate([*points, xy[last][None]]) if points else np.empty((0, 2))


def _key(fig: go.Figure, Scatter: type, words: str, wide: float, grey: str) -> None:
    """Name a width of lines in the legend, by a stroke as wide as they are."""
    marker = {"symbol": "line-ew", "size": 16, "color": grey, "line": {"width": max(wide, 0.6), "color": grey}}
    fig.add_trace(Scatter(x=[None], y=[None], mode="markers", marker=marker, name=labels.svg(words)))


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
    """Put a point that tells it into the middle of each line; its `customdata` are both ids, and the first and last day
    of `period` where there is one."""
    names, ids = nodes["name"].to_numpy(), nodes["actor_id"].to_numpy()
    keys = [[ids[a], ids[b], *period] for a, b in zip(i, j, strict=True)]
    told = [
        figures.hover(labels.message("pair", lang, a=names[a], b=names[b]), figures.counted(n, lang, of))
        for a, b, n in zip(i, j, weight, strict=True)
    ]
    click_points(fig, (xy[i] + xy[j]) / 2, keys, told)


def click_points(fig: go.Figure, xy: np.ndarray, keys: list[list[str]], told: list[str]) -> None:
    """Put unseen points on lines: plotly tells a mouse only about points, never about lines."""
    fig.add_scatter(
        x=floats(xy[:, 0]),
        y=floats(xy[:, 1]),
        mode="markers",
        marker={"size": 9, "color": "#8c8c8c", "opacity": 0},
        customdata=keys,
        hovertext=told,
        hovertemplate=figures.TOLD,
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
                    "size": floats(sizes[rows]),
                    "line": {"color": "white", "width": 1},
                    "opacity": 1,
                },
                customdata=nodes["actor_id"].iloc[rows].tolist(),
                hovertext=[figures.hover(nodes["name"].iloc[row], word, *others[row]) for row in rows],
                hovertemplate=figures.TOLD,
                **({} if webgl else {"cliponaxis": False}),
            )
        )


def axes(fig: go.Figure, width: float, height: float) -> None:
    """Make both axes pixels of the page, which are not shown."""
    fig.update_xaxes(visible=False, range=[0, width])
    fig.update_yaxes(visible=False, range=[height, 0])


def floats(values: np.ndarray) -> list[float]:
    """Return places on the page to a tenth of a pixel."""
    return [round(float(value), 1) for value in values]
