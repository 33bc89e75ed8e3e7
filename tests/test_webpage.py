"""Web pages: the article without what frames it, what a page says of itself, nothing hidden and nothing lost."""

import pytest

from helpers.sources import webpage
from helpers.sources.record import Refused

LEAD = "وزیر امور زنان روز سه‌شنبه با سفیر کشور همسایه دیدار و درباره همکاری‌های دو کشور گفتگو کرد."
SECOND = "در این دیدار که در تالار وزارت برگزار شد، دو طرف بر ادامهٔ همکاری‌ها تاکید کردند."
TITLE = "دیدار وزیر امور زنان با سفیر"
FRAME = ("درباره ما", "پربازدیدها", "خبر اول پربازدید", "اشتراک‌گذاری", "مطالب مرتبط", "کوکی", "تمامی حقوق", "تلگرام")
HEAD = f"""<title>{TITLE} | خبرنامه</title><meta property="og:site_name" content="خبرنامه">
<link rel="canonical" href="https://news.example/1"><meta name="author" content="الف نویسنده">
<meta property="article:published_time" content="2023-05-12T23:30:00+03:30">"""


def page(body: str, head: str = HEAD) -> bytes:
    return f"""<!DOCTYPE html><html dir="rtl"><head><meta charset="utf-8">{head}</head><body>
<header><nav><ul><li><a href="/">خانه</a></li><li><a href="/b">درباره ما</a></li></ul></nav></header>
<div class="cookie-banner">این سایت از کوکی استفاده می‌کند. <button>قبول</button></div>
<div class="sidebar"><h3>پربازدیدها</h3><ul><li><a href="1">خبر اول پربازدید امروز</a></li></ul></div>
<main><article>{body}</article><div class="share">اشتراک‌گذاری: <a href="#">تلگرام</a></div>
<div class="related"><h4>مطالب مرتبط</h4><ul><li><a href="x">نشست دیگر</a></li></ul></div></main>
<footer>تمامی حقوق محفوظ است</footer><script>var x = "متن پنهان اسکریپت"</script></body></html>""".encode()


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{SECOND}</p>",
        f"<h1>{TITLE}</h1><div>{LEAD}</div><div>{SECOND}</div>",
        f"<h1>{TITLE}</h1><div>{LEAD}<br><br>{SECOND}</div>",
        f"<header><h1><a href='/1'>{TITLE}</a></h1></header><p><span>{LEAD}</span></p><p><b>{SECOND}</b></p>",
        f"<h1>{TITLE}</h1><table><tr><td><p>{LEAD}</p></td></tr><tr><td>{SECOND}</td></tr></table>",
    ],
)
def test_the_article_is_read_without_its_frame(body):
    (record,) = webpage.read(page(body), "file.html").records
    assert [line for line in record.text.split("\n") if line] == [TITLE, LEAD, SECOND]
    assert record.title == TITLE and record.start is None
    assert not any(word in record.text for word in FRAME)


def test_a_short_article_is_read_without_its_frame():
    (record,) = webpage.read(page(f"<h1>{TITLE}</h1><p>خبری کوتاه.</p>"), "file.html").records
    assert record.text == f"{TITLE}\n\nخبری کوتاه."


def test_what_a_page_says_of_itself():
    (record,) = webpage.read(page(f"<h1>{TITLE}</h1><p>{LEAD}</p>"), "file.html").records
    assert (record.published, record.outlet, record.url, record.author) == (
        "2023-05-12", "خبرنامه", "https://news.example/1", "الف نویسنده",
    )  # fmt: skip


@pytest.mark.parametrize(
    "head, body, published",
    [
        ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2021-01-02T10:00"}]}'
         "</script>", "", "2021-01-02"),
        ('<meta name="dc.date" content="1402/02/22">', "", "1402/02/22"),
        ("", '<time datetime="2020-03-04T10:00">۱۴ اسفند</time>', "2020-03-04"),
        ("", '<time datetime="2020-03-04">a</time><time datetime="2020-03-05">b</time>', ""),  # which one is not said
        ('<script type="application/ld+json">{broken</script>', "", ""),
        ('<meta property="article:published_time" content="yesterday">', "", ""),
        ("", "<p>۱۲ مه ۲۰۲۳</p>", ""),  # the text is not the page's word
    ],
)  # fmt: skip
def test_the_day_is_what_the_page_states_and_never_guessed(head, body, published):
    (record,) = webpage.read(page(f"<h1>{TITLE}</h1>{body}<p>{LEAD}</p>", head), "file.html").records
    assert record.published == published


def test_hidden_text_is_no_text():
    body = (
        f"<h1>{TITLE}</h1><p>{LEAD}</p><p style='display: none'>پنهان یک</p><p hidden>پنهان دو</p><!-- پنهان سه -->"
        f"<noscript>پنهان چهار</noscript><template>پنهان پنج</template><p style='visibility:hidden'>پنهان شش</p>{SECOND}"
    )
    (record,) = webpage.read(page(body), "file.html").records
    assert "پنهان" not in record.text and "اسکریپت" not in record.text and SECOND in record.text


@pytest.mark.parametrize(
    "data",
    [
        f"<p>{TITLE}<p>{LEAD}<p>{SECOND}",
        f"<center><font size=4>{TITLE}</font></center><br>{LEAD}<br><br>{SECOND}",
        f"<html><body><h1>{TITLE}</h1></body></html><p>{LEAD}</p><p>{SECOND}</p>",
        f"<body class='has-sidebar menu-open'><div id='menu'>{TITLE}<p>{LEAD}</p><p>{SECOND}</p></div></body>",
        f"<h1>{TITLE}</h1><embed src='x'><p>{LEAD}</p><p>{SECOND}</p>",
    ],
)
def test_old_and_broken_pages_lose_nothing(data):
    text = webpage.read(data.encode(), "file.html").records[0].text
    assert TITLE in text and LEAD in text and SECOND in text


def test_an_old_page_says_its_encoding():
    data = f"<meta http-equiv=content-type content='text/html; charset=windows-1256'><p>{'متن خبر'}".encode("cp1256")
    contents = webpage.read(data, "file.html")
    assert contents.records[0].text == "متن خبر" and "declared: Windows-1256" in contents.warnings[0]


def test_rows_of_a_table_keep_their_cells_apart():
    body = f"<h1>{TITLE}</h1><p>{LEAD}</p><table><tr><td>شمار زنان</td><td>۱۲۰</td></tr></table><p>{SECOND}</p>"
    assert "شمار زنان | ۱۲۰" in webpage.read(page(body), "file.html").records[0].text


@pytest.mark.parametrize(
    "data, code",
    [
        (b"<html><body><script>x</script></body></html>", "no_text"),
        (b"<html></html>", "no_text"),
        (b"<div>" * 50_000 + "متن".encode(), "unsafe"),
    ],
)
def test_a_page_without_a_text_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        webpage.read(data, "file.html")
    assert refused.value.code in (code, "empty")


def test_a_window_title_is_no_headline():
    (record,) = webpage.read(f"<title>صفحه نخست سایت</title><p>{LEAD}</p><p>{SECOND}</p>".encode(), "x").records
    assert record.text.startswith(LEAD) and "سایت" not in record.text
