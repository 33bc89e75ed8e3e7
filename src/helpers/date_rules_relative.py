"""The named rules of what is counted from a day, as data: «دیروز», weekdays, durations, each with an example.

They come after the rules of dates (`date_rules`). Knows word classes and slots; knows no word and no letter.
"""

from .date_patterns import Rule

RELATIVE = [
    # relative
    Rule(
        "so much a day",
        "(counted | year) (noun | clock | anyunit)? f:in the_day (!follower) (!same_adj) (!weekday)",
        "13 دينارا في اليوم",
        "في اليوم",
        kind="frequency",
        lang="ar",
        first="f",
    ),
    Rule("so often a day", "per_day (!follower) (!same_adj)", "مرتين في اليوم", kind="frequency", lang="ar"),
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
