"""Whatever happens, whenever it is looked: nobody is told twice, no end without its opening, nothing is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.office_alerts import AlertRules, Receiver
from dashboard.services.alert_rules import Decision, Scene, decide, is_settled, noted
from dashboard.store import AlertEvent, AlertNotice
from dashboard.workcal import CalendarPeriod, WorkingCalendar

T0 = datetime(2026, 11, 16, tzinfo=UTC)
DAY = ((time(8), time(16)),)
CALENDAR = WorkingCalendar("Asia/Makassar", (CalendarPeriod(T0.date(), None, dict.fromkeys(range(5), DAY)),))
RECEIVERS = (
    Receiver(id="kasi", name="Kasi", role="kasi", channel="json://x"),
    Receiver(id="malam", name="Kasi", role="kasi", channel="json://x", quiet=("21:00-06:00", "12:00-13:00")),
    Receiver(id="kabid", name="Kabid", role="kabid", channel="json://x", quiet=("20:00-07:00",)),
    Receiver(id="jaringan", name="ADB", role="adb", channel="json://x", events=("jaringan",)),
)
KINDS = ("jaringan", "naik_turun", "cadangan", "lewat_waktu", "mendekati_batas")
ABOVE = {"b": ("a",), "c": ("b", "a")}


@dataclass(frozen=True)
class Story:
    """One event, in minutes from the start: when it is found, when it ends and is acknowledged, if ever."""

    kind: str
    subject: str
    found: int
    lasts: int | None
    acknowledged: int | None


stories = st.lists(
    st.builds(
        Story,
        st.sampled_from(KINDS),
        st.sampled_from(("a", "b", "c", "d")),
        st.integers(0, 2000),
        st.none() | st.integers(1, 1500),
        st.none() | st.integers(0, 500),
    ),
    max_size=8,
)
looks = st.lists(st.integers(1, 12) | st.integers(1, 400), min_size=1, max_size=25)


@dataclass
class World:
    """What a store would keep between two looks. ``broken``: receivers that cannot be reached at all."""

    rules: AlertRules
    broken: frozenset[str]
    notices: dict[tuple[int, str, str], AlertNotice]
    told: list[tuple[datetime, Decision]]
    settled: set[int]
    ends: dict[int, datetime]
    """When each end was first seen."""

    def look(self, told_of: Sequence[Story], now: datetime) -> None:
        events = [event for each in enumerate(told_of) if (event := _as_known(*each, now)) is not None]
        events = [self._with_end(each, now) for each in events if each.id not in self.settled]
        scene = Scene(self.rules, CALENDAR, now, events, self.notices, ABOVE)
        decided = decide(scene)
        assert decide(scene) == decided
        for each in decided:
            status = "dead" if each.receiver in self.broken else "sent"
            notice = AlertNotice(each.event.id, each.receiver, each.phase, each.outcome, each.reason, now, 1, status)
            self.notices |= noted([notice])
            if each.outcome == "queued":
                self.told.append((now, each))
        self.settled |= {each.id for each in events if is_settled(scene, each, decided)}

    def _with_end(self, event: AlertEvent, now: datetime) -> AlertEvent:
        if event.ended_at is None:
            return event
        return replace(event, end_found_at=self.ends.setdefault(event.id, now))


def _as_known(place: int, story: Story, now: datetime) -> AlertEvent | None:
    found_at = T0 + timedelta(minutes=story.found)
    if found_at > now:
        return None
    event = AlertEvent("51.08", story.kind, story.subject, str(place), None, found_at, found_at, id=place + 1)
    ended_at = None if story.lasts is None else found_at + timedelta(minutes=story.lasts)
    seen_at = None if story.acknowledged is None else found_at + timedelta(minutes=story.acknowledged)
    if ended_at is not None and ended_at <= now:
        event = replace(event, ended_at=ended_at, ended_as="pulih")
    return event if seen_at is None or seen_at > now else replace(event, acknowledged_at=seen_at)


def lived(told_of: Sequence[Story], steps: Sequence[int], group_s: int, broken: frozenset[str]) -> World:
    world = World(AlertRules(receivers=RECEIVERS, group_seconds=group_s), broken, {}, [], set(), {})
    now = T0
    for minutes in steps:
        now += timedelta(minutes=minutes)
        world.look(told_of, now)
    return world


some = settings(max_examples=60, deadline=None)
everything = given(
    stories, looks, st.sampled_from((0, 60, 900)), st.frozensets(st.sampled_from([each.id for each in RECEIVERS]))
)


@some
@everything
def test_nobody_is_told_twice_and_an_end_follows_exactly_a_delivered_opening(
    told_of: list[Story], steps: list[int], group_s: int, broken: frozenset[str]
) -> None:
    world = lived(told_of, steps, group_s, broken)
    keys = [(each.event.id, each.receiver, each.phase) for _, each in world.told]
    assert len(keys) == len(set(keys))
    openings = {(number, receiver) for number, receiver, phase in keys if phase == "opened"}
    endings = {(number, receiver) for number, receiver, phase in keys if phase == "ended"}
    assert endings <= {(number, receiver) for number, receiver in openings if receiver not in broken}
    world.look(told_of, T0 + timedelta(days=3))
    world.look(told_of, T0 + timedelta(days=3, hours=1))
    over = {place + 1 for place, story in enumerate(told_of) if story.lasts is not None}
    endings = {(each.event.id, each.receiver) for _, each in world.told if each.phase == "ended"}
    openings = {(each.event.id, each.receiver) for _, each in world.told if each.phase == "opened"}
    assert endings == {each for each in openings if each[0] in over and each[1] not in broken}


@some
@everything
def test_no_opening_falls_into_quiet_hours_or_comes_after_an_acknowledgement(
    told_of: list[Story], steps: list[int], group_s: int, broken: frozenset[str]
) -> None:
    rules = {each.id: each for each in RECEIVERS}
    for at, each in lived(told_of, steps, group_s, broken).told:
        if each.phase == "opened":
            local = (at + timedelta(hours=8)).time()
            assert not rules[each.receiver].is_quiet(local)
            assert each.event.acknowledged_at is None
            waited_s = CALENDAR.between(each.event.found_at, at)
            assert waited_s >= rules[each.receiver].waits_s


@some
@everything
def test_what_lasts_unacknowledged_is_told_to_everyone_who_asked_in_the_end(
    told_of: list[Story], steps: list[int], group_s: int, broken: frozenset[str]
) -> None:
    lasting = [replace(each, lasts=None, acknowledged=None) for each in told_of]
    world = lived(lasting, steps, group_s, broken)
    for hours in (9, 10):  # Thursday, five and six in the evening: no quiet hours, much working time gone
        world.look(lasting, T0 + timedelta(days=3, hours=hours))
    told = {(each.event.id, each.receiver) for _, each in world.told if each.phase == "opened"}
    subjects = {kind: {each.subject for each in lasting if each.kind == kind} for kind in KINDS}
    for place, story in enumerate(lasting):
        for receiver in RECEIVERS:
            is_held = story.kind == "jaringan" and (
                story.subject in subjects["naik_turun"]
                or subjects["jaringan"].intersection(ABOVE.get(story.subject, ()))
            )
            is_more = story.kind == "mendekati_batas" and story.subject in subjects["lewat_waktu"]
            if story.kind in receiver.kinds and not is_held and not is_more:
                assert (place + 1, receiver.id) in told
