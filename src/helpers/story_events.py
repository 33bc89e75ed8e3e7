"""Events of all records come in, pairs that tell the same happening go out, each with a score and the rules for it.

Knows the columns of events, days and sets of actors; knows no text beyond how alike two are, and joins nothing.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import story_rules
from helpers.story_groups import EVER, NEVER, Fact
from helpers.story_names import Names
from helpers.story_rules import NEWS, REPRINT, REPRINTED
from helpers.story_texts import NEAR, Texts

# Of the events that share a key and a time each is held against so many next ones. More is only found by a rarer key.
WINDOW = 10
_NEARBY = 4
_PAIRS_OF = 5
# Which words may tell one happening: «نشست» of one is «کنفرانس» of another.
_CONTACT = ("meeting", "video_conference", "phone_call", "conference", "workshop", "visit")
_NOT_ONE = [{"phone_call", "visit"}, {"phone_call", "conference"}, {"phone_call", "workshop"}]
_NOT_ONE += [{"video_conference", "visit"}]
# These are named beside others; that one report leaves them out says nothing.
_MINOR = ("body of a participant", "reporting body", "also present", "present", "body", "authority")
_NARROW, _WIDE, _NEWS, _OPEN, _NO_DAY = range(5)


@dataclass(slots=True)
class Event:
    """What is compared of one event."""

    type: str
    place: str | None
    actors: dict[str, bool]  # actor -> whether it is one of those whom every report would name
    topics: frozenset[str]

    @property
    def main(self) -> set[str]:
        """The actors whom every report would name."""
        return {actor for actor, main in self.actors.items() if main}


class Events:
    """All events as columns of numbers, and one by one for the few pairs that are compared in full."""

    def __init__(self, events: pd.DataFrame, published: np.ndarray, text: np.ndarray, names: Names):
        """events: the table; published: day number of each one's record, NEVER when unknown; text: the row of its
        record, as in `Texts` and `Names`."""
        self.ids = events["event_id"].tolist()
        self.text, self.published = text, published
        self.type = events["type"].to_numpy(dtype=object)
        self.status = events["status"].to_numpy(dtype=object)
        self.names = names
        self._days(events)
        parts = [events[column].fillna("").str.split("; ") for column in ("participants", "roles", "topics")]
        place = [each if isinstance(each, str) else None for each in events["place"]]
        self.rows = [
            Event(kind, where, _actors(who, roles), frozenset(each for each in topics if each))
            for kind, where, who, roles, topics in zip(self.type, place, *parts, strict=True)
        ]
        self._family = pd.factorize(np.where(np.isin(self.type, _CONTACT), "contact", self.type), sort=True)[0]

    def _days(self, events: pd.DataFrame) -> None:
        first, last = day_numbers(events["earliest"]), day_numbers(events["latest"])
        dated = first > NEVER
        about = events["basis"].fillna("").str.startswith("publication day").to_numpy(dtype=bool) & dated
        news = np.where(about, first, self.published)
        self.kind = np.select(
            [about, dated & (last - first <= 2), dated, news > NEVER], [_NEWS, _NARROW, _WIDE, _OPEN], _NO_DAY
        )
        loose = np.isin(self.kind, (_NEWS, _OPEN))
        # What is told as news of a day happened on it or shortly before.
        self.first = np.where(loose, news - NEWS, np.where(dated, first, NEVER))
        self.last = np.where(loose, news + 1, np.where(dated, last, EVER))
        inside = (self.kind == _WIDE) & (self.first <= news) & (news <= self.last + NEWS)
        self.day = np.where(loose | inside, news, self.first)

    def facts(self) -> list[Fact]:
        """Return what a group must agree on: an exact day is never two, a record tells one happening once."""
        exact = np.isin(self.kind, (_NARROW, _WIDE))
        first, last = np.where(exact, self.first, NEVER), np.where(exact, self.last, EVER)
        told = zip(self.text.tolist(), first.tolist(), last.tolist(), self.rows, strict=True)
        return [Fact({record}, a, b, row.main) for record, a, b, row in told]

    def pairs(self, texts: Texts, near: pd.DataFrame) -> list[tuple[float, int, int, str]]:
        """Return (score, a, b, rules) of the pairs that may be one, the likeliest first; a and b are rows."""
        a, b = self._candidates(near)
        alike = texts.alike(self.text[a], self.text[b])
        possible = self._possible(a, b, alike)
        out = []
        for one, other, likeness in zip(
            a[possible].tolist(), b[possible].tolist(), alike[possible].tolist(), strict=True
        ):
            found = self.score(one, other, likeness)
            if found is not None:
                out.append((found[0], one, other, found[1]))
        return sorted(out, key=lambda pair: (-pair[0], *sorted((self.ids[pair[1]], self.ids[pair[2]]))))

    def score(self, a: int, b: int, alike: float) -> tuple[float, str] | None:
        """Return how likely two events are one and the rules that say so; None when it is not enough."""
        one, other = self.rows[a], self.rows[b]
        records = int(self.text[a]), int(self.text[b])
        rules = [*self._who(one, other, *records), *self._when(a, b), *self._where(one, other, *records)]
        rules += story_rules.names(self.names, *records)
        if one.type == other.type:
            rules.append("same_type")
        if one.topics and other.topics:
            common = len(one.topics & other.topics)
            half = 2 * common >= min(len(one.topics), len(other.topics))
            rules.append("same_topics" if half else "some_topics" if common else "other_topics")
        rules += story_rules.text(self.names, *records, alike, one.place, other.place)
        return story_rules.enough(rules)

    def _who(self, a: Event, b: Event, row: int, other: int) -> list[str]:
        names = self.names
        common = [actor for actor in a.actors if names.one_of(actor, b.actors)]
        named = {actor for actor in a.actors if names.names(other, actor, row)}
        named |= {actor for actor in b.actors if names.names(row, actor, other)}
        rules = []
        if len(common) >= 2:
            rules.append("two_participants")
        elif len(named) >= 2:
            rules.append("two_are_named")
        elif common:
            rules.append("one_rare_participant" if names.is_rare(common[0]) else "one_participant")
        elif any(map(names.is_rare, named)):
            rules.append("one_is_named")
        mine, theirs = names.lacking(a.main, row, other), names.lacking(b.main, other, row)
        return rules + story_rules.others(names, mine, theirs, row, other)

    def _where(self, a: Event, b: Event, row: int, other: int) -> list[str]:
        names = self.names
        if a.place and b.place and names.one_of(a.place, (b.place,)):
            return ["same_place"]
        if any(place and names.one_of(place, names.of(at)) for place, at in ((a.place, other), (b.place, row))):
            return ["place_is_named"]
        if a.place and b.place:
            return ["place_in_translation" if names.translated(row, other) else "another_place"]
        return []

    def _when(self, a: int, b: int) -> list[str]:
        kinds = {int(self.kind[a]), int(self.kind[b])}
        if kinds == {_NARROW}:
            return ["same_day"]
        apart = abs(int(self.day[a]) - int(self.day[b]))
        if kinds == {_NARROW, _NEWS} or (kinds == {_NEWS} and apart <= 1):
            return ["news_of_the_day"]
        return ["news_of_these_days"] if kinds <= {_NEWS, _OPEN} and apart <= NEWS else []

    def _possible(self, a: np.ndarray, b: np.ndarray, alike: np.ndarray) -> np.ndarray:
        """Which pairs nothing speaks against: other records, days that overlap, types and statuses that go together."""
        ok = (self.text[a] != self.text[b]) & (self._family[a] == self._family[b])
        exact = np.isin(self.kind, (_NARROW, _WIDE))
        meets = np.maximum(self.first[a], self.first[b]) <= np.minimum(self.last[a], self.last[b])
        apart = np.abs(self.day[a] - self.day[b])
        loose = ~exact[a] & ~exact[b]
        again = (alike >= REPRINTED) & (apart <= REPRINT)
        unknown = (self.kind[a] == _NO_DAY) | (self.kind[b] == _NO_DAY)
        when = np.where(loose, (apart <= NEWS) | again, meets)
        ok &= np.where(unknown, alike >= NEAR, when)
        for two in _NOT_ONE:
            x, y = two
            ok &= ~(((self.type[a] == x) & (self.type[b] == y)) | ((self.type[a] == y) & (self.type[b] == x)))
        return ok & self._statuses(a, b, alike)

    def _statuses(self, a: np.ndarray, b: np.ndarray, alike: np.ndarray) -> np.ndarray:
        """A plan and its report are one happening where the day is told; a proposal is one with a proposal only."""
        same = self.status[a] == self.status[b]
        proposed = (self.status[a] == "proposed") | (self.status[b] == "proposed")
        told = (np.isin(self.kind[a], (_NARROW, _NEWS)) & np.isin(self.kind[b], (_NARROW, _NEWS))) | (alike >= NEAR)
        return same | (~proposed & told)

    def _candidates(self, near: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of rows that share a key at about the same time: participants, a place, or nearly the same text."""
        keys, owners = self._keys()
        a, b = _neighbours(keys, self.day[owners], self._rank()[owners], owners, _NEARBY)
        mine = _clusters(near, len(self.names.language))[self.text]
        inside = np.flatnonzero(mine >= 0)
        near_keys = mine[inside] * (int(self._family.max(initial=0)) + 1) + self._family[inside]
        c, d = _neighbours(near_keys, np.zeros(len(inside), dtype=np.int64), self._rank()[inside], inside, EVER)
        months, told = self._months()
        e, f = _neighbours(months, np.zeros(len(told), dtype=np.int64), self._rank()[told], told, EVER)
        one, other = np.concatenate([a, c, e]), np.concatenate([b, d, f])
        low, high = np.minimum(one, other), np.maximum(one, other)
        unique = np.unique(low * np.int64(max(1, len(self.ids))) + high)
        return np.divmod(unique, max(1, len(self.ids)))

    def _keys(self) -> tuple[np.ndarray, np.ndarray]:
        names: list[tuple] = []
        owners: list[int] = []
        timed = self.day > NEVER
        for at, row in enumerate(self.rows):
            if not timed[at]:
                continue
            family = int(self._family[at])
            actors = sorted(row.actors)
            own: list[tuple] = [*self._casts(at)]
            own += [(family, actor) for actor in sorted({*actors, *self.names.telling(int(self.text[at]))})]
            if row.place and len(actors) < 2:
                own.append((family, row.place))
            names += own
            owners += [at] * len(own)
        codes = pd.factorize(pd.Series(names, dtype=object))[0]
        return codes.astype(np.int64), np.array(owners, dtype=np.int64)

    def _casts(self, at: int) -> list[tuple]:
        """Two participants of an event at a time, with its family: the key that only few events share."""
        actors = sorted(self.rows[at].actors)[:_PAIRS_OF]
        return [(int(self._family[at]), *pair) for pair in combinations(actors, 2)]

    def _months(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys for what is told of a month or a year, «the memorandum of last February», and what may be its day."""
        names: dict[tuple, list[int]] = {}
        vague = {cast for at in np.flatnonzero(self.kind == _WIDE).tolist() for cast in self._casts(at)}
        for at in np.flatnonzero(np.isin(self.kind, (_NARROW, _WIDE))).tolist() if vague else ():
            day = np.datetime64(int(self.first[at]), "D")
            for cast in vague.intersection(self._casts(at)):
                for span in (day.astype("datetime64[M]"), day.astype("datetime64[Y]")):
                    names.setdefault((*cast, str(span)), []).append(at)
        wide = [names[key] for key in sorted(names)]
        wide = [own for own in wide if len(own) > 1 and any(self.kind[at] == _WIDE for at in own)]
        keys = np.repeat(np.arange(len(wide)), [len(own) for own in wide])
        return keys, np.array([at for own in wide for at in own], dtype=np.int64)

    def _rank(self) -> np.ndarray:
        """The order of the events of one key and day: those of the same cast side by side, then by id."""
        told = [(" ".join(sorted(row.actors)), own) for row, own in zip(self.rows, self.ids, strict=True)]
        order = sorted(range(len(told)), key=told.__getitem__)
        rank = np.empty(len(told), dtype=np.int64)
        rank[order] = np.arange(len(told))
        return rank


def day_numbers(days: pd.Series) -> np.ndarray:
    """Return days as whole numbers, NEVER where there is none."""
    seconds = days.astype("datetime64[s]").to_numpy().astype(np.int64)
    return np.where(days.isna().to_numpy(), NEVER, seconds // 86_400)


def _actors(who: list[str], roles: list[str]) -> dict[str, bool]:
    roles = roles if len(roles) == len(who) else [""] * len(who)
    return {actor: role not in _MINOR for actor, role in zip(who, roles, strict=True) if actor}


def _neighbours(keys, days, rank, owners, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of owners of one key, at most `reach` days and WINDOW places apart."""
    order = np.lexsort((rank, days, keys))
    keys, days, owners = keys[order], days[order], owners[order]
    a, b = [], []
    for step in range(1, WINDOW + 1):
        hit = np.flatnonzero((keys[step:] == keys[:-step]) & (days[step:] - days[:-step] <= reach))
        a.append(owners[hit])
        b.append(owners[hit + step])
    return np.concatenate(a), np.concatenate(b)


def _clusters(near: pd.DataFrame, count: int) -> np.ndarray:
    """The number of the cluster of each record that has a near-duplicate, -1 for the others."""
    parent = np.arange(count)
    a, b = near["a"].to_numpy(), near["b"].to_numpy()
    while True:  # the smallest number of each component, carried along the pairs; doubling keeps the rounds few
        low = np.minimum(parent[a], parent[b])
        before = parent.copy()
        np.minimum.at(parent, a, low)
        np.minimum.at(parent, b, low)
        np.minimum.at(parent, before[a], low)
        np.minimum.at(parent, before[b], low)
        parent = parent[parent]
        if (parent == before).all():
            break
    alone = np.ones(count, dtype=bool)
    alone[a] = alone[b] = False
    return np.where(alone, -1, parent)
