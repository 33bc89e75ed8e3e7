"""Pairs that may be one come in by their score, groups go out in which nothing contradicts anything else.

Knows numbers of things, days and sets; knows no event, no record and no score.
"""

from typing import NamedTuple

import numpy as np

from helpers.compiled import compiled, inner

NEVER, EVER = -(10**9), 10**9
# What became of a pair.
REFUSED, ONE_ALREADY, JOINED = 0, 1, 2


class Facts(NamedTuple):
    """What each thing says of itself: whose record it is in (-1: of none), between which days, who takes part."""

    record: np.ndarray
    first: np.ndarray
    last: np.ndarray
    party_begins: np.ndarray
    party: np.ndarray


class _State(NamedTuple):
    """Of the group that a thing stands for: its days, chains of its records and parties, all of these in a table."""

    parent: np.ndarray
    size: np.ndarray
    first: np.ndarray
    last: np.ndarray
    head: np.ndarray  # of each chain, records and parties: a row a thing
    tail: np.ndarray
    count: np.ndarray
    value: np.ndarray
    following: np.ndarray
    table_group: np.ndarray
    table_value: np.ndarray
    refused: np.ndarray  # the group that a group last had a record in common with
    apart: np.ndarray
    decided: np.ndarray  # whether a person kept something of the group apart


def join(
    facts: Facts, a: np.ndarray, b: np.ndarray, told: int = 0, apart: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Join things one pair at a time; return the thing that stands for the group of each, and what became of each pair.

    A group is never of two days, has one thing of a record, and one cast. Pairs must come in a fixed order, the
    likeliest first: what is refused depends on what was joined before. The first `told` ones a person has said: only a
    person can forbid them, by pairs in `apart`. The time grows with the number of pairs and things.
    """
    apart = np.empty((0, 2), dtype=np.int64) if apart is None else np.asarray(apart, dtype=np.int64).reshape(-1, 2)
    own = facts._replace(first=facts.first.astype(np.int64), last=facts.last.astype(np.int64))
    return _join(*own, np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64), told, apart)


@compiled
def _join(record, first, last, party_begins, party, a, b, told, apart):
    state = _begun(record, first, last, party_begins, party, apart)
    became = np.zeros(len(a), dtype=np.int8)
    for at in range(len(a)):
        one, other = _root(state, a[at]), _root(state, b[at])
        if one == other:
            became[at] = ONE_ALREADY
        elif not _kept_apart(state, one, other) and (at < told or _agree(state, one, other)):
            _merge(state, one, other)
            became[at] = JOINED
    for at in range(len(record)):
        state.parent[at] = _root(state, at)
    return state.parent, became


@inner
def _begun(record, first, last, party_begins, party, apart):
    count = len(record)
    nodes = count + len(party)
    size = 16
    while size < 2 * nodes:
        size *= 2
    state = _State(
        np.arange(count), np.ones(count, dtype=np.int64), first.copy(), last.copy(),
        np.full((count, 2), -1, dtype=np.int64), np.full((count, 2), -1, dtype=np.int64),
        np.zeros((count, 2), dtype=np.int64), np.empty(nodes, dtype=np.int64), np.full(nodes, -1, dtype=np.int64),
        np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64),
        apart, np.zeros(count, dtype=np.bool_),
    )  # fmt: skip
    for at in range(count):
        if record[at] >= 0:
            state.value[at] = 2 * record[at]
            _put(state, at, 0, at)
        for place in range(party_begins[at], party_begins[at + 1]):
            state.value[count + place] = 2 * party[place] + 1
            _put(state, at, 1, count + place)
    for at in range(len(apart)):
        state.decided[apart[at, 0]] = state.decided[apart[at, 1]] = True
    return state


@inner
def _root(state, at):
    while state.parent[at] != at:
        state.parent[at] = state.parent[state.parent[at]]
        at = state.parent[at]
    return at


@inner
def _kept_apart(state, a, b):
    """Whether a person said that something of one group is not the same as something of the other."""
    if not (state.decided[a] and state.decided[b]):
        return False
    for at in range(len(state.apart)):
        one, other = _root(state, state.apart[at, 0]), _root(state, state.apart[at, 1])
        if (one == a and other == b) or (one == b and other == a):
            return True
    return False


@inner
def _agree(state, a, b):
    if max(state.first[a], state.first[b]) > min(state.last[a], state.last[b]):
        return False
    # The score of two single things has weighed who takes part. Who met one guest in the morning and another at noon:
    # through a report that names the host alone the two would become one.
    if state.size[a] > 1 or state.size[b] > 1:
        common = _common(state, a, b, 1, 2)
        if common < 2 and common < state.count[a, 1] and common < state.count[b, 1]:
            return False
    if state.refused[a] == b or state.refused[b] == a:
        return False
    if _common(state, a, b, 0, 1):
        state.refused[a], state.refused[b] = b, a
        return False
    return True


@inner
def _common(state, a, b, chain, enough):
    """How many values of a chain two groups have in common, counted as far as `enough`."""
    if state.count[a, chain] > state.count[b, chain]:
        a, b = b, a
    common = 0
    node = state.head[a, chain]
    while node >= 0 and common < enough:
        common += state.table_group[_slot(state, b, state.value[node])] >= 0
        node = state.following[node]
    return common


@inner
def _merge(state, a, b):
    if state.size[a] < state.size[b]:
        a, b = b, a
    state.parent[b] = a
    state.size[a] += state.size[b]
    for chain in range(2):
        node = state.head[b, chain]
        while node >= 0:
            following = state.following[node]
            _take_out(state, _slot(state, b, state.value[node]))
            _put(state, a, chain, node)
            node = following
    first, last = max(state.first[a], state.first[b]), min(state.last[a], state.last[b])
    if first > last:
        # Two days that a person called one happening: it lasted from the one to the other.
        first, last = min(state.first[a], state.first[b]), max(state.last[a], state.last[b])
    state.first[a], state.last[a] = first, last
    state.decided[a] = state.decided[a] or state.decided[b]


@inner
def _put(state, group, chain, node):
    """Put a value into the table and the chain of a group, unless it is there."""
    slot = _slot(state, group, state.value[node])
    if state.table_group[slot] >= 0:
        return
    state.table_group[slot], state.table_value[slot] = group, state.value[node]
    state.following[node] = -1
    if state.head[group, chain] < 0:
        state.head[group, chain] = node
    else:
        state.following[state.tail[group, chain]] = node
    state.tail[group, chain] = node
    state.count[group, chain] += 1


@inner
def _home(group, value, mask):
    mixed = group * 1_000_003 + value * 19_349_663
    return (mixed ^ mixed >> 15) & mask


@inner
def _slot(state, group, value):
    """Where a value of a group stands in the table, or the empty slot where it would."""
    mask = len(state.table_group) - 1
    slot = _home(group, value, mask)
    while state.table_group[slot] >= 0 and not (state.table_group[slot] == group and state.table_value[slot] == value):
        slot = (slot + 1) & mask
    return slot


@inner
def _take_out(state, slot):
    """Empty a slot, and move up what was put behind it because it was taken."""
    mask = len(state.table_group) - 1
    other = slot
    while True:
        other = (other + 1) & mask
        if state.table_group[other] < 0:
            break
        home = _home(state.table_group[other], state.table_value[other], mask)
        if (other - home) & mask >= (other - slot) & mask:
            state.table_group[slot], state.table_value[slot] = state.table_group[other], state.table_value[other]
            slot = other
    state.table_group[slot] = -1
