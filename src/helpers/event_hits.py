"""A batch of texts comes in, where each phrase of events stands in them goes out, in one pass over one buffer.

Knows letters, gaps and stops; knows nothing of what a phrase means for an event.
"""

from dataclasses import dataclass
from functools import cache
from itertools import chain

import ahocorasick_rs
import numpy as np

from helpers.event_lexicon import VERBS, Meaning, phrases
from helpers.text import fold, ignorable

# A byte a letter. A word is written «EDGE letters EDGE», so a phrase that is found is whole words.
_EDGE, _OTHER, _STOP = 1, 2, 3
_FIRST = 8
_CODES = 0x110000
_BULLETS = "🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍"
_GAP, _DROP, _PUNCT, _LETTER = 0, 1, 2, 3


@dataclass(frozen=True)
class Hits:
    """Columns of what was found, in order of place, and the sentences (`begins` has one more than there are).

    `phrase first last` a hit (last is one past it, offsets in `text`); `sentence` of each hit; `begins` of sentences,
    the `document` of each and its `paragraph` (a line of its own begins one); `starts` of documents in `text`.
    """

    text: str
    starts: np.ndarray
    phrase: np.ndarray
    first: np.ndarray
    last: np.ndarray
    sentence: np.ndarray
    begins: np.ndarray
    document: np.ndarray
    paragraph: np.ndarray


@cache
def lexicon() -> tuple[ahocorasick_rs.BytesAhoCorasick, list[tuple[Meaning, ...]], np.ndarray, np.ndarray]:
    """The automaton, what each of its phrases means, and of each character its byte and its kind."""
    told = phrases()
    letters = sorted({letter for phrase in told for letter in phrase if letter != " "})
    if len(letters) > 250 - _FIRST:
        raise ValueError("tables/event_*.csv hold more than 240 letters: a byte a letter no longer does.")
    codes = np.zeros(_CODES, dtype=np.uint8)
    kinds = np.full(_CODES, _GAP, dtype=np.uint8)
    for code in range(_CODES):
        if code < 0x3000 or 0xFB00 <= code < 0xFF60:
            letter = chr(code)
            folded = fold(letter)
            if letter.isalnum():
                kinds[code] = _LETTER
                codes[code] = _FIRST + letters.index(folded) if folded in letters else _OTHER
            elif not letter.isspace() and letter not in "\u200c«»\"'“”‘’()[]":
                kinds[code], codes[code] = _PUNCT, _STOP
    for letter in ignorable():
        kinds[ord(letter)] = _DROP
    kinds[ord("\u200c")] = _GAP
    number = {letter: _FIRST + n for n, letter in enumerate(letters)}
    spelt = [
        bytes(chain.from_iterable((_EDGE, *(number[letter] for letter in word), _EDGE) for word in phrase.split()))
        for phrase in told
    ]
    automaton = ahocorasick_rs.BytesAhoCorasick(
        spelt, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, implementation=ahocorasick_rs.Implementation.DFA
    )
    return automaton, list(told.values()), codes, kinds


def find(texts: list[str]) -> Hits:
    """Return where the phrases stand in texts (joined by NUL, which no text holds)."""
    automaton, _, codes, kinds = lexicon()
    text = "\0".join(texts) + "\0"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.cumsum([0, *(len(each) + 1 for each in texts)])
    kind = kinds[points]
    stream, origin = _stream(codes[points], kind)
    found = automaton.find_matches_as_indexes(stream.tobytes())
    flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
    first, last = origin[flat[:, 1] + 1], origin[flat[:, 2] - 2] + 1
    begins = _sentences(points, kind, starts)
    sentence = np.searchsorted(begins, first, side="right") - 1
    document = np.searchsorted(starts, begins, side="right") - 1
    fresh = np.zeros(len(begins), dtype=bool)
    for back in (0, 1, 2):
        fresh |= points[np.maximum(np.minimum(begins, len(points) - 1) - back, 0)] == ord("\n")
    fresh |= np.diff(document, prepend=-1) != 0
    return Hits(text, starts, flat[:, 0], first, last, sentence, begins, document, np.cumsum(fresh))


def _stream(codes: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The bytes that are searched and where each stands: words between edges, punctuation, nothing else."""
    kept = np.flatnonzero(kind != _DROP)
    kind, codes = kind[kept], codes[kept]
    letter = kind == _LETTER
    opens = letter.copy()
    opens[1:] &= ~letter[:-1]
    closes = letter.copy()
    closes[:-1] &= ~letter[1:]
    there = letter | (kind == _PUNCT)
    width = there.astype(np.int32) + opens + closes
    ends = np.cumsum(width)
    total = int(ends[-1]) if len(ends) else 0
    stream = np.full(total, _EDGE, dtype=np.uint8)
    at = ends[there] - 1 - closes[there]
    stream[at] = codes[there]
    origin = np.repeat(kept, width)
    return stream, origin


def _sentences(points: np.ndarray, kind: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Where sentences begin, as in `text.sentences`: after a stop, at a blank line or bullet, after the title."""
    stops = np.isin(points, _points(".!?؟۔…"))
    at = np.flatnonzero(stops)
    follows = points[np.minimum(at + 1, len(points) - 1)]
    digit = ((follows >= 48) & (follows < 58)) | ((follows >= 0x660) & (follows < 0x66A))
    digit |= (follows >= 0x6F0) & (follows < 0x6FA)
    # «د. سالم»: a stop behind a single letter shortens a word
    before, second = kind[np.maximum(at - 1, 0)], kind[np.maximum(at - 2, 0)]
    single = (before == _LETTER) & (second != _LETTER)
    at = at[~digit & ~stops[np.minimum(at + 1, len(points) - 1)] & ~single]
    semicolon = np.flatnonzero(points == ord("؛"))
    line = np.flatnonzero(points == 10)
    following = points[np.minimum(line + 1, len(points) - 1)]
    breaks = line[np.isin(following, _points("\n\r" + _BULLETS))]
    titles = _titles(line, starts)
    begins = np.unique(np.concatenate([starts[:-1], at + 1, semicolon + 1, breaks + 1, titles + 1]))
    begins = begins[begins < starts[-1]]
    return np.append(begins, starts[-1])


def _titles(line: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The first line break of each text: the title ends there."""
    if not len(line):
        return line
    first = line[np.minimum(np.searchsorted(line, starts[:-1]), len(line) - 1)]
    return first[(first >= starts[:-1]) & (first < starts[1:])]


def _points(letters: str) -> np.ndarray:
    return np.array([ord(letter) for letter in letters], dtype=np.uint32)


@cache
def meanings(language: str) -> tuple[list[tuple[Meaning, ...]], list[str], np.ndarray]:
    """What each phrase means in `fa` or `ar`, the topic it tells, and what it can tell by itself.

    The last is a bit set: 1 a happening, 2 the noun of one, 4 a verb that makes a noun happen.
    """
    told = lexicon()[1]
    own = [tuple(each for each in many if each.language == language and each.kind != "topic") for many in told]
    topics = [
        next((each.value for each in many if each.language == language and each.kind == "topic"), "") for many in told
    ]
    weights = {"noun": 2, "aux": 4, "ends": 0}
    alone = (*VERBS, "gerund", "participle", "attendance")
    heads = [sum({weights.get(each.kind, 1 if each.kind in alone else 0) for each in many}) for many in own]
    return own, topics, np.array(heads, dtype=np.uint8)
