"""One view of the events of a Corpus, chosen from a list: a Corpus comes in, its chart or table is shown.

Counts and draws nothing itself; a click is passed on with the mark that was hit.
"""

from collections.abc import Callable

import ipywidgets
import numpy as np
import plotly.graph_objects as go

from helpers import calendars, event_charts, event_country_charts, event_strips, figures, labels, network_charts
from helpers.corpus import Corpus
from helpers.event_countries import country_matrix, country_name
from helpers.event_counts import event_timeline, events_table, names, topics_over_time
from helpers.event_dyads import dyad, event_pairs, most_connected

VIEWS = ("timeline", "network", "table", "topics", "countries", "dyad", "none")
_MOST_ROWS = 100
_ACTORS = 60  # a network of more names cannot be read beside filters
_WIDTH = 940
_COLUMNS = "what state who earliest latest where about n_reports sources evidence".split()


class EventView(ipywidgets.VBox):
    """What happened in some records, in one of seven views: `timeline network table topics countries dyad none`.

    `draw(corpus, by, calendar, second)` shows other records. `show(box, figure)` puts a figure into a box, and wires
    its marks. `.view` is read and set. The two actors of `dyad` are those that did most together, until others are
    chosen.
    """

    def __init__(self, lang: str, show: Callable[[ipywidgets.Box, go.Figure], None]):
        self._lang, self._show, self._given, self._offered = lang, show, None, False
        options = [(labels.widget(labels.message(f"view_{name}", lang)), name) for name in VIEWS]
        self._view = ipywidgets.Dropdown(options=options, description=labels.message("view", lang))
        self._view.add_class("ruznama-event-view")
        self._ends = [
            ipywidgets.Dropdown(options=[("", "")], description=labels.message(f"view_{end}", lang))
            for end in ("first", "second")
        ]
        self._between = ipywidgets.HBox(self._ends, layout={"display": "none"})
        self._chart = ipywidgets.VBox(layout={"width": "100%", "overflow": "auto"})
        self._chart.add_class("ruznama-events")
        self._table = ipywidgets.HTML(layout={"max_height": "420px", "overflow": "auto", "width": "100%"})
        self._table.add_class("ruznama-event-table")
        super().__init__([ipywidgets.HBox([self._view, self._between]), self._chart, self._table])
        self._view.observe(self._again, names="value")
        for end in self._ends:
            end.observe(self._again, names="value")

    @property
    def view(self) -> str:
        """The name of the view that is shown."""
        return self._view.value

    @view.setter
    def view(self, name: str) -> None:
        self._view.value = name

    def draw(self, corpus: Corpus, by: str, calendar: str, second: str | None) -> None:
        """Show the chosen view of these records."""
        self._given, self._offered = (corpus, by, calendar, second), False
        self._again(None)

    def called(self, mark: dict[str, str], corpus: Corpus, calendar: str) -> str:
        """Return in words what a mark of these charts stands for."""
        parts = []
        if "start" in mark:
            days = [np.datetime64(mark[end] or mark["start"], "s") for end in ("start", "end") if mark["start"]]
            period = calendars.span_label(calendar, *days, self._lang, digits=self._lang) if days else ""
            parts.append(period or labels.message("undated", self._lang))
        groups = {"type": "event", "topic": "topic", "status": "status"}
        parts += [figures.word(groups[key], mark[key], self._lang) for key in groups if mark.get(key)]
        known = names(corpus, self._lang)
        pairs = [[known.get(mark[end], mark[end]) for end in "ab"]] if "a" in mark else []
        if "country_a" in mark:
            pairs.append([country_name(mark[end], self._lang) for end in ("country_a", "country_b")])
        parts = [a if a == b else labels.message("pair", self._lang, a=a, b=b) for a, b in pairs] + parts
        own = corpus.events[corpus.events["story_id"] == mark.get("events")]
        parts += [figures.word("event", own["type"].iloc[0], self._lang)] if len(own) else []
        return " · ".join(parts)

    def _again(self, _change) -> None:
        if self._given is None:
            return
        corpus, by, calendar, second = given = self._given
        if self.view == "dyad" and not self._offered:
            self._given = None  # the lists of actors change, which is no choice of a person
            self._offer(corpus)
            self._given, self._offered = given, True
        self._between.layout.display = "flex" if self.view == "dyad" else "none"
        self._table.value = self._rows(corpus) if self.view == "table" else ""
        figure = self._figure(corpus, by, calendar, second)
        if figure is not None:
            self._show(self._chart, figure)
            return
        old, self._chart.children = self._chart.children, []
        for each in old:
            each.close()

    def _figure(self, corpus: Corpus, by: str, calendar: str, second: str | None) -> go.Figure | None:
        told = {"lang": self._lang}
        if self.view == "timeline":
            table = event_timeline(corpus, by=by, calendar=calendar)
            return event_charts.event_timeline_chart(table, second=second, **told).update_layout(width=_WIDTH)
        if self.view == "topics":
            table = topics_over_time(corpus, by=by, calendar=calendar)
            return event_charts.topics_chart(table, second=second, **told).update_layout(width=_WIDTH)
        if self.view == "network":
            return network_charts.network_chart(most_connected(event_pairs(corpus), _ACTORS), **told)
        if self.view == "countries":
            return event_country_charts.countries_chart(country_matrix(corpus), **told)
        first, other = (end.value for end in self._ends)
        if self.view == "dyad" and first and other and first != other:
            figure = event_strips.dyad_chart(dyad(corpus, first, other), calendar=calendar, second=second, **told)
            return figure.update_layout(width=_WIDTH)
        if self.view == "dyad":
            # A blank would look like a chart that failed.
            title = labels.message("view_dyad", self._lang)
            return figures.empty(event_pairs(corpus).head(0), self._lang, title, "no_events")
        return None

    def _rows(self, corpus: Corpus) -> str:
        table = events_table(corpus, lang=self._lang)
        shown = table[_COLUMNS].head(_MOST_ROWS)
        words = {name: labels.message(f"heading_{name}", self._lang) for name in _COLUMNS}
        caption = labels.message("events_shown", self._lang, n=len(shown), total=len(table))
        return labels.html_table(shown, lang=self._lang, caption=caption, headings=words)

    def _offer(self, corpus: Corpus) -> None:
        """List the actors that do something with others; those that did most together are chosen first."""
        pairs = event_pairs(corpus)
        known = names(corpus, self._lang)
        ids = sorted({*pairs["a"], *pairs["b"]}, key=lambda each: (labels.clean(known.get(each, each)), each))
        options = [(labels.widget(known.get(each, each)), each) for each in ids] or [("", "")]
        best = pairs.loc[0, ["a", "b"]].tolist() if len(pairs) else ["", ""]
        for end, first in zip(self._ends, best, strict=True):
            before = end.value
            end.options = options
            end.value = before if before in ids else first
