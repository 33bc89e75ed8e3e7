"""Tables: the bytes of a .csv, .tsv, .xlsx or .parquet file come in, a record for each row with a text goes out.

Knows delimiters, sheets and columns; which column is the text is `fields`' to say. No cell is converted: `00012` stays.
"""

import csv
import datetime
import io
import itertools
import re
from collections import Counter

from helpers.sources import containers, fields
from helpers.sources.encodings import decode
from helpers.sources.record import Contents, Record, Refused

_DELIMITERS = ",;\t|"
_SAMPLE = 200  # rows that show the delimiter
_LONGEST_CELL = 50_000_000
_MOST_CELLS = 20_000_000
_MOST_COLUMNS = 20_000  # more than a spreadsheet has
_MOST_BYTES = 1_000_000_000  # of a Parquet table once it is unpacked
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW = re.compile(rb"<row [^>]{0,500}?\br=[\"'](\d{1,9})[\"']")
_WIDE = re.compile(rb"\br=[\"']([A-Z]{2,6})\d")  # the columns behind Z
# Merged over several rows these hold for each of them; a text or an id belongs to the first row only.
_SPREAD = ("published", "outlet", "author", "language")


def read(data: bytes, name: str) -> Contents:
    """Return a record for each row. Raises Refused (`damaged`, `no_text_column`, `too_large`, `encrypted`)."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("csv", "tsv"):
        return separated(data)
    return parquet(data) if suffix == "parquet" else workbook(data)


# ----------------------------------------------------------------------------------------------------- separated values


def separated(data: bytes) -> Contents:
    """Return the rows of separated values; the delimiter is the one that gives the most regular table."""
    text, warnings = decode(data)
    first = text[:100].split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:  # as Excel writes it
        delimiter, warned, text = first[4], [], "\n" + text.split("\n", 1)[-1]  # the rows keep their numbers
    else:
        delimiter, warned = delimiter_of(text)
    rows, told = _cells(text, delimiter)
    if not any(map(any, rows)):
        return Contents((), (*warnings, *warned))
    warned += told
    made = _table([cells for cells in rows if any(cells)], [n for n, cells in enumerate(rows, 1) if any(cells)], warned)
    return Contents(made.records, (*warnings, *made.warnings), made.notes)


def _cells(text: str, delimiter: str, most: int | None = None) -> tuple[list[list[str]], list[str]]:
    """The rows of `text`, at most so many, and what is wrong with their quotation marks."""
    try:
        return _read(text, most, delimiter=delimiter, strict=True), []
    except csv.Error:
        # a stray quotation mark («او "گفت" …» in a quoted cell): read on as spreadsheets do
        rows = _read(text, most, delimiter=delimiter)
    if most or text.count('"') % 2 == 0:
        return rows, []
    # one mark that is never closed would swallow the rows after it: without quoting each line may be a row
    bare = _read(text, most, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    if len({len(cells) for cells in bare}) == 1:
        return bare, ["a quotation mark is never closed: quotation marks were read as letters"]
    return rows, [f"a quotation mark is never closed: rows may stand inside one cell (row {len(rows)}); close it"]


def _read(text: str, most: int | None, **dialect) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return list(itertools.islice(csv.reader(io.StringIO(text, newline=""), **dialect), most))


def delimiter_of(text: str) -> tuple[str, list[str]]:
    """Return the delimiter of a table, and a warning when two would do.

    For each of comma, semicolon, tab and bar the first rows are read with their quotation marks; the one in which most
    rows have the same number of cells, and more than one, is taken. A table of one column has a comma.
    """
    head = text[:2_000_000]
    scores = {}
    for delimiter in _DELIMITERS:
        rows = [cells for cells in _cells(head, delimiter, _SAMPLE)[0] if any(cells)]
        width, same = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        if width > 1 and len(rows[0]) == width:
            # a header whose names are known settles it: «متن;عنوان» has no comma, its texts have many
            known = sum(fields.field_of(cell) is not None for cell in rows[0])
            scores[delimiter] = (known, same / len(rows), width)
    if not scores:
        return ",", []
    best = max(scores, key=scores.__getitem__)
    rivals = [other for other in scores if other != best and scores[other][:2] == scores[best][:2]]
    shown = {"\t": "a tab"}.get(best, f"«{best}»")
    return best, [f"guessed: {shown} parts the columns"] if rivals else []


def _table(rows: list[list[str]], numbers: list[int], warnings: list[str], sheet: str = "") -> Contents:
    """The records of rows of cells. The first row names the columns, when one of its cells is a known name."""
    width = max(map(len, rows), default=0)
    if len(rows) * width > _MOST_CELLS:
        raise Refused("too_large", f"it has {len(rows)} rows of {width} cells: split it")
    if width > _MOST_COLUMNS:
        raise Refused("too_large", f"it has {width} columns; the most is {_MOST_COLUMNS}: keep those of the reports")
    head = [fields.line(cell) for cell in rows[0]]
    headed = fields.is_header(head) or _names_only(head, rows)
    names = _distinct(head if headed else [], width)
    body, places = (rows[1:], numbers[1:]) if headed else (rows, numbers)
    uneven = [number for number, cells in zip(places, body, strict=True) if len(cells) > len(head)]
    if headed and uneven:
        warnings = [*warnings, f"{len(uneven)} rows have more cells than the header (row {uneven[0]}, …)"]
    if not headed:
        warnings = [*warnings, "guessed: the first row holds no names of columns and is a row like the others"]
    columns = {name: [cells[at] if at < len(cells) else "" for cells in body] for at, name in enumerate(names)}
    where = f"sheet «{sheet}», " if sheet else ""
    positions = [f"{sheet}:{at}" for at in range(len(body))] if sheet else None
    if not headed and not fields.has_texts(columns):
        raise fields.no_text(head)  # the first row may have been names that nobody knows
    made = fields.records(columns, [f"{where}row {number}" for number in places], positions)
    return Contents(made.records, (*warnings, *made.warnings), made.notes)


def _names_only(head: list[str], rows: list[list[str]]) -> bool:
    """Whether a first row of unknown names is a header: all cells filled, short and distinct, over longer ones."""
    if len(rows) < 2 or not all(head) or len(set(head)) < len(head):
        return False
    longest = [max((len(cells[at]) for cells in rows[1:200] if at < len(cells)), default=0) for at in range(len(head))]
    return max(map(len, head)) <= 40 and max(longest, default=0) >= 3 * max(map(len, head))


def _distinct(head: list[str], width: int) -> list[str]:
    """A name for each column: its own; of a doubled one the second gets a number; «column 3» where there is none."""
    names: dict[str, None] = {}
    for at in range(width):
        name = head[at] if at < len(head) and head[at] else f"column {at + 1}"
        while name in names:
            name = f"{name} (column {at + 1})"
        names[name] = None
    return list(names)


# ------------------------------------------------------------------------------------------------------------ workbooks


def workbook(data: bytes) -> Contents:
    """Return the rows of all sheets of a workbook. A formula counts as the value that was saved with it.

    A day is written as ISO; a merged day, outlet or author holds for each of its rows. A hidden sheet is read and told.
    """
    import python_calamine as calamine

    _reach(data)
    try:
        return _sheets(calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
    except calamine.PasswordError as error:
        raise Refused("encrypted", "it is locked with a password: save it without one") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged", f"it is no workbook that can be read ({error}): save it again as .xlsx") from error


def _reach(data: bytes) -> None:
    """Raise Refused for a sheet with a stray cell far off: its reader makes room for all cells up to it, and dies."""
    with containers.opened(data) as archive:
        for info in archive.infolist():
            if not _SHEET.fullmatch(info.filename):
                continue
            xml = containers.content(archive, info)
            last = _ROW.match(xml, at) if (at := xml.rfind(b"<row ")) >= 0 else None
            rows = int(last[1]) if last else xml.count(b"<row")
            wide = max((_column_number(each) for each in set(_WIDE.findall(xml))), default=26)
            if rows * wide > _MOST_CELLS:
                place = info.filename.rpartition("/")[2]
                told = f"{place} reaches to row {rows} and column {wide}"
                raise Refused("too_large", f"{told}: delete the rows and columns behind its table, or split it")


def _column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(book) -> Contents:
    import python_calamine as calamine

    visible = {sheet.name: sheet.visible == calamine.SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
    found: list[Record] = []
    warnings: list[str] = []
    notes: list[str] = []
    refused: list[Refused] = []
    filled = [(name, rows) for name in book.sheet_names if (rows := _sheet(book, name, warnings))]
    for name, rows in filled:
        several = len(filled) > 1
        if not visible.get(name, True):
            warnings.append(f"the sheet «{name}» is hidden in the workbook and was read")
        numbers = [number for number, _ in rows]
        try:
            made = _table([cells for _, cells in rows], numbers, [], name if several else "")
        except Refused as refusal:
            refused.append(refusal)
            warnings.append(f"the sheet «{name}» was not read: {refusal.reason}")
            continue
        found += made.records
        notes += made.notes
        warnings += [f"sheet «{name}»: {each}" if several else each for each in made.warnings]
    if refused and not found:
        raise refused[0]
    return Contents(tuple(_apart(found, warnings)), tuple(dict.fromkeys(warnings)), tuple(notes))


def _apart(records: list[Record], warnings: list[str]) -> list[Record]:
    """Records of several sheets with ids of their own: the id of a row may stand in two sheets."""
    told = [record.record for record in records]
    ids = fields.unique_ids(told, [record.text for record in records], told, warnings)
    return [Record(name, *list(vars(record).values())[1:]) for name, record in zip(ids, records, strict=True)]


def _sheet(book, name: str, warnings: list[str]) -> list[tuple[int, list[str]]]:
    """The filled rows of a sheet with their numbers as the spreadsheet counts them."""
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise Refused(
            "too_large", f"the sheet «{name}» has {sheet.total_height} rows of {sheet.total_width} cells: split it"
        )
    cells = sheet.to_python(skip_empty_area=False)
    _spread(cells, sheet.merged_cell_ranges or [], name, warnings)
    rows = [(number, [_cell(value) for value in row]) for number, row in enumerate(cells, 1)]
    return [(number, row) for number, row in rows if any(row)]


def _spread(cells: list[list], merged: list, name: str, warnings: list[str]) -> None:
    """Write the value of merged cells into each row that they cover, in columns where it holds for every row."""
    head = next((row for row in cells if any(value != "" for value in row)), [])
    named = [fields.field_of(str(value)) for value in head]
    done = 0
    for (top, left), (bottom, _) in merged:
        field = named[left] if left < len(named) else None
        if bottom > top and field and field[0] in _SPREAD:
            for row in range(top + 1, min(bottom + 1, len(cells))):
                cells[row][left] = cells[top][left]
            done += 1
    if done:
        warnings.append(f"{done} merged cells of the sheet «{name}» hold for each of their rows")


def _cell(value) -> str:
    """A cell as text: 12.0 is «12» as it was typed, a day is ISO, a time of midnight is a day alone."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return str(value)


# -------------------------------------------------------------------------------------------------------------- Parquet


def parquet(data: bytes) -> Contents:
    """Return the rows of a Parquet table. Nested columns have dotted names; lists of numbers are not read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        size = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
        if size > _MOST_BYTES:
            raise Refused("too_large", f"it holds {size} bytes once unpacked; the most is {_MOST_BYTES}: split it")
        table = file.read()
        if table.num_rows != file.metadata.num_rows:
            raise ValueError(f"it tells {file.metadata.num_rows} rows and holds {table.num_rows}")
    except MemoryError:
        raise  # Arrow's own kind too, which is also one of its exceptions: the table is whole, and too large
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused("damaged", f"it is no Parquet table that can be read ({error}): write it again") from error
    while any(pa.types.is_struct(each.type) for each in table.schema):
        table = table.flatten()
    columns, left = {}, []
    for name, column in zip(_distinct(table.column_names, table.num_columns), table.columns, strict=True):
        cells = _column(column)
        if cells is None:
            left.append(name)
        else:
            columns[name] = cells
    made = fields.records(columns, [f"row {number}" for number in range(1, table.num_rows + 1)])
    told = (f"not read, neither text nor number: {', '.join(f'«{name}»' for name in left)}",) if left else ()
    return Contents(made.records, made.warnings, (*told, *made.notes))


def _column(column) -> list[str] | None:
    """The cells of a Parquet column as text, an absent one empty; None for what is neither text, number nor time."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        if not (pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)):
            return None
        return ["\n".join(filter(None, cell or [])) for cell in column.to_pylist()]
    if pa.types.is_timestamp(kind):
        try:
            return [_stamp(cell) for cell in column.cast(pa.timestamp("us", kind.tz), safe=False).to_pylist()]
        except (OverflowError, ValueError):  # of a year that no calendar has: told as it is, the table is not lost
            return ["" if cell is None else cell for cell in column.cast(pa.string()).to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        try:
            column = column.cast(pa.large_string())  # texts of writers that do not say so (Impala, old Spark)
        except pa.ArrowInvalid:
            return None
        kind = column.type
    simple = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating, pa.types.is_date,
              pa.types.is_boolean, pa.types.is_decimal, pa.types.is_null, pa.types.is_string_view)  # fmt: skip
    if not any(is_kind(kind) for is_kind in simple):
        return None
    return ["" if cell is None or cell != cell else _cell(cell) for cell in column.to_pylist()]


def _stamp(cell: datetime.datetime | None) -> str:
    """A moment as ISO, with its zone where the column has one; midnight without a zone is a day alone."""
    if cell is None:
        return ""
    return _cell(cell) if cell.tzinfo is None else cell.isoformat(sep=" ")
