"""Days in four calendars: comes in (calendar, year, month, day) columns, goes out Gregorian days, and back.

Must not know text: the one string it reads is what an analyst types into `since=` (`parse_when`).
"""

import re
from functools import cache

import jdatetime
import numpy as np
from dateutil import easter
from hijridate import ummalqura

from . import tables

GREGORIAN, SOLAR, AFGHAN, LUNAR = "gregorian", "solar_hijri", "solar_hijri_afghan", "lunar_hijri"
CALENDARS = (GREGORIAN, SOLAR, AFGHAN, LUNAR)

# The years whose days are known. Solar: the leap years that the Iranian calendar authority publishes (1206-1498 SH).
# Afghan: the official calendar of fixed months begins in 1304 SH; before it the months followed the zodiac and a
# conversion would be a guess. Lunar: the printed Umm al-Qura calendar.
YEARS = {GREGORIAN: (1, 2999), SOLAR: (1206, 1498), AFGHAN: (1304, 1498), LUNAR: (1343, 1500)}

NOT_A_DAY = np.datetime64("NaT", "s")
_NEVER = np.iinfo(np.int64).min
_ASCII_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


@cache
def _month_starts(calendar: str) -> np.ndarray:
    """Days since 1970-01-01 on which each month of the known years begins, and one more: the end of the last."""
    first, last = YEARS[calendar]
    if calendar == GREGORIAN:
        months = np.arange((first - 1970) * 12, (last + 1 - 1970) * 12 + 1)
        return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    if calendar == LUNAR:
        epoch = 2_400_000 - 2_440_587.5  # Reduced Julian Day to days since 1970-01-01
        return np.floor(np.array(ummalqura.MONTH_STARTS) + epoch).astype(np.int64)
    new_year = jdatetime.date(first, 1, 1).togregorian().toordinal() - 719_163
    lengths = [
        days
        for year in range(first, last + 1)
        for days in [31] * 6 + [30] * 5 + [30 if jdatetime.date(year, 1, 1).isleap() else 29]
    ]
    return new_year + np.concatenate([[0], np.cumsum(lengths)])


def _per_calendar(calendar, size):
    """Yield (name, rows) for a calendar name or a column of names; a missing or unknown name yields nothing."""
    if isinstance(calendar, str):
        yield calendar, np.ones(size, dtype=bool)
        return
    calendar = np.asarray(calendar, dtype=object)
    for name in CALENDARS:
        rows = calendar == name
        if rows.any():
            yield name, rows


def _whole(column) -> np.ndarray:
    """Whole numbers as int64, missing as 0 (no calendar has a year, month or day 0)."""
    values = np.atleast_1d(np.asarray(column))
    if values.dtype.kind in "iu":
        return values.astype(np.int64)
    if values.dtype == object or values.dtype.kind != "f":
        values = np.array([np.nan if v is None or v != v else float(v) for v in _plain(values)])
    return np.where(np.isnan(values), 0, values).astype(np.int64)


def _plain(values):
    """Iterate over values with pandas' NA as None (`NA != NA` is NA, which has no truth)."""
    return (None if type(v).__name__ == "NAType" else v for v in values)


def _seconds(days: np.ndarray) -> np.ndarray:
    # _NEVER is the number that stands for NaT
    return np.where(days == _NEVER, _NEVER, days * 86_400).view("datetime64[s]")


def _day_numbers(calendar, year, month, day):
    year, month, day = np.broadcast_arrays(_whole(year), _whole(month), _whole(day))
    out = np.full(len(year), _NEVER)
    for name, rows in _per_calendar(calendar, len(year)):
        starts, (first, last) = _month_starts(name), YEARS[name]
        known = rows & (year >= first) & (year <= last) & (month >= 1) & (month <= 12) & (day >= 1)
        index = np.where(known, (year - first) * 12 + month - 1, 0)
        value = starts[index] + day - 1
        out = np.where(known & (value < starts[index + 1]), value, out)
    return out


def to_day(calendar, year, month, day) -> np.ndarray:
    """Return the Gregorian day of each (year, month, day) as `datetime64[s]`, NaT where there is no such day.

    `calendar` is one of CALENDARS or a column of them; missing parts give NaT. Nothing is clamped or rolled over:
    30 February, 31 Qaws and 30 Esfand of a common year are NaT (`why_not` says why).
    Sources: jdatetime for the Solar Hijri leap years (equal to the authority's list for 1206-1498), hijridate for the
    Umm al-Qura month starts. The Afghan calendar equals the Iranian day for day since 1304 SH.
    """
    return _seconds(_day_numbers(calendar, year, month, day))


def from_day(calendar, days) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (year, month, day) of each Gregorian day in `calendar`, as integers; all 0 outside the known years."""
    days = np.atleast_1d(np.asarray(days, dtype="datetime64[D]"))
    missing = np.isnat(days)
    numbers = np.where(missing, 0, days.astype(np.int64))
    year, month, day = (np.zeros(len(days), dtype=np.int64) for _ in range(3))
    for name, rows in _per_calendar(calendar, len(days)):
        starts, (first, _) = _month_starts(name), YEARS[name]
        known = rows & ~missing & (numbers >= starts[0]) & (numbers < starts[-1])
        index = np.searchsorted(starts, numbers, side="right") - 1
        index = np.where(known, index, 0)
        year = np.where(known, first + index // 12, year)
        month = np.where(known, index % 12 + 1, month)
        day = np.where(known, numbers - starts[index] + 1, day)
    return year, month, day


def month_span(calendar, year, month) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last Gregorian day of each month, NaT where it is not known."""
    year, month = np.broadcast_arrays(_whole(year), _whole(month))
    first = _day_numbers(calendar, year, month, 1)
    after = _day_numbers(calendar, year + month // 12, month % 12 + 1, 1)
    after = np.where((after == _NEVER) & (first != _NEVER), _last_end(calendar, len(year)), after)
    return _seconds(first), _seconds(np.where(first == _NEVER, _NEVER, after - 1))


def year_span(calendar, year) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last Gregorian day of each year, NaT where it is not known."""
    year = _whole(year)
    return month_span(calendar, year, 1)[0], month_span(calendar, year, 12)[1]


def _last_end(calendar, size):
    out = np.full(size, _NEVER)
    for name, rows in _per_calendar(calendar, size):
        out = np.where(rows, _month_starts(name)[-1], out)
    return out


@cache
def _all_months():
    """The month starts of all calendars in a row, and of each calendar its place there, first and last year."""
    tables_of = [_month_starts(name) for name in CALENDARS]
    first, last = np.array([YEARS[name] for name in CALENDARS]).T
    return np.concatenate(tables_of), np.cumsum([0, *map(len, tables_of[:-1])]), first, last


def spans(code: np.ndarray, year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last Gregorian day of each day, month (day 0) or year (month 0 too), NaT for none.

    All are whole numbers, `code` into CALENDARS; another code, as any year, month or day that is not known, gives NaT.
    One pass for all calendars: the columns of a corpus hold all of them.
    """
    starts, place, first, last = _all_months()
    known = (code >= 0) & (code < len(CALENDARS))
    code = np.where(known, code, 0)
    whole_year = (month == 0) & (day == 0)
    known &= (year >= first.take(code)) & (year <= last.take(code)) & (day >= 0)
    known &= ((month >= 1) & (month <= 12)) | whole_year
    index = np.where(known, place.take(code) + (year - first.take(code)) * 12, 0)
    index += np.where(known & ~whole_year, month - 1, 0)
    begin, after = starts.take(index), starts.take(index + np.where(whole_year, 12, 1))
    one = day > 0
    begin += np.where(one, day - 1, 0)
    known &= begin < after
    end = np.where(one, begin, after - 1)
    return tuple(_seconds(np.where(known, days, _NEVER)) for days in (begin, end))


def easters(year: int) -> tuple[np.datetime64, np.datetime64]:
    """Return Easter Sunday of the western and of the eastern churches; NaT outside 1583-2999."""
    if not 1583 <= year <= YEARS[GREGORIAN][1]:
        return NOT_A_DAY, NOT_A_DAY
    western, eastern = (easter.easter(year, method) for method in (easter.EASTER_WESTERN, easter.EASTER_ORTHODOX))
    return np.datetime64(western, "s"), np.datetime64(eastern, "s")


def why_not(calendar: str, year: int | None, month: int | None, day: int | None) -> str:
    """Return why there is no such day, month or year in the known years of `calendar`; empty when there is one."""
    first, last = YEARS[calendar]
    words = calendar.replace("_", " ")
    if year is not None and not first <= year <= last:
        if calendar == AFGHAN and YEARS[SOLAR][0] <= year < first:
            return f"the Afghan solar calendar has no fixed months before {first} SH, so {year} is not converted"
        return f"the {words} calendar is known from {first} to {last}, so {year} is not converted"
    if month is not None and not 1 <= month <= 12:
        return f"there is no month {month}"
    lengths = {GREGORIAN: (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), LUNAR: (30,) * 12}
    lengths = lengths.get(calendar, (31,) * 6 + (30,) * 6)
    if day is None:
        return ""
    if month is None:
        return "" if 1 <= day <= max(lengths) else f"no month has a day {day}"
    longest = lengths[month - 1]
    name = month_name(calendar, month, "en")
    if not 1 <= day <= longest:
        return f"{name} has no day {day}"
    if year is not None and np.isnat(to_day(calendar, year, month, day))[0]:
        return f"{name} {year} has no day {day}"
    return ""


@cache
def _names() -> dict[tuple[str, str, int], str]:
    rows = tables.read("months")
    rows = rows[rows["use"] == "display"]
    return {
        (calendar, lang, int(month)): name
        for calendar, lang, month, name in zip(rows["calendar"], rows["lang"], rows["month"], rows["name"], strict=True)
    }


def month_name(calendar: str, month: int, lang: str = "en") -> str:
    """Return the month's name in `lang` (en, fa, prs, ar, ps), as in `tables/months.csv`; KeyError for another."""
    return _names()[calendar, lang, int(month)]


_OWN_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "prs": "۰۱۲۳۴۵۶۷۸۹", "ps": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩"}


def in_digits(number: int | str, lang: str) -> str:
    """Return `number` in the digits of `lang`: Persian for fa, prs and ps, Arabic for ar, else Latin."""
    return str(number).translate(str.maketrans("0123456789", _OWN_DIGITS.get(lang, "0123456789")))


def period_label(calendar: str, year: int, month: int | None = None, day: int | None = None, lang="en", digits=None):
    """Return a period for people: `2017`, `Qaws 1396`, `7 Qaws 1396`; names in `lang`, Latin digits.

    digits: a language whose digits are wanted instead (`fa`, `prs`, `ps`, `ar`).

    >>> period_label("solar_hijri_afghan", 1396, 9, 7)
    '7 Qaws 1396'
    """
    digits = digits or "en"
    parts = [in_digits(day, digits)] if day else []
    parts += [month_name(calendar, month, lang)] if month else []
    return " ".join([*parts, in_digits(year, digits)])


def span_label(
    calendar: str, start: np.datetime64, end: np.datetime64, lang: str = "en", digits: str | None = None
) -> str:
    """Return the plainest name of a period: `2022`, `February 2016`, `26 March 2024`, else its first and last day.

    start, end: Gregorian days; the name is in `calendar`. Outside the years it knows, the Gregorian days are named.
    """
    first, last = np.array([start]), np.array([end])
    (year, to_year), (month, to_month), (day, day_to) = (
        [int(part) for part in parts] for parts in from_day(calendar, np.array([start, end]))
    )
    if not year or not to_year:
        return " – ".join(dict.fromkeys(np.datetime_as_string(np.array([start, end]), "D").tolist()))
    if start == end:
        return period_label(calendar, year, month, day, lang, digits)
    if (first, last) == month_span(calendar, year, month):
        return period_label(calendar, year, month, None, lang, digits)
    if (first, last) == year_span(calendar, year):
        return period_label(calendar, year, None, None, lang, digits)
    both = ((year, month, day), (to_year, to_month, day_to))
    return " – ".join(period_label(calendar, *each, lang, digits) for each in both)


_TYPED = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?\s*(\D*)")
# From this year on a bare year may be lunar: 1445 AH was 2023, and 1445 SH is 2066.
_MAY_BE_LUNAR = 1420


@cache
def _eras() -> dict[str, str]:
    """The calendar of each era mark as it is typed behind a year (`1445 AH`, «۱۴۴۵ ق», `2023 م`), without its dots."""
    calendar_of = {"era_solar": SOLAR, "era_lunar": LUNAR, "era_greg": GREGORIAN}
    rows = tables.read("date_words")
    rows = rows[rows["class"].isin(list(calendar_of))]
    marks = {_bare_mark(word): calendar_of[kind] for kind, word in zip(rows["class"], rows["word"], strict=True)}
    return marks | {"ah": LUNAR, "sh": SOLAR, "ce": GREGORIAN, "ad": GREGORIAN}


def _bare_mark(mark: str) -> str:
    return re.sub(r"[\s.()ـ\u200c\u200d]", "", mark).replace("ي", "ی").lower()


def parse_when(when: int | str) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and the last Gregorian day of a day, month or year as an analyst types it.

    `2016`, `"2016-02"`, `"2016-02-07"`, `"1396"`, `"1396-09"`, `"1396/9/7"`, in Latin, Persian or Arabic digits.
    A year below 1420 is Solar Hijri; one from 1420 to 1699 may be solar or lunar and needs its era: `1445 AH`,
    `1445-09 هـ`, `1420 SH`. Any year may have one. Lunar days are known to ±1 day, and the interval is as much wider.
    Raises ValueError that says what to type instead.
    """
    typed = str(when).strip().translate(_ASCII_DIGITS)
    match = _TYPED.fullmatch(typed)
    mark = _bare_mark(match[4]) if match else ""
    if not match or isinstance(when, bool | float) or (mark and mark not in _eras()):
        raise ValueError(
            f"{when!r} is not a day, month or year: write it like 2016, 2016-02, 2016-02-07 or 1396-09 "
            f"(a year below {_MAY_BE_LUNAR} is Solar Hijri; lunar years as 1445 AH)."
        )
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    calendar = _eras()[mark] if mark else SOLAR if year < 1700 else GREGORIAN
    if not mark and _MAY_BE_LUNAR <= year <= YEARS[LUNAR][1]:
        raise ValueError(
            f"{when!r} may be a lunar or a solar year: write it like {typed} AH (lunar), {typed} SH (solar), "
            "or as a Gregorian year."
        )
    if reason := why_not(calendar, year, month, day):
        raise ValueError(f"{when!r} is not in the calendar: {reason}. Check the month and the day.")
    if day:
        first = last = to_day(calendar, year, month, day)
    elif month:
        first, last = month_span(calendar, year, month)
    else:
        first, last = year_span(calendar, year)
    sighted = np.timedelta64(86_400, "s") * (calendar == LUNAR)
    return first[0] - sighted, last[0] + sighted
