"""What charts of periods share: rows with `start end` come in, their names, their bars and an axis for them go out.

Knows calendars and ticks; must not know what is counted in a period.
"""

import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, ticks

WIDTH = 940  # pixels that the ticks of a figure are chosen for where nobody can tell its width: as browser.py draws it
_BESIDE = 113  # pixels beside the axis for the undated, so that the last tick stays off their name


def dated_share(width: int | None = None) -> float:
    """The part of the axis that is left to what is dated, in a figure of this width."""
    return 1 - _BESIDE / (width or WIDTH)


def names(dated: pd.DataFrame, calendar: str, lang: str) -> list[str]:
    """The periods in the words and digits of `lang`: «قوس ۱۳۹۶»."""
    days = zip(dated["start"].to_numpy(), dated["end"].to_numpy(), strict=True)
    return [calendars.span_label(calendar, *span, lang, digits=lang) for span in days]


def also(rows: pd.DataFrame, calendar: str, second: str | None, lang: str) -> list[str]:
    """The same periods in the other calendar, to the day: «۱۲ بهمن ۱۳۹۴ – ۱۰ اسفند ۱۳۹۴»."""
    second = ticks.other(calendar, lang) if second == ticks.AUTO else second
    if second is None:
        return [""] * len(rows)
    ends = rows["end"].fillna(rows["start"])
    days = zip(rows["start"].to_numpy(), ends.to_numpy(), strict=True)
    return [calendars.span_label(second, *span, lang, digits=lang) for span in days]


def spans(dated: pd.DataFrame) -> pd.DataFrame:
    """Return, row by row, the middle of each period, its length in days, and whether other periods lie inside it.

    «2024» beside March 2024 keeps its whole year, seen through: cut short it would say January to March. A single day
    stands over its tick, as everywhere in plotly.
    """
    ends = dated["end"].fillna(dated["start"])
    days = ((ends - dated["start"]).dt.days + 1.0).clip(lower=1)
    middle = dated["start"] + _seconds((days / 2).where(days > 1, 0.0))
    each = pd.DataFrame({"start": dated["start"], "end": ends}).drop_duplicates()
    # Sorted by start and, of one start, the longest first: what begins inside a period follows it.
    each = each.sort_values(["start", "end"], ascending=[True, False], kind="stable")
    wide = set(each[each["start"].shift(-1) <= each["end"]].itertuples(index=False, name=None))
    holds = [span in wide for span in zip(dated["start"], ends, strict=True)]
    return pd.DataFrame({"middle": middle, "days": days, "holds_others": holds}, index=dated.index)


def _seconds(days: pd.Series) -> pd.Series:
    """Days as lengths of time in seconds: in nanoseconds the year 1300 would be out of bounds."""
    return (days * 86_400).astype("int64").astype("timedelta64[s]")


def axis(
    fig: go.Figure,
    spans: pd.DataFrame,
    calendar: str,
    second: str | None,
    lang: str,
    share: float,
    width: int | None = None,
) -> None:
    """Show every bar whole: the longest periods may begin before the last one and end after it."""
    half = _seconds(spans["days"] / 2)
    first, last = (spans["middle"] - half).min(), (spans["middle"] + half).max()
    pad = max(1.0, float(spans["days"].max()) * (1.5 if len(spans) < 4 else 0.2))
    pad = pd.Timedelta(seconds=int(pad * 86_400)).as_unit("s")
    figures.day_axis(fig, first - pad, last + pad, calendar, second, lang, width=((width or WIDTH) - 90) * share)
    fig.update_layout(xaxis={"showgrid": False})
