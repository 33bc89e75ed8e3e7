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


@dataclass(frozen=True)
class Machine:
    """Which rules may start at a token (`readers[starts[its byte * 256 + the next byte]]`), and their slots."""

    starts: np.ndarray
    readers: list  # tuples of (rule, its matcher) in the order of RULES
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
    if name == "plain":  # a word that is in no table
        return b"\0"
    return bytes(sorted({byte for each in ALIASES.get(name, (name,)) for byte in words.letters(each)}))


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
    allowed = np.zeros((len(RULES), 256, 256), dtype=bool)
    matchers, slots = [], []
    for rule, may_start in zip(RULES, allowed, strict=True):
        tree, mine = _tree(rule.pattern), []
        matchers.append(re.compile(_regex(tree, mine).encode("latin-1"), re.DOTALL).match)
        slots.append(mine)
        for start in _starts(tree):
            tails = list(class_bytes(start[1])) if len(start) > 1 else range(256)
            may_start[np.ix_(list(class_bytes(start[0])), tails)] = True
    packed = np.packbits(allowed.reshape(len(RULES), -1), axis=0)
    # the pairs that start nothing come first: their rules are none
    sets, starts = np.unique(np.concatenate([0 * packed[:, :1], packed], axis=1), axis=1, return_inverse=True)
    readers = [
        tuple((rule, matchers[rule]) for rule in np.flatnonzero(np.unpackbits(bits)).tolist()) for bits in sets.T
    ]
    return Machine(starts.reshape(-1)[1:].astype(np.int16), readers, slots)


def slot_names() -> list[str]:
    """Return the names of all slots, sorted."""
    return sorted({name for names in machine().slots for name in names})


def match(classes: bytes) -> Found:
    """Return the matches of all rules, left to right, without overlap; rules of no kind only take their tokens."""
    it = machine()
    classes += class_bytes("break")[:1]  # a look at the next token needs one
    codes = np.frombuffer(classes, dtype=np.uint8)
    readers_at = it.starts.take((codes[:-1].astype(np.uint16) << 8) | codes[1:])
    places = np.flatnonzero(readers_at)
    readers, made = it.readers, [rule.kind is not None for rule in RULES]
    layouts, hits, firsts, afters, numbers = [{} for _ in RULES], [], [], [], []
    after = 0
    for place, which in zip(places.tolist(), readers_at[places].tolist(), strict=True):
        if place < after:
            continue
        for rule, read in readers[which]:
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
