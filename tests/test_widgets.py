"""The Explorer as an object: what its controls choose is what keep chooses. In a browser: test_jupyterlab."""

import asyncio

import pandas as pd
import plotly.graph_objects as go
import pytest

import helpers as rz
from helpers.corpus import keep_line


@pytest.fixture
def explorer(corpus):
    return rz.Explorer(corpus)


def set_control(explorer, name, value):
    explorer._controls[name].value = value


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("language", "prs", {"language": "prs"}),
        ("outlet", "آران نیوز", {"outlet": "آران نیوز"}),
        ("actors", ["رضائی"], {"actors": ["kobra-rezaei"]}),
        ("actors", ["ICESCO", "آیسسکو"], {"actors": ["icesco"]}),
        ("text", "بین الملل", {"text": "بین الملل"}),
        ("undated", False, {"by": "event", "undated": "drop"}),
        ("period", ("2016-02", "2016-03"), {"since": "2016-02", "until": "2016-03", "by": "event"}),
        ("calendar", "solar_hijri_afghan", {}),
    ],
)
def test_a_control_is_an_argument_of_keep(explorer, corpus, name, value, told):
    set_control(explorer, name, value)
    assert explorer.choice == told
    expected = rz.keep(corpus, **told) if told else corpus
    pd.testing.assert_frame_equal(explorer.corpus.documents, expected.documents)


def test_the_line_it_shows_makes_the_same_choice(explorer, corpus):
    set_control(explorer, "language", "fa")
    set_control(explorer, "text", "زنان")
    line = keep_line((explorer.choice,))
    assert line == "rz.keep(corpus, language='fa', text='زنان')"
    again = eval(line, {"rz": rz, "corpus": corpus})
    pd.testing.assert_frame_equal(again.documents, explorer.corpus.documents)


def test_the_charts_follow(explorer):
    before = explorer._network.children[0].to_json()
    set_control(explorer, "language", "ar")
    figure = explorer._network.children[0]
    assert isinstance(figure, go.FigureWidget) and figure.to_json() != before
    assert "2024-03-26" in explorer._sentences.value


def test_a_dragged_control_draws_only_its_last_value(explorer, monkeypatch):
    """Fifty values in a row, as a dragged slider sends them: one drawing, of the last one."""
    drawn = []
    draw = explorer._draw
    monkeypatch.setattr(explorer, "_draw", lambda: (drawn.append(explorer.choice), draw()))

    async def drag():
        for number in range(50):
            set_control(explorer, "text", "زنان" * (number % 2) + "ایران")
            await asyncio.sleep(0)
        await asyncio.sleep(1)

    asyncio.run(drag())
    assert drawn == [{"text": "زنانایران"}]


def test_nothing_matches_is_said_and_not_an_error(explorer):
    set_control(explorer, "text", "واژه‌ای که نیست")
    texts = [note.text for note in explorer._timeline.children[0].layout.annotations]
    assert any("no documents match" in text for text in texts)
    assert explorer.corpus.documents.empty


def test_the_text_typed_is_shown_dead(explorer):
    set_control(explorer, "text", "<img src=x onerror=alert(1)>")
    assert "<img" not in explorer._told.value and "&lt;img" in explorer._told.value


def test_an_explorer_of_an_empty_corpus(corpus):
    none = rz.keep(corpus, since="2030", undated="drop")
    explorer = rz.Explorer(none)
    assert explorer.corpus.documents.empty and explorer.choice == {}
