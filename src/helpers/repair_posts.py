"""What a channel adds to a post: a text comes in, the places of its signature and of a lead said twice go out.

Must not know names, dates or half-spaces. The words of signatures are rows of `post_marks`.
"""

import re
from functools import cache

import numpy as np

from helpers import tables
from helpers.text import fold

SIGNATURE, DOUBLED = "signature", "doubled_lead"
TAIL = 400  # a signature stands in the last letters of a post
_HINT = re.compile(r"@|://|t\.me|\.ir\b|\U0001f194|کانال|کنید|شوید|بپیوندید|تابعونا|قناتنا|القناة|[Ff]ollow|[Jj]oin")
# What the pattern finds begins with one of these, for a glance at all texts at once.
_GLANCE = ("@", "://", "t.me", ".ir", "\U0001f194", "کانال", "کنید", "شوید", "بپیوندید", "تابعونا", "قناتنا", "القناة",
           "ollow", "oin")  # fmt: skip
_HANDLE = re.compile(r"@[A-Za-z]\w{2,}|(?:https?://|www\.|t\.me/|telegram\.me/)\S+", re.ASCII)
_SIGNS = re.compile(r"[^\w]+")


@cache
def _phrases() -> re.Pattern:
    rows = tables.read("post_marks")
    told = sorted({fold(each) for each in rows.loc[rows["kind"] == "signature", "mark"]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, told)))


@cache
def hints() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a signature cannot be without: (a row of codes each, their lengths, which codes begin one)."""
    sizes = np.array([len(each) for each in _GLANCE])
    rows, opens = np.zeros((len(sizes), sizes.max()), dtype=np.uint32), np.zeros(0x10000, dtype=np.bool_)
    for row, each in zip(rows, _GLANCE, strict=True):
        row[: len(each)] = [ord(letter) for letter in each]
    opens[rows[rows[:, 0] < len(opens), 0]] = True
    return rows, sizes, opens


@cache
def blanks() -> np.ndarray:
    """Return which codes are blanks."""
    return np.array([chr(code).isspace() for code in range(0x3001)])


def signature(text: str) -> tuple[int, int] | None:
    """Return (start, end) of the lines at the end of a post that only say whose it is, with the break before them.

    A line is one when nothing but a handle, an address, the sign «🆔» and words of `post_marks` stands in it:
    «@womengov», «🆔 @channel», «کانال ما را دنبال کنید». A handle inside a sentence is part of it.
    """
    if not _HINT.search(text, max(0, len(text) - TAIL)):
        return None
    end = begin = len(text.rstrip())
    while begin > 0:
        line = text.rfind("\n", 0, begin) + 1
        said = text[line:begin].strip()
        if line == 0 or len(text) - line > TAIL or (said and not _signs(said)):
            break
        begin = len(text[:line].rstrip())
    return (begin, len(text)) if begin < end else None


def _signs(line: str) -> bool:
    rest, handles = _HANDLE.subn(" ", line)
    rest, phrases = _phrases().subn(" ", fold(rest))
    words = _SIGNS.sub(" ", rest).split()
    return bool(handles or phrases) and (not words or (bool(phrases) and len(words) <= 3))


def doubled(text: str) -> tuple[int, int] | None:
    """Return (start, end) of the title said again as the first sentence, with the blanks behind it."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    if end < 0 or end - begin < 20:
        return None
    title = text[begin:end].strip()
    again = end + len(text[end:]) - len(text[end:].lstrip())
    if text[again : again + 8] != title[:8]:
        # a bullet or a bracket before the title or its echo
        again += _opening(text[again : again + 8])
        title = title[_opening(title[:8]) :]
    bare = title.rstrip(" .:؛!؟…")
    if len(bare) < 15 or not text.startswith(bare, again):
        return None
    after = again + len(bare)
    rest = text[after:]
    stop = len(rest) - len(rest.lstrip(" .:؛!؟…"))
    if rest[stop:].strip() and not (rest[:stop].strip(" ") or rest[stop] == "\n"):
        return None  # the sentence goes on: «جلسه هماهنگی … دولتی، تحت ریاست»
    after += stop
    return again, after + len(text[after:]) - len(text[after:].lstrip())


def _opening(text: str) -> int:
    return next((at for at, letter in enumerate(text) if letter.isalnum()), 0)
