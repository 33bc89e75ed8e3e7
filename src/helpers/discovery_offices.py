"""Which office a text gives a person: a record's words and a person's place come in, the title as written goes out.

Knows where titles stand around a name in Persian, Dari and Arabic; knows no holder of an office from elsewhere.
"""

from helpers.discovery_read import Words
from helpers.discovery_words import COMMA, END, HONORIFIC, PLAIN, QUOTE

Titles = dict[int, tuple[int, int]]
_APPOINTED = frozenset("منصوب تعیین انتخاب مقرر گماشته معرفی منتخب ایفای".split())


def titles_of(words: Words, first: int, last: int, titles: Titles) -> list[str]:
    """Return the offices that the text gives the person who stands from word `first` to `last`, as written.

    After the name («X، سرپرست …», «X» وزیر …), before it (وزير الخارجية X), and in a clause about it («X که پیش‌تر
    معاون … بود»). `titles` is `discovery_persons.offices` of the record.
    """
    spans = _after(words, last, titles) or _before(words, first, titles)
    spans += _told(words, last, titles)
    return list(dict.fromkeys(words.text[words.start[a] + skip : _close(words, b)] for a, b, skip in spans))


def _skip(words: Words, at: int) -> int:
    """Letters of «ورئيس» that are not the title's."""
    return words.glued_front(at, "offices")


def _after(words: Words, last: int, titles: Titles) -> list[tuple[int, int, int]]:
    spans, at = [], last
    while at in titles and words.before[at] in (PLAIN, COMMA, QUOTE, END):
        between = words.text[words.end[at - 1] : words.start[at]]
        # A closing quotation mark or bracket may stand between, an empty line may not.
        if words.before[at] in (END, QUOTE) and (not between.strip() or not set(between.strip()) <= set("»”\"'،,) ")):
            break
        # «X رئيس» alone is no title yet in Persian: «X مدیر است» is, and says no more than that
        spans.append((at, titles[at][1], _skip(words, at)))
        at = titles[at][1]
        joined = at + 1 < words.count and words.key(at) == "و" and at + 1 in titles
        at += joined
    return spans


def _before(words: Words, first: int, titles: Titles) -> list[tuple[int, int, int]]:
    at = first
    while at > 0 and words.plain(at) and words.flags[at - 1] & HONORIFIC and at - 1 not in titles:
        at -= 1
    if not (words.plain(at) or (0 < at < words.count and words.before[at] in (COMMA, QUOTE))):
        return []
    if words.before[at] == COMMA:
        return []
    for begin in range(at - 1, max(-1, at - 25), -1):
        if begin in titles and titles[begin][1] == at:
            return [(begin, at, _skip(words, begin))]
    return []


def _told(words: Words, last: int, titles: Titles) -> list[tuple[int, int, int]]:
    """«X که پیش‌تر معاون … بود، … به عنوان رئیس … منصوب شد»: both are the person's, the second newer."""
    if last >= words.count or words.key(last) != "که" or not words.plain(last):
        return []
    spans, at = [], last + 1
    while at < words.count and words.before[at] != END and at < last + 60:
        size = words.phrase("former", at)
        if size and at + size in titles and words.plain(at + size):
            begin, end = at + size, titles[at + size][1]
            newer = any(words.key(n) in _APPOINTED for n in range(end, min(end + 4, words.count)))
            if at == last + 1 or newer:
                spans.append((begin, end, 0))
            at = end
            continue
        at += 1
    return spans


def _close(words: Words, last: int) -> int:
    """Where a title ends in the text; letters in brackets behind a body are a part of it: «… (إيسيسكو)»."""
    end = words.end[last - 1]
    if last < words.count:
        between, after = words.text[end : words.start[last]], words.end[last]
        if between.strip() == "(" and words.text[after : after + 1] == ")":
            return after + 1
    return end
