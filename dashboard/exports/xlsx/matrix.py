"""Compliance as a heatmap: one block an SOP, a line a kecamatan, and for each step its percentage with n beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from dashboard import formats
from dashboard.exports.report_matrix import KINDS, MatrixStep, matrix_blocks
from dashboard.exports.report_text import shortened
from dashboard.exports.xlsx.book import Book, Page, cleaned, height_of, standing_rules
from dashboard.exports.xlsx.looks import Looks
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportRow

NAME = "Kepatuhan"
_PLACE_WIDTH, _SHARE_WIDTH, _N_WIDTH = 24, 9, 6
_STEP_LETTERS = 90
_LEGEND_LETTERS = 280
_STEP_WIDTH = 17
"""Letters of the small type that a pair of columns holds."""

_HEAD_POINTS, _PAGE_POINTS, _PAGE_PIXELS = 74, 480, 1035
"""The head that each page repeats, and what A4 landscape holds at full size."""


def write_matrix(book: Book, told: Progress) -> None:
    """Blocks under one another; versions of an SOP in one period stand in one cell only where one has any n."""
    page = book.page(NAME, "Kepatuhan per kecamatan dan langkah")
    blocks = matrix_blocks(book.view.rows, list(book.view.sops))
    most = max((len(steps) for steps, _ in blocks.values()), default=1)
    page.sheet.set_column(0, 0, _PLACE_WIDTH)
    for number in range(most):
        page.sheet.set_column(1 + 2 * number, 1 + 2 * number, _SHARE_WIDTH)
        page.sheet.set_column(2 + 2 * number, 2 + 2 * number, _N_WIDTH)
    last_column = max(2 * most, 8)
    line = _legend(page, last_column)
    room = _PAGE_POINTS / _scaled(page, most) - _HEAD_POINTS
    left, breaks = room - height_of(" " * _LEGEND_LETTERS, _PLACE_WIDTH + last_column * 7), []
    for number, ((sop, kind), (steps, cells)) in enumerate(blocks.items()):
        told(number / len(blocks), "menyusun matriks kepatuhan")
        height = _block_height(steps, cells)
        if height > left and number:
            breaks.append(line)
            left = room
        left -= height
        title = book.view.sops[sop].short if sop in book.view.sops else sop
        line = _block(page, line, f"{title} · {KINDS[kind]}", steps, cells)
    page.sheet.set_h_pagebreaks(breaks)
    if not blocks:
        page.put(line, 0, "Tidak ada pada periode dan cakupan ini.", "note")
    page.sheet.freeze_panes(4, 1)
    page.sheet.repeat_rows(0, 2)
    page.sheet.print_area(0, 0, line, last_column)


def _scaled(page: Page, most: int) -> float:
    """Let the widest block fill a page, and give its scale: breaks between blocks are only kept without "fit to"."""
    pixels = 7 * (_PLACE_WIDTH + most * (_SHARE_WIDTH + _N_WIDTH)) + 5 * (1 + 2 * most)
    scale = max(40, min(100, int(_PAGE_PIXELS / pixels * 100)))
    page.sheet.set_print_scale(scale)
    return scale / 100


def _block_height(steps: Sequence[MatrixStep], cells: Mapping[str, Mapping[MatrixStep, list[ReportRow]]]) -> float:
    told = [next(own[step][0] for own in cells.values() if step in own) for step in steps]
    deepest = max(height_of(_shortened(each.kegiatan), _STEP_WIDTH) for each in told)
    return 22 + 30 + deepest + 15 * (len(cells) + 1)


def _legend(page: Page, columns: int) -> int:
    target = page.book.view.totals.target
    words = (
        f"Hijau: pada atau di atas sasaran {formats.percent(target)}; kuning: sampai 10 poin di bawahnya; merah tebal: "
        "lebih rendah; arsir, miring: n di bawah 5; abu-abu —: tidak ada yang dinilai; kosong: tidak ada pelaksanaan. "
        "Angka kecil: n."
    )
    page.sheet.set_row(3, height_of(words, _PLACE_WIDTH + columns * 7))
    page.sheet.merge_range(3, 0, 3, columns, words, page.book.looks["long_note"])
    return 5


def _block(
    page: Page,
    top: int,
    title: str,
    steps: Sequence[MatrixStep],
    cells: Mapping[str, Mapping[MatrixStep, list[ReportRow]]],
) -> int:
    page.section(top, title)
    _heads(page, top + 1, steps, cells)
    first = line = top + 3
    for line, (place, own) in enumerate(cells.items(), first):
        page.put(line, 0, place, "text")
        for number, step in enumerate(steps):
            _cell(page, line, 1 + 2 * number, own.get(step, []))
    for number in range(len(steps)):
        _colours(page.book, page, first, line, 1 + 2 * number)
    return line + 2


def _heads(
    page: Page, line: int, steps: Sequence[MatrixStep], cells: Mapping[str, Mapping[MatrixStep, list[ReportRow]]]
) -> None:
    looks: Looks = page.book.looks
    told = {step: next(own[step][0] for own in cells.values() if step in own) for step in steps}
    heads = [told[step].step for step in steps]
    page.sheet.set_row(line, 18 if all(len(each) <= _SHARE_WIDTH + _N_WIDTH for each in heads) else 30)
    page.put(line, 0, "Kecamatan", "head")
    for number, words in enumerate(heads):
        page.sheet.merge_range(line, 1 + 2 * number, line, 2 + 2 * number, words, looks["head"])
    doing = [_shortened(told[step].kegiatan) for step in steps]
    page.sheet.set_row(line + 1, max(height_of(each, _STEP_WIDTH) for each in doing))
    page.put(line + 1, 0, "", "step")
    for number, words in enumerate(doing):
        page.sheet.merge_range(line + 1, 1 + 2 * number, line + 1, 2 + 2 * number, cleaned(words), looks["step"])


def _shortened(kegiatan: str) -> str:
    """What a step does, as far as its heading has room; a whole SOP does everything."""
    return shortened(kegiatan or "sejak laporan sampai selesai", _STEP_LETTERS)


def _cell(page: Page, line: int, column: int, rows: Sequence[ReportRow]) -> None:
    """The figure of a place and step; of several SOP versions in the period the counts are added."""
    if not rows:
        page.put(line, column, "", "short")
        page.put(line, column + 1, "", "few")
        return
    met, n = sum(row.figures.met for row in rows), sum(row.figures.n for row in rows)
    page.put(line, column, met / n if n else None, "percent")
    page.put(line, column + 1, n, "few")


def _colours(book: Book, page: Page, first: int, last: int, column: int) -> None:
    here, beside = xl_rowcol_to_cell(first, column), xl_rowcol_to_cell(first, column + 1)
    area = xl_range(first, column, last, column)
    nothing = {"type": "formula", "criteria": f'={here}=""', "format": None, "stop_if_true": True}
    for rule in (nothing, *standing_rules(book, here, beside)):
        page.sheet.conditional_format(area, rule)
