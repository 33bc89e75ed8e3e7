"""Rows of mentions come in, the same rows with what was decided or found about them go out, each with its reason.

Knows columns and decisions on places; compares no names.
"""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

import pandas as pd

from helpers.decisions import EVENTS, PLACE, Replayed
from helpers.identity_clusters import Pair
from helpers.identity_names import name
from helpers.identity_offices import is_bare
from helpers.identity_short import Bound, People, bodies, is_short, person
from helpers.text import fold

_FIXED = "_fixed"


def is_place(target: str) -> bool:
    """Return whether the target of a decision is a place in a file, not an actor."""
    return PLACE.fullmatch(target) is not None


def more(told: object, added: str) -> str | None:
    """Return a reason with one more reason behind it; the parts are joined by `; `."""
    before = told if isinstance(told, str) else ""  # missing values are None or NaN
    return "; ".join(dict.fromkeys(part for part in (before, added) if part)) or None


def problems(found: list[tuple[int, str, str]]) -> pd.DataFrame:
    """Return the lines of decisions.csv that could not be applied, as rows of the table `problems`."""
    frame = pd.DataFrame(sorted(set(found)), columns=["line", "problem", "remedy"])
    frame.insert(0, "file", "decisions.csv")
    return frame.astype({"file": "str", "line": "int64", "problem": "str", "remedy": "str"})


def places(target: str, documents: pd.DataFrame) -> tuple[list[str], int | None, int | None]:
    """Return the records that a place names (a file may have copies) and its span, if it has one."""
    match = PLACE.fullmatch(target)
    own = documents[documents["sha256"].str.startswith(match["sha"]) & (documents["record"] == match["record"])]
    span = (int(match["start"]), int(match["end"])) if match["start"] else (None, None)
    return own["doc_id"].tolist(), *span


def at(rows: pd.DataFrame, row, documents: pd.DataFrame, what: str) -> tuple[pd.Series | None, tuple | None]:
    """Return the rows of a table at the place of a decision; where there are none, the problem that says so."""
    docs, start, end = places(row.target, documents)
    if not docs:
        said = f"no file of the corpus begins with {row.target.split('#')[0]} and has that record (decision {row.n})"
        return None, (row.line, said, "leave the line until the file is back, or delete it")
    hit = rows["doc_id"].isin(docs) & (rows["start"] == start) & (rows["end"] == end)
    if not hit.any():
        return None, (row.line, f"no {what} stands at {row.target} (decision {row.n})", "correct the place")
    return hit, None


def settled(mentions: pd.DataFrame, replayed: Replayed, documents: pd.DataFrame) -> tuple[pd.DataFrame, list]:
    """Return the mentions with the decisions on single places applied, and the decisions that found no place.

    `split <place> <actor_id>`: the mention is of that actor; `set_type`, `ignore`: of that mention alone.
    """
    texts = ["actor_id", "type", "candidates", "found_by", "reason"]
    rows, found = mentions.astype(dict.fromkeys(texts, object)), []
    rows[_FIXED], rows["_was"] = False, None
    rows["_place"] = rows.groupby("doc_id").cumcount()
    for row in replayed.of("split", "set_type", "ignore"):
        if not is_place(row.target) or row.value in EVENTS:
            continue
        hit, trouble = at(rows, row, documents, "mention")
        if trouble:
            found.append(trouble)
        elif row.decision == "ignore":
            rows = rows[~hit]
        elif row.decision == "set_type":
            rows.loc[hit, "type"] = row.value
        else:
            rows.loc[hit, "_was"] = rows.loc[hit, "actor_id"]
            rows.loc[hit, ["actor_id", "candidates", _FIXED]] = [row.value, None, True]
        if not trouble and row.decision != "ignore":
            rows.loc[hit, "reason"] = [more(told, f"decision {row.n}") for told in rows.loc[hit, "reason"]]
    return rows.reset_index(drop=True), found


def with_final(rows: pd.DataFrame, final: dict[str, str], merged: list[Pair], replayed: Replayed) -> pd.DataFrame:
    """Return the mentions under their final ids; one that has moved says by which merge."""
    rows = rows.copy()
    before = rows["actor_id"]
    after = before.map(final).where(before.notna(), None)
    moved = before.notna() & (before != after)
    why = reasons(final, merged, replayed)
    rows["_raw"] = before
    rows["actor_id"] = after.astype("str").where(before.notna(), None)
    if moved.any():
        said = before[moved].map(why)
        rows.loc[moved, "reason"] = [more(a, b) for a, b in zip(rows.loc[moved, "reason"], said, strict=True)]
        rows.loc[moved, "found_by"] = [more(told, "link:merge") for told in rows.loc[moved, "found_by"]]
    open_ones = rows["candidates"].notna()
    if open_ones.any():
        rows.loc[open_ones, "candidates"] = [_mapped(told, final) for told in rows.loc[open_ones, "candidates"]]
        one = open_ones & rows["actor_id"].isna() & ~rows["candidates"].fillna("").str.contains("; ", regex=False)
        known = one & rows["candidates"].isin(set(final.values())) & (rows["type"] != "person")
        rows.loc[known, "actor_id"] = rows.loc[known, "candidates"]
        rows.loc[known, "candidates"] = None
    return rows


def _mapped(told: str, final: dict[str, str]) -> str:
    return "; ".join(sorted({final.get(each, each) for each in told.split("; ")}))


def reasons(final: dict[str, str], merged: list[Pair], replayed: Replayed) -> dict[str, str]:
    """Return id -> the evidence by which it was merged into another."""
    why: dict[str, str] = {}
    for row in replayed.of("merge"):
        why.setdefault(row.target, f"merged into {final.get(row.target)}: decision {row.n}")
    for pair in merged:
        for own in (pair.a, pair.b):
            if final.get(own) != own:
                why.setdefault(own, f"merged into {final[own]} ({pair.score:.2f}): {pair.evidence}")
    return {own: why.get(own, f"merged into {last}") for own, last in final.items() if own != last}


def with_short_bodies(rows: pd.DataFrame, language: dict[str, str]) -> pd.DataFrame:
    """Return the mentions with each body's short name bound to the longer name of the same record."""
    found = rows[(rows["type"] == "organisation") & rows["actor_id"].notna() & ~rows[_FIXED]]
    discovered = found["found_by"].fillna("").str.startswith("rule:")
    found = found[found["doc_id"].isin(found.loc[discovered, "doc_id"])]
    every: dict[int, Bound] = {}
    said = "the shorter form of the one longer name of the record"
    # Plain columns: a frame of its own for each of many records costs more than what is done with it.
    own = [found[column].tolist() for column in ("doc_id", "actor_id", "surface", "found_by")]
    for doc, group in groupby(
        sorted(zip(*own, found.index.tolist(), strict=True), key=itemgetter(0)), key=itemgetter(0)
    ):
        mentions = list(group)
        if len({actor for _, actor, *_ in mentions}) == 1:
            continue  # nobody has a shorter form of somebody else's name
        names: dict[str, set] = defaultdict(set)
        for _, actor, surface, *_ in mentions:
            names[actor].add(name(surface, "organisation", language[doc]))
        bound = bodies({actor: sorted(each, key=lambda made: made.text) for actor, each in names.items()})
        for _, actor, _, found_by, index in mentions:
            if actor in bound and str(found_by).startswith("rule:"):
                every[index] = Bound(bound[actor], (), "longer_name", said)
    return with_bound(rows, dict(sorted(every.items())))


def short_people(rows: pd.DataFrame, language: dict[str, str]) -> pd.Series:
    """Return which mentions are a person by one name only, whose owner a record must tell."""
    people = (rows["type"] == "person") & ~rows[_FIXED] & ~is_bare(rows)
    # A registry may name an actor by the surname alone; the record may still name another of that surname.
    spoken = rows.loc[people, "doc_id"].map(language).tolist()
    one = [is_short(*told) for told in zip(rows.loc[people, "surface"].tolist(), spoken, strict=True)]
    mask = people.to_numpy(dtype=bool, copy=True)
    mask[mask] = one
    return pd.Series(mask, index=rows.index)


def whose(row, language: str, record: People, named: People, told: People) -> Bound:
    """Return whom a surname alone means in this record; a mention of the registry keeps its actor unless it is torn."""
    short = name(row.surface, "person", language)
    offered = set(row.candidates.split("; ")) if isinstance(row.candidates, str) else set()
    if str(row.found_by).startswith(("registry", "rule:swallowed")):
        return _of_the_registry(row, short, offered, record, told)
    bound = person(short, offered, record, named, told)
    if bound is not None:
        return bound
    if len(offered) > 1:
        return Bound(None, tuple(sorted(offered)), "", "a surname that the record leaves open")
    own = row.actor_id if isinstance(row.actor_id, str) else min(offered, default=_id(row.surface))
    return Bound(own, (), "", "a surname alone: no full name in the corpus")


def _of_the_registry(row, short, offered: set, record: People, told: People) -> Bound:
    others = record.called(short)
    if isinstance(row.actor_id, str):
        if others - {row.actor_id}:
            said = "the registry and a full name of the record share this surname"
            return Bound(None, tuple(sorted(others | {row.actor_id})), "", said)
        return Bound(row.actor_id, (), "", None)
    inside = offered & others
    # An actor of whom the registry has no full name could be meant anywhere: then the name stays with both.
    if len(inside) == 1 and offered <= told.called(short):
        said = "a name of more than one actor: only this one is named in full in the record"
        return Bound(min(inside), (), "surname_record", said)
    return Bound(None, tuple(sorted(offered)), "", None)


def _id(surface: str) -> str:
    """The id that a person of this one name would have: from the name alone."""
    return f"person-{'-'.join(fold(surface).split())}"


def with_bound(rows: pd.DataFrame, bound: dict[int, Bound]) -> pd.DataFrame:
    """Return the mentions with their short forms bound, or with the candidates that they keep."""
    if not bound:
        return rows
    rows = rows.copy()
    columns = ["actor_id", "candidates", "reason", "found_by"]
    told = [
        (
            each.actor_id, "; ".join(each.candidates) or None, more(reason, each.reason or ""),
            more(found_by, f"link:{each.how}" if each.how else ""),
        )
        for each, reason, found_by in zip(
            bound.values(), rows.loc[list(bound), "reason"], rows.loc[list(bound), "found_by"], strict=True
        )
    ]  # fmt: skip
    rows[columns] = rows[columns].astype(object)  # a column without a value yet would take none
    rows.loc[list(bound), columns] = pd.DataFrame(told, columns=columns, index=list(bound), dtype=object)
    return rows


def ignored(rows: pd.DataFrame, final: dict[str, str], replayed: Replayed) -> tuple[pd.DataFrame, set[str]]:
    """Return the mentions without those of actors that a person told to ignore, and the ids ignored."""
    gone = {final[row.target] for row in replayed.of("ignore") if row.target in final}
    return (rows[~rows["actor_id"].isin(gone)] if gone else rows), gone


def without_nested_doubles(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions without those inside a longer one of the same actor, `nested_in` counted anew.

    Rows taken out before (ignored ones) leave gaps in the places; a mention whose longer one is gone is nested no more.
    """
    number = rows.groupby("doc_id")["_place"].rank(method="first").astype("int64") - 1
    holder = pd.MultiIndex.from_arrays([rows["doc_id"], rows["nested_in"].fillna(-1).astype("int64")])
    known = pd.Series(rows["actor_id"].to_numpy(), index=holder_of(rows))
    outer = pd.Series(known.reindex(holder).to_numpy(), index=rows.index)
    double = rows["nested_in"].notna() & rows["actor_id"].notna() & (outer == rows["actor_id"])
    if double.any():
        # What stood inside the one that goes stands inside the longer one now.
        up = pd.Series(rows.loc[double, "nested_in"].to_numpy(), index=holder_of(rows[double]))
        higher = pd.Series(up.reindex(holder).to_numpy(), index=rows.index)
        moved = rows.assign(nested_in=higher.where(higher.notna(), rows["nested_in"]).astype("Int64"))
        return without_nested_doubles(moved[~double])
    renumbered = pd.Series(number.to_numpy(), index=holder_of(rows))
    nested = pd.Series(renumbered.reindex(holder).to_numpy(), index=rows.index).astype("Int64")
    out = rows.assign(nested_in=nested.where(rows["nested_in"].notna()))
    return out.drop(columns=[column for column in out if column.startswith("_")]).reset_index(drop=True)


def holder_of(rows: pd.DataFrame) -> pd.MultiIndex:
    """Return (record, place in the record) of each mention, which `nested_in` refers to."""
    return pd.MultiIndex.from_arrays([rows["doc_id"], rows["_place"]])
