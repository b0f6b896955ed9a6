"""An office whose every source the test itself holds: listeners, a dump folder, a counter log and a log book.

The real collectors and the real web server run as processes of their own against it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import yaml
from openpyxl import Workbook

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.settings import load_settings
from dashboard.store import people as people_of
from dashboard.store import prepare_store
from tests.listeners import TcpListener
from tests.people import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Makassar")
CODE = "51.08"
POLL_S = 2
USER = "petugas-uji"
ALL_DAY = {day: ["00:00-23:59"] for day in ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")}
HEADINGS = {
    "nomor": "No. Agenda",
    "kecamatan": "Kecamatan",
    "sop": "SOP",
    "judul": "Uraian",
    "dibuka": "Waktu Lapor",
    "selesai": "Waktu Selesai",
    "langkah": "Langkah",
    "mulai": "Mulai",
    "selesai_langkah": "Selesai Langkah",
    "keterangan": "Keterangan",
}


@dataclass
class LiveOffice:
    """Sources in ``folder`` and the processes that watch them."""

    folder: Path
    offices: Path | None = None
    """Other office files than the one that is written here."""
    listeners: dict[str, TcpListener] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    url: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        for name, host in (("modem", "127.90.1.1"), ("modem2", "127.90.2.1")):
            self.listeners[name] = TcpListener(host)
            self.listeners[name].start()
        self.backup_at = datetime.now(ZONE) - timedelta(minutes=10)
        self.write_dump(good=False)
        self.write_counter(10, 5)
        self.write_book([])
        (self.folder / "office.yaml").write_text(yaml.safe_dump(self._office(), allow_unicode=True), encoding="utf-8")

    @property
    def env(self) -> dict[str, str]:
        """The environment of both processes; nothing of the test machine's own settings leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
        return kept | {
            "PANTAU_OFFICES": str(self.offices or self.folder / "office.yaml"),
            "PANTAU_DATA": str(self.folder / "data"),
            "PANTAU_POLL_S": str(POLL_S),
            "PANTAU_PORT": str(self._port),
            "PANTAU_OFFICER": "Petugas Uji",
            "PANTAU_SECRET_KEY": "kunci-uji-yang-cukup-panjang-sekali",
        }

    def start(self, *, collecting: bool = True) -> None:
        """Start collectors (unless told not to) and web, and wait until the web answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._let_somebody_in()
        self.start_web()
        if collecting:
            self.start_collectors()

    def _let_somebody_in(self) -> None:
        """A user for the browser and a token for questions to the API."""
        store = prepare_store(load_settings(self.env))
        if people_of.user(store, USER) is None:
            now, officer = datetime.now(ZONE), Officer("penyiap", "Penyiap")
            people.add_user(store, USER, "Petugas Uji", Role.KASI, PASSWORD, officer, now)
            self.token, _ = people.add_token(store, "uji", Role.KASI, officer, now)
            self.admin_token, _ = people.add_token(store, "admin", Role.ADMIN, officer, now)
            self.auditor_token, _ = people.add_token(store, "auditor", Role.AUDITOR, officer, now)
        store.close()

    def ask(self, path: str) -> bytes:
        """What the web server answers to a program that shows its token."""
        with self.open(self.url + path) as answer:
            return bytes(answer.read())

    def open(self, url: str) -> HTTPResponse:
        """Open an address as a program that shows its token; to be closed."""
        answer: HTTPResponse = urlopen(Request(url, headers={"Authorization": f"Bearer {self.token}"}), timeout=20)
        return answer

    def start_web(self) -> None:
        """Start the web process (again) on the same address."""
        self.web = self._start(["app.py"])
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the web process did not answer within 30 s")

    def start_collectors(self) -> None:
        """Start the collectors' process (again)."""
        self.collectors = self._start(["-m", "collectors"])

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End one process by its id."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def close(self) -> None:
        """End everything that was started."""
        for process in self.processes:
            self.stop(process)
        for listener in self.listeners.values():
            listener.stop()

    def write_dump(self, *, good: bool = True) -> None:
        """The last night's dump and its log, as an export leaves them."""
        folder = self.folder / "backup"
        folder.mkdir(exist_ok=True)
        began, ended = self.backup_at + timedelta(seconds=5), self.backup_at + timedelta(minutes=5)
        stem = f"siak_{self.backup_at:%Y%m%d}"
        ending = "successfully without warnings" if good else "unsuccessfully"
        fault = "" if good else "ORA-01555: snapshot too old\n"
        log = (
            f"Export: Release 11.2.0.4.0 - Production on {began:%a %b %d %H:%M:%S %Y}\n"
            f"{fault}Export terminated {ending} at {ended:%a %b %d %H:%M:%S %Y}\n"
        )
        (folder / f"{stem}.dmp").write_bytes(b"\x03\x00\x1fEXPORT:V11.02.00\n" + bytes(range(256)) * 40 + b"EXIT\n")
        (folder / f"{stem}.log").write_text(log, encoding="utf-8")
        for path in folder.iterdir():
            os.utime(path, (ended.timestamp(), ended.timestamp()))

    def write_counter(self, sent: int, pending: int) -> None:
        """Append a reading to the counter's log."""
        with (self.folder / "counter.log").open("a", encoding="utf-8") as log:
            moment = datetime.now(ZONE).strftime("%Y-%m-%d %H:%M:%S")
            log.write(f"{moment} No.of Records sent after Restart : {sent}  Pending : {pending}\n")

    def write_book(self, rows: list[dict[str, object]]) -> None:
        """Write the whole log book and put it in place of the old one."""
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Agenda"
        sheet.append(list(HEADINGS.values()))
        for row in rows:
            sheet.append([row.get(name) for name in HEADINGS])
        book.save(self.folder / "draft.xlsx")
        (self.folder / "draft.xlsx").replace(self.folder / "buku.xlsx")

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self.env)
        self.processes.append(process)
        return process

    def _office(self) -> dict[str, object]:
        modem, modem2 = self.listeners["modem"], self.listeners["modem2"]
        return {
            "code": CODE,
            "name": "Kabupaten Buleleng",
            "short": "Buleleng",
            "province": "Bali",
            "zone": "Asia/Makassar",
            "calendar": {"periods": [{"start": "2016-01-01", "hours": ALL_DAY}], "national_holidays": False},
            "kecamatan": [
                {"code": "51.08.01", "name": "Gerokgak", "lat": -8.19, "lon": 114.67},
                {"code": "51.08.02", "name": "Seririt", "lat": -8.25, "lon": 114.91},
            ],
            "targets": [
                _tcp("modem-51.08.01", "51.08.01", modem.host, modem.port),
                _tcp("modem-51.08.02", "51.08.02", modem2.host, modem2.port),
            ],
            "backups": [
                {
                    "id": "siak",
                    "name": "Cadangan SIAK",
                    "sop": "trenggalek-08-backup-siak",
                    "folder": str(self.folder / "backup"),
                    "pattern": "siak_*.dmp",
                    "log_pattern": "siak_*.log",
                    "at": f"{self.backup_at:%H:%M}",
                    "grace_minutes": 5,
                }
            ],
            "counters": [
                {
                    "id": "kirim-51.08.01",
                    "kecamatan": "51.08.01",
                    "kind": "log",
                    "path": str(self.folder / "counter.log"),
                    "pattern": r"No\.of Records sent after Restart : (\d+)",
                    "pending_pattern": r"Pending : (\d+)",
                    "window_minutes": 1,
                    "schedule": "24_jam",
                }
            ],
            "tickets": [
                {
                    "id": "buku",
                    "kind": "xlsx",
                    "path": str(self.folder / "buku.xlsx"),
                    "sheet": "Agenda",
                    "columns": HEADINGS,
                }
            ],
            "sops": [
                {"id": "buleleng-01-perbaikan-perangkat", "start": "2017-12-20"},
                {"id": "trenggalek-08-backup-siak", "start": "2025-01-02", "adopted": True},
            ],
        }


def _tcp(target: str, kecamatan: str, host: str, port: int) -> dict[str, object]:
    return {
        "id": target,
        "name": f"Modem {kecamatan}",
        "kecamatan": kecamatan,
        "role": "modem",
        "probe": {"type": "tcp", "host": host, "port": port},
        "schedule": "24_jam",
    }
