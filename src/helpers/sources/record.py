"""What every reader gives and how it refuses: a record is one report of a file.

Knows no format. A reader is a module beside this one with `read(data: bytes, name: str) -> Contents`,
which raises Refused for what it cannot read right, and fetches and writes nothing. `name` tells the format; what a
reader gives must not depend on the rest of it, since a copy under another name is read once.
"""

from dataclasses import dataclass


class Refused(Exception):
    """A file that cannot be read right; `code` (a row of `tables/intake_codes.csv`) and the sentence go to `intake`."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Record:
    """One report of a file: where it stands, its text, and what the format itself says of it."""

    record: str
    place_in_file: str
    start: int | None
    text: str
    title: str
    published: str = ""
    outlet: str = ""
    url: str = ""
    author: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """What a file holds: its records, and what an analyst should know of the file as a whole.

    `warnings`: what may be wrong and should be looked at. `notes`: what was done and is sure; they make no warning.
    """

    records: tuple[Record, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
