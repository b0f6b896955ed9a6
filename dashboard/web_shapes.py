"""The shape of what our pages send to a callback: inputs as it declares them, holding what each property can hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash._utils import stringify_id

Check = Callable[[Any], bool]
_LARGEST = 2**53
"""Above this a browser's own numbers are no longer whole."""


def wrong_shape(declared: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Which part of a payload no page has sent so (Indonesian); empty where all are as ``declared``.

    ``declared``: the entry of Dash's map of callbacks, with ids and properties of ``inputs`` and ``state``.
    """
    for part in ("inputs", "state"):
        given, asked = body.get(part, []), declared.get(part, [])
        if not isinstance(given, list) or len(given) != len(asked) or not all(map(_fits, asked, given)):
            return f"{part} tidak seperti yang dikirim halaman"
        if not _are_together(asked, given):
            return f"{part} tidak menyebut bagian yang sama"
    if not _are_changed(body.get("changedPropIds", []), body.get("inputs", [])):
        return "changedPropIds tidak seperti yang dikirim halaman"
    if not _are_outputs(body.get("outputs", [])):
        return "outputs tidak seperti yang dikirim halaman"
    return ""


def _fits(asked: Mapping[str, str], given: Any) -> bool:
    """Whether one input is the declared one, or as many of its pattern as there are."""
    wanted = json.loads(asked["id"]) if asked["id"].startswith("{") else asked["id"]
    if isinstance(wanted, dict) and any(isinstance(part, list) for part in wanted.values()):
        return isinstance(given, list) and all(_is_one(wanted, asked["property"], each) for each in given)
    return _is_one(wanted, asked["property"], given)


def _are_together(asked: Sequence[Mapping[str, str]], given: Sequence[Any]) -> bool:
    """Whether a pattern that is asked for twice (for values and for ids) has found the same components."""
    found: dict[str, list[Any]] = {}
    several = [(each["id"], parts) for each, parts in zip(asked, given, strict=True) if isinstance(parts, list)]
    return all(found.setdefault(name, ids) == ids for name, ids in ((n, [p["id"] for p in ps]) for n, ps in several))


def _is_one(wanted: Any, name: str, given: Any) -> bool:
    if not isinstance(given, dict) or given.get("property") != name:
        return False
    found = given.get("id")
    if isinstance(wanted, dict):
        if not isinstance(found, dict) or set(found) != set(wanted) or not all(map(_is_plain, found.values())):
            return False
        if any(found[key] != part for key, part in wanted.items() if not isinstance(part, list)):
            return False
    elif found != wanted:
        return False
    if name == "id":  # without it: a form that has just left the page
        return given.get("value") in (None, found)
    return _can_hold(wanted, name, given.get("value"))


def _can_hold(wanted: Any, name: str, value: Any) -> bool:
    called = wanted if isinstance(wanted, str) else str(wanted.get("type", ""))
    needed, held = _NEEDED.get(name), _HELD.get(name)
    if name == "data":
        needed = next((check for ending, check in _STORES if called.endswith(ending)), None)
        held = next((check for ending, check in _TYPED_STORES if called.endswith(ending)), None)
    if needed is not None:
        return needed(value)
    return value is None or held is None or held(value)


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= _LARGEST


def _is_plain(value: Any) -> bool:
    if isinstance(value, int | float):
        return abs(value) <= _LARGEST
    return isinstance(value, str)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/") and not value.startswith("//")


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) and _is_whole(value.get("startRow")) and 0 <= value["startRow"] < 2**31


def _is_ticket(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in ("office", "ticket"))


def _is_order(value: Any) -> bool:
    return isinstance(value, list) and all(each is None or isinstance(each, str) for each in value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _is_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_whole, value.values()))


_NEEDED: Mapping[str, Check] = {"pathname": _is_address}
_HELD: Mapping[str, Check] = {
    "n_clicks": _is_whole,
    "n_submit": _is_whole,
    "search": _is_text,
    "value": lambda value: _is_plain(value) or _is_texts(value),
    "getRowsRequest": _is_block,
    "selectedRows": lambda value: _is_rows(value) or _is_object(value),
}
"""What a property holds: always, or where it holds anything."""
_STORES: tuple[tuple[str, Check], ...] = (
    ("life-question", _is_ticket),
    ("question", _is_address),
    ("-order", _is_order),
)
_TYPED_STORES: tuple[tuple[str, Check], ...] = (
    ("picked", _is_text),
    ("-total", _is_whole),
    ("-version", _is_whole),
    ("-seen", _is_counts),
    ("-pesanan", _is_text),
    ("act-target", _is_object),
)
"""What pages keep in a store whose id ends so: always, or where it holds anything."""


def _flat(parts: Sequence[Any]) -> list[Any]:
    return [each for part in parts for each in (part if isinstance(part, list) else [part])]


def _are_changed(changed: Any, inputs: Sequence[Any]) -> bool:
    """Whether what is said to have changed is among the inputs."""
    sent = {f"{stringify_id(each['id'])}.{each['property']}" for each in _flat(inputs)}
    return _is_texts(changed) and sent.issuperset(changed)


def _are_outputs(given: Any) -> bool:
    return all(
        isinstance(each, dict) and isinstance(each.get("id"), str | dict) and isinstance(each.get("property"), str)
        for each in _flat(given if isinstance(given, list) else [given])
    )
