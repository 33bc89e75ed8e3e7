"""Rows with named columns come in, a record for each row goes out: which column is the text, the title, the day …

Knows the usual names of columns (`tables/columns.csv`) and guesses aloud where none matches; must not know any format
of files, and passes days on as they are written.
"""

import hashlib
import re
from collections import Counter
from functools import cache

from helpers import tables
from helpers.sources import markup, split
from helpers.sources.record import Contents, Record, Refused
from helpers.text import clean, fold

FIELDS = ("text", "title", "published", "outlet", "url", "id", "author", "language")
_SAMPLE = 500
_LEAST_TEXT = 60  # letters that the cells of a text column have on average
_LONGEST_ID = 120
_LANGUAGE = re.compile(r"[_\-. ](?:fa|prs|dari|ar|per|ara)$", re.IGNORECASE)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_DAY = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[T ،,-].*)?", re.DOTALL)
# `a:1-2` would read as letters 1 to 2 of record `a` where a decision names a place.
_LIKE_A_PLACE = re.compile(r":\d+-\d+$")


def records(columns: dict[str, list[str]], places: list[str], positions: list[str] | None = None) -> Contents:
    """Return a record for each row that has a text, and what was guessed, skipped or made distinct.

    columns: name -> cells, all as long as `places` (where each row stands, «row 12»); positions: what names a row
    without an id (else its number from 0). `text` begins with the title. Raises Refused (`no_text_column`).
    """
    chosen, warnings, notes = choose(columns)
    cells = {field: columns[name] for field, name in chosen.items() if name in columns}
    size = len(places)
    positions = positions or [str(number) for number in range(size)]
    kept, texts, titles, empty, marked = [], [], [], [], 0
    headlines = cells.get("title") or [""] * size
    for row, (body, headline) in enumerate(zip(cells["text"], headlines, strict=True)):
        marked += markup.looks_like_markup(body)
        body = plain(body)
        if not body:
            empty.append(places[row])
            continue
        text, title = with_title(line(headline), body)
        kept.append(row)
        texts.append(text)
        titles.append(title)
    if empty:
        warnings.append(f"{len(empty)} rows without text were skipped ({_some(empty)})")
    if marked:
        notes.append(f"{marked} texts were HTML: their visible text is kept")
    if "id" in cells:
        told = [cells["id"][row] for row in kept]
        ids = unique_ids(told, texts, [positions[row] for row in kept], warnings)
    else:
        ids = [positions[row] for row in kept]
    rest = {
        field: [line(cells[field][row]) for row in kept] if field in cells else [""] * len(kept)
        for field in ("published", "outlet", "url", "author")
    }
    made = zip(ids, [places[row] for row in kept], texts, titles, *rest.values(), strict=True)
    found = tuple(Record(name, place, None, text, title, *other) for name, place, text, title, *other in made)
    return Contents(found, tuple(warnings), tuple(notes))


def plain(cell: str) -> str:
    """Return the text of a cell: of HTML the visible text, of other text everything but the white space around it."""
    return markup.to_text(cell) if markup.looks_like_markup(cell) else clean(cell).strip()


def line(cell: str) -> str:
    """Return a cell as one line: `title`, `outlet` and the like have no line breaks and no markup."""
    if "<" in cell or "&" in cell:
        cell = markup.to_text(cell) if markup.looks_like_markup(cell) or ("&" in cell and "<" not in cell) else cell
    return " ".join(clean(cell).split())


def with_title(title: str, body: str) -> tuple[str, str]:
    """Return the text of a record, which begins with its title, and the title.

    Where the body begins with the title itself nothing is added; without a title the first line of the body is one.
    """
    if not title:
        return body, split.title(body)
    # The lead of a report often opens with the words of its title: only a line that is the title stands for it.
    if fold(" ".join(body.split("\n", 1)[0].split())) == fold(title):
        return body, title
    return f"{title}\n{body}", title


def _some(places: list[str]) -> str:
    return ", ".join(places[:5]) + (", …" if len(places) > 5 else "")


# ---------------------------------------------------------------------------------------------------- names of records


def unique_ids(told: list[str], texts: list[str], positions: list[str], warnings: list[str]) -> list[str]:
    """Return an id for each row: the source's own; where it stands twice, with a suffix that follows from the text.

    All rows of a doubled id get their suffix, so that no order of rows decides which of them keeps the plain one.
    A row without an id is named by its position («@12»).
    """
    ids = [_tidy(name) if name.strip() else f"@{position}" for name, position in zip(told, positions, strict=True)]
    counts = Counter(ids)
    doubled = {name for name, count in counts.items() if count > 1}
    if doubled:
        ids = [f"{name}~{_hash(text)}" if name in doubled else name for name, text in zip(ids, texts, strict=True)]
        warnings.append(f"{len(doubled)} ids stand more than once and got a suffix ({_some(sorted(doubled))})")
        ids = _counted(ids)
    if missing := sum(not name.strip() for name in told):
        warnings.append(f"{missing} rows without an id are named by their place in the file")
    return ids


def _counted(ids: list[str]) -> list[str]:
    """Rows that are the same in id and text are told apart by their number: «7~ab12», «7~ab12~2»."""
    seen: Counter[str] = Counter()
    taken, out = set(ids), []
    for name in ids:
        seen[name] += 1
        own = name if seen[name] == 1 else f"{name}~{seen[name]}"
        while own != name and own in taken:
            seen[name] += 1
            own = f"{name}~{seen[name]}"
        taken.add(own)
        out.append(own)
    return out


def _tidy(name: str) -> str:
    name = " ".join(clean(name).split())
    if len(name) > _LONGEST_ID or _LIKE_A_PLACE.search(name):
        return f"{name[: _LONGEST_ID - 40]}~{_hash(name)}"
    return name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


# ---------------------------------------------------------------------------------------------------- names of columns


@cache
def _names() -> dict[str, tuple[str, int]]:
    """Folded name of a column -> its field and its rank: the first of a field's names in the table counts."""
    # a column «زمان» is when a row was published; a line «زمان: …» in a text may be when a meeting will be (`split`)
    field = {name: name for name in FIELDS} | {"moment": "published"}
    rows = [row for row in tables.rows("columns") if row["field"] in field]
    return {_key(row["name"]): (field[row["field"]], rank) for rank, row in reversed(list(enumerate(rows)))}


@cache
def _others(kind: str) -> frozenset[str]:
    return frozenset(_key(row["name"]) for row in tables.rows("columns") if row["field"] == kind)


def _key(name: str) -> str:
    """`pubDate`, `pub_date` and `Pub date` are one name; so are «متن خبر» and «متن‌خبر»."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


def named(kind: str, name: str) -> bool:
    """Whether `name` is one of the names of `kind`: `rows` (a list of reports), `wrapper` (what is around one)."""
    return _key(name) in _others(kind)


def field_of(name: str) -> tuple[str, int] | None:
    """Return the field that a column's name tells, and its rank (smaller is surer); None when it tells none.

    `_source.title` and `title_fa` are titles where no `title` stands.
    """
    found = _names().get(_key(name))
    later = 0
    if found is None and "." in name and named("wrapper", name.split(".", 1)[0]):
        found, later = _names().get(_key(name.split(".", 1)[1])), 10_000
    if found is None and _LANGUAGE.search(name):
        found, later = _names().get(_key(_LANGUAGE.sub("", name))), 20_000
    return (found[0], found[1] + later) if found else None


def is_header(cells: list[str]) -> bool:
    """Whether a first row names columns: one of its cells is a known name, and none of them is as long as a text."""
    return any(field_of(cell) for cell in cells) and all(len(cell) <= _LEAST_TEXT for cell in cells)


def choose(columns: dict[str, list[str]]) -> tuple[dict[str, str], list[str], list[str]]:
    """Return field -> column, warnings (what was guessed) and notes (a second column of texts that is not read).

    Raises Refused when no column is the text.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for name, cells in columns.items():
        field = field_of(name)
        if field and any(cell.strip() for cell in cells):
            found.setdefault(field[0], []).append((field[1], name))
    warnings, notes = [], []
    for rank_name in [each for each in found.get("title", []) if _is_topic(columns[each[1]])]:
        found["title"].remove(rank_name)
        notes.append(f"the column «{rank_name[1]}» says the same again and again: a topic, not a title; it is not read")
    chosen = {field: min(names)[1] for field, names in found.items() if names}
    if others := sorted(found.get("text", []))[1:]:
        notes.append(f"the text is the column «{chosen['text']}»; not read: {_quoted([name for _, name in others])}")
    free = {name: cells for name, cells in columns.items() if name not in chosen.values()}
    if "text" not in chosen:
        if not (guess := _longest(free)):
            raise no_text(list(columns))
        chosen["text"] = guess
        del free[guess]
        warnings.append(f"guessed: the text is the column «{guess}», the longest; name it text, متن or النص")
    if "published" not in chosen and (guess := _days(free)):
        chosen["published"] = guess
        warnings.append(f"guessed: the day is the column «{guess}», whose cells are days; name it published or تاریخ")
    return chosen, warnings, notes


def _is_topic(cells: list[str]) -> bool:
    """Whether a column named like titles («موضوع», `subject`) holds a few topics: «سیاسی», «اجتماعی», «سیاسی», …"""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) >= 20 and len(set(filled)) <= len(filled) / 5


def no_text(names: list[str]) -> Refused:
    """Return the refusal of a table in which no column is the text, with the names that were found."""
    what = f"no column is known as the text; found {_quoted(names)}"
    return Refused("no_text_column", f"{what}: name the column of the text text, متن or النص")


def has_texts(columns: dict[str, list[str]]) -> bool:
    """Whether the cells of one column are as long as texts."""
    return _longest(columns) is not None


def _quoted(names: list[str]) -> str:
    shown = [f"«{line(name)[:40]}»" for name in names[:12]]
    return (", ".join(shown) or "nothing") + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _longest(columns: dict[str, list[str]]) -> str | None:
    """The column with the longest cells on average, when they are as long as texts; addresses are no texts."""
    lengths = {}
    for name, cells in columns.items():
        filled = [cell for cell in cells if cell.strip()][:_SAMPLE]
        spaced = [cell for cell in filled if cell.strip().count(" ") >= 3]
        if filled and len(spaced) >= len(filled) / 2:
            lengths[name] = sum(map(len, filled)) / len(filled)
    best = max(lengths, key=lengths.__getitem__, default=None)
    return best if best is not None and lengths[best] >= _LEAST_TEXT else None


def _days(columns: dict[str, list[str]]) -> str | None:
    """The only column whose cells all have the shape of a day; of two nobody knows which is meant."""
    found = []
    for name, cells in columns.items():
        filled = [cell for cell in cells if cell.strip()][:_SAMPLE]
        if filled and all(_DAY.fullmatch(cell.strip().translate(_DIGITS)) for cell in filled):
            found.append(name)
    return found[0] if len(found) == 1 else None
