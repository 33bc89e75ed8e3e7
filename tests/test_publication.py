"""When a record was published: precedence, partial dates, disagreement."""

import csv
import time

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers import dates, publication, publication_formats


def told(text="عنوان\nمتن خبر", lang="fa", file="a.txt", record="0", by_format=None, metadata=()):
    documents = pd.DataFrame({"doc_id": ["d"], "file": [file], "record": [record], "published_format": [by_format]})
    found = dates.find(pd.DataFrame({"doc_id": ["d"], "text": [text], "language": [lang]}))
    columns = ["file", "published", "outlet", "record"]
    return publication.anchors(documents, found, pd.DataFrame(list(metadata), columns=columns, dtype=str)).iloc[0]


def days(row):
    return tuple(
        "" if pd.isna(row[name]) else str(row[name])[:10] for name in ("published", "anchor_earliest", "anchor_latest")
    )


DATELINE = "عنوان\n۷ قوس ۱۳۹۶\nمتن خبر"


@pytest.mark.parametrize(
    "given, expected, basis",
    [
        ({}, ("", "", ""), None),
        ({"text": DATELINE}, ("2017-11-28",) * 3, "dateline"),
        ({"text": DATELINE, "by_format": "2017-11-28"}, ("2017-11-28",) * 3, "format"),
        ({"file": "news_2017-11-28.txt"}, ("2017-11-28",) * 3, "file name"),
        ({"file": "13960907.html"}, ("2017-11-28",) * 3, "file name"),
        ({"file": "003_757d1274a8f0dcd8.txt"}, ("", "", ""), None),
        ({"file": "20171328.txt"}, ("", "", ""), None),
        ({"metadata": [("a.txt", "1396-09-07", "", "")]}, ("2017-11-28",) * 3, "metadata"),
        ({"metadata": [("a.txt", "1394", "", "")]}, ("", "2015-03-21", "2016-03-19"), "metadata"),
        ({"metadata": [("a.txt", "1394-09", "", "")]}, ("", "2015-11-22", "2015-12-21"), "metadata"),
        (
            {"metadata": [("a.txt", "2016", "", "1"), ("a.txt", "2017", "", "0")]},
            ("", "2017-01-01", "2017-12-31"),
            "metadata",
        ),
        ({"metadata": [("b.txt", "2016", "", "")]}, ("", "", ""), None),
    ],
)
def test_precedence(given, expected, basis):
    row = told(**given)
    assert days(row) == expected
    assert (None if pd.isna(row["anchor_basis"]) else row["anchor_basis"]) == basis
    assert not row["warnings"]


def test_a_finer_source_inside_a_coarse_one_gives_the_day():
    row = told(text=DATELINE, metadata=[("a.txt", "1396", "", "")])
    assert days(row)[0] == "2017-11-28"
    assert row["published_basis"] == "dateline" and not row["warnings"]


def test_disagreement_is_a_warning_and_the_first_counts():
    row = told(text=DATELINE, metadata=[("a.txt", "2018-01-01", "", "")])
    assert days(row)[0] == "2018-01-01"
    assert "2018-01-01 by metadata, but 2017-11-28 by dateline" in row["warnings"]


def test_metadata_that_is_no_day_is_a_warning():
    row = told(metadata=[("a.txt", "soon", "", "")])
    assert pd.isna(row["published"]) and "soon" in row["warnings"]


@pytest.mark.parametrize(
    "text, lang, day",
    [
        ("عنوان\n26 مارس 2024\nنص", "ar", "2024-03-26"),
        ("عنوان\nالثلاثاء 26 مارس 2024 - 10:35\nنص", "ar", "2024-03-26"),
        ("عنوان\nتاريخ النشر: 26/03/2024\nنص", "ar", "2024-03-26"),
        ("عنوان\nتاریخ انتشار: ۱۴۰۲/۰۷/۱۵ ساعت ۱۰:۲۰\nمتن", "fa", "2023-10-07"),
        ("عنوان\nنشست در ۱۴۰۲/۰۷/۱۵ برگزار شد\nمتن", "fa", ""),
    ],
)
def test_datelines(text, lang, day):
    assert days(told(text=text, lang=lang))[0] == day


def test_many_documents_keep_their_order_and_types():
    documents = pd.DataFrame(
        {"doc_id": ["b", "a"], "file": ["b", "a"], "record": ["0", "0"], "published_format": [None, "2020-01-02"]}
    )
    found = dates.find(pd.DataFrame({"doc_id": [], "text": [], "language": []}))
    out = publication.anchors(documents, found, pd.DataFrame(columns=["file", "published", "outlet"]))
    assert out["doc_id"].tolist() == ["b", "a"]
    assert out["published"].dtype == "datetime64[s]"
    assert np.isnat(out["anchor_latest"].to_numpy()[0])


STAMPS = list(csv.DictReader((ROOT / "tests" / "cases" / "stamps.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", STAMPS, ids=lambda case: f"{case['written']} {case['language']} {case['zone']}")
def test_what_a_format_writes_is_read_or_openly_unknown(case):
    documents = pd.DataFrame({"file": ["a"], "published_format": [case["written"]], "language": [case["language"]]})
    first, last, (warnings,) = publication_formats.intervals(documents, [case["zone"]])
    assert [str(day[0])[:10].replace("NaT", "") for day in (first, last)] == [case["first"], case["last"]]
    assert (case["says"] in "; ".join(warnings)) and bool(case["says"]) == bool(warnings)


@pytest.mark.parametrize(
    "written, days",
    [
        (["07/10/2023", "25/10/2023"], ["2023-10-07", "2023-10-25"]),
        (["07/10/2023", "10/25/2023"], ["2023-07-10", "2023-10-25"]),
        (["07/10/2023", "25/10/2023", "10/26/2023"], ["", "2023-10-25", "2023-10-26"]),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_file(written, days):
    def read(files):
        frame = pd.DataFrame({"file": files, "published_format": written})
        found = publication_formats.intervals(frame, [""] * len(written))[0]
        return [str(day)[:10].replace("NaT", "") for day in found]

    assert read(["a"] * len(written)) == days
    assert read([str(number) for number in range(len(written))])[0] == "", "another file shows nothing"


def test_what_a_format_writes_anchors_and_warns():
    assert days(told(by_format="1402-07")) == ("", "2023-09-23", "2023-10-22")
    row = told(by_format="1402-12-30", text=DATELINE)
    assert days(row)[0] == "2017-11-28" and "published «1402-12-30»: Esfand 1402 has no day 30" in row["warnings"]


def test_a_zone_of_metadata_turns_moments_into_days():
    documents = pd.DataFrame(
        {
            "doc_id": ["a", "b"],
            "file": ["f", "g"],
            "record": ["0", "0"],
            "published_format": ["2023-10-07T20:45:00Z"] * 2,
        }
    )
    found = dates.find(pd.DataFrame({"doc_id": [], "text": [], "language": []}))
    metadata = pd.DataFrame({"file": ["f"], "record": [""], "published": [""], "zone": ["Asia/Tehran"]})
    out = publication.anchors(documents, found, metadata)
    assert out["published"].astype(str).tolist() == ["2023-10-08", "2023-10-07"]
    assert out["warnings"].iloc[0] == "" and "late hour" in out["warnings"].iloc[1]


def test_a_hundred_thousand_stamps_take_a_moment():
    written = [f"2023-10-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:{n // 60 % 60:02}+03:30" for n in range(100_000)]
    frame = pd.DataFrame({"file": "a", "published_format": written})
    begin = time.process_time()
    publication_formats.intervals(frame, [""] * len(written))
    assert time.process_time() - begin < 20


with (ROOT / "tests" / "cases" / "datelines.csv").open(encoding="utf-8", newline="") as _handle:
    DATELINES = list(csv.DictReader(_handle))


@pytest.mark.parametrize("case", DATELINES, ids=lambda case: case["text"][:30])
def test_a_place_and_a_day_that_open_a_line_are_the_dateline(case):
    records = pd.DataFrame({"doc_id": ["d"], "text": ["عنوان\n\n" + case["text"]], "language": [case["lang"]]})
    found = dates.find(records).set_index("surface")
    assert found.loc[case["day"], "role"] == case["role"]
