"""Where a body's name or an office ends: the words after its head come in, the word after its last goes out.

Knows the shape of such phrases in Persian, Dari and Arabic; knows no person and makes no mention.
"""

from functools import cache

from helpers.discovery_columns import NAMED
from helpers.discovery_places import adjectives
from helpers.discovery_read import Words
from helpers.discovery_words import (
    COMMA,
    FIELD,
    HEAD,
    HONORIFIC,
    OFFICE,
    PLAIN,
    STOP,
    head_kinds,
    lexicon,
    phrases,
    unglued,
)

_LONGEST = 24  # words: «وزارت ارشاد، حج و اوقاف …» and its country are less
_NESTED = 3  # offices in one title: «مشاور معاون وزیر»


def is_name(words: Words, at: int) -> bool:
    """Whether a word may be a part of a person's name: a known first name, or a word that no table knows."""
    return bool(words.bits[at] & NAMED) and at not in words.places


def end_of_body(words: Words, at: int, size: int) -> int:
    """Return the word after a body's name whose head is the `size` words from `at`; `at + size` when it has no more."""
    kind = head_kinds().get("".join(words.keys(at, at + size)), "")
    return _end(words, at + size, kind == "named")


def end_of_office(words: Words, at: int, size: int) -> int:
    """Return the word after an office: «سفیر ایران در باکو», «رئیس جمهوری این کشور», «وزیر کار ایران»."""
    # «معاون رئیس جمهوری» is one office, and not the president's
    for _ in range(_NESTED):
        more = words.phrase("offices", at + size) if words.plain(at + size) else 0
        if not more:
            break
        at, size = at + size, more
    last = _end(words, at + size, False)
    if last + 1 < words.count and words.plain(last) and words.key(last) == "این":
        if words.key(last + 1) in ("کشور", "وزارت", "سازمان", "معاونت", "اداره", "ولایت", "استان", "نهاد"):
            return last + 2
    # «سفیر ایران در باکو»
    if (last + 1 < words.count and words.is_place(last - 1)) or _ends_in_place(words, at, last):
        if words.plain(last) and words.key(last) in ("در", "فی", "لدی") and words.is_place(last + 1):
            return words.places[last + 1]
    return last


def _ends_in_place(words: Words, first: int, last: int) -> bool:
    return any(words.places.get(at) == last for at in range(max(first, last - 4), last))


def _end(words: Words, at: int, named: bool) -> int:
    arabic = words.language == "ar"
    step = _arabic_step if arabic else _persian_step
    first, limit = at, min(words.count, at + _LONGEST)
    while at < limit:
        if at in words.bodies and words.plain(at):
            at = words.bodies[at]
            continue
        if words.is_place(at) and words.plain(at):
            last = words.places[at]
            # `جامعة بيروت العربية`
            return last + (arabic and last < limit and words.plain(last) and _qualifies(words, last))
        more = step(words, at, first)
        if not more and named and at == first and words.plain(at) and is_name(words, at):
            # «شرکت آریا», «بانک پاسارگاد»: one word that no table knows, two where the phrase is then over
            over = at + 2 >= words.count or words.before[at + 2] != PLAIN
            more = 2 if over and words.plain(at + 1) and is_name(words, at + 1) else 1
        if not more:
            break
        at += more
    # «وزارت امور» and «سازمان بین» are cut short, not named
    while at > first and words.key(at - 1) in ("امور", "بین", "شوون", "عدم"):
        at -= 1
    return at


def _persian_step(words: Words, at: int, first: int) -> int:
    """How many words from `at` on continue a Persian name: 0 when it ends before them."""
    key, flags, follows = words.key(at), words.flags[at], at + 1 < words.count
    if words.before[at] == COMMA:
        return int(at > first and bool(flags & FIELD) and _list_closes(words, at))
    if words.before[at] != PLAIN:
        return 0
    if key == "و":
        # «اطلاعات و ارتباط عامه» is one name, «سازمان ملل و ایران» is two
        field = follows and words.plain(at + 1) and words.flags[at + 1] & FIELD
        return 2 if at > first and field and not words.is_place(at + 1) and _same_rank(words, at) else 0
    if key == "در":
        return 2 if follows and words.key(at + 1) in ("امور", "حوزه") and words.plain(at + 1) else 0
    if key == "بین":
        return 2 if follows and words.plain(at + 1) and words.key(at + 1) in ("الملل", "المللی") else 0
    if key == "علیه":
        # «کمیسیون عالی منع خشونت علیه زنان»
        field = follows and words.plain(at + 1) and words.flags[at + 1] & FIELD
        return 2 if at > first and field and words.flags[at - 1] & FIELD else 0
    if flags & FIELD and not flags & STOP:
        return 1
    if flags & HEAD and at > first - 1 and not flags & STOP:
        return words.phrase("heads", at)
    if _is_nationality(words, at):
        return 1
    return 0


def _same_rank(words: Words, at: int) -> bool:
    """«و» joins two words of one name unless what follows it is a new subject: «وزارت صحت و مردم محل»."""
    return bool(words.flags[at - 1] & FIELD)


def _list_closes(words: Words, at: int) -> bool:
    """After a comma a name goes on only as a list that «و» closes: «زنان، کودکان و خانواده»."""
    for n in range(at + 1, min(at + 6, words.count - 1)):
        if words.key(n) == "و":
            return words.plain(n) and bool(words.flags[n + 1] & FIELD) and words.plain(n + 1)
        if not words.flags[n] & FIELD or words.before[n] not in (PLAIN, COMMA):
            return False
    return False


def _arabic_step(words: Words, at: int, first: int) -> int:
    if words.before[at] != PLAIN:
        return 0
    known = lexicon()
    if words.flags[at] & FIELD:
        return 1
    if words.flags[at] & (STOP | OFFICE | HONORIFIC):
        return 0
    if words.flags[at] & HEAD:
        return 1 if not words.key(at).startswith("ال") or at == first else 0
    glued, bare = unglued(words.key(at), FIELD | HEAD)
    if glued == 1 and words.key(at)[0] == "و":
        # «والعلوم والثقافة»: goes on a list of fields, begins no new body
        return int(at > first and bool(known.get(bare, 0) & FIELD) and not known.get(bare, 0) & HEAD)
    if glued and words.key(at)[0] == "ل":
        return 1
    if words.key(at).startswith("ل") and words.key(at)[1:] in _states() and words.is_place(at + 1):
        return 1
    if words.key(at) in _states() and words.is_place(at + 1):
        return 1
    if _is_nationality(words, at):
        return 1
    # «وزارة الإرشاد»: the first word after a head that stands in the construct state may be any definite noun
    return int(at == first and words.key(at).startswith("ال") and not words.key(at - 1).startswith("ال"))


def _qualifies(words: Words, at: int) -> bool:
    """Whether an Arabic word behind a town is an adjective of the body: العربية, اللبنانية, الوطنية."""
    adjective = words.key(at).startswith("ال") and words.key(at).endswith("یه")
    return adjective and (_is_nationality(words, at) or bool(words.flags[at] & FIELD) or words.key(at) == "العربیه")


@cache
def _states() -> frozenset[str]:
    return frozenset(phrase[0] for each in phrases("place").values() for phrase in each if len(phrase) == 1)


def _is_nationality(words: Words, at: int) -> bool:
    """ایرانی, الإيرانية: an adjective made of a country's name, which the country's name tells."""
    return words.key(at) in adjectives()
