"""Chains of words («كانون الثاني», «عید قربان»): numbers of words come in, one token a chain goes out.

Knows numbers of words; knows no word, no text, no rule and no calendar.
"""

from typing import NamedTuple

import numpy as np

from .compiled import compiled


class Entries(NamedTuple):
    """What words or chains are in each group of `date_lexicon.GROUPS`, a row a group: class byte, value, skip.

    The class byte 0 is none: the words of chains have a number too, so that one lookup tells which words matter.
    """

    code: np.ndarray
    value: np.ndarray
    skip: np.ndarray


class Chains(NamedTuple):
    """Chains as a tree: from a node and the number of the next word to a node.

    The node of a first word is its number (`heads`: which begin a chain). A step stands in the slots of `keys` and
    `nodes`, under node * (count of words) + number, or in the next free one. `ends` is the number of the chain that
    ends at a node, 0 for none; `longest` counts words.
    """

    heads: np.ndarray
    keys: np.ndarray
    nodes: np.ndarray
    ends: np.ndarray
    longest: int


def tree(chains: dict[tuple[int, ...], int], count: int) -> Chains:
    """Return the tree of chains of at least two of `count` words, each with a number of its own (from 1)."""
    steps, ends, size = {}, {}, count + 1
    for (node, *rest), number in chains.items():
        for word in rest:
            node = steps.setdefault((node, word), size + len(steps))
        ends[node] = number
    heads = np.zeros(size, dtype=bool)
    heads[[chain[0] for chain in chains]] = True
    keys = np.full(1 << (4 * len(steps) + 1).bit_length(), -1, dtype=np.int64)
    nodes = np.zeros(len(keys), dtype=np.int64)
    for (node, word), after in steps.items():
        key = node * size + word
        slot = _slot(key, len(keys))
        while keys[slot] >= 0:
            slot = (slot + 1) % len(keys)
        keys[slot], nodes[slot] = key, after
    numbers = np.zeros(size + len(steps), dtype=np.int64)
    numbers[list(ends)] = list(ends.values())
    return Chains(heads, keys, nodes, numbers, max(map(len, chains)))


@compiled
def _slot(key, slots):
    return (key * 0x9E3779B1 >> 16) & (slots - 1)


@compiled
def join(at, columns, letter, chains, chained):
    """Write each chain into its first token; return `at`, the numbers of tokens side by side, without the others.

    `columns` has what is read of a token (`kind group`, and `word`, of signs and numbers too: by it a chain knows its
    parts) and what is written (`code value skip end`); `letter` is the kind of words of letters. A token is in one
    chain, the longest; of two as long the first.
    """
    kept = 0
    first, size, number = _candidates(at, columns, letter, chains, chained)
    free, stays = np.ones(len(at), dtype=np.bool_), np.ones(len(at), dtype=np.bool_)
    for length in range(chains.longest, 1, -1):
        for each in range(len(first)):
            begin, after = first[each], first[each] + length
            if size[each] != length or not free[begin:after].all():
                continue
            free[begin:after] = False
            stays[begin + 1 : after] = False
            head, chain = at[begin], number[each]
            own = columns.group[head]
            columns.code[head], columns.value[head] = chained.code[own, chain], chained.value[own, chain]
            columns.skip[head], columns.end[head] = chained.skip[own, chain], columns.end[at[after - 1]]
    for row in range(len(at)):
        if stays[row]:
            at[kept] = at[row]
            kept += 1
    return at[:kept]


@compiled
def _candidates(at, columns, letter, chains, chained):
    """Every chain that stands anywhere: its first token (a place in `at`), how many it has, and its number."""
    word, found, room = columns.word, 0, np.empty((16, 3), dtype=np.int64)
    for begin in range(len(at) - 1):
        head, following = at[begin], at[begin + 1]
        if not chains.heads[word[head]]:
            continue
        # only before a word of a table, or a sign or number of a class: not «القرن 19b»
        if columns.code[following] == 0 and not (word[following] and columns.kind[following] == letter):
            continue
        node = np.int64(word[head])
        for length in range(2, min(chains.longest, len(at) - begin) + 1):
            node = _step(chains, node, word[at[begin + length - 1]])
            if not node:
                break
            chain = chains.ends[node]
            if chained.code[columns.group[head], chain]:
                if found == len(room):
                    room = np.concatenate((room, np.empty_like(room)))
                room[found, 0], room[found, 1], room[found, 2] = begin, length, chain
                found += 1
    return room[:found, 0], room[:found, 1], room[:found, 2]


@compiled
def _step(chains, node, word):
    """The node that a word leads to, 0 for none."""
    key = node * len(chains.heads) + word
    slot = _slot(key, len(chains.keys))
    while chains.keys[slot] >= 0:
        if chains.keys[slot] == key:
            return chains.nodes[slot]
        slot = (slot + 1) & (len(chains.keys) - 1)
    return 0
