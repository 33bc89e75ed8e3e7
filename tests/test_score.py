"""The figures that the five documents must reach, and that the score can tell wrong from right."""

import dataclasses

import pandas as pd
import pytest

from helpers import score_identity
from helpers.score import score


@pytest.fixture(scope="module")
def gold(root):
    return root / "tests" / "gold"


@pytest.fixture(scope="module")
def counted(corpus, gold):
    return score(corpus, gold)


@pytest.mark.parametrize(
    "figure, wanted",
    [
        ("files", 5), ("records_right", 5), ("titles_right", 6), ("languages_right", 5), ("dates_required", 10),
        ("dates_right", 10), ("dates_wrong", 0), ("dates_spurious", 0), ("dates_traps", 0), ("anchors_right", 14),
        ("mention_traps", 0),
    ],
)  # fmt: skip
def test_figures(counted, figure, wanted):
    assert counted.counts[figure] == wanted, "\n".join(counted.faults)


def test_mentions_reach_their_marks(counted):
    n = counted.counts
    assert n["found_all"] >= 0.97 * n["required_all"] and n["good_all"] >= 0.97 * n["made_all"]
    assert n["required_all"] == 110


def harmed(corpus, table: str, change) -> object:
    frame = getattr(corpus, table).copy()
    return dataclasses.replace(corpus, **{table: change(frame)})


@pytest.mark.parametrize(
    "table, change, figure, worse",
    [
        ("dates", lambda f: f.assign(earliest=pd.Timestamp("2017-11-28"), latest=pd.Timestamp("2017-11-28")),
         "dates_wrong", lambda n: n >= 10),
        ("dates", lambda f: f.head(0), "dates_right", lambda n: n == 0),
        ("dates", lambda f: f.assign(start=f["start"] + 1), "dates_spurious", lambda n: n >= 10),
        ("mentions", lambda f: f[f["type"] != "person"], "found_person", lambda n: n == 0),
        ("mentions", lambda f: f.assign(actor_id="iran"), "good_all", lambda n: n < 30),
        ("documents", lambda f: f.assign(language="fa"), "languages_right", lambda n: n == 3),
        ("documents", lambda f: f.assign(n_chars=f["n_chars"] + 1), "records_right", lambda n: n == 0),
    ],
)  # fmt: skip
def test_the_score_sees_each_kind_of_harm(corpus, gold, table, change, figure, worse):
    scores = score(harmed(corpus, table, change), gold)
    assert worse(scores.counts[figure])
    assert scores.faults


def test_a_folder_without_gold_is_one_sentence(corpus, tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold file"):
        score(corpus, tmp_path)


def test_figures_without_a_registry_are_lines_of_their_own(data_folder, gold):
    told = score_identity.lines(data_folder, gold)
    assert [line.split(":")[0] for line in told] == [
        "role titles", "empty registry, person", "empty registry, organisation", "empty registry, place",
        "empty registry, all", "empty registry, identity", "one name an actor, all", "one name an actor, identity",
    ]  # fmt: skip
    assert sorted(path.name for path in data_folder.iterdir()) == [
        "actors.csv", "corpus", "decisions.csv", "metadata.csv", "tables",
    ]  # fmt: skip


def test_one_name_an_actor_is_enough_to_keep_actors_apart(data_folder, gold):
    found = score_identity.count(score_identity.variant(data_folder, score_identity._first_names), gold)
    precision, recall, f1 = score_identity.b_cubed(found.pairs)
    assert min(precision, recall, f1) >= 0.97 and len(found.pairs) >= 60


@pytest.mark.parametrize(
    "pairs, wanted",
    [
        ([], (0, 0, 0)),
        ([("x", "a"), ("x", "a"), ("y", "b")], (1, 1, 1)),
        ([("x", "a"), ("x", "b")], (0.5, 1, 2 / 3)),
        ([("x", "a"), ("y", "a")], (1, 0.5, 2 / 3)),
    ],
)
def test_b_cubed(pairs, wanted):
    assert score_identity.b_cubed(pairs) == pytest.approx(wanted)
