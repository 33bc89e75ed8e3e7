"""What stands around a match: tokens and rows come in, tense, role, witnesses and double dates go out.

Knows the order of tokens and their classes; knows no anchor and no calendar arithmetic.
"""

from functools import cache

import numpy as np

from .compiled import compiled
from .date_codes import Words
from .date_values import MISSING
from .date_words import is_class

_DATELINE_WITHIN = 600  # code points from the start of a record in which a day on its own line is the dateline
_NEAR = 250  # code points within which a tense word of the same sentence counts
_BESIDE_DATELINES = (
    *("clock", "comma", "dash", "colon", "digits_day", "digits_two", "digits_other"),
    *("pub_cue", "open", "close", "weekday", "era_greg"),  # `03:15 م` is a clock time
)
_ALONE = 9  # code points beside the expressions of a record that holds nothing else («في», «قرابة»)


def add(rows: dict, tokens, spans, record, lengths) -> dict:
    """Return the columns with `tense role other_*`, double dates joined, weekdays taken as witnesses.

    `spans` holds the first token of each row and the one after its last, `record` the record of each row,
    `lengths` the code points of each record.
    """
    classes = np.frombuffer(tokens.classes + b"\0", dtype=np.uint8)
    rows["tense"] = _tense(classes, tokens, spans, record, rows, lengths)
    rows["other_calendar"] = Words.missing(len(record))
    rows["other_year"] = np.full(len(record), MISSING)
    _share(rows, classes, spans, record)
    rows, spans = _join(rows, classes, spans, record)
    rows["bound"] = _bounds(rows, classes, spans)
    rows["role"] = _roles(rows, classes, tokens, spans)
    return rows


def _share(rows, classes, spans, record):
    """The last of several speaks for those before: «پنجشنبه و جمعه هفته جاری», `في 3 مارس و4 أبريل 2023`."""
    if len(record) < 2:
        return
    gap = spans[1:, 0] - spans[:-1, 1]
    behind = classes.take(spans[:-1, 1], mode="clip")
    near = (record[1:] == record[:-1]) & (gap <= 1)
    linked = near & ((gap == 0) | is_class("and", "or", "to", "dash", "comma").take(behind))
    weekday = rows["kind"] == "weekday"
    linked &= weekday[1:] & weekday[:-1]
    for row in np.flatnonzero(linked)[::-1].tolist():
        if not rows["cue"][row] and rows["offset"][row] == MISSING:
            for name in ("cue", "offset", "unit", "tense", "calendar"):
                rows[name][row] = rows[name][row + 1]
    _share_year(rows, near & (gap == 1) & is_class("and", "or").take(behind))


def _share_year(rows, linked):
    """`في 3 مارس و4 أبريل 2023`: both are of 2023; the first of «۲۰ دسامبر و ۵ ژانویه ۲۰۲۳» is of the year before."""
    told = (rows["year"] != MISSING) | (rows["of_year"] != MISSING) | (rows["short_year"] != MISSING)
    dated = (rows["kind"] == "date") & (rows["month"] != MISSING)
    linked &= dated[:-1] & dated[1:] & ~told[:-1] & (rows["calendar"].codes[:-1] == rows["calendar"].codes[1:])
    linked &= (rows["grain"].codes[:-1] == rows["grain"].codes[1:]) & ~rows["cue"][:-1].isin(*rows["cue"].names[1:])
    for row in np.flatnonzero(linked)[::-1].tolist():
        if rows["year"][row + 1] != MISSING:
            rows["year"][row] = rows["year"][row + 1] - (rows["month"][row] > rows["month"][row + 1])


def _tense(classes, tokens, spans, record, rows, lengths):
    """`future` or `present` by a verb of the same sentence; `alone` when the record holds nothing else."""
    near = _verbs_near(classes, tokens.start, spans, _marks_of_tense())
    out = Words.of(near, ("", "present", "future", "future"))
    inside = np.bincount(record, weights=rows["end"] - rows["start"], minlength=len(lengths))
    few = np.bincount(record, minlength=len(lengths)) <= 3
    out[(few & (lengths - inside <= _ALONE))[record]] = "alone"
    return out


@cache
def _marks_of_tense() -> np.ndarray:
    """What each class byte says: 1 present, 2 future, 4 the end of a sentence."""
    return (is_class("present") + 2 * is_class("future") + 4 * is_class("dot", "break")).astype(np.uint8)


@compiled
def _verbs_near(classes, start, spans, marks):
    """Which verbs (1 present, 2 future) stand within `_NEAR` letters of a row, in its sentence, not among its words."""
    out = np.zeros(len(spans), dtype=np.int64)
    for row in range(len(spans)):
        first, last = spans[row]
        at, begin, said = first, start[first], 0
        while not marks[classes[at]] & 4 and at > 0 and begin - start[at - 1] < _NEAR:
            at -= 1
            said |= marks[classes[at]]
        at = first + 1
        while at < len(start) and not marks[classes[at]] & 4 and start[at] - begin < _NEAR:
            if at >= last:
                said |= marks[classes[at]]
            at += 1
        out[row] = said & 3
    return out


def _roles(rows, classes, tokens, spans):
    """The role that the text alone gives; `resolve` has the last word when it knows the publication.

    A day alone on its line near the top, or behind «تاریخ انتشار», is the dateline; beside a future word it is
    planned; a month, a year, a feast or a named event tells of something earlier; what is no date is a reference.
    """
    kind, grain, cue, rule = rows["kind"], rows["grain"], rows["cue"], rows["rule"]
    offset = np.where(rows["offset"] == MISSING, 0, rows["offset"])
    dated = kind == "date"
    day = dated & (grain == "day")
    role = Words.of((dated | (kind == "weekday")).astype(np.int64), ("reference", "event"))
    role[(dated & ~day) | (kind == "named_event") | (rule == "formerly") | (rule == "so long ago")] = "historic"
    moved = kind == "relative"
    role[moved & (grain == "day")] = "event"
    role[moved & (offset < 0) & (grain != "day")] = "historic"
    role[moved & (offset > 0)] = "planned"
    future = (rows["tense"] == "future") | (cue == "next") | (cue == "next year")
    role[future & (dated | (kind == "weekday") | (kind == "named_event"))] = "planned"
    role[((cue == "this year") | (cue == "this")) & dated & ~day & ~future] = "reference"
    role[rows["bound"].isin("since", "until") | (cue == "told")] = "reference"
    role[_datelines(rows, classes, tokens, spans, day)] = "publication"
    return role


def _bounds(rows, classes, spans) -> Words:
    """`since`, `until` or `begin` where a word makes a date one end of a time: «تا ۱۵ مهر», «از سال ۱۳۹۰ تاکنون»."""
    before = np.maximum(spans[:, 0] - 1, 0)
    # «تا تاریخ ۱۵ مهر», `حتى يوم 15 مارس`
    beside = is_class("u_day", "the_day", "dated", "part")
    for _ in range(2):  # «تا پایان روز جمعه»
        before = np.maximum(before - beside.take(classes.take(before)), 0)
    led, behind = classes.take(before), classes.take(spans[:, 1])
    ends = rows["kind"].isin("date", "named_event", "weekday")
    ends |= rows["rule"].isin("this, last, next", "relative word", "this unit", "today")
    # «از ۱۵ تا ۱۷ مهر» has both its ends
    ends &= (rows["to_day"] == MISSING) & (rows["to_month"] == MISSING) & (rows["to_year"] == MISSING)
    out = Words.missing(len(spans))
    for name in ("until", "since", "begin"):
        out[ends & (spans[:, 0] > 0) & is_class(name).take(led)] = name
    out[ends & is_class("till_now").take(behind)] = "since"
    out[ends & is_class("till_then").take(behind)] = "until"
    return out


def _datelines(rows, classes, tokens, spans, day):
    """Days that stand alone on a line near the top (clock and weekday beside them), or behind a publication cue."""
    first, last = spans[:, 0].copy(), spans[:, 1].copy()
    beside, is_cue = is_class(*_BESIDE_DATELINES), is_class("pub_cue")
    single = day & (rows["to_day"] == MISSING) & (rows["of_year"] == MISSING)
    cued = np.zeros(len(first), dtype=bool)
    for back in (1, 2, 3):
        cued |= is_cue.take(classes.take(first - back, mode="clip")) & (first >= back)
    out = single & cued
    before, after = tokens.line_before, tokens.line_after
    open_left = np.flatnonzero(single & ~out & (rows["start"] < _DATELINE_WITHIN))
    # few of these have a whole line of dates, clocks and signs around them, so this loop is short
    begins, ends = first[open_left], last[open_left]
    out[open_left[_agency_line(classes, begins, ends, before)]] = True
    near = before[begins] | beside.take(classes.take(begins - 1, mode="clip"))
    near &= after[ends - 1] | beside.take(classes.take(ends))
    for row in open_left[near].tolist():
        begin, end = first[row], last[row]
        while not before[begin] and begin > 0 and beside[classes[begin - 1]]:
            begin -= 1
        while not after[end - 1] and beside[classes[end]]:
            end += 1
        out[row] |= before[begin] and after[end - 1]
    return out


def _agency_line(classes, first, last, line_before):
    """Place and day open a line, behind them an agency in brackets, or a dash or a colon and text.

    «کابل، ۱۲ جوزا (باختر):», `الرباط - 15 مارس 2024 (وكالة)`, «مزار شریف، ۱۴ ثور ۱۴۰۰ – …», «تهران - ایرنا - ۴ دی:».
    """

    def is_at(step, *names):
        return is_class(*names).take(classes.take(step, mode="clip"))

    sign = is_at(first - 1, "comma", "dash")
    agency = is_at(last, "open") & np.any([is_at(last + step, "close") for step in (1, 2, 3, 4)], axis=0)
    # «جلسه، ۱۴ ثور – ۱۶ ثور»: behind the dash of a dateline stands no other day
    text = is_at(last, "dash", "colon") & (classes.take(last + 1, mode="clip") == 0)
    closed = agency & (sign | is_at(first - 1, "in"))
    # «کابل (باختر) ۵ عقرب ۱۳۹۹ – …»; a line that ends with the day may be a title: «همایش زنان، ۱۵ آذر ۱۴۰۲»
    closed |= (sign | is_at(first - 1, "close")) & text
    bare = agency & (classes.take(first - 1, mode="clip") == 0)  # `تونس 23 جوان 2022 (وات) -`
    out = np.zeros(len(first), dtype=bool)
    for row in np.flatnonzero((closed | bare) & (first >= 1)).tolist():
        out[row] = _opens_line(classes, int(first[row]) - (not bare[row]), line_before)
    return out


def _opens_line(classes, end, line_before):
    """Whether a line holds before `end` but one or two places or agencies of one or two words, a sign between them."""
    signs, size = is_class("comma", "dash", "open", "close"), 0
    groups = 1
    for at in range(end - 1, max(-1, end - 6), -1):
        if classes[at] == 0 and size < 2:
            size += 1
            if line_before[at]:
                return True
        elif signs[classes[at]] and size and groups < 2:
            groups, size = groups + 1, 0
        else:
            return False
    return False


def _join(rows, classes, spans, record):
    """One row of a double date («15 رمضان 1445 الموافق 25 مارس 2024»), and of a weekday with its date in brackets."""
    if len(record) < 2:
        return rows, spans
    gap_from, gap_to = spans[:-1, 1], spans[1:, 0]
    size = gap_to - gap_from
    link = is_class("equals", "open", "slash", "dash", "comma", "dated", "in", "weekday", "u_day", "the_day")
    linked = (record[1:] == record[:-1]) & (size <= 3)
    for step in range(3):
        linked &= (size <= step) | link.take(classes.take(gap_from + step, mode="clip"))
    kind, calendar = rows["kind"], rows["calendar"]
    day = (kind == "date") & (rows["grain"] == "day")
    double = (
        linked & day[:-1] & day[1:] & (calendar.codes[:-1] != calendar.codes[1:]) & (rows["to_day"][:-1] == MISSING)
    )
    opened = is_class("open").take(classes.take(gap_from, mode="clip"))
    bracketed = linked & (kind[:-1] == "weekday") & day[1:] & opened & (size == 1)
    gone = np.zeros(len(record) + 1, dtype=bool)
    for row in np.flatnonzero(double).tolist():  # of three dates in a row the first two are one
        gone[row + 1] = not gone[row]
    first = np.flatnonzero(gone) - 1
    for row in np.flatnonzero(bracketed).tolist():
        gone[row] = not gone[row] and not gone[row + 1]
    bracket = np.flatnonzero(bracketed & gone[:-2])
    for part in ("calendar", "year", "month", "day"):
        # «الموافق 09/12/2022م»: the day stands first where both orders are possible, and the first date tests it
        second = rows[part][first + 1]
        if part in ("month", "day"):
            second = np.where(second == MISSING, rows[f"other_{part}"][first + 1], second)
        rows[f"other_{part}"][first] = second
    rows["end"][first] = rows["end"][first + 1]
    unnamed = first[rows["weekday"][first] == MISSING]
    rows["weekday"][unnamed] = rows["weekday"][unnamed + 1]
    rows["weekday"][bracket + 1] = rows["weekday"][bracket]
    if not gone.any():
        return rows, spans
    spans = spans.copy()
    spans[first, 1] = spans[first + 1, 1]
    kept = np.flatnonzero(~gone[:-1])
    return {name: values[kept] for name, values in rows.items()}, spans[kept]
