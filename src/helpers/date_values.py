"""What a match says: the values of its slots come in, the columns of a row go out (calendar, parts, offset, cue).

Knows slots, calendars and the language of a record; knows no text, no anchor and no publication.
"""

from functools import cache

import numpy as np
import pandas as pd

from . import date_rules, tables
from .calendars import CALENDARS
from .date_codes import Words
from .date_words import is_class

MISSING = np.iinfo(np.int64).min  # an unknown whole number, until the frame is made
_SAID_ZERO = -1  # «۰ مهر ۱۴۰۰» names a day that is none; a day that is not named is 0 here
_UNITS = (None, "day", "week", "month", "year", "decade", "century")
_CALENDARS = (*CALENDARS, None)
_NONE = len(CALENDARS)
_GREG, _SOLAR, _AFGHAN, _LUNAR = range(4)
# The solar calendar of a language; «۱۴۰۲» in a Dari text is an Afghan year.
_SOLAR_OF = {"prs": _AFGHAN, "ps": _AFGHAN}
_AWAY = ("last", "this", "next")
_DAYS = ("d", "a", "b", "m1", "sa", "sb", "sc")  # slots of days and of months by their number
# From this year of four digits on a Persian text may mean a lunar year: 1420 SH is in the future, 1420 AH was 1999.
_LUNAR_FROM = 1420


class Match:
    """The matches of a batch as columns: `v[slot]` the value, `has[slot]` whether the slot took part."""

    def __init__(self, rule, slots, values, codes: np.ndarray, language):
        self.rule, self.language = rule, language
        self.has = {name: at >= 0 for name, at in slots.items()}
        self.v = values
        self.size = len(rule)
        self.names = Words.of(rule, [r.name for r in date_rules.RULES])
        self.kind = Words.of(rule, [r.kind for r in date_rules.RULES])
        self.grain = Words.of(rule, [r.grain for r in date_rules.RULES])
        self.arabic = language == "ar"
        self.own_solar = np.where(language.isin(*_SOLAR_OF), _AFGHAN, _SOLAR)
        self.era = self._eras(codes.take(slots["era"]))
        self.spelt = is_class("ordinal").take(codes.take(slots["d"]))
        self.told = self._told(codes, slots)
        self.recent = is_class("recent_adj").take(codes.take(np.maximum(slots["adj"], slots["span"])))

    def _told(self, codes, slots):
        """«هفته بعد», `العام التالي`: 1 or -1 where the text may count from a day that it told before, else 0."""
        out = np.zeros(self.size, dtype=np.int64)
        for name in ("adj", "yadj", "radj", "span"):
            out = np.where(is_class("told_adj").take(codes.take(slots[name])), self.v[name], out)
        # «طی سه روز قبل» ends now
        return np.where(self.has["span"], np.maximum(out, 0), out)

    def _eras(self, codes):
        """The calendar that an era mark names, _NONE for none; «هجری» alone leaves it open."""
        out = np.full(self.size, _NONE)
        for name, calendar in (("era_lunar", _LUNAR), ("era_solar", self.own_solar), ("era_greg", _GREG)):
            out = np.where(is_class(name).take(codes), calendar, out)
        return out


def columns(found: Match) -> dict[str, np.ndarray | Words]:
    """Return the columns of `dates.find` that follow from the slots alone; a number that is not known is MISSING."""
    out = {"kind": found.kind, "grain": found.grain, "rule": found.names}
    parts = _parts(found)
    out["grain"][_of_feasts(found, parts)] = "month"
    out |= _relative(found)
    out |= _fractions(found)
    for name in ("year", "month", "day", "to_year", "to_month", "to_day", "other_month", "other_day", "of_year"):
        values = parts[name]
        out[name] = integers(np.maximum(values, 0), values != 0)
    v, has = found.v, found.has
    first = np.where(v["sa"] > 31, v["sa"], v["sc"])
    short = np.where(has["yy"], v["yy"], first)
    out["short_year"] = integers(short, has["yy"] | has["sa"])
    # «الإثنين والثلاثاء 7 و8 أفريل»: the weekdays of a range witness nothing alone
    out["weekday"] = integers(v["w"] - 1, (v["w"] > 0) & ~has["d2"])
    out["apart"] = (has["both"] | has["pair"] | has["joined"]) & np.where(
        has["d2"],
        v["d2"] != v["d"] + 1 + has["mid"] + has["more"],  # «۱۲، ۱۳ و ۱۴ مهر» leave nothing out
        np.where(has["m2"] | has["joined"], parts["to_month"] != parts["month"] + 1, v["y2"] != v["y"] + 1),
    )
    out["of_calendar"] = Words.of(parts["of_calendar"], _CALENDARS)
    # «الثلاثاء الثالث من أيلول» may count Tuesdays: only a spelt-out day can
    out["spelt"] = found.spelt
    moving = (found.kind == "relative") | (found.names == "weekday of this week")
    own = np.where(found.arabic, _GREG, found.own_solar)
    out["home"] = Words.of(own, _CALENDARS)
    own = np.where(found.era != _NONE, found.era, own)  # «سال آینده میلادی»
    known = moving & (out["offset"] != MISSING)
    out["calendar"] = Words.of(np.where(known & (out["unit"] != "day"), own, parts["calendar"]), _CALENDARS)
    by_unit = known & (found.kind == "relative")
    out["grain"][by_unit] = out["unit"][by_unit]
    return out


def integers(values, known) -> np.ndarray:
    """Whole numbers with MISSING where they are not known."""
    return np.where(known, values, MISSING)


def _parts(found: Match) -> dict[str, np.ndarray]:
    has, zero = found.has, np.zeros(found.size, dtype=np.int64)
    v = found.v | {name: np.where(has[name] & (found.v[name] == 0), _SAID_ZERO, found.v[name]) for name in _DAYS}
    by_name, numbered = has["m"], has["mn"]
    month = np.where(by_name, v["m"] % 100, np.where(numbered, v["mn"], v["m1"]))
    year = np.where(has["yx"], v["yx"], v["y"])
    calendar = _calendar_of_year(found, year)
    named = np.where(by_name, v["m"] // 100, np.where(numbered, _GREG, _NONE))
    # a slash date without a year and a day by its number belong to the calendar that the language counts in,
    # «پایان سال جاری میلادی» to the one it names
    own = np.where(found.era != _NONE, found.era, np.where(found.arabic, _GREG, found.own_solar))
    bare = (year == 0) & ((found.kind == "date") | (found.kind == "part_of_name"))
    calendar = np.where(named != _NONE, named, np.where(bare & ~has["yy"] & ~has["sa"], own, calendar))
    calendar = np.where(
        (has["yy"] | has["sa"]) & (named == _NONE), np.where(found.era != _NONE, found.era, own), calendar
    )
    calendar = np.where(has["season"] & (year == 0), own, calendar)
    day, second = v["d"], v["b"]
    mixed = has["a"]
    month_first = mixed & (v["a"] <= 12) & (second > 12)
    day = np.where(mixed, np.where(month_first, second, v["a"]), day)
    month = np.where(mixed, np.where(month_first, v["a"], second), month)
    # 5/7/2023 is May or July; with a Hijri year the day stands first
    doubtful = mixed & (v["a"] <= 12) & (second <= 12) & (v["a"] != second) & (calendar == _GREG)
    doubtful &= (v["a"] > 0) & (second > 0)
    # two-digit years stand first or last, and only a number above 31 shows which
    leading, trailing = v["sa"] > 31, (v["sc"] > 31) & (v["sa"] <= 31)
    day = np.where(leading, v["sc"], np.where(trailing, v["sa"], day))
    month = np.where(leading | trailing, v["sb"], month)
    out = {"calendar": calendar, "of_year": zero, "of_calendar": zero + _NONE}
    _foreign_year(found, out, year, named)
    year = np.where(out["of_year"] > 0, 0, year)
    out |= _ranges(found, year, month, named)
    out |= {"month": np.where(doubtful, 0, out["month"]), "day": np.where(doubtful, 0, day)}
    out |= {"other_day": np.where(doubtful, v["a"], 0), "other_month": np.where(doubtful, second, 0)}
    return out


def _ranges(found: Match, year, month, named) -> dict[str, np.ndarray]:
    """Year and month where something begins, and year, month and day where it ends."""
    v, has = found.v, found.has
    # «آبان/آذر ۱۴۰۲» are two months and not two names of one
    two_months = has["also"] & (v["also"] != v["m"])
    month2 = np.where(two_months, v["also"], np.where(has["joined"], v["joined"], v["m2"])) % 100
    has = has | {"m2": has["m2"] | has["joined"] | (two_months & ~has["d"])}
    year = np.where(two_months & (has["d"] | (v["also"] // 100 != named)), 0, year)
    month = np.where(two_months & (year == 0), 0, month)
    ranged = has["d2"]
    to_month = np.where(has["m2"], month2, np.where(ranged, month, 0))
    to_year = np.where(has["y2"], v["y2"], np.where(ranged, year, 0))
    # «آبان و مهرماه» names two months, not the eleven from the first to the second
    swapped = (has["both"] | has["joined"]) & ~has["d2"] & has["m2"] & (month2 < month)
    month, month2 = np.where(swapped, month2, month), np.where(swapped, month, month2)
    to_month = np.where(has["m2"], month2, to_month)
    to_year = np.where(has["m2"] & ~has["d2"] & (to_year == 0), year, to_year)
    crosses = has["m2"] & (month2 < month)
    # «از 25 جدی تا 3 حوت ۱۳۹۶»: a year at the end is the year of both, or of the later when the months cross it
    year = np.where(has["m2"] & (year == 0) & (to_year > 0), to_year - crosses, year)
    to_year = np.where(has["m2"] & (to_year == year) & crosses, year + 1, to_year)
    to_day = np.where(ranged & (v["d2"] == 0), _SAID_ZERO, v["d2"])
    return {"year": year, "month": month, "to_year": to_year, "to_month": to_month, "to_day": to_day}


def _calendar_of_year(found: Match, year):
    """Era mark, else the size of the year and the language; _NONE when a Persian year may be solar or lunar."""
    solar = np.where(year >= _LUNAR_FROM, _NONE, found.own_solar)
    hijri = np.where(found.arabic, _LUNAR, solar)
    by_year = np.where(year >= 1500, _GREG, hijri)
    # «1432 هـ» cannot be solar yet; «۱۳۹۶ هجری» in a Persian text is
    by_year = np.where(found.has["era"] & (by_year == _NONE), _LUNAR, by_year)
    out = np.where(year > 0, by_year, _NONE)
    return np.where((found.era != _NONE) & (year > 0), found.era, out)


def _foreign_year(found: Match, out, year, named):
    """«رمضان 2019», «7 قوس 2017»: a month of one calendar in a year of another; kept apart and joined in `resolve`."""
    of = np.where(found.era != _NONE, found.era, np.where(year >= 1500, _GREG, named))
    # «محرم ۱۴۰۰» in a Persian text is lunar; «مهر ۱۴۴۵» can only be a slip
    foreign = (named != _NONE) & (year > 0) & (of != named) & ~((of == _SOLAR) & (named == _AFGHAN))
    foreign &= ~((of == _AFGHAN) & (named == _SOLAR))
    out["of_year"] = np.where(foreign, year, 0)
    out["of_calendar"] = np.where(foreign, of, _NONE)


def _of_feasts(found: Match, parts):
    """Calendar, month and day of the feasts of the table; the year beside a feast has a calendar of its own."""
    feast = found.has["feast"]
    row = np.maximum(found.v["feast"] - 1, 0)
    of = np.where((parts["year"] > 0) & feast, parts["calendar"], parts["of_calendar"])
    feasts = {name: values.take(row) for name, values in _feasts().items()}
    # «نیمه شعبان ۱۴۴۵»: a year that may be solar or lunar is lunar beside a lunar feast
    open_year = feast & (parts["year"] > 0) & (of == _NONE) & (feasts["calendar"] == _LUNAR)
    parts["of_calendar"] = np.where(open_year, _LUNAR, of)
    parts["of_year"] = np.where(feast, parts["year"], parts["of_year"])
    parts["year"] = np.where(feast, 0, parts["year"])
    for name, values in feasts.items():
        parts[name] = np.where(feast, values, parts[name])
    # «شب‌های قدر» are some nights of Ramadan: a feast without a day is known to its month
    return feast & (parts["month"] > 0) & (parts["day"] == 0)


@cache
def _feasts() -> dict[str, np.ndarray]:
    """Calendar, month and day of each row of the table of feasts."""
    facts = tables.read("feasts")
    number = {name: i for i, name in enumerate(CALENDARS)}
    columns = {"calendar": facts["calendar"].map(number).fillna(_NONE)}
    columns |= {name: facts[name].replace("", "0").astype(int) for name in ("month", "day")}
    return {name: column.to_numpy(dtype=np.int64) for name, column in columns.items()}


@cache
def _feast_moves() -> tuple[list[str], np.ndarray]:
    """How the feasts of the table move (`easter`), and the number of each row among these."""
    which, moves = pd.factorize(tables.read("feasts")["moves"])
    return list(moves), which


def _relative(found: Match):
    """`unit`, `offset` and `to_offset` of «دیروز» or «سه سال گذشته», and `cue`, how a date names its year."""
    v, has = found.v, found.has
    no_date = found.kind.isin("relative", "weekday", "duration") | (found.names == "weekday of this week")
    moving = no_date | has["radj"] | (has["this"] & (found.kind == "date"))
    rel = has["rel"] & moving
    unit = np.where(rel, v["rel"] // 10_000, np.max([v[n] for n in ("u", "ut", "un")], axis=0))
    unit = np.where(has["two"], v["two"], unit)
    unit = np.where(has["today"], 1, unit)
    unit = np.where(found.names == "weekday of this week", 2, unit)
    unit = np.where((found.names == "day of this month") | (has["radj"] & (unit == 0)), 3, unit)
    unit = np.where(has["this"] & (unit == 0), 3, unit)
    adj = np.where(has["radj"], v["radj"], v["adj"])
    offset = np.where(rel, v["rel"] % 10_000 - 5_000, adj)
    known = rel | has["today"] | ((unit > 0) & (has["adj"] | has["this"] | has["radj"]) & moving)
    offset = np.where(has["twice"], 2 * adj, offset)
    dual = has["two"]
    count = np.where(dual, 2, np.where(has["n"], v["n"], 1))
    back = has["ago"] | has["before"]
    forth = (has["later"] | has["after"]) & ~back
    # «دو سال بعد» goes on from a day that the text has told; only Arabic «بعد سنتين» starts from now
    # and Persian «سه روز دیگر»
    counted = (back | (forth & found.arabic) | has["hence"]) & ~has["vague"] & (unit > 0) & moving
    offset = np.where(counted, np.where(back, -count, count), offset)
    span = has["span"] & (has["n"] | dual)
    first = np.where(v["span"] < 0, -count, 1)
    last = np.where(v["span"] < 0, -1, count)
    span &= v["span"] != 0
    # «دهه اخیر», «سه سال اخیر» reach until now
    recent = found.recent & (unit > 0) & (found.kind == "relative") & ~has["vague"]
    recent &= has["n"] | ~has["un"]  # `السنوات الأخيرة` are nobody knows how many
    first, last = np.where(recent & ~span, -1, first), np.where(recent, 0, last)
    span |= recent
    cue = _cue(found, moving, unit, counted, np.where(span, last, 0), recent)
    return {
        "unit": Words.of(np.where(moving & (unit <= 6), unit, 0), _UNITS),
        "offset": integers(np.where(span, first, offset), known | counted | span),
        "to_offset": integers(last, span),
        "cue": cue,
    }


def _cue(found: Match, moving, unit, counted, last, recent) -> Words:
    """How a date names its year or an expression its direction: `this year`, `next`, `about`, `told`, `recent` ..."""
    v, has = found.v, found.has
    cue, years = Words.missing(found.size), [f"{away} year" for away in _AWAY]
    cue[has["yadj"]] = Words.of(v["yadj"][has["yadj"]] + 1, years)
    cue[has["ythis"]] = "this year"
    cue[has["ythat"]] = "that year"
    cue[has["maybe"]] = "perhaps a year"  # «در ۲۲ بهمن ۵۷ ...»: a year, or something that is counted
    yearly = has["rel"] & ~moving
    cue[yearly] = Words.of(np.clip(v["rel"][yearly] % 10_000 - 5_000, -1, 1) + 1, years)
    near = has["adj"] & ~(moving & (found.kind != "weekday"))
    cue[near] = Words.of(v["adj"][near] + 1, _AWAY)
    cue[counted] = "about"
    # «دو سال گذشته» may be two calendar years or the two years until today: the interval holds both
    cue[(last > 0) & (unit > 1)] = "coming"
    cue[((last < 0) & (unit > 1)) | recent] = "recent"
    # «سال قبل» is last year in the news; «روز قبل» and all that comes after are counted from what was just told
    told = (found.told > 0) | ((found.told < 0) & (unit == 1))
    cue[told & found.kind.isin("relative", "weekday")] = "told"
    cue[told & found.kind.isin("date", "named_event")] = "that year"
    return cue


def _fractions(found: Match):
    """`part` of a month or a year, and `nth` of «the third Tuesday of» (-1 for the last)."""
    v, has = found.v, found.has
    part = Words.missing(found.size)
    part[has["part"]] = Words.of(np.clip(v["part"][has["part"]], 0, 3), ("", "early", "mid", "late"))
    half = has["half"] | has["rank2"] | has["rankl"]
    zero = np.zeros(found.size, dtype=np.int64)
    weeks = has["week"]
    for rows, name, number in (
        (weeks, "week", v["week"]),
        (has["lastweek"], "week", zero - 1),
        (has["fold"], "fold", v["fold"]),
        (half, "half", np.where(has["rankl"], 2, v["rank2"])),
        (has["q"] | has["ql"], "quarter", np.where(has["ql"], 4, v["q"])),
        (found.names == "first months of a year", "months", v["n"]),
        (has["season"], "season", v["season"]),
    ):
        numbers, which = np.unique(number[rows], return_inverse=True)
        part[rows] = Words.of(which, [f"{name} {n}" for n in numbers.tolist()])
    part[has["half"]] = "half 0"
    moves, which = _feast_moves()
    part[has["feast"]] = Words.of(which.take(np.maximum(v["feast"][has["feast"]] - 1, 0)), moves)
    after_feast = found.names == "weekday after a feast"
    part[after_feast] = "after"
    counting = found.names.isin("weekday of a month", "last day of a month") | after_feast
    nth = np.where(has["nth"], v["nth"], -1)
    return {"part": part, "nth": integers(nth, counting)}
