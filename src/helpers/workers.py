"""Orders come in, the answers of several processes to them go out: processes of this machine, or of a Dask cluster.

Knows processes, pipes and what to do when one dies; must not know what is worked on. Orders and answers are small JSON
values: who works on them finds the rest by its path.
"""

import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import distributed

Function = Callable[[dict], dict]
# Not multiprocessing: it runs the analyst's script a second time in each process, which then builds, too, unless the
# script has the guard that nobody writes. The path of modules comes first: a notebook may have added to it.
_START = (
    "import json, sys\n"
    "told = json.loads(sys.stdin.readline())\n"
    "sys.path[:] = told['path']\n"
    "from helpers.workers import serve\n"
    "serve(told['function'])\n"
)
# One thread in each library: as many processes as cores are enough.
_ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_NUM_THREADS"), "1")


class StartError(RuntimeError):
    """The processes do not start at all; the sentence says what to do."""


def attempt(function: Function, order: dict) -> dict:
    """Return the answer of `function`, or what `told_of` says of what it raised: one bad part costs that part."""
    try:
        return function(order)
    except Exception as error:
        return told_of(error)


def told_of(error: Exception) -> dict:
    """Return `{"error", "kind"}`: what was raised and where, and whether the `disk` or a `rule` is to blame."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error} ({os.path.basename(place.filename)}, line {place.lineno})"  # noqa: PTH119
    return {"error": said, "kind": "disk" if isinstance(error, OSError) else "rule"}


class Pool:
    """Some processes of this machine, as a context: when it is left, by Ctrl-C too, they are gone.

    function: `module:name` of a function that takes an order and returns its answer.
    """

    def __init__(self, function: str, count: int):
        self.function, self.count = function, count
        self._answers: queue.Queue = queue.Queue()
        self._idle: list[_Process] = []
        self._all: list[_Process] = []

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_) -> None:
        for process in self._all:
            process.end()

    def run(self, orders: Iterable[dict]) -> Iterator[tuple[dict, dict | None]]:
        """Yield each order with its answer, as they are done.

        When a process dies, another takes up its order; when that one dies too, the answer is None. Raises StartError
        when processes do not even start.
        """
        waiting = deque((order, False) for order in orders)
        busy: dict[_Process, tuple[dict, bool]] = {}
        while waiting or busy:
            while waiting and len(busy) < self.count:
                process = self._idle.pop() if self._idle else self._new()
                busy[process] = waiting.popleft()
                process.send(busy[process][0])
            process, answer = self._next()
            if answer is None:
                self._gone(process)
            if process not in busy:
                continue
            order, again = busy.pop(process)
            if answer is not None:
                self._idle.append(process)
                yield order, answer
            elif again:
                yield order, None
            else:
                waiting.append((order, True))

    def _new(self) -> "_Process":
        process = _Process(self.function, self._answers)
        self._all.append(process)
        return process

    def _next(self) -> tuple["_Process", dict | None]:
        while True:
            try:
                return self._answers.get(timeout=1)  # without a time Ctrl-C waits for the answer on Windows
            except queue.Empty:
                continue

    def _gone(self, process: "_Process") -> None:
        process.end()
        self._all.remove(process)
        if process in self._idle:
            self._idle.remove(process)
        if not process.ready:
            raise StartError(
                f"The processes that work on documents do not start ({sys.executable}): build with workers=1, or run "
                f"`make setup` again. {process.said}".rstrip()
            )


class _Process:
    """One running process: started, spoken to and ended here; its answers go into a queue, None when it has ended."""

    def __init__(self, function: str, answers: queue.Queue):
        self.ready, self.said = False, ""
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ALONE,
        )
        self.send({"path": [os.path.abspath(place) for place in sys.path], "function": function})  # noqa: PTH100
        self._answers = answers
        self._listener = threading.Thread(target=self._listen, name="ruznama-worker", daemon=True)
        self._listener.start()

    def send(self, order: dict) -> None:
        try:
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it has died: the listener says so

    def _listen(self) -> None:
        try:
            for line in self.process.stdout:
                answer = json.loads(line)
                if "ready" in answer:
                    self.ready, self.said = answer["ready"], answer.get("error", "")
                else:
                    self._answers.put((self, answer))
        except (OSError, ValueError):
            pass  # it was ended in the middle of a word
        self._answers.put((self, None))

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass  # what was still to be written has nobody to read it


def serve(named: str) -> None:
    """Answer orders from standard input until it ends: the other side of `_Process`, in its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the one who builds decides
    outgoing = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)  # a library that prints must not speak into the pipe
    try:
        function = _named(named)
    except Exception as error:
        outgoing.write(json.dumps({"ready": False, "error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        return
    outgoing.write(b'{"ready": true}\n')
    orders: queue.Queue = queue.Queue()
    threading.Thread(target=_hear, args=(orders,), daemon=True).start()
    while True:
        outgoing.write(json.dumps(attempt(function, orders.get())).encode() + b"\n")


def _named(named: str) -> Function:
    module, name = named.split(":")
    return getattr(importlib.import_module(module), name)


def _hear(orders: queue.Queue) -> None:
    for line in sys.stdin:
        orders.put(json.loads(line))
    os._exit(0)  # who gave the orders is gone, or wants no more: nobody is left to read an answer


def on_cluster(
    client: "distributed.Client", function: str, orders: Iterable[dict]
) -> Iterator[tuple[dict, dict | None]]:
    """Yield each order with its answer from the workers of a Dask cluster, as they are done; see `Pool.run`.

    The scheduler gives the order of a worker that died to another; when that has happened as often as its
    `allowed-failures` lets it (3), the answer is None. The workers must see the same files under the same paths.
    """
    from distributed import as_completed

    given = {client.submit(attempt, _named(function), order, pure=False): order for order in orders}
    try:
        for future in as_completed(list(given)):
            yield given.pop(future), future.result() if future.status == "finished" else None
    finally:
        client.cancel(list(given))
