"""What a file is: by its suffix, and by its first bytes where the suffix lies; the refused ones by their names."""

import ast
import io
import zipfile

import pytest
from conftest import ROOT

from helpers import sources, tables
from helpers.sources import formats
from helpers.sources.record import Refused

SOURCES = ROOT / "src" / "helpers" / "sources"


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


DOCX = zipped(**{"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"})


@pytest.mark.parametrize(
    "named, data, real",
    [
        ("txt", "خبر".encode(), "txt"),
        ("txt", b"ORC and MZ are no marks of files here", "txt"),
        ("txt", b"PK or PAR1 begin this text", "txt"),
        ("txt", "<خبر>".encode(), "txt"),
        ("txt", b"%PDF-1.4", "pdf"),
        ("txt", b"\xef\xbb\xbf<!DOCTYPE html><p>x", "html"),
        ("txt", "<html><p>خبر".encode("utf-16"), "html"),
        ("doc", DOCX, "docx"),
        ("doc", b"<html xmlns:w='x'><body>", "html"),
        ("xls", b"<html><table>", "html"),
        ("pdf", DOCX, "docx"),
        ("html", b"<?xml version='1.0'?><rss version='2.0'>", "xml"),
        ("xml", b"<rss>", "xml"),
        ("csv", zipped(**{"xl/workbook.xml": "<x/>"}), "xlsx"),
        ("zip", zipped(a="x"), "zip"),
        ("docx", DOCX, "docx"),
    ],
)
def test_first_bytes_tell_what_a_suffix_hides(named, data, real):
    found, warning = formats.decide(named, data)
    assert found == real
    assert bool(warning) == (named != real), "a name that lies is said"


@pytest.mark.parametrize(
    "named, data, code, said",
    [
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "format", "Word"),
        ("doc", "متن ساده".encode(), "format", ".docx"),
        ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted", "password"),
        ("docx", b"\x89PNG\r\n\x1a\n", "format", "picture"),
        ("docx", "متن".encode(), "damaged", "save it again"),
        ("docx", zipped(a="x"), "damaged", "no document"),
        ("txt", b"{\\rtf1 x}", "format", "rich text"),
        ("txt", b"\x1f\x8b\x08\x00", "format", "gzip"),
        ("html", b"MIME-Version: 1.0\r\n", "format", "web page with its pictures"),
        ("zip", zipped(**{"ppt/presentation.xml": "x"}), "format", "presentation"),
        ("zip", zipped(**{"META-INF/container.xml": "x"}), "format", "e-book"),
        ("pdf", b"", "empty", "no bytes"),
    ],
)
def test_what_is_not_read_is_refused_by_what_it_is(named, data, code, said):
    with pytest.raises(Refused, match=said) as refused:
        formats.decide(named, data)
    assert refused.value.code == code


def test_a_text_needs_no_parser():
    assert formats.is_plain("خبر".encode()) and formats.is_plain(b"")
    assert not formats.is_plain(b"%PDF-1.7") and not formats.is_plain(b"<html>")


@pytest.mark.parametrize("suffix", sorted(row["suffix"] for row in tables.rows("formats")))
def test_every_refused_suffix_says_what_to_do(suffix):
    refusal = formats.not_read(suffix)
    assert refusal.code == "format" and suffix in refusal.reason and ": " in refusal.reason
    assert suffix.startswith(".") and suffix == suffix.lower() and suffix not in formats.SUFFIXES


def test_an_unknown_suffix_and_none_are_refused_by_name(tmp_path):
    for name in ("a.xyz", "letters"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    codes = {entry.file: (entry.code, entry.reason) for entry in sources.walk(tmp_path)}
    assert codes["a.xyz"][0] == codes["letters"][0] == "format"
    assert ".xyz" in codes["a.xyz"][1] and "without a suffix" in codes["letters"][1]


def test_every_format_has_a_reader_that_is_there():
    for real in set(formats.SUFFIXES.values()) - {"zip"}:
        assert (SOURCES / f"{formats.reader(real, b'')}.py").exists(), real


def refusals() -> set[str]:
    """Every code with which something in `sources` is refused, by the calls themselves."""
    found = set()
    for path in SOURCES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("Refused", "_refuse", "_Ended"):
                found |= {a.value for a in node.args if isinstance(a, ast.Constant) and str(a.value).isidentifier()}
    return found


def test_every_code_of_intake_is_explained():
    told = {row["code"] for row in tables.rows("intake_codes")}
    used = refusals()
    assert {"encrypted", "too_slow", "link", "damaged"} <= used, "the search sees the calls"
    assert used <= told
    assert all(row["meaning"] and row["remedy"] for row in tables.rows("intake_codes"))
