"""Names of steps and counts come in, bars or lines for a person go out, and a sentence at the end.

Knows screens: a notebook, a terminal, or none; must not know what the steps do.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm.auto import tqdm

_DELAY = 1.0  # seconds that a step may take without a word


def in_notebook() -> bool:
    """Whether this is the process of a notebook."""
    return "ipykernel.zmqshell" in sys.modules


def on_screen() -> bool:
    """Whether somebody sees a bar: in a notebook, or in a terminal; a log and a pipe get none."""
    return in_notebook() or (sys.stderr is not None and sys.stderr.isatty())


class Progress:
    """What a person sees of a build. `how`: True (bars where there is a screen), `"lines"` (a line a step) or False."""

    def __init__(self, how: bool | str = True):
        self.bars = how is True and on_screen()
        self.lines = how == "lines"
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = " files") -> Iterator["Step"]:
        """Time a step and show how far it is: of `total` files (or whatever `unit` says), with the time left."""
        began = time.monotonic()
        shape = None if total is not None else "{desc} {elapsed}"
        with tqdm(
            total=total, desc=name, unit=unit, disable=not self.bars, delay=_DELAY, leave=False, bar_format=shape
        ) as bar:
            step = Step(bar)
            yield step
        self.seconds[name] = spent = self.seconds.get(name, 0.0) + time.monotonic() - began
        if self.lines:
            self._say(f"{name}: {step.words(unit)}{spent:.1f} s")

    def steps(self, names: list[str]) -> "Steps":
        """Return something to be told the name of each step as it begins: one bar over all of them."""
        return Steps(self, names)

    def end(self, sentence: str) -> None:
        """Say in words what was done."""
        if self.bars or self.lines:
            self._say(sentence)

    def _say(self, line: str) -> None:
        # JupyterLab draws what goes to stderr on red, as if something had gone wrong
        tqdm.write(line, file=sys.stdout if in_notebook() else sys.stderr)


class Step:
    """How far a step is: called with how many files and records are done more."""

    def __init__(self, bar: tqdm):
        self.bar = bar
        self.files = self.records = 0

    def __call__(self, files: int, records: int) -> None:
        self.files += files
        self.records += records
        if self.records:
            self.bar.set_postfix_str(f"{self.records:,} records", refresh=False)
        self.bar.update(files)

    def words(self, unit: str) -> str:
        """Return what was done: `3 files, 1,200 records, `; nothing for a step that counts nothing."""
        told = [(self.files, unit.strip()), (self.records, "records")]
        return "".join(f"{number:,} {what}, " for number, what in told if number)


class Steps:
    """A row of named steps, one after the other: `steps("who is who")` ends the one before and begins this one."""

    def __init__(self, progress: Progress, names: list[str]):
        self.progress, self.names = progress, names
        self._began, self._name = 0.0, ""
        self._bar = tqdm(total=len(names), unit=" steps", disable=not progress.bars, delay=_DELAY, leave=False)

    def __enter__(self) -> "Steps":
        return self

    def __exit__(self, *_) -> None:
        self._end()
        self._bar.close()

    def __call__(self, name: str) -> None:
        self._end()
        self._began, self._name = time.monotonic(), name
        self._bar.set_description(name)

    def _end(self) -> None:
        if self._name:
            spent = time.monotonic() - self._began
            self.progress.seconds[self._name] = spent
            self._bar.update(1)
            if self.progress.lines:
                self.progress._say(f"{self._name}: {spent:.1f} s")
            self._name = ""
