"""One sentence as its hits: where phrases stand, what stands before what, and whether a thing happened in it.

Knows what phrases may mean (`event_lexicon`); knows no word and no actor.
"""

from dataclasses import dataclass

from helpers.event_lexicon import FINITE, Meaning

GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop")
TALKS = ("meeting", "video_conference", "phone_call", "visit")
# Which nouns a verb makes happen.
TAKES = {
    "hold": (*GATHERINGS, "violence"), "plan": (*GATHERINGS, "agreement"), "chair": GATHERINGS,
    "attend": ("conference", "workshop", "meeting"), "do": TALKS, "aux": TALKS, "ends": ("arrival", "award"),
    "hand": (*TALKS, "aid", "award", "report", "proposal", "letter"), "sign": ("agreement",),
    "give": ("report", "proposal", "statement"), "send": ("letter", "report", "aid", "phone_call"),
    "grant": ("award", "aid", "letter"), "suffer": ("violence",),
}  # fmt: skip


@dataclass(slots=True)
class Hit:
    """A phrase in a text: where it stands and the one meaning it has here."""

    first: int
    last: int
    means: Meaning
    used: bool = False


class Sentence:
    """One sentence, or the part of one that is told or quoted: its bounds and what stands in it, by kind.

    placed: (first, last, Meaning) of all phrases in order; what a rule never asks for is never made a Hit.
    """

    __slots__ = ("_hits", "_placed", "first", "language", "last", "quoted", "title", "verbs")

    def __init__(self, bounds: tuple[int, int], language: str, title: bool, quoted: bool, placed: dict[str, list]):
        self.first, self.last = bounds
        self.language, self.title, self.quoted = language, title, quoted
        self._placed = placed
        self._hits: dict[str, list[Hit]] = {}
        self.verbs: list[Hit] = []

    def has(self, kind: str) -> bool:
        return kind in self._placed

    def places(self, kinds) -> list[tuple[int, int, Meaning]]:
        """The phrases of some kinds as they were placed."""
        return [each for kind in kinds if kind in self._placed for each in self._placed[kind]]

    def all(self, kind: str) -> list[Hit]:
        """The phrases of a kind, each always the same Hit."""
        hits = self._hits.get(kind)
        if hits is None:
            hits = self._hits[kind] = [Hit(*each) for each in self._placed.get(kind, ())]
        return hits

    def of(self, *kinds: str) -> list[Hit]:
        return self.all(kinds[0]) if len(kinds) == 1 else [hit for kind in kinds for hit in self.all(kind)]

    def between(self, first: int, last: int, *kinds: str) -> list[Hit]:
        return [hit for kind in kinds for hit in self.all(kind) if first <= hit.first and hit.last <= last]

    def says(self, value: str, first: int, last: int, kind: str = "status") -> bool:
        placed = self._placed.get(kind)
        return placed is not None and any(first <= at < last and means.value == value for at, _, means in placed)


@dataclass(slots=True)
class Found:
    """A happening as a sentence tells it: offsets in the text; `person` 1 means «we»."""

    first: int
    last: int
    clause: tuple[int, int]
    type: str
    status: str
    rule: str
    person: str = "3"
    anaphoric: bool = False
    passive: bool = False


def status_of(sentence: Sentence, verb: Hit, clause: tuple[int, int], verbs: list[Hit]) -> str:
    """held, past, planned, proposed, or empty: nothing happened («برگزار نشد», «هر سال برگزار می‌شود»)."""
    tense = verb.means.tense
    if tense == "joined":
        later = [each for each in verbs if each.first >= verb.last]
        tense = later[0].means.tense if later else "past"
    if sentence.says("never", clause[0], clause[1]):
        return ""
    if tense in ("not", "habit", "noun"):
        return ""
    if verb.means.kind == "plan":
        return "planned"
    if tense in ("past", "before"):
        if sentence.language == "ar" and _already(sentence, verb):
            return "past"
        earlier = tense == "before" or sentence.quoted or sentence.says("past", *clause)
        return "past" if earlier else "held"
    if tense == "future":
        return "planned"
    before = (sentence.first, verb.last)
    if tense == "present":
        if sentence.language == "ar":
            return _present_ar(sentence, verb)
        if sentence.says("habit", *before) or sentence.says("none", *before):
            return ""
        own = verb.means.value
        if sentence.says("planned", *before) or verb.means.kind == "hold" or own in (*GATHERINGS, "agreement"):
            return "planned" if not sentence.quoted or sentence.says("planned", *before) else ""
        return ""
    if sentence.says("planned", *before):
        return "planned"
    if sentence.says("proposed", *before) or _calls(sentence, verb):
        return "proposed"
    return ""


def _already(sentence: Sentence, verb: Hit) -> bool:
    """`وكان المجلس قد اجتمع`: it had happened before what is told."""
    near = any(0 <= verb.first - last <= 2 for _, last, _ in sentence.places(("already",)))
    return near and any(first < verb.first for first, _, _ in sentence.places(("was",)))


def _present_ar(sentence: Sentence, verb: Hit) -> str:
    """An imperfect is a plan after «من المقرر أن», a wish after «دعا إلى أن», news in a title, else no happening."""
    if sentence.says("habit", sentence.first, sentence.last) or sentence.says("none", sentence.first, verb.first):
        return ""
    if sentence.says("planned", sentence.first, sentence.last):
        return "planned"
    if sentence.says("proposed", sentence.first, verb.first) or _calls(sentence, verb):
        return "proposed"
    return "held" if sentence.title else ""


def _calls(sentence: Sentence, verb: Hit) -> bool:
    """Whether someone proposed, asked or called for it before: «پیشنهاد کرد که … برگزار شود»."""
    return any(
        hit.means.value == "proposal" and hit.last <= verb.first and hit.means.tense in FINITE
        for hit in sentence.of("full")
    )


def context(sentence: Sentence, value: str) -> bool:
    return any(hit.means.value == value for hit in sentence.of("context"))


def mode(sentence: Sentence, type_: str, clause: tuple[int, int]) -> str:
    """A meeting that was held «به صورت ویدئوکنفرانسی» or «هاتفيا» is one of its own type."""
    if type_ == "meeting":
        for hit in sentence.between(*clause, "mode"):
            return hit.means.value
        for hit in sentence.between(*clause, "noun"):
            if hit.means.value in ("video_conference", "phone_call"):
                return hit.means.value
    return type_


def spend(hits: list[Hit]) -> None:
    for hit in hits:
        hit.used = True


def taken(sentence: Sentence, gerund: Hit, end: int, reach: int = 40) -> Hit | None:
    """The noun that the noun of an act takes: «برگزاری کنفرانس», `توقيع مذكرة تفاهم`."""
    takes = TAKES.get(gerund.means.value, ())
    for hit in sorted(sentence.between(gerund.last, end, "noun"), key=lambda hit: hit.first):
        if hit.means.value in takes and hit.first - gerund.last <= reach and not cites(sentence, hit):
            return hit
    return None


def behind(sentence: Sentence, noun: Hit, roles: tuple[str, ...]) -> bool:
    """Whether a preposition stands right before a noun («در یک نشست»: a short word may stand between)."""
    return any(hit.means.value in roles and 0 <= noun.first - hit.last <= 5 for hit in sentence.of("role"))


def anaphoric(sentence: Sentence, noun: Hit) -> bool:
    """«این نشست» is a happening already told."""
    around = [
        hit for hit in sentence.of("anaphor") if 0 <= noun.first - hit.last <= 1 or 0 <= hit.first - noun.last <= 3
    ]
    return bool(around)


def cites(sentence: Sentence, noun: Hit) -> bool:
    """«به گزارش ایرنا» tells of no report."""
    return behind(sentence, noun, ("topic", "by_report"))
