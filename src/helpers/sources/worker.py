"""The other side of `process.py`: requests come in on a pipe, contents or a refusal go out on another.

Run as a program by its path, never imported by the suite. Must not know tables, pandas' frames or the build; imports
a reader when a file first needs it, so that nearly all of its memory is meant for parsers.
"""

import importlib
import json
import os
import struct
import sys
import types
from pathlib import Path

_HEAD = struct.Struct(">QQ")


def main() -> None:
    """Serve requests until the pipe ends."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):  # a parser that prints must not speak into the pipe
        os.dup2(nowhere, number)
    first, _ = _receive(incoming)
    sys.path[:] = first["path"]
    # The package without its public names: `import helpers` would bring pandas, plotly and a kernel of its own.
    package = types.ModuleType("helpers")
    package.__path__ = [str(Path(__file__).parent.parent)]
    sys.modules["helpers"] = package
    limits = importlib.import_module("helpers.sources.limits")
    lacking = limits.close_off(first["parent"])
    dispatch = importlib.import_module("helpers.sources.dispatch")
    _send(outgoing, {"notes": lacking})
    while request := _receive(incoming):
        order, data = request
        dispatch.prepare(order["format"])
        _send(outgoing, {"started": True, "more": True})
        answers = dispatch.answers(order["format"], data, order["skip"])
        more = True
        while more:
            limits.allow(order["wall"] + 5, order["seconds"] + 5, order["memory"])
            try:
                answer = next(answers)
            except MemoryError:
                answer = {"code": "too_much_memory", "more": False}
            limits.rest()
            _send(outgoing, answer)
            more = answer["more"]
            if answer.get("code") == "too_much_memory":
                os._exit(0)  # what is left of the memory is in pieces


def _receive(pipe):
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size, body = _HEAD.unpack(head)
    return json.loads(pipe.read(size)), pipe.read(body)


def _send(pipe, answer: dict) -> None:
    said = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
    pipe.write(_HEAD.pack(len(said), 0) + said)
    pipe.flush()


if __name__ == "__main__":
    main()
