"""The contents of a file come in, the same go out in sizes that every later step can bear, or a refusal.

Knows letters and counts of records; must not know any format, nor what a text says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from helpers.sources import split
from helpers.sources.record import Contents, Record, Refused

# Letters of one record: a book of 250 pages. A yearbook or a dump in which no report was told apart has more, and what
# compares the sentences of one record with each other would take hours over it.
LONGEST = 500_000
MOST_LETTERS = 50_000_000  # of all records of one file, once it is unpacked: a plain text of 50 MB has no more
MOST_RECORDS = 200_000
_BEST = (re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"[.!?؟۔]\s+"), re.compile(r"\s+"))


def bounded(contents: Contents) -> Contents:
    """Return `contents` with each longer record in parts of at most LONGEST letters, and a warning that says so.

    A part is an exact slice of the text and is named for its record («12~part2»). It is cut behind a paragraph, else a
    line, a sentence, a word. Raises Refused (`too_many` records, `too_large` together).
    """
    check(contents.records)
    long = sum(len(each.text) > LONGEST for each in contents.records)
    if not long:
        return contents
    taken = {each.record for each in contents.records}
    made = [part for each in contents.records for part in _parts(each, taken)]
    told = f"{long} texts of more than {LONGEST} letters were cut into {len(made) - len(contents.records) + long} parts"
    return replace(contents, records=tuple(made), warnings=(*contents.warnings, told))


def check(records: Iterable[Record]) -> None:
    """Raise Refused where a file holds more records, or more letters, than one file may."""
    count = letters = 0
    for each in records:
        count += 1
        letters += len(each.text)
    if count > MOST_RECORDS:
        raise Refused("too_many", f"it holds {count} records; the most is {MOST_RECORDS}: split it")
    if letters > MOST_LETTERS:
        raise Refused("too_large", f"its texts have {letters} letters together; the most is {MOST_LETTERS}: split it")


def _parts(record: Record, taken: set[str]) -> Iterator[Record]:
    if len(record.text) <= LONGEST:
        yield record
        return
    at = 0
    for number, after in enumerate(_cuts(record.text), 1):
        text = record.text[at:after].rstrip()
        if text:
            name = f"{record.record}~part{number}"
            while name in taken:  # an id that the source itself has made so
                name += "~"
            taken.add(name)
            start = None if record.start is None else record.start + at
            title = record.title if at == 0 else split.title(text)
            place = f"{record.place_in_file}, part {number}"
            yield replace(record, record=name, place_in_file=place, start=start, text=text, title=title)
        at = after


def _cuts(text: str) -> Iterator[int]:
    """Where each part ends: as late as may be, in the last fifth of what a part may have."""
    at = 0
    while len(text) - at > LONGEST:
        low, high = at + LONGEST - LONGEST // 5, at + LONGEST
        found = (list(pattern.finditer(text, low, high)) for pattern in _BEST)
        at = next((matches[-1].end() for matches in found if matches), high)
        yield at
    yield len(text)
