"""The words of records in columns: a batch of texts comes in, the words of each with what they may be go out.

Knows the tables of words; knows no rule and no mention. Each character is looked at a fixed number of times.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.discovery_words import (
    COMMA,
    COMMON,
    END,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    LINK,
    NOT_A_NAME,
    PART,
    PLAIN,
    QUOTE,
    STOP,
    dropped,
    head_kinds,
    kinds,
    lexicon,
    phrases,
)
from helpers.text import ZWNJ, fold

# Characters of one pass: its arrays should fit the processor's cache.
_PASS = 1 << 17
_CODES = 0x110000
_LAST_LETTER = 0x33480  # no letter or digit beyond it
_BREAK = "\0"  # between two texts: `text.clean` lets none into a text
# A word as one number: a polynomial of its letters in an odd base, modulo 2^64, so that parts can be taken and joined.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MARKS = "\u200c\u200d\u0640\u0670-" + "".join(map(chr, range(0x64B, 0x656)))
# What more a word may be, beside the kinds of `discovery_words`: bits of `Words.bits`.
NAMED, STARTS, WITH = (1 << n for n in range(3))
_FIRST, _GLUED = 3, 16  # of the bits «begins a phrase of this kind», and «does so behind one glued letter»
_WITH = ("با", "در")


class Words:
    """The words of one record, a list a column, with the spans that are already somebody's.

    flags: what each may be by the tables. bits: `NAMED` where it may be a part of a name by its letters, and which
    phrases it begins. before: a character a word, what stands before it.
    """

    __slots__ = (
        "_from",
        "_hashes",
        "_letters",
        "_to",
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
    )  # fmt: skip

    def __init__(self, text: str, language: str, batch: "_Batch", first: int, last: int):
        self.text, self.language, self.count = text, language, last - first
        self.start, self.end = batch.start[first:last], batch.end[first:last]
        self.before = batch.before[first:last]
        self.flags, self.bits = batch.flags[first:last], batch.bits[first:last]
        self._letters, self._hashes = batch.letters, batch.hashes[first:last]
        self._from, self._to = batch.begins[first:last], batch.ends[first:last]
        # First word of a span -> the word after its last.
        self.places: dict[int, int] = {}
        self.bodies: dict[int, int] = {}

    def key(self, at: int) -> str:
        """The folded letters of a word."""
        return self._letters[self._from[at] : self._to[at]]

    def keys(self, first: int, last: int) -> list[str]:
        return [self._letters[a:b] for a, b in zip(self._from[first:last], self._to[first:last], strict=True)]

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
        """The words of about as many letters as a name, and with its first letter."""
        sizes = {name: len(name) for name in names}
        first, size = self._letters, np.subtract(self._to, self._from)
        fits = np.zeros(self.count, dtype=bool)
        for length in set(sizes.values()):
            fits |= np.abs(size - length) < 2
        begins = {name[0] for name in sizes}
        near = np.flatnonzero(fits & (size >= shortest)).tolist()
        return [at for at in near if first[self._from[at]] in begins]

    def with_letters(self, key: str) -> list[int]:
        """The words that have just these letters."""
        return np.flatnonzero(self._hashes == _hash(key)).tolist()

    def beginning(self, kind: str) -> list[int]:
        """The words that may begin a phrase of a kind: `phrase` tells whether they do."""
        mask = (1 << (_FIRST + _place()[kind])) | (1 << (_GLUED + _place()[kind]))
        return [at for at, bits in enumerate(self.bits) if bits & mask]

    def phrase(self, kind: str, at: int) -> int:
        """How many words from `at` on are a phrase of a table (the longest), 0 for none."""
        bits, place = self.bits[at], _place()[kind]
        if bits >> (_FIRST + place) & 1 and (size := self._phrase(kind, at, 0)):
            return size
        return self._phrase(kind, at, 1) if bits >> (_GLUED + place) & 1 else 0

    def glued_front(self, at: int, kind: str) -> int:
        """How many letters stand before the first word of a phrase: the و of «ورئيس اللجنة»."""
        return int(not self._phrase(kind, at, 0) and self.language == "ar" and self.key(at)[0] in "وفبلک")

    def _phrase(self, kind: str, at: int, skip: int) -> int:
        for phrase in phrases(kind).get(self.key(at)[skip:], ()):
            size = len(phrase)
            if size == 1:
                return 1
            if at + size <= self.count and all(
                self.before[at + n] == PLAIN and self.key(at + n) == phrase[n] for n in range(1, size)
            ):
                return size
        return 0


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
        folded = _folds()[codes]
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
        start, end = _spans(folded)
        kept = np.flatnonzero(~_letters("dropped")[folded])
        letters = folded[kept]
        self.letters = letters.tobytes().decode("utf-32-le", "surrogatepass")
        first, last = np.searchsorted(kept, start), np.searchsorted(kept, end)
        alive = last > first  # a tatweel alone is no word
        start, end, first, last = start[alive], end[alive], first[alive], last[alive]
        self.cuts = np.searchsorted(start, begins).tolist()
        owner = np.repeat(np.arange(len(texts)), np.diff(self.cuts))
        arabic = np.array([language == "ar" for language in languages], dtype=bool)[owner]
        self.before = _between(folded, start, end, self.cuts)
        columns = _Columns(letters, first, last, arabic)
        self.hashes = columns.whole
        flags, bits = columns.flags_and_bits(np.frombuffer(self.before.encode("utf-32-le"), dtype=np.uint32))
        self.start, self.end = (start - begins[owner]).tolist(), (end - begins[owner]).tolist()
        self.begins, self.ends = first.tolist(), last.tolist()
        self.flags, self.bits = flags.tolist(), bits.tolist()


def _spans(folded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where words begin and end: letters and digits, and marks between two of them; an @ before one is its own."""
    kinds = _kinds_of_characters()[folded]
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


@dataclass(frozen=True)
class _Table:
    """All known words by their number: sorted, with what each may be in Persian and in Arabic, and what it begins."""

    hashes: np.ndarray
    cuts: np.ndarray
    longest: int
    flags: np.ndarray
    begins: np.ndarray
    more: np.ndarray

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """Return the row of each word, 0 for one that no table knows."""
        at = self.cuts[(hashes >> np.uint64(48)).astype(np.int64)]
        found = np.zeros(len(hashes), dtype=np.int32)
        for _ in range(self.longest):
            hit = self.hashes[at] == hashes
            found[hit] = at[hit]
            at += 1
        return found


@cache
def _table() -> _Table:
    arabic, persian = lexicon(True), lexicon(False)
    first = {kind: frozenset(phrases(kind)) for kind in kinds()}
    known = sorted({*arabic, *persian, *head_kinds(), *_WITH, *(word for each in first.values() for word in each)})
    hashes = np.array([_hash(word) for word in known], dtype=np.uint64)
    order = np.argsort(hashes)
    told = [""] + [known[n] for n in order]
    # Row 0 is no word; the last rows keep the search inside the array.
    padded = np.concatenate([np.zeros(1, np.uint64), hashes[order], np.zeros(64, np.uint64)])
    cuts = np.searchsorted(hashes[order] >> np.uint64(48), np.arange((1 << 16) + 1)) + 1
    begins = [sum(1 << place for place, kind in enumerate(kinds()) if word in first[kind]) for word in told]
    more = [(word in head_kinds()) + 2 * (word in _WITH) for word in told]
    return _Table(
        padded, cuts, int(np.diff(cuts).max()),
        np.array([[known.get(word, 0) for word in told] for known in (persian, arabic)], dtype=np.int32),
        np.array(begins, dtype=np.int32), np.array(more, dtype=np.int32),
    )  # fmt: skip


class _Columns:
    """The words of a batch as numbers, and what the tables say about each."""

    def __init__(self, letters: np.ndarray, first: np.ndarray, last: np.ndarray, arabic: np.ndarray):
        self.letters, self.first, self.last, self.arabic = letters, first, last, arabic
        self.size = last - first
        sums = letters.astype(np.uint64) * _powers(len(letters), _BASE)
        self.sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(sums, dtype=np.uint64)])
        self.whole = self.part(np.arange(len(first)), 0)

    def part(self, at: np.ndarray, skip: int) -> np.ndarray:
        """The numbers of some words without their first letters."""
        begin = self.first[at] + skip
        return (self.sums[self.last[at]] - self.sums[begin]) * _powers(len(self.letters) + 8, _INVERSE)[begin]

    def letter(self, at: np.ndarray, n: int) -> np.ndarray:
        """The n-th letter of some words, counted from the end where n is negative; 0 for none."""
        place = (self.first if n >= 0 else self.last)[at] + n
        inside = (place >= self.first[at]) & (place < self.last[at])
        return np.where(inside, self.letters[np.where(inside, place, 0)], 0)

    def starts(self, at: np.ndarray, told: str) -> np.ndarray:
        return self._equal(at, told, 0)

    def ends(self, at: np.ndarray, told: str) -> np.ndarray:
        return self._equal(at, told, -len(told))

    def _equal(self, at: np.ndarray, told: str, place: int) -> np.ndarray:
        same = self.size[at] >= len(told)
        for n, letter in enumerate(told):
            same &= self.letter(at, place + n) == ord(letter)
        return same

    def flags_and_bits(self, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        table = _table()
        rows = table.find(self.whole)
        flags = np.where(self.arabic, table.flags[1][rows], table.flags[0][rows])
        begins, more = table.begins[rows], table.more[rows]
        glued_at = np.zeros(len(rows), dtype=bool)
        unknown = np.flatnonzero(self.arabic & (table.flags[1][rows] == 0))
        skips, bare = self._unglued(unknown, -1)
        glued_at[unknown] = skips > 0
        # وزعم, بالعمل: a word with letters glued to its front is as common as the word
        flags[unknown] |= np.where(skips > 0, bare & (STOP | COMMON), 0)
        bits = (begins << _FIRST) | np.where(begins > 0, STARTS, 0) | np.where(more & 2, WITH, 0)
        bits |= self._heads(rows, more)
        spoken = np.flatnonzero(self.arabic & (self.size > 1))
        second = table.begins[table.find(self.part(spoken, 1))]
        glue = np.isin(self.letter(spoken, 0), _GLUE)
        bits[spoken] |= np.where(second > 0, STARTS, 0) | np.where(glue, second << _GLUED, 0)
        named = self._named(flags, glued_at) & ~self._torn(rows, flags, before == ord(PLAIN))
        given = (flags & GIVEN) > 0
        named = np.where(given, (flags & (STOP | HEAD | HONORIFIC)) == 0, named | ((flags & (PART | LINK)) > 0))
        named &= self._is_alpha() & (self.size > 1)
        return flags, bits | np.where(named, NAMED, 0)

    def _heads(self, rows: np.ndarray, more: np.ndarray) -> np.ndarray:
        """Words that are a head of a body, or are one behind letters glued to it, count as beginning one."""
        head = (more & 1) > 0
        other = np.flatnonzero(self.arabic & ((_table().flags[1][rows] & HEAD) == 0))
        head[other] |= self._unglued(other, HEAD)[0] > 0
        return np.where(head, 1 << _HEADS, 0)

    def _unglued(self, at: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        """As `discovery_words.unglued`, on words that are themselves not wanted: letters glued, flags of the rest."""
        table, skip, flags = _table(), np.zeros(len(at), dtype=np.int32), np.zeros(len(at), dtype=np.int32)
        article = np.uint64(_hash("ال"))
        square = np.uint64(pow(_BASE, 2, 1 << 64))
        for clitic in ("ولل", "فلل", "لل", "وب", "ول", "فب", "فل", "و", "ف", "ب", "ل", "ک"):
            fits = np.flatnonzero((skip == 0) & self.starts(at, clitic))
            if not len(fits):
                continue
            rest = self.part(at[fits], len(clitic))
            rest = article + rest * square if clitic.endswith("لل") else rest
            found = table.flags[1][table.find(rest)] & wanted
            good = found != 0
            skip[fits[good]], flags[fits[good]] = len(clitic), table.flags[1][table.find(rest[good])]
        return skip, flags

    def _named(self, flags: np.ndarray, glued: np.ndarray) -> np.ndarray:
        """Words that no table speaks against: «آمدند» is a verb, «لإقناعهم» ends in a pronoun."""
        named = (flags & NOT_A_NAME) == 0
        at = np.flatnonzero(self.arabic & (flags == 0))
        verbal = glued[at].copy()
        for ending in ("هم", "هما", "کم", "نا"):
            verbal |= self.ends(at, ending) & (self.size[at] > 5)
        for front in ("لل", "بال", "وال", "کال"):
            verbal |= self.starts(at, front)
        named[at[verbal]] = False
        at = np.flatnonzero(~self.arabic & (self.size > 4) & named)
        for ending in ("ند", "ندی", "دیم", "شود"):
            named[at[self.ends(at, ending)]] = False
        return named

    def _torn(self, rows: np.ndarray, flags: np.ndarray, plain: np.ndarray) -> np.ndarray:
        """«هما هنگی» is one common word in two pieces, no first name and surname."""
        torn = np.zeros(len(rows), dtype=bool)
        if len(rows) < 2:
            return torn
        open_ = (flags & NOT_A_NAME) == 0
        at = np.flatnonzero(plain[1:] & (open_[:-1] | open_[1:]))
        joint = self.whole[at] + self.whole[at + 1] * _powers(1 << 17, _BASE)[np.minimum(self.size[at], 1 << 16)]
        found = _table().find(joint)
        known = np.where(self.arabic[at], _table().flags[1][found], _table().flags[0][found]) & (COMMON | FIELD)
        one_word = at[known > 0]
        torn[one_word] = torn[one_word + 1] = True
        return torn

    def _is_alpha(self) -> np.ndarray:
        strange = np.concatenate([[0], np.cumsum(~_letters("alpha")[self.letters], dtype=np.int64)])
        return strange[self.last] == strange[self.first]


@cache
def _place() -> dict[str, int]:
    return {kind: place for place, kind in enumerate(kinds())}


def _hash(word: str) -> int:
    out = 0
    for letter in reversed(word):
        out = (out * _BASE + ord(letter)) % (1 << 64)
    return out


@cache
def _longest_powers(size: int, base: int) -> np.ndarray:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _powers(count: int, base: int) -> np.ndarray:
    # Sizes are rounded up, so that few are ever made.
    return _longest_powers(1 << max(17, (count - 1).bit_length()), base)[:count]


@cache
def _folds() -> np.ndarray:
    folds = np.arange(_CODES, dtype=np.uint32)
    plane = folds[: 1 << 16].copy()
    plane[0xD800:0xE000] = 0
    text = fold(plane.tobytes().decode("utf-32-le"))
    folds[: 1 << 16] = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    folds[0xD800:0xE000] = np.arange(0xD800, 0xE000)
    return folds


@cache
def _letters(kind: str) -> np.ndarray:
    table = np.zeros(_CODES, dtype=bool)
    if kind == "dropped":
        table[list(dropped())] = True
    else:
        table[[code for code in range(_LAST_LETTER) if chr(code).isalpha()]] = True
    return table


@cache
def _kinds_of_characters() -> np.ndarray:
    """1 for a letter or digit, 2 for a mark that may stand between two of them, 0 for all others."""
    table = np.zeros(_CODES, dtype=np.uint8)
    table[[ord(mark) for mark in _MARKS]] = 2
    table[[code for code in range(_LAST_LETTER) if chr(code).isalnum()]] = 1
    return table


_GLUE = np.array([ord(letter) for letter in "وفبلک"], dtype=np.uint32)
_HEADS = _FIRST  # «heads» is the first kind
