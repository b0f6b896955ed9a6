"""Users, sessions and tokens: made, checked, locked and taken back; every change audited, no secret ever stored.

Passwords are hashed by argon2. Names of sessions and secrets of tokens are 256 random bits, of which only the SHA-256
is kept: long random texts need no slow hash, and a stolen database opens no door.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access import Act, Principal, Role, check_place
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.last_admin import check_admin_stays
from dashboard.store import AuditEntry, Session, Store, Token, User, audit, people

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FAILURES_MOST = 5
"""So many wrong passwords in a row lock a user."""
LOCKED = timedelta(minutes=15)
SEEN_EVERY = timedelta(seconds=60)
"""A session's last use is written at most this often."""
LONGEST_DAYS = 3_660
"""A token that ends at all ends within ten years."""
TOKEN_MARK = "ppk_"  # noqa: S105  (how a token of ours begins, so that leaked ones can be searched for)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


WRONG = "Nama pengguna atau sandi tidak cocok."
LOCKING = "pengguna dikunci"
log = logging.getLogger("pantau.web")


class LoginError(Exception):
    """Nobody was let in. Message in Indonesian, the same for an unknown user and a wrong password."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def make_password() -> str:
    """A random password that can be read aloud: no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def add_user(
    store: Store,
    user_id: str,
    name: str,
    role: Role,
    password: str | None,
    officer: Officer,
    now: datetime,
    *,
    office: str | None = None,
    kecamatan: str | None = None,
) -> User:
    """Make a user. ``password`` None: only the proxy's word lets him in. Raises DeskError and AccessError."""
    if not _ID.fullmatch(user_id):
        raise DeskError(f"nama pengguna {user_id!r} tidak benar", "pakai 2 sampai 40 huruf kecil, angka, titik atau -")
    called = " ".join(name.split())
    if not called or len(called) > 80:
        raise DeskError("nama lengkap kosong atau terlalu panjang", "isi nama yang ditampilkan, paling banyak 80 huruf")
    check_place(role, office, kecamatan)
    hashed = None if password is None else _hash(password, user_id)
    new = User(user_id, called, role, office, kecamatan, hashed, now, now)
    entry = AuditEntry(now, officer.id, "pengguna dibuat", f"pengguna {user_id}", None, _told(new))
    if not people.add_user(store, new, entry):
        raise DeskError(f"pengguna {user_id} sudah ada", "pakai nama pengguna lain, atau ubah yang ada")
    return new


def change_user(
    store: Store,
    user_id: str,
    officer: Officer,
    now: datetime,
    *,
    role: Role,
    office: str | None,
    kecamatan: str | None,
    disabled: bool,
) -> User:
    """Give a user another role or place, or switch him off or on; his sessions end. Raises DeskError, AccessError.

    The last admin of a place stays one: nobody else could make another.
    """
    check_place(role, office, kecamatan)
    old = known_user(store, user_id)
    off = (old.disabled_at or now) if disabled else None
    new = replace(old, role=role, office=office, kecamatan=kecamatan, disabled_at=off, changed_at=now)
    entry = AuditEntry(now, officer.id, "pengguna diubah", f"pengguna {user_id}", _told(old), _told(new))
    people.save_user(store, new, entry, end_sessions=now, guard=lambda users: check_admin_stays(users, new))
    return new


def change_password(store: Store, user_id: str, password: str, officer: Officer, now: datetime) -> None:
    """Set a new password; every session of the user ends, a lock is lifted. Raises DeskError."""
    old = known_user(store, user_id)
    new = replace(old, password_hash=_hash(password, user_id), changed_at=now, failed_logins=0, locked_until=None)
    told = {**place_of(old), "sesi": "diakhiri", "terkunci": False}
    before = {**place_of(old), "terkunci": old.locked_until is not None and old.locked_until > now}
    entry = AuditEntry(now, officer.id, "sandi diganti", f"pengguna {user_id}", before, told)
    people.save_user(store, new, entry, end_sessions=now)


def known_user(store: Store, user_id: str) -> User:
    """The user. Raises DeskError where there is none."""
    found = people.user(store, user_id)
    if found is None:
        raise DeskError(f"pengguna {user_id} tidak ada", "lihat python -m dashboard user list")
    return found


def colleague(store: Store, typed: str, office: str, kecamatan: str | None) -> Officer:
    """The second officer whom somebody names: a user who may write tickets there himself. Raises DeskError."""
    found = people.user(store, typed.strip().lower())
    if found is not None and found.disabled_at is None:
        who_is_named = found.principal
        if who_is_named.may(Act.TICKET) and who_is_named.reaches(office, kecamatan):
            return Officer(found.id, found.name)
    raise DeskError(
        f"petugas kedua {typed.strip()} tidak dikenal, atau tidak berhak atas tiket ini",
        "isi nama pengguna petugas kedua yang lain",
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened: its name for the browser, whose it is, and whether he had been locked meanwhile."""

    name: str
    user: User
    was_locked: bool


def sign_in(
    store: Store, user_id: str, password: str, now: datetime, *, address: str = "", is_known: bool = False
) -> Opened:
    """Check a password and open a session. Raises LoginError.

    Each wrong password counts; the fifth in a row locks the user for a quarter of an hour, which is audited with the
    ``address`` that it came from. A browser that ``is_known`` to be the user's neither locks nor minds the lock: else
    whoever guesses could keep him out for good. An unknown user takes as long as a wrong password.
    """
    named = user_id.strip().lower()
    found = people.user(store, named) if _ID.fullmatch(named) else None
    if found is None or found.password_hash is None or found.disabled_at is not None:
        _fits(_nobodys_hash(), password)
        raise LoginError(WRONG)
    if found.locked_until is not None and now < found.locked_until and not is_known:
        _fits(_nobodys_hash(), password)
        raise LoginError(WRONG)
    if not _fits(found.password_hash, password):
        if not is_known:
            _note_failure(store, found, now, address)
        raise LoginError(WRONG)
    if found.failed_logins or found.locked_until is not None:
        people.clear_failures(store, found.id)
    if _hasher().check_needs_rehash(found.password_hash):
        people.renew_hash(store, found.id, found.password_hash, _hasher().hash(password))
    return Opened(open_session(store, found, now), found, found.locked_until is not None)


def vouched(store: Store, user_id: str) -> Principal | None:
    """Whom the proxy names; None where nobody here is called so."""
    found = people.user(store, user_id.strip().lower())
    return None if found is None or found.disabled_at is not None else found.principal


def check_password(store: Store, user_id: str, password: str, now: datetime) -> None:
    """Raises LoginError where it is not the user's, or he is locked; counts like a failed login."""
    found = people.user(store, user_id)
    if found is not None and found.locked_until is not None and now < found.locked_until:
        raise LoginError("Terlalu banyak sandi salah. Tunggu seperempat jam, lalu coba lagi.")
    if found is None or found.password_hash is None or not _fits(found.password_hash, password):
        if found is not None:
            _note_failure(store, found, now, "")
        raise LoginError("Sandi lama tidak cocok.")


def open_session(store: Store, user: User, now: datetime) -> str:
    """Open a session for a user who was recognised; its name for the browser. LoginError: he was changed meanwhile."""
    name = secrets.token_urlsafe(32)
    session = Session(hashed(name), user.id, now, now)
    entry = AuditEntry(now, user.id, "masuk", f"pengguna {user.id}", None, place_of(user))
    if not people.open_session(store, session, user, entry):
        raise LoginError(WRONG)
    return name


def who(store: Store, name: str, now: datetime, *, idle: timedelta, longest: timedelta, is_use: bool) -> User | None:
    """Whose session that is; None where it ended, was idle or is too old. ``is_use``: the idle time begins anew."""
    found = people.session_of(store, hashed(name))
    if found is None:
        return None
    session, user = found
    if session.ended_at is not None or user.disabled_at is not None:
        return None
    if now - session.seen_at > idle or now - session.created_at > longest:
        return None
    if is_use and now - session.seen_at >= SEEN_EVERY:
        with suppress(SQLAlchemyError):  # a database that cannot be written to must not keep anybody from reading
            people.touch_session(store, session, now)
    return user


def sign_out(store: Store, name: str, user_id: str, now: datetime) -> None:
    """End a session."""
    place = place_of(people.user(store, user_id))
    people.end_session(store, hashed(name), now, AuditEntry(now, user_id, "keluar", f"pengguna {user_id}", None, place))


def add_token(
    store: Store,
    label: str,
    role: Role,
    officer: Officer,
    now: datetime,
    *,
    office: str | None = None,
    kecamatan: str | None = None,
    days: int | None = None,
) -> tuple[str, Token]:
    """Make a token: the secret, which is shown this once, and what is kept of it. Raises DeskError, AccessError."""
    check_place(role, office, kecamatan)
    called = " ".join(label.split())
    if not called or len(called) > 80:
        raise DeskError("token tanpa nama, atau nama terlalu panjang", "beri nama, misalnya Layar ruang PIAK")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise DeskError(f"masa berlaku {days} hari", f"tulis 1 sampai {LONGEST_DAYS} hari, atau kosongkan")
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    until = None if days is None else now + timedelta(days=days)
    token = Token(secrets.token_hex(4), hashed(secret), called, role, office, kecamatan, officer.id, now, until)
    after = {"nama": called, "peran": role.value, "kantor": office, "kecamatan": kecamatan, "berlaku_hari": days}
    people.save_token(store, token, AuditEntry(now, officer.id, "token dibuat", f"token {token.id}", None, after))
    return secret, token


def revoke_token(store: Store, token_id: str, officer: Officer, now: datetime) -> Token:
    """Take a token back; from now on it opens nothing. Raises DeskError."""
    found = next((each for each in people.tokens_of(store) if each.id == token_id), None)
    if found is None:
        raise DeskError(f"token {token_id} tidak ada", "lihat python -m dashboard token list")
    revoked = found if found.revoked_at is not None else replace(found, revoked_at=now)
    if revoked is not found:
        told = {"nama": found.label, "peran": found.role.value, "kantor": found.office, "kecamatan": found.kecamatan}
        before, after = {**told, "berlaku": True}, {**told, "berlaku": False}
        entry = AuditEntry(now, officer.id, "token dicabut", f"token {token_id}", before, after)
        people.save_token(store, revoked, entry)
    return revoked


def bearer(store: Store, secret: str, now: datetime) -> Principal | None:
    """Who shows this secret; None for a forged, revoked or expired one."""
    if not secret.startswith(TOKEN_MARK) or len(secret) > 100:
        return None
    token = people.token_of(store, hashed(secret))
    if token is None or token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        return None
    if token.used_at is None or now - token.used_at >= timedelta(hours=1):
        with suppress(SQLAlchemyError):
            people.save_token(store, replace(token, used_at=now), None)
    return token.principal


def hashed(secret: str) -> str:
    """What is kept of a long random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _hash(password: str, user_id: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wish = f"pakai {SHORTEST_PASSWORD} sampai {LONGEST_PASSWORD} huruf"
        raise DeskError(f"sandi {len(password)} huruf", wish)
    if user_id in password.lower() or len(set(password)) < 5:
        raise DeskError("sandi terlalu mudah ditebak", "jangan pakai nama pengguna atau huruf yang itu-itu saja")
    return _hasher().hash(password)


def _fits(password_hash: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _note_failure(store: Store, user: User, now: datetime, address: str) -> None:
    count = people.count_failure(store, user.id)
    if count < FAILURES_MOST:
        return
    until = now + LOCKED
    before, after = {**place_of(user), "terkunci": False}, {**place_of(user), "terkunci": True, "gagal": count}
    after |= {"sampai": until.isoformat(), "dari": address or "halaman akun"}
    entry = AuditEntry(now, user.id, LOCKING, f"pengguna {user.id}", before, after)
    people.lock_user(store, user.id, until, entry)
    log.warning("pengguna %s dikunci sampai %s: %d sandi salah", user.id, until.isoformat(), count)


@dataclass(frozen=True, slots=True)
class Lock:
    """One time that a user was locked: who, when, and from where the last wrong password came."""

    user_id: str
    at: datetime
    address: str
    failures: int | None = None


def locks(store: Store, since: datetime, user_id: str | None = None) -> list[Lock]:
    """When users (or this one) were locked since then, youngest first."""
    subject = None if user_id is None else f"pengguna {user_id}"
    found = audit(store, since=since, subject=subject, action=LOCKING)
    return [_lock(each) for each in found]


def _lock(line: AuditEntry) -> Lock:
    after = line.after or {}
    count = after.get("gagal")
    return Lock(line.officer, line.at, str(after.get("dari") or ""), count if isinstance(count, int) else None)


def place_of(user: User | None) -> dict[str, object]:
    """The office that a line about somebody concerns; nothing for who was given none."""
    return {} if user is None or user.office is None else {"kantor": user.office}


def _told(user: User) -> dict[str, object]:
    """What an audit line says of a user; never his password's hash."""
    return {
        "nama": user.name,
        "peran": user.role.value,
        "kantor": user.office,
        "kecamatan": user.kecamatan,
        "aktif": user.disabled_at is None,
    }
