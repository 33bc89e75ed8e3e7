"""Text in a Word file: comes in a text or a note, goes out WordprocessingML in which it is read in its own direction.

Knows no page and no table. Footnotes and endnotes are a part of the file that python-docx has none of its own for.
"""

from xml.sax.saxutils import escape

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from helpers import blocks, labels

_W = nsdecls("w")
_PARTS = {
    blocks.PAGE: ("footnote", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES),
    blocks.END: ("endnote", CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES),
}


def run(text: object, bold: bool = False, size: float | None = None, style: str = "") -> str:
    """One piece of text: with right-to-left letters Word must be told, or it sets words and brackets the other way."""
    text = labels.clean(text)
    rtl = labels.is_rtl(text)
    made = f'<w:rStyle w:val="{style}"/>' if style else ""
    made += "<w:b/><w:bCs/>" if bold else ""
    made += f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>' if size else ""
    made += "<w:rtl/>" if rtl else ""
    return f'<w:r><w:rPr>{made}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


class Notes:
    """The notes of one file in the order in which they are referred to; `at` as in `blocks.Report.notes_at`."""

    def __init__(self, at: str):
        self.kind, self._content, self._relation = _PARTS[at]
        self.named = self.kind.title()
        self.found: list[blocks.Note] = []

    def refer(self, notes: tuple[blocks.Note, ...]) -> str:
        """Return the numbers of some notes, for the text; the notes themselves are kept for `add_to`."""
        style = f'<w:rPr><w:rStyle w:val="{self.named}Reference"/></w:rPr>'
        xml = []
        for note in notes:
            self.found.append(note)
            space = f'<w:r>{style}<w:t xml:space="preserve"> </w:t></w:r>' if xml else ""
            xml.append(f'{space}<w:r>{style}<w:{self.kind}Reference w:id="{len(self.found)}"/></w:r>')
        return "".join(xml)

    def add_to(self, document: docx.document.Document) -> None:
        """Add the notes to a file, numbered 1, 2, 3: by itself Word numbers endnotes i, ii, iii."""
        if not self.found:
            return
        kind = self.kind
        lines = [
            f'<w:{kind} w:type="{mark}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:{kind}>'
            for number, mark in ((-1, "separator"), (0, "continuationSeparator"))
        ]
        lines += [self._note(number, note) for number, note in enumerate(self.found, 1)]
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{kind}s {_W}>{"".join(lines)}</w:{kind}s>'
        part = Part(PackURI(f"/word/{kind}s.xml"), self._content, xml.encode(), document.part.package)
        document.part.relate_to(part, self._relation)
        told = f'<w:{kind}Pr {_W}><w:numFmt w:val="decimal"/><w:{kind} w:id="-1"/><w:{kind} w:id="0"/></w:{kind}Pr>'
        settings = document.settings.element
        before = settings.find(f"{{{settings.nsmap['w']}}}compat")
        before.addprevious(parse_xml(told)) if before is not None else settings.append(parse_xml(told))
        # LibreOffice asks each section, and would show «xvi» in a Persian report.
        for section in document.sections:
            heads = [child for child in section._sectPr if child.tag.endswith(("headerReference", "footerReference"))]
            own = parse_xml(f'<w:{kind}Pr {_W}><w:numFmt w:val="decimal"/></w:{kind}Pr>')
            section._sectPr.insert(len(heads), own)

    def _note(self, number: int, note: blocks.Note) -> str:
        mark = f'<w:r><w:rPr><w:rStyle w:val="{self.named}Reference"/></w:rPr><w:{self.kind}Ref/></w:r>'
        source = f" ({note.source})" if note.source else ""
        ways = [labels.is_rtl(labels.clean(text)) for text in (note.sentence, source)]
        if not source or ways[0] == ways[1]:
            inside = self._line(ways[0], f"{mark}{run(' ')}{run(note.sentence)}{run(source)}")
        else:  # an English source behind a Persian sentence would be read in pieces: a line of its own
            inside = self._line(ways[0], f"{mark}{run(' ')}{run(note.sentence)}") + self._line(ways[1], run(source))
        return f'<w:{self.kind} w:id="{number}">{inside}</w:{self.kind}>'

    def _line(self, rtl: bool, runs: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self.named}Text"/>{"<w:bidi/>" if rtl else ""}</w:pPr>{runs}</w:p>'
