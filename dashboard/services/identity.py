"""Who is at work. Until login exists there is one officer, named in the settings and shown on screen."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.settings import Settings


@dataclass(frozen=True, slots=True)
class Officer:
    """A person, or a program, that writes: ``id`` is stored in the audit, ``name`` is shown."""

    id: str
    name: str


def current_officer(settings: Settings) -> Officer:
    """The officer in whose name a write is done: the single one named by PANTAU_OFFICER."""
    return Officer(id=settings.officer, name=settings.officer)


def collector_officer(collector: str) -> Officer:
    """The name under which a collector writes tickets."""
    return Officer(id=f"kolektor:{collector}", name=f"Kolektor {collector}")
