"""What nouns tell without a verb: participles, acts that are proposed, meetings at which is spoken, titles.

Knows what stands before what in a sentence; knows no word (`tables/event_*.csv`) and no actor.
"""

from helpers.compiled import compiled, inner

# Columns of `event_parts`.
FIRST, LAST, KIND, VALUE, TENSE, PERSON, NEEDS, PLURAL, USED, BEHIND, ANAPHORIC, TAKES = range(12)
LOW, HIGH, VERBS_LOW, VERBS_HIGH, ARABIC, TITLE, QUOTED, CONTEXTS, KINDS, COLON, SENTENCE, TELLS = range(2, 14)
# Numbers of event_codes.NAMES: kinds (verbs are 1 to IS), ...
FULL, HOLD, ATTEND, SIGN, SAY, CANCEL, IS, NOUN, GERUND, PARTICIPLE = 1, 2, 6, 8, 14, 15, 18, 19, 20, 21
ATTENDANCE, ROLE, COUNTERPART, STATUS, PAST_MARK, CONTEXT, MODE = 22, 23, 24, 31, 32, 34, 35
# … roles and contexts, tenses and statuses, …
PRESENT, BETWEEN, BY_LETTER, TOPIC, WITH, TO, FROM, PLACE, SUBJECT = 39, 40, 41, 42, 43, 46, 47, 49, 50
SPORT, PRESS, HELD, PLANNED, PROPOSED, PAST, NEVER, NONE, HABIT = 53, 56, 60, 61, 62, 63, 64, 65, 66
BEFORE, JOINED = 67, 71
# … types of events and rules.
MEETING, VIDEO_CONFERENCE, PHONE_CALL, CONFERENCE, WORKSHOP, REPORT, STATEMENT = 72, 73, 74, 76, 77, 78, 79
PROPOSAL, LETTER, AWARD, CONDEMNATION, AID, VIOLENCE, CREDENTIALS = 80, 82, 84, 85, 86, 87, 88
SAID_AT, HEADLINE, HEADLINE_ACT, CALLED_FOR, PAST_NOUN, VOICE, ATTENDING, ACT_NOUN = (
    100,
    101,
    102,
    103,
    104,
    105,
    107,
    108,
)


@compiled
def read(parts, rows, verbs, takes, found, count):
    """Write what the nouns of each part tell into `found`, from row `count` on; return how many there are then."""
    for part in range(len(parts)):
        before, kinds = count, parts[part, KINDS]
        if kinds & 1 << PARTICIPLE:
            count = _participles(parts, part, rows, takes, found, count)
        if kinds & 1 << GERUND:
            count = _act_nouns(parts, part, rows, verbs, found, count)
        if kinds & 1 << NOUN:
            count = _called_for(parts, part, rows, verbs, found, count)
            count = _said_at(parts, part, rows, verbs, found, count)
        if parts[part, ARABIC] and kinds & 1 << NOUN and kinds & 1 << GERUND:
            count = _attending(parts, part, rows, found, count)
        if kinds & 1 << NOUN and kinds & (1 << PAST_MARK | 1 << STATUS):
            count = _past_nouns(parts, part, rows, verbs, found, count)
        if parts[part, TITLE] and kinds & 1 << NOUN:
            count = _headline(parts, part, rows, verbs, found, count)
        if kinds & 1 << ATTENDANCE:
            count = _attendance(parts, part, rows, found, count)
        if parts[part, COLON] >= 0:
            count = _voice(parts, part, rows, found, count)
        for row in range(before, count):
            found[row, 0] = part
    return count


@inner
def _put(found, count, rows, row, begin, end, type_, status, rule):
    """Write what a noun, or another row, tells."""
    found[count, 1] = rows[row, FIRST]
    found[count, 2] = rows[row, LAST]
    found[count, 3] = begin
    found[count, 4] = end
    found[count, 5] = type_
    found[count, 6] = status
    found[count, 7] = rule
    found[count, 8] = 3
    found[count, 9] = 0
    found[count, 10] = 0
    return count + 1


@inner
def _said(parts, part, rows, begin, end):
    """The set of statuses that words which begin in a span give: what is planned, never, past, …"""
    said = 0
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == STATUS and begin <= rows[row, FIRST] < end:
            said |= 1 << (rows[row, VALUE] - HELD)
    return said


@inner
def _begins(parts, part, rows, kind, value, begin, end):
    """Whether a word of a kind and value begins in a span."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == kind and rows[row, VALUE] == value and begin <= rows[row, FIRST] < end:
            return True
    return False


@inner
def _has(said, status):
    return (said >> (status - HELD)) & 1 > 0


@inner
def _context(parts, part, value):
    return (parts[part, CONTEXTS] >> value) & 1 > 0


@inner
def _behind(rows, row, role):
    return (rows[row, BEHIND] >> role) & 1 > 0


@inner
def _fresh(rows, row):
    """Whether a row is a noun that nothing has told yet, here or before («این نشست»)."""
    return rows[row, KIND] == NOUN and not rows[row, USED] and not rows[row, ANAPHORIC]


@inner
def _takes(rows, row):
    """Whether a row is the noun of an act that takes a noun which nothing has told yet."""
    return rows[row, KIND] == GERUND and rows[row, TAKES] >= 0 and not rows[rows[row, TAKES], USED]


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
def _next_verb(parts, part, rows, verbs, noun, column, default):
    """Where the first verb behind a noun begins (or ends: LAST); `default` without one."""
    for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
        verb = verbs[near]
        if rows[verb, FIRST] > rows[noun, LAST]:
            return rows[verb, column]
    return default


@inner
def _participles(parts, part, rows, takes, found, count):
    """«تفاهم نامه همکاری امضا شده در فوریه», `خطة عمل التعاون الموقعة بين الجانبين`: it happened before."""
    for hit in range(parts[part, LOW], parts[part, HIGH]):
        if rows[hit, KIND] != PARTICIPLE:
            continue
        near, last = -1, -1
        for row in range(parts[part, LOW], parts[part, HIGH]):
            gap = rows[hit, FIRST] - rows[row, LAST]
            if rows[row, KIND] == NOUN and takes[rows[hit, VALUE], rows[row, VALUE]] and 0 <= gap <= 60:
                near = row if near < 0 or rows[row, FIRST] > rows[near, FIRST] else near
                last = row
        if near < 0 or rows[last, USED] or (rows[near, PLURAL] and rows[hit, VALUE] == HOLD):
            continue
        if _has(_said(parts, part, rows, parts[part, FIRST], rows[hit, FIRST]), NEVER):
            continue
        noun, end = near, parts[part, LAST]
        rows[noun, USED] = 1
        for row in range(parts[part, LOW], parts[part, HIGH]):
            verb = 1 <= rows[row, KIND] <= IS and rows[row, TENSE] != NOUN and rows[row, TENSE] != 0
            if (verb or rows[row, KIND] == SUBJECT) and rows[row, FIRST] > rows[hit, LAST]:
                end = min(end, rows[row, FIRST])
        # Behind it stands who and when: «امضا شده در فوریه ۲۰۱۶ میان … و …»
        status = PAST if rows[hit, VALUE] == SIGN or not parts[part, ARABIC] else HELD
        count = _put(found, count, rows, noun, rows[noun, FIRST], end, rows[noun, VALUE], status, PARTICIPLE)
    return count


@inner
def _act_nouns(parts, part, rows, verbs, found, count):
    """«پیشنهاد برگزاری کنفرانس», `دعا إلى عقد مؤتمر`: an act that is only proposed or planned."""
    for hit in range(parts[part, LOW], parts[part, HIGH]):
        if not _takes(rows, hit) or rows[hit, USED] or rows[hit, VALUE] == ATTEND:
            continue
        noun, begin = rows[hit, TAKES], parts[part, FIRST]
        for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
            verb = verbs[near]
            if not parts[part, ARABIC] and rows[verb, LAST] <= rows[hit, FIRST]:
                begin = max(begin, rows[verb, LAST])
        end = _next_verb(parts, part, rows, verbs, noun, LAST, parts[part, LAST])
        said = _said(parts, part, rows, begin, end)
        if _has(said, NEVER) or _has(said, HABIT):
            continue
        governed = rows[hit, FIRST] if parts[part, ARABIC] else end
        planned = _has(said, PLANNED)
        if _behind(rows, hit, FROM) and _announced(parts, part, rows, verbs, noun):
            status = PLANNED if planned else HELD
        elif _has(_said(parts, part, rows, begin, governed), PROPOSED) or _asked(parts, part, rows, begin, governed):
            status = PROPOSED
        elif planned:
            status = PLANNED
        else:
            continue
        rows[noun, USED] = 1
        type_ = _mode(parts, part, rows, rows[noun, VALUE], rows[hit, FIRST], end)
        count = _put(found, count, rows, noun, rows[hit, FIRST], end, type_, status, ACT_NOUN)
    return count


@inner
def _announced(parts, part, rows, verbs, noun):
    """«از ارسال نامه‌ای به یونیسف خبر داد»: what is announced as done."""
    for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
        verb = verbs[near]
        if rows[verb, KIND] == SAY and rows[verb, FIRST] > rows[noun, LAST]:
            return True
    return False


@inner
def _asked(parts, part, rows, begin, end):
    """Whether a proposal is told in a span, by a verb or a noun."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, VALUE] == PROPOSAL and (rows[row, KIND] == FULL or rows[row, KIND] == NOUN):
            if begin <= rows[row, FIRST] <= end:
                return True
    return False


@inner
def _said_at(parts, part, rows, verbs, found, count):
    """«در نشست با … گفت», `خلال لقائه مع …`, «طی مکتوبی به … خواستار شد»: what is told beside it makes it happen."""
    for noun in range(parts[part, LOW], parts[part, HIGH]):
        if rows[noun, KIND] != NOUN or not _stands_in(parts, part, rows, noun) or not _whole(parts, part, rows, noun):
            continue
        verb = _governs(parts, part, rows, verbs, noun)
        if verb < 0 and not parts[part, TITLE]:
            continue
        rows[noun, USED] = 1
        if _begins(parts, part, rows, CONTEXT, PRESS, rows[noun, FIRST], min(rows[noun, LAST] + 60, parts[part, LAST])):
            continue  # «در گفت‌وگو با خبرگزاری …» is an interview
        end = _next_verb(parts, part, rows, verbs, noun, FIRST, parts[part, LAST])
        begin = _begin(parts, part, rows, verbs)
        type_ = _mode(parts, part, rows, rows[noun, VALUE], rows[noun, FIRST], end)
        earlier = _has(_said(parts, part, rows, begin, end), PAST) or (verb >= 0 and rows[verb, TENSE] == BEFORE)
        status = PAST if earlier else HELD
        count = _put(found, count, rows, noun, begin, end, type_, status, SAID_AT)
    return count


@inner
def _begin(parts, part, rows, verbs):
    """Where the clause begins in which something is told of a noun: an Arabic one with its first verb."""
    if parts[part, ARABIC] and parts[part, VERBS_LOW] < parts[part, VERBS_HIGH]:
        return rows[verbs[parts[part, VERBS_LOW]], FIRST]
    return parts[part, FIRST]


@inner
def _governs(parts, part, rows, verbs, noun):
    """The verb in the past that tells what was done at it: behind the noun in Persian, anywhere in Arabic; or -1."""
    for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
        verb = verbs[near]
        told = rows[verb, TENSE] == PAST or rows[verb, TENSE] == BEFORE or rows[verb, TENSE] == JOINED
        if told and rows[verb, KIND] != CANCEL and (parts[part, ARABIC] or rows[verb, FIRST] > rows[noun, LAST]):
            return verb
    return -1


@inner
def _stands_in(parts, part, rows, noun):
    """Whether a noun is one at which, or by which, something is done, and it is not told of as a plan."""
    value = rows[noun, VALUE]
    if not (_gathering(value) or value == LETTER or value == VIOLENCE):
        return False
    if not _fresh(rows, noun) or rows[noun, PLURAL] or parts[part, QUOTED] or _context(parts, part, SPORT):
        return False
    by = BY_LETTER if value == LETTER else TOPIC if parts[part, ARABIC] else PLACE
    if not _behind(rows, noun, PLACE) and not _behind(rows, noun, by):
        return False
    if _has(_said(parts, part, rows, rows[noun, FIRST] - 25, rows[noun, LAST] + 25), PLANNED):
        return False
    return not _has(_said(parts, part, rows, parts[part, FIRST], parts[part, LAST]), NEVER)


@inner
def _whole(parts, part, rows, noun):
    """Whether it says with whom: «در نشست» alone is a place to speak, «در نشست با معاونان» a meeting."""
    value, end = rows[noun, VALUE], min(rows[noun, LAST] + 90, parts[part, LAST])
    if value == PHONE_CALL or value == VIDEO_CONFERENCE or value == VIOLENCE or value == CONFERENCE:
        return True
    if value == WORKSHOP:
        return True
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, FIRST] < rows[noun, LAST] or rows[row, LAST] > end:
            continue
        role = rows[row, VALUE] if rows[row, KIND] == ROLE else -1
        if value == LETTER and role == TO and rows[row, FIRST] - rows[noun, LAST] <= 25:
            return True
        with_ = role == WITH or role == BETWEEN or role == PRESENT or rows[row, KIND] == COUNTERPART
        if value != LETTER and with_:
            return True
    return False


@inner
def _attending(parts, part, rows, found, count):
    """`مشاركتهما في أعمال المؤتمر`: who attends a conference tells that it is held."""
    for hit in range(parts[part, LOW], parts[part, HIGH]):
        if not _takes(rows, hit) or rows[hit, VALUE] != ATTEND or parts[part, QUOTED]:
            continue
        noun, first, last = rows[hit, TAKES], parts[part, FIRST], parts[part, LAST]
        if _has(_said(parts, part, rows, rows[hit, FIRST], rows[noun, LAST] + 40), PLANNED):
            continue
        said = _said(parts, part, rows, first, rows[hit, FIRST])
        if _has(said, PROPOSED) or _has(said, NONE):
            continue
        rows[noun, USED] = 1
        count = _put(found, count, rows, noun, first, last, rows[noun, VALUE], HELD, ATTENDING)
    return count


@inner
def _past_nouns(parts, part, rows, verbs, found, count):
    """«عکس‌های سفر سال گذشته … به زنگبار», `المحادثات السابقة بين …`: a noun that is said to be past."""
    if _context(parts, part, SPORT) or _has(_said(parts, part, rows, parts[part, FIRST], parts[part, LAST]), NEVER):
        return count
    for noun in range(parts[part, LOW], parts[part, HIGH]):
        if not _fresh(rows, noun) or not _gathering(rows[noun, VALUE]):
            continue
        past = _has(_said(parts, part, rows, rows[noun, LAST] + 1, rows[noun, LAST] + 15), PAST)
        if past or _begins(parts, part, rows, PAST_MARK, 0, rows[noun, LAST] + 1, rows[noun, LAST] + 15):
            rows[noun, USED] = 1
            end = _next_verb(parts, part, rows, verbs, noun, FIRST, parts[part, LAST])
            count = _put(found, count, rows, noun, rows[noun, FIRST], end, rows[noun, VALUE], PAST, PAST_NOUN)
    return count


@inner
def _called_for(parts, part, rows, verbs, found, count):
    """«خواستار نشست فوری شورا شد», `دعت إلى مؤتمر عاجل`: a gathering right behind the word that calls for it."""
    if parts[part, QUOTED]:
        return count
    for noun in range(parts[part, LOW], parts[part, HIGH]):
        if not _fresh(rows, noun) or rows[noun, PLURAL] or not _gathering(rows[noun, VALUE]):
            continue
        called, row = False, noun - 1
        while row >= parts[part, LOW] and rows[noun, FIRST] - rows[row, LAST] <= 12:
            call = rows[row, KIND] == STATUS and rows[row, VALUE] == PROPOSED
            call = call or (rows[row, KIND] == FULL and rows[row, VALUE] == PROPOSAL)
            called = called or (call and rows[noun, FIRST] > rows[row, LAST])
            row -= 1
        if called:
            rows[noun, USED] = 1
            end = _next_verb(parts, part, rows, verbs, noun, LAST, parts[part, LAST])
            count = _put(found, count, rows, noun, rows[noun, FIRST], end, rows[noun, VALUE], PROPOSED, CALLED_FOR)
    return count


@inner
def _voice(parts, part, rows, found, count):
    """«زهرا رضایی: صلح بدون زنان پایدار نیست»: a title that names who speaks, a colon, and what is said."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        told = rows[row, KIND] == NOUN or rows[row, KIND] == GERUND or 1 <= rows[row, KIND] <= IS
        if told and rows[row, FIRST] < parts[part, COLON]:
            return count
    first, colon = parts[part, FIRST], parts[part, COLON]
    _put(found, count, rows, 0, first, colon, STATEMENT, HELD, VOICE)
    found[count, 1], found[count, 2] = first, colon
    return count + 1


@inner
def _headline(parts, part, rows, verbs, found, count):
    """«دیدار وزیر با سفیر», `توقيع مذكرة تفاهم`: a title without a verb tells what was done."""
    for near in range(parts[part, VERBS_LOW], parts[part, VERBS_HIGH]):
        verb = verbs[near]
        if rows[verb, KIND] == FULL or rows[verb, KIND] == HOLD or rows[verb, KIND] == SIGN:
            return count
    at = _first_noun(parts, part, rows)
    first, last = parts[part, FIRST], parts[part, LAST]
    said = _said(parts, part, rows, first, last)
    if at < 0 or _has(said, NEVER) or _context(parts, part, SPORT):
        return count
    noun = at
    if rows[noun, PLURAL] or rows[noun, FIRST] - first > (30 if parts[part, ARABIC] else 25):
        return count
    if _has(said, NONE) or rows[noun, BEHIND] & (1 << PLACE | 1 << TOPIC | 1 << TO):
        return count
    act = False
    for row in range(parts[part, LOW], parts[part, HIGH]):
        act = act or (rows[row, KIND] == GERUND and rows[row, LAST] <= rows[noun, FIRST])
    if not act and not _newsworthy(parts, part, rows, noun):
        return count
    status = HELD
    if _has(said, PLANNED):
        status = PLANNED
    elif rows[noun, VALUE] != PROPOSAL and _has(_said(parts, part, rows, first, rows[noun, FIRST]), PROPOSED):
        status = PROPOSED
    rows[noun, USED] = 1
    # `توقيع مذكرة تفاهم`, `استنكار`: the noun of an act is news by itself, «کنفرانس زنان» only with somebody
    rule = HEADLINE_ACT if act or rows[noun, VALUE] == CONDEMNATION else HEADLINE
    type_ = _mode(parts, part, rows, rows[noun, VALUE], first, last)
    return _put(found, count, rows, noun, first, last, type_, status, rule)


@inner
def _first_noun(parts, part, rows):
    """The first noun that nothing has told yet, or -1; `بيان استنكار من …` condemns."""
    at = -1
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] != NOUN or rows[row, USED]:
            continue
        at = row if at < 0 else at
        if rows[row, VALUE] == CONDEMNATION and rows[row, FIRST] - rows[at, LAST] <= 2:
            return row
    return at


@inner
def _newsworthy(parts, part, rows, noun):
    """Whether a noun in a title is news: «نامه انجمن به وزارت», «مساعدت با فامیل‌ها», but no «گزارش» by itself."""
    value = rows[noun, VALUE]
    if value == LETTER or value == AID:
        for row in range(parts[part, LOW], parts[part, HIGH]):
            if rows[row, KIND] == ROLE and rows[row, FIRST] >= rows[noun, LAST]:
                if rows[row, VALUE] == TO or rows[row, VALUE] == WITH:
                    return True
    return not (value == STATEMENT or value == REPORT or value == AID or value == AWARD or value == LETTER)


@inner
def _attendance(parts, part, rows, found, count):
    """«… نیز حضور داشتند», `حضر اللقاء …`: who else was at what is told."""
    for row in range(parts[part, LOW], parts[part, HIGH]):
        if rows[row, KIND] == ATTENDANCE:
            begin = rows[row, LAST] if parts[part, ARABIC] else parts[part, FIRST]
            end = parts[part, LAST] if parts[part, ARABIC] else rows[row, LAST]
            return _put(found, count, rows, row, begin, end, ATTENDANCE, HELD, ATTENDANCE)
    return count
