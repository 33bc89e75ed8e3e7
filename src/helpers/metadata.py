"""What a person told about the documents: data/metadata.csv comes in, its rows and what is wrong with it go out.

Knows the file's columns; resolves no date (`publication` does) and opens no document.
"""

from pathlib import Path

import pandas as pd

from helpers import calendars, filled

COLUMNS = ("file", "record", "published", "outlet", "zone")
_NEEDED = ("file", "published", "outlet")


def load(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (rows, problems) of a metadata file, which may be missing.

    rows: `file record published outlet zone line`, every cell a string, empty where nothing was told. problems:
    `file line problem remedy`. A `published` that is no day, month or year is left out of its row and named.
    """
    unread: list[filled.Problem] = []
    rows = filled.rows(path, COLUMNS, _NEEDED, unread)
    problems: list[tuple[str, int, str, str]] = [(path.name, *each) for each in unread]
    good = []
    for line, row in rows:
        published = row["published"].strip()
        if published:
            try:
                calendars.parse_when(published)
            except ValueError as error:
                problems.append((path.name, line, f"published of {row['file']}: {error}", "write it as 2016-02-07"))
                published = ""
        if not row["file"].strip():
            problems.append((path.name, line, "the file of this line is empty", "write the file's name below corpus/"))
            continue
        good.append((*(row[column].strip() for column in ("file", "record")), published, row["outlet"].strip(),
                     row["zone"].strip(), line))  # fmt: skip
    frame = pd.DataFrame(good, columns=[*COLUMNS, "line"]).astype(dict.fromkeys(COLUMNS, "str") | {"line": "int64"})
    for row in frame[frame.duplicated(["file", "record"])].itertuples():
        problems.append((path.name, row.line, f"{row.file} is told twice; the first line counts", "delete one line"))
    frame = frame[~frame.duplicated(["file", "record"])].reset_index(drop=True)
    found = pd.DataFrame(problems, columns=["file", "line", "problem", "remedy"]).astype({"line": "int64"})
    return frame, found


def outlets(records: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """Return the outlet told for each row of `records` (`file record`), or missing; a record's own row first."""
    named = told[told["outlet"] != ""]
    own = named[named["record"] != ""].set_index(["file", "record"])["outlet"]
    whole = named[named["record"] == ""].set_index("file")["outlet"]
    keys = pd.MultiIndex.from_frame(records[["file", "record"]])
    found = pd.Series(own.reindex(keys).to_numpy(), index=records.index, dtype="str")
    return found.where(found.notna(), records["file"].map(whole))
