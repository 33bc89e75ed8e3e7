"""What speaks for two reports being of one happening: the named rules with their weights, for events and for records.

Knows names, likeness of texts and numbers of days; knows no table and no grouping.
"""

from helpers.story_names import Names
from helpers.story_texts import NEAR

# Named rules and what each adds.
WEIGHTS = {
    "two_participants": 3.0,  # both say that they take part
    "two_are_named": 2.5,  # one says that they take part, the other names them
    "one_rare_participant": 1.5,  # named in few records of the corpus
    "one_participant": 0.5,  # «the minister» has five meetings a day
    "one_is_named": 1.0,
    "others_take_part": -3.0,  # each names somebody whom the other does not: the same host, another guest
    "others_in_translation": -1.0,  # the same of bodies and places in two scripts: their names may not be linked yet
    "same_day": 1.5,  # both fix the day
    "news_of_the_day": 1.0,  # one fixes the day, the other is news of those days; or both were published then
    "news_of_these_days": 0.5,  # published within NEWS days
    "same_type": 0.5,
    "same_place": 1.0,
    "place_is_named": 0.5,
    "another_place": -2.0,
    "place_in_translation": -0.5,
    "same_names": 1.5,  # most of what the shorter of the two records names stands in the other
    "some_names": 0.75,
    "same_topics": 1.0,  # at least half of them
    "some_topics": 0.5,
    "other_topics": -0.5,
    "same_text": 3.0,  # near-duplicates
    "like_text": 1.5,  # long quotations in common
    "template": -3.0,  # near-duplicates that name other people or places: one form filled in twice
    "one_rare_name": 1.0,  # records: a person or a body
    "two_rare_names": 2.0,
}
_STRONG = {"two_participants", "two_are_named", "two_rare_names"}
ENOUGH, ENOUGH_OF_ONE = 3.5, 4.0
NEWS = 3
# From here on two texts are one text, printed again: up to REPRINT days later.
REPRINTED, QUOTES, REPRINT = 0.9, 0.3, 15
_MOST, _MANY = 0.6, 0.35


def enough(rules: list[str], least: float = 0.0) -> tuple[float, str] | None:
    """Return the sum of the weights of rules, and the rules in words; None when they are not enough."""
    total = sum(WEIGHTS[rule] for rule in rules)
    two = bool(_STRONG & set(rules))
    if "others_take_part" in rules and not two:
        return None  # whatever else agrees: the same host on the same day in the same hall
    wanted = least or (ENOUGH if two else ENOUGH_OF_ONE)
    return (total, ", ".join(rules)) if total >= wanted else None


def names(told: Names, row: int, other: int) -> list[str]:
    """Return the rule for what two records name in common."""
    share, both = told.common(row, other)
    if len(both) < 2:
        return []
    return ["same_names"] if share >= _MOST else ["some_names"] if share >= _MANY else []


def others(told: Names, mine: set[str], theirs: set[str], row: int, other: int) -> list[str]:
    """Return the rule for actors of each of two records that the other lacks."""
    if not (mine and theirs):
        return []
    people = all(any(told.kind.get(actor) == "person" for actor in side) for side in (mine, theirs))
    return ["others_take_part" if people or not told.translated(row, other) else "others_in_translation"]


def text(told: Names, row: int, other: int, alike: float, place: str | None, other_place: str | None) -> list[str]:
    """Return the rules for how alike two texts are; the places are those of what they tell."""
    if alike < QUOTES:
        return []
    if alike < NEAR:
        return ["like_text"]
    mine, theirs = told.lacking(told.of(row), row, other), told.lacking(told.of(other), other, row)
    other_names = (mine and theirs) or place in mine or other_place in theirs
    return ["same_text", "template"] if other_names and alike < 1 else ["same_text"]
