"""Dates in texts: records come in, a row an expression goes out (`find`), then the days each row means (`resolve`).

Must not know the machine's clock, files, or any word of a language: words are in `tables/`.
"""

import numpy as np
import pandas as pd

from . import date_cues, date_lexicon, date_tokens, date_values
from .date_resolve import resolve
from .date_rules import RULES, machine, match

__all__ = ["COLUMNS", "RULES", "find", "resolve"]

COLUMNS = tuple(
    "doc_id start end surface kind calendar grain year month day to_year to_month to_day role rule "
    "unit offset to_offset cue bound tense part weekday nth spelt apart short_year of_year of_calendar home "
    "other_calendar other_year other_month other_day".split()
)
_PLAIN = ("start", "end", "spelt", "apart")
_TEXT = "doc_id surface kind calendar grain role rule unit cue bound tense part of_calendar other_calendar home".split()
# Tatweel and the marks that stand on a letter.
_TRAILING = frozenset("\u0640" + "".join(map(chr, range(0x64B, 0x660))))
SLOTS = sorted({slot for rule in machine().slots for slot in rule})


def find(records: pd.DataFrame) -> pd.DataFrame:
    """Return the time expressions of a batch of records; rows follow from the text alone.

    In: `doc_id text language` (`fa prs ps ar`; in another language the letters decide).
    Out, ordered by record and place: `doc_id start end surface kind calendar grain year month day to_year to_month
    to_day role rule` as written (offsets are code points of `text`), and what `resolve` needs:
    - `unit offset to_offset` of a relative expression; `cue`, how the text names the year (`this year`, `past` ...);
    - `bound`, where the text names one end of a time: `since` (`منذ 2015`), `until` («تا ۱۵ مهر»), `begin`
      (`ابتداء من 2 مارس`, on which something does begin);
    - `tense` of the sentence (`future`, `present`, `alone` when the record holds nothing else);
    - `part` of a month or year; `weekday` (0 is Monday), `nth`; `spelt`, a day in words; `apart`, two days («4 و9»);
    - `short_year` of two digits; `of_year of_calendar`, the year beside a feast or a month of another calendar;
    - `other_*`, a second witness («15 رمضان 1445 الموافق 25 مارس 2024»); without a calendar, the other reading of 5/7;
    - `home`, the calendar in which the language counts years.
    """
    texts = records["text"].tolist()
    languages = _languages(records["language"].tolist(), texts)
    groups = np.array([{"ar": 1, "ps": 2}.get(lang, 0) for lang in languages], dtype=np.int64)
    batch = date_tokens.read(texts, groups)
    tokens = batch.tokens
    rule, spans, slots = _matches(tokens.classes)
    spans = _edges(rule, spans, slots)
    start = batch.raw(tokens.start[spans[:, 0]])
    record = np.searchsorted(batch.record_start, start, side="right") - 1
    rows = date_values.columns(
        date_values.Match(rule, slots, _slot_values(tokens, slots), tokens.classes, languages[record])
    )
    rows["start"] = start - batch.record_start[record]
    rows["end"] = batch.raw(tokens.end[spans[:, 1] - 1] - 1) + 1 - batch.record_start[record]
    rows["number"] = record
    out = date_cues.add(rows, tokens, spans, record, np.diff(batch.record_start) - 1)
    record = out["number"]
    behind = batch.ignored_at(out["end"] + batch.record_start[record])
    out["doc_id"] = records["doc_id"].to_numpy(dtype=object)[record]
    out["surface"] = _surfaces(out, texts, record.tolist(), behind)
    return pd.DataFrame({name: _column(name, out[name]) for name in COLUMNS})


def _column(name, values):
    """A column of the frame: words as `str`, numbers that may be missing as `Int64`."""
    if name in _TEXT:
        return pd.array(values, dtype="str")
    if name in _PLAIN:
        return values
    missing = values == date_values.MISSING
    return pd.arrays.IntegerArray(np.where(missing, 0, values), missing)


def _languages(languages, texts) -> np.ndarray:
    """The languages with words of their own; another is Arabic when it has teh marbuta, else Persian."""
    known = [
        lang if lang in ("fa", "prs", "ps", "ar") else "ar" if "ة" in text else "fa"
        for lang, text in zip(languages, texts, strict=True)
    ]
    return np.array(known, dtype=object)


def _matches(classes: bytes):
    """Return (rule, first and last token, slot columns of token numbers) of every match, in the order of the text."""
    parts = match(classes)
    rule = np.repeat(np.arange(len(parts)), [len(spans) for spans, _ in parts])
    spans = np.concatenate([spans for spans, _ in parts])
    slots = {name: np.full(len(rule), -1, dtype=np.int64) for name in SLOTS}
    at = 0
    for names, (_, groups) in zip(machine().slots, parts, strict=True):
        mine = slice(at, at + len(groups))
        for column, name in enumerate(names):
            # a slot may stand in several branches of a rule; only one of them took part
            np.maximum(slots[name][mine], groups[:, column], out=slots[name][mine])
        at += len(groups)
    wanted = np.array([r.kind is not None for r in RULES])[rule]
    order = np.argsort(spans[:, 0], kind="stable")
    order = order[wanted[order]]
    return rule[order], spans[order], {name: values[order] for name, values in slots.items()}


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


def _slot_values(tokens, slots):
    """The value of the token in each slot, 0 where the slot took no part; weekdays are read from their own digits."""
    out = {}
    for name, at in slots.items():
        value = np.where(at >= 0, tokens.value[np.maximum(at, 0)], 0) if len(tokens.value) else np.zeros(0, np.int64)
        weekday = name in ("w", "w2")
        number = np.where(value >= date_lexicon.WEEKDAY, value % date_lexicon.WEEKDAY, value)
        out[name] = value // date_lexicon.WEEKDAY if weekday else number
    return out


def _surfaces(frame, texts, record, dropped):
    """The surfaces; an end takes the marks that stand on its last letter («1445هـ»).

    `dropped` says of each row whether a character that matching ignores stands right behind it.
    """
    ends = frame["end"].copy()
    for row in np.flatnonzero(dropped).tolist():
        text, end = texts[record[row]], int(ends[row])
        while end < len(text) and text[end] in _TRAILING:
            end += 1
        ends[row] = end
    frame["end"] = ends
    return [texts[number][a:b] for number, a, b in zip(record, frame["start"].tolist(), ends.tolist(), strict=True)]
