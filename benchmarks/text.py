"""Text and language of records as the build makes them: made documents come in, microseconds a document go out.

    python benchmarks/text.py                    # documents of 2,600 characters, each of one of the five documents
    python benchmarks/text.py --pooled           # each of the sentences of all five
    python benchmarks/text.py --damaged          # and with every half-space taken away
    python benchmarks/text.py --fixed            # what a new process costs before its first record
    python benchmarks/text.py --hostile          # texts twice as long: how many times the time they take

The step: the language of each record, what is shown for reading with the rows that map it (`repair.read`, `stored`),
and where sentences begin. Processor time, medians of runs; ratios to `str.translate` of the same letters in the same
run travel from machine to machine.
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
from language import LENGTH, documents

from helpers import language, repair, repair_lines, sentences
from helpers.text import fold

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
HALF = "\u200c"
HOSTILE = (
    "می ", "ها ", "  ", "\n", "(", ")", "»", "🔹", "ـ", HALF, "@a\n", "ه", f"ن{HALF}", ". ", "تسا ", "\ufefb",
    "سال ۳۹۳۱ ", "میشود", "\n \n", ".»", 'الف  ب  ج  د\n', "کنید\n", "🆔 @a ",
)  # fmt: skip
FIXED = """
import time
import pandas as pd
from helpers import language, repair, sentences
begin = time.process_time()
one = pd.DataFrame({"doc_id": ["a"], "text": ["این گزارش در تهران اعلام شد."]})
one = one.assign(language=language.languages(one["text"])["language"])
told = [time.process_time()]
repair.read(one)
told.append(time.process_time())
sentences.spans(one["text"])
told.append(time.process_time())
repair_lines = __import__("helpers.repair_lines", fromlist=["ordered"])
repair_lines.ordered("زمینه در  برای همکاری  را  آمادگی خود  سازمان  این ")
told.append(time.process_time())
print(*(b - a for a, b in zip([begin, *told], told)))
"""


def pooled(size: int) -> list[str]:
    """Texts of 2,600 characters from resampled sentences of all documents of the corpus."""
    random.seed(1)
    whole = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    pool = [sentence for text in whole for sentence in re.split(r"(?<=[.:؛])\s", text)]
    made = []
    for _ in range(size):
        text = ""
        while len(text) < LENGTH:
            text += random.choice(pool) + " "
        made.append(text[:LENGTH])
    return made


def records(texts: list[str]) -> pd.DataFrame:
    """The texts as the build has them when they have been read from their files."""
    return pd.DataFrame({"doc_id": [f"{n}" for n in range(len(texts))], "text": pd.Series(texts, dtype="str")})


def steps(own: pd.DataFrame) -> dict[str, float]:
    """Seconds of the processor of each step, in the order of the build."""
    times = [time.process_time()]
    own = own.assign(language=language.languages(own["text"])["language"])
    times.append(time.process_time())
    shown = repair.read(own)
    times.append(time.process_time())
    repair.stored(shown)
    times.append(time.process_time())
    sentences.spans(own["text"])
    times.append(time.process_time())
    names = ("languages", "repair.read", "repair.stored", "sentences")
    return dict(zip(names, (b - a for a, b in pairwise(times)), strict=True))


def speed(name: str, texts: list[str], runs: int) -> None:
    """Print microseconds a document of each step and of all, with their ratio to `str.translate`."""
    own = records(texts)
    steps(own)
    alone, taken = [], []
    for _ in range(runs):
        begin = time.process_time()
        for text in texts:
            fold(text)
        alone.append(time.process_time() - begin)
        taken.append(steps(own))
    unit = statistics.median(alone)
    told = {step: statistics.median(each[step] for each in taken) for step in taken[0]}
    told["**text and language**"] = statistics.median(sum(each.values()) for each in taken)
    shown = repair.read(own.assign(language=language.languages(own["text"])["language"]))
    print(f"\n{name}: {len(texts)} documents, {len(shown.repairs) / len(texts):.1f} repairs a document,")
    print(f"{len(shown.ordered)} with lines put in order\n")
    print("| step | µs a document | documents/s | of `str.translate` |\n|---|---|---|---|")
    for step, each in ({"`str.translate` alone": unit} | told).items():
        print(f"| {step} | {each / len(texts) * 1e6:,.1f} | {len(texts) / each:,.0f} | {each / unit:.2f} |")


def hostile(runs: int) -> None:
    """Print how many times the time of a text twice as long takes, for pieces said over and over."""
    for piece in HOSTILE:
        best = []
        for size in (100_000, 200_000):
            own = records([piece * (size // len(piece))])
            steps(own)
            best.append(min(sum(steps(own).values()) for _ in range(runs)))
        print(f"| {piece!r} | {best[0] * 1e3:.2f} | {best[1] / best[0]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    for name in ("pooled", "damaged", "fixed", "hostile"):
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    if asked.fixed:
        for _ in range(asked.runs):
            subprocess.run([sys.executable, "-c", FIXED], check=True)
        return
    if asked.hostile:
        hostile(asked.runs)
        return
    texts = (pooled if asked.pooled else documents)(asked.documents)
    if asked.damaged:
        texts = [text.replace(HALF, "") for text in texts]
    speed("all", texts, asked.runs)
    calm = [text for text in texts if not repair_lines.ordered(text).reasons.any()]
    speed("without scrambled lines", calm, asked.runs)


if __name__ == "__main__":
    main()
