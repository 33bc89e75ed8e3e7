"""PDFs: right-to-left lines in reading order from the places of their letters, pages without their frames; no scans.

The PDFs are printed by the machine's own browser; what no program prints is built here from its objects.
"""

import re

import pytest
from browser import chromium  # noqa: F401

from helpers.sources import pdf, pdf_lines
from helpers.sources.pdf_lines import Glyph
from helpers.sources.record import Refused

FONT = "font-family:'Noto Naskh Arabic','Geeza Pro','Noto Sans Arabic',serif;font-size:15px"
TITLE = "نشست هماهنگی کارشناسان زنان"
MIXED = [
    "وزیر در تاریخ ۱۳۹۴/۰۷/۱۵ و 2016-02-07 ساعت 10:30 با UN Women و ICESCO درباره ۲۵ طرح (شماره 3) گفت‌وگو کرد.",
    "او گفت: «کتاب‌ها را می‌خوانیم و خانه‌ها را می‌سازیم»؛ نشانی او info@example.ir و تلفن 021-88664422 است.",
    "قال الوزير لنظيره في 12 مايو 2023 إن الاجتماع (رقم 3) كان مفيداً، وأضاف أن 1,234.5 مليون لا تكفي للأعمال.",
]


@pytest.fixture(scope="module")
def printed(chromium):  # noqa: F811
    """HTML -> the bytes of its PDF."""
    tab = chromium.new_context(offline=True).new_page()

    def write(body: str, **options) -> bytes:
        tab.set_content(f"<html dir='rtl' lang='fa'><meta charset='utf-8'><body style=\"{FONT}\">{body}</body></html>")
        return tab.pdf(format="A4", **options)

    return write


def words(text: str) -> list[str]:
    return text.split()


def without_half_spaces(text: str) -> str:
    """A font may have one glyph for the shapes on both sides of a half-space; then it cannot be seen."""
    return text.replace("\u200c", "")


@pytest.mark.parametrize("text", MIXED)
def test_letters_numbers_and_latin_words_come_in_reading_order(printed, text):
    contents = pdf.read(printed(f"<h1>{TITLE}</h1><p>{text}</p>"), "x")
    (record,) = contents.records
    assert words(without_half_spaces(record.text)) == words(without_half_spaces(f"{TITLE} {text}"))
    assert record.title == TITLE and record.place_in_file == "page 1" and record.start is None
    assert contents.warnings == (pdf._ORDERED,)


def test_a_latin_page_needs_no_warning(printed):
    text = "The council met in Geneva on 3 July 2022 (room 5). It was its second meeting."
    contents = pdf.read(printed(f"<div dir='ltr'><p>{text}</p></div>"), "x")
    assert words(contents.records[0].text) == words(text) and contents.warnings == ()


def paragraph(n: int) -> str:
    return f"بند شمارهٔ {n} از گزارش نشست که دربارهٔ برنامه‌های آینده است و چند سطر دارد تا صفحه پر شود. " * 4


def test_running_heads_and_page_numbers_belong_to_no_record_and_paragraphs_run_over_pages(printed):
    pages = "".join(
        f"<div style='break-after:page'><div style='font-size:9px'>خبرنامهٔ وزارت، شمارهٔ {n}</div>"
        + "".join(f"<p>{paragraph(10 * n + k)}</p>" for k in range(4))
        + f"<div style='text-align:center'>صفحه {n} از ۳</div></div>"
        for n in (1, 2, 3)
    )
    text = "\n".join(each.text for each in pdf.read(printed(pages), "x").records)
    assert "خبرنامه" not in text and "صفحه 1 از" not in text and "صفحه 3 از" not in text
    assert sorted(set(re.findall(r"شمارهٔ (\d+)", text))) == sorted(
        {str(10 * n + k) for n in (1, 2, 3) for k in range(4)}
    )
    body = "<h1>نشست کارشناسان</h1>" + "".join(f"<p>{paragraph(n)}</p>" for n in range(40))
    (record,) = pdf.read(printed(body), "x").records
    parts = [part for part in record.text.split("\n\n") if part.strip()]
    assert len(parts) == 41, "a paragraph that runs over two pages is one"


def test_what_a_browser_prints_around_a_page_is_no_text(printed):
    text = pdf.read(printed(f"<h1>{TITLE}</h1><p>{MIXED[0]}</p>", display_header_footer=True), "x").records[0].text
    assert "about:blank" not in text and "1/1" not in text and text.startswith(TITLE)


def test_two_columns_are_read_from_the_right(printed):
    body = "".join(f"<p>{paragraph(n)}</p>" for n in range(12))
    data = printed(f"<h1>{TITLE}</h1><div style='column-count:2;column-gap:40px;text-align:justify'>{body}</div>")
    text = pdf.read(data, "x").records[0].text
    numbers = [int(each) for each in re.findall(r"شمارهٔ (\d+)", text)]
    assert numbers == sorted(numbers) and text.startswith(TITLE)


def test_rows_of_a_table_are_lines_with_their_cells_apart(printed):
    rows = "".join(f"<tr><td>کارشناس {n}</td><td>وزارت امور زنان</td><td>۱۴۰۲</td></tr>" for n in range(6))
    text = pdf.read(printed(f"<h1>{TITLE}</h1><table style='width:100%'>{rows}</table>"), "x").records[0].text
    assert [line for line in text.split("\n") if line][1:] == [
        f"کارشناس {n} | وزارت امور زنان | ۱۴۰۲" for n in range(6)
    ]


# ------------------------------------------------------------------------------------------- what no program prints


def built(objects: dict[int, bytes], trailer: str = "") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number in sorted(objects):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n"
    return bytes(out) + f"{end}{len(out)}\n%%EOF".encode()


def drawn(content: bytes, pages: int = 1) -> dict[int, bytes]:
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )
    kids = b"".join(b"%d 0 R " % number for number in (3, *range(6, 5 + pages)))
    return dict.fromkeys(range(6, 5 + pages), page) | {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        3: page,
        4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


SHOWN = b"BT /F 12 Tf 40 700 Td (The council met in Geneva on Monday.) Tj ET"
LOCK = (
    "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >> "
    "/ID [<" + "00" * 16 + "> <" + "00" * 16 + ">]"
)


@pytest.mark.parametrize(
    "data, code",
    [
        (built(drawn(b"0 0 m 100 100 l S")), "no_text"),  # a page that only draws: a scan
        (built(drawn(b"BT /F 12 Tf 40 700 Td (3) Tj ET", pages=9)), "no_text"),
        (built(drawn(SHOWN), LOCK), "encrypted"),
        (built(drawn(SHOWN, pages=2_001)), "too_many"),
    ],
)
def test_what_has_no_text_to_read_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        pdf.read(data, "x")
    assert refused.value.code == code


def test_pages_without_text_among_others_are_told():
    objects = drawn(SHOWN)
    objects[2] = b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"
    objects[6] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    contents = pdf.read(built(objects), "x")
    assert "Geneva" in contents.records[0].text and contents.warnings == (
        "pages without a text layer (pictures or blank): 2",
    )


# ------------------------------------------------------------------------------------------------ lines from glyphs


def row(visual: str, shapes: bool = False) -> list[Glyph]:
    """Glyphs as they stand from left to right, each eight points wide."""
    made = [pdf_lines.letter(each) for each in visual]
    return [Glyph(text, 8.0 * n, 8.0 * n + 8, 100.0, 12.0, shape) for n, (text, shape) in enumerate(made)]


@pytest.mark.parametrize(
    "visual, logical",
    [
        ("مالس"[::1], "سلام"),
        (".دش رازگرب تسشن", "نشست برگزار شد."),
        ("۱۳۹۴/۰۷/۱۵ خیرات", "تاریخ ۱۳۹۴/۰۷/۱۵"),
        ("07-02-2016 خیرات", "تاریخ 2016-02-07"),
        (".دمآ UN Women ریدم", "مدیر UN Women آمد."),
        ("دش COVID19 اب هزرابم", "مبارزه با COVID19 شد"),
        (")دصرد ۲۰( دشر", "رشد (۲۰ درصد)"),  # brackets stored as they are meant
        ("The word مالس is Arabic", "The word سلام is Arabic"),
        ("\ufee1\ufefc\ufeb3", "سلام"),  # shapes of the page, a ligature among them
    ],
)
def test_a_line_as_it_stands_becomes_a_line_as_it_is_read(visual, logical):
    glyphs = row(visual)
    manner = pdf_lines.Manner(True, True, False, frozenset())
    assert pdf_lines.line(glyphs, manner, (0.0, 8.0 * len(glyphs))).text == logical


def test_brackets_stored_as_they_look_are_turned():
    glyphs = row("(دصرد ۲۰) دشر")
    manner = pdf_lines.manner([glyphs])
    assert pdf_lines.line(glyphs, manner, (0.0, 200.0)).text == "رشد (۲۰ درصد)"


def test_a_line_drawn_in_the_wrong_direction_keeps_its_stop_at_the_end():
    glyphs = row("تسا هتفای نایاپ تسشن.")
    manner = pdf_lines.manner([glyphs])
    assert manner.doubtful and pdf_lines.line(glyphs, manner, (0.0, 200.0)).text == "نشست پایان یافته است."


def test_a_space_over_a_letter_is_a_half_space():
    left = [Glyph("د", 0, 8, 100, 12), Glyph("و", 8, 16, 100, 12), Glyph("ش", 16, 24, 100, 12)]
    right = [Glyph(" ", 24, 28, 100, 12), Glyph("ی", 24, 34, 100, 12), Glyph("م", 34, 42, 100, 12)]
    manner = pdf_lines.Manner(True, True, False, frozenset())
    assert pdf_lines.line(left + right, manner, (0.0, 42.0)).text == "می\u200cشود"


def test_a_number_of_two_kinds_of_digits_is_one_of_its_kind():
    glyphs = row("۲۰۱\u0666 لاس")
    manner = pdf_lines.Manner(True, True, False, frozenset())
    assert pdf_lines.line(glyphs, manner, (0.0, 70.0)).text == "سال ۲۰۱۶"
