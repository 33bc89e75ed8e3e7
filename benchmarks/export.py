"""Pictures beside their peer: charts of a report come in, seconds for PNG, SVG and PDF of each go out.

    python benchmarks/export.py            ten charts in three formats beside plotly's `write_image`, one call each

Ours is `pictures.draw`: one browser for all, started by the first drawing, its start counted in. Both draw the same
figures at the same size. The machine's load is measured beside it by `str.translate` of a text of 4 million letters.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import helpers as rz
from helpers import browser, figures, pages, pictures

ROOT = Path(__file__).resolve().parent.parent
LETTERS = "کتاب و يك گزارش " * 250_000
TABLE = str.maketrans("يك", "یک")


def charts() -> dict:
    """Ten charts of the shipped documents, as a report has them."""
    corpus = rz.load_corpus(ROOT / "data", progress=False)
    pairs = rz.cooccurrence(corpus, within="sentence")
    page = {"lang": "fa", "width": figures.PAGE}
    return {
        "timeline": rz.timeline_chart(rz.timeline(corpus, of="dates"), **page),
        "calendar": rz.calendar_chart(rz.timeline(corpus, by="day", of="dates"), **page),
        "dates": rz.dates_chart(corpus.dates, **page),
        "actors": rz.actors_chart(corpus.actors, **page),
        "network": rz.network_chart(pairs, **page),
        "heatmap": rz.cooccurrence_chart(pairs, **page),
        "pairs": rz.pairs_chart(pairs, **page),
        "events": rz.event_timeline_chart(rz.event_timeline(corpus), **page),
        "topics": rz.topics_chart(rz.topics_over_time(corpus), **page),
        "countries": rz.countries_chart(rz.country_matrix(corpus), **page),
    }


def load() -> float:
    """Seconds of a step that every machine knows, so that two runs can be compared."""
    began = time.perf_counter()
    LETTERS.translate(TABLE)
    return time.perf_counter() - began


def ours(figs: dict) -> list[float]:
    """Seconds of each drawing; the first one starts the browser."""
    browser.close()
    took = []
    for fig in figs.values():
        for kind in pictures.KINDS:
            began = time.perf_counter()
            pictures.draw(fig, kind)
            took.append(time.perf_counter() - began)
    return took


def peer(figs: dict, folder: Path, most: int) -> list[float]:
    """Seconds of each `write_image`, of the first `most` drawings."""
    took = []
    jobs = [(fig, kind) for fig in figs.values() for kind in pictures.KINDS][:most]
    for number, (fig, kind) in enumerate(jobs):
        plain = pages.fixed(fig)
        scale = pictures.CENTIMETRES / 2.54 * pictures.DOTS / figures.PAGE if kind == "png" else 1
        began = time.perf_counter()
        plain.write_image(folder / f"{number}.{kind}", scale=scale)
        took.append(time.perf_counter() - began)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=int, default=30, help="how many drawings the peer makes (of 30)")
    asked = parser.parse_args()
    figs = charts()
    before = load()
    own = ours(figs)
    with tempfile.TemporaryDirectory() as folder:
        other = peer(figs, Path(folder), asked.peer)
    after = load()
    result = {
        "drawings": len(own),
        "ours, all": round(sum(own), 1),
        "ours, median of one": round(statistics.median(own), 2),
        "write_image, median of one": round(statistics.median(other), 2),
        "ratio, per drawing": round(statistics.fmean(other) / statistics.fmean(own), 1),
        "str.translate of 4M letters": [round(before, 3), round(after, 3)],
    }
    json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
