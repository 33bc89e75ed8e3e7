"""The Explorer as a person meets it: JupyterLab in a browser, controls moved, charts changed, the page loaded anew."""

import html
import re
import shutil
from itertools import pairwise

import pytest
from conftest import ROOT, copy_data
from jupyterlab import jupyterlab
from playwright.sync_api import TimeoutError

import helpers

pytestmark = pytest.mark.browser

NOTEBOOK = "notebooks/05_read_the_documents.ipynb"
TIMELINE, NETWORK, SENTENCES = ".ruznama-timeline", ".ruznama-network", ".ruznama-sentences"
CONTROLS = ("language", "outlet", "period", "actor", "text")


@pytest.fixture(scope="module")
def served(tmp_path_factory, browser_path):
    """JupyterLab on a copy of the suite, with the notebook of the Explorer open."""
    place = tmp_path_factory.mktemp("jupyterlab")
    folder = place / "ruznama"
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    environment = {
        "RUZNAMA_DATA": str(copy_data(folder / "data")),
        "RUZNAMA_OUT": str(folder / "exports"),
        "RUZNAMA_REPORT_LANG": "en",
    }
    with jupyterlab(folder, place / "own", browser_path, environment) as lab:
        lab.open(NOTEBOOK)
        yield lab


@pytest.fixture
def lab(served):
    """Each test begins with untouched controls, and ends with a page that met no error and asked nobody else."""
    served.run_all()
    served.settled(TIMELINE)
    yield served
    assert served.errors == []
    assert served.outside == []


def choice(lab) -> str:
    """The line of code that the Explorer shows; direction marks are for the eye."""
    shown = html.unescape(lab.page.locator(".ruznama-choice").first.inner_text())
    plain = re.sub("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", "", shown)
    return re.search(r"rz\.keep\(.*\)|\bcorpus\b", plain.replace("\xa0", " "))[0]


def test_a_control_moves_charts_sentences_and_line(lab, corpus):
    timeline, network = lab.settled(TIMELINE), lab.settled(NETWORK)
    sentences = lab.page.locator(SENTENCES).inner_text()
    assert sum(map(len, timeline)) > 0 and sum(map(len, network)) > 0, "nothing is drawn before a choice"
    assert all(lab.page.locator(f".ruznama-explorer .ruznama-{name}").count() == 1 for name in CONTROLS)

    arabic = next(label for label in lab.options(".ruznama-language") if "Arabic" in label)
    lab.choose(".ruznama-language", arabic)
    chosen = lab.wait_for_change(TIMELINE, timeline)
    assert sum(map(len, chosen)) > 0
    assert lab.wait_for_change(NETWORK, network)
    assert lab.page.locator(SENTENCES).inner_text() != sentences

    # The line makes the same choice in a cell.
    some = eval(choice(lab), {"rz": helpers, "corpus": corpus})
    assert set(some.documents["language"]) == {"ar"}
    assert 0 < len(some.documents) < len(corpus.documents)


def test_a_reload_shows_what_was_chosen(lab):
    timeline, network = lab.settled(TIMELINE), lab.settled(NETWORK)
    arabic = next(label for label in lab.options(".ruznama-language") if "Arabic" in label)
    lab.choose(".ruznama-language", arabic)
    timeline, network = lab.wait_for_change(TIMELINE, timeline), lab.wait_for_change(NETWORK, network)
    line, sentences = choice(lab), lab.page.locator(SENTENCES).inner_text()

    lab.reload(NOTEBOOK)

    assert lab.settled(TIMELINE) == timeline
    assert lab.settled(NETWORK) == network
    assert (choice(lab), lab.page.locator(SENTENCES).inner_text()) == (line, sentences)


def test_fast_typing_ends_with_the_last_value(lab, corpus):
    word = "سازمان"
    timeline = lab.settled(TIMELINE)
    lab.type(".ruznama-text", word)
    lab.wait_for_change(TIMELINE, timeline)
    lab.page.wait_for_function(
        "word => document.querySelector('.ruznama-choice').innerText.includes(word)", arg=word, timeout=30_000
    )
    some = eval(choice(lab), {"rz": helpers, "corpus": corpus})
    assert list(some.documents["doc_id"]) == list(helpers.keep(corpus, text=word).documents["doc_id"])


def test_ticks_stay_right_when_the_timeline_is_zoomed(lab):
    lab.settled(TIMELINE)
    before = lab.ticks(TIMELINE)
    assert before and all(len(lines) == 2 for lines, *_ in before)
    lab.zoom(TIMELINE, "2023-10-01", "2024-11-01")
    for _ in range(100):
        now = lab.ticks(TIMELINE)
        if now and now[0][0] != before[0][0]:
            break
        lab.page.wait_for_timeout(100)
    lab.settled(TIMELINE)
    now = lab.ticks(TIMELINE)
    assert len(now) >= 2 and all(one[2] < other[1] for one, other in pairwise(now)), "ticks lie on each other"
    # The months of 2024, each with the day of the Solar Hijri year on which it begins.
    begins = {"January 2024": "11 Dey 1402", "April 2024": "13 Farvardin 1403", "July 2024": "11 Tir 1403"}
    begins["October 2024"] = "10 Mehr 1403"
    assert {lines[0]: lines[1] for lines, *_ in now} == begins


def click_until(lab, place, key, heading):
    """Click a mark as a person does: again, when the first click met a chart that was still being drawn."""
    told = lab.page.locator(".ruznama-clicked", has_text=heading)
    for _ in range(4):
        lab.settled(place)
        lab.click_mark(place, key)
        try:
            return told.wait_for(timeout=8_000)
        except TimeoutError:
            continue
    pytest.fail(f"four clicks on {key} did not show {heading}")


def test_a_click_shows_the_sentences_behind_a_mark(lab):
    lab.settled(TIMELINE)
    lab.settled(NETWORK)
    everything = lab.page.locator(SENTENCES).inner_text()
    back = lab.page.locator(".ruznama-all")
    assert not back.is_visible()
    marks = [
        (TIMELINE, ["2024-03-01", "2024-03-31", "event"], "March 2024 — event", "25 مارس 2024"),
        (TIMELINE, ["", "", ""], "undated", "سال روان"),
        (NETWORK, "icesco", "ICESCO", "الإيسيسكو"),
        (NETWORK, ["afg-mowa-info-directorate", "kobra-rezaei"], "Kobra Rezaei", "رضایی"),
    ]
    for place, key, heading, words in marks:
        click_until(lab, place, key, heading)
        told = lab.page.locator(SENTENCES).inner_text()
        assert words in told and told != everything
    back.click()
    lab.page.wait_for_function(
        "([place, text]) => document.querySelector(place).innerText === text",
        arg=[SENTENCES, everything],
        timeout=30_000,
    )
    assert not back.is_visible()


def test_a_line_of_one_period_shows_its_sentences(lab):
    """The slider is moved by a person, and a line of that period leads to sentences of it."""
    before = lab.settled(NETWORK)
    lab.choose(".ruznama-slider", "a slider of periods")
    lab.wait_for_change(NETWORK, before)
    steps = lab.page.locator(f"{NETWORK} .slider-label")
    assert (steps.all_text_contents()[0], steps.all_text_contents()[-1]) == ("all periods", "undated")
    steps.filter(has_text="March 2024").click(force=True)
    told = lab.page.locator(f"{NETWORK} .gtitle", has_text="March 2024 — 11 Esfand 1402 – 12 Farvardin 1403")
    told.wait_for(timeout=30_000)
    click_until(lab, NETWORK, ["icesco", "salim-al-malik", "2024-03-01", "2024-03-31"], "March 2024")
    assert "المالك" in lab.page.locator(SENTENCES).inner_text()


def test_persian_is_right_to_left(lab):
    assert lab.direction(".ruznama-text input") == "rtl"
    assert lab.direction(".ruznama-actor input") == "rtl"
    ends = lab.sentence_ends(SENTENCES)
    assert len(ends) >= 5, "no sentence to measure"
    wrong = [text for text, letter, mark in ends if mark >= letter]
    assert wrong == [], "the mark at the end stands right of the last letter"


def test_the_measure_of_direction_can_fail(lab):
    """With the direction taken away the same sentences must be seen as wrong, else the test above proves nothing."""
    lab.page.add_style_tag(content=f"{SENTENCES} * {{ direction: ltr !important; unicode-bidi: normal !important; }}")
    assert all(mark > letter for _, letter, mark in lab.sentence_ends(SENTENCES))
