"""One sentence as its hits: where phrases stand, what stands before what, and whether a thing happened in it.

Knows what phrases may mean (`event_lexicon`); knows no word and no actor.
"""

from dataclasses import dataclass

from helpers.event_lexicon import FINITE, Meaning

GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop")
TALKS = ("meeting", "video_conference", "phone_call", "visit")
# Which nouns a verb makes happen.
TAKES = {
    "hold": (*GATHERINGS, "violence"), "do": TALKS, "aux": TALKS, "attend": ("conference", "workshop", "meeting"),
    "chair": GATHERINGS, "sign": ("agreement",), "give": ("report", "proposal", "statement"),
    "send": ("letter", "report", "aid"), "grant": ("award", "aid", "letter"),
}  # fmt: skip


@dataclass(slots=True)
class Hit:
    """A phrase in a text: where it stands and the one meaning it has here."""

    first: int
    last: int
    means: Meaning
    leads_on: bool = False  # «و» or a comma follows
    used: bool = False


@dataclass(slots=True)
class Sentence:
    """One sentence: its bounds, its hits by kind, and what is known of its place in the text."""

    first: int
    last: int
    title: bool
    language: str
    quoted: bool
    by: dict[str, list[Hit]]
    verbs: list[Hit]
    cues: str = ""
    topics: str = ""

    def of(self, *kinds: str) -> list[Hit]:
        return [hit for kind in kinds for hit in self.by.get(kind, ())]

    def between(self, first: int, last: int, *kinds: str) -> list[Hit]:
        return [hit for kind in kinds for hit in self.by.get(kind, ()) if first <= hit.first and hit.last <= last]

    def says(self, value: str, first: int, last: int, kind: str = "status") -> bool:
        return any(first <= hit.first < last and hit.means.value == value for hit in self.by.get(kind, ()))


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
    if tense in ("past", "before"):
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
        if sentence.says("planned", *before) or verb.means.kind in ("hold", "full"):
            return "planned" if not sentence.quoted or sentence.says("planned", *before) else ""
        return ""
    if sentence.says("planned", *before):
        return "planned"
    if sentence.says("proposed", *before) or _calls(sentence, verb):
        return "proposed"
    return ""


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
        if hit.means.value in takes and hit.first - gerund.last <= reach:
            return hit
    return None


def behind(sentence: Sentence, noun: Hit, roles: tuple[str, ...]) -> bool:
    """Whether a preposition stands right before a noun (an anaphor or «حاشیه» may stand between)."""
    return any(hit.means.value in roles and 0 <= noun.first - hit.last <= 2 for hit in sentence.of("role"))


def anaphoric(sentence: Sentence, noun: Hit) -> bool:
    """«این نشست» is a happening already told."""
    around = [
        hit for hit in sentence.of("anaphor") if 0 <= noun.first - hit.last <= 1 or 0 <= hit.first - noun.last <= 3
    ]
    return bool(around)


def cites(sentence: Sentence, noun: Hit) -> bool:
    """«به گزارش ایرنا» tells of no report."""
    return behind(sentence, noun, ("topic", "by_report"))
