"""Write the hostile corpus into a folder, and beside it `expected.csv`: one row an entry, the end it must come to.

`python tests/hostile/make.py FOLDER` makes it by hand; its files are dangerous to careless programs only.
"""

import csv
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from hostile import good, kinds, letters, markup, office, paths, pdfs, second, structured, zips
from hostile.cases import Case, World

COLUMNS = ("file", "class", "outcome", "code", "records", "contains", "lacks", "soak")
BETWEEN = " ¦ "  # parts several texts in one cell; no text of a case holds it
_PARTS = (letters, paths, zips, markup, pdfs, office, structured, kinds, second, good)


def cases(world: World, soak: bool | None = None) -> list[Case]:
    """Return every case, or only those that take long (`soak=True`) or do not (`False`)."""
    found = [case for part in _PARTS for case in part.cases()] + letters.secret_names(world)
    return [case for case in found if soak is None or case.soak == soak]


def write(folder: Path, world: World | None = None, soak: bool | None = False, only: str | None = None) -> list[dict]:
    """Make the files (or `only` one of them) in `folder`/corpus and `folder`/expected.csv; return the latter's rows.

    What this system cannot have (a device without rights) is in neither.
    """
    world = world or World()
    rows = []
    for case in cases(world, soak):
        if only in (None, case.file) and case.write(folder / "corpus", world):
            cells = (case.file, case.kind, case.outcome, case.code, case.records, BETWEEN.join(case.has))
            rows.append(dict(zip(COLUMNS, (*cells, BETWEEN.join(case.lacks), int(case.soak)), strict=True)))
    with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


if __name__ == "__main__":
    made = write(Path(sys.argv[1]), soak=None)
    print(f"{len(made)} entries in {sys.argv[1]}")
