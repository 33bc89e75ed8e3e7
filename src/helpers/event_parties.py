"""Who takes part: the clause of a happening and the mentions of its record come in, parties with their roles go out.

Knows offsets and the cues that `events.find` left; knows no text and no word.
"""

from bisect import bisect_left
from dataclasses import dataclass

# What a happening calls those whom the words before a name do not tell apart.
_SUBJECT = {
    "meeting": "participant", "video_conference": "participant", "phone_call": "participant", "visit": "visitor",
    "conference": "participant", "workshop": "participant", "report": "presenter", "proposal": "proposer",
    "agreement": "signatory", "letter": "sender", "appointment": "appointee", "award": "recipient",
    "condemnation": "speaker", "aid": "donor", "violence": "party",
}  # fmt: skip
_BY = {"report": "presenter", "letter": "sender", "aid": "donor", "award": "giver", "appointment": "authority"}
_BY |= {"proposal": "proposer", "violence": "attacker", "visit": "visitor"}
_TO = {"letter": "recipient", "report": "recipient", "proposal": "addressee", "aid": "recipient", "award": "recipient"}
_GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop")
_PARTIES = ("person", "organisation", "event_name")
# Cues behind which nobody takes part: what the talk was about, where somebody comes from.
_ASIDE = ("topic", "by_report", "from", "such")
_PLAIN = ("course", "counterpart", "two_sides", "pronoun", "office", "such", "by_letter")
_FAR = 14


@dataclass(frozen=True, slots=True)
class Party:
    """An actor and what it does in a happening."""

    actor: str
    role: str


class Context:
    """The mentions of one record that may take part, and whose body an actor is known to hold an office in."""

    def __init__(self, mentions: list, bodies: dict[str, set[str]], countries: frozenset[str]):
        self.bodies, self.countries = bodies, countries
        self.mentions = [
            each
            for each in mentions
            if each.actor_id is not None
            and not _source(each)
            and (each.nested_in is None or mentions[int(each.nested_in)].type == "event_name")
        ]
        self.starts = [mention.start for mention in self.mentions]
        self.persons = [mention for mention in self.mentions if mention.type == "person"]
        self._titled = [(each, " ".join(each.office.split())) for each in self.persons if each.office]
        self._in_offices = {id(mention) for mention in self.mentions if self._in_office(mention)}

    def in_office(self, mention) -> bool:
        """Whether a name belongs to somebody's title: «سفیر ایران در باکو» stands behind the ambassador's name."""
        return id(mention) in self._in_offices

    def _in_office(self, mention) -> bool:
        if mention.type == "person":
            return False
        name = mention.surface
        for person, titles in self._titled:
            gap = mention.start - person.end if mention.start >= person.end else person.start - mention.end
            if 0 <= gap <= len(titles) - len(name) + 8 and " ".join(name.split()) in titles:
                return True
        return False

    def between(self, first: int, last: int) -> list:
        """The mentions that begin in a span."""
        return self.mentions[bisect_left(self.starts, first) : bisect_left(self.starts, last)]

    def holders(self, body: str) -> list[str]:
        """The persons of the record who are known to hold an office in a body."""
        return list(dict.fromkeys(p.actor_id for p in self.persons if body in self.bodies.get(p.actor_id, ())))


def _source(mention) -> bool:
    return isinstance(mention.reason, str) and "source of the report" in mention.reason


class Clause:
    """One row of `events.find` with the mentions in its clause and the cue before each."""

    def __init__(self, row, context: Context):
        self.row = row
        self.cues = [(name, int(at)) for name, _, at in (cue.rpartition("@") for cue in row.cues.split())]
        self.cues.sort(key=lambda cue: cue[1])
        self.context = context
        self.named = context.between(row.clause_start, row.clause_end)
        self.sentence_named = context.between(row.start, row.end)

    @property
    def in_a_name(self) -> bool:
        """Whether the word that tells the happening is a part of a body's name."""
        row = self.row
        return any(
            m.start <= row.trigger_start and row.trigger_end <= m.end and m.type in ("organisation", "law_or_document")
            for m in self.context.between(row.trigger_start - 200, row.trigger_end)
        )

    @property
    def goes_on(self) -> bool:
        """Whether the sentence names nobody who could speak: «وی افزود» goes on with whoever spoke before."""
        return not any(m.type == "person" for m in self.named)

    @property
    def has_subject(self) -> bool:
        """Whether words that are no pronoun stand where the speaker does, though nobody is known by them."""
        row = self.row
        before = row.trigger_start - row.clause_start
        return not any(name == "pronoun" for name, _ in self.cues) and (
            before > 8 or row.clause_end - row.trigger_end > 8
        )

    @property
    def in_course(self) -> bool:
        """Whether it is told as a part of the gathering: «در نخست …», `من جانبه`."""
        return any(name == "course" for name, _ in self.cues)

    def cue(self, mention) -> tuple[str, int]:
        """The cue that governs a name, and where it ends: the nearest before it in the clause; a «که» ends it."""
        best = ("", self.row.clause_start)
        for name, at in self.cues:
            if at > mention.start or name in _PLAIN:
                continue
            if at <= self.row.clause_start:
                continue
            best = (name, at) if name != "break" else ("", at)
        if best[0] in ("to", "place", "from") and self._reached(best[1], mention):
            return "", best[1]
        return best

    def _reached(self, at: int, mention) -> bool:
        """`وصل إلى نواكشوط رئيس البرلمان`: a preposition is done with when the place it leads to is named."""
        between = [m for m in self.named if at <= m.start < mention.start]
        return bool(between) and between[0].type == "place" and between[0].start - at <= 14

    def behind_office(self, mention) -> bool:
        """Whether an office stands right before a name: «رئیس شورای حقوق بشر» without the name of its head."""
        between = [at for name, at in self.cues if name != "office" and at <= mention.start]
        last = max(between, default=self.row.start)
        return any(name == "office" and last <= at and 0 <= mention.start - at <= 45 for name, at in self.cues)

    def people(self) -> list:
        return [mention for mention in self.named if mention.type == "person"]

    def has_agent(self, parties: list[Party]) -> bool:
        return any(party.role in ("sender", "presenter", "proposer", "donor") for party in parties)


def parties(clause: Clause, context: Context, speaker: str | None) -> list[Party]:
    """Return who takes part in a happening, each actor once, in order of place."""
    row = clause.row
    out: dict[str, Party] = {}
    if row.person == 1 and speaker is not None:
        # «ارسال کردیم», says somebody for the body that he speaks for.
        bodies = sorted(context.bodies.get(speaker, ()))
        agent = bodies[0] if len(bodies) == 1 else speaker
        out[agent] = Party(agent, _SUBJECT.get(row.type, "participant"))
    named = clause.named
    if row.type == "appointment" and not any(m.type == "person" and clause.cue(m)[0] == "" for m in named):
        # «مرادوا که پیش‌تر … بود، … منصوب شده است»: the subject stands before «که»
        named = [m for m in clause.sentence_named if m.type == "person" and m.start < row.clause_start][:1] + named
    end, last = -1, ""
    for mention in named:
        role = _role(clause, context, mention)
        if not role and mention.type == "place" and mention.actor_id in context.countries and mention.start - end <= 3:
            role = last  # «میان ایران، عراق و سوریه»
        if role:
            end, last = mention.end, role
            out.setdefault(mention.actor_id, Party(mention.actor_id, role))
    for side in _two_sides(clause, context, out):
        out.setdefault(side, Party(side, _SUBJECT.get(row.type, "participant")))
    if row.type == "report":
        for party in [each for each in out.values() if each.role == "presenter"]:
            for body in sorted(context.bodies.get(party.actor, ())):
                if _named_in(clause.sentence_named, body):
                    out.setdefault(body, Party(body, "reporting body"))
    return list(out.values())


def _named_in(mentions: list, actor: str) -> bool:
    return any(mention.actor_id == actor for mention in mentions)


def _role(clause: Clause, context: Context, mention) -> str:
    """What a name does in a happening by the words before it; empty when it takes no part."""
    row = clause.row
    cue, at = clause.cue(mention)
    if mention.type == "law_or_document" or (mention.start < row.trigger_end and mention.end > row.trigger_start):
        return ""
    if row.type == "appointment" and mention.type == "organisation":
        return "body" if cue in ("as", "") or context.in_office(mention) else _cued(row, cue, mention)
    if context.in_office(mention):
        return ""
    if mention.type == "place":
        return _country(clause, cue, at, mention) if mention.actor_id in context.countries else ""
    if mention.type not in _PARTIES:
        return ""
    head = 0 <= mention.start - row.trigger_end <= 14
    if cue in _ASIDE and not (head and at <= row.trigger_start):
        return ""
    if row.type in _GATHERINGS and mention.type == "organisation" and head and cue in ("", "place", *_ASIDE):
        return "host"  # «در نشست معاونت …»
    if mention.type == "organisation" and cue != "present" and clause.behind_office(mention):
        if cue == "to" or (row.type == "appointment" and cue == "as"):
            return _TO.get(row.type, "body of a participant")
        return "body of a participant"
    return _cued(row, cue, mention)


def _cued(row, cue: str, mention) -> str:
    subject = _SUBJECT.get(row.type, "participant")
    if cue == "":
        return subject
    if cue == "place":
        return "host" if mention.type == "organisation" and row.type in _GATHERINGS else ""
    if cue in ("with", "between"):
        return "with" if cue == "with" and row.type in _GATHERINGS else subject
    if cue == "by":
        return _BY.get(row.type, "organiser" if row.type in _GATHERINGS else subject)
    if cue == "to":
        return _TO.get(row.type, "")
    if cue == "as":
        return ""
    return {"chair": "chair", "host": "host", "present": "present", "authority": "authority"}.get(cue, "")


def _country(clause: Clause, cue: str, at: int, mention) -> str:
    """A country takes part where the words make it a side: «میان ایران و عراق», `وقعت أذربيجان وتركيا`."""
    row = clause.row
    if cue in ("with", "between", "by", "present"):
        return _cued(row, cue, mention) if not clause.behind_office(mention) else ""
    if row.type in _GATHERINGS and cue == "" and 0 <= mention.start - row.trigger_end <= 14:
        return "participant"  # «نشست سه‌جانبه ایران، ترکمنستان و ازبکستان»
    if cue == "" and mention.start - max(at, row.clause_start) <= 20 and row.rule in ("verb", "noun_and_verb"):
        return "" if clause.behind_office(mention) or row.type == "visit" else _cued(row, cue, mention)
    return ""


def _two_sides(clause: Clause, context: Context, known: dict[str, Party]) -> list[str]:
    """«دو طرف», `الجانبان`: the two bodies or countries that the sentence has named before, if just two."""
    if not any(
        name == "two_sides" and clause.row.clause_start <= at <= clause.row.clause_end for name, at in clause.cues
    ):
        return []
    if known:
        return []
    before = [m for m in clause.sentence_named if m.start < clause.row.trigger_start]
    sides = dict.fromkeys(m.actor_id for m in before if m.type in ("organisation", "place"))
    return list(sides) if len(sides) == 2 else []


def place(clause: Clause, parties: set[str]) -> str | None:
    """Return the place of a happening: behind «در» or `في` in its clause, else in its sentence, else the only one."""
    row, context = clause.row, clause.context
    # Who met beside a conference met where it is held; a plan or something past has a place of its own, or none.
    wider = [(clause.sentence_named, row.start)] if row.status == "held" else []
    for named, first in ((clause.named, row.clause_start), *wider):
        for mention in named:
            if mention.type != "place" or context.in_office(mention):
                continue
            cues = [(name, at) for name, at in clause.cues if first <= at <= mention.start and name not in _PLAIN]
            last = cues[-1] if cues else ("", first)
            if last[0] == "place" and mention.start - last[1] <= _FAR:
                return mention.actor_id
            if row.type == "visit" and last[0] in ("to", "") and last[1] > row.start:
                return mention.actor_id
    if row.rule == "participle":
        return None
    towns = {m.actor_id for m in clause.named if m.type == "place" and m.actor_id not in context.countries}
    towns = {m for m in towns if not any(context.in_office(each) for each in clause.named if each.actor_id == m)}
    return towns.pop() if len(towns) == 1 and not towns & parties else None


def speaker(clause: Clause, context: Context) -> str | None:
    """Return who speaks: a person before a Persian verb, behind an Arabic one; a title stands for its only holder."""
    row = clause.row
    named = [m for m in clause.named if m.type in ("person", "organisation")]
    if row.clause_start >= row.trigger_start - 1:
        named = [m for m in clause.sentence_named if row.trigger_end <= m.start <= row.trigger_end + 70][:2]
    for mention in named:
        if mention.type == "person" and (clause.cue(mention)[0] in ("", "topic") or clause.cue(mention)[0] == "by"):
            return mention.actor_id
    for mention in named:
        if mention.type != "organisation":
            continue
        if clause.behind_office(mention):
            holders = context.holders(mention.actor_id)
            return holders[0] if len(holders) == 1 else None
        near = row.clause_start < row.trigger_start - 1 or mention.start - row.trigger_end <= 3
        if near and clause.cue(mention)[0] == "" and not context.in_office(mention):
            return mention.actor_id
    return None


def tidy(parties: list[Party], context: Context) -> None:
    """Take out the bodies that a named participant stands for: «رئیس کمیته …» in the title is named in the body."""
    held = {body for party in parties for body in context.bodies.get(party.actor, ())}
    parties[:] = [party for party in parties if party.role != "body of a participant" or party.actor not in held]
