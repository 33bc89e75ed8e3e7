"""A Corpus and a mark of a chart come in, the sentences behind it go out. Knows what each chart of events counts."""

import pandas as pd

from helpers import counts
from helpers.corpus import Corpus
from helpers.event_countries import pairs_of_countries
from helpers.event_counts import happenings, listed, stories_of_period
from helpers.event_dyads import told_pairs


def event_sentences(
    corpus: Corpus,
    events: str | list[str] | None = None,
    *,
    type: str = "",
    status: str = "",
    topic: str = "",
    a: str = "",
    b: str = "",
    country_a: str = "",
    country_b: str = "",
    start: str | None = None,
    end: str | None = None,
    by: str = "month",
    calendar: str = "gregorian",
) -> pd.DataFrame:
    """Return the sentences that tell some events, with the columns of `passages`: one or several of each report.

    `events`: ids of events or of stories. The others choose what a mark of a chart stands for: `type`, `status`,
    `topic`; `a`, `b`: two actor ids who take part; `country_a`, `country_b`: as in `country_matrix`; `start`, `end`:
    first and last Gregorian day of a bar of `event_timeline(corpus, by, calendar)` as YYYY-MM-DD, both "" for the
    undated. All that is given must hold.
    """
    rows = happenings(corpus.events)
    if events is not None:
        wanted = [events] if isinstance(events, str) else list(events)
        own = corpus.events[corpus.events["event_id"].isin(wanted) | corpus.events["story_id"].isin(wanted)]
        rows = rows[rows["story_id"].isin(own["story_id"])]
    for column, value in (("type", type), ("status", status)):
        rows = rows[rows[column] == value] if value else rows
    if topic:
        about = listed(rows, "topics")
        about = about.loc[about["item"] == topic, "story_id"]
        rows = rows[rows["topics"] == ""] if topic == "none" else rows[rows["story_id"].isin(about)]
    if a and b:
        told = told_pairs(corpus)[0]
        rows = rows[rows["story_id"].isin(told.loc[(told["a"] == min(a, b)) & (told["b"] == max(a, b)), "story_id"])]
    if country_a and country_b:
        told = pairs_of_countries(corpus)[0]
        hit = [{one, other} == {country_a, country_b} for one, other in
               zip(told["country_a"], told["country_b"], strict=True)]  # fmt: skip
        rows = rows[rows["story_id"].isin(told.loc[hit, "story_id"])]
    if start is not None:
        rows = stories_of_period(rows, start, end or start, by, calendar)
    told = corpus.events[corpus.events["story_id"].isin(rows["story_id"])]
    chosen = told[["doc_id", "sentence"]].drop_duplicates()
    return counts.told_of(counts.passages_at(corpus, chosen.astype({"doc_id": "str"})), corpus)
