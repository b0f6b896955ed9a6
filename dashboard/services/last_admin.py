"""The last admin of a place stays one: without him nobody could make users, tokens or another admin any more."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.access import Act
from dashboard.services.desk_base import DeskError
from dashboard.store import User


def check_admin_stays(users: Sequence[User], changed: User) -> None:
    """Raise DeskError where ``changed`` is the last active admin of his place, and would not be that any more.

    ``users``: all of them as they were. An admin of all offices has no substitute in one of a single office.
    """
    old = next((each for each in users if each.id == changed.id), None)
    if old is None or not _is_admin_of(old, old.office) or _is_admin_of(changed, old.office):
        return
    if any(_is_admin_of(each, old.office) for each in users if each.id != changed.id):
        return
    of = "" if old.office is None else f" kantor {old.office}"
    raise DeskError(
        f"{old.id} adalah admin aktif terakhir{of}",
        "jadikan orang lain admin dahulu, baru ubah atau nonaktifkan yang ini",
    )


def _is_admin_of(user: User, office: str | None) -> bool:
    """Whether he may sign in and manage whoever belongs to the office (None: to all of them)."""
    if user.disabled_at is not None:
        return False
    return user.principal.may(Act.PEOPLE) and user.principal.governs(office)
