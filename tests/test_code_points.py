"""The code points of columns: what UTF-8 holds, there and back."""

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.code_points import code_points, column, encoded
from helpers.text import clean


@settings(deadline=None)  # the first call may compile
@given(st.lists(st.text(max_size=20), max_size=6))
@example([])
@example([""])
@example(["", "\U0010ffff\u200cا", "\uffff\u07ff\u0800"])
def test_texts_are_code_points_and_back(texts):
    codes, starts = code_points(column(pd.Series(texts, dtype="str")))
    assert starts.tolist() == np.cumsum([0, *map(len, texts)]).tolist()
    assert codes.tolist() == [ord(letter) for text in texts for letter in text]
    assert encoded(codes, starts).to_pylist() == texts


def test_a_part_of_a_column_and_lone_surrogates():
    codes, starts = code_points(column(pd.Series(["الف", "بپ", "ت"], dtype="str")).slice(1))
    assert "".join(map(chr, codes)) == "بپت" and starts.tolist() == [0, 2, 3]
    assert column(["a\ud800"]).to_pylist() == [clean("a\ud800")]
