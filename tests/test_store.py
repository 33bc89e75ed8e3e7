"""Generations on disk: whatever call fails or kills the writer, a reader sees the old one or the new one, whole."""

import shutil
import signal
from pathlib import Path

import faults
import pandas as pd
import pytest

from helpers import store

exact = pytest.mark.skipif(not faults.works(), reason="strace is not here, or may not hold a process")


def plainly(_name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def number_seen(folder: Path) -> int:
    """The one generation that a reader sees; fails when it is mixed or torn. 0: none was written."""
    generation = store.pointer(folder)["generation"]
    if not generation:
        return 0
    seen = {number for name in ("a", "b") for number in store.read(folder, generation, name, plainly)["x"]}
    seen.add(store.manifest(folder, generation)["facts"]["number"])
    assert len(seen) == 1 and generation == f"generation-{min(seen)}", f"a mixed generation: {seen}"
    return seen.pop()


@pytest.fixture(scope="module")
def driver():
    with faults.Driver() as one:
        yield one


@pytest.fixture
def place(tmp_path, driver):
    """Make a tables folder that holds generation 1, and count how often that was done."""

    def fresh() -> tuple[Path, int]:
        folder = tmp_path / "tables"
        shutil.rmtree(folder, ignore_errors=True)
        assert driver.run("write", folder, 1)[0] == 0
        return folder, 2

    return fresh


@exact
def test_a_writer_killed_at_any_call_leaves_a_whole_generation(driver, place, tmp_path):
    folder, seen = tmp_path / "tables", []
    for fault, at, code, said in driver.every("write", place, faults.KILLED):
        assert code == -signal.SIGKILL, said
        seen.append((fault, number_seen(folder)))
        assert driver.run("write", folder, 3)[0] == 0, f"after {fault} {at} nothing can be written any more"
        assert number_seen(folder) == 3
        left = [entry.name for entry in folder.iterdir() if entry.name.startswith((".making", ".current"))]
        assert left == [], f"after {fault} {at} the next writer leaves {left}"
    assert {number for _, number in seen} == {1, 2}, "the faults stand on both sides of the change"
    assert len(seen) >= 10


@exact
def test_a_writer_whose_call_fails_says_so_and_leaves_a_whole_generation(driver, place, tmp_path):
    folder, n = tmp_path / "tables", 0
    for fault, at, code, said in driver.every("write", place, faults.FAILED):
        n += 1
        assert number_seen(folder) in (1, 2)
        if code:
            assert said.startswith("StoreError: ") and str(folder) in said and "free space" in said, (fault, at, said)
        assert driver.run("write", folder, 3)[0] == 0 and number_seen(folder) == 3
    assert n >= 10


@exact
def test_the_faults_find_an_unsafe_writer(driver, tmp_path):
    """The planted fault: without it, the two tests above would prove nothing."""
    folder = tmp_path / "tables"

    def fresh() -> tuple[Path, int]:
        shutil.rmtree(folder, ignore_errors=True)
        assert driver.run("write", folder, 1)[0] == 0
        return folder, 2

    found = 0
    for _ in driver.every("write_unsafely", fresh, {"write": "signal=KILL"}):
        try:
            number_seen(folder)
        except (AssertionError, store.Corrupt):
            found += 1
    assert found >= 2
