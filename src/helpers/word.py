"""Word files: comes in the blocks of a report and its pictures, goes out DOCX, each text in its own direction.

It must not know the corpus, folders or the browser; every text passes `word_text.run`.
"""

import io
import struct
from xml.sax.saxutils import quoteattr

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Emu, Pt

from helpers import blocks, files, labels
from helpers.word_text import Notes, run

_W = nsdecls("w")
# Has all Arabic, Persian and Pashto letters on Windows and macOS; elsewhere the office program takes one that has.
_FONT = "Arial"
_PAGE, _MARGIN = (Cm(21), Cm(29.7)), Cm(2)
_WIDTH = 9638  # twentieths of a point between the margins
_MOST_ROWS = 1_000  # a table of more is for a spreadsheet; the file says how many are left out
_TALLEST = Cm(21)
_LOCALES = {"fa": "fa-IR", "prs": "prs-AF", "ar": "ar-SA", "en": "en-US"}
_STYLES = {  # points, bold, colour, points before and after
    "Normal": (10, False, "222222", 0, 6),
    "Title": (24, True, "222222", 0, 4),
    "Subtitle": (12, False, "6B6B6B", 0, 12),
    "Heading 1": (16, True, "0B4F7D", 18, 6),
    "Heading 2": (12, True, "0B4F7D", 12, 4),
    "Caption": (9, False, "444444", 4, 12),
}


def docx_of(report: blocks.Report, pictures: dict[str, bytes] | None = None) -> bytes:
    """Return a report as DOCX: headings, contents with links, paragraphs, pictures, tables, Word's own notes.

    `pictures`: PNG by the key of its chart; a chart without one leaves its caption only. Paragraphs and tables run
    right-to-left where their text or the report does; the file tells its language. The same blocks and pictures give
    the same bytes.
    """
    document = docx.Document()
    _set_up(document, report)
    notes = Notes(report.notes_at)
    rtl = labels.direction(report.lang) == "rtl"
    place = document.element.body.sectPr
    for xml in (_paragraph(report.title, "Title", rtl), _paragraph(report.subtitle, "Subtitle", rtl)):
        place.addprevious(parse_xml(xml))
    for block in report.blocks:
        if isinstance(block, blocks.Chart):
            _picture(document, block, (pictures or {}).get(block.key), report.lang)
            continue
        for xml in _block(block, report, notes):
            place.addprevious(parse_xml(xml))
    if report.notes_at == blocks.END and notes.found:
        place.addprevious(parse_xml(_paragraph(report.notes_title, "Heading1", rtl)))
    notes.add_to(document)
    out = io.BytesIO()
    document.save(out)
    return files.same_zip(out.getvalue())


def _block(block: blocks.Block, report: blocks.Report, notes: Notes) -> list[str]:
    rtl = labels.direction(report.lang) == "rtl"
    match block:
        case blocks.Heading():
            number = [head.key for head in blocks.headings(report)].index(block.key) + 1
            return [_paragraph(block.text, f"Heading{block.level}", rtl, mark=(number, block.key))]
        case blocks.Paragraph():
            size = {"lead": 12, "small": 8.5}.get(block.style)
            return [_paragraph(block.text, "Normal", rtl, tail=notes.refer(block.notes), size=size)]
        case blocks.Facts():
            rows = [[(word, True, ""), (value, False, "")] for word, value in block.rows]
            return [_table(rows, [0.38, 0.62], rtl, 10, head=False), _paragraph("", "Normal", rtl)]
        case blocks.Grid():
            return _grid(block, report.lang, notes)
        case blocks.Contents():
            return _contents(block, report, rtl)
        case blocks.NewPage():
            return [f'<w:p {_W}><w:r><w:br w:type="page"/></w:r></w:p>']
    raise TypeError(f"A report knows no {type(block).__name__}.")


def _paragraph(
    text: object,
    style: str,
    rtl: bool,
    tail: str = "",
    bold: bool = False,
    size: float | None = None,
    mark: tuple[int, str] | None = None,
    space: bool = True,
    follows: bool = False,
) -> str:
    """A paragraph in the direction of its text; of a text without letters of either, in that of the report."""
    own = labels.is_rtl(labels.clean(text))
    # Latin in a right-to-left report runs as it is read, and stands where the other lines begin.
    way = "<w:bidi/>" if own else '<w:jc w:val="right"/>' if rtl else ""
    close = '<w:spacing w:before="20" w:after="20"/>' if not space else ""
    way = way.replace("<w:jc", f"{close}<w:jc") if "<w:jc" in way else f"{way}{close}"
    inside = run(text, bold, size)
    if mark:
        number, key = mark
        inside = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(key)}/>{inside}<w:bookmarkEnd w:id="{number}"/>'
    keep = "<w:keepNext/>" if style.startswith("Heading") or follows else ""
    return f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/>{keep}{way}</w:pPr>{inside}{tail}</w:p>'


def _grid(grid: blocks.Grid, lang: str, notes: Notes) -> list[str]:
    rtl = labels.direction(lang) == "rtl"
    frame = grid.frame.head(_MOST_ROWS)
    columns = [[labels.shown(value, lang) for value in frame.iloc[:, place]] for place in range(frame.shape[1])]
    heads = [labels.clean(grid.headings.get(name, name)) for name in frame.columns]
    rows = [[(head, True, "") for head in heads]]
    for number, cells in enumerate(zip(*columns, strict=True)):
        # In the first cell, which names the row: beside a number the number of a note would be read as its digit.
        tails = [notes.refer(grid.notes[number]) if grid.notes else "", *[""] * (len(cells) - 1)]
        rows.append([(cell, False, tail) for cell, tail in zip(cells, tails, strict=True)])
    if frame.empty:
        rows.append([(labels.message("no_rows", lang), False, ""), *[("", False, "")] * (len(heads) - 1)][: len(heads)])
    xml = [_paragraph(grid.caption, "Caption", rtl, follows=True)] if grid.caption else []
    size = 9 if len(heads) <= 6 else 7.5
    xml += [_table(rows, _shares(heads, columns, size), rtl, size)] if heads else []
    left = len(grid.frame) - len(frame)
    return [*xml, _paragraph(labels.message("n_more_rows", lang, n=left) if left else "", "Normal", rtl, size=8.5)]


def _shares(heads: list[str], columns: list[list[str]], size: float) -> list[float]:
    """The width of each column as a part of the page: room for its longest word first, the rest by what it holds."""
    texts = [[head, *cells[:200]] for head, cells in zip(heads, columns, strict=True)]
    words = [min(max((len(word) for text in some for word in text.split()), default=1), 22) + 3.5 for some in texts]
    more = [max(min(max(map(len, some)), 70) + 3.5 - word, 0.01) for some, word in zip(texts, words, strict=True)]
    room = _WIDTH / 20 / (size * 0.56)  # letters in a line, on the wide side
    left = max(room - sum(words), 0)
    need = [word + extra / sum(more) * left for word, extra in zip(words, more, strict=True)]
    return [each / sum(need) for each in need]


def _table(
    rows: list[list[tuple[str, bool, str]]], shares: list[float], rtl: bool, size: float, head: bool = True
) -> str:
    """A table; in a right-to-left report its first column stands at the right (`bidiVisual`)."""
    widths = [int(_WIDTH * share) for share in shares]
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="CCCCCC"/>' for side in ("top", "bottom", "insideH"))
    xml = [
        f'<w:tbl {_W}><w:tblPr>{"<w:bidiVisual/>" if rtl else ""}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{width}"/>' for width in widths),
        "</w:tblGrid>",
    ]
    for number, row in enumerate(rows):
        heading = "<w:tblHeader/>" if head and not number else ""
        xml.append(f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>")
        for (text, bold, tail), width in zip(row, widths, strict=True):
            cell = _paragraph(text, "Normal", rtl, tail, bold, size, space=False).replace(f" {_W}", "", 1)
            xml.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>')
        xml.append("</w:tr>")
    return "".join([*xml, "</w:tbl>"])


def _contents(block: blocks.Contents, report: blocks.Report, rtl: bool) -> list[str]:
    """The headings as links, inside the field that Word fills anew when asked; without numbers of pages, which nobody
    knows before the file is laid out."""
    xml = [_paragraph(block.title, "Normal", rtl, bold=True, size=12)]
    heads = blocks.headings(report)
    for number, head in enumerate(heads):
        begin = end = ""
        if number == 0:
            field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            field += '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\n \\h </w:instrText></w:r>'
            begin = f'{field}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        if number == len(heads) - 1:
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        link = f'<w:hyperlink w:anchor={quoteattr(head.key)} w:history="1">{run(head.text)}</w:hyperlink>'
        bidi = "<w:bidi/>" if labels.is_rtl(head.text) else ""
        indent = f'<w:spacing w:after="40"/><w:ind w:start="{(head.level - 1) * 360}"/>'
        xml.append(f"<w:p {_W}><w:pPr>{bidi}{indent}</w:pPr>{begin}{link}{end}</w:p>")
    return xml


def _picture(document: docx.document.Document, chart: blocks.Chart, png: bytes | None, lang: str) -> None:
    rtl = labels.direction(lang) == "rtl"
    if png is None:
        sorry = _paragraph(labels.message("report_no_picture", lang), "Normal", rtl, size=9)
        document.element.body.sectPr.addprevious(parse_xml(sorry))
    else:
        wide, tall = struct.unpack(">II", png[16:24])
        width = _PAGE[0] - 2 * _MARGIN
        width = min(width, Emu(int(_TALLEST * wide / tall)))
        line = document.add_paragraph().add_run()
        drawing = line.add_picture(io.BytesIO(png), width=width)
        drawing._inline.docPr.set("descr", labels.clean(chart.alt))  # read aloud in place of the picture
        drawing._inline.docPr.set("name", chart.key)
        line._r.getparent().get_or_add_pPr().get_or_add_keepNext()
    document.element.body.sectPr.addprevious(parse_xml(_paragraph(chart.caption, "Caption", rtl)))


def _set_up(document: docx.document.Document, report: blocks.Report) -> None:
    """One font for all scripts, the page, its number at the foot, the language of spelling; no name, no day."""
    for name, (points, bold, colour, before, after) in _STYLES.items():
        _style(document.styles[name], points, bold, colour, before, after)
    named = [(f"{kind} {use}", 8, made) for kind in ("footnote", "endnote")
             for use, made in (("text", "paragraph"), ("reference", "character"))]  # fmt: skip
    for name, points, made in named:
        place = "" if made == "paragraph" else '<w:vertAlign w:val="superscript"/>'
        key = name.title().replace(" ", "")
        based = '<w:basedOn w:val="Normal"/>' if made == "paragraph" else ""
        properties = f'<w:rPr><w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>{place}</w:rPr>'
        xml = f'<w:style {_W} w:type="{made}" w:styleId="{key}"><w:name w:val="{name}"/>{based}{properties}</w:style>'
        document.styles.element.append(parse_xml(xml))
    locale = _LOCALES.get(report.lang, "en-US")
    for default in document.styles.element.xpath("w:docDefaults//w:rPr"):
        for old in default.xpath("w:lang|w:rFonts"):
            default.remove(old)
        default.insert(0, parse_xml(f'<w:rFonts {_W} w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:cs="{_FONT}"/>'))
        default.append(parse_xml(f'<w:lang {_W} w:val="en-US" w:bidi="{locale if locale != "en-US" else "fa-IR"}"/>'))
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    if labels.direction(report.lang) == "rtl":
        grid = section._sectPr.find(f"{{{section._sectPr.nsmap['w']}}}docGrid")
        bidi = parse_xml(f"<w:bidi {_W}/>")
        section._sectPr.append(bidi) if grid is None else grid.addprevious(bidi)
    foot = section.footer.paragraphs[0]._p
    page = '<w:jc w:val="center"/>'
    number = "<w:rPr><w:rtl/></w:rPr>" if labels.direction(report.lang) == "rtl" else ""
    number = f"<w:r>{number}<w:t>1</w:t></w:r>"
    foot.getparent().replace(
        foot,
        parse_xml(f'<w:p {_W}><w:pPr>{page}</w:pPr><w:fldSimple w:instr=" PAGE ">{number}</w:fldSimple></w:p>'),
    )
    told = document.core_properties
    told.title, told.author, told.comments = labels.clean(report.title)[:255], "ruznama", ""
    told.language = locale


def _style(style: object, points: float, bold: bool, colour: str, before: float, after: float) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for old in style.element.xpath("w:rPr|w:pPr/w:pBdr|w:pPr/w:contextualSpacing"):
        old.getparent().remove(old)
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    size = f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'
    fonts = f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:cs="{_FONT}"/>'
    style.element.append(parse_xml(f'<w:rPr {_W}>{fonts}{weight}<w:color w:val="{colour}"/>{size}</w:rPr>'))
