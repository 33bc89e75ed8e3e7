"""Countries, cities and well-known bodies by name: texts come in, spans with their type go out.

Knows the names of CLDR and of the tables; knows no rule for persons or for bodies that nobody has listed.
"""

import re
from functools import cache

import pandas as pd
from babel import Locale

from helpers import tables
from helpers.discovery_words import COMMON, FIELD, STOP, lexicon, plain
from helpers.matching import Matcher
from helpers.text import fold, skeleton

_LOCALES = {"fa": "fa", "fa_AF": "prs", "ar": "ar", "ps": "ps"}
# CLDR calls 001 the world, and short or common names of far islands are ordinary words here.
_NO_COUNTRY = {"001", "ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"}
_SHORTEST = 3
# A listed place whose name is a word as well: it counts in company alone (`in_company`).
AMBIGUOUS = "ambiguous"


@cache
def matcher() -> Matcher:
    """Return the automaton of all listed names; `actor_id` is the type."""
    return Matcher(_listed())


def names() -> list[str]:
    """Return the listed countries, towns and regions, as they are written."""
    listed = _listed()
    return listed.loc[listed["type"] == "place", "name"].tolist()


@cache
def _listed() -> pd.DataFrame:
    known = {word: lexicon(True).get(word, 0) | flags for word, flags in lexicon(False).items()}
    listed = [*countries(), *((row.name, "ar") for row in tables.read("cities").itertuples())]
    # «مالی» is financial far more often than Mali
    rows = [(name, "place", lang) for name, lang in listed if not known.get(plain(name), 0) & (COMMON | FIELD | STOP)]
    rows += [(row.name, "place", row.language) for row in tables.read("places").itertuples()]
    rows += [(row.name, "organisation", row.language) for row in tables.read("known_bodies").itertuples()]
    ambiguous = {skeleton(name)[0] for name in tables.read("name_ambiguous")["name"]}
    kept = {(lang, skeleton(name)[0]): (name, kind, lang) for name, kind, lang in rows}
    told = [
        (name, AMBIGUOUS if letters in ambiguous else kind, lang)
        for (_, letters), (name, kind, lang) in kept.items()
        if len(letters) > 1 and (kind == "place" or letters not in ambiguous)
    ]
    frame = pd.DataFrame(told, columns=["name", "type", "lang"])
    return frame.assign(actor_id=frame["type"])


@cache
def _company(arabic: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The words beside which a name that is a word as well is a place: before it, and behind it."""
    rows = tables.read("place_parts")
    rows = rows[rows["language"] == ("ar" if arabic else "fa")]
    before, behind = (rows.loc[rows["side"] == side, "word"].map(plain) for side in ("company", "company_after"))
    return frozenset(before), frozenset(behind)


def in_company(before: str, behind: str, language: str) -> bool:
    """Whether a name that is a word as well stands for a place between these words (folded, empty for none).

    Rule `company`: «شهرستان میانه», «دوشنبه، پایتخت تاجیکستان» (`tables/place_parts.csv`).
    """
    leads, follows = _company(language == "ar")
    return before in leads or behind in follows


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Return (name, language) of the countries and regions of CLDR."""
    found = {}
    for locale, lang in _LOCALES.items():
        for code, name in Locale.parse(locale).territories.items():
            bare = name.split("(")[0].strip()
            if code not in _NO_COUNTRY and len(bare) >= _SHORTEST:
                found[bare, lang] = None
    return tuple(found)


@cache
def adjectives() -> frozenset[str]:
    """Return the folded adjectives of countries and regions: ایرانی, آذربایجانی, الإيرانية, تونسي."""
    names = [name for name, _ in countries()] + [row.name for row in tables.read("places").itertuples()]
    found = set()
    for name in names:
        letters = skeleton(name)[0]
        if " " in name or len(letters) < 3:
            continue
        bare = letters.removeprefix("ال")
        stem = bare[:-1] if bare[-1] in "اه" else bare
        for base in {bare, stem}:
            found |= {base + "یی"} if base[-1] in "او" else set()
            found |= {base + "ی", "ال" + base + "ی", "ال" + base + "یه", base + "یه"}
    return frozenset(found)


@cache
def _parts(arabic: bool) -> tuple[re.Pattern, re.Pattern | None]:
    """What makes another place of a name: behind it, and before it."""
    rows = tables.read("place_parts")
    rows = rows[rows["language"] == ("ar" if arabic else "fa")]
    sides = {
        side: "|".join(sorted(map(fold, own["word"]), key=len, reverse=True)) for side, own in rows.groupby("side")
    }
    after = re.compile(rf"[ی]?[ \u200c\n]+(?:{sides['after']})(?![^\W_])")
    before = re.compile(rf"(?<![^\W_])(?:{sides['before']})[ \n]+\Z") if "before" in sides else None
    return after, before


def another(folded: str, start: int, end: int, language: str) -> tuple[int, int] | None:
    """Return the span of the other place whose name a place's name stands in, None where it stands by itself.

    Rule `longer_name`: «سودان جنوبی» is not «سودان», «آذربایجان شرقی» is not «آذربایجان» (`tables/place_parts.csv`).
    """
    after, before = _parts(language == "ar")
    behind = after.match(folded, end, end + 24)
    ahead = before.search(folded, max(0, start - 12), start) if before else None
    if behind or ahead:
        return (ahead.start() if ahead else start), (behind.end() if behind else end)
    return None
