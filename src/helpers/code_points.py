"""A column of texts comes in, the code points of all of them in one array go out, and where each text begins.

Knows UTF-8; knows no letter.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.compiled import compiled
from helpers.text import clean


def column(texts: pd.Series | list[str]) -> pa.LargeStringArray:
    """Return texts as one column of Arrow, whose letters stand in one buffer; lone surrogates as in `text.clean`."""
    try:
        made = pa.array(texts, pa.large_string())
    except UnicodeEncodeError:  # Arrow cannot hold them
        made = pa.array([clean(each) for each in texts], pa.large_string())
    if isinstance(made, pa.ChunkedArray):
        made = made.cast(pa.large_string()).combine_chunks()
    return made


def code_points(texts: pa.LargeStringArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the code points (uint32) of a column, without a gap, and where each text begins and the last ends."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset :][: len(texts) + 1]
    buffer = texts.buffers()[2]
    if not len(texts) or buffer is None:
        return np.zeros(0, dtype=np.uint32), np.zeros(len(texts) + 1, dtype=np.int64)
    return _decoded(np.frombuffer(buffer, dtype=np.uint8), offsets)


@compiled
def _decoded(data, offsets):
    codes = np.empty(offsets[-1] - offsets[0], dtype=np.uint32)
    starts = np.zeros(len(offsets), dtype=np.int64)
    n = 0
    for record in range(len(offsets) - 1):
        at, end = offsets[record], offsets[record + 1]
        while at < end:
            code = np.uint32(data[at])
            if code < 0x80:
                at += 1
            elif code < 0xE0:
                code = (code & np.uint32(0x1F)) << np.uint32(6) | (np.uint32(data[at + 1]) & np.uint32(0x3F))
                at += 2
            else:
                code, more = _wide(data, at, code)
                at += more
            codes[n] = code
            n += 1
        starts[record + 1] = n
    return codes[:n], starts


@compiled
def _wide(data, at, lead):
    """A code point of three or four bytes, and how many they are."""
    second, third = np.uint32(data[at + 1]) & np.uint32(0x3F), np.uint32(data[at + 2]) & np.uint32(0x3F)
    if lead < 0xF0:
        return (lead & np.uint32(0xF)) << np.uint32(12) | second << np.uint32(6) | third, 3
    fourth = np.uint32(data[at + 3]) & np.uint32(0x3F)
    return (lead & np.uint32(7)) << np.uint32(18) | second << np.uint32(12) | third << np.uint32(6) | fourth, 4


def encoded(codes: np.ndarray, begins: np.ndarray) -> pa.LargeStringArray:
    """Return the column of the texts `codes[begins[n]:begins[n + 1]]`: `code_points` the other way."""
    data, offsets = _encoded(codes, begins)
    return pa.LargeStringArray.from_buffers(len(begins) - 1, pa.py_buffer(offsets), pa.py_buffer(data))


@compiled
def _encoded(codes, begins):
    data, offsets = np.empty(4 * len(codes), dtype=np.uint8), np.zeros(len(begins), dtype=np.int64)
    n = 0
    for record in range(len(begins) - 1):
        for at in range(begins[record], begins[record + 1]):
            code = codes[at]
            if code < 0x80:
                data[n] = code
                n += 1
            elif code < 0x800:
                data[n], data[n + 1] = 0xC0 | code >> np.uint32(6), 0x80 | code & np.uint32(0x3F)
                n += 2
            else:
                n = _write_wide(data, n, code)
        offsets[record + 1] = n
    return data[:n], offsets


@compiled
def _write_wide(data, n, code):
    second, last = 0x80 | code >> np.uint32(6) & np.uint32(0x3F), 0x80 | code & np.uint32(0x3F)
    if code < 0x10000:
        data[n], data[n + 1], data[n + 2] = 0xE0 | code >> np.uint32(12), second, last
        return n + 3
    data[n], data[n + 1] = 0xF0 | code >> np.uint32(18), 0x80 | code >> np.uint32(12) & np.uint32(0x3F)
    data[n + 2], data[n + 3] = second, last
    return n + 4
