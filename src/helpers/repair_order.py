"""How well one word follows another: two words come in, a weight goes out; rows of `tables/word_order.csv` say it.

Must not know lines or pieces. A weight is the logarithm of how much oftener the second word, or words that look like
it, stands behind the first than it would by chance: «در» before «تهران» is above nought, before «را» far below.
"""

from functools import cache, lru_cache

from helpers import tables
from helpers.repair_words import names, verb_forms
from helpers.text import fold

_SIGNS = "«»()[]{}<>\"'“”،,.؛:؟!*/-–…|"
# What a word is by its letters, where it has no rows of its own: the first ending that fits.
_ENDINGS = (
    (("های", "هایی"), 5, "<های>"), (("ها",), 4, "<ها>"), (("دن", "تن"), 4, "<دن>"), (("ترین",), 5, "<ترین>"),
    (("تر",), 4, "<تر>"), (("یی", "ای"), 3, "<ای>"), (("ی",), 1, "<ی>"), (("ه",), 1, "<ه>"), (("ات",), 3, "<ات>"),
    (("ان",), 3, "<ان>"), (("ا", "و"), 1, "<ا>"),
)  # fmt: skip
# A sign behind a word, or one before it, says more than the word.
_BEHIND = {".": "<.>", "؟": "<.>", "!": "<.>", ":": "<:>", "؛": "<:>", "،": "<،>", ",": "<،>"}
_BEFORE = {"«": "<«>", "(": "<«>", '"': "<«>", "“": "<«>"}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(fold(form) for form in verb_forms() if len(form) > 2)


@lru_cache(1 << 14)
def shape(word: str) -> str:
    """Return what a folded word without signs is by its letters: a number, a form of a verb, a name, its ending."""
    if not word:
        return "<>"
    if word[0].isdigit():
        return "<1>"
    if word[0].isascii():
        return "<a>"
    if (word[:2] == "می" and word[2:] in _verbs()) or (word[:3] == "نمی" and word[3:] in _verbs()):
        return "<می>"
    if word in _verbs():
        return "<فعل>"
    if word in names():
        return "<نام>"
    return next((name for ends, size, name in _ENDINGS if len(word) >= size and word.endswith(ends)), "<اسم>")


@lru_cache(1 << 14)
def bare(word: str) -> str:
    """Return a word folded, without signs around it and half-spaces in it."""
    return fold(word).strip(_SIGNS).replace("\u200c", "")


def before(word: str) -> tuple[str, str]:
    """Return (word, shape) of the first of two words, as the table has them."""
    if word[-1:] in _BEHIND:
        return (_BEHIND[word[-1]],) * 2
    return bare(word), shape(bare(word))


def after(word: str) -> tuple[str, str]:
    """Return (word, shape) of the second of two words, as the table has them."""
    if word[:1] in _BEFORE:
        return (_BEFORE[word[0]],) * 2
    return bare(word), shape(bare(word))


@cache
def _weights() -> dict[tuple[str, str], float]:
    rows = tables.read("word_order")
    return dict(zip(zip(rows["before"], rows["after"], strict=True), rows["weight"].astype(float), strict=True))


@lru_cache(1 << 16)
def fit(one: str, other: str) -> float:
    """Return how well `other` follows `one`: of the row for both words, else for one and the shape of the other, ..."""
    weights, (word, looks), (second, seems) = _weights(), before(one), after(other)
    for pair in ((word, second), (word, seems), (looks, second), (looks, seems)):
        if pair in weights:
            return weights[pair]
    return 0.0
