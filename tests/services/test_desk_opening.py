"""Correcting the moment of a ticket's report, on Monday 16 November 2026 (hours 07:30-12:00 and 12:45-16:00)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.services import desk as acts
from dashboard.sop import Sop
from dashboard.store import Store, audit
from tests.offices_factory import CATALOGUE, REPAIR
from tests.services.desks import BUDI, SARI, at, finish, opened, refused, sit, solved, stored, verdict_on
from tests.sla.factories import wita

VERSIONS = CATALOGUE.versions()[REPAIR]


def test_the_first_step_is_judged_from_the_corrected_report(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    # Step 1 has 5 minutes: from 08:00 due 08:05, from 07:58 due 08:03, so the finish at 08:04 is late.
    done = acts.correct_opening(
        desk, "T-1", VERSIONS, at("07:58"), SARI, at("08:04:30"), reason="salah jam", second=BUDI
    )
    assert (done.opened.at, done.opened.typed, done.opened.by) == (at("07:58"), True, "sari")
    assert verdict_on(desk, 1, at("08:30")).due_at == at("08:03")
    assert verdict_on(desk, 1, at("08:30")).state == "late"


def test_what_was_and_what_became_is_audited_with_the_reason(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.correct_opening(desk, "T-1", VERSIONS, at("07:59"), SARI, at("08:02"), reason=" salah jam ")
    line = audit(store, subject="tiket 51.08/T-1")[0]
    assert line.before is not None
    assert line.after is not None
    assert (line.action, line.officer) == ("waktu lapor dibetulkan", "sari")
    assert str(line.before["tiket.dibuka"]).startswith("2026-11-16T00:00:00")
    assert str(line.after["tiket.dibuka"]).startswith("2026-11-15T23:59:00")
    assert line.after["alasan"] == "salah jam"


def test_a_report_moved_later_after_its_due_time_passed_needs_a_second_officer(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:08")
    # Due 08:05 and finished 08:08; a report at 08:06 would make it met.
    with refused("jatuh tempo langkah 1 sudah lewat"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("08:06"), SARI, at("08:10"), reason="salah jam")
    assert verdict_on(desk, 1, at("08:10")).state == "late"
    acts.correct_opening(desk, "T-1", VERSIONS, at("08:06"), SARI, at("08:10"), reason="salah jam", second=BUDI)
    assert verdict_on(desk, 1, at("08:10")).state == "met"


def test_a_report_dated_back_over_a_working_hour_needs_another_officer(store: Store) -> None:
    desk = sit(store)
    opened(desk, "10:00")
    with refused("petugas kedua"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("08:30"), SARI, at("10:02"), reason="lupa", second=SARI)


def test_a_report_after_the_first_record_of_the_ticket_is_refused(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("sesudah catatan pertama tiket ini, 16-11-2026 08.04"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("08:06"), SARI, at("11:00"), reason="lupa", second=BUDI)


def test_a_report_in_the_future_or_without_a_reason_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("belum terjadi"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("09:00"), SARI, at("08:02"), reason="lupa")
    with refused("tanpa alasan"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("07:59"), SARI, at("08:02"), reason=" ")
    assert stored(desk).opened.at == at("08:00")


def test_a_cancelled_or_scheduled_ticket_keeps_its_opening(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.cancel(desk, "T-1", "ganda", SARI, at("08:01"))
    with refused("dibatalkan"):
        acts.correct_opening(desk, "T-1", VERSIONS, at("07:59"), SARI, at("08:02"), reason="lupa")


def test_a_report_on_the_day_of_another_version_is_judged_by_that_one(store: Store) -> None:
    desk = sit(store)
    newer = replace(desk.sop, effective=date(2026, 11, 16))
    sat = replace(desk, sop=newer)
    opened(sat, "07:40")
    versions: tuple[Sop, ...] = (desk.sop, newer)
    friday = wita("2026-11-13 13:50")
    done = acts.correct_opening(sat, "T-1", versions, friday, SARI, at("07:42"), reason="lapor Jumat", second=BUDI)
    assert done.version == desk.sop.effective
    line = audit(store, subject="tiket 51.08/T-1")[0]
    assert line.after is not None
    assert line.after["versi_sop"] == str(desk.sop.effective)


def test_records_that_do_not_fit_the_other_version_are_refused(store: Store) -> None:
    desk = sit(store)
    # The older version ended with step 3: what was recorded of step 4 is no step of it.
    steps = (*desk.sop.steps[:2], replace(desk.sop.steps[2], next=()))
    older = replace(desk.sop, steps=steps, effective=date(2024, 1, 1))
    newer = replace(desk.sop, effective=date(2026, 11, 16))
    sat = replace(desk, sop=newer)
    opened(sat, "07:40")
    finish(sat, 1, "07:41")
    finish(sat, 2, "07:44")
    acts.tick_step(sat, "T-1", 3, "start", SARI, at("07:46"))
    finish(sat, 3, "07:50")
    finish(sat, 4, "07:55")
    with refused("langkah 4"):
        friday = wita("2026-11-13 13:50")
        acts.correct_opening(sat, "T-1", (older, newer), friday, SARI, at("07:58"), reason="lapor Jumat", second=BUDI)
    assert stored(sat).version == newer.effective
