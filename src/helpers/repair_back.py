"""Rows found in texts put in order come in, the same rows with their places in the evidence go out.

Must not know why a letter stands where it does; a place that is torn is told, never lost without a word.
"""

from itertools import chain

import numpy as np
import pandas as pd

from helpers.code_points import code_points, column
from helpers.compiled import compiled

# Places inside a row of events: who takes part is read from where the names stand around them.
_INNER = (("trigger_start", "trigger_end"), ("clause_start", "clause_end"))
# How a warning begins that something found has no one place in the evidence.
LEFT_OUT = "left out"
_SPACES = np.array([code for code in range(0x3001) if chr(code).isspace()], dtype=np.uint32)


def to_evidence(found: pd.DataFrame, texts: pd.DataFrame, ordered: dict) -> pd.DataFrame:
    """Return rows found in texts put in order (`doc_id start end`) with their places in the evidence.

    texts: `doc_id text`; ordered: by `doc_id`, the texts put in order, letter i from `origin[i]` of the evidence. A
    place that is torn in the evidence keeps its longest piece; the others are its `fragments` (`start-end`, joined by
    `; `). Rows without that column are left out then: a day or an event of two pieces has no one place.
    """
    if not ordered or found.empty:
        return found
    docs = list(ordered)
    of = pd.Index(docs).get_indexer(found["doc_id"])
    at = np.flatnonzero(of >= 0)
    if not len(at):
        return found
    evidence = texts.set_index("doc_id")["text"].reindex(docs).tolist()
    codes, begins = code_points(column(evidence))
    origins = [np.asarray(ordered[doc].origin, dtype=np.int64) for doc in docs]
    sizes = np.array([len(each) for each in origins], dtype=np.int64)
    origin, bases = np.concatenate(origins), np.cumsum(sizes) - sizes
    pairs = [("start", "end"), *(each for each in _INNER if each[0] in found)]
    cells = {name: found[name].to_numpy(dtype=np.int64, copy=True) for name in chain.from_iterable(pairs)}
    own, first, count = of[at], {}, {}
    for start, end in pairs:
        # the clause of a title without a stop ends one behind the text
        ends = np.minimum(cells[end][at], sizes[own])
        spans = np.column_stack([own, np.minimum(cells[start][at], ends), ends])
        first[start], count[start], found_pieces = _pieces(codes, begins, origin, bases, spans, _SPACES)
        if start == "start":
            pieces, best = found_pieces, _longest(found_pieces, first[start], count[start])
            cells[start][at], cells[end][at] = pieces[best, 0], pieces[best, 1]
            continue
        some = count[start] > 0
        low, high = first[start][some], first[start][some] + count[start][some] - 1
        cells[start][at[some]], cells[end][at[some]] = found_pieces[low, 0], found_pieces[high, 1]
    out = found.assign(**{name: pd.Series(each, found.index).astype(found[name].dtype) for name, each in cells.items()})
    if "surface" in found:
        surfaces = found["surface"].tolist()
        for row, doc, start, end in zip(
            at.tolist(), own.tolist(), cells["start"][at].tolist(), cells["end"][at].tolist(), strict=True
        ):
            surfaces[row] = evidence[doc][start:end]
        out["surface"] = pd.Series(surfaces, found.index).astype(found["surface"].dtype)
    torn = np.zeros(len(found), dtype=bool)
    torn[at] = count["start"] > 1
    if "fragments" not in out:
        return out[~torn].reset_index(drop=True)
    fragments = found["fragments"].tolist()
    for number in np.flatnonzero(count["start"] > 1).tolist():
        own_pieces = range(first["start"][number], first["start"][number] + count["start"][number])
        others = [pieces[each] for each in own_pieces if each != best[number]]
        fragments[at[number]] = "; ".join(f"{a}-{b}" for a, b in others)
    return out.assign(fragments=pd.Series(fragments, found.index).astype(found["fragments"].dtype))


def _longest(pieces: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The row of the longest piece of each place, the first of several."""
    best = first.copy()
    size = pieces[:, 1] - pieces[:, 0]
    for number in np.flatnonzero(count > 1).tolist():
        low = first[number]
        best[number] = low + int(np.argmax(size[low : low + count[number]]))
    return best


@compiled
def _pieces(codes, begins, origin, bases, spans, spaces):
    """The pieces of the evidence that the letters of each span came from: where its first piece is, how many, pieces.

    spans: record, start, end in the text put in order. Blanks at the ends of a piece or between two do not count.
    """
    most = 0
    for span in range(len(spans)):
        most += spans[span, 2] - spans[span, 1]
    pieces = np.empty((most + 1, 2), dtype=np.int64)
    first, count = np.empty(len(spans), dtype=np.int64), np.zeros(len(spans), dtype=np.int64)
    n = 0
    for span in range(len(spans)):
        record = spans[span, 0]
        base, text = bases[record], begins[record]
        letters = np.sort(origin[base + spans[span, 1] : base + spans[span, 2]])
        first[span] = n
        last = -1
        for at in letters:
            if at == last or _blank(codes[text + at], spaces):
                continue
            whole = n > first[span]
            if whole:
                for between in range(pieces[n - 1, 1], at):
                    if not _blank(codes[text + between], spaces):
                        whole = False
                        break
            if whole:
                pieces[n - 1, 1] = at + 1
            else:
                pieces[n, 0], pieces[n, 1] = at, at + 1
                n += 1
            last = at
        count[span] = n - first[span]
    return first, count, pieces[:n]


@compiled
def _blank(code, spaces):
    if code > 0x3000:
        return False
    place = np.searchsorted(spaces, code)
    return place < len(spaces) and spaces[place] == code


def torn(found: pd.DataFrame, placed: pd.DataFrame, what: str) -> dict[str, str]:
    """Return, by `doc_id`, how many rows of `found` have no place in the evidence and are not among `placed`.

    They stand in a line that was put in order, in pieces: no row, but never lost without a word.
    """
    gone = found["doc_id"].value_counts().sub(placed["doc_id"].value_counts(), fill_value=0).astype("int64")
    gone = gone[gone > 0].sort_index()
    return {doc: f"{LEFT_OUT} {what} torn over a line that was put in order ({n})" for doc, n in gone.items()}


def told(torn: list[dict[str, str]]) -> dict[str, str]:
    """Return what several `torn` say of each record in one text."""
    docs = dict.fromkeys(doc for each in torn for doc in each)
    return {doc: "; ".join(each[doc] for each in torn if doc in each) for doc in docs}
