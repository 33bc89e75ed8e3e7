"""Mentions of the whole corpus, the registry and the decisions come in; who is who goes out: final ids with their
reasons, actors, offices, proposals, redirects. It must not know texts or files, and merges nothing in silence.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from helpers import identity_actors, identity_offices, identity_rows, identity_short
from helpers.decisions import Replayed
from helpers.identity_clusters import Actor, Groups, Pair, join, pairs, with_evidence
from helpers.identity_names import HIGH, known, name
from helpers.identity_near import near

IN_BRACKETS = 0.87


@dataclass(frozen=True)
class Linked:
    """The tables of who is who; their columns are in `helpers.schema`."""

    mentions: pd.DataFrame
    names: pd.DataFrame
    actors: pd.DataFrame
    offices: pd.DataFrame
    proposals: pd.DataFrame
    redirects: pd.DataFrame
    problems: pd.DataFrame


def link(mentions: pd.DataFrame, names: pd.DataFrame, replayed: Replayed, documents: pd.DataFrame) -> Linked:
    """Return who is who in the whole corpus.

    mentions: as `actors.find` returns them, sorted by record, with the `doc_id` of `documents`; a column `_bracketed`
    may tell which stand in brackets of their own. names: first value of `registry.load`. documents: `doc_id sha256
    record language published`. Decisions come first, then names of one actor across spellings, scripts and languages
    (identity_names), then surnames and short names record by record, then titles without a name.
    """
    # Rows are gone through in Python, where an Arrow column makes a new text at each step.
    kinds = {column: mentions[column].dtype for column in ("doc_id", "surface", "office")}
    mentions = mentions.reset_index(drop=True).astype(dict.fromkeys(kinds, object))
    documents = documents.astype({column: object for column in ("doc_id", "language")})
    rows, problems = identity_rows.settled(mentions, replayed, documents)
    # Of a registry of 500,000 a corpus names few: the others are in the tables, and nothing is asked about them.
    few = names[names["actor_id"].isin(near(names, rows, documents, replayed))]
    actors = identity_actors.gather(rows, few, documents, replayed)
    groups, unknown = _decided(actors, replayed, rows)
    problems += unknown
    merged, open_pairs = _clusters(actors, groups, rows, documents)
    final = identity_actors.final_ids(actors, groups, replayed)
    rows = identity_rows.with_final(rows, final, merged, replayed)
    rows = _short_forms(rows, actors, final, documents)
    rows, ignored = identity_rows.ignored(rows, final, replayed)
    told = identity_offices.bodies(rows)
    rows = _titles(rows, documents, told)
    redirects = identity_actors.redirects(rows, actors, final, merged, replayed, ignored)
    rows = identity_rows.without_nested_doubles(rows)
    told = identity_offices.bodies(rows)
    known = identity_actors.names(names, actors, final, rows, ignored)
    return Linked(
        mentions=rows.astype(kinds),
        names=known,
        actors=identity_actors.table(names, known, actors, final, rows, replayed),
        offices=identity_offices.table(rows, documents, told),
        proposals=_proposals(open_pairs, final, ignored),
        redirects=redirects,
        problems=identity_rows.problems(problems),
    )


def _decided(actors: dict[str, Actor], replayed: Replayed, rows: pd.DataFrame) -> tuple[Groups, list]:
    """The groups that decisions make and forbid; a decision on an id that nobody has is named."""
    problems, merges = [], []
    # A mention that a person gave to another of the same name: the two may not come together again by that name.
    split = rows.loc[rows["_was"].notna(), ["_was", "actor_id"]].drop_duplicates()
    apart = [(was, own) for was, own in split.itertuples(index=False) if was != own]
    for row in replayed.of("merge", "keep_apart", "split", "rename", "ignore", "set_type"):
        if "#" in row.target and identity_rows.is_place(row.target):
            continue
        ids = [row.target, row.value] if row.decision in ("merge", "keep_apart", "split") else [row.target]
        missing = [each for each in ids if each not in actors]
        if missing:
            said = f"nobody has the id {' or '.join(missing)} (decision {row.n}); nothing was done"
            problems.append((row.line, said, "correct the id, or leave the line until the actor is named again"))
        elif row.decision == "merge":
            merges.append((row.target, row.value))
        elif row.decision in ("keep_apart", "split"):
            apart.append((row.target, row.value))
    groups = Groups(actors, apart)
    for target, value in merges:
        groups.join(target, value)
    return groups, problems


def _clusters(actors: dict, groups: Groups, rows: pd.DataFrame, documents: pd.DataFrame) -> tuple[list, list]:
    """Join what the names alone decide, then what names and records decide together; return (joined, open)."""
    found = pairs(actors)
    found += _bracketed(rows, actors, found)
    found.sort(key=lambda pair: (-pair.score, pair.a, pair.b))
    joined, _ = join(groups, [pair for pair in found if pair.score >= HIGH])
    # Who holds what is asked with surnames bound: «مرادوا» heads the committee that «بهار مرادوا» heads.
    so_far = {actor: groups.root(actor) for actor in actors}
    bound = rows.assign(actor_id=rows["actor_id"].map(so_far).where(rows["actor_id"].notna(), None))
    bound = _short_forms(bound, actors, so_far, documents)
    wanted = {each for pair in found for each in (pair.a, pair.b)}
    _records(actors, rows, bound, documents, wanted)
    company = _company(actors, rows, groups, wanted)
    more, open_pairs = join(groups, with_evidence(found, actors, groups, company))
    return joined + more, open_pairs


def _bracketed(rows: pd.DataFrame, actors: dict, found: list[Pair]) -> list[Pair]:
    """A body's name and the acronym in the brackets behind it: «منظمة … (إيسيسكو)»."""
    if "_bracketed" not in rows or not rows["_bracketed"].any():
        return []
    bodies = rows[(rows["type"] == "organisation") & rows["actor_id"].notna()]
    ends = {(row.doc_id, row.end): row for row in bodies.itertuples()}
    have = {(pair.a, pair.b) for pair in found if pair.score >= IN_BRACKETS}
    out: dict[tuple[str, str], Pair] = {}
    for row in bodies[bodies["_bracketed"]].itertuples():
        full = ends.get((row.doc_id, row.start - 2))
        if full is None or full.actor_id == row.actor_id or len(row.surface.split()) > 1:
            continue
        names = [name(each.surface, "organisation", actors[each.actor_id].names.get(each.surface, "fa"))
                 for each in (row, full)]  # fmt: skip
        if all(known(each) for each in names) or len(full.surface.split()) < 3:
            continue
        a, b = sorted((row.actor_id, full.actor_id))
        if (a, b) not in have:
            said = f"«{row.surface}» in brackets behind «{full.surface}»"
            out.setdefault((a, b), Pair(a, b, IN_BRACKETS, said))
    return list(out.values())


def _records(actors: dict, rows: pd.DataFrame, bound: pd.DataFrame, documents: pd.DataFrame, wanted: set[str]) -> None:
    """Fill in where the actors of pairs stand and which offices they hold, or who holds one in them.

    bound: the same rows with short forms bound.
    """
    language = documents.set_index("doc_id")["language"].to_dict()
    own = rows[rows["actor_id"].isin(wanted)]
    for actor, doc in own[["actor_id", "doc_id"]].drop_duplicates().itertuples(index=False):
        actors[actor].documents.add(doc)
    for row in own[own["office"].notna() & (own["type"] == "person")].itertuples():
        for title in identity_offices.split(row.office):
            actors[row.actor_id].offices.add(identity_offices.key(title, language[row.doc_id]))
    named = bound[bound["actor_id"].notna()]
    named = named[named["doc_id"].isin(named.loc[named["office"].notna(), "doc_id"])]
    who = {index: told for index, *told in zip(named.index, named["doc_id"], named["actor_id"], strict=True)}
    for (index, title), body in identity_offices.bodies(named).items():
        doc, actor = who[index]
        role = identity_offices.read(title, language[doc]).role
        if role and body in actors:
            actors[body].offices.add(f"{role} is {actor}")


def _company(actors: dict, rows: pd.DataFrame, groups: Groups, wanted: set[str]) -> dict[str, set[str]]:
    """Who is named in each record of the actors of pairs: persons and bodies, not places, which go with everything."""
    docs = {doc for each in wanted for doc in actors[each].documents}
    near = rows[rows["doc_id"].isin(docs) & rows["type"].isin(("person", "organisation")) & rows["actor_id"].notna()]
    by_doc: dict[str, set[str]] = defaultdict(set)
    for doc, actor in near[["doc_id", "actor_id"]].drop_duplicates().itertuples(index=False):
        by_doc[doc].add(groups.root(actor))
    return by_doc


def _short_forms(rows: pd.DataFrame, actors: dict, final: dict, documents: pd.DataFrame) -> pd.DataFrame:
    """Bind surnames to the full names of their record, else of the corpus; bodies to the longer name of the record."""
    language = documents.set_index("doc_id")["language"].to_dict()
    rows = identity_rows.with_short_bodies(rows, language)
    short = identity_rows.short_people(rows, language)
    if not short.any():
        return rows
    full = rows[(rows["type"] == "person") & rows["actor_id"].notna() & ~short]
    spelt = [
        (final[actor], name(text, "person", spoken), each.registry)
        for actor, each in actors.items()
        if each.type == "person"
        for text, spoken in sorted(each.names.items())
    ]
    here = set(full["actor_id"])
    named = identity_short.People.of((actor, made) for actor, made, _ in spelt if actor in here)
    told = identity_short.People.of((actor, made) for actor, made, registry in spelt if registry)
    by_actor: dict[str, identity_short.People] = {}
    for actor, own in groupby(sorted(spelt, key=lambda each: each[0]), key=lambda each: each[0]):
        by_actor[actor] = identity_short.People.of((actor, made) for _, made, _ in own)
    bound = {}
    people: dict[str, list[str]] = defaultdict(list)
    for doc, actor in full[["doc_id", "actor_id"]].drop_duplicates().sort_values("actor_id").itertuples(index=False):
        people[doc].append(actor)
    # One pass over the rows: a group of its own for each of many records costs more than what is done with it.
    for doc, own in groupby(rows[short].itertuples(), key=lambda row: row.doc_id):
        record = identity_short.People()
        for actor in people.get(doc, ()):
            if actor in by_actor:
                record.add(by_actor[actor])
        for row in own:
            bound[row.Index] = identity_rows.whose(row, language[doc], record, named, told)
    return identity_rows.with_bound(rows, bound)


def _titles(rows: pd.DataFrame, documents: pd.DataFrame, told: dict) -> pd.DataFrame:
    found = identity_offices.holders(rows, documents, told)
    bound = {
        index: identity_short.Bound(
            actor or None, tuple(filter(None, candidates.split("; "))), "office" if actor else "", f"a title: {reason}"
        )
        for index, (actor, candidates, reason) in found.items()
    }
    return identity_rows.with_bound(rows, bound)


def _proposals(open_pairs: list[Pair], final: dict[str, str], ignored: set[str]) -> pd.DataFrame:
    """A row a pair of final ids that may be one actor, the likeliest first."""
    best: dict[tuple[str, str], Pair] = {}
    for pair in open_pairs:
        ends = tuple(sorted((final[pair.a], final[pair.b])))
        if ends[0] != ends[1] and not ignored.intersection(ends) and ends not in best:
            best[ends] = pair
    out = [(a, b, min(pair.score, 0.99), pair.evidence) for (a, b), pair in best.items()]
    frame = pd.DataFrame(out, columns=["a", "b", "score", "evidence"])
    return frame.sort_values(["score", "a", "b"], ascending=[False, True, True], kind="stable", ignore_index=True)
