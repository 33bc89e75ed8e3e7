"""Two generations of tables come in, what is new, changed, gone or moved between them goes out, as a small DataFrame.

Knows the tables' columns; must not know how they were made, draws nothing.
"""

from pathlib import Path

import pandas as pd

from helpers import schema, store
from helpers.corpus import Corpus


def changes(corpus: Corpus) -> pd.DataFrame:
    """Return what is new, changed or gone since the generation before: `what kind id title_or_name`.

    kind: `document`, `actor` or `date`; what: `new`, `changed`, `gone`; for an actor also `merged` (the words say into
    which, and why) and `parted`; for a date `moved`: the id is its place in a text that is as it was (`published` for
    the day of publication), the words say what it told before and tells now, and why. Compares the whole generation,
    not the kept records. Empty when there is no generation before (a first build), or when nothing differs.
    """
    columns = ["what", "kind", "id", "title_or_name"]
    before = store.pointer(corpus.tables)["previous"]
    if not before or before == corpus.generation:
        return pd.DataFrame(columns=columns, dtype="str")
    now, then = (_generation_texts(corpus.tables, each) for each in (corpus.generation, before))
    named_now, named_then = (_named(corpus.tables, each) for each in (corpus.generation, before))
    changed = [doc for doc in now.index.intersection(then.index) if now.at[doc, "text"] != then.at[doc, "text"]]
    rows = [("new", "document", doc, now.at[doc, "title"]) for doc in now.index.difference(then.index)]
    rows += [("changed", "document", doc, now.at[doc, "title"]) for doc in changed]
    rows += [("gone", "document", doc, then.at[doc, "title"]) for doc in then.index.difference(now.index)]
    rows += [("new", "actor", actor, named_now[actor]) for actor in named_now.index.difference(named_then.index)]
    rows += [("gone", "actor", actor, named_then[actor]) for actor in named_then.index.difference(named_now.index)]
    rows += _moved(corpus, before)
    same = now.index.intersection(then.index).difference(changed)
    rows += _days_moved(corpus, before, same)
    return pd.DataFrame(rows, columns=columns).astype("str")


def _moved(corpus: Corpus, before: str) -> list[tuple[str, str, str, str]]:
    """The merges that are new since a generation, and those that are no more, with their reasons."""
    now, then = (
        store.read(corpus.tables, each, "redirects", schema.shaped).set_index("actor_id")
        for each in (corpus.generation, before)
    )
    rows = []
    for word, here, there in (("merged", now, then), ("parted", then, now)):
        for actor, row in here.dropna(subset="into").iterrows():
            if actor not in there.index or there.at[actor, "into"] != row["into"]:
                rows.append((word, "actor", actor, f"{row['into']}: {row['reason']}"))
    return rows


def _days_moved(corpus: Corpus, before: str, same: pd.Index) -> list[tuple[str, str, str, str]]:
    """The dates that texts, unchanged themselves, now tell of other days, and the publication days that moved."""
    now, then = (_days(corpus.tables, each, same) for each in (corpus.generation, before))
    both = now.merge(then, on=["doc_id", "place"], suffixes=("", "_then"))
    stays = [
        (both[name] == both[f"{name}_then"]) | (both[name].isna() & both[f"{name}_then"].isna())
        for name in ("earliest", "latest")
    ]
    rows = []
    for each in both[~(stays[0] & stays[1])].itertuples():
        days = [
            _interval_words(*pair) for pair in ((each.earliest_then, each.latest_then), (each.earliest, each.latest))
        ]
        why = each.basis if isinstance(each.basis, str) and each.basis else each.reason
        told = f"{each.surface}: {' → '.join(days)}" + (f" ({why})" if isinstance(why, str) and why else "")
        rows.append(("moved", "date", f"{each.doc_id}:{each.place}", told))
    return rows


def _days(tables: Path, generation: str, docs: pd.Index) -> pd.DataFrame:
    """`doc_id place surface earliest latest basis reason` of what texts tell and of their publication."""
    told = store.read(tables, generation, "dates", schema.shaped)
    told = told.assign(place=told["start"].astype("str") + "-" + told["end"].astype("str"))
    own = store.read(tables, generation, "documents", schema.shaped)
    own = own.assign(earliest=own["published"], latest=own["published"], basis=own["published_basis"])
    own = own.assign(place="published", surface=own["title"], reason="")
    columns = "doc_id place surface earliest latest basis reason".split()
    both = pd.concat([told[columns], own[columns]], ignore_index=True)
    return both[both["doc_id"].isin(docs)].drop_duplicates(["doc_id", "place"])


def _interval_words(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if pd.isna(first) or pd.isna(last):
        return "unknown"
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _generation_texts(tables: Path, generation: str) -> pd.DataFrame:
    titles = store.read(tables, generation, "documents", schema.shaped)[["doc_id", "title"]]
    return titles.merge(store.read(tables, generation, "texts", schema.shaped), on="doc_id").set_index("doc_id")


def _named(tables: Path, generation: str) -> pd.Series:
    actors = store.read(tables, generation, "actors", schema.shaped)
    return actors[actors["n_records"] > 0].set_index("actor_id")["name"]
