"""``/peringatan``: who was told what and when, what waits, what was not told and why. All from the alert tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from dashboard import formats
from dashboard.office_alerts import AlertKind, Receiver, channel_kind
from dashboard.offices import Office
from dashboard.services.alert_acts import ON_THE_DESK
from dashboard.services.alert_words import HEADINGS, ended_words, opened_words, subject_words
from dashboard.store import (
    AlertEvent,
    AlertMessage,
    AlertNotice,
    alert_events,
    alert_messages,
    alert_notices,
    count_alert_messages,
    last_alerts_sent,
)
from dashboard.store.alert_outbox import DEAD, SENDING, SENT, WAITING
from dashboard.store.alerts import DROPPED, OPENED
from dashboard.views.alerts_rows import AlertsView, EventRow, MessageRow, ReceiverRow, ToldRow
from dashboard.views.context import Context, local_period
from dashboard.views.system_rows import JobRow

SENT_LATE = timedelta(minutes=10)
"""A message whose time came so long ago and that nobody tried to send: no collectors' process is at work."""
SHOWN_MESSAGES = 300
"""The youngest of a period; more of them nobody reads on a page."""
_WARNINGS = (AlertKind.MENDEKATI_BATAS.value, AlertKind.NAIK_TURUN.value)
_PAGES = {
    AlertKind.JARINGAN: "/jaringan",
    AlertKind.NAIK_TURUN: "/jaringan",
    AlertKind.CADANGAN: "/cadangan",
    AlertKind.PENGIRIMAN: "/pengiriman",
    AlertKind.LEWAT_WAKTU: "/terlambat",
    AlertKind.MENDEKATI_BATAS: "/terlambat",
    AlertKind.SALINAN: "/sistem",
    AlertKind.DISK: "/sistem",
}


def alerts_view(context: Context, code: str, start: date, end: date, now: datetime) -> AlertsView:
    """Everything of office-local days ``start`` to ``end``, both included. KeyError: unknown office."""
    office = context.offices[code]
    first, last = local_period(start, end, office.zone)
    names = {each.id: each.name for each in office.alerts.receivers}
    events = alert_events(context.store, code, since=first)
    notices: defaultdict[int, list[AlertNotice]] = defaultdict(list)
    for notice in alert_notices(context.store, code, [each.id for each in events]):
        notices[notice.event].append(notice)
    kept = alert_messages(context.store, code, since=first, until=last, limit=SHOWN_MESSAGES)
    rows = {each.id: _event(office, each, notices[each.id], names) for each in events}
    untold = [
        rows[each.id]
        for each in reversed(events)
        if each.ended_at is not None
        and first <= each.found_at < last
        and any((notice.phase, notice.outcome) == (OPENED, DROPPED) for notice in notices[each.id])
    ]
    counts = count_alert_messages(context.store, code)
    return AlertsView(
        office=code,
        office_name=office.name,
        zone=office.zone,
        now=now,
        simulated=office.simulated,
        start=start,
        end=end,
        lasting=tuple(rows[each.id] for each in _worst_first(events)),
        untold=tuple(untold),
        messages=tuple(_message(each, names) for each in kept),
        dead=tuple(_message(each, names) for each in alert_messages(context.store, code, status={DEAD})),
        waiting=counts.get(WAITING, 0) + counts.get(SENDING, 0),
        sent=count_alert_messages(context.store, code, since=first, until=last).get(SENT, 0),
        receivers=tuple(_receivers(office.alerts.receivers, last_alerts_sent(context.store, code))),
    )


def _worst_first(events: Sequence[AlertEvent]) -> list[AlertEvent]:
    """What lasts: first what nobody takes care of, trouble before warnings, then what lasts longest."""
    lasting = [each for each in events if each.ended_at is None]
    return sorted(
        lasting, key=lambda each: (each.acknowledged_at is not None, each.kind in _WARNINGS, each.since, each.id)
    )


def alert_rows(context: Context, office: Office, now: datetime) -> Iterator[JobRow]:
    """The job that sends, for ``/sistem``; an office that tells nobody has none."""
    counts = count_alert_messages(context.store, office.code)
    if not office.alerts.receivers and not counts:
        return
    dead, trouble = counts.get(DEAD, 0), ""
    is_waited = counts.get(WAITING) or counts.get(SENDING)
    waiting = alert_messages(context.store, office.code, status={WAITING, SENDING}) if is_waited else []
    oldest = min((each.next_at or each.created_at for each in waiting), default=now)
    if dead:
        said = f"{formats.number(dead)} peringatan gagal dikirim"
        trouble = f"{office.short}: {said}. Kirim ulang dari halaman Peringatan"
    elif now - oldest > SENT_LATE:
        at = formats.date_clock(oldest, office.zone)
        trouble = f"{office.short}: peringatan menunggu dikirim sejak {at}. Periksa apakah kolektor berjalan"
    numbers = (counts.get(SENT, 0), len(waiting), dead)
    done = "{} terkirim, {} menunggu, {} gagal".format(*map(formats.number, numbers))
    yield JobRow(office.short, "Peringatan", done, trouble)


def _event(office: Office, event: AlertEvent, notices: Sequence[AlertNotice], names: Mapping[str, str]) -> EventRow:
    kind = AlertKind(event.kind)
    told = [
        ToldRow(names.get(each.receiver, each.receiver), each.outcome, each.reason, each.sent_at)
        for each in sorted(notices, key=lambda each: each.receiver)
        if each.phase == OPENED
    ]
    return EventRow(
        id=event.id,
        kind=event.kind,
        heading=HEADINGS[kind][1],
        what=subject_words(office, event),
        began=opened_words(office, event),
        ended="" if event.ended_at is None else ended_words(office, event),
        since=event.since,
        ended_at=event.ended_at,
        told=tuple(told),
        href=f"{_PAGES[kind]}?kantor={office.code}",
        ticket=str(event.facts.get("ticket", "")),
        run=_run(event) if event.kind in ON_THE_DESK else "",
        acknowledged_at=event.acknowledged_at,
        acknowledged_by=event.acknowledged_by,
        note=event.note,
    )


def _run(event: AlertEvent) -> str:
    """What ``/terlambat`` calls the run of a step."""
    facts = [str(event.facts.get(name, "")) for name in ("ticket", "scope", "from_step", "attempt")]
    return "~".join((event.office, *facts))


def _message(message: AlertMessage, names: Mapping[str, str]) -> MessageRow:
    return MessageRow(
        message.id,
        names.get(message.receiver, message.receiver),
        message.kind,
        message.title,
        message.body,
        message.created_at,
        message.status,
        message.next_at,
        message.sent_at,
        message.attempts,
        message.trouble,
        message.maybe_twice,
    )


def _receivers(receivers: Sequence[Receiver], last: Mapping[str, datetime]) -> list[ReceiverRow]:
    return [
        ReceiverRow(
            each.id,
            each.name,
            each.role,
            channel_kind(each.channel) or f"variabel {each.channel_env}",
            each.events,
            each.quiet,
            each.waits_s // 60,
            each.digest,
            last.get(each.id),
        )
        for each in receivers
    ]
