"""The rules of an office at an instant: the policy, an SOP as the office reads it, and when a target counts.

Source: sla-rules.md, "Versions". The instant is a ticket's opening, or a slot's start, on the office's own calendar
day: what the office decides later changes no ticket opened before, what it dates back judges those since again.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from dashboard.catalogue import Catalogue
from dashboard.model import Ticket
from dashboard.offices import CounterSource, Office, OfficeRule, Schedule, Target
from dashboard.sla import DEFAULT_POLICY, Policy
from dashboard.sop import Sop
from dashboard.sop_overrides import StepOverride, overridden

_cached = lru_cache(maxsize=256)(overridden)


def rules_at(office: Office, at: datetime) -> tuple[OfficeRule, ...]:
    """The office's rules in force at an instant (aware), in the order of the file."""
    if not office.rules:
        return ()
    day = _local(office, at)
    return tuple(rule for rule in office.rules if rule.is_in_force(day))


def policy_at(office: Office, at: datetime) -> Policy:
    """The settings of the judgement at an instant; what the office says nothing of is ``DEFAULT_POLICY``'s."""
    shares: dict[str, float] = {}
    hari_is_working = DEFAULT_POLICY.hari_is_working
    for rule in rules_at(office, at):
        if rule.at_risk_percent is not None:
            shares["at_risk_share"] = rule.at_risk_percent / 100
        if rule.zero_tolerance_seconds is not None:
            shares["zero_tolerance_s"] = rule.zero_tolerance_seconds
        if rule.tick_window_seconds is not None:
            shares["tick_window_s"] = rule.tick_window_seconds
        if rule.hari is not None:
            hari_is_working = rule.hari == "kerja"
    return Policy(**shares, hari_is_working=hari_is_working)


def sop_at(office: Office, sop: Sop, at: datetime) -> Sop:
    """A pinned SOP version with the office's readings of its steps; doing it twice is harmless."""
    found = overrides_at(office, sop, at)
    return _cached(sop, found) if found else sop


def sop_of(office: Office, catalogue: Catalogue, ticket: Ticket) -> Sop | None:
    """The SOP version that a ticket pinned, as its office read it then; the newest where that version is gone."""
    try:
        found: Sop | None = catalogue.get(ticket.sop, ticket.version)
    except KeyError:
        found = catalogue.find(ticket.sop)
    return None if found is None else sop_at(office, found, ticket.opened.at)


def overrides_at(office: Office, sop: Sop, at: datetime) -> tuple[StepOverride, ...]:
    """What the office sets at an instant for steps that this version has; one entry a step."""
    numbers = {step.number for step in sop.steps}
    found: dict[int, StepOverride] = {}
    for rule in rules_at(office, at):
        for each in rule.steps:
            if each.sop == sop.id and each.step in numbers:
                override = each.override()
                found[each.step] = _joined(found[each.step], override) if each.step in found else override
    return tuple(found[number] for number in sorted(found))


def rules_on(office: Office, sop_id: str, at: datetime) -> tuple[OfficeRule, ...]:
    """The rules in force that bear on an SOP: those for everything, and those that name one of its steps."""
    return tuple(
        rule for rule in rules_at(office, at) if sets_whole(rule) or any(each.sop == sop_id for each in rule.steps)
    )


def sets_whole(rule: OfficeRule) -> bool:
    """Whether a rule sets something for every SOP of the office."""
    whole = (rule.at_risk_percent, rule.zero_tolerance_seconds, rule.hari, rule.tick_window_seconds)
    return any(each is not None for each in whole)


def schedule_at(office: Office, source: Target | CounterSource, at: datetime) -> Schedule:
    """When a target or counter counts, as it stood on the office-local day of an instant."""
    return source.schedule_on(_local(office, at))


def _joined(one: StepOverride, other: StepOverride) -> StepOverride:
    """Two decisions about different things of one step; an office file never sets the same thing twice."""
    return StepOverride(
        one.step,
        clock=one.clock or other.clock,
        start=one.start or other.start,
        waktu=one.waktu or other.waktu,
        last_step=one.last_step or other.last_step,
    )


def _local(office: Office, at: datetime) -> date:
    return at.astimezone(ZoneInfo(office.zone)).date()
