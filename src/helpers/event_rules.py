"""The hits of one sentence come in, the happenings it tells go out; each rule has an example.

Knows which rules there are; knows no word (`tables/event_*.csv`) and no actor.
"""

from helpers import event_nouns, event_verbs
from helpers.event_sentence import Found, Sentence

# Name -> an example that it reads, run as a test; `_ar` marks the Arabic twin of a rule.
EXAMPLES = {
    "verb": "وزیر امور خارجه ایران با همتای عراقی خود دیدار کرد.",
    "arrival": "وزیر خارجه ترکیه امروز وارد تهران شد.",
    "verb_ar": "التقى وزير الخارجية نظيره التونسي في القاهرة.",
    "noun_and_verb": "نشست هماهنگی نهادها در کابل برگزار شد.",
    "noun_and_verb_ar": "عقد الوزيران اجتماعا في عمان.",
    "said_at": "رئیس سازمان در نشست با معاونان گفت: کار ادامه دارد.",
    "participle": "طرفین بر اجرای تفاهم‌نامه امضا شده میان ایران و عراق تاکید کردند.",
    "headline": "دیدار وزیر آموزش با سفیر ترکیه",
    "headline_act": "امضای تفاهم‌نامه همکاری میان دو دانشگاه",
    "called_for": "معین وزارت صحت خواستار نشست فوری شورای صحت گردید.",
    "past_noun": "عکس‌های سفر سال گذشته رئیس جمهور به دوشنبه منتشر شد.",
    "voice": "زهرا رضایی: صلح بدون زنان پایدار نیست",
    "decree": "با حکم وزیر ورزش، سمانه رضایی سرپرست این فدراسیون شد.",
    "attending": "عاد الوفد بعد مشاركته في مؤتمر المناخ في باكو.",
    "attendance": "سفیر ایران در باکو نیز حضور داشت.",
    "act_noun": "وزیر پیشنهاد برگزاری کنفرانس مشترک را ارائه داد.",
    "speech": "سالم المالک گفت: همکاری ادامه دارد.",
}


ARABIC = frozenset(("verb_ar", "noun_and_verb_ar", "attending"))
voice = event_nouns.voice


def read(sentence: Sentence) -> list[Found]:
    """Return what a sentence tells as happening, in order of place."""
    verbs = sentence.verbs
    found: list[Found] = []
    arabic = sentence.language == "ar"
    for place in range(len(verbs)):
        found += (event_verbs.arabic if arabic else event_verbs.persian)(sentence, verbs, place)
    if sentence.has("participle"):
        found += event_nouns.participles(sentence)
    if sentence.has("gerund"):
        found += event_nouns.act_nouns(sentence, verbs)
    if sentence.has("noun"):
        found += event_nouns.called_for(sentence)
        found += event_nouns.said_at(sentence, verbs)
        if sentence.has("past_mark") or sentence.has("status"):
            found += event_nouns.past_nouns(sentence)
        if sentence.title:
            found += event_nouns.headline(sentence, verbs)
    if sentence.has("attendance"):
        found += event_nouns.attendance(sentence)
    return sorted(found, key=lambda each: (each.first, each.type)) if len(found) > 1 else found
