"""When a record was published: metadata, format, dateline and file name come in, a day or an interval goes out.

Must not know how dates are found, the machine's clock, or the times of files.
"""

import re

import numpy as np
import pandas as pd

from . import calendars, publication_formats

SOURCES = ("metadata", "format", "dateline", "file name")
_NAT = np.datetime64("NaT", "s")

# A day in a file's name: eight digits or three numbers, year first, that no other digit touches
# («report_2024-03-26.txt», «14020715.html»; not «003_757d1274a8f0dcd8.txt»).
_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(\d{4})([-_.]?)(\d{2})\2(\d{2})(?![0-9A-Za-z])")
_LETTERED_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def anchors(documents: pd.DataFrame, found: pd.DataFrame, metadata: pd.DataFrame) -> pd.DataFrame:
    """Return when each record was published and the interval that its relative dates start from.

    In: `documents` (`doc_id file record published_format`, the last as the format wrote it or missing; `language`
    where known), `found` (rows of `dates.find`, whose role `publication` is the dateline), `metadata`
    (`file published` and optionally `record` and `zone`, all strings; `published` is a day, month or year, Gregorian
    or Solar Hijri; `zone`, «Asia/Kabul» or «+04:30», is where the moments of a format are turned into days).
    Out, a row a document in their order: `doc_id published published_basis anchor_earliest anchor_latest anchor_basis
    warnings`. `published` is missing when less than a day is known; then the month or year only anchors.
    The first of metadata, format, dateline and file name counts; a later one that lies outside it is a warning.
    """
    columns = [
        _from_metadata(documents, metadata),
        _from_format(documents, metadata),
        _from_dateline(documents, found),
        _from_name(documents),
    ]
    size = len(documents)
    earliest, latest = np.full(size, _NAT), np.full(size, _NAT)
    basis = np.full(size, None, dtype=object)
    warnings = [[*told, *written] for told, written in zip(columns[0][2], columns[1][2], strict=True)]
    for source, (first, last, _) in zip(SOURCES, columns, strict=True):
        known = ~np.isnat(first)
        apart = known & ~np.isnat(earliest) & ((first > latest) | (last < earliest))
        for row in np.flatnonzero(apart).tolist():
            warnings[row].append(
                f"published {_shown(earliest[row], latest[row])} by {basis[row]}, "
                f"but {_shown(first[row], last[row])} by {source}"
            )
        # a coarser source only anchors: a day inside it from a later source is the better knowledge
        finer = known & ~apart & ~np.isnat(earliest) & (last - first < latest - earliest)
        take = known & np.isnat(earliest) | finer
        earliest[take], latest[take], basis[take] = first[take], last[take], source
    day = earliest == latest
    return pd.DataFrame(
        {
            "doc_id": documents["doc_id"].to_numpy(),
            "published": np.where(day, earliest, _NAT),
            "published_basis": pd.array(np.where(day, basis, None), dtype="str"),
            "anchor_earliest": earliest,
            "anchor_latest": latest,
            "anchor_basis": pd.array(basis, dtype="str"),
            "warnings": pd.array(["; ".join(w) for w in warnings], dtype="str"),
        }
    )


def _shown(first, last) -> str:
    first, last = str(first)[:10], str(last)[:10]
    return first if first == last else f"{first} to {last}"


def _empty(size):
    return np.full(size, _NAT), np.full(size, _NAT), [[] for _ in range(size)]


def _from_metadata(documents, metadata):
    first, last, warnings = _empty(len(documents))
    if not len(metadata) or "published" not in metadata:
        return first, last, warnings
    told = _told(documents, metadata, "published")
    for row, (file, when) in enumerate(zip(documents["file"].tolist(), told, strict=True)):
        if when is None:
            continue
        try:
            first[row], last[row] = calendars.parse_when(when)
        except ValueError as problem:
            warnings[row].append(f"metadata.csv, {file}: {problem}")
    return first, last, warnings


def _told(documents, metadata, column: str) -> list[str | None]:
    """What metadata.csv tells of each document in a column; a record's own line before the line of its file."""
    if column not in metadata or not len(metadata):
        return [None] * len(documents)
    said = {}
    record = metadata["record"].tolist() if "record" in metadata else [""] * len(metadata)
    for file, which, value in zip(metadata["file"].tolist(), record, metadata[column].tolist(), strict=True):
        if isinstance(value, str) and value.strip():
            said[file, which if isinstance(which, str) else ""] = value.strip()
    places = zip(documents["file"].tolist(), documents["record"].tolist(), strict=True)
    return [said.get((file, str(which)), said.get((file, ""))) for file, which in places]


def _from_format(documents, metadata):
    zones = _told(documents, metadata, "zone")
    return publication_formats.intervals(documents, [zone or "" for zone in zones])


def _from_dateline(documents, found):
    first, last, warnings = _empty(len(documents))
    lines = found[(found["role"] == "publication") & found["year"].notna() & found["day"].notna()]
    lines = lines.drop_duplicates("doc_id")
    day = calendars.to_day(lines["calendar"].to_numpy(dtype=object), lines["year"], lines["month"], lines["day"])
    place = pd.Index(documents["doc_id"]).get_indexer(lines["doc_id"])
    known = place >= 0
    first[place[known]] = last[place[known]] = day[known]
    return first, last, warnings


def _from_name(documents):
    first, last, warnings = _empty(len(documents))
    for row, file in enumerate(documents["file"].tolist()):
        name = str(file).translate(_LETTERED_DIGITS)
        for match in _IN_NAME.finditer(name):
            year, month, day = int(match[1]), int(match[3]), int(match[4])
            calendar = calendars.SOLAR if year < 1700 else calendars.GREGORIAN
            # a name says a day only when it is a plausible day of news, not any eight digits
            if 1300 <= year < 1500 or 1900 <= year < 2100:
                day = calendars.to_day(calendar, year, month, day)[0]
                if not np.isnat(day):
                    first[row] = last[row] = day
                    break
    return first, last, warnings
