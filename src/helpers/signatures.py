"""A batch of records comes in, a signature of each text goes out: a short value that near-duplicate texts almost share.

Knows letters and words as numbers; knows no record beside another, no date and no name.
"""

import unicodedata
from functools import cache
from itertools import chain

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from helpers.text import ZWNJ, fold, ignorable

# A signature is the smallest hash of three words running, under SLOTS orders: the share of equal slots of two texts
# estimates how many of their word triples they have in common (Broder 1997). Four bytes a slot, written as hex digits.
SLOTS = 64
WORDS = 3
WIDTH = 8 * SLOTS
# Part of what makes stored signatures stale: rensa's signatures of two versions of its algorithm cannot be compared.
VERSION = f"rensa {RMinHash.ALGORITHM_VERSION} {SLOTS} {WORDS}"
_SEED = 1
# Letters of one pass: its arrays should fit the processor's cache.
_PASS = 1 << 16
# An odd number has an inverse modulo 2^32, so that a word has the same hash wherever it stands.
_BASE, _NEXT, _MIX = 0x9E3779B1, 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_GAP, _NOTHING = 0, 0xFFFFFFFF
# Characters above these planes are rare signs; they part words.
_CODES = 0x20000


def signatures(records: pd.DataFrame) -> pd.DataFrame:
    """Return `doc_id signature`, a row a record of `doc_id text`, in their order.

    A signature has WIDTH hex digits, and is empty for a text without a word. It is that of the folded words alone:
    case, kaf and yeh, harakat, punctuation, line breaks and half-spaces change nothing; a text of fewer words than
    WORDS has one triple. The same text has the same signature on every machine.
    """
    texts, parts = records["text"].tolist(), []
    first = 0
    while first < len(texts):
        last, size = first, 0
        while last < len(texts) and (last == first or size + len(texts[last]) < _PASS):
            size += len(texts[last]) + 1
            last += 1
        parts.append(_pass(texts[first:last]))
        first = last
    made = pd.Series(list(chain.from_iterable(parts)), index=records.index, dtype="str")
    return pd.DataFrame({"doc_id": records["doc_id"], "signature": made})


def slots(signatures: pd.Series | pa.Array) -> np.ndarray:
    """Return signatures as numbers, a row each; raises ValueError for one of another length or with other digits."""
    told = signatures if isinstance(signatures, pa.Array) else pa.array(signatures, pa.large_string())
    if not pc.all(pc.equal(pc.binary_length(told), WIDTH), min_count=0).as_py():
        raise ValueError(f"a signature has {WIDTH} hex digits: build the tables again")
    joined = pc.binary_join(pa.LargeListArray.from_arrays([0, len(told)], told), pa.scalar("", told.type))[0].as_py()
    return np.frombuffer(bytes.fromhex(joined), dtype=">u4").reshape(-1, SLOTS).astype(np.uint32)


def _pass(texts: list[str]) -> list[str]:
    words, counts = _words(texts)
    begins = np.concatenate([[0], np.cumsum(counts)])
    triples = _triples(words, begins)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(triples, begins.astype(np.uint64), SLOTS, _SEED)
    rows = np.array(matrix.to_rows(), dtype=">u4")
    digits = rows.tobytes().hex()
    return [digits[WIDTH * at : WIDTH * (at + 1)] if count else "" for at, count in enumerate(counts.tolist())]


def _words(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The hash of each word of all texts in their order, and how many words each text has."""
    joined = np.frombuffer((" ".join(texts) + " ").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters = _table().take(joined, mode="clip")
    ends = np.cumsum([len(text) + 1 for text in texts])
    dropped = np.flatnonzero(letters == _NOTHING)
    if len(dropped):
        ends = ends - np.searchsorted(dropped, ends)
        letters = letters[letters != _NOTHING]
    powers, back = _powers(len(letters), _BASE), _powers(len(letters), pow(_BASE, -1, 1 << 32))
    running = np.cumsum(letters * powers, dtype=np.uint32)
    gaps = np.flatnonzero(letters == _GAP)
    starts = np.concatenate([[0], gaps[:-1] + 1])
    real = gaps > starts
    starts, gaps = starts[real], gaps[real]
    before = np.where(starts > 0, running[starts - 1], np.uint32(0))
    hashes = _mixed(((running[gaps] - before) * back[starts]).astype(np.uint64))
    return hashes, np.diff(np.searchsorted(starts, np.concatenate([[0], ends])))


def _triples(words: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """The hash of each word with the next ones of its text; the last ones of a text are shorter."""
    out = words
    for step in range(1, WORDS):
        following = np.zeros_like(words)
        following[:-step] = words[step:]
        for back in range(1, step + 1):
            last = begins[1:] - back
            following[last[last >= begins[:-1]]] = 0
        out = out * np.uint64(_NEXT) + following
    return _mixed(out)


def _mixed(values: np.ndarray) -> np.ndarray:
    """Spread the bits: neighbouring numbers must not have neighbouring hashes."""
    values = (values ^ (values >> np.uint64(32))) * np.uint64(_MIX)
    return values ^ (values >> np.uint64(29))


@cache
def _longest_powers(size: int, base: int) -> np.ndarray:
    powers = np.full(size, base, dtype=np.uint32)
    powers[0] = 1
    return np.multiply.accumulate(powers, dtype=np.uint32)


def _powers(count: int, base: int) -> np.ndarray:
    return _longest_powers(1 << max(10, (count - 1).bit_length()), base)[:count]


@cache
def _table() -> np.ndarray:
    """What each character is: the number of its folded letter, a gap between words, or nothing."""
    every = "".join(map(chr, range(_CODES)))
    table = np.frombuffer(fold(every).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    table[[not letter.isalnum() for letter in every]] = _GAP
    table[[unicodedata.category(letter) == "Mn" for letter in every]] = _NOTHING
    table[[ord(letter) for letter in (*ignorable(), ZWNJ)]] = _NOTHING
    return table
