"""What the rules of dates are made of: the fields of a rule, names for sets of classes, and pieces of patterns.

Knows word classes and slots; knows no word, no letter and no calendar arithmetic.
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
    # 0 and 32 to 99 beside a month are written as days, and are none: «۳۲ تیر ۱۴۰۱»
    "no_day": ("digits_two",),
    "any_day": ("digits_day", "digits_two", "ordinal", "spelt_day", "ordinal_tens"),
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
    "noun": ("plain", "counted_thing", "day_event"),
    "through": ("to", "dash", "and"),
    "anyweekday": ("weekday", "weekday_bare"),
    "at": ("in", "of", "from", "dated", "u_day", "before", "after", "within", "this_det", "to"),
    "stop": ("comma", "dot", "close", "break", "clock", "colon", "quote"),
    # behind a number of two digits these show that it is a year and counts nothing: «۱۵ مهر ۹۸ تا», «بهمن ۵۷ به»
    "goes_on": (
        *("comma", "dot", "close", "break", "clock", "colon", "quote"),
        *("in", "from", "which", "to", "within", "till_now"),
    ),
    "follower": ("ordinal", "adj_of_day", "past_adj", "next_adj", "this_adj", "which", "digits_day", "feast"),
}

ERA = "(era:era | open era:era close)?"
YEAR = f"(comma? (of | in)? yearcue? (y:year | open y:year close) {ERA} | comma y:thousands (!counted))"
THAT_YEAR = "ythat:that_det yearcue | ythat:that_ar the_year | the_year ythat:same_adj"
LAST_YEAR = "u_year yadj:adj era:era? | the_year yadj:adj era:era? | the_year era:era yadj:adj"
THIS_YEAR = f"((of | in)? ({LAST_YEAR} | ythis:this_det yearcue | rel:rel_year | {THAT_YEAR}))"
TAIL = f"({YEAR} | {THIS_YEAR} | adj:adj)?"
# «12 تشرين الثاني/نوفمبر 2023», `كانون الأول (ديسمبر)`: one month by its names in two lands
ALSO = "(slash also:month | open also:month close | also:month)?"
OF_MONTH = f"((of | in)? monthcue? m:month {ALSO} u_month? | of? ar_month mn:month_number)"
WEEKDAY = "((rel_day | the_day)? w:weekday comma? (equals | in)? dated?)?"
NUMERIC = "(y:year slash m1:two slash d:two | y:year dash m1:two dash d:two | y:year dot m1:two dot d:two)"
PS_YEAR = "(ps_adj? y:year era:era? ps_year ps_of? | yadj:ps_adj ps_year ps_of?)"
DAY_FIRST = "(a:two slash b:two slash y:year | a:two dash b:two dash y:year | a:two dot b:two dot y:year)"
