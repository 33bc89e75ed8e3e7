"""Who is named together: a Corpus comes in, tables of pairs of actors go out, each with its provenance; never draws.

It knows measures, ids and names; how the pairs are counted is told by helpers.pair_counts.
"""

import numpy as np
import pandas as pd

from helpers.corpus import Corpus
from helpers.counts import UNDATED, passages_at, told_of
from helpers.pair_counts import distinct, in_periods, named_where, tally
from helpers.text import skeleton

_LANGUAGES = ("fa", "prs", "ar", "en")


def cooccurrence(
    corpus: Corpus,
    within: str = "sentence",
    min_records: int = 1,
    types: list[str] | None = None,
    top: int | None = None,
    sources: bool = False,
) -> pd.DataFrame:
    """Return `a b name_a name_b type_a type_b n_records n_sentences share npmi log_likelihood`, a row a pair, a < b.

    within: a pair counts when one `sentence`, one `record` or the records of one `story` name both. n_records,
    n_sentences: where it does; of a story, the records of it that name either, and `n_stories` in a last column (a
    record without a story is one of its own). share: of the units that name either, the part that names both
    (Jaccard). npmi: normalised pointwise mutual information over the units that name an actor, from -1 (never) to 1
    (only together) (Bouma 2009); missing when both are in every unit. log_likelihood: the log-likelihood ratio G² of
    the same units (Dunning 1993), from 0 (as by chance) upwards, whichever the side: npmi is negative where a pair is
    rarer than by chance. `top`: only pairs among the actors named in most units; the measures stay those of all.
    Left out and told in the provenance: ambiguous mentions, bodies quoted as the source of the report (`sources=True`
    takes them in), and names inside a longer name (an event's name excepted: who is in it takes part). Raises
    ValueError for an unknown unit, and for stories in a corpus that has none.
    """
    named, left_out = named_where(corpus, within, types, sources, top)
    found = tally(named, within)
    found = found[found["n_records"] >= min_records]
    n, n_a, n_b = found["n_units"], named.alone[found["a"]], named.alone[found["b"]]
    found = found.assign(
        share=n / (n_a + n_b - n),
        npmi=_npmi(n, n_a, n_b, named.total),
        log_likelihood=_log_likelihood(n, n_a, n_b, named.total),
    )
    columns = "a b name_a name_b type_a type_b n_records n_sentences share npmi log_likelihood".split()
    return _told(corpus, found, named.ids, columns, within, left_out)


def cooccurrence_over_time(
    corpus: Corpus,
    by: str = "year",
    calendar: str = "gregorian",
    of: str = "published",
    within: str = "sentence",
    types: list[str] | None = None,
    top: int | None = None,
    roles: list[str] | None = None,
    sources: bool = False,
) -> pd.DataFrame:
    """Return `start end label a b name_a name_b type_a type_b n_records n_sentences`, a row a pair and period.

    `by`, `calendar`: periods as in `timeline`; start, end: first and last Gregorian day. `of="published"`: the day of
    publication, of a story its first. `of="dates"`: the days that the unit itself (`within`: the sentence, the record,
    the story) tells of, `roles` only those of some roles (`event`, `planned`, ...); a unit that tells of several
    periods counts in each, and an expression that is longer than a period keeps its own interval. What has no day is
    counted in rows without start, with the label `undated`: nothing is dropped. within `story`: `n_stories` more.
    `types`, `top`, `sources` and what is raised: as in `cooccurrence`.
    """
    named, left_out = named_where(corpus, within, types, sources, top)
    named, periods = in_periods(named, corpus, within, (by, calendar, of), roles)
    found = tally(named, within)
    columns = "start end label a b name_a name_b type_a type_b n_records n_sentences".split()
    kinds = {"start": "datetime64[s]", "end": "datetime64[s]", "label": "str"}
    found = found.assign(
        **{name: periods[name].astype(kind).array.take(found["group"]) for name, kind in kinds.items()}
    )
    undated = len(np.unique(named.doc[named.group == len(periods) - 1]))
    table = _told(corpus, found, named.ids, columns, within, left_out | {UNDATED: undated})
    table.attrs["calendar"] = calendar
    return table


def pair_sentences(
    corpus: Corpus,
    a: str,
    b: str,
    within: str = "sentence",
    *,
    start: str | None = None,
    end: str | None = None,
    by: str = "year",
    calendar: str = "gregorian",
    of: str = "published",
    roles: list[str] | None = None,
    sources: bool = False,
) -> pd.DataFrame:
    """Return the sentences behind one pair of `cooccurrence(corpus, within)`, with the columns of `passages`.

    `a`, `b`: actor ids. within `sentence`: the sentences that name both, as many as `n_sentences`; within `record` or
    `story`: the sentences that name either in the records (the stories) that name both. With `start` and `end`: those
    behind one row of `cooccurrence_over_time(corpus, by, calendar, of, within)`, the days as YYYY-MM-DD, empty for the
    undated. Raises ValueError as these do.
    """
    named, _ = named_where(corpus, within, None, sources)
    named = named.only(np.flatnonzero(np.isin(named.actor, np.flatnonzero(named.ids.isin((a, b))))))
    if start is not None:
        named, periods = in_periods(named, corpus, within, (by, calendar, of), roles)
        first, last = (np.datetime64(day or "NaT", "s") for day in (start, end))
        fits = periods["start"].isna() if np.isnat(first) else (periods["start"] == first) & (periods["end"] == last)
        named = named.only(np.flatnonzero(fits.to_numpy()[named.group]))
    units, both = np.unique(distinct(named.unit, named.actor, len(named.ids))[0], return_counts=True)
    rows = named.only(np.flatnonzero(np.isin(named.unit, units[both == 2])))
    chosen = pd.DataFrame({"doc_id": rows.docs.take(rows.doc), "sentence": rows.sentence})
    return told_of(passages_at(corpus, chosen.drop_duplicates()), corpus)


def ego_network(pairs: pd.DataFrame, actor: str, depth: int = 1) -> pd.DataFrame:
    """Return the rows of a table of pairs among one actor and those at most `depth` pairs away from it.

    `pairs`: as `cooccurrence` or `cooccurrence_over_time` return it; pairs among the neighbours are kept. `actor`: an
    id or a name shown in the table (`find_actors` finds by others), in any spelling. Raises ValueError for a name that
    nobody has there, or more than one.
    """
    if depth < 1:
        raise ValueError(f"depth={depth!r}: use 1 for the actor's own company, 2 for the company of that company too.")
    near = {_actor_in(pairs, actor)}
    for _ in range(depth):
        touched = pairs["a"].isin(near) | pairs["b"].isin(near)
        near = near.union(pairs.loc[touched, "a"], pairs.loc[touched, "b"])
    table = pairs[pairs["a"].isin(near) & pairs["b"].isin(near)].reset_index(drop=True)
    table.attrs = dict(pairs.attrs)
    return table


def _actor_in(pairs: pd.DataFrame, asked: str) -> str:
    if ((pairs["a"] == asked) | (pairs["b"] == asked)).any():
        return asked
    # A name of a hundred pairs is folded once.
    names = {each for end in "ab" for each in zip(pairs[end], pairs[f"name_{end}"], strict=True)}
    here = {key for key, _ in names}
    names |= {each for told in pairs.attrs.get("names", {}).values() for each in told.items() if each[0] in here}
    wanted = skeleton(asked)[0]
    found = sorted({key for key, name in names if isinstance(name, str) and skeleton(name)[0] == wanted})
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{asked!r} is a name of several actors: {', '.join(found)}. Ask for one of these ids.")
    raise ValueError(
        f"No actor of these pairs is called {asked!r}: rz.find_actors(corpus, …) finds ids by a part of a name."
    )


def _npmi(both: pd.Series, a: np.ndarray, b: np.ndarray, total: int) -> pd.Series:
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = -np.log(both / total)
        return (np.log(both * total / (a * b)) / chance).where(chance > 0)


def _log_likelihood(both: pd.Series, a: np.ndarray, b: np.ndarray, total: int) -> pd.Series:
    """2 Σ O ln(O/E) over the four cells: units that name both, only one, only the other, neither (Dunning 1993)."""
    result = np.zeros(len(both))
    for seen, one, other in (
        (both, a, b),
        (a - both, a, total - b),
        (b - both, total - a, b),
        (total - a - b + both, total - a, total - b),
    ):
        seen = np.asarray(seen, dtype="float64")
        with np.errstate(divide="ignore", invalid="ignore"):
            part = seen * np.log(seen * total / (one * other))
        result += np.where(seen > 0, part, 0.0)
    return pd.Series(np.maximum(2 * result, 0.0), index=both.index)  # a zero may come out as -1e-16


def _told(
    corpus: Corpus, found: pd.DataFrame, ids: pd.Index, columns: list[str], within: str, left_out: dict[str, int]
) -> pd.DataFrame:
    """The table by period, the most frequent pairs first, with ids, names and types in the place of numbers."""
    main = ["n_units", "n_records"] if within == "story" else ["n_records"]
    # Equal ones stay in the order of their ids, in which they were counted.
    found = found.take(np.lexsort([-found[name] for name in ("n_sentences", *main[::-1])] + [found["group"]]))
    known = corpus.actors[corpus.actors["actor_id"].isin(ids)].drop_duplicates("actor_id").set_index("actor_id")
    known = known.reindex(ids)
    words = {"": pd.Series(ids)} | {f"{what}_": known[what] for what in ("name", "type")}
    words = {f"{what}{end}": word.astype("str").array.take(found[end]) for what, word in words.items() for end in "ab"}
    counts = {name: found[name].array for name in found if name not in words}
    table = pd.DataFrame(counts | words)[columns]
    if within == "story":
        table["n_stories"] = counts["n_units"]
    table = told_of(table, corpus, left_out)
    # The names in each language travel beside the table: a chart in Persian shows the Persian name of ICESCO.
    here = known[np.bincount(np.concatenate([found["a"], found["b"]]), minlength=len(known)) > 0]
    named = {lang: here[f"name_{lang}"].dropna() for lang in _LANGUAGES}
    table.attrs["names"] = {
        lang: dict(zip(own.index.tolist(), own.tolist(), strict=True)) for lang, own in named.items()
    }
    return table
