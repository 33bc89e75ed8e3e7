"""A batch of texts comes in, where each phrase of events stands in them goes out, in one pass over one buffer.

Knows letters, gaps and stops; knows nothing of what a phrase means for an event.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.event_lexicon import VERBS, Meaning, phrases
from helpers.text import fold, ignorable

_CODES = 0x110000
_BULLETS = "🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍"
_GAP, _DROP, _PUNCT, _LETTER = 0, 1, 2, 3
_OTHER = 255
_STOP, _SEMICOLON, _LINE, _RETURN, _BULLET, _DIGIT = range(1, 7)
# A word as one number: a polynomial in an odd base, modulo 2^64, so that it can be moved along a text.
_BASE = 0x9E3779B97F4A7C15
_SLOTS = 20
_MIX = 0xD6E8FEB86659FD93  # spreads the hashes of short words over all bits


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


@dataclass(frozen=True)
class Lexicon:
    """The phrases as words: a number a word, and a tree of the words that may follow.

    `codes kinds` of each character; `hashes` of the words; `first second` two tables of slots that hold them; `whole`
    the phrase that a single word is (or -1); `keys` of (node, word) in order, with the `nodes` they lead to and the
    phrase that each `ends` (or -1); the node of a first word is its number.
    """

    meanings: list[tuple[Meaning, ...]]
    codes: np.ndarray
    kinds: np.ndarray
    marks: np.ndarray
    hashes: np.ndarray
    first: np.ndarray
    second: np.ndarray
    whole: np.ndarray
    keys: np.ndarray
    nodes: np.ndarray
    ends: np.ndarray
    parents: np.ndarray


@cache
def lexicon() -> Lexicon:
    """Return the phrases of `event_lexicon` as a tree of words."""
    told = phrases()
    codes, kinds, marks, number = _characters(told)
    words = {word: n for n, word in enumerate(dict.fromkeys(word for phrase in told for word in phrase.split()))}
    hashes = np.array([_hash([number[letter] for letter in word]) for word in words], dtype=np.uint64)
    first, second = _slots(hashes)
    count = len(words)
    whole = np.full(count, -1, dtype=np.int32)
    tree: dict[int, int] = {}
    ends: dict[int, int] = {}
    for place, phrase in enumerate(told):
        node, *rest = (words[word] for word in phrase.split())
        if not rest:
            whole[node] = place
        for word in rest:
            node = tree.setdefault(node * count + word, count + len(tree))
        if rest:
            ends[node] = place
    keys = np.array(sorted(tree), dtype=np.int64)
    nodes = np.array([tree[key] for key in keys.tolist()], dtype=np.int64)
    ended = np.array([ends.get(node, -1) for node in nodes.tolist()], dtype=np.int64)
    parents = np.zeros(count + len(tree), dtype=bool)
    parents[keys // count] = True
    return Lexicon(list(told.values()), codes, kinds, marks, hashes, first, second, whole, keys, nodes, ended, parents)


def _characters(told) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, int]]:
    letters = sorted({letter for phrase in told for letter in phrase if letter != " "})
    if len(letters) >= _OTHER:
        raise ValueError("tables/event_*.csv hold more than 254 letters: a byte a letter no longer does.")
    number = {letter: n for n, letter in enumerate(letters, 1)}
    codes = np.zeros(_CODES, dtype=np.uint8)
    kinds = np.full(_CODES, _GAP, dtype=np.uint8)
    for code in (*range(0x3000), *range(0xFB00, 0xFF60)):
        letter = chr(code)
        if letter.isalnum():
            kinds[code], codes[code] = _LETTER, number.get(fold(letter), _OTHER)
        elif not letter.isspace() and letter not in "\u200c«»\"'“”‘’()[]":
            kinds[code] = _PUNCT
    for letter in ignorable():
        kinds[ord(letter)] = _DROP
    kinds[ord("\u200c")] = _GAP
    marks = np.zeros(_CODES, dtype=np.uint8)
    for mark, letters in ((_STOP, ".!?؟۔…"), (_SEMICOLON, "؛"), (_LINE, "\n"), (_RETURN, "\r"), (_BULLET, _BULLETS)):
        marks[[ord(letter) for letter in letters]] = mark
    digits = [*range(0x30, 0x3A), *range(0x660, 0x66A), *range(0x6F0, 0x6FA)]
    marks[digits] = _DIGIT
    return codes, kinds, marks, number


def _hash(numbers: list[int]) -> int:
    return sum(each * pow(_BASE, place, 1 << 64) for place, each in enumerate(numbers)) % (1 << 64)


def _slots(hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two tables from a part of a hash to a word's number: what meets another in the first goes to the second."""
    tables = [np.zeros(1 << _SLOTS, dtype=np.int32) for _ in range(2)]
    taken = [np.zeros(1 << _SLOTS, dtype=bool) for _ in range(2)]
    for n, value in enumerate((hashes * np.uint64(_MIX)).tolist()):
        for table, used, slot in zip(tables, taken, (value >> 44, (value >> 20) & 0xFFFFF), strict=True):
            if not used[slot]:
                table[slot], used[slot] = n, True
                break
        else:
            raise ValueError("Two words of tables/event_*.csv meet in both tables of slots: change _BASE.")
    return tables[0], tables[1]


_POWERS: dict[str, np.ndarray] = {"up": np.ones(1, dtype=np.uint64), "down": np.ones(1, dtype=np.uint64)}


def _powers(way: str, count: int) -> np.ndarray:
    """The powers of the base (`up`) or of its inverse (`down`), made once for the longest batch so far."""
    if len(_POWERS[way]) < count:
        base = _BASE if way == "up" else pow(_BASE, -1, 1 << 64)
        factors = np.full(2 * count, base, dtype=np.uint64)
        factors[0] = 1
        _POWERS[way] = np.cumprod(factors, dtype=np.uint64)
    return _POWERS[way][:count]


def find(texts: list[str]) -> Hits:
    """Return where the phrases stand in texts (joined by NUL, which no text holds): the longest from the left."""
    own = lexicon()
    text = "\0".join(texts) + "\0"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.cumsum([0, *(len(each) + 1 for each in texts)])
    kind = own.kinds[points]
    word, begin, end, follows = _words(own, points, kind)
    phrase, at, length = _longest(own, word, follows)
    first, last = begin[at], end[at + length - 1]
    begins = _sentences(own, points, kind, starts)
    sentence = np.searchsorted(begins, first, side="right") - 1
    document = np.searchsorted(starts, begins, side="right") - 1
    fresh = np.zeros(len(begins), dtype=bool)
    for back in (0, 1, 2):
        fresh |= points[np.maximum(np.minimum(begins, len(points) - 1) - back, 0)] == ord("\n")
    fresh |= np.diff(document, prepend=-1) != 0
    return Hits(text, starts, phrase, first, last, sentence, begins, document, np.cumsum(fresh))


def _words(own: Lexicon, points: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, ...]:
    """The words of a text: number (-1: in no phrase), begin, end, and whether the next one follows without a stop."""
    kept = np.flatnonzero(kind != _DROP)
    if len(kept) != len(points):
        points, kind = points[kept], kind[kept]
    letter = kind == _LETTER
    edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
    if letter[0]:
        edges = np.concatenate([[0], edges])
    opens, closes = edges[0::2], edges[1::2]  # the last character is NUL: every word closes
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum(own.codes[points] * _powers("up", len(points)), out=sums[1:])
    hashes = (sums[closes] - sums[opens]) * _powers("down", len(points))[opens]
    mixed = hashes * np.uint64(_MIX)
    word = own.first[mixed >> np.uint64(44)]
    wrong = np.flatnonzero(own.hashes[word] != hashes)
    second = own.second[(mixed[wrong] >> np.uint64(20)) & np.uint64(0xFFFFF)]
    word[wrong] = np.where(own.hashes[second] == hashes[wrong], second, -1)
    stops = np.concatenate([[0], np.cumsum(kind == _PUNCT)])
    follows = np.zeros(len(opens), dtype=bool)
    follows[:-1] = stops[opens[1:]] == stops[closes[:-1]]
    return word, kept[opens], kept[closes - 1] + 1, follows


def _longest(own: Lexicon, word: np.ndarray, follows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The phrases, the first word of each and how many it has: at each place the longest, and none inside another."""
    known = np.flatnonzero(word >= 0)
    count = len(own.whole)
    best = np.full(len(word), -1, dtype=np.int64)
    length = np.ones(len(word), dtype=np.int64)
    best[known] = own.whole[word[known]]
    at = known[own.parents[word[known]]]
    node, size = word[at].astype(np.int64), 1
    while len(at):
        there = follows[at + size - 1]
        at, node = at[there], node[there]
        following = word[at + size]
        at, node, following = at[following >= 0], node[following >= 0], following[following >= 0]
        key = node * count + following
        place = np.minimum(np.searchsorted(own.keys, key), len(own.keys) - 1)
        there = own.keys[place] == key
        at, place, size = at[there], place[there], size + 1
        node, ended = own.nodes[place], own.ends[place]
        best[at[ended >= 0]], length[at[ended >= 0]] = ended[ended >= 0], size
        more = own.parents[node]
        at, node = at[more], node[more]
    at = np.flatnonzero(best >= 0)
    at = at[_apart(at, at + length[at])]
    return best[at], at, length[at]


def _apart(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Which spans stand when each is taken from the left that touches none taken before."""
    keep = np.ones(len(first), dtype=bool)
    if len(first) < 2:
        return keep
    reach = np.maximum.accumulate(last)
    taken = -1
    for n in (np.flatnonzero(first[1:] < reach[:-1]) + 1).tolist():
        # the ones between two clashes stand; the one before this clash may have been taken away
        taken = max(taken, int(last[n - 1])) if keep[n - 1] else taken
        keep[n] = first[n] >= taken
    return keep


def _sentences(own: Lexicon, points: np.ndarray, kind: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Where sentences begin, as in `text.sentences`: after a stop, at a blank line or bullet, after the title."""
    marks = own.marks[points]
    final = len(points) - 1
    at = np.flatnonzero(marks == _STOP)
    follows = marks[np.minimum(at + 1, final)]
    # «د. سالم»: a stop behind a single letter shortens a word
    before, second = kind[np.maximum(at - 1, 0)], kind[np.maximum(at - 2, 0)]
    single = (before == _LETTER) & (second != _LETTER)
    at = at[(follows != _DIGIT) & (follows != _STOP) & ~single]
    semicolon = np.flatnonzero(marks == _SEMICOLON)
    line = np.flatnonzero(marks == _LINE)
    following = marks[np.minimum(line + 1, final)]
    breaks = line[(following == _LINE) | (following == _RETURN) | (following == _BULLET)]
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


@cache
def meanings(language: str) -> tuple[list[tuple[Meaning, ...]], list[str], np.ndarray]:
    """Return what each phrase means in `fa` or `ar`, the topic it tells, and what it can tell by itself.

    The last is a bit set: 1 a happening, 2 the noun of one, 4 a verb that makes a noun happen.
    """
    told = lexicon().meanings
    own = [tuple(each for each in many if each.language == language and each.kind != "topic") for many in told]
    topics = [
        next((each.value for each in many if each.language == language and each.kind == "topic"), "") for many in told
    ]
    weights = {"noun": 2, "host": 2, "aux": 4, "ends": 4, "is": 4} | dict.fromkeys(
        ("gerund", "participle", "attendance"), 1
    )
    heads = [sum({_weight(each, weights) for each in many}) for many in own]
    return own, topics, np.array(heads, dtype=np.uint8)


def _weight(means: Meaning, weights: dict[str, int]) -> int:
    if means.kind == "role":
        return int(means.value == "authority")  # «با حکم وزیر … سرپرست شد» has no other word of an appointment
    return weights.get(means.kind, int(means.kind in VERBS))
