"""Glyphs of a page with their places come in, lines of logical text go out.

Knows how right-to-left lines are drawn: a PDF holds letters where they stand, not in the order of reading, often in the
shape that they have there. Must not know pages, paragraphs or what the text says.
"""

import re
import unicodedata
from dataclasses import dataclass
from statistics import median

ZWNJ = "\u200c"
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "<": ">", "‹": "›"}
_CLOSES = {close: opening for opening, close in _PAIRS.items()}
_SEPARATES = set(",.:/٫٬،\u00a0")  # a single one between two numbers belongs to them: 1,234.5, ۱۳۹۴/۰۷/۱۵, 10:30
_GAP = 0.24  # of the height of letters: a space that nobody wrote down
_COLUMN = 1.8  # of the height: no space but the way to another column or cell


@dataclass(frozen=True)
class Glyph:
    """A letter as it is drawn: its text, its edges and baseline (y grows downwards), the height of its font."""

    text: str
    left: float
    right: float
    y: float
    size: float
    shape: str = ""


@dataclass(frozen=True)
class Line:
    """A line of one column: its logical text and its box."""

    text: str
    left: float
    right: float
    y: float
    size: float


def letter(drawn: str) -> tuple[str, str]:
    """Return the plain letters of a glyph and the shape that its code tells (initial, medial, final, isolated).

    Presentation forms become their letters, «ﻻ» the two it is made of; «﷼» and «ﷺ» are typed by people and stay.
    """
    out, shape = [], ""
    for each in drawn.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"):  # an emoji comes in halves
        if "\ufb50" <= each <= "\ufefc" and not "\ufdf3" <= each <= "\ufdfd":
            shape = unicodedata.decomposition(each).split(" ")[0].strip("<>")
            out.append(unicodedata.normalize("NFKC", each))
        elif "\ufb00" <= each <= "\ufb06":
            out.append(unicodedata.normalize("NFKC", each))
        elif each not in "\ufffd\xad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff":
            out.append(" " if each == "\xa0" or each.isspace() else each)
    return "".join(out), shape


def rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by baseline, from the top; a raised or lowered sign belongs to the line that it touches."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.y, each.left)):
        if found and glyph.y - _baseline(found[-1]) <= 0.4 * max(glyph.size, found[-1][0].size):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def _baseline(row: list[Glyph]) -> float:
    return row[0].y


def pieces(row: list[Glyph]) -> list[list[Glyph]]:
    """Part a row where the gap is too wide for a space, left to right: columns, or cells of a table."""
    out: list[list[Glyph]] = []
    right = None
    for glyph in sorted(row, key=lambda each: each.left):
        if right is None or (glyph.left - right > _COLUMN * glyph.size and glyph.text.strip()):
            out.append([])
        if glyph.text.strip():
            right = max(right if right is not None else glyph.right, glyph.right)
        out[-1].append(glyph)
    return [piece for piece in out if any(each.text.strip() for each in piece)]


def is_rtl(text: str) -> bool:
    """Whether most letters are of a script that runs to the left."""
    right = sum(unicodedata.bidirectional(each) in ("R", "AL") for each in text)
    return right > 0 and 2 * right >= sum(each.isalpha() for each in text)


@dataclass(frozen=True)
class Manner:
    """How a document draws its lines, worked out from all of them.

    rtl: it is mostly in a script that runs to the left. from_right: such lines begin at the right, as they should; a
    program that was told the wrong direction draws «.پایان یافت» with its stop at the right end. doubtful: some lines
    are drawn so. mirrored: brackets that are stored as they look.
    """

    rtl: bool
    from_right: bool
    doubtful: bool
    mirrored: frozenset[str]


def manner(all_rows: list[list[Glyph]]) -> Manner:
    """Return how these rows of a document are drawn."""
    rtl = is_rtl("".join(glyph.text for row in all_rows for glyph in row))
    votes = []
    for row in all_rows:
        solid = [each for each in row if each.text.strip()]
        if solid and is_rtl("".join(each.text for each in solid)):
            votes.append(_begins_at_right("".join(each.text for each in sorted(solid, key=lambda each: each.left))))
    return Manner(rtl, sum(votes) >= 0, rtl and min(votes, default=0) < 0, mirrors(all_rows))


def _begins_at_right(visual: str) -> int:
    """1 where a line ends with a stop at its left, -1 where the stop stands at the right, where no sentence begins."""
    return (visual[:1] in _STOPS) - (visual[-1:] in _STOPS) if visual else 0


def line(piece: list[Glyph], drawn: Manner, margins: tuple[float, float]) -> Line:
    """Return a piece of a row as a line of logical text; `margins`: where text begins and ends on its page."""
    tokens = _with_spaces(piece)
    visual = "".join(text for text, _ in tokens)
    solid = [each for each in piece if each.text.strip()]
    left, right = min(each.left for each in solid), max(each.right for each in solid)
    if is_rtl(visual):
        own = _begins_at_right(visual)
        rtl = own > 0 or (own == 0 and drawn.from_right)
    elif any(unicodedata.bidirectional(each) == "L" for each in visual):
        # «@ministry» under Persian paragraphs stands at the right and was written in their direction
        rtl = (
            drawn.rtl and drawn.from_right and margins[1] - right < 0.05 * (margins[1] - margins[0]) < left - margins[0]
        )
    else:
        rtl = drawn.rtl
    if rtl:
        text = _from_right([text for text, _ in reversed(tokens)], drawn.mirrored)
    else:
        text = _from_left([text for text, _ in tokens], drawn.mirrored)
    text = _DIGITS.sub(_one_kind, re.sub(r"[ \t]+", " ", text)).strip()
    return Line(text, left, right, median(each.y for each in solid), median(each.size for each in piece))


_STOPS = {".", "،", "؛", ":", "؟", "!"}
_DIGITS = re.compile(r"[٠-٩۰-۹]{2,}")
_ARABIC_DIGITS, _PERSIAN_DIGITS = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"


def _one_kind(match: re.Match) -> str:
    """A number of two kinds of digits as one of the kind it has more of: fonts draw ٦ and ۶ with one glyph."""
    number = match[0]
    persian = sum(each in _PERSIAN_DIGITS for each in number)
    if persian in (0, len(number)):
        return number
    if 2 * persian >= len(number):
        return number.translate(str.maketrans(_ARABIC_DIGITS, _PERSIAN_DIGITS))
    return number.translate(str.maketrans(_PERSIAN_DIGITS, _ARABIC_DIGITS))


def _with_spaces(piece: list[Glyph]) -> list[tuple[str, Glyph]]:
    """The letters of a row from left to right, marks on their letters, with the spaces that are drawn or left free.

    A space drawn over a letter takes no room: that is how «می‌شود» is stored, and it is the half-space.
    """
    solid = [each for each in piece if each.text.strip() and not _is_mark(each.text)]
    marks = [each for each in piece if _is_mark(each.text)]
    spaces = [each for each in piece if not each.text.strip()]
    solid.sort(key=lambda each: (each.left + each.right) / 2)
    marked = _marks_on(solid, marks)
    spaced = sorted(spaces, key=lambda each: each.left)
    out: list[tuple[str, Glyph]] = []
    at = 0
    for place, glyph in enumerate(solid):
        between = ""
        if place:
            before = solid[place - 1]
            middle = (before.left + before.right) / 2
            own = []
            while at < len(spaced) and (spaced[at].left + spaced[at].right) / 2 <= (glyph.left + glyph.right) / 2:
                if (spaced[at].left + spaced[at].right) / 2 >= middle:
                    own.append(spaced[at])
                at += 1
            between = _between(before, glyph, own)
        if between:
            out.append((between, glyph))
        out.append((marked[place], glyph))
    return out


def _between(left: Glyph, right: Glyph, spaces: list[Glyph]) -> str:
    gap = right.left - left.right
    both = _joins(left.text[-1:]) and _joins(right.text[-1:])
    if spaces:
        room = max(min(each.right, right.left) - max(each.left, left.right) for each in spaces)
        width = max(each.right - each.left for each in spaces)
        if both and width > 0 and room < 0.35 * width and gap < 0.5 * _GAP * left.size:
            return ZWNJ
        return " "
    if gap > _GAP * min(left.size, right.size):
        return " "
    # «ﯽ» ends a word where «ﺷ» begins one and no space is left: «می‌شود».
    if (
        both
        and right.shape in ("final", "isolated")
        and left.shape in ("initial", "isolated")
        and _dual(right.text[-1:])
    ):
        return ZWNJ
    return ""


def _joins(letter: str) -> bool:
    return unicodedata.bidirectional(letter or " ") == "AL" and letter.isalpha()


def _dual(letter: str) -> bool:
    """Whether a letter joins the one after it: «ی» does, «ا», «د», «ر», «و» do not."""
    return letter not in "اآأإٱدذرزژوؤةىءڈڑ"


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.combining(each) for each in text)


def _marks_on(solid: list[Glyph], marks: list[Glyph]) -> list[str]:
    texts = [each.text for each in solid]
    for mark in sorted(marks, key=lambda each: each.left):
        middle = (mark.left + mark.right) / 2
        nearest = min(
            range(len(solid)),
            key=lambda n: (
                max(solid[n].left - middle, middle - solid[n].right, 0),
                abs((solid[n].left + solid[n].right) / 2 - middle),
            ),
            default=None,
        )
        if nearest is not None:
            texts[nearest] += mark.text
    return texts


def _kind(token: str) -> str:
    """R, L, digit (D), space or neutral (N) of a token."""
    kind = unicodedata.bidirectional(token[0])
    if kind in ("R", "AL"):
        return "R"
    if kind == "L":
        return "L"
    return "D" if kind in ("EN", "AN") else "N"


def _from_right(tokens: list[str], mirrored: frozenset[str]) -> str:
    """Tokens from right to left as logical text: what runs to the left stays, Latin and numbers are turned around.

    By the rules by which lines are drawn (Unicode bidi): a number behind Arabic letters keeps single separators
    (`۱۳۹۴/۰۷/۱۵`), but `2016-02-07` is drawn as three numbers from right to left; between Latin letters everything runs
    to the right.
    """
    kinds = [_kind(token) for token in tokens]
    out: list[str] = []
    at = 0
    while at < len(tokens):
        if kinds[at] == "L" or (kinds[at] == "D" and _latin_follows(kinds, tokens, at)):
            end = _latin_end(kinds, at)
        elif kinds[at] == "D":
            end = _number_end(kinds, tokens, at)
        else:
            out.append(_mirror(tokens[at], mirrored) if kinds[at] == "N" else tokens[at])
            at += 1
            continue
        out += reversed(tokens[at:end])
        at = end
    return "".join(out)


def _latin_follows(kinds: list[str], tokens: list[str], at: int) -> bool:
    """Whether a number stands in one run with Latin letters without a space: «COVID19», «3G»."""
    while at < len(kinds) and tokens[at] != " " and kinds[at] != "R":
        if kinds[at] == "L":
            return True
        at += 1
    return False


def _latin_end(kinds: list[str], at: int) -> int:
    """Where a run of Latin words ends, seen from the right: at the last letter or number before Arabic letters."""
    end, look = at + 1, at
    while look < len(kinds) and kinds[look] != "R":
        if kinds[look] == "L" or (kinds[look] == "D" and "L" in kinds[look : _next_right(kinds, look)]):
            end = look + 1
        look += 1
    return end


def _next_right(kinds: list[str], at: int) -> int:
    while at < len(kinds) and kinds[at] != "R":
        at += 1
    return at


def _number_end(kinds: list[str], tokens: list[str], at: int) -> int:
    # Before any Arabic letter a day such as `2020-08-15` is one number, on a line of its own under a headline.
    separates = _SEPARATES if "R" in kinds[:at] else _SEPARATES | {"-"}
    end = at + 1
    while end < len(kinds):
        if kinds[end] == "D":
            end += 1
        elif tokens[end] in separates and end + 1 < len(kinds) and kinds[end + 1] == "D":
            end += 2
        else:
            break
    return end


def _from_left(tokens: list[str], mirrored: frozenset[str]) -> str:
    """Tokens from left to right as logical text: Arabic words inside a Latin line are turned around."""
    kinds = [_kind(token) for token in tokens]
    out: list[str] = []
    at = 0
    while at < len(tokens):
        if kinds[at] != "R":
            out.append(tokens[at])
            at += 1
            continue
        end, look = at + 1, at
        while look < len(tokens) and kinds[look] != "L":
            end = look + 1 if kinds[look] == "R" else end
            look += 1
        out.append(_from_right(list(reversed(tokens[at:end])), mirrored))
        at = end
    return "".join(out)


def _mirror(token: str, mirrored: frozenset[str]) -> str:
    if token in mirrored:
        return _PAIRS.get(token) or _CLOSES.get(token) or token
    return token


def mirrors(all_rows: list[list[Glyph]]) -> frozenset[str]:
    """Return the brackets of a document that are stored as they look.

    One program stores the bracket that opens «(۲۰ درصد)» as the sign that it looks like, another as the one it is; in a
    right-to-left line the first from the right must open, so pairs tell which it was.
    """
    votes = dict.fromkeys(_PAIRS, 0)
    for row in all_rows:
        if not is_rtl("".join(each.text for each in row)):
            continue
        waiting: dict[str, str] = {}
        for glyph in sorted(row, key=lambda each: -each.left):
            opening = glyph.text if glyph.text in _PAIRS else _CLOSES.get(glyph.text)
            if opening is None:
                continue
            if first := waiting.pop(opening, ""):
                votes[opening] += (first != opening) - (first == opening) if first != glyph.text else 0
            else:
                waiting[opening] = glyph.text
    return frozenset(sign for opening, vote in votes.items() if vote > 0 for sign in (opening, _PAIRS[opening]))
