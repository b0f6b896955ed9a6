"""One run or one measured hour opened: the rule that judged it, and what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.outputs import outputs_shown
from dashboard.model import SampleStatus, Scope, Stamp, State, StepRun
from dashboard.views.why_rows import RunWhy, SlotWhy

_SCOPES = {Scope.STEP: "Langkah", Scope.SPAN: "Rentang langkah", Scope.TOTAL: "Total"}
_ACTIONS = {"opened": "dicatat", "changed": "diubah", "readings": "keluaran uji jaringan dilampirkan"}
_STATES = {
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
    parts: list[Component] = [html.H3(f"Tiket {first.verdict.ticket}")]
    parts += [html.P([html.B(f"{_SCOPES[each.verdict.scope]} {_steps(each)}: "), each.sentence]) for each in found]
    parts += [html.P([html.B("Aturan kantor: "), text], className="reading") for text in first.office_rules]
    moments = [line for run in first.runs for line in _moments(run, zone)]
    parts.append(_lines("Waktu yang dicatat", moments, "Belum ada waktu yang dicatat."))
    parts += [part for each in found for part in outputs_shown(each.outputs, zone)]
    checks = _checks(first.details)
    if checks:
        parts.append(_lines("Pemeriksaan dari sumber", checks, ""))
    events = [
        f"{formats.date_clock(each.at, zone)} · {_ACTIONS.get(each.action, each.action)} oleh {each.by}"
        for each in first.events
    ]
    parts.append(_lines("Riwayat tiket", events, "Belum ada riwayat."))
    return html.Div(parts, className="why-opened")


def slot_explained(found: SlotWhy, zone: str) -> Component:
    """A measured hour: its rule, its states, its replies, and the samples that are left of it."""
    slot = found.slot
    states = [
        f"{formats.date_clock(each.start, zone)} – "
        f"{'sekarang' if each.end is None else formats.date_clock(each.end, zone)} · "
        f"{_STATES.get(each.state, str(each.state))}"
        for each in found.intervals
    ]
    replies = (
        f"{formats.number(slot.used_count)} balasan · rata-rata {_s(found.mean_s)} · terlama {_s(found.max_s)} · "
        f"median {_s(found.median_s)} · p90 {_s(found.p90_s)} ({found.note})"
    )
    kept = [
        f"{formats.local(each.observed_at, zone):%H.%M.%S} · "
        + ("gagal" if each.status is SampleStatus.FAILED else f"{formats.number(each.value, 1)} {each.series.unit}")
        for each in found.evidence
    ]
    raw = (
        f"Sampel mentah dihapus pada {formats.long_date(found.pruned_on)}."
        if found.pruned_on is not None
        else f"{formats.number(len(found.raw))} sampel mentah masih tersimpan."
    )
    return html.Div(
        [
            html.H3(f"{formats.date_clock(slot.start, zone)} · {slot.target}"),
            html.P(found.sentence),
            _lines("Keadaan pada jam itu", states, "Tidak ada keadaan yang tercatat."),
            html.P(replies if slot.used_count else "Tidak ada catatan balasan."),
            _lines("Bukti yang disimpan", kept, "Tidak ada bukti yang perlu disimpan."),
            html.P(raw),
        ],
        className="why-opened",
    )


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
