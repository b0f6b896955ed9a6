"""Who is told of what, and how: the ``alerts`` part of an office file.

An address that holds a secret never stands in the file: ``channel_env`` names the variable of the environment that
holds it, and only the process that sends reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from dashboard.office_types import Strict

QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
DEFAULT_GROUP_S = 60
PLAIN_CHANNELS = ("json", "jsons", "xml", "xmls", "form", "forms", "mailto")
"""Kinds of addresses that may stand in the file, for they can be without a secret."""


class AlertKind(StrEnum):
    """What can be told of. ``NAIK_TURUN`` comes with ``JARINGAN`` and cannot be asked for alone."""

    JARINGAN = "jaringan"
    NAIK_TURUN = "naik_turun"
    CADANGAN = "cadangan"
    PENGIRIMAN = "pengiriman"
    LEWAT_WAKTU = "lewat_waktu"
    MENDEKATI_BATAS = "mendekati_batas"
    SALINAN = "salinan"
    DISK = "disk"


Asked = Literal["jaringan", "cadangan", "pengiriman", "lewat_waktu", "mendekati_batas", "disk", "salinan"]
ASKED: tuple[Asked, ...] = ("jaringan", "cadangan", "pengiriman", "lewat_waktu", "mendekati_batas", "disk")
"""What a receiver is told of who names nothing: all but ``salinan``, which is for those who mind this computer."""
_WAITS = {"kabid": 60, "kepala": 240}
"""Working minutes until a role is told of what nobody has acknowledged; the others are told at once."""


class Receiver(Strict):
    """One address that is told. ``name`` is an office (Kasi PIAK), not a person.

    ``channel`` or ``channel_env``: the address as apprise writes it (``mailto://``, ``tgram://``, ``json://`` ...).
    ``quiet``: local times ``21:00-06:00`` in which no opening is told. ``after_minutes``: working minutes without an
    acknowledgement after which it is told (escalation); left out: 60 for kabid, 240 for kepala, else 0.
    ``digest``: a summary each working day at opening time.
    """

    id: str
    name: str
    role: Literal["operator", "adb", "kasi", "kabid", "kepala"]
    channel: str = ""
    channel_env: str = ""
    events: tuple[Asked, ...] = ASKED
    quiet: tuple[str, ...] = ()
    after_minutes: int | None = None
    digest: bool = False

    @property
    def waits_s(self) -> int:
        """Working seconds from the finding of an event until this one is told of it."""
        return 60 * (_WAITS.get(self.role, 0) if self.after_minutes is None else self.after_minutes)

    @property
    def kinds(self) -> frozenset[str]:
        """What it is told of."""
        with_network = (AlertKind.NAIK_TURUN.value,) if AlertKind.JARINGAN.value in self.events else ()
        return frozenset((*self.events, *with_network))

    def address(self, env: Mapping[str, str]) -> str:
        """Where it is reached: ``channel``, else the variable of ``channel_env``; empty where that is not set."""
        return self.channel or env.get(self.channel_env, "")

    def is_quiet(self, local: time) -> bool:
        """Whether it wants to be left alone at this time of the office's clock."""
        return any(_within(local, *quiet_hours(each)) for each in self.quiet)


class AlertRules(Strict):
    """Receivers of one office. What falls within ``group_seconds`` is told in one message."""

    receivers: tuple[Receiver, ...] = ()
    group_seconds: int = Field(default=DEFAULT_GROUP_S)


def quiet_hours(text: str) -> tuple[time, time]:
    """``21:00-06:00`` as two local times; the second may be on the next day. ValueError where it is not written so."""
    found = QUIET.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = time(hour, minute), time(end_hour, end_minute)
    if start == end:
        raise ValueError(text)
    return start, end


def _within(local: time, start: time, end: time) -> bool:
    return start <= local < end if start < end else local >= start or local < end


def channel_kind(address: str) -> str:
    """``mailto``, ``tgram``: the kind of an address, which is all of it that may be shown. Empty: not an address."""
    kind, mark, rest = address.partition("://")
    return kind.lower() if mark and rest and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", kind) else ""


def has_secret(address: str) -> bool:
    """Whether an address may hold a password or a token, and so must not stand in the file."""
    parts = urlsplit(address)
    return channel_kind(address) not in PLAIN_CHANNELS or parts.password is not None or "pass=" in parts.query


def is_own_machine(address: str) -> bool:
    """Whether an address leads to this very machine."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host in ("localhost", "::1") or host.startswith("127.")
