"""A registry of any size and the mentions of a corpus come in; the few actors of it that linking must look at go out.

Knows the blocks in which names are compared; compares no two names. Whom it leaves out no mention could be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers.decisions import Replayed
from helpers.identity_names import is_joined, keys, name
from helpers.identity_sounds import coarse
from helpers.matching_letters import powers

_PERSON = "person"


@dataclass
class Wanted:
    """What a name of the registry must share with the corpus: blocks by type, and the sounds of surnames alone."""

    blocks: dict[str, set[str]] = field(default_factory=dict)
    surnames: set[str] = field(default_factory=set)


def near(registry: pd.DataFrame, rows: pd.DataFrame, documents: pd.DataFrame, replayed: Replayed) -> set[str]:
    """Return the actors of a registry that a decision names, that a mention is or may be, or that share a block with
    a name found in a text; of persons also those whose surname stands alone somewhere.
    """
    known = set(registry["actor_id"])
    found = set(rows["actor_id"].dropna())
    for told in rows["candidates"].dropna().unique():
        found.update(told.split("; "))
    for row in replayed.of("merge", "keep_apart", "split", "rename", "ignore", "set_type"):
        found.update((row.target, row.value))
    wanted = _wanted(rows, documents, known, replayed)
    for kind, own in registry.groupby("type", sort=False):
        blocks = wanted.blocks.get(kind, set())
        if kind == _PERSON and (blocks or wanted.surnames):
            found.update(own["actor_id"][_persons(own, blocks, wanted.surnames)])
        elif blocks:
            found.update(own["actor_id"][_shares(own["name"], kind, own["lang"], blocks)])
    return found & known


def _wanted(rows: pd.DataFrame, documents: pd.DataFrame, known: set[str], replayed: Replayed) -> Wanted:
    language = rows["doc_id"].map(documents.set_index("doc_id")["language"])
    told = pd.DataFrame({"actor": rows["actor_id"], "type": rows["type"], "name": rows["surface"], "lang": language})
    kinds = {row.target: row.value for row in replayed.of("set_type")}
    made = Wanted()
    for row in told.drop_duplicates().dropna(subset=["type", "name"]).itertuples():
        kind = kinds.get(row.actor, row.type)
        own = name(" ".join(row.name.split()), kind, row.lang)
        if kind == _PERSON and len(own.words) == 1:
            made.surnames.update(map(coarse, set(own.words[0])))
        if row.actor not in known:
            made.blocks.setdefault(kind, set()).update(keys(own))
    return made


def _shares(names: Iterable[str], kind: str, languages: Iterable[str], blocks: set[str]) -> np.ndarray:
    """Which names share a block, name by name."""
    pairs = zip(names, languages, strict=True)
    return np.array([not blocks.isdisjoint(keys(name(text, kind, lang))) for text, lang in pairs], dtype=bool)


@dataclass(frozen=True)
class _Word:
    """A word of persons' names: whole and without its article, as sounds; plain if it is one part of a name whole."""

    plain: bool
    latin: bool
    letters: str
    sounds: tuple[str, str]


@cache
def _nothing() -> _Word:
    return _Word(False, False, "", ("", ""))


def _word(text: str) -> _Word:
    own = name(text, _PERSON, "fa")
    if len(own.words) != 1 or is_joined(text, own.language == "en"):
        return _nothing()
    full, bare = own.words[0]
    return _Word(True, own.language == "en", full, (coarse(full), coarse(bare)))


def _persons(own: pd.DataFrame, blocks: set[str], surnames: set[str]) -> np.ndarray:
    """Which persons' names share a block or have one of the surnames, in columns: each distinct word is read once."""
    split = pc.utf8_split_whitespace(pa.array(own["name"].astype("str"), pa.large_string()))
    split = split.combine_chunks() if isinstance(split, pa.ChunkedArray) else split
    coded = split.flatten().dictionary_encode()
    code = coded.indices.to_numpy(zero_copy_only=False)
    words = [_word(text) for text in coded.dictionary.to_pylist()]
    counts = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    begin = np.cumsum(counts) - counts
    plain, latin = (np.array([getattr(each, what) for each in words], dtype=bool) for what in ("plain", "latin"))
    good = _all(plain[code], begin, counts) & (_all(latin[code], begin, counts) | _all(~latin[code], begin, counts))
    out = np.zeros(len(own), dtype=bool)
    # Particles, endings written apart, initials: name by name.
    rest = np.flatnonzero(~good)
    pairs = zip(own["name"].iloc[rest], own["lang"].iloc[rest], strict=True)
    telling = [name(text, _PERSON, lang) for text, lang in pairs]
    out[rest] = [
        not blocks.isdisjoint(keys(each)) or (len(each.words) > 1 and bool(surnames & set(map(coarse, each.words[-1]))))
        for each in telling
    ]
    at = np.flatnonzero(good & (counts > 1))
    first, last = code[begin[at]], code[(begin + counts - 1)[at]]
    out[at] = _in_blocks(words, first, last, blocks) | _called(words, last, surnames)
    out[at] |= _joined(words, code, begin[at], counts[at], blocks)
    return out


def _all(flags: np.ndarray, begin: np.ndarray, counts: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0], np.cumsum(flags)])
    return sums[begin + counts] - sums[begin] == counts


def _called(words: list[_Word], last: np.ndarray, surnames: set[str]) -> np.ndarray:
    return np.array([not surnames.isdisjoint(word.sounds) for word in words], dtype=bool)[last]


def _in_blocks(words: list[_Word], first: np.ndarray, last: np.ndarray, blocks: set[str]) -> np.ndarray:
    """Blocks «e» (first and last word sound so) and «t» (first word, beginning of the last) of `keys`."""
    found = np.zeros(len(first), dtype=bool)
    told = [block.split(":", 2) for block in blocks if block[:2] in ("e:", "t:")]
    ways = [("e", lambda word, n=n: word.sounds[n], lambda word, m=m: word.sounds[m]) for n in (0, 1) for m in (0, 1)]
    ways.append(("t", lambda word: word.letters, lambda word: word.letters[:3] if len(word.letters) >= 6 else None))
    for kind, of_first, of_last in ways:
        pairs = {(one, other) for own, one, other in told if own == kind}
        places = [{each: n for n, each in enumerate(sorted({pair[side] for pair in pairs}))} for side in (0, 1)]
        wanted = [places[0][one] * (1 << 32) + places[1][other] for one, other in pairs]
        one, other = (
            np.array([place.get(of(word), -1) for word in words], dtype=np.int64)[column]
            for place, of, column in zip(places, (of_first, of_last), (first, last), strict=True)
        )
        both = np.where((one >= 0) & (other >= 0), one * (1 << 32) + other, -1)
        found |= np.isin(both, np.array(wanted, dtype=np.int64))
    return found


def _joined(words: list[_Word], code, begin: np.ndarray, counts: np.ndarray, blocks: set[str]) -> np.ndarray:
    """Block «j»: the same letters, however they are parted; a name's letters are one number, made of its words'."""
    hashes = np.array([_hash(word.letters) for word in words], dtype=np.uint64)
    sizes = np.array([len(word.letters) for word in words], dtype=np.int64)
    joined, size = np.zeros(len(begin), dtype=np.uint64), np.zeros(len(begin), dtype=np.int64)
    power = powers(1 << 16)
    for n in range(int(counts.max(initial=0))):
        there = np.flatnonzero(counts > n)
        own = code[begin[there] + n]
        joined[there] += hashes[own] * power[np.minimum(size[there], (1 << 16) - 1)]
        size[there] += sizes[own]
    wanted = [_hash(block[2:]) for block in blocks if block.startswith("j:")]
    return np.isin(joined, np.array(wanted, dtype=np.uint64))


def _hash(letters: str) -> int:
    power = powers(1 << 16)
    return sum(ord(letter) * int(power[n]) for n, letter in enumerate(letters[: 1 << 16])) % (1 << 64)
