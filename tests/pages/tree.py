"""Reading a component as the JSON that the browser gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

Node = dict[str, Any]


def as_json(component: Component) -> Node:
    read: Node = json.loads(json.dumps(component, cls=PlotlyJSONEncoder))
    return read


def nodes(value: Any) -> Iterator[Node]:
    """Every component below (and with) a component or its JSON, in document order."""
    if isinstance(value, Component):
        value = as_json(value)
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict) and "props" in value:
        yield value
        yield from nodes(value["props"].get("children"))


def find(component: Component | Node, **props: Any) -> list[Node]:
    """Components with these props; ``data_state`` stands for ``data-state``, ``className`` means one of the classes."""
    wanted = {
        key.replace("_", "-") if key.startswith(("data_", "aria_")) else key: value for key, value in props.items()
    }

    def fits(node: Node) -> bool:
        return all(
            value in str(node["props"].get(key, "")).split() if key == "className" else node["props"].get(key) == value
            for key, value in wanted.items()
        )

    return [node for node in nodes(component) if fits(node)]


def text(value: Any) -> str:
    """All the text below a component, as one line."""
    if isinstance(value, Component):
        value = as_json(value)
    if isinstance(value, list):
        return " ".join(part for each in value if (part := text(each)))
    if isinstance(value, dict):
        return text(value["props"].get("children"))
    return "" if value is None else str(value)
