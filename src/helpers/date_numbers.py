"""Spelt-out numbers: the tokens of number words come in, one token a number goes out («بیست و دوم», «ألفين وعشرين»).

Knows the classes of number words and their values; knows no text, no rule and no calendar.
"""

import re
from functools import cache

import numpy as np

from .date_words import NUMBERS, is_class, shared

_NUMBER_CLASSES = ("cardinal", "ordinal", "ten", "tens", "ordinal_tens", "hundreds", "thousands", "thousand")


@cache
def _number_pattern():
    words = shared()
    parts = b"".join(re.escape(bytes([b])) for name in _NUMBER_CLASSES for b in words.letters(name))
    joint = b"".join(re.escape(bytes([b])) for b in words.letters("and"))
    return re.compile(b"[%s](?:[%s]?[%s])+" % (parts, joint, parts))


def merge(at: np.ndarray, code: np.ndarray, value: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Write each number of several words into its first token; return `at` (token numbers) without the others."""
    # two more, so that a look behind the last token finds something
    codes = np.append(code.take(at), np.zeros(2, dtype=np.uint8))
    part, joint = is_class(*_NUMBER_CLASSES).take(codes), is_class("and").take(codes)
    begins = np.flatnonzero(part[:-2] & (part[1:-1] | joint[1:-1] & part[2:]))
    digits, values, words = is_class(*NUMBERS), value.take(at), shared()
    keep, classes, after = np.ones(len(at), dtype=bool), codes.tobytes(), 0
    for begin in begins.tolist():
        if begin < after:
            continue
        after = _number_pattern().match(classes, begin).end()
        while begin < after - 1:
            number, length = _spelt(words, codes, values, begin, after)
            if length > 1:
                # «در شهریورماه دو هزار و ۵۴۹ ردیف» counts, and is no year 2000
                goes_on = joint[begin + length] and digits[codes[begin + length + 1]]
                number = 0 if goes_on else number
                name = "spelt_day" if 1 <= number <= 31 else "spelt_year" if 1200 <= number < 2200 else "spelt_number"
                last = words.classes[codes[begin + length - 1]]
                # «بیست و پنجم ماه گذشته» is a day, «بیست و پنج ماه گذشته» are months
                name = "ordinal" if name == "spelt_day" and "ordinal" in last and number > 20 else name
                code[at[begin]], value[at[begin]] = words.code[frozenset([name])], number
                end[at[begin]] = end[at[begin + length - 1]]
                keep[begin + 1 : begin + length] = False
            begin += length
    return at.take(np.flatnonzero(keep))


_RANK = {
    "thousands": 4,
    "thousand": 4,
    "hundreds": 3,
    "tens": 2,
    "ordinal_tens": 2,
    "ten": 2,
    "cardinal": 1,
    "ordinal": 1,
}


def _spelt(words, code, value, begin, stop):
    """Return (number, tokens used) of the longest number that starts at a token."""
    total, used, lowest, unit_first = 0, 0, 9, False
    at = begin
    while at < stop:
        names = words.classes[code[at]]
        if "and" in names:
            at += 1
            continue
        kind = next(name for name in _RANK if name in names)
        rank, number = _RANK[kind], int(value[at])
        if kind == "thousand" and 0 < total < 10:
            total, lowest = total * 1000, 4
        elif rank < lowest:
            unit_first = rank == 1
            total, lowest = total + number, rank
        elif rank == 2 and unit_first and total % 100 < 10:  # «ثلاثة وعشرين», «خمسة عشر»: the unit first
            total, lowest, unit_first = total + number, 0, False
        else:
            break
        at += 1
        used = at - begin
        if kind == "ordinal" and rank == 1 and not unit_first:
            break
    return total, max(used, 1)
