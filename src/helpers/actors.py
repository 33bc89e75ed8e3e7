"""Who is named: records and the registry's names come in, mentions with their offsets go out.

Follows from the text and the registry alone; knows no other record, no file and no decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from helpers import misspelt, tables
from helpers.discovery import explore, identity
from helpers.discovery_bodies import SOURCE
from helpers.discovery_longer import Longer, longer
from helpers.discovery_places import another
from helpers.matching import Matcher
from helpers.matching_letters import whole_folded
from helpers.text import ZWNJ, fold

__all__ = ["COLUMNS", "SOURCE", "Matcher", "find"]
COLUMNS = (
    "doc_id start end surface actor_id type honorific office nested_in fragments candidates found_by reason".split()
)
KINDS = dict.fromkeys(COLUMNS, "str") | {"start": "int64", "end": "int64", "nested_in": "Int64"}


def find(records: pd.DataFrame, matcher: Matcher) -> pd.DataFrame:
    """Return the mentions of a batch of records, sorted by record, start, longest first.

    records: `doc_id text language`. Out: `doc_id start end surface actor_id type honorific office nested_in fragments
    candidates found_by reason`; offsets in code points of `text`; `nested_in` is the place (from 0) of the longer
    mention among the mentions of the same record. A name of two actors has no `actor_id` but `candidates`.
    """
    docs, texts, languages = (records[column].tolist() for column in ("doc_id", "text", "language"))
    rows: list[tuple] = []
    for place, hits in _hits(matcher, texts, languages):
        rows.extend(_mentions(docs[place], texts[place], hits))
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(KINDS)
    found, offices = explore(records, frame)
    return _together(docs, frame.assign(office=offices), misspelt.bind(found, matcher))


def _together(docs: list[str], told: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Mentions of the registry and discovered ones in one order; `nested_in` keeps pointing at the same mention."""
    if found.empty or told.empty:
        return told if found.empty else found
    both = pd.concat([told, found], ignore_index=True)
    place = both["doc_id"].map({doc: n for n, doc in enumerate(docs)})
    order = both.assign(place=place, back=-both["end"]).sort_values(["place", "start", "back"], kind="stable").index
    both = both.loc[order]
    inside = both.groupby("doc_id", sort=False).cumcount()
    # The k-th mention of the registry in a record has become its `moved[k]`-th mention.
    registry = both.index < len(told)
    moved = inside[registry].groupby(both.loc[registry, "doc_id"], sort=False).agg(list)
    nested = [
        moved[doc][int(longer)] if isinstance(longer, int) else longer
        for doc, longer in zip(both["doc_id"], both["nested_in"].astype(object), strict=True)
    ]
    return both.assign(nested_in=pd.array(nested, dtype="Int64")).reset_index(drop=True)


@dataclass(frozen=True)
class Hit:
    """A span of one text that spells a name: offsets in code points, whose name it is, and the rule that fits."""

    start: int
    end: int
    actor_id: str
    kind: str
    rule: str
    candidates: tuple[str, ...] = ()
    reason: str | None = None


def _hits(matcher: Matcher, texts: list[str], languages: list[str]) -> Iterator[tuple[int, list[Hit]]]:
    spans = matcher.spans(texts, languages)
    rows = np.abs(spans[:, 3]) - 1
    ids, kinds = matcher.actor_ids.of(rows), matcher.kinds.of(rows)
    by_text: dict[int, list[Hit]] = {}
    for (text, start, end, row), actor, kind in zip(spans.tolist(), ids, kinds, strict=True):
        rule = "registry" if row > 0 else "swallowed_article"
        by_text.setdefault(text, []).append(Hit(start, end, actor, kind, rule))
    for text, hits in sorted(by_text.items()):
        yield text, _whole_names(matcher, texts[text], languages[text], hits)


def _whole_names(matcher: Matcher, text: str, language: str, hits: list[Hit]) -> list[Hit]:
    """The hits of one text, those of persons and places as the whole name there («رضا فاطمی» is not «فاطمی»)."""
    if not any(hit.kind in ("person", "place") for hit in hits):
        return hits
    folded, ends, out = whole_folded(text), 0, []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        # A name inside a longer one of the registry is not read again: the longer one wins.
        whole = hit.kind == "person" and hit.end > ends
        if hit.kind == "place" and hit.end > ends and (span := another(folded, hit.start, hit.end, language)):
            hit = _elsewhere(hit, span, text)
        ends = max(ends, hit.end)
        around = whole and longer(
            folded, hit.start, hit.end, language, lambda actor=hit.actor_id: matcher.names_of(actor)
        )
        out.append(_within(hit, around, text) if around else hit)
    return out


def _elsewhere(hit: Hit, span: tuple[int, int], text: str) -> Hit:
    """A hit as the other place whose name it stands in."""
    name, short = (" ".join(text[start:end].split()) for start, end in (span, (hit.start, hit.end)))
    said = f"«{name}» is another place than «{short}» of the registry"
    return Hit(*span, identity("place", name), "place", "longer_name", (), said)


def _within(hit: Hit, around: Longer, text: str) -> Hit:
    """A hit as the longer name around it: the same person, somebody else, or one of the two."""
    name = " ".join(text[around.start : around.end].split())
    own = identity("person", name)
    short = " ".join(text[hit.start : hit.end].split())
    if around.same:
        said = f"a first name of the registry before «{short}»"
        return Hit(around.start, around.end, hit.actor_id, hit.kind, "longer_name", (), said)
    if around.sure:
        said = f"«{name}» is a longer name than «{short}» of the registry"
        return Hit(around.start, around.end, own, hit.kind, "longer_name", (), said)
    said = f"«{name}» may be a longer name than «{short}» of the registry"
    return Hit(around.start, around.end, own, hit.kind, "longer_name", (hit.actor_id, own), said)


def _mentions(doc: str, text: str, hits: list[Hit]) -> Iterator[tuple]:
    """The rows of one record: the longest names win; shorter ones inside them stay when they name somebody else.

    `inner` holds for each character the shortest kept name that covers it, so each hit looks at its two ends only.
    """
    spans: dict[tuple[int, int], list[Hit]] = {}
    for hit in hits:
        spans.setdefault((hit.start, hit.end), []).append(hit)
    kept: list[tuple[int, int, tuple[str, ...], list[Hit], int | None]] = []
    inner: dict[int, int] = {}
    for (start, end), own in sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        ids = tuple(dict.fromkeys(each for hit in own for each in hit.candidates or (hit.actor_id,)))
        around = inner.get(start)
        if around != inner.get(end - 1):
            continue  # it crosses a longer name
        above = around
        while above is not None and not set(ids) & set(kept[above][2]):
            above = kept[above][4]
        if above is not None:
            continue  # «ایران» inside «جمهوری اسلامی ایران» says nothing new
        inner.update(dict.fromkeys(range(start, end), len(kept)))
        kept.append((start, end, ids, own, around))
    folded = whole_folded(text) if kept else ""
    order = sorted(range(len(kept)), key=lambda n: (kept[n][0], -kept[n][1]))
    place = {n: position for position, n in enumerate(order)}
    for n in order:
        start, end, ids, own, around = kept[n]
        yield _row(doc, text, folded, (start, end), ids, own, None if around is None else place[around])


def _row(doc: str, text: str, folded: str, span: tuple[int, int], ids: tuple, hits: list, inner) -> tuple:
    start, end = span
    before = folded[max(0, start - 60) : start]
    one = len(ids) == 1
    kind = hits[0].kind if len({hit.kind for hit in hits}) == 1 else None
    honorific = _tail(before, _honorifics(), text[max(0, start - 60) : start]) if kind == "person" else None
    told = next((hit.reason for hit in hits if hit.reason), None)
    reason = told if one or told else "a name of more than one actor"
    if kind == "organisation" and _tail(before, _sources(), before) is not None:
        reason = "; ".join(filter(None, (reason, SOURCE)))
    found_by = "registry" if hits[0].rule == "registry" else f"rule:{hits[0].rule}"
    candidates = None if one else "; ".join(sorted(ids))
    return (
        doc, start, end, text[start:end], ids[0] if one else None, kind, honorific, None, inner, None,
        candidates, found_by, reason,
    )  # fmt: skip


@cache
def _honorifics() -> dict[str, tuple[str, ...]]:
    return _phrases("honorifics", "honorific")


@cache
def _sources() -> dict[str, tuple[str, ...]]:
    return _phrases("source_markers", "marker")


def _phrases(table: str, column: str) -> dict[str, tuple[str, ...]]:
    """The phrases of a table by their last letter, the longest first: few end as the words before a name do."""
    found: dict[str, list[str]] = {}
    for phrase in sorted({fold(phrase) for phrase in tables.read(table)[column]}, key=lambda each: (-len(each), each)):
        found.setdefault(phrase[-1], []).append(phrase)
    return {letter: tuple(phrases) for letter, phrases in found.items()}


def _tail(before: str, phrases: dict[str, tuple[str, ...]], raw: str) -> str | None:
    """The longest of `phrases` that `before` ends with as whole words (an opening quotation mark may follow it)."""
    end = before.rstrip(" \n\t\"'«“(" + ZWNJ)
    for phrase in phrases.get(end[-1:], ()):
        at = len(end) - len(phrase)
        # ل is written on to the next word: «وفقا لوكالة»
        glued = phrase.endswith(" ل") and end.endswith(phrase)
        if at >= 0 and end.endswith(phrase) and (glued or len(end) < len(before)):
            if at == 0 or not end[at - 1].isalnum() or (at > 1 and end[at - 1] in "وفبل" and not end[at - 2].isalnum()):
                return raw[at : len(end)]
    return None
