"""What messages say: kinds, places, numbers of tickets, steps of SOPs and times. No name of a person, no detail.

Pure: events in, title and text out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dashboard import formats
from dashboard.model import State
from dashboard.office_alerts import AlertKind
from dashboard.offices import Office
from dashboard.store.alert_outbox import AlertMessage
from dashboard.store.alerts import AlertEvent

SIMULATED = "DATA SIMULASI, bukan keadaan kantor yang sebenarnya"
TWICE = "Mungkin terkirim dua kali: pengiriman sebelumnya terputus sebelum dipastikan."
MOST_LINES = 20
"""Of one kind in one message; the rest is counted."""
LONGEST = 3_000
"""Characters of the lines of one message: chats refuse what is much longer."""

HEADINGS: Mapping[AlertKind, tuple[str, str]] = {
    AlertKind.JARINGAN: ("sasaran putus", "Putus"),
    AlertKind.NAIK_TURUN: ("sasaran naik-turun", "Naik-turun"),
    AlertKind.CADANGAN: ("cadangan terlambat atau tidak ada", "Cadangan"),
    AlertKind.PENGIRIMAN: ("pengiriman tertahan", "Pengiriman tertahan"),
    AlertKind.LEWAT_WAKTU: ("langkah lewat waktu", "Lewat waktu"),
    AlertKind.MENDEKATI_BATAS: ("langkah mendekati batas", "Mendekati batas"),
    AlertKind.SALINAN: ("salinan basis data gagal", "Salinan basis data"),
    AlertKind.DISK: ("disk hampir penuh", "Ruang disk"),
}
"""How each kind is counted in a title, and what stands above its lines."""


def opening(office: Office, events: Sequence[AlertEvent], now: datetime, *, escalated: bool) -> tuple[str, str]:
    """Title and text of the message that tells these openings."""
    counted = [f"{len(mine)} {HEADINGS[kind][0]}" for kind, mine in _by_kind(events)]
    title = f"{'Eskalasi ' if escalated else ''}{office.short}: {', '.join(counted)}"
    lines: list[str] = ["Belum diakui siapa pun sejak ditemukan."] if escalated else []
    for kind, mine in _by_kind(events):
        lines += [f"{HEADINGS[kind][1]} ({len(mine)}):", *_shortened([_opened(office, each) for each in mine])]
    return title, _whole(office, lines, now)


def ending(office: Office, events: Sequence[AlertEvent], now: datetime) -> tuple[str, str]:
    """Title and text of the message that tells these ends. A run that was told of twice is told of once."""
    overdue = {each.subject for each in events if each.kind == AlertKind.LEWAT_WAKTU.value}
    shown = [each for each in events if each.kind != AlertKind.MENDEKATI_BATAS.value or each.subject not in overdue]
    title = f"{office.short}: {len(shown)} berakhir" if len(shown) > 1 else f"{office.short}: {_short_end(shown[0])}"
    return title, _whole(office, ["Berakhir:", *_shortened([_ended(office, each) for each in shown])], now)


def digest(
    office: Office,
    lasting: Sequence[AlertEvent],
    ended: Sequence[AlertEvent],
    untold: Mapping[int, str],
    dead: int,
    now: datetime,
) -> tuple[str, str]:
    """The summary of the morning. ``untold``: why this receiver was never told of an event, by its id."""
    day = formats.long_date(formats.local(now, office.zone).date())
    lines = [f"Masih berlangsung ({len(lasting)}):"]
    lines += _shortened([_opened(office, each) for each in lasting]) or ["- tidak ada"]
    lines.append(f"Berakhir sejak ringkasan sebelumnya ({len(ended)}):")
    lines += _shortened([_with_reason(office, each, untold) for each in ended]) or ["- tidak ada"]
    if dead:
        lines.append(f"Peringatan yang gagal dikirim: {dead}. Lihat halaman Peringatan.")
    title = f"{office.short}: ringkasan {day}, {len(lasting)} masih berlangsung"
    return title, _whole(office, lines, now)


def trial(office: Office, receiver_name: str, now: datetime) -> tuple[str, str]:
    """A message that only shows that the way is open."""
    lines = [f"Pesan uji untuk {receiver_name}. Tidak ada gangguan yang dilaporkan dengan pesan ini."]
    return f"{office.short}: pesan uji peringatan", _whole(office, lines, now)


def as_sent(message: AlertMessage) -> str:
    """The text as it goes out: it says itself where it may arrive a second time."""
    return f"{TWICE}\n\n{message.body}" if message.maybe_twice else message.body


def place_name(office: Office, kecamatan: str | None) -> str:
    """Name of the kecamatan, or Dinas."""
    return next((each.name for each in office.kecamatan if each.code == kecamatan), "Dinas")


def subject_words(office: Office, event: AlertEvent) -> str:
    """What it happens to: ``Modem Gerokgak (Gerokgak)``, ``Tiket B-0012, Perbaikan perangkat langkah 4 (Gerokgak)``."""
    place = place_name(office, event.kecamatan)
    if "ticket" not in event.facts:
        return f"{event.facts.get('name', event.subject)} ({place})"
    number = str(event.facts.get("number") or "")
    return f"{f'Tiket {number}, ' if number else ''}{event.facts['sop']} langkah {event.facts['step']} ({place})"


def opened_words(office: Office, event: AlertEvent) -> str:
    """How it began, after its subject."""
    since = formats.date_clock(event.since, office.zone)
    kind = AlertKind(event.kind)
    if kind in (AlertKind.LEWAT_WAKTU, AlertKind.MENDEKATI_BATAS):
        return f"batas {formats.date_clock(datetime.fromisoformat(str(event.facts['due_at'])), office.zone)}"
    if kind is AlertKind.NAIK_TURUN:
        return f"berganti {event.facts.get('changes', '')} kali dalam satu jam sejak {since}"
    if kind is AlertKind.CADANGAN:
        return f"{'terlambat' if event.facts.get('state') == State.LATE.value else 'tidak ada'} sejak {since}"
    if kind is AlertKind.SALINAN:
        return f"tidak ada salinan baik sejak {since}; lihat halaman Sistem"
    if kind is AlertKind.DISK:
        return f"tinggal {event.facts.get('left_mb', '')} MB sejak {since}; kosongkan disk sebelum pencatatan berhenti"
    below = event.facts.get("below")
    more = f"; {below} sasaran di bawahnya ikut terputus" if below else ""
    return f"{'tertahan' if kind is AlertKind.PENGIRIMAN else 'putus'} sejak {since}{more}"


def ended_words(office: Office, event: AlertEvent) -> str:
    """How it ended, after its subject."""
    lasted = formats.duration(((event.ended_at or event.since) - event.since).total_seconds())
    at = formats.date_clock(event.ended_at, office.zone)
    if event.kind in (AlertKind.LEWAT_WAKTU.value, AlertKind.MENDEKATI_BATAS.value):
        return f"{event.ended_as} {at}"
    return f"{event.ended_as} {at}, lamanya {lasted}"


def _by_kind(events: Sequence[AlertEvent]) -> Iterator[tuple[AlertKind, list[AlertEvent]]]:
    for kind in HEADINGS:
        mine = sorted((each for each in events if each.kind == kind.value), key=lambda each: (each.since, each.id))
        if mine:
            yield kind, mine


def _opened(office: Office, event: AlertEvent) -> str:
    return f"{subject_words(office, event)}: {opened_words(office, event)}"


def _ended(office: Office, event: AlertEvent) -> str:
    return f"{subject_words(office, event)}: {ended_words(office, event)}"


def _short_end(event: AlertEvent) -> str:
    name = event.facts.get("name") or f"tiket {event.facts.get('number') or ''} langkah {event.facts.get('step', '')}"
    return f"{' '.join(str(name).split())} {event.ended_as}"


def _with_reason(office: Office, event: AlertEvent, untold: Mapping[int, str]) -> str:
    why = untold.get(event.id)
    return _ended(office, event) + (f" [tidak diberitahukan: {why}]" if why else "")


def _shortened(lines: Sequence[str]) -> list[str]:
    shown = [f"- {line}" for line in lines[:MOST_LINES]]
    return shown if len(lines) <= MOST_LINES else [*shown, f"- dan {len(lines) - MOST_LINES} lagi"]


def _whole(office: Office, lines: Sequence[str], now: datetime) -> str:
    head = [SIMULATED, ""] if office.simulated else []
    shown = list(lines)
    while sum(map(len, shown)) + len(shown) > LONGEST:
        shown.pop()
    if len(shown) < len(lines):
        shown.append(f"dan {len(lines) - len(shown)} baris lagi; lihat halaman Peringatan")
    foot = ["", f"Pantau PIAK, {office.name}, {formats.date_clock(now, office.zone)}"]
    return "\n".join([*head, *shown, *foot]).replace(formats.NBSP, " ")
