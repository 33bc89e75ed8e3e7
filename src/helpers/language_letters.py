"""Texts and markers come in; which markers each text holds, and how often, go out: one pass over a batch of letters.

Knows letters and words; knows no language and no weight.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from . import tables
from .code_points import column as joined
from .compiled import compiled
from .text import ZWNJ, fold, ignorable

# A marker is a letter as written; a word, or two in a row, in plain letters; a word behind a number («۵ میزان» is a
# month, «میزان» alone an amount); or the two or three letters that begin or end a longer word.
KINDS = ("letter", "word", "pair", "dated", "start", "end")
# What a character is: the low six bits are the number of a plain letter, from 1, the next what it does, and the high
# bits the number of a letter that is a marker, from 1.
_NUMBER = 0x3F
_LETTER_BITS = 10
_ARABIC, _NOTHING, _DIGIT, _FOREIGN = 0x40, 0x80, 0x100, 0x200
_OTHER_LETTER = 63  # of Arabic script, in no word of the languages here
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنهویئؤء"
# Words of up to ten letters have keys of their own; of the longer ones one in 2^50 may be taken for a marker.
_STEP, _PAIR, _DATED, _SLOT = (np.uint64(each) for each in (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0x9E3779B9, 51))
_SLOTS = 1 << 13
_PIECE = 4_000_000  # bytes of a pass


@dataclass(frozen=True)
class Markers:
    """Markers as tables of numbers: `keys` and `values` are one open-addressing table of words and pairs."""

    size: int
    n_letters: int
    classes: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class Counts:
    """What the pass saw: the markers of record `r` are `marker[begins[r]:begins[r + 1]]`, each seen `times`."""

    begins: np.ndarray
    marker: np.ndarray
    times: np.ndarray
    arabic: np.ndarray  # letters of Arabic script, a number a record
    foreign: np.ndarray  # letters of other scripts
    words: np.ndarray  # words of Arabic script


@cache
def plain_letters() -> dict[int, str]:
    """Return what stands for each letter in words: one letter where writers of one language type several."""
    plane = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    table = {ord(letter): plain for letter, plain in zip(plane, fold("".join(plane)), strict=True) if plain != letter}
    table |= {ord(row.letter): row.plain for row in tables.read("language_letters").itertuples()}
    # What means nothing stands inside words, and so does the half-space: «می‌شود» and «میشود» are one word.
    return table | dict.fromkeys(map(ord, ignorable() + ZWNJ), "")


def plain(text: str) -> str:
    """Return `text` in plain letters, without marks and half-spaces."""
    return text.translate(plain_letters())


@cache
def _classes() -> np.ndarray:
    """What each character of the basic plane is."""
    table = np.zeros(0x10000, dtype=np.uint32)
    numbers = {letter: number for number, letter in enumerate(_ALPHABET, 1)}
    for code in range(0x10000):
        letter = chr(code)
        own = plain_letters().get(code, letter)
        if own == "":
            table[code] = _NOTHING
        elif own in numbers:
            table[code] = _ARABIC | numbers[own]
        elif letter.isdecimal():
            table[code] = _DIGIT
        elif letter.isalpha():
            arabic = (
                0x600 <= code < 0x780 or 0x8A0 <= code < 0x900 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFEFF
            )
            table[code] = _ARABIC | _OTHER_LETTER if arabic else _FOREIGN
        elif letter.isprintable() is False and code > 0x2000:
            table[code] = _NOTHING
    return table


def _numbers(word: str) -> list[int]:
    classes = _classes()
    return [int(classes[ord(letter)]) & _NUMBER for letter in plain(word)]


def _key(word: str) -> int:
    key = 0
    for number in _numbers(word):
        key = (key * 64 + number if key < 1 << 58 else key * int(_STEP) + number) % (1 << 64)
    return key


def markers(kinds: list[str], spelt: list[str]) -> Markers:
    """Return markers as tables; the number of a marker is its place in the lists, where letters stand first.

    Raises ValueError for a kind that is not in KINDS, a beginning of more than three letters, more than 4,096 words.
    """
    classes, starts, ends = _classes().copy(), *(np.full(1 << 18, -1, dtype=np.int16) for _ in range(2))
    keys, values = np.zeros(_SLOTS, dtype=np.uint64), np.full(_SLOTS, -1, dtype=np.int16)
    if sum(kind in ("word", "pair", "dated") for kind in kinds) > _SLOTS // 2:
        raise ValueError(f"language_weights.csv: more than {_SLOTS // 2} words: raise _SLOTS in language_letters.py.")
    for number, (kind, marker) in enumerate(zip(kinds, spelt, strict=True)):
        if kind == "letter":
            classes[ord(marker)] |= (number + 1) << _LETTER_BITS
        elif kind in ("start", "end") and 2 <= len(_numbers(marker)) <= 3:
            (starts if kind == "start" else ends)[_key(marker)] = number
        elif kind in ("word", "pair", "dated") and len(marker.split(" ")) == 1 + (kind == "pair"):
            key = np.uint64(_marker_key(kind, marker))
            at = _slot(key)
            while values[at] >= 0 and keys[at] != key:
                at = (at + 1) % _SLOTS
            keys[at], values[at] = key, number
        else:
            raise ValueError(f"language_weights.csv: «{marker}» cannot be a {kind}: use one of {', '.join(KINDS)}.")
    return Markers(len(kinds), kinds.count("letter"), classes, keys, values, starts, ends)


def _marker_key(kind: str, marker: str) -> int:
    own = [_key(word) for word in marker.split(" ")]
    if kind == "dated":
        return own[0] ^ int(_DATED) << 20
    return own[0] if kind == "word" else (own[0] * int(_PAIR) + own[1]) % (1 << 64)


def _slot(key: np.uint64) -> int:
    return (int(key) * int(_STEP) % (1 << 64)) >> int(_SLOT)


def count(texts: pd.Series, told: Markers) -> Counts:
    """Return which markers each text holds, in one pass over the UTF-8 of the column."""
    column = joined(texts)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset :][: len(column) + 1]
    buffer = column.buffers()[2]
    data = np.frombuffer(buffer, dtype=np.uint8) if buffer is not None else np.zeros(0, dtype=np.uint8)
    starts = (offsets[:-1] - offsets[:1]) // _PIECE
    cuts = [*np.flatnonzero(np.diff(starts, prepend=-1)).tolist(), len(column)] if len(column) else [0, 0]
    parts = []
    for first, last in pairwise(cuts):
        own = offsets[first : last + 1]
        bounds, words, edges, counted = _read(data, own, told.classes, told.n_letters)
        rows = _mark(bounds, words, edges, counted, told.keys, told.values, told.starts, told.ends, told.size)
        parts.append((*rows, *counted[:, :3].T))
    sizes, marker, times, *letters = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Counts(np.concatenate([[0], np.cumsum(sizes)]), marker, times, *letters)


# Two loops of which none calls another: an array that is handed on costs a compiled call as much as the work itself.
@compiled
def _read(data, offsets, classes, kinds):
    """The words of each record and what it counts of letters.

    A word has its key and, as one number, its edges: last three letters (18 bits), first three (18), its length up to
    four (3), and whether a number stands before it. `counted`: Arabic letters, others, words, then the marked letters.
    """
    records = len(offsets) - 1
    room = (offsets[records] - offsets[0]) // 2 + records
    keys, edges = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.int64)
    counted = np.zeros((records, 3 + kinds), dtype=np.int32)
    bounds, filled = np.zeros(records + 1, dtype=np.int64), 0
    for record in range(records):
        at, end = offsets[record], offsets[record + 1]
        key, length, head, tail, dated, arabic = np.uint64(0), 0, 0, 0, 0, 0
        while at <= end:
            kind = np.int64(0)  # the end of a record ends its last word
            if at < end:
                # Branches, which the processor foresees in texts of one script, are twice as fast as sums here.
                code = np.int64(data[at])
                if code < 0x80:
                    at += 1
                elif code < 0xE0:
                    code = (code & 0x1F) << 6 | (np.int64(data[at + 1]) & 0x3F)
                    at += 2
                elif code < 0xF0:
                    code = (code & 0xF) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6 | (np.int64(data[at + 2]) & 0x3F)
                    at += 3
                else:
                    code = np.int64(0)  # beyond the basic plane: emoji
                    at += 4
                kind = np.int64(classes[code])
                if kind >> 10:
                    counted[record, 2 + (kind >> 10)] += 1
                if kind & 0x80:
                    continue
                if kind & 0x40:
                    letter = kind & 0x3F
                    if key < np.uint64(1 << 58):
                        key = key << np.uint64(6) | np.uint64(letter)
                    else:
                        key = key * np.uint64(0xD6E8FEB86659FD93) + np.uint64(letter)
                    arabic, length = arabic + 1, length + 1
                    head = head << 6 | letter if length <= 3 else head
                    tail = (tail << 6 | letter) & 0x3FFFF
                    continue
            else:
                at += 1
            if length:
                keys[filled], edges[filled] = key, tail | head << 18 | min(length, 4) << 36 | dated << 39
                filled += 1
                key, length, head, tail, dated = np.uint64(0), 0, 0, 0, 0
            counted[record, 1] += (kind >> 9) & 1
            dated |= (kind >> 8) & 1
        bounds[record + 1] = filled
        counted[record, 0], counted[record, 2] = arabic, filled - bounds[record]
    return bounds, keys[:filled], edges[:filled], counted


@compiled
def _mark(bounds, words, edges, counted, keys, values, starts, ends, size):
    """The markers of each record: how many there are, which, and how often each is seen. Letters are the first ones."""
    records, kinds = len(bounds) - 1, counted.shape[1] - 3
    room = records * kinds
    for record in range(records):
        room += min(size, 7 * (bounds[record + 1] - bounds[record]))
    marker, times = np.empty(room, dtype=np.int16), np.empty(room, dtype=np.int32)
    sizes, seen = np.zeros(records, dtype=np.int64), np.zeros(size, dtype=np.int32)
    hits, filled = np.empty(7, dtype=np.int64), 0
    for record in range(records):
        begin = filled
        for letter in range(kinds):
            if counted[record, 3 + letter]:
                marker[filled], seen[letter], filled = letter, counted[record, 3 + letter], filled + 1
        for word in range(bounds[record], bounds[record + 1]):
            key, edge, n = words[word], edges[word], 0
            length, head, tail = (edge >> 36) & 7, (edge >> 18) & 0x3FFFF, edge & 0x3FFFF
            for asked in range(3):
                if (asked == 1 and word == bounds[record]) or (asked == 2 and not edge >> 39):
                    continue
                if asked == 1:
                    key = words[word - 1] * np.uint64(0xA0761D6478BD642F) + words[word]
                elif asked == 2:
                    key = words[word] ^ np.uint64(0x9E3779B9 << 20)
                slot = np.int64((key * np.uint64(0xD6E8FEB86659FD93)) >> np.uint64(51))
                while values[slot] >= 0:
                    if keys[slot] == key:
                        hits[n], n = values[slot], n + 1
                        break
                    slot = (slot + 1) & 0x1FFF
            if length > 2:
                hits[n], hits[n + 1], n = starts[head >> 6], ends[tail & 0xFFF], n + 2
            if length > 3:
                hits[n], hits[n + 1], n = starts[head], ends[tail], n + 2
            for hit in hits[:n]:
                if hit >= 0:
                    if not seen[hit]:
                        marker[filled], filled = hit, filled + 1
                    seen[hit] += 1
        for row in range(begin, filled):
            times[row], seen[marker[row]] = seen[marker[row]], 0
        sizes[record] = filled - begin
    return sizes, marker[:filled].copy(), times[:filled].copy()
