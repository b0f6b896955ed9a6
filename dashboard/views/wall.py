"""The wall: is anything wrong right now, where, since when (ui.md, "Layar pantau"). Reads no raw samples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.formats import zone_label
from dashboard.model import RunState, SeriesState, Verdict
from dashboard.offices import Office
from dashboard.sla import Forecast
from dashboard.store import feed_version, latest
from dashboard.views.compliance import office_figures
from dashboard.views.context import Context
from dashboard.views.forecasts import FROM_OFFICE, forecasts
from dashboard.views.indicators import AHEAD_S
from dashboard.views.outlooks import outlook_words
from dashboard.views.pressing import pressing_since
from dashboard.views.rows import OfficeFigures, OverdueRow, TileRow, WallView
from dashboard.views.schedule import counts_now
from dashboard.views.tiles import STALE_POLLS, Scene, state_by_source, tile
from dashboard.views.verdicts import OpenTicket, open_tickets
from dashboard.views.waived import waived

_SHOWN_OVERDUE = 50


def status_tiles(context: Context, office_code: str, now: datetime) -> tuple[tuple[TileRow, ...], TileRow]:
    """The tiles of all kecamatan in the office file's order, and the Dinas."""
    states = latest(context.store, office_code)
    scene = scene_of(context, office_code, states, open_tickets(context, office_code, now), now)
    return tuple(tile(scene, each) for each in scene.office.kecamatan), tile(scene, None)


def wall_view(context: Context, office_code: str, now: datetime, *, figures: OfficeFigures | None = None) -> WallView:
    """Everything the wall of one office shows at ``now`` (aware UTC). KeyError for an unknown office.

    Tiles come sorted by trouble, worst first, then in the office file's order. ``figures``: those of the month where
    they are known already.
    """
    office = context.offices[office_code]
    version = feed_version(context.store, office_code)
    states = latest(context.store, office_code)
    opened = open_tickets(context, office_code, now)
    scene = scene_of(context, office_code, states, opened, now)
    tiles = sorted((tile(scene, each) for each in office.kecamatan), key=lambda each: -each.trouble)
    data_at = max((each.observed_at for each in states), default=None)
    age_s = None if data_at is None else (now - data_at).total_seconds()
    overdue = _overdue_rows(context, office, opened, now)
    return WallView(
        office=office.code,
        office_name=office.name,
        zone=office.zone,
        zone_label=zone_label(office.zone),
        now=now,
        version=version,
        simulated=office.simulated,
        data_at=data_at,
        data_age_s=age_s,
        stale=is_stale(context, age_s),
        tiles=tuple(tiles),
        dinas=tile(scene, None),
        overdue=tuple(overdue[:_SHOWN_OVERDUE]),
        overdue_count=sum(row.state == RunState.OVERDUE for row in overdue),
        at_risk_count=sum(row.state == RunState.AT_RISK for row in overdue),
        figures=figures or office_figures(context, office_code, *month_of(now, office.zone), now),
    )


def is_stale(context: Context, age_s: float | None) -> bool:
    """Whether the feed of an office stopped: its youngest data are ``age_s`` seconds old (None: there are none).

    Data of the future were taken before a clock was set back: nothing newer counts until it has caught up.
    """
    return age_s is None or age_s > STALE_POLLS * context.settings.poll_s or age_s < -AHEAD_S


def month_of(now: datetime, zone: str) -> tuple[date, date]:
    """First and last day of the office-local month that contains ``now``."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def scene_of(
    context: Context, code: str, states: Sequence[SeriesState], opened: Sequence[OpenTicket], now: datetime
) -> Scene:
    """What is known of an office at ``now``, as its tiles are made from it."""
    office = context.offices[code]
    return Scene(
        office=office,
        now=now,
        poll_s=context.settings.poll_s,
        is_open=counts_now(context.calendars[code], now),
        states=state_by_source(states),
        open_tickets=opened,
        pressing_since={
            run: since
            for each in opened
            for run in each.pressing
            if (since := pressing_since(context, each, run, now)) is not None
        },
        waived=waived(context, office, now),
    )


def pressing_runs(opened: Sequence[OpenTicket], now: datetime) -> list[tuple[OpenTicket, Verdict]]:
    """Every run past its due time or near it that somebody can still finish, with its ticket."""
    return [(each, run) for each in opened if not each.is_superseded(now) for run in each.pressing]


def _overdue_rows(context: Context, office: Office, opened: Sequence[OpenTicket], now: datetime) -> list[OverdueRow]:
    """Open runs past due or near it, the longest overdue first."""
    names: dict[str | None, str] = {each.code: each.name for each in office.kecamatan}
    pressing = pressing_runs(opened, now)
    # Where no waiting is allowed (waktu baku 0) nothing is to be expected.
    timed = [run for _, run in pressing if run.budget_s]
    expected = forecasts(context, office.code, timed, now)
    rows = [
        row
        for each, run in pressing
        if (row := _overdue_row(office, names, each, run, expected.get(run), now)) is not None
    ]
    return sorted(rows, key=lambda row: row.due_at)


def _overdue_row(
    office: Office,
    names: dict[str | None, str],
    opened: OpenTicket,
    run: Verdict,
    expected: Forecast | None,
    now: datetime,
) -> OverdueRow | None:
    if run.due_at is None:
        return None
    current = run.current_step or (opened.current_step if run.from_step != run.to_step else run.from_step)
    is_borrowed = expected is not None and FROM_OFFICE in expected.note
    return OverdueRow(
        ticket=run.ticket,
        sop=run.sop,
        sop_title=opened.sop.title,
        kecamatan=run.kecamatan,
        kecamatan_name=names.get(run.kecamatan, "Dinas"),
        from_step=run.from_step,
        to_step=run.to_step,
        current_step=current,
        kegiatan=opened.sop.step(current).kegiatan,
        state=str(run.state),
        due_at=run.due_at,
        remaining_s=(run.due_at - now).total_seconds(),
        forecast=expected,
        outlook=outlook_words(expected, run, office.zone, now, borrowed=is_borrowed),
    )
