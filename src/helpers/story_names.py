"""Mentions of all records come in; what two records name in common, and what one of them lacks, goes out.

Knows actors, how many records name each, and pairs that may be one actor; knows no event, no day and no score.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import fsum

import numpy as np
import pandas as pd

from helpers.actors import SOURCE
from helpers.text import ZWNJ, fold

# An actor that at most so many records name says much when two records share it.
RARE = 20
_WHOLE, _TELLING = 5, 6
PERSIAN = ("fa", "prs")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two records by what they name: the actors of each that the other names, those that it lacks, and the share."""

    named: frozenset[str]  # of the first record, in the second
    named_back: frozenset[str]
    lacking: frozenset[str]  # of the first record, and in no piece of a name of the second
    lacking_back: frozenset[str]
    share: float  # of the names of the shorter list, by weight
    people: bool  # both lack a person of the other
    translated: bool  # in languages of different names: an actor may have escaped the linking


class Names:
    """Who and what each record names; records are rows of `documents`. All is made when it is first asked for."""

    def __init__(self, mentions: pd.DataFrame, documents: pd.DataFrame, proposals: pd.DataFrame):
        """mentions: `doc_id actor_id type surface reason`; documents: `doc_id language`; proposals: `a b`."""
        own = mentions[mentions["actor_id"].notna()]
        own = own[~own["reason"].fillna("").str.contains(SOURCE, regex=False)]  # who is quoted says nothing
        rows = pd.Series(np.arange(len(documents)), index=documents["doc_id"])
        own = own.assign(row=rows.reindex(own["doc_id"]).to_numpy(dtype=np.int64)).sort_values("row", kind="stable")
        self.row = own["row"].to_numpy()
        self.actor, self.surface = own["actor_id"].to_numpy(dtype=object), own["surface"].to_numpy(dtype=object)
        self.kind = dict(zip(own["actor_id"], own["type"], strict=True))
        self.spread = own.groupby("actor_id")["doc_id"].nunique().to_dict()
        self.language = ["fa" if each in PERSIAN else each for each in documents["language"]]
        self._begins = np.searchsorted(self.row, np.arange(len(documents) + 1))
        self._weight = {actor: 1 / (1 + np.log2(max(1, n / _WHOLE))) for actor, n in self.spread.items()}
        self._of: dict[int, dict[str, frozenset[str]]] = {}
        self._told: dict[int, list[str]] = {}
        self._proposals = proposals
        self._last: tuple[int, int, Pairing] | None = None

    @cached_property
    def maybe(self) -> dict[str, set[str]]:
        """The actors that may be another one: what is proposed is no other name, and not the same one either."""
        out: dict[str, set[str]] = defaultdict(set)
        for a, b in zip(self._proposals["a"], self._proposals["b"], strict=True):
            out[a].add(b)
            out[b].add(a)
        return dict(out)

    def of(self, row: int) -> dict[str, frozenset[str]]:
        """Return the actors of a record, each with the words that name it there."""
        if row not in self._of:
            found: dict[str, set[str]] = defaultdict(set)
            for at in range(self._begins[row], self._begins[row + 1]):
                found[self.actor[at]].update(fold(self.surface[at]).replace(ZWNJ, " ").split())
            self._of[row] = {actor: frozenset(words) for actor, words in found.items()}
        return self._of[row]

    def telling(self, row: int) -> list[str]:
        """Return the few actors of a record that other records name too, but not many: what to look for it by."""
        if row not in self._told:
            few = {actor for actor in self.actor[self._begins[row] : self._begins[row + 1]] if self._few(actor)}
            self._told[row] = sorted(few, key=lambda actor: (self.spread[actor], actor))[:_TELLING]
        return self._told[row]

    def _few(self, actor: str) -> bool:
        return 1 < self.spread[actor] <= RARE

    def telling_rows(self) -> pd.DataFrame:
        """Return `key row`: the persons and bodies that some but not many records name, and the records."""
        spread = pd.Series(self.actor).map(self.spread).to_numpy(dtype=float)
        kind = pd.Series(self.actor).map(self.kind).isin(("person", "organisation")).to_numpy()
        some = np.flatnonzero((spread > 1) & (spread <= RARE) & kind)
        return pd.DataFrame({"key": pd.factorize(self.actor[some])[0], "row": self.row[some]}).drop_duplicates()

    def is_rare(self, actor: str) -> bool:
        """Return whether few records name an actor."""
        return self.spread.get(actor, 1) <= RARE

    def one_of(self, actor: str, others) -> bool:
        """Return whether an actor is among others, or may be one of them."""
        return actor in others or (actor in self.maybe and any(each in others for each in self.maybe[actor]))

    def pairing(self, row: int, other: int) -> Pairing:
        """Return what two records name in common and what one of them lacks."""
        if self._last is None or self._last[:2] != (row, other):
            self._last = (row, other, self._pairing(row, other))
        return self._last[2]

    def _pairing(self, row: int, other: int) -> Pairing:
        mine, theirs = self.of(row), self.of(other)
        same = mine.keys() & theirs.keys()
        rest, rest_back = mine.keys() - same, theirs.keys() - same
        words, words_back = frozenset().union(*mine.values()), frozenset().union(*theirs.values())
        near, near_back = self._near(rest, rest_back, mine, theirs, words, words_back)
        lacking = frozenset(actor for actor in rest - near if not mine[actor] <= words_back)
        lacking_back = frozenset(actor for actor in rest_back - near_back if not theirs[actor] <= words)
        least = min(self._sum(mine), self._sum(theirs))
        named = frozenset(same | near)
        people = all(any(self.kind[actor] == "person" for actor in side) for side in (lacking, lacking_back))
        translated = self.language[row] != self.language[other]
        share = min(1.0, self._sum(named) / least) if least else 0.0
        return Pairing(named, frozenset(same | near_back), lacking, lacking_back, share, people, translated)

    def _sum(self, actors) -> float:
        return fsum(self._weight[actor] for actor in actors)

    def _near(self, rest, rest_back, mine, theirs, words, words_back) -> tuple[set[str], set[str]]:
        """The actors of each side that may be one of the other, or a longer or shorter form of a person's name."""
        pairs = [
            (actor, each)
            for actor in rest
            if actor in self.maybe or (len(mine[actor]) > 1 and mine[actor] <= words_back)
            for each in rest_back
            if each in self.maybe.get(actor, ()) or self._is_form(actor, mine[actor], each, theirs[each])
        ]
        pairs += [
            (actor, each)
            for each in rest_back
            if len(theirs[each]) > 1 and theirs[each] <= words
            for actor in rest
            if self._is_form(each, theirs[each], actor, mine[actor])
        ]
        return {actor for actor, _ in pairs}, {each for _, each in pairs}

    def _is_form(self, short: str, words: frozenset[str], long: str, longer: frozenset[str]) -> bool:
        # «كيارا مونتيني» of one report is «الإيطالية كيارا مونتيني» of another
        return len(words) > 1 and words <= longer and self.kind[short] == self.kind[long] == "person"
