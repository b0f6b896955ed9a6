"""Slides as plain rows: what each says and shows. The file for PowerPoint and the browser's slides are made from them.

Texts are whole here; whoever draws them cuts what does not fit and keeps the rest in the notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from dashboard.model import Indicator
from dashboard.views.report_rows import Definition


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table or grid. ``state`` colours it and adds the state's sign; ``weak``: n below five.

    ``short`` says the same where there is little room; empty: ``text`` is short enough.
    """

    text: str
    state: Indicator | None = None
    weak: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading and its share of the width; ``is_number`` sets it to the right."""

    heading: str
    weight: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``value`` None: nothing was measured or judged; ``text`` stands beside it; ``weak``: n below five."""

    label: str
    value: float | None
    text: str
    state: Indicator | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, the first on top. ``is_share``: values are fractions of one, else counts of ``unit``.

    ``target`` is a line across them; ``lowest`` is where the axis begins.
    """

    measure: str
    bars: tuple[Bar, ...]
    is_share: bool
    unit: str = ""
    target: float | None = None
    lowest: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """One line over the labels of its chart; None is a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over ``labels`` and one at the ``limit``. ``is_share``: fractions of one, else numbers of ``unit``.

    ``weak``: places of points with n below five, which are drawn hollow.
    """

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    limit: float | None
    limit_name: str
    is_share: bool
    unit: str = ""
    weak: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """Places (or sources) by columns of one subject."""

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Grids:
    """Grids below each other, what their signs mean, and perhaps a list that says more about some of the cells."""

    grids: tuple[Grid, ...]
    key: str
    below: Table | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A large figure, how it stands, and the lines that say how far it can be trusted."""

    label: str
    value: str
    state: Indicator
    standing: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Large figures side by side, never added to each other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide: letterhead, office, period, and the lines below them. ``logo`` is a path or empty."""

    kop: tuple[str, ...]
    lines: tuple[str, ...]
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What figures mean."""

    terms: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to show: what is missing, and how it comes to be there."""

    text: str
    what_to_do: str


Body: TypeAlias = Cover | Facts | Bars | Lines | Grids | Table | Terms | Nothing


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. ``section`` is its place in a choice of slides; ``title`` says the finding; ``notes`` paragraphs."""

    section: str
    title: str
    lead: str
    body: Body
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides of one office and period with what stands on each of them."""

    office: str
    period: str
    frozen: str
    rules: str
    coverage: str
    simulated: bool
    interim: bool
    slides: tuple[Slide, ...] = field(default=())

    @property
    def footer(self) -> tuple[str, ...]:
        """The parts of the line at the foot of every slide."""
        return (self.office, self.period, self.frozen, self.rules, self.coverage)


def paged(slide: Slide, pages: list[Body]) -> tuple[Slide, ...]:
    """The same slide over several pages, each saying which it is."""
    if len(pages) == 1:
        return (replace(slide, body=pages[0]),)
    return tuple(
        replace(slide, body=body, lead=f"{slide.lead}{' · ' if slide.lead else ''}bagian {number} dari {len(pages)}")
        for number, body in enumerate(pages, 1)
    )
