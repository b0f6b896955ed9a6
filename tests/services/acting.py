"""Every act of a person that the services know, each ready to be done once in an empty store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from dashboard.access import Principal, Role
from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, State
from dashboard.services import desk as acts
from dashboard.services import people, people_desk
from dashboard.services.agenda import open_entry
from dashboard.services.alert_acts import acknowledge_event, resend, send_test
from dashboard.services.alerts import announce
from dashboard.services.desk import Desk
from dashboard.services.notes import acknowledge, add_note
from dashboard.services.readings_manual import correct, enter
from dashboard.services.receipts import record_receipt
from dashboard.services.reported import freeze
from dashboard.services.reports import delete, keep, workplace
from dashboard.services.saved_views import drop_view, keep_view
from dashboard.services.ticket_import import import_tickets
from dashboard.services.tickets import save_imported
from dashboard.store import Store, alert_events, alert_messages, ticket
from dashboard.store.alert_outbox import DEAD, claim_message, finish_message
from dashboard.store.people import save_user
from tests.offices_factory import CATALOGUE, CODE, FIRST, make_office
from tests.pages.factories import compliance
from tests.services.desks import BUDI, SARI, at, finish, opened, sit, solved, verdict_on
from tests.services.test_desk_opening import VERSIONS
from tests.services.test_periodic import office_of
from tests.services.test_reports import note
from tests.services.test_ticket_import import KNOWN, line
from tests.views.samples import record, told

Act = Callable[[], object]
Ready = Callable[[Store, Path], Act]
"""Prepares what an act needs, and gives the act."""
PASSWORD, NEXT_PASSWORD = "sandi-uji-yang-panjang", "sandi-lain-yang-panjang"
NOW = at("12:00")
BOSS = Principal(SARI.id, SARI.name, Role.ADMIN)
KASI = {"id": "kasi", "name": "Kasi PIAK", "role": "kasi", "channel": "json://127.0.0.1:9/"}
COUNTERS = make_office(counters=[{"id": "isian-1", "kecamatan": FIRST, "kind": "manual"}])
ALERTING = make_office(alerts={"receivers": [KASI], "group_seconds": 0})


def _at_desk(prepare: Callable[[Desk], Act]) -> Ready:
    """An act on the ticket T-1 of the small office, which was opened at eight."""

    def ready(store: Store, _: Path) -> Act:
        desk = sit(store)
        opened(desk)
        return prepare(desk)

    return ready


def _begun(desk: Desk) -> None:
    finish(desk, 1, "08:04")


def _to_step_four(desk: Desk) -> None:
    _begun(desk)
    finish(desk, 2, "08:08")
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    finish(desk, 3, "09:30")


def _confirm(desk: Desk) -> Act:
    _begun(desk)
    finish(desk, 2, "08:04:20")
    return lambda: acts.confirm_ticks(desk, "T-1", SARI, at("08:05"))


def _correct_time(desk: Desk) -> Act:
    _begun(desk)
    return lambda: acts.correct_time(desk, "T-1", (1, 1), "finish", at("08:03"), SARI, at("08:05"))


def _choose(desk: Desk) -> Act:
    _to_step_four(desk)
    finish(desk, 4, "09:50")
    return lambda: acts.choose_branch(desk, "T-1", 4, "teratasi", SARI, at("09:51"))


def _transfer(desk: Desk) -> Act:
    _to_step_four(desk)
    opened(desk, "09:40", "T-2")
    return lambda: acts.transfer(desk, "T-1", "T-2", SARI, at("09:45"))


def _resume(desk: Desk) -> Act:
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))
    return lambda: acts.resume(desk, "T-1", 1, SARI, at("08:30"))


def _excuse(desk: Desk) -> Act:
    acts.tick_step(desk, "T-1", 1, "finish", BUDI, at("08:30"))
    return lambda: acts.excuse(desk, verdict_on(desk, 1, NOW), SARI, "listrik padam", NOW)


def _withdraw(desk: Desk) -> Act:
    acts.tick_step(desk, "T-1", 1, "finish", BUDI, at("08:30"))
    given = acts.excuse(desk, verdict_on(desk, 1, NOW), SARI, "listrik padam", NOW)
    return lambda: acts.withdraw(desk, given, SARI, "tidak jadi", NOW + timedelta(minutes=1))


def _reopen(store: Store, _: Path) -> Act:
    desk = sit(store)
    solved(desk)
    return lambda: acts.reopen(desk, "T-1", 7, "tanda tangan kurang", SARI, at("11:00"))


def _import_again(store: Store, _: Path) -> Act:
    import_tickets(store, [line()], KNOWN, SARI, NOW)
    brought = ticket(store, CODE, "B-1")
    assert brought is not None
    again = replace(brought, title="modem mati")
    return lambda: save_imported(store, again, SARI, NOW + timedelta(minutes=1))


def _receive(store: Store, _: Path) -> Act:
    office = office_of()
    known = (store, office, CATALOGUE, build_calendar(office), SARI, FIRST)
    record_receipt(*known, at("08:00"), NOW)
    return lambda: record_receipt(*known, at("09:00"), NOW)


def _enter(store: Store, _: Path) -> Act:
    return lambda: enter(store, COUNTERS, COUNTERS.counters[0], 12, SARI, NOW)


def _correct_reading(store: Store, _: Path) -> Act:
    source = COUNTERS.counters[0]
    enter(store, COUNTERS, source, 12, SARI, NOW)
    return lambda: correct(store, COUNTERS, source, NOW, SARI, NOW, reason="salah ketik", value=21)


def _freeze(store: Store, _: Path) -> Act:
    days = (date(2026, 10, 1), date(2026, 10, 31))
    return lambda: freeze(store, COUNTERS, *days, (compliance(),), SARI, NOW)


def _keep_report(store: Store, folder: Path) -> Act:
    def kept() -> str:
        made = note()
        with workplace(folder, "pesanan-1") as work:
            file = work / made.id / made.name
            file.parent.mkdir()
            file.write_bytes(b"isi")
            return keep(store, folder, made, file, SARI, NOW).id

    return kept


def _delete_report(store: Store, folder: Path) -> Act:
    kept = str(_keep_report(store, folder)())
    return lambda: delete(store, folder, [CODE], kept, SARI, NOW)


def _keep_view(store: Store, _: Path) -> Act:
    return lambda: keep_view(store, "/terlambat", "Pagi", "kantor=51.08", SARI, NOW)


def _drop_view(store: Store, _: Path) -> Act:
    keep_view(store, "/terlambat", "Pagi", "kantor=51.08", SARI, NOW)
    return lambda: drop_view(store, "/terlambat", "Pagi", SARI, NOW)


def _trouble(store: Store) -> int:
    """A backup that is missing; gives its event, whose message was given up."""
    record(store, [told(CollectorName.BACKUP, "siak", None, NOW, State.MISSING)])
    announce(store, ALERTING, CATALOGUE, build_calendar(ALERTING), NOW)
    (message,) = alert_messages(store, CODE)
    claimed = claim_message(store, message, "uji", NOW, NOW + timedelta(minutes=2))
    assert claimed is not None
    finish_message(store, claimed, DEAD, NOW, trouble="penerima tidak terjangkau")
    return alert_events(store, CODE)[0].id


def _acknowledge_event(store: Store, _: Path) -> Act:
    event = _trouble(store)
    return lambda: acknowledge_event(store, ALERTING, event, SARI, NOW, "teknisi berangkat")


def _resend(store: Store, _: Path) -> Act:
    _trouble(store)
    (message,) = alert_messages(store, CODE)
    return lambda: resend(store, ALERTING, message.id, SARI, NOW)


def _user(store: Store) -> None:
    people.add_user(store, "sari", "Sari", Role.KASI, PASSWORD, BUDI, NOW, office=CODE)


def _with_user(prepare: Callable[[Store], Act]) -> Ready:
    def ready(store: Store, _: Path) -> Act:
        _user(store)
        return prepare(store)

    return ready


def _change_user(store: Store) -> Act:
    place: dict[str, str | None] = {"office": CODE, "kecamatan": None}
    return lambda: people.change_user(store, "sari", SARI, NOW, role=Role.ADB, disabled=False, **place)


def _lock_out(attempt: Act) -> Act:
    """Wrong passwords, one after the other, until the user is locked."""

    def act() -> None:
        for _ in range(people.FAILURES_MOST):
            with suppress(people.LoginError):
                attempt()

    return act


def _unlock(store: Store) -> Act:
    known = people.known_user(store, "sari")
    save_user(store, replace(known, locked_until=NOW + people.LOCKED), None)
    return lambda: people_desk.unlock(store, BOSS, "sari", NOW)


def _end_sessions(store: Store) -> Act:
    people.open_session(store, people.known_user(store, "sari"), NOW)
    return lambda: people_desk.end_sessions(store, BOSS, "sari", NOW)


def _sign_out(store: Store) -> Act:
    name = people.sign_in(store, "sari", PASSWORD, NOW).name
    return lambda: people.sign_out(store, name, "sari", NOW)


def _add_token(store: Store, _: Path) -> Act:
    return lambda: people.add_token(store, "Layar", Role.WALL, SARI, NOW, office=CODE)


def _revoke_token(store: Store, _: Path) -> Act:
    _, token = people.add_token(store, "Layar", Role.WALL, BUDI, NOW, office=CODE)
    return lambda: people.revoke_token(store, token.id, SARI, NOW)


ACTS: Mapping[str, Ready] = {
    "agenda.open_entry": lambda store, _: lambda: open_entry(sit(store), FIRST, SARI, NOW),
    "alert_acts.acknowledge_event": _acknowledge_event,
    "alert_acts.resend": _resend,
    "alert_acts.send_test": lambda store, _: lambda: send_test(store, ALERTING, "kasi", SARI, NOW),
    "closing.cancel": _at_desk(lambda desk: lambda: acts.cancel(desk, "T-1", "tiket ganda", SARI, NOW)),
    "closing.reopen": _reopen,
    "closing.transfer": _at_desk(_transfer),
    "desk.open_ticket": lambda store, _: lambda: opened(sit(store)),
    "excusing.excuse": _at_desk(_excuse),
    "excusing.withdraw": _at_desk(_withdraw),
    "notes.acknowledge": _at_desk(lambda desk: lambda: acknowledge(desk, "T-1", (1, 1), SARI, NOW)),
    "notes.add_note": _at_desk(lambda desk: lambda: add_note(desk, "T-1", (1, 1), SARI, NOW, "suku cadang dipesan")),
    "opening.correct_opening": _at_desk(
        lambda desk: (
            lambda: acts.correct_opening(desk, "T-1", VERSIONS, at("07:59"), SARI, at("08:02"), reason="salah jam")
        )
    ),
    "pausing.pause": _at_desk(lambda desk: lambda: acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))),
    "pausing.resume": _at_desk(_resume),
    "people.add_token": _add_token,
    "people.add_user": lambda store, _: lambda: people.add_user(store, "made", "Made", Role.KASI, PASSWORD, SARI, NOW),
    "people.change_password": _with_user(
        lambda store: lambda: people.change_password(store, "sari", NEXT_PASSWORD, SARI, NOW)
    ),
    "people.change_user": _with_user(_change_user),
    "people.check_password": _with_user(
        lambda store: _lock_out(lambda: people.check_password(store, "sari", "salah", NOW))
    ),
    "people.open_session": _with_user(
        lambda store: lambda: people.open_session(store, people.known_user(store, "sari"), NOW)
    ),
    "people.revoke_token": _revoke_token,
    "people.sign_in": _with_user(lambda store: _lock_out(lambda: people.sign_in(store, "sari", "salah", NOW))),
    "people.sign_out": _with_user(_sign_out),
    "people_desk.end_sessions": _with_user(_end_sessions),
    "people_desk.give_place": _with_user(
        lambda store: lambda: people_desk.give_place(store, BOSS, "sari", NOW, Role.ADB, CODE, None)
    ),
    "people_desk.switch": _with_user(lambda store: lambda: people_desk.switch(store, BOSS, "sari", NOW, off=True)),
    "people_desk.unlock": _with_user(_unlock),
    "readings_manual.correct": _correct_reading,
    "readings_manual.enter": _enter,
    "receipts.record_receipt": _receive,
    "reported.freeze": _freeze,
    "reports.delete": _delete_report,
    "reports.keep": _keep_report,
    "saved_views.drop_view": _drop_view,
    "saved_views.keep_view": _keep_view,
    "ticket_import.import_tickets": lambda store, _: lambda: import_tickets(store, [line()], KNOWN, SARI, NOW),
    "tickets.save_imported": _import_again,
    "ticking.choose_branch": _at_desk(_choose),
    "ticking.confirm_ticks": _at_desk(_confirm),
    "ticking.correct_time": _at_desk(_correct_time),
    "ticking.skip_step": _at_desk(
        lambda desk: lambda: acts.skip_step(desk, "T-1", 1, "tidak perlu", SARI, at("08:01"))
    ),
    "ticking.tick_step": _at_desk(lambda desk: lambda: finish(desk, 1, "08:04")),
}
"""By module and name, as the test finds them in the services."""
