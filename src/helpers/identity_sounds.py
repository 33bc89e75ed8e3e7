"""Two words of names come in, how far apart they sound goes out: across Persian, Dari, Arabic and Latin spelling.

Knows letters and their correspondences (`tables/`); knows no person, no body and no corpus.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from helpers import tables
from helpers.text import ZWNJ, fold, ignorable

# What a difference costs; a pair that stays below one is the same sound in two spellings.
OTHER_CONSONANT = 3.0
LOST_VOWEL, OTHER_VOWEL = 1.0, 0.5
# «علییف» for «علی اف», «بابایف» for «باباييف»: in a transliterated word vowels are a matter of taste.
FREE_VOWEL = 0.2
_NEVER = 99.0


@dataclass(frozen=True)
class Word:
    """One word of a name: its letters as sets of what they may stand for, which are vowels, its foreign ending."""

    text: str
    latin: bool
    units: tuple[tuple[frozenset[str], bool], ...]
    ending: str


@cache
def _classes() -> dict[str, str]:
    rows = tables.read("name_letters")
    return dict(zip(map(fold, rows["letter"]), rows["class"], strict=True))


@cache
def _vowels() -> frozenset[str]:
    rows = tables.read("name_letters")
    return frozenset(fold(letter) for letter in rows.loc[rows["vowel"] == "yes", "letter"])


@cache
def _latin() -> dict[str, tuple[frozenset[str], bool]]:
    rows = tables.read("latin_letters").itertuples()
    return {row.latin: (frozenset(fold(row.letters).split()), row.vowel != "") for row in rows}


@cache
def _short() -> frozenset[frozenset[str]]:
    rows = tables.read("latin_letters")
    return frozenset(frozenset(fold(letters).split()) for letters in rows.loc[rows["vowel"] == "short", "letters"])


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    rows = tables.read("letter_pairs").itertuples()
    return frozenset((fold(row.persian), fold(row.arabic)) for row in rows)


@cache
def endings() -> dict[tuple[bool, str], tuple[str, bool]]:
    """Return (`is Latin`, folded ending) -> (its sound, whether it may stand as a word of its own)."""
    rows = tables.read("name_suffixes").itertuples()
    return {(row.script == "latin", fold(row.suffix)): (row.sound, row.alone == "yes") for row in rows}


@lru_cache(maxsize=200_000)
def word(text: str, person: bool = True) -> Word:
    """Return a folded word ready to be compared; «مرادوفا», «مرادوا», «Muradova» have one ending and one stem.

    person: whether it may end as family names do; «جنيف» is a city and has no such ending.
    """
    latin = bool(re.search("[a-z]", text)) or any("LATIN" in unicodedata.name(letter, "") for letter in text[:1])
    stem, ending = _stem(text, latin) if person else (text, "")
    units = _latin_units(stem) if latin else _arabic_units(stem)
    return Word(text, latin, units, ending)


def _stem(text: str, latin: bool) -> tuple[str, str]:
    for length in range(min(6, len(text) - 2), 0, -1):
        sound = endings().get((latin, text[-length:]), ("", False))[0]
        if sound:
            return text[:-length], sound
    return text, ""


def _arabic_units(text: str) -> tuple[tuple[frozenset[str], bool], ...]:
    last = len(text) - 1
    # The last letter of صاحبه and فاطمه is heard as a vowel, and written or not by Latin letters.
    return tuple(
        (frozenset(letter), letter in _vowels() or (letter == "ه" and at == last)) for at, letter in enumerate(text)
    )


def _latin_units(text: str) -> tuple[tuple[frozenset[str], bool], ...]:
    text = re.sub("c(?=[eiy])", "s", text)  # ICESCO is آیسسکو
    known, units, at = _latin(), [], 0
    while at < len(text):
        size = next((n for n in (3, 2, 1) if text[at : at + n] in known), 0)
        plain = unicodedata.normalize("NFKD", text[at])[0]
        letters, vowel = known.get(text[at : at + max(size, 1)], known.get(plain, (frozenset(text[at]), False)))
        if not (units and units[-1][0] == letters):  # Mohammad has one م more than محمد
            units.append((letters, vowel))
        at += max(size, 1)
    if len(units) > 2 and "ه" in units[-1][0]:
        units[-1] = (units[-1][0], True)  # Fatimah is فاطمه
    return tuple(units)


@lru_cache(maxsize=200_000)
def coarse(text: str, person: bool = True) -> str:
    """Return a key that all spellings of a word share, and some others too: its consonants in coarse classes.

    «Karimov», «كريموف», «کریم‌اف» share one. For bringing together what is then compared, never for deciding.
    """
    made = word(text, person)
    classes, out = _classes(), []
    for at, (letters, vowel) in enumerate(made.units):
        letter = min(letters) if len(letters) > 1 else next(iter(letters))
        if vowel or letter == "و":
            # At the beginning و is v: ولادیمیر, فلاديمير, Vladimir.
            out += ["f"] if at == 0 and "و" in letters and not made.latin else []
            continue
        at_the_end = at == len(made.units) - 1 and classes.get(letter) == "h"
        known = "f" if made.latin and "و" in letters and at == 0 else classes.get(letter, letter)
        if made.latin and "و" in letters and at > 0:
            continue
        if not at_the_end and known and (not out or out[-1] != known):
            out.append(known)
    return "".join(out) + ("+" + made.ending if made.ending else "")


def distance(a: Word, b: Word, foreign: bool) -> float:
    """Return what parts two words: 0 for one spelling, below 1 for one sound in two scripts, 99 for two words.

    foreign: the words stand in texts of different languages, so that «پ» may be written «ب» and «گ» «غ».
    """
    if a.text == b.text:
        return 0.0
    if a.ending != b.ending:
        return _NEVER
    scripts = a.latin != b.latin
    vowel = FREE_VOWEL if a.ending else 1.0
    return _aligned(a.units, b.units, scripts, foreign or bool(a.ending), vowel)


@lru_cache(maxsize=200_000)
def _aligned(a: tuple, b: tuple, scripts: bool, foreign: bool, vowel: float) -> float:
    """The cheapest way from one word to the other: letters kept, exchanged, left out."""
    row = [0.0]
    for letters, is_vowel in b:
        row.append(row[-1] + _dropped(letters, is_vowel, scripts, vowel))
    for letters, is_vowel in a:
        above, row = row, [row[0] + _dropped(letters, is_vowel, scripts, vowel)]
        for at, (others, other_vowel) in enumerate(b, start=1):
            row.append(
                min(
                    above[at] + _dropped(letters, is_vowel, scripts, vowel),
                    row[at - 1] + _dropped(others, other_vowel, scripts, vowel),
                    above[at - 1] + _exchanged(letters, is_vowel, others, other_vowel, scripts, foreign, vowel),
                )
            )
    return round(row[-1], 3)


def _dropped(letters: frozenset[str], is_vowel: bool, scripts: bool, vowel: float) -> float:
    if not is_vowel:
        return OTHER_CONSONANT
    # A Latin a, e or o has often no letter in «محمد»; a written ا, و, ی is meant. «Karimi» is کریمی rather than کرمی.
    if not (scripts and len(letters) > 1):
        return LOST_VOWEL * vowel
    return 0.03 if letters in _short() else 0.4


def _exchanged(letters, is_vowel, others, other_vowel, scripts: bool, foreign: bool, vowel: float) -> float:
    if letters & others:
        return 0.0
    if is_vowel and other_vowel:
        return OTHER_VOWEL * vowel
    pairs = _pairs()
    if foreign and any((x, y) in pairs or (y, x) in pairs for x in letters for y in others):
        return 0.1
    return OTHER_CONSONANT


@cache
def _plain_letters() -> dict[int, str | None]:
    """What makes a name its words in one pass: marks and half-spaces go, all that is no letter parts two words."""
    table: dict[int, str | None] = {}
    for code in (*range(0x20, 0x250), *range(0x600, 0x700), *range(0x2000, 0x2070), *range(0xFB50, 0xFEFF)):
        letter = fold(chr(code))
        kept = letter.isalnum() or letter in "'-&"
        table[code] = letter if kept else " "
    table |= dict.fromkeys(map(ord, ignorable() + ZWNJ))
    return table


_HANGING = re.compile(r"(?<!\w)['-]+|['-]+(?!\w)")


def words(name: str) -> list[str]:
    """Return the folded words of a name, without marks, commas and half-spaces («علی‌اف» stays one word)."""
    plain = fold(name.translate(_plain_letters()))
    return (_HANGING.sub(" ", plain) if "-" in plain or "'" in plain else plain).split()
