"""The named rules of dates: patterns over word classes come in as data, one matcher goes out.

Knows word classes and slots; knows no word, no letter and no calendar arithmetic.
"""

import re
from dataclasses import dataclass
from functools import cache

from . import date_tokens


@dataclass(frozen=True)
class Rule:
    """A pattern over word classes: `slot:class` keeps what a token says, a bare class only has to be there.

    `grain` and `kind` are those of the result; `span` names the first and the last token that belong to the surface
    when that is not the whole match. `example` is a text that the rule must find whole.
    """

    name: str
    pattern: str
    example: str
    kind: str = "date"
    grain: str | None = None
    lang: str = "fa"


# A name on the left stands for the classes on the right.
ALIASES = {
    "number": (
        "digits_day",
        "digits_two",
        "digits_other",
        "cardinal",
        "tens",
        "ten",
        "hundreds",
        "spelt_number",
        "spelt_day",
    ),
    "day": ("digits_day", "ordinal", "spelt_day", "ordinal_tens"),
    "dayword": ("digits_day", "ordinal", "spelt_day", "ordinal_tens", "cardinal", "tens", "ten"),
    "year": ("digits_year", "spelt_year"),
    "two": ("digits_day", "digits_two"),
    "month": ("month_alone", "month_company"),
    "era": ("era_solar", "era_lunar", "era_hijri", "era_greg"),
    "yearcue": ("u_year", "the_year"),
    "unit": ("u_day", "u_week", "u_month", "u_year", "u_decade", "u_century"),
    "theunit": ("the_day", "the_week", "the_month", "the_year", "the_decade", "the_century"),
    "anyunit": (
        "u_day",
        "u_week",
        "u_month",
        "u_year",
        "u_decade",
        "u_century",
        "u_many",
        "the_days",
        "the_weeks",
        "the_months",
        "the_years",
        "the_decades",
    ),
    "adj": ("past_adj", "this_adj", "next_adj"),
    "through": ("to", "dash", "and"),
    "sep": ("slash", "dash", "dot"),
}

_YEAR = "(comma? of? yearcue? (y:year | open y:year close) era:era?)"
_THIS_YEAR = "(of? (u_year yadj:adj | the_year yadj:adj | this:this_det the_year | this:this_det u_year))"
_MONTH = "(of? u_month? m:month u_month?)"
_TAIL = f"({_YEAR} | {_THIS_YEAR} | adj:adj)?"
_WEEKDAY = "(w:weekday comma? (equals | in)? (dated)?)?"

RULES = [
    Rule(
        "days of two months",
        f"{_WEEKDAY} d:day {_MONTH} to d2:day of? u_month? m2:month u_month? {_TAIL}",
        "از 25 جدی تا 3 دلو ۱۳۹۶",
        grain="day",
    ),
    Rule("days of a month", f"{_WEEKDAY} d:day through d2:day {_MONTH} {_TAIL}", "۱۵-۱۷ مهر ۱۴۰۲", grain="day"),
    Rule("month, days", f"m:month d:digits_day through d2:digits_day", "تموز 13 الى 15", grain="day", lang="ar"),
    Rule("day month year", f"{_WEEKDAY} d:day {_MONTH} {_TAIL}", "7 قوس سال روان", grain="day"),
    Rule(
        "year/month/day",
        f"{_WEEKDAY} y:year slash m:two slash d:two era:era? | {_WEEKDAY} y:year dash m:two dash d:two era:era? | {_WEEKDAY} y:year dot m:two dot d:two era:era?",
        "۱۴۰۲/۰۷/۱۵",
        grain="day",
    ),
    Rule(
        "day/month/year",
        f"{_WEEKDAY} a:two slash b:two slash y:year era:era? | {_WEEKDAY} a:two dash b:two dash y:year era:era? | {_WEEKDAY} a:two dot b:two dot y:year era:era?",
        "15/7/1402",
        grain="day",
    ),
    Rule(
        "month year",
        f"(u_month m:month | m:month u_month?) ({_YEAR} | {_THIS_YEAR} | adj:adj)",
        "فوریه ۲۰۱۶",
        grain="month",
    ),
    Rule(
        "month alone", "(u_month m:month | m:month_company u_month | m:month_alone u_month?)", "مهر ماه", grain="month"
    ),
    Rule("feast", f"feast:feast ({_YEAR} | {_THIS_YEAR})?", "عید قربان", kind="named_event", grain="day"),
    Rule("named war", "event_word number u_adj", "جنگ ۱۲ روزه", kind="named_event", grain="named_event"),
    Rule(
        "years",
        f"yearcue y:year (to | dash) y2:year era:era? | y:year dash y2:year era:era? | of y:year to y2:year",
        "سال ۱۳۹۰ تا ۱۳۹۵",
        grain="year",
    ),
    Rule("year", "yearcue y:year era:era?", "عام 2022", grain="year", lang="ar"),
    Rule("year with an era", "y:year era:era", "۱۳۹۶ خورشیدی", grain="year"),
    Rule("every so often", "every (n:number? unit | two:two_units)", "كل سنتين", kind="frequency", lang="ar"),
    Rule("frequency word", "freq", "سالانه", kind="frequency"),
    Rule("relative word", "rel:rel", "دیروز", kind="relative"),
    Rule("this, last, next", "(u:unit | ut:theunit) adj:adj", "العام الجاري", kind="relative", lang="ar"),
    Rule("this unit", "this:this_det (u:unit | ut:theunit)", "این هفته", kind="relative"),
    Rule(
        "so long ago",
        "vague:vague u:unit (ago:ago | later:later) | n:number u:unit (ago:ago | later:later)",
        "چند ماه پیش",
        kind="relative",
    ),
    Rule(
        "before so long",
        "(before:before | after:after) (vague:vague? u:unit | n:number u:unit | two:two_units)",
        "قبل سنتين",
        kind="relative",
        lang="ar",
    ),
    Rule("formerly", "vague_past", "پیش تر", kind="relative"),
    Rule("weekday", "w:weekday adj:adj?", "دوشنبه", kind="weekday", grain="day"),
    Rule("covid period", "period_word covid", "دوران کرونا", kind="period"),
    Rule("duration", "n:number (u:anyunit | u_adj) | vague anyunit | two_units", "۱۲ روزه", kind="duration"),
]

_ITEM = re.compile(r"(?:(\w+):)?([a-z_]\w*)")


@dataclass(frozen=True)
class Matcher:
    """One regex for all rules; `slots[rule]` is the list of (group number, slot name) and `outer` the group of a rule."""

    regex: re.Pattern
    outer: dict[int, int]
    slots: list[list[tuple[int, str]]]


def class_set(name: str) -> bytes:
    """Return the regex set of the class bytes that a class name or an alias stands for."""
    words = date_tokens.shared()
    letters = b"".join(words.letters(each) for each in ALIASES.get(name, (name,)))
    return b"[" + b"".join(b"\\x%02x" % byte for byte in sorted(set(letters))) + b"]"


@cache
def matcher() -> Matcher:
    """Return the matcher of RULES; the first rule that matches at a place wins, so long patterns stand first."""
    group, outer, slots, parts = 0, {}, [], []
    for number, rule in enumerate(RULES):
        group += 1
        outer[group] = number
        mine = []

        def item(match, mine=mine):
            nonlocal group
            slot, name = match.groups()
            if not slot:
                return class_set(name).decode()
            group += 1
            mine.append((group, slot))
            return f"({class_set(name).decode()})"

        body = _ITEM.sub(item, rule.pattern.replace("(", "(?:")).replace(" ", "")
        parts.append(f"({body})")
        slots.append(mine)
    return Matcher(re.compile("|".join(parts).encode(), re.DOTALL), outer, slots)
