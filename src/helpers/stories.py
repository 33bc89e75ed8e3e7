"""Events, records and signatures of the whole corpus come in with what a person decided; which of them tell the same
happening goes out, within and across languages. It must not know texts, words or files; doubtful pairs stay apart.
"""

import gc
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import event_told, story_groups, story_records, story_rules, story_windows
from helpers.decisions import Replayed
from helpers.decisions_apply import event_at
from helpers.identity_rows import more, places
from helpers.story_events import Events, Pairs, day_numbers, participants
from helpers.story_names import Names
from helpers.story_records import Told, main_events
from helpers.story_texts import Texts

_STRING = pa.large_string()
_TEXT = pd.StringDtype(na_value=np.nan)
_OF_DOCUMENTS = ["doc_id", "sha256", "record", "language", "published"]
_OF_EVENTS = [
    "event_id", "doc_id", "type", "status", "earliest", "latest", "basis", "place", "participants", "roles", "topics",
    "start", "end", "trigger", "reason",
]  # fmt: skip


@dataclass(frozen=True)
class Stories:
    """The story of each document and each event, by position, and the decisions that found no place."""

    documents: pd.Series
    events: pd.DataFrame
    problems: list[tuple[int, str, str]]


def link(
    documents: pd.DataFrame,
    events: pd.DataFrame,
    mentions: pd.DataFrame,
    proposals: pd.DataFrame,
    signatures: pd.DataFrame,
    replayed: Replayed,
) -> Stories:
    """Return which records and events tell the same happening.

    documents: `doc_id sha256 record language published`; events: the table without its stories; mentions, proposals: of
    `identity.link`; signatures: `doc_id signature`. `documents` of the result is the `story_id` of each document (the
    smallest `doc_id` of its group), `events` the events with `story_id` (the smallest `event_id` of the group) and, in
    `reason`, with which one a report was joined and by which rules (`story_rules.WEIGHTS`). Neither the order of the
    rows nor that of the files matters.
    """
    order = _sorted(event_told.texts(documents["doc_id"]))
    events_order = _sorted(event_told.texts(events["event_id"]))
    collecting = gc.isenabled()
    gc.disable()  # some lists of small objects, none in a circle: the collector would walk them all again
    try:
        return _linked(documents, order, events, events_order, mentions, proposals, signatures, replayed)
    finally:
        if collecting:
            gc.enable()


def _sorted(ids: pa.Array) -> np.ndarray:
    """The order of ids, whatever that of their rows is."""
    if len(ids) < 2 or pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py():
        return np.arange(len(ids))
    return pc.sort_indices(ids).to_numpy().astype(np.int64)


def _in_order(frame: pd.DataFrame, order: np.ndarray, columns: list[str]) -> pd.DataFrame:
    return frame[columns].take(order).reset_index(drop=True)


def _linked(documents, order, events, events_order, mentions, proposals, signatures, replayed) -> Stories:
    """The same with the order of both by id."""
    own, told = _in_order(documents, order, _OF_DOCUMENTS), _in_order(events, events_order, _OF_EVENTS)
    docs = event_told.texts(own["doc_id"])
    record = _record(event_told.texts(told["doc_id"]), docs)
    decided = _Decided(own, told, record, replayed)
    texts = Texts(_record(docs, event_told.texts(signatures["doc_id"])), signatures["signature"])
    near, published = texts.near(), day_numbers(own["published"])
    first, owner = _distinct(told, record, texts, published)
    kept = told if len(first) == len(told) else told.iloc[first].reset_index(drop=True)
    who_begins, who = participants(kept)
    names = Names(mentions, own, proposals, (who, event_told.texts(told["place"])))
    who, place = names.others
    compared = Events(kept, published[record[first]], record[first], names, (who_begins, who), place[first])
    pairs = compared.pairs(texts, near)
    root, joined = _event_groups(compared, kept["event_id"], pairs, decided, owner)
    about = Told(told, record, root[owner], compared.facts(), owner, place, len(own))
    stories = _record_groups(about, story_records.pairs(names, texts, near, published, about), decided)
    ids = event_told.texts(told["event_id"])
    reasons = _reasons(event_told.texts(told["reason"]), ids, owner, joined, first)
    reasons = _crowded(reasons, pairs.crowd[owner])
    back, doc_back = np.argsort(events_order), np.argsort(order)
    made = {"story_id": _smallest(ids, root[owner]), "reason": reasons}
    made = {name: _text(column.take(pa.array(back)), events.index) for name, column in made.items()}
    of_docs = _text(_smallest(docs, stories).take(pa.array(doc_back)), documents.index)
    return Stories(of_docs, events.assign(**made), decided.problems)


def _text(column: pa.Array, index: pd.Index) -> pd.Series:
    return pd.Series(_TEXT.__from_arrow__(column), index=index)


def _record(told: pa.Array, docs: pa.Array) -> np.ndarray:
    """The row of each id among others, -1 for one that is not there."""
    codes, words = event_told.encoded(told)
    return pc.fill_null(pc.index_in(words, value_set=docs), -1).to_numpy().astype(np.int64)[codes]


def _record_groups(about: Told, pairs: tuple[np.ndarray, np.ndarray], decided: "_Decided") -> np.ndarray:
    """The group of each record: what a person said, then records about one happening, then by names, days and text."""
    said = np.array(decided.records_same, dtype=np.int64).reshape(-1, 2)
    one, other = about.pairs()
    a, b = np.concatenate([said[:, 0], one, pairs[0]]), np.concatenate([said[:, 1], other, pairs[1]])
    root, _ = story_groups.join(about.facts(), a, b, len(said) + len(one), decided.records_apart)
    return root


def _distinct(events: pd.DataFrame, text: np.ndarray, texts: Texts, published: np.ndarray):
    """The first row of each event that copies of one text tell, and for every row which of those it is."""
    code = np.where(texts.code[text] >= 0, texts.code[text], -1 - text)
    copies = np.flatnonzero((np.bincount(texts.code + 1)[texts.code[text] + 1] > 1) & (texts.code[text] >= 0))
    head = np.arange(len(events))
    if len(copies):
        told = events.loc[copies, ["type", "status", "earliest", "latest", "place", "participants"]].assign(
            at=events["event_id"].iloc[copies].str.extract(r":(\d+)$", expand=False),
            code=code[copies], published=published[text[copies]],
        )  # fmt: skip
        group = told.groupby(list(told.columns), dropna=False, sort=False).ngroup().to_numpy()
        _, begins = np.unique(group, return_index=True)
        head[copies] = copies[begins[group]]
    first = np.flatnonzero(head == np.arange(len(head)))
    return first, np.searchsorted(first, head)


def _smallest(ids: pa.Array, group: np.ndarray) -> pa.Array:
    """The first id of the group of each row; the rows are in the order of their ids."""
    first = np.full(int(group.max(initial=-1)) + 1, len(group), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]  # of the rows of a group the first is written last
    return ids.take(pa.array(first[group]))


def _event_groups(compared: Events, ids: pd.Series, pairs: Pairs, decided: "_Decided", owner: np.ndarray):
    """The group of each different event; then the rows of those that were joined to one with a smaller id, and why."""
    same = np.array([(owner[a], owner[b]) for a, b, _ in decided.events_same], dtype=np.int64).reshape(-1, 2)
    a, b = np.concatenate([same[:, 0], pairs.a]), np.concatenate([same[:, 1], pairs.b])
    apart = [(owner[a], owner[b]) for a, b in decided.events_apart]
    root, became = story_groups.join(compared.facts(), a, b, len(same), apart)
    said = np.flatnonzero(became[: len(same)] != story_groups.REFUSED)
    joined = np.flatnonzero(became[len(same) :] == story_groups.JOINED)
    others, first = np.unique(np.concatenate([same[said].max(axis=1), pairs.b[joined]]), return_index=True)
    both = pairs.rules[joined] * 256 + (4 * pairs.score[joined]).astype(np.int64)
    rules, number = np.unique(both, return_inverse=True)
    words = [f" ({each % 256 / 4:.1f}: {story_rules.said(each // 256)})" for each in rules.tolist()]
    words = pa.array(words, _STRING).take(pa.array(number))
    heads = event_told.texts(ids).take(pa.array(pairs.a[joined]))
    told = pc.binary_join_element_wise(pa.scalar("the same as ", _STRING), heads, words, pa.scalar("", _STRING))
    told = pa.concat_arrays([pa.array([decided.events_same[at][2] for at in said], _STRING), told])
    return root, (others, told.take(pa.array(first)))


def _reasons(
    reasons: pa.Array, ids: pa.Array, owner: np.ndarray, joined: tuple[np.ndarray, pa.Array], first: np.ndarray
) -> pa.Array:
    """The reasons of all rows, with what they were joined to; `first` the row of each different event."""
    head, (others, told) = first[owner], joined
    copies = np.flatnonzero(head != np.arange(len(head)))
    same = pc.binary_join_element_wise(
        pa.scalar("the same as ", _STRING), ids.take(pa.array(head[copies])), pa.scalar(" (the same text)", _STRING),
        pa.scalar("", _STRING),
    )  # fmt: skip
    rows, said = np.concatenate([first[others], copies]), pa.concat_arrays([told, same])
    order = np.argsort(rows)
    rows, said = rows[order], said.take(pa.array(order))
    before = reasons.take(pa.array(rows))
    if before.null_count < len(before):
        known = before.is_valid()
        both = map(more, before.filter(known).to_pylist(), said.filter(known).to_pylist())
        said = pc.replace_with_mask(said, known, pa.array(both, _STRING))
    hit = np.zeros(len(reasons), dtype=bool)
    hit[rows] = True
    return pc.replace_with_mask(reasons, pa.array(hit), said)


def _crowded(reasons: pa.Array, crowd: np.ndarray) -> pa.Array:
    """Say of events of which more than CROWD share participants or a place and days that few of them were compared.

    A thousand copies of one form, «the governor met the elders», are no thousand to the square of pairs.
    """
    rows = np.flatnonzero(crowd > story_windows.CROWD)
    if not len(rows):
        return reasons
    told = [
        more(before, f"one of {count:,} of those days that share a name, held against the {story_windows.WINDOW} next")
        for before, count in zip(reasons.take(pa.array(rows)).to_pylist(), crowd[rows].tolist(), strict=True)
    ]
    return pc.replace_with_mask(reasons, pa.array(crowd > story_windows.CROWD), pa.array(told, _STRING))


class _Decided:
    """`same_story` and `not_same_story` with their places looked up: pairs of rows of documents and of events."""

    def __init__(self, documents: pd.DataFrame, events: pd.DataFrame, record: np.ndarray, replayed: Replayed):
        self.problems: list[tuple[int, str, str]] = []
        self.records_same: list[tuple[int, int]] = []
        self.records_apart: list[tuple[int, int]] = []
        self.events_same: list[tuple[int, int, str]] = []
        self.events_apart: list[tuple[int, int]] = []
        rows = list(replayed.of("same_story", "not_same_story"))
        if not rows:
            return
        self._place = dict(zip(documents["doc_id"], range(len(documents)), strict=True))
        main = main_events(events, record)[0][::-1]
        self._main = dict(zip(events["doc_id"].iloc[main].tolist(), main.tolist(), strict=True))
        for row in rows:
            one, other = (self._found(row, target, documents, events) for target in (row.target, row.value))
            if one and other:
                self._add(row, one, other)

    def _add(self, row, one: tuple[list[int], list[int]], other: tuple[list[int], list[int]]) -> None:
        """Every copy of a file tells what the file tells; records that are the same or not take their main events."""
        same = row.decision == "same_story"
        (docs, events), (other_docs, other_events) = one, other
        if docs and other_docs:
            pairs = [(a, b) for a in docs for b in other_docs if a != b]
            (self.records_same if same else self.records_apart).extend(pairs)
        for a in events:
            for b in other_events:
                if a != b and same:
                    self.events_same.append((a, b, f"decision {row.n}"))
                elif a != b:
                    self.events_apart.append((a, b))

    def _found(self, row, target: str, documents: pd.DataFrame, events: pd.DataFrame):
        """The rows of documents (for a record) and of events that a place names."""
        docs, start, _ = places(target, documents)
        if not docs:
            said = f"no file of the corpus begins with {target.split('#')[0]} and has that record (decision {row.n})"
            self.problems.append((row.line, said, "leave the line until the file is back, or delete it"))
            return None
        if start is None:
            return [self._place[doc] for doc in docs], [self._main[doc] for doc in docs if doc in self._main]
        hit, trouble = event_at(events, row, documents, target)
        if trouble:
            self.problems.append(trouble)
            return None
        return [], np.flatnonzero(hit).tolist()
