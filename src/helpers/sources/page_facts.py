"""A parsed web page comes in, what it says of itself goes out: title, day, outlet, address, author.

Knows meta elements, JSON-LD and `time`; must not know the text of the article. A value is passed on as it is written.
"""

import json
import re
from dataclasses import dataclass

from lxml import html

from helpers.text import clean, fold

_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S{1,2000}) -->")
_DAY = re.compile(r"^\s*([0-9۰-۹٠-٩]{4}[-/][0-9۰-۹٠-٩]{1,2}[-/][0-9۰-۹٠-٩]{1,2})")
_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date.issued",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created",
    "citation_publication_date", "publishdate", "publish_date", "publish-date", "pubdate", "parsely-pub-date",
    "sailthru.date", "date",
)  # fmt: skip
_OUTLET = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "byl")
_ARTICLE = re.compile(r"Article|Report|BlogPosting")
_DEEPEST = 12


@dataclass(frozen=True)
class Facts:
    """What a page says of itself; an empty string where it says nothing.

    `headline`: the title is that of the article, not only what the window is called.
    """

    title: str = ""
    headline: bool = False
    published: str = ""
    outlet: str = ""
    url: str = ""
    author: str = ""


def read(tree: html.HtmlElement, source: str) -> Facts:
    """Return the facts of a page; `source` is its text before parsing, where browsers note the address in a comment."""
    meta = _meta(tree)
    told = _json_ld(tree)
    outlet = _first(meta, _OUTLET) or _named(told.get("publisher"))
    return Facts(
        *_title(tree, meta, told, outlet),
        _published(tree, meta, told),
        outlet,
        _url(tree, meta, told, source),
        _author(meta, told),
    )


def _plain(value: object) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def _meta(tree) -> dict[str, str]:
    """Name -> content of the meta elements, the first of each name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            name, content = (element.get(key) or "").strip().lower(), _plain(element.get("content"))
            if name and content:
                found.setdefault(name, content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _json_ld(tree) -> dict:
    """The first JSON-LD object that is an article; an empty one when there is none or it is broken."""
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            found = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for each in _objects(found):
            kinds = each.get("@type")
            if any(isinstance(k, str) and _ARTICLE.search(k) for k in (kinds if isinstance(kinds, list) else [kinds])):
                return each
    return {}


def _objects(value: object, depth: int = 0):
    if isinstance(value, dict):
        yield value
        for each in value.values():
            if depth < _DEEPEST and isinstance(each, dict | list):
                yield from _objects(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            if depth < _DEEPEST:
                yield from _objects(each, depth + 1)


def _named(value: object) -> str:
    """The name in JSON-LD: a string, an object with a name, or a list of those."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_named, value)))
    return _plain(value.get("name")) if isinstance(value, dict) else _plain(value)


def _title(tree, meta: dict[str, str], told: dict, outlet: str) -> tuple[str, bool]:
    """The headline, and whether it is one: `h1`, JSON-LD, og:title; else what the window is called."""
    headlines = [_plain("".join(element.itertext())) for element in tree.iter("h1")]
    headlines = [line for line in headlines if line]
    given = _plain(told.get("headline")) or meta.get("og:title", "")
    if len(headlines) == 1 and fold(headlines[0]) != fold(outlet):
        return headlines[0], True
    if given:
        return _without_outlet(given, outlet), True
    element = tree.find(".//head/title")
    return (_without_outlet(_plain(element.text_content()), outlet) if element is not None else ""), False


def _without_outlet(title: str, outlet: str) -> str:
    """«نشست وزیر | خبرگزاری» without the name of the site, when the page says that this is its name."""
    parts = re.split(r"\s+[|–—-]\s+|\s*[|»]\s*", title)
    if len(parts) > 1 and outlet:
        kept = [part for part in parts if fold(part) != fold(outlet)]
        if kept and len(kept) < len(parts):
            return " - ".join(kept)
    return title


def _published(tree, meta: dict[str, str], told: dict) -> str:
    """The day of publication as the page writes it; JSON-LD first, then meta, then the `time` of the article.

    A `time` counts where it is the only one of its day: a page of many reports has many.
    """
    for value in (_plain(told.get("datePublished")), *(meta[name] for name in _PUBLISHED if name in meta)):
        if match := _DAY.match(value):
            return match[1]
    times = [element for element in tree.iter("time") if _DAY.match(element.get("datetime") or "")]
    marked = [each for each in times if each.get("pubdate") is not None or each.get("itemprop") == "datePublished"]
    inside = [each for each in times if any(up.tag in ("article", "main") for up in each.iterancestors())]
    for group in (marked, inside, times):
        days = {_DAY.match(each.get("datetime"))[1] for each in group}
        if days:
            return days.pop() if len(days) == 1 else ""
    return ""


def _url(tree, meta: dict[str, str], told: dict, source: str) -> str:
    canonical = [each.get("href") for each in tree.iter("link") if (each.get("rel") or "").lower() == "canonical"]
    saved = _SAVED.search(source[:5000])
    main = told.get("mainEntityOfPage")
    told_url = told.get("url") or (main.get("@id") if isinstance(main, dict) else main)
    for value in (*canonical, meta.get("og:url"), told_url, saved[1] if saved else ""):
        if _plain(value).startswith(("http://", "https://")):
            return _plain(value)
    return ""


def _author(meta: dict[str, str], told: dict) -> str:
    value = _named(told.get("author")) or _first(meta, _AUTHOR)
    return "" if value.startswith(("http://", "https://")) else value
