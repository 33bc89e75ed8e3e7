"""Texts as tokens: a batch of texts comes in, one class byte and one value a token go out, with offsets.

Knows letters, words and numbers; knows no rule and no calendar.
"""

from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import date_lexicon as lexicon
from . import date_numbers, text
from .date_words import NUMBERS, SIGNS, chain_keys, is_class, shared


@dataclass(frozen=True)
class Tokens:
    """A batch as columns: `classes` has one byte a token, the arrays one number a token."""

    classes: bytes
    value: np.ndarray
    start: np.ndarray  # in bytes of the cleaned buffer
    end: np.ndarray
    line_before: np.ndarray  # is the token the first of its line
    line_after: np.ndarray


@dataclass(frozen=True)
class Batch:
    """The tokens of a batch of records and how their offsets lead back to each text."""

    tokens: Tokens
    dropped: np.ndarray
    record_start: np.ndarray  # where each record begins in the joined text, in code points
    parts: list[str]  # the joined text
    part_start: np.ndarray

    def raw(self, offset: np.ndarray) -> np.ndarray:
        """Return the code point of the joined text at a byte of the cleaned buffer."""
        return offset + np.searchsorted(self.dropped, offset, side="right")

    def past_marks(self, ends: np.ndarray, marks: frozenset[str]) -> np.ndarray:
        """Return `ends` moved behind the `marks` that stand there; matching ignores each of them."""
        raw = np.append(self.dropped + np.arange(len(self.dropped)), -1)
        out, part = ends.copy(), self._part_of(ends)
        for row in np.flatnonzero(raw.take(np.searchsorted(raw[:-1], ends)) == ends).tolist():
            text, shift = self.parts[part[row]], self.part_start[part[row]]
            while text[out[row] - shift] in marks:  # behind every record stands a character that is no mark
                out[row] += 1
        return out

    def cut(self, start: np.ndarray, end: np.ndarray) -> list[str]:
        """Return the pieces of the joined text; none reaches over the end of a record."""
        part = self._part_of(start)
        shift = self.part_start.take(part)
        places = zip(part.tolist(), (start - shift).tolist(), (end - shift).tolist(), strict=True)
        parts = self.parts
        return [parts[number][a:b] for number, a, b in places]

    def _part_of(self, place):
        return np.searchsorted(self.part_start, place, side="right") - 1


# Bytes of a part, whose words are looked up together: enough that the calls cost little beside the work.
_PART = 1_400_000
# Bytes that are folded together: so few that the memory of the last piece is still in the processor's cache.
_PIECE = 400_000
_END = "\0"  # stands behind every record and in none


def read(texts: pd.Series, groups: np.ndarray) -> Batch:
    """Return the tokens of `texts`; `groups` is a number into `date_lexicon.GROUPS` a text.

    A break stands behind every record. The result does not depend on where the texts are cut into parts.
    """
    if not len(texts):
        return _batch([])
    column = _joined(texts)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[: len(texts) + 1]
    parts, base, place = [], 0, 0
    for first, last in pairwise(_cuts(offsets, _PART)):
        own = offsets[first : last + 1]
        pieces = [_piece(column.buffers()[2][own[a] : own[b]]) for a, b in pairwise(_cuts(own, _PIECE))]
        ends = _in_row([piece.ends for piece in pieces], [len(piece.text) for piece in pieces])
        if len(ends) > last - first:  # what ends a record stands inside one
            return read(pd.Series([text.clean(each) for each in texts], dtype="str"), groups)
        sizes = [len(piece.clean) for piece in pieces]
        tokens = _read_part(pieces, sizes, groups[first:last])
        tokens = replace(tokens, start=tokens.start + base, end=tokens.end + base)
        dropped = _in_row([piece.dropped for piece in pieces], sizes)
        parts.append((tokens, dropped + base, ends + place, [piece.text for piece in pieces]))
        base, place = base + sum(sizes), place + sum(len(piece.text) for piece in pieces)
    return _batch(parts)


def _batch(parts) -> Batch:
    nothing = np.zeros(0, dtype=np.int64)
    tokens, dropped, ends, pieces = zip(
        *(parts or [(Tokens(b"", *[nothing] * 3, *[nothing > 0] * 2), nothing, nothing, [""])]), strict=True
    )
    columns = (np.concatenate([getattr(t, f.name) for t in tokens]) for f in fields(Tokens)[1:])
    joined = [piece for each in pieces for piece in each]
    return Batch(
        tokens=Tokens(b"".join(t.classes for t in tokens), *columns),
        dropped=np.concatenate(dropped),
        record_start=np.concatenate([[0], *ends]),
        parts=joined,
        part_start=np.cumsum([0, *map(len, joined[:-1])]),
    )


def _joined(texts: pd.Series):
    """The texts as one Arrow column, an end behind each; lone surrogates, which it cannot hold, are replaced."""
    try:
        column = pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        column = pa.array([text.clean(each) for each in texts], pa.large_string())
    if isinstance(column, pa.ChunkedArray):
        column = column.cast(pa.large_string()).combine_chunks()
    return pc.binary_join_element_wise(column, *(pa.scalar(end, pa.large_string()) for end in ("", _END)))


def _cuts(offsets, size) -> list[int]:
    """The records at which pieces of about `size` bytes begin, and the number of all records."""
    starts = (offsets[:-1] - offsets[0]) // size
    return [*np.flatnonzero(np.diff(starts, prepend=-1)).tolist(), len(starts)]


def _in_row(columns, sizes) -> np.ndarray:
    """One column of several with places in pieces of these sizes."""
    return np.concatenate([column + base for column, base in zip(columns, accumulate(sizes, initial=0), strict=False)])


@dataclass(frozen=True)
class _Piece:
    """Some of the joined texts: the words that a table may know, numbers and signs, and what keeps them apart."""

    text: str
    clean: bytes  # a byte a character, without what stands inside words
    dropped: np.ndarray  # how many bytes of `clean` stand before each character that it leaves out
    ends: np.ndarray  # of the records, in `text`
    start: np.ndarray  # in `clean`
    end: np.ndarray
    kind: np.ndarray
    number: np.ndarray  # of the entry, for signs and numbers too


def _piece(utf8) -> _Piece:
    joined = str(utf8, "utf-8")
    codes = np.array([joined]).view(np.uint32)
    folded = lexicon.fold_table().take(codes, mode="clip")  # clipped are letters beyond the basic plane: emoji
    dropped = np.flatnonzero(folded == lexicon.IGNORED)
    dropped -= np.arange(len(dropped))
    ends = np.flatnonzero(folded == lexicon.BREAK) + 1
    clean = folded.tobytes().replace(bytes([lexicon.IGNORED]), b"")
    start, end, kind = _runs(clean)
    number = np.zeros(len(start), dtype=np.int16)
    at, entries = shared().look_up(clean, start, end - start)
    number[at] = entries
    # of a run of words that no table knows one is enough: it only keeps others apart
    known = number > 0
    known |= kind != lexicon.LETTER_KIND
    known[1:] |= known[:-1].copy()
    known[:1] = True
    at = np.flatnonzero(known)
    columns = (column.take(at) for column in (start, end, kind, number))
    return _Piece(joined, clean, dropped, ends, *columns)


def _runs(clean):
    """First byte and the one after the last of every run of letters or digits and of every sign; their kinds."""
    kinds = np.frombuffer(clean.translate(lexicon.kind_table()), dtype=np.uint8)
    cut = np.ones(len(kinds) + 1, dtype=bool)
    np.not_equal(kinds[1:], kinds[:-1], out=cut[1:-1])
    cut[:-1] |= kinds >= lexicon.LINE_KIND
    solid = kinds != lexicon.SPACE_KIND
    start, end = np.flatnonzero(cut[:-1] & solid), np.flatnonzero(cut[1:] & solid) + 1
    return start, end, kinds.take(start)


def _read_part(pieces, sizes, groups) -> Tokens:
    folded = np.frombuffer(b"".join(piece.clean for piece in pieces), dtype=np.uint8)
    start, end = (_in_row([getattr(piece, name) for piece in pieces], sizes) for name in ("start", "end"))
    kind, link = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("kind", "number"))
    number = link * (kind == lexicon.LETTER_KIND)
    first_byte = folded.take(start)
    breaks = np.flatnonzero(first_byte == lexicon.BREAK)
    letters, values, skips = shared().single[1]
    group = np.repeat(groups, np.diff(breaks, prepend=-1))
    entry = group * letters.shape[1] + number
    code, value = letters.take(entry), values.take(entry)
    _numbers(folded, start, end, kind, code, value)
    _signs(first_byte, kind, code)
    _verb_prefix(folded, end, code)
    skip = skips.take(entry)
    keep, before, after = _lines(code, kind, breaks)
    at = _chains(np.flatnonzero(keep), link, number, group, code, value, skip, end)
    start += skip
    at = date_numbers.merge(at, code, value, end)
    columns = (column.take(at) for column in (value, start, end, before, after))
    return Tokens(code.take(at).tobytes(), *columns)


def _verb_prefix(folded, end, code):
    """«می شود», «می نویسم»: before a verb می is no May. Persian verbs end in د or م."""
    at = np.flatnonzero(is_class("may").take(code))
    if not len(at):
        return
    after = np.minimum(at + 1, len(code) - 1)
    last = folded[end[after] - 1]
    one, two = lexicon.folded("دم")
    verb = (code[after] == 0) & ((last == one) | (last == two))
    code[at[verb | is_class("may_stem")[code[after]]]] = 0


def _numbers(folded, start, end, kind, code, value):
    at = np.flatnonzero(kind == lexicon.DIGIT_KIND)
    day, two, year, other, recent = (shared().code[frozenset([name])] for name in NUMBERS)
    begin, after = start.take(at), end.take(at)
    length = after - begin
    number = np.zeros(len(at), dtype=np.int64)
    for i in range(4):
        number = np.where(length > i, number * 10 + folded.take(begin + i, mode="clip") - 48, number)
    out = np.full(len(at), other, dtype=np.uint8)
    out[length <= 2] = two
    out[(length <= 2) & (number >= 1) & (number <= 31)] = day
    full = length == 4
    out[full & (number >= 1200) & (number < 2200)] = year
    # 2000 may be a year or a round number: only a word beside it tells
    out[full & (number > 1900) & (number < 2060) & (number != 2000)] = recent
    # «B12», «F16», «12,500»: a digit run that touches a Latin letter or a digit group is no part of a date
    before, behind = folded.take(begin - 1, mode="clip"), folded.take(after, mode="clip")
    latin = (before >= 97) & (before <= 122)
    # 2024-03-26T10:00
    latin |= (behind >= 97) & (behind <= 122) & ((behind != ord("t")) | (length != 2))
    value[at] = np.where(length <= 4, number, 0)
    code[at] = np.where(latin | (length > 4), 0, out)


@cache
def _sign_codes() -> np.ndarray:
    table = np.zeros(256, dtype=np.uint8)
    for sign, name in SIGNS.items():
        table[ord(sign)] = shared().code[frozenset([name])]
    table[lexicon.BREAK] = shared().code[frozenset(["break"])]
    return table


def _signs(first_byte, kind, code):
    at = np.flatnonzero(kind >= lexicon.LINE_KIND)
    code[at] = _sign_codes().take(first_byte.take(at))


def _lines(code, kind, breaks):
    """Which tokens stay, and which begin or end a line: a wrap is a space, a blank line or a title's end a break."""
    line = kind == lexicon.LINE_KIND
    edge = line.copy()
    edge[breaks] = True
    before = np.concatenate([[True], edge[:-1]])
    after = np.concatenate([edge[1:], [True]])
    stop = line & after
    # the title line: the first line end of a record that has a word before it
    titles = np.flatnonzero(line & ~before)
    if len(titles):
        record = np.searchsorted(breaks, titles)
        stop[titles[np.concatenate([[True], record[1:] > record[:-1]])]] = True
    code[stop] = shared().code[frozenset(["break"])]
    return ~line | stop, before, after


def _chains(at, link, number, group, code, value, skip_of, end):
    """Write each chain of words of a table («كانون الثاني», «عید قربان») into its first token.

    `link` is the entry of each token, of signs too, by which a chain knows its parts. `at` has the numbers of the
    tokens that stand beside one another; returned is `at` without the others of each chain.
    """
    words = shared()
    number, link = number.take(at), link.take(at)
    keys = words.single[0].keys
    # a head starts a chain only when the next token is in a table too, or is a sign or a number
    linked = (number[1:] > 0) | (code.take(at[1:]) > 0)
    linked &= words.heads.take(number[:-1])
    heads = np.flatnonzero(linked)
    heads = heads[words.may_open(keys.take(link.take(heads)), keys.take(link.take(heads + 1)))]
    gone, dropped = np.zeros(len(at), dtype=bool), np.zeros(len(at), dtype=bool)
    for n in range(words.longest, 1, -1):
        lookup, (letters, values, skips) = words.chains[n]
        usable = heads[heads + n <= len(at)]
        found = lookup(chain_keys([keys.take(link.take(usable + i)) for i in range(n)]))
        some = np.flatnonzero(found)
        usable, found = usable.take(some), found.take(some)
        entry = group[at[usable]] * letters.shape[1] + found
        # a chain is taken once, at its longest
        free = np.flatnonzero((letters.take(entry) > 0) & ~np.any([gone.take(usable + i) for i in range(n)], axis=0))
        free = free[_first_of_overlapping(usable.take(free), n)]
        usable, entry = usable.take(free), entry.take(free)
        for i in range(n):
            gone[usable + i] = True
            dropped[usable + i] = i > 0
        head, last = at.take(usable), at.take(usable + n - 1)
        code[head], value[head], end[head] = letters.take(entry), values.take(entry), end.take(last)
        skip_of[head] = skips.take(entry)
    return at[~dropped]


def _first_of_overlapping(places: np.ndarray, size: int) -> np.ndarray:
    """Which of the pieces of `size` tokens are taken when each takes its tokens from those that begin inside it."""
    out = np.ones(len(places), dtype=bool)
    if (np.diff(places) < size).any():
        after = -1
        for number, place in enumerate(places.tolist()):
            out[number] = place >= after
            after = max(after, place + size * out[number])
    return out
