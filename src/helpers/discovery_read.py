"""The words of records in columns: a batch of texts comes in, the words of each with what they may be go out.

Knows the tables of words; knows no rule and no mention. Each character is looked at a fixed number of times.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

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
from helpers.matching_letters import BASE, INVERSE, folds, powers
from helpers.text import ZWNJ

# Characters of one pass: its arrays should fit the processor's cache.
_PASS = 1 << 17
_CODES = 0x110000
_LAST_LETTER = 0x33480  # no letter or digit beyond it
_BREAK = "\0"  # between two texts: `text.clean` lets none into a text
# A word as one number: a polynomial of its letters in an odd base, modulo 2^64, so that parts can be taken and joined.
_BUCKET = np.uint64(64 - 18)  # words of a table are kept by the first 18 bits of their number
_MARKS = "\u200c\u200d\u0640\u0670-" + "".join(map(chr, range(0x64B, 0x656)))
# What more a word may be: a part of a name by its letters, the first of a phrase, «با» or «در».
NAMED, STARTS, WITH = (1 << n for n in range(3))
# A phrase is a byte at its first word: how many words it has, and whether a letter is glued to its front.
_SIZE, _GLUED = 127, 128
_WITH = ("با", "در")


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
        """The words that no table knows, of about as many letters as a name and with its first letter."""
        sizes = {name: len(name) for name in names}
        begins, letters = {name[0] for name in sizes}, self._letters
        fitting = {length + n for length in sizes.values() for n in (-1, 0, 1) if length + n >= shortest}
        return [
            at
            for at in self.beginning("unknown")
            if letters[self._from[at]] in begins and self._to[at] - self._from[at] in fitting
        ]

    def with_letters(self, keys: Iterable[str]) -> list[int]:
        """The words that have just the letters of one of `keys`."""
        wanted = np.array([_hash(key) for key in keys], dtype=np.uint64)
        if len(wanted) > 32:
            return np.flatnonzero(np.isin(self._hashes, wanted)).tolist()
        return np.flatnonzero((self._hashes[:, None] == wanted).any(axis=1)).tolist()

    def beginning(self, kind: str) -> list[int]:
        """The words that begin a phrase of a kind; for «heads» also those that are one behind letters glued to it.

        Beside the kinds of phrases: «given» names, words that are «with» («با», «در»), words that no table knows.
        """
        return self._phrases[kind].within(self._first, self.count)

    def phrase(self, kind: str, at: int) -> int:
        """How many words from `at` on are a phrase of a table (the longest), 0 for none."""
        return self._phrases[kind].sizes[self._first + at] & _SIZE

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
        kept = ~_letters("dropped")[folded]
        letters, place = folded[kept], np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        self.letters = letters.tobytes().decode("utf-32-le", "surrogatepass")
        first, last = place[start], place[end]
        alive = last > first  # a tatweel alone is no word
        start, end, first, last = start[alive], end[alive], first[alive], last[alive]
        self.cuts = np.searchsorted(start, begins).tolist()
        owner = np.repeat(np.arange(len(texts)), np.diff(self.cuts))
        arabic = np.array([language == "ar" for language in languages], dtype=bool)[owner]
        self.before = _between(folded, start, end, self.cuts)
        columns = _Columns(letters, first, last, arabic)
        self.hashes = columns.whole
        plain = np.frombuffer(self.before.encode("utf-32-le"), dtype=np.uint32) == ord(PLAIN)
        flags, bits = columns.flags_and_bits(plain)
        self.phrases = columns.phrases(plain)
        for kind, fits in (("given", flags & GIVEN), ("with", bits & WITH), ("unknown", flags == 0)):
            self.phrases[kind] = _Phrases(b"", np.flatnonzero(fits))
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
    flags: np.ndarray
    more: np.ndarray

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """Return the row of each word, 0 for one that no table knows."""
        bucket = (hashes >> _BUCKET).astype(np.int64)
        at, last = self.cuts[bucket], self.cuts[bucket + 1]
        found = np.zeros(len(hashes), dtype=np.int32)
        open_ = np.flatnonzero(at < last)  # most buckets are empty
        while len(open_):
            place = at[open_]
            hit = self.hashes[place] == hashes[open_]
            found[open_[hit]] = place[hit]
            at[open_] += 1
            open_ = open_[~hit & (place + 1 < last[open_])]
        return found


@cache
def _table() -> _Table:
    arabic, persian = lexicon(True), lexicon(False)
    first = [frozenset(phrases(kind)) for kind in kinds()]
    known = sorted({*arabic, *persian, *head_kinds(), *_WITH, *(word for each in first for word in each)})
    hashes = np.array([_hash(word) for word in known], dtype=np.uint64)
    order = np.argsort(hashes)
    told = [""] + [known[n] for n in order]
    own = np.concatenate([np.zeros(1, np.uint64), hashes[order]])  # row 0 is no word
    cuts = (np.searchsorted(hashes[order] >> _BUCKET, np.arange((1 << 18) + 1)) + 1).astype(np.int32)
    begins = frozenset(word for each in first for word in each)
    more = [(word in head_kinds()) + 2 * (word in _WITH) + 4 * (word in begins) for word in told]
    return _Table(
        own, cuts,
        np.array([[known.get(word, 0) for word in told] for known in (persian, arabic)], dtype=np.int32),
        np.array(more, dtype=np.int32),
    )  # fmt: skip


class _Columns:
    """The words of a batch as numbers, and what the tables say about each."""

    def __init__(self, letters: np.ndarray, first: np.ndarray, last: np.ndarray, arabic: np.ndarray):
        self.letters, self.first, self.last, self.arabic = letters, first, last, arabic
        self.size = last - first
        sums = letters.astype(np.uint64) * powers(len(letters))
        self.sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(sums, dtype=np.uint64)])
        self.whole = self.part(np.arange(len(first)), 0)
        self.rows = _table().find(self.whole)
        # The words of Arabic to whose front a letter may be glued, and what is left without it.
        self.spoken = np.flatnonzero(arabic & (self.size > 1))
        self.second = _table().find(self.part(self.spoken, 1))

    def part(self, at: np.ndarray, skip: int) -> np.ndarray:
        """The numbers of some words without their first letters."""
        begin = self.first[at] + skip
        return (self.sums[self.last[at]] - self.sums[begin]) * powers(len(self.letters) + 8, INVERSE)[begin]

    def letters_of(self, at: np.ndarray, count: int) -> np.ndarray:
        """The first letters of some words, a row each, or the last ones (the last first); 0 where a word is shorter."""
        first, last = self.first[at], self.last[at]
        found = np.zeros((abs(count), len(at)), dtype=np.uint32)
        for n in range(abs(count)):
            place = first + n if count > 0 else last - 1 - n
            inside = (place < last) & (place >= first)
            found[n] = self.letters[np.where(inside, place, 0)] * inside if len(self.letters) else 0
        return found

    def flags_and_bits(self, plain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """plain: which words follow the one before them with nothing but space between."""
        table, rows = _table(), self.rows
        flags = np.where(self.arabic, table.flags[1][rows], table.flags[0][rows])
        glued_at = np.zeros(len(rows), dtype=bool)
        unknown = np.flatnonzero(self.arabic & (table.flags[1][rows] == 0))
        skips, bare = self._unglued(unknown, -1)
        glued_at[unknown] = skips > 0
        # وزعم, بالعمل: a word with letters glued to its front is as common as the word
        flags[unknown] |= np.where(skips > 0, bare & (STOP | COMMON), 0)
        more = table.more[rows]
        bits = np.where(more & 4, STARTS, 0) | np.where(more & 2, WITH, 0)
        bits[self.spoken] |= np.where(table.more[self.second] & 4, STARTS, 0)
        named = self._named(flags, glued_at) & ~self._torn(rows, flags, plain)
        given = (flags & GIVEN) > 0
        named = np.where(given, (flags & (STOP | HEAD | HONORIFIC)) == 0, named | ((flags & (PART | LINK)) > 0))
        named &= self._is_alpha() & (self.size > 1)
        return flags, bits | np.where(named, NAMED, 0)

    def phrases(self, plain: np.ndarray) -> dict[str, "_Phrases"]:
        """The phrases of each kind: the longest at each word, else one whose first word has a letter glued to it."""
        sizes = np.zeros((len(kinds()), len(self.rows)), dtype=np.uint8)
        glue = np.isin(self.letters_of(self.spoken, 1)[0], _GLUE) & ((_table().more[self.second] & 4) > 0)
        glued = self.spoken[glue]
        self._longest(sizes, glued, self.part(glued, 1), plain, _GLUED)
        begins = np.flatnonzero(_table().more[self.rows] & 4)
        self._longest(sizes, begins, self.whole[begins], plain, 0)
        heads = np.union1d(np.flatnonzero(sizes[0]), self._heads())
        places = [heads, *(np.flatnonzero(each) for each in sizes[1:])]
        return {kind: _Phrases(sizes[n].tobytes(), places[n]) for n, kind in enumerate(kinds())}

    def _longest(self, sizes: np.ndarray, at: np.ndarray, first: np.ndarray, plain: np.ndarray, glued: int) -> None:
        """Write the longest phrase of each kind at some words into `sizes`, over what is there by now."""
        told, joined, power = _phrase_tables(), first.copy(), 1
        going = np.arange(len(at))
        for count in range(1, max(told) + 1):
            if count > 1:
                power = power * _CHAIN % (1 << 64)
                following = at[going] + count - 1
                inside = following < len(plain)
                inside[inside] = plain[following[inside]]
                going, following = going[inside], following[inside]
                joined[going] += self.whole[following] * np.uint64(power)
            if count not in told or not len(going):
                continue
            known, which = told[count]
            place = np.minimum(np.searchsorted(known, joined[going]), len(known) - 1)
            hit = known[place] == joined[going]
            marks, own = which[place[hit]], at[going[hit]]
            for kind in range(len(kinds())):  # a longer one is written over a shorter one
                sizes[kind, own[(marks >> kind & 1) > 0]] = count | glued

    def _heads(self) -> np.ndarray:
        """Words that are a head of a body, or are one behind letters glued to it."""
        head = (_table().more[self.rows] & 1) > 0
        other = np.flatnonzero(self.arabic & ((_table().flags[1][self.rows] & HEAD) == 0))
        head[other] |= self._unglued(other, HEAD)[0] > 0
        return np.flatnonzero(head)

    def _unglued(self, at: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        """As `discovery_words.unglued`, on words that are themselves not wanted: letters glued, flags of the rest."""
        table, skip, flags = _table(), np.zeros(len(at), dtype=np.int32), np.zeros(len(at), dtype=np.int32)
        article = np.uint64(_hash("ال"))
        square = np.uint64(pow(BASE, 2, 1 << 64))
        front = self.letters_of(at, 3)
        may = np.flatnonzero(np.isin(front[0], _GLUE))  # most words begin with none of them
        at, front, all_skip, all_flags = at[may], front[:, may], skip, flags
        skip, flags = skip[may], flags[may]
        for clitic in ("ولل", "فلل", "لل", "وب", "ول", "فب", "فل", "و", "ف", "ب", "ل", "ک"):
            fits = np.flatnonzero((skip == 0) & _equal(front, clitic))
            if not len(fits):
                continue
            rest = self.part(at[fits], len(clitic))
            rest = article + rest * square if clitic.endswith("لل") else rest
            found = table.flags[1][table.find(rest)] & wanted
            good = found != 0
            skip[fits[good]], flags[fits[good]] = len(clitic), table.flags[1][table.find(rest[good])]
        all_skip[may], all_flags[may] = skip, flags
        return all_skip, all_flags

    def _named(self, flags: np.ndarray, glued: np.ndarray) -> np.ndarray:
        """Words that no table speaks against: «آمدند» is a verb, «لإقناعهم» ends in a pronoun."""
        named = (flags & NOT_A_NAME) == 0
        at = np.flatnonzero(self.arabic & (flags == 0))
        begin, last, long = self.letters_of(at, 3), self.letters_of(at, -3), self.size[at] > 5
        pronoun = np.any([_equal(last, ending[::-1]) for ending in ("هم", "هما", "کم", "نا")], axis=0)
        verbal = np.any([_equal(begin, front) for front in ("لل", "بال", "وال", "کال")], axis=0)
        # «أراضيها», «زوجته»; «يواجه», «يطلب»: the names that begin so are longer, or first names that are known
        pronoun = (pronoun & long) | ((_equal(last, "اه") | _equal(last, "هت")) & (self.size[at] > 4))
        verbal |= _equal(begin, "ی") & (self.size[at] < 6)
        named[at[glued[at] | verbal | pronoun]] = False
        at = np.flatnonzero(~self.arabic & (self.size > 4) & named)
        last = self.letters_of(at, -3)
        verbal = np.any([_equal(last, ending[::-1]) for ending in ("ند", "ندی", "دیم", "شود")], axis=0)
        named[at[verbal]] = False
        return named

    def _torn(self, rows: np.ndarray, flags: np.ndarray, plain: np.ndarray) -> np.ndarray:
        """«هما هنگی» is one common word in two pieces, no first name and surname."""
        torn = np.zeros(len(rows), dtype=bool)
        if len(rows) < 2:
            return torn
        open_ = (flags & NOT_A_NAME) == 0
        at = np.flatnonzero(plain[1:] & (open_[:-1] | open_[1:]))
        joint = self.whole[at] + self.whole[at + 1] * powers(1 << 17)[np.minimum(self.size[at], 1 << 16)]
        found = _table().find(joint)
        known = np.where(self.arabic[at], _table().flags[1][found], _table().flags[0][found]) & (COMMON | FIELD)
        one_word = at[known > 0]
        torn[one_word] = torn[one_word + 1] = True
        return torn

    def _is_alpha(self) -> np.ndarray:
        strange = np.concatenate([[0], np.cumsum(~_letters("alpha")[self.letters], dtype=np.int64)])
        return strange[self.last] == strange[self.first]


def _equal(letters: np.ndarray, told: str) -> np.ndarray:
    same = letters[0] == ord(told[0])
    for n in range(1, len(told)):
        same &= letters[n] == ord(told[n])
    return same


class _Phrases:
    """The phrases of one kind in a batch: a byte a word, and where they begin."""

    __slots__ = ("_places", "sizes")

    def __init__(self, sizes: bytes, places: np.ndarray):
        self.sizes, self._places = sizes, places.tolist()

    def within(self, first: int, count: int) -> list[int]:
        low = bisect_left(self._places, first)
        return [at - first for at in self._places[low : bisect_left(self._places, first + count, low)]]


_CHAIN = 0xD6E8FEB86659FD93  # joins the words of a phrase, as `BASE` joins the letters of a word


@cache
def _phrase_tables() -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Number of words -> the phrases of so many words as sorted numbers, and the kinds of each as bits."""
    found: dict[int, dict[int, int]] = {}
    for place, kind in enumerate(kinds()):
        for phrase in (each for some in phrases(kind).values() for each in some):
            joined = sum(_hash(word) * pow(_CHAIN, n, 1 << 64) for n, word in enumerate(phrase)) % (1 << 64)
            own = found.setdefault(len(phrase), {})
            own[joined] = own.get(joined, 0) | 1 << place
    return {
        count: (np.array(sorted(own), dtype=np.uint64), np.array([own[each] for each in sorted(own)], dtype=np.int64))
        for count, own in found.items()
    }


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    out = 0
    for letter in reversed(word):
        out = (out * BASE + ord(letter)) % (1 << 64)
    return out


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
