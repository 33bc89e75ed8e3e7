"""Pieces of a document (paragraphs, pages) come in, one text and where each piece begins in it go out.

Knows counts of letters only.
"""

import re
from bisect import bisect_right

_OWN_BLANKS = 0.25
_STOP = re.compile(r"[.!?؟۔؛:…»”\"')\]]\s*$")
_LONG = 40  # letters: a shorter line without a stop may be a heading


def joined(paragraphs: list[str]) -> tuple[str, list[int]]:
    """Return the paragraphs as one text, and where each begins.

    A blank line parts them, unless the author has parted them by empty paragraphs: those stay the only blank lines, so
    that two empty ones in a row still mean what they meant.
    """
    inner = paragraphs[1:-1]
    empty = sum(not each.strip() for each in inner)
    gap = "\n" if inner and empty >= _OWN_BLANKS * len(inner) else "\n\n"
    gaps = ["\n" if wraps else gap for wraps in wrapped(paragraphs)]
    starts, at = [], 0
    for each, behind in zip(paragraphs, [*gaps, ""], strict=True):
        starts.append(at)
        at += len(each) + len(behind)
    return "".join(map("".join, zip(paragraphs, [*gaps, ""], strict=True))), starts


def wrapped(paragraphs: list[str]) -> list[bool]:
    """Whether each paragraph but the last runs on in the next: where most are lines that were broken by hand.

    «… وزیر کار و امور» / «اجتماعی جمهوری …» are two paragraphs of a file that was pasted from a narrow column, and one
    sentence. The first line is a title. In a text whose paragraphs end with stops none runs on.
    """
    open_ended = [len(each) >= _LONG and not _STOP.search(each) for each in paragraphs]
    filled = [place for place, each in enumerate(paragraphs) if each.strip()]
    long = [place for place in filled[1:] if len(paragraphs[place]) >= _LONG]
    many = sum(open_ended[place] for place in long) >= max(3, 0.4 * len(long))
    return [
        many and place != filled[0] and open_ended[place] and bool(paragraphs[place + 1].strip())
        for place in range(len(paragraphs) - 1)
    ]


def at(starts: list[int], offset: int) -> int:
    """Return the number, from 1, of the piece that holds `offset`."""
    return max(1, bisect_right(starts, offset))
