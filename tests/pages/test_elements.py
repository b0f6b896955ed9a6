"""Our quick elements are Dash's own, as far as a browser or a page can tell."""

from __future__ import annotations

import dash
import pytest
from dash.development.base_component import Component

from dashboard.components.elements import Prepared, html
from tests.pages.tree import as_json

ELEMENTS = sorted(name for name, each in vars(dash.html).items() if isinstance(each, type))


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_gives_the_json_that_dash_gives(name: str) -> None:
    given = {"id": "a", "className": "b", "data-state": "baik", "aria-label": "c", "title": "d", "hidden": None}
    own, quick = getattr(dash.html, name), getattr(html, name)
    assert as_json(quick(["x"], **given)) == as_json(own(["x"], **given))
    assert as_json(quick()) == as_json(own())


def test_an_element_is_one_of_dash_and_can_be_searched() -> None:
    page = html.Div([html.P([html.Span("tiga", id="dalam")])])
    assert isinstance(page, dash.html.Div)
    assert isinstance(page, Component)
    assert page["dalam"].children == "tiga"
    assert [each.children for each in page._traverse() if getattr(each, "id", "") == "dalam"] == ["tiga"]


def test_an_attribute_set_later_reaches_the_browser() -> None:
    made = html.Button("Simpan")
    made.disabled = True
    assert as_json(made)["props"] == {"children": "Simpan", "disabled": True}


def test_an_attribute_that_an_element_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="Span has no attribute klass"):
        html.Span("a", klass="b")


def test_what_is_written_down_already_gives_the_same_json() -> None:
    made = html.Tr([html.Td(["a", html.B("b")], title=None), dash.dcc.Link("c", href="/d")], **{"data-label": "e"})
    assert as_json(html.Table([Prepared(made), Prepared(made)])) == as_json(html.Table([made, made]))
