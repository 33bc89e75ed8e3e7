"""The bytes of a Word document come in, its paragraphs, tables and footnotes in reading order go out as reports.

Knows WordprocessingML and which of its parts a reader sees; follows no relation out of the file and must not know what
the text says. python-docx loses what stands in tracked insertions and content controls, so the tree is walked here.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from helpers.sources import containers, places, split
from helpers.sources.page import LONGEST_TITLE
from helpers.sources.record import Contents, Refused
from helpers.text import clean, fold

# Not shown: deleted and moved-away text, codes of fields, a second copy for old programs, comments.
_SKIPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "Fallback",
    "annotationRef",
    "rPr",
    "pPr",
    "tblPr",
}
_MAIN = re.compile(r"word/document\d*\.xml")
_TITLE = re.compile(r"title|heading1|عنوان", re.IGNORECASE)
# What programs write where nobody said who they are: no author.
_NOBODY = {"python-docx", "microsoft office user", "windows user", "user", "admin", "administrator", "unknown"}
CELLS = " | "


@dataclass
class _Story:
    """The paragraphs collected so far and what was met on the way."""

    footnotes: dict[str, list[str]] = field(default_factory=dict)
    endnotes: dict[str, list[str]] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    changed: bool = False
    linked: bool = False


def read(data: bytes, name: str) -> Contents:
    """Return the reports of a Word document; raises Refused (`damaged`, `unsafe`, `no_text`)."""
    archive = containers.opened(data)
    main = next((each.filename for each in archive.infolist() if _MAIN.fullmatch(each.filename)), None)
    if main is None:
        raise Refused("damaged", "it holds no word/document.xml: open it in Word or LibreOffice and save it again")
    root = containers.xml(containers.member(archive, main), main)
    story = _Story(_notes(archive, "footnotes"), _notes(archive, "endnotes"))
    for body in root.iter("{*}body"):
        _blocks(body, story)
    story.paragraphs += story.later
    told = _properties(archive)
    author = "" if told.get("creator", "").lower() in _NOBODY else told.get("creator", "")
    if not any(each.strip() for each in story.paragraphs):
        raise Refused(
            "no_text", "it holds no text, only pictures or nothing: recognise its text (OCR) and save it as .txt"
        )
    text, starts = places.joined([clean(each) for each in story.paragraphs])
    records = [
        replace(
            each, start=None, author=author, place_in_file=f"paragraph {places.at(starts, each.start)}"
        )
        for each in split.records(text)
    ]  # fmt: skip
    if len(records) == 1:
        records = [replace(records[0], title=_title(story, told) or records[0].title)]
    changed = ("it holds changes that nobody accepted yet: read as if all were accepted",) * story.changed
    linked = ("a part of it is another document, which was not read: copy its text into this one",) * story.linked
    return Contents(tuple(records), (*changed, *linked))


def _local(element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _notes(archive: zipfile.ZipFile, kind: str) -> dict[str, list[str]]:
    """Number -> paragraphs of the footnotes or endnotes; the lines that separate them are no notes."""
    data = containers.member(archive, f"word/{kind}.xml")
    found: dict[str, list[str]] = {}
    for note in containers.xml(data, kind).iter("{*}footnote", "{*}endnote") if data else ():
        if _value(note, "type") not in ("separator", "continuationSeparator", "continuationNotice"):
            own = _Story()
            _blocks(note, own)
            found[_value(note, "id")] = [each for each in own.paragraphs if each.strip()]
    return found


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """`title`, `creator` of the document, where they are written; its day of creation is none of publication."""
    data = containers.member(archive, "docProps/core.xml")
    if not data:
        return {}
    try:
        root = containers.xml(data, "docProps/core.xml")
    except Refused:
        return {}
    return {_local(each): " ".join(clean(each.text or "").split()) for each in root}


def _blocks(parent, story: _Story) -> None:
    """Collect the paragraphs and tables below `parent`, in their order."""
    for child in parent:
        kind = _local(child)
        if kind == "p":
            _paragraph(child, story)
        elif kind == "tbl":
            _table(child, story)
        elif kind in _SKIPPED:
            story.changed |= kind in ("del", "moveFrom")
        elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "AlternateContent", "Choice", "smartTag"):
            story.changed |= kind in ("ins", "moveTo")
            _blocks(child, story)
        story.linked |= kind in ("altChunk", "subDoc")


def _paragraph(element, story: _Story) -> None:
    notes: list[list[str]] = []
    boxes: list = []
    pieces: list[str] = []
    style = next((_value(each, "val") for each in element.iter("{*}pStyle")), "")
    for kind, value in _runs(element, story):
        if kind == "text":
            pieces.append(value)
        elif kind == "note":
            notes.append(value)
        else:
            boxes.append(value)
    story.paragraphs.append("".join(pieces).strip(" \t"))
    story.styles.append(style)
    for box in boxes:
        _blocks(box, story)
    for note in notes:
        story.paragraphs += note


def _runs(element, story: _Story) -> Iterator[tuple[str, object]]:
    """What a paragraph shows, in order: ("text", letters), ("note", paragraphs), ("box", element)."""
    for child in element:
        kind = _local(child)
        if kind in _SKIPPED:
            story.changed |= kind in ("del", "moveFrom")
        elif kind == "t":
            yield "text", child.text or ""
        elif kind == "tab":
            yield "text", "\t"
        elif kind in ("br", "cr"):
            yield "text", "\n" if _value(child, "type") in ("", "textWrapping") else ""
        elif kind == "noBreakHyphen":
            yield "text", "-"
        elif kind == "footnoteReference":
            yield "note", story.footnotes.get(_value(child, "id"), [])
        elif kind == "endnoteReference":
            story.later += story.endnotes.get(_value(child, "id"), [])
        elif kind == "txbxContent":
            yield "box", child
        elif kind == "r" and _hidden(child):
            continue
        else:
            story.changed |= kind in ("ins", "moveTo")
            yield from _runs(child, story)


def _hidden(run) -> bool:
    marks = [each for each in run.iterfind("{*}rPr/{*}vanish") if _value(each, "val") not in ("0", "false", "off")]
    return bool(marks)


def _table(element, story: _Story) -> None:
    """A row as one line, its cells beside each other; a row that only lays out a page as its paragraphs."""
    for row in _rows(element):
        cells = []
        for cell in row:
            own = _Story(story.footnotes, story.endnotes, later=story.later)
            _blocks(cell, own)
            story.changed |= own.changed
            cells.append([each for each in own.paragraphs if each.strip()])
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) <= 1 for cell in cells):
            story.paragraphs.append(CELLS.join(" ".join(cell[0].split()) if cell else "" for cell in cells).strip())
        else:
            story.paragraphs += [paragraph for cell in filled for paragraph in cell]


def _rows(table) -> Iterator[list]:
    for child in table:
        kind = _local(child)
        if kind == "tr":
            yield list(_cells(child))
        elif kind in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child)


def _cells(row) -> Iterator:
    for child in row:
        kind = _local(child)
        if kind == "tc":
            yield child
        elif kind in ("sdt", "sdtContent", "customXml"):
            yield from _cells(child)


def _title(story: _Story, told: dict[str, str]) -> str:
    """The title among the first lines: what Word calls one, or what the properties repeat."""
    first = [(text.strip(), style) for text, style in zip(story.paragraphs, story.styles, strict=False) if text.strip()]
    for text, style in first[:4]:
        told_so = told.get("title") and fold(told["title"]) == fold(text)
        if (told_so or _TITLE.fullmatch(style.replace(" ", ""))) and len(text) <= LONGEST_TITLE:
            return text
    return ""
