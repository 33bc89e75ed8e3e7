"""Text as letters: a record's text comes in; folds, skeletons and sentences go out.

Knows letters, marks and lines; knows no file, no date and no name.
"""

import re
import unicodedata
from functools import cache

import numpy as np

from helpers import tables

ZWNJ = "\u200c"
REPLACEMENT = "\ufffd"
# What a name may have between two of its words, or lose: «علی اف», «علی‌اف», «علی\nاف» and «علیاف» are one name.
GAPS = " \t\n\r\v\f\u0085\u2028\u2029\u200c\u3000"
# Commas inside a name come and go: «کمیته امور زنان، کودکان و خانواده» is often written without.
COMMAS = "،,"


def clean(text: str) -> str:
    """Return `text` with NUL and lone surrogates replaced by U+FFFD one for one: the only change evidence ever sees."""
    return _UNSTORABLE.sub(REPLACEMENT, text) if _UNSTORABLE.search(text) else text


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@cache
def _fold_table() -> dict[int, str]:
    letters = tables.rows("letters")
    table = {ord(row["letter"] or chr(int(row["code"][2:], 16))): row["folded"] for row in letters if row["folded"]}
    # PDF texts keep presentation forms; those that stand for one letter fold to that letter (a ligature of two cannot).
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = table.get(ord(plain), plain)
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    return table


@cache
def ignorable() -> str:
    """Return the characters that mean nothing for matching (harakat, tatweel, direction marks), as one string."""
    return "".join(chr(int(row["code"][2:], 16)) for row in tables.rows("letters") if not row["folded"])


def fold(text: str) -> str:
    """Return `text` with each letter as its plain form, of the same length, so that offsets stay true.

    Yeh, kaf, hamza carriers, teh marbuta, digits and Latin capitals become one letter each (`tables/letters.csv`);
    ignorable characters stay where they are: `skeleton` drops them.
    """
    return text.translate(_fold_table())


@cache
def _dropped() -> str:
    return ignorable() + GAPS + COMMAS


def skeleton(text: str) -> tuple[str, np.ndarray]:
    """Return the folded letters of `text` without gaps, commas and ignorable characters, and where each one stood.

    The second value is an integer array: `text[offsets[i]]` folds to `skeleton[i]`. Two spellings of one name that
    differ in half-spaces, harakat, kaf or yeh have the same skeleton.
    """
    codes = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = np.flatnonzero(~np.isin(codes, _dropped_codes()))
    return codes[kept].tobytes().decode("utf-32-le", "surrogatepass"), kept


def letters(text: str) -> str:
    """Return the letters of `skeleton` without their places: what names are compared by, in one pass over a name."""
    return text.translate(_letter_table())


@cache
def _letter_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {
        code: None if letter in _dropped() else letter for code, letter in _fold_table().items()
    }
    # a letter that folds to itself is in no row of the fold: «،» and a half-space
    return table | {ord(each): None for each in _dropped() if ord(each) not in table}


@cache
def _dropped_codes() -> np.ndarray:
    return np.array([ord(letter) for letter in _dropped()], dtype=np.uint32)


# A sentence ends at a stop that is no decimal point or abbreviation, at a bullet, at a blank line. «دهیم.وی» has no
# space after the stop and is two sentences; «3.5» is none. A single newline is a hard wrap unless a stop stands there.
_END = re.compile(
    r"[.!?؟۔…]+(?:[»”’)\]]|[\"'](?![^\W\d_]))*(?=[\"'«“]|\s|[^\W\d_]|$)|؛(?=\s)|\n[^\S\n]*\n\s*|\n(?=[\s]*[🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍-])",
)
_SHORTENED = re.compile(r"(?<![^\W_])[^\W\d_]\.$")


def sentences(text: str, title_length: int = 0) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text`, in code points; the title line is a sentence of its own.

    Every non-blank character belongs to exactly one sentence, so a mention always has one.
    """
    cuts = [title_length] if title_length else []
    for match in _END.finditer(text, title_length):
        # «U.N.», «د. سالم»: a stop behind a single letter shortens a word and ends no sentence.
        if _SHORTENED.search(text, max(0, match.start() - 2), match.end()):
            continue
        cuts.append(match.end())
    spans, start = [], 0
    for cut in [*cuts, len(text)]:
        begin, end = _trim(text, start, cut)
        if begin < end:
            spans.append((begin, end))
        start = max(start, cut)
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
