"""Records with their events come in; which of them may tell one story goes out: by what they are about, names and text.

Knows the columns of events, days, names and likeness of texts; joins nothing.
"""

import numpy as np
import pandas as pd

from helpers import story_pairing, story_rules, story_windows
from helpers.event_told import encoded, texts
from helpers.story_groups import EVER, NEVER, Facts
from helpers.story_names import Names
from helpers.story_rules import NEWS, REPRINT, REPRINTED
from helpers.story_texts import NEAR, Texts

# What a record is about: what happened before what is planned, an act before words about it.
_STATUS = {"held": 0, "planned": 1, "proposed": 2, "past": 3}
_WORDS = ("statement", "report", "proposal", "condemnation")
# A record that tells more happenings of its first kind is a digest: it would tie all their stories together.
_DIGEST = 3
_AT_ONCE = 200_000


def main_events(events: pd.DataFrame, record: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the events that each record is about, first the one that counts, and their ranks.

    events: in the order of their ids; record: the row of each one's record. They are those of the best kind that the
    record has (an act before words, held before planned) and its family.
    """
    status, told = encoded(texts(events["status"]))
    ranks = np.array([*(_STATUS.get(word, len(_STATUS)) for word in told.to_pylist()), len(_STATUS)], dtype=np.int64)
    types, told = encoded(texts(events["type"]))
    words = np.array([*(word in _WORDS for word in told.to_pylist()), False])
    rank = ranks[status] + 4 * words[types]
    best = np.full(int(record.max(initial=-1)) + 1, len(ranks) + 8, dtype=np.int64)
    np.minimum.at(best, record, rank)
    rows = np.flatnonzero(rank == best[record])
    rows = rows[np.lexsort((events["start"].to_numpy(dtype=np.int64)[rows], record[rows]))]
    return rows, rank[rows]


class Told:
    """What each record is about: its main events, their groups, their day, place and who takes part."""

    def __init__(
        self, events: pd.DataFrame, record: np.ndarray, group: np.ndarray, facts: Facts, owner: np.ndarray,
        place: np.ndarray, count: int,
    ):  # fmt: skip
        """facts: of the different events, `owner` the one of each row; place: where that of each row stands in
        `Names`, -1 for none."""
        rows, rank = main_events(events, record)
        self.record, self.group = record[rows], group[rows]
        self.status = np.full(count, -1, dtype=np.int64)
        self.status[self.record] = rank % len(_STATUS)
        self.place = np.full(count, -1, dtype=np.int64)
        placed = rows[place[rows] >= 0][::-1]
        self.place[record[placed]] = place[placed]  # of the first that has one: what is written last stays
        head = owner[rows[::-1]]
        self._first, self._last = np.full(count, NEVER, dtype=np.int64), np.full(count, EVER, dtype=np.int64)
        self._first[self.record[::-1]], self._last[self.record[::-1]] = facts.first[head], facts.last[head]

    def facts(self) -> Facts:
        """Return the days that a story of records must agree on."""
        count = len(self._first)
        nobody = np.zeros(count + 1, dtype=np.int64)
        return Facts(np.full(count, -1, dtype=np.int64), self._first, self._last, nobody, nobody[:0])

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs of records that are about one happening: each with the first of them."""
        few = np.bincount(self.record, minlength=1)[self.record] <= _DIGEST
        group, record = self.group[few], self.record[few]
        order = np.lexsort((record, group))
        group, record = group[order], record[order]
        begins = np.flatnonzero(np.append(True, np.diff(group) != 0)[: len(group)])
        return np.repeat(record[begins], np.diff(np.append(begins, len(group)))), record


def pairs(
    names: Names, texts: Texts, near: pd.DataFrame, published: np.ndarray, told: Told
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of records that their names, days and texts make one story, the likeliest first."""
    a, b = _candidates(names, published, near)
    alike = texts.alike(a, b)
    apart = np.where(published[a] == published[b], 0, np.abs(published[a] - published[b]))
    unknown = (published[a] == NEVER) | (published[b] == NEVER)
    same = (alike == 1.0) | ((alike >= REPRINTED) & (apart <= REPRINT))
    # A plan is not what was held the next day, unless the events say so themselves.
    status, back = told.status[a], told.status[b]
    differs = (status != back) & (status >= 0) & (back >= 0) & (alike < NEAR)
    possible = np.flatnonzero(same | (~unknown & (apart <= NEWS) & ~differs) | (unknown & (alike >= NEAR)))
    a, b, alike, apart = a[possible], b[possible], alike[possible], apart[possible]
    score = [np.empty(0)]
    for at in range(0, len(a), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        score.append(_score(names, told, a[part], b[part], alike[part], apart[part]))
    score = np.concatenate(score)
    good = np.flatnonzero(~np.isnan(score))
    good = good[np.lexsort((b[good], a[good], -score[good]))]
    return a[good], b[good]


def _score(names: Names, told: Told, a, b, alike, apart) -> np.ndarray:
    pairing = story_pairing.compare(names.records, names.actors, a, b)
    place, back = (names.where(each, told.place[each]) for each in (a, b))
    return story_rules.records(place, back, apart, alike, pairing)


def _candidates(names: Names, published: np.ndarray, near: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Pairs with nearly the same text, and pairs of the same days that share a person or body of few records."""
    keys, rows = names.telling_rows()
    dated = published[rows] > NEVER
    keys, rows = keys[dated], rows[dated]
    order = np.lexsort((rows, published[rows]))
    keys, rows = keys[order], rows[order]
    low, high = story_windows.close(keys, rows, published[rows], NEWS, len(published))
    one = np.concatenate([near["a"].to_numpy(dtype=np.int64), low])
    other = np.concatenate([near["b"].to_numpy(dtype=np.int64), high])
    count = np.int64(max(1, len(published)))
    return np.divmod(np.unique(np.minimum(one, other) * count + np.maximum(one, other)), count)
