"""Office files of a nation, all of it made up (DATA SIMULASI): 514 offices, 44,000 addresses, numbered, nothing else.

Codes are only counted up; names say which number an office has. Every address lies in the benchmark's own network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

OFFICES, TARGETS = 514, 44_000
NETWORK = "10.96.0.0/12"
DEAD_EVERY = 20
"""One address in twenty answers nobody."""
KECAMATAN_EACH = 14
_FIRST = int(IPv4Address("10.96.0.1"))
_OFFICES_A_PROVINCE = 40
_SOP = "trenggalek-11-pemeliharaan-jarkomdat"
_MEASURED = "trenggalek-13-pengiriman-online"
_DAY = ["07:30-12:00", "13:00-16:00"]
_SERVERS = (("afis", "Server AFIS"), ("pusat_data", "Pusat Data"), ("nid", "Server NID"))


def is_dead(number: int) -> bool:
    """Whether the address with this number (from 0) is one that answers nobody: never an office's first, its router."""
    return number % DEAD_EVERY == DEAD_EVERY // 2


def address(number: int) -> str:
    """The address with this number, from 0."""
    return str(IPv4Address(_FIRST + number))


def number_of(packed: bytes) -> int:
    """The number of an address as it stands in a packet."""
    return int.from_bytes(packed) - _FIRST


def write_offices(folder: Path, offices: int = OFFICES, targets: int = TARGETS) -> dict[str, int]:
    """Write the files; gives how many targets each office code has."""
    counts: dict[str, int] = {}
    first = 0
    for index in range(offices):
        count = targets // offices + (index < targets % offices)
        office = _office(index, first, count)
        # JSON is YAML, and read several times as fast
        (folder / f"{office['code']}.yaml").write_text(json.dumps(office), encoding="utf-8")
        counts[office["code"]] = count
        first += count
    return counts


def _office(index: int, first: int, count: int) -> dict[str, Any]:
    code = f"{11 + index // _OFFICES_A_PROVINCE:02}.{1 + index % _OFFICES_A_PROVINCE:02}"
    places = [f"{code}.{n:02}" for n in range(1, KECAMATAN_EACH + 1)]
    week = dict.fromkeys(("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"), _DAY)
    return {
        "code": code,
        "name": f"Kantor simulasi {index + 1}",
        "short": f"Simulasi {index + 1}",
        "province": f"Provinsi simulasi {code[:2]}",
        "zone": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")[index % 3],
        "simulated": True,
        "calendar": {"periods": [{"start": "2016-01-01", "hours": week}]},
        "kecamatan": [
            {"code": place, "name": f"Kecamatan {n + 1}", "lat": -7 + n / 50, "lon": 110 + n / 50}
            for n, place in enumerate(places)
        ],
        "links": [{"id": f"jalur-{place}", "kecamatan": place, "type": "fiber", "opens": _SOP} for place in places],
        "targets": list(_targets(code, places, first, count)),
        "sops": [{"id": sop, "start": "2017-12-08", "adopted": True} for sop in (_SOP, _MEASURED)],
    }


def _targets(code: str, places: list[str], first: int, count: int) -> Iterator[dict[str, Any]]:
    """A router with three servers, then by turns the modems of all kecamatan and what hangs on them."""
    router = f"router-{code}"
    yield {"id": router, "name": "Router", "role": "router", "probe": _probe(first)}
    for n, (role, name) in enumerate(_SERVERS, start=1):
        yield {"id": f"{role}-{code}", "name": name, "role": role, "parent": router, "probe": _probe(first + n)}
    for n in range(len(_SERVERS) + 1, count):
        turn, at = divmod(n - len(_SERVERS) - 1, len(places))
        place = places[at]
        common = {"kecamatan": place, "link": f"jalur-{place}", "probe": _probe(first + n)}
        if turn == 0:
            yield {"id": f"modem-{place}", "name": f"Modem {at + 1}", "role": "modem", "parent": router} | common
            continue
        name = f"PC {at + 1}-{turn}"
        yield {"id": f"pc-{place}-{turn}", "name": name, "role": "pc_client", "parent": f"modem-{place}"} | common


def _probe(number: int) -> dict[str, str]:
    return {"type": "icmp", "host": address(number)}
