"""A Corpus comes in, what happened in it goes out as small tables with their provenance; never draws.

An event is a happening, however many reports tell it: reports of one story are put together here.
"""

import pandas as pd

from helpers import counts, labels, tables
from helpers.corpus import Corpus, shown
from helpers.event_accuracy import STATUSES, types, with_accuracy

_WIDEST = 10**6  # days: wider than any interval, so that what is dated comes first
_DAYS = {"start": "datetime64[s]", "end": "datetime64[s]"}


def happenings(events: pd.DataFrame) -> pd.DataFrame:
    """Return a row a happening: `story_id type status earliest latest basis place topics doc_ids n_reports reason`,
    and `doc_id sentence start end` of the report that tells it best; dated ones first, in order of time.

    Where reports differ: what one tells as held is held, however others announced it; the type is that of most
    reports; the day is the one told most exactly, a day of publication only where no report tells another, and
    `reason` says when reports contradict it.
    """
    rows = events.assign(
        rank=_rank(events["status"]),
        about=events["basis"].fillna("").str.startswith("publication") | events["earliest"].isna(),
        wide=(events["latest"] - events["earliest"]).dt.days.fillna(_WIDEST),
    )
    told = rows.sort_values(["story_id", "rank", "about", "wide", "doc_id", "start", "event_id"], kind="stable")
    best = told.drop_duplicates("story_id").set_index("story_id")
    dated = rows.sort_values(["story_id", "about", "wide", "rank", "doc_id", "start", "event_id"], kind="stable")
    dated = dated.drop_duplicates("story_id").set_index("story_id")
    each = told.drop_duplicates(["story_id", "doc_id", "type"])
    votes = each.groupby(["story_id", "type"], as_index=False).agg(n=("rank", "size"), rank=("rank", "min"))
    votes = votes.sort_values(["story_id", "n", "rank", "type"], ascending=[True, False, True, True], kind="stable")
    out = best[["status", "doc_id", "sentence", "start", "end"]].assign(
        type=votes.drop_duplicates("story_id").set_index("story_id")["type"],
        earliest=dated["earliest"],
        latest=dated["latest"],
        basis=dated["basis"],
        place=told[told["place"].notna()].drop_duplicates("story_id").set_index("story_id")["place"],
        topics=joined(listed(told, "topics").drop_duplicates(["story_id", "item"]), "item"),
        doc_ids=joined(told.drop_duplicates(["story_id", "doc_id"]), "doc_id"),
        n_reports=told.drop_duplicates(["story_id", "doc_id"]).groupby("story_id").size(),
        reason=best["reason"].where(dated["earliest"].isna(), dated["reason"]),
    )
    out = _contradicted(out, rows).fillna({"topics": ""}).reset_index()
    order = "story_id type status earliest latest basis place topics doc_ids n_reports reason".split()
    out = out[[*order, "doc_id", "sentence", "start", "end"]]
    return out.sort_values(["earliest", "latest", "story_id"], na_position="last", kind="stable", ignore_index=True)


def _contradicted(out: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Say it where a report tells days that do not touch those of its happening."""
    told = rows[~rows["about"]].join(out[["earliest", "latest"]].add_suffix("_of"), on="story_id")
    apart = told[(told["latest"] < told["earliest_of"]) | (told["earliest"] > told["latest_of"])]
    days = apart.assign(day=apart["earliest"].dt.strftime("%Y-%m-%d")).drop_duplicates(["story_id", "day"])
    said = joined(days.sort_values("day", kind="stable"), "day", ", ").reindex(out.index)
    return out.assign(reason=out["reason"].where(said.isna(), "reports tell other days: " + said))


def joined(rows: pd.DataFrame, column: str, glue: str = "; ") -> pd.Series:
    """Return the texts of a column joined by story, in order; no rows give no stories."""
    found: dict[str, str] = {}
    for story, text in zip(rows["story_id"].tolist(), rows[column].tolist(), strict=True):
        found[story] = f"{found[story]}{glue}{text}" if story in found else text
    return pd.Series(list(found.values()), index=pd.Index(list(found), dtype="str", name="story_id"), dtype="str")


def _rank(status: pd.Series) -> pd.Series:
    """How sure it is that something took place, the surest first."""
    return status.map({name: rank for rank, name in enumerate(STATUSES)}).fillna(len(STATUSES))


def listed(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return `story_id item`, a row an item of a column whose items are joined by `; `, in order."""
    return _exploded(rows["story_id"], [rows[column]], ["item"])


def parties(events: pd.DataFrame) -> pd.DataFrame:
    """Return `story_id actor_id role`, a row a participant of a happening; of several roles the one told best."""
    events = events.assign(rank=_rank(events["status"]))
    events = events.sort_values(["story_id", "rank", "doc_id", "start", "event_id"], kind="stable")
    rows = _exploded(events["story_id"], [events["participants"], events["roles"]], ["actor_id", "role"])
    return rows.drop_duplicates(["story_id", "actor_id"]).reset_index(drop=True)


def _exploded(stories: pd.Series, columns: list[pd.Series], called: list[str]) -> pd.DataFrame:
    """A row an item of the first column, with the item of the same place of the others; empty where they have none."""
    out: list[tuple] = []
    lists = [column.fillna("").tolist() for column in columns]
    for story, first, *others in zip(stories.tolist(), *lists, strict=True):
        if first:
            items = first.split("; ")
            rest = [(text.split("; ") + [""] * len(items))[: len(items)] for text in others]
            out += zip([story] * len(items), items, *rest, strict=True)
    return pd.DataFrame(out, columns=["story_id", *called]).astype("str")


def names(corpus: Corpus, lang: str) -> dict[str, str]:
    """Return the name of each actor in `lang` where it has one, else its display name."""
    known = corpus.actors.set_index("actor_id")
    local = known[f"name_{lang}"] if f"name_{lang}" in known else known["name"]
    return local.where(local.fillna("") != "", known["name"]).to_dict()


def names_in_languages(corpus: Corpus, ids: set[str]) -> dict[str, dict[str, str]]:
    """Return the names of some actors in each language, as charts take them from `attrs["names"]`."""
    known = corpus.actors[corpus.actors["actor_id"].isin(ids)].set_index("actor_id")
    return {lang: known[f"name_{lang}"].dropna().to_dict() for lang in ("fa", "prs", "ar", "en")}


def word(group: str, key: str, lang: str) -> str:
    """Return the word of tables/messages.csv for a type, status, topic or role; the key where it has none."""
    try:
        return labels.message(f"{group}_{key.replace(' ', '_')}", lang)
    except KeyError:
        return key


def events_table(
    corpus: Corpus,
    type: str | list[str] | None = None,
    status: str | list[str] | None = None,
    topics: str | list[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Return a row a happening, in order of time, the undated at the end.

    Columns: in the words of `lang` `what state who where about`; `earliest latest basis` (Gregorian days);
    `n_reports sources evidence` (how many reports tell it, their outlets or files, the sentence that tells it best);
    then the keys `type status participants roles place topics doc_ids story_id reason`. `type`, `status`, `topics`:
    one or several of the keys. Raises ValueError for a key that does not exist.
    """
    chosen = _chosen(happenings(corpus.events), type, status, topics)
    known, own = names(corpus, lang), parties(corpus.events)
    own = own[own["story_id"].isin(chosen["story_id"])]
    each = own.assign(name=own["actor_id"].map(known).fillna(own["actor_id"]), word=_words("party", own["role"], lang))
    said = each.groupby(["story_id", "word"], sort=False)["name"].agg(list).reset_index()
    glue, stop = (", ", "; ") if lang == "en" else ("، ", "؛ ")
    said["said"] = [f"{role}: {glue.join(some)}" for role, some in zip(said["word"], said["name"], strict=True)]
    outlets = corpus.documents.set_index("doc_id")
    outlets = outlets["outlet"].where(outlets["outlet"].fillna("") != "", outlets["file"])
    sources = listed(chosen, "doc_ids")
    sources = sources.assign(outlet=sources["item"].map(outlets)).drop_duplicates(["story_id", "outlet"])
    about = listed(chosen, "topics")
    about = joined(about.assign(word=_words("topic", about["item"], lang)), "word", stop)
    story = chosen["story_id"]
    table = chosen.assign(
        what=_words("event", chosen["type"], lang),
        state=_words("status", chosen["status"], lang),
        who=story.map(joined(said, "said", stop)).fillna(""),
        where=chosen["place"].map(known).fillna(chosen["place"]),
        about=story.map(about).fillna(""),
        sources=story.map(joined(sources, "outlet")),
        evidence=_evidence(corpus, chosen),
        participants=story.map(joined(own, "actor_id")).fillna(""),
        roles=story.map(joined(own, "role")).fillna(""),
    )
    columns = "what state who earliest latest basis where about n_reports sources evidence type status participants"
    table = table[[*columns.split(), *"roles place topics doc_ids story_id reason".split()]]
    undated = int(table["earliest"].isna().sum())
    return with_accuracy(counts.told_of(table, corpus, {counts.UNDATED: undated}), corpus)


def _words(group: str, keys: pd.Series, lang: str) -> pd.Series:
    return keys.map({key: word(group, key, lang) for key in keys.unique()}).astype("str")


def _evidence(corpus: Corpus, chosen: pd.DataFrame) -> list[str]:
    if chosen.empty:
        return []
    return shown(corpus, chosen[["doc_id", "start", "end"]])


def _chosen(rows: pd.DataFrame, type, status, topics) -> pd.DataFrame:
    """The happenings of some types, statuses and topics; None is all."""
    known = {"type": types(), "status": list(STATUSES), "topics": topic_keys()}
    for name, asked in (("type", type), ("status", status), ("topics", topics)):
        if asked is None:
            continue
        wanted = [asked] if isinstance(asked, str) else list(asked)
        if unknown := [each for each in wanted if each not in known[name]]:
            raise ValueError(f"{name}={unknown[0]!r} is unknown: use {', '.join(known[name])}.")
        if name == "topics":
            about = listed(rows, "topics")
            rows = rows[rows["story_id"].isin(about.loc[about["item"].isin(wanted), "story_id"])]
        else:
            rows = rows[rows[name].isin(wanted)]
    return rows.reset_index(drop=True)


def topic_keys() -> list[str]:
    """Return the topics of tables/event_topics.csv."""
    return list(dict.fromkeys(tables.read("event_topics")["topic"]))


def event_timeline(
    corpus: Corpus, by: str = "month", calendar: str = "gregorian", types: str | list[str] | None = None
) -> pd.DataFrame:
    """Return `start end label type status n_events n_reports low high`: how many happenings fall into each period.

    A happening that is longer than the period keeps its own interval, as in `timeline`; what has no day is counted in
    rows whose start is missing. low, high: see `event_quality`. Raises ValueError as `timeline` does, and for a type
    that does not exist.
    """
    rows = _chosen(happenings(corpus.events), types, None, None)
    return _over_time(corpus, rows, ["type", "status"], by, calendar)


def topics_over_time(corpus: Corpus, by: str = "month", calendar: str = "gregorian") -> pd.DataFrame:
    """Return `start end label topic status n_events n_reports low high`: how many happenings were about each topic.

    A happening about three topics counts for each; one about none that tables/event_topics.csv knows has the topic
    `none`. Periods as in `event_timeline`.
    """
    rows = happenings(corpus.events)
    about = listed(rows.assign(topics=rows["topics"].where(rows["topics"] != "", "none")), "topics")
    about = about.rename(columns={"item": "topic"}).merge(rows, on="story_id")
    return _over_time(corpus, about, ["topic", "status"], by, calendar)


def _over_time(corpus: Corpus, rows: pd.DataFrame, keys: list[str], by: str, calendar: str) -> pd.DataFrame:
    counts.check_periods(by, calendar)
    undated = rows["earliest"].isna() | rows["latest"].isna()
    dated = counts.placed(rows[~undated].drop(columns=["start", "end"]), by, calendar)
    open_rows = rows[undated].assign(start=pd.NaT, end=pd.NaT, label=counts.UNDATED).astype(_DAYS)
    both = pd.concat([part for part in (dated, open_rows) if len(part)] or [open_rows], ignore_index=True)
    grouped = both.groupby(["start", "end", "label", *keys], dropna=False)
    table = grouped.agg(n_events=("story_id", "size"), n_reports=("n_reports", "sum")).reset_index()
    table = table.astype(_DAYS | dict.fromkeys(["label", *keys], "str") | {"n_events": "int64", "n_reports": "int64"})
    table = table.sort_values(["start", "end", *keys], na_position="last", kind="stable")
    table.attrs["calendar"] = calendar
    table = counts.told_of(table, corpus, {counts.UNDATED: rows.loc[undated, "story_id"].nunique()})
    return with_accuracy(table, corpus)


def stories_of_period(rows: pd.DataFrame, start: str, end: str, by: str, calendar: str) -> pd.DataFrame:
    """Return the happenings behind one bar: `start end` as YYYY-MM-DD, both empty for the undated."""
    undated = rows["earliest"].isna() | rows["latest"].isna()
    if not start:
        return rows[undated]
    placed = counts.placed(rows[~undated].drop(columns=["start", "end"]), by, calendar)
    hit = (placed["start"] == pd.Timestamp(start)) & (placed["end"] == pd.Timestamp(end))
    return rows[~undated][hit.to_numpy()]
