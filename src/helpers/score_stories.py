"""Pairs of reports with the answer whether they tell one happening come in, figures of the stories found go out.

Knows the columns of such a file and how a corpus is loaded; knows nothing of how stories are found.
"""

import csv
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

from helpers.corpus import Corpus, load_corpus
from helpers.score_identity import b_cubed


@dataclass(frozen=True)
class Figures:
    """B³ of the grouping of all reports, and the pairs that came out wrong as `pair: joined|parted note`."""

    precision: float
    recall: float
    f1: float
    faults: list[str]

    def line(self) -> str:
        """Return the figures as `make score` prints them."""
        return f"stories: B³ precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def build(pairs: Path, folder: Path) -> Corpus:
    """Return the corpus of all reports of a file of pairs, a file each (`<pair>_a.txt`), built in `folder`.

    pairs: a CSV with `pair same published_a text_a published_b text_b note`. The registry is empty: who is who is found
    by the suite alone.
    """
    rows = _rows(pairs)
    (folder / "corpus").mkdir(parents=True)
    (folder / "actors.csv").write_text("actor_id,type,lang,name\n", encoding="utf-8")
    lines = ["file,published,outlet"]
    for row in rows:
        for side in "ab":
            name = f"{row['pair']}_{side}.txt"
            (folder / "corpus" / name).write_text(row[f"text_{side}"], encoding="utf-8")
            lines.append(f"{name},{row[f'published_{side}']},")
    (folder / "metadata.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an empty registry is what is asked for here
        return load_corpus(folder, progress=False)


def score(pairs: Path) -> Figures:
    """Build all reports of a file of pairs in one corpus and hold its stories against the answers."""
    with tempfile.TemporaryDirectory(prefix="ruznama-score-") as folder:
        return held_against(build(pairs, Path(folder) / "data"), pairs)


def held_against(corpus: Corpus, pairs: Path) -> Figures:
    """Hold the stories of the documents of `build` against the answers: a report is an item of B³."""
    story = corpus.documents.set_index("file")["story_id"].to_dict()
    items, faults = [], []
    for row in _rows(pairs):
        one, other = (story[f"{row['pair']}_{side}.txt"] for side in "ab")
        same = row["same"] == "1"
        items += [(one, row["pair"]), (other, row["pair"] if same else f"{row['pair']} b")]
        if (one == other) != same:
            faults.append(f"{row['pair']}: {'joined' if one == other else 'parted'}: {row['note']}")
    return Figures(*b_cubed(items), faults)


def _rows(pairs: Path) -> list[dict[str, str]]:
    with Path(pairs).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
