"""Who may do what: roles, acts and places, as one pure table. Contract: ``docs/peran.md``.

A place is an office, or one kecamatan of it; nobody reads or writes outside the place that he was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is there for. Values are stored."""

    ADMIN = "admin"
    KEPALA = "kepala"
    KABID = "kabid"
    KASI = "kasi"
    ADB = "adb"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    WALL = "wall"


class Act(StrEnum):
    """What can be allowed or refused."""

    WALL = "wall"
    """See the wall and its feed."""
    READ = "read"
    """See the pages about steps, tickets, network, backups and what was sent."""
    MANY = "many"
    """See many offices at once; nobody who was given one of them."""
    TOLD = "told"
    """See who was told of what; messages are about the whole office."""
    SYSTEM = "system"
    """See the house itself: collectors, leases, metrics."""
    EXPORT = "export"
    """Make and fetch reports and slides."""
    TICKET = "ticket"
    """Open tickets, tick steps, pause, correct, acknowledge, note."""
    EXCUSE = "excuse"
    """Take a run out of the count, with a reason; withdraw that."""
    ENTER = "enter"
    """Enter readings and receipts."""
    HAND_IN = "hand_in"
    """Keep figures as those that were handed in, delete made reports."""
    ALERT = "alert"
    """Acknowledge alerts, send a test message, send a dead letter again."""
    AUDIT = "audit"
    """Read who did what."""
    PEOPLE = "people"
    """Manage users and tokens."""


_ONE_PLACE = frozenset({Act.WALL, Act.READ})
_READING = _ONE_PLACE | {Act.MANY, Act.TOLD}
MATRIX: Mapping[Role, frozenset[Act]] = {
    Role.ADMIN: _READING | {Act.SYSTEM, Act.AUDIT, Act.PEOPLE, Act.ALERT},
    Role.KEPALA: _READING | {Act.SYSTEM, Act.EXPORT},
    Role.KABID: _READING | {Act.SYSTEM, Act.EXPORT, Act.EXCUSE, Act.HAND_IN, Act.TICKET, Act.ALERT},
    Role.KASI: _READING | {Act.SYSTEM, Act.EXPORT, Act.EXCUSE, Act.HAND_IN, Act.TICKET, Act.ENTER, Act.ALERT},
    Role.ADB: _READING | {Act.SYSTEM, Act.EXPORT, Act.TICKET, Act.ENTER, Act.ALERT},
    Role.OPERATOR: _ONE_PLACE | {Act.TICKET, Act.ENTER},
    Role.AUDITOR: _READING | {Act.SYSTEM, Act.EXPORT, Act.AUDIT},
    Role.WALL: frozenset({Act.WALL}),
}
"""Acts of each role. A test holds the table of ``docs/peran.md`` equal to it."""

NEEDS_OFFICE = frozenset({Role.OPERATOR, Role.WALL})
NEEDS_KECAMATAN = frozenset({Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was recognised: a user or the bearer of a token. ``office`` None: all; ``kecamatan`` None: all."""

    id: str
    name: str
    role: Role
    office: str | None = None
    kecamatan: str | None = None

    def may(self, act: Act) -> bool:
        """Whether the role holds the act at all; where, the places tell."""
        return act in MATRIX[self.role] and not (act is Act.MANY and self.office is not None)

    def reaches(self, office: str, kecamatan: str | None = None) -> bool:
        """Whether a place (``kecamatan`` None: the office itself) lies inside the principal's own."""
        if self.office is not None and office != self.office:
            return False
        return self.kecamatan is None or kecamatan == self.kecamatan

    def governs(self, office: str | None) -> bool:
        """Whether users and tokens of an office (None: of all of them) lie inside the principal's own place."""
        return self.office is None or office == self.office


class AccessError(ValueError):
    """A role without the place that it needs. Message and mend in Indonesian."""


def check_place(role: Role, office: str | None, kecamatan: str | None) -> None:
    """Raise AccessError for a role and place that do not go together."""
    if role in NEEDS_OFFICE and office is None:
        raise AccessError(f"peran {role} perlu kantor. Perbaikan: sebut --office, misalnya --office 51.08")
    if role in NEEDS_KECAMATAN and kecamatan is None:
        raise AccessError(f"peran {role} perlu kecamatan. Perbaikan: sebut --kecamatan, misalnya --kecamatan 51.08.01")
    if kecamatan is not None and (office is None or not kecamatan.startswith(f"{office}.")):
        raise AccessError(
            f"kecamatan {kecamatan} bukan bagian kantor {office or '(kosong)'}. Perbaikan: sebut kantornya"
        )
    if kecamatan is not None and role not in NEEDS_KECAMATAN:
        raise AccessError(f"peran {role} tidak dibatasi pada satu kecamatan. Perbaikan: kosongkan --kecamatan")
