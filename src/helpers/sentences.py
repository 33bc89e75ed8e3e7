"""Texts come in, where each of their sentences begins and ends goes out: one compiled pass over the letters of a batch.

Knows stops, bullets and lines; knows no word, no language and no file.
"""

import re
from functools import cache

import numpy as np
import pandas as pd

from helpers.code_points import code_points, column
from helpers.compiled import compiled

# A sentence ends at a stop that is no decimal point or abbreviation, at a bullet, at a blank line. «دهیم.وی» has no
# space after the stop and is two sentences; «3.5» is none. A single newline is a hard wrap unless a stop stands there.
_SIGNS = {
    "stop": ".!?؟۔…",
    "closes": "»”’)]",
    "quote": "\"'",
    "opens": "«“",
    "pause": "؛",
    "bullet": "🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍-",
}
_STOP, _CLOSES, _QUOTE, _OPENS, _PAUSE, _BULLET, _BLANK, _LETTER, _WORD = (1 << n for n in range(9))
_LINE, _DOT = 0x0A, 0x2E
_MOST = 0x40000  # no letter, space or sign of the above has a higher code


@cache
def _kinds() -> np.ndarray:
    """What each character is; letters, parts of words and blanks as `re` has them."""
    table = np.zeros(_MOST + 1, dtype=np.uint16)
    every = "".join(chr(code) if not 0xD800 <= code < 0xE000 else "\0" for code in range(_MOST))
    for bit, pattern in ((_BLANK, r"\s+"), (_LETTER, r"[^\W\d_]+"), (_WORD, r"[^\W_]+")):
        for found in re.finditer(pattern, every):
            table[found.start() : found.end()] |= bit
    for number, signs in enumerate(_SIGNS.values()):
        for sign in signs:
            table[ord(sign)] |= 1 << number
    return table


def sentences(text: str, title_length: int = 0) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text`, in code points; the title line is a sentence of its own.

    Every non-blank character belongs to exactly one sentence, so a mention always has one.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    begin, end, _ = _spans(codes, np.array([0, len(codes)]), np.array([title_length]), _kinds())
    return list(zip(begin.tolist(), end.tolist(), strict=True))


def spans(texts: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `start end` of the sentences of many texts, whose first lines are titles, and the number of each text's.

    Places are code points of their own text; the sentences of one text stand together, in order.
    """
    codes, starts = code_points(column(texts))
    return _spans(codes, starts, _titles(codes, starts), _kinds())


@compiled
def _titles(codes, starts):
    """How long the first line of each text is; 0 for a text of one line."""
    out = np.zeros(len(starts) - 1, dtype=np.int64)
    for record in range(len(out)):
        for at in range(starts[record], starts[record + 1]):
            if codes[at] == _LINE:
                out[record] = at - starts[record]
                break
    return out


@compiled
def _spans(codes, starts, titles, kinds):
    """The sentences of each text without the blanks around them: `begin end`, and how many each text has."""
    room = len(codes) // 2 + 2 * len(starts)
    begins, ends, sizes = np.empty(room, np.int64), np.empty(room, np.int64), np.zeros(len(starts) - 1, np.int64)
    n = 0
    for record in range(len(starts) - 1):
        base, stop, before = starts[record], starts[record + 1], n
        since, at = base, base + titles[record]
        cut = at if titles[record] else np.int64(-1)
        while True:
            if cut < 0:
                at, cut = _next_cut(codes, at, base, stop, kinds)
            begin, end = since, cut
            while begin < end and _kind(codes, begin, kinds) & _BLANK:
                begin += 1
            while end > begin and _kind(codes, end - 1, kinds) & _BLANK:
                end -= 1
            if begin < end:
                begins[n], ends[n], n = begin - base, end - base, n + 1
            since = max(since, cut)
            if since >= stop:
                break
            cut = np.int64(-1)
        sizes[record] = n - before
    return begins[:n].copy(), ends[:n].copy(), sizes


@compiled
def _kind(codes, at, kinds):
    return kinds[min(codes[at], np.uint32(_MOST))]


@compiled
def _next_cut(codes, at, base, stop, kinds):
    """(where to go on looking, where the next sentence ends); the end of the text when none ends before."""
    while at < stop:
        kind = _kind(codes, at, kinds)
        if kind & _STOP:
            begin, at = at, at + 1
            while at < stop and _kind(codes, at, kinds) & _STOP:
                at += 1
            cut = _behind_stops(codes, at, stop, kinds)
            # «U.N.», «د. سالم»: a stop behind a single letter shortens a word and ends no sentence.
            if cut >= 0 and not (cut == begin + 1 and _shortened(codes, begin, base, kinds)):
                return cut, cut
            at = max(at, cut)
        elif codes[at] == _LINE:
            after, blank_line = at + 1, False
            while after < stop and _kind(codes, after, kinds) & _BLANK:
                blank_line = blank_line or codes[after] == _LINE
                after += 1
            if blank_line:
                return after, after
            if after < stop and _kind(codes, after, kinds) & _BULLET and not _shortened(codes, at - 1, base, kinds):
                return at + 1, at + 1
            at += 1
        elif kind & _PAUSE and at + 1 < stop and _kind(codes, at + 1, kinds) & _BLANK:
            return at + 1, at + 1
        else:
            at += 1
    return stop, stop


@compiled
def _behind_stops(codes, at, stop, kinds):
    """Where a sentence ends whose stops end before `at`: behind the brackets and quotes that close it; -1 for none."""
    close = at
    while close < stop:
        kind = _kind(codes, close, kinds)
        quote = kind & _QUOTE and not (close + 1 < stop and _kind(codes, close + 1, kinds) & _LETTER)
        if not (kind & _CLOSES or quote):
            break
        close += 1
    if close == stop or _kind(codes, close, kinds) & (_QUOTE | _OPENS | _BLANK | _LETTER):
        return close
    while close > at:
        close -= 1
        if _kind(codes, close, kinds) & _QUOTE:
            return close
    return np.int64(-1)


@compiled
def _shortened(codes, at, base, kinds):
    """Whether the sign at `at` is a point behind a single letter."""
    if at - 1 < base or codes[at] != _DOT or not _kind(codes, at - 1, kinds) & _LETTER:
        return False
    return at - 2 < base or not _kind(codes, at - 2, kinds) & _WORD
