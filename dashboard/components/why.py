"""One run or one measured hour opened: the rule that judged it, and what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.outputs import outputs_shown
from dashboard.components.ticket_question import ticket_href
from dashboard.components.why_events import events_shown
from dashboard.model import Sample, SampleStatus, Scope, Stamp, State, StepRun
from dashboard.views.why_rows import RunWhy, SlotWhy

_SCOPES = {Scope.STEP: "Langkah", Scope.SPAN: "Rentang langkah", Scope.TOTAL: "Total"}
MEASURED_WORDS = {
    State.UP: "terhubung",
    State.DEGRADED: "lambat",
    State.DOWN: "terputus",
    State.UNREACHABLE: "jalur induk terputus",
    State.UNKNOWN: "tidak terukur",
    State.MAINTENANCE: "pemeliharaan",
    State.DISABLED: "dinonaktifkan",
    State.INCREASING: "bertambah",
    State.STUCK: "tidak bertambah, ada yang menunggu",
    State.IDLE: "tidak ada yang menunggu",
    State.QUIET: "sepi",
    State.RESTARTED: "penghitung mulai ulang",
}
_MS_DIGITS = 3


def run_explained(found: Sequence[RunWhy], zone: str) -> Component:
    """A run's verdicts with their sentences, its recorded moments, its ticket's events and what the source attached."""
    if not found:
        return html.P("Pelaksanaan itu tidak ada lagi. Pilih baris lain.", className="why-opened")
    first = found[0]
    verdict = first.verdict
    to_ticket = html.A("Buka tiketnya", href=ticket_href(verdict.office, verdict.ticket))
    parts: list[Component] = [html.Div([html.H3(f"Tiket {verdict.ticket}"), to_ticket], className="why-head")]
    parts += [part for each in found for part in _judged(each, zone)]
    parts += [html.P([html.B("Aturan kantor: "), text], className="reading") for text in first.office_rules]
    moments = [line for run in first.runs for line in _moments(run, zone)]
    parts.append(_lines("Waktu yang dicatat", moments, "Belum ada waktu yang dicatat."))
    parts += [part for each in found for part in outputs_shown(each.outputs, zone)]
    checks = _checks(first.details)
    if checks:
        parts.append(_lines("Pemeriksaan dari sumber", checks, ""))
    parts.append(html.Div([html.H4("Riwayat tiket"), events_shown(first.events, zone)]))
    return html.Div(parts, className="why-opened")


def _judged(found: RunWhy, zone: str) -> list[Component]:
    """The rule that decided, and the figures that it went by."""
    verdict = found.verdict
    facts = (
        ("Mulai", formats.date_clock(verdict.started_at, zone)),
        ("Selesai", formats.date_clock(verdict.finished_at, zone)),
        ("Tenggat", formats.date_clock(verdict.due_at, zone)),
        ("Terpakai", formats.duration(verdict.used_s)),
        ("Waktu baku", formats.duration(verdict.budget_s)),
        ("Bagian terpakai", formats.percent(verdict.share, 0)),
    )
    listed = [html.Div([html.Dt(word), html.Dd(value)]) for word, value in facts]
    return [
        html.P([html.B(f"{_SCOPES[verdict.scope]} {_steps(found)}: "), found.sentence]),
        html.Dl(listed, className="why-facts"),
    ]


def slot_explained(found: SlotWhy, zone: str) -> Component:
    """A measured hour: its rule, its states, its replies, and the samples that are left of it."""
    slot = found.slot
    states = [
        f"{formats.date_clock(each.start, zone)} – "
        f"{'sekarang' if each.end is None else formats.date_clock(each.end, zone)} · "
        f"{MEASURED_WORDS.get(each.state, str(each.state))}"
        for each in found.intervals
    ]
    replies = (
        f"{formats.number(slot.used_count)} balasan · rata-rata {_s(found.mean_s)} · terlama {_s(found.max_s)} · "
        f"median {_s(found.median_s)} · p90 {_s(found.p90_s)} ({found.note})"
    )
    kept = [_sample(each, zone) for each in found.evidence]
    return html.Div(
        [
            html.H3(f"{formats.date_clock(slot.start, zone)} · {slot.target}"),
            html.P(found.sentence),
            _lines("Keadaan pada jam itu", states, "Tidak ada keadaan yang tercatat."),
            _lines("Balasan", [replies] if slot.used_count else [], "Tidak ada catatan balasan."),
            _lines(
                "Bukti yang disimpan (sampel di sekitar perubahan keadaan)",
                kept,
                "Tidak ada bukti yang perlu disimpan.",
            ),
            *_raw(found, zone),
        ],
        className="why-opened",
    )


def _raw(found: SlotWhy, zone: str) -> list[Component]:
    """The samples themselves while they are kept, folded: an hour has hundreds."""
    if found.pruned_on is not None:
        return [html.P(f"Sampel mentah dihapus pada {formats.long_date(found.pruned_on)}.")]
    summary = html.Summary(f"{formats.number(len(found.raw))} sampel mentah masih tersimpan.")
    if not found.raw:
        return [html.P(summary.children)]
    return [html.Details([summary, html.Ul([html.Li(_sample(each, zone)) for each in found.raw])], className="why-raw")]


def _sample(each: Sample, zone: str) -> str:
    failed = each.status is SampleStatus.FAILED
    value = "gagal" if failed else f"{formats.number(each.value, 1)} {each.series.unit}"
    return f"{formats.local(each.observed_at, zone):%H.%M.%S} · {value}"


def _steps(found: RunWhy) -> str:
    verdict = found.verdict
    same = verdict.from_step == verdict.to_step
    steps = str(verdict.from_step) if same else f"{verdict.from_step}–{verdict.to_step}"
    return f"{steps}, percobaan {verdict.attempt}"


def _moments(run: StepRun, zone: str) -> list[str]:
    lines = [
        f"Langkah {run.step} percobaan {run.attempt}: {word} {_stamp(stamp, zone)}"
        for word, stamp in (("mulai", run.started), ("selesai", run.finished))
        if stamp is not None
    ]
    for pause in run.pauses:
        span = (
            formats.duration(pause.duration_s)
            if pause.start is None
            else f"{formats.date_clock(pause.start, zone)} – {formats.date_clock(pause.end, zone)}"
        )
        lines.append(f"Langkah {run.step} percobaan {run.attempt}: dijeda {span}, {pause.reason}")
    return lines


def _stamp(stamp: Stamp, zone: str) -> str:
    by = f", oleh {stamp.by}" if stamp.by else ""
    return f"{formats.date_clock(stamp.at, zone)} (ketelitian {formats.duration(stamp.resolution_s)}{by})"


def _checks(details: Mapping[str, object]) -> list[str]:
    checks = details.get("checks")
    words: dict[object, str] = {True: "baik", False: "gagal"}
    return [
        f"{words.get(each.get('ok'), 'tidak diketahui')} · {each.get('message', '')}"
        for each in (checks if isinstance(checks, list) else [])
        if isinstance(each, Mapping)
    ]


def _lines(title: str, lines: Sequence[str], empty: str) -> Component:
    body = html.Ul([html.Li(line) for line in lines]) if lines else html.P(empty)
    return html.Div([html.H4(title), body])


def _s(seconds: float | None) -> str:
    return formats.NONE if seconds is None else f"{formats.number(seconds, _MS_DIGITS)} detik"
