"""What several tests need: the checkout, a fresh copy of its data, the corpus made from such a copy, a browser."""

import os
import shutil
import subprocess
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def copy_data(target: Path) -> Path:
    """The shipped data without its generated tables, so that no test leans on what an earlier run has built."""
    return Path(shutil.copytree(ROOT / "data", target, ignore=shutil.ignore_patterns("tables")))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def pyproject(root) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def data_folder(tmp_path) -> Path:
    """A copy of data/ without tables, older than a tick of the clock; the test may change it."""
    folder = copy_data(tmp_path / "data")
    time.sleep(0.05)  # a build opens a file as young as that once more the next time
    return folder


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """The shipped corpus, built once for all tests; a test that changes data takes `data_folder`."""
    import helpers

    return helpers.load_corpus(copy_data(tmp_path_factory.mktemp("corpus") / "data"))


@pytest.fixture
def small_disk(tmp_path):
    """A function that makes a real disk of so many kB, or one that cannot be written, and returns its place.

    Where mounting is not allowed the test is skipped: the limit on the size of files, which needs no rights, has tests
    of its own.
    """
    made = []

    def disk(kilobytes: int, *options: str) -> Path:
        place = tmp_path / f"disk{len(made)}"
        place.mkdir()
        told = ",".join([f"size={kilobytes}k", *options])
        mount = ["mount", "-t", "tmpfs", "-o", told, "tmpfs", str(place)]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small disk is not allowed here")
        made.append(place)
        return place

    yield disk
    for place in made:
        subprocess.run(["umount", str(place)], capture_output=True, check=True)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Chrome or Chromium of this machine. None is a failure: a skipped browser test looks like a passed one."""
    named = os.environ.get("BROWSER_PATH")
    for name in filter(None, (named, *BROWSERS, *MAC_BROWSERS)):
        if found := shutil.which(name):
            return found
    pytest.fail(
        "No Chrome or Chromium on this machine, which the browser tests drive: `make browser` installs it or prints "
        "the line that does; BROWSER_PATH may name one elsewhere."
    )
