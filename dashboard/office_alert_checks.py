"""What must hold for the ``alerts`` part of an office file: who is told can be reached, and no secret stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from dashboard.office_alerts import AlertRules, Receiver, channel_kind, has_secret, is_own_machine, quiet_hours
from dashboard.office_draft import Draft, Finding
from dashboard.office_files import Loc

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_LONGEST_GROUP_S = 900
_LONGEST_WAIT_MINUTES = 10_000


def check_alerts(draft: Draft) -> Iterator[Finding]:
    """Receivers, their addresses, quiet hours and escalation."""
    written = draft.data.get("alerts")
    try:
        rules = AlertRules.model_validate(written or {})
    except ValidationError:
        return  # its shape has been complained of already
    if not 0 <= rules.group_seconds <= _LONGEST_GROUP_S:
        fix = f"isi 0 sampai {_LONGEST_GROUP_S} detik"
        yield ("alerts", "group_seconds"), f"jeda penggabungan {rules.group_seconds} detik di luar batas", fix
    seen: set[str] = set()
    for index, receiver in enumerate(rules.receivers):
        place: Loc = ("alerts", "receivers", index)
        yield from _named(place, receiver, seen)
        yield from _reached(place, receiver, draft)
        yield from _timed(place, receiver)
    yield from _escalated(rules)


def _named(place: Loc, receiver: Receiver, seen: set[str]) -> Iterator[Finding]:
    if not _ID.fullmatch(receiver.id):
        yield (*place, "id"), f"id {receiver.id!r} tidak terbaca", "pakai huruf kecil, angka dan tanda hubung"
    elif receiver.id in seen:
        yield (*place, "id"), f"id {receiver.id} sudah dipakai penerima lain", "beri id yang berbeda"
    seen.add(receiver.id)
    if not receiver.name.strip():
        yield (*place, "name"), "nama penerima kosong", "isi jabatannya, misalnya Kasi PIAK"
    if not receiver.events and not receiver.digest:
        yield (*place, "events"), "penerima ini tidak diberi tahu apa pun", "isi events, atau tulis digest: true"


def _reached(place: Loc, receiver: Receiver, draft: Draft) -> Iterator[Finding]:
    if bool(receiver.channel) == bool(receiver.channel_env):
        fix = "isi salah satu: channel_env (nama variabel) atau channel (alamat tanpa rahasia)"
        yield (*place, "channel_env"), "alamat penerima harus tepat satu", fix
        return
    key, address = ("channel", receiver.channel) if receiver.channel else ("channel_env", "")
    if receiver.channel_env:
        address = draft.known.env.get(receiver.channel_env, "")
        if not address:
            fix = f"isi variabel {receiver.channel_env} dengan alamat apprise sebelum menjalankan"
            yield (*place, key), f"variabel lingkungan {receiver.channel_env} belum diisi", fix
            return
    if not channel_kind(address):
        # an address may be a secret: it is not repeated here
        fix = "tulis seperti mailto://..., tgram://... atau json://..."
        yield (*place, key), "alamat penerima tidak terbaca", fix
    elif receiver.channel and has_secret(address):
        fix = "pindahkan alamatnya ke variabel lingkungan dan tulis namanya pada channel_env"
        yield (*place, key), f"alamat {channel_kind(address)} dapat memuat sandi atau token", fix
    elif draft.data.get("simulated") is True and not is_own_machine(address):
        fix = "pakai alamat 127.0.0.1, atau hapus simulated bila kantor ini sungguhan"
        yield (*place, key), "kantor simulasi tidak boleh mengirim ke luar komputer ini", fix


def _timed(place: Loc, receiver: Receiver) -> Iterator[Finding]:
    for index, text in enumerate(receiver.quiet):
        try:
            quiet_hours(text)
        except ValueError:
            fix = 'tulis mulai-selesai seperti "21:00-06:00" (boleh melewati tengah malam)'
            yield (*place, "quiet", index), f"jam tenang {text!r} tidak terbaca", fix
    if receiver.after_minutes is not None and not 0 <= receiver.after_minutes <= _LONGEST_WAIT_MINUTES:
        fix = f"isi menit kerja 0 sampai {_LONGEST_WAIT_MINUTES}"
        yield (*place, "after_minutes"), f"eskalasi {receiver.after_minutes} menit di luar batas", fix


def _escalated(rules: AlertRules) -> Iterator[Finding]:
    """Escalation that nobody comes before only delays."""
    told_first = {kind for receiver in rules.receivers if not receiver.waits_s for kind in receiver.events}
    for index, receiver in enumerate(rules.receivers):
        late = [kind for kind in receiver.events if receiver.waits_s and kind not in told_first]
        if late:
            fix = "tambahkan penerima pertama (misalnya kasi), atau tulis after_minutes: 0"
            said = f"{', '.join(late)} dieskalasi ke {receiver.id}, tetapi tidak ada yang diberi tahu lebih dahulu"
            yield ("alerts", "receivers", index, "after_minutes"), said, fix
