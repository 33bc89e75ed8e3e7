"""Word documents: what a reader of the page sees, in that order; made here from their XML."""

import io
import socket
import zipfile

import pytest

from helpers.sources import docx
from helpers.sources.record import Refused

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title>'
    "<dc:creator>{}</dc:creator></cp:coreProperties>"
)
PARTS = {"core": "docProps/core.xml", "notes": "word/footnotes.xml", "rels": "word/_rels/document.xml.rels"}
TITLE, LEAD = "نشست کارشناسان زنان", "نشست کارشناسان زنان در تالار وزارت برگزار شد."


def document(body: str, space: str = SPACE, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(PARTS[name], text)
    return out.getvalue()


def p(text: str, style: str = "") -> str:
    style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(data: bytes) -> list[str]:
    (record,) = docx.read(data, "file.docx").records
    return [line for line in record.text.split("\n") if line]


@pytest.mark.parametrize("space", [SPACE, STRICT])
def test_paragraphs_and_tables_in_reading_order(space):
    cell = "<w:tc>{}</w:tc>".format
    table = (
        f"<w:tbl><w:tr>{cell(p('نام'))}{cell(p('سمت'))}</w:tr><w:tr>{cell(p('الف'))}{cell(p('وزیر'))}</w:tr></w:tbl>"
    )
    assert lines(document(p(TITLE) + p(LEAD) + table + p("پایان."), space)) == [
        TITLE, LEAD, "نام | سمت", "الف | وزیر", "پایان.",
    ]  # fmt: skip


def test_a_table_that_only_lays_out_a_page_is_its_paragraphs():
    table = f"<w:tbl><w:tr><w:tc>{p(TITLE)}{p(LEAD)}</w:tc><w:tc>{p('')}</w:tc></w:tr></w:tbl>"
    assert lines(document(table)) == [TITLE, LEAD]


def test_tracked_deletions_are_out_and_insertions_are_in():
    body = (
        f"{p(TITLE)}<w:p><w:r><w:t xml:space='preserve'>وزیر </w:t></w:r><w:del><w:r><w:delText>دیروز</w:delText></w:r>"
        "</w:del><w:ins><w:r><w:t>امروز</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> آمد.</w:t></w:r></w:p>"
    )
    contents = docx.read(document(body), "x")
    assert contents.records[0].text == f"{TITLE}\n\nوزیر امروز آمد." and "nobody accepted" in contents.warnings[0]
    assert docx.read(document(p(TITLE)), "x").warnings == ()


def test_footnotes_stand_behind_their_paragraph():
    notes = (
        f"<w:footnotes {SPACE}><w:footnote w:id='0' w:type='separator'>{p('---')}</w:footnote>"
        f"<w:footnote w:id='2'>{p('یادداشت نخست')}</w:footnote></w:footnotes>"
    )
    body = f"<w:p><w:r><w:t>{LEAD}</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>{p('پایان.')}"
    assert lines(document(p(TITLE) + body, notes=notes)) == [TITLE, LEAD, "یادداشت نخست", "پایان."]


def test_what_stands_in_controls_links_and_boxes_is_read_once():
    control = f"<w:sdt><w:sdtContent>{p('در کنترل')}</w:sdtContent></w:sdt>"
    link = "<w:p><w:hyperlink><w:r><w:t>در پیوند</w:t></w:r></w:hyperlink></w:p>"
    box = (
        "<w:p><w:r><AlternateContent><Choice><w:txbxContent>{0}</w:txbxContent></Choice><Fallback>{0}</Fallback>"
        "</AlternateContent></w:r></w:p>"
    ).format(p("در کادر"))
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>پنهان</w:t></w:r></w:p>"
    code = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    assert lines(document(p(TITLE) + control + link + box + hidden + code)) == [
        TITLE, "در کنترل", "در پیوند", "در کادر",
    ]  # fmt: skip


def test_properties_name_the_author_and_no_day():
    data = document(p("وزارت") + p(TITLE, "Title") + p(LEAD), core=CORE.format("نامربوط", "الف"))
    (record,) = docx.read(data, "x").records
    assert (record.title, record.author, record.published, record.start) == (TITLE, "الف", "", None)


def test_the_name_of_a_program_is_no_author_and_a_linked_part_is_told():
    (record,) = docx.read(document(p(TITLE) + p(LEAD), core=CORE.format("", "python-docx")), "x").records
    assert record.author == ""
    assert docx.read(document(p(TITLE) + p(LEAD)), "x").warnings == ()
    linked = docx.read(document(p(TITLE) + p(LEAD) + "<w:altChunk/>"), "x")
    assert "was not read" in linked.warnings[0] and linked.records[0].text.endswith(LEAD)


def test_places_are_paragraphs():
    assert docx.read(document(p("") + p("") + p(TITLE) + p(LEAD)), "x").records[0].place_in_file == "paragraph 3"


@pytest.mark.parametrize(
    "data, code",
    [
        (document(""), "no_text"),
        (document(p(" ")), "no_text"),
        (document("<w:p>"), "damaged"),
        (document(p(TITLE))[:200], "damaged"),
        (document(p(TITLE)).replace(b"word/document.xml", b"word/dokument.xml"), "damaged"),
    ],
)
def test_what_is_no_document_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        docx.read(data, "x")
    assert refused.value.code == code


def test_a_template_on_another_machine_is_never_called():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dotm"
        rels = f'<Relationships><Relationship Id="r1" TargetMode="External" Target="{address}"/></Relationships>'
        assert docx.read(document(p(TITLE) + p(LEAD), rels=rels), "x").records[0].title == TITLE
        with pytest.raises(TimeoutError):
            server.accept()
