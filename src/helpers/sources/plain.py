"""Plain text: the bytes of a .txt file come in, records with their titles and places go out.

Knows lines, headings and titles; knows no date, no actor and no language.
"""

import re
from collections.abc import Iterator

from helpers import tables
from helpers.sources import encodings
from helpers.sources.record import Contents, Record
from helpers.text import fold

# A bullet, an emoji or a quotation mark before a title belongs to the page, not to the title.
_ORNAMENT = re.compile(r"^[\W_]+|[\s:：]+$")
_STOP = re.compile(r"[.!?؟۔؛:،,]\s*$")
LONGEST_TITLE = 200


def read(data: bytes, name: str) -> Contents:
    """Return the reports of a text file: one, or several under a page heading. Raises Refused."""
    found = encodings.read(data)
    return Contents(tuple(records(found.text)), found.warnings, found.notes)


def records(text: str) -> Iterator[Record]:
    """Yield each report of a text. `start` counts its code points; blank edges belong to no record."""
    starts = _report_starts(text)
    for number, (start, stop) in enumerate(zip(starts, [*starts[1:], len(text)], strict=False)):
        body = text[start:stop]
        at = start + len(body) - len(body.lstrip())
        if kept := body.strip():
            yield Record(str(number), f"character {at}", at, kept, title(kept))


def title(text: str) -> str:
    """Return the title of a record: its first line without bullets, or the second when the first is an overline.

    Rule `overline`: a first line that ends with a colon names the speaker («مدیرکل …:»), the headline follows.
    """
    lines = [line.strip() for line in text.split("\n", 4)[:4] if line.strip()]
    if len(lines) > 1 and lines[0].endswith(":") and len(lines[1]) <= LONGEST_TITLE:
        lines = lines[1:]
    return _ORNAMENT.sub("", lines[0]).strip() if lines else ""


def _report_starts(text: str) -> list[int]:
    """Where each report begins. A text is one report unless the page itself shows several.

    Rule `page_heading`: a first line out of `tables/page_headings.csv`, alone before a blank line, belongs to no
    record. Rule `titled_lead`: after two blank lines, a short line without a stop, followed by a paragraph that
    begins with the words of that line (as ministry pages print a list of reports), begins a report.
    """
    headings = {fold(row["heading"]) for row in tables.rows("page_headings")}
    lines = _lines(text)
    filled = [index for index, (_, line) in enumerate(lines) if line.strip()]
    if not filled:
        return []
    first = filled[0]
    if fold(lines[first][1].strip()) in headings and len(filled) > 1 and filled[1] > first + 1:
        first = filled[1]
    starts = [lines[first][0]]
    for place, index in enumerate(filled):
        alone = place > 0 and place + 1 < len(filled) and index - filled[place - 1] > 2
        if index > first and alone and _titles(lines[index][1], lines[filled[place + 1]][1]):
            starts.append(lines[index][0])
    return starts


def _lines(text: str) -> list[tuple[int, str]]:
    out, at = [], 0
    for line in text.split("\n"):
        out.append((at, line))
        at += len(line) + 1
    return out


def _titles(line: str, lead: str) -> bool:
    """Whether `lead` opens with the words of `line`: «ورکشاپ هماهنگی …» under the title «ورکشاپ هما هنگی …»."""
    line = line.strip()
    if len(line) > LONGEST_TITLE or _STOP.search(line) or len(lead) < len(line):
        return False
    words = fold(line).split()
    opening = set(fold(lead[: 2 * len(line) + 20]).replace("،", " ").split())
    return len(words) >= 3 and sum(word in opening for word in words) >= 0.6 * len(words)
