"""Proposals of a corpus come in, decisions go out to data/decisions.csv: two actors at a time, with their sentences.

Links nothing itself: what was decided takes effect when the corpus is loaded again.
"""

from pathlib import Path

import ipywidgets
import pandas as pd

from helpers import counts, decisions, labels
from helpers.corpus import Corpus

_SENTENCES = 4
_BUTTONS = ("merge", "keep_apart", "rename", "ignore", "split", "skip", "undo")


class Review(ipywidgets.VBox):
    """The proposals of a corpus one at a time: which pairs of actors are one?

    `corpus`: whose proposals; decisions are appended to `decisions.csv` beside its tables. `by`: who decides, written
    beside each decision. `lang`: the language of the controls (en, fa, prs, ar). Read back: `.pair`, the two ids shown
    (None at the end); `.written`, the numbers of the decisions made here, in order. `rename` and `ignore` are about the
    first actor; `split` parts an id that was merged into it, chosen in the list beside the button.
    """

    def __init__(self, corpus: Corpus, lang: str = "en", by: str = ""):
        self._corpus, self._lang, self._by = corpus, lang, by
        self._file = Path(corpus.tables).parent / "decisions.csv"
        self._pairs = list(corpus.proposals[["a", "b", "score", "evidence"]].itertuples(index=False, name=None))
        self._at, self._done = 0, []
        self.written: list[int] = []
        self._head, self._left, self._right, self._told = (_html(part) for part in ("pair", "a", "b", "written"))
        self._name = ipywidgets.Text(placeholder=labels.widget(self._say("new_name")))
        self._name.add_class(labels.WIDGET_CLASS)
        self._part = ipywidgets.Dropdown(options=[("", "")])
        self.buttons = {key: ipywidgets.Button(description=labels.widget(self._say(key))) for key in _BUTTONS}
        for key, button in self.buttons.items():
            button.add_class(f"ruznama-review-{key.replace('_', '-')}")
            button.on_click(lambda _, key=key: self.press(key))
        sides = ipywidgets.HBox([self._left, self._right], layout={"width": "100%"})
        row = {"flex_flow": "row wrap", "width": "100%"}
        controls = ipywidgets.Box([*self.buttons.values()], layout=row)
        fields = ipywidgets.Box([self._name, self._part], layout=row)
        style = ipywidgets.HTML(labels.widget_css())
        super().__init__([style, self._head, controls, fields, sides, self._told])
        self.add_class("ruznama-review")
        self._draw()

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two ids that are shown, or None when every proposal has been seen."""
        return self._pairs[self._at][:2] if self._at < len(self._pairs) else None

    def press(self, key: str) -> None:
        """Do what a button does: write a decision and go on, go on without one (`skip`), or `undo` the last."""
        try:
            self._press(key)
        except (ValueError, OSError) as error:
            self._told.value = f"<div>{labels.span(error)}</div>"

    def _press(self, key: str) -> None:
        if key == "undo":
            return self._undo()
        if self.pair is None:
            return None
        a, b = self.pair
        target, value = {
            "merge": (self._merged(a, b)), "keep_apart": (a, b), "rename": (a, self._name.value.strip()),
            "ignore": (a, ""), "split": (a, self._part.value), "skip": ("", ""),
        }[key]  # fmt: skip
        number = None
        if key != "skip":
            number = decisions.append(self._file, key, target, value, self._by)
            self.written.append(number)
        self._done.append((self._at, number))
        # A new name or a part split off says nothing of the pair: it stays until it is decided.
        self._at += key not in ("rename", "split")
        return self._draw()

    def _merged(self, a: str, b: str) -> tuple[str, str]:
        """The actor of the registry stays; of two like ones the first of the pair."""
        status = self._corpus.actors.set_index("actor_id")["status"]
        return (a, b) if status.get(b) == "registry" and status.get(a) != "registry" else (b, a)

    def _undo(self) -> None:
        if not self._done:
            return
        self._at, number = self._done.pop()
        if number is not None:
            self.written.append(decisions.append(self._file, "undo", str(number), by=self._by))
        self._draw()

    def _say(self, key: str, **values: object) -> str:
        return labels.message(f"review_{key}", self._lang, **values)

    def _draw(self) -> None:
        for key, button in self.buttons.items():
            button.disabled = not self._done if key == "undo" else self.pair is None
        self._told.value = self._lines()
        if self.pair is None:
            self._head.value = f"<div>{labels.span(self._say('end', n=len(self._pairs)))}</div>"
            self._left.value = self._right.value = ""
            return
        a, b, score, evidence = self._pairs[self._at]
        head = self._say("pair", n=self._at + 1, total=len(self._pairs), score=round(score, 2))
        self._head.value = f"<div><b>{labels.span(head)}</b><br>{labels.span(evidence)}</div>"
        self._left.value, self._right.value = self._side(a), self._side(b)
        parts = self._corpus.redirects.loc[self._corpus.redirects["into"] == a, "actor_id"]
        self._part.options = [(labels.widget(each), each) for each in parts] or [("", "")]
        self.buttons["split"].disabled = parts.empty
        self._name.value = ""

    def _side(self, actor: str) -> str:
        """One actor: name, id, and the sentences that name it."""
        own = self._corpus.actors.set_index("actor_id")["name"]
        if (self._corpus.mentions["actor_id"] == actor).any():
            found = counts.passages(self._corpus, actors=actor)
        else:
            found = pd.DataFrame({"passage": [], "doc_id": []}, dtype="str")
        words = {name: labels.message(f"heading_{name}", self._lang) for name in ("passage", "doc_id")}
        shown = found.head(_SENTENCES)[["passage", "doc_id"]]
        caption = f"{own.get(actor, actor)} · {actor} · {len(found)}"
        return labels.html_table(shown, lang=self._lang, caption=caption, headings=words)

    def _lines(self) -> str:
        """What this review has written so far, as it stands in the file."""
        if not self.written:
            return ""
        rows, _ = decisions.load(self._file)
        own = rows.loc[rows["n"].isin(self.written), ["n", "decision", "target", "value"]]
        return labels.html_table(own, lang=self._lang, caption=self._say("written"), dir="ltr")


def _html(part: str) -> ipywidgets.HTML:
    box = ipywidgets.HTML(layout={"width": "100%", "overflow": "auto", "max_height": "420px"})
    box.add_class(f"ruznama-review-{part}")
    return box
