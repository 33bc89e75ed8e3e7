"""A report: the same content as a Word file and as a page, each note at its place, whole when a part of it fails."""

import os
import re
import resource
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import docx
import pytest
from accessibility import violations
from browser import chromium, page  # noqa: F401
from office import number_of_pages
from test_office import PAYLOADS, inside

import helpers
from helpers import blocks, browser, labels, pages, report_parts

NAMES = ["report.docx", "report.html", "report_summary.docx", "report_summary.html"]
each_language = pytest.mark.parametrize("lang", labels.LANGUAGES)


def made(corpus, lang: str) -> blocks.Report:
    return blocks.Report("x", "", lang, tuple(report_parts.parts(corpus, lang)), labels.message("report_notes", lang))


@pytest.fixture(scope="module")
def written(corpus, tmp_path_factory, browser_path):
    folder = tmp_path_factory.mktemp("report")
    return {path.name: path for path in helpers.report(corpus, folder=folder, lang="fa")}


@pytest.mark.browser
def test_four_files(written):
    assert list(written) == NAMES
    document = docx.Document(written["report.docx"])
    assert len(document.inline_shapes) >= 5 and len(document.tables) >= 5
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert labels.message("report_summary", "fa") in heads and labels.message("report_limits", "fa") in heads
    for drawing in ElementTree.fromstring(inside(written["report.docx"].read_bytes())["word/document.xml"]).iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    ):
        assert len(drawing.get("descr", "")) > 20, "a picture without words"


@pytest.mark.browser
def test_every_number_leads_to_its_sentence(corpus, written):
    """As many notes in either file, each a sentence of a document; in the page every link has its target and back."""
    texts = " ".join(" ".join(text.split()) for text in helpers.texts(corpus)["readable"])
    notes = ElementTree.fromstring(inside(written["report.docx"].read_bytes())["word/endnotes.xml"])
    told = ["".join(note.itertext()).strip() for note in notes][2:]
    html = written["report.html"].read_text(encoding="utf-8")
    assert len(told) > 20 and len(re.findall(r'<li id="note\d+">', html)) == len(told)
    assert all(note[:40] in labels.clean(texts) for note in told), "a note that no document says"
    for here, there in (("note", "at"), ("at", "note")):
        targets = set(re.findall(rf'id="{there}(\d+)"', html))
        assert set(re.findall(rf'href="#{there}(\d+)"', html)) == targets and len(targets) == len(told), here


@pytest.mark.browser
def test_unchanged_data_give_the_same_bytes(corpus, written, tmp_path):
    browser.close()
    again = helpers.report(corpus, folder=tmp_path, lang="fa")
    assert [path.name for path in again if path.read_bytes() != written[path.name].read_bytes()] == []


@each_language
def test_numbers_of_figures_and_tables(corpus, lang):
    parts = made(corpus, lang).blocks
    for kind, key in ((blocks.Chart, "report_figure"), (blocks.Grid, "report_table")):
        captions = [part.caption for part in parts if isinstance(part, kind)]
        for n, caption in enumerate(captions, 1):
            assert caption.startswith(labels.message(key, lang, n=n, title="").strip()), caption
    said = " ".join(part.text for part in parts if isinstance(part, blocks.Paragraph))
    assert labels.message("report_failed", lang, reason="").strip() not in said, "a section failed"


@pytest.mark.parametrize(
    "place, lang, told",
    [
        ("row 12", "fa", "سطر ۱۲"),
        ("message 3 of «a»", "fa", "message 3 of «a»"),
        ("slide 2", "ar", "slide 2"),
        ("", "fa", ""),
    ],
)
def test_a_place_in_a_file_is_said_in_the_language_of_the_report(place, lang, told):
    assert report_parts._place(place, lang) == told


@each_language
def test_the_summary_is_one_page(corpus, lang, tmp_path):
    [path] = [p for p in helpers.report(corpus, "r", tmp_path, lang, ("docx",)) if "summary" in p.name]
    assert number_of_pages(path, tmp_path) == 1


@each_language
def test_a_report_of_nothing(corpus, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nothing = helpers.keep(corpus, text="هیچ کجا نیست این")
    whole = made(nothing, lang)
    said = [part.text for part in whole.blocks if isinstance(part, blocks.Paragraph)]
    assert labels.message("report_nothing", lang) in said
    assert labels.message("report_failed", lang, reason="").strip() not in " ".join(said)
    assert "</html>" in pages.report_html(whole)


def test_a_section_that_fails_is_a_sentence(corpus):
    """A table without one of its columns, as an older generation may have it."""
    broken = replace(corpus, mentions=corpus.mentions.drop(columns="sentence"))
    made_parts = []
    with pytest.raises(KeyError):
        report_parts.summary(broken, "en")
    for key in ("happened", "days", "read", "limits"):
        made_parts += report_parts.section(key, broken, "en")
    failed = report_parts.section("named", broken, "en")
    assert len(failed) == 2 and failed[1].text.startswith("This part could not be made")
    assert not any("could not be made" in getattr(part, "text", "") for part in made_parts)


def test_without_a_browser_the_report_is_written(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no browser"))
    with pytest.warns(UserWarning, match="Not drawn in the Word file: .*BROWSER_PATH") as caught:
        written = helpers.report(corpus, folder=tmp_path, lang="fa")
    assert [path.name for path in written] == NAMES and len(caught) == 1
    document = docx.Document(written[0])
    sorry = labels.message("report_no_picture", "fa")
    assert sum(paragraph.text == sorry for paragraph in document.paragraphs) >= 5
    assert "Plotly.newPlot" in written[1].read_text(encoding="utf-8")


def test_on_a_full_disk_the_old_report_stays(corpus, tmp_path):
    old = helpers.report(corpus, folder=tmp_path, formats=("html",))
    before = {path: path.read_bytes() for path in old}
    child = os.fork()
    if child == 0:  # the limit is the system's own, and only of this process
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                written = helpers.report(corpus, folder=tmp_path, formats=("html",), lang="ar")
            said = " ".join(str(warning.message) for warning in caught)
            summary = [path.name for path in written] == ["report_summary.html"]
            code = 0 if summary and "report.html cannot be written" in said else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert {path: path.read_bytes() for path in old if "summary" not in path.name} == {
        path: content for path, content in before.items() if "summary" not in path.name
    }
    assert not list(tmp_path.glob(".ruznama-*"))


@pytest.mark.browser
@pytest.mark.parametrize(
    "kilobytes, formats, names",
    [
        (4, ("docx", "html"), []),
        (60, ("docx",), ["report_summary.docx"]),
        (900, ("html", "docx"), ["report_summary.html", "report_summary.docx"]),
    ],
)
def test_on_a_small_disk_what_has_room_is_written(corpus, small_disk, browser_path, kilobytes, formats, names):
    disk = small_disk(kilobytes)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            written = [path.name for path in helpers.report(corpus, folder=disk, formats=formats, lang="fa")]
            said = " ".join(str(warning.message) for warning in caught)
        except OSError as error:
            written, said = [], str(error)
    assert written == names and {path.name for path in disk.iterdir()} == set(names)
    assert "No space left on device" in said and "free some space" in said and "report" in said


@pytest.mark.parametrize(
    "formats, lang, words", [(("pdf",), "en", "no format here"), (("html",), "de", "is written in")]
)
def test_wrong_words(corpus, tmp_path, formats, lang, words):
    with pytest.raises(ValueError, match=words):
        helpers.report(corpus, folder=tmp_path / "new", formats=formats, lang=lang)
    assert not (tmp_path / "new").exists()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_screen_reader_finds_no_fault(corpus, page, lang):  # noqa: F811
    page.show(pages.report_html(made(corpus, lang)), ".js-plotly-plot .main-svg")
    page.page.wait_for_timeout(500)
    assert violations(page.page) == []
    assert (page.requests, page.trouble) == ([], [])
    page.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><img src=\"data:,\"></main>')")
    assert violations(page.page), "axe-core does not see a picture without words"


@pytest.mark.browser
def test_names_beside_a_chart_are_whole_in_a_page_that_runs_right_to_left(corpus, page):  # noqa: F811
    """plotly.js measures texts at the end of <body>: where that ran right-to-left, ticks were cut off."""
    page.show(pages.report_html(made(corpus, "fa")), ".js-plotly-plot .main-svg")
    page.page.wait_for_timeout(500)
    outside = page.page.evaluate("""() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
      const own = plot.getBoundingClientRect();
      return [...plot.querySelectorAll('.ytick text, .xtick text, .gtitle, .legendtext')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < own.left - 1 || box.right > own.right + 1;
      }).map(text => text.textContent);
    })""")
    assert outside == []


@pytest.mark.browser
def test_a_report_on_hostile_documents_is_dead(data_folder, page):  # noqa: F811
    """Payloads as titles, sentences, names of the registry and of files; opened, hovered over and clicked."""
    names = [
        payload for payload in PAYLOADS if "\ud800" not in payload and "\x00" not in payload and '"' not in payload
    ]
    lines = [f'evil-{k},organisation,fa,"{name.replace(chr(10), " ")}"' for k, name in enumerate(names)]
    with (data_folder / "actors.csv").open("a", encoding="utf-8") as registry:
        registry.write("".join(f"{line}\n" for line in lines))
    for k, payload in enumerate(PAYLOADS):
        text = (
            f"{payload}\nدر ۱۲ مهر ۱۴۰۲ {names[k % len(names)]} با {names[(k + 1) % len(names)]} دیدار کرد. {payload}\n"
        )
        place = data_folder / "corpus" / f"{k} <img src=x onerror=window.hit=1>.txt"
        place.write_bytes(text.encode("utf-8", "surrogatepass"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        corpus = helpers.load_corpus(data_folder, progress=False)
    assert (corpus.actors["actor_id"].str.startswith("evil-") & (corpus.actors["n_records"] > 0)).sum() > 5
    page.show(pages.report_html(made(corpus, "fa")), ".js-plotly-plot .main-svg")
    tab = page.page
    for plot in tab.locator(".js-plotly-plot").all():
        box = plot.bounding_box()
        tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        plot.click(force=True)
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.hit") is None
    assert tab.evaluate("[...document.querySelectorAll('a[href]')].filter(a => !a.hash || a.host).length") == 0
    assert tab.evaluate("document.querySelectorAll('img[src], iframe, object, embed, link, form').length") == 0
    assert (page.requests, page.trouble) == ([], [])
    shown = labels.clean(tab.evaluate("document.body.textContent"))
    told = corpus.actors.sort_values(["n_records", "actor_id"], ascending=[False, True]).head(12)
    told = told.loc[told["actor_id"].str.startswith("evil-"), "name"]
    assert len(told) > 3, "no hostile name among those that the report shows"
    assert [name for name in told if labels.clean(name).replace(" ", "") not in shown.replace(" ", "")] == []
