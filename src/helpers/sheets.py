"""Spreadsheets: comes in a table and where it came from, goes out XLSX with numbers as numbers and days as days.

Nothing in it is live: no cell is a formula or a link. It must not know figures or folders.
"""

import datetime
import io

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from helpers import labels

_LONGEST = 32_767  # letters that a cell of XLSX holds
_ROWS = 1_048_575  # rows below the head
_WIDEST = 60  # a sentence is wrapped, not one line across three screens
_NARROWEST = 8
_LINE, _FIRST_LINE, _HIGHEST = 13, 15, 409  # points of a line of a cell, of its first line, and of the highest row
_FIRST_DAY = pd.Timestamp("1900-03-01")  # before it spreadsheets count a 29 February 1900 that never was
_MADE = datetime.datetime(2000, 1, 1)  # a fixed day, or no two files would be equal
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
# Every text is written as a text, whatever it begins with.
_DEAD = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def xlsx(table: pd.DataFrame, lang: str = "en", about: dict | None = None) -> bytes:
    """Return a table as XLSX: a sheet of its rows under its own column names, and a sheet that says where it came from.

    Sheets are right-to-left where `lang` is, or where most texts are; each cell is read in its own direction. Days from
    March 1900 on are days (YYYY-MM-DD), earlier ones text; whole numbers and shares are numbers; missing is empty. More
    than 1,048,575 rows go on in a next sheet; a text of more than 32,767 letters ends in «…» and `about` says how many.
    The same table gives the same bytes.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "nan_inf_to_errors": False, **_DEAD})
    book.set_properties({"created": _MADE, "title": "", "author": "ruznama"})
    rtl = labels.direction(lang) == "rtl" or _mostly_rtl(table)
    styles = _styles(book)
    cut = 0
    for number, first in enumerate(range(0, max(len(table), 1), _ROWS)):
        name = labels.message("sheet_table", lang)
        sheet = book.add_worksheet(name if not number else f"{name} {number + 1}")
        cut += _rows(sheet, table.iloc[first : first + _ROWS], styles, rtl)
    told = {**(about or {}), **({"shortened": labels.message("cells_cut", lang, n=cut)} if cut else {})}
    sheet = book.add_worksheet(labels.message("sheet_source", lang))
    rows = pd.DataFrame({"key": pd.Series(list(told), dtype=object), "value": [labels.cell(v) for v in told.values()]})
    _rows(sheet, rows, styles, rtl)
    book.close()
    return out.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict:
    """The formats of cells by (what it is, whether its text runs right-to-left; for names, whether the sheet does)."""
    styles = {"number": book.add_format(_FONT), "day": book.add_format({**_FONT, "num_format": "yyyy-mm-dd"})}
    for rtl in (False, True):
        # `rightToLeft` of the sheet orders its columns only; the order of words in a cell is the cell's own.
        way = {"reading_order": 2, "align": "right"} if rtl else {"reading_order": 1, "align": "left"}
        styles["text", rtl] = book.add_format({**_FONT, **way, "text_wrap": True})
        for sheet_rtl in (False, True):  # a name stands at the side where the sheet begins, over its cells
            align = {"align": "right" if sheet_rtl else "left"}
            styles["head", rtl, sheet_rtl] = book.add_format({**_FONT, **way, **align, "bold": True, "bottom": 1})
    return styles


def _mostly_rtl(table: pd.DataFrame) -> bool:
    texts = [cell for name in table.select_dtypes(["object", "str"]) for cell in table[name].head(200).dropna()]
    return sum(labels.is_rtl(labels.cell(cell)) for cell in texts) * 2 > len(texts)


def _rows(sheet: Worksheet, table: pd.DataFrame, styles: dict, rtl: bool) -> int:
    """Write a table into a sheet; return how many texts were too long for a cell."""
    if rtl:
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    cut, lines = 0, np.ones(len(table) + 1)
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        head = labels.clean(column.name)
        long = np.zeros(len(table) + 1)
        sheet.write_string(0, place, head[:_LONGEST], styles["head", labels.is_rtl(head), rtl])
        widest = len(head) + 3
        kind = _kind(column)
        for row, value in enumerate(column.tolist(), 1):
            if kind != "text":
                if not pd.isna(value):
                    _written(sheet, row, place, value, kind, styles)
                continue
            text = labels.clean(labels.cell(value))
            if not text:
                continue
            if len(text) > _LONGEST:
                text, cut = text[: _LONGEST - 1] + "…", cut + 1
            sheet.write_string(row, place, text, styles["text", labels.is_rtl(text)])
            long[row] = len(text)
        widest = max(widest, long.max())
        width = min(max(widest * 1.15 + 2 if kind == "text" else 12, _NARROWEST), _WIDEST)
        sheet.set_column(place, place, width)
        lines = np.maximum(lines, np.ceil(long * 1.15 / width))
    # Spreadsheets do not all make room for the lines of a cell by themselves: one then lies on the next.
    for row in np.flatnonzero(lines > 1).tolist():
        sheet.set_row(row, min(_FIRST_LINE + _LINE * (lines[row] - 1), _HIGHEST))
    if len(table) and table.shape[1]:
        sheet.autofilter(0, 0, len(table), table.shape[1] - 1)
    return cut


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(column):
        if (
            column.dt.tz is not None
            or (column < _FIRST_DAY).any()
            or (column.dt.normalize() != column).where(column.notna(), False).any()
        ):
            return "text"
        return "day"
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return "number" if number and not pd.api.types.is_complex_dtype(column) else "text"


def _written(sheet: Worksheet, row: int, place: int, value: object, kind: str, styles: dict) -> None:
    if kind == "day":
        sheet.write_datetime(row, place, value.to_pydatetime(), styles["day"])
    elif abs(value) == float("inf") or abs(value) > 10**15:  # a spreadsheet holds 15 digits of a number
        sheet.write_string(row, place, labels.clean(str(value)), styles["text", False])
    else:
        sheet.write_number(row, place, value, styles["number"])
