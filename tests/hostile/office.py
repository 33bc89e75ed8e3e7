"""Word files and workbooks with macros, links, bombs and lying sizes: the words and cells are read, nothing is run.

Both are zips of XML, so the checks of archives and of XML hold for them too.
"""

import zlib

from hostile.cases import (
    ANY,
    AR,
    DOUBTFUL,
    FA,
    FA_TITLE,
    MORE,
    PRS,
    PRS_TITLE,
    READ,
    REJECTED,
    Case,
)
from hostile.zips import packed, quoted_overlap, raw, zeros

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cases() -> list[Case]:
    """Every case of an office file."""
    return [*_documents(), *_workbooks()]


def _package(main: str, kind: str, parts: dict[str, bytes | str], types: str = "") -> dict[str, bytes | str]:
    """The parts that make a folder of XML an office file."""
    content = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{content}"/>{types}</Types>',
        "_rels/.rels": links(("officeDocument", main, "")),
    } | parts


def links(*told: tuple[str, str, str]) -> str:
    """Return a part of relationships: (kind, target, mode)."""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode or "Internal"}"/>'
        for n, (kind, target, mode) in enumerate(told, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_LINKS}">{rows}</Relationships>'


def paragraph(text: str, inside: str = "") -> str:
    """Return a paragraph of a Word file."""
    return f'<w:p><w:pPr><w:bidi/></w:pPr>{inside}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def body(inside: str, start: str = _HEAD) -> str:
    """Return the main part of a Word file."""
    return f'{start}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{inside}</w:body></w:document>'


def word(document: bytes | str, parts: dict[str, bytes | str] | None = None, types: str = "") -> dict[str, bytes | str]:
    """Return the members of a Word file."""
    return _package(
        "word/document.xml", "wordprocessingml.document", {"word/document.xml": document} | (parts or {}), types
    )


_REPORT = paragraph(FA_TITLE) + paragraph(FA) + paragraph(MORE)


def _docx(name: str, data, outcome: str = READ, **more) -> Case:
    return Case(f"docx/{name}", "docx", data, outcome, **({"has": (FA,)} if outcome == READ else {}) | more)


def _documents() -> list[Case]:
    def calling(kind: str, part: str = "word/_rels/document.xml.rels"):
        return lambda w: packed(word(body(_REPORT), {part: links((kind, w.canary, "External"))}))

    def field(code: str):
        run = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        return packed(word(body(paragraph("خبر", run + '<w:r><w:fldChar w:fldCharType="end"/></w:r>') + _REPORT)))

    deleted = '<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>واژه‌پنهان</w:delText></w:r></w:del></w:p>'
    vanished = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>واژه‌پنهان</w:t></w:r></w:p>"
    table = "".join(f"<w:tr><w:tc>{paragraph(text)}</w:tc></w:tr>" for text in (FA_TITLE, FA, MORE))
    typed = f"{_HEAD}<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    deep = "<w:tbl><w:tr><w:tc>" * 20_000 + _REPORT + "</w:tc></w:tr></w:tbl>" * 20_000
    return [
        _docx("macro.docx", packed(word(body(_REPORT), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 200}))),
        _docx("macro.docm", packed(word(body(_REPORT), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 200})), ANY),
        _docx("template.docx", calling("attachedTemplate", "word/_rels/settings.xml.rels")),
        _docx("image_outside.docx", calling("image")),
        _docx("frame.docx", calling("frame")),
        _docx("object_outside.docx", calling("oleObject")),
        _docx(
            "chunk.docx",
            packed(
                word(
                    body('<w:altChunk r:id="rId1"/>' + _REPORT),
                    {
                        "word/a.html": "<script>hit</script>",
                        "word/_rels/document.xml.rels": links(("aFChunk", "a.html", "")),
                    },
                )
            ),
            lacks=("<script>",),
        ),
        _docx("field.docx", field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'), lacks=("DDEAUTO",)),
        _docx("include.docx", lambda w: field(f'INCLUDETEXT "{w.secret}"'), lacks=("INCLUDETEXT",)),
        _docx("doctype.docx", packed(word(body(paragraph("&x;") + _REPORT, typed))), REJECTED, lacks=("root:",)),
        _docx(
            "laughs.docx",
            packed(word(body("<w:p/>", f'<!DOCTYPE w [<!ENTITY a "{"x" * 9999}">]>' + "&a;" * 999))),
            REJECTED,
        ),
        _docx("bomb.docx", lambda w: _swollen(400_000_000), REJECTED),
        _docx("bomb_of_words.docx", lambda w: packed(word(body(_REPORT * 60_000))), ANY, soak=True),
        _docx("bomb_beside.docx", lambda w: _beside(), f"{READ}/{REJECTED}"),
        _docx("overlap.docx", lambda w: quoted_overlap(100, 2_000_000), REJECTED),
        _docx("deep.docx", lambda w: packed(word(body(deep))), ANY),
        _docx(
            "paragraph_of_5_mb.docx",
            lambda w: packed(word(body(paragraph("خبر " * 700_000) + _REPORT))),
            outcome=f"{READ}/{REJECTED}",
            has=(FA,),
            soak=True,
        ),
        _docx("no_document.docx", packed({"word/styles.xml": "<x/>"}), REJECTED),
        _docx("empty_body.docx", packed(word(body(""))), REJECTED, code="empty/no_text"),
        _docx("not_xml.docx", packed(word("no xml at all")), REJECTED),
        _docx("cut_xml.docx", packed(word(body(_REPORT)[:-400])), DOUBTFUL),
        _docx("encrypted.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), REJECTED),
        _docx("truncated.docx", packed(word(body(_REPORT)))[:-60], REJECTED),
        _docx("two_documents.docx", _twice(), DOUBTFUL),
        _docx("deleted.docx", packed(word(body(deleted + _REPORT))), lacks=("واژه‌پنهان",)),
        _docx("vanished.docx", packed(word(body(vanished + _REPORT))), lacks=("واژه‌پنهان",)),
        _docx("only_a_table.docx", packed(word(body(f"<w:tbl>{table}</w:tbl>")))),
        _docx(
            "climbing_target.docx",
            packed(word(body(_REPORT)) | {"_rels/.rels": links(("officeDocument", "../../../etc/passwd", ""))}),
            ANY,
            lacks=("root:",),
        ),
        _docx("utf16.docx", packed(word(body(_REPORT).replace("UTF-8", "UTF-16").encode("utf-16"))), ANY),
        _docx("entity_of_control.docx", packed(word(body(paragraph("خبر &#0; &#1;") + _REPORT))), ANY, lacks=("\0",)),
    ]


def _swollen(size: int) -> bytes:
    data, crc = zeros(size, b" ")
    return raw([*_stored(word("")), (b"word/document.xml", data, 8, size, crc)])


def _stored(members: dict[str, bytes | str]) -> list[tuple[bytes, bytes, int, int, int]]:
    rows = [(name.encode(), data.encode() if isinstance(data, str) else data) for name, data in members.items() if data]
    return [(name, data, 0, len(data), zlib.crc32(data)) for name, data in rows]


def _beside() -> bytes:
    """A Word file whose picture is the bomb: the words need not wait for it."""
    data, crc = zeros(200_000_000)
    return raw([*_stored(word(body(_REPORT))), (b"word/media/image1.bmp", data, 8, 200_000_000, crc)])


def _twice() -> bytes:
    first, second = _stored(word(body(_REPORT))), _stored(word(body(paragraph(PRS_TITLE) + paragraph(PRS))))
    return raw([*first, *(row for row in second if row[0] == b"word/document.xml")])


def sheet(rows: str, dimension: str = "", after: str = "") -> str:
    """Return the part of one sheet."""
    told = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'{_HEAD}<worksheet xmlns="{_SHEET}">{told}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(*cells: str, number: int) -> str:
    """Return a row; a cell is text, or a piece of XML that begins with `<`."""
    made = "".join(
        cell.replace("<c ", f'<c r="{chr(65 + n)}{number}" ') if cell.startswith("<c ")
        else f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for n, cell in enumerate(cells)
    )  # fmt: skip
    return f'<row r="{number}">{made}</row>'


def workbook(first: str, properties: str = "", parts: dict[str, bytes | str] | None = None) -> dict[str, bytes | str]:
    """Return the members of a workbook of one sheet."""
    sheets = f'<sheets><sheet name="خبر" sheetId="1" r:id="rId1" xmlns:r="{_OFFICE}"/></sheets>'
    inside = {
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SHEET}">{properties}{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": links(("worksheet", "worksheets/sheet1.xml", ""), ("styles", "styles.xml", "")),
        "xl/worksheets/sheet1.xml": first,
        # Style 1 shows a day.
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_SHEET}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    part = '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    style = part.replace("worksheets/sheet1", "styles") + 'spreadsheetml.styles+xml"/>'
    part += 'spreadsheetml.worksheet+xml"/>'
    return _package("xl/workbook.xml", "spreadsheetml.sheet", inside | (parts or {}), part + style)


_NAMES = row("id", "title", "text", "published", number=1)
_GOOD = _NAMES + row("00012", FA_TITLE, FA, "1401-04-12", number=2) + row("NA", PRS_TITLE, PRS, "", number=3)


def _xlsx(name: str, data, outcome: str = READ, **more) -> Case:
    defaults = {"has": (FA, PRS), "records": 2} if outcome == READ else {}
    return Case(f"xlsx/{name}.xlsx", "xlsx", data, outcome, **defaults | more)


def _workbooks() -> list[Case]:
    formula = '<c><f>WEBSERVICE("http://127.0.0.1:9/")</f><v></v></c>'.replace("<c>", '<c t="str">')
    cached = '<c t="str"><f>1+1</f><v>' + FA + "</v></c>"
    day = '<c s="1"><v>44754</v></c>'
    empty = "".join(f'<row r="{n}"/>' for n in range(4, 1_000_004))
    return [
        _xlsx("good", packed(workbook(sheet(_GOOD)))),
        _xlsx("rows_1_million_empty", lambda w: packed(workbook(sheet(_GOOD + empty))), ANY, has=(FA,), soak=True),
        _xlsx("says_all_rows", packed(workbook(sheet(_GOOD, "A1:XFD1048576")))),
        _xlsx("says_one_row", packed(workbook(sheet(_GOOD, "A1:A1")))),
        _xlsx(
            "last_cell",
            packed(workbook(sheet(_GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))),
            ANY,
            has=(FA,),
        ),
        _xlsx(
            "formula",
            packed(workbook(sheet(_GOOD + row("3", formula, AR, "", number=4)))),
            lacks=("WEBSERVICE",),
            has=(FA, AR),
        ),
        _xlsx(
            "formula_cached",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, cached, "", number=2)))),
            READ,
            records=1,
            has=(FA,),
        ),
        _xlsx(
            "formula_as_text",
            packed(workbook(sheet(_GOOD + row("=1", "=cmd|' /C calc'!A0", PRS, "", number=4)))),
            records=3,
        ),
        _xlsx(
            "link_outside",
            lambda w: packed(
                workbook(
                    sheet(_GOOD),
                    parts={
                        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_SHEET}"/>',
                        "xl/externalLinks/_rels/externalLink1.xml.rels": links(
                            ("externalLinkPath", w.canary, "External")
                        ),
                    },
                )
            ),
        ),
        _xlsx(
            "hyperlink",
            lambda w: packed(
                workbook(
                    sheet(_GOOD),
                    parts={"xl/worksheets/_rels/sheet1.xml.rels": links(("hyperlink", w.canary, "External"))},
                )
            ),
        ),
        _xlsx(
            "day_1900",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, FA, day, number=2)))),
            READ,
            records=1,
            has=(FA,),
        ),
        _xlsx(
            "day_1904",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, FA, day, number=2)), '<workbookPr date1904="1"/>')),
            READ,
            records=1,
            has=(FA,),
        ),
        _xlsx(
            "day_60",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, FA, day.replace("44754", "60"), number=2)))),
            READ,
            records=1,
            has=(FA,),
        ),
        _xlsx(
            "day_huge",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, FA, day.replace("44754", "9e99"), number=2)))),
            ANY,
            has=(FA,),
        ),
        _xlsx(
            "day_negative",
            packed(workbook(sheet(_NAMES + row("1", FA_TITLE, FA, day.replace("44754", "-5"), number=2)))),
            ANY,
            has=(FA,),
        ),
        _xlsx(
            "doctype",
            packed(workbook(sheet(_GOOD).replace(_HEAD, '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))),
            REJECTED,
        ),
        _xlsx("bomb", lambda w: _swollen_sheet(), REJECTED),
        _xlsx(
            "strings_lie", packed(workbook(sheet(_NAMES + '<row r="2"><c r="C2" t="s"><v>99999999</v></c></row>'))), ANY
        ),
        _xlsx("no_sheet", packed(workbook("")), REJECTED),
        _xlsx("no_text_column", packed(workbook(sheet(row("a", "b", number=1) + row("1", "2", number=2)))), REJECTED),
        _xlsx(
            "error_cells",
            packed(workbook(sheet(_GOOD + row("4", '<c t="e"><v>#REF!</v></c>', AR, "", number=4)))),
            READ,
            records=3,
        ),
        _xlsx("macro", packed(workbook(sheet(_GOOD), parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))),
        _xlsx("truncated", packed(workbook(sheet(_GOOD)))[:-90], REJECTED),
        Case("xlsx/old.xls", "xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), REJECTED),
        _xlsx(
            "columns_16_384",
            packed(
                workbook(
                    sheet(
                        _GOOD.replace(
                            "</row>", "".join(f'<c r="{_column(n)}1"/>' for n in range(5, 16_384)) + "</row>", 1
                        )
                    )
                )
            ),
            ANY,
            has=(FA,),
        ),
    ]


def _column(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _swollen_sheet() -> bytes:
    data, crc = zeros(400_000_000, b" ")
    members = {name: data for name, data in workbook("").items() if data}
    return raw([*_stored(members), (b"xl/worksheets/sheet1.xml", data, 8, 400_000_000, crc)])
