"""Pairs of records come in; what both name, and what one of them lacks, goes out: a row of marks for each pair.

Knows actors and the words of their names as numbers; knows no event, no day and no score.
"""

from typing import NamedTuple

import numpy as np

from helpers.compiled import compiled, inner

# What an actor of one record is in another one: something else that the other names by other words, named there, or
# lacking. `_SAME` is named by its own id, `_NEAR` as one that may be it or as a longer or shorter form of the name.
ELSE, LACKING, _NEAR, _SAME = 0, 1, 2, 3
NAMED = 2  # from here on
_PERSON = 1
_HALF = 29


class Records(NamedTuple):
    """What records name: `actor[begins[row]:begins[row + 1]]`, each with its `words[word_begins[entry]:…]`."""

    begins: np.ndarray
    actor: np.ndarray
    word_begins: np.ndarray
    words: np.ndarray
    language: np.ndarray
    n_words: int


class Actors(NamedTuple):
    """Of each actor: 1 for a person, 2 for a body; its weight; which others it may be; whether few records name it."""

    kind: np.ndarray
    weight: np.ndarray
    maybe_begins: np.ndarray
    maybe: np.ndarray
    rare: np.ndarray


class Pairing(NamedTuple):
    """Pairs of records by what they name, a row each; `marks` holds one for each actor of the first from `begins` on,
    of the second from `middle` on."""

    begins: np.ndarray
    middle: np.ndarray
    marks: np.ndarray
    named: np.ndarray  # how many actors of the first the second names
    rare_named: np.ndarray  # persons and bodies of few records among them
    share: np.ndarray  # of the names of the shorter list, by weight
    lacking: np.ndarray  # of the first, and in no piece of a name of the second
    lacking_back: np.ndarray
    people: np.ndarray  # both lack a person of the other
    translated: np.ndarray  # in languages of different names: an actor may have escaped the linking


class _Side(NamedTuple):
    """The words of one record: whether each is there, where its chain begins, and how long that is."""

    there: np.ndarray
    head: np.ndarray
    count: np.ndarray
    stamp: np.ndarray


def compare(records: Records, actors: Actors, a: np.ndarray, b: np.ndarray) -> Pairing:
    """Return what the records `a` and `b` of each pair name in common; fastest when pairs of one `a` follow each other.

    The time grows with the words of the names of both.
    """
    # A sum is exact, and so the same in whatever order, when both halves of each weight are summed as whole numbers.
    whole = np.floor(actors.weight * 2.0**_HALF)
    rest = (actors.weight * 2.0**_HALF - whole) * 2.0**_HALF
    sizes = np.diff(records.begins)
    begins = np.append(0, np.cumsum(sizes[a] + sizes[b]))
    middle = begins[:-1] + sizes[a]
    return _compare(records, actors, whole.astype(np.int64), rest.astype(np.int64), a, b, begins, middle)


@compiled
def _compare(records, actors, whole, rest, a, b, begins, middle):
    count = len(a)
    marks = np.zeros(begins[-1], dtype=np.uint8)
    named, rare_named = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    lacking = np.zeros(count, dtype=np.int64)
    lacking_back, share = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.float64)
    people, translated = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    following = np.empty(len(records.words), dtype=np.int64)
    entry_of = np.empty(len(records.words), dtype=np.int64)
    for entry in range(len(records.actor)):
        entry_of[records.word_begins[entry] : records.word_begins[entry + 1]] = entry
    one, other = _side(records.n_words), _side(records.n_words)
    place = np.full(len(actors.kind), -1, dtype=np.int64)  # the entry of an actor in the second record
    for at in range(count):
        if not at or a[at] != a[at - 1]:
            _index(records, a[at], one, following, 2 * at + 1)
        _index(records, b[at], other, following, 2 * at + 2)
        first, back = records.begins[a[at]], records.begins[b[at]]
        mine, theirs = marks[begins[at] : middle[at]], marks[middle[at] : begins[at + 1]]
        for entry in range(back, back + len(theirs)):
            place[records.actor[entry]] = entry
        _same(records, mine, theirs, first, back, place)
        _near(records, actors, mine, theirs, first, back, place, one, other, following, entry_of)
        for entry in range(back, back + len(theirs)):
            place[records.actor[entry]] = -1
        lacks, lacks_person = _lacking(records, actors, mine, first, other)
        lacks_back, lacks_person_back = _lacking(records, actors, theirs, back, one)
        all_mine, common, named[at], rare_named[at] = _sums(records, actors, mine, first, whole, rest)
        all_theirs, _, _, _ = _sums(records, actors, theirs, back, whole, rest)
        least = min(all_mine, all_theirs)
        share[at] = min(1.0, common / least) if least > 0 else 0.0
        lacking[at], lacking_back[at] = lacks, lacks_back
        people[at] = lacks_person and lacks_person_back
        translated[at] = records.language[a[at]] != records.language[b[at]]
    return Pairing(begins, middle, marks, named, rare_named, share, lacking, lacking_back, people, translated)


@inner
def _side(size):
    return _Side(
        np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )  # fmt: skip


@inner
def _index(records, row, side, following, stamp):
    """Chain the places of each word of a record: who is named by it."""
    side.stamp[0] = stamp
    for at in range(records.word_begins[records.begins[row]], records.word_begins[records.begins[row + 1]]):
        word = records.words[at]
        if side.there[word] != stamp:
            side.there[word], side.head[word], side.count[word] = stamp, -1, 0
        following[at] = side.head[word]
        side.head[word] = at
        side.count[word] += 1


@inner
def _same(records, mine, theirs, first, back, place):
    for at in range(len(mine)):
        entry = place[records.actor[first + at]]
        if entry >= 0:
            mine[at], theirs[entry - back] = _SAME, _SAME


@inner
def _near(records, actors, mine, theirs, first, back, place, one, other, following, entry_of):
    """Mark the actors of each side that may be one of the other, or a longer or shorter form of a person's name."""
    for at in range(len(mine)):
        if mine[at] == _SAME:
            continue
        actor = records.actor[first + at]
        for link in range(actors.maybe_begins[actor], actors.maybe_begins[actor + 1]):
            entry = place[actors.maybe[link]]
            if entry >= 0 and theirs[entry - back] != _SAME:
                mine[at], theirs[entry - back] = _NEAR, _NEAR
        _forms(records, actors, mine, at, theirs, first, back, other, following, entry_of)
    for at in range(len(theirs)):
        if theirs[at] != _SAME:
            _forms(records, actors, theirs, at, mine, back, first, one, following, entry_of)


@inner
def _forms(records, actors, mine, at, theirs, first, back, side, following, entry_of):
    """Mark an actor and those of the other record of which its name is a shorter form."""
    # «كيارا مونتيني» of one report is «الإيطالية كيارا مونتيني» of another
    begin, end = records.word_begins[first + at], records.word_begins[first + at + 1]
    if end - begin < 2 or actors.kind[records.actor[first + at]] != _PERSON:
        return
    rarest = records.words[begin]
    for place in range(begin, end):
        word = records.words[place]
        if side.there[word] != side.stamp[0]:
            return
        if side.count[word] < side.count[rarest]:
            rarest = word
    place = side.head[rarest]
    while place >= 0:
        entry = entry_of[place]
        longer = theirs[entry - back] != _SAME and actors.kind[records.actor[entry]] == _PERSON
        if longer and _within(records, first + at, entry):
            mine[at], theirs[entry - back] = _NEAR, _NEAR
        place = following[place]


@inner
def _within(records, short, long):
    """Whether all words of one entry are words of another."""
    for at in range(records.word_begins[short], records.word_begins[short + 1]):
        found = False
        for other in range(records.word_begins[long], records.word_begins[long + 1]):
            found = found or records.words[other] == records.words[at]
        if not found:
            return False
    return True


@inner
def _lacking(records, actors, mine, first, side):
    """Mark the actors that the other record lacks; return how many there are, and whether one is a person."""
    number, person = 0, False
    for at in range(len(mine)):
        if mine[at] != ELSE:
            continue
        for place in range(records.word_begins[first + at], records.word_begins[first + at + 1]):
            if side.there[records.words[place]] != side.stamp[0]:
                mine[at] = LACKING
                number += 1
                person = person or actors.kind[records.actor[first + at]] == _PERSON
                break
    return number, person


@inner
def _sums(records, actors, mine, first, whole, rest):
    """The weights of all actors of a record, of those that the other names, and how many these are, then how
    many of them are persons and bodies of few records."""
    all_whole, all_rest, some_whole, some_rest, number, rare = 0, 0, 0, 0, 0, 0
    for at in range(len(mine)):
        actor = records.actor[first + at]
        all_whole += whole[actor]
        all_rest += rest[actor]
        if mine[at] >= NAMED:
            some_whole += whole[actor]
            some_rest += rest[actor]
            number += 1
            rare += actors.rare[actor] and actors.kind[actor] > 0
    unit = 0.5**_HALF
    return (all_whole + all_rest * unit) * unit, (some_whole + some_rest * unit) * unit, number, rare
