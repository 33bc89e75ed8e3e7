"""The names of a registry as one automaton: names and a batch of texts come in, spans that spell a name go out.

Knows letters, gaps and word edges; knows no mention, no honorific and nothing of which span wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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
# Letters of one pass: the arrays of a pass need about 20 bytes a letter.
_PASS = 1 << 19
# A byte a letter. A registry of more letters than this (a Chinese name in it) shares the last byte among the rarest.
_SHARED = 255


@dataclass(frozen=True)
class Hit:
    """A span of one text that spells names: offsets in code points, whose names they are, and the rule that fits."""

    start: int
    end: int
    actor_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    rule: str


class Matcher:
    """The registry's names as one automaton; build it once for all batches.

    `names` is the first value of `registry.load`. Rule `registry`: a name as it is written in the registry, whatever
    its half-spaces, kaf, yeh, harakat. Rule `swallowed_article`: الشبكة after ل is written للشبكة.
    """

    def __init__(self, names: pd.DataFrame):
        told = [name.replace(_BREAK, " ") for name in names["name"]]
        self._folded = fold(_BREAK.join(told))
        self._begins = np.cumsum([0, *(len(name) + 1 for name in told)], dtype=np.int64)
        self._actors = pd.Categorical(names["actor_id"])
        self._kinds = pd.Categorical(names["type"])
        self._arabic = (names["lang"] == "ar").to_numpy(dtype=bool)
        codes = _codes(self._folded)
        letters = codes[~_table_of_dropped()[np.minimum(codes, 0xFFFF)]]
        self._classes = _classes(letters)
        self._automaton = self._build(_classed(self._classes, letters).tobytes().split(b"\0") if told else [])

    def _build(self, spelt: list[bytes]) -> ahocorasick_rs.BytesAhoCorasick | None:
        """One pattern a skeleton; `_rows` of a pattern are the names it spells, a row below 0 for a swallowed article.

        Row r of the registry is r + 1, so that it can have a sign.
        """
        lam, article = (bytes(_classed(self._classes, _codes(letters)).tolist()) for letters in ("لل", "ال"))
        rows: dict[bytes, list[int] | int] = {}
        for row, letters in enumerate(spelt, 1):
            if letters:
                _add(rows, letters, row)
            if self._arabic[row - 1] and letters.startswith(article) and len(letters) > 4 and 0 not in lam:
                _add(rows, lam + letters[2:], -row)
        lists = [each if isinstance(each, list) else [each] for each in rows.values()]
        self._rows = np.fromiter(chain.from_iterable(lists), dtype=np.int64)
        self._rows_begin = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        owners = np.repeat(np.arange(len(lists)), np.diff(self._rows_begin))
        self._arabic_pattern = np.zeros(len(lists), dtype=bool)
        self._arabic_pattern[owners[self._arabic[np.abs(self._rows) - 1]]] = True
        return ahocorasick_rs.BytesAhoCorasick(list(rows)) if rows else None

    def hits(self, texts: list[str], languages: list[str]) -> Iterator[tuple[int, list[Hit]]]:
        """Yield (place of the text, its spans) for each text that spells a name, in order; spans may overlap.

        A span has the name's letters, parted as the name is, and begins and ends as `tables/name_edges.csv` allows.
        """
        if self._automaton is None:
            return
        first = 0
        while first < len(texts):
            last, size = first, 0
            while last < len(texts) and (last == first or size + len(texts[last]) < _PASS):
                size += len(texts[last])
                last += 1
            yield from self._pass(texts[first:last], languages[first:last], first)
            first = last

    def candidates(self, batch: "_Batch") -> np.ndarray:
        """Return (pattern, start, end) of each span with a pattern's letters and possible edges, offsets in the batch.

        One pass of the automaton and whole columns: nothing here is done a letter or a hit at a time.
        """
        found = self._automaton.find_matches_as_indexes(_classed(self._classes, batch.letters).tobytes(), True)
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        pattern, start, end = flat[:, 0], batch.kept[flat[:, 1]], batch.kept[flat[:, 2] - 1] + 1
        # Words begin where names do, so this alone drops most of what was found inside other words: اکو in باکو.
        before, glued = batch.kind(start - 1), self._arabic_pattern[pattern]
        possible = (before != _LETTER) | (glued & (batch.kind(start) == _LETTER))
        pattern, start, end = pattern[possible], start[possible], end[possible]
        after = batch.kind(end)
        possible = (after != _LETTER) | (batch.kind(end - 1) != _LETTER) | _may_follow()[_capped(batch.codes[end])]
        return np.column_stack([pattern[possible], start[possible], end[possible]])

    def _pass(self, texts: list[str], languages: list[str], first: int) -> Iterator[tuple[int, list[Hit]]]:
        batch = _Batch(texts)
        found = self.candidates(batch)
        owners = np.searchsorted(batch.begins, found[:, 1], side="right") - 1
        plain = batch.plain(found[:, 1] - 1) & batch.plain(found[:, 2])
        own: list[Hit] = []
        before = -1
        columns = (column.tolist() for column in (found[:, 0], found[:, 1], found[:, 2], owners, plain))
        for pattern, start, end, owner, edges in zip(*columns, strict=True):
            if owner != before and own:
                yield first + before, own
                own = []
            before = owner
            hit = self._hit(batch, pattern, start, end, None if edges else languages[owner])
            if hit:
                begin = int(batch.begins[owner])
                own.append(Hit(hit.start - begin, hit.end - begin, hit.actor_ids, hit.kinds, hit.rule))
        if own:
            yield first + before, own

    def _hit(self, batch: "_Batch", pattern: int, start: int, end: int, language: str | None) -> Hit | None:
        """The span as a hit when edges and gaps are right; `language` is None where both edges are plain."""
        arabic = bool(self._arabic_pattern[pattern])
        if language is not None and not (
            _ends_a_name(batch.folded, end, language) and _begins_a_name(batch.folded, start, language, arabic)
        ):
            return None
        surface = batch.folded[start:end]
        fitting = []
        for row in self._rows[self._rows_begin[pattern] : self._rows_begin[pattern + 1]].tolist():
            name = self._folded[self._begins[abs(row) - 1] : self._begins[abs(row)] - 1]
            if surface == name or _spells(surface, name if row > 0 else "لل" + skeletal_tail(name)):
                fitting.append(row)
        if not fitting:
            return None
        rows = [abs(row) - 1 for row in fitting]
        ids = tuple(dict.fromkeys(self._actors[row] for row in rows))
        kinds = tuple(dict.fromkeys(self._kinds[row] for row in rows))
        swallowed = fitting[0] < 0
        return Hit(start + 2 * swallowed, end, ids, kinds, "swallowed_article" if swallowed else "registry")


def _add(rows: dict[bytes, list[int] | int], letters: bytes, row: int) -> None:
    # Most spellings have one owner: half a million lists of one would be memory for nothing.
    have = rows.get(letters)
    rows[letters] = row if have is None else [*have, row] if isinstance(have, list) else [have, row]


class _Batch:
    """Some texts as one buffer: its codes, its folded letters and where each letter stands."""

    def __init__(self, texts: list[str]):
        # A break at both ends, so that each character has one before and one after it.
        self.folded = fold(_BREAK + _BREAK.join(texts) + _BREAK)
        self.codes = _codes(self.folded)
        self.begins = np.cumsum([1, *(len(text) + 1 for text in texts)])
        self.kept = np.flatnonzero(~_table_of_dropped()[_capped(self.codes)])
        self.letters = self.codes[self.kept]

    def kind(self, at: np.ndarray) -> np.ndarray:
        return _table_of_kinds()[_capped(self.codes[at])]

    def plain(self, at: np.ndarray) -> np.ndarray:
        """Where a character is no letter, no half-space and nothing that hides one: an edge beyond doubt."""
        return self.kind(at) == _OTHER


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _capped(codes: np.ndarray) -> np.ndarray:
    return np.minimum(codes, 0xFFFF)


@cache
def _table_of_dropped() -> np.ndarray:
    table = np.zeros(1 << 16, dtype=bool)
    table[[ord(letter) for letter in ignorable() + GAPS + COMMAS]] = True
    return table


@cache
def _table_of_kinds() -> np.ndarray:
    table = np.array([chr(code).isalnum() for code in range(1 << 16)], dtype=np.uint8)
    table[[ord(letter) for letter in ignorable()]] = _NOTHING
    table[ord(ZWNJ)] = _HALF_SPACE
    return table


@cache
def _may_follow() -> np.ndarray:
    """The letters with which an ending of a Persian name may begin: the ی of آسیای."""
    table = np.zeros(1 << 16, dtype=bool)
    table[[ord(ending[0]) for ending in _edges("after", "letter", "fa")]] = True
    return table


def _classes(letters: np.ndarray) -> np.ndarray:
    """A byte for each letter of the names, 0 for every other; the rarest share one when there are too many."""
    seen, counts = np.unique(letters[letters != ord(_BREAK)], return_counts=True)
    table = np.zeros(0x110000, dtype=np.uint8)
    order = seen[np.argsort(-counts, kind="stable")]
    table[order] = np.minimum(np.arange(1, len(order) + 1), _SHARED)
    return table


def _classed(classes: np.ndarray, letters: np.ndarray) -> np.ndarray:
    return classes[letters]


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
