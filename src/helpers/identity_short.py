"""Short forms come in with the full names around them, whom each means goes out: one person, several, or nobody known.

Knows surnames and the shorter names of bodies; knows no text, and never chooses between two people who share one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from helpers.identity_names import Name, longer, name, one_edit, size, surname
from helpers.identity_sounds import coarse, distance, word

MOST_CANDIDATES = 20


@dataclass
class People:
    """Full names by surname: of the whole corpus, of the registry, and of one record at a time."""

    by_key: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, named: Iterable[tuple[str, Name]]) -> "People":
        """named: (actor_id, name); names of a single word are left out."""
        made = cls()
        for actor, each in named:
            if len(each.words) > 1:
                for key, last in _surnames(each.words[-1]):
                    if (actor, last) not in made.by_key[key]:
                        made.by_key[key].append((actor, last))
        return made

    def add(self, other: "People") -> None:
        """Take up the names of people who are not among these yet."""
        for key, entries in other.by_key.items():
            self.by_key[key] += entries

    def called(self, short: Name) -> set[str]:
        """Return the actors whose surname this is, in any spelling of it."""
        found = set()
        for letters in set(short.words[-1]):
            mine = word(letters)
            for actor, last in self.by_key.get(coarse(letters), []):
                if distance(mine, word(last), True) < 0.5:
                    found.add(actor)
        return found

    def misspelt(self, short: Name) -> set[str]:
        """Return the actors whose surname differs in one letter («شریعتمدای»), for long surnames only."""
        mine = surname(short)
        every = (entry for entries in self.by_key.values() for entry in entries)
        return {actor for actor, last in every if min(len(mine), len(last)) >= 6 and one_edit(mine, last)}


@lru_cache(maxsize=200_000)
def _surnames(last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """A surname with and without its article, each behind the sounds that it is looked up by."""
    return tuple((coarse(letters), letters) for letters in sorted(set(last)))


@dataclass(frozen=True)
class Bound:
    """Whom a short form means: an actor, or candidates; `how` names the rule, `reason` says it to a person."""

    actor_id: str | None
    candidates: tuple[str, ...]
    how: str
    reason: str | None


def person(short: Name, offered: set[str], record: People, named: People, registry: People) -> Bound | None:
    """Return whom a surname alone means, or None when nobody of that name is known.

    offered: candidates that the search left open. The record decides first, then the names of the corpus, then the
    registry; two people who share the surname stay two, and the mention keeps both as candidates.
    """
    for pool, where in ((record, "record"), (named, "corpus"), (registry, "registry")):
        found = pool.called(short)
        found = (found & offered) or found
        if len(found) == 1:
            return Bound(min(found), (), f"surname_{where}", f"a surname alone: the one full name of the {where}")
        if found:
            said = f"a surname of {len(found)} people of the {where}"
            return Bound(None, tuple(sorted(found)[:MOST_CANDIDATES]), "", said)
        if where == "record" and len(near := record.misspelt(short)) == 1:
            return Bound(min(near), (), "misspelt", "misspelt: one letter from the one such surname of the record")
    return None


def bodies(names: Mapping[str, list[Name]]) -> dict[str, str]:
    """Return short -> long among the bodies of one record: «معاونت امور زنان» where one longer name holds all of it.

    names: actor_id -> its names in this record. A short name that two longer ones hold stays as it is.
    """
    found: dict[str, set[str]] = defaultdict(set)
    every = [(actor, made, size(made)) for actor in sorted(names) for made in names[actor]]
    for actor, short, own in every:
        if len(short.words) > 1:
            for other, full, parts in every:
                if parts > own and actor != other and longer(short, full):
                    found[actor].add(other)
    # A chain of three (short, longer, longest) ends at the longest.
    ends = {
        actor: {each for each in others if not (found.get(each, set()) & others)} for actor, others in found.items()
    }
    return {actor: min(each) for actor, each in ends.items() if len(each) == 1}


@lru_cache(maxsize=200_000)
def is_short(text: str, language: str) -> bool:
    """Return whether a person's name is one word, so that only a record can tell whose it is."""
    return len(name(text, "person", language).words) == 1
