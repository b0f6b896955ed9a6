"""Payloads of every callback of the app, made from what Dash knows of it; nothing is listed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dash import Dash
from dash._utils import stringify_id

from dashboard.web_access import MARK
from tests.offices_factory import CODE

Entry = Mapping[str, Any]
QUESTIONS = {
    "agenda-question": f"/tiket?kantor={CODE}",
    "alerts-question": f"/peringatan?kantor={CODE}",
    "backups-question": f"/cadangan?kantor={CODE}",
    "question": f"/kepatuhan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-30",
    "late-question": f"/terlambat?kantor={CODE}",
    "network-question": f"/jaringan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-20",
    "nation-question": "/nasional",
    "laporan-question": f"/laporan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-30",
    "people-question": "/pengguna",
    "sending-question": f"/pengiriman?kantor={CODE}",
}
"""What the pages keep of their own address."""


def callbacks(app: Dash) -> dict[str, Entry]:
    """Every callback that the server answers, by its output."""
    app.server.test_client().get("/_dash-dependencies")
    with app.server.test_request_context():
        app._setup_server()
    return {output: entry for output, entry in app.callback_map.items() if "callback" in entry}


def ours(app: Dash) -> dict[str, Entry]:
    """Those that pages of ours registered."""
    return {output: entry for output, entry in callbacks(app).items() if hasattr(entry["callback"], MARK)}


def wanted_id(declared: str) -> Any:
    return json.loads(declared) if declared.startswith("{") else declared


def is_several(wanted: Any) -> bool:
    return isinstance(wanted, dict) and any(isinstance(part, list) for part in wanted.values())


def properties(entry: Entry, part: str) -> Iterator[tuple[Any, str]]:
    """Ids and properties of ``inputs`` or ``state``."""
    for declared in entry[part]:
        yield wanted_id(declared["id"]), declared["property"]


_FIELDS = (("akui", "text"), ("catatan", "text"), ("jeda", "reason"), ("selesai", "clock"))


def components(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Some components of a pattern, as a page has them."""
    if "field" in wanted:
        return [{**wanted, "act": act, "field": field} for act, field in _FIELDS]
    if "act" in wanted:
        return [{**wanted, "act": act} for act, _ in _FIELDS]
    return [{key: "1" if isinstance(part, list) else part for key, part in wanted.items()}]


def payload(
    output: str,
    entry: Entry,
    value_of: Callable[[Any, str], Any],
    pressed: int = 0,
    several: Callable[[dict[str, Any]], list[dict[str, Any]]] = components,
) -> dict[str, Any]:
    """What a page would send, with ``value_of`` for each id and property; of its inputs the one ``pressed`` changed.

    ``several``: the components of a pattern that the page has.
    """
    body: dict[str, Any] = {"output": output, "outputs": _outputs(output)}
    for part in ("inputs", "state"):
        body[part] = [_given(wanted, name, value_of, several) for wanted, name in properties(entry, part)]
    flat = pressable(body)
    changed = [flat[pressed % len(flat)]] if flat else []
    return {**body, "changedPropIds": [f"{stringify_id(each['id'])}.{each['property']}" for each in changed]}


def pressable(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every single input of a payload."""
    return [each for part in body["inputs"] for each in (part if isinstance(part, list) else [part])]


def _given(
    wanted: Any, name: str, value_of: Callable[[Any, str], Any], several: Callable[[Any], list[dict[str, Any]]]
) -> Any:
    if not is_several(wanted):
        return {"id": wanted, "property": name, "value": value_of(wanted, name)}
    return [
        {"id": found, "property": name, "value": found if name == "id" else value_of(found, name)}
        for found in several(wanted)
    ]


def _outputs(output: str) -> Any:
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    made = []
    for part in parts:
        name, _, prop = part.rpartition(".")
        made.append({"id": wanted_id(name), "property": prop.partition("@")[0]})
    return made if output.startswith("..") else made[0]
