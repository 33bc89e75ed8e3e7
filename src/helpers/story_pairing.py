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
_PERSON, _BODY, _PLACE, _COUNTRY = 1, 2, 3, 4
_HALF = 29


class Records(NamedTuple):
    """What records name, as columns of numbers: `begins` of each record in `names`, and its `language`.

    names: a column a name: the actor, where its words begin and end, whether it is a person by several words; words: a
    column a word of a name: the word, below `n_words`, whose it is, and room to chain words.
    """

    begins: np.ndarray
    names: np.ndarray
    words: np.ndarray
    language: np.ndarray
    n_words: int


class Actors(NamedTuple):
    """Actors as columns of numbers: 1 for a person, 2 for a body, 3 for a place, 4 for a country; whether few records
    name it; where the others that it may be begin and end in `maybe`; its weight in two whole numbers."""

    known: np.ndarray
    maybe: np.ndarray


class Pairing(NamedTuple):
    """Pairs of records by what they name, a row each; `marks` holds one for each actor of the first from `begins` on,
    of the second from `middle` on."""

    begins: np.ndarray
    middle: np.ndarray
    marks: np.ndarray
    named: np.ndarray  # how many actors of the first the second names
    rare_named: np.ndarray  # persons and bodies of few records among them
    lacking: np.ndarray  # of the first, and in no piece of a name of the second
    lacking_back: np.ndarray
    share: np.ndarray  # of the names of the shorter list, by weight
    people: np.ndarray  # both lack a person of the other
    places: np.ndarray  # both lack a country of the other, or both another place
    translated: np.ndarray  # in languages of different names: an actor may have escaped the linking


# Columns of numbers: of actors; of what a record names (the last: whether it is a person by several words); of words,
# by their place, and by themselves for the record at hand.
_KIND, _FEW, _MAYBE, _MAYBE_END, _WHOLE, _REST = range(6)
_ACTOR, _BEGIN, _END, _FULL = range(4)
_WORD, _OWNER, _NEXT, _NEXT_BACK = range(4)
_THERE, _HEAD, _COUNT, _MET = range(4)


def records(
    begins: np.ndarray, actor: np.ndarray, word_begins: np.ndarray, words: np.ndarray, language: np.ndarray,
    n_words: int, kind: np.ndarray,
) -> Records:  # fmt: skip
    """Return records that name `actor[begins[row]:begins[row + 1]]`, each by `words[word_begins[entry]:…]`.

    kind: 1 for each actor that is a person.
    """
    counts, nothing = np.diff(word_begins), np.zeros_like(words)
    names = np.stack([actor, word_begins[:-1], word_begins[1:], (kind[actor] == _PERSON) & (counts > 1)])
    told = np.stack([words, np.repeat(np.arange(len(counts)), counts), nothing, nothing])
    return Records(begins, names.astype(np.int32), told.astype(np.int32), language, n_words)


def actors(kind: np.ndarray, rare: np.ndarray, begins: np.ndarray, maybe: np.ndarray, weight: np.ndarray) -> Actors:
    """Return actors that may be `maybe[begins[actor]:begins[actor + 1]]`; kind: as in `Actors`."""
    # A sum is exact, and so the same in whatever order, when both halves of each weight are summed as whole numbers.
    whole = np.floor(weight * 2.0**_HALF)
    rest = (weight * 2.0**_HALF - whole) * 2.0**_HALF
    return Actors(np.stack([kind, rare, begins[:-1], begins[1:], whole, rest]).astype(np.int64), maybe)


def compare(records: Records, actors: Actors, a: np.ndarray, b: np.ndarray) -> Pairing:
    """Return what the records `a` and `b` of each pair name in common; fastest when pairs of one `a` follow each other.

    The time grows with the words of the names of both.
    """
    sizes = np.diff(records.begins)
    begins = np.append(0, np.cumsum(sizes[a] + sizes[b]))
    middle = begins[:-1] + sizes[a]
    marks, told, share, people, places = _compare(
        records.begins, records.names, records.words, records.n_words, actors.known, actors.maybe, a, b, begins, middle
    )
    translated = records.language[a] != records.language[b]
    return Pairing(begins, middle, marks, *told, share, people, places, translated)


@compiled
def _compare(record, names, words, n_words, known, maybe, a, b, begins, middle):
    count = len(a)
    marks, told = np.zeros(begins[-1], dtype=np.uint8), np.zeros((4, count), dtype=np.int64)
    share = np.zeros(count, dtype=np.float64)
    people, places = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    totals = _totals(record, names, known)
    one, other = np.zeros((4, n_words), dtype=np.int32), np.zeros((4, n_words), dtype=np.int32)
    place = np.full(known.shape[1], -1, dtype=np.int32)  # where an actor stands in the first record
    whole = np.empty(names.shape[1], dtype=np.int64)
    stamp = 0
    for at in range(count):
        first, back, met = record[a[at]], record[b[at]], at + 1
        end, back_end = record[a[at] + 1], record[b[at] + 1]
        mine, theirs = begins[at] - first, middle[at] - back  # what leads from the place of a name to its mark
        if not at or a[at] != a[at - 1]:
            stamp = met
            _index(names, words, first, end, one, _NEXT, stamp)
            for entry in range(first, end):
                place[names[_ACTOR, entry]] = entry
        _meet(names, words, marks, known, maybe, first, end, back, back_end, mine, theirs, place, one, met)
        hits = _lacking(names, words, marks, first, end, mine, one, _MET, met, whole)
        if hits:
            _index(names, words, back, back_end, other, _NEXT_BACK, met)
        for hit in range(hits):
            _forms(names, words, marks, known, whole[hit], mine, theirs, other, _NEXT_BACK)
        hits = _lacking(names, words, marks, back, back_end, theirs, one, _THERE, stamp, whole)
        for hit in range(hits):
            _forms(names, words, marks, known, whole[hit], theirs, mine, one, _NEXT)
        common, told[0, at], told[1, at], told[2, at], kinds = _sums(names, marks, known, first, end, mine)
        _, _, _, told[3, at], kinds_back = _sums(names, marks, known, back, back_end, theirs)
        both = kinds & kinds_back
        people[at], places[at] = both >> _PERSON & 1, both >> _PLACE & 1 or both >> _COUNTRY & 1
        least = min(totals[a[at]], totals[b[at]])
        share[at] = min(1.0, common / least) if least > 0 else 0.0
    return marks, told, share, people, places


@inner
def _totals(record, names, known):
    """The weight of all actors of each record."""
    out = np.zeros(len(record) - 1, dtype=np.float64)
    for row in range(len(out)):
        whole, rest = 0, 0
        for entry in range(record[row], record[row + 1]):
            whole += known[_WHOLE, names[_ACTOR, entry]]
            rest += known[_REST, names[_ACTOR, entry]]
        out[row] = (whole + rest * 0.5**_HALF) * 0.5**_HALF
    return out


@inner
def _index(names, words, begin, end, side, following, stamp):
    """Chain the places of each word of a record, so that who is named by it is found."""
    if end == begin:
        return
    for at in range(names[_BEGIN, begin], names[_END, end - 1]):
        word = words[_WORD, at]
        if side[_THERE, word] != stamp:
            side[_THERE, word], side[_HEAD, word], side[_COUNT, word] = stamp, -1, 0
        words[following, at] = side[_HEAD, word]
        side[_HEAD, word] = at
        side[_COUNT, word] += 1


@inner
def _meet(names, words, marks, known, maybe, first, end, back, back_end, mine, theirs, place, one, met):
    """Mark the actors that both name or may both name, and the words of the first record that the second has."""
    for entry in range(back, back_end):
        where = place[names[_ACTOR, entry]]
        # The place of an actor whom the first record does not name is that in an earlier one.
        if first <= where < end:
            marks[mine + where], marks[theirs + entry] = _SAME, _SAME
        for at in range(names[_BEGIN, entry], names[_END, entry]):
            one[_MET, words[_WORD, at]] = met
    for entry in range(back, back_end if len(maybe) else back):
        actor = names[_ACTOR, entry]
        if marks[theirs + entry] == _SAME:
            continue
        for link in range(known[_MAYBE, actor], known[_MAYBE_END, actor]):
            where = place[maybe[link]]
            if first <= where < end and marks[mine + where] != _SAME:
                marks[mine + where], marks[theirs + entry] = _NEAR, _NEAR


@inner
def _lacking(names, words, marks, begin, end, mine, side, column, stamp, whole):
    """Mark the actors that the other record lacks; of persons whose several words it has all, return how many and
    which."""
    hits = 0
    for entry in range(begin, end):
        if marks[mine + entry] == _SAME:
            continue
        has = True
        for at in range(names[_BEGIN, entry], names[_END, entry]):
            if side[column, words[_WORD, at]] != stamp:
                has = False
                break
        if not has:
            if marks[mine + entry] == ELSE:
                marks[mine + entry] = LACKING
        elif names[_FULL, entry]:
            whole[hits] = entry
            hits += 1
    return hits


@inner
def _forms(names, words, marks, known, short, mine, theirs, side, following):
    """Mark an actor and those of the other record of which its name is a shorter form."""
    # «كيارا مونتيني» of one report is «الإيطالية كيارا مونتيني» of another
    begin, end = names[_BEGIN, short], names[_END, short]
    rarest = words[_WORD, begin]
    for at in range(begin, end):
        if side[_COUNT, words[_WORD, at]] < side[_COUNT, rarest]:
            rarest = words[_WORD, at]
    place = side[_HEAD, rarest]
    while place >= 0:
        long = words[_OWNER, place]
        place = words[following, place]
        if marks[theirs + long] == _SAME or known[_KIND, names[_ACTOR, long]] != _PERSON:
            continue
        found = 0
        for at in range(begin, end):
            for other in range(names[_BEGIN, long], names[_END, long]):
                if words[_WORD, other] == words[_WORD, at]:
                    found += 1
                    break
        if found == end - begin:
            marks[mine + short], marks[theirs + long] = _NEAR, _NEAR


@inner
def _sums(names, marks, known, begin, end, mine):
    """The weight of the actors that the other record names; how many these are, and persons and bodies of few records
    among them; how many it lacks, and of which kinds, as bits."""
    whole, rest, named, few, lacking, kinds = 0, 0, 0, 0, 0, 0
    for entry in range(begin, end):
        actor = names[_ACTOR, entry]
        if marks[mine + entry] >= NAMED:
            whole += known[_WHOLE, actor]
            rest += known[_REST, actor]
            named += 1
            few += known[_FEW, actor] and _PERSON <= known[_KIND, actor] <= _BODY
        elif marks[mine + entry] == LACKING:
            lacking += 1
            kinds |= 1 << known[_KIND, actor]
    return (whole + rest * 0.5**_HALF) * 0.5**_HALF, named, few, lacking, kinds
