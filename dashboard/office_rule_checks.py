"""What must hold for the dated rules of an office (``rules``) and for dated schedules."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from itertools import combinations

from pydantic import BaseModel

from dashboard.office_checks import meant
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_files import Loc, path_text
from dashboard.office_model import Target
from dashboard.office_sops import OfficeRule, StepRule
from dashboard.office_sources import CounterSource
from dashboard.sop import Sop
from dashboard.sop_overrides import OverrideError, overridden

_WHOLE = ("at_risk_percent", "zero_tolerance_seconds", "hari", "tick_window_seconds")
_OF_STEP = ("clock", "start", "waktu")
_LONGEST_S = 3600


def check_rules(draft: Draft) -> Iterator[Finding]:
    """Each rule sets something, within bounds, on steps that are there, and no two set the same at the same time."""
    for part in draft.rules:
        yield from _entry(part)
        for place, item in enumerate(part.item.steps):
            yield from _step(draft, Part((*part.loc, "steps", place), item))
        yield from _readings(draft, part)
    for one, other in combinations(draft.rules, 2):
        yield from _clash(one, other)


def check_schedules(draft: Draft) -> Iterator[Finding]:
    """A dated schedule has entries, each with a day of its own."""
    parts: list[Part[Target] | Part[CounterSource]] = [*draft.targets, *draft.counters]
    for part in parts:
        written = part.item.schedule
        if isinstance(written, tuple):
            days = [each.start for each in written]
            if not days:
                yield part.find("schedule", "daftar jadwal kosong", "isi start dan schedule, atau hapus baris ini")
            twice = next((place for place, day in enumerate(days) if day in days[:place]), None)
            if twice is not None:
                loc: Loc = (*part.loc, "schedule", twice, "start")
                yield loc, f"jadwal mulai {days[twice]} ditulis dua kali", "hapus salah satu, atau ubah tanggalnya"


def _entry(part: Part[OfficeRule]) -> Iterator[Finding]:
    rule = part.item
    if rule.end is not None and rule.end < rule.start:
        yield part.find("end", "aturan berakhir sebelum mulai", "perbaiki start atau end")
    if not rule.steps and not _set_by(rule):
        fix = f"isi salah satu: {', '.join((*_WHOLE, 'steps'))}; atau hapus butir ini"
        yield part.find("start", "aturan tidak mengatur apa pun", fix)
    if rule.at_risk_percent is not None and not 1 <= rule.at_risk_percent <= 100:
        message = f"ambang mendekati batas {rule.at_risk_percent:g} % di luar batas"
        yield part.find("at_risk_percent", message, "isi 1 sampai 100")
    for key in ("zero_tolerance_seconds", "tick_window_seconds"):
        seconds = getattr(rule, key)
        if seconds is not None and not 0 <= seconds <= _LONGEST_S:
            yield part.find(key, f"{seconds:g} detik di luar batas", f"isi 0 sampai {_LONGEST_S} detik")


def _step(draft: Draft, part: Part[StepRule]) -> Iterator[Finding]:
    item, known = part.item, draft.known.versions
    if not any(getattr(item, key) is not None for key in _OF_STEP):
        yield part.find("step", f"langkah {item.step} tidak diatur apa pun", f"isi {', '.join(_OF_STEP)}, atau hapus")
    if not draft.sop_in_force(item.sop):
        fix = meant(item.sop, draft.ids["sops"])
        yield part.find("sop", f"SOP {item.sop} tidak berlaku di kantor ini", fix)
    elif known is not None and item.sop in known:
        count = max(len(sop.steps) for sop in known[item.sop])
        if not 1 <= item.step <= count:
            message = f"langkah {item.step} tidak ada pada SOP {item.sop}"
            yield part.find("step", message, f"isi langkah 1 sampai {count}")
    waktu = item.waktu
    if waktu is None:
        return
    if waktu.max < 0 or (waktu.min is not None and not 0 <= waktu.min <= waktu.max):
        yield part.find("waktu", "waktu negatif, atau min lebih besar dari max", "perbaiki min dan max")
    if waktu.unit is None and waktu.max:
        yield part.find("waktu", "waktu tanpa satuan", "tambahkan unit: detik, menit, jam, hari atau tahun")


def _readings(draft: Draft, part: Part[OfficeRule]) -> Iterator[Finding]:
    """Together with the rules in force beside it, the SOP must have room for what is set."""
    for sop_id in dict.fromkeys(each.sop for each in part.item.steps):
        day = part.item.start
        found = [(place, each) for place, each in enumerate(part.item.steps) if each.sop == sop_id]
        beside = [
            each
            for other in draft.rules
            if other is not part and other.item.is_in_force(day)
            for each in other.item.steps
            if each.sop == sop_id
        ]
        for sop in (draft.known.versions or {}).get(sop_id, ()):
            problem = _refused(sop, [*(each for _, each in found), *beside])
            if problem is not None:
                place = next((place for place, each in found if each.step == problem.step), found[0][0])
                yield (*part.loc, "steps", place, "step"), f"langkah {problem.step} {problem.message}", problem.fix
                break


def _refused(sop: Sop, rules: list[StepRule]) -> OverrideError | None:
    numbers = {step.number for step in sop.steps}
    try:
        overridden(sop, [each.override() for each in rules if each.step in numbers])
    except OverrideError as problem:
        return problem
    return None


def _set_by(rule: OfficeRule) -> dict[Hashable, tuple[str | int, ...]]:
    """What a rule sets, with the place under it that says so."""
    found: dict[Hashable, tuple[str | int, ...]] = {key: (key,) for key in _WHOLE if getattr(rule, key) is not None}
    for place, each in enumerate(rule.steps):
        found |= {(each.sop, each.step, key): ("steps", place, key) for key in _given(each)}
    return found


def _given(item: BaseModel) -> list[str]:
    return [key for key in _OF_STEP if getattr(item, key) is not None]


def _clash(one: Part[OfficeRule], other: Part[OfficeRule]) -> Iterator[Finding]:
    first, second = one.item, other.item
    if first.start > (second.end or date.max) or second.start > (first.end or date.max):
        return
    earlier = _set_by(first)
    for key, loc in _set_by(second).items():
        if key in earlier:
            message = f"hal yang sama diatur dua kali pada masa yang sama ({path_text((*one.loc, *earlier[key]))})"
            yield (*other.loc, *loc), message, "beri end pada yang lama, sehari sebelum start yang baru"
            return
