"""Names found without a registry, held against tagged sentences: files in, precision, recall and F1 by type out.

    python benchmarks/names.py FILE.jsonl … [--language ar] [--most 1500] [--missed person]

A line of a file is a sentence: `tokens` and `tags` (IOB2). A sentence is a record of its own, its tokens joined by
spaces; a name counts when type and tokens are the same. Types of the sets: PER, ORG, LOC and GPE; other tags are left
out of the count. `--missed` and `--wrong` print what was not found, or found and not tagged, of one type.
"""

import argparse
import collections
import json
from pathlib import Path

import pandas as pd

from helpers import actors, language

TYPES = {"PER": "person", "PERS": "person", "ORG": "organisation", "LOC": "place", "GPE": "place"}
KINDS = ("person", "organisation", "place")
NO_NAMES = pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"])


def sentences(path: Path, most: int) -> list[tuple[list[str], list[str]]]:
    with path.open(encoding="utf-8") as handle:
        told = [json.loads(line) for line in handle]
    return [(each["tokens"], each["tags"]) for each in told[:most] if each["tokens"]]


def tagged(tags: list[str]) -> set[tuple[int, int, str]]:
    """The names of a sentence: first token, the token after the last, type."""
    found, first, kind = set(), 0, ""
    for at, tag in enumerate([*tags, "O"]):
        mark, _, own = tag.partition("-")
        if kind and (mark != "I" or own != kind):
            found.add((first, at, TYPES.get(kind, kind)))
            kind = ""
        if mark == "B" or (mark == "I" and not kind):
            first, kind = at, own
    return {each for each in found if each[2] in KINDS}


def found(told: list[tuple[list[str], list[str]]], spoken: str) -> list[set[tuple[int, int, str]]]:
    """The names that the rules find, as tokens; one that begins or ends inside a token counts as the whole token."""
    texts = [" ".join(tokens) for tokens, _ in told]
    languages = (
        [spoken] * len(texts) if spoken else language.languages(pd.Series(texts, dtype="str"))["language"].tolist()
    )
    if not spoken:
        most = collections.Counter(languages).most_common(1)[0][0]
        languages = [most] * len(texts)
    records = pd.DataFrame({"doc_id": [f"{n:06d}" for n in range(len(texts))], "text": texts, "language": languages})
    out: list[set[tuple[int, int, str]]] = [set() for _ in texts]
    starts = [[0] for _ in texts]
    for own, (tokens, _) in zip(starts, told, strict=True):
        for token in tokens:
            own.append(own[-1] + len(token) + 1)
    for row in actors.find(records, actors.Matcher(NO_NAMES)).itertuples():
        own = starts[int(row.doc_id)]
        first = max(n for n, start in enumerate(own) if start <= row.start)
        last = min(n for n, start in enumerate(own) if start > row.end - 1)
        out[int(row.doc_id)].add((first, last, row.type))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--language", default="", help="of all sentences; told by the sentences themselves if left out")
    parser.add_argument("--most", type=int, default=1_500, help="sentences of a file that are read")
    parser.add_argument("--missed", choices=KINDS)
    parser.add_argument("--wrong", choices=KINDS)
    asked = parser.parse_args()
    for path in asked.files:
        told = sentences(path, asked.most)
        gold, made = [tagged(tags) for _, tags in told], found(told, asked.language)
        for kind in KINDS:
            wanted, own = ([{each for each in names if each[2] == kind} for names in every] for every in (gold, made))
            good = sum(len(a & b) for a, b in zip(wanted, own, strict=True))
            made_, wanted_ = sum(map(len, own)), sum(map(len, wanted))
            precision, recall = good / made_ if made_ else 0.0, good / wanted_ if wanted_ else 0.0
            f1 = 2 * precision * recall / (precision + recall) if good else 0.0
            figures = f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} ({good} of {wanted_}, {made_} made)"
            print(f"{path.parent.name}/{path.name}, {len(told)} sentences, {kind}: {figures}")
            for chosen, every, other in ((asked.missed, wanted, own), (asked.wrong, own, wanted)):
                if chosen == kind:
                    for (tokens, _), names, there in zip(told, every, other, strict=True):
                        for first, last, _ in sorted(names - there):
                            print(
                                "  ", " ".join(tokens[first:last]), "|", " ".join(tokens[max(0, first - 3) : last + 3])
                            )


if __name__ == "__main__":
    main()
