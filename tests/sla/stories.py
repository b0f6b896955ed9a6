"""One run of each of the 20 SOPs from opening to end, with the table that it must give, worked out by hand.

Real catalogue, real calendars of the five offices. Times are the office's own clock; a date without a year is of 2026.
Four offices open Mon-Thu 07:30-12:00 and 13:00-16:00 (270 + 180 minutes), Fri 07:30-11:30 and 13:00-16:30 (240 + 210);
Buleleng since March 2026 Mon-Thu 07:30-12:00 and 12:45-16:00, Fri 07:00-11:00 and 11:30-14:00.

``work`` has one line a step: number, [start >] finish, [answer]. ``seen`` has one line a run: moment, run, state, due
time, heap; ``1-8`` is a span, ``6#2`` a second attempt. A moment lists every run that is open or ends at it; one marked
``*`` lists every run of the ticket.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.model import Pause, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.offices import Office, load_offices
from dashboard.settings import load_settings
from dashboard.workcal import WorkingCalendar

OFFICES = Path(__file__).resolve().parents[2] / "data" / "offices"


@dataclass(frozen=True)
class Story:
    opened: str
    work: str
    seen: str
    pauses: Mapping[int, tuple[str, str]] | None = None
    scheduled: bool = False
    """A backup that is promised for ``opened``, with an hour of grace."""


STORIES = {
    # Ramadan Tuesday 12:30-15:00; then cuti bersama, Nyepi and Idul Fitri until Tue 24; Wed 25 Mar 07:30 again.
    # 3: 2 h from 13:30: 90 min to 15:00, 30 from Wed 25 07:30 = 08:00; on Nyepi 90 of 120 are used = 75 %.
    # Total 5+5+120+60+20+30+15+5 = 260, each step once: 120 to Tue 15:00, 140 from Wed 07:30 = 09:50.
    "buleleng-01-perbaikan-perangkat": Story(
        "03-17 13:00",
        """
        1 03-17 13:04
        2 03-17 13:09
        3 03-17 13:30 > 03-25 08:10
        4 03-25 09:00
        5 03-25 09:15
        6 03-25 09:40
        7 03-25 09:50 tidak
        6 03-25 10:25
        7 03-25 10:35 Ya
        8 03-25 10:38
        """,
        """
        03-17 13:00   1     running     03-17 13:05  outside
        03-17 13:00   total running     03-25 09:50  outside
        03-17 13:20   3     not_started -            outside
        03-17 13:20   total running     03-25 09:50  outside
        03-17 14:00   3     running     03-25 08:00  outside
        03-17 14:00   total running     03-25 09:50  outside
        03-19 10:00   3     at_risk     03-25 08:00  outside
        03-19 10:00   total running     03-25 09:50  outside
        03-25 08:00   3     at_risk     03-25 08:00  outside
        03-25 08:00   total running     03-25 09:50  outside
        03-25 08:05   3     overdue     03-25 08:00  missed
        03-25 08:05   total running     03-25 09:50  outside
        03-25 09:50   7     met         03-25 09:55  met
        03-25 09:50   6#2   running     03-25 10:20  outside
        03-25 09:50   total at_risk     03-25 09:50  outside
        03-25 10:00   6#2   running     03-25 10:20  outside
        03-25 10:00   total overdue     03-25 09:50  missed
        03-25 10:38 * 1     met         03-17 13:05  met
        03-25 10:38 * 2     met         03-17 13:09  met
        03-25 10:38 * 3     late        03-25 08:00  missed
        03-25 10:38 * 4     met         03-25 09:10  met
        03-25 10:38 * 5     met         03-25 09:20  met
        03-25 10:38 * 6     met         03-25 09:45  met
        03-25 10:38 * 7     met         03-25 09:55  met
        03-25 10:38 * 6#2   late        03-25 10:20  missed
        03-25 10:38 * 7#2   met         03-25 10:40  met
        03-25 10:38 * 8     met         03-25 10:40  met
        03-25 10:38 * total late        03-25 09:50  missed
        """,
    ),
    # Friday's break 11:30-13:00. 3: 30 min from 11:20: 10 to 11:30, 20 after = 13:20; at 13:13 23 of 30 = 77 %.
    # Total 2+5+30+10 = 47: 15 to 11:30, 32 after = 13:32; at 13:20 35 of 47 = 74 %, at 13:21 36 of 47 = 77 %.
    "paser-01-pemeliharaan-aplikasi-jaringan": Story(
        "11-20 11:15",
        """
        1 11-20 11:16
        2 11-20 11:20
        3 11-20 13:25
        4 11-20 13:30
        """,
        """
        11-20 11:15   1     running 11-20 11:17  outside
        11-20 11:15   total running 11-20 13:32  outside
        11-20 12:00   3     running 11-20 13:20  outside
        11-20 12:00   total running 11-20 13:32  outside
        11-20 13:13   3     at_risk 11-20 13:20  outside
        11-20 13:13   total running 11-20 13:32  outside
        11-20 13:20   3     at_risk 11-20 13:20  outside
        11-20 13:20   total running 11-20 13:32  outside
        11-20 13:21   3     overdue 11-20 13:20  missed
        11-20 13:21   total at_risk 11-20 13:32  outside
        11-20 13:30 * 1     met     11-20 11:17  met
        11-20 13:30 * 2     met     11-20 11:21  met
        11-20 13:30 * 3     late    11-20 13:20  missed
        11-20 13:30 * 4     met     11-20 13:35  met
        11-20 13:30 * total met     11-20 13:32  met
        """,
    ),
    # "Tidak" at 7: 8, 11, 10. Ranges are late past their maximum. 4: 60 from 15:35: 25 to 16:00, 35 = Thu 08:05.
    # 5: 300 from 08:00: 240 to 12:00, 60 = 14:00. 7: 60 from 11:25: 35 to 12:00, 25 = 13:25.
    # Total 30+30+60+300+20+60+5 = 505 from Wed 15:00: 60, then 445 on Thu = 15:55. Less step 1 (10 min): 515 = 60 +
    # 450 + 5 = Fri 07:35. At Thu 15:00 step 11 has taken 106 more: 621 = 60 + 450 + 111 = Fri 09:21. At the end 11 and
    # 10 took 166 on Thu and 95 on Fri: 505 + 10 + 261 = 776 = 60 + 450 + 240 + 26 = Fri 13:26.
    "pesisir-selatan-01-maintenance-software": Story(
        "11-18 15:00",
        """
        1 11-18 15:10
        2 11-18 15:15
        3 11-18 15:35
        4 11-19 08:00
        5 11-19 11:00
        6 11-19 11:25
        7 11-19 13:10 Tidak
        8 11-19 13:14
        11 11-20 09:00
        10 11-20 09:05
        """,
        """
        11-18 15:00   1     no_standard -            outside
        11-18 15:00   total running     11-19 15:55  outside
        11-18 15:25   3     running     11-18 15:45  outside
        11-18 15:25   total running     11-20 07:35  outside
        11-19 11:22   6     overdue     11-19 11:20  missed
        11-19 11:22   total running     11-20 07:35  outside
        11-19 13:12   8     running     11-19 13:15  outside
        11-19 13:12   total running     11-20 07:35  outside
        11-19 15:00   11    no_standard -            outside
        11-19 15:00   total running     11-20 09:21  outside
        11-20 09:05 * 1     no_standard -            outside
        11-20 09:05 * 2     met         11-18 15:40  met
        11-20 09:05 * 3     met         11-18 15:45  met
        11-20 09:05 * 4     met         11-19 08:05  met
        11-20 09:05 * 5     met         11-19 14:00  met
        11-20 09:05 * 6     late        11-19 11:20  missed
        11-20 09:05 * 7     met         11-19 13:25  met
        11-20 09:05 * 8     met         11-19 13:15  met
        11-20 09:05 * 11    no_standard -            outside
        11-20 09:05 * 10    no_standard -            outside
        11-20 09:05 * total met         11-20 13:26  met
        """,
    ),
    # 1 hari from Fri 15:45 = Mon 15:45: 45 + 435 = 480 min; Mon 13:30 345 = 72 %, 13:45 360 = 75 %.
    # 4: 30 from 15:50: 10 to 16:00, 20 = Tue 07:50.
    # Total Mon 15:45 + 40 (15 to 16:00, 25 = Tue 07:55) + 15 + 30 + 5 = Tue 08:45, 570 min; Mon 15:46 481 = 84 %.
    "sukamara-01-hak-akses-siak": Story(
        "11-20 15:45",
        """
        1 11-23 15:00
        2 11-23 15:30
        3 11-23 15:50
        4 11-24 07:45
        5 11-24 07:49
        """,
        """
        11-20 15:45   1     running 11-23 15:45  outside
        11-20 15:45   total running 11-24 08:45  outside
        11-22 12:00   1     running 11-23 15:45  outside
        11-22 12:00   total running 11-24 08:45  outside
        11-23 13:30   1     running 11-23 15:45  outside
        11-23 13:30   total running 11-24 08:45  outside
        11-23 13:45   1     at_risk 11-23 15:45  outside
        11-23 13:45   total running 11-24 08:45  outside
        11-23 15:46   3     overdue 11-23 15:45  missed
        11-23 15:46   total at_risk 11-24 08:45  outside
        11-24 07:49 * 1     met     11-23 15:45  met
        11-24 07:49 * 2     met     11-23 15:40  met
        11-24 07:49 * 3     late    11-23 15:45  missed
        11-24 07:49 * 4     met     11-24 07:50  met
        11-24 07:49 * 5     met     11-24 07:50  met
        11-24 07:49 * total met     11-24 08:45  met
        """,
    ),
    # 10 hari from Mon 14 Dec 10:00: 15-18 (4), 21-23 (7), 24 cuti bersama and 25 Natal closed, 28-30 (10).
    # 4500 min; Mon 21 10:00 300 + 4 x 450 + 150 = 50 %; on cuti bersama 300 + 7 x 450 = 3450 = 77 %.
    "trenggalek-01-pelaporan": Story(
        "12-14 10:00",
        """
        1 12-14 11:00
        2 12-16 10:00
        3 12-17 10:00
        4 12-18 10:00
        5 12-22 10:00
        6 12-23 10:00
        7 12-29 10:00
        8 12-30 11:00
        """,
        """
        12-14 10:00   1-8   running 12-30 10:00  outside
        12-14 10:00   total running 12-30 10:00  outside
        12-21 10:00   1-8   running 12-30 10:00  outside
        12-21 10:00   total running 12-30 10:00  outside
        12-24 09:00   1-8   at_risk 12-30 10:00  outside
        12-24 09:00   total at_risk 12-30 10:00  outside
        12-30 10:00   1-8   at_risk 12-30 10:00  outside
        12-30 10:00   total at_risk 12-30 10:00  outside
        12-30 10:01   1-8   overdue 12-30 10:00  missed
        12-30 10:01   total overdue 12-30 10:00  missed
        12-30 11:00 * 1-8   late    12-30 10:00  missed
        12-30 11:00 * total late    12-30 10:00  missed
        """,
    ),
    # Anniversary Wed 10 Feb 2027: the working day before closes Tue 16:00. 364 d 7 h; 75 % is 273 d 5 h 15 min.
    "trenggalek-02-penghapusan-data": Story(
        "02-10 09:00",
        """
        1 03-02 10:00
        2 04-01 10:00
        3 05-04 10:00
        4 06-02 10:00
        5 07-01 10:00
        6 08-03 10:00
        7 09-01 10:00
        8 10-01 10:00
        9 2027-01-20 10:00
        """,
        """
        02-10 09:00   1-9   running 2027-02-09 16:00  outside
        02-10 09:00   total running 2027-02-09 16:00  outside
        08-10 09:00   1-9   running 2027-02-09 16:00  outside
        08-10 09:00   total running 2027-02-09 16:00  outside
        11-10 14:00   1-9   running 2027-02-09 16:00  outside
        11-10 14:00   total running 2027-02-09 16:00  outside
        11-10 14:15   1-9   at_risk 2027-02-09 16:00  outside
        11-10 14:15   total at_risk 2027-02-09 16:00  outside
        2027-01-20 10:00 * 1-9   met 2027-02-09 16:00  met
        2027-01-20 10:00 * total met 2027-02-09 16:00  met
        """,
    ),
    # Anniversary Sat 26 Dec 2026; 25 Natal, 24 cuti bersama: Wed 23 Dec 16:00.
    "trenggalek-03-sosialisasi-media-cetak": Story(
        "2025-12-26 10:00",
        """
        1 02-02 10:00
        2 03-02 10:00
        3 04-01 10:00
        4 05-04 10:00
        5 06-02 10:00
        6 07-01 10:00
        7 2027-01-04 09:00
        """,
        """
        2025-12-26 10:00   1-7   running 12-23 16:00  outside
        2025-12-26 10:00   total running 12-23 16:00  outside
        06-26 10:00        1-7   running 12-23 16:00  outside
        06-26 10:00        total running 12-23 16:00  outside
        12-23 16:00        1-7   at_risk 12-23 16:00  outside
        12-23 16:00        total at_risk 12-23 16:00  outside
        12-23 16:01        1-7   overdue 12-23 16:00  missed
        12-23 16:01        total overdue 12-23 16:00  missed
        2027-01-04 09:00 * 1-7   late    12-23 16:00  missed
        2027-01-04 09:00 * total late    12-23 16:00  missed
        """,
    ),
    # A leap day: the anniversary is Sat 1 Mar 2025, so Friday's closing at 16:30.
    "trenggalek-04-pengelolaan-website": Story(
        "2024-02-29 10:00",
        """
        1 2024-03-04 10:00
        2 2024-04-01 10:00
        3 2024-06-03 10:00
        4 2024-09-02 10:00
        5 2025-02-28 16:00
        """,
        """
        2024-02-29 10:00   1-5   running 2025-02-28 16:30  outside
        2024-02-29 10:00   total running 2025-02-28 16:30  outside
        2024-08-29 10:00   1-5   running 2025-02-28 16:30  outside
        2024-08-29 10:00   total running 2025-02-28 16:30  outside
        2025-02-28 15:00   1-5   at_risk 2025-02-28 16:30  outside
        2025-02-28 15:00   total at_risk 2025-02-28 16:30  outside
        2025-02-28 16:00 * 1-5   met     2025-02-28 16:30  met
        2025-02-28 16:00 * total met     2025-02-28 16:30  met
        """,
    ),
    # Anniversary Wed 18 Aug 2027; Tue 17 is a holiday: Mon 16 Aug 16:00. The last step is skipped, so 4 ends the span.
    "trenggalek-05-sosialisasi-tatap-muka": Story(
        "08-18 08:00",
        """
        1 08-19 10:00
        2 09-01 10:00
        3 10-01 10:00
        4 2027-08-16 16:00
        5 skipped
        """,
        """
        08-18 08:00        1-5   running 2027-08-16 16:00  outside
        08-18 08:00        total running 2027-08-16 16:00  outside
        2027-02-16 08:00   1-5   running 2027-08-16 16:00  outside
        2027-02-16 08:00   total running 2027-08-16 16:00  outside
        2027-08-16 15:59   1-5   at_risk 2027-08-16 16:00  outside
        2027-08-16 15:59   total at_risk 2027-08-16 16:00  outside
        2027-08-16 16:00 * 1-5   met     2027-08-16 16:00  met
        2027-08-16 16:00 * total met     2027-08-16 16:00  met
        """,
    ),
    # Opened on cuti bersama at night: counts from Mon 28 Dec 07:30; + 1 hari = Tue 07:30, written Mon 16:00.
    # 450 min; Mon 11:45 255 = 57 %, 14:30 360 = 80 %.
    "trenggalek-06-penanganan-pengaduan": Story(
        "12-24 20:00",
        """
        1 12-28 08:00
        2 12-28 09:00
        3 12-28 10:00
        4 12-28 11:00
        5 12-28 14:00
        6 12-28 15:00
        7 12-28 15:50
        """,
        """
        12-24 20:00   1-7   running 12-28 16:00  outside
        12-24 20:00   total running 12-28 16:00  outside
        12-28 11:45   1-7   running 12-28 16:00  outside
        12-28 11:45   total running 12-28 16:00  outside
        12-28 14:30   1-7   at_risk 12-28 16:00  outside
        12-28 14:30   total at_risk 12-28 16:00  outside
        12-28 15:50 * 1-7   met     12-28 16:00  met
        12-28 15:50 * total met     12-28 16:00  met
        """,
    ),
    # No time is printed: followed, never judged, and without a total.
    "trenggalek-07-profil-perkembangan": Story(
        "11-02 08:00",
        """
        1 11-03 10:00
        2 11-04 10:00
        3 11-05 10:00
        4 11-06 10:00
        5 11-09 10:00
        6 11-10 10:00
        7 11-11 10:00
        8 11-12 10:00
        9 11-13 10:00
        10 11-16 10:00
        11 11-17 10:00
        """,
        """
        11-02 08:00   1     no_standard - outside
        11-09 12:00   6     no_standard - outside
        11-17 10:00 * 1     no_standard - outside
        11-17 10:00 * 2     no_standard - outside
        11-17 10:00 * 3     no_standard - outside
        11-17 10:00 * 4     no_standard - outside
        11-17 10:00 * 5     no_standard - outside
        11-17 10:00 * 6     no_standard - outside
        11-17 10:00 * 7     no_standard - outside
        11-17 10:00 * 8     no_standard - outside
        11-17 10:00 * 9     no_standard - outside
        11-17 10:00 * 10    no_standard - outside
        11-17 10:00 * 11    no_standard - outside
        """,
    ),
    # Sunday night, on the calendar clock. The click is not measured. Script 15 min from 21:02 = 21:17; 12:20 of 15:00 =
    # 82 %. Step 3 is due when the script ends, late after 60 s. Total 15 min + 0 from the script's start.
    "trenggalek-08-backup-siak": Story(
        "11-15 21:00",
        """
        2 11-15 21:02 > 11-15 21:14
        3 11-15 21:14 > 11-15 21:14:40
        """,
        """
        11-15 21:00      2     not_started 11-15 22:00  outside
        11-15 21:08      1     not_started -            outside
        11-15 21:08      2     running     11-15 21:17  outside
        11-15 21:08      total running     11-15 21:17  outside
        11-15 21:14:20   1     not_started -            outside
        11-15 21:14:20   3     running     11-15 21:14  outside
        11-15 21:14:20   total at_risk     11-15 21:17  outside
        11-15 21:14:40 * 1     not_started -            outside
        11-15 21:14:40 * 2     met         11-15 21:17  met
        11-15 21:14:40 * 3     met         11-15 21:14  met
        11-15 21:14:40 * total met         11-15 21:17  met
        """,
        scheduled=True,
    ),
    # Nothing by 21:00 + 1 h: one missed run, on the script. What comes after that does not un-miss it.
    # Total 15 min from 23:00 = 23:15.
    "trenggalek-09-backup-biometrik": Story(
        "11-15 21:00",
        """
        2 11-15 23:00 > 11-15 23:20
        3 11-15 23:20 > 11-15 23:20
        """,
        """
        11-15 21:00      2     not_started 11-15 22:00  outside
        11-15 22:00      2     not_started 11-15 22:00  outside
        11-15 22:00:01   2     not_done    11-15 22:00  missed
        11-15 23:20    * 2     not_done    11-15 22:00  missed
        11-15 23:20    * 1     not_started -            outside
        11-15 23:20    * 3     met         11-15 23:20  met
        11-15 23:20    * total late        11-15 23:15  missed
        """,
        scheduled=True,
    ),
    # "keduanya": 5, 6 and 7. 5: Thu 15:57 + 1 hari = Fri 15:57. 6: Fri 10:00 + 1 hari = Mon 10:00. 7: Tue 11:00.
    # Total 2+2+2+5 = 11 min: 10 to Thu 16:00, 1 = Fri 07:31; + 3 hari = Wed 25 07:31.
    "trenggalek-10-pemeliharaan-alat-perekaman": Story(
        "11-19 15:50",
        """
        1 11-19 15:51
        2 11-19 15:52
        3 11-19 15:53
        4 11-19 15:57 keduanya
        5 11-20 10:00
        6 11-23 11:00
        7 11-24 09:00
        """,
        """
        11-19 15:50   1     running 11-19 15:52  outside
        11-19 15:50   total running 11-25 07:31  outside
        11-21 10:00   6     running 11-23 10:00  outside
        11-21 10:00   total running 11-25 07:31  outside
        11-23 10:30   6     overdue 11-23 10:00  missed
        11-23 10:30   total running 11-25 07:31  outside
        11-24 09:00 * 1     met     11-19 15:52  met
        11-24 09:00 * 2     met     11-19 15:53  met
        11-24 09:00 * 3     met     11-19 15:54  met
        11-24 09:00 * 4     met     11-19 15:58  met
        11-24 09:00 * 5     met     11-20 15:57  met
        11-24 09:00 * 6     late    11-23 10:00  missed
        11-24 09:00 * 7     met     11-24 11:00  met
        11-24 09:00 * total met     11-25 07:31  met
        """,
    ),
    # 1: 30 from 11:40: 20 to 12:00, 10 = 13:10. 3: Wed 23 Dec 13:30 + 2 hari (24, 25 closed) = Tue 29 13:30.
    # 4: Mon 15:00 + 1 hari = Tue 15:00; paused Tue 09:00-11:00: 60 to 16:00, 60 = Wed 08:30. At 10:00 an hour is lost:
    # 16:00. At 15:30 60 + 420 - 120 = 360 of 450 = 80 %.
    # Total Wed 11:40 + 60 min = 13:40, + 2 hari = Tue 29 13:40, the pause begins before that: 14:40 at 10:00, then
    # 15:40; + 1 hari = Wed 30. 200 + 450 + 420 - 120 = 950 of 1410 = 67 %.
    "trenggalek-11-pemeliharaan-jarkomdat": Story(
        "12-23 11:40",
        """
        1 12-23 13:05
        2 12-23 13:30
        3 12-28 15:00
        4 12-30 08:00
        """,
        """
        12-23 11:40   1     running 12-23 13:10  outside
        12-23 11:40   total running 12-30 13:40  outside
        12-25 10:00   3     running 12-29 13:30  outside
        12-25 10:00   total running 12-30 13:40  outside
        12-29 10:00   4     paused  12-29 16:00  outside
        12-29 10:00   total paused  12-30 14:40  outside
        12-29 15:30   4     at_risk 12-30 08:30  outside
        12-29 15:30   total running 12-30 15:40  outside
        12-30 08:00 * 1     met     12-23 13:10  met
        12-30 08:00 * 2     met     12-23 13:35  met
        12-30 08:00 * 3     met     12-29 13:30  met
        12-30 08:00 * 4     met     12-30 08:30  met
        12-30 08:00 * total met     12-30 15:40  met
        """,
        pauses={4: ("12-29 09:00", "12-29 11:00")},
    ),
    # 3 counts from its recorded start, for the disk is carried; the total does not wait for it: 3 min = 09:03.
    "trenggalek-12-pengiriman-offline": Story(
        "11-18 09:00",
        """
        1 11-18 09:00:50
        2 11-18 09:01:30
        3 11-18 14:00 > 11-18 14:01:20
        """,
        """
        11-18 09:00      1     running     11-18 09:01     outside
        11-18 09:00      total running     11-18 09:03     outside
        11-18 10:00      3     not_started -               outside
        11-18 10:00      total overdue     11-18 09:03     missed
        11-18 14:00:45   3     at_risk     11-18 14:01     outside
        11-18 14:00:45   total overdue     11-18 09:03     missed
        11-18 14:01:20 * 1     met         11-18 09:01     met
        11-18 14:01:20 * 2     met         11-18 09:01:50  met
        11-18 14:01:20 * 3     late        11-18 14:01     missed
        11-18 14:01:20 * total late        11-18 09:03     missed
        """,
    ),
    # As a ticket of a person's check, on a Saturday: a machine's 30 seconds run on. Total 150 s = 10:02:30.
    "trenggalek-13-pengiriman-online": Story(
        "11-21 10:00",
        """
        1 11-21 10:00:20
        2 11-21 10:00:55
        3 11-21 10:01:10
        4 11-21 10:01:20
        5 11-21 10:01:40
        """,
        """
        11-21 10:00      1     running 11-21 10:00:30  outside
        11-21 10:00      total running 11-21 10:02:30  outside
        11-21 10:00:45   2     at_risk 11-21 10:00:50  outside
        11-21 10:00:45   total running 11-21 10:02:30  outside
        11-21 10:00:52   2     overdue 11-21 10:00:50  missed
        11-21 10:00:52   total running 11-21 10:02:30  outside
        11-21 10:01:40 * 1     met     11-21 10:00:30  met
        11-21 10:01:40 * 2     late    11-21 10:00:50  missed
        11-21 10:01:40 * 3     met     11-21 10:01:25  met
        11-21 10:01:40 * 4     met     11-21 10:01:40  met
        11-21 10:01:40 * 5     met     11-21 10:01:50  met
        11-21 10:01:40 * total met     11-21 10:02:30  met
        """,
    ),
    # Opened in Friday's break: counts from 13:00; + 1 hari = Mon 13:00, the end of Monday's break. 210 + 270 = 480 min;
    # Mon 10:00 210 + 150 = 75 %.
    "trenggalek-14-hak-akses-siak": Story(
        "11-20 11:45",
        """
        1 11-20 13:10
        2 11-20 14:00
        3 11-20 15:00
        4 11-20 16:00
        5 11-23 11:00
        6 11-23 12:30
        """,
        """
        11-20 11:45   1-6   running 11-23 13:00  outside
        11-20 11:45   total running 11-23 13:00  outside
        11-21 09:00   1-6   running 11-23 13:00  outside
        11-21 09:00   total running 11-23 13:00  outside
        11-23 10:00   1-6   at_risk 11-23 13:00  outside
        11-23 10:00   total at_risk 11-23 13:00  outside
        11-23 12:30 * 1-6   met     11-23 13:00  met
        11-23 12:30 * total met     11-23 13:00  met
        """,
    ),
    # 4-6 is one target of 1 hari from Wed 10:00. Total seven times 1 hari from Mon 16 09:00 = Wed 25 09:00.
    "trenggalek-15-data-warehouse": Story(
        "11-16 09:00",
        """
        1 11-16 14:00
        2 11-17 10:00
        3 11-18 10:00
        4 11-18 11:00
        5 11-18 15:00
        6 11-19 11:00
        7 11-20 08:00
        8 11-23 07:45
        9 11-23 15:00
        """,
        """
        11-16 09:00   1     running 11-17 09:00  outside
        11-16 09:00   total running 11-25 09:00  outside
        11-18 12:30   4-6   running 11-19 10:00  outside
        11-18 12:30   total running 11-25 09:00  outside
        11-19 10:30   4-6   overdue 11-19 10:00  missed
        11-19 10:30   total running 11-25 09:00  outside
        11-23 15:00 * 1     met     11-17 09:00  met
        11-23 15:00 * 2     met     11-17 14:00  met
        11-23 15:00 * 3     met     11-18 10:00  met
        11-23 15:00 * 4-6   late    11-19 10:00  missed
        11-23 15:00 * 7     met     11-20 11:00  met
        11-23 15:00 * 8     met     11-23 08:00  met
        11-23 15:00 * 9     met     11-24 07:45  met
        11-23 15:00 * total met     11-25 09:00  met
        """,
    ),
    # 1-6: Wed 13:30 + 1 hari. 7: Thu 13:00 + 2 hari = Mon 13:00: 180 + 450 of 900 = 70 % on Saturday.
    # Total Thu 13:30 + 2 + 1 + 1 hari = Wed 25 13:30.
    "trenggalek-16-hak-akses-konsolidasi": Story(
        "11-18 13:30",
        """
        1 11-18 14:00
        2 11-18 14:30
        3 11-18 15:00
        4 11-18 15:30
        5 11-19 09:00
        6 11-19 13:00
        7 11-23 09:00
        8 11-24 10:00
        9 11-24 15:00
        """,
        """
        11-18 13:30   1-6   running 11-19 13:30  outside
        11-18 13:30   total running 11-25 13:30  outside
        11-21 12:00   7     running 11-23 13:00  outside
        11-21 12:00   total running 11-25 13:30  outside
        11-24 09:30   8     overdue 11-24 09:00  missed
        11-24 09:30   total running 11-25 13:30  outside
        11-24 15:00 * 1-6   met     11-19 13:30  met
        11-24 15:00 * 7     met     11-23 13:00  met
        11-24 15:00 * 8     late    11-24 09:00  missed
        11-24 15:00 * 9     met     11-25 10:00  met
        11-24 15:00 * total met     11-25 13:30  met
        """,
    ),
}

Row = tuple[str, str, str, str]
"""Run, state, due time, heap."""


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def calendars() -> dict[str, tuple[Office, WorkingCalendar]]:
    expansion = load_settings({}).expansion(os.environ)
    found = load_offices(OFFICES, expansion, {sop.id: sop.office for sop in catalogue().sops})
    return {office.code: (office, build_calendar(office)) for office in found}


def moment(words: Sequence[str], zone: str) -> datetime:
    """Date (of 2026 unless it says its year) and clock time of the office."""
    day, clock = words
    return datetime.fromisoformat(f"{day if len(day) > 5 else f'2026-{day}'}T{clock}").replace(tzinfo=ZoneInfo(zone))


def written(at: datetime) -> Stamp:
    """A time known to the second and written down as it happened."""
    return Stamp(at, 1, recorded_at=at)


def ticket_of(sop_id: str, story: Story, office: Office) -> Ticket:
    opened = moment(story.opened.split(), office.zone)
    attempts: dict[int, int] = {}
    runs = []
    for line in story.work.strip().splitlines():
        number, *words = line.split()
        step = int(number)
        attempts[step] = attempts.get(step, 0) + 1
        if words == ["skipped"]:
            runs.append(StepRun(step, attempts[step], skipped=True))
            continue
        started = None
        if ">" in words:
            started, words = written(moment(words[:2], office.zone)), words[3:]
        answer = words[2] if len(words) > 2 else None
        run = StepRun(step, attempts[step], started, written(moment(words[:2], office.zone)), branch=answer)
        pause = (story.pauses or {}).get(step)
        if pause is not None:
            begin, end = (moment(each.split(), office.zone) for each in pause)
            run = replace(run, pauses=(Pause(begin, end, "menunggu tim teknis pusat"),))
        runs.append(run)
    version = catalogue().get(sop_id).effective
    made = Ticket("T-1", office.code, None, sop_id, version, written(opened), "uji", tuple(runs))
    return replace(made, scheduled_at=opened, grace_s=3600) if story.scheduled else made


def row_of(verdict: Verdict, zone: str) -> Row:
    span = f"{verdict.from_step}-{verdict.to_step}" if verdict.scope is Scope.SPAN else str(verdict.from_step)
    run = "total" if verdict.scope is Scope.TOTAL else span
    due = "-" if verdict.due_at is None else f"{verdict.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    return f"{run}#{verdict.attempt}" if verdict.attempt > 1 else run, verdict.state.value, due, verdict.heap.value


def expected_of(line: str, zone: str) -> tuple[datetime, bool, Row]:
    """When, whether every run is listed then, and the row."""
    words = line.replace("*", "").split()
    run, state, *due, heap = words[2:]
    due_text = "-" if due == ["-"] else f"{moment(due, zone):%Y-%m-%d %H:%M:%S}"
    return moment(words[:2], zone), "*" in line, (run, state, due_text, heap)
