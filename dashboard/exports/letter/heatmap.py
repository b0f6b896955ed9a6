"""Every step by place, coloured against the target: a table an SOP, on a page across where it has many steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import formats
from dashboard.exports.letter.blocks import Cell, Column, Row, Table
from dashboard.exports.letter.words import share_of
from dashboard.exports.report_matrix import KINDS, MatrixStep, matrix_blocks
from dashboard.exports.report_text import printable, shortened
from dashboard.model import Indicator
from dashboard.views.report_rows import ReportRow, ReportView

_UPRIGHT, _ACROSS = 9, 15
"""So many steps stand beside one another on a page upright, and on one across."""
_PLACE, _STEP = 28, 15
_LETTERS = 70

_Cells = Mapping[str, Mapping[MatrixStep, list[ReportRow]]]


def heatmap_tables(view: ReportView) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Tables upright first, then those across; one that is wider still is cut into several. And what nobody judged."""
    found: list[Table] = []
    silent: list[str] = []
    for (sop, kind), (steps, cells) in matrix_blocks(view.rows, list(view.sops)).items():
        title = view.sops[sop].short if sop in view.sops else sop
        caption = f"{printable(title)} ({KINDS[kind]})"
        if not any(row.figures.n for own in cells.values() for rows in own.values() for row in rows):
            silent.append(caption)
            continue
        is_wide = len(steps) > _UPRIGHT
        for at in range(0, len(steps), _ACROSS):
            cut = steps[at : at + _ACROSS]
            own = caption if not at else f"{caption}, lanjutan"
            found.append(_table(view, own, cut, cells, is_wide=is_wide))
    return tuple(sorted(found, key=lambda table: table.is_wide)), tuple(silent)


def _table(view: ReportView, caption: str, steps: Sequence[MatrixStep], cells: _Cells, *, is_wide: bool) -> Table:
    told = {step: next(own[step][0] for own in cells.values() if step in own) for step in steps}
    heads = [told[step].step.removeprefix("Langkah ") for step in steps]
    # narrow tables do not stretch: their cells stay as wide as those of the others
    filler = max(0, (_UPRIGHT if not is_wide else _ACROSS) - len(steps))
    place = _PLACE + _STEP * min(filler, 3)
    columns = (Column("Langkah", place), *(Column(head, _STEP, "center") for head in heads))
    rows = tuple(
        Row((Cell(printable(name)), *(_cell(own.get(step, ()), view.totals.target) for step in steps)))
        for name, own in cells.items()
    )
    doing = [
        f"{head}: {shortened(printable(told[step].kegiatan), _LETTERS)}"
        for head, step in zip(heads, steps, strict=True)
        if told[step].kegiatan
    ]
    return Table(caption, columns, rows, "Langkah " + "; ".join(doing) if doing else "", is_wide, is_small=True)


def _cell(rows: Sequence[ReportRow], target: float) -> Cell:
    """Several versions of an SOP in one period are counted together."""
    if not rows:
        return Cell("")
    met, n = sum(row.figures.met for row in rows), sum(row.figures.n for row in rows)
    if not n:
        return Cell(formats.NONE, Indicator.TIDAK_TERUKUR)
    cell = share_of(met / n, n, target)
    return Cell(f"{cell.text}\nn{formats.NBSP}{formats.number(n)}", cell.state, cell.is_weak)
