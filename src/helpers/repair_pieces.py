"""Pieces of lines that stand in reversed order: the lines of a text come in, for each the order in which it is read.

Must not know where a line stands in its text. Some programs copy a line of a PDF piece by piece, the last first, with
two spaces between them: «زمینه در  برای همکاری  را  آمادگی خود  وزارتخانه  این ».
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from helpers import tables
from helpers.repair_order import bare, fit

GAP = re.compile(r" {2,}")
LONGEST = 240  # letters of a line on a page; longer ones are paragraphs
Span = tuple[int, int]
# Weights, all logarithms as those of `repair_order`: they add up.
_SEEN = 3.0  # the two words stand side by side elsewhere in the text, or are one term («تبادل نظر»)
_EXACT, _TRAILING, _WIDE = 0.0, 3.5, -2.0  # every gap is two spaces; one stands at the end; a piece of over five words
_TURN, _CLEAR = 2.0, -4.0  # from where a line is turned; up to where it surely stands as it is read
_SIZES = {1: 0.0, 2: -0.1, 3: -0.25, 4: -0.25, 5: -0.5}  # of the two pieces that one space divides
_ONE_WORD = -4.0
_LEAST_DOUBTED = 4


@cache
def _terms() -> frozenset[tuple[str, str]]:
    """Pairs of words that are one term: phrases of events, and compounds that are also written with a space."""
    phrases = tables.read("event_words")["phrase"].str.split().tolist()
    compounds = tables.read("repair_compounds")
    phrases += compounds.loc[compounds["spaced"] == "yes", "word"].str.split("|").tolist()
    # a preposition begins many phrases: «به همکاری» says nothing of the two
    return frozenset((bare(words[0]), bare(words[1])) for words in phrases if len(words) == 2 and len(words[0]) > 2)


@cache
def _endings() -> frozenset[str]:
    """What is no word by itself: «های», «ترین»."""
    rows = tables.read("repair_suffixes")
    return frozenset(rows.loc[(rows["spaced"] == "yes") & (rows["suffix"].str.len() > 1), "suffix"])


def chunks_of(line: str) -> list[Span]:
    """Return what stands between gaps of two and more spaces."""
    begin, end = len(line) - len(line.lstrip()), len(line.rstrip())
    out, at = [], begin
    for gap in GAP.finditer(line, begin, end):
        out.append((at, gap.start()))
        at = gap.end()
    return [*out, (at, end)]


def in_order(lines: list[str]) -> list[tuple[list[Span] | None, bool]]:
    """Return for each line its pieces as they are read, or None when it stays, and whether it only looks wrong.

    Justified text and tables have two spaces in most of their lines: there the lay-out says something only where the
    words of all such lines together say it.
    """
    chunks = [chunks_of(line) if "  " in line and len(line.rstrip()) <= LONGEST else [] for line in lines]
    if not any(len(each) > 2 for each in chunks):
        return [(None, False)] * len(lines)
    near = _pairs(lines, chunks)
    found: list[_Line | None] = []
    follows = ""
    for line, own in zip(reversed(lines), reversed(chunks), strict=True):
        one = _line(line, own, follows, near) if len(own) > 2 else None
        found.append(one)
        words = line[slice(*one.spans[0])].split() if one and one.gain + one.layout >= _TURN else line.split()
        follows = words[0] if words else follows
    filled = sum(bool(line.strip()) for line in lines)
    loose = sum(len(each) > 1 for each in chunks) > max(3, 0.5 * filled)
    laid = not loose or sum(one.gain for one in found if one) > 0
    return [one.told(laid) if one else (None, False) for one in reversed(found)]


@dataclass(frozen=True)
class _Line:
    """A line in pieces: `spans` as it would be read, and by how much words and lay-out say so."""

    spans: list[Span]
    gain: float
    layout: float

    def told(self, laid: bool) -> tuple[list[Span] | None, bool]:
        if self.gain + (self.layout if laid else 0.0) >= _TURN:
            return self.spans, False
        return None, len(self.spans) > _LEAST_DOUBTED and self.gain > _CLEAR


def _pairs(lines: list[str], chunks: list[list[Span]]) -> set[tuple[str, str]]:
    """Words that stand side by side where nothing was moved."""
    words: list[str] = []
    for line, own in zip(lines, chunks, strict=True):
        for begin, end in own[1:] if len(own) > 2 else [(0, len(line))]:
            words += line[begin:end].split()
            words.append("\n")  # no word stands beside that of another piece
    return set(pairwise(map(bare, words)))


def _line(line: str, chunks: list[Span], follows: str, near: set[tuple[str, str]]) -> _Line:
    words = [line[begin:end].split() for begin, end in chunks]

    def goes(one: str, other: str) -> float:
        both = (bare(one), bare(other))
        return fit(one, other) + _SEEN * (both in near or both in _terms())

    first = words[0]
    best, cut = max((_cut_fit(first, cut, words[1][-1], follows, goes), cut) for cut in range(1, len(first) + 1))
    read = sum(goes(other[-1], one[0]) for one, other in pairwise(words[1:])) + best
    stands = sum(goes(one[-1], other[0]) for one, other in pairwise(words))
    stands += goes(words[-1][-1], follows) if follows else 0.0
    exact = all(end + 2 == begin for (_, end), (begin, _) in pairwise(chunks))
    layout = (_EXACT + _TRAILING * (len(line) > chunks[-1][1])) * exact + _WIDE * (max(map(len, words[1:])) > 5)
    return _Line(_spans(line, chunks, cut)[::-1], read - stands, layout)


def _cut_fit(words: list[str], cut: int, before: str, follows: str, goes) -> float:
    """How well the line is read when the first `cut` words of its first chunk are its last piece.

    The first two pieces have one space between them («زمینه در» is در and زمینه), so the words say where one ends.
    """
    ends = goes(words[cut - 1], follows) if follows else 0.0
    if cut == len(words):
        # one piece: it was seen only where the line begins with a piece that goes to its end
        return goes(before, words[0]) + ends - 1.0
    sizes = _SIZES.get(cut, -3.0) + _SIZES.get(len(words) - cut, -3.0)
    # «همکاری های» was one word with a half-space when the line was cut to pieces
    sizes += _ONE_WORD * (words[cut] in _endings() or words[cut - 1] in ("می", "نمی"))
    return goes(before, words[cut]) - goes(words[cut - 1], words[cut]) + ends + sizes


def _spans(line: str, chunks: list[Span], cut: int) -> list[Span]:
    """The pieces of a line: its chunks, the first of which is two when `cut` words of it are a piece of their own."""
    begin, end = chunks[0]
    places = [match.span() for match in re.finditer(r"\S+", line[begin:end])]
    if cut == len(places):
        return chunks
    return [(begin, begin + places[cut - 1][1]), (begin + places[cut][0], end), *chunks[1:]]
