"""Texts repaired for reading: cases both ways, the five documents, and the map between evidence and what is shown."""

import csv
import json
import sys

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import (
    actors,
    code_points,
    events,
    extract,
    link,
    repair,
    repair_edits,
    repair_lines,
    repair_loops,
    repair_map,
    repair_order,
    repair_pieces,
    repair_posts,
    repair_records,
    repair_scan,
    repair_words,
    tables,
)
from helpers import corpus as corpora

ZWNJ = "\u200c"


def rows(name: str) -> list[dict]:
    with (ROOT / "tests" / "cases" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def shown(text: str, language: str = "fa") -> repair.Readable:
    return repair.read(pd.DataFrame({"doc_id": ["a"], "text": [text], "language": [language]}))


def readable(text: str, language: str = "fa") -> str:
    return shown(text, language).texts["readable"].iloc[0]


CASES = rows("repairs")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_repaired_or_left(case):
    assert readable(case["text"], case["language"]) == case["readable"]
    assert (case["what"] == "untouched") == (case["text"] == case["readable"])


def test_a_batch_gives_what_each_record_gives_alone():
    frame = pd.DataFrame(CASES).assign(doc_id=[str(n) for n in range(len(CASES))])
    assert repair.readable(frame)[0]["readable"].tolist() == [case["readable"] for case in CASES]


def test_there_are_enough_cases_both_ways():
    assert min(pd.Series([case["what"] for case in CASES]).value_counts()) >= 120


@pytest.mark.parametrize("rule", repair_lines.EXAMPLES)
def test_the_example_of_each_rule_of_lines(rule):
    before, after = repair_lines.EXAMPLES[rule]
    done = repair_lines.ordered(before)
    assert done.text.strip() == after
    assert rule in done.why
    assert readable(before).replace(ZWNJ, "") == after.replace(ZWNJ, "")


@pytest.mark.parametrize("rule", repair_lines.EXAMPLES)
def test_what_a_rule_of_lines_put_in_order_it_leaves(rule):
    after = repair_lines.EXAMPLES[rule][1]
    assert not any(repair_lines.ordered(after).why)


@pytest.mark.parametrize(
    "text",
    ["نام  سمت  شهر  سال", "وی  در  تهران  از  نشست  گفت", "در سال ۱۳۹۳ و ۲۰۱۶ برگزار شد", "الف) نخست ب) دوم", ".NET"],
)
def test_a_line_that_may_be_right_keeps_its_order(text):
    assert not any(repair_lines.ordered(text).why)


def test_a_line_that_looks_wrong_is_told_and_left():
    line = "در  تهران نشست  از  دولت  وزیران   و "
    done = shown(line)
    assert done.doubtful == {"a": repair_lines.DOUBTFUL}
    assert "line_order" not in set(done.repairs["kind"])


@pytest.mark.parametrize("rule", repair_records.NO_WORD)
def test_what_is_no_word_is_mended_beside_half_spaces_and_a_spelling_is_left(rule):
    lost, spelling = repair_records.NO_WORD[rule]
    assert readable(f"وی می‌گوید {lost}") == f"وی می‌گوید {readable(lost)}" != f"وی می‌گوید {lost}"
    assert readable(f"وی می‌گوید {spelling}") == f"وی می‌گوید {spelling}"


def test_a_record_with_more_lost_half_spaces_than_own_ones_is_mended_throughout():
    assert readable("میشود و نمیشود و کتابها، می‌رود") == "می‌شود و نمی‌شود و کتاب‌ها، می‌رود"


def test_each_record_of_a_batch_is_judged_by_itself():
    texts = ["کتابها میشود", "کتابها می‌شود"]
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": texts, "language": "fa"})
    assert repair.readable(frame)[0]["readable"].tolist() == ["کتاب‌ها می‌شود", texts[1]]


# Lines in pieces: how they are read, and what stands in the file.
IN_PIECES = [
    ("گزارش این نشست را وزیر امور خارجه در تهران به مجلس داد", (2, 2, 1, 3, 1, 3)),
    ("دولت برای کاهش آلودگی هوا در شهرهای بزرگ برنامه تازه ای دارد", (1, 1, 3, 3, 4)),
    ("وی افزود: همکاری دو کشور در زمینه گردشگری گسترش یافته است", (2, 3, 2, 1, 3)),
]


def in_pieces(line: str, sizes: tuple[int, ...]) -> str:
    words, pieces = line.split(), []
    for size in sizes:
        pieces.append(" ".join(words[:size]))
        words = words[size:]
    assert not words
    pieces.reverse()
    return pieces[0] + "".join(f" {piece} " for piece in pieces[1:])


@pytest.mark.parametrize(("line", "sizes"), IN_PIECES, ids=range(len(IN_PIECES)))
def test_pieces_of_a_line_are_put_in_order(line, sizes):
    assert repair_lines.ordered(in_pieces(line, sizes)).text == line


def test_all_lines_of_a_text_in_pieces_are_put_in_order_up_to_the_two_pieces_with_one_space():
    damaged = "\n".join(in_pieces(line, sizes) for line, sizes in IN_PIECES * 2)
    for got, (line, sizes) in zip(repair_lines.ordered(damaged).text.split("\n"), IN_PIECES * 2, strict=True):
        sure = len(line.split()) - sum(sizes[-2:])
        assert got.split()[:sure] == line.split()[:sure]
        assert sorted(got.split()) == sorted(line.split())


def test_justified_lines_keep_their_order():
    lines = [line.replace(" ", "  ") for line, _ in IN_PIECES]
    assert repair_lines.ordered("\n".join(lines * 2)).text == "\n".join(lines * 2)


def test_a_line_in_pieces_without_a_blank_at_its_end_loses_no_letter():
    line, sizes = IN_PIECES[0]
    done = repair_lines.ordered(in_pieces(line, sizes).rstrip())
    assert sorted(done.text.split()) == sorted(line.split())
    assert len(set(done.origin)) == len(done.origin)


def test_which_word_follows_which():
    assert repair_order.fit("در", "تهران") > 0 > repair_order.fit("در", "را")
    assert repair_order.fit("خود", "را") > repair_order.fit("به", "را")
    assert not {"می", "ها"} & set(repair_pieces._terms())


def test_a_short_line_written_backwards_is_turned_among_others():
    text = "است شده اعلام تهران در گزارش این\nکشور\nباید همکاری کنند"
    turned = "\n".join(line[::-1] for line in text.split("\n"))
    assert repair_lines.ordered(turned).text == text
    assert repair_lines.ordered("کشور\nباید همکاری کنند").text == "کشور\nباید همکاری کنند"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("همه چیز« ساخته او و »اتومبیل« آمد", "همه چیز» ساخته او و «اتومبیل» آمد"),
        ("سازمان )ایسسکو( آمد\nگفت )و رفت", "سازمان (ایسسکو) آمد\nگفت (و رفت"),
        ("الف) نخست ب) دوم", "الف) نخست ب) دوم"),
        ("گفت )و رفت\nسازمان (ایسسکو) آمد", "گفت )و رفت\nسازمان (ایسسکو) آمد"),
    ],
)
def test_brackets_are_mirrored_where_all_stand_the_wrong_way(text, wanted):
    assert repair_lines.ordered(text).text == wanted


# --- the five documents -----------------------------------------------------------------------------------------------

GOLD = sorted((ROOT / "tests" / "gold").glob("0*.json"))
# Names keep their spaces («علی اف»): repair knows no names.
NAMES = {"علی اف", "جهانگیر زاده"}


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem[:3])
def test_the_defects_that_the_gold_lists_are_right_in_what_is_shown(gold):
    text = (ROOT / "data" / "corpus" / f"{gold.stem}.txt").read_text(encoding="utf-8")
    done = shown(text, "ar" if gold.stem.startswith("004") else "fa")
    whole = done.texts["readable"].iloc[0]
    kinds = ("space_instead_of_zwnj", "dropped_zwnj_run_together", "scrambled_word_order", "line_break_inside_name")
    for defect in json.loads(gold.read_text(encoding="utf-8"))["document"]["noise"]:
        if defect["kind"] not in kinds or defect["surface"] in NAMES:
            continue
        pieces = repair_map.to_readable(done.repairs, defect["start"], defect["end"])
        got = " ".join(whole[start:end] for start, end in pieces).strip()
        wanted = defect["intended"]
        if defect["kind"] == "scrambled_word_order" or defect["surface"] == "توانمند سازی":
            got, wanted = got.replace(ZWNJ, "").replace(" ", ""), wanted.replace(ZWNJ, "").replace(" ", "")
        assert got == wanted, defect


def test_channel_signature_and_bullets_of_the_shipped_post():
    text = (ROOT / "data" / "corpus" / "002_e02cb1753dd958a0.txt").read_text(encoding="utf-8")
    whole = readable(text)
    assert "@womengov" not in whole and "🔹" not in whole
    assert whole.startswith("مدیرکل امور بین‌الملل") and whole.count("\n• ") == 7


# --- the map ----------------------------------------------------------------------------------------------------------

LETTERS = st.text(alphabet="ابتسشرهیيكکمن آ‌ـ\n.،:؟()«»۱۲ab@🔹\u200f\ufefb\ufeb3", max_size=90)
PIECES = st.lists(
    st.sampled_from(
        ["میشود", "کتاب ها", "\n", " ", "  ", "زمینه در  برای همکاری  را  آمادگی خود  وزارتخانه  این ", "🔹", "است",
         ".تسا هدش مالعا نارهت رد تلود یارب شرازگ نیا", "@channel", "\ufeb3\ufefc\ufee1", "سال ۳۹۳۱",
         "كتاب", "برنامهریزی‌های"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


def check_map(text: str, done: repair.Readable) -> None:
    """The rows cover all differences once on both sides, in order, and nothing else is moved."""
    whole, found = done.texts["readable"].iloc[0], done.repairs
    assert done.texts["text"].iloc[0] == text
    for start, end in (("start", "end"), ("readable_start", "readable_end")):
        side = found.sort_values([start, end])
        assert (side[start].to_numpy()[1:] >= side[end].to_numpy()[:-1]).all()
    moved, at = 0, 0
    last = pd.DataFrame(
        [{"start": len(text), "end": len(text), "readable_start": len(whole), "readable_end": len(whole)}]
    )
    for row in pd.concat([found.sort_values(["start", "end"]), last]).itertuples():
        assert text[at : row.start] == whole[at + moved : row.start + moved]
        moved, at = moved + row.readable_end - row.readable_start - (row.end - row.start), row.end
    moved -= 0
    assert len(whole) == len(text) + int(
        ((found["readable_end"] - found["readable_start"]) - (found["end"] - found["start"])).sum()
    )


@settings(max_examples=150, deadline=None)
@given(LETTERS | PIECES, st.sampled_from(["fa", "prs", "ar", "ur"]), st.data())
@example("🔹 .تسا هدش مالعا نارهت رد تلود یارب شرازگ نیا", "fa", None)  # a bullet behind a line that was turned
def test_evidence_and_what_is_shown_map_to_one_another(text, language, data):
    done = shown(text, language)
    check_map(text, done)
    if not text or data is None:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    there = repair_map.to_readable(done.repairs, start, end)
    back = {at for piece in there for a, b in repair_map.to_text(done.repairs, *piece) for at in range(a, b)}
    gone = done.repairs[done.repairs["readable_start"] == done.repairs["readable_end"]]
    left_out = {at for row in gone.itertuples() for at in range(row.start, row.end)}
    assert set(range(start, end)) - left_out <= back


@given(st.text(alphabet="abc XYZ012\n", max_size=80))
def test_a_text_without_persian_letters_is_shown_as_it_is_but_for_blanks(text):
    assert readable(text, "und").split() == text.split()


@given(LETTERS)
@settings(max_examples=60, deadline=None)
def test_nothing_is_put_into_other_languages(text):
    for language in ("ar", "ps", "ur", "ckb", "und"):
        assert "half_space" not in set(shown(text, language).repairs["kind"])


def test_places_map_in_columns_as_one_by_one():
    text = "کتاب ها میشود.\nوی گفت برنامهریزی"
    done = shown(text)
    places = pd.DataFrame({"doc_id": "a", "start": [0, 8, 15, 18], "end": [7, 13, 17, len(text)]})
    spans = repair_map.spans(done.repairs, places)
    whole = done.texts["readable"].iloc[0]
    got = [whole[a:b] for a, b in zip(spans["readable_start"], spans["readable_end"], strict=True)]
    assert got == ["کتاب‌ها", "می‌شود", "وی", "گفت برنامه‌ریزی"]


# --- what is found in lines put in order ------------------------------------------------------------------------------


def test_a_day_in_a_line_written_backwards_is_found_and_points_into_the_evidence():
    line = "این گزارش برای دولت در تاریخ 26 مارس 2024 در تهران اعلام شده است"
    turned = repair_lines._visual(repair_lines.Ordered(line[::-1], list(range(len(line))), [""] * len(line))).text
    assert turned.count("2024") == 0  # numbers keep their direction, so the digits of a wholly reversed line are wrong
    text = "است شده اعلام"[::-1]
    evidence = "".join(reversed(line)).replace("4202", "2024").replace("62", "26")
    records = pd.DataFrame({"doc_id": ["a"], "text": [evidence], "language": ["fa"]})
    frames = {}
    extract.find(records, actors.Matcher(pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"])), frames)
    found = frames["found_dates"][0]
    assert found["year"].tolist() == [2024] and found["month"].tolist() == [3] and found["day"].tolist() == [26]
    row = found.iloc[0]
    assert evidence[row["start"] : row["end"]] == row["surface"]
    assert sorted(row["surface"].replace("2024", "").replace("26", "").split()) == ["سرام"] and text


def test_a_torn_place_keeps_its_longest_piece_and_names_the_others():
    text = (ROOT / "data" / "corpus" / "001_6be2688a1683f03a.txt").read_text(encoding="utf-8")
    done = shown(text)
    ordered = done.ordered["a"].text
    start = ordered.index("سازمان\nتأمین اجتماعی")
    found = pd.DataFrame({"doc_id": ["a"], "start": [start], "end": [start + 20], "surface": [""], "fragments": [None]})
    row = repair.to_evidence(found, done).iloc[0]
    assert text[row["start"] : row["end"]] == row["surface"] == "اجتماعی  تأمین"
    a, b = map(int, row["fragments"].split("-"))
    assert text[a:b] == "سازمان"
    assert repair.to_evidence(found.drop(columns="fragments"), done).empty


def test_a_day_torn_over_a_scrambled_line_is_told_and_not_lost():
    line = "اعلام کرد  سال ۱۳۹۶  نشست ۷ قوس  در زمینه  برای همکاری  را  آمادگی خود  وزارتخانه  این \n"
    whole = line.replace("سال ۱۳۹۶  نشست ۷ قوس", "نشست ۷ قوس سال ۱۳۹۶")
    records = pd.DataFrame({"doc_id": ["a", "b"], "text": [line, whole], "language": "prs"})
    frames: dict = {}
    extract.find(records, actors.Matcher(pd.DataFrame(columns=["actor_id", "type", "lang", "name", "line"])), frames)
    found = {name: pd.concat(parts) for name, parts in frames.items()}
    assert found["found_dates"]["doc_id"].tolist() == ["b"]
    records = records.assign(key=records["doc_id"])
    again = found | link._repaired_again(records.assign(language="fa"), found)  # a person corrected the language
    assert link._repaired(records, again)[0].endswith("left out dates torn over a line that was put in order (1)")
    told = link._repaired(records, found)
    assert "left out dates torn over a line that was put in order (1)" in told[0] and "left out" not in told[1]


# --- tables, numbers, speed -------------------------------------------------------------------------------------------


def test_tables_of_repair_are_whole():
    for name in (
        "repair_stay",
        "repair_verbs",
        "silent_heh",
        "repair_suffixes",
        "repair_compounds",
        "repair_adjectives",
    ):
        frame = tables.read(name)
        assert not frame.iloc[:, 0 if name != "repair_verbs" else slice(0, 2)].duplicated().any(), name
    assert tables.read("silent_heh")["word"].str.endswith("ه").all()
    assert set(tables.read("silent_heh")["without"]) <= {"", "plural", "left", "context"}
    stay, compounds = set(tables.read("repair_stay")["word"]), tables.read("repair_compounds")["word"]
    assert not stay & set(compounds.str.replace("|", "")), "a word cannot both stay and be cut"
    assert compounds.str.contains("|", regex=False).all()


def test_numbers_that_two_files_of_loops_share_are_equal():
    shared = {name for name in vars(repair_edits) if name.isupper() and name in vars(repair_loops)}
    assert len(shared) > 25
    assert all(getattr(repair_edits, name) == getattr(repair_loops, name) for name in shared)
    assert (repair_records.LETTER, repair_records.ZWNJ) == (repair_loops.LETTER, repair_loops.ZWNJ)
    glance = {name for name in vars(repair_scan) if name.isupper() and name in vars(repair_loops)}
    assert len(glance) == 8 and all(getattr(repair_scan, name) == getattr(repair_loops, name) for name in glance)


def test_no_two_words_of_the_tables_have_one_hash():
    words = {*tables.read("repair_stay")["word"], *tables.read("silent_heh")["word"], *repair_words.verb_forms()}
    folded = {repair_words.fold(word) for word in words}
    assert len({int(repair_words.hashed(word)) for word in folded}) == len(folded)


def test_what_a_signature_is_known_by_is_seen_at_a_glance():
    told = [
        "@a",
        "http://b",
        "t.me/c",
        "d.ir",
        "\U0001f194",
        "کانال",
        "کنید",
        "شوید",
        "بپیوندید",
        "تابعونا",
        "Follow",
        "join",
    ]
    texts = [f"متن {each} خبر" for each in (*told, "الف")]
    codes, starts = code_points.code_points(code_points.column(texts))
    seen = repair_scan.tails(codes, starts, *repair_posts.hints(), repair_posts.TAIL)
    assert [repair_posts._HINT.search(text) is not None for text in texts] == seen.tolist()


@pytest.mark.parametrize(
    "hostile",
    ["می ", "ها ", "  ", "\n", "(", "»", "🔹", "ـ", "‌", "@a\n", "ه", "ن‌", ". ", "تسا ", "\ufefb", "سال ۳۹۳۱ "],
)
def test_repair_takes_time_in_proportion(hostile):
    """Twice the text may take at most about twice the work; measured in steps of the profiler, not in seconds."""

    def steps(text: str) -> int:
        seen = 0

        def count(*_):
            nonlocal seen
            seen += 1

        sys.setprofile(count)
        shown(text)
        sys.setprofile(None)
        return seen

    shown(hostile)
    assert steps(hostile * 4000) <= 2.5 * steps(hostile * 2000) + 500


def test_compiled_loops_are_linear_in_a_long_word():
    import time

    def seconds(text: str) -> float:
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            shown(text)
            best = min(best, time.process_time() - begin)
        return best

    for piece in ("ه", "میشود", "ها ", "\n"):
        seconds(piece)
        assert seconds(piece * 80_000) <= 3.5 * seconds(piece * 40_000) + 0.02, piece


# --- through a build --------------------------------------------------------------------------------------------------


def test_a_corpus_gives_its_repairs_and_maps_places(corpus):
    texts = corpora.texts(corpus).set_index("doc_id")
    repairs = corpora.repairs(corpus)
    assert list(repairs.columns) == list(repair_map.COLUMNS)
    assert set(repairs["kind"]) <= set(repair.KINDS)
    assert repairs["confidence"].between(0.5, 1).all()
    places = corpora.readable_spans(corpus, corpus.mentions[["doc_id", "start", "end"]])
    same = 0
    for row in places.itertuples():
        text, whole = texts.at[row.doc_id, "text"], texts.at[row.doc_id, "readable"]
        there = "".join(whole[row.readable_start : row.readable_end].split()).replace(ZWNJ, "")
        same += there == "".join(text[row.start : row.end].split()).replace(ZWNJ, "")
    assert same >= len(places) - 2  # a name torn over a scrambled line, and the handle in a signature
    warnings = corpus.documents.set_index("doc_id")["warnings"]
    counted = repairs.groupby(["doc_id", "kind"]).size()
    for (doc, kind), count in counted.items():
        assert f"repaired {kind} ({count})" in warnings[doc]


def test_signature_is_of_no_passage_and_a_concordance_shows_the_readable_form(corpus):
    from helpers import counts

    passages = counts.passages_at(corpus, corpus.documents[["doc_id"]].assign(sentence=-1))
    assert not passages["passage"].str.contains("@womengov").any()
    assert passages["passage"].str.contains("بین‌الملل").any()
    table = counts.concordance(corpus, text="بینالملل")
    assert table["node"].str.contains("بین").all() and (table["node"] == "بین‌الملل").sum() >= 5


def test_a_signature_is_left_out_whatever_record_stands_before():
    """A bullet that ran into a signature kept it, and those of all records behind it in the batch."""
    texts = [f"عنوان خبر\nمتن خبر امروز است.\n{bullet}@womengov" for bullet in ("🔹 🔹 \n", "")]
    records = pd.DataFrame({"doc_id": ["a", "b"], "text": texts, "language": "fa"})
    first, second = repair.readable(records)[0]["readable"].tolist()
    assert "@womengov" not in first and second == "عنوان خبر\nمتن خبر امروز است."


def test_signatures_are_lines_at_the_end():
    assert repair_posts.signature("متن خبر.\n@channel\nکانال ما را دنبال کنید") == (8, 40)
    assert repair_posts.signature("@channel") is None
    assert repair_posts.signature("متن خبر\nحساب @channel را ببینید") is None


def test_the_words_of_an_event_stand_where_the_evidence_has_them():
    """Names around the trigger are looked at in the evidence: lines of 001 were put in order before it was read."""
    text = next((ROOT / "data" / "corpus").glob("001_*.txt")).read_text(encoding="utf-8")
    records = pd.DataFrame({"doc_id": ["a"], "text": [text], "language": ["fa"]}).astype("str")
    done = repair.read(records)
    found = repair.to_evidence(events.find(repair.in_order(records, done)), done)
    assert done.ordered and len(found) > 10
    assert [text[row.trigger_start : row.trigger_end] for row in found.itertuples()] == found["trigger"].tolist()
