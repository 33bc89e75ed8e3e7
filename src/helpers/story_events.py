"""Events of all records come in, pairs that tell the same happening go out, each with a score and the rules for it.

Knows the columns of events, days and sets of actors; knows no text beyond how alike two are, and joins nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import story_pairing, story_rules, story_windows
from helpers.compiled import compiled
from helpers.event_told import encoded, texts
from helpers.story_groups import EVER, NEVER, Facts
from helpers.story_names import Names
from helpers.story_rules import DAY, DAY_OF_NEWS, FAMILY, FIRST, KIND, LAST, NARROW, NEWS, NO_DAY, OPEN, WIDE
from helpers.story_texts import Texts

_NEARBY = 4
_PAIRS_OF = 5
# Which words may tell one happening: «نشست» of one is «کنفرانس» of another.
_CONTACT = ("meeting", "video_conference", "phone_call", "conference", "workshop", "visit")
_NOT_ONE = [("phone_call", "visit"), ("phone_call", "conference"), ("phone_call", "workshop")]
_NOT_ONE += [("video_conference", "visit")]
# These are named beside others; that one report leaves them out says nothing.
_MINOR = ("body of a participant", "reporting body", "also present", "present", "body", "authority")
# Pairs compared at a time: the marks of a pair of records take some tens of bytes.
_AT_ONCE = 200_000


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows of events `a < b` that may be one, the likeliest first, with their rules as bits; and for each row
    how many events share a key and a time with it."""

    score: np.ndarray
    a: np.ndarray
    b: np.ndarray
    rules: np.ndarray
    crowd: np.ndarray


def participants(events: pd.DataFrame) -> tuple[np.ndarray, pa.Array]:
    """Return where the participants of each event begin, and their ids one after the other."""
    lists = pc.split_pattern(pc.fill_null(texts(events["participants"]), ""), "; ")
    return lists.offsets.to_numpy().astype(np.int64), lists.values


class Events:
    """All events as columns of numbers; rows stand in the order of their ids."""

    def __init__(
        self, events: pd.DataFrame, published: np.ndarray, text: np.ndarray, names: Names,
        who: tuple[np.ndarray, np.ndarray], place: np.ndarray,
    ):  # fmt: skip
        """events: the table; published: day number of each one's record, NEVER when unknown; text: the row of its
        record, as in `Texts` and `Names`; who, place: its `participants` and place with their numbers in `names`."""
        self.names, self.text, self.published = names, text, published
        types, words = encoded(texts(events["type"]))
        numbers = {name: number for number, name in enumerate(_CONTACT)}
        numbers = [numbers.setdefault(word, len(numbers)) for word in words.to_pylist()]
        type_ = np.array([*numbers, 0], dtype=np.int64)[types]
        bar = np.zeros(len(_CONTACT) + len(words) + 1, dtype=np.int64)
        for one, other in (pair[::way] for pair in _NOT_ONE for way in (1, -1)):
            bar[_CONTACT.index(one)] |= 1 << _CONTACT.index(other)
        status, words = encoded(texts(events["status"]))
        proposed = np.array([*(word == "proposed" for word in words.to_pylist()), False])[status]
        kind, first, last, day = self._days(events)
        who_begins, who, main = _cast(events, *who)
        owner = np.repeat(np.arange(len(text)), np.diff(who_begins))
        topic_begins, self.topics = _lists(texts(events["topics"]))
        self.who = np.stack([who, names.where(text[owner], who), main], axis=1)
        columns = (text, type_, np.maximum(type_, len(_CONTACT) - 1), bar[type_], status, proposed, kind, first, last)
        columns += (day, place, names.where(text, place), who_begins[:-1], who_begins[1:], topic_begins[:-1])
        self.told = np.stack([*columns, topic_begins[1:]], axis=1).astype(np.int64)
        self.who_begins, self.place = who_begins, place
        self.families = len(_CONTACT) + len(numbers)

    def _days(self, events: pd.DataFrame):
        first, last = day_numbers(events["earliest"]), day_numbers(events["latest"])
        dated = first > NEVER
        told = pc.fill_null(pc.starts_with(texts(events["basis"]), "publication day"), False)
        about = told.to_numpy(zero_copy_only=False) & dated
        news = np.where(about, first, self.published)
        kind = np.select(
            [about, dated & (last - first <= 2), dated, news > NEVER], [DAY_OF_NEWS, NARROW, WIDE, OPEN], NO_DAY
        )
        loose = (kind == DAY_OF_NEWS) | (kind == OPEN)
        # What is told as news of a day happened on it or shortly before.
        first = np.where(loose, news - NEWS, np.where(dated, first, NEVER))
        last = np.where(loose, news + 1, np.where(dated, last, EVER))
        inside = (kind == WIDE) & (first <= news) & (news <= last + NEWS)
        return kind, first, last, np.where(loose | inside, news, first)

    def facts(self) -> Facts:
        """Return what a group must agree on: an exact day is never two, a record tells one happening once."""
        told = self.told
        exact = (told[:, KIND] == NARROW) | (told[:, KIND] == WIDE)
        main = self.who[:, story_rules.MAIN] > 0
        begins = np.append(0, np.cumsum(main))[self.who_begins]
        first, last = np.where(exact, told[:, FIRST], NEVER), np.where(exact, told[:, LAST], EVER)
        return Facts(self.text, first, last, begins, self.who[main, story_rules.ACTOR])

    def pairs(self, texts: Texts, near: pd.DataFrame) -> Pairs:
        """Return the pairs that may be one, the likeliest first, then by their ids."""
        a, b, crowd = self._candidates(near)
        a, b = (each[self.text[a] != self.text[b]] for each in (a, b))
        first, second, number = story_windows.grouped(self.text[a], self.text[b], self.names.count)
        alike = texts.alike(first, second)
        told = np.flatnonzero(story_rules.possible(self.told, a, b, alike[number]))
        told = told[np.argsort(number[told], kind="stable")]
        a, b, number = a[told], b[told], number[told]
        used = np.zeros(len(first), dtype=bool)
        used[number] = True
        score, rules = self._scored(a, b, (np.cumsum(used) - 1)[number], first[used], second[used], alike[used])
        good = np.flatnonzero(~np.isnan(score))
        a, b, score, rules = a[good], b[good], score[good], rules[good]
        # One number to sort by: scores are multiples of a quarter.
        count = np.int64(max(1, len(self.told)))
        good = np.argsort(((-4 * score).astype(np.int64) * count + a) * count + b)
        return Pairs(score[good], a[good], b[good], rules[good], crowd)

    def _scored(self, a, b, number, first, second, alike) -> tuple[np.ndarray, np.ndarray]:
        """The score of each pair and its rules; number: which of the pairs of records `first second` it belongs to."""
        out = [(np.empty(0), np.empty(0, dtype=np.int64))]
        for at in range(0, len(first), _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            pairing = story_pairing.compare(self.names.records, self.names.actors, first[part], second[part])
            rows = slice(*np.searchsorted(number, (at, at + _AT_ONCE)))
            own = number[rows] - at
            told = (self.told, self.who, self.topics)
            out.append(story_rules.events(told, a[rows], b[rows], own, alike[part][own], pairing, self.names.actors))
        return tuple(np.concatenate(each) for each in zip(*out, strict=True))

    def _candidates(self, near: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs of rows that share a key at about the same time: participants, a place, or nearly the same text; and
        how many share one of the first two with each row."""
        rank, day = self._rank(), self.told[:, DAY]
        keys, owners = self._keys(np.lexsort((rank, day)))
        by_rank = np.argsort(rank)
        mine = story_windows.components(near["a"].to_numpy(), near["b"].to_numpy(), self.names.count)[self.text]
        inside = by_rank[mine[by_rank] >= 0]
        near_keys = mine[inside] * np.int64(self.families) + self.told[inside, FAMILY]
        months, told = self._months(by_rank)
        # Three kinds of keys, of which no two are the same.
        every = np.concatenate([3 * keys, 3 * near_keys + 1, 3 * months + 2])
        days = np.concatenate([day[owners], np.zeros(len(inside) + len(told), dtype=np.int64)])
        owned = np.concatenate([owners, inside, told])
        crowd = story_windows.crowd(keys, owners, day[owners], _NEARBY, len(day))
        return *story_windows.close(every, owned, days, _NEARBY, len(day)), crowd

    def _keys(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Keys of the events in an order, those with a day, and whose they are."""
        order = order[self.told[order, DAY] > NEVER]
        begins, telling = self.names.telling
        return _keys(
            order, self.told[:, FAMILY], self.who_begins, self.who, self.place, self.text, begins, telling,
            self.names.rare, _PAIRS_OF, len(self.names.ids) + 1,
        )  # fmt: skip

    def _months(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Keys for what is told of a month or a year, «the memorandum of last February», and what may be its day."""
        told = self.told
        wide = told[:, KIND] == WIDE
        exact = order[(wide | (told[:, KIND] == NARROW))[order]]
        none = np.empty(0, dtype=np.int64)
        if not wide.any():
            return none, none
        casts, owners = _keys(
            exact, told[:, FAMILY], self.who_begins, self.who, np.full_like(self.place, -1), self.text,
            np.zeros(self.names.count + 1, dtype=np.int64), none, self.names.rare, _PAIRS_OF, len(self.names.ids) + 1,
        )  # fmt: skip
        casts, different = story_windows.numbered(casts)
        month = told[owners, FIRST].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        spans = np.concatenate([month * 2, np.floor_divide(month, 12) * 2 + 1])
        keys = spans * np.int64(max(1, different)) + np.tile(casts, 2)
        codes, count = story_windows.numbered(keys)
        owners = np.tile(owners, 2)
        vague = np.zeros(count, dtype=bool)
        vague[codes[wide[owners]]] = True
        kept = vague[codes]
        return codes[kept], owners[kept]

    def _rank(self) -> np.ndarray:
        """The order of the events of one key and day: those of the same cast side by side, then by id."""
        names = pa.array(self.names.ids, pa.large_string()).take(pa.array(self.who[:, story_rules.ACTOR]))
        lists = pa.LargeListArray.from_arrays(pa.array(self.who_begins), names)
        cast = pc.binary_join(lists, pa.scalar(" ", pa.large_string()))
        codes, words = encoded(cast)
        place = np.empty(len(words), dtype=np.int64)
        place[pc.array_sort_indices(words).to_numpy()] = np.arange(len(words))
        order = np.argsort(place[codes], kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return rank


def day_numbers(days: pd.Series) -> np.ndarray:
    """Return days as whole numbers, NEVER where there is none."""
    seconds = days.astype("datetime64[s]").to_numpy().astype(np.int64)
    return np.where(days.isna().to_numpy(), NEVER, seconds // 86_400)


def _cast(events: pd.DataFrame, begins: np.ndarray, who: np.ndarray):
    """Where the actors of each event begin, these in order and each once, and whether every report would name it."""
    lists = pc.split_pattern(pc.fill_null(texts(events["roles"]), ""), "; ")
    sizes, told = np.diff(begins), np.diff(lists.offsets.to_numpy())
    owner = np.repeat(np.arange(len(sizes)), sizes)
    main = np.ones(len(who), dtype=bool)
    fits = sizes == told
    roles = ~pc.is_in(lists.values, value_set=pa.array(_MINOR, lists.values.type)).to_numpy(zero_copy_only=False)
    main[fits[owner]] = roles[np.repeat(fits, told)]
    named = np.flatnonzero(who >= 0)
    named = named[np.lexsort((who[named], owner[named]))]
    # Of one who is named twice the last role counts.
    last = np.append(np.diff(who[named]) != 0, True) | np.append(np.diff(owner[named]) != 0, True)
    named = named[last[: len(named)]]
    return np.searchsorted(owner[named], np.arange(len(sizes) + 1)), who[named], main[named]


def _lists(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where the words of each row begin, and their numbers in order, each once."""
    codes, words = encoded(column)
    number: dict[str, int] = {}
    parts = [[each for each in word.split("; ") if each] for word in words.to_pylist()]
    lists = [sorted({number.setdefault(each, len(number)) for each in own}) for own in parts] + [[]]
    sizes = np.array([len(each) for each in lists])
    starts = np.cumsum(sizes) - sizes
    flat = np.array([each for own in lists for each in own], dtype=np.int64)
    begins = np.append(0, np.cumsum(sizes[codes]))
    place = np.arange(begins[-1]) - np.repeat(begins[:-1] - starts[codes], sizes[codes])
    return begins, flat[place]


@compiled
def _keys(order, family, who_begins, who, place, text, telling_begins, telling, rare, pairs_of, base):
    """Keys of events: two participants, an actor of few records, or a place with those of many."""
    size = 0
    for at in order:
        count = who_begins[at + 1] - who_begins[at]
        some = min(count, pairs_of)
        size += some * (some - 1) // 2 + telling_begins[text[at] + 1] - telling_begins[text[at]] + count + 1
    keys = np.empty(size, dtype=np.int64)
    owners = np.empty(size, dtype=np.int64)
    size = 0
    for at in order:
        begin, end = who_begins[at], who_begins[at + 1]
        before = size
        for one in range(begin, min(end, begin + pairs_of)):
            for other in range(one + 1, min(end, begin + pairs_of)):
                keys[size] = (family[at] * base + who[one, 0]) * base + who[other, 0] + 1
                size += 1
        for one in range(telling_begins[text[at]], telling_begins[text[at] + 1]):
            keys[size] = (family[at] * base + telling[one]) * base
            size += 1
        if place[at] >= 0:
            for one in range(begin, end):
                # One whom all name is met every day: with the place, it is little enough to look at.
                if not rare[who[one, 0]]:
                    keys[size] = (family[at] * base + who[one, 0]) * base + place[at] + 1
                    size += 1
            if end - begin < 2:
                keys[size] = (family[at] * base + place[at]) * base
                size += 1
        owners[before:size] = at
    return keys[:size].copy(), owners[:size].copy()
