"""Events are found once, messages are in one hand at a time, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.store import AlertEvent, AlertMessage, AlertNotice, Store, alert_events, alert_messages, alert_notices
from dashboard.store.alert_desk import alert_desk
from dashboard.store.alert_outbox import DEAD, SENT, claim_message, due_messages, finish_message
from dashboard.store.alert_retention import alerted_offices, prune_alerts
from tests.store.measured import T0

CODE = "51.08"
EVENT = AlertEvent(CODE, "jaringan", "modem-1", "modem-1/1", "51.08.01", T0, T0, {"name": "Modem"})
MESSAGE = AlertMessage(CODE, "kasi", "opened", "opened/1", "Judul", "Isi", T0)
MINUTE = timedelta(minutes=1)


def put_out(store: Store, message: AlertMessage = MESSAGE) -> AlertMessage:
    with alert_desk(store, CODE) as desk:
        desk.put_out(message)
    return alert_messages(store, CODE)[0]


def test_an_event_of_a_key_is_found_once_and_is_read_back_whole(store: Store) -> None:
    with alert_desk(store, CODE) as desk:
        assert (desk.begin([EVENT]), desk.begin([EVENT])) == (1, 0)
    (event,) = alert_events(store, CODE)
    assert (event.facts, event.since, event.kecamatan, event.settled) == ({"name": "Modem"}, T0, "51.08.01", False)
    with alert_desk(store, CODE) as desk:
        desk.settle([event.id])
    assert alert_events(store, CODE, settled=False) == []
    assert alert_events(store, CODE, since=T0 + MINUTE) == []


def test_a_decision_that_was_held_is_replaced_and_knows_its_message(store: Store) -> None:
    message = put_out(store)
    with alert_desk(store, CODE) as desk:
        desk.begin([EVENT])
        (event,) = desk.events()
        for outcome, number in (("held", None), ("queued", message.id)):
            desk.decide([AlertNotice(event.id, "kasi", "opened", outcome, "", T0, number)])
    (notice,) = alert_notices(store, CODE, [event.id])
    assert (notice.outcome, notice.status) == ("queued", "waiting")
    assert alert_notices(store, "35.03", [event.id]) == []


def test_only_what_is_over_and_was_told_long_ago_is_thrown_away(store: Store) -> None:
    late = T0 + timedelta(days=2)
    ended = {"ended_at": T0 + MINUTE, "end_found_at": T0 + MINUTE, "settled": True}
    told, dead, young, lasting, untold = (replace(EVENT, key=each, subject=each) for each in "abcde")
    with alert_desk(store, CODE) as desk:
        desk.begin([replace(told, **ended), replace(dead, **ended), replace(young, **ended), lasting])
        desk.begin([replace(untold, **ended | {"settled": False})])
        sent = [replace(MESSAGE, key=key, status=SENT, sent_at=T0) for key in ("pesan-a", "ringkasan")]
        rest = [
            replace(MESSAGE, key="pesan-b", status=DEAD),
            replace(MESSAGE, key="pesan-c", status=SENT, sent_at=late),
        ]
        ids = [desk.put_out(each) for each in (*sent, *rest, replace(MESSAGE, key="pesan-d"))]
        of_event = dict(zip("abcd", [ids[0], *ids[2:]], strict=True))
        events = {each.key: each.id for each in desk.events()}
        desk.decide([AlertNotice(events[key], "kasi", "opened", "queued", "", T0, of_event[key]) for key in of_event])
    assert prune_alerts(store, "35.03", T0 + timedelta(days=1), 100) == 0
    assert [prune_alerts(store, CODE, T0 + timedelta(days=1), 2) for _ in range(2)] == [3, 0]
    assert [each.key for each in alert_events(store, CODE)] == ["b", "c", "d", "e"]
    assert {each.key for each in alert_messages(store, CODE)} == {"pesan-b", "pesan-c", "pesan-d"}
    assert alerted_offices(store) == [CODE]


def test_of_many_hands_that_reach_for_a_message_one_gets_it(store: Store) -> None:
    message = put_out(store)
    with ThreadPoolExecutor(4) as hands:
        claims = hands.map(lambda name: claim_message(store, message, str(name), T0, T0 + MINUTE), range(8))
    assert sum(claim is not None for claim in claims) == 1
    assert due_messages(store, CODE, T0) == []


def test_a_claim_that_ran_out_is_taken_over_with_a_mark_and_the_late_hand_changes_nothing(store: Store) -> None:
    first = claim_message(store, put_out(store), "satu", T0, T0 + MINUTE)
    (waiting,) = due_messages(store, CODE, T0 + 2 * MINUTE)
    second = claim_message(store, waiting, "dua", T0 + 2 * MINUTE, T0 + 3 * MINUTE)
    assert first is not None
    assert second is not None
    assert (first.maybe_twice, second.maybe_twice) == (False, True)
    assert not finish_message(store, first, DEAD, T0 + 2 * MINUTE)
    assert finish_message(store, second, SENT, T0 + 2 * MINUTE)
    assert (alert_messages(store, CODE)[0].status, alert_messages(store, CODE)[0].maybe_twice) == ("sent", True)


@pytest.mark.parametrize("claimed", [False, True])
def test_a_clock_that_was_set_back_an_hour_keeps_no_message_waiting(store: Store, claimed: bool) -> None:
    message = put_out(store)
    if claimed:
        claim_message(store, message, "satu", T0, T0 + 2 * MINUTE)
    assert len(due_messages(store, CODE, T0 - timedelta(hours=1))) == 1


def test_a_message_of_a_key_is_put_out_once_and_a_refused_act_leaves_nothing(store: Store) -> None:
    put_out(store)
    put_out(store)

    def refused() -> None:
        with alert_desk(store, CODE) as desk:
            desk.put_out(AlertMessage(CODE, "kabid", "opened", "opened/1", "Judul", "Isi", T0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refused()
    assert len(alert_messages(store, CODE)) == 1
