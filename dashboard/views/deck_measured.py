"""Slides of what machines measured: availability of each target, outages, and records sent."""

from __future__ import annotations

from collections import defaultdict

from dashboard import formats
from dashboard.model import State
from dashboard.views.deck_figures import BARS_A_SLIDE
from dashboard.views.deck_rows import Bar, Bars, Body, Cell, Column, Nothing, Slide, Table, paged
from dashboard.views.deck_words import UNMEASURED, joined, when_empty
from dashboard.views.network_rows import OutageRow, TargetRow, availability_of
from dashboard.views.report_rows import ReportSending, ReportView

ROWS_A_SLIDE = 12
MOST_ROWS = 36
_STEPS = (0.9, 0.8, 0.5)
"""Where the axis of availability may begin: near full bars all look alike from zero."""


def availability_slides(view: ReportView) -> tuple[Slide, ...]:
    """Every target, the lowest first; those that nothing was measured of last."""
    measured = [row for row in view.availability if row.availability is not None]
    if not measured:
        body = Nothing("Tidak terukur: tidak ada sasaran jaringan yang terukur dalam jadwal.", when_empty(view))
        return (Slide("jaringan", "Ketersediaan jaringan tidak terukur", "", body),)
    measured.sort(key=lambda row: (row.availability or 0.0, row.name))
    silent = [row for row in view.availability if row.availability is None]
    pooled: defaultdict[State, float] = defaultdict(float)
    for row in measured:
        for state, seconds in row.seconds.items():
            pooled[state] += seconds
    whole = _share(availability_of(pooled))
    lowest = measured[0]
    if (lowest.availability or 0.0) < 1:
        said = f"terendah {_named(lowest)} {_share(lowest.availability)}"
    else:
        said = "tidak ada yang putus"
    title = f"Jaringan tersedia {whole} dalam jadwal; {said}"
    lead = joined("Tiap sasaran, terendah di atas", f"{formats.number(len(silent))} {UNMEASURED}" if silent else "")
    begin = next((step for step in _STEPS if (lowest.availability or 0.0) >= step), 0.0)
    if begin:
        lead = joined(lead, f"sumbu mulai {formats.percent(begin)}")
    shown, whole_ones = _worth_showing(measured, silent)
    if whole_ones:
        lead = joined(lead, f"{formats.number(len(whole_ones))} lainnya 100{formats.NBSP}%")
    notes = (f"Tersedia 100 %: {', '.join(map(_named, whole_ones))}.",) if whole_ones else ()
    pages: list[Body] = [
        Bars("Ketersediaan", tuple(map(_target_bar, shown[at : at + BARS_A_SLIDE])), True, lowest=begin)
        for at in range(0, len(shown), BARS_A_SLIDE)
    ]
    return paged(Slide("jaringan", title, lead, pages[0], notes), pages)


def _worth_showing(measured: list[TargetRow], silent: list[TargetRow]) -> tuple[list[TargetRow], list[TargetRow]]:
    """Targets to draw; those that never failed and have no room on the first slide are only counted."""
    room = max(BARS_A_SLIDE - len(silent), 1)
    rest = [row for row in measured[room:] if (row.availability or 0.0) >= 1]
    return [*(row for row in measured if row not in rest), *silent], rest


def _share(availability: float | None) -> str:
    """Rounding never hides an outage: less than all is never written as 100 %."""
    said = formats.percent(availability, 2)
    whole = formats.percent(1.0)
    return f"> {formats.percent(0.9999, 2)}" if said == whole and (availability or 0.0) < 1 else said


def _named(row: TargetRow) -> str:
    return row.name if row.place in row.name else f"{row.name} ({row.place})"


def _target_bar(row: TargetRow) -> Bar:
    if row.availability is None:
        return Bar(_named(row), None, UNMEASURED)
    outages = f" · {formats.number(row.outages)} gangguan" if row.outages else ""
    return Bar(_named(row), row.availability, _share(row.availability) + outages)


def outage_slides(view: ReportView) -> tuple[Slide, ...]:
    """Outages, the longest first."""
    if not view.outages:
        if not view.availability or all(row.availability is None for row in view.availability):
            body = Nothing("Tidak terukur: tidak ada sasaran jaringan yang terukur.", when_empty(view))
            return (Slide("gangguan", "Gangguan jaringan tidak terukur", "", body),)
        body = Nothing(
            "Tidak ada gangguan pada sasaran yang terukur.", "Yang tidak terukur ada pada slide ketersediaan."
        )
        return (Slide("gangguan", "Tidak ada gangguan jaringan", "", body),)
    found = sorted(view.outages, key=lambda row: (-row.down_s, row.start))
    open_ones = sum(row.end is None for row in found)
    title = (
        f"{formats.number(len(found))} gangguan jaringan; terlama {found[0].name} {formats.duration(found[0].down_s)}"
    )
    more = len(found) - MOST_ROWS
    lead = joined(
        "Lama putus dalam jadwal, terlama di atas",
        f"{formats.number(open_ones)} belum pulih" if open_ones else "",
        f"{formats.number(more)} yang lebih pendek ada di buku kerja" if more > 0 else "",
    )
    columns = (
        Column("Tempat", 1.5),
        Column("Sasaran", 2.4),
        Column("Mulai", 2.3),
        Column("Selesai", 2.3),
        Column("Lama putus", 1.6, is_number=True),
        Column("Tiket", 1.3),
    )
    rows = tuple(_outage(view, row) for row in found[:MOST_ROWS])
    pages: list[Body] = [Table(columns, rows[at : at + ROWS_A_SLIDE]) for at in range(0, len(rows), ROWS_A_SLIDE)]
    return paged(Slide("gangguan", title, lead, pages[0]), pages)


def _outage(view: ReportView, row: OutageRow) -> tuple[Cell, ...]:
    ended = "belum pulih" if row.end is None else formats.date_clock(row.end, view.office.zone)
    named = (formats.ticket_number(row.ticket) or row.ticket) if row.ticket else formats.NONE
    return (
        Cell(row.place),
        Cell(f"{row.name} (naik-turun)" if row.flapping else row.name),
        Cell(formats.date_clock(row.start, view.office.zone)),
        Cell(ended),
        Cell(formats.duration(row.down_s)),
        Cell(named),
    )


def sending_slides(view: ReportView) -> tuple[Slide, ...]:
    """Records sent by each place over the whole period."""
    places: dict[str, list[ReportSending]] = {}
    for each in view.sending:
        places.setdefault(each.place, []).append(each)
    grown = {place: [row.growth for row in rows if row.growth is not None] for place, rows in places.items()}
    measured = {place: sum(values) for place, values in grown.items() if values}
    if not measured:
        body = Nothing("Tidak terukur: tidak ada penghitung rekaman yang terbaca.", when_empty(view))
        return (Slide("pengiriman", "Pengiriman rekaman tidak terukur", "", body),)
    order = sorted(places, key=lambda place: (place not in measured, measured.get(place, 0), place))
    least = order[0]
    fewest = f"paling sedikit {least} {formats.number(measured[least])}"
    title = f"{formats.number(sum(measured.values()))} rekaman terkirim; {fewest}"
    silent = [place for place in order if place not in measured]
    resets = sum(row.resets for row in view.sending)
    lead = joined(
        "Pertambahan menurut penghitung tiap tempat, paling sedikit di atas",
        f"{UNMEASURED}: {', '.join(silent)}" if silent else "",
        f"penghitung dimulai ulang {formats.number(resets)} kali" if resets else "",
    )
    bars = tuple(_sending_bar(place, places[place], measured.get(place)) for place in order)
    pages: list[Body] = [
        Bars("Rekaman terkirim", bars[at : at + BARS_A_SLIDE], False, "rekaman")
        for at in range(0, len(bars), BARS_A_SLIDE)
    ]
    return paged(Slide("pengiriman", title, lead, pages[0]), pages)


def _sending_bar(place: str, rows: list[ReportSending], growth: int | None) -> Bar:
    hours, measured = sum(row.hours for row in rows), sum(row.measured_hours for row in rows)
    if growth is None:
        return Bar(place, None, UNMEASURED)
    share = measured / hours if hours else None
    return Bar(place, float(growth), f"{formats.number(growth)} · {formats.percent(share, 0)} jam terukur")
