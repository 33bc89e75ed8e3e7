"""Events: made documents come in, documents a second of each step and its growth on hostile text go out.

    python benchmarks/events.py [--documents 1000] [--runs 5]

Documents are the sentences of data/corpus drawn again, 2,600 letters each, as in benchmarks/dates.py. `find` follows
from the text alone; `link` is what comes after dates and actors are linked; `signatures` and `stories` join reports: in
this corpus all reports share their people, in the one with a day for each they are compared with few. No peer codes
events in these languages; the machine's own measure is `str.translate` with a regular expression of the same words.
"""

import argparse
import itertools
import random
import re
import statistics
import time
from pathlib import Path

import pandas as pd

from helpers import actors, dates, event_link, events, identity, link, registry, schema, signatures, stories
from helpers import text as letters
from helpers.event_lexicon import phrases
from helpers.language import language_of

DATA = Path(__file__).resolve().parent.parent / "data"
LENGTH = 2_600
HOSTILE = [
    ("کرد ", "fa"),
    ("دیدار ", "fa"),
    ("نشست با ", "fa"),
    ("به گزارش ", "fa"),
    ("گفت: ", "fa"),
    ("که گفت ", "fa"),
]
HOSTILE += [
    ("وقع ", "ar"),
    ("توقيع مذكرة ", "ar"),
    ("قد ", "ar"),
    ("كان قد عقد اجتماع في ", "ar"),
    (": ", "fa"),
    ("اگر ", "fa"),
]


def made(count: int, seed: int = 7) -> pd.DataFrame:
    """Return `count` documents: `doc_id text language`."""
    draw = random.Random(seed)
    by_language: dict[str, list[str]] = {"fa": [], "ar": []}
    for path in sorted((DATA / "corpus").glob("*.txt")):
        own = path.read_text(encoding="utf-8")
        language = "ar" if language_of(own)[0] == "ar" else "fa"
        by_language[language] += [f"{each.strip()}." for each in own.split(".") if len(each.strip()) > 20]
    rows = []
    for n in range(count):
        language, parts, size = ("ar" if n % 5 == 4 else "fa"), [], 0
        while size < LENGTH:
            parts.append(draw.choice(by_language[language]))
            size += len(parts[-1]) + 1
        rows.append((f"{n:06d}#0", " ".join(parts)[:LENGTH], language))
    return pd.DataFrame(rows, columns=["doc_id", "text", "language"])


def timed(call, runs: int) -> tuple[float, object]:
    """Return the median time of some calls, in processor seconds, and what the last one gave."""
    times, out = [], None
    for _ in range(runs):
        began = time.process_time()
        out = call()
        times.append(time.process_time() - began)
    return statistics.median(times), out


def growth_of_stories(replayed, runs: int) -> list[str]:
    """Return how the time grows from 5,000 to 10,000 and 20,000 records of the same two people on the same day."""
    times = []
    for count in (5_000, 10_000, 20_000):
        docs, day = [f"{n:06d}#0" for n in range(count)], pd.Timestamp("2021-03-01")
        rows = {
            "event_id": [f"{doc}:meeting:0" for doc in docs], "story_id": docs, "doc_id": docs, "sentence": 0,
            "type": "meeting", "status": "held", "earliest": day, "latest": day, "basis": "explicit", "place": "baku",
            "participants": "x; y", "roles": "participant; with", "topics": "labour", "start": 0, "end": 9,
            "trigger": "word", "plover": None, "rule": "verb", "reason": None,
        }  # fmt: skip
        named = pd.DataFrame({"doc_id": docs * 2, "actor_id": ["x"] * count + ["y"] * count, "type": "person"})
        parts = (
            pd.DataFrame({"doc_id": docs, "sha256": "", "record": "0", "language": "fa", "published": day}),
            schema.shaped("events", pd.DataFrame(rows)),
            named.assign(surface=named["actor_id"], reason=None),
            pd.DataFrame({"a": [], "b": []}, dtype="str"),
            signatures.signatures(pd.DataFrame({"doc_id": docs, "text": docs})),
            replayed,
        )
        stories.link(*parts)
        times.append(timed(lambda: stories.link(*parts), runs)[0])  # noqa: B023
    return [f"{longer / shorter:.2f}" for shorter, longer in itertools.pairwise(times)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    records = made(asked.documents)
    events.find(records.head(20))
    spent, found = timed(lambda: events.find(records), asked.runs)
    print(f"find: {asked.documents / spent:,.0f} documents/s, {len(found) / asked.documents:.1f} rows a document")
    single = sorted({phrase for phrase in phrases() if " " not in phrase}, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, single)) + r")(?!\w)")
    plain, _ = timed(lambda: [pattern.findall(letters.fold(each)) for each in records["text"].head(20)], 1)
    times = plain / 20 / (spent / asked.documents)
    print(f"the words alone by one regular expression: {20 / plain:,.0f} documents/s, {times:.1f} times as long")
    names, _ = registry.load(DATA / "actors.csv")
    mentions = actors.find(records, actors.Matcher(names))
    documents = records[["doc_id", "language"]].assign(published=pd.Timestamp("2020-01-01"), sha256="", record="0")
    anchors = documents[["doc_id"]].assign(
        anchor_earliest=documents["published"], anchor_latest=documents["published"], anchor_basis="metadata"
    )
    resolved = dates.resolve(dates.find(records), anchors)
    empty = link.decisions.replay(link.decisions.load(Path("none"))[0])
    linked = identity.link(mentions.assign(_bracketed=False), names, empty, documents)
    given = (linked.mentions, resolved, documents, linked.offices, linked.names)
    event_link.link(found.head(20), *given)
    spent_link, told = timed(lambda: event_link.link(found, *given), asked.runs)
    print(f"link: {asked.documents / spent_link:,.0f} documents/s, {len(told) / asked.documents:.1f} events a document")
    print(f"both: {asked.documents / (spent + spent_link):,.0f} documents/s")
    spent_both = spent + spent_link
    spent_signs, signs = timed(lambda: signatures.signatures(records), asked.runs)
    print(f"signatures: {asked.documents / spent_signs:,.0f} documents/s")
    spread = pd.Series(pd.date_range("2015-01-01", periods=len(documents), freq="8D")[: len(documents)])
    for name, days in (("one day", documents["published"]), ("a day each", spread.astype("datetime64[s]"))):
        dated = documents.assign(published=days)
        own = event_link.link(found, *given[:2], dated, *given[3:])
        parts = (dated, own, linked.mentions, linked.proposals, signs, empty)
        spent_stories, _ = timed(lambda: stories.link(*parts), asked.runs)  # noqa: B023
        rate = asked.documents / (spent_both + spent_signs + spent_stories)
        print(f"stories, {name}: {asked.documents / spent_stories:,.0f} documents/s, all together {rate:,.0f}")
    print("one cast, one day:", *growth_of_stories(empty, asked.runs), "times the time of half as many records")
    table = str.maketrans("يك", "یک")
    letters_alone, _ = timed(lambda: [each.translate(table) for each in records["text"].tolist()], asked.runs)
    print(f"str.translate of the same letters: {asked.documents / letters_alone:,.0f} documents/s")
    for word, language in HOSTILE:
        short, long = (
            pd.DataFrame({"doc_id": ["a"], "text": [word * count], "language": [language]}) for count in (5_000, 10_000)
        )
        growth = timed(lambda: events.find(long), 3)[0] / timed(lambda: events.find(short), 3)[0]  # noqa: B023
        print(f"hostile «{word.strip()}» twice as long: {growth:.2f} times the time")


if __name__ == "__main__":
    main()
