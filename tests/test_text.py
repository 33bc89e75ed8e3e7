"""Folds and skeletons of helpers.text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import tables, text


@given(st.text())
def test_fold_keeps_every_offset(value):
    assert len(text.fold(value)) == len(value)


@given(st.text(alphabet="ابپ یيكک ‌ـًة،\n3۳٣A", max_size=60))
def test_each_letter_of_a_skeleton_stands_where_it_says(value):
    letters, offsets = text.skeleton(value)
    assert len(letters) == len(offsets)
    assert all(text.fold(value[offset]) == letter for letter, offset in zip(letters, offsets, strict=True))


@pytest.mark.parametrize("one, other", [("رضایی", "رضائي"), ("کمیته‌ی", "كميتهٔ ی"), ("۱۲", "١٢"), ("UNAMA", "unama")])
def test_spellings_of_one_name_have_one_skeleton(one, other):
    assert text.skeleton(one)[0] == text.skeleton(other)[0]


def test_names_of_two_people_keep_two_skeletons():
    assert text.skeleton("رضایی")[0] != text.skeleton("رضاییان")[0]


@given(st.text())
def test_clean_changes_nothing_but_what_cannot_be_stored(value):
    cleaned = text.clean(value)
    assert len(cleaned) == len(value)
    assert all(a == b or b == "\ufffd" for a, b in zip(value, cleaned, strict=True))


def test_clean_replaces_nul_and_lone_surrogates_one_for_one():
    assert text.clean("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_the_table_of_letters_is_whole():
    letters = tables.read("letters")
    assert letters["code"].is_unique
    assert (letters["folded"].str.len() <= 1).all()
    folded = {row.folded for row in letters.itertuples() if row.folded}
    assert not folded & {row.letter for row in letters.itertuples() if row.folded}, "a fold must not be folded again"


@pytest.mark.parametrize("hostile", ["\n", "ی‌", "ـ"])
def test_folding_takes_time_in_proportion(hostile):
    """Twice the text may take at most about twice the work; measured in steps of the profiler, not in seconds."""
    import sys

    def steps(value: str) -> int:
        seen = 0

        def count(*_):
            nonlocal seen
            seen += 1

        sys.setprofile(count)
        text.skeleton(value)
        sys.setprofile(None)
        return seen

    assert steps(hostile * 4000) <= 2.5 * steps(hostile * 2000) + 200
