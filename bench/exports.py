"""A report of a full year for 53 kecamatan: how long the figures and each form take, and the peak of memory.

Run with ``python -m bench.exports [--quick] [form ...]``. The store is filled first (a minute); then each form is
written in a process of its own, so that its peak is its own. ``--quick``: 14 kecamatan, as the larger kabupaten have.
The reference of each file is the reading and judging of its figures in the same process. Exit code 1: over a budget.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

from bench.report import Measure
from dashboard.calendars import build_calendar
from dashboard.exports import FORMS, export
from dashboard.model import CollectorName, Heap, SeriesKey, Slot, Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.store import Store, open_store, save_slots, save_tickets, schema, upgrade
from dashboard.store.codec import office_number
from dashboard.store.engine import write
from dashboard.store.series import ids_of_all
from dashboard.views.report import report_view
from tests.offices_factory import BACKUP, CATALOGUE, REPAIR, SENDING, make_context, make_office

CODE, PLACES, QUICK_PLACES = "51.08", 53, 14
WHOLE_CPU_S, QUICK_CPU_S = 180.0, 60.0
"""Budgets of figures and file together: nobody waits longer for the bar of ``/laporan``."""
PEAK_MB = 1_000.0
MOST_PAGES = 600
START, END = date(2025, 1, 1), date(2025, 12, 31)
FIRST = datetime(2024, 12, 31, 16, tzinfo=UTC)
NOW = datetime(2026, 1, 10, 2, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REPAIRS_A_PLACE = 60
OUTAGES_A_TARGET = 40
_BATCH = 20_000


def big_office(places: int) -> Office:
    """So many kecamatan with a modem, a PC client and a counter each; two backups a night."""
    codes = [f"{CODE}.{number:02}" for number in range(1, places + 1)]

    def target(name: str, code: str | None, role: str) -> dict[str, object]:
        probe = {"type": "tcp", "host": "127.0.0.1", "port": 17000}
        return {"id": name, "name": name, "kecamatan": code, "role": role, "probe": probe, "parent": None}

    def backup(name: str) -> dict[str, object]:
        where = {"folder": "c", "pattern": "*.dmp", "log_pattern": "*.log", "at": "21:00"}
        return {"id": name, "name": f"Cadangan {name}", "sop": BACKUP, **where}

    return make_office(
        kecamatan=[{"code": code, "name": f"Kecamatan {code}", "lat": -8.2, "lon": 114.7} for code in codes],
        targets=[target("afis", None, "afis")]
        + [target(f"{role}-{code}", code, role) for code in codes for role in ("modem", "pc_client")],
        counters=[
            {"id": f"kirim-{code}", "kecamatan": code, "kind": "log", "path": "k.log", "pattern": "([0-9]+)"}
            for code in codes
        ],
        backups=[backup("siak"), backup("biometrik")],
    )


def fill(store: Store, office: Office) -> None:
    """A year of everything that a report reads."""
    calendar = build_calendar(office)
    days = [START + timedelta(days=number) for number in range(365)]
    hours = [
        opens.replace(minute=0) + HOUR * number
        for day in days
        for opens, closes in calendar.intervals(day)
        for number in range(round((closes - opens) / HOUR))
    ]
    batches(store, _slots(office, hours))
    save_tickets(store, list(_repairs(office, hours)), by="bench", at=NOW - HOUR)
    save_tickets(store, list(_backups(office, days)), by="bench", at=NOW - HOUR)
    _measure(store, office)


def batches(store: Store, slots: Iterator[Slot]) -> None:
    """Store slots some thousands at a time."""
    while found := list(islice(slots, _BATCH)):
        save_slots(store, found)


def _slots(office: Office, hours: list[datetime]) -> Iterator[Slot]:
    version = CATALOGUE.get(SENDING).effective
    bins = (0,) * 8 + (100, 20) + (0,) * 6
    for number, start in enumerate(hours):
        for place, kecamatan in enumerate(office.kecamatan):
            for step in (1, 3, 5):
                heap = Heap.MISSED if (number + 7 * place + step) % 53 == 0 else Heap.MET
                judged = (heap, "up", "slot_replied", f"t{step}", 120, 60.0, 2.5, bins)
                yield Slot(CODE, kecamatan.code, SENDING, version, step, start, *judged)


def _repairs(office: Office, hours: list[datetime]) -> Iterator[Ticket]:
    version = CATALOGUE.get(REPAIR).effective
    for place, kecamatan in enumerate(office.kecamatan):
        for number in range(REPAIRS_A_PLACE):
            at = hours[(number * 29 + place * 5) % (len(hours) - 10)]
            late = 40 if (number + place) % 9 == 0 else 1
            runs = tuple(
                StepRun(step, 1, Stamp(at + 5 * step * MINUTE, 60), Stamp(at + 5 * step * MINUTE + late * MINUTE, 60))
                for step in range(1, 7)
            )
            solved = Stamp(at + (35 + late) * MINUTE, 60)
            named = f"buku:{place}/{number}"
            yield Ticket(named, CODE, kecamatan.code, REPAIR, version, Stamp(at, 60), "buku", runs, solved)


def _backups(office: Office, days: list[date]) -> Iterator[Ticket]:
    version = CATALOGUE.get(BACKUP).effective
    for source in office.backups:
        for day in days:
            at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
            done = Stamp(at + 4 * MINUTE, 1)
            runs = (StepRun(2, 1, Stamp(at, 1), done), StepRun(3, 1, done, done))
            named = (f"backup-{source.id}-{day}", CODE, None, BACKUP, version, Stamp(at, 1), f"backup:{source.id}")
            yield Ticket(*named, runs, done, scheduled_at=at, grace_s=3600, details={"size_bytes": 10**9})


def _measure(store: Store, office: Office) -> None:
    """Hourly growth of each counter and the outages of each target, straight into their tables."""
    counters = [
        SeriesKey(CODE, each.kecamatan, CollectorName.RECORDS, each.id, metric, "rekaman")
        for each in office.counters
        for metric in ("growth", "resets")
    ]
    targets = [
        SeriesKey(CODE, each.kecamatan, CollectorName.NETWORK, each.id, "rtt_ms", "ms") for each in office.targets
    ]
    begin = int(FIRST.timestamp())
    counts = {"polls": 60, "ok": 60, "degraded": 0, "failed": 0, "unknown": 0, "value_count": 60}
    with write(store, CODE) as connection:
        ids = ids_of_all(connection, store, {*counters, *targets})
        for key in counters:
            place = {"office_no": office_number(CODE), "series_id": ids[key]}
            row = {**place, **counts, "value_sum": 40_000, "value_min": 0, "value_max": 4000}
            hourly = [{**row, "start_at": begin + 3600 * hour} for hour in range(365 * 24)]
            connection.execute(insert(schema.rollups_hourly), hourly)
        gap = 365 * 86_400 // OUTAGES_A_TARGET
        for key in targets:
            rows = []
            for number in range(OUTAGES_A_TARGET):
                at = begin + gap * number
                place = {"office_no": office_number(CODE), "series_id": ids[key]}
                rows.append({**place, "start_at": at, "end_at": at + gap - 3600, "state": "up"})
                rows.append({**place, "start_at": at + gap - 3600, "end_at": at + gap, "state": "down"})
            connection.execute(insert(schema.state_intervals), rows)


def measure(url: str, form: str, folder: Path, places: int) -> bool:
    """Make the report in this process and print what it took; whether it is within its budgets."""
    context = make_context(open_store(url), big_office(places))
    began, begun_cpu = perf_counter(), process_time()

    def progress(done: float, words: str) -> None:
        print(f"  {process_time() - begun_cpu:6.1f} s CPU  {done * 100:3.0f} % {words}", flush=True)

    view = report_view(context, CODE, START, END, NOW, progress=progress)
    figures, figures_cpu = perf_counter() - began, process_time() - begun_cpu
    path = export(form, view, folder / f"tahun{FORMS[form].suffix}", replace=True)
    whole, whole_cpu = perf_counter() - began, process_time() - begun_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = (len(view.rows), len(view.runs), len(view.tickets), len(view.outages))
    print("{:,} rows, {:,} runs, {:,} tickets, {:,} outages".format(*counts))
    took = f"figures {figures:.1f} s ({figures_cpu:.1f} s CPU), file {whole - figures:.1f} s"
    size = path.stat().st_size / 1e6
    print(f"{form}: {took} ({whole_cpu - figures_cpu:.1f} s CPU), peak {peak:.0f} MB, {size:.1f} MB", flush=True)
    limit_s = QUICK_CPU_S if places == QUICK_PLACES else WHOLE_CPU_S
    named, reference = f"report of a year as {form}, {places} kecamatan", "reading and judging its figures"
    measures = [
        Measure(f"{named}: CPU", whole_cpu, "s", limit_s, reference, figures_cpu),
        Measure(f"{named}: peak memory", peak, "MB", PEAK_MB),
    ]
    if path.suffix == ".pdf":
        measures.append(Measure(f"{named}: pages", pages_of(path), "", MOST_PAGES))
    shown = [each.show() for each in measures]
    return all(shown)


def pages_of(path: Path) -> int:
    """How many pages a PDF has; 600 are the most for a year."""
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def main() -> int:
    """Fill a store and write every form that is asked for; 1 where a budget is exceeded."""
    if sys.argv[1:2] == ["--measure"]:
        return 0 if measure(sys.argv[2], sys.argv[3], Path(sys.argv[4]), int(sys.argv[5])) else 1
    places = QUICK_PLACES if "--quick" in sys.argv else PLACES
    good = True
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/tahun.sqlite3"
        store = open_store(url)
        upgrade(store)
        began = perf_counter()
        fill(store, big_office(places))
        store.close()
        print(f"store filled in {perf_counter() - began:.0f} s", flush=True)
        for form in [each for each in sys.argv[1:] if each != "--quick"] or list(FORMS):
            command = [sys.executable, "-m", "bench.exports", "--measure", url, form, folder, str(places)]
            good &= subprocess.run(command, check=False).returncode == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
