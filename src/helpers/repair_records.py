"""What each record of a batch lost: the half-spaces that words may have lost come in, those that the record did lose go out.

Must not know a word by name. A half-space that another writer would have put is no damage: a record that uses
half-spaces itself has chosen its spaces, and only what is no word at all is mended in it.
"""

import numpy as np

from helpers.compiled import compiled

# The numbers of `repair_loops`, again: compiled code may lean on no other file. A test holds the two together.
LETTER, ZWNJ = 1, 0x200C
HEH, MADDA_ALEF, ALEF, LAM, WAW, MIM, NUN, REH = 0x647, 0x622, 0x627, 0x644, 0x648, 0x645, 0x646, 0x631
YEHS = (0x6CC, 0x64A, 0x649)
# Rule -> a joined form that is no word however one spells, and a form near it that is a spelling. Run as tests.
NO_WORD = {
    "verb": ("میشود", "قدیمیها"),
    "silent_heh": ("خانوادههای", "دستگاههای"),
    "alef_madda": ("جمعآوری", "گردهمایی"),
    "article": ("بینالملل", "مسافرالدین"),
}
# Which records are mended, with an example. The numbers were read off the five documents, which are written with
# spaces throughout (4 to 9 words of a hundred), and news that now and then has one (under 2).
RULES = {
    "no_words": "a form that is no word is mended everywhere: «میشود» beside «می‌گوید»",
    "joined": "a record without a half-space, or with fewer of them than such forms: «کتابها» in it is «کتاب‌ها»",
    "spaced": "a record without a half-space where spaces stand for them: «کتاب ها» in it is «کتاب‌ها»",
}
MANY, SHARE, SHARE_OF_FEW, VARIES = 10, 0.04, 0.1, 5


@compiled
def evidence(codes, kinds, first, after, of, mask, join, records):
    """Return a row a record (`words own sure joined spaced`), and which words are no words as they stand.

    own: half-spaces that stand between two words. sure, joined: words that lost one inside, those that are no word and
    the rest. spaced: words that a space divides from what they belong to.
    """
    counts = np.zeros((records, 5), dtype=np.int64)
    no_word = np.zeros(len(first), dtype=np.bool_)
    letters = np.zeros(64, dtype=np.uint32)
    for word in range(len(first)):
        record = of[word]
        counts[record, 0] += 1
        counts[record, 4] += join[word]
        if word and of[word - 1] == record and after[word - 1] < first[word] and codes[after[word - 1]] == ZWNJ:
            counts[record, 1] += first[word] - after[word - 1] == 1
        if not mask[word]:
            continue
        n = 0
        for at in range(first[word], after[word]):
            if kinds[codes[at]] & LETTER and n < len(letters):
                letters[n] = codes[at]
                n += 1
        no_word[word] = _no_word(letters, n, mask[word])
        counts[record, 2 if no_word[word] else 3] += 1
    return counts, no_word


@compiled
def _no_word(letters, n, mask):
    for cut in range(2, n):
        if not mask >> cut & 1:
            continue
        last, ahead = letters[cut - 1], letters[cut]
        if ahead == MADDA_ALEF or (ahead == ALEF and cut + 2 < n and letters[cut + 1] == LAM):
            return True
        # the heh of «دستگاه» and «گروه» is a letter: «دستگاهها» is a spelling
        if last == HEH and letters[cut - 2] not in (ALEF, WAW):
            return True
        if last in YEHS and letters[cut - 2] == MIM and _opens_verb(letters, cut - 2):
            return True
    return False


@compiled
def _opens_verb(letters, before):
    """Whether the letters before می are نـ, بر, در, باز, ... and no part of a word as in «قدیمی»."""
    if before and letters[before - 1] == NUN:
        before -= 1
    return before == 0 or (before == 2 and letters[1] in (REH, ALEF)) or (before == 3 and letters[1] in (ALEF, REH))


def lost(codes, kinds, first, after, of, mask, join, records):
    """Return (`mask`, `join`) of the words of a batch, cleared where the record shows no loss of half-spaces, and

    which records use none. mask, join: as `repair_loops.cuts` and `joined` give them; of: the record of each word.
    """
    counts, no_word = evidence(codes, kinds, first, after, of, mask, join, records)
    words, own, sure, joined, spaced = counts.T
    none = own == 0
    many = (spaced >= MANY) & (spaced >= SHARE * words)
    few = spaced >= SHARE_OF_FEW * words
    # a writer of both «سالها» and «طرح های» varies: what put spaces for half-spaces would have left no «سالها»
    by_space = none & ((many & (spaced >= VARIES * joined)) | few | (spaced <= sure))
    by_joining = none | (sure > own)
    mask = np.where(no_word | by_joining[of], mask, 0)
    return mask, join & by_space[of], none
