"""A batch of records comes in, a signature of each text goes out: a short value that near-duplicate texts almost share.

Knows letters and words as numbers; knows no record beside another, no date and no name.
"""

import unicodedata
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from helpers.compiled import compiled
from helpers.text import ZWNJ, fold, ignorable

# A signature is the smallest hash of three words running, under SLOTS orders: the share of equal slots of two texts
# estimates how many of their word triples they have in common (Broder 1997). Four bytes a slot, written as hex digits.
SLOTS = 64
WORDS = 3
WIDTH = 8 * SLOTS
# Part of what makes stored signatures stale: rensa's signatures of two versions of its algorithm cannot be compared.
VERSION = f"rensa {RMinHash.ALGORITHM_VERSION} {SLOTS} {WORDS}"
_SEED = 1
# Bytes of one pass: its arrays should fit the processor's cache.
_PASS = 1 << 17
# A word is the sum of its letters times the powers of an odd number, so that it has the same hash wherever it stands.
_BASE, _LOW = 0x9E3779B1, 0xFFFFFFFF
_NEXT, _MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_GAP, _NOTHING = 0, 0xFFFFFFFF
_TEXT = pd.StringDtype(na_value=np.nan)
# Characters above these planes are rare signs; they part words.
_CODES = 0x20000


def signatures(records: pd.DataFrame) -> pd.DataFrame:
    """Return `doc_id signature`, a row a record of `doc_id text`, in their order.

    A signature has WIDTH hex digits, and is empty for a text without a word. It is that of the folded words alone:
    case, kaf and yeh, harakat, punctuation, line breaks and half-spaces change nothing; a text of fewer words than
    WORDS has one triple. The same text has the same signature on every machine.
    """
    texts = _strings(records["text"])
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset :][: len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)
    parts = [pa.array([], pa.large_string())]
    first = 0
    while first < len(texts):
        last = max(first + 1, int(np.searchsorted(offsets, offsets[first] + _PASS)))
        last = min(last, len(texts))
        parts.append(_pass(data, offsets[first : last + 1]))
        first = last
    made = pd.Series(_TEXT.__from_arrow__(pa.concat_arrays(parts)), index=records.index)
    return pd.DataFrame({"doc_id": records["doc_id"], "signature": made})


def _strings(column: pd.Series) -> pa.Array:
    made = pa.array(column.astype("str"), pa.large_string())
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def slots(signatures: pd.Series | pa.Array) -> np.ndarray:
    """Return signatures as numbers, a row each; raises ValueError for one of another length or with other digits."""
    told = signatures if isinstance(signatures, pa.Array) else pa.array(signatures, pa.large_string())
    if not pc.all(pc.equal(pc.binary_length(told), WIDTH), min_count=0).as_py():
        raise ValueError(f"a signature has {WIDTH} hex digits: build the tables again")
    joined = pc.binary_join(pa.LargeListArray.from_arrays([0, len(told)], told), pa.scalar("", told.type))[0].as_py()
    return np.frombuffer(bytes.fromhex(joined), dtype=">u4").reshape(-1, SLOTS).astype(np.uint32)


def _pass(data: np.ndarray, offsets: np.ndarray) -> pa.Array:
    words, counts = _words(data, offsets, _table())
    begins = np.concatenate([[0], np.cumsum(counts)])
    triples = _triples(_mixed(words.astype(np.uint64)), begins)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(triples, begins.astype(np.uint64), SLOTS, _SEED)
    rows = np.array(matrix.to_rows(), dtype=">u4").reshape(-1, SLOTS)[counts > 0]
    ends = np.append(0, np.cumsum(np.where(counts > 0, WIDTH, 0)))
    digits = rows.tobytes().hex().encode()
    return pa.LargeStringArray.from_buffers(len(counts), pa.py_buffer(ends), pa.py_buffer(digits))


@compiled
def _words(data, offsets, table):
    """The hash of each word of all texts in their order, and how many words each text has."""
    hashes = np.empty((offsets[-1] - offsets[0]) // 2 + len(offsets), dtype=np.int64)
    counts = np.zeros(len(offsets) - 1, dtype=np.int64)
    total = 0
    for text in range(len(counts)):
        at, end, before = offsets[text], offsets[text + 1], total
        value, power, size = 0, 1, 0
        while at < end:
            byte = int(data[at])
            if byte < 0x80:
                code, at = byte, at + 1
            elif byte < 0xE0:
                code, at = (byte & 0x1F) << 6 | int(data[at + 1]) & 0x3F, at + 2
            elif byte < 0xF0:
                code, at = (byte & 0xF) << 12 | (int(data[at + 1]) & 0x3F) << 6 | int(data[at + 2]) & 0x3F, at + 3
            else:
                code = (byte & 7) << 18 | (int(data[at + 1]) & 0x3F) << 12 | (int(data[at + 2]) & 0x3F) << 6
                code, at = code | int(data[at + 3]) & 0x3F, at + 4
            letter = int(table[min(code, len(table) - 1)])
            if letter == _NOTHING:
                continue
            if letter != _GAP:
                value = (value + letter * power) & _LOW
                power = (power * _BASE) & _LOW
                size += 1
            elif size:
                hashes[total] = value
                total += 1
                value, power, size = 0, 1, 0
        if size:
            hashes[total] = value
            total += 1
        counts[text] = total - before
    return hashes[:total].copy(), counts


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
def _table() -> np.ndarray:
    """What each character is: the number of its folded letter, a gap between words, or nothing."""
    every = "".join(map(chr, range(_CODES)))
    table = np.frombuffer(fold(every).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    table[[not letter.isalnum() for letter in every]] = _GAP
    table[[unicodedata.category(letter) == "Mn" for letter in every]] = _NOTHING
    table[[ord(letter) for letter in (*ignorable(), ZWNJ)]] = _NOTHING
    return table
