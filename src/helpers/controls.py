"""The filters of the Explorer: a Corpus comes in, one control for each argument of `keep` and of its charts goes out.

Every word is one of messages.csv in the language of the charts. It must not know what is shown or draw anything.
"""

import ipywidgets
import numpy as np
import pandas as pd

from helpers import calendars, counts, labels, ticks
from helpers.corpus import Corpus
from helpers.language import variety_unclear

UNCLEAR = "fa_unclear"  # what the control of languages says for Persian whose variety is unclear
_MOST_STEPS = 240
_LANGUAGES = ("fa", UNCLEAR, "prs", "ar", "ps", "ckb", "ur", "und")
# In a page that runs right-to-left a control begins at the right; a slider of days runs as the axis of the charts does.
_STYLE = """<style>.ruznama-panel-rtl, .ruznama-panel-rtl .jupyter-widgets { direction: rtl }
.ruznama-panel-rtl .slider-container { direction: ltr }
.ruznama-period .widget-readout { min-width: max-content }
.ruznama-panel-rtl .widget-label { text-align: left; padding-left: 6px }
.ruznama-panel-rtl .widget-checkbox input { margin-left: 6px }</style>"""


def panel(controls: dict[str, ipywidgets.Widget], lang: str) -> ipywidgets.Box:
    """Return the controls in rows as wide as the notebook, from the side where a reader of `lang` begins."""
    style = ipywidgets.HTML(_STYLE, layout={"display": "none"})
    box = ipywidgets.Box([*controls.values(), style], layout={"flex_flow": "row wrap", "width": "100%"})
    if labels.direction(lang) == "rtl":
        box.add_class("ruznama-panel-rtl")
    return box


def controls(corpus: Corpus, lang: str) -> dict[str, ipywidgets.Widget]:
    """Return the controls by name; those of `keep` are called as its arguments are."""
    made = _of_records(corpus, lang) | _of_charts(lang)
    for name, control in made.items():
        control.layout = {"width": "616px" if name == "period" else "300px"}
        control.add_class(f"ruznama-{'actor' if name == 'actors' else name}")
    for name in ("outlet", "actors", "text"):
        made[name].add_class(labels.WIDGET_CLASS)
    return made


def _of_records(corpus: Corpus, lang: str) -> dict[str, ipywidgets.Widget]:
    """Which records are kept."""
    steps = periods(corpus)
    told = [(_step(step, lang), step) for step in steps] or [(_say("no_dates", lang), None)]
    return {
        "language": _dropdown("language", _spoken(corpus, lang), lang),
        "outlet": _dropdown("outlet", _counted(corpus.documents["outlet"], "every_outlet", {}, lang), lang),
        "actors": ipywidgets.TagsInput(
            allowed_tags=list(actor_tags(corpus)), allow_duplicates=False, placeholder=_say("actors", lang)
        ),
        "text": ipywidgets.Text(
            placeholder=_say("words", lang), continuous_update=True, description=_say("text", lang)
        ),
        "of": _dropdown("of", _named(("dates", "events", "published"), "of", lang), lang),
        "period": ipywidgets.SelectionRangeSlider(
            options=told,
            index=(0, len(told) - 1),
            description=_say("period", lang),
            continuous_update=True,
            disabled=not steps,
        ),
        "undated": ipywidgets.Checkbox(value=True, description=_say("undated", lang), indent=False),
    }


def _of_charts(lang: str) -> dict[str, ipywidgets.Widget]:
    """How the charts draw what is kept."""
    by = _dropdown("by", _named(counts.PERIODS, "by", lang), lang)
    by.value = "month"
    others = [(_say("second_auto", lang), ticks.AUTO), *_calendars(lang), (_say("second_none", lang), "")]
    slider = [(_say("network_whole", lang), False), (_say("network_slider", lang), True)]
    return {
        "calendar": _dropdown("calendar", _calendars(lang), lang),
        "by": by,
        "second": _dropdown("second", others, lang),
        "within": _dropdown("within", _named(("sentence", "record"), "within", lang), lang),
        "slider": _dropdown("slider", slider, lang),
    }


def _step(step: str, lang: str) -> str:
    """Name a step as the ticks of the charts do. The slider sets a hyphen between two of them: «۲۰۱۶-۰۲-۲۰۲۴-۱۲» is
    read by nobody, so each is a month in words with room around it."""
    year, _, month = step.partition("-")
    named = calendars.period_label(calendars.GREGORIAN, int(year), int(month) if month else None, None, lang, lang)
    return f"\xa0{labels.widget(named)}\xa0"


def _say(key: str, lang: str) -> str:
    return labels.message(f"control_{key}", lang)


def _dropdown(name: str, options: list[tuple[str, object]], lang: str) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(options=options, description=_say(name, lang))


def _named(values: tuple[str, ...], group: str, lang: str) -> list[tuple[str, str]]:
    return [(_say(f"{group}_{value}", lang), value) for value in values]


def _calendars(lang: str) -> list[tuple[str, str]]:
    return [(_say(f"calendar_{name}", lang), name) for name in calendars.CALENDARS]


def _spoken(corpus: Corpus, lang: str) -> list[tuple[str, str]]:
    spoken = corpus.documents["language"]
    # Persian whose variety is unclear is a choice of its own; «Persian» keeps it too, and its charts say so.
    unclear = pd.Series(UNCLEAR, index=spoken.index[variety_unclear(corpus.documents)], dtype="str")
    names = {code: labels.message(f"language_{code}", lang) for code in _LANGUAGES}
    return _counted(pd.concat([spoken, unclear]), "every_language", names, lang)


def _counted(column: pd.Series, every: str, names: dict[str, str], lang: str) -> list[tuple[str, str]]:
    sizes = column.dropna().value_counts().sort_index()
    told = [(f"{names.get(value, value)} ({labels.number(int(n), lang)})", value) for value, n in sizes.items()]
    return [(_say(every, lang), ""), *((labels.widget(text), value) for text, value in told)]


def actor_tags(corpus: Corpus) -> dict[str, str]:
    """What is typed into the actor control, and the id it means: every name of every actor named in the corpus.

    An id is added to a name that two actors share.
    """
    named = corpus.actors.loc[corpus.actors["n_records"] > 0, "actor_id"]
    names = corpus.names[corpus.names["actor_id"].isin(named)].drop_duplicates(["actor_id", "name"])
    shared = names["name"].duplicated(keep=False)
    tags = names["name"].where(~shared, names["name"] + " · " + names["actor_id"])
    return {labels.clean(tag): actor for tag, actor in zip(tags, names["actor_id"], strict=True)}


def periods(corpus: Corpus) -> list[str]:
    """The steps of the period slider: months as `2016-02` from the first known day to the last, years when many."""
    told = corpus.dates.dropna(subset=["earliest", "latest"])
    days = pd.concat([corpus.documents["published"].dropna(), told["earliest"], told["latest"]])
    if days.empty:
        return []
    first, last = (int(value) for value in days.agg(["min", "max"]).to_numpy().astype("datetime64[M]").astype(int))
    if last - first < _MOST_STEPS:
        return [str(month) for month in np.arange(first, last + 1).astype("datetime64[M]")]
    return [str(year) for year in range(first // 12 + 1970, last // 12 + 1971)]
