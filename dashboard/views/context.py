"""What every view is asked with: the store, the catalogue, the offices and their calendars. Built once a process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.offices import Office, load_offices
from dashboard.release import release
from dashboard.settings import Settings
from dashboard.store import Store, open_store
from dashboard.store.place import narrowed_store
from dashboard.views.memory import Memory
from dashboard.workcal import WorkingCalendar

APP_VERSION = release()
"""Version of the product; a page that was loaded from another one reloads itself."""

_FIRST_DAY, _LAST_DAY = date(1971, 1, 1), date(2200, 12, 31)
"""Outside these there is no data, and near the ends of what a date can hold there is no midnight in UTC."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything but the question and ``now``. ``offices`` and ``calendars`` go by the office's code, in file order."""

    store: Store
    settings: Settings
    offices: Mapping[str, Office]
    calendars: Mapping[str, WorkingCalendar]
    catalogue: Catalogue
    app_version: str
    memory: Memory = field(default_factory=Memory)
    """Verdicts that were worked out before and cannot have changed since."""
    slot_memory: Memory = field(default_factory=lambda: Memory(size=12))
    """Large answers asked for lately, as the slides of a frozen period."""


def build_context(settings: Settings, store: Store, env: Mapping[str, str] | None = None) -> Context:
    """Read catalogue, offices and calendars around an open ``store``; upgrades and writes nothing.

    ``env`` (the process's unless given) fills the ``${NAME}`` of office files.
    Raises CatalogueErrors and OfficeErrors, each with every mistake.
    """
    catalogue = load_catalogue()
    expansion = settings.expansion(os.environ if env is None else env)
    offices = {office.code: office for office in load_offices(settings.offices, expansion, catalogue.versions())}
    calendars = {code: build_calendar(office) for code, office in offices.items()}
    return Context(store, settings, offices, calendars, catalogue, APP_VERSION)


def open_context(settings: Settings, env: Mapping[str, str] | None = None) -> Context:
    """``build_context`` around the store that the settings name, with its read replica: for pages and the API.

    The schema must have been upgraded before.
    """
    return build_context(settings, open_store(settings.database_url, settings.read_url), env)


def narrowed(found: Context, office: str | None, kecamatan: str | None = None) -> Context:
    """The context of somebody who was given one office, or one kecamatan of it (None: all): it knows nothing else.

    What it remembers of a whole office is good for whoever was given that office; a kecamatan has a memory of its own,
    and a store in which no other's rows are.
    """
    if office is None:
        return found
    offices = {code: each for code, each in found.offices.items() if code == office}
    calendars = {code: found.calendars[code] for code in offices}
    if kecamatan is None:
        return replace(found, offices=offices, calendars=calendars)
    alone = {code: _of_kecamatan(each, kecamatan) for code, each in offices.items()}
    store = narrowed_store(found.store, kecamatan)
    return replace(found, store=store, offices=alone, calendars=calendars, memory=Memory(), slot_memory=Memory(size=12))


def _of_kecamatan(office: Office, kecamatan: str) -> Office:
    """The office as one kecamatan of it sees it."""
    parts = {
        name: [each for each in getattr(office, name) if each.kecamatan == kecamatan]
        for name in ("links", "targets", "backups", "counters")
    }
    own = [each for each in office.kecamatan if each.code == kecamatan]
    return office.model_copy(update={**parts, "kecamatan": own})


def local_day_start(day: date, zone: str) -> datetime:
    """Midnight with which an office-local day begins (aware, in the office's zone)."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def local_period(start: date, end: date, zone: str) -> tuple[datetime, datetime]:
    """``[start, end)`` of a period of office-local days, both included; days beyond all data are cut off."""
    first, last = max(start, _FIRST_DAY), min(end, _LAST_DAY)
    return local_day_start(first, zone), local_day_start(last + timedelta(days=1), zone)
