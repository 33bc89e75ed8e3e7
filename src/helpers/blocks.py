"""The parts of a report as plain values: headings, paragraphs, charts, tables and the notes behind them.

Knows nothing of pages or office files: `pages` and `word` turn the same blocks into either.
"""

from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class Note:
    """A sentence behind a number, and where it stands (document, place in the file, outlet, day)."""

    sentence: str
    source: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2; `key` is its place for links, ASCII."""

    text: str
    key: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """One paragraph with the notes at its end; `style` is `normal`, `lead` (larger) or `small`."""

    text: str
    notes: tuple[Note, ...] = ()
    style: str = "normal"


@dataclass(frozen=True)
class Facts:
    """Short facts, each a word and its value, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """A figure with its caption; `key` is its place for links and the name of its files."""

    figure: go.Figure
    caption: str
    alt: str
    key: str


@dataclass(frozen=True)
class Grid:
    """A table as it is shown: `headings` stand over its columns, `notes` in the first cell of each row."""

    frame: pd.DataFrame
    caption: str
    headings: dict[str, str] = field(default_factory=dict)
    notes: tuple[tuple[Note, ...], ...] = ()


@dataclass(frozen=True)
class Contents:
    """The place of the table of contents."""

    title: str


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


PAGE, END = "page", "end"  # where the notes of a Word file stand: below each page, or all at the end
Block = Heading | Paragraph | Facts | Chart | Grid | Contents | NewPage


@dataclass(frozen=True)
class Report:
    """A title, a line below it, the language, the blocks in their order, and where notes stand under which title."""

    title: str
    subtitle: str
    lang: str
    blocks: tuple[Block, ...]
    notes_title: str = ""
    notes_at: str = PAGE


def headings(report: Report) -> list[Heading]:
    """Return the headings in their order, for a table of contents."""
    return [block for block in report.blocks if isinstance(block, Heading)]
