"""The named rules of what looks like a date and is none, as data: numbers, clock times, names, each with an example.

They come before the rules of dates (`date_rules`). Knows word classes and slots; knows no word and no letter.
"""

from .date_patterns import ALSO, OF_MONTH, THIS_YEAR, YEAR, Rule

NO_DATES = [
    Rule("trap", "trap", "نماز جمعه", kind=None),
    Rule(
        "number of a document",
        "number_word (two slash year | year slash two | year dash two | two | year | month_number)",
        "شماره 12/1396",
        kind=None,
    ),
    # `1454 م.د` are million dinars: the first letter is no era mark
    Rule("amount of money", "year_in? (year | counted) money", "1454 م.د", kind=None, lang="ar"),
    # «08:00 - 2024/03/26» holds no month of the year 2024
    Rule("clock time", "two colon two (colon two)?", "14:20", kind=None),
    Rule(
        "day in a proper name",
        "in_name name_link? (day | loose_day) month year? | in_name name_link? month (!year) | in_name year",
        "بیمارستان شهدای ۱۷ شهریور",
        kind="part_of_name",
    ),
    Rule(
        "event on its day",
        f"day_event name_link? d:day {OF_MONTH} ({YEAR} | {THIS_YEAR} | adj:adj)",
        "هجمات 11 سبتمبر 2001",
        "11 سبتمبر 2001",
        grain="day",
        lang="ar",
        first="d",
    ),
    Rule(
        "event in its month",
        f"day_event m:month {ALSO} ({YEAR} | {THIS_YEAR} | adj:adj)",
        "حرب أكتوبر 1973",
        "أكتوبر 1973",
        grain="month",
        lang="ar",
        first="m",
    ),
    Rule(
        "event named by its day",
        f"day_event name_link? ((day | loose_day) of?)? month {ALSO} (!two) (!slash)",
        "هجمات 11 سبتمبر",
        kind="part_of_name",
        lang="ar",
    ),
    Rule("named war", "event_word counted u_adj", "جنگ ۱۲ روزه", kind="named_event", grain="named_event"),
]
