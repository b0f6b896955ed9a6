"""The names of the rules that decide, and the sentence that answers "mengapa angka ini?" for each."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    # finished
    "within_standard": "Selesai dalam waktu baku.",
    "within_resolution": "Selesai lewat sedikit dari waktu baku, masih dalam batas ketelitian pencatatan.",
    "within_after_closing": "Selesai setelah jam tutup pada hari jatuh tempo: jam kerja sudah berhenti.",
    "past_standard": "Selesai setelah waktu baku habis.",
    "past_due_day": "Selesai pada hari setelah jatuh tempo: hari yang sudah dihitung tidak berubah lagi.",
    "zero_within_tolerance": "Waktu baku 0: selesai dalam batas toleransi sejak langkah sebelumnya selesai.",
    "zero_past_tolerance": "Waktu baku 0: selesai melewati batas toleransi sejak langkah sebelumnya selesai.",
    "zero_unfinished": "Waktu baku 0: tiket ditutup tanpa langkah ini selesai.",
    "self_recovered": "Pulih sendiri sebelum jatuh tempo: tidak dihitung.",
    # open
    "open_within_standard": "Masih berjalan dan belum lewat waktu baku.",
    "open_at_risk": "Masih berjalan dan mendekati batas waktu baku.",
    "open_past_due": "Masih berjalan dan sudah lewat jatuh tempo.",
    "open_paused": "Dijeda sebelum jatuh tempo: waktunya tidak berjalan.",
    "waiting_start": "Belum dimulai: langkah ini dihitung sejak waktu mulai yang dicatat.",
    "not_measured": "Tidak diukur otomatis oleh sumber datanya.",
    "no_standard": "Tidak ada waktu baku: diikuti, tidak dinilai.",
    # scheduled
    "scheduled": "Terjadwal dan belum mulai; tenggang belum habis.",
    "not_begun": "Tidak dimulai sampai jadwal dan tenggangnya habis, padahal sumber datanya terbaca.",
    "source_unreadable": "Tidak diketahui dimulai atau tidak: sumber datanya tidak terbaca.",
    # incomplete
    "no_start": "Waktu mulai tidak diketahui.",
    "no_finish": "Waktu selesai tidak diketahui, padahal langkah berikutnya atau tiketnya sudah berlanjut.",
    "contradictory": "Waktu yang dicatat bertentangan: perlu dibetulkan.",
    "too_coarse": "Ketelitian pencatatan lebih kasar dari separuh waktu baku: tidak dapat dinilai.",
    "ticked_together": "Ditandai selesai hampir bersamaan dengan langkah lain tanpa waktu yang dibetulkan.",
    "off_path": "Langkah ini tidak dilalui alur SOP yang diambil: perlu dibetulkan.",
    "calendar_ends": "Kalender kerja kantor tidak punya jam buka pada waktu yang diperlukan.",
    # cancelled
    "cancelled": "Tiket dibatalkan sebelum jatuh tempo: tidak dihitung.",
    "cancelled_past_due": "Tiket dibatalkan setelah jatuh tempo: tetap terlewat.",
    "closed_past_due": "Tiket ditutup setelah jatuh tempo langkah ini: terlewat.",
    # measured steps
    "slot_replied": "Terhubung: ada balasan dalam 30 detik dan tidak terputus lebih dari separuh waktu terukur.",
    "slot_slow": "Tidak ada balasan dalam 30 detik sejak paket pertama.",
    "slot_down": "Terputus terkonfirmasi lebih dari separuh waktu terukur.",
    "slot_unknown": "Tidak terukur lebih dari separuh jam ini.",
    "slot_no_reply_kept": "Tidak ada catatan balasan pada jam ini.",
    "slot_unreachable": "Jalur induknya terputus: tidak dibebankan pada kecamatan.",
    "slot_disabled": "Dinonaktifkan berdasarkan keputusan.",
    "slot_maintenance": "Pemeliharaan terencana.",
    "slot_unscheduled": "Di luar jadwal pengukuran.",
    "growth_increasing": "Dinilai dari kenaikan: jumlah terkirim bertambah.",
    "growth_restarted": "Dinilai dari kenaikan: penghitung mulai ulang dan sudah bertambah.",
    "growth_restarted_at_zero": "Penghitung mulai ulang pada angka 0: belum dapat dinilai.",
    "growth_stuck": "Dinilai dari kenaikan: tidak bertambah padahal ada yang menunggu dikirim.",
    "growth_idle": "Tidak ada yang menunggu dikirim: tidak dihitung.",
    "growth_quiet": "Sepi: tidak bertambah dan jumlah yang menunggu tidak diketahui.",
    "growth_unknown": "Penghitung tidak terbaca lebih dari separuh jam ini.",
}


def explain(rule: str) -> str:
    """The Indonesian sentence of a rule; KeyError for a name that no rule has."""
    return RULES[rule]
