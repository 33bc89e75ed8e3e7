"""Pairs that may be one come in by their score, groups go out in which nothing contradicts anything else.

Knows numbers of things, days and sets; knows no event, no record and no score.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

NEVER, EVER = -(10**9), 10**9


@dataclass(slots=True)
class Fact:
    """What one thing says of itself: whose records it is in, between which days, who takes part."""

    records: set[int] = field(default_factory=set)
    first: int = NEVER
    last: int = EVER
    parties: set[str] = field(default_factory=set)


class Groups:
    """Things joined one pair at a time. A group is never of two days, has one thing of a record, and one cast.

    Pairs must come in a fixed order, the likeliest first: what is refused depends on what was joined before.
    """

    def __init__(self, facts: list[Fact], apart: Iterable[tuple[int, int]] = ()):
        self._parent = list(range(len(facts)))
        self._size = [1] * len(facts)
        self._facts = facts
        self._apart: dict[int, set[int]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def root(self, at: int) -> int:
        """Return the thing that stands for the group of another."""
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def kept_apart(self, a: int, b: int) -> bool:
        """Return whether a person said that something of one group is not the same as something of the other."""
        a, b = self.root(a), self.root(b)
        return any(self.root(each) == b for each in self._apart.get(a, ()))

    def join(self, a: int, b: int, told: bool = False) -> bool:
        """Join two groups and return whether they are one now; `told` by a person, only a person can forbid it."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return True
        if self.kept_apart(a, b) or not (told or self._agree(a, b)):
            return False
        if self._size[a] < self._size[b]:
            a, b = b, a
        self._parent[b] = a
        self._size[a] += self._size[b]
        one, other = self._facts[a], self._facts[b]
        one.records |= other.records
        one.parties |= other.parties
        one.first, one.last = self._days(one, other)
        if b in self._apart:
            self._apart.setdefault(a, set()).update(self._apart[b])
        return True

    @staticmethod
    def _days(a: Fact, b: Fact) -> tuple[int, int]:
        first, last = max(a.first, b.first), min(a.last, b.last)
        # Two days that a person called one happening: it lasted from the one to the other.
        return (first, last) if first <= last else (min(a.first, b.first), max(a.last, b.last))

    def _agree(self, a: int, b: int) -> bool:
        one, other = self._facts[a], self._facts[b]
        if max(one.first, other.first) > min(one.last, other.last) or not one.records.isdisjoint(other.records):
            return False
        if self._size[a] == self._size[b] == 1:
            return True  # the score of the two has weighed who takes part
        # Who met one guest in the morning and another at noon: through a report that names the host alone the two
        # would become one.
        common = one.parties & other.parties
        return len(common) >= 2 or not (one.parties - common and other.parties - common)
