"""Readers in a process with limits: what hangs, dies or eats memory is a row; nothing is written, reached or left."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from helpers import build, load_corpus, sources
from helpers.sources import limits, process
from helpers.sources.process import Readers
from helpers.sources.record import Contents, Refused

PAGE = "<html><body><h1>نشست کارشناسان</h1><p>نشست در تالار وزارت برگزار شد.</p></body></html>".encode()
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system closes this on Linux only")


def endless() -> bytes:
    """A PDF whose content says that its length is its own length: a real parser looks for it without end."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        4: b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream",
    }
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in objects.items():
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out
    ) + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        rows,
        len(out),
    )


def code(answer: Contents | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else ""


def children(pid: int) -> list[psutil.Process]:
    return [each for each in psutil.Process(pid).children() if "worker.py" in " ".join(each.cmdline())]


def test_a_reader_that_hangs_is_stopped_and_the_next_file_is_read():
    with Readers(seconds=5) as readers:
        hung = readers.read("pdf", endless()).each[0]
        assert code(hung) == "too_slow" and "5 seconds" in str(hung)
        assert readers.read("html", PAGE).each[0].records[0].title == "نشست کارشناسان"


UNIX = pytest.mark.skipif(os.name == "nt", reason="signals of this kind are those of Unix")


@UNIX
def test_the_limit_is_one_of_work_and_not_of_the_clock():
    """A machine that has no time for a reader (here it stands still for five seconds) takes none of the file's own."""
    with Readers(seconds=3, wall=100) as readers:
        readers.read("html", PAGE)
        (worker,) = children(os.getpid())
        pause = f"sleep 1; kill -STOP {worker.pid}; sleep 5; kill -CONT {worker.pid}"
        start = time.monotonic()
        with subprocess.Popen(["/bin/sh", "-c", pause]):
            assert code(readers.read("pdf", endless()).each[0]) == "too_slow"
        assert time.monotonic() - start > 7


@UNIX
def test_a_reader_that_only_waits_is_ended_by_the_clock():
    with Readers(seconds=100, wall=4) as readers:
        readers.read("html", PAGE)
        (worker,) = children(os.getpid())
        with subprocess.Popen(["/bin/sh", "-c", f"sleep 1; kill -STOP {worker.pid}"]):
            waits = readers.read("pdf", endless()).each[0]
        assert code(waits) == "stalled" and "build again" in str(waits) and not worker.is_running()
        assert code(readers.read("html", PAGE).each[0]) == ""


@pytest.mark.skipif(limits.resource is None, reason="Windows has no limit of this kind")
def test_a_worker_whose_parent_sleeps_ends_itself(monkeypatch):
    """The system ends it after its share of the processor, and that is told as what it is."""
    monkeypatch.setattr(process._Worker, "_worked", lambda _: 0.0)
    with Readers(seconds=1, wall=200) as readers:
        assert code(readers.read("pdf", endless()).each[0]) == "too_slow"


def test_a_reader_that_eats_memory_is_stopped_and_the_next_file_is_read():
    heavy = b"<html><body>" + b"<p>a</p>" * 400_000
    with Readers(memory=60_000_000) as readers:
        assert code(readers.read("html", heavy).each[0]) == "too_much_memory"
        assert code(readers.read("html", PAGE).each[0]) == ""


def test_a_reader_that_dies_is_a_refusal_and_one_that_died_idle_is_nobodys_fault():
    with Readers(seconds=30) as readers:
        readers.read("html", PAGE)
        (worker,) = children(os.getpid())
        subprocess.Popen(["/bin/sh", "-c", f"sleep 1; kill -9 {worker.pid}"])
        died = readers.read("pdf", endless()).each[0]
        assert code(died) == "crashed" and "save it again" in str(died)
        readers.read("html", PAGE)
        (worker,) = children(os.getpid())
        worker.kill()
        worker.wait()
        assert code(readers.read("html", PAGE).each[0]) == ""


def test_one_worker_reads_many_files_and_is_gone_afterwards():
    with Readers() as readers:
        for _ in range(5):
            assert code(readers.read("html", PAGE).each[0]) == ""
        assert len(children(os.getpid())) == 1
    assert children(os.getpid()) == []


def test_a_member_that_hangs_costs_itself(tmp_path):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {"a.html": PAGE, "b.pdf": endless(), "c.html": PAGE}.items():
            archive.writestr(name, data)
    with Readers(seconds=5) as readers:
        answers = readers.read("zip", out.getvalue())
    assert answers.members == ["a.html", "b.pdf", "c.html"]
    assert [code(each) for each in answers.each] == ["", "too_slow", ""]


def test_a_file_that_was_too_slow_is_a_row_and_not_tried_again(data_folder, monkeypatch):
    (data_folder / "corpus" / "hangs.pdf").write_bytes(endless())
    monkeypatch.setattr(sources.Readers.__init__, "__defaults__", (1.0, limits.MEMORY, 100.0))
    made = load_corpus(data_folder)
    row = made.intake.set_index("file").loc["hangs.pdf"]
    assert (row["outcome"], row["code"], row["records"]) == ("rejected", "too_slow", 0)
    assert len(made.documents) == 6
    (data_folder / "corpus" / "new.txt").write_text("خبر تازه در باکو", encoding="utf-8")
    start = time.monotonic()
    monkeypatch.setattr(sources.Readers, "read", lambda *_: pytest.fail("it was tried again"))
    assert len(load_corpus(data_folder).documents) == 7 and time.monotonic() - start < 60


def test_a_file_for_which_there_was_no_time_is_tried_again(data_folder, monkeypatch):
    """Then what comes out is what a build without that accident gives."""
    (data_folder / "corpus" / "hangs.pdf").write_bytes(endless())
    told = []
    for limit in ((100.0, limits.MEMORY, 1.0), (1.0, limits.MEMORY, 100.0)):
        monkeypatch.setattr(sources.Readers.__init__, "__defaults__", limit)
        made = load_corpus(data_folder)
        told.append(made.intake.set_index("file").at["hangs.pdf", "code"])
    assert told == ["stalled", "too_slow"]
    again = build.build(data_folder, progress=False, again=True)
    assert again == made.generation
    monkeypatch.setattr(sources.Readers, "read", lambda *_: pytest.fail("it was tried again"))
    assert build.build(data_folder, progress=False) == again


# `import helpers` brings pandas and plotly, which takes longer than what is tried here.
BARE = f"""import sys, types
package = types.ModuleType("helpers")
package.__path__ = [{str(Path(build.__file__).parent)!r}]
sys.modules["helpers"] = package
"""


def closed_off(code: str) -> str:
    """What `code` prints in a process that was closed off as a worker is."""
    lines = (
        f"import os\nfrom helpers.sources import limits\nprint(limits.close_off(os.getppid()))\n{textwrap.dedent(code)}"
    )
    done = subprocess.run([sys.executable, "-B", "-c", lines], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of this kind; intake says so")
def test_nothing_is_written(tmp_path):
    said = closed_off(f"""
        try:
            with open({str(tmp_path / "x")!r}, "w") as handle:
                handle.write("x" * 10)
        except OSError as error:
            print("no:", type(error).__name__)
    """)
    assert "no:" in said
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


@LINUX
def test_no_network_or_it_is_said(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        said = closed_off(f"""
            import socket
            try:
                socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=2)
                print("reached")
            except OSError:
                print("closed")
        """)
    assert "closed" in said or "cannot close it" in said


@LINUX
def test_what_cannot_be_closed_is_a_note_of_every_reading(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(PAGE)
    entry = next(iter(sources.walk(tmp_path)))
    with Readers() as readers:
        reading = sources.read(entry, *sources.load(entry), readers)
        assert list(reading.notes) == readers._worker.notes and reading.warnings == ()


PARENT = """
from helpers.sources.process import Readers
with Readers(seconds=60) as readers:
    readers.read("html", b"<html><body><p>x</p></body></html>")
    print("reading", flush=True)
    readers.read("pdf", open(sys.argv[1], "rb").read())
"""


@UNIX
@pytest.mark.parametrize("how", ["ctrl-c", "killed"])
def test_no_orphan_is_left(tmp_path, how):
    path = tmp_path / "hangs.pdf"
    path.write_bytes(endless())
    parent = subprocess.Popen(
        [sys.executable, "-c", BARE + PARENT, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    parent.stdout.readline()
    time.sleep(0.5)
    (worker,) = children(parent.pid)
    if how == "ctrl-c":
        os.killpg(parent.pid, signal.SIGINT)
        assert b"KeyboardInterrupt" in parent.communicate(timeout=30)[1]
    elif sys.platform == "linux":
        parent.kill()
        parent.communicate()
    else:
        pytest.skip("only Linux tells a child at once; elsewhere it ends itself after its time")
    _, alive = psutil.wait_procs([worker], timeout=5)
    assert not alive


def test_the_worker_starts_without_what_reading_does_not_need():
    """Its gigabyte is meant for parsers; `import helpers` alone would bring pandas, plotly and a kernel."""
    lines = BARE + (
        "import helpers.sources.dispatch, helpers.sources.pdf, helpers.sources.docx\n"
        "print(sorted({'pandas', 'plotly', 'pyarrow', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
