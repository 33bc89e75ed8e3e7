"""Events of a Corpus come in, what a person thinks of a sample of them goes out to data/event_checks.csv.

Finds and draws nothing: the figures below the buttons are those of `event_quality`.
"""

import hashlib
from pathlib import Path

import ipywidgets
import pandas as pd

from helpers import event_accuracy, labels
from helpers.corpus import Corpus, shown, texts
from helpers.event_accuracy import STATUSES, types
from helpers.event_counts import events_table
from helpers.sentences import sentences

_SILENT = 4  # of so many items one is a sentence in which no event was found: they tell what is missed
_RECORDS = 300  # records that such sentences are drawn from
_BUTTONS = ("accept", "fix", "reject", "none", "missed", "skip")
_OF_EVENTS, _OF_SENTENCES = ("accept", "fix", "reject"), ("none", "missed")


class Annotate(ipywidgets.VBox):
    """A sample of events one at a time: is it one, and are its type and status right?

    `corpus`: whose events; `n`: how many are shown, every fourth a sentence in which none was found. The sample
    follows from the generation alone, whoever looks; what was checked before is left out, so that another run goes on.
    `by`: who checks, written beside each line. `lang`: the language of the controls (en, fa, prs, ar). Read back:
    `.item`, the place shown (None at the end); `.written`, the lines written here. Each button writes one line to
    `data/event_checks.csv`; a second line about a place takes the place of the first, as for all who read the file.
    """

    def __init__(self, corpus: Corpus, n: int = 20, lang: str = "en", by: str = ""):
        self._corpus, self._lang, self._by = corpus, lang, by
        self._file = Path(corpus.tables).parent / event_accuracy.FILE
        self._items = sample(corpus, n)
        self._at = 0
        self.written: list[dict[str, str]] = []
        self._head, self._shown, self._told = (_html(part) for part in ("head", "item", "figures"))
        self.buttons = {key: ipywidgets.Button(description=self._say(f"check_{key}")) for key in _BUTTONS}
        for key, button in self.buttons.items():
            button.layout = {"width": "auto"}
            button.add_class(f"ruznama-check-{key}")
            button.on_click(lambda _, key=key: self.press(key))
        self.type = ipywidgets.Dropdown(options=[(self._say(f"event_{each}"), each) for each in types()])
        self.status = ipywidgets.Dropdown(options=[(self._say(f"status_{each}"), each) for each in STATUSES])
        row = {"flex_flow": "row wrap", "width": "100%"}
        controls = ipywidgets.Box([*self.buttons.values(), self.type, self.status], layout=row)
        super().__init__([ipywidgets.HTML(labels.widget_css()), self._head, self._shown, controls, self._told])
        self.add_class("ruznama-annotate")
        self._draw()

    @property
    def item(self) -> str | None:
        """The place of the event or sentence that is shown, as it stands in the file; None at the end."""
        return self._items.at[self._at, "event"] if self._at < len(self._items) else None

    def press(self, key: str) -> None:
        """Do what a button does: write a line and go on, or go on without one (`skip`)."""
        if self.item is None:
            return
        row = self._items.loc[self._at]
        if key not in ("skip", *(_OF_EVENTS if row["found"] else _OF_SENTENCES)):
            return
        chosen = {"type": self.type.value, "status": self.status.value}
        found = {"type": row["type"], "status": row["status"]}
        what = {"fix": chosen, "missed": chosen, "none": {"type": "", "status": ""}}.get(key, found)
        note = f"found as {row['type']} {row['status']}" if key == "fix" else ""
        try:
            if key != "skip":
                check = {"event": row["event"], **what, "verdict": key, "by": self._by, "note": note}
                event_accuracy.append(self._file, check)
                self.written.append(check)
        except (ValueError, OSError) as error:
            self._told.value = f"<div>{labels.span(error)}</div>"
            return
        self._at += 1
        self._draw()

    def _say(self, key: str, **values: object) -> str:
        return labels.widget(labels.message(key, self._lang, **values))

    def _draw(self) -> None:
        total = len(self._items)
        row = self._items.loc[self._at] if self._at < total else None
        for key, button in self.buttons.items():
            fits = key == "skip" or (row is not None and key in (_OF_EVENTS if row["found"] else _OF_SENTENCES))
            button.disabled = row is None or not fits
            button.layout.display = "" if fits or row is None else "none"
        self._told.value = self._figures()
        if row is None:
            words = labels.message("check_end", self._lang, n=total)
            self._head.value, self._shown.value = self._line(words), ""
            return
        if row["found"]:
            self.type.value, self.status.value = row["type"], row["status"]
        self._head.value = self._line(labels.message("check_head", self._lang, n=self._at + 1, total=total))
        self._shown.value = self._item(row)

    def _line(self, words: str) -> str:
        return f'<div dir="{labels.direction(self._lang)}"><b>{labels.span(words)}</b></div>'

    def _item(self, row: pd.Series) -> str:
        """The event as it was found, or the sentence without one, with the sentence and the record it stands in."""
        sentence = shown(self._corpus, pd.DataFrame([row[["doc_id", "start", "end"]]]))[0]
        item = {"evidence": sentence, "doc_id": row["doc_id"]}
        caption = labels.message("check_sentence", self._lang)
        if row["found"]:
            table = events_table(self._corpus, lang=self._lang).set_index("story_id").loc[row["story_id"]]
            what = labels.message(f"event_{row['type']}", self._lang)
            state = labels.message(f"status_{row['status']}", self._lang)
            item = {"what": what, "state": state, "who": table["who"], "where": table["where"], **item}
            caption = None
        words = {name: labels.message(f"heading_{name}", self._lang) for name in item}
        frame = pd.DataFrame([item]).astype("str")
        return labels.html_table(frame, lang=self._lang, caption=caption, headings=words)

    def _figures(self) -> str:
        table = event_accuracy.event_quality(self._corpus)
        words = {name: labels.message(f"heading_{name}", self._lang) for name in table}
        return labels.html_table(table, lang=self._lang, headings=words, dir=labels.direction(self._lang))


def sample(corpus: Corpus, n: int) -> pd.DataFrame:
    """Return `n` places to check: `event doc_id start end type status story_id found`, the same for one generation.

    Events, and for every fourth place a sentence in which no event was found (`found` is False; type, status and story
    are empty). Drawn by the hash of generation and place: as good as by lot, and the same wherever it is drawn. Places
    that are in the file of checks are left out.
    """
    checks, _ = event_accuracy.load(Path(corpus.tables).parent / event_accuracy.FILE)
    events = event_accuracy.places(corpus).rename(columns={"place_of": "event"}).assign(found=True)
    silent = _silent(corpus)
    columns = "event doc_id start end type status story_id found".split()
    parts = []
    for rows, share in ((events[columns], n - n // _SILENT), (silent[columns], n // _SILENT)):
        fresh = rows[~rows["event"].isin(checks["event"])]
        parts.append(_drawn(fresh, corpus.generation).head(share))
    both = pd.concat([part for part in parts if len(part)] or parts[:1])
    return _drawn(both, corpus.generation + "order").reset_index(drop=True)


def _drawn(rows: pd.DataFrame, seed: str) -> pd.DataFrame:
    lots = [hashlib.sha256(f"{seed} {place}".encode("utf-8", "surrogatepass")).hexdigest() for place in rows["event"]]
    return rows.assign(lot=pd.Series(lots, index=rows.index, dtype="str")).sort_values("lot").drop(columns="lot")


def _silent(corpus: Corpus) -> pd.DataFrame:
    """The sentences of some records in which no event was found; the title is told again below it, and is left out."""
    docs = pd.DataFrame({"doc_id": corpus.documents["doc_id"], "event": corpus.documents["doc_id"]})
    wanted = set(_drawn(docs, corpus.generation).head(_RECORDS)["doc_id"])
    told = {doc: set(own) for doc, own in corpus.events.groupby("doc_id")["sentence"]}
    rows = []
    for each in texts(corpus).itertuples():
        if each.doc_id not in wanted:
            continue
        spans = sentences(each.text, max(each.text.find("\n"), 0))
        rows += [
            (each.doc_id, start, end)
            for number, (start, end) in enumerate(spans)
            if number and number not in told.get(each.doc_id, set()) and each.text[start:end].strip()
        ]
    frame = pd.DataFrame(rows, columns=["doc_id", "start", "end"]).astype({"doc_id": "str"})
    places = event_accuracy.sentence_places(corpus, frame.astype({"start": "int64", "end": "int64"}))
    return frame.assign(event=places, type="", status="", story_id="", found=False)


def _html(part: str) -> ipywidgets.HTML:
    box = ipywidgets.HTML(layout={"width": "100%", "overflow": "auto", "max_height": "420px"})
    box.add_class(f"ruznama-annotate-{part}")
    return box
