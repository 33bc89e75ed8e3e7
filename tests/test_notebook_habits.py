"""Notebooks stay readable: short cells, one question each, parameters first, no outputs, no code that lives twice."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

FOLDER = ROOT / "notebooks"
PARAMETERS = ("RUZNAMA_DATA", "RUZNAMA_OUT", "RUZNAMA_REPORT_LANG")
NOTEBOOKS = sorted(FOLDER.rglob("*.ipynb"))
QUESTIONS = 9  # 00_start_here to 08_who_met_whom


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code_of(path: Path) -> list[str]:
    return [source(cell) for cell in cells(path) if cell["cell_type"] == "code"]


def habits_broken(code: list[str]) -> list[str]:
    """What is wrong with the code cells of one notebook, in words that say where."""
    found = []
    for number, text in enumerate(code):
        where = f"code cell {number}"
        if len(text.strip().splitlines()) > 15:
            found.append(f"{where}: more than 15 lines")
        if not text.strip():
            found.append(f"{where}: empty")
        try:
            tree = ast.parse(text)
        except SyntaxError as problem:
            found.append(f"{where}: not plain Python ({problem.msg}): shell lines and magics fail elsewhere")
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.append(f"{where}: {node.name} belongs in src/helpers")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input":
                found.append(f"{where}: input() never returns without a person")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # "/" alone joins words ("Persian/Dari"); a path from a root begins a string and names a folder
                if re.match(r"(/|~/|[A-Za-z]:[\\/]|file:)\w", node.value):
                    found.append(f"{where}: {node.value!r} is a path of one machine")
    missing = [name for name in PARAMETERS if not code or name not in code[0]]
    return found + [f"the first code cell does not read {name}" for name in missing]


GOOD = 'import os\nDATA = os.environ.get("RUZNAMA_DATA")\n' + "".join(f'os.environ.get("{n}")\n' for n in PARAMETERS)


@pytest.mark.parametrize(
    "code",
    [
        [],
        ["x = 1"],
        [GOOD, "def f():\n    pass"],
        [GOOD, "class A:\n    pass"],
        [GOOD, "name = input()"],
        [GOOD, 'open("/home/me/data.csv")'],
        [GOOD, 'open("C:\\\\data.csv")'],
        [GOOD, 'open("~/data.csv")'],
        [GOOD, "x = 1\n" * 16],
        [GOOD, "!ls"],
        [GOOD, ""],
    ],
)
def test_broken_habits_are_seen(code):
    assert habits_broken(code)


def test_good_habits_are_left_alone():
    assert habits_broken([GOOD, 'rz.load_corpus(DATA)\nprint("Persian/Dari", "../data")']) == []


def test_the_notebooks_are_there():
    assert [path.name[:3] for path in NOTEBOOKS][:QUESTIONS] == [f"{n:02}_" for n in range(QUESTIONS)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_habits(path):
    assert habits_broken(code_of(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question(path):
    assert re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*", path.stem), "NN_question.ipynb"
    first = cells(path)[0]
    assert first["cell_type"] == "markdown" and source(first).startswith("# ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path):
    kept = [
        number
        for number, cell in enumerate(cells(path))
        if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"] is not None)
    ]
    assert kept == [], "run `.venv/bin/nbstripout --keep-id notebooks/*.ipynb`"


def test_nbstripout_has_nothing_to_do():
    """--verify looks without writing. Metadata counts too: widget state holds whole documents."""
    command = [sys.executable, "-m", "nbstripout", "--verify", "--keep-id", *map(str, NOTEBOOKS)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def copied(notebooks: dict[str, list[str]]) -> list[str]:
    """Cells of more than six lines that stand in two notebooks word for word: they drift apart, so they are a function.
    The parameters cell, the first, is the same everywhere on purpose."""
    seen = Counter()
    for code in notebooks.values():
        seen.update({text.strip() for text in code[1:] if len(text.strip().splitlines()) > 6})
    return [text for text, n in seen.items() if n > 1]


def test_copies_are_seen():
    long, short = "x = 1\n" * 7, "x = 1\n" * 6
    assert copied({"a": [GOOD, long], "b": [GOOD, long]}) == [long.strip()]
    assert copied({"a": [long, short], "b": [long, short]}) == []


def test_no_cell_lives_in_two_notebooks():
    assert len(NOTEBOOKS) >= QUESTIONS
    assert copied({path.stem: code_of(path) for path in NOTEBOOKS}) == []
