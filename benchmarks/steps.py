"""A build comes in, the processor time of each of its steps goes out: first in a fresh process, then in a warm one.

    python benchmarks/steps.py --documents 2000           microseconds a document, beside `str.translate`
    python benchmarks/steps.py --first data               milliseconds that a process pays once, on a data folder

Each step is a function of the package, timed from outside while a build runs, without the steps that it
calls.
"""

import argparse
import shutil
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

from build import archive, translated

# The name of a step, the module that calls it by that name, the function. The steps that issue the promise come first.
NAMED = (
    ("read, split, records", "extract", "_read"),
    ("records to frames", "extract", "reading_frames"),
    ("language", "language", "languages"),
    ("text: repair, readable", "repair", "read"),
    ("text: lines in order", "repair", "in_order"),
    ("text: back to the evidence", "repair", "to_evidence"),
    ("text: sentences", "link", "_sentence_begins"),
    ("dates: find", "dates", "find"),
    ("dates: resolve", "dates", "resolve"),
    ("registry: file", "registry", "load"),
    ("registry: names made ready", "actors", "Matcher"),
    ("registry: names in texts", "actors", "find"),
    ("tables: columns and kinds", "schema", "shaped"),
    ("tables: Parquet", "store", "write"),
)
OTHERS = (
    ("names without a registry", "actors", "explore"),
    ("misspelt names", "misspelt", "bind"),
    ("signatures", "signatures", "signatures"),
    ("events: find", "events", "find"),
    ("events: link", "event_link", "link"),
    ("days of publication", "publication", "anchors"),
    ("who is who", "identity", "link"),
    ("stories", "stories", "link"),
    ("rows joined and placed", "link", "_placed_rows"),
    ("link, the rest", "renew", "link"),
    ("build, the rest", "build", "build"),
)


class Clock:
    """Processor seconds of each step, without those of the steps that it calls."""

    def __init__(self):
        self.spent: Counter[str] = Counter()
        self._inner = [0.0]

    def wrap(self, label: str, module: str, name: str) -> None:
        holder = import_module(f"helpers.{module}")
        function = getattr(holder, name)

        def timed(*args, **kwargs):
            began = time.process_time()
            self._inner.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - began
                self.spent[label] += whole - self._inner.pop()
                self._inner[-1] += whole

        setattr(holder, name, timed)


def clock() -> Clock:
    made = Clock()
    for step in NAMED + OTHERS:
        made.wrap(*step)
    return made


def rows(spent: Counter, unit: float, limit: float | None) -> None:
    """Print a line a step: its time in `unit` seconds and, where the limit is told, in passes of `str.translate`."""
    for title, steps in (("**named by the issue**", NAMED), ("**others**", OTHERS), ("**all**", NAMED + OTHERS)):
        for label, *_ in steps if title != "**all**" else ():
            line(label, spent[label] / unit, limit)
        line(title, sum(spent[label] for label, *_ in steps) / unit, limit)


def line(label: str, value: float, limit: float | None) -> None:
    print(f"| {label} | {value:,.0f} |" + ("" if limit is None else f" {value / limit:.2f} |"))


def warm(documents: int) -> None:
    """Print what a document takes in a process that has built before."""
    from helpers import build

    own = clock()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        archive(folder, 50)
        build.build(folder, progress=False)  # tables of facts read, loops compiled
        shutil.rmtree(folder)
        texts = archive(folder, documents)
        own.spent.clear()
        build.build(folder, progress=False)
        limit = min(translated(texts) for _ in range(5)) * 1e6
        print(f"{documents:,} documents; one str.translate {limit:.0f} us a document")
        print("| step | us a document | of str.translate |\n|---|---|---|")
        rows(own.spent, documents * 1e-6, limit)


def first(data: Path) -> None:
    """Print what the steps of a first build take in this process, nothing kept from before."""
    began = time.process_time()
    own = clock()
    from helpers import build

    imports = time.process_time() - began
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(data, folder, ignore=shutil.ignore_patterns("tables"))
        build.build(folder, progress=False)
        print("| step | ms |\n|---|---|")
        line("imports", imports * 1e3, None)
        rows(own.spent, 1e-3, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--first", type=Path)
    told = parser.parse_args()
    if told.first:
        first(told.first)
    else:
        warm(told.documents)


if __name__ == "__main__":
    main()
