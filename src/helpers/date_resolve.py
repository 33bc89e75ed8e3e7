"""Which days a found expression means: rows of `find` and anchors come in, intervals with their basis go out.

Must not know text, words or files; the only days it starts from are those of the rows and of the anchors.
"""

import numpy as np
import pandas as pd

from . import calendars, date_near, date_told
from .calendars import CALENDARS
from .date_rows import DAY, NO_CALENDAR, Rows, span, weekday_of

_BESIDE = "the second date beside it"
_HISTORIC_AFTER = 180 * DAY  # a day so long before the publication is an earlier fact, not the news


def resolve(found: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Return `found` with `earliest latest basis reason` and the final `role`.

    `anchors` has `doc_id anchor_earliest anchor_latest anchor_basis`: publication as an interval of Gregorian days.
    `earliest` and `latest` are both missing when text and anchors do not fix the days; then `reason` says why. A
    `reason` beside an interval is a doubt (a weekday that does not fit, two witnesses that disagree).
    """
    rows = Rows(found, anchors)
    for step in _STEPS:
        step(rows)
    return rows.answered(found)


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
    rows.answer(at[alone], early[alone], late[alone], _BESIDE)
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
    first, last = (m.astype("datetime64[D]").astype("datetime64[s]") for m in (month, month + np.timedelta64(1, "M")))
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
    # «به یاد ۲۲ بهمن ۱۳۵۷ ... در ۹ آذر»: what is only remembered dates nothing, but it may be the year that is meant
    news = table[(rows.role != "historic")[told]].groupby(["doc", "calendar"]).size()
    years = years[(years["min"] == years["max"]) & years.index.isin(news.index)]["min"]
    keys = pd.MultiIndex.from_arrays([rows.doc[at], rows.calendar[at]])
    place = years.index.get_indexer(keys)
    known = place >= 0
    if not known.any():
        return
    year = np.where(known, years.to_numpy()[np.maximum(place, 0)], 0)
    earliest, latest = rows.interval(at, year)
    # «یکشنبه ۷ آذرماه» beside a date of 1399, in which that day was a Friday
    named = known & (rows.weekday[at] >= 0) & (rows.day[at] > 0) & ~np.isnat(earliest)
    wrong = named & (earliest + (rows.weekday[at] - weekday_of(earliest)) % 7 * DAY > latest)
    known &= ~wrong
    rows.answer(at[known], earliest[known], latest[known], "year of the other date of the record")
    rows.refuse(at[wrong], "the weekday does not fit the year of the other date")


def _impossible(rows: Rows):
    """Say why a date that names its parts is no day: «۳۰ اسفند ۱۳۹۵», «31 قوس», a year out of range."""
    dated = rows.is_kind("date") & (np.isnat(rows.earliest) | (rows.basis == _BESIDE)) & (rows.calendar != NO_CALENDAR)
    for row in rows.where(dated & ((rows.day != 0) | (rows.month != 0) | (rows.year > 0))).tolist():
        parts = [(rows.year[row], rows.month[row], rows.day[row])]
        if rows.to_day[row] or rows.to_year[row]:
            parts.append((rows.to_year[row], rows.to_month[row], rows.to_day[row]))
        for part in parts:
            named = (max(int(n), 0) if n else None for n in part)
            reason = calendars.why_not(CALENDARS[rows.calendar[row]], *named)
            if reason:
                rows.reason[row] = reason
                break


def _impossible_witness(rows: Rows):
    """`10 شوال 1444 الموافق 32 مايو 2023`: the date beside it is none, so it witnesses nothing."""
    at = rows.where((rows.other_calendar != NO_CALENDAR) & (rows.other_year > 0) & (rows.basis != _BESIDE))
    for row in at[rows.reason[at] == ""].tolist():
        parts = (rows.other_year[row], rows.other_month[row], rows.other_day[row])
        named = (max(int(n), 0) if n else None for n in parts)
        if reason := calendars.why_not(CALENDARS[rows.other_calendar[row]], *named):
            rows.doubt(np.array([row]), f"the second date is none: {reason}")


def _apart(rows: Rows):
    """«8 و21 ديسمبر»: two days, not all that lies between."""
    known = ~np.isnat(rows.earliest)
    longer = rows.latest - rows.earliest > DAY  # «30 سبتمبر و1 أكتوبر» leave nothing out
    rows.doubt(rows.where(rows.apart & known & longer), "two that stand apart, and not what lies between them")
    rows.doubt(
        rows.where(rows.weeks & known), "weeks of a month are counted differently: the interval spans the readings"
    )
    two = rows.easter & known & (rows.earliest < rows.latest)
    rows.doubt(rows.where(two), "the western and the eastern Easter are different days: the interval spans both")


def _left_open(rows: Rows):
    """Say of every row that stays open why."""
    unsure = rows.is_kind("date") & (rows.calendar == NO_CALENDAR)
    unsure |= rows.is_kind("named_event") & (rows.of_year > 0) & (rows.of_calendar == NO_CALENDAR)
    rows.refuse(rows.where(rows.open() & unsure), "the year may be solar or lunar")
    rows.refuse(rows.where(rows.open() & (rows.cue == "that year")), "of a year that the text tells elsewhere")
    rows.refuse(rows.where(rows.open() & (rows.cue == "perhaps a year")), "the number behind it may be its year")
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
    known &= ~rows.bound.isin("since", "until")
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


# What is told stands before what is counted, then what stands beside a row, then why a row stays open.
_STEPS = (
    *(date_told.explicit, date_told.two_readings, date_told.foreign_year, date_told.short_years),
    *(date_near.cued_year, date_near.bare, date_near.this_month, date_near.relative, date_near.weekdays),
    *(
        _second_witness,
        _weekday_witness,
        _neighbours,
        _apart,
        _impossible,
        _impossible_witness,
        _left_open,
        _roles,
        _bounds,
    ),
)
