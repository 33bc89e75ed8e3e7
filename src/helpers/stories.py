"""Events, records and signatures of the whole corpus come in with what a person decided; which of them tell the same
happening goes out, within and across languages. It must not know texts, words or files; doubtful pairs stay apart.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.decisions import Replayed
from helpers.decisions_apply import event_at
from helpers.identity_rows import more, places
from helpers.story_events import REPRINT, REPRINTED, Events, day_numbers
from helpers.story_groups import Fact, Groups
from helpers.story_texts import Texts

# What a record is about: what happened before what is planned, an act before words about it.
_STATUS = {"held": 0, "planned": 1, "proposed": 2, "past": 3}
_WORDS = ("statement", "report", "proposal", "condemnation")
# A record without an event is the same story as another by its text alone, if both are news of the same days.
_NEWS = 3


@dataclass(frozen=True)
class Stories:
    """The story of each document and each event, by position, and the decisions that found no place."""

    documents: pd.Series
    events: pd.DataFrame
    problems: list[tuple[int, str, str]]


def link(
    documents: pd.DataFrame, events: pd.DataFrame, mentions: pd.DataFrame, signatures: pd.DataFrame, replayed: Replayed
) -> Stories:
    """Return which records and events tell the same happening.

    documents: `doc_id sha256 record published`; events: the table without its stories; mentions: linked; signatures:
    `doc_id signature`. `documents` of the result is the `story_id` of each document (its own `doc_id` when alone, else
    the smallest of its group), `events` the events with `story_id` (the smallest `event_id` of the group) and, in
    `reason`, with which one a report was joined and by which rules (`story_events.WEIGHTS`). Neither the order of the
    rows nor that of the files matters.
    """
    order, events_order = documents["doc_id"].argsort(kind="stable"), events["event_id"].argsort(kind="stable")
    found = _linked(documents.iloc[order], events.iloc[events_order], mentions, signatures, replayed)
    return Stories(found.documents.loc[documents.index], found.events.loc[events.index], found.problems)


def _linked(documents, events, mentions, signatures, replayed) -> Stories:
    """The same for rows sorted by id."""
    index, events_index = documents.index, events.index
    documents, events = documents.reset_index(drop=True), events.reset_index(drop=True)
    place = pd.Series(documents.index, index=documents["doc_id"])
    told = signatures.set_index("doc_id")["signature"].reindex(documents["doc_id"]).reset_index(drop=True)
    texts = Texts(told)
    near = texts.near()
    text = place.reindex(events["doc_id"]).to_numpy(dtype=np.int64)
    published = day_numbers(documents["published"])
    decided = _Decided(documents, events, replayed)
    first, owner = _distinct(events, text, texts, published)
    kept = events.iloc[first].reset_index(drop=True)
    spread = mentions.dropna(subset="actor_id").groupby("actor_id")["doc_id"].nunique()
    compared = Events(kept, published[text[first]], text[first], spread)
    groups, why = _event_groups(compared, compared.pairs(texts, near), decided, owner)
    root = np.array([groups.root(at) for at in range(len(kept))], dtype=np.int64)[owner]
    story = _smallest(events["event_id"], root)
    told_why = _reasons(events, owner, first, why, kept)
    made = events.assign(story_id=story, reason=told_why)
    stories = _record_groups(documents, made, root, near, published, compared, owner, decided)
    whole = _smallest(documents["doc_id"], stories).set_axis(index)
    return Stories(whole, made.set_axis(events_index), decided.problems)


def _distinct(events: pd.DataFrame, text: np.ndarray, texts: Texts, published: np.ndarray):
    """The first row of each event that copies of one text tell, and for every row which of those it is."""
    at = events["event_id"].str.rpartition(":")[2]
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


def _reasons(events: pd.DataFrame, owner: np.ndarray, first: np.ndarray, why: dict[int, str], kept: pd.DataFrame):
    reasons = events["reason"].astype(object).tolist()
    head = kept["event_id"].tolist()
    for at, (event_id, own) in enumerate(zip(events["event_id"], owner.tolist(), strict=True)):
        if event_id != head[own]:
            reasons[at] = more(reasons[at], f"the same as {head[own]} (the same text)")
        elif own in why:
            reasons[at] = more(reasons[at], why[own])
    return pd.Series(reasons, index=events.index, dtype="str")


def _main_events(events: pd.DataFrame) -> pd.Series:
    """The row (by position) of the event that each record is about, by `doc_id`."""
    order = events.reset_index(drop=True)
    order = order.assign(
        status_rank=order["status"].map(_STATUS).fillna(len(_STATUS)), words=order["type"].isin(_WORDS),
        row=range(len(order)),
    )  # fmt: skip
    order = order.sort_values(["doc_id", "words", "status_rank", "start", "event_id"], kind="stable")
    return order.drop_duplicates("doc_id").set_index("doc_id")["row"]


def _record_groups(documents, events, root, near, published, compared: Events, owner, decided: "_Decided"):
    """The group of each record: records that are about one happening, and near-duplicates that nothing tells apart."""
    main = _main_events(events)
    row = main.reindex(documents["doc_id"])
    about = np.where(row.isna(), -1, owner[row.fillna(0).astype("int64")] if len(owner) else -1)
    facts = compared.facts()
    own = [Fact(set(), facts[at].first, facts[at].last) if at >= 0 else Fact() for at in about.tolist()]
    groups = Groups(own, decided.records_apart)
    for a, b in decided.records_same:
        groups.join(a, b, told=True)
    group = np.where(about >= 0, root[row.fillna(0).astype("int64")] if len(root) else -1, -1)
    head: dict[int, int] = {}
    for at in np.flatnonzero(group >= 0).tolist():
        groups.join(head.setdefault(int(group[at]), at), at, told=True)
    again = near.sort_values(["alike", "a", "b"], ascending=[False, True, True], kind="stable")
    for pair in again.itertuples():
        days = abs(int(published[pair.a]) - int(published[pair.b])) if published[pair.a] != published[pair.b] else 0
        printed = pair.alike >= REPRINTED and (days <= REPRINT or pair.alike == 1.0)
        both = about[pair.a] >= 0 and about[pair.b] >= 0
        if printed or (days <= _NEWS and not both):
            groups.join(pair.a, pair.b)
    return np.array([groups.root(at) for at in range(len(documents))], dtype=np.int64)


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
        self._main = _main_events(events).to_dict()
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
