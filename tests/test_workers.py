"""Builds by several processes: the same bytes, whoever works, dies or is stopped; no file is lost without a word."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from conftest import copy_data

import helpers
from helpers import build, extract, parts, schema, sources, store, tables, workers

HERE = Path(__file__).parent


def made(data: Path) -> dict[str, bytes]:
    folder = data / "tables" / store.pointer(data / "tables")["generation"]
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def many(target: Path, number: int = 12) -> Path:
    """A data folder with documents in several formats, enough for several parts."""
    data = copy_data(target)
    for n in range(number):
        (data / "corpus" / f"{n}.txt").write_text(
            f"دیدار {n}\n\nوزیر خارجه آقای رضا فاطمی در {n + 1} قوس ۱۳۹۶ در باکو با هیئت ایسسکو دیدار کرد.",
            encoding="utf-8",
        )
    (data / "corpus" / "page.html").write_text(
        "<html><body><h1>نشست</h1><p>نشست کارشناسان در ۷ مهر ۱۴۰۱ در تهران برگزار شد.</p></body></html>",
        encoding="utf-8",
    )
    (data / "corpus" / "empty.txt").write_bytes(b"")
    return data


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """A data folder built by this process, and the bytes of its tables."""
    data = many(tmp_path_factory.mktemp("alone") / "data")
    build.build(data, progress=False, workers=1)
    return data, made(data)


def test_two_processes_make_the_same_bytes(alone, tmp_path):
    data = many(tmp_path / "data")
    helpers.load_corpus(data, progress=False, workers=2)
    assert made(data) == alone[1]
    assert not [each for each in (data / "tables").iterdir() if each.name.startswith(".making")]
    # A new alias matches names again, in the processes too.
    for each in (data, other := many(tmp_path / "other")):
        with (each / "actors.csv").open("a", encoding="utf-8") as handle:
            handle.write("reza-fatemi,person,fa,رضا فاطمی\n")
    build.build(data, progress=False, workers=2)
    build.build(other, progress=False, workers=1)
    assert made(data) == made(other) != alone[1]


@pytest.mark.parametrize("name", ["5.txt", pytest.param("page.html", marks=pytest.mark.soak)])
def test_a_process_killed_once_costs_nothing(alone, tmp_path, name, monkeypatch):
    data, killed = many(tmp_path / "data"), tmp_path / "killed"
    monkeypatch.setenv("FATAL", f"{name}:{killed}")
    monkeypatch.setattr(parts, "crew", lambda *_: parts.Crew("fatal:once", 2))
    monkeypatch.setattr(sys, "path", [*sys.path, str(HERE)])
    build.build(data, progress=False)
    assert killed.exists() and made(data) == alone[1]


def test_a_file_that_kills_every_process_is_refused_by_name_and_the_others_are_read(alone, tmp_path, monkeypatch):
    data = many(tmp_path / "data")
    monkeypatch.setenv("FATAL", "5.txt:")
    monkeypatch.setattr(sys, "path", [*sys.path, str(HERE)])
    monkeypatch.setattr(parts, "crew", lambda *_: parts.Crew("fatal:always", 2))
    build.build(data, progress=False)
    intake = store.read(data / "tables", store.pointer(data / "tables")["generation"], "intake", schema.shaped)
    refused = intake[intake["outcome"] == "rejected"].set_index("file")
    assert sorted(refused.index) == ["5.txt", "empty.txt"]
    assert refused.at["5.txt", "code"] == "stopped" and "--again" in refused.at["5.txt", "reason"]
    monkeypatch.undo()
    build.build(data, progress=False, again=True)
    assert made(data) == alone[1], "working everything out anew reads it again"


@pytest.mark.parametrize("count", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_a_rule_that_breaks_down_costs_its_file_only(tmp_path, monkeypatch, count):
    data = many(tmp_path / "data")
    monkeypatch.setenv("FATAL", "5.txt:")
    monkeypatch.setattr(sys, "path", [*sys.path, str(HERE)])
    monkeypatch.setattr(parts, "crew", lambda *_: parts.Crew("fatal:breaks", count))
    if count == 1:
        import fatal

        monkeypatch.setattr(extract, "extract", fatal.breaking)
    with pytest.warns(UserWarning, match=r"5\.txt.*ZeroDivisionError"):
        build.build(data, progress=False)
    intake = store.read(data / "tables", store.pointer(data / "tables")["generation"], "intake", schema.shaped)
    refused = intake[intake["outcome"] == "rejected"].set_index("file")
    assert sorted(refused.index) == ["5.txt", "empty.txt"] and refused.at["5.txt", "code"] == "failed"
    assert "ZeroDivisionError" in refused.at["5.txt", "reason"]


def test_the_reasons_are_explained():
    told = {row["code"] for row in tables.rows("intake_codes")}
    assert {*extract.LOST, *sources.PASSING} <= told


def test_processes_that_do_not_start_are_one_sentence():
    with pytest.raises(workers.StartError, match="workers=1"), workers.Pool("helpers.nowhere:work", 1) as pool:
        list(pool.run([{}]))


def test_processes_with_other_rules_are_not_used(tmp_path, monkeypatch):
    data = many(tmp_path / "data")
    monkeypatch.setattr(build, "rules_hash", lambda: "0" * 64)
    with pytest.raises(RuntimeError, match="another version of ruznama"):
        build.build(data, progress=False, workers=2)
    assert store.pointer(data / "tables")["generation"] == ""


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind there")
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.soak)])
def test_a_build_that_is_stopped_leaves_no_process_and_no_half_table(tmp_path, number):
    data = many(tmp_path / "data", 40)
    command = [sys.executable, "-m", "helpers", "build", str(data), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end, below = time.monotonic() + 120, []
    while len(below) < 2 and time.monotonic() < end:
        below = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.05)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL) and "Traceback" not in said
    # One that nobody has waited for is gone, too: its name alone is left.
    left = [each for each in psutil.wait_procs(below, timeout=20)[1] if each.status() != psutil.STATUS_ZOMBIE]
    assert left == [], "a process is left"
    assert store.pointer(data / "tables")["generation"] == ""
    build.build(data, progress=False, workers=1)
    assert not [each for each in (data / "tables").iterdir() if each.name.startswith(".making")]


def test_small_corpora_are_read_here_and_large_ones_by_as_many_as_pay():
    assert parts.crew("x:y", None, None, 50_000).count == 1
    assert parts.crew("x:y", None, None, 1 << 40).count >= min(2, os.cpu_count() or 1)
    assert parts.crew("x:y", 3, None, 1).count == 3


@pytest.mark.parametrize("count", [1, 2, 7])
def test_parts_hold_every_file_once_and_are_not_too_large(count):
    files = [extract.File(f"{n}", f"/{n}", 10_000 * (n % 50), "", f"{n}") for n in range(3_000)]
    cut = parts.cut(files, parts.Crew("x:y", count))
    assert sorted(each.file for part in cut for each in part.files) == sorted(each.file for each in files)
    assert len(cut) >= count
    assert all(sum(each.bytes for each in part.files) <= 8_000_000 and len(part.files) <= 1_000 for part in cut)


def test_a_dask_cluster_makes_the_same_bytes_though_a_worker_is_killed(alone, tmp_path):
    from distributed import Client, LocalCluster

    data = many(tmp_path / "data")
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        client.run(os.getpid)  # both are there
        victim = psutil.Process(next(iter(client.run(os.getpid).values())))

        def kill() -> None:
            """As soon as the first part is done or begun: the victim is at work or about to be."""
            place, end = data / "tables", time.monotonic() + 60
            while not list(place.glob(".making-*-parts/*.json")) and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(0.5)
            victim.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        helpers.load_corpus(data, progress=False, client=client)
        killer.join()
        assert not victim.is_running()
    assert made(data) == alone[1]
