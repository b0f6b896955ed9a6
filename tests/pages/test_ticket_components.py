"""The parts of a ticket's page in each state: flow, timeline, forms, head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.components.ticket_flow import flow
from dashboard.components.ticket_forms import acts_card, refill
from dashboard.components.ticket_page import attempts_table, head, history, timeline_card
from dashboard.figures.ticket import drawn_rows, height, parts, timeline
from dashboard.model import Indicator
from dashboard.views.ticket_rows import Arrow, AttemptRow, FlowStep, PauseRow, TicketView, Turn
from tests.pages.tree import find, nodes, text

NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEP = FlowStep(1, "Memeriksa", "1 jam", "selesai", 1, Indicator.BAIK, "tepat waktu", (Arrow("", 2, True),), False, "")
ROW = AttemptRow(
    step=1,
    to_step=1,
    attempt=1,
    scope="step",
    kegiatan="Memeriksa perangkat",
    performer="ADB",
    candidates=(),
    started_at=NOW - 3 * HOUR,
    finished_at=NOW - HOUR,
    due_at=NOW - 2 * HOUR,
    used_s=7200.0,
    budget_s=3600.0,
    standard="1 jam",
    state=Indicator.GANGGUAN,
    words="terlambat",
    heap="missed",
    answer="",
    skipped=False,
    pauses=(),
    waited_since=None,
    remarks=(),
    sentence="Selesai setelah waktu baku habis.",
    is_current=False,
    can_excuse=True,
    is_typed=False,
)
TURN = Turn(("mulai", "selesai", "jeda", "lewati", "batalkan"), 2, 1, "Memperbaiki", (), ("ADB",), "", (), False, False)
VIEW = TicketView(
    id="A-2026-0001",
    number="A-2026-0001",
    office="51.08",
    office_name="Dinas Buleleng",
    zone="Asia/Makassar",
    now=NOW,
    title="Modem mati",
    place="Gerokgak",
    sop="buleleng-01",
    sop_title="Perbaikan",
    sop_effective=date(2017, 12, 20),
    source="dasbor",
    kept_in="",
    standing="terbuka",
    state=Indicator.GANGGUAN,
    words="lewat waktu",
    simulated=False,
    opened_at=NOW - 3 * HOUR,
    opened_by="sari",
    ended_at=None,
    end_note="",
    due_at=NOW + HOUR,
    updated_at=NOW,
    updated_by="sari",
    only_total=False,
    flow=(STEP,),
    rows=(ROW,),
    turn=TURN,
    reachable=((1, 1), (2, 1)),
    excused=(),
    history=(),
    closed=(),
    next_ticket="",
)


def forms(view: TicketView) -> list[str]:
    names = (node["props"].get("id") for node in nodes(acts_card(view)))
    return [name["act"] for name in names if isinstance(name, dict) and name["type"] == "act-form"]


def test_a_plain_step_has_a_mere_arrow_and_the_last_one_says_end() -> None:
    last = replace(STEP, number=2, stand="belum", arrows=(Arrow("", None, False),))
    made = flow((STEP, last))
    assert text(find(made, className="flow-plain")[0]) == "→"
    assert "selesai" in text(find(made, className="flow-belum")[0])


def test_branches_and_loops_name_their_goal_and_a_reading_says_so() -> None:
    arrows = (Arrow("Ya", 8, False), Arrow("tidak", 6, True))
    step = replace(
        STEP, number=7, stand="sekarang", attempts=2, arrows=arrows, inferred=True, reading="Panahnya hilang."
    )
    [made] = find(flow((step, replace(STEP, number=8))), className="flow-sekarang")
    shown = text(made)
    assert made["props"]["aria-current"] == "step"
    for words in ("2 kali", "Ya:  ke 8", "tidak:  kembali ke 6", "jalan yang diambil", "dibaca"):
        assert words in shown
    [taken] = find(made, className="flow-way flow-taken") or [
        each for each in find(made, className="flow-way") if "flow-taken" in each["props"]["className"]
    ]
    assert "tidak" in text(taken)
    assert find(made, title="Panahnya hilang.")


def test_a_ticket_without_steps_says_why_there_is_no_flow() -> None:
    assert "hanya totalnya" in text(flow(()))


def test_bars_are_work_and_pauses_by_turns_after_the_waiting() -> None:
    pauses = (PauseRow(NOW - 2.5 * HOUR, NOW - 2 * HOUR, "vendor", "", None), PauseRow(None, None, "lama", "", 60.0))
    row = replace(ROW, pauses=pauses, waited_since=NOW - 4 * HOUR)
    assert [each.kind for each in parts(row, NOW)] == ["wait", "work", "pause", "work"]
    lasting = replace(ROW, finished_at=None, pauses=(PauseRow(NOW - HOUR, None, "vendor", "", None),))
    assert [(each.kind, each.end) for each in parts(lasting, NOW)][-1] == ("pause", NOW)
    assert parts(replace(ROW, started_at=None), NOW) == []


def test_the_timeline_draws_standard_now_and_shut_hours_and_says_each_state_in_words() -> None:
    made = timeline(replace(VIEW, closed=((NOW - 2 * HOUR, NOW - HOUR),)), "r")
    assert sorted(shape["name"] for shape in made.to_dict()["layout"]["shapes"]) == ["due", "now", "shut"]
    assert made.layout.annotations[0].text == "✕ terlambat · 2 jam"
    assert made.data[0].base == ("2026-11-20T07:05:00",)
    assert made.layout.height == height((ROW,))
    assert not [each for each in timeline(replace(VIEW, standing="selesai"), "r").layout.shapes if each.name == "now"]


@pytest.mark.parametrize(("length", "form"), [(timedelta(minutes=5), "%H.%M"), (timedelta(days=30), "%-d %b")])
def test_five_minutes_and_thirty_days_have_their_own_axis(length: timedelta, form: str) -> None:
    row = replace(ROW, started_at=NOW - length, finished_at=NOW, due_at=NOW)
    made = timeline(replace(VIEW, rows=(row,), opened_at=NOW - length, ended_at=NOW), "r")
    assert made.layout.xaxis.tickformat == form


def test_a_step_without_a_recorded_end_is_not_drawn_on_after_the_ticket_is_over() -> None:
    passed, running = replace(ROW, step=1, finished_at=None), replace(ROW, step=2, finished_at=None, is_current=True)
    assert [row.step for row in drawn_rows(replace(VIEW, rows=(passed, running)))] == [2]
    total = replace(ROW, scope="total", finished_at=None)
    made = timeline(replace(VIEW, rows=(total,), standing="batal", ended_at=NOW - HOUR), "r")
    assert made.data[0].x == (2 * 3_600_000.0,)


def test_a_standard_that_ends_far_away_is_told_in_words() -> None:
    row = replace(ROW, due_at=NOW + timedelta(days=9))
    made = timeline(replace(VIEW, rows=(row,), standing="selesai", ended_at=NOW - HOUR), "r")
    assert made.layout.annotations[0].text == "✕ terlambat · 2 jam · batas 29 Nov 10.05"
    assert not made.layout.shapes


def test_nothing_to_draw_or_to_judge_is_said() -> None:
    bare = replace(VIEW, rows=())
    assert "Belum ada waktu yang dapat digambar" in text(timeline_card(bare))
    assert "Belum ada langkah" in text(attempts_table(bare))
    assert "Belum ada riwayat" in text(history(bare))


def test_a_row_tells_who_may_do_it_its_pauses_and_why() -> None:
    pause = PauseRow(NOW - 2 * HOUR, None, "suku cadang", "vendor", None)
    row = replace(ROW, performer="", candidates=("Kasi", "ADB"), answer="Ya", pauses=(pause,), remarks=("dibaca",))
    made = attempts_table(replace(VIEW, rows=(row,)))
    shown = text(made)
    for words in (
        "boleh: Kasi, ADB",
        "jawaban:  Ya",
        "menunggu vendor",
        "sekarang: suku cadang",
        "dibaca",
        "terlambat",
    ):
        assert words in shown
    assert find(made, href="/tiket/A-2026-0001?kantor=51.08&buka=1~1#mengapa")


@pytest.mark.parametrize(
    ("acts", "offered"),
    [
        (("mulai", "selesai", "jeda", "lewati", "batalkan"), ["mulai", "selesai", "jeda", "lewati", "batalkan"]),
        (("lanjutkan", "lewati", "batalkan"), ["lanjutkan", "lewati", "batalkan"]),
        (("buka kembali",), ["buka kembali"]),
    ],
)
def test_only_the_acts_of_the_turn_are_offered(acts: tuple[str, ...], offered: list[str]) -> None:
    made = forms(replace(VIEW, turn=replace(TURN, acts=acts)))
    always = {"catatan", "betulkan", "betulkan-lapor", "kecualikan"}
    assert [each for each in made if each not in always] == offered


def test_a_decision_has_a_button_for_each_answer_and_the_way_to_another_ticket() -> None:
    turn = replace(TURN, acts=("jawab", "batalkan"), answers=("teratasi", "Ya"), can_transfer=True)
    made = forms(replace(VIEW, turn=turn))
    assert made[:2] == ["jawab:teratasi", "jawab:Ya"]
    assert "alihkan" in made


def test_a_ticket_kept_elsewhere_says_where_and_offers_no_times() -> None:
    view = replace(VIEW, kept_in="GLPI", source="GLPI", turn=replace(TURN, acts=("batalkan",)))
    assert "disimpan di GLPI" in " ".join(text(head(view)).split())
    assert not {"betulkan", "betulkan-lapor", "mulai", "selesai"} & set(forms(view))


def test_a_machines_run_offers_nothing_and_says_so() -> None:
    turn = Turn((), None, 1, "", (), (), "", (), False, False)
    view = replace(
        VIEW,
        kept_in="log cadangan",
        source="log cadangan",
        standing="selesai",
        turn=turn,
        rows=(replace(ROW, can_excuse=False),),
    )
    assert "dibaca dari log cadangan" in text(acts_card(view))


def test_a_cancelled_ticket_and_one_handed_on_say_so() -> None:
    over = replace(
        VIEW, standing="batal", ended_at=NOW, end_note="laporan ganda", next_ticket="A-2026-0002", simulated=True
    )
    shown = text(head(over))
    for words in ("Dibatalkan", "laporan ganda", "A-2026-0002", "DATA SIMULASI"):
        assert words in shown


def test_what_was_typed_goes_back_into_fresh_forms() -> None:
    made = acts_card(VIEW)
    refill(made, {("jeda", "reason"): "menunggu vendor", ("jeda", "clock"): ""})
    fields = {
        (n["props"]["id"]["act"], n["props"]["id"]["field"]): n["props"].get("value")
        for n in nodes(made)
        if isinstance(n["props"].get("id"), dict) and "field" in n["props"]["id"]
    }
    assert fields["jeda", "reason"] == "menunggu vendor"
    assert fields["catatan", "text"] == ""
