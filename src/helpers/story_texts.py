"""Signatures of all records come in, pairs of records with nearly the same text go out, each with its likeness.

Knows signatures as rows of numbers; knows no record, no event and no text.
"""

import numpy as np
import pandas as pd

from helpers import signatures

# Of a text that is cut to half, or has a new lead: half of all word triples are in both.
NEAR = 0.5
# 21 bands of 3 slots: two texts with NEAR of their triples in common share a band in 19 of 20 cases, with 0.7 always.
_BANDS, _ROWS = 21, 3
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Texts:
    """The signatures of records as numbers; `alike` compares rows, `near` finds the pairs that are worth it."""

    def __init__(self, told: pd.Series):
        good = told.notna() & (told.str.len() == signatures.WIDTH)
        codes, kept = pd.factorize(told.where(good))
        self.code = codes.astype(np.int64)  # -1: a record without a word
        self.slots = signatures.slots(pd.Series(kept, dtype="str")) if len(kept) else np.empty((0, signatures.SLOTS))

    def alike(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Return how alike the texts of rows `a` and `b` are, from 0 to 1; 0 where one has no word."""
        first, second = self.code[a], self.code[b]
        out = np.zeros(len(first))
        known = np.flatnonzero((first >= 0) & (second >= 0))
        for at in range(0, len(known), 100_000):  # so that memory does not grow with the number of pairs
            part = known[at : at + 100_000]
            out[part] = (self.slots[first[part]] == self.slots[second[part]]).mean(axis=1)
        return out

    def near(self) -> pd.DataFrame:
        """Return pairs of rows `a b alike` of NEAR or more: enough to connect all that are near-duplicates.

        The same text many times is a star round its first row; texts of one band are held against the first of the
        band and the one before them: the number of pairs grows with the number of rows, whatever they hold.
        """
        order = np.argsort(self.code, kind="stable")
        order = order[self.code[order] >= 0]
        own = self.code[order]
        begins = np.flatnonzero(np.diff(own, prepend=-1)) if len(own) else np.empty(0, dtype=np.int64)
        first = order[begins]  # of each different text
        centre = np.repeat(first, np.diff(np.append(begins, len(own))))
        copies = centre != order
        a, b = [centre[copies]], [order[copies]]
        for left, right in self._bands():
            a.append(first[left])
            b.append(first[right])
        pairs = pd.DataFrame({"a": np.concatenate(a), "b": np.concatenate(b)}).drop_duplicates(ignore_index=True)
        pairs["alike"] = self.alike(pairs["a"].to_numpy(), pairs["b"].to_numpy())
        return pairs[pairs["alike"] >= NEAR].reset_index(drop=True)

    def _bands(self):
        """Pairs of different texts that share all slots of a band."""
        slots = self.slots.astype(np.uint64)
        for band in range(_BANDS if len(slots) else 0):
            key = np.zeros(len(slots), dtype=np.uint64)
            for row in range(_ROWS):
                key = (key ^ slots[:, _ROWS * band + row]) * _MIX
            order = np.argsort(key, kind="stable")
            same = np.flatnonzero(key[order][1:] == key[order][:-1]) + 1
            if not len(same):
                continue
            head = np.zeros(len(order), dtype=np.int64)
            breaks = np.flatnonzero(np.append(True, key[order][1:] != key[order][:-1]))
            head[breaks] = breaks
            head = np.maximum.accumulate(head)[same]
            for other in (head, same - 1):
                left, right = order[other], order[same]
                yield np.minimum(left, right), np.maximum(left, right)
