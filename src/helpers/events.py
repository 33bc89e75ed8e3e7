"""What happened, as texts tell it: records come in, a row a happening told goes out (`find`).

Follows from the text alone: who takes part and on which day is for the link step. Knows no word (`tables/event_*.csv`),
no actor, no file.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers import event_hits, event_rules
from helpers.event_lexicon import Meaning
from helpers.event_sentence import Found, Hit, Sentence

COLUMNS = {
    "doc_id": "str", "start": "int64", "end": "int64", "trigger_start": "int64", "trigger_end": "int64",
    "trigger": "str", "clause_start": "int64", "clause_end": "int64", "type": "str", "status": "str", "rule": "str",
    "person": "int64", "quoted": "bool", "title": "bool", "anaphoric": "bool", "passive": "bool", "cues": "str",
    "topics": "str",
}  # fmt: skip
BATCH = 64
# Kinds of words that name the parts of a clause for the link step, beside the roles.
_PARTS = ("counterpart", "two_sides", "pronoun", "course", "break", "office")
_ARABIC = ("ar",)
_LEADS_ON = ("و ", "،", "، ", "و\n", "،\n")


def find(records: pd.DataFrame) -> pd.DataFrame:
    """Return the happenings that a batch of records tells, a row each, in order of record and place.

    records: `doc_id text language`. Out: `doc_id`, `start end` of the sentence, `trigger_start trigger_end trigger` of
    the word that tells it, `clause_start clause_end` where its participants stand, `type` (`tables/event_types.csv`),
    `status` (held planned proposed past), `rule`, `person` (1 means «we»), `quoted` (told in somebody's speech),
    `title` (told by the title), `anaphoric` («این نشست»), `passive`, `cues` (`role@place`, what each part of the clause
    is), `topics`. A row `attendance` says who else was there; a row `statement` that somebody spoke.
    """
    docs, texts, languages = (records[column].tolist() for column in ("doc_id", "text", "language"))
    rows: list[tuple] = []
    for at in range(0, len(docs), BATCH):
        rows.extend(_rows(docs[at : at + BATCH], texts[at : at + BATCH], languages[at : at + BATCH]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _rows(docs: list[str], texts: list[str], languages: list[str]) -> Iterator[tuple]:
    hits = event_hits.find(texts)
    meanings = event_hits.lexicon()[1]
    scripts = ["ar" if language in _ARABIC else "fa" for language in languages]
    bounds = np.searchsorted(hits.sentence, np.arange(len(hits.begins)))
    begins, owners, starts = hits.begins.tolist(), hits.document.tolist(), hits.starts.tolist()
    first, last, phrase = hits.first.tolist(), hits.last.tolist(), hits.phrase.tolist()
    quoting, before = False, -1
    for number in range(len(begins) - 1):
        low, high = bounds[number], bounds[number + 1]
        doc = owners[number]
        if doc != before:
            quoting, before = False, doc
        script = scripts[doc]
        begin, end = begins[number], begins[number + 1]
        # A line of its own is told by the writer again.
        if "\n" in hits.text[max(0, begin - 2) : begin + 1]:
            quoting = False
        own = [
            Hit(first[n], last[n], meaning, hits.text[last[n] : last[n] + 3].lstrip()[:2] in _LEADS_ON)
            for n in range(low, high)
            for meaning in meanings[phrase[n]]
            if meaning.language == script
        ]
        title = begin == starts[doc] and not hits.text[begin:end].rstrip("\0 \n").endswith((".", "!", "؟", "?"))
        parts = list(_spoken(hits.text, begin, end, own, quoting, script))
        quoting = parts[-1][3]
        for start, stop, inside, quoted in parts:
            sentence = Sentence(start, stop, title, script, quoted, inside)
            for found in (*event_rules.read(sentence), *_attendance(sentence)):
                yield _row(docs[doc], hits.text, starts[doc], (begin, end), sentence, found)


def _spoken(
    text: str, begin: int, end: int, own: list[Hit], quoting: bool, script: str
) -> list[tuple[int, int, list[Hit], bool]]:
    """The parts of a sentence: what the writer tells, and what somebody is quoted with («گفت: …»).

    A quotation goes on over the sentences of its paragraph until somebody speaks anew.
    """
    says = [hit for hit in own if hit.means.kind == "say" and hit.means.tense in ("past", "present", "joined")]
    says = [hit for hit in says if hit.means.tense == "past" or hit.leads_on or not quoting]
    for hit in says:
        colon = text.find(":", hit.last, min(hit.last + 40, end))
        if colon >= 0:
            cut = colon + 1
            return [
                (begin, cut, [each for each in own if each.first < cut], False),
                (cut, end, [each for each in own if each.first >= cut], True),
            ]
    return [(begin, end, own, quoting and not says)]


def _attendance(sentence: Sentence) -> list[Found]:
    """«… نیز حضور داشتند», `حضر اللقاء …`: who else was at what is told."""
    found = []
    for hit in sentence.of("attendance")[:1]:
        around = (sentence.first, hit.last) if sentence.language == "fa" else (hit.last, sentence.last)
        found.append(Found(hit.first, hit.last, around, "attendance", "held", "attendance"))
    return found


def _row(doc: str, text: str, begins: int, bounds: tuple[int, int], sentence: Sentence, found: Found) -> tuple:
    start, end = bounds
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\0"):
        end -= 1
    cues = [
        (hit.last - begins, _cue(hit.means))
        for hit in sentence.hits
        if hit.means.kind == "role" or hit.means.kind in _PARTS
    ]
    # «به گزارش ایرنا به نقل از وزارت، …»: what follows the comma is told, no longer who tells it
    cited = [at for at, cue in cues if cue == "by_report"]
    if cited and (comma := max(text.find(mark, begins + cited[-1], sentence.last) for mark in "،,")) > 0:
        cues.append((comma + 1 - begins, "break"))
    topics = dict.fromkeys(hit.means.value for hit in sentence.of("topic"))
    return (
        doc, start - begins, end - begins, found.first - begins, found.last - begins, text[found.first : found.last],
        found.clause[0] - begins, found.clause[1] - begins, found.type, found.status, found.rule, int(found.person),
        sentence.quoted, sentence.title, found.anaphoric, found.passive,
        " ".join(f"{cue}@{at}" for at, cue in sorted(cues)), "; ".join(topics),
    )  # fmt: skip


def _cue(means: Meaning) -> str:
    return means.value if means.kind == "role" else means.kind
