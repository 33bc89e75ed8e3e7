"""Which days a found expression means: rows of `find` and anchors come in, intervals with their basis go out.

Must not know text, words or files; the only days it starts from are those of the rows and of the anchors.
"""

import numpy as np
import pandas as pd

from . import calendars
from .calendars import CALENDARS
from .date_rows import DAY, LUNAR_CODE, NAT, NO_CALENDAR, Rows, span, weekday_of, year_of

_AWAY = {"last year": -1, "this year": 0, "next year": 1}
_WEEK_STARTS = np.array([0, 5, 5, 0, 0])  # by calendar: Monday (ISO 8601) for Arabic, Saturday for Persian and Dari
_CENTURIES = {0: (1900, 2000), 1: (1300, 1400), 2: (1300, 1400), 3: (1300, 1400)}
_SENSIBLE = 3  # one direction is meant when the other lies this many times further away
_HISTORIC_AFTER = 180 * DAY  # a day so long before the publication is an earlier fact, not the news


def resolve(found: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Return `found` with `earliest latest basis reason` and the final `role`.

    `anchors` has `doc_id anchor_earliest anchor_latest anchor_basis`: publication as an interval of Gregorian days.
    `earliest` and `latest` are both missing when text and anchors do not fix the days; then `reason` says why. A
    `reason` beside an interval is a doubt (a weekday that does not fit, two witnesses that disagree).
    """
    rows = Rows(found, anchors)
    for step in (
        *(_explicit, _two_readings, _foreign_year, _short_years, _cued_year, _bare, _this_month),
        *(
            _relative,
            _weekdays,
            _second_witness,
            _weekday_witness,
            _neighbours,
            _apart,
            _impossible,
            _left_open,
            _roles,
            _bounds,
        ),
    ):
        step(rows)
    return rows.answered(found)


def _explicit(rows: Rows):
    """A year in the text: the day, month or year, a part of it, or a range."""
    dated = rows.is_kind("date") | (rows.rule == "year at the end of a name")
    at = rows.where((rows.year > 0) & dated & (rows.calendar != NO_CALENDAR) & ~rows.two_readings)
    earliest, latest = rows.interval(at, rows.year[at])
    wrong = latest < earliest
    rows.refuse(at[wrong], "the range ends before it begins")
    rows.answer(at[~wrong], earliest[~wrong], latest[~wrong], "explicit")


def _two_readings(rows: Rows):
    """5/7/2023: both readings, as an interval, with a reason."""
    at = rows.where(rows.two_readings & (rows.year > 0))
    if not len(at):
        return
    code, year, a, b = rows.calendar[at], rows.year[at], rows.other_month[at], rows.other_day[at]
    one, two = span(code, year, a, b)[0], span(code, year, b, a)[0]
    fits = weekday_of(one) == rows.weekday[at], weekday_of(two) == rows.weekday[at]
    known = rows.weekday[at] >= 0
    for only, other, day in ((fits[0], fits[1], one), (fits[1], fits[0], two)):
        sure = known & only & ~other
        rows.answer(at[sure], day[sure], day[sure], "explicit, order by the weekday")
    rest = at[np.isnat(rows.earliest[at])]
    mine = np.isin(at, rest)
    rows.answer(rest, np.minimum(one, two)[mine], np.maximum(one, two)[mine], "explicit, both readings")
    rows.doubt(rest, "day and month may be exchanged: the interval spans both readings")


def _in_year_of(rows: Rows, at, first, last):
    """(earliest, latest, how many) of the month or day of each row that begins between two days."""
    base = year_of(rows.calendar[at], first)
    earliest, latest = np.full(len(at), NAT), np.full(len(at), NAT)
    hits = np.zeros(len(at), dtype=np.int64)
    for step in range(3):
        start, end = rows.interval(at, np.where(base > 0, base + step, 0))
        true_start = start + np.where(rows.calendar[at] == LUNAR_CODE, DAY, 0 * DAY)
        fits = (true_start >= first) & (true_start <= last)
        take = fits & (hits == 0)
        earliest[take], latest[take] = start[take], end[take]
        hits += fits
    return earliest, latest, hits


def _foreign_year(rows: Rows):
    """«رمضان 2019», «عید قربان ۱۳۹۹»: a month or feast of one calendar in a year of another."""
    named = (rows.month > 0) | rows.easter
    at = rows.where((rows.of_year > 0) & named & (rows.of_calendar != NO_CALENDAR))
    if not len(at):
        return
    first, last = span(rows.of_calendar[at], rows.of_year[at], 0 * at, 0 * at)
    own = rows.of_calendar[at] == rows.calendar[at]
    earliest, latest, hits = _in_year_of(rows, at, first, last)
    # «ثالث ثلاثاء بعد كريسماس 2014» is in 2015
    direct = rows.interval(at, np.where(own, rows.of_year[at], 0))
    earliest, latest = np.where(own, direct[0], earliest), np.where(own, direct[1], latest)
    hits = np.where(own, ~np.isnat(earliest), hits)
    rows.answer(at[hits == 1], earliest[hits == 1], latest[hits == 1], "explicit")
    rows.refuse(at[(hits > 1) & ~own], "that year holds it twice")
    rows.refuse(at[hits == 0], "there is no such day in that year")


def _short_years(rows: Rows):
    """«۲۲ بهمن ۵۷»: the century by the weekday, else the latest one that is not after the publication."""
    unordered = rows.has_short & (rows.rule == "two-digit year/month/day") & (rows.month == 0)
    rows.refuse(rows.where(unordered), "day, month and year may stand in any order")
    at = rows.where(rows.has_short & (rows.calendar != NO_CALENDAR) & ~unordered)
    if not len(at):
        return
    late = rows.anchor_latest[at]
    choices = []
    for which in (0, 1):
        century = np.array([_CENTURIES[c][which] for c in rows.calendar[at].tolist()])
        choices.append(rows.interval(at, century + rows.short_year[at]))
    by_weekday = [weekday_of(e) == rows.weekday[at] for e, _ in choices]
    named = rows.weekday[at] >= 0
    # a two-digit year of the century after the publication is the one before it: «۵۷» in 1396 is 1357
    told = [~np.isnat(late) & (e <= late + 366 * DAY) for e, _ in choices]
    second = np.where(named, by_weekday[1] & ~by_weekday[0], told[1])
    first = np.where(named, by_weekday[0] & ~by_weekday[1], told[0] & ~told[1])
    # «دهه بیست», `العشرينيات`: of either century
    either = told[0] & told[1] & (rows.grain[at] == "decade")
    second &= ~either
    for chosen, (earliest, latest) in ((second, choices[1]), (first, choices[0])):
        rows.answer(at[chosen], earliest[chosen], latest[chosen], "two-digit year by the weekday or the publication")
    rows.refuse(at[~(first | second)], "a two-digit year, and nothing that tells the century")


def _cued_year(rows: Rows):
    """«7 قوس سال روان»: the year, in the calendar of the expression, in which the publication falls."""
    cued = np.isin(rows.cue, list(_AWAY)) & (rows.is_kind("date") | rows.is_kind("named_event")) & rows.open()
    at = rows.where(cued & (rows.year == 0) & rows.anchored & (rows.calendar != NO_CALENDAR))
    if not len(at):
        return
    away = np.array([_AWAY[cue] for cue in rows.cue[at]])
    code = np.where(rows.of_calendar[at] != NO_CALENDAR, rows.of_calendar[at], rows.calendar[at])
    first, last = year_of(code, rows.anchor_earliest[at]), year_of(code, rows.anchor_latest[at])
    fixed = (first == last) & (first > 0)
    year = np.where(fixed, first + away, 0)
    same = code == rows.calendar[at]
    earliest, latest = rows.interval(at, np.where(same, year, 0))
    inside = _in_year_of(rows, at, *span(code, year, 0 * at, 0 * at))
    one = ~same & (inside[2] == 1)
    earliest, latest = np.where(one, inside[0], earliest), np.where(one, inside[1], latest)
    rows.answer(at[fixed], earliest[fixed], latest[fixed], "year of publication")
    rows.refuse(at[~fixed], "the publication is known too loosely to fix the year")


def _bare(rows: Rows):
    """A day, month or feast without a year: the nearest before the publication, or after it by tense."""
    dated = rows.is_kind("date") | rows.is_kind("named_event")
    free = dated & rows.open() & (rows.year == 0) & (rows.of_year == 0) & ((rows.month > 0) | rows.seasonal)
    free &= rows.cue != "that year"
    at = rows.where(free & rows.anchored & ~rows.has_short & (rows.calendar != NO_CALENDAR) & (rows.offset_unit == ""))
    if not len(at):
        return
    day = rows.anchor_latest[at] - rows.anchor_earliest[at] <= 31 * DAY
    _bare_in_interval(rows, at[~day], rows.anchor_earliest[at[~day]], rows.anchor_latest[at[~day]])
    alone = (rows.tense[at] == "alone") & ~np.isin(rows.cue[at], ["past", "last", "next"]) & (rows.weekday[at] < 0)
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
    earliest, latest, hits = _in_year_of(rows, at, first, last)
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
    for row in np.flatnonzero(~known).tolist():
        rows.refuse(at[row : row + 1], reason[row])


def _direction(rows: Rows, at, back, ahead, named, far):
    """0 for the past, 1 for the coming one, -1 for open; with the basis and the reason."""
    cue, tense = rows.cue[at], rows.tense[at]
    cued_past, cued_next = np.isin(cue, ["past", "last"]), cue == "next"
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
    none = np.where(named, "the weekday fits no year near the publication", "there is no such day near the publication")
    reason = np.where(gone, none, "no tense tells whether the past or the coming one is meant").astype(object)
    chosen = np.where(gone, -1, chosen)
    basis = np.where(chosen == 1, "nearest after publication", "nearest before publication")
    return chosen, np.where(named, "weekday and year of publication", basis).astype(object), reason


def _this_month(rows: Rows):
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
        fits = fixed & ((mine[:, None] == at).any(axis=1) | (weekday_of(earliest) == rows.weekday[mine]))
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


def _relative(rows: Rows):
    """«دیروز», «ماه گذشته», «سه سال گذشته»: units away from the publication, as whole units.

    «قبل سنتين» is two years before, give or take half a unit: people who count so do not count days.
    """
    moving = rows.is_kind("relative") & (rows.offset_unit != "") & rows.anchored & rows.open()
    # «وبعد سنة نال دبلوم»: a year after what was just told, unless the sentence looks ahead
    told = (rows.cue == "about") & (rows.offset > 0) & ~np.isin(rows.tense, ["future", "alone"])
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


def _weekdays(rows: Rows):
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
    past, coming = np.isin(cue, ["past", "last"]), np.isin(cue, ["next", "told"])
    back = np.where(past & (back == 0), 7, back)
    ahead = np.where((coming | (tense == "alone")) & (ahead == 0), 7, ahead)
    forward = coming | ((np.isin(tense, ["future", "alone"])) & ~past)
    move = np.where(forward, ahead, -back)
    basis = np.where(forward, "weekday after publication", "weekday before publication").astype(object)
    today = rows.rule[at] == "today's weekday"
    move = np.where(today, rows.offset[at], move)
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


def _second_witness(rows: Rows):
    """«15 رمضان 1445 الموافق 25 مارس 2024»: where both are known they must agree within a day."""
    at = rows.where((rows.other_calendar != NO_CALENDAR) & (rows.other_year > 0))
    if not len(at):
        return
    early, late = span(rows.other_calendar[at], rows.other_year[at], rows.other_month[at], rows.other_day[at])
    known = ~np.isnat(early)
    alone = known & np.isnat(rows.earliest[at])
    apart = known & ~alone & ((early > rows.latest[at]) | (late < rows.earliest[at]))
    meet = known & ~apart & ~alone
    rows.reason[at[alone]] = ""
    rows.answer(at[alone], early[alone], late[alone], "the second date beside it")
    both = np.maximum(early, rows.earliest[at]), np.minimum(late, rows.latest[at])
    rows.answer(at[meet], both[0][meet], both[1][meet], "explicit, two witnesses")
    wide = np.minimum(early, rows.earliest[at]), np.maximum(late, rows.latest[at])
    near = apart & (wide[1] - wide[0] <= 10 * DAY)
    rows.answer(at[near], wide[0][near], wide[1][near], "explicit, two witnesses that disagree")
    rows.doubt(at[near], "the two dates do not name the same day")
    rows.withdraw(at[apart & ~near], "the two dates do not name the same day")


def _weekday_witness(rows: Rows):
    """A weekday beside a date: it fixes a lunar day, and tells a third Tuesday from Tuesday the 3rd."""
    dated = (rows.is_kind("date") | rows.is_kind("named_event")) & (rows.weekday >= 0) & (rows.day > 0)
    at = rows.where(dated & (rows.to_day == 0) & ~rows.two_readings)
    at = at[~np.isnat(rows.earliest[at])]
    if not len(at):
        return
    early, late = rows.earliest[at], rows.latest[at]
    shift = (rows.weekday[at] - weekday_of(early)) % 7
    day = early + shift * DAY
    fits = day <= late
    # of two dates that disagree the one that falls on the weekday is right
    room = np.where(rows.other_year[at] > 0, 6, 2) * DAY
    narrow = fits & (early != late) & (late - early <= room)
    rows.answer(at[narrow], day[narrow], day[narrow], "explicit, day by the weekday")
    wrong = ~fits & (late - early <= 2 * DAY)
    counted = wrong & rows.ordinal_day[at] & (rows.day[at] <= 5)
    for row in at[counted].tolist():
        _count_weekday(rows, row)
    rows.doubt(at[wrong & ~counted], "the weekday does not fit the date")


def _count_weekday(rows: Rows, row):
    """«الثلاثاء الثالث من أيلول 2014» was no 3rd of September: it is the third Tuesday."""
    one = np.array([row])
    month = rows.earliest[one].astype("datetime64[M]")
    first, last = (m.astype("datetime64[D]").astype("datetime64[s]") for m in (month, month + 1))
    if rows.calendar[row] != 0:
        rows.doubt(one, "the weekday does not fit the date")
        return
    day = first + ((rows.weekday[row] - weekday_of(first)) % 7 + 7 * (rows.day[row] - 1)) * DAY
    if day[0] < last[0]:
        rows.answer(one, day, day, "weekday counted in the month")
    else:
        rows.doubt(one, "the weekday does not fit the date")


def _neighbours(rows: Rows):
    """Without a publication, the year of the only dated year of the record: «از ۳ قوس ۱۳۹۶ ... و در ۹ قوس»."""
    free = rows.is_kind("date") & rows.open() & (rows.year == 0) & (rows.month > 0) & (rows.cue == "")
    at = rows.where(free & ~rows.anchored & (rows.of_year == 0) & ~rows.has_short & (rows.offset_unit == ""))
    if not len(at):
        return
    told = rows.is_kind("date") & (rows.year > 0) & (rows.month > 0) & ~np.isnat(rows.earliest)
    table = pd.DataFrame({"doc": rows.doc[told], "calendar": rows.calendar[told], "year": rows.year[told]})
    years = table.groupby(["doc", "calendar"])["year"].agg(["min", "max"])
    years = years[years["min"] == years["max"]]["min"]
    keys = pd.MultiIndex.from_arrays([rows.doc[at], rows.calendar[at]])
    place = years.index.get_indexer(keys)
    known = place >= 0
    if not known.any():
        return
    year = np.where(known, years.to_numpy()[np.maximum(place, 0)], 0)
    earliest, latest = rows.interval(at, year)
    rows.answer(at[known], earliest[known], latest[known], "year of the other date of the record")


def _impossible(rows: Rows):
    """Say why a date that names its parts is no day: «۳۰ اسفند ۱۳۹۵», «31 قوس», a year out of range."""
    dated = rows.is_kind("date") & np.isnat(rows.earliest) & (rows.calendar != NO_CALENDAR)
    for row in rows.where(dated & ((rows.day > 0) | (rows.year > 0))).tolist():
        parts = [(rows.year[row], rows.month[row], rows.day[row])]
        if rows.to_day[row] or rows.to_year[row]:
            parts.append((rows.to_year[row], rows.to_month[row], rows.to_day[row]))
        for part in parts:
            reason = calendars.why_not(CALENDARS[rows.calendar[row]], *(int(n) or None for n in part))
            if reason:
                rows.reason[row] = reason
                break


def _apart(rows: Rows):
    """«8 و21 ديسمبر»: two days, not all that lies between."""
    known = ~np.isnat(rows.earliest)
    rows.doubt(rows.where(rows.apart & known), "two that stand apart, and not what lies between them")
    rows.doubt(
        rows.where(rows.weeks & known), "weeks of a month are counted differently: the interval spans the readings"
    )
    two = rows.easter & known & (rows.earliest < rows.latest)
    rows.doubt(rows.where(two), "the western and the eastern Easter are different days: the interval spans both")


def _left_open(rows: Rows):
    """Say of every row that stays open why."""
    unsure = rows.is_kind("date") & (rows.calendar == NO_CALENDAR)
    rows.refuse(rows.where(rows.open() & unsure), "the year may be solar or lunar")
    rows.refuse(rows.where(rows.open() & (rows.cue == "that year")), "of a year that the text tells elsewhere")
    unknown = rows.is_kind("named_event") & (rows.rule == "feast") & (rows.calendar == NO_CALENDAR)
    rows.refuse(rows.where(rows.open() & unknown), "a feast of a calendar that is not converted")
    reasons = {
        "date": "no year in the text and no publication date",
        "named_event": "no year in the text and no publication date",
        "weekday": "a weekday without a date and no publication date",
        "relative": "relative to a day that is not known",
        "part_of_name": "part of a name",
    }
    for kind, reason in reasons.items():
        rows.refuse(rows.where(rows.open() & rows.is_kind(kind)), reason)
    rows.refuse(rows.where(rows.open()), "not a date")


def _roles(rows: Rows):
    """With the publication known, what lies after it is planned and what lies far before it is historic."""
    kinds = rows.is_kind("date") | rows.is_kind("named_event") | rows.is_kind("weekday") | rows.is_kind("relative")
    known = kinds & ~np.isnat(rows.earliest) & rows.anchored & (rows.role != "publication")
    known &= ~np.isin(rows.bound, ["since", "until"])
    day = rows.grain == "day"
    rows.role[known & (rows.earliest > rows.anchor_latest)] = "planned"
    before = known & (rows.latest < rows.anchor_earliest)
    rows.role[before & (~day | (rows.latest < rows.anchor_earliest - _HISTORIC_AFTER))] = "historic"
    rows.role[before & day & (rows.role == "planned")] = "event"
    loose = ~day | (rows.latest - rows.earliest > 2 * DAY)
    around = known & loose & (rows.earliest <= rows.anchor_latest) & (rows.latest >= rows.anchor_earliest)
    rows.role[around & (rows.role == "historic")] = "reference"


def _bounds(rows: Rows):
    """«تا ۱۵ مهر», `منذ 2015`: the day is named as the end of a time whose other end is open, nothing is told of it."""
    for name, reason in (
        ("since", "a bound: the text speaks of the time since then, not of then"),
        ("begin", "a beginning: what is told goes on from then"),
        ("until", "a bound: the text speaks of the time until then, not of then"),
    ):
        at = rows.where((rows.bound == name) & ~np.isnat(rows.earliest) & (rows.role != "publication"))
        rows.doubt(at[rows.reason[at] == ""], reason)
