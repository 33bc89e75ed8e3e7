"""The whole build beside the machine's limit: made archives come in, processor seconds and memory go out.

    python benchmarks/build.py                        1,000 and 20,000 documents, 1 % more, nothing new
    python benchmarks/build.py --sizes 1000 100000 1000000
    python benchmarks/build.py --steps 4000           where the time of one process goes
    python benchmarks/build.py --idle 100000          a second run over as many files
    python benchmarks/build.py --workers 4000         one process and two

Documents are the sentences of data/corpus drawn again, 2,600 characters each (4.7 kB), with names of a registry of
10,000 and dates in four calendars, 5,000 to a .jsonl file. The limit is one `str.translate` over the same texts in the
same run: no build can read the letters in less by ordinary means. Each build is a process of its own; its children
count.
"""

import argparse
import cProfile
import csv
import json
import os
import pstats
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actors import made

HERE = Path(__file__).resolve().parent
PART = 5_000
NAMES = 10_000
DATES = (
    "۷ قوس ۱۳۹۶", "۱۴۰۲/۰۷/۱۵", "۲۲ بهمن ۱۳۹۹", "15 رمضان 1445 هـ", "فوریه ۲۰۱۶", "26 مارس 2024", "2024-03-26",
    "سه‌شنبه ۳ جدی ۱۳۹۷", "5 نيسان 2023", "مهر ۱۴۰۱",
)  # fmt: skip
_TRANSLATE = {n: n for n in range(1600, 1700)}


def archive(folder: Path, size: int, first: int = 0, part: int = PART) -> list[str]:
    """Write documents `first` to `first + size` in .jsonl files of `part` each, and the registry.

    Returns the texts of the last file.
    """
    names, texts = made(NAMES, min(size, PART), seed=11)
    draw = random.Random(first + 12)
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    with (folder / "actors.csv").open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["actor_id", "type", "lang", "name"])
        rows.writerows([f"p{n}", "person", "fa", name] for n, name in enumerate(names))
    written = []
    for at in range(first, first + size, part):
        written = []
        for number in range(at, min(at + part, first + size)):
            cut = draw.randrange(len(texts[0]) // 2)
            text = texts[number % len(texts)]
            dates = " و ".join(draw.sample(DATES, 5))
            written.append(f"{text[cut:]} در {dates} و {number}. {text[:cut]}"[:2_600])
        lines = [
            json.dumps(
                {"id": f"{at + n}", "title": text[:60], "text": text, "published": day(at + n)}, ensure_ascii=False
            )
            for n, text in enumerate(written)
        ]
        (folder / "corpus" / f"{at:09}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return written


def day(number: int) -> str:
    return f"{2014 + number // 365 % 10}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def processor(command: list[str]) -> tuple[float, float, float]:
    """Processor seconds of a command with its children, the clock's, and megabytes of the largest process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, clock, after.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def translated(texts: list[str]) -> float:
    """Processor seconds of one `str.translate` a text."""
    began = time.process_time()
    for text in texts:
        text.translate(_TRANSLATE)
    return (time.process_time() - began) / len(texts)


def build(folder: Path) -> tuple[float, float, float]:
    return processor([sys.executable, "-m", "helpers", "build", str(folder)])


def compare(sizes: list[int]) -> None:
    print("| documents | step | CPU s | documents/CPU s | x str.translate | s | MB |\n|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "data"
            texts = archive(folder, size)
            limit = translated(texts)
            start = processor([sys.executable, "-c", "import helpers.build"])[0]
            for step in ("whole", "1 % more", "nothing new"):
                if step == "1 % more":
                    archive(folder, max(size // 100, 1), first=size)
                spent, clock, memory = build(folder)
                n = size if step == "whole" else max(size // 100, 1)
                rate, ratio = n / max(spent - start, 1e-9), (spent - start) / n / limit
                line = (f"{spent:.1f}", f"{rate:,.0f}", f"{ratio:.1f}", f"{clock:.1f}", f"{memory:,.0f}")
                print(f"| {size:,} | {step} | {' | '.join(line)} |", flush=True)


def steps(size: int) -> None:
    """Print where the time of a build in one process goes."""
    from helpers import build as builder

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        archive(folder, 50)
        builder.build(folder, progress=False)  # tables of facts read, loops compiled
        shutil.rmtree(folder)
        texts = archive(folder, size)
        profile = cProfile.Profile()
        began = time.process_time()
        profile.runcall(builder.build, folder, progress=False)
        spent = (time.process_time() - began) / size
        print(f"{spent * 1e6:.0f} us a document; str.translate {translated(texts) * 1e6:.0f}")
        pstats.Stats(profile).sort_stats("cumtime").print_stats(70)


def idle(size: int) -> None:
    """Print the time of a second run over `size` small files."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        archive(folder, 1)
        for number in range(size):
            part = folder / "corpus" / f"{number // 1000:03}"
            part.mkdir(exist_ok=True)
            (part / f"{number}.txt").write_text(f"خبر {number}\n\nدیدار در باکو.", encoding="utf-8")
        os.sync()
        time.sleep(0.1)
        first = build(folder)
        again = [build(folder) for _ in range(3)]
        spent, clock = (min(each[at] for each in again) for at in (0, 1))
        print(f"{size:,} files: {first[0]:.0f} CPU s; nothing new {spent:.1f} CPU s, {clock:.1f} s")


_SPREAD = """
import resource, sys, time
from helpers import build
began = time.perf_counter()
build.build(sys.argv[1], progress="lines", workers=int(sys.argv[2]))
clock = time.perf_counter() - began
spent = [each.ru_utime + each.ru_stime for each in map(resource.getrusage, (0, -1))]
print(clock, *spent, max(resource.getrusage(each).ru_maxrss for each in (0, -1)))
"""


def spread(size: int) -> None:
    """Print a whole build by one process and by two, and what two would take with a core each.

    Clocks tell little on a busy machine. Processor seconds do: those of the one that links and writes count whole,
    those of two that read count half.
    """
    print("| processes | s | CPU s of the builder | CPU s of the readers | with a core each, s | MB of the largest |")
    print("|---|---|---|---|---|---|")
    for count in (1, 2):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "data"
            archive(folder, size, part=250)
            command = [sys.executable, "-c", _SPREAD, str(folder), str(count)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
            clock, own, others, memory = map(float, done.stdout.split())
            megabytes = memory / (1 << (20 if sys.platform == "darwin" else 10))
            line = (f"{clock:.1f}", f"{own:.1f}", f"{others:.1f}", f"{own + others / count:.1f}", f"{megabytes:,.0f}")
            print(f"| {count} | {' | '.join(line)} |", flush=True)
            print(done.stderr, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--steps", type=int)
    parser.add_argument("--idle", type=int)
    parser.add_argument("--workers", type=int)
    told = parser.parse_args()
    if told.steps:
        steps(told.steps)
    elif told.workers:
        spread(told.workers)
    elif told.idle:
        idle(told.idle)
    else:
        compare(told.sizes)


if __name__ == "__main__":
    main()
