"""Rows of ``/pengguna``: plain values, never a password's or a token's hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.access import Role


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody may look, with the names that people know. ``office`` None: everywhere."""

    office: str | None = None
    kecamatan: str | None = None
    office_name: str = ""
    kecamatan_name: str = ""


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user. ``seen_at`` None: in no session that is kept; ``sessions``: that are open now."""

    id: str
    name: str
    role: Role
    place: Place
    created_at: datetime
    changed_at: datetime
    seen_at: datetime | None
    sessions: int
    disabled_at: datetime | None
    locked_until: datetime | None
    has_password: bool


class TokenState(StrEnum):
    """Whether a token opens anything."""

    VALID = "berlaku"
    ENDED = "habis masa"
    REVOKED = "dicabut"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token; its secret is nowhere."""

    id: str
    label: str
    role: Role
    place: Place
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    state: TokenState


@dataclass(frozen=True, slots=True)
class LockRow:
    """One time that wrong passwords locked a user. ``address``: where the last one came from, empty where not known."""

    user_id: str
    name: str
    at: datetime
    failures: int | None
    address: str


@dataclass(frozen=True, slots=True)
class OfficePlaces:
    """An office that can be given, and its kecamatan (code, name)."""

    code: str
    name: str
    kecamatan: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PeopleView:
    """Everything on ``/pengguna``, as far as who asks may manage it.

    ``everywhere``: he may give all offices at once. ``by_proxy``: sessions tell only of those who typed a password.
    """

    now: datetime
    zone: str
    asker: str
    everywhere: bool
    by_proxy: bool
    offices: tuple[OfficePlaces, ...]
    users: tuple[UserRow, ...]
    tokens: tuple[TokenRow, ...]
    locks: tuple[LockRow, ...]

    def user(self, user_id: str | None) -> UserRow | None:
        """The user with this id; None where there is none."""
        return next((each for each in self.users if each.id == user_id), None)

    def token(self, token_id: str | None) -> TokenRow | None:
        """The token with this id; None where there is none."""
        return next((each for each in self.tokens if each.id == token_id), None)
