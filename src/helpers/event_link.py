"""What texts tell as happening comes in with who is who and which day is meant; a row a happening of a record goes out.

Knows offsets, actors and days; knows no text, no word and no other record (that is for `stories`).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pandas as pd

from helpers import event_parties, schema, tables
from helpers.discovery_places import countries
from helpers.event_parties import Clause, Context, Party
from helpers.text import skeleton

# Several words for one happening: «دیدار» in the title is the video conference of the body.
_MEETINGS = ("meeting", "video_conference", "phone_call")
_KINDS_OF_DAY = ("date", "named_event", "weekday", "relative")
_VAGUE = ("headline", "said_at")
# Rules whose happening counts only with somebody who takes part: a noun alone is no news.
_NEED_PARTIES = ("headline", "participle", "said_at", "attending", "past_noun", "voice")


class Told(NamedTuple):
    """A row of `events.find`."""

    start: int
    end: int
    trigger_start: int
    trigger_end: int
    trigger: str
    clause_start: int
    clause_end: int
    type: str
    status: str
    rule: str
    person: int
    quoted: bool
    title: bool
    anaphoric: bool
    passive: bool
    cues: str
    topics: str


class Mention(NamedTuple):
    """A linked mention; what is missing is None."""

    start: int
    end: int
    surface: str
    actor_id: str | None
    type: str | None
    office: str | None
    nested_in: int | None
    reason: str | None


class Date(NamedTuple):
    """A resolved time expression; what is missing is None."""

    start: int
    surface: str
    grain: str | None
    earliest: object
    latest: object
    basis: str | None
    role: str | None


@dataclass(slots=True)
class Event:
    """A happening of one record while its reports are put together."""

    type: str
    status: str
    rule: str
    clause: Clause
    parties: list[Party]
    place: str | None
    days: tuple | None
    topics: dict[str, None] = field(default_factory=dict)
    sub: bool = False  # told as a part of another happening: what somebody said in the meeting

    @property
    def ids(self) -> set[str]:
        """Who takes part by name; a body whose head is not named may be the one of somebody who is."""
        return {party.actor for party in self.parties if party.role != "body of a participant"}


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
    publication, `basis` says so; a past, planned or proposed one stays without.
    """
    days = documents["published"].to_numpy().astype("datetime64[s]").tolist()
    published = dict(zip(documents["doc_id"], days, strict=True))
    held = offices.dropna(subset="body")
    bodies: dict[str, set[str]] = {}
    for actor, body in zip(held["actor_id"], held["body"], strict=True):
        bodies.setdefault(actor, set()).add(body)
    states = _countries(mentions, names)
    named, dated = _by_record(mentions, Mention), _by_record(dates[dates["kind"].isin(_KINDS_OF_DAY)], Date)
    out = []
    for doc, rows in _by_record(found, Told).items():
        context = Context(named.get(doc, []), bodies, states)
        for event in _record(rows, context, dated.get(doc, [])):
            out.append(_row(doc, event, published.get(doc)))
    return schema.shaped("events", pd.DataFrame(out, columns=list(schema.TABLES["events"])))


def _by_record(frame: pd.DataFrame, kind: type) -> dict[str, list]:
    """The rows of each record as tuples of one kind, made column by column: a frame a record would cost far more."""
    columns = []
    for name in kind._fields:
        column = frame[name]
        if column.dtype.kind == "M":
            columns.append(column.to_numpy().astype("datetime64[s]").tolist())
        elif column.dtype.kind in "ib" and not column.isna().any():
            columns.append(column.to_numpy().tolist())
        else:
            columns.append(column.astype(object).where(column.notna(), None).tolist())
    rows: dict[str, list] = {}
    for doc, row in zip(frame["doc_id"].tolist(), map(kind._make, zip(*columns, strict=True)), strict=True):
        rows.setdefault(doc, []).append(row)
    return rows


def _countries(mentions: pd.DataFrame, names: pd.DataFrame) -> frozenset[str]:
    """The actors that are countries: a town is a place where things happen, it signs nothing."""
    known = _names_of_countries()
    places = mentions.loc[mentions["type"] == "place", ["actor_id", "surface"]].rename(columns={"surface": "name"})
    told = pd.concat([places.dropna(), names.loc[names["type"] == "place", ["actor_id", "name"]]]).drop_duplicates()
    return frozenset(actor for actor, name in told.itertuples(index=False) if skeleton(name)[0] in known)


@cache
def _names_of_countries() -> frozenset[str]:
    return frozenset(skeleton(name)[0] for name, _ in countries())


def _record(rows: list, context: Context, dates: list) -> list[Event]:
    """The happenings of one record, each once."""
    events: list[Event] = []
    speaker: str | None = None
    before: tuple | None = None
    for row in rows:
        clause = Clause(row, context)
        if clause.in_a_name:
            continue  # «کمیته برگزاری جشنواره» is a body
        if row.type == "attendance":
            _attend(events, clause)
            continue
        if row.type == "statement":
            if row.quoted:
                continue
            named = event_parties.speaker(clause, context)
            speaker = named or (speaker if clause.goes_on else None)
            if named is None and (not clause.has_subject or any(each.type == "statement" for each in events)):
                continue  # «وی افزود» goes on with what is told; of speakers without a name one is enough
            told_by = [Party(named, "speaker")] if named else []
            event = Event("statement", row.status, row.rule, clause, told_by, None, None)
        else:
            parties = event_parties.parties(clause, context, speaker)
            if row.passive and before is not None and before[0] == row.start and not clause.has_agent(parties):
                parties = [party for party in before[1] if party.role in ("sender", "proposer")] + parties
            event = Event(
                row.type,
                row.status,
                row.rule,
                clause,
                parties,
                event_parties.place(clause, {each.actor for each in parties}),
                None,
            )
            before = (row.start, parties)
        event.days = _days(row, rows, dates)
        event.topics = dict.fromkeys(each for each in row.topics.split("; ") if each)
        event.sub = clause.in_course
        if not _merged(events, event):
            events.append(event)
    return _kept(events, context)


def _days(row, rows: list, dates: list) -> tuple | None:
    """The date in the clause that is nearest to the word that tells the happening, or the only one of its sentence."""
    inside = [date for date in dates if row.clause_start <= date.start < row.clause_end and date.role != "publication"]
    if not inside and row.type != "statement":
        others = {each.trigger_start for each in rows if each.start == row.start and each.type != "statement"}
        if len(others) == 1:
            inside = [date for date in dates if row.start <= date.start < row.end and date.role != "publication"]
    if not inside or row.type == "statement":
        return None
    return min(inside, key=lambda date: (abs(date.start - row.trigger_end), date.start))


def _merged(events: list[Event], event: Event) -> bool:
    """Whether the record has told this happening before; what is new of it is added there."""
    for other in reversed(events):
        if _same(other, event):
            _take(other, event)
            return True
    return False


def _same(a: Event, b: Event) -> bool:
    if _family(a.type) != _family(b.type):
        gatherings = ("meeting", "conference", "workshop", "video_conference")
        if not (_in_it(b) and a.type in gatherings and b.type in gatherings and a.status == "held"):
            return False
    if {a.status, b.status} not in ({a.status}, {"held", "past"}) or _conflict(a, b):
        return False
    if a.status != b.status and a.type != "appointment":
        return False
    if a.type == "statement":
        return bool(a.ids & b.ids) or not a.ids
    if a.type == "proposal" or a.status == "proposed":
        # said in the title, the lead and the body, each time with other names: one proposal
        by = [{party.actor for party in each.parties if party.role == "proposer"} for each in (a, b)]
        return not (all(by) and not by[0] & by[1]) and bool(a.topics.keys() & b.topics or not a.topics or not b.topics)
    if not a.ids or not b.ids or _in_it(b):
        return True
    if a.rule.startswith("headline") and a.type in _GATHERINGS and not _persons(a):
        return True  # the title names the bodies, the text those who met for them
    common = a.ids & b.ids
    if a.type in ("visit", "appointment", "award", "letter", "report", "aid", "violence", "agreement"):
        return bool(common) and (common in (a.ids, b.ids) or a.clause.row.title)
    return bool(common)


def _in_it(event: Event) -> bool:
    """Whether it is told of a gathering already told: «این نشست», «سپس اشتراک‌کنندگان تبادل نظر نمودند»."""
    talk = event.type == "meeting" and event.rule == "verb" and not _persons(event)
    return event.clause.row.anaphoric or talk


def _persons(event: Event) -> set[str]:
    named = {mention.actor_id for mention in event.clause.people()}
    return event.ids & named


def _family(type_: str) -> str:
    return "meeting" if type_ in _MEETINGS else type_


def _conflict(a: Event, b: Event) -> bool:
    """Whether two reports name different days."""
    if a.days is None or b.days is None:
        return False
    known = a.days.earliest is not None and b.days.earliest is not None
    if known:
        return a.days.earliest > b.days.latest or b.days.earliest > a.days.latest
    return a.days.surface != b.days.surface and a.days.grain == b.days.grain == "day"


def _take(event: Event, other: Event) -> None:
    """Add what a second report of a happening tells."""
    if event.type == "meeting" and other.type in _MEETINGS:
        event.type = other.type
    if _in_it(other) and not _persons(other):
        other.parties = []  # «روی طرزالعمل کمیته تبادل نظر نمودند»: what is named there is what was talked of
    known = {party.actor for party in event.parties}
    if event.rule in _VAGUE and other.rule not in _VAGUE:
        event.clause, event.rule = other.clause, other.rule
    better = {party.actor: party for party in other.parties}
    event.parties = [
        better[party.actor] if party.role == "participant" and party.actor in better else party
        for party in event.parties
    ] + [party for party in other.parties if party.actor not in known]
    event.place = event.place or other.place
    event.days = event.days if event.days is not None else other.days
    event.topics |= other.topics


def _attend(events: list[Event], clause: Clause) -> None:
    """«… نیز حضور داشتند»: they were at the gathering that is told."""
    there = [event for event in events if event.status in ("held", "past") and event.type in _GATHERINGS]
    if not there:
        return
    event = next((each for each in there if each.status == "held"), there[0])
    for mention in clause.people():
        if mention.actor_id not in event.ids:
            event.parties.append(Party(mention.actor_id, "also present"))


_GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop", "agreement")


def _kept(events: list[Event], context: Context) -> list[Event]:
    """The happenings that stand, with the parties that follow from the others of the record."""
    main = [each for each in events if each.status == "held" and each.type in _GATHERINGS[:6] and each.ids]
    for event in events:
        if event.type == "proposal" and len(main) == 1 and event.ids & main[0].ids:
            for party in main[0].parties:
                if party.role == "with" and party.actor not in event.ids:
                    event.parties.append(Party(party.actor, "addressee"))
        if event.sub and len(main) == 1 and event.type in ("report", "statement", "proposal"):
            people = [party for party in event.parties if party.role in ("presenter", "speaker", "proposer")]
            main[0].parties += [Party(each.actor, each.role) for each in people if each.actor not in main[0].ids]
            event.days = event.days if event.days is not None else main[0].days
    for event in events:
        event_parties.tidy(event.parties, context)
    events = [event for event in events if event.rule != "arrival" or (event.ids and event.place)]
    return [event for event in events if event.ids or not _empty(event)]


def _empty(event: Event) -> bool:
    """A noun without a verb of its own of which nobody is known to take part, and no place or day is told.

    With a verb it is told as news, and who takes part stays openly unknown.
    """
    if event.type == "proposal" and event.status == "past":
        return True  # «تقاضا کردند», tells somebody who is quoted
    if event.type == "violence" or event.rule not in _NEED_PARTIES:
        return False
    return event.type not in _GATHERINGS or (event.place is None and event.days is None)


def _row(doc: str, event: Event, published) -> tuple:
    row = event.clause.row
    earliest = latest = None
    basis = reason = None
    if event.days is not None and event.days.earliest is not None:
        earliest, latest = event.days.earliest, event.days.latest
        basis = event.days.basis
    elif event.days is not None:
        reason = f"the date «{' '.join(event.days.surface.split())}» is open"
    elif event.status == "held" and published is not None:
        earliest = latest = published
        basis = "publication day, about"
    else:
        reason = (
            "no day of its own in the text" if event.status != "held" else "no day in the text, none of publication"
        )
    status = event.status
    if status == "held" and event.days is not None and event.days.role == "historic":
        status = "past"
    if status == "held" and earliest is not None and published is not None and earliest > published:
        status = "planned"
    identity = f"{doc}:{event.type}:{row.trigger_start}"
    return (
        identity, identity, doc, 0, event.type, status, earliest, latest, basis, event.place,
        "; ".join(party.actor for party in event.parties), "; ".join(party.role for party in event.parties),
        "; ".join(event.topics), row.start, row.end, row.trigger, _plover().get(event.type) or None, event.rule, reason,
    )  # fmt: skip


@cache
def _plover() -> dict[str, str]:
    rows = tables.read("event_types")
    return dict(zip(rows["type"], rows["plover"], strict=True))
