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
    start: np.ndarray  # in letters of the batch, without marks that stand inside words
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

        start, end: code points of the joined text; marks: which code points below 0x800 these are.
        """
        first, last = words.bytes_at(self.utf8, self.read, start, end)
        more = _marks_at(self.utf8, last, marks)
        return end + more, words.pieces(self.utf8, first, last + 2 * more)


def read(texts: pd.Series, groups: np.ndarray) -> Batch:
    """Return the tokens of `texts`; `groups` is a number into `date_lexicon.GROUPS` a text.

    A break stands behind every record, so what a record says does not depend on those beside it.
    """
    known = shared()
    utf8, _ = words.joined(texts)
    runs = words.read(utf8, known.table, every=False)
    facts, columns = _facts(), _columns(runs)
    ends = _classes(runs.letters, groups, facts, known.single, columns)
    at = _lines(runs.letters, facts, columns)
    at = date_chains.join(at, columns, words.LETTER, known.chains, known.chained)
    at = date_numbers.merge(at, columns, date_numbers.facts())
    size = _moved_up(at, columns)
    names = ("value", "start", "end", "line_before", "line_after")
    tokens = Tokens(columns.code[:size].tobytes(), *(getattr(columns, name)[:size] for name in names))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), runs.places(ends) + 1])
    return Batch(tokens, starts, utf8, runs)


class _Columns(NamedTuple):
    """The words of a batch, and what they are, written by and by; `skip` counts letters before one («و» of «وآب»)."""

    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    word: np.ndarray
    group: np.ndarray
    code: np.ndarray
    value: np.ndarray
    skip: np.ndarray
    line_before: np.ndarray
    line_after: np.ndarray


def _columns(runs: words.Words) -> _Columns:
    # written over in place, and narrow: new memory costs as much as the loops that fill it
    kinds = (np.uint8, np.uint8, np.int32, np.uint8, np.bool_, np.bool_)
    new = (np.zeros(len(runs.start), dtype=kind) for kind in kinds)
    return _Columns(runs.start, runs.end, runs.kind, runs.number, *new)


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
def _classes(letters, groups, facts, entries, columns):
    """Write the group, class byte, value and skip of each word; return the letter at the end of each record."""
    record, ends = 0, np.empty(len(groups), dtype=np.int64)
    for token in range(len(columns.start)):
        begin, kind, word = columns.start[token], columns.kind[token], columns.word[token]
        own = columns.group[token] = groups[record]
        if kind == facts.letter:
            if word:
                columns.code[token], columns.value[token] = entries.code[own, word], entries.value[own, word]
                columns.skip[token] = entries.skip[own, word]
        elif kind == facts.digit:
            columns.code[token], columns.value[token] = _digits(letters, begin, columns.end[token], facts)
        else:
            columns.code[token] = facts.signs[letters[begin]]
            if letters[begin] == facts.last:
                ends[record] = begin
                record += 1
    return ends


@compiled
def _digits(letters, start, end, facts):
    """The class byte and the value of a run of digits; none where it is no part of a date."""
    size, number = end - start, 0
    if size > 4:
        return 0, 0
    for at in range(start, end):
        number = number * 10 + np.int64(letters[at]) - 48
    # «B12», «F16»: a digit run that touches a Latin letter is no part of a date, but that of 2024-03-26T10:00 is
    behind = letters[end]  # an END stands behind the last
    if (start > 0 and facts.latin[letters[start - 1]]) or (facts.latin[behind] and not (behind == 116 and size == 2)):
        return 0, number
    day, two, year, other, recent = facts.numbers
    if size <= 2:
        return day if 1 <= number <= 31 else two, number
    if size == 4 and 1200 <= number < 2200:
        # 2000 may be a year or a round number: only a word beside it tells
        return recent if 1900 < number < 2060 and number != 2000 else year, number
    return other, number


@compiled
def _lines(letters, facts, columns):
    """Return the words that stay; write whether a line begins before and ends after each.

    A line's end is a space where a line is wrapped, but a stop before a blank line or behind a title: the first line of
    a record that has a word.
    """
    kept, titled, before, at = 0, False, True, np.empty(len(columns.code), dtype=np.int32)
    for token in range(len(at)):
        behind = min(token + 1, len(at) - 1)  # the last word is the end of a record
        line, last = _edge(letters, facts, columns, token)
        columns.line_before[token] = before
        columns.line_after[token] = after = behind == token or _edge(letters, facts, columns, behind) != (False, False)
        title = line and not before and not titled
        before, titled = line or last, (titled or title) and not last
        if line and not (after or title):
            continue
        if line:
            columns.code[token] = facts.stop
        elif facts.may[columns.code[token]] and _is_verb(letters, facts, columns, behind):
            columns.code[token] = 0
        at[kept] = token
        kept += 1
    return at[:kept]


@compiled
def _edge(letters, facts, columns, token):
    """Whether a word is the end of a line, and of a record."""
    return columns.kind[token] == facts.line, letters[columns.start[token]] == facts.last


@compiled
def _is_verb(letters, facts, columns, token):
    """«می شود», «می نویسم»: before a verb می is no May. Persian verbs end in د or م."""
    code = columns.code[token]
    return facts.stem[code] or (code == 0 and facts.verb[letters[columns.end[token] - 1]])


@compiled
def _moved_up(at, columns):
    """Write the words that are left side by side, each without the letters before it; return how many there are."""
    for row in range(len(at)):
        token = at[row]
        columns.code[row], columns.value[row] = columns.code[token], columns.value[token]
        columns.start[row], columns.end[row] = columns.start[token] + columns.skip[token], columns.end[token]
        columns.line_before[row] = columns.line_before[token]
        columns.line_after[row] = columns.line_after[token]
    return len(at)


@compiled
def _marks_at(utf8, places, marks):
    """How many of the `marks`, of two bytes each, stand at each place of the buffer."""
    out = np.zeros(len(places), dtype=np.int64)
    for row in range(len(places)):
        at = places[row]
        while 0xC0 <= utf8[at] < 0xE0:  # every text has an END behind it
            if not marks[(np.int64(utf8[at]) & 0x1F) << 6 | np.int64(utf8[at + 1]) & 0x3F]:
                break
            out[row] += 1
            at += 2
    return out
