"""Words as columns of numbers: the letters of a batch come in, what the tables say about each word goes out.

Knows how words are looked up in the tables; knows no text around them and no rule.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from helpers.discovery_words import (
    COMMON,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    LINK,
    NOT_A_NAME,
    PART,
    STOP,
    dropped,
    head_kinds,
    kinds,
    lexicon,
    phrases,
)
from helpers.matching_letters import BASE, INVERSE, powers

_CODES = 0x110000
_LAST_LETTER = 0x33480  # no letter or digit beyond it
_BUCKET = np.uint64(64 - 18)  # words of a table are kept by the first 18 bits of their number
_MARKS = "\u200c\u200d\u0640\u0670-" + "".join(map(chr, range(0x64B, 0x656)))
# What more a word may be: a part of a name by its letters, the first of a phrase, «با» or «در».
NAMED, STARTS, WITH = (1 << n for n in range(3))
# A phrase is a byte at its first word: how many words it has, and whether a letter is glued to its front.
SIZE, _GLUED = 127, 128
_WITH = ("با", "در")


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
    hashes = np.array([hashed(word) for word in known], dtype=np.uint64)
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


class Columns:
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

    def phrases(self, plain: np.ndarray) -> dict[str, "Phrases"]:
        """The phrases of each kind: the longest at each word, else one whose first word has a letter glued to it."""
        sizes = np.zeros((len(kinds()), len(self.rows)), dtype=np.uint8)
        glue = np.isin(self.letters_of(self.spoken, 1)[0], _GLUE) & ((_table().more[self.second] & 4) > 0)
        glued = self.spoken[glue]
        self._longest(sizes, glued, self.part(glued, 1), plain, _GLUED)
        begins = np.flatnonzero(_table().more[self.rows] & 4)
        self._longest(sizes, begins, self.whole[begins], plain, 0)
        heads = np.union1d(np.flatnonzero(sizes[0]), self._heads())
        places = [heads, *(np.flatnonzero(each) for each in sizes[1:])]
        return {kind: Phrases(sizes[n].tobytes(), places[n]) for n, kind in enumerate(kinds())}

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
        article = np.uint64(hashed("ال"))
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
        strange = np.concatenate([[0], np.cumsum(~letter_table("alpha")[self.letters], dtype=np.int64)])
        return strange[self.last] == strange[self.first]


def _equal(letters: np.ndarray, told: str) -> np.ndarray:
    same = letters[0] == ord(told[0])
    for n in range(1, len(told)):
        same &= letters[n] == ord(told[n])
    return same


class Phrases:
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
            joined = sum(hashed(word) * pow(_CHAIN, n, 1 << 64) for n, word in enumerate(phrase)) % (1 << 64)
            own = found.setdefault(len(phrase), {})
            own[joined] = own.get(joined, 0) | 1 << place
    return {
        count: (np.array(sorted(own), dtype=np.uint64), np.array([own[each] for each in sorted(own)], dtype=np.int64))
        for count, own in found.items()
    }


@lru_cache(maxsize=1 << 16)
def hashed(word: str) -> int:
    out = 0
    for letter in reversed(word):
        out = (out * BASE + ord(letter)) % (1 << 64)
    return out


@cache
def letter_table(kind: str) -> np.ndarray:
    table = np.zeros(_CODES, dtype=bool)
    if kind == "dropped":
        table[list(dropped())] = True
    else:
        table[[code for code in range(_LAST_LETTER) if chr(code).isalpha()]] = True
    return table


@cache
def word_characters() -> np.ndarray:
    """1 for a letter or digit, 2 for a mark that may stand between two of them, 0 for all others."""
    table = np.zeros(_CODES, dtype=np.uint8)
    table[[ord(mark) for mark in _MARKS]] = 2
    table[[code for code in range(_LAST_LETTER) if chr(code).isalnum()]] = 1
    return table


_GLUE = np.array([ord(letter) for letter in "وفبلک"], dtype=np.uint32)
