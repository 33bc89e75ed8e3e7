"""A page in the machine's own Chromium: comes in HTML, goes out what is seen: where each letter stands, which pixels
are dark, what was asked of the network, what ran. Import the fixtures `chromium` and `page` into a test module.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--use-angle=swiftshader",  # WebGL without a graphics card
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# x of each UTF-16 unit of a text: SVG tells it itself, for HTML a range of one letter does.
LETTERS = """element => {
  const found = [];
  if (element.getNumberOfChars) {
    const text = element.textContent, matrix = element.getScreenCTM();
    for (let i = 0; i < element.getNumberOfChars(); i++) {
      const box = element.getExtentOfChar(i);
      const at = x => matrix.a * x + matrix.c * (box.y + box.height / 2) + matrix.e;
      found.push([text[i], (at(box.x) + at(box.x + box.width)) / 2, box.width]);
    }
    return found;
  }
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());)
    for (let i = 0; i < node.length; i++) {
      const range = document.createRange();
      range.setStart(node, i); range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      found.push([node.data[i], box.x + box.width / 2, box.width]);
    }
  return found;
}"""


@dataclass
class Seen:
    """A page, with every request that would have left the machine and every dialog, error and window it opened."""

    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def show(self, html: str, ready: str = "body") -> None:
        """Open HTML as a file, as an analyst opens an export, and wait for the element `ready`."""
        path = self.folder / "page.html"
        path.write_text(html, encoding="utf-8")
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(ready, state="attached")

    def letters(self, selector: str, n: int = 0) -> list[tuple[str, float, float]]:
        """The letters of an element in reading order, each with the x of its middle and its width."""
        return [tuple(row) for row in self.page.locator(selector).nth(n).evaluate(LETTERS)]

    def ink(self, selector: str, n: int = 0) -> np.ndarray:
        """The ink of an element as it stands on the screen."""
        return ink(self.page.locator(selector).nth(n).screenshot())


def ink(png: bytes) -> np.ndarray:
    """How dark each column of pixels of a picture is, from 0 to 1, without the empty columns around it."""
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    columns = (255.0 - grey).mean(axis=0)
    columns[columns < columns.max() * 0.02] = 0
    dark = np.nonzero(columns)[0]
    return columns[dark[0] : dark[-1] + 1] / columns.max() if len(dark) else np.zeros(1)


def alike(a: np.ndarray, b: np.ndarray) -> float:
    """The correlation of two profiles of ink, stretched to one length."""
    length = max(len(a), len(b))
    a, b = (np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(p)), p) for p in (a, b))
    blur = np.ones(5) / 5  # one renderer smooths letters where another does not
    return float(np.corrcoef(np.convolve(a, blur, "same"), np.convolve(b, blur, "same"))[0, 1])


@pytest.fixture(scope="module")  # not longer: a second playwright cannot start while one runs
def chromium(browser_path):
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(chromium, tmp_path):
    context = chromium.new_context(viewport={"width": 1000, "height": 800}, offline=True)
    tab = context.new_page()
    seen = Seen(tab, tmp_path)
    local = ("file:", "data:", "blob:", "about:")
    context.on("request", lambda request: None if request.url.startswith(local) else seen.requests.append(request.url))
    context.on("page", lambda other: seen.trouble.append(f"opened {other.url}"))
    tab.on("dialog", lambda dialog: (seen.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: seen.trouble.append(f"error {error}"))
    yield seen
    context.close()
