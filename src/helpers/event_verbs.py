"""What verbs tell: parts of sentences come in, what happened by each of their verbs goes out.

Knows the order of words in Persian and Arabic clauses; knows no word (`tables/event_*.csv`) and no actor.
"""

from helpers.compiled import compiled, inner

# Columns of `event_parts`.
FIRST, LAST, KIND, VALUE, TENSE, PERSON, NEEDS, PLURAL, USED, BEHIND, ANAPHORIC, TAKES = range(12)
LOW, HIGH, VERBS_LOW, VERBS_HIGH, ARABIC, TITLE, QUOTED, CONTEXTS, KINDS, COLON, SENTENCE, TELLS = range(2, 14)
# Numbers of event_codes.NAMES: what verbs do, ...
FULL, HOLD, DO, AUX, HAND, ATTEND, CHAIR, SIGN, GIVE, SEND, GRANT, SUFFER, PLAN, SAY = range(1, 15)
ALL = 1_000_000  # nouns of a clause
CANCEL, DONE, ENDS, IS, NOUN, GERUND, ROLE, COUNTERPART, TWO_SIDES, PRONOUN = 15, 16, 17, 18, 19, 20, 23, 24, 25, 26
BREAK, OFFICE, HOST, STATUS, CONTEXT, MODE, WAS, ALREADY = 28, 29, 30, 31, 34, 35, 36, 37
# … roles, contexts, tenses and statuses (PRESENT is a tense and a role, PAST a tense and a status), …
PRESENT, BETWEEN, TOPIC, WITH, AUTHORITY, TO, FROM, AS, PLACE, BY_REPORT = 39, 40, 42, 43, 45, 46, 47, 48, 49, 52
SPORT, COURT, ACCIDENT, MARKET, MONEY, DELEGATION = 53, 54, 55, 57, 58, 59
HELD, PLANNED, PROPOSED, PAST, NEVER, NONE, HABIT = 60, 61, 62, 63, 64, 65, 66
BEFORE, FUTURE, NOT, JOINED = 67, 68, 70, 71
# … types of events, needs and rules.
MEETING, VIDEO_CONFERENCE, PHONE_CALL, VISIT, WORKSHOP, REPORT, STATEMENT = 72, 73, 74, 75, 77, 78, 79
PROPOSAL, AGREEMENT, APPOINTMENT, AWARD, CONDEMNATION, AID, VIOLENCE = 80, 81, 83, 84, 85, 86, 87
CREDENTIALS, ARRIVAL, PASSIVE, RECEIVING, ATTACK, NO_ACCIDENT, NO_SPORT, NO_COURT = 88, 89, 90, 92, 93, 94, 95, 96
THE = 97
VERB, NOUN_AND_VERB, DECREE, SPEECH = 98, 99, 106, 109


@compiled
def read(parts, rows, verbs, takes, found):
    """Write what each verb of each part tells into `found` (columns as in `event_rules.FOUND`); return how many."""
    count = 0
    for part in range(len(parts)):
        before = count
        for place in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
            if parts[part, ARABIC]:
                count = _arabic(parts, part, rows, verbs, place, takes, found, count)
            else:
                count = _persian(parts, part, rows, verbs, place, takes, found, count)
        for row in range(before, count):
            found[row, 0] = part
    return count


@inner
def _put(found, count, rows, row, begin, end, type_, status, rule, person):
    """Write what a row tells (a verb, or the noun it makes happen); its person 1 means «we»."""
    found[count, 1] = rows[row, FIRST]
    found[count, 2] = rows[row, LAST]
    found[count, 3] = begin
    found[count, 4] = end
    found[count, 5] = type_
    found[count, 6] = status
    found[count, 7] = rule
    found[count, 8] = person
    found[count, 9] = 0
    found[count, 10] = 0
    return count + 1


@inner
def _clause_fa(parts, part, rows, verbs, place):
    """The clause of a Persian verb ends with it and begins behind the verb or the «که» before it."""
    verb = verbs[place]
    begin = rows[verbs[place - 1], LAST] if place > parts[part, VERBS_LOW] else parts[part, FIRST]
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == BREAK and begin < rows[row, LAST] <= rows[verb, FIRST]:
            begin = rows[row, LAST]
    return begin, rows[verb, LAST]


@inner
def _clause_ar(parts, part, rows, verbs, place):
    """The clause of an Arabic verb begins with it (or with its subject before it) and ends before the next verb."""
    first = rows[verbs[place], FIRST]
    for later in range(place + 1, parts[part, VERBS_HIGH]):
        if rows[verbs[later], FIRST] > first:
            return first, rows[verbs[later], FIRST]
    return first, parts[part, LAST]


@inner
def _said(parts, part, rows, begin, end):
    """The set of statuses that words which begin in a span give: what is planned, never, past, …"""
    said = 0
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == STATUS and begin <= rows[row, FIRST] < end:
            said |= 1 << (rows[row, VALUE] - HELD)
    return said


@inner
def _has(said, status):
    return (said >> (status - HELD)) & 1 > 0


@inner
def _roles(parts, part, rows, begin, end):
    """The set of roles that stand wholly in a span, with COUNTERPART and TWO_SIDES («دو طرف»)."""
    roles = 0
    for row in range(parts[part, LOW], parts[part, HIGH]):
        kind, value = rows[row, KIND], rows[row, VALUE]
        if begin <= rows[row, FIRST] and rows[row, LAST] <= end:
            if kind == ROLE and value < 63:
                roles |= 1 << value
            elif kind == COUNTERPART or kind == TWO_SIDES:
                roles |= 1 << kind
    return roles


@inner
def _stands(parts, part, rows, kind, value, begin, end):
    """Whether a word of a kind and value stands wholly in a span."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == kind and rows[row, VALUE] == value:
            if begin <= rows[row, FIRST] and rows[row, LAST] <= end:
                return True
    return False


@inner
def _context(parts, part, value):
    return (parts[part, CONTEXTS] >> value) & 1 > 0


@inner
def _gathering(type_):
    return MEETING <= type_ <= WORKSHOP


@inner
def _mode(parts, part, rows, type_, begin, end):
    """A meeting that was held «به صورت ویدئوکنفرانسی» or «هاتفيا» is one of its own type."""
    if type_ == CREDENTIALS:
        return MEETING  # `تسلم أوراق اعتماد`: an ambassador is received
    if type_ != MEETING:
        return type_
    other = type_
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if begin <= rows[row, FIRST] and rows[row, LAST] <= end:
            if rows[row, KIND] == MODE:
                return rows[row, VALUE]
            remote = rows[row, VALUE] == VIDEO_CONFERENCE or rows[row, VALUE] == PHONE_CALL
            if rows[row, KIND] == NOUN and remote and other == MEETING:
                other = rows[row, VALUE]
    return other


@inner
def _status(parts, part, rows, verbs, place, begin, end):
    """HELD, PAST, PLANNED, PROPOSED, or 0: nothing happened («برگزار نشد», «هر سال برگزار می‌شود»)."""
    verb = verbs[place]
    tense = rows[verb, TENSE]
    if tense == JOINED:
        tense = PAST
        for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
            later = verbs[near]
            if rows[later, FIRST] >= rows[verb, LAST]:
                tense = rows[later, TENSE]
                break
    said = _said(parts, part, rows, begin, end)
    if tense == NOT or tense == HABIT or tense == NOUN or _has(said, NEVER):
        return 0
    if rows[verb, KIND] == PLAN:
        return PLANNED
    if tense == PAST or tense == BEFORE:
        if parts[part, ARABIC] and _already(parts, part, rows, verb):
            return PAST
        return PAST if tense == BEFORE or parts[part, QUOTED] or _has(said, PAST) else HELD
    if tense == FUTURE:
        return PLANNED
    said = _said(parts, part, rows, parts[part, FIRST], rows[verb, LAST])
    if tense == PRESENT:
        if parts[part, ARABIC]:
            return _present_ar(parts, part, rows, verb)
        return _present_fa(rows[verb, KIND], rows[verb, VALUE], parts[part, QUOTED], said)
    if _has(said, PLANNED):
        return PLANNED
    return PROPOSED if _has(said, PROPOSED) or _calls(parts, part, rows, verb) else 0


@inner
def _already(parts, part, rows, verb):
    """`وكان المجلس قد اجتمع`: it had happened before what is told."""
    was = -1
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == WAS and was < 0:
            was = rows[row, FIRST]
        if rows[row, KIND] == ALREADY and 0 <= was < rows[row, FIRST] and was < rows[verb, FIRST]:
            return True
    return False


@inner
def _present_fa(does, type_, quoted, said):
    """A present is a plan where it is said to be one, or of a gathering that the writer tells of, else no happening."""
    if _has(said, HABIT) or _has(said, NONE):
        return 0
    if _has(said, PLANNED):
        return PLANNED
    return PLANNED if (does == HOLD or _gathering(type_) or type_ == AGREEMENT) and not quoted else 0


@inner
def _present_ar(parts, part, rows, verb):
    """An imperfect is a plan after «من المقرر أن», a wish after «دعا إلى أن», news in a title, else no happening."""
    said = _said(parts, part, rows, parts[part, FIRST], parts[part, LAST])
    before = _said(parts, part, rows, parts[part, FIRST], rows[verb, FIRST])
    if _has(said, HABIT) or _has(before, NONE):
        return 0
    if _has(said, PLANNED):
        return PLANNED
    if _has(before, PROPOSED) or _calls(parts, part, rows, verb):
        return PROPOSED
    return HELD if parts[part, TITLE] else 0


@inner
def _calls(parts, part, rows, verb):
    """Whether someone proposed, asked or called for it before: «پیشنهاد کرد که … برگزار شود»."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        finite = rows[row, TENSE] != NOUN and rows[row, TENSE] != 0
        if rows[row, KIND] == FULL and rows[row, VALUE] == PROPOSAL and finite and rows[row, LAST] <= rows[verb, FIRST]:
            return True
    return False


@inner
def _needs(parts, part, rows, verb, begin, end):
    """Whether what a verb needs beside it is there: «محکوم کرد» is no condemnation where a court speaks."""
    need = rows[verb, NEEDS]
    if need == NO_COURT:
        return not _context(parts, part, COURT)
    if need == NO_ACCIDENT:
        return not _context(parts, part, ACCIDENT) and not _context(parts, part, SPORT)
    if need == NO_SPORT:
        return not _context(parts, part, SPORT)
    if need == DELEGATION:
        return _context(parts, part, DELEGATION)
    roles = _roles(parts, part, rows, begin, end)
    if need == WITH:
        # «هیرکانی‌پور و النبهانی رایزنی کردند»: they did it with each other
        sides = rows[verb, PERSON] == 6 or (not parts[part, ARABIC] and roles & 1 << TWO_SIDES > 0)
        return sides or roles & (1 << WITH | 1 << BETWEEN | 1 << COUNTERPART) > 0
    if need == AS or need == TO:
        return roles & (1 << AS if need == AS else 1 << TO | 1 << BETWEEN) > 0
    if need == MONEY:
        return _stands(parts, part, rows, CONTEXT, MONEY, begin, end)
    if need == ATTACK:
        return _stands(parts, part, rows, NOUN, VIOLENCE, parts[part, FIRST], parts[part, LAST])
    return need != AWARD or _stands(parts, part, rows, NOUN, AWARD, begin, end)


@inner
def _spend(parts, part, rows, type_, other, begin, end, most):
    """Mark the nouns of a clause that a verb has told (of two types; -1: any), `most` of them at most."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        told = type_ < 0 or rows[row, VALUE] == type_ or rows[row, VALUE] == other
        if most and rows[row, KIND] == NOUN and told and begin <= rows[row, FIRST] and rows[row, LAST] <= end:
            rows[row, USED] = 1
            most -= 1


@inner
def _behind(rows, row, role):
    return (rows[row, BEHIND] >> role) & 1 > 0


@inner
def _persian(parts, part, rows, verbs, place, takes, found, count):
    """Write what one verb of a Persian sentence tells: nothing, or one happening."""
    verb = verbs[place]
    does = rows[verb, KIND]
    if does == ENDS or does == IS:
        return _became(parts, part, rows, verbs, place, found, count)
    if does != SAY and does != FULL and does != CANCEL and not (parts[part, KINDS] >> NOUN) & 1:
        return count
    begin, end = _clause_fa(parts, part, rows, verbs, place)
    if does == SAY:
        spoken = rows[verb, TENSE] == PAST or rows[verb, TENSE] == PRESENT or rows[verb, TENSE] == JOINED
        if spoken and not parts[part, QUOTED] and not _goes_on(parts, part, rows, verb, begin):
            count = _put(found, count, rows, verb, begin, end, STATEMENT, HELD, SPEECH, 3)
        return count
    if does == CANCEL:
        _spend(parts, part, rows, -1, -1, begin, end, ALL)
        return count
    if does == FULL:
        return _full_fa(parts, part, rows, verbs, place, begin, end, found, count)
    at = _noun_fa(parts, part, rows, verb, begin, takes)
    if at < 0:
        return count
    noun = at
    rows[noun, USED] = 1
    type_ = _mode(parts, part, rows, rows[noun, VALUE], begin, end)
    if (
        rows[noun, PLURAL]
        and rows[verb, TENSE] == PRESENT
        and not _has(_said(parts, part, rows, parts[part, FIRST], rows[verb, LAST]), PLANNED)
    ):
        return count  # «جلسه‌های هفتگی در خانه‌ها برگزار می‌شود» is a habit
    status = _status(parts, part, rows, verbs, place, begin, end)
    if not status or (_gathering(type_) and _context(parts, part, SPORT)) or _context(parts, part, MARKET):
        return count
    _put(found, count, rows, noun, begin, end, type_, status, NOUN_AND_VERB, rows[verb, PERSON])
    found[count, 9], found[count, 10] = rows[noun, ANAPHORIC], rows[verb, VALUE] == PASSIVE
    return count + 1


@inner
def _full_fa(parts, part, rows, verbs, place, begin, end, found, count):
    """A verb that tells it all: «دیدار کرد», «محکوم کرد», «وارد … شد»."""
    verb = verbs[place]
    if not _needs(parts, part, rows, verb, begin, end):
        return count
    status = _status(parts, part, rows, verbs, place, begin, end)
    type_ = _mode(parts, part, rows, rows[verb, VALUE], begin, end)
    if _gathering(type_) and _context(parts, part, SPORT):
        return count
    if type_ == PROPOSAL and status == PROPOSED:
        return count  # «باید درخواست کنند» is a rule, nobody proposes
    _spend(parts, part, rows, type_, rows[verb, VALUE], begin, end, ALL)
    if not status:
        return count
    rule = ARRIVAL if rows[verb, NEEDS] == PLACE else VERB
    return _put(found, count, rows, verb, begin, end, type_, status, rule, rows[verb, PERSON])


@inner
def _goes_on(parts, part, rows, verb, begin):
    """«وی افزود», «و ابراز داشت»: whoever spoke before goes on, which is no news of its own."""
    if rows[verb, FIRST] - begin < 5:
        return True
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == PRONOUN and begin <= rows[row, FIRST] and rows[verb, FIRST] - rows[row, LAST] <= 3:
            return True
    return False


@inner
def _became(parts, part, rows, verbs, place, found, count):
    """«وارد تهران شد», «با حکم وزیر … سرپرست فدراسیون شد»: what is said with a word apart from «شد»."""
    if not parts[part, KINDS] & (1 << NOUN | 1 << OFFICE | 1 << HOST):
        return count
    verb = verbs[place]
    begin, end = _clause_fa(parts, part, rows, verbs, place)
    won = -1
    for row in range(parts[part, LOW], parts[part, HIGH]):
        given = rows[row, VALUE] == AWARD or rows[row, VALUE] == AID or rows[row, VALUE] == VISIT
        if _free(rows, row, begin, end) and given:
            won = row
    if won >= 0 and rows[verb, KIND] == ENDS:
        # «جایزه گرفت», «محموله کمک به هرات رسید»
        if rows[verb, FIRST] - rows[won, LAST] <= 14 or _roles(parts, part, rows, begin, end) & 1 << TO:
            return _done_by(parts, part, rows, verbs, place, begin, end, won, rows[won, VALUE], found, count)
    for host in range(parts[part, LOW], parts[part, HIGH]):
        if rows[host, KIND] == HOST and begin <= rows[host, FIRST] and rows[host, LAST] <= end:
            # «ارومیه میزبان سومین همایش … بود», «پذیرای رئیس آکادمی بود»
            for row in range(parts[part, LOW], parts[part, HIGH]):
                if (
                    _free(rows, row, begin, end)
                    and _gathering(rows[row, VALUE])
                    and rows[row, FIRST] >= rows[host, LAST]
                ):
                    return _done_by(parts, part, rows, verbs, place, begin, end, row, rows[row, VALUE], found, count)
            if rows[host, VALUE] == RECEIVING:
                return _done_by(parts, part, rows, verbs, place, begin, end, host, MEETING, found, count)
    return count if rows[verb, KIND] == IS else _reached(parts, part, rows, verbs, place, begin, end, found, count)


@inner
def _free(rows, row, begin, end):
    """Whether it is a noun of the clause that no verb has told."""
    free = rows[row, KIND] == NOUN and not rows[row, USED]
    return free and begin <= rows[row, FIRST] and rows[row, LAST] <= end


@inner
def _reached(parts, part, rows, verbs, place, begin, end, found, count):
    """«وارد تهران شد» arrives; «با حکم وزیر … سرپرست این فدراسیون شد» appoints by decree."""
    verb = verbs[place]
    arrival, office = -1, False
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if _free(rows, row, begin, end) and rows[row, VALUE] == ARRIVAL:
            arrival = row
        if rows[row, KIND] == OFFICE and begin <= rows[row, FIRST] and rows[row, LAST] <= end:
            office = office or rows[verb, FIRST] - rows[row, LAST] <= 60
    decree = office and rows[verb, VALUE] == PASSIVE and _roles(parts, part, rows, begin, end) & 1 << AUTHORITY > 0
    if arrival < 0 and not decree:
        return count
    status = _status(parts, part, rows, verbs, place, begin, end)
    if not status:
        return count
    if decree:
        return _put(found, count, rows, verb, begin, end, APPOINTMENT, status, DECREE, rows[verb, PERSON])
    rows[arrival, USED] = 1
    _spend(parts, part, rows, VISIT, VISIT, begin, end, ALL)
    return _put(found, count, rows, verb, begin, end, VISIT, status, ARRIVAL, rows[verb, PERSON])


@inner
def _done_by(parts, part, rows, verbs, place, begin, end, at, type_, found, count):
    status = _status(parts, part, rows, verbs, place, begin, end)
    rows[at, USED] = 1
    if not status or (_gathering(type_) and _context(parts, part, SPORT)):
        return count
    person = rows[verbs[place], PERSON]
    return _put(found, count, rows, at, begin, end, type_, status, NOUN_AND_VERB, person)


@inner
def _noun_fa(parts, part, rows, verb, begin, takes):
    """The noun that a Persian verb makes happen: close before «کرد», the first one of the clause before «برگزار شد».

    It is a row, or -1.
    """
    does = rows[verb, KIND]
    close = does == AUX or does == DO or does == HAND
    late = does == GIVE or does == SEND or does == GRANT or does == ATTEND or does == SIGN
    roles = 1 << PLACE | 1 << FROM | 1 << TO | 1 << TOPIC
    first, last, free, any_, whole = -1, -1, -1, -1, -1
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] != NOUN or not takes[does, rows[row, VALUE]] or rows[row, LAST] > rows[verb, FIRST]:
            continue
        whole = row if rows[row, FIRST] >= parts[part, FIRST] else whole
        if rows[row, FIRST] < begin:
            continue
        any_ = row
        cited = rows[row, BEHIND] & (1 << TOPIC | 1 << BY_REPORT)
        last = row if not cited else last
        first = row if first < 0 else first
        free = row if free < 0 and not rows[row, BEHIND] & roles else free
    if any_ < 0:
        # «در کنفرانسی که سال گذشته دایر شده بود»: the subject stands before «که»
        wide = does == HOLD or does == SIGN or does == GIVE or does == PLAN or does == SUFFER
        return whole if wide and whole >= 0 and not rows[whole, USED] else -1
    if close:
        return any_ if rows[verb, FIRST] - rows[any_, LAST] <= (40 if does == DO else 14) else -1
    if late:
        return last
    return first if free < 0 and does == CHAIR else free


@inner
def _arabic(parts, part, rows, verbs, place, takes, found, count):
    """Write what one verb of an Arabic sentence tells: nothing, or one happening."""
    verb = verbs[place]
    begin, end = _clause_ar(parts, part, rows, verbs, place)
    does = rows[verb, KIND]
    if does == SAY:
        return _said_ar(parts, part, rows, verbs, place, begin, end, found, count)
    if does == CANCEL:
        _spend(parts, part, rows, -1, -1, begin, end, ALL)
        return count
    status = _status(parts, part, rows, verbs, place, begin, end)
    if does == FULL:
        if not status or not _needs(parts, part, rows, verb, begin, end):
            return count
        type_ = _mode(parts, part, rows, rows[verb, VALUE], begin, end)
        if _gathering(type_) and _context(parts, part, SPORT):
            return count
        _spend(parts, part, rows, type_, rows[verb, VALUE], begin, end, 1)
        rule = ARRIVAL if rows[verb, NEEDS] == PLACE else VERB
        return _put(found, count, rows, verb, begin, end, type_, status, rule, rows[verb, PERSON])
    if does == DONE:
        return _done_ar(parts, part, rows, verb, begin, end, status, found, count) if status else count
    at = _noun_ar(parts, part, rows, verbs, verb, end, takes)
    if at < 0:
        return count
    noun = at
    rows[noun, USED] = 1
    type_ = _mode(parts, part, rows, rows[noun, VALUE], min(begin, rows[noun, FIRST]), end)
    if not status or (_gathering(type_) and _context(parts, part, SPORT)) or _context(parts, part, MARKET):
        return count
    # `مشاركتهما في أعمال المؤتمر … الذي انطلقت أعماله`: who attends stands before
    whole = parts[part, FIRST] if _attended(parts, part, rows, noun) else min(begin, rows[noun, FIRST])
    _put(found, count, rows, noun, whole, end, type_, status, NOUN_AND_VERB, rows[verb, PERSON])
    # `حضرت المباحثات الدكتورة …`: who was at what is told
    found[count, 9] = rows[noun, ANAPHORIC] or (does == ATTEND and rows[noun, NEEDS] == THE)
    return count + 1


@inner
def _attended(parts, part, rows, noun):
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == GERUND and rows[row, VALUE] == ATTEND and 0 <= rows[noun, FIRST] - rows[row, LAST] <= 30:
            return True
    return False


@inner
def _said_ar(parts, part, rows, verbs, place, begin, end, found, count):
    """`أعرب عن استنكاره`, `كشف تقرير`: what is voiced is more than a statement."""
    verb = verbs[place]
    past = rows[verb, TENSE] == PAST
    if parts[part, QUOTED] or not (past or (parts[part, TITLE] and rows[verb, TENSE] == PRESENT)):
        return count
    status = _status(parts, part, rows, verbs, place, begin, end) if past else 0
    status = status or HELD
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if (
            rows[row, KIND] != NOUN
            or rows[row, FIRST] < rows[verb, LAST]
            or rows[row, LAST] > min(rows[verb, LAST] + 25, end)
        ):
            continue
        report = rows[row, VALUE] == REPORT and not rows[row, NEEDS] and rows[row, FIRST] - rows[verb, LAST] <= 2
        if rows[row, VALUE] == CONDEMNATION or report:
            rows[row, USED] = 1
            type_, person = rows[row, VALUE], rows[verb, PERSON]
            return _put(found, count, rows, verb, begin, end, type_, status, NOUN_AND_VERB, person)
    return _put(found, count, rows, verb, begin, end, STATEMENT, status, SPEECH, 3)


@inner
def _noun_ar(parts, part, rows, verbs, verb, end, takes):
    """The noun that an Arabic verb makes happen: the first one behind it, else the subject before it; a row or -1."""
    does, first = rows[verb, KIND], -1
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] != NOUN or rows[row, USED] or not takes[does, rows[row, VALUE]]:
            continue
        if rows[row, FIRST] < rows[verb, LAST] or rows[row, LAST] > end or _behind(rows, row, TOPIC):
            continue
        if does == DO and rows[row, FIRST] - rows[verb, LAST] > 40:
            continue
        if not rows[row, NEEDS]:
            return row  # `تحتضن …، ضمن برنامج الملتقى، ورشة`: what is news has no article
        first = row if first < 0 else first
    if first >= 0 or not (does == HOLD or does == SIGN or does == SUFFER):
        return first
    begin = parts[part, FIRST]
    for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
        other = verbs[near]
        if rows[other, LAST] <= rows[verb, FIRST]:
            begin = max(begin, rows[other, LAST])
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == NOUN and takes[does, rows[row, VALUE]]:
            if begin <= rows[row, FIRST] and rows[row, LAST] <= rows[verb, FIRST]:
                first = row
    return first


@inner
def _done_ar(parts, part, rows, verb, begin, end, status, found, count):
    """«تم توقيع مذكرة تفاهم», «تم عقد اجتماع», «تم تعيين …»: what was done is the noun of an act behind the verb."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        first = rows[row, FIRST]
        if first < rows[verb, LAST] or first - rows[verb, LAST] > 60 or rows[row, LAST] > end:
            continue
        noun = -1
        if rows[row, KIND] == GERUND and rows[row, TAKES] >= 0 and rows[rows[row, TAKES], LAST] <= end:
            noun = rows[row, TAKES]
        elif rows[row, KIND] == NOUN and not _act_here(parts, part, rows, row, end):
            noun = row
        if noun >= 0:
            rows[noun, USED], rows[row, USED] = 1, 1
            type_, person = rows[noun, VALUE], rows[verb, PERSON]
            _put(found, count, rows, noun, begin, end, type_, status, NOUN_AND_VERB, person)
            found[count, 10] = 1
            return count + 1
    return count


@inner
def _act_here(parts, part, rows, row, end):
    """Whether the same word is also the noun of an act that takes another noun."""
    other = row + 1
    while other < parts[part, HIGH] and rows[other, FIRST] == rows[row, FIRST]:
        if rows[other, KIND] == GERUND and rows[other, TAKES] >= 0 and rows[rows[other, TAKES], LAST] <= end:
            return True
        other += 1
    return False
