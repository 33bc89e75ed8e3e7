"""Dates beside their peers: documents or sets of cases come in, speed and counts of right answers go out.

    python benchmarks/dates.py                      # speed, and the same texts through dateparser
    python benchmarks/dates.py --sets FOLDER        # cases: JSON lines of text, spans, reference_date, lang
    python benchmarks/dates.py --spans FILE         # the same without values: are the dated spans found, and only they
    python benchmarks/dates.py --news FILE          # JSON lines of text, published: months of the Maghreb
    python benchmarks/dates.py --calendars          # every day against jdatetime and persiantools, or hijridate
    python benchmarks/dates.py --hostile 4          # each rule's example repeated, and doubled up to 4 MB

Peers live in an environment of their own (benchmarks/.venv-peers), made on the first run; nothing here is part of the
package. A case counts as *right* when the interval equals the wanted day or unit, *wide* when it holds it, *wrong*
when a day is given that is not the day. Sets may want a day where the words name none: «2/2013» and «بداية شهر 3» as
the 1st, «منتصف مارس» as the 15th, «هذا العام» as the day of reference in that year. We never pad a month or year to a
day, so such a case is *padded* when our month, third of a month, week or year holds the wanted day: it is the value at
the grain of its words, and is counted beside the right ones. What we leave wide on purpose:

- «الأحد من الأسبوع الماضي»: the Arabic week begins on Monday, Saturday or Sunday, so two days are possible;
- «عيد الفصح» without a church: the western and the eastern day, where they differ;
- «يوم الأحد القادم» wanted in the week after the coming one: the next Sunday is the coming one;
- «من أسبوع» for a week ago is left out: «أكثر من أسبوع» and «أقل من أسبوع» hold the same words.
"""

import argparse
import itertools
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import calendars, dates, tables
from helpers.text import fold

HERE = Path(__file__).parent
CORPUS = HERE.parent / "data" / "corpus"
PEERS = HERE / ".venv-peers" / "dates"
DATES = {
    "fa": ["۷ قوس ۱۳۹۶", "۱۴۰۲/۰۷/۱۵", "دیروز", "بیست و دوم بهمن ۱۳۹۹", "۱۵ رمضان ۱۴۴۵", "فوریه ۲۰۱۶"],
    "ar": ["26 مارس 2024", "15 رمضان 1445هـ", "العام الجاري", "يوم الإثنين", "2024-03-26"],
}
LENGTH = 2600
LONGEST = {"week": 7, "month": 31, "year": 367}  # days of a grain; «قبل سنة» is a year around the day a year ago
PEER_PACKAGES = ("dateparser", "hijridate", "jdatetime", "persiantools")
# Each line: year month day and the Gregorian day that a library names for it.
PEER_DAYS = {
    "solar_hijri": """
import jdatetime
from persiantools.jdatetime import JalaliDate
for year in range(1304, 1499):
    for month in range(1, 13):
        days = 31 if month < 7 else 30 if month < 12 or jdatetime.date(year, 1, 1).isleap() else 29
        for day in range(1, days + 1):
            one = jdatetime.date(year, month, day).togregorian()
            print(year, month, day, one, JalaliDate(year, month, day).to_gregorian())
""",
    "lunar_hijri": """
from hijridate import Hijri
for year in range(1343, 1501):
    for month in range(1, 13):
        for day in range(1, Hijri(year, month, 1).month_length() + 1):
            print(year, month, day, Hijri(year, month, day).to_gregorian())
""",
}
PEER = """
import json, sys, time
from dateparser.search import search_dates
texts = json.load(sys.stdin)
begin = time.process_time()
for text in texts:
    search_dates(text, languages=["fa", "ar"])
print(len(texts) / (time.process_time() - begin))
"""


def documents(size: int) -> pd.DataFrame:
    """Texts of 2,600 characters from resampled sentences of the corpus, with dates in four calendars."""
    random.seed(1)
    pool = {"fa": [], "ar": []}
    for path in sorted(CORPUS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lang = "ar" if "ة" in text else "fa"
        pool[lang] += [part.strip() for part in re.split(r"(?<=[.:])\s", text) if len(part) > 30]
    rows = []
    for number in range(size):
        lang = random.choice(["fa", "fa", "ar"])
        text, dated = "عنوان\n", 0
        while len(text) < LENGTH:
            sentence = random.choice(pool[lang])
            if dated < 4 and random.random() < 0.25:
                sentence, dated = f"{random.choice(DATES[lang])} {sentence}", dated + 1
            text += sentence + " "
        rows.append((f"d{number}", text[:LENGTH], lang))
    return pd.DataFrame(rows, columns=["doc_id", "text", "language"])


def anchored(doc_ids, days) -> pd.DataFrame:
    """Anchors of a single day a document."""
    days = np.asarray(days, dtype="datetime64[s]")
    return pd.DataFrame({"doc_id": doc_ids, "anchor_earliest": days, "anchor_latest": days, "anchor_basis": "metadata"})


def speed(size: int, runs: int):
    """Print documents a second of every step and of its peers: medians of runs, ratios within each run.

    A run times everything once, one after the other, in processor time: what else the machine does then falls on all.
    """
    records = documents(size)
    texts = records["text"].tolist()
    anchors = anchored(records["doc_id"], np.repeat(np.datetime64("2024-03-26"), size))
    found = dates.find(records)
    dates.resolve(found, anchors)
    rows = []
    for _ in range(runs):
        row = {
            "letters looked up once in numpy (the machine's limit)": seconds(lambda: looked_up(texts)),
            "`str.translate` alone": seconds(lambda: [fold(each) for each in texts]),
            "find": seconds(lambda: dates.find(records)),
            "resolve": seconds(lambda: dates.resolve(found, anchors)),
        }
        row["**find and resolve**"] = row["find"] + row["resolve"]
        row["dateparser `search_dates`"] = size / dateparser_speed(texts[:40])
        rows.append(row)
    times = pd.DataFrame(rows)
    print(f"{len(found) / size:.1f} expressions a document of {LENGTH} characters, {size} documents, {runs} runs\n")
    print("| step | documents/s | find and resolve is ... times as fast |\n|---|---|---|")
    for name, spent in times.items():
        ratio = (spent / times["**find and resolve**"]).median()
        print(f"| {name} | {(size / spent).median():,.0f} | {ratio:,.2f} |")


def seconds(step) -> float:
    """Processor seconds of a call."""
    begin = time.process_time()
    step()
    return time.process_time() - begin


def looked_up(texts):
    """What no engine can do without: each letter read and looked up once, in whole columns."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for at in range(0, len(texts), 20):
        codes = np.array(["\n".join(texts[at : at + 20])]).view(np.uint32)
        table.take(codes, mode="clip")


def dateparser_speed(texts) -> float:
    """Documents a second of dateparser in its own environment."""
    return float(in_peers(PEER, json.dumps(texts)))


def in_peers(program: str, typed: str = "") -> str:
    """What a program prints in the peers' own environment, which is made when it lacks a package."""
    python = PEERS / "bin" / "python"
    marker = PEERS / "packages.txt"
    if not marker.exists() or marker.read_text() != " ".join(PEER_PACKAGES):
        subprocess.run([sys.executable, "-m", "uv", "venv", "-q", "--clear", str(PEERS)], check=True)
        install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", str(python), *PEER_PACKAGES]
        subprocess.run(install, check=True)
        marker.write_text(" ".join(PEER_PACKAGES))
    done = subprocess.run([str(python), "-c", program], input=typed, capture_output=True, text=True, check=True)
    return done.stdout


def compare_calendars():
    """Print, a calendar, how many days differ from those of the libraries, there and back."""
    for calendar, program in PEER_DAYS.items():
        lines = [line.split() for line in in_peers(program).splitlines()]
        parts = np.array([[int(n) for n in line[:3]] for line in lines])
        ours = calendars.to_day(calendar, *parts.T)
        back = np.stack(calendars.from_day(calendar, ours)).T
        print(f"{calendar} {parts[0][0]}-{parts[-1][0]}: {len(lines):,} days, {(back != parts).any(axis=1).sum()} back")
        for number in range(3, len(lines[0])):
            theirs = np.array([line[number] for line in lines], dtype="datetime64[s]")
            print(f"    library {number - 2}: {(ours != theirs).sum()} differ")


# What may be read again and again: signs, marks, digits, halves of expressions.
PIECES = (
    *(
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
    ),
    *(
        "7 قوس ",
        "-",
        "1-",
        "1.",
        " ",
        "\u200c",
        "ـ",
        ":",
        "1:2 ",
        "2023 ",
        "32 مايو ",
        "من ",
        "صد و ",
        "الف ",
        "\u0659",
    ),
)


def hostile(megabytes: float):
    """Print, a hostile text, the worst ratio of the times of two sizes of which one is double the other.

    One record holds the text again and again; processor time of `find` and `resolve`, the better of two calls, sizes
    from an eighth of the whole to the whole. The texts: the example of each rule, and PIECES.
    """
    ratios = {}
    texts = {rule.name: rule.example + " " for rule in dates.RULES} | {repr(piece): piece for piece in PIECES}
    for name, piece in texts.items():
        whole = int(megabytes * 1e6) // len(piece.encode())
        times = [_hostile_seconds(piece * (whole >> step)) for step in (3, 2, 1, 0)]
        ratios[name] = max(second / first for first, second in itertools.pairwise(times))
        print(f"{ratios[name]:.2f}  {times[-1]:6.2f} s  {name}", flush=True)
    print(f"worst of {len(ratios)}: {max(ratios.values()):.2f}, {max(ratios, key=ratios.get)}")


def _hostile_seconds(text: str) -> float:
    records = pd.DataFrame({"doc_id": ["d"], "text": [text], "language": ["ar"]})
    anchors = anchored(["d"], np.array(["2024-03-26"], dtype="datetime64[s]"))
    return min(seconds(lambda: dates.resolve(dates.find(records), anchors)) for _ in range(2))


def cases_of(path: Path) -> list[dict]:
    """The cases of a file that have a date-grain value; clock times are left out."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for span in case.get("spans", []):
            value, grain = span.get("value") or "", span.get("grain") or "Day"
            clock = "T" in value and "T00:00:00" not in value and "dateparser" not in case.get("src", "")
            if re.match(r"\d{4}-\d\d-\d\d", value) and not clock and grain not in ("Hour", "Minute", "Second"):
                out.append({**case, "span": span, "value": value, "grain": grain})
    return out


def wanted(value: str):
    """First and last day of a value; the end of an interval is the day after."""
    first, _, after = value.partition("/")
    try:
        first = np.datetime64(first[:10], "s")
        return first, np.datetime64(after[:10], "s") - np.timedelta64(86_400, "s") if after else first
    except ValueError:
        return None


def verdict(rows: pd.DataFrame, case: dict) -> str:
    """`right`, `padded`, `wide`, `wrong`, `open` or `missed`, of the rows that touch the span of a case."""
    want = wanted(case["value"])
    hits = rows[(rows["start"] < case["span"]["end"]) & (rows["end"] > case["span"]["start"])]
    if hits.empty:
        return "missed"
    hits = hits.dropna(subset=["earliest"])
    if hits.empty:
        return "open"
    first, last = hits["earliest"].min(), hits["latest"].max()
    if not (first <= want[0] and want[1] <= last):
        return "wrong"
    wide = case["grain"] == "Day" and (last - first) - (want[1] - want[0]) > pd.Timedelta(days=2)
    if wide and set(hits["grain"]) <= set(LONGEST):
        # the words name no day: the interval is right when it is no longer than what they name
        return "padded" if last - first < pd.Timedelta(days=max(LONGEST[g] for g in hits["grain"])) else "wide"
    return "wide" if wide else "right"


def sets(folder: Path, show: bool):
    """Print the verdicts of every file of cases below a folder."""
    for path in sorted(folder.rglob("*.jsonl")):
        try:
            cases = [case for case in cases_of(path) if wanted(case["value"])]
        except (KeyError, AttributeError, TypeError):
            continue
        if not cases:
            continue
        ids = [str(number) for number in range(len(cases))]
        records = pd.DataFrame(
            {"doc_id": ids, "text": [c["text"] for c in cases], "language": [c.get("lang", "und") for c in cases]}
        )
        days = [(case.get("reference_date") or "NaT")[:10] for case in cases]
        rows = dates.resolve(dates.find(records), anchored(ids, days))
        verdicts = [verdict(rows[rows["doc_id"] == each], case) for each, case in zip(ids, cases, strict=True)]
        counts = pd.Series(verdicts).value_counts().to_dict()
        held = (counts.get("right", 0) + counts.get("padded", 0)) / len(cases)
        print(f"{path.relative_to(folder)}: {len(cases)} values, {counts}, right or padded {held:.3f}")
        for case, said in zip(cases, verdicts, strict=True):
            if show and said != "right":
                print("   ", said, case["text"], case["value"])


def dated_words() -> re.Pattern:
    """A month or weekday of Persian as a word, a year of four digits, or a numeric date."""
    names = [tables.read(name).query("lang in ('fa', 'prs')")["name"] for name in ("months", "weekdays")]
    # مه and می are also mist and the prefix of verbs
    words = sorted({re.escape(n) for n in pd.concat(names) if n not in ("مه", "می")}, key=len, reverse=True)
    numeric = r"\d{4}|\d+\s?[/-]\s?\d+\s?[/-]\s?\d+"
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:ماه)?(?!\w)|{numeric}".replace("\u200c", "[\u200c ]?"))


def spans(path: Path, show: bool):
    """Print recall on the spans that hold a month, weekday, year or numeric date, and precision of dates and days."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ids = [str(number) for number in range(len(cases))]
    languages = [case.get("lang", "und") for case in cases]
    rows = dates.find(pd.DataFrame({"doc_id": ids, "text": [c["text"] for c in cases], "language": languages}))
    dated, wanted_spans, found, false = dated_words(), 0, 0, 0
    told = rows["kind"].isin(["date", "weekday", "named_event"])
    for number, case in zip(ids, cases, strict=True):
        mine = rows[rows["doc_id"] == number]
        for span in case["spans"]:
            if dated.search(span["surface"]):
                hit = ((mine["start"] < span["end"]) & (mine["end"] > span["start"])).any()
                wanted_spans, found = wanted_spans + 1, found + hit
                if show and not hit:
                    print("    missed", span["surface"])
        for row in mine[told[mine.index]].itertuples():
            inside = any(row.start < span["end"] and row.end > span["start"] for span in case["spans"])
            false += not inside
            if show and not inside:
                print("    false", row.surface)
    share = 1 - false / max(told.sum(), 1)
    print(f"{path.name}: {wanted_spans} dated spans, recall {found / max(wanted_spans, 1):.3f}", end="  ")
    print(f"{told.sum()} dates and weekdays, {false} outside every span, precision {share:.3f}")


MAGHREBI = "جانفي فيفري أفريل ماي جوان جويلية أوت غشت شتنبر نونبر دجنبر يوليوز".split()


def news(path: Path):
    """Print, of the expressions with a month name of the Maghreb, how many resolve and lie near the publication."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ids = [str(number) for number in range(len(cases))]
    texts = [f"{case.get('title') or ''}\n{case['text']}" for case in cases]
    days = [(case.get("published") or case.get("date") or "NaT")[:10] for case in cases]
    found = dates.find(pd.DataFrame({"doc_id": ids, "text": texts, "language": "ar"}))
    rows = dates.resolve(found, anchored(ids, days))
    mine = rows[rows["surface"].str.contains("|".join(MAGHREBI)) & (rows["kind"] == "date")]
    known = mine.dropna(subset=["earliest"])
    published = pd.Series(pd.to_datetime(days), index=ids).loc[known["doc_id"]].to_numpy()
    near = (known["earliest"] - published).abs() <= pd.Timedelta(days=400)
    print(f"{len(cases)} records, {len(mine)} expressions with a Maghrebi month", end="  ")
    print(f"resolved {len(known) / max(len(mine), 1):.3f}, of these {near.mean():.3f} within 400 days")


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, help="folder with files of cases (*.jsonl)")
    parser.add_argument("--spans", type=Path, help="file of cases without values (JSON lines of text, spans)")
    parser.add_argument("--news", type=Path, help="file of dated records (JSON lines of text, published)")
    parser.add_argument("--calendars", action="store_true", help="compare every day with two libraries")
    parser.add_argument("--hostile", type=float, help="megabytes of each hostile text: is the time in proportion")
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print the cases that are not right")
    chosen = parser.parse_args()
    if chosen.hostile:
        hostile(chosen.hostile)
    elif chosen.calendars:
        compare_calendars()
    elif chosen.spans:
        spans(chosen.spans, chosen.show)
    elif chosen.news:
        news(chosen.news)
    elif chosen.sets:
        sets(chosen.sets, chosen.show)
    else:
        speed(chosen.documents, chosen.runs)


if __name__ == "__main__":
    main()
