"""Persons by honorific, office, quotation, apposition and first name: a record's words come in, spans go out.

Knows the shapes in which Persian, Dari and Arabic news names people; knows no registry and no body.
"""

from collections.abc import Iterator

from helpers.discovery_bodies import Found
from helpers.discovery_phrases import end_of_office, is_name
from helpers.discovery_read import Words
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
    while last < min(words.count, most):
        if last > at and not words.plain(last):
            break
        if last > at and words.language == "ar" and not _goes_on(words, at, last):
            break
        if last > at and words.flags[last] & HONORIFIC and words.flags[last - 1] & LINK:
            last += 1  # «محمد ولد الشيخ الغزواني»: a title that is a part of the father's name
            continue
        if not is_name(words, last) or (last == at and words.flags[last] & PART):
            # «معصومه ابتکار»: a surname that is a common word, where a first name stands before and an edge behind it
            if last == at or not _common_surname(words, last, last - at):
                break
            last += 1
            break
        if last - at > 1 and not _may_go_on(words, at, last):
            break
        last += 1
    while last > at and words.flags[last - 1] & LINK and not words.flags[last - 1] & GIVEN:
        last -= 1
    return last


def _goes_on(words: Words, first: int, at: int) -> bool:
    """Whether an Arabic name may go on with a word: not behind a surname alone, nor with «and» and a verb.

    `ومنحت السيدة الفايز الدكتوراه`: behind a title one word with the article is a surname. `أحمد ووقعا`: no name
    begins so.
    """
    alone = at == first + 1 and words.key(first).startswith("ال") and not words.flags[first] & GIVEN
    return not words.key(at).startswith("وو") and not (alone and words.key(at).startswith("ال"))


def _may_go_on(words: Words, first: int, at: int) -> bool:
    """A third word of a name is a first name, a part as «زاده», has the article, follows بن or first names alone."""
    before = words.flags[at - 1]
    if words.language != "ar":
        only_first_names = all(flags & GIVEN for flags in words.flags[first:at])
        over = at + 1 == words.count or words.before[at + 1] != PLAIN or words.flags[at + 1] & OFFICE
        return bool(words.flags[at] & (PART | LINK) or before & LINK or only_first_names or over)
    # «استقبل وزير خارجية الصين لي تشاو شينغ.»: three foreign words, and then the phrase is over
    if at + 1 == words.count or words.before[at + 1] != PLAIN:
        return words.flags[at] == 0
    return bool(words.flags[at] & (GIVEN | LINK) or before & LINK or words.key(at).startswith("ال"))


def _common_surname(words: Words, at: int, count: int = 1, titled: bool = False) -> bool:
    before = words.flags[at - 1]
    sure = before & GIVEN and (titled or not before & WORDY or count > 1)
    if not sure or words.flags[at] & (_NO_SURNAME | FIELD) or words.is_place(at) or not words.key(at).isalpha():
        return False
    edge = at + 1 == words.count or words.before[at + 1] != PLAIN or words.flags[at + 1] & OFFICE
    # `الدكتور سالم بن محمد المالك كلمة`: behind a father's name a word with the article is the surname
    linked = words.language == "ar" and at > 1 and words.flags[at - 2] & LINK and words.key(at).startswith("ال")
    return bool(edge or linked) and len(words.key(at)) > 3


def honorifics(words: Words) -> Iterator[Found]:
    """Rule `honorific`: «خانم X», «جناب آقای دکتر X», «السيدة X»; one common word is a name too: الدكتور المالك."""
    over = 0
    for at in words.beginning("honorifics"):
        size = words.phrase("honorifics", at) if at >= over else 0
        if not size:
            continue
        first = at + size
        while first < words.count and (more := _title(words, first)):
            first += more
        last = run(words, first) if first < words.count and _follows(words, first) else first
        if last == first + 1 < words.count and words.plain(last) and _common_surname(words, last, titled=True):
            last += 1  # «الدكتور سالم المالك،»: سالم is a word too, but behind a title it is the first name
        if last == first and first < words.count and words.plain(first) and _may_be_surname(words, first):
            last = first + 1
        if last > first:
            yield Found(first, last, 0, "person", "honorific", "")
        over = max(last, at + 1)


def _title(words: Words, at: int) -> int:
    return words.phrase("honorifics", at) if words.plain(at) else 0


def _follows(words: Words, at: int) -> bool:
    # «د. سالم»: a stop may shorten the honorific
    return words.plain(at) or words.before[at] == QUOTE or words.key(at - 1) == "د"


def _may_be_surname(words: Words, at: int) -> bool:
    if (
        words.flags[at] & (_NO_SURNAME | FIELD)
        or words.is_place(at)
        or not words.key(at).isalpha()
        or len(words.key(at)) < 4
    ):
        return False
    return words.language != "ar" or words.key(at).startswith("ال")


def offices(words: Words) -> dict[int, tuple[int, int]]:
    """Return for each word that begins an office the number of its own words and the word after the whole phrase."""
    out, skip = {}, 0
    for at in words.beginning("offices"):
        size = words.phrase("offices", at) if at >= skip else 0
        if size:
            out[at] = (size, end_of_office(words, at, size))
            skip = at + size
    return out


def quoted(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `quoted`: «X» or "X" of two to four words beside an office, or that begin with a first name."""
    ends = {last for _, last in titles.values()}
    for first in _all_of(words.before, QUOTE):
        last = run(words, first)
        closes = words.text[words.end[last - 1] :][:2].lstrip()[:1] in ("»", '"', "”") if last > first else False
        beside = last in titles or first in ends
        if closes and (beside or (last - first > 1 and words.flags[first] & GIVEN)):
            yield Found(first, last, 0, "person", "quoted", "")


def _all_of(text: str, letter: str) -> Iterator[int]:
    at = text.find(letter)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)


def appositions(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `apposition`: «X، مدیرکل …», «X سفیر ایران»: the words of a name that end where an office begins."""
    for at, (size, end) in titles.items():
        gap = words.before[at]
        if at < 2 or gap not in (PLAIN, COMMA) or (end == at + size and words.language != "ar"):
            continue
        if words.language == "ar" and gap == PLAIN:
            continue
        first = at
        while first > 0 and at - first < _MOST.get(words.language, 4) and is_name(words, first - 1):
            first -= 1
            if words.before[first] != PLAIN:
                break
        first = _from_first_name(words, first, at)
        if at - first < 2 and first > 0 and _common_surname(words, at - 1) and words.before[at - 1] == PLAIN:
            first = at - 2
        if at - first > 1 and not words.flags[first] & PART:
            yield Found(first, at, 0, "person", "apposition", "")


def _from_first_name(words: Words, first: int, last: int) -> int:
    """The name begins with its first name where there is one: «گفتمان لیلا فلاحتی» begins with لیلا."""
    for at in range(first, last - 1):
        if words.flags[at] & GIVEN:
            return at
    return first


_RULERS = frozenset(["رییس جمهور", "رییس جمهوری", "نخست وزیر", "رییسجمهور", "صدراعظم"])


def after_offices(words: Words, titles: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """Rule `after_office`: «سفیر ایران محمدجواد X», «وزير الخارجية X Y», «الرئيس X»."""
    for at, (size, first) in titles.items():
        if first >= words.count or not words.plain(first):
            continue
        last = run(words, first)
        count = last - first
        given = words.flags[first] & GIVEN
        if words.language == "ar":
            ruler = first == at + size and words.key(at) in ("الرییس", "الرییسه")
            good = (count > 1 and not words.key(first).startswith("ال")) or (ruler and count > 0)
        else:
            head = " ".join(words.keys(at, at + size))
            good = (given and count > 1) or (head in _RULERS and count > 0 and first == at + size)
        if good:
            yield Found(first, last, 0, "person", "after_office", "")


def first_names(words: Words) -> Iterator[Found]:
    """Rule `first_name`: a known first name and a word that no table knows: «حمیدرضا X»."""
    over = 0
    for at in words.beginning("given"):
        flags = words.flags[at]
        if at < over or flags & (STOP | HONORIFIC) or words.is_place(at):
            continue
        last = run(words, at)
        rest = words.flags[at + 1 : last]
        unknown = not all(each & GIVEN for each in rest)
        wordy = flags & (WORDY | COMMON | FIELD)
        common = any(each & COMMON and not each & (PART | GIVEN) for each in rest)
        good = len(rest) > 0 and (not wordy or (unknown and not common))
        if words.language == "ar" and wordy:
            # «كامل أراضيها», «نظام حكمه»: in Arabic an adjective stands before its noun
            good = good and any(each & GIVEN and not each & WORDY for each in rest)
        if good:
            yield Found(at, last, 0, "person", "first_name", "")
            over = last


def speakers(words: Words) -> Iterator[Found]:
    """Rule `speech`: «وقال X Y», «X Y گفت» with nothing before X in its clause."""
    arabic = words.language == "ar"
    for at in words.beginning("speech"):
        size = words.phrase("speech", at)
        if not size:
            continue
        if arabic:
            first = at + size
            named = first < words.count and words.plain(first)
            if named and not words.key(first).startswith("ال"):
                last = run(words, first)
                # «أكد حرص الإيسيسكو» confirms a wish; a surname with an article needs a known first name
                sure = words.flags[first] & GIVEN or not words.key(last - 1).startswith("ال")
                if last - first > 1 and sure:
                    yield Found(first, last, 0, "person", "speech", "")
                    continue
            if named and _says(words, first):
                yield Found(first, first + 1, 0, "person", "speech", "")
            continue
        first = at
        while first > 0 and at - first < 4 and words.plain(first) and is_name(words, first - 1):
            first -= 1
        if at - first > 1 and words.before[first] in (END, COMMA):
            yield Found(first, at, 0, "person", "speech", "")


def _says(words: Words, at: int) -> bool:
    """«وأضاف كيهانفر أن»: a word that no table knows, between a verb of saying and what was said, is who said it."""
    known = words.flags[at] & ~(GIVEN | WORDY)
    said = words.plain(at + 1) and words.key(at + 1) in ("ان", "انه", "انها", "انهم")
    return said and not known and is_name(words, at) and len(words.key(at)) > 3


_MEETING = frozenset("دیدار نشست جلسه مراسم همایش محفل گفتگو گفت ملاقات سفر".split())


def topics(words: Words, persons: list[Found]) -> Iterator[Found]:
    """Rule `topic`: «، X با «Y Z» …», «X در این دیدار …»: a word that begins a clause and acts as a person."""
    if words.language == "ar":
        return
    begins = {each.first for each in persons}
    for at in (place - 1 for place in words.beginning("with")):
        if not 0 <= at < words.count - 3 or words.before[at] not in (END, COMMA) or words.is_place(at):
            continue
        key = words.key(at)
        if words.flags[at] & (_NO_SURNAME | FIELD | GIVEN) or len(key) < 4 or not key.isalpha():
            continue
        one, two, three = words.keys(at + 1, at + 4)
        with_person = one == "با" and (at + 2 in begins)
        meets = one == "در" and two == "این" and three in _MEETING
        # «، ابتکار در این زمینه»: after a comma a common word may be any subject; after a stop it is the person
        meets = meets and (words.before[at] == END or not words.flags[at] & COMMON)
        if words.before[at + 1] == PLAIN and (with_person or meets):
            yield Found(at, at + 1, 0, "person", "topic", "")


def surname(words: Words, each: Found) -> tuple[str, ...]:
    """The words of a full name that stand for it alone: «المالك», «علی اف», «جهانگیر زاده»; none for one word."""
    keys = words.keys(each.first, each.last)
    if len(keys) < 2:
        return ()
    size = 2 if len(keys) > 2 and words.flags[each.last - 1] & PART else 1
    return tuple(keys[-size:])
