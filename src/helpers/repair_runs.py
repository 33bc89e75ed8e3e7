"""What two steps of repair did to a text comes in, the rows that lead from the evidence to the readable form go out.

Must not know a letter or a rule by name: why a letter stands where it does is a number.
"""

import numpy as np

from helpers.compiled import compiled


@compiled
def _joined(origin, reasons, rows, size, letters):
    """Where each letter of the readable form comes from (-1: put in), and why, through both steps.

    rows: `record start end readable_start readable_end kind`, from the text put in order to the readable form.
    """
    came, why = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64)
    taken, place = np.zeros(letters, dtype=np.int64), np.zeros(letters, dtype=np.int64)
    at, here = 0, 0
    for row in range(len(rows) + 1):
        last = row == len(rows)
        start, end = (len(origin), len(origin)) if last else (rows[row, 1], rows[row, 2])
        begin, stop = (size, size) if last else (rows[row, 3], rows[row, 4])
        for letter in range(begin - here):
            came[here + letter], why[here + letter] = origin[at + letter], reasons[at + letter]
        for letter in range(start, end):
            if end - start == stop - begin:
                came[begin + letter - start] = origin[letter]
            else:
                taken[origin[letter]], place[origin[letter]] = rows[row, 5], begin
        for letter in range(begin, stop):
            why[letter] = rows[row, 5]
        at, here = end, stop
    return came, why, taken, place


@compiled
def _runs(came, why, turns):
    """Rows of letters that belong together: they come from neighbours in the text for one reason.

    turns: which reasons turn letters around. A row is `start end begin stop reason step joined`.
    """
    rows = np.zeros((len(came) + 1, 7), dtype=np.int64)
    n, last, beside = 0, 0, 0
    for at in range(len(came)):
        here, reason = came[at], why[at]
        place = beside if here < 0 else here
        known = n > 0
        row = rows[max(n - 1, 0)]
        new = False
        if reason and known and here >= 0 and here == last - 1 and row[3] == at:
            # a lam-alef ligature is one letter in the evidence and two here
            if row[1] - row[0] > 1:
                row[1 if row[6] > 0 else 0] += 1 if row[6] < 0 else -1
                row[3] -= 1
                rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3] = here, here + 1, at - 1, at + 1
                rows[n, 4], rows[n, 5], rows[n, 6] = 0, reason, 9
                n += 1
            else:
                row[3], row[6] = at + 1, 9
        elif reason and known and row[5] == reason and row[3] == at:
            step = -1 if turns[reason] and here == row[0] - 1 else 1
            if here < 0 and row[6] == 0:
                row[3] = at + 1
            elif (
                here >= 0
                and (row[6] == step or row[6] == 0)
                and row[1] > row[0]
                and (here == (row[1] if step > 0 else row[0] - 1))
            ):
                row[0], row[1], row[3], row[6] = min(row[0], here), max(row[1], here + 1), at + 1, step
            else:
                new = True
        elif reason:
            new = True
        if new:
            rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3] = place, place + (here >= 0), at, at + 1
            rows[n, 4], rows[n, 5], rows[n, 6] = 0, reason, 0
            n += 1
        if here >= 0:
            # What is put in behind a letter that was turned stands before it in the evidence.
            last, beside = here + 1, here + (0 if turns[reason] else 1)
    return rows[:n]


@compiled
def _left_out(came, taken, place, moved):
    """Rows `start end begin stop reason` of the letters of the evidence that the readable form does not show."""
    size = len(taken)
    where = np.full(size + 1, -1, dtype=np.int64)
    for at in range(len(came)):
        if came[at] >= 0:
            where[came[at]] = at
    rows = np.zeros((size + 1, 5), dtype=np.int64)
    n = 0
    for at in range(size):
        if where[at] >= 0:
            continue
        before = 0
        if at and where[at - 1] >= 0:
            before = where[at - 1] + 1
        elif at and n:
            before = rows[n - 1, 2]
        reason, here = (taken[at], place[at]) if taken[at] else (moved, before)
        if n and rows[n - 1, 1] == at and rows[n - 1, 4] == reason and rows[n - 1, 2] == here:
            rows[n - 1, 1] = at + 1
        else:
            rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3], rows[n, 4] = at, at + 1, here, here, reason
            n += 1
    return rows[:n]


def rows(origin, reasons, own, size: int, letters: int, turns: np.ndarray, moved: int, backwards: int) -> np.ndarray:
    """Return the rows `start end readable_start readable_end kind` from the evidence to a readable form, in order.

    origin, reasons: from where in the evidence, of `letters`, each letter of the text put in order comes, and why. own:
    the rows from that text to the readable form of `size` letters. turns: which kinds turn letters around; moved,
    backwards: the kinds of a piece that was moved and of one that was turned.
    """
    came, why, taken, place = _joined(origin, reasons, own, size, letters)
    found = _runs(came, why, turns)
    # a number in a line that was turned keeps its direction
    straight = (found[:, 1] - found[:, 0] > 1) & (found[:, 5] == backwards) & (found[:, 6] > 0)
    found[straight, 5] = moved
    told = np.concatenate([found[:, (0, 1, 2, 3, 5)], _left_out(came, taken, place, moved)])
    return told[np.lexsort(told[:, 3::-1].T)]
