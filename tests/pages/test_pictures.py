"""Every chart of the product can be taken along as a picture, and every table as CSV; walked page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry

from dashboard.store import open_store, upgrade
from tests.exports.conftest import NOW, fill
from tests.offices_factory import CODE, make_context
from tests.pages.tree import Node, as_json, nodes
from tests.people import signed_app

MONTH = {"kantor": CODE, "dari": "2026-11-01", "sampai": "2026-11-20"}
PAGES: dict[str, dict[str, Any]] = {
    "pages.compliance": MONTH,
    "pages.network": MONTH,
    "pages.backups": MONTH,
    "pages.sending": MONTH,
    "pages.late": {"kantor": CODE},
    "pages.nation": MONTH,
    "pages.ticket": {"kantor": CODE},
    "pages.ticket_life": {"kantor": CODE, "ticket_id": "F1"},
    "pages.system": {"kantor": CODE},
    "pages.report": MONTH,
}
ASSETS = Path(__file__).resolve().parents[2] / "assets"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Node]]:
    folder = tmp_path_factory.mktemp("halaman")
    store = open_store(f"sqlite:///{folder}/uji.sqlite3")
    upgrade(store)
    fill(store)
    context = make_context(store, env={"PANTAU_DATA": str(folder)})
    app: Dash = signed_app(context.settings, context, lambda: NOW)
    with app.server.test_request_context():
        yield {name: as_json(page_registry[name]["layout"](**asked)) for name, asked in PAGES.items()}
    store.close()


def classes(node: Node) -> set[str]:
    return set(str(node["props"].get("className", "")).split())


def is_card(node: Node) -> bool:
    return node["type"] == "Card" or "card" in classes(node)


def cards_with_charts(page: Node) -> Iterator[Node]:
    """The innermost card around each chart: the script looks for the chart there."""
    for card in filter(is_card, nodes(page)):
        inside = list(nodes(card))
        inner = [each for each in inside[1:] if is_card(each)]
        held = {id(each) for other in inner for each in nodes(other) if each["type"] == "Graph"}
        if any(each["type"] == "Graph" and id(each) not in held for each in inside):
            yield card


def count(page: Node, kind: str) -> int:
    return sum(each["type"] == kind for each in nodes(page))


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_stands_in_a_card_with_its_menu_of_pictures(pages: dict[str, Node], name: str) -> None:
    cards = list(cards_with_charts(pages[name]))
    assert len(cards) == count(pages[name], "Graph")
    for card in cards:
        given = [each["props"].get("value") for each in nodes(card) if each["props"].get("name") == "gambar"]
        assert given == ["a4", "slaid", "svg"]


def test_the_walk_meets_charts_at_all(pages: dict[str, Node]) -> None:
    assert sum(count(page, "Graph") for page in pages.values()) >= 6


@pytest.mark.parametrize("name", PAGES)
def test_every_table_of_a_page_has_its_csv(pages: dict[str, Node], name: str) -> None:
    page = pages[name]
    held = [node for node in nodes(page) if {"data-sortable", "data-csv"} & set(node["props"])]
    inside = sum(count(each, "Table") for each in held)
    assert inside == count(page, "Table")
    for block in held:
        assert [each for each in nodes(block) if each["props"].get("name") == "unduh"]


@pytest.mark.parametrize(
    ("name", "button"), [("pages.late", "late-csv"), ("pages.ticket", "agenda-csv"), ("pages.nation", "nation-csv")]
)
def test_every_grid_has_its_csv(pages: dict[str, Node], name: str, button: str) -> None:
    assert [each for each in nodes(pages[name]) if each["props"].get("id") == button]


@pytest.mark.parametrize("script", ["table.js", "6-late.js"])
def test_every_csv_of_the_browser_begins_with_the_same_head(script: str) -> None:
    told = (ASSETS / script).read_text(encoding="utf-8")
    assert len(re.findall(r"text/csv", told)) == len(re.findall(r"pantauCsv\.head\(", told)) == 1
