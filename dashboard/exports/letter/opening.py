"""The head of the letter and its first two parts: dasar hukum, maksud dan ruang lingkup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from dashboard import formats
from dashboard.exports.letter.blocks import Band, Block, Facts, Heading, Items, Kop, Paragraph, Title
from dashboard.exports.letter.legal import legal_grounds
from dashboard.exports.logo import checked_logo
from dashboard.exports.report_text import (
    NOTHING,
    SIMULATED_LONG,
    coverage_line,
    exclusions_line,
    frozen_line,
    period_line,
    plain,
    printable,
    reported_line,
    rule_line,
    scope_line,
    standing_line,
)
from dashboard.offices import BLANK, letter_number
from dashboard.views.report_rows import ReportView, SopName

TITLE = "Laporan Kepatuhan SOP Bidang PIAK"
_PLACES_NAMED = 60


def opening(view: ReportView) -> Iterator[Block]:
    """Kop surat, number and date, title. Raises ExportError where the logo cannot be read."""
    head = view.office.head
    logo = checked_logo(Path(head.logo)).path if head.logo else None
    yield Kop(tuple(map(printable, head.kop or (view.office.name,))), logo)
    if view.simulated:
        yield Band(SIMULATED_LONG)
    numbered = letter_number(head.number, formats.local(view.as_of, view.office.zone).date())
    facts = (("Nomor", numbered), ("Sifat", BLANK), ("Lampiran", BLANK), ("Hal", TITLE))
    yield Facts(facts, beside=place_and_date(view))
    below = [f"{printable(view.office.name)}, {printable(view.office.province)}", f"Periode {period_line(view)}"]
    yield Title(TITLE, tuple(filter(None, (*below, standing_line(view)))))
    if view.is_empty:
        yield Paragraph(NOTHING, "warning")


def place_and_date(view: ReportView) -> str:
    """``Singaraja, 29 November 2026``: the day on which the figures were frozen."""
    day = formats.local(view.as_of, view.office.zone).date()
    return f"{printable(view.office.head.place) or BLANK}, {plain(formats.long_date(day))}"


def reported_sops(view: ReportView) -> tuple[SopName, ...]:
    """SOPs with anything counted; where there is none, those that were asked for by name."""
    known = {row.sop for row in view.by_sop}
    found = tuple(sop for sop in view.sops.values() if sop.id in known)
    return found or (tuple(view.sops.values()) if view.scope.sops is not None else ())


def legal_part(view: ReportView) -> Iterator[Block]:
    """I. Dasar hukum."""
    yield Heading(1, "I. Dasar Hukum")
    grounds = legal_grounds(
        [ground for sop in reported_sops(view) for ground in sop.legal_bases] + list(view.office.head.dasar_hukum)
    )
    if grounds:
        yield Paragraph("Dasar hukum SOP yang dilaporkan dan dasar hukum kantor:", keep_with_next=True)
        yield Items(grounds)
    else:
        yield Paragraph(
            "Tidak ada SOP yang terhitung pada periode ini, dan berkas kantor tidak menyebut dasar hukum.", "note"
        )


def scope_part(view: ReportView) -> Iterator[Block]:
    """II. Maksud dan ruang lingkup."""
    yield Heading(1, "II. Maksud dan Ruang Lingkup")
    yield Paragraph(
        "Laporan ini menyampaikan kepatuhan pelaksanaan SOP Bidang PIAK terhadap waktu bakunya, keadaan jaringan, "
        "cadangan data dan pengiriman rekaman, serta hasil evaluasi SOP pada periode tersebut, sebagai bahan "
        "pembinaan dan tindak lanjut."
    )
    yield Facts(tuple((label, raised_sentence(words)) for label, words in _facts(view)))


def _facts(view: ReportView) -> Iterator[tuple[str, str]]:
    yield "Periode", period_line(view)
    if standing := standing_line(view):
        yield "Status", standing
    yield "Cakupan laporan", scope_line(view)
    yield "SOP", _sops(view) or "tidak ada yang terhitung"
    yield "Tempat", _places(view)
    yield "Saat dibekukan", f"{frozen_line(view)}; semua jam menurut {view.office.zone_label}"
    yield "Aturan", rule_line(view)
    yield "Sasaran", f"kepatuhan {plain(formats.percent(view.totals.target))}"
    yield "Cakupan data", coverage_line(view) or formats.NONE
    yield "Pengecualian", exclusions_line(view)
    yield "Laporan terdahulu", reported_line(view)


def _sops(view: ReportView) -> str:
    """SOPs under their numbers: those of one decree share it."""
    numbered: defaultdict[str, list[str]] = defaultdict(list)
    for sop in reported_sops(view):
        numbered[printable(sop.number)].append(printable(sop.short))
    return ". ".join(
        f"{'Nomor ' + number if number else 'Tanpa nomor'}: {', '.join(names)}" for number, names in numbered.items()
    )


def _places(view: ReportView) -> str:
    names = [printable(row.name) for row in sorted(view.places, key=lambda row: (row.kecamatan is None, row.name))]
    more = len(names) - _PLACES_NAMED
    told = ", ".join(names[:_PLACES_NAMED]) + (f", dan {formats.number(more)} lagi" if more > 0 else "")
    return told or "tidak ada yang terhitung"


def raised_sentence(words: str) -> str:
    """With a capital letter and a full stop."""
    told = words[:1].upper() + words[1:]
    return told if told.endswith((".", "…", "?")) or told == formats.NONE else f"{told}."
