"""Who takes part: what is told and the names of its record come in as numbers, parties with roles and places go out.

Knows offsets and the cues that `events.find` left; knows no text and no word.
"""

import numpy as np

from helpers.compiled import compiled, inner
from helpers.event_codes import NUMBER

# What a happening calls those whom the words before a name do not tell apart.
_SUBJECT = {
    "meeting": "participant", "video_conference": "participant", "phone_call": "participant", "visit": "visitor",
    "conference": "participant", "workshop": "participant", "report": "presenter", "proposal": "proposer",
    "agreement": "signatory", "letter": "sender", "appointment": "appointee", "award": "recipient",
    "condemnation": "speaker", "aid": "donor", "violence": "party",
}  # fmt: skip
_BY = {"report": "presenter", "letter": "sender", "aid": "donor", "award": "giver", "appointment": "authority"}
_BY |= {"proposal": "proposer", "violence": "attacker", "visit": "visitor"}
_TO = {"letter": "recipient", "report": "recipient", "proposal": "addressee", "aid": "recipient", "award": "recipient"}
# Numbers of roles: what nobody has is 0.
ROLES = (
    "", "participant", "with", "speaker", "sender", "presenter", "proposer", "donor", "host", "chair", "present",
    "authority", "organiser", "body", "body of a participant", "reporting body", "also present", "addressee",
)  # fmt: skip
ROLES += tuple(dict.fromkeys(each for each in (*_SUBJECT.values(), *_BY.values(), *_TO.values()) if each not in ROLES))
PARTICIPANT, WITH, SPEAKER, SENDER, PRESENTER, PROPOSER, DONOR, HOST, CHAIR = range(1, 10)
PRESENT, AUTHORITY, ORGANISER, BODY, BODY_OF_A_PARTICIPANT, REPORTING_BODY, ALSO_PRESENT, ADDRESSEE = range(10, 18)
# Kinds of actors in the order of event_told.KINDS.
PERSON, ORGANISATION, PLACE, EVENT_NAME, LAW_OR_DOCUMENT = range(1, 6)
# Columns of what is told: offsets, numbers of event_codes.NAMES, answers, then rows: of its cues, topics (a number), of
# the names and dates of its record, of the names that begin in its clause and in its sentence, of its parties.
START, END, TRIGGER, TRIGGER_END, CLAUSE, CLAUSE_END, TYPE, STATUS, RULE, WE, QUOTED, TITLE, ANAPHORIC, PASSIVE = range(
    14
)
CUES, CUES_END, TOPICS, DOC, NAMES, NAMES_END, DATES, DATES_END, NAMED, NAMED_END, TOLD, TOLD_END = range(14, 26)
PARTIES, PARTIES_END, WHERE, IN_A_NAME, HAS_SUBJECT, IN_COURSE, SPOKEN_BY = range(26, 33)
# Columns of names, after start and end: actor, kind, whether it belongs to somebody's title.
ACTOR, KIND, IN_OFFICE = 2, 3, 4
# Numbers of event_codes.NAMES: cues, ...
CUE_CHAIR, TWO_SIDES, PRONOUN, COURSE, BREAK, OFFICE, CUE_HOST, COUNTERPART = 7, 25, 26, 27, 28, 29, 30, 24
CUE_PRESENT, BETWEEN, BY_LETTER, TOPIC, CUE_WITH, BY, CUE_AUTHORITY, TO, FROM = 39, 40, 41, 42, 43, 44, 45, 46, 47
AS, CUE_PLACE, SUCH, BY_REPORT = 48, 49, 51, 52
# … types, statuses and rules.
PARTICIPLE, ATTENDANCE, HELD, MEETING, VISIT, WORKSHOP, REPORT = 21, 22, 60, 72, 75, 77, 78
STATEMENT, APPOINTMENT, CONDEMNATION, VERB, NOUN_AND_VERB = 79, 83, 85, 98, 99
# Cues behind which nobody takes part: what the talk was about, where somebody comes from.
ASIDE = 1 << TOPIC | 1 << BY_REPORT | 1 << FROM | 1 << SUCH
PLAIN = 1 << COURSE | 1 << COUNTERPART | 1 << TWO_SIDES | 1 << PRONOUN | 1 << OFFICE | 1 << SUCH | 1 << BY_LETTER
_FAR = 14


def roles(size: int) -> np.ndarray:
    """Return what a type calls its subject, whom something is done by and to whom, by numbers of types and ROLES."""
    out = np.zeros((3, size), dtype=np.int64)
    out[0], out[1] = PARTICIPANT, -1
    for row, words in enumerate((_SUBJECT, _BY, _TO)):
        for type_, role in words.items():
            out[row, NUMBER[type_]] = ROLES.index(role)
    gatherings = (out[1] < 0) & (np.arange(size) >= MEETING) & (np.arange(size) <= WORKSHOP)
    out[1] = np.where(gatherings, ORGANISER, np.where(out[1] < 0, out[0], out[1]))
    return out


@compiled
def read(told, cues, names, body_begins, bodies, countries, roles, seen, parties):
    """Fill the columns of `told` from NAMED on, and `parties` (actor, role); return whether there was room for these.

    Rows of a record follow each other. SPOKEN_BY is who speaks by name in a statement, WHERE the place: an actor or -1.
    """
    state = np.zeros(2, dtype=np.int64)
    speaker, before, doc = -1, -1, -1
    for row in range(len(told)):
        if told[row, DOC] != doc:
            speaker, before, doc = -1, -1, told[row, DOC]
        _spans(told, row, cues, names)
        if (
            told[row, IN_A_NAME]
            or told[row, TYPE] == ATTENDANCE
            or (told[row, TYPE] == STATEMENT and told[row, QUOTED])
        ):
            continue
        if told[row, TYPE] == STATEMENT:
            told[row, SPOKEN_BY] = _speaker(told, row, cues, names, body_begins, bodies, seen, state)
            if told[row, SPOKEN_BY] >= 0 or not _goes_on(told, row, names):
                speaker = told[row, SPOKEN_BY]
            continue
        _parties(told, row, cues, names, body_begins, bodies, countries, roles, seen, parties, state, speaker)
        if told[row, PASSIVE] and before >= 0 and told[before, START] == told[row, START]:
            _with_agents(told, row, before, parties, state)
        # «حمله در غرب کابل را محکوم کرد»: the place is that of what is condemned
        if told[row, TYPE] != CONDEMNATION:
            told[row, WHERE] = _place(told, row, cues, names, countries, seen, parties, state)
        before = row
    return state[0] <= len(parties)


@inner
def _first(names, low, high, start):
    """The first of some names that begins at a place or behind it."""
    while low < high:
        middle = (low + high) // 2
        if names[middle, START] < start:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _spans(told, row, cues, names):
    """Which names stand where a happening is told, and what its cues say of it."""
    low, high = told[row, NAMES], told[row, NAMES_END]
    trigger, trigger_end = told[row, TRIGGER], told[row, TRIGGER_END]
    told[row, NAMED] = _first(names, low, high, told[row, CLAUSE])
    told[row, NAMED_END] = _first(names, told[row, NAMED], high, told[row, CLAUSE_END])
    told[row, TOLD] = _first(names, low, high, told[row, START])
    told[row, TOLD_END] = _first(names, told[row, TOLD], high, told[row, END])
    told[row, PARTIES], told[row, PARTIES_END], told[row, WHERE], told[row, SPOKEN_BY] = 0, 0, -1, -1
    # «کمیته برگزاری جشنواره» is a body: the word that tells the happening is a part of a name
    told[row, IN_A_NAME] = 0
    for name in range(_first(names, low, high, trigger - 200), _first(names, low, high, trigger_end)):
        body = names[name, KIND] == ORGANISATION or names[name, KIND] == LAW_OR_DOCUMENT
        if body and names[name, START] <= trigger and trigger_end <= names[name, END]:
            told[row, IN_A_NAME] = 1
    pronoun, course = 0, 0
    for cue in range(told[row, CUES], told[row, CUES_END]):
        pronoun |= cues[cue, 0] == PRONOUN
        course |= cues[cue, 0] == COURSE
    # Words that are no pronoun stand where the speaker does, though nobody is known by them.
    beside = trigger - told[row, CLAUSE] > 8 or told[row, CLAUSE_END] - trigger_end > 8
    told[row, HAS_SUBJECT] = beside and not pronoun
    # It is told as a part of the gathering: «در نخست …», `من جانبه`.
    told[row, IN_COURSE] = course


@inner
def _goes_on(told, row, names):
    """Whether the sentence names nobody who could speak: «وی افزود» goes on with whoever spoke before."""
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        if names[name, KIND] == PERSON:
            return False
    return True


@inner
def _cue(told, row, cues, names, name):
    """The cue that governs a name, and where it ends: the nearest before it in the clause; a «که» ends it."""
    best, at = 0, told[row, CLAUSE]
    for cue in range(told[row, CUES], told[row, CUES_END]):
        if cues[cue, 1] > names[name, START]:
            break
        if cues[cue, 1] > told[row, CLAUSE] and not (PLAIN >> cues[cue, 0]) & 1:
            best, at = cues[cue, 0], cues[cue, 1]
            if best == BREAK:
                best = 0
    if best == TO or best == CUE_PLACE or best == FROM:
        # `وصل إلى نواكشوط رئيس البرلمان`: a preposition is done with when the place it leads to is named
        first = _first(names, told[row, NAMED], told[row, NAMED_END], at)
        if first < told[row, NAMED_END] and names[first, START] < names[name, START]:
            if names[first, KIND] == PLACE and names[first, START] - at <= 14:
                return 0, at
    return best, at


@inner
def _behind_office(told, row, cues, start):
    """Whether an office stands right before a name: «رئیس شورای حقوق بشر» without the name of its head."""
    last = told[row, START]
    for cue in range(told[row, CUES], told[row, CUES_END]):
        if cues[cue, 0] != OFFICE and cues[cue, 1] <= start:
            last = cues[cue, 1]
    for cue in range(told[row, CUES], told[row, CUES_END]):
        if cues[cue, 0] == OFFICE and last <= cues[cue, 1] and 0 <= start - cues[cue, 1] <= 45:
            return True
    return False


@inner
def _gathering(type_):
    return MEETING <= type_ <= WORKSHOP


@inner
def _add(parties, state, actor, role):
    """Write a party; where there is no more room, only count."""
    if state[0] < len(parties):
        parties[state[0], 0] = actor
        parties[state[0], 1] = role
    state[0] += 1


@inner
def _add_new(parties, state, seen, actor, role):
    """Write a party, unless the happening has that actor already."""
    if seen[actor, 0] != state[1]:
        seen[actor, 0] = state[1]
        _add(parties, state, actor, role)


@inner
def _parties(told, row, cues, names, body_begins, bodies, countries, roles, seen, parties, state, speaker):
    """Who takes part in a happening, each actor once, in order of place."""
    type_ = told[row, TYPE]
    state[1] += 1
    told[row, PARTIES] = state[0]
    if told[row, WE] == 1 and speaker >= 0:
        # «ارسال کردیم», says somebody for the body that he speaks for.
        first = body_begins[speaker]
        agent = bodies[first] if body_begins[speaker + 1] == first + 1 else speaker
        _add_new(parties, state, seen, agent, roles[0, type_])
    end, last = -1, 0
    appointee = _appointee(told, row, cues, names) if type_ == APPOINTMENT else -1
    for place in range(told[row, NAMED] - 1, told[row, NAMED_END]):
        name = place if place >= told[row, NAMED] else appointee
        if name < 0:
            continue
        role = _role(told, row, cues, names, name, countries, roles)
        if not role and names[name, KIND] == PLACE and countries[names[name, ACTOR]] and names[name, START] - end <= 3:
            role = last  # «میان ایران، عراق و سوریه»
        if role:
            end, last = names[name, END], role
            _add_new(parties, state, seen, names[name, ACTOR], role)
    if state[0] == told[row, PARTIES]:
        _two_sides(told, row, cues, names, roles, seen, parties, state)
    if type_ == REPORT:
        _reporting(told, row, names, body_begins, bodies, seen, parties, state)
    told[row, PARTIES_END] = state[0]


@inner
def _appointee(told, row, cues, names):
    """«مرادوا که پیش‌تر … بود، … منصوب شده است»: the subject stands before «که»; its row, or -1."""
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        if names[name, KIND] == PERSON and _cue(told, row, cues, names, name)[0] == 0:
            return -1
    for name in range(told[row, TOLD], told[row, TOLD_END]):
        if names[name, KIND] == PERSON and names[name, START] < told[row, CLAUSE]:
            return name
    return -1


@inner
def _two_sides(told, row, cues, names, roles, seen, parties, state):
    """«دو طرف», `الجانبان`: the two bodies or countries that the sentence has named before, if just two."""
    both = False
    for cue in range(told[row, CUES], told[row, CUES_END]):
        inside = told[row, CLAUSE] <= cues[cue, 1] <= told[row, CLAUSE_END]
        both = both or (inside and cues[cue, 0] == TWO_SIDES)
    if not both:
        return
    before = state[0]
    for name in range(told[row, TOLD], told[row, TOLD_END]):
        side = names[name, KIND] == ORGANISATION or names[name, KIND] == PLACE
        if side and names[name, START] < told[row, TRIGGER]:
            _add_new(parties, state, seen, names[name, ACTOR], roles[0, told[row, TYPE]])
    if state[0] != before + 2:
        state[0] = before
        state[1] += 1


@inner
def _reporting(told, row, names, body_begins, bodies, seen, parties, state):
    """The bodies that a presenter is known to hold an office in, if the sentence names them."""
    last = state[0]
    for party in range(told[row, PARTIES], min(last, len(parties))):
        if parties[party, 1] != PRESENTER:
            continue
        for at in range(body_begins[parties[party, 0]], body_begins[parties[party, 0] + 1]):
            for name in range(told[row, TOLD], told[row, TOLD_END]):
                if names[name, ACTOR] == bodies[at]:
                    _add_new(parties, state, seen, bodies[at], REPORTING_BODY)


@inner
def _with_agents(told, row, before, parties, state):
    """What is told in the passive has the sender or proposer of what the sentence told before it."""
    first, last = told[row, PARTIES], told[row, PARTIES_END]
    if max(last, told[before, PARTIES_END]) > len(parties):
        return  # no more room: it is read again
    for party in range(first, last):
        role = parties[party, 1]
        if role == SENDER or role == PRESENTER or role == PROPOSER or role == DONOR:
            return
    told[row, PARTIES] = state[0]
    for party in range(told[before, PARTIES], told[before, PARTIES_END]):
        if parties[party, 1] == SENDER or parties[party, 1] == PROPOSER:
            _add(parties, state, parties[party, 0], parties[party, 1])
    for party in range(first, last):
        _add(parties, state, parties[party, 0], parties[party, 1])
    told[row, PARTIES_END] = state[0]


@inner
def _role(told, row, cues, names, name, countries, roles):
    """What a name does in a happening by the words before it; 0 when it takes no part."""
    kind, start, type_ = names[name, KIND], names[name, START], told[row, TYPE]
    cue, at = _cue(told, row, cues, names, name)
    if kind == LAW_OR_DOCUMENT or (start < told[row, TRIGGER_END] and names[name, END] > told[row, TRIGGER]):
        return 0
    if type_ == APPOINTMENT and kind == ORGANISATION:
        return BODY if cue == AS or cue == 0 or names[name, IN_OFFICE] else _cued(type_, cue, kind, roles)
    if names[name, IN_OFFICE]:
        return 0
    if kind == PLACE:
        return _country(told, row, cues, names, name, cue, at, roles) if countries[names[name, ACTOR]] else 0
    if kind != PERSON and kind != ORGANISATION and kind != EVENT_NAME:
        return 0
    head = 0 <= start - told[row, TRIGGER_END] <= 14
    aside = (ASIDE >> cue) & 1 > 0
    if aside and not (head and at <= told[row, TRIGGER]):
        return 0
    if kind == ORGANISATION and _gathering(type_) and head and (aside or cue == 0 or cue == CUE_PLACE):
        return HOST  # «در نشست معاونت …»
    if kind == ORGANISATION and cue != CUE_PRESENT and _behind_office(told, row, cues, start):
        if (cue == TO or (type_ == APPOINTMENT and cue == AS)) and roles[2, type_]:
            return roles[2, type_]
        return BODY_OF_A_PARTICIPANT
    return _cued(type_, cue, kind, roles)


@inner
def _cued(type_, cue, kind, roles):
    """The role that a cue gives in a type of event."""
    if cue == 0 or cue == BETWEEN or cue == CUE_WITH:
        return WITH if cue == CUE_WITH and _gathering(type_) else roles[0, type_]
    if cue == CUE_PLACE:
        return HOST if kind == ORGANISATION and _gathering(type_) else 0
    if cue == BY:
        return roles[1, type_]
    if cue == TO:
        return roles[2, type_]
    if cue == CUE_CHAIR:
        return CHAIR
    if cue == CUE_HOST:
        return HOST
    if cue == CUE_PRESENT:
        return PRESENT
    return AUTHORITY if cue == CUE_AUTHORITY else 0


@inner
def _country(told, row, cues, names, name, cue, at, roles):
    """A country takes part where the words make it a side: «میان ایران و عراق», `وقعت أذربيجان وتركيا`."""
    type_, start = told[row, TYPE], names[name, START]
    if cue == CUE_WITH or cue == BETWEEN or cue == BY or cue == CUE_PRESENT:
        return 0 if _behind_office(told, row, cues, start) else _cued(type_, cue, PLACE, roles)
    if cue == 0 and _gathering(type_) and 0 <= start - told[row, TRIGGER_END] <= 14:
        return PARTICIPANT  # «نشست سه‌جانبه ایران، ترکمنستان و ازبکستان»
    verb = told[row, RULE] == VERB or told[row, RULE] == NOUN_AND_VERB
    if cue == 0 and verb and start - max(at, told[row, CLAUSE]) <= 20 and type_ != VISIT:
        return 0 if _behind_office(told, row, cues, start) else roles[0, type_]
    return 0


@inner
def _place(told, row, cues, names, countries, seen, parties, state):
    """The place of a happening: behind «در» or `في` in its clause, else in its sentence, else the only one; or -1."""
    actor = _named_place(told, row, cues, names, told[row, NAMED], told[row, NAMED_END], told[row, CLAUSE])
    if actor < 0 and told[row, STATUS] == HELD:
        # Who met beside a conference met where it is held; a plan or something past has a place of its own, or none.
        actor = _named_place(told, row, cues, names, told[row, TOLD], told[row, TOLD_END], told[row, START])
    if actor >= 0 or told[row, RULE] == PARTICIPLE:
        return actor
    state[1] += 1
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        if names[name, IN_OFFICE]:
            seen[names[name, ACTOR], 0] = state[1]
    for party in range(told[row, PARTIES], min(told[row, PARTIES_END], len(parties))):
        seen[parties[party, 0], 1] = state[1]
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        town = names[name, ACTOR]
        if names[name, KIND] != PLACE or countries[town] or seen[town, 0] == state[1]:
            continue
        if actor >= 0 and actor != town:
            return -1
        actor = town
    return -1 if actor >= 0 and seen[actor, 1] == state[1] else actor


@inner
def _named_place(told, row, cues, names, low, high, first):
    """The first place of some names that the words before it make the one where it happened, or -1."""
    for name in range(low, high):
        if names[name, KIND] != PLACE or names[name, IN_OFFICE]:
            continue
        last, at = 0, first
        for cue in range(told[row, CUES], told[row, CUES_END]):
            if first <= cues[cue, 1] <= names[name, START] and not (PLAIN >> cues[cue, 0]) & 1:
                last, at = cues[cue, 0], cues[cue, 1]
        if last == CUE_PLACE and names[name, START] - at <= _FAR:
            return names[name, ACTOR]
        if told[row, TYPE] == VISIT and (last == TO or last == 0) and at > told[row, START]:
            return names[name, ACTOR]
    return -1


@inner
def _speaker(told, row, cues, names, body_begins, bodies, seen, state):
    """Who speaks: a person before a Persian verb, behind an Arabic one; a title stands for its only holder; or -1."""
    low, high = told[row, NAMED], told[row, NAMED_END]
    if told[row, CLAUSE] >= told[row, TRIGGER] - 1:
        low = _first(names, told[row, TOLD], told[row, TOLD_END], told[row, TRIGGER_END])
        high = min(_first(names, low, told[row, TOLD_END], told[row, TRIGGER_END] + 71), low + 2)
    for name in range(low, high):
        cue = _cue(told, row, cues, names, name)[0]
        if names[name, KIND] == PERSON and (cue == 0 or cue == TOPIC or cue == BY):
            return names[name, ACTOR]
    for name in range(low, high):
        start = names[name, START]
        if names[name, KIND] != ORGANISATION:
            continue
        if _behind_office(told, row, cues, start):
            return _holder(told, row, names, body_begins, bodies, names[name, ACTOR])
        near = told[row, CLAUSE] < told[row, TRIGGER] - 1 or start - told[row, TRIGGER_END] <= 3
        if near and _cue(told, row, cues, names, name)[0] == 0 and not names[name, IN_OFFICE]:
            return names[name, ACTOR]
    return -1


@inner
def _holder(told, row, names, body_begins, bodies, body):
    """The only person of the record who is known to hold an office in a body, or -1."""
    found = -1
    for name in range(told[row, NAMES], told[row, NAMES_END]):
        actor = names[name, ACTOR]
        if names[name, KIND] != PERSON or actor == found:
            continue
        for at in range(body_begins[actor], body_begins[actor + 1]):
            if bodies[at] == body:
                if found >= 0:
                    return -1
                found = actor
    return found
