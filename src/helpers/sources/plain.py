"""Plain text: the bytes of a .txt file come in, its reports go out as records.

Knows nothing but the order of two steps: `encodings` finds the letters, `split` where a report begins.
"""

from helpers.sources import encodings, split
from helpers.sources.record import Contents


def read(data: bytes, name: str) -> Contents:
    """Return the reports of a text file: one, or several where the page lists several. Raises Refused."""
    found = encodings.read(data)
    return Contents(tuple(split.records(found.text)), found.warnings, found.notes)
