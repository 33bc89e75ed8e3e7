"""Ticks of an axis of days, in one calendar or in two: comes in a range of days and a width in pixels, goes out where a
tick stands and its one or two lines. Knows calendars and labels; must not know figures.

A tick is one day. Its first line names the period that begins there in the calendar of the axis (`Hamal 1403`); its
second line names that same day in the other calendar (`20 March 2024`), so both are true of the place where it stands.
"""

from importlib.resources import files
from itertools import pairwise

import numpy as np

from helpers import calendars, labels

AUTO = "auto"
# Days either side of the range that a page can be zoomed out to; the months of a year are 400 bytes, plotly.js 5 MB.
_BEYOND = 20 * 366
# Pixels of 13-pixel letters, on the wide side of the fonts of the theme; of the least space between two labels; of
# what a label may stand out at an end of the axis, where the margin is; below which no two labels of a level fit.
_LETTER, _LETTER_RTL, _SPACE, _OUT, _LEAST = 6.8, 6.3, 14, 30, 40
_STEPS = {"day": (1, 2, 4), "month": (1, 2, 3, 6), "year": (1, 2, 5, 10, 20, 50, 100, 200, 500)}


def other(calendar: str, lang: str) -> str:
    """Return the calendar of the second line: Solar Hijri below Gregorian days, with Afghan month names where `lang`
    is Dari; Gregorian days below the three others."""
    if calendar != calendars.GREGORIAN:
        return calendars.GREGORIAN
    return calendars.AFGHAN if lang == "prs" else calendars.SOLAR


def scale(calendar: str, second: str | None, first: object, last: object, lang: str = "en") -> dict:
    """Return all that ticks between two Gregorian days are made of, as plain JSON values, for `ticks` and `ticks.js`.

    `calendar`: of the first line, on whose periods the ticks lie; `second`: of the second line, None for none, "auto"
    for `other`. `calendars`: those two; `lines`: for each, the days on which months begin (days since 1970-01-01; one
    more than there are months), the names of months and years, and how `wide` the months are in letters; `numbers`: 1
    to 31; `letter`: a letter in pixels; `levels`: from days to centuries, the days of the ticks, the least `gap`
    between them in days, and what the first line names (`form`). Where the calendar knows no day of the range,
    Gregorian stands in for it.
    Raises ValueError for an unknown calendar.
    """
    second = other(calendar, lang) if second == AUTO else second
    for name in (calendar, second):
        if name is not None and name not in calendars.CALENDARS:
            raise ValueError(f"{name!r} is no calendar here: use one of {', '.join(calendars.CALENDARS)}, or None.")
    first, last = _day(first), _day(last)
    span = (first - _BEYOND, last + _BEYOND)
    if calendar != calendars.GREGORIAN and not _line(calendar, (first, last), lang)["months"]:
        calendar, second = calendars.GREGORIAN, None
    used = [calendar] if second in (None, calendar) else [calendar, second]
    lines = [_line(name, span, lang) for name in used]
    levels = [{"form": form, "gap": gap, "days": days} for form, gap, days in _levels(calendar, lines[0])]
    numbers = [calendars.in_digits(n, lang) for n in range(1, 32)]
    letter = _LETTER_RTL if labels.direction(lang) == "rtl" else _LETTER
    pixels = {"letter": letter, "space": _SPACE, "out": _OUT, "least": _LEAST}
    return {"calendars": used, "lines": lines, "numbers": numbers, "levels": levels} | pixels


def _day(value: object) -> int:
    return int(np.datetime64(value, "D").astype(np.int64))


def _width(text: str) -> int:
    return sum(1 for _ in labels.graphemes(labels.clean(text)))


def _line(calendar: str, span: tuple[int, int], lang: str) -> dict:
    """The months of whole years that lie in `span`, as far as the calendar knows them."""
    known = calendars.YEARS[calendar]
    years = []
    for day, edge in zip(span, known, strict=True):
        year = int(calendars.from_day(calendar, np.array([day]).astype("datetime64[D]"))[0][0])
        years.append(year or edge)
    begins, ends = (
        int(day[0].astype("datetime64[D]").astype(np.int64))
        for day in (calendars.year_span(calendar, known[0])[0], calendars.year_span(calendar, known[1])[1])
    )
    if span[1] < begins or span[0] > ends:
        return {"starts": [], "months": [], "wide": [], "years": [], "first_year": 0}
    year = np.repeat(np.arange(years[0], years[1] + 1), 12)
    month = np.tile(np.arange(1, 13), years[1] - years[0] + 1)
    starts, lasts = calendars.month_span(calendar, year, month)
    starts = starts.astype("datetime64[D]").astype(np.int64)
    end = int(lasts[-1].astype("datetime64[D]").astype(np.int64)) + 1
    months = [calendars.period_label(calendar, y, m, None, lang, lang) for y, m in zip(year, month, strict=True)]
    return {
        "starts": [*starts.tolist(), end],
        "months": [labels.svg(name) for name in months],
        "wide": [_width(name) for name in months],
        "years": [labels.svg(calendars.in_digits(y, lang)) for y in range(years[0], years[1] + 1)],
        "first_year": years[0],
    }


def _levels(calendar: str, line: dict) -> list[tuple[str, int, object]]:
    """(what is named, least gap, the days) from fine to coarse; days are a list, or every n-th from one on."""
    starts = np.array(line["starts"][:-1], dtype=np.int64)
    if not len(starts):
        return [("day", 1, {"every": 1, "from": 0})]
    found = [("day", n, {"every": n, "from": int(starts[0])}) for n in _STEPS["day"]]
    # 1970-01-01 was a Thursday; weeks begin on Monday in the Gregorian calendar, on Saturday in the three others.
    found += [("day", 7, {"every": 7, "from": 4 if calendar == calendars.GREGORIAN else 2})]
    found += [("day", 13, np.sort(np.concatenate([starts, starts + 15])).tolist())]
    shortest = {calendars.GREGORIAN: 28, calendars.LUNAR: 29}.get(calendar, 29)
    place = np.arange(len(starts))
    found += [("month", shortest * n, starts[place % n == 0].tolist()) for n in _STEPS["month"]]
    year_starts = starts[::12]
    year = line["first_year"] + np.arange(len(year_starts))
    days = 354 if calendar == calendars.LUNAR else 365
    found += [("year", days * n, year_starts[year % n == 0].tolist()) for n in _STEPS["year"]]
    return [level for level in found if not isinstance(level[2], list) or level[2]]


def ticks(scale: dict, first: object, last: object, width: float) -> tuple[list[str], list[str]]:
    """Return where ticks stand (`YYYY-MM-DD`) and their text, for an axis from `first` to `last` over `width` pixels.

    `first`, `last`: days or moments (a string or datetime64). The finest level whose labels have room is taken; a
    label that would stand out at an end is left out. The text is ready for a plotly tick, its lines parted by `<br>`.
    `ticks.js` gives the same answers in a page, held to these by a test.
    """
    low, high = sorted(np.datetime64(each, "ms").astype(np.int64) / 86_400_000 for each in (first, last))
    per_day = width / max(high - low, 1e-6)
    for level in scale["levels"]:
        if level["gap"] * per_day < scale["least"] and level is not scale["levels"][-1]:
            continue
        found = [_tick(scale, day, level["form"]) for day in _between(level["days"], low, high)]
        found = [tick for tick in found if tick]
        whole = [tick for tick in found if min(tick[0] - low, high - tick[0]) * per_day >= tick[2] / 2 - scale["out"]]
        apart = [(b[0] - a[0]) * per_day >= (a[2] + b[2]) / 2 + scale["space"] for a, b in pairwise(whole)]
        if all(apart):
            break
    # Zoomed into one day, or between two ticks: the day in the middle is named, so that no view is without a date.
    shown = whole or found or [tick for tick in [_tick(scale, int(np.floor((low + high) / 2)), "day")] if tick]
    return [str(np.datetime64(day, "D")) for day, _, _ in shown], [text for _, text, _ in shown]


def _between(days: object, low: float, high: float) -> list[int]:
    if isinstance(days, list):
        return [day for day in days if low <= day <= high]
    start = days["from"] + int(np.ceil((low - days["from"]) / days["every"])) * days["every"]
    return list(range(start, int(np.floor(high)) + 1, days["every"]))


def _tick(scale: dict, day: int, form: str) -> tuple[int, str, float] | None:
    """The day, its lines, and its width in pixels; a line whose calendar does not know the day is left out, and the
    whole tick with the first one."""
    found, letters = [], 0
    for place, line in enumerate(scale["lines"]):
        at = int(np.searchsorted(line["starts"], day, side="right")) - 1
        if not 0 <= at < len(line["months"]):
            if place == 0:
                return None
            continue
        month = line["months"][at]
        if place == 0 and form == "year":
            text, long = line["years"][at // 12], 5
        elif place == 0 and form == "month":
            text, long = month, line["wide"][at]
        else:
            mark = month[0] if month[0] == "\u202b" else ""  # the day belongs inside the direction of the month
            text = f"{mark}{scale['numbers'][day - line['starts'][at]]} {month[len(mark) :]}"
            long = line["wide"][at] + 3
        found.append(text)
        letters = max(letters, long)
    return day, "<br>".join(found), letters * scale["letter"]


def script() -> str:
    """Return the text of ticks.js: `ruznamaKeepTicks(plot, scale)` keeps the ticks of a plot right on zooming."""
    return (files("helpers") / "ticks.js").read_text(encoding="utf-8")
