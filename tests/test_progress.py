"""What a person sees of a build: bars in a terminal, lines in a log, nothing in a pipe, a sentence at the end."""

import os
import re
import subprocess
import sys
import textwrap

import pytest

from helpers.progress import Progress

STEPS = textwrap.dedent(
    """
    import sys, time
    from helpers import progress
    progress._DELAY = 0
    made = progress.Progress({how})
    with made.step("reading", 4) as told:
        for _ in range(4):
            time.sleep(0.15)
            told(1, 300)
    with made.steps(["who is who", "stories"]) as step:
        for name in ("who is who", "stories"):
            step(name)
            time.sleep(0.15)
    made.end("1,200 records of 4 files")
    """
)


def in_terminal(code: str) -> str:
    """What a program shows in a terminal of its own."""
    import pty
    import termios

    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 120))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=its, stderr=its, stdin=its, env=os.environ)
    os.close(its)
    said = b""
    try:
        while more := os.read(ours, 4096):
            said += more
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0, said
    return said.decode()


@pytest.mark.skipif(os.name == "nt", reason="no such terminals there")
def test_a_terminal_shows_files_records_and_the_time_left():
    said = in_terminal(STEPS.format(how=True))
    assert "reading:" in said and "2/4" in said and "600 records" in said and "<00:00" in said
    assert "who is who" in said and "stories" in said
    assert said.rstrip().endswith("1,200 records of 4 files")


def test_a_pipe_gets_nothing():
    done = subprocess.run([sys.executable, "-c", STEPS.format(how=True)], capture_output=True, text=True, check=True)
    assert done.stderr == done.stdout == ""


def test_a_log_gets_a_line_a_step(capsys):
    made = Progress("lines")
    with made.step("reading", 4) as told:
        told(4, 1_200)
    with made.steps(["stories"]) as step:
        step("stories")
    made.end("done")
    lines = re.sub(r"\d+\.\d s", "_ s", capsys.readouterr().err).splitlines()
    assert lines == ["reading: 4 files, 1,200 records, _ s", "stories: _ s", "done"]


@pytest.mark.filterwarnings("error")
def test_a_build_says_each_step_and_at_the_end_what_there_is(data_folder, capsys):
    from helpers import build

    build.build(data_folder, progress="lines")
    said = capsys.readouterr().err
    for step in ("reading: 5 files, 6 records,", "days: ", "who is who: ", "what happened: ", "stories: ", "writing: "):
        assert step in said
    assert said.splitlines()[-1].startswith("6 records of 5 files (0 rejected) in ")
    build.build(data_folder, progress="lines")
    assert capsys.readouterr().err == "", "nothing was to be done"
