"""Lines of a network by kind of event: pairs with their events and the places of actors come in, traces go out.

Knows no layout and counts nothing; where two took part in events of several kinds, the lines run side by side.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import event_styles, figures, labels, networks
from helpers.event_accuracy import GOLD

_GAP = 6  # pixels between two lines of one pair
_WIDTHS = ((1, 1.8), (4, 3.2), (float("inf"), 5))  # up to so many events, so wide
_FEW = 60  # lines; of more each is seen through, so that names stay readable
_LETTER, _MARK = 6.4, 50  # pixels of a letter and of what stands before each entry of the legend


def are_events(pairs: pd.DataFrame) -> bool:
    """Return whether a table of pairs is that of `rz.event_pairs`, a row a pair and type of event."""
    return {"type", "n_events"} <= set(pairs.columns)


def merged(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return a row a pair, with all its events as `n_records`, by which a network is laid out."""
    # Grouped by ids made writable: a name with half a surrogate is no key for pandas.
    ids = [figures.keys(pairs[end]).to_numpy() for end in "ab"]
    sums = pairs.groupby(ids, sort=True)["n_events"]
    out = pairs.assign(n_records=sums.transform("sum"))[~pd.MultiIndex.from_arrays(ids).duplicated()]
    out = out.reset_index(drop=True)
    out.attrs = dict(pairs.attrs)
    return out


def draw(fig: go.Figure, xy: np.ndarray, nodes: pd.DataFrame, pairs: pd.DataFrame, lang: str, clickable: int) -> None:
    """Draw a trace for each kind of event and width, and unseen points in the middle that tell and can be clicked."""
    at = pd.Series(range(len(nodes)), index=nodes["actor_id"])
    rows = pairs.assign(
        i=at.loc[figures.keys(pairs["a"])].to_numpy(),
        j=at.loc[figures.keys(pairs["b"])].to_numpy(),
        kind=figures.keys(pairs["type"]),
    ).sort_values(["i", "j", "kind"], kind="stable", ignore_index=True)
    place = rows.groupby(["i", "j"]).cumcount() - (rows.groupby(["i", "j"])["kind"].transform("size") - 1) / 2
    way = xy[rows["j"]] - xy[rows["i"]]
    aside = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    aside = aside * (place.to_numpy() * _GAP)[:, None]
    begin, end = xy[rows["i"]] + aside, xy[rows["j"]] + aside
    for kind in [*event_styles.TYPES, *sorted(set(rows["kind"]) - set(event_styles.TYPES))]:
        colour, dash = event_styles.TYPES.get(kind, event_styles.OTHER)
        low = 0.0
        for high, width in _WIDTHS:
            own = ((rows["kind"] == kind) & (rows["n_events"] > low) & (rows["n_events"] <= high)).to_numpy()
            low = high
            if own.any():
                line = {"color": colour, "dash": dash, "width": width}
                _segments(fig, begin[own], end[own], line, kind, lang, 0.9 if len(rows) <= _FEW else 0.5)
    if len(rows) <= clickable:
        names, ids = nodes["name"].to_numpy(), nodes["actor_id"].to_numpy()
        fig.layout.meta = fig.layout.meta | {"mark": ["a", "b", "type"]}
        keys = [[ids[row.i], ids[row.j], row.kind] for row in rows.itertuples()]
        told = [_told(row, names[row.i], names[row.j], lang) for row in rows.itertuples()]
        networks.click_points(fig, (begin + end) / 2, keys, told)


def _segments(
    fig: go.Figure, begin: np.ndarray, end: np.ndarray, line: dict, kind: str, lang: str, opacity: float
) -> None:
    known = {trace.legendgroup for trace in fig.data}
    fig.add_scatter(
        x=np.column_stack([begin[:, 0], end[:, 0], np.full(len(begin), np.nan)]).ravel().astype("float32"),
        y=np.column_stack([begin[:, 1], end[:, 1], np.full(len(begin), np.nan)]).ravel().astype("float32"),
        mode="lines",
        line=line,
        opacity=opacity,
        hoverinfo="skip",
        legendgroup=labels.raw(kind),
        showlegend=kind not in known,
        name=labels.svg(figures.word("event", kind, lang)),
    )


def _told(row: object, a: str, b: str, lang: str) -> str:
    pair = labels.message("pair", lang, a=a, b=b)
    return figures.hover(pair, figures.word("event", row.kind, lang), *counted(row, lang))


def counted(row: object, lang: str) -> list[str]:
    """Return how many events a row has in words, the reports that tell them, and the counts between which it lies."""
    n, reports = int(row.n_events), int(getattr(row, "n_reports", 0))
    lines = [figures.events(n, lang)]
    if reports:
        lines.append(labels.message("told_in_one" if reports == 1 else "told_in", lang, n=reports))
    low, high = getattr(row, "low", None), getattr(row, "high", None)
    if low is not None and high is not None and pd.notna(low) and pd.notna(high):
        lines.append(labels.message("between_counts", lang, low=int(low), high=int(high)))
    return lines


def legend(fig: go.Figure, width: int) -> None:
    """Show the legend above the plot, with room for as many lines as its entries need."""
    names = [labels.clean(trace.name) for trace in fig.data if trace.showlegend is not False and trace.name]
    wide = [len(name) * _LETTER + _MARK for name in names]
    figures.legend(fig)
    figures.room(fig, 20 * int(sum(wide) // (width - 80)))


def accuracy_note(fig: go.Figure, table: pd.DataFrame, lang: str) -> None:
    """Write how far events can be trusted under the title, where the provenance of the table tells it."""
    told = table.attrs.get("provenance", {}).get("accuracy", ())
    by_basis: dict[str, list[str]] = {}
    for row in told:
        if row["type"] == "all":
            numbers = {name: labels.share(row[name], lang) for name in ("share", "low", "high")}
            said = labels.message(f"accuracy_{row['measure']}", lang, n=int(row["n"]), **numbers)
            by_basis.setdefault(row["basis"], []).append(said)
    rtl = labels.direction(lang) == "rtl"
    for basis, parts in by_basis.items():
        words = labels.message("accuracy_gold" if basis == GOLD else "accuracy_checked", lang)
        figures.note(fig, ("؛ " if rtl else "; ").join(parts))
        figures.note(fig, words)
