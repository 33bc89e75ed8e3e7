"""The tables of a whole generation come in; for each question of `keep` the records that fit go out, as places.

Knows columns and numbers; counts nothing that is shown, draws nothing. Everything is made when it is first asked for,
once for a generation: a slider asks the same index a thousand times.
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import pandas as pd

ROWS = ("dates", "mentions", "events")  # tables with rows of a record
_NONE = np.zeros(0, dtype=np.int32)  # places are of this kind: half as much to read


class Lists:
    """For each value the places that hold it: `lists.of(values)`, sorted, each place once (posting lists, CSR)."""

    def __init__(self, code: np.ndarray, place: np.ndarray, values: pd.Index):
        """`code`: the number of a value in `values`, `place`: where it stands; below 0 is none and nowhere."""
        held = (code >= 0) & (place >= 0)
        key = (code[held].astype(np.int64) << 32) | place[held]
        key.sort()  # np.unique would hash: ten times as long
        key = key[np.flatnonzero(np.diff(key, prepend=-1))]
        self.values, self.place = values, key.astype(np.int32)  # the lower half
        self.first = np.searchsorted(key, np.arange(len(values) + 1, dtype=np.int64) << 32)

    def codes(self, wanted: Iterable) -> np.ndarray:
        """Return the numbers of those of the values that are held anywhere."""
        codes = self.values.get_indexer(pd.Index(list(wanted), dtype=object))
        return codes[codes >= 0]

    def of(self, wanted: Iterable) -> np.ndarray:
        """Return the places that hold any of the values, sorted; those that nobody holds give none."""
        parts = [self.place[self.first[code] : self.first[code + 1]] for code in self.codes(wanted)]
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate([_NONE, *parts]))


class Index:
    """The records of one generation by language, outlet, actor, type and day. A place is a row of `documents`."""

    def __init__(self, frames: dict[str, pd.DataFrame]):
        """`frames`: `documents dates mentions events actors`, columns as in `helpers.schema`."""
        self.frames = frames
        self._lists: dict[tuple[str, str], Lists] = {}
        self._record: dict[str, np.ndarray] = {}
        self._first: dict[str, np.ndarray | None] = {}
        self._codes: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.frames["documents"])

    @cached_property
    def _doc_ids(self) -> pd.Index:
        return pd.Index(self.frames["documents"]["doc_id"])

    def record(self, table: str) -> np.ndarray:
        """Return the place of the record of each row of `dates`, `mentions` or `events`; -1 where there is none."""
        if table not in self._record:
            doc_id = self.frames[table]["doc_id"] if "doc_id" in self.frames[table] else pd.Series(dtype="str")
            # Rows of one record follow each other: only the first of each run is looked up.
            first = (doc_id != doc_id.shift()).to_numpy()
            found = self._doc_ids.get_indexer(doc_id.array[first])
            self._record[table] = found[np.cumsum(first) - 1].astype(np.int32)
        return self._record[table]

    def rows(self, table: str, records: np.ndarray) -> np.ndarray:
        """Return the rows of a table that belong to these records (sorted places), in the order of the table."""
        first = self._first_rows(table)
        if first is not None:
            low, size = first[records], first[records + 1] - first[records]
            return np.repeat(low - (np.cumsum(size) - size), size) + np.arange(size.sum())
        wanted = np.zeros(len(self) + 1, dtype=bool)  # the last for rows of no record
        wanted[records] = True
        return np.flatnonzero(wanted[self.record(table)])

    def _first_rows(self, table: str) -> np.ndarray | None:
        """Where the rows of each record begin, when they stand in the order of the records."""
        if table not in self._first:
            record = self.record(table)
            ordered = (record[:1] >= 0).all() and (np.diff(record) >= 0).all()
            self._first[table] = np.searchsorted(record, np.arange(len(self) + 1)) if ordered else None
        return self._first[table]

    def having(self, column: str, values: Iterable, among: np.ndarray | None) -> np.ndarray:
        """Return the records, of all or of some, with one of these values in `language` or `outlet` of `documents`."""
        lists = self._list("documents", column)
        if among is None:
            return lists.of(values)
        if column not in self._codes:
            self._codes[column] = np.full(len(self), -1, dtype=np.int32)
            self._codes[column][lists.place] = np.repeat(np.arange(len(lists.values)), np.diff(lists.first))
        return among[np.isin(self._codes[column][among], lists.codes(values))]

    def clear(self, wanted: bool, among: np.ndarray | None) -> np.ndarray:
        """Return the records, of all or of some, that are no Persian of an unclear variety, or those that are."""
        fits = self._unclear != wanted
        return np.flatnonzero(fits).astype(np.int32) if among is None else among[fits[among]]

    @cached_property
    def _unclear(self) -> np.ndarray:
        own = self.frames["documents"]
        if "language_confidence" not in own:
            return np.zeros(len(own), dtype=bool)
        from helpers.language import variety_unclear  # takes a second to load, and few ask for it

        return variety_unclear(own).to_numpy(dtype=bool, na_value=False)

    def naming(self, column: str, values: Iterable) -> np.ndarray:
        """Return the records with a mention that has one of these values (`actor_id`, `type`)."""
        return self._list("mentions", column).of(values)

    def values(self, table: str, column: str, records: np.ndarray | None = None) -> pd.Index:
        """Return the values that a column has, in some records or in all."""
        lists = self._list(table, column)
        if records is None:
            return lists.values
        inside = np.zeros(len(self), dtype=bool)
        inside[records] = True
        counted = np.concatenate([[0], np.cumsum(inside[lists.place])])
        return lists.values[counted[lists.first[1:]] > counted[lists.first[:-1]]]

    def _list(self, table: str, column: str) -> Lists:
        key = (table, column)
        if key not in self._lists:
            code, values = pd.factorize(self.frames[table][column])
            place = np.arange(len(self)) if table == "documents" else self.record(table)
            self._lists[key] = Lists(code, place, pd.Index(values, dtype=object))
        return self._lists[key]

    def n_records(self, records: np.ndarray | None = None) -> np.ndarray:
        """Return, for each row of `actors`, how many of the records (of all for None) name that actor."""
        lists = self._list("mentions", "actor_id")
        at = self._actor_places
        if records is None:
            counts = np.diff(lists.first)
        elif len(records) * 20 < len(self):
            # Few records: only their own mentions are looked at.
            rows = self.rows("mentions", records)
            code = self._actor_codes[rows]
            key = np.unique(self.record("mentions")[rows].astype(np.int64) * (len(lists.values) + 1) + code + 1)
            counts = np.bincount(key % (len(lists.values) + 1), minlength=len(lists.values) + 1)[1:]
        else:
            inside = np.zeros(len(self), dtype=np.int64)
            inside[records] = 1
            counts = np.diff(np.concatenate([[0], np.cumsum(inside[lists.place])])[lists.first])
        return np.where(at >= 0, np.append(counts, 0)[at], 0)

    @cached_property
    def _actor_places(self) -> np.ndarray:
        values = self._list("mentions", "actor_id").values
        return values.get_indexer(pd.Index(self.frames["actors"]["actor_id"], dtype=object))

    @cached_property
    def _actor_codes(self) -> np.ndarray:
        values = self._list("mentions", "actor_id").values
        return values.get_indexer(pd.Index(self.frames["mentions"]["actor_id"], dtype=object)).astype(np.int32)

    @cached_property
    def _published(self) -> np.ndarray:
        return self.frames["documents"]["published"].to_numpy().astype("datetime64[s]")

    @cached_property
    def _by_day(self) -> np.ndarray:
        """The records with a day of publication, the oldest first."""
        order = np.argsort(self._published, kind="stable")  # those without a day come last
        return order[: len(order) - np.isnat(self._published).sum()].astype(np.int32)

    @cached_property
    def _undated(self) -> np.ndarray:
        return np.flatnonzero(np.isnat(self._published)).astype(np.int32)

    @cached_property
    def _told(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The days of events that texts tell of, in the order of their first day: record, first and last day."""
        dates = self.frames["dates"]
        first, last = (dates[name].to_numpy().astype("datetime64[s]") for name in ("earliest", "latest"))
        known = (dates["role"] == "event").to_numpy() & ~np.isnat(first) & ~np.isnat(last) & (self.record("dates") >= 0)
        rows = np.flatnonzero(known)
        rows = rows[np.argsort(first[rows], kind="stable")]
        return self.record("dates")[rows], first[rows], last[rows]

    def published(self, first: np.datetime64, last: np.datetime64, undated: bool, among: np.ndarray | None):
        """Return the records, of all or of some, published in the interval (both ends included), places sorted.

        `undated`: also those whose day is not known.
        """
        if among is not None:
            day = self._published[among]
            fits = (day >= first) & (day <= last)  # no day is neither
            return among[fits | np.isnat(day)] if undated else among[fits]
        days = self._published[self._by_day]
        inside = self._by_day[slice(*np.searchsorted(days, [first, last + np.timedelta64(1, "s")]))]
        return np.sort(np.concatenate([inside, self._undated]) if undated else inside)

    def telling(self, first: np.datetime64, last: np.datetime64, undated: bool) -> np.ndarray:
        """Return the records that tell of an event some day of which is in the interval, places sorted.

        `undated`: also those that tell of no event with a day.
        """
        place, earliest, latest = self._told
        until = np.searchsorted(earliest, last, side="right")
        fits = np.zeros(len(self), dtype=bool)
        if undated:
            fits[:] = True
            fits[place] = False
        fits[place[:until][latest[:until] >= first]] = True
        return np.flatnonzero(fits).astype(np.int32)
