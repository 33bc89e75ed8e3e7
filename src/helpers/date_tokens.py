"""Texts as tokens: a batch of texts comes in, one class byte and one value a token go out, with offsets.

Knows letters, words and numbers; knows no rule and no calendar.
"""

import re
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from . import date_lexicon as lexicon

_M1, _M2, _M3 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [(1 << 64) - 1] * 25, dtype=np.uint64)
_LONGEST = 16  # bytes of the longest word in a table; a longer word is in none
_BITS = 17


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


def _hash(words: np.ndarray, tails: np.ndarray) -> np.ndarray:
    mixed = words * _M1 ^ (tails + _M3) * _M2
    return mixed ^ (mixed >> np.uint64(29))


def _chain(keys: list[np.ndarray]) -> np.ndarray:
    """One key for a chain of words."""
    out = keys[0]
    for key in keys[1:]:
        out = (out ^ (out >> np.uint64(31))) * _M1 + key
    return out


def _word_keys(words: list[bytes]) -> np.ndarray:
    padded = [word[:16].ljust(16, b"\0") for word in words]
    halves = np.frombuffer(b"".join(padded), dtype="<u8").reshape(-1, 2)
    return _hash(halves[:, 0], halves[:, 1])


class _Lookup:
    """From a 64-bit key to the number of its entry, 0 for no entry; two tables of slots, every hit verified."""

    def __init__(self, keys: np.ndarray):
        self.keys = np.concatenate([np.zeros(1, dtype=np.uint64), keys])
        self.first = np.zeros(1 << _BITS, dtype=np.int16)
        self.second = np.zeros(1 << _BITS, dtype=np.int16)
        shift = np.uint64(64 - _BITS)
        for number, key in enumerate(self.keys[1:].tolist(), 1):
            key = np.uint64(key)
            slot = key >> shift
            if not self.first[slot]:
                self.first[slot] = number
                continue
            slot = self._other(key)
            if self.second[slot]:
                raise ValueError("two words of the date tables share both slots: change _M2 in date_tokens")
            self.second[slot] = number

    def _other(self, keys):
        return (keys >> np.uint64(13)) & np.uint64((1 << _BITS) - 1)

    def __call__(self, keys: np.ndarray) -> np.ndarray:
        found = self.first[keys >> np.uint64(64 - _BITS)]
        missed = np.flatnonzero((self.keys[found] != keys) & (found != 0))
        if len(missed):
            again = self.second[self._other(keys[missed])]
            found[missed] = np.where(self.keys[again] == keys[missed], again, 0)
        return found


SIGNS = {"/": "slash", "-": "dash", ".": "dot", ",": "comma", "(": "open", ")": "close", ":": "colon", '"': "quote"}
NUMBERS = ("digits_day", "digits_two", "digits_year", "digits_other", "digits_recent")


class Lexicon:
    """The entries of one batch reader: `classes` names each class byte's set of class names."""

    def __init__(self):
        entries = lexicon.entries()
        sets = sorted({e.classes for e in entries}, key=sorted)
        fixed = [
            frozenset(),
            *(frozenset([n]) for n in (*NUMBERS, *SIGNS.values(), "break", "spelt_day", "spelt_year")),
        ]
        fixed.append(frozenset(["spelt_number"]))
        self.classes = list(dict.fromkeys([*fixed, *sets]))
        if len(self.classes) > 250:
            raise ValueError("more than 250 combinations of word classes: see tables/date_words.csv")
        self.code = {names: i for i, names in enumerate(self.classes)}
        self.longest = max(len(e.words) for e in entries)
        chained = [e for e in entries if len(e.words) > 1]
        # the words of chains are entries without a class, so that one lookup tells which words matter at all
        links = dict.fromkeys((word,) for e in chained for word in e.words)
        self.single = self._lookup([e for e in entries if len(e.words) == 1], links)
        self.chains = {n: self._lookup([e for e in chained if len(e.words) == n]) for n in range(2, self.longest + 1)}
        self.heads = np.zeros(len(self.single[0].keys), dtype=bool)
        self.heads[self.single[0](_word_keys(sorted({e.words[0] for e in chained})))] = True
        self.heads[0] = False

    def _lookup(self, entries, links=()):
        words = list(dict.fromkeys([*(e.words for e in entries), *links]))
        number = {w: i for i, w in enumerate(words, 1)}
        tables = np.zeros((3, len(lexicon.GROUPS), len(words) + 1), dtype=np.int64)  # class, value, skip x group
        for e in entries:
            tables[:, e.group, number[e.words]] = self.code[e.classes], e.value, e.skip
        keys = _chain([_word_keys([w[i] for w in words]) for i in range(len(words[0]))]) if words else []
        return _Lookup(np.asarray(keys, dtype=np.uint64)), tables

    def letters(self, name: str) -> bytes:
        """Return every class byte whose set holds the class `name`; KeyError when no word has it."""
        found = bytes(i for i, names in enumerate(self.classes) if name in names)
        if not found:
            raise KeyError(name)
        return found


@cache
def shared() -> Lexicon:
    """Return the lexicon of the tables, built once."""
    return Lexicon()


# Characters of a part: its arrays stay in the processor's cache, which is worth a factor of three.
_PART = 200_000


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
    joined = "\n".join(texts) + "\n"
    encoded = joined.encode("utf-16-le", "surrogatepass")
    if len(encoded) == 2 * len(joined):
        codes = np.frombuffer(encoded, dtype="<u2")
    else:  # letters beyond the basic plane: emoji
        codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4"), 0xFFFF)
    folded = lexicon.fold_table().take(codes, mode="clip")
    folded[record_start[1:] - record_start[0] - 1] = lexicon.BREAK
    dropped = np.flatnonzero(folded == lexicon.IGNORED)
    if len(dropped):
        folded = folded[folded != lexicon.IGNORED]
        dropped = dropped - np.arange(len(dropped))
    return folded, dropped


def _read_part(texts, groups, record_start):
    folded, dropped = _folded_bytes(texts, record_start)
    clean = folded.tobytes()
    kinds = np.frombuffer(clean.translate(lexicon.kind_table()), dtype=np.uint8)
    begins = np.flatnonzero((kinds[1:] != kinds[:-1]) | (kinds[1:] >= lexicon.LINE_KIND)) + 1
    begins = np.concatenate([[0], begins])
    ends = np.concatenate([begins[1:], [len(kinds)]])
    kind = kinds[begins]
    solid = np.flatnonzero(kind != lexicon.SPACE_KIND)
    start, end, kind = begins[solid], ends[solid], kind[solid]
    keys, number = _words(clean, start, end, kind)
    # of a run of words that no table knows one is enough: it only keeps others apart
    known = (number > 0) | (kind != lexicon.LETTER_KIND)
    at = np.flatnonzero(known | np.concatenate([[True], known[:-1]]))
    start, end, kind, keys, number = start[at], end[at], kind[at], keys[at], number[at]
    first_byte = folded[start]
    group = groups[np.minimum(np.cumsum(first_byte == lexicon.BREAK), len(groups) - 1)]
    letters, values, skips = shared().single[1]
    entry = group * letters.shape[1] + number
    code, value, skip = letters.take(entry).astype(np.uint8), values.take(entry), skips.take(entry)
    _numbers(folded, start, end, kind, code, value)
    _signs(first_byte, kind, code)
    _verb_prefix(folded, end, code)
    keep, before, after = _lines(code, kind, first_byte)
    # signs are part of some chains («ه . ش»): their key is that of a one-byte word
    sign = np.flatnonzero(kind == lexicon.SIGN_KIND)
    keys[sign] = _hash(first_byte[sign].astype(np.uint64), np.zeros(len(sign), dtype=np.uint64))
    _chains(keep, keys, number, group, code, value, skip, end)
    start += skip
    tokens = Tokens(code[keep].tobytes(), value[keep], start[keep], end[keep], before[keep], after[keep])
    return _merge_numbers(tokens), dropped, len(clean)


def _verb_prefix(folded, end, code):
    """«می شود», «می نویسم»: before a verb می is no May. Persian verbs end in د or م."""
    at = np.flatnonzero(_is_class("may")[code])
    if not len(at):
        return
    after = np.minimum(at + 1, len(code) - 1)
    last = folded[end[after] - 1]
    one, two = lexicon.folded("دم")
    verb = (code[after] == 0) & ((last == one) | (last == two))
    code[at[verb | _is_class("may_stem")[code[after]]]] = 0


@cache
def _is_class(name: str) -> np.ndarray:
    """Which class bytes have a class name, as a table of 256."""
    table = np.zeros(256, dtype=bool)
    table[list(shared().letters(name))] = True
    return table


def _words(clean, start, end, kind):
    """The key of every token and the number of its entry, 0 for a word in no table."""
    buffer = clean + b"\0" * 16
    every = np.ndarray((len(clean) + 1,), dtype="<u8", buffer=buffer, strides=(1,))
    tails = np.ndarray((len(clean) + 1,), dtype="<u8", buffer=buffer, offset=8, strides=(1,))
    length = end - start
    head = every[start] & _MASKS[np.minimum(length, 8)]
    tail = np.zeros(len(start), dtype=np.uint64)
    long = np.flatnonzero(length > 8)
    tail[long] = tails[start[long]] & _MASKS[np.minimum(length[long] - 8, 8)]
    keys = _hash(head, tail)
    number = shared().single[0](keys)
    number[(kind != lexicon.LETTER_KIND) | (length > _LONGEST)] = 0
    return keys, number


def _numbers(folded, start, end, kind, code, value):
    at = np.flatnonzero(kind == lexicon.DIGIT_KIND)
    if not len(at):
        return
    lexicon_codes = [shared().code[frozenset([name])] for name in NUMBERS]
    length, begin = end[at] - start[at], start[at]
    number = np.zeros(len(at), dtype=np.int64)
    last = len(folded) - 1
    for i in range(4):
        number = np.where(length > i, number * 10 + folded[np.minimum(begin + i, last)] - 48, number)
    small = length <= 2
    out = np.full(len(at), lexicon_codes[3], dtype=np.uint8)
    out[small] = lexicon_codes[1]
    out[small & (number >= 1) & (number <= 31)] = lexicon_codes[0]
    out[(length == 4) & (number >= 1200) & (number < 2200)] = lexicon_codes[2]
    # 2000 may be a year or a round number: only a word beside it tells
    recent = (number > 1900) & (number < 2060) & (number != 2000)
    out[(length == 4) & recent] = lexicon_codes[4]
    # «B12», «F16», «12,500»: a digit run that touches a Latin letter or a digit group is no part of a date
    before = np.where(begin > 0, folded[np.maximum(begin - 1, 0)], 0)
    after = np.where(end[at] <= last, folded[np.minimum(end[at], last)], 0)
    iso = (after == ord("t")) & (length == 2)  # 2024-03-26T10:00
    after = np.where(iso, 0, after)
    latin = ((before >= 97) & (before <= 122)) | ((after >= 97) & (after <= 122))
    value[at] = np.where(length <= 4, number, 0)
    code[at] = np.where(latin | (length > 4), 0, out)


def _signs(first_byte, kind, code):
    at = np.flatnonzero(kind >= lexicon.LINE_KIND)
    table = np.zeros(256, dtype=np.uint8)
    for sign, name in SIGNS.items():
        table[ord(sign)] = shared().code[frozenset([name])]
    table[lexicon.BREAK] = shared().code[frozenset(["break"])]
    code[at] = table[first_byte[at]]


def _lines(code, kind, first_byte):
    """Which tokens stay, and which begin or end a line: a wrap is a space, a blank line or a title's end a break."""
    line = kind == lexicon.LINE_KIND
    edge = line | (first_byte == lexicon.BREAK) & (kind == lexicon.SIGN_KIND)
    before = np.concatenate([[True], edge[:-1]])
    after = np.concatenate([edge[1:], [True]])
    stop = line & after
    # the title line: the first line end of a record that has a word before it
    titles = np.flatnonzero(line & ~before)
    if len(titles):
        record = np.cumsum(first_byte == lexicon.BREAK)[titles]
        stop[titles[np.concatenate([[True], record[1:] > record[:-1]])]] = True
    code[stop] = shared().code[frozenset(["break"])]
    return ~line | stop, before, after


def _chains(keep, keys, number, group, code, value, skip_of, end):
    """Write each chain of words of a table («كانون الثاني», «عید قربان») into its first token and drop the others."""
    words = shared()
    at = np.flatnonzero(keep)
    keys, number = keys[at], number[at]
    # a head starts a chain only when the next token is in a table too, or is a sign or a number
    linked = np.append((number[1:] > 0) | (code[at[1:]] > 0), False)
    heads = np.flatnonzero(words.heads[number] & linked)
    gone = bytearray(len(at))
    taken = []
    for n in range(words.longest, 1, -1):
        lookup, (letters, values, skips) = words.chains[n]
        usable = heads[heads + n <= len(at)]
        found = lookup(_chain([keys[usable + i] for i in range(n)]))
        usable, found = usable[found > 0], found[found > 0]
        entry = group[at[usable]] * letters.shape[1] + found
        columns = (usable, letters.take(entry), values.take(entry), skips.take(entry))
        for head, letter, number_of, skip in zip(*(column.tolist() for column in columns), strict=True):
            # a chain is taken once, at its longest
            if letter and not any(gone[head : head + n]):
                gone[head : head + n] = b"\1" * n
                taken.append((head, head + n - 1, letter, number_of, skip))
    if not taken:
        return
    head, last, letter, number_of, skip = np.array(taken, dtype=np.int64).T
    dropped = np.frombuffer(gone, dtype=np.uint8).astype(bool)
    dropped[head] = False
    keep[at[dropped]] = False
    head, last = at[head], at[last]
    code[head], value[head], end[head] = letter, number_of, end[last]
    skip_of[head] = skip


_NUMBER_CLASSES = ("cardinal", "ordinal", "ten", "tens", "ordinal_tens", "hundreds", "thousands", "thousand")


@cache
def _number_pattern():
    words = shared()
    parts = b"".join(re.escape(bytes([b])) for name in _NUMBER_CLASSES for b in words.letters(name))
    joint = b"".join(re.escape(bytes([b])) for b in words.letters("and"))
    return re.compile(b"[%s](?:[%s]?[%s])+" % (parts, joint, parts))


def _merge_numbers(tokens: Tokens) -> Tokens:
    """Make one token of a spelt-out number: «بیست و دوم», «الثالث والعشرين», «ألفين وثلاثة وعشرين»."""
    words = shared()
    # two more, so that a look behind the last token finds something
    code = np.frombuffer(tokens.classes + b"\0\0", dtype=np.uint8).copy()
    joint = _is_class("and")
    digits = np.logical_or.reduce([_is_class(name) for name in NUMBERS])
    value, end = tokens.value, tokens.end.copy()
    keep = np.ones(len(tokens.classes), dtype=bool)
    for match in _number_pattern().finditer(tokens.classes):
        begin, stop = match.span()
        while begin < stop - 1:
            number, length = _spelt(words, code, value, begin, stop)
            if length > 1:
                # «در شهریورماه دو هزار و ۵۴۹ ردیف» counts, and is no year 2000
                goes_on = joint[code[begin + length]] and digits[code[begin + length + 1]]
                number = 0 if goes_on else number
                name = "spelt_day" if 1 <= number <= 31 else "spelt_year" if 1200 <= number < 2200 else "spelt_number"
                code[begin], value[begin] = words.code[frozenset([name])], number
                end[begin] = end[begin + length - 1]
                keep[begin + 1 : begin + length] = False
            begin += length
    return replace(
        tokens,
        classes=code[:-2][keep].tobytes(),
        **{
            name: (end if name == "end" else getattr(tokens, name))[keep]
            for name in ("value", "start", "end", "line_before", "line_after")
        },
    )


_RANK = {
    "thousands": 4,
    "thousand": 4,
    "hundreds": 3,
    "tens": 2,
    "ordinal_tens": 2,
    "ten": 2,
    "cardinal": 1,
    "ordinal": 1,
}


def _spelt(words, code, value, begin, stop):
    """Return (number, tokens used) of the longest number that starts at a token."""
    total, used, lowest, unit_first = 0, 0, 9, False
    at = begin
    while at < stop:
        names = words.classes[code[at]]
        if "and" in names:
            at += 1
            continue
        kind = next(name for name in _RANK if name in names)
        rank, number = _RANK[kind], int(value[at])
        if kind == "thousand" and 0 < total < 10:
            total, lowest = total * 1000, 4
        elif rank < lowest:
            unit_first = rank == 1
            total, lowest = total + number, rank
        elif rank == 2 and unit_first and total % 100 < 10:  # «ثلاثة وعشرين», «خمسة عشر»: the unit first
            total, lowest, unit_first = total + number, 0, False
        else:
            break
        at += 1
        used = at - begin
        if kind == "ordinal" and rank == 1 and not unit_first:
            break
    return total, max(used, 1)
