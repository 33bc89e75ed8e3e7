"""Decisions on records, dates and events come in with the tables they change; the changed tables go out, and what found
no place.

Knows columns of documents, dates and events; knows no actor and no file.
"""

import pandas as pd

from helpers import tables
from helpers.decisions import EVENTS, Replayed, days, place
from helpers.identity_rows import at, more, places


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


def event_types(
    events: pd.DataFrame, documents: pd.DataFrame, replayed: Replayed
) -> tuple[pd.DataFrame, list[tuple[int, str, str]]]:
    """Return the events with the types that a person set (`set_type` on an event's place): `type plover reason`.

    An `event_id` stays as it is: it says where the event was found and as what.
    """
    events, problems = events.copy(), []
    codes = tables.read("event_types").set_index("type")["plover"]
    for row in replayed.of("set_type"):
        if row.value not in EVENTS:
            continue
        hit, trouble = event_at(events, row, documents)
        if trouble:
            problems.append(trouble)
            continue
        events.loc[hit, "type"], events.loc[hit, "plover"] = row.value, codes[row.value] or None
        events.loc[hit, "reason"] = [more(told, f"decision {row.n}") for told in events.loc[hit, "reason"]]
    return events, problems


def event_at(
    events: pd.DataFrame, row, documents: pd.DataFrame, target: str | None = None
) -> tuple[pd.Series | None, tuple | None]:
    """Return the events at a place (of a decision's target, or another); where there are none, the problem.

    The place is the event's sentence, `start` and `end` of the table, or its word (`event_place`): where a sentence
    tells several events, only the word says which one is meant.
    """
    target = target or row.target
    docs, start, end = places(target, documents)
    if not docs:
        said = f"no file of the corpus begins with {target.split('#')[0]} and has that record (decision {row.n})"
        return None, (row.line, said, "leave the line until the file is back, or delete it")
    word, behind = _words(events)
    inside = events["doc_id"].isin(docs)
    hit = inside & (word == start) & (behind == end)
    if not hit.any():
        hit = inside & (events["start"] == start) & (events["end"] == end)
    if not hit.any():
        return None, (row.line, f"no event stands at {target} (decision {row.n})", "correct the place")
    if events.loc[hit, "doc_id"].duplicated().any():
        spans = sorted({f"{a}-{b}" for a, b in zip(word[hit], behind[hit], strict=True)})
        said = f"the sentence at {target} tells {len(spans)} events (decision {row.n})"
        return None, (row.line, said, f"name the word of one of them: {target.rpartition(':')[0]}:{' or '.join(spans)}")
    return hit, None


def _words(events: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Where the word begins and ends that tells each event; its place is the last part of an `event_id`."""
    begins = pd.to_numeric(events["event_id"].str.extract(r":(\d+)$", expand=False)).astype("int64")
    return begins, begins + events["trigger"].fillna("").str.len()


def event_place(events: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """Return the place of each event as a decision names it: `<sha12>#<record>:<start>-<end>` of its word."""
    own = documents.set_index("doc_id").loc[events["doc_id"]]
    begins, ends = _words(events)
    told = zip(own["sha256"], own["record"], begins, ends, strict=True)
    return pd.Series([place(*each) for each in told], index=events.index, dtype="str")
