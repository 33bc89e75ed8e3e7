"""What words may do when a text is repaired: rows of `tables/` come in, one table of hashes with flags goes out.

Knows the endings, verbs and compounds of the tables; knows no text. `repair_loops` reads the table.
"""

import unicodedata
from functools import cache
from itertools import pairwise, product

import numpy as np

from helpers import repair_loops as loops
from helpers import tables
from helpers.text import fold

# The letters that never join the next one: a half-space behind them is not seen, so none is put there.
_APART = frozenset("اآأإٱدذرزژوؤءةىڈڑۀۆۇ")
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HIDDEN = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_STOPS, _OPENS, _CLOSES = ".!?؟:؛،,۔…", "([{«“", ")]}»”"
_PRESENT, _PAST = ("م", "ی", "د", "یم", "ید", "ند"), ("", "م", "ی", "یم", "ید", "ند")
# می with what is no form of a verb of the table: «می‌توان», «می‌بایست»; and as people speak in channels: «میگه».
_SPOKEN = ("ه", "ن", "ین")
_MORE_VERBS = (
    "توان بایست باید بایستی شه شم شیم شین گه گن گم گی گیم گین خوام خوای خواد خوایم خوان تونه تونم تونی تونن تونیم دونه "
    "دونم دونی دونن دونست دونستم دن دی دین ره رن ریم رین ذاره ذارن ذارم خونه خونم خونن مونه مونن شینه شینم افته "
    "رسه اندازه"
).split()
_FORE = ("بر", "در", "باز", "فرا", "وا", "فرو", "ور")
_PLURALS = ("ها", "های", "هایی")
_INFLECTED = (*_PLURALS, "ی", "ان", "ش", "شان")
_SPACED = np.uint64(1)  # the hash of a compound that may be written with a space differs in this bit
_CAPACITY = 1 << 17


@cache
def letters() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what each character is (`repair_loops` bits), its folded code, and what stands for it in Persian."""
    size = 0x110000
    kinds, folded, instead = (
        np.zeros(size, np.uint32),
        np.arange(size, dtype=np.uint32),
        np.arange(size, dtype=np.uint32),
    )
    every = "".join(map(chr, [*range(0x20, 0xD800), *range(0xE000, 0xFFFE)]))
    folded[np.array([ord(each) for each in every])] = np.array([ord(each) for each in fold(every)])
    for code in (*range(0x620, 0x700), *range(0x750, 0x780), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        letter = chr(code)
        if unicodedata.category(letter) == "Lo":
            kinds[code] = loops.LETTER | (0 if unicodedata.normalize("NFKC", letter)[-1] in _APART else loops.JOINS)
            if code >= 0xFB50:
                kinds[code] |= loops.FORM
        elif unicodedata.category(letter) == "Mn":
            kinds[code] = loops.MARK
        elif unicodedata.category(letter) == "Nd":
            kinds[code] = loops.DIGIT
    kinds[ord("ـ")] = loops.TATWEEL
    kinds[ord("آ")] |= loops.MADDA
    kinds[ord("0") : ord("9") + 1] = loops.DIGIT
    kinds[ord("A") : ord("Z") + 1] = kinds[ord("a") : ord("z") + 1] = loops.STICKS
    for signs, bit in ((_ODD_SPACES, loops.ODD_SPACE), (_HIDDEN, loops.HIDDEN), ("@#_", loops.STICKS),
                       (_STOPS, loops.STOP), (_OPENS, loops.OPENS), (_CLOSES, loops.CLOSES), ("\u200c", loops.HALF),
                       ("\n.!?؟؛۔«»", loops.ENDS), ("\n", loops.NEWLINE), (" ", loops.SPACE),
                       ("ىيك", loops.SUBSTITUTE)):  # fmt: skip
        for sign in signs:
            kinds[ord(sign)] |= bit
    for row in tables.read("post_marks").itertuples():
        if row.kind == "bullet":
            kinds[ord(row.mark[0])] |= loops.BULLET
    for ending in tables.read("repair_suffixes")["suffix"]:
        kinds[ord(ending[0])] |= loops.OPENS_ENDING
        kinds[ord(ending[-1])] |= loops.CLOSES_WORD
    for letter in "من":
        kinds[ord(letter)] |= loops.OPENS_VERB
    for letter in "يىێې":
        kinds[ord(letter)] |= kinds[ord("ی")] & (loops.OPENS_ENDING | loops.CLOSES_WORD)
    for letter, plain in (("ى", "ی"), ("ي", "ی"), ("ك", "ک")):
        instead[ord(letter)] = ord(plain)
    return kinds, folded, instead


def hashed(word: str) -> np.uint64:
    """Return the hash of a word's folded letters, as the loops build it letter by letter."""
    value = 0
    for letter in fold(word):
        value = (value * int(loops._BASE) + ord(letter)) & 0xFFFFFFFFFFFFFFFF
    return np.uint64(value)


@cache
def powers() -> np.ndarray:
    """Return the powers of the hash's base, by the number of letters."""
    out, value = [], 1
    for _ in range(2 * loops.LONGEST + 2):
        out.append(value)
        value = (value * int(loops._BASE)) & 0xFFFFFFFFFFFFFFFF
    return np.array(out, dtype=np.uint64)


class _Table:
    """Words with their flags and half-spaces, while the table is made."""

    def __init__(self) -> None:
        self.keys = np.zeros(_CAPACITY, dtype=np.uint64)
        self.flags = np.zeros(_CAPACITY, dtype=np.uint32)
        self.masks = np.zeros(_CAPACITY, dtype=np.uint32)

    def add(self, word: str, flags: int, mask: int = 0, keep: bool = False) -> None:
        """Add flags to a word; `mask` are its half-spaces when it is DONE; `keep`: not when it is known already."""
        self.add_hash(hashed(word), flags, mask, keep)

    def add_hash(self, word: np.uint64, flags: int, mask: int = 0, keep: bool = False) -> None:
        slot = loops.insert(self.keys, word)
        if keep and self.flags[slot] & loops.DONE:
            flags, mask = flags & ~loops.DONE, int(self.masks[slot])
        self.flags[slot] |= flags
        if flags & loops.DONE:
            self.masks[slot] = mask

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        sieve = np.zeros(1 << 17, dtype=np.uint8)
        bits = self.keys[self.keys != 0] >> np.uint64(44)
        np.bitwise_or.at(sieve, bits >> np.uint64(3), np.uint8(1) << (bits & np.uint64(7)).astype(np.uint8))
        self.flags[(self.flags & loops.DONE != 0) & (self.masks != 0)] |= loops.CUT
        return self.keys, self.flags, self.masks, sieve


def verb_forms() -> set[str]:
    """Return the forms of all verbs that stand behind می and نمی: «شود», «کردند», «گویم»."""
    forms = set(_MORE_VERBS)
    for row in tables.read("repair_verbs").itertuples():
        forms |= {row.past + ending for ending in _PAST} | {row.past + "ه"}
        forms |= {row.present + ending for ending in (*_PRESENT, *_SPOKEN)} | {row.past + "ن"}
        forms |= {row.present + ending + their for ending, their in product(("د", "ند", "م"), ("ش", "شان"))}
    return forms


@cache
def table() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return (hashes, flags, half-spaces, a sieve of hashes): all that the tables of facts say of words."""
    made = _Table()
    for word in tables.read("repair_stay")["word"]:
        made.add(word, loops.DONE)
    _add_pieces(made)
    _add_compounds(made)
    for word in tables.read("repair_counted")["word"]:
        made.add(word.replace("|", ""), loops.DONE, _mask(word.split("|"), False), keep=True)
    _add_frequent(made)
    for word in _common() - set(_frequent()):
        made.add(word, loops.PART)
    _settle(made, _common() | set(_frequent()) | names())
    return made.arrays()


def _add_pieces(made: _Table) -> None:
    for form in verb_forms():
        made.add(form, loops.VERB)
    for word, before in product(("می", "نمی"), ("", *_FORE)):
        made.add(before + word, loops.MI | (0 if before else loops.DONE))
        made.add(before, loops.FORE if before else 0)
    for row in tables.read("repair_verbs").itertuples():
        for ending in _PRESENT:
            made.add("ب" + row.present + ending, loops.DONE)
            made.add("بی" + row.present.lstrip("اآ") + ending, loops.DONE if row.present[0] in "اآ" else 0)
            made.add("بی" + row.present + ending, loops.DONE if row.present[0] == "ا" else 0)
            made.add("بیا" + row.present[1:] + ending, loops.DONE if row.present[0] == "آ" else 0)
            made.add("ن" + row.present + ending, loops.DONE)
        made.add(row.past + "ه", loops.HEH | loops.PART)
        made.add("ن" + row.past + "ه", loops.HEH | loops.PART)
        for before in _FORE:
            made.add(before + row.past + "ه", loops.HEH)
    twin = {"plural": loops.TWIN_PLURAL, "left": loops.TWIN_LEFT, "context": loops.TWIN_BESIDE, "": 0}
    for row in tables.read("silent_heh").itertuples():
        made.add(row.word, loops.HEH | loops.PART | twin[row.without])
    for word in tables.read("repair_adjectives")["word"]:
        made.add(word.replace("\u200c", ""), loops.ADJECTIVE | loops.PART)
    for row in tables.read("repair_beside").itertuples():
        made.add(row.word.replace("|", ""), loops.TWIN_BESIDE)
        one, other = (int(hashed(word)) for word in (row.word.replace("|", ""), row.beside.replace("\u200c", "")))
        both = (one * int(loops._BASE) + other) * {"before": 3, "after": 5}[row.side] & 0xFFFFFFFFFFFFFFFF
        made.add_hash(np.uint64(both), loops.BESIDE | loops.DONE, _mask(row.word.split("|"), False))
    after = {"any": loops.PLURAL, "adjective": loops.COMPARES, "word": loops.HIGHEST, "heh": loops.AFTER_HEH}
    after["heh or yeh"] = loops.AFTER_HEH | loops.AFTER_YEH
    made.add("ی", loops.YEH)
    for row in tables.read("repair_suffixes").itertuples():
        made.add(row.suffix, after[row.after] | (loops.SPACED if row.spaced else 0))
    beside = {"any": loops.END_ANY, "known": loops.END, "heh": loops.END_HEH}
    for row in tables.read("repair_parts").itertuples():
        flags = loops.START if row.place == "start" else beside[row.beside]
        made.add(row.part, flags | (loops.END_SPACED if row.spaced else 0))


def _add_compounds(made: _Table) -> None:
    """Compounds joined, and those that may also be written with a space; each with the endings of `_INFLECTED`."""
    silent = set(tables.read("silent_heh")["word"]) | {
        row.past + "ه" for row in tables.read("repair_verbs").itertuples()
    }
    silent |= {"نامه", "کننده", "دهنده", "یافته", "نفره"}
    for row in tables.read("repair_compounds").itertuples():
        pieces = row.word.split("|")
        heh = loops.HEH if pieces[-1] in silent else 0
        for ending in ("", *_INFLECTED):
            if ending and (pieces[-1][-1] in "هیاو"):
                continue
            made.add(
                row.word.replace("|", "") + ending, loops.DONE | heh, _mask([*pieces, ending], False), bool(ending)
            )
            if row.spaced:
                made.add(pieces[0], loops.OF_PAIR)
                made.add("".join(pieces[:2]), loops.OF_PAIR if len(pieces) > 2 else 0)
                made.add_hash(hashed("".join(pieces) + ending) ^ _SPACED, loops.PAIR | loops.DONE, _mask(pieces, True))


def _mask(pieces: list[str], all_: bool) -> int:
    """Where the half-spaces between pieces go, as bits; `all_`: also those that are not seen."""
    mask, at = 0, 0
    for piece, after in pairwise(pieces):
        at += len(piece)
        wanted = after and (after in _PLURALS or after not in _INFLECTED)
        mask |= 1 << at if wanted and (all_ or piece[-1] not in _APART) else 0
    return mask


def _add_frequent(made: _Table) -> None:
    for row in tables.read("frequent_words").itertuples():
        function = loops.FUNCTION if row.joins_none else 0
        made.add(row.word, function | (loops.PERSIAN if row.language == "fa" else loops.ARABIC))
    for word in backwards():
        made.add(word[::-1], loops.BACKWARDS)


@cache
def backwards() -> frozenset[str]:
    """Return the folded words by which a line whose letters stand backwards is known: none is a word that way too."""
    rows = tables.read("frequent_words")
    marked = {fold(word) for word in rows.loc[rows["backwards"] == "yes", "word"]}
    common = tables.read("common_words")["word"].map(fold)
    words = {*rows["word"].map(fold), *common, *names(), *(fold(form) for form in verb_forms())}
    return frozenset(marked | {word for word in common if len(word) > 3 and word.isalpha() and word[::-1] not in words})


def _frequent() -> list[str]:
    rows = tables.read("frequent_words")
    return rows.loc[rows["language"] == "fa", "word"].map(fold).tolist()


def _common() -> set[str]:
    """Words that are whole as they stand, folded, of three letters at least."""
    rows = tables.read("common_words")
    found = set(rows.loc[rows["language"] == "fa", "word"])
    for name, column in (("organisation_fields", "word"), ("organisation_heads", "head"), ("office_words", "word")):
        rows = tables.read(name)
        found |= set(rows.loc[rows["language"].isin(("fa", "prs")), column])
    phrases = tables.read("event_words")
    for phrase in phrases.loc[phrases["language"] == "fa", "phrase"]:
        found |= set(phrase.replace("\u200c", " ").split())
    return {fold(word) for word in found if len(word) > 2 and word.isalpha()}


@cache
def names() -> frozenset[str]:
    """Return the names of people and places, folded, which are never cut."""
    found = {name for table in ("given_names", "cities") for name in tables.read(table)["name"]}
    found |= set(tables.read("places")["name"])
    return frozenset(fold(name) for name in found if len(name) > 2 and name.isalpha())


def _settle(made: _Table, words: set[str]) -> None:
    """Work out the half-spaces of all known words once, so that a text needs one look at each of them."""
    kinds, folded, _ = letters()
    known = sorted(words)
    codes = np.frombuffer("".join(known).encode("utf-32-le"), dtype=np.uint32)
    size = np.array([len(word) for word in known], dtype=np.int16)
    after = np.cumsum(size, dtype=np.int64)
    hashes = np.array([hashed(word) for word in known], dtype=np.uint64)
    told = np.where(size > loops.LONGEST, loops.SKIPPED, 0).astype(np.uint8)
    ready = made.arrays()
    flags = loops.flags_of(hashes, ready)
    masks = loops.cuts(codes, kinds, folded, after - size, after, hashes, size, told, flags, ready, powers())
    for word, mask in zip(known, masks.tolist(), strict=True):
        made.add(word, loops.DONE, mask, keep=True)
