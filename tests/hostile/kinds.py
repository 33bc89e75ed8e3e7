"""Files that are not what their name says, and files that run when they are opened: neither is believed.

A wrong suffix may be seen through, with a warning, or refused; what holds a pickle is never opened.
"""

import pickle
import zlib
from io import BytesIO

import numpy as np

from hostile.cases import ANY, DOUBTFUL, FA, REJECTED, REPORT, WARNED, Case
from hostile.markup import feed, item, page
from hostile.office import body, paragraph, word
from hostile.pdfs import control
from hostile.structured import ROWS, parquet, written
from hostile.zips import packed


def cases() -> list[Case]:
    """Every case of a kind."""
    return [*_wrong(), *_runs()]


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\10\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _wrong() -> list[Case]:
    docx = packed(word(body(paragraph("خبر") + paragraph(FA))))
    files = {
        "pdf.txt": (control(), DOUBTFUL), "png.docx": (_png(), REJECTED), "png.txt": (_png(), REJECTED),
        "png.pdf": (_png(), REJECTED), "png.html": (_png(), REJECTED), "png.json": (_png(), REJECTED),
        "png.csv": (_png(), REJECTED), "png.xlsx": (_png(), REJECTED), "png.parquet": (_png(), REJECTED),
        "zip.pdf": (packed({"a.txt": REPORT}), DOUBTFUL), "zip.docx": (packed({"a.txt": REPORT}), DOUBTFUL),
        "zip.txt": (packed({"a.txt": REPORT}), DOUBTFUL), "docx.txt": (docx, DOUBTFUL), "docx.pdf": (docx, DOUBTFUL),
        "docx.zip": (docx, ANY), "docx.doc": (docx, DOUBTFUL), "docx.xlsx": (docx, DOUBTFUL),
        "txt.pdf": (REPORT, DOUBTFUL),
        "txt.docx": (REPORT, DOUBTFUL), "txt.zip": (REPORT, DOUBTFUL), "txt.parquet": (REPORT, DOUBTFUL),
        "txt.json": (REPORT, DOUBTFUL), "txt.xml": (REPORT, DOUBTFUL), "html.txt": (page(""), ANY),
        "html.doc": (page(""), DOUBTFUL),
        "html.pdf": (page(""), DOUBTFUL), "html.xml": (page(""), DOUBTFUL), "rss.html": (feed(item()), ANY),
        "rss.txt": (feed(item()), ANY),
        "json.txt": (written(list(ROWS)), ANY), "json.csv": (written(list(ROWS)), ANY),
        "csv.json": (f"id,text\n1,{FA}\n", DOUBTFUL),
        "jsonl.json": ("\n".join(map(written, ROWS)), f"{WARNED}/loads/{REJECTED}"),
        "parquet.csv": (parquet(), DOUBTFUL),
        "program.txt": (b"\x7fELF\2\1\1" + bytes(range(256)) * 20, REJECTED),
        "gzip.txt": (b"\x1f\x8b\x08\0" + bytes(range(256)) * 9, REJECTED),
        "rtf.txt": (r"{\rtf1\ansi\ansicpg1256 \'c7\'e1\'d3\'e1\'c7\'e3}", DOUBTFUL),
        "rtf.doc": (r"{\rtf1\ansi x}", REJECTED),
        "polyglot.pdf": (control() + packed({"a.txt": REPORT}), ANY),
        "polyglot.html": (page("").encode() + control(), ANY),
        "sqlite.txt": (b"SQLite format 3\0" + bytes(4_080), REJECTED),
        "mp4.txt": (b"\0\0\0\x18ftypmp42" + bytes(500), REJECTED),
    }  # fmt: skip
    return [Case(f"kinds/{name}", "kinds", data, outcome) for name, (data, outcome) in files.items()]


class _Touch:
    """What a pickle may do when it is opened: here it would only make a file called `hit`."""

    def __reduce__(self):
        return open, ("hit", "w")


def _runs() -> list[Case]:
    payload = pickle.dumps(_Touch())
    sink = BytesIO()
    np.save(sink, np.array([_Touch()], dtype=object), allow_pickle=True)
    array = sink.getvalue()
    files = {
        "a.pkl": payload, "a.pickle": payload, "a.joblib": payload, "a.npy": array, "a.npz": packed({"a.npy": array}),
        "a.pt": packed({"archive/data.pkl": payload}), "a.yaml": "!!python/object/apply:os.system ['touch hit']",
        "a.ipynb": '{"cells": []}', "a.feather": b"ARROW1", "a.h5": b"\x89HDF\r\n\x1a\n",
        "a.db": b"SQLite format 3\0", "a.ods": packed({"a": "x"}),
    }  # fmt: skip
    named = {"pickle.txt": payload, "pickle.json": payload, "pickle.parquet": payload, "pickle.csv": payload}
    return [
        *(Case(f"pickles/{name}", "pickles", data, REJECTED) for name, data in files.items()),
        *(Case(f"pickles/{name}", "pickles", data, ANY) for name, data in named.items()),
        Case("pickles/pickles.zip", "pickles", packed({"a.pkl": payload, "b.npy": array}), REJECTED),
    ]
