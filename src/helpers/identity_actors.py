"""The registry and the names found in texts come in, actors go out: one id each, its names, its redirects.

Knows ids and names; compares none and reads no record.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.decisions import Replayed
from helpers.identity_clusters import Actor, Groups, Pair
from helpers.identity_names import name
from helpers.identity_rows import is_place, reasons

LANGUAGES = ("fa", "prs", "ar", "en")
_MOST_NAMES = 12


def gather(rows: pd.DataFrame, names: pd.DataFrame, documents: pd.DataFrame, replayed: Replayed) -> dict[str, Actor]:
    """Return every id of the registry and of the mentions, with its type and its names in their languages."""
    actors: dict[str, Actor] = {}
    for row in names.itertuples():
        each = actors.setdefault(row.actor_id, Actor(row.actor_id, row.type, True))
        each.names.setdefault(row.name, row.lang)
    found = _surfaces(rows, documents)
    for row in found.itertuples():
        each = actors.setdefault(row.actor_id, Actor(row.actor_id, row.type, False))
        each.named = True
        if not each.registry and len(each.names) < _MOST_NAMES:
            each.names.setdefault(row.surface, row.language)
    for row in replayed.of("set_type"):
        if not is_place(row.target) and row.target in actors:
            actors[row.target].type = row.value
    return actors


def _surfaces(rows: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """`actor_id type surface language n` of the mentions that have an id, the most frequent spelling first."""
    own = rows[rows["actor_id"].notna()]
    spoken = own["doc_id"].map(documents.set_index("doc_id")["language"])
    flat = own["surface"].str.split().str.join(" ")
    made = pd.DataFrame({"actor_id": own["actor_id"], "type": own["type"], "surface": flat, "language": spoken})
    made = made.fillna({"type": ""}).groupby(list(made), sort=True).size().rename("n").reset_index()
    return made.sort_values(["actor_id", "n", "surface"], ascending=[True, False, True], kind="stable")


def final_ids(actors: Mapping[str, Actor], groups: Groups, replayed: Replayed) -> dict[str, str]:
    """Return every id -> the id that stands for it: what a person merged into, else the registry's, else the fullest.

    Chosen from the ids alone, never from how often they are named: more documents change no choice between the same.
    """
    merges = [(row.target, row.value) for row in replayed.of("merge") if row.target in actors and row.value in actors]
    sources = {target for target, _ in merges}
    sinks = {value for _, value in merges} - sources
    final: dict[str, str] = {}
    for actor in sorted(actors):
        if actor not in final:
            members = groups.members(actor)
            chosen = min(members, key=lambda each: _rank(actors[each], each in sinks, each in sources))
            final |= dict.fromkeys(members, chosen)
    return final


def _rank(actor: Actor, sink: bool, source: bool) -> tuple:
    words = max((len(text.split()) for text in actor.names), default=0)
    return not sink, source, not actor.registry, -words, actor.actor_id


def redirects(
    rows: pd.DataFrame, actors: Mapping[str, Actor], final: Mapping[str, str], merged: list[Pair],
    replayed: Replayed, ignored: set[str],
) -> pd.DataFrame:  # fmt: skip
    """Return `actor_id into reason`: every id that no longer stands for itself, and the one that does.

    A surname («person-ابتکار») whose every mention was bound to one full name is among them; an ignored id leads
    to nothing.
    """
    out = {own: (last, said) for own, said in reasons(dict(final), merged, replayed).items() if (last := final[own])}
    alive = set(rows["actor_id"].dropna())
    bound = rows[rows["_raw"].notna() & ~rows["_raw"].isin(alive | set(out))]
    for raw, own in bound.groupby("_raw"):
        ends = set(own["actor_id"].dropna())
        if own["actor_id"].notna().all() and len(ends) == 1 and not actors[raw].registry:
            out[raw] = (min(ends), "a short form: every mention is of this actor")
    for own in sorted(ignored):
        numbers = [row.n for row in replayed.of("ignore") if final.get(row.target) == own]
        out[own] = (None, f"ignored: decision {numbers[0]}")
    table = [(own, into, said) for own, (into, said) in sorted(out.items())]
    return pd.DataFrame(table, columns=["actor_id", "into", "reason"])


def names(
    registry: pd.DataFrame, actors: Mapping[str, Actor], final: Mapping[str, str], rows: pd.DataFrame, ignored: set[str]
) -> pd.DataFrame:
    """Return `actor_id type lang name line`: the registry's names first, then those of the texts (line 0).

    Short forms that two people may share are no names here: whom they mean is said at each mention.
    """
    moved = {before: after for before, after in final.items() if before != after}
    own = registry.assign(actor_id=registry["actor_id"].replace(moved) if moved else registry["actor_id"])
    own = own.astype({"actor_id": "str"})
    alive = set(rows["actor_id"].dropna())
    more = [
        (final[actor], each.type, language if language in (*LANGUAGES, "ps", "ckb", "ur") else "fa", text, 0)
        for actor, each in sorted(actors.items())
        if not each.registry and final[actor] in alive
        for text, language in each.names.items()
        if each.type != "person" or final[actor] == actor or len(name(text, "person", language).words) > 1
    ]
    found = pd.DataFrame(more, columns=list(own.columns)).astype(own.dtypes.to_dict())
    both = pd.concat([own, found], ignore_index=True) if len(found) else own
    types = {final[actor]: actors[final[actor]].type for actor in final}
    told = both["actor_id"].map(types)
    both["type"] = told.where(told.notna(), both["type"])
    both = both[~both["actor_id"].isin(ignored)]
    return both.drop_duplicates(["actor_id", "lang", "name"]).reset_index(drop=True)


def table(
    registry: pd.DataFrame, known: pd.DataFrame, actors: Mapping[str, Actor], final: Mapping[str, str],
    rows: pd.DataFrame, replayed: Replayed,
) -> pd.DataFrame:  # fmt: skip
    """Return the table `actors`: those of the registry, and those of the texts that still stand for themselves.

    known: as `names` returns them.
    """
    # 0 for a name that the id itself came with, 1 for one that a merge brought: the first is shown.
    asked = known[known["actor_id"].isin(actors)]
    brought = [
        text not in actors[actor].names
        for actor, text in zip(asked["actor_id"].tolist(), asked["name"].tolist(), strict=True)
    ]
    order = known.assign(own=pd.Series(brought, index=asked.index, dtype="int8").reindex(known.index, fill_value=0))
    order = order.sort_values("own", kind="stable")
    frame = order.drop_duplicates("actor_id").set_index("actor_id")[["type", "name"]]
    unnamed = sorted(set(rows["actor_id"].dropna()) - set(frame.index))
    told = [(each.split("-", 1)[0], each.split("-", 1)[-1].replace("-", " ")) for each in unnamed]
    more = pd.DataFrame(told, columns=["type", "name"], index=pd.Index(unnamed, dtype="str"), dtype="str")
    frame = pd.concat([frame, more]).sort_index().rename_axis("actor_id") if unnamed else frame.sort_index()
    kinds = frame.index.to_series().map({each: actor.type for each, actor in actors.items()})
    frame["type"] = kinds.where(kinds.notna(), frame["type"])
    for lang in LANGUAGES:
        spelt = order[order["lang"] == lang].drop_duplicates("actor_id").set_index("actor_id")["name"]
        frame[f"name_{lang}"] = spelt.reindex(frame.index)
    frame["status"] = np.where(frame.index.isin(registry["actor_id"]), "registry", "discovered")
    frame["n_records"] = rows.groupby("actor_id")["doc_id"].nunique().reindex(frame.index).fillna(0).astype("int64")
    for row in replayed.of("rename"):
        if row.target in final and final[row.target] in frame.index:
            frame.loc[final[row.target], "name"] = row.value
    return frame.reset_index()
