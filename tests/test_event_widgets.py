"""The views of events in the Explorer: each is what the same functions return, and a click leads to its sentences."""

import pytest

import helpers as rz
from helpers import event_widgets, widgets


@pytest.fixture
def explorer(corpus):
    return rz.Explorer(corpus)


def marks(explorer):
    """(trace, key, place) of each mark of the view that is shown."""
    [figure] = explorer.events._chart.children
    for trace in figure.data:
        for at, key in enumerate(trace.customdata if trace.customdata is not None else ()):
            if trace.type == "heatmap":
                yield from ((trace, [at, n]) for n in range(len(key)) if trace.z[at][n] is not None)
            else:
                yield trace, at


@pytest.mark.parametrize("view", ["timeline", "topics", "network", "countries", "dyad"])
@pytest.mark.parametrize("lang", ["en", "fa", "ar"])
def test_a_click_on_a_mark_shows_its_sentences(corpus, view, lang):
    explorer = rz.Explorer(corpus, lang=lang)
    explorer.events.view = view
    found = list(marks(explorer))
    assert found
    mark = explorer.events._chart.children[0].layout.meta["mark"]
    for trace, at in found:
        widgets._clicked(trace, [at], explorer._click, mark)
        assert "event" in explorer.clicked or "actor" in explorer.clicked
        assert "<bdi" in explorer._heading.value and "<tbody><tr><td" in explorer._sentences.value
    assert explorer._behind.layout.display == "flex"


def test_a_bar_leads_to_what_event_sentences_returns(explorer, corpus):
    trace, at = next(marks(explorer))
    widgets._clicked(trace, [at], explorer._click, explorer.events._chart.children[0].layout.meta["mark"])
    table = rz.event_sentences(corpus, **explorer.clicked["event"])
    assert len(table) and all(passage.split()[0] in explorer._sentences.value for passage in table["passage"])


def test_the_table_and_no_view(explorer, corpus):
    explorer.events.view = "table"
    assert explorer.events._chart.children == () and "outlet" not in explorer.events._table.value
    assert explorer.events._table.value.count("<tr>") == len(rz.events_table(corpus)) + 1
    explorer.events.view = "none"
    assert explorer.events._table.value == "" and explorer.events._chart.children == ()


def test_the_views_follow_the_controls(explorer):
    def said():
        return [trace.customdata for trace in explorer.events._chart.children[0].data if trace.customdata is not None]

    before = said()
    explorer._controls["language"].value = "ar"
    assert said() != before
    explorer._controls["by"].value = "year"
    explorer._controls["calendar"].value = "solar_hijri"
    starts = {key[0] for keys in said() for key in keys if key[0]}
    assert "2024-03-20" in starts


def test_two_actors_can_be_chosen(explorer):
    explorer.events.view = "dyad"
    first, second = explorer.events._ends
    first.value, second.value = "icesco", "azerbaijan"
    title = explorer.events._chart.children[0].layout.title.text
    assert "ICESCO and Azerbaijan" in title
    explorer._controls["text"].value = "الإيسيسكو"
    assert (first.value, second.value) == ("icesco", "azerbaijan"), "a filter does not forget them"
    second.value = "icesco"
    assert explorer.events._chart.children[0].layout.annotations, "one actor alone: the view says so"


def test_days_of_events_are_a_way_of_time(explorer, corpus):
    explorer._controls["of"].value = "events"
    drawn = rz.timeline(corpus, of="events")
    shown = {key[2] for trace in explorer._timeline.children[0].data if trace.customdata is not None
             for key in trace.customdata if key[0]}  # fmt: skip
    assert shown == set(drawn.loc[drawn["start"].notna(), "role"])


def test_an_explorer_of_nothing_says_so_in_each_view(corpus):
    none = rz.keep(corpus, since="2030", undated="drop")
    explorer = rz.Explorer(none)
    for view in event_widgets.VIEWS:
        explorer.events.view = view
        told = [note.text for chart in explorer.events._chart.children for note in chart.layout.annotations]
        # the view `none` is there to show nothing
        assert view == "none" or explorer.events._table.value or any(told), view
