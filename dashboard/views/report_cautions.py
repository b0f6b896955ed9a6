"""What has to be known before a report is handed in: told on ``/laporan`` before the file is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard import formats
from dashboard.model import Indicator, Kind
from dashboard.views.report_rows import ReportView

LOW_COVERAGE = 0.9
"""Below this share of judged runs a percentage says little of what really happened."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One sentence. ``state`` says how much it matters: gangguan keeps the file from being made or from being true."""

    state: Indicator
    text: str


def cautions(view: ReportView) -> tuple[Caution, ...]:
    """The sentences of one report, the gravest first; none: nothing speaks against it."""
    return tuple(sorted(_found(view), key=lambda each: _ORDER.index(each.state)))


_ORDER = (Indicator.GANGGUAN, Indicator.WASPADA, Indicator.TIDAK_TERUKUR)


def _found(view: ReportView) -> Iterator[Caution]:
    head = view.office.head
    if head.logo and not Path(head.logo).is_file():
        text = f"Logo {Path(head.logo).name} yang disebut di berkas kantor tidak ada: perbaiki report.logo."
        yield Caution(Indicator.GANGGUAN, text)
    if view.is_empty:
        yield Caution(Indicator.WASPADA, "Tidak ada data pada periode dan cakupan ini; berkasnya akan menyebutkannya.")
    if view.to_come:
        yield Caution(Indicator.WASPADA, "Periode ini belum dimulai.")
    elif view.interim:
        yield Caution(Indicator.WASPADA, "Periode masih berjalan: angkanya SEMENTARA dan masih dapat berubah.")
    yield from _coverage(view)
    if not (head.signatory.jabatan and head.signatory.nama):
        text = "Penanda tangan belum lengkap di berkas kantor (report.signatory); dicetak titik-titik."
        yield Caution(Indicator.TIDAK_TERUKUR, text)
    if not head.kop:
        yield Caution(Indicator.TIDAK_TERUKUR, "Kop surat belum ditulis di berkas kantor (report.kop).")
    if view.simulated:
        yield Caution(Indicator.WASPADA, "Data simulasi: setiap berkas ditandai DATA SIMULASI.")


def _coverage(view: ReportView) -> Iterator[Caution]:
    for kind in Kind:
        share = view.totals.coverage(kind)
        if share is not None and share < LOW_COVERAGE:
            told = formats.percent(share)
            text = f"Cakupan {kind} hanya {told}: sebagian yang terjadi tidak terpantau dan tidak ikut dihitung."
            yield Caution(Indicator.WASPADA, text)
