from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.formats import since as told
from dashboard.model import CollectorName, Indicator, SampleStatus, SeriesKey, SeriesState, State
from dashboard.views.indicators import Sight, combine, from_office, not_applicable, sight, trouble

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
BEGAN = NOW - timedelta(minutes=10)
SEEN = NOW - timedelta(seconds=20)
KEY = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem-1", "rtt_ms")


def tell(at: datetime) -> str:
    return told(at, "Asia/Makassar", NOW)


def known(state: State, **changes: object) -> SeriesState:
    values: dict[str, object] = {"observed_at": SEEN, "value": None, "status": SampleStatus.OK, **changes}
    return SeriesState(KEY, state, BEGAN, **values)  # type: ignore[arg-type]


def seen(state: State, **changes: object) -> Sight:
    return sight("Modem", known(state, **changes), NOW, 90, tell)


@pytest.mark.parametrize(
    ("state", "indicator"),
    [
        (State.UP, Indicator.BAIK),
        (State.DEGRADED, Indicator.WASPADA),
        (State.DOWN, Indicator.GANGGUAN),
        (State.UNREACHABLE, Indicator.TERPUTUS),
        (State.UNKNOWN, Indicator.TIDAK_TERUKUR),
        (State.MAINTENANCE, Indicator.DINONAKTIFKAN),
        (State.DISABLED, Indicator.DINONAKTIFKAN),
        (State.FRESH, Indicator.BAIK),
        (State.LATE, Indicator.WASPADA),
        (State.MISSING, Indicator.GANGGUAN),
        (State.INCREASING, Indicator.BAIK),
        (State.IDLE, Indicator.BAIK),
        (State.RESTARTED, Indicator.BAIK),
        (State.QUIET, Indicator.TIDAK_TERUKUR),
        (State.STUCK, Indicator.GANGGUAN),
    ],
)
def test_each_state_has_its_indicator(state: State, indicator: Indicator) -> None:
    assert seen(state).state is indicator


@pytest.mark.parametrize("state", State)
def test_every_state_is_told_in_words(state: State) -> None:
    assert seen(state).reason.startswith("Modem")


def test_an_outage_names_the_source_and_since_when_on_the_office_clock() -> None:
    assert seen(State.DOWN).reason == "Modem tidak menjawab sejak 13.55"


def test_the_first_failed_poll_is_waspada_since_that_poll() -> None:
    first = NOW - timedelta(seconds=40)
    found = seen(State.UP, failed_polls=1, first_failed_at=first, status=SampleStatus.FAILED)
    assert (found.state, found.since) == (Indicator.WASPADA, first)
    assert found.reason == "Modem gagal 1 kali sejak 14.04"


def test_a_new_target_whose_first_poll_fails_is_waspada() -> None:
    found = seen(State.UNKNOWN, failed_polls=1, first_failed_at=SEEN, status=SampleStatus.FAILED)
    assert found.state is Indicator.WASPADA


def test_a_probe_that_failed_itself_is_not_measured() -> None:
    assert seen(State.UNKNOWN, status=SampleStatus.UNKNOWN).state is Indicator.TIDAK_TERUKUR


def test_a_sample_older_than_three_polls_is_no_measurement_any_more() -> None:
    old = NOW - timedelta(seconds=91)
    found = seen(State.UP, observed_at=old)
    assert (found.state, found.since) == (Indicator.TIDAK_TERUKUR, old)
    assert found.reason == "Modem: data terakhir 14.03"


def test_a_sample_of_exactly_three_polls_ago_still_counts() -> None:
    assert seen(State.UP, observed_at=NOW - timedelta(seconds=90)).state is Indicator.BAIK


def test_a_sample_of_the_future_tells_nothing_of_now() -> None:
    found = seen(State.UP, observed_at=NOW + timedelta(minutes=50))
    assert found.state is Indicator.TIDAK_TERUKUR
    assert "jam komputer mundur" in found.reason
    assert seen(State.UP, observed_at=NOW + timedelta(seconds=30)).state is Indicator.BAIK


def test_a_target_never_measured_is_not_green() -> None:
    found = sight("Modem", None, NOW, 90, tell)
    assert (found.state, found.since, found.observed_at) == (Indicator.TIDAK_TERUKUR, None, None)


def one(state: Indicator, since: datetime | None = BEGAN, *, in_schedule: bool = True) -> Sight:
    return Sight(state, since, SEEN, f"Modem {state}", in_schedule)


def row(*sights: Sight):  # type: ignore[no-untyped-def]
    return combine(sights, NOW, noun="sasaran", missing="belum ada sasaran jaringan")


def test_nothing_to_measure_is_said() -> None:
    found = row()
    assert (found.state, found.reason) == (Indicator.TIDAK_TERUKUR, "belum ada sasaran jaringan")
    assert found.age_s is None


def test_the_worst_source_decides_and_gives_its_reason() -> None:
    found = row(one(Indicator.BAIK), one(Indicator.GANGGUAN), one(Indicator.WASPADA))
    assert (found.state, found.reason) == (Indicator.GANGGUAN, "Modem gangguan")


def test_a_source_not_measured_keeps_a_tile_from_green() -> None:
    assert row(one(Indicator.BAIK), one(Indicator.TIDAK_TERUKUR)).state is Indicator.TIDAK_TERUKUR


def test_a_source_switched_off_by_decision_does_not_hide_a_good_one() -> None:
    found = row(one(Indicator.DINONAKTIFKAN), one(Indicator.BAIK))
    assert (found.state, found.reason) == (Indicator.BAIK, "1 dari 2 sasaran baik")


def test_several_in_the_same_trouble_are_counted_since_the_first() -> None:
    found = row(one(Indicator.GANGGUAN, SEEN), one(Indicator.GANGGUAN, BEGAN), one(Indicator.BAIK))
    assert (found.reason, found.since) == ("2 dari 3 sasaran gangguan", BEGAN)


def test_all_is_well_since_the_last_became_well() -> None:
    assert row(one(Indicator.BAIK, BEGAN), one(Indicator.BAIK, SEEN)).since == SEEN


def test_the_age_is_that_of_the_youngest_sample() -> None:
    assert row(one(Indicator.BAIK)).age_s == 20


def test_what_is_out_of_schedule_does_not_colour_what_still_counts() -> None:
    found = row(one(Indicator.GANGGUAN, in_schedule=False), one(Indicator.BAIK))
    assert (found.state, found.in_schedule) == (Indicator.BAIK, True)


def test_out_of_schedule_alone_is_shown_but_marked() -> None:
    found = row(one(Indicator.GANGGUAN, in_schedule=False))
    assert (found.state, found.in_schedule) == (Indicator.GANGGUAN, False)


def test_tiles_sort_by_trouble_of_their_own_in_schedule() -> None:
    down, warned = row(one(Indicator.GANGGUAN)), row(one(Indicator.WASPADA))
    asleep = row(one(Indicator.GANGGUAN, in_schedule=False))
    assert trouble([down, warned]) > trouble([down]) > trouble([warned]) > trouble([asleep, from_office(down)]) == 0


def test_not_applicable_carries_the_office_s_reason() -> None:
    found = not_applicable("SIAK terpusat")
    assert (found.state, found.reason) == (Indicator.TIDAK_BERLAKU, "SIAK terpusat")
