"""The Explorer as an object: what its controls choose is what keep chooses. In a browser: test_jupyterlab."""

import asyncio
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

import helpers as rz
from helpers import widgets
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


def bars(explorer):
    return [trace for trace in explorer._timeline.children[0].data if trace.customdata is not None]


def test_a_clicked_bar_shows_its_sentences(explorer, corpus):
    trace = next(trace for trace in bars(explorer) if trace.customdata[0][2] == "historic")
    widgets._clicked(trace, [0], explorer._click)
    assert explorer.clicked == {"bar": ["2016-02-01", "2016-02-29", "historic"]}
    assert "فوریه ۲۰۱۶" in explorer._sentences.value and "2024-03-26" not in explorer._sentences.value
    assert "February 2016 — historic" in explorer._heading.value
    assert explorer._behind.layout.display == "flex"


def test_the_undated_lead_to_sentences_too(explorer):
    widgets._clicked(bars(explorer)[-1], [0], explorer._click)
    assert explorer.clicked == {"bar": ["", "", ""]}
    assert "۱۲ روزه" in explorer._sentences.value and "سال روان" in explorer._sentences.value


def test_an_actor_and_a_pair_are_clicked_by_their_ids(explorer, corpus):
    traces = [trace for trace in explorer._network.children[0].data if trace.customdata is not None]
    pairs = next(trace for trace in traces if not isinstance(trace.customdata[0], str))
    widgets._clicked(pairs, [0], explorer._click)
    a, b = explorer.clicked["pair"]
    found = rz.pair_sentences(corpus, a, b)
    assert len(found) and f"{len(found)} of {len(found)} sentences" in explorer._sentences.value
    actors = next(trace for trace in traces if "icesco" in list(trace.customdata))
    widgets._clicked(actors, [list(actors.customdata).index("icesco")], explorer._click)
    assert explorer.clicked == {"actor": "icesco"} and "ICESCO" in explorer._heading.value


def test_the_way_back_and_a_control_forget_the_click(explorer):
    everything = explorer._sentences.value
    widgets._clicked(bars(explorer)[0], [0], explorer._click)
    assert explorer._sentences.value != everything
    explorer._back.click()
    assert explorer.clicked is None and explorer._sentences.value == everything
    assert explorer._behind.layout.display == "none"
    widgets._clicked(bars(explorer)[0], [0], explorer._click)
    set_control(explorer, "language", "ar")
    assert explorer.clicked is None


def test_a_click_beside_a_trace_is_not_its_own(explorer):
    widgets._clicked(bars(explorer)[0], [], explorer._click)
    assert explorer.clicked is None


@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
def test_the_periods_are_chosen(explorer, corpus, by):
    set_control(explorer, "calendar", "solar_hijri_afghan")
    set_control(explorer, "by", by)
    drawn = rz.timeline(corpus, by=by, calendar="solar_hijri_afghan", of="dates")
    starts = {key[0] for trace in bars(explorer) for key in trace.customdata if key[0]}
    assert starts == {f"{day:%Y-%m-%d}" for day in drawn["start"].dropna()}


def test_ticks_follow_the_range(explorer):
    figure = explorer._timeline.children[0]
    before = figure.layout.xaxis.ticktext
    figure.layout.xaxis.range = ["2024-03-18", "2024-03-22"]
    assert figure.layout.xaxis.ticktext != before
    assert "20 March 2024<br>1 Farvardin 1403" in figure.layout.xaxis.ticktext
    set_control(explorer, "second", "")
    assert not any("<br>" in text for text in explorer._timeline.children[0].layout.xaxis.ticktext)


def test_a_pair_of_a_period_is_clicked_in_the_network_over_time(explorer, corpus):
    """Each line of each period leads to its own sentences, the undated ones too."""
    set_control(explorer, "slider", True)
    told = {"within": "sentence", "by": "month", "of": "dates"}
    table = rz.cooccurrence_over_time(corpus, **told, top=60).set_index(["a", "b", "label"])["n_sentences"]
    seen = set()
    for trace in explorer._network.children[0].data:
        if trace.customdata is None or isinstance(trace.customdata[0], str) or len(trace.customdata[0]) != 4:
            continue
        widgets._clicked(trace, [0], explorer._click)
        (a, b), (start, end) = explorer.clicked["pair"], explorer.clicked["period"]
        found = rz.pair_sentences(corpus, a, b, start=start, end=end, **told)
        label = "undated" if not start else explorer._period(start, end)
        seen.add(label)
        assert (
            len(found) == table[a, b, label] and f"{len(found)} of {len(found)} sentences" in explorer._sentences.value
        )
        assert label in explorer._heading.value and found["passage"].iloc[0].split()[0] in explorer._sentences.value
    assert seen == {"2022", "2024", "March 2024", "February 2016", "undated"}
    set_control(explorer, "slider", False)
    assert not explorer._network.children[0].layout.sliders


def test_too_many_periods_are_said_in_the_explorer(explorer, monkeypatch):
    monkeypatch.setattr("helpers.pair_time_charts._MOST_PERIODS", 2)
    set_control(explorer, "slider", True)
    assert "choose longer ones" in explorer._network.children[0].layout.annotations[0].text


def test_persian_of_an_unclear_variety_is_a_choice_of_its_own(corpus):
    documents = corpus.documents.copy()
    documents.loc[documents["doc_id"].str.startswith("000"), "language_confidence"] = 0.4
    explorer = rz.Explorer(replace(corpus, documents=documents))
    options = dict((value, name) for name, value in explorer._controls["language"].options)
    assert "variety unclear" in options["fa_unclear"] and "(1)" in options["fa_unclear"]
    set_control(explorer, "language", "fa_unclear")
    assert explorer.choice == {"language": "fa", "unclear": "only"}
    assert explorer.corpus.documents["file"].str[:3].tolist() == ["000"]
