"""What a person decided: read, checked, replayed on every build; refused by line, never lost, only appended."""

import hashlib
import multiprocessing
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers as rz
from helpers import corpus as corpora
from helpers import decisions, sources, store

HEAD = "n,decision,target,value,by,on,note\n"
# A sentence, a record and a word in another: places that a decision on a story may name.
A, B, C = "0123456789ab#0:3-9", "0123456789ab#1", "ba9876543210#msg 7:10-14"


def told(tmp_path, *lines: str):
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return decisions.load(path)


def replayed(tmp_path, *lines: str) -> tuple[list[int], list[tuple[int, str]]]:
    """(numbers in force, (line, problem) of the others)."""
    rows, wrong = told(tmp_path, *lines)
    assert wrong.empty
    done = decisions.replay(rows)
    return done.rows["n"].tolist(), list(done.problems[["line", "problem"]].itertuples(index=False, name=None))


def test_a_missing_file_is_no_decision(tmp_path):
    rows, wrong = decisions.load(tmp_path / "decisions.csv")
    assert rows.empty and wrong.empty and decisions.replay(rows).rows.empty


def test_the_shipped_file_has_its_header_only(root):
    assert (root / "data" / "decisions.csv").read_text(encoding="utf-8") == HEAD


@pytest.mark.parametrize(
    "line, problem",
    [
        ("x,merge,a,b,,,", "«x» is no number"),
        ("1,join,a,b,,,", "«join» is no decision"),
        ("1,merge,a,,,,", "its value «» is not usable"),
        ("1,merge,,b,,,", "its target «» is not usable"),
        ("1,set_type,a,human,,,", "«human»"),
        ("1,set_date,a,2016,,,", "its target «a»"),
        ("1,set_date,0123456789ab#0:3-9,soon,,,", "«soon»"),
        ("1,set_date,0123456789ab#0:9-3,2016,,,", "its target"),
        ("1,set_date,0123456789ab#0:3-9,2017/2016,,,", "2017/2016"),
        ("1,set_language,0123456789ab#0,xx,,,", "«xx»"),
        ("1,undo,two,,,,", "«two»"),
        ("1,same_story,,b,,,", "its target"),
        ("1,same_story,0123456789ab#0,b,,,", "its value «b»"),
        ("1,not_same_story,0123456789ab#0:9-3,0123456789ab#1,,,", "its target"),
        ("1,set_type,icesco,meeting,,,", "its target «icesco»"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_used(tmp_path, line, problem):
    rows, wrong = told(tmp_path, line, "7,merge,a,b,,,")
    assert rows["n"].tolist() == [7] and len(wrong) == 1
    assert problem in wrong["problem"].iloc[0] and wrong["remedy"].iloc[0]
    assert (wrong["file"].iloc[0], wrong["line"].iloc[0]) == ("decisions.csv", 2)


def test_a_number_twice_is_named_with_both_lines(tmp_path):
    rows, wrong = told(tmp_path, "1,merge,a,b,,,", "1,merge,c,d,,,")
    assert rows["target"].tolist() == ["a"] and "lines 2 and 3" in wrong["problem"].iloc[0]


def test_a_file_without_its_columns_is_no_decision_and_said(tmp_path):
    (tmp_path / "decisions.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    rows, wrong = decisions.load(tmp_path / "decisions.csv")
    assert rows.empty and "missing" in wrong["problem"].iloc[0]


@pytest.mark.parametrize(
    "lines, force, both",
    [
        (["1,merge,a,b,,,", "2,merge,b,a,,,"], [1], (2, 3)),
        (["1,merge,a,b,,,", "2,merge,b,c,,,", "3,merge,c,a,,,"], [1, 2], (3, 4)),
        (["1,merge,a,a,,,"], [], (2, 2)),
        (["1,merge,a,b,,,", "2,merge,a,c,,,"], [1], (2, 3)),
        (["1,keep_apart,a,b,,,", "2,merge,a,b,,,"], [1], (2, 3)),
        (["1,keep_apart,a,b,,,", "2,merge,c,b,,,", "3,merge,c,a,,,"], [1, 2], (3, 4)),
        (["1,keep_apart,a,c,,,", "2,merge,a,b,,,", "3,merge,b,c,,,"], [1, 2], (2, 4)),
        (["1,merge,a,b,,,", "2,merge,b,c,,,", "3,keep_apart,c,a,,,"], [1, 2], (3, 4)),
        (["1,merge,a,b,,,", "2,split,b,a,,,"], [1], (2, 3)),
        (["1,merge,a,b,,,", "2,ignore,b,,,,"], [1], (2, 3)),
        (["1,ignore,b,,,,", "2,merge,a,b,,,"], [1], (2, 3)),
        (["1,rename,a,x,,,", "2,rename,a,y,,,"], [1], (2, 3)),
        (["1,set_type,a,place,,,", "2,set_type,a,person,,,"], [1], (2, 3)),
        (["1,set_date,0123456789ab#0:3-9,2016,,,", "2,set_date,0123456789ab#0:3-9,2017,,,"], [1], (2, 3)),
        ([f"1,same_story,{A},{B},,,", f"2,not_same_story,{B},{A},,,"], [1], (2, 3)),
        ([f"1,not_same_story,{A},{B},,,", f"2,same_story,{B},{A},,,"], [1], (2, 3)),
        ([f"1,same_story,{A},{B},,,", f"2,same_story,{B},{C},,,", f"3,not_same_story,{A},{C},,,"], [1, 2], (3, 4)),
        ([f"1,not_same_story,{A},{C},,,", f"2,same_story,{A},{B},,,", f"3,same_story,{C},{B},,,"], [1, 2], (2, 4)),
        ([f"1,same_story,{A},{A},,,"], [], (2, 2)),
        ([f"1,set_type,{A},meeting,,,", f"2,set_type,{A},visit,,,"], [1], (2, 3)),
    ],
)
def test_conflicts_and_circles_are_refused_naming_both_lines(tmp_path, lines, force, both):
    kept, problems = replayed(tmp_path, *lines)
    assert kept == force and len(problems) == 1
    line, said = problems[0]
    assert line == both[1] and all(f"line {each}" in said or f"lines {both[0]} and {both[1]}" in said for each in both)


@pytest.mark.parametrize(
    "lines, force",
    [
        (["1,merge,a,b,,,", "2,undo,1,,,,"], []),
        (["1,merge,a,b,,,", "2,undo 1,,,,,"], []),
        (["1,merge,a,b,,,", "2,undo,,1,,,"], []),
        (["1,merge,a,b,,,", "2,undo,1,,,,", "3,undo,2,,,,"], [1]),
        (["1,merge,a,b,,,", "2,undo,1,,,,", "3,merge,b,a,,,"], [3]),
        (["1,rename,a,x,,,", "2,undo,1,,,,", "3,rename,a,y,,,"], [3]),
        (["1,rename,a,x,,,", "2,rename,a,x,,,"], [1, 2]),
        ([f"1,same_story,{A},{B},,,", f"2,not_same_story,{A},{C},,,"], [1, 2]),
        ([f"1,same_story,{A},{B},,,", f"2,same_story,{B},{A},,,"], [1, 2]),
        ([f"1,same_story,{A},{B},,,", "2,undo,1,,,,", f"3,not_same_story,{A},{B},,,"], [3]),
    ],
)
def test_what_was_undone_is_not_in_force(tmp_path, lines, force):
    assert replayed(tmp_path, *lines) == (force, [])


@pytest.mark.parametrize("line", ["2,undo,9,,,,", "2,undo,2,,,,"])
def test_an_undo_of_nothing_is_said(tmp_path, line):
    kept, problems = replayed(tmp_path, "1,merge,a,b,,,", line)
    assert kept == [1] and "no decision" in problems[0][1]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["merge", "keep_apart", "undo"]), st.integers(1, 5), st.integers(1, 5))))
def test_whatever_is_decided_no_circle_is_left_and_nothing_is_lost(tmp_path_factory, drawn):
    lines = [f"{at},{kind},{a if kind == 'undo' else f'x{a}'},{f'x{b}'},,," for at, (kind, a, b) in enumerate(drawn, 1)]
    rows, wrong = told(tmp_path_factory.mktemp("d"), *lines)
    done = decisions.replay(rows)
    into = {row.target: row.value for row in done.of("merge")}
    for start in into:
        seen, at = {start}, start
        while at in into:
            at = into[at]
            assert at not in seen
            seen.add(at)
    undone = {int(row.target) for row in rows.itertuples() if row.decision == "undo"}
    told_of = set(done.rows["n"]) | set(rows.loc[rows["line"].isin(done.problems["line"]), "n"]) | undone
    assert set(rows.loc[rows["decision"] != "undo", "n"]) <= told_of
    assert wrong.empty


def test_append_only_adds_a_line(tmp_path):
    path = tmp_path / "decisions.csv"
    assert decisions.append(path, "merge", "a", "b", by="آرزو", note='"x", y\nz') == 1
    path.write_bytes(path.read_bytes() + b"5,keep_apart,c,d,,,")  # a person's editor left out the last newline
    before = path.read_bytes()
    assert decisions.append(path, "undo", "1") == 6
    assert path.read_bytes().startswith(before)
    rows, wrong = decisions.load(path)
    assert wrong.empty and rows["n"].tolist() == [1, 5, 6] and rows["by"].iloc[0] == "آرزو"
    with pytest.raises(ValueError, match="not usable"):
        decisions.append(path, "set_type", "a", "human")
    assert len(decisions.load(path)[0]) == 3


def _add(path: Path) -> None:
    for _ in range(5):
        decisions.append(path, "keep_apart", "a", "b")


def test_two_programs_append_at_once(tmp_path):
    path = tmp_path / "decisions.csv"
    workers = [multiprocessing.get_context("spawn").Process(target=_add, args=(path,)) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(decisions.load(path)[0]["n"]) == list(range(1, 16))


# ------------------------------------------------------------------------------------------------------- on a corpus


def decide(data: Path, *lines: str) -> None:
    (data / "decisions.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def parts(data: Path) -> dict[str, str]:
    folder = data / "tables" / store.pointer(data / "tables")["generation"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def target(data: Path, file: str, record: str, text: str, surface: str) -> str:
    sha = hashlib.sha256((data / "corpus" / file).read_bytes()).hexdigest()
    start = text.index(surface)
    return decisions.place(sha, record, start, start + len(surface))


def test_a_decision_links_again_and_reads_nothing(data_folder, monkeypatch):
    first = rz.load_corpus(data_folder)
    monkeypatch.setattr(sources, "load", lambda *_: pytest.fail("a file was opened"))
    monkeypatch.setattr("helpers.dates.find", lambda *_: pytest.fail("dates were searched"))
    monkeypatch.setattr("helpers.actors.find", lambda *_: pytest.fail("names were searched"))
    decide(data_folder, "1,merge,eco,sco,,,", "2,rename,sco,شانگهای و اکو,,,")
    made = rz.load_corpus(data_folder)
    assert made.generation != first.generation and "eco" not in set(made.actors["actor_id"])
    assert made.actors.set_index("actor_id").at["sco", "name"] == "شانگهای و اکو"
    moved = made.mentions[made.mentions["found_by"].str.contains("link:merge")]
    assert len(moved) == 2 and moved["reason"].str.contains("decision 1").all()
    assert rz.find_actors(made, "اکو")["actor_id"].iloc[0] == "sco"
    assert len(rz.keep(made, actors="eco").documents) == len(rz.keep(made, actors="sco").documents) == 1
    changed = rz.changes(made)
    assert changed.loc[changed["what"] == "merged", "id"].tolist() == ["eco"]


def test_an_ignored_actor_and_a_changed_type(data_folder):
    decide(data_folder, "1,ignore,ilna,,,,", "2,set_type,mowa-training-hall,organisation,,,")
    made = rz.load_corpus(data_folder)
    assert not (made.mentions["actor_id"] == "ilna").any()
    hall = made.mentions[made.mentions["actor_id"] == "mowa-training-hall"]
    assert made.actors.set_index("actor_id").at["mowa-training-hall", "type"] == "organisation" and len(hall)


def test_decisions_on_places(data_folder):
    texts = rz.texts(rz.load_corpus(data_folder)).set_index("doc_id")["text"]
    file = "003_757d1274a8f0dcd8.txt"
    day = target(data_folder, file, "0", texts[f"{file}#0"], "7 قوس سال روان")
    name = target(data_folder, file, "0", texts[f"{file}#0"], "نادره رشیدی")
    decide(
        data_folder, f"1,set_date,{day},2016-11-27,,,", f"2,split,{name},person-another,,,",
        f"3,set_language,{name.split(':')[0]},fa,,,",
    )  # fmt: skip
    made = rz.load_corpus(data_folder)
    dated = made.dates[made.dates["surface"] == "7 قوس سال روان"].iloc[0]
    assert f"{dated['earliest']:%Y-%m-%d}" == "2016-11-27" and dated["basis"] == "decision 1"
    assert made.mentions.set_index("surface").at["نادره رشیدی", "actor_id"] == "person-another"
    assert made.documents.set_index("doc_id").at[f"{file}#0", "language"] == "fa"
    assert made.documents.set_index("doc_id").at[f"{file}#1", "language"] == "prs"


def test_a_record_is_shown_as_the_language_that_a_person_set(data_folder):
    """«میشود» is too short to be told from Arabic; a person who says it is Persian sees «می‌شود»."""
    (data_folder / "corpus" / "short.txt").write_text("میشود", encoding="utf-8")
    before = rz.load_corpus(data_folder)
    file = "003_757d1274a8f0dcd8.txt"
    shown = rz.texts(before).set_index("doc_id")
    assert shown.at["short.txt#0", "readable"] == "میشود"
    assert shown.at[f"{file}#0", "readable"] != shown.at[f"{file}#0", "text"]
    short = target(data_folder, "short.txt", "0", "میشود", "میشود").split(":")[0]
    other = target(data_folder, file, "0", shown.at[f"{file}#0", "text"], "نادره رشیدی").split(":")[0]
    decide(data_folder, f"1,set_language,{short},fa,,,", f"2,set_language,{other},ps,,,")
    made = rz.load_corpus(data_folder)
    again = rz.texts(made).set_index("doc_id")
    assert again.at["short.txt#0", "readable"] == "می\u200cشود"
    repairs = corpora.repairs(made)
    assert set(repairs.loc[repairs["doc_id"] == "short.txt#0", "kind"]) == {"half_space"}
    assert "half_space" not in set(repairs.loc[repairs["doc_id"] == f"{file}#0", "kind"])
    assert again.at[f"{file}#1", "readable"] == shown.at[f"{file}#1", "readable"]


def test_decisions_survive_a_renamed_file_and_new_documents(data_folder):
    texts = rz.texts(rz.load_corpus(data_folder)).set_index("doc_id")["text"]
    file = "003_757d1274a8f0dcd8.txt"
    name = target(data_folder, file, "0", texts[f"{file}#0"], "نادره رشیدی")
    decide(data_folder, f"1,split,{name},person-another,,,")
    (data_folder / "corpus" / file).rename(data_folder / "corpus" / "نو.txt")
    (data_folder / "corpus" / "more.txt").write_text("عنوان\n\nنادره رشیدی در باکو.", encoding="utf-8")
    made = rz.load_corpus(data_folder)
    owners = made.mentions[made.mentions["surface"] == "نادره رشیدی"].set_index("doc_id")["actor_id"]
    assert owners.to_dict() == {"نو.txt#0": "person-another", "more.txt#0": "nadera-rashidi"}


@pytest.mark.parametrize(
    "line, said",
    [
        ("1,merge,nobody,iran,,,", "nobody has the id nobody"),
        ("1,rename,nobody,x,,,", "nobody has the id nobody"),
        ("1,set_date,0123456789ab#0:3-9,2016,,,", "no file of the corpus begins with 0123456789ab"),
        ("1,set_language,0123456789ab#0,fa,,,", "no file of the corpus begins with 0123456789ab"),
        ("1,ignore,0123456789ab#0:3-9,,,,", "no file of the corpus begins with 0123456789ab"),
    ],
)
def test_an_unknown_target_is_named_and_the_rest_is_done(data_folder, line, said):
    decide(data_folder, line, "2,merge,eco,sco,,,")
    with pytest.warns(UserWarning, match=rf"decisions\.csv, line 2: .*{said}"):
        made = rz.load_corpus(data_folder)
    assert "eco" not in set(made.actors["actor_id"])


def test_the_same_decisions_give_the_same_bytes(data_folder, tmp_path):
    rz.load_corpus(data_folder)
    decide(data_folder, "1,merge,eco,sco,,,", "2,keep_apart,iran,azerbaijan,,,", "3,ignore,ilna,,,,")
    rz.load_corpus(data_folder)
    clean = Path(shutil.copytree(data_folder, tmp_path / "clean", ignore=shutil.ignore_patterns("tables")))
    rz.load_corpus(clean)
    assert parts(data_folder) == parts(clean)


def test_what_is_undone_is_as_if_it_never_was(data_folder, tmp_path):
    first = rz.load_corpus(data_folder)
    decide(data_folder, "1,merge,eco,sco,,,", "2,undo,1,,,,")
    again = rz.load_corpus(data_folder)
    for table in ("mentions", "actors", "names", "offices", "proposals", "redirects"):
        assert getattr(first, table).equals(getattr(again, table)), table
