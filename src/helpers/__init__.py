"""ruznama: documents in, timelines, networks and filters out. The public names, and nothing else."""

from helpers.annotate import Annotate
from helpers.charts import (
    actors_chart,
    calendar_chart,
    cooccurrence_chart,
    countries_chart,
    dates_chart,
    dyad_chart,
    event_timeline_chart,
    keyness_chart,
    network_chart,
    network_over_time_chart,
    pairs_chart,
    pairs_over_time_chart,
    term_trends_chart,
    timeline_chart,
    topics_chart,
)
from helpers.corpus import Corpus, changes, find_actors, keep, load_corpus, texts
from helpers.counts import (
    concordance,
    passages,
    period_sentences,
    quality,
    timeline,
    unrecognised,
)
from helpers.event_accuracy import event_quality
from helpers.event_countries import country_matrix
from helpers.event_counts import event_timeline, events_table, topics_over_time
from helpers.event_dyads import dyad, event_pairs
from helpers.event_marks import event_sentences
from helpers.export import save_figure, save_network, save_registry, save_table
from helpers.pairs import cooccurrence, cooccurrence_over_time, ego_network, pair_sentences
from helpers.reports import report
from helpers.review import Review
from helpers.terms import keyness, term_trends
from helpers.widgets import Explorer, show

__all__ = [
    "Annotate",
    "Corpus",
    "Explorer",
    "Review",
    "actors_chart",
    "calendar_chart",
    "changes",
    "concordance",
    "cooccurrence",
    "cooccurrence_chart",
    "cooccurrence_over_time",
    "countries_chart",
    "country_matrix",
    "dates_chart",
    "dyad",
    "dyad_chart",
    "ego_network",
    "event_pairs",
    "event_quality",
    "event_sentences",
    "event_timeline",
    "event_timeline_chart",
    "events_table",
    "find_actors",
    "keep",
    "keyness",
    "keyness_chart",
    "load_corpus",
    "network_chart",
    "network_over_time_chart",
    "pair_sentences",
    "pairs_chart",
    "pairs_over_time_chart",
    "passages",
    "period_sentences",
    "quality",
    "report",
    "save_figure",
    "save_network",
    "save_registry",
    "save_table",
    "show",
    "term_trends",
    "term_trends_chart",
    "texts",
    "timeline",
    "timeline_chart",
    "topics_chart",
    "topics_over_time",
    "unrecognised",
]
