"""Matching names side by side: made names and texts come in, medians and ratios go out, peers in their own environment.

    python benchmarks/actors.py              makes benchmarks/.venv-peers with flashtext and pyahocorasick when missing
    python benchmarks/actors.py --discovery  mentions without a registry: milliseconds a document of 2,600 characters
    python benchmarks/actors.py --identity   which of 500,000 names of a registry link must look at: seconds

Texts are the sentences of data/corpus, drawn again, with names of the registry between them; all are folded first, so
that every library sees the same letters. Each library runs in a process of its own, in turns, and its median counts.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE / ".venv-peers" / "actors"
LETTERS = "بپتجچخدرزژسشفقکگلمنوهی"
ROUNDS = 5


def made(names: int, documents: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """Names of people (a first name and a surname, sometimes a surname alone) and texts of 2,600 letters with eight."""
    draw = random.Random(seed)
    first, last = (
        sorted({"".join(draw.choices(LETTERS + "ایا", k=draw.randint(low, 8))) for _ in range(count)})
        for count, low in ((2_000, 3), (8_000, 5))
    )
    told: dict[str, None] = dict.fromkeys(draw.sample(last, names // 100))
    while len(told) < names:
        told[f"{draw.choice(first)} {draw.choice(last)}"] = None
    sentences = []
    for path in sorted((HERE.parent / "data" / "corpus").glob("*.txt")):
        sentences += [each.strip() for each in path.read_text(encoding="utf-8").split(".") if len(each.strip()) > 20]
    listed, texts = list(told), []
    for _ in range(documents):
        parts, size = [], 0
        while size < 2_600:
            parts += [draw.choice(sentences), draw.choice(listed)]
            size += len(parts[-1]) + len(parts[-2]) + 2
        texts.append(" ".join(parts)[:2_600])
    return listed, texts


def ours(names: list[str], texts: list[str]):
    import pandas as pd

    from helpers.matching import Matcher

    rows = pd.DataFrame({"actor_id": [f"a{n}" for n in range(len(names))], "type": "person", "lang": "fa"})
    matcher = Matcher(rows.assign(name=names))
    languages = ["fa"] * len(texts)
    return lambda: len(matcher.spans(texts, languages))


def flashtext(names: list[str], texts: list[str]):
    from flashtext import KeywordProcessor

    finder = KeywordProcessor(case_sensitive=True)
    # Its words are made of ASCII letters: without this it finds names inside Persian words.
    finder.non_word_boundaries |= set("".join(texts)) - set(" .،؛:()«»\n\t!؟/\"'“”-\u200c")
    for name in names:
        finder.add_keyword(name)
    return lambda: sum(len(finder.extract_keywords(text, span_info=True)) for text in texts)


def pyahocorasick(names: list[str], texts: list[str]):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for place, name in enumerate(names):
        automaton.add_word(name, place)
    automaton.make_automaton()
    return lambda: sum(sum(1 for _ in automaton.iter(text)) for text in texts)


def measure(library: str, names: int, documents: int) -> dict:
    sys.path.insert(0, str(HERE.parent / "src"))
    listed, texts = made(names, documents)
    sys.path.insert(0, str(HERE))
    if library == "ours":
        import pandas  # noqa: F401 - what any reader of the tables has in memory

        from helpers.text import fold
    else:
        fold = FOLD
    listed, texts = list(dict.fromkeys(map(fold, listed))), list(map(fold, texts))
    size = sum(len(text.encode()) for text in texts) / 1e6
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    run = {"ours": ours, "flashtext": flashtext, "pyahocorasick": pyahocorasick}[library](listed, texts)
    prepared = time.perf_counter() - begin
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - begin)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (
        1 << (20 if sys.platform == "darwin" else 10)
    )
    return {"MB/s": size / statistics.median(times), "found": found, "made in s": prepared, "MB more": memory}


def discovery(documents: int = 1_000) -> None:
    """Everything that `actors.find` does without a registry, on the sentences of the corpus drawn again."""
    import pandas as pd

    from helpers import actors, discovery_read
    from helpers.language import languages as spoken

    _, texts = made(1_000, documents)
    languages = spoken(pd.Series(texts, dtype="str"))["language"].tolist()
    records = pd.DataFrame({"doc_id": [f"{n:06d}" for n in range(documents)], "text": texts, "language": languages})
    matcher = actors.Matcher(pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"]))
    actors.find(records.head(20), matcher)
    runs = {
        "mentions": lambda: actors.find(records, matcher),
        "of it words": lambda: [None for _ in discovery_read.read(texts, languages)],
        "str.translate of the same letters": lambda: [
            text.translate({n: n for n in range(1600, 1700)}) for text in texts
        ],
    }
    for name, run in runs.items():
        times = []
        for _ in range(ROUNDS):
            begin = time.process_time()
            run()
            times.append(time.process_time() - begin)
        print(f"{name}: {min(times) / documents * 1e3:.3f} ms of the processor a document", flush=True)


def identity(names: int = 500_000) -> None:
    """The actors of a registry that link looks at, for 2,000 mentions that misspell some of them."""
    import pandas as pd

    from helpers import decisions, identity_near

    listed, _ = made(names, 1)
    registry = pd.DataFrame({"actor_id": [f"a{n}" for n in range(len(listed))], "type": "person", "lang": "fa"})
    registry = registry.assign(name=listed)
    surfaces = [name[:-1] + "ی" for name in random.Random(3).sample(listed, 2_000)]
    rows = pd.DataFrame({"doc_id": "d", "surface": surfaces, "type": "person", "candidates": None})
    rows["actor_id"] = ["person-" + "-".join(name.split()) for name in surfaces]
    documents = pd.DataFrame({"doc_id": ["d"], "language": ["fa"]})
    begin = time.process_time()
    near = identity_near.near(registry, rows, documents, decisions.replay(decisions.load(HERE / "nothing.csv")[0]))
    took = time.process_time() - begin
    print(
        f"{names:,} names: {took:.1f} s of the processor, {len(near):,} actors to look at, {names / took:,.0f} names/s"
    )


def FOLD(text: str) -> str:
    """The letters of the corpus that the fold of the project changes, for an environment without the project."""
    return text.translate(str.maketrans("يىئكةۀأإآؤ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ییی" + "کههاااو" + "0123456789" * 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=3, metavar=("LIBRARY", "NAMES", "DOCUMENTS"), help="measure one, print JSON")
    parser.add_argument("--discovery", action="store_true", help="time the search without a registry")
    parser.add_argument("--identity", action="store_true", help="time which of a registry link must look at")
    asked = parser.parse_args()
    sys.path.insert(0, str(HERE.parent / "src"))
    if asked.discovery or asked.identity:
        return discovery() if asked.discovery else identity()
    if asked.one:
        print(json.dumps(measure(asked.one[0], int(asked.one[1]), int(asked.one[2]))))
        return
    if not PEERS.exists():
        venv.create(PEERS, with_pip=True)
        subprocess.run([PEERS / "bin" / "pip", "install", "-q", "flashtext", "pyahocorasick"], check=True)
    for names, documents in ((10_000, 2_000), (500_000, 1_000)):
        told = {}
        for library in ("ours", "flashtext", "pyahocorasick"):
            python = sys.executable if library == "ours" else PEERS / "bin" / "python"
            line = [python, __file__, "--one", library, str(names), str(documents)]
            told[library] = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
        for library, row in told.items():
            ratio = row["MB/s"] / told["flashtext"]["MB/s"]
            figures = ", ".join(f"{key} {value:,.1f}" for key, value in row.items())
            print(f"{names:,} names, {library}: {figures}, {ratio:.1f} x flashtext", flush=True)


if __name__ == "__main__":
    main()
