"""The public names of ruznama, each beside the module it comes from: read by `__init__.py` and by editors."""

from .annotate import Annotate as Annotate
from .charts import (
    actors_chart as actors_chart,
)
from .charts import (
    cooccurrence_chart as cooccurrence_chart,
)
from .charts import (
    countries_chart as countries_chart,
)
from .charts import (
    dates_chart as dates_chart,
)
from .charts import (
    dyad_chart as dyad_chart,
)
from .charts import (
    event_timeline_chart as event_timeline_chart,
)
from .charts import (
    network_chart as network_chart,
)
from .charts import (
    network_over_time_chart as network_over_time_chart,
)
from .charts import (
    pairs_chart as pairs_chart,
)
from .charts import (
    pairs_over_time_chart as pairs_over_time_chart,
)
from .charts import (
    timeline_chart as timeline_chart,
)
from .charts import (
    topics_chart as topics_chart,
)
from .corpus import (
    Corpus as Corpus,
)
from .corpus import (
    changes as changes,
)
from .corpus import (
    find_actors as find_actors,
)
from .corpus import (
    keep as keep,
)
from .corpus import (
    load_corpus as load_corpus,
)
from .corpus import (
    texts as texts,
)
from .counts import (
    concordance as concordance,
)
from .counts import (
    passages as passages,
)
from .counts import (
    period_sentences as period_sentences,
)
from .counts import (
    quality as quality,
)
from .counts import (
    timeline as timeline,
)
from .counts import (
    unrecognised as unrecognised,
)
from .event_accuracy import event_quality as event_quality
from .event_countries import country_matrix as country_matrix
from .event_counts import (
    event_timeline as event_timeline,
)
from .event_counts import (
    events_table as events_table,
)
from .event_counts import (
    topics_over_time as topics_over_time,
)
from .event_dyads import (
    dyad as dyad,
)
from .event_dyads import (
    event_pairs as event_pairs,
)
from .event_marks import event_sentences as event_sentences
from .export import (
    save_figure as save_figure,
)
from .export import (
    save_network as save_network,
)
from .export import (
    save_registry as save_registry,
)
from .export import (
    save_table as save_table,
)
from .pairs import (
    cooccurrence as cooccurrence,
)
from .pairs import (
    cooccurrence_over_time as cooccurrence_over_time,
)
from .pairs import (
    ego_network as ego_network,
)
from .pairs import (
    pair_sentences as pair_sentences,
)
from .review import Review as Review
from .widgets import (
    Explorer as Explorer,
)
from .widgets import (
    show as show,
)
