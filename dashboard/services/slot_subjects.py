"""What stands behind the measured steps of an SOP: its series, whose they are, and when they count."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.model import CollectorName, SeriesKey
from dashboard.offices import CounterSource, Office, Role, Target
from dashboard.sop import Measure, Sop, Step

RTT_METRIC = "rtt_ms"
_METRIC = {CollectorName.NETWORK: RTT_METRIC, CollectorName.RECORDS: "records"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One measured thing of one step: a target or a counter, whose it is, and when it counts."""

    kecamatan: str | None
    series: SeriesKey
    source: Target | CounterSource
    """It says on which days it counts by which schedule."""


def subjects(office: Office, measure: Measure) -> tuple[Subject, ...]:
    """What stands behind a measured step. A step on the NID server takes the AFIS where the office names no NID."""
    if measure.collector == CollectorName.RECORDS:
        return tuple(
            Subject(each.kecamatan, _key(office, each.kecamatan, CollectorName.RECORDS, each.id), each)
            for each in office.counters
        )
    if measure.collector != CollectorName.NETWORK:
        return ()
    role = Role(measure.role)
    if role is Role.NID and not any(each.role is Role.NID for each in office.targets):
        role = Role.AFIS
    return tuple(
        Subject(each.kecamatan, _key(office, each.kecamatan, CollectorName.NETWORK, each.id), each)
        for each in office.targets
        if each.role is role
    )


def subjects_of(office: Office, sop: Sop) -> tuple[tuple[int, Subject], ...]:
    """Everything judged for an SOP, each with the number of its step, in the order of the steps.

    What the targets of a step hang on (a router) is no step's own target, but has a row of its own beside what
    hangs on it: its outage is missed there, by its owner, and not by the kecamatan behind it.
    """
    found = [(step.number, subject) for step, measure in measures(sop) for subject in subjects(office, measure)]
    targets = {each.id: each for each in office.targets}
    listed = {subject.series.target for _, subject in found}
    for number, subject in tuple(found):
        target = targets.get(subject.series.target)
        while target is not None and (target := targets.get(target.parent or "")) is not None:
            if target.id in listed:  # what it hangs on in turn is found from there
                break
            listed.add(target.id)
            series = _key(office, target.kecamatan, CollectorName.NETWORK, target.id)
            found.append((number, Subject(target.kecamatan, series, target)))
    return tuple(sorted(found, key=lambda each: each[0]))


def _key(office: Office, kecamatan: str | None, collector: CollectorName, target: str) -> SeriesKey:
    return SeriesKey(office.code, kecamatan, collector, target, _METRIC[collector])


def measures(sop: Sop) -> list[tuple[Step, Measure]]:
    """The steps that are judged by the hour, with what is measured of each."""
    return [
        (step, step.measure)
        for step in sop.steps
        if step.measure is not None and step.measure.collector in (CollectorName.NETWORK, CollectorName.RECORDS)
    ]
