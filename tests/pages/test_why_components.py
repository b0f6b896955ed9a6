from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dashboard.components.question import Opened, Pick, Question, read_question
from dashboard.components.runs import runs_panel
from dashboard.components.why import run_explained, slot_explained
from dashboard.model import Heap, Pause, Scope, Slot, Stamp, StepRun
from dashboard.views.why_rows import RunWhy, SlotWhy
from tests.pages.factories import NOW, OFFICE, SOP, run
from tests.pages.test_compliance_components import NAMES, PICK, QUESTION, TODAY
from tests.pages.tree import nodes, text

ZONE = "Asia/Makassar"


def test_each_run_links_to_its_explanation() -> None:
    asked = replace(QUESTION, pick=PICK)
    links = [node for node in nodes(runs_panel(asked, [run()], NAMES, ZONE)) if node["type"] == "Link"]
    opened = replace(asked, opened=Opened("BA-2026-117", 4, 1))
    assert [link["props"]["href"] for link in links] == [opened.href() + "#mengapa"]


def test_an_opened_row_survives_the_address() -> None:
    asked = Question(OFFICE, date(2026, 11, 1), TODAY, pick=Pick(None, SOP, 1, Scope.STEP), opened=Opened("a~b", 1, 2))
    query = dict(part.split("=") for part in asked.href().split("?")[1].split("&"))
    assert read_question([OFFICE], TODAY, **query) == asked


def test_an_opened_run_tells_its_rule_its_times_its_pause_and_its_checks() -> None:
    pause = Pause(NOW - timedelta(hours=1), NOW, "menunggu suku cadang")
    attempt = StepRun(4, 1, Stamp(NOW - timedelta(hours=2), 60, by="Ketut"), None, (pause,))
    details = {"checks": [{"check": "ora", "ok": False, "message": "Ada ORA-01555"}]}
    made = run_explained([RunWhy(run().verdict, "Selesai dalam waktu baku.", (attempt,), (), details)], ZONE)
    said = text(made)
    for words in ("dalam waktu baku", "ketelitian 1 menit, oleh Ketut", "menunggu suku cadang", "gagal · Ada ORA"):
        assert words in said


def test_an_opened_hour_says_when_its_raw_samples_were_thrown_away() -> None:
    start = datetime(2026, 11, 2, 2, tzinfo=UTC)
    slot = Slot(OFFICE, None, SOP, date(2024, 1, 2), 1, start, Heap.MET, "up", "slot_replied", "afis", 60, 1.2, 0.09)
    found = SlotWhy(slot, "Terhubung.", (), 0.02, 0.09, 0.02, 0.05, "dibaca dari histogram", (), (), date(2026, 11, 12))
    said = text(slot_explained(found, ZONE))
    assert "Sampel mentah dihapus pada 12 November 2026." in said
    assert "60 balasan · rata-rata 0,02 detik · terlama 0,09 detik" in said
