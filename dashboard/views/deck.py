"""``deck``: the slides of a report, in the speaker's order. One source for the PowerPoint file and ``/presentasi``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dashboard import formats
from dashboard.views import deck_figures, deck_measured, deck_work
from dashboard.views.deck_grid import grid_slides
from dashboard.views.deck_rows import Cover, Deck, Slide, Terms, paged
from dashboard.views.deck_words import notes_of
from dashboard.views.report_rows import ReportView

_TERMS_A_SLIDE = 10
_Maker = Callable[[ReportView], tuple[Slide, ...]]


def deck(view: ReportView, sections: Sequence[str] = ()) -> Deck:
    """The slides of ``sections`` in that order (empty: all, in the usual order). KeyError for an unknown section."""
    makers = [_MAKERS[name] for name in sections or SECTIONS]
    slides = tuple(slide for maker in makers for slide in maker(view))
    return Deck(
        office=view.office.name,
        period=formats.period(view.start, view.end),
        frozen=f"dibekukan {formats.date_clock(view.as_of, view.office.zone)}",
        rules=f"aturan versi {', '.join(view.rule_versions)}",
        coverage=coverage_words(view),
        simulated=view.simulated,
        interim=view.interim,
        slides=tuple(replace(slide, notes=(*slide.notes, *notes_of(view, slide.section))) for slide in slides),
    )


def coverage_words(view: ReportView) -> str:
    """Coverage of both kinds, each by itself."""
    kinds = (("pelaksanaan", view.totals.pelaksanaan), ("pengukuran", view.totals.pengukuran))
    said = " dan ".join(f"{name} {formats.percent(None if row is None else row.coverage)}" for name, row in kinds)
    return f"cakupan {said}"


def cover_slides(view: ReportView) -> tuple[Slide, ...]:
    """Whose figures these are, of when, and how final."""
    if view.to_come:
        standing = "Periode ini belum dimulai."
    elif view.interim:
        standing = "SEMENTARA: periode masih berjalan, angka masih dapat berubah."
    else:
        standing = "Periode sudah berakhir."
    chosen = [*view.scope.places, *view.scope.sop_titles]
    lines = (
        view.office.name,
        formats.period(view.start, view.end),
        *(() if view.scope.is_whole else (f"Lingkup: {', '.join(chosen) or ', '.join(sorted(view.scope.kinds))}",)),
        f"Angka dibekukan {formats.date_clock(view.as_of, view.office.zone)}",
        standing,
    )
    head = view.office.head
    cover = Cover(tuple(head.kop) or (f"Provinsi {view.office.province}",), lines, head.logo)
    return (Slide("judul", "Kepatuhan terhadap waktu baku SOP bidang PIAK", "", cover),)


def definition_slides(view: ReportView) -> tuple[Slide, ...]:
    """Every definition, a few on each slide."""
    pages = [
        Terms(view.definitions[first : first + _TERMS_A_SLIDE])
        for first in range(0, len(view.definitions), _TERMS_A_SLIDE)
    ]
    slide = Slide("definisi", "Arti setiap angka dalam presentasi ini", "", pages[0])
    return paged(slide, list(pages))


SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "judul": "Judul",
        "ringkasan": "Ringkasan",
        "kepatuhan": "Kepatuhan per kecamatan",
        "tren": "Tren kepatuhan",
        "langkah": "Kecamatan × langkah SOP",
        "terburuk": "Langkah terburuk",
        "jaringan": "Ketersediaan jaringan",
        "gangguan": "Gangguan jaringan",
        "cadangan": "Cadangan data",
        "pengiriman": "Pengiriman rekaman",
        "tunggakan": "Tunggakan dan tindak lanjut",
        "definisi": "Definisi",
    }
)
"""The parts of a deck in their usual order, with their names."""

_MAKERS: Mapping[str, _Maker] = MappingProxyType(
    {
        "judul": cover_slides,
        "ringkasan": deck_figures.summary_slides,
        "kepatuhan": deck_figures.place_slides,
        "tren": deck_figures.trend_slides,
        "langkah": grid_slides,
        "terburuk": deck_work.worst_slides,
        "jaringan": deck_measured.availability_slides,
        "gangguan": deck_measured.outage_slides,
        "cadangan": deck_work.backup_slides,
        "pengiriman": deck_measured.sending_slides,
        "tunggakan": deck_work.action_slides,
        "definisi": definition_slides,
    }
)
