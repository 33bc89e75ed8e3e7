"""A data folder and gold annotations come in, figures of who is who go out: with no registry, with one name an actor.

Knows the gold's format and how a corpus is loaded; knows nothing of how actors are found or linked.
"""

import csv
import json
import shutil
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers.corpus import Corpus, load_corpus

KINDS = ("person", "organisation", "place")


@dataclass
class Found:
    """What was counted: gold mentions required and found by type, rows made and good, (found id, gold id) pairs."""

    counts: Counter = field(default_factory=Counter)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def lines(data: Path, gold: Path) -> list[str]:
    """Return the figures of titles, of an empty registry and of one name an actor, a line each.

    The two variants are built in a temporary folder from copies of the documents: nothing of `data` is changed.
    """
    out = [titles_line(load_corpus(data, progress=False), gold)]
    for word, names in (("empty registry", _no_names), ("one name an actor", _first_names)):
        found = count(variant(data, names), gold)
        n = found.counts
        for kind in KINDS if word == "empty registry" else ("all",):
            out.append(
                f"{word}, {kind}: recall {_share(n[f'found_{kind}'], n[f'required_{kind}'])}, "
                f"precision {_share(n[f'good_{kind}'], n[f'made_{kind}'])}"
            )
        if word == "empty registry":
            out.append(f"{word}, all: precision {_share(n['good_all'], n['made_all'])}")
        precision, recall, f1 = b_cubed(found.pairs)
        out.append(
            f"{word}, identity: B³ precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} "
            f"over {len(found.pairs)} found mentions"
        )
    return out


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0.0:.3f} ({part}/{whole})"


def _no_names(rows: list[list[str]]) -> list[list[str]]:
    return rows[:1]


def _first_names(rows: list[list[str]]) -> list[list[str]]:
    first: dict[str, list[str]] = {}
    for row in rows[1:]:
        first.setdefault(row[0], row)
    return [*rows[:1], *first.values()]


def variant(data: Path, names) -> Corpus:
    """Return the corpus of the same documents with `names(rows of actors.csv)` as its registry and no decisions."""
    with tempfile.TemporaryDirectory(prefix="ruznama-score-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an empty registry is what is asked for here
        other = Path(folder) / "data"
        shutil.copytree(Path(data) / "corpus", other / "corpus")
        for name in ("metadata.csv",):
            if (Path(data) / name).is_file():
                shutil.copy(Path(data) / name, other / name)
        with (Path(data) / "actors.csv").open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        with (other / "actors.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(names(rows))
        return load_corpus(other, progress=False)


def count(corpus: Corpus, gold: Path) -> Found:
    """Hold the mentions of a corpus against the gold by span and type; ids are compared by `b_cubed` alone."""
    found = Found()
    for told, rows in _files(corpus, gold):
        made = {(row.start, row.end): row for row in rows.itertuples()}
        good = {(role["start"], role["end"]) for role in told["role_references"]}
        good &= {span for span, row in made.items() if row.type == "person"}
        for item in told["actors"]:
            spans = [(item["start"], item["end"]), *((each["start"], each["end"]) for each in item["alt_spans"])]
            hits = [span for span in spans if span in made and made[span].type == item["type"]]
            good.update(hits)
            if item["optional"]:
                continue
            for kind in ("all", item["type"]):
                found.counts[f"required_{kind}"] += 1
                found.counts[f"found_{kind}"] += bool(hits)
            if hits:
                own = made[hits[0]].actor_id
                where = f"nobody:{told['document']['file']}:{hits[0]}"
                found.pairs.append((own if isinstance(own, str) else where, item["actor_id"]))
            else:
                found.faults.append(f"{told['document']['file']}:{item['start']} «{item['surface']}»")
        for span, row in made.items():
            for kind in ("all", row.type):
                found.counts[f"made_{kind}"] += 1
                found.counts[f"good_{kind}"] += span in good
    return found


def _files(corpus: Corpus, gold: Path):
    for path in sorted(each for each in Path(gold).glob("*.json") if each.name != "actors.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        own = corpus.documents[corpus.documents["file"] == told["document"]["file"]]
        rows = corpus.mentions.merge(own[["doc_id", "start"]].rename(columns={"start": "begins"}), on="doc_id")
        begins = rows["begins"].astype("int64")
        yield told, rows.assign(start=rows["start"] + begins, end=rows["end"] + begins)


def b_cubed(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of (found id, gold id) by mention (Bagga and Baldwin 1998); 0 when empty."""
    if not pairs:
        return 0.0, 0.0, 0.0
    both, mine, gold = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    precision = sum(n * n / mine[a] for (a, _), n in both.items()) / len(pairs)
    recall = sum(n * n / gold[b] for (_, b), n in both.items()) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def titles_line(corpus: Corpus, gold: Path) -> str:
    """Return how many titles of the gold's required persons stand in `office` letter for letter (gaps count as one)."""
    right = wanted = 0
    for told, rows in _files(corpus, gold):
        made = {(row.start, row.end): row.office for row in rows.itertuples()}
        for item in told["actors"]:
            spans = [(item["start"], item["end"]), *((each["start"], each["end"]) for each in item["alt_spans"])]
            texts = [made[span] for span in spans if span in made and not pd.isna(made[span])]
            have = {" ".join(each.split()) for text in texts for each in text.split("; ")}
            titles = [" ".join(each["surface"].split()) for each in item["role_titles"]] if not item["optional"] else []
            wanted += len(titles)
            right += sum(title in have for title in titles)
    return f"role titles: exact {_share(right, wanted)}"
