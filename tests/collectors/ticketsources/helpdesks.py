"""Helpdesks on loopback that speak as GLPI and Zammad do, and fail as a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USER_TOKEN = "rahasia-pengguna-81"
APP_TOKEN = "rahasia-aplikasi-93"
ENV = {"TOKEN": USER_TOKEN, "APP": APP_TOKEN}
Row = dict[str, Any]


@dataclass
class Reply:
    """One answer as it goes over the wire."""

    status: int = 200
    data: object = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]


class Helpdesk(ThreadingHTTPServer):
    """``instead``: answers given in place of its own, by the last part of the path, one after the other."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rows: list[Row] = []
        self.asked: list[Asked] = []
        self.instead: dict[str, list[Reply]] = {}
        self.pause_s = 0.0
        self.drip_s = 0.0
        self.closing = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return self.root

    def reply(self, asked: Asked) -> Reply:
        waiting = self.instead.get(asked.path.rsplit("/", 1)[-1])
        return waiting.pop(0) if waiting else self.own_reply(asked)

    def own_reply(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def lists(self, name: str) -> list[Asked]:
        """The requests for ``name``, the last part of the path."""
        return [each for each in self.asked if each.path.rsplit("/", 1)[-1] == name]

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that gave up is no error of the service."""


class _Handler(BaseHTTPRequestHandler):
    server: Helpdesk

    def do_GET(self) -> None:
        desk, parts = self.server, urlsplit(self.path)
        asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers))
        desk.asked.append(asked)
        if desk.pause_s:
            desk.closing.wait(desk.pause_s)
        reply = desk.reply(asked)
        body = json.dumps(reply.data).encode() if reply.raw is None else reply.raw
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = [body[at : at + 1] for at in range(len(body))] if desk.drip_s else [body]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            if desk.drip_s:
                desk.closing.wait(desk.drip_s)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class GlpiDesk(Helpdesk):
    """GLPI 10: sessions, ranges with a total, the dustbin apart, times without zone, names with entities."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: set[str] = set()
        self.begun = 0
        self.ends_after: int | None = None
        """The session ends after so many pages."""

    @property
    def url(self) -> str:
        return f"{self.root}/apirest.php"

    def own_reply(self, asked: Asked) -> Reply:
        name = asked.path.removeprefix("/apirest.php/")
        if asked.headers.get("App-Token") != APP_TOKEN:
            return Reply(400, ["ERROR_WRONG_APP_TOKEN_PARAMETER", "parameter app_token seems wrong"])
        if name == "initSession":
            return self._begin(asked)
        session = asked.headers.get("Session-Token", "")
        if session not in self.sessions:
            return Reply(401, ["ERROR_SESSION_TOKEN_INVALID", "session_token seems invalid"])
        if name == "killSession":
            self.sessions.discard(session)
            return Reply(raw=b"")
        if name == "Ticket":
            return self._list(asked, session)
        return Reply(400, ["ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM", "resource not found"])

    def _begin(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != f"user_token {USER_TOKEN}":
            return Reply(401, ["ERROR_GLPI_LOGIN_USER_TOKEN", "user_token may not be valid"])
        self.begun += 1
        session = f"sesi-{self.begun}"
        self.sessions.add(session)
        return Reply(data={"session_token": session})

    def _list(self, asked: Asked, session: str) -> Reply:
        first, last = map(int, asked.params["range"].split("-"))
        if asked.params["sort"] not in ("id", "date_mod"):
            return Reply(400, ["ERROR", "sort param is not a field of glpi_tickets"])
        rows = [row for row in self.rows if row["is_deleted"] == int(asked.params["is_deleted"])]
        rows.sort(key=lambda row: str(row[asked.params["sort"]]).zfill(20), reverse=asked.params["order"] == "DESC")
        if first > len(rows):
            return Reply(400, ["ERROR_RANGE_EXCEED_TOTAL", "Provided range exceed total count of data"])
        if self.ends_after is not None:
            self.ends_after -= 1
            if self.ends_after <= 0:
                self.sessions.discard(session)
                self.ends_after = None
        page = rows[first : last + 1]
        end = first + len(page) - 1
        status = 200 if len(page) == len(rows) else 206
        return Reply(status, page, {"Content-Range": f"{first}-{end}/{len(rows)}", "Accept-Range": "Ticket 990"})


def glpi_row(number: int, **fields: object) -> Row:
    """A ticket as GLPI lists it with names in place of ids."""
    return {
        "id": number,
        "entities_id": "Disdukcapil &#62; Seririt",
        "name": f"Printer KTP-el rusak {number}",
        "date": "2026-11-18 08:00:00",
        "closedate": None,
        "solvedate": None,
        "date_mod": "2026-11-18 08:05:00",
        "status": 2,
        "users_id_recipient": "petugas.loket",
        "content": "&#60;p&#62;NIK 5108010101900001&#60;/p&#62;",
        "itilcategories_id": "Perangkat &#62; Printer",
        "locations_id": "&nbsp;",
        "waiting_duration": 0,
        "is_deleted": 0,
        **fields,
    }


class ZammadDesk(Helpdesk):
    """Zammad 6: pages without a total, at most 100 a page, the search newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.orders = True
        """False: the search gives them as they lie, as an index that was not rebuilt does."""

    def own_reply(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != f"Token token={USER_TOKEN}":
            return Reply(
                401, {"error": "Invalid BasicAuth credentials", "error_human": "Invalid BasicAuth credentials"}
            )
        if asked.path == "/api/v1/ticket_states":
            return Reply(data=[{"id": key, "name": name, "state_type_id": kind} for key, name, kind in STATES])
        rows = sorted(self.rows, key=lambda row: int(row["id"]))
        if asked.path == "/api/v1/tickets/search":
            if self.orders and asked.params.get("sort_by") == "updated_at":
                rows.sort(key=lambda row: str(row["updated_at"]), reverse=asked.params.get("order_by") == "desc")
        elif asked.path != "/api/v1/tickets":
            return Reply(404, {"error": "No route matches", "error_human": "No route matches"})
        size = min(int(asked.params.get("per_page", 50)), 100)
        first = (int(asked.params.get("page", 1)) - 1) * size
        return Reply(data=rows[first : first + size])


STATES = (
    (1, "new", 1),
    (2, "open", 2),
    (3, "pending reminder", 3),
    (4, "closed", 5),
    (5, "merged", 6),
    (7, "pending close", 4),
    (8, "menunggu suku cadang", 2),
)


def zammad_row(number: int, **fields: object) -> Row:
    """A ticket as Zammad lists it with ``expand=true``."""
    return {
        "id": number,
        "number": f"{21000 + number}",
        "title": f"Rusak {number}",
        "group": "Kabupaten::Seririt",
        "organization": None,
        "state_id": 2,
        "state": "open",
        "customer": "warga@contoh.id",
        "owner": "-",
        "created_at": "2026-11-18T00:00:00.123Z",
        "updated_at": "2026-11-18T00:05:00.456Z",
        "close_at": None,
        "last_close_at": None,
        "pending_time": None,
        **fields,
    }


@contextmanager
def running(desk: Helpdesk) -> Iterator[None]:
    """A running service, stopped afterwards."""
    thread = threading.Thread(target=desk.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        desk.closing.set()
        desk.shutdown()
        thread.join()
        desk.server_close()


def source_of(desk: Helpdesk, name: str = "meja", /, **more: object) -> dict[str, object]:
    """The office file's entry for a helpdesk."""
    kind: Mapping[str, object] = {"kind": "zammad"}
    if isinstance(desk, GlpiDesk):
        kind = {"kind": "glpi", "app_token_env": "APP"}
    return {"id": name, "url": desk.url, "token_env": "TOKEN", "sop_default": REPAIR, **kind} | more


REPAIR = "buleleng-01-perbaikan-perangkat"


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
