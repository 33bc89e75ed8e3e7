"""ruznama: documents in, timelines, networks and filters out. The public names, and nothing else."""

from helpers.charts import (
    actors_chart,
    cooccurrence_chart,
    dates_chart,
    network_chart,
    network_over_time_chart,
    pairs_chart,
    pairs_over_time_chart,
    timeline_chart,
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
from helpers.export import save_figure, save_network, save_registry, save_table
from helpers.pairs import cooccurrence, cooccurrence_over_time, ego_network, pair_sentences
from helpers.review import Review
from helpers.widgets import Explorer, show

__all__ = [
    "Corpus",
    "Explorer",
    "Review",
    "actors_chart",
    "changes",
    "concordance",
    "cooccurrence",
    "cooccurrence_chart",
    "cooccurrence_over_time",
    "dates_chart",
    "ego_network",
    "find_actors",
    "keep",
    "load_corpus",
    "network_chart",
    "network_over_time_chart",
    "pair_sentences",
    "pairs_chart",
    "pairs_over_time_chart",
    "passages",
    "period_sentences",
    "quality",
    "save_figure",
    "save_network",
    "save_registry",
    "save_table",
    "show",
    "texts",
    "timeline",
    "timeline_chart",
    "unrecognised",
]
