"""Words of texts: what the compiled pass finds is what reading letter by letter finds, of any letters."""

import os
import subprocess
import sys
from itertools import groupby

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import date_lexicon, words
from helpers.text import clean

KNOWN = ["مهر", "ماه", "آب", "و", "سال", "19", ".", "abc", "ماهنامه"]
FOLD, KINDS = date_lexicon.fold_table(), date_lexicon.kind_table()


def table(known=KNOWN):
    return words.table([date_lexicon.folded(word) for word in known], FOLD, KINDS)


def plainly(text: str, known: words.Table, every: bool):
    """Start, end, kind and number of each run, read letter by letter; the code point of each letter."""
    folded = [int(FOLD[min(ord(letter), 0xFFFF)]) for letter in text]
    places = [place for place, byte in enumerate(folded) if byte != words.IGNORED]
    letters = [folded[place] for place in places]
    numbers = {date_lexicon.folded(word): number for number, word in enumerate(KNOWN, 1)}
    runs, at, told = [], 0, True
    alone = ((int(KINDS[byte]), KINDS[byte] >= words.LINE and place) for place, byte in enumerate(letters))
    for (kind, _), run in groupby(alone):
        size = len(list(run))
        number = numbers.get(bytes(letters[at : at + size]), 0)
        if kind != words.SPACE:
            before, told = told, number > 0 or kind != words.LETTER
            if every or before or told:
                runs.append((at, at + size, kind, number))
        at += size
    return runs, places


ODD = "ابتکمهروآسل ـ019٣۴/-.،«\n\r\t\u2028\u00a0\u0085aZ_é漢\u0378😀𐎠\U0010ffff"
ODD += "\u064b\u0651\u0654\u200c\u200f\ufeff\ufefb\ufdf2"
HOSTILE = st.text(st.one_of(st.sampled_from(ODD), st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
TEXTS = st.lists(st.one_of(HOSTILE, st.lists(st.sampled_from([*KNOWN, " ", "م", "\u064e"])).map("".join)), max_size=6)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_words_are_those_of_a_plain_reading(texts, every):
    utf8, offsets = words.joined(pd.Series(texts, dtype="str"))
    joined = "".join(text + words.END for text in texts)
    assert utf8.tobytes().decode() == joined
    assert offsets.tolist() == np.cumsum([0, *(len((text + words.END).encode()) for text in texts)]).tolist()
    found = words.read(utf8, table(), every)
    runs, places = plainly(joined, table(), every)
    columns = (found.start, found.end, found.kind, found.number)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == runs
    assert found.places(np.arange(len(found.letters))).tolist() == places


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_pieces_are_those_of_the_text(texts, data):
    joined = "".join(text + words.END for text in texts)
    place = st.integers(0, len(joined))
    spans = [sorted(pair) for pair in data.draw(st.lists(st.tuples(place, place), max_size=5))]
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    utf8, _ = words.joined(pd.Series(texts, dtype="str"))
    first, last = words.bytes_at(utf8, words.read(utf8, table()), start, end)
    assert words.pieces(utf8, first, last).to_pylist() == [joined[a:b] for a, b in spans]


def test_a_word_is_known_by_its_letters_not_by_a_number():
    """Two words that begin alike, one inside the other, and all words of a large table beside one another."""
    many = [f"{a}{b}{c}" for a in "ابتثج" for b in "حخدذر" for c in ("", "ز", "زس", "زسش" * 9)]
    known = words.table([date_lexicon.folded(word) for word in many], FOLD, KINDS)
    utf8, _ = words.joined(pd.Series([" ".join(many) + " " + " ".join(word + "غ" for word in many)], dtype="str"))
    found = words.read(utf8, known)
    assert found.number.tolist() == [*range(1, len(many) + 1), *([0] * len(many)), 0]


def test_a_table_has_each_word_once():
    for twice in (["ماه", "ماه"], ["ماه", "مـاه"], [""]):
        with pytest.raises(ValueError, match="twice, or an empty one"):
            table(twice)


def test_what_is_no_text_is_replaced_or_refused():
    utf8, _ = words.joined(pd.Series(["a\ud800b", None, "\0"], dtype=object))
    assert utf8.tobytes().decode() == "".join(clean(text) + words.END for text in ("a\ud800b", "", "\0"))
    for wrong in (b"ab\x80cd", b"ab\xd9", b"\xe2\x80", b"\xf0\x9f\x98", b"\xc3(", b"\xe2(\xa1"):
        offsets = pa.py_buffer(np.array([0, len(wrong)], dtype=np.int64))
        broken = pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(wrong))
        utf8, _ = words.joined(pd.Series(pd.arrays.ArrowStringArray(broken)))
        with pytest.raises(ValueError, match="not UTF-8"):
            words.read(utf8, table())


def test_the_loops_run_uncompiled_too():
    """Where there is no numba the same lines run as Python, with the same answer."""
    program = (
        "import pandas as pd; from helpers import dates\n"
        "texts = ['در ۷ قوس ۱۳۹۶ و بیست و دوم بهمن', '15 رمضان 1445هـ الموافق 26 مارس 2024', 'عید قربان']\n"
        "frame = pd.DataFrame({'doc_id': list('abc'), 'text': texts, 'language': ['fa', 'ar', 'fa']})\n"
        "print(dates.find(frame).to_csv())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
            env=os.environ | {"NUMBA_DISABLE_JIT": flag},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for flag in ("0", "1")
    ]
    assert said[0] == said[1] and said[0].count("\n") > 5
