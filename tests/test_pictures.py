"""Pictures for a report: letters of PNG, SVG and PDF in reading order, the size of a page, words for who cannot see
them, and a sentence where no font has the letters."""

import io
import os
import re
import shutil
import subprocess
import sys
import textwrap
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas as pd
import pytest
from browser import alike, chromium, ink, page  # noqa: F401
from office import lines_in
from PIL import Image
from test_charts import timeline_table
from test_office import from_the_left
from test_rendering import READING

from helpers import browser, charts, describe, figures, labels, pages, pictures

pytestmark = pytest.mark.browser
TURNED = str.maketrans("()", ")(")
each_text = pytest.mark.parametrize("text", READING, ids=["mixed", "Latin first"])


def one_label(text: str, size: int = 26):
    fig = figures.new(pd.DataFrame(), "en", "", height=200, width=680)
    fig.add_annotation(text=text, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font_size=size)
    return fig.update_xaxes(visible=False).update_yaxes(visible=False)


@each_text
def test_letters_of_a_pdf(tmp_path, text, browser_path):
    """The drawing browser embeds the letters with what they stand for, so the file itself tells where each one is."""
    for prepare, wanted in ((labels.svg, True), (str, False)):
        path = tmp_path / "x.pdf"
        path.write_bytes(pictures.draw(one_label(prepare(text)), "pdf"))
        shown = "\n".join(lines_in(path)).replace("\u202b", "").replace("\u202c", "")
        # A PDF tells the shape that is drawn: the glyph of a letter, and a bracket that has been turned.
        shown = unicodedata.normalize("NFKC", shown)
        assert (from_the_left(text).translate(TURNED) in shown) is wanted, shown


@each_text
def test_letters_of_a_png(page, text, browser_path):  # noqa: F811
    """The ink of each column of pixels, against the same text as the browser itself sets it in a page."""
    style = f"<style>* {{ font-family: {figures.FONT} }} .ref {{ font-size: 26px; color: {figures.INK} }}</style>"
    page.show(f"{style}<span class=ref dir=rtl style='display:inline-block'>{text}</span>", ".ref")
    reference = page.ink(".ref")
    likeness = {way: alike(ink(pictures.draw(one_label(way(text)), "png")), reference) for way in (labels.svg, str)}
    assert likeness[labels.svg] > 0.8 and likeness[str] < 0.6, likeness


def test_a_picture_has_the_size_of_a_page(browser_path):
    fig = charts.timeline_chart(timeline_table(), lang="fa", width=figures.PAGE)
    picture = Image.open(io.BytesIO(pictures.draw(fig, "png")))
    inches = picture.width / picture.info["dpi"][0]
    assert abs(picture.width - 2008) <= 2 and inches * 2.54 == pytest.approx(17, abs=0.05)
    root = ElementTree.fromstring(pictures.draw(fig, "svg").decode())
    assert root.get("width") == "17cm" and root.get("viewBox").split()[2] == "680"
    assert float(root.get("height")[:-2]) == pytest.approx(17 * fig.layout.height / 680, abs=0.01)


def test_letters_on_paper_are_legible(browser_path):
    """At the width of a page no letter of a chart for a page is below 7 points."""
    root = pictures.draw(charts.timeline_chart(timeline_table(), lang="fa", width=figures.PAGE), "svg").decode()
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", root)]
    assert sizes and min(sizes) * 17 / 680 / 2.54 * 72 >= 7


def test_a_picture_is_told(browser_path):
    fig = charts.timeline_chart(timeline_table(), lang="fa", title='<b>"هرات"</b> & UN')
    root = ElementTree.fromstring(pictures.draw(fig, "svg").decode())
    assert root.get("role") == "img" and root.get("aria-label") == labels.clean(describe.alt(fig))
    assert labels.attribute(describe.alt(fig)) in pages.figure_html(fig)


NO_FONT = """
    import sys, warnings
    sys.path.insert(0, sys.argv[2])
    import test_charts
    from helpers import charts, export
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fig = charts.timeline_chart(test_charts.timeline_table(), lang=sys.argv[3])
        written = export.save_figure(fig, "x", folder=sys.argv[1])
    print(sorted(path.suffix for path in written))
    print([str(warning.message) for warning in caught])
"""


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="no fontconfig on this machine: its system has all letters")
@pytest.mark.parametrize("lang, whole", [("fa", False), ("en", True)])
def test_without_a_font_there_is_a_sentence_and_no_boxes(tmp_path, lang, whole, browser_path):
    """A machine whose only font has no Persian letter, as a bare server has it."""
    told = subprocess.run(
        ["fc-list", ":lang=en", "file"], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    fonts = [Path(line.rstrip(": \n")) for line in told.splitlines()]
    latin = next(
        (f for f in fonts if re.search(r"NotoSans(Mono|Display|Symbols)?-Regular|LiberationSans-R", f.name)), None
    )
    if latin is None:
        pytest.skip("no font without Arabic letters on this machine to try it with")
    (tmp_path / "fonts").mkdir()
    shutil.copy(latin, tmp_path / "fonts")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<?xml version='1.0'?><fontconfig><dir>{tmp_path / 'fonts'}</dir>"
                      f"<cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>", encoding="utf-8")  # fmt: skip
    arguments = [sys.executable, "-c", textwrap.dedent(NO_FONT), str(tmp_path), str(Path(__file__).parent), lang]
    environment = os.environ | {"FONTCONFIG_FILE": str(config)}
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, env=environment, check=True)
    written, warned = done.stdout.strip().splitlines()
    assert (".png" in written) is whole and (".pdf" in written) is whole and ".svg" in written and ".xlsx" in written
    assert ("no font of this machine has the Arabic letter" in warned) is not whole
    assert whole or ("x.png, x.pdf" in warned and "fonts-noto-core" in warned)


def test_a_figure_without_alt_words_of_ours_is_still_drawn(browser_path):
    import plotly.graph_objects as go

    fig = go.Figure(go.Bar(x=[1], y=[1]), layout={"title": "plain"})
    assert describe.alt(fig) == "plain" and pictures.draw(fig, "svg").startswith(b"<svg")
    assert browser._browser is not None
