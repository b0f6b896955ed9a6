"""One poll of many addresses at once: ICMP in one sweep, TCP and HTTP side by side, three attempts each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from concurrent.futures import Future

import httpx

from collectors.icmp import IcmpNotPermittedError, Pinger, SweepResult
from collectors.own_side import is_own_side, own_side_note
from collectors.probes import ProbeResult, http_client, probe_http, probe_tcp, with_retries
from dashboard.model import SampleStatus
from dashboard.offices import Probe

ATTEMPTS = 3
"""One attempt and two retries make one poll (sla-rules, "Network states")."""
REPLY_TIMEOUT_S = 1.0
"""For one attempt of ICMP or TCP (as the sweep was measured)."""
HTTP_TIMEOUT_S = 5.0

_POLL_SHARE = 0.8
"""Share of the interval that all attempts together may take, so that a poll ends before the next is due."""
_CONCURRENCY = 256
"""TCP and HTTP probes at once: well under the 1,024 descriptors that a process has by default."""

PINGER = Pinger()
"""The one of this process: all its offices ping through it."""

_Clients = Mapping[bool | str, httpx.AsyncClient]


class Poller:
    """Asks addresses within its interval."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s

    def attempt_s(self, wanted_s: float) -> float:
        """Timeout of one attempt in seconds: as wanted, or what the interval has room for."""
        return min(wanted_s, _POLL_SHARE * self._interval_s / ATTEMPTS)

    def rounds(self, targets: int) -> int:
        """How many batches ``targets`` TCP or HTTP probes make at most."""
        return 1 + targets // _CONCURRENCY

    def poll(self, known: Mapping[Probe, str]) -> tuple[dict[Probe, ProbeResult], list[str]]:
        """Ask every probe at its address; what was found of each, and notes (Indonesian) that concern them all."""
        pings = {probe: address for probe, address in known.items() if probe.type == "icmp"}
        others = {probe: address for probe, address in known.items() if probe.type != "icmp"}
        timeout_s = self.attempt_s(REPLY_TIMEOUT_S)
        sweep = PINGER.sweep(tuple(pings.values()), timeout_s=timeout_s, retries=ATTEMPTS - 1) if pings else None
        answers = asyncio.run(self._ask(others)) if others else {}
        pinged, notes = _swept(pings, sweep) if sweep else ({}, [])
        return pinged | answers, notes

    async def _ask(self, others: Mapping[Probe, str]) -> dict[Probe, ProbeResult]:
        gate = asyncio.Semaphore(_CONCURRENCY)
        async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            clients, unreadable = await _clients(stack, others)
            asked = {
                probe: group.create_task(self._probe(gate, clients, probe, address))
                for probe, address in others.items()
                if probe not in unreadable
            }
        return unreadable | {probe: task.result() for probe, task in asked.items()}

    async def _probe(self, gate: asyncio.Semaphore, clients: _Clients, probe: Probe, address: str) -> ProbeResult:
        async def attempt() -> ProbeResult:
            async with gate:
                if probe.type == "tcp":
                    return await probe_tcp(address, probe.port or 0, timeout_s=self.attempt_s(REPLY_TIMEOUT_S))
                timeout_s = self.attempt_s(HTTP_TIMEOUT_S)
                client = clients[probe.verify]
                return await probe_http(
                    client, probe.url, address, expect_status=probe.expect_status, timeout_s=timeout_s
                )

        return await with_retries(attempt, attempts=ATTEMPTS)


async def _clients(
    stack: contextlib.AsyncExitStack, probes: Iterable[Probe]
) -> tuple[dict[bool | str, httpx.AsyncClient], dict[Probe, ProbeResult]]:
    """A client for each way of trusting certificates; probes whose authority's file cannot be read."""
    clients: dict[bool | str, httpx.AsyncClient] = {}
    unreadable: dict[Probe, ProbeResult] = {}
    for probe in probes:
        if probe.type != "http" or probe.verify in clients:
            continue
        try:
            clients[probe.verify] = await stack.enter_async_context(http_client(probe.verify))
        except OSError:
            note = f"berkas CA {probe.verify} tidak terbaca, sehingga tidak terukur; perbaiki verify pada berkas kantor"
            unreadable[probe] = ProbeResult(SampleStatus.UNKNOWN, note=note)
    return clients, unreadable


def probe_host(probe: Probe) -> str:
    """The host to resolve; empty where an address on the web cannot be read."""
    if probe.type != "http":
        return probe.host
    try:
        url = httpx.URL(probe.url)
    except httpx.InvalidURL:
        return ""
    return url.host if url.scheme in ("http", "https") else ""


def unresolved(host: str) -> ProbeResult:
    """What is known of a probe whose host has no IPv4 address: nothing, and why."""
    if not host:
        note = "alamat pada berkas kantor tidak terbaca, sehingga tidak terukur; tulis misalnya http://10.0.0.1/"
        return ProbeResult(SampleStatus.UNKNOWN, note=note)
    note = (
        f"nama {host} tidak dapat diterjemahkan ke alamat IPv4, sehingga tidak terukur; "
        "periksa DNS atau tulis alamat IP-nya"
    )
    return ProbeResult(SampleStatus.UNKNOWN, note=note)


def _swept(pings: Mapping[Probe, str], sweep: Future[SweepResult]) -> tuple[dict[Probe, ProbeResult], list[str]]:
    try:
        result = sweep.result()
    except IcmpNotPermittedError as error:
        return dict.fromkeys(pings, ProbeResult(SampleStatus.UNKNOWN)), [str(error)]
    except OSError as error:
        return dict.fromkeys(pings, ProbeResult(SampleStatus.UNKNOWN)), [f"Ping: {own_side_note(error)}."]
    return {probe: _pinged(result, address) for probe, address in pings.items()}, []


def _pinged(result: SweepResult, address: str) -> ProbeResult:
    rtt_ms = result.rtt_ms(address)
    attempts = result.attempts(address)
    if rtt_ms is not None:
        return ProbeResult(SampleStatus.OK, rtt_ms, attempts)
    error = result.errors.get(address)
    if error is not None and is_own_side(error, address):
        return ProbeResult(SampleStatus.UNKNOWN, attempts=attempts, note=own_side_note(error))
    return ProbeResult(SampleStatus.FAILED, attempts=attempts)
