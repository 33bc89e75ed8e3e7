"""The words of events as patterns: `tables/event_*.csv` comes in, phrases with all their forms and what each may mean
goes out. Knows how a verb or a noun is inflected; knows no text.
"""

from functools import cache
from itertools import chain, product
from typing import NamedTuple

from helpers import tables
from helpers.text import fold, ignorable

VERBS = (
    "full", "hold", "do", "aux", "hand", "attend", "chair", "sign", "give", "send", "grant", "suffer", "plan", "say",
    "cancel", "done", "ends",
    "is",
)  # fmt: skip
FINITE = ("past", "before", "present", "habit", "future", "wish", "not", "joined")
_IGNORED = {ord(letter): None for letter in ignorable()}
# What a Persian noun may end in: «نشستی», «نشست‌های», «جلسه‌ای»; a plural tells of no single happening by itself.
_FA_ENDINGS = (("", 0), ("ی", 0), (" ی", 0), (" ای", 0), ("اش", 0), (" اش", 0), ("ها", 1), (" ها", 1), (" های", 1))
_FA_ENDINGS += (("ای", 0), ("های", 1), ("هایی", 1), (" هایی", 1), (" هایش", 1), ("ات", 1))
# What an Arabic noun may begin and end with: «للاجتماع», «اجتماعا», «زيارته».
_AR_BEFORE = ("", "و", "ب", "ل", "ك", "ف", "وب", "ول", "ال", "وال", "بال", "كال", "فال", "لل", "ولل", "وبال")
_AR_AFTER = (("", 0), ("ا", 0), ("ه", 0), ("ها", 0), ("هما", 0), ("هم", 0), ("ین", 1), ("ات", 1))
_AR_VERB_BEFORE = ("", "و", "ف")
_AR_ACT_BEFORE = ("", "و", "ف", "ل", "ب", "ول", "وب")


class Meaning(NamedTuple):
    """One way to read a phrase: its kind, and what a rule needs of it (empty where that means nothing).

    `value` is a type of event, a role, a status; of a verb that only makes a noun happen, `passive` or nothing.
    """

    language: str
    kind: str  # of words: noun gerund participle role status break ...; of verbs: what it does
    value: str = ""
    tense: str = ""
    person: str = "3"
    needs: str = ""
    plural: bool = False
    finite: bool = False  # a verb that ends a clause


def plain(phrase: str) -> str:
    """Return a phrase as it is compared: folded, without marks, each gap (a half-space too) as one space."""
    return " ".join(fold(phrase).translate(_IGNORED).replace("\u200c", " ").split())


@cache
def phrases() -> dict[str, tuple[Meaning, ...]]:
    """Return each phrase in all its forms with its meanings, by language `fa` (Persian and Dari) and `ar`."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for phrase, meaning in chain(_words(), _verbs(), _topics(), _offices()):
        known = found.get(phrase)
        if known is None:  # nearly all of 80,000 forms mean one thing
            found[phrase] = (meaning,)
        elif meaning not in known:
            found[phrase] = (*known, meaning)
    found.pop("", None)
    return found


def _words():
    for row in tables.read("event_words").itertuples():
        phrase = plain(row.phrase)
        if row.kind in ("noun", "nouns"):
            # `nouns`: «مذاکرات» is many by itself
            for form, meaning in _noun(row.language, phrase, row.value):
                yield form, meaning._replace(plural=meaning.plural or row.kind == "nouns")
        else:
            before = _AR_VERB_BEFORE if row.language == "ar" else ("",)
            if row.language == "ar" and row.kind == "gerund":
                before = _AR_ACT_BEFORE
            for glued in before:
                yield glued + phrase, Meaning(row.language, row.kind, row.value)


def _noun(language: str, phrase: str, value: str):
    if language == "fa":
        for ending, plural in _FA_ENDINGS:
            if ending == "ات" and phrase[-1] not in "شن":
                continue  # گزارشات, not «نشستات»
            if ending == "ای" and not phrase.endswith("ه"):
                continue  # «نامهای» is نامه‌ای whose half-space was lost
            yield phrase + ending, Meaning("fa", "noun", value, plural=bool(plural))
        return
    first, space, rest = phrase.partition(" ")
    for before, (ending, plural) in product(_AR_BEFORE, _AR_AFTER):
        if space and ending:
            continue
        if ending and before.endswith("ل") and before not in ("ل", "ول"):
            continue  # the article and a pronoun do not meet
        stem = first[:-1] + "ت" if ending in ("ه", "ها", "هما", "هم", "ین") and first.endswith("ه") else first
        if ending in ("ا", "ات") and first.endswith("ه"):
            stem, ending = (first, "") if ending == "ا" else (first[:-1], ending)
        word = before + (stem.removeprefix("ال") if before.endswith("ل") else stem) + ending
        if space and before.endswith("ل"):
            rest_with = " ".join("ال" + part if not part.startswith("ال") else part for part in rest.split())
            yield f"{word} {rest_with}", Meaning("ar", "noun", value, plural=bool(plural), needs="the")
        the = "the" if before.endswith(("ال", "لل")) else ""
        yield word + space + rest, Meaning("ar", "noun", value, plural=bool(plural), needs=the)


def _verbs():
    endings = [
        (row.language, row.tense, row.person, fold(row.before), row.stem, fold(row.after).translate(_IGNORED))
        for row in tables.read("verb_endings").itertuples()
    ]
    for row in tables.read("event_verbs").itertuples():
        past, present = [plain(form) for form in row.past.split("|")], plain(row.present)
        lead = plain(row.before) + " " if row.before else ""
        glue = [each + lead for each in (_AR_VERB_BEFORE if row.language == "ar" else ("",))]
        value = row.types or row.voice
        for language, tense, person, before, stem, after in endings:
            if language != row.language:
                continue
            meaning = Meaning(language, row.does, value, tense, person, row.needs, finite=tense in FINITE)
            for form in _forms(past, present, before, stem, after):
                for glued in glue:
                    yield _spaced(glued + form), meaning


def _spaced(phrase: str) -> str:
    """A phrase with one space where it has gaps; most of the forms of verbs have none."""
    return " ".join(phrase.replace("\u200c", " ").split()) if "\u200c" in phrase or " " in phrase else phrase


def _forms(past: list[str], present: str, before: str, stem: str, after: str):
    """The forms that one ending gives; a verb whose past forms are all told («التقى|التقت») takes no ending there."""
    if stem == "present":
        # «می‌ده» + «د»: a stem in ی takes it as it is
        if present:
            yield before + present + after
    elif len(past) == 1:
        yield before + past[0] + after
    elif not after:
        yield from (before + form for form in past)


def _topics():
    for row in tables.read("event_topics").itertuples():
        for glued in ("", "و", "ل", "ب") if row.language == "ar" else ("",):
            yield glued + plain(row.phrase), Meaning(row.language, "topic", row.topic)


def _offices():
    """Titles of offices: a body behind one is the body of an office («رئیس کمیته ملی …»), not a party of its own."""
    for row in tables.read("offices").itertuples():
        language = "ar" if row.language == "ar" else "fa"
        for glued in ("", "و", "ال", "وال", "لل", "ل") if language == "ar" else ("",):
            yield glued + plain(row.office), Meaning(language, "office")
