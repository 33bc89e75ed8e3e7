"""One matcher for all rules: a batch of class bytes comes in, where which rule matches and its slots go out.

Knows the rules as patterns over class bytes; knows no word, no letter and no calendar arithmetic.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from . import date_tokens
from .compiled import compiled
from .date_patterns import ALIASES
from .date_rules import RULES

_ITEM = re.compile(r"([><!]?)(?:(\w+):)?([a-z_]\w*)(\??)|([()|])(\??)")

_LOOKS = frozenset("><!")
# A rule is tried where its first two tokens may stand beside one another and each of the next in its place: as many as
# this are looked at before any program runs.
_AHEAD = 4
_PART = 1 << 14  # matches whose slots are looked at at once

# What a step of a program does: take a token of a set; look at the next or at the one before; try what follows, and
# when that fails go on at its target; go to its target; end.
_TAKE, _AHEAD_IS, _AHEAD_IS_NOT, _BEFORE_IS, _TRY, _GO, _DONE = range(7)
_LOOK_STEPS = {">": _AHEAD_IS, "!": _AHEAD_IS_NOT, "<": _BEFORE_IS}


class Machine(NamedTuple):
    """All rules as arrays: which may match at a token, and a program for each.

    Each of the three tables leads from a set of rules and the next byte to a smaller set (0 is none), the first from a
    token's byte. `begins` and `rules` are the rules of a set in the order of RULES, `made` says which make a row.
    `entry` is the first step of each rule's program: what a step does (`does`), with which set of bytes (a row of
    `members`) or which target (`to`), and which slot it fills (-1 for none).
    """

    one: np.ndarray
    two: np.ndarray
    three: np.ndarray
    begins: np.ndarray
    rules: np.ndarray
    entry: np.ndarray
    does: np.ndarray
    to: np.ndarray
    slot: np.ndarray
    members: np.ndarray
    made: np.ndarray


@dataclass(frozen=True)
class Found:
    """The matches of a batch in the order of the text, as columns.

    `taken` has the (slot, token) of all matches one after the other, `begins` where those of each begin.
    """

    rule: np.ndarray
    first: np.ndarray
    after: np.ndarray  # the token behind the last
    begins: np.ndarray
    taken: np.ndarray

    def parts(self):
        """Yield the matches in parts: (rule, first, after, slots), where `slots` has the token of each slot, or -1.

        There are many more slots than a match fills: a part of them stays in the processor's memory, all do not.
        """
        begins = np.append(self.begins, len(self.taken))
        for at in range(0, max(1, len(self.rule)), _PART):
            own = slice(at, at + _PART)
            slots = np.full((len(slot_names()), len(self.rule[own])), -1, dtype=np.int64)
            _fill(slots, begins[at : at + _PART + 1], self.taken)
            yield self.rule[own], self.first[own], self.after[own], dict(zip(slot_names(), slots, strict=True))


def class_bytes(name: str) -> bytes:
    """Return the class bytes that a class name or an alias stands for; KeyError when no word has the class."""
    words = date_tokens.shared()
    # "plain" is a word that is in no table
    letters = (b"\0" if each == "plain" else words.letters(each) for each in ALIASES.get(name, (name,)))
    return bytes(sorted(set().union(*letters)))


def _tree(pattern: str):
    """A pattern as nested lists: a list of alternatives, each a list of (item or tree, optional)."""
    stack = [[[]]]
    for look, slot, name, may, sign, group_may in _ITEM.findall(pattern):
        if name:
            stack[-1][-1].append(((look or slot, name), bool(may)))
        elif sign == "(":
            stack.append([[]])
        elif sign == "|":
            stack[-1].append([])
        else:
            done = stack.pop()
            stack[-1][-1].append((done, bool(group_may)))
    return stack[0]


def _starts(tree, length=2) -> set[tuple[str, ...]]:
    """The first `length` classes of all that a tree can match; shorter when the whole match is shorter."""
    out = set()
    for branch in tree:
        heads = {()}
        for part, optional in branch:
            if not isinstance(part, list):
                tails = {()} if part[0] in _LOOKS else {(part[1],)}
            else:
                tails = _starts(part, length)
            grown = {(head + tail)[:length] for head in heads for tail in tails if len(head) < length}
            heads = {head for head in heads if len(head) == length or optional} | grown
        out |= heads
    return out


def _later(tree, begins=frozenset([0]), out=None) -> tuple[np.ndarray, set[int]]:
    """Which class bytes each of the first `_AHEAD` tokens of a match may have, and after how many it may end."""
    out = np.zeros((_AHEAD, 256), dtype=bool) if out is None else out
    ends = set()
    for branch in tree:
        places = set(begins)
        for part, optional in branch:
            if isinstance(part, list):
                behind = _later(part, places, out)[1]
            elif part[0] in _LOOKS:
                continue
            else:
                out[np.ix_([place for place in places if place < _AHEAD], list(class_bytes(part[1])))] = True
                behind = {place + 1 for place in places}
            places = places | behind if optional else behind
        ends |= places
    return out, ends


class _Program:
    """The steps of all rules, one after the other."""

    def __init__(self):
        self.steps: list[list[int]] = []  # does, to, slot
        self.sets: dict[bytes, int] = {}

    def add(self, tree) -> int:
        """Write a tree of a pattern down; return its first step."""
        first = len(self.steps)
        self._alternatives(tree)
        self.steps.append([_DONE, 0, -1])
        return first

    def _alternatives(self, tree):
        ends = []
        for number, branch in enumerate(tree):
            other = self._step(_TRY) if number < len(tree) - 1 else None
            for part, optional in branch:
                self._part(part, optional)
            if other is not None:
                ends.append(self._step(_GO))
                self.steps[other][1] = len(self.steps)
        for end in ends:
            self.steps[end][1] = len(self.steps)

    def _part(self, part, optional):
        without = self._step(_TRY) if optional else None
        if isinstance(part, list):
            self._alternatives(part)
        else:
            slot, name = part
            letters = class_bytes(name)
            own = self.sets.setdefault(letters, len(self.sets))
            filled = slot_names().index(slot) if slot and slot not in _LOOK_STEPS else -1
            self.steps.append([_LOOK_STEPS.get(slot, _TAKE), own, filled])
        if without is not None:
            self.steps[without][1] = len(self.steps)

    def _step(self, does) -> int:
        self.steps.append([does, 0, -1])
        return len(self.steps) - 1


@cache
def machine() -> Machine:
    """Return the machine of RULES; of two rules that match at a place the first in the list wins.

    Patterns have no repetition, so a match reads a bounded number of tokens and the whole is linear in the text.
    """
    pairs = np.zeros((len(RULES), 256, 256), dtype=bool)
    later = np.ones((len(RULES), _AHEAD, 256), dtype=bool)
    program, entry = _Program(), []
    for rule, at_first, after in zip(RULES, pairs, later, strict=True):
        tree = _tree(rule.pattern)
        entry.append(program.add(tree))
        for start in _starts(tree):
            tails = list(class_bytes(start[1])) if len(start) > 1 else range(256)
            at_first[np.ix_(list(class_bytes(start[0])), tails)] = True
        after[:], ends = _later(tree)
        after[min(ends) :] = True
    sets, step = _distinct(np.packbits(pairs.reshape(len(RULES), -1), axis=0))
    steps = [step]
    for place in range(2, _AHEAD):
        bytes_of, byte = _distinct(np.packbits(later[:, place], axis=0))
        smaller = (sets[:, :, None] & bytes_of[:, None, :]).reshape(len(sets), -1)
        smaller, step = _distinct(smaller)
        steps.append(step.reshape(-1, bytes_of.shape[1])[:, byte].reshape(-1))
        sets = smaller
    chosen = [np.flatnonzero(np.unpackbits(bits)) for bits in sets.T]
    members = np.zeros((len(program.sets), 256), dtype=bool)
    for letters, row in zip(program.sets, members, strict=True):
        row[list(letters)] = True
    does, to, slot = np.array(program.steps, dtype=np.int64).T.copy()
    made = np.array([rule.kind is not None for rule in RULES])
    begins = np.cumsum([0, *map(len, chosen)])
    return Machine(*steps, begins, np.concatenate(chosen), np.array(entry), does, to, slot, members, made)


def _distinct(sets: np.ndarray):
    """The different columns of `sets`, the empty one first, and the number of each column among them."""
    different, numbers = np.unique(np.concatenate([0 * sets[:, :1], sets], axis=1), axis=1, return_inverse=True)
    return different, numbers.reshape(-1)[1:].astype(np.int16)


@cache
def slot_names() -> list[str]:
    """Return the names of all slots, sorted."""
    items = (_ITEM.findall(rule.pattern) for rule in RULES)
    return sorted({slot for found in items for _, slot, *_ in found if slot})


def match(classes: bytes) -> Found:
    """Return the matches of all rules, left to right, without overlap; rules of no kind only take their tokens."""
    # a look at the next tokens needs some
    codes = np.frombuffer(classes + class_bytes("break")[:1] * _AHEAD, dtype=np.uint8)
    hits, taken = _match(codes, machine())
    return Found(*hits, taken)


@compiled
def _match(codes, machine):
    """The rule, first and after of each match and where its slots begin among those taken; the (slot, token) taken."""
    found, count, after = np.empty((1024, 4), dtype=np.int64), 0, 0
    taken, total = np.empty((1024, 2), dtype=np.int64), 0
    stack = np.empty((len(machine.does), 3), dtype=np.int64)
    for place in range(len(codes) - _AHEAD):
        which = np.int64(machine.one[np.int64(codes[place]) << 8 | codes[place + 1]])
        if place < after or not which:
            continue
        which = np.int64(machine.two[which << 8 | codes[place + 2]])
        which = np.int64(machine.three[which << 8 | codes[place + 3]])
        if count == len(found):
            found = np.concatenate((found, np.empty_like(found)))
        if total + len(stack) > len(taken):
            taken = np.concatenate((taken, np.empty((len(taken) + len(stack), 2), dtype=np.int64)))
        for row in range(machine.begins[which], machine.begins[which + 1]):
            rule = machine.rules[row]
            end, slots = _run(codes, place, machine.entry[rule], machine, stack, taken, total)
            if end:
                after = end
                if machine.made[rule]:
                    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = rule, place, end, total
                    total, count = slots, count + 1
                break
    return found[:count].T.copy(), taken[:total]


@compiled
def _run(codes, place, step, machine, stack, taken, total):
    """The token behind a match (0 for none) and how many slots are taken then; what is tried first wins."""
    depth, size = 0, len(codes)
    while True:
        does, to = machine.does[step], machine.to[step]
        step += 1
        if does == _TAKE:
            fits = place < size and machine.members[to, codes[place]]
            if fits:
                if machine.slot[step - 1] >= 0:
                    taken[total, 0], taken[total, 1] = machine.slot[step - 1], place
                    total += 1
                place += 1
        elif does == _TRY:
            stack[depth, 0], stack[depth, 1], stack[depth, 2] = to, place, total
            depth, fits = depth + 1, True
        elif does == _GO:
            step, fits = to, True
        elif does == _DONE:
            return place, total
        elif does == _BEFORE_IS:
            fits = place > 0 and machine.members[to, codes[place - 1]]
        else:
            fits = (place < size and machine.members[to, codes[place]]) == (does == _AHEAD_IS)
        if not fits:
            if not depth:
                return 0, total
            depth -= 1
            step, place, total = stack[depth, 0], stack[depth, 1], stack[depth, 2]


@compiled
def _fill(slots, begins, taken):
    for match in range(len(begins) - 1):
        for row in range(begins[match], begins[match + 1]):
            slots[taken[row, 0], match] = taken[row, 1]
