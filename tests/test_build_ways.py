"""Whatever the way to a state of documents, names and decisions: its tables are those of a clean build, to the byte."""

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import copy_data

from helpers import build, decisions, store

SENTENCES = (
    "وزیر خارجه آقای رضا فاطمی در {day} قوس ۱۳۹۶ با هیئت ایسسکو در باکو دیدار کرد.",
    "احمد کاظمی، معاون وزیر امور زنان، گفت که نشست کابل {day} مهر ۱۴۰۱ برگزار می‌شود.",
    "وأعلن الوزير أحمد القاسمي يوم {day} مارس 2024 عن توقيع اتفاق مع وزارة الثقافة في تونس.",
    "په کابل کې د بهرنیو چارو وزیر د {day} جدی ۱۳۹۷ ناسته وکړه.",
    "فاطمی روز گذشته نیز با سفیر ازبکستان درباره دانشگاه بلخ گفتگو کرده بود.",
    "این کتاب ها را می خواند و نامه های وزارت را به هلمند می فرستد.",
)
NAMES = (
    "fatemi,person,fa,رضا فاطمی",
    "kazemi,person,fa,احمد کاظمی",
    "tunis,place,ar,تونس",
    "icesco2,organisation,fa,ایسسکو",
)
SUFFIXES = (".txt", ".txt", ".html", ".json")


class Way:
    """A data folder and random changes to it, each of which an analyst or a scheduler makes."""

    def __init__(self, data: Path, draw: random.Random):
        self.data, self.corpus, self.draw = data, data / "corpus", draw
        self.number = 0

    def step(self) -> str:
        """Do one change and return its name."""
        steps: list[Callable] = [
            self.add, self.add, self.change, self.rename, self.remove, self.copy, self.touch, self.name, self.unname,
            self.tell, self.decide,
        ]  # fmt: skip
        chosen = self.draw.choice(steps)
        chosen()
        return chosen.__name__

    def _some(self) -> Path | None:
        files = sorted(path for path in self.corpus.rglob("*") if path.is_file())
        return self.draw.choice(files) if files else None

    def _text(self) -> str:
        lines = [
            self.draw.choice(SENTENCES).format(day=self.draw.randint(1, 29)) for _ in range(self.draw.randint(1, 4))
        ]
        return f"خبر {self.draw.randint(1, 99)}\n\n" + "\n".join(lines)

    def add(self) -> None:
        self.number += 1
        suffix = self.draw.choice(SUFFIXES)
        path = self.corpus / self.draw.choice(("", "الف", "b")) / f"{self.draw.randint(0, 99)}-{self.number}{suffix}"
        path.parent.mkdir(exist_ok=True)
        text = self._text()
        if suffix == ".html":
            title, *lines = text.split("\n")
            text = f"<html><body><h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
        elif suffix == ".json":
            text = json.dumps([{"id": "a", "title": "نشست", "text": text, "published": "2024-03-26"}])
        path.write_text(text, encoding="utf-8")

    def change(self) -> None:
        if path := self._some():
            path.write_text(self._text(), encoding="utf-8")

    def rename(self) -> None:
        if path := self._some():
            self.number += 1
            path.rename(path.with_name(f"{self.draw.choice('azی')}{self.number}{path.suffix}"))

    def remove(self) -> None:
        if path := self._some():
            path.unlink()

    def copy(self) -> None:
        if path := self._some():
            self.number += 1
            shutil.copy(path, self.corpus / f"copy{self.number}{path.suffix}")

    def touch(self) -> None:
        if path := self._some():
            os.utime(path, ns=(0, self.draw.randint(1, 1 << 60)))

    def _lines(self, name: str) -> list[str]:
        path = self.data / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def name(self) -> None:
        lines = self._lines("actors.csv")
        new = [line for line in NAMES if line not in lines]
        (self.data / "actors.csv").write_text("\n".join(lines + new[:1]) + "\n", encoding="utf-8")

    def unname(self) -> None:
        lines = self._lines("actors.csv")
        del lines[self.draw.randrange(1, len(lines))]
        (self.data / "actors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def tell(self) -> None:
        if path := self._some():
            day = self.draw.choice(("1395", "1396-09", "2016-12-01", ""))
            line = f"{path.relative_to(self.corpus).as_posix()},{day},{self.draw.choice(('وزارت', 'آوا'))}"
            (self.data / "metadata.csv").write_text(f"file,published,outlet\n{line}\n", encoding="utf-8")

    def decide(self) -> None:
        path = self._some()
        if path is None or path.suffix != ".txt":
            return
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        kinds = [
            ("set_language", f"{digest}#0", self.draw.choice(("fa", "prs"))),
            ("merge", "person-رضا فاطمی", "person-فاطمی"),
            ("keep_apart", "baku", "icesco"),
            ("ignore", "baku", ""),
        ]
        lines = self._lines("decisions.csv") or [",".join(decisions.COLUMNS)]
        decision, target, value = self.draw.choice(kinds)
        lines.append(f"{len(lines)},{decision},{target},{value},ali,2024-01-0{self.draw.randint(1, 9)},")
        (self.data / "decisions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def tables(data: Path) -> dict[str, str]:
    generation = store.pointer(data / "tables")["generation"]
    folder = data / "tables" / generation
    made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    return made | {"generation": generation}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "seed, length, workers",
    [
        (1, 6, (1,)),
        (2, 6, (1,)),
        pytest.param(3, 25, (1, 1, 1, 1, 2), marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
        pytest.param(4, 25, (1,), marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
    ],
)
def test_every_way_leads_to_the_tables_of_a_clean_build(tmp_path, seed, length, workers):
    draw = random.Random(seed)
    way, steps = Way(copy_data(tmp_path / "data"), draw), []
    for path in sorted(way.corpus.iterdir())[1:4]:
        path.unlink()
    build.build(way.data, progress=False)
    for _ in range(length):
        steps += [way.step() for _ in range(draw.randint(1, 4))]
        build.build(way.data, progress=False, workers=draw.choice(workers))
        clean = tmp_path / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        clean.mkdir()
        # The files in another order of the folder, and as new ones to the system.
        for path in draw.sample(paths := sorted(p for p in way.data.rglob("*") if p.is_file()), len(paths)):
            if "tables" not in path.relative_to(way.data).parts:
                place = clean / path.relative_to(way.data)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        (clean / "corpus").mkdir(exist_ok=True)
        build.build(clean, progress=False, workers=draw.choice(workers))
        assert tables(way.data) == tables(clean), steps
