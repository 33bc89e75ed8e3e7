"""What happened, as texts tell it: records come in, a row a happening told goes out (`find`).

Follows from the text alone: who takes part and on which day is for the link step. Knows no word (`tables/event_*.csv`),
no actor, no file.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers import event_codes, event_cues, event_hits, event_parts, event_rules
from helpers.compiled import compiled, inner

COLUMNS = {
    "doc_id": "str", "start": "int64", "end": "int64", "trigger_start": "int64", "trigger_end": "int64",
    "trigger": "str", "clause_start": "int64", "clause_end": "int64", "type": "str", "status": "str", "rule": "str",
    "person": "int64", "quoted": "bool", "title": "bool", "anaphoric": "bool", "passive": "bool", "cues": "str",
    "topics": "str",
}  # fmt: skip
# Texts are read so many letters at a time that their columns stay in the processor's cache.
_BATCH = 100_000
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def find(records: pd.DataFrame) -> pd.DataFrame:
    """Return the happenings that a batch of records tells, a row each, in order of record and place.

    records: `doc_id text language`. Out: `doc_id`, `start end` of the sentence, `trigger_start trigger_end trigger` of
    the word that tells it, `clause_start clause_end` where its participants stand, `type` (`tables/event_types.csv`),
    `status` (held planned proposed past), `rule`, `person` (1 means «we»), `quoted` (told in somebody's speech),
    `title` (told by the title), `anaphoric` («این نشست»), `passive`, `cues` (`role@place`, what each part of the clause
    is), `topics`. A row `attendance` says who else was there; a row `statement` that somebody spoke.
    """
    texts = records["text"].tolist()
    arabic = (records["language"] == "ar").to_numpy(dtype=bool)
    rows = [_rows(texts[first:last], arabic[first:last], first) for first, last in _batches(texts)]
    made = {column: _joined([part[column] for part in rows], kind) for column, kind in COLUMNS.items() if rows}
    if not rows:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in COLUMNS.items()})
    made["doc_id"] = records["doc_id"].array.take(made["doc_id"])
    return pd.DataFrame(made).astype({"doc_id": "str"})


def _batches(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Where texts are cut into batches of about as many letters."""
    first = size = 0
    for last, text in enumerate(texts, 1):
        size += len(text)
        if size >= _BATCH or last == len(texts):
            yield first, last
            first, size = last, 0


def _joined(parts: list, kind: str):
    if isinstance(parts[0], pa.Array):
        return _TEXT.__from_arrow__(pa.chunked_array(parts).combine_chunks())
    return np.concatenate(parts)


def _rows(texts: list[str], arabic: np.ndarray, before: int) -> dict[str, object]:
    """What a batch of texts tells, as columns; `doc_id` is the number of the text, `before` more than in the batch."""
    hits = event_hits.find(texts)
    parts = event_parts.read(hits, arabic)
    found = event_rules.read(parts)
    part = parts.parts[found[:, 0]]
    sentence = part[:, event_parts.SENTENCE]
    document = hits.document[sentence]
    begins = hits.starts[document]
    names = pa.array(event_codes.readings().names, pa.large_string())
    told, of_sentence = np.unique(sentence, return_inverse=True)
    bare = _stripped(hits.points, event_parts.SPACES, hits.begins[told], hits.begins[told + 1])[of_sentence]
    first, last = found[:, 1].tolist(), found[:, 2].tolist()
    out = {"doc_id": document + before, "start": bare[:, 0] - begins, "end": bare[:, 1] - begins}
    columns = ("trigger_start", "trigger_end", "clause_start", "clause_end")
    out |= {column: found[:, 1 + at] - begins for at, column in enumerate(columns)}
    out |= {column: names.take(pa.array(found[:, 5 + at])) for at, column in enumerate(("type", "status", "rule"))}
    return out | {
        "trigger": pa.array([hits.text[a:b] for a, b in zip(first, last, strict=True)], pa.large_string()),
        "person": found[:, 8],
        "quoted": part[:, event_parts.QUOTED] > 0,
        "title": part[:, event_parts.TITLE] > 0,
        "anaphoric": found[:, 9] > 0,
        "passive": found[:, 10] > 0,
        "cues": event_cues.cues(hits, parts).take(pa.array(found[:, 0])),
        "topics": event_cues.topics(hits, arabic, told).take(pa.array(of_sentence)),
    }


@compiled
def _stripped(points, spaces, begins, ends):
    """The bounds of sentences without the spaces around them, and without the NUL that ends a text."""
    out = np.empty((len(begins), 2), dtype=np.int64)
    for number in range(len(begins)):
        begin, end = begins[number], ends[number]
        while begin < end and _among(points[begin], spaces):
            begin += 1
        while end > begin and (points[end - 1] == 0 or _among(points[end - 1], spaces)):
            end -= 1
        out[number, 0], out[number, 1] = begin, end
    return out


@inner
def _among(point, points):
    for each in points:
        if each == point:
            return True
    return False
