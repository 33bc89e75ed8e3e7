"""The parts of a report: a Corpus comes in, headings, charts, tables and the sentences behind them go out as blocks.

It counts nothing itself and knows no page and no office file; every number is one that a function of `counts`,
`pairs` or the events gives.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers import blocks, calendars, charts, counts, describe, event_counts, event_dyads, figures, labels, pairs
from helpers.corpus import Corpus
from helpers.event_accuracy import with_accuracy

_ROWS = 12  # of a table in a report: it must stand on the page beside its notes
_ACTORS, _PAIRS, _DATES = 20, 40, 40
_SHORT = 36  # months that a timeline of one page can show one by one


def parts(corpus: Corpus, lang: str) -> list[blocks.Block]:
    """Return a report as blocks: a page of summary, contents, then a section for each question; figures and tables are
    numbered. A section that fails is one sentence, and the others follow."""
    made: list[blocks.Block] = [
        *summary(corpus, lang),
        blocks.NewPage(),
        blocks.Contents(labels.message("report_contents", lang)),
    ]
    for key in _SECTIONS:
        made += section(key, corpus, lang)
    return _numbered(made, lang)


def section(key: str, corpus: Corpus, lang: str) -> list[blocks.Block]:
    """Return one section with its heading; one that fails, or has nothing to show, is a sentence that says so."""
    try:
        found = _SECTIONS[key](corpus, lang)
    except (ValueError, KeyError, OSError) as error:
        found = [blocks.Paragraph(labels.message("report_failed", lang, reason=str(error)))]
    head = blocks.Heading(labels.message(f"report_{key}", lang), key)
    return [head, *(found or [blocks.Paragraph(labels.message("report_nothing", lang))])]


def summary(corpus: Corpus, lang: str) -> list[blocks.Block]:
    """Return the summary, which fits on one page: what was read, what stands out, what stays open."""
    documents, dates, mentions = corpus.documents, corpus.dates, corpus.mentions
    happened = event_counts.happenings(corpus.events)
    open_dates = int(
        (dates["earliest"].isna() & dates["kind"].isin(("date", "named_event", "weekday", "relative"))).sum()
    )
    open_names = int(mentions["actor_id"].isna().sum())
    undated = int(documents["published"].isna().sum())
    planned = int(happened["status"].isin(("planned", "proposed")).sum())
    told = documents["published"].dropna()
    days = [period_label(told.min(), told.max(), lang)] if len(told) else []
    days += [labels.message("fact_undated", lang, n=undated)] if undated else []
    languages = documents["language"].value_counts()
    rows = {
        "documents": labels.message("fact_documents_value", lang, n=len(documents), files=documents["file"].nunique()),
        "rejected": labels.number(int((corpus.intake["outcome"] == "rejected").sum()), lang),
        "languages": _list((f"{figures.word('language', k, lang)} ({labels.number(int(n), lang)})"
                            for k, n in languages.items()), lang),
        "published": _list(days, lang),
        "actors": labels.number(int((corpus.actors["n_records"] > 0).sum()), lang),
        "mentions": labels.message("fact_mentions_value", lang, n=len(mentions), open=open_names),
        "dates": labels.message("fact_dates_value", lang, n=len(dates), open=open_dates),
        "events": labels.message("fact_events_value", lang, n=len(happened), planned=planned),
    }  # fmt: skip
    if corpus.choice:
        rows["choice"] = _list((f"{key} = {value}" for each in corpus.choice for key, value in each.items()), lang)
    facts = tuple((labels.message(f"fact_{key}", lang), value) for key, value in rows.items() if value)
    open_ones = labels.message("finding_open", lang, n=undated, dates=open_dates, names=open_names)
    head = blocks.Heading(labels.message("report_summary", lang), "summary")
    return [head, blocks.Facts(facts), *_findings(corpus, lang), blocks.Paragraph(open_ones)]


def _findings(corpus: Corpus, lang: str) -> list[blocks.Paragraph]:
    """What stands out, in a sentence each, with the sentences behind it."""
    found = []
    best = _most_named(corpus).head(5)
    if len(best):
        named = (f"{name} ({labels.number(int(n), lang)})"
                 for name, n in zip(_names(best, lang), best["n_records"], strict=True))  # fmt: skip
        said = labels.message("finding_named", lang, names=_list(named, lang))
        found.append(
            blocks.Paragraph(said, _flat(_behind_actors(corpus, best["actor_id"].head(1).tolist(), lang)), "lead")
        )
    table = pairs.cooccurrence(corpus, within="sentence", types=_WHO, top=_PAIRS).head(3)
    if len(table):
        both = (labels.message("pair", lang, a=a, b=b) for a, b in _pair_names(table, lang))
        said = labels.message("finding_together", lang, pairs=_list(both, lang, "; "))
        behind = _flat(_behind_pairs(corpus, table.head(1), lang))
        found.append(blocks.Paragraph(said, behind, "lead"))
    events = _events(corpus, lang)
    dated = events[events["earliest"].notna()]
    if len(dated):
        last = dated.iloc[[-1]]
        row = last.iloc[0]
        what = f"{row['what']}، {row['who']}" if lang != "en" else f"{row['what']}, {row['who']}"
        said = labels.message("finding_last", lang, what=what, when=period_label(row["earliest"], row["latest"], lang))
        found.append(blocks.Paragraph(said, _flat(_behind_events(corpus, last, lang)), "lead"))
    return found


_WHO = ["person", "organisation", "place"]


def _happened(corpus: Corpus, lang: str) -> list[blocks.Block]:
    table = event_counts.event_timeline(corpus, by=_by(corpus.events["earliest"]), calendar=_calendar(lang))
    events = _events(corpus, lang)
    if events.empty:
        return []
    shown = pd.concat([events[events["earliest"].notna()].tail(_ROWS), events[events["earliest"].isna()]]).head(_ROWS)
    frame = shown[["what", "state", "who", "where"]].assign(when=_days(shown, lang))
    frame = frame[["when", "what", "state", "who", "where"]]
    notes = _behind_events(corpus, shown, lang)
    left = labels.message("n_more_rows", lang, n=len(events) - len(shown)) if len(events) > len(shown) else ""
    return [
        _chart(charts.event_timeline_chart(table, lang=lang, width=figures.PAGE), "happened-chart"),
        _grid(frame, labels.message("view_table", lang), lang, notes),
        *([blocks.Paragraph(left, style="small")] if left else []),
    ]


def _between(corpus: Corpus, lang: str) -> list[blocks.Block]:
    table = event_dyads.event_pairs(corpus)
    if table.empty:
        return []
    drawn = event_dyads.most_connected(table, _PAIRS)
    return [_chart(charts.network_chart(drawn, lang=lang, width=figures.PAGE), "between-chart")]


def _named(corpus: Corpus, lang: str) -> list[blocks.Block]:
    best = _most_named(corpus)
    if best.empty:
        return []
    shown = best.head(_ROWS)
    words = [figures.word("type", kind, lang) for kind in figures.kinds(shown["type"])]
    frame = pd.DataFrame({"name": _names(shown, lang), "type": words, "n_records": shown["n_records"].tolist()})
    notes = _behind_actors(corpus, shown["actor_id"].tolist(), lang)
    table = counts.told_of(best, corpus)
    return [
        _chart(charts.actors_chart(table, lang=lang, top=_ACTORS, width=figures.PAGE), "named-chart"),
        _grid(frame, labels.message("actors_title", lang), lang, notes),
    ]


def _together(corpus: Corpus, lang: str) -> list[blocks.Block]:
    table = pairs.cooccurrence(corpus, within="sentence", types=_WHO, top=_PAIRS)
    if table.empty:
        return []
    shown = table.head(_ROWS)
    words = [labels.message("pair", lang, a=a, b=b) for a, b in _pair_names(shown, lang)]
    frame = pd.DataFrame({"pair": words, "n_records": shown["n_records"], "n_sentences": shown["n_sentences"]})
    return [
        _chart(charts.network_chart(table, lang=lang, width=figures.PAGE), "together-chart"),
        _chart(charts.cooccurrence_chart(table, lang=lang, top=_ACTORS, width=figures.PAGE), "together-heatmap"),
        _grid(frame, labels.message("pairs_title", lang), lang, _behind_pairs(corpus, shown, lang)),
    ]


def _told_days(corpus: Corpus, lang: str) -> list[blocks.Block]:
    if corpus.dates.empty:
        return []
    by, calendar = _by(corpus.dates["earliest"]), _calendar(lang)
    table = counts.timeline(corpus, by=by, calendar=calendar, of="dates")
    made = [_chart(charts.timeline_chart(table, lang=lang, width=figures.PAGE), "days-chart")] if len(table) else []
    open_ones = corpus.dates[corpus.dates["earliest"].isna() & corpus.dates["reason"].notna()]
    open_ones = open_ones[open_ones["kind"].isin(("date", "named_event", "weekday", "relative"))]
    if len(open_ones):
        shown = open_ones.head(_ROWS)
        kinds = [figures.word("kind", kind, lang) for kind in shown["kind"]]
        reasons = [_reason(each, lang) for each in shown["reason"]]
        frame = pd.DataFrame({"surface": shown["surface"].tolist(), "kind": kinds, "reason": reasons})
        caption = labels.message("n_unresolved", lang, n=len(open_ones))
        notes = _behind(corpus, [[tuple(each)] for each in shown[["doc_id", "sentence"]].to_numpy()], lang)
        made.append(_grid(frame, caption, lang, notes))
    return made


def _read(corpus: Corpus, lang: str) -> list[blocks.Block]:
    own = corpus.documents.head(_ROWS * 2)
    frame = pd.DataFrame(
        {
            "title": own["title"].tolist(),
            "outlet": own["outlet"].tolist(),
            "published": [period_label(day, day, lang) for day in own["published"]],
            "language": [figures.word("language", each, lang) for each in own["language"]],
            "file": [labels.in_one_piece(name) for name in own["file"]],
        }
    )
    made: list[blocks.Block] = [_grid(frame, labels.message("fact_documents", lang), lang)] if len(own) else []
    if len(corpus.documents) > len(own):
        left = labels.message("n_more_rows", lang, n=len(corpus.documents) - len(own))
        made.append(blocks.Paragraph(left, style="small"))
    refused = corpus.intake[corpus.intake["outcome"] == "rejected"]
    if len(refused):
        frame = refused[["file", "reason"]].head(_ROWS * 2)
        made.append(_grid(frame, labels.message("fact_rejected", lang), lang))
    return made


def _limits(corpus: Corpus, lang: str) -> list[blocks.Block]:
    said = [labels.message(f"limits_{key}", lang) for key in ("text", "together", "planned")]
    told = with_accuracy(counts.told_of(pd.DataFrame(), corpus), corpus).attrs["provenance"].get("accuracy", ())
    for row in told:
        if row["type"] == "all":
            numbers = {name: labels.share(row[name], lang) for name in ("share", "low", "high")}
            figure = labels.message(f"accuracy_{row['measure']}", lang, n=int(row["n"]), **numbers)
            said.append(labels.message("limits_events", lang, accuracy=figure))
    return [blocks.Paragraph(each) for each in said]


_SECTIONS: dict[str, Callable[[Corpus, str], list[blocks.Block]]] = {
    "happened": _happened,
    "between": _between,
    "named": _named,
    "together": _together,
    "days": _told_days,
    "read": _read,
    "limits": _limits,
}


# --- the sentences behind a number ------------------------------------------------------------------------------------


def _behind(corpus: Corpus, places: list[list[tuple[str, int]]], lang: str) -> list[tuple[blocks.Note, ...]]:
    """The notes of each row, from the (doc_id, sentence) that it rests on; texts are read once for all."""
    wanted = pd.DataFrame([each for row in places for each in row], columns=["doc_id", "sentence"]).drop_duplicates()
    if wanted.empty:
        return [() for _ in places]
    found = counts.passages_at(corpus, wanted.astype({"doc_id": "str", "sentence": "int64"}))
    own = corpus.documents.set_index("doc_id")
    notes = {
        (row.doc_id, row.sentence): blocks.Note(row.passage, _source(own.loc[row.doc_id], lang))
        for row in found.itertuples()
    }
    return [tuple(notes[place] for place in dict.fromkeys(row) if place in notes) for row in places]


def _source(document: pd.Series, lang: str) -> str:
    """Where a sentence stands: outlet, day, file, place in the file."""
    place = _place(labels.cell(document["place_in_file"]), lang)
    day = period_label(document["published"], document["published"], lang)
    return _list((labels.cell(document["outlet"]), day, labels.in_one_piece(document["file"]), place), lang)


def _place(place: str, lang: str) -> str:
    """A place in a file in the words of `lang`: `row 12` is «سطر ۱۲»; what is told otherwise, as it is."""
    word, _, number = place.partition(" ")
    if not number.isdigit():
        return place
    try:
        return labels.message(f"place_{word}", lang, n=labels.digits(number, lang))
    except KeyError:
        return place


def _behind_actors(corpus: Corpus, ids: list[str], lang: str) -> list[tuple[blocks.Note, ...]]:
    """The first sentence that names each actor."""
    rows = corpus.mentions[corpus.mentions["actor_id"].isin(ids)]
    first = rows.sort_values(["doc_id", "sentence"], kind="stable").drop_duplicates("actor_id").set_index("actor_id")
    places = [[(first.at[key, "doc_id"], int(first.at[key, "sentence"]))] if key in first.index else [] for key in ids]
    return _behind(corpus, places, lang)


def _behind_pairs(corpus: Corpus, table: pd.DataFrame, lang: str) -> list[tuple[blocks.Note, ...]]:
    """The first sentence that names both of each pair."""
    rows = corpus.mentions[corpus.mentions["actor_id"].isin({*table["a"], *table["b"]})]
    where = rows.groupby("actor_id")[["doc_id", "sentence"]].apply(
        lambda own: set(own.itertuples(index=False, name=None))
    )
    places = []
    for a, b in zip(table["a"], table["b"], strict=True):
        both = sorted(where.get(a, set()) & where.get(b, set()))
        places.append([(doc, int(sentence)) for doc, sentence in both[:1]])
    return _behind(corpus, places, lang)


def _behind_events(corpus: Corpus, table: pd.DataFrame, lang: str) -> list[tuple[blocks.Note, ...]]:
    """The sentence that tells each happening best."""
    told = event_counts.happenings(corpus.events).set_index("story_id")
    places = [[(told.at[key, "doc_id"], int(told.at[key, "sentence"]))] for key in table["story_id"]]
    return _behind(corpus, places, lang)


def _flat(notes: Iterable[tuple[blocks.Note, ...]]) -> tuple[blocks.Note, ...]:
    return tuple(note for row in notes for note in row)


# --- words ------------------------------------------------------------------------------------------------------------


def _numbered(made: list[blocks.Block], lang: str) -> list[blocks.Block]:
    """Number charts and tables in the order in which they stand."""
    seen = {blocks.Chart: 0, blocks.Grid: 0}
    words = {blocks.Chart: "report_figure", blocks.Grid: "report_table"}
    out = []
    for block in made:
        if type(block) in seen:
            seen[type(block)] += 1
            title = labels.message(words[type(block)], lang, n=seen[type(block)], title=block.caption)
            block = replace(block, caption=title)
        out.append(block)
    return out


def _chart(figure: object, key: str) -> blocks.Chart:
    return blocks.Chart(figure, figure.layout.meta["title"], describe.alt(figure), key)


def _grid(
    frame: pd.DataFrame, caption: str, lang: str, notes: list[tuple[blocks.Note, ...]] | None = None
) -> blocks.Grid:
    frame = frame.reset_index(drop=True)
    return blocks.Grid(frame, caption, labels.headings(frame.columns, lang), tuple(notes or ()))


def _events(corpus: Corpus, lang: str) -> pd.DataFrame:
    return event_counts.events_table(corpus, lang=lang)


def _most_named(corpus: Corpus) -> pd.DataFrame:
    rows = corpus.actors[corpus.actors["n_records"] > 0]
    rows = rows.sort_values(["n_records", "actor_id"], ascending=[False, True], kind="stable")
    return rows.reset_index(drop=True)


def _names(rows: pd.DataFrame, lang: str) -> list[str]:
    local = rows[f"name_{lang}"].map(labels.clean)
    return local.where(local != "", rows["name"].map(labels.clean)).tolist()


def _pair_names(table: pd.DataFrame, lang: str) -> list[tuple[str, str]]:
    local = table.attrs.get("names", {}).get(lang, {})
    ends = [
        [local.get(key) or name for key, name in zip(table[end], table[f"name_{end}"], strict=True)] for end in "ab"
    ]
    return list(zip(*ends, strict=True))


def _reason(reason: str, lang: str) -> str:
    """A reason of the tables in the words of `lang`; one that messages.csv does not know, as it is."""
    said = figures.word("reason", labels.cell(reason).replace(" ", "_"), lang)
    return said.replace("_", " ") if "_" in said else said


def _list(words: Iterable[str], lang: str, glue: str = ", ") -> str:
    if lang != "en":
        glue = glue.replace(",", "،").replace(";", "؛")
    return glue.join(word for word in words if word)


def _calendar(lang: str) -> str:
    """The calendar of the first line of an axis: that of the readers of the report."""
    return {"fa": calendars.SOLAR, "prs": calendars.AFGHAN}.get(lang, calendars.GREGORIAN)


def period_label(first: object, last: object, lang: str) -> str:
    """A day or a period in the calendar of the readers and in the Gregorian one; empty where there is none."""
    if pd.isna(first) or pd.isna(last):
        return ""
    span = [np.datetime64(each, "s") for each in (first, last)]
    own, other = _calendar(lang), calendars.GREGORIAN
    said = calendars.span_label(own, *span, lang, digits=lang)
    return said if own == other else f"{said} ({calendars.span_label(other, *span, lang, digits=lang)})"


def _days(rows: pd.DataFrame, lang: str) -> list[str]:
    undated = labels.message("undated", lang)
    return [period_label(a, b, lang) or undated for a, b in zip(rows["earliest"], rows["latest"], strict=True)]


def _by(days: pd.Series) -> str:
    """Months where they can be told apart on a page, else years."""
    known = days.dropna()
    if known.empty:
        return "month"
    return "month" if (known.max() - known.min()).days <= _SHORT * 31 else "year"
