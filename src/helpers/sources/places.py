"""Pieces of a document (paragraphs, pages) come in, one text and where each piece begins in it go out.

Knows counts of letters only.
"""

from bisect import bisect_right

_OWN_BLANKS = 0.25


def joined(paragraphs: list[str]) -> tuple[str, list[int]]:
    """Return the paragraphs as one text, and where each begins.

    A blank line parts them, unless the author has parted them by empty paragraphs: those stay the only blank lines, so
    that two empty ones in a row still mean what they meant.
    """
    inner = paragraphs[1:-1]
    empty = sum(not each.strip() for each in inner)
    gap = "\n" if inner and empty >= _OWN_BLANKS * len(inner) else "\n\n"
    starts, at = [], 0
    for each in paragraphs:
        starts.append(at)
        at += len(each) + len(gap)
    return gap.join(paragraphs), starts


def at(starts: list[int], offset: int) -> int:
    """Return the number, from 1, of the piece that holds `offset`."""
    return max(1, bisect_right(starts, offset))
