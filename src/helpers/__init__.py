"""ruznama: documents in, timelines, networks and filters out. The public names, and nothing else."""

from helpers.annotate import Annotate
from helpers.charts import (
    actors_chart,
    cooccurrence_chart,
    countries_chart,
    dates_chart,
    dyad_chart,
    event_timeline_chart,
    network_chart,
    timeline_chart,
    topics_chart,
)
from helpers.corpus import Corpus, changes, find_actors, keep, load_corpus, texts
from helpers.counts import (
    concordance,
    cooccurrence,
    pair_sentences,
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
from helpers.export import save_figure, save_registry, save_table
from helpers.review import Review
from helpers.widgets import Explorer, show

__all__ = [
    "Annotate",
    "Corpus",
    "Explorer",
    "Review",
    "actors_chart",
    "changes",
    "concordance",
    "cooccurrence",
    "cooccurrence_chart",
    "countries_chart",
    "country_matrix",
    "dates_chart",
    "dyad",
    "dyad_chart",
    "event_pairs",
    "event_quality",
    "event_sentences",
    "event_timeline",
    "event_timeline_chart",
    "events_table",
    "find_actors",
    "keep",
    "load_corpus",
    "network_chart",
    "pair_sentences",
    "passages",
    "period_sentences",
    "quality",
    "save_figure",
    "save_registry",
    "save_table",
    "show",
    "texts",
    "timeline",
    "timeline_chart",
    "topics_chart",
    "topics_over_time",
    "unrecognised",
]
