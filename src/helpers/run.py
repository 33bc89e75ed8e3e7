"""Notebooks come in, the files that they write come out, then the report: all that runs without a screen.

Knows how to start a notebook and what to ask for a report; knows nothing of what is in them.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbclient
import nbformat

from helpers.corpus import load_corpus
from helpers.reports import report

SECONDS = 1_800


@dataclass(frozen=True)
class Run:
    """How one notebook went: `error` is empty, or the sentence that says which cell failed and how."""

    notebook: str
    error: str = ""


def notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in their order. Raises FileNotFoundError when there is none."""
    found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise FileNotFoundError(
            f"There is no notebook NN_question.ipynb in {folder}: run this in ruznama's own folder."
        )
    return found


def run(data: Path, out: Path, lang: str, folder: Path, at_once: int | None = None) -> Iterator[Run]:
    """Execute every notebook of `folder` on the data folder, its files to `out`; yield how each went, in order.

    A notebook that fails does not stop the others. The notebook files themselves are not changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    os.environ |= {"RUZNAMA_DATA": str(data.resolve()), "RUZNAMA_OUT": str(out.resolve()), "RUZNAMA_REPORT_LANG": lang}
    paths = notebooks(folder)
    with ThreadPoolExecutor(at_once or min(4, os.cpu_count() or 1)) as pool:
        yield from pool.map(_run, paths)


def bind(data: Path, out: Path, lang: str) -> Run:
    """Write the report on a data folder and its summary to `out`; a failure is a sentence, as with a notebook."""
    try:
        report(load_corpus(data, progress=False), folder=out, lang=lang)
    except (ValueError, OSError, RuntimeError) as error:
        return Run("report", f"{type(error).__name__}: {error}")
    return Run("report")


def _run(path: Path) -> Run:
    book = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    # The kernel warns that it talks to us over TCP, which stays on this machine; what notebooks say is not silenced.
    quiet = ["--IPKernelApp.log_level=ERROR"]
    client = nbclient.NotebookClient(
        book, timeout=SECONDS, kernel_name="python3", resources=where, extra_arguments=quiet
    )
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        return Run(path.name, f"{error.ename}: {error.evalue}")
    except (RuntimeError, TimeoutError, OSError) as error:
        return Run(path.name, f"{type(error).__name__}: {error}")
    return Run(path.name)
