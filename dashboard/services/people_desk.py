"""What an admin does to users and tokens at a desk: only within his own place, as if nobody else were there."""

from __future__ import annotations

from datetime import datetime

from dashboard.access import Principal, Role
from dashboard.services import people
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, Store, Token, User
from dashboard.store import people as stored


def user_in_reach(store: Store, who: Principal, user_id: str) -> User:
    """A user whom ``who`` may manage. Raises DeskError: one of another place is like one that is not there."""
    found = stored.user(store, user_id)
    if found is None or not who.governs(found.office):
        raise DeskError(f"pengguna {user_id} tidak ada", "pilih dari daftar pengguna")
    return found


def check_place_in_reach(who: Principal, office: str | None) -> None:
    """Raise DeskError where ``who`` would give away a place that is not his."""
    if not who.governs(office):
        raise DeskError("tempat itu di luar kantor Anda", f"pilih kantor {who.office}")


def give_place(
    store: Store, who: Principal, user_id: str, now: datetime, role: Role, office: str | None, kecamatan: str | None
) -> User:
    """Another role or place; his sessions end. Raises DeskError, AccessError."""
    old = user_in_reach(store, who, user_id)
    check_place_in_reach(who, office)
    if (role, office, kecamatan) == (old.role, old.office, old.kecamatan):
        raise DeskError("peran dan tempatnya sudah begitu", "ganti peran atau tempat, lalu simpan")
    return _change(store, who, old, now, role, office, kecamatan, off=old.disabled_at is not None)


def switch(store: Store, who: Principal, user_id: str, now: datetime, *, off: bool) -> User:
    """Switch a user off, which ends his sessions, or on again. Raises DeskError."""
    old = user_in_reach(store, who, user_id)
    if (old.disabled_at is not None) is off:
        raise DeskError(f"{user_id} sudah {'nonaktif' if off else 'aktif'}", "muat ulang halaman")
    return _change(store, who, old, now, old.role, old.office, old.kecamatan, off=off)


def unlock(store: Store, who: Principal, user_id: str, now: datetime) -> None:
    """Lift the lock that wrong passwords brought; sessions go on. Raises DeskError."""
    old = user_in_reach(store, who, user_id)
    if old.locked_until is None or old.locked_until <= now:
        raise DeskError(f"{user_id} tidak sedang dikunci", "muat ulang halaman")
    before = {**people.place_of(old), "terkunci": True, "sampai": old.locked_until.isoformat()}
    after = {**people.place_of(old), "terkunci": False}
    entry = AuditEntry(now, who.id, "kunci dibuka", f"pengguna {user_id}", before, after)
    stored.clear_failures(store, old.id, entry)


def end_sessions(store: Store, who: Principal, user_id: str, now: datetime) -> int:
    """End every session of a user; how many were open, idle ones too. Raises DeskError where there was none."""
    found = user_in_reach(store, who, user_id)

    def entry(count: int) -> AuditEntry:
        before, after = {**people.place_of(found), "sesi": count}, {**people.place_of(found), "sesi": 0}
        return AuditEntry(now, who.id, "sesi diakhiri", f"pengguna {found.id}", before, after)

    count = stored.end_sessions(store, found.id, now, entry)
    if not count:
        raise DeskError(f"{user_id} tidak punya sesi yang terbuka", "tidak ada yang perlu diakhiri")
    return count


def token_in_reach(store: Store, who: Principal, token_id: str) -> Token:
    """A token that ``who`` may take back. Raises DeskError."""
    found = next((each for each in stored.tokens_of(store) if each.id == token_id), None)
    if found is None or not who.governs(found.office):
        raise DeskError(f"token {token_id} tidak ada", "pilih dari daftar token")
    return found


def _change(
    store: Store,
    who: Principal,
    old: User,
    now: datetime,
    role: Role,
    office: str | None,
    kecamatan: str | None,
    *,
    off: bool,
) -> User:
    by = Officer(who.id, who.name)
    return people.change_user(store, old.id, by, now, role=role, office=office, kecamatan=kecamatan, disabled=off)
