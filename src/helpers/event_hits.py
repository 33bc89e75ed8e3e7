"""A batch of texts comes in, where each phrase of events stands in them goes out, in one pass over one buffer.

Knows letters, gaps and stops; knows nothing of what a phrase means for an event.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.compiled import compiled, inner
from helpers.event_lexicon import phrases
from helpers.text import fold, ignorable

_CODES = 0x110000
_BULLETS = "🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍"
_GAP, _DROP, _PUNCT, _LETTER = 0, 1, 2, 3
_OTHER = 255
_STOP, _SEMICOLON, _LINE, _RETURN, _BULLET, _DIGIT, _END = range(1, 8)
_NEWLINE = 10
# A word as one number: a polynomial in an odd base, modulo 2^64.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)  # spreads the hashes of short words over all bits
_SHIFT = np.uint64(48)  # a table of 2^16 slots, probed in order


@dataclass(frozen=True)
class Hits:
    """Columns of what was found, in order of place, and the sentences (`begins` has one more than there are).

    `phrase first last` a hit (last is one past it, offsets in `text`); `sentence` of each hit; `begins` of sentences,
    the `document` of each and its `paragraph` (a line of its own begins one); `starts` of documents in `text`, whose
    characters are `points`.
    """

    text: str
    points: np.ndarray
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

    `codes kinds marks` of each character; `hashes` of the words; `slots` hold a word's number and 1, where its hash
    leads or behind; `whole` the phrase that a single word is (or -1); `begins` of the children of each node in
    `follows` (words, in order) and `nodes` (where they lead to); the phrase that `ends` in a node (or -1). The node of
    a first word is its number.
    """

    codes: np.ndarray
    kinds: np.ndarray
    marks: np.ndarray
    hashes: np.ndarray
    slots: np.ndarray
    whole: np.ndarray
    begins: np.ndarray
    follows: np.ndarray
    nodes: np.ndarray
    ends: np.ndarray


@cache
def lexicon() -> Lexicon:
    """Return the phrases of `event_lexicon` as a tree of words."""
    words: dict[str, int] = {}
    alone: dict[int, int] = {}
    # Nodes behind a first word: a first word is told from them below, when all words are counted.
    tree: dict[tuple[int, int], int] = {}
    ends: dict[int, int] = {}
    for place, phrase in enumerate(phrases()):
        first, *rest = [words.setdefault(word, len(words)) for word in phrase.split()]
        if not rest:
            alone[first] = place
            continue
        node = ~first
        for word in rest:
            node = tree.setdefault((node, word), len(tree))
        ends[node] = place
    count = len(words)
    codes, kinds, marks, hashes = _characters(list(words))
    whole = np.full(count, -1, dtype=np.int64)
    whole[list(alone)] = list(alone.values())
    ended = np.full(count + len(tree), -1, dtype=np.int64)
    ended[np.array(list(ends), dtype=np.int64) + count] = list(ends.values())
    above, follows = np.array(list(tree), dtype=np.int64).reshape(-1, 2).T
    above = np.where(above < 0, ~above, above + count)
    order = np.lexsort((follows, above))
    begins = np.searchsorted(above[order], np.arange(count + len(tree) + 1))
    return Lexicon(codes, kinds, marks, hashes, _slots(hashes), whole, begins, follows[order], order + count, ended)


def _characters(words: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What each character is in a text, in three columns, and the numbers of the words."""
    letters = sorted(set("".join(words)))
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
    marks[0] = _END
    return codes, kinds, marks, _hashes(words, number)


def _hashes(words: list[str], number: dict[str, int]) -> np.ndarray:
    """The numbers of words, a letter of all of them at a time."""
    codes = np.zeros(ord(max(number)) + 1, dtype=np.uint8)
    codes[[ord(letter) for letter in number]] = list(number.values())
    sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    letters = codes[np.array(words).view(np.uint32).reshape(len(words), -1)]
    values = np.zeros(len(words), dtype=np.uint64)
    for place in range(letters.shape[1]):
        inside = sizes > place
        values[inside] = values[inside] * _BASE + letters[inside, place]
    return values


def _slots(hashes: np.ndarray) -> np.ndarray:
    """A table from a part of a hash to a word's number and 1; what meets another stands in the next free slot."""
    slots = [0] * (1 << (64 - int(_SHIFT)))
    for n, value in enumerate((hashes * _MIX >> _SHIFT).tolist()):
        while slots[value]:
            value = (value + 1) % len(slots)
        slots[value] = n + 1
    return np.array(slots, dtype=np.int32)


def find(texts: list[str]) -> Hits:
    """Return where the phrases stand in texts (joined by NUL, which no text holds): the longest from the left."""
    own = lexicon()
    text = "\0".join(texts) + "\0"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1, out=starts[1:])
    with np.errstate(over="ignore"):  # where nothing is compiled, numpy warns that hashes are modulo 2^64
        word, begin, end, follows = _words(points, own.codes, own.kinds, own.hashes, own.slots)
    phrase, at, length = _longest(word, follows, own.whole, own.begins, own.follows, own.nodes, own.ends)
    first, last = begin[at], end[at + length - 1]
    begins, document, paragraph = _sentences(points, own.kinds, own.marks)
    sentence = np.searchsorted(begins, first, side="right") - 1
    return Hits(text, points, starts, phrase, first, last, sentence, begins, document, paragraph)


@compiled
def _words(points, codes, kinds, hashes, slots):
    """The words of a text: number (-1: in no phrase), begin, end, and whether the next one follows without a stop."""
    size = len(points) // 2 + 1
    word, begin = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    end, follows = np.empty(size, dtype=np.int64), np.ones(size, dtype=np.bool_)
    count, value, inside = 0, np.uint64(0), False
    for place in range(len(points)):
        point = points[place]
        kind = kinds[point]
        if kind == _LETTER:
            if not inside:
                inside, value = True, np.uint64(0)
                begin[count] = place
            value = value * _BASE + np.uint64(codes[point])
            end[count] = place + 1
        elif kind != _DROP:  # a mark that is ignored stands in a word and beside it
            if inside:
                word[count] = _number(value, hashes, slots)
                inside = False
                count += 1
            if kind == _PUNCT and count:
                follows[count - 1] = False
    if count:
        follows[count - 1] = False
    return word[:count], begin[:count], end[:count], follows[:count]


@inner
def _number(value, hashes, slots):
    """The number of the word with a hash, or -1."""
    slot = np.int64((value * _MIX) >> _SHIFT)
    while slots[slot]:
        if hashes[slots[slot] - 1] == value:
            return np.int64(slots[slot]) - 1
        slot = (slot + 1) % len(slots)
    return np.int64(-1)


@compiled
def _longest(word, follows, whole, begins, children, nodes, ends):
    """The phrases, the first word of each and how many it has: from the left the longest, and none inside another."""
    count = 0
    phrase, at, length = np.empty_like(word), np.empty_like(word), np.empty_like(word)
    place = 0
    while place < len(word):
        best, size = np.int64(-1), 1
        if word[place] >= 0:
            best, node, next_ = whole[word[place]], word[place], place
            while follows[next_] and word[next_ + 1] >= 0:
                next_ += 1
                child = _child(children, begins[node], begins[node + 1], word[next_])
                if child < 0:
                    break
                node = nodes[child]
                if ends[node] >= 0:
                    best, size = ends[node], next_ - place + 1
        if best >= 0:
            phrase[count], at[count], length[count] = best, place, size
            count += 1
        place += size
    return phrase[:count], at[:count], length[:count]


@inner
def _child(children, low, high, word):
    """Where a word is among the children of a node, which are in order; -1 where it is not."""
    while low < high:
        middle = (low + high) // 2
        if children[middle] == word:
            return middle
        if children[middle] < word:
            low = middle + 1
        else:
            high = middle
    return -1


@compiled
def _sentences(points, kinds, marks):
    """Where sentences begin, as in `text.sentences`, with the document and the paragraph of each.

    After a stop, at a blank line or bullet, after the title (the first line of a text). The last one is the end.
    """
    size = len(points)
    begins, document = np.empty(size + 1, dtype=np.int64), np.empty(size + 1, dtype=np.int64)
    paragraph = np.empty(size + 1, dtype=np.int64)
    begins[0], document[0], paragraph[0] = 0, 0, 1
    count, own, lines, titled = 1, 0, 1, False
    for place in range(size):
        mark = marks[points[place]]
        if mark == 0 or mark == _RETURN or mark == _BULLET or mark == _DIGIT:
            continue
        follows = marks[points[min(place + 1, size - 1)]]
        cut, fresh = mark == _SEMICOLON, False
        if mark == _STOP:
            # «د. سالم»: a stop behind a single letter shortens a word
            single = kinds[points[max(place - 1, 0)]] == _LETTER and kinds[points[max(place - 2, 0)]] != _LETTER
            cut = follows != _DIGIT and follows != _STOP and not single
        elif mark == _LINE:
            cut = not titled or follows == _LINE or follows == _RETURN or follows == _BULLET
            titled = True
        elif mark == _END:
            cut, fresh, titled, own = True, True, False, own + 1
        if not cut:
            continue
        begin = place + 1
        for back in range(3):
            fresh = fresh or points[max(min(begin, size - 1) - back, 0)] == _NEWLINE
        lines += fresh
        begins[count], document[count], paragraph[count] = begin, own, lines
        count += 1
    return begins[:count], document[:count], paragraph[:count]
