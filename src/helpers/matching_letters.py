"""The letters of texts and names in columns: how each is parted from the next, where a name may begin and end.

Knows letters, gaps and word edges; knows no registry and no mention.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np

from helpers import tables
from helpers.text import COMMAS, GAPS, ZWNJ, fold, ignorable, skeleton

# How two letters of a name may be parted: not at all, by a half-space, by a space or line break, by a comma, or never.
_JOINED, _HALF, _SPACE, _COMMA, _NEVER = range(5)
PERSIAN = ("fa", "prs", "und")
# What a character is at the edge of a name.
OTHER, LETTER, _NOTHING, _HALF_SPACE = range(4)
# Between two names, and between two texts: `text.clean` lets no NUL into a text.
BREAK = "\0"
# Letters of one pass: the arrays of a pass need about 20 bytes a letter, and a pass should fit the processor's cache.
PASS = 1 << 18
# A byte a letter: 0 is in no name, the last is no letter at all, and the one before it is shared by the rarest letters
# of a registry that has too many (a Chinese name in it); a hit that holds it is looked at letter by letter.
SHARED, DROPPED = 254, 255
_CODES = 0x110000
# The gaps of a span as one number: a polynomial in an odd base, modulo 2^64, so that it can be moved along a text.
BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 1 << 64)  # an odd number has one modulo 2^64


class Batch:
    """Some texts as one buffer: a byte a letter, where each letter stands, and how it is parted from the next."""

    def __init__(self, texts: list[str], classes: np.ndarray):
        # A break at both ends, so that each character has one before and one after it.
        self.text = BREAK + BREAK.join(texts) + BREAK
        self.codes = codes(self.text)
        self._folded: str | None = None
        self._folded_codes: np.ndarray | None = None
        self.begins = np.cumsum([1, *(len(text) + 1 for text in texts)])
        both = classes[self.codes]
        classed = both.astype(np.uint8)
        self.kept = np.flatnonzero(classed != DROPPED)
        self.letters = classed[self.kept]
        # Filled by the search for names: the letters behind a whole clitic that begins a word of an Arabic text.
        self.behind_a_clitic = np.zeros(len(self.kept), dtype=bool)
        self._behind = np.append(True, (both >> 8) != LETTER)  # which characters follow no letter

    def folded_codes(self) -> np.ndarray:
        if self._folded_codes is None:
            self._folded_codes = folds()[self.codes]
        return self._folded_codes

    def folded(self) -> str:
        """The text with each letter as its plain form, of the same length."""
        if self._folded is None:
            self._folded = self.folded_codes().tobytes().decode("utf-32-le", "surrogatepass")
        return self._folded

    def kind(self, at: np.ndarray) -> np.ndarray:
        return _table_of_kinds()[self.codes[at]]

    def may_end(self, at: np.ndarray) -> np.ndarray:
        return _may_follow()[self.codes[at]]

    def word_starts(self) -> np.ndarray:
        """The letters with which a word begins, or that follow a mark within one."""
        return np.flatnonzero(self._behind[self.kept])

    def gaps(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """How the letters of spans are parted, a number each: a polynomial of the gaps, as the letters' own is."""
        counts = last - first
        ends = np.cumsum(counts)
        offset = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        at = np.repeat(first, counts) + offset
        steps = self.kept[at + 1] - self.kept[at]
        parted = np.flatnonzero(steps > 1)
        at, steps = at[parted], steps[parted]
        kinds = _table_of_gaps()[self.codes[self.kept[at] + 1]]
        # «، » and a space before a newline are common enough to be a column of their own.
        two = np.flatnonzero(steps == 3)
        second = self.codes[self.kept[at[two]] + 2]
        blank = (second == ord("\n")) & (self.codes[self.kept[at[two]] + 1] == ord("\n"))
        kinds[two] = np.where(blank, _NEVER, np.maximum(kinds[two], _table_of_gaps()[second]))
        for n in np.flatnonzero(steps > 3).tolist():
            kinds[n] = _gap(self.text[self.kept[at[n]] + 1 : self.kept[at[n] + 1]])
        sums = np.zeros(len(offset) + 1, dtype=np.uint64)
        sums[parted + 1] = kinds.astype(np.uint64) * powers(int(counts.max(initial=0)) + 1)[offset[parted]]
        sums = np.cumsum(sums, dtype=np.uint64)
        return sums[ends] - sums[ends - counts]


def codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _longest_powers(size: int, base: int) -> np.ndarray:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def powers(count: int, base: int = BASE) -> np.ndarray:
    # Sizes are rounded up, so that few are ever made.
    return _longest_powers(1 << max(10, (count - 1).bit_length()), base)[:count]


@cache
def _table_of_kinds() -> np.ndarray:
    table = np.zeros(_CODES, dtype=np.uint8)
    table[[code for code in range(1 << 17) if chr(code).isalnum()]] = LETTER
    table[[ord(letter) for letter in ignorable()]] = _NOTHING
    table[ord(ZWNJ)] = _HALF_SPACE
    return table


@cache
def _table_of_gaps() -> np.ndarray:
    table = np.zeros(_CODES, dtype=np.uint8)
    for letters, gap in ((ignorable(), _JOINED), (GAPS, _SPACE), (ZWNJ, _HALF), (COMMAS, _COMMA)):
        table[[ord(letter) for letter in unfolded(letters)]] = gap
    return table


@cache
def _may_follow() -> np.ndarray:
    """The letters with which an ending of a Persian name may begin: the ی of آسیای."""
    table = np.zeros(_CODES, dtype=bool)
    for ending in edges("after", "letter", "fa"):
        table[[ord(letter) for letter in unfolded(ending[0])]] = True
    return table


@cache
def folds() -> np.ndarray:
    """Return what each character folds to, by its code: a column of codes is folded by `folds()[codes]`."""
    folded = np.arange(_CODES, dtype=np.uint32)
    plane = folded[: 1 << 16].copy()
    plane[0xD800:0xE000] = 0
    folded[: 1 << 16] = codes(fold(plane.tobytes().decode("utf-32-le")))
    folded[0xD800:0xE000] = np.arange(0xD800, 0xE000)
    return folded


def whole_folded(text: str) -> str:
    """Return `text.fold` of a whole text: by a column of letters, in a tenth of the time."""
    return folds()[codes(text)].tobytes().decode("utf-32-le", "surrogatepass")


def unfolded(letters: str) -> str:
    """All characters of the basic plane that fold to one of `letters`: for ی also ي and ى."""
    plane = "".join(map(chr, range(0xD800))) + "".join(map(chr, range(0xE000, 0x10000)))
    return "".join(each for each, plain in zip(plane, fold(plane), strict=True) if plain in letters)


def letter_classes(told: Iterable[list[str]]) -> np.ndarray:
    """Two bytes for each character. The low one: its folded letter's where a name has it, 0 for others, `DROPPED` for
    what is no letter; the high one is its kind at the edge of a name.
    """
    counts = np.zeros(_CODES, dtype=np.int64)
    for names in told:
        seen, count = np.unique(folds()[codes("".join(names))], return_counts=True)
        counts[seen] += count
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    order = order[order != ord(BREAK)]
    by_letter = np.zeros(_CODES, dtype=np.uint8)
    by_letter[order] = np.minimum(np.arange(1, len(order) + 1), SHARED)
    # The article and the lam that swallows it are letters of every registry, even of one whose names lack them.
    for letter in codes("ال"):
        by_letter[letter] = by_letter[letter] or min(len(order) + 1 + (letter == ord("ل")), SHARED)
    classes = by_letter[folds()]
    classes[[ord(letter) for letter in unfolded(ignorable() + GAPS + COMMAS)]] = DROPPED
    return classes.astype(np.uint16) | _table_of_kinds().astype(np.uint16) << 8


@cache
def clitics() -> tuple[str, ...]:
    """Return what Arabic writes on to the front of a name, folded."""
    return tuple(edges("before", "letter", "ar"))


def skeletal_tail(name: str) -> str:
    """A name without its article: «الـشبكة» gives «شبكة», whatever stands between the two letters of ال."""
    _, offsets = skeleton(name)
    return name[offsets[1] + 1 :]


def spells(surface: str, name: str) -> bool:
    """Whether a span spells a name: اکو is not in «ا کو». A half-space may stand anywhere or be lost."""
    letters, offsets = skeleton(surface)
    wanted, own = skeleton(name)
    if letters != wanted:
        return False  # two rare letters that share a byte
    gaps, allowed = _gaps(surface, offsets), _gaps(name, own)
    return all(
        gap <= max(own, _HALF) or (gap == _SPACE and own == _HALF) for gap, own in zip(gaps, allowed, strict=True)
    )


def _gaps(folded: str, offsets: np.ndarray) -> bytes:
    """How each letter of a skeleton is parted from the next, a byte each (`_JOINED` … `_NEVER`)."""
    out = bytearray(max(0, len(offsets) - 1))
    for index in np.flatnonzero(np.diff(offsets) > 1):
        out[index] = _gap(folded[offsets[index] + 1 : offsets[index + 1]])
    return bytes(out)


def _gap(between: str) -> int:
    if between.count("\n") > 1 or len(between) > 12:
        return _NEVER  # a blank line ends a paragraph, and no name crosses it
    if any(letter in COMMAS for letter in between):
        return _COMMA
    if any(letter in GAPS and letter != ZWNJ for letter in between):
        return _SPACE
    return _HALF if ZWNJ in between else _JOINED


@cache
def edges(side: str, joined: str, language: str) -> dict[str, str]:
    rows = tables.read("name_edges")
    rows = rows[(rows["side"] == side) & (rows["joined"] == joined) & (rows["language"] == language)]
    return {fold(row.letters): fold(row.after) for row in rows.itertuples()}


@cache
def _ignorable_set() -> frozenset[str]:
    return frozenset(ignorable())


def begins_a_name(folded: str, start: int, language: str, arabic: bool) -> bool:
    """A name begins a word, or follows Arabic clitics (و ف ب ل ك) when it is an Arabic name in an Arabic record."""
    at = start
    while at > 0 and start - at < 8 and (folded[at - 1].isalnum() or folded[at - 1] in _ignorable_set()):
        at -= 1
    glued = "".join(letter for letter in folded[at:start] if letter not in _ignorable_set())
    if not glued or not folded[start].isalnum():
        return not glued
    return arabic and language == "ar" and glued in edges("before", "letter", "ar")


def ends_a_name(folded: str, end: int, language: str) -> bool:
    """A name ends a word, or takes an ending of `tables/name_edges.csv`: ایرانی is not ایران, کمیته‌ی is کمیته."""
    at, letters = end, []
    while at < len(folded) and len(letters) < 12:
        letter = folded[at]
        if not (letter.isalnum() or letter == ZWNJ or letter in _ignorable_set()):
            break
        if letter not in _ignorable_set():
            letters.append(letter)
        at += 1
    tail = "".join(letters).rstrip(ZWNJ)
    if not tail or not folded[end - 1].isalnum():
        return True
    if language not in PERSIAN:
        return False
    joined = "zwnj" if tail[0] == ZWNJ else "letter"
    allowed = edges("after", joined, "fa").get(tail.strip(ZWNJ))
    return allowed is not None and (not allowed or folded[end - 1] in allowed.split("|"))
