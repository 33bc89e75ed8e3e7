"""One browser for all drawings: comes in a figure, goes out PNG, SVG or PDF. It must not know files, tables or text.

Chrome or Chromium is started at the first drawing and kept until the process ends; one that hangs is replaced.
"""

import asyncio
import atexit
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import threading
from concurrent.futures import TimeoutError as Waited

import kaleido
import plotly.graph_objects as go

TIMEOUT = 60  # seconds for one drawing, start of the browser included
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
INSTALL = (
    "Install Chrome or Chromium (Debian or Ubuntu: sudo apt-get install -y chromium fonts-noto-core; macOS: "
    "brew install --cask google-chrome), or set BROWSER_PATH to it."
)


class BrowserError(RuntimeError):
    """No drawing came back: there is no browser, it does not start, or it hangs. The message says what to do."""


def find() -> str | None:
    """Return the path of a browser: BROWSER_PATH when it is set, right or wrong, else the first installed."""
    if given := os.environ.get("BROWSER_PATH"):
        return given
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((path for path in found if path), None)


def draw(fig: go.Figure, kind: str, timeout: float | None = None, scale: float | None = None) -> bytes:
    """Return `fig` as `png` (`scale` pixels for one, two by default), `svg` or `pdf`. Raises BrowserError."""
    path = find()
    if path is None:
        raise BrowserError(f"no Chrome or Chromium was found. {INSTALL}")
    if shutil.which(path) is None:
        raise BrowserError(f"BROWSER_PATH={path} is no program that can be run. {INSTALL}")
    options = {
        "format": kind,
        "width": fig.layout.width or 940,
        "height": fig.layout.height or 450,
        "scale": scale or (2 if kind == "png" else 1),
    }
    with _lock:
        return _running(path).draw(fig, options, timeout or TIMEOUT)


class _Browser:
    """A browser with the thread that talks to it."""

    def __init__(self, path: str):
        self.path = path
        self.loop = asyncio.new_event_loop()
        # What goes wrong in a drawing is told by its result; what is left of one that was given up is of no interest.
        self.loop.set_exception_handler(lambda loop, context: None)
        self.kaleido: kaleido.Kaleido | None = None
        self.ready = False
        self.thread = threading.Thread(target=self.loop.run_forever, name="ruznama-browser", daemon=True)
        self.thread.start()

    async def _draw(self, fig: go.Figure, options: dict, timeout: float) -> bytes:
        if not self.ready:
            # MathJax would be fetched from a network; a port where nobody listens ends whatever else would be.
            self.kaleido = kaleido.Kaleido(path=self.path, mathjax=False, timeout=timeout, proxy_server="127.0.0.1:9")
            try:
                await self.kaleido.open()
            finally:
                await _without_watchdog()
            self.ready = True
        return await self.kaleido.calc_fig(fig, opts=options)

    def draw(self, fig: go.Figure, options: dict, timeout: float) -> bytes:
        task = asyncio.run_coroutine_threadsafe(self._draw(fig, options, timeout), self.loop)
        try:
            return task.result(timeout)
        except (TimeoutError, Waited) as error:
            task.cancel()
            self.close()
            raise BrowserError(
                f"the browser {self.path} gave no answer in {timeout:.0f} seconds and was stopped; the next figure "
                "starts a new one. Is the machine very busy, or the figure very large?"
            ) from error
        except Exception as error:
            self.close()
            reason = " ".join(str(error).split())[:200]
            raise BrowserError(f"the browser {self.path} could not draw it ({reason}). {INSTALL}") from error

    def close(self) -> None:
        global _browser
        _browser = None if _browser is self else _browser
        if self.kaleido is not None:
            self._kill_if_it_does_not_go()
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _kill_if_it_does_not_go(self) -> None:
        process = getattr(self.kaleido, "subprocess", None)
        closing = asyncio.run_coroutine_threadsafe(self.kaleido.close(), self.loop)
        with contextlib.suppress(Exception):
            closing.result(3)
        if process is None or process.poll() is not None:
            return
        if hasattr(os, "killpg"):  # the browser is a child of the process we know, in a session of its own
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)


async def _without_watchdog() -> None:
    """End the task that waits for the browser to die: as long as it runs it holds the warning filters of the whole
    process, and puts back old ones at its end, so that warnings of others are lost."""
    dogs = [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__name__", "") == "_watchdog"]
    for task in dogs:
        task.cancel()
    await asyncio.gather(*dogs, return_exceptions=True)


_lock = threading.Lock()
_browser: _Browser | None = None


def _running(path: str) -> _Browser:
    global _browser
    if _browser is not None and _browser.path != path:
        _browser.close()
    if _browser is None:
        for name in ("kaleido", "choreographer"):
            logging.getLogger(name).setLevel(logging.ERROR)  # they tell every tab they open
        _browser = _Browser(path)
    return _browser


@atexit.register
def close() -> None:
    """Close the browser, if there is one; the next drawing starts it again."""
    if _browser is not None:
        _browser.close()
