"""The named rules of dates, as data: patterns over word classes, each with an example; of two the first wins.

Knows word classes and slots; knows no word, no letter, no calendar arithmetic, and not how a pattern is matched.
"""

from .date_patterns import ALSO, DAY_FIRST, NUMERIC, OF_MONTH, PS_YEAR, TAIL, THIS_YEAR, WEEKDAY, YEAR, Rule
from .date_rules_none import NO_DATES
from .date_rules_relative import RELATIVE

# `بلغ عددهم 45 في مايو 2023` counts: no «in» stands between an impossible day and its month
_HAS_MONTH = OF_MONTH.replace("(of | in)?", "of?")

_DATED = [
    # a weekday by its number in a month, before a day by its number
    Rule(
        "weekday of a month",
        f"(last_one | nth:ordinal) u_day? w:anyweekday {OF_MONTH} {TAIL}"
        f" | w:weekday last_one {OF_MONTH} {TAIL}"
        f" | (last_one | nth:ordinal) w:anyweekday of? (the_month radj:adj | this:this_det the_month |"
        f" u_month radj:adj)",
        "ثالث ثلاثاء في أيلول 2014",
        grain="day",
        lang="ar",
    ),
    Rule(
        "last day of a month",
        f"(last_one u_day | the_day last_one | u_day last_one) {OF_MONTH} {TAIL}",
        "آخر يوم من شهر مارس 2015",
        grain="day",
        lang="ar",
    ),
    Rule(
        "week of a month",
        f"(the_week week:ordinal | week:ordinal u_week | u_week week:rank | u_week lastweek:last_one"
        f" | the_week lastweek:last_one | lastweek:last_one u_week) {OF_MONTH} {TAIL}",
        "هفته اول مهر ۱۳۹۹",
        grain="week",
    ),
    Rule(
        "weekday after a feast",
        f"nth:ordinal u_day? w:anyweekday after feast:feast ({YEAR} | {THIS_YEAR})?",
        "ثالث ثلاثاء بعد كريسماس 2014",
        grain="day",
        lang="ar",
    ),
    # days
    Rule(
        "days of two months",
        f"{WEEKDAY} d:day {OF_MONTH} {YEAR}? to (w2:weekday comma?)? d2:any_day (of | in)? monthcue? m2:month"
        f" u_month? {TAIL.replace('y:year', 'y2:year')}",
        "25 جدی تا 3 دلو",
        grain="day",
    ),
    Rule(
        "between days of two months",
        f"between d:day {OF_MONTH} {YEAR}? and d2:any_day (of | in)? monthcue? m2:month u_month?"
        f" {TAIL.replace('y:year', 'y2:year')}",
        "بين 3 مارس و5 أبريل 2022",
        "3 مارس و5 أبريل 2022",
        grain="day",
        lang="ar",
        first="d",
    ),
    Rule(
        "days of a month",
        f"(w:weekday (and | to | dash | comma)? w2:weekday? comma?)? d:day ((comma | and) mid:day)?"
        f" ((comma | and) more:day)? (to | dash | comma? both:and) d2:day"
        f" {OF_MONTH} {TAIL}",
        "۱۵-۱۷ مهر ۱۴۰۲",
        grain="day",
    ),
    # «۳۰ تا ۴۵ تیر» are shots where no year stands behind them
    Rule(
        "days of a month, one of them impossible",
        f"(from | in | between)? (d:day (to | dash | both:and) d2:no_day | d:no_day (to | dash | both:and) d2:day)"
        f" {_HAS_MONTH} ({YEAR} | {THIS_YEAR} | adj:adj)"
        f" | (from | in | between) (d:day (to | dash | both:and) d2:no_day | d:no_day (to | dash | both:and) d2:day)"
        f" {_HAS_MONTH}",
        "از ۳۰ تا ۳۲ مهر",
        "۳۰ تا ۳۲ مهر",
        grain="day",
        first="d",
    ),
    Rule(
        "days/month/year",
        "d:two dash d2:two slash m1:two slash y:year era:era?",
        "20-22/6/2023",
        grain="day",
        lang="ar",
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
        f"{WEEKDAY} (the_day | u_day)? d:any_day u_month? m:month u_month? (yearcue yy:two (!anyunit) | yy:two (>stop)"
        " | yy:digits_two (>goes_on))",
        "۲۲ بهمن ۵۷،",
        "۲۲ بهمن ۵۷",
        grain="day",
        first="d|w",
    ),
    Rule(
        "day month, a number",
        f"{WEEKDAY} (the_day | u_day)? d:day u_month? m:month u_month? maybe:digits_two (!counted_thing)"
        " (!anyunit) (!thousand) (!u_adj) (!money)",
        "۲۲ بهمن ۵۷ پیروز",
        "۲۲ بهمن",
        grain="day",
        first="d|w",
        last="m",
    ),
    Rule(
        "day month year",
        f"{WEEKDAY} (the_day | u_day)? d:day u_day? {OF_MONTH} {TAIL}",
        "7 قوس سال روان",
        grain="day",
        first="d|w",
    ),
    # never the month alone, as if no day had been written; «شلیک ۴۵ تیر», «۳۲ مهر» of no year may count
    Rule(
        "impossible day of a month",
        f"({WEEKDAY} (the_day | u_day)? d:no_day u_day? {_HAS_MONTH}"
        f" | (at | w:weekday) (d:spelt_number | d:ordinal_tens) monthcue? m:month u_month?)"
        f" ({YEAR} | {THIS_YEAR} | adj:adj)"
        f" | {WEEKDAY} (the_day | u_day)? d:no_day of?"
        f" (m:month_alone u_month? | monthcue m:month | m:month u_month)"
        f" | (in d:no_day of? m:month_after_in"
        f" | (year_in | dated | the_day | u_day | w:weekday comma?) d:no_day of? m:month) {TAIL}",
        "۳۲ تیر ۱۴۰۱",
        grain="day",
        first="d|w",
    ),
    Rule(
        "day, month, year",
        f"u_day (d:day | d:loose_day) comma m:month comma? u_month? {YEAR}",
        "روز بیست و دو، مهر، ماه ۱۴۰۰",
        "بیست و دو، مهر، ماه ۱۴۰۰",
        grain="day",
        first="d",
    ),
    Rule(
        "day of a sure month", f"{WEEKDAY} d:loose_day u_month? m:sure_month u_month? {TAIL}", "هشت مارچ", grain="day"
    ),
    Rule(
        "cardinal day month",
        f"at d:loose_day m:month_company u_month? {TAIL} | {WEEKDAY} d:loose_day m:month_company u_month?"
        f" ({YEAR} | {THIS_YEAR})",
        "به تاریخ هفت ثور",
        "هفت ثور",
        grain="day",
        first="d|w",
    ),
    Rule(
        "Pashto day, the year first",
        f"({PS_YEAR})? m:month u_month? ps_in? d:two d_suffix",
        "۱۳۹۶ کال د ليندۍ په ۷مه",
        grain="day",
        lang="ps",
    ),
    Rule(
        "Pashto month, the year first",
        f"{PS_YEAR} m:month u_month?",
        "۱۳۹۶ کال د ليندۍ",
        grain="month",
        lang="ps",
    ),
    Rule("Pashto year", "y:year era:era? ps_year", "۱۳۹۶ کال", grain="year", lang="ps"),
    Rule("Pashto last, next", "adj:ps_adj u:unit", "تېره اوونۍ", kind="relative", lang="ps"),
    Rule(
        "year/month/day",
        # «در 2021-02-30»: with the word before it, or the rule of a bare year takes a part of it
        f"(year_in | yearcue)? {WEEKDAY} {NUMERIC} era:era? | y:digits_other slash m1:two slash d:two era:era",
        "۱۴۰۲/۰۷/۱۵",
        grain="day",
        first="y|w",
    ),
    Rule(
        "day/month name/year",
        f"{WEEKDAY} d:two (slash m:month slash | dash m:month dash | dot m:month dot) y:year era:era?",
        "۲۹/ثور/۱۳۹۸",
        grain="day",
    ),
    Rule("day/month/year", f"{WEEKDAY} {DAY_FIRST} era:era?", "15/7/1402", grain="day"),
    Rule(
        "two-digit year/month/day",
        f"{WEEKDAY} sa:two slash sb:two slash sc:two | w:weekday comma? dated? sa:two (dash | dot) sb:two"
        f" (dash | dot) sc:two",
        "۹۶/۰۹/۰۷",
        grain="day",
    ),
    Rule(
        "weekday day/month", "w:weekday comma? (in | dated)? a:two slash b:two", "السبت 21/09", grain="day", lang="ar"
    ),
    Rule(
        "month day year",
        f"{WEEKDAY} m:month d:digits_day comma? y:year | m:sure_month d:digits_day (>stop)"
        f" | {WEEKDAY} m:month d:no_day (y:year (!noun) | comma y:year (>stop))"
        f" | {WEEKDAY} m:month d:day {YEAR} | {WEEKDAY} m:sure_month d:spelt_day",
        "مارس 15، 2024",
        grain="day",
        lang="ar",
    ),
    Rule(
        "day of this month",
        # «پنجم ماه گذشته», «روز ۵ ماه گذشته» are days; «۶ ماه گذشته» are six months
        "(w:weekday comma? (equals | in)?)? ((the_day | u_day)? d:day of? (monthcue radj:this_adj | the_month radj:adj"
        " | this:this_det monthcue | monthcue this:this_det) | (the_day | u_day) d:any_day of? monthcue radj:adj"
        " | (the_day | u_day) d:no_day of? (monthcue radj:this_adj | the_month radj:adj | this:this_det monthcue)"
        " | (d:ordinal of? | d:day of) monthcue radj:adj)",
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
    Rule("half of a month", f"half fold:rank {OF_MONTH} {TAIL}", "نیمه نخست مهر امسال", grain="month"),
    Rule(
        "part of a month",
        f"part:part (of | in)? (monthcue? m:month u_month? | ar_month mn:month_number) {TAIL}",
        "اواسط مهر ۱۳۹۹",
        grain="month",
    ),
    Rule(
        "month year",
        f"(monthcue? m:month {ALSO} u_month? | ar_month mn:month_number) ({YEAR} | {THIS_YEAR} | adj:adj)",
        "فوریه ۲۰۱۶",
        grain="month",
    ),
    Rule(
        "month, two-digit year",
        "monthcue? m:month u_month? (yearcue yy:digits_two (!anyunit) | yy:digits_two (>goes_on))",
        "دی‌ماه سال ۹۹",
        grain="month",
    ),
    Rule(
        "month, a number",
        "(u_month m:month | m:month u_month | m:month_alone) maybe:digits_two (!counted_thing) (!anyunit) (!thousand)"
        " (!u_adj) (!money)",
        "شهریورماه ۹۸ اعلام",
        "شهریورماه",
        grain="month",
        last="m",
    ),
    Rule(
        "months, two-digit year",
        "at? m:month (to | and) m2:month u_month? (yearcue yy:digits_two (!anyunit) | yy:digits_two (>goes_on))",
        "مهر و آبان سال ۹۸",
        grain="month",
        first="m",
    ),
    Rule(
        "months, a number",
        "at? m:month (to | and) m2:month u_month? maybe:digits_two (!counted_thing) (!anyunit) (!thousand) (!u_adj)"
        " (!money)",
        "مهر و آبان ۹۸ اعلام",
        "مهر و آبان",
        grain="month",
        first="m",
        last="m2",
    ),
    Rule(
        "months",
        f"at? (monthcue | two_months)? m:month u_month? (to | dash | both:and) monthcue? m2:month u_month? {TAIL}"
        f" | pair:two_months m:month m2:month {TAIL}"
        f" | at? monthcue? m:month u_month? {YEAR} (to | dash) monthcue? m2:month u_month?"
        f" {YEAR.replace('y:year', 'y2:year')}"
        # `يوليو وأغسطس 2022`: the «and» is a letter of the word
        f" | between monthcue? m:month m2:and_month {TAIL}"
        f" | (at monthcue? | two_months) m:month joined:and_month {TAIL}"
        f" | m:month joined:and_month ({YEAR} | {THIS_YEAR} | adj:adj)",
        "مهر تا آذر ۱۳۹۶",
        grain="month",
        first="m",
    ),
    Rule(
        "month after a preposition",
        f"at mw:u_month? m:month_after_in u_month? {TAIL}",
        "في مارس",
        "مارس",
        grain="month",
        lang="ar",
        first="mw|m",
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
        # «هشت ماهه امسال» are its first eight months too
        f"(n:counted month_adj first_word? | n:counted u_month first_word | the_months n:counted ordinal"
        f" | n:counted months_many ordinal | first_word n:counted u_month)"
        f" (of | in)? (yearcue y:year era:era? | y:year era:era? | {THIS_YEAR})",
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
        f"part:part (of | in)? (yearcue y:year era:era? | {THIS_YEAR})",
        "پایان سال ۱۳۹۶",
        grain="year",
    ),
    Rule(
        "half of a year",
        f"(half rank2:rank | half rankl:last_one | half:half) (of | in)?"
        f" (yearcue y:year era:era? | y:year era:era? | {THIS_YEAR})",
        "نیمه دوم سال ۱۳۹۶",
        grain="year",
    ),
    Rule(
        "quarter of a year",
        f"quarter (q:rank | ql:last_one) (of | in)? (yearcue y:year era:era? | y:year era:era? | {THIS_YEAR})",
        "الربع الأول من عام 2024",
        grain="year",
        lang="ar",
    ),
    Rule(
        "season",
        f"season_word? season:season ({YEAR} | {THIS_YEAR} | adj:adj) | season_word season:season",
        "بهار ۱۳۹۹",
        grain="month",
    ),
    # feasts
    Rule(
        "feast",
        f"u_day? feast:feast ({YEAR} | {THIS_YEAR} | adj:adj)?",
        "روز عید قربان",
        kind="named_event",
        grain="day",
    ),
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
        " era:era? | year_in? y:year (dash | slash) y2:year era:era?"
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
        " | born y:year (!slash) (!dash) (!dot)",
        "في 2015",
        "2015",
        grain="year",
        lang="ar",
        first="y",
        last="y",
    ),
    Rule(
        "year at the end of a name",
        "<noun y:digits_recent (!noun) (!anyunit) (!slash) (!dash) (!counted) (!dot)"
        " | <noun y:digits_recent >dot (!digits_day) | <yearly_event y:digits_recent",
        "جام جهانی ۲۰۱۸،",
        "۲۰۱۸",
        kind="part_of_name",
        grain="year",
    ),
]

RULES = [*NO_DATES, *_DATED, *RELATIVE]
