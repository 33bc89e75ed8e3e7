"""From places to a readable text: codes and where half-spaces go come in, edits, then the edited codes and rows go out.

Must not know a word or a letter by name, nor what an edit is for: kinds are numbers, as in `repair_loops`.
"""

import numpy as np

from helpers.compiled import compiled

# The numbers of `repair_loops`, again: compiled code is kept until its own file changes, so it may lean on no other.
# A test holds the two together.
LETTER, JOINS, MARK, SPACE, ODD_SPACE, NEWLINE, HALF, HIDDEN = 1, 2, 4, 8, 16, 32, 64, 128
TATWEEL, STICKS, FORM, BULLET, ENDS, DIGIT, STOP, OPENS, CLOSES, SUBSTITUTE, MADDA = (1 << n for n in range(8, 19))
HALF_SPACE, LETTERS, TATWEELS, DIRECTION, SPACES, WRAP, BULLETS, STRAY = range(1, 9)
ZWNJ, BLANK, ROUND_BULLET, BREAK, SELECTOR = 0x200C, 0x20, 0x2022, 0x0A, 0xFE0F
NOTHING, KEEP = -1, -2
MARKS = (0x200E, 0x200F, 0x61C, 0xFEFF)
_LOOKED_AT = SPACE | ODD_SPACE | NEWLINE | HALF | HIDDEN | TATWEEL | BULLET | SUBSTITUTE


@compiled
def _one(codes, at, begin, end, kinds, substitutes, blank, wrap, persian, lost):
    """What becomes of one character: (its new code, NOTHING or KEEP; the kind of edit)."""
    code = codes[at]
    kind = kinds[code]
    ahead = kinds[codes[at + 1]] if at + 1 < end else NEWLINE
    if kind & (SPACE | ODD_SPACE):
        if blank or (ahead & NEWLINE and not (at + 1 < end and wrap)):
            return NOTHING, SPACES
        return (BLANK if kind & ODD_SPACE else KEEP), SPACES
    if kind & NEWLINE:
        return (KEEP if not wrap else NOTHING if blank else BLANK), WRAP
    if kind & HIDDEN:
        # «بزرگ\u200eترین» where half-spaces are used: a mark that is not seen and holds no state is no damage
        return (NOTHING if lost or code not in MARKS else KEEP), DIRECTION
    if kind & TATWEEL:
        # «1445 هـ» is written with a tatweel that belongs there; so is a line of tatweels
        inside = at > begin and kinds[codes[at - 1]] & (LETTER | MARK | TATWEEL) and ahead & (LETTER | MARK | TATWEEL)
        return (NOTHING if inside else KEEP), TATWEELS
    if kind & HALF:
        behind = kinds[codes[at - 1]] if at > begin else NEWLINE
        stray = behind & (SPACE | NEWLINE | HALF) or ahead & (SPACE | NEWLINE)
        return (NOTHING if persian and lost and stray else KEEP), STRAY
    if kind & SUBSTITUTE and persian:
        return np.int64(substitutes[code]), LETTERS
    return KEEP, LETTERS


@compiled
def _plain(codes, at, limit, end, join, kinds, blank, line_start, stopped, filled):
    """Pass over letters and single spaces, which stay as they are; `join`: a space that is looked at."""
    while at < limit:
        here = kinds[codes[at]]
        if here & _LOOKED_AT:
            if here != SPACE or blank or at == join or at + 1 == end:
                break
            if kinds[codes[at + 1]] & (SPACE | ODD_SPACE | NEWLINE):
                break
            blank = True
        else:
            blank, line_start, filled = False, False, True
            stopped = (here & ENDS) != 0
        at += 1
    return at, blank, line_start, stopped, filled


@compiled
def edits(codes, starts, kinds, substitutes, persian, spelled, lost, into, instead, wrapped, spans, gone, gone_kinds):
    """Return the edits of a batch in order: `at length code kind record`, a row an edit; code NOTHING takes away.

    lost: records that use no half-space: in the others marks and half-spaces that are not seen stay.
    into, instead: where half-spaces go in, and which separators become one. wrapped: line breaks that are none.
    spans: Arabic sentences, whose letters stay. gone: (begin, end) of what is left out, with its kinds.
    """
    room = len(codes) + 2 * len(into) + 4 * len(starts) + 16
    at_, length, code = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    kind, of = np.empty(room, np.int8), np.empty(room, np.int32)
    n, i, j, w, s, g = 0, 0, 0, 0, 0, 0
    for record in range(len(starts) - 1):
        begin, end = starts[record], starts[record + 1]
        if not spelled[record]:
            while w < len(wrapped) and wrapped[w] < begin:
                w += 1
            while w < len(wrapped) and wrapped[w] < end:
                at_[n], length[n], code[n], kind[n], of[n] = wrapped[w], 1, BLANK, WRAP, record
                n, w = n + 1, w + 1
            continue
        blank, line_start, first_line, stopped, filled = True, True, True, False, False
        at = begin
        while at < end:
            # a bullet in front may have run into what is left out: «🔹 🔹 » before a line «@channel»
            while g < len(gone) and gone[g, 1] <= at:
                g += 1
            if g < len(gone) and gone[g, 0] <= at:
                at_[n], length[n], code[n], kind[n], of[n] = at, gone[g, 1] - at, NOTHING, gone_kinds[g], record
                n, at, g = n + 1, gone[g, 1], g + 1
                continue
            while j < len(instead) and instead[j] < at:
                j += 1
            limit = min(end, into[i]) if i < len(into) else end
            limit = min(limit, gone[g, 0]) if g < len(gone) else limit
            at, blank, line_start, stopped, filled = _plain(
                codes,
                at,
                limit,
                end,
                instead[j] if j < len(instead) else end,
                kinds,
                blank,
                line_start,
                stopped,
                filled,
            )
            if at == end:
                break
            if g < len(gone) and gone[g, 0] == at:
                continue
            here = kinds[codes[at]]
            if i < len(into) and into[i] <= at:
                if into[i] == at:
                    at_[n], length[n], code[n], kind[n], of[n] = at, 0, ZWNJ, HALF_SPACE, record
                    n += 1
                while i < len(into) and into[i] <= at:
                    i += 1
                continue
            while j < len(instead) and instead[j] < at:
                j += 1
            while w < len(wrapped) and wrapped[w] < at:
                w += 1
            while s < len(spans) and spans[s, 1] <= at:
                s += 1
            if here & BULLET:
                if line_start or stopped:
                    n, at = _bullet(
                        codes, at, begin, end, kinds, first_line and line_start, line_start, blank,
                        at_, length, code, kind, of, n, record,
                    )  # fmt: skip
                    blank, line_start, stopped = True, False, False
                else:
                    blank, at = False, at + 1
                continue
            if j < len(instead) and instead[j] == at:
                new, why = np.int64(ZWNJ), HALF_SPACE
            else:
                wrap = w < len(wrapped) and (wrapped[w] == at or wrapped[w] == at + 1)
                if here & NEWLINE:
                    wrap = w < len(wrapped) and wrapped[w] == at
                ours = persian[record] and not (s < len(spans) and spans[s, 0] <= at)
                new, why = _one(codes, at, begin, end, kinds, substitutes, blank, wrap, ours, lost[record])
            if new != KEEP:
                at_[n], length[n], code[n], kind[n], of[n] = at, 1, new, why, record
                n += 1
            if here & NEWLINE and new == KEEP:
                blank, line_start, stopped = True, True, False
                first_line = first_line and not filled
            elif here & (SPACE | ODD_SPACE | NEWLINE):
                blank = True
            elif not here & (HIDDEN | HALF | TATWEEL):
                blank, line_start, stopped, filled = False, False, (here & ENDS) != 0, True
            at += 1
    return at_[:n], length[:n], code[:n], kind[:n], of[:n]


@compiled
def _bullet(
    codes, at, begin, end, kinds, title, line_start, blank, at_, length, code, kind, of, n, record
):  # fmt: skip
    """Edit a bullet and the bullets behind it: gone from the title, else «• » on a line of its own."""
    after = at
    while after < end and (kinds[codes[after]] & (BULLET | SPACE | ODD_SPACE | HIDDEN) or codes[after] == SELECTOR):
        after += 1
    if not line_start:
        at_[n], length[n], code[n], kind[n], of[n] = at, 0, BREAK, BULLETS, record
        n += 1
    if title:
        at_[n], length[n], code[n], kind[n], of[n] = at, after - at, NOTHING, BULLETS, record
        return n + 1, after
    at_[n], length[n], code[n], kind[n], of[n] = at, after - at, ROUND_BULLET, BULLETS, record
    at_[n + 1], length[n + 1], code[n + 1], kind[n + 1], of[n + 1] = after, 0, BLANK, BULLETS, record
    return n + 2, after


@compiled
def write(codes, starts, at, length, code, kind, of, changed):
    """Return the edited codes of the changed records, where each begins, and the rows of their repairs.

    changed: the records with an edit, in order. rows: `record start end readable_start readable_end kind`, offsets
    within the record; edits that touch and have one kind are one row, and so are letters of one stretch of text.
    """
    room = len(at)
    for record in changed:
        room += starts[record + 1] - starts[record]
    out, begins = np.empty(room, dtype=np.uint32), np.zeros(len(changed) + 1, dtype=np.int64)
    rows = np.empty((len(at), 6), dtype=np.int64)
    n, row, e = 0, 0, 0
    for number in range(len(changed)):
        record = changed[number]
        place, base = starts[record], n
        first_row = row
        while e < len(at) and of[e] == record:
            while place < at[e]:
                out[n] = codes[place]
                n, place = n + 1, place + 1
            start, begin = at[e] - starts[record], n - base
            if code[e] >= 0:
                out[n] = code[e]
                n += 1
            place = at[e] + length[e]
            end, stop = place - starts[record], n - base
            same = row > first_row and rows[row - 1, 5] == kind[e]
            if same and rows[row - 1, 2] == start and rows[row - 1, 4] == begin:
                rows[row - 1, 2], rows[row - 1, 4] = end, stop
            elif same and kind[e] == LETTERS and start - rows[row - 1, 2] < 120:
                rows[row - 1, 2], rows[row - 1, 4] = end, stop
            else:
                rows[row, 0], rows[row, 1], rows[row, 2] = number, start, end
                rows[row, 3], rows[row, 4], rows[row, 5] = begin, stop, kind[e]
                row += 1
            e += 1
        while place < starts[record + 1]:
            out[n] = codes[place]
            n, place = n + 1, place + 1
        begins[number + 1] = n
    return out[:n], begins, rows[:row]
