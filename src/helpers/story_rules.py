"""What speaks for two reports being of one happening: the named rules with their weights, for events and for records.

Knows pairings, likeness of texts and numbers of days, in columns; knows no table and no grouping.
"""

from typing import NamedTuple

import numpy as np

from helpers.compiled import compiled, inner
from helpers.story_pairing import Pairing

# Named rules and what each adds; a reason names them in this order.
WEIGHTS = {
    "two_participants": 3.0,  # both say that they take part
    "two_are_named": 2.5,  # one says that they take part, the other names them
    "one_rare_participant": 1.5,  # named in few records of the corpus
    "one_participant": 0.5,  # «the minister» has five meetings a day
    "one_is_named": 1.0,
    "others_take_part": -3.0,  # each names somebody whom the other does not: the same host, another guest
    "others_in_translation": -1.0,  # the same of bodies and places in two scripts: their names may not be linked yet
    "same_day": 1.5,  # both fix the day
    "news_of_the_day": 1.0,  # one fixes the day, the other is news of those days; or both were published then
    "news_of_these_days": 0.5,  # published within NEWS days
    "same_place": 1.0,
    "place_is_named": 0.5,
    "another_place": -2.0,
    "place_in_translation": -0.5,
    "same_names": 1.5,  # most of what the shorter of the two records names stands in the other
    "some_names": 0.75,
    "same_type": 0.5,
    "same_topics": 1.0,  # at least half of them
    "some_topics": 0.5,
    "other_topics": -0.5,
    "same_text": 3.0,  # near-duplicates
    "like_text": 1.5,  # long quotations in common
    "template": -3.0,  # near-duplicates that name other people or places: one form filled in twice
    "one_rare_name": 1.0,  # records: a person or a body
    "two_rare_names": 2.0,
}
ENOUGH, ENOUGH_OF_ONE = 3.5, 4.0
NEWS = 3
# From here on two texts are one text, printed again: up to REPRINT days later.
REPRINTED, QUOTES, REPRINT = 0.9, 0.3, 15
_MOST, _MANY = 0.6, 0.35
# Their numbers, in the same order: compiled code knows no names.
(
    _TWO_PARTICIPANTS, _TWO_ARE_NAMED, _ONE_RARE_PARTICIPANT, _ONE_PARTICIPANT, _ONE_IS_NAMED, _OTHERS_TAKE_PART,
    _OTHERS_IN_TRANSLATION, _SAME_DAY, _NEWS_OF_THE_DAY, _NEWS_OF_THESE_DAYS, _SAME_PLACE, _PLACE_IS_NAMED,
    _ANOTHER_PLACE, _PLACE_IN_TRANSLATION, _SAME_NAMES, _SOME_NAMES, _SAME_TYPE, _SAME_TOPICS, _SOME_TOPICS,
    _OTHER_TOPICS, _SAME_TEXT, _LIKE_TEXT, _TEMPLATE, _ONE_RARE_NAME, _TWO_RARE_NAMES,
) = range(25)  # fmt: skip
# What fixes the day of an event: a day or two, a longer time, news of a day, news of an unknown day, nothing.
NARROW, WIDE, DAY_OF_NEWS, OPEN, NO_DAY = range(5)
# Marks of story_pairing, and how alike near-duplicates are in story_texts; a test holds them together.
_LACKING, _NAMED, _NEAR = 1, 2, 0.5


class Told(NamedTuple):
    """Events as columns: `record`; `type` and `family`, numbers; `bar`, types of one family that are never one, as bits;
    `status`, `proposed`; the kind of its day, `first last day`; its place and where that stands among the actors of the
    record (-1); `who[who_begins[at]:…]` in order, where each stands, whether every report would name it; topics."""

    record: np.ndarray
    type: np.ndarray
    family: np.ndarray
    bar: np.ndarray
    status: np.ndarray
    proposed: np.ndarray
    kind: np.ndarray
    first: np.ndarray
    last: np.ndarray
    day: np.ndarray
    place: np.ndarray
    place_at: np.ndarray
    who_begins: np.ndarray
    who: np.ndarray
    who_at: np.ndarray
    who_main: np.ndarray
    topic_begins: np.ndarray
    topics: np.ndarray


class _Seen(NamedTuple):
    """A pairing and actors, in the order that this file reads them in."""

    begins: np.ndarray
    middle: np.ndarray
    marks: np.ndarray
    named: np.ndarray
    rare_named: np.ndarray
    share: np.ndarray
    lacking: np.ndarray
    lacking_back: np.ndarray
    people: np.ndarray
    translated: np.ndarray
    maybe_begins: np.ndarray
    maybe: np.ndarray
    rare: np.ndarray


def said(mask: int) -> str:
    """Return rules as words: bit 0 is the first of WEIGHTS."""
    return ", ".join(name for number, name in enumerate(WEIGHTS) if mask >> number & 1)


def possible(told: Told, a: np.ndarray, b: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """Return which pairs of events nothing speaks against: other records, days that overlap, types and statuses that go
    together."""
    return _possible(told, a, b, alike)


def events(
    told: Told, a: np.ndarray, b: np.ndarray, number: np.ndarray, alike: np.ndarray, pairing: Pairing, actors
) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of each pair of events, NaN where the rules are not enough, and the rules as bits.

    number: the row of `pairing` for the records of each pair; alike: how alike these are.
    """
    return _events(told, _seen(pairing, actors), a, b, number, alike, _weights())


def records(
    place: np.ndarray, place_back: np.ndarray, days: np.ndarray, alike: np.ndarray, pairing: Pairing, actors
) -> np.ndarray:
    """Return the score of each pair of records, NaN where the rules are not enough.

    place: where that of what it tells stands among the actors of the first record (-1); days: between their
    publications.
    """
    return _records(place, place_back, days, alike, _seen(pairing, actors), _weights())


def _seen(pairing: Pairing, actors) -> _Seen:
    known = pairing._asdict() | {name: getattr(actors, name) for name in ("maybe_begins", "maybe", "rare")}
    return _Seen(**{name: known[name] for name in _Seen._fields})


def _weights() -> np.ndarray:
    return np.array(list(WEIGHTS.values()))


@compiled
def _possible(told, a, b, alike):
    out = np.zeros(len(a), dtype=np.bool_)
    for at in range(len(a)):
        one, other = a[at], b[at]
        if told.record[one] == told.record[other] or told.family[one] != told.family[other]:
            continue
        if told.bar[one] >> told.type[other] & 1:
            continue
        kind, back = told.kind[one], told.kind[other]
        if told.status[one] != told.status[other]:
            # A plan and its report are one happening where the day is told; a proposal is one with a proposal only.
            fixed = (kind == NARROW or kind == DAY_OF_NEWS) and (back == NARROW or back == DAY_OF_NEWS)
            if told.proposed[one] or told.proposed[other] or not (fixed or alike[at] >= _NEAR):
                continue
        if kind == NO_DAY or back == NO_DAY:
            out[at] = alike[at] >= _NEAR
        elif kind >= DAY_OF_NEWS and back >= DAY_OF_NEWS:
            apart = abs(told.day[one] - told.day[other])
            out[at] = apart <= NEWS or (apart <= REPRINT and alike[at] >= REPRINTED)
        else:
            out[at] = max(told.first[one], told.first[other]) <= min(told.last[one], told.last[other])
    return out


@compiled
def _events(told, seen, a, b, number, alike, weights):
    score = np.full(len(a), np.nan, dtype=np.float64)
    rules = np.zeros(len(a), dtype=np.int64)
    for at in range(len(a)):
        one, other, pair = a[at], b[at], number[at]
        mine, theirs = seen.begins[pair], seen.middle[pair]
        mask = _who(told, seen, one, other, mine, theirs)
        mask |= _others(
            seen, pair, _misses(told, seen, one, mine), _misses(told, seen, other, theirs)
        )
        mask |= _when(told, one, other) | _where(told, seen, one, other, pair)
        mask |= _names(seen, pair) | _topics(told, one, other)
        if told.type[one] == told.type[other]:
            mask |= 1 << _SAME_TYPE
        mask |= _text(seen, pair, alike[at], told.place_at[one], told.place_at[other])
        rules[at] = mask
        total = _sum(mask, weights)
        least = ENOUGH if mask & (1 << _TWO_PARTICIPANTS | 1 << _TWO_ARE_NAMED) else ENOUGH_OF_ONE
        if total >= least and not _same_host(mask):
            score[at] = total
    return score, rules


@compiled
def _records(place, place_back, days, alike, seen, weights):
    score = np.full(len(days), np.nan, dtype=np.float64)
    for at in range(len(days)):
        mask = _text(seen, at, alike[at], place[at], place_back[at]) | _names(seen, at)
        if days[at] <= 1:
            mask |= 1 << _NEWS_OF_THE_DAY
        elif days[at] <= NEWS:
            mask |= 1 << _NEWS_OF_THESE_DAYS
        if seen.rare_named[at]:
            mask |= 1 << (_TWO_RARE_NAMES if seen.rare_named[at] >= 2 else _ONE_RARE_NAME)
        if not mask & 1 << _TEMPLATE and alike[at] < REPRINTED:
            mask |= _others(seen, at, seen.lacking[at] > 0, seen.lacking_back[at] > 0)
        total = _sum(mask, weights)
        if total >= ENOUGH and not _same_host(mask):
            score[at] = total
    return score


@inner
def _sum(mask, weights):
    total = 0.0
    for rule in range(len(weights)):
        if mask >> rule & 1:
            total += weights[rule]
    return total


@inner
def _same_host(mask):
    """Whatever else agrees: the same host on the same day in the same hall, with another guest."""
    strong = mask & (1 << _TWO_PARTICIPANTS | 1 << _TWO_ARE_NAMED | 1 << _TWO_RARE_NAMES)
    return mask & (1 << _OTHERS_TAKE_PART) and not strong


@inner
def _place_of(values, begin, end, wanted):
    """Where a number stands in a part of an array in order, -1 if it is not there."""
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < end and values[low] == wanted else -1


@inner
def _one_of(seen, actor, values, begin, end):
    """Whether an actor is among others, or may be one of them."""
    if _place_of(values, begin, end, actor) >= 0:
        return True
    for at in range(seen.maybe_begins[actor], seen.maybe_begins[actor + 1]):
        if _place_of(values, begin, end, seen.maybe[at]) >= 0:
            return True
    return False


@inner
def _who(told, seen, one, other, mine, theirs):
    common, named, rare_common, rare_named = 0, 0, False, False
    begin, end = told.who_begins[other], told.who_begins[other + 1]
    for at in range(told.who_begins[one], told.who_begins[one + 1]):
        actor = told.who[at]
        if _one_of(seen, actor, told.who, begin, end):
            common += 1
            rare_common = seen.rare[actor]
        if told.who_at[at] >= 0 and seen.marks[mine + told.who_at[at]] >= _NAMED:
            named += 1
            rare_named = rare_named or seen.rare[actor]
    for at in range(begin, end):
        if told.who_at[at] < 0 or seen.marks[theirs + told.who_at[at]] < _NAMED:
            continue
        again = _place_of(told.who, told.who_begins[one], told.who_begins[one + 1], told.who[at])
        if again < 0 or told.who_at[again] < 0 or seen.marks[mine + told.who_at[again]] < _NAMED:
            named += 1
            rare_named = rare_named or seen.rare[told.who[at]]
    if common >= 2:
        return 1 << _TWO_PARTICIPANTS
    if named >= 2:
        return 1 << _TWO_ARE_NAMED
    if common:
        return 1 << (_ONE_RARE_PARTICIPANT if rare_common else _ONE_PARTICIPANT)
    return 1 << _ONE_IS_NAMED if rare_named else 0


@inner
def _misses(told, seen, event, marks):
    """Whether the other record lacks one of those whom every report of an event would name."""
    for at in range(told.who_begins[event], told.who_begins[event + 1]):
        if told.who_main[at] and told.who_at[at] >= 0 and seen.marks[marks + told.who_at[at]] == _LACKING:
            return True
    return False


@inner
def _others(seen, pair, misses, misses_back):
    if not (misses and misses_back):
        return 0
    return 1 << (_OTHERS_TAKE_PART if seen.people[pair] or not seen.translated[pair] else _OTHERS_IN_TRANSLATION)


@inner
def _when(told, one, other):
    kind, back = told.kind[one], told.kind[other]
    apart = abs(told.day[one] - told.day[other])
    if kind == NARROW and back == NARROW:
        return 1 << _SAME_DAY
    if kind == DAY_OF_NEWS and back == DAY_OF_NEWS and apart <= 1:
        return 1 << _NEWS_OF_THE_DAY
    if (kind == NARROW and back == DAY_OF_NEWS) or (kind == DAY_OF_NEWS and back == NARROW):
        return 1 << _NEWS_OF_THE_DAY
    news = (kind == DAY_OF_NEWS or kind == OPEN) and (back == DAY_OF_NEWS or back == OPEN)
    return 1 << _NEWS_OF_THESE_DAYS if news and apart <= NEWS else 0


@inner
def _where(told, seen, one, other, pair):
    place, back = told.place[one], told.place[other]
    if place >= 0 and back >= 0:
        if _one_of(seen, place, told.place, other, other + 1):
            return 1 << _SAME_PLACE
    at, at_back = told.place_at[one], told.place_at[other]
    if at >= 0 and seen.marks[seen.begins[pair] + at] >= _NAMED:
        return 1 << _PLACE_IS_NAMED
    if at_back >= 0 and seen.marks[seen.middle[pair] + at_back] >= _NAMED:
        return 1 << _PLACE_IS_NAMED
    if place >= 0 and back >= 0:
        return 1 << (_PLACE_IN_TRANSLATION if seen.translated[pair] else _ANOTHER_PLACE)
    return 0


@inner
def _names(seen, pair):
    """The rule for what two records name in common."""
    if seen.named[pair] < 2 or seen.share[pair] < _MANY:
        return 0
    return 1 << (_SAME_NAMES if seen.share[pair] >= _MOST else _SOME_NAMES)


@inner
def _topics(told, one, other):
    begin, end = told.topic_begins[other], told.topic_begins[other + 1]
    count = told.topic_begins[one + 1] - told.topic_begins[one]
    if not count or begin == end:
        return 0
    common = 0
    for at in range(told.topic_begins[one], told.topic_begins[one + 1]):
        common += _place_of(told.topics, begin, end, told.topics[at]) >= 0
    if 2 * common >= min(count, end - begin):
        return 1 << _SAME_TOPICS
    return 1 << (_SOME_TOPICS if common else _OTHER_TOPICS)


@inner
def _text(seen, pair, alike, place, place_back):
    """The rules for how alike two texts are; the places are those of what they tell, among the actors of each."""
    if alike < QUOTES:
        return 0
    if alike < _NEAR:
        return 1 << _LIKE_TEXT
    lacks = seen.lacking[pair] > 0 and seen.lacking_back[pair] > 0
    lacks = lacks or (place >= 0 and seen.marks[seen.begins[pair] + place] == _LACKING)
    lacks = lacks or (place_back >= 0 and seen.marks[seen.middle[pair] + place_back] == _LACKING)
    return 1 << _SAME_TEXT | 1 << _TEMPLATE if lacks and alike < 1 else 1 << _SAME_TEXT
