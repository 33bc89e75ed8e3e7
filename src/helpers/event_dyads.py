"""A Corpus comes in, who took part in what with whom goes out: pairs typed by event, and all that lies between two.

Counts happenings, not mentions: two who are named in one sentence and did nothing together are no pair here.
"""

import numpy as np
import pandas as pd

from helpers import counts, tables
from helpers.corpus import Corpus, actor_ids
from helpers.event_accuracy import STATUSES, types, with_accuracy
from helpers.event_counts import happenings, names_in_languages, parties

TOOK_PLACE = ("held", "past")
# An appointment is what joins a person with a body; elsewhere that a person acts for its own body is no news.
_OF_THEIR_BODY = ("appointment", "award")


def told_pairs(
    corpus: Corpus, types: list[str] | None = None, status: tuple[str, ...] = TOOK_PLACE
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return (`a b story_id type status earliest latest n_reports`, a row a pair of participants of a happening, `a`
    before `b`; and how many happenings or pairs are left out, by reason).

    Two recipients of one letter are no pair (tables/event_roles.csv says who faces whom), nor are a person and the
    body that it holds an office in.
    """
    rows = happenings(corpus.events)
    left_out = {"happenings that are only planned or proposed": int((~rows["status"].isin(status)).sum())}
    rows = rows[rows["status"].isin(status)]
    if types is not None:
        rows = rows[rows["type"].isin(types)]
    sides = tables.read("event_roles").set_index("role")["side"]
    own = parties(corpus.events).merge(rows[["story_id", "type"]], on="story_id")
    own = own.assign(side=own["role"].map(sides).fillna("there"))
    left_out["happenings with fewer than two known participants"] = int(
        (own.groupby("story_id").size().reindex(rows["story_id"]).fillna(0) < 2).sum()
    )
    both = own.merge(own.drop(columns="type"), on="story_id", suffixes=("_a", "_b"))
    both = both[both["actor_id_a"] < both["actor_id_b"]]
    facing = ~((both["side_a"] == "to") & (both["side_b"] == "to"))
    held = set(corpus.offices.dropna(subset="body")[["actor_id", "body"]].itertuples(index=False, name=None))
    pairs = list(zip(both["actor_id_a"], both["actor_id_b"], strict=True))
    at_home = np.array([pair in held or pair[::-1] in held for pair in pairs], dtype=bool)
    at_home &= ~both["type"].isin(_OF_THEIR_BODY).to_numpy()
    left_out["a person with its own body"] = int((facing & at_home).sum())
    both = both[facing & ~at_home].rename(columns={"actor_id_a": "a", "actor_id_b": "b"})
    days = rows[["story_id", "status", "earliest", "latest", "n_reports"]]
    table = both[["a", "b", "role_a", "role_b", "story_id", "type"]].merge(days, on="story_id")
    return table.astype(dict.fromkeys(("a", "b"), "str")), left_out


def check_types(asked: str | list[str] | None) -> list[str] | None:
    """Return the types asked for as a list, None for all; raises ValueError for one that does not exist."""
    wanted = [asked] if isinstance(asked, str) else asked
    if wanted is not None and (unknown := [each for each in wanted if each not in types()]):
        raise ValueError(f"types={unknown[0]!r} is unknown: use {', '.join(types())}.")
    return wanted


def event_pairs(
    corpus: Corpus, types: str | list[str] | None = None, status: tuple[str, ...] = TOOK_PLACE
) -> pd.DataFrame:
    """Return a row a pair of participants and type of event, for `network_chart`: who met, signed or wrote to whom.

    Columns `a b name_a name_b type_a type_b type n_events n_reports first last low high`: happenings in which both
    take part and the reports that tell them; first, last: the days they are told of, missing when undated; low, high:
    see `event_quality`. `types`: only these; `status`: what is only planned or proposed is left out unless it is
    named here, and the provenance counts it. Raises ValueError for a type or status that does not exist.
    """
    if unknown := [each for each in status if each not in STATUSES]:
        raise ValueError(f"status={unknown[0]!r} is unknown: use {', '.join(STATUSES)}.")
    told, left_out = told_pairs(corpus, check_types(types), tuple(status))
    table = told.groupby(["a", "b", "type"]).agg(
        n_events=("story_id", "nunique"),
        n_reports=("n_reports", "sum"),
        first=("earliest", "min"),
        last=("latest", "max"),
    )
    table = table.reset_index()
    known = corpus.actors.set_index("actor_id")
    for end in ("a", "b"):
        for what in ("name", "type"):
            table[f"{what}_{end}"] = table[end].map(known[what])
    table = table.astype({"n_events": "int64", "n_reports": "int64"})
    order = ["n_events", "n_reports", "a", "b", "type"]
    table = table.sort_values(order, ascending=[False, False, True, True, True], kind="stable")
    table = table["a b name_a name_b type_a type_b type n_events n_reports first last".split()]
    table.attrs["names"] = names_in_languages(corpus, {*table["a"], *table["b"]})
    return with_accuracy(counts.told_of(table, corpus, left_out), corpus)


def most_connected(pairs: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the pairs among the `top` actors that take part in most, with all that the table carries."""
    ends = pd.concat([pairs[[end, "n_events"]].set_axis(["id", "n"], axis=1) for end in "ab"])
    best = ends.groupby("id")["n"].sum().reset_index().sort_values(["n", "id"], ascending=[False, True])["id"].head(top)
    kept = pairs[pairs["a"].isin(best) & pairs["b"].isin(best)].reset_index(drop=True)
    kept.attrs = dict(pairs.attrs)
    return kept


def dyad(corpus: Corpus, a: str, b: str) -> pd.DataFrame:
    """Return everything between two actors: first what happened, in order of time, then the sentences that name both.

    Columns `kind` (`event` or `sentence`) `type status earliest latest basis role_a role_b place n_reports passage
    doc_id sentence start end story_id`. Events of any status in which both take part, undated ones behind the dated;
    sentences that name both and are the evidence of none of these, by day of publication (that is their `earliest
    latest`). `a`, `b`: ids or names. Raises ValueError for a name of several actors, or for one actor twice.
    """
    ids = [actor_ids(corpus, each)[0] for each in (a, b)]
    if ids[0] == ids[1]:
        raise ValueError(f"{a!r} and {b!r} are one actor ({ids[0]}): ask for two.")
    own = parties(corpus.events).pivot(index="story_id", columns="actor_id", values="role").reindex(columns=ids)
    own = own.dropna().set_axis(["role_a", "role_b"], axis=1)
    rows = happenings(corpus.events).merge(own, left_on="story_id", right_index=True)
    shown = counts.passages_at(corpus, rows[["doc_id", "sentence"]].drop_duplicates())
    rows = rows.merge(shown[["doc_id", "sentence", "passage"]], on=["doc_id", "sentence"], how="left")
    told = corpus.events[corpus.events["story_id"].isin(rows["story_id"])]
    together = _sentences_in_common(corpus, ids, told)
    parts = [part for part in (rows.assign(kind="event"), together) if len(part)]
    columns = "kind type status earliest latest basis role_a role_b place n_reports passage doc_id sentence start end"
    wanted = [*columns.split(), "story_id"]
    table = pd.concat(parts or [rows.assign(kind="event")], ignore_index=True).reindex(columns=wanted)
    kinds = dict.fromkeys("kind type status basis role_a role_b place passage doc_id story_id".split(), "str")
    kinds |= dict.fromkeys(("sentence", "start", "end"), "int64") | {"n_reports": "Int64"}
    table = table.astype(kinds | dict.fromkeys(("earliest", "latest"), "datetime64[s]"))
    table.attrs["names"] = names_in_languages(corpus, set(ids))
    known = corpus.actors.set_index("actor_id")["name"]
    table.attrs |= {"pair": ids, "shown": {each: known.get(each, each) for each in ids}}
    return with_accuracy(counts.told_of(table, corpus), corpus)


def _sentences_in_common(corpus: Corpus, ids: list[str], told: pd.DataFrame) -> pd.DataFrame:
    """The sentences that name both and are no evidence of the events told of."""
    named = corpus.mentions[corpus.mentions["actor_id"].isin(ids)]
    each = named.groupby(["doc_id", "sentence"])["actor_id"].nunique()
    both = each[each == 2].index.to_frame(index=False)
    known = set(told[["doc_id", "sentence"]].itertuples(index=False, name=None))
    fresh = [pair not in known for pair in both.itertuples(index=False, name=None)]
    rest = both[pd.Series(fresh, index=both.index, dtype=bool)]
    found = counts.passages_at(corpus, rest)
    basis = found["published"].map(lambda day: None if pd.isna(day) else "publication day of the record")
    found = found.assign(kind="sentence", earliest=found["published"], latest=found["published"], basis=basis)
    return found.sort_values(["earliest", "doc_id", "start"], na_position="last", kind="stable")
