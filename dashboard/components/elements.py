"""Dash's HTML elements, made and written down without Dash's own checks of every attribute: pages have thousands.

``from dashboard.components.elements import html`` stands for ``from dash import html``: each class is a subclass of
Dash's own, takes the same attributes and gives the browser the same JSON. An attribute that the element does not know
is refused as Dash does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import SimpleNamespace
from typing import Any

from dash import html as dash_html
from dash.development.base_component import Component

_WILD = ("data-", "aria-")


class QuickComponent(Component):
    """A component whose attributes are exactly what it holds; ``known`` are those that it may have."""

    _valid_wildcard_attributes = _WILD
    available_wildcard_properties = _WILD
    known: frozenset[str] = frozenset()

    def __init__(self, children: Any = None, **attributes: Any) -> None:
        if not self.known.issuperset(attributes):
            _refuse_unknown(self._type, self.known, attributes)
        self.children = children
        self.__dict__.update(attributes)

    def to_plotly_json(self) -> dict[str, Any]:
        """Type, namespace and attributes, as every component gives them."""
        return {"props": self.__dict__.copy(), "type": self._type, "namespace": self._namespace}


def _refuse_unknown(kind: str, known: Set[str], attributes: Mapping[str, Any]) -> None:
    for name in attributes.keys() - known:
        if not name.startswith(_WILD):
            raise TypeError(f"{kind} has no attribute {name}; it has {', '.join(sorted(known))}")


class Prepared(QuickComponent):
    """A component that is written down already: what many pages show again is made once and given as it is."""

    _namespace = "dash_html_components"
    _type = "Div"
    _children_props: Sequence[str] = ()

    def __init__(self, made: Component) -> None:
        self.written: dict[str, Any] = _plain(made)

    def to_plotly_json(self) -> dict[str, Any]:
        """What the component itself would have given."""
        return self.written


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return _plain(value.to_plotly_json())
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _quick(own: type[Component]) -> type[Component]:
    """The subclass of one of Dash's elements; what it may have is told only by one that was made."""
    names = tuple(own().available_properties)
    return type(
        own.__name__,
        (QuickComponent, own),
        {
            "__module__": own.__module__,
            "_namespace": own._namespace,
            "_type": own._type,
            "_children_props": own._children_props,
            "_prop_names": names,
            "available_properties": names,
            "known": frozenset(names),
        },
    )


_ELEMENTS = {name: each for name, each in vars(dash_html).items() if isinstance(each, type)}
html: Any = SimpleNamespace(**{name: _quick(each) for name, each in _ELEMENTS.items()})
"""Every element of ``dash.html`` by its name."""
