"""What stands around a match: tokens and rows come in, tense, role, witnesses and double dates go out.

Knows the order of tokens and their classes; knows no anchor and no calendar arithmetic.
"""

import numpy as np

from . import date_tokens
from .date_values import MISSING

_DATELINE_WITHIN = 600  # code points from the start of a record in which a day on its own line is the dateline
_NEAR = 250  # code points within which a tense word of the same sentence counts
_ALONE = 9  # code points beside the expressions of a record that holds nothing else («في», «قرابة»)


def _is(classes: np.ndarray, *names) -> np.ndarray:
    """Which tokens have one of the named classes."""
    table = np.zeros(256, dtype=bool)
    for name in names:
        table[list(date_tokens.shared().letters(name))] = True
    return table[classes]


def add(rows: dict, tokens, spans, record, lengths) -> dict:
    """Return the columns with `tense role other_*`, double dates joined, weekdays taken as witnesses.

    `spans` holds the first token of each row and the one after its last, `record` the record of each row,
    `lengths` the code points of each record.
    """
    classes = np.frombuffer(tokens.classes + b"\0", dtype=np.uint8)
    rows["tense"] = _tense(classes, tokens, spans, record, rows, lengths)
    rows["other_calendar"] = np.full(len(record), None, dtype=object)
    rows["other_year"] = np.full(len(record), MISSING)
    _share(rows, classes, spans, record)
    rows, spans = _join(rows, classes, spans, record)
    rows["bound"] = _bounds(rows, classes, spans)
    rows["role"] = _roles(rows, classes, tokens, spans)
    return rows


def _share(rows, classes, spans, record):
    """«پنجشنبه و جمعه هفته جاری», «الإثنين أو الثلاثاء القادم»: the last weekday speaks for those before."""
    if len(record) < 2:
        return
    gap = spans[1:, 0] - spans[:-1, 1]
    between = _is(classes, "and", "or", "to", "dash", "comma")[np.minimum(spans[:-1, 1], len(classes) - 1)]
    linked = (record[1:] == record[:-1]) & ((gap == 0) | ((gap == 1) & between))
    linked &= (rows["kind"][1:] == "weekday") & (rows["kind"][:-1] == "weekday")
    for row in np.flatnonzero(linked)[::-1].tolist():
        if rows["cue"][row] is None and rows["offset"][row] == MISSING:
            for name in ("cue", "offset", "unit", "tense", "calendar"):
                rows[name][row] = rows[name][row + 1]


def _tense(classes, tokens, spans, record, rows, lengths):
    """`future` or `present` by a verb of the same sentence; `alone` when the record holds nothing else."""
    first, last = spans[:, 0], spans[:, 1]
    ends = np.flatnonzero(_is(classes, "dot", "break"))
    edge = np.searchsorted(ends, first)
    out = np.full(len(record), None, dtype=object)
    for name in ("present", "future"):
        marks = np.flatnonzero(_is(classes, name))
        if not len(marks):
            continue
        before = np.searchsorted(marks, first) - 1
        after = np.searchsorted(marks, last)
        near = np.zeros(len(record), dtype=bool)
        for at, inside in ((before, before >= 0), (after, after < len(marks))):
            mark = marks[np.clip(at, 0, len(marks) - 1)]
            close = np.abs(tokens.start[mark] - tokens.start[first]) < _NEAR
            near |= inside & close & (np.searchsorted(ends, mark) == edge)
        out[near] = name
    inside = np.bincount(record, weights=rows["end"] - rows["start"], minlength=len(lengths))
    few = np.bincount(record, minlength=len(lengths)) <= 3
    out[(few & (lengths - inside <= _ALONE))[record]] = "alone"
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
    bound = np.isin(rows["bound"].astype(str), ["since", "until"])
    role = np.where(dated | (kind == "weekday"), "event", "reference").astype(object)
    role[(dated & ~day) | (kind == "named_event") | (rule == "formerly") | (rule == "so long ago")] = "historic"
    moved = kind == "relative"
    role[moved & (grain == "day")] = "event"
    role[moved & (offset < 0) & (grain != "day")] = "historic"
    role[moved & (offset > 0)] = "planned"
    future = (rows["tense"] == "future") | (cue == "next") | (cue == "next year")
    role[future & (dated | (kind == "weekday") | (kind == "named_event"))] = "planned"
    role[((cue == "this year") | (cue == "this")) & dated & ~day & ~future] = "reference"
    role[bound | (cue == "told")] = "reference"
    role[_datelines(rows, classes, tokens, spans, day)] = "publication"
    return role


def _bounds(rows, classes, spans):
    """`since`, `until` or `begin` where a word makes a date one end of a time: «تا ۱۵ مهر», «از سال ۱۳۹۰ تاکنون»."""
    before, after = np.maximum(spans[:, 0] - 1, 0), spans[:, 1]
    # «تا تاریخ ۱۵ مهر», `حتى يوم 15 مارس`
    for _ in range(2):  # «تا پایان روز جمعه»
        before = np.maximum(before - _is(classes[before], "u_day", "the_day", "dated", "part"), 0)
    led, behind = classes[before], classes[after]
    ends = np.isin(rows["kind"].astype(str), ["date", "named_event", "weekday"])
    ends |= np.isin(rows["rule"].astype(str), ["this, last, next", "relative word", "this unit", "today"])
    # «از ۱۵ تا ۱۷ مهر» has both its ends
    ends &= (rows["to_day"] == MISSING) & (rows["to_month"] == MISSING) & (rows["to_year"] == MISSING)
    out = np.full(len(spans), None, dtype=object)
    out[ends & (spans[:, 0] > 0) & _is(led, "until")] = "until"
    out[ends & (spans[:, 0] > 0) & _is(led, "since")] = "since"
    out[ends & (spans[:, 0] > 0) & _is(led, "begin")] = "begin"
    out[ends & _is(behind, "till_now")] = "since"
    out[ends & _is(behind, "till_then")] = "until"
    return out


def _datelines(rows, classes, tokens, spans, day):
    """Days that stand alone on a line near the top (clock and weekday beside them), or behind a publication cue."""
    first, last = spans[:, 0].copy(), spans[:, 1].copy()
    beside = _is(
        classes,
        *("clock", "comma", "dash", "colon", "digits_day", "digits_two", "digits_other"),
        *("pub_cue", "open", "close", "weekday"),
    )
    cues = np.concatenate([[0], np.cumsum(_is(classes, "pub_cue"))])
    single = day & (rows["to_day"] == MISSING) & (rows["of_year"] == MISSING)
    out = single & (cues[first] > cues[np.maximum(first - 3, 0)])
    before, after = np.append(tokens.line_before, True), np.append(tokens.line_after, True)
    open_left = np.flatnonzero(single & ~out & (rows["start"] < _DATELINE_WITHIN))
    # few of these have a whole line of dates, clocks and signs around them, so this loop is short
    out[open_left[_agency_line(classes, first[open_left], last[open_left], before)]] = True
    near = (before[first] | beside[np.maximum(first - 1, 0)]) & (after[last - 1] | beside[last])
    for row in open_left[near[open_left]].tolist():
        begin, end = first[row], last[row]
        while not before[begin] and begin > 0 and beside[begin - 1]:
            begin -= 1
        while not after[end - 1] and beside[end]:
            end += 1
        out[row] |= before[begin] and after[end - 1]
    return out


def _agency_line(classes, first, last, line_before):
    """«کابل، ۱۲ جوزا (باختر):», `الرباط - 15 مارس 2024 (وكالة)`: place and day open a line, the agency in brackets."""

    def at(step):
        return classes[np.clip(step, 0, len(classes) - 1)]

    sign = (first >= 2) & _is(at(first - 1), "comma", "dash", "in") & (at(first - 2) == 0)
    closed = np.any([_is(at(last + step), "close") for step in (1, 2, 3, 4)], axis=0)
    return sign & line_before[np.maximum(first - 2, 0)] & _is(at(last), "open") & closed


def _join(rows, classes, spans, record):
    """One row of a double date («15 رمضان 1445 الموافق 25 مارس 2024»), and of a weekday with its date in brackets."""
    if len(record) < 2:
        return rows, spans
    gap_from, gap_to = spans[:-1, 1], spans[1:, 0]
    size = gap_to - gap_from
    link = _is(classes, "equals", "open", "slash", "dash", "comma", "dated", "in", "weekday", "u_day", "the_day")
    linked = (record[1:] == record[:-1]) & (size <= 3)
    for step in range(3):
        at = np.minimum(gap_from + step, len(classes) - 1)
        linked &= (size <= step) | link[at]
    kind, calendar = rows["kind"], rows["calendar"]
    day = (kind == "date") & (rows["grain"] == "day")
    double = linked & day[:-1] & day[1:] & (calendar[:-1] != calendar[1:]) & (rows["to_day"][:-1] == MISSING)
    opened = _is(classes, "open")[np.minimum(gap_from, len(classes) - 1)] & (size >= 1)
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
    spans = spans.copy()
    spans[first, 1] = spans[first + 1, 1]
    kept = ~gone[:-1]
    return {name: values[kept] for name, values in rows.items()}, spans[kept]
