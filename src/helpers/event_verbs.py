"""What verbs tell: a sentence comes in with one of its verbs, what happened by it goes out.

Knows the order of words in Persian and Arabic clauses; knows no word (`tables/event_*.csv`) and no actor.
"""

from helpers.event_sentence import (
    GATHERINGS,
    TAKES,
    Found,
    Hit,
    Sentence,
    anaphoric,
    behind,
    cites,
    context,
    mode,
    spend,
    status_of,
    taken,
)


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
    end = next((each.first for each in verbs[place + 1 :] if each.first > verb.first), sentence.last)
    return verb.first, end


def _needs(sentence: Sentence, verb: Hit, clause: tuple[int, int]) -> bool:
    """Whether what a verb needs beside it is there: «محکوم کرد» is no condemnation where a court speaks."""
    need = verb.means.needs
    if need == "no_court":
        return not sentence.of("context") or not context(sentence, "court")
    if need == "no_accident":
        return not (context(sentence, "accident") or context(sentence, "sport"))
    if need == "no_sport":
        return not context(sentence, "sport")
    if need == "delegation":
        return context(sentence, "delegation")
    if need == "with" and verb.means.person == "6":
        return True  # «هیرکانی‌پور و النبهانی رایزنی کردند»: they did it with each other
    if need == "with":
        ends = verb.means.language == "fa" and sentence.between(*clause, "two_sides")
        role = [hit for hit in sentence.between(*clause, "role") if hit.means.value in ("with", "between")]
        return bool(ends or role or sentence.between(*clause, "counterpart"))
    if need == "as":
        return any(hit.means.value == "as" for hit in sentence.between(*clause, "role"))
    if need == "money":
        return sentence.says("money", *clause, "context")
    if need == "to":
        return any(hit.means.value in ("to", "between") for hit in sentence.between(*clause, "role"))
    if need == "attack":
        return any(hit.means.value == "violence" for hit in sentence.of("noun"))
    if need == "award":
        return any(hit.means.value == "award" for hit in sentence.between(*clause, "noun"))
    return True


def _rule(verb: Hit) -> str:
    return "arrival" if verb.means.needs == "place" else "verb"


def persian(sentence: Sentence, verbs: list[Hit], place: int) -> list[Found]:
    """Return what one verb of a Persian sentence tells: nothing, or one happening."""
    verb = verbs[place]
    does = verb.means.kind
    if does in ("ends", "is"):
        return _became(sentence, verbs, place)
    if does not in ("say", "full", "cancel") and not sentence.has("noun"):
        return []
    clause = _clause_fa(sentence, verbs, place)
    if does == "say":
        held = verb.means.tense in ("past", "present", "joined") and not sentence.quoted
        held = held and not _goes_on(sentence, verb, clause)
        return [Found(verb.first, verb.last, clause, "statement", "held", "speech")] if held else []
    if does == "cancel":
        spend(sentence.between(*clause, "noun"))
        return []
    status = status_of(sentence, verb, clause, verbs)
    if does == "full":
        if not _needs(sentence, verb, clause):
            return []
        type_ = mode(sentence, verb.means.value, clause)
        if type_ in GATHERINGS and context(sentence, "sport"):
            return []
        if type_ == "proposal" and status == "proposed":
            return []  # «باید درخواست کنند» is a rule, nobody proposes
        spend([hit for hit in sentence.between(*clause, "noun") if hit.means.value in (type_, verb.means.value)])
        return [_found(sentence, verb, clause, type_, status, _rule(verb))] if status else []
    noun = _noun_fa(sentence, verb, clause)
    if noun is None:
        return []
    noun.used = True
    type_ = mode(sentence, noun.means.value, clause)
    if noun.means.plural and verb.means.tense == "present" and not sentence.says("planned", sentence.first, verb.last):
        return []  # «جلسه‌های هفتگی در خانه‌ها برگزار می‌شود» is a habit
    if not status or (type_ in GATHERINGS and context(sentence, "sport")) or context(sentence, "market"):
        return []
    made = _found(sentence, verb, clause, type_, status, "noun_and_verb")
    made.first, made.last, made.passive = noun.first, noun.last, verb.means.value == "passive"
    made.anaphoric = anaphoric(sentence, noun)
    return [made]


def _goes_on(sentence: Sentence, verb: Hit, clause: tuple[int, int]) -> bool:
    """«وی افزود», «و ابراز داشت»: whoever spoke before goes on, which is no news of its own."""
    if verb.first - clause[0] < 5:
        return True
    return any(clause[0] <= at and verb.first - last <= 3 for at, last, _ in sentence.places(("pronoun",)))


def _became(sentence: Sentence, verbs: list[Hit], place: int) -> list[Found]:
    """«وارد تهران شد», «با حکم وزیر … سرپرست فدراسیون شد»: what is said with a word apart from «شد»."""
    verb = verbs[place]
    if not (sentence.has("noun") or sentence.has("office") or sentence.has("host")):
        return []
    clause = _clause_fa(sentence, verbs, place)
    nouns = [hit for hit in sentence.between(*clause, "noun") if not hit.used]
    reached = any(hit.means.value == "to" for hit in sentence.between(*clause, "role"))
    won = [hit for hit in nouns if hit.means.value in ("award", "aid", "visit")]
    if won and verb.means.kind == "ends" and (verb.first - won[-1].last <= 14 or reached):
        # «جایزه گرفت», «محموله کمک به هرات رسید»
        return _done_by(sentence, verb, verbs, clause, won[-1], won[-1].means.value)
    for host in sentence.between(*clause, "host"):
        # «ارومیه میزبان سومین همایش … بود», «پذیرای رئیس آکادمی بود»
        what = [hit for hit in nouns if hit.means.value in GATHERINGS and hit.first >= host.last]
        if what or host.means.value == "receiving":
            return _done_by(
                sentence, verb, verbs, clause, (what or [host])[0], what[0].means.value if what else "meeting"
            )
    if verb.means.kind == "is":
        return []
    arrivals = [hit for hit in sentence.between(*clause, "noun") if hit.means.value == "arrival" and not hit.used]
    decree = verb.means.value == "passive" and any(
        hit.means.value == "authority" for hit in sentence.between(*clause, "role")
    )
    decree = decree and any(verb.first - hit.last <= 60 for hit in sentence.between(*clause, "office"))
    if not arrivals and not decree:
        return []
    status = status_of(sentence, verb, clause, verbs)
    if not status:
        return []
    if decree:
        return [_found(sentence, verb, clause, "appointment", status, "decree")]
    arrivals[-1].used = True
    spend([hit for hit in sentence.between(*clause, "noun") if hit.means.value == "visit"])
    return [_found(sentence, verb, clause, "visit", status, "arrival")]


def _done_by(
    sentence: Sentence, verb: Hit, verbs: list[Hit], clause: tuple[int, int], noun: Hit, type_: str
) -> list[Found]:
    status = status_of(sentence, verb, clause, verbs)
    noun.used = True
    if not status or (type_ in GATHERINGS and context(sentence, "sport")):
        return []
    made = _found(sentence, verb, clause, type_, status, "noun_and_verb")
    made.first, made.last = noun.first, noun.last
    return [made]


def _found(sentence: Sentence, verb: Hit, clause: tuple[int, int], type_: str, status: str, rule: str) -> Found:
    return Found(verb.first, verb.last, clause, type_, status, rule, verb.means.person)


def _noun_fa(sentence: Sentence, verb: Hit, clause: tuple[int, int]) -> Hit | None:
    """The noun that a Persian verb makes happen: close before «کرد», the first one of the clause before «برگزار شد»."""
    takes = TAKES.get(verb.means.kind, ())
    if not takes:
        return None
    begin = clause[0]
    nouns = [hit for hit in sentence.between(begin, verb.first, "noun") if hit.means.value in takes]
    if not nouns and verb.means.kind in ("hold", "sign", "give", "plan", "suffer"):
        # «در کنفرانسی که سال گذشته دایر شده بود»: the subject stands before «که»
        nouns = [hit for hit in sentence.between(sentence.first, verb.first, "noun") if hit.means.value in takes]
        return nouns[-1] if nouns and not nouns[-1].used else None
    if verb.means.kind in ("aux", "do", "hand"):
        limit = 40 if verb.means.kind == "do" else 14
        nouns = [hit for hit in nouns if verb.first - hit.last <= limit]
        return nouns[-1] if nouns else None
    if not nouns:
        return None
    if verb.means.kind in ("give", "send", "grant", "attend", "sign"):
        free = [hit for hit in nouns if not cites(sentence, hit)]
        return free[-1] if free else None
    free = [hit for hit in nouns if not behind(sentence, hit, ("place", "from", "to", "topic"))]
    return (free or nouns)[0] if (free or verb.means.kind == "chair") else None


def arabic(sentence: Sentence, verbs: list[Hit], place: int) -> list[Found]:
    """Return what one verb of an Arabic sentence tells: nothing, or one happening."""
    verb, clause = verbs[place], _clause_ar(sentence, verbs, place)
    does = verb.means.kind
    if does == "say":
        held = verb.means.tense == "past" or (sentence.title and verb.means.tense == "present")
        if not held or sentence.quoted:
            return []
        status = status_of(sentence, verb, clause, verbs) if verb.means.tense == "past" else "held"
        for noun in sentence.between(verb.last, min(verb.last + 25, clause[1]), "noun"):
            # `أعرب عن استنكاره`, `كشف تقرير`: what is voiced is more than a statement
            if noun.means.value == "condemnation" or (
                noun.means.value == "report" and not noun.means.needs and noun.first - verb.last <= 2
            ):
                noun.used = True
                return [_found(sentence, verb, clause, noun.means.value, status or "held", "noun_and_verb")]
        return [Found(verb.first, verb.last, clause, "statement", status or "held", "speech")]
    if does == "cancel":
        spend(sentence.between(*clause, "noun"))
        return []
    status = status_of(sentence, verb, clause, verbs)
    if does == "full":
        if not _needs(sentence, verb, clause) or not status:
            return []
        type_ = mode(sentence, verb.means.value, clause)
        if type_ in GATHERINGS and context(sentence, "sport"):
            return []
        same = [hit for hit in sentence.between(*clause, "noun") if hit.means.value in (type_, verb.means.value)]
        spend(same[:1])
        return [_found(sentence, verb, clause, type_, status, _rule(verb))]
    if does == "done":
        return _done(sentence, verb, clause, status)
    noun = _noun_ar(sentence, verb, verbs, clause)
    if noun is None:
        return []
    noun.used = True
    type_ = mode(sentence, noun.means.value, (min(verb.first, noun.first), clause[1]))
    if not status or (type_ in GATHERINGS and context(sentence, "sport")) or context(sentence, "market"):
        return []
    # `مشاركتهما في أعمال المؤتمر … الذي انطلقت أعماله`: who attends stands before
    attended = any(hit.means.value == "attend" and 0 <= noun.first - hit.last <= 30 for hit in sentence.of("gerund"))
    whole = (sentence.first if attended else min(clause[0], noun.first), clause[1])
    made = _found(sentence, verb, whole, type_, status, "noun_and_verb")
    made.first, made.last = noun.first, noun.last
    # `حضرت المباحثات الدكتورة …`: who was at what is told
    made.anaphoric = anaphoric(sentence, noun) or (does == "attend" and noun.means.needs == "the")
    return [made]


def _noun_ar(sentence: Sentence, verb: Hit, verbs: list[Hit], clause: tuple[int, int]) -> Hit | None:
    """The noun that an Arabic verb makes happen: the first one behind it, else the subject before it."""
    takes = TAKES.get(verb.means.kind, ())
    nouns = [hit for hit in sentence.between(verb.last, clause[1], "noun") if hit.means.value in takes and not hit.used]
    if verb.means.kind == "do":
        nouns = [hit for hit in nouns if hit.first - verb.last <= 40]
    own = [hit for hit in nouns if not behind(sentence, hit, ("topic",))]
    if own:
        # `تحتضن …، ضمن برنامج الملتقى، ورشة`: what is news has no article
        return next((hit for hit in own if not hit.means.needs), own[0])
    if verb.means.kind in ("hold", "sign", "suffer"):
        begin = max((each.last for each in verbs if each.last <= verb.first), default=sentence.first)
        left = [hit for hit in sentence.between(begin, verb.first, "noun") if hit.means.value in takes]
        return left[-1] if left else None
    return None


def _done(sentence: Sentence, verb: Hit, clause: tuple[int, int], status: str) -> list[Found]:
    """«تم توقيع مذكرة تفاهم», «تم عقد اجتماع», «تم تعيين …»: what was done is the noun of an act behind the verb."""
    near = [hit for hit in sentence.between(verb.last, clause[1], "gerund", "noun") if hit.first - verb.last <= 60]
    near.sort(key=lambda hit: hit.first)
    for hit in near:
        noun = taken(sentence, hit, clause[1]) if hit.means.kind == "gerund" else hit
        if noun is not None and status:
            noun.used = hit.used = True
            made = _found(sentence, verb, clause, noun.means.value, status, "noun_and_verb")
            made.first, made.last, made.passive = noun.first, noun.last, True
            return [made]
    return []
