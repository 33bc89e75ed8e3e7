"""The names of a registry as tables of numbers: names and a batch of texts come in, spans that spell a name go out.

Knows how names are looked up; knows no mention, no honorific and nothing of which span wins.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers.matching_letters import (
    BREAK,
    INVERSE,
    LETTER,
    OTHER,
    PASS,
    SHARED,
    Batch,
    begins_a_name,
    clitics,
    codes,
    ends_a_name,
    letter_classes,
    powers,
    skeletal_tail,
    spells,
)
from helpers.text import fold

__all__ = ["Matcher"]
# A name of so many letters or more is looked up by its first ones, then at the lengths that names with them have.
_PREFIX = 5
# Names read at once when the tables are made: half a million names are big enough to hold once.
_CHUNK = 1 << 14
_ARTICLE, _SWALLOWED = "ال", "لل"


class Matcher:
    """The registry's names as tables of numbers; build it once for all batches.

    `names` is the first value of `registry.load`. Rule `registry`: a name as it is written in the registry, whatever
    its half-spaces, kaf, yeh, harakat. Rule `swallowed_article`: الشبكة after ل is written للشبكة.

    A name's letters are one number of 64 bits, a polynomial that can be moved along a text (Karp and Rabin 1987).
    Where a word begins, the number of its next letters is looked up; nothing is walked letter by letter.
    """

    def __init__(self, names: pd.DataFrame):
        self._names, self.actor_ids, self.kinds = (_Words(names[column]) for column in ("name", "actor_id", "type"))
        self._folded_names: dict[int, str] = {}
        self._by_actor: tuple[dict[str, int], np.ndarray, np.ndarray] | None = None
        self._arabic = (names["lang"] == "ar").to_numpy(dtype=bool)
        chunks = range(0, len(names), _CHUNK)
        self._classes = letter_classes(self._told(first) for first in chunks)
        self._values = _values()
        self._gaps = np.zeros(len(names), dtype=np.uint64)
        self._index(*_columns([_spelt(self, first) for first in chunks]))

    def _told(self, first: int) -> list[str]:
        """Some names of the registry; a break in one would part it."""
        return [name.replace(BREAK, " ") for name in self._names.between(first, first + _CHUNK)]

    def _index(self, rows, letters, prefixes, sizes, shared) -> None:
        """One pattern a skeleton; `_rows` of a pattern are the names it spells, a row below 0 for a swallowed article.

        Row r of the registry is r + 1, so that it can have a sign.
        """
        order = np.argsort(letters, kind="stable").astype(np.int32)
        self._rows, letters, shared = rows[order], letters[order], shared[order]
        first = np.flatnonzero(_changes(letters))
        self._patterns = _Buckets(letters[first])
        self._rows_begin = np.append(first, len(letters)).astype(np.int32)
        self._alone = (np.diff(self._rows_begin) == 1) & ~shared[first]
        arabic = self._arabic[np.abs(self._rows) - 1]
        self._arabic_pattern = np.logical_or.reduceat(arabic, first) if len(first) else arabic
        self._short = [size for size in range(1, _PREFIX) if (sizes == size).any()]
        long = np.flatnonzero(sizes >= _PREFIX)
        long = long[np.lexsort((sizes[long], prefixes[long]))]
        prefixes, sizes = prefixes[long], sizes[long]
        kept = _changes(prefixes) | _changes(sizes)
        prefixes, self._sizes = prefixes[kept], sizes[kept]
        first = np.flatnonzero(_changes(prefixes))
        self._begins = _Buckets(prefixes[first])
        self._sizes_begin = np.append(first, len(prefixes)).astype(np.int32)

    def name(self, row: int) -> str:
        """The name in a row of the registry, from 0."""
        return self._names[row]

    def names_of(self, actor_id: str) -> list[str]:
        """All names of an actor."""
        if self._by_actor is None:
            coded = self.actor_ids.words.dictionary_encode()
            codes = coded.indices.to_numpy(zero_copy_only=False)
            order = np.argsort(codes, kind="stable").astype(np.int32)
            place = {word: n for n, word in enumerate(coded.dictionary.to_pylist())}
            self._by_actor = (place, codes[order], order)
        place, codes, order = self._by_actor
        first, last = (np.searchsorted(codes, place.get(actor_id, -1), side) for side in ("left", "right"))
        return [self.name(row) for row in order[first:last].tolist()]

    def are_arabic(self, rows: np.ndarray) -> np.ndarray:
        """Which rows of `spans` are names in Arabic."""
        return self._arabic[np.abs(rows) - 1]

    def spans(self, texts: list[str], languages: list[str]) -> np.ndarray:
        """Return the spans that spell a name, a row each: place of the text, start, end, row of the registry from 1.

        A span has the name's letters, parted as the name is, and begins and ends as `tables/name_edges.csv` allows;
        offsets are code points of its text. The row is negative for a swallowed article. Spans may overlap.
        """
        parts, first = [np.empty((0, 4), dtype=np.int64)], 0
        while first < len(texts) and len(self._rows):
            last, size = first, 0
            while last < len(texts) and (last == first or size + len(texts[last]) < PASS):
                size += len(texts[last])
                last += 1
            found = self._pass(Batch(texts[first:last], self._classes), languages[first:last])
            found[:, 0] += first
            parts.append(found)
            first = last
        return np.concatenate(parts)

    def _pass(self, batch: Batch, languages: list[str]) -> np.ndarray:
        """The spans of a batch in whole columns; what is not a plain case is looked at one by one in `_doubtful`."""
        pattern, first, last = self._hits(batch, np.array([language == "ar" for language in languages], dtype=bool))
        starts, ends = batch.kept[first], batch.kept[last] + 1
        owners = np.searchsorted(batch.begins, starts, side="right") - 1
        plain = (batch.kind(starts - 1) == OTHER) & (batch.kind(ends) == OTHER) & self._alone[pattern]
        rows = self._rows[self._rows_begin[pattern]]
        plain &= batch.gaps(first, last) == self._gaps[np.abs(rows) - 1]
        found = np.column_stack([owners, starts, ends, rows])[plain]
        found[found[:, 3] < 0, 1] += 2
        rest = np.flatnonzero(~plain)
        doubtful = zip(*(each[rest].tolist() for each in (owners, pattern, starts, ends)), strict=True)
        more = [row for each in doubtful for row in self._doubtful(batch, languages[each[0]], *each)]
        found = np.concatenate([found, np.array(more, dtype=np.int64).reshape(-1, 4)])
        found[:, 1:3] -= batch.begins[found[:, 0], None]
        return found

    def _hits(self, batch: Batch, arabic: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which patterns stand where: pattern, first and last letter of each, with edges that a name may have."""
        sums, back = _sums(self._values[batch.letters]), powers(len(batch.letters) + 1, INVERSE)
        first = _starts(batch, arabic)
        pairs = [(first, first + size) for size in self._short]
        inside = first[first + _PREFIX <= len(batch.letters)]
        begin = self._begins.find((sums[inside + _PREFIX] - sums[inside]) * back[inside])
        inside, begin = inside[begin >= 0], begin[begin >= 0]
        counts = self._sizes_begin[begin + 1] - self._sizes_begin[begin]
        step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        sizes = self._sizes[np.repeat(self._sizes_begin[begin], counts) + step]
        inside = np.repeat(inside, counts)
        pairs.append((inside, inside + sizes))
        first, last = (np.concatenate(each) for each in zip(*pairs, strict=True))
        fits = last < len(batch.letters)
        first, last = first[fits], last[fits]
        # Words end where names do, so this alone drops most of them: اکو in اکوسیستم.
        ends = batch.kept[last - 1] + 1
        fits = (batch.kind(ends) != LETTER) | (batch.kind(ends - 1) != LETTER) | batch.may_end(ends)
        first, last = first[fits], last[fits]
        pattern = self._patterns.find((sums[last] - sums[first]) * back[first])
        known = np.flatnonzero(pattern >= 0)
        # Behind letters glued to it, only an Arabic name is one.
        before = batch.kind(batch.kept[first[known]] - 1)
        known = known[(before != LETTER) | self._arabic_pattern[pattern[known]]]
        return pattern[known], first[known], last[known] - 1

    def _folded_name(self, row: int) -> str:
        if row not in self._folded_names:
            if len(self._folded_names) > 10_000:
                self._folded_names.clear()
            self._folded_names[row] = fold(self.name(row).replace(BREAK, " "))
        return self._folded_names[row]

    def _doubtful(self, batch: Batch, language: str, owner: int, pattern: int, start: int, end: int) -> list[tuple]:
        """The rows of a span whose edges or gaps are not the plain ones, or whose letters are several names."""
        around = batch.folded()[max(0, start - 16) : end + 16]
        begin, stop = min(start, 16), min(start, 16) + end - start
        arabic = bool(self._arabic_pattern[pattern])
        if not (ends_a_name(around, stop, language) and begins_a_name(around, begin, language, arabic)):
            return []
        surface, out = around[begin:stop], []
        for row in self._rows[self._rows_begin[pattern] : self._rows_begin[pattern + 1]].tolist():
            name, swallowed = self._folded_name(abs(row) - 1), row < 0
            if surface == name or spells(surface, _SWALLOWED + skeletal_tail(name) if swallowed else name):
                out.append((owner, start + 2 * swallowed, end, row))
        return out


class _Words:
    """A column of words as Arrow holds it: half a million strings of Python would be ten times as big."""

    def __init__(self, column: pd.Series):
        told = pa.array(column.astype("str"), pa.large_string())
        self.words = told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told

    def __len__(self):
        return len(self.words)

    def __getitem__(self, row: int) -> str:
        return self.words[row].as_py()

    def of(self, rows: np.ndarray) -> list[str]:
        """Return the words of some rows."""
        return self.words.take(pa.array(rows)).to_pylist()

    def between(self, first: int, last: int) -> list[str]:
        return self.words[first:last].to_pylist()

    def equal(self, word: str) -> np.ndarray:
        """Return which rows hold a word."""
        return pc.equal(self.words, word).to_numpy(zero_copy_only=False)


class _Buckets:
    """Sorted numbers, found by their first bits: a look-up reads one place, and mostly finds it empty."""

    def __init__(self, numbers: np.ndarray):
        self._numbers = numbers
        bits = min(20, max(8, len(numbers).bit_length() + 4))
        self._shift = np.uint64(64 - bits)
        heads = (numbers >> self._shift).astype(np.int64)
        self._cuts = np.zeros((1 << bits) + 1, dtype=np.int32)
        np.cumsum(np.bincount(heads, minlength=1 << bits), out=self._cuts[1:])
        self._filled = self._cuts[1:] > self._cuts[:-1]

    def find(self, numbers: np.ndarray) -> np.ndarray:
        """Return the place of each number, -1 for one that is not there."""
        bucket = (numbers >> self._shift).astype(np.int64)
        found = np.full(len(numbers), -1, dtype=np.int64)
        open_ = np.flatnonzero(self._filled[bucket])
        at, last = self._cuts[bucket[open_]], self._cuts[bucket[open_] + 1]
        while len(open_):
            hit = self._numbers[at] == numbers[open_]
            found[open_[hit]] = at[hit]
            more = ~hit & (at + 1 < last)
            open_, at, last = open_[more], at[more] + 1, last[more]
        return found


def _columns(parts: list[tuple[np.ndarray, ...]]) -> list[np.ndarray]:
    types = (np.int32, np.uint64, np.uint64, np.int16, bool)
    return [np.concatenate([np.zeros(0, kind), *(part[n] for part in parts)]) for n, kind in enumerate(types)]


def _changes(numbers: np.ndarray) -> np.ndarray:
    """Which numbers differ from the one before them."""
    return np.concatenate([np.ones(min(1, len(numbers)), dtype=bool), numbers[1:] != numbers[:-1]])


def _values() -> np.ndarray:
    """A number for each class of letters: that of a text's other letters is none of 0, or «ab» and «ab.» were one."""
    return np.random.default_rng(1394).integers(1, 1 << 63, 256, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def _sums(values: np.ndarray) -> np.ndarray:
    sums = np.zeros(len(values) + 1, dtype=np.uint64)
    np.cumsum(values * powers(len(values)), out=sums[1:], dtype=np.uint64)
    return sums


def _starts(batch: Batch, arabic: np.ndarray) -> np.ndarray:
    """The letters with which a name may begin: the first of words, and in Arabic those behind letters glued to them."""
    word = batch.word_starts()
    own = word[batch.letters[word] > 0]
    if not arabic.any():
        return own
    spoken = np.flatnonzero(arabic[np.clip(np.searchsorted(batch.begins, batch.kept[word], "right") - 1, 0, None)])
    begins, more = word[spoken], []
    folded = batch.folded_codes()
    for clitic in clitics():
        at = begins[begins + len(clitic) < len(batch.letters)]
        for n, letter in enumerate(clitic):
            at = at[folded[batch.kept[at + n]] == ord(letter)]
        more.append(at + len(clitic))
    return np.unique(np.concatenate([own, *more]))


def _spelt(matcher: Matcher, first: int) -> tuple[np.ndarray, ...]:
    """Some names as numbers: row (below 0 for a swallowed article), all letters, the first ones, how many, shared.

    The gaps of each are written into the matcher.
    """
    names = matcher._told(first)
    batch, values = Batch(names, matcher._classes), matcher._values
    sums, back = _sums(values[batch.letters]), powers(len(batch.letters) + 1, INVERSE)
    breaks = np.flatnonzero(batch.letters == 0)
    begin, end = breaks[: len(names)] + 1, breaks[1 : len(names) + 1]
    last = np.maximum(begin, end - 1)
    matcher._gaps[first : first + len(names)] = batch.gaps(begin, last)
    size, rows = end - begin, np.arange(first + 1, first + len(names) + 1)
    shared = np.concatenate([[0], np.cumsum(batch.letters == SHARED)])
    article, lam = (matcher._classes[codes(letters)].astype(np.uint8) for letters in (_ARTICLE, _SWALLOWED))
    swallowed = (size > 4) & matcher._arabic[first : first + len(names)]
    for n in range(2):
        swallowed[swallowed] &= batch.letters[begin[swallowed] + n] == article[n]
    base = powers(3)
    front = values[lam[:1]] + values[lam[1:]] * base[1:2]
    own, out = np.flatnonzero(size > 0), []
    for chosen, sign, cut in ((own, 1, 0), (np.flatnonzero(swallowed), -1, 2)):
        a, b = begin[chosen] + cut, end[chosen]
        whole, part = ((sums[stop] - sums[a]) * back[a] for stop in (b, np.minimum(b, begin[chosen] + _PREFIX)))
        if cut:
            whole, part = front + whole * base[2], front + part * base[2]
        told = (sign * rows[chosen]).astype(np.int32), whole, part, size[chosen].astype(np.int16)
        out.append((*told, shared[b] > shared[a]))
    order = np.argsort(np.concatenate([np.abs(each[0]) for each in out]), kind="stable")
    return tuple(np.concatenate(each)[order] for each in zip(*out, strict=True))
