"""Events, records and signatures of the whole corpus come in with what a person decided; which of them tell the same
happening goes out, within and across languages. It must not know texts, words or files; doubtful pairs stay apart.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import story_records
from helpers.decisions import Replayed
from helpers.decisions_apply import event_at
from helpers.identity_rows import more, places
from helpers.story_events import Events, day_numbers
from helpers.story_groups import Groups
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
    found = _linked(documents.iloc[order], events.iloc[events_order], mentions, proposals, signatures, replayed)
    return Stories(found.documents.loc[documents.index], found.events.loc[events.index], found.problems)


def _linked(documents, events, mentions, proposals, signatures, replayed) -> Stories:
    """The same for rows sorted by id."""
    index, events_index = documents.index, events.index
    documents, events = documents.reset_index(drop=True), events.reset_index(drop=True)
    decided = _Decided(documents, events, replayed)
    told = signatures.set_index("doc_id")["signature"].reindex(documents["doc_id"]).reset_index(drop=True)
    texts = Texts(told)
    near, names, published = texts.near(), Names(mentions, documents, proposals), day_numbers(documents["published"])
    record = pd.Series(documents.index, index=documents["doc_id"]).reindex(events["doc_id"]).to_numpy(dtype=np.int64)
    first, owner = _distinct(events, record, texts, published)
    kept = events.iloc[first].reset_index(drop=True)
    compared = Events(kept, published[record[first]], record[first], names)
    groups, why = _event_groups(compared, compared.pairs(texts, near), decided, owner)
    root = np.array([groups.root(at) for at in range(len(kept))], dtype=np.int64)[owner]
    about = Told(events, record, root, compared.facts(), owner)
    stories = _record_groups(about, story_records.pairs(names, texts, near, published, about), decided, len(documents))
    made = events.assign(
        story_id=_smallest(events["event_id"], root), reason=_reasons(events, owner, why, kept["event_id"])
    ).set_axis(events_index)
    return Stories(_smallest(documents["doc_id"], stories).set_axis(index), made, decided.problems)


def _record_groups(about: Told, pairs: list, decided: "_Decided", count: int) -> np.ndarray:
    """The group of each record: what a person said, then records about one happening, then by names, days and text."""
    groups = Groups(about.facts(count), decided.records_apart)
    for a, b in (*decided.records_same, *about.pairs()):
        groups.join(a, b, told=True)
    for _, a, b in pairs:
        groups.join(a, b)
    return np.array([groups.root(at) for at in range(count)], dtype=np.int64)


def _distinct(events: pd.DataFrame, text: np.ndarray, texts: Texts, published: np.ndarray):
    """The first row of each event that copies of one text tell, and for every row which of those it is."""
    at = events["event_id"].str.extract(r":(\d+)$", expand=False)
    code = np.where(texts.code[text] >= 0, texts.code[text], -1 - text)
    told = events[["type", "status", "earliest", "latest", "place", "participants"]].assign(
        at=at, code=code, published=published[text]
    )
    owner = told.groupby(list(told.columns), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(owner, return_index=True)
    return first, owner


def _smallest(ids: pd.Series, group: np.ndarray) -> pd.Series:
    return ids.groupby(group, sort=False).transform("min")


def _event_groups(compared: Events, pairs: list, decided: "_Decided", owner: np.ndarray):
    groups = Groups(compared.facts(), [(owner[a], owner[b]) for a, b in decided.events_apart])
    why: dict[int, str] = {}
    for a, b, said in decided.events_same:
        if groups.join(int(owner[a]), int(owner[b]), told=True):
            why.setdefault(max(int(owner[a]), int(owner[b]), key=lambda at: compared.ids[at]), said)
    for score, a, b, rules in pairs:
        if groups.root(a) != groups.root(b) and groups.join(a, b):
            one, other = sorted((a, b), key=lambda at: compared.ids[at])
            why.setdefault(other, f"the same as {compared.ids[one]} ({score:.1f}: {rules})")
    return groups, why


def _reasons(events: pd.DataFrame, owner: np.ndarray, why: dict[int, str], kept: pd.Series) -> pd.Series:
    reasons = events["reason"].astype(object).tolist()
    head = kept.tolist()
    for at, (event_id, own) in enumerate(zip(events["event_id"], owner.tolist(), strict=True)):
        if event_id != head[own]:
            reasons[at] = more(reasons[at], f"the same as {head[own]} (the same text)")
        elif own in why:
            reasons[at] = more(reasons[at], why[own])
    return pd.Series(reasons, index=events.index, dtype="str")


class _Decided:
    """`same_story` and `not_same_story` with their places looked up: pairs of rows of documents and of events."""

    def __init__(self, documents: pd.DataFrame, events: pd.DataFrame, replayed: Replayed):
        self.problems: list[tuple[int, str, str]] = []
        self.records_same: list[tuple[int, int]] = []
        self.records_apart: list[tuple[int, int]] = []
        self.events_same: list[tuple[int, int, str]] = []
        self.events_apart: list[tuple[int, int]] = []
        rows = list(replayed.of("same_story", "not_same_story"))
        if not rows:
            return
        self._place = dict(zip(documents["doc_id"], range(len(documents)), strict=True))
        self._main = main_events(events)["row"].groupby(events["doc_id"]).first().to_dict()
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
