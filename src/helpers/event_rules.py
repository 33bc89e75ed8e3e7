"""The parts of sentences come in, the happenings they tell go out; each rule has an example.

Knows which rules there are; knows no word (`tables/event_*.csv`) and no actor.
"""

import numpy as np

from helpers import event_nouns, event_verbs
from helpers.event_codes import NUMBER, readings
from helpers.event_parts import TELLS, Parts

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
# Columns of what is found: the part, where the word stands that tells it, where its clause does, numbers of
# `event_codes.NAMES`, person 1 for «we», and two answers.
FOUND = ("part", "first", "last", "begin", "end", "type", "status", "rule", "person", "anaphoric", "passive")


def read(parts: Parts) -> np.ndarray:
    """Return what parts tell as happening, a row each with the columns FOUND, by part and in order of place.

    A verb is asked before a noun, since what a verb tells no noun tells again; TELLS is set in the parts that tell.
    """
    own = readings()
    # A verb tells at most one happening, a noun or act two, and a part three beside them.
    most = len(parts.verbs) + 2 * len(parts.rows) + 3 * len(parts.parts)
    found = np.empty((most, len(FOUND)), dtype=np.int64)
    count = event_verbs.read(parts.parts, parts.rows, parts.verbs, own.takes, found)
    count = event_nouns.read(parts.parts, parts.rows, parts.verbs, own.takes, found, count)
    found = found[:count]
    parts.parts[found[:, 0], TELLS] = 1
    # who speaks in a title stands behind the rest
    voice = found[:, 7] == NUMBER["voice"]
    return found[np.lexsort((own.rank[found[:, 5]], found[:, 1], voice, found[:, 0]))]
