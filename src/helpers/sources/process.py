"""Bytes and a format come in, what a reader made of them goes out, read in another process that may be ended.

A parser that hangs, dies or eats memory costs its file (or member of a zip) only. Knows time, memory and the pipe;
must not know any format. The worker starts with the first file that needs one and reads many.
"""

import json
import math
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from helpers.sources import limits
from helpers.sources.record import Contents, Record, Refused

SECONDS = 20.0  # of the processor: on a busy machine a good file takes longer by the clock, and no more work
WALL = 120.0  # by the clock, for a parser that sleeps or waits; what runs into it is tried again with the next build
_START = 120.0  # for the worker and its parsers to be loaded, which is no fault of a file
_LOOK = 0.05  # seconds between two looks at a worker that reads
_HEAD = struct.Struct(">QQ")
_WORKER = Path(__file__).parent / "worker.py"


class NotStarted(RuntimeError):
    """No process that reads starts on this machine: no file is to blame; the sentence says what to do."""


class _Ended(Exception):
    """The worker gave no answer: it was ended, or it died. `code` says which."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass
class Answers:
    """What came back for one file: a single answer, or the members of a zip with one answer for each."""

    members: list[str] | None = None
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    each: list[Contents | Refused] = field(default_factory=list)


class Readers:
    """A worker process and its restarts, as a context: when it is left, by Ctrl-C too, the process is gone.

    The limits of one file (or member): `seconds` of the processor, `wall` by the clock, and `memory` in bytes above
    what the idle worker has.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = limits.MEMORY, wall: float = WALL):
        self.seconds, self.memory, self.wall = seconds, memory, wall
        self._worker: _Worker | None = None

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, at once if need be."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def read(self, named: str, data: bytes) -> Answers:
        """Return what the reader of format `named` made of `data`; never raises for what a file may hold."""
        answers = Answers()
        while True:
            if self._worker is not None and self._worker.process.poll() is not None:
                self.close()  # it died while it had nothing to read: no file is to blame
            self._worker = worker = self._worker or _Worker()
            answers.notes = worker.notes
            order = {
                "format": named, "skip": len(answers.each), "seconds": self.seconds, "memory": self.memory,
                "wall": self.wall,
            }  # fmt: skip
            try:
                worker.send(order, data)
                self._collect(worker, answers)
                return answers
            except _Ended as end:
                self.close()
                answers.each.append(Refused(end.code, self._sentence(end.code)))
                if answers.members is None or len(answers.each) >= len(answers.members):
                    return answers
            except BaseException:
                self.close()  # an answer half read would be taken for the next file's
                raise

    def _collect(self, worker: "_Worker", answers: Answers) -> None:
        worker.receive(_START)  # the parser is loaded: now the file's time begins
        more = True
        while more:
            answer = worker.receive(self.wall, self.seconds, self.memory)
            more = answer["more"]
            if "members" in answer:
                if answers.members is None:
                    answers.members, answers.warnings = answer["members"], answer["warnings"]
            elif answer.get("code") == "too_much_memory":
                raise _Ended("too_much_memory")
            else:
                answers.each.append(_contents(answer))

    def _sentence(self, code: str) -> str:
        told = {
            "too_slow": f"was stopped after {self.seconds:g} seconds of work: split the file",
            "too_much_memory": f"wanted more than {self.memory / 1e9:g} GB of memory: split the file",
            "crashed": "broke down on it: open the file in its program and save it again",
            "stalled": f"did not come to its end in {self.wall:g} seconds, for the most part without working: build "
            "again when the machine is less busy",
        }
        return f"its reader {told[code]}, or save its text as .txt"


def _contents(answer: dict) -> Contents | Refused:
    if "code" in answer:
        return Refused(answer["code"], answer["reason"])
    rows = (Record(*row[:-1], warnings=tuple(row[-1])) for row in answer["records"])
    return Contents(tuple(rows), tuple(answer["warnings"]), tuple(answer["notes"]))


class _Worker:
    """One running worker: started, spoken to, watched and ended here."""

    def __init__(self):
        # No PYTHON* of the surroundings: a fixed order of sets makes a reader give the same text every time.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        # -P: the folder of the worker (readers named like modules) and the current one are no places of modules.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-B", "-P", "-s", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self.answers: queue.Queue = queue.Queue()
        self.listener = threading.Thread(target=self._listen, name="ruznama-reader", daemon=True)
        self.listener.start()
        self.base = 0
        self.notes: list[str] = []
        paths = [place for place in sys.path if place and Path(place).is_absolute()]
        try:
            self.send({"path": paths, "parent": os.getpid()}, b"")
            self.notes = self.receive(_START)["notes"]
        except _Ended as end:
            self.end()
            raise NotStarted(
                f"The process that reads documents does not start ({sys.executable}): run `make setup` again."
            ) from end
        self.base = self._memory()

    def send(self, order: dict, data: bytes) -> None:
        """Write one request; raises _Ended when nobody listens."""
        said = json.dumps(order).encode()
        try:
            self.process.stdin.write(_HEAD.pack(len(said), len(data)) + said)
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError as error:
            raise _Ended("crashed") from error

    def _listen(self) -> None:
        pipe = self.process.stdout
        try:
            while len(head := pipe.read(_HEAD.size)) == _HEAD.size:
                said = pipe.read(_HEAD.unpack(head)[0])
                self.answers.put(json.loads(said.decode("utf-8", "surrogatepass")))
        except (OSError, ValueError):
            pass  # it was ended in the middle of a word
        self.answers.put(None)

    def receive(self, wall: float, seconds: float = math.inf, memory: float = math.inf) -> dict:
        """Return the next answer; raises _Ended when there is none within the limits, or none at all."""
        until = time.monotonic() + wall
        most, worked = self.base, self._worked()
        while time.monotonic() < until:
            try:
                answer = self.answers.get(timeout=_LOOK)
            except queue.Empty:
                most = max(most, self._memory())
                if most - self.base > memory:
                    raise _Ended("too_much_memory") from None
                if self._worked() - worked > seconds:
                    raise _Ended("too_slow") from None
                continue
            if answer is None:
                raise _Ended(self._cause(most - self.base > 0.7 * memory))
            return answer
        raise _Ended("stalled")

    def _cause(self, near: bool) -> str:
        """Why the process is gone: its own limit of work, or memory. Near it a C library that gets none ends it."""
        try:
            ended = self.process.wait(_START)
        except subprocess.TimeoutExpired:
            return "crashed"
        if ended < 0 and ended == -getattr(signal, "SIGXCPU", 0):
            return "too_slow"
        return "too_much_memory" if near else "crashed"

    def _worked(self) -> float:
        """Seconds of the processor that the worker has had."""
        try:
            times = psutil.Process(self.process.pid).cpu_times()
        except psutil.Error:
            return 0.0
        return times.user + times.system

    def _memory(self) -> int:
        try:
            return psutil.Process(self.process.pid).memory_info().rss
        except psutil.Error:
            return 0

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass  # what was still to be written has nobody to read it
