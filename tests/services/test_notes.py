"""Acknowledging and noting at the desk, and views that an officer keeps under a name."""

from __future__ import annotations

import pytest

from dashboard.services import desk as acts
from dashboard.services.notes import acknowledge, add_note
from dashboard.services.saved_views import MOST, drop_view, keep_view
from dashboard.store import NOTE, Store, audit, saved_views, step_notes
from tests.offices_factory import CODE
from tests.services.desks import BUDI, SARI, at, finish, opened, refused, sit, solved, stored

PAGE = "/terlambat"


def test_an_acknowledgement_says_who_saw_which_step_and_changes_nothing_of_the_ticket(store: Store) -> None:
    desk = sit(store)
    before = opened(desk)
    acknowledge(desk, "T-1", (1, 1), BUDI, at("09:00"), " teknisi berangkat ")
    [line] = step_notes(store, CODE)
    assert (line.step, line.officer, line.text, line.at) == (1, "budi", "teknisi berangkat", at("09:00"))
    assert stored(desk) == before
    newest = audit(store)[0]
    assert (newest.action, newest.subject) == ("keterlambatan diakui", f"tiket {CODE}/T-1")


def test_a_step_is_acknowledged_once_but_noted_as_often_as_people_like(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acknowledge(desk, "T-1", (1, 1), BUDI, at("09:00"))
    with refused("sudah diakui oleh budi pada 16-11-2026 09.00"):
        acknowledge(desk, "T-1", (1, 1), SARI, at("09:05"))
    for minute in ("09:06", "09:07"):
        add_note(desk, "T-1", (1, 1), SARI, at(minute), "masih menunggu")
    assert [line.kind for line in step_notes(store, CODE)][1:] == [NOTE, NOTE]


def test_the_next_step_is_acknowledged_anew(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acknowledge(desk, "T-1", (1, 1), BUDI, at("08:03"))
    finish(desk, 1, "08:04")
    acknowledge(desk, "T-1", (2, 1), BUDI, at("08:20"))
    assert [line.step for line in step_notes(store, CODE)] == [1, 2]


@pytest.mark.parametrize("typed", ["", "   \n"])
def test_an_empty_note_is_refused(store: Store, typed: str) -> None:
    desk = sit(store)
    opened(desk)
    with refused("catatan kosong"):
        add_note(desk, "T-1", (1, 1), SARI, at("09:00"), typed)
    assert step_notes(store, CODE) == []


def test_a_note_as_long_as_a_letter_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("1001 huruf terlalu panjang"):
        add_note(desk, "T-1", (1, 1), SARI, at("09:00"), "a" * 1001)


def test_nothing_is_said_of_a_ticket_or_a_step_that_is_not_there(store: Store) -> None:
    desk = sit(store)
    with refused("tiket T-1 tidak ada"):
        add_note(desk, "T-1", (1, 1), SARI, at("09:00"), "halo")
    opened(desk)
    with refused("langkah 99 tidak ada"):
        acknowledge(desk, "T-1", (99, 1), SARI, at("09:00"))
    with refused("langkah 1 belum pernah dijalani 7 kali"):
        acknowledge(desk, "T-1", (1, 7), SARI, at("09:00"))


def test_a_cancelled_and_a_done_ticket_take_no_notes(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("tiket sudah selesai"):
        add_note(desk, "T-1", (8, 1), SARI, at("11:00"), "halo")
    opened(desk, number="T-2")
    acts.cancel(desk, "T-2", "dobel", SARI, at("11:00"))
    with refused("tiket dibatalkan"):
        acknowledge(desk, "T-2", (1, 1), SARI, at("11:01"))


def test_a_view_is_saved_replaced_and_deleted_with_what_was_before(store: Store) -> None:
    keep_view(store, PAGE, "  Pagi   hari ", "kantor=51.08", SARI, at("08:00"))
    keep_view(store, PAGE, "Pagi hari", "kantor=51.08&belum=1", SARI, at("08:01"))
    [view] = saved_views(store, "sari", PAGE)
    assert (view.name, view.query) == ("Pagi hari", "kantor=51.08&belum=1")
    assert audit(store)[0].before == {"saringan": "kantor=51.08"}
    drop_view(store, PAGE, "Pagi hari", SARI, at("08:02"))
    assert saved_views(store, "sari", PAGE) == []
    assert audit(store)[0].action == "tampilan dihapus"


@pytest.mark.parametrize(("name", "words"), [("  ", "tanpa nama"), ("a" * 61, "61 huruf terlalu panjang")])
def test_a_name_has_one_to_sixty_letters(store: Store, name: str, words: str) -> None:
    with refused(words):
        keep_view(store, PAGE, name, "", SARI, at("08:00"))
    keep_view(store, PAGE, "a" * 60, "", SARI, at("08:00"))


def test_there_are_not_more_views_than_anybody_finds_anything_in(store: Store) -> None:
    for number in range(MOST):
        keep_view(store, PAGE, f"tampilan {number}", "", SARI, at("08:00"))
    with refused("sudah ada 30 tampilan"):
        keep_view(store, PAGE, "satu lagi", "", SARI, at("08:00"))
    keep_view(store, PAGE, "tampilan 3", "x=1", SARI, at("08:01"))
    keep_view(store, PAGE, "satu lagi", "", BUDI, at("08:00"))


def test_a_view_that_is_gone_cannot_be_deleted(store: Store) -> None:
    keep_view(store, PAGE, "Pagi", "", SARI, at("08:00"))
    with refused('tampilan "Pagi" tidak ada lagi'):
        drop_view(store, PAGE, "Pagi", BUDI, at("08:01"))
