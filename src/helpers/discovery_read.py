"""The words of records in columns: a batch of texts comes in, the words of each with what they may be go out.

Knows the tables of words; knows no rule and no mention. Each character is looked at a fixed number of times.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

import numpy as np

from helpers.discovery_columns import SIZE, WITH, Columns, Phrases, hashed, letter_table, word_characters
from helpers.discovery_words import (
    COMMA,
    END,
    GIVEN,
    PLAIN,
    QUOTE,
    dropped,
)
from helpers.matching_letters import folds
from helpers.text import ZWNJ

# Characters of one pass: its arrays should fit the processor's cache.
_PASS = 1 << 17
_BREAK = "\0"  # between two texts: `text.clean` lets none into a text


class Words:
    """The words of one record, a list a column, with the spans that are already somebody's.

    flags: what each may be by the tables. bits: `NAMED`, `STARTS`, `WITH`. before: a character a word, what stands
    before it.
    """

    __slots__ = (
        "_first",
        "_from",
        "_hashes",
        "_letters",
        "_phrases",
        "_to",
        "_unknown",
        "before",
        "bits",
        "bodies",
        "count",
        "end",
        "flags",
        "language",
        "places",
        "start",
        "text",
    )

    def __init__(self, text: str, language: str, batch: "_Batch", first: int, last: int):
        self.text, self.language, self.count = text, language, last - first
        self.start, self.end = batch.start[first:last], batch.end[first:last]
        self.before = batch.before[first:last]
        self.flags, self.bits = batch.flags[first:last], batch.bits[first:last]
        self._letters, self._hashes = batch.letters, batch.hashes[first:last]
        self._from, self._to = batch.begins[first:last], batch.ends[first:last]
        self._phrases, self._first = batch.phrases, first
        self._unknown = batch.unknown, batch.shapes
        # First word of a span -> the word after its last.
        self.places: dict[int, int] = {}
        self.bodies: dict[int, int] = {}

    def key(self, at: int) -> str:
        """The folded letters of a word."""
        return self._letters[self._from[at] : self._to[at]]

    def keys(self, first: int, last: int) -> list[str]:
        return [self.key(at) for at in range(first, min(last, self.count))]

    def is_place(self, at: int) -> bool:
        return at in self.places

    def plain(self, at: int) -> bool:
        """Whether a word follows the one before it with nothing but space between."""
        return 0 < at < self.count and self.before[at] == PLAIN

    def surface(self, first: int, last: int) -> str:
        return self.text[self.start[first] : self.end[last - 1]]

    def holding(self, place: int) -> int | None:
        """The word in which a character of the text stands."""
        at = bisect_right(self.start, place) - 1
        return at if at >= 0 and place < self.end[at] else None

    def like(self, names: Iterable[str], shortest: int) -> list[int]:
        """The words that no table knows, of about as many letters as a name and with its first letter."""
        sizes = [(ord(name[0]) << 32, len(name) + n) for name in names for n in (-1, 0, 1)]
        fitting = {first | size for first, size in sizes if size >= shortest}
        places, shapes = self._unknown
        low, high = (bisect_left(places, at) for at in (self._first, self._first + self.count))
        return [places[n] - self._first for n in range(low, high) if shapes[n] in fitting]

    def with_letters(self, keys: Iterable[str]) -> list[int]:
        """The words that have just the letters of one of `keys`."""
        wanted = np.array(sorted({hashed(key) for key in keys}), dtype=np.uint64)
        if not len(wanted):
            return []
        near = wanted[np.minimum(np.searchsorted(wanted, self._hashes), len(wanted) - 1)]
        return np.flatnonzero(near == self._hashes).tolist()

    def beginning(self, kind: str) -> list[int]:
        """The words that begin a phrase of a kind; for «heads» also those that are one behind letters glued to it.

        Beside the kinds of phrases: «given» names, words that are «with» («با», «در»).
        """
        return self._phrases[kind].within(self._first, self.count)

    def phrase(self, kind: str, at: int) -> int:
        """How many words from `at` on are a phrase of a table (the longest), 0 for none."""
        return self._phrases[kind].sizes[self._first + at] & SIZE

    def glued_front(self, at: int, kind: str) -> int:
        """How many letters stand before the first word of a phrase: the و of «ورئيس اللجنة»."""
        return self._phrases[kind].sizes[self._first + at] >> 7


def read(texts: list[str], languages: list[str]) -> Iterator[Words]:
    """Yield the words of each record."""
    first = 0
    while first < len(texts):
        last, size = first, 0
        while last < len(texts) and (last == first or size + len(texts[last]) < _PASS):
            size += len(texts[last])
            last += 1
        batch = _Batch(texts[first:last], languages[first:last])
        for n, place in enumerate(range(first, last)):
            yield Words(texts[place], languages[place], batch, batch.cuts[n], batch.cuts[n + 1])
        first = last


class _Batch:
    """Some texts as columns of words; offsets count from the start of each text."""

    def __init__(self, texts: list[str], languages: list[str]):
        joined = _BREAK.join(texts) + _BREAK
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        folded = folds()[codes]
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
        start, end = _spans(folded)
        kept = ~letter_table("dropped")[folded]
        letters, place = folded[kept], np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        self.letters = letters.tobytes().decode("utf-32-le", "surrogatepass")
        first, last = place[start], place[end]
        alive = last > first  # a tatweel alone is no word
        start, end, first, last = start[alive], end[alive], first[alive], last[alive]
        self.cuts = np.searchsorted(start, begins).tolist()
        owner = np.repeat(np.arange(len(texts)), np.diff(self.cuts))
        arabic = np.array([language == "ar" for language in languages], dtype=bool)[owner]
        self.before = _between(folded, start, end, self.cuts)
        columns = Columns(letters, first, last, arabic)
        self.hashes = columns.whole
        plain = np.frombuffer(self.before.encode("utf-32-le"), dtype=np.uint32) == ord(PLAIN)
        flags, bits = columns.flags_and_bits(plain)
        self.phrases = columns.phrases(plain)
        for kind, fits in (("given", flags & GIVEN), ("with", bits & WITH)):
            self.phrases[kind] = Phrases(b"", np.flatnonzero(fits))
        unknown = np.flatnonzero(flags == 0)
        self.unknown = unknown.tolist()
        # first letter and number of letters of each, as one number
        self.shapes = (letters[first[unknown]].astype(np.int64) << 32 | (last - first)[unknown]).tolist()
        self.start, self.end = (start - begins[owner]).tolist(), (end - begins[owner]).tolist()
        self.begins, self.ends = first.tolist(), last.tolist()
        self.flags, self.bits = flags.tolist(), bits.tolist()


def _spans(folded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where words begin and end: letters and digits, and marks between two of them; an @ before one is its own."""
    kinds = word_characters()[folded]
    inside = np.flatnonzero(kinds == 1)
    if not len(inside):
        return inside, inside
    others = np.cumsum(kinds == 0, dtype=np.int32)[inside]
    cut = np.flatnonzero(np.diff(others) > 0)
    start = np.concatenate([inside[:1], inside[cut + 1]])
    end = np.concatenate([inside[cut], inside[-1:]]) + 1
    return start - ((start > 0) & (folded[np.maximum(start - 1, 0)] == ord("@"))), end


def _between(folded: np.ndarray, start: np.ndarray, end: np.ndarray, cuts: list[int]) -> str:
    """What stands before each word, a character each."""
    if not len(start):
        return ""
    before = np.concatenate([[0], end[:-1]])
    gap = np.full(len(start), ord(PLAIN), dtype=np.uint32)
    other = np.flatnonzero((start - before != 1) | (folded[np.maximum(start - 1, 0)] != ord(" ")))
    first = np.zeros(len(start), dtype=bool)
    first[[cut for cut in cuts[:-1] if cut < len(start)]] = True
    text = folded.tobytes().decode("utf-32-le", "surrogatepass")
    known: dict[str, int] = {}
    for at, a, b in zip(other.tolist(), before[other].tolist(), start[other].tolist(), strict=True):
        between = text[a:b]
        if between not in known:
            known[between] = ord(_gap(between.rpartition(_BREAK)[2]))
        gap[at] = known[between]
    # the first word of a record follows nothing
    gap[first & (gap != ord(QUOTE))] = ord(END)
    return gap.tobytes().decode("utf-32-le")


def _gap(between: str) -> str:
    bare = between.strip(" \t\r\v\f\u00a0" + ZWNJ).translate(dropped())
    if not bare or bare == "\n":
        return PLAIN
    if bare[-1] in "«\"“'":
        return QUOTE
    return COMMA if bare.strip("\n ") in ("،", ",") else END
