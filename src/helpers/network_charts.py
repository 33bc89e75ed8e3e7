"""Charts of who is linked with whom: comes in a table of pairs, goes out a network as a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import event_lines, figures, labels, layouts, networks
from helpers.figures import SCREEN

WEBGL_FROM = 1500  # nodes; beyond, SVG text makes the page slow
_CLICKABLE = 2000  # pairs with a point in the middle of their line that tells them; more would be most of the file
_LABELLED = 120  # nodes with a name beside them; the others tell it on hover


def network_chart(pairs: pd.DataFrame, lang: str = "en", title: object = None, width: int = SCREEN) -> go.Figure:
    """Draw who appears with whom: a node an actor, a line a pair, the wider the more records.

    `pairs` as `rz.cooccurrence` returns it: `a b name_a name_b type_a type_b n_records n_sentences share npmi`. The
    same pairs in any order give the same picture. Nodes carry the raw actor id in `customdata`, the middle of a line
    (up to 2,000 lines) both ids. The 120 best connected have their name beside them. Beyond 1,500 nodes WebGL draws.
    Given what `rz.event_pairs` returns, a line is a kind of event in which both took part, in its own colour and dash.
    """
    if event_lines.are_events(pairs):
        return _event_network(pairs, lang, title, width)
    columns = "a b name_a name_b type_a type_b n_records"
    title = figures.opened(pairs, "network", lang, title, columns, "rz.cooccurrence(corpus)")
    if pairs.empty:
        return figures.empty(pairs, lang, title, "no_pairs")
    net = _laid_out(pairs, lang, width)
    fig = figures.new(pairs, lang, title, height=int(net.height + 76), width=width)
    of = networks.counted(pairs)
    networks.lines(fig, net.xy, net.i, net.j, net.weight, lang, of, webgl=net.webgl)
    if len(net.i) <= _CLICKABLE and not net.webgl:
        networks.middles(fig, net.xy, net.nodes, net.i, net.j, net.weight, lang, of)
    _actors(fig, net, lang, of)
    figures.legend(fig)
    figures.note(fig, labels.message(f"line_width_{of}", lang))
    return fig


def _event_network(pairs: pd.DataFrame, lang: str, title: object, width: int) -> go.Figure:
    """The network of `rz.event_pairs`: laid out by all events of a pair, drawn with a line for each kind."""
    title = title if title is not None else labels.message("event_network_title", lang)
    columns = "a b name_a name_b type_a type_b type n_events"
    figures.need(pairs, columns, "network_chart", "rz.event_pairs(corpus)")
    known = figures.counted_rows(pairs, "n_events")
    if known.empty:
        return figures.empty(pairs, lang, title, "no_events")
    net = _laid_out(event_lines.merged(known), lang, width)
    fig = figures.new(pairs, lang, title, height=int(net.height + 76), width=width)
    event_lines.draw(fig, net.xy, net.nodes, known, lang, _CLICKABLE)
    _actors(fig, net, lang, "n_events")
    event_lines.legend(fig, width)
    figures.note(fig, labels.message("event_lines", lang))
    event_lines.accuracy_note(fig, pairs, lang)
    return fig


@dataclass(frozen=True)
class _Network:
    """Actors with their places, sizes and whether they are named; lines by the positions of both ends."""

    nodes: pd.DataFrame
    i: np.ndarray
    j: np.ndarray
    weight: np.ndarray
    xy: np.ndarray
    sizes: np.ndarray
    named: np.ndarray
    room: tuple[float, float]

    @property
    def height(self) -> float:
        return self.room[1]

    @property
    def webgl(self) -> bool:
        return len(self.nodes) > WEBGL_FROM


def _laid_out(pairs: pd.DataFrame, lang: str, width: int) -> _Network:
    nodes, i, j, weight = networks.graph(pairs, lang)
    degree, sizes = networks.degrees(len(nodes), i, j)
    named = np.zeros(len(nodes), dtype=bool)
    named[np.argsort(-degree, kind="stable")[:_LABELLED]] = True
    half, below = networks.boxes(nodes["name"], named, sizes)
    xy, height = layouts.place(len(nodes), i, j, weight, half, width - 48)
    return _Network(nodes, i, j, weight, xy - np.column_stack([0 * below, below]), sizes, named, (width - 48, height))


def _actors(fig: go.Figure, net: _Network, lang: str, of: str) -> None:
    """Draw the actors of a network over its lines, on axes that are pixels and are not shown."""
    others = networks.company(net.nodes["name"].to_numpy(), net.i, net.j, net.weight, lang, of)
    networks.dots(fig, net.nodes, net.xy, net.sizes, net.named, others, lang, net.webgl)
    networks.axes(fig, *net.room)
