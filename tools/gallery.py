"""Draw docs/gallery: one small picture of each chart, made by the suite from its five documents, and gallery.md.

Run after a change of the charts: `.venv/bin/python tools/gallery.py` (needs Chrome or Chromium).
"""

import inspect
import io
import sys
from pathlib import Path

from PIL import Image

import helpers as rz
from helpers import browser, describe, figures, pages

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "gallery"
COLOURS = 64  # of a picture; a chart has few
PAGE = figures.PAGE


def timeline(corpus, lang="fa"):
    return rz.timeline_chart(rz.timeline(corpus, of="dates"), lang=lang, width=PAGE)


def calendar(corpus, lang="prs"):
    days = rz.timeline(corpus, by="day", of="dates", calendar="solar_hijri_afghan")
    return rz.calendar_chart(days, lang=lang, width=PAGE)


def dates(corpus, lang="fa"):
    return rz.dates_chart(corpus.dates, lang=lang, calendar="solar_hijri", width=PAGE)


def actors(corpus, lang="fa"):
    return rz.actors_chart(corpus.actors, lang=lang, top=12, width=PAGE)


def network(corpus, lang="fa"):
    return rz.network_chart(rz.cooccurrence(corpus, within="record", top=30), lang=lang, width=PAGE)


def ego_network(corpus, lang="ar"):
    pairs = rz.ego_network(rz.cooccurrence(corpus, within="sentence"), "icesco")
    return rz.network_chart(pairs, lang=lang, width=PAGE)


def cooccurrence(corpus, lang="fa"):
    return rz.cooccurrence_chart(rz.cooccurrence(corpus, within="sentence"), lang=lang, top=14, width=PAGE)


def pairs(corpus, lang="en"):
    return rz.pairs_chart(rz.cooccurrence(corpus, within="sentence"), lang=lang, top=10, width=PAGE)


def pairs_over_time(corpus, lang="fa"):
    table = rz.cooccurrence_over_time(corpus, by="year", of="dates", within="sentence")
    return rz.pairs_over_time_chart(table, lang=lang, top=12, width=PAGE)


def network_over_time(corpus, lang="fa"):
    table = rz.cooccurrence_over_time(corpus, by="year", of="dates", within="sentence")
    return rz.network_over_time_chart(table, lang=lang, top=20, width=PAGE)


def events(corpus, lang="fa"):
    return rz.event_timeline_chart(rz.event_timeline(corpus, by="year", calendar="solar_hijri"), lang=lang, width=PAGE)


def event_network(corpus, lang="fa"):
    return rz.network_chart(rz.event_pairs(corpus), lang=lang, width=PAGE)


def topics(corpus, lang="ar"):
    return rz.topics_chart(rz.topics_over_time(corpus, by="year"), lang=lang, width=PAGE)


def countries(corpus, lang="en"):
    return rz.countries_chart(rz.country_matrix(corpus), lang=lang, width=PAGE)


def dyad(corpus, lang="fa"):
    return rz.dyad_chart(rz.dyad(corpus, "icesco", "azerbaijan"), lang=lang, width=PAGE)


def keyness(corpus, lang="fa"):
    iran, afghanistan = rz.keep(corpus, language="fa"), rz.keep(corpus, language="prs")
    return rz.keyness_chart(rz.keyness(iran, afghanistan), lang=lang, names=("فارسی", "دری"), top=10, width=PAGE)


def term_trends(corpus, lang="fa"):
    terms = rz.term_trends(corpus, ["زنان", "البيئة", "خانواده"], by="year", of="dates")
    return rz.term_trends_chart(terms, lang=lang, width=PAGE)


CHARTS = (
    timeline, calendar, events, dates, actors, network, ego_network, network_over_time, cooccurrence, pairs,
    pairs_over_time, event_network, countries, topics, dyad, keyness, term_trends,
)  # fmt: skip


def small(png: bytes) -> bytes:
    """The picture with a palette, a quarter of its size."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=0)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(target: Path = TARGET) -> None:
    """Draw every chart and write the page that shows them with the lines that made them."""
    corpus = rz.load_corpus(ROOT / "data", progress=False)
    target.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Gallery",
        "",
        "Each chart of the suite, drawn by `tools/gallery.py` from the five documents in `data/corpus`, for a page",
        "of A4 (`width=680`): printed 17 cm wide, letters have 9 points. Titles, digits and calendars follow `lang`.",
    ]
    for make in CHARTS:
        fig = make(corpus)
        png = small(browser.draw(pages.fixed(fig), "png", scale=1))
        (target / f"{make.__name__}.png").write_bytes(png)
        code = inspect.cleandoc("\n".join(inspect.getsource(make).splitlines()[1:])).replace("return ", "fig = ")
        lang = inspect.signature(make).parameters["lang"].default
        code = code.replace("lang=lang", f'lang="{lang}"').replace("PAGE", str(PAGE))
        alt = describe.alt(fig).replace("[", "(").replace("]", ")")
        lines += ["", f"## {make.__name__.replace('_', ' ')}", "", f"![{alt}]({make.__name__}.png)", ""]
        lines += ["```python", code, "```"]
    (target / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
