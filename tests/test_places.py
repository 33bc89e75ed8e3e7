"""Paragraphs to one text: blank lines as the author set them, lines broken by hand put together again, places kept."""

import pytest

from helpers.sources import places

LINE = "این سطری بلند است که در ستونی باریک شکسته شده و در سطر بعد"
STOPS = "این بندی بلند است که با نقطه پایان می‌یابد و در بند بعد دنبال نمی‌شود."


def test_paragraphs_are_parted_by_a_blank_line():
    text, starts = places.joined(["عنوان", STOPS, STOPS])
    assert text == f"عنوان\n\n{STOPS}\n\n{STOPS}"
    assert [text[start : start + 5] for start in starts] == ["عنوان", STOPS[:5], STOPS[:5]]


def test_an_authors_own_blank_lines_stay_the_only_ones():
    assert places.joined(["عنوان", "", "", STOPS, "", STOPS])[0] == f"عنوان\n\n\n{STOPS}\n\n{STOPS}"


@pytest.mark.parametrize(
    "paragraphs, runs_on",
    [
        (["عنوان گزارش", LINE, LINE, LINE, "پایان یافت."], [False, True, True, True]),
        (["عنوان گزارش", STOPS, STOPS, LINE, STOPS, STOPS, STOPS, STOPS], [False] * 7),  # one open end proves nothing
        ([LINE, STOPS, STOPS], [False, False]),  # a long title
        (["عنوان", LINE, "میان‌تیتر", LINE, LINE, "پایان."], [False, True, False, True, True]),
        (["عنوان", LINE, "", LINE, LINE, "پایان."], [False, False, False, True, True]),
        (["تنها"], []),
    ],
)
def test_lines_broken_by_hand_run_on_where_most_are(paragraphs, runs_on):
    assert places.wrapped(paragraphs) == runs_on


def test_a_place_is_counted_from_one():
    _, starts = places.joined(["الف", "ب", "ج"])
    assert [places.at(starts, start) for start in starts] == [1, 2, 3]
