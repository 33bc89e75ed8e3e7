"""Charts of words: comes in the table of keyness or of terms over time, goes out a plotly Figure.

It must not count: what is drawn is what the table says. Public by way of helpers.charts.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers import calendars, figures, labels, periods, ticks

_COLOURS = {"one": "#0072B2", "other": "#D55E00"}
# Okabe and Ito's colours that are dark enough for a line; dash and mark keep them apart in grey print too.
_LINES = (
    ("#0072B2", "solid", "circle"), ("#D55E00", "dash", "square-open"), ("#009E73", "dot", "diamond"),
    ("#CC79A7", "dashdot", "triangle-up-open"), ("#222222", "longdash", "x"), ("#E69F00", "solid", "star"),
)  # fmt: skip
_MOST_TERMS = len(_LINES)
_SIGNIFICANT = 3.84  # below it a difference comes about by chance in more than 5 of 100 cases


def keyness_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    names: tuple[object, object] | None = None,
    top: int = 15,
    width: int | None = None,
) -> go.Figure:
    """Draw what is typical of two parts as bars to either side, by log-likelihood: the `top` terms of each part.

    `table` as `rz.keyness` returns it: `term n_one n_other per_10k_one per_10k_other log_likelihood`. `names`:
    what the two parts are called. Terms below 3.84 are not drawn, a line says how many. Bars carry the term (of
    actors, the id) in `customdata`.
    """
    columns = "term n_one n_other per_10k_one per_10k_other log_likelihood"
    title = figures.opened(table, "keyness", lang, title, columns, "rz.keyness(a, b)")
    known = table[table["log_likelihood"].fillna(0) >= _SIGNIFICANT]
    if known.empty:
        return figures.empty(table, lang, title, "no_keyness")
    ranked = known.assign(key=figures.keys(known["actor_id"] if "actor_id" in known else known["term"]))
    ranked = ranked.sort_values(["log_likelihood", "key"], ascending=[False, True], kind="stable")
    first = ranked["per_10k_one"] >= ranked["per_10k_other"]
    sides = {"one": ranked[first].head(top), "other": ranked[~first].head(top)}
    called = names or (labels.message("keyness_one", lang), labels.message("keyness_other", lang))
    rows = max(len(own) for own in sides.values())
    fig = figures.new(table, lang, title, height=110 + rows * 30, width=width)
    most = float(ranked["log_likelihood"].max())
    rtl = labels.direction(lang) == "rtl"
    for (side, own), name in zip(sides.items(), called, strict=True):
        _side(fig, own, side, name, -1 if (side == "one") != rtl else 1, lang)
    fig.update_layout(barmode="overlay", bargap=0.25)
    fig.update_xaxes(
        range=[-most * 1.75, most * 1.75],
        showticklabels=False,
        showgrid=False,
        zeroline=True,
        zerolinecolor="#999999",
        title_text=labels.svg(labels.message("measure_log_likelihood", lang)),
    )
    fig.update_yaxes(range=[rows - 0.4, -0.6], showticklabels=False, showgrid=False)
    figures.legend(fig)
    left = len(table) - sum(map(len, sides.values()))
    if left:
        figures.note(fig, labels.message("n_more_terms", lang, n=left))
    return fig


def _side(fig: go.Figure, own: pd.DataFrame, side: str, name: object, way: int, lang: str) -> None:
    """The bars of one part, each with its term at the end."""
    values = [round(float(value), 2) for value in own["log_likelihood"]]
    texts = [labels.wrap(term, 26, lines=1) for term in own["term"]]
    told = [_rates(row, value, lang) for row, value in zip(own.itertuples(), values, strict=True)]
    look = {"marker": {"color": _COLOURS[side]}, "name": labels.svg(name), "customdata": own["key"].tolist()}
    figures.row_bars(fig, [way * value for value in values], list(range(len(own))), texts, told, **look)


def _rates(row: object, value: float, lang: str) -> str:
    counted = (("one", row.n_one, row.per_10k_one), ("other", row.n_other, row.per_10k_other))
    told = [
        labels.message(
            "keyness_count", lang, part=labels.message(f"keyness_{side}", lang), n=int(n), rate=round(float(rate), 1)
        )
        for side, n, rate in counted
        if pd.notna(n) and pd.notna(rate)
    ]
    measure = f"{labels.message('measure_log_likelihood', lang)}: {labels.number(value, lang)}"
    return figures.hover(row.term, *told, measure)


def term_trends_chart(
    table: pd.DataFrame,
    lang: str = "en",
    title: object = None,
    calendar: str | None = None,
    second: str | None = ticks.AUTO,
    share: bool = True,
    width: int | None = None,
) -> go.Figure:
    """Draw in which part of the records of each period a term stands, a line a term with its name at the end.

    `table` as `rz.term_trends` returns it: `start end label term n_records n_total share`. `share=False` draws numbers
    of records. The first six terms are drawn, a line says how many are not, and how many records have no day.
    `calendar`, `second`: as in `timeline_chart`. Points carry `[start, end, term]` in `customdata`.
    """
    columns = "start end term n_records n_total share"
    title = figures.opened(table, "term_trends", lang, title, columns, "rz.term_trends(corpus, terms)")
    known = table.assign(key=figures.keys(table["term"]))
    dated = known[known["start"].notna() & known["share"].notna()]
    if dated.empty:
        return figures.empty(table, lang, title, "no_match")
    terms = list(dict.fromkeys(known["key"]))
    fig = figures.new(table, lang, title, height=400, width=width)
    own = table.attrs.get("calendar")
    calendar = calendar or own or calendars.GREGORIAN
    dated = dated.sort_values(["start", "end"], kind="stable", ignore_index=True)
    dated = dated.assign(
        period=periods.names(dated, own or calendar, lang), also=periods.also(dated, own or calendar, second, lang)
    )
    # A year among months would be a point in July that says nothing of July: only periods of the usual length.
    spans = periods.spans(dated)
    dated = dated.assign(x=spans["middle"].dt.strftime("%Y-%m-%dT%H:%M:%S"))[~spans["holds_others"]]
    column = "share" if share else "n_records"
    for place, term in enumerate(terms[:_MOST_TERMS]):
        _line(fig, dated[dated["key"] == term], column, _LINES[place], lang)
    periods.axis(fig, spans[~spans["holds_others"]], calendar, second, lang, 0.8, width)
    most = float(dated[column].max()) or 1.0
    if share:
        values = [float(value) for value in np.linspace(0, most, 5)]
        percent = [labels.percent(value, lang, 1 if most < 0.1 else 0) for value in values]
        fig.update_yaxes(tickvals=values, ticktext=[labels.svg(text) for text in percent], range=[0, most * 1.12])
    else:
        fig.update_yaxes(**figures.count_axis(most, lang))
    words = labels.message("term_share_axis" if share else "records_axis", lang)
    fig.update_yaxes(title_text=labels.svg(words))
    fig.layout.xaxis.domain = [0.0, 0.82]  # the names of the lines stand to the right of it
    _notes(fig, known, terms, lang)
    return fig


def _line(fig: go.Figure, rows: pd.DataFrame, column: str, look: tuple[str, str, str], lang: str) -> None:
    if rows.empty:
        return
    colour, dash, symbol = look
    term = rows["term"].iloc[0]
    x, y, told, keys = [], [], [], []
    after = None
    for row in rows.itertuples():
        if after is not None and row.start - after > (row.end - row.start) * 0.5 + pd.Timedelta(days=1):
            # No line over periods of which nothing is known: it would say that use rose or fell there.
            x, y, told, keys = [*x, None], [*y, None], [*told, ""], [*keys, ["", "", ""]]
        said = labels.message("n_of_records", lang, n=row.n_records, total=row.n_total)
        x.append(row.x)
        y.append(round(float(getattr(row, column)), 5))
        told.append(figures.hover(row.term, row.period, row.also, said))
        keys.append([f"{row.start:%Y-%m-%d}", labels.cell(row.end), row.key])
        after = row.end
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2},
        marker={"size": 9, "color": colour, "symbol": symbol},
        name=labels.svg(term),
        hovertext=told,
        hovertemplate=figures.TOLD,
        customdata=keys,
        cliponaxis=False,
    )
    fig.add_annotation(
        x=0.825, xref="paper", xanchor="left", y=y[-1], yref="y", showarrow=False, align="left",
        text=labels.wrap(term, 16), font={"color": colour, "size": 13},
    )  # fmt: skip


def _notes(fig: go.Figure, known: pd.DataFrame, terms: list[str], lang: str) -> None:
    """Keep the names of lines that end together apart, and say what is not drawn."""
    named = sorted(fig.layout.annotations, key=lambda note: note.y)
    floor = -float("inf")
    for note in named:  # from below: what would lie on a name stands above it
        half = fig.layout.yaxis.range[1] * 0.036 * (1 + note.text.count("<br>"))
        note.update(y=max(note.y, floor + half))
        floor = note.y + half
    if len(terms) > _MOST_TERMS:
        figures.note(fig, labels.message("n_more_terms", lang, n=len(terms) - _MOST_TERMS))
    undated = known[known["start"].isna()]
    if len(undated) and undated["n_total"].max() > 0:
        figures.note(fig, labels.message("fact_undated", lang, n=int(undated["n_total"].max())))
