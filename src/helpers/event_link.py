"""What texts tell as happening comes in with who is who and which day is meant; a row a happening of a record goes out.

Knows offsets, actors and days; knows no text, no word and no other record (that is for `stories`).
"""

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import event_merge, event_parties, event_told, schema, tables
from helpers.event_merge import DATE, PLACE, ROW, TYPE
from helpers.event_parties import DOC
from helpers.event_told import Told

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
_NAT = np.iinfo(np.int64).min


def link(
    found: pd.DataFrame,
    mentions: pd.DataFrame,
    dates: pd.DataFrame,
    documents: pd.DataFrame,
    offices: pd.DataFrame,
    names: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `events` table without its stories (`story_id` is the event's own id) and sentences (all 0).

    found: `events.find`; mentions: linked, with `sentence`; dates: resolved; documents: `doc_id published`;
    offices: `actor_id body`; names: `actor_id name`, by which a country is known. One happening
    that a record tells several times is one row; who takes part is who stands in its clause, with the role of the
    words before the name. A held happening without a day of its own has the day of
    publication, `basis` says so; a past, planned or proposed one stays without. The rows of a record come in order of
    place.
    """
    if not len(found):
        return schema.shaped("events", pd.DataFrame(columns=list(schema.TABLES["events"])))
    own = event_told.read(found, mentions, dates, offices, names)
    parties = _parties(own)
    events, listed, topics = event_merge.read(own, parties)
    days = documents["published"].to_numpy().astype("datetime64[s]").astype(np.int64)
    place = pc.index_in(own.docs, value_set=event_told.texts(documents["doc_id"]))
    published = np.append(days, _NAT)[pc.fill_null(place, -1).to_numpy(zero_copy_only=False)]
    return _table(found, dates, own, events, (listed, topics), published[own.told[events[:, ROW], DOC]])


def _parties(own: Told) -> np.ndarray:
    """Who takes part in each row of what is told; PARTIES to PARTIES_END of `told` are set."""
    roles, seen = event_parties.roles(len(own.types)), np.zeros((len(own.actors), 2), dtype=np.int64)
    size = 2 * len(own.told) + len(own.names)
    while True:
        parties = np.empty((size, 2), dtype=np.int64)
        seen[:] = 0
        if event_parties.read(
            own.told, own.cues, own.names, own.body_begins, own.bodies, own.countries, roles, seen, parties
        ):
            return parties
        size *= 2


def _table(found, dates, own: Told, events: np.ndarray, lists: tuple, published: np.ndarray) -> pd.DataFrame:
    """The table of events: numbers are given their names."""
    row, type_ = events[:, ROW], events[:, TYPE]
    told = found.iloc[own.order[row]]
    docs, kinds = own.docs.take(pa.array(own.told[row, DOC])), pa.array(own.types, pa.large_string())
    types = kinds.take(pa.array(type_))
    at = pc.cast(pa.array(told["trigger_start"].to_numpy(dtype=np.int64)), pa.large_string())
    identity = pc.binary_join_element_wise(docs, types, at, pa.scalar(":", pa.large_string()))
    status, earliest, latest, basis, reason = _days(dates, own, events, published)
    (parties, party_bounds), (topics, topic_bounds) = lists
    plover = pa.array([_plover().get(name) or None for name in own.types], pa.large_string())
    places = own.actors.take(pa.array(events[:, PLACE], mask=events[:, PLACE] < 0))
    made = {
        "event_id": identity, "story_id": identity, "doc_id": docs, "sentence": np.zeros(len(row), dtype=np.int64),
        "type": types, "status": kinds.take(pa.array(status)), "earliest": earliest.astype("datetime64[s]"),
        "latest": latest.astype("datetime64[s]"), "basis": basis, "place": places,
        "participants": _joined(own.actors, parties[:, 0], party_bounds),
        "roles": _joined(pa.array(event_parties.ROLES, pa.large_string()), parties[:, 1], party_bounds),
        "topics": _joined(own.topic_names, topics, topic_bounds), "start": told["start"].to_numpy(),
        "end": told["end"].to_numpy(), "trigger": event_told.texts(told["trigger"]),
        "plover": plover.take(pa.array(type_)), "rule": kinds.take(pa.array(events[:, event_merge.RULE])),
        "reason": reason,
    }  # fmt: skip
    columns = {name: _TEXT.__from_arrow__(each) if isinstance(each, pa.Array) else each for name, each in made.items()}
    return schema.shaped("events", pd.DataFrame(columns))


def _joined(words: pa.Array, codes: np.ndarray, bounds: np.ndarray) -> pa.Array:
    """The words of numbers, those of each list as one text."""
    lists = pa.LargeListArray.from_arrays(pa.array(bounds), words.take(pa.array(codes)))
    return pc.binary_join(lists, pa.scalar("; ", pa.large_string()))


def _days(dates: pd.DataFrame, own: Told, events: np.ndarray, published: np.ndarray):
    """The status, days, basis of the days and reason for none of each event."""
    status, date = events[:, event_merge.STATUS].copy(), events[:, DATE]
    days = np.vstack([own.dates, np.full((1, own.dates.shape[1]), _NAT)])[date]
    held, dated, news = status == event_merge.HELD, days[:, 4] != _NAT, published != _NAT
    about = (date < 0) & held & news
    earliest, latest = (np.where(about, published, np.where(date >= 0, days[:, at], _NAT)) for at in (4, 5))
    latest = np.where(about | dated, latest, _NAT)
    status[held & (date >= 0) & (days[:, 2] == 1)] = event_merge.PAST
    planned = (status == event_merge.HELD) & (earliest != _NAT) & news & (earliest > published)
    status[planned] = event_merge.PLANNED
    reasons = np.full(len(events), None, dtype=object)
    reasons[(date < 0) & ~held] = "no day of its own in the text"
    reasons[(date < 0) & held & ~news] = "no day in the text, none of publication"
    open_ = np.flatnonzero((date >= 0) & ~dated)
    surfaces = dates["surface"].iloc[own.dates[date[open_], 7]].tolist()
    reasons[open_] = [f"the date «{' '.join(surface.split())}» is open" for surface in surfaces]
    rows = np.flatnonzero(dated & (date >= 0))
    bases = np.full(len(events), None, dtype=object)
    bases[about] = "publication day, about"
    bases[rows] = dates["basis"].iloc[own.dates[date[rows], 7]].astype(object).to_numpy()
    basis, reason = (pa.array(each, pa.large_string(), from_pandas=True) for each in (bases, reasons))
    return status, earliest, latest, basis, reason


@cache
def _plover() -> dict[str, str]:
    rows = tables.read("event_types")
    return dict(zip(rows["type"], rows["plover"], strict=True))
