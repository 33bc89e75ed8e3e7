"""keep, texts, find_actors, changes: a narrower corpus is a corpus, and nothing is chosen in silence."""

import warnings
from dataclasses import replace

import pandas as pd
import pytest

import helpers as rz


def files(corpus) -> list[str]:
    return [name[:3] for name in corpus.documents["doc_id"]]


@pytest.mark.parametrize(
    "asked, left",
    [
        ({}, ["000", "001", "002", "003", "003", "004"]),
        ({"language": "fa"}, ["000", "001", "002"]),
        ({"language": ["prs", "ar"]}, ["003", "003", "004"]),
        ({"outlet": "آران نیوز"}, ["000", "001"]),
        ({"actors": "ICESCO"}, ["000", "004"]),
        ({"actors": ["الإيسيسكو", "baku"]}, ["000", "004"]),
        ({"actors": ["رضائي"]}, ["003", "003"]),
        ({"any_actor": ["رضایی", "ICESCO"]}, ["000", "003", "003", "004"]),
        ({"type": "event_name"}, ["002", "003", "004"]),
        ({"text": "بین الملل"}, ["000", "002"]),
        ({"text": "الايسيسكو"}, ["004"]),
        ({"since": "2024-03-26", "undated": "drop"}, ["004"]),
        ({"since": "2024-03-27", "undated": "drop"}, []),
        ({"until": 2024, "undated": "drop"}, ["004"]),
        ({"since": "1403-01", "until": "1403-01", "undated": "drop"}, ["004"]),
        ({"since": "2025"}, ["000", "001", "002", "003", "003"]),
        ({"since": "2024-03", "by": "event", "undated": "drop"}, ["004"]),
        ({"undated": "drop"}, ["004"]),
    ],
)
def test_keep(corpus, asked, left):
    kept = rz.keep(corpus, **asked)
    assert files(kept) == left
    for table in (kept.dates, kept.mentions):
        assert set(table["doc_id"]) <= set(kept.documents["doc_id"])
    counted = kept.mentions.dropna(subset="actor_id").groupby("actor_id")["doc_id"].nunique()
    assert kept.actors.set_index("actor_id")["n_records"].loc[counted.index].tolist() == counted.tolist()
    assert kept.actors["n_records"].sum() == counted.sum()
    assert len(kept.intake) == len(corpus.intake)


def test_a_choice_can_be_made_again(corpus):
    one = rz.keep(rz.keep(corpus, actors=["ICESCO"]), since="2016", undated="drop")
    assert one.choice == ({"actors": ["ICESCO"]}, {"since": "2016", "undated": "drop"})
    again = corpus
    for told in one.choice:
        again = rz.keep(again, **told)
    pd.testing.assert_frame_equal(one.documents, again.documents)


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"actors": "کسی"}, "No actor is called 'کسی'"),
        ({"actors": "رضا"}, "did you mean kobra-rezaei"),
        ({"language": "ckb"}, "No record has language 'ckb'; there are: ar, fa, prs"),
        ({"outlet": "X"}, "No record has outlet 'X'; there are:"),
    ],
)
def test_what_matches_nothing_is_said_and_gives_an_empty_corpus(corpus, asked, said):
    with pytest.warns(UserWarning, match=said.replace("?", r"\?")):
        kept = rz.keep(corpus, **asked)
    assert kept.documents.empty


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"since": "soon"}, "not a day, month or year"),
        ({"since": "2016-13"}, "not in the calendar"),
        ({"since": "1445"}, "write it like 1445 AH"),
        ({"since": "2017", "until": "2016"}, "exchange them"),
        ({"by": "birth"}, "by='birth' is unknown"),
        ({"undated": "no"}, "undated='no' is unknown"),
    ],
)
def test_a_wrong_argument_is_one_sentence(corpus, asked, said):
    with pytest.raises(ValueError, match=said):
        rz.keep(corpus, **asked)


def test_a_name_of_two_actors_is_asked_back(data_folder):
    with (data_folder / "actors.csv").open("a", encoding="utf-8") as handle:
        handle.write("other-rezaei,person,fa,رضایی\n")
    with pytest.warns(UserWarning, match=r"actors\.csv, line \d+: .*stay ambiguous"):
        made = rz.load_corpus(data_folder)
    with pytest.raises(ValueError, match="kobra-rezaei, other-rezaei"):
        rz.keep(made, actors="رضایی")
    assert len(rz.keep(made, actors="کبرا رضایی").documents) == 2
    unclear = made.mentions[made.mentions["actor_id"].isna()]
    assert set(unclear["candidates"]) == {"kobra-rezaei; other-rezaei"}
    pairs = rz.cooccurrence(made)
    assert "other-rezaei" not in set(pairs["a"]) | set(pairs["b"])
    assert pairs.attrs["provenance"]["left_out"]["ambiguous mentions"] == len(unclear)


def test_texts_are_those_of_the_kept_records(corpus):
    kept = rz.keep(corpus, language="prs")
    texts = rz.texts(kept)
    assert texts["doc_id"].tolist() == kept.documents["doc_id"].tolist()
    assert (texts["text"].str.len() == kept.documents["n_chars"]).all()
    assert texts["readable"].str.contains("وزارت‌ها").any() and texts["readable"].notna().all()


@pytest.mark.parametrize("name", ["رضایی", "رضائي", "Rezaei", "rezaei", "kobra-rezaei"])
def test_find_actors_by_any_spelling_or_part(corpus, name):
    found = rz.find_actors(corpus, name)
    assert found["actor_id"].tolist() == ["kobra-rezaei"] and found["n_records"].tolist() == [2]


def test_nothing_is_found_where_nobody_is(data_folder):
    (data_folder / "actors.csv").write_text("actor_id,type,lang,name\n", encoding="utf-8")
    for path in (data_folder / "corpus").iterdir():
        path.write_text("متنی کوتاه که در آن نام کسی نیست.", encoding="utf-8")
    made = rz.load_corpus(data_folder)
    assert rz.find_actors(made, "رضایی").empty
    with pytest.warns(UserWarning, match="No actor is called 'رضایی'"):
        assert rz.concordance(made, actor="رضایی").empty


def test_changes_tells_new_changed_and_gone(data_folder):
    corpus = data_folder / "corpus"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rz.changes(rz.load_corpus(data_folder)).empty
        (corpus / "000_3bc98c4d61e0d9b6.txt").unlink()
        (corpus / "new.txt").write_text("عنوان تازه\n\nدیدار در باکو.", encoding="utf-8")
        path = corpus / "001_6be2688a1683f03a.txt"
        path.write_text(path.read_text(encoding="utf-8") + "\nپایان.", encoding="utf-8")
        told = rz.changes(rz.load_corpus(data_folder))
    documents = told[told["kind"] == "document"].set_index("what")["id"]
    assert documents["new"] == "new.txt#0"
    assert documents["changed"] == "001_6be2688a1683f03a.txt#0"
    assert documents["gone"] == "000_3bc98c4d61e0d9b6.txt#0"
    assert "masoumeh-ebtekar" in set(told.loc[told["kind"] == "actor", "id"])


def test_changes_tells_which_dates_moved_and_why(data_folder):
    rz.load_corpus(data_folder)
    (data_folder / "metadata.csv").write_text(
        "file,published,outlet\n003_757d1274a8f0dcd8.txt,2018-03-01,\n", encoding="utf-8"
    )
    told = rz.changes(rz.load_corpus(data_folder))
    moved = told[told["what"] == "moved"].set_index("id")["title_or_name"]
    assert set(told["kind"]) == {"date"}
    own = moved[[place for place in moved.index if place.endswith(":published")]]
    assert len(own) == 2 and all("2018-03-01 (metadata)" in line for line in own)
    assert len(moved) > len(own) and all("→" in line for line in moved)


def test_a_corpus_is_frozen_and_says_what_it_is(corpus):
    with pytest.raises(AttributeError):
        corpus.choice = ()
    assert repr(corpus).startswith("Corpus of 6 records from 5 files")


@pytest.fixture
def unsure(corpus):
    """The corpus, two of whose three Persian records do not show of which country they are."""
    documents = corpus.documents.copy()
    documents.loc[documents["doc_id"].str.startswith(("000", "001")), "language_confidence"] = 0.4
    return replace(corpus, documents=documents)


@pytest.mark.parametrize(
    "asked, left, told",
    [
        ({"language": "fa"}, ["000", "001", "002"], ({"language": "fa", "unclear": "keep"},)),
        ({"language": "fa", "unclear": "keep"}, ["000", "001", "002"], ({"language": "fa", "unclear": "keep"},)),
        ({"language": "fa", "unclear": "drop"}, ["002"], ({"language": "fa", "unclear": "drop"},)),
        ({"language": "fa", "unclear": "only"}, ["000", "001"], ({"language": "fa", "unclear": "only"},)),
        ({"unclear": "drop"}, ["002", "003", "003", "004"], ({"unclear": "drop"},)),
        ({"unclear": "keep"}, ["000", "001", "002", "003", "003", "004"], ()),
        ({"language": "prs"}, ["003", "003"], ({"language": "prs"},)),
    ],
)
def test_persian_of_an_unclear_variety_is_kept_and_said_or_left_out(unsure, asked, left, told):
    kept = rz.keep(unsure, **asked)
    assert files(kept) == left and kept.choice == told
    again = rz.keep(unsure, **told[0]) if told else unsure
    pd.testing.assert_frame_equal(again.documents, kept.documents)


@pytest.mark.parametrize(
    "lang, said", [("en", "not clear"), ("fa", "روشن نیست"), ("prs", "روشن نیست"), ("ar", "لا يتضح")]
)
def test_a_chart_of_persian_says_that_some_of_it_may_be_dari(unsure, lang, said):
    for asked, noted in (({"language": "fa"}, True), ({"language": "fa", "unclear": "drop"}, False)):
        fig = rz.timeline_chart(rz.timeline(rz.keep(unsure, **asked), of="dates"), lang=lang)
        assert (said in fig.layout.title.text.replace("\u2066", "").replace("\u2069", "")) == noted


def test_an_unknown_choice_of_the_unclear_is_refused(corpus):
    with pytest.raises(ValueError, match="unclear='maybe' is unknown: use 'keep' or 'drop' or 'only'"):
        rz.keep(corpus, unclear="maybe")
