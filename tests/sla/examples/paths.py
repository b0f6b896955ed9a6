"""Loops, branches, waiting, and the totals of what was done along the way."""

from __future__ import annotations

from dataclasses import replace

from dashboard.model import Grain
from tests.sla.examples.workshop import TWO_CLOCKED, TWO_CLOCKS, N, S, at, example, hardware, repair, software_fails
from tests.sla.factories import BULELENG_SOP, JARKOMDAT_SOP, PERALATAN_SOP, PESISIR_SOP, run, stamp, ticket

PATHS = [
    # 11:50-12:00 and 12:45-12:50 = 15 of 30
    example("a loop, first attempt", BULELENG_SOP, repair(), "6", S.MET, N.MET, "within_standard", "11-16 13:05", 15),
    # 13:00-13:40 = 40 of 30
    example(
        "a loop, second attempt", BULELENG_SOP, repair(), "6#2", S.LATE, N.MISSED, "past_standard", "11-16 13:30", 40
    ),
    # 5+5+120+60+20+30+15+5 = 260, each once: 240 to 12:00, 20 from 12:45 = 13:05. Used 240 + 70
    example("its total", BULELENG_SOP, repair(), "total", S.LATE, N.MISSED, "past_standard", "11-16 13:05", 310),
    # 3 began 20 minutes after 2 ended: 120 of 120 are its own
    example(
        "waiting is charged to no step",
        BULELENG_SOP,
        repair(),
        "3",
        S.MET,
        N.MET,
        "within_standard",
        "11-16 10:30",
        120,
    ),
    # hardware: 6 from Mon 08:05 = Tue 08:05; 7 from Tue 08:00 = Wed 08:00
    example("a branch", PERALATAN_SOP, hardware(), "6", S.MET, N.MET, "within_standard", "11-17 08:05"),
    example("and its end", PERALATAN_SOP, hardware(), "7", S.LATE, N.MISSED, "past_standard", "11-18 08:00"),
    # 2+2+2+5 = 08:11, Tue 08:11, Wed 08:11: met though 7 was late
    example("and its total", PERALATAN_SOP, hardware(), "total", S.MET, N.MET, "within_standard", "11-18 08:11"),
    example("off the path", PESISIR_SOP, software_fails(), "9", S.UNKNOWN, N.UNMONITORED, "off_path", None),
    # 2-8: 30+30+60+300+20+60+5 = 505 less nothing; off: 1 30, 11 70, 10 30 = 130. 465 on Mon, 170 on Tue = 10:20
    example(
        "a total with time in steps without a standard",
        PESISIR_SOP,
        software_fails(),
        *("total", S.MET, N.MET, "within_standard", "11-17 10:20", 270 + 105 - 130),
        remark="waktu langkah tanpa standar dikurangkan: 2 jam 10 menit",
    ),
    # 2 jam on the office's clock: 16:00, 3 jam on the machine's: 19:00. Ended 18:30, half an hour of it waiting
    example(
        "a total over two clocks", TWO_CLOCKS, TWO_CLOCKED, "total", S.MET, N.MET, "within_standard", "11-16 19:00", 120
    ),
    # the same, ended at 20:00: the machine's clock does not stop at the office's closing
    example(
        "a total over two clocks, overrun at night",
        TWO_CLOCKS,
        replace(TWO_CLOCKED, runs=(TWO_CLOCKED.runs[0], run(2, at("11-16 15:30"), at("11-16 20:00")))),
        *("total", S.LATE, N.MISSED, "past_standard", "11-16 19:00", 120, "11-16 19:00"),
    ),
    # Mon 08:00 + 60 min + 2 hari + 1 hari = Thu 09:00
    example(
        "known only as a whole",
        JARKOMDAT_SOP,
        replace(ticket(at("11-16 08:00")), grain=Grain.TICKET, solved=stamp(at("11-19 09:00"), 60)),
        *("total", S.MET, N.MET, "within_standard", "11-19 09:00"),
        remark="hanya total",
    ),
]
