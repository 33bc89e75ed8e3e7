"""Tables in, a frozen bundle of DataFrames out: load_corpus reads them, keep narrows them, texts brings the texts.

Knows the tables' columns; counts nothing beyond `actors.n_records` and draws nothing.
"""

import warnings
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers import build as builder
from helpers import calendars, repair_map, schema, store
from helpers.index import ROWS, Index
from helpers.text import skeleton

if TYPE_CHECKING:
    import distributed

_FRAMES = tuple("documents dates mentions events actors offices proposals redirects names intake problems".split())


@dataclass(frozen=True, repr=False)
class Corpus:
    """The tables of one generation, or a choice of their records. Every function returns a new one.

    `documents`, `dates`, `mentions`, `events`, `actors`, `offices`, `proposals`, `redirects`, `names`, `intake`,
    `problems`: plain DataFrames (columns in `helpers.schema`). `choice`: the arguments of each `keep` applied in order.
    `generation`: the hash of data, rules, registry and decisions. `day`: the newest publication day of the whole
    generation, missing when none is known. `tables`: the folder of the tables, from which `texts` reads. The frames of
    a choice are cut when they are first read: a slider over a million records cuts only what is looked at.
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

    def __getattr__(self, name: str):
        """Cut a frame of a choice, or make the index of a whole corpus, when it is first asked for."""
        if name == "index":
            made = Index({each: getattr(self, each) for each in ("documents", *ROWS, "actors")})
        elif name == "records":
            made = None  # a whole corpus
        elif name in ("documents", *ROWS, "actors") and "records" in vars(self):
            made = _cut(self.index, name, self.records)
        else:
            raise AttributeError(name)
        object.__setattr__(self, name, made)
        return made

    def __repr__(self) -> str:
        files = self.documents["file"].nunique()
        return f"Corpus of {len(self.documents)} records from {files} files (generation {self.generation})"


def load_corpus(
    folder: str | Path = "data",
    *,
    check: str = "stat",
    progress: bool | str = True,
    workers: int | None = None,
    client: "distributed.Client | None" = None,
) -> Corpus:
    """Build what changed in a data folder, read the rest, and return the whole corpus.

    `check="stat"` opens no document whose size, times and inode are known; `check="content"` hashes every file.
    `workers`, `client`, `progress`: who reads new documents, and what is shown meanwhile, as in `build.build`.
    Raises `build.DataError` for a folder that is missing, `store.StoreError` when tables cannot be written or read.
    """
    tables = Path(folder) / "tables"
    generation = builder.build(folder, check=check, progress=progress, workers=workers, client=client)
    frames = {name: _part(tables, generation, name) for name in _FRAMES}
    for row in frames["problems"].itertuples():
        place = f"{row.file}, line {row.line}" if row.line else row.file
        warnings.warn(f"{place}: {row.problem}: {row.remedy}.", stacklevel=2)
    newest = frames["documents"]["published"].max()
    return Corpus(**frames, generation=generation, tables=tables, day=None if pd.isna(newest) else newest)


def _part(tables: Path, generation: str, name: str) -> pd.DataFrame:
    """One table of a generation; when its bytes have changed on disk, all are made again from the documents."""
    try:
        return store.read(tables, generation, name, schema.shaped)
    except store.Corrupt as error:
        # Never in silence: the analyst learns which part had changed on disk.
        warnings.warn(f"{error} The tables are made again from the documents.", stacklevel=4)
        builder.build(tables.parent, check="content", progress=False, again=True)
        return store.read(tables, generation, name, schema.shaped)


def texts(corpus: Corpus) -> pd.DataFrame:
    """Return `doc_id text readable` of the kept records, in the order of `corpus.documents`.

    `text` is the evidence, to which all offsets refer; `readable` is repaired for reading, `repairs` says where. Raises
    store.Corrupt when the generation is no longer on disk, its documents having changed: load the corpus again.
    """
    frame = _part(corpus.tables, corpus.generation, "texts")
    return corpus.documents[["doc_id"]].merge(frame, on="doc_id", how="left")


def repairs(corpus: Corpus) -> pd.DataFrame:
    """Return `doc_id start end readable_start readable_end kind confidence`: what `readable` repairs, a row a place.

    Outside these rows text and readable are equal. A row without length on one side was put in or left out. Raises
    store.Corrupt as `texts` does.
    """
    frame = _part(corpus.tables, corpus.generation, "repairs")
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
    unclear: str | None = None,
) -> Corpus:
    """Return the records that fit all that is asked, with all their rows.

    `language`, `outlet`: one or several. A record that is Persian, of Iran or of Afghanistan, counts as `fa` with a
    `language_confidence` below `language.CLEAR`: `language="fa"` keeps it, `unclear="drop"` leaves it out, `"only"`
    keeps only such. Where some are kept, `choice` says so with `unclear="keep"`, and so does each chart.
    `actors`: all of them in the record, `any_actor`: at least one, each an id
    or any name in any spelling. `type`: an actor of that type is named. `text`: the record holds these letters,
    whatever their kaf, yeh, half-spaces or harakat. `since`, `until`: a day, month or year, both ends included; a
    year below 1420 is Solar Hijri, a lunar one has its era (`1445 AH`). `by="published"` looks at the day of
    publication, `by="event"` at the days the text itself tells of; `undated="drop"` leaves out records without such
    a day.
    An argument that matches nothing gives an empty corpus and a warning that says which. A name of two actors raises
    ValueError and lists them.
    """
    asked = {key: value for key, value in locals().items() if key != "corpus" and value is not None}
    _known("by", by, ("published", "event"))
    _known("undated", undated, ("keep", "drop"))
    _known("unclear", unclear, (None, "keep", "drop", "only"))
    fits = _naming(corpus, actors, any_actor, type)
    for column, value in (("language", language), ("outlet", outlet)):
        if value is not None:
            fits = _having(corpus, column, _list(value), fits)
    if unclear in ("drop", "only"):
        fits = corpus.index.clear(unclear == "drop", fits)
    if since is not None or until is not None or undated == "drop":
        fits = _of_days(corpus, fits, _interval(since, until), by, undated == "keep")
    if text is not None:
        fits = _both(fits, _holding(corpus, text))
    return _narrowed(corpus, fits, _told(corpus, asked, fits))


def _naming(corpus: Corpus, actors, any_actor, type) -> np.ndarray | None:
    """The kept records that name these actors; None stands for all."""
    index, fits = corpus.index, corpus.records
    for actor in actor_ids(corpus, actors) if actors is not None else ():
        fits = _both(fits, index.naming("actor_id", [actor]))
    if any_actor is not None:
        fits = _both(fits, index.naming("actor_id", actor_ids(corpus, any_actor)))
    if type is not None:
        _missing(corpus, "mentions", "type", _list(type))
        fits = _both(fits, index.naming("type", _list(type)))
    return fits


def _having(corpus: Corpus, column: str, values: list, fits: np.ndarray | None) -> np.ndarray:
    """Those of the records that have one of these languages or outlets."""
    _missing(corpus, "documents", column, values)
    return corpus.index.having(column, values, fits)


def _of_days(corpus: Corpus, fits: np.ndarray | None, days: tuple, by: str, undated: bool) -> np.ndarray:
    """Those of the records that were published on these days, or that tell of an event on them."""
    if by == "published":
        return corpus.index.published(*days, undated, fits)
    return _both(fits, corpus.index.telling(*days, undated))


def _told(corpus: Corpus, asked: dict, fits: np.ndarray | None) -> dict:
    """What `choice` says of a `keep`: the arguments that are not as always."""
    told = {key: value for key, value in asked.items() if {"by": "published", "undated": "keep"}.get(key) != value}
    # Never in silence: who asks for Persian of Iran learns that some records may be Dari.
    if asked.get("unclear", "keep") == "keep":
        told.pop("unclear", None)
        if "fa" in _list(asked.get("language", [])) and len(corpus.index.clear(False, fits)):
            told["unclear"] = "keep"
    return told


def _both(fits: np.ndarray | None, others: np.ndarray) -> np.ndarray:
    """The places in both, sorted; None stands for all."""
    if fits is None:
        return others
    small, large = sorted((fits, others), key=len)
    at = np.minimum(np.searchsorted(large, small), max(len(large) - 1, 0))
    return small[large[at] == small] if len(large) else small[:0]


def _holding(corpus: Corpus, text: str) -> np.ndarray:
    """The places of the kept records whose text holds these letters, in any spelling."""
    wanted = skeleton(text)[0]
    own = texts(corpus)
    holds = np.flatnonzero(np.array([wanted in skeleton(each)[0] for each in own["text"]], dtype=bool))
    return holds if corpus.records is None else corpus.records[holds]


def _known(name: str, value: str | None, allowed: tuple[str | None, ...]) -> None:
    if value not in allowed:
        told = " or ".join(repr(each) for each in allowed if each is not None)
        raise ValueError(f"{name}={value!r} is unknown: use {told}.")


def _list(value) -> list:
    return [value] if isinstance(value, str) else list(value)


def _missing(corpus: Corpus, table: str, column: str, wanted: list[str]) -> None:
    there = corpus.index.values(table, column, corpus.records)
    missing = [each for each in wanted if each not in there]
    if missing:
        told = ", ".join(sorted(there)) or "none"
        warnings.warn(f"No record has {column} {', '.join(map(repr, missing))}; there are: {told}.", stacklevel=4)


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
        warnings.warn(f"No actor is called {asked!r}: {hint}", stacklevel=5)
    return found[0] if found else asked


def _interval(since, until) -> tuple[np.datetime64, np.datetime64]:
    """First and last day, both included; without one of them the interval is open."""
    first = calendars.parse_when(since)[0] if since is not None else _FIRST
    last = calendars.parse_when(until)[1] if until is not None else _LAST
    if last < first:
        raise ValueError(f"until={until!r} is before since={since!r}: exchange them.")
    return np.datetime64(first, "s"), np.datetime64(last, "s")


_FIRST, _LAST = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")


def _narrowed(corpus: Corpus, records: np.ndarray | None, told: dict) -> Corpus:
    """The same corpus with some of its records, by their places in the whole; its frames are cut when they are read."""
    records = np.arange(len(corpus.index), dtype=np.int32) if records is None else records
    made = object.__new__(Corpus)
    own = {each.name: vars(corpus)[each.name] for each in fields(Corpus) if each.name not in _CUT}
    choice = (*corpus.choice, told) if told else corpus.choice
    for name, value in (own | {"choice": choice, "index": corpus.index, "records": records}).items():
        object.__setattr__(made, name, value)
    return made


_CUT = ("documents", *ROWS, "actors")


def _cut(index: Index, name: str, records: np.ndarray) -> pd.DataFrame:
    frame = index.frames[name]
    if name == "actors":
        return frame.assign(n_records=index.n_records(records))
    rows = records if name == "documents" else index.rows(name, records)
    return frame.take(rows).reset_index(drop=True)


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
