"""The public names of ruznama, each beside the module it comes from: read by `__init__.py` and by editors."""

from .annotate import Annotate as Annotate
from .charts import (
    actors_chart as actors_chart,
    cooccurrence_chart as cooccurrence_chart,
    countries_chart as countries_chart,
    dates_chart as dates_chart,
    dyad_chart as dyad_chart,
    event_timeline_chart as event_timeline_chart,
    network_chart as network_chart,
    network_over_time_chart as network_over_time_chart,
    pairs_chart as pairs_chart,
    pairs_over_time_chart as pairs_over_time_chart,
    timeline_chart as timeline_chart,
    topics_chart as topics_chart,
)
from .corpus import (
    Corpus as Corpus,
    find_actors as find_actors,
    keep as keep,
    load_corpus as load_corpus,
    texts as texts,
)
from .counts import (
    concordance as concordance,
    passages as passages,
    period_sentences as period_sentences,
    quality as quality,
    timeline as timeline,
    unrecognised as unrecognised,
)
from .event_accuracy import event_quality as event_quality
from .event_countries import country_matrix as country_matrix
from .event_counts import (
    event_timeline as event_timeline,
    events_table as events_table,
    topics_over_time as topics_over_time,
)
from .event_dyads import (
    dyad as dyad,
    event_pairs as event_pairs,
)
from .event_marks import event_sentences as event_sentences
from .export import (
    save_figure as save_figure,
    save_network as save_network,
    save_registry as save_registry,
    save_table as save_table,
)
from .news import changes as changes
from .pairs import (
    cooccurrence as cooccurrence,
    cooccurrence_over_time as cooccurrence_over_time,
    ego_network as ego_network,
    pair_sentences as pair_sentences,
)
from .review import Review as Review
from .widgets import (
    Explorer as Explorer,
    show as show,
)
