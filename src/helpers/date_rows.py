"""Found rows as plain columns while they are being resolved: frames come in, arrays and the answered frame go out.

Knows calendars as small numbers and how an interval follows from year, month, day and part; knows no rule of choice.
"""

import numpy as np
import pandas as pd

from . import calendars
from .calendars import CALENDARS, LUNAR
from .date_codes import Words

DAY = np.timedelta64(86_400, "s")
NAT = np.datetime64("NaT", "s")
NO_CALENDAR = len(CALENDARS)
LUNAR_CODE = CALENDARS.index(LUNAR)
_INTEGERS = (
    "year month day to_year to_month to_day other_day other_month other_year of_year short_year offset to_offset nth"
).split()
_NAMED = ("month", "day", "to_month", "to_day", "other_month", "other_day")


def span(code, year, month, day):
    """First and last Gregorian day of each (year, month, day) at its own grain (0 is missing); NaT if there is none.

    `code` is a column of numbers into CALENDARS. Lunar intervals are a day wider on each side: the moon is sighted.
    """
    earliest, latest = calendars.spans(code, year, month, day)
    wide = code == LUNAR_CODE
    return earliest - wide * DAY, latest + wide * DAY


def year_of(code, day) -> np.ndarray:
    """The year of each day in its calendar, 0 where it is not known."""
    out = np.zeros(len(day), dtype=np.int64)
    for each, name in enumerate(CALENDARS):
        mine = np.flatnonzero(code == each)
        if len(mine):
            out[mine] = calendars.from_day(name, day[mine])[0]
    return out


def weekday_of(day) -> np.ndarray:
    """0 for Monday; -9 where the day is missing."""
    number = day.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(day), -9, (number + 3) % 7)


class Rows:
    """The columns of found rows (0 or "" for missing) and the answers being written beside them."""

    def __init__(self, found: pd.DataFrame, anchors: pd.DataFrame):
        self.size = len(found)
        for name in (*_INTEGERS, "weekday"):
            missing = -1 if name == "weekday" else 0
            setattr(self, name, found[name].to_numpy(dtype=np.int64, na_value=missing))
        for name in _NAMED:
            # a day 0 that the text names («۰ مهر») is no day, and not a missing one
            setattr(self, name, np.where((getattr(self, name) == 0) & found[name].notna(), -1, getattr(self, name)))
        self.has_short = found["short_year"].notna().to_numpy()
        for name in ("kind", "grain", "cue", "bound", "tense", "part", "role", "rule"):
            setattr(self, name, Words.read(found[name]))
        for name in ("calendar", "of_calendar", "other_calendar", "home"):
            setattr(self, name, Words.read(found[name]).numbers(CALENDARS, NO_CALENDAR))
        self.offset_unit = Words.read(found["unit"])
        self.offset_unit[found["offset"].isna().to_numpy()] = ""
        spanned = found["to_offset"].notna().to_numpy()
        self.more = np.where(spanned, self.to_offset - self.offset, 0)
        self.easter = self.part == "easter"
        self.weeks = self.part.startswith("week")
        self.seasonal = self.part.startswith("season") | self.easter
        self.ordinal_day = found["spelt"].to_numpy(dtype=bool)
        self.two_readings = (self.other_day > 0) & (self.other_calendar == NO_CALENDAR)
        self.apart = found["apart"].to_numpy(dtype=bool)
        self._anchor(found["doc_id"], anchors)
        self.earliest, self.latest = np.full(self.size, NAT), np.full(self.size, NAT)
        self.basis, self.reason = Words.missing(self.size), Words.missing(self.size)

    def _anchor(self, doc_id, anchors):
        self.doc, ids = pd.factorize(doc_id, use_na_sentinel=False)
        place = pd.Index(anchors["doc_id"]).get_indexer(ids).take(self.doc)
        for name in ("earliest", "latest"):
            column = np.append(anchors[f"anchor_{name}"].to_numpy(dtype="datetime64[s]"), NAT)
            setattr(self, "anchor_" + name, column.take(place))
        self.anchored = ~np.isnat(self.anchor_earliest)

    def is_kind(self, kind: str) -> np.ndarray:
        """Return which rows are of a kind."""
        return self.kind == kind

    def where(self, mask) -> np.ndarray:
        """Return the numbers of the rows of a mask."""
        return np.flatnonzero(mask)

    def open(self) -> np.ndarray:
        """Return which rows nothing has answered or refused yet."""
        return np.isnat(self.earliest) & (self.reason == "")

    def answer(self, at, earliest, latest, basis):
        """Write intervals into the rows `at` where they are known; the basis names the calendar's uncertainty."""
        known = ~np.isnat(earliest) & ~np.isnat(latest)
        at, earliest, latest = at[known], earliest[known], latest[known]
        self.earliest[at], self.latest[at] = earliest, latest
        self.basis[at] = basis[known] if isinstance(basis, Words) else basis
        lunar = at[(self.calendar[at] == LUNAR_CODE) & (earliest != latest)]
        feast = self.kind[lunar] == "named_event"
        self.basis[lunar[~feast]] = self.basis[lunar[~feast]].renamed(lambda basis: f"{basis}, Umm al-Qura ±1 day")
        years, which = np.unique(calendars.from_day(LUNAR, self.earliest[lunar[feast]] + DAY)[0], return_inverse=True)
        self.basis[lunar[feast]] = Words.of(which, [f"feast of {year} AH ±1 day" for year in years.tolist()])

    def refuse(self, at, reason: str | Words):
        """Leave rows open for good, with a reason."""
        self.reason[at] = reason

    def doubt(self, at, reason: str):
        """Keep the interval of rows and say what is doubtful about it."""
        self.reason[at] = reason

    def withdraw(self, at, reason: str):
        """Take an interval back."""
        self.earliest[at] = self.latest[at] = NAT
        self.basis[at], self.reason[at] = "", reason

    def interval(self, at, year):
        """The interval of rows in the given years (0 for none): day, month or year, a part of it, or a range."""
        code, month, day = self.calendar[at], self.month[at], self.day[at]
        earliest, latest = span(code, year, month, day)
        ranged = (self.to_year[at] > 0) | (self.to_month[at] > 0) | (self.to_day[at] > 0)
        if ranged.any():
            to_year = np.where(self.to_year[at] > 0, self.to_year[at], year)
            crosses = (self.year[at] == 0) & (self.to_month[at] > 0) & (self.to_month[at] < month)
            to_year = np.where(crosses & (year > 0), year + 1, to_year)
            _, end = span(code, np.where(year > 0, to_year, 0), self.to_month[at], self.to_day[at])
            latest = np.where(ranged, end, latest)
            earliest = np.where(np.isnat(latest), NAT, earliest)
        parts = np.flatnonzero((self.part[at] != "") | (self.nth[at] != 0))
        for i in parts.tolist():
            earliest[i], latest[i] = self._part(at[i], int(year[i]), earliest[i], latest[i])
        decades = np.flatnonzero(self.grain[at] == "decade")
        if len(decades):
            _, end = span(code[decades], np.where(year[decades] > 0, year[decades] + 9, 0), 0 * decades, 0 * decades)
            latest[decades] = end
        return earliest, latest

    def _part(self, row, year, earliest, latest):
        """A third of a month, a half or quarter of a year, a season, or a weekday by its number in a month."""
        if not year or np.isnat(earliest):
            return NAT, NAT
        if self.nth[row]:
            return (self._counted_day(row, earliest, latest),) * 2
        name, _, number = self.part[row].partition(" ")
        if name == "easter":
            days = calendars.easters(year)
            return min(days), max(days)
        if name == "week":
            return self._week(int(number), earliest, latest)
        if name in ("early", "mid", "late") and self.grain[row] == "year":
            return self._third_of_year(CALENDARS[self.calendar[row]], year, name)
        if name in ("early", "mid", "late"):
            begin, end = {"early": (0, 9), "mid": (10, 19), "late": (20, None)}[name]
            wide = 2 if self.calendar[row] == LUNAR_CODE else 0  # the interval is a day wider on each side
            return earliest + begin * DAY, latest if end is None else earliest + (end + wide) * DAY
        if name == "fold" and number in ("1", "2"):
            return (earliest, earliest + 14 * DAY) if number == "1" else (earliest + 15 * DAY, latest)
        if name == "fold":
            return NAT, NAT
        if name == "months":
            if not 1 <= int(number) <= 12:
                return NAT, NAT
            return earliest, calendars.month_span(CALENDARS[self.calendar[row]], year, int(number))[1][0]
        months = {"half": 6, "quarter": 3, "season": 3}[name]
        count, calendar = int(number), CALENDARS[self.calendar[row]]
        if not 1 <= count <= 12 // months:
            return NAT, NAT
        if name == "season":
            return self._season(calendar, year, count)
        first = calendars.month_span(calendar, year, (count - 1) * months + 1)[0][0]
        return first, calendars.month_span(calendar, year, count * months)[1][0]

    def _week(self, number, first, last):
        """All readings of «هفته اول مهر»: its first seven days, its first calendar week, or its first whole one."""
        if number < 0:
            return max(first, last - 12 * DAY), last
        if number > 5:
            return NAT, NAT
        return max(first, first + (7 * number - 13) * DAY), min(last, first + (7 * number + 5) * DAY)

    def _third_of_year(self, calendar, year, name):
        month = {"early": 1, "mid": 5, "late": 9}[name]
        return calendars.month_span(calendar, year, month)[0][0], calendars.month_span(calendar, year, month + 3)[1][0]

    def _season(self, calendar, year, count):
        """Spring is the first three solar months; the winter of a Gregorian year is two winters, so none."""
        if calendar == calendars.GREGORIAN:
            if count == 4:
                return NAT, NAT
            calendar, year = calendars.SOLAR, year - 621
        elif calendar == LUNAR:
            return NAT, NAT
        first = calendars.month_span(calendar, year, count * 3 - 2)[0][0]
        return first, calendars.month_span(calendar, year, count * 3)[1][0]

    def _counted_day(self, row, first, last):
        if self.part[row] == "after":  # «ثالث ثلاثاء بعد كريسماس»; a lunar feast may be on either of its days
            if first != last:
                return NAT
            first, last = first + DAY, first + 7 * self.nth[row] * DAY
        if self.weekday[row] < 0:  # the last day of a month
            return last
        if self.nth[row] < 0:
            return last - (weekday_of(np.array([last]))[0] - self.weekday[row]) % 7 * DAY
        day = first + ((self.weekday[row] - weekday_of(np.array([first]))[0]) % 7 + 7 * (self.nth[row] - 1)) * DAY
        return day if day <= last else NAT

    def answered(self, found: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with `earliest latest basis reason` and the final role."""
        return found.assign(
            role=self.role.series(),
            earliest=self.earliest,
            latest=self.latest,
            basis=self.basis.series(),
            reason=self.reason.series(),
        )
