"""The receipts of the kecamatan's monthly reports: the checklist of step 1 of Pelaporan, for page, API and command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from dashboard.services.periodic import recorded_as
from dashboard.services.receipts import REPORTING, ReceiptError, month_run, receipts_of
from dashboard.store import ticket, tickets
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.receipt_rows import ReceiptList, ReceiptRow, ReceiptState


def receipt_list(context: Context, office: str, month: date) -> ReceiptList:
    """Which kecamatan of an office have reported for the month that holds the day ``month``."""
    first = month.replace(day=1)
    try:
        run = month_run(context.offices[office], context.catalogue, context.calendars[office], first)
    except ReceiptError as error:
        return _all(context, office, first, ReceiptState.NONE, None, str(error))
    own = ticket(context.store, office, run.id)
    received = {} if own is None else receipts_of(own)
    if not received:
        others = tickets(context.store, office, sop=REPORTING)
        other = recorded_as(run, others, context.calendars[office])
        if other is not None:
            note = f"Pelaporan {run.period.key} dicatat sebagai tiket {other.id}, tanpa daftar penerimaan."
            return _all(context, office, first, ReceiptState.UNKNOWN, other.id, note)
    if own is not None and own.cancelled_at is not None:
        note = f"Tiket {own.id} dibatalkan: {own.cancel_reason}."
        return _list(context, office, first, received, ReceiptState.NONE, own.id, note)
    return _list(context, office, first, received, ReceiptState.AWAITED, None if own is None else own.id, "")


def receipts_json(context: Context, office: str, found: ReceiptList) -> Json:
    """What the API and ``receipt list --json`` add to the envelope, and its rows."""
    zone = context.offices[office].zone
    return {
        "month": f"{found.month:%Y-%m}",
        "ticket": found.ticket,
        "note": found.note,
        "rows": [
            {
                "kecamatan": row.kecamatan,
                "name": row.name,
                "state": str(row.state),
                "received_at": local_iso(row.received_at, zone),
            }
            for row in found.rows
        ],
    }


def _all(
    context: Context, office: str, month: date, state: ReceiptState, ticket_id: str | None, note: str
) -> ReceiptList:
    return _list(context, office, month, {}, state, ticket_id, note)


def _list(
    context: Context,
    office: str,
    month: date,
    received: Mapping[str, datetime],
    without: ReceiptState,
    ticket_id: str | None,
    note: str,
) -> ReceiptList:
    rows = tuple(
        ReceiptRow(
            each.code,
            each.name,
            ReceiptState.RECEIVED if each.code in received else without,
            received.get(each.code),
        )
        for each in context.offices[office].kecamatan
    )
    return ReceiptList(month, ticket_id, rows, note)
