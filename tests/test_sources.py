"""Files to records: what is walked, read, refused, and where a page holds several reports."""

import os
from pathlib import Path

import pytest

from helpers import sources
from helpers.sources import encodings, split

LEAD = "نشست هماهنگی کارشناسان زنان امروز در تالار وزارت برگزار شد و در آن گزارش‌ها خوانده شد."
SECOND = "کارگاه آموزشی مدیران\n\nکارگاه آموزشی مدیران دیروز در کابل دایر شد و پایان یافت.\n"
PAGE = f"گزارشات\n\nنشست هماهنگی کارشناسان زنان\n\n{LEAD}\n\nادامه متن.\n\n\n{SECOND}"


def entries(root: Path) -> dict[str, sources.Entry]:
    return {entry.file: entry for entry in sources.walk(root)}


def read(path: Path) -> sources.Reading:
    entry = entries(path.parent)[path.name]
    return sources.read(entry, *sources.load(entry))


def test_every_entry_is_walked_and_nothing_is_followed(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("ب", encoding="utf-8")
    (tmp_path / "a.txt").write_text("ا", encoding="utf-8")
    (tmp_path / "c.rtf").write_bytes(b"{\\rtf1 x}")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = entries(tmp_path)
    codes = {name: entry.code for name, entry in found.items()}
    assert codes == {
        "a.txt": "", "c.rtf": "format", "folder.txt": "folder", "link.txt": "link", "pipe.txt": "not_a_file",
        "sub/b.txt": "",
    }  # fmt: skip
    assert all(entry.reason for entry in found.values() if entry.code)


def test_an_undecodable_name_is_written_out(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("ا", encoding="utf-8")
    assert list(entries(tmp_path)) == [r"caf\udce9.txt"]


def test_a_link_put_in_place_of_a_file_is_not_opened(tmp_path):
    (tmp_path / "a.txt").write_text("ا", encoding="utf-8")
    entry = entries(tmp_path)["a.txt"]
    (tmp_path / "a.txt").unlink()
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(sources.Refused, match="cannot be opened"):
        sources.load(entry)


@pytest.mark.parametrize(
    "data, text",
    [
        ("متن".encode(), "متن"),
        ("\ufeffمتن".encode(), "متن"),
        (b"\xff\xfe" + "متن".encode("utf-16-le"), "متن"),
        (b"\xfe\xff" + "متن".encode("utf-16-be"), "متن"),
        ("a\x00b متن بلند".encode(), "a\ufffdb متن بلند"),
        ("یک\r\nدو".encode(), "یک\r\nدو"),
    ],
)
def test_bytes_become_text_without_a_byte_order_mark_and_without_newline_conversion(data, text):
    assert encodings.decode(data)[0] == text


@pytest.mark.parametrize("data, code", [("متن".encode("cp1256"), "encoding"), (b"\x00" * 500, "binary")])
def test_what_is_no_text_is_refused_with_a_remedy(tmp_path, data, code):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    reading = read(path)
    assert reading.code == code and "save" in reading.reason and not reading.records


@pytest.mark.parametrize("data", [b"", b" \n\n\t"])
def test_an_empty_file_is_refused(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    assert read(tmp_path / "a.txt").code == "empty"


def test_a_page_with_a_heading_and_two_reports_has_two_records():
    records = list(split.records(PAGE))
    assert [each.title for each in records] == ["نشست هماهنگی کارشناسان زنان", "کارگاه آموزشی مدیران"]
    for each in records:
        assert PAGE[each.start : each.start + len(each.text)] == each.text


@pytest.mark.parametrize(
    "text",
    [
        f"عنوان گزارش\n\n\n\n{LEAD}",
        f"عنوان گزارش\n\n{LEAD}\n\n\nتماس با ما\n\nتلفن و نشانی دفتر در کابل است.",
        f"{LEAD}\n\n\n{LEAD}",
        "\n\n\n\nعنوان\n\nمتن.",
    ],
)
def test_one_report_is_never_cut_in_two(text):
    assert len(list(split.records(text))) == 1


@pytest.mark.parametrize(
    "text, title",
    [
        ("عنوان\nمتن", "عنوان"),
        ("🔻مدیرکل امور زنان:\n✅تلاش برای بازتاب صدا\n🔹متن", "تلاش برای بازتاب صدا"),
        ("  عنوان  \n\nمتن", "عنوان"),
        ("26 مارس 2024", "26 مارس 2024"),
    ],
)
def test_titles(text, title):
    assert split.title(text) == title
