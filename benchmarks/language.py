"""Languages of records beside their peers: documents or sets come in, speed and shares of right answers go out.

    python benchmarks/language.py                      # speed, and the same texts through lingua and py3langid
    python benchmarks/language.py --sets FILE …        # JSON lines of text (or tokens) and, if it has one, lang
    python benchmarks/language.py --sets FILE … --language fa   # the language of all, where the lines have none

Peers live in an environment of their own (benchmarks/.venv-peers), made on the first run. Neither knows Dari: for them
Persian and Dari are one. A set is read line by line, and ten lines of one language in a row as one text. *Right*: the
language told is the wanted one; *unclear*: Persian, the variety not told; *sure*: what the confidence says on average.
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from helpers import language
from helpers.text import fold

HERE = Path(__file__).parent
CORPUS = HERE.parent / "data" / "corpus"
PEERS = HERE / ".venv-peers" / "language"
PEER_PACKAGES = ("lingua-language-detector", "py3langid")
CODES = {"fas": "fa", "pes": "fa", "arb": "ar", "pus": "ps", "pbu": "ps", "urd": "ur"}
LENGTH = 2600
PEER = {
    "lingua": """
from lingua import Language, LanguageDetectorBuilder
detector = LanguageDetectorBuilder.from_languages(Language.PERSIAN, Language.ARABIC, Language.URDU).build()
tell = detector.detect_language_of
""",
    "py3langid": """
import py3langid
py3langid.set_languages(["fa", "ar", "ps", "ku", "ur"])
tell = py3langid.classify
""",
}
TIMED = """
import json, sys, time
texts = json.load(sys.stdin)
tell(texts[0])
begin = time.process_time()
for text in texts:
    tell(text)
print((time.process_time() - begin) / len(texts))
"""


def documents(size: int) -> list[str]:
    """Texts of 2,600 characters from resampled sentences of one document of the corpus each."""
    random.seed(1)
    pools = [re.split(r"(?<=[.:؛])\s", path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.txt"))]
    made = []
    for number in range(size):
        text = ""
        while len(text) < LENGTH:
            text += random.choice(pools[number % len(pools)]) + " "
        made.append(text[:LENGTH])
    return made


def seconds(step) -> float:
    begin = time.process_time()
    step()
    return time.process_time() - begin


def speed(size: int, runs: int) -> None:
    """Print microseconds of the processor a document: the median of runs, and ratios to `str.translate`."""
    texts = documents(size)
    column = pd.Series(texts, dtype="str")
    language.languages(column)
    rows = []
    for _ in range(runs):
        rows.append((seconds(lambda: [fold(text) for text in texts]), seconds(lambda: language.languages(column))))
    alone = statistics.median(each for each, _ in rows) / size
    own = statistics.median(each for _, each in rows) / size
    told = {"`str.translate` alone": alone, "**languages**": own}
    python = PEERS / "bin" / "python"
    if not (PEERS / "ready").exists():
        subprocess.run([sys.executable, "-m", "uv", "venv", "-q", "--clear", str(PEERS)], check=True)
        install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", str(python), *PEER_PACKAGES]
        subprocess.run(install, check=True)
        (PEERS / "ready").touch()
    for name, program in PEER.items():
        line = [str(python), "-c", program + TIMED]
        done = subprocess.run(line, input=json.dumps(texts[:100]), capture_output=True, text=True, check=True)
        told[name] = float(done.stdout)
    for name, each in told.items():
        print(f"| {name} | {each * 1e6:,.1f} | {1 / each:,.0f} | {each / alone:.2f} | {each / own:.1f} |")


def lines(path: Path, spoken: str) -> list[tuple[str, str]]:
    told = []
    for line in path.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        text = each["text"] if "text" in each else " ".join(each["tokens"])
        code = spoken or each["lang"]
        told.append((text, CODES.get(code, code)))
    return told


def sets(paths: list[Path], spoken: str) -> None:
    """Print how each set is read, line by line and ten lines at a time."""
    for path in paths:
        told = pd.DataFrame(lines(path, spoken), columns=["text", "wanted"])
        for size in (1, 10):
            for wanted, own in told.groupby("wanted"):
                texts = own["text"].tolist()
                joined = [" ".join(texts[at : at + size]) for at in range(0, len(texts) - size + 1, size)]
                if not joined:
                    continue
                made = language.languages(pd.Series(joined, dtype="str"))
                sure = made["language_confidence"]
                right = (made["language"] == wanted).mean()
                unclear = ((made["language"] == "fa") & (sure < language.CLEAR)).mean()
                others = made["language"].value_counts().to_dict()
                print(
                    f"| {path.parent.name}/{path.name} | {size} | {wanted} | {len(joined)} | {right:.4f} | "
                    f"{unclear:.4f} | {sure.mean():.3f} | {others} |"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", type=Path, help="JSON lines of text and lang")
    parser.add_argument("--language", default="", help="of all lines of the sets")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    if asked.sets:
        sets(asked.sets, asked.language)
    else:
        speed(asked.documents, asked.runs)


if __name__ == "__main__":
    main()
