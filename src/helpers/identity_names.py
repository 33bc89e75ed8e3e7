"""Two names of one type come in, how likely they are one actor goes out, with the evidence in words.

Knows the parts of names in three scripts (`tables/`); knows no mention, no record and no decision.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product

from helpers import tables
from helpers.identity_sounds import coarse, distance, endings, word, words
from helpers.text import fold

# At and above HIGH two names are merged, from LOW on they are a proposal, below they are two actors.
HIGH, LOW = 0.86, 0.5
ITS_COUNTRY = "the same words; one with its country"
ARABIC = "ar"
_ARTICLE = re.compile(r"^ال(?=\w{3})")
_WITH_ARTICLE = re.compile(r"(?<!\w)ال\w{3,}")
_GLUED = re.compile(r"^(?:وال|بال|كال|فال|ولل|لل)(?=\w{3})")


@dataclass(frozen=True)
class Name:
    """A name ready to be compared: its language, and its words, each with the same without its article."""

    text: str
    type: str
    language: str
    words: tuple[tuple[str, str], ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        # Asked again at each look into a cache of names, and a tuple of tuples counts its own anew each time.
        object.__setattr__(self, "_hash", hash((self.text, self.type, self.language, self.words)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def joined(self) -> str:
        """All letters without gaps: «محمد رضا» and «محمدرضا» have the same."""
        return "".join(full for full, _ in self.words)


@lru_cache(maxsize=200_000)
def name(text: str, type: str, language: str) -> Name:
    """Return a name ready to be compared. Particles («بن», «bin») and foreign endings written apart are joined."""
    latin = not re.search(r"[\u0600-\u06ff]", text)
    script = ARABIC if language == ARABIC else "en" if latin else "fa"
    parts = [part for each in words(text) for part in (each.split("-") if latin else [each])]
    if type == "person":
        parts = _person_words(parts, latin)
    raw_article = {part for each in _WITH_ARTICLE.findall(text) for part in words(each)} if "ال" in text else set()
    return Name(text, type, script, tuple((part, _bare(part, latin, raw_article)) for part in parts))


def _bare(part: str, latin: bool, raw_article: set[str]) -> str:
    # «إلهام» has no article, «المالك» has one; after folding both begin with «ال».
    if latin:
        return part[2:] if part.startswith("al") and len(part) > 5 else part
    return _ARTICLE.sub("", part) if part in raw_article else part


@cache
def _particles() -> dict[str, bool]:
    return {fold(row.word): row.before == "yes" for row in tables.read("name_particles").itertuples()}


def is_joined(text: str, latin: bool) -> bool:
    """Whether a word is never a part of a person's name by itself: a particle, an ending apart, a Latin initial."""
    parts = words(text)
    return any(
        part in _particles() or endings().get((latin, part), ("", False))[1] or (latin and len(part) == 1)
        for part in parts
    )


def _person_words(parts: list[str], latin: bool) -> list[str]:
    out: list[str] = []
    hold = ""
    for at, part in enumerate(parts):
        joins = _particles().get(part)
        alone = endings().get((latin, part), ("", False))[1]
        if joins is False and len(parts) > 1 and 0 < at < len(parts) - (0 if latin else 1):
            continue
        if joins and at < len(parts) - 1:
            hold += part
        elif alone and out:
            out[-1] += part  # «علی اف», «جهانگیر زاده»
        elif latin and len(part) == 1 and 0 < at < len(parts) - 1:
            continue  # Salim M. AlMalik
        else:
            out.append(hold + part)
            hold = ""
    return out + ([hold] if hold else [])


def surname(made: Name) -> str:
    """Return the letters of the last word of a person's name, without the article."""
    return made.words[-1][1] if made.words else ""


def keys(made: Name) -> Iterator[str]:
    """Yield the blocks in which a name is compared: every pair that could be one actor shares at least one."""
    if not made.words:
        return
    if made.type == "person":
        if len(made.words) > 1:
            yield f"j:{made.joined}"
            for first, last in product(set(made.words[0]), set(made.words[-1])):
                yield f"e:{coarse(first)}:{coarse(last)}"
            first, last = made.words[0][0], made.words[-1][0]
            if len(last) >= 6:
                yield f"t:{first}:{last[:3]}"
        return
    if entity := known(made):
        yield f"k:{entity}"
    parts = _parts(made)
    # Which kind of body, «national» and the country are compared afterwards: one name may lack them.
    bag = {min(part.concepts) for part in parts if part.kind in ("plain", "number") and part.concepts}
    bag |= {f"~{coarse(part.word[1], False)}" for part in parts if part.kind == "own"}
    if not bag or len(made.words) == 1:
        bag |= {min(part.concepts) for part in parts if part.kind == "place"}
        bag |= {f"~{coarse(made.words[0][1], False)}"} if len(made.words) == 1 or not bag else set()
    whole = sorted(bag)
    yield f"b:{'/'.join(whole)}"
    if len(whole) > 3:
        yield from (f"b:{'/'.join(each for each in whole if each != left)}" for left in whole)
    if made.language == "en":
        yield f"i:{_initials(made) if len(made.words) > 2 else made.joined}"


def _initials(made: Name) -> str:
    return "".join(part.word[0][0] for part in _parts(made) if part.kind != "stop")


@cache
def _known() -> dict[tuple[str, str], str]:
    rows = tables.read("known_names").itertuples()
    return {(row.type, _plain(row.name)): row.entity for row in rows}


def _plain(text: str) -> str:
    """The letters of a name without articles and gaps, for a look-up."""
    return "".join(_ARTICLE.sub("", _GLUED.sub("", each)) for each in words(text))


def known(made: Name) -> str | None:
    """Return the body, place or event of `tables/known_names.csv` that has this name (old names too), or None."""
    return _known().get((made.type, _plain(made.text)))


@dataclass(frozen=True)
class Part:
    """A word or phrase of a body's name: what it may mean, and which kind of word it is."""

    word: tuple[str, str]
    concepts: frozenset[str]
    kind: str


@cache
def _concepts() -> dict[tuple[str, str], tuple[frozenset[str], str]]:
    found: dict[tuple[str, str], tuple[frozenset[str], str]] = {}
    for row in tables.read("body_words").itertuples():
        key = (row.language, "".join(words(row.word)))
        before, kind = found.get(key, (frozenset(), row.kind))
        found[key] = (before | {row.concept}, kind)
    return found


@lru_cache(maxsize=100_000)
def _parts(made: Name) -> tuple[Part, ...]:
    """The parts of a body's name, longest phrases first («محیط زیست», «ریاست جمهوری» are one part each)."""
    own = [full for full, _ in made.words]
    bare = [_ARTICLE.sub("", _GLUED.sub("", each)) for each in own]
    out, at = [], 0
    while at < len(own):
        for size in (3, 2, 1):
            letters = "".join(own[at : at + size])
            place = _known().get(("place", "".join(bare[at : at + size])))
            meaning = (frozenset({place}), "place") if place else _meaning(letters, made.language)
            if meaning and at + size <= len(own):
                out.append(Part((letters, letters), *meaning))
                break
        else:
            size, kind = 1, "number" if bare[at].isdigit() else "own"
            if kind == "own" and out and out[-1].kind == "form":
                kind = "place"  # «… جمهوری آذربایجان»: what follows is the country
            out.append(Part((own[at], bare[at]), frozenset() if kind == "own" else frozenset({bare[at]}), kind))
        at += size
    return tuple(out)


def _meaning(letters: str, language: str) -> tuple[frozenset[str], str] | None:
    table = _concepts()
    forms = [letters]
    if language == ARABIC:
        # للتربية, والثقافة, لحركة: the letters before the noun are no part of it.
        forms += [_ARTICLE.sub("", letters), _GLUED.sub("", letters), letters[1:] if letters[0] in "ولبک" else letters]
    return next((table[language, form] for form in forms if (language, form) in table), None)


def compare(a: Name, b: Name) -> tuple[float, str]:
    """Return how likely two names are one actor (0 to 1) and why, from the names alone.

    A person's surname alone is never compared (0): whose it is only a record can tell.
    """
    if a.type != b.type or not a.words or not b.words:
        return 0.0, "names of two types"
    if a.type == "person":
        return _persons(a, b)
    one, other = known(a), known(b)
    if one and other:
        return (0.95, f"both are names of {one}") if one == other else (0.0, f"names of {one} and of {other}")
    if a.joined == b.joined:
        return 0.97, "the same letters"
    return _places(a, b) if a.type == "place" else _bodies(a, b)


def _apart(a: tuple[str, str], b: tuple[str, str], foreign: bool, person: bool = False) -> float:
    return min(distance(word(x, person), word(y, person), foreign) for x in set(a) for y in set(b))


def _persons(a: Name, b: Name) -> tuple[float, str]:
    if min(len(a.words), len(b.words)) < 2:
        return (0.97, "the same letters") if a.joined == b.joined else (0.0, "a surname alone")
    if a.joined == b.joined:
        return 0.97, "the same letters"
    foreign = (a.language == ARABIC) != (b.language == ARABIC)
    same = len(a.words) == len(b.words)
    pairs = list(zip(a.words, b.words, strict=True)) if same else [(a.words[0], b.words[0]), (a.words[-1], b.words[-1])]
    costs = [_apart(x, y, foreign, person=True) for x, y in pairs]
    if same and _one_letter(a, b, costs):
        return 0.6, "the surnames differ in one letter"
    # «حسن» and «حسین», «محمد» and «محمود»: in one language a vowel makes another given name.
    given = costs[0] >= 1 and a.language == b.language
    if given or _man_and_woman(a.words[0][0], b.words[0][0]) or sum(costs) > 1.5:
        return 0.0, "two names"
    score = 0.97 - 0.3 * sum(costs) - (0 if same else 0.15)
    said = "the same sound in two spellings" if sum(costs) else "the same words"
    if sum(costs) >= 1:
        said = "a written vowel more or less"
    return round(score, 3), said if same else f"{said}; one has more middle names"


def _man_and_woman(a: str, b: str) -> bool:
    return a + "ه" == b or b + "ه" == a  # نادر, نادره


def _one_letter(a: Name, b: Name, costs: list[float]) -> bool:
    last, other = a.words[-1][0], b.words[-1][0]
    return max(costs[:-1]) == 0 and costs[-1] > 1 and min(len(last), len(other)) >= 6 and one_edit(last, other)


def one_edit(a: str, b: str) -> bool:
    """Return whether two words differ by one letter left out, put in, exchanged, or two that changed places."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


def _places(a: Name, b: Name) -> tuple[float, str]:
    mine, other = _place(a), _place(b)
    if len(mine[0]) != len(other[0]) or not mine[0]:
        return 0.0, "two names"
    foreign = a.language != b.language
    cost = sum(_apart(x, y, foreign) for x, y in zip(mine[0], other[0], strict=True))
    if cost > 1 or mine[1] != other[1]:
        return 0.0, "two names"  # «کره شمالی» and «کره جنوبی», «شهر قم» and «استان قم»
    score, said = 0.95 - 0.3 * cost, "the same sound in two spellings" if cost else "the same name"
    if mine[3] != other[3]:
        if mine[3] and other[3]:
            return 0.0, "two kinds of place"
        return round(score - 0.25, 3), f"{said}; one says which kind of place"
    if mine[2] != other[2]:
        if mine[2] and other[2]:
            return 0.0, "two forms of state"  # «جمهوری کنگو», «جمهوری دموکراتیک کنگو»
        return round(score - 0.05, 3), f"{said}; one with the form of state"
    return round(score, 3), said


def _place(made: Name) -> tuple[list, frozenset, frozenset, frozenset]:
    """The own words of a place, its qualities (north), its form of state (republic), its kind (province, city)."""
    parts = _parts(made)
    state = any(part.kind == "form" for part in parts)
    own = [part.word for part in parts if part.kind in ("own", "place")]
    form = {concept for part in parts for concept in part.concepts if part.kind == "form"}
    qualities = {min(part.concepts) for part in parts if part.kind in ("plain", "weak", "number", "head")}
    of_state = qualities & {"islamic", "democratic", "arab", "united"} if state else set()
    kinds = {min(part.concepts) for part in parts if part.kind == "division"}
    return own, frozenset(qualities - of_state), frozenset(form | of_state), frozenset(kinds)


def _bodies(a: Name, b: Name) -> tuple[float, str]:
    if len(a.words) == len(b.words) == 1:
        return _acronyms(a, b)
    if short := _spelt_out(a, b):
        return short
    mine, other = (_meaningful(each) for each in (a, b))
    matched, left = _matched(mine, other, a.language != b.language)
    rest = [part for part in other if part not in matched.values()]
    if not matched or not _same_head(mine, other):
        return 0.0, "two names"
    size = sum(part.kind != "weak" for part in matched)
    differ = [part for part in (*left, *rest) if part.kind not in ("weak", "place")]
    if any(part.kind == "number" or part.concepts & _ORDINALS for part in differ):
        return 0.0, "two numbers"
    lands = [frozenset(c for part in parts if part.kind == "place" for c in part.concepts) for parts in (left, rest)]
    if lands[0] and lands[1]:
        return 0.0, "bodies of two countries"
    if differ:
        near = size >= 4 and len(differ) == 1 and not (left and rest and differ[0].kind == "head")
        return (0.6, "one word more or less") if near else (0.0, "two names")
    if size < 2:
        return 0.6, "the same word for word, but only one word"
    if lands[0] or lands[1]:
        # «وزارت کار» beside «وزارت کار جمهوری آذربایجان» may be that of another country; a long name hardly.
        weak = any(part.kind == "weak" for part in (*left, *rest))
        return (0.87 if size > 3 and not weak else 0.72), ITS_COUNTRY
    if left or rest:
        return 0.75, "the same words but «national» and «state»"
    return 0.93, "the same words" if a.language == b.language else "the same words in two languages"


_ORDINALS = frozenset({"first", "second", "third", "fourth", "north", "south", "east", "west"})


def _meaningful(made: Name) -> list[Part]:
    return [part for part in _parts(made) if part.kind not in ("stop", "form")]


def _matched(mine: list[Part], other: list[Part], foreign: bool) -> tuple[dict[Part, Part], list[Part]]:
    found: dict[Part, Part] = {}
    for part in mine:
        for each in other:
            if each in found.values():
                continue
            same = part.concepts & each.concepts if part.concepts and each.concepts else None
            sound = part.kind == each.kind == "own" and _apart(part.word, each.word, foreign) < 1
            if same or sound:
                found[part] = each
                break
    return found, [part for part in mine if part not in found]


def _same_head(mine: list[Part], other: list[Part]) -> bool:
    """The first word that says which kind of body: a committee of a ministry is no ministry of a committee."""
    heads = [next((part.concepts for part in parts if part.kind == "head"), None) for parts in (mine, other)]
    return heads[0] is None or heads[1] is None or bool(heads[0] & heads[1])


def _acronyms(a: Name, b: Name) -> tuple[float, str]:
    (x,), (y,) = a.words, b.words
    cost = _apart(x, y, a.language != b.language)
    consonants = min(sum(not vowel for _, vowel in word(each[1], False).units) for each in (x, y))
    if cost >= 1.2 or consonants < 2 or (cost and a.language == b.language):
        return (0.0, "two names") if cost != 1.0 or consonants < 3 else (0.55, "one vowel more or less")
    if consonants < 3:
        return 0.7, "the same sound, but short"
    return round(0.93 - 0.15 * cost, 3), "the same sound in two spellings"


def _spelt_out(a: Name, b: Name) -> tuple[float, str] | None:
    """An acronym beside its full name in Latin letters: proposed only, since many bodies share three letters."""
    for short, full in ((a, b), (b, a)):
        if len(short.words) == 1 and len(full.words) > 2 and short.language == full.language == "en":
            if _initials(full) == short.joined:
                return (0.75 if len(short.joined) > 3 else 0.7), "the first letters of the full name"
            return 0.0, "two names"
    return None


@lru_cache(maxsize=200_000)
def size(made: Name) -> int:
    """Return how many parts of a body's name tell it from others; a longer form of a name has more of them."""
    return len(_meaningful(made))


@lru_cache(maxsize=200_000)
def longer(short: Name, full: Name) -> bool:
    """Return whether `full` is `short` with its country or parent body said: «معاونت زنان» of «ریاست جمهوری»."""
    if short.type != full.type or short.language != full.language or len(short.words) < 2:
        return False
    mine, other = (_meaningful(each) for each in (short, full))
    matched, left = _matched(mine, other, False)
    rest = [part for part in other if part not in matched.values()]
    plain = sum(part.kind in ("plain", "own") for part in matched)
    allowed = all(part.kind == "place" or part.concepts & {"presidency"} for part in rest)
    needed = 3 if any(part.kind == "place" for part in rest) else 1
    return not left and bool(rest) and allowed and plain >= needed and _same_head(mine, other)
