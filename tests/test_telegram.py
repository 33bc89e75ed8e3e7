"""Exports of Telegram to records: both kinds of export, what is skipped and told, ids that tomorrow's export keeps."""

import json

import pytest

from helpers.sources import telegram
from helpers.sources.record import Refused

FIRST = "نشست کارشناسان در تالار وزارت برگزار شد."


def message(number, text=FIRST, **more):
    return {"id": number, "type": "message", "date": "2023-10-07T23:20:00", "date_unixtime": "1696708200",
            "from": "کانال نمونه", "from_id": "channel77", "text": text, **more}  # fmt: skip


def chat(*messages, kind="public_channel", **more):
    return {"name": "کانال نمونه", "type": kind, "id": 77, "messages": list(messages), **more}


def read(value):
    return telegram.read(json.dumps(value, ensure_ascii=False).encode(), "result.json")


def test_a_channel():
    text = [
        "🔹",
        {"type": "bold", "text": "گشایش نمایشگاه"},
        "\nنمایشگاه ",
        {"type": "mention", "text": "@x"},
        " باز شد.",
    ]
    found = read(chat(message(4711, text, author="ن. نمونه", edited="2023-10-09T10:00:00"), message(4712)))
    first, second = found.records
    assert (first.record, first.place_in_file, first.outlet, first.author, first.published, first.url, first.start) == (
        "4711", "message 4711", "کانال نمونه", "ن. نمونه", "2023-10-07T23:20:00", "", None,
    )  # fmt: skip
    assert first.text == "🔹گشایش نمایشگاه\nنمایشگاه @x باز شد." and first.title == "گشایش نمایشگاه"
    assert second.author == "" and found.warnings == found.notes == ()


def test_the_public_name_gives_the_address():
    assert read(chat(message(5), username="demo_news")).records[0].url == "https://t.me/demo_news/5"


def test_a_group_names_its_writers():
    found = read(chat({**message(5), "from": "م. نمونه"}, {**message(6), "from": None}, kind="public_supergroup"))
    assert [each.author for each in found.records] == ["م. نمونه", ""]


def test_what_has_no_text_is_counted():
    service = {"id": 1, "type": "service", "date": "2023-10-07T00:00:00", "action": "pin_message", "text": ""}
    photo, sticker = message(2, "", photo="photos/1.jpg"), message(3, "", media_type="sticker", file="a.webp")
    found = read(chat(service, photo, sticker, message(4, "شرح عکس", photo="photos/2.jpg"), message(5, [" ", ""])))
    assert [(each.record, each.text) for each in found.records] == [("4", "شرح عکس")]
    assert found.notes == (
        "1 service messages (joined, pinned, …) were left out",
        "3 messages without text were left out (1 empty, 1 photo, 1 sticker)",
    )


def test_a_poll_and_a_forwarded_message():
    poll = {"question": "کدام روز؟", "closed": False, "answers": [{"text": "شنبه", "voters": 3}, {"text": "یکشنبه"}]}
    one, two, three = read(
        chat(message(1, "", poll=poll), message(2, forwarded_from="کانال دیگر"), message(3, forwarded_from=None))
    ).records
    assert one.text == "کدام روز؟\nشنبه\nیکشنبه" and one.warnings == ()
    assert two.warnings == ("forwarded from «کانال دیگر»",) and three.warnings == ("forwarded from «»",)


def test_old_exports_without_zone_and_new_ones_with_text_objects():
    poll = {"question": {"text": "کدام؟"}, "answers": []}
    old = {"id": 9, "type": "message", "date": "2019-01-02T03:04:05", "from": "x", "text": "", "poll": poll}
    assert [(each.text, each.published) for each in read(chat(old)).records] == [("کدام؟", "2019-01-02T03:04:05")]
    entities = [{"type": "plain", "text": "متن "}, {"type": "bold", "text": "پررنگ"}]
    (record,) = read(chat(message(1, "", text_entities=entities))).records
    assert record.text == "متن پررنگ"


def test_an_account_gives_its_channels_and_leaves_letters_alone():
    private = chat(message(1, "نامه‌ای به یک دوست"), kind="personal_chat")
    saved = chat(message(2, "یادداشت"), kind="saved_messages")
    other = {**chat(message(4711, "متن دیگر")), "id": 88, "name": "کانال دیگر"}
    account = {"about": "…", "contacts": {"list": []}, "chats": {"list": [chat(message(4711)), private, saved]},
               "left_chats": {"list": [other]}}  # fmt: skip
    found = read(account)
    assert [(each.record, each.outlet, each.place_in_file) for each in found.records] == [
        ("77/4711", "کانال نمونه", "message 4711 of «کانال نمونه»"),
        ("88/4711", "کانال دیگر", "message 4711 of «کانال دیگر»"),
    ]
    assert found.warnings[0].startswith("2 personal chats of the account were not read")


def test_a_longer_export_moves_nothing():
    before = {each.record: each for each in read(chat(message(5), message(7))).records}
    after = {each.record: each for each in read(chat(message(4), message(5), message(6), message(7))).records}
    assert all(after[number] == record for number, record in before.items())


def test_the_same_message_twice_stays_two_records():
    found = read(chat(message(5), message(5, "متن دیگر")))
    assert len({each.record for each in found.records}) == 2 and "stand more than once" in found.warnings[0]


@pytest.mark.parametrize(
    "broken", ["x", 7, None, [], {"type": "message"}, {"type": "message", "text": {"a": 1}, "id": []}]
)
def test_what_is_no_message_costs_no_other(broken):
    found = read(chat(message(1), message(2), *([{"type": "message"}] * 20), broken))
    assert [each.record for each in found.records] == ["1", "2"]
    assert found.notes or found.warnings


@pytest.mark.parametrize("value", [chat(), {"chats": {"list": []}}, {"chats": {"list": [7]}, "left_chats": True}])
def test_an_export_without_messages_holds_no_record(value):
    assert read(value).records == ()


@pytest.mark.parametrize(
    "value, why",
    [
        (chat({"id": 1, "type": "service"}), "service"),
        ({"chats": {"list": [chat(message(1), kind=[])]}}, "personal"),
        (chat(message(1, "")), "without text"),
    ],
)
def test_an_export_without_a_text_says_what_it_held(value, why):
    with pytest.raises(Refused, match=why) as refusal:
        read(value)
    assert refusal.value.code == "empty"


def test_other_json_is_read_as_such():
    (record,) = read({"messages": [{"id": "7", "text": FIRST}]}).records
    assert (record.record, record.place_in_file) == ("7", "item 1")


# -------------------------------------------------------------------------------------------------------- messages.html


def block(number, inner, name="کانال نمونه", when="07.10.2023 23:20:00 UTC+03:30", joined=False):
    title = "" if joined else f'<div class="from_name">\n{name}\n</div>'
    return f"""<div class="message default clearfix{" joined" if joined else ""}" id="message{number}">
<div class="pull_left userpic_wrap"><div class="userpic"><div class="initials">ک</div></div></div>
<div class="body"><div class="pull_right date details" title="{when}">23:20</div>{title}{inner}</div></div>"""


def text(said=FIRST):
    return f'<div class="text">\n{said}\n</div>'


def page(*blocks):
    return (
        "<!DOCTYPE html><html><head><title>Exported Data</title></head><body onload=\"CheckLocation();\">"
        '<div class="page_wrap"><div class="page_header"><a class="content block_link" href="../chats.html">'
        '<div class="text bold">\nکانال نمونه\n</div></a></div><div class="page_body chat_page"><div class="history">'
        '<div class="message service" id="message-1"><div class="body details">7 October 2023</div></div>'
        + "".join(blocks) + "</div></div></div></body></html>"
    ).encode()  # fmt: skip


def read_page(*blocks):
    return telegram.read(page(*blocks), "messages.html")


def test_a_page_gives_the_same_as_the_json():
    said = '<strong>گشایش نمایشگاه</strong><br>نمایشگاه <a href="https://t.me/x">@x</a> &amp; کتاب باز شد.'
    found = read_page(
        block(4711, text(said) + '<div class="signature details">\nن. نمونه\n</div>'), block(4712, text())
    )
    first, second = found.records
    assert (first.record, first.place_in_file, first.outlet, first.author, first.published, first.start) == (
        "4711", "message 4711", "کانال نمونه", "ن. نمونه", "2023-10-07 23:20:00+03:30", None,
    )  # fmt: skip
    assert first.text == "گشایش نمایشگاه\nنمایشگاه @x & کتاب باز شد." and first.title == "گشایش نمایشگاه"
    assert second.author == "" and found.warnings == found.notes == ()


def test_joined_messages_are_records_of_their_own_with_the_writer_above():
    found = read_page(block(1, text("یک"), name="م. نمونه"), block(2, text("دو"), joined=True), block(3, text("سه")))
    assert [(each.record, each.text, each.author) for each in found.records] == [
        ("1", "یک", "م. نمونه"), ("2", "دو", "م. نمونه"), ("3", "سه", ""),
    ]  # fmt: skip


def test_a_page_without_a_zone_and_with_service_messages():
    service = '<div class="message service" id="message9"><div class="body details">کسی پیوست</div></div>'
    found = read_page(
        service, block(10, text(), when="07.10.2023 23:20:00"), block(11, '<div class="media_wrap"></div>')
    )
    assert [each.published for each in found.records] == ["2023-10-07 23:20:00"]
    assert found.notes == (
        "1 service messages (joined, pinned, …) were left out", "1 messages without text were left out (1 media)",
    )  # fmt: skip


def test_forwarded_replied_and_polled():
    inner = (
        '<div class="reply_to details">In reply to <a>this</a></div>'
        '<div class="pull_left forwarded userpic_wrap"></div><div class="forwarded body"><div class="from_name">'
        f'کانال دیگر<span class="date details" title="06.10.2023"> 06.10.2023 10:00:00</span></div>{text()}</div>'
    )
    poll = (
        '<div class="media_wrap clearfix"><div class="media_poll"><div class="question bold">کدام روز؟</div>'
        '<div class="details">Anonymous poll</div><div class="answer">- شنبه<span class="details">3 votes</span></div>'
        '<div class="answer">- یکشنبه</div><div class="total details">3 votes</div></div></div>'
    )
    one, two = read_page(block(1, inner), block(2, poll)).records
    assert one.text == FIRST and one.warnings == ("forwarded from «کانال دیگر»",)
    assert two.text == "کدام روز؟\nشنبه\nیکشنبه" and two.warnings == ()


def test_a_later_page_moves_nothing():
    before = {each.record: each for each in read_page(block(5, text())).records}
    after = {each.record: each for each in read_page(block(4, text("پیشین")), block(5, text())).records}
    assert after["5"] == before["5"]


def test_a_page_that_is_no_export_is_refused():
    with pytest.raises(Refused) as refusal:
        telegram.read(b"<html><body><p>x</p></body></html>", "a.html")
    assert refusal.value.code == "format"
