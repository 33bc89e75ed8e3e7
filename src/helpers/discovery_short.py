"""Surnames alone and misspelt names: the full names of one record come in, their short forms in it go out.

Knows one record; binds a surname to the one person of the record who bears it, and to nobody when two do.
"""

from collections.abc import Iterator

from helpers.discovery_bodies import Found
from helpers.discovery_persons import surname
from helpers.discovery_read import Words
from helpers.discovery_words import (
    COMMA,
    COMMON,
    END,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    OFFICE,
    PLAIN,
    STOP,
    plain,
    unglued,
)

_SHORTEST_MISSPELT = 6


def short_names(words: Words, found: list[Found], known: list) -> list[Found]:
    """Return `found` with short forms bound to the full names of the record, and more short forms of them.

    Rule `short_form`: «فاطمی» where the record names one «فخرالسادات فاطمی»; two people of that surname are
    candidates. Rule `misspelt`: a word of six letters or more that is one letter away from such a surname.
    """
    owners = _owners(words, found, known)
    single = [each for each in found if each.kind == "person" and each.last - each.first == 1]
    out = [each for each in found if each.kind != "person" or each.last - each.first != 1]
    for each in single:
        out.append(_bound(each, owners.get((words.key(each.first),), ())))
    for each in single:
        owners.setdefault((words.key(each.first),), (each.name,))
    out += _short(words, owners)
    out += _misspelt(words, owners)
    return out


def _owners(words: Words, found: list[Found], known: list) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Surname -> the ids of the full names that end with it."""
    owners: dict[tuple[str, ...], dict[str, None]] = {}
    for each in found:
        if each.kind == "person" and (short := surname(words, each)):
            owners.setdefault(short, {})[each.name] = None
    for row in known:
        keys = tuple(plain(part) for part in row.surface.split())
        if row.type == "person" and isinstance(row.actor_id, str) and len(keys) > 1:
            owners.setdefault(keys[-1:], {})[row.actor_id] = None
    return {short: tuple(sorted(ids)) for short, ids in owners.items()}


def _bound(each: Found, ids: tuple[str, ...]) -> Found:
    if len(ids) == 1:
        return Found(each.first, each.last, each.skip, each.kind, each.rule, ids[0])
    if ids:
        why = "a surname of more than one person of the record"
        return Found(each.first, each.last, each.skip, each.kind, each.rule, "", ids, why)
    return each


def _short(words: Words, owners: dict[tuple[str, ...], tuple[str, ...]]) -> Iterator[Found]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for short in owners:
        by_first.setdefault(short[0], []).append(short)
    glued = ("", "و", "ف", "ب", "ل") if words.language == "ar" else ("",)
    for at in words.with_letters(letter + key for letter in glued for key in by_first):
        key = words.key(at)
        skip = int(key not in by_first)
        key = key[skip:]
        for short in sorted(by_first.get(key, ()), key=len, reverse=True):
            last = at + len(short)
            rest = len(short) == 1 or tuple(words.keys(at + 1, last)) == short[1:]
            if rest and _stands_alone(words, at, last):
                yield _bound(Found(at, last, skip, "person", "short_form", ""), owners[short])
                break


def _stands_alone(words: Words, at: int, last: int) -> bool:
    """A surname that is also a word («ابتکار» is initiative) counts where only a person can stand."""
    if words.flags[at] & (STOP | HEAD | OFFICE | HONORIFIC):
        return False
    if not words.flags[at] & (COMMON | FIELD | GIVEN) and not words.is_place(at):
        return True
    if last - at > 1:
        return True
    if words.language == "ar" and at and words.plain(at) and words.phrase("speech", at - 1) == 1:
        return True  # `وأعربت مرسي عن تقديرها`: who speaks stands behind the verb
    clause = words.before[at] in (END, COMMA) and last < words.count and words.before[last] == PLAIN
    acts = clause and (words.key(last) in _ACTS or words.phrase("speech", last))
    return bool(acts) or any(_ends(words, at, kind) for kind in ("agent",))


_ACTS = frozenset("با در ضمن همچنین نیز که هم گفت افزود از".split())


def _ends(words: Words, at: int, kind: str) -> bool:
    """Whether a cue ends right before a word, and the word ends its phrase: «از سوی ابتکار»."""
    edge = at + 1 == words.count or words.before[at + 1] != PLAIN
    return edge and any(at >= n and words.phrase(kind, at - n) == n and words.plain(at) for n in (1, 2, 3))


def _misspelt(words: Words, owners: dict[tuple[str, ...], tuple[str, ...]]) -> Iterator[Found]:
    long = {short[0]: ids for short, ids in owners.items() if len(short) == 1 and len(short[0]) >= _SHORTEST_MISSPELT}
    if not long:
        return
    halves: dict[str, list[str]] = {}
    for name in long:
        for half in (name[: len(name) // 2], name[(len(name) + 1) // 2 :]):
            halves.setdefault(half, []).append(name)
    sizes = {len(half) for half in halves}
    for at in words.like(long, _SHORTEST_MISSPELT - 1):
        key = words.key(at)
        parts = [half for size in sizes for half in (key[:size], key[-size:]) if half in halves]
        if not parts or key in long or words.is_place(at):
            continue
        if words.language == "ar" and unglued(key)[0]:
            continue
        near = {name for half in parts for name in halves[half]}
        for name in sorted(near):
            if is_slip(key, name):
                each = _bound(Found(at, at + 1, 0, "person", "misspelt", ""), long[name])
                why = each.reason or f"one letter from «{name}», whose full name stands in the record"
                yield Found(at, at + 1, 0, "person", "misspelt", each.name, each.candidates, why)
                break


def is_slip(key: str, name: str) -> bool:
    """Whether two spellings are one letter apart in a way that a slip of the hand makes and another name does not.

    Same first letter, and not just an ending more or less: «سلیمان» and «سلیمانی» are two surnames.
    """
    if not key or not name or key == name or key[0] != name[0] or key.startswith(name) or name.startswith(key):
        return False
    return near(key, name)


def near(one: str, other: str) -> bool:
    """Whether two words are at most one letter added, lost, changed or exchanged with its neighbour apart."""
    if abs(len(one) - len(other)) > 1:
        return False
    first = 0
    while first < min(len(one), len(other)) and one[first] == other[first]:
        first += 1
    a, b = one[first:], other[first:]
    if len(a) == len(b):
        swapped = len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
        return a[1:] == b[1:] or swapped
    return a[1:] == b if len(a) > len(b) else a == b[1:]
