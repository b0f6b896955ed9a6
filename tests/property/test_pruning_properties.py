"""Throwing raw samples away changes no figure, whatever was measured and whenever the hours are judged again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, Compliance, Kind, Slot
from dashboard.services.retention import retain
from dashboard.services.slots import STALE_AFTER_S, STORED_WITHIN, judge_hours, rejudge
from dashboard.sla import Period, RowKey, accounts, quantile
from dashboard.sla.account import slot_key
from dashboard.store import Store, intervals, rollups, samples, slots
from tests.offices_factory import CATALOGUE, CODE, SECOND, SENDING, make_office
from tests.stores import Databases, fresh_store
from tests.views.samples import key, poll, record

EIGHT = datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
"""Thursday 08:00 WITA."""
HOURS = 3
SETTLING = timedelta(seconds=STALE_AFTER_S) + STORED_WITHIN
EVER: Period = (EIGHT - timedelta(days=1), EIGHT + timedelta(days=1))
MODEM = key(CollectorName.NETWORK, "modem-2", SECOND)
OFFICE = make_office()
CALENDAR = build_calendar(OFFICE)

# Every minute: None is a failed poll, else the milliseconds of its reply
ANSWERS = st.lists(
    st.one_of(st.none(), st.integers(min_value=1, max_value=40_000)), min_size=HOURS * 60, max_size=HOURS * 60
)


def figures(store: Store, now: datetime) -> tuple[Sequence[Slot], list[Compliance], list[float | None], object]:
    """All that is quoted of these hours: slots, rows, median and p90, states and rollups."""
    found = slots(store, CODE, *EVER, sop=SENDING)
    rows = accounts((), found, period=EVER, now=now, slot_key=_whole)
    read = [quantile(slot.histogram, share, max_s=slot.used_max_s or None) for slot in found for share in (0.5, 0.9)]
    kept = (intervals(store, CODE, *EVER), rollups(store, CODE, *EVER, step="hour"))
    return found, rows, read, kept


def _whole(slot: Slot) -> RowKey:
    own = slot_key(slot)
    return RowKey(own.office, own.kecamatan, own.sop, None, None, None, own.scope, Kind.PENGUKURAN)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, st.booleans())
def test_pruning_raw_samples_changes_no_figure(
    handed_out: Databases, answers: list[int | None], judged_late: bool
) -> None:
    polls = [
        poll("modem-2", SECOND, EIGHT + timedelta(minutes=minute), ok=ms is not None, rtt_ms=float(ms or 0))
        for minute, ms in enumerate(answers)
    ]
    judged_at = EIGHT + (timedelta(days=5) if judged_late else timedelta(hours=HOURS) + SETTLING)
    with fresh_store(handed_out, "sqlite") as store:
        for each in polls:
            record(store, [each])
        judge_hours(store, OFFICE, CATALOGUE, CALENDAR, judged_at)
        later = EIGHT + timedelta(days=12)
        before = figures(store, later)
        assert {slot.start for slot in before[0]} >= {EIGHT + timedelta(hours=hour) for hour in range(HOURS)}
        assert retain(store, later, raw_days=10) == len(polls)
        assert samples(store, MODEM, EIGHT, EIGHT + timedelta(hours=HOURS)) == []
        rejudge(store, OFFICE, CATALOGUE, CALENDAR, EIGHT, later)
        assert figures(store, later) == before
