"""Texts as tokens: a batch of texts comes in, one class byte and one value a token go out, with offsets.

Knows letters, words and numbers; knows no rule and no calendar.
"""

from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from . import date_lexicon as lexicon
from . import date_numbers
from .date_words import NUMBERS, SIGNS, chain_keys, is_class, shared, word_keys


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

    def raw(self, offset: np.ndarray) -> np.ndarray:
        """Return the code point of the joined text at a byte of the cleaned buffer."""
        return offset + np.searchsorted(self.dropped, offset, side="right")

    def ignored_at(self, offset: np.ndarray) -> np.ndarray:
        """Return whether the character at a code point of the joined text is one that matching ignores."""
        raw = self.dropped + np.arange(len(self.dropped))
        place = np.searchsorted(raw, offset)
        return np.append(raw, -1)[np.minimum(place, len(raw))] == offset


# Characters of a part: enough that the calls cost little beside the work, few enough that its arrays stay in a cache.
_PART = 400_000


def read(texts: list[str], groups: np.ndarray) -> Batch:
    """Return the tokens of `texts`; `groups` is a number into `date_lexicon.GROUPS` a text.

    A break stands behind every record. Texts are read in parts of about _PART characters; the result does not depend
    on where they are cut.
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    record_start = np.concatenate([[0], np.cumsum(lengths + 1)])
    if not texts:
        empty = np.zeros(0, dtype=np.int64)
        return Batch(Tokens(b"", *[empty] * 5), empty, record_start)
    cuts = np.flatnonzero(np.diff(record_start[:-1] // _PART, prepend=-1))
    parts, dropped, base = [], [], 0
    for first, last in zip(cuts.tolist(), [*cuts[1:].tolist(), len(texts)], strict=True):
        tokens, gone, size = _read_part(texts[first:last], groups[first:last], record_start[first : last + 1])
        parts.append(replace(tokens, start=tokens.start + base, end=tokens.end + base))
        dropped.append(gone + base)
        base += size
    columns = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Tokens)[1:]}
    tokens = Tokens(b"".join(part.classes for part in parts), **columns)
    return Batch(tokens, np.concatenate(dropped), record_start)


def _folded_bytes(texts, record_start):
    """The joined texts as one byte a character without ignored characters, and where in it those stood."""
    codes = np.array(["\n".join(texts) + "\n"]).view(np.uint32)
    folded = lexicon.fold_table().take(codes, mode="clip")  # clipped are letters beyond the basic plane: emoji
    folded[record_start[1:] - record_start[0] - 1] = lexicon.BREAK
    dropped = np.flatnonzero(folded == lexicon.IGNORED)
    clean = folded.tobytes().translate(None, bytes([lexicon.IGNORED]))
    return clean, dropped - np.arange(len(dropped))


def _runs(clean):
    """First byte and the one after the last of every run of letters or digits and of every sign; their kinds."""
    kinds = np.frombuffer(clean.translate(lexicon.kind_table()), dtype=np.uint8)
    cut = np.ones(len(kinds) + 1, dtype=bool)
    np.not_equal(kinds[1:], kinds[:-1], out=cut[1:-1])
    cut[:-1] |= kinds >= lexicon.LINE_KIND
    solid = kinds != lexicon.SPACE_KIND
    start, end = np.flatnonzero(cut[:-1] & solid), np.flatnonzero(cut[1:] & solid) + 1
    return start, end, kinds.take(start)


def _read_part(texts, groups, record_start):
    clean, dropped = _folded_bytes(texts, record_start)
    folded = np.frombuffer(clean, dtype=np.uint8)
    start, end, kind = _runs(clean)
    keys = word_keys(clean, start, end - start)
    number = shared().single[0](keys)
    other = kind != lexicon.LETTER_KIND
    number[other] = 0
    # of a run of words that no table knows one is enough: it only keeps others apart
    known = number > 0
    known |= other
    known[1:] |= known[:-1].copy()
    known[:1] = True
    at = np.flatnonzero(known)
    start, end, kind, keys, number = (column.take(at) for column in (start, end, kind, keys, number))
    first_byte = folded.take(start)
    breaks = np.flatnonzero(first_byte == lexicon.BREAK)
    letters, values, skips = shared().single[1]
    row = np.repeat(groups * letters.shape[1], np.diff(breaks, prepend=-1))
    code, value = letters.take(row + number), values.take(row + number)
    _numbers(folded, start, end, kind, code, value)
    _signs(first_byte, kind, code)
    _verb_prefix(folded, end, code)
    start += skips.take(row + number)
    keep, before, after = _lines(code, kind, breaks)
    at = _chains(np.flatnonzero(keep), keys, number, row // letters.shape[1], code, value, start, end)
    at = date_numbers.merge(at, code, value, end)
    columns = (column.take(at) for column in (value, start, end, before, after))
    return Tokens(code.take(at).tobytes(), *columns), dropped, len(clean)


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


def _chains(at, keys, number, group, code, value, start, end):
    """Write each chain of words of a table («كانون الثاني», «عید قربان») into its first token.

    `at` has the numbers of the tokens that stand beside one another; returned is `at` without the others of each chain.
    """
    words = shared()
    number, keys = number.take(at), keys.take(at)
    # a head starts a chain only when the next token is in a table too, or is a sign or a number
    linked = (number[1:] > 0) | (code.take(at[1:]) > 0)
    heads = np.flatnonzero(words.heads.take(number[:-1]) & linked)
    heads = heads[words.may_open(keys.take(heads), keys.take(heads + 1))]
    gone = bytearray(len(at))
    taken = []
    for n in range(words.longest, 1, -1):
        lookup, (letters, values, skips) = words.chains[n]
        usable = heads[heads + n <= len(at)]
        found = lookup(chain_keys([keys.take(usable + i) for i in range(n)]))
        usable, found = usable[found > 0], found[found > 0]
        entry = group[at[usable]] * letters.shape[1] + found
        columns = (usable, letters.take(entry), values.take(entry), skips.take(entry))
        for head, letter, number_of, skip in zip(*(column.tolist() for column in columns), strict=True):
            # a chain is taken once, at its longest
            if letter and not any(gone[head : head + n]):
                gone[head : head + n] = b"\1" * n
                taken.append((head, head + n - 1, letter, number_of, skip))
    if not taken:
        return at
    head, last, letter, number_of, skip = np.array(taken, dtype=np.int64).T
    dropped = np.frombuffer(gone, dtype=np.uint8).astype(bool)
    dropped[head] = False
    head, last = at[head], at[last]
    code[head], value[head], end[head] = letter, number_of, end[last]
    start[head] += skip
    return at[~dropped]
