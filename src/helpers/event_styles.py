"""How events look: types and statuses come in, colours, dashes and fills go out. Knows no table and draws nothing."""

from helpers.event_accuracy import STATUSES

# Okabe and Ito's colours by kind of event, dashes within a kind: in grey print and on one line they stay apart.
TYPES = {
    "meeting": ("#0072B2", "solid"),
    "video_conference": ("#0072B2", "dash"),
    "phone_call": ("#0072B2", "dot"),
    "visit": ("#56B4E9", "solid"),
    "conference": ("#009E73", "solid"),
    "workshop": ("#009E73", "dash"),
    "agreement": ("#D55E00", "solid"),
    "proposal": ("#D55E00", "dot"),
    "appointment": ("#CC79A7", "solid"),
    "award": ("#CC79A7", "dash"),
    "letter": ("#B8860B", "solid"),
    "report": ("#B8860B", "dash"),
    "statement": ("#7f7f7f", "solid"),
    "aid": ("#66A61E", "solid"),
    "condemnation": ("#8B1A1A", "dash"),
    "violence": ("#8B1A1A", "solid"),
}
OTHER = ("#7f7f7f", "dot")


def colour(kind: str) -> str:
    """Return the colour of a type of event."""
    return TYPES.get(kind, OTHER)[0]


def fill(status: str, colours: list[str]) -> dict:
    """Return the fill of bars of one status: held solid, past paler, planned hatched, proposed only an outline.

    The four stay apart in grey print: nobody takes what is planned or proposed for what took place.
    """
    marker: dict = {"color": colours, "line": {"color": colours, "width": 1.5}}
    if status == "past":
        pale = [_paler(each) for each in colours]
        return {"color": pale, "line": {"color": colours, "width": 1}}
    if status == "planned":
        shape = {"shape": "/", "fillmode": "replace", "bgcolor": "white", "solidity": 0.35, "size": 6}
        return marker | {"pattern": shape}
    if status == "proposed":
        return marker | {"color": ["white"] * len(colours)}
    return marker


def _paler(colour: str, share: float = 0.3) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def in_order(statuses: set[str]) -> list[str]:
    """Return the statuses that are there, in the order of certainty; unknown ones last."""
    return [each for each in STATUSES if each in statuses] + sorted(statuses - set(STATUSES))
