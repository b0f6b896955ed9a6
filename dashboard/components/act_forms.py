"""The forms with which an officer acts on the open step of a ticket, the same on every page that has them.

Ids: a form is ``{"type": "act-form", "place", "act"}``, a field ``{"type": "act-field", "place", "act", "field"}``,
what they are about ``{"type": "act-target", "place"}`` and the one answer ``{"type": "act-answer", "place"}``.
``place`` is the page's own word: Dash does not let two pages answer into one id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html

FORM, FIELD, TARGET, ANSWER = "act-form", "act-field", "act-target", "act-answer"
ACKNOWLEDGE, NOTE, PAUSE, RESUME, EXCUSE = "akui", "catatan", "jeda", "lanjutkan", "kecualikan"
LABELS = {
    ACKNOWLEDGE: "Akui",
    NOTE: "Catatan",
    PAUSE: "Jeda",
    RESUME: "Lanjutkan",
    EXCUSE: "Kecualikan",
}
_HINTS = {
    ACKNOWLEDGE: "Tanda bahwa keterlambatan ini sudah dilihat dan ditangani. Hitungan tidak berubah.",
    NOTE: "Untuk yang membaca sesudah Anda. Catatan tidak dapat diubah atau dihapus.",
    PAUSE: "Waktu langkah berhenti dihitung. Yang sudah lewat waktu tetap lewat waktu.",
    RESUME: "Waktu langkah dihitung lagi sejak saat ini.",
    EXCUSE: "Keluar dari hitungan kepatuhan. Tidak oleh yang melaksanakan langkahnya.",
}


@dataclass(frozen=True, slots=True)
class ActTarget:
    """What the forms act on. ``first_step``: where the judged run (step or span) begins; ``seen_at`` ISO UTC.

    ``scope``: of that run, as its verdict has it. ``seen_at``: ``updated_at`` of the ticket as the officer sees it.
    """

    office: str
    ticket: str
    step: int
    attempt: int
    first_step: int
    scope: str
    seen_at: str | None
    run_attempt: int | None = None
    """Of the judged run, where a span counts otherwise than the step whose turn it is; None: as ``attempt``."""


def act_target(place: str, target: ActTarget | None) -> Component:
    """Carries the target from the page to its callback."""
    return dcc.Store(id={"type": TARGET, "place": place}, data=None if target is None else asdict(target))


def read_target(data: Mapping[str, Any] | None) -> ActTarget | None:
    """The target that came back from the browser; None where nothing (or nothing readable) is chosen."""
    try:
        found = None if data is None else ActTarget(**data)
    except TypeError:
        return None
    return found if found is not None and _is_readable(found) else None


def _is_readable(found: ActTarget) -> bool:
    """Whether it holds what a page of ours puts into it."""
    texts, numbers = (found.office, found.ticket, found.scope), [found.step, found.attempt, found.first_step]
    numbers += [] if found.run_attempt is None else [found.run_attempt]
    if not all(isinstance(each, str) for each in texts) or not all(type(each) is int for each in numbers):
        return False
    return found.seen_at is None or isinstance(found.seen_at, str)


def act_answer(place: str, said: Component | None = None) -> Component:
    """The one place where an act is answered."""
    return html.Div(said, id={"type": ANSWER, "place": place}, className="act-answer", **{"aria-live": "polite"})


def act_forms(place: str, acts: Sequence[str], now: datetime, zone: str, *, opened: str | None = None) -> Component:
    """The forms of these acts, folded, each behind its word; ``opened`` stands open."""
    items = [
        dbc.AccordionItem(act_form(place, act, now, zone), title=LABELS[act], item_id=act, id=f"act-{place}-{act}")
        for act in acts
    ]
    return dbc.Accordion(items, active_item=opened, start_collapsed=opened is None, flush=True, className="act-forms")


def act_form(place: str, act: str, now: datetime, zone: str) -> Component:
    """One form: what the act does, its labelled fields, and the button that does it."""
    return form_of(place, act, LABELS[act], _HINTS[act], _FIELDS[act](place, now, zone))


def form_of(
    place: str, act: str, label: str, hint: str, fields: Sequence[Component], color: str = "primary"
) -> Component:
    """A form of any act: what it does, its labelled fields, and the button that does it."""
    return dbc.Form(
        [
            *([html.P(hint, className="act-hint")] if hint else []),
            *fields,
            dbc.Button(label, type="submit", color=color, size="sm", className="act-send"),
        ],
        id={"type": FORM, "place": place, "act": act},
        prevent_default_on_submit=True,
        className="act-form",
    )


def typed_fields(act: str, ids: Sequence[Mapping[str, Any] | None], values: Sequence[Any]) -> dict[str, str]:
    """What stands in the fields of one act, by field, without blanks around it."""
    return {
        str(each["field"]): str(value or "").strip()
        for each, value in zip(ids, values, strict=True)
        if each and each.get("act") == act
    }


def act_refused(message: str, fix: str) -> Component:
    """What is wrong and the mend, as the desk says them. What was typed stays in the form."""
    return dbc.Alert(
        [html.B(f"Belum dicatat: {message}."), html.Div(f"Perbaikan: {fix}.")],
        color="danger",
        fade=False,
        className="act-said",
    )


def act_done(text: str) -> Component:
    """What was written."""
    return dbc.Alert(html.B(text), color="success", fade=False, className="act-said")


def _acknowledge(place: str, _now: datetime, _zone: str) -> list[Component]:
    return [long_field(place, ACKNOWLEDGE, "text", "Keterangan (boleh kosong)", "misalnya teknisi berangkat pukul 10")]


def _note(place: str, _now: datetime, _zone: str) -> list[Component]:
    return [long_field(place, NOTE, "text", "Catatan", "")]


def _pause(place: str, now: datetime, zone: str) -> list[Component]:
    return [
        short_field(place, PAUSE, "reason", "Alasan", "misalnya suku cadang belum datang"),
        short_field(place, PAUSE, "waiting_on", "Menunggu siapa (boleh kosong)", "misalnya vendor"),
        *moment_fields(place, PAUSE, now, zone),
        short_field(place, PAUSE, "second", "Nama pengguna petugas kedua (bila waktunya dimundurkan jauh)", ""),
    ]


def _resume(place: str, now: datetime, zone: str) -> list[Component]:
    return moment_fields(place, RESUME, now, zone)


def _excuse(place: str, _now: datetime, _zone: str) -> list[Component]:
    return [long_field(place, EXCUSE, "reason", "Alasan", "misalnya listrik padam se-kecamatan, surat PLN")]


_FIELDS = {ACKNOWLEDGE: _acknowledge, NOTE: _note, PAUSE: _pause, RESUME: _resume, EXCUSE: _excuse}


def moment_fields(place: str, act: str, now: datetime, zone: str) -> list[Component]:
    """Day and time of what happened; the time left empty is now."""
    today = formats.field_date(formats.local(now, zone).date())
    return [
        html.Div(
            [
                short_field(place, act, "day", "Tanggal", "hh/bb/tttt", today),
                short_field(place, act, "clock", f"Jam ({formats.zone_label(zone)})", "sekarang"),
            ],
            className="act-pair",
        )
    ]


def short_field(
    place: str, act: str, field: str, label: str, placeholder: str, value: str = "", **more: Any
) -> Component:
    """A field of one line. ``more`` goes to the input, a list of suggestions for one."""
    name = {"type": FIELD, "place": place, "act": act, "field": field}
    control = dbc.Input(id=name, value=value, placeholder=placeholder, type="text", autocomplete="off", **more)
    return labelled(label, control)


def long_field(place: str, act: str, field: str, label: str, placeholder: str) -> Component:
    """A field of several lines."""
    name = {"type": FIELD, "place": place, "act": act, "field": field}
    return labelled(label, dbc.Textarea(id=name, value="", placeholder=placeholder, rows=2))


def labelled(label: str, control: Component) -> Component:
    """The label around its control: it needs no id to point to, and ids of patterns are no text."""
    return html.Label([html.Span(label), control], className="act-field")
