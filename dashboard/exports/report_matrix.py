"""Rows of a report as blocks of places by steps, one block an SOP and kind of figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dashboard.model import Kind, Scope
from dashboard.views.report_rows import ReportRow

MatrixStep = tuple[bool, int, int, str]
"""Whether it is the whole SOP, first and last step, scope: what a column stands for."""
MatrixBlock = tuple[str, Kind]
"""Id of an SOP, and which figures."""
KINDS = {Kind.PELAKSANAAN: "pelaksanaan", Kind.PENGUKURAN: "pengukuran"}


def matrix_blocks(
    rows: Sequence[ReportRow], sops: Sequence[str]
) -> Mapping[MatrixBlock, tuple[list[MatrixStep], Mapping[str, Mapping[MatrixStep, list[ReportRow]]]]]:
    """Each SOP and kind with its steps in order, and rows by place and step; pelaksanaan first, catalogue's order."""
    steps: defaultdict[MatrixBlock, dict[MatrixStep, None]] = defaultdict(dict)
    cells: defaultdict[MatrixBlock, defaultdict[str, defaultdict[MatrixStep, list[ReportRow]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for row in rows:
        own = row.figures
        key = (own.sop, own.kind)
        step = (own.scope is Scope.TOTAL, own.from_step or 0, own.to_step or 0, str(own.scope))
        steps[key][step] = None
        cells[key][row.place][step].append(row)
    order = {sop: number for number, sop in enumerate(sops)}
    keys = sorted(steps, key=lambda key: (key[1] is Kind.PENGUKURAN, order.get(key[0], len(order))))
    return {key: (sorted(steps[key]), cells[key]) for key in keys}
