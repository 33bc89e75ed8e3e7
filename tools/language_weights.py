"""Weights of words, endings and letters: sentences of known languages come in, rows of language_weights.csv go out.

    python tools/language_weights.py FILE.jsonl …            # learn, and write src/helpers/tables/language_weights.csv
    python tools/language_weights.py FILE.jsonl … --folds 5  # learn on the other folds only, say how each fold is read

A line of a file: `text`, `lang` (fas prs arb pus ckb urd, or fa prs ar ps ckb ur) and `doc`, the document it stands
in, which is in one fold as a whole. Only counts go out, never sentences.

Rows with the basis `read` were written by a reader of the languages and stay as they are; rows with the basis `counted`
are learned beside them. Two regressions with weights of at least zero, most of which become zero: one tells the
languages, one Dari from Persian, on Persian alone. A set in which every text stands in all languages keeps topics out
of the weights. To learn from texts as they are typed, some are changed first: Arabic yeh and kaf, plain letters for the
special ones of Pashto, Urdu and Sorani; and they are cut to pieces of one to twenty sentences, or a few words.
"""

import argparse
import collections
import json
import math
import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import language, language_letters, tables
from helpers.language_letters import plain

TABLE = Path(tables.__file__).parent / "language_weights.csv"
CODES = {"fas": "fa", "pes": "fa", "arb": "ar", "pus": "ps", "pbu": "ps", "urd": "ur", "ckb": "ckb", "prs": "prs"}
WORD = re.compile("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنهویئؤء]+")
# Spelling that depends on the keyboard, not on the country.
KEYBOARD = {"می", "ها", "های", "ی", "ای", "نمی", "هایی", "ء", "ان", "اند", "هم", "گان", "ام", "اش"}
# A word of nearly every document of both varieties («در», «است») tells nothing, and its sum grows with the text.
EVERYWHERE = 0.7
# A table that a reader can still go through: how many markers of a kind are tried.
OF_FAMILIES = {"word": 300, "start": 80, "end": 80}
OF_VARIETIES = {"word": 700, "pair": 300, "end": 150}
LEAST_DOCUMENTS = 3
LEAST_WEIGHT = {"fas": 0.15, "fa": 0.02}
# Dari is told from Persian by many small signs of a page: pages count half, the many short texts the other half.
LONG_SHARE = 0.5
FAMILIES, VARIETIES = language.FAMILIES[:-1], language.VARIETIES


def sentences(paths: list[Path]) -> pd.DataFrame:
    with_codes = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            with_codes.append((told["text"], CODES.get(told["lang"], told["lang"]), told.get("doc", path.name)))
    return pd.DataFrame(with_codes, columns=["text", "language", "doc"])


def pieces(told: pd.DataFrame, size: int, step: int = 0) -> pd.DataFrame:
    """Texts of `size` sentences in a row, of one language: one every `step` sentences, or one behind another."""
    rows = []
    for spoken, own in told.groupby("language", sort=True):
        texts = own["text"].tolist()
        rows += [(" ".join(texts[at : at + size]), spoken) for at in range(0, len(texts) - size + 1, step or size)]
    return pd.DataFrame(rows, columns=["text", "language"])


def typed(text: str, spoken: str, chance: random.Random) -> str:
    """A text as somebody else would type it."""
    way = chance.random()
    if way < 0.5:
        return text
    if way < 0.7 and spoken != "ar":
        return text.translate(str.maketrans("یک", "يك"))
    if way < 0.85:
        special = {ord(row.letter): row.plain for row in tables.read("language_letters").itertuples()}
        special |= dict(zip(map(ord, "ېۍےګہھەۃۀةيىك"), "ییهگههههههییک", strict=False)) | {ord("ے"): "ی"}
        return text.translate({key: value for key, value in special.items() if chr(key) != value})
    return text.replace("\u200c", " " if way < 0.93 else "")


def training(told: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)  # noqa: S311 - texts are cut, nothing is kept secret
    parts = [pieces(told, size, (size + 1) // 2).assign(size=size) for size in (1, 3, 10)]
    short = pieces(told, 1)
    cut = []
    for text in short["text"]:
        words = text.split()
        size = chance.randint(2, 7)
        at = chance.randrange(max(1, len(words) - size))
        cut.append(" ".join(words[at : at + size]))
    parts.append(short.assign(text=cut, size=0))
    whole = pd.concat(parts, ignore_index=True)
    whole["text"] = [typed(text, spoken, chance) for text, spoken in zip(whole["text"], whole["language"], strict=True)]
    return whole


def candidates(
    told: pd.DataFrame, label: pd.Series, kinds: dict[str, int], most_everywhere: float = 2.0
) -> list[tuple[str, str]]:
    """The markers that tell the labels apart best, by how unevenly the documents that hold them are shared out.

    `most_everywhere`: a marker that a larger share of the documents holds under each label is left out.
    """
    holding: dict[tuple[str, str], dict[str, set]] = collections.defaultdict(lambda: collections.defaultdict(set))
    for text, own, doc in zip(told["text"], label, told["doc"], strict=True):
        words = WORD.findall(plain(text))
        found = {("word", word) for word in words}
        found |= {("start", word[:size]) for word in words for size in (2, 3) if len(word) > size}
        found |= {("end", word[-size:]) for word in words for size in (2, 3) if len(word) > size}
        found |= {("pair", f"{a} {b}") for a, b in pairwise(words)}
        found |= {("letter", letter) for letter in text if letter.isalpha() and 0x600 <= ord(letter) < 0x700}
        for each in found:
            holding[each][own].add(doc)
    sizes = told.groupby(label)["doc"].nunique()
    chosen = []
    for kind, most in kinds.items():
        worth = {}
        for each, by_label in holding.items():
            if each[0] != kind or (kind in ("word", "pair") and set(each[1].split()) & KEYBOARD):
                continue
            shares = np.array([len(by_label.get(own, ())) for own in sizes.index])
            if shares.max() >= LEAST_DOCUMENTS and (shares / sizes.to_numpy()).min() < most_everywhere:
                rate = (shares + 0.5) / (sizes.to_numpy() + 1)
                worth[each] = (rate * np.log(rate / rate.mean())).sum() - 0.1 * math.log(1 / rate.max())
        chosen += sorted(worth, key=lambda each: (-worth[each], each))[:most]
    return chosen


def matrix(texts: pd.Series, markers: list[tuple[str, str]]) -> np.ndarray:
    """A row a text, a column a marker: how much it is worth there."""
    order = sorted(range(len(markers)), key=lambda n: markers[n][0] != "letter")
    made = language_letters.markers(*map(list, zip(*(markers[n] for n in order), strict=True)))
    counts = language_letters.count(texts, made)
    dense = np.zeros((len(texts), len(markers)), dtype=np.float32)
    rows = np.repeat(np.arange(len(texts)), np.diff(counts.begins))
    dense[rows, np.array(order)[counts.marker]] = language.GAIN[np.minimum(counts.times, len(language.GAIN) - 1)]
    return dense


def regression(dense, offset, wanted, share, sparse: float, small: float, steps: int = 120) -> np.ndarray:
    """Weights of at least zero: a row a marker, a column a class. `offset`: the scores before; `share` of each text.

    FISTA; `sparse` (L1) makes weights zero, `small` (L2) makes many small ones of a few large ones: between the two
    varieties of Persian the many small ones hold in other texts, between languages a few markers are enough.
    """
    m, classes = dense.shape[1], offset.shape[1]
    w = np.zeros((m, classes), dtype=np.float32)
    ahead, momentum = w.copy(), 1.0
    vector = np.ones(m, dtype=np.float32)
    for _ in range(8):
        vector = dense.T @ (dense @ vector)
        vector /= np.linalg.norm(vector)
    rate = 1 / (0.5 * float(np.linalg.norm(dense.T @ (dense @ vector))) * float(share.max()) + small)
    goal = np.eye(classes, dtype=np.float32)[wanted]
    for _ in range(steps):
        missed = (language.shares(offset + dense @ ahead) - goal) * share
        gradient = dense.T @ missed.astype(np.float32) + small * ahead
        new = np.maximum(0, ahead - rate * (gradient.astype(np.float32) + sparse))
        following = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead = new + (momentum - 1) / following * (new - w)
        w, momentum = new, following
    return w


def learn(told: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Return the whole table: the given rows, and the counted ones."""
    rows = [given]
    known = set(zip(given["kind"], given["marker"].map(plain), strict=True))
    known |= {
        ("letter", marker) for kind, marker in zip(given["kind"], given["marker"], strict=True) if kind == "letter"
    }
    whole = training(told)
    for spoken, kinds, cost in ((VARIETIES, OF_VARIETIES, (5e-5, 4e-2)), (FAMILIES, OF_FAMILIES, (3e-5, 0.0))):
        persian = spoken == VARIETIES
        own, texts = (each[each["language"].isin(VARIETIES)] if persian else each for each in (told, whole))
        if persian:
            texts = texts[texts["size"] > 0]  # a few words of one variety are mostly words of both
        label = own["language"] if persian else own["language"].replace(dict.fromkeys(VARIETIES, "fas"))
        wanted = texts["language"] if persian else texts["language"].replace(dict.fromkeys(VARIETIES, "fas"))
        everywhere = EVERYWHERE if persian else 2.0
        markers = [each for each in candidates(own, label, kinds, everywhere) if each not in known]
        # The varieties come first: a word of one of them speaks for Persian too, and is in what the rows so far say.
        before = scores(texts["text"], pd.concat(rows), persian)
        share = shared_out(texts["size"], LONG_SHARE if persian else 0)
        made = regression(matrix(texts["text"], markers), before, wanted.map(spoken.index).to_numpy(), share, *cost)
        if persian:
            made = np.maximum(0, made - made[:, ::-1])
        rows.append(
            pd.DataFrame(
                [
                    (*marker, name, f"{weight:.2f}", "counted", "")
                    for marker, each in zip(markers, made, strict=True)
                    for name, weight in zip(spoken, each, strict=True)
                    if weight >= LEAST_WEIGHT[spoken[0]]
                ],
                columns=given.columns,
            )
        )
    return pd.concat(rows, ignore_index=True)


def shared_out(size: pd.Series, long: float) -> np.ndarray:
    """Return what each text counts, a column: the longest texts together `long`, or each text the same for 0."""
    if not long:
        return np.full((len(size), 1), 1 / len(size))
    longest = (size == size.max()).to_numpy()[:, None]
    return np.where(longest, long / longest.sum(), (1 - long) / (~longest).sum())


def scores(texts: pd.Series, rows: pd.DataFrame, persian: bool) -> np.ndarray:
    """What rows say of each text: a column a variety of Persian, or a language."""
    told = language.weights(rows)
    counts = language_letters.count(texts, told.markers)
    made = language.weigh(counts.begins, counts.marker, counts.times, told.weights, language.GAIN)
    return made[:, -len(VARIETIES) :] if persian else language.families(made)[:, : len(FAMILIES)]


def folds(told: pd.DataFrame, given: pd.DataFrame, count: int) -> None:
    """Say how texts of one and of ten sentences are read by weights learned on the other folds."""
    docs = sorted(told["doc"].unique())
    random.Random(7).shuffle(docs)  # noqa: S311 - folds, no secret
    fold = told["doc"].map({doc: n % count for n, doc in enumerate(docs)})
    made = []
    for n in range(count):
        rows = learn(told[fold != n], given)
        read = language.weights(rows)
        for size in (1, 10):
            own = pieces(told[fold == n], size)
            spoken, sure = language.tell(own["text"], read)
            made.append(own.assign(size=size, said=spoken, sure=sure))
        print(f"fold {n}: {len(rows)} rows")
    report(pd.concat(made, ignore_index=True))


def report(made: pd.DataFrame) -> None:
    for size, own in made.groupby("size"):
        print(f"texts of {size} sentences:")
        for spoken, each in own.groupby("language"):
            said = each["said"].value_counts().to_dict()
            print(f"  {spoken:4} {(each['said'] == spoken).mean():.4f} of {len(each)}: {said}")
        bins = pd.cut(own["sure"], [0, 0.25, 0.5, 0.75, 0.9, 0.97, 1], include_lowest=True)
        right = own["said"] == own["language"]
        for each, n in bins.value_counts(sort=False).items():
            if n:
                print(
                    f"    sure {each}: {n} texts, {own['sure'][bins == each].mean():.3f} said, "
                    f"{right[bins == each].mean():.3f} right"
                )


def write(rows: pd.DataFrame) -> None:
    rows = rows.assign(order=rows["kind"].map(language_letters.KINDS.index))
    rows = rows.sort_values(
        ["order", "language", "basis", "marker"], ascending=[True, True, False, True], kind="stable"
    )
    rows.drop(columns="order").to_csv(TABLE, index=False, lineterminator="\n")
    print(f"{TABLE.name}: {len(rows)} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=0, help="write nothing: learn on the other folds, read each")
    asked = parser.parse_args()
    told = sentences(asked.files)
    table = tables.read("language_weights")
    given = table[table["basis"] == "read"]
    if asked.folds:
        folds(told, given, asked.folds)
    else:
        write(learn(told, given))


if __name__ == "__main__":
    main()
