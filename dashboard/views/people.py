"""Rows of ``/pengguna``: users, tokens and lockouts of the places that who asks may manage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from dashboard.access import Principal
from dashboard.services.people import locks
from dashboard.store import Token, User
from dashboard.store.people import session_counts, tokens_of, users_of
from dashboard.views.context import Context
from dashboard.views.people_rows import LockRow, OfficePlaces, PeopleView, Place, TokenRow, TokenState, UserRow

LOCKS_OF = timedelta(days=30)
_NO_OFFICE_ZONE = "Asia/Jakarta"


def people_view(context: Context, who: Principal, now: datetime) -> PeopleView:
    """Everything on the page; ``context`` knows the offices of ``who``."""
    store, settings = context.store, context.settings
    idle, longest = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    seen = session_counts(store, now - idle, now - longest)
    everybody = users_of(store)
    mine = [each for each in everybody if who.governs(each.office)]
    names = {each.id: each.name for each in everybody}
    zones = [office.zone for office in context.offices.values()]
    return PeopleView(
        now=now,
        zone=zones[0] if zones else _NO_OFFICE_ZONE,
        asker=who.id,
        everywhere=who.office is None,
        by_proxy=bool(settings.proxy_login),
        offices=_offices(context),
        users=tuple(_user(context, each, seen.get(each.id), now) for each in mine),
        tokens=tuple(_token(context, each, names, now) for each in tokens_of(store) if who.governs(each.office)),
        locks=_locks(context, {each.id: each.name for each in mine}, now),
    )


def _offices(context: Context) -> tuple[OfficePlaces, ...]:
    return tuple(
        OfficePlaces(code, office.short, tuple((each.code, each.name) for each in office.kecamatan))
        for code, office in context.offices.items()
    )


def _user(context: Context, user: User, seen: tuple[datetime, int] | None, now: datetime) -> UserRow:
    locked = user.locked_until if user.locked_until is not None and user.locked_until > now else None
    return UserRow(
        id=user.id,
        name=user.name,
        role=user.role,
        place=_place(context, user.office, user.kecamatan),
        created_at=user.created_at,
        changed_at=user.changed_at,
        seen_at=seen[0] if seen else None,
        sessions=seen[1] if seen else 0,
        disabled_at=user.disabled_at,
        locked_until=locked,
        has_password=user.password_hash is not None,
    )


def _token(context: Context, token: Token, names: Mapping[str, str], now: datetime) -> TokenRow:
    is_over = token.expires_at is not None and token.expires_at <= now
    state = TokenState.REVOKED if token.revoked_at else TokenState.ENDED if is_over else TokenState.VALID
    return TokenRow(
        id=token.id,
        label=token.label,
        role=token.role,
        place=_place(context, token.office, token.kecamatan),
        made_by=names.get(token.created_by, token.created_by),
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        used_at=token.used_at,
        state=state,
    )


def _place(context: Context, code: str | None, kecamatan: str | None) -> Place:
    """Names from the office files; a code that stands in none any more stays a code."""
    if code is None:
        return Place()
    office = context.offices.get(code)
    named = {each.code: each.name for each in office.kecamatan} if office else {}
    return Place(code, kecamatan, office.short if office else code, named.get(kecamatan or "", kecamatan or ""))


def _locks(context: Context, names: Mapping[str, str], now: datetime) -> tuple[LockRow, ...]:
    found = [each for each in locks(context.store, now - LOCKS_OF) if each.user_id in names]
    return tuple(LockRow(each.user_id, names[each.user_id], each.at, each.failures, each.address) for each in found)
