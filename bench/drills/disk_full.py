"""``python -m bench.drills.disk_full``: the disk under a running office fills up to the last byte, and is emptied.

The disk is a file system of its own (ext4 in a sparse file, mounted in a mount namespace that ends with the drill; it
needs root). It fills in three steps: below the alarm's limit; to the last byte, so that the room kept back is given up;
and that room too. All the while tickets are opened and sweeps come in. Exit code 1: a target is missed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.drills.house import OFFICE, House, house, until
from bench.drills.receiver import receiver
from bench.drills.witness import Witness, judge, settled
from bench.report import Measure, show_all
from dashboard.services.disk import BALLAST_BYTES, FEW_BYTES

DISK_MB = 3_500
POLL_S = 1.0
INSIDE = "--inside"
CLEAR = "basis data tidak dapat ditulis"
MB = 2**20


class Filler:
    """Files that take all the room but so much; taken by the file system alone, nothing is written."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder / "pengisi", 0
        self._folder.mkdir()

    def free_bytes(self) -> int:
        """What is left."""
        return shutil.disk_usage(self._folder).free

    def leave(self, left_bytes: int) -> None:
        """Take all but so much."""
        size = self.free_bytes() - left_bytes
        while size >= 4096:
            self._count += 1
            with (self._folder / str(self._count)).open("wb") as file:
                try:
                    os.posix_fallocate(file.fileno(), 0, size)
                except OSError:
                    file.truncate(0)
                    size //= 2
                    continue
            size = self.free_bytes() - left_bytes

    def give_back(self) -> None:
        """All of it."""
        for each in self._folder.iterdir():
            each.unlink()


@contextmanager
def disk(megabytes: int) -> Iterator[Path]:
    """A file system of that size; seen by this process and its children alone."""
    folder = Path(tempfile.mkdtemp(prefix="drill-disk-"))
    image, place = folder / "disk.img", folder / "disk"
    try:
        place.mkdir()
        with image.open("wb") as file:
            file.truncate(megabytes * MB)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, place], check=True)
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", place], check=True)
    finally:
        shutil.rmtree(folder)


def _brim(filler: Filler, seconds: float) -> None:
    """Keep the disk full for so long, whatever gives room back meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        filler.leave(0)
        time.sleep(0.5)


def drill(place: Path, office: House, came: list[tuple[float, str]]) -> bool:
    """The whole course; whether every target is met."""
    filler, figures = Filler(place), []
    office.start()
    ballast = next(iter(place.rglob("*.cadangan-ruang")), place / "none")
    until("the ballast is there", lambda: any(place.rglob("pantau.cadangan-ruang")))
    ballast = next(place.rglob("pantau.cadangan-ruang"))
    assert office.troubles() == [], office.healthz().text
    witness = Witness(office).start()
    time.sleep(5)

    filler.leave(FEW_BYTES - 500 * MB)
    told_s = until("/healthz tells of the disk", lambda: "disk" in office.troubles())
    is_shown = "Ruang disk basis data tinggal" in office.system()
    alert_s = until("the receiver is told", lambda: any("disk hampir penuh" in said for _, said in came), 90)
    figures += [
        Measure("few bytes left: /healthz tells", told_s, "s", 5.0),
        Measure("few bytes left: /sistem does not tell", int(not is_shown), "", 0),
        Measure("few bytes left: a receiver of alerts is told", alert_s, "s", 90.0),
    ]

    filler.leave(0)
    given_s = until("the ballast is given up", lambda: not ballast.exists(), 100)
    time.sleep(8)
    kept_on = len(witness.acknowledged)
    time.sleep(4)
    figures += [
        Measure("full: ballast given up", given_s, "s", 30.0),
        Measure("full: seconds without an acknowledged ticket after that", float(_stood(witness, kept_on)), "", 0),
        Measure("full: /sistem does not tell of the ballast", _lacks(office, "Cadangan ruang sudah dilepas"), "", 0),
    ]

    _brim(filler, 12.0)
    before = len(witness.acknowledged)
    known = sum(witness.refused.values())
    _brim(filler, 12.0)
    said = sum(witness.refused.values()) > known and set(witness.refused) == {CLEAR}
    pages = [office.page(path) for path in ("/tiket", "/jaringan", "/sistem", "/")]
    export = exported(office, place / "ekspor.xlsx")
    broken = [each for each in pages if each.status != 200 or "belum dapat disusun" in each.text]
    figures += [
        Measure("brim-full: tickets acknowledged that may not be", len(witness.acknowledged) - before, ""),
        Measure("brim-full: tickets are not refused, or not in clear words", int(not said), "", 0),
        Measure(f"brim-full: pages of {len(pages)} that cannot be read", len(broken), "", 0),
        Measure("brim-full: /healthz does not tell", int("disk" not in office.troubles()), "", 0),
        Measure("brim-full: an export leaves half a file or a traceback", export, "", 0),
    ]

    filler.give_back()
    back_s = until("a ticket is acknowledged again", lambda: len(witness.acknowledged) > before + 3)
    whole_s = settled(office)
    ballast_s = until("the ballast is there again", ballast.exists, 100)
    quiet_s = until("/healthz is well again", lambda: office.troubles() == [], 60)
    until("the receiver is told of the end", lambda: any("cukup lagi" in said for _, said in came), 90)
    witness.stop()
    store = office.store()
    verdict = judge(store, witness, 3 * POLL_S)
    store.close()
    figures += [
        Measure("room again: until a ticket is acknowledged", back_s, "s", 10.0),
        Measure("room again: until nothing waits", whole_s, "s", 30.0),
        Measure("room again: until the ballast is back", back_s + whole_s + ballast_s, "s", 100.0),
        Measure("room again: until /healthz is well", back_s + whole_s + ballast_s + quiet_s, "s", 160.0),
        *verdict.measures("disk full"),
    ]
    print(f"refused: {dict(witness.refused)}; unanswered: {len(witness.unanswered)}")
    print(f"the ballast is {BALLAST_BYTES // MB} MB; tracebacks in the log: {office.said('Traceback')}")
    return show_all(figures)


def _stood(witness: Witness, before: int) -> int:
    return int(len(witness.acknowledged) <= before)


def _lacks(office: House, words: str) -> int:
    return int(words not in office.system())


def exported(office: House, path: Path) -> int:
    """1 where an export onto the full disk leaves half a file behind or falls with a traceback."""
    command = [sys.executable, "-m", "dashboard", "export", "--form", "xlsx", "--office", OFFICE]
    days = ["--from", "2026-11-01", "--to", "2026-11-28", "-o", str(path)]
    done = subprocess.run([*command, *days], env=office.environment, capture_output=True, text=True, timeout=90)
    print(f"export onto the full disk: code {done.returncode}, {done.stderr.strip().splitlines()[-1:]}")
    return int(done.returncode == 0 or "Traceback" in done.stderr or path.exists())


def inside() -> int:
    """In the namespace: mount, run, take away."""
    with (
        disk(DISK_MB) as place,
        receiver() as (port, came),
        house(data_at=place / "data", poll_s=POLL_S) as office,
    ):
        kasi = {"id": "kasi", "name": "Kasi PIAK", "role": "kasi", "channel": f"json://127.0.0.1:{port}/kasi"}
        office.add({"alerts": {"group_seconds": 5, "receivers": [kasi]}})
        return 0 if drill(place, office, came) else 1


def in_namespace(module: str, more: Callable[[], list[str]] = list) -> int:
    """Run the module again where what it mounts is nobody else's."""
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, "-m", module, INSIDE, *more()]
    process = subprocess.Popen(command)
    try:
        return process.wait()
    except KeyboardInterrupt:
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        return 130


if __name__ == "__main__":
    sys.exit(inside() if INSIDE in sys.argv else in_namespace("bench.drills.disk_full"))
