"""Signatures of all records come in, pairs of records with nearly the same text go out, each with its likeness.

Knows signatures as rows of numbers; knows no record, no event and no text.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import signatures
from helpers.compiled import compiled
from helpers.event_told import encoded, texts

# Of a text that is cut to half, or has a new lead: half of all word triples are in both.
NEAR = 0.5
# 21 bands of 3 slots: two texts with NEAR of their triples in common share a band in 19 of 20 cases, with 0.7 always.
_BANDS, _ROWS = 21, 3
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Texts:
    """The signatures of records as numbers; `alike` compares rows, `near` finds the pairs that are worth it."""

    def __init__(self, rows: np.ndarray, told: pd.Series):
        """told: signatures; rows: which of them is that of each record, -1 for none."""
        good = pc.fill_null(pc.equal(pc.utf8_length(texts(told)), signatures.WIDTH), False)
        codes, kept = encoded(pc.if_else(good, texts(told), None).take(pa.array(rows, mask=rows < 0)))
        self.code = codes  # -1: a record without a word
        self.slots = signatures.slots(kept)

    def alike(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Return how alike the texts of rows `a` and `b` are, from 0 to 1; 0 where one has no word."""
        return _alike(self.slots, self.code, a, b)

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
        left, right = self._bands()
        a, b = np.concatenate([centre[copies], first[left]]), np.concatenate([order[copies], first[right]])
        count = np.int64(max(1, len(self.code)))
        a, b = np.divmod(np.unique(a * count + b), count)
        pairs = pd.DataFrame({"a": a, "b": b, "alike": self.alike(a, b)})
        return pairs[pairs["alike"] >= NEAR].reset_index(drop=True)

    def _bands(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of different texts that share all slots of a band."""
        slots = self.slots[:, : _BANDS * _ROWS].T.astype(np.uint64).reshape(_BANDS, _ROWS, -1)
        keys = np.zeros((_BANDS, slots.shape[2]), dtype=np.uint64)
        for row in range(_ROWS):
            keys = (keys ^ slots[:, row]) * _MIX
        bits = np.uint64(max(4, (2 * keys.shape[1]).bit_length()))
        starts = (keys >> (np.uint64(64) - bits)).astype(np.int64)
        return _bands(keys, starts, 1 << int(bits))


@compiled
def _alike(slots, code, a, b):
    out = np.zeros(len(a), dtype=np.float64)
    for at in range(len(a)):
        one, other = code[a[at]], code[b[at]]
        if one < 0 or other < 0:
            continue
        same = 0
        for slot in range(slots.shape[1]):
            same += slots[one, slot] == slots[other, slot]
        out[at] = same / slots.shape[1]
    return out


@compiled
def _bands(keys, starts, size):
    """Each text with the first of its band and the one before it."""
    bands, count = keys.shape
    out = np.empty((max(16, 2 * count), 2), dtype=np.int64)
    total = 0
    first = np.empty(size, dtype=np.int64)
    last = np.empty(size, dtype=np.int64)
    for band in range(bands):
        first[:] = -1
        for text in range(count):
            slot = starts[band, text]
            while first[slot] >= 0 and keys[band, first[slot]] != keys[band, text]:
                slot = (slot + 1) & (size - 1)
            if first[slot] < 0:
                first[slot] = last[slot] = text
                continue
            if total + 2 > len(out):
                more = np.empty((2 * len(out), 2), dtype=np.int64)
                more[:total] = out[:total]
                out = more
            out[total, 0], out[total, 1] = first[slot], text
            total += 1
            if last[slot] != first[slot]:
                out[total, 0], out[total, 1] = last[slot], text
                total += 1
            last[slot] = text
    return out[:total, 0].copy(), out[:total, 1].copy()
