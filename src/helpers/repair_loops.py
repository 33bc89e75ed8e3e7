"""The loops of repair over a batch of letters: codes of characters come in, words, half-spaces and edits go out.

Must not know a word or a letter by name: what a letter is and what a word may do is told by numbers in arrays
(`repair_words` makes them). Every loop looks at a letter a fixed number of times.
"""

import numpy as np

from helpers.compiled import compiled

# What a character is: bits of the array `kinds`, by code.
LETTER, JOINS, MARK, SPACE, ODD_SPACE, NEWLINE, HALF, HIDDEN = 1, 2, 4, 8, 16, 32, 64, 128
TATWEEL, STICKS, FORM, BULLET, ENDS, DIGIT, STOP, OPENS, CLOSES, SUBSTITUTE, MADDA = (1 << n for n in range(8, 19))
OPENS_VERB, OPENS_ENDING, CLOSES_WORD = (1 << n for n in range(19, 22))  # letters of می, of endings
# What a word, or a piece of one, may do: bits of `flags`.
DONE, VERB, HEH, PART, END, END_ANY, END_HEH, START, PLURAL, COMPARES, HIGHEST, AFTER_HEH = (1 << n for n in range(12))
ADJECTIVE, SPACED, PAIR, ARABIC, PERSIAN, BACKWARDS, MI, TWIN_PLURAL, TWIN_LEFT, TWIN_BESIDE, BESIDE = (
    1 << n for n in range(12, 23)
)
END_SPACED, FORE, FUNCTION, AFTER_YEH, YEH, OF_PAIR, CUT = (1 << n for n in range(23, 30))
# How two words stand: one space between them, or one line break that is a hard wrap.
SKIPPED, ONE_SPACE, NEW_SEGMENT, HAS_MADDA = 1, 2, 4, 8  # the last: an «آ» stands in the word
HAS_FORM, HAS_GAPS, HAS_LEAD, HAS_BRACKET, HAS_BACKWARDS = 1, 2, 4, 8, 16
HALF_SPACE, LETTERS, TATWEELS, DIRECTION, SPACES, WRAP, BULLETS, STRAY = range(1, 9)
ZWNJ, BLANK, ROUND_BULLET, BREAK, SELECTOR = 0x200C, 0x20, 0x2022, 0x0A, 0xFE0F
_SEEN = 1 << 13  # words of a batch whose answer is kept: they stay near the processor
LONGEST = 30  # letters of a word that is looked at: longer ones are no words
_BASE = np.uint64(0x9E3779B97F4A7C15)


@compiled
def look_up(keys, word):
    """Return the slot of a word's hash in the table, or -1."""
    last = np.uint64(len(keys) - 1)
    slot = (word ^ (word >> np.uint64(31))) & last
    while keys[slot] != 0:
        if keys[slot] == word:
            return np.int64(slot)
        slot = (slot + np.uint64(1)) & last
    return np.int64(-1)


@compiled
def may_be(sieve, word):
    """Whether a word's hash can be in the table at all: one bit of a small array says no to most that are not."""
    bit = word >> np.uint64(44)
    return (sieve[bit >> np.uint64(3)] >> (bit & np.uint64(7))) & 1 != 0


@compiled
def insert(keys, word):
    """Return the slot of a word's hash, which is taken for it when it is new."""
    last = np.uint64(len(keys) - 1)
    slot = (word ^ (word >> np.uint64(31))) & last
    while keys[slot] != 0 and keys[slot] != word:
        slot = (slot + np.uint64(1)) & last
    keys[slot] = word
    return np.int64(slot)


@compiled
def lines_with(codes, lines, folded, letters, keys):
    """Return which of the lines of a text hold a word of a table of hashes; `letters`: which codes it can have."""
    out, line = np.zeros(lines, dtype=np.bool_), 0
    word, seen = np.uint64(0), False
    for at in range(len(codes) + 1):
        if at < len(codes) and letters[codes[at]]:
            word = word * _BASE + np.uint64(folded[codes[at]])
            seen = True
        elif seen:
            if not out[line] and look_up(keys, word) >= 0:
                out[line] = True
            word, seen = np.uint64(0), False
        if at < len(codes) and codes[at] == BREAK:
            line += 1
    return out


@compiled
def words(codes, starts, kinds, folded, wrapped, spelled):
    """Return the words of a batch: `first after hash letters told record`, a row a word, and the flags of records.

    HAS_GAPS and the like mark records that look as if a PDF had put pieces of their lines elsewhere.

    spelled: which records are read at all. A word ends at a half-space. `told` has the bits SKIPPED (it stands in an
    address, a handle, a hashtag, or against a digit), ONE_SPACE and NEW_SEGMENT.
    """
    room = len(codes) // 2 + len(starts) + 1
    first, after = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    hashes, size = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.int16)
    told, of = np.empty(room, dtype=np.uint8), np.empty(room, dtype=np.int32)
    record_flags = np.zeros(len(starts) - 1, dtype=np.uint8)
    n, wrap = 0, 0
    for record in range(len(starts) - 1):
        if not spelled[record]:
            continue
        sticky, near, segment, before, gaps, line_start = False, 0, True, np.uint32(0), 0, True
        at, end = starts[record], starts[record + 1]
        while at < end:
            kind = kinds[codes[at]]
            if kind == SPACE:
                gaps += before == SPACE
                sticky, near, before = False, near + 1, np.uint32(SPACE)
                at += 1
                continue
            if not kind & LETTER:
                while wrap < len(wrapped) and wrapped[wrap] < at:
                    wrap += 1
                is_wrap = wrap < len(wrapped) and wrapped[wrap] == at
                if kind & (SPACE | ODD_SPACE | NEWLINE):
                    sticky = False
                    near = near + 1 if kind & SPACE or is_wrap else 9
                elif not kind & HIDDEN:
                    sticky = sticky or (kind & STICKS) != 0
                    near = 9
                if kind & ENDS and not is_wrap:
                    segment = True
                line_start = (line_start and not kind & DIGIT) or (kind & NEWLINE) != 0
                if (
                    kind & OPENS
                    and before & LETTER
                    and (at + 1 == end or kinds[codes[at + 1]] & (SPACE | STOP | NEWLINE))
                ):
                    record_flags[record] |= HAS_BRACKET
                before = kind
                at += 1
                continue
            begin, word, letters, behind, marks = at, np.uint64(0), 0, np.uint32(0), np.uint32(0)
            while at < end:
                code = codes[at]
                behind = kinds[code]
                if behind & LETTER:
                    word = word * _BASE + np.uint64(folded[code])
                    letters += 1
                    marks |= behind & (FORM | MADDA)
                elif not behind & (MARK | TATWEEL | HIDDEN):
                    break
                at += 1
            behind = behind if at < end else np.uint32(0)
            skip = sticky or before & (DIGIT | STICKS) or behind & (DIGIT | STICKS) or letters > LONGEST
            first[n], after[n], hashes[n], size[n], of[n] = begin, at, word, min(letters, 9999), record
            record_flags[record] |= HAS_FORM if marks & FORM else 0
            if line_start:
                record_flags[record] |= HAS_LEAD if before & STOP else HAS_BRACKET if before & CLOSES else 0
            told[n] = (
                (HAS_MADDA if marks & MADDA else 0)
                | (SKIPPED if skip else 0)
                | (ONE_SPACE if near == 1 else 0)
                | (NEW_SEGMENT if segment else 0)
            )
            n += 1
            near, segment, before, line_start = 0, False, np.uint32(LETTER), False
        record_flags[record] |= HAS_GAPS if gaps > 2 else 0
    return first[:n], after[:n], hashes[:n], size[:n], told[:n], of[:n], record_flags


@compiled
def _piece(sums, powers, begin, end):
    return sums[end] - sums[begin] * powers[end - begin]


@compiled
def _flags(table, word):
    if not may_be(table[3], word):
        return np.uint32(0)
    slot = look_up(table[0], word)
    return table[1][slot] if slot >= 0 else np.uint32(0)


@compiled
def _done(table, word):
    """The half-spaces of a word that the table knows as a whole, else -1."""
    if not may_be(table[3], word):
        return np.int64(-1)
    slot = look_up(table[0], word)
    return np.int64(table[2][slot]) if slot >= 0 and table[1][slot] & DONE else np.int64(-1)


@compiled
def flags_of(hashes, table):
    """Return the flags of each word of a batch, 0 of one that the table does not know."""
    out = np.empty(len(hashes), dtype=np.uint32)
    # The table is larger than what the processor holds near: the words of a batch are mostly a few thousand.
    seen, answer = np.zeros(_SEEN, dtype=np.uint64), np.zeros(_SEEN, dtype=np.uint32)
    for word in range(len(hashes)):
        place = np.int64(hashes[word] >> np.uint64(51))
        if seen[place] != hashes[word]:
            seen[place], answer[place] = hashes[word], _flags(table, hashes[word])
        out[word] = answer[place]
    return out


@compiled
def _verb(sums, powers, size, kind, table):
    """«میشود», «نمیشود», «برمیدارند»: the half-space behind می, or -1."""
    for begin in range(0, min(size - 3, 5)):
        if not kind[begin] & OPENS_VERB or (begin and not _flags(table, sums[begin]) & FORE):
            continue
        for behind in range(begin + 2, begin + 4):
            if behind + 2 <= size and _flags(table, _piece(sums, powers, begin, behind)) & MI:
                if _flags(table, _piece(sums, powers, behind, size)) & VERB:
                    return np.int64(1) << behind
    return np.int64(-1)


@compiled
def _ending(sums, powers, end, kind, madda, table):
    """(where an ending begins, where its half-space goes) of the first `end` letters; (-1, 0) without, (-2, 0) open."""
    if not kind[end - 1] & CLOSES_WORD:
        return -1, 0
    for begin in range(max(2, end - 7), end):
        if not kind[begin] & OPENS_ENDING:
            continue
        ending = _flags(table, _piece(sums, powers, begin, end))
        if not ending & (PLURAL | COMPARES | HIGHEST | AFTER_HEH) or madda >> begin:
            continue
        head = _flags(table, sums[begin])
        if ending & PLURAL:
            # «رسانهای» is رسانه‌ای, «سازمانهای» is سازمان‌های: the word with the heh decides, or what stands beside it
            heh = _flags(table, sums[begin + 1])
            apart = end - begin == 3 and not kind[begin - 1] & JOINS and head & PART  # «مرزهای» is مرز and های
            rest = _flags(table, _piece(sums, powers, begin + 1, end)) & AFTER_HEH
            if rest and heh & HEH and not heh & TWIN_PLURAL and not apart:
                return (-2, 0) if heh & (TWIN_LEFT | TWIN_BESIDE) else (begin + 1, begin + 1)
            return begin, begin if kind[begin - 1] & JOINS else 0
        if ending & AFTER_HEH and head & HEH:
            return begin, begin
        if ending & AFTER_YEH and begin > 3 and _flags(table, _piece(sums, powers, begin - 1, begin)) & YEH:
            if head & (PART | DONE) or _flags(table, sums[begin - 1]) & (PART | DONE):
                return begin, begin  # «زندگی‌اش», «ایرانی‌اند»; «پیام» and «خیام» are words
        if (ending & COMPARES and head & (ADJECTIVE | HEH)) or (ending & HIGHEST and begin > 2):
            return begin, begin if kind[begin - 1] & JOINS else 0
    return -1, 0


@compiled
def _compound(sums, powers, end, kind, madda, table):
    """The half-space of a word of two parts, «تصمیم‌گیری», 0 without."""
    for cut in range(2, end - 1):
        last = _flags(table, _piece(sums, powers, cut, end))
        if madda >> cut & 1 and kind[cut - 1] & JOINS and (not last & DONE or last & (END | END_ANY)):
            return np.int64(1) << cut  # «جمع‌آوری»; but «مسابقاتآخرین» has lost a space
        first = _flags(table, sums[cut]) if last & (END | END_ANY | END_HEH | PART) else np.uint32(0)
        fits = (last & END_ANY and cut > 2) or (last & END and first & PART) or (last & (END | END_HEH) and first & HEH)
        if fits or (last & PART and first & START and end - cut >= 4):
            own = _done(table, sums[cut])
            return (np.int64(1) << cut if kind[cut - 1] & JOINS else np.int64(0)) | (own if own > 0 else 0)
    return np.int64(0)


@compiled
def _half_spaces(sums, powers, size, kind, madda, table):
    """The half-spaces that a word of `size` letters lost, as bits: bit 3 is before its fourth letter."""
    known = _done(table, sums[size])
    if known >= 0:
        return known
    verb = _verb(sums, powers, size, kind, table)
    if verb >= 0:
        return verb
    mask = _last_known(sums, powers, size, kind, madda, table)
    return mask if mask else _glued(sums, powers, size, kind, table)


@compiled
def _glued(sums, powers, size, kind, table):
    """The half-spaces of a known word with another behind it, «میشودبه», «بینالمللایران»; 0 without."""
    for cut in range(size - 2, 4, -1):
        if not _flags(table, _piece(sums, powers, cut, size)) & (PERSIAN | PART):
            continue
        own = _done(table, sums[cut])
        if own > 0:
            return own
        verb = _verb(sums, powers, cut, kind, table)
        if verb > 0:
            return verb
    return np.int64(0)


@compiled
def _last_known(sums, powers, size, kind, madda, table):
    """The half-spaces of a word by its endings and its two parts, 0 without."""
    mask, end = np.int64(0), size
    for _ in range(3):
        begin, half = _ending(sums, powers, end, kind, madda, table)
        if begin < 0:
            if begin == -2:
                return np.int64(0)
            break
        mask |= np.int64(1) << half if half else 0
        end = begin
        known = _done(table, sums[end])
        if known >= 0:
            return mask | known
    # «تکمیلی» is تکمیل and ی, not تک and میلی
    known = _done(table, sums[end - 1]) if end > 4 else np.int64(-1)
    return mask | (known if known >= 0 else _compound(sums, powers, end, kind, madda, table))


@compiled
def cuts(codes, kinds, folded, first, after, hashes, size, told, flags, table, powers):
    """Return the half-spaces each word of a batch lost, as bits by letter; each word is worked out once."""
    out = np.zeros(len(first), dtype=np.int64)
    sums = np.zeros(LONGEST + 2, dtype=np.uint64)
    kind = np.zeros(LONGEST + 2, dtype=np.uint32)
    seen, answer = np.zeros(_SEEN, dtype=np.uint64), np.zeros(_SEEN, dtype=np.int64)
    for word in range(len(first)):
        if told[word] & SKIPPED or size[word] < 4 or (flags[word] & DONE and not flags[word] & CUT):
            continue
        place = np.int64(hashes[word] >> np.uint64(51))
        if seen[place] == hashes[word] and not told[word] & HAS_MADDA:
            out[word] = answer[place]
            continue
        letters, madda = 0, np.int64(0)
        for at in range(first[word], after[word]):
            own = kinds[codes[at]]
            if own & LETTER:
                sums[letters + 1] = sums[letters] * _BASE + np.uint64(folded[codes[at]])
                kind[letters] = own
                madda |= np.int64(1) << letters if own & MADDA else 0
                letters += 1
        out[word] = _half_spaces(sums, powers, letters, kind, madda, table)
        if not told[word] & HAS_MADDA:
            seen[place], answer[place] = hashes[word], out[word]
    return out


@compiled
def beside(hashes, size, told, mask, flags, table):
    """Choose «نامه‌ای» for «نامهای» where a word beside it says so: a row of `repair_beside`."""
    for word in range(len(hashes)):
        if not flags[word] & TWIN_BESIDE or told[word] & SKIPPED:
            continue
        for other in range(max(0, word - 2), min(len(hashes), word + 3)):
            salt = np.uint64(3) if other < word else np.uint64(5)
            both = (hashes[word] * _BASE + hashes[other]) * salt
            if other != word and _flags(table, both) & BESIDE:
                mask[word] = _done(table, both)


@compiled
def joined(hashes, size, told, flags, table, powers):
    """Return which words belong to the word before them, with a half-space for the space: «می شود», «کتاب ها»."""
    out = np.zeros(len(hashes), dtype=np.bool_)
    for word in range(1, len(hashes)):
        if not told[word] & ONE_SPACE or (told[word] | told[word - 1]) & SKIPPED:
            continue
        one, other = flags[word - 1], flags[word]
        if one & MI:
            out[word] = (other & VERB) != 0
            continue
        if size[word - 1] < 2 or size[word - 1] + size[word] > LONGEST:
            continue
        if other & SPACED and not one & FUNCTION:
            fits = other & PLURAL or (other & AFTER_HEH and one & HEH)
            fits = fits or (other & COMPARES and one & (ADJECTIVE | HEH)) or other & HIGHEST
            if fits:
                out[word] = True
                continue
        if other & END_SPACED and one & PART and not one & FUNCTION:
            out[word] = True
            continue
        if not one & OF_PAIR:
            continue
        whole = look_up(table[0], (hashes[word - 1] * powers[size[word]] + hashes[word]) ^ np.uint64(1))
        if whole >= 0 and table[1][whole] & PAIR:
            out[word] = (np.int64(table[2][whole]) >> size[word - 1] & 1) != 0
    return out


@compiled
def arabic(flags, first, after, told, of, backwards):
    """Return (begin, end) of the Arabic sentences inside other texts; counts the words written backwards of records."""
    spans = np.empty((len(first) + 1, 2), dtype=np.int64)
    n, ours, theirs, begin, last = 0, 0, 0, np.int64(0), -1
    for word in range(len(first) + 1):
        if word == len(first) or told[word] & NEW_SEGMENT or of[word] != last:
            if theirs >= 2 and theirs > ours:
                spans[n, 0], spans[n, 1] = begin, after[word - 1]
                n += 1
            if word == len(first):
                break
            ours, theirs, begin, last = 0, 0, first[word], of[word]
        one = flags[word]
        ours += (one & PERSIAN) != 0
        theirs += (one & ARABIC) != 0
        backwards[of[word], 0] += (one & BACKWARDS) != 0
        backwards[of[word], 1] += (one & (PERSIAN | ARABIC)) != 0
    return spans[:n]


@compiled
def half_spaces(codes, kinds, first, after, told, mask, join, spans):
    """Return where half-spaces go in, and which separators become one, both in order; none in an Arabic sentence."""
    into, instead = np.empty(len(first) * 3 + 1, dtype=np.int64), np.empty(len(first) + 1, dtype=np.int64)
    n, m, span = 0, 0, 0
    for word in range(len(first)):
        while span < len(spans) and spans[span, 1] <= first[word]:
            span += 1
        if span < len(spans) and first[word] >= spans[span, 0]:
            continue
        if join[word]:
            at = after[word - 1]
            while not kinds[codes[at]] & (SPACE | NEWLINE):
                at += 1
            instead[m] = at
            m += 1
        if mask[word]:
            letters = 0
            for at in range(first[word], after[word]):
                if kinds[codes[at]] & LETTER:
                    if mask[word] >> letters & 1 and n < len(into):
                        into[n] = at
                        n += 1
                    letters += 1
    return into[:n], instead[:m]
