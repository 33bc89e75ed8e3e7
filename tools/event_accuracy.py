"""Write src/helpers/tables/event_accuracy.csv: how right the events of the shipped documents are by the gold.

Run after a change of the rules of events: `.venv/bin/python tools/event_accuracy.py`. A test holds it to the score.
"""

from pathlib import Path

from helpers import score_events
from helpers.corpus import load_corpus

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Build the shipped corpus, hold its events against the gold and write the two lines of the table."""
    rows = score_events.accuracy(load_corpus(ROOT / "data", progress=False), ROOT / "tests" / "gold")
    target = ROOT / "src" / "helpers" / "tables" / "event_accuracy.csv"
    rows.to_csv(target, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
