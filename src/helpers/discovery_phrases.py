"""Where a body's name or an office ends: the words after its head come in, the word after its last goes out.

Knows the shape of such phrases in Persian, Dari and Arabic; knows no person and makes no mention.
"""

from helpers.discovery_places import adjectives
from helpers.discovery_words import (
    COMMA,
    COMMON,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    LINK,
    OFFICE,
    PART,
    PLAIN,
    STOP,
    Words,
    head_kinds,
    lexicon,
    phrases,
    unglued,
)

_LONGEST = 24  # words: «وزارت ارشاد، حج و اوقاف …» and its country are less
_NESTED = 3  # offices in one title: «مشاور معاون وزیر»
_NOT_A_NAME = STOP | COMMON | FIELD | HEAD | OFFICE | HONORIFIC


def is_name(words: Words, at: int) -> bool:
    """Whether a word may be a part of a person's name: a known first name, or a word that no table knows."""
    word = words.words[at]
    if words.is_place(at) or not word.key.isalpha() or len(word.key) < 2:
        return False
    if word.flags & GIVEN:
        return not word.flags & (STOP | HEAD | HONORIFIC)
    if word.flags & (PART | LINK):
        return True
    if words.language == "ar" and word.flags == 0 and (unglued(word.key)[0] or _is_verbal(word.key)):
        return False
    if words.language != "ar" and len(word.key) > 4 and word.key.endswith(("ند", "ندی", "دیم", "شود")):
        return False  # «آمدند» is a verb
    return not word.flags & _NOT_A_NAME and not _torn(words, at)


def _is_verbal(key: str) -> bool:
    """«لإقناعهم»: a word that ends in a pronoun is no name."""
    return (len(key) > 5 and key.endswith(("هم", "هما", "کم", "نا"))) or key.startswith(("لل", "بال", "وال", "کال"))


def _torn(words: Words, at: int) -> bool:
    """«هما هنگی» is one common word in two pieces, no first name and surname."""
    known = lexicon(words.language == "ar")
    for first in (at - 1, at):
        if 0 <= first < len(words.words) - 1 and words.plain(first + 1):
            if known.get(words.words[first].key + words.words[first + 1].key, 0) & (COMMON | FIELD):
                return True
    return False


def end_of_body(words: Words, at: int, size: int) -> int:
    """Return the word after a body's name whose head is the `size` words from `at`; `at + size` when it has no more."""
    kind = head_kinds().get("".join(word.key for word in words.words[at : at + size]), "")
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
    if last + 1 < len(words.words) and words.plain(last) and words.words[last].key == "این":
        if words.words[last + 1].key in ("کشور", "وزارت", "سازمان", "معاونت", "اداره", "ولایت", "استان", "نهاد"):
            return last + 2
    # «سفیر ایران در باکو»
    if (last + 1 < len(words.words) and words.is_place(last - 1)) or _ends_in_place(words, at, last):
        if words.plain(last) and words.words[last].key in ("در", "فی", "لدی") and words.is_place(last + 1):
            return words.places[last + 1]
    return last


def _ends_in_place(words: Words, first: int, last: int) -> bool:
    return any(words.places.get(at) == last for at in range(max(first, last - 4), last))


def _end(words: Words, at: int, named: bool) -> int:
    arabic = words.language == "ar"
    step = _arabic_step if arabic else _persian_step
    first, limit = at, min(len(words.words), at + _LONGEST)
    while at < limit:
        if at in words.bodies and words.plain(at):
            at = words.bodies[at]
            continue
        if words.is_place(at) and words.plain(at):
            return words.places[at]
        more = step(words, at, first)
        if not more and named and at == first and words.plain(at) and is_name(words, at):
            # «شرکت آریا», «بانک پاسارگاد»: one word that no table knows, two where the phrase is then over
            over = at + 2 >= len(words.words) or words.words[at + 2].before != PLAIN
            more = 2 if over and words.plain(at + 1) and is_name(words, at + 1) else 1
        if not more:
            break
        at += more
    # «وزارت امور» and «سازمان بین» are cut short, not named
    while at > first and words.words[at - 1].key in ("امور", "بین", "شوون", "عدم"):
        at -= 1
    return at


def _persian_step(words: Words, at: int, first: int) -> int:
    """How many words from `at` on continue a Persian name: 0 when it ends before them."""
    word, follows = words.words[at], at + 1 < len(words.words)
    if word.before == COMMA:
        return int(at > first and bool(word.flags & FIELD) and _list_closes(words, at))
    if word.before != PLAIN:
        return 0
    if word.key == "و":
        # «اطلاعات و ارتباط عامه» is one name, «سازمان ملل و ایران» is two
        field = follows and words.plain(at + 1) and words.words[at + 1].flags & FIELD
        return 2 if at > first and field and not words.is_place(at + 1) and _same_rank(words, at) else 0
    if word.key == "در":
        return 2 if follows and words.words[at + 1].key in ("امور", "حوزه") and words.plain(at + 1) else 0
    if word.key == "بین":
        return 2 if follows and words.plain(at + 1) and words.words[at + 1].key in ("الملل", "المللی") else 0
    if word.flags & FIELD and not word.flags & STOP:
        return 1
    if word.flags & HEAD and at > first - 1 and not word.flags & STOP:
        return words.phrase("heads", at)
    if _is_nationality(words, at):
        return 1
    return 0


def _same_rank(words: Words, at: int) -> bool:
    """«و» joins two words of one name unless what follows it is a new subject: «وزارت صحت و مردم محل»."""
    return bool(words.words[at - 1].flags & FIELD)


def _list_closes(words: Words, at: int) -> bool:
    """After a comma a name goes on only as a list that «و» closes: «زنان، کودکان و خانواده»."""
    for n in range(at + 1, min(at + 6, len(words.words) - 1)):
        word = words.words[n]
        if word.key == "و":
            return words.plain(n) and bool(words.words[n + 1].flags & FIELD) and words.plain(n + 1)
        if not word.flags & FIELD or word.before not in (PLAIN, COMMA):
            return False
    return False


def _arabic_step(words: Words, at: int, first: int) -> int:
    word = words.words[at]
    if word.before != PLAIN:
        return 0
    known = lexicon()
    if word.flags & FIELD:
        return 1
    if word.flags & (STOP | OFFICE | HONORIFIC):
        return 0
    if word.flags & HEAD:
        return 1 if not word.key.startswith("ال") or at == first else 0
    glued, bare = unglued(word.key, FIELD | HEAD)
    if glued == 1 and word.key[0] == "و":
        # «والعلوم والثقافة»: goes on a list of fields, begins no new body
        return int(at > first and bool(known.get(bare, 0) & FIELD) and not known.get(bare, 0) & HEAD)
    if glued and word.key[0] == "ل":
        return 1
    if word.key.startswith("ل") and word.key[1:] in _states() and words.is_place(at + 1):
        return 1
    if word.key in _states() and words.is_place(at + 1):
        return 1
    if _is_nationality(words, at):
        return 1
    # «وزارة الإرشاد»: the first word after a head that stands in the construct state may be any definite noun
    return int(at == first and word.key.startswith("ال") and not words.words[at - 1].key.startswith("ال"))


def _states() -> frozenset[str]:
    return frozenset(phrase[0] for each in phrases("place").values() for phrase in each if len(phrase) == 1)


def _is_nationality(words: Words, at: int) -> bool:
    """ایرانی, الإيرانية: an adjective made of a country's name, which the country's name tells."""
    return words.words[at].key in adjectives()
