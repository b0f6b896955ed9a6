"""An SOP as one office reads it: clock, start or waktu of single steps set by the office in place of the catalogue's.

Pure: which overrides are in force when is asked in ``dashboard.rulebook``. What the seed printed (``raw``) stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.sop import Clock, Sop, Standard, StartRule, Step, Unit
from dashboard.waktu import Waktu

_HOURLY = ("network", "records")


@dataclass(frozen=True, slots=True)
class StepOverride:
    """What an office sets for one step; None keeps the catalogue's. ``last_step``: the last that ``waktu`` covers."""

    step: int
    clock: Clock | None = None
    start: StartRule | None = None
    waktu: Waktu | None = None
    last_step: int | None = None


class OverrideError(ValueError):
    """An override that the SOP has no room for: ``step``, ``message`` and ``fix`` (Indonesian)."""

    def __init__(self, step: int, message: str, fix: str) -> None:
        super().__init__(f"langkah {step}: {message}; {fix}")
        self.step, self.message, self.fix = step, message, fix


def overridden(sop: Sop, overrides: Sequence[StepOverride]) -> Sop:
    """The SOP with the overrides applied, in the order of its steps; doing it twice is harmless. OverrideError."""
    if not overrides:
        return sop
    steps = {step.number: step for step in sop.steps}
    ordered = sorted(overrides, key=lambda each: each.step)
    for each in ordered:
        if each.step not in steps:
            raise OverrideError(each.step, f"tidak ada pada SOP {sop.id}", f"pakai langkah 1 sampai {len(steps)}")
        _refuse_hourly(steps[each.step], each)
    # Every span given up is given up first, so that two that change places do not stand in each other's way.
    for each in ordered:
        if each.waktu is not None:
            steps.update(_released(steps, each.step))
    for each in ordered:
        if each.waktu is not None:
            steps.update(_timed(steps, each, each.waktu))
    for each in ordered:
        steps[each.step] = _told(steps[each.step], each)
    return replace(sop, steps=tuple(steps[step.number] for step in sop.steps))


def _refuse_hourly(step: Step, wanted: StepOverride) -> None:
    """A step judged hour by hour has no clock, start or waktu of a run that could be set."""
    if step.measure is not None and step.measure.collector in _HOURLY:
        fix = "hapus butir ini; jadwal langkah terukur diatur pada schedule sasarannya"
        raise OverrideError(wanted.step, "dinilai per jam dari pengukuran, bukan dari waktu tiket", fix)


def _released(steps: Mapping[int, Step], first: int) -> dict[int, Step]:
    """The steps that the time printed at ``first`` covered, each standing alone again."""
    return {number: replace(step, covered_by=None) for number, step in steps.items() if step.covered_by == first}


def _timed(steps: Mapping[int, Step], wanted: StepOverride, waktu: Waktu) -> dict[int, Step]:
    step = steps[wanted.step]
    last = wanted.last_step or wanted.step
    if last not in steps or last < wanted.step:
        fix = f"isi covers dengan nomor langkah {wanted.step} sampai {len(steps)}"
        raise OverrideError(wanted.step, f"covers {last} tidak ada atau mendahului langkahnya", fix)
    usual = Clock.CALENDAR if waktu.unit is Unit.TAHUN else Clock.WORKING
    clock = usual if step.standard is None or waktu.unit is Unit.TAHUN else step.standard.clock
    if step.covered_by is not None:
        fix = f"tulis pula waktu langkah {step.covered_by} tanpa langkah ini pada covers-nya"
        raise OverrideError(wanted.step, f"sudah tercakup waktu langkah {step.covered_by}", fix)
    standard = Standard(step.waktu_raw, waktu.minimum, waktu.maximum, waktu.unit, clock, wanted.step, last)
    found = {wanted.step: replace(step, standard=standard)}
    for number in range(wanted.step + 1, last + 1):
        if steps[number].standard is not None or steps[number].covered_by not in (None, wanted.step):
            fix = f"kurangi covers, paling jauh langkah {number - 1}"
            raise OverrideError(wanted.step, f"covers {last} mencakup langkah {number} yang sudah punya waktu", fix)
        found[number] = replace(steps[number], covered_by=wanted.step)
    return found


def _told(step: Step, wanted: StepOverride) -> Step:
    """The step with its clock and start as the office says."""
    standard = step.standard
    if wanted.clock is not None:
        if standard is None:
            owner = "" if step.covered_by is None else f"; waktunya tercetak pada langkah {step.covered_by}"
            raise OverrideError(wanted.step, f"clock pada langkah tanpa waktu{owner}", "isi waktu, atau hapus clock")
        if standard.unit is Unit.TAHUN and wanted.clock is Clock.WORKING:
            raise OverrideError(wanted.step, "waktu dalam tahun selalu dihitung kalender", "hapus clock")
        standard = replace(standard, clock=wanted.clock)
    return replace(step, standard=standard, start=wanted.start or step.start)
