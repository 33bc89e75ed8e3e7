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
    """Who is named where, a row a mention: places in `docs`, numbers of sentences, places in `ids`; `unit` is what a
    pair shares, `group` the period (0 without periods). `alone`: how many of all `total` units name each actor."""

    doc: np.ndarray
    sentence: np.ndarray
    unit: np.ndarray
    actor: np.ndarray
    docs: pd.Index
    ids: pd.Index
    alone: np.ndarray
    total: int
    group: np.ndarray | int = 0
    groups: int = 1

    def only(self, rows: np.ndarray) -> "Named":
        """The same with some of the rows, by place (also more than once)."""
        parts = {name: getattr(self, name)[rows] for name in ("doc", "sentence", "unit", "actor")}
        return replace(self, **parts, group=self.group[rows] if self.groups > 1 else 0)


def named_where(
    corpus: Corpus, within: str, types: list[str] | None, sources: bool, top: int | None = None
) -> tuple[Named, dict[str, int]]:
    """The mentions that count as being there, of the `top` actors named in most units (of equal ones the first ids),
    and how many mentions do not count, by reason. `ids` come in order. Raises ValueError as `cooccurrence` does."""
    if within not in UNITS:
        raise ValueError(f'within={within!r} is unknown: use "sentence", "record" or "story".')
    mentions = corpus.mentions
    # Mentions of one record follow each other: only the first of each run is looked up.
    first = (mentions["doc_id"] != mentions["doc_id"].shift()).to_numpy()
    codes, docs = pd.factorize(mentions["doc_id"][first])
    doc = codes.astype("int32")[np.cumsum(first, dtype="int32") - 1]
    counted, left_out = _counted(mentions, doc, sources)
    if types is not None:
        counted &= mentions["type"].isin(types).to_numpy()
    rows = np.flatnonzero(counted)
    actor, ids = pd.factorize(mentions["actor_id"])
    doc, actor, sentence = doc[rows], actor.astype("int32")[rows], mentions["sentence"].to_numpy()[rows]
    if within == "sentence":
        unit = _numbered(doc * (sentence.max(initial=0) + 1) + sentence)
    else:
        unit = doc if within == "record" else stories(corpus, docs)[doc]
    rows, ids, place, alone = _shown(unit, actor, pd.Index(ids), top)
    own = Named(doc, sentence, unit, actor, docs, ids, alone, total=_different(unit))
    return replace(own.only(rows), actor=place[actor[rows]]), left_out


def _shown(
    unit: np.ndarray, actor: np.ndarray, ids: pd.Index, top: int | None
) -> tuple[np.ndarray, pd.Index, np.ndarray, np.ndarray]:
    """Rows of the `top` actors, their ids in order, the place of each old number among these, and in how many units."""
    mentions = np.bincount(actor, minlength=len(ids))
    likely = np.flatnonzero(mentions)
    if top is not None and 0 < top < len(likely):
        likely = likely[np.argsort(-mentions[likely], kind="stable")[:top]]
    alone = _in_units(unit, actor, likely, len(ids))
    if top is not None and len(likely):
        # Nobody is in more units than he has mentions: who has fewer than the least of these units is not looked at.
        more = np.flatnonzero((mentions >= max(alone[likely].min(), 1)) & (alone == 0))
        alone += _in_units(unit, actor, more, len(ids))
        likely = np.concatenate([likely, more])
    likely = likely[ids[likely].argsort()]
    if top is not None:
        likely = likely[np.sort(np.argsort(-alone[likely], kind="stable")[:top])]
    place = np.full(len(ids), -1, dtype="int32")
    place[likely] = np.arange(len(likely))
    return np.flatnonzero(place[actor] >= 0), ids[likely], place, alone[likely]


def _in_units(unit: np.ndarray, actor: np.ndarray, wanted: np.ndarray, n: int) -> np.ndarray:
    """How many units name each of the wanted actors."""
    place = np.full(n, -1, dtype="int32")
    place[wanted] = np.arange(len(wanted))
    rows = np.flatnonzero(place[actor] >= 0)
    counts = np.bincount(distinct(unit[rows], place[actor[rows]], len(wanted))[1], minlength=len(wanted))
    result = np.zeros(n, dtype="int64")
    result[wanted] = counts
    return result


def _different(unit: np.ndarray) -> int:
    change = np.diff(unit, prepend=-1)
    return int(np.count_nonzero(change)) if (change >= 0).all() else len(pd.unique(unit))


def _numbered(key: np.ndarray) -> np.ndarray:
    """Equal keys as equal numbers from 0 on, in the order of the keys where they come in order."""
    change = np.diff(key, prepend=-1)
    if (change >= 0).all():
        return np.cumsum(change != 0, dtype="int32") - np.int32(1)
    return np.unique(key, return_inverse=True)[1]


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


def stories(corpus: Corpus, docs: pd.Index) -> np.ndarray:
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
    start, end = (placed[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("start", "end"))
    _, first, period = np.unique(start * (1 << 32) + (end - start), return_index=True, return_inverse=True)
    periods = placed[["start", "end", "label"]].iloc[first]
    doc = named.docs.get_indexer(placed["doc_id"])
    key, at = named.doc, doc
    if within == "story":
        key, at = named.unit, stories(corpus, named.docs)[doc] if len(named.docs) else doc
    elif within == "sentence" and question[2] == "dates":
        step = int(max(named.sentence.max(initial=0), placed["sentence"].max() if len(placed) else 0)) + 1
        key, at = named.doc * step + named.sentence, doc * step + placed["sentence"].to_numpy()
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
    """Count each pair in each group: `group a b n_units n_records n_sentences`; a, b are places of ids, a < b."""
    n, size = len(named.ids), named.groups
    unit, actor, i, j = _together(named, named.unit)
    code = _codes(named, unit, actor, i, j)
    codes, n_units = _count(code, size * n * n)
    n_records = n_sentences = n_units
    if within == "sentence":
        doc = np.zeros(int(unit.max(initial=0)) + 1, dtype="int32")
        doc[_keyed(named, named.unit)] = named.doc
        _, each = distinct(doc[unit[i]], _places(codes, code, size * n * n), len(codes))
        n_records = np.bincount(each, minlength=len(codes))
    else:
        step = int(named.sentence.max(initial=0)) + 1
        n_sentences = _looked_up(codes, named, _numbered(named.doc.astype("int64") * step + named.sentence))
    if within == "story":
        # The records of a story that name either: those that name one, and the other, less those that name both.
        rows = pd.DataFrame({"unit": _keyed(named, named.unit), "actor": named.actor, "doc": named.doc})
        records = rows.drop_duplicates().groupby(["unit", "actor"]).size().to_numpy()
        either = np.bincount(np.searchsorted(codes, code), weights=records[i] + records[j], minlength=len(codes))
        n_records = either.astype("int64") - _looked_up(codes, named, named.doc)
    group, pair = np.divmod(codes, max(n * n, 1))
    a, b = np.divmod(pair, max(n, 1))
    counts = {"n_units": n_units, "n_records": n_records, "n_sentences": n_sentences}
    return pd.DataFrame({"group": group, "a": a, "b": b, **counts})


def _keyed(named: Named, unit: np.ndarray) -> np.ndarray:
    return unit if named.groups == 1 else unit.astype("int64") * named.groups + named.group


def _together(named: Named, unit: np.ndarray) -> tuple[np.ndarray, ...]:
    """Units and actors, each two once, sorted; and the places among them of each two actors of one unit."""
    unit, actor = distinct(_keyed(named, unit), named.actor, len(named.ids))
    return unit, actor, *_joined(unit)


def _codes(named: Named, unit: np.ndarray, actor: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """One number for each pair in its group."""
    n = len(named.ids)
    actor = actor.astype("int64")
    code = actor[i] * n + actor[j]
    return code if named.groups == 1 else (unit[i] % named.groups) * (n * n) + code


def _looked_up(codes: np.ndarray, named: Named, unit: np.ndarray) -> np.ndarray:
    """How many of other, smaller units name the pairs `codes`."""
    found, counts = _count(_codes(named, *_together(named, unit)), named.groups * len(named.ids) ** 2)
    result = np.zeros(len(codes), dtype="int64")
    result[np.searchsorted(codes, found)] = counts
    return result


def _places(codes: np.ndarray, code: np.ndarray, size: int) -> np.ndarray:
    """The place of each code among the different ones."""
    if size > _DENSE:
        return np.searchsorted(codes, code)
    place = np.zeros(size, dtype="int32")
    place[codes] = np.arange(len(codes))
    return place[code]


def distinct(first: np.ndarray, second: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Each two numbers once, sorted; the second ones are below `size`. (np.unique takes five times as long.)"""
    size = max(size, 1)
    limit = (int(first.max(initial=0)) + 1) * size
    if limit >= 1 << 62:
        values, first = np.unique(first, return_inverse=True)
        first, second = distinct(first, second, size)
        return values[first], second
    kind = "int32" if limit < 1 << 31 else "int64"  # half as wide is sorted in half the time
    key = first.astype(kind) * np.array(size, dtype=kind) + second.astype(kind)
    key.sort(kind="stable")  # records come in order, and this sort profits from it
    key = key[np.flatnonzero(np.diff(key, prepend=np.array(-1, dtype=kind)))]
    first = key // np.array(size, dtype=kind)
    return first, key - first * np.array(size, dtype=kind)


def _joined(unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of each two rows of one unit, the earlier one first; `unit` is sorted."""
    ends = np.flatnonzero(np.diff(unit, append=-1)) + 1
    after = np.repeat(ends, np.diff(ends, prepend=0)) - np.arange(1, len(unit) + 1)
    rows, turn = _counted_out(after)
    return rows, rows + turn + np.int32(1)


def _counted_out(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each place as often as `times` says, and which time of its own that is, from 0."""
    total = int(times.sum())
    kind = "int32" if total < 1 << 31 else "int64"
    rows = np.repeat(np.arange(len(times), dtype=kind), times)
    starts = (np.cumsum(times) - times).astype(kind)
    return rows, np.arange(total, dtype=kind) - starts[rows]


def _count(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The different codes, sorted, and how often each is there; codes are below `size`."""
    if size <= _DENSE:
        counts = np.bincount(codes, minlength=size)
        found = np.flatnonzero(counts)
        return found, counts[found]
    codes = np.sort(codes)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    return codes[starts], np.diff(starts, append=len(codes))
