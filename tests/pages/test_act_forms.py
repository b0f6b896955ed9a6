"""The forms of the desk: labelled fields with ids that two pages can have at once, and answers word for word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.components.act_forms import (
    EXCUSE,
    LABELS,
    PAUSE,
    ActTarget,
    act_done,
    act_form,
    act_forms,
    act_refused,
    act_target,
    read_target,
    typed_fields,
)
from tests.pages.tree import as_json, find, nodes, text

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
ZONE = "Asia/Makassar"
TARGET = ActTarget("51.08", "T-1", 3, 1, 3, "step", "2026-11-20T06:00:00+00:00")


@pytest.mark.parametrize("act", list(LABELS))
def test_each_field_stands_in_a_label_and_carries_page_act_and_name(act: str) -> None:
    made = act_form("late", act, NOW, ZONE)
    fields = [node for node in nodes(made) if isinstance(i := node["props"].get("id"), dict) and "field" in i]
    assert all((f["props"]["id"]["place"], f["props"]["id"]["act"]) == ("late", act) for f in fields)
    assert len(find(made, className="act-field")) == len(fields)
    assert find(made, type="submit")[0]["props"]["children"] == LABELS[act]


def test_a_pause_asks_why_for_whom_and_since_when_on_the_offices_clock() -> None:
    made = act_form("late", PAUSE, NOW, ZONE)
    assert "Alasan" in text(made)
    assert "Jam (WITA)" in text(made)
    assert find(made, value="20/11/2026")


def test_only_the_acts_that_fit_are_offered() -> None:
    made = act_forms("late", [PAUSE, EXCUSE], NOW, ZONE, opened=PAUSE)
    assert [node["props"]["title"] for node in nodes(made) if "item_id" in node["props"]] == ["Jeda", "Kecualikan"]
    assert as_json(made)["props"]["active_item"] == PAUSE


def test_the_target_comes_back_as_it_went_out_and_rubbish_is_no_target() -> None:
    assert read_target(as_json(act_target("late", TARGET))["props"]["data"]) == TARGET
    assert read_target(None) is None
    assert read_target({"office": "51.08"}) is None


def test_what_was_typed_is_read_for_one_act_only() -> None:
    ids = [{"act": PAUSE, "field": "reason"}, {"act": PAUSE, "field": "clock"}, {"act": EXCUSE, "field": "reason"}]
    assert typed_fields(PAUSE, ids, [" padam ", None, "lain"]) == {"reason": "padam", "clock": ""}


def test_a_refusal_and_a_success_are_said_word_for_word() -> None:
    assert text(act_refused("jeda tanpa alasan", "isi alasannya")) == (
        "Belum dicatat: jeda tanpa alasan. Perbaikan: isi alasannya."
    )
    assert text(act_done("Langkah 3 dijeda.")) == "Langkah 3 dijeda."
