"""Reports in one text: cases both ways for each rule, and what must hold whatever the text is."""

import csv
import time

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sources import page, split

CASES = list(csv.DictReader((ROOT / "tests" / "cases" / "splits.csv").open(encoding="utf-8")))


def lines_of(case: dict) -> str:
    return case["text"].replace("¶", "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_page_is_cut_where_its_reports_begin(case, newline):
    text = lines_of(case).replace("\n", newline)
    found = list(split.records(text))
    begins = case["records"].split(" | ")
    assert [each.text[:60] for each in found if not each.text.startswith(tuple(begins))] == []
    assert len(found) == len(begins), [each.text[:40] for each in found]
    assert all(each.text.startswith(begin) for each, begin in zip(found, begins, strict=True))
    for word in filter(None, case["without"].split(";")):
        assert not any(word in each.text for each in found), f"{word} belongs to no report"
    for each in found:
        assert text[each.start : each.start + len(each.text)] == each.text


@pytest.mark.parametrize("rule", split.RULES, ids=lambda rule: rule.__name__)
def test_each_rule_has_cases_both_ways(rule):
    for name in (rule.__name__, f"not {rule.__name__}"):
        assert sum(case["case"].startswith(f"{name}:") for case in CASES) >= 2, name
    assert f"Rule `{rule.__name__}`" in rule.__doc__


@pytest.mark.parametrize("case", [case for case in CASES if case["case"].startswith("not ")], ids=lambda c: c["case"])
def test_nothing_is_lost_where_nothing_is_cut(case):
    """The one record of a page that is not cut holds every letter of it."""
    (record,) = split.records(lines_of(case))
    assert record.text == lines_of(case).strip()


def test_fields_of_a_dump_are_told():
    fields = "عنوان: گشایش کتابخانه\nتاریخ: ۹ عقرب ۱۳۹۶\nمنبع: پایگاه زنان\nلینک: https://example.org/1\n"
    text = fields + "متن: کتابخانه باز شد."
    (record,) = split.records(text)
    assert (record.title, record.published, record.outlet, record.url) == (
        "گشایش کتابخانه", "۹ عقرب ۱۳۹۶", "پایگاه زنان", "https://example.org/1",
    )  # fmt: skip
    assert record.text.endswith("کتابخانه باز شد.")


def test_the_text_alone_when_no_title_is_told():
    (record,) = split.records("تاریخ: ۱۴۰۲/۰۷/۱۵\nمتن:\nکتابخانه باز شد.\nمردم آمدند.")
    assert record.text == "کتابخانه باز شد.\nمردم آمدند." and record.published == "۱۴۰۲/۰۷/۱۵"


def test_nothing_but_furniture_is_still_shown():
    (record,) = split.records("صفحه اصلی\nتماس با ما")
    assert record.text == "صفحه اصلی\nتماس با ما"


def test_no_text_has_no_record():
    assert list(split.records(" \n\t\n")) == []


PIECES = [
    "نشست هماهنگی کارشناسان زنان", "-----", "***", "", "", "بازدید: ۱۲", "کابل، ۷ قوس ۱۳۹۶ - نشست برگزار شد. پایان.",
    "عنوان: خبر", "متن: خبر روز.", "۱. گشایش خانه مادران شهر", "۲. پایان کار خانه مادران", "26 مارس 2024", "@demo_news",
    "به گزارش پایگاه، نشست امروز با حضور همه کارشناسان در تالار شهر برگزار شد و پایان یافت.", "صفحه اصلی", "منبع: ا",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["\n", "\r\n", "\r"]))
def test_records_are_slices_in_order_that_do_not_overlap(parts, newline):
    text = newline.join(parts)
    at = 0
    for number, each in enumerate(split.records(text)):
        assert each.record == str(number) and each.start >= at and each.text.strip()
        at = each.start + len(each.text)
        assert text[each.start : at] == each.text
    assert bool(text.strip()) == bool(list(split.records(text)))


@pytest.mark.parametrize(
    "part",
    [
        "کابل، ",
        "۱. ",
        "- ",
        "عنوان: ",
        "صفحه اصلی | ",
        "بازدید: ۱",
        "@a",
        "7 ",
        "(",
        "-",
        "نشست کارشناسان امور زنان\nنشست کارشناسان در تالار وزارت برگزار شد و پایان یافت.\n---\nالف\n---",
        "نشست کارشناسان امور زنان\n\nالف\n\n\n",
        "۲. نشست کارشناسان امور زنان\n\n",
    ],
)
def test_every_shape_is_linear(part):
    """Twice the text takes at most about twice the time, on one long line and on many."""
    list(split.records("الف\n۷ قوس ۱۳۹۶\n" + part))  # patterns are compiled once
    for joint in ("", "\n"):
        took = []
        for times in (2_000, 8_000):
            text = joint.join([part] * times)
            runs = []
            for _ in range(3):
                begin = time.process_time()
                list(split.records(text))
                runs.append(time.process_time() - begin)
            took.append(min(runs))
        assert took[1] < 0.05 or took[1] < 10 * took[0], (part, joint, took)


def test_a_counter_and_a_menu_are_furniture():
    def line(text):
        return page.lines(text)[0]

    assert page.is_furniture(line("تعداد بازدید : ۱۲۳")) and page.is_furniture(line("۱۲۳ بازدید"))
    assert page.is_furniture(line("خانه » اخبار » گزارش‌های ویژه"))
    assert not page.is_furniture(line("بازدید: وزیر از خانه مادران"))
    assert not page.is_furniture(line("اخبار » گزارش‌های ویژه"))
