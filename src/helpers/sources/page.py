"""The lines of a text as a page prints them: a text comes in, its filled lines and what each looks like go out.

Knows titles, datelines, separators and page furniture by their shape; resolves no day and cuts nothing (`split` does).
"""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property

from helpers import tables
from helpers.text import fold

LONGEST_TITLE = 200
# A bullet, an emoji or a quotation mark before a title belongs to the page, not to the title.
ORNAMENT = re.compile(r"^[\W_]+|[\s:：]+$")
STOP = re.compile(r"[.!?؟۔؛:،,…]\s*$")
_FULL_STOP = re.compile(r"[.!?؟۔…»”\"')\]]\s*$")
_NO_TITLE = re.compile(r"[.۔؛:،,…]\s*$")
_INNER = re.compile(r"\w{3}[.۔]\s")
_WORDS = re.compile(r"[^\W\d_][\w\u200c]*")
# «-----», «***», «# # #», «➖➖➖», «◆◆◆»: one sign, at least three times.
SEPARATOR = r"([-–—−_=*#~•·●○◆◇■□▪▫─━═➖⭐✨🔸🔹🔻🔺])\ufe0f?(?:\s?\1\ufe0f?){2,}"
_SEPARATOR = re.compile(SEPARATOR)
_LONGEST_FURNITURE = 90
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(r"\s*(?:[|»›>•·/＞←→«]|\s[-–—]\s)\s*")


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its place in the text without the white space around it, and blank lines before it."""

    start: int
    end: int
    text: str
    folded: str
    blank_before: int

    @cached_property
    def key(self) -> str:
        """The folded line without bullets, half-spaces or a colon, in single spaces: what tables are asked for."""
        return key(self.folded)

    @cached_property
    def words(self) -> int:
        return len(_WORDS.findall(self.folded))

    @property
    def is_title(self) -> bool:
        """Whether the line may be a headline: at least three words, not too long, without the stop of a sentence.

        «چرا زنان رأی می‌دهند؟» is a headline; «جلسه پایان یافت.» is a sentence; «… یافت. سپس مهمانان» is wrapped.
        """
        text = self.text
        return len(text) <= LONGEST_TITLE and not _NO_TITLE.search(text) and self.words >= 3 and not _INNER.search(text)

    @property
    def ends_a_sentence(self) -> bool:
        return bool(_FULL_STOP.search(self.text))

    @property
    def is_separator(self) -> bool:
        # a letter at the head answers at once: most lines have one
        return not self.text[0].isalnum() and bool(_SEPARATOR.fullmatch(self.text))


@dataclass(frozen=True)
class Piece:
    """Lines `first:after` of a page; `start` where its text begins when that is not the start of the first line."""

    first: int
    after: int
    start: int | None = None
    told: dict = field(default_factory=dict)


def key(folded: str) -> str:
    return " ".join(ORNAMENT.sub("", folded).replace("\u200c", " ").split())


def lines(text: str) -> list[Line]:
    """Return the filled lines of `text`, in order. Where a text has no newline, a carriage return ends its lines."""
    out, at, blank = [], 0, 0
    folded = fold(text)
    for raw in text.split("\n" if "\n" in text else "\r"):
        inner = raw.strip()
        if inner:
            start = at + raw.index(inner[0])
            out.append(Line(start, start + len(inner), inner, folded[start : start + len(inner)], blank))
            blank = 0
        else:
            blank += 1
        at += len(raw) + 1
    return out


# ------------------------------------------------------------------------------------------------------------ furniture


@cache
def _furniture() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for row in tables.rows("page_furniture"):
        kinds.setdefault(row["kind"], set()).add(key(fold(row["words"])) or row["words"])
    return {kind: frozenset(words) for kind, words in kinds.items()}


@cache
def headings() -> frozenset[str]:
    """The headings of pages that list reports («گزارشات», `الأخبار`), folded."""
    return frozenset(key(fold(row["heading"])) for row in tables.rows("page_headings"))


@cache
def _rights() -> tuple[str, ...]:
    return tuple(words for words in _furniture()["rights"] if len(words) > 1)


@cache
def _counters() -> re.Pattern:
    words = "|".join(sorted(map(re.escape, _furniture()["counter"]), key=len, reverse=True))
    number = r"\d[\d,٬.]*\+?(?:\s*(?:بار|نفر|مره|مرات))?"
    return re.compile(rf"(?:{words})\s*[:=()|]*\s*{number}\)?|{number}\s*(?:{words})")


def is_furniture(line: Line) -> bool:
    """Whether a whole line belongs to the page: a button, a menu, a counter, a claim of rights, a row of signs.

    «بازگشت به بالا», «بازدید: ۱۲۳», `شارك`, «صفحه اصلی | اخبار | تماس با ما», «خانه » اخبار » سیاسی»,
    «© کلیه حقوق این سایت محفوظ است». «تماس با ما گرفتند.» is no button: the whole line must be one.
    """
    if len(line.text) > 2 * _LONGEST_FURNITURE:
        return len(line.text) <= 300 and line.text.startswith("©")
    if line.is_separator:
        return True
    known, own = _furniture(), line.key
    if own in known["line"] or own in known["home"] or (own in known["counter"] and line.text[-1] in ":："):
        return True
    if _DIGIT.search(own) and len(own) <= _LONGEST_FURNITURE and _counters().fullmatch(own):
        return True
    if line.text.startswith("©") or own.startswith(_rights()):
        return "محفوظ" in own or "©" in line.text or "reserved" in own or line.words <= 12
    if _BETWEEN.search(line.folded):
        return _is_menu(line.folded)
    return _is_row_of_buttons(own)


def _is_row_of_buttons(own: str) -> bool:
    """«صفحه نخست درباره ما تماس با ما»: a printed menu has only spaces left; all of it must be words of menus."""
    words, known, at, found = own.split(), _furniture(), 0, 0
    while at < len(words) and len(words) <= 20:
        sizes = (n for n in (4, 3, 2, 1) if " ".join(words[at : at + n]) in known["line"] | known["home"])
        size = next((n for n in sizes if at + n <= len(words)), 0)
        if not size:
            return False
        at, found = at + size, found + 1
    return found > 1 and at == len(words) and len(words) > found


def _is_menu(folded: str) -> bool:
    parts = [key(part) for part in _BETWEEN.split(folded)]
    parts = [part for part in parts if part]
    if len(parts) < 2 or any(len(part.split()) > 8 for part in parts):
        return False
    known = _furniture()
    # a path begins at home («خانه » اخبار » …»); a menu holds nothing but words of menus
    return parts[0] in known["home"] or all(
        part in known["line"] or part in known["home"] or part in headings() for part in parts
    )


def is_of_the_page(line: Line) -> bool:
    """Whether a line at the edge of a page may belong to none of its reports: furniture, or a heading over a list."""
    return is_furniture(line) or _is_heading(line)


def trimmed(page: list[Line], first: int, after: int) -> tuple[int, int]:
    """Narrow lines `first:after` by the furniture at both ends; a stretch of nothing else becomes empty.

    A heading («اخبار») goes with the menu it stands in, and when it stands alone above a blank line.
    """
    while first < after:
        line = page[first]
        if not is_furniture(line):
            alone = first + 1 < after and page[first + 1].blank_before > 0
            if not _is_heading(line) or not (alone or _beside(page, first)):
                break
        first += 1
    while first < after:
        line = page[after - 1]
        if not is_furniture(line) and not (_is_heading(line) and _beside(page, after - 1)):
            break
        after -= 1
    return first, after


def _is_heading(line: Line) -> bool:
    return len(line.text) <= _LONGEST_FURNITURE and line.key in headings()


def _beside(page: list[Line], at: int) -> bool:
    """Whether furniture stands on the line above or below line `at`."""
    above, below = at > 0 and page[at - 1], at + 1 < len(page) and page[at + 1]
    return bool(above and is_furniture(above)) or bool(below and is_furniture(below))


# ------------------------------------------------------------------------------------------------------- dates by shape


@cache
def _date() -> str:
    """The pattern of a day in folded text: «7 قوس 1396», `12 مایو 2023`, `1402/07/15`, «دوشنبه 15 مهر»."""
    names = {key(fold(row["name"])) for row in tables.rows("months")}
    month = "(?:" + "|".join(sorted((re.escape(n).replace(r"\ ", r"\s+") for n in names), key=len, reverse=True)) + ")"
    named = rf"\d{{1,2}}\s*(?:ام\s+)?{month}(?:\s*[/(]\s*{month}\)?)?(?:\s*(?:ماه|سال))?(?:[\s،,]*\d{{4}})?"
    west = rf"{month}\s+\d{{1,2}}(?:,?\s*\d{{4}})"
    weekdays = {key(fold(row["name"])) for row in tables.rows("weekdays")}
    weekday = "(?:" + "|".join(sorted(map(re.escape, weekdays), key=len, reverse=True)) + r")"
    digits = r"\d{4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    era = r"(?:\s*(?:هـ|ه|م|ش|هش|خورشیدی|میلادی|هجری شمسی)\b)?"
    return rf"(?:{weekday}[\s،,:-]*)?(?:{named}|{west}|{digits}){era}"


@cache
def _dateline() -> re.Pattern:
    place = r"[^\W\d_][^\n\d،,:.;؛؟!«»()/–—-]{1,40}?"
    joint = r"\s*(?:[،,/:–—-]|\(|\))+\s*"
    agency = rf"(?:[^\n\d.؛؟!،,–—-]{{2,40}}?{joint})?"
    return re.compile(rf"\W{{0,3}}(?P<place>{place}){joint}{agency}{_date()}\s*\)?\s*[-–—:/]+\s*(?=\S)")


@cache
def _date_only() -> re.Pattern:
    labels = {key(fold(row["name"])) for row in tables.rows("columns") if row["field"] == "published"}
    label = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    clock = r"(?:[\s،,|–—-]*(?:ساعت|الساعه)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*(?:ص|م|ق\.?ظ|ب\.?ظ))?)?"
    return re.compile(rf"\W*(?:(?:{label})\s*[:：]?\s*)?{_date()}{clock}\W*")


def dateline(line: Line) -> bool:
    """Whether a report's first paragraph begins here: a place, maybe an agency, a day and a dash or colon.

    «کابل، ۷ قوس ۱۳۹۶ - …», `الرباط – 12 مايو 2023 – …`, «تهران - ایرنا - ۱۵ مهر ۱۴۰۲: …». A line of a chronology
    («۷ قوس ۱۳۹۶ - …») has no place and is none.
    """
    head = line.folded[:110]
    if not _DIGIT.search(head):
        return False
    match = _dateline().match(head)
    return bool(match) and len(match["place"].split()) <= 4


def date_only(line: Line) -> bool:
    """Whether the line is a day and nothing else, with its label and clock: `26 مارس 2024`, «تاریخ: ۱۴۰۲/۰۷/۱۵»."""
    text = line.folded
    return len(text) <= 70 and _DIGIT.search(text) is not None and bool(_date_only().fullmatch(text))
