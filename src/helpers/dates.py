"""Dates in texts: records come in, a row an expression goes out (`find`), then the days each row means (`resolve`).

Must not know the machine's clock, files, or any word of a language: words are in `tables/`.
"""

import numpy as np
import pandas as pd

from . import date_tokens, tables
from .calendars import AFGHAN, CALENDARS, GREGORIAN, LUNAR, SOLAR
from .date_resolve import resolve
from .date_rules import RULES, machine, match

__all__ = ["RULES", "find", "resolve"]

_SLOTS = "d d2 m m2 y y2 a b w era adj yadj this rel u ut n vague ago later before after two feast".split()
_UNIT_NAMES = np.array([None, "day", "week", "month", "year", "decade", "century"], dtype=object)
_CALENDAR_NAMES = np.array([*CALENDARS, None], dtype=object)
_OWN_SOLAR = {"fa": SOLAR, "prs": AFGHAN, "ps": AFGHAN}


def find(records: pd.DataFrame) -> pd.DataFrame:
    """Return the time expressions of a batch of records; rows follow from the text alone.

    In: `doc_id text language` (`fa prs ps ar`; in another language the letters decide).
    Out, ordered by record and place: `doc_id start end surface kind calendar grain year month day to_year to_month
    to_day role rule`, and for `resolve`: `unit offset cue weekday feast_year feast_calendar other_day other_month`. Offsets are code
    points of `text`. `cue` says how the text names the year (`this year`, `last year`, `past`, `next`, ...).
    """
    texts = records["text"].tolist()
    languages = _languages(records["language"].tolist(), texts)
    batch = date_tokens.read(texts, (languages == "ar").astype(np.int64))
    rule, spans, slots = _matches(batch.tokens.classes)
    out, record = _places(records["doc_id"].to_numpy(), texts, batch, spans)
    kinds, grains, names = (np.array([getattr(r, n) for r in RULES], dtype=object) for n in ("kind", "grain", "name"))
    out["kind"], out["grain"], out["rule"] = kinds[rule], grains[rule], names[rule]
    value = {name: np.where(at >= 0, batch.tokens.value[np.maximum(at, 0)], 0) for name, at in slots.items()}
    classes = {name: _class_at(batch.tokens.classes, at) for name, at in slots.items() if name in ("era",)}
    _fill(out, value, slots, classes["era"], languages[record])
    _roles(out, batch, spans, record)
    for name in _TEXT:
        out[name] = pd.array(out[name].to_numpy(dtype=object), dtype="str")
    return out[list(COLUMNS)]


COLUMNS = (
    "doc_id start end surface kind calendar grain year month day to_year to_month to_day role rule "
    "unit offset cue weekday feast_year feast_calendar other_day other_month".split()
)


_TEXT = "kind calendar grain role rule unit cue feast_calendar".split()


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
    slots = {name: np.full(len(rule), -1, dtype=np.int64) for name in _SLOTS}
    at = 0
    for names, (_, groups) in zip(machine().slots, parts, strict=True):
        mine = slice(at, at + len(groups))
        for column, name in enumerate(names):
            # a slot may stand in several branches of a rule; only one of them took part
            np.maximum(slots[name][mine], groups[:, column], out=slots[name][mine])
        at += len(groups)
    order = np.argsort(spans[:, 0], kind="stable")
    return rule[order], spans[order], {name: values[order] for name, values in slots.items()}


def _places(doc_ids, texts, batch, spans):
    tokens = batch.tokens
    start = batch.raw(tokens.start[spans[:, 0]])
    end = batch.raw(tokens.end[spans[:, 1] - 1] - 1) + 1
    record = np.searchsorted(batch.record_start, start, side="right") - 1
    start, end = start - batch.record_start[record], end - batch.record_start[record]
    surface = [texts[r][a:b] for r, a, b in zip(record.tolist(), start.tolist(), end.tolist(), strict=True)]
    return pd.DataFrame({"doc_id": doc_ids[record], "start": start, "end": end, "surface": surface}), record


def _class_at(classes: bytes, at):
    """The class names at token numbers; an empty set where there is none."""
    sets = np.empty(len(date_tokens.shared().classes), dtype=object)
    sets[:] = [" ".join(sorted(s)) for s in date_tokens.shared().classes]
    codes = np.frombuffer(classes, dtype=np.uint8)
    return np.where(at >= 0, sets[codes[np.maximum(at, 0)]] if len(codes) else "", "")


def _nullable(values, known):
    return pd.arrays.IntegerArray(np.asarray(values, dtype=np.int64), ~np.asarray(known, dtype=bool))


def _fill(out, v, slots, era, language):
    """Write calendar, parts, unit, offset and cue of every row from the values of its slots."""
    month, month2 = v["m"] % 100, v["m2"] % 100
    day, year = v["d"].copy(), v["y"].copy()
    numeric = out["rule"].to_numpy() == "year/month/day"
    day, month = np.where(numeric, v["d"], day), np.where(numeric, v["m"], month)
    calendar = _calendars(v, slots, era, language, year, numeric)
    mixed = slots["a"] >= 0
    first_is_month = mixed & (v["a"] <= 12) & (v["b"] > 12)
    swap_free = mixed & ~first_is_month
    day, month = np.where(swap_free, v["a"], day), np.where(swap_free, v["b"], month)
    day, month = np.where(first_is_month, v["b"], day), np.where(first_is_month, v["a"], month)
    # 5/7/2023 may be May or July; with a Hijri year the day stands first
    doubtful = mixed & (v["a"] <= 12) & (v["b"] <= 12) & (v["a"] != v["b"]) & (calendar == GREGORIAN)
    ranged = (v["d2"] > 0) | (v["y2"] > 0)
    to_month = np.where(v["m2"] > 0, month2, np.where(v["d2"] > 0, month, 0))
    to_year = np.where(v["y2"] > 0, v["y2"], np.where(v["d2"] > 0, year, 0))
    year = np.where((v["m2"] > 0) & (month2 < month) & (year > 0), year - 1, year)
    feast = v["feast"]
    # the year beside a feast has a calendar of its own: «عید قربان ۱۳۹۹» is 10 Dhu al-Hijja of a lunar year
    out["feast_calendar"] = np.where((feast > 0) & (year > 0), calendar, None)
    feast_year, year = np.where(feast > 0, year, 0), np.where(feast > 0, 0, year)
    calendar, month, day = _of_feast(feast, calendar, month, day)
    out["calendar"] = calendar
    for name, values, known in (
        ("year", year, year > 0),
        ("month", month, (month > 0) & ~doubtful),
        ("day", day, (day > 0) & ~doubtful),
        ("to_year", to_year, ranged & (to_year > 0)),
        ("to_month", to_month, ranged & (to_month > 0)),
        ("to_day", v["d2"], v["d2"] > 0),
        ("weekday", v["w"] - 1, v["w"] > 0),
        ("feast_year", feast_year, feast_year > 0),
        ("other_day", v["a"], doubtful),
        ("other_month", v["b"], doubtful),
    ):
        out[name] = _nullable(values, known)
    _relative(out, v, slots, language)


def _of_feast(feast, calendar, month, day):
    """Calendar, month and day of the feasts of the table; other rows keep theirs."""
    facts = tables.read("feasts")
    row = np.maximum(feast - 1, 0)
    return (
        np.where(feast > 0, facts["calendar"].to_numpy(dtype=object)[row], calendar),
        np.where(feast > 0, facts["month"].to_numpy(dtype=np.int64)[row], month),
        np.where(feast > 0, facts["day"].to_numpy(dtype=np.int64)[row], day),
    )


def _calendars(v, slots, era, language, year, numeric):
    """The calendar of a row: its month's, else its era's, else that of its year and language."""
    own_solar = np.array([_OWN_SOLAR.get(lang, SOLAR) for lang in language], dtype=object)
    by_year = np.where(year >= 1500, GREGORIAN, np.where(language == "ar", LUNAR, own_solar))
    out = np.where(year > 0, by_year, None)
    solar = np.char.find(era.astype(str), "era_solar") >= 0
    lunar = np.char.find(era.astype(str), "era_lunar") >= 0
    greg = np.char.find(era.astype(str), "era_greg") >= 0
    out = np.where(lunar, LUNAR, out)
    out = np.where(solar, own_solar, out)
    out = np.where(greg, GREGORIAN, out)
    named = (slots["m"] >= 0) & ~numeric
    out = np.where(named, _CALENDAR_NAMES[np.minimum(v["m"] // 100, 4)], out)
    return out.astype(object)


def _relative(out, v, slots, language):
    """`unit` and `offset` of «دیروز» and «سال گذشته», and `cue`, how the text names the year of a date."""
    has = {name: at >= 0 for name, at in slots.items()}
    packed = v["rel"]
    unit = np.where(has["rel"], packed // 10_000, np.maximum(v["u"], v["ut"]))
    unit = np.where(has["two"], v["two"], unit)
    offset = np.where(has["rel"], packed % 10_000 - 5_000, v["adj"])
    known = has["rel"] | ((has["u"] | has["ut"]) & (has["adj"] | has["this"]))
    count = np.where(has["two"], 2, np.where(has["n"], v["n"], 1))
    back = has["ago"] | has["before"]
    forth = (has["later"] | has["after"]) & ~back
    counted = (back | forth) & ~has["vague"]
    offset = np.where(counted, np.where(back, -count, count), offset)
    own = np.array([_OWN_SOLAR.get(lang, GREGORIAN) for lang in language], dtype=object)
    moving = (out["kind"] == "relative").to_numpy() & ((unit == 3) | (unit == 4))
    out["calendar"] = np.where(moving, own, out["calendar"].to_numpy(dtype=object))
    out["unit"] = _UNIT_NAMES[np.where(unit > 6, 0, unit)]
    out["offset"] = _nullable(offset, known | counted)
    words = np.array(["last", "this", "next"], dtype=object)
    cue = np.where(has["yadj"], words[v["yadj"] + 1] + " year", None)
    cue = np.where(has["this"] & ~has["u"] & ~has["ut"], "this year", cue)
    cue = np.where(has["adj"] & ~has["u"] & ~has["ut"], words[v["adj"] + 1], cue)
    out["cue"] = cue
    relative = (out["kind"] == "relative") & (known | counted)
    out.loc[relative, "grain"] = out.loc[relative, "unit"]


def _roles(out, batch, spans, record):
    """The role that the text alone gives; `resolve` has the last word when it knows the publication.

    A day alone on its line near the top is the dateline; beside a future word («خواهد شد», «المقرر») it is planned;
    a month, a year, a feast or a named event tells of something earlier; whatever is no date is a reference.
    """
    tokens = batch.tokens
    kind, grain, offset = out["kind"].to_numpy(), out["grain"].to_numpy(), out["offset"].fillna(0).to_numpy()
    dated = kind == "date"
    alone = tokens.line_before[spans[:, 0]] & tokens.line_after[spans[:, 1] - 1] & (out["start"].to_numpy() < 400)
    day = dated & (grain == "day")
    role = np.where(dated | (kind == "weekday"), "event", "reference").astype(object)
    role[dated & ~day | (kind == "named_event") | out["rule"].isin(["formerly", "so long ago"]).to_numpy()] = "historic"
    moved = kind == "relative"
    role[moved & (grain == "day")] = "event"
    role[moved & (offset < 0) & (grain != "day")] = "historic"
    role[moved & (offset > 0)] = "planned"
    role[day & alone] = "publication"
    out["role"] = role
