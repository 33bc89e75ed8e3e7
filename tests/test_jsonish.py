"""JSON to records: nesting, numbers as written, what is broken costs no more than itself."""

import json

import pytest

from helpers.sources import jsonish
from helpers.sources.record import Refused

FIRST = "نشست کارشناسان در تالار وزارت برگزار شد و گزارش‌ها خوانده شد."
SECOND = "اجتمعت اللجنة في الرباط وناقشت خطة السنة القادمة."
ONE = {"id": "a1", "title": "گشایش نمایشگاه", "text": FIRST, "date": "1402/07/15"}
TWO = {"id": "a2", "title": "اجتماع اللجنة", "text": SECOND, "date": "2023-10-08T10:20:00Z"}


def read(value, name="a.json"):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return jsonish.read(text.encode(), name)


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"items": [ONE, TWO]},
        {"status": "ok", "articles": [ONE, TWO], "tags": [{"name": "x"}]},
        {"data": {"page": 1, "posts": [ONE, TWO]}},
        {"anything": [ONE, TWO]},
        {"hits": {"hits": [{"_id": "a1", "_source": ONE}, {"_id": "a2", "_source": TWO}]}},
        {"a1": {**ONE, "id": "a1"}, "a2": TWO},
        {"a1": {k: v for k, v in ONE.items() if k != "id"}, "a2": {k: v for k, v in TWO.items() if k != "id"}},
    ],
    ids=["list", "items", "articles", "nested", "the only list", "elasticsearch", "by id", "ids as names"],
)
def test_every_nesting_gives_the_same_records(value):
    found = read(value)
    assert [(each.record, each.title, each.published, each.place_in_file) for each in found.records] == [
        ("a1", "گشایش نمایشگاه", "1402/07/15", "item 1"), ("a2", "اجتماع اللجنة", "2023-10-08T10:20:00Z", "item 2"),
    ]  # fmt: skip
    assert [each.text for each in found.records] == [f"{row['title']}\n{row['text']}" for row in (ONE, TWO)]
    assert found.warnings == () and all(each.start is None for each in found.records)


def test_lines_have_the_number_of_their_line():
    found = read("\n".join(["", json.dumps(ONE), "", json.dumps(TWO), ""]), "a.jsonl")
    assert [each.place_in_file for each in found.records] == ["line 2", "line 4"]


@pytest.mark.parametrize("broken", ['{"text": "بی‌پایان', "not json", '{"a": }', "[1, 2]", "7", "[" * 100_000])
def test_a_broken_line_costs_that_line_only(broken):
    found = read("\n".join([json.dumps(ONE), broken, json.dumps(TWO)]), "a.ndjson")
    assert [each.record for each in found.records] == ["a1", "a2"]
    assert len(found.warnings) == 1 and "1 lines were left out (line 2: " in found.warnings[0]


def test_lines_named_json_are_read_as_lines():
    found = read(json.dumps(ONE) + "\n" + json.dumps(TWO))
    assert len(found.records) == 2 and "read line by line" in found.warnings[0]


@pytest.mark.parametrize("text", ["", "{", '[{"text": "x"}', "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(Refused) as refusal:
        read(text)
    assert refusal.value.code == "damaged" and "export it again" in refusal.value.reason


@pytest.mark.parametrize("value", [[1, 2], 7, {"a": 1}, {"x": [ONE], "y": [TWO]}, [{"name": "x"}]])
def test_what_holds_no_texts_is_refused(value):
    with pytest.raises(Refused) as refusal:
        read(value)
    assert refusal.value.code == "no_text_column"


def test_numbers_stay_as_they_are_written():
    text = '[{"id": 123456789012345678901234567890, "text": "متن", "date": 1696660200, "author": 1e400}]'
    (record,) = read(text).records
    assert (record.record, record.published, record.author) == ("123456789012345678901234567890", "1696660200", "1e400")
    (record,) = read('[{"text": "متن", "id": ' + "9" * 6_000 + "}]").records
    assert record.record.startswith("9999") and len(record.record) <= 120


def test_nan_and_null_are_empty():
    (record,) = read('[{"text": "متن", "title": null, "date": NaN, "author": Infinity}]').records
    assert (record.text, record.published, record.author) == ("متن", "", "")


def test_a_member_twice_in_one_object_is_told():
    found = read('[{"text": "الف", "text": "متن"}]')
    assert [each.text for each in found.records] == ["متن"]
    assert found.warnings == ("members stand twice in one object, the last one counts: text",)


def test_half_an_emoji_becomes_a_replacement_letter():
    (record,) = read('[{"text": "متن \\ud83d", "title": "\\u0000"}]').records
    assert record.text.endswith(" \ufffd") and record.title == "\ufffd"


def test_nested_members_are_known_by_their_dotted_names():
    row = {"title": {"rendered": "گشایش &amp; پایان"}, "content": {"rendered": f"<p>{FIRST}</p>"},
           "source": {"name": "پایگاه"}, "authors": [{"name": "ن. نمونه"}, {"name": "م. نمونه"}]}  # fmt: skip
    (record,) = read([row]).records
    assert record.text == f"گشایش & پایان\n{FIRST}"
    assert (record.outlet, record.author) == ("پایگاه", "ن. نمونه م. نمونه")


def test_paragraphs_in_a_list_are_lines():
    (record,) = read([{"text": [FIRST, SECOND]}]).records
    assert record.text == f"{FIRST}\n{SECOND}"


def test_one_report_alone_is_a_record():
    (record,) = read({**ONE, "tags": [{"name": "x"}]}).records
    assert record.record == "a1"


def test_data_used_as_names_is_refused():
    with pytest.raises(Refused, match="different members"):
        read([{f"m{number}": "x"} for number in range(3_000)])
