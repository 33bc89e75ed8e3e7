"""What the rules find without a registry, and what they must leave alone."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import actors, discovery, discovery_bodies, discovery_persons, misspelt, tables

CASES_FOLDER = Path(__file__).parent / "cases"
EMPTY = pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"])
NOBODY = actors.Matcher(EMPTY)


def cases(name: str) -> list[dict[str, str]]:
    with (CASES_FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


CASES = cases("discovery.csv")
PAIRS = cases("look_alike_names.csv")


def find(text: str, language: str = "fa", names: str = "") -> pd.DataFrame:
    records = pd.DataFrame({"doc_id": ["d"], "text": [text], "language": [language]})
    rows = [(*each.split(":", 3), line) for line, each in enumerate(filter(None, names.split("|")), 2)]
    told = pd.DataFrame(rows, columns=["actor_id", "type", "lang", "name", "line"])
    return actors.find(records, actors.Matcher(told))


def shown(found: pd.DataFrame) -> list[str]:
    doubt = found["candidates"].notna().map({True: "?", False: ""})
    return (found["surface"] + ">" + found["type"] + doubt).tolist()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['why']}: {case['text'][:20]}")
def test_cases(case):
    found = find(case["text"], case["language"])
    assert shown(found) == [each for each in case["found"].split(";") if each]
    for row in found.itertuples():
        assert case["text"][row.start : row.end] == row.surface
        assert row.found_by.startswith("rule:")


def test_half_of_the_cases_are_no_actors():
    nothing = sum(not case["found"] for case in CASES)
    assert len(CASES) >= 60 and nothing >= len(CASES) // 2 - 2


RULES = [*discovery_persons.EXAMPLES, *discovery_bodies.EXAMPLES]


@pytest.mark.parametrize("rule, language, text, name", RULES, ids=lambda value: str(value)[:24])
def test_the_example_of_each_rule(rule, language, text, name):
    found = find(text, language)
    assert (name, f"rule:{rule}") in zip(found["surface"], found["found_by"], strict=True)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['one']} / {pair['other']}")
def test_look_alikes_stay_two(pair):
    """A registry that knows one of a pair never takes the other for it, whatever stands beside it."""
    for known, seen in ((pair["one"], pair["other"]), (pair["other"], pair["one"])):
        before = {"person": "خانم " if pair["language"] == "fa" else "السيدة "}.get(pair["type"], "")
        found = find(f"{before}{seen}، رئیس", pair["language"], f"known:{pair['type']}:{pair['language']}:{known}")
        assert "known" not in found["actor_id"].tolist()
        assert not misspelt.misspells(seen, known) or pair["type"] != "person"
    ids = {discovery.identity(pair["type"], pair[side]) for side in ("one", "other")}
    assert len(ids) == 2


def test_an_id_depends_on_the_name_alone():
    first = find("خانم مهناز تابش گفت").iloc[0]["actor_id"]
    second = find("دیروز «مهناز تابش» مدیر بانک ملی آمد. آقای دیگری نبود").iloc[0]["actor_id"]
    assert first == second == "person-مهناز-تابش"


def test_a_surname_of_two_people_has_candidates():
    row = find("خانم مهناز تابش و آقای مهدی تابش آمدند. تابش گفت").iloc[-1]
    assert pd.isna(row["actor_id"])
    assert row["candidates"] == "person-مهدی-تابش; person-مهناز-تابش"
    assert "more than one person" in row["reason"]


def test_a_surname_is_bound_to_the_registry_s_person_of_the_record():
    found = find("مهناز تابش آمد. تابش گفت", names="t:person:fa:مهناز تابش")
    assert found["actor_id"].tolist() == ["t", "t"]
    assert found["found_by"].tolist() == ["registry", "rule:short_form"]


def test_nothing_found_touches_a_mention_of_the_registry():
    found = find("وزارت صنعت و معدن ایران گفت", names="m:organisation:fa:صنعت و معدن")
    assert found["actor_id"].tolist() == ["m", "place-ایران"]


def test_nested_in_points_at_the_same_mention_beside_discovered_ones():
    names = "o:organisation:fa:شورای حقوق بشر|e:event_name:fa:نشست شورای حقوق بشر"
    found = find("خانم تابش در نشست شورای حقوق بشر بود", names=names)
    assert found["surface"].tolist() == ["تابش", "نشست شورای حقوق بشر", "شورای حقوق بشر"]
    assert found["nested_in"].tolist() == [pd.NA, pd.NA, 1]


@pytest.mark.parametrize(
    "language, text, offices",
    [
        ("fa", "خانم تابش، سرپرست اداره ملی محیط زیست، گفت", ["سرپرست اداره ملی محیط زیست"]),
        ("fa", "«پوریا کیهانفر» معاون رئیس جمهوری گفت", ["معاون رئیس جمهوری"]),
        ("fa", "پوریا کیهانفر سفیر ایران در باکو رفت", ["سفیر ایران در باکو"]),
        ("fa", "خانم تابش به تهران رفت", [None]),
        ("fa", "خانم مهناز تابش که پیشتر معاون وزیر کار بود، به عنوان رئیس بانک ملی منصوب شد",
         ["معاون وزیر کار; رئیس بانک ملی"]),
        ("ar", "السيد ثروان قيطاز، رئيس هيئة الطيران المدني، قال", ["رئيس هيئة الطيران المدني"]),
        ("ar", "استقبل وزير الخارجية ثروان قيطاز ضيفه", ["وزير الخارجية"]),
    ],
)  # fmt: skip
def test_offices_as_written(language, text, offices):
    found = find(text, language)
    persons = found[found["type"] == "person"]
    assert [each if isinstance(each, str) else None for each in persons["office"]] == offices


def test_the_honorific_as_written():
    assert find("جناب آقای دکتر کامیاب گفت").iloc[0]["honorific"] == "جناب آقای دکتر"


def test_every_word_of_a_table_stands_there_once():
    for name, keys in (
        ("organisation_heads", ["head", "language"]), ("offices", ["office", "language"]),
        ("given_names", ["name", "language"]), ("person_cues", ["cue", "language", "kind"]), ("cities", ["name"]),
    ):  # fmt: skip
        rows = tables.read(name)
        assert not rows.duplicated(keys).any() and (rows[keys[0]] != "").all()


def test_a_hostile_text_takes_time_in_proportion():
    import time

    def took(count: int) -> float:
        text = "خانم " * count + "وزیر امور " * count + "«" * count + "علی و " * count
        begin = time.perf_counter()
        find(text)
        return time.perf_counter() - begin

    took(200)
    small, large = min(took(1_000) for _ in range(3)), took(8_000)
    assert large < 8 * 4 * max(small, 0.01)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="خانم وزیرعلی‌ـً\n،«»a9(.", max_size=60), st.sampled_from(["fa", "ar", "und", "ps"]))
def test_offsets_always_point_at_the_surface(text, language):
    found = find(text, language)
    ends = 0
    for row in found.itertuples():
        assert text[row.start : row.end] == row.surface and row.start >= ends
        ends = row.end


@pytest.mark.parametrize(
    "language, text, source",
    [
        ("fa", "به گزارش پارس‌بین، وزارت کشور گفت", "پارس‌بین"),
        ("fa", "به گزارش خبرگزاری کیهانفر، وزارت کشور گفت", "خبرگزاری کیهانفر"),
        ("fa", "به نقل از «خبرگزاری کیهانفر»، وزارت کشور گفت", "خبرگزاری کیهانفر"),
        ("ar", "نقلت وكالة الأنباء عن وزارة الداخلية", "وكالة الأنباء"),
        ("fa", "وزارت کشور گفت", None),
    ],
)
def test_who_tells_a_report_is_said_to_be_its_source(language, text, source):
    """Co-occurrence leaves out the mentions with this reason, whichever rule found them."""
    found = find(text, language)
    bodies = found[found["type"] == "organisation"]
    assert len(bodies) == 1 + (source is not None)
    assert bodies.loc[bodies["reason"] == actors.SOURCE, "surface"].tolist() == ([source] if source else [])


def test_a_body_of_the_country_is_the_body():
    found = find("سازمان بهزیستی کشور با وزارت کشور تفاهم‌نامه دارد. سازمان بهزیستی گفت")
    assert found["actor_id"].tolist() == [
        "organisation-سازمان-بهزیستی", "organisation-وزارت-کشور", "organisation-سازمان-بهزیستی"
    ]  # fmt: skip
