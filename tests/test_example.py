"""The block that an analyst types first, run as it stands in the README; each result is looked at."""

import re

import pandas as pd
import plotly.graph_objects as go
import pytest

import helpers as rz


@pytest.fixture(scope="module")
def typed(root, corpus, tmp_path_factory):
    """The names that the README's Python block leaves behind, and what each of its last expressions gave."""
    block = re.search(
        r"```python\n(import helpers as rz.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.S
    )
    folder = tmp_path_factory.mktemp("typed")
    names: dict = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        source = block[1].replace('rz.load_corpus("data")', "rz.load_corpus(DATA)")
        names["DATA"] = corpus.tables.parent
        results = {}
        for line in source.splitlines():
            code = line.partition("  #")[0].strip()
            if not code:
                continue
            try:
                results[code] = eval(code, names)
            except SyntaxError:
                exec(code, names)
    return names, results, folder


def result(typed, start: str):
    return next(value for code, value in typed[1].items() if code.startswith(start))


def test_the_corpus_and_the_choice(typed):
    assert len(typed[0]["corpus"].documents) == 6
    assert len(typed[0]["some"].documents) == 2
    assert result(typed, "rz.find_actors")["actor_id"].tolist() == ["kobra-rezaei"]


def test_the_network_and_its_files(typed):
    names, _, folder = typed
    assert isinstance(names["fig"], go.Figure)
    drawn = {each for trace in names["fig"].data if trace.customdata is not None for each in map(str, trace.customdata)}
    assert any("icesco" in each for each in drawn)
    written = {path.name for path in (folder / "exports").iterdir()}
    assert written == {f"who_with_whom.{kind}" for kind in ("html", "png", "svg", "pdf", "csv", "xlsx", "json")}
    assert all(path.stat().st_size > 100 for path in (folder / "exports").iterdir())


def test_the_timeline_the_sentences_and_the_controls(typed):
    timeline = result(typed, "rz.timeline_chart")
    assert isinstance(timeline, go.Figure) and any(trace.type == "bar" for trace in timeline.data)
    lines = result(typed, "rz.concordance")
    assert isinstance(lines, pd.DataFrame) and len(lines) == 12
    assert isinstance(result(typed, "rz.Explorer"), rz.Explorer)
