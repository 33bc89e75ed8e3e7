"""A Corpus comes in, what its words tell goes out as small tables: what is typical of one part, when a term is used.

Counts words and records; never draws.
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import counts
from helpers.corpus import Corpus, texts
from helpers.text import fold, ignorable, skeleton

# A word may hold a half-space (می‌رود) and marks; digits and signs part words.
_NO_WORD = r"[^\p{L}\p{M}\x{200c}]+"
_SMOOTH = 0.5  # in place of a count of none, so that a ratio exists (Hardie 2014)


def keyness(one: Corpus, other: Corpus, of: str = "words", min_count: int = 3) -> pd.DataFrame:
    """Return what is named more in one of two choices of records than chance would have it, the most telling first.

    Columns `term n_one n_other total_one total_other per_10k_one per_10k_other log_likelihood log_ratio more_in`; of
    actors `term` is the name and `actor_id` its id. `of`: "words", counted word by word in any spelling and shown in
    the spelling used most, or "actors", counted by mentions. `min_count`: of both parts together. `log_likelihood` is
    G² over the two counts and the sizes of the parts (Rayson and Garside 2000, after Dunning 1993; above 3.84 it is
    less likely than 5 in 100, above 10.83 than 1 in 1,000); `log_ratio` is how many times as frequent, as a power of
    two (Hardie 2014). `more_in` is `one` or `other`. Raises ValueError for an unknown `of`.
    """
    if of not in ("words", "actors"):
        raise ValueError(f'of={of!r} is unknown: use "words" or "actors".')
    count = _words if of == "words" else _actors
    found = [count(part) for part in (one, other)]
    totals = [max(int(part["n"].sum()), 0) for part in found]
    table = found[0].merge(found[1], on="key", how="outer", suffixes=("_one", "_other"))
    table = table.fillna({"n_one": 0, "n_other": 0})
    table["term"] = table["term_one"].where(
        table["term_one"].notna() & ~(table["n_other"] > table["n_one"]), table["term_other"]
    )
    table["term"] = table["term"].fillna(table["term_one"])
    table = table[table["n_one"] + table["n_other"] >= min_count]
    table = _measured(table.astype({"n_one": "int64", "n_other": "int64"}), *totals)
    table = table.sort_values(["log_likelihood", "key"], ascending=[False, True], kind="stable")
    columns = "term n_one n_other total_one total_other per_10k_one per_10k_other log_likelihood log_ratio more_in"
    table = table.rename(columns={"key": "actor_id"})[[*columns.split(), *(["actor_id"] if of == "actors" else [])]]
    table = counts.told_of(table.astype({"term": "str", "more_in": "str"}), one)
    table.attrs["provenance"]["compared_with"] = counts.provenance(other)
    return table


def _measured(table: pd.DataFrame, one: int, other: int) -> pd.DataFrame:
    """Add what the two counts say against the sizes of the two parts."""
    a, b = table["n_one"].to_numpy(dtype="float64"), table["n_other"].to_numpy(dtype="float64")
    both = max(one + other, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(n > 0, n * np.log(n * both / (size * (a + b))), 0.0) for n, size in ((a, one), (b, other))]
        rates = [np.where(n > 0, n, _SMOOTH) / max(size, 1) for n, size in ((a, one), (b, other))]
    return table.assign(
        total_one=one,
        total_other=other,
        per_10k_one=a / max(one, 1) * 10_000,
        per_10k_other=b / max(other, 1) * 10_000,
        log_likelihood=np.maximum(2 * (parts[0] + parts[1]), 0.0),
        log_ratio=np.log2(rates[0] / rates[1]),
        more_in=np.where(a / max(one, 1) >= b / max(other, 1), "one", "other"),
    )


def _words(corpus: Corpus) -> pd.DataFrame:
    """`key term n`: each word once, by its folded letters, with the spelling that is used most."""
    own = texts(corpus)["readable"].dropna()
    split = pc.utf8_split_whitespace(pc.replace_substring_regex(pa.array(own, pa.large_string()), _NO_WORD, " "))
    told = pc.value_counts(pc.list_flatten(split)).flatten()
    spelt = pd.DataFrame({"term": told[0].to_pandas(), "n": told[1].to_pandas()})
    # Half-spaces stay inside a word: «می‌رود» and «می رود» are one word and two, as they are written.
    marks = re.compile(f"[{re.escape(ignorable().replace(chr(0x200C), ''))}]")
    keys = [marks.sub("", fold(word)).strip("\u200c") for word in spelt["term"]]
    spelt["key"] = pd.Series(keys, index=spelt.index, dtype="str")
    spelt = spelt[spelt["key"].str.len() > 1]
    spelt = spelt.sort_values(["key", "n", "term"], ascending=[True, False, True], kind="stable")
    sums = spelt.groupby("key", as_index=False)["n"].sum()
    return sums.merge(spelt.drop_duplicates("key")[["key", "term"]], on="key")


def _actors(corpus: Corpus) -> pd.DataFrame:
    known = corpus.mentions["actor_id"].dropna()
    sums = known.value_counts().rename_axis("key").rename("n").reset_index()
    names = corpus.actors.drop_duplicates("actor_id").set_index("actor_id")["name"]
    return sums.assign(term=sums["key"].map(names)).astype({"key": "str"})


def term_trends(
    corpus: Corpus, terms: str | list[str], by: str = "month", calendar: str = "gregorian", of: str = "published"
) -> pd.DataFrame:
    """Return `start end label term n_records n_total share`: in how many records of each period a term stands.

    `terms`: letters in any spelling, also inside a word or over several (`"حقوق زنان"`). Periods as in
    `timeline(corpus, by, calendar, of)`; `n_total` is how many records the period has, `share` the part of them. What
    has no day is a row with an empty start. Every period in which any record falls has a row for every term, of 0
    records too. Raises ValueError as `timeline` does, and for no term.
    """
    asked = [terms] if isinstance(terms, str) else list(terms)
    keys = [skeleton(term)[0] for term in asked]
    if not asked or not all(keys):
        raise ValueError("terms is empty: give one or several words to look for.")
    placed, open_rows = counts.timeline_rows(corpus, by, calendar, of)
    open_rows = open_rows.assign(start=pd.NaT, end=pd.NaT, label=counts.UNDATED)
    days = {"start": "datetime64[s]", "end": "datetime64[s]"}
    both = [part[["doc_id", "start", "end", "label"]].astype(days) for part in (placed, open_rows) if len(part)]
    if not both:
        both = [open_rows[["doc_id", "start", "end", "label"]].astype(days)]
    rows = pd.concat(both, ignore_index=True).drop_duplicates(["doc_id", "start", "end"])
    period = ["start", "end", "label"]
    totals = rows.groupby(period, dropna=False)["doc_id"].nunique().rename("n_total").reset_index()
    own = texts(corpus)
    letters = [skeleton(text)[0] if isinstance(text, str) else "" for text in own["text"]]
    made = []
    for term, key in zip(asked, keys, strict=True):
        here = own.loc[[key in each for each in letters], "doc_id"]
        hits = rows[rows["doc_id"].isin(here)].groupby(period, dropna=False)["doc_id"].nunique().rename("n_records")
        made.append(totals.merge(hits.reset_index(), on=period, how="left").assign(term=term))
    table = pd.concat(made, ignore_index=True).fillna({"n_records": 0})
    table["share"] = table["n_records"] / table["n_total"]
    table = table.astype({"n_records": "int64", "n_total": "int64", "label": "str", "term": "str"})
    table["order"] = table["term"].map({term: place for place, term in enumerate(asked)})
    table = table.sort_values(["order", "start", "end"], na_position="last", kind="stable")
    table = counts.told_of(table[[*period, "term", "n_records", "n_total", "share"]], corpus)
    table.attrs["calendar"] = calendar
    return table
