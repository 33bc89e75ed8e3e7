"""Persons by honorific, office, quotation, apposition and first name: a record's words come in, spans go out.

Knows the shapes in which Persian, Dari and Arabic news names people; knows no registry and no body.
"""

from collections.abc import Iterator

from helpers.discovery_bodies import Found
from helpers.discovery_phrases import end_of_office, is_name
from helpers.discovery_words import (
    COMMA,
    COMMON,
    END,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    LINK,
    OFFICE,
    PART,
    PLAIN,
    QUOTE,
    STOP,
    WORDY,
    Words,
)

# (rule, language, an example in which it finds a person, the person): a test runs each.
EXAMPLES = [
    ("honorific", "fa", "در نخست خانم تابش گفت", "تابش"),
    ("honorific", "ar", "عبر الدكتور السالمي عن شكره", "السالمي"),
    ("quoted", "fa", "«پوریا کیهانفر» وزیر راه گفت", "پوریا کیهانفر"),
    ("apposition", "fa", "تینا شباویز، مدیرکل ورزش استان، آمد", "تینا شباویز"),
    ("apposition", "ar", "قال ثروان قيطاز، رئيس اللجنة العليا", "ثروان قيطاز"),
    ("after_office", "fa", "سفیر ایران محمدجواد کیهانفر رفت", "محمدجواد کیهانفر"),
    ("after_office", "ar", "استقبل وزير الخارجية ثروان قيطاز", "ثروان قيطاز"),
    ("first_name", "fa", "در نشست دیروز حمیدرضا کیهانفر نبود", "حمیدرضا کیهانفر"),
    ("speech", "ar", "وقال ثروان قيطاز إن", "ثروان قيطاز"),
    ("topic", "fa", "به گزارش ما، کیهانفر در این دیدار گفت", "کیهانفر"),
]
_MOST = {"ar": 5}
_NO_SURNAME = STOP | HEAD | OFFICE | HONORIFIC


def run(words: Words, at: int) -> int:
    """Return the word after the name that begins at `at`: words that may be a name, with only space between."""
    last, most = at, at + _MOST.get(words.language, 4)
    while last < min(len(words.words), most):
        if last > at and not words.plain(last):
            break
        if not is_name(words, last) or (last == at and words.words[last].flags & PART):
            # «معصومه ابتکار»: a surname that is a common word, where a first name stands before and an edge behind it
            if last == at or not _common_surname(words, last, last - at):
                break
            last += 1
            break
        if last - at > 1 and not _may_go_on(words, at, last):
            break
        last += 1
    while last > at and words.words[last - 1].flags & LINK and not words.words[last - 1].flags & GIVEN:
        last -= 1
    return last


def _may_go_on(words: Words, first: int, at: int) -> bool:
    """A third word of a name is a first name, a part as «زاده», has the article, follows بن or first names alone."""
    word, before = words.words[at], words.words[at - 1]
    if words.language != "ar":
        only_first_names = all(each.flags & GIVEN for each in words.words[first:at])
        over = at + 1 == len(words.words) or words.words[at + 1].before != PLAIN or words.words[at + 1].flags & OFFICE
        return bool(word.flags & (PART | LINK) or before.flags & LINK or only_first_names or over)
    # «استقبل وزير خارجية الصين لي تشاو شينغ.»: three foreign words, and then the phrase is over
    if at + 1 == len(words.words) or words.words[at + 1].before != PLAIN:
        return word.flags == 0
    return bool(word.flags & (GIVEN | LINK) or before.flags & LINK or word.key.startswith("ال"))


def _common_surname(words: Words, at: int, count: int = 1) -> bool:
    before, word = words.words[at - 1], words.words[at]
    sure = before.flags & GIVEN and (not before.flags & WORDY or count > 1)
    if not sure or word.flags & (_NO_SURNAME | FIELD) or words.is_place(at) or not word.key.isalpha():
        return False
    edge = at + 1 == len(words.words) or words.words[at + 1].before != PLAIN or words.words[at + 1].flags & OFFICE
    return bool(edge) and len(word.key) > 3


def honorifics(words: Words) -> Iterator[Found]:
    """Rule `honorific`: «خانم X», «جناب آقای دکتر X», «السيدة X»; one common word is a name too: الدكتور المالك."""
    at = 0
    while at < len(words.words):
        size = words.phrase("honorifics", at)
        if not size:
            at += 1
            continue
        first = at + size
        while first < len(words.words) and (more := _title(words, first)):
            first += more
        last = run(words, first) if first < len(words.words) and _follows(words, first) else first
        if last == first and first < len(words.words) and words.plain(first) and _may_be_surname(words, first):
            last = first + 1
        if last > first:
            yield Found(first, last, 0, "person", "honorific", "")
        at = max(last, at + 1)


def _title(words: Words, at: int) -> int:
    return words.phrase("honorifics", at) if words.plain(at) else 0


def _follows(words: Words, at: int) -> bool:
    # «د. سالم»: a stop may shorten the honorific
    return words.plain(at) or words.words[at].before == QUOTE or words.words[at - 1].key == "د"


def _may_be_surname(words: Words, at: int) -> bool:
    word = words.words[at]
    if word.flags & (_NO_SURNAME | FIELD) or words.is_place(at) or not word.key.isalpha() or len(word.key) < 4:
        return False
    return words.language != "ar" or word.key.startswith("ال")


def offices(words: Words) -> dict[int, tuple[int, int]]:
    """Return for each word that begins an office the number of its own words and the word after the whole phrase."""
    out, skip = {}, 0
    for at in range(len(words.words)):
        size = words.phrase("offices", at) if at >= skip else 0
        if size:
            out[at] = (size, end_of_office(words, at, size))
            skip = at + size
    return out


def quoted(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `quoted`: «X» or "X" of two to four words beside an office, or that begin with a first name."""
    ends = {last for _, last in titles.values()}
    for first, word in enumerate(words.words):
        if word.before != QUOTE:
            continue
        last = run(words, first)
        closes = words.text[words.words[last - 1].end :][:2].lstrip()[:1] in ("»", '"', "”") if last > first else False
        beside = last in titles or first in ends
        if closes and (beside or (last - first > 1 and word.flags & GIVEN)):
            yield Found(first, last, 0, "person", "quoted", "")


def appositions(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `apposition`: «X، مدیرکل …», «X سفیر ایران»: the words of a name that end where an office begins."""
    for at, (size, end) in titles.items():
        gap = words.words[at].before
        if at < 2 or gap not in (PLAIN, COMMA) or (end == at + size and words.language != "ar"):
            continue
        if words.language == "ar" and gap == PLAIN:
            continue
        first = at
        while first > 0 and at - first < _MOST.get(words.language, 4) and is_name(words, first - 1):
            first -= 1
            if words.words[first].before != PLAIN:
                break
        first = _from_first_name(words, first, at)
        if at - first < 2 and first > 0 and _common_surname(words, at - 1) and words.words[at - 1].before == PLAIN:
            first = at - 2
        if at - first > 1 and not words.words[first].flags & PART:
            yield Found(first, at, 0, "person", "apposition", "")


def _from_first_name(words: Words, first: int, last: int) -> int:
    """The name begins with its first name where there is one: «گفتمان لیلا فلاحتی» begins with لیلا."""
    for at in range(first, last - 1):
        if words.words[at].flags & GIVEN:
            return at
    return first


_RULERS = frozenset(["رییس جمهور", "رییس جمهوری", "نخست وزیر", "رییسجمهور", "صدراعظم"])


def after_offices(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `after_office`: «سفیر ایران محمدجواد X», «وزير الخارجية X Y», «الرئيس X»."""
    for at, (size, first) in titles.items():
        if first >= len(words.words) or not words.plain(first):
            continue
        last = run(words, first)
        count = last - first
        given = words.words[first].flags & GIVEN
        if words.language == "ar":
            ruler = first == at + size and words.words[at].key in ("الرییس", "الرییسه")
            good = (count > 1 and not words.words[first].key.startswith("ال")) or (ruler and count > 0)
        else:
            head = " ".join(word.key for word in words.words[at : at + size])
            good = (given and count > 1) or (head in _RULERS and count > 0 and first == at + size)
        if good:
            yield Found(first, last, 0, "person", "after_office", "")


def first_names(words: Words) -> Iterator[Found]:
    """Rule `first_name`: a known first name and a word that no table knows: «حمیدرضا X»."""
    at = 0
    while at < len(words.words):
        word = words.words[at]
        if not word.flags & GIVEN or word.flags & (STOP | HONORIFIC) or words.is_place(at):
            at += 1
            continue
        last = run(words, at)
        rest = words.words[at + 1 : last]
        unknown = [each for each in rest if not each.flags & GIVEN]
        wordy = word.flags & (WORDY | COMMON | FIELD)
        common = any(each.flags & COMMON and not each.flags & (PART | GIVEN) for each in rest)
        good = len(rest) > 0 and (not wordy or (unknown and not common))
        if good:
            yield Found(at, last, 0, "person", "first_name", "")
            at = last
        else:
            at += 1


def speakers(words: Words) -> Iterator[Found]:
    """Rule `speech`: «وقال X Y», «X Y گفت» with nothing before X in its clause."""
    arabic = words.language == "ar"
    for at in range(len(words.words)):
        size = words.phrase("speech", at)
        if not size:
            continue
        if arabic:
            first = at + size
            named = first < len(words.words) and words.plain(first)
            if named and not words.words[first].key.startswith("ال"):
                last = run(words, first)
                # «أكد حرص الإيسيسكو» confirms a wish; a surname with an article needs a known first name
                sure = words.words[first].flags & GIVEN or not words.words[last - 1].key.startswith("ال")
                if last - first > 1 and sure:
                    yield Found(first, last, 0, "person", "speech", "")
            continue
        first = at
        while first > 0 and at - first < 4 and words.plain(first) and is_name(words, first - 1):
            first -= 1
        if at - first > 1 and words.words[first].before in (END, COMMA):
            yield Found(first, at, 0, "person", "speech", "")


_MEETING = frozenset("دیدار نشست جلسه مراسم همایش محفل گفتگو گفت ملاقات سفر".split())


def topics(words: Words, persons: list[Found]) -> Iterator[Found]:
    """Rule `topic`: «، X با «Y Z» …», «X در این دیدار …»: a word that begins a clause and acts as a person."""
    if words.language == "ar":
        return
    begins = {each.first for each in persons}
    for at, word in enumerate(words.words[:-3]):
        if word.before not in (END, COMMA) or word.flags & (_NO_SURNAME | FIELD | GIVEN) or words.is_place(at):
            continue
        if len(word.key) < 4 or not word.key.isalpha():
            continue
        one, two, three = (words.words[at + n] for n in (1, 2, 3))
        with_person = one.key == "با" and (at + 2 in begins)
        meets = one.key == "در" and two.key == "این" and three.key in _MEETING
        # «، ابتکار در این زمینه»: after a comma a common word may be any subject; after a stop it is the person
        meets = meets and (word.before == END or not word.flags & COMMON)
        if one.before == PLAIN and (with_person or meets):
            yield Found(at, at + 1, 0, "person", "topic", "")


def surname(words: Words, each: Found) -> tuple[str, ...]:
    """The words of a full name that stand for it alone: «المالك», «علی اف», «جهانگیر زاده»; none for one word."""
    keys = [word.key for word in words.words[each.first : each.last]]
    if len(keys) < 2:
        return ()
    size = 2 if len(keys) > 2 and words.words[each.last - 1].flags & PART else 1
    return tuple(keys[-size:])
