"""What a browser would post to each callback, read from the page's own JSON; nothing is asked in a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]
REASON = "pengukuran kinerja"


@dataclass(frozen=True, slots=True)
class Post:
    """One question to the server: under which name it is told, and its body."""

    name: str
    body: Json


@dataclass(frozen=True, slots=True)
class Hand:
    """What a person does: the callback it reaches, what is told of it, and the values that he gives or touches.

    ``touched`` is the input that is set off, by its id (of ids that are objects: by what must be in them).
    """

    output: str
    told: str
    touched: str | Mapping[str, str]
    prop: str
    value: Callable[[Sequence[Json], Json], Any]
    """Of the page's components and what was answered before (``rows``, ``picked``); None: cannot be done here."""
    typed: Mapping[str, Any]


def page_post(dependency: Json, path: str, query: str) -> Json:
    """The question for a whole page."""
    values = {"pathname": path, "search": query}
    inputs = [{**each, **_given(values, each["property"])} for each in dependency["inputs"]]
    return _body(dependency, inputs, [dict(each) for each in dependency["state"]], inputs[:2])


def _given(values: Mapping[str, Any], name: str) -> Json:
    return {"value": values[name]} if name in values else {}


def pulse_post(dependency: Json, page: Sequence[Json]) -> Json | None:
    """The question of a page that brings itself up to date; None where this page has no such callback."""
    pulse = next((each for each in dependency["inputs"] if str(each["id"]).endswith("pulse")), None)
    if pulse is None or not _of(page, pulse["id"]):
        return None
    return filled(dependency, page, pulse["id"], "data", {"at": round(time.time() * 1000)})


def filled(
    dependency: Json, page: Sequence[Json], touched: Any, prop: str, value: Any, typed: Mapping[str, Any] | None = None
) -> Json | None:
    """The body with every value as it stands on the page, but ``value`` in what was touched; None where one lacks."""
    inputs, changed = [], []
    for each in dependency["inputs"]:
        entries = _entries(each, page, typed or {})
        if entries is None and each["id"] == touched:  # drawn by another callback, as a grid is
            entries = {"id": touched, "property": each["property"], "value": None}
        for entry in entries if isinstance(entries, list) else [entries]:
            if entry is not None and entry["property"] == prop and _is(entry["id"], touched):
                entry["value"] = value
                changed.append(entry)
        inputs.append(entries)
    state = [_entries(each, page, typed or {}) for each in dependency["state"]]
    if not changed or any(each is None for each in state):
        return None
    return _body(dependency, [each for each in inputs if each is not None], state, changed[:1])


def _entries(asked: Json, page: Sequence[Json], typed: Mapping[str, Any]) -> Any:
    """The value that stands on the page for one input or state, a list for a pattern; None where it is not there."""
    found = _of(page, asked["id"])
    entries = []
    for props in found:
        field = props["id"]["field"] if isinstance(props["id"], dict) and "field" in props["id"] else props["id"]
        value = typed.get(field, props.get(asked["property"])) if isinstance(field, str) else None
        if not value and asked["property"] == "value":  # a choice that nobody has made yet: the first one
            value = next((each["value"] for each in props.get("options") or () if each["value"]), value)
        value = props["id"] if asked["property"] == "id" else value
        entries.append({"id": props["id"], "property": asked["property"], "value": value})
    if _is_pattern(asked["id"]):
        return entries
    if not found and asked["id"] in typed:
        return {"id": asked["id"], "property": asked["property"], "value": typed[asked["id"]]}
    return entries[0] if entries else None


def _is_pattern(asked: str) -> bool:
    return asked.startswith("{") and "ALL" in asked


def _of(page: Sequence[Json], asked: str) -> list[Json]:
    """Props of the components with this id, or of this pattern."""
    if not asked.startswith("{"):
        return [each for each in page if each.get("id") == asked]
    wanted = json.loads(asked)
    return [
        each
        for each in page
        if isinstance(each.get("id"), dict)
        and each["id"].keys() == wanted.keys()
        and all(value == ["ALL"] or each["id"][key] == value for key, value in wanted.items())
    ]


def _is(own: Any, touched: Any) -> bool:
    if isinstance(own, dict) and isinstance(touched, dict):
        return all(own.get(key) == value for key, value in touched.items())
    return bool(own == touched)


def _body(dependency: Json, inputs: list[Any], state: list[Any], changed: Sequence[Json]) -> Json:
    outputs = [_output(each) for each in dependency["output"].strip(".").split("...")]
    return {
        "output": dependency["output"],
        "outputs": outputs if dependency["output"].startswith("..") else outputs[0],
        "inputs": inputs,
        "changedPropIds": [_named(each) for each in changed],
        "state": state,
    }


def _named(entry: Json) -> str:
    own = entry["id"]
    text = json.dumps(own, sort_keys=True, separators=(",", ":")) if isinstance(own, dict) else own
    return f"{text}.{entry['property']}"


def _output(text: str) -> Json:
    own, prop = text.rsplit(".", 1)
    return {"id": json.loads(own) if own.startswith("{") else own, "property": prop}


def components(value: Any) -> Iterator[Json]:
    """Props of every component in an answer that has an id."""
    if isinstance(value, dict):
        props = value.get("props")
        if isinstance(props, dict) and "id" in props:
            yield props
        for each in value.values():
            yield from components(each)
    elif isinstance(value, list):
        for each in value:
            yield from components(each)


def _cell(page: Sequence[Json], _: Json) -> str | None:
    """The first cell of the first heatmap that has one."""
    for chart in page:
        if isinstance(chart["id"], dict) and str(chart["id"].get("name", "")).startswith("sop:"):
            sop = chart["id"]["name"][4:].split("@")[0]
            for line in chart["figure"]["data"][0]["customdata"]:
                for cell in line:
                    return "~".join((cell[0] or "dinas", sop, str(cell[1]), cell[2]))
    return None


def _first_act(place: str) -> Callable[[Sequence[Json], Json], Any]:
    def sent(page: Sequence[Json], _: Json) -> int | None:
        forms = [each for each in page if isinstance(each["id"], dict) and each["id"].get("type") == "act-form"]
        return 1 if any(each["id"].get("place") == place for each in forms) else None

    return sent


def _pressed(_: Sequence[Json], __: Json) -> int:
    return 1


def _chosen(page: Sequence[Json], _: Json) -> list[Json] | None:
    grid = next((each for each in page if each["id"] == "late-grid"), {})
    return list(grid.get("rowData") or [])[:1] or None


def _block(_: Sequence[Json], __: Json) -> Json:
    return {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}


HANDS = (
    Hand("agenda-list.children", "/tiket: the grid", "agenda-narrow", "data", lambda *_: False, {}),
    Hand("agenda-grid.getRowsResponse", "/tiket: a block of rows", "agenda-grid", "getRowsRequest", _block, {}),
    Hand("agenda-file.data", "/tiket: the list as CSV", "agenda-csv", "n_clicks", _pressed, {}),
    Hand("mengapa.children", "/kepatuhan: a cell is opened", "picked", "data", _cell, {}),
    Hand("..late-grid", "/terlambat: a row is chosen", "late-grid", "selectedRows", _chosen, {}),
    Hand("..late-grid", "/terlambat: an act", {"act": "catatan"}, "n_submit", _first_act("late"), {"text": REASON}),
    Hand("..late-views", "/terlambat: a view is kept", "late-keep", "n_submit", _pressed, {"late-name": REASON}),
    Hand(
        "..open-answer",
        "/tiket: a ticket is opened",
        "open-form",
        "n_submit",
        _pressed,
        {"open-title": REASON},
    ),
    Hand(
        "..sending-answer",
        "/pengiriman: a reading",
        "sending-form",
        "n_submit",
        _pressed,
        {"sending-value": "999999999", "sending-pending": "0"},
    ),
    Hand('..{"place":"tiket"', "one ticket: an act", {"place": "tiket"}, "n_submit", _first_act("tiket"), {}),
)


def answered(page: list[Json], answer: Json) -> list[Json]:
    """The page after an answer: props that were set, and components that came with it."""
    for own, props in answer.get("response", {}).items():
        known = json.loads(own) if own.startswith("{") else own
        new = [*components(props), {"id": known, **props}]
        ids = [each["id"] for each in new]
        old = [each for each in page if each["id"] == known]
        new[-1] = {**(old[0] if old else {}), **new[-1]}
        page = [each for each in page if each["id"] not in ids] + new
    return page


def ticket_path(number: str) -> str:
    """The address of one ticket."""
    return f"/tiket/{quote(number, safe='')}"
