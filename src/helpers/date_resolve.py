"""Which days a found expression means: rows of `find` and anchors come in, intervals with their basis go out.

Must not know text, words or files; the only days it starts from are those of the rows and of the anchors.
"""

import numpy as np
import pandas as pd

from . import calendars
from .calendars import AFGHAN, GREGORIAN, LUNAR, SOLAR

DAY = np.timedelta64(1, "D").astype("timedelta64[s]")
NAT = np.datetime64("NaT", "s")
_OWN = {"fa": SOLAR, "prs": AFGHAN, "ps": AFGHAN, "ar": GREGORIAN}


class _Rows:
    """The columns of found rows as plain arrays (0 for missing numbers), with the answer being filled in."""

    def __init__(self, found: pd.DataFrame, anchors: pd.DataFrame):
        self.size = len(found)
        for name in ("year", "month", "day", "to_year", "to_month", "to_day", "other_day", "other_month", "feast_year"):
            setattr(self, name, found[name].fillna(0).to_numpy(dtype=np.int64))
        self.weekday = found["weekday"].fillna(-1).to_numpy(dtype=np.int64)
        self.offset = found["offset"].fillna(-9999).to_numpy(dtype=np.int64)
        for name in ("kind", "calendar", "grain", "cue", "unit", "role", "rule", "feast_calendar"):
            setattr(self, name, found[name].to_numpy(dtype=object, na_value=None))
        place = pd.Index(anchors["doc_id"]).get_indexer(found["doc_id"])
        known = place >= 0
        for name in ("earliest", "latest"):
            column = anchors[f"anchor_{name}"].to_numpy(dtype="datetime64[s]")
            out = np.full(self.size, NAT)
            out[known] = column[place[known]]
            setattr(self, "anchor_" + name, out)
        basis = anchors["anchor_basis"].to_numpy(dtype=object, na_value=None)
        self.anchor_basis = np.full(self.size, None, dtype=object)
        self.anchor_basis[known] = basis[place[known]]
        self.earliest, self.latest = np.full(self.size, NAT), np.full(self.size, NAT)
        self.basis, self.reason = np.full(self.size, None, dtype=object), np.full(self.size, None, dtype=object)
        self.anchored = ~np.isnat(self.anchor_earliest)

    def open(self):
        """Rows that nothing has answered or refused yet."""
        return np.isnat(self.earliest) & (self.reason == None)  # noqa: E711

    def answer(self, rows, earliest, latest, basis):
        """Write an interval into `rows` (a mask) where it is known; arrays are as long as all rows."""
        rows = rows & ~np.isnat(earliest) & ~np.isnat(latest)
        self.earliest[rows], self.latest[rows] = earliest[rows], latest[rows]
        self.basis[rows] = basis[rows] if isinstance(basis, np.ndarray) else basis

    def refuse(self, rows, reason):
        self.reason[rows] = reason


def resolve(found: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Return `found` with `earliest latest basis reason` and the final `role`.

    `anchors` has `doc_id anchor_earliest anchor_latest anchor_basis`: publication as an interval of Gregorian days.
    `earliest` and `latest` are both missing when text and anchors do not fix the days; then `reason` says why.
    """
    rows = _Rows(found, anchors)
    for step in (_explicit, _order, _this_year, _feasts, _nearest, _relative, _weekdays, _left_open):
        step(rows)
    out = found.copy()
    out["earliest"], out["latest"] = rows.earliest, rows.latest
    out["basis"] = pd.Series(rows.basis, index=out.index, dtype="str")
    out["reason"] = pd.Series(rows.reason, index=out.index, dtype="str")
    return out


def _span(calendar, year, month, day):
    """The interval of each (year, month, day) at its own grain; a lunar day is one day wider on each side."""
    one = calendars.to_day(calendar, year, month, day)
    first, last = calendars.month_span(calendar, year, month)
    start, end = calendars.year_span(calendar, year)
    earliest = np.where(day > 0, one, np.where(month > 0, first, start))
    latest = np.where(day > 0, one, np.where(month > 0, last, end))
    lunar = calendar == LUNAR
    return np.where(lunar, earliest - DAY, earliest), np.where(lunar, latest + DAY, latest)


def _interval(rows, year):
    """The interval of every row in the given years, of a range from its first to its last day."""
    earliest, latest = _span(rows.calendar, year, rows.month, rows.day)
    ranged = (rows.to_year > 0) | (rows.to_month > 0) | (rows.to_day > 0)
    to_year = np.where(rows.to_year > 0, rows.to_year, year)
    to_year = np.where((rows.year == 0) & (rows.to_month > 0) & (rows.to_month < rows.month), year + 1, to_year)
    _, end = _span(rows.calendar, to_year, rows.to_month, rows.to_day)
    return earliest, np.where(ranged, end, latest)


def _basis(calendar, text):
    return np.where(calendar == LUNAR, text + ", Umm al-Qura ±1 day", text).astype(object)


def _explicit(rows):
    dated = (rows.kind == "date") & (rows.year > 0) & (rows.other_day == 0)
    earliest, latest = _interval(rows, rows.year)
    wrong = dated & ~np.isnat(earliest) & ~np.isnat(latest) & (latest < earliest)
    rows.refuse(wrong, "the range ends before it begins")
    rows.answer(dated & ~wrong, earliest, latest, _basis(rows.calendar, "explicit"))
    for row in np.flatnonzero((rows.kind == "date") & rows.open() & (rows.calendar != None)).tolist():  # noqa: E711
        parts = [(rows.year[row], rows.month[row], rows.day[row])]
        if rows.to_day[row]:
            parts.append((rows.to_year[row] or rows.year[row], rows.to_month[row], rows.to_day[row]))
        for part in parts:
            reason = calendars.why_not(rows.calendar[row], *(int(n) or None for n in part))
            if reason:
                rows.reason[row] = reason


def _order(rows):
    """5/7/2023: both readings, as an interval, with a reason."""
    both = rows.other_day > 0
    if not both.any():
        return
    one = calendars.to_day(rows.calendar, rows.year, rows.other_month, rows.other_day)
    two = calendars.to_day(rows.calendar, rows.year, rows.other_day, rows.other_month)
    rows.answer(both, np.minimum(one, two), np.maximum(one, two), "explicit")
    rows.refuse(both, "day and month may be exchanged: the interval spans both readings")


def _anchor_years(rows, calendar):
    """The year of `calendar` in which the publication falls; 0 when the anchor spans two years or is missing."""
    first = calendars.from_day(calendar, rows.anchor_earliest)[0]
    last = calendars.from_day(calendar, rows.anchor_latest)[0]
    return np.where(first == last, first, 0)


_YEARS_AWAY = {"last year": -1, "this year": 0, "next year": 1, "this": 0}


def _this_year(rows):
    """«7 قوس سال روان», «12 ماي الجاري»: the year, in the calendar of the expression, of the publication."""
    cued = np.isin(rows.cue.astype(str), list(_YEARS_AWAY)) & rows.open() & (rows.kind == "date")
    if not cued.any():
        return
    away = np.array([_YEARS_AWAY.get(cue, 0) for cue in rows.cue])
    year = _anchor_years(rows, rows.calendar)
    fixed = cued & (year > 0)
    earliest, latest = _interval(rows, year + away)
    rows.answer(fixed, earliest, latest, _basis(rows.calendar, "year of publication"))
    rows.refuse(fixed & rows.open(), "there is no such day in the year of publication")
    rows.refuse(cued & rows.anchored & ~fixed, "the publication is known too loosely to fix the year")


def _feasts(rows):
    """A feast of a given year, of the year of publication, or the nearest one before the publication."""
    feast = (rows.kind == "named_event") & (rows.month > 0)
    for row in np.flatnonzero(feast).tolist():
        if rows.feast_year[row]:
            first, last = (x[0] for x in calendars.year_span(rows.feast_calendar[row], rows.feast_year[row]))
        elif rows.anchored[row]:
            first, last = rows.anchor_earliest[row], rows.anchor_latest[row]
            if first == last:
                first = first - 354 * DAY
        else:
            continue
        if np.isnat(first):
            continue
        calendar = rows.calendar[row]
        years = calendars.from_day(calendar, [first, last])[0]
        days = calendars.to_day(calendar, np.arange(years[0], years[1] + 1), rows.month[row], rows.day[row])
        days = days[(days >= first) & (days <= last)]
        if len(days) == 1 and years[0]:
            wide = DAY if calendar == LUNAR else 0 * DAY
            rows.earliest[row], rows.latest[row] = days[0] - wide, days[0] + wide
            year = calendars.from_day(calendar, days)[0][0]
            rows.basis[row] = f"feast of {year} AH ±1 day" if calendar == LUNAR else f"fixed day of {year}"


def _nearest(rows):
    """A day or month without a year: the nearest before the publication, or the year of publication."""
    bare = (rows.kind == "date") & rows.open() & (rows.year == 0) & (rows.month > 0) & rows.anchored
    if not bare.any():
        return
    single = rows.anchor_earliest == rows.anchor_latest
    year = calendars.from_day(rows.calendar, rows.anchor_latest)[0]
    this, _ = _interval(rows, year)
    before = np.where(this > rows.anchor_latest, year - 1, year)
    ahead = np.where(_interval(rows, year)[1] < rows.anchor_latest, year + 1, year)
    chosen = np.where(rows.cue == "next", ahead, before)
    chosen = np.where(single, chosen, _anchor_years(rows, rows.calendar))
    earliest, latest = _interval(rows, chosen)
    text = np.where(
        single,
        np.where(rows.cue == "next", "nearest after publication", "nearest before publication"),
        "year of publication",
    )
    rows.answer(bare & (chosen > 0), earliest, latest, text.astype(object))
    rows.refuse(bare & rows.open(), "the publication is known too loosely to fix the year")


def _relative(rows):
    """«دیروز», «ماه گذشته», «العام الجاري»: so many units away from the publication, as a whole unit."""
    moved = (rows.kind == "relative") & (rows.offset != -9999) & rows.anchored
    for unit in ("day", "week", "month", "year"):
        mine = moved & (rows.unit == unit)
        if not mine.any():
            continue
        first, last = _moved(rows, unit, rows.anchor_earliest), _moved(rows, unit, rows.anchor_latest)
        same = mine & (first[0] == last[0])
        rows.answer(same, first[0], first[1], f"{unit} of publication")
        rows.refuse(mine & ~same, "the publication is known too loosely")


def _moved(rows, unit, day):
    offset = np.where(rows.offset == -9999, 0, rows.offset)
    if unit == "day":
        moved = day + offset * DAY
        return moved, moved
    if unit == "week":
        number = day.astype("datetime64[D]").astype(np.int64)
        monday = (number - (number + 3) % 7 + 7 * offset).astype("datetime64[D]").astype("datetime64[s]")
        return np.where(np.isnat(day), NAT, monday), np.where(np.isnat(day), NAT, monday + 6 * DAY)
    year, month, _ = calendars.from_day(rows.calendar, day)
    if unit == "year":
        return calendars.year_span(rows.calendar, np.where(year > 0, year + offset, 0))
    count = year * 12 + month - 1 + offset
    return calendars.month_span(rows.calendar, np.where(year > 0, count // 12, 0), count % 12 + 1)


def _weekdays(rows):
    """A weekday alone: the nearest one on or before the publication day."""
    mine = (rows.kind == "weekday") & rows.anchored & (rows.anchor_earliest == rows.anchor_latest)
    number = rows.anchor_latest.astype("datetime64[D]").astype(np.int64)
    back = (number + 3 - rows.weekday) % 7
    day = rows.anchor_latest - back * DAY
    rows.answer(mine, day, day, "weekday before publication")


def _left_open(rows):
    """Say of every row that stays open why."""
    reasons = {
        "date": "no year in the text and no publication date",
        "named_event": "no year in the text and no publication date",
        "weekday": "a weekday without a date and no publication date",
        "relative": "relative to a day that is not known",
    }
    for kind, reason in reasons.items():
        rows.refuse(rows.open() & (rows.kind == kind), reason)
    rows.refuse(rows.open(), "not a date")
