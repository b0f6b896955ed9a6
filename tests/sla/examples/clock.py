"""Due times over everything that closes an office, and where its calendar is not sure."""

from __future__ import annotations

from dataclasses import replace

from tests.sla.examples.workshop import ENDED, MACHINE, UNSURE, N, S, at, backup, example, single
from tests.sla.factories import BACKUP_SOP, stamp

CLOCK = [
    # Fri 10-11 and 11:30-14 = 210 of 240 minutes, 30 on Mon = 08:00
    example(
        "over a weekend",
        *single("4 jam", "11-20 10:00", "11-23 08:00"),
        *("1", S.MET, N.MET, "within_standard", "11-23 08:00", 240),
    ),
    # Tue 15-16 = 60, Wed and Thu closed, Fri from 07:00 120 = 09:00; at 09:30 210 are used
    example(
        "over Nyepi",
        *single("3 jam", "03-17 15:00", "03-20 09:30"),
        *("1", S.LATE, N.MISSED, "past_standard", "03-20 09:00", 210, "03-20 09:00"),
    ),
    # 30 to 12:00, 30 from 12:45 = 13:15; at 13:10 55
    example(
        "over a lunch break",
        *single("1 jam", "11-16 11:30", "11-16 13:10"),
        *("1", S.MET, N.MET, "within_standard", "11-16 13:15", 55, "11-16 13:10"),
    ),
    # 30 to 11:00, 90 from 11:30 = 13:00; at 13:05 125
    example(
        "over Friday's break",
        *single("2 jam", "11-20 10:30", "11-20 13:05"),
        *("1", S.LATE, N.MISSED, "past_standard", "11-20 13:00", 125),
    ),
    # Ramadan 08-12 and 12:30-15: 210 + 150 = 360, exactly the closing
    example(
        "in Ramadan hours",
        *single("6 jam", "02-18 08:30", "02-18 15:00"),
        *("1", S.MET, N.MET, "within_standard", "02-18 15:00", 360),
    ),
    # Wed 15-16 = 60, Thu New Year, Fri 2 Jan 07-08
    example(
        "over New Year",
        *single("2 jam", "2025-12-31 15:00", "01-02 08:01"),
        *("1", S.LATE, N.MISSED, "past_standard", "01-02 08:00", 121),
    ),
    # counts from Tue 07:30: 08:00; at 07:50 20
    example(
        "a start at night",
        *single("30 menit", "11-16 22:00", "11-17 07:50"),
        *("1", S.MET, N.MET, "within_standard", "11-17 08:00", 20),
    ),
    # from Fri 07:00; Mon 07:00 is before the opening 07:30, an opening: written Fri 14:00. Fri 07-11, 11:30-13 = 330
    example(
        "a start on cuti bersama",
        *single("1 hari", "03-18 09:00", "03-20 13:00"),
        *("1", S.MET, N.MET, "within_standard", "03-20 14:00", 330),
    ),
    # Tue 07:30 is an opening after a closure: Mon 16:00; 18:00 is after closing, 465 of 465 minutes
    example(
        "due on an opening, written as the closing before",
        *single("1 hari", "11-16 07:30", "11-16 18:00"),
        *("1", S.MET, N.MET, "within_after_closing", "11-16 16:00", 465),
    ),
    # the same, finished on Tuesday: Monday is accounted for
    example(
        "the day after such a due time",
        *single("1 hari", "11-16 07:30", "11-17 06:00"),
        *("1", S.LATE, N.MISSED, "past_due_day", "11-16 16:00", 465, "11-16 16:00"),
    ),
    # 29 Feb 2024 + 1 = Sat 1 Mar 2025: closing of Fri 28 Feb
    example(
        "a year from a leap day",
        *single("1 tahun", "2024-02-29 10:00", None),
        *("1", S.OVERDUE, N.MISSED, "open_past_due", "2025-02-28 14:00"),
        now=at("2025-02-28 14:01"),
    ),
    # a machine's 15 minutes on a Sunday night
    example(
        "a machine's clock",
        *single("15 menit", "11-15 23:50", "11-16 00:04", MACHINE),
        *("1", S.MET, N.MET, "within_standard", "11-16 00:05", 14),
    ),
    # Wed 30 Dec + 5: Thu, Fri, Mon, Tue, Wed 6 Jan (2027's holidays are unknown)
    example(
        "beside a due date in an unsure year",
        *single("5 hari", "12-30 10:00", None),
        *("1", S.RUNNING, N.OUTSIDE, "open_within_standard", "2027-01-06 10:00"),
        remark="hari libur atau cuti bersama 2027 belum pasti",
        calendar=UNSURE,
        now=at("12-30 10:30"),
    ),
    example(
        "beside a schedule that is due in an unsure year",
        BACKUP_SOP,
        replace(backup(), scheduled_at=at("12-31 23:30"), opened=stamp(at("12-31 23:30"))),
        *("2", S.NOT_DONE, N.MISSED, "not_begun", "2027-01-01 00:30"),
        remark="hari libur atau cuti bersama 2027 belum pasti",
        calendar=UNSURE,
        now=at("2027-01-02 10:00"),
    ),
    # opening hours end with Mon 17 Nov
    example(
        "a calendar that ends",
        *single("5 hari", "11-16 10:00", "11-16 11:00"),
        *("1", S.UNKNOWN, N.UNMONITORED, "calendar_ends", None, None, "11-16 11:00"),
        calendar=ENDED,
    ),
]
