"""The past: written in bulk, pruned bite by bite, cleared for a demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.model import CollectorName, Heap, RunOutcome, Slot, State, StateInterval
from dashboard.store import (
    AuditEntry,
    Store,
    append_audit,
    audit,
    backfill,
    checkpoint,
    clear_office,
    collector_runs,
    evidence,
    feed_version,
    intervals,
    last_runs,
    last_slot_start,
    latest,
    open_store,
    prune_runs,
    prune_samples,
    record_run,
    rollups,
    samples,
    save_evidence,
    save_slots,
    save_ticket,
    slots,
    ticket_events,
    tickets,
)
from tests.store.measured import FAILED, OFFICE, OK, ROUTER, T0, key, poll, record, run, sample
from tests.store.repairs import full_ticket, hour

SPAN = (T0 - timedelta(days=1), T0 + timedelta(days=1))
SLOT = Slot(
    office=OFFICE,
    kecamatan=None,
    sop="trenggalek-05-pengiriman-online",
    version=full_ticket().version,
    step=2,
    start=T0,
    heap=Heap.MISSED,
    state="down",
    rule="down_over_half",
    target="afis",
    used_count=3,
    used_sum_s=1.25,
    used_max_s=0.5,
    histogram=(0, 3, *(0,) * 14),
)


def copy(old: Store, new: Store) -> None:
    """Write what one store holds into another by the bulk path."""
    backfill(
        new,
        states=latest(old, OFFICE),
        intervals=intervals(old, OFFICE, *SPAN),
        rollups_hour=rollups(old, OFFICE, *SPAN, step="hour"),
        rollups_day=rollups(old, OFFICE, *SPAN, step="day"),
        samples=samples(old, key(), *SPAN) + samples(old, ROUTER, *SPAN),
        runs=collector_runs(old, OFFICE, SPAN[0]),
    )


@pytest.fixture
def lived(handed_out, kind):  # type: ignore[no-untyped-def]
    """A store that lived through an outage sweep by sweep."""
    made = open_store(handed_out.migrated(kind))
    for number, status in enumerate([OK, FAILED, FAILED, FAILED, OK, OK]):
        record(made, sample(number, status), sample(number, OK, ROUTER))
    yield made
    made.close()


def everything(store: Store) -> tuple[object, ...]:
    return (
        latest(store, OFFICE),
        intervals(store, OFFICE, *SPAN),
        rollups(store, OFFICE, *SPAN, step="hour"),
        rollups(store, OFFICE, *SPAN, step="day"),
        samples(store, key(), *SPAN),
        collector_runs(store, OFFICE, SPAN[0]),
    )


def test_history_in_bulk_is_the_same_as_history_lived(lived: Store, store: Store) -> None:
    copy(lived, store)
    assert everything(store) == everything(lived)
    copy(lived, store)
    assert everything(store) == everything(lived)


def test_a_sweep_goes_on_from_a_written_past(lived: Store, store: Store) -> None:
    copy(lived, store)
    for one in (lived, store):
        record(one, sample(6, FAILED), sample(7, FAILED), sample(8, FAILED), sample(3, FAILED))
    assert everything(store) == everything(lived)


def test_samples_younger_than_their_state_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="sertakan keadaan"):
        backfill(store, samples=[sample(0)])
    assert samples(store, key(), *SPAN) == []


def test_a_younger_state_outlasts_an_older_one_written_afterwards(lived: Store) -> None:
    before = latest(lived, OFFICE)
    backfill(lived, states=[replace(one, observed_at=poll(-9), state=State.DOWN) for one in before])
    assert latest(lived, OFFICE) == before


def test_pruning_takes_old_samples_bite_by_bite_and_no_figures(lived: Store) -> None:
    before = everything(lived)[:4]
    assert [prune_samples(lived, poll(4), limit=5) for _ in range(3)] == [5, 3, 0]
    assert [one.observed_at for one in samples(lived, key(), *SPAN)] == [poll(4), poll(5)]
    assert everything(lived)[:4] == before


def test_old_runs_are_pruned(lived: Store) -> None:
    assert [prune_runs(lived, poll(4), limit=3) for _ in range(3)] == [3, 1, 0]
    assert [one.scheduled_at for one in collector_runs(lived, OFFICE, SPAN[0])] == [poll(4), poll(5)]


def test_the_last_run_of_each_collector_is_found(lived: Store) -> None:
    backup = replace(run(1, 0, outcome=RunOutcome.ERROR), collector=CollectorName.BACKUP, message="folder tidak ada")
    record_run(lived, backup)
    record_run(lived, run(2, 0, "13.01"))
    assert last_runs(lived) == [run(2, 0, "13.01"), backup, run(5, 2)]


def test_a_checkpoint_empties_the_log(lived: Store) -> None:
    assert checkpoint(lived)


def test_slots_are_kept_rejudged_and_found(store: Store) -> None:
    later = replace(SLOT, start=T0 + timedelta(hours=1), kecamatan="51.08.01", heap=Heap.MET)
    save_slots(store, [SLOT, later])
    save_slots(store, [replace(SLOT, heap=Heap.EXCUSED)])
    assert slots(store, OFFICE, *SPAN) == [replace(SLOT, heap=Heap.EXCUSED), later]
    assert slots(store, OFFICE, T0, T0 + timedelta(hours=1)) == [replace(SLOT, heap=Heap.EXCUSED)]
    assert last_slot_start(store, OFFICE, SLOT.sop) == later.start
    assert last_slot_start(store, OFFICE, "lain") is None


def test_evidence_of_a_slot_outlasts_its_raw_samples(lived: Store) -> None:
    save_slots(lived, [SLOT])
    kept = samples(lived, key(), poll(0), poll(3))
    save_evidence(lived, SLOT, kept)
    save_evidence(lived, SLOT, kept)
    prune_samples(lived, poll(9))
    assert evidence(lived, SLOT) == kept


def test_clearing_an_office_leaves_its_audit_and_the_other_offices(lived: Store) -> None:
    entry = AuditEntry(T0, "adb-1", "masuk", "sesi")
    append_audit(lived, entry)
    save_ticket(lived, full_ticket(), by="adb-1", at=hour(1))
    save_ticket(lived, full_ticket(office="13.01"), by="adb-1", at=hour(1))
    save_slots(lived, [SLOT])
    save_evidence(lived, SLOT, samples(lived, key(), *SPAN))
    version = feed_version(lived, OFFICE)
    clear_office(lived, OFFICE)
    assert everything(lived) == ([],) * 6
    assert (tickets(lived, OFFICE), ticket_events(lived, OFFICE, "B-0012"), slots(lived, OFFICE, *SPAN)) == ([], [], [])
    assert len(tickets(lived, "13.01")) == len(ticket_events(lived, "13.01", "B-0012")) == 1
    assert audit(lived) == [entry]
    assert feed_version(lived, OFFICE) > version


def test_a_sweep_after_another_process_cleared_the_office_begins_anew(lived: Store) -> None:
    other = open_store(lived.engine.url.render_as_string(hide_password=False))
    clear_office(other, OFFICE)
    other.close()
    assert record(lived, sample(9)) == (StateInterval(key(), poll(9), None, State.UP),)
    assert [one.series for one in latest(lived, OFFICE)] == [key()]
