"""What the forms of ``dashboard.components.act_forms`` do when they are sent: one way for every page that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from dash.development.base_component import Component
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import act_forms as forms
from dashboard.components.act_forms import ActTarget, act_done, act_refused
from dashboard.components.sending_typed import BadTyped, read_moment
from dashboard.model import Scope
from dashboard.services import desk as acts
from dashboard.services import people
from dashboard.services.desk import Desk, DeskError
from dashboard.services.identity import Officer
from dashboard.services.notes import acknowledge, add_note
from dashboard.store import ticket as stored_ticket
from dashboard.views.desks import desk_of, named_verdict

Typed = Mapping[str, str]
Deed = Callable[[Desk, ActTarget, Typed, Officer, datetime], str]
"""Does one act and says what was done. Raises DeskError and BadTyped."""


def perform(
    target: ActTarget | None, act: str, typed: Typed, acts_of_page: Mapping[str, Deed] | None = None, stale: str = ""
) -> tuple[Component, bool]:
    """Do what was typed; the answer to show, and whether anything was written.

    ``acts_of_page``: what a page can do beside the shared acts. ``stale``: the mend for who saw an older ticket, where
    the page shows the new one by itself.
    """
    if target is None:
        return act_refused("belum ada langkah yang dipilih", "pilih langkahnya dahulu"), False
    web_access.require(Act.EXCUSE if act == forms.EXCUSE else Act.TICKET)
    try:
        desk, _ = desk_of(web.context(), target.office, target.ticket)
        said = {**_ACTS, **(acts_of_page or {})}[act](desk, target, typed, web_access.officer(), web.now())
    except KeyError:
        return act_refused(f"tindakan {act} tidak ada", "muat ulang"), False
    except (DeskError, BadTyped) as no:
        return act_refused(no.message, stale if stale and no.fix == "muat ulang" else no.fix), False
    except SQLAlchemyError:
        return act_refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), False
    return act_done(said), True


def _acknowledge(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    acknowledge(desk, target.ticket, (target.step, target.attempt), officer, now, typed.get("text", ""))
    return told(desk, target, f"diakui oleh {officer.name}", now)


def _note(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    add_note(desk, target.ticket, (target.step, target.attempt), officer, now, typed.get("text", ""))
    return told(desk, target, f"diberi catatan oleh {officer.name}", now)


def _pause(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    at = typed_moment(desk, typed, now)
    acts.pause(
        desk,
        target.ticket,
        target.step,
        typed.get("reason", ""),
        officer,
        now,
        at=at,
        waiting_on=typed.get("waiting_on") or None,
        second=second_of(desk, target, typed),
        seen_at=seen_of(target),
    )
    return told(desk, target, "dijeda", at or now)


def _resume(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    at = typed_moment(desk, typed, now)
    acts.resume(desk, target.ticket, target.step, officer, now, at=at, seen_at=seen_of(target))
    return told(desk, target, "dilanjutkan", at or now)


def _excuse(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    _, found = desk_of(web.context(), target.office, target.ticket)
    run = (target.first_step, target.attempt if target.run_attempt is None else target.run_attempt)
    verdict = named_verdict(web.context(), desk, found, run, now, scopes=(Scope(target.scope),))
    acts.excuse(desk, verdict, officer, typed.get("reason", ""), now, seen_at=seen_of(target))
    return told(desk, target, f"dikecualikan oleh {officer.name}", now)


_ACTS: Mapping[str, Deed] = {
    forms.ACKNOWLEDGE: _acknowledge,
    forms.NOTE: _note,
    forms.PAUSE: _pause,
    forms.RESUME: _resume,
    forms.EXCUSE: _excuse,
}


def typed_moment(desk: Desk, typed: Typed, now: datetime) -> datetime | None:
    """Day and time of a form; None (now) where no time was typed. Raises BadTyped."""
    return read_moment(typed.get("day"), typed.get("clock"), desk.office.zone, now)


def second_of(desk: Desk, target: ActTarget, typed: Typed) -> Officer | None:
    """The second officer, where one is named: a user who may write that ticket himself. Raises DeskError."""
    named = (typed.get("second") or "").strip()
    if not named:
        return None
    ticket = stored_ticket(desk.store, target.office, target.ticket)
    return people.colleague(desk.store, named, target.office, None if ticket is None else ticket.kecamatan)


def seen_of(target: ActTarget) -> datetime | None:
    """The version of the ticket that the officer saw. Raises BadTyped for what no page of ours has sent."""
    if target.seen_at is None:
        return None
    try:
        return datetime.fromisoformat(target.seen_at).astimezone(UTC)
    except ValueError:
        raise BadTyped("waktu ubah tiket tidak terbaca", "muat ulang") from None


def told(desk: Desk, target: ActTarget, what: str, at: datetime) -> str:
    """What was done, in one sentence."""
    number = formats.ticket_number(target.ticket) or target.ticket
    return f"Langkah {target.step} tiket {number} {what} pada {formats.date_clock(at, desk.office.zone)}."


def answered(triggered: Mapping[str, Any] | None) -> str | None:
    """The act of the form that was sent, from ``dash.ctx.triggered_id``; None where none was."""
    return str(triggered["act"]) if triggered and triggered.get("type") == forms.FORM else None
