"""What happened, as texts tell it: records come in, a row a happening told goes out (`find`).

Follows from the text alone: who takes part and on which day is for the link step. Knows no word (`tables/event_*.csv`),
no actor, no file.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers import event_hits, event_rules
from helpers.event_lexicon import VERBS
from helpers.event_sentence import Found, Hit, Sentence

COLUMNS = {
    "doc_id": "str", "start": "int64", "end": "int64", "trigger_start": "int64", "trigger_end": "int64",
    "trigger": "str", "clause_start": "int64", "clause_end": "int64", "type": "str", "status": "str", "rule": "str",
    "person": "int64", "quoted": "bool", "title": "bool", "anaphoric": "bool", "passive": "bool", "cues": "str",
    "topics": "str",
}  # fmt: skip
BATCH = 32
# A «sentence» of more phrases than this is none: a text without stops, or a hostile one; it is read piece by piece, so
# that no rule looks at more than so many phrases at once.
_LONGEST = 150
# Kinds of words that name the parts of a clause for the link step, beside the roles.
_PARTS = frozenset(("role", "counterpart", "two_sides", "pronoun", "course", "break", "office"))
# What tells by itself, and what does beside a noun.
_TELL = frozenset((*VERBS, "gerund", "participle", "attendance")) - {"say", "aux", "ends", "is"}
_BESIDE = frozenset(("say", "aux", "ends", "is", "past_mark"))
_THINGS = frozenset(("noun", "office", "host"))
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
    scripts = ["ar" if language == "ar" else "fa" for language in languages]
    begins, owners, starts = hits.begins.tolist(), hits.document.tolist(), hits.starts.tolist()
    first, last, phrase = hits.first.tolist(), hits.last.tolist(), hits.phrase.tolist()
    bounds = np.searchsorted(hits.sentence, np.arange(len(begins) + 1)).tolist()
    paragraphs = hits.paragraph.tolist()
    quoted_paragraph = -1
    for number in _telling(hits, scripts):
        doc, begin, end = owners[number], begins[number], begins[number + 1]
        own, topics, _ = event_hits.meanings(scripts[doc])
        span = range(bounds[number], bounds[number + 1])
        title = begin == starts[doc] and not hits.text[begin:end].rstrip("\0 \n").endswith((".", "!", "؟", "?"))
        placed = [(first[n], last[n], each) for n in span for each in own[phrase[n]]]
        about = "; ".join(dict.fromkeys([topics[phrase[n]] for n in span if topics[phrase[n]]]))
        parts = _spoken(hits.text, begin, end, placed, paragraphs[number] == quoted_paragraph)
        quoted_paragraph = paragraphs[number] if parts[-1][2] else -1
        for bounds_of_part, inside, quoted in _pieces(parts):
            kinds = {each[2].kind for each in inside}
            if not title and not kinds & _TELL and not (kinds & _BESIDE and kinds & _THINGS):
                # Most parts are no more than «… گفت», or what is quoted: no rule but that of speech has to look.
                if quoted or "say" not in kinds:
                    continue
            sentence = _sentence(hits.text, bounds_of_part, inside, scripts[doc], title, quoted)
            found = event_rules.read(sentence)
            if title and not quoted and (colon := hits.text.find(":", begin, min(begin + 60, end))) > 0:
                found += event_rules.voice(sentence, colon)
            if found:
                cues = _cues(hits.text, starts[doc], sentence)
                bare = _stripped(hits.text, begin, end)
                for each in found:
                    yield _row(docs[doc], hits.text, starts[doc], bare, sentence, each, (cues, about))


def _telling(hits: event_hits.Hits, scripts: list[str]) -> list[int]:
    """The sentences that may tell something: with a verb or a noun of an act, or a noun beside «کرد»."""
    arabic = np.array([script == "ar" for script in scripts], dtype=bool)
    heads = np.where(
        arabic[hits.document[hits.sentence]],
        event_hits.meanings("ar")[2][hits.phrase],
        event_hits.meanings("fa")[2][hits.phrase],
    )
    count = len(hits.begins)
    alone, noun, verb = (np.bincount(hits.sentence[(heads & bit) > 0], minlength=count) for bit in (1, 2, 4))
    telling = (alone > 0) | ((noun > 0) & (verb > 0))
    telling[np.searchsorted(hits.begins, hits.starts[:-1])] = True  # titles tell without a verb
    return np.flatnonzero(telling[:-1]).tolist()


def _sentence(
    text: str, bounds: tuple[int, int], placed: list[tuple], script: str, title: bool, quoted: bool
) -> Sentence:
    """A sentence (or a part of one) with what stands in it by kind and its finite verbs in order."""
    by: dict[str, list[tuple]] = {}
    verbs = []
    for each in placed:
        means = each[2]
        if means.finite:
            if means.tense == "joined" and text[each[1] : each[1] + 3].lstrip()[:2] not in _LEADS_ON:
                continue  # «فجایع رخ داده»: a form in ه is a verb only where «و» or a comma leads on from it
            verbs.append(Hit(*each))
        kind = means.kind
        if kind in by:
            by[kind].append(each)
        else:
            by[kind] = [each]
    sentence = Sentence(bounds, script, title, quoted, by)
    if script == "ar" and "gerund" in by:
        verbs = [hit for hit in verbs if not _act(hit, by)]
    if "participle" in by:
        spent = {each[0] for each in by["participle"]}
        verbs = [hit for hit in verbs if hit.means.tense != "joined" or hit.first not in spent]
    sentence.verbs = verbs
    return sentence


def _pieces(parts: list[tuple[tuple, list, bool]]) -> Iterator[tuple[tuple, list, bool]]:
    """The parts of a sentence, those with very many phrases cut."""
    for (begin, end), inside, quoted in parts:
        if len(inside) <= _LONGEST:
            yield (begin, end), inside, quoted
            continue
        for at in range(0, len(inside), _LONGEST):
            piece = inside[at : at + _LONGEST]
            last = inside[at + _LONGEST][0] if at + _LONGEST < len(inside) else end
            yield (begin, last), piece, quoted
            begin = last


def _act(hit: Hit, by: dict[str, list[tuple]]) -> bool:
    """`دعا إلى عقد مؤتمر`, `تم عقد اجتماع`: behind a preposition or «was done», a word is the noun of the act."""
    if not any(each[0] == hit.first for each in by["gerund"]):
        return False
    before = [each for kind in ("role", "hold", "status") for each in by.get(kind, ())]
    done = [each for each in by.get("done", ()) if 0 < hit.first - each[1] <= 60]
    return bool(done) or any(0 <= hit.first - each[1] <= 1 for each in before)


def _spoken(text: str, begin: int, end: int, placed: list[tuple], quoting: bool) -> list[tuple[tuple, list, bool]]:
    """The parts of a sentence: what the writer tells, and what somebody is quoted with («گفت: …»).

    A quotation goes on over the sentences of its paragraph until somebody speaks anew.
    """
    says = [each for each in placed if each[2].kind == "say" and each[2].tense in ("past", "present", "joined")]
    # «رضایی سپس پیشنهاد کرد …»: who proposes or condemns is told by the writer again
    says += [each for each in placed if each[2].value in ("proposal", "condemnation") and each[2].kind == "full"]
    if quoting:
        says = [each for each in says if each[2].tense == "past"]
    for _, last, means in says:
        colon = text.find(":", last, min(last + 40, end)) if means.kind == "say" else -1
        if colon >= 0:
            inside = [each for each in placed if each[0] > colon]
            before = [each for each in placed if each[0] <= colon]
            return [((begin, colon + 1), before, False), ((colon + 1, end), inside, True)]
    return [((begin, end), placed, quoting and not says)]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\0"):
        end -= 1
    return start, end


def _cues(text: str, begins: int, sentence: Sentence) -> str:
    """What the parts of a sentence are, as `role@place`, where place is the end of the word that says it."""
    cues = [
        (last - begins, means.value if means.kind == "role" else means.kind)
        for _, last, means in sentence.places(_PARTS)
    ]
    # «به گزارش ایرنا به نقل از وزارت، …»: what follows the comma is told, no longer who tells it
    cited = [at for at, cue in cues if cue == "by_report"]
    if cited and (comma := max(text.find(mark, begins + max(cited), sentence.last) for mark in "،,")) > 0:
        cues.append((comma + 1 - begins, "break"))
    return " ".join([f"{cue}@{at}" for at, cue in sorted(cues)])


def _row(
    doc: str, text: str, begins: int, bounds: tuple[int, int], sentence: Sentence, found: Found, said: tuple[str, str]
) -> tuple:
    return (
        doc, bounds[0] - begins, bounds[1] - begins, found.first - begins, found.last - begins,
        text[found.first : found.last], found.clause[0] - begins, found.clause[1] - begins, found.type, found.status,
        found.rule, int(found.person), sentence.quoted, sentence.title, found.anaphoric, found.passive, *said,
    )  # fmt: skip
