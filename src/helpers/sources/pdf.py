"""The bytes of a PDF come in, the reports of its text layer go out, without running heads and page numbers.

Knows pages, columns and paragraphs by their places; runs no script, opens nothing embedded, and must not know what the
text says. Letters stand where they are drawn: `pdf_lines` puts them into reading order.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import playa

from helpers.sources import pdf_lines, places, split
from helpers.sources.page import ORNAMENT
from helpers.sources.pdf_lines import Glyph, Line
from helpers.sources.record import Contents, Record, Refused
from helpers.text import clean, fold

MOST_PAGES = 2_000
_CELLS = " | "
_ORDERED = "pdf: the reading order of right-to-left lines was worked out from the places of their letters"
_FEWEST = 10  # letters on a page of text
_EDGE = 2  # lines at the top and the bottom of a page that may be its frame
# «صفحه ۳ از ۷», «- 3 -», «3/7», `Page 3 of 7`
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:صفحه|صفحۀ|صفحهٔ|الصفحة|صفحة|page|p\.)?[\W_]*\d{1,4}[\W_]*(?:(?:از|من|of|/)[\W_]*\d{1,4}[\W_]*)?",
    re.IGNORECASE,
)
# What browsers print above and below a page: the day of printing and the title, the address and the page.
_PRINTED_HEAD = re.compile(r"(?:.* \| )?\d{1,4}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d{2}( [AP]M)?(?: \| .*)?")
_PRINTED_FOOT = re.compile(r"(?:.* \| )?(?:https?|file)://\S+(?: \d+/\d+)?(?: \| .*)?")
_SENTENCE_END = re.compile(r"[.!?؟۔…:»”\"]\s*$")


@dataclass
class _Page:
    """A page: its lines in reading order, its size and how many of its glyphs are no known letters."""

    number: int
    lines: list[Line]
    unknown: int = 0
    letters: int = 0


def read(data: bytes, name: str) -> Contents:
    """Return the reports of a PDF. Raises Refused (`encrypted`, `no_text`, `too_many`, `damaged`)."""
    pages, told, drawn_so = _pages(data)
    letters = sum(page.letters for page in pages)
    unknown = sum(page.unknown for page in pages)
    if unknown > 0.2 * (letters + unknown):
        raise Refused(
            "no_text", "its letters are only drawn, their fonts do not say which they are: recognise it (OCR)"
        )
    if letters < _FEWEST * max(1, min(len(pages), 3)):
        raise Refused(
            "no_text", "its pages hold hardly a letter (a scan): recognise its text (OCR) and save it as .txt"
        )
    _drop_frames(pages)
    paragraphs, starts = _paragraphs(pages)
    text = clean("".join(paragraphs))
    numbers = [number for number, _ in starts]
    offsets = [at for _, at in starts]
    records = [
        replace(
            each,
            start=None,
            place_in_file=f"page {numbers[places.at(offsets, each.start) - 1]}",
            author=told.get("author", ""),
        )
        for each in split.records(text)
    ]
    if len(records) == 1:
        records = [_headed(records[0], told.get("title", ""))]
    empty = [page.number for page in pages if page.letters < _FEWEST]
    warnings = [_ORDERED] if drawn_so.rtl else []
    if drawn_so.rtl and not drawn_so.from_right:
        warnings.append(
            "pdf: its lines are drawn from the left: a number at the edge of a line may be on the wrong side"
        )
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" and others" if len(empty) > 10 else "")
        warnings.append(f"pages without a text layer (pictures or blank): {shown}")
    return Contents(tuple(records), tuple(warnings))


def _headed(record: Record, told: str) -> Record:
    """The record with its headline first: the line that the file's own title is, or begins with.

    «نشست وزیر - خبرگزاری نمونه» over a page whose first line is its menu; what stands above the headline follows it.
    """
    lines = record.text.split("\n")
    for place, line in enumerate(lines[:6]):
        title = ORNAMENT.sub("", line).strip()
        if len(title.split()) > 2 and fold(told).startswith(fold(title)):
            text = "\n".join([line, "", *lines[:place], *lines[place + 1 :]]) if place else record.text
            return replace(record, title=title, text=text)
    return record


def _pages(data: bytes) -> tuple[list[_Page], dict[str, str], pdf_lines.Manner]:
    try:
        with playa.parse(data) as document:
            if len(document.pages) > MOST_PAGES:
                raise Refused("too_many", f"it has {len(document.pages)} pages; the most is {MOST_PAGES}: split it")
            drawn = [_glyphs(page) for page in document.pages]
            told = _information(document)
    except playa.PDFEncryptionError as error:
        raise Refused("encrypted", "it is locked: open it, print it to a new PDF without a password") from error
    if not drawn:
        raise Refused("damaged", "it has no pages: open it and save it again")
    rows = [pdf_lines.rows(glyphs) for glyphs, _ in drawn]
    drawn_so = pdf_lines.manner([row for page in rows for row in page])
    pages = []
    for number, (page_rows, (glyphs, unknown)) in enumerate(zip(rows, drawn, strict=True), 1):
        ordered = _in_order(page_rows, drawn_so)
        letters = sum(glyph.text.isalnum() for glyph in glyphs)
        pages.append(_Page(number, ordered, unknown, letters))
    return pages, told, drawn_so


def _information(document) -> dict[str, str]:
    """`title` and `author` of the document, as far as they are texts."""
    info = playa.resolve(document.trailer.get("Info"))
    found = {}
    for key in ("Title", "Author") if isinstance(info, dict) else ():
        value = playa.resolve(info.get(key))
        if isinstance(value, bytes):
            utf16 = value.startswith((b"\xfe\xff", b"\xff\xfe"))
            value = value.decode("utf-16" if utf16 else "latin-1", "replace")
        if isinstance(value, str) and value.strip():
            found[key.lower()] = clean(" ".join(value.split()))
    return found


def _glyphs(page) -> tuple[list[Glyph], int]:
    """The upright letters of a page that stand on it, and how many glyphs have no letter."""
    found, seen, unknown = [], set(), 0
    width, height = page.width, page.height
    for glyph in page.glyphs:
        a, b, c, d, _, _ = glyph.matrix
        if abs(b) > 0.2 * abs(a) or abs(c) > 0.2 * abs(d):
            continue  # turned letters: the name of a drawing, a stamp, a watermark
        text, shape = pdf_lines.letter(glyph.text or "")
        if not text or "\ue000" <= text[0] <= "\uf8ff" or text[0] == "\ufffd":
            unknown += not (glyph.text and not text)  # a sign of direction is known and draws nothing
            continue
        x, y = glyph.origin
        size = glyph.size
        step = glyph.displacement[0]
        if not (-5 <= x <= width + 5 and -5 <= y <= height + 5):
            continue
        place = (text, round(x), round(y))
        if place in seen and text != " ":
            continue  # drawn twice, a little apart, to look bold
        seen.add(place)
        found.append(Glyph(text, min(x, x + step), max(x, x + step), y, size, shape))
    return found, unknown


def _in_order(rows: list[list[Glyph]], drawn: pdf_lines.Manner) -> list[Line]:
    """The lines of a page as they are read: bands from the top, in a band the column first that is read first."""
    solid = [glyph for row in rows for glyph in row if glyph.text.strip()]
    margins = (min(each.left for each in solid), max(each.right for each in solid)) if solid else (0.0, 0.0)
    parted = [[pdf_lines.line(piece, drawn, margins) for piece in pdf_lines.pieces(row)] for row in rows]
    parted = [[line for line in row if line.text] for row in parted]
    gutter = _gutter([line for row in parted for line in row])
    out: list[Line] = []
    band: list[Line] = []
    for row in parted:
        if gutter is None or any(line.left < gutter < line.right for line in row):
            out += _columns(band, gutter, drawn.rtl)
            band = []
            out += [_one(row, drawn.rtl)] if row else []
        else:
            band += row
    return out + _columns(band, gutter, drawn.rtl)


def _one(row: list[Line], rtl: bool) -> Line:
    """The pieces of one row, cells of a table or words far apart, as one line."""
    if len(row) == 1:
        return row[0]
    ordered = sorted(row, key=lambda line: line.left, reverse=rtl)
    text = _CELLS.join(line.text for line in ordered)
    return Line(text, min(x.left for x in row), max(x.right for x in row), row[0].y, median(x.size for x in row))


def _columns(band: list[Line], gutter: float | None, rtl: bool) -> list[Line]:
    if gutter is None or not band:
        return band
    left = [line for line in band if line.right <= gutter]
    right = [line for line in band if line.left >= gutter]
    return right + left if rtl else left + right


def _gutter(lines: list[Line]) -> float | None:
    """The x between two columns of running text, or None: hardly a line crosses it, and both sides hold long lines.

    The cells of a table are short; its rows are read across.
    """
    if len(lines) < 12:
        return None
    low, high = min(line.left for line in lines), max(line.right for line in lines)
    best = None
    for step in range(30, 71):
        x = low + (high - low) * step / 100
        left = [line for line in lines if line.right <= x]
        right = [line for line in lines if line.left >= x]
        if len(left) + len(right) < 0.8 * len(lines) or min(len(left), len(right)) < 0.3 * len(lines):
            continue
        if median(len(line.text) for line in left) < 20 or median(len(line.text) for line in right) < 20:
            continue
        free = min(line.left for line in right) - max(line.right for line in left)
        if free > 0 and (best is None or free > best[0]):
            best = (free, (min(line.left for line in right) + max(line.right for line in left)) / 2)
    return best[1] if best else None


# ------------------------------------------------------------------------------------------------------- page furniture


def _drop_frames(pages: list[_Page]) -> None:
    """Take running heads, page numbers and what a browser prints around a page from the edges of all pages."""
    seen: Counter = Counter()
    for page in pages:
        seen.update({_face(line.text) for line in _edge_lines(page)})
    often = {face for face, count in seen.items() if count >= max(2, 0.5 * len(pages)) and len(pages) > 1}
    for page in pages:
        body = median(line.size for line in page.lines) if page.lines else 0
        framed = set()
        for line in _edge_lines(page):
            face = _face(line.text)
            # the title of a report is often repeated over its later pages, in smaller letters or beside a number
            title = page.number == 1 and line.size >= 0.95 * body and "#" not in face
            running = face in often and not title and _apart(line, page.lines, body)
            printed = _PRINTED_HEAD.fullmatch(line.text) or _PRINTED_FOOT.fullmatch(line.text)
            if running or printed or _PAGE_NUMBER.fullmatch(line.text):
                framed.add(id(line))
        page.lines = [line for line in page.lines if id(line) not in framed]


def _apart(line: Line, lines: list[Line], body: float) -> bool:
    """Whether a line stands apart from the text: in other letters, or farther away than its lines from one another."""
    down = sorted(lines, key=lambda each: each.y)
    steps = [b.y - a.y for a, b in pairwise(down) if b.y > a.y]
    nearest = min((abs(each.y - line.y) for each in down if each.y != line.y), default=0.0)
    return abs(line.size - body) > 0.05 * body or (bool(steps) and nearest > 1.25 * median(steps))


def _edge_lines(page: _Page) -> list[Line]:
    down = sorted(page.lines, key=lambda line: line.y)
    edge = min(_EDGE, max(1, len(down) // 4))
    return down[:edge] + down[edge:][-edge:]


def _face(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text))


# ----------------------------------------------------------------------------------------------------------- paragraphs


def _paragraphs(pages: list[_Page]) -> tuple[list[str], list[tuple[int, int]]]:
    """The text in pieces, and (page, where it begins in the text) of every page that holds a line."""
    lines = [(page.number, line) for page in pages for line in page.lines]
    # In letters' sizes, as a headline of two lines has them further apart; on a page of short paragraphs most steps
    # lead to the next one, so the quarter of the closest counts.
    steps = sorted((b.y - a.y) / b.size for (p, a), (q, b) in pairwise(lines) if p == q and 0 < b.y - a.y < 4 * a.size)
    usual = steps[len(steps) // 4] if steps else 0.0
    parts = [""] + [
        _between(*lines[place - 1], *lines[place], usual * lines[place][1].size, _margins(lines, place - 1))
        for place in range(1, len(lines))
    ]
    out: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for (number, line), between in zip(lines, _unwrapped(lines, parts), strict=True):
        out += [between, line.text]
        length += len(between)
        if not starts or starts[-1][0] != number:
            starts.append((number, length))
        length += len(line.text)
    return out, starts or [(1, 0)]


def _unwrapped(lines: list[tuple[int, Line]], parts: list[str]) -> list[str]:
    """What parts the lines, with one newline where most paragraphs are lines that were broken by hand."""
    begins = [place for place, part in enumerate(parts) if part != " "]
    paragraphs = [
        " ".join(line.text for _, line in lines[first:after])
        for first, after in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]
    runs_on = places.wrapped(paragraphs)
    again = {begins[n + 1] for n, wraps in enumerate(runs_on) if wraps and parts[begins[n + 1]] == "\n\n"}
    return ["\n" if place in again else part for place, part in enumerate(parts)]


def _margins(lines: list[tuple[int, Line]], place: int) -> tuple[float, float]:
    """Where the column of a line begins and ends: by the lines of its page that begin where it begins."""
    number, line = lines[place]
    near = [other for page, other in lines[max(0, place - 60) : place + 60] if page == number]
    if pdf_lines.is_rtl(line.text):
        column = [other for other in near if abs(other.right - line.right) < 2 * line.size]
    else:
        column = [other for other in near if abs(other.left - line.left) < 2 * line.size]
    return min(each.left for each in column), max(each.right for each in column)


def _between(before_page: int, before: Line, page: int, line: Line, usual: float, margins: tuple[float, float]) -> str:
    """What parts two lines: a space inside a paragraph, else one blank line, two where a wide gap parts reports."""
    left, right = margins
    width = max(1.0, right - left)
    rtl = pdf_lines.is_rtl(before.text)
    ends_short = (before.left - left if rtl else right - before.right) > 0.12 * width
    if before_page != page:
        return "\n\n" if ends_short or _SENTENCE_END.search(before.text) or abs(line.size - before.size) > 1 else " "
    if _CELLS in before.text or _CELLS in line.text:
        return "\n\n"
    step = line.y - before.y
    if step > 2.6 * usual:
        return "\n\n\n"
    if step < 0 or step > 1.3 * usual or abs(line.size - before.size) > 0.12 * before.size or ends_short:
        return "\n\n"
    return " "
