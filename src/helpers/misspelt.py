"""Misspelt names of the registry: discovered persons and the registry's names come in, the persons meant go out.

Knows one letter more or less; never looks at a word that no title, honorific or office stands beside.
"""

from functools import cache

import numpy as np
import pandas as pd

from helpers import tables
from helpers.discovery_short import is_slip
from helpers.discovery_words import plain, plain_words
from helpers.matching import Matcher

# The rules that found a person by what stands beside the name.
SUPPORTED = ("rule:honorific", "rule:quoted", "rule:apposition", "rule:after_office")
SHORTEST = 6
_VOWELS = frozenset("اوی")


def bind(found: pd.DataFrame, matcher: Matcher) -> pd.DataFrame:
    """Return discovered mentions with those that misspell one person of the registry bound to that person.

    Rule `misspelt`: «آقای شریعتمدای» is «شریعتمداری»: at most one letter apart, names of six letters or more, and a
    title beside them. A name near two persons of the registry has `candidates`.
    """
    rows = found.index[(found["type"] == "person") & found["found_by"].isin(SUPPORTED)]
    if not len(rows) or not len(matcher.kinds):
        return found
    index = _index(matcher)
    surfaces = found.loc[rows, "surface"].tolist()
    near_to = {surface: index.near(surface) for surface in dict.fromkeys(surfaces)}
    changed = found.copy()
    for at, surface in zip(rows, surfaces, strict=True):
        near = near_to[surface]
        if near:
            ids = sorted({actor for actor, _ in near})
            one = len(ids) == 1
            # The surname alone further on is the same person's.
            same = (found["doc_id"] == found.at[at, "doc_id"]) & (found["actor_id"] == found.at[at, "actor_id"])
            changed.loc[same, "actor_id"] = ids[0] if one else None
            changed.loc[same, "candidates"] = None if one else "; ".join(ids)
            changed.at[at, "found_by"] = "rule:misspelt"
            changed.at[at, "reason"] = f"one letter from «{near[0][1]}», with a title beside it"
    return changed


class _Index:
    """The persons of a registry by the halves of their letters: of two names one letter apart, one half is equal."""

    def __init__(self, matcher: Matcher):
        persons = np.flatnonzero(matcher.kinds.equal("person"))
        self._rows = [(matcher.actor_ids[row], matcher.name(row)) for row in persons.tolist()]
        halves = [(hash(half), n) for n, (_, name) in enumerate(self._rows) for half in _halves(plain(name))]
        self._hashes = np.array([each for each, _ in halves], dtype=np.int64)
        self._owners = np.array([n for _, n in halves], dtype=np.int32)
        order = np.argsort(self._hashes, kind="stable")
        self._hashes, self._owners = self._hashes[order], self._owners[order]
        self._letters = {plain(name) for _, name in self._rows}

    def near(self, surface: str) -> list[tuple[str, str]]:
        """Return (actor_id, name) of the registry's persons whose name a surface misspells."""
        letters = plain(surface)
        if len(letters) < SHORTEST - 1 or letters in self._letters:
            return []
        # The halves of a name one letter shorter or longer begin and end a letter earlier or later.
        sizes = {size for count in (-1, 0, 1) for size in _sizes(len(letters) + count)}
        asked = sorted({hash(part) for size in sizes for part in (letters[:size], letters[-size:]) if size})
        owners: set[int] = set()
        for each in asked:
            first, last = np.searchsorted(self._hashes, each, "left"), np.searchsorted(self._hashes, each, "right")
            owners.update(self._owners[first:last].tolist())
        return [self._rows[n] for n in sorted(owners) if misspells(surface, self._rows[n][1])]


def _sizes(count: int) -> tuple[int, int]:
    return count // 2, count - (count + 1) // 2


def _halves(letters: str) -> tuple[str, ...]:
    if len(letters) < SHORTEST:
        return ()
    first, second = _sizes(len(letters))
    return letters[:first], letters[-second:]


_INDICES: dict[int, tuple[Matcher, _Index]] = {}


def _index(matcher: Matcher) -> _Index:
    # Made when first needed and kept with its matcher: a build has one matcher for all its batches.
    if id(matcher) not in _INDICES or _INDICES[id(matcher)][0] is not matcher:
        _INDICES.clear()
        _INDICES[id(matcher)] = (matcher, _Index(matcher))
    return _INDICES[id(matcher)][1]


def misspells(surface: str, name: str) -> bool:
    """Whether a surface is a name with one slip: one word of it, by one letter, not into a name of its own.

    «محمودیان» is not «محمدیان», «سلمانی» not «سلطانی»: a long vowel or another consonant makes another surname.
    """
    ours, theirs = plain_words(surface).split(), plain_words(name).split()
    if len(ours) != len(theirs) or len(plain(name)) < SHORTEST:
        return False
    differ = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(differ) != 1 or not is_slip(*differ[0]) or min(map(len, differ[0])) < 4:
        return False
    if not _slip_of_the_hand(*differ[0]):
        return False
    if len(ours) == 1:
        return min(map(len, differ[0])) >= SHORTEST - 1
    # «محمد رضایی» and «محمود رضایی» are two people: a first name that differs is another first name
    return differ[0] != (ours[0], theirs[0])


def _slip_of_the_hand(one: str, other: str) -> bool:
    if len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(pairs) == 2 or {pairs[0]} <= _slips() or {pairs[0][::-1]} <= _slips()
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    place = next((n for n, letter in enumerate(shorter) if letter != longer[n]), len(shorter))
    return longer[place] not in _VOWELS


@cache
def _slips() -> frozenset[tuple[str, str]]:
    groups = tables.read("letter_slips")["letters"]
    return frozenset((a, b) for group in groups for a in group for b in group if a != b)
