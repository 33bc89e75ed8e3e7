"""Years that the text tells: rows with a year of their own come in, intervals with their basis go out.

Knows years, calendars and witnesses in the text; of the publication it knows only which century lies before it.
"""

import numpy as np

from .date_rows import DAY, LUNAR_CODE, NAT, NO_CALENDAR, Rows, span, weekday_of, year_of

_CENTURIES = {0: (1900, 2000), 1: (1300, 1400), 2: (1300, 1400), 3: (1300, 1400)}


def explicit(rows: Rows):
    """A year in the text: the day, month or year, a part of it, or a range."""
    dated = rows.is_kind("date") | (rows.rule == "year at the end of a name")
    at = rows.where((rows.year > 0) & dated & (rows.calendar != NO_CALENDAR) & ~rows.two_readings)
    earliest, latest = rows.interval(at, rows.year[at])
    wrong = latest < earliest
    rows.refuse(at[wrong], "the range ends before it begins")
    rows.answer(at[~wrong], earliest[~wrong], latest[~wrong], "explicit")


def two_readings(rows: Rows):
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


def in_year_of(rows: Rows, at, first, last):
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


def foreign_year(rows: Rows):
    """«رمضان 2019», «عید قربان ۱۳۹۹»: a month or feast of one calendar in a year of another."""
    named = (rows.month > 0) | rows.easter
    at = rows.where((rows.of_year > 0) & named & (rows.of_calendar != NO_CALENDAR))
    if not len(at):
        return
    first, last = span(rows.of_calendar[at], rows.of_year[at], 0 * at, 0 * at)
    own = rows.of_calendar[at] == rows.calendar[at]
    earliest, latest, hits = in_year_of(rows, at, first, last)
    # «ثالث ثلاثاء بعد كريسماس 2014» is in 2015
    direct = rows.interval(at, np.where(own, rows.of_year[at], 0))
    earliest, latest = np.where(own, direct[0], earliest), np.where(own, direct[1], latest)
    hits = np.where(own, ~np.isnat(earliest), hits)
    rows.answer(at[hits == 1], earliest[hits == 1], latest[hits == 1], "explicit")
    rows.refuse(at[(hits > 1) & ~own], "that year holds it twice")
    rows.refuse(at[hits == 0], "there is no such day in that year")


def short_years(rows: Rows):
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
