"""Word files and spreadsheets: each text in its own direction as LibreOffice lays it out, nothing live, the same bytes,
and what was written read back from the file itself."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace

import docx
import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from office import lines_of
from test_labels import LATIN_FIRST, MIXED, rows
from test_rendering import READING

from helpers import blocks, export, labels, sheets, word

PAYLOADS = [json.loads(row["json"]) for row in rows("hostile.csv")]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def from_the_left(text: str) -> str:
    """How a right-to-left line with this text stands on the page, letter by letter from the left."""
    return "".join(piece[::-1] if labels.is_rtl(piece) else piece for piece in reversed(READING[text]))


def everything(text: str, lang: str = "fa") -> blocks.Report:
    """The text in every place of a Word file that holds text."""
    note = blocks.Note(text, "")
    grid = blocks.Grid(pd.DataFrame({"a": pd.Series([text], dtype=object)}), text, {"a": text})
    parts = (
        blocks.Contents(text),
        blocks.Heading(text, "head"),
        blocks.Heading(text, "below", 2),
        blocks.Paragraph(text, (note,)),
        blocks.Facts(((text, ""),)),
        grid,
    )
    return blocks.Report(text, text, lang, parts)


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_every_place_of_a_word_file(tmp_path, text):
    """Title, subtitle, contents (its head and two links), two headings, paragraph, fact, caption, head, cell, note."""
    path = tmp_path / "x.docx"
    path.write_bytes(word.docx_of(everything(text)))
    shown = "\n".join(lines_of(path, tmp_path))
    joined = re.sub(r"(?<=[^\n])\d\n", "\n", shown)  # the number of a note at the end of a line
    # A long title is two lines, a narrow cell more: counted where the whole fits one line.
    assert joined.count(from_the_left(text)) >= 9, shown


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_a_latin_source_behind_a_persian_sentence(tmp_path, text):
    """In one line with the sentence «(26 March 2024)» came out as «(March 2024 26)»."""
    note = blocks.Note(text, "26 March 2024, 004_a.txt, character 0")
    for at in (blocks.PAGE, blocks.END):
        report = blocks.Report("x", "", "en", (blocks.Paragraph("y", (note,)),), "z", at)
        (tmp_path / "x.docx").write_bytes(word.docx_of(report))
        shown = lines_of(tmp_path / "x.docx", tmp_path)
        assert any("(26March2024,004_a.txt,character0)" in line for line in shown), shown
        assert any(from_the_left(text) in line for line in shown), shown


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
def test_the_measure_sees_a_bypassed_word_file(tmp_path, text):
    document = docx.Document()
    document.add_paragraph(text)
    document.save(tmp_path / "x.docx")
    assert from_the_left(text) not in "\n".join(lines_of(tmp_path / "x.docx", tmp_path))


@pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_cell_and_a_head_of_a_spreadsheet(tmp_path, text, lang):
    path = tmp_path / "x.xlsx"
    path.write_bytes(sheets.xlsx(pd.DataFrame({text: [text]}), lang))
    assert "\n".join(lines_of(path, tmp_path)).count(from_the_left(text)) == 2
    with xlsxwriter.Workbook(tmp_path / "y.xlsx") as book:
        book.add_worksheet().write(0, 0, text)
    assert from_the_left(text) not in "\n".join(lines_of(tmp_path / "y.xlsx", tmp_path))


def test_the_first_column_stands_at_the_right(tmp_path):
    frame = pd.DataFrame({"یک": ["الف"], "دو": ["ب"]})
    (tmp_path / "x.docx").write_bytes(word.docx_of(blocks.Report("", "", "fa", (blocks.Grid(frame, ""),))))
    assert "ودکی" in lines_of(tmp_path / "x.docx", tmp_path)[0]
    (tmp_path / "x.xlsx").write_bytes(sheets.xlsx(frame, "fa"))
    assert "ودکی" in lines_of(tmp_path / "x.xlsx", tmp_path)[0]


def inside(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}


def test_nothing_in_a_spreadsheet_is_live():
    table = pd.DataFrame(
        {PAYLOADS[8]: pd.Series([*PAYLOADS, "=1+1", "https://evil.example/x", "mailto:a@b"], dtype=object)}
    )
    table.attrs["provenance"] = {"choice": [{"text": PAYLOADS[8]}]}
    parts = inside(sheets.xlsx(table, "en", export.told(table)))
    for name, xml in parts.items():
        tree = ElementTree.fromstring(xml)
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference", "ddeLink"}, name
        assert "evil.example" not in xml or name == "xl/sharedStrings.xml", name
        assert 'TargetMode="External"' not in xml
    shown = "".join(ElementTree.fromstring(parts["xl/sharedStrings.xml"]).itertext())
    for payload in PAYLOADS:
        assert labels.clean(payload) in shown


def test_nothing_in_a_word_file_is_live():
    for payload in PAYLOADS:
        parts = inside(word.docx_of(everything(payload, "en")))
        for name, xml in parts.items():
            ElementTree.fromstring(xml)
            outside = name.startswith(("word/doc", "word/foot", "docProps"))
            assert "evil.example" not in xml or outside, name
            assert not re.search('TargetMode="External"[^>]*evil|evil[^>]*TargetMode="External"', xml)
        tree = ElementTree.fromstring(parts["word/document.xml"])
        links = [link for link in tree.iter(f"{W}hyperlink")]
        assert all(set(link.attrib) <= {f"{W}anchor", f"{W}history"} for link in links) and links
        fields = [field.text for field in tree.iter(f"{W}instrText")]
        assert fields == [' TOC \\o "1-2" \\n \\h ']
        whole = "".join(text.text or "" for text in tree.iter(f"{W}t"))
        notes = "".join(text.text or "" for text in ElementTree.fromstring(parts["word/footnotes.xml"]).iter(f"{W}t"))
        assert labels.clean(payload) in whole and labels.clean(payload) in notes


def cells(content: bytes) -> list[list[object]]:
    """The first sheet, read from the XML itself: texts, numbers and serial days."""
    parts = inside(content)
    strings = ["".join(s.itertext()) for s in ElementTree.fromstring(parts["xl/sharedStrings.xml"])]
    found = []
    for row in ElementTree.fromstring(parts["xl/worksheets/sheet1.xml"]).findall(".//{*}row"):
        line = {}
        for cell in row:
            value = cell.find("{*}v")
            if value is not None:
                line[re.sub(r"\d", "", cell.get("r"))] = (
                    strings[int(value.text)] if cell.get("t") == "s" else float(value.text)
                )
        found.append(line)
    return found


def test_values_of_a_spreadsheet():
    table = pd.DataFrame(
        {
            "n": pd.array([1, None, 3], dtype="Int64"),
            "share": [0.25, np.nan, np.inf],
            "day": pd.to_datetime(["2024-03-26", None, "1900-03-01"]).astype("datetime64[s]"),
            "old": pd.to_datetime(["1300-01-01", None, "2024-03-26"]).astype("datetime64[s]"),
            "text": ["00012", None, "NA"],
            "list": [["a", "b"], [], None],
            "yes": [True, False, True],
            "large": [10**17, 1, 2],
        }
    )
    head, one, two, three = cells(sheets.xlsx(table))
    assert list(head.values()) == list(table.columns)
    assert one == {"A": 1, "B": 0.25, "C": 45377, "D": "1300-01-01", "E": "00012", "F": "a; b", "G": "True",
                   "H": "100000000000000000"}  # fmt: skip
    assert two == {"G": "False", "H": 1}
    assert three["B"] == "inf" and three["C"] == 61 and three["D"] == "2024-03-26" and three["E"] == "NA"


def test_a_text_too_long_for_a_cell_is_told():
    table = pd.DataFrame({"text": ["ا" * 40_000, "ب"]})
    content = sheets.xlsx(table, "fa")
    assert len(cells(content)[1]["A"]) == 32_767 and cells(content)[1]["A"].endswith("…")
    assert "۱ متن" in inside(content)["xl/sharedStrings.xml"]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame({"a": [None]})])
def test_tables_of_nothing(frame):
    for lang in labels.LANGUAGES:
        assert zipfile.ZipFile(io.BytesIO(sheets.xlsx(frame, lang))).testzip() is None
        made = word.docx_of(blocks.Report("x", "", lang, (blocks.Grid(frame, "x"),)))
        assert docx.Document(io.BytesIO(made)).paragraphs


def test_a_table_too_long_for_word_says_so():
    made = word.docx_of(blocks.Report("x", "", "en", (blocks.Grid(pd.DataFrame({"a": range(1_500)}), "x"),)))
    document = docx.Document(io.BytesIO(made))
    assert len(document.tables[0].rows) == 1_001
    assert any("500 more" in paragraph.text for paragraph in document.paragraphs)


def test_office_files_are_the_same_each_time():
    table = pd.DataFrame({"متن": [MIXED, LATIN_FIRST], "n": [1, 2]})
    assert sheets.xlsx(table, "fa") == sheets.xlsx(table.copy(), "fa")
    assert word.docx_of(everything(MIXED)) == word.docx_of(everything(MIXED))
    assert b"python-docx" not in word.docx_of(everything(MIXED))


@pytest.mark.parametrize("kind, at", [("footnote", blocks.PAGE), ("endnote", blocks.END)])
def test_notes_are_those_of_word(kind, at):
    parts = inside(word.docx_of(replace(everything("متن"), notes_at=at)))
    tree = ElementTree.fromstring(parts["word/document.xml"])
    asked = [mark.get(f"{W}id") for mark in tree.iter(f"{W}{kind}Reference")]
    held = [note.get(f"{W}id") for note in ElementTree.fromstring(parts[f"word/{kind}s.xml"])]
    assert asked == ["1"] and held == ["-1", "0", "1"]
    assert f"{kind}s.xml" in parts["word/_rels/document.xml.rels"] and f"{kind}s" in parts["[Content_Types].xml"]
    assert tree.find(f".//{W}sectPr/{W}bidi") is not None
    # In order of the schema: Word refuses a section whose parts are in another one.
    for section in tree.iter(f"{W}sectPr"):
        order = [child.tag.removeprefix(W) for child in section]
        told = section.find(f"{W}{kind}Pr/{W}numFmt")
        assert told.get(f"{W}val") == "decimal" and order.index(f"{kind}Pr") < order.index("pgSz")


@pytest.mark.parametrize("at", [blocks.PAGE, blocks.END])
def test_notes_have_numbers_in_libreoffice_too(tmp_path, at):
    """Without its own word LibreOffice numbers the endnotes of a Persian report i, ii, iii."""
    path = tmp_path / "x.docx"
    path.write_bytes(word.docx_of(replace(everything("متن"), notes_at=at)))
    lines = lines_of(path, tmp_path)
    assert [line for line in lines if re.fullmatch("نتم1|نتم1|1نتم|متن1|1متن", line)] and "i" not in "".join(lines)


def test_every_line_of_a_wrapped_cell_has_room():
    """A row of three lines is three lines high, in spreadsheets that do not measure it too; one of one line is left."""
    table = pd.DataFrame({"جمله": ["یک گزارش بلند از هرات " * 7, "کوتاه"], "n": [1, 2]})
    tree = ElementTree.fromstring(inside(sheets.xlsx(table, "fa"))["xl/worksheets/sheet1.xml"])
    head, tall, low = (row.get("ht") for row in tree.findall(".//{*}row"))
    assert float(tall) >= 3 * 13 and head is None and low is None


def test_names_of_columns_stand_over_their_cells():
    table = pd.DataFrame({"who": ["هرات", "Balkh"], "چه": ["a", "b"]})
    for lang, side in (("fa", "right"), ("en", "left")):
        parts = inside(sheets.xlsx(table, lang))
        styles = ElementTree.fromstring(parts["xl/styles.xml"]).findall(".//{*}cellXfs/{*}xf")
        heads = ElementTree.fromstring(parts["xl/worksheets/sheet1.xml"]).find(".//{*}row")
        aligned = {styles[int(cell.get("s"))].find("{*}alignment").get("horizontal") for cell in heads}
        assert aligned == {side}
