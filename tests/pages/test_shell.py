"""The frame of every page: where one is, where one can go, and the keys that lead there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.components.shell import PAGES, Frame, Kept, page
from dashboard.components.shortcuts import LETTERS, shortcuts_dialog
from tests.pages.tree import find, nodes, text

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
KEPT = Kept("51.08", date(2026, 11, 1), date(2026, 11, 20))
FRAME = Frame("/jaringan", "Jaringan Buleleng", "Ni Luh", NOW, ("Asia/Makassar",), simulated=True, kept=KEPT)


def test_the_open_page_is_marked_in_the_navigation_and_no_other() -> None:
    links = find(page(FRAME, []), aria_current="page")
    assert [text(link["props"]["children"]) for link in links] == ["Jaringan"]


def test_a_page_outside_the_navigation_marks_none() -> None:
    made = page(Frame("/galeri", "Galeri", "Ni Luh", NOW, ("Asia/Makassar",), simulated=True), [])
    assert find(made, aria_current="page") == []


def test_the_links_of_the_navigation_keep_office_and_period() -> None:
    (link,) = find(page(FRAME, []), data_key="k")
    assert link["props"]["href"] == "/kepatuhan?kantor=51.08&dari=2026-11-01&sampai=2026-11-20"


def test_every_page_of_the_navigation_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) >= {path for path, _ in PAGES}
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert "g" not in LETTERS.values()


@pytest.mark.parametrize(("path", "label"), PAGES)
def test_the_dialog_lists_every_page_with_its_letter(path: str, label: str) -> None:
    made = shortcuts_dialog([(each, name, f"{each}?kantor=51.08") for each, name in PAGES])
    (row,) = [node for node in nodes(made) if node["type"] == "Li" and find(node, href=f"{path}?kantor=51.08")]
    assert text(row).startswith(f"g lalu {LETTERS[path]} {label}")


def test_a_page_without_a_letter_is_left_out_of_the_dialog() -> None:
    assert "Galeri" not in text(find(shortcuts_dialog([("/galeri", "Galeri", "/galeri")]), className="keys-columns"))


def test_the_dialog_is_named_by_its_heading_and_leads_to_the_gallery() -> None:
    made = shortcuts_dialog([])
    assert find(made, id=made.to_plotly_json()["props"]["aria-labelledby"])
    assert find(made, href="/galeri")


def test_the_skip_link_comes_first_and_leads_to_the_content() -> None:
    made = page(FRAME, [])
    links = [node for node in nodes(made) if node["type"] == "A"]
    assert links[0]["props"]["href"] == "#isi"
    assert find(made, id="isi")


def test_the_theme_button_names_the_look_it_leads_to() -> None:
    (button,) = find(page(FRAME, []), id="ganti-tema")
    assert [text(find(button, className=mark)) for mark in ("when-light", "when-dark")] == ["Gelap", "Terang"]


def test_the_simulation_is_a_landmark_with_a_name() -> None:
    (band,) = find(page(FRAME, []), className="band-simulated")
    assert (band["props"]["role"], band["props"]["aria-label"]) == ("region", "Data simulasi")
