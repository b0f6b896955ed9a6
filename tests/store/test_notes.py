"""Notes on steps and saved views in the store: only added, audited in the same breath, found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dashboard.model import Ticket
from dashboard.store import (
    ACKNOWLEDGED,
    NOTE,
    AuditEntry,
    SavedView,
    StepNote,
    Store,
    audit,
    clear_office,
    delete_saved_view,
    feed_version,
    save_step_note,
    save_ticket,
    save_view,
    saved_views,
    step_notes,
)
from tests.store.measured import OFFICE
from tests.store.repairs import full_ticket, hour

LINE = StepNote(OFFICE, "B-0012", 6, 2, ACKNOWLEDGED, "sari", hour(5), "teknisi berangkat")
ENTRY = AuditEntry(hour(5), "sari", "keterlambatan diakui", "tiket", None, {"langkah": 6})
VIEW = SavedView("sari", "/terlambat", "Pagi", "kantor=51.08", hour(1))
VIEW_ENTRY = AuditEntry(hour(1), "sari", "tampilan disimpan", "tampilan", None, {"saringan": "x"})


def write(store: Store, note: StepNote = LINE) -> StepNote:
    return save_step_note(store, OFFICE, "B-0012", lambda _, __: (note, ENTRY))


def test_a_note_is_read_back_with_its_audit_line_and_the_feed_grows(store: Store) -> None:
    save_ticket(store, full_ticket(), by="sari", at=hour(1))
    before = feed_version(store, OFFICE)
    assert write(store) == LINE
    assert step_notes(store, OFFICE) == [LINE]
    assert audit(store) == [ENTRY]
    assert feed_version(store, OFFICE) > before


def test_notes_come_oldest_first_and_only_of_the_tickets_asked_for(store: Store) -> None:
    save_ticket(store, full_ticket(), by="sari", at=hour(1))
    later = replace(LINE, kind=NOTE, at=hour(6), text="datang")
    write(store)
    write(store, later)
    assert step_notes(store, OFFICE, ["B-0012"]) == [LINE, later]
    assert step_notes(store, OFFICE, ["lain"]) == step_notes(store, OFFICE, []) == step_notes(store, "35.03") == []


def test_who_writes_sees_the_ticket_and_its_notes(store: Store) -> None:
    save_ticket(store, full_ticket(), by="sari", at=hour(1))
    write(store)
    seen: list[tuple[str | None, int]] = []

    def make(ticket: Ticket | None, known: Sequence[StepNote]) -> tuple[StepNote, AuditEntry]:
        seen.append((None if ticket is None else ticket.id, len(known)))
        return replace(LINE, kind=NOTE), ENTRY

    save_step_note(store, OFFICE, "B-0012", make)
    assert seen == [("B-0012", 1)]


def test_a_refusal_leaves_nothing_behind(store: Store) -> None:
    save_ticket(store, full_ticket(), by="sari", at=hour(1))
    before = feed_version(store, OFFICE)

    def refuse(_: Ticket | None, __: Sequence[StepNote]) -> tuple[StepNote, AuditEntry]:
        raise LookupError

    with pytest.raises(LookupError):
        save_step_note(store, OFFICE, "B-0012", refuse)
    assert (step_notes(store, OFFICE), audit(store), feed_version(store, OFFICE)) == ([], [], before)


def test_a_note_on_no_ticket_is_refused_with_its_audit_line(store: Store) -> None:
    with pytest.raises(IntegrityError):
        write(store)
    assert audit(store) == []
    with pytest.raises(ValueError, match="tidak boleh berpindah"):
        write(store, replace(LINE, ticket="lain"))


def test_clearing_a_simulated_office_takes_its_notes_too(store: Store) -> None:
    save_ticket(store, full_ticket(), by="sari", at=hour(1))
    write(store)
    clear_office(store, OFFICE)
    assert step_notes(store, OFFICE) == []


def test_a_view_is_kept_by_officer_page_and_name_and_audited(store: Store) -> None:
    save_view(store, VIEW, lambda _: VIEW_ENTRY)
    save_view(store, replace(VIEW, name="awal"), lambda _: VIEW_ENTRY)
    for other in (replace(VIEW, officer="budi"), replace(VIEW, page="/tiket")):
        save_view(store, other, lambda _: VIEW_ENTRY)
    assert [view.name for view in saved_views(store, "sari", "/terlambat")] == ["awal", "Pagi"]
    assert saved_views(store, "budi", "/terlambat") == [replace(VIEW, officer="budi")]
    assert audit(store) == [VIEW_ENTRY] * 4


def test_a_view_of_the_same_name_is_replaced(store: Store) -> None:
    save_view(store, VIEW, lambda _: VIEW_ENTRY)
    newer = replace(VIEW, query="kantor=51.08&keadaan=overdue", saved_at=hour(1) + timedelta(minutes=1))
    known: list[SavedView] = []

    def audited(found: Sequence[SavedView]) -> AuditEntry:
        known.extend(found)
        return VIEW_ENTRY

    save_view(store, newer, audited)
    assert known == [VIEW]
    assert saved_views(store, "sari", "/terlambat") == [newer]


def test_a_deleted_view_is_gone_and_a_refused_deletion_keeps_it(store: Store) -> None:
    save_view(store, VIEW, lambda _: VIEW_ENTRY)

    def refuse(_: Sequence[SavedView]) -> AuditEntry:
        raise LookupError

    with pytest.raises(LookupError):
        delete_saved_view(store, "sari", "/terlambat", "Pagi", refuse)
    assert saved_views(store, "sari", "/terlambat") == [VIEW]
    delete_saved_view(store, "sari", "/terlambat", "Pagi", lambda _: VIEW_ENTRY)
    assert saved_views(store, "sari", "/terlambat") == []
