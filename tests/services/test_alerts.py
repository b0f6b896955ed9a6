"""Who is told of what: real store, real states, messages read in the outbox. Times WITA, Thursday 19 November 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, Stamp, State, Ticket
from dashboard.offices import Office
from dashboard.services.alert_acts import acknowledge_event, resend, send_test
from dashboard.services.alert_sending import deliver
from dashboard.services.alerts import announce
from dashboard.services.desk_base import Desk, DeskError
from dashboard.services.disk import FEW_BYTES
from dashboard.services.identity import Officer
from dashboard.services.notes import acknowledge
from dashboard.services.ticking import tick_step
from dashboard.store import AlertMessage, Store, alert_events, alert_messages, alert_notices, audit, save_ticket
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, SECOND, make_office
from tests.views.samples import poll, record, told

MINUTE = timedelta(minutes=1)
CALENDAR = build_calendar(make_office())
OFFICER = Officer("budi", "Budi Penyaji")
KASI: dict[str, Any] = {"id": "kasi", "name": "Kasi PIAK", "role": "kasi", "channel": "json://127.0.0.1:9/"}
KABID: dict[str, Any] = {**KASI, "id": "kabid", "name": "Kabid PIAK", "role": "kabid"}


def wita(clock: str, day: int = 19) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=ZoneInfo("Asia/Makassar"))


def office(*receivers: dict[str, Any], group_s: int = 0, **changes: object) -> Office:
    alerts = {"receivers": list(receivers or (KASI,)), "group_seconds": group_s}
    return make_office(alerts=alerts, **changes)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def look(store: Store, at: Office, now: datetime) -> int:
    return announce(store, at, CATALOGUE, CALENDAR, now)


def go(store: Store, start: datetime, *down: str, minutes: int = 4, parents: bool = False) -> datetime:
    """Polls of all targets each minute from ``start``: those named fail; gives the last one's time."""
    places = {"afis": None, "modem-1": FIRST, "pc-1": FIRST, "modem-2": SECOND}
    for k in range(minutes):
        at = start + k * MINUTE
        samples = [poll(name, place, at, ok=name not in down) for name, place in places.items()]
        if parents:
            samples = [
                replace(each, parent=samples[0].series) if each.series.target != "afis" else each for each in samples
            ]
        record(store, samples)
    return start + (minutes - 1) * MINUTE


def send_all(store: Store, at: Office, now: datetime, trouble: str = "") -> list[AlertMessage]:
    """Deliver what waits; gives what was sent."""
    waiting = alert_messages(store, CODE, status={"waiting"})
    return [each for each in waiting if deliver(store, at, each, "uji", lambda: now, lambda *_: trouble, {})]


def messages(store: Store, receiver: str = "kasi") -> list[AlertMessage]:
    return [each for each in reversed(alert_messages(store, CODE)) if each.receiver == receiver]


def reasons(store: Store, receiver: str = "kasi") -> dict[str, str]:
    """Why each event is not told, by its subject."""
    events = {each.id: each for each in alert_events(store, CODE)}
    return {
        events[each.event].subject: each.reason
        for each in alert_notices(store, CODE, list(events))
        if each.receiver == receiver and each.phase == "opened" and each.outcome != "queued"
    }


def test_one_outage_is_told_once_when_it_begins_and_once_when_it_ends(store: Store) -> None:
    at = office()
    now = go(store, wita("10:00"), "modem-2")
    for _ in range(3):
        look(store, at, now)
    (opening,) = send_all(store, at, now)
    assert opening.title == "Buleleng: 1 sasaran putus"
    assert "- MODEM-2 (Seririt): putus sejak 19 Nov 2026 10.00 WITA" in opening.body
    now = go(store, wita("10:30"))
    for _ in range(3):
        look(store, at, now)
    (ending,) = send_all(store, at, now)
    assert ending.title == "Buleleng: MODEM-2 pulih"
    assert "pulih 19 Nov 2026 10.30 WITA, lamanya 30 menit" in ending.body
    assert [each.settled for each in alert_events(store, CODE)] == [True]


def test_many_that_fall_together_are_one_message(store: Store) -> None:
    at = office(group_s=60)
    now = go(store, wita("10:00"), "modem-1", "modem-2")
    assert look(store, at, now) == 0
    assert reasons(store) == dict.fromkeys(("modem-1", "modem-2"), "menunggu yang jatuh bersamaan")
    assert look(store, at, now + MINUTE) == 1
    assert messages(store)[0].title == "Buleleng: 2 sasaran putus"


def test_what_hangs_on_an_unreachable_parent_is_told_with_it(store: Store) -> None:
    at = office()
    look(store, at, go(store, wita("10:00"), "afis", "modem-1", "modem-2", "pc-1", minutes=6, parents=True))
    (message,) = messages(store)
    assert message.title == "Buleleng: 1 sasaran putus"
    assert "3 sasaran di bawahnya ikut terputus" in message.body


def test_a_child_that_fell_before_its_parent_waits_and_is_told_when_it_stays_down(store: Store) -> None:
    at = office({**KASI, "quiet": ["09:00-10:10"]})
    look(store, at, go(store, wita("10:00"), "modem-2"))
    look(store, at, go(store, wita("10:04"), "modem-2", "afis", minutes=5))
    look(store, at, wita("10:08"))
    assert reasons(store)["modem-2"] == "induknya terputus"
    now = go(store, wita("10:12"), "modem-2")
    look(store, at, now)
    assert [each.title for each in messages(store)] == ["Buleleng: 1 sasaran putus"]


def test_quiet_hours_hold_an_opening_until_they_are_over(store: Store) -> None:
    at = office({**KASI, "quiet": ["21:00-06:00"]})
    look(store, at, go(store, wita("22:00"), "afis"))
    assert (messages(store), reasons(store)) == ([], {"afis": "jam tenang"})
    look(store, at, go(store, wita("06:00", 20), "afis"))
    assert len(messages(store)) == 1


def test_what_began_and_ended_in_quiet_hours_stands_in_the_summary_alone(store: Store) -> None:
    at = office({**KASI, "quiet": ["21:00-06:00"], "digest": True})
    look(store, at, go(store, wita("22:00"), "afis"))
    look(store, at, go(store, wita("23:00")))
    assert messages(store) == []
    for clock in ("07:00", "07:05"):  # Friday: it opens at seven
        look(store, at, wita(clock, 20))
    (summary,) = messages(store)
    assert summary.title == "Buleleng: ringkasan 20 November 2026, 0 masih berlangsung"
    assert "[tidak diberitahukan: berakhir sebelum diberitahukan (jam tenang)]" in summary.body


def test_the_end_of_a_told_outage_is_told_in_quiet_hours_too(store: Store) -> None:
    at = office({**KASI, "quiet": ["21:00-06:00"]})
    now = go(store, wita("20:50"), "afis")
    look(store, at, now)
    send_all(store, at, now)
    look(store, at, go(store, wita("22:00")))
    assert [each.kind for each in messages(store)] == ["opened", "ended"]


def test_the_kabid_is_told_after_an_hour_of_working_time_that_nobody_acknowledged(store: Store) -> None:
    at = office(KASI, KABID)
    look(store, at, go(store, wita("15:26"), "modem-2"))
    go(store, wita("07:30", 20), "modem-2", minutes=30)
    look(store, at, wita("07:25", 20))  # 31 minutes on Thursday, 25 on Friday
    assert reasons(store, "kabid") == {"modem-2": "menunggu eskalasi"}
    look(store, at, wita("07:31", 20))
    (message,) = messages(store, "kabid")
    assert message.title == "Eskalasi Buleleng: 1 sasaran putus"


def test_an_acknowledged_outage_is_not_escalated_and_its_end_is_told_to_the_kasi_alone(store: Store) -> None:
    at = office(KASI, KABID)
    now = go(store, wita("10:00"), "modem-2")
    look(store, at, now)
    send_all(store, at, now)
    (event,) = alert_events(store, CODE)
    acknowledge_event(store, at, event.id, OFFICER, now, "teknisi berangkat")
    look(store, at, go(store, wita("12:00"), "modem-2"))
    assert reasons(store, "kabid") == {"modem-2": "sudah diakui (menunggu eskalasi)"}
    look(store, at, go(store, wita("13:00")))
    assert [each.kind for each in messages(store)] == ["opened", "ended"]
    assert messages(store, "kabid") == []
    assert "Budi" not in "".join(each.body for each in messages(store))
    assert audit(store)[0].action == "gangguan diakui"
    with pytest.raises(DeskError, match="sudah"):
        acknowledge_event(store, at, event.id, OFFICER, now, "")


def test_outside_its_schedule_a_target_is_told_of_only_when_it_stays_away(store: Store) -> None:
    at = office()
    look(store, at, go(store, wita("17:00"), "modem-2"))
    assert alert_events(store, CODE) == []
    look(store, at, go(store, wita("07:20", 20), "modem-2"))
    assert "putus sejak 19 Nov 2026 17.00 WITA" in messages(store)[0].body


def test_old_news_open_nothing(store: Store) -> None:
    go(store, wita("10:00"), "modem-2")
    look(store, office(), wita("11:00"))
    assert alert_events(store, CODE) == []


def test_a_target_that_goes_up_and_down_is_told_of_once_as_that(store: Store) -> None:
    at, start = office(), wita("10:00")
    for _ in range(3):
        now = go(store, start, "modem-2")
        look(store, at, now)
        send_all(store, at, now)
        now = go(store, now + MINUTE)
        look(store, at, now)
        send_all(store, at, now)
        start = now + MINUTE
    told_of = [each.title for each in messages(store)]
    assert told_of[-1] == "Buleleng: 1 sasaran naik-turun"
    assert told_of.count("Buleleng: 1 sasaran putus") == told_of.count("Buleleng: MODEM-2 pulih") == 2
    look(store, at, go(store, wita("12:30")))
    assert messages(store)[-1].title == "Buleleng: MODEM-2 tenang kembali"


def test_a_backup_that_is_late_is_told_of_and_so_is_its_coming(store: Store) -> None:
    at = office()
    record(store, [told(CollectorName.BACKUP, "siak", None, wita("22:30"), State.LATE)])
    now = wita("22:31")
    look(store, at, now)
    (opening,) = send_all(store, at, now)
    assert "Cadangan SIAK (Dinas): terlambat sejak 19 Nov 2026 22.30 WITA" in opening.body
    record(store, [told(CollectorName.BACKUP, "siak", None, wita("23:00"), State.FRESH)])
    look(store, at, wita("23:01"))
    assert messages(store)[-1].title == "Buleleng: Cadangan SIAK pulih"


def test_a_disk_that_runs_full_is_told_once_and_so_is_the_room_that_is_made(store: Store) -> None:
    at, now = office(KASI), wita("09:00")
    calendar, few = build_calendar(at), 500 * 2**20
    for minute, left in enumerate((few, few - 2**20, FEW_BYTES + 2**20, 3 * FEW_BYTES, 3 * FEW_BYTES)):
        announce(store, at, CATALOGUE, calendar, now + minute * MINUTE, left_bytes=left)
        send_all(store, at, now + minute * MINUTE)
    begun, ended = messages(store)
    assert "1 disk hampir penuh" in begun.title
    assert "Server Pantau PIAK (Dinas): tinggal 500 MB" in begun.body
    assert "ruang disk cukup lagi" in ended.body


def late_ticket(store: Store, at: Office) -> Desk:
    """A repair reported at ten, whose first step (5 minutes) nobody finishes."""
    sop = CATALOGUE.versions()[REPAIR][-1]
    opened = Stamp(wita("10:00"), 1)
    save_ticket(
        store,
        Ticket("buku:B-0012", CODE, FIRST, REPAIR, sop.effective, opened, "buku", title="KTP Pak Wayan rusak"),
        by="budi",
        at=opened.at,
    )
    return Desk(store, at, sop, CALENDAR)


def test_a_late_step_is_told_by_its_number_and_its_end_is_told_once(store: Store) -> None:
    at = office()
    desk = late_ticket(store, at)
    look(store, at, wita("10:04"))
    send_all(store, at, wita("10:04"))
    look(store, at, wita("10:10"))
    send_all(store, at, wita("10:10"))
    near, late = messages(store)
    assert near.title == "Buleleng: 1 langkah mendekati batas"
    assert "- Tiket B-0012, Perbaikan perangkat" in late.body
    assert "langkah 1 (Gerokgak): batas 19 Nov 2026 10.05 WITA" in late.body
    assert "Wayan" not in near.body + late.body
    tick_step(desk, "buku:B-0012", 1, "finish", OFFICER, wita("10:20"))
    look(store, at, wita("10:21"))
    ending = messages(store)[-1]
    assert (ending.kind, ending.body.count("selesai 19 Nov 2026 10.20 WITA")) == ("ended", 1)


def test_a_whole_repair_has_not_ended_when_a_late_step_speaks_for_it(store: Store) -> None:
    at = office()
    desk = late_ticket(store, at)
    tick_step(desk, "buku:B-0012", 1, "finish", OFFICER, wita("11:00", 20))
    look(store, at, wita("11:31", 20))  # the second step is in time, the repair as a whole is not
    look(store, at, wita("12:00", 20))
    kinds = {each.facts["scope"]: each.ended_as for each in alert_events(store, CODE) if each.kind == "lewat_waktu"}
    assert kinds == {"total": "", "step": ""}


def test_a_step_acknowledged_at_the_desk_is_not_escalated(store: Store) -> None:
    at = office(KASI, KABID)
    desk = late_ticket(store, at)
    look(store, at, wita("10:10"))
    acknowledge(desk, "buku:B-0012", (1, 1), OFFICER, wita("10:15"))
    look(store, at, wita("10:16"))
    look(store, at, wita("13:00"))
    assert messages(store, "kabid") == []
    assert set(reasons(store, "kabid").values()) >= {"sudah diakui (menunggu eskalasi)"}


def test_a_receiver_that_is_gone_is_a_dead_letter_that_can_be_sent_again(store: Store) -> None:
    at = office()
    now = go(store, wita("10:00"), "modem-2")
    look(store, at, now)
    send_all(store, office({**KASI, "id": "lain"}), now)
    (dead,) = alert_messages(store, CODE, status={"dead"})
    assert dead.trouble == "penerima ini tidak ada lagi di berkas kantor"
    resend(store, at, dead.id, OFFICER, now)
    assert len(send_all(store, at, now)) == 1
    with pytest.raises(DeskError, match="tidak ada"):
        resend(store, at, dead.id, OFFICER, now)


def test_failures_are_tried_again_ever_more_rarely_and_end_as_a_dead_letter(store: Store) -> None:
    at = office()
    now = go(store, wita("10:00"), "modem-2")
    look(store, at, now)
    waits = []
    for _ in range(7):
        assert send_all(store, at, now, "penerima tidak terjangkau") == []
        (message,) = messages(store)
        waits.append(((message.next_at or now) - now).total_seconds())
        now = message.next_at or now
    assert waits == [30, 120, 600, 1800, 3600, 7200, 0]
    assert (message.status, message.trouble) == ("dead", "penerima tidak terjangkau")
    look(store, at, go(store, now + MINUTE))
    assert [each.kind for each in messages(store)] == ["opened"]  # no end without its opening


def test_a_test_message_goes_through_the_same_outbox(store: Store) -> None:
    at = office()
    send_test(store, at, "kasi", OFFICER, wita("10:00"))
    (message,) = send_all(store, at, wita("10:00"))
    assert message.title == "Buleleng: pesan uji peringatan"
    assert audit(store)[0].action == "pesan uji diminta"
    with pytest.raises(DeskError, match="tidak ada"):
        send_test(store, at, "bupati", OFFICER, wita("10:00"))
