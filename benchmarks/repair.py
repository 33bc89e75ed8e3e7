"""Damage clean Persian news in the ways that files are damaged, repair it, and count what is right again.

    python benchmarks/repair.py FILE                 # JSON lines with `text` (and `lang`), or a plain text file
    python benchmarks/repair.py FILE --half even     # rules are made on one half and reported on the other
    python benchmarks/repair.py FILE --show 40       # what came out wrong, and what was changed in clean text

Four damages: `joined`, every half-space taken away («می‌شود» → «میشود»); `spaced`, every half-space made a space;
`pieces`, a line cut into pieces of one to four words that stand in reversed order, as some programs copy them from a
PDF; `visual`, the letters of a line backwards. A word with a half-space is right when all separators in it are as they
were. `strict` wants each half-space; `seen` leaves out those behind letters that never join, which look the same.

In clean text every change of a word is counted. News is itself written with and without half-spaces, so most changes
are repairs: read them with `--show` and say how many are wrong.
"""

import argparse
import json
import random
import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from helpers import repair

ZWNJ = "\u200c"
APART = "اآأإدذرزژوؤءة"
_LETTERS = re.compile(r"[^\W_ـ]")
_HALF = re.compile(rf"(?<=[^\W\d_]){ZWNJ}(?=[^\W\d_])")


def texts_of(path: Path, half: str) -> list[str]:
    """The Persian texts of a file; `half`: those of even lines, of odd lines or all."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in lines]
        lines = [row["text"] for row in rows if row.get("lang", "fa") in ("fa", "fas", "prs")]
    chosen = {"even": lines[::2], "odd": lines[1::2], "all": lines}[half]
    return [text.replace("ي", "ی").replace("ك", "ک") for text in chosen if text.strip()]


def repaired(texts: list[str]) -> list[str]:
    """The texts as `helpers.repair` gives them for reading."""
    records = pd.DataFrame({"doc_id": [f"{n}" for n in range(len(texts))], "text": texts, "language": "fa"})
    return repair.readable(records)[0]["readable"].tolist()


def separators(text: str) -> tuple[list[str], list[str]]:
    """The letters of a text, and what stands behind each: nothing, a half-space, or anything else."""
    letters, behind = [], []
    for sign in text:
        if _LETTERS.match(sign):
            letters.append(sign)
            behind.append("")
        elif behind:
            behind[-1] = ZWNJ if sign == ZWNJ and behind[-1] == "" else behind[-1] if sign == ZWNJ else " "
    return letters, behind


def seen(letters: list[str], behind: list[str]) -> list[str]:
    """Separators without the half-spaces that make no difference to the eye."""
    return ["" if mark == ZWNJ and letter in APART else mark for letter, mark in zip(letters, behind, strict=True)]


def words(behind: list[str]) -> list[tuple[int, int]]:
    """(begin, end) of each word: letters up to a separator that is no half-space."""
    out, begin = [], 0
    for at, mark in enumerate(behind):
        if mark == " " or at == len(behind) - 1:
            out.append((begin, at + 1))
            begin = at + 1
    return out


def half_spaces(texts: list[str], show: int) -> None:
    """Take half-spaces away, or make them spaces, and count the words that come back."""
    for name, put in (("joined", ""), ("spaced", " ")):
        total, strict, same, wrong = 0, 0, 0, Counter()
        for clean, out in zip(texts, repaired([_HALF.sub(put, text) for text in texts]), strict=True):
            letters, wanted = separators(clean)
            again, given = separators(out)
            if letters != again:
                print("letters differ:", clean[:60])
                continue
            for begin, end in words(wanted):
                if ZWNJ not in wanted[begin : end - 1]:
                    continue
                total += 1
                inner = slice(begin, end - 1)
                strict += wanted[inner] == given[inner]
                fine = seen(letters, wanted)[inner] == seen(letters, given)[inner]
                same += fine
                if not fine:
                    got = "".join(a + b for a, b in zip(letters[begin:end], given[begin:end], strict=True))
                    wrong[got.replace(ZWNJ, "|").strip()] += 1
        print(f"{name}: {total} words, strict {strict / max(total, 1):.4f}, seen {same / max(total, 1):.4f}")
        print("   ", *[f"{word} ({n})" for word, n in wrong.most_common(show)], sep="  ")


def scrambled(text: str, chance: random.Random) -> str:
    """A line as some programs copy it from a PDF: its pieces of one to four words in reversed order."""
    words, pieces = text.split(), []
    while words:
        size = chance.choice((1, 1, 1, 2, 2, 3, 4))
        pieces.append(" ".join(words[:size]))
        words = words[size:]
    pieces.reverse()
    return pieces[0] + "".join(f" {piece} " for piece in pieces[1:])


def visual(text: str, _: random.Random) -> str:
    """A line whose letters stand backwards; numbers and Latin words keep their direction, brackets are mirrored."""
    turned = text[::-1].translate(str.maketrans("()[]«»", ")(][»«"))
    return re.sub(r"[0-9A-Za-z۰-۹][0-9A-Za-z۰-۹.,:/٫٬@_-]*", lambda run: run[0][::-1], turned)


def stop_in_front(text: str, _: random.Random) -> str:
    """A line with its last stop first."""
    return text[-1] + text[:-1] if text[-1] in ".؟!" else text


def mirrored(text: str, _: random.Random) -> str:
    """A line with its brackets mirrored."""
    return text.translate(str.maketrans("()«»", ")(»«"))


DAMAGES = {"pieces": scrambled, "visual": visual, "stop": stop_in_front, "mirrored": mirrored}


def lines(texts: list[str], show: int, every: int = 10) -> None:
    """Set texts in lines of twelve words, damage every tenth line, and count the words in their right place.

    `kept`: words whose neighbours are right too count here although the line is displaced: the longest order that the
    line as it was and the line as it came out share.
    """
    chance = random.Random(7)
    for name, damage in DAMAGES.items():
        total, right, kept, whole, told, count, wrong = 0, 0, 0, 0, 0, 0, []
        for text in texts:
            tokens = text.split()
            own = [" ".join(tokens[at : at + 12]) for at in range(0, len(tokens) - 11, 12)][:60]
            chosen = [n for n in range(4 % every, len(own), every) if damage(own[n], random.Random(1)) != own[n]]
            if not chosen:
                continue
            damaged = [damage(line, chance) if n in chosen else line for n, line in enumerate(own)]
            records = pd.DataFrame({"doc_id": ["a"], "text": ["\n".join(damaged)], "language": ["fa"]})
            done = repair.read(records)
            got = (done.ordered["a"].text if "a" in done.ordered else records["text"][0]).split("\n")
            for n in chosen:
                wanted, given = own[n].split(), got[n].split()
                total, right = total + len(wanted), right + sum(a == b for a, b in zip(wanted, given, strict=False))
                kept += sum(block.size for block in SequenceMatcher(None, wanted, given, False).get_matching_blocks())
                whole, count = whole + (wanted == given), count + 1
                told += bool(done.doubtful)
                wrong += [(own[n], damaged[n], got[n])] if wanted != given else []
            others = [n for n in range(len(own)) if n not in chosen and own[n] != got[n]]
            wrong += [("not damaged:", own[n], got[n]) for n in others]
        print(
            f"{name}, every {every}: {total} words, right {right / max(total, 1):.4f}, kept {kept / max(total, 1):.4f}; "
            f"{count} lines, whole {whole}, doubtful {told}, others changed {sum(w[0] == 'not damaged:' for w in wrong)}"
        )
        for one in wrong[:show]:
            print("   ", *one, sep="\n      ")


def untouched(texts: list[str], show: int) -> None:
    """Count the words of clean text that are changed."""
    total, changed = 0, Counter()
    for clean, out in zip(texts, repaired(texts), strict=True):
        letters, wanted = separators(clean)
        again, given = separators(out)
        if letters != again:
            print("letters differ:", clean[:60])
            continue
        total += len(words(wanted))
        for begin, end in words(given):
            if given[begin:end] != wanted[begin:end]:
                changed[
                    "".join(
                        a + ("_" if b != c and b == " " else "") + c.replace(ZWNJ, "|")
                        for a, b, c in zip(letters[begin:end], wanted[begin:end], given[begin:end], strict=True)
                    )
                ] += 1
    count = sum(changed.values())
    print(f"clean: {total} words, {count} changed ({count / max(total, 1):.4%}), {len(changed)} kinds of change")
    print("   ", *[f"{word} ({n})" for word, n in changed.most_common(show)], sep="  ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    texts = texts_of(asked.file, asked.half)
    half_spaces(texts, asked.show)
    lines(texts, asked.show // 10)
    lines(texts, 0, 1)
    untouched(texts, asked.show)


if __name__ == "__main__":
    main()
