"""The whole letter in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dashboard.exports.letter.appendix import appendix_part
from dashboard.exports.letter.blocks import Block, Letter
from dashboard.exports.letter.closing import actions_part, closing_part, excused_part, lkjip_part
from dashboard.exports.letter.compliance import compliance_part, summary_part
from dashboard.exports.letter.evaluation import evaluation_part
from dashboard.exports.letter.measured import measured_part
from dashboard.exports.letter.opening import TITLE, legal_part, opening, scope_part
from dashboard.exports.report_text import SIMULATED, frozen_line, period_line, printable, rule_line, shortened
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportView

_PARTS: tuple[tuple[str, Callable[[ReportView], Iterator[Block]]], ...] = (
    ("kepala surat", opening),
    ("dasar hukum", legal_part),
    ("ruang lingkup", scope_part),
    ("ringkasan", summary_part),
    ("kepatuhan", compliance_part),
    ("jaringan, cadangan, dan pengiriman", measured_part),
    ("evaluasi SOP", evaluation_part),
    ("capaian LKjIP", lkjip_part),
    ("pengecualian", excused_part),
    ("tindak lanjut", actions_part),
    ("penutup", closing_part),
    ("lampiran", appendix_part),
)


def letter_of(view: ReportView, progress: Progress) -> Letter:
    """The letter of a report. Raises ExportError where the logo cannot be read."""
    blocks: list[Block] = []
    for number, (words, part) in enumerate(_PARTS):
        progress(number / len(_PARTS), f"menyusun {words}")
        blocks.extend(part(view))
    office = shortened(printable(view.office.short), 60)
    return Letter(
        title=f"{TITLE} {office}",
        subject=f"{period_line(view)}, dibekukan {frozen_line(view)}",
        keywords=f"{view.office.code}, aturan {view.rule_version}",
        running=f"{TITLE} · {office} · {period_line(view)}",
        mark=SIMULATED if view.simulated else "",
        foot=f"Dibekukan {frozen_line(view)}, {rule_line(view)}",
        blocks=tuple(blocks),
    )
