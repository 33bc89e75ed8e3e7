"""What a person decided about actors, events and places: data/decisions.csv comes in, the decisions in force and what
is wrong with the others go out; it must not know how they are found or linked, and changes no line, it only appends.
"""

import csv
import io
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import filelock
import pandas as pd

from helpers import calendars, filled, tables
from helpers.registry import LANGUAGES, TYPES
from helpers.text import clean

COLUMNS = ("n", "decision", "target", "value", "by", "on", "note")
# The types of an event, beside those of an actor: `set_type` on a place is for whichever the type is of.
EVENTS = tuple(tables.read("event_types")["type"])
# decision -> what its target and its value must be.
DECISIONS = {
    "merge": ("actor", "actor"), "keep_apart": ("actor", "actor"), "rename": ("actor", "text"),
    "ignore": ("any", "nothing"), "split": ("any", "actor"), "set_type": ("any", "type"),
    "set_date": ("place", "date"), "set_language": ("record", "language"),
    "same_story": ("story", "story"), "not_same_story": ("story", "story"), "undo": ("number", "nothing"),
}  # fmt: skip
PLACE = re.compile(r"(?P<sha>[0-9a-f]{12})#(?P<record>.*?)(?::(?P<start>\d+)-(?P<end>\d+))?", re.DOTALL)
# Of these a target can have one only: a second, other value is a conflict until the first is undone.
_ONE_VALUE = ("rename", "set_type", "set_date", "set_language", "split")
_FILE = "decisions.csv"


@dataclass
class Replayed:
    """The decisions in force (`n decision target value line`) and what is wrong with the others."""

    rows: pd.DataFrame
    problems: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of(self, *kinds: str) -> Iterable:
        """Yield the decisions of some kinds in their order, with `n decision target value line`."""
        return self.rows[self.rows["decision"].isin(kinds)].itertuples()


def place(sha256: str, record: str, start: int | None = None, end: int | None = None) -> str:
    """Return the target that names a record, or a span in it, by what the file holds: it survives a renamed file."""
    return f"{sha256[:12]}#{record}" + (f":{start}-{end}" if start is not None else "")


def load(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (rows, problems) of a decisions file, which may be missing.

    rows: `n decision target value by on note line`, in the order of the file. problems: `file line problem remedy`; a
    line that cannot be understood is left out and named.
    """
    problems: list[tuple[int, str, str]] = []
    rows, numbers = [], {}
    for line, row in _rows(path, problems):
        trouble = _trouble(row) or _second(row["n"], numbers, line)
        if trouble:
            problems.append((line, *trouble))
        else:
            rows.append((*(row[column] for column in COLUMNS), line))
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "line"])
    frame = frame.astype(dict.fromkeys(COLUMNS, "str") | {"n": "int64", "line": "int64"})
    return frame, _problems(problems)


def _problems(found: list[tuple[int, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(sorted(found), columns=["line", "problem", "remedy"])
    frame.insert(0, "file", _FILE)
    return frame.astype({"file": "str", "line": "int64", "problem": "str", "remedy": "str"})


def _rows(path: Path, problems: list) -> list[tuple[int, dict[str, str]]]:
    rows = filled.rows(path, COLUMNS, COLUMNS[:4], problems)
    return [(line, _plain({key: cell.strip() for key, cell in row.items()})) for line, row in rows]


def _plain(row: dict[str, str]) -> dict[str, str]:
    # `undo 3` in one cell is what a person types first.
    if match := re.fullmatch(r"undo\s+(\d+)", row["decision"]):
        return row | {"decision": "undo", "target": match[1]}
    if row["decision"] == "undo" and not row["target"]:
        return row | {"target": row["value"], "value": ""}
    return row


def _second(n: str, numbers: dict[str, int], line: int) -> tuple[str, str] | None:
    key = str(int(n))
    if key in numbers:
        return f"the number {n} stands on lines {numbers[key]} and {line}; the first counts", "give it a new number"
    numbers[key] = line
    return None


def _trouble(row: dict[str, str]) -> tuple[str, str] | None:
    """What makes a line unusable, and the remedy; None for a good line."""
    if not re.fullmatch(r"[0-9]{1,9}", row["n"]) or int(row["n"]) < 1:
        return f"«{row['n'][:20]}» is no number", "number the decisions 1, 2, 3, …"
    if row["decision"] not in DECISIONS:
        return f"«{row['decision'][:40]}» is no decision", f"use one of {', '.join(DECISIONS)}"
    target, value = DECISIONS[row["decision"]]
    if row["decision"] == "set_type" and row["value"] in EVENTS:
        target = "place"  # an actor is no meeting
    return _wrong("target", row["target"], target) or _wrong("value", row["value"], value)


def _wrong(which: str, told: str, kind: str) -> tuple[str, str] | None:
    match = PLACE.fullmatch(told)
    spanned = match is not None and match["start"] is not None and int(match["start"]) < int(match["end"])
    good = {
        "actor": bool(told) and match is None, "any": bool(told) and (match is None or spanned), "text": bool(told),
        "place": spanned, "record": match is not None, "nothing": True,
        "number": bool(re.fullmatch(r"[0-9]{1,9}", told)),
        "type": told in (*TYPES, *EVENTS), "story": match is not None and (match["start"] is None or spanned),
        "language": told in (*LANGUAGES, "und"), "date": _is_date(told),
    }[kind]  # fmt: skip
    if good:
        return None
    remedy = {
        "actor": "write an actor_id", "any": "write an actor_id, or a place as 0123456789ab#0:12-20",
        "place": "write a place as 0123456789ab#0:12-20 (file's sha256, record, start-end)",
        "record": "write a record as 0123456789ab#0",
        "story": "write a record as 0123456789ab#0, or an event as 0123456789ab#0:12-20 (start-end of its sentence)",
        "number": "write the number of the decision to undo",
        "type": f"use one of {', '.join((*TYPES, *EVENTS))}", "language": f"use one of {', '.join(LANGUAGES)}",
        "date": "write it as 2016-02-07, 2016-02 or 2016-02-07/2016-02-09", "text": "write it, or delete the line",
    }[kind]  # fmt: skip
    return f"its {which} «{told[:60]}» is not usable", remedy


def days(told: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day of a `set_date` value: a day, month or year, or two of them with `/` between."""
    first, _, last = told.partition("/")
    return calendars.parse_when(first)[0], calendars.parse_when(last or first)[1]


def _is_date(told: str) -> bool:
    try:
        first, last = days(told)
    except ValueError:
        return False
    return first <= last


def replay(told: pd.DataFrame) -> Replayed:
    """Return the decisions in force: undone ones gone, conflicting and circular ones refused, naming both lines.

    told: the first value of `load`. Of two that cannot both hold the earlier one stays.
    """
    problems: list[tuple[int, str, str]] = []
    rows = _without_undone(told, problems)
    state = _State()
    kept = []
    for row in rows.itertuples():
        trouble = state.refuses(row)
        if trouble:
            problems.append((row.line, *trouble))
        else:
            kept.append(row.Index)
    return Replayed(rows.loc[kept].reset_index(drop=True), _problems(problems))


def _without_undone(told: pd.DataFrame, problems: list) -> pd.DataFrame:
    position = {int(row.n): row.Index for row in told.itertuples()}
    gone: set[int] = set()
    # From the last line up: an undo that was undone itself undoes nothing.
    for row in told[told["decision"] == "undo"].iloc[::-1].itertuples():
        at = position.get(int(row.target))
        if row.Index in gone:
            continue
        if at is None or at >= row.Index:
            said = f"there is no decision {row.target} above line {row.line} to undo"
            problems.append((row.line, said, "write the number of an earlier decision"))
        else:
            gone.add(at)
    return told[~told.index.isin(gone) & (told["decision"] != "undo")]


class _State:
    """What the decisions so far have settled, to see which later one cannot hold beside them."""

    def __init__(self):
        self.into: dict[str, tuple[str, int]] = {}
        self.apart: list[tuple[str, str, int]] = []
        self.ignored: dict[str, int] = {}
        self.told: dict[tuple[str, str], tuple[str, int]] = {}
        self.stories = _Stories()

    def refuses(self, row) -> tuple[str, str] | None:
        """The conflict of a decision with an earlier one, and the remedy; None when there is none."""
        check = {"merge": self._merge, "keep_apart": self._keep, "ignore": self._ignore}.get(row.decision)
        check = {"same_story": self.stories.same, "not_same_story": self.stories.apart}.get(row.decision, check)
        if row.decision == "split" and PLACE.fullmatch(row.target) is None:
            check = self._keep
        other = check(row) if check else self._value(row) if row.decision in _ONE_VALUE else None
        if other is None:
            return None
        return f"{other[1]}; this line is not applied", f"delete one of the lines {other[0]} and {row.line}, or undo it"

    def _root(self, actor: str) -> str:
        while actor in self.into:
            actor = self.into[actor][0]
        return actor

    def _line(self, actor: str, root: str) -> int:
        line = 0
        while actor != root and actor in self.into:
            actor, line = self.into[actor]
        return line

    def _merge(self, row) -> tuple[int, str] | None:
        a, b = row.target, row.value
        if a == b:
            return row.line, f"line {row.line} merges {a} with itself"
        if self._root(a) == self._root(b):
            line = max(self._line(a, self._root(a)), self._line(b, self._root(b)))
            return line, f"lines {line} and {row.line} merge {a} and {b} in a circle, or twice"
        if a in self.into:
            into, line = self.into[a]
            return line, f"line {line} merges {a} into {into}, line {row.line} into {b}"
        for x, y, line in self.apart:
            if {self._root(x), self._root(y)} == {self._root(a), self._root(b)}:
                return line, f"line {line} keeps {x} and {y} apart, line {row.line} merges {a} and {b}"
        for each in (a, b):
            if each in self.ignored:
                return self.ignored[each], f"line {self.ignored[each]} ignores {each}, line {row.line} merges it"
        self.into[a] = (b, row.line)
        return None

    def _keep(self, row) -> tuple[int, str] | None:
        a, b = row.target, row.value
        if a == b:
            return row.line, f"line {row.line} parts {a} from itself"
        if self._root(a) == self._root(b):
            root = self._root(a)
            line = max(self._line(a, root), self._line(b, root))
            return line, f"line {line} makes {a} and {b} one, line {row.line} keeps them apart"
        self.apart.append((a, b, row.line))
        return None

    def _ignore(self, row) -> tuple[int, str] | None:
        for a, (b, line) in self.into.items():
            if row.target in (a, b):
                return line, f"line {line} merges {a} into {b}, line {row.line} ignores {row.target}"
        self.ignored[row.target] = row.line
        return None

    def _value(self, row) -> tuple[int, str] | None:
        value, line = self.told.setdefault((row.decision, row.target), (row.value, row.line))
        if value == row.value:
            return None
        return line, f"line {line} says {row.decision} «{value}» for {row.target}, line {row.line} «{row.value}»"


class _Stories:
    """Which places tell one story and which do not, as told so far; sameness goes on from place to place."""

    def __init__(self):
        self.root_of: dict[str, str] = {}
        self.links: dict[str, list[tuple[str, int]]] = {}
        self.different: list[tuple[str, str, int]] = []

    def same(self, row) -> tuple[int, str] | None:
        """Join two places; the line and what it says when that contradicts an earlier one."""
        a, b = row.target, row.value
        if a == b:
            return row.line, f"line {row.line} compares {a} with itself"
        for x, y, line in self.different:
            if {self._root(x), self._root(y)} == {self._root(a), self._root(b)} and self._root(a) != self._root(b):
                return line, f"line {line} says {x} and {y} are two stories, line {row.line} makes them one"
        if self._root(a) != self._root(b):
            self.root_of[self._root(a)] = self._root(b)
        self.links.setdefault(a, []).append((b, row.line))
        self.links.setdefault(b, []).append((a, row.line))
        return None

    def apart(self, row) -> tuple[int, str] | None:
        """Keep two places apart; the line and what it says when earlier ones made them one."""
        a, b = row.target, row.value
        if a == b:
            return row.line, f"line {row.line} parts {a} from itself"
        if self._root(a) == self._root(b):
            lines = sorted(self._way(a, b))
            said = f"{' and '.join(f'line {line}' for line in lines)} make{'s' * (len(lines) == 1)}"
            return lines[-1], f"{said} {a} and {b} one story, line {row.line} says they are two"
        self.different.append((a, b, row.line))
        return None

    def _root(self, place: str) -> str:
        while place in self.root_of:
            place = self.root_of[place]
        return place

    def _way(self, a: str, b: str) -> list[int]:
        """The lines that lead from one place to another."""
        came: dict[str, tuple[str, int]] = {a: ("", 0)}
        ahead = [a]
        for at in ahead:
            for other, line in self.links.get(at, ()):
                if other not in came:
                    came[other] = (at, line)
                    ahead.append(other)
        lines = []
        while b != a:
            b, line = came[b]
            lines.append(line)
        return lines


def append(path: Path, decision: str, target: str, value: str = "", by: str = "", on: str = "", note: str = "") -> int:
    """Write one decision at the end of the file and return its number; the lines before it are not touched.

    The file is made when it is missing. Two programs that append at once wait for each other. Raises ValueError for a
    decision that could not be read back, OSError when the file cannot be written.
    """
    row = {"n": "1", "decision": decision, "target": target, "value": value, "by": by, "on": on, "note": note}
    row = {key: " ".join(clean(str(cell)).split()) for key, cell in row.items()}
    if trouble := _trouble(row):
        raise ValueError(f"{decision} {target} {value}: {trouble[0]}: {trouble[1]}.")
    return append_line(path, COLUMNS, row, numbered=True)


def append_line(path: Path, columns: tuple[str, ...], row: dict[str, str], numbered: bool = False) -> int:
    """Write one row at the end of a CSV and return its number (`n`, one more than the highest; 0 when not `numbered`).

    The lines before it are not touched; the file is made when it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=60):
        before = path.read_bytes() if path.is_file() else b""
        if numbered:
            numbers = [int(each) for each in re.findall(rb"^\"?(\d{1,9})\"?,", before, re.MULTILINE)]
            row = row | {"n": str(max(numbers, default=0) + 1)}
        sink = io.StringIO(newline="")
        lines = csv.writer(sink, lineterminator="\n")
        if not before.strip():
            lines.writerow(columns)
        elif not before.endswith(b"\n"):
            sink.write("\n")
        lines.writerow([row[column] for column in columns])
        with path.open("ab") as handle:
            handle.write(sink.getvalue().encode("utf-8"))
            handle.flush()
            os.fsync(handle.fileno())
    return int(row["n"]) if numbered else 0
