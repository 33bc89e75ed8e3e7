"""The ways out of the suite: text of documents becomes markup in `labels` only, and each kind of file has one writer.

Read from the source itself; the traps at the end show that the reading sees what it must."""

import ast
import re

import pytest
from test_layers import SOURCE, modules, name_of, parse

# What makes files or markup, and the modules that may use it.
WRITERS = {
    "html": {"labels", "sources"},  # sources reads HTML
    "xml.sax.saxutils": {"word", "word_text"},
    "docx": {"word", "word_text", "sources"},
    "xlsxwriter": {"sheets"},
    "openpyxl": {"sources"},
    "kaleido": {"browser"},
    "xml.etree.ElementTree": {"gexf", "sources"},  # gexf: as element and attribute values, which it escapes itself
    "IPython": {"widgets"},
    "ipywidgets": {"controls", "widgets", "event_widgets", "review", "annotate"},
}
# Methods that write a frame or a figure as text of their own making.
METHODS = {
    "to_html",
    "to_markdown",
    "to_latex",
    "to_excel",
    "to_xml",
    "write_html",
    "write_image",
    "style",
    "to_string",
}
METHOD_PLACES = {("pages", "to_html")}  # of a figure whose every text has passed labels
MARKUP = re.compile(r"</?[a-z][a-z0-9]*[ >]|</?[a-z][a-z0-9]*$")
# What may be put between markup: the exits of labels, what is made of them, and what holds no text of a document.
SAFE = {
    "labels": {"span", "svg", "wrap", "attribute", "html_table", "direction", "widget_css", "number", "message"},
    "figures": {"bold", "hover", "grey"},
    "html": {"escape"},
}
PLAIN = {"block.level", "block.style", "GREY", "TABLE_CLASS", "WIDGET_CLASS", "inside", "prepared", "number", "drawn"}
MARKED = [path for path in modules() if name_of(path) in
          {"annotate", "event_widgets", "figures", "pages", "pictures", "review", "widgets"}]  # fmt: skip


def imports(tree: ast.AST) -> set[str]:
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def writers(tree: ast.AST, name: str) -> list[str]:
    """Libraries that make markup or files, in a module that has no business with them."""
    return [
        module
        for module in sorted(imports(tree))
        for library, places in WRITERS.items()
        if (module == library or module.startswith(f"{library}.")) and name not in places
    ]


def methods(tree: ast.AST, name: str) -> list[str]:
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in METHODS and (name, node.attr) not in METHOD_PLACES
        and not (node.attr == "style" and isinstance(node.value, ast.Name) and node.value.id == "block")
    ]  # fmt: skip


class Markup(ast.NodeVisitor):
    """Finds what is put between markup in f-strings without having passed an exit."""

    def __init__(self):
        self.wild: list[str] = []
        self.asked: list[str] = []
        self.known: list[dict[str, list[ast.expr]]] = [{}]

    def visit_FunctionDef(self, node: ast.FunctionDef):
        values: dict[str, list[ast.expr]] = {}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign):
                for target in inner.targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            values.setdefault(name.id, []).append(inner.value)
            if isinstance(inner, ast.comprehension | ast.For):
                for name in ast.walk(inner.target):
                    if isinstance(name, ast.Name):
                        values.setdefault(name.id, []).append(inner.iter)
        self.known.append(values)
        self.generic_visit(node)
        self.known.pop()

    def visit_JoinedStr(self, node: ast.JoinedStr):
        text = "\0".join(part.value for part in node.values if isinstance(part, ast.Constant))
        if any(MARKUP.search(part) for part in text.split("\0")):
            for part in node.values:
                if isinstance(part, ast.FormattedValue) and not self.safe(part.value, 6):
                    self.wild.append(f"line {node.lineno}: {ast.unparse(part.value)}")
        self.generic_visit(node)

    def safe(self, value: ast.expr, depth: int) -> bool:
        if not depth or ast.unparse(value) in PLAIN or isinstance(value, ast.Constant):
            return bool(depth)
        again = lambda other: self.safe(other, depth - 1)  # noqa: E731 - one line each below
        match value:
            case ast.JoinedStr():
                return all(again(p.value) for p in value.values if isinstance(p, ast.FormattedValue))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=attr)) if attr in SAFE.get(module, ()):
                return True
            case ast.Call(func=ast.Attribute(value=before, attr="split")):
                return again(before)
            case ast.Call(func=ast.Attribute(attr="join"), args=[some]):
                return again(some)
            case ast.Call(func=ast.Name(id=name)):
                # A function of the same module is read itself; `len`, `int` hold no text.
                return name.startswith("_") or name in {"span", "len", "int", "get_plotlyjs", "direction", "svg"}
            case ast.GeneratorExp() | ast.ListComp():
                return again(value.elt)
            case ast.IfExp():
                return again(value.body) and again(value.orelse)
            case ast.BinOp():
                return (again(value.left) and again(value.right)) or isinstance(value.op, ast.Sub | ast.Mult)
            case ast.Name(id=name):
                values = self.known[-1].get(name)
                if name in self.asked:  # `lines = [f"<p>{line}</p>" for line in lines]`: the other values decide
                    return True
                self.asked.append(name)
                found = bool(values) and all(again(each) for each in values)
                self.asked.pop()
                return found
            case ast.List() | ast.Tuple():
                return all(again(each) for each in value.elts)
            case ast.Starred():
                return again(value.value)
            case ast.Subscript() | ast.Call(func=ast.Attribute(value=ast.Name())):
                return isinstance(value, ast.Subscript) and again(value.value)
        return False


def wild(code: ast.AST) -> list[str]:
    finder = Markup()
    finder.visit(code)
    return finder.wild


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_each_way_out_has_one_writer(path):
    assert writers(parse(path), name_of(path)) == []
    assert methods(parse(path), name_of(path)) == []


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_nothing_stands_between_markup_that_has_not_passed_labels(path):
    assert wild(parse(path)) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_other_module_makes_markup(path):
    if path in MARKED or name_of(path) in {"labels", "word", "word_text", "gexf", "sources"}:
        return
    made = [
        f"line {node.lineno}"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(p, ast.Constant) and re.search(r"</?(a|b|i|p|div|span|td|th|svg)[ >]", p.value)
            for p in node.values
        )
    ]
    assert made == []


@pytest.mark.parametrize(
    "code, seen",
    [
        ("def f(row):\n    return f'<b>{row.name}</b>'", 1),
        ("def f(name):\n    return f'<td>{name}</td>'", 1),
        ("def f(row):\n    x = row.title\n    return f'<p>{x}</p>'", 1),
        ("def f(rows):\n    return f'<p>{\"\".join(r for r in rows)}</p>'", 1),
        ("def f(row):\n    return f'<p>{labels.cell(row.title)}</p>'", 1),
        ("def f(rows):\n    lines = [f'<p>{line}</p>' for line in rows]", 1),
        ("def f(row):\n    x = labels.span(row.title)\n    return f'<p>{x}</p>'", 0),
        ("def f(rows):\n    return f'<p>{\"\".join(labels.span(r) for r in rows)}</p>'", 0),
        ("def f(row):\n    return f'{row.title} < 3'", 0),
    ],
)
def test_the_reading_sees(code, seen):
    assert len(wild(ast.parse(code))) == seen


def test_writers_are_seen():
    assert writers(ast.parse("import html\nfrom docx import Document"), "charts") == ["docx", "html"]
    assert len(methods(ast.parse("frame.to_html(); frame.style.set_caption(x)"), "widgets")) == 2
