"""Days in four calendars: round trips, leap years, edges, names, and what an analyst types."""

import jdatetime
import numpy as np
import pandas as pd
import pytest
from hijridate import Hijri
from hypothesis import given
from hypothesis import strategies as st

from helpers import calendars, tables
from helpers.calendars import AFGHAN, CALENDARS, GREGORIAN, LUNAR, SOLAR

KNOWN = {SOLAR: (1206, 1498), AFGHAN: (1304, 1498), LUNAR: (1343, 1500), GREGORIAN: (1800, 2200)}


def every_day(calendar):
    """All days of a calendar's years, in order, as (year, month, day)."""
    first = calendars.to_day(calendar, KNOWN[calendar][0], 1, 1)[0]
    last = calendars.year_span(calendar, KNOWN[calendar][1])[1][0]
    days = np.arange(first.astype("datetime64[D]"), last.astype("datetime64[D]") + 1)
    return days, calendars.from_day(calendar, days)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_every_day_there_and_back(calendar):
    days, (year, month, day) = every_day(calendar)
    assert (calendars.to_day(calendar, year, month, day) == days.astype("datetime64[s]")).all()
    assert calendars.to_day(calendar, year, month, day).dtype == "datetime64[s]"


def test_solar_leap_years_are_those_of_the_33_year_cycle():
    """The arithmetic cycle of 8 leap years in 33, an independent rule that holds for all the years that are known."""
    years = np.arange(1206, 1499)
    first, last = calendars.year_span(SOLAR, years)
    length = (last - first) / np.timedelta64(1, "D") + 1
    assert ((length == 366) == ((25 * years + 11) % 33 < 8)).all()
    assert (first[1:] == last[:-1] + np.timedelta64(86400, "s")).all()


def test_solar_days_are_those_of_a_library():
    """Every day of 1304-1498; benchmarks/dates.py --calendars asks a second library."""
    days, parts = every_day(SOLAR)
    late = parts[0] >= 1304
    theirs = [jdatetime.date(*part).togregorian() for part in zip(*(p[late].tolist() for p in parts), strict=True)]
    assert (days[late] == np.array(theirs, dtype="datetime64[D]")).all()


def test_easter_of_both_churches():
    assert [str(day)[:10] for day in calendars.easters(2013)] == ["2013-03-31", "2013-05-05"]
    assert [str(day)[:10] for day in calendars.easters(2025)] == ["2025-04-20", "2025-04-20"]
    assert np.isnat(calendars.easters(1500)).all() and np.isnat(calendars.easters(3000)).all()


def test_lunar_months_are_those_of_umm_al_qura():
    for year in range(1343, 1501):
        for month in range(1, 13):
            first, last = (x[0] for x in calendars.month_span(LUNAR, year, month))
            assert first == np.datetime64(Hijri(year, month, 1).to_gregorian(), "s")
            assert (last - first) / np.timedelta64(1, "D") + 1 == Hijri(year, month, 1).month_length()


def test_afghan_days_are_iranian_days_since_1304():
    _, (year, month, day) = every_day(AFGHAN)
    assert (calendars.to_day(AFGHAN, year, month, day) == calendars.to_day(SOLAR, year, month, day)).all()
    assert np.isnat(calendars.to_day(AFGHAN, 1303, 12, 29))[0]
    assert "before 1304" in calendars.why_not(AFGHAN, 1303, 12, 29)


@given(st.sampled_from(CALENDARS), st.integers(-5, 3000), st.integers(-1, 14), st.integers(-1, 33))
def test_nothing_is_clamped_or_rolled_over(calendar, year, month, day):
    found = calendars.to_day(calendar, year, month, day)[0]
    if np.isnat(found):
        assert calendars.why_not(calendar, year, month, day)
    else:
        assert tuple(int(x[0]) for x in calendars.from_day(calendar, [found])) == (year, month, day)
        assert not calendars.why_not(calendar, year, month, day)


@pytest.mark.parametrize(
    "calendar, year, month, day",
    [
        (GREGORIAN, 2023, 2, 29),
        (GREGORIAN, 1900, 2, 29),
        (SOLAR, 1396, 12, 30),
        (AFGHAN, 1396, 9, 31),
        (LUNAR, 1501, 1, 1),
    ],
)
def test_no_such_day(calendar, year, month, day):
    assert np.isnat(calendars.to_day(calendar, year, month, day))[0]


def test_a_column_of_calendars_and_missing_parts():
    calendar = np.array([SOLAR, AFGHAN, LUNAR, None, GREGORIAN], dtype=object)
    days = calendars.to_day(
        calendar, pd.array([1396, 1396, 1441, 1, None], dtype="Int64"), [9, 9, 12, 1, 1], [7, 7, 10, 1, 1]
    )
    assert [str(day)[:10] for day in days] == ["2017-11-28", "2017-11-28", "2020-07-31", "NaT", "NaT"]


def test_spans():
    assert [str(x[0])[:10] for x in calendars.year_span(SOLAR, 1395)] == ["2016-03-20", "2017-03-20"]
    assert [str(x[0])[:10] for x in calendars.month_span(AFGHAN, 1396, 9)] == ["2017-11-22", "2017-12-21"]
    assert [str(x[0])[:10] for x in calendars.month_span(GREGORIAN, 2016, 2)] == ["2016-02-01", "2016-02-29"]
    assert [str(x[0])[:10] for x in calendars.month_span(LUNAR, 1500, 12)] == ["2077-10-18", "2077-11-16"]


@pytest.mark.parametrize(
    "typed, first, last",
    [
        (2016, "2016-01-01", "2016-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016-02-07", "2016-02-07", "2016-02-07"),
        ("1396-09", "2017-11-22", "2017-12-21"),
        ("۱۳۹۶/۹/۷", "2017-11-28", "2017-11-28"),
        ("٢٠١٦", "2016-01-01", "2016-12-31"),
        (1396, "2017-03-21", "2018-03-20"),
        (1419, "2040-03-20", "2041-03-19"),
        ("1445 هـ", "2023-07-18", "2024-07-07"),
        ("۱۴۴۵ ه‍.ق", "2023-07-18", "2024-07-07"),
        ("1445-09-15 AH", "2024-03-24", "2024-03-26"),
        ("1396 هجری شمسی", "2017-03-21", "2018-03-20"),
        ("1396/9/7 sh", "2017-11-28", "2017-11-28"),
        ("1420 خورشیدی", "2041-03-20", "2042-03-20"),
        ("1400 AH", "1979-11-19", "1980-11-09"),
        ("٢٠٢٣م", "2023-01-01", "2023-12-31"),
    ],
)
def test_what_an_analyst_types(typed, first, last):
    assert [str(x)[:10] for x in calendars.parse_when(typed)] == [first, last]


@pytest.mark.parametrize("typed", [1445, "1445", "۱۴۲۰", "1445-09", "1500/1/1"])
def test_a_year_that_may_be_solar_or_lunar_asks_for_its_era(typed):
    with pytest.raises(ValueError, match=r"may be a lunar or a solar year: write it like .* AH"):
        calendars.parse_when(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "1396 foo",
        "2016 ق",
        "1396-12-30 ش",
        "1445-13 AH",
        "yesterday",
        "",
        "2016-13",
        "2016-02-30",
        "1396-12-30",
        "7 قوس",
        7,
        2016.5,
        True,
        "0",
        "1600",
    ],
)
def test_what_nobody_can_mean_says_what_to_type(typed):
    with pytest.raises(ValueError, match=r"write it like|Check the month"):
        calendars.parse_when(typed)


def test_labels():
    assert calendars.month_name(AFGHAN, 9, "prs") == "قوس"
    assert calendars.period_label(AFGHAN, 1396, 9, 7) == "7 Qaws 1396"
    assert calendars.period_label(SOLAR, 1402, 7, lang="fa", digits="fa") == "مهر ۱۴۰۲"


def test_month_table_is_whole():
    rows = tables.read("months")
    shown = rows[rows["use"] == "display"]
    for calendar in CALENDARS:
        for lang in ("en", "fa", "prs", "ar", "ps"):
            months = shown[(shown["calendar"] == calendar) & (shown["lang"] == lang)]["month"].astype(int)
            assert sorted(months) == list(range(1, 13)), (calendar, lang)
    assert not rows.duplicated(["calendar", "lang", "name"]).any()
    assert set(rows["use"]) == {"display", "variant"} and set(rows["alone"]) == {"", "yes", "after_in"}
