"""Tables in, a frozen bundle of DataFrames out: load_corpus reads them, keep narrows them, texts brings the texts.

Knows the tables' columns; counts nothing beyond `actors.n_records` and draws nothing.
"""

import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from helpers import build as builder
from helpers import calendars, link, repair_map, schema, store
from helpers.text import skeleton

_FRAMES = tuple("documents dates mentions events actors offices proposals redirects names intake problems".split())


@dataclass(frozen=True, repr=False)
class Corpus:
    """The tables of one generation, or a choice of their records. Every function returns a new one.

    `documents`, `dates`, `mentions`, `events`, `actors`, `offices`, `proposals`, `redirects`, `names`, `intake`,
    `problems`: plain DataFrames (columns in `helpers.schema`). `choice`: the arguments of each `keep` applied in order.
    `generation`: the hash of data, rules, registry and decisions. `day`: the newest publication day of the whole
    generation, missing when none is known. `tables`: the folder of the tables, from which `texts` reads.
    """

    documents: pd.DataFrame
    dates: pd.DataFrame
    mentions: pd.DataFrame
    events: pd.DataFrame
    actors: pd.DataFrame
    offices: pd.DataFrame
    proposals: pd.DataFrame
    redirects: pd.DataFrame
    names: pd.DataFrame
    intake: pd.DataFrame
    problems: pd.DataFrame
    generation: str
    tables: Path
    day: pd.Timestamp | None = None
    choice: tuple[dict, ...] = field(default=())

    def __repr__(self) -> str:
        files = self.documents["file"].nunique()
        return f"Corpus of {len(self.documents)} records from {files} files (generation {self.generation})"


def load_corpus(folder: str | Path = "data", *, check: str = "stat", progress: bool = True) -> Corpus:
    """Build what changed in a data folder, read the rest, and return the whole corpus.

    `check="stat"` opens no document whose size, times and inode are known; `check="content"` hashes every file.
    Raises `build.DataError` for a folder that is missing, `store.StoreError` when tables cannot be written or read.
    """
    tables = Path(folder) / "tables"
    generation = builder.build(folder, check=check, progress=progress)
    try:
        frames = {name: store.read(tables, generation, name, schema.shaped) for name in _FRAMES}
    except store.Corrupt as error:
        # Never in silence: the analyst learns which part had changed on disk.
        warnings.warn(f"{error} The tables were made again from the documents.", stacklevel=2)
        builder.build(folder, check="content", progress=progress, again=True)
        frames = {name: store.read(tables, generation, name, schema.shaped) for name in _FRAMES}
    for row in frames["problems"].itertuples():
        place = f"{row.file}, line {row.line}" if row.line else row.file
        warnings.warn(f"{place}: {row.problem}: {row.remedy}.", stacklevel=2)
    newest = frames["documents"]["published"].max()
    return Corpus(**frames, generation=generation, tables=tables, day=None if pd.isna(newest) else newest)


def texts(corpus: Corpus) -> pd.DataFrame:
    """Return `doc_id text readable` of the kept records, in the order of `corpus.documents`.

    `text` is the evidence, to which all offsets refer; `readable` is repaired for reading, `repairs` says where.
    Raises store.Corrupt when the generation is no longer on disk: load the corpus again.
    """
    frame = store.read(corpus.tables, corpus.generation, "texts", schema.shaped)
    return corpus.documents[["doc_id"]].merge(frame, on="doc_id", how="left")


def repairs(corpus: Corpus) -> pd.DataFrame:
    """Return `doc_id start end readable_start readable_end kind confidence`: what `readable` repairs, a row a place.

    Outside these rows text and readable are equal. A row without length on one side was put in or left out. Raises
    store.Corrupt as `texts` does.
    """
    frame = store.read(corpus.tables, corpus.generation, "repairs", schema.shaped)
    return frame[frame["doc_id"].isin(corpus.documents["doc_id"])].reset_index(drop=True)


def readable_spans(corpus: Corpus, places: pd.DataFrame) -> pd.DataFrame:
    """Return `places` (`doc_id start end` of the text) with `readable_start readable_end`, where readable shows them.

    Both are equal where it leaves the place out. `repair_map.to_readable` gives the pieces of one whose line was put
    in order, `repair_map.to_text` leads back.
    """
    return repair_map.spans(repairs(corpus), places)


def shown(corpus: Corpus, places: pd.DataFrame) -> list[str]:
    """Return what the readable form shows of each of `places` (`doc_id start end` of the text), on one line each.

    Empty where it shows nothing of a place: the signature of a channel.
    """
    own = texts(corpus).set_index("doc_id")["readable"]
    spans = readable_spans(corpus, places)
    ends = zip(spans["doc_id"], spans["readable_start"], spans["readable_end"], strict=True)
    return [" ".join(own[doc][start:end].split()) for doc, start, end in ends]


def keep(
    corpus: Corpus,
    *,
    language: str | list[str] | None = None,
    outlet: str | list[str] | None = None,
    actors: str | list[str] | None = None,
    any_actor: str | list[str] | None = None,
    type: str | list[str] | None = None,
    text: str | None = None,
    since: str | int | None = None,
    until: str | int | None = None,
    by: str = "published",
    undated: str = "keep",
) -> Corpus:
    """Return the records that fit all that is asked, with all their rows.

    `language`, `outlet`: one or several. `actors`: all of them in the record, `any_actor`: at least one, each an id
    or any name in any spelling. `type`: an actor of that type is named. `text`: the record holds these letters,
    whatever their kaf, yeh, half-spaces or harakat. `since`, `until`: a day, month or year, both ends included; a
    year below 1700 is Solar Hijri. `by="published"` looks at the day of publication, `by="event"` at the days the
    text itself tells of; `undated="drop"` leaves out records without such a day.
    An argument that matches nothing gives an empty corpus and a warning that says which. A name of two actors raises
    ValueError and lists them.
    """
    asked = {key: value for key, value in locals().items() if key != "corpus" and value is not None}
    defaults = {"by": "published", "undated": "keep"}
    _known("by", by, ("published", "event"))
    _known("undated", undated, ("keep", "drop"))
    documents = corpus.documents
    fits = pd.Series(True, index=documents.index)
    for column, value in (("language", language), ("outlet", outlet)):
        if value is not None:
            fits &= _among(documents[column], _list(value), column)
    if actors is not None:
        for actor in actor_ids(corpus, actors):
            fits &= documents["doc_id"].isin(_naming(corpus, [actor]))
    if any_actor is not None:
        fits &= documents["doc_id"].isin(_naming(corpus, actor_ids(corpus, any_actor)))
    if type is not None:
        typed = corpus.mentions[_among(corpus.mentions["type"], _list(type), "type")]
        fits &= documents["doc_id"].isin(typed["doc_id"])
    if text is not None:
        wanted = skeleton(text)[0]
        own = texts(corpus)
        fits &= documents["doc_id"].isin(own.loc[[wanted in skeleton(each)[0] for each in own["text"]], "doc_id"])
    if since is not None or until is not None or undated == "drop":
        fits &= _within(corpus, since, until, by, undated)
    told = {key: value for key, value in asked.items() if defaults.get(key) != value}
    return _narrowed(corpus, fits, told)


def _known(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name}={value!r} is unknown: use {' or '.join(repr(each) for each in allowed)}.")


def _list(value) -> list:
    return [value] if isinstance(value, str) else list(value)


def _among(column: pd.Series, wanted: list[str], name: str) -> pd.Series:
    missing = [each for each in wanted if not (column == each).any()]
    if missing:
        there = ", ".join(sorted(column.dropna().unique())) or "none"
        warnings.warn(f"No record has {name} {', '.join(map(repr, missing))}; there are: {there}.", stacklevel=3)
    return column.isin(wanted)


def actor_ids(corpus: Corpus, asked: str | list[str]) -> list[str]:
    """The actor ids meant by ids or names. Raises ValueError for a name of several actors."""
    return [_id(corpus, each) for each in _list(asked)]


def _id(corpus: Corpus, asked: str) -> str:
    if (corpus.actors["actor_id"] == asked).any():
        return asked
    moved = corpus.redirects[corpus.redirects["actor_id"] == asked]["into"].dropna()
    if len(moved):
        return moved.iloc[0]  # an id that a merge took in still means its actor
    wanted = skeleton(asked)[0]
    spelt = zip(corpus.names["name"], corpus.names["actor_id"], strict=True)
    found = list(dict.fromkeys(actor for name, actor in spelt if skeleton(name)[0] == wanted))
    if len(found) > 1:
        raise ValueError(f"{asked!r} is a name of several actors: {', '.join(found)}. Ask for one of these ids.")
    if not found:
        near = find_actors(corpus, asked)["actor_id"].head(3).tolist()
        hint = (
            f"did you mean {', '.join(near)}?" if near else "rz.find_actors(corpus, …) finds ids by a part of a name."
        )
        warnings.warn(f"No actor is called {asked!r}: {hint}", stacklevel=4)
    return found[0] if found else asked


def _naming(corpus: Corpus, ids: list[str]) -> pd.Series:
    return corpus.mentions.loc[corpus.mentions["actor_id"].isin(ids), "doc_id"]


def _within(corpus: Corpus, since, until, by: str, undated: str) -> pd.Series:
    first = calendars.parse_when(since)[0] if since is not None else None
    last = calendars.parse_when(until)[1] if until is not None else None
    if first is not None and last is not None and last < first:
        raise ValueError(f"until={until!r} is before since={since!r}: exchange them.")
    documents = corpus.documents
    days = documents.assign(earliest=documents["published"], latest=documents["published"])
    if by == "event":
        days = corpus.dates[corpus.dates["role"] == "event"]
    days = days.dropna(subset=["earliest", "latest"])
    inside = pd.Series(True, index=days.index)
    if first is not None:
        inside &= days["latest"] >= first
    if last is not None:
        inside &= days["earliest"] <= last
    fits = documents["doc_id"].isin(days.loc[inside, "doc_id"])
    return fits if undated == "drop" else fits | ~documents["doc_id"].isin(days["doc_id"])


def _narrowed(corpus: Corpus, fits: pd.Series, told: dict) -> Corpus:
    documents = corpus.documents[fits].reset_index(drop=True)
    kept = documents["doc_id"]
    dates = corpus.dates[corpus.dates["doc_id"].isin(kept)].reset_index(drop=True)
    mentions = corpus.mentions[corpus.mentions["doc_id"].isin(kept)].reset_index(drop=True)
    events = corpus.events[corpus.events["doc_id"].isin(kept)].reset_index(drop=True)
    counted = link.count_records(mentions).reindex(corpus.actors["actor_id"]).fillna(0).astype("int64")
    actors = corpus.actors.assign(n_records=counted.to_numpy())
    choice = (*corpus.choice, told) if told else corpus.choice
    return replace(
        corpus, documents=documents, dates=dates, mentions=mentions, events=events, actors=actors, choice=choice
    )


def find_actors(corpus: Corpus, name: str) -> pd.DataFrame:
    """Return `actor_id type name found n_records` of the actors one of whose names holds `name`, in any spelling.

    `found` is that name; names equal to the one asked for come first, then the most named actors.
    """
    wanted = skeleton(name)[0]
    letters = corpus.names["name"].map(lambda each: skeleton(each)[0]).astype("str")
    hits = corpus.names[letters.str.contains(wanted, regex=False) | (corpus.names["actor_id"] == name)]
    hits = hits.assign(found=hits["name"], equal=letters[hits.index] == wanted)
    hits = hits.sort_values("equal", ascending=False, kind="stable").drop_duplicates("actor_id")
    known = corpus.actors.set_index("actor_id")
    hits = hits.assign(
        name=hits["actor_id"].map(known["name"]), n_records=hits["actor_id"].map(known["n_records"]).astype("int64")
    )
    hits = hits.sort_values(["equal", "n_records", "actor_id"], ascending=[False, False, True], kind="stable")
    return hits[["actor_id", "type", "name", "found", "n_records"]].reset_index(drop=True)


def keep_line(choice: tuple[dict, ...], corpus: str = "corpus") -> str:
    """Return the Python line that makes a choice again: `rz.keep(corpus, language='fa', since='2016')`."""
    line = corpus
    for told in choice:
        line = f"rz.keep({line}, {', '.join(f'{key}={value!r}' for key, value in told.items())})"
    return line


def changes(corpus: Corpus) -> pd.DataFrame:
    """Return what is new, changed or gone since the generation before: `what kind id title_or_name`.

    kind: `document` or `actor`; what: `new`, `changed`, `gone`, for an actor also `merged` (the name says into which,
    and why) and `parted`. Compares the whole generation, not the kept records. Empty when there is no generation
    before (a first build), or when nothing differs.
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


def _generation_texts(tables: Path, generation: str) -> pd.DataFrame:
    titles = store.read(tables, generation, "documents", schema.shaped)[["doc_id", "title"]]
    return titles.merge(store.read(tables, generation, "texts", schema.shaped), on="doc_id").set_index("doc_id")


def _named(tables: Path, generation: str) -> pd.Series:
    actors = store.read(tables, generation, "actors", schema.shaped)
    return actors[actors["n_records"] > 0].set_index("actor_id")["name"]
