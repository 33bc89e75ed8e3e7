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


def cases() -> list[Told]:
    """Every case of a file that a person fills."""
    return [*_any_file(), *_actors(), *_metadata(), *_decisions()]


def _whole(file: str) -> str:
    return HEAD[file] + GOOD[file]


def _any_file() -> list[Told]:
    """What may happen to each of the three."""
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


def _actors() -> list[Told]:
    def row(text: str, said: bool = True) -> str:
        return _whole(ACTORS) + text

    rows = {
        "two_types": "sabzevar-culture,person,fa,شورا\n", "no_type": "x,,fa,خبر\n", "type_unknown": "x,robot,fa,خبر\n",
        "language_unknown": "x,person,xx,خبر\n", "no_name": "x,person,fa,\n", "no_id": ",person,fa,خبر\n",
        "name_of_marks": "x,person,fa,\u200c\u200f\u064b\n", "name_of_10_kb": f"x,person,fa,{'خبر ' * 2_500}\n",
        "same_twice": GOOD[ACTORS], "one_name_two_actors": "other,organisation,fa,شورای فرهنگی استان\n",
    }  # fmt: skip
    quiet = {
        "id_formula": "=cmd|calc,person,fa,نام دیگر\n", "id_odd": "\"a#b/..\n\",person,fa,نام دیگر\n",
        "id_long": f"{'x' * 10_000},person,fa,نام دیگر\n", "id_place": "000000000000#0:1-2,person,fa,نام دیگر\n",
        "id_prototype": "__proto__,person,fa,نام دیگر\n", "name_formula": "x,person,fa,=1+1\n",
        "name_markup": "x,person,fa,<script>hit</script>\n", "name_one_letter": "x,person,fa,و\n",
        "name_pattern": "x,person,fa,(.*)+$\n", "name_override": "x,person,fa,\u202eرضا\u202c\n",
        "many": "".join(f"x{n},person,fa,نام {n}\n" for n in range(3_000)),
    }  # fmt: skip
    made = [Told(name, ACTORS, row(text)) for name, text in rows.items() if name != "one_name_two_actors"]
    # A name of two actors is nobody's: its mention stays, ambiguous, and the registry's line is named.
    made.append(Told("one_name_two_actors", ACTORS, row(rows["one_name_two_actors"]), kept=False))
    return made + [Told(name, ACTORS, row(text), said=False) for name, text in quiet.items()]


def _metadata() -> list[Told]:
    rows = {
        "day_impossible": "b.txt,,2022-02-31,خ,\n", "day_esfand": "b.txt,,1400-12-30,خ,\n", "day_words": "b.txt,,دیروز,خ,\n",
        "file_missing": "nowhere.txt,,2022-01-01,خ,\n", "file_climbs": "../../secret.txt,,2022-01-01,خ,\n",
        "file_empty": ",,2022-01-01,خ,\n", "file_twice": GOOD[METADATA], "file_address": "http://127.0.0.1:9/x,,2022,خ,\n",
        "year_99999": "good2.txt,,99999-01-01,خ,\n",
    }  # fmt: skip
    return [Told(name, METADATA, _whole(METADATA) + text) for name, text in rows.items()] + [
        Told("outlet_formula", METADATA, _whole(METADATA).replace("خبرگزاری نمونه", "=cmd|' /C calc'!A0"), said=False),
        Told("outlet_markup", METADATA, _whole(METADATA).replace("خبرگزاری نمونه", "<img src=x>"), said=False),
    ]


def _decisions() -> list[Told]:
    rows = {
        "circle": "2,merge,sabzevar-culture,x,a,,\n3,merge,x,sabzevar-culture,a,,\n", "itself": "2,merge,sabzevar-culture,sabzevar-culture,a,,\n",
        "unknown": "2,delete,sabzevar-culture,,a,,\n", "no_target": "2,merge,,,a,,\n", "number_twice": "1,ignore,x,,a,,\n",
        "number_words": "یک,ignore,sabzevar-culture,,a,,\n", "number_huge": f"{'9' * 5_000},ignore,x,,a,,\n",
        "undo_nothing": "2,undo,99,,a,,\n", "undo_itself": "2,undo,2,,a,,\n", "undo_later": "2,undo,3,,a,,\n",
        "place_nowhere": "2,ignore,000000000000#0:5-9,,a,,\n", "place_back": "2,ignore,000000000000#0:9-5,,a,,\n",
        "place_huge": f"2,ignore,000000000000#0:1-{'9' * 400},,a,,\n", "rename_nothing": "2,rename,sabzevar-culture,,a,,\n",
        "actor_unknown": "2,merge,nobody,no-one,a,,\n", "day_impossible": "2,set_date,000000000000#0:1-2,2022-02-31,a,,\n",
        "chain": "".join(f"{n},merge,x{n},x{n + 1},a,,\n" for n in range(2, 400)),
    }  # fmt: skip
    return [Told(name, DECISIONS, _whole(DECISIONS) + text) for name, text in rows.items()]
