"""Decisions on records and dates come in with the tables they change; the changed tables go out, and what found no
place.

Knows columns of documents and dates; knows no actor and no file.
"""

import pandas as pd

from helpers.decisions import Replayed, days
from helpers.identity_rows import at, places


def languages(records: pd.DataFrame, replayed: Replayed) -> tuple[pd.DataFrame, list[tuple[int, str, str]]]:
    """Return the records with the languages that a person set (`set_language`), and the decisions that found none."""
    records, problems = records.copy(), []
    for row in replayed.of("set_language"):
        docs, _, _ = places(row.target, records)
        if not docs:
            said = (
                f"no file of the corpus begins with {row.target.split('#')[0]} and has that record (decision {row.n})"
            )
            problems.append((row.line, said, "leave the line until the file is back, or delete it"))
        hit = records["doc_id"].isin(docs)
        records.loc[hit, "language"] = row.value
        records.loc[hit, "language_confidence"] = 1.0
    return records, problems


def dates(
    resolved: pd.DataFrame, documents: pd.DataFrame, replayed: Replayed
) -> tuple[pd.DataFrame, list[tuple[int, str, str]]]:
    """Return the time expressions with the days that a person set (`set_date`): `earliest latest basis reason`."""
    resolved, problems = resolved.copy(), []
    for row in replayed.of("set_date"):
        hit, trouble = at(resolved, row, documents, "time expression")
        if trouble:
            problems.append(trouble)
            continue
        first, last = days(row.value)
        resolved.loc[hit, "earliest"], resolved.loc[hit, "latest"] = first, last
        resolved.loc[hit, "basis"], resolved.loc[hit, "reason"] = f"decision {row.n}", None
    return resolved, problems
