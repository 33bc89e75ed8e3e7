"""Mentions of all records come in; who and what each record names, and by which words, goes out as columns of numbers.

Knows actors, how many records name each, and pairs that may be one actor; knows no event, no day and no score.
"""

from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import story_pairing
from helpers.actors import SOURCE
from helpers.compiled import compiled
from helpers.event_told import encoded, is_country, texts
from helpers.story_pairing import Actors, Records
from helpers.text import ZWNJ, fold

# An actor that at most so many records name says much when two records share it.
RARE = 20
_WHOLE, _TELLING = 5, 6
PERSIAN = ("fa", "prs")
_KINDS = {"person": 1, "organisation": 2, "place": 3}
_PLACE, _COUNTRY = 3, 4


class Names:
    """Who and what each record names; records are rows of `documents`, actors are numbers in the order of their ids."""

    def __init__(
        self,
        mentions: pd.DataFrame,
        documents: pd.DataFrame,
        proposals: pd.DataFrame,
        others: tuple[pa.Array, ...] = (),
    ):
        """mentions: `doc_id actor_id type surface reason`; documents: `doc_id language`; proposals: `a b`.

        others: more ids of actors, whose numbers stand in `others`, -1 for a missing or an empty one.
        Raises ValueError for a mention of a record that is not among the documents.
        """
        told = texts(mentions["actor_id"])
        # who is quoted says nothing
        quoted = pc.fill_null(pc.match_substring(texts(mentions["reason"]), SOURCE), False)
        kept = np.flatnonzero(pc.and_not(told.is_valid(), quoted).to_numpy(zero_copy_only=False))
        rows = pa.array(kept)
        parts = [told.take(rows), texts(proposals["a"]), texts(proposals["b"]), *others]
        numbers, self.ids = _in_order(pa.concat_arrays(parts))
        split = np.split(numbers, np.cumsum([len(part) for part in parts])[:-1])
        actor, self._maybe, self.others = split[0], (split[1], split[2]), split[3:]
        kinds, words = encoded(texts(mentions["type"]).take(rows))
        kind = np.array([*(_KINDS.get(word, 0) for word in words.to_pylist()), 0], dtype=np.int64)[kinds]
        surface, self._surfaces = encoded(texts(mentions["surface"]).take(rows))
        self.count = len(documents)
        row = _rows(texts(mentions["doc_id"]).take(rows), texts(documents["doc_id"]))
        size = len(self.ids)
        self.begins, self.actor, self._of, self._surface, self.kind, self.spread = _entries(
            row, actor, surface, kind, self.count, size
        )
        placed = np.flatnonzero(kind == _PLACE)
        lands = np.zeros(len(self._surfaces) + 1, dtype=bool)
        for each in np.unique(surface[placed]).tolist():
            lands[each] = each >= 0 and is_country(self._surfaces[each].as_py())
        self.kind[np.unique(actor[placed[lands[surface[placed]]]])] = _COUNTRY
        self.rare = self.spread <= RARE
        language, words = encoded(texts(documents["language"]))
        persian = [number for number, word in enumerate(words.to_pylist()) if word in PERSIAN]
        self.language = np.where(np.isin(language, persian), -2, language)

    @cached_property
    def records(self) -> Records:
        """What `story_pairing` reads of the records."""
        number: dict[str, int] = {}
        lists = [[number.setdefault(word, len(number)) for word in each] for each in _words(self._surfaces)]
        begins = np.cumsum([0, *map(len, lists)])
        flat = np.array([word for each in lists for word in each], dtype=np.int64)
        word_begins, words = _entry_words(self._of, self._surface, begins, flat, len(self.actor), len(number))
        own = (self.begins, self.actor, word_begins, words, self.language)
        return story_pairing.records(*own, len(number), self.kind)

    @cached_property
    def actors(self) -> Actors:
        """What `story_pairing` reads of the actors: what is proposed to be one is no other name, and not the same."""
        a, b = self._maybe
        one, other = np.concatenate([a, b]), np.concatenate([b, a])
        order = np.lexsort((other, one))
        begins = np.searchsorted(one[order], np.arange(len(self.ids) + 1))
        weight = 1 / (1 + np.log2(np.maximum(1, self.spread / _WHOLE)))
        return story_pairing.actors(self.kind, self.rare, begins, other[order], weight)

    def where(self, rows: np.ndarray, actors: np.ndarray) -> np.ndarray:
        """Return the place of each actor among those of a record, -1 where the record does not name it."""
        return _where(rows, actors, self.begins, self.actor, len(self.ids))

    @cached_property
    def telling(self) -> tuple[np.ndarray, np.ndarray]:
        """The few actors of each record that other records name too, but not many: what to look for it by.

        Where each record's begin, and their numbers, first the one of the fewest records.
        """
        spread = self.spread[self.actor]
        few = np.flatnonzero((spread > 1) & (spread <= RARE))
        row = np.repeat(np.arange(self.count), np.diff(self.begins))[few]
        order = few[np.lexsort((self.actor[few], spread[few], row))]
        bounds = np.searchsorted(row, np.arange(self.count + 1))
        place = np.arange(len(order)) - bounds[row]
        begins = np.append(0, np.cumsum(np.minimum(np.diff(bounds), _TELLING)))
        return begins, self.actor[order[place < _TELLING]]

    def telling_rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Return keys and rows: the persons and bodies that some but not many records name, and the records."""
        spread = self.spread[self.actor]
        some = (spread > 1) & (spread <= RARE) & np.isin(self.kind[self.actor], (1, 2))
        return self.actor[some], np.repeat(np.arange(self.count), np.diff(self.begins))[some]


def _in_order(words: pa.Array) -> tuple[np.ndarray, list[str]]:
    """The number of each text in the order of all different ones, -1 for a missing or empty one; and these."""
    codes, different = encoded(words)
    told = np.array(different.to_pylist(), dtype=object)
    order = pc.array_sort_indices(different).to_numpy()
    rank = np.empty(len(told) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(told)), -1
    empty = len(told) > 0 and told[order[0]] == ""
    return rank[codes] - empty * (codes >= 0), told[order][int(empty) :].tolist()


def _rows(docs: pa.Array, known: pa.Array) -> np.ndarray:
    codes, words = encoded(docs)
    place = pc.index_in(words, value_set=known)
    if place.null_count:
        raise ValueError("a mention is of a record that is not among the documents: give both of one build")
    return place.to_numpy(zero_copy_only=False).astype(np.int64)[codes]


def _words(surfaces: pa.Array) -> list[list[str]]:
    """The folded words of each surface; all are folded at once."""
    told = [" ".join(surface.split("\n")) for surface in surfaces.to_pylist()]
    return [each.split() for each in fold("\n".join(told)).replace(ZWNJ, " ").split("\n")] if told else []


@compiled
def _entries(row, actor, surface, kind, count, size):
    """Where the actors of each record begin, these, the entry and the surface of each mention in order of the records,
    the kind of each actor as its last mention has it, and in how many records it is named."""
    begins = np.zeros(count + 1, dtype=np.int64)
    for at in range(len(row)):
        begins[row[at] + 1] += 1
    filled = np.cumsum(begins)
    place = filled.copy()
    order = np.empty(len(row), dtype=np.int64)
    for at in range(len(row)):
        order[place[row[at]]] = at
        place[row[at]] += 1
    last = np.full(size, -1, dtype=np.int64)
    entry = np.empty(size, dtype=np.int64)
    kinds = np.zeros(size, dtype=np.int64)
    spread = np.zeros(size, dtype=np.int64)
    actors = np.empty(len(row), dtype=np.int64)
    of = np.empty(len(row), dtype=np.int64)
    surfaces = np.empty(len(row), dtype=np.int64)
    total = 0
    for own in range(count):
        begins[own] = total
        for at in range(filled[own], filled[own + 1]):
            who = actor[order[at]]
            kinds[who] = kind[order[at]]
            if last[who] != own:
                last[who], entry[who] = own, total
                actors[total] = who
                spread[who] += 1
                total += 1
            of[at], surfaces[at] = entry[who], surface[order[at]]
    begins[count] = total
    return begins, actors[:total].copy(), of, surfaces, kinds, spread


@compiled
def _entry_words(of, surface, begins, words, count, different):
    """Where the words of each entry begin, and these, each once: those of all the surfaces that name it."""
    bounds = np.zeros(count + 1, dtype=np.int64)
    for at in range(len(of)):
        bounds[of[at] + 1] += 1
    bounds = np.cumsum(bounds)
    filled = bounds.copy()
    told = np.empty(len(of), dtype=np.int64)
    size = 0
    for at in range(len(of)):
        told[filled[of[at]]] = surface[at]
        filled[of[at]] += 1
        size += begins[surface[at] + 1] - begins[surface[at]]
    out_begins = np.zeros(count + 1, dtype=np.int64)
    out = np.empty(size, dtype=np.int64)
    last = np.full(different, -1, dtype=np.int64)
    total = 0
    for own in range(count):
        for at in range(bounds[own], bounds[own + 1]):
            for word in range(begins[told[at]], begins[told[at] + 1]):
                if last[words[word]] != own:
                    last[words[word]] = own
                    out[total] = words[word]
                    total += 1
        out_begins[own + 1] = total
    return out_begins, out[:total].copy()


@compiled
def _where(rows, actors, begins, actor, size):
    out = np.full(len(rows), -1, dtype=np.int64)
    place = np.full(size, -1, dtype=np.int64)
    for at in range(len(rows)):
        own = rows[at]
        if not at or rows[at - 1] != own:
            for entry in range(begins[own], begins[own + 1]):
                place[actor[entry]] = entry
        if actors[at] >= 0:
            entry = place[actors[at]]
            if begins[own] <= entry < begins[own + 1]:
                out[at] = entry - begins[own]
    return out
