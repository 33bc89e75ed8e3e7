"""Which entry a word is: the words of the tables come in as 64-bit keys, a lookup of whole columns goes out.

Knows words and their classes; knows no text, no rule and no calendar.
"""

from functools import cache

import numpy as np

from . import date_lexicon as lexicon

_M1, _M2, _M3 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)
_LONGEST = 16  # bytes of the longest word in a table; a longer word is in none
_BITS = 17


def _mix(words, tails):
    mixed = words * _M1 ^ tails
    return mixed ^ (mixed >> np.uint64(29))


def chain_keys(keys: list[np.ndarray]) -> np.ndarray:
    """Return one key for each chain of words; `keys` has the keys of the first words, of the second words, ..."""
    out = keys[0]
    for key in keys[1:]:
        out = (out ^ (out >> np.uint64(31))) * _M1 + key
    return out


def _eights(aligned: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The eight bytes from any place of a buffer on, from its numbers of eight bytes."""
    number = start >> 3
    out = aligned.take(number)
    number += 1
    after = aligned.take(number)
    bits = np.left_shift(start & 7, 3, out=number).view(np.uint64)
    out >>= bits
    # two shifts, because one by 64 is none
    after <<= np.uint64(1)
    after <<= np.subtract(np.uint64(63), bits, out=bits)
    out |= after
    return out


def _first_eights(clean: bytes, start, length):
    """The buffer in numbers of eight bytes, and the first eight bytes of each word, without what follows it."""
    aligned = np.frombuffer(clean + bytes(3 * 8 - len(clean) % 8), dtype="<u8")
    heads = _eights(aligned, start)
    heads &= _MASKS.take(length, mode="clip")
    return aligned, heads


def _word_keys(aligned, heads, start, length) -> np.ndarray:
    """The key of each word; only words of at most 16 bytes have keys of their own."""
    keys = _mix(heads, _M3)
    long = np.flatnonzero(length > 8)
    more = length.take(long) - 8
    tails = _eights(aligned, start.take(long) + 8) & _MASKS.take(more, mode="clip")
    keys[long] = _mix(heads.take(long), tails * _M2 + _M3)
    # a word longer than all in the tables must not have the key of its first letters
    keys[long[more > _LONGEST - 8]] = 0
    return keys


def _keys_of(words: list[bytes]) -> np.ndarray:
    length = np.array([len(word) for word in words], dtype=np.int64)
    if len(words) and length.max() > _LONGEST:
        raise ValueError(f"a word of the date tables has more than {_LONGEST} letters: see date_words")
    joined, start = b"".join(words), np.cumsum(length) - length
    return _word_keys(*_first_eights(joined, start, length), start, length)


def _head_slots(heads):
    """A slot of 2**16 for the first eight bytes of a word."""
    slots = heads * _M1
    slots >>= np.uint64(48)
    return slots.view(np.int64)


class _Lookup:
    """From a 64-bit key to the number of its entry, 0 for no entry; two tables of slots, every hit verified."""

    def __init__(self, keys: np.ndarray):
        self.keys = np.concatenate([np.zeros(1, dtype=np.uint64), keys])
        self.first = np.zeros(1 << _BITS, dtype=np.int16)
        self.second = np.zeros(1 << _BITS, dtype=np.int16)
        for number, key in enumerate(self.keys[1:], 1):
            table, slot = self.first, key >> np.uint64(64 - _BITS)
            if table[slot]:
                table, slot = self.second, self._other(key)
            if table[slot]:
                raise ValueError("two words of the date tables share both slots: change _M2 in date_words")
            table[slot] = number

    def _other(self, keys):
        return (keys >> np.uint64(13)) & np.uint64((1 << _BITS) - 1)

    def __call__(self, keys: np.ndarray) -> np.ndarray:
        found = self.first.take((keys >> np.uint64(64 - _BITS)).view(np.int64))
        hits = np.flatnonzero(found)
        missed = hits[self.keys.take(found.take(hits)) != keys.take(hits)]
        again = self.second.take(self._other(keys.take(missed)).view(np.int64))
        found[missed] = np.where(self.keys.take(again) == keys.take(missed), again, 0)
        return found


SIGNS = {"/": "slash", "-": "dash", ".": "dot", ",": "comma", "(": "open", ")": "close", ":": "colon", '"': "quote"}
NUMBERS = ("digits_day", "digits_two", "digits_year", "digits_other", "digits_recent")


class Lexicon:
    """The entries of one batch reader: `classes` names each class byte's set of class names."""

    def __init__(self):
        entries = lexicon.entries()
        sets = sorted({e.classes for e in entries}, key=sorted)
        fixed = [
            frozenset(),
            *(frozenset([n]) for n in (*NUMBERS, *SIGNS.values(), "break", "spelt_day", "spelt_year")),
        ]
        fixed.append(frozenset(["spelt_number"]))
        self.classes = list(dict.fromkeys([*fixed, *sets]))
        if len(self.classes) > 250:
            raise ValueError("more than 250 combinations of word classes: see tables/date_words.csv")
        self.code = {names: i for i, names in enumerate(self.classes)}
        self.longest = max(len(e.words) for e in entries)
        chained = [e for e in entries if len(e.words) > 1]
        # the words of chains are entries without a class, so that one lookup tells which words matter at all
        links = dict.fromkeys((word,) for e in chained for word in e.words)
        self.single = self._lookup([e for e in entries if len(e.words) == 1], links)
        self.chains = {n: self._lookup([e for e in chained if len(e.words) == n]) for n in range(2, self.longest + 1)}
        self.heads = np.zeros(len(self.single[0].keys), dtype=bool)
        self.heads[self.single[0](_keys_of(sorted({e.words[0] for e in chained})))] = True
        self.heads[0] = False
        words = sorted({word for e in entries for word in e.words})
        start, length = np.zeros(len(words), dtype=np.int64), np.array([len(word) for word in words])
        start[1:] = np.cumsum(length)[:-1]
        self._begins = np.zeros(1 << 16, dtype=bool)
        self._begins[_head_slots(_first_eights(b"".join(words), start, length)[1])] = True
        self._openings = np.zeros(1 << 16, dtype=bool)
        self._openings[self._opening([_keys_of([e.words[i] for e in chained]) for i in (0, 1)])] = True

    def look_up(self, clean: bytes, start: np.ndarray, length: np.ndarray):
        """Return which words of a buffer are in a table (and a few that are in none), and their entries."""
        aligned, heads = _first_eights(clean, start, length)
        at = np.flatnonzero(self._begins.take(_head_slots(heads)))
        keys = _word_keys(aligned, heads.take(at), start.take(at), length.take(at))
        return at, self.single[0](keys)

    @staticmethod
    def _opening(keys):
        return (chain_keys(keys) >> np.uint64(48)).view(np.int64)

    def may_open(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Return whether a chain may begin with these two words (by their keys); a few that do not pass too."""
        return self._openings.take(self._opening([first, second]))

    def _lookup(self, entries, links=()):
        words = list(dict.fromkeys([*(e.words for e in entries), *links]))
        number = {w: i for i, w in enumerate(words, 1)}
        shape = (len(lexicon.GROUPS), len(words) + 1)
        tables = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for e in entries:
            for table, fact in zip(tables, (self.code[e.classes], e.value, e.skip), strict=True):
                table[e.group, number[e.words]] = fact
        keys = chain_keys([_keys_of([w[i] for w in words]) for i in range(len(words[0]))]) if words else []
        return _Lookup(np.asarray(keys, dtype=np.uint64)), tables

    def letters(self, name: str) -> bytes:
        """Return every class byte whose set holds the class `name`; KeyError when no word has it."""
        found = bytes(i for i, names in enumerate(self.classes) if name in names)
        if not found:
            raise KeyError(name)
        return found


@cache
def shared() -> Lexicon:
    """Return the lexicon of the tables, built once."""
    return Lexicon()


@cache
def is_class(*names: str) -> np.ndarray:
    """Return which class bytes have one of the named classes, as a table of 256."""
    table = np.zeros(256, dtype=bool)
    for name in names:
        table[list(shared().letters(name))] = True
    return table
