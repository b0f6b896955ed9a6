"""What officers do about alerts: acknowledge an event, send a dead letter again, try a receiver; all audited."""

from __future__ import annotations

from datetime import datetime

from dashboard import formats
from dashboard.office_alerts import AlertKind
from dashboard.offices import Office
from dashboard.services.alert_words import subject_words, trial
from dashboard.services.desk_base import DeskError, refuse_person_number
from dashboard.services.identity import Officer
from dashboard.store import AlertEvent, AlertMessage, AuditEntry, Store
from dashboard.store.alert_desk import alert_desk
from dashboard.store.alert_outbox import TEST

LONGEST = 300
ON_THE_DESK = (AlertKind.LEWAT_WAKTU.value, AlertKind.MENDEKATI_BATAS.value)
"""Kinds that are acknowledged on the step itself, where its ticket is."""


def acknowledge_event(store: Store, office: Office, event_id: int, officer: Officer, now: datetime, note: str) -> None:
    """Say that somebody takes care of an event: nobody is told of it any more but of its end. Raises DeskError."""
    text = note.strip()
    if len(text) > LONGEST:
        raise DeskError(f"keterangan {len(text)} huruf terlalu panjang", f"pakai paling banyak {LONGEST} huruf")
    refuse_person_number(text, "keterangan")
    with alert_desk(store, office.code) as desk:
        found = next((each for each in desk.events(settled=False) if each.id == event_id), None)
        event = _require(office, found)
        desk.acknowledge(event.id, now, officer.id, text)
        since = {"sejak": event.since.isoformat()}
        before, after = {**since, "diakui": False}, {**since, "diakui": True, "keterangan": text}
        subject = f"peringatan {office.code}/{event.kind}/{event.key}"
        desk.audit(AuditEntry(now, officer.id, "gangguan diakui", subject, before, after))


def _require(office: Office, event: AlertEvent | None) -> AlertEvent:
    if event is None or event.ended_at is not None:
        raise DeskError("peringatan ini sudah berakhir atau tidak ada", "muat ulang")
    if event.kind in ON_THE_DESK:
        raise DeskError("langkah diakui pada tiketnya", "buka halaman Terlambat")
    if event.acknowledged_at is not None:
        at = formats.date_clock(event.acknowledged_at, office.zone)
        raise DeskError(f"{subject_words(office, event)} sudah diakui pada {at}", "muat ulang")
    return event


def resend(store: Store, office: Office, message_id: int, officer: Officer, now: datetime) -> AlertMessage:
    """Let a dead letter wait again, with all its attempts. Raises DeskError."""
    with alert_desk(store, office.code) as desk:
        found = desk.wake(message_id, now)
        if found is None:
            raise DeskError("pesan ini tidak ada lagi di antara yang gagal", "muat ulang")
        told = {"penerima": found.receiver, "judul": found.title}
        before = {**told, "keadaan": "gagal", "masalah": found.trouble}
        after = {**told, "keadaan": "menunggu dikirim", "masalah": None}
        subject = f"pesan {office.code}/{found.id}"
        desk.audit(AuditEntry(now, officer.id, "pesan dikirim ulang", subject, before, after))
    return found


def send_test(store: Store, office: Office, receiver_id: str, officer: Officer, now: datetime) -> AlertMessage:
    """Put a message into the outbox that only shows that the way is open. Raises DeskError."""
    receiver = next((each for each in office.alerts.receivers if each.id == receiver_id), None)
    if receiver is None:
        raise DeskError(f"penerima {receiver_id} tidak ada di berkas kantor", "muat ulang")
    key = f"{TEST}/{now:%Y%m%dT%H%M}"  # one a minute is enough to try with
    message = AlertMessage(office.code, receiver.id, TEST, key, *trial(office, receiver.name, now), created_at=now)
    with alert_desk(store, office.code) as desk:
        if desk.put_out(message) is None:
            raise DeskError("pesan uji untuk penerima ini baru saja diminta", "tunggu satu menit")
        subject = f"penerima {office.code}/{receiver.id}"
        desk.audit(AuditEntry(now, officer.id, "pesan uji diminta", subject, None, {"judul": message.title}))
    return message
