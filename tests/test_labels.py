"""What is done to a text on each way out: cases in cases/labels.csv, and what must hold for any text at all."""

import csv
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import export, files, labels, tables

CASES = Path(__file__).parent / "cases"
MIXED, LATIN_FIRST = "سازمان ملل (UN) در 26 مارس 2024: رشد 3.5%", "UNAMA گزارش داد (هرات)!"
ANY = st.text(st.characters(), max_size=60) | st.text("ab اش(‌)[]<>&\u202e\u2067\u0000\ud800ُ5٪", max_size=60)


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def unescaped(text: str) -> str:
    """`\\u202b` in a case stands for the character, which nobody could see in the file."""
    return re.sub(
        r"\\u([0-9a-f]{4})|\\([nt\\])",
        lambda m: chr(int(m[1], 16)) if m[1] else {"n": "\n", "t": "\t", "\\": "\\"}[m[2]],
        text,
    )


@pytest.mark.parametrize("case", rows("labels.csv"), ids=lambda case: f"{case['function']}: {case['why']}")
def test_case(case):
    function = next(f for m in (labels, export, files) if (f := getattr(m, case["function"], None)))
    arguments = [unescaped(case["text"]), *([case["lang"]] if case["lang"] else [])]
    assert function(*arguments) == unescaped(case["expected"])


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan])
def test_missing_shows_nothing(missing):
    assert labels.svg(missing) == labels.webgl(missing) == labels.widget(missing) == labels.cell(missing) == ""


def letters_of(visual: str) -> str:
    """Shaped letters as the letters they stand for."""
    return unicodedata.normalize("NFKC", visual)


@pytest.mark.parametrize(
    "text, visual",
    [  # from the left, as the eye meets them; words are given as they are typed
        (MIXED, ["%3.5", "رشد", ":2024", "مارس", "26", "در", "(UN)", "ملل", "سازمان"]),
        (LATIN_FIRST, ["!(هرات)", "داد", "گزارش", "UNAMA"]),
        ("سازمان UN (WHO) گزارش", ["گزارش", "UN", "(WHO)", "سازمان"]),
        ("«الف» [ب]", ["[ب]", "«الف»"]),
        ("می‌رود", ["می‌رود"]),
    ],
)
def test_webgl_is_in_visual_order(text, visual):
    def turned(word: str) -> str:
        runs = re.findall("[\u0600-\u06ff\u200c]+|[^\u0600-\u06ff\u200c]+", word)
        return "".join(run[::-1].replace("\u200c", "") if labels.is_rtl(run) else run for run in runs)

    assert letters_of(labels.webgl(text)) == " ".join(map(turned, visual))


def test_webgl_keeps_harakat_on_their_letter():
    assert letters_of(labels.webgl("مُحَمد")) == "دم" + "حَ" + "مُ"


def test_webgl_joins_letters_and_zwnj_keeps_them_apart():
    joined, apart = labels.webgl("میرود"), labels.webgl("می‌رود")
    assert joined != apart and "\u200c" not in apart and letters_of(joined) == letters_of(apart)


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_a_label_is_dead_and_closed(text):
    shown = labels.svg(text)
    assert "<" not in shown and ">" not in shown and not re.search("&(?!amp;|lt;|gt;)", shown)
    assert shown.count("\u202b") == shown.count("\u202c") == int(labels.is_rtl(labels.clean(text)))
    assert not re.search("[\u202d\u202e\u2066-\u2069\x00-\x1f\x7f-\x9f\ud800-\udfff]", shown)
    shown.encode()
    labels.webgl(text).encode()


@given(ANY, st.integers(1, 30))
@example("0 \u0300", 1)
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost_by_wrapping(text, width):
    text = labels.clean(text)
    lines = labels.fold(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(sum(1 for _ in labels.graphemes(line)) <= width for line in lines)
    assert not any(unicodedata.combining(line[0]) for line in lines[1:] if line)


def test_wrap_closes_each_line_and_keeps_the_direction_of_the_whole():
    shown = labels.wrap("شورای امنیت UNITED NATIONS (UN)", 16).split("<br>")
    assert len(shown) > 1 and all(line[0] == "\u202b" and line[-1] == "\u202c" for line in shown)


def test_a_long_word_breaks_where_letters_do_not_join():
    lines = labels.fold("دادرسدادرسکتبکتبکتب", 10)
    assert lines[0][-1] in "ادر" and "".join(lines) == "دادرسدادرسکتبکتبکتب"


def test_wrap_says_when_it_leaves_out():
    assert labels.wrap("one two three four", 9, lines=2) == "one two<br>three…"


def test_numbers_are_written_in_the_language():
    assert [labels.number(1234.5, lang) for lang in ("en", "fa", "ar")] == ["1,234.5", "۱٬۲۳۴٫۵", "١٬٢٣٤٫٥"]
    assert labels.number(3.0) == "3" and labels.number(np.int64(7), "fa") == "۷"


def test_messages_are_whole():
    table = tables.read("messages")
    assert table["key"].is_unique and list(table.columns) == ["key", "en", "fa", "prs", "ar"]
    for lang in ("en", "fa", "prs", "ar"):
        empty = table.loc[table[lang].str.strip() == "", "key"].tolist()
        assert empty == [], f"no words in {lang}"
        fields = table[lang].map(lambda words: sorted(re.findall(r"{(\w+)}", words)))
        wanted = table["en"].map(lambda words: sorted(re.findall(r"{(\w+)}", words)))
        assert table.loc[fields != wanted, "key"].tolist() == [], f"other blanks to fill in {lang}"


def test_message():
    assert labels.message("n_records", "fa", n=1234) == "۱٬۲۳۴ سند"
    assert labels.message("n_records", "xx", n=2) == "2 records"
    assert labels.message("pair", "en", a="{b.__class__}", b="x") == "{b.__class__} with x"
    with pytest.raises(KeyError):
        labels.message("no such key")


def test_table():
    frame = pd.DataFrame(
        {"<th>": ["<b>", None], "n": [1, 2], "day": pd.to_datetime(["2020-01-02", None]), "all": [["a", "<i>"], []]}
    )
    shown = labels.html_table(frame, caption="<caption>")
    inside = shown.split("</style>")[1]
    assert inside.startswith('<div dir="rtl"')
    assert "&lt;th&gt;" in inside and "&lt;b&gt;" in inside and "a; &lt;i&gt;" in inside and "2020-01-02" in inside
    assert "NaT" not in inside and "None" not in inside
    assert set(re.findall("<(/?[a-z]+)", inside)) <= {
        f"{slash}{tag}" for tag in "div table caption thead tbody tr th td bdi".split() for slash in ("", "/")
    }
    assert "no rows" in labels.html_table(frame.head(0))
    assert labels.html_table(frame, headings={"n": "شمار"}).count("شمار") == 1


@pytest.mark.parametrize("name, text", [(row["name"], json.loads(row["json"])) for row in rows("hostile.csv")])
def test_hostile_text_is_dead_in_html(name, text):
    for shown in (
        labels.span(text),
        labels.html_table(
            pd.DataFrame([[text]], columns=pd.Index([text], dtype=object), dtype=object), caption=text
        ).split("</style>")[1],
    ):
        assert not re.search("<(?!/?(bdi|div|table|caption|thead|tbody|tr|th|td)[ >])", shown)
        shown.encode()


@pytest.mark.parametrize(
    "value, lang, places, written",
    [
        (0.25, "en", 0, "25%"),
        (0.25, "fa", 0, "\u061c۲۵٪"),
        (0.125, "ar", 1, "\u061c١٢٫٥٪"),
        (1.0, "prs", 0, "\u061c۱۰۰٪"),
    ],
)
def test_a_percentage_is_one_text_with_its_sign_last(value, lang, places, written):
    assert labels.percent(value, lang, places) == written and labels.is_rtl(written) is (lang != "en")
