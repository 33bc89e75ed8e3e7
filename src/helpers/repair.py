"""Texts for reading: a batch of records comes in, `readable` and the rows that map it to the evidence go out.

Must not know files, names or dates; evidence is never changed, and what is not sure stays as it stands.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import (
    repair_back,
    repair_edits,
    repair_lines,
    repair_loops,
    repair_posts,
    repair_records,
    repair_runs,
    repair_scan,
    repair_words,
)
from helpers.code_points import code_points, column, encoded
from helpers.repair_map import BACKWARDS

# Kinds by the number that the loops give them, with how sure they are.
_OWN = ("", "half_space", "letters", "tatweel", "direction_marks", "spaces", "hard_wrap", "bullet",
        "stray_half_space", repair_posts.SIGNATURE, repair_posts.DOUBLED)  # fmt: skip
_SURE = (1.0, 0.97, 0.98, 0.99, 1.0, 1.0, 0.95, 0.98, 1.0, 0.95, 0.95)
CONFIDENCE = dict(zip(_OWN[1:], _SURE[1:], strict=True)) | repair_lines.CONFIDENCE
KINDS = tuple(CONFIDENCE)
_KINDS = ("", *KINDS)
_TURNS = np.array([kind in BACKWARDS for kind in _KINDS])
PERSIAN = ("fa", "prs")
_SPELLED = (*PERSIAN, "ar")
# What moves letters: names and dates are looked for in the text that these rules put in order.
ORDER = frozenset(repair_lines.CONFIDENCE)


@dataclass
class _Batch:
    """The readable forms of a batch, the rows of its repairs, and what the loops saw in each record."""

    readable: pa.LargeStringArray
    rows: np.ndarray  # record start end readable_start readable_end kind
    flags: np.ndarray


@dataclass(frozen=True)
class Readable:
    """Texts for reading. `texts`: `doc_id text readable`; `repairs`: columns of the table; `ordered`: by doc_id, the

    texts of which lines were put in order, each letter with its place in the evidence; `doubtful`: doc_id -> warning.
    """

    texts: pd.DataFrame
    repairs: pd.DataFrame
    ordered: dict[str, repair_lines.InOrder] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)


def read(records: pd.DataFrame) -> Readable:
    """Return a batch of records (`doc_id text language`) for reading.

    Persian and Dari get their half-spaces, their yeh and kaf; these and Arabic also what a PDF or a channel did to
    them; in every language hard-wrapped lines run on. Offsets are code points; outside the rows of `repairs` a text and
    its readable form are equal.
    """
    texts, languages = column(records["text"]), records["language"].tolist()
    batch = _edited(texts, languages)
    readable, rows = batch.readable, batch.rows
    moved, doubtful = _in_order(texts, batch.flags)
    if moved:
        numbers = list(moved)
        again = _edited(column([moved[n].text for n in numbers]), [languages[n] for n in numbers])
        readable = _put_in(readable, np.array(numbers), again.readable)
        letters = np.stack([pc.utf8_length(each.take(pa.array(numbers))) for each in (texts, readable)], axis=1)
        rows, bounds = [rows[~np.isin(rows[:, 0], numbers)]], np.searchsorted(again.rows[:, 0], range(len(numbers) + 1))
        for place, number in enumerate(numbers):
            own = again.rows[bounds[place] : bounds[place + 1]]
            more = _through(letters[place, 0], moved[number], letters[place, 1], own)
            rows.append(np.column_stack([np.full(len(more), number), more]))
        rows = np.concatenate(rows)
    docs = records["doc_id"].tolist()
    return Readable(
        records[["doc_id", "text"]].assign(readable=_text(readable)),
        _told(rows, records["doc_id"]),
        {docs[number]: one for number, one in moved.items()},
        {docs[number]: repair_lines.DOUBTFUL for number in doubtful},
    )


def _put_in(texts: pa.LargeStringArray, numbers: np.ndarray, new: pa.LargeStringArray) -> pa.LargeStringArray:
    """The texts, of which those with some numbers, in order, are others."""
    mask = np.zeros(len(texts), dtype=np.bool_)
    mask[numbers] = True
    return pc.replace_with_mask(texts, pa.array(mask), new)


def _told(rows: np.ndarray, docs: pd.Series) -> pd.DataFrame:
    """The table of repairs: numbers with the ids of their records, as columns of Arrow, which are taken whole."""
    kinds = pa.array(_KINDS, pa.large_string()).take(pa.array(rows[:, 5]))
    ids = column(docs).take(pa.array(rows[:, 0]))
    return pd.DataFrame(
        {
            "doc_id": _text(ids),
            **{name: rows[:, at] for at, name in enumerate(("start", "end", "readable_start", "readable_end"), 1)},
            "kind": _text(kinds),
            "confidence": np.array([1.0, *CONFIDENCE.values()])[rows[:, 5]],
        }
    )


def _text(column: pa.Array) -> pd.api.extensions.ExtensionArray:
    return pd.array(column, dtype="str")


def readable(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (`doc_id text readable`, `repairs`) of a batch of records: what is stored of `read`."""
    done = read(records)
    return done.texts, done.repairs


def stored(shown: Readable, torn: dict[str, str] | None = None) -> pd.DataFrame:
    """Return `doc_id readable doubtful` of the records whose readable form is not their text, or that look wrong.

    torn: what `torn` says of a record, told beside what looks wrong.
    """
    told = dict(shown.doubtful)
    for doc, what in (torn or {}).items():
        told[doc] = f"{told[doc]}; {what}" if doc in told else what
    texts = shown.texts.assign(doubtful=shown.texts["doc_id"].map(told).astype("str"))
    kept = (texts["readable"] != texts["text"]) | texts["doubtful"].notna()
    return texts.loc[kept, ["doc_id", "readable", "doubtful"]].reset_index(drop=True)


def read_order(records: pd.DataFrame) -> Readable:
    """Return what `in_order` and `to_evidence` need of a batch of records, without the other repairs."""
    texts, languages = column(records["text"]), records["language"].tolist()
    codes, starts = code_points(texts)
    spelled = np.array([each in _SPELLED for each in languages], dtype=bool)
    wrapped = np.zeros(0, dtype=np.int64)
    flags = _words(codes, starts, wrapped, spelled)[-1]
    docs = records["doc_id"].tolist()
    moved, _ = _in_order(texts, flags)
    return Readable(records, pd.DataFrame(), {docs[number]: one for number, one in moved.items()})


def in_order(records: pd.DataFrame, shown: Readable) -> pd.DataFrame:
    """Return the records with the texts whose lines had to be put in order as they are read, for finding in them."""
    if not shown.ordered:
        return records
    own = zip(records["doc_id"], records["text"], strict=True)
    texts = [shown.ordered[doc].text if doc in shown.ordered else text for doc, text in own]
    return records.assign(text=pd.Series(texts, index=records.index, dtype="str"))


def to_evidence(found: pd.DataFrame, shown: Readable) -> pd.DataFrame:
    """Return rows found in `in_order` texts (`doc_id start end`) with their places in the evidence: `repair_back`."""
    return repair_back.to_evidence(found, shown.texts, shown.ordered)


def _edited(texts: pa.LargeStringArray, languages: list[str]) -> _Batch:
    codes, starts = code_points(texts)
    persian = np.array([each in PERSIAN for each in languages], dtype=bool)
    spelled = np.array([each in _SPELLED for each in languages], dtype=bool)
    kinds, _, instead_of = repair_words.letters()
    wrapped = repair_scan.wraps(codes, starts, kinds)
    into, instead, arabic, flags, none = _half_spaces(codes, starts, wrapped, persian, spelled)
    gone, gone_kinds = _gone(texts, spelled, codes, starts)
    at, length, code, kind, of = repair_edits.edits(
        codes, starts, kinds, instead_of, persian, spelled, none, into, instead, wrapped, arabic, gone, gone_kinds
    )
    changed = np.unique(of)
    out, begins, rows = repair_edits.write(codes, starts, at, length, code, kind, of, changed)
    rows[:, 0] = changed[rows[:, 0]]
    return _Batch(_put_in(texts, changed, encoded(out, begins)), rows, flags)


def _words(codes, starts, wrapped, spelled):
    """The columns of `repair_loops.words`, what the table knows of each word, Arabic sentences, flags of records."""
    kinds, folded, _ = repair_words.letters()
    found = repair_loops.words(codes, starts, kinds, folded, wrapped, spelled)
    *columns, flags = found
    first, after, hashes, _, told, of = columns
    known = repair_loops.flags_of(hashes, repair_words.table())
    backwards = np.zeros((len(starts) - 1, 2), dtype=np.int64)
    arabic = repair_loops.arabic(known, first, after, told, of, backwards)
    turned = (backwards[:, 0] > 1) & (backwards[:, 0] > backwards[:, 1] * 0.02)
    return columns, known, arabic, flags | np.where(turned, repair_loops.HAS_BACKWARDS, 0).astype(np.uint8)


def _half_spaces(codes, starts, wrapped, persian, spelled):
    """(where half-spaces go in, which separators become one, Arabic sentences; flags, no half-space: of records)."""
    kinds, folded, _ = repair_words.letters()
    table, powers = repair_words.table(), repair_words.powers()
    columns, known, arabic, flags = _words(codes, starts, wrapped, spelled)
    first, after, hashes, size, told, of = columns
    told |= np.where(persian[of], 0, repair_loops.SKIPPED).astype(np.uint8)
    mask = repair_loops.cuts(codes, kinds, folded, first, after, hashes, size, told, known, table, powers)
    repair_loops.beside(hashes, size, told, mask, known, table)
    join = repair_loops.joined(hashes, size, told, known, table, powers)
    mask, join, none = repair_records.lost(codes, kinds, first, after, of, mask, join, len(starts) - 1)
    into, instead = repair_loops.half_spaces(codes, kinds, first, after, told, mask, join, arabic)
    return into, instead, arabic, flags, none


def _gone(
    texts: pa.LargeStringArray, spelled: np.ndarray, codes: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What is left out of the readable form, in order: a title said twice, the signature of a channel."""
    places, kinds = [], []
    echo = spelled & repair_scan.echoes(codes, starts, repair_posts.blanks())
    tail = spelled & repair_scan.tails(codes, starts, *repair_posts.hints(), repair_posts.TAIL)
    for number in np.flatnonzero(echo | tail).tolist():
        text = texts[number].as_py()
        for find, kind, asked in ((repair_posts.doubled, 10, echo), (repair_posts.signature, 9, tail)):
            if asked[number] and (place := find(text)) and place[0] < place[1]:
                if places and kinds[-1] == 10 and places[-1][1] > starts[number] + place[0]:
                    continue
                places.append((starts[number] + place[0], starts[number] + place[1]))
                kinds.append(kind)
    return np.array(places, dtype=np.int64).reshape(-1, 2), np.array(kinds, dtype=np.int64)


def _in_order(texts: pa.LargeStringArray, flags: np.ndarray):
    """The records whose lines had to be put in order, by number, and those in which a line looks wrong."""
    moved, doubtful = {}, []
    for number in np.flatnonzero(flags).tolist():
        text = texts[number].as_py()
        if not repair_lines.looks_wrong(text, int(flags[number])):
            continue
        one = repair_lines.ordered(text)
        if one.doubtful:
            doubtful.append(number)
        if one.reasons.any():
            moved[number] = one
    return moved, doubtful


def _through(letters: int, base: repair_lines.InOrder, size: int, rows: np.ndarray) -> np.ndarray:
    """The rows from a text to its readable form, where `base` stands between them and `rows` lead from it to that."""
    reasons = np.where(base.reasons > 0, base.reasons + (len(_OWN) - 1), 0)
    moved, backwards = _KINDS.index("line_order"), _KINDS.index("visual_order")
    return repair_runs.rows(base.origin, reasons, rows, size, letters, _TURNS, moved, backwards)
