"""The picture in CONTRIBUTING, held: data goes down the list of modules and never back up; no text is run as code."""

import ast
import unicodedata
from pathlib import Path

import pytest
from conftest import ROOT

SOURCE = ROOT / "src" / "helpers"
# A module imports from the lines above it, or from its own line where that makes no circle.
LAYERS = [
    {"compiled", "tables", "calendars", "labels", "schema"},  # facts, columns and rendering, for all below
    {"sources", "text", "words", "sentences", "code_points"},
    {"language"},  # from the letters of texts
    {"matching", "filled"},  # names as letters; what a person fills, as cells
    {"repair"},  # texts for reading
    {"dates", "date", "actors", "discovery", "misspelt", "events", "signatures", "event"},  # find: from one record
    # link: from the whole corpus
    {"publication", "identity", "stories", "story", "metadata", "registry", "decisions"}
    | {"event_link", "event_told", "event_parties", "event_merge"},
    {"link"},
    {"store", "extract", "workers", "progress"},
    {"parts"},
    {"renew"},
    {"build"},
    {"index"},
    {"corpus"},
    {"news"},
    {"counts"},
    {"terms", "pair_counts", "event_accuracy", "event_counts", "event_dyads", "event_countries", "event_marks"},
    {"pairs"},
    {"carried"},
    {"figures", "layouts", "ticks", "event_styles", "fonts", "files"},
    {"event_lines", "periods", "grids", "networks"},
    {
        "charts",
        "network_charts",
        "pair_charts",
        "pair_time_charts",
        "event_charts",
        "event_strips",
        "event_country_charts",
    }
    | {"term_charts", "calendar_charts"},
    {"describe", "blocks"},
    {"browser", "gexf", "pages", "sheets", "word"},
    {"pictures"},
    {"controls", "widgets", "export", "review", "event_widgets", "annotate"},
    {"score", "report_parts"},
    {"reports"},
    {"run"},
    {"__init__"},  # the public names
    {"__main__"},
]
# The parts of one idea are date_lexicon, date_rules, ...: they stand where `date` stands.
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__", "input"}
FORBIDDEN_METHODS = {
    "eval": "DataFrame.eval runs text as code",
    "query": "DataFrame.query runs text as code",
    "read_pickle": "a pickle runs code when it is read",
    "to_pickle": "a pickle runs code when it is read",
    "system": "a shell reads file names as commands",
    "popen": "a shell reads file names as commands",
}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
SHAPERS = {"arabic_reshaper", "bidi"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The name of a module: sources/telegram.py counts as sources."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def rank(name: str) -> int | None:
    """The line of LAYERS on which a module stands; None when nobody has given it a place."""
    return RANK.get(name, RANK.get(name.split("_")[0]) if not name.startswith("_") else None)


def imported(tree: ast.AST, path: Path) -> set[str]:
    """Modules of this package that a file imports, inside functions too; sub-modules by their first name."""
    package = ["helpers", *path.relative_to(SOURCE).parts[:-1]]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            # `from . import text` imports the module text; `from .text import fold` also does
            names = [base] if len(base) > 1 else [[*base, alias.name] for alias in node.names]
        else:
            continue
        for name in names:
            if name[0] == "helpers":
                known = len(name) > 1 and (rank(name[1]) is not None or (SOURCE / f"{name[1]}.py").exists())
                found.add(name[1] if known else "__init__")
    return found


def forbidden(tree: ast.AST) -> list[str]:
    """Calls that run text as code, each with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found += [f"line {node.lineno}: import {n}" for n in names if n.split(".")[0] in FORBIDDEN_MODULES]
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in FORBIDDEN_NAMES:
            found.append(f"line {node.lineno}: {called.id}()")
        if isinstance(called, ast.Attribute):
            if called.attr in FORBIDDEN_METHODS:
                found.append(f"line {node.lineno}: .{called.attr}(): {FORBIDDEN_METHODS[called.attr]}")
            if called.attr in {"load", "load_all"} and isinstance(called.value, ast.Name) and called.value.id == "yaml":
                found.append(f"line {node.lineno}: yaml.{called.attr}() makes objects; safe_load does not")
        for keyword in node.keywords:
            risky = keyword.arg in {"shell", "allow_pickle"} and getattr(keyword.value, "value", True) is not False
            found += [f"line {node.lineno}: {keyword.arg}="] if risky else []
    return found


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_every_module_has_a_place():
    without = {name_of(path) for path in modules() if rank(name_of(path)) is None}
    assert without == set(), "give the module a place in LAYERS"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_is_imported_from_below(path):
    own = rank(name_of(path))
    from_below = {name for name in imported(parse(path), path) if rank(name) > own}
    assert from_below == set(), f"{path.stem} stands above them"


def test_no_circles():
    """Two modules on one line may use each other in one direction only."""
    edges = {}
    for path in modules():
        edges.setdefault(name_of(path), set()).update(imported(parse(path), path) - {name_of(path)})
    while leaves := [name for name, needs in edges.items() if not needs & set(edges)]:
        for name in leaves:
            del edges[name]
    assert edges == {}, "these import one another in a circle"


@pytest.mark.parametrize(
    "code, names",
    [
        ("import helpers as rz", {"__init__"}),
        ("from helpers import load_corpus", {"__init__"}),
        ("from helpers import text", {"text"}),
        ("from helpers.text import fold", {"text"}),
        ("import helpers.sources.telegram", {"sources"}),
        ("from . import text, dates", {"text", "dates"}),
        ("from .dates import find", {"dates"}),
        ("def f():\n    from .charts import x", {"charts"}),
        ("import pandas", set()),
    ],
)
def test_imports_are_seen(code, names):
    assert imported(ast.parse(code), SOURCE / "text.py") == names


def test_imports_are_seen_in_a_folder():
    inside = SOURCE / "sources" / "telegram.py"
    assert imported(ast.parse("from . import plain"), inside) == {"sources"}
    assert imported(ast.parse("from ..text import fold"), inside) == {"text"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_labels_prepares_text_for_a_renderer(path):
    tree = parse(path)
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level}
    assert not names & SHAPERS or name_of(path) == "labels"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is_for(path):
    said = ast.get_docstring(parse(path))
    assert said and len(said) >= 40, "what comes in, what goes out, what it must not know"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_text_is_run_as_code(path):
    assert forbidden(parse(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        "eval(text)",
        "exec(text)",
        "frame.query('a > 1')",
        "frame.eval('a = 1')",
        "pd.read_pickle(path)",
        "frame.to_pickle(path)",
        "import pickle",
        "from pickle import loads",
        "yaml.load(text)",
        "os.system(name)",
        "subprocess.run(name, shell=True)",
        "numpy.load(path, allow_pickle=True)",
        "__import__(name)",
    ],
)
def test_text_run_as_code_is_seen(code):
    assert len(forbidden(ast.parse(code))) == 1


def test_what_is_harmless_is_left_alone():
    assert forbidden(ast.parse("re.compile(x); yaml.safe_load(t); json.load(f); run(a, shell=False)")) == []


def presentation_forms(text: str) -> list[str]:
    """Letters stored in the shape of their place in a word: what a reshaper leaves behind, and what no search finds.
    The ligatures U+FDF0 to U+FDFD (﷼, ﷺ) are typed by people and stay."""
    shapes = ("<isolated>", "<initial>", "<medial>", "<final>")
    return [c for c in text if unicodedata.decomposition(c).startswith(shapes) and not "\ufdf0" <= c <= "\ufdfd"]


def test_presentation_forms_are_seen():
    assert presentation_forms("سلام ﷼ (a)") == []
    assert presentation_forms("\ufeb3\ufefc\ufee1") == ["\ufeb3", "\ufefc", "\ufee1"]


def test_source_holds_no_presentation_forms():
    places = ["src", "notebooks", "tests", "data"]
    kinds = {".py", ".csv", ".ipynb", ".md", ".json"}
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.suffix in kinds]
    assert len(files) > 10
    found = {str(path.relative_to(ROOT)): presentation_forms(path.read_text(encoding="utf-8")) for path in files}
    assert {path: letters for path, letters in found.items() if letters} == {}
