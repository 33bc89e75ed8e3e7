"""Text made ready to be shown: comes in any text of a document, goes out what one kind of renderer needs to show it
right-to-left and dead (no live markup). It must not know what is drawn: charts, widgets and exports choose the way out.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import arabic_reshaper
import bidi
import pandas as pd

from helpers import tables

LANGUAGES = ("en", "fa", "prs", "ar")  # of charts and reports
RTL_LANGUAGES = frozenset({"fa", "prs", "ar", "ps", "ckb", "ur"})
WIDGET_CLASS = "ruznama-rtl"
TABLE_CLASS = "ruznama-table"

_RLE, _PDF = "\u202b", "\u202c"
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_VS1 = "\ufe00"

# Shown by name: RLO makes "gpj.exe" read "exe.jpg", and a reader must see that it is there.
_OVERRIDES = {0x202D: "⟨LRO⟩", 0x202E: "⟨RLO⟩"}
# Dropped: they show nothing, and left in they would close or nest the direction that this module sets around the text.
_SILENT = [0x202A, 0x202B, 0x202C, *range(0x2066, 0x206A), 0xFEFF, 0x200B, *range(0x2060, 0x2065)]
_SILENT += [*range(0x206A, 0x2070), *range(0xE0000, 0xE0080)]
_SPACES = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029]
_CLEAN: dict[int, str] = (
    {code: chr(0x2400 + code) for code in range(0x20)}  # NUL is shown as ␀
    | {0x7F: "␡"}
    | {code: "\ufffd" for code in range(0x80, 0xA0)}
    | {code: "" for code in _SILENT}
    | _OVERRIDES
    | {code: " " for code in _SPACES}
)
# A lone surrogate stops JSON, files and Chromium's devtools; a noncharacter stops XML, and so an SVG.
_BROKEN = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")

_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "prs": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}
_SEPARATORS = str.maketrans(",.", "٬٫")

_MIRRORED = {"(": ")", "[": "]", "{": "}", "<": ">", "«": "»", "‹": "›", "⟨": "⟩"}
_MIRRORED |= {right: left for left, right in _MIRRORED.items()}
_MIRRORABLE = "[" + re.escape("".join(_MIRRORED)) + "]"
_LEVELLED = re.compile(f"({_MIRRORABLE}){_VS1}|{_VS1}({_MIRRORABLE})")
_VARIATION = re.compile("[\ufe00-\ufe0f]")
_NO_JOIN_AFTER = frozenset("اأإآدذرزژوؤةىءڈډړڑۀە")


def clean(text: object) -> str:
    """Return one line of text in which every character shows, or has no effect on its neighbours; missing gives "".

    Control characters become their pictures (NUL is ␀), direction overrides their names (⟨RLO⟩), lone surrogates
    U+FFFD; embedding marks and zero-width fillers go; ZWNJ, ZWJ, LRM and RLM stay: Persian spelling needs them.
    """
    if text is None or (not isinstance(text, str) and pd.api.types.is_scalar(text) and pd.isna(text)):
        return ""
    return _BROKEN.sub("\ufffd", str(text).translate(_CLEAN))


def raw(text: str) -> str:
    """Return a key (an actor_id, a doc_id) for `customdata` and files: as it is, save what no JSON or file can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def is_rtl(text: str) -> bool:
    """Return whether any letter is written right-to-left.

    Any, not the first: `UNAMA گزارش داد` is a Persian sentence although a Latin word opens it.
    """
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def direction(lang: str) -> str:
    """Return `rtl` or `ltr`, the direction of a page written in `lang`."""
    return "rtl" if lang in RTL_LANGUAGES else "ltr"


def svg(text: object) -> str:
    """Return text for a plotly SVG slot: title, tick, legend, annotation, bar text, node label, hover.

    Markup is escaped, so `<a href>` shows as typed. A text with right-to-left letters is wrapped in RLE…PDF: plotly
    lays out every text left-to-right. The wrapped form comes back in click events: keep the raw key in `customdata`.
    """
    text = clean(text)
    return _svg_line(text, is_rtl(text))


def _svg_line(text: str, rtl: bool) -> str:
    escaped = html.escape(text, quote=False)
    return f"{_RLE}{escaped}{_PDF}" if rtl else escaped


def wrap(text: object, width: int = 28, lines: int | None = None) -> str:
    """Return text for a plotly SVG slot like `svg`, broken by `<br>` into lines of at most `width` graphemes.

    Nothing is cut off unless `lines` says how many there may be; then the last one ends in an ellipsis.
    """
    text = clean(text)
    rtl = is_rtl(text)  # of the whole: a line that happens to be all Latin is still part of a Persian name
    pieces = fold(text, width)
    if lines is not None and len(pieces) > lines:
        pieces = [*pieces[: lines - 1], "".join(list(graphemes(pieces[lines - 1]))[: width - 1]) + "…"]
    return "<br>".join(_svg_line(piece, rtl) for piece in pieces)


def fold(text: str, width: int) -> list[str]:
    """Return the lines of `text`, each at most `width` graphemes, broken at spaces, or inside a word that is longer."""
    lines, line, length = [], "", 0
    for word in _words(text):
        for i, piece in enumerate(_pieces(word, width)):
            glue = " " if i == 0 and line else ""  # inside a long word no space may be added
            n = sum(1 for _ in graphemes(piece))
            if line and length + len(glue) + n > width:
                lines.append(line)
                line, length = piece, n
            else:
                line, length = line + glue + piece, length + len(glue) + n
    return [*lines, line] if line or not lines else lines


def _words(text: str) -> list[str]:
    """Split at spaces, but not before a mark, which belongs to its space («0 ̀»): no line may begin with one."""
    words: list[str] = []
    for word in text.split(" "):
        if words and word and unicodedata.combining(word[0]):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _pieces(word: str, width: int) -> list[str]:
    """Cut a word that is wider than a line, where it hurts least: after ZWNJ or a hyphen, else after a letter that does
    not join to the next one («ا», «د», «ر»), so that the letters keep their shapes."""
    units = list(graphemes(word))
    pieces = []
    while len(units) > width:
        tail = range(width, max(width // 2, 1) - 1, -1)
        at = next((i for i in tail if units[i - 1][-1] in "\u200c-/_.:"), None)
        at = at or next((i for i in tail if units[i - 1][0] in _NO_JOIN_AFTER), width)
        pieces.append("".join(units[:at]))
        units = units[at:]
    return [*pieces, "".join(units)] if units or not pieces else pieces


def graphemes(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: a letter with its harakat, joiners, an emoji with its modifiers."""
    unit, flags = "", 0
    for char in text:
        is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        pair = is_flag and flags % 2 == 1
        flags = flags + 1 if is_flag else 0
        extends = unicodedata.category(char)[0] == "M" or char in "\u200c\u200d\u200e\u200f\u061c"
        extends = extends or "\U0001f3fb" <= char <= "\U0001f3ff"
        if unit and (extends or pair or (unit[-1] == "\u200d" and ord(char) > 0x2100)):
            unit += char
        else:
            if unit:
                yield unit
            unit = char
    if unit:
        yield unit


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    # By default harakat are deleted, and «مُسلم» would no longer be what the document says.
    return arabic_reshaper.ArabicReshaper({"delete_harakat": False, "delete_tatweel": False})


def webgl(text: object) -> str:
    """Return text for a `scattergl` label, which draws code points one by one from the left: shaped, in visual order.

    For this renderer only: in an SVG label, a table or a file the result would read backwards. Nothing is escaped,
    because WebGL text is never read as markup. Pashto and Kurdish letters without a presentation form (ښ, ڕ) stay
    unjoined.
    """
    text = clean(text)
    if not is_rtl(text):
        return text
    shaped = _reshaper().reshape(_VARIATION.sub("", text))
    # The library puts a bracket in its place but does not turn it. A variation selector takes the level of the bracket
    # it follows, so it comes out in front of one that is read right-to-left: that one is mirrored (rule L4 of UAX 9).
    marked = re.sub(f"({_MIRRORABLE})", rf"\1{_VS1}", shaped)
    visual = bidi.get_display(marked, base_dir="R")
    visual = _LEVELLED.sub(lambda found: found[1] or _MIRRORED[found[2]], visual)
    visual = _marks_after_letters(visual)
    return re.sub("[\u200c-\u200f\u061c]", "", visual)  # joiners have done their work, and would be drawn as boxes


def _marks_after_letters(visual: str) -> str:
    """Put harakat behind their letter again (rule L3): reversed, «مُ» has its mark on the letter to the left."""
    return re.sub("([\u064b-\u065f\u0670]+)([^\u064b-\u065f\u0670])", lambda m: m[2] + m[1][::-1], visual)


def widget(text: object) -> str:
    """Return text for an ipywidgets option, description or tooltip, which the widget escapes itself.

    A select shows every option in one direction; isolates keep `UNAMA گزارش داد (هرات)!` and `ICESCO (Rabat)` both
    right. Keep the raw key as the value: `options=[(labels.widget(name), key), …]`.
    """
    text = clean(text)
    return f"{_RLI if is_rtl(text) else _LRI}{text}{_PDI}" if text else ""


def widget_css() -> str:
    """Return the `<style>` that sets widgets of class `WIDGET_CLASS` right-to-left; show it once in a notebook."""
    inside = ", ".join(
        f".{WIDGET_CLASS} {tag}" for tag in ("input", "select", "option", "textarea", ".jupyter-widget-tag")
    )
    return f"<style>{inside} {{ direction: rtl; text-align: right; }}</style>"


def span(text: object) -> str:
    """Return HTML for one piece of text inside other HTML: escaped, in its own direction, kept apart from the rest."""
    text = clean(text)
    return f'<bdi dir="{"rtl" if is_rtl(text) else "ltr"}">{html.escape(text)}</bdi>'


def attribute(text: object) -> str:
    """Return text for an attribute of HTML or SVG in double quotes, such as `aria-label`: plain, nothing in it live."""
    return html.escape(clean(text))


_TABLE_STYLE = """<style>
.ruznama-table table { border-collapse: collapse; font: 14px/1.6 'Noto Sans', 'Noto Sans Arabic', Tahoma, sans-serif }
.ruznama-table th, .ruznama-table td { padding: 3px 10px; border-bottom: 1px solid #ddd; text-align: start }
.ruznama-table th, .ruznama-table td { vertical-align: top }
.ruznama-table thead th { border-bottom: 2px solid #555; white-space: nowrap }
.ruznama-table caption { text-align: start; font-weight: bold; padding: 4px 10px }
.ruznama-table td.short { white-space: nowrap }
.ruznama-table { overflow-x: auto }
.ruznama-table td.long { min-width: 13em } .ruznama-table td.middle { min-width: 8em }
.ruznama-table td.number { text-align: end; font-variant-numeric: tabular-nums }
</style>""".replace("ruznama-table", TABLE_CLASS)


def in_one_piece(text: object) -> str:
    """Return a file name or a key between two LRM, so that it keeps its order inside a right-to-left sentence.

    «000_3bc9.txt» begins with digits, which would be set behind the letters: «3bc9.txt_000».
    """
    text = clean(text)
    return f"\u200e{text}\u200e" if text and not is_rtl(text) else text


def html_table(
    frame: pd.DataFrame,
    lang: str = "en",
    caption: object = None,
    headings: dict | None = None,
    dir: str = "rtl",
    tails: list[str] | None = None,
) -> str:
    """Return a frame as safe HTML: right-to-left columns, every cell escaped and in its own direction.

    `headings` replaces column names; the index is left out. A missing cell is empty, a day is YYYY-MM-DD. `dir` is the
    order of the columns; the default suits documents in Persian, Dari or Arabic, whatever the language of the report.
    `tails`: HTML that closes the first cell of each row, such as links to notes.
    """
    headings = headings or {}
    head = "".join(f'<th scope="col">{span(headings.get(name, name))}</th>' for name in frame.columns)
    columns = [_cells(frame.iloc[:, position]) for position in range(frame.shape[1])]
    if tails and columns:
        columns[0] = [f"{each[:-5]} {tail}</td>" for each, tail in zip(columns[0], tails, strict=True)]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True))
    if frame.empty:
        rows = f'<tr><td colspan="{max(frame.shape[1], 1)}">{span(message("no_rows", lang))}</td></tr>'
    title = f"<caption>{span(caption)}</caption>" if caption is not None else ""
    body = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{_TABLE_STYLE}<div dir="{"rtl" if dir == "rtl" else "ltr"}" class="{TABLE_CLASS}">{body}</div>'


def _cells(column: pd.Series) -> list[str]:
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return [f'<td class="number">{span(cell(value))}</td>' for value in column]
    told = [cell(value) for value in column]
    # A sentence beside short columns would be squeezed into one word a line, a row into a page.
    longest = max(map(len, told), default=0)
    width = "long" if longest > 120 else "middle" if longest > 40 else "" if longest > 10 else "short"
    width = f' class="{width}"' if width else ""  # short: «2024-03-26» would be broken at its hyphen
    return [f"<td{width}>{span(each)}</td>" for each in told]


def cell(value: object) -> str:
    """Return one value of a table as text: missing is empty, a day YYYY-MM-DD, a list its items joined by `; `."""
    if isinstance(value, list | tuple | set | frozenset) or (hasattr(value, "tolist") and getattr(value, "ndim", 0)):
        return "; ".join(
            cell(item) for item in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)
        )
    if not isinstance(value, str) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d") if value == value.normalize() else value.isoformat(sep=" ")
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.10g}"
    return str(value)


def shown(value: object, lang: str) -> str:
    """Return one value of a table of a report: as `cell` says, but a number as it is written in `lang`."""
    return number(value, lang) if _is_number(value) and not isinstance(value, bool) else cell(value)


def headings(names: Iterable[object], lang: str) -> dict[str, str]:
    """Return the words over the columns of a table, by name: `heading_<name>` of messages.csv, else the name itself."""
    known = _messages()
    return {str(name): message(f"heading_{name}", lang) if f"heading_{name}" in known else str(name) for name in names}


def digits(text: object, lang: str) -> str:
    """Return text with its ASCII digits in the digits of `lang`: ۱۲۳ in fa and prs, ١٢٣ in ar, unchanged elsewhere."""
    return str(text).translate(_DIGITS.get(lang, {}))


def number(value: float, lang: str = "en") -> str:
    """Return a count or share as it is written in `lang`: 1,234.5 is ۱٬۲۳۴٫۵ in fa and prs."""
    text = f"{value:,}" if not isinstance(value, float) or value.is_integer() is False else f"{int(value):,}"
    return digits(text.translate(_SEPARATORS), lang) if lang in _DIGITS else text


def percent(value: float, lang: str = "en", places: int = 0) -> str:
    """Return a share as a percentage: 0.25 is 25% and ۲۵٪, with the sign behind the number as a reader meets it."""
    text = number(round(100 * value, places) if places else round(100 * value), lang)
    # A digit that no letter stands before runs with its sign to the right, «۲۵٪» would show the sign first: U+061C
    # counts as a letter (rule W2 of UAX 9) and shows nothing.
    return f"\u061c{text}٪" if direction(lang) == "rtl" else f"{text}%"


def share(value: float, lang: str = "en") -> str:
    """Return a share between 0 and 1 with two places, as it is written in `lang`: 0.93 is ۰٫۹۳ in fa and prs."""
    text = f"{value:.2f}"
    return digits(text.translate(_SEPARATORS), lang) if lang in _DIGITS else text


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tables.read("messages").set_index("key").to_dict("index")


def message(key: str, lang: str = "en", **values: object) -> str:
    """Return the words `key` of tables/messages.csv in `lang` (English where missing), with `values` filled in.

    Numbers are written in the digits of `lang`. The result is plain text: it needs a way out like any other text.
    Raises KeyError for a key that is not in the table.
    """
    row = _messages()[key]
    words = row.get(lang) or row["en"]
    filled = {name: number(value, lang) if _is_number(value) else clean(value) for name, value in values.items()}
    return words.format(**filled) if filled else words


def _is_number(value: object) -> bool:
    return pd.api.types.is_number(value) and not pd.isna(value)
