"""Markup to text: a piece of HTML comes in, its visible text in lines goes out.

Knows which elements stand on lines of their own; fetches nothing, runs nothing, and knows no page and no report.
"""

import html
import re

from lxml import etree

from helpers.text import clean

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol option p pre section table td th tr ul".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote article section table ul ol".split())
_NOTHING = frozenset(
    "script style template noscript head title iframe object embed svg math canvas audio video select button".split()
)
# A message may well say «a < b»: only a known element makes a text markup.
_LOOKS = re.compile(
    r"</(?:p|div|span|a|b|i|u|em|strong|li|ul|ol|h[1-6]|td|tr|table|blockquote|figure|section)>|<br\s*/?>|<p[\s>]|<img\s",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAG = re.compile(rb"<[^<>]*>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def looks_like_markup(text: str) -> bool:
    """Whether a cell or message holds HTML: `<p>متن</p>`, `سطر<br>سطر`; «a < b» and `x<y>z` are text."""
    return "<" in text and bool(_LOOKS.search(text))


def parsed(markup: str) -> etree._Element | None:
    """Return the root element of a document or fragment of HTML; None when nothing is in it. Never follows a link.

    Elements nested deeper than the parser goes (256) lose their tags, not their letters.
    """
    data = clean(markup).encode()
    root, whole = _tree(data)
    return root if whole else _tree(_TAG.sub(b" ", data))[0]


def _tree(data: bytes) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but a comment or white space
        root = None
    return root, not any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def to_text(markup: str) -> str:
    """Return the visible text of `markup`: paragraphs apart by a blank line, other blocks and `<br>` on own lines.

    Scripts, styles, buttons and hidden parts are left out. In text without any element entities become letters.
    """
    if "<" not in markup:
        return clean(html.unescape(markup)).strip() if _ENTITY.search(markup) else clean(markup).strip()
    root = parsed(markup)
    if root is None:
        return ""
    return element_text(root)


def element_text(root: etree._Element, leave_out: frozenset[str] = frozenset()) -> str:
    """Return the visible text of an element and what is in it; elements with a class in `leave_out` are left out."""
    parts: list[str] = []
    skipping = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is None and _is_hidden(element, tag, leave_out):
                skipping = element
            elif skipping is None:
                _break(parts, tag)
                if element.text:
                    parts.append(element.text if _in_pre(element) else _SPACES.sub(" ", element.text))
            continue
        if skipping is element:
            skipping = None
        elif skipping is None:
            _break(parts, "" if tag == "br" else tag)
        if skipping is None and element.tail and element is not root:
            parts.append(_SPACES.sub(" ", element.tail))
    text = "".join(parts)
    text = re.sub(r" *\n *", "\n", text)
    return clean(re.sub(r"\n{3,}", "\n\n", text).strip())


def _break(parts: list[str], tag: str) -> None:
    if tag == "br":
        parts.append("\n")
    elif tag in _PARAGRAPHS:
        parts.append("\n\n")
    elif tag in _BLOCKS and parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _is_hidden(element: etree._Element, tag: str, leave_out: frozenset[str]) -> bool:
    if tag in _NOTHING or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if leave_out and leave_out & set((element.get("class") or "").split()):
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _in_pre(element: etree._Element) -> bool:
    return element.tag in ("pre", "textarea")
