"""Every notebook runs from top to bottom on the shipped documents, quietly, and writes what it says it writes."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import nbclient
import nbformat
import pytest
from conftest import ROOT, copy_data

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FIGURE_FILES = ("html", "png", "svg", "pdf", "csv", "xlsx", "json")
TABLE_FILES = ("csv", "xlsx", "docx", "html")
SAVED = {"save_figure": FIGURE_FILES, "save_table": TABLE_FILES, "save_network": ("gexf",)}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
BEGINS = {"png": b"\x89PNG\r\n", "pdf": b"%PDF-", "html": b"<!DOCTYPE html", "csv": b"\xef\xbb\xbf"}


@pytest.fixture(scope="module")
def shared_data(tmp_path_factory) -> Path:
    """One copy for all notebooks: the first one builds the tables, the others read them, as with an analyst."""
    place = tmp_path_factory.mktemp("notebooks")
    shutil.copytree(FOLDER, place / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints", "exports"))
    return copy_data(place / "data")


def run(path: Path, data: Path, out: Path) -> nbformat.NotebookNode:
    """The notebook with its outputs. Its working folder is a copy of notebooks/, so that nothing is written there."""
    book = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        book, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(data.parent / "notebooks")}}
    )
    parameters = {"RUZNAMA_DATA": str(data), "RUZNAMA_OUT": str(out), "RUZNAMA_REPORT_LANG": "en"}
    return client.execute(env=os.environ | parameters)


def troubles(book: nbformat.NotebookNode) -> list[str]:
    """Errors, warnings and tracebacks in outputs, also those that a widget has caught and shows in a box of its own."""
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    states = book.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for model in states.values():
        outputs += model["state"].get("outputs", []) if model["model_name"] == "OutputModel" else []
    found = []
    for output in outputs:
        shown = json.dumps(output, ensure_ascii=False)
        if output["output_type"] == "error":
            found.append(f"{output['ename']}: {output['evalue']}")
        elif output.get("name") == "stderr":
            # the progress bar is the one thing that may write there: "build: 100%|███| 5/5"
            lines = [line for line in re.split(r"[\r\n]+", output["text"]) if line.strip() and "%|" not in line]
            found += lines
        elif "Traceback (most recent call last)" in shown or re.search(r"\b[A-Z]\w*Warning: ", shown):
            found.append(shown[:300])
    return found


def cell(*outputs: dict) -> nbformat.NotebookNode:
    made = [nbformat.v4.new_output(**output) for output in outputs]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=made)])


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []},
        {"output_type": "stream", "name": "stderr", "text": "/x.py:1: FutureWarning: soon\n"},
        {"output_type": "stream", "name": "stdout", "text": "Traceback (most recent call last):\n"},
        {"output_type": "display_data", "data": {"text/html": "<pre>UserWarning: hm</pre>"}},
    ],
)
def test_troubles_are_seen(output):
    assert len(troubles(cell(output))) == 1


def test_a_trouble_inside_a_widget_is_seen():
    book = cell()
    inside = {"outputs": [{"output_type": "error", "ename": "KeyError", "evalue": "x"}]}
    book.metadata["widgets"] = {WIDGET_STATE: {"state": {"1": {"model_name": "OutputModel", "state": inside}}}}
    assert troubles(book) == ["KeyError: x"]


def test_a_progress_bar_is_no_trouble():
    bar = "\rreading:  20%|██   | 1/5\rreading: 100%|█████| 5/5 [00:00<00:00]\n"
    assert troubles(cell({"output_type": "stream", "name": "stderr", "text": bar})) == []


def promised(book: nbformat.NotebookNode) -> set[str]:
    """The files that the calls of `SAVED` with a name written out must leave behind."""
    files = set()
    for each in book.cells:
        if each.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(each.source)):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in SAVED and isinstance(node.args[1], ast.Constant):
                kinds = SAVED[called]
                files |= {f"{node.args[1].value}.{kind}" for kind in kinds}
    return files


@pytest.mark.browser
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_writes_its_files(path, shared_data, tmp_path, browser_path):
    out = tmp_path / "exports"
    book = run(path, shared_data, out)
    assert troubles(book) == []
    assert all(c.execution_count for c in book.cells if c.cell_type == "code" and c.source.strip())
    written = {file.name for file in out.rglob("*") if file.is_file()}
    assert written, "a notebook leaves at least one file for a report"
    assert promised(book) <= written
    assert [name for name in sorted(written) if not whole(out / name)] == []


def whole(file: Path) -> bool:
    """Whether a file is what its ending says, and not cut off."""
    content, kind = file.read_bytes(), file.suffix[1:]
    if kind == "json":
        return bool(json.loads(content))
    if kind in ("xlsx", "docx"):
        return zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    if kind in ("svg", "gexf"):
        return ElementTree.fromstring(content).tag.endswith(kind)
    end = {"png": b"IEND\xaeB`\x82", "pdf": b"%%EOF", "html": b"</html>", "csv": b"\n"}[kind]
    return content.startswith(BEGINS[kind]) and content.rstrip(b" \r\n" if kind != "csv" else b"").endswith(end)


@pytest.mark.browser
@pytest.mark.timeout(600)  # a minute on a free machine; a busy one must not turn it into a failure
def test_report_in_a_folder_with_spaces_and_persian_letters(tmp_path, browser_path):
    """`make report` by its own door: every notebook, every chart, and the place of each file printed."""
    data, out = copy_data(tmp_path / "اخبار ۱۳۹۴ (copy)"), tmp_path / "خروجی من"
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "report", str(data), "--out", str(out), "--lang", "fa"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=580,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert [path.name for path in NOTEBOOKS if path.name not in done.stdout] == []
    assert str(out) in done.stdout and "report: done" in done.stdout
    assert {"report.docx", "report.html", "report_summary.docx"} <= {file.name for file in out.iterdir()}
    written = {file.name for file in out.rglob("*") if file.is_file()}
    assert {name for path in NOTEBOOKS for name in promised(nbformat.read(path, as_version=4))} <= written
    assert [name for name in sorted(written) if name not in done.stdout] == []
    assert not any((ROOT / "notebooks").glob("exports*")), "nothing is written into the checkout"
