"""The registry and the metadata: good rows are used, bad rows are named by file, line and remedy."""

import pytest

from helpers import metadata, registry

HEAD = "actor_id,type,lang,name\n"


def load(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "actors.csv"
    path.write_bytes(text.encode(encoding))
    return registry.load(path)


def test_the_shipped_registry_has_no_problem(root):
    names, problems = registry.load(root / "data" / "actors.csv")
    assert problems.empty
    assert len(names) > 150 and names["actor_id"].nunique() > 50


@pytest.mark.parametrize(
    "row, problem",
    [
        (",person,fa,رضایی", "actor_id of «رضایی» is empty"),
        ("r,person,fa,", "name of r is empty"),
        ("r,person,fa, ‌", "name of r is empty"),
        ("r,human,fa,رضایی", "«human» is no type"),
        ("r,person,xx,رضایی", "«xx» is no language"),
        (f"r,person,fa,{'ر' * 100_000}", "has 100000 letters"),
        ("a,place,fa,کابل", "a has two types"),
        ("a,person,fa,الف", "stands twice"),
        ("b,person,fa,الف", "is a name of a and of b"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_used(tmp_path, row, problem):
    names, problems = load(tmp_path, f"{HEAD}a,person,fa,الف\n{row}\nz,place,fa,هرات\n")
    assert len(problems) == 1
    told = problems.iloc[0]
    assert problem in told["problem"] and told["remedy"] and told["file"] == "actors.csv" and told["line"] == 3
    assert {"a", "z"} <= set(names["actor_id"])


@pytest.mark.parametrize(
    "text, encoding, problem",
    [
        ("id,type,lang,name\na,person,fa,الف\n", "utf-8", "actor_id is missing"),
        (HEAD + "a,person,fa,الف\n", "utf-16", "not UTF-8"),
        ("", "utf-8", "is missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_empty_registry_with_a_reason(tmp_path, text, encoding, problem):
    names, problems = load(tmp_path, text, encoding)
    assert names.empty and problem in problems["problem"].iloc[0] and problems["remedy"].iloc[0]


def test_a_missing_registry_says_how_to_write_one(tmp_path):
    names, problems = registry.load(tmp_path / "actors.csv")
    assert names.empty and "actor_id,type,lang,name" in problems["remedy"].iloc[0]


def test_na_and_zeros_stay_what_they_are(tmp_path):
    names, _ = load(tmp_path, HEAD + "NA,place,en,NA\n007,person,en,00012\n")
    assert names["name"].tolist() == ["NA", "00012"] and names["actor_id"].tolist() == ["NA", "007"]


def test_markup_in_a_name_is_only_a_name(tmp_path):
    names, problems = load(tmp_path, HEAD + "x,person,en,<script>alert(1)</script>\n")
    assert problems.empty and names["name"].iloc[0] == "<script>alert(1)</script>"


def told(tmp_path, text: str):
    path = tmp_path / "metadata.csv"
    path.write_text(text, encoding="utf-8")
    return metadata.load(path)


@pytest.mark.parametrize(
    "text, problem, line",
    [
        ("file,published,outlet\na.txt,1394-13,\n", "published of a.txt", 2),
        ("file,published,outlet\na.txt,1445,\n", "'1445' may be a lunar or a solar year", 2),
        ("file,published,outlet\n,1394,\n", "the file of this line is empty", 2),
        ("file,published,outlet\na.txt,1394,\na.txt,1395,\n", "told twice", 3),
        ("name,published,outlet\na.txt,1394,\n", "the column file is missing", 1),
    ],
)
def test_metadata_problems_are_named(tmp_path, text, problem, line):
    _, problems = told(tmp_path, text)
    assert problem in problems["problem"].iloc[0] and problems["line"].iloc[0] == line
    assert problems["remedy"].iloc[0]


@pytest.mark.parametrize("when", ["2016-02-07", "2016-02", "2016", "1394-09-07", "1394", "۱۳۹۴", "1445-09 هـ"])
def test_metadata_keeps_what_a_person_wrote(tmp_path, when):
    rows, problems = told(tmp_path, f"file,published,outlet\na.txt,{when},خبرگزاری\n")
    assert problems.empty and rows["published"].iloc[0] == when and rows["outlet"].iloc[0] == "خبرگزاری"
