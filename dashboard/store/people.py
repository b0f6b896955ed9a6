"""Users, their sessions, and tokens. Of passwords and secrets only hashes are ever stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, insert, or_, select, update

from dashboard.access import Principal, Role
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment, moment_or_none, seconds, seconds_or_none
from dashboard.store.engine import Store, lock, read, write
from dashboard.store.schema import sessions, tokens, users

TOKEN_PREFIX = "token:"  # noqa: S105  (a word before an id, no secret)
"""Stands before the id of a token under what its bearer wrote."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. ``password_hash`` None: only by the proxy's word. Times are aware UTC."""

    id: str
    name: str
    role: Role
    office: str | None
    kecamatan: str | None
    password_hash: str | None
    created_at: datetime
    changed_at: datetime
    disabled_at: datetime | None = None
    locked_until: datetime | None = None
    failed_logins: int = 0

    @property
    def principal(self) -> Principal:
        """Who that is, for the table of rights."""
        return Principal(self.id, self.name, self.role, self.office, self.kecamatan)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. ``id_hash``: of the random name that only the browser keeps."""

    id_hash: str
    user_id: str
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What a program or a wall display shows instead of a password."""

    id: str
    secret_hash: str
    label: str
    role: Role
    office: str | None
    kecamatan: str | None
    created_by: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def principal(self) -> Principal:
        """Who that is, for the table of rights."""
        return Principal(f"{TOKEN_PREFIX}{self.id}", self.label, self.role, self.office, self.kecamatan)


def users_of(store: Store) -> list[User]:
    """Every user, by id."""
    with read(store) as connection:
        return [_user(row) for row in connection.execute(select(users).order_by(users.c.id))]


def people_names(store: Store, ids: Collection[str]) -> dict[str, str]:
    """What users and tokens (``token:<id>``) are called, by the id that stands under what they wrote."""
    token_ids = [each.removeprefix(TOKEN_PREFIX) for each in ids if each.startswith(TOKEN_PREFIX)]
    known = select(users.c.id, users.c.name).where(users.c.id.in_(ids))
    shown = select(tokens.c.id, tokens.c.label).where(tokens.c.id.in_(token_ids))
    with read(store) as connection:
        named = {row.id: row.name for row in connection.execute(known)}
        return named | {TOKEN_PREFIX + row.id: row.label for row in connection.execute(shown)}


def user(store: Store, user_id: str) -> User | None:
    """One user; None where there is none."""
    with read(store) as connection:
        return _load_user(connection, user_id)


def add_user(store: Store, new: User, entry: AuditEntry) -> bool:
    """Keep a new user, with his audit line; False where the id is taken."""
    with _locked(store) as connection:
        if _load_user(connection, new.id) is not None:
            return False
        connection.execute(insert(users), _user_row(new))
        add_audit(connection, entry)
    return True


def save_user(
    store: Store,
    changed: User,
    entry: AuditEntry | None,
    *,
    end_sessions: datetime | None = None,
    guard: Callable[[Sequence[User]], None] | None = None,
) -> None:
    """Replace what is stored of a user; ``end_sessions``: every open session of his ends then.

    ``guard`` sees every user as he was, while nobody else changes one, and raises where this must not be written.
    """
    with _locked(store) as connection:
        if guard is not None:
            guard([_user(each) for each in connection.execute(select(users))])
        row = _user_row(changed)
        connection.execute(update(users).where(users.c.id == changed.id), row)
        if end_sessions is not None:
            _end_sessions(connection, changed.id, end_sessions)
        if entry is not None:
            add_audit(connection, entry)


def count_failure(store: Store, user_id: str) -> int:
    """One more failed login of a user, counted in the database so that parallel guesses all count; how many now."""
    with _locked(store) as connection:
        more = update(users).where(users.c.id == user_id).values(failed_logins=users.c.failed_logins + 1)
        connection.execute(more)
        return int(connection.scalar(select(users.c.failed_logins).where(users.c.id == user_id)) or 0)


def clear_failures(store: Store, user_id: str, entry: AuditEntry | None = None) -> None:
    """Whoever signed in, or was unlocked, has no failures and no lock any more.

    Nothing else of him is written: it may be newer.
    """
    with _locked(store) as connection:
        mine = update(users).where(users.c.id == user_id)
        connection.execute(mine, {"failed_logins": 0, "locked_until": None})
        if entry is not None:
            add_audit(connection, entry)


def lock_user(store: Store, user_id: str, until: datetime, entry: AuditEntry) -> None:
    """Lock a user, with the audit line; the count of his failures begins anew."""
    with _locked(store) as connection:
        mine = update(users).where(users.c.id == user_id)
        connection.execute(mine, {"failed_logins": 0, "locked_until": seconds(until)})
        add_audit(connection, entry)


def renew_hash(store: Store, user_id: str, old: str, new: str) -> None:
    """Replace a password's hash by a better one of the same password, unless it was changed meanwhile."""
    with _locked(store) as connection:
        mine = and_(users.c.id == user_id, users.c.password_hash == old)
        connection.execute(update(users).where(mine), {"password_hash": new})


def open_session(store: Store, session: Session, seen: User, entry: AuditEntry) -> bool:
    """Keep a new session, with its audit line; sessions that ended or were not seen for a year are swept away.

    False, and nothing is kept, where the user is not any more who was ``seen``: his password was changed meanwhile, or
    he was switched off.
    """
    long_ago = seconds(session.created_at) - 366 * 86_400
    with _locked(store) as connection:
        now = _load_user(connection, seen.id)
        if now is None or now.disabled_at is not None or now.changed_at != seen.changed_at:
            return False
        connection.execute(sessions.delete().where(or_(sessions.c.ended_at < long_ago, sessions.c.seen_at < long_ago)))
        connection.execute(insert(sessions), _session_row(session))
        add_audit(connection, entry)
    return True


def session_of(store: Store, id_hash: str) -> tuple[Session, User] | None:
    """A session and whose it is; None for a name that nobody was given."""
    with read(store) as connection:
        row = connection.execute(select(sessions).where(sessions.c.id_hash == id_hash)).first()
        owner = None if row is None else _load_user(connection, row.user_id)
    if row is None or owner is None:
        return None
    times = (moment(row.created_at), moment(row.seen_at), moment_or_none(row.ended_at))
    return Session(row.id_hash, row.user_id, *times), owner


def touch_session(store: Store, session: Session, seen_at: datetime) -> None:
    """Note that the session was used."""
    with write(store) as connection:
        mine = update(sessions).where(sessions.c.id_hash == session.id_hash)
        connection.execute(mine, {"seen_at": seconds(seen_at)})


def end_session(store: Store, id_hash: str, at: datetime, entry: AuditEntry) -> None:
    """End one session, with its audit line."""
    with write(store) as connection:
        open_one = and_(sessions.c.id_hash == id_hash, sessions.c.ended_at.is_(None))
        connection.execute(update(sessions).where(open_one), {"ended_at": seconds(at)})
        add_audit(connection, entry)


def end_sessions(store: Store, user_id: str, at: datetime, entry: Callable[[int], AuditEntry]) -> int:
    """End every session of a user, with the audit line for that many; how many there were. None: nothing is written."""
    with write(store) as connection:
        count = _end_sessions(connection, user_id, at)
        if count:
            add_audit(connection, entry(count))
    return count


def session_counts(store: Store, seen_since: datetime, begun_since: datetime) -> dict[str, tuple[datetime, int]]:
    """For each user with sessions: when one was last used, and how many are open that were used and begun since."""
    is_open = and_(
        sessions.c.ended_at.is_(None),
        sessions.c.seen_at >= seconds(seen_since),
        sessions.c.created_at >= seconds(begun_since),
    )
    counted = func.sum(case((is_open, 1), else_=0))
    query = select(sessions.c.user_id, func.max(sessions.c.seen_at), counted).group_by(sessions.c.user_id)
    with read(store) as connection:
        return {user_id: (moment(seen), int(open_now)) for user_id, seen, open_now in connection.execute(query)}


def tokens_of(store: Store) -> list[Token]:
    """Every token, youngest first, revoked ones too."""
    with read(store) as connection:
        return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.created_at.desc()))]


def token_of(store: Store, secret_hash: str) -> Token | None:
    """The token with this secret; None where there is none."""
    with read(store) as connection:
        row = connection.execute(select(tokens).where(tokens.c.secret_hash == secret_hash)).first()
    return None if row is None else _token(row)


def save_token(store: Store, token: Token, entry: AuditEntry | None) -> None:
    """Keep a new token, or what changed of one (revoked, used)."""
    with write(store) as connection:
        row = _token_row(token)
        known = connection.scalar(select(tokens.c.id).where(tokens.c.id == token.id))
        statement = insert(tokens) if known is None else update(tokens).where(tokens.c.id == token.id)
        connection.execute(statement, row)
        if entry is not None:
            add_audit(connection, entry)


@contextmanager
def _locked(store: Store) -> Iterator[Connection]:
    """A write during which nobody else changes users."""
    with write(store) as connection:
        lock(connection, "users")
        yield connection


def _end_sessions(connection: Connection, user_id: str, at: datetime) -> int:
    mine = and_(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
    return connection.execute(update(sessions).where(mine), {"ended_at": seconds(at)}).rowcount


def _load_user(connection: Connection, user_id: str) -> User | None:
    row = connection.execute(select(users).where(users.c.id == user_id)).first()
    return None if row is None else _user(row)


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        office=row.office,
        kecamatan=row.kecamatan,
        password_hash=row.password_hash,
        created_at=moment(row.created_at),
        changed_at=moment(row.changed_at),
        disabled_at=moment_or_none(row.disabled_at),
        locked_until=moment_or_none(row.locked_until),
        failed_logins=row.failed_logins,
    )


def _user_row(one: User) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role.value,
        "office": one.office,
        "kecamatan": one.kecamatan,
        "password_hash": one.password_hash,
        "created_at": seconds(one.created_at),
        "changed_at": seconds(one.changed_at),
        "disabled_at": seconds_or_none(one.disabled_at),
        "locked_until": seconds_or_none(one.locked_until),
        "failed_logins": one.failed_logins,
    }


def _session_row(one: Session) -> dict[str, Any]:
    return {
        "id_hash": one.id_hash,
        "user_id": one.user_id,
        "created_at": seconds(one.created_at),
        "seen_at": seconds(one.seen_at),
        "ended_at": seconds_or_none(one.ended_at),
    }


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        secret_hash=row.secret_hash,
        label=row.label,
        role=Role(row.role),
        office=row.office,
        kecamatan=row.kecamatan,
        created_by=row.created_by,
        created_at=moment(row.created_at),
        expires_at=moment_or_none(row.expires_at),
        revoked_at=moment_or_none(row.revoked_at),
        used_at=moment_or_none(row.used_at),
    )


def _token_row(one: Token) -> dict[str, Any]:
    return {
        "id": one.id,
        "secret_hash": one.secret_hash,
        "label": one.label,
        "role": one.role.value,
        "office": one.office,
        "kecamatan": one.kecamatan,
        "created_by": one.created_by,
        "created_at": seconds(one.created_at),
        "expires_at": seconds_or_none(one.expires_at),
        "revoked_at": seconds_or_none(one.revoked_at),
        "used_at": seconds_or_none(one.used_at),
    }
