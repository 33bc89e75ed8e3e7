"""Office files as a reader sees them: comes in a DOCX or XLSX, goes out its lines of text from left to right, as
LibreOffice lays them out. Without LibreOffice or poppler a test is skipped and says so.
"""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest


def pages_of(path: Path, folder: Path) -> Path:
    """The PDF of an office file, made by LibreOffice with a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or shutil.which("pdftotext") is None:
        pytest.skip("no LibreOffice or no pdftotext on this machine: apt-get install libreoffice-writer-nogui "
                    "libreoffice-calc-nogui poppler-utils")  # fmt: skip
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.pdf"


def lines_of(path: Path, folder: Path) -> list[str]:
    """Each line as it stands on the page from left to right, without spaces: «هرات» is «تاره»."""
    return lines_in(pages_of(path, folder))


def lines_in(pdf: Path) -> list[str]:
    """The lines of a PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: apt-get install poppler-utils")
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    top = 0.0
    for line in told.decode().splitlines():
        if "<page" in line:
            top += 10_000
        if found := re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" .*yMax="([\d.]+)">(.*)</word>', line):
            x, y = float(found[1]), top + (float(found[2]) + float(found[3])) / 2
            near = next((words for at, words in lines if abs(at - y) < 2.5), None)
            if near is None:
                near = []
                lines.append((y, near))
            near.append((x, unescape(found[4])))
    return ["".join(word for _, word in sorted(words)) for _, words in sorted(lines, key=lambda line: line[0])]


def number_of_pages(path: Path, folder: Path) -> int:
    return pages_of(path, folder).read_bytes().count(b"/Type/Page\n") or len(
        re.findall(rb"/Type\s*/Page[^s]", (folder / f"{path.stem}.pdf").read_bytes())
    )
