"""The parts that tell something come in, what the words of each are for the link step goes out: `role@place`, topics.

Knows kinds of words and offsets; knows no rule and no actor.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from helpers.compiled import compiled, inner
from helpers.event_codes import readings
from helpers.event_hits import Hits
from helpers.event_parts import Parts

# Columns of `event_parts`.
FIRST, LAST, KIND, VALUE = range(4)
LOW, HIGH, VERBS_LOW, VERBS_HIGH, ARABIC, TITLE, QUOTED, CONTEXTS, KINDS, COLON, SENTENCE, TELLS = range(2, 14)
# Numbers of event_codes.NAMES.
ROLE, COUNTERPART, TWO_SIDES, PRONOUN, COURSE, BREAK, OFFICE, BY_REPORT = 23, 24, 25, 26, 27, 28, 29, 52
# Kinds of words that name the parts of a clause for the link step: those from ROLE to OFFICE.
_COMMAS = np.array([ord("،"), ord(",")], dtype=np.uint32)


def cues(hits: Hits, parts: Parts) -> pa.Array:
    """Return of each part that TELLS what its words are, as `role@place`, where place is the end of the word."""
    size = len(parts.rows) + len(parts.parts)
    begins = hits.starts[hits.document[parts.parts[:, SENTENCE]]]
    words, places = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    bounds = _cues(hits.points, begins, parts.parts, parts.rows, readings().rank, words, places)
    names = pa.array(readings().names, pa.large_string()).take(pa.array(words[: bounds[-1]]))
    told = pc.binary_join_element_wise(
        names, pc.cast(pa.array(places[: bounds[-1]]), pa.large_string()), pa.scalar("@", pa.large_string())
    )
    return pc.binary_join(pa.LargeListArray.from_arrays(pa.array(bounds), told), pa.scalar(" ", pa.large_string()))


@compiled
def _cues(points, begins, parts, rows, rank, words, places):
    """Fill `words` and `places` in order of place and name; return the bounds of each part."""
    bounds = np.zeros(len(parts) + 1, dtype=np.int64)
    count = 0
    for number in range(len(parts)):
        part, low = parts[number], count
        if part[TELLS]:
            cited = -1
            for row in range(part[LOW], part[HIGH]):
                kind, last = rows[row, KIND], rows[row, LAST]
                if ROLE <= kind <= OFFICE:
                    word = rows[row, VALUE] if kind == ROLE else kind
                    count = _insert(words, places, low, count, word, last - begins[number], rank)
                    cited = last if word == BY_REPORT else cited
            comma = _comma(points, cited, part[LAST]) if cited >= 0 else -1
            if comma >= 0:
                # «به گزارش ایرنا به نقل از وزارت، …»: what follows the comma is told, no longer who tells it
                count = _insert(words, places, low, count, BREAK, comma + 1 - begins[number], rank)
        bounds[number + 1] = count
    return bounds


@inner
def _insert(words, places, low, count, word, place, rank):
    at = count
    while at > low and (places[at - 1] > place or (places[at - 1] == place and rank[words[at - 1]] > rank[word])):
        words[at], places[at] = words[at - 1], places[at - 1]
        at -= 1
    words[at], places[at] = word, place
    return count + 1


@inner
def _comma(points, first, last):
    """The first comma of the one script or the other, whichever comes later; -1 without any."""
    comma = -1
    for mark in _COMMAS:
        for place in range(first, last):
            if points[place] == mark:
                comma = max(comma, place)
                break
    return comma


def topics(hits: Hits, arabic: np.ndarray, sentences: np.ndarray) -> pa.Array:
    """Return the topics that some sentences tell, each once in order of place, as one text a sentence."""
    own = readings()
    script = arabic[hits.document[hits.sentence]].astype(np.int64)
    low = np.searchsorted(hits.sentence, sentences)
    high = np.searchsorted(hits.sentence, sentences, side="right")
    seen = np.full(len(own.topics), -1, dtype=np.int64)
    told, bounds = np.empty((high - low).sum(), dtype=np.int64), np.zeros(len(low) + 1, dtype=np.int64)
    _topics(own.topic[script, hits.phrase], low, high, seen, told, bounds)
    told = told[: bounds[-1]]
    names = pa.array(own.topics, pa.large_string()).take(pa.array(told))
    return pc.binary_join(pa.LargeListArray.from_arrays(pa.array(bounds), names), pa.scalar("; ", pa.large_string()))


@compiled
def _topics(topic, low, high, seen, told, bounds):
    """Fill `told` with the topics of spans of hits, each once, and `bounds` with those of each span."""
    count = 0
    for number in range(len(low)):
        for hit in range(low[number], high[number]):
            if topic[hit] and seen[topic[hit]] != number:
                seen[topic[hit]] = number
                told[count] = topic[hit]
                count += 1
        bounds[number + 1] = count
