"""What nouns tell without a verb: participles, acts that are proposed, meetings at which is spoken, titles.

Knows what stands before what in a sentence; knows no word (`tables/event_*.csv`) and no actor.
"""

from helpers.event_lexicon import FINITE, VERBS
from helpers.event_sentence import (
    GATHERINGS,
    TAKES,
    Found,
    Hit,
    Sentence,
    anaphoric,
    behind,
    context,
    mode,
    taken,
)


def participles(sentence: Sentence) -> list[Found]:
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
        if sentence.says("never", sentence.first, hit.first):
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


def act_nouns(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«پیشنهاد برگزاری کنفرانس», `دعا إلى عقد مؤتمر`: an act that is only proposed or planned."""
    found = []
    for hit in sentence.of("gerund"):
        noun = taken(sentence, hit, sentence.last)
        if hit.used or noun is None or noun.used or hit.means.value == "attend":
            continue
        begin = max((each.last for each in verbs if each.last <= hit.first), default=sentence.first)
        if sentence.language == "ar":
            begin = sentence.first
        end = next((each.last for each in verbs if each.first > noun.last), sentence.last)
        if sentence.says("never", begin, end) or sentence.says("habit", begin, end):
            continue
        governed = begin, (hit.first if sentence.language == "ar" else end)
        if behind(sentence, hit, ("from",)) and any(v.means.kind == "say" and v.first > noun.last for v in verbs):
            # «از ارسال نامه‌ای به یونیسف خبر داد»: what is announced as done
            status = "planned" if sentence.says("planned", begin, end) else "held"
        elif sentence.says("proposed", *governed) or any(
            each.means.value == "proposal" and governed[0] <= each.first <= governed[1]
            for each in sentence.of("full", "noun")
        ):
            status = "proposed"
        elif sentence.says("planned", begin, end):
            status = "planned"
        else:
            continue
        noun.used = True
        type_ = mode(sentence, noun.means.value, (hit.first, end))
        found.append(Found(noun.first, noun.last, (hit.first, end), type_, status, "act_noun"))
    return found


def said_at(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«در نشست با … گفت», `خلال لقائه مع …`, «طی مکتوبی به … خواستار شد»: what is told beside it makes it happen."""
    found = []
    arabic = sentence.language == "ar"
    for noun in sentence.of("noun"):
        verb = _governs(sentence, verbs, noun)
        if verb is None and not sentence.title:
            continue
        if not _stands_in(sentence, noun) or not _whole(sentence, noun):
            continue
        noun.used = True
        if sentence.says("press", noun.first, min(noun.last + 60, sentence.last), "context"):
            continue  # «در گفت‌وگو با خبرگزاری …» is an interview
        end = next((each.first for each in verbs if each.first > noun.last), sentence.last)
        begin = sentence.first if not arabic else (verbs[0].first if verbs else sentence.first)
        type_ = mode(sentence, noun.means.value, (noun.first, end))
        earlier = sentence.says("past", begin, end) or (verb is not None and verb.means.tense == "before")
        found.append(Found(noun.first, noun.last, (begin, end), type_, "past" if earlier else "held", "said_at"))
    if arabic:
        found += _attending(sentence)
    return found


def past_nouns(sentence: Sentence) -> list[Found]:
    """«عکس‌های سفر سال گذشته … به زنگبار», `المحادثات السابقة بين …`: a noun that is said to be past."""
    found = []
    for noun in sentence.of("noun"):
        if noun.used or noun.means.value not in GATHERINGS or context(sentence, "sport"):
            continue
        marks = [first for first, _, means in sentence.places(("past_mark", "status")) if means.value in ("", "past")]
        if not any(0 < first - noun.last <= 14 for first in marks):
            continue
        if sentence.says("never", sentence.first, sentence.last) or anaphoric(sentence, noun):
            continue
        noun.used = True
        end = next((each.first for each in sentence.verbs if each.first > noun.last), sentence.last)
        found.append(Found(noun.first, noun.last, (noun.first, end), noun.means.value, "past", "past_noun"))
    return found


def called_for(sentence: Sentence) -> list[Found]:
    """«خواستار نشست فوری شورا شد», `دعت إلى مؤتمر عاجل`: a gathering right behind the word that calls for it."""
    found = []
    calls = [last for _, last, means in sentence.places(("status",)) if means.value == "proposed"]
    calls += [last for _, last, means in sentence.places(("full",)) if means.value == "proposal"]
    for noun in sentence.of("noun"):
        if noun.used or noun.means.value not in GATHERINGS or noun.means.plural or sentence.quoted:
            continue
        if not any(0 < noun.first - last <= 12 for last in calls) or anaphoric(sentence, noun):
            continue
        noun.used = True
        end = next((each.last for each in sentence.verbs if each.first > noun.last), sentence.last)
        found.append(Found(noun.first, noun.last, (noun.first, end), noun.means.value, "proposed", "called_for"))
    return found


def voice(sentence: Sentence, colon: int) -> list[Found]:
    """«زهرا رضایی: صلح بدون زنان پایدار نیست»: a title that names who speaks, a colon, and what is said."""
    if any(hit.first < colon for hit in sentence.of("noun", "gerund", *VERBS)):
        return []
    return [Found(sentence.first, colon, (sentence.first, colon), "statement", "held", "voice")]


def _governs(sentence: Sentence, verbs: list[Hit], noun: Hit) -> Hit | None:
    """The verb in the past that tells what was done at it: behind the noun in Persian, anywhere in Arabic."""
    for verb in verbs:
        if verb.means.tense in ("past", "before", "joined") and verb.means.kind != "cancel":
            if sentence.language == "ar" or verb.first > noun.last:
                return verb
    return None


def _stands_in(sentence: Sentence, noun: Hit) -> bool:
    """Whether a noun is one at which, or by which, something is done, and it is not told of as a plan."""
    kinds = (*GATHERINGS, "letter", "violence")
    if noun.used or noun.means.value not in kinds or noun.means.plural or anaphoric(sentence, noun):
        return False
    by = "by_letter" if noun.means.value == "letter" else "topic" if sentence.language == "ar" else "place"
    if not behind(sentence, noun, ("place", by)):
        return False
    if sentence.quoted or context(sentence, "sport") or sentence.says("planned", noun.first - 25, noun.last + 25):
        return False
    return not sentence.says("never", sentence.first, sentence.last)


def _whole(sentence: Sentence, noun: Hit) -> bool:
    """Whether it says with whom: «در نشست» alone is a place to speak, «در نشست با معاونان» a meeting."""
    follows = sentence.between(noun.last, min(noun.last + 90, sentence.last), "role", "counterpart")
    if noun.means.value == "letter":
        return any(hit.means.value == "to" and hit.first - noun.last <= 25 for hit in follows)
    if noun.means.value in ("phone_call", "video_conference", "violence", "conference", "workshop"):
        return True
    return any(hit.means.value in ("with", "between", "present") or hit.means.kind == "counterpart" for hit in follows)


def _attending(sentence: Sentence) -> list[Found]:
    """`مشاركتهما في أعمال المؤتمر`: who attends a conference tells that it is held."""
    found = []
    for hit in sentence.of("gerund"):
        if hit.means.value != "attend":
            continue
        noun = taken(sentence, hit, sentence.last)
        if noun is None or noun.used or sentence.says("planned", hit.first, noun.last + 40) or sentence.quoted:
            continue
        if sentence.says("proposed", sentence.first, hit.first) or sentence.says("none", sentence.first, hit.first):
            continue
        noun.used = True
        found.append(
            Found(noun.first, noun.last, (sentence.first, sentence.last), noun.means.value, "held", "attending")
        )
    return found


def headline(sentence: Sentence, verbs: list[Hit]) -> list[Found]:
    """«دیدار وزیر با سفیر», `توقيع مذكرة تفاهم`: a title without a verb tells what was done."""
    if any(verb.means.kind in ("full", "hold", "sign") for verb in verbs):
        return []
    nouns = sorted((hit for hit in sentence.of("noun") if not hit.used), key=lambda hit: hit.first)
    if not nouns or sentence.says("never", sentence.first, sentence.last) or context(sentence, "sport"):
        return []
    noun = nouns[0]
    # `بيان استنكار من …` condemns
    noun = next((hit for hit in nouns if hit.means.value == "condemnation" and hit.first - noun.last <= 2), noun)
    if noun.means.plural or noun.first - sentence.first > (25 if sentence.language == "fa" else 30):
        return []
    if sentence.says("none", sentence.first, sentence.last) or behind(sentence, noun, ("place", "topic", "to")):
        return []
    if not _newsworthy(sentence, noun):
        return []
    status = "planned" if sentence.says("planned", sentence.first, sentence.last) else "held"
    if status == "held" and noun.means.value != "proposal" and sentence.says("proposed", sentence.first, noun.first):
        status = "proposed"
    noun.used = True
    whole = (sentence.first, sentence.last)
    # `توقيع مذكرة تفاهم`, `استنكار`: the noun of an act is news by itself, «کنفرانس زنان» only with somebody
    act = noun.means.value == "condemnation" or any(hit.last <= noun.first for hit in sentence.of("gerund"))
    rule = "headline_act" if act else "headline"
    return [Found(noun.first, noun.last, whole, mode(sentence, noun.means.value, whole), status, rule)]


def _newsworthy(sentence: Sentence, noun: Hit) -> bool:
    """Whether a noun in a title is news: «نامه انجمن به وزارت», «مساعدت با فامیل‌ها», but no «گزارش» by itself."""
    if noun.means.value in ("letter", "aid"):
        roles = [hit for hit in sentence.of("role") if hit.first >= noun.last]
        if any(hit.means.value in ("to", "with") for hit in roles):
            return True
    alone = noun.means.value not in ("statement", "report", "aid", "award", "letter")
    return alone or any(hit.last <= noun.first for hit in sentence.of("gerund"))


def attendance(sentence: Sentence) -> list[Found]:
    """«… نیز حضور داشتند», `حضر اللقاء …`: who else was at what is told."""
    found = []
    for hit in sentence.of("attendance")[:1]:
        around = (sentence.first, hit.last) if sentence.language == "fa" else (hit.last, sentence.last)
        found.append(Found(hit.first, hit.last, around, "attendance", "held", "attendance"))
    return found
