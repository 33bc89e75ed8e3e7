"""A Corpus comes in, small DataFrames go out, each with its provenance in `attrs`; never draws."""

import re
from functools import cache
from importlib.metadata import version

import numpy as np
import pandas as pd

from helpers import calendars, tables
from helpers.corpus import Corpus, actor_ids, readable_spans, texts
from helpers.sentences import sentences
from helpers.text import fold, skeleton

PERIODS = ("day", "week", "month", "year")
UNDATED = "undated"
# The roles of days, for events by their status: what is planned or proposed is never told as held.
_ROLES = {"held": "event", "past": "historic", "planned": "planned", "proposed": "proposed"}


def provenance(corpus: Corpus, left_out: dict[str, int] | None = None) -> dict:
    """Return where a table comes from: `choice generation version left_out day sources`, all plain JSON values."""
    return {
        "choice": [dict(told) for told in corpus.choice],
        "generation": corpus.generation,
        "version": _version(),
        "left_out": {reason: int(count) for reason, count in (left_out or {}).items() if count},
        "day": None if corpus.day is None else f"{corpus.day:%Y-%m-%d}",
        "sources": len(corpus.documents),
    }


@cache
def _version() -> str:
    return version("ruznama")


def told_of(table: pd.DataFrame, corpus: Corpus, left_out: dict[str, int] | None = None) -> pd.DataFrame:
    """Return a table with a plain index that carries its provenance."""
    table = table.reset_index(drop=True)
    table.attrs["provenance"] = provenance(corpus, left_out)
    return table


def timeline(corpus: Corpus, by: str = "month", calendar: str = "gregorian", of: str = "published") -> pd.DataFrame:
    """Return `start end label role n_records`: how many records fall into each period.

    `of="published"`: days of publication. `of="dates"`: the days the texts tell of, by their role; an expression that
    is longer than the period (`2022` on a timeline of months) keeps its own interval, it is never put into a first
    month. `of="events"`: the days of what happened, by its status (`event` is held, `historic` past, `planned`,
    `proposed`). `by`: day, week, month or year of `calendar` (a Solar Hijri month is a period too). start, end: first
    and last Gregorian day. What has no day is counted in rows whose start is missing, with the label `undated`.
    """
    dated, open_rows = timeline_rows(corpus, by, calendar, of)
    never = np.full(len(open_rows), np.datetime64("NaT", "s"))
    parts = [_n_records(dated, dated["start"].to_numpy(), dated["end"].to_numpy())]
    if len(open_rows):
        parts.append(_n_records(open_rows.assign(label=UNDATED), never, never))
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    keys = [table[name].to_numpy() for name in ("start", "end")]
    table = table.take(np.lexsort([table["role"].to_numpy(dtype=object).astype(str), *keys[::-1]]))  # NaT comes last
    table.attrs["calendar"] = calendar
    return told_of(table, corpus, {UNDATED: open_rows["doc_id"].nunique()})


def _n_records(rows: pd.DataFrame, start: np.ndarray, end: np.ndarray) -> pd.DataFrame:
    """One row a period and role, with the number of its records."""
    role, roles = pd.factorize(rows["role"].array)
    first, group = _first_of(_span_key(start, end) * max(len(roles), 1) + role)
    doc, docs = pd.factorize(rows["doc_id"].array)
    records = np.unique(group * len(docs) + doc) // max(len(docs), 1)
    words = {name: pd.array(rows[name].array.take(first), dtype="str") for name in ("label", "role")}
    days = {"start": start[first].astype("datetime64[s]"), "end": end[first].astype("datetime64[s]")}
    return pd.DataFrame(days | words | {"n_records": np.bincount(records, minlength=len(first))})


def _first_of(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first place of each different key, and for each key the place in these."""
    group, found = pd.factorize(keys)
    first = np.zeros(len(found), dtype=np.int64)
    first[group[::-1]] = np.arange(len(keys))[::-1]
    return first, group


def _span_key(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """A number for each interval of days, the same for the same one; spans are below 2**18 days."""
    first, last = (days.astype("datetime64[D]").astype("int64") for days in (start, end))
    return (first << 18) + (last - first)


def timeline_rows(corpus: Corpus, by: str, calendar: str, of: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a timeline counts, a row a day told: what has its period (`start end label`), and what has no day."""
    check_periods(by, calendar)
    if of not in ("published", "dates", "events"):
        raise ValueError(f'of={of!r} is unknown: use "published", "dates" or "events".')
    if of == "published":
        day = corpus.documents["published"]
        own = {"doc_id": corpus.documents["doc_id"], "earliest": day, "latest": day}
        rows = pd.DataFrame(own | {"role": pd.array(["publication"], dtype="str").repeat(len(day)), "sentence": -1})
    elif of == "events":
        rows = corpus.events[["doc_id", "earliest", "latest", "sentence"]]
        rows = rows.assign(role=corpus.events["status"].map(_ROLES).astype("str"))
    else:
        told = corpus.dates[corpus.dates["kind"].isin(("date", "named_event", "weekday", "relative"))]
        rows = told[["doc_id", "earliest", "latest", "role", "sentence"]]
    undated = rows["earliest"].isna() | rows["latest"].isna()
    return placed(rows[~undated], by, calendar), rows[undated]


def period_sentences(
    corpus: Corpus,
    start: str = "",
    end: str = "",
    role: str = "",
    by: str = "month",
    calendar: str = "gregorian",
    of: str = "published",
) -> pd.DataFrame:
    """Return the sentences behind one bar of `timeline(corpus, by, calendar, of)`, with the columns of `passages`.

    `start`, `end`: first and last Gregorian day of the bar as YYYY-MM-DD, empty for the undated; `role` as in the
    table, empty for all roles. Of days that texts tell, the sentences that tell them; of publication, all sentences of
    the records. Raises ValueError as `timeline` does.
    """
    placed, rows = timeline_rows(corpus, by, calendar, of)
    if start:
        days = [pd.Timestamp(day).to_numpy() for day in (start, end)]
        rows = placed[(placed["start"] == days[0]) & (placed["end"] == days[1])]
    if role:
        rows = rows[rows["role"] == role]
    return told_of(passages_at(corpus, rows[["doc_id", "sentence"]].drop_duplicates()), corpus)


def check_periods(by: str, calendar: str) -> None:
    """Raise ValueError for a period or a calendar that does not exist."""
    if by not in PERIODS or calendar not in calendars.CALENDARS:
        raise ValueError(
            f"by={by!r}, calendar={calendar!r}: use by one of {', '.join(PERIODS)}, calendar one of "
            f"{', '.join(calendars.CALENDARS)}."
        )


def placed(rows: pd.DataFrame, by: str, calendar: str) -> pd.DataFrame:
    """Return dated rows (`earliest latest`) with `start end label` of their period; a longer one keeps its own."""
    start, end = _period(rows["earliest"], by, calendar)
    # Outside the years that a calendar knows (1900 in the lunar one) an expression keeps its own interval too.
    longer = np.isnat(start) | (rows["latest"].to_numpy() > end)
    start = np.where(longer, rows["earliest"].to_numpy(), start)
    end = np.where(longer, rows["latest"].to_numpy(), end)
    first, code = _first_of(_span_key(start, end))
    labels = [calendars.span_label(calendar, *span) for span in zip(start[first], end[first], strict=True)]
    return rows.assign(start=start, end=end, label=pd.array(labels, dtype="str").take(code))


def _period(days: pd.Series, by: str, calendar: str) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of the period of each day."""
    values = days.to_numpy().astype("datetime64[s]")
    if by == "day":
        return values, values
    if by == "week":
        # Weeks begin on Monday in the Gregorian calendar, on Saturday in the three others.
        shift = 0 if calendar == "gregorian" else 2
        back = (days.dt.day_of_week.to_numpy() + shift) % 7
        first = values - back.astype("timedelta64[D]")
        return first, first + np.timedelta64(6, "D")
    year, month, _ = calendars.from_day(calendar, values)
    span = calendars.year_span(calendar, year) if by == "year" else calendars.month_span(calendar, year, month)
    return span[0].astype("datetime64[s]"), span[1].astype("datetime64[s]")


def concordance(
    corpus: Corpus, *, actor: str | None = None, text: str | None = None, date: str | int | None = None, width: int = 60
) -> pd.DataFrame:
    """Return each place of an actor, a text or a date with what stands left and right of it in reading order.

    Columns `doc_id place_in_file published left node right start end`; start, end are code points of the record's
    text. `actor`: an id or any name; `text`: letters in any spelling; `date`: expressions that overlap a day, month or
    year (`"2016"`, `"1394-09"`). width: code points of context on each side, cut at a word.
    """
    if sum(each is not None for each in (actor, text, date)) != 1:
        raise ValueError("Ask for one of actor=, text= or date=.")
    own = texts(corpus)
    if actor is not None:
        hits = corpus.mentions[corpus.mentions["actor_id"].isin(actor_ids(corpus, actor))]
    elif date is not None:
        first, last = calendars.parse_when(date)
        hits = corpus.dates[(corpus.dates["earliest"] <= last) & (corpus.dates["latest"] >= first)]
    else:
        hits = _search(own, text)
    hits = readable_spans(corpus, hits[["doc_id", "start", "end"]]).merge(own, on="doc_id")
    # what the readable form leaves out (a handle in a signature) is shown as the evidence has it
    rows = [
        (
            each.doc_id,
            *(
                _context(each.readable, each.readable_start, each.readable_end, width)
                if each.readable_start < each.readable_end
                else _context(each.text, each.start, each.end, width)
            ),
            each.start,
            each.end,
        )
        for each in hits.itertuples()
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "left", "node", "right", "start", "end"])
    table = table.astype(dict.fromkeys(("doc_id", "left", "node", "right"), "str") | {"start": "int64", "end": "int64"})
    table = table.merge(corpus.documents[["doc_id", "place_in_file", "published"]], on="doc_id", how="left")
    table = table.sort_values(["published", "doc_id", "start"], na_position="last", kind="stable")
    return told_of(table["doc_id place_in_file published left node right start end".split()], corpus)


def _search(own: pd.DataFrame, wanted: str) -> pd.DataFrame:
    letters = skeleton(wanted)[0]
    rows = []
    for each in own.itertuples():
        found, offsets = skeleton(each.text)
        at = found.find(letters) if letters else -1
        while at >= 0:
            rows.append((each.doc_id, int(offsets[at]), int(offsets[at + len(letters) - 1]) + 1))
            at = found.find(letters, at + len(letters))
    return pd.DataFrame(rows, columns=["doc_id", "start", "end"]).astype({"doc_id": "str"})


def _context(readable: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    left, right = readable[max(0, start - width) : start], readable[end : end + width]
    if start > width and " " in left:
        left = left[left.index(" ") + 1 :]
    if end + width < len(readable) and " " in right:
        right = right[: right.rindex(" ")]
    return tuple(" ".join(part.split()) for part in (left, readable[start:end], right))


def passages(corpus: Corpus, *, actors: str | list[str] | None = None, text: str | None = None) -> pd.DataFrame:
    """Return the sentences behind a number: `doc_id place_in_file published sentence passage start end`.

    A sentence is there when it names all of `actors` and holds `text` (in any spelling); without both, all sentences
    that name an actor. Where no single sentence names all of several actors, those that name any of them are given.
    """
    named = corpus.mentions
    if actors is not None:
        ids = actor_ids(corpus, actors)
        of_these = named[named["actor_id"].isin(ids)]
        each = of_these.groupby(["doc_id", "sentence"])["actor_id"].nunique()
        complete = each[each == len(set(ids))]
        chosen = (complete if len(complete) else each).index.to_frame(index=False)
    else:
        chosen = named[["doc_id", "sentence"]].drop_duplicates()
    return told_of(passages_at(corpus, chosen, text), corpus)


def passages_at(corpus: Corpus, chosen: pd.DataFrame, text: str | None = None) -> pd.DataFrame:
    """The sentences named by `doc_id sentence`, a row each; the number -1 means all of a record."""
    own = texts(corpus).set_index("doc_id")
    wanted = skeleton(text)[0] if text else ""
    rows = []
    for doc, numbers in chosen.groupby("doc_id", sort=False)["sentence"]:
        whole, readable = own.at[doc, "text"], own.at[doc, "readable"]
        spans = sentences(whole, max(whole.find("\n"), 0))
        for number in range(len(spans)) if (numbers == -1).any() else sorted(numbers):
            start, end = spans[number]
            if wanted in skeleton(whole[start:end])[0]:
                rows.append((doc, number, readable, start, end))
    table = pd.DataFrame(rows, columns=["doc_id", "sentence", "passage", "start", "end"])
    table = _shown(corpus, table)
    table = table.astype({"doc_id": "str", "passage": "str", "sentence": "int64", "start": "int64", "end": "int64"})
    table = table.merge(corpus.documents[["doc_id", "place_in_file", "published"]], on="doc_id", how="left")
    columns = "doc_id place_in_file published sentence passage start end".split()
    return table.sort_values(["doc_id", "sentence"], kind="stable")[columns]


def _shown(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """The readable form of places, whose `passage` holds the whole record; without those that it leaves out."""
    places = readable_spans(corpus, table)
    spans = zip(places["passage"], places["readable_start"], places["readable_end"], strict=True)
    passages = [" ".join(whole[start:end].split()) for whole, start, end in spans]
    shown = [bool(passage) for passage in passages]
    return table.assign(passage=passages)[np.array(shown, dtype=bool)]


def quality(corpus: Corpus) -> pd.DataFrame:
    """Return how settled the mentions are: a row for all records (`doc_id` is `all`), then one a record.

    Columns `doc_id mentions linked merged short_forms titles misspelt ambiguous open actors share`. linked: with an
    actor; of these merged: found under another name of it, short_forms: bound by a surname or a shorter name, titles:
    a title without a name, misspelt. ambiguous: several candidates; open: nobody known. share: linked of mentions.
    """
    rows = corpus.mentions
    by = rows["found_by"].fillna("")
    marks = pd.DataFrame(
        {
            "doc_id": rows["doc_id"],
            "mentions": 1,
            "linked": rows["actor_id"].notna(),
            "merged": by.str.contains("link:merge", regex=False),
            "short_forms": by.str.contains("link:surname|link:longer_name"),
            "titles": by.str.contains("link:office", regex=False),
            "misspelt": by.str.contains("misspelt", regex=False),
            "ambiguous": rows["actor_id"].isna() & rows["candidates"].notna(),
            "open": rows["actor_id"].isna() & rows["candidates"].isna(),
        }
    )
    each = marks.groupby("doc_id").sum().reindex(corpus.documents["doc_id"]).fillna(0).astype("int64")
    each["actors"] = rows.groupby("doc_id")["actor_id"].nunique().reindex(each.index).fillna(0).astype("int64")
    total = each.sum().to_frame().T.assign(actors=rows["actor_id"].nunique()).set_axis(["all"])
    table = pd.concat([total, each]).rename_axis("doc_id").reset_index()
    table["share"] = (table["linked"] / table["mentions"]).where(table["mentions"] > 0)
    return told_of(table.astype({"doc_id": "str"}), corpus)


def unrecognised(corpus: Corpus, words: int = 4) -> pd.DataFrame:
    """Return the places where an honorific stands before no name of the registry: `doc_id honorific follows start end`.

    `follows` holds the next words: who they name is for a person to say, and to write into actors.csv. start, end are
    code points of the record's text.
    """
    phrases = sorted({fold(each) for each in tables.read("honorifics")["honorific"]}, key=len, reverse=True)
    looks = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, phrases))})(?=[ \n\u200c])[ \n\u200c]+")
    told = corpus.actors.loc[corpus.actors["status"] == "registry", "actor_id"]
    known = corpus.mentions[corpus.mentions["actor_id"].isin(told) | corpus.mentions["candidates"].notna()]
    begins = known.groupby("doc_id")["start"].agg(set).to_dict()
    rows = []
    for each in texts(corpus).itertuples():
        known = begins.get(each.doc_id, set())
        for match in looks.finditer(fold(each.text)):
            if not known.intersection(range(match.start(), match.end() + 2)):
                follows = " ".join(each.text[match.end() : match.end() + 80].split()[:words])
                rows.append((each.doc_id, each.text[match.start() : match.end()].strip(), follows, *match.span()))
    table = pd.DataFrame(rows, columns=["doc_id", "honorific", "follows", "start", "end"])
    kinds = dict.fromkeys(("doc_id", "honorific", "follows"), "str") | {"start": "int64", "end": "int64"}
    return told_of(table.astype(kinds), corpus)
