"""A Corpus comes in, countries that have to do with each other go out: a table of countries by countries.

What is known of an actor's country is told by names and offices; where nothing is known, it is counted as unknown.
"""

from functools import cache

import pandas as pd
from babel import Locale

from helpers import counts, labels, tables
from helpers.corpus import Corpus
from helpers.discovery_words import COMMON, FIELD, STOP, lexicon, plain
from helpers.event_accuracy import with_accuracy
from helpers.event_dyads import TOOK_PLACE, check_types, told_pairs
from helpers.text import skeleton

UNKNOWN = "unknown"
_LOCALES = {"en": "en", "fa": "fa", "prs": "fa_AF", "ar": "ar", "ps": "ps"}
_LONGEST = 6  # words of a country's name


@cache
def _codes() -> dict[str, str]:
    """The code of a country by the letters of each of its names, in the languages of CLDR and of the tables."""
    found: dict[str, str] = {}
    english: dict[str, str] = {}
    for locale in dict.fromkeys(_LOCALES.values()):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
                found.setdefault(_letters(name.split("(")[0]), code)
                english |= {_letters(name): code} if locale == "en" else {}
    english["turkey"] = "TR"  # CLDR writes Türkiye
    for row in tables.read("known_names").itertuples():
        code = english.get(_letters(row.entity.replace("-", " ")))
        if row.type == "place" and code:
            found.setdefault(_letters(row.name), code)
    return found


@cache
def _cities() -> dict[str, str]:
    """The country of a city, by letters; of a name that two countries have, none."""
    rows = tables.read("cities").assign(letters=lambda own: own["name"].map(_letters))
    one = rows.groupby("letters")["country"].agg(["nunique", "first"])
    return one.loc[one["nunique"] == 1, "first"].to_dict()


def _letters(name: str) -> str:
    return skeleton(name.replace("(", " ").replace(")", " ").casefold())[0].strip()


def _named_at_the_end(name: str) -> str | None:
    """The country that a body's name ends with: «… جمهوری آذربایجان», «Ministry of Labour (Iran)».

    None where it names another one too: «سفارت ایران در افغانستان» is no body of Afghanistan.
    """
    words = [word.strip("(),،") for word in name.replace("(", " ").split()]
    named = [(last, code) for last in range(len(words), 0, -1) if (code := _ends_at(words, last))]
    return named[0][1] if named and named[0][0] == len(words) and len({code for _, code in named}) == 1 else None


def _ends_at(words: list[str], last: int) -> str | None:
    """The country whose name ends before the word `last`."""
    for first in range(max(0, last - _LONGEST), last):
        tail = " ".join(words[first:last])
        # `لجمهورية أذربيجان`: a preposition is no letter of the name
        for form in (tail, tail.removeprefix("ل")):
            code = _codes().get(_letters(form))
            if code and not _ordinary(form):
                return code
    return None


def _ordinary(name: str) -> bool:
    """«مالی» at the end of a body's name is financial, not Mali."""
    flags = lexicon(True).get(plain(name), 0) | lexicon(False).get(plain(name), 0)
    return bool(flags & (COMMON | FIELD | STOP))


def countries(corpus: Corpus) -> pd.DataFrame:
    """Return `actor_id country basis`, a row an actor whose country is known: a code of two letters (ISO 3166).

    A place is its country, or lies in it; a body whose name ends with a country is of it; a person is of the country of
    the bodies it holds an office in, or that its office names. Two countries that contradict each other leave it open.
    """
    types = corpus.actors.set_index("actor_id")["type"]
    found: dict[str, dict[str, str]] = {}
    for row in corpus.names[corpus.names["type"].isin(("place", "organisation"))].itertuples():
        letters = _letters(row.name)
        if row.type == "place":
            code, basis = _codes().get(letters) or _cities().get(letters), f"the name «{row.name}»"
        else:
            code, basis = _named_at_the_end(row.name), f"its name ends with a country: «{row.name}»"
        if code:
            found.setdefault(row.actor_id, {}).setdefault(code, basis)
    for row in corpus.offices.itertuples():
        if types.get(row.actor_id) != "person":
            continue
        body = found.get(row.body, {}) if isinstance(row.body, str) else {}
        code = next(iter(body)) if len(body) == 1 else _named_at_the_end(row.office)
        if code:
            found.setdefault(row.actor_id, {}).setdefault(code, f"its office «{row.office}»")
    rows = [(actor, *next(iter(own.items()))) for actor, own in sorted(found.items()) if len(own) == 1]
    return pd.DataFrame(rows, columns=["actor_id", "country", "basis"], dtype="str")


def country_name(code: str, lang: str) -> str:
    """Return the name of a country in a language of charts, as CLDR has it; the code where it has none."""
    if code == UNKNOWN:
        return labels.message("country_unknown", lang)
    return Locale.parse(_LOCALES.get(lang, "en")).territories.get(code, code)


def pairs_of_countries(corpus: Corpus, types: list[str] | None = None) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the pairs of `told_pairs` with the countries of both, `country_a` before `country_b`; unknown is last."""
    told, left_out = told_pairs(corpus, types, TOOK_PLACE)
    known = countries(corpus).set_index("actor_id")["country"]
    ends = [told[end].map(known).fillna(UNKNOWN) for end in ("a", "b")]
    ordered = [sorted(pair, key=lambda code: (code == UNKNOWN, code)) for pair in zip(*ends, strict=True)]
    left_out["participants whose country is not known"] = int(
        (~pd.concat([told["a"], told["b"]]).drop_duplicates().isin(known.index)).sum()
    )
    first, second = ([pair[n] for pair in ordered] for n in (0, 1))
    return told.assign(country_a=pd.Series(first, told.index, dtype="str"), country_b=pd.Series(second, told.index,
                       dtype="str")), left_out  # fmt: skip


def country_matrix(corpus: Corpus, types: str | list[str] | None = None) -> pd.DataFrame:
    """Return `a b name_a name_b n_events n_reports low high`: in how many happenings two countries have to do.

    `a`, `b`: codes of countries, `a` before `b`, or `unknown`; a row with twice the same country holds what happened
    between its own people and bodies. Only what took place (held or past); a happening with participants of three
    countries counts in three rows. low, high: see `event_quality`. Raises ValueError for a type that does not exist.
    """
    told, left_out = pairs_of_countries(corpus, check_types(types))
    one = told.drop_duplicates(["country_a", "country_b", "story_id"])
    table = one.groupby(["country_a", "country_b"]).agg(
        n_events=("story_id", "nunique"), n_reports=("n_reports", "sum")
    )
    table = table.reset_index().rename(columns={"country_a": "a", "country_b": "b"})
    for end in ("a", "b"):
        table[f"name_{end}"] = table[end].map(lambda code: country_name(code, "en")).astype("str")
    table = table.astype({"n_events": "int64", "n_reports": "int64"})
    table = table.sort_values(["n_events", "a", "b"], ascending=[False, True, True], kind="stable")
    table = table["a b name_a name_b n_events n_reports".split()]
    codes = sorted({*table["a"], *table["b"]} - {UNKNOWN})
    table.attrs["names"] = {
        lang: {code: country_name(code, lang) for code in codes} for lang in ("fa", "prs", "ar", "en")
    }
    return with_accuracy(counts.told_of(table, corpus, left_out), corpus)
