"""The text of a file comes in; whether it is surely one report goes out, without its lines being looked at one by one.

Knows what each rule of `split` needs before it can cut anything, and only that: where something of it is there, the
rules decide. Nearly all texts hold one report, and to read all of their lines takes ten times as long as this.
"""

import re
from collections.abc import Callable
from functools import cache

from helpers.sources import page
from helpers.sources.page import Line
from helpers.text import fold

_BLANK = r"[^\S\n]*"
# Two blank lines in a row (rule `titled`), or a line of signs (rule `separated`).
_APART = re.compile(rf"\n(?:{_BLANK}\n{_BLANK}\n|\s*{page.SEPARATOR})")
# What ends the place of a dateline, «کابل، ۷ قوس ۱۳۹۶ - …», and what may not stand in one.
_JOINTS, _STOPS = "،,/:–—()-", "؛;.؟!«»"
_HEAD = 200  # letters of a line by which it is known as furniture or a number; longer ones are neither


def whole(text: str, may_list: Callable[[Line, Line], bool]) -> tuple[int, int] | None:
    """Return where the only report of `text` begins and ends; None where there may be several, or furniture around it.

    may_list: whether the first and last line are some by which a rule knows a list.
    """
    body = text.strip()
    if not body or _APART.search(body) or ("\n" not in text and "\r" in text):
        return None
    first, last = _line(body.split("\n", 1)[0]), _line(body.rsplit("\n", 1)[-1])
    if "\n" in body and (may_list(first, last) or _has_days(f"\n{body}")):
        return None
    if page.is_of_the_page(first) or page.is_of_the_page(last):
        return None
    start = len(text) - len(text.lstrip())
    return start, start + len(body)


def _line(raw: str) -> Line:
    text = raw.strip()
    return Line(0, len(text), text, fold(text[:_HEAD]), 0)


def _has_days(body: str) -> bool:
    """Whether two lines may be datelines or days alone, as the rules `datelined` and `dated` need."""
    found = _day().finditer(body)
    return next(found, None) is not None and next(found, None) is not None


@cache
def _day() -> re.Pattern:
    """A line with a digit in its head that is short, or in which a sign stands where one stands behind a place.

    The rules look at folded letters; `_as_folded` makes the same of letters as they are written. A digit is one
    in both.
    """
    joint = _as_folded(f"[{re.escape(_JOINTS)}]")
    stop = _as_folded(rf"[\d{re.escape(_JOINTS + _STOPS)}]")
    dateline = rf"\W{{0,3}}[^\W\d_][^\n{stop}]{{1,40}}[{joint}]"
    short = r"(?![^\n]{70}[^\n]*?\S)"
    return re.compile(rf"\n{_BLANK}(?=\S)(?:(?={dateline})|{short})[^\n\d]{{0,109}}\d")


def _as_folded(kind: str) -> str:
    """Return, as the inside of a class, the letters that `kind` (a class too) holds once they are folded."""
    letters = "".join(chr(code) for code in range(0x20, 0x10000) if not 0xD800 <= code < 0xE000)
    places = (match.start() for match in re.finditer(kind, fold(letters)))
    return "".join(re.escape(letters[at]) for at in places)
