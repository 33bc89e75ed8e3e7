"""Who is named though no registry lists them: records and registry mentions come in, more mentions go out.

Follows from each record and the tables of words alone; an id depends on the name alone, never on other records.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers import discovery_bodies as bodies
from helpers import discovery_persons as persons
from helpers import discovery_places as places
from helpers.discovery_bodies import Found
from helpers.discovery_columns import STARTS
from helpers.discovery_offices import Titles, titles_of
from helpers.discovery_read import Words, read
from helpers.discovery_short import short_names
from helpers.discovery_words import plain_words

COLUMNS = (
    "doc_id start end surface actor_id type honorific office nested_in fragments candidates found_by reason".split()
)


def discover(records: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return what the rules find in a batch of records beside the mentions that a registry gave.

    records: `doc_id text language`; mentions and the result: the columns of `actors.find`. A row never overlaps one
    of `mentions`. `actor_id` is `<type>-<folded name>`, or that of a full name of the same record for a short form;
    a short form of two people has `candidates`. `found_by` is `rule:<name>`.
    """
    return explore(records, mentions)[0]


def explore(records: pd.DataFrame, mentions: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of `discover`, and the office of each of `mentions` (missing where the text gives none)."""
    told: dict[str, list] = {}
    for row in mentions.itertuples():
        told.setdefault(row.doc_id, []).append(row)
    docs, texts, languages = (records[column].tolist() for column in ("doc_id", "text", "language"))
    listed = _listed(texts, languages)
    rows: list[tuple] = []
    offices = pd.Series(None, index=mentions.index, dtype="str")
    given: dict[int, str] = {}
    for n, (doc, words) in enumerate(zip(docs, read(texts, languages), strict=True)):
        rows.extend(_rows(doc, words, listed.get(n, []), told.get(doc, []), given))
    if given:
        offices.loc[list(given)] = list(given.values())
    frame = pd.DataFrame(rows, columns=COLUMNS)
    kinds = dict.fromkeys(COLUMNS, "str") | {"start": "int64", "end": "int64", "nested_in": "Int64"}
    return frame.astype(kinds), offices


def _listed(texts: list[str], languages: list[str]) -> dict[int, list[tuple[int, int, str]]]:
    """The spans of listed countries, cities and bodies in each text: start, end, type."""
    found = places.matcher()
    spans = found.spans(texts, languages)
    spoken = np.array([language == "ar" for language in languages], dtype=bool)
    # «مدينة» is a town in Arabic, and Medina as Persian writes it
    spans = spans[~spoken[spans[:, 0]] | found.are_arabic(spans[:, 3])]
    kinds = found.kinds.of(np.abs(spans[:, 3]) - 1)
    out: dict[int, list[tuple[int, int, str]]] = {}
    for (text, start, end, _), kind in zip(spans.tolist(), kinds, strict=True):
        out.setdefault(text, []).append((start, end, kind))
    return out


def _rows(doc: str, words: Words, listed: list, known: list, offices: dict[int, str]) -> Iterator[tuple]:
    """The rows of one record; `offices` takes up those of the registry's persons, by the index of their mentions."""
    if not words.count:
        return
    taken = [(row.start, row.end) for row in known]
    told_by = bodies.sources(words)
    found, titles = _all(words, listed, known, told_by)
    for row in known:
        first, last = words.holding(row.start), words.holding(row.end - 1)
        whole = first is not None and last is not None and words.start[first] == row.start
        if row.type == "person" and whole and words.end[last] == row.end:
            told = titles_of(words, first, last + 1, titles)
            offices |= {row.Index: "; ".join(told)} if told else {}
    own = sorted(_kept(found, words, taken), key=lambda span: (span[0], -span[1]))
    for start, end, each in own:
        source = bodies.SOURCE if each.kind == "organisation" and each.first in told_by else None
        person = each.kind == "person"
        told = titles_of(words, each.first, each.last, titles) if person else []
        yield (
            doc, start, end, words.text[start:end], each.name if not each.candidates else None, each.kind,
            honorific(words, each.first) if person else None, "; ".join(told) or None, None, None,
            "; ".join(each.candidates) or None, f"rule:{each.rule}", each.reason or source,
        )  # fmt: skip


def honorific(words: Words, at: int) -> str | None:
    """The honorific right before the word `at`, as written: «خانم», «جناب آقای»."""
    first = at
    while first > 0 and words.plain(first):
        size = next((n for n in (3, 2, 1) if first >= n and words.phrase("honorifics", first - n) == n), 0)
        if not size:
            break
        first -= size
    skip = words.glued_front(first, "honorifics") if first < at else 0
    return words.text[words.start[first] + skip : words.end[at - 1]] if first < at else None


def _all(words: Words, listed: list, known: list, told_by: dict[int, bool]) -> tuple[list[Found], Titles]:
    """Everything the rules find, each with its id; later rules see what earlier ones found."""
    place_spans = _place(words, listed, known)
    found = [*bodies.heads(words)]
    for each in found:
        words.bodies[each.first] = each.last
    titles = persons.offices(words)
    people = [
        *persons.honorifics(words),
        *persons.quoted(words, titles),
        *persons.appositions(words, titles),
        *persons.after_offices(words, titles),
        *persons.first_names(words),
        *persons.speakers(words),
    ]
    people += [*persons.topics(words, people)]
    found += [*bodies.members(words), *bodies.agencies(words, told_by), *place_spans]
    free = _outside(words, known)
    named = [_named(words, each) for each in [*found, *people] if free(each)]
    named += bodies.acronyms(words, named, {row.surface: row.actor_id for row in known if row.type == "organisation"})
    return short_names(words, named, known), titles


def _outside(words: Words, known: list) -> Callable[[Found], bool]:
    """Whether a span touches no mention of the registry: a person the registry knows is not found a second time."""
    taken = bytearray(len(words.text) + 1)
    for row in known:
        taken[row.start : row.end] = b"\1" * (row.end - row.start)
    return lambda each: 1 not in taken[words.start[each.first] + each.skip : words.end[each.last - 1]]


def _place(words: Words, listed: list, known: list) -> list[Found]:
    """Listed names as words: they tell the other rules where places and bodies stand."""
    out = []
    for start, end, kind in sorted(listed, key=lambda span: span[0] - span[1]):
        first, last = words.holding(start), words.holding(end - 1)
        if first is None or last is None:
            continue
        if kind == places.AMBIGUOUS:
            behind = words.key(last + 1) if last + 1 < words.count else ""
            if not places.in_company(words.key(first - 1) if words.plain(first) else "", behind, words.language):
                continue
            kind = "place"
        skip = start - words.start[first]
        known_word = words.flags[first] or words.bits[first] & STARTS
        if skip and (known_word or end - start < (5 if words.key(first)[0] in "کف" else 4)):
            continue  # «كبيرا» is large, not «like Beira»
        first = _with_state(words, first) if kind == "place" and not skip else first
        if not skip or words.key(first)[0] == "ل":
            (words.places if kind == "place" else words.bodies).setdefault(first, last + 1)
        out.append(Found(first, last + 1, skip, kind, "listed", ""))
    for row in known:
        first, last = words.holding(row.start), words.holding(row.end - 1)
        if first is not None and last is not None and row.type in ("place", "organisation"):
            (words.places if row.type == "place" else words.bodies)[first] = last + 1
    return out


_STATES = frozenset(["جمهوری", "اسلامی", "جمهوریه"])


def _with_state(words: Words, first: int) -> int:
    """«جمهوری آذربایجان» is the country's name, «کشور ترکیه» is not."""
    if not first or words.key(first - 1) not in _STATES:
        return first
    for size, state in ((2, ("جمهوری", "اسلامی")), (1, ("جمهوری",)), (1, ("جمهوریه",))):
        keys = tuple(words.keys(max(0, first - size), first))
        if keys == state and all(words.plain(n) for n in range(first - size + 1, first + 1)):
            return first - size
    return first


def _named(words: Words, each: Found) -> Found:
    if each.name:
        return each
    name = identity(each.kind, words.text[words.start[each.first] + each.skip : words.end[each.last - 1]])
    return Found(each.first, each.last, each.skip, each.kind, each.rule, name, each.candidates, each.reason)


@lru_cache(maxsize=1 << 16)
def identity(kind: str, name: str) -> str:
    """Return the id of a discovered name: its type and its folded words, which depend on nothing else.

    «سازمان بهزیستی کشور» is «سازمان بهزیستی»; the name of «وزارت کشور» is that word.
    """
    words = [word for part in plain_words(name).split() if (word := "".join(filter(str.isalnum, part)))]
    if kind == "organisation" and len(words) > 2 and words[-1] == "کشور":
        del words[-1]
    return "-".join([kind, *words])


def _kept(found: list[Found], words: Words, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Found]]:
    """The longest of spans that overlap, none of which touches a mention of the registry."""
    free = bytearray(len(words.text) + 1)
    for start, end in taken:
        free[start:end] = b"\1" * (end - start)
    order = sorted(found, key=lambda each: (words.start[each.first] - words.end[each.last - 1], each.first))
    for each in order:
        start, end = words.start[each.first] + each.skip, words.end[each.last - 1]
        if start < end and 1 not in free[start:end]:
            free[start:end] = b"\1" * (end - start)
            yield start, end, each
