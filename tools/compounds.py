"""Words that are written with a half-space: Persian texts come in, rows of repair_counted.csv go out.

    python tools/compounds.py FILE.jsonl …     # count, and write src/helpers/tables/repair_counted.csv

A line of a file has a `text` and perhaps a `lang`; only Persian is read. Only single words go out, never a sentence: a
word that stands in the texts with a half-space more often than without, that is none of the tables without it, and
whose half-spaces repair would not find by its other tables. Verbs that a tweet hung to a word («عالی‌بود») are none.
"""

import argparse
import csv
import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd

from helpers import repair, repair_words, tables
from helpers.text import fold

TABLE = Path(tables.__file__).parent / "repair_counted.csv"
HALF = "\u200c"
SHORTEST, LONGEST, SHORTEST_PIECE = 6, 16, 2
APART = re.compile(f"(?<=[اآأإدذرزژوؤءة]){HALF}")
VERBS = ("بود", "بودم", "بودی", "بودیم", "بودند", "ست", "نشده", "داری", "کنم", "شون", "هاش", "هام", "تون")


def counted(paths: list[Path]) -> Counter:
    lines = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [line["text"] for line in lines if line.get("lang", "fa") in ("fa", "fas")]
    return Counter(word.strip(HALF) for text in texts for word in re.findall(f"[\u0621-\u06cc{HALF}]+", text))


def compounds(often: Counter) -> list[str]:
    known = {fold(word) for word in tables.read("repair_stay")["word"]} | repair_words.names()
    known |= set(tables.read("common_words")["word"])
    found = []
    for word, count in sorted(often.items()):
        pieces, joined = word.split(HALF), word.replace(HALF, "")
        fits = len(pieces) > 1 and min(map(len, pieces)) >= SHORTEST_PIECE and pieces[-1] not in VERBS
        fits = fits and SHORTEST <= len(joined) <= LONGEST and APART.sub("", word) != joined
        if fits and often[joined] < count and fold(joined) not in known:
            found.append(word)
    # beside a form that is no word: there every half-space is put in
    lost = pd.DataFrame({"text": [f"میشود {word.replace(HALF, '')}" for word in found]})
    lost = lost.assign(doc_id=lost.index.astype(str), language="fa")
    again = repair.readable(lost)[0]["readable"]
    return [word for word, text in zip(found, again, strict=True) if APART.sub("", text.split()[1]) == word.replace(HALF, "")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="+", type=Path)
    asked = parser.parse_args()
    TABLE.write_text("word\n", encoding="utf-8")
    rows = compounds(counted(asked.file))
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerows([("word",), *((word.replace(HALF, "|"),) for word in rows)])
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
