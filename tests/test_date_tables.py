"""The tables of date words: whole, without a clash that is not meant, the same after folding."""

import re

import pandas as pd
import pytest

from helpers import date_lexicon, date_patterns, date_rules, tables

ROWS = {name: tables.read(name) for name in ("months", "weekdays", "numerals", "feasts", "date_words")}


def test_every_class_of_the_tables_is_used_by_a_rule():
    said = " ".join(rule.pattern for rule in date_rules.RULES)
    classes = set(re.findall(r"[a-z_]\w*", said))
    classes |= {name for alias in date_patterns.ALIASES.items() if alias[0] in classes for name in alias[1]}
    beside = {"future", "present", "pub_cue", "may", "may_stem", "or"}  # read by date_cues and date_tokens
    beside |= {
        "since",
        "until",
        "begin",
        "till_now",
        "till_then",
        "told_adj",
        "recent_adj",
    }  # read by date_cues and date_values
    assert set(ROWS["date_words"]["class"]) - classes <= beside


def test_no_word_has_two_values_in_one_language():
    assert len(date_lexicon.entries()) > 1_000  # raises on a clash


def test_no_row_is_written_twice():
    assert not ROWS["date_words"].duplicated(["class", "lang", "word", "value"]).any()
    assert not ROWS["feasts"].duplicated(["lang", "name"]).any()
    assert not ROWS["numerals"].duplicated(["lang", "word"]).any()


@pytest.mark.parametrize("lang", ["fa", "prs", "ar", "ps"])
def test_a_month_name_is_one_month_of_one_calendar(lang):
    rows = ROWS["months"][ROWS["months"]["lang"] == lang]
    folded = rows["name"].map(date_lexicon.split_words)
    months = pd.Series(list(zip(rows["calendar"], rows["month"], strict=True)), index=folded.map(str))
    assert (months.groupby(level=0).nunique() == 1).all()


def test_seven_weekdays_a_language():
    shown = ROWS["weekdays"][ROWS["weekdays"]["use"] == "display"]
    for _, days in shown.groupby("lang"):
        assert sorted(days["weekday"].astype(int)) == list(range(7))


def test_every_letter_has_a_byte_of_its_own_after_folding():
    alphabet = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیء"
    assert len(set(date_lexicon.folded(alphabet))) == len(alphabet)
    assert date_lexicon.folded("يكةأ١۱") == date_lexicon.folded("یکها11")
