"""Mentions of all records come in; what two records name in common, and what one of them lacks, goes out.

Knows actors, how many records name each, and pairs that may be one actor; knows no event, no day and no score.
"""

from collections import defaultdict
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.actors import SOURCE
from helpers.text import ZWNJ, fold

# An actor that at most so many records name says much when two records share it.
RARE = 20
_WHOLE, _TELLING = 5, 6
PERSIAN = ("fa", "prs")


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
        self._of: dict[int, dict[str, set[str]]] = {}
        self._words: dict[int, set[str]] = {}
        self._proposals = proposals

    @cached_property
    def maybe(self) -> dict[str, set[str]]:
        """The actors that may be another one: what is proposed is no other name, and not the same one either."""
        out: dict[str, set[str]] = defaultdict(set)
        for a, b in zip(self._proposals["a"], self._proposals["b"], strict=True):
            out[a].add(b)
            out[b].add(a)
        return dict(out)

    def of(self, row: int) -> dict[str, set[str]]:
        """Return the actors of a record, each with the words that name it there."""
        if row not in self._of:
            found: dict[str, set[str]] = defaultdict(set)
            for at in range(self._begins[row], self._begins[row + 1]):
                found[self.actor[at]].update(fold(self.surface[at]).replace(ZWNJ, " ").split())
            self._of[row] = dict(found)
        return self._of[row]

    def words(self, row: int) -> set[str]:
        """Return the words of all names of a record."""
        if row not in self._words:
            self._words[row] = set().union(*self.of(row).values())
        return self._words[row]

    def telling(self, row: int) -> list[str]:
        """Return the few actors of a record that other records name too, but not many: what to look for it by."""
        few = [actor for actor in self.of(row) if 1 < self.spread[actor] <= RARE]
        return sorted(few, key=lambda actor: (self.spread[actor], actor))[:_TELLING]

    def telling_rows(self) -> pd.DataFrame:
        """Return `key row`: the persons and bodies that some but not many records name, and the records."""
        spread = pd.Series(self.actor).map(self.spread).to_numpy(dtype=float)
        kind = pd.Series(self.actor).map(self.kind).isin(("person", "organisation")).to_numpy()
        some = np.flatnonzero((spread > 1) & (spread <= RARE) & kind)
        return pd.DataFrame({"key": pd.factorize(self.actor[some])[0], "row": self.row[some]}).drop_duplicates()

    def weight(self, actor: str) -> float:
        """Return what an actor in common says: 1 for one of a few records, ever less for one that all name."""
        return 1.0 / (1.0 + np.log2(max(1.0, self.spread.get(actor, 1) / _WHOLE)))

    def is_rare(self, actor: str) -> bool:
        """Return whether few records name an actor."""
        return self.spread.get(actor, 1) <= RARE

    def one_of(self, actor: str, others) -> bool:
        """Return whether an actor is among others, or may be one of them."""
        return actor in others or any(each in others for each in self.maybe.get(actor, ()))

    def names(self, row: int, actor: str, other: int) -> bool:
        """Return whether a record names an actor of another one, at least by a longer or shorter form of the name."""
        there = self.of(row)
        if self.one_of(actor, there):
            return True
        own = self.of(other).get(actor, set())
        if self.kind.get(actor) != "person" or len(own) < 2:
            return False
        # «الإيطالية كيارا مونتيني» of one report is «كيارا مونتيني» of another
        return any(len(words) > 1 and (own <= words or words <= own) for words in there.values())

    def lacking(self, actors, row: int, other: int) -> set[str]:
        """Return which of a record's actors another record does not name, not even in pieces of other names."""
        words, here = self.words(other), self.of(row)
        return {
            actor
            for actor in actors
            if not self.names(other, actor, row) and not (here.get(actor) and here[actor] <= words)
        }

    def common(self, row: int, other: int) -> tuple[float, list[str]]:
        """Return the share of the shorter list of names that both records have, by weight, and those names."""
        mine, theirs = self.of(row), self.of(other)
        both = sorted(actor for actor in mine if self.names(other, actor, row))
        least = min(sum(map(self.weight, mine)), sum(map(self.weight, theirs)))
        return (min(1.0, sum(map(self.weight, both)) / least) if least else 0.0), both

    def translated(self, row: int, other: int) -> bool:
        """Return whether two records are in languages of different names: an actor may have escaped the linking."""
        return self.language[row] != self.language[other]
