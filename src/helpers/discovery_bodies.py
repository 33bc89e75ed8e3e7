"""Organisations by their head words and their company: the words of a record come in, spans with their rule go out.

Knows heads, fields, acronyms and lists; knows no registry and no person.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from helpers import tables
from helpers.discovery_phrases import end_of_body
from helpers.discovery_read import Words
from helpers.discovery_words import (
    COMMA,
    COMMON,
    END,
    FIELD,
    GIVEN,
    HEAD,
    HONORIFIC,
    OFFICE,
    QUOTE,
    STOP,
    head_kinds,
    plain,
    unglued,
)

# Why an organisation is named: it is who tells, not whom the report is about.
SOURCE = "source of the report"


class Found(NamedTuple):
    """A span by a rule: words `first` to `last`, letters of the first word that are not the name's, whose name."""

    first: int
    last: int
    skip: int
    kind: str
    rule: str
    name: str
    candidates: tuple[str, ...] = ()
    reason: str | None = None


# (rule, an example in which it finds something, what it finds): a test runs each.
EXAMPLES = [
    ("head", "fa", "وزارت صنعت و معدن گزارش داد", "وزارت صنعت و معدن"),
    ("head", "ar", "قررت وزارة الصحة فتح المركز", "وزارة الصحة"),
    ("acronym", "ar", "منظمة التجارة العالمية (واتو) أعلنت", "واتو"),
    ("member", "fa", "سازمان‌های منطقه‌ای مانند سیکوم، برسام و تیلاک", "سیکوم"),
    ("agency", "fa", "به گزارش پارس‌بین، نشست آغاز شد", "پارس‌بین"),
    ("listed", "fa", "عضو سازمان ملل شد", "سازمان ملل"),
]


def heads(words: Words) -> Iterator[Found]:
    """Rule `head`: a head word and what makes it a name. A head alone, a plural or «این سازمان» is nobody's name."""
    over = 0
    for at in words.beginning("heads"):
        if at < over:
            continue
        key = words.key(at)
        skip, bare = (0, key) if words.language != "ar" else unglued(key, HEAD)
        size = words.phrase("heads", at) or int(bare in head_kinds())
        if not size or at in words.bodies or _is_no_head(words, at):
            continue
        if size == 1 and words.language != "ar" and not words.flags[at] & HEAD:
            continue  # «جامعه جهانی»: جامعه is society in Persian, and a university (جامعة) in Arabic alone
        last = end_of_body(words, at, size)
        if not _enough(words, at, size, last, bare):
            continue
        # «للشبكة» begins with two letters that are not the noun's
        skip = min(skip, 2) if skip and key[skip - 1] == "ل" and bare.startswith("ال") else skip
        yield Found(at, last, skip, "organisation", "head", "")
        over = last


def _is_no_head(words: Words, at: int) -> bool:
    """«تحت ریاست», «به ریاست»: chaired by; «این سازمان»: a body named before; «دو وزارت»: any two."""
    if at == 0 or words.before[at] != " ":
        return False
    return words.key(at - 1) in _BEFORE_NO_HEAD


_BEFORE_NO_HEAD = frozenset("تحت این آن همین همان دو سه چند هر چنین هذه هذا تلک ذلک کل ای ایه".split())


def _enough(words: Words, at: int, size: int, last: int, head: str) -> bool:
    """Whether what follows a head makes it a name: «وزارت خارجه» does, «گروه ملی» and «وزارت ایران» do not."""
    told = range(at + size, last)
    if not told:
        return False
    if words.key(at) == "ریاست" and at and words.key(at - 1) in ("به", "تحت", "با"):
        return False
    if len(told) == 1 and words.key(told[0]) in _qualities():
        return head_kinds().get(head, "") == "named"
    fields = sum(bool(words.flags[n] & FIELD) for n in told)
    kind = head_kinds().get(head, "")
    if kind == "weak":
        return (len(told) > 1 and fields > 0) or (words.language == "ar" and fields > 0)
    if kind == "named":
        return True
    return fields > 0 or len(told) > 1 or words.language == "ar"


@cache
def _qualities() -> frozenset[str]:
    """The fields that alone make no name: «کمیته مشترک» is any joint committee, «بانک جهانی» is one bank."""
    rows = tables.read("organisation_fields")
    return frozenset(rows.loc[rows["alone"] == "no", "word"].map(plain))


def acronyms(words: Words, found: list[Found], names: dict[str, str]) -> Iterator[Found]:
    """Rule `acronym`: «منظمة … (إيسيسكو)» says what the letters mean; from then on they are that body's name."""
    short: dict[str, str] = {}
    for each in found:
        if each.kind != "organisation" or each.last >= words.count:
            continue
        at = each.last
        between = words.text[words.end[at - 1] : words.start[at]]
        after = words.text[words.end[at] : words.end[at] + 3]
        if between.strip() == "(" and after.lstrip().startswith(")") and words.key(at).isalpha():
            name = names.get(words.surface(each.first, each.last), each.name)
            short[words.key(at).removeprefix("ال")] = name
    if not short:
        return
    written = [name for each in short for name in (each, "ال" + each)]
    for at in words.with_letters(glued + name for glued in ("", *_GLUED) for name in written):
        key = words.key(at)
        for skip, bare in _articles(key):
            if bare.removeprefix("ال") in short and (bare.startswith("ال") or skip != 1 or key[0] in "وبلفک"):
                yield Found(at, at + 1, skip, "organisation", "acronym", short[bare.removeprefix("ال")])
                break


_GLUED = ("ولل", "فلل", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ک")


def _articles(key: str) -> Iterator[tuple[int, str]]:
    """The ways to read an Arabic word as glued letters and a noun: للناتو is لل + ناتو, والناتو is و + الناتو."""
    yield 0, key
    for glued in _GLUED:
        if key.startswith(glued) and len(key) > len(glued) + 2:
            yield len(glued), key[len(glued) :]


def members(words: Words) -> Iterator[Found]:
    """Rule `member`: «اتحادیه‌های منطقه‌ای همانند X، Y و Z» names bodies, because what they are examples of is bodies."""
    for at in words.beginning("among"):
        size = words.phrase("among", at) if 0 < at < words.count - 1 else 0
        if not size or not _plural_head_before(words, at):
            continue
        n = at + size
        while n < words.count:
            if words.key(n) == "و" and words.before[n] == " ":
                n += 1
                continue
            if words.before[n] not in (" ", COMMA, QUOTE) or words.flags[n] & (STOP | OFFICE | HONORIFIC):
                break
            n += 1
            closes = n == words.count or words.before[n] != " " or words.key(n) == "و"
            if closes or words.key(n - 2) == "و":
                yield Found(n - 1, n, 0, "organisation", "member", "")
            if not closes or words.key(n - 2) == "و":
                break


_PLURALS = tuple("سازمان اتحادیه نهاد انجمن گروه پیمان شرکت بانک حزب دانشگاه خبرگزاری".split())


def _plural_head_before(words: Words, at: int) -> bool:
    for n in range(at - 1, max(-1, at - 7), -1):
        key = words.key(n)
        if any(key.startswith(head) and key[len(head) :] in ("ها", "های", "هایی") for head in _PLURALS):
            return True
        if key in _PLURALS and n + 1 < at and words.key(n + 1) in ("ها", "های", "هایی"):
            return True
        if words.before[n + 1] == END:
            return False
    return False


def sources(words: Words) -> dict[int, bool]:
    """The words with which the source of a report may begin: behind «به گزارش», «نقلا عن» and the like.

    True for the word behind a marker; False for a head that ends it («به گزارش خبرگزاری …», «نقلت وكالة …»).
    """
    found: dict[int, bool] = {}
    for at in words.beginning("sources"):
        size = words.phrase("sources", at) if at + 1 < words.count else 0
        if not size or words.key(at + size - 1) in ("منبع", "المصدر"):
            continue
        if words.flags[at + size - 1] & HEAD:
            found.setdefault(at + size - 1, False)
        if at + size < words.count and words.before[at + size] in (" ", QUOTE):
            found[at + size] = True
    return found


def agencies(words: Words, begins: dict[int, bool]) -> Iterator[Found]:
    """Rule `agency`: «به گزارش X،», «به نقل از X،»: one to three words between the marker and a comma or a marker.

    begins: as `sources` returns.
    """
    for first in sorted(at for at, behind in begins.items() if behind):
        last = first
        while last < words.count and last - first < 3 and words.before[last] in (" ", QUOTE):
            if words.flags[last] & (STOP | OFFICE | HONORIFIC | HEAD) or words.phrase("sources", last):
                break
            last += 1
        closed = last < words.count and (words.before[last] == COMMA or words.phrase("sources", last))
        known = all(words.flags[n] & (COMMON | FIELD | GIVEN) for n in range(first, last))
        if first < last and closed and not known:
            yield Found(first, last, 0, "organisation", "agency", "")
