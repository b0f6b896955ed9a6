"""What a letter is made of, whatever it is written as. Texts are final: both renderers print the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dashboard.exports.drawing import Drawing
from dashboard.model import Indicator

Align = Literal["left", "center", "right"]
Tone = Literal["text", "note", "warning"]
SHORT = 14
"""A table of so many lines stands on one page."""


@dataclass(frozen=True, slots=True)
class Kop:
    """The letterhead, with a line under it; ``logo`` None: without arms."""

    lines: tuple[str, ...]
    logo: Path | None


@dataclass(frozen=True, slots=True)
class Band:
    """A warning across the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document, and what stands under it."""

    text: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is a part (``I. DASAR HUKUM``), 2 a section of it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    tone: Tone = "text"
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """``Nomor : ...``, label and words in two columns; ``beside`` stands at the right of the first line."""

    pairs: tuple[tuple[str, str], ...]
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: what it is, its value, lines that say how sure it is, and how it stands."""

    label: str
    value: str
    lines: tuple[str, ...]
    state: Indicator


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``share`` of the width in any unit, the same for all columns of a table."""

    heading: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``state`` colours its ground; ``is_weak`` (n too small) is printed slanted on white."""

    text: str
    state: Indicator | None = None
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a strong one heads the lines under it and stays with the next."""

    cells: tuple[Cell, ...]
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its headings come again on each page. ``is_wide``: needs a page across. ``note`` stands below."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    is_wide: bool = False
    is_small: bool = False

    @property
    def is_short(self) -> bool:
        """Whether it is never torn between pages."""
        return sum(max(cell.text.count("\n") + 1 for cell in row.cells) for row in self.rows) <= SHORT


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its caption; ``alt`` tells it to whom does not see it."""

    caption: str
    drawing: Drawing
    alt: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Place and date, office of the signatory, room to sign, name, rank, number; never torn apart.

    ``is_blank``: the name is a dotted blank, which is not underlined.
    """

    above: tuple[str, ...]
    name: str
    below: tuple[str, ...]
    is_blank: bool


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Kop | Band | Title | Heading | Paragraph | Items | Facts | Figures | Table | Chart | Signature | PageBreak


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of the same shape."""

    blocks: tuple[Block, ...]
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole document. ``running`` heads every page but the first, ``mark`` every page, ``foot`` ends each."""

    title: str
    subject: str
    keywords: str
    running: str
    mark: str
    foot: str
    blocks: tuple[Block, ...]

    def sections(self) -> tuple[Section, ...]:
        """The blocks in runs of pages upright and across; headings go with what they head."""
        found: list[tuple[bool, list[Block]]] = [(False, [])]
        waiting: list[Block] = []
        for block in self.blocks:
            waiting.append(block)
            if isinstance(block, Heading | PageBreak) or (isinstance(block, Paragraph) and block.keep_with_next):
                continue
            is_wide = isinstance(block, Table) and block.is_wide
            if is_wide is not found[-1][0]:
                # the change of pages breaks already
                found.append((is_wide, [each for each in waiting if not isinstance(each, PageBreak)]))
            else:
                found[-1][1].extend(waiting)
            waiting = []
        found[-1][1].extend(waiting)
        return tuple(Section(tuple(blocks), is_wide) for is_wide, blocks in found if blocks)


def plain_row(*texts: str) -> Row:
    """A line of plain cells."""
    return Row(tuple(Cell(text) for text in texts))
