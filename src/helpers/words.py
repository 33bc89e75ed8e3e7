"""Words of texts in one compiled pass: UTF-8 letters come in, where each word, number and sign stands goes out.

Knows how letters fold, which of them make a word, and a table of words to look up; knows no language and no meaning.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import text
from .compiled import compiled

# What a letter makes. A run of letters or of digits is one word; a line end and a sign are each one by itself, and so
# is every kind above SIGN.
SPACE, LETTER, DIGIT, LINE, SIGN = range(5)
IGNORED = 1  # what folds to this byte stands inside words and is no part of them: «مُحَمَّد»
END = "\0"  # stands behind every record and in none

_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # FNV-1a, 64 bits
_U0, _U1, _U2, _U3, _U4, _U6, _U32 = (np.uint64(n) for n in (0, 1, 2, 3, 4, 6, 32))
_U1F, _U3F, _U80, _UC0 = (np.uint64(n) for n in (0x1F, 0x3F, 0x80, 0xC0))


class Table(NamedTuple):
    """What a pass knows: arrays only, so that compiled code can read them.

    `fold` is the byte of each code point below 0x10000 (what lies beyond is as 0xFFFF), `kinds` the kind of each byte.
    Word number n has the hash `hashes[n]` and the bytes `spelling[begins[n] : begins[n + 1]]`; 0 is no word. `slots`
    leads from a hash to a number: what finds its slot taken goes to the next.
    """

    fold: np.ndarray
    kinds: np.ndarray
    slots: np.ndarray
    hashes: np.ndarray
    begins: np.ndarray
    spelling: np.ndarray


@dataclass(frozen=True)
class Words:
    """The words of a buffer in columns, numbers and signs among them. Places count the folded `letters`.

    `letters` has one byte a code point, without the IGNORED ones; `dropped` tells how many letters stand before each of
    these, `near` has the byte of the buffer at every 16th code point (`bytes_at`). `start end kind number` are the
    words; number 0 is in no table.
    """

    letters: np.ndarray
    dropped: np.ndarray
    near: np.ndarray
    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    number: np.ndarray

    def places(self, letters: np.ndarray) -> np.ndarray:
        """Return at which code point of the buffer each of these letters stands."""
        return letters + np.searchsorted(self.dropped, letters, side="right")


def table(words: list[bytes], fold: np.ndarray, kinds: np.ndarray) -> Table:
    """Return the table in which `words[n]`, folded to bytes, has the number n + 1. Raises ValueError for a word twice.

    fold: uint8, 0x10000 of them; END must fold to a sign that nothing else folds to. kinds: uint8, 256 of them.
    """
    if len(set(words)) < len(words) or b"" in words:
        raise ValueError("a table of words has the same word twice, or an empty one")
    begins = np.cumsum([0, 0, *map(len, words)])
    spelling = np.frombuffer(b"".join(words), dtype=np.uint8)
    slots = np.zeros(1 << (4 * len(words) + 16).bit_length(), dtype=np.int32)
    with np.errstate(over="ignore"):
        hashes = _fill(slots, begins, spelling)
    return Table(*map(_read_only, (fold, kinds, slots, hashes, begins, spelling)))


def joined(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the UTF-8 of `texts` (uint8) with an END behind each, and where each begins and the last ends in it.

    What UTF-8 cannot hold, and an END inside a text, is replaced as in `text.clean`. A missing text is an empty one.
    """
    try:
        column = pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        return joined(_cleaned(texts))
    if isinstance(column, pa.ChunkedArray):
        column = column.cast(pa.large_string()).combine_chunks()
    parts = (pa.scalar(each, pa.large_string()) for each in ("", END))
    column = pc.binary_join_element_wise(column, *parts, null_handling="replace", null_replacement="")
    if not len(column):
        return _read_only(np.zeros(0, dtype=np.uint8)), np.zeros(1, dtype=np.int64)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[: len(column) + 1]
    utf8 = _read_only(np.frombuffer(column.buffers()[2], dtype=np.uint8)[: offsets[-1]])
    if _count(utf8, 0) > len(column):
        return joined(_cleaned(texts))
    return utf8, offsets


def _cleaned(texts: pd.Series) -> pd.Series:
    return pd.Series([text.clean(each) if isinstance(each, str) else "" for each in texts], dtype="str")


def read(utf8: np.ndarray, known: Table, every: bool = True) -> Words:
    """Return the words of what `joined` gives.

    every: False leaves, of words that stand side by side and are in no table, the first only. Raises ValueError for
    bytes that are no UTF-8.
    """
    size = len(utf8)
    if size >> 31:
        raise ValueError(f"{size:,} bytes of text at once are too many: give fewer records a batch.")
    # room for the longest answer: memory that is never written costs nothing
    letters, dropped = np.empty(size + 1, dtype=np.uint8), np.empty(size, dtype=np.int32)
    near = np.empty(size // 16 + 2, dtype=np.int64)
    kept, gone, odd = _letters(utf8, known.fold, letters, dropped, near)
    if odd:
        raise ValueError("a text is not UTF-8: read it with helpers.sources, which finds its encoding.")
    columns = [np.empty(kept, dtype=kind) for kind in (np.int32, np.int32, np.uint8, np.int32)]
    with np.errstate(over="ignore"):
        runs = _runs(letters[: kept + 1], known, every, *columns)
    return Words(letters[:kept], dropped[:gone], near, *(column[:runs] for column in columns))


def bytes_at(utf8: np.ndarray, read: Words, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the bytes of a buffer at which spans begin and end; `start end` are code points."""
    return _bytes_at(utf8, read.near, start, end)


def pieces(utf8: np.ndarray, first: np.ndarray, last: np.ndarray) -> pa.LargeStringArray:
    """Return the texts between bytes of a buffer, as a column."""
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(last - first)])
    out = np.empty(offsets[-1], dtype=np.uint8)
    _copy(utf8, first, offsets, out)
    return pa.LargeStringArray.from_buffers(len(first), pa.py_buffer(offsets), pa.py_buffer(out))


def _read_only(column: np.ndarray) -> np.ndarray:
    # Arrays that may be written are another type to the compiler than those that may not: all that a pass only reads
    # is of the second, so that each loop is compiled once.
    column = column.view()
    column.flags.writeable = False
    return column


@compiled
def _fill(slots, begins, spelling):
    """Write each word into its slot; return the hashes."""
    hashes = np.zeros(len(begins) - 1, dtype=np.uint64)
    for number in range(1, len(hashes)):
        value = _SEED
        for at in range(begins[number], begins[number + 1]):
            value = (value ^ np.uint64(spelling[at])) * _PRIME
        hashes[number] = value
        slot = _slot(value, len(slots))
        while slots[slot]:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = number
    return hashes


@compiled
def _slot(value, size):
    # the low bits of this hash follow from the low bits of the letters alone
    return np.int64((value ^ (value >> _U32)) & np.uint64(size - 1))


@compiled
def _number(known, value, letters, start, end):
    """The number of the word whose letters are these, compared letter by letter; 0 for none."""
    slots = known.slots
    slot = _slot(value, len(slots))
    while slots[slot]:
        number = slots[slot]
        if known.hashes[number] == value and known.begins[number + 1] - known.begins[number] == end - start:
            shift, at = known.begins[number] - start, start
            while at < end and letters[at] == known.spelling[at + shift]:
                at += 1
            if at == end:
                return number
        slot = (slot + 1) & (len(slots) - 1)
    return 0


# The two loops over letters count without a sign: a place that may be negative costs a test at every letter. Each does
# little, which is faster than one that does it all.
@compiled
def _letters(utf8, fold, letters, dropped, near):
    """Fold the code points of a buffer; return how many letters there are, how many dropped, whether it is no UTF-8."""
    at = kept = gone = odd = _U0
    near[0], size = 0, np.uint64(len(utf8))
    while at < size:
        code = np.uint64(utf8[at])
        at += _U1
        if code >= 0x80:
            if code < 0xE0:
                more = np.uint64(utf8[at])  # END stands last, so there is a next one
                odd |= (more ^ _U80) & _UC0 | np.uint64(code < 0xC2)
                code = (code & _U1F) << _U6 | more & _U3F
                at += _U1
            else:
                code, more, wrong = _wide(utf8, at, code)
                at += more
                odd |= wrong
        byte = fold[code]
        # written anew for each of 16 code points: that is cheaper than to ask which is the last
        near[((kept + gone) >> _U4) + _U1] = at
        letters[kept] = byte
        kept += _U1
        if byte == IGNORED:
            kept -= _U1
            dropped[gone] = kept
            gone += _U1
    letters[kept] = fold[0x20]  # a space ends the last word
    return np.int64(kept), np.int64(gone), odd != _U0


@compiled
def _wide(utf8, at, lead):
    """A code point of three or four bytes, how many follow the `lead`, and what is wrong with them (0 for nothing)."""
    size = _U2 if lead < 0xF0 else _U3
    if at + size >= len(utf8):
        return _U0, _U0, _U1
    second, third = np.uint64(utf8[at]), np.uint64(utf8[at + _U1])
    odd = ((second ^ _U80) | (third ^ _U80)) & _UC0
    if size == _U2:
        return (lead & np.uint64(0x0F)) << np.uint64(12) | (second & _U3F) << _U6 | third & _U3F, size, odd
    return np.uint64(0xFFFF), size, odd | (np.uint64(utf8[at + _U2]) ^ _U80) & _UC0


@compiled
def _runs(letters, known, every, start, end, kind, number):
    """Write down each run of letters of one kind; return how many there are. The last letter is a space."""
    kinds = known.kinds
    runs = begin = _U0
    run, told, value = kinds[letters[0]], True, (_SEED ^ np.uint64(letters[0])) * _PRIME
    for at in range(_U1, np.uint64(len(letters))):
        what = kinds[letters[at]]
        if what != run or what >= LINE:
            if run != SPACE:
                found = _number(known, value, letters, np.int64(begin), np.int64(at))
                before, told = told, found > 0 or run != LETTER
                if every or before or told:
                    start[runs], end[runs], kind[runs], number[runs] = begin, at, run, found
                    runs += _U1
            run, value, begin = what, _SEED, at
        value = (value ^ np.uint64(letters[at])) * _PRIME
    return np.int64(runs)


@compiled
def _count(utf8, byte):
    found = 0
    for each in utf8:
        found += each == byte
    return found


@compiled
def _bytes_at(utf8, near, start, end):
    first, last = np.empty(len(start), dtype=np.int64), np.empty(len(start), dtype=np.int64)
    for row in range(len(start)):
        at = near[start[row] >> 4]
        for _ in range(start[row] & 15):
            at = _next(utf8, at)
        first[row] = at
        for _ in range(end[row] - start[row]):
            at = _next(utf8, at)
        last[row] = at
    return first, last


@compiled
def _next(utf8, at):
    """The byte behind a code point."""
    lead = utf8[at]
    return at + 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)


@compiled
def _copy(utf8, first, offsets, out):
    for row in range(len(first)):
        for at in range(offsets[row + 1] - offsets[row]):
            out[offsets[row] + at] = utf8[first[row] + at]
