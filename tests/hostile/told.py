"""Registries, metadata and decisions that are broken or lie: what a person told is data too, and each fault is named.

A good line among bad ones still counts; a file that cannot be read at all is said, and the documents load without it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hostile.cases import World

ACTORS, METADATA, DECISIONS = "actors.csv", "metadata.csv", "decisions.csv"
HEAD = {
    ACTORS: "actor_id,type,lang,name\n",
    METADATA: "file,record,published,outlet,zone\n",
    DECISIONS: "n,decision,target,value,by,on,note\n",
}
# What stands in the text that each is tried on: `cases.REPORT` as good.txt.
GOOD = {
    ACTORS: "sabzevar-culture,organisation,fa,شورای فرهنگی استان\n",
    METADATA: "good.txt,,2022-07-04,خبرگزاری نمونه,\n",
    DECISIONS: "1,rename,sabzevar-culture,شورای ما,a,,\n",
}


@dataclass(frozen=True)
class Told:
    """One such file. `said`: it must be named in `problems`; `kept`: its good line must still count."""

    name: str
    file: str
    data: bytes | str = ""
    said: bool = True
    kept: bool = True
    place: Callable[[Path, World], None] | None = None

    def write(self, folder: Path, world: World) -> None:
        """Put the file into a data folder."""
        path = folder / self.file
        path.unlink(missing_ok=True)
        if self.place:
            self.place(path, world)
        else:
            path.write_bytes(self.data if isinstance(self.data, bytes) else self.data.encode("utf-8"))


def _whole(file: str) -> str:
    return HEAD[file] + GOOD[file]


def cases() -> list[Told]:
    """What may happen to each of the three as a file."""
    out = []
    for file in HEAD:
        text = _whole(file)
        out += [
            Told("bom", file, "\ufeff" + text, said=False),
            Told("crlf", file, text.replace("\n", "\r\n"), said=False),
            Told("empty", file, "", kept=False),
            Told("windows_1256", file, text.replace("ی", "ي").encode("cp1256"), kept=False),
            Told("utf16", file, text.encode("utf-16"), kept=False),
            Told("noise", file, bytes(range(256)) * 40, kept=False),
            Told("columns_missing", file, "a,b\n1,2\n", kept=False),
            Told("columns_turned", file, _turned(text), said=False),
            Told("semicolons", file, text.replace(",", ";"), kept=False),
            Told("rows_short", file, text + "x\n,\n\n"),
            Told("rows_long", file, text.replace("\n", ",,,,,,,=1+1\n").replace(",,,,,,,=1+1\n", "\n", 1), said=False),
            Told("quote_open", file, text + '"خبر,a,b,c\nd,e\n'),
            Told("nul", file, text + "a\0b,person,fa,خ\0بر\n"),
            Told("lines_20_000", file, text + "x,y,z\n" * 20_000),
            Told("cell_of_200_kb", file, text + f"{'x' * 200_000},person,fa,{'خ' * 200_000}\n"),
            Told("pipe", file, kept=False, said=False, place=lambda path, world: os.mkfifo(path)),
            Told("folder", file, kept=False, said=False, place=lambda path, world: path.mkdir()),
        ]
    return out


def _turned(text: str) -> str:
    return "".join(",".join(reversed(line.split(","))) + "\n" for line in text.splitlines())


# Lines that are wrong, by the file they stand in: each is named in `problems`, and costs nothing but itself.
WRONG = {
    ACTORS: {
        "two types": "sabzevar-culture,person,fa,شورا", "no type": "x,,fa,خبر", "type": "x,robot,fa,خبر",
        "language": "x,person,xx,خبر", "no name": "x,person,fa,", "no id": ",person,fa,خبر",
        "a name of marks": "x,person,fa,\u200c\u200f\u064b", "a name of 10 kB": f"x,person,fa,{'خبر ' * 2_500}",
        "twice": GOOD[ACTORS].strip(),
        "one name, two actors": "other,organisation,fa,شورای فرهنگ استان\nmore,organisation,fa,شورای فرهنگ استان",
    },
    METADATA: {
        "no such day": "b.txt,,2022-02-31,خ,", "no such day of Esfand": "b.txt,,1400-12-30,خ,",
        "words": "b.txt,,دیروز,خ,",
        "no such file": "nowhere.txt,,2022-01-01,خ,", "a file that climbs": "../../secret.txt,,2022-01-01,خ,",
        "an absolute file": "/etc/passwd,,2022-01-01,خ,", "no file": ",,2022-01-01,خ,", "twice": GOOD[METADATA].strip(),
        "an address": "http://127.0.0.1:9/x,,2022,خ,", "a year": "good2.txt,,99999-01-01,خ,",
    },
    DECISIONS: {
        "a circle": "10,merge,a-a,b-b,a,,\n11,merge,b-b,a-a,a,,",
        "itself": "12,merge,sabzevar-culture,sabzevar-culture,a,,",
        "no such decision": "13,delete,sabzevar-culture,,a,,", "no target": "14,merge,,,a,,",
        "number twice": "1,ignore,x,,a,,",
        "no number": "یک,ignore,sabzevar-culture,,a,,", "a number of 5 kB": f"{'9' * 5_000},ignore,x,,a,,",
        "undo of nothing": "15,undo,99,,a,,", "undo of itself": "16,undo,16,,a,,",
        "undo of a later one": "17,undo,18,,a,,",
        "no such place": "18,ignore,000000000000#0:5-9,,a,,",
        "a place that goes back": "19,ignore,000000000000#0:9-5,,a,,",
        "a huge place": f"20,ignore,000000000000#0:1-{'9' * 400},,a,,",
        "renamed to nothing": "21,rename,sabzevar-culture,,a,,",
        "no such actor": "22,merge,nobody,no-one,a,,", "no such day": "23,set_date,000000000000#0:1-2,2022-02-31,a,,",
    },
}  # fmt: skip
# Lines that are odd and usable: nothing is said of them, and what they hold comes out as it went in.
ODD = {
    ACTORS: {
        "formula": "=cmd|calc,person,fa,نام یکم", "marks of ids": '"a#b/..",person,fa,نام دوم',
        "long": f"{'x' * 10_000},person,fa,نام سوم",
        "a place": "000000000000#0:1-2,person,fa,نام چهارم", "prototype": "__proto__,person,fa,نام پنجم",
        "sum": "f1,person,fa,=1+1",
        "markup": "f2,person,fa,<script>hit</script>", "one letter": "f3,person,fa,و", "pattern": "f4,person,fa,(.*)+$",
        "override": "f5,person,fa,\u202eرضا\u202c",
        "many": "\n".join(f"m{n},person,fa,نام شماره {n}" for n in range(2_000)),
    },
    METADATA: {"formula": "odd.txt,,2022-07-05,=cmd|' /C calc'!A0,", "markup": "odd.txt,1,2022-07-05,<img src=x>,"},
    DECISIONS: {"chain": "\n".join(f"{n},merge,m{n},m{n + 1},a,," for n in range(100, 400))},
}  # fmt: skip


def with_lines(file: str) -> tuple[str, dict[str, range]]:
    """Return `file` with its good line, all odd and all wrong ones, and where each of the wrong ones stands."""
    text = _whole(file) + "".join(f"{line}\n" for line in ODD[file].values())
    places = {}
    for name, lines in WRONG[file].items():
        first = text.count("\n") + 1
        text += f"{lines}\n"
        places[name] = range(first, text.count("\n") + 1)
    return text, places
