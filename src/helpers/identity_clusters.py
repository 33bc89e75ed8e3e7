"""Actors with their names come in, which of them are one goes out: merged pairs, proposals, redirects.

Knows names and scores; knows no text and no office beyond the evidence it is handed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from helpers.identity_names import HIGH, ITS_COUNTRY, LOW, Name, compare, keys, name

# A block beyond this is cut by the first letters of the name: «محمد محمدی» of a whole country.
BLOCK = 150
OFFICE, COMPANY, SIDE_BY_SIDE = 0.12, 0.06, -0.1


@dataclass
class Actor:
    """What is known of one id before it is linked: type, registry or discovered, its names, where it stands."""

    actor_id: str
    type: str
    registry: bool
    named: bool = False  # somewhere in the corpus
    names: dict[str, str] = field(default_factory=dict)  # text -> language
    documents: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Pair:
    """Two ids that may be one actor (a < b), how likely, and why."""

    a: str
    b: str
    score: float
    evidence: str


class Groups:
    """Ids joined one pair at a time; two that are kept apart, or two of the registry, are never joined unasked."""

    def __init__(self, actors: Mapping[str, Actor], apart: Iterable[tuple[str, str]]):
        self._parent = {actor: actor for actor in actors}
        self._members = {actor: {actor} for actor in actors}
        self._registry = {actor: {actor} if each.registry else set() for actor, each in actors.items()}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, actor: str) -> str:
        while self._parent[actor] != actor:
            self._parent[actor] = self._parent[self._parent[actor]]
            actor = self._parent[actor]
        return actor

    def members(self, actor: str) -> set[str]:
        return self._members[self.root(actor)]

    def kept_apart(self, a: str, b: str) -> bool:
        mine, other = self.members(a), self.members(b)
        return any(self._apart[each] & other for each in mine if each in self._apart)

    def two_of_the_registry(self, a: str, b: str) -> bool:
        return bool(self._registry[self.root(a)] and self._registry[self.root(b)])

    def join(self, a: str, b: str) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b:
            self._parent[b] = a
            self._members[a] |= self._members.pop(b)
            self._registry[a] |= self._registry.pop(b)


def pairs(actors: Mapping[str, Actor]) -> list[Pair]:
    """Return the pairs that share a block and reach LOW by their names, in a fixed order.

    Two actors of the registry are looked at only where both are named: a registry of 500,000 is not held against
    itself at every build.
    """
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for block in _blocks(actors):
        for at, (first, mine) in enumerate(block):
            for second, other in block[at + 1 :]:
                if first == second or not _asked(actors[first], actors[second]):
                    continue
                score, said = compare(mine, other)
                pair = (first, second) if first < second else (second, first)
                if score >= LOW and (score, said) > found.get(pair, (0.0, "")):
                    found[pair] = (score, f"«{mine.text}» and «{other.text}»: {said}")
    made = [Pair(a, b, score, said) for (a, b), (score, said) in found.items()]
    return sorted(made, key=lambda pair: (-pair.score, pair.a, pair.b))


def _asked(a: Actor, b: Actor) -> bool:
    if a.type != b.type or not (a.named or b.named):
        return False
    return not (a.registry and b.registry) or (a.named and b.named)


def _blocks(actors: Mapping[str, Actor]) -> Iterable[list[tuple[str, Name]]]:
    # Only a name found in a text is held against the whole registry, most of which is named nowhere.
    needed = {each.type for each in actors.values() if each.named and not each.registry}
    blocks: dict[str, dict[tuple[str, str], Name]] = defaultdict(dict)
    for actor in sorted(actors):
        each = actors[actor]
        if not each.named and each.type not in needed:
            continue
        for text, language in sorted(each.names.items()):
            made = name(text, each.type, language)
            for key in keys(made):
                blocks[f"{each.type}:{key}"][actor, text] = made
    for key in sorted(blocks):
        block = [(actor, made) for (actor, _), made in blocks[key].items()]
        if len(block) > 1:
            yield from _cut(block)


def _cut(block: list[tuple[str, Name]], letters: int = 4) -> Iterable[list[tuple[str, Name]]]:
    if len(block) <= BLOCK or letters > 12:
        yield block
        return
    parts: dict[str, list[tuple[str, Name]]] = defaultdict(list)
    for actor, made in block:
        parts[made.joined[:letters]].append((actor, made))
    for key in sorted(parts):
        yield from _cut(parts[key], letters + 4)


def _company(a: Actor, b: Actor, company: Mapping[str, set[str]]) -> set[str]:
    """Who is named with both, but not in a record that names both: there everybody is, and it tells nothing."""
    sides = ((a.documents - b.documents), (b.documents - a.documents))
    mine, other = ({each for doc in docs for each in company.get(doc, ())} for docs in sides)
    return mine & other


def _offices(actor: str, actors: Mapping[str, Actor], groups: Groups) -> set[str]:
    return {office for each in groups.members(actor) for office in actors[each].offices}


def with_evidence(
    found: list[Pair], actors: Mapping[str, Actor], groups: Groups, company: Mapping[str, set[str]]
) -> list[Pair]:
    """Return the pairs with what their records tell: an office they share, the company they keep, side by side.

    company: record -> the persons and bodies named in it.
    """
    out = []
    for pair in found:
        a, b, score, said = actors[pair.a], actors[pair.b], pair.score, [pair.evidence]
        if score < HIGH:
            mine, other = (_offices(end, actors, groups) for end in (pair.a, pair.b))
            if shared := sorted(mine & other):
                score += OFFICE
                said.append(f"both: {shared[0]}")
            both = _company(a, b, company) - {pair.a, pair.b}
            if len(both) > 1:
                score += COMPANY
                said.append(f"named with the same: {', '.join(sorted(both)[:3])}")
            if a.type == "person" and a.documents & b.documents:
                score += SIDE_BY_SIDE
                said.append("both are named in one record")
        out.append(Pair(pair.a, pair.b, round(min(score, 0.99), 3), "; ".join(said)))
    return sorted(out, key=lambda pair: (-pair.score, pair.a, pair.b))


def _of_two_countries(found: list[Pair]) -> set[str]:
    """The bodies that fit longer names which are not one themselves: «وزارت کار …» of two countries."""
    fits: dict[str, set[str]] = defaultdict(set)
    alike = {(pair.a, pair.b) for pair in found if pair.score >= HIGH}
    for pair in found:
        if pair.evidence.endswith(ITS_COUNTRY):
            fits[pair.a].add(pair.b)
            fits[pair.b].add(pair.a)
    return {own for own, ends in fits.items() if any((a, b) not in alike for a in ends for b in ends if a < b)}


def join(groups: Groups, found: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Join the pairs from HIGH on; return (those joined, those to propose).

    An id that fits two actors of the registry equally is joined to neither: both become proposals.
    """
    fits: dict[str, set[str]] = defaultdict(set)
    for pair in found:
        if pair.score >= HIGH:
            for own, other in ((pair.a, pair.b), (pair.b, pair.a)):
                fits[own] |= groups._registry[groups.root(other)]
    joined, open_pairs = [], []
    lands = _of_two_countries(found)
    for pair in found:
        if groups.root(pair.a) == groups.root(pair.b) or groups.kept_apart(pair.a, pair.b):
            continue
        torn = pair.evidence.endswith(ITS_COUNTRY) and (pair.a in lands or pair.b in lands)
        torn |= any(len(fits[each] | groups._registry[groups.root(each)]) > 1 for each in (pair.a, pair.b))
        if pair.score >= HIGH and not torn and not groups.two_of_the_registry(pair.a, pair.b):
            groups.join(pair.a, pair.b)
            joined.append(pair)
        else:
            open_pairs.append(pair)
    kept = [pair for pair in open_pairs if groups.root(pair.a) != groups.root(pair.b)]
    return joined, [pair for pair in kept if not groups.kept_apart(pair.a, pair.b)]
