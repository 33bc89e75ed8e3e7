"""Spelt-out numbers: the tokens of number words come in, one token a number goes out («بیست و دوم», «ألفين وعشرين»).

Knows the classes of number words and their values; knows no text, no rule and no calendar.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from .compiled import compiled
from .date_words import NUMBERS, is_class, shared

# The rank of a word in a number: «دو هزار و صد و بیست و سه» goes down.
_RANKS = {
    "thousands": 4,
    "thousand": 4,
    "hundreds": 3,
    "tens": 2,
    "ordinal_tens": 2,
    "ten": 2,
    "cardinal": 1,
    "ordinal": 1,
}


class Facts(NamedTuple):
    """Of each class byte: its rank (0 is no number), whether it is a bare thousand, ordinal, `and`, digits.

    `ordinal` is a word that is nothing before it in `_RANKS`, `ends_ordinal` any that may be one. `made` has the class
    bytes of what is made: a day, a year, a number, and a day that ends in an ordinal.
    """

    rank: np.ndarray
    thousand: np.ndarray
    ordinal: np.ndarray
    ends_ordinal: np.ndarray
    joint: np.ndarray
    digits: np.ndarray
    made: np.ndarray


@cache
def facts() -> Facts:
    """Return what the classes of the tables are in numbers."""
    words = shared()
    kinds = [next((kind for kind in _RANKS if kind in names), "") for names in words.classes]
    kinds += [""] * (256 - len(kinds))
    rank = np.array([_RANKS.get(kind, 0) for kind in kinds])
    joint = is_class("and")
    if (joint & (rank > 0)).any():
        raise ValueError("a word of the date tables is both a number and «and»: see tables/numerals.csv")
    made = [words.code[frozenset([name])] for name in ("spelt_day", "spelt_year", "spelt_number", "ordinal")]
    return Facts(
        rank=rank,
        thousand=np.array([kind == "thousand" for kind in kinds]),
        ordinal=np.array([kind == "ordinal" for kind in kinds]),
        ends_ordinal=is_class("ordinal"),
        joint=joint,
        digits=is_class(*NUMBERS),
        made=np.array(made, dtype=np.uint8),
    )


@compiled
def merge(at, columns, facts):
    """Write each number of several words into its first token; return `at` (token numbers) without the others.

    `columns` has what is read and written of a token: `code value end`.
    """
    code, value, end = columns.code, columns.value, columns.end
    # two more, so that a look behind the last token finds something
    codes = np.zeros(len(at) + 2, dtype=np.uint8)
    for row in range(len(at)):
        codes[row] = code[at[row]]
    stays = np.ones(len(at), dtype=np.bool_)
    begin = kept = 0
    while begin < len(at):
        after = _after(codes, begin, facts)
        while begin < after - 1:
            if facts.joint[codes[begin]]:  # «یکم و دوم آبان» are two days: the second begins behind «و»
                begin += 1
                continue
            number, length = _spelt(codes, at, value, begin, after, facts)
            if length > 1:
                # «در شهریورماه دو هزار و ۵۴۹ ردیف» counts, and is no year 2000
                if facts.joint[codes[begin + length]] and facts.digits[codes[begin + length + 1]]:
                    number = 0
                head, last = at[begin], at[begin + length - 1]
                ordinal = facts.ends_ordinal[codes[begin + length - 1]]
                if number > 31:  # «الثاني والثلاثين» begins with its ordinal
                    ordinal |= facts.ordinal[codes[begin]]
                code[head] = _made(number, ordinal, facts)
                value[head], end[head] = number, end[last]
                stays[begin + 1 : begin + length] = False
            begin += length
        begin = max(after, begin)
    for row in range(len(at)):
        if stays[row]:
            at[kept] = at[row]
            kept += 1
    return at[:kept]


@compiled
def _after(codes, begin, facts):
    """The place behind the number words that go on from one, «و» between them or not; behind one word for no number."""
    if facts.rank[codes[begin]] == 0:
        return begin + 1
    after = begin + 1
    while True:
        if facts.rank[codes[after]]:
            after += 1
        elif facts.joint[codes[after]] and facts.rank[codes[after + 1]]:
            after += 2
        else:
            return after


@compiled
def _made(number, ordinal, facts):
    """The class byte of a number of several words."""
    if 1 <= number <= 31:
        # «بیست و پنجم ماه گذشته» is a day, «بیست و پنج ماه گذشته» are months
        return facts.made[3] if ordinal and number > 20 else facts.made[0]
    if ordinal and 31 < number < 100:
        return facts.made[3]  # «سی و دوم مهر» is a day that no month has
    return facts.made[1] if 1200 <= number < 2200 else facts.made[2]


@compiled
def _spelt(codes, at, values, begin, stop, facts):
    """Return (number, tokens used) of the longest number that starts at a token."""
    total, used, lowest, unit_first = 0, 1, 9, False
    for place in range(begin, stop):
        code = codes[place]
        if facts.joint[code]:
            continue
        rank, number = facts.rank[code], values[at[place]]
        if facts.thousand[code] and 0 < total < 10:
            total, lowest = total * 1000, 4
        elif rank < lowest:
            unit_first = rank == 1
            total, lowest = total + number, rank
        elif rank == 2 and unit_first and total % 100 < 10:  # «ثلاثة وعشرين», «خمسة عشر»: the unit first
            total, lowest, unit_first = total + number, 0, False
        else:
            break
        used = place + 1 - begin
        if facts.ordinal[code] and not unit_first:
            break
    return total, used
