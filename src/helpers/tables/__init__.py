"""The facts about languages, one CSV a kind: a table's name comes in, its rows go out. Knows no rule that uses them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `tables/<name>.csv` as column -> cell, for what must start without pandas (the readers).

    The rows are shared: a caller changes none. Raises FileNotFoundError when there is no such table.
    """
    with (files(__name__) / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def read(name: str) -> pd.DataFrame:
    """Return the rows of `tables/<name>.csv`, every cell a string, an empty cell an empty string.

    The frame is shared: a caller that wants to change it copies it first.
    Raises FileNotFoundError when there is no such table.
    """
    import pandas as pd

    with (files(__name__) / f"{name}.csv").open(encoding="utf-8") as handle:
        # `NA` is a cell like any other (Namibia's code), and `01` must not become 1.
        return pd.read_csv(handle, dtype=str, keep_default_na=False)


def hashable_bytes() -> bytes:
    """Return all tables as one byte string in a fixed order, for the hash that decides what a build redoes."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    return b"".join(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0" for name in names)
