"""A real JupyterLab in a real browser: starts a server of its own on this machine and drives it as a person would.

In: a folder to serve. Out: `Lab`, whose pages open notebooks, run them, move controls and tell what is on the screen.
Nothing of the user's own Jupyter is read or written: settings, workspaces and kernels' files live in a folder of the
test. Every request that would leave this machine is stopped and kept in `Lab.outside`, every error in `Lab.errors`.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Route, sync_playwright

SECONDS = 1000  # playwright counts in milliseconds
# Without the background flags Chromium looks up hosts of its maker at every start.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# anywidget says this when plotly's 5 MB arrive later than two seconds, as on a busy machine; the chart still comes, and
# each test waits for it. Any other error of a widget is an error.
ONLY_SLOW = "[anywidget] Failed to initialize model."
SETTINGS = {
    # JupyterLab asks its home page for news and for newer versions unless it is told not to.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    # By default cells beyond the screen are not in the page at all.
    "notebook-extension/tracker": {"windowingMode": "none"},
}


@dataclass
class Lab:
    """A running JupyterLab and one browser page; `errors` and `outside` must be empty at the end of a test."""

    page: Page
    url: str
    token: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, notebook: str) -> None:
        """Opens a notebook of the served folder and waits until its kernel is ready."""
        self.page.goto(f"{self.url}/lab/tree/{notebook}?token={self.token}")
        self._wait_for_notebook(notebook)

    def reload(self, notebook: str) -> None:
        """Saves, then loads the page anew: what is shown afterwards comes from the file and the living kernel."""
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        self.page.reload()
        self._wait_for_notebook(notebook)

    def _wait_for_notebook(self, notebook: str) -> None:
        self.page.wait_for_function(
            """path => {
                 const panel = window.jupyterapp?.shell.currentWidget;
                 const kernel = panel?.context?.path === path && panel.sessionContext?.session?.kernel;
                 return kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle';
               }""",
            arg=notebook,
            timeout=90 * SECONDS,
        )

    def run_all(self) -> None:
        """Clears the outputs, runs every cell and waits for the last; a cell that fails is raised with its message.

        An empty code cell never gets a number, so it is not waited for.
        """
        self.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(
            """() => {
                 const cells = jupyterapp.shell.currentWidget.content.widgets
                   .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim());
                 const failed = cells.some(cell => cell.model.outputs.toJSON().some(o => o.output_type === 'error'));
                 return failed || (cells.length > 0 && cells.every(cell => cell.model.executionCount !== null));
               }""",
            timeout=180 * SECONDS,
        )
        failed = [output for output in self.outputs() if output["output_type"] == "error"]
        assert failed == [], "\n".join(f"{o['ename']}: {o['evalue']}" for o in failed)

    def outputs(self) -> list[dict]:
        return self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets
                 .filter(cell => cell.model.type === 'code').flatMap(cell => cell.model.outputs.toJSON())"""
        )

    def drawn(self, inside: str) -> list:
        """What the plotly figure inside an element draws: for each trace its points on the screen, as the SVG has them.

        Waits until there is a figure. An empty list means a figure without a mark.
        """
        self.page.locator(f"{inside} .js-plotly-plot .main-svg").first.wait_for(timeout=60 * SECONDS)
        return self.page.evaluate(
            """inside => [...document.querySelectorAll(`${inside} .js-plotly-plot .cartesianlayer .trace`)].map(trace =>
                 [...trace.querySelectorAll('path, text')].map(mark =>
                   `${mark.getAttribute('d') ?? mark.textContent} ${mark.getAttribute('transform') ?? ''}`))""",
            inside,
        )

    def settled(self, inside: str) -> list:
        """`drawn` once it has stayed the same for half a second: plotly moves marks into place."""
        before = None
        for _ in range(60):
            now = self.drawn(inside)
            if now == before:
                return now
            before = now
            self.page.wait_for_timeout(500)
        raise AssertionError(f"the figure in {inside} does not come to rest")

    def wait_for_change(self, inside: str, before: list) -> list:
        """What the figure draws after it has become different from `before`."""
        for _ in range(60):
            now = self.settled(inside)
            if now != before:
                return now
        raise AssertionError(f"the figure in {inside} did not change")

    def ticks(self, inside: str) -> list[tuple[list[str], float, float]]:
        """The ticks of the first axis as they stand on the screen, from the left: the lines of each, its two sides."""
        found = self.page.evaluate(
            """inside => [...document.querySelectorAll(`${inside} .xaxislayer-above .xtick text`)].map(text => {
                 const lines = [...text.querySelectorAll('tspan.line')].map(line => line.textContent);
                 const box = text.getBoundingClientRect();
                 return [lines.length ? lines : [text.textContent], box.left, box.right];
               })""",
            inside,
        )
        return sorted((tuple(each) for each in found), key=lambda each: each[1])

    def zoom(self, inside: str, first: str, last: str) -> None:
        """Draws the mouse over the plot from one day to another, as a person zooms."""
        plot = self.page.locator(f"{inside} .js-plotly-plot").first
        plot.scroll_into_view_if_needed()
        left, right, middle = plot.evaluate(
            """(plot, days) => {
                 const axis = plot._fullLayout.xaxis, box = plot.querySelector('.nsewdrag').getBoundingClientRect();
                 return [...days.map(day => box.left + axis.d2p(day)), box.top + box.height / 4];
               }""",
            [first, last],
        )
        self.page.mouse.move(left, middle)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, middle, steps=5)
        self.page.mouse.move(right, middle, steps=5)
        self.page.mouse.up()

    def click_mark(self, inside: str, key: list | str) -> None:
        """Clicks the mark of a figure that carries `key`: the middle of its bar or its point."""
        plot = self.page.locator(f"{inside} .js-plotly-plot").first
        plot.scroll_into_view_if_needed()
        place = plot.evaluate(
            """(plot, key) => {
                 for (const trace of plot._fullData) {
                   const at = [...(trace.customdata ?? [])].findIndex(each => `${each}` === `${key}`);
                   if (at < 0) continue;
                   const x = plot._fullLayout[trace.xaxis.replace('x', 'xaxis')];
                   const y = plot._fullLayout[trace.yaxis.replace('y', 'yaxis')];
                   const box = plot.getBoundingClientRect();
                   // stacked bars begin where the one below ends
                   const done = plot.calcdata[trace.index][at];
                   const height = trace.type === 'bar' ? (done.s0 + done.s1) / 2 + (done.b ?? 0) : trace.y[at];
                   return [box.left + x._offset + x.d2p(trace.x[at]), box.top + y._offset + y.d2p(height)];
                 }
               }""",
            key,
        )
        assert place, f"no mark in {inside} carries {key}"
        x, y = place
        self.page.mouse.move(x - 2, y)
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(150)
        self.page.mouse.click(x, y)

    def options(self, inside: str) -> list[str]:
        """The labels a list offers, as they stand in the page."""
        return self.page.locator(f"{inside} select option").all_text_contents()

    def choose(self, inside: str, label: str) -> None:
        self.page.locator(f"{inside} select").first.select_option(label=label)

    def type(self, inside: str, text: str) -> None:
        """Types as a person does: key by key, so that every letter is an event."""
        field = self.page.locator(f"{inside} input").first
        field.click()
        field.press_sequentially(text, delay=30)

    def direction(self, element: str) -> str:
        return self.page.locator(element).first.evaluate("element => getComputedStyle(element).direction")

    def sentence_ends(self, inside: str) -> list[tuple[str, float, float]]:
        """Where Arabic-script text ends on the screen: the text, the x of its last letter, the x of the mark after it.

        Inside a run of letters the order is always right; the base direction shows in the mark that ends the text:
        «گزارش داد.» has its full stop at the left when the base is right-to-left, and at the far right when it is not.
        """
        found = self.page.locator(inside).first.evaluate(
            r"""element => {
                 const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                 const middle = (node, at) => {
                   const range = document.createRange();
                   range.setStart(node, at); range.setEnd(node, at + 1);
                   const box = range.getBoundingClientRect();
                   return box.left + box.width / 2;
                 };
                 const found = [];
                 while (walker.nextNode()) {
                   const node = walker.currentNode;
                   const end = node.data.search(/[\u0621-\u064a\u067e-\u06d3][.:!)»…]\s*$/);
                   if (end >= 0) found.push([node.data, middle(node, end), middle(node, end + 1)]);
                 }
                 return found;
               }"""
        )
        return [tuple(each) for each in found]


@contextmanager
def jupyterlab(folder: Path, own: Path, browser: str, environment: dict[str, str] | None = None) -> Iterator[Lab]:
    """Serves `folder`, keeps everything of Jupyter's in `own`, and yields a Lab with an empty page."""
    for name, value in SETTINGS.items():
        file = own / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    log = own / "server.log"
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"),
        *(f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
        *("--LabApp.extension_manager=readonly", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
        *(["--allow-root"] if os.name == "posix" and os.geteuid() == 0 else []),
    ]
    with log.open("wb") as written:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {name: str(own / place) for name, place in places.items()} | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for_server(server, f"{url}/api/status?token={token}", log)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=BROWSER_FLAGS)
            try:
                page = chromium.new_page(viewport={"width": 1400, "height": 1000}, locale="en-GB")
                lab = Lab(page, url, token)
                watch(lab)
                yield lab
            finally:
                chromium.close()
    finally:
        # SIGTERM lets the server end its kernels, which are processes of their own
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def watch(lab: Lab) -> None:
    """Notes every error of the page, and stops and notes every request that is not for this server."""
    allowed = (lab.url, lab.url.replace("http", "ws", 1), "data:", "blob:", "about:")

    def request(route: Route) -> None:
        if route.request.url.startswith(allowed):
            route.continue_()
        else:
            lab.outside.append(route.request.url)
            route.abort()

    def error(text: str, where: str = "") -> None:
        if text != ONLY_SLOW:
            lab.errors.append(f"{text} {where}".strip())

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            error(message.text, message.location.get("url", ""))

    lab.page.set_default_timeout(30 * SECONDS)
    lab.page.route("**/*", request)
    lab.page.on("console", console)
    lab.page.on("pageerror", lambda problem: error(str(problem)))
    lab.page.on("websocket", lambda socket: None if socket.url.startswith(allowed) else lab.outside.append(socket.url))


def wait_for_server(server: subprocess.Popen, url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
