"""Records with their events come in; which of them may tell one story goes out: by what they are about, names and text.

Knows the columns of events, days, names and likeness of texts; joins nothing.
"""

import numpy as np
import pandas as pd

from helpers import story_rules
from helpers.story_groups import NEVER, Fact
from helpers.story_names import Names
from helpers.story_rules import ENOUGH, NEWS, REPRINT, REPRINTED
from helpers.story_texts import NEAR, Texts

# What a record is about: what happened before what is planned, an act before words about it.
_STATUS = {"held": 0, "planned": 1, "proposed": 2, "past": 3}
_WORDS = ("statement", "report", "proposal", "condemnation")
# A record that tells more happenings of its first kind is a digest: it would tie all their stories together.
_DIGEST = 3
_WINDOW = 10


def main_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return `row rank` of the events that each record is about, first the one that counts; row: by position.

    They are those of the best kind that the record has (an act before words, held before planned) and its family.
    """
    rank = events["status"].map(_STATUS).fillna(len(_STATUS)).astype("int64") + 4 * events["type"].isin(_WORDS)
    told = events[["doc_id", "type", "start", "event_id"]].assign(rank=rank, row=np.arange(len(events)))
    told = told[told["rank"] == told.groupby("doc_id")["rank"].transform("min")]
    return told.sort_values(["doc_id", "start", "event_id"], kind="stable")[["row", "rank"]]


class Told:
    """What each record is about: its main events, their groups, their day, place and who takes part."""

    def __init__(
        self, events: pd.DataFrame, record: np.ndarray, group: np.ndarray, facts: list[Fact], owner: np.ndarray
    ):
        main = main_events(events)
        rows, self._rank = main["row"].to_numpy(), main["rank"].to_numpy() % len(_STATUS)
        self.record, self.group = record[rows], group[rows]
        self.place: dict[int, str] = {}
        self._fact: dict[int, Fact] = {}
        places = events["place"].to_numpy(dtype=object)
        for at, own in zip(rows.tolist(), self.record.tolist(), strict=True):
            self._fact.setdefault(own, facts[owner[at]])
            if isinstance(places[at], str):
                self.place.setdefault(own, places[at])

    def facts(self, count: int) -> list[Fact]:
        """Return the days that a story of records must agree on."""
        known = [self._fact.get(at, Fact()) for at in range(count)]
        return [Fact(set(), each.first, each.last) for each in known]

    def statuses(self, count: int) -> np.ndarray:
        """Return a number for whether what each record is about was held, is planned, …; -1 without an event."""
        out = np.full(count, -1, dtype=np.int64)
        out[self.record] = self._rank
        return out

    def pairs(self) -> list[tuple[int, int]]:
        """Return pairs of records that are about one happening: each with the first of them."""
        counts = np.bincount(self.record, minlength=int(self.record.max(initial=-1)) + 1)
        head: dict[int, int] = {}
        told = sorted(zip(self.group.tolist(), self.record.tolist(), strict=True))
        return [(head.setdefault(group, own), own) for group, own in told if counts[own] <= _DIGEST]


def pairs(names: Names, texts: Texts, near: pd.DataFrame, published: np.ndarray, told: Told) -> list:
    """Return (score, a, b) of the pairs of records that their names, days and texts make one story, likeliest first."""
    a, b = _candidates(names, published, near)
    alike = texts.alike(a, b)
    apart = np.where(published[a] == published[b], 0, np.abs(published[a] - published[b]))
    unknown = (published[a] == NEVER) | (published[b] == NEVER)
    same = (alike == 1.0) | ((alike >= REPRINTED) & (apart <= REPRINT))
    status = told.statuses(len(published))
    # A plan is not what was held the next day, unless the events say so themselves.
    differs = (status[a] != status[b]) & (status[a] >= 0) & (status[b] >= 0) & (alike < NEAR)
    possible = np.flatnonzero(same | (~unknown & (apart <= NEWS) & ~differs) | (unknown & (alike >= NEAR)))
    out = []
    for one, other, likeness, days in zip(*(each[possible].tolist() for each in (a, b, alike, apart)), strict=True):
        rules = _rules(names, one, other, likeness, days, told)
        if found := story_rules.enough(rules, ENOUGH):
            out.append((found[0], one, other))
    return sorted(out, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _rules(names: Names, a: int, b: int, alike: float, days: int, told: Told) -> list[str]:
    rules = story_rules.text(names, a, b, alike, told.place.get(a), told.place.get(b))
    if days <= 1:
        rules.append("news_of_the_day")
    elif days <= NEWS:
        rules.append("news_of_these_days")
    rules += story_rules.names(names, a, b)
    _, both = names.common(a, b)
    rare = [actor for actor in both if names.is_rare(actor) and names.kind.get(actor) in ("person", "organisation")]
    if rare:
        rules.append("two_rare_names" if len(rare) >= 2 else "one_rare_name")
    mine, theirs = names.lacking(names.of(a), a, b), names.lacking(names.of(b), b, a)
    if "template" not in rules and alike < REPRINTED:
        rules += story_rules.others(names, mine, theirs, a, b)
    return rules


def _candidates(names: Names, published: np.ndarray, near: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Pairs with nearly the same text, and pairs of the same days that share a person or body of few records."""
    a, b = [near["a"].to_numpy(dtype=np.int64)], [near["b"].to_numpy(dtype=np.int64)]
    told = names.telling_rows()
    told = told[published[told["row"]] > NEVER] if len(told) else told
    keys, rows = told["key"].to_numpy(dtype=np.int64), told["row"].to_numpy(dtype=np.int64)
    order = np.lexsort((rows, published[rows], keys))
    keys, rows = keys[order], rows[order]
    for step in range(1, _WINDOW + 1):
        hit = np.flatnonzero((keys[step:] == keys[:-step]) & (published[rows[step:]] - published[rows[:-step]] <= NEWS))
        a.append(rows[hit])
        b.append(rows[hit + step])
    one, other = np.concatenate(a), np.concatenate(b)
    low, high = np.minimum(one, other), np.maximum(one, other)
    count = np.int64(max(1, len(published)))
    return np.divmod(np.unique((low * count + high)[low != high]), count)
