"""What a glance at each text of a batch says: codes come in, hard wraps and which texts need a longer look go out.

Must not know a word by name. A glance says yes too often rather than no: what is looked at then decides.
"""

import numpy as np

from helpers.compiled import compiled

# The numbers of `repair_loops`, again: compiled code may lean on no other file. A test holds the two together.
SPACE, ODD_SPACE, HIDDEN, BULLET, STOP, CLOSES = 8, 16, 128, 2048, 16384, 65536
BLANK, BREAK = 0x20, 0x0A
_EDGE = 8  # letters before the first of a title that may be a bullet or a bracket


@compiled
def wraps(codes, starts, kinds):
    """Return where line breaks are only hard wraps.

    A line break is a wrap when the line before it is long for its text and ends without a stop, and the next line
    begins with a letter («ساحل\\nبابایف» in a column of 90 letters); blank lines always stay.
    """
    found = np.empty(len(codes) // 2 + 1, dtype=np.int64)
    breaks = np.empty(len(codes) + 1, dtype=np.int64)
    n = 0
    for record in range(len(starts) - 1):
        first, after, lines = starts[record], starts[record + 1], 0
        for at in range(first, after):
            if codes[at] == BREAK:
                breaks[lines] = at
                lines += 1
        if lines < 3:
            continue
        breaks[lines] = after
        long = _long(codes, kinds, first, breaks[: lines + 1])
        begin = first
        for line in range(lines if long >= 0 else 0):
            at = breaks[line]
            if at - begin >= long and at + 1 < after and codes[at + 1] > BLANK:
                last = at - 1
                while last >= begin and not _is_seen(codes[last], kinds, SPACE | ODD_SPACE | HIDDEN):
                    last -= 1
                plain = not kinds[codes[at + 1]] & (ODD_SPACE | BULLET)
                if last >= begin and plain and not kinds[codes[last]] & (STOP | CLOSES):
                    found[n] = at
                    n += 1
            begin = at + 1
    return found[:n].copy()


@compiled
def _is_seen(code, kinds, blank):
    return code > BLANK and not kinds[code] & blank


@compiled
def _long(codes, kinds, begin, breaks):
    """From how many letters on a line of a text is a long one; -1 where it has too few lines to tell."""
    lengths, count = np.empty(len(breaks), dtype=np.int64), 0
    for end in breaks:
        at = begin
        while at < end and not _is_seen(codes[at], kinds, SPACE | ODD_SPACE):
            at += 1
        if at < end:
            lengths[count] = end - begin
            count += 1
        begin = end + 1
    return 0.7 * np.sort(lengths[:count])[int(count * 0.9)] if count > 3 else -1.0


@compiled
def tails(codes, starts, hints, sizes, opens, size):
    """Return which texts hold one of the `hints` (a row of codes each, and their `sizes`) in their last letters.

    opens: which codes a hint begins with; codes beyond it begin one.
    """
    out = np.zeros(len(starts) - 1, dtype=np.bool_)
    for record in range(len(out)):
        end = starts[record + 1]
        for at in range(max(starts[record], end - size), end):
            if codes[at] < len(opens) and not opens[codes[at]]:
                continue
            for hint in range(len(sizes)):
                same = 0
                while same < sizes[hint] and at + same < end and codes[at + same] == hints[hint, same]:
                    same += 1
                if same == sizes[hint]:
                    out[record] = True
            if out[record]:
                break
    return out


@compiled
def echoes(codes, starts, blanks):
    """Return which texts may say their first line twice: eight letters at its head stand again at the next line's.

    blanks: which codes are blanks; those beyond it are none.
    """
    out = np.zeros(len(starts) - 1, dtype=np.bool_)
    for record in range(len(out)):
        at, end = starts[record], starts[record + 1]
        while at < end and codes[at] < len(blanks) and blanks[codes[at]]:
            at += 1
        title = at
        while at < end and codes[at] != BREAK:
            at += 1
        if at == end or at - title < 2 * _EDGE:
            continue
        while at < end and codes[at] < len(blanks) and blanks[codes[at]]:
            at += 1
        for one in range(title, title + _EDGE):
            for other in range(at, min(at + _EDGE, end - _EDGE + 1)):
                same = 0
                while same < _EDGE and codes[one + same] == codes[other + same]:
                    same += 1
                if same == _EDGE:
                    out[record] = True
    return out
