"""What an admin does to users and tokens: within his own place, audited, and never so that no admin is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.access import Principal, Role
from dashboard.cli import main
from dashboard.services import people, people_desk
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import Store, audit
from dashboard.store.people import save_user, session_counts
from tests.people import PASSWORD, add_somebody

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
ADMIN = Principal("admin", "Admin", Role.ADMIN)
OF_BULELENG = Principal("admin-bll", "Admin Buleleng", Role.ADMIN, "51.08")
LAST = "admin aktif terakhir"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    add_somebody(sqlite_store, Role.ADMIN, "admin")
    add_somebody(sqlite_store, Role.OPERATOR, "made", office="51.08", kecamatan="51.08.01")
    return sqlite_store


def test_the_last_admin_neither_switches_himself_off_nor_takes_another_role(store: Store) -> None:
    with pytest.raises(DeskError, match=LAST):
        people_desk.switch(store, ADMIN, "admin", NOW, off=True)
    with pytest.raises(DeskError, match=LAST):
        people_desk.give_place(store, ADMIN, "admin", NOW, Role.KASI, None, None)
    add_somebody(store, Role.ADMIN, "kedua")
    people_desk.switch(store, ADMIN, "admin", NOW, off=True)
    with pytest.raises(DeskError, match=LAST):
        people_desk.give_place(store, ADMIN, "kedua", NOW, Role.KASI, None, None)


def test_an_admin_of_one_office_is_no_substitute_for_one_of_all(store: Store) -> None:
    add_somebody(store, Role.ADMIN, "admin-bll", office="51.08")
    with pytest.raises(DeskError, match=LAST):
        people_desk.give_place(store, ADMIN, "admin", NOW, Role.ADMIN, "51.08", None)
    people_desk.switch(store, ADMIN, "admin-bll", NOW, off=True)


def test_the_command_line_keeps_the_last_admin_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path))
    assert main(["user", "add", "siti", "--role", "admin", "--generate"], lambda: NOW) == 0
    assert main(["user", "change", "siti", "--off"], lambda: NOW) == 2
    assert LAST in capsys.readouterr().err


def test_an_admin_of_one_office_reaches_nobody_of_another_and_gives_no_other_place(store: Store) -> None:
    add_somebody(store, Role.KASI, "kasi-tglk", office="35.03")
    _, token = people.add_token(store, "Layar", Role.WALL, Officer("x", "x"), NOW, office="35.03")
    for named in ("kasi-tglk", "admin", "siapa"):
        with pytest.raises(DeskError, match="tidak ada"):
            people_desk.unlock(store, OF_BULELENG, named, NOW)
    with pytest.raises(DeskError, match="tidak ada"):
        people_desk.token_in_reach(store, OF_BULELENG, token.id)
    for place in (None, "35.03"):
        with pytest.raises(DeskError, match="di luar kantor Anda"):
            people_desk.give_place(store, OF_BULELENG, "made", NOW, Role.KASI, place, None)
    assert people_desk.give_place(store, OF_BULELENG, "made", NOW, Role.KASI, "51.08", None).role is Role.KASI


def test_a_lock_is_lifted_once_and_the_audit_tells_what_was(store: Store) -> None:
    save_user(store, replace(people.known_user(store, "made"), locked_until=NOW + people.LOCKED), None)
    people_desk.unlock(store, ADMIN, "made", NOW)
    line = audit(store, action="kunci dibuka")[0]
    assert (line.officer, line.before, line.after) == (
        "admin",
        {"kantor": "51.08", "terkunci": True, "sampai": (NOW + people.LOCKED).isoformat()},
        {"kantor": "51.08", "terkunci": False},
    )
    people.sign_in(store, "made", PASSWORD, NOW)
    with pytest.raises(DeskError, match="tidak sedang dikunci"):
        people_desk.unlock(store, ADMIN, "made", NOW)


def test_sessions_are_counted_as_open_only_while_they_may_be_used_and_end_together(store: Store) -> None:
    made = people.known_user(store, "made")
    for hours in (0, 1, 20):
        people.open_session(store, made, NOW - timedelta(hours=hours))
    since = {"seen_since": NOW - timedelta(hours=2), "begun_since": NOW - timedelta(hours=12)}
    assert session_counts(store, **since) == {"made": (NOW, 2)}
    assert people_desk.end_sessions(store, ADMIN, "made", NOW) == 3
    assert session_counts(store, **since) == {"made": (NOW, 0)}
    assert audit(store, action="sesi diakhiri")[0].before == {"kantor": "51.08", "sesi": 3}
    with pytest.raises(DeskError, match="tidak punya sesi"):
        people_desk.end_sessions(store, ADMIN, "made", NOW)


def test_a_token_lives_between_a_day_and_ten_years_or_until_it_is_revoked(store: Store) -> None:
    for days in (0, 4_000, 10**12):
        with pytest.raises(DeskError, match="masa berlaku"):
            people.add_token(store, "Layar", Role.WALL, Officer("x", "x"), NOW, office="51.08", days=days)
