"""One matcher for all rules: a batch of class bytes comes in, where which rule matches and its slots go out.

Knows the rules as patterns over class bytes; knows no word, no letter and no calendar arithmetic.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from . import date_tokens
from .date_patterns import ALIASES
from .date_rules import RULES

_ITEM = re.compile(r"([><!]?)(?:(\w+):)?([a-z_]\w*)(\??)|([()|])(\??)")

_LOOKS = {">": "=", "!": "!", "<": "<="}
# A rule is tried where its first two tokens may stand beside one another and each of the next in its place: as many as
# this are looked at in whole columns, before any regex runs.
_AHEAD = 4


@dataclass(frozen=True)
class Machine:
    """Which rules may match at a token: each of `steps` leads from a set and the next byte to a smaller set, 0 is none.

    The first step is from a token's byte. `readers` has the rules of a set with their matchers in the order of RULES.
    """

    steps: list[np.ndarray]
    readers: list[tuple]
    slots: list[list[str]]  # a rule: the slot of each group of its regex


@dataclass(frozen=True)
class Found:
    """The matches of a batch in the order of the text: columns over matches, token numbers in `slots` (-1 for none)."""

    rule: np.ndarray
    first: np.ndarray
    after: np.ndarray  # the token behind the last
    slots: dict[str, np.ndarray]


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


def _regex(tree, slots: list[str]) -> str:
    """The tree as a regex over class bytes; `slots` collects the name of each group in order."""
    branches = []
    for branch in tree:
        parts = []
        for part, optional in branch:
            if isinstance(part, list):
                body = f"(?:{_regex(part, slots)})"
            else:
                slot, name = part
                body = "[" + "".join(f"\\x{byte:02x}" for byte in class_bytes(name)) + "]"
                if slot in _LOOKS:
                    body = f"(?{_LOOKS[slot]}{body})"
                elif slot:
                    slots.append(slot)
                    body = f"({body})"
            parts.append(body + ("?" if optional else ""))
        branches.append("".join(parts))
    return "|".join(branches)


@cache
def machine() -> Machine:
    """Return the machine of RULES; of two rules that match at a place the first in the list wins.

    Patterns have no repetition, so a match reads a bounded number of tokens and the whole is linear in the text.
    """
    pairs = np.zeros((len(RULES), 256, 256), dtype=bool)
    later = np.ones((len(RULES), _AHEAD, 256), dtype=bool)
    matchers, slots = [], []
    for rule, at_first, after in zip(RULES, pairs, later, strict=True):
        tree, mine = _tree(rule.pattern), []
        matchers.append(re.compile(_regex(tree, mine).encode("latin-1"), re.DOTALL).match)
        slots.append(mine)
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
    chosen = (np.flatnonzero(np.unpackbits(bits)).tolist() for bits in sets.T)
    readers = [tuple((rule, matchers[rule]) for rule in rules) for rules in chosen]
    return Machine(steps, readers, slots)


def _distinct(sets: np.ndarray):
    """The different columns of `sets`, the empty one first, and the number of each column among them."""
    different, numbers = np.unique(np.concatenate([0 * sets[:, :1], sets], axis=1), axis=1, return_inverse=True)
    return different, numbers.reshape(-1)[1:].astype(np.int16)


def slot_names() -> list[str]:
    """Return the names of all slots, sorted."""
    return sorted({name for names in machine().slots for name in names})


def match(classes: bytes) -> Found:
    """Return the matches of all rules, left to right, without overlap; rules of no kind only take their tokens."""
    it = machine()
    end = len(classes)
    classes += class_bytes("break")[:1] * _AHEAD  # a look at the next tokens needs some
    codes = np.frombuffer(classes, dtype=np.uint8)
    which = it.steps[0].take((codes[:end].astype(np.uint16) << 8) | codes[1 : end + 1])
    places = np.flatnonzero(which)
    which = which.take(places).astype(np.int64)
    for ahead, step in enumerate(it.steps[1:], 2):
        which = step.take((which << 8) | codes.take(places + ahead)).astype(np.int64)
        some = np.flatnonzero(which)
        places, which = places.take(some), which.take(some)
    readers, made = it.readers, [rule.kind is not None for rule in RULES]
    layouts, hits, firsts, afters, numbers = [{} for _ in RULES], [], [], [], []
    after = 0
    for place, rules in zip(places.tolist(), which.tolist(), strict=True):
        if place < after:
            continue
        for rule, read in readers[rules]:
            hit = read(classes, place)
            if hit:
                after = hit.end()
                if made[rule]:
                    # the tokens of a match and those beside it decide which slot is where: each such window once
                    # (at place 0 this is an odd window, but one that no other match has)
                    number = layouts[rule].setdefault(classes[place - 1 : after + 1], len(hits))
                    if number == len(hits):
                        hits.append((rule, hit))
                    firsts.append(place)
                    afters.append(after)
                    numbers.append(number)
                break
    return _found(hits, *(np.array(column, dtype=np.int64) for column in (firsts, afters, numbers)))


def _found(hits, first, after, number) -> Found:
    """The columns of matches from the first match of each layout and the number of each match's layout."""
    names = slot_names()
    column = {name: at for at, name in enumerate(names)}
    rules = np.array([rule for rule, _ in hits], dtype=np.int64)
    inside = np.full((len(names), len(hits)), -1)
    for at, (rule, hit) in enumerate(hits):
        start = hit.start()
        for name, (token, _) in zip(machine().slots[rule], hit.regs[1:], strict=True):
            if token >= 0:  # a slot may stand in several branches of a rule; only one of them took part
                inside[column[name], at] = token - start
    slots = {name: np.where(at < 0, -1, at + first) for name, at in zip(names, inside.take(number, 1), strict=True)}
    return Found(rules.take(number), first, after, slots)
