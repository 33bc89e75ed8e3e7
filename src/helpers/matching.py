"""The names of a registry as one automaton: names and a batch of texts come in, spans that spell a name go out.

Knows letters, gaps and word edges; knows no mention, no honorific and nothing of which span wins.
"""

import gc
from array import array
from functools import cache
from itertools import chain

import ahocorasick_rs
import numpy as np
import pandas as pd

from helpers import tables
from helpers.text import COMMAS, GAPS, ZWNJ, fold, ignorable, skeleton

# How two letters of a name may be parted: not at all, by a half-space, by a space or line break, by a comma, or never.
_JOINED, _HALF, _SPACE, _COMMA, _NEVER = range(5)
PERSIAN = ("fa", "prs", "und")
# What a character is at the edge of a name.
_OTHER, _LETTER, _NOTHING, _HALF_SPACE = range(4)
# Between two names, and between two texts: `text.clean` lets no NUL into a text.
_BREAK = "\0"
# Letters of one pass: the arrays of a pass need about 20 bytes a letter, and a pass should fit the processor's cache.
_PASS = 1 << 18
# A byte a letter: 0 is in no name, the last is no letter at all, and the one before it is shared by the rarest letters
# of a registry that has too many (a Chinese name in it); a hit that holds it is looked at letter by letter.
_SHARED, _DROPPED = 254, 255
_CODES = 0x110000
# The gaps of a span as one number: a polynomial in an odd base, modulo 2^64, so that it can be moved along a text.
_BASE = 0x9E3779B97F4A7C15


class Matcher:
    """The registry's names as one automaton; build it once for all batches.

    `names` is the first value of `registry.load`. Rule `registry`: a name as it is written in the registry, whatever
    its half-spaces, kaf, yeh, harakat. Rule `swallowed_article`: الشبكة after ل is written للشبكة.
    """

    def __init__(self, names: pd.DataFrame):
        told = [name.replace(_BREAK, " ") for name in names["name"]]
        self.actor_ids, self.kinds = (pd.Categorical(names[column].astype("str")) for column in ("actor_id", "type"))
        self._told = _BREAK.join(told)
        self._begins = np.cumsum([0, *(len(name) + 1 for name in told)], dtype=np.int32)
        self._folded_names: dict[int, str] = {}
        self._by_actor: np.ndarray | None = None
        self._arabic = (names["lang"] == "ar").to_numpy(dtype=bool)
        self._classes = _classes(self._told)
        batch = _Batch(told, self._classes)
        spelt = batch.letters.tobytes().split(b"\0")[1 : len(told) + 1]
        hashes = _hashes_of_names(batch, len(told))
        del batch, told
        self._automaton = self._build(spelt, hashes)

    def _build(self, spelt: list[bytes], hashes: np.ndarray) -> ahocorasick_rs.BytesAhoCorasick | None:
        """One pattern a skeleton; `_rows` of a pattern are the names it spells, a row below 0 for a swallowed article.

        Row r of the registry is r + 1, so that it can have a sign.
        """
        lam, article = (self._classes[_codes(letters)].tobytes() for letters in ("لل", "ال"))
        pattern_of: dict[bytes, int] = {}
        patterns, rows = array("i"), array("i")
        arabic = self._arabic.tolist()
        for row, letters in enumerate(spelt, 1):
            if letters:
                patterns.append(pattern_of.setdefault(letters, len(pattern_of)))
                rows.append(row)
            if arabic[row - 1] and letters.startswith(article) and len(letters) > 4:
                patterns.append(pattern_of.setdefault(lam + letters[2:], len(pattern_of)))
                rows.append(-row)
        spelt.clear()  # half a million names are big enough to hold once
        owners = np.frombuffer(patterns, dtype=np.int32)
        order, count = np.argsort(owners, kind="stable"), len(pattern_of)
        self._rows = np.frombuffer(rows, dtype=np.int32)[order]
        self._rows_begin = np.searchsorted(owners[order], np.arange(count + 1)).astype(np.int32)
        self._alone = np.diff(self._rows_begin) == 1
        self._alone &= np.fromiter((_SHARED not in letters for letters in pattern_of), dtype=bool, count=count)
        self._arabic_pattern = np.zeros(count, dtype=bool)
        self._arabic_pattern[owners[order][self._arabic[np.abs(self._rows) - 1]]] = True
        self._hashes = hashes[np.abs(self._rows[self._rows_begin[:-1]]) - 1] if count else hashes
        letters = list(pattern_of)
        pattern_of.clear()
        return ahocorasick_rs.BytesAhoCorasick(letters) if letters else None

    def name(self, row: int) -> str:
        """The name in a row of the registry, from 0."""
        return self._told[self._begins[row] : self._begins[row + 1] - 1]

    def names_of(self, actor_id: str) -> list[str]:
        """All names of an actor."""
        if self._by_actor is None:
            self._by_actor = np.argsort(self.actor_ids.codes, kind="stable").astype(np.int32)
        code = self.actor_ids.categories.get_indexer([actor_id])[0]
        codes = self.actor_ids.codes
        first, last = (np.searchsorted(codes, code, side, sorter=self._by_actor) for side in ("left", "right"))
        return [self.name(row) for row in self._by_actor[first:last].tolist()]

    def are_arabic(self, rows: np.ndarray) -> np.ndarray:
        """Which rows of `spans` are names in Arabic."""
        return self._arabic[np.abs(rows) - 1]

    def spans(self, texts: list[str], languages: list[str]) -> np.ndarray:
        """Return the spans that spell a name, a row each: place of the text, start, end, row of the registry from 1.

        A span has the name's letters, parted as the name is, and begins and ends as `tables/name_edges.csv` allows;
        offsets are code points of its text. The row is negative for a swallowed article. Spans may overlap.
        """
        parts, first = [np.empty((0, 4), dtype=np.int64)], 0
        while first < len(texts) and self._automaton is not None:
            last, size = first, 0
            while last < len(texts) and (last == first or size + len(texts[last]) < _PASS):
                size += len(texts[last])
                last += 1
            found = self._pass(_Batch(texts[first:last], self._classes), languages[first:last])
            found[:, 0] += first
            parts.append(found)
            first = last
        return np.concatenate(parts)

    def _pass(self, batch: "_Batch", languages: list[str]) -> np.ndarray:
        """The spans of a batch in whole columns; what is not a plain case is looked at one by one in `_doubtful`."""
        flat = _found(self._automaton, batch.letters)
        pattern, first, last = flat[:, 0], flat[:, 1], flat[:, 2] - 1
        # Words begin where names do, so this alone drops most of what was found inside other words: اکو in باکو.
        before = batch.kind(batch.kept[first] - 1)
        possible = np.flatnonzero((before != _LETTER) | self._arabic_pattern[pattern])
        pattern, first, last, before = pattern[possible], first[possible], last[possible], before[possible]
        ends = batch.kept[last] + 1
        after = batch.kind(ends)
        possible = np.flatnonzero((after != _LETTER) | (batch.kind(ends - 1) != _LETTER) | batch.may_end(ends))
        pattern, first, last = pattern[possible], first[possible], last[possible]
        plain = (before[possible] == _OTHER) & (after[possible] == _OTHER) & self._alone[pattern]
        plain &= batch.gaps[last] - batch.gaps[first] == self._hashes[pattern] * batch.powers[first]
        starts, ends = batch.kept[first], batch.kept[last] + 1
        owners = np.searchsorted(batch.begins, starts, side="right") - 1
        rows = self._rows[self._rows_begin[pattern]]
        found = np.column_stack([owners, starts, ends, rows])[plain]
        found[found[:, 3] < 0, 1] += 2
        rest = np.flatnonzero(~plain)
        doubtful = zip(*(each[rest].tolist() for each in (owners, pattern, starts, ends)), strict=True)
        more = [row for each in doubtful for row in self._doubtful(batch, languages[each[0]], *each)]
        found = np.concatenate([found, np.array(more, dtype=np.int64).reshape(-1, 4)])
        found[:, 1:3] -= batch.begins[found[:, 0], None]
        return found

    def _folded_name(self, row: int) -> str:
        if row not in self._folded_names:
            if len(self._folded_names) > 10_000:
                self._folded_names.clear()
            self._folded_names[row] = fold(self.name(row))
        return self._folded_names[row]

    def _doubtful(self, batch: "_Batch", language: str, owner: int, pattern: int, start: int, end: int) -> list[tuple]:
        """The rows of a span whose edges or gaps are not the plain ones, or whose letters are several names."""
        around = batch.folded()[max(0, start - 16) : end + 16]
        begin, stop = min(start, 16), min(start, 16) + end - start
        arabic = bool(self._arabic_pattern[pattern])
        if not (_ends_a_name(around, stop, language) and _begins_a_name(around, begin, language, arabic)):
            return []
        surface, out = around[begin:stop], []
        for row in self._rows[self._rows_begin[pattern] : self._rows_begin[pattern + 1]].tolist():
            name = self._folded_name(abs(row) - 1)
            swallowed = row < 0
            if surface == name or _spells(surface, "لل" + skeletal_tail(name) if swallowed else name):
                out.append((owner, start + 2 * swallowed, end, row))
        return out


def _found(automaton: ahocorasick_rs.BytesAhoCorasick, letters: np.ndarray) -> np.ndarray:
    # Thousands of small tuples that all go at once: the collector would walk the whole registry for each few hundred.
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = automaton.find_matches_as_indexes(letters.tobytes(), True)
        return np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
    finally:
        if collecting:
            gc.enable()


class _Batch:
    """Some texts as one buffer: a byte a letter, where each letter stands, and how it is parted from the next."""

    def __init__(self, texts: list[str], classes: np.ndarray):
        # A break at both ends, so that each character has one before and one after it.
        self.text = _BREAK + _BREAK.join(texts) + _BREAK
        self.codes = _codes(self.text)
        self._folded: str | None = None
        self.begins = np.cumsum([1, *(len(text) + 1 for text in texts)])
        classed = classes[self.codes]
        self.kept = np.flatnonzero(classed != _DROPPED)
        self.letters = classed[self.kept]
        self.powers = _powers(len(self.kept))
        self.gaps = self._gaps()

    def folded(self) -> str:
        if self._folded is None:
            self._folded = folds()[self.codes].tobytes().decode("utf-32-le", "surrogatepass")
        return self._folded

    def kind(self, at: np.ndarray) -> np.ndarray:
        return _table_of_kinds()[self.codes[at]]

    def may_end(self, at: np.ndarray) -> np.ndarray:
        return _may_follow()[self.codes[at]]

    def _gaps(self) -> np.ndarray:
        """The running hash of the gaps before each letter: those inside a span are the difference of its two ends."""
        steps = np.diff(self.kept)
        parted = np.flatnonzero(steps > 1)
        kinds = _table_of_gaps()[self.codes[self.kept[parted] + 1]]
        # «، » and a space before a newline are common enough to be a column of their own.
        two = np.flatnonzero(steps[parted] == 3)
        second = self.codes[self.kept[parted[two]] + 2]
        blank = (second == ord("\n")) & (self.codes[self.kept[parted[two]] + 1] == ord("\n"))
        kinds[two] = np.where(blank, _NEVER, np.maximum(kinds[two], _table_of_gaps()[second]))
        wide = np.flatnonzero(steps[parted] > 3)
        for n, at in zip(wide.tolist(), parted[wide].tolist(), strict=True):
            kinds[n] = _gap(self.text[self.kept[at] + 1 : self.kept[at + 1]])
        hashed = np.zeros(len(self.kept), dtype=np.uint64)
        hashed[parted + 1] = kinds.astype(np.uint64) * self.powers[parted]
        return np.cumsum(hashed, dtype=np.uint64)


def _hashes_of_names(batch: _Batch, count: int) -> np.ndarray:
    """The hash of the gaps of each name, as if it stood at the start of a text."""
    breaks = np.flatnonzero(batch.letters == 0)
    first, last = breaks[:count] + 1, breaks[1 : count + 1] - 1
    last = np.maximum(first, last)
    # The inverse of each power: an odd number has one modulo 2^64.
    back = _powers(len(batch.kept), pow(_BASE, -1, 1 << 64))
    return (batch.gaps[last] - batch.gaps[first]) * back[first]


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _longest_powers(size: int, base: int) -> np.ndarray:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _powers(count: int, base: int = _BASE) -> np.ndarray:
    # Sizes are rounded up, so that few are ever made.
    return _longest_powers(1 << max(10, (count - 1).bit_length()), base)[:count]


@cache
def _table_of_kinds() -> np.ndarray:
    table = np.zeros(_CODES, dtype=np.uint8)
    table[[code for code in range(1 << 17) if chr(code).isalnum()]] = _LETTER
    table[[ord(letter) for letter in ignorable()]] = _NOTHING
    table[ord(ZWNJ)] = _HALF_SPACE
    return table


@cache
def _table_of_gaps() -> np.ndarray:
    table = np.zeros(_CODES, dtype=np.uint8)
    for letters, gap in ((ignorable(), _JOINED), (GAPS, _SPACE), (ZWNJ, _HALF), (COMMAS, _COMMA)):
        table[[ord(letter) for letter in _unfolded(letters)]] = gap
    return table


@cache
def _may_follow() -> np.ndarray:
    """The letters with which an ending of a Persian name may begin: the ی of آسیای."""
    table = np.zeros(_CODES, dtype=bool)
    for ending in _edges("after", "letter", "fa"):
        table[[ord(letter) for letter in _unfolded(ending[0])]] = True
    return table


@cache
def folds() -> np.ndarray:
    """Return what each character folds to, by its code: a column of codes is folded by `folds()[codes]`."""
    folded = np.arange(_CODES, dtype=np.uint32)
    plane = folded[: 1 << 16].copy()
    plane[0xD800:0xE000] = 0
    folded[: 1 << 16] = _codes(fold(plane.tobytes().decode("utf-32-le")))
    folded[0xD800:0xE000] = np.arange(0xD800, 0xE000)
    return folded


def _unfolded(letters: str) -> str:
    """All characters of the basic plane that fold to one of `letters`: for ی also ي and ى."""
    plane = "".join(map(chr, range(0xD800))) + "".join(map(chr, range(0xE000, 0x10000)))
    return "".join(each for each, plain in zip(plane, fold(plane), strict=True) if plain in letters)


def _classes(told: str) -> np.ndarray:
    """A byte for each character: its folded letter's where a name has it, 0 for others, `_DROPPED` for what is none."""
    folded = folds()
    seen, counts = np.unique(folded[_codes(told)], return_counts=True)
    order = seen[np.argsort(-counts, kind="stable")]
    order = order[order != ord(_BREAK)]
    by_letter = np.zeros(_CODES, dtype=np.uint8)
    by_letter[order] = np.minimum(np.arange(1, len(order) + 1), _SHARED)
    # The article and the lam that swallows it are letters of every registry, even of one whose names lack them.
    for letter in _codes("ال"):
        by_letter[letter] = by_letter[letter] or min(len(order) + 1 + (letter == ord("ل")), _SHARED)
    classes = by_letter[folded]
    classes[[ord(letter) for letter in _unfolded(ignorable() + GAPS + COMMAS)]] = _DROPPED
    return classes


def skeletal_tail(name: str) -> str:
    """A name without its article: «الـشبكة» gives «شبكة», whatever stands between the two letters of ال."""
    _, offsets = skeleton(name)
    return name[offsets[1] + 1 :]


def _spells(surface: str, name: str) -> bool:
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
def _edges(side: str, joined: str, language: str) -> dict[str, str]:
    rows = tables.read("name_edges")
    rows = rows[(rows["side"] == side) & (rows["joined"] == joined) & (rows["language"] == language)]
    return {fold(row.letters): fold(row.after) for row in rows.itertuples()}


@cache
def _ignorable_set() -> frozenset[str]:
    return frozenset(ignorable())


def _begins_a_name(folded: str, start: int, language: str, arabic: bool) -> bool:
    """A name begins a word, or follows Arabic clitics (و ف ب ل ك) when it is an Arabic name in an Arabic record."""
    at = start
    while at > 0 and start - at < 8 and (folded[at - 1].isalnum() or folded[at - 1] in _ignorable_set()):
        at -= 1
    glued = "".join(letter for letter in folded[at:start] if letter not in _ignorable_set())
    if not glued or not folded[start].isalnum():
        return not glued
    return arabic and language == "ar" and glued in _edges("before", "letter", "ar")


def _ends_a_name(folded: str, end: int, language: str) -> bool:
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
    allowed = _edges("after", joined, "fa").get(tail.strip(ZWNJ))
    return allowed is not None and (not allowed or folded[end - 1] in allowed.split("|"))
