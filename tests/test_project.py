"""The project's promises about itself: one place for each setting, free licences, wheels everywhere, clean files."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from functools import cache

import pytest
import yaml
from conftest import ROOT
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# ----------------------------------------------------------------------------------------------- settings in one place


@pytest.fixture(scope="module")
def lock() -> dict:
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def python_range(text: str) -> SpecifierSet:
    return SpecifierSet(text.replace(" ", ""))


def test_environment_yml_says_what_pyproject_says(pyproject):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, from_pip = environment["dependencies"]
    name, bounds = python.split(" ", 1)
    assert (name, pip) == ("python", "pip")
    assert python_range(bounds) == python_range(pyproject["project"]["requires-python"])
    assert from_pip == {"pip": ["-e ."]}, "packages are named in pyproject.toml only"
    assert environment["name"] == pyproject["project"]["name"]


def test_python_versions_are_the_same_everywhere(pyproject):
    project = pyproject["project"]
    accepted = [f"3.{n}" for n in range(30) if python_range(project["requires-python"]).contains(f"3.{n}.0")]
    classifiers = [c.rsplit(" ", 1)[1] for c in project["classifiers"] if c.startswith("Programming Language")]
    assert accepted == classifiers == list(PYTHONS)
    assert pyproject["tool"]["ruff"]["target-version"] == "py" + PYTHONS[0].replace(".", "")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    said = re.search(r"Python\D{0,12}(3\.\d+)\D{1,12}(3\.\d+)", readme)
    assert said, "README says which Python versions the suite runs on, as 'Python 3.11 to 3.14'"
    assert said.groups() == (PYTHONS[0], PYTHONS[-1])


def test_uv_has_one_bound(pyproject):
    bound = next(line for line in pyproject["dependency-groups"]["dev"] if Requirement(line).name == "uv")
    assert str(Requirement(bound).specifier) == pyproject["tool"]["uv"]["required-version"]


def wanted(lines: list[str]) -> set[tuple]:
    found = map(Requirement, lines)
    return {(canonicalize_name(r.name), str(r.specifier), str(r.marker or ""), tuple(sorted(r.extras))) for r in found}


def written(entries: list[dict]) -> set[tuple]:
    return {
        (
            e["name"],
            str(SpecifierSet(e.get("specifier", ""))),
            str(Marker(e["marker"])) if "marker" in e else "",
            tuple(sorted(e.get("extras", []))),
        )
        for e in entries
    }


def test_the_lock_was_made_from_this_pyproject(pyproject, lock):
    """What `uv lock --check` asks, without its network. The remedy is `uv lock`."""
    ours = next(package for package in lock["package"] if package["name"] == pyproject["project"]["name"])
    assert ours["version"] == pyproject["project"]["version"]
    extras = pyproject["project"]["optional-dependencies"]
    asked_for = [f'{line}; extra == "{extra}"' for extra, lines in extras.items() for line in lines]
    assert written(ours["metadata"]["requires-dist"]) == wanted([*pyproject["project"]["dependencies"], *asked_for])
    groups = pyproject["dependency-groups"]
    assert {g: written(e) for g, e in ours["metadata"]["requires-dev"].items()} == {
        g: wanted(lines) for g, lines in groups.items()
    }
    assert python_range(lock["requires-python"]) == python_range(pyproject["project"]["requires-python"])
    constraints = pyproject["tool"]["uv"]["constraint-dependencies"]
    assert written(lock["manifest"]["constraints"]) == wanted(constraints)

    versions = {}
    for package in lock["package"]:
        versions.setdefault(package["name"], []).append(package.get("version", "0"))
    everything = [
        *pyproject["project"]["dependencies"],
        *constraints,
        *(line for lines in groups.values() for line in lines),
    ]
    bounds = {}  # a package may have other bounds on another system
    for requirement in map(Requirement, everything):
        bounds.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    for name, requirements in bounds.items():
        for version in versions[name]:
            fits = [requirement.specifier.contains(version) for requirement in requirements]
            somewhere = any(fits) if any(requirement.marker for requirement in requirements) else all(fits)
            assert somewhere, f"{name} is locked at {version}, not as {requirements}"


# -------------------------------------------------------------------------------------------------- wheels, everywhere

MANYLINUX = [f"manylinux_2_{minor}" for minor in range(28, 16, -1)]  # Debian 10, Ubuntu 18.10, RHEL 8 and newer
OLD_NAMES = ["manylinux2014", "manylinux2010", "manylinux1"]
PLATFORMS = {
    "linux-x86_64": ("linux", "Linux", "x86_64", [f"{p}_x86_64" for p in MANYLINUX + OLD_NAMES]),
    "linux-aarch64": ("linux", "Linux", "aarch64", [f"{p}_aarch64" for p in [*MANYLINUX, "manylinux2014"]]),
    "macos-arm64": ("darwin", "Darwin", "arm64", list(mac_platforms((14, 0), "arm64"))),
    "macos-x86_64": ("darwin", "Darwin", "x86_64", list(mac_platforms((14, 0), "x86_64"))),
}


def needed_packages(lock: dict, environment: dict) -> list[dict]:
    """Walks the lock from ruznama and its groups, as uv does on a machine with these markers."""
    by_name = {}
    for package in lock["package"]:
        by_name.setdefault(package["name"], []).append(package)
    start = by_name["ruznama"][0]
    todo = [*start["dependencies"], *(entry for group in start["dev-dependencies"].values() for entry in group)]
    seen = {}
    while todo:
        entry = todo.pop()
        if "marker" in entry and not Marker(entry["marker"]).evaluate(environment):
            continue
        found = [p for p in by_name[entry["name"]] if entry.get("version") in (None, p["version"])]
        assert len(found) == 1, f"{entry} names {len(found)} packages of the lock"
        key = (entry["name"], found[0]["version"], *entry.get("extra", []))
        if key not in seen:
            seen[key] = found[0]
            todo += found[0].get("dependencies", [])
            for extra in entry.get("extra", []):
                todo += found[0]["optional-dependencies"][extra]
    return list(seen.values())


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_package_has_a_wheel(lock, python, platform):
    """An analyst's machine has no compiler."""
    sys_platform, system, machine, platform_tags = PLATFORMS[platform]
    environment = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_version": f"{python}.9",
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "os_name": "posix",
        "extra": "",
    }
    major, minor = map(int, python.split("."))
    accepted = {
        *cpython_tags((major, minor), platforms=platform_tags),
        *compatible_tags((major, minor), f"cp{major}{minor}", platform_tags),
    }
    packages = needed_packages(lock, environment)
    assert {"pandas", "jupyterlab", "pytest", "cffi"} <= {p["name"] for p in packages}, "the walk missed a part"
    without = [
        f"{package['name']} {package['version']}"
        for package in packages
        if not any(
            accepted & parse_wheel_filename(wheel["url"].rsplit("/", 1)[1])[3] for wheel in package.get("wheels", [])
        )
    ]
    assert without == [], f"no wheel for CPython {python} on {platform}"


# ------------------------------------------------------------------------------------------------------------ licences

# LGPL libraries that are imported, not copied: allowed, and each is here by a decision.
LGPL = {"python-bidi", "jalali-core"}
# Locked for other systems only, so not installed everywhere; the licence is what their metadata says.
ELSEWHERE = {"appnope": "BSD-2-Clause", "colorama": "BSD-3-Clause", "pywinpty": "MIT", "tzdata": "Apache-2.0"}
FREE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|0?BSD|Apache|ISC|ISCL|PSFL?|Python Software Foundation|MPL|Mozilla Public License|Zlib|CC0|"
    r"HPND|Unlicense|AFL|Redistribution and use in source and binary forms|"
    r"Permission is hereby granted, free of charge|Permission to use, copy, modify, and/or distribute this software)\b",
    re.IGNORECASE,
)
LESSER = re.compile(r"\bLGPL|Lesser General Public|Library General Public|Library or Lesser", re.IGNORECASE)
GNU = re.compile(r"\bA?GPL|GNU (Affero )?General Public|Affero", re.IGNORECASE)


def kind_of_licence(text: str) -> str:
    """'free', 'lesser', 'gnu' or 'unknown': the freest of a choice (A OR B), the strictest of a sum (A AND B)."""
    order = ["free", "lesser", "unknown", "gnu"]

    def of_one(part: str) -> str:
        if LESSER.search(part):
            return "lesser"
        if GNU.search(part):
            return "gnu"
        return "free" if FREE.search(part) else "unknown"

    if len(text) > 200:  # a whole licence text, in whose sentences "or" and "and" are no operators
        return of_one(text[:2000])
    choices = [
        max((of_one(part) for part in re.split(r"\bAND\b", choice)), key=order.index)
        for choice in re.split(r"\bOR\b", text.strip("() "))
    ]
    return min(choices, key=order.index)


def licence_texts(distribution: importlib.metadata.Distribution) -> list[str]:
    """What the package says of its licence, the most exact first."""
    metadata = distribution.metadata
    said = [metadata.get("License-Expression") or ""]
    # "License :: OSI Approved" alone names none; several classifiers are a choice when one says so, else all apply
    classifiers = [c.split(" :: ")[-1] for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    said.append(" AND ".join(c for c in classifiers if c != "OSI Approved"))
    said.append(metadata.get("License") or "")
    for file in distribution.files or []:
        if re.match(r"(LICEN[CS]E|COPYING|NOTICE)", file.name, re.IGNORECASE) and file.locate().is_file():
            said.append(file.locate().read_text(encoding="utf-8", errors="replace"))
    return [text for text in said if text.strip()]


@pytest.mark.parametrize(
    "text, kind",
    [
        ("MIT", "free"),
        ("MIT OR GPL-3.0-or-later", "free"),
        ("MIT AND GPL-3.0-only", "gnu"),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "free"),
        ("GNU Affero General Public License v3", "gnu"),
        ("AGPL-3.0", "gnu"),
        ("GPLv2+", "gnu"),
        ("LGPL", "lesser"),
        ("GNU Library or Lesser General Public License (LGPL)", "lesser"),
        ("UNKNOWN", "unknown"),
        ("Proprietary", "unknown"),
        ("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n" + "x " * 200, "gnu"),
    ],
)
def test_licences_are_told_apart(text, kind):
    assert kind_of_licence(text) == kind


def test_no_dependency_is_gpl(lock):
    wrong, lesser = [], set()
    for name in sorted({package["name"] for package in lock["package"]}):
        try:
            texts = licence_texts(importlib.metadata.distribution(name))
        except importlib.metadata.PackageNotFoundError:
            texts = [ELSEWHERE.get(name, f"{name} is not installed: run make setup, or add it to ELSEWHERE")]
        # the first statement that names a licence counts: isoduration says "UNKNOWN" and then ISC in a classifier
        kind = next((k for k in map(kind_of_licence, texts) if k != "unknown"), "unknown")
        if kind == "lesser":
            lesser.add(name)
        elif kind != "free":
            wrong.append((name, kind, [text[:80] for text in texts]))
    assert wrong == []
    assert lesser == LGPL


def test_readme_separates_code_and_corpus_licence():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"\bMIT\b", readme)
    assert re.search(r"belongs? to (their|its|the) publishers?", readme), "the texts of the corpus are not ours"


# --------------------------------------------------------------------------------------------------------- clean files


@cache
def tool(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("ruff", "check", "."), ("ruff", "format", "--check", ".")], ids=" ".join)
def test_ruff_has_nothing_to_say(arguments):
    code, said = tool(*arguments)
    assert code == 0, said


def test_pre_commit_hooks_are_those_of_the_environment():
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in settings["repos"]] == ["local"], "a remote hook is a second, unlocked version"
    hooks = settings["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"].split()[0] for hook in hooks] == [".venv/bin/ruff", ".venv/bin/ruff", ".venv/bin/nbstripout"]


def test_make_knows_its_targets():
    """Each target of the README is one that make can plan; a typing error in the Makefile ends here."""
    for target in ("lab", "report", "test", "score", "soak", "setup"):
        planned = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert planned.returncode == 0, planned.stderr


def test_readme_names_every_public_name():
    """Each public name stands in README in a line of its own list or table that says what it is for."""
    import helpers

    lines = [
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith(("|", "-"))
    ]
    for name in helpers.__all__:
        named = [line for line in lines if re.match(rf"[|\-] *`(rz\.)?{name}\b", line)]
        assert len(named) == 1, f"README has {len(named)} lines that begin with `{name}`"
        assert len(re.sub(r"`[^`]*`|\W", "", named[0])) >= 10, f"README does not say what {name} is for"


def test_readme_names_every_notebook():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    notebooks = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 8
    assert [name for name in notebooks if name not in readme] == []
