"""Things with keys come in, pairs of things that share a key and stand close in its order go out.

Knows keys, days and positions as numbers; knows no event, no record and no name. Linear in the keys, whatever they are.
"""

import numpy as np

from helpers.compiled import compiled

# Of the things that share a key and a time each is held against so many next ones. More is only found by a rarer key.
WINDOW = 10
# From so many on it is said that not all were compared: the bound keeps the time linear, whatever a corpus repeats.
CROWD = 2_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


def close(keys: np.ndarray, owners: np.ndarray, days: np.ndarray, reach: int, count: int):
    """Return pairs `low high` of owners with one key, at most `reach` days and WINDOW places apart, each pair once.

    keys, owners, days: a row a key of a thing; rows of one key stand in the order that counts, their days rising.
    Owners are below `count`. The pairs come by `low`.
    """
    codes, different = numbered(keys)
    return _close(codes, different, owners, days, count, reach, WINDOW)


def crowd(keys: np.ndarray, owners: np.ndarray, days: np.ndarray, reach: int, count: int) -> np.ndarray:
    """Return for each of `count` owners how many share a key with it and are at most `reach` days away, itself too;
    1 where no key has more than CROWD. Rows as in `close`."""
    codes, _ = numbered(keys)
    sizes = np.bincount(codes, minlength=1)
    some = np.flatnonzero(sizes[codes] > CROWD)
    some = some[np.argsort(codes[some], kind="stable")]
    return _crowd(codes[some], owners[some], days[some], count, reach)


def numbered(keys: np.ndarray) -> tuple[np.ndarray, int]:
    """Return a number for each key, from 0 in the order in which they first appear, and how many there are."""
    bits = max(4, (2 * len(keys)).bit_length())
    starts = (keys.astype(np.uint64) * _MIX >> np.uint64(64 - bits)).astype(np.int64)
    return _numbered(keys, starts, 1 << bits)


@compiled
def _numbered(keys, starts, size):
    table = np.full(size, -1, dtype=np.int64)
    first = np.empty(len(keys), dtype=np.int64)
    codes = np.empty(len(keys), dtype=np.int64)
    different = 0
    for at in range(len(keys)):
        slot = starts[at]
        while table[slot] >= 0 and keys[first[table[slot]]] != keys[at]:
            slot = (slot + 1) & (size - 1)
        if table[slot] < 0:
            table[slot] = different
            first[different] = at
            different += 1
        codes[at] = table[slot]
    return codes, different


@compiled
def _close(codes, different, owners, days, count, reach, window):
    begins = np.zeros(different + 1, dtype=np.int64)
    own_begins = np.zeros(count + 1, dtype=np.int64)
    for at in range(len(codes)):
        begins[codes[at] + 1] += 1
        own_begins[owners[at] + 1] += 1
    begins, own_begins = np.cumsum(begins), np.cumsum(own_begins)
    filled, own_filled = begins.copy(), own_begins.copy()
    owner = np.empty(len(codes), dtype=np.int64)
    day = np.empty(len(codes), dtype=np.int64)
    code = np.empty(len(codes), dtype=np.int64)
    own = np.empty(len(codes), dtype=np.int64)
    for at in range(len(codes)):
        place = filled[codes[at]]
        filled[codes[at]] += 1
        owner[place], day[place], code[place] = owners[at], days[at], codes[at]
        own[own_filled[owners[at]]] = place
        own_filled[owners[at]] += 1
    # Each pair is found from its lower thing, whichever of the two comes first: so it is enough to remember for each
    # other thing whether the one at hand has met it.
    met = np.full(count, -1, dtype=np.int64)
    out = np.empty((max(16, 4 * count), 2), dtype=np.int64)
    size = 0
    for low in range(count):
        for at in range(own_begins[low], own_begins[low + 1]):
            place = own[at]
            first = max(begins[code[place]], place - window)
            last = min(begins[code[place] + 1] - 1, place + window)
            for other in range(first, last + 1):
                high = owner[other]
                if high <= low or met[high] == low or abs(day[other] - day[place]) > reach:
                    continue
                met[high] = low
                if size == len(out):
                    more = np.empty((2 * size, 2), dtype=np.int64)
                    more[:size] = out
                    out = more
                out[size, 0], out[size, 1] = low, high
                size += 1
    return out[:size, 0].copy(), out[:size, 1].copy()


@compiled
def _crowd(codes, owners, days, count, reach):
    out = np.ones(count, dtype=np.int64)
    first = last = 0
    for at in range(len(codes)):
        while codes[first] != codes[at] or days[at] - days[first] > reach:
            first += 1
        last = max(last, at)
        while last + 1 < len(codes) and codes[last + 1] == codes[at] and days[last + 1] - days[at] <= reach:
            last += 1
        out[owners[at]] = max(out[owners[at]], last - first + 1)
    return out


@compiled
def grouped(a, b, count):
    """Return the different pairs `a b` and the number of each row's pair; rows of one `a` should follow each other.

    `a` and `b` are below `count`. Two rows of a pair get two numbers where another `a` stands between them.
    """
    met = np.full(count, -1, dtype=np.int64)
    number = np.empty(len(a), dtype=np.int64)
    first = np.empty(len(a), dtype=np.int64)
    size = begin = 0
    for at in range(len(a)):
        if at and a[at] != a[at - 1]:
            begin = size
        if met[b[at]] < begin:
            met[b[at]] = size
            first[size] = at
            size += 1
        number[at] = met[b[at]]
    return a[first[:size]], b[first[:size]], number


@compiled
def components(a, b, count):
    """Return for each of `count` things the smallest one that pairs connect it with; -1 for one in no pair."""
    parent = np.full(count, -1, dtype=np.int64)
    for at in range(len(a)):
        parent[a[at]], parent[b[at]] = a[at], b[at]
    for at in range(len(a)):
        one, other = a[at], b[at]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if one < other:
            parent[other] = one
        else:
            parent[one] = other
    for at in range(count):
        if parent[at] >= 0:
            parent[at] = parent[parent[at]]  # a parent is never greater: it has its root already
    return parent
