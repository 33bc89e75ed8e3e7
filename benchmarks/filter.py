"""A slider's question beside plain pandas: made records come in, medians and ratios go out.

    python benchmarks/filter.py                100,000 and 1,000,000 records; --largest adds 10,000,000

The question: the records of one year, in one language, that name two given actors → how many a month, and the 20
actors named in most of them. Peers: what an analyst writes in pandas over the same frames, with ids as text and as
categories. Ours: `keep`, `timeline` and the twenty of `actors` by `n_records`; the index is made once, before, and its
time is told. The answers must be the same. Steps are run in turns; the median of the rounds counts.
"""

import argparse
import statistics
import time
from dataclasses import replace

import numpy as np
import pandas as pd
from pairs import made

import helpers as rz
from helpers.corpus import Corpus

ROUNDS = 7
LANGUAGES = ("fa", "prs", "ar")
ASKED = {"language": "fa", "since": "2019", "until": "2019"}
PAIR = ["person-00003", "person-00017"]
SHOWN = 20


def with_languages(corpus: Corpus) -> Corpus:
    """The made corpus with a language a record."""
    draw = np.random.default_rng(2)
    language = pd.Series(LANGUAGES, dtype="str").take(draw.integers(0, 3, len(corpus.documents)))
    documents = corpus.documents.assign(language=language.to_numpy())
    return replace(corpus, documents=documents)


def ours(corpus: Corpus) -> tuple[dict, dict]:
    some = rz.keep(corpus, actors=PAIR, **ASKED)
    months = rz.timeline(some, by="month")
    near = some.actors.nlargest(SHOWN, "n_records", keep="first")
    return (
        dict(zip(months["start"].dt.month.tolist(), months["n_records"].tolist(), strict=True)),
        dict(zip(near["actor_id"].tolist(), near["n_records"].tolist(), strict=True)),
    )


def pandas_(documents: pd.DataFrame, mentions: pd.DataFrame) -> tuple[dict, dict]:
    fits = documents[
        (documents["published"] >= "2019-01-01")
        & (documents["published"] <= "2019-12-31")
        & (documents["language"] == "fa")
    ]
    kept = fits["doc_id"]
    for actor in PAIR:
        kept = kept[kept.isin(mentions.loc[mentions["actor_id"] == actor, "doc_id"])]
    own = mentions[mentions["doc_id"].isin(kept)]
    near = own.drop_duplicates(["doc_id", "actor_id"])["actor_id"].astype("str").value_counts()
    near = near.rename_axis("id").reset_index().sort_values(["count", "id"], ascending=[False, True]).head(SHOWN)
    months = fits[fits["doc_id"].isin(kept)].groupby(fits["published"].dt.month).size()
    return months.to_dict(), dict(zip(near["id"], near["count"], strict=True))


def compare(size: int) -> None:
    corpus = with_languages(made(size))
    documents = corpus.documents
    mentions = corpus.mentions[["doc_id", "actor_id"]]
    begin = time.perf_counter()
    wanted = ours(corpus)
    first = time.perf_counter() - begin
    steps = {"pandas, ids as text": (documents, mentions), "ruznama": None}
    if size <= 1_000_000:
        kinds = pd.CategoricalDtype(documents["doc_id"])
        grouped = (
            documents.assign(
                doc_id=documents["doc_id"].astype(kinds), language=documents["language"].astype("category")
            ),
            mentions.assign(doc_id=mentions["doc_id"].astype(kinds), actor_id=mentions["actor_id"].astype("category")),
        )
        steps = {"pandas, ids as text": steps["pandas, ids as text"], "pandas, categories": grouped, "ruznama": None}
    times = {name: [] for name in steps}
    for turn in range(ROUNDS):
        for name in list(steps)[:: 1 if turn % 2 else -1]:
            begin = time.perf_counter()
            answer = ours(corpus) if name == "ruznama" else pandas_(*steps[name])
            times[name].append(time.perf_counter() - begin)
            if answer != wanted:
                raise SystemExit(f"{name} answers otherwise:\n{answer}\n{wanted}")
    median = {name: statistics.median(each) * 1000 for name, each in times.items()}
    for name, each in median.items():
        ratio = median[next(iter(median))] / each
        print(f"| {size:,} | {name} | {each:,.1f} | {ratio:,.1f} |", flush=True)
    print(f"| {size:,} | index made, and the first answer | {first * 1000:,.0f} | |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--largest", action="store_true", help="10,000,000 records too (12 GB)")
    told = parser.parse_args()
    print("| records | step | ms | times as fast |\n|---|---|---|---|")
    for size in (100_000, 1_000_000, *((10_000_000,) if told.largest else ())):
        compare(size)


if __name__ == "__main__":
    main()
