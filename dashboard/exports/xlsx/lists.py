"""The sheets that are one table each: what waits, tickets, runs, outages, backups, sending, exclusions."""

from __future__ import annotations

from dashboard.exports.xlsx.book import Book, Column
from dashboard.model import State, Verdict
from dashboard.reported import FrozenRow
from dashboard.views.network_rows import ANSWERING, OutageRow, TargetRow
from dashboard.views.progress import Progress, no_progress
from dashboard.views.report_rows import (
    ReportAction,
    ReportBackup,
    ReportExcuse,
    ReportLkjip,
    ReportRun,
    ReportSending,
    ReportTicket,
)
from dashboard.views.reported_rows import ChangedRow, ReportComparison
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS

_OTHER_STATES = (State.UNREACHABLE, State.UNKNOWN, State.MAINTENANCE, State.DISABLED)
_MEGABYTE = 1_000_000


def write_actions(book: Book) -> None:
    """What waits for somebody."""
    columns: list[Column[ReportAction]] = [
        Column("Perihal", 16, "short", lambda row: row.kind),
        Column("Tempat", 24, "text", lambda row: row.place),
        Column("Uraian", 95, "text", lambda row: row.text),
        Column(book.zoned("Jatuh tempo"), 20, "moment", lambda row: book.local(row.due_at)),
    ]
    book.listing("Tindak lanjut", "Yang perlu ditindaklanjuti", columns, book.view.actions, frozen_columns=0)


def write_tickets(book: Book, told: Progress) -> None:
    """Tickets alive in the period."""
    columns: list[Column[ReportTicket]] = [
        Column("Tiket", 24, "text", lambda row: row.number),
        Column("Tempat", 20, "text", lambda row: row.place),
        Column("SOP", 30, "brief", lambda row: row.sop_title),
        Column("Uraian", 28, "brief", lambda row: row.title),
        Column("Status", 10, "short", lambda row: row.standing),
        Column(book.zoned("Dibuka"), 17, "moment", lambda row: book.local(row.opened_at)),
        Column(book.zoned("Selesai"), 17, "moment", lambda row: book.local(row.solved_at)),
        Column(book.zoned("Jatuh tempo terdekat"), 17, "moment", lambda row: book.local(row.due_at)),
        Column("Tepat", 8, "whole", lambda row: row.met),
        Column("Tidak tepat", 8, "whole", lambda row: row.missed),
        Column("Dikecualikan", 13, "whole", lambda row: row.excused),
        Column("Tidak terpantau", 11, "whole", lambda row: row.unmonitored),
        Column("Seluruh SOP", 18, "short", lambda row: _total(row.total)),
        Column("Sumber", 16, "short", lambda row: row.source),
    ]
    book.listing("Tiket", "Tiket yang hidup pada periode", columns, book.view.tickets, told)


def _total(verdict: Verdict | None) -> str | None:
    return None if verdict is None else STATE_WORDS[verdict.state]


def write_runs(book: Book, told: Progress) -> None:
    """Every run that the period counts."""
    columns: list[Column[ReportRun]] = [
        Column("Tiket", 24, "text", lambda row: row.number),
        Column("Tempat", 18, "text", lambda row: row.place),
        Column("SOP", 28, "text", lambda row: row.sop_title),
        Column("Langkah", 12, "short", lambda row: row.step),
        Column("Kegiatan", 38, "brief", lambda row: row.kegiatan),
        Column("Ke-", 5, "whole", lambda row: row.verdict.attempt),
        Column(book.zoned("Mulai"), 17, "moment", lambda row: book.local(row.verdict.started_at)),
        Column(book.zoned("Selesai"), 17, "moment", lambda row: book.local(row.verdict.finished_at)),
        Column(book.zoned("Tenggat"), 17, "moment", lambda row: book.local(row.verdict.due_at)),
        Column("Terpakai (jam:mnt:dtk)", 14, "duration", lambda row: row.verdict.used_s),
        Column("Waktu baku (jam:mnt:dtk)", 14, "duration", lambda row: row.verdict.budget_s),
        Column("Bagian terpakai", 10, "percent", lambda row: row.verdict.share),
        Column("Keadaan", 17, "short", lambda row: STATE_WORDS[row.verdict.state]),
        Column("Hitungan", 15, "short", lambda row: HEAP_WORDS[row.verdict.heap]),
        Column("Catatan", 30, "brief", lambda row: "; ".join(row.verdict.remarks)),
    ]
    book.listing("Pelaksanaan langkah", "Pelaksanaan langkah", columns, book.view.runs, told)


def write_lkjip(book: Book) -> None:
    """Achievement as LKjIP counts it."""
    columns: list[Column[ReportLkjip]] = [
        Column("SOP", 36, "text", lambda row: row.sop_title),
        Column("Langkah", 14, "short", lambda row: row.step),
        Column("Kegiatan", 50, "brief", lambda row: row.kegiatan),
        Column("Selesai", 9, "whole", lambda row: row.runs),
        Column("Target (jam:mnt:dtk)", 13, "duration", lambda row: row.target_s),
        Column("Realisasi (jam:mnt:dtk)", 13, "duration", lambda row: row.realisasi_s),
        Column("Capaian (%)", 11, "decimal", lambda row: row.achievement),
    ]
    title = "Capaian LKjIP: (2 × target − realisasi) ÷ target × 100"
    book.listing("LKjIP", title, columns, book.view.lkjip)


def write_outages(book: Book) -> None:
    """Outages of the period."""
    columns: list[Column[OutageRow]] = [
        Column("Sasaran", 28, "text", lambda row: row.name),
        Column("Tempat", 24, "text", lambda row: row.place),
        Column(book.zoned("Mulai"), 20, "moment", lambda row: book.local(row.start)),
        Column(book.zoned("Berakhir"), 20, "moment", lambda row: book.local(row.end)),
        Column("Lama dalam jadwal (jam:mnt:dtk)", 16, "duration", lambda row: row.down_s),
        Column(book.zoned("Terkonfirmasi"), 20, "moment", lambda row: book.local(row.confirmed_at)),
        Column("Sesudahnya", 24, "short", _after),
        Column("Tiket", 22, "text", lambda row: row.ticket or None),
        Column("Naik-turun", 11, "short", lambda row: "ya" if row.flapping else "tidak"),
    ]
    book.listing("Gangguan", "Gangguan jaringan dalam jadwal", columns, book.view.outages)


def _after(row: OutageRow) -> str:
    if row.end is None:
        return "masih berlangsung"
    return "pulih" if row.after in ANSWERING else "tidak terukur sesudahnya"


def write_availability(book: Book) -> None:
    """Availability per target."""
    columns: list[Column[TargetRow]] = [
        Column("Sasaran", 28, "text", lambda row: row.name),
        Column("Jenis", 14, "short", lambda row: row.role),
        Column("Tempat", 24, "text", lambda row: row.place),
        Column("Jadwal", 11, "short", lambda row: row.schedule),
        Column("Diukur dari", 26, "text", lambda row: row.measured_from),
        Column("Ketersediaan", 13, "percent2", lambda row: row.availability),
        Column("Menjawab (jam:mnt:dtk)", 15, "duration", lambda row: sum(row.seconds.get(s, 0.0) for s in ANSWERING)),
        Column("Putus (jam:mnt:dtk)", 14, "duration", lambda row: row.seconds.get(State.DOWN, 0.0)),
        Column(
            "Tidak dihitung (jam:mnt:dtk)",
            15,
            "duration",
            lambda row: sum(row.seconds.get(state, 0.0) for state in _OTHER_STATES),
        ),
        Column("Gangguan", 12, "whole", lambda row: row.outages),
    ]
    book.listing("Ketersediaan", "Ketersediaan sasaran dalam jadwalnya", columns, book.view.availability)


def write_backups(book: Book) -> None:
    """Every scheduled backup."""
    columns: list[Column[ReportBackup]] = [
        Column("Cadangan", 30, "text", lambda row: row.name),
        Column("Tempat", 18, "text", lambda row: row.place),
        Column(book.zoned("Jadwal"), 20, "moment", lambda row: book.local(row.scheduled_at)),
        Column(book.zoned("Selesai"), 20, "moment", lambda row: book.local(row.finished_at)),
        Column("Lama (jam:mnt:dtk)", 13, "duration", lambda row: row.duration_s),
        Column("Ukuran (MB)", 11, "decimal", _megabytes),
        Column("Keadaan", 20, "short", lambda row: row.words),
        Column("Hitungan", 17, "short", lambda row: None if row.heap is None else HEAP_WORDS[row.heap]),
        Column("Pemeriksaan yang gagal", 30, "text", lambda row: ", ".join(row.failed) or None),
    ]
    book.listing("Cadangan", "Cadangan terjadwal", columns, book.view.backups)


def _megabytes(row: ReportBackup) -> float | None:
    return None if row.size_bytes is None else row.size_bytes / _MEGABYTE


def write_sending(book: Book) -> None:
    """Records sent by place and week or month."""
    columns: list[Column[ReportSending]] = [
        Column("Tempat", 28, "text", lambda row: row.place),
        Column("Dari", 20, "day", lambda row: row.start),
        Column("Sampai", 20, "day", lambda row: row.end),
        Column("Rekaman terkirim", 14, "whole", lambda row: row.growth),
        Column("Mulai ulang", 12, "whole", lambda row: row.resets),
        Column("Jam terukur", 12, "whole", lambda row: row.measured_hours),
        Column("Jam seluruhnya", 12, "whole", lambda row: row.hours),
    ]
    title = "Rekaman terkirim sesudah mulai ulang; — berarti tidak terukur"
    book.listing("Pengiriman", title, columns, book.view.sending)


def write_excused(book: Book) -> None:
    """Runs taken out of the count, with who and why."""
    columns: list[Column[ReportExcuse]] = [
        Column("Tiket", 24, "text", lambda row: row.number),
        Column("Tempat", 22, "text", lambda row: row.place),
        Column("SOP", 34, "text", lambda row: row.sop_title),
        Column("Langkah", 13, "short", lambda row: row.step),
        Column("Semula", 16, "short", lambda row: None if row.before is None else HEAP_WORDS[row.before]),
        Column("Alasan", 44, "text", lambda row: row.reason or None),
        Column("Petugas", 20, "text", lambda row: row.officer or None),
        Column(book.zoned("Diputuskan"), 19, "moment", lambda row: book.local(row.at)),
    ]
    book.listing("Dikecualikan", "Yang dikecualikan dari hitungan", columns, book.view.excused)


_Changed = tuple[ReportComparison, ChangedRow]


def write_changes(book: Book) -> None:
    """What differs from earlier reports of the period and of its parts."""
    rows = [(report, row) for report in book.view.reported for row in report.changed]
    columns: list[Column[_Changed]] = [
        Column("Laporan", 20, "text", lambda each: f"{each[0].report.form} {each[0].report.number}"),
        Column("Dari", 18, "day", lambda each: each[0].report.start),
        Column("Sampai", 18, "day", lambda each: each[0].report.end),
        Column("Jenis", 12, "short", lambda each: str(each[1].id[-1])),
        Column("Tempat", 18, "text", lambda each: _place(book, each[1])),
        Column("SOP", 28, "text", lambda each: _sop(book, each[1])),
        Column("Langkah", 10, "short", lambda each: _steps(each[1])),
        Column("Semula", 10, "percent", lambda each: _share(each[1].before)),
        Column("n semula", 8, "whole", lambda each: None if each[1].before is None else each[1].before.n),
        Column("Sekarang", 10, "percent", lambda each: _share(each[1].after)),
        Column("n sekarang", 8, "whole", lambda each: None if each[1].after is None else each[1].after.n),
        Column("Sebab", 50, "text", lambda each: "; ".join(each[1].reasons)),
    ]
    book.listing("Perubahan", "Berubah sejak laporan terdahulu", columns, rows, no_progress)


def _place(book: Book, row: ChangedRow) -> str:
    names = {each.kecamatan: each.name for each in book.view.places}
    return "Seluruh kantor" if row.is_total else names.get(row.id[0], row.id[0] or "Dinas")


def _sop(book: Book, row: ChangedRow) -> str:
    known = book.view.sops.get(row.id[1])
    return "Semua SOP" if row.is_total else row.id[1] if known is None else known.short


def _steps(row: ChangedRow) -> str | None:
    first, last = row.id[3], row.id[4]
    return None if first is None else str(first) if first == last else f"{first}–{last}"


def _share(row: FrozenRow | None) -> float | None:
    return None if row is None else row.compliance
