"""Charts: comes in one small table of counts, goes out one plotly Figure, every text through labels.

It must not count: what is drawn is what the table says. The figure carries the table and where it came from.
"""

import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, labels, periods, ticks
from helpers.calendar_charts import calendar_chart
from helpers.event_charts import event_timeline_chart, topics_chart
from helpers.event_country_charts import countries_chart
from helpers.event_strips import dyad_chart
from helpers.figures import table_of
from helpers.network_charts import network_chart
from helpers.pair_charts import cooccurrence_chart, pairs_chart
from helpers.pair_time_charts import network_over_time_chart, pairs_over_time_chart
from helpers.term_charts import keyness_chart, term_trends_chart

__all__ = [
    "actors_chart",
    "calendar_chart",
    "cooccurrence_chart",
    "countries_chart",
    "dates_chart",
    "dyad_chart",
    "event_timeline_chart",
    "keyness_chart",
    "network_chart",
    "network_over_time_chart",
    "pairs_chart",
    "pairs_over_time_chart",
    "table_of",
    "term_trends_chart",
    "timeline_chart",
    "topics_chart",
]

_HATCHED = {"color": "#bdbdbd", "pattern": {"shape": "/", "fgcolor": "#8a8a8a", "solidity": 0.15}}  # of no day
_BESIDE, _NAMES = 0.16, 100  # what is not resolved: the part of the axis it takes, and pixels for the names of kinds


def timeline_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw records per period as bars, the undated beside them on the same scale; what is planned is hatched.

    `table` as `rz.timeline` returns it: `start end label role n_records`; a row without `start` is undated. Periods
    are named in the calendar of the table and in `lang`, or by `label` where the table tells no calendar. Ticks have
    two lines: the first in `calendar` (the table's own when None), the second the same day in `second`: "auto" is
    Solar Hijri below Gregorian days (Afghan months where `lang` is prs) and Gregorian below others, None leaves it
    out. Bars carry `[start, end, role]` in `customdata`, empty strings for the undated. Raises ValueError for a missing
    column or an unknown calendar.
    """
    title = figures.opened(table, "timeline", lang, title, "start end label role n_records", "rz.timeline(corpus)")
    if table.empty or not table["n_records"].fillna(0).any():
        return figures.empty(table, lang, title, "no_match")
    fig = figures.new(table, lang, title, height=390, width=width)
    known = table[table["n_records"].notna()].assign(role=lambda rows: figures.keys(rows["role"]))
    dated = known[known["start"].notna()].sort_values(["start", "role"], kind="stable", ignore_index=True)
    own = table.attrs.get("calendar")
    calendar = calendar or own or calendars.GREGORIAN
    dated = dated.assign(also=periods.also(dated, own or calendar, second, lang))
    if own:
        dated = dated.assign(label=periods.names(dated, own, lang))
    undated = int(known.loc[known["start"].isna(), "n_records"].sum())
    spans = periods.spans(dated)
    roles = list(dict.fromkeys(dated["role"]))
    for role in roles:
        rows = dated[dated["role"] == role]
        _periods_of(fig, rows, spans.loc[rows.index], role, lang, told=len(roles) > 1)
    largest = max([undated, *dated.groupby(["start", "end"], dropna=False)["n_records"].sum()])
    fig.update_layout(barmode="stack")
    if len(roles) > 1:
        figures.legend(fig)
    fig.update_yaxes(title_text=labels.svg(labels.message("records_axis", lang)), **figures.count_axis(largest, lang))
    if not dated.empty:
        periods.axis(fig, spans, calendar, second, lang, periods.dated_share(width) if undated else 1.0, width)
    if undated:
        _undated_beside(fig, undated, alone=dated.empty, lang=lang)
    return fig


def _periods_of(fig: go.Figure, rows: pd.DataFrame, bars: pd.DataFrame, role: str, lang: str, told: bool) -> None:
    """Draw a bar for each period of one role, which is `told` on hover where there are others."""
    word = figures.word("role", role, lang)
    said = [
        figures.hover(row.label, row.also, word if told else "", figures.records(row.n_records, lang))
        for row in rows.itertuples()
    ]
    fig.add_bar(
        x=bars["middle"].dt.strftime("%Y-%m-%dT%H:%M:%S").tolist(),
        y=rows["n_records"].tolist(),
        width=(bars["days"] * 86_400_000 * 0.9).tolist(),
        name=labels.svg(word),
        marker=figures.role_marker(role) | {"opacity": [0.4 if wide else 1.0 for wide in bars["holds_others"]]},
        hovertext=said,
        hovertemplate=figures.TOLD,
        customdata=[[f"{row.start:%Y-%m-%d}", labels.cell(row.end), role] for row in rows.itertuples()],
    )


def _undated_beside(fig: go.Figure, undated: int, alone: bool, lang: str) -> None:
    domain = [0.0, 1.0] if alone else [0.93, 1.0]
    if not alone:
        fig.update_xaxes(domain=[0.0, periods.dated_share(fig.layout.width)])
    fig.update_layout(
        xaxis2={
            "domain": domain,
            "anchor": "y",
            "tickvals": [0],
            "ticktext": [labels.wrap(labels.message("undated", lang), 10)],
            "range": [-6, 6] if alone else [-0.7, 0.7],
            "showgrid": False,
        }
    )
    words = labels.message("n_undated", lang, n=undated)
    fig.add_bar(
        x=[0],
        y=[undated],
        xaxis="x2",
        width=[0.9],
        marker=_HATCHED,
        text=[labels.svg(labels.number(undated, lang))],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        hovertext=[figures.hover(words)],
        hovertemplate=figures.TOLD,
        customdata=[["", "", ""]],
        showlegend=False,
        name=labels.svg(labels.message("undated", lang)),
    )


def actors_chart(
    table: pd.DataFrame, lang: str = "en", title: object = None, top: int = 30, width: int | None = None
) -> go.Figure:
    """Draw the `top` most named actors as ranked bars, coloured by type; a line says how many are not shown.

    `table`: `actor_id name type n_records` (and `name_<lang>`, shown where it is filled), a row an actor.
    """
    title = figures.opened(table, "actors", lang, title, "actor_id name type n_records", "corpus.actors")
    ranked = table[table["n_records"].fillna(0) > 0].assign(actor_id=lambda rows: figures.keys(rows["actor_id"]))
    if ranked.empty:
        return figures.empty(table, lang, title, "no_actors")
    ranked = ranked.sort_values(["n_records", "actor_id"], ascending=[False, True], kind="stable")
    names = _names(ranked, lang).head(top)
    left_out = len(ranked) - len(names)
    ranked = ranked.head(top)
    fig = figures.new(table, lang, title, height=120, width=width)
    middles = figures.rows_axis(fig, names.tolist(), 34, lang)
    for kind in [name for name in figures.STYLES if name in set(figures.kinds(ranked["type"]))]:
        rows = (figures.kinds(ranked["type"]) == kind).to_numpy()
        word, counts = figures.word("type", kind, lang), ranked["n_records"][rows].tolist()
        texts = [labels.svg(labels.number(n, lang)) for n in counts]
        told = [figures.hover(name, word, figures.records(n, lang))
                for name, n in zip(names[rows], counts, strict=True)]  # fmt: skip
        look = {"width": [18] * len(counts), "marker": {"color": figures.STYLES[kind][0]}, "name": labels.svg(word)}
        keys = ranked["actor_id"][rows].tolist()
        figures.row_bars(fig, counts, middles[rows].tolist(), texts, told, customdata=keys, **look)
    ticks = figures.count_axis(float(ranked["n_records"].max()), lang)
    ticks["range"] = ticks["range"][::-1] if labels.direction(lang) == "rtl" else ticks["range"]
    fig.update_xaxes(title_text=labels.svg(labels.message("records_axis", lang)), **ticks)
    fig.update_layout(barmode="overlay")
    if len(fig.data) > 1:
        figures.legend(fig)
    if left_out:
        figures.note(fig, labels.message("n_more", lang, n=left_out))
    return fig


def dates_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str = calendars.GREGORIAN,
    second: str | None = ticks.AUTO,
    width: int | None = None,
) -> go.Figure:
    """Draw every date expression on an axis of days: a day is a tick, a month or a year a bar from first to last day.

    `table`: rows of the dates table, `doc_id surface kind calendar grain earliest latest basis reason role`. A day
    that is known to ±1 is a bar of three days, with its basis on hover; what is planned is hollow. Expressions without
    a resolved interval are counted beside by kind, with their wording and reason on hover; none is left out.
    `calendar`, `second`: of the two lines of the ticks, as in `timeline_chart`.
    """
    title = figures.opened(table, "dates", lang, title, "surface kind earliest latest role", "corpus.dates")
    if table.empty:
        return figures.empty(table, lang, title, "no_dates")
    fixed = table["earliest"].notna() & table["latest"].notna()
    groups = _expressions(table[fixed])
    labelled = len(groups) <= 60
    open_kinds = table[~fixed].groupby(figures.keys(table["kind"]), sort=True)
    rows = max(len(groups) if labelled else 32, open_kinds.ngroups)
    fig = figures.new(table, lang, title, height=130 + max(rows, 4) * 24, width=width)
    _intervals(fig, groups, calendar, second, lang)
    fig.update_yaxes(
        range=[max(len(groups), 1) - 0.4, -0.6],
        tickvals=list(range(len(groups))) if labelled else [],
        ticktext=[labels.wrap(word, 34, lines=1) for word in groups["surface"]] if labelled else [],
        gridcolor="#f0f0f0",
        showgrid=labelled,
    )
    if not groups.empty:
        widest = max(len(labels.clean(word)) for word in groups["surface"]) if labelled else 0
        room = ((width or periods.WIDTH) - 90 - min(widest, 34) * 7) * (_fixed(width) if open_kinds.ngroups else 1)
        _interval_axis(fig, groups, calendar, second, lang, room)
    if open_kinds.ngroups:
        _unresolved_beside(fig, open_kinds, alone=groups.empty, lang=lang)
    fig.update_layout(barmode="overlay")
    if groups["role"].nunique() > 1:
        figures.legend(fig)
    return fig


def _expressions(fixed: pd.DataFrame) -> pd.DataFrame:
    """Return one row for equal wordings of an equal interval in an equal role, with the number of rows behind it."""
    keys = ["earliest", "latest", "surface", "role"]
    fixed = fixed.assign(surface=fixed["surface"].map(labels.clean))
    fixed["role"] = figures.keys(fixed["role"]).replace("", "other")
    rows = fixed.groupby(keys, sort=True, dropna=False)
    groups = rows.size().rename("n").to_frame()
    for name in ("basis", "reason", "doc_id"):
        groups[name] = rows[name].agg(_distinct) if name in fixed else ""
    return groups.reset_index()


def _distinct(values: pd.Series) -> str:
    words = list(dict.fromkeys(labels.clean(value) for value in values.dropna()))
    return "; ".join(words[:5]) + (" …" if len(words) > 5 else "")


def _interval_axis(
    fig: go.Figure, groups: pd.DataFrame, calendar: str, second: str | None, lang: str, room: float
) -> None:
    day = pd.Timedelta(days=1).as_unit("s")
    first, last = groups["earliest"].min(), groups["latest"].max() + day
    pad = max((last - first) * 0.04, 2 * day)
    figures.day_axis(fig, first - pad, last + pad, calendar, second, lang, room)


def _intervals(fig: go.Figure, groups: pd.DataFrame, calendar: str, second: str | None, lang: str) -> None:
    days = groups.rename(columns={"earliest": "start", "latest": "end"})
    groups = groups.assign(also=periods.also(days, calendar, second, lang))
    for role, rows in groups.groupby("role", sort=True):
        colour = figures.ROLES.get(role, figures.ROLES["other"])
        texts = [
            figures.hover(
                row.surface,
                _interval(row, lang),
                row.also,
                figures.word("role", role, lang),
                row.basis,
                row.reason,
                row.doc_id,
            )
            for row in rows.itertuples()
        ]
        name = labels.svg(figures.word("role", role, lang))
        is_day = (rows["earliest"] == rows["latest"]).to_numpy()
        length = ((rows["latest"] - rows["earliest"]).dt.days + 1) * 86_400_000
        shared = {"name": name, "legendgroup": labels.raw(role), "hovertemplate": figures.TOLD}
        fig.add_bar(
            orientation="h",
            base=rows["earliest"][~is_day].dt.strftime("%Y-%m-%d").tolist(),
            x=length[~is_day].tolist(),
            y=rows.index[~is_day].tolist(),
            width=0.5,
            marker={"opacity": 0.75, **figures.role_marker(role), "line": {"color": colour, "width": 2}},
            hovertext=[text for text, day in zip(texts, is_day, strict=True) if not day],
            showlegend=bool((~is_day).any()),
            **shared,
        )
        fig.add_scatter(
            x=rows["earliest"][is_day].dt.strftime("%Y-%m-%d").tolist(),
            y=rows.index[is_day].tolist(),
            mode="markers",
            marker={
                "symbol": "diamond-tall-open" if role == figures.PLANNED else "line-ns",
                "size": 13,
                "line": {"color": colour, "width": 3},
                "color": colour,
            },
            hovertext=[text for text, day in zip(texts, is_day, strict=True) if day],
            showlegend=bool(is_day.all()),
            cliponaxis=False,
            **shared,
        )


def _interval(row: object, lang: str) -> str:
    first, last = labels.cell(row.earliest), labels.cell(row.latest)
    return labels.digits(first if first == last else f"{first} – {last}", lang)


def _fixed(width: int | None) -> float:
    """The part of the axis that is left to resolved expressions."""
    return 1 - _BESIDE - _NAMES / ((width or periods.WIDTH) - 48)


def _unresolved_beside(fig: go.Figure, kinds: object, alone: bool, lang: str) -> None:
    """Count the expressions without a fixed interval by kind, on an axis of their own to the right."""
    counts = [len(rows) for _, rows in kinds]
    if not alone:
        fig.update_xaxes(domain=[0, _fixed(fig.layout.width)])
    total = labels.message("n_unresolved", lang, n=sum(counts))
    fig.update_layout(
        xaxis2={
            "domain": [0.0 if alone else 1 - _BESIDE, 1],
            "anchor": "y2",
            "side": "bottom",
            "title": {"text": labels.wrap(total, 24 if alone else 14)},
        }
        | figures.count_axis(max(counts), lang),
        yaxis2={
            "anchor": "x2",
            "range": [max(len(counts), 6) - 0.4, -0.6],
            "tickvals": list(range(len(counts))),
            "ticktext": [labels.wrap(figures.word("kind", kind, lang), 12) for kind, _ in kinds],
            "showgrid": False,
        },
    )
    told = [figures.hover(figures.word("kind", kind, lang), *_wordings(rows)) for kind, rows in kinds]
    texts = [labels.svg(labels.number(n, lang)) for n in counts]
    look = {"xaxis": "x2", "yaxis": "y2", "width": 0.6, "marker": _HATCHED, "showlegend": False}
    name = labels.svg(labels.message("unresolved", lang))
    figures.row_bars(fig, counts, list(range(len(counts))), texts, told, name=name, **look)


def _wordings(rows: pd.DataFrame) -> list[str]:
    reasons = rows["reason"] if "reason" in rows else pd.Series("", index=rows.index)
    words = [
        f"{labels.clean(surface)} ({labels.clean(reason)})" if labels.clean(reason) else labels.clean(surface)
        for surface, reason in zip(rows["surface"], reasons, strict=True)
    ]
    words = list(dict.fromkeys(words))
    return words[:8] + (["…"] if len(words) > 8 else [])


def _names(table: pd.DataFrame, lang: str) -> pd.Series:
    """Return the name to show: `name_<lang>` where it is filled, else `name`, else the id."""
    names = table["name"].map(labels.clean)
    if f"name_{lang}" in table:
        local = table[f"name_{lang}"].map(labels.clean)
        names = local.where(local != "", names)
    return names.where(names != "", table["actor_id"].map(labels.clean))
