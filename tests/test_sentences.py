"""Sentences: cases, what holds of every text, and the patterns that say the same as the compiled loop."""

import csv
import re
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.sentences import sentences, spans

with (Path(__file__).parent / "cases" / "sentences.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))
SIGNS = ".!?؟…»”’)]\"'«“؛\n  \t\u2028\u00a0\u200cابa_1۲½🔻-•\U0001f600\U0001d400"
# The loop in words: where a sentence ends, and the stop of «U.N.», «د. سالم», which ends none.
END = re.compile(
    r"[.!?؟۔…]+(?:[»”’)\]]|[\"'](?![^\W\d_]))*(?=[\"'«“]|\s|[^\W\d_]|$)|؛(?=\s)|\n[^\S\n]*\n\s*|\n(?=[\s]*[🔻🔹🔸🔺✅▪▫◾◽•●■□➖⭕♦◆✔☑📌📍-])",
)
SHORTENED = re.compile(r"(?<![^\W_])[^\W\d_]\.$")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_sentences(case):
    assert [case["text"][start:end] for start, end in sentences(case["text"])] == case["pieces"].split("|")


@settings(deadline=None)  # the first call may compile
@given(st.text(alphabet='ابپ یک‌.؟\n🔹3A"»', max_size=80), st.integers(0, 20))
def test_every_letter_belongs_to_one_sentence(value, title):
    found = sentences(value, min(title, len(value)))
    covered = [position for start, end in found for position in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {position for position, letter in enumerate(value) if not letter.isspace()} <= set(covered)


@settings(deadline=None)  # the first call may compile
@given(st.text(alphabet=SIGNS, max_size=40) | st.text(max_size=40))
@example("د.\n🔹 الف")
@example('گفت.»" و')
@example("\ud800. \U0010ffff.")
def test_the_loop_says_what_the_patterns_say(value):
    title = max(value.find("\n"), 0)
    ends = [title] if title else []
    for match in END.finditer(value, title):
        if not SHORTENED.search(value, max(0, match.start() - 2), match.end()):
            ends.append(match.end())
    pieces = [value[a:b].strip() for a, b in zip([0, *ends], [*ends, len(value)], strict=True)]
    assert [value[start:end] for start, end in sentences(value, title)] == [piece for piece in pieces if piece]


def test_many_texts_at_once_have_the_sentences_of_each():
    texts = ["", "عنوان\nمتن. دوم", "\n", *(case["text"] for case in CASES)]
    begins, ends, sizes = spans(pd.Series(texts, dtype="str"))
    alone = [sentences(each, max(each.find("\n"), 0)) for each in texts]
    assert sizes.tolist() == [len(each) for each in alone]
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [span for each in alone for span in each]


@pytest.mark.parametrize("hostile", [". ", "\n", "\n \n", "«»", ".a", ".»", "ی‌", "🔻\n", '."', "\n ", " "])
def test_sentences_take_time_in_proportion(hostile):
    def seconds(value: str) -> float:
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            sentences(value)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(hostile * 200_000) <= 3.0 * seconds(hostile * 100_000) + 0.01
