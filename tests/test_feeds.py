"""Feeds to records: the kinds of feeds, text in CDATA and XHTML, what must not be opened, what is broken."""

import pytest

from helpers.sources import feeds
from helpers.sources.record import Refused

FIRST = "نشست کارشناسان در تالار وزارت برگزار شد و گزارش‌ها خوانده شد."
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" {SPACES}><channel><title>پایگاه نمونه</title><link>https://example.org/</link>
<image><title>نشان</title></image>
<item><title>گشایش &amp; پایان</title><link>https://example.org/1</link>
<guid isPermaLink="false">n-1</guid><pubDate>Sat, 07 Oct 2023 23:20:00 +0330</pubDate>
<dc:creator>ن. نمونه</dc:creator><media:title>عکس</media:title><media:description>شرح عکس</media:description>
<description>آغاز …</description><slash:comments>3</slash:comments>
<content:encoded><![CDATA[<p>{FIRST}</p><p>پایان.<br/>سطر</p><script>x()</script>]]></content:encoded></item>
<item><title>دوم</title><link>https://example.org/2</link><description>&lt;b&gt;{FIRST}&lt;/b&gt;</description>
<dc:date>2023-10-08T10:20:00+03:30</dc:date></item>
<item><title>تنها عنوان</title><guid>https://example.org/3</guid></item>
<item><guid>4</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>نشرة المثال</title>
<entry><title type="html">اجتماع &lt;i&gt;اللجنة&lt;/i&gt;</title><id>tag:example.org,2023:1</id>
<link rel="self" href="https://example.org/self"/><link rel="alternate" href="https://example.org/a"/>
<updated>2023-10-09T00:00:00Z</updated><published>2023-10-08T22:00:00Z</published>
<author><name>م. مثال</name><email>m@example.org</email></author>
<summary>موجز</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>اجتمعت اللجنة.</p><p>ثم انصرفت.</p></div></content>
</entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {SPACES}>
<channel rdf:about="https://example.org/"><title>پایگاه کهنه</title></channel>
<item rdf:about="https://example.org/r1"><title>خبر</title><link>https://example.org/r1</link>
<description>{FIRST}</description><dc:date>2005-01-02</dc:date></item></rdf:RDF>"""


def read(text):
    return feeds.read(text.encode() if isinstance(text, str) else text, "file.xml")


def test_rss_2():
    found = read(RSS)
    first, second, third = found.records
    assert (first.record, first.title, first.outlet, first.url, first.author, first.published) == (
        "n-1", "گشایش & پایان", "پایگاه نمونه", "https://example.org/1", "ن. نمونه", "Sat, 07 Oct 2023 23:20:00 +0330",
    )  # fmt: skip
    assert first.text == f"گشایش & پایان\n{FIRST}\n\nپایان.\nسطر" and first.place_in_file == "item 1"
    assert (second.record, second.text, second.published) == (
        "https://example.org/2", f"دوم\n{FIRST}", "2023-10-08T10:20:00+03:30",
    )  # fmt: skip
    assert third.text == third.title == "تنها عنوان"
    assert found.warnings == ("1 items without text were skipped (item 4)",)


def test_atom():
    (record,) = (found := read(ATOM)).records
    assert (record.record, record.title, record.outlet, record.url, record.author, record.published) == (
        "tag:example.org,2023:1", "اجتماع اللجنة", "نشرة المثال", "https://example.org/a", "م. مثال",
        "2023-10-08T22:00:00Z",
    )  # fmt: skip
    assert record.text == "اجتماع اللجنة\nاجتمعت اللجنة.\n\nثم انصرفت." and found.warnings == ()


def test_rss_1():
    (record,) = read(RDF).records
    assert (record.record, record.outlet, record.published) == ("https://example.org/r1", "پایگاه کهنه", "2005-01-02")


def test_rss_091_without_ids_counts_positions():
    items = f"<item><title>الف</title><description>{FIRST}</description></item>" * 2
    found = read(f'<rss version="0.91"><channel><title>پ</title>{items}</channel></rss>')
    assert [each.record for each in found.records] == ["0", "1"]


def test_the_same_guid_twice_stays_two_records():
    item = f"<item><guid>7</guid><title>الف</title><description>{FIRST}</description></item>"
    found = read(f"<rss><channel>{item}{item.replace('الف', 'ب')}</channel></rss>")
    assert len({each.record for each in found.records}) == 2 and "stand more than once" in found.warnings[0]


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE rss SYSTEM "https://example.org/x.dtd">', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
     "<!-- x -->\n<!doctype rss>"],
)  # fmt: skip
def test_a_doctype_is_refused(head):
    body = RSS.split("?>", 1)[1]
    with pytest.raises(Refused, match="DOCTYPE") as refusal:
        read(head + body)
    assert refusal.value.code == "unsafe"


def test_the_word_doctype_in_a_text_is_text():
    item = "<item><title>x</title><description>a &lt;!DOCTYPE b&gt; c</description></item>"
    (record,) = read(f"<rss><channel>{item}</channel></rss>").records
    assert record.text.startswith("x\na") and record.text.endswith("c")


@pytest.mark.parametrize("bad", ["&nbsp;", "<b>", "&copy; ", "\x0b", "&"])
def test_malformed_xml_is_read_and_told(bad):
    text = RSS.replace("آغاز …", f"آغاز {bad} …")
    found = read(text)
    assert found.records[0].record == "n-1" and FIRST in found.records[0].text
    assert bad == "\x0b" or any("malformed XML (line 7" in each for each in found.warnings)


def test_names_that_are_none_cost_no_item():
    found = read(RSS.replace("<slash:comments>3</slash:comments>", "<a:b:c>x</a:b:c><:d/><slash:1>"))
    assert found.records[0].record == "n-1" and found.warnings


def test_a_cut_feed_keeps_what_is_whole():
    found = read(RSS[: RSS.index("<item><title>تنها")])
    assert [each.record for each in found.records] == ["n-1", "https://example.org/2"]
    assert any("malformed XML" in each for each in found.warnings)


@pytest.mark.parametrize(
    "text, code", [("<a><b>متن</b></a>", "format"), ("متن", "damaged"), ("", "empty"), ("<", "damaged")]
)
def test_what_is_no_feed_is_refused(text, code):
    with pytest.raises(Refused) as refusal:
        read(text)
    assert refusal.value.code == code


def test_a_declared_encoding_counts():
    data = (
        RSS.replace("UTF-8", "windows-1256")
        .replace("…", "")
        .replace("\u200c", " ")
        .encode("cp1256", "xmlcharrefreplace")
    )
    found = read(data)
    assert found.records[0].outlet == "پایگاه نمونه" and any("windows-1256" in each for each in found.warnings)


def test_what_is_nested_too_deep_is_told():
    deep = "<d>" * 5_000
    first = "<item><guid>1</guid><title>x</title></item>"
    found = read(f"<rss><channel>{first}<item><title>y</title><description>{deep}متن")
    assert found.records[0].record == "1" and "malformed XML" in found.warnings[0]
