"""One state for a whole ticket and for each of its verdicts: the worst that was found, as shape, colour and word."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.model import Heap, Indicator, RunState, Scope, Verdict

Shown = tuple[Indicator, str]
STATES: dict[RunState, Shown] = {
    RunState.NOT_STARTED: (Indicator.TIDAK_BERLAKU, "belum mulai"),
    RunState.RUNNING: (Indicator.BAIK, "berjalan"),
    RunState.AT_RISK: (Indicator.WASPADA, "mendekati batas"),
    RunState.OVERDUE: (Indicator.GANGGUAN, "lewat waktu"),
    RunState.MET: (Indicator.BAIK, "tepat waktu"),
    RunState.LATE: (Indicator.GANGGUAN, "terlambat"),
    RunState.PAUSED: (Indicator.DINONAKTIFKAN, "dijeda"),
    RunState.SKIPPED: (Indicator.TIDAK_BERLAKU, "dilewati"),
    RunState.NOT_DONE: (Indicator.GANGGUAN, "tidak dilaksanakan"),
    RunState.NO_STANDARD: (Indicator.TIDAK_BERLAKU, "tanpa standar"),
    RunState.UNKNOWN: (Indicator.TIDAK_TERUKUR, "data tidak lengkap"),
}
EXCUSED: Shown = (Indicator.DINONAKTIFKAN, "dikecualikan")
_OPEN_ORDER = (RunState.OVERDUE, RunState.AT_RISK, RunState.PAUSED, RunState.RUNNING)
_CLOSED_ORDER = (RunState.NOT_DONE, RunState.LATE, RunState.OVERDUE, RunState.UNKNOWN, RunState.MET)


def shown(verdict: Verdict) -> Shown:
    """State and word of one verdict; an excuse goes before what it moved."""
    return EXCUSED if verdict.heap is Heap.EXCUSED else STATES[verdict.state]


def state_of(verdicts: Sequence[Verdict], standing: str) -> Shown:
    """State and word of a ticket: of an open one what presses most, of a closed one the worst that remains.

    A missed step of an open ticket that is past is told where nothing presses now.
    """
    if standing == "batal":
        return Indicator.TIDAK_BERLAKU, "dibatalkan"
    counted = [each for each in verdicts if each.heap is not Heap.EXCUSED]
    states = {each.state for each in counted}
    if standing == "terbuka":
        for state in _OPEN_ORDER[:3]:
            if state in states:
                return STATES[state]
        if RunState.LATE in {each.state for each in counted if each.scope is not Scope.TOTAL}:
            return Indicator.WASPADA, "berjalan, ada yang terlambat"
        return STATES[RunState.RUNNING]
    for state in _CLOSED_ORDER:
        if state in states:
            return STATES[state]
    return EXCUSED if len(counted) < len(verdicts) else STATES[RunState.NO_STANDARD]
