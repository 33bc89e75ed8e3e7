"""The named rules of dates: patterns over word classes come in as data, one matcher goes out.

Knows word classes and slots; knows no word, no letter and no calendar arithmetic.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

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

_ITEM = re.compile(r"(?:(\w+):)?([a-z_]\w*)(\??)|([()|])(\??)")


@dataclass(frozen=True)
class Machine:
    """Where a match may start (`pairs[this byte, next byte]`), and the regex to try there."""

    pairs: np.ndarray
    readers: list
    slots: list[list[str]]


def class_bytes(name: str) -> bytes:
    """Return the class bytes that a class name or an alias stands for; KeyError when no word has the class."""
    words = date_tokens.shared()
    return bytes(sorted({byte for each in ALIASES.get(name, (name,)) for byte in words.letters(each)}))


def _tree(pattern: str):
    """A pattern as nested lists: a list of alternatives, each a list of (item or tree, optional)."""
    stack = [[[]]]
    for slot, name, may, sign, group_may in _ITEM.findall(pattern):
        if name:
            stack[-1][-1].append(((slot, name), bool(may)))
        elif sign == "(":
            stack.append([[]])
        elif sign == "|":
            stack[-1].append([])
        else:
            done = stack.pop()
            stack[-1][-1].append((done, bool(group_may)))
    return stack[0]


def _starts(tree, length=2) -> set[tuple[str, ...]]:
    """The first `length` classes of all that a tree can match; shorter when the whole match is shorter."""
    out = set()
    for branch in tree:
        heads = {()}
        for part, optional in branch:
            tails = _starts(part, length) if isinstance(part, list) else {(part[1],)}
            grown = {(head + tail)[:length] for head in heads for tail in tails if len(head) < length}
            heads = {head for head in heads if len(head) == length or optional} | grown
        out |= heads
    return out


def _regex(tree, slots: list[str]) -> str:
    """The tree as a regex over class bytes; `slots` collects the name of each group in order."""
    branches = []
    for branch in tree:
        parts = []
        for part, optional in branch:
            if isinstance(part, list):
                body = f"(?:{_regex(part, slots)})"
            else:
                slot, name = part
                body = "[" + "".join(f"\\x{byte:02x}" for byte in class_bytes(name)) + "]"
                if slot:
                    slots.append(slot)
                    body = f"({body})"
            parts.append(body + ("?" if optional else ""))
        branches.append("".join(parts))
    return "|".join(branches)


@cache
def machine() -> Machine:
    """Return the machine of RULES; of two rules that match at a place the first in the list wins.

    Patterns have no repetition, so a match reads a bounded number of tokens and the whole is linear in the text.
    """
    pairs = np.zeros((256, 256), dtype=bool)
    bodies, slots, firsts = [], [], []
    for rule in RULES:
        tree, mine = _tree(rule.pattern), []
        bodies.append(f"({_regex(tree, mine)})")
        slots.append(mine)
        first = set()
        for start in _starts(tree):
            heads = list(class_bytes(start[0]))
            tails = list(class_bytes(start[1])) if len(start) > 1 else range(256)
            pairs[np.ix_(heads, tails)] = True
            first |= set(heads)
        firsts.append(first)
    readers = []
    for byte in range(256):
        mine = [n for n, first in enumerate(firsts) if byte in first]
        rule_of_group, group = {}, 1
        for n in mine:
            rule_of_group[group] = n
            group += 1 + len(slots[n])
        regex = re.compile("|".join(bodies[n] for n in mine).encode("latin-1"), re.DOTALL) if mine else None
        readers.append((regex.match, rule_of_group) if mine else None)
    return Machine(pairs, readers, slots)


def match(classes: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return, a rule, the token spans and the token of each group (-1 where it took no part), left to right."""
    it = machine()
    codes = np.frombuffer(classes + b"\0", dtype=np.uint8)
    places = np.flatnonzero(it.pairs[codes[:-1], codes[1:]])
    found = [[] for _ in RULES]
    stop = 0
    readers = it.readers
    for place, byte in zip(places.tolist(), codes[places].tolist(), strict=True):
        if place < stop:
            continue
        read, rule_of_group = readers[byte]
        hit = read(classes, place)
        if hit:
            stop = hit.end()
            group = hit.lastindex
            rule = rule_of_group[group]
            flat = found[rule]
            flat.append(place)
            flat.append(stop)
            flat.extend([at for at, _ in hit.regs[group + 1 : group + 1 + len(it.slots[rule])]])
    out = []
    for rule, flat in enumerate(found):
        table = np.array(flat, dtype=np.int64).reshape(-1, 2 + len(it.slots[rule]))
        out.append((table[:, :2], table[:, 2:]))
    return out
