"""Rows of `repairs` and places in a text come in, the same places in its readable form go out, and back.

Must not know why a text was repaired. Outside the rows both texts are equal, moved by what rows before took or gave.
"""

import numpy as np
import pandas as pd

# Kinds of which letters stand backwards in the evidence.
BACKWARDS = ("visual_order", "digits_reversed")
COLUMNS = {
    "doc_id": "str", "start": "int64", "end": "int64", "readable_start": "int64", "readable_end": "int64",
    "kind": "str", "confidence": "float64",
}  # fmt: skip
_THERE = ("start", "end", "readable_start", "readable_end")
_BACK = ("readable_start", "readable_end", "start", "end")


def to_readable(rows: pd.DataFrame, start: int, end: int) -> list[tuple[int, int]]:
    """Return where `text[start:end]` of one record stands in its readable form, in the order of reading.

    rows: the repairs of that record. Several places when a line was put in order; none when all of it was left out.
    """
    return _mapped(rows, start, end, _THERE)


def to_text(rows: pd.DataFrame, start: int, end: int) -> list[tuple[int, int]]:
    """Return where `readable[start:end]` of one record stands in the evidence: `to_readable` the other way."""
    return _mapped(rows, start, end, _BACK)


def _mapped(rows: pd.DataFrame, start: int, end: int, names: tuple[str, ...]) -> list[tuple[int, int]]:
    rows = rows.sort_values([names[0], names[1]], kind="stable")
    begins, ends, into, until = (rows[name].to_numpy() for name in names)
    backwards = rows["kind"].isin(BACKWARDS).to_numpy()
    moved = np.concatenate([[0], np.cumsum((until - into) - (ends - begins))])
    at, pieces = start, []
    for row in range(int(np.searchsorted(ends, start, side="right")), len(rows) + 1):
        # a row that ends where the place begins lies before it, unless it is an insertion inside the place
        stop = min(end, begins[row]) if row < len(rows) else end
        if at < stop:
            pieces.append((at + moved[row], stop + moved[row]))
        if row == len(rows) or begins[row] >= end:
            break
        if ends[row] > begins[row] or begins[row] > start:
            pieces.append(
                _inside(max(start, begins[row]), min(end, ends[row]), row, begins, ends, into, until, backwards)
            )
        at = max(at, ends[row])
    return _together([(int(a), int(b)) for a, b in pieces if a < b])


def _inside(at, stop, row, begins, ends, into, until, backwards) -> tuple[int, int]:
    """A part of a row: letter by letter where both sides are equally long, else the whole."""
    if ends[row] - begins[row] != until[row] - into[row]:
        return into[row], until[row]
    if backwards[row]:
        return until[row] - (stop - begins[row]), until[row] - (at - begins[row])
    return into[row] + at - begins[row], into[row] + stop - begins[row]


def _together(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for begin, end in sorted(pieces):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out


def spans(repairs: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return `places` (`doc_id start end`) with `readable_start readable_end`: the shown span of each, same index.

    Where a place is in pieces, from the first to the last. A place of which nothing is shown is empty: both equal.
    Most places touch no repair: they are moved in columns; the others are looked at one by one.
    """
    out = places.assign(readable_start=places["start"], readable_end=places["end"])
    own = repairs[repairs["doc_id"].isin(places["doc_id"])]
    groups = dict(list(own.groupby("doc_id", sort=False)))
    shown = out[["readable_start", "readable_end"]].to_numpy(copy=True)
    for doc, rows in places.reset_index(drop=True).groupby("doc_id", sort=False):
        if doc not in groups:
            continue
        mine = groups[doc].sort_values(["start", "end"], kind="stable")
        begins, ends = mine["start"].to_numpy(), mine["end"].to_numpy()
        moved = np.concatenate([[0], np.cumsum(mine["readable_end"] - mine["readable_start"] - (ends - begins))])
        start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
        first, after = np.searchsorted(ends, start, side="right"), np.searchsorted(begins, end, side="left")
        shown[rows.index] += moved[first][:, None]
        for place in np.flatnonzero(first < after):
            pieces = to_readable(mine, int(start[place]), int(end[place]))
            where = int(start[place] + moved[first[place]])
            shown[rows.index[place]] = (pieces[0][0], pieces[-1][1]) if pieces else (where, where)
    return out.assign(readable_start=shown[:, 0], readable_end=shown[:, 1])
