"""What each record tells comes in with its parties, the happenings of a record go out, each once.

Knows offsets, roles and days as numbers; knows no text, no word and no other record.
"""

import numpy as np

from helpers.compiled import compiled, inner
from helpers.event_told import OCCASION, PUBLICATION, Told

# Columns of `event_parties`.
START, END, TRIGGER, TRIGGER_END, CLAUSE, CLAUSE_END, TOLD_TYPE, TOLD_STATUS, TOLD_RULE, WE, QUOTED, TITLE = range(12)
ANAPHORIC, PASSIVE, CUES, CUES_END, TOPICS, DOC, NAMES, NAMES_END, DATES, DATES_END, NAMED, NAMED_END = range(12, 24)
PARTIES, PARTIES_END, WHERE, IN_A_NAME, HAS_SUBJECT, IN_COURSE, SPOKEN_BY = range(26, 33)
ACTOR, KIND, PERSON = 2, 3, 1
# Columns of happenings: the row of what is told whose clause it has, numbers of names, place, day (a row, or -1),
# whether it is told as a part of another one (what somebody said in the meeting), the lists of its parties and topics,
# whether it stands.
ROW, TYPE, STATUS, RULE, PLACE, DATE, SUB, FIRST, LAST, TOPIC, TOPIC_LAST, STANDS = range(12)
# Numbers of event_codes.NAMES, ...
PARTICIPLE, ATTENDANCE, HELD, PLANNED, PROPOSED, PAST, ARRIVAL = 21, 22, 60, 61, 62, 63, 89
MEETING, VIDEO_CONFERENCE, PHONE_CALL, VISIT, CONFERENCE, WORKSHOP, REPORT, STATEMENT = range(72, 80)
PROPOSAL, AGREEMENT, LETTER, APPOINTMENT, AWARD, AID, VIOLENCE = 80, 81, 82, 83, 84, 86, 87
VERB, SAID_AT, HEADLINE, HEADLINE_ACT, PAST_NOUN, VOICE, ATTENDING = 98, 100, 101, 102, 104, 105, 107
# … and of event_parties.ROLES.
PARTICIPANT, WITH, SPEAKER, PRESENTER, PROPOSER, BODY_OF_A_PARTICIPANT, ALSO_PRESENT, ADDRESSEE = (
    1,
    2,
    3,
    5,
    6,
    14,
    16,
    17,
)
_NAT = np.iinfo(np.int64).min
# Happenings of a record that one is held against: a report tells a few dozen, and one of fifty thousand (a year of a
# paper in one text) would take the square of them.
_LOOKS_BACK = 500
_BESIDE = 12  # code points between the starts of two expressions that name one day
_FAR = 1 << 30  # code points: a day further away than every other one of a record


def read(own: Told, parties: np.ndarray):
    """Return the happenings of all records (columns from ROW on), the parties (actor, role) and topics of each.

    Both come with their bounds: those of happening n are from bound n to bound n + 1.
    """
    told = own.told
    size = 4 * len(told) + 2 * len(parties) + len(own.topics)
    while True:
        events, pool = np.empty((len(told), 12), dtype=np.int64), np.empty((size, 3), dtype=np.int64)
        marks = np.zeros((len(own.actors), 4), dtype=np.int64)
        count = _records(
            told, own.names, own.dates, parties, own.topic_begins, own.topics, own.body_begins, own.bodies,
            events, pool, marks,
        )  # fmt: skip
        if count >= 0:
            break
        size *= 2
    events = events[:count]
    events = events[events[:, STANDS] > 0]
    listed, bounds = _lists(events, pool, FIRST)
    topics, topic_bounds = _lists(events, pool, TOPIC)
    return events, (listed, bounds), (np.ascontiguousarray(topics[:, 0]), topic_bounds)


@compiled
def _lists(events, pool, column):
    """The lists of happenings one behind the other, and the bounds of each."""
    bounds = np.zeros(len(events) + 1, dtype=np.int64)
    for event in range(len(events)):
        bounds[event + 1] = bounds[event]
        node = events[event, column]
        while node >= 0:
            bounds[event + 1] += 1
            node = pool[node, 2]
    out = np.empty((bounds[-1], 2), dtype=np.int64)
    for event in range(len(events)):
        node = events[event, column]
        for at in range(bounds[event], bounds[event + 1]):
            out[at, 0], out[at, 1] = pool[node, 0], pool[node, 1]
            node = pool[node, 2]
    return out, bounds


@compiled
def _records(told, names, dates, parties, topic_begins, topics, body_begins, bodies, events, pool, marks):
    """Fill `events`; return how many, or -1 where `pool` (actor and role or a topic, the next one) is too small."""
    # how many nodes of the pool are taken, and how often actors were marked: in column 0 of marks, and in column 1
    state = np.zeros(3, dtype=np.int64)
    low, count = 0, 0
    for row in range(len(told)):
        if row and told[row, DOC] != told[row - 1, DOC]:
            _keep(told, names, body_begins, bodies, events, low, count, pool, state, marks)
            low = count
        if told[row, IN_A_NAME]:
            continue
        if told[row, TOLD_TYPE] == ATTENDANCE:
            _attend(told, row, names, events, low, count, pool, state, marks)
            continue
        if told[row, TOLD_TYPE] == STATEMENT and not _counts(told, row, events, low, count):
            continue
        _begin(told, row, dates, parties, topic_begins, topics, events, count, pool, state)
        if not _merged(told, names, dates, events, low, count, pool, state, marks):
            count += 1
    _keep(told, names, body_begins, bodies, events, low, count, pool, state, marks)
    return count if state[0] <= len(pool) else -1


@inner
def _append(events, event, column, pool, state, first, second):
    """Put something at the end of a list of a happening; where there is no more room, only count."""
    node = state[0]
    state[0] += 1
    if node >= len(pool):
        return
    pool[node, 0], pool[node, 1], pool[node, 2] = first, second, -1
    if events[event, column] < 0:
        events[event, column] = node
    else:
        pool[events[event, column + 1], 2] = node
    events[event, column + 1] = node


@inner
def _counts(told, row, events, low, count):
    """«وی افزود» goes on with what is told; of speakers without a name one is enough."""
    if told[row, QUOTED]:
        return False
    if told[row, SPOKEN_BY] >= 0:
        return True
    for event in range(low, count):
        if events[event, TYPE] == STATEMENT:
            return False
    return told[row, HAS_SUBJECT] > 0


@inner
def _begin(told, row, dates, parties, topic_begins, topics, events, event, pool, state):
    """Write what a row tells as a happening of its own."""
    events[event, ROW], events[event, TYPE], events[event, STATUS] = row, told[row, TOLD_TYPE], told[row, TOLD_STATUS]
    events[event, RULE], events[event, PLACE], events[event, SUB] = told[row, TOLD_RULE], -1, told[row, IN_COURSE]
    events[event, FIRST], events[event, LAST], events[event, TOPIC], events[event, TOPIC_LAST] = -1, -1, -1, -1
    events[event, DATE], events[event, STANDS] = -1, 1
    if told[row, TOLD_TYPE] == STATEMENT:
        if told[row, SPOKEN_BY] >= 0:
            _append(events, event, FIRST, pool, state, told[row, SPOKEN_BY], SPEAKER)
    else:
        events[event, PLACE] = told[row, WHERE]
        events[event, DATE] = _day(told, row, dates)
        for party in range(told[row, PARTIES], told[row, PARTIES_END]):
            _append(events, event, FIRST, pool, state, parties[party, 0], parties[party, 1])
    for at in range(topic_begins[told[row, TOPICS]], topic_begins[told[row, TOPICS] + 1]):
        _append(events, event, TOPIC, pool, state, topics[at], 0)


@inner
def _day(told, row, dates):
    """The date in the clause that is nearest to the word that tells the happening, or the only one of its sentence."""
    date = _nearest(told, row, dates, told[row, CLAUSE], told[row, CLAUSE_END])
    if date >= 0:
        return date
    for step in (-1, 1):
        other = row + step
        while 0 <= other < len(told) and told[other, DOC] == told[row, DOC] and told[other, START] == told[row, START]:
            if told[other, TOLD_TYPE] != STATEMENT and told[other, TRIGGER] != told[row, TRIGGER]:
                return -1
            other += step
    return _nearest(told, row, dates, told[row, START], told[row, END])


@inner
def _nearest(told, row, dates, begin, end):
    best, gap = -1, 0
    for date in range(told[row, DATES], told[row, DATES_END]):
        if begin <= dates[date, 0] < end and dates[date, 1] != PUBLICATION:
            apart = abs(dates[date, 0] - told[row, TRIGGER_END])
            if dates[date, 1] == OCCASION:
                apart += _FAR  # «به مناسبت روز جهانی زن در ۱۵ اسفند»: held on the day that is told
            if best < 0 or apart < gap or (apart == gap and dates[date, 0] < dates[best, 0]):
                best, gap = date, apart
    # «صبح امروز ۲۱ تیر ۱۴۰۰»: the day is said twice, and the second says which
    beside = best >= 0 and best + 1 < told[row, DATES_END] and dates[best + 1, 0] - dates[best, 0] <= _BESIDE
    if beside and dates[best, 4] == _NAT and dates[best + 1, 4] != _NAT and dates[best + 1, 1] == 0:
        return best + 1
    return best


@inner
def _merged(told, names, dates, events, low, event, pool, state, marks):
    """Whether the record has told this happening before; what is new of it is added there."""
    if low == event:
        return False
    ids = _mark(events, event, pool, state, marks)
    own = _people(told, names, events, event, pool, state, marks)
    in_it = _in_it(told, events, event, own)
    for other in range(event - 1, max(low, event - _LOOKS_BACK) - 1, -1):
        if _same(told, names, dates, events, other, event, in_it, ids, pool, state, marks):
            _take(told, events, other, event, in_it and not own, pool, state, marks)
            return True
    return False


@inner
def _mark(events, event, pool, state, marks):
    """Mark who takes part by name; a body whose head is not named may be the one of somebody who is. How many."""
    state[1] += 1
    count = 0
    node = events[event, FIRST]
    while node >= 0:
        if pool[node, 1] != BODY_OF_A_PARTICIPANT and marks[pool[node, 0], 0] != state[1]:
            marks[pool[node, 0], 0] = state[1]
            count += 1
        node = pool[node, 2]
    return count


@inner
def _people(told, names, events, event, pool, state, marks):
    """Whether a person of its clause takes part in a happening."""
    row = events[event, ROW]
    state[2] += 1
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        if names[name, KIND] == PERSON:
            marks[names[name, ACTOR], 1] = state[2]
    node = events[event, FIRST]
    while node >= 0:
        if pool[node, 1] != BODY_OF_A_PARTICIPANT and marks[pool[node, 0], 1] == state[2]:
            return True
        node = pool[node, 2]
    return False


@inner
def _in_it(told, events, event, people):
    """Whether it is told of a gathering already told: «این نشست», «سپس اشتراک‌کنندگان تبادل نظر نمودند»."""
    talk = events[event, TYPE] == MEETING and events[event, RULE] == VERB and not people
    return told[events[event, ROW], ANAPHORIC] > 0 or talk


@inner
def _common(events, event, pool, state, marks):
    """How many take part in a happening by name, and how many of those that are marked."""
    count, common = 0, 0
    state[2] += 1
    node = events[event, FIRST]
    while node >= 0:
        actor = pool[node, 0]
        if pool[node, 1] != BODY_OF_A_PARTICIPANT and marks[actor, 1] != state[2]:
            marks[actor, 1] = state[2]
            count += 1
            common += marks[actor, 0] == state[1]
        node = pool[node, 2]
    return count, common


@inner
def _family(type_):
    """Several words for one happening: «دیدار» in the title is the video conference of the body."""
    return MEETING if type_ == VIDEO_CONFERENCE or type_ == PHONE_CALL else type_


@inner
def _gathered(type_):
    return type_ == MEETING or type_ == CONFERENCE or type_ == WORKSHOP or type_ == VIDEO_CONFERENCE


@inner
def _gathering(type_):
    return MEETING <= type_ <= WORKSHOP or type_ == AGREEMENT


@inner
def _same(told, names, dates, events, a, b, in_it, ids, pool, state, marks):
    """Whether a happening is the one that the record told before; who takes part in the later one is marked."""
    type_, other = events[a, TYPE], events[b, TYPE]
    if _family(type_) != _family(other):
        if not (in_it and _gathered(type_) and _gathered(other) and events[a, STATUS] == HELD):
            return False
    if events[a, STATUS] != events[b, STATUS]:
        # an appointment is told as news and as what was before
        mine, theirs = events[a, STATUS], events[b, STATUS]
        both = (mine == HELD and theirs == PAST) or (mine == PAST and theirs == HELD)
        if not both or type_ != APPOINTMENT:
            return False
    if _conflict(dates, events[a, DATE], events[b, DATE]):
        return False
    count, common = _common(events, a, pool, state, marks)
    if type_ == STATEMENT:
        return common > 0 or count == 0
    if type_ == PROPOSAL or events[a, STATUS] == PROPOSED:
        # said in the title, the lead and the body, each time with other names: one proposal
        return _one_proposer(events, a, b, pool) and _one_topic(events, a, b, pool)
    if not count or not ids or in_it:
        return True
    # «وزیر با رئیس یوناما دیدار کرد» in the title, with verb or without
    headline = events[a, RULE] == HEADLINE or events[a, RULE] == HEADLINE_ACT or told[events[a, ROW], TITLE] > 0
    if headline and _gathering(type_) and not _people(told, names, events, a, pool, state, marks):
        return True  # the title names the bodies, the text those who met for them
    whole = common == count or common == ids or told[events[a, ROW], TITLE] > 0
    act = type_ == VISIT or type_ == REPORT or type_ == VIOLENCE or type_ == AID or type_ == AWARD
    act = act or type_ == APPOINTMENT or type_ == LETTER or type_ == AGREEMENT
    return common > 0 and (whole or not act)


@inner
def _conflict(dates, a, b):
    """Whether two reports name different days."""
    if a < 0 or b < 0:
        return False
    if dates[a, 4] != _NAT and dates[b, 4] != _NAT:
        return dates[a, 4] > dates[b, 5] or dates[b, 4] > dates[a, 5]
    return dates[a, 6] != dates[b, 6] and dates[a, 3] > 0 and dates[b, 3] > 0


@inner
def _one_proposer(events, a, b, pool):
    """Whether two proposals may be of one: not when each names its own."""
    mine, theirs = False, False
    node = events[a, FIRST]
    while node >= 0:
        mine = mine or pool[node, 1] == PROPOSER
        other = events[b, FIRST]
        while other >= 0:
            theirs = theirs or pool[other, 1] == PROPOSER
            both = pool[node, 1] == PROPOSER and pool[other, 1] == PROPOSER
            if both and pool[node, 0] == pool[other, 0]:
                return True
            other = pool[other, 2]
        node = pool[node, 2]
    return not (mine and theirs)


@inner
def _one_topic(events, a, b, pool):
    """Whether two happenings have a topic in common, or one of them has none."""
    if events[a, TOPIC] < 0 or events[b, TOPIC] < 0:
        return True
    node = events[a, TOPIC]
    while node >= 0:
        if _listed(events, b, TOPIC, pool, pool[node, 0]):
            return True
        node = pool[node, 2]
    return False


@inner
def _listed(events, event, column, pool, what):
    node = events[event, column]
    while node >= 0:
        if pool[node, 0] == what:
            return True
        node = pool[node, 2]
    return False


@inner
def _take(told, events, event, other, nobody, pool, state, marks):
    """Add what a second report of a happening tells."""
    if events[event, TYPE] == MEETING and _family(events[other, TYPE]) == MEETING:
        events[event, TYPE] = events[other, TYPE]
    vague = events[event, RULE] == HEADLINE or events[event, RULE] == SAID_AT
    # a title names who met at most by their bodies; once the text has said who, another meeting is not it too
    vague = vague or (told[events[event, ROW], TITLE] > 0 and told[events[other, ROW], TITLE] == 0)
    if vague and events[other, RULE] != HEADLINE and events[other, RULE] != SAID_AT:
        events[event, ROW], events[event, RULE] = events[other, ROW], events[other, RULE]
    if nobody:
        events[other, FIRST] = -1  # «روی طرزالعمل کمیته تبادل نظر نمودند»: what is named there is what was talked of
    _take_parties(events, event, other, pool, state, marks)
    if events[event, PLACE] < 0:
        events[event, PLACE] = events[other, PLACE]
    if events[event, DATE] < 0:
        events[event, DATE] = events[other, DATE]
    node = events[other, TOPIC]
    while node >= 0:
        if not _listed(events, event, TOPIC, pool, pool[node, 0]):
            _append(events, event, TOPIC, pool, state, pool[node, 0], 0)
        node = pool[node, 2]


@inner
def _take_parties(events, event, other, pool, state, marks):
    """A better role for who only took part, and who was not known yet."""
    state[1] += 1
    node = events[other, FIRST]
    while node >= 0:
        marks[pool[node, 0], 2], marks[pool[node, 0], 3] = state[1], pool[node, 1]
        node = pool[node, 2]
    state[1] += 1
    node = events[event, FIRST]
    while node >= 0:
        actor = pool[node, 0]
        if pool[node, 1] == PARTICIPANT and marks[actor, 2] == state[1] - 1:
            pool[node, 1] = marks[actor, 3]
        marks[actor, 0] = state[1]
        node = pool[node, 2]
    node = events[other, FIRST]
    while node >= 0:
        if marks[pool[node, 0], 0] != state[1]:
            _append(events, event, FIRST, pool, state, pool[node, 0], pool[node, 1])
        node = pool[node, 2]


@inner
def _attend(told, row, names, events, low, count, pool, state, marks):
    """«… نیز حضور داشتند»: they were at the gathering that is told."""
    best = -1
    for event in range(low, count):
        if _gathering(events[event, TYPE]):
            held = events[event, STATUS] == HELD
            if (best < 0 and events[event, STATUS] == PAST) or (held and (best < 0 or events[best, STATUS] == PAST)):
                best = event
            if held:
                break  # no later one is better
    if best < 0:
        return
    _mark(events, best, pool, state, marks)
    for name in range(told[row, NAMED], told[row, NAMED_END]):
        actor = names[name, ACTOR]
        if names[name, KIND] == PERSON and marks[actor, 0] != state[1]:
            marks[actor, 0] = state[1]
            _append(events, best, FIRST, pool, state, actor, ALSO_PRESENT)


@inner
def _keep(told, names, body_begins, bodies, events, low, high, pool, state, marks):
    """Which happenings stand, with the parties that follow from the others of the record."""
    main, several = -1, False
    for event in range(low, high):
        gathering = MEETING <= events[event, TYPE] <= WORKSHOP and events[event, STATUS] == HELD
        if gathering and _mark(events, event, pool, state, marks):
            several = main >= 0
            main = event if main < 0 else main
            if several:
                break
    for event in range(low, high):
        if main >= 0 and not several:
            _from_main(events, event, main, pool, state, marks)
    for event in range(low, high):
        _tidy(events, event, body_begins, bodies, pool, state, marks)
        ids = _mark(events, event, pool, state, marks)
        arrived = events[event, RULE] != ARRIVAL or (ids > 0 and events[event, PLACE] >= 0)
        events[event, STANDS] = arrived and (ids > 0 or not _empty(events, event))


@inner
def _from_main(events, event, main, pool, state, marks):
    """What is proposed or said at the only gathering of a record goes to those whom it was held with."""
    if events[event, TYPE] == PROPOSAL:
        _mark(events, event, pool, state, marks)
        if _common(events, main, pool, state, marks)[1]:
            node = events[main, FIRST]
            while node >= 0:
                if pool[node, 1] == WITH and marks[pool[node, 0], 0] != state[1]:
                    marks[pool[node, 0], 0] = state[1]
                    _append(events, event, FIRST, pool, state, pool[node, 0], ADDRESSEE)
                node = pool[node, 2]
    said = events[event, TYPE] == REPORT or events[event, TYPE] == STATEMENT or events[event, TYPE] == PROPOSAL
    if events[event, SUB] and said:
        _mark(events, main, pool, state, marks)
        node = events[event, FIRST]
        while node >= 0:
            role = pool[node, 1]
            if (role == PRESENTER or role == SPEAKER or role == PROPOSER) and marks[pool[node, 0], 0] != state[1]:
                _append(events, main, FIRST, pool, state, pool[node, 0], role)
            node = pool[node, 2]
        if events[event, DATE] < 0:
            events[event, DATE] = events[main, DATE]


@inner
def _tidy(events, event, body_begins, bodies, pool, state, marks):
    """Take out the bodies that a named participant stands for: «رئیس کمیته …» in the title is named in the body."""
    state[1] += 1
    node = events[event, FIRST]
    while node >= 0:
        for at in range(body_begins[pool[node, 0]], body_begins[pool[node, 0] + 1]):
            marks[bodies[at], 0] = state[1]
        node = pool[node, 2]
    before, node = -1, events[event, FIRST]
    while node >= 0:
        if pool[node, 1] == BODY_OF_A_PARTICIPANT and marks[pool[node, 0], 0] == state[1]:
            if before < 0:
                events[event, FIRST] = pool[node, 2]
            else:
                pool[before, 2] = pool[node, 2]
        else:
            before = node
        node = pool[node, 2]
    events[event, LAST] = before


@inner
def _empty(events, event):
    """A noun without a verb of its own of which nobody is known to take part, and no place or day is told.

    With a verb it is told as news, and who takes part stays openly unknown.
    """
    type_, rule = events[event, TYPE], events[event, RULE]
    if type_ == PROPOSAL and events[event, STATUS] == PAST:
        return True  # «تقاضا کردند», tells somebody who is quoted
    # Rules whose happening counts only with somebody who takes part: a noun alone is no news.
    alone = rule == HEADLINE or rule == PARTICIPLE or rule == SAID_AT or rule == ATTENDING
    alone = alone or rule == PAST_NOUN or rule == VOICE
    if type_ == VIOLENCE or not alone:
        return False
    return not _gathering(type_) or (events[event, PLACE] < 0 and events[event, DATE] < 0)
