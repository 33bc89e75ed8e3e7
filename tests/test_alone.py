"""One report is known as one without its lines being read; where a rule could cut, the rules are asked."""

import csv
import re
import sys

import pytest
from conftest import ROOT

from helpers.sources import alone, page, split
from helpers.text import fold

CASES = list(csv.DictReader((ROOT / "tests" / "cases" / "splits.csv").open(encoding="utf-8")))
LEAD = "وزیر فرهنگ در نشست خبری از افتتاح کتابخانه مرکزی شهر سبزوار خبر داد و از خیران قدردانی کرد."


def cut(text: str) -> list[tuple]:
    """What the rules make of a text when each of its lines is read."""
    lines = page.lines(text)
    pieces = list(split._pieces(lines, *split._edges(lines, 0, len(lines)))) if lines else []
    return [
        (lines[each.first].start if each.start is None else each.start, lines[each.after - 1].end) for each in pieces
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_text_that_is_cut_is_never_taken_as_one(case, newline):
    text = case["text"].replace("¶", newline)
    span = alone.whole(text, split._may_list)
    assert span is None or [span] == cut(text)


def test_a_plain_report_is_taken_as_one():
    text = f"\n  افتتاح کتابخانه مرکزی\n\n{LEAD}\n\n{LEAD} این کتابخانه در ۱۲ تیر ۱۴۰۱ ساخته شد.\n"
    start, after = alone.whole(text, split._may_list)
    assert text[start:after] == text.strip()


def test_the_letters_of_a_dateline_are_those_that_fold_to_them():
    """What the pattern looks for in letters as written must hold all that the rule finds in folded ones."""
    letters = [chr(code) for code in range(0x20, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    folded = fold("".join(letters))
    assert all(a.isdecimal() == b.isdecimal() for a, b in zip(letters, folded, strict=True)), "a digit is one in both"
    joint = re.compile(f"[{alone._as_folded(f'[{re.escape(alone._JOINTS)}]')}]")
    wanted = [a for a, b in zip(letters, folded, strict=True) if b in alone._JOINTS]
    assert len(wanted) > len(alone._JOINTS) and all(map(joint.fullmatch, wanted))
