"""The well-shaped parts of an office file, each with its place, so that one bad part does not silence the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.office_files import Document, Loc
from dashboard.office_model import (
    CalendarSpan,
    Kecamatan,
    Link,
    Office,
    OwnHoliday,
    Probe,
    SpecialDay,
    Target,
    Target90,
)
from dashboard.office_sops import OfficeRule, PeriodicRun, SopInForce
from dashboard.office_sources import BackupSource, CounterSource, TicketSource
from dashboard.sop import Sop

M = TypeVar("M", bound=BaseModel)
Finding = tuple[Loc, str, str]
"""Where, what is wrong, and the mend."""


@dataclass(frozen=True, slots=True)
class Part(Generic[M]):
    """One well-shaped item and the place that it stands at."""

    loc: Loc
    item: M

    def find(self, key: str, message: str, fix: str) -> Finding:
        """A finding at one key of this item."""
        return (*self.loc, key), message, fix


@dataclass(frozen=True)
class Known:
    """What the checks need from outside the file. ``sops`` None: the catalogue is not at hand, ids are not checked.

    Where ``sops`` is a mapping, its values are the codes of the kabupaten whose documents they are. ``versions`` are
    the SOPs themselves, by id; None: steps are not checked.
    """

    env: Mapping[str, str]
    sops: Collection[str] | None = None
    versions: Mapping[str, tuple[Sop, ...]] | None = None
    folder: Path | None = None
    """The office file's own, on which its relative paths hang; None: files are not looked at."""


@dataclass
class Draft:
    """An office file as far as it is well-shaped. The id sets hold the ids of ill-shaped items too."""

    known: Known
    data: Mapping[str, object]
    code: str = ""
    periods: list[Part[CalendarSpan]] = field(default_factory=list)
    periods_complete: bool = False
    """False where periods are missing or ill-shaped: then nothing is said of gaps between periods."""
    own_holidays: list[Part[OwnHoliday]] = field(default_factory=list)
    special_days: list[Part[SpecialDay]] = field(default_factory=list)
    kecamatan: list[Part[Kecamatan]] = field(default_factory=list)
    links: list[Part[Link]] = field(default_factory=list)
    targets: list[Part[Target]] = field(default_factory=list)
    probes: list[Part[Probe]] = field(default_factory=list)
    backups: list[Part[BackupSource]] = field(default_factory=list)
    counters: list[Part[CounterSource]] = field(default_factory=list)
    tickets: list[Part[TicketSource]] = field(default_factory=list)
    sops: list[Part[SopInForce]] = field(default_factory=list)
    periodic: list[Part[PeriodicRun]] = field(default_factory=list)
    rules: list[Part[OfficeRule]] = field(default_factory=list)
    compliance_targets: list[Part[Target90]] = field(default_factory=list)
    ids: dict[str, dict[str, Loc]] = field(default_factory=dict)
    """Per section, the first place of each id or code."""
    repeated: list[tuple[Loc, str]] = field(default_factory=list)
    """Places whose id or code stands earlier in the same section."""

    unsure: set[str] = field(default_factory=set)
    """Sections that are written but unreadable, or perhaps stand under a misspelt key: nothing is missed in them."""

    def named(self, section: str, key: str) -> Iterator[tuple[Loc, str]]:
        """What each item of ``section`` names under ``key``, ill-shaped items included."""
        for index, item in _items(self.data, section):
            value = item.get(key) if isinstance(item, dict) else None
            if isinstance(value, str) and value:
                yield (section, index, key), value

    def has(self, section: str, name: str) -> bool:
        """Whether ``name`` is an id (or code) of ``section``, as far as the section can be read."""
        return name in self.ids[section] or section in self.unsure

    def sop_in_force(self, sop: str) -> bool:
        """Whether the office works by ``sop`` at any time (an ill-shaped entry counts)."""
        marked_off = {part.item.id for part in self.sops if part.item.not_applicable}
        return self.has("sops", sop) and sop not in marked_off


def draft_of(document: Document, known: Known) -> Draft:
    """Take what is well-shaped out of ``document``; what is not has been complained of already."""
    data = document.data if isinstance(document.data, dict) else {}
    draft = Draft(known, data, code=document.texts.get(("code",), ""))
    calendar = data.get("calendar")
    if isinstance(calendar, dict):
        place: Loc = ("calendar",)
        draft.periods = _parts(calendar, place, "periods", CalendarSpan)
        written = calendar.get("periods")
        draft.periods_complete = isinstance(written, list) and len(draft.periods) == len(written)
        draft.own_holidays = _parts(calendar, place, "own_holidays", OwnHoliday)
        draft.special_days = _parts(calendar, place, "special_days", SpecialDay)
    draft.kecamatan = _parts(data, (), "kecamatan", Kecamatan)
    draft.links = _parts(data, (), "links", Link)
    draft.targets = _parts(data, (), "targets", Target)
    draft.probes = list(_probes(data))
    draft.backups = _parts(data, (), "backups", BackupSource)
    draft.counters = _parts(data, (), "counters", CounterSource)
    draft.tickets = _parts(data, (), "tickets", TicketSource)
    draft.sops = _parts(data, (), "sops", SopInForce)
    draft.periodic = _parts(data, (), "periodic", PeriodicRun)
    draft.rules = _parts(data, (), "rules", OfficeRule)
    draft.compliance_targets = _parts(data, (), "compliance_targets", Target90)
    misspelt = any(key not in Office.model_fields for key in data)
    for section in ("kecamatan", "links", "targets", "backups", "counters", "tickets", "sops"):
        _gather_ids(draft, document, data, section)
        absent = section not in data
        if (absent and (misspelt or section == "kecamatan")) or not isinstance(data.get(section, []), list):
            draft.unsure.add(section)
    return draft


def _items(data: Mapping[str, object], section: str) -> Iterator[tuple[int, object]]:
    items = data.get(section)
    return enumerate(items if isinstance(items, list) else [])


def _parts(data: Mapping[str, object], loc: Loc, section: str, model: type[M]) -> list[Part[M]]:
    found = ((index, _taken(model, item)) for index, item in _items(data, section))
    return [Part((*loc, section, index), item) for index, item in found if item is not None]


def _taken(model: type[M], item: object) -> M | None:
    try:
        return model.model_validate(item)
    except ValidationError:
        return None


def _probes(data: Mapping[str, object]) -> Iterator[Part[Probe]]:
    """Probes apart from their targets: a target with another mistake still gets its probe checked."""
    for index, target in _items(data, "targets"):
        probe = _taken(Probe, target.get("probe")) if isinstance(target, dict) else None
        if probe is not None:
            yield Part(("targets", index, "probe"), probe)


def _gather_ids(draft: Draft, document: Document, data: Mapping[str, object], section: str) -> None:
    key = "code" if section == "kecamatan" else "id"
    first = draft.ids.setdefault(section, {})
    for index, item in _items(data, section):
        loc: Loc = (section, index, key)
        value = item.get(key) if isinstance(item, dict) else None
        # A code that YAML took for a number is still the code that the office means.
        text = value if isinstance(value, str) else document.texts.get(loc)
        if not text:
            continue
        if text in first:
            draft.repeated.append((loc, text))
        else:
            first[text] = loc
