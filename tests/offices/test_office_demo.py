"""The five demo offices and the example file."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

from dashboard import office_model, office_sops, office_sources
from dashboard.catalogue import load_catalogue
from dashboard.office_model import Target
from dashboard.office_sops import OfficeRule
from dashboard.office_sources import TICKET_FIELDS, CounterSource
from dashboard.office_types import parse_interval
from dashboard.offices import EXAMPLE_FILE, Office, Role, Schedule, check_path, load_offices
from dashboard.settings import load_settings

KECAMATAN = {"51.08": 9, "13.01": 15, "35.03": 14, "64.01": 10, "62.08": 5}


@pytest.fixture(scope="module")
def owners() -> dict[str, str]:
    return {sop.id: sop.office for sop in load_catalogue().sops}


@pytest.fixture(scope="module")
def offices(owners: dict[str, str]) -> dict[str, Office]:
    settings = load_settings({})
    return {office.code: office for office in load_offices(settings.offices, settings.expansion({}), owners)}


def test_the_demo_has_five_simulated_offices_with_53_kecamatan(offices: dict[str, Office]) -> None:
    assert {code: len(office.kecamatan) for code, office in offices.items()} == KECAMATAN
    assert all(office.simulated for office in offices.values())


def test_every_kecamatan_has_a_modem_and_behind_it_a_pc_client(offices: dict[str, Office]) -> None:
    for office in offices.values():
        targets = {target.id: target for target in office.targets}
        for kecamatan in office.kecamatan:
            modem, pc = targets[f"modem-{kecamatan.code}"], targets[f"pc-{kecamatan.code}"]
            assert (modem.role, pc.role, pc.parent) == (Role.MODEM, Role.PC_CLIENT, modem.id)
            assert (modem.schedule, targets[str(modem.parent)].role) == (Schedule.JAM_KERJA, Role.ROUTER)


def test_every_dinas_has_its_four_servers_always_watched(offices: dict[str, Office]) -> None:
    for office in offices.values():
        dinas = [target for target in office.targets if target.kecamatan is None]
        assert {target.role for target in dinas} == {Role.ROUTER, Role.AFIS, Role.PUSAT_DATA, Role.NID}
        assert {target.schedule for target in dinas} == {Schedule.SEMUA}


def test_demo_addresses_are_loopback_and_used_once(offices: dict[str, Office]) -> None:
    probes = [target.probe for office in offices.values() for target in office.targets]
    hosts = [probe.host or str(urlsplit(probe.url).hostname) for probe in probes]
    assert all(ip_address(host) in ip_network("127.0.0.0/8") for host in hosts)
    assert len(set(hosts)) == len(hosts) == 2 * 53 + 4 * 5


def test_demo_ids_are_unlike_in_all_offices(offices: dict[str, Office]) -> None:
    """The demo's switches and chances go by the id alone."""
    ids = [target.id for office in offices.values() for target in office.targets]
    ids += [counter.id for office in offices.values() for counter in office.counters]
    ids += [backup.id for office in offices.values() for backup in office.backups]
    assert len(set(ids)) == len(ids)


def test_the_demo_port_reaches_every_probe(owners: dict[str, str]) -> None:
    env = {"PANTAU_DATA": "/srv/pantau", "PANTAU_DEMO_PORT": "18001"}
    probes = [t.probe for office in load_offices(load_settings({}).offices, env, owners) for t in office.targets]
    assert {probe.port for probe in probes if probe.type == "tcp"} == {18001}
    assert {urlsplit(probe.url).port for probe in probes if probe.type == "http"} == {18001}


def test_demo_sources_lie_under_the_data_folder(offices: dict[str, Office]) -> None:
    data = load_settings({}).data
    for office in offices.values():
        places = [one.folder for one in office.backups] + [one.path for one in office.tickets]
        by_machine = [one for one in office.counters if one.kind != "manual"]
        places += [one.path or one.url.removeprefix("sqlite:///") for one in by_machine]
        assert all(Path(place).is_relative_to(data / "demo" / office.code) for place in places)
        assert len(office.counters) == len(office.kecamatan)


def test_paser_reads_its_counters_by_sql_and_sukamara_keeps_a_csv_book(offices: dict[str, Office]) -> None:
    assert {counter.kind for counter in offices["64.01"].counters} == {"sql"}
    assert [book.kind for book in offices["62.08"].tickets] == ["csv"]


def test_trenggalek_works_by_all_its_sixteen_sops(offices: dict[str, Office], owners: dict[str, str]) -> None:
    own = {sop for sop, code in owners.items() if code == "35.03"}
    assert {sop.id for sop in offices["35.03"].sops} == own
    assert len(own) == 16


def test_weekly_hours_are_37_and_a_half_and_32_and_a_half_in_ramadan(offices: dict[str, Office]) -> None:
    for office in offices.values():
        for period in office.calendar.periods:
            spans = [parse_interval(text) for texts in period.hours.values() for text in texts]
            minutes = sum((b.hour - a.hour) * 60 + b.minute - a.minute for a, b in spans)
            assert minutes == (32.5 if "Ramadan" in period.name else 37.5) * 60, (office.short, period.name)


def test_the_example_passes_without_any_variable(owners: dict[str, str]) -> None:
    assert check_path(EXAMPLE_FILE, {}, owners) == []


def test_the_example_shows_every_field_of_an_office() -> None:
    text = EXAMPLE_FILE.read_text(encoding="utf-8")
    shapes = [shape for module in (office_model, office_sources, office_sops) for shape in vars(module).values()]
    models = {shape for shape in shapes if isinstance(shape, type) and issubclass(shape, BaseModel)}
    assert {CounterSource, OfficeRule, Target} < models
    names = {field.alias or name for model in models for name, field in model.model_fields.items()} | {*TICKET_FIELDS}
    assert {name for name in names if f"{name}:" not in text} == set()


def test_the_example_can_be_run_as_it_is_for_it_probes_only_this_machine(owners: dict[str, str]) -> None:
    (office,) = load_offices(EXAMPLE_FILE, {}, owners)
    hosts = [target.probe.host or str(urlsplit(target.probe.url).hostname) for target in office.targets]
    assert hosts
    assert all(ip_address(host).is_loopback for host in hosts)
