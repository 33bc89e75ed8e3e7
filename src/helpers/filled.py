"""A CSV that a person fills comes in, its lines as cells go out, with what is wrong with the file and where.

Knows cells and lines; knows no actor, no day and no decision: what a cell must say is the matter of who asks for it.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from helpers.text import REPLACEMENT, clean

Problem = tuple[int, str, str]


def rows(path: Path, wanted: Sequence[str], needed: Sequence[str], problems: list[Problem]) -> list[tuple[int, dict]]:
    """Return (line, {column: cell}) of each line of `path`, cells empty where nothing was told; none if it is no file.

    `problems` receives (line, problem, remedy): a file that is no UTF-8 or lacks a column of `needed`, letters that
    cannot be stored, and a cell longer than any name, which costs its own line and no other.
    """
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            raw = handle.read()
    except UnicodeDecodeError as error:
        problems.append((0, f"it is not UTF-8 (byte {error.start}); none of it was read", "save it again as UTF-8"))
        return []
    text = clean(raw)
    if text != raw:
        at = next(place for place, (old, new) in enumerate(zip(raw, text, strict=True)) if old != new)
        told = f"characters that cannot be stored (NUL) are written {REPLACEMENT}"
        problems.append((text.count("\n", 0, at) + 1, told, "delete them"))
    # strict=False: a stray quotation mark in one name must not swallow the rest of the file.
    reader = csv.DictReader(io.StringIO(text, newline=""))
    found = _lines(reader, problems)
    missing = [column for column in needed if column not in (reader.fieldnames or [])]
    if missing:
        problem = f"the column {', '.join(missing)} is missing; none of it was read"
        problems.append((1, problem, f"name the columns {','.join(wanted)} in the first line"))
        return []
    told = [(line, {column: row.get(column) or "" for column in wanted}) for line, row in found]
    for line, row in told:
        if lines := sum(cell.count("\n") for cell in row.values()):
            # No id, name or day goes on over a line: what stands between two stray marks is lost, and not silently.
            problem = f"{lines + 1} lines up to this one were read as one"
            problems.append((line, problem, 'close or delete the quotation mark (") in them'))
    return told


def _lines(reader: csv.DictReader, problems: list[Problem]) -> list[tuple[int, dict]]:
    found = []
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return found
        except csv.Error:
            # A cell of more than 131,072 letters: somebody pasted a whole report, or a quotation mark stays open.
            remedy = "shorten it, or close its quotation mark"
            problems.append((reader.line_num, "a cell of this line is too long; the line was not read", remedy))
        else:
            found.append((reader.line_num, row))
