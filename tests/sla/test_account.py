"""The percentage, by hand: heaps, compliance, coverage, periods, running ends, roll-ups and LKjIP."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.model import Heap, Kind, RunState, Scope, Slot, Verdict
from dashboard.sla import (
    RowKey,
    account,
    accounts,
    histogram_of,
    judge_ticket,
    kecamatan_rows,
    lkjip,
    lkjip_of,
    measured_row,
    office_row,
    ranking,
    sop_rows,
    standing,
    totals_row,
)
from tests.sla.factories import BULELENG, one, run, ticket, wita

NOVEMBER = (wita("2026-11-01 00:00"), wita("2026-12-01 00:00"))
DECEMBER = (wita("2026-12-01 00:00"), wita("2027-01-01 00:00"))
AFTER = wita("2027-02-01 00:00")

MET = Verdict(
    ticket="T",
    office="51.08",
    kecamatan="51.08.01",
    sop="uji-01",
    version=wita("2017-12-20 00:00").date(),
    from_step=1,
    to_step=1,
    scope=Scope.STEP,
    attempt=1,
    state=RunState.MET,
    heap=Heap.MET,
    period_at=wita("2026-11-16 10:00"),
    rule="within_standard",
    finished_at=wita("2026-11-16 10:00"),
    used_s=60.0,
    budget_s=120.0,
    share=0.5,
)
LATE = replace(MET, state=RunState.LATE, heap=Heap.MISSED, used_s=180.0, share=1.5)
UNKNOWN = replace(MET, state=RunState.UNKNOWN, heap=Heap.UNMONITORED, used_s=None, share=None)
EXCUSED = replace(LATE, heap=Heap.EXCUSED, heap_before=Heap.MISSED)
EXCUSED_UNKNOWN = replace(UNKNOWN, heap=Heap.EXCUSED, heap_before=Heap.UNMONITORED)
RUNNING = replace(MET, state=RunState.RUNNING, heap=Heap.OUTSIDE, finished_at=None)
OVERDUE = replace(LATE, state=RunState.OVERDUE, finished_at=None)
TOTAL = replace(MET, scope=Scope.TOTAL)


def test_the_percentage_and_what_stands_beside_it() -> None:
    # 6 met, 2 missed: 6/8. One excused that was missed: before = 6/9. Judged 8+2 of 8+2+1: 10/11
    runs = [MET] * 6 + [LATE, OVERDUE] + [EXCUSED, EXCUSED_UNKNOWN, UNKNOWN, RUNNING]
    (row,) = accounts(runs, period=NOVEMBER, now=AFTER)
    assert (row.met, row.missed, row.excused, row.unmonitored, row.outside, row.n) == (6, 2, 2, 1, 1, 8)
    assert (row.compliance, row.compliance_before, row.coverage) == (6 / 8, 6 / 9, 10 / 11)
    assert (row.breaches, row.backlog, row.kind) == (3, 1, Kind.PELAKSANAAN)


def test_nothing_judged_is_no_percentage() -> None:
    row = office_row([RUNNING], office="51.08", period=NOVEMBER, now=AFTER)
    assert (row.n, row.compliance, row.compliance_before, row.coverage, row.best) == (0, None, None, None, None)


def test_only_unmonitored_runs_have_a_coverage_of_zero() -> None:
    row = office_row([UNKNOWN], office="51.08", period=NOVEMBER, now=AFTER)
    assert (row.compliance, row.coverage) == (None, 0.0)


def test_a_running_period_has_a_best_and_a_worst_end() -> None:
    # 1 met, 1 missed, 2 open due in November: best 3/4, worst 1/4; the one due in December is not guessed
    now = wita("2026-11-20 12:00")
    due = replace(RUNNING, period_at=now, due_at=wita("2026-11-25 10:00"))
    later = replace(due, due_at=wita("2026-12-02 10:00"))
    midnight = replace(due, due_at=NOVEMBER[1])  # the first instant of December
    row = office_row([MET, LATE, due, due, later, midnight], office="51.08", period=NOVEMBER, now=now)
    assert (row.compliance, row.best, row.worst) == (0.5, 0.75, 0.25)


def test_a_run_missed_in_november_and_finished_in_december_belongs_to_november() -> None:
    # 1 hari from Fri 27 Nov 10:00: due Mon 30 Nov 10:00; finished Tue 1 Dec
    late = ticket(wita("2026-11-27 10:00"), run(1, None, wita("2026-12-01 09:00")))
    verdicts = judge_ticket(late, one("1 hari"), BULELENG, now=AFTER)
    assert [row.missed for row in accounts(verdicts, period=NOVEMBER, now=AFTER)] == [1, 1]
    assert accounts(verdicts, period=DECEMBER, now=AFTER) == []


def test_a_run_open_over_the_turn_of_the_month_is_in_the_month_that_now_is_in() -> None:
    # 5 hari from Fri 27 Nov 10:00: due Fri 4 Dec 10:00
    opened = ticket(wita("2026-11-27 10:00"))
    for now, where in ((wita("2026-11-30 12:00"), NOVEMBER), (wita("2026-12-01 12:00"), DECEMBER)):
        verdicts = judge_ticket(opened, one("5 hari"), BULELENG, now=now)
        counted = [
            office_row(verdicts, office="51.08", period=period, now=now).outside for period in (NOVEMBER, DECEMBER)
        ]
        assert counted == [1 if where is NOVEMBER else 0, 1 if where is DECEMBER else 0]


def test_median_and_p90_are_of_finished_runs() -> None:
    # shares 0.1 .. 1.0: median 0.55, p90 between the 9th and 10th: 0.9 + 0.1 x 0.1 = 0.91; the open one is left out
    runs = [replace(MET, share=i / 10) for i in range(1, 11)] + [replace(OVERDUE, share=9.0)]
    row = office_row(runs, office="51.08", period=NOVEMBER, now=AFTER)
    assert row.median_share == pytest.approx(0.55)
    assert row.p90_share == pytest.approx(0.91)


def test_totals_are_never_pooled_with_steps() -> None:
    runs = [MET, LATE, TOTAL]
    assert office_row(runs, office="51.08", period=NOVEMBER, now=AFTER).n == 2
    assert totals_row(runs, office="51.08", period=NOVEMBER, now=AFTER).n == 1
    key = RowKey("51.08", None, "", None, None, None, Scope.STEP, Kind.PELAKSANAAN)
    with pytest.raises(ValueError, match="never pooled"):
        account(runs, key=key, period=NOVEMBER, now=AFTER)


def slot(heap: Heap, at: str = "2026-11-16 09:00", *, used: tuple[float, ...] = ()) -> Slot:
    return Slot(
        "51.08",
        "51.08.01",
        "online-01",
        MET.version,
        1,
        wita(at),
        heap,
        "up",
        "slot_replied",
        "modem-1",
        len(used),
        sum(used),
        max(used, default=0.0),
        histogram_of(used),
    )


def test_slots_are_counted_beside_the_runs_and_never_among_them() -> None:
    slots = [slot(Heap.MET, used=(0.03,)), slot(Heap.MISSED), slot(Heap.OUTSIDE), slot(Heap.MET, "2026-12-01 08:00")]
    assert measured_row(slots, office="51.08", period=NOVEMBER, now=AFTER).n == 2
    rows = kecamatan_rows([MET], slots, period=NOVEMBER, now=AFTER)
    assert [(row.kind, row.n) for row in rows] == [(Kind.PELAKSANAAN, 1), (Kind.PENGUKURAN, 2)]


def test_the_share_used_by_slots_is_of_thirty_seconds() -> None:
    # all replies took 30 ms: 0.03 / 30 = 0.001, within the width of a bin
    row = measured_row([slot(Heap.MET, used=(0.03,) * 10)], office="51.08", period=NOVEMBER, now=AFTER)
    assert row.median_share is not None
    assert 0.0005 < row.median_share <= 0.001


def test_an_sop_row_pools_its_kecamatan_and_keeps_its_totals_apart() -> None:
    runs = [MET, replace(LATE, kecamatan="51.08.02"), TOTAL]
    rows = sop_rows(runs, period=NOVEMBER, now=AFTER)
    assert [(row.scope, row.n) for row in rows] == [(Scope.STEP, 2), (Scope.TOTAL, 1)]


def test_the_ranking_leaves_rows_with_fewer_than_five_runs_unranked_at_the_end() -> None:
    def of(kecamatan: str, met: int, missed: int) -> list[Verdict]:
        return [replace(MET, kecamatan=kecamatan)] * met + [replace(LATE, kecamatan=kecamatan)] * missed

    rows = kecamatan_rows([*of("a", 4, 0), *of("b", 3, 2), *of("c", 5, 0)], period=NOVEMBER, now=AFTER)
    assert [row.kecamatan for row in ranking(rows)] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("compliance", "word"),
    [(0.9, "baik"), (0.89, "waspada"), (0.8, "waspada"), (0.79, "gangguan"), (None, "tidak_terukur")],
)
def test_a_figure_stands_against_its_target(compliance: float | None, word: str) -> None:
    assert standing(compliance, 0.9) == word


@pytest.mark.parametrize(
    ("target", "realisasi", "percent"),
    # (2x60-45)/60 = 125 %; on target 100 %; (120-90)/60 = 50 %; floored at 0; no target
    [(60, 45, 125.0), (60, 60, 100.0), (60, 90, 50.0), (60, 150, 0.0), (0, 5, None)],
)
def test_lkjip_where_less_is_better(target: float, realisasi: float, percent: float | None) -> None:
    assert lkjip(target, realisasi) == percent


def test_lkjip_of_runs_includes_missed_finished_ones() -> None:
    # budget 120 s; used 60 and 180 s: mean 120 s: 100 %; the open one does not count
    assert lkjip_of([MET, LATE, OVERDUE, UNKNOWN]) == 100.0
    assert lkjip_of([OVERDUE]) is None


def test_a_row_is_of_one_kecamatan_version_and_step() -> None:
    other: datetime = wita("2026-01-01 00:00")
    runs = [MET, replace(MET, from_step=2, to_step=2), replace(MET, version=other.date()), replace(MET, kecamatan=None)]
    assert len(accounts(runs, period=NOVEMBER, now=AFTER)) == 4
