"""The hits of one sentence come in, the happenings it tells go out: one function a family of rules, each with examples.

Knows what stands before what in a sentence; knows no word (`tables/event_*.csv`) and no actor.
"""

from dataclasses import dataclass, field

from helpers.event_lexicon import Meaning

GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop")
TALKS = ("meeting", "video_conference", "phone_call", "visit")
# Which nouns a verb makes happen.
TAKES = {
    "hold": (*GATHERINGS, "violence"), "do": TALKS, "aux": TALKS, "attend": ("conference", "workshop", "meeting"),
    "chair": GATHERINGS, "sign": ("agreement",), "give": ("report", "proposal", "statement"),
    "send": ("letter", "report", "aid"), "grant": ("award", "aid", "letter"),
}  # fmt: skip
FINITE = ("past", "before", "present", "habit", "future", "wish", "not", "joined")

# Name -> an example that it reads, run as a test.
EXAMPLES = {
    "verb": "وزیر امور خارجه ایران با همتای عراقی خود دیدار کرد.",
    "verb_ar": "التقى وزير الخارجية نظيره التونسي في القاهرة.",
    "noun_and_verb": "نشست هماهنگی نهادها در کابل برگزار شد.",
    "noun_and_verb_ar": "عقد الوزيران اجتماعا في عمان.",
    "said_at": "رئیس سازمان در نشست با معاونان گفت: کار ادامه دارد.",
    "participle": "طرفین بر اجرای تفاهم‌نامه امضا شده میان ایران و عراق تاکید کردند.",
    "headline": "دیدار وزیر آموزش با سفیر ترکیه",
    "act_noun": "وزیر پیشنهاد برگزاری کنفرانس مشترک را ارائه داد.",
    "speech": "سالم المالک گفت: همکاری ادامه دارد.",
}


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
    hits: list[Hit]
    by: dict[str, list[Hit]] = field(default_factory=dict)

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


VERBS = (
    "full",
    "hold",
    "do",
    "aux",
    "attend",
    "chair",
    "sign",
    "give",
    "send",
    "grant",
    "say",
    "cancel",
    "done",
    "ends",
)


def read(sentence: Sentence) -> list[Found]:
    """Return what a sentence tells as happening, in order of place."""
    for hit in sentence.hits:
        sentence.by.setdefault(hit.means.kind, []).append(hit)
    spent = {hit.first for hit in sentence.of("participle")}
    verbs = sorted(
        (hit for hit in sentence.of(*VERBS) if hit.means.tense in FINITE and not _adjective(hit, spent)),
        key=lambda hit: hit.first,
    )
    found: list[Found] = []
    arabic = sentence.language == "ar"
    for place in range(len(verbs)):
        clause = (_clause_ar if arabic else _clause_fa)(sentence, verbs, place)
        found += (_verb_ar if arabic else _verb_fa)(sentence, verbs, place, clause)
    found += _participles(sentence)
    found += _act_nouns(sentence, verbs)
    found += _said_at(sentence, verbs)
    if sentence.title:
        found += _headline(sentence, verbs)
    return sorted(found, key=lambda each: (each.first, each.type))


def _adjective(hit: Hit, participles: set[int]) -> bool:
    """«فجایع رخ داده», «تفاهم‌نامه امضا شده»: a form in ه is a verb only where «و» or a comma leads on from it."""
    return hit.means.tense == "joined" and (hit.first in participles or not hit.leads_on)


def _clause_fa(sentence: Sentence, verbs: list[Hit], place: int) -> tuple[int, int]:
    """The clause of a Persian verb ends with it and begins behind the verb or the «که» before it."""
    verb = verbs[place]
    begin = verbs[place - 1].last if place else sentence.first
    for hit in sentence.of("break"):
        if begin < hit.last <= verb.first:
            begin = hit.last
    return begin, verb.last


def _clause_ar(sentence: Sentence, verbs: list[Hit], place: int) -> tuple[int, int]:
    """The clause of an Arabic verb begins with it (or with its subject before it) and ends before the next verb."""
    verb = verbs[place]
    end = verbs[place + 1].first if place + 1 < len(verbs) else sentence.last
    return verb.first, end


# ---- status


def _status(sentence: Sentence, verb: Hit, clause: tuple[int, int], verbs: list[Hit]) -> str:
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


# ---- what a verb tells


def _needs(sentence: Sentence, verb: Hit, clause: tuple[int, int]) -> bool:
    """Whether what a verb needs beside it is there: «محکوم کرد» is no condemnation where a court speaks."""
    need = verb.means.needs
    if need == "no_court":
        return not sentence.of("context") or not _context(sentence, "court")
    if need == "no_accident":
        return not (_context(sentence, "accident") or _context(sentence, "sport"))
    if need == "no_sport":
        return not _context(sentence, "sport")
    if need == "with":
        ends = verb.means.language == "fa" and sentence.between(*clause, "two_sides")
        role = [hit for hit in sentence.between(*clause, "role") if hit.means.value in ("with", "between")]
        return bool(ends or role or sentence.between(*clause, "counterpart"))
    if need == "as":
        return any(hit.means.value == "as" for hit in sentence.between(*clause, "role"))
    if need == "award":
        return any(hit.means.value == "award" for hit in sentence.between(*clause, "noun"))
    return True


def _context(sentence: Sentence, value: str) -> bool:
    return any(hit.means.value == value for hit in sentence.of("context"))


def _mode(sentence: Sentence, type_: str, clause: tuple[int, int]) -> str:
    """A meeting that was held «به صورت ویدئوکنفرانسی» or «هاتفيا» is one of its own type."""
    if type_ == "meeting":
        for hit in sentence.between(*clause, "mode"):
            return hit.means.value
        for hit in sentence.between(*clause, "noun"):
            if hit.means.value in ("video_conference", "phone_call"):
                return hit.means.value
    return type_


def _verb_fa(sentence: Sentence, verbs: list[Hit], place: int, clause: tuple[int, int]) -> list[Found]:
    verb = verbs[place]
    does, status = verb.means.kind, _status(sentence, verb, clause, verbs)
    if does == "say":
        held = verb.means.tense in ("past", "present", "joined")
        return [Found(verb.first, verb.last, clause, "statement", "held", "speech")] if held else []
    if does == "cancel":
        _spend(sentence.between(*clause, "noun"))
        return []
    if does == "full":
        if not _needs(sentence, verb, clause):
            return []
        type_ = _mode(sentence, verb.means.value, clause)
        if type_ in GATHERINGS and _context(sentence, "sport"):
            return []
        _spend([hit for hit in sentence.between(*clause, "noun") if hit.means.value in (type_, verb.means.value)])
        return [_found(sentence, verb, clause, type_, status, "verb")] if status else []
    noun = _noun_fa(sentence, verb, clause)
    if noun is None:
        return []
    noun.used = True
    type_ = _mode(sentence, noun.means.value, clause)
    if not status or (type_ in GATHERINGS and _context(sentence, "sport")) or _context(sentence, "market"):
        return []
    made = _found(sentence, verb, clause, type_, status, "noun_and_verb")
    made.first, made.last, made.passive = noun.first, noun.last, verb.means.value == "passive"
    made.anaphoric = _anaphoric(sentence, noun)
    return [made]


def _found(sentence: Sentence, verb: Hit, clause: tuple[int, int], type_: str, status: str, rule: str) -> Found:
    return Found(verb.first, verb.last, clause, type_, status, rule, verb.means.person)


def _spend(hits: list[Hit]) -> None:
    for hit in hits:
        hit.used = True


def _noun_fa(sentence: Sentence, verb: Hit, clause: tuple[int, int]) -> Hit | None:
    """The noun that a Persian verb makes happen: close before «کرد», the first one of the clause before «برگزار شد»."""
    takes = TAKES.get(verb.means.kind, ())
    if not takes:
        return None
    begin = clause[0]
    nouns = [hit for hit in sentence.between(begin, verb.first, "noun") if hit.means.value in takes]
    if not nouns and verb.means.kind in ("hold", "sign", "give"):
        # «نشستی که دیروز آغاز شده بود، برگزار شد»: the subject stands before «که»
        nouns = [hit for hit in sentence.between(sentence.first, verb.first, "noun") if hit.means.value in takes][:1]
    if verb.means.kind in ("aux", "do"):
        limit = 14 if verb.means.kind == "aux" else 40
        nouns = [hit for hit in nouns if verb.first - hit.last <= limit]
        return nouns[-1] if nouns else None
    if not nouns:
        return None
    if verb.means.kind in ("give", "send", "grant", "attend", "sign"):
        free = [hit for hit in nouns if not _cites(sentence, hit)]
        return free[-1] if free else None
    free = [hit for hit in nouns if not _behind(sentence, hit, ("place", "from", "to", "topic"))]
    return (free or nouns)[0] if (free or verb.means.kind == "chair") else None


def _cites(sentence: Sentence, noun: Hit) -> bool:
    """«به گزارش ایرنا» tells of no report."""
    return _behind(sentence, noun, ("topic", "by_report"))


def _behind(sentence: Sentence, noun: Hit, roles: tuple[str, ...]) -> bool:
    """Whether a preposition stands right before a noun (an anaphor or «حاشیه» may stand between)."""
    return any(hit.means.value in roles and 0 <= noun.first - hit.last <= 2 for hit in sentence.of("role"))


def _anaphoric(sentence: Sentence, noun: Hit) -> bool:
    """«این نشست» is a happening already told."""
    around = [
        hit for hit in sentence.of("anaphor") if 0 <= noun.first - hit.last <= 1 or 0 <= hit.first - noun.last <= 3
    ]
    return bool(around)


def _verb_ar(sentence: Sentence, verbs: list[Hit], place: int, clause: tuple[int, int]) -> list[Found]:
    verb = verbs[place]
    does, status = verb.means.kind, _status(sentence, verb, clause, verbs)
    if does == "say":
        held = verb.means.tense == "past" or (sentence.title and verb.means.tense == "present")
        return [Found(verb.first, verb.last, clause, "statement", "held", "speech")] if held else []
    if does == "cancel":
        _spend(sentence.between(*clause, "noun"))
        return []
    if does == "full":
        if not _needs(sentence, verb, clause) or not status:
            return []
        type_ = _mode(sentence, verb.means.value, clause)
        if type_ in GATHERINGS and _context(sentence, "sport"):
            return []
        same = [hit for hit in sentence.between(*clause, "noun") if hit.means.value in (type_, verb.means.value)]
        _spend(same[:1])
        return [_found(sentence, verb, clause, type_, status, "verb")]
    if does == "done":
        return _done(sentence, verb, clause, status)
    noun = _noun_ar(sentence, verb, verbs, clause)
    if noun is None:
        return []
    noun.used = True
    type_ = _mode(sentence, noun.means.value, (min(verb.first, noun.first), clause[1]))
    if not status or (type_ in GATHERINGS and _context(sentence, "sport")) or _context(sentence, "market"):
        return []
    # `مشاركتهما في أعمال المؤتمر … الذي انطلقت أعماله`: who attends stands before
    attended = any(hit.means.value == "attend" and 0 <= noun.first - hit.last <= 30 for hit in sentence.of("gerund"))
    whole = (sentence.first if attended else min(clause[0], noun.first), clause[1])
    made = _found(sentence, verb, whole, type_, status, "noun_and_verb")
    made.first, made.last = noun.first, noun.last
    made.anaphoric = _anaphoric(sentence, noun)
    return [made]


def _noun_ar(sentence: Sentence, verb: Hit, verbs: list[Hit], clause: tuple[int, int]) -> Hit | None:
    """The noun that an Arabic verb makes happen: the first one behind it, else the subject before it."""
    takes = TAKES.get(verb.means.kind, ())
    nouns = [hit for hit in sentence.between(verb.last, clause[1], "noun") if hit.means.value in takes and not hit.used]
    if verb.means.kind == "do":
        nouns = [hit for hit in nouns if hit.first - verb.last <= 40]
    own = [hit for hit in nouns if not _behind(sentence, hit, ("topic",))]
    if own:
        return own[0]
    if verb.means.kind in ("hold", "sign"):
        begin = max((each.last for each in verbs if each.last <= verb.first), default=sentence.first)
        left = [hit for hit in sentence.between(begin, verb.first, "noun") if hit.means.value in takes]
        return left[-1] if left else None
    return None


def _done(sentence: Sentence, verb: Hit, clause: tuple[int, int], status: str) -> list[Found]:
    """«تم توقيع مذكرة تفاهم», «تم عقد اجتماع», «تم تعيين …»: what was done is the noun of an act behind the verb."""
    near = [hit for hit in sentence.between(verb.last, clause[1], "gerund", "noun") if hit.first - verb.last <= 30]
    near.sort(key=lambda hit: hit.first)
    for hit in near:
        noun = _taken(sentence, hit, clause[1]) if hit.means.kind == "gerund" else hit
        if noun is not None and status:
            noun.used = hit.used = True
            made = _found(sentence, verb, clause, noun.means.value, status, "noun_and_verb")
            made.first, made.last, made.passive = noun.first, noun.last, True
            return [made]
    return []


def _taken(sentence: Sentence, gerund: Hit, end: int, reach: int = 40) -> Hit | None:
    """The noun that the noun of an act takes: «برگزاری کنفرانس», `توقيع مذكرة تفاهم`."""
    takes = TAKES.get(gerund.means.value, ())
    for hit in sorted(sentence.between(gerund.last, end, "noun"), key=lambda hit: hit.first):
        if hit.means.value in takes and hit.first - gerund.last <= reach:
            return hit
    return None


# ---- what nouns tell


def _participles(sentence: Sentence) -> list[Found]:
    """«تفاهم نامه همکاری امضا شده در فوریه», `خطة عمل التعاون الموقعة بين الجانبين`: it happened before."""
    found = []
    for hit in sentence.of("participle"):
        takes = TAKES.get(hit.means.value, ())
        nouns = [each for each in sentence.of("noun") if each.means.value in takes and 0 <= hit.first - each.last <= 60]
        if not nouns or nouns[-1].used:
            continue
        noun = max(nouns, key=lambda each: each.first)
        if noun.means.plural and hit.means.value == "hold":
            continue
        noun.used = True
        status = "past" if hit.means.value == "sign" or sentence.language == "fa" else "held"
        end = min(
            [each.first for each in sentence.of(*VERBS) if each.first > hit.last and each.means.tense in FINITE]
            + [each.first for each in sentence.of("subject") if each.first > hit.last]
            + [sentence.last]
        )
        # Behind it stands who and when: «امضا شده در فوریه ۲۰۱۶ میان … و …»
        found.append(Found(noun.first, noun.last, (noun.first, end), noun.means.value, status, "participle"))
    return found


def _act_nouns(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«پیشنهاد برگزاری کنفرانس», `دعا إلى عقد مؤتمر`: an act that is only proposed or planned."""
    found = []
    for hit in sentence.of("gerund"):
        noun = _taken(sentence, hit, sentence.last)
        if hit.used or noun is None or noun.used or hit.means.value == "attend" or _anaphoric(sentence, noun):
            continue
        begin = max((each.last for each in verbs if each.last <= hit.first), default=sentence.first)
        if sentence.language == "ar":
            begin = sentence.first
        end = next((each.last for each in verbs if each.first > noun.last), sentence.last)
        if sentence.says("never", begin, end) or sentence.says("habit", begin, end):
            continue
        governed = begin, (hit.first if sentence.language == "ar" else end)
        if sentence.says("proposed", *governed) or any(
            each.means.value == "proposal" and governed[0] <= each.first <= governed[1]
            for each in sentence.of("full", "noun")
        ):
            status = "proposed"
        elif sentence.says("planned", begin, end):
            status = "planned"
        else:
            continue
        noun.used = True
        type_ = _mode(sentence, noun.means.value, (hit.first, end))
        found.append(Found(noun.first, noun.last, (hit.first, end), type_, status, "act_noun"))
    return found


def _said_at(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«در نشست … با … گفت», `خلال لقائه مع …`: what is said was said at a meeting, so the meeting was held."""
    found = []
    arabic = sentence.language == "ar"
    said = [
        verb for verb in verbs if verb.means.kind in ("say", "full", "give") and verb.means.tense in ("past", "joined")
    ]
    for noun in sentence.of("noun"):
        if noun.used or noun.means.value not in GATHERINGS or noun.means.plural or _anaphoric(sentence, noun):
            continue
        if not _behind(sentence, noun, ("place", "topic") if arabic else ("place",)):
            continue
        if not said and not sentence.title:
            continue
        if not arabic and not any(verb.first > noun.last for verb in said) and not sentence.title:
            continue
        if sentence.quoted or _context(sentence, "sport") or sentence.says("planned", noun.first - 25, noun.last + 25):
            continue
        behind = sentence.between(noun.last, min(noun.last + 90, sentence.last), "role", "counterpart")
        if noun.means.value in TALKS and not any(
            hit.means.value in ("with", "between", "present") or hit.means.kind == "counterpart" for hit in behind
        ):
            continue
        noun.used = True
        end = next((verb.first for verb in verbs if verb.first > noun.last), sentence.last)
        begin = sentence.first if not arabic else (verbs[0].first if verbs else sentence.first)
        type_ = _mode(sentence, noun.means.value, (noun.first, end))
        found.append(Found(noun.first, noun.last, (begin, end), type_, "held", "said_at"))
    if arabic:
        found += _attending(sentence)
    return found


def _attending(sentence: Sentence) -> list[Found]:
    """`مشاركتهما في أعمال المؤتمر`: who attends a conference tells that it is held."""
    found = []
    for hit in sentence.of("gerund"):
        if hit.means.value != "attend":
            continue
        noun = _taken(sentence, hit, sentence.last)
        if noun is None or noun.used or sentence.says("planned", hit.first, noun.last + 40) or sentence.quoted:
            continue
        if sentence.says("proposed", sentence.first, hit.first) or sentence.says("none", sentence.first, hit.first):
            continue
        noun.used = True
        found.append(
            Found(noun.first, noun.last, (sentence.first, sentence.last), noun.means.value, "held", "attending")
        )
    return found


def _headline(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«دیدار وزیر با سفیر», `توقيع مذكرة تفاهم`: a title without a verb tells what was done."""
    if any(verb.means.kind in ("full", "hold", "sign") for verb in verbs):
        return []
    nouns = sorted((hit for hit in sentence.of("noun") if not hit.used), key=lambda hit: hit.first)
    if not nouns or sentence.says("never", sentence.first, sentence.last) or _context(sentence, "sport"):
        return []
    noun = nouns[0]
    if noun.means.plural or noun.first - sentence.first > (25 if sentence.language == "fa" else 30):
        return []
    if sentence.says("none", sentence.first, sentence.last) or _behind(sentence, noun, ("place", "topic", "to")):
        return []
    if (
        noun.means.value in ("statement", "report", "aid", "award", "letter", "violence")
        and not any(hit.last <= noun.first for hit in sentence.of("gerund"))
        and noun.means.value != "violence"
    ):
        return []
    status = "planned" if sentence.says("planned", sentence.first, sentence.last) else "held"
    if status == "held" and noun.means.value != "proposal" and sentence.says("proposed", sentence.first, noun.first):
        status = "proposed"
    noun.used = True
    whole = (sentence.first, sentence.last)
    return [Found(noun.first, noun.last, whole, _mode(sentence, noun.means.value, whole), status, "headline")]
