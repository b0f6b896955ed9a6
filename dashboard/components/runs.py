""" "Mengapa angka ini?": the runs behind one cell, each with its times, its standard and the rule that judged it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.charts import Names
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.question import Opened, Question
from dashboard.components.table import Cell, table
from dashboard.components.why import MEASURED_WORDS
from dashboard.model import Heap, Indicator, Scope, Slot, State
from dashboard.sla import RULES
from dashboard.views.rows import RunRow
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS

_HEAP_STATES = {
    Heap.MET: Indicator.BAIK,
    Heap.MISSED: Indicator.GANGGUAN,
    Heap.EXCUSED: Indicator.DINONAKTIFKAN,
    Heap.UNMONITORED: Indicator.TIDAK_TERUKUR,
    Heap.OUTSIDE: Indicator.TIDAK_BERLAKU,
}
_HEADINGS = ("Tiket", "Langkah", "Mulai", "Selesai", "Tenggat", "Terpakai", "Waktu baku", "Status", "Aturan")


_SLOT_HEADINGS = ("Jam", "Sasaran", "Keadaan", "Waktu terlama", "Balasan", "Status", "Aturan")
SHOWN_SLOTS = 150
"""More hours than this are not drawn: the missed ones and the latest are, and the title says so."""


def runs_panel(
    question: Question, runs: Sequence[RunRow], names: Names, zone: str, opened: Component | None = None
) -> Component:
    """The runs of ``question.pick``; without a pick the panel says how to get one."""
    if question.pick is None:
        return _panel(
            "", empty("Belum ada sel yang dipilih.", "Klik satu sel pada peta kepatuhan, atau buka bentuk Tabel.")
        )
    title = _title(question, names)
    if not runs:
        return _panel(title, _none("pelaksanaan"))
    grid = table(
        "pelaksanaan",
        f"{title}, {formats.period(question.start, question.end)}",
        _HEADINGS,
        [_cells(question, run, zone) for run in runs],
        file_name=_file_name("pelaksanaan", question),
    )
    return _panel(title, grid, opened)


def slots_panel(
    question: Question, slots: Sequence[Slot], names: Names, zone: str, opened: Component | None = None
) -> Component:
    """The measured hours of ``question.pick``: the missed ones first, then the others, of both the latest first."""
    title = _title(question, names)
    if not slots:
        return _panel(title, _none("jam pengukuran"))
    shown = sorted(slots, key=lambda slot: (slot.heap is not Heap.MISSED, -slot.start.timestamp()))[:SHOWN_SLOTS]
    cut = f"; {len(shown)} dari {formats.number(len(slots))} jam" if len(slots) > len(shown) else ""
    more = f" (yang tidak tepat di atas, lalu yang terbaru{cut})"
    grid = table(
        "pengukuran",
        f"{title}, {formats.period(question.start, question.end)}{more}",
        _SLOT_HEADINGS,
        [_slot_cells(question, slot, zone) for slot in shown],
        file_name=_file_name("pengukuran", question),
    )
    return _panel(title, grid, opened)


def _title(question: Question, names: Names) -> str:
    pick = question.pick
    if pick is None:
        return ""
    step = "total" if pick.scope is Scope.TOTAL else f"langkah {pick.from_step}"
    return f"{names.places.get(pick.kecamatan, 'Dinas')} · {names.sop_title(pick.sop)} · {step}"


def _file_name(what: str, question: Question) -> str:
    pick = "" if question.pick is None else question.pick.text()
    return f"{what}-{question.office}-{pick}-{question.start}-{question.end}"


def _panel(title: str, body: Component, opened: Component | None = None) -> Component:
    sub = [html.P(title, className="panel-sub")] if title else []
    return html.Section([html.H2("Mengapa angka ini?"), *sub, *([] if opened is None else [opened]), body])


def _none(what: str) -> Component:
    return empty(f"Tidak ada {what} di balik sel itu.", "Pilih periode lain atau sel lain.")


def _slot_cells(question: Question, slot: Slot, zone: str) -> list[Cell | str]:
    hour = Opened(slot.target, slot.step, int(slot.start.timestamp()))
    slowest = None if not slot.used_count else slot.used_max_s
    return [
        Cell(_link(question, formats.date_clock(slot.start, zone), hour), slot.start.timestamp()),
        slot.target,
        MEASURED_WORDS.get(State(slot.state), slot.state) if slot.state in set(State) else slot.state,
        Cell(
            formats.NONE if slowest is None else f"{formats.number(slowest, 3)} detik",
            -1 if slowest is None else slowest,
        ),
        Cell(formats.number(slot.used_count), slot.used_count),
        Cell(_status(slot.heap, HEAP_WORDS[slot.heap]), HEAP_WORDS[slot.heap]),
        Cell(_sentence(slot.rule), slot.rule),
    ]


def _link(question: Question, words: str, row: Opened) -> Component:
    """Opens the explanation of one row."""
    return dcc.Link(words, href=replace(question, opened=row).href() + "#mengapa", title="Mengapa?")


def _sentence(rule: str) -> Component:
    """The rule as people read it; its short name, as exports carry it, is in the tooltip."""
    return html.Span(RULES.get(rule, rule), title=rule)


def _status(heap: Heap, word: str) -> Component:
    shape = html.Span(className="glyph", **{"aria-hidden": "true"})
    return html.Span([shape, word], className="chip", **{"data-state": str(_HEAP_STATES[heap])})


def _cells(question: Question, run: RunRow, zone: str) -> list[Cell | str]:
    verdict = run.verdict
    here = Opened(verdict.ticket, verdict.from_step, verdict.attempt)
    steps = str(verdict.from_step) if verdict.from_step == verdict.to_step else f"{verdict.from_step}–{verdict.to_step}"
    attempt = f" (percobaan {verdict.attempt})" if verdict.attempt > 1 else ""
    times = [_moment(at, zone) for at in (verdict.started_at, verdict.finished_at, verdict.due_at)]
    shown = formats.ticket_number(verdict.ticket) or verdict.ticket
    number = [_link(question, shown, here), html.Small(run.source)]
    status = _status(verdict.heap, f"{STATE_WORDS[verdict.state]} · {HEAP_WORDS[verdict.heap]}")
    why = html.Span([_sentence(verdict.rule), *(html.Small(remark) for remark in verdict.remarks)], className="why")
    return [
        Cell(html.Span(number, className="run-ticket"), verdict.ticket),
        Cell(html.Span([html.B(f"{steps}{attempt} "), run.kegiatan]), verdict.from_step),
        *times,
        Cell(formats.duration(verdict.used_s), -1 if verdict.used_s is None else verdict.used_s),
        Cell(formats.duration(verdict.budget_s), -1 if verdict.budget_s is None else verdict.budget_s),
        Cell(status, STATE_WORDS[verdict.state]),
        Cell(why, verdict.rule),
    ]


def _moment(at: datetime | None, zone: str) -> Cell:
    """Day over time of day: as one line three of them would not fit beside each other."""
    if at is None:
        return Cell(formats.NONE, "")
    day = formats.short_date(formats.local(at, zone).date()).replace(" ", formats.NBSP)
    return Cell(html.Span(f"{day} {formats.clock(at, zone)}", className="moment"), at.timestamp())
