"""Where a registry person's name is only a part of a longer one: a name in its text comes in, the longer one goes out.

Knows the words right beside a name and the names of its actor; knows no other mention and binds nothing itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from helpers import discovery_places as places
from helpers.discovery_words import (
    COMMON,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    LINK,
    OFFICE,
    PART,
    STOP,
    WORD,
    WORDY,
    lexicon,
    phrases,
    plain,
    plain_words,
    unglued,
)
from helpers.text import fold

# A name is longer by few words; beyond them another clause begins.
_MOST, _WINDOW = 3, 48
_NO_NAME = STOP | COMMON | FIELD | HEAD | OFFICE | HONORIFIC
_NO_FIRST_NAME = STOP | HEAD | HONORIFIC
_GAP = "(?:[ \t\u00a0\u200c]+|[ \t]*\n[ \t]*)"
_NEXT = re.compile(f"{_GAP}({WORD})")
_BEFORE = re.compile(f"(?<![^\\W_])({WORD}){_GAP}\\Z")
# The same read backwards, letter by letter from the gap: no place before the word is tried.
_BACK = re.compile(f"{_GAP}({WORD[2:]}(?:@(?![^\\W_]))?)")
# «فاطمی محمد را دید»: whom Fatemi saw is no part of her name.
_OBJECT = "را"


@dataclass(frozen=True)
class Longer:
    """The name in which a registry's name stands: its place, whether it is the same person's, whether it is sure."""

    start: int
    end: int
    same: bool
    sure: bool


def longer(folded: str, start: int, end: int, language: str, names: Callable[[], list[str]]) -> Longer | None:
    """Return the longer name around a registry person's name in a folded text, None where it stands by itself.

    Rule `longer_name`: «رضا فاطمی» and «فاطمی امین» are not «فاطمی»; «محمود احمدی نژاد» is not «محمود احمدی». A
    first name before a surname is the actor's where one of `names` has it. What may also be an ordinary word makes
    the name unsure: then it is neither the actor's nor another's.
    """
    arabic = language == "ar"
    last, sure_end = _after(folded, start, end, arabic)
    first, run, sure_start = _before(folded, start, end, arabic)
    if last == end and first < start and _is_first_name_of(run, folded[start:end], names()):
        return Longer(first, end, True, True)
    if last == end and first == start:
        return None
    return Longer(first, last, False, (last == end or sure_end) and (first == start or sure_start))


def _after(folded: str, start: int, end: int, arabic: bool) -> tuple[int, bool]:
    """Where the name ends with the words behind it that only a name can have there, and whether that is sure."""
    know, sure, last = lexicon(arabic), True, end
    for _ in range(_MOST):
        match = _NEXT.match(folded, last, last + _WINDOW)
        key = plain_words(match[1]) if match else ""
        if not key or not key.isalpha():
            break
        flags, after = know.get(key, 0), match.end()
        if arabic:
            more, doubt = _arabic_word(folded, start, last, after, key, flags), not flags & LINK
        else:
            more, doubt = _persian_word(folded, start, last, after, key, flags)
        if not more:
            break
        sure, last = sure and not doubt, after
    return last, sure


def _persian_word(folded: str, start: int, last: int, after: int, key: str, flags: int) -> tuple[bool, bool]:
    """Whether a word behind a Persian name goes on with it, and whether that is in doubt."""
    following = _NEXT.match(folded, after, after + _WINDOW)
    if following and plain_words(following[1]) == _OBJECT:
        return bool(flags & GIVEN and not flags & _NO_NAME), True
    if flags & PART and not flags & (_NO_NAME | WORDY) and key != "خان":
        return True, False
    if flags & GIVEN and not flags & _NO_NAME:
        return True, bool(flags & WORDY) and not _closes(folded, start, after, False)
    # «محمد یونس قانونی گفت»: behind first names alone a common word can be a surname
    common = not flags & ~(COMMON | FIELD) and _are_first_names(folded[start:last], False)
    unknown = (not flags or common) and key not in _places() and len(key) > 2
    return unknown and _closes(folded, start, after, False), False


def _arabic_word(folded: str, start: int, last: int, after: int, key: str, flags: int) -> bool:
    """«سالم بن», «فاطمي أمين», «محمد علي» and a surname with an article; a verb comes first: objects may follow."""
    if flags & LINK and not flags & STOP:
        return True
    words = plain_words(folded[start:last]).split()
    if flags & GIVEN and not flags & (_NO_NAME & ~OFFICE):
        following = _NEXT.match(folded, after, after + _WINDOW) if flags & OFFICE else None
        second = plain_words(following[1]) if following else ""
        office = (key, second) in phrases("offices").get(key, ()) or not lexicon(True).get(second, 0) & STOP
        return not words[-1].startswith("ال") and not (second and office)  # «أمين عام المنظمة»
    surname = not flags and key.startswith("ال") and len(key) > 5 and key not in _places()
    return surname and _are_first_names(folded[start:last], True)


def _are_first_names(folded: str, arabic: bool) -> bool:
    return all(lexicon(arabic).get(word, 0) & GIVEN for word in plain_words(folded).split())


def _closes(folded: str, start: int, after: int, arabic: bool) -> bool:
    """Whether a name is over at `after`: an office, a verb of speech or the quotation mark that opened it follows."""
    tail = folded[after : after + _WINDOW]
    bare = tail.lstrip(" \t\u200c\u00a0")
    if bare[:1] in ("»", "”", '"') and folded[:start].rstrip(" ")[-1:] in ("«", "“", '"'):
        return True
    words = [plain_words(each) for each in re.findall(WORD, bare[:1].replace("،", " ") + bare[1:].split("\n\n")[0])]
    if not bare or not words or not (bare[0].isalnum() or bare[0] == "،"):
        return False
    kinds = ("offices",) if bare[0] == "،" else ("offices", "speech")
    return any(tuple(words[: len(each)]) == each for kind in kinds for each in phrases(kind).get(words[0], ()))


def _before(folded: str, start: int, end: int, arabic: bool) -> tuple[int, list[str], bool]:
    """Where the name begins with the first names before it, those names, and whether that is sure."""
    know, first, run = lexicon(arabic), start, []
    alone = len(folded[start:end].split()) == 1
    sure = alone  # «محمد علی فاطمی» may be a «علی فاطمی» told in full
    while len(run) < _MOST:
        at, key = _word_before(folded, first)
        flags = know.get(key, 0)
        if not key.isalpha() or len(key) < 2 or flags & _NO_FIRST_NAME:
            break
        if arabic and not flags and unglued(key, _NO_FIRST_NAME)[0]:
            break  # «والسيدة»
        ordinary = bool(flags & (COMMON | FIELD))
        named = bool(flags & GIVEN) and not (ordinary and not _is_edge(folded, at))
        linked = arabic and bool(flags & LINK or (flags & PART and key.startswith("ال")))  # «عبد الله», «سالم بن»
        son = bool(run) and arabic and bool(know.get(run[0], 0) & LINK)
        unknown = not flags and (son or (alone and not run and _is_told(folded, at, end, key, arabic)))
        if not (named or linked or unknown):
            break
        first, run, sure = at, [key, *run], sure and not ordinary
        if unknown:
            break
    return first, run, sure


def _word_before(folded: str, at: int) -> tuple[int, str]:
    """Where the word begins that stands before a place with nothing but space between, and its plain letters."""
    low = max(0, at - _WINDOW)
    match = _BACK.match(folded[low:at][::-1])
    if match and (low == 0 or match.end() < at - low):
        return at - match.end(), plain_words(match[1][::-1])
    match = _BEFORE.search(folded, low, at) if match else None  # a word as long as the window
    return (match.start(1), plain_words(match[1])) if match else (at, "")


def _is_told(folded: str, at: int, end: int, key: str, arabic: bool) -> bool:
    """An unknown word is a first name where a name must begin, and the surname behind it ends one: «کیارش فاطمی»."""
    if not key.isalpha() or len(key) < 3 or key in _places() or (arabic and key.startswith("ال")):
        return False
    return (_is_edge(folded, at) or _is_honoured(folded, at, arabic)) and _closes(folded, at, end, arabic)


def _is_edge(folded: str, at: int) -> bool:
    return folded[:at].rstrip(" \t\u200c")[-1:] in ("", "\n", ".", "،", "«", "“", '"', ":", "؛", "؟", "!", "(")


def _is_honoured(folded: str, at: int, arabic: bool) -> bool:
    return bool(lexicon(arabic).get(_word_before(folded, at)[1], 0) & HONORIFIC)


def _is_first_name_of(run: list[str], surname: str, names: list[str]) -> bool:
    """Whether first names are those of one of an actor's names with that surname: «سالم» of «سالم بن محمد المالك»."""
    tail = plain(surname)
    for name in names:
        words = plain_words(name).split()
        own = plain(name)
        if len(words) > 1 and own.endswith(tail) and own != tail:
            head = own.removesuffix(tail)
            if "".join(run) == head or run[0] == words[0]:
                return True
    return False


@cache
def _places() -> frozenset[str]:
    """The listed countries and towns of one word: «فاطمی تهران را ترک کرد»."""
    return frozenset(plain(fold(name)) for name in places.names() if " " not in name)
