"""Days counted from the publication: rows without a year of their own come in, intervals with their basis go out.

Knows the publication as an interval, cues and tense; knows no other row of the record.
"""

import numpy as np

from . import calendars
from .calendars import CALENDARS
from .date_codes import Words
from .date_rows import DAY, NO_CALENDAR, Rows, span, weekday_of, year_of
from .date_told import in_year_of

_AWAY = ("last year", "this year", "next year")
_WEEK_STARTS = np.array([0, 5, 5, 0, 0])  # by calendar: Monday (ISO 8601) for Arabic, Saturday for Persian and Dari
_NEAREST = ("nearest before publication", "nearest after publication", "weekday and year of publication")
_NO_DIRECTION = (
    "there is no such day near the publication",
    "the weekday fits no year near the publication",
    "no tense tells whether the past or the coming one is meant",
)
_SENSIBLE = 3  # one direction is meant when the other lies this many times further away


def cued_year(rows: Rows):
    """«7 قوس سال روان»: the year, in the calendar of the expression, in which the publication falls."""
    cued = rows.cue.isin(*_AWAY) & (rows.is_kind("date") | rows.is_kind("named_event")) & rows.open()
    at = rows.where(cued & (rows.year == 0) & rows.anchored & (rows.calendar != NO_CALENDAR))
    if not len(at):
        return
    away = rows.cue[at].numbers(_AWAY, 0) - 1
    code = np.where(rows.of_calendar[at] != NO_CALENDAR, rows.of_calendar[at], rows.calendar[at])
    first, last = year_of(code, rows.anchor_earliest[at]), year_of(code, rows.anchor_latest[at])
    fixed = (first == last) & (first > 0)
    year = np.where(fixed, first + away, 0)
    same = code == rows.calendar[at]
    earliest, latest = rows.interval(at, np.where(same, year, 0))
    inside = in_year_of(rows, at, *span(code, year, 0 * at, 0 * at))
    one = ~same & (inside[2] == 1)
    earliest, latest = np.where(one, inside[0], earliest), np.where(one, inside[1], latest)
    rows.answer(at[fixed], earliest[fixed], latest[fixed], "year of publication")
    rows.refuse(at[~fixed], "the publication is known too loosely to fix the year")


def bare(rows: Rows):
    """A day, month or feast without a year: the nearest before the publication, or after it by tense."""
    dated = rows.is_kind("date") | rows.is_kind("named_event")
    free = dated & rows.open() & (rows.year == 0) & (rows.of_year == 0) & ((rows.month > 0) | rows.seasonal)
    free &= ~rows.cue.isin("that year", "perhaps a year")
    at = rows.where(free & rows.anchored & ~rows.has_short & (rows.calendar != NO_CALENDAR) & (rows.offset_unit == ""))
    if not len(at):
        return
    day = rows.anchor_latest[at] - rows.anchor_earliest[at] <= 31 * DAY
    _bare_in_interval(rows, at[~day], rows.anchor_earliest[at[~day]], rows.anchor_latest[at[~day]])
    alone = (rows.tense[at] == "alone") & ~rows.cue[at].isin("past", "last", "next") & (rows.weekday[at] < 0)
    some = at[day & alone]
    if len(some):
        # an agenda line: the year, of the calendar that the language counts in, in which it was published
        _bare_in_interval(
            rows, some, *span(rows.home[some], year_of(rows.home[some], rows.anchor_latest[some]), 0 * some, 0 * some)
        )
    _bare_near_day(rows, at[day & ~alone])


def _bare_in_interval(rows: Rows, at, first, last):
    if not len(at):
        return
    earliest, latest, hits = in_year_of(rows, at, first, last)
    rows.answer(at[hits == 1], earliest[hits == 1], latest[hits == 1], "year of publication")
    rows.refuse(at[hits != 1], "the publication is known too loosely to fix the year")


def _bare_near_day(rows: Rows, at):
    if not len(at):
        return
    day = rows.anchor_latest[at]
    base = year_of(rows.calendar[at], day)
    options = [rows.interval(at, np.where(base > 0, base + away, 0)) for away in (-2, -1, 0, 1, 2)]
    starts, ends = (np.stack(side) for side in zip(*options, strict=True))
    named = (rows.weekday[at] >= 0) & (rows.day[at] > 0)
    fits = weekday_of(starts + (ends - starts) // 2) == rows.weekday[at]
    usable = ~np.isnat(starts) & (fits | ~named)
    far = np.timedelta64(1 << 40, "s")
    back = np.where(usable & (starts <= day), day - np.minimum(ends, day), far)
    ahead = np.where(usable & (ends >= day), np.maximum(starts, day) - day, far)
    past, coming = back.argmin(axis=0), ahead.argmin(axis=0)
    column = np.arange(len(at))
    a, b = back[past, column], ahead[coming, column]
    chosen, basis, reason = _direction(rows, at, a, b, named, far)
    pick = np.where(chosen == 1, coming, past)
    known = chosen >= 0
    rows.answer(at[known], starts[pick, column][known], ends[pick, column][known], basis[known])
    rows.refuse(at[~known], reason[~known])


def _direction(rows: Rows, at, back, ahead, named, far):
    """0 for the past, 1 for the coming one, -1 for open; with the basis and the reason."""
    cue, tense = rows.cue[at], rows.tense[at]
    cued_past, cued_next = cue.isin("past", "last"), cue == "next"
    coming = cued_next | (((tense == "future") | (tense == "alone")) & ~cued_past)
    # «ثبت نام تا ۱۵ مهر»: a day that ends something may lie on either side, the near one is meant
    present = ((tense == "present") | (rows.bound[at] == "until")) & ~cued_past & ~cued_next & (tense != "future")
    # nothing but the expression: an agenda line, of the year of publication
    chosen = np.where(coming, 1, 0)
    # «في 20 أبريل» of a March text without a tense: last April is eleven months away, the coming one is near
    unsure = ~coming & ~cued_past & (cue != "this") & (ahead * _SENSIBLE < back)
    unsure |= coming & ~cued_next & (tense != "alone") & (back * 5 < ahead)
    clear = present & (ahead * _SENSIBLE < back)
    chosen = np.where(unsure, -1, chosen)
    chosen = np.where(clear, 1, chosen)
    chosen = np.where(present & ~clear & ~(back * _SENSIBLE < ahead), -1, chosen)
    by_weekday = np.where(back <= ahead, 0, 1)
    chosen = np.where(named & (np.minimum(back, ahead) < far), by_weekday, chosen)
    gone = np.where(chosen == 1, ahead, back) >= far
    reason = Words.of(np.where(gone, named, 2), _NO_DIRECTION)
    chosen = np.where(gone, -1, chosen)
    return chosen, Words.of(np.where(named, 2, chosen == 1), _NEAREST), reason


def this_month(rows: Rows):
    """«الخامس من الشهر الجاري», «السبت السادس عشر»: a day in a month counted from the publication.

    A weekday with a day alone is looked for in the months before, of and after the publication: the nearest that fits.
    """
    at = rows.where((rows.offset_unit == "month") & rows.anchored & rows.is_kind("date") & rows.open())
    at = at[rows.cue[at] != "that year"]
    count = rows.ordinal_day & (rows.day <= 5) & (rows.rule == "weekday and day")
    rows.refuse(rows.where(count), "the day of a month, or weekdays counted")
    free = rows.where((rows.rule == "weekday and day") & rows.anchored & rows.open())
    for mine, offset in ((at, rows.offset[at]), *((free, np.full(len(free), step)) for step in (0, -1, 1))):
        if not len(mine):
            continue
        code = rows.calendar[mine]
        first, last = (_month_number(code, day[mine]) for day in (rows.anchor_earliest, rows.anchor_latest))
        fixed = (first == last) & (first > 0) & np.isnat(rows.earliest[mine])
        number = first + offset
        rows.month[mine] = np.where(fixed, number % 12 + 1, 0)
        earliest, latest = rows.interval(mine, np.where(fixed, number // 12, 0))
        fits = fixed & (np.isin(mine, at) | (weekday_of(earliest) == rows.weekday[mine]))
        rows.answer(mine[fits], earliest[fits], latest[fits], "month of publication")
    both = np.concatenate([at, free])
    rows.refuse(both[np.isnat(rows.earliest[both])], "the month of publication does not hold that day")


def _month_number(code, day):
    year, month = np.zeros(len(day), dtype=np.int64), np.zeros(len(day), dtype=np.int64)
    for each in np.unique(code).tolist():
        mine = code == each
        if each != NO_CALENDAR:
            year[mine], month[mine], _ = calendars.from_day(CALENDARS[each], day[mine])
    return np.where(year > 0, year * 12 + month - 1, 0)


def relative(rows: Rows):
    """«دیروز», «ماه گذشته», «سه سال گذشته»: units away from the publication, as whole units.

    «قبل سنتين» is two years before, give or take half a unit: people who count so do not count days.
    """
    moving = rows.is_kind("relative") & (rows.offset_unit != "") & rows.anchored & rows.open()
    # «وبعد سنة نال دبلوم»: a year after what was just told, unless the sentence looks ahead
    told = (rows.cue == "about") & (rows.offset > 0) & ~rows.tense.isin("future", "alone")
    told &= rows.rule != "so long ago"  # «سه روز دیگر» can only look ahead
    told |= _told_elsewhere(rows)
    rows.refuse(rows.where(moving & told), "counted from a day that the text tells, not from the publication")
    moving &= ~told
    for unit in ("day", "week", "month", "year", "decade", "century"):
        at = rows.where(moving & (rows.offset_unit == unit))
        if not len(at):
            continue
        one, two = (_moved(rows, at, unit, day[at]) for day in (rows.anchor_earliest, rows.anchor_latest))
        same = (one[0] == two[0]) & (one[1] == two[1])
        # «دهه اخیر», «دو سال گذشته» end now, «دو سال آینده» begin now
        recent, coming = rows.cue[at] == "recent", rows.cue[at] == "coming"
        first = np.where(coming, np.minimum(one[0], rows.anchor_earliest[at]), one[0])
        one = first, np.where(recent, rows.anchor_latest[at], one[1])
        rows.answer(at[same], one[0][same], one[1][same], f"{unit} counted from publication")
        rows.refuse(at[~same], "the publication is known too loosely")


def _told_elsewhere(rows: Rows):
    """«روز بعد», `في العام التالي`: after what was just told, unless the sentence looks ahead or says nothing else."""
    ahead = (rows.tense == "future") | ((rows.tense == "present") & (rows.home != 0))
    return (rows.cue == "told") & (rows.tense != "alone") & ~(ahead & (rows.offset >= 0))


def _moved(rows, at, unit, day):
    offset, last = rows.offset[at], rows.offset[at] + rows.more[at]
    about = rows.cue[at] == "about"
    if unit == "day":
        return day + offset * DAY, day + last * DAY
    if unit == "week":
        number = day.astype("datetime64[D]").astype(np.int64) + 3
        start = day - (number - _WEEK_STARTS[rows.calendar[at]]) % 7 * DAY
        exact = day + 7 * offset * DAY
        # less than a week is counted in days and more is «more than a week»: one week is rounded by a day only
        around = np.where(np.abs(offset) == 1, 1, 3) * DAY
        first, final = start + 7 * offset * DAY, start + (7 * last + 6) * DAY
        return np.where(about, exact - around, first), np.where(about, exact + around, final)
    code = rows.calendar[at]
    number = _month_number(code, day)
    if unit == "month":
        first, final = _month_at(code, number + offset), _month_at(code, number + last)
        half = 15
    else:
        years = {"year": 1, "decade": 10, "century": 100}[unit]
        begin = number // 12 // years * years
        known = number > 0
        first = span(code, np.where(known, begin + offset * years, 0), 0 * at, 0 * at)
        final = span(code, np.where(known, begin + last * years + years - 1, 0), 0 * at, 0 * at)
        half = 183 * years
    days = {"month": 30.44, "year": 365.2425, "decade": 3652.425, "century": 36524.25}[unit]
    exact = day + np.round(offset * days).astype(np.int64) * DAY
    return np.where(about, exact - half * DAY, first[0]), np.where(about, exact + half * DAY, final[1])


def _month_at(code, number):
    year = np.where(number > 0, number // 12, 0)
    return span(code, year, np.where(number > 0, number % 12 + 1, 0), 0 * number)


def weekdays(rows: Rows):
    """A weekday alone: the nearest on or before the publication day, or after it by tense; or of a named week."""
    at = rows.where(rows.is_kind("weekday") & rows.anchored & rows.open() & (rows.weekday >= 0))
    single = rows.anchor_earliest[at] == rows.anchor_latest[at]
    rows.refuse(at[~single], "the publication is known too loosely")
    at = at[single]
    if not len(at):
        return
    day, weekday, cue, tense = rows.anchor_latest[at], rows.weekday[at], rows.cue[at], rows.tense[at]
    number = day.astype("datetime64[D]").astype(np.int64) + 3
    back, ahead = (number - weekday) % 7, (weekday - number) % 7
    past, coming = cue.isin("past", "last"), cue.isin("next", "told")
    back = np.where(past & (back == 0), 7, back)
    ahead = np.where((coming | (tense == "alone")) & (ahead == 0), 7, ahead)
    forward = coming | ((tense.isin("future", "alone")) & ~past)
    move = np.where(forward, ahead, -back)
    today = rows.rule[at] == "today's weekday"
    move = np.where(today, rows.offset[at], move)
    forward = np.where(today, move > 0, forward)
    basis = Words.of(forward.astype(np.int64), ("weekday before publication", "weekday after publication"))
    wrong = today & ((number + move) % 7 != weekday)
    weekly = rows.offset_unit[at] == "week"
    low, high = _in_named_week(rows, at, number, weekday)
    move, until = np.where(weekly, low, move), np.where(weekly, high, move)
    told = _told_elsewhere(rows)[at]
    unsure = (tense == "present") & ~past & ~coming & ~weekly & ~today & (back > 0)
    ok = ~(wrong | unsure | told)
    rows.answer(at[ok], (day + move * DAY)[ok], (day + until * DAY)[ok], basis[ok])
    rows.doubt(at[ok & (move < until)], "weeks begin on different days: the interval spans both readings")
    rows.refuse(at[wrong], "the weekday does not fit the day of publication")
    rows.refuse(at[unsure], "no tense tells whether the past or the coming one is meant")
    rows.refuse(at[told & ~wrong & ~unsure], "counted from a day that the text tells, not from the publication")


def _in_named_week(rows: Rows, at, number, weekday):
    """Days from the publication to a weekday of a named week: the Arabic one begins on Monday, Saturday or Sunday."""
    moves = []
    for begin in (_WEEK_STARTS[rows.calendar[at]], *(np.where(rows.calendar[at] == 0, day, 5) for day in (5, 6))):
        moves.append((weekday - begin) % 7 - (number - begin) % 7 + 7 * rows.offset[at])
    return np.min(moves, axis=0), np.max(moves, axis=0)
