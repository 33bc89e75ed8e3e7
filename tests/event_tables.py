"""Small tables of events as the counts return them, made by hand: every status, the undated, two kinds of one pair."""

import pandas as pd

_SPANS = [("2024-01-01", "2024-12-31"), ("2024-03-01", "2024-03-31"), ("2024-05-01", "2024-05-31"), (None, None)]
_STATUSES = ("held", "past", "planned", "proposed")


def _days(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in names})


def _told(frame: pd.DataFrame, **attrs: object) -> pd.DataFrame:
    frame = frame.assign(n_reports=frame["n_events"] + 1, low=0, high=frame["n_events"] + 2)
    frame.attrs = {"provenance": {"generation": "0f3a"}} | attrs
    return frame


def _lanes(column: str, words: list[str]) -> pd.DataFrame:
    lines = [
        (start, end, start or "undated", word, _STATUSES[(k + n) % 4], 1 + (3 * k + n) % 5)
        for k, (start, end) in enumerate(_SPANS)
        for n, word in enumerate(words)
    ]
    frame = pd.DataFrame(lines, columns=["start", "end", "label", column, "status", "n_events"])
    return _told(_days(frame, "start", "end"), calendar="gregorian")


def event_timeline_table() -> pd.DataFrame:
    return _lanes("type", ["meeting", "agreement", "letter", "visit", "conference", "strike"])


def topics_table() -> pd.DataFrame:
    return _lanes("topic", ["women", "family", "human_rights", "none"])


def event_pairs_table(actors: pd.DataFrame) -> pd.DataFrame:
    """Pairs of the first twelve actors, each third one in events of two kinds."""
    lines = []
    for k in range(12):
        a, b = actors.iloc[k], actors.iloc[(k + 1 + k % 3) % 12]
        for kind in ["meeting", "letter"] if k % 3 == 0 else ["visit"]:
            lines.append((a.actor_id, b.actor_id, a["name"], b["name"], a.type, b.type, kind, 1 + k % 5))
    columns = "a b name_a name_b type_a type_b type n_events".split()
    return _told(pd.DataFrame(lines, columns=columns))


def countries_table() -> pd.DataFrame:
    names = {"IR": "Iran", "AZ": "Azerbaijan", "AF": "Afghanistan", "MA": "Morocco", "unknown": "country not known"}
    lines = [
        (a, b, names[a], names[b], 1 + (x + 2 * y) % 7)
        for x, a in enumerate(names)
        for y, b in enumerate(names)
        if x <= y and (x, y) != (4, 4)
    ]
    return _told(pd.DataFrame(lines, columns="a b name_a name_b n_events".split()))


def dyad_table() -> pd.DataFrame:
    days = [("2024-03-25", "2024-03-25"), ("2023-01-01", "2023-12-31"), (None, None), ("2024-04-02", "2024-04-02")]
    lines = [
        (
            "event" if k < 4 else "together",
            "meeting",
            _STATUSES[k % 4],
            *days[k % 4],
            "explicit",
            1,
            f"جمله {k}",
            f"s{k}",
        )
        for k in range(8)
    ]
    columns = "kind type status earliest latest basis n_reports passage story_id".split()
    frame = _days(pd.DataFrame(lines, columns=columns), "earliest", "latest")
    frame.attrs = {"provenance": {"generation": "0f3a"}, "pair": ["a", "b"], "shown": {"a": "رضایی", "b": "UN"}}
    return frame
