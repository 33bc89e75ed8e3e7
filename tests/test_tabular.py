"""Tables to records: delimiters, quotes, sheets, nested columns; what is kept as written and what is guessed aloud."""

import csv
import datetime
import io
import re
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.sources import tabular
from helpers.sources.record import Contents, Refused

FIRST = "نشست کارشناسان در تالار وزارت برگزار شد؛ گزارش‌ها خوانده شد، و پرسش‌ها پاسخ یافت."
SECOND = "اجتمعت اللجنة في الرباط، وناقشت خطة السنة القادمة؛ ثم اختتمت أعمالها في المساء."


def written(rows, delimiter=",", encoding="utf-8", **how) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, **how).writerows(rows)
    return out.getvalue().encode(encoding)


def read(rows, delimiter=",", **how) -> Contents:
    return tabular.read(written(rows, delimiter, **how), "a.csv")


def workbook(*sheets, hidden=(), merged=()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"برگه {number}")
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for area in merged:
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(**columns) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_every_delimiter_and_encoding_gives_the_same_records(delimiter, encoding, quoting):
    rows = [["شناسه", "عنوان", "متن", "تاریخ انتشار", "منبع", "لینک"],
            ["00012", "NA", f"{FIRST}\nسطر دوم", "1402/07/15", "پایگاه", "https://example.org/1"],
            ["00013", "", SECOND, "", "", ""]]  # fmt: skip
    found = read(rows, delimiter, encoding=encoding, quoting=quoting)
    first, second = found.records
    assert (first.record, first.title, first.published, first.outlet, first.url) == (
        "00012", "NA", "1402/07/15", "پایگاه", "https://example.org/1",
    )  # fmt: skip
    assert first.text == f"NA\n{FIRST}\nسطر دوم" and first.place_in_file == "row 2"
    assert (second.record, second.text, second.published) == ("00013", SECOND, "")
    assert found.warnings == ()


@pytest.mark.parametrize(
    "names",
    [
        ("text", "title", "published", "outlet", "url", "id", "author"),
        ("Body", "Headline", "pubDate", "Source", "Link", "GUID", "Byline"),
        ("متن", "عنوان", "تاریخ انتشار", "رسانه", "لینک", "شناسه", "نویسنده"),
        ("متن‌خبر", "تیتر", "تاریخ نشر", "منبع", "نشانی", "کد خبر", "خبرنگار"),
        ("متن راپور", "عنوان راپور", "تاریخ نشر", "رسانه", "لینک", "نمبر", "راپورتر"),
        ("النص", "العنوان", "التاريخ", "المصدر", "الرابط", "المعرف", "الكاتب"),
        ("نص الخبر", "عنوان الخبر", "تاريخ النشر", "الصحيفة", "رابط الخبر", "رقم الخبر", "المحرر"),
        (
            "_source.text",
            "_source.title",
            "_source.published_at",
            "_source.source.name",
            "_source.url",
            "_id",
            "author",
        ),
        ("text_fa", "title_fa", "date", "publisher", "permalink", "uuid", "authors"),
    ],
    ids=lambda names: names[0],
)
def test_the_usual_names_of_columns_are_known(names):
    row = [FIRST, "گشایش نمایشگاه", "2023-10-07", "پایگاه", "https://example.org/1", "7", "ن. نمونه"]
    (record,) = (found := read([names, row])).records
    assert (record.title, record.published, record.outlet, record.url, record.record, record.author) == tuple(row[1:])
    assert record.text == f"گشایش نمایشگاه\n{FIRST}" and found.warnings == ()


def test_a_column_without_a_known_name_is_guessed_aloud():
    rows = [["a", "b", "c"], ["یک", FIRST, "۱۴۰۲/۰۷/۱۵"], ["دو", SECOND, "۱۴۰۲/۰۷/۱۶"]]
    found = read(rows)
    assert [(each.text, each.published) for each in found.records] == [(FIRST, "۱۴۰۲/۰۷/۱۵"), (SECOND, "۱۴۰۲/۰۷/۱۶")]
    assert any("guessed: the text is the column «b»" in each for each in found.warnings)
    assert any("guessed: the day is the column «c»" in each for each in found.warnings)


def test_of_two_columns_of_days_none_is_guessed():
    rows = [["a", "متن", "c"], ["2023-10-07", FIRST, "2023-10-08"]]
    (record,) = (found := read(rows)).records
    assert record.published == "" and found.warnings == ()


def test_a_table_without_names_keeps_its_first_row():
    found = read([["1", FIRST, "2023-10-07"], ["2", SECOND, "2023-10-08"]])
    assert [each.text for each in found.records] == [FIRST, SECOND]
    assert any("first row holds no names" in each for each in found.warnings)


@pytest.mark.parametrize("rows", [[["name", "city"], ["الف", "شیراز"]], [["عنوان", "تاریخ"], ["خبر", "1402"]], [["x"]]])
def test_no_text_is_refused_with_the_names_found(rows):
    with pytest.raises(Refused, match=rows[0][0]) as refusal:
        read(rows)
    assert refusal.value.code == "no_text_column" and "متن" in refusal.value.reason


def test_rows_without_text_are_counted_and_the_same_rows_stay():
    found = read([["متن", "عنوان"], [FIRST, "الف"], ["", "تنها عنوان"], ["  ", ""], [FIRST, "الف"]])
    assert [each.record for each in found.records] == ["0", "3"]
    assert [each.text for each in found.records] == [f"الف\n{FIRST}"] * 2
    assert found.warnings == ("2 rows without text were skipped (row 3, row 4)",)


def test_doubled_ids_get_a_suffix_that_follows_from_the_text():
    rows = [["id", "text"], ["7", FIRST], ["8", SECOND], ["7", SECOND], ["7", SECOND], ["", FIRST]]
    ids = [each.record for each in read(rows).records]
    assert len(set(ids)) == 5 and ids[1] == "8" and ids[4] == "@4"
    assert all(name.startswith("7~") for name in (ids[0], *ids[2:4])) and ids[3] == f"{ids[2]}~2"
    turned = read([rows[0], *reversed(rows[1:])])
    assert {each.text: each.record for each in turned.records if each.record.startswith("7~")}[FIRST] == ids[0]
    assert any("1 ids stand more than once" in each for each in turned.warnings)


def test_an_id_is_one_line_and_cannot_be_taken_for_a_place():
    rows = [["id", "text"], ["a\nb", FIRST], ["x:1-2", FIRST], ["y" * 500, FIRST]]
    ids = [each.record for each in read(rows).records]
    assert ids[0] == "a b" and ids[1].startswith("x:1-2~") and len(ids[2]) <= 120


def test_a_column_of_topics_is_no_title():
    rows = [["موضوع", "متن"], *([topic, f"{FIRST} {n}"] for n in range(15) for topic in ("سیاسی", "اجتماعی"))]
    found = read(rows)
    assert found.records[0].text == f"{FIRST} 0" and "topic" in found.notes[0]
    (record,) = read([["موضوع", "متن"], ["گشایش نمایشگاه", FIRST]]).records
    assert record.title == "گشایش نمایشگاه"


def test_html_in_a_cell_is_its_visible_text():
    html = "<p>نشست &laquo;مادران&raquo; برگزار شد.</p><script>x()</script><p>پایان<br>یافت</p>"
    (record,) = (found := read([["text", "title"], [html, "<b>عنوان</b>"]])).records
    assert record.text == "عنوان\nنشست «مادران» برگزار شد.\n\nپایان\nیافت"
    assert found.notes == ("1 texts were HTML: their visible text is kept",)
    (record,) = read([["text"], ["اگر a < b باشد و b > c، آنگاه a&b نیست."]]).records
    assert record.text == "اگر a < b باشد و b > c، آنگاه a&b نیست."


@pytest.mark.parametrize("stray", ['او "گفت" که نمی‌آید', '"گفت" او'])
def test_a_stray_quotation_mark_costs_no_row(stray):
    data = f'id,text\n1,"{stray} و این متن بلند است."\n2,{FIRST[:20]}\n'.encode()
    assert [each.record for each in tabular.read(data, "a.csv").records] == ["1", "2"]


def test_a_mark_that_is_never_closed_swallows_no_row():
    data = f'id,text\n1,"{FIRST}\n2,{SECOND}\n'.encode()
    found = tabular.read(data, "a.csv")
    assert [each.record for each in found.records] == ["1", "2"]
    assert any("never closed" in each for each in found.warnings)


def test_what_excel_writes_first_names_the_delimiter():
    assert [each.text for each in tabular.read(f"sep=;\nid;text\n1;{FIRST}\n".encode(), "a.csv").records] == [FIRST]


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n"])
def test_a_table_without_cells_has_no_record(data):
    assert tabular.read(data, "a.csv").records == ()


@pytest.mark.parametrize("data", ["متن\n", "id,text\n", "id,text\n1,\n"])
def test_a_table_without_a_text_is_refused(data):
    with pytest.raises(Refused) as refusal:
        tabular.read(data.encode(), "a.csv")
    assert refusal.value.code == "no_text_column"


def test_a_long_cell_and_a_null_letter_are_read():
    (record,) = tabular.read(f'id,text\n1,"{"متن بلند " * 40_000}\x00"\n'.encode(), "a.csv").records
    assert len(record.text) > 350_000 and record.text.endswith("\ufffd")


# ------------------------------------------------------------------------------------------------------------ workbooks


def test_a_workbook_keeps_days_ids_and_the_title_na():
    rows = [["شناسه", "عنوان", "متن", "تاریخ", "منبع"],
            ["00012", "NA", FIRST, datetime.date(2023, 10, 7), "پایگاه"],
            [13, 7, SECOND, datetime.datetime(2023, 10, 8, 10, 20), None]]  # fmt: skip
    found = tabular.read(workbook(rows), "a.xlsx")
    told = [(each.record, each.title, each.published, each.outlet, each.place_in_file) for each in found.records]
    assert told == [("00012", "NA", "2023-10-07", "پایگاه", "row 2"), ("13", "7", "2023-10-08 10:20:00", "", "row 3")]


def test_all_sheets_are_read_and_a_hidden_one_is_told():
    head = ["id", "text"]
    found = tabular.read(workbook([head, ["1", FIRST]], [head, ["1", SECOND], ["2", FIRST]], hidden=[2]), "a.xlsx")
    assert [each.place_in_file for each in found.records] == [
        "sheet «برگه 1», row 2", "sheet «برگه 2», row 2", "sheet «برگه 2», row 3",
    ]  # fmt: skip
    assert len({each.record for each in found.records}) == 3
    assert any("«برگه 2» is hidden" in each for each in found.warnings)


def test_a_sheet_without_texts_costs_that_sheet_only():
    found = tabular.read(workbook([["id", "text"], ["1", FIRST]], [["کشور", "شمار"], ["ایران", 3]]), "a.xlsx")
    assert [each.text for each in found.records] == [FIRST]
    assert any("«برگه 2» was not read" in each for each in found.warnings)


def test_a_merged_day_holds_for_each_of_its_rows():
    rows = [["تاریخ", "متن"], ["1402/07/15", FIRST], [None, SECOND]]
    found = tabular.read(workbook(rows, merged=["A2:A3"]), "a.xlsx")
    assert [each.published for each in found.records] == ["1402/07/15"] * 2
    assert any("merged" in each for each in found.warnings)


def test_rows_above_the_table_and_empty_rows_keep_the_numbers():
    found = tabular.read(workbook([[None, None], ["id", "text"], [None, None], ["1", FIRST]]), "a.xlsx")
    assert [each.place_in_file for each in found.records] == ["row 4"]


def patched(data: bytes, member: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return out.getvalue()


def test_a_formula_counts_as_the_value_saved_with_it():
    def saved(xml: bytes) -> bytes:
        return re.sub(rb"<f>1\+1</f><v ?(?:/>|></v>)", b"<f>1+1</f><v>2</v>", xml)

    data = patched(workbook([["id", "text"], ["=1+1", FIRST], ["=2+2", SECOND]]), "xl/worksheets/sheet1.xml", saved)
    assert [each.record for each in tabular.read(data, "a.xlsx").records] == ["2", "@1"]


def test_a_sheet_that_is_damaged_refuses_the_workbook():
    data = patched(workbook([["id", "text"], ["1", FIRST]]), "xl/worksheets/sheet1.xml", lambda xml: xml[:-200])
    with pytest.raises(Refused) as refusal:
        tabular.read(data, "a.xlsx")
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b""])
def test_no_workbook_is_refused(data):
    with pytest.raises(Refused) as refusal:
        tabular.read(data, "a.xlsx")
    assert refusal.value.code == "damaged"


# -------------------------------------------------------------------------------------------------------------- Parquet


def test_a_parquet_table_keeps_its_days_and_nested_names():
    moments = [datetime.datetime(2023, 10, 7, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=3.5))), None]
    data = parquet(
        id=pa.array([12, 13]),
        article=pa.array([{"text": FIRST, "title": "NA"}, {"text": SECOND, "title": None}]),
        published=pa.array(moments, pa.timestamp("ms", "Asia/Tehran")),
        source=pa.array(["پایگاه", None]).dictionary_encode(),
        vector=pa.array([[0.1], [0.2]]),
    )
    found = tabular.read(data, "a.parquet")
    told = [(each.record, each.title, each.published, each.outlet, each.place_in_file) for each in found.records]
    title = found.records[1].title
    assert told == [("12", "NA", "2023-10-07 23:30:00+03:30", "پایگاه", "row 1"), ("13", title, "", "", "row 2")]
    assert any("vector" in each for each in found.notes)


def test_a_damaged_parquet_table_is_refused():
    data = parquet(text=pa.array([FIRST]))
    with pytest.raises(Refused) as refusal:
        tabular.read(data[:-20], "a.parquet")
    assert refusal.value.code == "damaged"


def test_a_float_that_is_missing_is_empty():
    found = tabular.read(parquet(id=pa.array([1.0, float("nan")]), text=pa.array([FIRST, SECOND])), "a.parquet")
    assert [each.record for each in found.records] == ["1", "@1"]


def test_a_table_wider_than_any_spreadsheet_is_refused_at_once():
    wide = written([[*(f"c{n}" for n in range(100_000)), "text"], [*[""] * 100_000, FIRST]])
    with pytest.raises(Refused, match="100001 columns") as told:
        tabular.read(wide, "a.csv")
    assert told.value.code == "too_large"


def test_a_stray_cell_is_named_before_room_is_made_for_all_before_it():
    book = openpyxl.load_workbook(io.BytesIO(workbook([["id", "text"], ["1", FIRST]])))
    sheet = book.active
    out = io.BytesIO()
    sheet["AB9000"] = "x"
    book.save(out)
    assert tabular.read(out.getvalue(), "a.xlsx").records[0].text == FIRST
    sheet["XFD1048576"] = "x"
    book.save(out := io.BytesIO())
    with pytest.raises(Refused, match="row 1048576 and column 16384") as told:
        tabular.read(out.getvalue(), "a.xlsx")
    assert told.value.code == "too_large"


def test_a_year_that_no_calendar_has_and_texts_as_bytes_cost_no_table():
    far = pa.table({"text": [FIRST.encode()], "published": pa.array([2**62], pa.timestamp("us"))})
    pq.write_table(far, out := io.BytesIO())
    (record,) = tabular.read(out.getvalue(), "a.parquet").records
    assert record.text == FIRST and record.published == f"<value out of range: {2**62}>"
