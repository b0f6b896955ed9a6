"""How tickets end: reopened, cancelled, closed, recovered by themselves, never begun."""

from __future__ import annotations

from tests.sla.examples.workshop import REOPENED, TWO, N, S, at, away, backup, cancelled, example, exported, outage
from tests.sla.factories import BACKUP_SOP, JARKOMDAT_SOP, one, run, stamp, ticket

ENDS = [
    # first 90 of 120 minutes, then 20 more; the day between is off
    example("reopened: the step stays", TWO, REOPENED, "2", S.MET, N.MET, "within_standard", "11-16 09:45", 45),
    example("reopened: a new attempt", TWO, REOPENED, "2#2", S.MET, N.MET, "within_standard", "11-17 09:00", 20),
    example(
        "reopened: the total resumes", TWO, REOPENED, "total#2", S.MET, N.MET, "within_standard", "11-17 08:30", 110
    ),
    example(
        "cancelled in time",
        one("2 jam"),
        cancelled(ticket(at("11-16 08:00")), "11-16 09:00"),
        *("1", S.SKIPPED, N.OUTSIDE, "cancelled", "11-16 10:00", None, "11-16 09:00"),
        remark="tiket dibatalkan: ganda",
    ),
    example(
        "cancelled after its due time",
        one("2 jam"),
        cancelled(ticket(at("11-16 08:00")), "11-16 11:00"),
        *("1", S.LATE, N.MISSED, "cancelled_past_due", "11-16 10:00", None, "11-16 10:00"),
    ),
    example(
        "cancelled while its times contradict",
        one("2 jam"),
        cancelled(
            ticket(
                at("11-16 08:00"),
                run(1, pauses=away("11-16 08:10", "11-16 08:40") + away("11-16 08:30", "11-16 08:50")),
            ),
            "11-16 09:00",
        ),
        *("1", S.SKIPPED, N.OUTSIDE, "cancelled", None, None, "11-16 09:00"),
    ),
    example(
        "closed in time without a finish",
        one("2 jam"),
        ticket(at("11-16 08:00"), solved=stamp(at("11-16 09:00"))),
        *("1", S.UNKNOWN, N.UNMONITORED, "no_finish", "11-16 10:00"),
    ),
    example(
        "closed too late without a finish",
        one("2 jam"),
        ticket(at("11-16 08:00"), solved=stamp(at("11-16 11:00"))),
        *("1", S.LATE, N.MISSED, "closed_past_due", "11-16 10:00", None, "11-16 10:00"),
    ),
    # 3 and 4 together from Mon 09:00: 2 + 1 hari = Thu 09:00
    example(
        "recovered by itself",
        JARKOMDAT_SOP,
        outage("11-18 15:00"),
        *("3-4", S.SKIPPED, N.OUTSIDE, "self_recovered", "11-19 09:00", None, "11-18 15:00"),
        remark="pulih sendiri",
    ),
    example(
        "recovered by itself, too late",
        JARKOMDAT_SOP,
        outage("11-19 09:30"),
        *("3-4", S.LATE, N.MISSED, "past_standard", "11-19 09:00", None, "11-19 09:00"),
    ),
    example(
        "promised for tonight",
        BACKUP_SOP,
        backup(),
        *("2", S.NOT_STARTED, N.OUTSIDE, "scheduled", "11-15 23:00", None, "11-15 22:30"),
        now=at("11-15 22:30"),
    ),
    example(
        "not begun by its grace",
        BACKUP_SOP,
        backup(),
        *("2", S.NOT_DONE, N.MISSED, "not_begun", "11-15 23:00", None, "11-15 23:00"),
    ),
    example(
        "nobody could look",
        BACKUP_SOP,
        backup(readable=False),
        *("2", S.UNKNOWN, N.UNMONITORED, "source_unreadable", "11-15 23:00", None, "11-15 22:00"),
    ),
    example(
        "a click that no log tells",
        BACKUP_SOP,
        exported("22:15:02"),
        "1",
        S.NOT_STARTED,
        N.OUTSIDE,
        "not_measured",
        None,
    ),
    # 22:05-22:15 = 10 of 15
    example("the script", BACKUP_SOP, exported("22:15:02"), "2", S.MET, N.MET, "within_standard", "11-15 22:20", 10),
    # a failed check: never finished, so missed when the tolerance was over
    example(
        "a failed check",
        BACKUP_SOP,
        exported(None),
        *("3", S.OVERDUE, N.MISSED, "open_past_due", "11-15 22:15", None, "11-15 22:16"),
    ),
]
