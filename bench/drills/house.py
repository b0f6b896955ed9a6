"""A whole office for a drill: sources on loopback, collectors and web kept running by the product's own supervisor.

Everything lies in one folder of its own and is taken away with it. What the drill asks, it asks as a program with a
token, or as somebody who has signed in.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from zoneinfo import ZoneInfo

import yaml

from bench.posts import Json, components, filled, page_post
from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.settings import load_settings
from dashboard.store import Store, open_store, prepare_store
from tests.listeners import TcpListener

ROOT = Path(__file__).resolve().parent.parent.parent
OFFICE, ZONE = "51.08", ZoneInfo("Asia/Makassar")
TARGETS = 12
USER, PASSWORD = "petugas-latihan", "sandi-latihan-yang-panjang"
REPAIR = "buleleng-01-perbaikan-perangkat"
PATIENCE_S = 90.0
_STOP_S = 25.0
_ALL_DAY = {day: ["00:00-23:59"] for day in ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")}
_PARTS = {"web": "app.py", "collectors": "collectors"}


class DrillError(AssertionError):
    """What must not happen happened."""


def until(what: str, found: Callable[[], Any], patience_s: float = PATIENCE_S, every_s: float = 0.2) -> float:
    """Wait until ``found`` gives something true; the seconds that took. DrillError where it never does."""
    began = time.monotonic()
    while not found():
        if time.monotonic() - began > patience_s:
            raise DrillError(f"not within {patience_s:.0f} s: {what}")
        time.sleep(every_s)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Reply:
    """What the web answered; ``status`` 0 where it did not."""

    status: int
    text: str
    took_s: float

    @property
    def json(self) -> Json:
        """The answer as JSON; empty where it is none."""
        try:
            found: Json = json.loads(self.text)
        except ValueError:
            return {}
        return found


@dataclass
class House:
    """The office in ``folder``. ``more``: parts of the office file of the drill's own; ``env``: of the environment."""

    folder: Path
    database_url: str = ""
    more: Json = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    poll_s: float = 1.0
    data_at: Path | None = None
    """Where the product keeps its own; the folder's ``data`` unless given."""
    url: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self.data = self.data_at or self.folder / "data"
        self.data.mkdir(exist_ok=True)
        self.listeners = [TcpListener(f"127.95.{n}.1").start() for n in range(1, TARGETS + 1)]
        self.process: subprocess.Popen[bytes] | None = None
        self.log = self.folder / "log.txt"
        self._forms: tuple[list[Json], list[Json]] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.add(self.more)

    def add(self, parts: Json) -> None:
        """Write the office file with these parts beside its own, or in their place; before the start."""
        self.more = self.more | parts
        path = self.folder / "kantor.yaml"
        path.write_text(yaml.safe_dump(self.office() | self.more, allow_unicode=True), encoding="utf-8")

    def office(self) -> Json:
        """The office file: modems that answer, a counter's log."""
        counter = self.folder / "counter.log"
        counter.write_text(f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S}  No.of Records sent after Restart : 10\n")
        districts = [("51.08.01", "Gerokgak", -8.19, 114.67), ("51.08.02", "Seririt", -8.25, 114.91)]
        targets = [
            {
                "id": f"modem-{number}", "name": f"Modem {number}", "kecamatan": districts[number % 2][0],
                "role": "modem",
                "probe": {"type": "tcp", "host": each.host, "port": each.port}, "schedule": "24_jam",
            }
            for number, each in enumerate(self.listeners, 1)
        ]  # fmt: skip
        return {
            "code": OFFICE, "name": "Kabupaten Buleleng", "short": "Buleleng", "province": "Bali", "zone": str(ZONE),
            "calendar": {"periods": [{"start": "2016-01-01", "hours": _ALL_DAY}], "national_holidays": False},
            "kecamatan": [dict(zip(("code", "name", "lat", "lon"), each, strict=True)) for each in districts],
            "targets": targets,
            "counters": [{
                "id": "kirim-1", "kecamatan": "51.08.01", "kind": "log", "path": str(counter),
                "pattern": r"No\.of Records sent after Restart : (\d+)", "window_minutes": 60, "schedule": "24_jam",
            }],
            "sops": [{"id": REPAIR, "start": "2017-12-20"}],
        }  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """Of every process of the house; nothing that configures another product leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
        own = {
            "PANTAU_OFFICES": str(self.folder / "kantor.yaml"), "PANTAU_DATA": str(self.data),
            "PANTAU_POLL_S": f"{self.poll_s:g}", "PANTAU_PORT": str(self.port),
            "PANTAU_SECRET_KEY": "kunci-latihan-yang-cukup-panjang-sekali", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        return kept | own | ({"DATABASE_URL": self.database_url} if self.database_url else {}) | self.env

    def store(self) -> Store:
        """The database, to look into; to be closed."""
        return open_store(load_settings(self.environment).database_url)

    def start(self) -> float:
        """Start everything and wait until the web answers and every target was measured; seconds that took."""
        store = prepare_store(load_settings(self.environment))
        if not self.token:
            now, officer = datetime.now(UTC), Officer("latihan", "Latihan")
            self.token, _ = people.add_token(store, "latihan", Role.KASI, officer, now - timedelta(hours=2), days=3)
            people.add_user(store, USER, "Petugas Latihan", Role.KASI, PASSWORD, officer, now)
        store.close()
        began = time.monotonic()
        self._run()
        until("the web answers", lambda: self.healthz().status == 200)
        until("targets are measured", lambda: len(self.ask(f"/api/v1/status?office={OFFICE}").json.get("rows", ())))
        return time.monotonic() - began

    def _run(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dashboard", "run"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def pid(self, part: str) -> int:
        """The process of ``web`` or ``collectors`` that lives now; 0 for none."""
        if self.process is None:
            return 0
        with suppress(OSError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for child in map(int, children):
                with suppress(OSError):
                    if _PARTS[part].encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                        return child
        return 0

    def kill(self, part: str) -> int:
        """SIGKILL to one part, by its id; gives that."""
        pid = self.pid(part)
        if pid:
            os.kill(pid, signal.SIGKILL)
        return pid

    def ask(self, path: str, body: Json | None = None, timeout_s: float = 40.0) -> Reply:
        """What the web answers to the token."""
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return replied(build_opener(), Request(self.url + path, data, head), timeout_s)

    def healthz(self, timeout_s: float = 15.0) -> Reply:
        """``/healthz`` as anybody may ask it."""
        return replied(build_opener(), Request(f"{self.url}/healthz"), timeout_s)

    def troubles(self) -> list[str]:
        """What ``/healthz`` names as wrong."""
        found = self.healthz().json
        return list(found.get("troubles", [])) or ([found["status"]] if found.get("status") == "error" else [])

    def page(self, path: str, query: str = f"?kantor={OFFICE}", by: Callable[..., Reply] | None = None) -> Reply:
        """The layout of a page, as the browser asks for it; its text is all words that stand in it."""
        ask = by or self.ask
        try:
            whole = next(each for each in self._known() if each["output"].startswith(".._pages_content"))
        except (StopIteration, TypeError):
            return Reply(0, "", 0.0)
        got = ask("/_dash-update-component", page_post(whole, path, query))
        return Reply(got.status, " ".join(_words(got.json)) if got.status == 200 else got.text, got.took_s)

    def system(self) -> str:
        """All words of ``/sistem``."""
        return self.page("/sistem").text

    def _known(self) -> list[Json]:
        if self._forms is None:
            known: Any = json.loads(self.ask("/_dash-dependencies").text or "[]")
            server = [each for each in known if each["clientside_function"] is None]
            whole = next(each for each in server if each["output"].startswith(".._pages_content"))
            page = self.ask("/_dash-update-component", page_post(whole, "/tiket", f"?kantor={OFFICE}&baru=1"))
            self._forms = server, list(components(page.json))
        return self._forms[0]

    def open_ticket(self, title: str, timeout_s: float = 8.0) -> Reply:
        """Open a ticket by the form of ``/tiket``; status 201 where the web acknowledged it."""
        try:
            known = self._known()
        except (StopIteration, ValueError):
            return Reply(0, "", 0.0)
        form = next(each for each in known if each["output"].startswith("..open-answer"))
        page = self._forms[1] if self._forms else []
        typed = {"open-title": title, "open-place": "Gerokgak", "open-sop": _sop_of(page)}
        body = filled(form, page, "open-form", "n_submit", 1, typed)
        if body is None:
            raise DrillError("the form of /tiket is not there")
        got = self.ask("/_dash-update-component", body, timeout_s)
        href = got.json.get("response", {}).get("agenda-go", {}).get("href")
        return Reply(201 if href else got.status, href or " ".join(_words(got.json)) or got.text, got.took_s)

    def said(self, text: str) -> int:
        """How often that stands in the log of all processes."""
        return self.log.read_text(errors="replace").count(text) if self.log.exists() else 0

    def stop(self) -> int:
        """End the processes as a service manager does; the exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            code = self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            for pid in (self.pid("web"), self.pid("collectors"), self.process.pid):
                if pid:
                    os.kill(pid, signal.SIGKILL)
            code = self.process.wait()
        self.process = None
        return code

    def close(self) -> None:
        """End everything."""
        self.stop()
        for listener in self.listeners:
            listener.stop()


class Session:
    """Somebody who has signed in by the form and keeps the cookie."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        form = self.get("/masuk").text
        word = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        sent = {"pengguna": USER, "sandi": PASSWORD, "csrf_token": word[1] if word else ""}
        done = replied(self._opener, Request(f"{house.url}/masuk", urlencode(sent).encode()), 20.0)
        if done.status != 200 or not self.is_in:
            raise DrillError(f"nobody can sign in: {done.status}")

    def get(self, path: str) -> Reply:
        """A page as the browser gets it."""
        return replied(self._opener, Request(self._house.url + path, headers={"Accept": "text/html"}), 40.0)

    def stranger(self) -> Reply:
        """What somebody is told who wants to sign in now, with a wrong password."""
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        form = replied(opener, Request(f"{self._house.url}/masuk"), 20.0)
        word = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)
        sent = {"pengguna": USER, "sandi": "bukan sandinya", "csrf_token": word[1] if word else ""}
        return replied(opener, Request(f"{self._house.url}/masuk", urlencode(sent).encode()), 40.0)

    @property
    def is_in(self) -> bool:
        """Whether the product still knows who that is: a feed refuses strangers."""
        return self.get(f"/feed/wall?kantor={OFFICE}").status == 200


@contextmanager
def house(database_url: str = "", within: Path | None = None, **given: Any) -> Iterator[House]:
    """A house in a folder of its own, taken away with all of its processes."""
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=within))
    made = House(folder, database_url, **given)
    try:
        yield made
    except BaseException:
        tail = made.log.read_text(errors="replace").splitlines()[-25:] if made.log.exists() else []
        print("\n".join(("the end of the log:", *tail)), flush=True)
        raise
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def replied(opener: OpenerDirector, request: Request, timeout_s: float) -> Reply:
    """The answer, whatever its status; never raises for a server that is away."""
    began = time.monotonic()
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            status, text = answer.status, answer.read().decode(errors="replace")
    except HTTPError as refused:
        status, text = refused.code, refused.read().decode(errors="replace")
    except (OSError, ValueError) as error:
        status, text = 0, str(error)
    except Exception as error:  # http.client's own errors of a connection that is cut in its midst
        status, text = 0, type(error).__name__
    return Reply(status, text, time.monotonic() - began)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)


def _sop_of(page: list[Json]) -> str:
    """The SOP that stands in the form, else the first that it suggests for a repair."""
    props = {each["id"]: each for each in page if isinstance(each["id"], str)}
    typed = str(props.get("open-sop", {}).get("value") or "")
    suggested = [str(each["props"]["value"]) for each in props.get("open-sop-list", {}).get("children") or ()]
    return typed or next((each for each in suggested if "perangkat" in each.lower()), "")
