"""Who is named: records and the registry's names come in, mentions with their offsets go out.

Follows from the text and the registry alone; knows no other record, no file and no decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs
import numpy as np
import pandas as pd

from helpers import tables
from helpers.text import COMMAS, GAPS, ZWNJ, fold, ignorable, skeleton

COLUMNS = (
    "doc_id start end surface actor_id type honorific office nested_in fragments candidates found_by reason".split()
)
SOURCE = "source of the report"
# How two letters of a name may be parted: not at all, by a half-space, by a space or line break, by a comma, or never.
_JOINED, _HALF, _SPACE, _COMMA, _NEVER = range(5)
_PERSIAN = ("fa", "prs", "und")


@dataclass(frozen=True)
class _Pattern:
    """One spelling to look for: its letters, how its words are parted, whose it is, and the rule that made it."""

    letters: str
    gaps: bytes
    actor_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    arabic: bool
    rule: str
    skip: int = 0


class Matcher:
    """The registry's names as one automaton; build it once for all batches.

    `names` is the first value of `registry.load`. Rule `registry`: a name as it is written in the registry, whatever
    its half-spaces, kaf, yeh, harakat. Rule `swallowed_article`: الشبكة after ل is written للشبكة.
    """

    def __init__(self, names: pd.DataFrame):
        self.patterns = _patterns(names)
        letters = [pattern.letters for pattern in self.patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(letters) if letters else None

    def hits(self, joined: str) -> list[tuple[int, int, int]]:
        """Return (pattern, start, end) of every occurrence in a skeleton, also of those inside another."""
        return self._automaton.find_matches_as_indexes(joined, overlapping=True) if self._automaton else []


def _patterns(names: pd.DataFrame) -> list[_Pattern]:
    spellings: dict[tuple[str, bytes, str, int], list[tuple[str, str, bool]]] = {}
    for row in names.itertuples():
        letters, offsets = skeleton(row.name)
        gaps = _gaps(fold(row.name), offsets)
        owner = (row.actor_id, row.type, row.lang == "ar")
        spellings.setdefault((letters, gaps, "registry", 0), []).append(owner)
        if row.lang == "ar" and letters.startswith("ال") and len(letters) > 4:
            spellings.setdefault(("لل" + letters[2:], gaps, "swallowed_article", 2), []).append(owner)
    out = []
    for (letters, gaps, rule, skip), owners in spellings.items():
        ids = tuple(dict.fromkeys(owner[0] for owner in owners))
        kinds = tuple(dict.fromkeys(owner[1] for owner in owners))
        out.append(_Pattern(letters, gaps, ids, kinds, any(owner[2] for owner in owners), rule, skip))
    return out


def _gaps(folded: str, offsets: np.ndarray) -> bytes:
    """How each letter of a skeleton is parted from the next, a byte each (`_JOINED` … `_NEVER`)."""
    out = bytearray(max(0, len(offsets) - 1))
    for index in np.flatnonzero(np.diff(offsets) > 1):
        between = folded[offsets[index] + 1 : offsets[index + 1]]
        out[index] = _gap(between)
    return bytes(out)


def _gap(between: str) -> int:
    if between.count("\n") > 1 or len(between) > 12:
        return _NEVER  # a blank line ends a paragraph, and no name crosses it
    if any(letter in COMMAS for letter in between):
        return _COMMA
    if any(letter in GAPS and letter != ZWNJ for letter in between):
        return _SPACE
    return _HALF if ZWNJ in between else _JOINED


def find(records: pd.DataFrame, matcher: Matcher) -> pd.DataFrame:
    """Return the mentions of a batch of records, sorted by record, start, longest first.

    records: `doc_id text language`. Out: `doc_id start end surface actor_id type honorific office nested_in fragments
    candidates found_by reason`; offsets in code points of `text`; `nested_in` is the place (from 0) of the longer
    mention among the mentions of the same record. A name of two actors has no `actor_id` but `candidates`.
    """
    rows: list[tuple] = []
    for doc, text, language, hits in _hits(records, matcher):
        rows.extend(_mentions(doc, text, language, hits))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    kinds = dict.fromkeys(COLUMNS, "str") | {"start": "int64", "end": "int64", "nested_in": "Int64"}
    return frame.astype(kinds)


def _hits(records: pd.DataFrame, matcher: Matcher) -> Iterator[tuple[str, str, str, list]]:
    """Yield each record with the spans whose letters and gaps are those of a pattern: (start, end, pattern)."""
    skeletons = [skeleton(text) for text in records["text"]]
    # One pass over all records: no name has a newline left in its letters, so none crosses from one to the next.
    starts = np.cumsum([0, *(len(letters) + 1 for letters, _ in skeletons)])
    found: list[list] = [[] for _ in skeletons]
    hits = matcher.hits("\n".join(letters for letters, _ in skeletons))
    owners = np.searchsorted(starts, [hit[1] for hit in hits], side="right") - 1
    for (index, begin, stop), owner in zip(hits, owners, strict=True):
        found[owner].append((index, begin - starts[owner], stop - starts[owner]))
    for row, (_, offsets), own in zip(records.itertuples(), skeletons, found, strict=True):
        folded = fold(row.text) if own else ""
        spans = []
        for index, begin, stop in own:
            pattern = matcher.patterns[index]
            if _fits(_gaps(folded, offsets[begin:stop]), pattern.gaps, pattern.skip):
                spans.append((int(offsets[begin]), int(offsets[stop - 1]) + 1, pattern))
        yield row.doc_id, row.text, row.language, spans


def _fits(gaps: bytes, allowed: bytes, skip: int) -> bool:
    """A gap of the text must be one of the name: اکو is not in «ا کو». A half-space may stand anywhere or be lost."""
    if gaps == allowed:
        return True
    return all(
        gap <= max(own, _HALF) or (gap == _SPACE and own == _HALF) for gap, own in zip(gaps, allowed, strict=True)
    )


def _mentions(doc: str, text: str, language: str, hits: list) -> Iterator[tuple]:
    spans: dict[tuple[int, int], list[_Pattern]] = {}
    folded = fold(text) if hits else ""
    for start, end, pattern in hits:
        if _ends_a_name(folded, end, language) and _begins_a_name(folded, start, language, pattern):
            spans.setdefault((start + pattern.skip, end), []).append(pattern)
    kept: list[tuple[int, int, tuple[str, ...], _Pattern, int | None]] = []
    for (start, end), patterns in sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        ids = tuple(dict.fromkeys(actor for pattern in patterns for actor in pattern.actor_ids))
        around = [n for n, other in enumerate(kept) if other[0] < end and start < other[1]]
        if any(not (kept[n][0] <= start and end <= kept[n][1]) for n in around):
            continue  # it crosses a longer name
        if any(set(ids) & set(kept[n][2]) for n in around):
            continue  # «ایران» inside «جمهوری اسلامی ایران» says nothing new
        inner = min(around, key=lambda n: kept[n][1] - kept[n][0], default=None)
        kept.append((start, end, ids, patterns[0], inner))
    order = sorted(range(len(kept)), key=lambda n: (kept[n][0], -kept[n][1]))
    place = {n: position for position, n in enumerate(order)}
    for n in order:
        start, end, ids, pattern, inner = kept[n]
        yield _row(doc, text, folded, (start, end), ids, pattern, None if inner is None else place[inner])


def _row(doc: str, text: str, folded: str, span: tuple[int, int], ids: tuple, pattern: _Pattern, inner) -> tuple:
    start, end = span
    before = folded[max(0, start - 60) : start]
    one = len(ids) == 1
    kind = pattern.kinds[0] if len(pattern.kinds) == 1 else None
    honorific = _tail(before, _honorifics(), text[max(0, start - 60) : start]) if kind == "person" else None
    reason = None if one else "a name of more than one actor"
    if _tail(before, _sources(), before) is not None and kind == "organisation":
        reason = SOURCE if one else f"{reason}; {SOURCE}"
    found_by = "registry" if pattern.rule == "registry" else f"rule:{pattern.rule}"
    candidates = None if one else "; ".join(sorted(ids))
    return (
        doc, start, end, text[start:end], ids[0] if one else None, kind, honorific, None, inner, None,
        candidates, found_by, reason,
    )  # fmt: skip


@cache
def _honorifics() -> tuple[str, ...]:
    return _phrases("honorifics", "honorific")


@cache
def _sources() -> tuple[str, ...]:
    return _phrases("source_markers", "marker")


def _phrases(table: str, column: str) -> tuple[str, ...]:
    folded = {fold(phrase) for phrase in tables.read(table)[column]}
    return tuple(sorted(folded, key=lambda phrase: (-len(phrase), phrase)))


def _tail(before: str, phrases: tuple[str, ...], raw: str) -> str | None:
    """The longest of `phrases` that `before` ends with as whole words (an opening quotation mark may follow it)."""
    end = before.rstrip(" \n\t\"'«“(" + ZWNJ)
    for phrase in phrases:
        at = len(end) - len(phrase)
        # ل is written on to the next word: «وفقا لوكالة»
        glued = phrase.endswith(" ل") and end.endswith(phrase)
        if at >= 0 and end.endswith(phrase) and (glued or len(end) < len(before)):
            if at == 0 or not end[at - 1].isalnum() or (at > 1 and end[at - 1] in "وفبل" and not end[at - 2].isalnum()):
                return raw[at : len(end)]
    return None


@cache
def _edges(side: str, joined: str, language: str) -> dict[str, str]:
    rows = tables.read("name_edges")
    rows = rows[(rows["side"] == side) & (rows["joined"] == joined) & (rows["language"] == language)]
    return {fold(row.letters): fold(row.after) for row in rows.itertuples()}


@cache
def _ignorable_set() -> frozenset[str]:
    return frozenset(ignorable())


def _begins_a_name(folded: str, start: int, language: str, pattern: _Pattern) -> bool:
    """A name begins a word, or follows Arabic clitics (و ف ب ل ك) when it is an Arabic name in an Arabic record."""
    at = start
    while at > 0 and start - at < 8 and (folded[at - 1].isalnum() or folded[at - 1] in _ignorable_set()):
        at -= 1
    glued = "".join(letter for letter in folded[at:start] if letter not in _ignorable_set())
    if not glued or not folded[start].isalnum():
        return not glued
    return pattern.arabic and language == "ar" and glued in _edges("before", "letter", "ar")


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
    if language not in _PERSIAN:
        return False
    joined = "zwnj" if tail[0] == ZWNJ else "letter"
    allowed = _edges("after", joined, "fa").get(tail.strip(ZWNJ))
    return allowed is not None and (not allowed or folded[end - 1] in allowed.split("|"))
