"""Which entry a word is: the words of the tables come in, arrays by the number of a word or of a chain of words go out.

Knows words and their classes; knows no text, no rule and no calendar.
"""

from functools import cache

import numpy as np

from . import date_lexicon as lexicon
from . import words
from .date_chains import Entries, tree

SIGNS = {"/": "slash", "-": "dash", ".": "dot", ",": "comma", "(": "open", ")": "close", ":": "colon", '"': "quote"}
NUMBERS = ("digits_day", "digits_two", "digits_year", "digits_other", "digits_recent")


class Lexicon:
    """The entries of the tables: `classes` names each class byte's set of class names.

    `table` numbers the words, `single` says what each is, `chains` and `chained` are the chains and what they are.
    """

    def __init__(self):
        entries = lexicon.entries()
        sets = sorted({e.classes for e in entries}, key=sorted)
        fixed = [
            frozenset(),
            *(frozenset([n]) for n in (*NUMBERS, *SIGNS.values(), "break", "spelt_day", "spelt_year")),
        ]
        fixed.append(frozenset(["spelt_number"]))
        self.classes = list(dict.fromkeys([*fixed, *sets]))
        if len(self.classes) > 250:
            raise ValueError("more than 250 combinations of word classes: see tables/date_words.csv")
        self.code = {names: i for i, names in enumerate(self.classes)}
        known = sorted({word for e in entries for word in e.words})
        self.table = words.table(known, lexicon.fold_table(), lexicon.kind_table())
        number = {word: n for n, word in enumerate(known, 1)}
        one = [e for e in entries if len(e.words) == 1]
        self.single = self._facts(one, [number[e.words[0]] for e in one], len(known))
        more = [e for e in entries if len(e.words) > 1]
        told = {chain: n for n, chain in enumerate(dict.fromkeys(e.words for e in more), 1)}
        self.chained = self._facts(more, [told[e.words] for e in more], len(told))
        self.chains = tree({tuple(number[word] for word in chain): n for chain, n in told.items()}, len(known))

    def _facts(self, entries, numbers, count) -> Entries:
        shape = (len(lexicon.GROUPS), count + 1)
        facts = Entries(*(np.zeros(shape, dtype=kind) for kind in (np.uint8, np.int32, np.uint8)))
        for e, n in zip(entries, numbers, strict=True):
            for table, fact in zip(facts, (self.code[e.classes], e.value, e.skip), strict=True):
                table[e.group, n] = fact
        return facts

    def letters(self, name: str) -> bytes:
        """Return every class byte whose set holds the class `name`; KeyError when no word has it."""
        found = bytes(i for i, names in enumerate(self.classes) if name in names)
        if not found:
            raise KeyError(name)
        return found


@cache
def shared() -> Lexicon:
    """Return the lexicon of the tables, built once."""
    return Lexicon()


@cache
def is_class(*names: str) -> np.ndarray:
    """Return which class bytes have one of the named classes, as a table of 256."""
    table = np.zeros(256, dtype=bool)
    for name in names:
        table[list(shared().letters(name))] = True
    return table
