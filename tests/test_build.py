"""The build: what changed is redone and nothing else, old tables or new ones, the same bytes whatever the way there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import helpers
from helpers import build, schema, sources, store

TABLES = ("documents", "texts", "dates", "mentions", "actors", "intake")


def parts(data: Path) -> dict[str, str]:
    folder = data / "tables" / store.pointer(data / "tables")["generation"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


@pytest.fixture
def opened(monkeypatch):
    """The names of the documents that are really opened: the one door through which all of them go is watched."""
    names: list[str] = []
    load = sources.load

    def watch(entry):
        names.append(entry.file)
        return load(entry)

    monkeypatch.setattr(sources, "load", watch)
    return names


def test_tables_have_their_columns_and_offsets(corpus):
    for name in ("documents", "dates", "mentions", "actors", "intake"):
        assert list(getattr(corpus, name).columns) == list(schema.TABLES[name]), name
    text = helpers.texts(corpus).set_index("doc_id")["text"]
    for table in (corpus.dates, corpus.mentions):
        assert all(text[row.doc_id][row.start : row.end] == row.surface for row in table.itertuples())
        assert (table["sentence"] >= 0).all()


def test_a_second_load_opens_no_document(data_folder, opened):
    first = helpers.load_corpus(data_folder)
    assert len(opened) == 5
    opened.clear()
    before = {path: path.stat().st_mtime_ns for path in (data_folder / "tables").rglob("*") if path.is_file()}
    assert helpers.load_corpus(data_folder).generation == first.generation
    assert opened == []
    assert {path: path.stat().st_mtime_ns for path in before} == before, "nothing is written either"
    helpers.load_corpus(data_folder, check="content")
    assert len(opened) == 5


def test_a_second_load_opens_no_document_of_the_system(data_folder):
    """The same seen from outside: strace is not everywhere, so the access times of the files tell."""
    line = f"import helpers; helpers.load_corpus({str(data_folder)!r})"
    subprocess.run([sys.executable, "-c", line], check=True)
    audit = (
        "import sys, helpers\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(str(args[0])) if event == 'open' else None)\n"
        f"helpers.load_corpus({str(data_folder)!r})\n"
        "print([name for name in seen if '/corpus/' in name])"
    )
    told = subprocess.run([sys.executable, "-c", audit], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "[]"


def test_only_what_changed_is_read_again(data_folder, opened):
    helpers.load_corpus(data_folder)
    path = data_folder / "corpus" / "004_29c2b2666d7d95bd.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\nوفي باكو.", encoding="utf-8")
    opened.clear()
    again = helpers.load_corpus(data_folder)
    assert opened == [path.name]
    assert (again.mentions["actor_id"] == "baku").sum() == 3


def test_a_change_that_keeps_size_and_time_is_found_by_content(data_folder):
    helpers.load_corpus(data_folder)
    path = data_folder / "corpus" / "003_757d1274a8f0dcd8.txt"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("هلمند", "بغلان"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not (helpers.load_corpus(data_folder, check="content").mentions["actor_id"] == "helmand").any()


def test_a_new_alias_matches_again_and_parses_nothing(data_folder, opened, monkeypatch):
    helpers.load_corpus(data_folder)
    opened.clear()
    with (data_folder / "actors.csv").open("a", encoding="utf-8") as handle:
        handle.write("corona,event_name,fa,کرونا\n")
    monkeypatch.setattr(sources, "read", lambda *_: pytest.fail("a file was parsed"))
    again = helpers.load_corpus(data_folder)
    assert (again.mentions["actor_id"] == "corona").sum() > 5
    assert opened == []


@pytest.mark.parametrize("step", ["add", "remove", "rename", "alias", "metadata"])
def test_an_incremental_build_equals_a_clean_one_byte_for_byte(data_folder, tmp_path, step):
    helpers.load_corpus(data_folder)
    corpus = data_folder / "corpus"
    if step == "add":
        (corpus / "new").mkdir()
        (corpus / "new" / "ی.txt").write_text("عنوان\n\nدر ۷ قوس ۱۳۹۶ در باکو.", encoding="utf-8")
    elif step == "remove":
        (corpus / "000_3bc98c4d61e0d9b6.txt").unlink()
    elif step == "rename":
        (corpus / "000_3bc98c4d61e0d9b6.txt").rename(corpus / "zz.txt")
    elif step == "alias":
        with (data_folder / "actors.csv").open("a", encoding="utf-8") as handle:
            handle.write("corona,event_name,fa,کرونا\n")
    else:
        (data_folder / "metadata.csv").write_text(
            "file,published,outlet\n003_757d1274a8f0dcd8.txt,1395,وزارت\n", encoding="utf-8"
        )
    helpers.load_corpus(data_folder)
    clean = Path(shutil.copytree(data_folder, tmp_path / "clean", ignore=shutil.ignore_patterns("tables")))
    helpers.load_corpus(clean)
    assert parts(data_folder) == parts(clean)


def test_tables_without_a_single_mention_or_date_are_kept_too(data_folder, opened):
    shutil.rmtree(data_folder / "corpus")
    (data_folder / "corpus").mkdir()
    (data_folder / "corpus" / "a.txt").write_text("متنی کوتاه بی نام و بی روز", encoding="utf-8")
    time.sleep(0.05)  # a file as young as a tick of the clock is opened once more by the next build
    helpers.load_corpus(data_folder)
    opened.clear()
    (data_folder / "corpus" / "b.txt").write_text("متنی دیگر", encoding="utf-8")
    assert len(helpers.load_corpus(data_folder).documents) == 2
    assert opened == ["b.txt"]


@pytest.mark.parametrize("setting", [{"TZ": "Asia/Tehran"}, {"LC_ALL": "C"}, {"PYTHONHASHSEED": "7"}, {"TZ": "UTC+12"}])
def test_the_same_bytes_in_every_zone_and_locale(data_folder, tmp_path, setting):
    helpers.load_corpus(data_folder)
    other = Path(shutil.copytree(data_folder, tmp_path / "other", ignore=shutil.ignore_patterns("tables")))
    command = [sys.executable, "-m", "helpers", "build", str(other)]
    subprocess.run(command, check=True, env={**os.environ, **setting}, capture_output=True)
    assert parts(data_folder) == parts(other)


def test_counts_of_intake_add_up(data_folder):
    corpus = data_folder / "corpus"
    (corpus / "a.rtf").write_bytes(b"{\\rtf1 }")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "old.txt").write_bytes("متن".encode("cp1256"))
    (corpus / "copy.txt").write_bytes((corpus / "000_3bc98c4d61e0d9b6.txt").read_bytes())
    made = helpers.load_corpus(data_folder)
    assert len(made.intake) == 9
    codes = made.intake.set_index("file")["code"]
    assert (codes["a.rtf"], codes["empty.txt"], codes["old.txt"]) == ("format", "empty", "encoding")
    assert made.intake["records"].sum() == len(made.documents) == 7
    assert made.intake.loc[made.intake["code"] != "", "reason"].str.len().gt(10).all()


@pytest.mark.skipif(os.name == "nt", reason="mode bits are not the rights of a file there")
def test_a_file_that_cannot_be_opened_costs_that_file_only(data_folder):
    """Root may read everything, so the build runs as nobody."""
    secret = data_folder / "corpus" / "001_6be2688a1683f03a.txt"
    secret.chmod(0)
    subprocess.run(["chmod", "-R", "a+rwX", str(data_folder)], check=True)
    secret.chmod(0)
    for folder in (data_folder, *data_folder.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    line = (
        "import os, helpers, pyarrow.parquet, filelock, tqdm.auto, jdatetime\n"
        f"helpers.load_corpus({str(data_folder.parent / 'warm')!r})\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        f"made = helpers.load_corpus({str(data_folder)!r})\n"
        f"print(made.intake.set_index('file').at[{secret.name!r}, 'code'], len(made.documents))"
    )
    shutil.copytree(data_folder, data_folder.parent / "warm", ignore=shutil.ignore_patterns("tables"))
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    assert done.stdout.split() == ["unreadable", "5"], done.stderr


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(build.DataError, match=r"no folder .*corpus.*DATA="):
        helpers.load_corpus(tmp_path / "nowhere")


def test_a_bad_registry_is_said_and_the_rest_works(data_folder):
    (data_folder / "actors.csv").write_text("id,kind\nx,y\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"actors\.csv, line 1: .*missing.*columns"):
        made = helpers.load_corpus(data_folder)
    assert len(made.documents) == 6 and len(made.dates) > 10
    assert set(made.actors["status"]) == {"discovered"}


def test_an_empty_corpus_is_an_empty_corpus(data_folder):
    shutil.rmtree(data_folder / "corpus")
    (data_folder / "corpus").mkdir()
    made = helpers.load_corpus(data_folder)
    assert made.documents.empty and made.mentions.empty and made.dates.empty and len(made.actors) > 50


def test_a_changed_byte_is_found_and_the_part_is_made_again(data_folder):
    first = helpers.load_corpus(data_folder)
    folder = data_folder / "tables" / first.generation
    whole = parts(data_folder)
    data = bytearray((folder / "mentions.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "mentions.parquet").write_bytes(data)
    with pytest.warns(UserWarning, match=r"mentions\.parquet is not as it was written"):
        helpers.load_corpus(data_folder)
    assert parts(data_folder) == whole


def test_newer_tables_are_refused(data_folder):
    helpers.load_corpus(data_folder)
    pointer = data_folder / "tables" / "current.json"
    told = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps(told | {"version": store.VERSION + 1}), encoding="utf-8")
    with pytest.raises(store.StoreError, match="newer ruznama"):
        helpers.load_corpus(data_folder)


def test_older_tables_are_made_again(data_folder):
    first = helpers.load_corpus(data_folder)
    pointer = data_folder / "tables" / "current.json"
    told = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps(told | {"version": store.VERSION - 1}), encoding="utf-8")
    assert helpers.load_corpus(data_folder).generation == first.generation
    assert store.pointer(data_folder / "tables")["version"] == store.VERSION


def test_a_file_that_changes_while_it_is_read_is_tried_again(data_folder, monkeypatch):
    load, name, opened = sources.load, "003_757d1274a8f0dcd8.txt", []

    def other_the_second_time(entry):
        opened.append(entry.file)
        content, digest = load(entry)
        return content, "0" * 64 if opened.count(name) == 2 and entry.file == name else digest

    monkeypatch.setattr("helpers.parts.HELD", 0)  # no bytes are held: each file is opened once more to be read
    monkeypatch.setattr(sources, "load", other_the_second_time)
    made = helpers.load_corpus(data_folder)
    assert made.intake.set_index("file").at[name, "code"] == "changing"
    monkeypatch.undo()
    again = helpers.load_corpus(data_folder)
    assert again.intake.set_index("file").at[name, "code"] == "" and again.generation != made.generation


@pytest.mark.parametrize("text", ["", "{", "[]", '{"generation": "gone", "version": 1}'])
def test_a_broken_pointer_costs_a_rebuild_and_nothing_else(data_folder, text):
    first = helpers.load_corpus(data_folder)
    (data_folder / "tables" / "current.json").write_text(text, encoding="utf-8")
    assert helpers.load_corpus(data_folder).generation == first.generation


def test_the_generation_before_is_kept_and_older_ones_go(data_folder):
    made = []
    for number in range(3):
        (data_folder / "corpus" / f"n{number}.txt").write_text(f"متن {number} در باکو.", encoding="utf-8")
        made.append(helpers.load_corpus(data_folder).generation)
    kept = {path.name for path in (data_folder / "tables").iterdir() if path.is_dir()}
    assert kept == set(made[1:])


def test_a_folder_with_spaces_and_persian_letters(data_folder, tmp_path):
    moved = Path(shutil.move(data_folder, tmp_path / "اخبار ۱۳۹۴ it's"))
    assert len(helpers.load_corpus(moved).documents) == 6


def test_metadata_for_a_file_that_is_not_there_is_said(data_folder):
    (data_folder / "metadata.csv").write_text("file,published,outlet\ngone.txt,1395,\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"metadata\.csv, line 2: there is no file gone\.txt"):
        helpers.load_corpus(data_folder)


def test_metadata_dates_and_names_a_document(data_folder):
    (data_folder / "metadata.csv").write_text(
        "file,published,outlet\n003_757d1274a8f0dcd8.txt,2016-12-01,وزارت امور زنان\n", encoding="utf-8"
    )
    made = helpers.load_corpus(data_folder)
    own = made.documents[made.documents["file"].str.startswith("003")]
    assert own["outlet"].tolist() == ["وزارت امور زنان"] * 2
    assert {f"{day:%Y-%m-%d}" for day in own["published"]} == {"2016-12-01"}
    told = made.dates[made.dates["surface"] == "7 قوس سال روان"].iloc[0]
    assert f"{told['earliest']:%Y-%m-%d}" == f"{told['latest']:%Y-%m-%d}" == "2016-11-27"
