"""Pages and feeds that call home, hide words, expand, nest or break: a reader takes the words that are shown, no more.

HTML is read as text only and nothing is fetched; XML with a DOCTYPE or an entity is refused.
"""

from hostile.cases import (
    ANY,
    AR,
    AR_TITLE,
    DOUBTFUL,
    FA,
    FA_TITLE,
    LOADS,
    MORE,
    PRS,
    PRS_TITLE,
    READ,
    REJECTED,
    Case,
    World,
)

HIT = "window.hit=1"


def cases() -> list[Case]:
    """Every case of HTML and XML."""
    return [*_pages(), *_broken_pages(), *_hidden(), *_entities(), *_feeds()]


def page(body: str, head: str = "", title: str = FA_TITLE, start: str = "<!DOCTYPE html>") -> str:
    """Return an HTML page with a report in it."""
    article = f"<article><h1>{title}</h1>{body}<p>{FA}</p><p>{MORE}</p></article>"
    head = f'<meta charset="utf-8"><title>{title}</title>{head}'
    return f'{start}<html lang="fa" dir="rtl"><head>{head}</head><body>{article}</body></html>'


def _html(name: str, data, outcome: str = READ, **more) -> Case:
    return Case(f"html/{name}.html", "html", data, outcome, **({"has": (FA,)} | more))


def _pages() -> list[Case]:
    def calling(form: str, head: bool = False):
        def made(world: World) -> str:
            said = form.replace("URL", world.canary).replace("SECRET", str(world.secret))
            return page("", said) if head else page(said)

        return made

    heads = {
        "refresh": '<meta http-equiv="refresh" content="0;url=URL">', "base": '<base href="URL/">',
        "style": '<link rel="stylesheet" href="URL"><style>@import "URL"; p{background:url(URL)}</style>',
        "script": f'<script src="URL"></script><script>{HIT}</script>', "manifest": '<link rel="manifest" href="URL">',
        "canonical": '<link rel="canonical" href="URL"><meta property="og:image" content="URL">',
        "csp": '<meta http-equiv="Content-Security-Policy" content="report-uri URL">',
    }  # fmt: skip
    bodies = {
        "image": f'<img src="URL" srcset="URL 2x" onerror="{HIT}">', "frame": '<iframe src="URL"></iframe>',
        "secret_frame": '<iframe src="file://SECRET"></iframe><object data="file://SECRET"></object>',
        "object": '<object data="URL"></object><embed src="URL"><applet code="URL"></applet>',
        "media": '<video src="URL" poster="URL"></video><audio src="URL"></audio>',
        "svg": f'<svg><image href="URL"/><script>{HIT}</script><foreignObject>x</foreignObject></svg>',
        "form": '<form action="URL"><input autofocus onfocus="window.hit=1"><button>ارسال</button></form>',
        "data": "<img src=\"data:text/html,<script>window.hit=1</script>\">",
        "event": f'<p onclick="{HIT}" onmouseover="{HIT}">خبر</p><a href="javascript:{HIT}">باز کنید</a>',
        "entity": "<p>&lt;script&gt; &amp;#60; &nbsp;&copy; &#0; &#xd800; &#x110000; &bogus;</p>",
        "math": f'<math><mtext><script>{HIT}</script></mtext></math>', "include": '<!--#include file="SECRET"-->',
        "xinclude": '<xi:include href="file://SECRET" parse="text" xmlns:xi="http://www.w3.org/2001/XInclude"/>',
        "template": f"<template><script>{HIT}</script></template><slot>x</slot>",
    }  # fmt: skip
    lacks = (HIT, "@import", "location.")
    made = [_html(name, calling(form, True), lacks=lacks) for name, form in heads.items()]
    return made + [
        _html(name, calling(form), lacks=lacks if name != "entity" else ("\0",)) for name, form in bodies.items()
    ]


def _broken_pages() -> list[Case]:
    deep = "<div>" * 100_000
    return [
        _html("deep_100_000", lambda world: page(deep), ANY, has=()),
        _html("deep_closed", lambda world: page(deep + "x" + "</div>" * 100_000), ANY, has=()),
        _html("deep_lists", lambda world: page("<ul><li>" * 20_000), ANY, has=()),
        _html("deep_inline", lambda world: page("<b><i><a>" * 10_000), ANY, has=()),
        _html("deep_tables", lambda world: page("<table><tr><td>" * 5_000), ANY, has=()),
        _html("attribute_1_mb", lambda world: page(f'<p title="{"x" * 1_000_000}">خبر</p>')),
        _html("attributes_5_000", lambda world: page("<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">خبر</p>")),
        _html(
            "attributes_50_000",  # each is compared with all before it: a parser of C takes half a minute
            lambda world: page("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">خبر</p>"),
            ANY,
            soak=True,
        ),
        _html("elements_200_000", lambda world: page("<br>" * 200_000), ANY, has=()),
        _html("unclosed", f"<title>{FA_TITLE}<p>{FA}<p>{MORE}", ANY, has=()),
        _html("unclosed_script", page("") + "<script>" + HIT, READ, lacks=(HIT,)),
        _html("unclosed_comment", f"<html><body><p>{FA}</p><p>{MORE}</p><!-- {HIT}", READ, lacks=(HIT,)),
        _html("crossed", page("<b><i>خبر</b></i></p></div></html></body>")),
        _html("half_a_tag", page("") + "<p tit", READ),
        _html("no_tags", f"{FA_TITLE}\n\n{FA}\n\n{MORE}", ANY),
        _html("comments_deep", page("<!-- <!-- --> -->" * 5_000)),
        _html("cdata", page("<![CDATA[ x ]]> <?php system('touch hit'); ?> <% x %>")),
        _html("nul", page("خبر \0 خبر"), READ, lacks=("\0",)),
        _html("empty_page", page("").replace(FA, "").replace(MORE, "").replace(FA_TITLE, ""), REJECTED, has=()),
        _html("script_only", f"<html><script>{HIT}</script></html>", REJECTED, has=()),
        _html("frames_only", '<html><frameset><frame src="a.html"></frameset></html>', REJECTED, has=()),
        _html("login", "<html><title>403 Forbidden</title><body></body></html>", ANY, has=()),
        _html("declared_wrong", page("").replace("utf-8", "windows-1256").encode(), READ),
        _html("declared_unknown", page("").replace("utf-8", "x-none").encode(), READ),
        _html(
            "declared_1256",
            page("")
            .replace("utf-8", "windows-1256")
            .replace("ی", "ي")
            .replace("۱", "1")
            .translate(dict(zip(map(ord, "۲۴۰"), "240", strict=True)))
            .encode("cp1256"),
            READ,
            has=("شوراي فرهنگي",),
        ),
        _html(
            "xhtml",
            '<?xml version="1.0"?>' + page("", start='<!DOCTYPE html [<!ENTITY x "خبر">]>'),
            ANY,
            lacks=("<!ENTITY",),
        ),
        Case("html/xhtml.xhtml", "html", page(""), f"{READ}/{REJECTED}"),
        Case("html/saved.mhtml", "html", f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n{FA}", REJECTED),
    ]


def _hidden() -> list[Case]:
    hidden = "واژه‌پنهان"
    ways = {
        "display": f'<p style="display:none">{hidden}</p>', "attribute": f"<p hidden>{hidden}</p>",
        "visibility": f'<span style="visibility: hidden">{hidden}</span>', "comment": f"<!-- {hidden} -->",
        "aria": f'<div aria-hidden="true">{hidden}</div>', "noscript": f"<noscript><img src=x>{hidden}</noscript>",
        "script": f'<script type="application/json">{{"x": "{hidden}"}}</script>',
        "style": f"<style>.{hidden}{{}}</style>",
        "template": f"<template>{hidden}</template>", "textarea": f"<form><textarea>{hidden}</textarea></form>",
        "alt": f'<img alt="{hidden}" src="data:,">', "input": f'<input type="hidden" value="{hidden}">',
        "svg": f"<svg><title>{hidden}</title></svg>", "select": f"<select><option>{hidden}</option></select>",
    }  # fmt: skip
    return [
        _html(f"hidden_{name}", page(form), LOADS + "/loads_with_warning", lacks=(hidden,))
        for name, form in ways.items()
    ]


def feed(items: str, head: str = "", start: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """Return an RSS feed."""
    return f'{start}<rss version="2.0"><channel><title>خبرگزاری نمونه</title>{head}{items}</channel></rss>'


def item(title: str = FA_TITLE, text: str = FA, guid: str = "1", more: str = "") -> str:
    """Return an item of an RSS feed; `text` is escaped already."""
    day = "Sun, 03 Jul 2022 10:00:00 +0430"
    return (
        f"<item><guid>{guid}</guid><title>{title}</title><pubDate>{day}</pubDate>"
        f"<description>{text}</description>{more}</item>"
    )


def _xml(name: str, data, outcome: str = REJECTED, suffix: str = ".xml", **more) -> Case:
    return Case(f"xml/{name}{suffix}", "xml", data, outcome, **more)


def _entities() -> list[Case]:
    def typed(subset: str, used: str = "&x;"):
        def made(world: World) -> str:
            inner = subset.replace("SECRET", str(world.secret)).replace("URL", world.canary)
            return feed(item(text=used), start=f'<?xml version="1.0"?><!DOCTYPE rss [{inner}]>')

        return made

    laughs = '<!ENTITY a0 "خبر">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return [
        _xml("laughs", typed(laughs, "&a9;")),
        _xml("quadratic", lambda world: typed(f'<!ENTITY x "{"خ" * 50_000}">', "&x;" * 20_000)(world)),
        _xml("entity_of_file", typed('<!ENTITY x SYSTEM "file://SECRET">')),
        _xml("entity_of_address", typed('<!ENTITY x SYSTEM "URL">')),
        _xml("entity_of_memory", typed('<!ENTITY x SYSTEM "file:///proc/self/environ">')),
        _xml("parameter_entity", typed('<!ENTITY % p SYSTEM "URL"> %p;', "خبر")),
        _xml("entity_in_itself", typed('<!ENTITY x "&y;"><!ENTITY y "&x;">')),
        _xml("entity_of_device", typed('<!ENTITY x SYSTEM "file:///dev/zero">')),
        _xml(
            "doctype_outside",
            lambda w: feed(item(), start=f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{w.canary}">'),
            ANY,
        ),
        _xml(
            "stylesheet",
            lambda w: feed(item(), start=f'<?xml version="1.0"?><?xml-stylesheet href="{w.canary}"?>'),
            READ,
        ),
        _xml(
            "include",
            lambda w: feed(item(text=f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{w.secret}"/>')),
            ANY,
        ),
        _xml(
            "schema", lambda w: feed(item()).replace("<rss", f'<rss xmlns="u:x" schemaLocation="u:x {w.canary}"'), ANY
        ),
        _xml("deep", lambda world: feed(item(text="<a>" * 100_000)), ANY),
        _xml("deep_closed", lambda world: feed(item(text="<a>" * 100_000 + "</a>" * 100_000)), ANY),
        _xml("attribute_huge", lambda world: feed(item(text=f'<a b="{"x" * 12_000_000}"/>')), ANY),
        _xml("names_many", lambda world: feed(item(text="".join(f"<t{n}/>" for n in range(100_000)))), ANY),
    ]


def _feeds() -> list[Case]:
    good = item() + item(PRS_TITLE, PRS, "2") + item(AR_TITLE, AR, "3")
    script = f"<![CDATA[<p>{FA}</p><script>{HIT}</script><img src=x onerror={HIT}>]]>"
    return [
        _xml("truncated", feed(good)[:-300], DOUBTFUL, ".rss"),
        _xml("two_roots", feed(item()) + feed(item()), ANY, ".rss"),
        _xml("wrong_encoding", feed(good).encode("cp1256", "replace"), DOUBTFUL, ".rss"),
        _xml("says_utf16", feed(good).replace("utf-8", "utf-16").encode(), ANY, ".rss"),
        _xml("utf16", feed(good).replace("utf-8", "utf-16").encode("utf-16"), f"{READ}/{REJECTED}", ".rss", has=(FA,)),
        _xml("utf7", feed(item(text="+ADw-script+AD4-")).replace("utf-8", "utf-7"), ANY, ".rss"),
        _xml("nul", feed(item(text=f"خبر \0 {FA}")), DOUBTFUL, ".rss", lacks=("\0",)),
        _xml("control", feed(item(text=f"خبر &#1; {FA}")), ANY, ".rss"),
        _xml("script", feed(item(text=script)), READ, ".rss", has=(FA,), lacks=(HIT,)),
        _xml("guids_alike", feed(item(guid="7") + item(PRS_TITLE, PRS, "7")), READ, ".rss", records=2, has=(FA, PRS)),
        _xml(
            "guid_odd",
            feed(item(guid="a#b/../c\n:1-2") + item(guid="") + item(guid="x" * 10_000)),
            READ,
            ".rss",
            records=3,
        ),
        _xml("days_odd", feed(item(text=FA).replace("03 Jul 2022", "31 Feb 9999")), READ, ".rss", has=(FA,)),
        _xml("no_items", feed(""), REJECTED, ".rss"),
        _xml("not_a_feed", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", REJECTED),
        _xml(
            "enclosure", lambda w: feed(item(more=f'<enclosure url="{w.canary}" length="1" type="x/y"/>')), READ, ".rss"
        ),
        _xml(
            "items_5_000",
            lambda w: feed("".join(item(guid=str(n)) for n in range(5_000))),
            READ,
            ".rss",
            records=5_000,
            soak=True,
        ),
    ]
