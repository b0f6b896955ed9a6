"""How figures are written in a letter, and the tables of figures that its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard import formats
from dashboard.exports.letter.blocks import Cell, Column, Row
from dashboard.exports.report_text import printable, told_share
from dashboard.figures.template import SIGNS
from dashboard.model import Compliance, Indicator
from dashboard.views.standing import FEW, judge

KEY = (
    "✓ mencapai sasaran; ! sampai 10 poin di bawahnya; ✕ lebih rendah; — tidak ada yang dinilai. "
    f"Tanda ° dan huruf miring: n di bawah {FEW}, angkanya lemah."
)


def text(words: str | None) -> Cell:
    """A cell of words; "—" where there are none."""
    return Cell(printable(words) if words else formats.NONE)


def count(value: int | None) -> Cell:
    """A whole number."""
    return Cell(formats.number(value))


def moment(at: datetime | None, zone: str) -> Cell:
    """``20 Nov 2026 14.05``; the heading says the zone."""
    if at is None:
        return Cell(formats.NONE)
    there = formats.local(at, zone)
    return Cell(f"{formats.short_date(there.date())} {there:%H.%M}")


def percent(value: float | None, digits: int = 1) -> Cell:
    """A fraction as percentage."""
    return Cell(formats.percent(value, digits))


def share(row: Compliance | None, target: float) -> Cell:
    """``✓ 92,5 %`` on the ground of its state."""
    compliance = None if row is None else row.compliance
    if row is None or compliance is None:
        return Cell(formats.NONE, Indicator.TIDAK_TERUKUR)
    return share_of(compliance, row.n, target)


def share_of(compliance: float, n: int, target: float) -> Cell:
    """The same from a fraction and its n."""
    state, is_weak = judge(compliance, target), n < FEW
    return Cell(f"{SIGNS[state]}{formats.NBSP}{told_share(compliance, target)}{'°' if is_weak else ''}", state, is_weak)


def figure_columns(first: str, *more: Column, share: float = 46) -> tuple[Column, ...]:
    """The columns that every table of figures has, after what the row is about."""
    return (
        Column(first, share),
        Column("Tepat", 14, "right"),
        Column("Tidak tepat", 14, "right"),
        Column("n", 13, "right"),
        Column("Kepatuhan", 22, "right"),
        Column("Sebelum dikecualikan", 23, "right"),
        Column("Cakupan", 17, "right"),
        *more,
    )


def figure_cells(row: Compliance | None, target: float) -> tuple[Cell, ...]:
    """The cells of ``figure_columns`` after the first."""
    if row is None:
        return (*(Cell(formats.NONE) for _ in range(3)), share(None, target), Cell(formats.NONE), Cell(formats.NONE))
    return (
        count(row.met),
        count(row.missed),
        count(row.n),
        share(row, target),
        percent(row.compliance_before),
        percent(row.coverage, 2),
    )


def capped(rows: Sequence[Row], most: int, sheet: str) -> tuple[tuple[Row, ...], str]:
    """At most so many lines, and the sentence that says where the others are."""
    if len(rows) <= most:
        return tuple(rows), ""
    more = formats.number(len(rows) - most)
    return tuple(rows[:most]), f"dan {more} lagi, lihat lembar {sheet} pada laporan bentuk Excel (XLSX)."


def lowered(words: str) -> str:
    """With a small first letter, to stand within a sentence."""
    return words[:1].lower() + words[1:]


def raised(words: str) -> str:
    """With a capital first letter."""
    return words[:1].upper() + words[1:]
