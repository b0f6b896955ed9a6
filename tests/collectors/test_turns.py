"""Which offices a job on the books looks at: all of a few, some of a nation, and each whose links do not stand."""

from __future__ import annotations

from datetime import datetime, timedelta

from collectors.turns import ClosedHours, Quiet, Turns
from dashboard.model import SampleStatus, SeriesKey, SeriesState, State
from dashboard.offices import Office
from tests.collectors.network.offices import NOW, office
from tests.store.measured import key


def nation(count: int) -> list[Office]:
    return [office().model_copy(update={"code": f"51.{number:02}"}) for number in range(1, count + 1)]


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0)


def test_a_few_offices_have_their_turn_every_time() -> None:
    few = nation(3)
    assert Turns(at_once=3).of("buku", few) == few


def test_of_many_offices_each_has_its_turn_before_any_comes_again() -> None:
    turns, many = Turns(at_once=3), nation(7)
    seen = [each.code for _ in range(7) for each in turns.of("buku", many)]
    assert all(sorted(seen[begin : begin + 7]) == [each.code for each in many] for begin in (0, 7, 14))


def test_an_hour_is_judged_once_and_again_where_that_failed() -> None:
    hours, failing, (mine,) = ClosedHours(), ClosedHours(), nation(1)
    at = [NOW, NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)]
    assert [len(list(hours.each([mine], lambda now=now: now, _hour))) for now in at] == [1, 0, 1]  # type: ignore[misc]
    broken = failing.each([mine], lambda: NOW, _hour)
    next(broken)
    broken.close()  # as an exception in the loop would
    assert len(list(failing.each([mine], lambda: NOW, _hour))) == 1


class Links:
    """What is known of an office's one link."""

    def __init__(self) -> None:
        self.state: SeriesState | None = None

    def become(self, state: State) -> Links:
        self.state = SeriesState(key(), state, NOW, NOW, 1.0, SampleStatus.OK)
        return self

    def recall(self, _series: SeriesKey) -> SeriesState | None:
        return self.state


def test_outages_are_looked_after_while_a_link_does_not_stand_and_once_more_when_it_does() -> None:
    quiet, links, (mine,) = Quiet(lambda _office: (key(),)), Links(), nation(1)

    def looked() -> int:
        return len(list(quiet.each([mine], lambda _code: links.recall, ())))

    assert [looked(), looked()] == [1, 1]  # nothing known yet
    links.become(State.UP)
    assert [looked(), looked()] == [1, 0]
    for trouble in (State.DOWN, State.UNREACHABLE, State.UNKNOWN, State.MAINTENANCE):
        links.become(trouble)
        assert [looked(), looked()] == [1, 1]
        links.become(State.UP)
        assert [looked(), looked()] == [1, 0]


def test_a_quiet_office_is_looked_at_in_its_turn_and_one_that_failed_again_at_once() -> None:
    quiet, links, (mine,) = Quiet(lambda _office: (key(),)), Links().become(State.UP), nation(1)
    failed = quiet.each([mine], lambda _code: links.recall, ())
    next(failed)
    failed.close()
    assert len(list(quiet.each([mine], lambda _code: links.recall, ()))) == 1
    assert len(list(quiet.each([mine], lambda _code: links.recall, [mine]))) == 1
    assert len(list(quiet.each([mine], lambda _code: links.recall, ()))) == 0
