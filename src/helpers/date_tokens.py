"""Texts as tokens: a batch of texts comes in, one class byte and one value a token go out, with offsets.

Knows letters, words and numbers; knows no rule and no calendar.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from . import date_chains, date_numbers, words
from . import date_lexicon as lexicon
from .compiled import compiled
from .date_words import NUMBERS, SIGNS, is_class, shared


@dataclass(frozen=True)
class Tokens:
    """A batch as columns: `classes` has one byte a token, the arrays one number a token."""

    classes: bytes
    value: np.ndarray
    start: np.ndarray  # in letters of the batch, without those that stand inside words and mean nothing
    end: np.ndarray
    line_before: np.ndarray  # is the token the first of its line
    line_after: np.ndarray


@dataclass(frozen=True)
class Batch:
    """The tokens of a batch of records and how their offsets lead back to each text."""

    tokens: Tokens
    record_start: np.ndarray  # where each record begins in the joined text, in code points
    utf8: np.ndarray  # the joined text
    read: words.Words

    def raw(self, offset: np.ndarray) -> np.ndarray:
        """Return the code point of the joined text at a letter."""
        return self.read.places(offset)

    def cut(self, start: np.ndarray, end: np.ndarray, marks: np.ndarray) -> tuple[np.ndarray, pa.LargeStringArray]:
        """Return `end` moved behind the `marks` that stand there (matching ignores each), and the pieces as a column.

        start, end: code points of the joined text; marks: code points below 0x800, in order.
        """
        first, last = (words.bytes_at(self.utf8, self.read.near, places) for places in (start, end))
        more = _marks_at(self.utf8, last, marks)
        return end + more, words.pieces(self.utf8, first, last + 2 * more)


def read(texts: pd.Series, groups: np.ndarray) -> Batch:
    """Return the tokens of `texts`; `groups` is a number into `date_lexicon.GROUPS` a text.

    A break stands behind every record, so what a record says does not depend on those beside it.
    """
    known = shared()
    utf8, _ = words.joined(texts)
    runs = words.read(utf8, known.table, every=False)
    told = runs.letters, runs.start, runs.end, runs.kind, runs.number
    group, code, value, skip, ends = _classes(*told, groups, _facts(), known.single)
    _verb_prefix(*told, code, _facts())
    at, before, after = _lines(*told, code, _facts())
    end, letters = runs.end, runs.kind == words.LETTER
    at = date_chains.join(at, runs.number, letters, group, code, value, skip, end, known.chains, known.chained)
    at = date_numbers.merge(at, code, value, end, date_numbers.facts())
    columns = (column.take(at) for column in (value, runs.start + skip, end, before, after))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), runs.places(ends) + 1])
    return Batch(Tokens(code.take(at).tobytes(), *columns), starts, utf8, runs)


class _Facts(NamedTuple):
    """What the loops below must know of letters and classes.

    The kinds of words (`letter digit line`) and the letter `last` at the end of a record; class bytes by the letter of
    a sign (`signs`), by the kind of a number (`numbers`) and of a `stop`; which class bytes are «می» (`may`) and a verb
    behind it (`stem`), with which letters (`verb`) such a verb ends, and which letters are `latin`.
    """

    letter: int
    digit: int
    line: int
    last: int
    signs: np.ndarray
    numbers: np.ndarray
    stop: int
    may: np.ndarray
    stem: np.ndarray
    verb: np.ndarray
    latin: np.ndarray


@cache
def _facts() -> _Facts:
    code = shared().code
    signs, verb, latin = np.zeros(256, dtype=np.uint8), np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
    for sign, name in SIGNS.items():
        signs[ord(sign)] = code[frozenset([name])]
    stop = signs[lexicon.BREAK] = code[frozenset(["break"])]
    verb[list(lexicon.folded("دم"))] = True
    latin[ord("a") : ord("z") + 1] = True
    numbers = np.array([code[frozenset([name])] for name in NUMBERS], dtype=np.uint8)
    kinds = words.LETTER, words.DIGIT, words.LINE, lexicon.BREAK
    return _Facts(*kinds, signs, numbers, stop, is_class("may"), is_class("may_stem"), verb, latin)


@compiled
def _classes(letters, start, end, kind, number, groups, facts, entries):
    """The group, class byte, value and letters to skip of each word, and the letter at the end of each record."""
    size, record = len(start), 0
    group, value, skip = np.empty(size, dtype=np.int64), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    code, ends = np.empty(size, dtype=np.uint8), np.empty(len(groups), dtype=np.int64)
    for token in range(size):
        own = group[token] = groups[record]
        if kind[token] == facts.letter:
            word = number[token]
            code[token], value[token] = entries.code[own, word], entries.value[own, word]
            skip[token] = entries.skip[own, word]
        elif kind[token] == facts.digit:
            code[token], value[token] = _digits(letters, start[token], end[token], facts)
        else:
            sign = letters[start[token]]
            code[token] = facts.signs[sign]
            if sign == facts.last:
                ends[record] = start[token]
                record += 1
    return group, code, value, skip, ends


@compiled
def _digits(letters, start, end, facts):
    """The class byte and the value of a run of digits; none where it is no part of a date."""
    size, number = end - start, 0
    if size > 4:
        return 0, 0
    for at in range(start, end):
        number = number * 10 + letters[at] - 48
    # «B12», «F16»: a digit run that touches a Latin letter is no part of a date, but that of 2024-03-26T10:00 is
    behind = letters[end]  # an END stands behind the last
    if start > 0 and facts.latin[letters[start - 1]] or facts.latin[behind] and not (behind == 116 and size == 2):
        return 0, number
    day, two, year, other, recent = facts.numbers
    if size <= 2:
        return day if 1 <= number <= 31 else two, number
    if size == 4 and 1200 <= number < 2200:
        # 2000 may be a year or a round number: only a word beside it tells
        return recent if 1900 < number < 2060 and number != 2000 else year, number
    return other, number


@compiled
def _verb_prefix(letters, start, end, kind, number, code, facts):
    """«می شود», «می نویسم»: before a verb می is no May. Persian verbs end in د or م."""
    for token in range(len(code) - 1):
        if facts.may[code[token]]:
            after = token + 1
            if facts.stem[code[after]] or code[after] == 0 and facts.verb[letters[end[after] - 1]]:
                code[token] = 0


@compiled
def _lines(letters, start, end, kind, number, code, facts):
    """The words that stay, and whether a line begins before and ends after each.

    A line's end is a space where a line is wrapped, but a stop before a blank line or behind a title: the first line of
    a record that has a word.
    """
    kept, titled = 0, False
    at, before = np.empty(len(code), dtype=np.int64), np.empty(len(code), dtype=np.bool_)
    after = np.empty(len(code), dtype=np.bool_)
    edge = True
    for token in range(len(code)):
        line, last = kind[token] == facts.line, letters[start[token]] == facts.last
        before[token] = edge
        edge = line or last
        if token:
            after[token - 1] = edge
    after[-1:] = True
    for token in range(len(code)):
        if letters[start[token]] == facts.last:
            titled = False
        if kind[token] == facts.line:
            title = not titled and not before[token]
            titled |= title
            if not (after[token] or title):
                continue
            code[token] = facts.stop
        at[kept] = token
        kept += 1
    return at[:kept], before, after


@compiled
def _marks_at(utf8, places, marks):
    """How many of the `marks`, of two bytes each, stand at each place of the buffer."""
    out = np.zeros(len(places), dtype=np.int64)
    for row in range(len(places)):
        at = places[row]
        while at + 1 < len(utf8) and utf8[at] >= 0xC0:
            code = (np.int64(utf8[at]) & 0x1F) << 6 | np.int64(utf8[at + 1]) & 0x3F
            place = np.searchsorted(marks, code)
            if utf8[at] >= 0xE0 or place == len(marks) or marks[place] != code:
                break
            out[row] += 1
            at += 2
    return out
