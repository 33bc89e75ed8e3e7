"""Dates in texts: records come in, a row an expression goes out (`find`), then the days each row means (`resolve`).

Must not know the machine's clock, files, or any word of a language: words are in `tables/`.
"""

from functools import cache

import numpy as np
import pandas as pd

from . import date_cues, date_lexicon, date_match, date_tokens, date_values, words
from .date_codes import Words, texts_of
from .date_resolve import resolve
from .date_rules import RULES

__all__ = ["COLUMNS", "RULES", "find", "resolve"]

COLUMNS = tuple(
    "doc_id start end surface kind calendar grain year month day to_year to_month to_day role rule "
    "unit offset to_offset cue bound tense part weekday nth spelt apart short_year of_year of_calendar home "
    "other_calendar other_year other_month other_day".split()
)
_AS_THEY_ARE = ("doc_id", "surface", "start", "end", "spelt", "apart")
_LANGUAGES = ("fa", "ar", "prs", "ps")


def find(records: pd.DataFrame) -> pd.DataFrame:
    """Return the time expressions of a batch of records; rows follow from the text alone.

    In: `doc_id text language` (`fa prs ps ar`; in another language the letters decide).
    Out, ordered by record and place: `doc_id start end surface kind calendar grain year month day to_year to_month
    to_day role rule` as written (offsets are code points of `text`; a day that no month has stays: 0, 32), and what
    `resolve` needs:
    - `unit offset to_offset` of a relative expression; `cue`, how the text names the year (`this year`, `past` ...);
    - `bound`, where the text names one end of a time: `since` (`منذ 2015`), `until` («تا ۱۵ مهر»), `begin`
      (`ابتداء من 2 مارس`, on which something does begin);
    - `tense` of the sentence (`future`, `present`, `alone` when the record holds nothing else);
    - `part` of a month or year; `weekday` (0 is Monday), `nth`; `spelt`, a day in words; `apart`, two days («4 و9»);
    - `short_year` of two digits; `of_year of_calendar`, the year beside a feast or a month of another calendar;
    - `other_*`, a second witness («15 رمضان 1445 الموافق 25 مارس 2024»); without a calendar, the other reading of 5/7;
    - `home`, the calendar in which the language counts years.
    """
    language, group = _languages(records)
    batch = date_tokens.read(records["text"], group)
    tokens = batch.tokens
    # a slot that took no part is at -1, where the byte of no class and the value 0 stand
    codes, values = np.frombuffer(tokens.classes + b"\0", dtype=np.uint8), np.append(tokens.value, 0)
    parts = date_match.match(tokens.classes).parts()
    rows = _joined([_rows(batch, language, codes, values, *part) for part in parts])
    out = date_cues.add(rows, tokens, rows.pop("spans"), rows["number"], np.diff(batch.record_start) - 1)
    begins = batch.record_start.take(out["number"])
    # the end takes the marks that stand on the last letter: «1445هـ»
    end, surface = batch.cut(out["start"] + begins, out["end"] + begins, _trailing())
    out["surface"] = texts_of(surface)
    out["end"] = end - begins
    out["doc_id"] = pd.array(records["doc_id"], dtype="str").take(out["number"])
    return pd.DataFrame({name: _column(name, out[name]) for name in COLUMNS}, copy=False)


def _rows(batch, language, codes, values, rule, first, after, slots) -> dict:
    """The columns of a part of the matches that follow from the match alone, with `number` of the record, `spans`."""
    tokens = batch.tokens
    spans = _edges(rule, np.stack([first, after], axis=1), slots)
    start = batch.raw(tokens.start.take(spans[:, 0]))
    record = np.searchsorted(batch.record_start, start, side="right") - 1
    rows = date_values.columns(date_values.Match(rule, slots, _slot_values(values, slots), codes, language[record]))
    begins = batch.record_start.take(record)
    end = batch.raw(tokens.end.take(spans[:, 1] - 1) - 1) + 1
    return rows | {"start": start - begins, "end": end - begins, "number": record, "spans": spans}


def _joined(parts: list[dict]) -> dict:
    """The columns of all parts, one behind the other."""
    if len(parts) == 1:
        return parts[0]
    out = {}
    for name in list(parts[0]):
        own = [part.pop(name) for part in parts]
        out[name] = Words.joined(own) if isinstance(own[0], Words) else np.concatenate(own)
    return out


@cache
def _trailing() -> np.ndarray:
    """Which code points below 0x800 are tatweel or a mark that stands on a letter, and mean nothing."""
    marks = np.isin(np.arange(0x800), [0x640, *range(0x64B, 0x660)])
    return marks & (date_lexicon.fold_table()[:0x800] == words.IGNORED)


def _column(name, values):
    """A column of the frame: words as `str`, numbers that may be missing as `Int64`."""
    if isinstance(values, Words):
        return values.series()
    if name in _AS_THEY_ARE:
        return values
    missing = values == date_values.MISSING
    return pd.arrays.IntegerArray(np.where(missing, 0, values), missing)


def _languages(records) -> tuple[Words, np.ndarray]:
    """The languages with words of their own, and their numbers in GROUPS; another is Arabic when it has teh marbuta."""
    code = Words.read(records["language"]).numbers(_LANGUAGES, -1)
    other = np.flatnonzero(code < 0)
    code[other] = ["ة" in text for text in records["text"].iloc[other]]
    return Words.of(code, _LANGUAGES), np.array([0, 1, 0, 2]).take(code)


def _edges(rule, spans, slots):
    """Narrow the spans of rules that name the slots where their surface begins and ends."""
    first, last = spans[:, 0].copy(), spans[:, 1].copy()
    for number, one in enumerate(RULES):
        mine = rule == number
        if not mine.any():
            continue
        if one.first:
            at = [np.where(slots[s][mine] >= 0, slots[s][mine], 1 << 40) for s in one.first.split("|")]
            at = np.min(at, axis=0)
            first[mine] = np.where(at < 1 << 40, at, first[mine])
        if one.last:
            last[mine] = slots[one.last][mine] + 1
    return np.stack([first, last], axis=1)


def _slot_values(values, slots):
    """The value of the token in each slot, 0 where the slot took no part; weekdays are read from their own digits."""
    out = {}
    for name, at in slots.items():
        value = values.take(at).astype(np.int64)
        if name in ("w", "w2"):
            value //= date_lexicon.WEEKDAY
        else:
            own = np.flatnonzero(value >= date_lexicon.WEEKDAY)
            value[own] %= date_lexicon.WEEKDAY
        out[name] = value
    return out
