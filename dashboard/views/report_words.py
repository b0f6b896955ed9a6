"""What the figures of a report mean: printed in every report, so that a reader needs no other page."""

from __future__ import annotations

from dashboard.formats import percent
from dashboard.model import Compliance, Scope
from dashboard.views.report_rows import Definition

_DEFINITIONS = (
    ("Pelaksanaan", "langkah SOP yang dikerjakan orang atau terjadwal: tiket perbaikan, cadangan, laporan bulanan."),
    ("Pengukuran", "jam pengukuran jaringan dan pengiriman oleh mesin. Tidak pernah dijumlahkan dengan pelaksanaan."),
    ("Tepat", "selesai dalam waktu baku SOP. Waktu baku rentang (10–30 menit) terlampaui hanya di atas batas atasnya."),
    ("Tidak tepat", "terlambat, lewat waktu dan belum selesai, atau tidak dilaksanakan."),
    ("n", "tepat + tidak tepat. Dengan n di bawah 5 persentase ditandai lemah dan tidak diperingkat."),
    ("Kepatuhan", "tepat ÷ n. Tanpa n ditulis —, tidak pernah nol."),
    ("Dikecualikan", "dikeluarkan petugas dari hitungan dengan alasan tertulis; semuanya tercantum dalam laporan ini."),
    ("Sebelum pengecualian", "kepatuhan seandainya tidak ada yang dikecualikan."),
    ("Tidak terpantau", "terjadi atau dijadwalkan, tetapi datanya tidak lengkap; tidak dianggap tepat dan tidak nol."),
    ("Di luar hitungan", "belum jatuh tempo, di luar jadwal, terputus dari induk, atau tanpa waktu baku."),
    ("Cakupan", "(n + dikecualikan) ÷ (n + dikecualikan + tidak terpantau)."),
    (
        "Seluruh SOP",
        "lama sejak laporan sampai selesai terhadap waktu bakunya; tidak digabung dengan langkah.",
    ),
    ("Tunggakan", "lewat waktu dan sampai saat dibekukan belum selesai; sudah termasuk tidak tepat."),
    ("Terbaik dan terburuk", "kepatuhan bila semua yang masih berjalan selesai tepat, atau semuanya tidak tepat."),
    ("Median dan P90", "bagian waktu baku yang terpakai oleh separuh, dan oleh sembilan dari sepuluh, pelaksanaan."),
    ("Ketersediaan", "waktu menjawab ÷ (waktu menjawab + waktu putus) dalam jadwal sasaran."),
    (
        "Capaian LKjIP",
        "(2 × target − realisasi) ÷ target × 100: rata-rata waktu baku terhadap rata-rata terpakai.",
    ),
    (
        "Periode",
        "tiap pelaksanaan masuk satu periode: menurut tanggal selesai bila tepat, atau tanggal lewat waktunya.",
    ),
)


def definitions(target: float) -> tuple[Definition, ...]:
    """Every figure's meaning, and the target that colours it."""
    stand = (
        f"sasaran kantor {percent(target)}: pada atau di atasnya baik, sampai 10 poin di bawahnya waspada, "
        "lebih rendah gangguan."
    )
    return (*(Definition(*each) for each in _DEFINITIONS), Definition("Sasaran", stand))


def step_words(row: Compliance) -> str:
    """``Langkah 3``, ``Langkah 3–5`` or ``Seluruh SOP``."""
    if row.scope is Scope.TOTAL:
        return "Seluruh SOP"
    return step_range(row.from_step, row.to_step)


def step_range(first: int | None, last: int | None) -> str:
    """``Langkah 3`` or ``Langkah 3–5``; "Semua langkah" of a roll-up."""
    if first is None:
        return "Semua langkah"
    return f"Langkah {first}" if last in (None, first) else f"Langkah {first}–{last}"
