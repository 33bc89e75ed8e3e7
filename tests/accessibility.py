"""Pages as a screen reader meets them: comes in an open page, goes out what axe-core finds wrong with it.

axe-core is fetched once by npm, into the user's cache; where npm or its registry is out of reach a test is skipped and
says so.
"""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

AXE = "axe-core@4.14.1"
SERIOUS = {"serious", "critical"}


def axe() -> str:
    """The source of axe-core."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ruznama-tests"
    file = cache / f"{AXE}.js"
    if not file.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not on this machine, which fetches axe-core")
        cache.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, "pack", AXE, "--silent"], cwd=cache, capture_output=True, text=True, timeout=120)
        if done.returncode:
            pytest.skip(f"npm could not fetch {AXE}: {done.stderr[-200:]}")
        with tarfile.open(cache / done.stdout.split()[-1]) as package:
            file.write_bytes(package.extractfile("package/axe.min.js").read())
    return file.read_text(encoding="utf-8")


def violations(tab) -> list[tuple[str, str, str]]:
    """(impact, rule, place) of everything serious; the page must have something that was looked at."""
    tab.evaluate(axe())
    found = tab.evaluate("async () => { const r = await axe.run(); return [r.passes.length, r.violations]; }")
    assert found[0] > 5, "axe-core saw no page"
    return [
        (each["impact"], each["id"], each["nodes"][0]["html"][:200]) for each in found[1] if each["impact"] in SERIOUS
    ]
