"""A column of texts comes in; the language of each, Dari told from Persian, and how sure that is go out.

Knows letters, words and their weights (`tables/language_weights.csv`); knows no file, no date and no name.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from . import language_letters, tables
from .compiled import compiled

# What a row of the table may speak for: `fas` is Persian of either country, `other` a language that is none of ours.
FAMILIES = ("fas", "ar", "ps", "ckb", "ur", "other")
VARIETIES = ("fa", "prs")
# A record that says `fa` with less is Persian, and of which country is not clear.
CLEAR = 0.65
_FEWEST_LETTERS = 8
# A text of another script with a few words of ours is none of ours; Persian full of Latin names is Persian.
_LEAST_SHARE = 0.3
# A word said ten times is not ten times the evidence («ایران» in a Dari report on Iran): 1, 1.3, 1.5 … and 2 at most.
_MOST = 9
GAIN = np.array([0.0, *(1 + np.log(np.arange(1, _MOST + 1)) / np.log(_MOST))], dtype=np.float32)
# What speaks for another language before a word is read, so that a name or two are not taken for one of ours.
_DOUBT = 1.0
# «شفاخانه» says Dari, and half as much that a text is Persian at all: Pashto and Urdu share some of these words.
_OF_A_VARIETY = 0.5
# How sure a difference of the weights of the two varieties makes, and how far a text of `_LONG` words leans to Dari
# before any: a page on Iran's own terms holds its words, a page of Dari may be plain Persian. Both from held-out folds;
# the lean alone is not enough to be clear, so that a page of formal Persian without any such word is called neither.
_STEEP, _LEAN, _LONG = 2.0, 0.3, 200


@dataclass(frozen=True)
class Weights:
    """Markers, and what each speaks for: `weights` has a row a marker, a column a name of FAMILIES + VARIETIES."""

    markers: language_letters.Markers
    weights: np.ndarray


def weights(rows: pd.DataFrame) -> Weights:
    """Return the rows of a table (`kind marker language weight`) as numbers; several rows of a marker are one."""
    rows = rows.assign(first=rows["kind"] != "letter").sort_values("first", kind="stable")
    # «بە» of Sorani and «به» of Persian are one marker in plain letters, which speaks for both.
    plain = language_letters.plain
    told = zip(rows["kind"], rows["marker"], strict=True)
    spelt = [(kind, marker if kind == "letter" else plain(marker)) for kind, marker in told]
    numbers = {each: number for number, each in enumerate(dict.fromkeys(spelt))}
    made = np.zeros((len(numbers), len(FAMILIES) + len(VARIETIES)), dtype=np.float32)
    columns = [(*FAMILIES, *VARIETIES).index(language) for language in rows["language"]]
    made[[numbers[each] for each in spelt], columns] = rows["weight"].astype(float)
    kinds, words = zip(*numbers, strict=True)
    return Weights(language_letters.markers(list(kinds), list(words)), made)


@cache
def _own() -> Weights:
    return weights(tables.read("language_weights"))


def languages(texts: pd.Series) -> pd.DataFrame:
    """Return `language` and `language_confidence` of each text, with the index of `texts`.

    language: `fa prs ar ps ckb ur`, or `und` where the text is too short, of another script or of another language.
    The confidence, from 0 to 1, is the share of records so sure that are right. Persian that neither words nor
    spelling show to be Iranian or Afghan says `fa` with a confidence below `CLEAR`: it is not guessed. `und` has 0.
    """
    language, confidence = tell(texts, _own())
    return pd.DataFrame({"language": language, "language_confidence": confidence}, index=texts.index)


def variety_unclear(documents: pd.DataFrame) -> pd.Series:
    """Return which records (`language language_confidence`) are Persian of an unclear variety: `fa`, and not sure."""
    return (documents["language"] == "fa") & (documents["language_confidence"] < CLEAR)


def language_of(text: str) -> tuple[str, float]:
    """Return the language of one text and how sure that is, as `languages` does of a column."""
    language, confidence = tell(pd.Series([text], dtype="object"), _own())
    return str(language[0]), float(confidence[0])


def tell(texts: pd.Series, told: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Return the language and the confidence of each text by some weights."""
    counts = language_letters.count(texts, told.markers)
    scores = weigh(counts.begins, counts.marker, counts.times, told.weights, GAIN)
    sure = shares(families(scores))
    best = sure.argmax(axis=1)
    top = sure[np.arange(len(best)), best]
    lean = _LEAN * np.minimum(counts.words / _LONG, 1)
    dari = 1 / (1 + np.exp(-_STEEP * (scores[:, -1] - scores[:, -2] + lean)))
    names = np.array([*FAMILIES[1:-1], "und", "fa", "prs"], dtype=object)
    persian = best == 0
    chosen = np.where(persian, 5 + (dari >= CLEAR), best - 1)
    confidence = np.where(persian, top * np.where(dari >= CLEAR, dari, 1 - dari), top)
    seen = counts.arabic + counts.foreign
    unknown = (counts.arabic < _FEWEST_LETTERS) | (counts.arabic < _LEAST_SHARE * seen) | (top < 0.5) | (chosen == 4)
    chosen[unknown] = 4
    confidence[unknown] = 0.0
    return names[chosen], confidence.round(3)


def families(scores: np.ndarray) -> np.ndarray:
    """What the sums of the weights say of each of FAMILIES: a word of Iran or of Afghanistan is Persian too."""
    made = scores[:, : len(FAMILIES)].copy()
    made[:, 0] += _OF_A_VARIETY * scores[:, len(FAMILIES) :].sum(axis=1)
    made[:, -1] += _DOUBT
    return made


def shares(scores: np.ndarray) -> np.ndarray:
    """Return scores as shares of one, row by row."""
    made = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return made / made.sum(axis=1, keepdims=True)


@compiled
def weigh(begins, marker, times, weights, gain):
    """The sum of the weights of each record's markers, a column a language."""
    records, columns = len(begins) - 1, weights.shape[1]
    scores = np.zeros((records, columns), dtype=np.float64)
    for record in range(records):
        for row in range(begins[record], begins[record + 1]):
            often = gain[min(times[row], len(gain) - 1)]
            for column in range(columns):
                scores[record, column] += often * weights[marker[row], column]
    return scores
