"""The tables and their columns, which are the API: a frame comes in, the same frame with just these columns goes out.

Knows names and kinds of columns; knows nothing of how they are filled.
"""

import pandas as pd

TEXT, DAY, WHOLE, MAYBE_WHOLE, SHARE = "str", "datetime64[s]", "int64", "Int64", "float64"

TABLES: dict[str, dict[str, str]] = {
    "documents": {
        "doc_id": TEXT, "file": TEXT, "record": TEXT, "place_in_file": TEXT, "start": MAYBE_WHOLE, "outlet": TEXT,
        "url": TEXT, "author": TEXT, "language": TEXT, "language_confidence": SHARE, "title": TEXT, "published": DAY,
        "published_basis": TEXT, "story_id": TEXT, "n_chars": WHOLE, "warnings": TEXT,
    },
    "texts": {"doc_id": TEXT, "text": TEXT, "readable": TEXT},
    "repairs": {
        "doc_id": TEXT, "start": WHOLE, "end": WHOLE, "readable_start": WHOLE, "readable_end": WHOLE, "kind": TEXT,
        "confidence": SHARE,
    },
    "dates": {
        "doc_id": TEXT, "sentence": WHOLE, "start": WHOLE, "end": WHOLE, "surface": TEXT, "kind": TEXT,
        "calendar": TEXT, "grain": TEXT, "year": MAYBE_WHOLE, "month": MAYBE_WHOLE, "day": MAYBE_WHOLE,
        "to_year": MAYBE_WHOLE, "to_month": MAYBE_WHOLE, "to_day": MAYBE_WHOLE, "earliest": DAY, "latest": DAY,
        "basis": TEXT, "reason": TEXT, "role": TEXT, "rule": TEXT,
    },
    "mentions": {
        "doc_id": TEXT, "sentence": WHOLE, "start": WHOLE, "end": WHOLE, "surface": TEXT, "actor_id": TEXT,
        "type": TEXT, "honorific": TEXT, "office": TEXT, "nested_in": MAYBE_WHOLE, "fragments": TEXT,
        "candidates": TEXT, "found_by": TEXT, "reason": TEXT,
    },
    "actors": {
        "actor_id": TEXT, "type": TEXT, "name": TEXT, "name_fa": TEXT, "name_prs": TEXT, "name_ar": TEXT,
        "name_en": TEXT, "status": TEXT, "n_records": WHOLE,
    },
    "offices": {"actor_id": TEXT, "office": TEXT, "body": TEXT, "since": DAY, "until": DAY, "evidence": TEXT},
    "events": {
        "event_id": TEXT, "story_id": TEXT, "doc_id": TEXT, "sentence": WHOLE, "type": TEXT, "status": TEXT,
        "earliest": DAY, "latest": DAY, "basis": TEXT, "place": TEXT, "participants": TEXT, "roles": TEXT,
        "topics": TEXT, "start": WHOLE, "end": WHOLE, "trigger": TEXT, "plover": TEXT, "rule": TEXT, "reason": TEXT,
    },
    "proposals": {"a": TEXT, "b": TEXT, "score": SHARE, "evidence": TEXT},
    "redirects": {"actor_id": TEXT, "into": TEXT, "reason": TEXT},
    "names": {"actor_id": TEXT, "type": TEXT, "lang": TEXT, "name": TEXT, "line": WHOLE},
    "intake": {
        "file": TEXT, "outcome": TEXT, "code": TEXT, "reason": TEXT, "records": WHOLE, "bytes": WHOLE, "sha256": TEXT,
    },
    "problems": {"file": TEXT, "line": WHOLE, "problem": TEXT, "remedy": TEXT},
    # What follows from one file's bytes alone, kept by content so that it is never worked out twice.
    # `sha256` is here that of the bytes and their format (`sources.key`): one JSON may be read in two ways.
    # `passing`: 1 when its reading ended for a reason that the next build may not find again.
    "read_files": {
        "sha256": TEXT, "code": TEXT, "reason": TEXT, "warnings": TEXT, "notes": TEXT, "passing": WHOLE,
    },
    "read_records": {
        "sha256": TEXT, "record": TEXT, "place_in_file": TEXT, "start": MAYBE_WHOLE, "text": TEXT, "title": TEXT,
        "published": TEXT, "outlet": TEXT, "url": TEXT, "author": TEXT, "warnings": TEXT, "language": TEXT,
        "language_confidence": SHARE,
    },
}  # fmt: skip


def shaped(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with just the columns of table `name`, in their order and kinds, and a plain index.

    Raises KeyError when a column is missing.
    """
    kinds = TABLES[name]
    if frame.empty:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in kinds.items()})
    return frame[list(kinds)].astype(kinds).reset_index(drop=True)
