"""Pairs counted in whole columns of numbers: a Corpus comes in, who is named where and how often together goes out.

Each mention is three whole numbers (record, sentence, actor) before anything is counted; it must not know names.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.actors import SOURCE
from helpers.corpus import Corpus
from helpers.counts import UNDATED, timeline_rows

UNITS = ("sentence", "record", "story")
# Up to this many cells (500 actors, 16 periods) pairs are counted in one dense array; beyond, they are sorted.
_DENSE = 1 << 22


@dataclass(frozen=True)
class Named:
    """Who is named where, a row a mention: `doc` counts `docs`, `actor` counts `ids` (in order), `spot` is
    `doc * step + sentence`, `unit` is what a pair shares, `group` the period, 0 without periods."""

    doc: np.ndarray
    spot: np.ndarray
    unit: np.ndarray
    actor: np.ndarray
    group: np.ndarray
    docs: pd.Index
    ids: pd.Index
    step: int
    groups: int = 1

    def only(self, rows: np.ndarray) -> "Named":
        """The same with some of the rows, by mask or place (also more than once)."""
        names = ("doc", "spot", "unit", "actor", "group")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def named_where(corpus: Corpus, within: str, types: list[str] | None, sources: bool) -> tuple[Named, dict[str, int]]:
    """The mentions that count as being there, and how many of the others there are, by reason."""
    if within not in UNITS:
        raise ValueError(f'within={within!r} is unknown: use "sentence", "record" or "story".')
    mentions = corpus.mentions
    # Mentions of one record follow each other: only the first of each run is looked up.
    first = (mentions["doc_id"] != mentions["doc_id"].shift()).to_numpy()
    codes, docs = pd.factorize(mentions["doc_id"][first])
    doc = codes.astype("int64")[np.cumsum(first) - 1]
    counted, left_out = _counted(mentions, doc, sources)
    if types is not None:
        counted &= mentions["type"].isin(types).to_numpy()
    actor, ids = pd.factorize(mentions["actor_id"])
    ids = pd.Index(ids)
    order = np.argsort(ids.to_numpy(dtype=object), kind="stable")
    place = np.empty(len(ids), dtype="int64")
    place[order] = np.arange(len(ids))
    doc, actor = doc[counted], place[actor[counted]] if len(ids) else actor[counted].astype("int64")
    sentence = mentions["sentence"].to_numpy()[counted]
    step = int(sentence.max(initial=0)) + 1
    spot = doc * step + sentence
    unit = {"sentence": lambda: spot, "record": lambda: doc, "story": lambda: _stories(corpus, docs)[doc]}[within]()
    return Named(doc, spot, unit, actor, np.zeros_like(doc), pd.Index(docs), ids[order], step), left_out


def _counted(mentions: pd.DataFrame, doc: np.ndarray, sources: bool) -> tuple[np.ndarray, dict[str, int]]:
    known = mentions["actor_id"].notna().to_numpy()
    source = mentions["reason"].notna().to_numpy().copy()
    source[source] = mentions["reason"][source].str.contains(SOURCE, regex=False).to_numpy(dtype=bool)
    source &= known & (not sources)
    nested = mentions["nested_in"].notna().to_numpy() & known & ~source
    rows = np.flatnonzero(nested)
    # `nested_in` counts the mentions of the same record.
    order = np.argsort(doc, kind="stable")
    holder = np.searchsorted(doc[order], doc[rows]) + mentions["nested_in"].iloc[rows].to_numpy(dtype="int64")
    inside = holder < np.searchsorted(doc[order], doc[rows], side="right")
    held_by = mentions["type"].iloc[order[np.where(inside, holder, 0)]].to_numpy() if len(rows) else np.array([])
    nested[rows] = ~(inside & (held_by == "event_name"))
    left_out = {
        "ambiguous mentions": int((~known).sum()),
        "sources of the report": int(source.sum()),
        "names inside a longer name": int(nested.sum()),
    }
    return known & ~source & ~nested, left_out


def _stories(corpus: Corpus, docs: pd.Index) -> np.ndarray:
    """The story of each record as a number; a record without one is a story of its own."""
    documents = corpus.documents
    if "story_id" not in documents or (len(documents) and documents["story_id"].isna().all()):
        raise ValueError(
            'within="story" needs the column story_id of corpus.documents, which is missing or empty here: load the '
            'corpus again with rz.load_corpus, which finds the stories, or use within="record".'
        )
    told = documents.set_index("doc_id")["story_id"].reindex(docs)
    codes = pd.factorize(told)[0].astype("int64")
    return np.where(codes < 0, len(docs) + np.arange(len(docs)), codes)


def in_periods(
    named: Named, corpus: Corpus, within: str, question: tuple[str, str, str], roles: list[str] | None
) -> tuple[Named, pd.DataFrame]:
    """Each row once in each period of its unit, `group` being the place of that period; and the periods, in order
    (`start end label`), the last of them the undated."""
    placed, _ = timeline_rows(corpus, *question)
    if roles is not None:
        placed = placed[placed["role"].isin(roles)]
    periods = placed[["start", "end", "label"]].drop_duplicates(["start", "end"]).sort_values(["start", "end"])
    period = pd.MultiIndex.from_frame(periods[["start", "end"]]).get_indexer(
        pd.MultiIndex.from_frame(placed[["start", "end"]])
    )
    doc = named.docs.get_indexer(placed["doc_id"])
    sentence = placed["sentence"].to_numpy()
    if question[2] == "published" and within != "story":
        key, at = named.doc, doc
    elif within == "sentence":
        key, at = named.spot, np.where(sentence < named.step, doc * named.step + sentence, -1)
    elif within == "record":
        key, at = named.doc, doc
    else:
        key, at = named.unit, np.where(doc >= 0, _stories(corpus, named.docs)[doc] if len(named.docs) else -1, -1)
    pairs = pd.DataFrame({"at": at, "period": period})[doc >= 0].drop_duplicates().sort_values(["at", "period"])
    if question[2] == "published":
        pairs = pairs.drop_duplicates("at")  # a story is published on its first day
    low, high = (np.searchsorted(pairs["at"].to_numpy(), key, side=side) for side in ("left", "right"))
    times = np.maximum(high - low, 1)
    rows, turn = _counted_out(times)
    group = np.full(len(rows), len(periods))
    dated = (high > low)[rows]
    group[dated] = pairs["period"].to_numpy()[(low[rows] + turn)[dated]]
    periods = pd.concat([periods, pd.DataFrame({"label": [UNDATED]})], ignore_index=True)
    return replace(named.only(rows), group=group, groups=len(periods)), periods


def tally(named: Named, within: str) -> pd.DataFrame:
    """Count each pair in each group: `group a b n_units n_records n_sentences`, actors as numbers, a < b."""
    n, size = len(named.ids), named.groups
    unit, actor = distinct(named.unit * size + named.group, named.actor, n)
    i, j = _joined(unit)
    code = ((unit[i] % size) * n + actor[i]) * n + actor[j]
    codes, n_units = _count(code, size * n * n)
    n_records = n_sentences = n_units
    if within == "sentence":
        each, _ = distinct(np.searchsorted(codes, code), unit[i] // size // named.step, len(named.docs))
        n_records = np.bincount(each, minlength=len(codes))
    else:
        n_sentences = _looked_up(codes, named, named.spot)
    if within == "story":
        # The records of a story that name either: those that name one, and the other, less those that name both.
        rows = pd.DataFrame({"unit": named.unit * size + named.group, "actor": named.actor, "doc": named.doc})
        records = rows.drop_duplicates().groupby(["unit", "actor"]).size().to_numpy()
        either = np.bincount(np.searchsorted(codes, code), weights=records[i] + records[j], minlength=len(codes))
        n_records = either.astype("int64") - _looked_up(codes, named, named.doc)
    group, pair = np.divmod(codes, max(n * n, 1))
    a, b = np.divmod(pair, max(n, 1))
    counts = {"n_units": n_units, "n_records": n_records, "n_sentences": n_sentences}
    return pd.DataFrame({"group": group, "a": a, "b": b, **counts})


def _looked_up(codes: np.ndarray, named: Named, unit: np.ndarray) -> np.ndarray:
    """How many of other, smaller units name the pairs `codes`."""
    n, size = len(named.ids), named.groups
    unit, actor = distinct(unit * size + named.group, named.actor, n)
    i, j = _joined(unit)
    found, counts = _count(((unit[i] % size) * n + actor[i]) * n + actor[j], size * n * n)
    result = np.zeros(len(codes), dtype="int64")
    result[np.searchsorted(codes, found)] = counts
    return result


def distinct(first: np.ndarray, second: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Each two numbers once, sorted; the second ones are below `size`. (np.unique takes five times as long.)"""
    if len(first) and int(first.max()) >= (1 << 62) // max(size, 1):
        values, first = np.unique(first, return_inverse=True)
        first, second = distinct(first, second, size)
        return values[first], second
    key = np.sort(first * size + second)
    key = key[np.diff(key, prepend=-1) != 0]
    return np.divmod(key, max(size, 1))


def _joined(unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of each two rows of one unit, the earlier one first; `unit` is sorted."""
    ends = np.flatnonzero(np.diff(unit, append=-1)) + 1
    after = np.repeat(ends, np.diff(ends, prepend=0)) - np.arange(len(unit)) - 1
    rows, turn = _counted_out(after)
    return rows, rows + 1 + turn


def _counted_out(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each place as often as `times` says, and which time of its own that is, from 0."""
    rows = np.repeat(np.arange(len(times)), times)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)


def _count(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The different codes, sorted, and how often each is there; codes are below `size`."""
    if size <= _DENSE:
        counts = np.bincount(codes, minlength=size)
        found = np.flatnonzero(counts)
        return found, counts[found]
    codes = np.sort(codes)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    return codes[starts], np.diff(starts, append=len(codes))
