"""Texts for reading: a batch of records comes in, `readable` and the rows that map it to the evidence go out.

Must not know files, names or dates; evidence is never changed, and what is not sure stays as it stands.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import repair_edits, repair_loops, repair_words

KINDS = (
    "", "half_space", "letters", "tatweel", "direction_marks", "spaces", "hard_wrap", "bullet", "stray_half_space",
)  # fmt: skip
_PERSIAN = ("fa", "prs")
_READ = (*_PERSIAN, "ar")
COLUMNS = {
    "doc_id": "str", "start": "int64", "end": "int64", "readable_start": "int64", "readable_end": "int64",
    "kind": "str", "confidence": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Edited:
    """The edited texts of a batch, by record number, and the rows of their repairs."""

    texts: dict[int, str]
    rows: np.ndarray  # record start end readable_start readable_end kind


def edited(texts: list[str], languages: list[str]) -> Edited:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in texts], out=starts[1:])
    persian = np.array([each in _PERSIAN for each in languages], dtype=bool)
    spelled = np.array([each in _READ for each in languages], dtype=bool)
    kinds, folded, instead_of = repair_words.letters()
    table, powers = repair_words.table(), repair_words.powers()
    wrapped = repair_loops.wraps(codes, starts, kinds)
    first, after, hashes, size, told, of, flags = repair_loops.words(codes, starts, kinds, folded, wrapped, spelled)
    backwards = np.zeros((len(texts), 2), dtype=np.int64)
    spans = repair_loops.arabic(hashes, first, after, told, of, table, starts, backwards)
    told |= np.where(persian[of], 0, repair_loops.SKIPPED).astype(np.uint8)
    mask = repair_loops.cuts(codes, kinds, folded, first, after, hashes, size, told, table, powers)
    repair_loops.beside(hashes, size, told, mask, table, powers)
    join = repair_loops.joined(hashes, size, told, mask, table, powers)
    into, instead = repair_loops.half_spaces(codes, kinds, first, after, told, mask, join, spans)
    gone, gone_kinds = np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
    at, length, code, kind, of = repair_edits.edits(
        codes, starts, kinds, instead_of, persian, into, instead, wrapped, spans, gone, gone_kinds
    )
    changed = np.unique(of)
    out, begins, rows = repair_edits.write(codes, starts, at, length, code, kind, of, changed)
    whole = out.tobytes().decode("utf-32-le", "surrogatepass")
    places = begins.tolist()
    new = {record: whole[places[n] : places[n + 1]] for n, record in enumerate(changed.tolist())}
    rows[:, 0] = changed[rows[:, 0]]
    return Edited(new, rows)


def readable(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = records["text"].tolist()
    done = edited(texts, records["language"].tolist())
    out = [done.texts.get(n, text) for n, text in enumerate(texts)]
    return pd.DataFrame({"doc_id": records["doc_id"], "text": texts, "readable": out}), pd.DataFrame()
