"""JSON and JSON lines: the bytes of a .json, .jsonl or .ndjson file come in, a record for each object goes out.

Knows how collections are nested; which member is the text is `fields`' to say. Numbers stay as they are written.
"""

import json
import re
from dataclasses import dataclass, field

from helpers.sources import fields
from helpers.sources.encodings import decode
from helpers.sources.record import Contents, Refused

_DEEPEST = 12  # an object nested deeper than this is no field of a report
_MOST_NAMES = 2_000  # distinct names of members: more is data used as names
_SHOWN = 5
_NEWLINE = re.compile(r"\r\n|\n|\r")


def read(data: bytes, name: str) -> Contents:
    """Return a record for each object of the file. Raises Refused (`damaged`, `no_text_column`, encodings)."""
    text, warnings = decode(data)
    if name.lower().endswith((".jsonl", ".ndjson")):
        return lines(text, warnings)
    parser = Parser()
    try:
        value = parser.parse(text)
    except ValueError as error:
        # one object a line, named .json: each line is JSON, the whole is not
        if "Extra data" in str(error) and text.lstrip()[:1] == "{":
            return lines(text, [*warnings, "it is JSON lines, not one JSON value: read line by line"])
        raise Refused("damaged", f"it is no JSON ({_told(error)}): export it again") from error
    return collection(value, [*warnings, *parser.warnings()])


def _missing(_: str) -> None:
    """NaN and Infinity say that there is no number."""


class Number(str):
    """A number as it is written: no text, though its letters are kept."""


@dataclass
class Parser:
    """Reads JSON so that nothing changes on the way: `00012`, 1e400 and 20 digits stay as written; NaN is missing."""

    doubled: set[str] = field(default_factory=set)

    def __post_init__(self):
        self._decoder = json.JSONDecoder(
            parse_int=Number,
            parse_float=Number,
            parse_constant=_missing,
            object_pairs_hook=self._object,
            strict=False,
        )

    def parse(self, text: str):
        """Return the value of `text`; raises ValueError, also for what is nested too deep."""
        try:
            return self._decoder.decode(text)
        except RecursionError as error:
            raise ValueError("nested too deep") from error

    def _object(self, pairs: list) -> dict:
        made = dict(pairs)
        if len(made) < len(pairs):
            seen: set[str] = set()
            self.doubled.update(name for name, _ in pairs if name in seen or seen.add(name))
        return made

    def warnings(self) -> list[str]:
        if not self.doubled:
            return []
        return [f"members stand twice in one object, the last one counts: {', '.join(sorted(self.doubled)[:_SHOWN])}"]


def lines(text: str, warnings: list[str]) -> Contents:
    """Return a record for each line that is an object; a broken line costs that line only, and is told."""
    parser, rows, places, broken = Parser(), [], [], []
    for number, line in enumerate(_NEWLINE.split(text), 1):
        if not line.strip():
            continue
        try:
            value = parser.parse(line.strip())
        except ValueError as error:
            broken.append((number, _told(error)))
            continue
        if not isinstance(value, dict) and type(value) is not str:
            broken.append((number, "no object"))
            continue
        rows.append(value if isinstance(value, dict) else {"text": value})
        places.append(f"line {number}")
    if broken:
        shown = "; ".join(f"line {number}: {why}" for number, why in broken[:_SHOWN])
        told = f"{len(broken)} lines were left out ({shown}{'; …' if len(broken) > _SHOWN else ''})"
        if not rows:
            raise Refused("damaged", f"none of its lines is a JSON object ({shown}): export it again")
        warnings = [*warnings, told]
    if not rows:
        return Contents((), tuple(warnings))
    return _records(rows, places, [*warnings, *parser.warnings()])


def _told(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        where = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        return f"{error.msg} at {where}"
    return str(error)


def collection(value, warnings: list[str]) -> Contents:
    """Return a record for each object of the one collection in a JSON value.

    A list of objects or of texts; an object that holds one such list, at any of its members (`items`, `data.posts`);
    an object of objects by id; a single report.
    """
    rows, keys = _rows(value)
    if rows is None:
        raise Refused("no_text_column", "it holds no list of objects: export a list with a member text or «متن»")
    made = [
        row if isinstance(row, dict) else {"text": row} for row in rows if isinstance(row, dict) or type(row) is str
    ]
    if left := len(rows) - len(made):
        warnings = [*warnings, f"{left} members of the list are no objects and were left out"]
    if keys and not any(fields.named("id", name) for row in made[:50] for name in row):
        made = [{"id": key, **row} for key, row in zip(keys, made, strict=True)]
    return _records(made, [f"item {number}" for number in range(1, len(made) + 1)], warnings)


def _rows(value) -> tuple[list | None, list[str]]:
    """The rows of a value, and their names where the value is an object of objects."""
    if isinstance(value, list):
        return value, []
    if not isinstance(value, dict):
        return None, []
    lists = list(_lists(value, "", 0))
    known = [rows for name, rows in lists if fields.named("rows", name) or fields.named("rows", name.split(".")[-1])]
    if len(known) == 1 or len(lists) == 1:
        return (known or [lists[0][1]])[0], []
    if len(lists) > 1:
        names = ", ".join(f"«{name}» ({len(rows)})" for name, rows in lists[:_SHOWN])
        raise Refused("no_text_column", f"it holds several lists: {names}; keep the one of the reports")
    if value and all(isinstance(each, dict) for each in value.values()) and not any(map(fields.field_of, value)):
        return list(value.values()), list(value)
    return [value], []


def _lists(value: dict, path: str, depth: int):
    """Yield (dotted name, list) of the lists of objects inside an object; not those inside such a list."""
    if any((found := fields.field_of(name)) and found[0] == "text" for name in value if isinstance(value[name], str)):
        return  # a report itself: the lists in it are its tags and pictures
    for name, member in value.items():
        own = f"{path}.{name}" if path else name
        if isinstance(member, list) and member and all(isinstance(each, dict) for each in member):
            yield own, member
        elif isinstance(member, dict) and depth < 3:
            yield from _lists(member, own, depth + 1)


def _records(rows: list[dict], places: list[str], warnings: list[str]) -> Contents:
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    if len(names) > _MOST_NAMES:
        raise Refused("no_text_column", f"its objects have {len(names)} different members: export them as a list")
    columns = {name: [row.get(name, "") for row in flat] for name in names}
    made = fields.records(columns, places)
    return Contents(made.records, (*warnings, *made.warnings), made.notes)


def _flat(row: dict) -> dict[str, str]:
    """An object as dotted names and cells: {"source": {"name": "x"}} has `source.name`; a list of texts is lines."""
    out: dict[str, str] = {}
    pending = [("", row, 0)]
    while pending:
        path, members, depth = pending.pop()
        for name, value in members.items():
            own = f"{path}.{name}" if path else name
            if isinstance(value, str):
                out[own] = value
            elif isinstance(value, dict):
                if depth < _DEEPEST:
                    pending.append((own, value, depth + 1))
            elif isinstance(value, list):
                out[own] = "\n".join(filter(None, map(_part, value)))
            elif isinstance(value, bool):
                out[own] = "true" if value else "false"
    return out


def _part(value) -> str:
    """One member of a list as text: a text itself, or the `text` or `name` of an object."""
    if isinstance(value, dict):
        value = value.get("text") or value.get("name") or value.get("value")
    return value if isinstance(value, str) else ""
