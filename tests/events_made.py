"""A corpus with events made by hand: two reports of one meeting that differ, plans, a letter to two, an open day."""

from dataclasses import replace

import pandas as pd

from helpers import schema

_FA, _FATEMI, _MEETING, _AR = (
    "000_3bc98c4d61e0d9b6.txt#0",
    "002_e02cb1753dd958a0.txt#0",
    "003_757d1274a8f0dcd8.txt#0",
    "004_29c2b2666d7d95bd.txt#0",
)
# story, document, sentence, span, type, status, days, basis, place, who with which role, topics
_LINES = [
    ("m", _FA, 2, (281, 465), "meeting", "held", ("2024-03-25", "2024-03-25"), "explicit", None,
     "masoumeh-ebtekar:participant bahar-muradova:with", "women; family"),
    ("m", _AR, 1, (75, 532), "meeting", "planned", ("2024-04-02", "2024-04-02"), "explicit", "geneva",
     "bahar-muradova:participant javad-jahangirzadeh:present", "women; science"),
    ("y", _AR, 4, (1107, 1620), "agreement", "past", ("2024-01-01", "2024-12-31"), "explicit", None,
     "icesco:signatory azerbaijan:signatory", ""),
    ("c", _FA, 0, (0, 67), "conference", "proposed", None, None, None,
     "masoumeh-ebtekar:organiser oic:present", "women"),
    ("l", _FATEMI, 5, (913, 1100), "letter", "past", None, None, None,
     "iran-vp-women-family:sender united-nations:recipient un-csw:recipient", "human_rights"),
    ("o", _MEETING, 1, (77, 409), "meeting", "held", ("2024-03-26", "2024-03-26"), "publication day, about", None,
     "kobra-rezaei:chair afg-mowa-info-directorate:host nadera-rashidi:presenter", "women"),
]  # fmt: skip


def with_events(corpus):
    """Return the corpus with the events above in place of those that were found."""
    rows = []
    for n, (story, doc, sentence, span, kind, status, days, basis, place, who, topics) in enumerate(_LINES):
        pairs = [each.split(":") for each in who.split()]
        rows.append(
            {
                "event_id": f"{doc}:{kind}:{span[0] + 2}", "story_id": story, "doc_id": doc, "sentence": sentence,
                "type": kind, "status": status, "earliest": pd.Timestamp(days[0]) if days else pd.NaT,
                "latest": pd.Timestamp(days[1]) if days else pd.NaT, "basis": basis, "place": place,
                "participants": "; ".join(each for each, _ in pairs), "roles": "; ".join(role for _, role in pairs),
                "topics": topics, "start": span[0], "end": span[1], "trigger": "xxxx", "plover": "",
                "rule": f"made {n}",
                "reason": None if days else "no day of its own in the text",
            }
        )  # fmt: skip
    return replace(corpus, events=schema.shaped("events", pd.DataFrame(rows)))
