"""Which word follows which: Persian texts come in, rows of word_order.csv go out.

    python tools/word_order.py FILE.jsonl …     # learn, and write src/helpers/tables/word_order.csv

A line of a file has a `text` and perhaps a `lang`; only Persian is read. Only counts of two words go out, never a
sentence: a pair is written when it was counted LEAST times or should have been, and when its weight is not what the
rows for the shapes of the two words say already. Weights are logarithms, smoothed by SMOOTH pairs and cut at MOST.
"""

import argparse
import csv
import json
import math
from collections import Counter
from itertools import pairwise, product
from pathlib import Path

from helpers import repair_order, tables

TABLE = Path(tables.__file__).parent / "word_order.csv"
WORDS, SMOOTH, LEAST, DIFFERS, MOST = 1000, 10, 6, 0.7, 5


def texts(paths: list[Path]) -> list[str]:
    lines = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [line["text"] for line in lines if line.get("lang", "fa") in ("fa", "fas")]


def counted(read: list[str]) -> tuple[Counter, Counter, Counter, int]:
    """Counts of pairs, of what stands before and of what stands after, by word and by shape."""
    often = Counter(repair_order.bare(word) for text in read for word in text.split())
    own = {word for word, _ in often.most_common(WORDS) if word}
    pairs, first, second, total = Counter(), Counter(), Counter(), 0
    for text in read:
        for one, other in pairwise(text.split()):
            total += 1
            ahead = {each for each in repair_order.before(one) if each in own or each[:1] == "<"}
            behind = {each for each in repair_order.after(other) if each in own or each[:1] == "<"}
            first.update(ahead)
            second.update(behind)
            pairs.update(product(ahead, behind))
    return pairs, first, second, total


def rows(read: list[str]) -> dict[tuple[str, str], float]:
    pairs, first, second, total = counted(read)
    out: dict[tuple[str, str], float] = {}
    looks = {word: word if word[:1] == "<" else repair_order.shape(word) for word in {*first, *second}}

    def said(one: str, other: str) -> float:
        ways = ((one, looks[other]), (looks[one], other), (looks[one], looks[other]))
        return next((out[way] for way in ways if way in out), 0.0)

    for level in (0, 1, 2):
        new = {}
        for one, other in product(sorted(first), sorted(second)):
            share = second[other] / total
            enough = max(pairs[one, other], first[one] * share) >= LEAST
            if (one[:1] != "<") + (other[:1] != "<") != level or not enough:
                continue
            weight = math.log((pairs[one, other] + SMOOTH * share) / ((first[one] + SMOOTH) * share))
            weight = max(-MOST, min(MOST, weight))
            if level == 0 or abs(weight - said(one, other)) >= DIFFERS:
                new[one, other] = round(weight, 1)
        out |= new
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="+", type=Path)
    learned = rows(texts(parser.parse_args().file))
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow(("before", "after", "weight"))
        out.writerows((one, other, f"{weight:g}") for (one, other), weight in sorted(learned.items()))
    print(f"{len(learned)} rows")


if __name__ == "__main__":
    main()
