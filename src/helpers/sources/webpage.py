"""The bytes of a web page come in, its article goes out: text without menus, with what the page says of itself.

Knows elements, roles and the usual names of page parts; fetches nothing, and must not know what the article says.
The article is found by trafilatura; what hides, leads elsewhere or frames it is taken out before.
"""

import re
from dataclasses import replace

import trafilatura
from lxml import etree, html

from helpers.sources import encodings, page_facts, split
from helpers.sources.page import ORNAMENT
from helpers.sources.record import Contents, Refused
from helpers.text import clean, fold

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=[\"']([\w.-]{2,40})",
    re.IGNORECASE,
)
_NEVER = (
    "script style noscript template svg canvas iframe embed audio video form button input select textarea nav "
    "aside footer dialog menu applet map frame frameset"
).split()
_ROLES = {
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
    "toolbar",
}  # fmt: skip
# Words in the class or id of an element that frames an article. `body class="has-sidebar"` is no such element: one that
# holds the headline or much of the page is left alone.
_FRAME = {
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "cookie", "cookies", "consent", "gdpr",
    "share", "sharing", "social", "related", "comments", "sidebar", "footer", "ads", "advert", "advertisement",
    "banner", "popup", "modal", "newsletter", "subscribe", "toolbar", "pager", "pagination", "mostviewed", "topbar",
    "masthead", "copyright", "login", "search", "skip",
}  # fmt: skip
_WORDS = re.compile(r"[a-z]+")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?(?:;|$|\s)|font-size\s*:\s*0")
_BLOCKS = {"p", "head", "item", "quote", "row", "code", "fw", "list", "table", "div", "body"}
_LONG = 60  # letters of a paragraph that is no label, no menu
_LOST = 0.05  # of the long paragraphs that trafilatura may leave out
_MOST_ELEMENTS = 30_000  # of a page in which an article is looked for; long ones have a few thousand
_LINKED = 0.8  # of the letters of a block: then it leads elsewhere and says nothing
# What libxml2 takes in another way than browsers: it reads nothing behind `</html>`, and all behind `embed` as its own.
_OLD_WAYS = re.compile(r"</(?:body|html)\s*>|</?embed\b[^<>]*>", re.IGNORECASE)
# Fifty thousand attributes of one element take a parser quadratic time; no page needs twenty thousand letters of them
# but for a picture inside `src`.
_CROWDED = re.compile(r"<([A-Za-z][\w-]{0,30})\s[^<>]{20000,}>")


def read(data: bytes, name: str) -> Contents:
    """Return the article of a page (several where the page shows several reports under a heading). Raises Refused."""
    found = encodings.read(data, _declared(data))
    tree, cut = _parsed(found.text)
    facts = page_facts.read(tree, found.text)
    text = article(tree)
    if not text and cut:
        raise Refused("unsafe", "its elements are nested thousands deep, which no page needs: get it again")
    if not text:
        raise Refused("no_text", "it holds no text of its own (only menus, or scripts would fill it): save its text")
    headed = _headed(facts.title, text, facts.headline)
    records = [
        replace(
            each,
            start=None,
            published=each.published or facts.published,
            outlet=each.outlet or facts.outlet,
            url=each.url or facts.url,
            author=each.author or facts.author,
        )
        for each in split.records(headed)
    ]
    if len(records) == 1 and facts.title and fold(records[0].text).startswith(fold(facts.title)):
        records = [replace(records[0], title=ORNAMENT.sub("", facts.title).strip())]
    records = [replace(each, place_in_file=f"report {n}") for n, each in enumerate(records, 1)]
    return Contents(tuple(records), (*found.warnings, *cut), found.notes)


def _declared(data: bytes) -> str:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def _parsed(text: str) -> tuple[html.HtmlElement, tuple[str, ...]]:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(_OLD_WAYS.sub("", _CROWDED.sub(r"<\1>", text)).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        _or_no_memory(parser)
        raise Refused("empty", "the page holds no element with a text") from error
    _or_no_memory(parser)
    deep = any("depth" in entry.message.lower() for entry in parser.error_log)
    return tree, ("the page is nested too deeply: what stands deepest was not read",) * deep


def _or_no_memory(parser: html.HTMLParser) -> None:
    """Raise MemoryError where the parser ran out of it: libxml2 recovers, and gives the page without its end."""
    if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError


def article(tree: html.HtmlElement) -> str:
    """Return the text of the page's article, a blank line between its paragraphs; "" when there is none.

    The tree is changed: what frames the article is taken out of it.
    """
    etree.strip_elements(tree, *_NEVER, with_tail=False)
    _strip_hidden(tree)
    _strip_frame(tree)
    etree.strip_elements(tree, "head", with_tail=False)
    everything = _text(tree)
    _strip_linked(tree)
    whole = _text(tree) or everything
    if not whole:
        return ""
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return clean(whole)  # the search for the article takes ten passes over them and would not end in time
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=False, favor_recall=True
    )
    text = _text(found.body) if found is not None and found.body is not None else ""
    # A short page, an old one, or one that a word processor saved is no article to trafilatura: a paragraph lost is
    # worse than a line too many.
    long = [block for block in whole.split("\n\n") if len(block) >= _LONG]
    kept = set(text.split("\n"))
    lost = sum(len(block) for block in long if not kept.issuperset(block.split("\n")))
    return clean(text if text and lost <= _LOST * sum(map(len, long)) and long else whole)


def _strip_linked(tree: html.HtmlElement) -> None:
    """Take out the lists and boxes that are nothing but links; a headline may be one."""
    for element in list(tree.iter("ul", "ol", "li", "div", "p", "section", "table", "td")):
        links = list(element.iter("a"))
        if not links or element.getparent() is None or any(True for _ in element.iter("h1", "h2", "h3")):
            continue
        letters = len("".join(element.itertext()).strip())
        linked = sum(len("".join(link.itertext()).strip()) for link in links)
        if linked >= _LINKED * letters and (len(links) > 1 or letters < _LONG):
            _drop(element)


def _strip_hidden(tree: html.HtmlElement) -> None:
    for element in list(tree.iter(etree.Element)):
        style = (element.get("style") or "").lower()
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        if element.tag not in ("html", "body") and (hidden or (style and _HIDES.search(style))):
            _drop(element)


def _strip_frame(tree: html.HtmlElement) -> None:
    whole = len("".join(tree.itertext())) or 1
    for element in list(tree.iter(etree.Element)):
        if element.tag in ("html", "body", "main", "article", "h1") or not isinstance(element.tag, str):
            continue
        outer = element.tag == "header" and not any(up.tag in ("article", "main") for up in element.iterancestors())
        named = _WORDS.findall(f"{element.get('class', '')} {element.get('id', '')}".lower())
        if not (outer or element.get("role") in _ROLES or not _FRAME.isdisjoint(named)):
            continue
        if element.find(".//article") is not None or element.find(".//main") is not None:
            continue
        if len("".join(element.itertext())) < 0.4 * whole and (outer or element.find(".//h1") is None):
            _drop(element)


def _drop(element) -> None:
    """Take an element out and leave the text behind it where it stands."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


_PAGE_BLOCKS = _BLOCKS | set(
    "address article blockquote center dd details dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li main "
    "ol pre section summary tr ul tbody thead".split()
)


def _text(root) -> str:
    """The text below an element, an empty line between blocks, « | » between the cells of a row."""
    pieces: list[str] = []

    def breaks() -> None:
        if pieces and pieces[-1] != "\n\n":
            pieces.append("\n\n")

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _PAGE_BLOCKS
        if event == "start":
            if block:
                breaks()
            elif tag in ("cell", "td", "th") and element.getprevious() is not None:
                pieces.append(" | ")
            elif tag in ("lb", "br"):
                pieces.append("\n")
            if element.text and tag:
                pieces.append(_spaced(element.text, tag == "pre"))
        else:
            if block:
                breaks()
            if element.tail and element is not root:
                pieces.append(_spaced(element.tail, False))
    lines = [" ".join(line.split(" ")).strip() for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(re.sub(r" {2,}", " ", line) for line in lines)).strip()


def _spaced(text: str, kept: bool) -> str:
    return text if kept else re.sub(r"[ \t\r\n\f]+", " ", text)


def _headed(title: str, text: str, sure: bool) -> str:
    """The text with its title as the first line, once; a title that is only the window's is not added."""
    if not title:
        return text
    lines = text.split("\n")
    for place, line in enumerate(lines[:6]):
        if fold(line.strip()) == fold(title):
            # an overline or a day stands above the headline: the headline comes first, the line stays
            return "\n".join([line.strip(), "", *lines[:place], *lines[place + 1 :]]) if place else text
    return f"{title}\n\n{text}" if sure else text
