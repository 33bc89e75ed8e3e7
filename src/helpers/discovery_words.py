"""What a word may be, by the tables: a folded word comes in, its kinds and the phrases it begins go out.

Knows the tables of words; knows no text, no rule and no mention.
"""

import re
from functools import cache, lru_cache

from helpers import tables
from helpers.text import ZWNJ, fold, ignorable

# What a word may be; one word may be several.
STOP, COMMON, GIVEN, WORDY, FIELD, HEAD, OFFICE, HONORIFIC, PART, LINK = (1 << n for n in range(10))
# What stands before a word: a plain space, a comma, an opening quotation mark, or an end of a phrase.
PLAIN, COMMA, QUOTE, END = " ", ",", "«", "."
NOT_A_NAME = STOP | COMMON | FIELD | HEAD | OFFICE | HONORIFIC
# Marks stand between two runs of letters and are none themselves: a run can be read in one way only, or a long one
# before a comma («ااااا…،فاطمی») would be tried in as many ways as it has parts.
WORD = r"@?[^\W_]+(?:[\u200c\u200d\u064b-\u0655\u0670-]+[^\W_]+)*"
# The article after lam, and single letters that Arabic writes on to the next word.
_CLITICS = ("وب", "ول", "وك", "فب", "فل", "و", "ف", "ب", "ل", "ک")


@lru_cache(maxsize=1 << 16)
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


@cache
def dropped() -> dict[int, None]:
    """Return the characters that a key leaves out, for `str.translate`."""
    return dict.fromkeys(map(ord, ignorable() + ZWNJ + "-"))


@lru_cache(maxsize=1 << 15)
def plain_words(name: str) -> str:
    """Return a name folded, without half-spaces and marks."""
    return fold(name).translate(dropped())


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
        mine = rows["language"].isin(own)
        if flag == GIVEN:
            # Names travel between the languages; سهام and دلال are first names in Arabic, shares and a broker in Persian
            mine |= rows["also"] != "word in fa"
        for word in rows.loc[mine, column]:
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
def kinds() -> tuple[str, ...]:
    """Return the kinds of phrases that `phrases` knows, «heads» first."""
    return (*_TABLES, *sorted(set(tables.read("person_cues")["kind"])))


@cache
def head_kinds() -> dict[str, str]:
    return {plain(row.head): row.kind for row in tables.read("organisation_heads").itertuples()}
