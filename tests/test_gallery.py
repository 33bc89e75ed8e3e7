"""The gallery shows every chart: a picture each, small, with words for who cannot see it."""

import importlib.util
import inspect
import re

from conftest import ROOT

import helpers

GALLERY = ROOT / "docs" / "gallery"


def tool():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "tools" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_chart_is_in_it():
    made = "".join(inspect.getsource(make) for make in tool().CHARTS)
    assert [name for name in helpers.__all__ if name.endswith("_chart") and f"rz.{name}(" not in made] == []


def test_every_picture_is_there_and_small():
    page = (GALLERY / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[(.*)\]\((\w+)\.png\)", page))
    names = [make.__name__ for make in tool().CHARTS]
    assert list(shown.values()) == names and all(len(words) > 30 for words in shown)
    assert sorted(path.stem for path in GALLERY.glob("*.png")) == sorted(names)
    assert max(path.stat().st_size for path in GALLERY.glob("*.png")) < 70_000
    assert page.count("```python") == len(names)


def test_its_figures_are_drawn_from_the_shipped_documents(corpus):
    for make in tool().CHARTS:
        assert make(corpus).data, make.__name__
