"""Signatures of texts: the same for the same words, near for near-duplicates, whatever they are."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import signatures
from helpers.text import clean

WORDS = [f"کلمه{at}" for at in range(3000)]


def of(*texts: str) -> list[str]:
    frame = pd.DataFrame({"doc_id": [f"d{at}" for at in range(len(texts))], "text": list(texts)})
    made = signatures.signatures(frame)
    assert made["doc_id"].tolist() == frame["doc_id"].tolist()
    return made["signature"].tolist()


def alike(a: str, b: str) -> float:
    first, second = signatures.slots(pd.Series(of(a, b)))
    return float((first == second).mean())


@pytest.mark.parametrize(
    "a, b",
    [
        ("وزیر در باکو دیدار کرد", "وزير  در\nباكو، دیدار کرد."),
        ("می‌شود گفت که رفت", "میشود گفت که رفت"),
        ("في ١٢ آذار ٢٠٢٠ التقى", "في 12 آذار 2020 التقى"),
        ("اجتماعٌ في المدينةِ اليومَ", "اجتماع في المدينة اليوم"),
        ("ECO and OIC met", "eco AND oic met"),
        ("یک", "«یک»"),
    ],
)
def test_spelling_changes_nothing(a, b):
    assert of(a) == of(b) != [""]


@pytest.mark.parametrize("text", ["", "  \n", "🔻🔻", "،،،", "\u200c\u200f", "ًٌٍ"])
def test_a_text_without_a_word_has_no_signature(text):
    assert of(text, "یک دو سه") == ["", *of("یک دو سه")]


def test_the_share_of_equal_slots_is_about_the_share_of_common_triples():
    whole = WORDS[:400]
    for cut in (40, 100, 200):
        other = whole[:-cut] + WORDS[1000 : 1000 + cut]
        common = (400 - cut) / (400 + cut)
        assert abs(alike(" ".join(whole), " ".join(other)) - common) < 0.2
    assert alike(" ".join(whole), " ".join(WORDS[2000:2400])) < 0.1


def test_the_order_of_words_counts():
    assert alike(" ".join(WORDS[:200]), " ".join(reversed(WORDS[:200]))) < 0.1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40).map(clean), max_size=8))
def test_a_text_has_its_signature_whatever_stands_beside_it(texts):
    together = of(*texts)
    assert together == [of(text)[0] for text in texts]
    assert all(len(each) in (0, signatures.WIDTH) for each in together)


def test_a_long_text_is_cut_nowhere(monkeypatch):
    texts = ["یک دو سه", " ".join(WORDS), "", "چهار پنج شش هفت"] * 3
    whole = of(*texts)
    monkeypatch.setattr(signatures, "_PASS", 10)
    assert of(*texts) == whole


def test_another_process_makes_the_same_and_it_is_this_one():
    """Stored signatures are compared with new ones: these digits may change only together with VERSION."""
    code = "import pandas as pd; from helpers.signatures import *; print(signatures(pd.DataFrame({'doc_id': ['a'], "
    code += "'text': ['وزیر تعاون با همتای خود دیدار کرد']}))['signature'][0])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert [told] == of("وزیر تعاون با همتای خود دیدار کرد")
    assert signatures.VERSION == "rensa 2 64 3" and told[:16] == "1288f24fc7ba1671"


def test_slots_are_read_back():
    made = pd.Series(of("یک دو سه", "چهار پنج شش"))
    assert signatures.slots(made).shape == (2, signatures.SLOTS) and signatures.slots(made).dtype == np.uint32
    for wrong in ("ab", "x" * signatures.WIDTH):
        with pytest.raises(ValueError):
            signatures.slots(pd.Series([wrong]))


def test_the_loops_run_uncompiled_too():
    """Where there is no numba the same lines run as Python, with the same digits."""
    program = (
        "import pandas as pd; from helpers.signatures import *\n"
        "texts = ['وزیر تعاون در ۷ قوس', '', 'ECO و🔻می‌شود \U0001d400 اجتماعٌ', 'یک']\n"
        "print(signatures(pd.DataFrame({'doc_id': list('abcd'), 'text': texts}))['signature'].tolist())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
            env=os.environ | {"NUMBA_DISABLE_JIT": flag},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for flag in ("0", "1")
    ]
    assert said[0] == said[1] and len(said[0]) > 3 * signatures.WIDTH
