"""Builds that are killed, stopped, starved of space or run at once: the tables are the old ones or the new ones."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import faults
import pytest
from conftest import copy_data

import helpers
from helpers import build, schema, store

exact = pytest.mark.skipif(not faults.works(), reason="strace is not here, or may not hold a process")
COMMAND = [sys.executable, "-m", "helpers", "build"]


def whole(data: Path) -> str:
    """The generation that a reader sees, every part of it read and checked; empty when there is none."""
    folder = data / "tables"
    generation = store.pointer(folder)["generation"]
    if generation:
        for name in store.manifest(folder, generation)["parts"]:
            store.read(folder, generation, name, lambda _, frame: frame)
        documents = store.read(folder, generation, "documents", schema.shaped)
        texts = store.read(folder, generation, "texts", schema.shaped)
        assert documents["doc_id"].tolist() == texts["doc_id"].tolist(), "parts of two generations"
    return generation


def small(target: Path) -> Path:
    """A data folder with two short documents: a build of it takes a moment."""
    data = copy_data(target)
    for path in (data / "corpus").iterdir():
        path.unlink()
    for number in range(2):
        (data / "corpus" / f"{number}.txt").write_text(
            f"دیدار {number}\n\nوزیر در ۷ قوس ۱۳۹۶ در باکو.", encoding="utf-8"
        )
    return data


@pytest.fixture
def two_states(tmp_path):
    """Make a data folder whose tables are of an older state of its documents; the build of the newer one is tried."""
    base = small(tmp_path / "base")
    helpers.load_corpus(base, progress=False)
    old = whole(base)
    (base / "corpus" / "2.txt").write_text("خبر تازه\n\nدیدار در تهران در ۲ حمل ۱۴۰۰.", encoding="utf-8")

    def fresh() -> tuple[Path]:
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(base, data)
        return (data,)

    return fresh, old


@exact
@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["KILLED", "FAILED"])
def test_a_build_hit_at_any_call_leaves_old_or_new_tables(two_states, kind):
    fresh, old = two_states
    with faults.Driver() as driver:
        (data,) = fresh()
        assert driver.run("build", data)[0] == 0
        new, hit = whole(data), 0
        for fault, at, code, said in driver.every("build", fresh, getattr(faults, kind)):
            hit += 1
            assert whole(data) in (old, new), (fault, at)
            if kind == "FAILED" and code:
                assert said.startswith("StoreError: ") and str(data) in said, (fault, at, said)
            assert driver.run("build", data)[0] == 0 and whole(data) == new, (fault, at)
    assert hit > 20


def stopped_after(data: Path, seconds: float, number: int) -> int:
    process = subprocess.Popen([*COMMAND, str(data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    process.send_signal(number)
    said = process.communicate(timeout=120)[1]
    assert "Traceback" not in said or number != signal.SIGINT, said
    return process.returncode


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_ctrl_c_leaves_old_or_new_tables_and_no_process(two_states, times):
    fresh, old = two_states
    (data,) = fresh()
    began = time.monotonic()
    subprocess.run([*COMMAND, str(data)], check=True, capture_output=True)
    lasts, new = time.monotonic() - began, whole(data)
    draw = random.Random(7)
    for _ in range(times):
        (data,) = fresh()
        code = stopped_after(data, draw.uniform(0.3, 1.05) * lasts, signal.SIGINT)
        assert code in (0, 130, -signal.SIGINT), code  # before main() runs, Python itself ends by the signal
        assert whole(data) in (old, new)
    assert str(data) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    subprocess.run([*COMMAND, str(data)], check=True, capture_output=True)
    assert whole(data) == new


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_random_kills(two_states):
    fresh, old = two_states
    (data,) = fresh()
    began = time.monotonic()
    subprocess.run([*COMMAND, str(data)], check=True, capture_output=True)
    lasts, new = time.monotonic() - began, whole(data)
    draw = random.Random(8)
    for _ in range(100):
        (data,) = fresh()
        stopped_after(data, draw.uniform(0.5, 1.0) * lasts, signal.SIGKILL)
        assert whole(data) in (old, new)
    subprocess.run([*COMMAND, str(data)], check=True, capture_output=True)
    assert whole(data) == new


@pytest.mark.parametrize(
    "at_once", [2, pytest.param(4, marks=pytest.mark.soak), pytest.param(8, marks=pytest.mark.soak)]
)
def test_builds_at_once_make_one_generation(two_states, at_once):
    fresh, old = two_states
    (data,) = fresh()
    running = [subprocess.Popen([*COMMAND, str(data)], stderr=subprocess.PIPE) for _ in range(at_once)]
    assert [process.wait(240) for process in running] == [0] * at_once
    new = whole(data)
    made = {path.name for path in (data / "tables").iterdir() if path.is_dir()}
    assert new != old and made == {old, new}


@pytest.fixture
def disk(tmp_path):
    """A small file system of its own; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is there on Linux only")
def test_a_full_disk_is_one_sentence_and_keeps_the_old_tables(disk, tmp_path):
    data = small(disk / "data")
    helpers.load_corpus(data, progress=False)
    old = whole(data)
    (data / "corpus" / "2.txt").write_text("خبر تازه\n\nدیدار در تهران.", encoding="utf-8")
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as handle:
        try:
            while True:
                handle.write(b"x" * 4096)
        except OSError:
            pass
    with pytest.raises(store.StoreError, match=r"cannot be written to .*tables.*free space"):
        helpers.load_corpus(data, progress=False)
    assert whole(data) == old
    filler.unlink()
    assert len(helpers.load_corpus(data, progress=False).documents) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is there on Linux only")
def test_a_read_only_disk_is_one_sentence(disk):
    data = small(disk / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(store.StoreError, match=r"cannot be written to .*tables.*(free space|right)"):
        helpers.load_corpus(data, progress=False)


def flipped(data: Path, part: str, place: float, bit: int) -> None:
    path = data / "tables" / store.pointer(data / "tables")["generation"] / part
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.filterwarnings("ignore:.*(is not as it was written|cannot be read)")
@pytest.mark.parametrize("flips", [1, pytest.param(12, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_a_flipped_bit_in_any_part_never_reaches_a_reader(tmp_path, flips):
    data = small(tmp_path / "data")
    helpers.load_corpus(data, progress=False)
    generation = whole(data)
    parts = sorted(path.name for path in (data / "tables" / generation).iterdir())
    parts = parts if flips > 1 else ["documents.parquet", "found_dates.parquet", "manifest.json", "texts.parquet"]
    draw = random.Random(9)
    for part in parts:
        for _ in range(flips):
            flipped(data, part, draw.random(), draw.randrange(8))
            made = helpers.load_corpus(data, progress=False)
            assert len(helpers.texts(made)) == 2
            build.build(data, progress=False)
            # An inner part (what a file's bytes gave) is looked at when something changes: it is made again then.
            (data / "corpus" / "1.txt").touch()
            (data / "actors.csv").write_text(
                (data / "actors.csv").read_text(encoding="utf-8")
                + f"x{draw.random()},person,en,Nobody {draw.random()}\n",
                encoding="utf-8",
            )
            assert len(helpers.load_corpus(data, progress=False).documents) == 2
            whole(data)


@pytest.mark.skipif(os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")), reason="needs another user")
def test_a_folder_of_somebody_else_is_one_sentence(tmp_path):
    data = small(tmp_path / "data")
    for path in (*tmp_path.parents, tmp_path):
        if path.owner() != "root" or str(path).startswith("/tmp/pytest"):
            path.chmod(0o755)
    other = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    if not other:
        data.chmod(0o555)
    said = subprocess.run([*other, *COMMAND, str(data)], capture_output=True, text=True, check=False)
    data.chmod(0o755)
    assert said.returncode == 1 and "cannot be written to" in said.stderr and "Traceback" not in said.stderr
