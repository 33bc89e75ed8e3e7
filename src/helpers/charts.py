"""Charts: comes in one small table of counts, goes out one plotly Figure, every text through labels.

It must not count: what is drawn is what the table says. The figure carries the table and where it came from.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, labels
from helpers.figures import table_of
from helpers.pair_charts import cooccurrence_chart, network_chart

__all__ = ["actors_chart", "cooccurrence_chart", "dates_chart", "network_chart", "table_of", "timeline_chart"]


def timeline_chart(
    table: pd.DataFrame, lang: str = "en", title: object = None, calendar: str | None = None
) -> go.Figure:
    """Draw records per period as bars, the undated beside them on the same scale.

    `table` as `rz.timeline` returns it: `start end label role n_records`; a row without `start` is undated. Periods
    are named in the calendar of the table and in `lang`, or by `label` where the table tells no calendar; `calendar`
    names the axis. Raises ValueError for a missing column.
    """
    figures.need(table, "start end label role n_records", "timeline_chart", "rz.timeline(corpus)")
    title = title if title is not None else labels.message("timeline_title", lang)
    if table.empty or not table["n_records"].fillna(0).any():
        return figures.empty(table, lang, title, "no_match")
    fig = figures.new(table, lang, title, height=390)
    known = table[table["n_records"].notna()].assign(role=lambda rows: figures.keys(rows["role"]))
    dated = known[known["start"].notna()].sort_values(["start", "role"], kind="stable")
    if calendar_of := table.attrs.get("calendar"):
        dated = dated.assign(label=_period_names(dated, calendar_of, lang))
    undated = int(known.loc[known["start"].isna(), "n_records"].sum())
    spans = _spans(dated)
    roles = list(dict.fromkeys(dated["role"]))
    for role in roles:
        rows = dated[dated["role"] == role]
        bars = spans.loc[rows["start"]]
        fig.add_bar(
            x=bars["middle"].dt.strftime("%Y-%m-%dT%H:%M:%S").tolist(),
            y=rows["n_records"].tolist(),
            width=(bars["days"] * 86_400_000 * 0.9).tolist(),
            name=labels.svg(figures.word("role", role, lang)),
            marker={
                "color": figures.ROLES.get(role, figures.ROLES["other"]),
                "opacity": [0.4 if wide else 1.0 for wide in bars["holds_others"]],
            },
            hovertext=[
                figures.hover(
                    label, figures.word("role", role, lang) if len(roles) > 1 else "", figures.records(n, lang)
                )
                for label, n in zip(rows["label"], rows["n_records"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=rows["start"].dt.strftime("%Y-%m-%d").tolist(),
        )
    largest = max([undated, *dated.groupby("start")["n_records"].sum()])
    fig.update_layout(barmode="stack")
    if len(roles) > 1:
        figures.legend(fig)
    fig.update_yaxes(title_text=labels.svg(labels.message("records_axis", lang)), **figures.count_axis(largest, lang))
    _period_axis(fig, dated, spans, calendar, lang)
    if undated:
        _undated_beside(fig, undated, alone=dated.empty, lang=lang)
    return fig


def _period_names(dated: pd.DataFrame, calendar: str, lang: str) -> list[str]:
    """The periods in the words and digits of `lang`: «قوس ۱۳۹۶»."""
    days = zip(dated["start"].to_numpy(), dated["end"].to_numpy(), strict=True)
    return [calendars.span_label(calendar, *span, lang, digits=lang) for span in days]


def _spans(dated: pd.DataFrame) -> pd.DataFrame:
    """Return, by start, the middle of each period, its length in days, and whether other periods lie inside it.

    «2024» beside March 2024 keeps its whole year, seen through: cut short it would say January to March.
    """
    if dated.empty:
        kinds = {"middle": "datetime64[s]", "days": "float64", "holds_others": "bool"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    ends = dated.groupby("start")["end"].max()
    starts = ends.index.to_series()
    days = ((ends.fillna(starts) - starts).dt.days + 1.0).clip(lower=1)
    next_start = starts.shift(-1)
    holds = (next_start.notna() & (next_start <= ends)).to_numpy()
    return pd.DataFrame({"middle": starts + _seconds(days / 2), "days": days, "holds_others": holds})


def _seconds(days: pd.Series) -> pd.Series:
    """Days as lengths of time in seconds: in nanoseconds the year 1300 would be out of bounds."""
    return (days * 86_400).astype("int64").astype("timedelta64[s]")


def _period_axis(fig: go.Figure, dated: pd.DataFrame, spans: pd.DataFrame, calendar: str | None, lang: str) -> None:
    """Name the periods by their own labels, leaving out those that would run into their neighbour."""
    if dated.empty:
        return
    names = dated.drop_duplicates("start").set_index("start")["label"]
    # The longest periods may begin before the last one and end after it: the axis shows every bar whole.
    half = _seconds(spans["days"] / 2)
    first, last = (spans["middle"] - half).min(), (spans["middle"] + half).max()
    pad = pd.Timedelta(seconds=int(spans["days"].max() * 86_400 * (1.5 if len(spans) < 4 else 0.2))).as_unit("s")
    room = (last - first + 2 * pad) / 10
    shown: list[pd.Timestamp] = []
    for start, middle in spans["middle"].items():
        if not shown or middle - spans["middle"][shown[-1]] >= room:
            shown.append(start)
    fig.update_xaxes(
        type="date",
        range=[stamp.strftime("%Y-%m-%d") for stamp in (first - pad, last + pad)],
        tickvals=spans["middle"].loc[shown].dt.strftime("%Y-%m-%dT%H:%M:%S").tolist(),
        ticktext=[labels.wrap(names[start], 12) for start in shown],
        tickangle=0,
        showgrid=False,
        title_text=labels.svg(labels.message(f"axis_{calendar}", lang)) if calendar else None,
    )


def _undated_beside(fig: go.Figure, undated: int, alone: bool, lang: str) -> None:
    domain = [0.0, 1.0] if alone else [0.93, 1.0]
    if not alone:
        fig.update_xaxes(domain=[0.0, 0.89])
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
        marker={"color": "#bdbdbd", "pattern": {"shape": "/", "fgcolor": "#8a8a8a", "solidity": 0.15}},
        text=[labels.svg(labels.number(undated, lang))],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        hovertext=[figures.hover(words)],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        name=labels.svg(labels.message("undated", lang)),
    )


def actors_chart(table: pd.DataFrame, lang: str = "en", title: object = None, top: int = 30) -> go.Figure:
    """Draw the `top` most named actors as ranked bars, coloured by type; a line says how many are not shown.

    `table`: `actor_id name type n_records` (and `name_<lang>`, shown where it is filled), a row an actor.
    """
    figures.need(table, "actor_id name type n_records", "actors_chart", "corpus.actors")
    title = title if title is not None else labels.message("actors_title", lang)
    ranked = table[table["n_records"].fillna(0) > 0].assign(actor_id=lambda rows: figures.keys(rows["actor_id"]))
    if ranked.empty:
        return figures.empty(table, lang, title, "no_actors")
    ranked = ranked.sort_values(["n_records", "actor_id"], ascending=[False, True], kind="stable")
    names = _names(ranked, lang).head(top)
    left_out = len(ranked) - len(names)
    ranked = ranked.head(top)
    lines = [len(labels.fold(name, 34)) for name in names]
    fig = figures.new(table, lang, title, height=int(120 + sum(max(26, 18 * n + 6) for n in lines)))
    middles = np.cumsum([max(26, 18 * n + 6) for n in lines]) - np.array([max(26, 18 * n + 6) for n in lines]) / 2
    for kind in [name for name in figures.STYLES if name in set(figures.kinds(ranked["type"]))]:
        rows = (figures.kinds(ranked["type"]) == kind).to_numpy()
        counts = ranked["n_records"][rows].tolist()
        fig.add_bar(
            orientation="h",
            x=counts,
            y=middles[rows].tolist(),
            width=[18] * int(rows.sum()),
            name=labels.svg(figures.word("type", kind, lang)),
            marker={"color": figures.STYLES[kind][0]},
            text=[labels.svg(labels.number(n, lang)) for n in counts],
            textposition="outside",
            textfont={"size": 13},
            constraintext="none",
            cliponaxis=False,
            hovertext=[
                figures.hover(name, figures.word("type", kind, lang), figures.records(n, lang))
                for name, n in zip(names[rows], counts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=ranked["actor_id"][rows].tolist(),
        )
    rtl = labels.direction(lang) == "rtl"
    ticks = figures.count_axis(float(ranked["n_records"].max()), lang)
    ticks["range"] = ticks["range"][::-1] if rtl else ticks["range"]
    fig.update_xaxes(title_text=labels.svg(labels.message("records_axis", lang)), **ticks)
    fig.update_yaxes(
        tickvals=middles.tolist(),
        ticktext=[labels.wrap(name, 34) for name in names],
        range=[float(middles[-1] + 18), 0],
        side="right" if rtl else "left",
        showgrid=False,
    )
    fig.update_layout(barmode="overlay")
    if len(fig.data) > 1:
        figures.legend(fig)
    if left_out:
        figures.note(fig, labels.message("n_more", lang, n=left_out))
    return fig


def dates_chart(table: pd.DataFrame, lang: str = "en", title: object = None) -> go.Figure:
    """Draw every date expression on an axis of days: a day is a tick, a month or a year a bar from first to last day.

    `table`: rows of the dates table, `doc_id surface kind calendar grain earliest latest basis reason role`.
    Expressions without a resolved interval are counted beside by kind, with their wording and reason on
    hover; none is left out.
    """
    figures.need(table, "surface kind earliest latest role", "dates_chart", "corpus.dates")
    title = title if title is not None else labels.message("dates_title", lang)
    if table.empty:
        return figures.empty(table, lang, title, "no_dates")
    fixed = table["earliest"].notna() & table["latest"].notna()
    groups = _expressions(table[fixed])
    labelled = len(groups) <= 60
    open_kinds = table[~fixed].groupby(figures.keys(table["kind"]), sort=True)
    rows = max(len(groups) if labelled else 32, open_kinds.ngroups)
    fig = figures.new(table, lang, title, height=130 + max(rows, 4) * 24)
    _intervals(fig, groups, lang)
    fig.update_yaxes(
        range=[max(len(groups), 1) - 0.4, -0.6],
        tickvals=list(range(len(groups))) if labelled else [],
        ticktext=[labels.wrap(word, 34, lines=1) for word in groups["surface"]] if labelled else [],
        gridcolor="#f0f0f0",
        showgrid=labelled,
    )
    fig.update_xaxes(type="date", tickformat="%Y-%m-%d" if _narrow(groups) else "%Y")
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


def _narrow(groups: pd.DataFrame) -> bool:
    return not groups.empty and (groups["latest"].max() - groups["earliest"].min()).days < 120


def _intervals(fig: go.Figure, groups: pd.DataFrame, lang: str) -> None:
    for role, rows in groups.groupby("role", sort=True):
        colour = figures.ROLES.get(role, figures.ROLES["other"])
        texts = [
            figures.hover(
                row.surface, _interval(row, lang), figures.word("role", role, lang), row.basis, row.reason, row.doc_id
            )
            for row in rows.itertuples()
        ]
        name = labels.svg(figures.word("role", role, lang))
        is_day = (rows["earliest"] == rows["latest"]).to_numpy()
        length = ((rows["latest"] - rows["earliest"]).dt.days + 1) * 86_400_000
        shared = {"name": name, "legendgroup": labels.raw(role), "hovertemplate": "%{hovertext}<extra></extra>"}
        fig.add_bar(
            orientation="h",
            base=rows["earliest"][~is_day].dt.strftime("%Y-%m-%d").tolist(),
            x=length[~is_day].tolist(),
            y=rows.index[~is_day].tolist(),
            width=0.5,
            marker={"color": colour, "line": {"color": colour, "width": 2}, "opacity": 0.75},
            hovertext=[text for text, day in zip(texts, is_day, strict=True) if not day],
            showlegend=bool((~is_day).any()),
            **shared,
        )
        fig.add_scatter(
            x=rows["earliest"][is_day].dt.strftime("%Y-%m-%d").tolist(),
            y=rows.index[is_day].tolist(),
            mode="markers",
            marker={"symbol": "line-ns", "size": 13, "line": {"color": colour, "width": 3}, "color": colour},
            hovertext=[text for text, day in zip(texts, is_day, strict=True) if day],
            showlegend=bool(is_day.all()),
            cliponaxis=False,
            **shared,
        )


def _interval(row: object, lang: str) -> str:
    first, last = labels.cell(row.earliest), labels.cell(row.latest)
    return labels.digits(first if first == last else f"{first} – {last}", lang)


def _unresolved_beside(fig: go.Figure, kinds: object, alone: bool, lang: str) -> None:
    """Count the expressions without a fixed interval by kind, on an axis of their own to the right."""
    counts = [len(rows) for _, rows in kinds]
    if not alone:
        fig.update_xaxes(domain=[0, 0.72])
    total = labels.message("n_unresolved", lang, n=sum(counts))
    fig.update_layout(
        xaxis2={
            "domain": [0.0 if alone else 0.84, 1],
            "anchor": "y2",
            "side": "bottom",
            "title": {"text": labels.wrap(total, 24)},
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
    fig.add_bar(
        orientation="h",
        xaxis="x2",
        yaxis="y2",
        x=counts,
        y=list(range(len(counts))),
        width=0.6,
        marker={"color": "#bdbdbd", "pattern": {"shape": "/", "fgcolor": "#8a8a8a", "solidity": 0.15}},
        text=[labels.svg(labels.number(n, lang)) for n in counts],
        textposition="outside",
        textfont={"size": 13},
        constraintext="none",
        cliponaxis=False,
        hovertext=[figures.hover(figures.word("kind", kind, lang), *_wordings(rows)) for kind, rows in kinds],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        name=labels.svg(labels.message("unresolved", lang)),
    )


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
