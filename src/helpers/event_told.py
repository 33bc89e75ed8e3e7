"""What is told, linked names and resolved days come in as frames, columns of numbers for the link step go out.

Knows columns and frames; knows no rule of who takes part or which days are one.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers.compiled import compiled, inner
from helpers.discovery_places import countries
from helpers.event_codes import NUMBER, readings
from helpers.text import skeleton

# Kinds of actors; of any other one nothing follows.
KINDS = ("", "person", "organisation", "place", "event_name", "law_or_document")
PERSON, PLACE, EVENT_NAME = 1, 3, 4
_KINDS_OF_DAY = ("date", "named_event", "weekday", "relative")
_COUNTED = ("start", "end", "trigger_start", "trigger_end", "clause_start", "clause_end")
_ANSWERS = ("person", "quoted", "title", "anaphoric", "passive")
# What a day is in column 1 of `dates`, 0 for one in the text.
PUBLICATION, OCCASION = 1, 2
# A cue that no rule knows: a number that is none of a kind or role.
_UNKNOWN = 62
_AT, _SPACE, _ZERO = ord("@"), ord(" "), ord("0")


@dataclass(frozen=True)
class Told:
    """Columns of numbers as `event_parties` and `event_link` read them; rows of a record follow each other.

    `told` a row of `events.find` in each, `order` where it was; `cues` word and place; `names` start, end, actor, kind,
    IN_OFFICE; `dates` start, PUBLICATION or OCCASION, whether of history, whether a day, earliest, latest (0 for none),
    surface, row; `docs` the id of each record; `actors` in order of their ids, `body_begins bodies` those that an actor
    holds an office in, `countries` which actors are one; `types` the names of numbers, `topic_begins topics` the topics
    of each number in column TOPICS, and `topic_names`.
    """

    told: np.ndarray
    order: np.ndarray
    cues: np.ndarray
    names: np.ndarray
    dates: np.ndarray
    docs: pa.Array
    actors: pa.Array
    body_begins: np.ndarray
    bodies: np.ndarray
    countries: np.ndarray
    types: list[str]
    topic_begins: np.ndarray
    topics: np.ndarray
    topic_names: pa.Array


def texts(column: pd.Series) -> pa.Array:
    """Return a column of a frame as texts."""
    if column.dtype == object:
        return pa.array(column.to_numpy(), pa.large_string(), from_pandas=True)
    made = pa.array(column.astype("str"), pa.large_string())
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def encoded(words: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return the number of each text, -1 for a missing one, and the different texts."""
    made = words.dictionary_encode()
    codes = made.indices if not made.indices.null_count else pc.fill_null(made.indices, -1)
    return codes.to_numpy(zero_copy_only=False).astype(np.int64), made.dictionary


def read(
    found: pd.DataFrame, mentions: pd.DataFrame, dates: pd.DataFrame, offices: pd.DataFrame, names: pd.DataFrame
) -> Told:
    """Return the columns of what is told with the names and days of its records."""
    doc, docs = encoded(texts(found["doc_id"]))
    order = np.argsort(doc, kind="stable")
    actor, body_begins, bodies, actors = _actors(mentions, offices)
    kind = _kinds(mentions["type"])
    owner = _owner(mentions["doc_id"], docs)
    rows, ids = _names(mentions, owner, actor, kind), np.arange(len(docs) + 1)
    days, day_owner = _dates(dates, docs)
    told, types, topic_begins, topics, topic_names = _told(found, doc, order)
    name_bounds, day_bounds = np.searchsorted(rows[:, 5], ids), np.searchsorted(day_owner, ids)
    told[:, 18], told[:, 19] = name_bounds[told[:, 17]], name_bounds[told[:, 17] + 1]
    told[:, 20], told[:, 21] = day_bounds[told[:, 17]], day_bounds[told[:, 17] + 1]
    cues = _cues(found["cues"], order, told)
    lands = _countries(mentions, actor, kind, names, actors)
    return Told(
        told, order, cues, rows, days, docs, actors, body_begins, bodies, lands, types, topic_begins, topics,
        topic_names,
    )  # fmt: skip


def _told(found: pd.DataFrame, doc: np.ndarray, order: np.ndarray):
    """The rows of `events.find` as columns START to TOPICS and DOC, the names of their numbers, and their topics."""
    told = np.zeros((len(found), 33), dtype=np.int64)
    number = {name: code for code, name in enumerate(readings().names)} | NUMBER
    for at, column in enumerate(_COUNTED):
        told[:, at] = found[column].to_numpy(dtype=np.int64)[order]
    for at, column in enumerate(("type", "status", "rule"), 6):
        codes, words = encoded(texts(found[column]))
        numbers = [number.setdefault(word, len(number)) for word in words.to_pylist()]
        told[:, at] = np.array([*numbers, 0], dtype=np.int64)[codes[order]]
    for at, column in enumerate(_ANSWERS, 9):
        told[:, at] = found[column].to_numpy(dtype=np.int64)[order]
    codes, words = encoded(texts(found["topics"]))
    told[:, 16], told[:, 17] = codes[order], doc[order]
    topics: dict[str, int] = {}
    lists = [[topics.setdefault(each, len(topics)) for each in word.split("; ") if each] for word in words.to_pylist()]
    begins = np.cumsum([0, *map(len, lists)])
    flat = np.array([each for topic in lists for each in topic], dtype=np.int64)
    return told, list(number), begins, flat, pa.array(list(topics), pa.large_string())


def _owner(column: pd.Series, docs: pa.Array) -> np.ndarray:
    """The number of the record of each row, -1 for a record of which nothing is told."""
    own, words = encoded(texts(column))
    place = pc.index_in(words, value_set=docs)
    known = pc.fill_null(place, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return known[own] if len(known) else own


def _actors(mentions: pd.DataFrame, offices: pd.DataFrame):
    """The number of each mention's actor (-1 for none) in order of their ids, and who holds offices in which bodies."""
    held = offices.dropna(subset="body")
    parts = [texts(mentions["actor_id"]), texts(held["actor_id"]), texts(held["body"])]
    codes, words = encoded(pa.concat_arrays(parts))
    order = np.argsort(np.array(words.to_pylist(), dtype=object))
    rank = np.append(np.argsort(order), -1)
    codes = rank[codes]
    own, bodies = codes[len(mentions) : len(mentions) + len(held)], codes[len(mentions) + len(held) :]
    pairs = np.unique(np.stack([own, bodies], axis=1), axis=0) if len(held) else np.empty((0, 2), dtype=np.int64)
    begins = np.searchsorted(pairs[:, 0], np.arange(len(words) + 1))
    return codes[: len(mentions)], begins, np.ascontiguousarray(pairs[:, 1]), words.take(pa.array(order))


def _kinds(column: pd.Series) -> np.ndarray:
    codes, words = encoded(texts(column))
    number = [KINDS.index(word) if word in KINDS else 0 for word in words.to_pylist()]
    return np.array([*number, 0], dtype=np.int64)[codes]


def _names(mentions: pd.DataFrame, owner: np.ndarray, actor: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """The names of records that may take part: start, end, actor, kind, whether in a title, record; in order."""
    reasons, words = encoded(texts(mentions["reason"]))
    source = np.array([*("source of the report" in word for word in words.to_pylist()), False])[reasons]
    rows = np.flatnonzero(owner >= 0)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    nested = mentions["nested_in"].to_numpy(dtype=np.int64, na_value=-1)[rows]
    # a place among the mentions of the record
    outer = np.searchsorted(owner[rows], owner[rows]) + nested
    free = (nested < 0) | (kind[rows[np.where(nested < 0, 0, outer)]] == EVENT_NAME) if len(rows) else nested < 0
    rows = rows[(actor[rows] >= 0) & ~source[rows] & free]
    out = np.zeros((len(rows), 6), dtype=np.int64)
    out[:, 0], out[:, 1] = mentions["start"].to_numpy(dtype=np.int64)[rows], mentions["end"].to_numpy(np.int64)[rows]
    out[:, 2], out[:, 3], out[:, 5] = actor[rows], kind[rows], owner[rows]
    _offices(out, rows, mentions)
    return out


def _offices(out: np.ndarray, rows: np.ndarray, mentions: pd.DataFrame) -> None:
    """Mark the names that belong to somebody's title: «سفیر ایران در باکو» stands behind the ambassador's name."""
    surfaces, offices = texts(mentions["surface"]).take(pa.array(rows)), texts(mentions["office"]).take(pa.array(rows))
    titled = np.flatnonzero((out[:, 3] == PERSON) & ~offices.is_null().to_numpy(zero_copy_only=False))
    titles = [" ".join(office.split()) for office in offices.take(pa.array(titled)).to_pylist()]
    lengths = np.array([len(title) for title in titles], dtype=np.int64)
    sizes = pc.utf8_length(surfaces).to_numpy(zero_copy_only=False).astype(np.int64)
    titled, lengths = titled[lengths > 0], lengths[lengths > 0]
    pairs = np.empty((len(rows) + 16, 2), dtype=np.int64)
    while (count := _near(out, titled, lengths, sizes, pairs)) > len(pairs):
        pairs = np.empty((count, 2), dtype=np.int64)
    pairs = pairs[:count]
    titles = [title for title in titles if title]
    told = surfaces.take(pa.array(pairs[:, 0])).to_pylist()
    inside = [" ".join(name.split()) in titles[at] for name, at in zip(told, pairs[:, 1].tolist(), strict=True)]
    out[pairs[np.array(inside, dtype=bool), 0], 4] = 1


@compiled
def _near(names, titled, lengths, sizes, pairs):
    """Fill `pairs` of a name and a titled person (a place in `titled`), so near that the title may hold the name.

    Returned is how many there are, also where they have no room.
    """
    widest = 0
    for name in range(len(names)):
        widest = max(widest, names[name, 1] - names[name, 0])
    count = 0
    for at in range(len(titled)):
        person, reach = titled[at], lengths[at] + 8
        for step in (-1, 1):
            name = person + step
            while 0 <= name < len(names) and names[name, 5] == names[person, 5]:
                behind = names[name, 0] >= names[person, 1]
                gap = names[name, 0] - names[person, 1] if behind else names[person, 0] - names[name, 1]
                if names[name, 3] != PERSON and 0 <= gap <= reach - sizes[name]:
                    if count < len(pairs):
                        pairs[count, 0], pairs[count, 1] = name, at
                    count += 1
                apart = names[name, 0] - names[person, 1] if step > 0 else names[person, 0] - names[name, 0] - widest
                if apart > reach:
                    break
                name += step
    return count


def _dates(dates: pd.DataFrame, docs: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The days that records tell, in order, and the record of each."""
    owner = _owner(dates["doc_id"], docs)
    kinds, words = encoded(texts(dates["kind"]))
    counts = np.array([*(word in _KINDS_OF_DAY for word in words.to_pylist()), False])[kinds]
    rows = np.flatnonzero((owner >= 0) & counts)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    out = np.zeros((len(rows), 8), dtype=np.int64)
    out[:, 0] = dates["start"].to_numpy(dtype=np.int64)[rows]
    for at, column, word in ((1, "role", "publication"), (2, "role", "historic"), (3, "grain", "day")):
        out[:, at] = (dates[column] == word).to_numpy(dtype=bool)[rows]
    # «به مناسبت روز جهانی زن»: a feast is an occasion; it is the day where no other is told, and nothing past by itself
    feast = (dates["rule"] == "feast").to_numpy(dtype=bool)[rows]
    out[feast, 1] = OCCASION
    out[feast & dates["earliest"].isna().to_numpy(dtype=bool)[rows], 2] = 0
    first, last = (dates[name].to_numpy().astype("datetime64[s]")[rows] for name in ("earliest", "latest"))
    out[:, 4], out[:, 5] = first.astype(np.int64), last.astype(np.int64)
    out[:, 6], out[:, 7] = encoded(texts(dates["surface"]))[0][rows], rows
    return out, owner[rows]


def _countries(mentions, actor: np.ndarray, kind: np.ndarray, names: pd.DataFrame, actors: pa.Array) -> np.ndarray:
    """Which actors are countries: a town is a place where things happen, it signs nothing."""
    rows = np.flatnonzero((kind == PLACE) & (actor >= 0))
    surfaces, words = encoded(texts(mentions["surface"].iloc[rows]))
    pairs = np.unique(actor[rows] * (len(words) + 1) + surfaces)
    own, surface = np.divmod(pairs[pairs % (len(words) + 1) < len(words)], len(words) + 1)
    known = np.array([*(is_country(word) for word in words.to_pylist()), False])
    out = np.zeros(len(actors), dtype=bool)
    out[own[known[surface]]] = True
    places = names.loc[names["type"] == "place", ["actor_id", "name"]].dropna()
    place = pc.index_in(texts(places["actor_id"]), value_set=actors)
    for at, name in zip(place.to_pylist(), places["name"].tolist(), strict=True):
        if at is not None and not out[at] and is_country(name):
            out[at] = True
    return out


def is_country(name: str) -> bool:
    """Return whether a name is that of a country or a region of CLDR."""
    return skeleton(name)[0] in _names_of_countries()


@cache
def _names_of_countries() -> frozenset[str]:
    return frozenset(skeleton(name)[0] for name, _ in countries())


def _cues(column: pd.Series, order: np.ndarray, told: np.ndarray) -> np.ndarray:
    """The cues of all rows, `role@place` in the text, as word and place; CUES and CUES_END of `told` are set."""
    words = texts(column).take(pa.array(order))
    own = words.buffers()
    begins = np.frombuffer(own[1], dtype=np.int64, count=len(words) + 1, offset=8 * words.offset)
    letters = np.frombuffer(own[2] or b"", dtype=np.uint8)
    kinds = sorted((_hash(name.encode()), code) for name, code in NUMBER.items() if 0 < code < _UNKNOWN)
    hashes = np.array([each for each, _ in kinds], dtype=np.int64)
    codes = np.array([code for _, code in kinds], dtype=np.int64)
    out = np.empty((int(np.count_nonzero(letters == _AT)), 2), dtype=np.int64)
    bounds = _read_cues(letters, begins, hashes, codes, out)
    told[:, 14], told[:, 15] = bounds[:-1], bounds[1:]
    return out


def _hash(word: bytes) -> int:
    value = 0
    for letter in word:
        value = (value * 131 + letter) % (1 << 31)
    return value


@compiled
def _read_cues(letters, begins, hashes, codes, out):
    """Fill `out` with the word and place of each cue; return the bounds of each row."""
    bounds = np.zeros(len(begins), dtype=np.int64)
    count = 0
    for row in range(len(begins) - 1):
        at = begins[row]
        while at < begins[row + 1]:
            value, place = 0, 0
            while at < begins[row + 1] and letters[at] != _AT:
                value = (value * 131 + letters[at]) % (1 << 31)
                at += 1
            at += 1
            while at < begins[row + 1] and letters[at] != _SPACE:
                place = place * 10 + letters[at] - _ZERO
                at += 1
            at += 1
            out[count, 0] = _word(value, hashes, codes)
            out[count, 1] = place
            count += 1
        bounds[row + 1] = count
    return bounds


@inner
def _word(value, hashes, codes):
    for at in range(len(hashes)):
        if hashes[at] == value:
            return codes[at]
    return np.int64(_UNKNOWN)
