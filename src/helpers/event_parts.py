"""Hits of phrases come in, the parts of sentences that may tell something go out, with what stands before what in each.

Knows what phrases may mean (`event_codes`) and how quotations begin; knows no word, no rule and no actor.
"""

from dataclasses import dataclass

import numpy as np

from helpers.compiled import compiled, inner
from helpers.event_codes import readings
from helpers.event_hits import Hits

# Columns of readings, a row a meaning of a phrase in a part. BEHIND is the set of the roles that stand right before it
# («در یک نشست»: a short word may stand between), ANAPHORIC whether it is one already told («این نشست»), TAKES the row
# of the noun that the noun of an act takes, or -1.
FIRST, LAST, KIND, VALUE, TENSE, PERSON, NEEDS, PLURAL, USED, BEHIND, ANAPHORIC, TAKES = range(12)
FINITE = 8  # of a meaning before it is a row: whether the verb ends a clause
# Columns of parts: rows of its readings and of its verbs, its bounds (the names of both are one: FIRST, LAST), sets of
# the contexts and kinds in it, where the colon of a title is (or -1), its sentence and whether it tells something.
LOW, HIGH, VERBS_LOW, VERBS_HIGH, ARABIC, TITLE, QUOTED, CONTEXTS, KINDS, COLON, SENTENCE, TELLS = range(2, 14)
# Numbers of event_codes.NAMES.
PROPOSAL, CONDEMNATION, JOINED, PRESENT, PAST, BY_REPORT, TOPIC = 80, 85, 71, 39, 63, 52, 42
FULL, HOLD, PLAN, SAY, DONE, AUX, ENDS, IS, NOUN, GERUND = 1, 2, 13, 14, 16, 4, 17, 18, 19, 20
PARTICIPLE, ATTENDANCE, ROLE, OFFICE, HOST, STATUS, PAST_MARK, ANAPHOR, CONTEXT = 21, 22, 23, 29, 30, 31, 32, 33, 34
# Sets of kinds: what tells by itself, what does beside a noun, and such nouns.
BESIDE = 1 << SAY | 1 << AUX | 1 << ENDS | 1 << IS
TELL = (1 << (IS + 1)) - 2 - BESIDE | 1 << GERUND | 1 << PARTICIPLE | 1 << ATTENDANCE
BESIDE |= 1 << PAST_MARK
THINGS = 1 << NOUN | 1 << OFFICE | 1 << HOST
# A «sentence» of more phrases than this is none: a text without stops, or a hostile one; it is read piece by piece, so
# that no rule looks at more than so many phrases at once.
_LONGEST = 150
_COLON, _WAW, _COMMA, _SPACE, _NEWLINE = 0x3A, 0x648, 0x60C, 0x20, 0x0A
_STOPS = np.array([ord(each) for each in ".!؟?"], dtype=np.uint32)
SPACES = np.array([code for code in range(0x3001) if chr(code).isspace()], dtype=np.uint32)


@dataclass(frozen=True)
class Parts:
    """`parts` a row each, `rows` of their readings, `verbs`: rows of finite verbs; columns as above."""

    parts: np.ndarray
    rows: np.ndarray
    verbs: np.ndarray


def read(hits: Hits, arabic: np.ndarray) -> Parts:
    """Return the parts of sentences that may tell something; arabic: whether each document is read as Arabic."""
    own = readings()
    script = arabic[hits.document[hits.sentence]].astype(np.int64)
    bounds = np.searchsorted(hits.sentence, np.arange(len(hits.begins) + 1))
    telling = _telling(bounds, own.heads[script, hits.phrase], hits.document)
    begins, ends = own.begins[script, hits.phrase], own.ends[script, hits.phrase]
    size = int((ends - begins).sum())
    rows = np.empty((size, 12), dtype=np.int64)
    parts = np.empty((2 * int(telling.sum()) + size // _LONGEST + 1, 14), dtype=np.int64)
    verbs = np.empty(size, dtype=np.int64)
    counts = _read(
        hits.points, hits.starts, hits.begins, hits.document, hits.paragraph, telling, bounds, hits.first, hits.last,
        begins, ends, own.columns, arabic.astype(np.int64), np.empty((size, 9), dtype=np.int64), rows, parts, verbs,
    )  # fmt: skip
    made = Parts(parts[: counts[0]], rows[: counts[1]], verbs[: counts[2]])
    _beside(made.parts, made.rows, own.takes)
    return made


@compiled
def _telling(bounds, heads, document):
    """Which sentences may tell something: with a verb or a noun of an act, or a noun beside «کرد»; and all titles."""
    out = np.zeros(len(document) - 1, dtype=np.bool_)
    for sentence in range(len(out)):
        told = 0
        for hit in range(bounds[sentence], bounds[sentence + 1]):
            told |= heads[hit]
        first = sentence == 0 or document[sentence] != document[sentence - 1]
        out[sentence] = first or (told & 1) > 0 or (told & 6) == 6
    return out


@compiled
def _read(
    points, starts, begins, document, paragraph, telling, bounds, firsts, lasts, low, high, columns, arabic,
    placed, rows, parts, verbs,
):  # fmt: skip
    """Fill `rows`, `parts` and `verbs`, sentence by sentence; return how many there are of each.

    `placed` are the meanings of all hits: first, last and the columns of readings.
    """
    counts = np.zeros(3, dtype=np.int64)
    quoted_paragraph = -1
    till = 0
    for sentence in range(len(telling)):
        if not telling[sentence]:
            continue
        begin, end, own = begins[sentence], begins[sentence + 1], document[sentence]
        at = till
        till = _place(placed, at, bounds[sentence], bounds[sentence + 1], firsts, lasts, low, high, columns)
        title = begin == starts[own] and not _stopped(points, begin, end)
        quoting = paragraph[sentence] == quoted_paragraph
        colon, anew = _spoken(points, end, placed, at, till, quoting)
        split = till
        while split > at and colon >= 0 and placed[split - 1, FIRST] > colon:
            split -= 1
        # The part before the colon, or the whole, then what is quoted behind it; each piece by piece.
        last = end if colon < 0 else colon + 1
        quoted = colon < 0 and quoting and not anew
        piece = begin
        while True:
            stop = min(at + _LONGEST, split)
            piece_end = placed[stop, FIRST] if stop < split else last
            before = counts[0]
            _part(points, piece, piece_end, placed, at, stop, arabic[own], title, quoted, rows, parts, verbs, counts)
            if counts[0] > before:
                parts[before, SENTENCE] = sentence
                if title and not quoted and piece == begin:
                    parts[before, COLON] = _colon(points, begin, end)
            at, piece = stop, piece_end
            if at >= split:
                if split == till and piece == end:
                    break
                split, last, quoted = till, end, True
        quoted_paragraph = paragraph[sentence] if quoted else -1
    return counts


@inner
def _place(placed, count, begin, end, firsts, lasts, low, high, columns):
    """Write the meanings of the hits of a sentence from row `count` on; return where they end."""
    for hit in range(begin, end):
        for row in range(low[hit], high[hit]):
            placed[count, FIRST] = firsts[hit]
            placed[count, LAST] = lasts[hit]
            for column in range(7):
                placed[count, KIND + column] = columns[row, column]
            count += 1
    return count


@inner
def _stopped(points, begin, end):
    """Whether a first line ends like a sentence: then it is no title."""
    while end > begin and (points[end - 1] == 0 or points[end - 1] == _SPACE or points[end - 1] == _NEWLINE):
        end -= 1
    return end > begin and _among(points[end - 1], _STOPS)


@inner
def _among(point, points):
    for each in points:
        if each == point:
            return True
    return False


@inner
def _spoken(points, end, placed, low, high, quoting):
    """Where somebody is quoted from («گفت: …»): the colon or -1, and whether somebody speaks anew.

    A quotation goes on over the sentences of its paragraph until then.
    """
    anew = False
    # «رضایی سپس پیشنهاد کرد …»: who proposes or condemns is told by the writer again
    for row in range(low, high):
        kind, tense, value = placed[row, KIND], placed[row, TENSE], placed[row, VALUE]
        says = kind == SAY and (tense == PAST or ((tense == PRESENT or tense == JOINED) and not quoting))
        acts = kind == FULL and (value == PROPOSAL or value == CONDEMNATION) and (not quoting or tense == PAST)
        anew = anew or says or acts
        if says:
            for place in range(placed[row, LAST], min(placed[row, LAST] + 40, end)):
                if points[place] == _COLON:
                    return place, True
    return -1, anew


@inner
def _colon(points, begin, end):
    """The colon of a title, near its begin; «: …» names nobody who speaks."""
    for place in range(begin, min(begin + 60, end)):
        if points[place] == _COLON:
            return place if place > begin else -1
    return -1


@inner
def _part(points, begin, end, placed, low, high, arabic, title, quoted, rows, parts, verbs, counts):
    """Write one part, if a rule may find something in it."""
    kinds = 0
    for row in range(low, high):
        kinds |= 1 << placed[row, KIND]
    if not title and not kinds & TELL and not (kinds & BESIDE and kinds & THINGS):
        # Most parts are no more than «… گفت», or what is quoted: no rule but that of speech has to look.
        if quoted or not kinds & 1 << SAY:
            return
    part, made, verb = counts[0], counts[1], counts[2]
    parts[part, LOW], parts[part, VERBS_LOW] = made, verb
    kinds, contexts = 0, 0
    for row in range(low, high):
        if placed[row, FINITE] and placed[row, TENSE] == JOINED and not _leads_on(points, placed[row, LAST]):
            continue  # «فجایع رخ داده»: a form in ه is a verb only where «و» or a comma leads on from it
        kinds |= 1 << placed[row, KIND]
        if placed[row, KIND] == CONTEXT and placed[row, VALUE] < 63:
            contexts |= 1 << placed[row, VALUE]
        if placed[row, FINITE] and not _no_verb(placed, low, high, row, arabic):
            verbs[verb] = made
            verb += 1
        for column in range(USED):
            rows[made, column] = placed[row, column]
        rows[made, USED], rows[made, BEHIND], rows[made, ANAPHORIC], rows[made, TAKES] = 0, 0, 0, -1
        made += 1
    parts[part, FIRST], parts[part, LAST], parts[part, HIGH], parts[part, VERBS_HIGH] = begin, end, made, verb
    parts[part, ARABIC], parts[part, TITLE], parts[part, QUOTED] = arabic, title, quoted
    parts[part, CONTEXTS], parts[part, KINDS], parts[part, COLON], parts[part, TELLS] = contexts, kinds, -1, 0
    counts[0], counts[1], counts[2] = part + 1, made, verb


@inner
def _leads_on(points, last):
    """Whether «و» or a comma follows; three characters are looked at, and the text ends with NUL."""
    place, stop = last, min(last + 3, len(points))
    while place < stop and _among(points[place], SPACES):
        place += 1
    if place == stop:
        return False
    if place + 1 == stop:
        return points[place] == _COMMA
    spaced = points[place + 1] == _SPACE or points[place + 1] == _NEWLINE
    return spaced and (points[place] == _COMMA or points[place] == _WAW)


@inner
def _no_verb(placed, low, high, row, arabic):
    """Whether a finite form is a participle or the noun of an act here.

    `دعا إلى عقد مؤتمر`, `تم عقد اجتماع`, `تعتزم الوزارة عقد مؤتمر`, `اقترح الوزير عقد مؤتمر`: behind a preposition,
    «was done» or a verb of planning or proposing, a word is the noun of the act.
    """
    first, act = placed[row, FIRST], False
    near = row
    while near > low and placed[near - 1, FIRST] == first:
        near -= 1
    while near < high and placed[near, FIRST] == first:
        if placed[near, KIND] == PARTICIPLE and placed[row, TENSE] == JOINED:
            return True
        act = act or placed[near, KIND] == GERUND
        near += 1
    if not arabic or not act:
        return False
    near = row - 1
    while near >= low and first - placed[near, LAST] <= 60:
        kind, gap = placed[near, KIND], first - placed[near, LAST]
        proposes = kind == FULL and placed[near, VALUE] == PROPOSAL
        if ((kind == DONE or kind == PLAN or proposes) and gap > 0) or ((kind == ROLE or kind == HOLD or kind == STATUS) and 0 <= gap <= 1):
            return True
        near -= 1
    return False


@compiled
def _beside(parts, rows, takes):
    """Fill BEHIND, ANAPHORIC and TAKES of the nouns and acts of all parts: each looks at its neighbours only."""
    for part in range(len(parts)):
        low, high = parts[part, LOW], parts[part, HIGH]
        for row in range(low, high):
            if rows[row, KIND] == NOUN or rows[row, KIND] == GERUND:
                _neighbours(rows, row, low, high)
        for row in range(low, high):
            if rows[row, KIND] == GERUND:
                rows[row, TAKES] = _taken(rows, row, high, takes)


@inner
def _neighbours(rows, row, low, high):
    first, last = rows[row, FIRST], rows[row, LAST]
    near = row - 1
    while near >= low and first - rows[near, LAST] <= 5:
        gap = first - rows[near, LAST]
        if gap >= 0 and rows[near, KIND] == ROLE and rows[near, VALUE] < 63:
            rows[row, BEHIND] |= 1 << rows[near, VALUE]
        if 0 <= gap <= 1 and rows[near, KIND] == ANAPHOR:
            rows[row, ANAPHORIC] = 1
        near -= 1
    near = row + 1
    while near < high and rows[near, FIRST] - last <= 3:
        if rows[near, FIRST] >= last and rows[near, KIND] == ANAPHOR:
            rows[row, ANAPHORIC] = 1
        near += 1


@inner
def _taken(rows, row, high, takes):
    """The noun that the noun of an act takes: «برگزاری کنفرانس», `توقيع مذكرة تفاهم`; -1 where there is none."""
    near = row + 1
    while near < high and rows[near, FIRST] - rows[row, LAST] <= 40:
        # «به گزارش ایرنا» tells of no report
        cited = rows[near, BEHIND] & (1 << TOPIC | 1 << BY_REPORT)
        if rows[near, KIND] == NOUN and rows[near, FIRST] >= rows[row, LAST]:
            if takes[rows[row, VALUE], rows[near, VALUE]] and not cited:
                return near
        near += 1
    return -1
