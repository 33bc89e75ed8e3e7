"""Long texts and many records: nothing is lost, each part is a slice of the text with a name of its own."""

import pytest

from helpers.sources import sizes
from helpers.sources.record import Contents, Record, Refused

REPORT = "دبیرخانه شورا در ۱۲ تیر ۱۴۰۱ نشستی برگزار کرد. در این نشست گزارش کار خوانده شد.\n\n"


def record(text: str, name: str = "7", start: int | None = 3) -> Record:
    return Record(name, "row 7", start, text, "نشست شورا", "1401-04-12", "نمونه")


def test_a_record_of_usual_length_stays_as_it_is():
    contents = Contents((record(REPORT),), ("a",), ("b",))
    assert sizes.bounded(contents) is contents


@pytest.mark.parametrize("joint", ["\n\n", "\n", ". ", " ", ""])
def test_a_long_record_is_cut_where_it_may_be(joint):
    sentence = "گزارش" * 20
    text = joint.join([sentence] * (2 * sizes.LONGEST // len(sentence)))
    made = sizes.bounded(Contents((record(text),)))
    parts = made.records
    assert [each.record for each in parts[:2]] == ["7~part1", "7~part2"] and len(parts) >= 2
    assert all(len(each.text) <= sizes.LONGEST for each in parts) and "were cut into" in made.warnings[0]
    assert all(text[each.start - 3 :].startswith(each.text) for each in parts)
    left = len(text) - sum(len(each.text) for each in parts)
    assert left == (len(parts) - 1) * len(joint.strip(".")), "only the white space between two parts is in none"
    whole = [each for each in parts if joint and each.text.rstrip(".").endswith(sentence)]
    assert len(whole) == len(parts) or not joint
    assert {each.outlet for each in parts} == {"نمونه"} and parts[0].title == "نشست شورا"


def test_the_best_place_is_the_end_of_a_paragraph():
    filler = "الف " * (sizes.LONGEST // 4 - 8_000)
    text = f"{filler}.\n\n{'ب ' * 5_000}پایان. سطر\n{'ج ' * 30_000}"
    first, second = sizes.bounded(Contents((record(text),))).records
    assert first.text == f"{filler}." and second.text.startswith("ب ب")


def test_a_part_takes_no_name_that_is_taken():
    text = REPORT * (sizes.LONGEST // len(REPORT) + 1)
    made = sizes.bounded(Contents((record(text), record("خبر", "7~part1"))))
    names = [each.record for each in made.records]
    assert len(set(names)) == len(names) == 3


def test_too_many_and_too_large_are_refused(monkeypatch):
    many = (record("خبر"),) * (sizes.MOST_RECORDS + 1)
    with pytest.raises(Refused, match="split it") as told:
        sizes.bounded(Contents(many))
    assert told.value.code == "too_many"
    large = (record("خ" * 1_000_001),) * 50
    with pytest.raises(Refused, match="letters together") as told:
        sizes.bounded(Contents(large))
    assert told.value.code == "too_large"
