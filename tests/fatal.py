"""Parts that fail on the file named in FATAL (`file:mark`): the process dies, or a rule breaks down on it."""

import json
import os
import signal
from pathlib import Path

from helpers import build, extract

_extract = extract.extract


def _meets(order: dict) -> tuple[bool, Path]:
    name, mark = os.environ["FATAL"].split(":", 1)
    files = json.loads(Path(order["order"]).read_bytes())["files"]
    return any(each[0] == name for each in files), Path(mark)


def _die() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def once(order: dict) -> dict:
    """Die the first time that the file is met."""
    met, mark = _meets(order)
    if met and not mark.exists():
        mark.touch()
        _die()
    return build.part(order)


def always(order: dict) -> dict:
    """Die whenever the file is met."""
    if _meets(order)[0]:
        _die()
    return build.part(order)


def breaking(files, *rest):
    """`extract.extract`, which breaks down on the file."""
    if any(each.file == os.environ["FATAL"].split(":")[0] for each in files):
        return {}[1 // 0]
    return _extract(files, *rest)


def breaks(order: dict) -> dict:
    """Break down whenever the file is met."""
    extract.extract = breaking
    return build.part(order)
