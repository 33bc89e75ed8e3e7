"""The review of proposals as an object: each button is a line of decisions.csv that the next build replays."""

import pytest

import helpers as rz
from helpers import decisions

ROWS = "a-one,person,fa,تیمور ولی اف\nb-two,person,ar,تيمور ولييف\n<b>x,person,fa,نصیر باختر\ny,person,fa,نصیر باختری\n"


@pytest.fixture
def review(data_folder):
    with (data_folder / "actors.csv").open("a", encoding="utf-8") as handle:
        handle.write(ROWS)
    corpus = data_folder / "corpus"
    (corpus / "n1.txt").write_text("عنوان\n\nتیمور ولی اف آمد. نصیر باختر رفت.", encoding="utf-8")
    (corpus / "n2.txt").write_text("عنوان\n\nنصیر باختری در باکو بود.", encoding="utf-8")
    (corpus / "n3.txt").write_text("عنوان\n\nوصل السيد تيمور ولييف إلى باكو.", encoding="utf-8")
    return rz.Review(rz.load_corpus(data_folder), by="آرزو")


def written(review) -> list[list[str]]:
    rows, wrong = decisions.load(review._file)
    assert wrong.empty
    return rows[["decision", "target", "value"]].values.tolist()


def test_it_shows_the_first_proposal_with_sentences_of_both(review):
    assert review.pair == ("a-one", "b-two")
    assert "تیمور ولی اف آمد" in review._left.value and "تيمور ولييف" in review._right.value
    assert "1" in review._head.value and "same sound" in review._head.value


@pytest.mark.parametrize(
    "key, line, moves",
    [
        ("merge", ["merge", "b-two", "a-one"], True),
        ("keep_apart", ["keep_apart", "a-one", "b-two"], True),
        ("ignore", ["ignore", "a-one", ""], True),
        ("rename", ["rename", "a-one", "تیمور ولی‌اف"], False),
    ],
)
def test_a_button_writes_a_line(review, key, line, moves):
    review._name.value = "تیمور ولی‌اف"
    review.buttons[key].click()
    assert written(review) == [line] and (review.pair != ("a-one", "b-two")) == moves
    assert "decisions.csv" in review._told.value and line[1] in review._told.value
    assert decisions.load(review._file)[0]["by"].tolist() == ["آرزو"]


def test_what_was_decided_is_in_the_next_build(review):
    data = review._file.parent
    review.press("merge")
    review.press("keep_apart")
    assert review.pair is None and "2" in review._head.value
    made = rz.load_corpus(data)
    assert "b-two" not in set(made.actors["actor_id"]) and made.proposals.empty
    again = rz.Review(made)
    assert again.pair is None and all(button.disabled for button in again.buttons.values())


def test_skip_writes_nothing_and_undo_goes_back(review):
    first = review.pair
    review.press("skip")
    assert written(review) == [] and review.pair != first
    review.press("undo")
    assert written(review) == [] and review.pair == first
    review.press("merge")
    review.press("undo")
    assert written(review) == [["merge", "b-two", "a-one"], ["undo", "1", ""]] and review.pair == first
    assert decisions.replay(decisions.load(review._file)[0]).rows.empty


def test_a_rename_without_a_name_is_a_sentence_and_no_line(review):
    review.press("rename")
    assert "not usable" in review._told.value and written(review) == []


def test_a_part_that_was_merged_can_be_split_off(review):
    data = review._file.parent
    review.press("skip")
    first, second = review.pair
    decisions.append(review._file, "merge", "eco", first)
    again = rz.Review(rz.load_corpus(data))
    while again.pair[0] != first:
        again.press("skip")
    again._part.value = "eco"
    again.press("split")
    assert written(again)[-1] == ["split", first, "eco"] and again.pair == (first, second)


def test_names_are_shown_dead(review):
    review.press("skip")
    assert "<b>x" not in review._left.value and "&lt;b&gt;x" in review._left.value


@pytest.mark.parametrize("lang", ["en", "fa", "prs", "ar"])
def test_every_language(corpus, lang):
    shown = rz.Review(corpus, lang=lang)
    assert "ruznama-review" in shown._dom_classes and shown.buttons["merge"].description
