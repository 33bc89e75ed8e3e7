"""Dates in texts and the days they mean: cases are lines of tests/cases/*.csv, and the gold of the five documents."""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import calendars, dates, publication

HERE = Path(__file__).parent
GOLD = sorted((HERE / "gold").glob("00*.json"))


def anchor(doc_ids, published=None, until=None):
    first = np.datetime64(published or "NaT", "s")
    last = np.datetime64(until, "s") if until else first
    return pd.DataFrame(
        {"doc_id": doc_ids, "anchor_earliest": first, "anchor_latest": last, "anchor_basis": "metadata"}
    )


def records_of(gold):
    raw = (HERE.parent / "data" / "corpus" / gold["document"]["file"]).read_bytes().decode("utf-8")
    parts = gold["document"]["records"]
    return pd.DataFrame(
        {
            "doc_id": [f"d#{part['record']}" for part in parts],
            "text": [raw[part["start"] : part["end"]] for part in parts],
            "language": gold["document"]["language"],
            "shift": [part["start"] for part in parts],
        }
    )


def found_in(gold, published=None, until=None):
    records = records_of(gold)
    found = dates.find(records)
    for row in found.itertuples():
        text = records.set_index("doc_id")["text"][row.doc_id]
        assert text[row.start : row.end] == row.surface
    anchors = anchor(records["doc_id"], published, until) if published else own_anchors(records, found)
    rows = dates.resolve(found, anchors)
    shift = rows["doc_id"].map(records.set_index("doc_id")["shift"])
    return rows.assign(start=rows["start"] + shift, end=rows["end"] + shift)


def own_anchors(records, found):
    """What the documents themselves tell of their publication, without metadata."""
    documents = pd.DataFrame(
        {"doc_id": records["doc_id"], "file": "d", "record": range(len(records)), "published_format": None}
    )
    return publication.anchors(documents, found, pd.DataFrame(columns=["file", "published", "outlet"]))


def spans(item):
    return {(item["start"], item["end"])} | {(s["start"], s["end"]) for s in item["alt_spans"]}


def bounds(value):
    """First and last day of an ISO day, month, year or interval."""
    parts = value.split("/")
    first, last = calendars.parse_when(parts[0])[0], calendars.parse_when(parts[-1])[1]
    return first, last


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    rows = found_in(gold)
    places = [(r.start, r.end) for r in rows.itertuples()]
    explained = set()
    for item in gold["dates"]:
        mine = spans(item)
        explained |= mine
        hits = rows[[place in mine for place in places]]
        if item["optional"]:
            continue
        assert len(hits) == 1, item["surface"]
        row = hits.iloc[0]
        assert row["kind"] == item["kind"]
        assert row["role"] == item["role"], item["surface"]
        if item["resolved"]:
            assert (row["earliest"], row["latest"]) == bounds(item["resolved"])
            assert row["calendar"] == item["calendar"]
        else:
            assert pd.isna(row["earliest"]) and pd.isna(row["latest"])
        if item["partial"] and item["kind"] != "relative":
            for part in ("year", "month", "day"):
                assert item["partial"][part] == (None if pd.isna(row[part]) else row[part])
    for place, row in zip(places, rows.itertuples(), strict=True):
        assert place in explained, f"not a date: {row.surface}"
        assert not any(t["start"] < place[1] and place[0] < t["end"] for t in gold["not_dates"]) or place in explained


ANCHORED = [
    (path, item, test)
    for path in GOLD
    for item in json.loads(path.read_text(encoding="utf-8"))["dates"]
    for test in item["anchor_tests"]
]


@pytest.mark.parametrize("path, item, test", ANCHORED)
def test_gold_with_an_anchor(path, item, test):
    said = test["anchor"].get("publication_date") or test["anchor"].get("year") or test["anchor"]["year_sh"]
    first, last = calendars.parse_when(said)
    rows = found_in(json.loads(path.read_text(encoding="utf-8")), first, last)
    row = rows[[(r.start, r.end) in spans(item) for r in rows.itertuples()]].iloc[0]
    assert any(row["earliest"] <= bounds(a)[0] and bounds(a)[1] <= row["latest"] for a in test["accept"])
    assert row["latest"] - row["earliest"] <= pd.Timedelta(days=2) or row["grain"] == "year"


CASES = pd.read_csv(HERE / "cases" / "dates.csv", dtype=str, keep_default_na=False)


def one(text, lang, published=None):
    records = pd.DataFrame({"doc_id": ["d"], "text": [text], "language": [lang]})
    return dates.resolve(dates.find(records), anchor(["d"], published or None))


@pytest.mark.parametrize("case", CASES.to_dict("records"), ids=lambda c: f"{c['lang']} {c['surface']} {c['says']}")
def test_case(case):
    rows = one(case["text"], case["lang"], case["published"])
    if not case["surface"]:
        assert rows.empty
        return
    hits = rows[rows["surface"] == case["surface"]]
    assert len(hits) == 1, rows["surface"].tolist()
    row = hits.iloc[0]
    said = {name: "" if pd.isna(row[name]) else str(row[name])[:10] for name in ("earliest", "latest")}
    assert said == {name: case[name] for name in said}
    for name in ("kind", "calendar", "grain"):
        assert ("" if pd.isna(row[name]) else row[name]) == case[name], name
    assert case["says"] in f"{row['basis']} {row['reason']}"


NEWS = pd.read_csv(HERE / "cases" / "dates_news.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("case", NEWS.to_dict("records"), ids=lambda c: f"{c['lang']} {c['surface']}")
def test_sentence_of_the_news(case):
    """Pages, posts and reports as institutions write them: the interval, its role and what it rests on."""
    rows = one(case["text"], case["lang"], case["published"])
    hits = rows[rows["surface"] == case["surface"]]
    assert len(hits) == 1, rows["surface"].tolist()
    row = hits.iloc[0]
    said = {name: "" if pd.isna(row[name]) else str(row[name])[:10] for name in ("earliest", "latest")}
    said |= {name: row[name] for name in ("kind", "role")}
    assert said == {name: case[name] for name in said}
    assert case["says"] in f"{row['basis']} {row['reason']}"


FORMS = pd.read_csv(HERE / "cases" / "date_forms.csv", dtype=str, keep_default_na=False)
# a year with a short last month or February, and one with a long one
YEARS = {
    "gregorian": (2023, 2024),
    "solar_hijri": (1402, 1403),
    "solar_hijri_afghan": (1402, 1403),
    "lunar_hijri": (1444, 1445),
}


def written(form, year, month, day):
    """The text of a form, and the expression in it (in brackets in the table)."""
    name = calendars.month_name(form["calendars"], month, form["lang"]) if 1 <= month <= 12 else ""
    parts = {"y": year, "m": month, "mm": f"{month:02}", "d": day, "dd": f"{day:02}", "month": name}
    text = form["form"].format(**parts)
    if (year + month + day) % 2:  # both scripts of digits, whatever the form
        text = calendars.in_digits(text, form["lang"])
    begin, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), begin, end


def days_of(form, possible):
    """Yield (year, month, day) that a calendar has, or has not; days in words are as the form says."""
    calendar, named = form["calendars"], "{month}" in form["form"]
    for year in YEARS[calendar] if "{y}" in form["form"] else YEARS[calendar][1:]:
        for month in range(1, 13):
            last = int((np.diff(calendars.month_span(calendar, year, month), axis=0)[0, 0]).astype(int)) // 86_400 + 1
            days = (1, 11, 15, last) if possible else (0, last + 1, 32, 45, 99)
            if form["day"]:
                days = (int(form["day"]),) if (int(form["day"]) <= last) == possible else ()
            yield from ((year, month, day) for day in days)
        if not named and not possible:
            yield from ((year, month, 15) for month in (0, 13))


@pytest.mark.parametrize("possible", [False, True])
def test_a_day_that_no_calendar_has_keeps_its_text_and_says_why(possible):
    """Every form by every month: an impossible day is never clamped, rolled over or widened; a possible one stays."""
    cases = [(form, day) for form in FORMS.to_dict("records") for day in days_of(form, possible)]
    texts = [written(form, *day) for form, day in cases]
    ids = [str(number) for number in range(len(cases))]
    records = pd.DataFrame(
        {"doc_id": ids, "text": [text for text, _, _ in texts], "language": [form["lang"] for form, _ in cases]}
    )
    rows = dates.resolve(dates.find(records), anchor(ids))
    groups = dict(list(rows[rows["kind"] == "date"].groupby("doc_id")))
    wrong = []
    for number, (text, begin, end) in zip(ids, texts, strict=True):
        mine = groups.get(number)
        spans = [] if mine is None else list(zip(mine["start"], mine["end"], strict=True))
        says = "" if mine is None else str(mine["reason"].iloc[0])
        refused = "has no day" in says or "no month" in says
        if len(spans) != 1 or spans[0][1] != end or spans[0][0] > begin or refused == possible:
            wrong.append((text, [] if mine is None else mine["surface"].tolist(), says))
        elif not possible and not (mine["earliest"].isna() & mine["latest"].isna()).all():
            wrong.append((text, mine["surface"].tolist(), "resolved"))
    assert not wrong, f"{len(wrong)} of {len(texts)}: {wrong[:20]}"
    assert len(texts) > (3000 if not possible else 2000)


BOTH = pd.read_csv(HERE / "cases" / "date_words_both_ways.csv", dtype=str)


@pytest.mark.parametrize("case", BOTH.to_dict("records"), ids=lambda c: c["word"])
def test_an_ambiguous_word_counts_only_in_company(case):
    dated = one(case["date"], case["lang"], "2018-06-01")
    assert any(case["word"] in surface for surface in dated["surface"])
    assert one(case["no_date"], case["lang"], "2018-06-01").empty


@pytest.mark.parametrize("rule", dates.RULES, ids=lambda r: r.name)
def test_every_rule_finds_its_example(rule):
    records = pd.DataFrame({"doc_id": ["d"], "text": [rule.example], "language": [rule.lang]})
    found = dates.find(records)
    if rule.kind is None:
        assert found.empty
        return
    assert (rule.finds or rule.example) in found.loc[found["rule"] == rule.name, "surface"].tolist()
    assert len({r.name for r in dates.RULES}) == len(dates.RULES)


WORDS = [r.example for r in dates.RULES] + [
    "سال",
    "\u200c",
    " ",
    "\n",
    "\n\n",
    "1396",
    "۳۱",
    "و",
    "(",
    "/",
    "\U0001f539",
    "\u064e",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=5),
    st.sampled_from(["fa", "ar", "ps", "und"]),
)
def test_offsets_order_and_independence_of_the_batch(texts, lang):
    records = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": texts, "language": lang})
    together = dates.resolve(dates.find(records), anchor(records["doc_id"], "2017-02-15"))
    for row in together.itertuples():
        assert texts[int(row.doc_id)][row.start : row.end] == row.surface
        assert row.start < row.end
        assert pd.isna(row.earliest) == pd.isna(row.latest)
        assert pd.isna(row.earliest) or row.earliest <= row.latest
        assert not pd.isna(row.earliest) or row.reason
    apart = [dates.resolve(dates.find(records[i : i + 1]), anchor([str(i)], "2017-02-15")) for i in range(len(texts))]
    if apart:
        alone = pd.concat(apart, ignore_index=True)
        columns = ["doc_id", "start", "end", "rule", "role", "earliest", "latest"]
        pd.testing.assert_frame_equal(together[columns].reset_index(drop=True), alone[columns])


def test_marks_inside_words_keep_raw_offsets():
    text = "ف\u064eي 7 قَـوس \u200f۱۳۹۶ه‍.ش \U0001f539"
    row = one(text, "prs").iloc[0]
    assert text[row["start"] : row["end"]] == row["surface"]
    assert str(row["earliest"])[:10] == "2017-11-28"


def test_what_a_column_of_text_cannot_hold_is_replaced_one_for_one():
    texts = ["7 قوس\ud800 ۱۳۹۶", None, "سال\x00 روان 15 مهر", ""]
    records = pd.DataFrame({"doc_id": list("abcd"), "text": pd.Series(texts, dtype=object), "language": "fa"})
    found = dates.find(records)
    assert found[["doc_id", "start", "surface"]].values.tolist() == [
        ["a", 0, "7 قوس"],
        ["c", 10, "15 مهر"],
    ]


def test_no_rows_keep_their_columns():
    none = dates.find(pd.DataFrame({"doc_id": [], "text": [], "language": []}))
    some = dates.find(pd.DataFrame({"doc_id": ["d"], "text": ["7 قوس ۱۳۹۶"], "language": ["fa"]}))
    assert list(none.columns) == list(some.columns) == list(dates.COLUMNS)
    assert (none.dtypes[["start", "year", "kind"]] == some.dtypes[["start", "year", "kind"]]).all()
    assert dates.resolve(none, anchor([])).empty


HOSTILE = [r.example + " " for r in dates.RULES] + [
    "1/",
    "7 ",
    "سال ",
    "و ",
    "بیست و ",
    "(",
    "\u064e",
    "\n",
    "ال",
    "7 قوس تا ",
    "چند ",
    "ا",
    "7",
    "/",
    "ا\u064e",
    "😀",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_linear_time(piece):
    def seconds(times):
        records = pd.DataFrame({"doc_id": ["d"], "text": [piece * times], "language": ["ar"]})
        best = 9e9
        for _ in range(2):
            begin = time.process_time()
            dates.resolve(dates.find(records), anchor(["d"], "2024-03-26"))
            best = min(best, time.process_time() - begin)
        return best

    size = 8_000 // len(piece)
    small, large = seconds(size), seconds(4 * size)
    assert large < 4 * 2.5 * small + 0.05  # quadratic would be 16 times


def test_many_days_of_the_month_of_publication_are_resolved_in_linear_time():
    def seconds(times):
        records = pd.DataFrame({"doc_id": ["d"], "text": ["الخامس من الشهر الجاري " * times], "language": ["ar"]})
        found = dates.find(records)
        begin = time.process_time()
        rows = dates.resolve(found, anchor(["d"], "2024-03-26"))
        assert len(rows) == times and rows["earliest"].notna().all()
        return time.process_time() - begin

    seconds(2_000)
    assert seconds(32_000) < 4 * 2.5 * min(seconds(8_000), seconds(8_000)) + 0.05  # it was 14 times
