"""Counts of words: keyness against worked numbers, spellings that are one word, terms over time in all periods."""

import math
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import helpers
from helpers import charts, labels


def made_of(corpus, texts: list[str], published: list[str | None], folder):
    """A corpus of its own, built from files."""
    place = folder / "corpus"
    place.mkdir(parents=True)
    lines = ["file,published,outlet"]
    for k, (text, day) in enumerate(zip(texts, published, strict=True)):
        (place / f"{k:03}.txt").write_text(f"عنوان {k}\n{text}\n", encoding="utf-8")
        lines += [f"{k:03}.txt,{day},"] if day else []
    (folder / "metadata.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return helpers.load_corpus(folder, progress=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    texts = ["صلح صلح صلح امنیت", "صلح امنیت مرز", "جنگ جنگ جنگ جنگ مرز", "كتاب کتاب می‌رود مي‌رود", "صلح"]
    days = ["2024-01-05", "2024-02-07", "2024-02-09", "2024-04-01", None]
    return made_of(None, texts, days, tmp_path_factory.mktemp("terms"))


def part(corpus, files: list[int]):
    names = [f"{k:03}.txt" for k in files]
    kept = corpus.documents[corpus.documents["file"].isin(names)]
    return replace(corpus, documents=kept, mentions=corpus.mentions[corpus.mentions["doc_id"].isin(kept["doc_id"])])


def test_log_likelihood_against_the_definition(whole):
    """2 Σ O ln(O/E), E = N·ΣO/ΣN: Rayson and Garside (2000), worked by hand for «جنگ»: 0 of 9 words against 4 of 6."""
    table = helpers.keyness(part(whole, [0, 1]), part(whole, [2]), min_count=1).set_index("term")
    one, other = int(table["total_one"].iloc[0]), int(table["total_other"].iloc[0])
    assert (one, other) == (9, 6)  # the word of each title counts, its number does not
    row = table.loc["جنگ"]
    assert (row["n_one"], row["n_other"], row["more_in"]) == (0, 4, "other")
    assert row["log_likelihood"] == pytest.approx(2 * 4 * math.log(4 / (6 * 4 / 15)))
    assert row["log_ratio"] == pytest.approx(math.log2((0.5 / 9) / (4 / 6)))
    assert row["per_10k_other"] == pytest.approx(4 / 6 * 10_000)
    border = table.loc["مرز"]
    expected = [n * 2 / 15 for n in (9, 6)]
    assert border["log_likelihood"] == pytest.approx(2 * sum(math.log(1 / e) for e in expected))


def test_what_is_as_frequent_in_both_is_not_key(whole):
    same = helpers.keyness(whole, whole, min_count=1)
    assert np.allclose(same["log_likelihood"], 0) and np.allclose(same["log_ratio"], 0)
    assert "no" not in labels.message("no_keyness", "fa")
    assert charts.keyness_chart(same).layout.annotations[0].text.startswith("nothing is typical")


def test_two_spellings_are_one_word(whole):
    table = helpers.keyness(part(whole, [3]), part(whole, [2]), min_count=1).set_index("term")
    assert table.loc["کتاب" if "کتاب" in table.index else "كتاب", "n_one"] == 2
    assert sum("رود" in term for term in table.index) == 1


def test_keyness_of_actors(corpus):
    one, other = (helpers.keep(corpus, language=lang) for lang in ("fa", "prs"))
    table = helpers.keyness(one, other, of="actors", min_count=1)
    assert set(table["actor_id"]) <= set(corpus.actors["actor_id"]) and table["actor_id"].is_unique
    mentions = one.mentions["actor_id"].value_counts()
    for row in table.itertuples():
        assert row.n_one == mentions.get(row.actor_id, 0)
    assert {"choice", "compared_with"} <= set(table.attrs["provenance"])
    with pytest.raises(ValueError, match="unknown"):
        helpers.keyness(one, other, of="letters")


def test_a_term_over_time(whole):
    table = helpers.term_trends(whole, ["صلح", "مرز"])
    peace = table[table["term"] == "صلح"].set_index("label")
    assert peace[["n_records", "n_total"]].to_numpy().tolist() == [[1, 1], [1, 2], [0, 1], [1, 1]]
    assert peace.index.tolist() == ["January 2024", "February 2024", "April 2024", "undated"]
    assert peace["share"].tolist() == [1, 0.5, 0, 1]
    for empty in ("", [], ["، "]):
        with pytest.raises(ValueError, match="terms is empty"):
            helpers.term_trends(whole, empty)


def test_a_term_in_any_spelling(whole):
    assert helpers.term_trends(whole, "كِتاب")["n_records"].sum() == 1
    assert helpers.term_trends(whole, "مي رود")["n_records"].sum() == 1


def test_terms_of_a_period_belong_to_the_calendar(whole):
    table = helpers.term_trends(whole, "صلح", calendar="solar_hijri")
    assert table["start"].dropna().dt.strftime("%Y-%m-%d").tolist()[0] == "2023-12-22"


def test_nothing_to_count(corpus):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nothing = helpers.keep(corpus, text="هیچ کجا نیست این")
    assert helpers.keyness(nothing, nothing).empty and helpers.term_trends(nothing, "صلح").empty
    assert helpers.keyness(corpus, nothing)["more_in"].eq("one").all()
    pd.testing.assert_index_equal(helpers.keyness(nothing, nothing).columns, helpers.keyness(corpus, corpus).columns)


def test_lines_do_not_run_over_what_is_not_known(whole):
    fig = charts.term_trends_chart(helpers.term_trends(whole, "صلح"))
    assert list(fig.data[0].y) == [1.0, 0.5, None, 0.0], "no line over March, of which nothing is known"


def test_names_of_lines_stand_apart(whole):
    fig = charts.term_trends_chart(helpers.term_trends(whole, ["صلح", "جنگ", "مرز", "امنیت"]), lang="fa")
    at = sorted(note.y for note in fig.layout.annotations)
    assert len(at) == 4 and min(np.diff(at)) > 0.05 and min(at) >= 0
