"""How one open run is said on ``/terlambat``: the same words in the grid, on a card, in the panel and in the CSV."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlencode

from dashboard import formats
from dashboard.model import Indicator, RunState, Scope
from dashboard.views.late_rows import LateRow, NoteRow
from dashboard.views.run_words import STATE_WORDS

LOOKS = {
    RunState.OVERDUE: Indicator.GANGGUAN,
    RunState.AT_RISK: Indicator.WASPADA,
    RunState.RUNNING: Indicator.BAIK,
    RunState.PAUSED: Indicator.DINONAKTIFKAN,
    RunState.NOT_STARTED: Indicator.TIDAK_BERLAKU,
}
UNKNOWN = "belum diketahui"


def state_words(row: LateRow) -> str:
    """``lewat waktu``, in the words of every page."""
    return STATE_WORDS[row.state]


def beside_state(row: LateRow) -> str:
    """What stands beside the state: ``dijeda`` (a run past due stays so), ``dikecualikan``."""
    said = ["dijeda"] if row.is_paused and row.state is not RunState.PAUSED else []
    return ", ".join([*said, *(["dikecualikan"] if row.is_excused else [])])


def step_words(row: LateRow) -> str:
    """``3. Memeriksa jaringan``, with the attempt where it is not the first."""
    again = f" (percobaan {row.attempt})" if row.attempt > 1 else ""
    return f"{row.step}. {row.kegiatan}{again}"


def judged_words(row: LateRow) -> str:
    """What the due time belongs to: nothing to say for a step, the steps of a span, the whole SOP."""
    if row.scope is Scope.SPAN:
        return f"satu waktu untuk langkah {row.first_step}–{row.last_step}"
    return "waktu seluruh SOP" if row.scope is Scope.TOTAL else ""


def place_words(row: LateRow, *, several: bool) -> str:
    """``Gerokgak``; among several offices with the kabupaten: ``Gerokgak, Buleleng``, ``Dinas Buleleng``."""
    if row.kecamatan is None:
        return f"Dinas {row.office_short}" if several else "Dinas"
    return f"{row.kecamatan_name}, {row.office_short}" if several else row.kecamatan_name


def number_words(row: LateRow) -> str:
    """The number that people know the ticket by; a run that the product numbers itself says what it is."""
    return formats.ticket_number(row.ticket) or "pelaksanaan terjadwal"


def turn_words(row: LateRow) -> str:
    """Whose turn it is; open where neither the record nor the SOP says."""
    return row.pelaksana or UNKNOWN


def turn_source(row: LateRow) -> str:
    """Where that is known from; where it is not, whom the SOP names at all."""
    if row.pelaksana:
        return "tercatat" if row.is_recorded else "menurut SOP"
    return f"SOP: {' / '.join(row.candidates)}" if row.candidates else ""


def used_words(row: LateRow) -> str:
    """``82 % dari 7 jam 30 menit``; where no waiting is allowed there is no share."""
    if row.budget_s is None:
        return formats.NONE
    if not row.budget_s:
        return "waktu baku 0: tidak boleh menunggu"
    return f"{formats.percent(row.share, 0)} dari {formats.duration(row.budget_s)}"


def at_words(at: datetime | None, row: LateRow, now: datetime) -> str:
    """``14.05`` today, ``27 Nov 14.05`` before or after, on the office's clock."""
    return formats.since(at, row.zone, now)


def note_words(note: NoteRow | None, zone: str) -> str:
    """``Sari, 29 Nov 2026 14.05 WITA``."""
    return "" if note is None else f"{note.officer}, {formats.date_clock(note.at, zone)}"


def last_note(row: LateRow) -> str:
    """The youngest words that anybody wrote on the run."""
    return next((note.text for note in reversed(row.notes) if note.text), "")


def ticket_href(row: LateRow) -> str:
    """The page of the ticket."""
    return f"/tiket/{quote(row.ticket, safe='')}?{urlencode({'kantor': row.office})}"
