"""The five documents in every format, as real programs write them: the same records, dates and mentions as from text.

`tools/samples.py` makes tests/samples/. What each was published on stands in its own fields, or in metadata.csv.
"""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import helpers as rz

SAMPLES = ROOT / "tests" / "samples"
FORMATS = sorted(path.name for path in SAMPLES.iterdir())
# Days that tools/samples.py gave the documents.
DAYS = {"000": "2020-08-15", "001": "2020-08-10", "002": "2025-07-20", "003": "2017-11-29", "004": "2024-03-26"}
# These formats say themselves when a record was published.
DATED = {"atom", "csv", "html", "json", "jsonl", "parquet", "rss", "telegram_html", "telegram_json", "xlsx"}
# Pages show the day below the headline, which the text does not say.
_DAY = re.compile("|".join(DAYS.values()))
LARGEST = 1_500_000


def built(place: Path, files: list[Path]) -> rz.Corpus:
    """The corpus of some files with the shipped registry; metadata.csv tells days to those that cannot say them."""
    corpus = place / "corpus"
    corpus.mkdir(parents=True)
    shutil.copyfile(ROOT / "data" / "actors.csv", place / "actors.csv")
    rows = ["file,record,published,outlet"]
    for path in files:
        shutil.copyfile(path, corpus / path.name)
        if path.parent.name not in DATED and path.stem[:3] in DAYS:
            rows.append(f"{path.name},,{DAYS[path.stem[:3]]},")
    if any(path.suffix == ".zip" for path in files):
        rows += [f"documents.zip,خبر/{key}.txt/{n},{day}," for key, day in DAYS.items() for n in (0, 1)]
    (place / "metadata.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return rz.load_corpus(place, progress=False)


def told(corpus: rz.Corpus) -> pd.DataFrame:
    """Title, day, words, dates and mentions of each record: files and ids differ, and a line above the title moves."""
    documents = corpus.documents.set_index("doc_id")
    text = rz.texts(corpus).set_index("doc_id")["text"]
    dates = corpus.dates.assign(said=corpus.dates["surface"].map(plain))
    mentions = corpus.mentions.assign(said=corpus.mentions["surface"].map(plain))
    rows = [
        {
            "title": plain(row.title),
            "published": str(row.published)[:10],
            "words": sorted(re.findall(r"[^\W_]+", re.sub(_DAY, "", text[doc]))),
            "dates": sorted(
                (each.said, str(each.earliest)[:10], str(each.latest)[:10])
                for each in dates[dates["doc_id"] == doc].itertuples()
                if not re.fullmatch(_DAY, each.said)
            ),
            "mentions": sorted(
                (each.said, str(each.actor_id)) for each in mentions[mentions["doc_id"] == doc].itertuples()
            ),
        }
        for doc, row in documents.iterrows()
    ]
    return pd.DataFrame(rows).sort_values("title", ignore_index=True)


def plain(text: str) -> str:
    """A name or day without what a format may change: the white space between its words."""
    return " ".join(str(text).split())


@pytest.fixture(scope="module")
def as_text(tmp_path_factory) -> pd.DataFrame:
    files = sorted((ROOT / "data" / "corpus").glob("*.txt"))
    return told(built(tmp_path_factory.mktemp("text") / "data", files))


@pytest.fixture(scope="module")
def as_text_without_gaps(tmp_path_factory) -> pd.DataFrame:
    """The same without wide gaps: by them scrambled lines are known, and pages, Word and PDF keep none of them."""
    place = tmp_path_factory.mktemp("gaps")
    files = []
    for path in sorted((ROOT / "data" / "corpus").glob("*.txt")):
        files.append(place / path.name)
        files[-1].write_text(re.sub(r"[ \t]{2,}", " ", path.read_text(encoding="utf-8")), encoding="utf-8")
    return told(built(tmp_path_factory.mktemp("without_gaps") / "data", files))


def test_there_is_a_sample_of_every_format():
    suffixes = {path.suffix for path in SAMPLES.rglob("*") if path.is_file()}
    assert suffixes == {
        ".atom", ".csv", ".docx", ".html", ".json", ".jsonl", ".parquet", ".pdf", ".rss", ".xlsx", ".zip",
    }  # fmt: skip


@pytest.fixture(scope="module", params=FORMATS)
def sample(request, tmp_path_factory) -> tuple[str, rz.Corpus]:
    files = sorted((SAMPLES / request.param).iterdir())
    return request.param, built(tmp_path_factory.mktemp(request.param) / "data", files)


def test_each_sample_loads(sample):
    intake = sample[1].intake
    assert (intake["outcome"] != "rejected").all(), intake[["file", "code", "reason"]].to_numpy().tolist()


def test_a_sample_has_the_same_records(sample, as_text):
    found = told(sample[1])
    assert list(found["title"]) == list(as_text["title"])
    assert list(found["published"]) == list(as_text["published"])


def test_a_sample_has_the_same_words(sample, as_text):
    for title, ours, text in zip(as_text["title"], told(sample[1])["words"], as_text["words"], strict=True):
        assert ours == text, title


@pytest.mark.parametrize("what", ["dates", "mentions"])
def test_a_sample_says_the_same(sample, as_text, as_text_without_gaps, what):
    columns = (told(sample[1])[what], as_text[what], as_text_without_gaps[what])
    for title, ours, text, without_gaps in zip(as_text["title"], *columns, strict=True):
        assert ours in (text, without_gaps), title


def test_samples_are_small_and_say_nothing_of_the_machine_that_made_them():
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST
    for path in files:
        data = path.read_bytes()
        assert not re.search(rb"/(?:home|root|tmp|Users|work)/", data), path.name
