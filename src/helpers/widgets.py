"""Controls around keep, the counts and the charts: a Corpus comes in, a narrower one can be read back at any time.

Counts nothing and draws nothing itself: what it shows is what the same functions return in a cell.
"""

import asyncio
import time
import warnings
from collections.abc import Callable

import ipywidgets
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML

from helpers import calendars, charts, controls, counts, figures, labels, pairs, ticks
from helpers.corpus import Corpus, keep, keep_line
from helpers.event_marks import event_sentences
from helpers.event_widgets import EventView

# Long enough that a dragged slider queues nothing but its last value, short enough to feel immediate; on a machine that
# draws slowly messages come further apart too, and each pause of the hand drew four charts that nobody looked at.
_PAUSE, _LONGEST_PAUSE = 0.08, 0.5
_MOST_SENTENCES = 200
_NETWORK_ACTORS = 60
# Pixels of the timeline and of its plot: the kernel is never told how wide a figure is, and ticks need room.
_WIDTH, _PLOT_WIDTH = 940, 850


def show(table: pd.DataFrame, lang: str = "en", caption: str | None = None) -> HTML:
    """Return a table to look at in a notebook: columns right-to-left, each cell in its own direction, nothing live.

    `table` is any frame of this suite; it is shown as it is, under its own column names.
    """
    return HTML(labels.html_table(table, lang=lang, caption=caption))


class Explorer(ipywidgets.VBox):
    """Filters over a corpus with a live timeline, network and list of sentences.

    `corpus`: the records to explore. `lang`: the language of charts (en, fa, prs, ar). Read back at any time:
    `.corpus`, the records chosen; `.choice`, the arguments of `keep`; the line on top makes the same choice in a cell.
    A click on a bar, an actor or the middle of a line shows the sentences behind it, until a control moves or «all
    sentences» is pressed; `.clicked` is None or what was clicked: `{"bar": [start, end, role]}` (empty strings for the
    undated), `{"actor": id}`, `{"pair": [a, b]}`, which has `"period": [start, end]` too where periods have a slider,
    or, on a chart of events, `{"event": …}` with the arguments of `event_sentences`. `.events.view` is the view of
    events that is shown.
    """

    def __init__(self, corpus: Corpus, lang: str = "en"):
        self._all, self._lang, self._waiting, self._took = corpus, lang, None, 0.0
        self._ids = controls.actor_tags(corpus)
        self._controls = controls.controls(corpus, lang)
        self._periods = controls.periods(corpus)
        self._told = ipywidgets.HTML()
        self._told.add_class("ruznama-choice")
        self._timeline, self._network = _box("ruznama-timeline"), _box("ruznama-network")
        self._sentences = ipywidgets.HTML(layout={"max_height": "420px", "overflow": "auto", "width": "100%"})
        self._sentences.add_class("ruznama-sentences")
        self.events = EventView(lang, lambda box, figure: _show(box, figure, self._click))
        self.clicked: dict | None = None
        self._heading, self._back = (
            ipywidgets.HTML(),
            ipywidgets.Button(description=labels.message("all_sentences", lang)),
        )
        self._back.add_class("ruznama-all")
        self._back.on_click(lambda _button: self._click(None))
        flow = "row-reverse" if labels.direction(lang) == "rtl" else "row"
        self._behind = ipywidgets.HBox([self._heading, self._back], layout={"display": "none", "flex_flow": flow})
        self._behind.add_class("ruznama-clicked")
        # Above the charts, not beside them: a network needs the whole width of a notebook.
        panel = controls.panel(self._controls, lang)
        style = ipywidgets.HTML(labels.widget_css())
        # Between the charts: below the network, what a click on the timeline brings would be out of sight.
        shown = [self._timeline, self.events, self._behind, self._sentences, self._network]
        super().__init__([style, panel, self._told, *shown])
        self.add_class("ruznama-explorer")
        # Drawn once before anything is wired: an error shows here, in the cell, and not silently in a callback.
        self._draw()
        for control in self._controls.values():
            control.observe(self._later, names="value")

    @property
    def choice(self) -> dict:
        """The arguments of `keep` that the controls stand for."""
        value = {name: control.value for name, control in self._controls.items()}
        told = {name: value[name] for name in ("language", "outlet", "text") if value[name]}
        if value["language"] == controls.UNCLEAR:
            told |= {"language": "fa", "unclear": "only"}
        if value["actors"]:
            told["actors"] = list(dict.fromkeys(self._ids[tag] for tag in value["actors"]))
        first, last = value["period"]
        if first is not None and (first, last) != (self._periods[0], self._periods[-1]):
            told |= {"since": first, "until": last}
        if value["of"] != "published" and ("since" in told or not value["undated"]):
            told["by"] = "event"
        if not value["undated"]:
            told["undated"] = "drop"
        return told

    @property
    def corpus(self) -> Corpus:
        """The records chosen."""
        told = self.choice
        return keep(self._all, **told) if told else self._all

    def _later(self, _change) -> None:
        """Draw after a short pause; a newer value takes the place of the waiting one, so nothing queues."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._draw()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(min(max(_PAUSE, self._took / 2), _LONGEST_PAUSE), self._draw)

    def _draw(self) -> None:
        self._waiting, began = None, time.monotonic()
        with warnings.catch_warnings():
            # «nothing matches» is said by the charts themselves while a person is still typing.
            warnings.simplefilter("ignore", UserWarning)
            some = self.corpus
        control = {name: each.value for name, each in self._controls.items()}
        told = self.choice
        line = keep_line((told,) if told else ())
        summary = labels.message("chosen", self._lang, n=len(some.documents), total=len(self._all.documents))
        way = labels.direction(self._lang)
        self._told.value = f"<div dir='{way}'><b>{labels.span(summary)}</b> <code>{labels.span(line)}</code></div>"
        calendar = control["calendar"]
        table = counts.timeline(some, by=control["by"], calendar=calendar, of=control["of"])
        second = control["second"] or None
        timeline = charts.timeline_chart(table, lang=self._lang, calendar=calendar, second=second)
        _show(self._timeline, timeline.update_layout(width=_WIDTH), self._click)
        _show(self._network, self._together(some, control), self._click)
        self.events.draw(some, control["by"], calendar, second)
        self._click(None)
        self._took = time.monotonic() - began

    def _together(self, some: Corpus, control: dict) -> go.Figure:
        """The network, of all periods or with a slider; one of more names cannot be read beside filters."""
        asked = {"within": control["within"], "top": _NETWORK_ACTORS}
        if not control["slider"]:
            return charts.network_chart(pairs.cooccurrence(some, **asked), lang=self._lang)
        asked |= {name: control[name] for name in ("by", "calendar", "of")}
        table = pairs.cooccurrence_over_time(some, **asked)
        return charts.network_over_time_chart(table, lang=self._lang, second=control["second"] or None)

    def _click(self, what: dict | None) -> None:
        """Show the sentences behind a mark, all of the choice for None."""
        self.clicked = what
        some, told = self.corpus, self.choice
        if what is None:
            found = counts.passages(some, actors=told.get("actors"), text=told.get("text"))
        elif "bar" in what:
            control = {name: self._controls[name].value for name in ("by", "calendar", "of")}
            found = counts.period_sentences(some, *what["bar"], **control)
        elif "event" in what:
            periods = {name: self._controls[name].value for name in ("by", "calendar")}
            found = event_sentences(some, **what["event"], **periods)
        elif "pair" in what:
            control = {name: self._controls[name].value for name in ("within", "by", "calendar", "of")}
            days = dict(zip(("start", "end"), what.get("period", ()), strict=False))
            found = pairs.pair_sentences(some, *what["pair"], **control, **days)
        else:
            found = counts.passages(some, actors=[what["actor"]])
        words = labels.message("sentences_of", self._lang, what=self._called(what)) if what else ""
        way = labels.direction(self._lang)
        # The heading last: whoever reads it sees its own sentences below it.
        self._sentences.value = self._list(found)
        self._heading.value = f'<div dir="{way}"><b>{labels.span(words)}</b></div>'
        self._behind.layout.display = "flex" if what else "none"

    def _called(self, what: dict) -> str:
        """What was clicked, in words: the period and its role, the actor, both actors."""
        if "bar" in what:
            start, end, role = what["bar"]
            role = [figures.word("role", role, self._lang)] if start else []
            return " — ".join([self._period(start, end), *role])
        if "event" in what:
            return self.events.called(what["event"], self._all, self._controls["calendar"].value)
        ids = what.get("pair") or [what["actor"]]
        known = self._all.actors.set_index("actor_id")
        own = known[f"name_{self._lang}"].fillna(known["name"])
        names = [own.get(each, each) for each in ids]
        called = labels.message("pair", self._lang, a=names[0], b=names[1]) if len(names) == 2 else names[0]
        return " — ".join([called, self._period(*what["period"])] if "period" in what else [called])

    def _period(self, start: str, end: str) -> str:
        if not start:
            return labels.message("undated", self._lang)
        days = [np.datetime64(day, "s") for day in (start, end)]
        return calendars.span_label(self._controls["calendar"].value, *days, self._lang, digits=self._lang)

    def _list(self, found: pd.DataFrame) -> str:
        shown = found.head(_MOST_SENTENCES)[["passage", "published", "doc_id"]]
        words = {name: labels.message(f"heading_{name}", self._lang) for name in shown}
        caption = labels.message("sentences_shown", self._lang, n=len(shown), total=len(found))
        return labels.html_table(shown, lang=self._lang, caption=caption, headings=words)


def _box(name: str) -> ipywidgets.Box:
    box = ipywidgets.VBox(layout={"width": "100%", "overflow": "auto"})
    box.add_class(name)
    return box


def _show(box: ipywidgets.Box, figure: go.Figure, click: Callable[[dict], None]) -> None:
    """Put a figure into its box, as a widget made with all its traces: one filled later is blank after a reload."""
    old = box.children
    live = go.FigureWidget(figure)
    mark = (figure.layout.meta or {}).get("mark")
    for trace in live.data:
        if trace.customdata is not None:
            trace.on_click(lambda trace, points, _state: _clicked(trace, points.point_inds, click, mark))
    _keep_ticks(live)
    box.children = [live]
    for each in old:
        each.close()


def _clicked(trace: go.Figure, at: list, click: Callable[[dict], None], mark: tuple[str, ...] | None = None) -> None:
    """Tell which mark was clicked, by the raw keys that the trace has here: texts of the page have marks in them.

    `mark`: what the keys of a chart of events are called; one may be a cell, told by its row and column.
    """
    if not at:  # every trace is told of a click on any
        return
    key = trace.customdata
    for step in at[0] if isinstance(at[0], list | tuple) else [at[0]]:
        key = key[step]
    if isinstance(key, str):
        click({"actor": key})
    elif mark is not None:
        click({"event": dict(zip(mark, map(str, key), strict=True))})
    else:
        key = [str(each) for each in key]
        pair = {"pair": key[:2]} | ({"period": key[2:]} if len(key) == 4 else {})
        click({"bar": key} if len(key) == 3 else pair)


def _keep_ticks(live: go.FigureWidget) -> None:
    """Make the ticks of an axis of days anew for the days that are seen, each time that the axis is zoomed."""
    scale = figures.day_scale(live)
    if scale is None:
        return

    def zoomed(layout: go.Layout, seen: tuple) -> None:
        if seen is None or None in seen:
            return
        low, high = layout.xaxis.domain or (0, 1)
        places, texts = ticks.ticks(scale, *seen, _PLOT_WIDTH * (high - low))
        with live.batch_update():
            layout.xaxis.tickvals, layout.xaxis.ticktext = places, texts

    live.layout.on_change(zoomed, "xaxis.range")
