"""Who is who: pairs of names that look alike, surnames, offices; ids that stay; nothing merged without a word."""

import random
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers as rz
from helpers import (
    build,
    decisions,
    identity,
    identity_names,
    identity_near,
    identity_offices,
    identity_sounds,
    registry,
    schema,
)
from helpers.identity_names import HIGH, LOW, compare, keys, name
from helpers.text import fold

PAIRS = pd.read_csv(ROOT / "tests" / "cases" / "look_alikes.csv", keep_default_na=False)
NO_NAMES = registry.load(Path("nowhere"))[0]
NOTHING = decisions.replay(decisions.load(Path("nowhere"))[0])


def verdict(a: identity_names.Name, b: identity_names.Name) -> str:
    """What link does with two names: only those that share a block are compared at all."""
    score = compare(a, b)[0] if set(keys(a)) & set(keys(b)) else 0.0
    return "same" if score >= HIGH else "propose" if score >= LOW else "different"


def test_there_are_enough_look_alikes():
    assert len(PAIRS) >= 60 and set(PAIRS["verdict"]) == {"same", "different", "propose"}
    assert {"person", "organisation", "place"} <= set(PAIRS["type"])


@pytest.mark.parametrize("row", list(PAIRS.itertuples()), ids=lambda row: f"{row.a} ~ {row.b}")
def test_look_alikes(row):
    a, b = name(row.a, row.type, row.language_a), name(row.b, row.type, row.language_b)
    assert verdict(a, b) == verdict(b, a) == row.verdict, compare(a, b)
    assert verdict(a, a) == "same"


def rows(*told: tuple, language: str = "fa") -> tuple[pd.DataFrame, pd.DataFrame]:
    """(mentions, documents) of (record, text, type, …): what a search without a registry hands over.

    More per mention in a dict: `office`, `candidates`, `actor_id`, `found_by`, `language`, `published`.
    """
    made, documents = [], {}
    for at, (doc, text, kind, *more) in enumerate(told):
        extra = more[0] if more else {}
        own = f"{kind}-{'-'.join(fold(text).split())}"
        made.append(
            {
                "doc_id": doc, "start": at * 100, "end": at * 100 + len(text), "surface": text, "type": kind,
                "actor_id": extra.get("actor_id", own), "honorific": None, "office": extra.get("office"),
                "nested_in": pd.NA, "fragments": None, "candidates": extra.get("candidates"),
                "found_by": extra.get("found_by", "rule:test"), "reason": None,
            }
        )  # fmt: skip
        day = pd.Timestamp(extra["published"]) if "published" in extra else pd.NaT
        documents[doc] = (doc, doc * 12, "0", extra.get("language", language), day)
    frame = pd.DataFrame(made).astype({"nested_in": "Int64"})
    return frame, pd.DataFrame(list(documents.values()), columns="doc_id sha256 record language published".split())


def link(*told: tuple, names: pd.DataFrame = NO_NAMES, replayed=NOTHING, language: str = "fa") -> identity.Linked:
    return identity.link(*_arranged(rows(*told, language=language), names, replayed))


def _arranged(made, names, replayed):
    mentions, documents = made
    return mentions, names, replayed, documents


def ids(linked: identity.Linked) -> list:
    return [None if pd.isna(each) else each for each in linked.mentions["actor_id"]]


def test_one_person_in_two_languages_is_one_row_with_a_reason():
    linked = link(("a", "تیمور ولی اف", "person"), ("b", "تيمور ولييف", "person", {"language": "ar"}))
    assert len(linked.actors) == 1 and len(set(ids(linked))) == 1
    moved = linked.mentions[linked.mentions["found_by"].str.contains("link:merge")]
    assert len(moved) == 1 and "merged into" in moved["reason"].iloc[0]
    assert linked.redirects["into"].tolist() == linked.actors["actor_id"].tolist()
    assert linked.actors["status"].tolist() == ["discovered"] and linked.actors["n_records"].tolist() == [2]


def test_a_registry_keeps_its_id_and_two_ids_of_it_are_never_merged_unasked(tmp_path):
    (tmp_path / "actors.csv").write_text(
        "actor_id,type,lang,name\nv,person,fa,تیمور ولی اف\nw,person,ar,تيمور ولييف\nn,organisation,fa,نیکسام\n",
        encoding="utf-8",
    )
    names = registry.load(tmp_path / "actors.csv")[0]
    found = {"found_by": "registry"}
    linked = link(
        ("a", "تیمور ولی اف", "person", {"actor_id": "v", **found}),
        ("b", "تيمور ولييف", "person", {"actor_id": "w", "language": "ar", **found}),
        ("b", "نيكسام", "organisation", {"language": "ar"}),
        names=names,
    )
    assert ids(linked) == ["v", "w", "n"]
    assert linked.proposals[["a", "b"]].values.tolist() == [["v", "w"]]


def test_a_surname_is_of_the_full_name_of_its_record():
    linked = link(
        ("a", "آرزو مهرپور", "person"), ("a", "مهرپور", "person"),
        ("b", "بابک مهرپور", "person"), ("b", "مهرپور", "person"),
    )  # fmt: skip
    first, second = "person-ارزو-مهرپور", "person-بابک-مهرپور"
    assert ids(linked) == [first, first, second, second]
    assert "surname" in linked.mentions["reason"].iloc[1]


@pytest.mark.parametrize("short", [{}, {"actor_id": None}, {"actor_id": None, "candidates": "person-مهرپور"}])
def test_two_people_with_one_surname_are_never_merged(short):
    linked = link(("a", "آرزو مهرپور", "person"), ("a", "بابک مهرپور", "person"), ("a", "مهرپور", "person", short))
    assert ids(linked)[2] is None
    assert linked.mentions["candidates"].iloc[2] == "person-ارزو-مهرپور; person-بابک-مهرپور"
    assert "2 people" in linked.mentions["reason"].iloc[2]
    elsewhere = link(("a", "آرزو مهرپور", "person"), ("b", "بابک مهرپور", "person"), ("c", "مهرپور", "person", short))
    assert ids(elsewhere)[2] is None and "corpus" in elsewhere.mentions["reason"].iloc[2]


def test_a_surname_of_one_person_of_the_corpus_is_hers_and_its_old_id_leads_there():
    linked = link(("a", "آرزو مهرپور", "person"), ("b", "مهرپور", "person"))
    assert set(ids(linked)) == {"person-ارزو-مهرپور"}
    assert linked.redirects[["actor_id", "into"]].values.tolist() == [["person-مهرپور", "person-ارزو-مهرپور"]]
    alone = link(("b", "مهرپور", "person", {"actor_id": None}))
    assert ids(alone) == ["person-مهرپور"]


def test_a_surname_of_the_registry_that_the_record_gives_to_another_stays_open(tmp_path):
    (tmp_path / "actors.csv").write_text(
        "actor_id,type,lang,name\nk,person,fa,کبرا دلاور\nk,person,fa,دلاور\n", encoding="utf-8"
    )
    linked = link(
        ("a", "سینا دلاور", "person"), ("a", "دلاور", "person", {"actor_id": "k", "found_by": "registry"}),
        names=registry.load(tmp_path / "actors.csv")[0],
    )  # fmt: skip
    assert ids(linked)[1] is None and linked.mentions["candidates"].iloc[1] == "k; person-سینا-دلاور"


def test_a_misspelt_surname_is_marked():
    linked = link(("a", "کاوه شریعتمند", "person"), ("a", "شریعتمد", "person"), ("b", "شریعتمد", "person"))
    assert ids(linked)[0] == ids(linked)[1] and "misspelt" in linked.mentions["found_by"].iloc[1]
    assert ids(linked)[2] == "person-شریعتمد"  # no full name in that record supports it


def test_a_body_by_a_shorter_name_is_the_longer_one_of_its_record():
    long, short = "معاونت ریاست جمهوری در امور جوانان", "معاونت امور جوانان"
    linked = link(("a", long, "organisation"), ("a", short, "organisation"), ("b", short, "organisation"))
    assert ids(linked)[0] == ids(linked)[1] != ids(linked)[2]
    assert "longer_name" in linked.mentions["found_by"].iloc[1]


def test_a_ministry_without_its_country_is_not_that_of_the_neighbour():
    neighbour = "وزارت کار جمهوری نیمروز"
    linked = link(("a", neighbour, "organisation"), ("a", "وزارت کار", "organisation"), ("a", "آرزو مهرپور", "person"),
                  ("a", "بابک دلاور", "person"))  # fmt: skip
    assert ids(linked)[0] != ids(linked)[1] and len(linked.proposals) == 1


def test_an_acronym_in_brackets_is_the_body_before_them():
    mentions, documents = rows(
        ("a", "منظمة الشباب للتنمية والثقافة", "organisation"), ("a", "شبثق", "organisation"), language="ar"
    )
    mentions["start"], mentions["end"] = [0, 31], [29, 35]
    mentions["_bracketed"] = [False, True]
    linked = identity.link(mentions, NO_NAMES, NOTHING, documents)
    assert len(set(ids(linked))) == 1
    assert "in brackets behind" in linked.mentions["reason"].dropna().iloc[0]


def test_an_office_in_common_turns_a_proposal_into_a_merge_that_says_so():
    office = {"office": "رئيس مركز البحوث", "language": "ar"}
    told = ("a", "سامي بن فهد القصيمي", "person", office), ("b", "سامي القصيمي", "person", office)
    assert len(set(ids(link(*told)))) == 1
    assert "both: head" in link(*told).redirects["reason"].iloc[0]
    alone = link(*((*each[:3], {"language": "ar"}) for each in told))
    assert len(set(ids(alone))) == 2 and len(alone.proposals) == 1


def test_a_title_is_of_its_holder():
    linked = link(
        ("a", "آرزو مهرپور", "person", {"office": "وزیر تعاون"}),
        ("a", "وزیر کار و امور اجتماعی ایران", "person", {"actor_id": None, "office": "وزیر کار و امور اجتماعی ایران"}),
        ("a", "معاون وزیر", "person", {"actor_id": None, "office": "معاون وزیر"}),
    )
    assert ids(linked) == ["person-ارزو-مهرپور", "person-ارزو-مهرپور", None]
    assert "holds this office in the record" in linked.mentions["reason"].iloc[1]
    assert linked.offices["actor_id"].unique().tolist() == ["person-ارزو-مهرپور"]


def test_a_title_elsewhere_is_of_who_held_it_on_that_day():
    office = "سفیر نیمروز"
    told = [
        ("a", "آرزو مهرپور", "person", {"office": office, "published": "2019-01-01"}),
        ("b", "آرزو مهرپور", "person", {"office": office, "published": "2019-12-01"}),
        ("c", "بابک دلاور", "person", {"office": office, "published": "2021-01-01"}),
        ("d", "بابک دلاور", "person", {"office": office, "published": "2021-12-01"}),
        ("e", office, "person", {"actor_id": None, "office": office, "published": "2019-06-01"}),
        ("f", office, "person", {"actor_id": None, "office": office, "published": "2020-06-01"}),
    ]
    linked = link(*told)
    assert ids(linked)[4:] == ["person-ارزو-مهرپور", None]
    spans = linked.offices.set_index("actor_id")
    assert f"{spans.at['person-ارزو-مهرپور', 'since']:%Y-%m-%d}" == "2019-01-01"
    assert f"{spans.at['person-ارزو-مهرپور', 'until']:%Y-%m-%d}" == "2019-12-01"


def test_one_person_without_an_office_and_one_office_without_a_person():
    title = {"actor_id": None, "office": "وزیر تعاون"}
    told = [("a", "آرزو مهرپور", "person"), ("a", "مهرپور", "person"), *[("a", "وزیر تعاون", "person", title)] * 2]
    assert set(ids(link(*told))) == {"person-ارزو-مهرپور"}
    two = link(*told, ("a", "بابک دلاور", "person"))
    assert ids(two)[2:4] == [None, None], "two people without an office: the texts do not say whose it is"


def test_who_changes_office_is_one_person():
    linked = link(
        ("a", "آرزو مهرپور", "person", {"office": "وزیر تعاون", "published": "2019-01-01"}),
        ("b", "آرزو مهرپور", "person", {"office": "سفیر نیمروز", "published": "2021-01-01"}),
    )
    assert len(linked.actors) == 1 and len(linked.offices) == 2


def test_a_nested_name_of_the_same_actor_goes_and_the_others_are_counted_anew():
    mentions, documents = rows(
        ("a", "شورای حقوق بشر", "organisation"), ("a", "مجلس حقوق الإنسان", "organisation"), ("a", "ژنو", "place"),
        ("a", "باکو", "place"),
    )  # fmt: skip
    mentions["nested_in"] = pd.array([pd.NA, 0, 1, pd.NA], dtype="Int64")
    linked = identity.link(mentions, NO_NAMES, NOTHING, documents)
    assert linked.mentions["surface"].tolist() == ["شورای حقوق بشر", "ژنو", "باکو"]
    assert linked.mentions["nested_in"].fillna(-1).tolist() == [-1, 0, -1]


NAMES = [row.a for row in PAIRS.itertuples()] + [row.b for row in PAIRS.itertuples()]
KINDS = dict(zip(NAMES, [*PAIRS["type"], *PAIRS["type"]], strict=True))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_more_documents_change_no_id_but_by_a_redirect(chosen: list[str], chance: random.Random):
    told = [(f"d{at % 5}", text, KINDS[text]) for at, text in enumerate(chosen)]
    few, many = link(*told[: len(told) // 2 + 1]), link(*told)
    known = set(many.actors["actor_id"]) | set(many.redirects["actor_id"])
    open_ones = set("; ".join(many.mentions["candidates"].dropna()).split("; "))
    assert set(few.actors["actor_id"]) <= known | open_ones | _raw(many)
    assert set(many.redirects["into"].dropna()) <= set(many.actors["actor_id"])
    mentions, documents = rows(*told)
    order = list(range(len(mentions)))
    chance.shuffle(order)
    again = identity.link(mentions.iloc[order].sort_values("doc_id", kind="stable"), NO_NAMES, NOTHING, documents)
    for table in ("actors", "redirects", "proposals"):
        pd.testing.assert_frame_equal(getattr(many, table), getattr(again, table))


def _raw(linked: identity.Linked) -> set[str]:
    """A surname's own id is no actor any more once its mentions mean several people: they keep it by their surface."""
    return {f"person-{'-'.join(fold(text).split())}" for text in linked.mentions["surface"]}


def test_names_are_compared_in_blocks(monkeypatch):
    """Ten times the names, about ten times the comparisons: nobody is held against everybody."""
    counted = []
    monkeypatch.setattr("helpers.identity_clusters.compare", lambda a, b: counted.append(1) or (0.0, ""))
    letters = "بپتجدرزسشغفکگلمنه"

    def some(n: int) -> int:
        counted.clear()
        chance = random.Random(n)
        words = ["".join(chance.choices(letters, k=6)) for _ in range(2 * n)]
        link(*((f"d{at % 9}", f"{words[at]} {words[-at]}", "person") for at in range(n)))
        return len(counted)

    assert some(1500) < 40 * max(some(150), 10)


def test_distances_of_words():
    near = [("مرادوا", "مرادوفا"), ("بابایف", "babayev"), ("باكو", "baku"), ("ترامپ", "ترامب")]
    for a, b in near:
        assert identity_sounds.distance(*(identity_sounds.word(fold(each)) for each in (a, b)), True) < 1
    assert identity_sounds.distance(*map(identity_sounds.word, ("کریمی", "رحیمی")), False) > 1


def test_offices_that_are_one():
    same = [("وزیر تعاون", "وزیر کار و امور اجتماعی ایران"), ("رئیس شورای حقوق بشر", "رییس شورای حقوق بشر")]
    for a, b in same:
        assert identity_offices.same(identity_offices.read(a, "fa"), identity_offices.read(b, "fa"))
    other = [("معاون رئیس جمهوری", "رئیس جمهوری"), ("وزیر کار", "معاون وزیر کار"), ("وزیر صحت", "وزیر معارف")]
    for a, b in other:
        assert not identity_offices.same(identity_offices.read(a, "fa"), identity_offices.read(b, "fa"))


def test_the_tables_of_names_are_whole():
    from helpers import tables

    latin = tables.read("latin_letters")
    known = {fold(letter) for letter in tables.read("name_letters")["letter"]}
    assert {fold(each) for row in latin["letters"] for each in row.split()} <= known
    rows_ = tables.read("known_names")
    clash = rows_.groupby(["type", rows_["name"].map(identity_names._plain)])["entity"].nunique()
    assert clash.max() == 1, "one name of two entities"
    assert set(tables.read("body_words")["kind"]) == {"head", "plain", "weak", "stop", "form", "division"}


def test_the_tables_of_a_corpus(corpus):
    for table in ("offices", "proposals", "redirects"):
        assert list(getattr(corpus, table).columns) == list(schema.TABLES[table])
    assert set(corpus.actors["status"]) <= {"registry", "discovered"}


def test_quality_adds_up(corpus):
    table = rz.quality(corpus)
    assert table["doc_id"].tolist() == ["all", *corpus.documents["doc_id"]]
    whole = table.iloc[0]
    assert whole["mentions"] == len(corpus.mentions) == whole["linked"] + whole["ambiguous"] + whole["open"]
    assert table["mentions"].iloc[1:].sum() == whole["mentions"]


def test_the_saved_registry_is_a_registry(corpus, data_folder, tmp_path):
    path = rz.save_registry(corpus, tmp_path / "actors.csv")
    names, problems = registry.load(path)
    assert problems.empty and set(names["actor_id"]) == set(corpus.actors["actor_id"])
    (data_folder / "actors.csv").write_bytes(path.read_bytes())
    again = rz.load_corpus(data_folder)
    assert again.mentions["actor_id"].tolist() == corpus.mentions["actor_id"].tolist()
    assert set(again.actors["name"]) == set(corpus.actors["name"])


def test_the_version_of_the_rules_knows_these_modules():
    assert not {"identity", "decisions", "identity_names"} & build._VIEWS


def test_of_a_registry_only_those_are_looked_at_that_share_a_block():
    """The columns of `identity_near` leave out no name that shares a block with one of a text, name by name."""
    draw = random.Random(5)
    first = ["محمد", "علی", "سالم", "رضا", "لیلا", "عبد الله", "Salim", "Mohammad"]
    last = [
        "رضایی",
        "رضائی",
        "المالك",
        "علی اف",
        "عليیف",
        "جهان زاده",
        "جهانزاده",
        "کریمی",
        "الكريمي",
        "AlMalik",
        "Rezaei",
    ]
    made = {
        f"{draw.choice(first)} {draw.choice([*first, ''])} {draw.choice(last)}".replace("  ", " ") for _ in range(400)
    }
    told = [*sorted(made), "رضایی", "وزارت کار", "وزارة العمل", "ایران", "إيران"]
    kinds = ["person"] * (len(told) - 4) + ["organisation", "organisation", "place", "place"]
    names = pd.DataFrame({"actor_id": [f"r{n}" for n in range(len(told))], "type": kinds, "name": told})
    names["lang"] = ["en" if name.isascii() else draw.choice(["fa", "ar"]) for name in told]
    mentions, documents = rows(
        ("d", "محمد رضائي", "person"), ("d", "سالم المالک", "person"), ("d", "علی اف", "person"),
        ("d", "لیلا جهانزاده", "person"), ("d", "وزارت کار", "organisation"),
    )  # fmt: skip
    found = [name(row.surface, row.type, "fa") for row in mentions.itertuples()]
    blocks = {(each.type, key) for each in found for key in keys(each)}
    surnames = {identity_sounds.coarse(each.words[-1][0]) for each in found if len(each.words) == 1}
    slow = set()
    for row in names.itertuples():
        own = name(row.name, row.type, row.lang)
        if any((own.type, key) in blocks for key in keys(own)):
            slow.add(row.actor_id)
        elif own.type == "person" and len(own.words) > 1 and surnames & set(map(identity_sounds.coarse, own.words[-1])):
            slow.add(row.actor_id)
    near = identity_near.near(names, mentions, documents, NOTHING)
    assert near == slow and 10 < len(near) < len(names) - 10
