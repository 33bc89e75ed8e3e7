"""Charts in words: comes in a figure of this suite, goes out a sentence for who cannot see it, and for its caption.

It must not count: it reads what the figure carries.
"""

import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, labels

_COUNTS = ("n_events", "n_stories", "n_periods", "n_records", "n_mentions")
_MOST = 3


def alt(fig: go.Figure) -> str:
    """Return what a chart shows as plain text in its own language: its title, its rows and the three largest of them.

    A figure that this suite did not make has its own title only.
    """
    meta = fig.layout.meta
    if not isinstance(meta, dict) or "table" not in meta:
        return labels.clean(fig.layout.title.text)
    lang, table = meta["lang"], figures.table_of(fig)
    said = [meta.get("title", ""), *meta.get("notes", [])]
    if not fig.data:
        return _sentences([*said, *meta.get("empty", [])])
    said.append(labels.message("alt_rows", lang, n=len(table)))
    count = next((name for name in _COUNTS if name in table and pd.api.types.is_numeric_dtype(table[name])), None)
    if count and table[count].notna().any():
        best = table[table[count].notna()].sort_values(count, ascending=False, kind="stable").head(_MOST)
        names = _names(best, meta)
        told = [
            f"{name} ({labels.number(n, lang)})" for name, n in zip(names, best[count].tolist(), strict=True) if name
        ]
        glue = ", " if lang == "en" else "، "
        said += [labels.message("alt_most", lang, names=glue.join(told))] if told else []
    return _sentences(said)


def _sentences(said: list[str]) -> str:
    return " ".join(f"{text}." if text[-1] not in ".!?؟…" else text for text in map(labels.clean, said) if text)


def _names(rows: pd.DataFrame, meta: dict) -> list[str]:
    lang = meta["lang"]
    if {"name_a", "name_b"} <= set(rows):
        return [labels.message("pair", lang, a=a, b=b) for a, b in zip(rows["name_a"], rows["name_b"], strict=True)]
    if {"start", "end", "label"} <= set(rows):
        calendar = meta.get("days", {}).get("calendar", calendars.GREGORIAN)
        return [_period(row, calendar, lang) for row in rows.itertuples()]
    for name in (f"name_{lang}", "name", "term", "surface", "label"):
        if name in rows:
            return [labels.clean(value) for value in rows[name]]
    return [""] * len(rows)


def _period(row: object, calendar: str, lang: str) -> str:
    if pd.isna(row.start):
        return labels.message("undated", lang)
    end = row.start if pd.isna(row.end) else row.end
    days = (day.to_numpy().astype("datetime64[s]") for day in (row.start, end))
    return calendars.span_label(calendar, *days, lang, digits=lang)
