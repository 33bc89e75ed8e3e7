"""The hostile corpus, built for real: each entry comes to its end; nothing is fetched, followed, run or left behind.

What must happen to each stands in `expected.csv`, which the generator writes beside the files.
"""

import csv
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hostile import cases, make, told

from helpers import build, decisions, metadata, registry, store

KINDS = (
    "markup", "formulas", "unicode", "encodings", "shapes", "regex", "dates", "paths", "names", "furniture", "zip",
    "html", "xml", "pdf", "docx", "xlsx", "json", "jsonl", "telegram", "ids", "csv", "parquet", "kinds", "pickles",
    "good",
)  # fmt: skip
SOAK = (
    [case.file for case in make.cases(cases.World(), soak=True)]
    if "soak" in " ".join(sys.argv)
    else ["only with -m soak"]
)
SECONDS, BYTES = 20, 1_000_000_000
OUTCOMES = {cases.LOADS, cases.WARNED, cases.REJECTED}


@pytest.fixture(scope="module")
def canary():
    """An address on this machine that payloads name, and the connections that came."""
    calls: list[tuple] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    caller, address = server.accept()
                except OSError:
                    return
                calls.append(address)
                caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary", calls
        server.shutdown(socket.SHUT_RDWR)


@dataclass
class Built:
    """A folder of hostile files after one build, what the build cost, and which files it left outside its tables."""

    data: Path
    expected: list[dict]
    seconds: float  # of processor, its own and its workers'
    peak: int  # bytes of the largest process
    error: str
    left: set[str]
    calls: list = field(default_factory=list)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        folder = self.data / "tables" / store.pointer(self.data / "tables")["generation"]
        return {path.stem: pq.read_table(path).to_pandas() for path in folder.glob("*.parquet")}

    @cached_property
    def intake(self) -> pd.DataFrame:
        return self.tables["intake"].set_index("file")

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """All words of the records of each file: the texts first, then titles, outlets and authors."""
        own = self.tables["documents"].merge(self.tables["texts"], on="doc_id")
        return {
            file: [
                "\n".join(rows["text"]),
                "\n".join(rows[["title", "outlet", "author"]].fillna("").to_numpy().ravel()),
            ]
            for file, rows in own.groupby("file")
        }


def files_below(folder: Path) -> set[str]:
    """Every entry below a folder, links not followed."""
    return {str(Path(at) / name) for at, folders, names in os.walk(folder) for name in (*folders, *names)}


def run_build(place: Path, world: cases.World, calls: list, expected: list[dict]) -> Built:
    """Build `place`/data in a process of its own, whose home, working and temporary folders are watched too."""
    for name in ("home", "tmp", "work"):
        (place / name).mkdir(exist_ok=True)
    before = files_below(place)
    line = f"from helpers import build; build.build({str(place / 'data')!r}, progress=False)"
    own = {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    own |= {"XDG_CACHE_HOME": str(place / "home" / "cache"), "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", "")}
    with (place.parent / "errors.txt").open("w+b") as errors:
        child = subprocess.Popen([sys.executable, "-c", line], cwd=place / "work", env=os.environ | own, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        error = errors.read().decode("utf-8", "replace")[-3_000:] if child.returncode else ""
    unit = 1 if sys.platform == "darwin" else 1024
    inside = f"{place / 'data' / 'tables'}"
    left = {name for name in files_below(place) - before if not name.startswith(inside)}
    return Built(place / "data", expected, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, error, left, calls)


def made(place: Path, canary, only: str | None = None) -> tuple[Built, cases.World]:
    """Write the quick cases, or one that is slow, beside a secret that no table may hold, and build them."""
    url, calls = canary
    (place / "outside").mkdir(parents=True)
    world = cases.World(url, place / "outside" / "secret.txt")
    world.secret.write_text(f"{world.secret_text}\n\n{cases.FA}\n", encoding="utf-8")
    (place / "data").mkdir()
    (place / "data" / "secret.txt").write_text(world.secret_text, encoding="utf-8")
    # In a process of its own: what it takes to make bombs would count as the peak of a build started after it.
    arguments = (place / "data", world, bool(only), only)
    maker = multiprocessing.get_context("spawn").Process(target=make.write, args=arguments)
    maker.start()
    maker.join()
    assert maker.exitcode == 0
    with (place / "data" / "expected.csv").open(encoding="utf-8", newline="") as handle:
        expected = list(csv.DictReader(handle))
    return run_build(place, world, calls, expected), world


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, canary) -> tuple[Built, cases.World]:
    built, world = made(tmp_path_factory.mktemp("hostile") / "place", canary)
    assert built.error == "", "one file has ended the whole build"
    return built, world


def faults(built: Built, row: dict) -> list[str]:
    """What is wrong with the end of one entry, in words."""
    name = row["file"]
    if name not in built.intake.index:
        return [f"{name}: it has no row in intake"]
    told_of = built.intake.loc[name]
    found = f"{told_of['outcome']} {told_of['code']} ({told_of['reason'][:120]})"
    if told_of["outcome"] not in row["outcome"].split("/"):
        return [f"{name}: expected {row['outcome']}, got {found}"]
    wrong = []
    if told_of["outcome"] != cases.LOADS and not told_of["reason"]:
        wrong.append(f"{name}: {told_of['outcome']} without a reason")
    if told_of["outcome"] == cases.REJECTED:
        codes = row["code"].split("/")
        if not told_of["code"] or (row["code"] and told_of["code"] not in codes):
            wrong.append(f"{name}: expected code {row['code'] or 'of some kind'}, got {found}")
        if told_of["records"] or name in built.texts:
            wrong.append(f"{name}: rejected, and yet it has records")
        return wrong
    texts, others = built.texts.get(name, ["", ""])
    if told_of["records"] < int(row["records"]):
        wrong.append(f"{name}: {told_of['records']} records, expected at least {row['records']}")
    wrong += [f"{name}: «{part[:60]}» is not in its texts" for part in split(row["contains"]) if part not in texts]
    wrong += [f"{name}: «{part[:60]}» is in its words" for part in split(row["lacks"]) if part in texts + others]
    return wrong


def split(cell: str) -> list[str]:
    return [part for part in cell.split(make.BETWEEN) if part]


def test_the_corpus_is_large_and_of_every_kind(hostile):
    rows = hostile[0].expected
    assert {row["class"] for row in rows} == set(KINDS)
    assert len(rows) > 500 and sum(row["class"] == "good" for row in rows) >= 25
    assert all(set(row["outcome"].split("/")) <= OUTCOMES for row in rows)
    assert len({row["file"] for row in rows}) == len(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_comes_to_its_end(hostile, kind):
    built, _ = hostile
    wrong = [fault for row in built.expected if row["class"] == kind for fault in faults(built, row)]
    assert not wrong, "\n".join(wrong)


def test_nothing_vanishes_and_counts_add_up(hostile):
    built, _ = hostile
    root = built.data / "corpus"
    there = set()
    for at, folders, names in os.walk(root):
        kept = [name for name in folders if (Path(at) / name).is_symlink() or name.startswith("folder.")]
        folders[:] = [name for name in folders if name not in kept]
        there |= {str((Path(at) / name).relative_to(root)) for name in (*kept, *names)}
    assert {name.encode("utf-8", "backslashreplace").decode() for name in there} == set(built.intake.index)
    assert built.intake.index.is_unique and set(built.intake["outcome"]) <= OUTCOMES
    counts = built.tables["documents"]["file"].value_counts()
    assert (built.intake["records"] == counts.reindex(built.intake.index).fillna(0)).all()


def test_every_record_keeps_a_name_of_its_own(hostile):
    tables = hostile[0].tables
    assert tables["documents"]["doc_id"].is_unique
    assert set(tables["texts"]["doc_id"]) == set(tables["documents"]["doc_id"])


def test_what_is_found_stands_where_it_is_said_to(hostile):
    tables = hostile[0].tables
    text = tables["texts"].set_index("doc_id")["text"]
    for name in ("dates", "mentions"):
        rows = tables[name]
        assert all(text[row.doc_id][row.start : row.end] == row.surface for row in rows.itertuples()), name
    assert len(tables["dates"]) > 500


def test_a_day_that_no_calendar_has_is_never_a_day(hostile):
    dates = hostile[0].tables["dates"]
    rows = dates[dates["doc_id"].str.contains("dates/impossible_")]
    assert rows["doc_id"].nunique() >= 10, "most of them are seen"
    days = rows[rows["grain"] == "day"]
    assert days.loc[days["earliest"].notna(), ["doc_id", "surface", "earliest"]].to_numpy().tolist() == []
    assert (days["reason"].fillna("") != "").all()


def test_no_cell_holds_what_cannot_be_stored(hostile):
    for name, table in hostile[0].tables.items():
        for column in table.select_dtypes("str"):
            # Parquet has no lone surrogates; NUL it would keep.
            assert not table[column].dropna().str.contains("\0", regex=False).any(), f"{name}.{column}"


def test_nothing_outside_the_root_is_read(hostile):
    built, world = hostile
    for name, table in built.tables.items():
        for column in table.select_dtypes("str"):
            assert not table[column].str.contains(world.secret_text, regex=False).any(), f"{name}.{column}"


def test_nothing_is_fetched(hostile, canary):
    url, calls = canary
    assert hostile[0].calls == [], "a reader has called an address that stands in a document"
    with socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))) as own:
        own.recv(1)
    assert len(calls) == 1, "the canary hears"
    calls.clear()


def test_nothing_is_written_beside_the_tables(hostile):
    built, _ = hostile
    assert built.left == set()


def test_the_whole_corpus_is_cheap(hostile):
    """Some five hundred files in a minute: none of them can have taken its twenty seconds."""
    built, _ = hostile
    assert built.seconds < 60
    slow = built.intake[built.intake["code"].isin(["too_slow"])]
    assert list(slow.index) == []


def test_a_second_build_tries_nothing_again(hostile):
    built, world = hostile
    folder = built.data / "tables"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    again = run_build(built.data.parent, world, built.calls, built.expected)
    assert again.error == "" and again.seconds < 15
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")} == before


@pytest.mark.soak
@pytest.mark.parametrize("file", SOAK)
def test_a_heavy_file_stays_within_its_limits(tmp_path, canary, file):
    built, _ = made(tmp_path / "place", canary, only=file)
    assert built.error == ""
    wrong = [fault for row in built.expected for fault in faults(built, row)]
    assert not wrong, "\n".join(wrong)
    # Two seconds are Python's and pandas' own, and so is a fifth of the memory.
    assert built.seconds < SECONDS + 2 and built.peak < 1.2 * BYTES, f"{built.seconds:.1f} s, {built.peak:,} bytes"
    assert canary[1] == [] and built.left == set()


LOADERS = {told.ACTORS: registry.load, told.METADATA: metadata.load, told.DECISIONS: decisions.load}


@pytest.mark.parametrize("case", told.cases(), ids=lambda case: f"{case.file.split('.')[0]}-{case.name}")
def test_a_file_that_a_person_filled_is_read_or_named(tmp_path, case):
    case.write(tmp_path, cases.World(secret=tmp_path / "secret.txt"))
    rows, problems = LOADERS[case.file](tmp_path / case.file)
    assert len(problems) or not case.said, "nothing is said of it"
    assert (problems["file"] == case.file).all() and (problems[["problem", "remedy"]] != "").all(axis=None)
    good = dict(zip(told.HEAD[case.file].strip().split(","), told.GOOD[case.file].strip().split(","), strict=True))
    kept = [all(str(row[column]) == cell for column, cell in good.items()) for row in rows.to_dict("records")]
    assert any(kept) == case.kept


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> tuple[dict[str, pd.DataFrame], dict[str, dict[str, range]]]:
    """The tables of two reports with every odd and wrong line in what a person told, and where the wrong ones stand."""
    folder = tmp_path_factory.mktemp("told") / "data"
    (folder / "corpus").mkdir(parents=True)
    (folder.parent / "secret.txt").write_text("1", encoding="utf-8")
    for name, text in (("good.txt", cases.REPORT), ("odd.txt", cases.DARI)):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    places = {}
    for file in told.HEAD:
        text, places[file] = told.with_lines(file)
        (folder / file).write_text(text, encoding="utf-8")
    generation = build.build(folder, progress=False)
    return {
        path.stem: pq.read_table(path).to_pandas() for path in (folder / "tables" / generation).glob("*.parquet")
    }, places


@pytest.mark.parametrize("file", told.HEAD)
def test_each_wrong_line_is_named(filled, file):
    tables, places = filled
    problems = tables["problems"]
    named = set(problems.loc[problems["file"] == file, "line"])
    assert [name for name, lines in places[file].items() if not named & set(lines)] == []
    last_good = min(min(lines) for lines in places[file].values())
    odd = problems[(problems["file"] == file) & (problems["line"] < last_good)]
    assert odd[["line", "problem"]].to_numpy().tolist() == [], "a line that can be used is called wrong"


def test_a_wrong_line_costs_no_other(filled):
    tables, _ = filled
    assert "sabzevar-culture" in set(tables["mentions"]["actor_id"].dropna())
    assert "شورای ما" in set(tables["actors"]["name"])
    documents = tables["documents"].set_index("file")
    assert str(documents.at["good.txt", "published"])[:10] == "2022-07-04"
    assert documents.at["odd.txt", "outlet"] == "=cmd|' /C calc'!A0", "data is kept as it was written"
