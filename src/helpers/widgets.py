"""Controls around keep, the counts and the charts: a Corpus comes in, a narrower one can be read back at any time.

Counts nothing and draws nothing itself: what it shows is what the same functions return in a cell.
"""

import asyncio
import warnings

import ipywidgets
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML

from helpers import charts, counts, labels
from helpers.corpus import Corpus, keep, keep_line

# Long enough that a dragged slider queues nothing but its last value, short enough to feel immediate.
_PAUSE = 0.08
_MOST_SENTENCES = 200
_MOST_STEPS = 240
_NETWORK_ACTORS = 60


def show(table: pd.DataFrame, lang: str = "en", caption: str | None = None) -> HTML:
    """Return a table to look at in a notebook: columns right-to-left, each cell in its own direction, nothing live.

    `table` is any frame of this suite; it is shown as it is, under its own column names.
    """
    return HTML(labels.html_table(table, lang=lang, caption=caption))


class Explorer(ipywidgets.VBox):
    """Filters over a corpus with a live timeline, network and list of sentences.

    `corpus`: the records to explore. `lang`: the language of charts (en, fa, prs, ar). Read back at any time:
    `.corpus`, the records chosen; `.choice`, the arguments of `keep`; the line on top makes the same choice in a cell.
    """

    def __init__(self, corpus: Corpus, lang: str = "en"):
        self._all, self._lang, self._waiting = corpus, lang, None
        self._ids = _actor_tags(corpus)
        self._controls = _controls(corpus)
        self._periods = _periods(corpus)
        self._told = ipywidgets.HTML()
        self._told.add_class("ruznama-choice")
        self._timeline, self._network = _box("ruznama-timeline"), _box("ruznama-network")
        self._sentences = ipywidgets.HTML(layout={"max_height": "420px", "overflow": "auto", "width": "100%"})
        self._sentences.add_class("ruznama-sentences")
        # Above the charts, not beside them: a network needs the whole width of a notebook.
        panel = ipywidgets.Box(list(self._controls.values()), layout={"flex_flow": "row wrap", "width": "100%"})
        style = ipywidgets.HTML(labels.widget_css())
        super().__init__([style, panel, self._told, self._timeline, self._network, self._sentences])
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
        if value["actors"]:
            told["actors"] = list(dict.fromkeys(self._ids[tag] for tag in value["actors"]))
        first, last = value["period"]
        if first is not None and (first, last) != (self._periods[0], self._periods[-1]):
            told |= {"since": first, "until": last}
        if value["of"] == "dates" and ("since" in told or not value["undated"]):
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
        self._waiting = loop.call_later(_PAUSE, self._draw)

    def _draw(self) -> None:
        self._waiting = None
        with warnings.catch_warnings():
            # «nothing matches» is said by the charts themselves while a person is still typing.
            warnings.simplefilter("ignore", UserWarning)
            some = self.corpus
        control = {name: each.value for name, each in self._controls.items()}
        told = self.choice
        line = keep_line((told,) if told else ())
        summary = labels.message("chosen", self._lang, n=len(some.documents), total=len(self._all.documents))
        self._told.value = f"<div><b>{labels.span(summary)}</b> <code>{labels.span(line)}</code></div>"
        calendar, of = control["calendar"], control["of"]
        table = counts.timeline(some, by="month", calendar=calendar, of=of)
        _show(self._timeline, charts.timeline_chart(table, lang=self._lang, calendar=calendar))
        pairs = _strongest(counts.cooccurrence(some, within=control["within"]))
        _show(self._network, charts.network_chart(pairs, lang=self._lang))
        self._sentences.value = self._list(some, told)

    def _list(self, some: Corpus, told: dict) -> str:
        found = counts.passages(some, actors=told.get("actors"), text=told.get("text"))
        shown = found.head(_MOST_SENTENCES)[["passage", "published", "doc_id"]]
        words = {name: labels.message(f"heading_{name}", self._lang) for name in shown}
        caption = labels.message("sentences_shown", self._lang, n=len(shown), total=len(found))
        return labels.html_table(shown, lang=self._lang, caption=caption, headings=words)


def _box(name: str) -> ipywidgets.Box:
    box = ipywidgets.VBox(layout={"width": "100%", "overflow": "auto"})
    box.add_class(name)
    return box


def _show(box: ipywidgets.Box, figure: go.Figure) -> None:
    """Put a figure into its box, as a widget made with all its traces: one filled later is blank after a reload."""
    old = box.children
    box.children = [go.FigureWidget(figure)]
    for each in old:
        each.close()


def _strongest(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs among the actors with the most company: a network of more names cannot be read beside filters."""
    ends = pd.concat([pairs[["a", "n_records"]].set_axis(["id", "n"], axis=1),
                      pairs[["b", "n_records"]].set_axis(["id", "n"], axis=1)])  # fmt: skip
    top = ends.groupby("id")["n"].sum().reset_index().sort_values(["n", "id"], ascending=[False, True])
    shown = set(top["id"].head(_NETWORK_ACTORS))
    kept = pairs[pairs["a"].isin(shown) & pairs["b"].isin(shown)].reset_index(drop=True)
    kept.attrs = dict(pairs.attrs)
    return kept


def _actor_tags(corpus: Corpus) -> dict[str, str]:
    """What is typed into the actor control, and the id it means: every name of every actor named in the corpus.

    An id is added to a name that two actors share.
    """
    named = corpus.actors.loc[corpus.actors["n_records"] > 0, "actor_id"]
    names = corpus.names[corpus.names["actor_id"].isin(named)].drop_duplicates(["actor_id", "name"])
    shared = names["name"].duplicated(keep=False)
    tags = names["name"].where(~shared, names["name"] + " · " + names["actor_id"])
    return {labels.clean(tag): actor for tag, actor in zip(tags, names["actor_id"], strict=True)}


def _choices(column: pd.Series, every: str, names: dict[str, str]) -> list[tuple[str, str]]:
    sizes = column.dropna().value_counts().sort_index()
    return [(every, ""), *((labels.widget(f"{names.get(value, value)} ({n})"), value) for value, n in sizes.items())]


def _controls(corpus: Corpus) -> dict[str, ipywidgets.Widget]:
    languages = {
        code: labels.message(f"language_{code}", "en") for code in ("fa", "prs", "ar", "ps", "ckb", "ur", "und")
    }
    periods = _periods(corpus)
    told = [(str(period), period) for period in periods] or [("no dated records", None)]
    made = {
        "language": ipywidgets.Dropdown(
            options=_choices(corpus.documents["language"], "every language", languages), description="Language"
        ),
        "outlet": ipywidgets.Dropdown(
            options=_choices(corpus.documents["outlet"], "every outlet", {}), description="Outlet"
        ),
        "actors": ipywidgets.TagsInput(
            allowed_tags=list(_actor_tags(corpus)), allow_duplicates=False, placeholder="actors: type a name"
        ),
        "text": ipywidgets.Text(placeholder="words in the text", continuous_update=True, description="Text"),
        "of": ipywidgets.Dropdown(
            options=[("days the texts tell of", "dates"), ("days of publication", "published")], description="Time by"
        ),
        "period": ipywidgets.SelectionRangeSlider(
            options=told, index=(0, len(told) - 1), description="Period", continuous_update=True, disabled=not periods
        ),
        "undated": ipywidgets.Checkbox(value=True, description="keep undated records", indent=False),
        "calendar": ipywidgets.Dropdown(
            options=[("Gregorian", "gregorian"), ("Solar Hijri (Iran)", "solar_hijri"),
                     ("Solar Hijri (Afghanistan)", "solar_hijri_afghan"), ("Lunar Hijri", "lunar_hijri")],
            description="Calendar",
        ),
        "within": ipywidgets.Dropdown(
            options=[("one sentence", "sentence"), ("one record", "record")], description="Together in"
        ),
    }  # fmt: skip
    for name, control in made.items():
        control.layout = {"width": "430px" if name == "period" else "300px"}
        control.add_class(f"ruznama-{'actor' if name == 'actors' else name}")
    for name in ("outlet", "actors", "text"):
        made[name].add_class(labels.WIDGET_CLASS)
    return made


def _periods(corpus: Corpus) -> list[str]:
    """The steps of the period slider: months as `2016-02` from the first known day to the last, years when many."""
    told = corpus.dates.dropna(subset=["earliest", "latest"])
    days = pd.concat([corpus.documents["published"].dropna(), told["earliest"], told["latest"]])
    if days.empty:
        return []
    first, last = (int(value) for value in days.agg(["min", "max"]).to_numpy().astype("datetime64[M]").astype(int))
    if last - first < _MOST_STEPS:
        return [str(month) for month in np.arange(first, last + 1).astype("datetime64[M]")]
    return [str(year) for year in range(first // 12 + 1970, last // 12 + 1971)]
