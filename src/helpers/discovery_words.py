"""The words of a record as discovery reads them: a text comes in, its words with what they may be go out.

Knows the tables of words; knows no rule and no mention.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from helpers import tables
from helpers.text import ZWNJ, fold, ignorable

# What a word may be; one word may be several.
STOP, COMMON, GIVEN, WORDY, FIELD, HEAD, OFFICE, HONORIFIC, PART, LINK = (1 << n for n in range(10))
# What stands before a word: a plain space, a comma, an opening quotation mark, or an end of a phrase.
PLAIN, COMMA, QUOTE, END = " ", ",", "«", "."
WORD = r"@?[^\W_]+(?:[\u200c\u200d\u0640\u064b-\u0655\u0670-]*[^\W_]+)*"
_WORD = re.compile(WORD)
# The article after lam, and single letters that Arabic writes on to the next word.
_CLITICS = ("وب", "ول", "وك", "فب", "فل", "و", "ف", "ب", "ل", "ک")


@dataclass(frozen=True)
class Word:
    """One word: its folded letters, its place, what stands before it, what it may be, letters glued to its front."""

    key: str
    start: int
    end: int
    before: str
    flags: int
    starts: bool = False


@dataclass
class Words:
    """The words of one record, with the spans that are already somebody's: a place, a body, a person."""

    text: str
    language: str
    words: list[Word]
    # First word of a span -> the word after its last.
    places: dict[int, int] = field(default_factory=dict)
    bodies: dict[int, int] = field(default_factory=dict)

    def is_place(self, at: int) -> bool:
        return at in self.places

    def plain(self, at: int) -> bool:
        """Whether a word follows the one before it with nothing but space between."""
        return 0 < at < len(self.words) and self.words[at].before == PLAIN

    def surface(self, first: int, last: int) -> str:
        return self.text[self.words[first].start : self.words[last - 1].end]

    def phrase(self, kind: str, at: int) -> int:
        """How many words from `at` on are a phrase of a table (the longest), 0 for none."""
        if not self.words[at].starts:
            return 0
        return self._phrase(kind, at, 0) or (self._phrase(kind, at, 1) if self._is_glued(at) else 0)

    def glued_front(self, at: int, kind: str) -> int:
        """How many letters stand before the first word of a phrase: the و of «ورئيس اللجنة»."""
        return int(not self._phrase(kind, at, 0) and self._is_glued(at))

    def _is_glued(self, at: int) -> bool:
        return self.language == "ar" and self.words[at].key[0] in "وفبلک"

    def _phrase(self, kind: str, at: int, skip: int) -> int:
        for phrase in phrases(kind).get(self.words[at].key[skip:], ()):
            last = at + len(phrase)
            if last <= len(self.words) and all(
                n == 0 or (self.words[at + n].key == part and self.plain(at + n)) for n, part in enumerate(phrase)
            ):
                return len(phrase)
        return 0


def read(text: str, language: str) -> Words:
    """Return the words of a record; each character is looked at a fixed number of times."""
    folded, drop = fold(text), _drop()
    out, last = [], 0
    arabic = language == "ar"
    know, begins = lexicon(arabic), _beginnings()
    for match in _WORD.finditer(folded):
        key = match.group().translate(drop)
        if not key:
            continue  # a tatweel alone
        flags = know.get(key, 0)
        if arabic and not flags:
            flags = _glued_flags(key, know)
        before = _before(folded[last : match.start()])
        if not out and before != QUOTE:
            before = END  # the first word of a record follows nothing
        starts = key in begins or (arabic and key[1:] in begins)
        out.append(Word(key, match.start(), match.end(), before, flags, starts))
        last = match.end()
    return Words(text, language, out)


def _glued_flags(key: str, know: dict[str, int]) -> int:
    """وزعم, بالعمل: a word with letters glued to its front is as common as the word."""
    bare = unglued(key)[1]
    return know.get(bare, 0) & (STOP | COMMON) if bare != key else 0


def unglued(key: str, wanted: int = -1) -> tuple[int, str]:
    """Return how many letters are glued to an Arabic word, and the word that is `wanted`: وللشبکه is 3, الشبکه."""
    know = lexicon()
    if know.get(key, 0) & wanted:
        return 0, key
    for clitic in ("ولل", "فلل", "لل"):
        if key.startswith(clitic) and know.get("ال" + key[len(clitic) :], 0) & wanted:
            return len(clitic), "ال" + key[len(clitic) :]
    for clitic in _CLITICS:
        if key.startswith(clitic) and know.get(key[len(clitic) :], 0) & wanted:
            return len(clitic), key[len(clitic) :]
    return 0, key


def _before(between: str) -> str:
    bare = between.strip(" \t\r\v\f\u00a0" + ZWNJ).translate(_drop())
    if not bare or bare == "\n":
        return PLAIN
    if bare[-1] in "«\"“'":
        return QUOTE
    return COMMA if bare.strip("\n ") in ("،", ",") else END


@cache
def _drop() -> dict[int, None]:
    return dict.fromkeys(map(ord, ignorable() + ZWNJ + "-"))


def plain_words(name: str) -> str:
    """Return a name folded, without half-spaces and marks."""
    return fold(name).translate(_drop())


def plain(word: str) -> str:
    """Return a word of a table as it is looked up: folded, without half-spaces, marks and spaces."""
    return plain_words(word).replace(" ", "")


@cache
def lexicon(arabic: bool = True) -> dict[str, int]:
    """Return what each known word may be, in Arabic or in Persian. Words of several words count by `phrase` alone.

    «علی» is a first name in Persian; the same letters are the preposition على in Arabic.
    """
    known: dict[str, int] = {}
    own = ("ar",) if arabic else ("fa", "prs")

    def add(word: str, flag: int) -> None:
        known[word] = known.get(word, 0) | flag

    for table, column, flag in (
        ("common_words", "word", COMMON),
        ("name_stops", "word", STOP),
        ("organisation_fields", "word", FIELD),
        ("given_names", "name", GIVEN),
    ):
        rows = tables.read(table)
        for word in rows.loc[rows["language"].isin(own) | (flag == GIVEN), column]:
            add(plain(word), flag)
    for row in tables.read("given_names").itertuples():
        if row.also:
            add(plain(row.name), WORDY)
    for row in tables.read("name_parts").itertuples():
        add(plain(row.part), PART if row.place == "end" else LINK)
    for kind, flag in (("heads", HEAD), ("offices", OFFICE), ("honorifics", HONORIFIC)):
        rows = tables.read(_TABLES[kind][0])
        for word in rows.loc[rows["language"].isin(own) | (flag == HONORIFIC), _TABLES[kind][1]]:
            if not set(word) & set(" ."):
                add(plain(word), flag)
    return known


_TABLES = {
    "heads": ("organisation_heads", "head"),
    "offices": ("offices", "office"),
    "honorifics": ("honorifics", "honorific"),
    "sources": ("source_markers", "marker"),
}


@cache
def phrases(kind: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases of a table by their first word, the longest first; a kind of `person_cues` by its name."""
    if kind in _TABLES:
        table, column = _TABLES[kind]
        told = tables.read(table)[column]
    else:
        rows = tables.read("person_cues")
        told = rows.loc[rows["kind"] == kind, "cue"]
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in told:
        words = tuple(plain(word) for word in re.split(r"[\s.:]+", phrase) if word)
        found.setdefault(words[0], set()).add(words)
        # «نخست‌وزیر» is also written «نخست وزیر»
        if ZWNJ in phrase:
            parts = tuple(plain(word) for word in re.split(rf"[\s{ZWNJ}]+", phrase))
            found.setdefault(parts[0], set()).add(parts)
    return {first: tuple(sorted(each, key=lambda words: (-len(words), words))) for first, each in found.items()}


@cache
def _beginnings() -> frozenset[str]:
    """The first words of all phrases: most words of a text begin none."""
    kinds = [*_TABLES, *tables.read("person_cues")["kind"].unique()]
    return frozenset(word for kind in kinds for word in phrases(kind))


@cache
def head_kinds() -> dict[str, str]:
    return {plain(row.head): row.kind for row in tables.read("organisation_heads").itertuples()}
