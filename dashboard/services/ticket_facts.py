"""What the audit says of a ticket: what officers can change of it, flat, in the field's words."""

from __future__ import annotations

from dashboard.model import Stamp, Ticket


def changed_facts(old: Ticket | None, new: Ticket) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after of what a change touched; what was not there is None. Of a new ticket only what is there."""
    if old is None:
        return {}, {name: value for name, value in facts(new).items() if value is not None}
    was, became = facts(old), facts(new)
    changed = [name for name in {**was, **became} if was.get(name) != became.get(name)]
    return {name: was.get(name) for name in changed}, {name: became.get(name) for name in changed}


def facts(ticket: Ticket | None) -> dict[str, object]:
    """What an officer can change of a ticket, flat and in the field's words; times ISO UTC."""
    if ticket is None:
        return {}
    found: dict[str, object] = {
        "kecamatan": ticket.kecamatan,
        "uraian": ticket.title or None,
        "tiket.dibuka": _stamp_fact(ticket.opened),
        "tiket.selesai": _stamp_fact(ticket.solved),
        "tiket.dibatalkan": ticket.cancelled_at.isoformat() if ticket.cancelled_at else None,
        "tiket.alasan_batal": ticket.cancel_reason or None,
        **{f"tiket.{name}": value for name, value in ticket.details.items()},
    }
    for run in ticket.runs:
        place = f"{run.step}.{run.attempt}"
        found |= {
            f"{place}.mulai": _stamp_fact(run.started),
            f"{place}.selesai": _stamp_fact(run.finished),
            f"{place}.jawaban": run.branch,
            f"{place}.dilewati": run.skipped or None,
            f"{place}.pelaksana": run.performer,
        }
        for number, pause in enumerate(run.pauses, 1):
            ends = [each.isoformat() if each else None for each in (pause.start, pause.end)]
            found[f"{place}.jeda.{number}"] = [*ends, pause.reason, pause.waiting_on]
    return found


def _stamp_fact(stamp: Stamp | None) -> str | None:
    return None if stamp is None else f"{stamp.at.isoformat()} {'diketik' if stamp.typed else 'tombol'}"
