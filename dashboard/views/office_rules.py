"""An office's own rules in words: what was set, since when, and by which decision."""

from __future__ import annotations

from datetime import datetime

from dashboard.formats import long_date, number
from dashboard.offices import Office, OfficeRule, StepRule
from dashboard.rulebook import rules_at, rules_on, sets_whole
from dashboard.sop import Sop

_STARTS = {"tercatat": "mulai harus dicatat", "pendahulu": "mulai sejak langkah sebelumnya selesai"}


def rules_of_run(office: Office, sop: Sop, opened_at: datetime) -> tuple[str, ...]:
    """Every rule that bears on a ticket of an SOP that opened then: of the whole office, and of single steps."""
    return tuple(
        _dated(rule, _whole(rule) + [f"langkah {each.step} {_step(each)}" for each in rule.steps if each.sop == sop.id])
        for rule in rules_on(office, sop.id, opened_at)
    )


def rules_of_whole(office: Office, at: datetime) -> tuple[str, ...]:
    """Rules in force that hold for every SOP of the office."""
    return tuple(_dated(rule, _whole(rule)) for rule in rules_at(office, at) if sets_whole(rule))


def rules_of_steps(office: Office, sop: Sop, at: datetime) -> dict[int, str]:
    """By step number, what the office sets for it."""
    found: dict[int, list[str]] = {}
    for rule in rules_at(office, at):
        for each in rule.steps:
            if each.sop == sop.id:
                found.setdefault(each.step, []).append(_dated(rule, [_step(each)]))
    return {number: "; ".join(texts) for number, texts in found.items()}


def _dated(rule: OfficeRule, said: list[str]) -> str:
    until = "" if rule.end is None else f" sampai {long_date(rule.end)}"
    return f"{', '.join(said)} (sejak {long_date(rule.start)}{until}; {rule.reason})"


def _whole(rule: OfficeRule) -> list[str]:
    said = []
    if rule.at_risk_percent is not None:
        said.append(f"mendekati batas mulai {_count(rule.at_risk_percent)} %")
    if rule.zero_tolerance_seconds is not None:
        said.append(f"kelonggaran waktu 0 {_count(rule.zero_tolerance_seconds)} detik")
    if rule.hari is not None:
        said.append(f"hari dihitung hari {rule.hari}")
    if rule.tick_window_seconds is not None:
        said.append(f"tanda selesai yang rapat ditanyakan dalam {_count(rule.tick_window_seconds)} detik")
    return said


def _step(item: StepRule) -> str:
    said = []
    if item.waktu is not None:
        waktu = item.waktu
        count = str(waktu.max) if waktu.min is None else f"{waktu.min}–{waktu.max}"
        text = f"waktu {count} {waktu.unit.value}" if waktu.unit is not None else "tanpa waktu tunggu"
        span = waktu.covers is not None and waktu.covers > item.step
        said.append(f"{text}, satu waktu untuk langkah {item.step}–{waktu.covers}" if span else text)
    if item.clock is not None:
        said.append("jam kerja" if item.clock == "kerja" else "jam kalender")
    if item.start is not None:
        said.append(_STARTS[item.start])
    return ", ".join(said)


def _count(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)
