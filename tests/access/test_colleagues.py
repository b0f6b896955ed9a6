"""The second officer on a form is a user who may write that ticket himself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import Store
from tests.people import PASSWORD, add_somebody

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
ADMIN = Officer("penyiap", "Penyiap")


def test_a_user_who_may_write_the_ticket_is_a_second_officer_however_his_name_is_typed(sqlite_store: Store) -> None:
    add_somebody(sqlite_store, Role.OPERATOR, "sari", office="51.08", kecamatan="51.08.01")
    assert people.colleague(sqlite_store, " Sari ", "51.08", "51.08.01").id == "sari"


@pytest.mark.parametrize("kecamatan", ["51.08.02", None])
def test_whose_place_is_another_is_none(sqlite_store: Store, kecamatan: str | None) -> None:
    add_somebody(sqlite_store, Role.OPERATOR, "sari", office="51.08", kecamatan="51.08.01")
    with pytest.raises(DeskError, match="tidak berhak atas tiket ini"):
        people.colleague(sqlite_store, "sari", "51.08", kecamatan)


def test_a_reader_somebody_switched_off_and_a_stranger_are_none(sqlite_store: Store) -> None:
    add_somebody(sqlite_store, Role.KEPALA, "kepala")
    add_somebody(sqlite_store, Role.KASI, "mantan")
    gone = {"role": Role.KASI, "office": None, "kecamatan": None, "disabled": True}
    people.change_user(sqlite_store, "mantan", ADMIN, NOW, **gone)
    for named in ("kepala", "mantan", "siapa", PASSWORD):
        with pytest.raises(DeskError, match="petugas kedua"):
            people.colleague(sqlite_store, named, "51.08", None)
