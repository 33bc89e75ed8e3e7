"""Dumps of reports: the lines of a page come in, a piece for each block of named fields («عنوان: …») goes out.

Knows the labels of fields (`tables/columns.csv`); must not know any other way in which pages list reports.
"""

import re
from functools import cache

from helpers import tables
from helpers.sources import page
from helpers.sources.page import Line, Piece
from helpers.text import fold

_TOLD = ("text", "title", "published", "outlet", "url", "id", "author")
_LABEL = re.compile(r"\W*([^:：\n]{1,30}?)\s*[:：]\s*")


@cache
def _labels() -> dict[str, str]:
    rows = (row for row in tables.rows("columns") if row["field"] in _TOLD)
    return {page.key(fold(row["name"])): row["field"] for row in rows}


def named(line: Line) -> tuple[str, int] | None:
    """Return the field whose label a line begins with, and where its value begins: «تاریخ: …»; else None."""
    match = _LABEL.match(line.folded)
    field = _labels().get(page.key(match[1])) if match else None
    return (field, match.end()) if field else None


def labelled(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `labelled`: a dump whose lines name their fields. «عنوان: … / تاریخ: … / منبع: … / متن: …», again and again.

    The field of the first line begins each block; a block has a title or a text and one field more. «منبع: ایرنا»
    at the end of a report, or «موضوع: …» alone, makes no dump.
    """
    opening = named(lines[first])
    if not opening or opening[0] == "author":
        return []
    starts = [at for at in range(first, after) if (named(lines[at]) or ("",))[0] == opening[0]]
    blocks = [_block(lines, a, b) for a, b in zip(starts, [*starts[1:], after], strict=True)]
    return [] if any(block is None for block in blocks) else [block for block in blocks if block]


def _block(lines: list[Line], first: int, after: int) -> Piece | None:
    """The record of one block: its text from the title on, its other fields told; None when it is no block."""
    first, after = page.trimmed(lines, first, after)
    told: dict[str, tuple[int, str]] = {}
    head = first
    while head < after and "text" not in told and (label := named(lines[head])) and label[0] not in told:
        told[label[0]] = (head, lines[head].text[label[1] :].strip())
        head += 1
    # fields under the text: only at the end, so that «نتیجه: …» inside a report cuts nothing off
    while after > head and (label := named(lines[after - 1])) and label[0] not in told:
        told[label[0]] = (after - 1, lines[after - 1].text[label[1] :].strip())
        after -= 1
    here, text = told.get("text", (head, ""))
    if len(told) < 2 or not {"title", "text"} & set(told) or (not text and head >= after):
        return None
    said = {name: value for name, (_, value) in told.items() if name not in ("text", "id")}
    title_at, headline = told.get("title", (after, ""))
    if headline and title_at < head:
        return Piece(title_at, after, lines[title_at].end - len(headline), said)
    if not text:  # it begins on the line below «متن:», or under the labels
        return Piece(head, after, lines[head].start, said)
    return Piece(here, after, lines[here].end - len(text), said)
