"""Events, records and signatures of the whole corpus come in with what a person decided; which of them tell the same
happening goes out, within and across languages. It must not know texts, words or files; doubtful pairs stay apart.
"""

import gc
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import event_told, story_groups, story_records, story_rules
from helpers.decisions import Replayed
from helpers.decisions_apply import event_at
from helpers.identity_rows import more, places
from helpers.story_events import Events, Pairs, day_numbers, participants
from helpers.story_names import Names
from helpers.story_records import Told, main_events
from helpers.story_texts import Texts


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
    order, events_order = documents["doc_id"].argsort(kind="stable"), events["event_id"].argsort(kind="stable")
    collecting = gc.isenabled()
    gc.disable()  # a few small objects for each event, none in a circle: the collector would walk them all again
    try:
        found = _linked(documents.iloc[order], events.iloc[events_order], mentions, proposals, signatures, replayed)
    finally:
        if collecting:
            gc.enable()
    return Stories(found.documents.loc[documents.index], found.events.loc[events.index], found.problems)


def _linked(documents, events, mentions, proposals, signatures, replayed) -> Stories:
    """The same for rows sorted by id."""
    index, events_index = documents.index, events.index
    documents, events = documents.reset_index(drop=True), events.reset_index(drop=True)
    count, docs = len(documents), event_told.texts(documents["doc_id"])
    record = _record(event_told.texts(events["doc_id"]), docs)
    decided = _Decided(documents, events, record, replayed)
    told = signatures.set_index("doc_id")["signature"].reindex(documents["doc_id"]).reset_index(drop=True)
    texts = Texts(told)
    near, published = texts.near(), day_numbers(documents["published"])
    first, owner = _distinct(events, record, texts, published)
    kept = events if len(first) == len(events) else events.iloc[first].reset_index(drop=True)
    names = Names(mentions, documents, proposals, (participants(kept)[1], event_told.texts(events["place"])))
    who, place = names.others
    compared = Events(kept, published[record[first]], record[first], names, who, place[first])
    root, why = _event_groups(compared, kept["event_id"], compared.pairs(texts, near), decided, owner)
    about = Told(events, record, root[owner], compared.facts(), owner, place, count)
    stories = _record_groups(about, story_records.pairs(names, texts, near, published, about), decided)
    made = events.assign(
        story_id=_smallest(events["event_id"], root[owner]), reason=_reasons(events, owner, why, first)
    ).set_axis(events_index)
    return Stories(_smallest(documents["doc_id"], stories).set_axis(index), made, decided.problems)


def _record(told: pa.Array, docs: pa.Array) -> np.ndarray:
    """The row of the record of each event."""
    codes, words = event_told.encoded(told)
    return pc.index_in(words, value_set=docs).to_numpy(zero_copy_only=False).astype(np.int64)[codes]


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


def _smallest(ids: pd.Series, group: np.ndarray) -> pd.Series:
    """The first id of the group of each row; the rows are in the order of their ids."""
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    return ids.iloc[first[number]].set_axis(ids.index)


def _event_groups(compared: Events, ids: pd.Series, pairs: Pairs, decided: "_Decided", owner: np.ndarray):
    """The group of each different event, and the reason of those that were joined to one with a smaller id."""
    same = np.array([(owner[a], owner[b]) for a, b, _ in decided.events_same], dtype=np.int64).reshape(-1, 2)
    a, b = np.concatenate([same[:, 0], pairs.a]), np.concatenate([same[:, 1], pairs.b])
    apart = [(owner[a], owner[b]) for a, b in decided.events_apart]
    root, became = story_groups.join(compared.facts(), a, b, len(same), apart)
    why: dict[int, str] = {}
    for at, (_, _, said) in enumerate(decided.events_same):
        if became[at] != story_groups.REFUSED:
            why.setdefault(int(max(same[at])), said)
    joined = np.flatnonzero(became[len(same) :] == story_groups.JOINED)
    heads = ids.iloc[pairs.a[joined]].tolist()
    words = {rules: story_rules.said(rules) for rules in np.unique(pairs.rules[joined]).tolist()}
    told = zip(heads, *(each[joined].tolist() for each in (pairs.b, pairs.score, pairs.rules)), strict=True)
    for one, other, score, rules in told:
        why.setdefault(other, f"the same as {one} ({score:.1f}: {words[rules]})")
    return root, why


def _reasons(events: pd.DataFrame, owner: np.ndarray, why: dict[int, str], first: np.ndarray) -> pd.Series:
    """The reasons of all rows, with what they were joined to; `first` the row of each different event."""
    head = first[owner]
    copies = np.flatnonzero(head != np.arange(len(head)))
    reasons = events["reason"].astype(object).to_numpy(copy=True)
    ids = events["event_id"].iloc[head[copies]].tolist()
    for at, one in zip(copies.tolist(), ids, strict=True):
        reasons[at] = more(reasons[at], f"the same as {one} (the same text)")
    for own, said in why.items():
        reasons[first[own]] = more(reasons[first[own]], said)
    return pd.Series(reasons, index=events.index, dtype="str")


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
