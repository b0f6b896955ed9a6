"""All 20 SOPs of the catalogue, each opened on Mon 16 Nov 2026 08:00 and worked to its end through ``judge_ticket``.

The tables were worked out by hand from the seed documents on Buleleng's hours (a Monday from 08:00 has 240 minutes
before the break and 195 after it).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.model import Heap, RunState, Scope, StepRun, Ticket
from dashboard.sla import judge_ticket
from dashboard.sop import Sop
from tests.sla.factories import BULELENG, run, ticket, wita

OPENED = wita("2026-11-16 08:00")
YEARLY = ("2027-11-15 16:00", "2027-11-15 16:00")

# id: (due time of what runs at the opening, due time of the total); "" where there is none
DUE: dict[str, tuple[str, str]] = {
    # 5 min; 5+5+120+60+20+30+15+5 = 260 min: 240 to 12:00, 20 after the break
    "buleleng-01-perbaikan-perangkat": ("2026-11-16 08:05", "2026-11-16 13:05"),
    # 2 min; 2+5+30+10 = 47 min
    "paser-01-pemeliharaan-aplikasi-jaringan": ("2026-11-16 08:02", "2026-11-16 08:47"),
    # step 1 has no standard; 30+30+60+300+20+60+5 = 505 min: 435 on Monday, 70 on Tuesday from 07:30
    "pesisir-selatan-01-maintenance-software": ("", "2026-11-17 08:40"),
    # 1 hari; then 40+15+30+5 = 90 min
    "sukamara-01-hak-akses-siak": ("2026-11-17 08:00", "2026-11-17 09:30"),
    # 10 hari kerja: Mon 30 Nov
    "trenggalek-01-pelaporan": ("2026-11-30 08:00", "2026-11-30 08:00"),
    # anniversary Tue 16 Nov 2027, the working day before closes Mon 16:00
    "trenggalek-02-penghapusan-data": YEARLY,
    "trenggalek-03-sosialisasi-media-cetak": YEARLY,
    "trenggalek-04-pengelolaan-website": YEARLY,
    "trenggalek-05-sosialisasi-tatap-muka": YEARLY,
    "trenggalek-06-penanganan-pengaduan": ("2026-11-17 08:00", "2026-11-17 08:00"),
    "trenggalek-07-profil-perkembangan": ("", ""),
    # 30 s; 30 s + 15 min + 0
    "trenggalek-08-backup-siak": ("2026-11-16 08:00:30", "2026-11-16 08:15:30"),
    "trenggalek-09-backup-biometrik": ("2026-11-16 08:00:30", "2026-11-16 08:15:30"),
    # 2 min; 2+2+2+5 = 11 min, then by the longest way 3 hari
    "trenggalek-10-pemeliharaan-alat-perekaman": ("2026-11-16 08:02", "2026-11-19 08:11"),
    # 30 min; 60 min, 2 hari, 1 hari
    "trenggalek-11-pemeliharaan-jarkomdat": ("2026-11-16 08:30", "2026-11-19 09:00"),
    "trenggalek-12-pengiriman-offline": ("2026-11-16 08:01", "2026-11-16 08:03"),
    "trenggalek-13-pengiriman-online": ("2026-11-16 08:00:30", "2026-11-16 08:02:30"),
    "trenggalek-14-hak-akses-siak": ("2026-11-17 08:00", "2026-11-17 08:00"),
    # 1, 2, 3, 4-6, 7, 8, 9: seven times 1 hari, over one weekend
    "trenggalek-15-data-warehouse": ("2026-11-17 08:00", "2026-11-25 08:00"),
    # 1-6 1 hari, 7 2 hari, 8 and 9 1 hari: five, over one weekend
    "trenggalek-16-hak-akses-konsolidasi": ("2026-11-17 08:00", "2026-11-23 08:00"),
}


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def due(text: str) -> datetime | None:
    return wita(text) if text else None


def test_the_table_covers_the_catalogue() -> None:
    assert {each.id for each in catalogue().sops} == set(DUE)


@pytest.mark.parametrize("sop_id", DUE)
def test_an_sop_just_opened_has_one_run_and_its_total(sop_id: str) -> None:
    of = catalogue().get(sop_id)
    verdicts = judge_ticket(ticket(OPENED, sop_id=sop_id), of, BULELENG, now=OPENED)
    steps = [v for v in verdicts if v.scope is not Scope.TOTAL]
    totals = [v for v in verdicts if v.scope is Scope.TOTAL]
    first, whole = DUE[sop_id]
    assert [(v.from_step, v.due_at, v.heap) for v in steps] == [(1, due(first), Heap.OUTSIDE)]
    assert [v.due_at for v in totals] == ([due(whole)] if whole else [])


def worked(of: Sop) -> tuple[Ticket, datetime]:
    """The ticket with every step of the way done in 20 seconds, taking the first answer at each decision."""
    at, number = OPENED, of.steps[0].number
    runs: list[StepRun] = []
    while number is not None:
        step = of.step(number)
        branch = step.next[0] if step.next else None
        done_at = at + timedelta(seconds=20)
        runs.append(run(number, at, done_at, branch=branch.when if branch else None))
        at = done_at
        following = number + 1 if number < of.steps[-1].number else None
        next_number = branch.to if branch else following
        if next_number is None:
            break
        number = next_number
    return ticket(OPENED, *runs, sop_id=of.id), at


@pytest.mark.parametrize("sop_id", DUE)
def test_an_sop_worked_fast_to_its_end_is_met_everywhere(sop_id: str) -> None:
    of = catalogue().get(sop_id)
    made, finished_at = worked(of)
    verdicts = judge_ticket(made, of, BULELENG, now=finished_at)
    judged = [v for v in verdicts if v.state is not RunState.NO_STANDARD]
    assert all((v.state, v.heap) == (RunState.MET, Heap.MET) for v in judged)
    totals = [v for v in verdicts if v.scope is Scope.TOTAL]
    assert [v.finished_at for v in totals] == ([finished_at] if DUE[sop_id][1] else [])


@pytest.mark.parametrize("sop_id", [sop_id for sop_id, (_, whole) in DUE.items() if whole])
def test_an_sop_left_alone_is_overdue_after_its_total(sop_id: str) -> None:
    of = catalogue().get(sop_id)
    now = wita("2027-12-01 09:00")
    verdicts = judge_ticket(ticket(OPENED, sop_id=sop_id), of, BULELENG, now=now)
    expected = RunState.NO_STANDARD if DUE[sop_id][0] == "" else RunState.OVERDUE
    assert verdicts[0].state is expected
    # what waits in a step without a standard is not charged to the total
    assert verdicts[-1].state is (RunState.RUNNING if expected is RunState.NO_STANDARD else RunState.OVERDUE)
