"""Pairs and layout beside their peers: made mentions and edges come in, medians and ratios go out.

    python benchmarks/pairs.py             makes benchmarks/.venv-peers/pairs with networkx when missing

Pairs: 1,000,000 records over ten years with five mentions each on average of 20,000 actors; counted are the records of
one year and the pairs among the 500 most named actors. The peer is the merge on record that an analyst writes in
pandas, over the same frame, told the same 500 actors. Ours is `cooccurrence` whole: it looks for the 500 itself, and
gives names, sentences, share, npmi and G² too. Layout: 500 nodes and 1,500 edges, 120 of them with a name to keep
apart, beside networkx' spring_layout in its own environment. The steps of a round are run in both orders; the median
of the rounds counts.
"""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import layouts
from helpers.corpus import Corpus
from helpers.pairs import cooccurrence, cooccurrence_over_time

HERE = Path(__file__).resolve().parent
PEERS = HERE / ".venv-peers" / "pairs"
PEER_PACKAGES = ("networkx", "numpy", "scipy")
ROUNDS = 7
SHOWN = 500
PEER = """
import json, sys, time
import networkx
graph = networkx.Graph()
told = json.load(sys.stdin)
graph.add_nodes_from(range(told["n"]))
graph.add_weighted_edges_from(told["edges"])
times = []
for _ in range(told["rounds"]):
    begin = time.perf_counter()
    networkx.spring_layout(graph, seed=1)
    times.append(time.perf_counter() - begin)
print(json.dumps(times))
"""


def made(records: int = 1_000_000, actors: int = 20_000, seed: int = 1) -> Corpus:
    """A corpus of records in ten years; who is named follows Zipf, and one in two mentions opens a new sentence."""
    draw = np.random.default_rng(seed)
    n = 1 + draw.poisson(4, records)
    doc = np.repeat(np.arange(records), n)
    chance = 1 / np.arange(1, actors + 1)
    actor = draw.choice(actors, size=len(doc), p=chance / chance.sum())
    step = draw.integers(0, 2, len(doc)).cumsum()
    sentence = step - np.repeat(step[np.cumsum(n) - n], n)
    ids = pd.Series([f"person-{k:05}" for k in range(actors)], dtype="str")
    documents = pd.DataFrame({"doc_id": pd.Series([f"news-{k // 1000:04}.jsonl#{k % 1000}" for k in range(records)])})
    documents = documents.astype("str")
    day = np.datetime64("2014-01-01", "s") + draw.integers(0, 3652, records).astype("timedelta64[D]")
    documents["published"] = day
    mentions = pd.DataFrame(
        {
            "doc_id": documents["doc_id"].take(doc).reset_index(drop=True),
            "sentence": sentence,
            "actor_id": ids.take(actor).reset_index(drop=True),
            "type": pd.Series("person", index=range(len(doc)), dtype="str"),
            "nested_in": pd.array([pd.NA] * len(doc), dtype="Int64"),
            "reason": pd.Series([None] * len(doc), dtype="str"),
        }
    )
    names = {f"name{lang}": ids for lang in ("", "_fa", "_prs", "_ar", "_en")}
    own = {
        "documents": documents,
        "mentions": mentions,
        "actors": pd.DataFrame({"actor_id": ids, "type": "person"} | names),
    }
    none = dict.fromkeys("dates events offices proposals redirects names intake problems".split(), pd.DataFrame())
    return Corpus(**none, **own, generation="made", tables=Path())


def of_a_year(corpus: Corpus, year: int) -> Corpus:
    """The records of a year, with all their mentions."""
    documents = corpus.documents[corpus.documents["published"].dt.year == year]
    mentions = corpus.mentions[corpus.mentions["doc_id"].isin(documents["doc_id"])].reset_index(drop=True)
    return replace(corpus, documents=documents.reset_index(drop=True), mentions=mentions)


def merged(mentions: pd.DataFrame, shown: pd.Index) -> pd.Series:
    """How many records name each two of the shown actors, as an analyst writes it."""
    one = mentions.loc[mentions["actor_id"].isin(shown), ["doc_id", "actor_id"]].drop_duplicates()
    both = one.merge(one, on="doc_id")
    return both[both["actor_id_x"] < both["actor_id_y"]].groupby(["actor_id_x", "actor_id_y"]).size()


def merged_by_month(part: Corpus, shown: pd.Index) -> pd.Series:
    """The same, month by month of publication."""
    month = part.documents[["doc_id"]].assign(month=part.documents["published"].dt.month)
    one = part.mentions.loc[part.mentions["actor_id"].isin(shown), ["doc_id", "actor_id"]].drop_duplicates()
    both = one.merge(one, on="doc_id")
    both = both[both["actor_id_x"] < both["actor_id_y"]].merge(month, on="doc_id")
    return both.groupby(["month", "actor_id_x", "actor_id_y"]).size()


def seconds(step) -> float:
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


def compare(steps: dict) -> None:
    """Run all steps in turns and print their medians, and how many times as fast as the first one they are."""
    times = {name: [] for name in steps}
    for turn in range(ROUNDS):
        for name in list(steps)[:: 1 if turn % 2 else -1]:
            times[name].append(seconds(steps[name]))
    print("| step | ms | times as fast |\n|---|---|---|")
    for name, spent in times.items():
        ratio = statistics.median(p / own for p, own in zip(times[next(iter(steps))], spent, strict=True))
        print(f"| {name} | {statistics.median(spent) * 1000:,.0f} | {ratio:,.1f} |", flush=True)


def pairs() -> None:
    whole = made()
    part = of_a_year(whole, 2019)
    records = part.mentions[["doc_id", "actor_id"]].drop_duplicates()
    order = records.groupby("actor_id").size().reset_index().sort_values([0, "actor_id"], ascending=[False, True])
    shown = pd.Index(order["actor_id"].head(SHOWN))
    # The same letters as small whole numbers: the quickest that pandas' merge can be made.
    coded = part.mentions.assign(**{name: part.mentions[name].astype("category") for name in ("doc_id", "actor_id")})
    coded = coded.assign(doc_id=coded["doc_id"].cat.codes, actor_id=coded["actor_id"].cat.codes)
    places = part.mentions["actor_id"].astype("category").cat.categories.get_indexer(shown)
    ours = cooccurrence(part, within="record", top=SHOWN).set_index(["a", "b"])["n_records"].sort_index()
    assert ours.tolist() == merged(part.mentions, shown).tolist(), "the counts differ"
    sizes = [len(whole.documents), len(part.documents), len(part.mentions), len(ours)]
    print("{:,} records, {:,} of the year, {:,} mentions, {:,} pairs\n".format(*sizes))
    told = {"within": "record", "top": SHOWN}
    compare(
        {
            "pandas merge": lambda: merged(part.mentions, shown),
            "pandas merge, ids made numbers before": lambda: merged(coded, places),
            "`cooccurrence`, record": lambda: cooccurrence(part, **told),
            "`cooccurrence`, sentence": lambda: cooccurrence(part, within="sentence", top=SHOWN),
        }
    )
    by_month = cooccurrence_over_time(part, by="month", **told)
    assert sorted(by_month["n_records"]) == sorted(merged_by_month(part, shown)), "the counts differ"
    print()
    compare(
        {
            "pandas merge, by month": lambda: merged_by_month(part, shown),
            "`cooccurrence_over_time`, month": lambda: cooccurrence_over_time(part, by="month", **told),
        }
    )


def layout(nodes: int = 500, edges: int = 1_500, named: int = 120) -> None:
    draw = np.random.default_rng(2)
    chance = 1 / np.arange(1, nodes + 1) ** 0.7
    ends = np.sort(draw.choice(nodes, size=(edges * 3, 2), p=chance / chance.sum()), axis=1)
    ends = np.unique(ends[ends[:, 0] < ends[:, 1]], axis=0)
    i, j = ends[np.sort(draw.permutation(len(ends))[:edges])].T
    weight = 1.0 + draw.poisson(2, len(i))
    half = np.full((nodes, 2), 0.0)
    half[:named] = np.column_stack([draw.uniform(20, 65, named), draw.choice([19.0, 27.0], named)])
    told = {"n": nodes, "edges": [[int(a), int(b), w] for a, b, w in zip(i, j, weight, strict=True)], "rounds": 3}
    peer = statistics.median(json.loads(in_peers(PEER, json.dumps(told))))
    own = statistics.median(seconds(lambda: layouts.place(nodes, i, j, weight, half, 892.0)) for _ in range(ROUNDS))
    print(f"\n{nodes} nodes, {len(i)} edges\n\n| layout | ms | times as fast |\n|---|---|---|")
    print(f"| networkx spring_layout | {peer * 1000:,.0f} | 1 |\n| place | {own * 1000:,.0f} | {peer / own:,.1f} |")


def in_peers(program: str, typed: str) -> str:
    """What a program prints in the peers' own environment, which is made when it is missing."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "uv", "venv", "-q", str(PEERS)], check=True)
        install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", str(python), *PEER_PACKAGES]
        subprocess.run(install, check=True)
    return subprocess.run([python, "-c", program], input=typed, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    pairs()
    layout()
