"""A small office for these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dashboard.model import Sample
from dashboard.offices import Calendar, CalendarSpan, Kecamatan, Link, Office, Probe, Role, Schedule, Target

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def icmp(host: str) -> Probe:
    return Probe(type="icmp", host=host)


def tcp(host: str, port: int) -> Probe:
    return Probe(type="tcp", host=host, port=port)


def http(url: str, expect_status: tuple[int, ...] = (200,), verify: bool | str = True) -> Probe:
    return Probe(type="http", url=url, expect_status=expect_status, verify=verify)


def target(id: str, probe: Probe, **more: Any) -> Target:
    return Target(id=id, name=id.title(), role=Role.MODEM, schedule=Schedule.SEMUA, probe=probe, **more)


def office(*targets: Target, links: tuple[Link, ...] = (), **more: Any) -> Office:
    span = CalendarSpan(start=NOW.date(), hours={"senin": ["07:30-16:00"]})
    return Office(
        code="51.08",
        name="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Buleleng",
        short="Buleleng",
        province="Bali",
        zone="Asia/Makassar",
        calendar=Calendar(periods=[span]),
        kecamatan=[Kecamatan(code="51.08.01", name="Gerokgak", lat=-8.2, lon=114.8)],
        links=list(links),
        targets=list(targets),
        **more,
    )


def by_target(samples: tuple[Sample, ...]) -> dict[str, Sample]:
    return {sample.series.target: sample for sample in samples}
