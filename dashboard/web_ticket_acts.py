"""What the forms of ``/tiket/<id>`` do beside the shared ones of ``web_acts``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Literal

from dash.development.base_component import Component

from dashboard import formats, web, web_acts
from dashboard.components import act_forms as shared
from dashboard.components import ticket_forms as forms
from dashboard.components.act_forms import ActTarget
from dashboard.components.sending_typed import BadTyped
from dashboard.model import Scope
from dashboard.services import desk as acts
from dashboard.services.desk import Desk, DeskError
from dashboard.services.identity import Officer
from dashboard.views.desks import decisions_on, desk_of, named_verdict
from dashboard.web_acts import Deed, Typed, second_of, seen_of, told, typed_moment

STALE = "halaman sudah diperbarui dan isian Anda tetap ada; periksa, lalu kirim lagi bila masih perlu"


def perform(target: ActTarget | None, act: str, typed: Typed) -> tuple[Component, bool]:
    """Do what was typed; the answer to show, and whether anything was written."""
    word, _, answer = act.partition(":")
    if word == forms.ANSWER:
        typed = {**typed, "answer": answer}
    return web_acts.perform(target, word, typed, _DEEDS, STALE)


def _tick(
    event: Literal["start", "finish"], desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime
) -> str:
    at = typed_moment(desk, typed, now)
    acts.tick_step(
        desk,
        target.ticket,
        target.step,
        event,
        officer,
        now,
        at=at,
        performer=typed.get("performer") or None,
        second=second_of(desk, target, typed),
        seen_at=seen_of(target),
    )
    return told(desk, target, "dimulai" if event == "start" else "selesai", at or now)


def _answer(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    said = typed.get("answer", "")
    acts.choose_branch(desk, target.ticket, target.step, said, officer, now, seen_at=seen_of(target))
    return told(desk, target, f'dijawab "{said}"', now)


def _skip(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    acts.skip_step(desk, target.ticket, target.step, typed.get("reason", ""), officer, now, seen_at=seen_of(target))
    return told(desk, target, "dilewati", now)


def _cancel(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    acts.cancel(desk, target.ticket, typed.get("reason", ""), officer, now, seen_at=seen_of(target))
    return f"Tiket {_number(target)} dibatalkan."


def _transfer(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    following = typed.get("next", "")
    if not following:
        raise BadTyped("nomor tiket lanjutan belum diisi", "buka tiket lanjutannya dahulu, lalu tulis nomornya")
    acts.transfer(desk, target.ticket, following, officer, now, seen_at=seen_of(target))
    return f"Tiket {_number(target)} dialihkan ke {following}."


def _reopen(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    step, _ = _run(typed)
    acts.reopen(
        desk,
        target.ticket,
        step,
        typed.get("reason", ""),
        officer,
        now,
        at=typed_moment(desk, typed, now),
        second=second_of(desk, target, typed),
        seen_at=seen_of(target),
    )
    return f"Tiket {_number(target)} dibuka kembali pada langkah {step}."


def _correct(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    run, event = _run(typed), typed.get("event", "")
    if not typed.get("reason"):
        raise BadTyped("pembetulan tanpa alasan", "isi alasannya")
    acts.correct_time(
        desk,
        target.ticket,
        run,
        "start" if event == "start" else "finish",
        _needed(desk, typed, now),
        officer,
        now,
        reason=typed["reason"],
        second=second_of(desk, target, typed),
        seen_at=seen_of(target),
    )
    return f"Waktu {'mulai' if event == 'start' else 'selesai'} langkah {run[0]} dibetulkan."


def _correct_opening(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    acts.correct_opening(
        desk,
        target.ticket,
        web.context().catalogue.versions()[desk.sop.id],
        _needed(desk, typed, now),
        officer,
        now,
        reason=typed.get("reason", ""),
        second=second_of(desk, target, typed),
        seen_at=seen_of(target),
    )
    return f"Waktu lapor tiket {_number(target)} dibetulkan."


def _confirm(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    acts.confirm_ticks(desk, target.ticket, officer, now, seen_at=seen_of(target))
    return f"Waktunya dibenarkan oleh {officer.name}."


def _excuse(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    _, found = desk_of(web.context(), target.office, target.ticket)
    named = named_verdict(web.context(), desk, found, _run(typed), now, scopes=(_scope(typed),))
    acts.excuse(desk, named, officer, typed.get("reason", ""), now, seen_at=seen_of(target))
    return f"Dikecualikan oleh {officer.name}."


def _withdraw(desk: Desk, target: ActTarget, typed: Typed, officer: Officer, now: datetime) -> str:
    _, found = desk_of(web.context(), target.office, target.ticket)
    run, scope = _run(typed), _scope(typed)
    for each in decisions_on(web.context(), found):
        if each.withdrawn_at is None and (each.from_step, each.attempt) == run and each.scope is scope:
            acts.withdraw(desk, each, officer, typed.get("reason", ""), now)
            return f"Pengecualian dicabut oleh {officer.name}."
    raise DeskError("pengecualian ini tidak berlaku lagi", "muat ulang")


def _run(typed: Typed) -> tuple[int, int]:
    """``3~1`` or ``3~1~step``: step and attempt. Raises BadTyped."""
    try:
        step, attempt = typed.get("run", "").split("~")[:2]
        return int(step), int(attempt)
    except ValueError:
        raise BadTyped("langkahnya belum dipilih", "pilih langkah dari daftar") from None


def _scope(typed: Typed) -> Scope:
    try:
        return Scope(typed.get("run", "").split("~")[2])
    except (IndexError, ValueError):
        raise BadTyped("langkahnya belum dipilih", "pilih dari daftar") from None


def _needed(desk: Desk, typed: Typed, now: datetime) -> datetime:
    at = typed_moment(desk, typed, now)
    if at is None:
        raise BadTyped("jam yang benar belum diisi", "tulis jamnya, misalnya 09.30")
    return at


def _number(target: ActTarget) -> str:
    return formats.ticket_number(target.ticket) or target.ticket


_DEEDS: Mapping[str, Deed] = {
    forms.START: partial(_tick, "start"),
    forms.FINISH: partial(_tick, "finish"),
    forms.ANSWER: _answer,
    forms.SKIP: _skip,
    forms.CANCEL: _cancel,
    forms.TRANSFER: _transfer,
    forms.REOPEN: _reopen,
    forms.CORRECT: _correct,
    forms.CORRECT_OPENING: _correct_opening,
    forms.CONFIRM: _confirm,
    forms.WITHDRAW: _withdraw,
    shared.EXCUSE: _excuse,
}
