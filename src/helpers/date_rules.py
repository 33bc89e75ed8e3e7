"""The named rules of dates, as data: patterns over word classes, each with an example.

Knows word classes and slots; knows no word, no letter, no calendar arithmetic, and not how a pattern is matched.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A pattern over word classes, what it makes, and a text that shows it.

    In `pattern`, `slot:class` keeps what a token says, a bare class only has to be there, `?` makes the item or group
    before it optional, `>class` and `!class` look at the next token without taking it, `<class` at the one before.
    `kind` and `grain` are those of the row; `kind` None reads something that looks like a date and drops it. `first`
    and `last` name the slots where the surface begins and ends when it is not the whole match. `example` is a text,
    and `finds` the surface that the rule finds in it (the whole text when empty).
    """

    name: str
    pattern: str
    example: str
    finds: str = ""
    kind: str | None = "date"
    grain: str | None = None
    lang: str = "fa"
    first: str = ""
    last: str = ""


# A name on the left stands for the classes on the right.
ALIASES = {
    "counted": (
        *("digits_day", "digits_two", "digits_other", "cardinal", "tens", "ten", "hundreds", "thousand", "thousands"),
        *("spelt_number", "spelt_day"),
    ),
    "day": ("digits_day", "ordinal", "spelt_day", "ordinal_tens"),
    "loose_day": ("cardinal", "tens", "ten"),
    "rank": ("ordinal", "first_word"),
    "year": ("digits_year", "digits_recent", "spelt_year"),
    "two": ("digits_day", "digits_two"),
    "month": ("month_alone", "month_after_in", "month_company"),
    "sure_month": ("month_alone", "month_after_in"),
    "month_number": ("digits_day", "cardinal", "ordinal", "ten"),
    "era": ("era_solar", "era_lunar", "era_hijri", "era_greg"),
    "yearcue": ("u_year", "the_year"),
    "monthcue": ("u_month", "the_month"),
    "unit": ("u_day", "u_week", "u_month", "u_year", "u_decade", "u_century"),
    "theunit": ("the_day", "the_week", "the_month", "the_year", "the_decade", "the_century"),
    "longunit": ("the_week", "the_month", "the_year", "the_decade", "the_century"),
    "manyunit": ("u_many", "the_days", "the_weeks", "the_months", "the_years", "the_decades", "the_two"),
    "anyunit": (
        *("u_day", "u_week", "u_month", "u_year", "u_decade", "u_century", "u_many"),
        *("the_days", "the_weeks", "the_months", "the_years", "the_decades"),
    ),
    "adj": ("past_adj", "this_adj", "next_adj"),
    "through": ("to", "dash", "and"),
    "anyweekday": ("weekday", "weekday_bare"),
    "at": ("in", "of", "from", "dated", "u_day", "before", "after", "within", "this_det", "to"),
    "stop": ("comma", "dot", "close", "break", "clock", "colon", "quote"),
    "follower": ("ordinal", "adj_of_day", "past_adj", "next_adj", "this_adj", "which", "digits_day", "feast"),
}

_ERA = "(era:era | open era:era close)?"
_YEAR = f"(comma? (of | in)? yearcue? (y:year | open y:year close) {_ERA} | comma y:thousands (!counted))"
_THAT_YEAR = "ythat:that_det yearcue | ythat:that_ar the_year | the_year ythat:same_adj"
_LAST_YEAR = "u_year yadj:adj era:era? | the_year yadj:adj era:era? | the_year era:era yadj:adj"
_THIS_YEAR = f"((of | in)? ({_LAST_YEAR} | ythis:this_det yearcue | rel:rel_year | {_THAT_YEAR}))"
_TAIL = f"({_YEAR} | {_THIS_YEAR} | adj:adj)?"
# «12 تشرين الثاني/نوفمبر 2023», `كانون الأول (ديسمبر)`: one month by its names in two lands
_ALSO = "(slash also:month | open also:month close)?"
_OF_MONTH = f"((of | in)? monthcue? m:month {_ALSO} u_month? | of? ar_month mn:month_number)"
_WEEKDAY = "((rel_day | the_day)? w:weekday comma? (equals | in)? dated?)?"
_NUMERIC = "(y:year slash m1:two slash d:two | y:year dash m1:two dash d:two | y:year dot m1:two dot d:two)"
_PS_YEAR = "(ps_adj? y:year era:era? ps_year ps_of? | yadj:ps_adj ps_year ps_of?)"
_DAY_FIRST = "(a:two slash b:two slash y:year | a:two dash b:two dash y:year | a:two dot b:two dot y:year)"

RULES = [
    # what looks like a date and is none
    Rule("trap", "trap", "نماز جمعه", kind=None),
    Rule(
        "number of a document",
        "number_word (two slash year | year slash two | year dash two | two | year | month_number)",
        "شماره 12/1396",
        kind=None,
    ),
    # «08:00 - 2024/03/26» holds no month of the year 2024
    Rule("clock time", "two colon two (colon two)?", "14:20", kind=None),
    Rule(
        "day in a proper name",
        "in_name name_link? (day | loose_day) month year? | in_name name_link? month (!year) | in_name year",
        "بیمارستان شهدای ۱۷ شهریور",
        kind="part_of_name",
    ),
    Rule("named war", "event_word counted u_adj", "جنگ ۱۲ روزه", kind="named_event", grain="named_event"),
    # a weekday by its number in a month, before a day by its number
    Rule(
        "weekday of a month",
        f"(last_one | nth:ordinal) u_day? w:anyweekday {_OF_MONTH} {_TAIL}"
        f" | w:weekday last_one {_OF_MONTH} {_TAIL}"
        f" | (last_one | nth:ordinal) w:anyweekday of? (the_month radj:adj | this:this_det the_month |"
        f" u_month radj:adj)",
        "ثالث ثلاثاء في أيلول 2014",
        grain="day",
        lang="ar",
    ),
    Rule(
        "last day of a month",
        f"(last_one u_day | the_day last_one | u_day last_one) {_OF_MONTH} {_TAIL}",
        "آخر يوم من شهر مارس 2015",
        grain="day",
        lang="ar",
    ),
    Rule(
        "week of a month",
        f"(the_week week:ordinal | week:ordinal u_week | u_week week:rank | u_week lastweek:last_one"
        f" | the_week lastweek:last_one | lastweek:last_one u_week) {_OF_MONTH} {_TAIL}",
        "هفته اول مهر ۱۳۹۹",
        grain="week",
    ),
    Rule(
        "weekday after a feast",
        f"nth:ordinal u_day? w:anyweekday after feast:feast ({_YEAR} | {_THIS_YEAR})?",
        "ثالث ثلاثاء بعد كريسماس 2014",
        grain="day",
        lang="ar",
    ),
    # days
    Rule(
        "days of two months",
        f"{_WEEKDAY} d:day {_OF_MONTH} {_YEAR}? to (w2:weekday comma?)? d2:day (of | in)? monthcue? m2:month"
        f" u_month? {_TAIL.replace('y:year', 'y2:year')}",
        "25 جدی تا 3 دلو",
        grain="day",
    ),
    Rule(
        "days of a month",
        f"(w:weekday (and | to | dash | comma)? w2:weekday? comma?)? d:day ((comma | and) mid:day)?"
        f" ((comma | and) more:day)? (to | dash | comma? both:and) d2:day"
        f" {_OF_MONTH} {_TAIL}",
        "۱۵-۱۷ مهر ۱۴۰۲",
        grain="day",
    ),
    Rule(
        "month, days",
        "m:month d:digits_day (to | dash) d2:digits_day (comma? y:year)?",
        "تموز 13 الى 15",
        grain="day",
        lang="ar",
    ),
    Rule(
        "day month, two-digit year",
        f"{_WEEKDAY} (the_day | u_day)? d:day u_month? m:month u_month? (yearcue yy:two (!anyunit) | yy:two (>stop))",
        "۲۲ بهمن ۵۷،",
        "۲۲ بهمن ۵۷",
        grain="day",
        first="d|w",
    ),
    Rule(
        "day month year",
        f"{_WEEKDAY} (the_day | u_day)? d:day u_day? {_OF_MONTH} {_TAIL}",
        "7 قوس سال روان",
        grain="day",
        first="d|w",
    ),
    Rule(
        "day, month, year",
        f"u_day (d:day | d:loose_day) comma m:month comma? u_month? {_YEAR}",
        "روز بیست و دو، مهر، ماه ۱۴۰۰",
        "بیست و دو، مهر، ماه ۱۴۰۰",
        grain="day",
        first="d",
    ),
    Rule(
        "day of a sure month", f"{_WEEKDAY} d:loose_day u_month? m:sure_month u_month? {_TAIL}", "هشت مارچ", grain="day"
    ),
    Rule(
        "cardinal day month",
        f"at d:loose_day m:month_company u_month? {_TAIL} | {_WEEKDAY} d:loose_day m:month_company u_month?"
        f" ({_YEAR} | {_THIS_YEAR})",
        "به تاریخ هفت ثور",
        "هفت ثور",
        grain="day",
        first="d|w",
    ),
    Rule(
        "Pashto day, the year first",
        f"({_PS_YEAR})? m:month u_month? ps_in? d:digits_day d_suffix",
        "۱۳۹۶ کال د ليندۍ په ۷مه",
        grain="day",
        lang="ps",
    ),
    Rule(
        "Pashto month, the year first",
        f"{_PS_YEAR} m:month u_month?",
        "۱۳۹۶ کال د ليندۍ",
        grain="month",
        lang="ps",
    ),
    Rule("Pashto year", "y:year era:era? ps_year", "۱۳۹۶ کال", grain="year", lang="ps"),
    Rule("Pashto last, next", "adj:ps_adj u:unit", "تېره اوونۍ", kind="relative", lang="ps"),
    Rule(
        "year/month/day",
        f"{_WEEKDAY} {_NUMERIC} era:era? | y:digits_other slash m1:two slash d:two era:era",
        "۱۴۰۲/۰۷/۱۵",
        grain="day",
    ),
    Rule("day/month/year", f"{_WEEKDAY} {_DAY_FIRST} era:era?", "15/7/1402", grain="day"),
    Rule(
        "two-digit year/month/day",
        f"{_WEEKDAY} sa:two slash sb:two slash sc:two | w:weekday comma? dated? sa:two (dash | dot) sb:two"
        f" (dash | dot) sc:two",
        "۹۶/۰۹/۰۷",
        grain="day",
    ),
    Rule(
        "weekday day/month", "w:weekday comma? (in | dated)? a:two slash b:two", "السبت 21/09", grain="day", lang="ar"
    ),
    Rule(
        "month day year",
        f"{_WEEKDAY} m:month d:digits_day comma? y:year | m:sure_month d:digits_day (>stop)"
        f" | {_WEEKDAY} m:month d:day {_YEAR} | {_WEEKDAY} m:sure_month d:spelt_day",
        "مارس 15، 2024",
        grain="day",
        lang="ar",
    ),
    Rule(
        "day of this month",
        "(w:weekday comma? (equals | in)?)? (the_day | u_day)? d:day of? (monthcue radj:adj | this:this_det"
        " monthcue | monthcue this:this_det)",
        "الخامس من الشهر الجاري",
        grain="day",
        lang="ar",
    ),
    Rule(
        "weekday and day",
        "w:weekday (equals | in)? d:ordinal (!month) (!clock) | w:weekday (equals | in)? d:spelt_day (!month)"
        " | w:weekday d:digits_day (>stop)",
        "السبت السادس عشر",
        grain="day",
        lang="ar",
    ),
    # months and parts of them
    Rule("half of a month", f"half fold:rank {_OF_MONTH} {_TAIL}", "نیمه نخست مهر امسال", grain="month"),
    Rule(
        "part of a month",
        f"part:part (of | in)? (monthcue? m:month u_month? | ar_month mn:month_number) {_TAIL}",
        "اواسط مهر ۱۳۹۹",
        grain="month",
    ),
    Rule(
        "month year",
        f"(monthcue? m:month {_ALSO} u_month? | ar_month mn:month_number) ({_YEAR} | {_THIS_YEAR} | adj:adj)",
        "فوریه ۲۰۱۶",
        grain="month",
    ),
    Rule(
        "months",
        f"at? (monthcue | two_months)? m:month u_month? (to | dash | both:and) monthcue? m2:month u_month? {_TAIL}"
        f" | pair:two_months m:month m2:month {_TAIL}",
        "مهر تا آذر ۱۳۹۶",
        grain="month",
        first="m",
    ),
    Rule(
        "month after a preposition",
        f"at mw:u_month? m:month_after_in u_month? {_TAIL}",
        "في مارس",
        "مارس",
        grain="month",
        lang="ar",
        first="mw|m",
    ),
    Rule(
        "month, two-digit year",
        "monthcue? m:month u_month? yearcue yy:digits_two (!anyunit)",
        "دی‌ماه سال ۹۹",
        grain="month",
    ),
    Rule(
        "month alone",
        "(u_month m:month | m:month u_month | m:month_alone | ar_month m:month | ar_month mn:digits_day (!anyunit))",
        "مهر ماه",
        grain="month",
    ),
    Rule(
        "month/year",
        "m1:digits_day slash y:year (!slash) | m1:digits_day dash y:year (!dash)",
        "2/2013",
        grain="month",
        lang="ar",
    ),
    # parts of years
    Rule(
        "first months of a year",
        f"(n:counted (month_adj | u_month) first_word | the_months n:counted ordinal | first_word n:counted u_month)"
        f" (of | in)? (yearcue y:year era:era? | y:year era:era? | {_THIS_YEAR})",
        "نه ماهه نخست سال ۱۴۰۲",
        grain="year",
    ),
    # the fiscal year of Afghanistan begins in Jadi, school years in autumn: it is named and not converted
    Rule(
        "fiscal or school year",
        "yearcue year_kind y:year era:era? (!dash) (!slash)",
        "سال مالی ۱۴۰۲",
        kind="period",
        grain="year",
    ),
    Rule(
        "part of a year",
        f"part:part (of | in)? (yearcue y:year era:era? | {_THIS_YEAR})",
        "پایان سال ۱۳۹۶",
        grain="year",
    ),
    Rule(
        "half of a year",
        f"(half rank2:rank | half:half) (of | in)? (yearcue y:year era:era? | y:year era:era? | {_THIS_YEAR})",
        "نیمه دوم سال ۱۳۹۶",
        grain="year",
    ),
    Rule(
        "quarter of a year",
        f"quarter q:rank (of | in)? (yearcue y:year era:era? | y:year era:era? | {_THIS_YEAR})",
        "الربع الأول من عام 2024",
        grain="year",
        lang="ar",
    ),
    Rule(
        "season",
        f"season_word? season:season ({_YEAR} | {_THIS_YEAR} | adj:adj) | season_word season:season",
        "بهار ۱۳۹۹",
        grain="month",
    ),
    # feasts
    Rule("feast", f"u_day? feast:feast ({_YEAR} | {_THIS_YEAR})?", "روز عید قربان", kind="named_event", grain="day"),
    # years
    Rule(
        "decade",
        "u_decade (y:year | yy:two | yy:tens) era:era? | yy:decade_name",
        "دهه ۱۳۷۰",
        grain="decade",
    ),
    Rule(
        "years",
        "(c:yearcue | c:u_many | c:the_years) year_kind? y:year (to | dash | both:and | slash) yearcue? y2:year"
        " era:era? | y:year (dash | slash) y2:year era:era?"
        " | (from | of) c:yearcue? y:year era? to yearcue? y2:year era:era?",
        "سال ۱۳۹۰ تا ۱۳۹۵",
        grain="year",
        first="c|y",
    ),
    Rule("year", "(yearcue | u_many) (y:year | open y:year close) era:era?", "عام 2022", grain="year", lang="ar"),
    Rule(
        "year with an era",
        "yearcue (y:year | yx:digits_other | yx:digits_two | yx:digits_day) era:era | y:year era:era",
        "۱۳۹۶ خورشیدی",
        grain="year",
    ),
    Rule("two-digit year", "u_year yy:digits_two (!anyunit)", "سال ۵۷", grain="year"),
    Rule(
        "bare year",
        "year_in y:digits_recent (!anyunit) (!slash) (!counted) | year_in y:digits_year (>stop) | open y:year close"
        " | born y:year",
        "في 2015",
        "2015",
        grain="year",
        lang="ar",
        first="y",
        last="y",
    ),
    Rule(
        "year at the end of a name",
        "<plain y:digits_recent (!plain) (!anyunit) (!slash) (!dash) (!counted) (!dot)"
        " | <plain y:digits_recent >dot (!digits_day) | <yearly_event y:digits_recent",
        "جام جهانی ۲۰۱۸،",
        "۲۰۱۸",
        kind="part_of_name",
        grain="year",
    ),
    # relative
    Rule("every so often", "every (n:counted? anyunit | two_units | theunit)", "كل سنتين", kind="frequency", lang="ar"),
    Rule("frequency word", "freq", "سالانه", kind="frequency"),
    Rule(
        "weekday of this week",
        "w:anyweekday of? (the_week radj:adj | u_week radj:adj | this:this_det (the_week | u_week))",
        "دوشنبه هفته گذشته",
        kind="weekday",
        grain="day",
    ),
    Rule(
        "today's weekday",
        "(rel:rel_day | today:the_day) (comma? w:weekday (!adj) | open w:weekday close)",
        "امروز دوشنبه",
        kind="weekday",
        grain="day",
    ),
    Rule("relative word", "rel:rel_day | rel:rel_year | rel:rel_other", "دیروز", kind="relative"),
    Rule(
        "last but one",
        "(ut:theunit | u:unit) which? (twice:before | twice:after) adj:adj",
        "العام قبل الماضي",
        kind="relative",
        lang="ar",
    ),
    Rule(
        "this, last, next",
        "(u:unit | ut:theunit) adj:adj era:era? | ut:the_year era:era adj:adj",
        "العام الجاري",
        kind="relative",
        lang="ar",
    ),
    Rule("this unit", "this:this_det (u:unit | ut:theunit) | ut:longunit this:this_det", "این هفته", kind="relative"),
    Rule(
        "that unit",
        "that_det (unit | theunit) | that_ar theunit | theunit same_adj",
        "همان سال",
        kind="relative",
    ),
    Rule(
        "throughout so many",
        "<throughout (n:counted u:anyunit span:adj | vague u:anyunit adj)",
        "طی سه روز قبل",
        "سه روز قبل",
        kind="relative",
    ),
    Rule(
        "so long ago",
        "(vague:vague | n:counted) u:anyunit (ago:ago | later:later | hence:hence)",
        "سه روز قبل",
        kind="relative",
    ),
    Rule(
        "so many last",
        # `الأشهر السبعة الأخيرة من 2014` are not counted from now
        "(n:counted u:anyunit span:adj | un:manyunit n:counted? span:adj | vague u:anyunit adj) (!of)",
        "سه سال گذشته",
        kind="relative",
    ),
    Rule(
        "before so long and more",
        "(before | after) (counted? unit | two_units) (and | comma) (counted anyunit | two_units)"
        " | (ordinal | last_one) anyweekday (before | after) feast year?",
        "منذ شهر و 21 يوم",
        kind="relative",
        lang="ar",
    ),
    Rule(
        "before so long",
        "(before:before | after:after) (vague:vague anyunit | n:counted u:anyunit | two:two_units | u:unit"
        " (!year) (!two)) (!of)",
        "قبل سنتين",
        kind="relative",
        lang="ar",
    ),
    Rule("formerly", "vague_past", "پیش تر", kind="relative"),
    Rule("today", "today:the_day (!follower)", "اليوم", kind="relative", grain="day", lang="ar"),
    Rule("every such weekday", "weekday plural", "جمعه ها", kind="frequency"),
    Rule("weekday", "w:weekday adj:adj?", "دوشنبه", kind="weekday", grain="day"),
    Rule("covid period", "period_word covid", "دوران کرونا", kind="period"),
    Rule("duration", "counted (anyunit | u_adj) | vague anyunit | two_units", "۱۲ روزه", kind="duration"),
]
