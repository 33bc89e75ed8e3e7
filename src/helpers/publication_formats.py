"""The day of publication as a format wrote it comes in («1402/07/15», RFC 822, seconds since 1970), days go out.

Knows how programs write days; must not know the machine's clock or zone. What may mean two days is left unknown.
"""

import datetime
import email.utils
import re
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from . import calendars, dates

_NAT = np.datetime64("NaT", "s")
_DAY = np.timedelta64(1, "D")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_YEAR_FIRST = re.compile(r"(?<![\d:])(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d:])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z)?")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)")
_OFFSET = re.compile(
    r"(?<=\d)\s*(Z\b|(?:UTC|GMT)?\s*[+-]\d{2}:?\d{2}(?!\d)|UTC\b|GMT\b)|\b(?:UTC|GMT)\b", re.IGNORECASE
)
_RFC = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{2,4}(?:\s.*)?")
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2,8},? )?(?:([A-Z][a-z]{2,8})\.? (\d{1,2}),?|(\d{1,2}) ([A-Z][a-z]{2,8})\.?,?) (\d{4})(?!\d)"
)
_EPOCH = re.compile(r"-?\d{9,19}(?:\.\d+)?")
# 2041 in the Solar Hijri calendar, 1999 in the lunar one: no report bears such a solar year.
_LAST_SOLAR = 1420
_LATE = 19  # o'clock in UTC: from here on it is, or soon will be, the next day where the outlets are


@dataclass(frozen=True)
class Stamp:
    """The days that a stamp may mean: `first` to `last`; a second reading `other` when day and month may be exchanged.

    moment: the instant, where clock and offset are told. reason: why no day follows, or what is doubtful.
    """

    first: np.datetime64 = _NAT
    last: np.datetime64 = _NAT
    other: np.datetime64 = _NAT
    order: str = ""
    moment: datetime.datetime | None = None
    reason: str = ""


def intervals(documents: pd.DataFrame, zones: list[str]) -> tuple[np.ndarray, np.ndarray, list[list[str]]]:
    """Return the first and last day of each row's `published_format`, and warnings for each row.

    In: `file published_format` and, where known, `language`; zones: the zone told for each row («Asia/Kabul», «+04:30»)
    or "". A moment with an offset is the day in the zone told, else the day in its own offset. 07/10/2023 follows the
    other rows of its file where one of them can be read in one order only, and none in the other; else it is unknown.
    """
    written = [value.strip() if isinstance(value, str) else "" for value in documents["published_format"].tolist()]
    languages = documents["language"].tolist() if "language" in documents else [""] * len(written)
    keys = [(value, language == "ar") for value, language in zip(written, languages, strict=True)]
    read = _words({key: stamp(*key) for key in set(keys) if key[0]})
    orders = _orders(documents["file"].tolist(), keys, read)
    first, last = np.full(len(keys), _NAT), np.full(len(keys), _NAT)
    warnings: list[list[str]] = [[] for _ in keys]
    for row, (key, zone, file) in enumerate(zip(keys, zones, documents["file"].tolist(), strict=True)):
        if not key[0]:
            continue
        found = read[key]
        first[row], last[row], doubt = _placed(found, zone, orders.get(file, ""))
        if reason := doubt or found.reason:
            warnings[row].append(f"published «{key[0][:60]}»: {reason}")
    return first, last, warnings


def _placed(found: Stamp, zone: str, order: str) -> tuple[np.datetime64, np.datetime64, str]:
    if not np.isnat(found.other) and found.other != found.first:
        if not order:
            return _NAT, _NAT, "day and month may be exchanged; write it as 2023-10-07"
        day = found.first if order == "day first" else found.other
        return day, day, ""
    if found.moment is None:
        return found.first, found.last, ""
    if zone:
        try:
            day = np.datetime64(found.moment.astimezone(_zone(zone)).date(), "s")
        except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError, OSError):
            return found.first, found.last, f"the zone «{zone[:40]}» of metadata.csv is unknown; write it as Asia/Kabul"
        return day, day, ""
    if found.moment.utcoffset() == datetime.timedelta(0) and found.moment.hour >= _LATE:
        doubt = "a late hour in UTC, in the outlet's zone maybe the next day; write its zone into metadata.csv"
        return found.first, found.last, doubt
    return found.first, found.last, ""


def _zone(name: str) -> datetime.tzinfo:
    if match := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})", name.strip()):
        minutes = int(match[2]) * 60 + int(match[3])
        return datetime.timezone(datetime.timedelta(minutes=minutes if match[1] == "+" else -minutes))
    return zoneinfo.ZoneInfo(name.strip())


def _orders(files: list, keys: list, read: dict) -> dict[str, str]:
    """The order of day and month in each file that shows one: «25/10/2023» beside «07/10/2023»."""
    seen: dict[str, set[str]] = {}
    for file, key in zip(files, keys, strict=True):
        if key[0] and read[key].order:
            seen.setdefault(file, set()).add(read[key].order)
    return {file: next(iter(orders)) for file, orders in seen.items() if len(orders) == 1}


def stamp(written: str, arabic: bool = False) -> Stamp:
    """Return what one stamp means. `arabic`: in an Arabic text the year 1445 is a lunar one, elsewhere a solar one.

    Read are 2023-10-07, 2023/10, 2023, 1402/07/15 with or without a clock before or behind it, 20231007T102000Z,
    15/07/1402, RFC 822, and seconds, milli- or microseconds since 1970. Words of months are left to `dates`.
    """
    value = " ".join(_MARKS.sub("", written.translate(_DIGITS)).split())
    if _RFC.fullmatch(value) and (parts := email.utils.parsedate_tz(value)):
        return _mail(parts)
    if (match := _ENGLISH.match(value)) and (month := _month(match[1] or match[4])):
        return _days(int(match[5]), month, int(match[2] or match[3]), False)
    if match := _COMPACT.fullmatch(value):
        if (found := _compact(match)) is not None:
            return found
    if _EPOCH.fullmatch(value):
        return _epoch(value)
    if re.fullmatch(r"\d{4}(?:[-/.]\d{1,2})?", value):
        return _partial(value, arabic)
    found = [*_YEAR_FIRST.finditer(value), *_YEAR_LAST.finditer(value)]
    if len(found) != 1:
        return Stamp(reason="more than one day" if found else "no day that can be read; write it as 2023-10-07")
    match = found[0]
    rest = value[: match.start()] + " " + value[match.end() :]
    clock = _CLOCK.search(value)
    if re.search(r"\d", _OFFSET.sub("", _CLOCK.sub("0", rest)).replace("0", "")):
        return Stamp(reason="numbers beside the day that cannot be read; write it as 2023-10-07")
    if len(match[1]) == 4:
        return _dated(int(match[1]), int(match[3]), int(match[4]), clock, value, arabic)
    return _two_orders(int(match[4]), int(match[1]), int(match[3]), arabic)


def _calendar(year: int, arabic: bool) -> str:
    if year >= 1700:
        return calendars.GREGORIAN
    return calendars.LUNAR if arabic else calendars.SOLAR


@lru_cache(maxsize=50_000)
def _days(year: int, month: int, day: int, arabic: bool) -> Stamp:
    calendar = _calendar(year, arabic)
    if calendar == calendars.SOLAR and year > _LAST_SOLAR:
        return Stamp(reason=f"the year {year} is no Solar Hijri year of a report; a lunar day? Write it as 2023-10-07")
    if why := calendars.why_not(calendar, year, month, day):
        return Stamp(reason=why)
    found = calendars.to_day(calendar, year, month, day)[0]
    # sighting decides the lunar month: a day sooner or later than the Umm al-Qura calendar
    around = _DAY if calendar == calendars.LUNAR else 0 * _DAY
    return Stamp(found - around, found + around)


def _dated(year: int, month: int, day: int, clock, value: str, arabic: bool) -> Stamp:
    found = _days(year, month, day, arabic)
    offset = _OFFSET.search(value, clock.end() - 1) if clock else None
    if np.isnat(found.first) or found.first != found.last or offset is None:
        return found
    try:
        own = datetime.timezone.utc if not any(map(str.isdigit, offset[0])) else _zone(_tidy(offset[0]))  # noqa: UP017
        at = found.first.astype("datetime64[s]").item().replace(tzinfo=own)
        return Stamp(found.first, found.last, moment=at.replace(hour=int(clock[1]), minute=int(clock[2])))
    except ValueError:
        return Stamp(found.first, found.last, reason="a clock that does not exist; the day counts")


def _tidy(offset: str) -> str:
    return re.sub(r"[^\d+:-]", "", offset)


def _two_orders(year: int, one: int, two: int, arabic: bool) -> Stamp:
    first, second = _days(year, two, one, arabic), _days(year, one, two, arabic)
    if np.isnat(first.first) and np.isnat(second.first):
        return first
    if np.isnat(second.first):
        return Stamp(first.first, first.last, order="day first")
    if np.isnat(first.first):
        return Stamp(second.first, second.last, order="month first")
    return Stamp(first.first, first.last, other=second.first)


def _month(name: str) -> int:
    """The number of an English month, whole or shortened to at least three letters; 0 when it is none."""
    names = [calendars.month_name(calendars.GREGORIAN, month, "en") for month in range(1, 13)]
    return next(
        (number for number, whole in enumerate(names, 1) if whole.startswith("Sep" if name == "Sept" else name)), 0
    )


def _partial(value: str, arabic: bool) -> Stamp:
    if int(value[:4]) < 1700 and (arabic or int(value[:4]) > _LAST_SOLAR):
        return Stamp(reason="a year that may be lunar or solar; write it as 2023-10")
    try:
        return Stamp(*calendars.parse_when(value))
    except ValueError as problem:
        return Stamp(reason=str(problem))


def _compact(match: re.Match) -> Stamp | None:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not (1900 <= year < 2100 or 1300 <= year <= _LAST_SOLAR) or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    found = _days(year, month, day, False)
    if match[7] and match[4] and not np.isnat(found.first):
        at = found.first.item().replace(tzinfo=datetime.timezone.utc)  # noqa: UP017
        return Stamp(found.first, found.last, moment=at.replace(hour=min(int(match[4]), 23)))
    return found


def _mail(parts: tuple) -> Stamp:
    year, month, day, hour, minute = parts[:5]
    found = _days(year, month, day, False) if year >= 1900 else Stamp(reason="a year of two digits")
    if np.isnat(found.first) or parts[9] is None:
        return found
    zone = datetime.timezone(datetime.timedelta(seconds=parts[9]))
    try:
        return Stamp(found.first, found.last, moment=datetime.datetime(year, month, day, hour, minute, tzinfo=zone))
    except ValueError:
        return Stamp(found.first, found.last, reason="a clock that does not exist; the day counts")


def _epoch(value: str) -> Stamp:
    number = float(value)
    for unit in (1, 1e3, 1e6, 1e9):
        # from 1995 to 2100: a phone number or an id of as many digits is rarely in it, and never a day of news
        if 788_918_400 <= number / unit < 4_102_444_800:
            at = datetime.datetime.fromtimestamp(number / unit, datetime.timezone.utc)  # noqa: UP017
            day = np.datetime64(at.date(), "s")
            return Stamp(day, day, moment=at)
    return Stamp(reason="a number that is no day; write it as 2023-10-07")


def _words(read: dict[tuple[str, bool], Stamp]) -> dict[tuple[str, bool], Stamp]:
    """Stamps with words of months («۱۵ مهر ۱۴۰۲», `Oct 7, 2023`), read as dates in texts; one explicit day counts."""
    unread = (key for key, found in read.items() if np.isnat(found.first))
    asked = [key for key in unread if any(letter.isalpha() for letter in key[0])]
    if not asked:
        return read
    records = pd.DataFrame(
        {"doc_id": [str(number) for number in range(len(asked))], "text": [key[0] for key in asked],
         "language": ["ar" if key[1] else "fa" for key in asked]}
    )  # fmt: skip
    unknown = np.full(len(asked), _NAT)
    anchors = pd.DataFrame({"doc_id": records["doc_id"], "anchor_earliest": unknown, "anchor_latest": unknown,
                            "anchor_basis": pd.array([None] * len(asked), dtype="str")})  # fmt: skip
    found = dates.resolve(dates.find(records), anchors)
    dated = found[(found["kind"] == "date") & found["year"].notna() & found["earliest"].notna()]
    out = dict(read)
    for number, rows in dated.groupby("doc_id"):
        one = rows.iloc[0]
        if len(rows) == 1 and (pd.isna(one["reason"]) or not one["reason"]) and pd.isna(one["to_year"]):
            out[asked[int(number)]] = Stamp(one["earliest"].to_datetime64(), one["latest"].to_datetime64())
    return out
