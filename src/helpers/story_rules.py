"""What speaks for two reports being of one happening: the named rules with their weights, for events and for records.

Knows pairings, likeness of texts and numbers of days, in columns; knows no table and no grouping.
"""

import numpy as np

from helpers.compiled import compiled, inner
from helpers.story_pairing import Actors, Pairing

# Named rules and what each adds; a reason names them in this order.
WEIGHTS = {
    "two_participants": 3.0,  # both say that they take part
    "two_are_named": 2.5,  # one says that they take part, the other names them
    "one_rare_participant": 1.5,  # named in few records of the corpus
    "one_participant": 0.5,  # «the minister» has five meetings a day
    "one_is_named": 1.0,
    "others_take_part": -3.0,  # each names somebody whom the other does not: the same host, another guest
    "others_in_translation": -1.0,  # the same of bodies and places in two scripts: their names may not be linked yet
    "other_places": -3.0,  # each names a place (or a country) that the other lacks: a guest from each of two lands
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
    _OTHERS_IN_TRANSLATION, _OTHER_PLACES, _SAME_DAY, _NEWS_OF_THE_DAY, _NEWS_OF_THESE_DAYS, _SAME_PLACE,
    _PLACE_IS_NAMED, _ANOTHER_PLACE, _PLACE_IN_TRANSLATION, _SAME_NAMES, _SOME_NAMES, _SAME_TYPE, _SAME_TOPICS,
    _SOME_TOPICS, _OTHER_TOPICS, _SAME_TEXT, _LIKE_TEXT, _TEMPLATE, _ONE_RARE_NAME, _TWO_RARE_NAMES,
) = range(26)  # fmt: skip
# What fixes the day of an event: a day or two, a longer time, news of a day, news of an unknown day, nothing.
NARROW, WIDE, DAY_OF_NEWS, OPEN, NO_DAY = range(5)
# Marks of story_pairing, and how alike near-duplicates are in story_texts; a test holds them together.
_LACKING, _NAMED, _NEAR = 1, 2, 0.5
# Columns of events, as numbers: the record; type and family; types of the family that are never one with it, as bits;
# status, whether it is a proposal; what fixes its day, the first, the last and the likeliest; the place and where that
# stands among the actors of the record (-1); where its participants and topics begin and end.
EVENT = (
    "record", "type", "family", "bar", "status", "proposed", "kind", "first", "last", "day", "place", "place_at",
    "who", "who_end", "topics", "topics_end",
)  # fmt: skip
(
    RECORD, TYPE, FAMILY, BAR, STATUS, PROPOSED, KIND, FIRST, LAST, DAY, PLACE, PLACE_AT, WHO, WHO_END, TOPICS,
    TOPICS_END,
) = range(len(EVENT))  # fmt: skip
# Columns of participants, in order: the actor, where it stands in the record, whether every report would name it.
ACTOR, ACTOR_AT, MAIN = range(3)
# Columns of pairings and of actors.
_MINE, _THEIRS, _COMMON, _FEW, _LACKS, _LACKS_BACK, _PEOPLE, _PLACES, _TRANSLATED = range(9)
_RARE, _MAYBE, _MAYBE_END = 1, 2, 3


def said(mask: int) -> str:
    """Return rules as words: bit 0 is the first of WEIGHTS."""
    return ", ".join(name for number, name in enumerate(WEIGHTS) if mask >> number & 1)


def possible(told: np.ndarray, a: np.ndarray, b: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """Return which pairs of rows of EVENT nothing speaks against: other records, days that overlap, types and statuses
    that go together."""
    return _possible(told, a, b, alike)


def events(
    told: tuple[np.ndarray, np.ndarray, np.ndarray], a: np.ndarray, b: np.ndarray, number: np.ndarray,
    alike: np.ndarray, pairing: Pairing, actors: Actors,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return the score of each pair of events, NaN where the rules are not enough, and the rules as bits.

    told: events, their participants and their topics, in columns; number: the row of `pairing` for the records of each
    pair; alike: how alike these are.
    """
    return _events(*told, _columns(pairing), pairing.marks, actors.known, actors.maybe, a, b, number, alike, _weights())


def records(
    place: np.ndarray, place_back: np.ndarray, days: np.ndarray, alike: np.ndarray, pairing: Pairing
) -> np.ndarray:
    """Return the score of each pair of records, NaN where the rules are not enough.

    place: where that of what it tells stands among the actors of the first record (-1); days: between their
    publications.
    """
    return _records(place, place_back, days, alike, _columns(pairing), pairing.marks, _weights())


def _columns(pairing: Pairing) -> np.ndarray:
    common = np.where(pairing.named < 2, 0, np.searchsorted([_MANY, _MOST], pairing.share, side="right"))
    columns = (pairing.begins[:-1], pairing.middle, common, pairing.rare_named, pairing.lacking, pairing.lacking_back)
    return np.stack([*columns, pairing.people, pairing.places, pairing.translated], axis=1).astype(np.int64)


def _weights() -> np.ndarray:
    return np.array(list(WEIGHTS.values()))


@compiled
def _possible(told, a, b, alike):
    out = np.zeros(len(a), dtype=np.bool_)
    for at in range(len(a)):
        one, other = told[a[at]], told[b[at]]
        if one[RECORD] == other[RECORD] or one[FAMILY] != other[FAMILY] or one[BAR] >> other[TYPE] & 1:
            continue
        if one[STATUS] != other[STATUS]:
            # A plan and its report are one happening where the day is told; a proposal is one with a proposal only.
            fixed = one[KIND] == NARROW or one[KIND] == DAY_OF_NEWS
            fixed = fixed and (other[KIND] == NARROW or other[KIND] == DAY_OF_NEWS)
            if one[PROPOSED] or other[PROPOSED] or not (fixed or alike[at] >= _NEAR):
                continue
        if one[KIND] == NO_DAY or other[KIND] == NO_DAY:
            out[at] = alike[at] >= _NEAR
        elif one[KIND] >= DAY_OF_NEWS and other[KIND] >= DAY_OF_NEWS:
            apart = abs(one[DAY] - other[DAY])
            out[at] = apart <= NEWS or (apart <= REPRINT and alike[at] >= REPRINTED)
        else:
            out[at] = max(one[FIRST], other[FIRST]) <= min(one[LAST], other[LAST])
    return out


@compiled
def _events(told, who, topics, pairs, marks, known, maybe, a, b, number, alike, weights):
    score = np.full(len(a), np.nan, dtype=np.float64)
    rules = np.zeros(len(a), dtype=np.int64)
    for at in range(len(a)):
        one, other, pair = told[a[at]], told[b[at]], pairs[number[at]]
        mask = _who(one, other, who, pair, marks, known, maybe)
        misses = _misses(one, who, marks, pair[_MINE]) and _misses(other, who, marks, pair[_THEIRS])
        mask |= _others(pair, misses) | _when(one, other) | _where(one, other, pair, marks, known, maybe)
        mask |= _names(pair) | _topics(one, other, topics)
        if not mask & (1 << _TWO_PARTICIPANTS | 1 << _TWO_ARE_NAMED):
            mask |= _other_places(pair, alike[at])
        mask |= (one[TYPE] == other[TYPE]) << _SAME_TYPE
        mask |= _text(pair, marks, alike[at], one[PLACE_AT], other[PLACE_AT])
        rules[at] = mask
        total = _sum(mask, weights)
        strong = mask & (1 << _TWO_PARTICIPANTS | 1 << _TWO_ARE_NAMED)
        if total >= (ENOUGH if strong else ENOUGH_OF_ONE) and not _same_host(mask):
            score[at] = total
    return score, rules


@compiled
def _records(place, place_back, days, alike, pairs, marks, weights):
    score = np.full(len(days), np.nan, dtype=np.float64)
    for at in range(len(days)):
        pair = pairs[at]
        mask = _text(pair, marks, alike[at], place[at], place_back[at]) | _names(pair)
        if days[at] <= 1:
            mask |= 1 << _NEWS_OF_THE_DAY
        elif days[at] <= NEWS:
            mask |= 1 << _NEWS_OF_THESE_DAYS
        if pair[_FEW]:
            mask |= 1 << (_TWO_RARE_NAMES if pair[_FEW] >= 2 else _ONE_RARE_NAME)
        if not mask & 1 << _TEMPLATE and alike[at] < REPRINTED:
            mask |= _others(pair, pair[_LACKS] > 0 and pair[_LACKS_BACK] > 0) | _other_places(pair, alike[at])
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
    """Whatever else agrees: the same host on the same day in the same hall, with another guest, or one of elsewhere."""
    strong = mask & (1 << _TWO_PARTICIPANTS | 1 << _TWO_ARE_NAMED | 1 << _TWO_RARE_NAMES)
    return mask & (1 << _OTHERS_TAKE_PART | 1 << _OTHER_PLACES) and not strong


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
def _one_of(actor, values, begin, end, known, maybe):
    """Whether an actor is among the values of a column, or may be one of them."""
    if _place_of(values, begin, end, actor) >= 0:
        return True
    for at in range(known[_MAYBE, actor], known[_MAYBE_END, actor]):
        if _place_of(values, begin, end, maybe[at]) >= 0:
            return True
    return False


@inner
def _is_named(who, at, marks, begin):
    return who[at, ACTOR_AT] >= 0 and marks[begin + who[at, ACTOR_AT]] >= _NAMED


@inner
def _who(one, other, who, pair, marks, known, maybe):
    common, named, rare_common, rare_named = 0, 0, False, False
    actors = who[:, ACTOR]
    for at in range(one[WHO], one[WHO_END]):
        if _one_of(actors[at], actors, other[WHO], other[WHO_END], known, maybe):
            common += 1
            rare_common = known[_RARE, actors[at]] > 0
        if _is_named(who, at, marks, pair[_MINE]):
            named += 1
            rare_named = rare_named or known[_RARE, actors[at]] > 0
    for at in range(other[WHO], other[WHO_END]):
        if _is_named(who, at, marks, pair[_THEIRS]):
            again = _place_of(actors, one[WHO], one[WHO_END], actors[at])
            if again < 0 or not _is_named(who, again, marks, pair[_MINE]):
                named += 1
                rare_named = rare_named or known[_RARE, actors[at]] > 0
    if common >= 2:
        return 1 << _TWO_PARTICIPANTS
    if named >= 2:
        return 1 << _TWO_ARE_NAMED
    if common:
        return 1 << (_ONE_RARE_PARTICIPANT if rare_common else _ONE_PARTICIPANT)
    return 1 << _ONE_IS_NAMED if rare_named else 0


@inner
def _misses(event, who, marks, begin):
    """Whether the other record lacks one of those whom every report of an event would name."""
    for at in range(event[WHO], event[WHO_END]):
        if who[at, MAIN] and who[at, ACTOR_AT] >= 0 and marks[begin + who[at, ACTOR_AT]] == _LACKING:
            return True
    return False


@inner
def _others(pair, misses):
    if not misses:
        return 0
    return 1 << (_OTHERS_TAKE_PART if pair[_PEOPLE] or not pair[_TRANSLATED] else _OTHERS_IN_TRANSLATION)


@inner
def _other_places(pair, alike):
    return 1 << _OTHER_PLACES if pair[_PLACES] and not pair[_TRANSLATED] and alike < REPRINTED else 0


@inner
def _when(one, other):
    kind, back = one[KIND], other[KIND]
    apart = abs(one[DAY] - other[DAY])
    if kind == NARROW and back == NARROW:
        return 1 << _SAME_DAY
    if kind == DAY_OF_NEWS and back == DAY_OF_NEWS and apart <= 1:
        return 1 << _NEWS_OF_THE_DAY
    if (kind == NARROW and back == DAY_OF_NEWS) or (kind == DAY_OF_NEWS and back == NARROW):
        return 1 << _NEWS_OF_THE_DAY
    news = (kind == DAY_OF_NEWS or kind == OPEN) and (back == DAY_OF_NEWS or back == OPEN)
    return 1 << _NEWS_OF_THESE_DAYS if news and apart <= NEWS else 0


@inner
def _where(one, other, pair, marks, known, maybe):
    both = one[PLACE] >= 0 and other[PLACE] >= 0
    if both and _one_of(one[PLACE], other, PLACE, PLACE + 1, known, maybe):
        return 1 << _SAME_PLACE
    if one[PLACE_AT] >= 0 and marks[pair[_MINE] + one[PLACE_AT]] >= _NAMED:
        return 1 << _PLACE_IS_NAMED
    if other[PLACE_AT] >= 0 and marks[pair[_THEIRS] + other[PLACE_AT]] >= _NAMED:
        return 1 << _PLACE_IS_NAMED
    if both:
        return 1 << (_PLACE_IN_TRANSLATION if pair[_TRANSLATED] else _ANOTHER_PLACE)
    return 0


@inner
def _names(pair):
    """The rule for what two records name in common."""
    return 1 << (_SAME_NAMES if pair[_COMMON] == 2 else _SOME_NAMES) if pair[_COMMON] else 0


@inner
def _topics(one, other, topics):
    count, count_back = one[TOPICS_END] - one[TOPICS], other[TOPICS_END] - other[TOPICS]
    if not count or not count_back:
        return 0
    common = 0
    for at in range(one[TOPICS], one[TOPICS_END]):
        common += _place_of(topics, other[TOPICS], other[TOPICS_END], topics[at]) >= 0
    if 2 * common >= min(count, count_back):
        return 1 << _SAME_TOPICS
    return 1 << (_SOME_TOPICS if common else _OTHER_TOPICS)


@inner
def _text(pair, marks, alike, place, place_back):
    """The rules for how alike two texts are; the places are those of what they tell, among the actors of each."""
    if alike < QUOTES:
        return 0
    if alike < _NEAR:
        return 1 << _LIKE_TEXT
    lacks = pair[_LACKS] > 0 and pair[_LACKS_BACK] > 0
    lacks = lacks or (place >= 0 and marks[pair[_MINE] + place] == _LACKING)
    lacks = lacks or (place_back >= 0 and marks[pair[_THEIRS] + place_back] == _LACKING)
    return 1 << _SAME_TEXT | 1 << _TEMPLATE if lacks and alike < 1 else 1 << _SAME_TEXT
