"""The registry of actors: data/actors.csv comes in, its names and what is wrong with it go out.

Knows the file's columns and types; knows no text and merges nothing.
"""

from collections import defaultdict
from pathlib import Path

import pandas as pd

from helpers import filled
from helpers.text import letters

TYPES = ("person", "organisation", "place", "event_name", "law_or_document")
LANGUAGES = ("fa", "prs", "ar", "en", "ps", "ckb", "ur")
COLUMNS = ("actor_id", "type", "lang", "name")
LONGEST_NAME = 300


def load(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (names, problems) of a registry; a missing file is an empty registry, said in `problems`.

    names: `actor_id type lang name line`, a row a name, in the order of the file; the first row of an id is its
    display name. problems: `file line problem remedy`. A row that cannot be used is left out and named; one name
    claimed by two actors stays with both (its mentions are ambiguous) and is named.
    """
    problems: list[tuple[int, str, str]] = []
    rows: list[tuple[str, str, str, str, int]] = []
    for line, row in _rows(path, problems):
        trouble = _trouble(row)
        if trouble:
            problems.append((line, *trouble))
        else:
            rows.append((*(row[column].strip() for column in COLUMNS), line))
    names = pd.DataFrame(rows, columns=[*COLUMNS, "line"]).astype({"line": "int64"})
    names = _one_type(names, problems)
    names = _without_doubles(names, problems)
    found = pd.DataFrame(sorted(problems), columns=["line", "problem", "remedy"])
    found.insert(0, "file", path.name)
    return names, found.astype({"line": "int64"})


def _rows(path: Path, problems: list) -> list[tuple[int, dict[str, str]]]:
    if not path.is_file():
        problems.append((0, "there is no registry", f"write {path} with the columns {','.join(COLUMNS)}"))
        return []
    return filled.rows(path, COLUMNS, COLUMNS, problems)


def _trouble(row: dict[str, str]) -> tuple[str, str] | None:
    """What makes a row unusable, and the remedy; None for a good row."""
    name = row["name"].strip()
    if not row["actor_id"].strip():
        return f"the actor_id of «{name[:40]}» is empty", "give it an id such as leila-falahati"
    if not letters(name):
        return f"the name of {row['actor_id'].strip()} is empty", "write the name or delete the line"
    if len(name) > LONGEST_NAME:
        return f"the name of {row['actor_id'].strip()} has {len(name)} letters", f"the most is {LONGEST_NAME}"
    if row["type"].strip() not in TYPES:
        return f"«{row['type'].strip()}» is no type", f"use one of {', '.join(TYPES)}"
    if row["lang"].strip() not in LANGUAGES:
        return f"«{row['lang'].strip()}» is no language", f"use one of {', '.join(LANGUAGES)}"
    return None


def _one_type(names: pd.DataFrame, problems: list) -> pd.DataFrame:
    first = names.groupby("actor_id")["type"].transform("first") if len(names) else names["type"]
    for row in names[names["type"] != first].itertuples():
        problems.append(
            (row.line, f"{row.actor_id} has two types; the first is kept", "give all its rows the same type")
        )
    return names.assign(type=first)


def _without_doubles(names: pd.DataFrame, problems: list) -> pd.DataFrame:
    # The same spelling under two languages is no double: «ترکیه» is fa and prs.
    for row in names[names.duplicated(["actor_id", "name", "lang"])].itertuples():
        problems.append((row.line, f"«{row.name}» stands twice for {row.actor_id}", "delete one of the two lines"))
    names = names[~names.duplicated(["actor_id", "name", "lang"])].reset_index(drop=True)
    claimed: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names["name"].tolist()):
        claimed[letters(name)].append(at)
    for rows in claimed.values():
        group = names.iloc[rows] if len(rows) > 1 else None
        owners = list(dict.fromkeys(group["actor_id"])) if group is not None else []
        if len(owners) > 1:
            row = group[group["actor_id"] != owners[0]].iloc[0]
            problems.append(
                (
                    int(row["line"]),
                    f"«{row['name']}» is a name of {' and of '.join(owners)}; its mentions stay ambiguous",
                    "keep it with one of them, or leave it if both are meant",
                )
            )
    return names
