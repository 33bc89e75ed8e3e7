"""The words that dates are made of: tables come in, a lookup from a folded word to its class and value goes out.

Knows the tables and how a letter becomes one byte; knows no text, no rule and no calendar arithmetic.
"""

import itertools
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from . import calendars, tables, words

# The words of a text: Persian and Dari share theirs, Pashto has these and its own («۷مه» is the 7th there, not 7 May).
GROUPS = ("fa", "ar", "ps")
_GROUP_OF = {"fa": 0, "prs": 0, "ar": 1, "ps": 2}

WEEKDAY = 1_000_000  # the value of Monday; smaller values are numbers, months, units, offsets

# One byte a character: Arabic-script letters from 0x80, ASCII as it is, words.IGNORED and these.
BREAK, OTHER, LETTER = 3, 0x7C, 0xFF

_SIGNS = {"،": ",", "؛": ";", "٪": "%", "«": '"', "»": '"', "“": '"', "”": '"', "ـ": "", "⁄": "/", "∕": "/", "\\": "/"}
_SIGNS |= dict.fromkeys("|•·", ",")  # between the parts of a dateline: «شنبه ۱۵ مهر ۱۴۰۲ | ۱۲:۳۰»
_DASHES = "‐‑‒–—−"


@cache
def _date_fold() -> tuple[np.ndarray, dict[str, int]]:
    """The byte of each code point below 0x10000, and the byte of each folded letter."""
    letters = tables.read("letters")
    folds = {r.letter or chr(int(r.code[2:], 16)): r.folded for r in letters.itertuples()}
    folds |= dict.fromkeys("\u200c\u200d", "") | dict.fromkeys(_DASHES, "-") | _SIGNS
    arabic = (chr(code) for code in range(0x620, 0x6D6) if unicodedata.category(chr(code)) == "Lo")
    plain = [letter for letter in arabic if letter not in folds]
    byte_of = {letter: 0x80 + i for i, letter in enumerate(plain)}
    table = np.full(0x10000, OTHER, dtype=np.uint8)
    for code in range(0x10000):
        char = chr(code)
        if code >= 0x80 and char not in folds and unicodedata.category(char)[0] != "L":
            if char.isspace():
                table[code] = 0x20
            continue
        folded = folds.get(char)
        if folded is None and (0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFEFD):
            folded = unicodedata.normalize("NFKC", char)
            folded = folds.get(folded, folded)
        folded = char if folded is None else folded
        if folded == "":
            table[code] = words.IGNORED
        elif folded in byte_of:
            table[code] = byte_of[folded]
        elif len(folded) == 1 and ord(folded) < 0x80:
            table[code] = 0x20 if folded in " \t\r\x0b\x0c" else ord(folded.lower())
        else:
            table[code] = LETTER
    table[:0x20][table[:0x20] != 0x20] = OTHER
    table[0x0A] = 0x0A
    table[0] = BREAK
    return table, byte_of


@cache
def fold_table() -> np.ndarray:
    """Return the byte of every code point below 0x10000 (uint8); words.IGNORED for marks that stand inside words."""
    return _date_fold()[0]


def folded(text: str) -> bytes:
    """Return the folded bytes of `text` without the ignored characters."""
    codes = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"), 0xFFFF)
    out = fold_table()[codes]
    return out[out != words.IGNORED].tobytes()


@cache
def kind_table() -> np.ndarray:
    """Return the kind of each byte (uint8), as in `words`: letter, digit, space, line end, or a sign by itself."""
    kinds = np.full(256, words.SIGN, dtype=np.uint8)
    for byte in range(256):
        char = chr(byte)
        if byte >= 0x80 or char in "abcdefghijklmnopqrstuvwxyz_":
            kinds[byte] = words.LETTER
        elif char in "0123456789":
            kinds[byte] = words.DIGIT
        elif byte == 0x20:
            kinds[byte] = words.SPACE
    kinds[0x0A] = words.LINE
    return kinds


@dataclass(frozen=True)
class Entry:
    """A word or a chain of words (`words`, folded), its classes and value, and the letters before it (`skip`)."""

    words: tuple[bytes, ...]
    group: int
    classes: frozenset[str]
    value: int
    skip: int = 0


# و ف ب ل ك stand before an Arabic word; ل swallows the alef of the article («لليوم»).
_BEFORE = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "وك")


def split_words(text: str) -> tuple[bytes, ...]:
    """Return the folded words and signs of `text`, as the tokens of a text would be."""
    kinds, raw = kind_table(), folded(text)
    found = []
    alone = (raw_kind if raw_kind < words.LINE else ~place for place, raw_kind in enumerate(kinds[list(raw)].tolist()))
    for kind, group in itertools.groupby(zip(alone, raw, strict=True), key=lambda each: each[0]):
        if kind != words.SPACE:
            found.append(bytes(byte for _, byte in group))
    return tuple(found)


def _rows():
    """Yield (group, class, value, word, may carry Arabic prefixes) from every table."""
    for r in tables.read("date_words").itertuples():
        unit, _, offset = r.value.partition(" ")
        value = pack(int(unit), int(offset)) if offset else int(r.value or 0)
        value *= WEEKDAY if r[1] == "weekday_bare" else 1
        yield _GROUP_OF[r.lang], r[1], value, r.word, r.prefix == "yes"
    for r in tables.read("months").itertuples():
        # «تېر» is "past" in Pashto and folds to the Iranian month Tir: Pashto takes Iranian months from Persian only
        if r.lang == "en" or (r.lang == "ps" and r.calendar == calendars.SOLAR):
            continue
        value = calendars.CALENDARS.index(r.calendar) * 100 + int(r.month)
        kind = {"yes": "month_alone", "after_in": "month_after_in"}.get(r.alone, "month_company")
        yield _GROUP_OF[r.lang], kind, value, r.name, r.lang == "ar"
        if r.lang != "ar":
            yield _GROUP_OF[r.lang], "month_alone", value, r.name + "ماه", False
    for r in tables.read("weekdays").itertuples():
        if r.lang != "en":
            yield _GROUP_OF[r.lang], "weekday", (int(r.weekday) + 1) * WEEKDAY, r.name, r.lang == "ar"
    for r in tables.read("numerals").itertuples():
        yield _GROUP_OF[r.lang], r.kind, int(r.value), r.word, r.lang == "ar"
    for number, row in enumerate(tables.read("feasts").itertuples()):
        yield _GROUP_OF[row.lang], "feast", number + 1, row.name, row.lang == "ar"
    yield from _joined_numbers()


def _joined_numbers():
    """«بیست‌ودوم» is one token when the half-spaces are gone: each tens with each unit, cardinal and ordinal."""
    rows = tables.read("numerals")
    rows = rows[rows["lang"] == "fa"]
    tens = [(r.word, int(r.value)) for r in rows.itertuples() if r.kind == "tens"]
    units = [(r.word, int(r.value), r.kind) for r in rows.itertuples() if r.kind in ("cardinal", "ordinal")]
    for (ten, t), (unit, u, kind) in itertools.product(tens, units):
        if u < 10:
            yield 0, kind, t + u, f"{ten}و{unit}", False


def pack(unit: int, offset: int) -> int:
    """Return one number for a unit and an offset: yesterday is (day, -1)."""
    return unit * 10_000 + 5_000 + offset


def _variants(words, prefixed):
    """The word and its forms with letters before it: the words, how many letters, and whether these are «and»."""
    yield words, 0, False
    if not prefixed:
        return
    first, rest = words[0], words[1:]
    article = folded("ال")
    for before in _BEFORE:
        yield (folded(before) + first, *rest), len(before), before == "و"
        if before.endswith("ل") and first.startswith(article):
            # «للعام»: the lam of the article stays, so only what stands before it is skipped
            yield (folded(before) + first[1:], *rest), len(before), False


@cache
def entries() -> list[Entry]:
    """Return every entry; a word with several readings is one entry with several classes.

    Raises ValueError when two rows give one word of one language two values: a table must decide.
    """
    merged: dict[tuple[tuple[bytes, ...], int], Entry] = {}
    own = set()
    for group, kind, value, word, prefixed in _rows():
        for chain, skip, joined in _variants(split_words(word), prefixed):
            classes = frozenset([kind, "and_month"] if joined and kind.startswith("month_") else [kind])
            key = (chain, group)
            if group == 2 and key not in own:
                merged.pop(key, None)
                own.add(key)
            for each in (0, 2) if group == 0 else (group,):
                if (chain, each) not in own or group == 2:
                    _merge(merged, Entry(chain, each, classes, value, skip), word)
    return list(merged.values())


def _merge(merged, new: Entry, word: str):
    key = (new.words, new.group)
    old = merged.get(key)
    if old is None or (new.skip == 0 and old.skip):
        merged[key] = new
    elif new.skip == old.skip:
        weekday = max(old.value, new.value)
        if weekday >= WEEKDAY > min(old.value, new.value):
            # «اثنين» is Monday without its article, and two: a weekday has digits of its own in the value
            new = replace(new, value=weekday // WEEKDAY * WEEKDAY + (old.value + new.value) % WEEKDAY)
            old = replace(old, value=0)
        if old.value and new.value and old.value != new.value:
            raise ValueError(f"«{word}» has two values in the tables: {old} and {new}.")
        merged[key] = replace(old, classes=old.classes | new.classes, value=old.value or new.value)
