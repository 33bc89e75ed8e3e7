"""Files for a report: whole or not there, the same bytes for the same figure, no live formula, and a sentence when one
cannot be written."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest
from test_charts import CHARTS, PROVENANCE, dates_table, pairs_table, timeline_table
from test_labels import rows

from helpers import browser, charts, export, pages

LIGHT = ("html", "csv", "json")  # formats that need no browser


@pytest.fixture
def fig():
    return charts.timeline_chart(timeline_table())


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


@pytest.mark.browser
def test_every_format(fig, tmp_path, browser_path):
    written = export.save_figure(fig, "زمان‌نما", folder=tmp_path)
    assert [path.name for path in written] == [f"زمان‌نما.{kind}" for kind in export.FIGURE_FORMATS]
    starts = {"html": b"<!DOCTYPE html>", "png": b"\x89PNG", "pdf": b"%PDF", "csv": b"\xef\xbb\xbfstart", "json": b"{"}
    starts["xlsx"] = b"PK"
    for path in written:
        content = path.read_bytes()
        assert content.startswith(starts.get(path.suffix[1:], b"<svg")), path.name
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in written)


@pytest.mark.browser
def test_the_same_figure_gives_the_same_bytes(tmp_path, browser_path):
    """In another process too, and from a browser started anew: ids, dates and colours of today would show."""
    script = """
        import sys
        sys.path.insert(0, {tests!r})
        import test_charts
        from helpers import charts, export
        for name in ("network", "timeline"):
            draw, table = test_charts.CHARTS[name]
            export.save_figure(draw(table(), lang="fa"), name, folder=sys.argv[1], formats={formats!r})
    """
    formats = ("html", "png", "svg", "pdf", "csv", "xlsx", "json")
    code = textwrap.dedent(script.format(tests=str(Path(__file__).parent), formats=formats))
    for name in ("network", "timeline"):
        draw, table = CHARTS[name]
        export.save_figure(draw(table(), lang="fa"), name, folder=tmp_path / "here", formats=formats)
    environment = os.environ | {"PYTHONHASHSEED": "2", "TZ": "Asia/Kabul"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment, timeout=100)
    hashes = []
    for folder in ("here", "there"):
        files = sorted((tmp_path / folder).iterdir())
        hashes.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert hashes[0] == hashes[1] and len(hashes[0]) == 14


def test_side_file_says_where_it_came_from(fig, tmp_path):
    paths = export.save_figure(fig, "x", folder=tmp_path, formats=LIGHT)
    told = json.loads(paths[2].read_text(encoding="utf-8"))
    assert {key: told[key] for key in PROVENANCE} == PROVENANCE
    assert told["table"] == {"rows": 21, "columns": ["start", "end", "label", "role", "n_records"]}
    assert told["sha256"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:2]}


def test_csv_is_the_table_that_was_drawn(fig, tmp_path):
    lines = read_csv(export.save_figure(fig, "x", folder=tmp_path, formats=("csv",))[0])
    assert lines[0] == ["start", "end", "label", "role", "n_records"]
    assert lines[1] == ["2018-03-01", "2018-03-31", "2018-03", "published", "0"]
    assert lines[-1] == ["", "", "undated", "undated", "7"]


def test_no_cell_is_a_formula(tmp_path):
    texts = [json.loads(row["json"]) for row in rows("hostile.csv")]
    texts += [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r=1",
        "\x00=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\ufeff=1",
        "\u200e =1",
        " =1",
    ]
    table = pd.DataFrame({"=head": pd.Series(texts, dtype=object), "n": -1.5, "m": range(len(texts))})
    lines = read_csv(export.save_table(table, "x", folder=tmp_path, formats=("csv",))[0])
    assert len(lines) == len(texts) + 1
    run = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@＝＋－＠\t\r]")
    for line in lines:
        assert not run.match(line[0]), line[0]
    assert lines[1][1:] == ["-1.5", "0"]  # a number is a number, also below zero


def test_values_in_csv():
    values = [None, pd.NA, pd.NaT, pd.Timestamp("2024-03-26"), True, 0.1 + 0.2, 12, "00012", "NA", ["a", "b"]]
    assert [str(export.csv_cell(v)) for v in values] == [
        *("", "", "", "2024-03-26", "True", "0.3", "12", "00012", "NA", "a; b")
    ]


def test_page_asks_for_nothing(fig, tmp_path):
    page = pages.figure_html(fig)
    head = page[: page.index("<title>")]
    assert head.index("Content-Security-Policy") < head.index("charset") and "default-src 'none'" in head
    assert not re.search(r"<script[^>]+src=|<link|<img|<iframe|@import", page.replace(export_plotly(), ""))


def export_plotly() -> str:
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def test_table_page(tmp_path):
    table = pd.DataFrame({"نام": ["<script>window.hit=1</script>", "هرات"]})
    page = export.save_table(table, "جدول", folder=tmp_path, formats=("html",))[0].read_text(encoding="utf-8")
    assert "<script" not in page and 'dir="rtl"' in page and "script-src 'none'" in page


def test_folder_comes_from_the_environment(fig, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUZNAMA_OUT", str(tmp_path / "out" / "deep"))
    assert export.save_figure(fig, "x", formats=("csv",)) == [tmp_path / "out" / "deep" / "x.csv"]
    monkeypatch.delenv("RUZNAMA_OUT")
    assert export.save_figure(fig, "x", formats=("csv",)) == [Path("exports/x.csv")]


@pytest.mark.parametrize("formats, words", [(("xls",), "no format here"), ("png", "is a tuple")])
def test_formats_are_checked_before_anything_is_written(fig, tmp_path, formats, words):
    with pytest.raises(ValueError, match=words):
        export.save_figure(fig, "x", folder=tmp_path / "new", formats=formats)
    assert not (tmp_path / "new").exists()


def test_a_file_in_place_of_the_folder(fig, tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(OSError, match=r"folder .*taken cannot be made .*choose another folder"):
        export.save_figure(fig, "x", folder=tmp_path / "taken", formats=("csv",))


def test_an_old_export_stays_when_the_disk_is_full(fig, tmp_path, monkeypatch):
    """The write of the new file fails half-way, as on a full disk: the system sets the limit, not a stand-in."""
    old = export.save_figure(fig, "x", folder=tmp_path, formats=("html",))[0]
    before = old.read_bytes()
    code = textwrap.dedent("""
        import resource, signal, sys
        sys.path.insert(0, sys.argv[2])
        import test_charts
        from helpers import charts, export
        fig = charts.network_chart(test_charts.pairs_table())
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            export.save_figure(fig, "x", folder=sys.argv[1], formats=("html",))
        except OSError as error:
            print(error)
    """)
    arguments = [sys.executable, "-c", code, str(tmp_path), str(Path(__file__).parent)]
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=60).stdout
    assert "x.html cannot be written" in told and "stays as it is" in told
    assert old.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["x.html"]


def written_to(disk: Path, do) -> tuple[list[str], list[str]]:
    """The files that a call writes on a disk, and what it says; an old x.html is there before, nothing half after."""
    (disk / "x.html").write_text("old")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            paths = do(disk)
            paths = paths if isinstance(paths, list) else [paths]
        except OSError as error:
            paths, said = [], [str(error)]
        else:
            said = [str(warning.message) for warning in caught]
    names = [path.name for path in paths]
    assert sorted(path.name for path in disk.iterdir()) == sorted({*names, "x.html"})
    assert (disk / "x.html").read_text() == "old" or "x.html" in names
    return names, said


LARGE = pd.DataFrame({"text": ["سند " * 50] * 400})


@pytest.mark.parametrize(
    "kilobytes, do, names, named",
    [
        (400, lambda fig, disk: export.save_figure(fig, "x", disk, LIGHT), ["x.csv", "x.json"], "x.html"),
        (400, lambda fig, disk: export.save_figure(fig, "x", disk, ("html",)), [], "x.html"),
        (64, lambda fig, disk: export.save_table(LARGE, "t", disk, ("csv", "xlsx")), ["t.xlsx"], "t.csv"),
        (8, lambda fig, disk: export.save_table(LARGE, "t", disk), [], "t.html"),
        (4, lambda fig, disk: export.save_network(pairs_table(), "n", disk), [], "n.gexf"),
    ],
)
def test_a_full_disk(fig, small_disk, kilobytes, do, names, named):
    """A real one: what has room is written, the rest is a sentence that names the file, nothing is half there."""
    written, said = written_to(small_disk(kilobytes), lambda disk: do(fig, disk))
    assert written == names
    assert len(said) == 1 and named in said[0] and "No space left" in said[0] and "free some space" in said[0]


def test_a_disk_that_cannot_be_written(fig, small_disk):
    disk = small_disk(400, "ro")
    calls = [
        lambda: export.save_figure(fig, "x", disk, LIGHT),
        lambda: export.save_table(LARGE, "t", disk / "new"),
        lambda: export.save_network(pairs_table(), "n", disk),
    ]
    for call in calls:
        with pytest.raises(OSError, match=r"Read-only file system.*choose another folder"):
            call()
    assert not list(disk.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="mode bits mean something else")
def test_an_unwritable_folder_is_named(tmp_path):
    target = tmp_path / "closed"
    target.mkdir(mode=0o555)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and len(folder.parts) > 2:
            folder.chmod(0o755)
    code = textwrap.dedent("""
        import os, sys
        import pandas as pd
        from helpers import export
        table = pd.DataFrame({"a": [1]})
        export.save_table(table, "x", folder=sys.argv[1] + "/../open", formats=("csv",))
        if os.getuid() == 0:  # root ignores mode bits
            os.setgid(65534), os.setuid(65534)
        try:
            export.save_table(table, "x", folder=sys.argv[1], formats=("csv",))
        except OSError as error:
            print(error)
    """)
    arguments = [sys.executable, "-c", code, str(target)]
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    # Where nobody may not even look into the parents (/tmp/pytest-of-root), the folder itself is named.
    assert re.search(r"x\.csv cannot be written|The folder .*closed cannot be made", told.stdout), told.stderr
    assert "choose another folder" in told.stdout


def test_without_a_browser_the_rest_is_written(fig, tmp_path, monkeypatch):
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "_PLACES", ())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        written = export.save_figure(fig, "x", folder=tmp_path)
    assert [path.suffix for path in written] == [".html", ".csv", ".xlsx", ".json"]
    told = [str(warning.message) for warning in caught]
    assert len(told) == 1, "one warning for all three pictures"
    assert "x.png, x.svg, x.pdf" in told[0] and "apt-get install" in told[0] and "BROWSER_PATH" in told[0]


def test_a_wrong_browser_path_is_named(fig, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no browser"))
    with pytest.warns(UserWarning, match=r"BROWSER_PATH=.*no browser is no program"):
        assert not export.save_figure(fig, "x", folder=tmp_path, formats=("png",))


@pytest.mark.parametrize("what", ["exit 1", "exec sleep 100"])
def test_a_browser_that_dies_or_hangs_does_not_stop_the_rest(fig, tmp_path, monkeypatch, what):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\n{what}\n")
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(program))
    monkeypatch.setattr(browser, "TIMEOUT", 2)
    began = time.monotonic()
    with pytest.warns(UserWarning, match="browser"):
        written = export.save_figure(fig, "x", folder=tmp_path / "out", formats=("png", "csv"))
    assert [path.suffix for path in written] == [".csv"] and time.monotonic() - began < 20
    pid = (tmp_path / "pid").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True).stdout
    assert state.strip() == "" or state.startswith("Z"), "its process is still there"


@pytest.mark.browser
def test_one_browser_draws_all(tmp_path, browser_path):
    began = time.monotonic()
    for draw, table in ((charts.network_chart, pairs_table), (charts.dates_chart, dates_table)):
        export.save_figure(draw(table()), draw.__name__, folder=tmp_path, formats=("png", "svg", "pdf"))
    first = browser._browser
    export.save_figure(charts.timeline_chart(timeline_table()), "x", folder=tmp_path, formats=("png",))
    assert browser._browser is first and time.monotonic() - began < 30


@pytest.mark.browser
def test_after_a_hang_the_next_figure_is_drawn(fig, browser_path):
    with pytest.raises(browser.BrowserError, match="gave no answer"):
        browser.draw(fig, "png", timeout=0.001)
    assert browser.draw(fig, "png").startswith(b"\x89PNG")
