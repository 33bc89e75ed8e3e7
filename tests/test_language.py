"""Languages of helpers.language: cases both ways, texts as others type them, markers, and work in proportion."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from helpers import language, language_letters, tables

with (Path(__file__).parent / "cases" / "languages.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))
GOLD = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests" / "gold").glob("0*.json"))]
# As others type: the letters of an Arabic keyboard, or half-spaces left out or typed as spaces.
TYPED = {
    "arabic keyboard": str.maketrans("یک", "يك"),
    "no half-spaces": str.maketrans("\u200c", " "),
    "half-spaces left out": str.maketrans("", "", "\u200c"),
    "stretched": str.maketrans({"س": "ســ"}),
}


def of(text: str) -> tuple[str, float]:
    return language.language_of(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['why']}: {case['text'][:20]}")
def test_language(case):
    told, sure = of(case["text"])
    assert told == case["language"]
    assert (sure == 0) == (told == "und")
    if case["why"] == "unclear variety":
        assert sure < language.CLEAR


@pytest.mark.parametrize("way", TYPED)
@pytest.mark.parametrize("spoken", ["fa", "prs"])
def test_persian_and_dari_are_told_however_they_are_typed(spoken, way):
    """One in twenty short texts may become unclear; none becomes the other variety or another language."""
    texts = [case["text"].translate(TYPED[way]) for case in CASES if case["language"] == spoken]
    told = language.languages(pd.Series(texts, dtype="str"))
    other = {"fa": "prs", "prs": "fa"}[spoken]
    sure = told["language_confidence"] >= language.CLEAR
    assert not (sure & (told["language"] == other)).any()
    assert (told["language"] == spoken).mean() >= 0.95


def test_a_report_of_cases_is_read_as_its_sentences():
    """Many short reports in one text: what single words leave open is clear in a page of them."""
    for spoken in ("fa", "prs", "ar", "ps", "ckb", "ur"):
        told, sure = of("\n".join(case["text"] for case in CASES if case["language"] == spoken))
        assert told == spoken and sure > 0.9


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["document"]["file"])
def test_the_shipped_documents(gold, corpus):
    told = corpus.documents[corpus.documents["file"] == gold["document"]["file"]]
    assert set(told["language"]) == {gold["document"]["language"]}
    assert (told["language_confidence"] >= language.CLEAR).all()


def test_an_unclear_variety_of_persian_is_not_guessed():
    told, sure = of("این کتاب خوب است و من آن را دوست دارم.")
    assert told == "fa" and 0.2 < sure < language.CLEAR


def test_a_word_said_often_is_not_so_many_words():
    once, often = "در پوهنتون گفت که مردم آمدند. ", "پوهنتون " * 200
    scores = [_score(text) for text in (once, once + often)]
    assert 0 < scores[1] - scores[0] < 3 * scores[0]


def _score(text: str) -> float:
    rows = tables.read("language_weights")
    told = language.weights(rows[rows["marker"] == "پوهنتون"])
    counts = language_letters.count(pd.Series([text], dtype="str"), told.markers)
    return float(language.weigh(counts.begins, counts.marker, counts.times, told.weights, language.GAIN)[0, -1])


@given(st.lists(st.text(alphabet="ابپ یيكک\u200cةـ٣۳a🔻\ud800\0\u064e؛\n", max_size=40), max_size=6))
def test_a_text_is_read_the_same_alone_and_in_a_column(texts):
    told = language.languages(pd.Series(texts, dtype="object"))
    assert [of(text) for text in texts] == list(zip(told["language"], told["language_confidence"], strict=True))


@given(st.text(alphabet="آابتدرزمنهی ۵7\u200cـ.", max_size=60))
def test_the_compiled_pass_counts_what_a_slow_one_counts(text):
    kinds = ["letter", "word", "pair", "dated", "start", "end"]
    spelt = ["ی", "در", "در بند", "میزان", "می", "ان"]
    texts = [text, f"{text} در بند در ۵ میزان میزان می\u200cرد {text}"]
    counts = language_letters.count(pd.Series(texts, dtype="str"), language_letters.markers(kinds, spelt))
    for number, each in enumerate(texts):
        rows = slice(counts.begins[number], counts.begins[number + 1])
        found = dict(zip(counts.marker[rows].tolist(), counts.times[rows].tolist(), strict=True))
        assert found == {key: count for key, count in _slowly(each).items() if count}


def _slowly(text: str) -> dict[int, int]:
    """Letters, words, pairs, dated words, beginnings and endings, counted one by one."""
    words, dated, behind = [""], [], False
    for letter in language_letters.plain(text) + ".":
        if letter.isalpha():
            if not words[-1]:
                dated.append(behind)
                behind = False
            words[-1] += letter
            continue
        if words[-1]:
            words.append("")
        behind |= letter.isdecimal()
    words.pop()
    return {
        0: text.count("ی"),
        1: words.count("در"),
        2: sum(pair == ("در", "بند") for pair in pairwise(words)),
        3: sum(word == "میزان" and number for word, number in zip(words, dated, strict=True)),
        4: sum(word.startswith("می") and len(word) > 2 for word in words),
        5: sum(word.endswith("ان") and len(word) > 2 for word in words),
    }


def test_no_texts_and_missing_letters():
    assert language.languages(pd.Series([], dtype="str")).empty
    told = language.languages(pd.Series(["", "\ud800", "🔻"], index=[7, 8, 9], dtype="object"))
    assert told["language"].tolist() == ["und"] * 3 and told.index.tolist() == [7, 8, 9]


@pytest.mark.parametrize(
    "kind, marker", [("vowel", "ا"), ("start", "ا"), ("end", "استان"), ("pair", "در"), ("word", "در این")]
)
def test_a_marker_that_cannot_be_one_is_refused(kind, marker):
    with pytest.raises(ValueError, match=r"language_weights\.csv"):
        language_letters.markers([kind], [marker])


def test_the_tables_of_markers_and_letters_are_whole():
    rows = tables.read("language_weights")
    assert len(rows) <= 2600, "more rows than a reader goes through"
    assert set(rows["language"]) == {*language.FAMILIES, *language.VARIETIES}
    assert set(rows["basis"]) == {"read", "counted"}
    assert (rows["weight"].astype(float) > 0).all()
    assert (rows.loc[rows["basis"] == "read", "note"] != "").all()
    spelt = rows["marker"].where(rows["kind"] == "letter", rows["marker"].map(language_letters.plain))
    doubled = rows.assign(spelt=spelt).duplicated(["kind", "spelt", "language"], keep=False)
    assert not doubled.any(), rows[doubled]
    both = rows[rows["language"].isin(language.VARIETIES)].assign(spelt=spelt).duplicated(["kind", "spelt"], keep=False)
    assert not both.any(), "a marker speaks for one variety"
    letters = tables.read("language_letters")
    assert letters["letter"].is_unique and (letters["plain"].str.len() == 1).all()


@pytest.mark.parametrize("piece", ["در ", "ی", "۵ میزان ", "می\u200c", "ال", "🔻", "a ", "ـ"])
def test_hostile_texts_take_work_in_proportion(piece):
    """Rows counted are bounded by the table, and words by the letters: nothing grows faster than the text."""
    sizes = []
    for times in (2000, 4000):
        counts = language_letters.count(pd.Series([piece * times], dtype="str"), language._own().markers)
        assert len(counts.marker) <= language._own().markers.size
        sizes.append(int(counts.words[0]) + int(counts.times.sum()))
    assert sizes[1] <= 2.1 * sizes[0] + 10
