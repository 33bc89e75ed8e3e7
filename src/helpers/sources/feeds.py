"""Feeds: the bytes of an RSS or Atom file come in, a record for each item goes out.

Knows RSS 0.9x, 1.0, 2.0 and Atom with their usual namespaces; opens no address and no entity, and passes days on as
they are written.
"""

import codecs
import re

from lxml import etree

from helpers.sources import fields, markup
from helpers.sources.encodings import decode
from helpers.sources.record import Contents, Record, Refused
from helpers.text import clean

_DOCTYPE = re.compile(r"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["'][^>]*\?>""")
_HEAD = 4_000
# The names of an item's parts, by preference: `content:encoded` is the whole text where `description` is its beginning.
# A prefix names the namespace; without one any namespace of feeds will do.
_TEXTS = ("content:encoded", "content", "fulltext", "full-text", "description", "summary", "encoded", "body")
_DAYS = ("pubDate", "published", "dc:date", "issued", "date", "updated", "modified", "created")
_IDS = ("guid", "id")
_AUTHORS = ("dc:creator", "author", "creator", "managingEditor")
# Elements of these namespaces are other things of the same name: the title of a picture, the text of a comment.
_FOREIGN = ("search.yahoo.com/mrss", "itunes.com", "georss", "wellformedweb.org", "purl.org/rss/1.0/modules/slash",
            "googleplay", "podcast")  # fmt: skip
_PREFIXES = {"content": "purl.org/rss/1.0/modules/content", "dc": "purl.org/dc/"}
_DEEPEST = 200


def read(data: bytes, name: str) -> Contents:
    """Return a record for each item of a feed. Raises Refused (`damaged`, `unsafe`, `format`, encodings).

    record: the guid or id, else the link, else the position. outlet: the title of the channel. Malformed XML is read
    as far as its items are whole, and told with the line.
    """
    text, warnings = _text(data)
    if match := _DOCTYPE.search(text, 0, _first_element(text)):
        line = text.count("\n", 0, match.start()) + 1
        raise Refused("unsafe", f"it has a DOCTYPE (line {line}), which may name other files: delete it")
    root, problem = _parsed(text)
    items = [element for element in root.iter(etree.Element) if _local(element) in ("item", "entry")]
    if _local(root) not in ("rss", "RDF", "feed", "channel") and not items:
        raise Refused("format", f"it is XML with <{_local(root)[:40]}>, no feed (RSS, Atom): save its text as .txt")
    if problem:
        warnings.append(problem)
    channel = next((each for each in root.iter(etree.Element) if _local(each) == "channel"), root)
    outlet = fields.line(_first(channel, ("title",)))
    found, empty, untold = [], [], []
    for number, item in enumerate(items):
        body, told = _body(item), fields.line(_first(item, ("title",)))
        if not body and not told:
            empty.append(f"item {number + 1}")
            continue
        text, title = fields.with_title(told, body) if body else (told, told)
        url = _link(item)
        ids = _first(item, _IDS) or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or url
        untold.append(ids.strip())
        published = fields.line(_first(item, _DAYS))
        source = fields.line(_first(item, ("source",))) if _local(item) == "item" else ""
        found.append(
            Record("", f"item {number + 1}", None, text, title, published, source or outlet, url, _author(item))
        )
    if empty:
        warnings.append(f"{len(empty)} items without text were skipped ({', '.join(empty[:5])})")
    if not found and problem:
        raise Refused("damaged", f"it is no XML that can be read ({problem}): get the feed again")
    positions = [record.place_in_file.removeprefix("item ") for record in found]
    if any(untold):
        ids = fields.unique_ids(untold, [record.text for record in found], positions, warnings)
    else:
        ids = [str(int(position) - 1) for position in positions]
    named = [Record(own, *list(vars(record).values())[1:]) for own, record in zip(ids, found, strict=True)]
    return Contents(tuple(named), tuple(warnings))


def _text(data: bytes) -> tuple[str, list[str]]:
    """The letters of an XML file: what it declares is one of the ways to read them."""
    declared = re.match(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", data[:_HEAD])
    name = declared[1].decode("ascii") if declared else ""
    try:
        codec = codecs.lookup(name).name if name else "utf-8"
    except LookupError:
        codec = "utf-8"
    if codec in ("cp1256", "iso8859-6", "cp1252", "iso8859-1"):
        return clean(data.decode(codec, "replace")), [f"encoding declared: {name}"]
    return decode(data)


def _first_element(text: str) -> int:
    """Where the root element begins: a DOCTYPE may stand before it only (in an item it is text of a page)."""
    match = re.search(r"<[A-Za-z]", text)
    return match.start() if match else len(text)


def _parsed(text: str) -> tuple[etree._Element, str]:
    """The root element, and what is wrong with the XML."""
    body = _DECLARED.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    # characters that XML forbids, as they stand in scraped feeds: one letter each, as everywhere
    body = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", body)
    if not body:
        raise Refused("empty", "it holds no text")
    skipped = text[: len(text) - len(body)].count("\n")
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
            "remove_comments": True, "remove_pis": True, "encoding": "utf-8"}  # fmt: skip
    try:
        return etree.fromstring(body.encode(), etree.XMLParser(**safe)), ""
    except etree.XMLSyntaxError as error:
        problem = f"line {(error.lineno or 1) + skipped}: {error.msg}"
    try:
        root = etree.fromstring(body.encode(), etree.XMLParser(recover=True, **safe))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Refused("damaged", f"it is no XML that can be read ({problem}): get the feed again")
    return root, f"malformed XML ({problem}): read as far as it goes"


def _local(element: etree._Element) -> str:
    # etree.QName refuses the names that a parser in recovery lets pass
    return element.tag.rpartition("}")[2]


def _space(element: etree._Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag[:1] == "{" else ""


def _children(element: etree._Element, name: str):
    prefix, _, local = name.rpartition(":")
    for child in element.iterchildren(etree.Element):
        space = _space(child)
        if _local(child) == local and (_PREFIXES[prefix] in space if prefix else not any(f in space for f in _FOREIGN)):
            yield child


def _inner(element: etree._Element) -> str:
    """What an element says, HTML as HTML: CDATA and escaped markup as they are, XHTML written out."""
    if len(element) and element.get("type") != "text":
        return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    return "".join(element.itertext())


def _first(element: etree._Element, names: tuple[str, ...]) -> str:
    for name in names:
        for child in _children(element, name):
            if said := _inner(child).strip():
                return said
    return ""


def _body(item: etree._Element) -> str:
    """The longest text of an item among the whole text and its beginning: some feeds put the whole into either."""
    for name in _TEXTS:
        for child in _children(item, name):
            if text := markup.to_text(_inner(child)):
                return text
    return ""


def _link(item: etree._Element) -> str:
    links = list(_children(item, "link"))
    main = [link for link in links if link.get("rel", "alternate") == "alternate"]
    for link in main or links:
        if address := (link.get("href") or link.text or "").strip():
            return fields.line(address)
    guid = next(_children(item, "guid"), None)
    return fields.line(guid.text or "") if guid is not None and guid.get("isPermaLink") == "true" else ""


def _author(item: etree._Element) -> str:
    for name in _AUTHORS:
        for child in _children(item, name):
            said = next((each.text for each in _children(child, "name")), None) or "".join(child.itertext())
            if said.strip():
                # `mail@example.org (ن. نمونه)` is how RSS 2.0 writes an author
                match = re.fullmatch(r"\s*\S+@\S+\s*\((.+)\)\s*", said)
                return fields.line(match[1] if match else said)
    return ""
