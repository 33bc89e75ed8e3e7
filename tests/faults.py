"""Faults injected exactly: the Nth write, fsync or rename of a process fails or kills it, for N = 1, 2, … to the last.

Random kills find nothing: a window of some microseconds is hit by the exact one only. A driver process that has its
imports behind it forks a child for each run; strace holds the child from its first step and injects the fault.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
# A fault of each kind: what strace does to the call, and how a process that meets it may end.
KILLED = {"write": "signal=KILL", "fsync": "signal=KILL", "rename": "signal=KILL", "unlink": "signal=KILL"}
FAILED = {"write": "error=ENOSPC", "fsync": "error=EIO", "rename": "error=EIO", "mkdir": "error=ENOSPC"}
SECONDS = 60


class Driver:
    """A process that runs a step of `_STEPS` in a child, as often as asked, without paying for its imports again."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)

    def run(self, step: str, *arguments, fault: str = "", at: int = 0) -> tuple[int, str, bool]:
        """Run a step; return its exit code (-9 killed), what it said, and whether the fault was met.

        `fault`: a call and what happens to it (`write:error=ENOSPC`), at its Nth time.
        """
        self._tell({"step": step, "arguments": [str(each) for each in arguments]})
        pid = self._hear()["pid"]
        _wait_for(lambda: "\nState:\tT" in Path(f"/proc/{pid}/status").read_text())
        tracer = None
        if fault:
            call, what = fault.split(":", 1)
            command = ["strace", "-f", "-qq", "-o", "/dev/stderr", "-e", f"trace={call}"]
            tracer = subprocess.Popen(
                [*command, "-e", f"inject={call}:{what}:when={at}", "-p", str(pid)], stderr=subprocess.PIPE, text=True
            )
            _wait_for(lambda: "TracerPid:\t0" not in Path(f"/proc/{pid}/status").read_text())
        os.kill(pid, signal.SIGCONT)
        told = self._hear()
        met = False
        if tracer:
            said = tracer.communicate(timeout=SECONDS)[1]
            met = "(INJECTED)" in said or told["code"] == -signal.SIGKILL
        return told["code"], told["said"], met

    def every(
        self, step: str, arguments, faults: dict[str, str], limit: int = 1000
    ) -> Iterator[tuple[str, int, int, str]]:
        """Inject each fault at the first, second, … call until none is left; yield `fault at code said` of each run.

        `arguments`: called before each run, makes a fresh place and returns the arguments of the step.
        """
        for call, what in faults.items():
            for at in range(1, limit):
                code, said, met = self.run(step, *arguments(), fault=f"{call}:{what}", at=at)
                if not met:
                    break
                yield f"{call}:{what}", at, code, said
            else:
                raise AssertionError(f"more than {limit} calls of {call}")

    def _tell(self, what: dict) -> None:
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the driver has ended")
        return json.loads(line)


def works() -> bool:
    """Whether strace is here and may hold a process of ours."""
    try:
        said = subprocess.run(
            ["strace", "-qq", "-e", "inject=getuid:retval=77", "id", "-u"], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0


def _wait_for(true) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > end:
            raise AssertionError("strace did not take hold of the process")
        time.sleep(0.005)


# ------------------------------------------------------------------------------------------ in the driver's own process


def _write(folder: str, number: str) -> None:
    from helpers import store

    with store.lock(Path(folder)):
        store.write(Path(folder), f"generation-{number}", frames(int(number)), {"number": int(number)})


def _write_unsafely(folder: str, number: str) -> None:
    """The planted fault: the pointer first, then the parts, each over the old one."""
    from helpers import store

    place = Path(folder) / "generation-x"
    place.mkdir(parents=True, exist_ok=True)
    store.replace(
        Path(folder) / "current.json",
        json.dumps({"generation": "generation-x", "previous": "", "version": store.VERSION}).encode(),
    )
    for name, frame in frames(int(number)).items():
        with (place / f"{name}.parquet").open("wb") as handle:
            handle.write(frame.to_csv().encode())


def _build(data: str) -> None:
    from helpers import build

    build.build(data, progress=False)


def frames(number: int) -> dict:
    """Two small tables that belong to one generation: both hold its number."""
    import pandas as pd

    return {"a": pd.DataFrame({"x": [number] * 10}), "b": pd.DataFrame({"x": [number] * 3, "t": ["متن"] * 3})}


_STEPS = {"write": _write, "write_unsafely": _write_unsafely, "build": _build}


def _drive() -> None:
    import helpers.build  # noqa: F401, behind us before the first child

    for line in sys.stdin:
        told = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _child(told, write)
        os.close(write)
        print(json.dumps({"pid": pid}), flush=True)
        with os.fdopen(read, "rb") as handle:
            said = handle.read().decode()
        status = os.waitpid(pid, 0)[1]
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "said": said}), flush=True)


def _child(told: dict, write: int) -> None:
    ctypes.CDLL(None).prctl(0x59616D61, -1, 0, 0, 0)  # any process of this user may hold it, also under Yama
    os.kill(os.getpid(), signal.SIGSTOP)
    code, said = 0, ""
    try:
        _STEPS[told["step"]](*told["arguments"])
    except Exception as error:
        code, said = 1, f"{type(error).__name__}: {error}"
        if os.environ.get("FAULTS_TRACE"):
            traceback.print_exc()
    # Said by another call than write: that one may be set to fail.
    os.writev(write, [said.encode()])
    os._exit(code)


if __name__ == "__main__":
    _drive()
