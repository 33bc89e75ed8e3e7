"""The words of the rules for events as numbers: phrases with their meanings come in, columns of numbers go out.

Knows which names the rules use; knows no rule and no text. A compiled rule writes the numbers that it needs beside its
own code (`MEETING = 73`), because compiled code keeps the numbers of its own file; a test holds them to `NAMES`.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.event_lexicon import VERBS, phrases

# Kinds of words, roles and contexts come first: their numbers are below 63, so that a set of them is one number.
_KINDS = (
    "", *VERBS, "noun", "gerund", "participle", "attendance", "role", "counterpart", "two_sides", "pronoun", "course",
    "break", "office", "host", "status", "past_mark", "anaphor", "context", "mode", "was", "already", "skip",
)  # fmt: skip
_ROLES = ("present", "between", "by_letter", "topic", "with", "by", "authority", "to", "from", "as", "place")
_ROLES += ("subject", "such", "by_report")
_CONTEXTS = ("sport", "court", "accident", "press", "market", "money", "delegation")
_STATUSES = ("held", "planned", "proposed", "past", "never", "none", "habit")
_TENSES = ("before", "present", "future", "wish", "not", "joined")
_TYPES = (
    "meeting", "video_conference", "phone_call", "visit", "conference", "workshop", "report", "statement", "proposal",
    "agreement", "letter", "appointment", "award", "condemnation", "aid", "violence", "credentials", "arrival",
)  # fmt: skip
_VALUES = ("passive", "hosting", "receiving", "attack", "no_accident", "no_sport", "no_court", "the")
_RULES = (
    "verb", "noun_and_verb", "said_at", "headline", "headline_act", "called_for", "past_noun", "voice", "decree",
    "attending", "act_noun", "speech",
)  # fmt: skip
# One number a name, whatever it names: `past` is a tense and a status, `hold` a verb and what the noun of an act does.
NAMES = tuple(dict.fromkeys((*_KINDS, *_ROLES, *_CONTEXTS, *_STATUSES, *_TENSES, *_TYPES, *_VALUES, *_RULES)))
NUMBER = {name: number for number, name in enumerate(NAMES)}

GATHERINGS = ("meeting", "video_conference", "phone_call", "visit", "conference", "workshop")
TALKS = ("meeting", "video_conference", "phone_call", "visit")
# Which nouns a verb makes happen.
TAKES = {
    "hold": (*GATHERINGS, "violence"), "plan": (*GATHERINGS, "agreement"), "chair": GATHERINGS,
    "attend": ("conference", "workshop", "meeting"), "do": TALKS, "aux": TALKS,
    "hand": (*TALKS, "aid", "award", "report", "proposal", "letter"), "sign": ("agreement",),
    "give": ("report", "proposal", "statement", "credentials"), "send": ("letter", "report", "aid", "phone_call"),
    "grant": ("award", "aid", "letter", "credentials"), "suffer": ("violence",),
}  # fmt: skip
# What a phrase can tell by itself: 1 a happening, 2 the noun of one, 4 a verb that makes a noun happen.
_WEIGHTS = {"noun": 2, "host": 2, "aux": 4, "ends": 4, "is": 4}
_WEIGHTS |= dict.fromkeys(("gerund", "participle", "attendance", *(set(VERBS) - _WEIGHTS.keys())), 1)


@dataclass(frozen=True)
class Readings:
    """What each phrase may mean, in columns; a script is 0 for Persian letters, 1 for Arabic.

    `begins[script, phrase]` to `ends[script, phrase]` are rows of `columns`: kind, value, tense, person, needs, plural,
    whether a verb ends a clause. `topic[script, phrase]` is a number into `topics`, 0 for none; `heads[script, phrase]`
    a set of what the phrase tells by itself. `names` are those of the numbers, `rank` their order;
    `takes[verb, noun]` says which nouns a verb makes happen.
    """

    names: tuple[str, ...]
    rank: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    columns: np.ndarray
    topics: tuple[str, ...]
    topic: np.ndarray
    heads: np.ndarray
    takes: np.ndarray


@cache
def readings() -> Readings:
    """Return what the phrases of `event_lexicon` mean, as numbers."""
    number, topics = dict(NUMBER), {"": 0}
    told = list(phrases().values())
    tables = [_script(told, language, number, topics) for language in ("fa", "ar")]
    columns = [np.array(rows, dtype=np.int64).reshape(-1, 7) for *_, rows in tables]
    begins, topic, heads = (np.array([each[n] for each in tables], dtype=np.int64) for n in range(3))
    begins[1] += len(columns[0])
    takes = np.zeros((len(number), len(number)), dtype=np.int64)
    for verb, nouns in TAKES.items():
        takes[number[verb], [number[noun] for noun in nouns]] = 1
    rank = np.argsort(np.argsort(np.array(list(number))))
    return Readings(
        tuple(number), rank, np.ascontiguousarray(begins[:, :-1]), np.ascontiguousarray(begins[:, 1:]),
        np.concatenate(columns), tuple(topics), topic, heads, takes,
    )  # fmt: skip


def _script(told: list, language: str, number: dict[str, int], topics: dict[str, int]) -> tuple[list, ...]:
    """Where the rows of each phrase begin (and the last ends), its topic, what it tells by itself; the rows."""
    begins, topic, heads, rows = [0], [0] * len(told), [0] * len(told), []
    known: dict[tuple, tuple[tuple[int, ...], int]] = {}  # a few hundred meanings of 80,000 forms
    for phrase, many in enumerate(told):
        for means in many:
            if means.language != language:
                continue
            if means.kind == "topic":
                topic[phrase] = topic[phrase] or topics.setdefault(means.value, len(topics))
                continue
            if means not in known:
                words = (means.kind, means.value, means.tense, means.needs)
                kind, value, tense, needs = (number.setdefault(each, len(number)) for each in words)
                row = (kind, value, tense, int(means.person), needs, int(means.plural), int(means.finite))
                known[means] = row, _weight(means)
            row, weight = known[means]
            heads[phrase] |= weight
            rows.append(row)
        begins.append(len(rows))
    return begins, topic, heads, rows


def _weight(means) -> int:
    if means.kind == "role":
        return int(means.value == "authority")  # «با حکم وزیر … سرپرست شد» has no other word of an appointment
    return _WEIGHTS.get(means.kind, 0)
