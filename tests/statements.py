"""Which SQL each page, route, export and hourly duty sends: one recorder for every test and benchmark that asks.

``questions(walk)`` names everything that is asked of the store on somebody's behalf; ``statements_of`` asks one of them
and gives what it sent. A new page or route without an address here fails the test that walks them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import Dash, page_registry
from plotly.utils import PlotlyJSONEncoder
from sqlalchemy import Engine, event

from dashboard.access import Principal
from dashboard.components.question import Opened, Pick, Versus
from dashboard.exports import FORMS, export
from dashboard.model import Scope
from dashboard.services.alerts import announce
from dashboard.services.outages import open_and_close
from dashboard.services.periodic import open_due
from dashboard.services.readings import attach_network_outputs
from dashboard.services.slots import judge_hours
from dashboard.services.superseded import close_superseded
from dashboard.standing_job import StandingJob
from dashboard.views.context import Context
from dashboard.views.report import report_view
from tests.people import ADMIN, AUDITOR

Ask = Callable[[], object]
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the driver got it; ``parameters`` is a list of rows where many were written at once."""

    sql: str
    parameters: Any

    @property
    def is_read(self) -> bool:
        return self.sql.lstrip().upper().startswith(("SELECT", "WITH"))


@dataclass(frozen=True, slots=True)
class Walk:
    """One office of a running app over a period of its days, with things in it to point at."""

    app: Dash
    office: str
    start: date
    end: date
    ticket: str
    sop: str
    folder: Path
    """Where exports are written."""

    @property
    def context(self) -> Context:
        found: Context = self.app.server.config["CONTEXT"]
        return found

    @property
    def now(self) -> datetime:
        moment: datetime = self.app.server.config["CLOCK"]()
        return moment

    @property
    def period(self) -> dict[str, str]:
        return {"kantor": self.office, "dari": str(self.start), "sampai": str(self.end)}


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Every statement that goes through ``engine`` (and its pool's other faces) meanwhile, in order."""
    sent: list[Statement] = []

    def note(_c: object, _cursor: object, sql: str, parameters: Any, _ctx: object, _many: bool) -> None:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            sent.append(Statement(sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(walk: Walk, ask: Ask) -> list[Statement]:
    """What one question sends when nothing is remembered of earlier ones."""
    forget(walk.app)
    with recorded(walk.context.store.engine) as sent, walk.app.server.test_request_context():
        ask()
    return sent


def forget(app: Dash) -> None:
    """Empty what the app's process remembers between questions."""
    context: Context = app.server.config["CONTEXT"]
    for memory in (context.memory, context.slot_memory):
        memory._answers.clear()
    app.server.config["WALLS"]._kept.clear()


def questions(walk: Walk) -> dict[str, Ask]:
    """Everything by name: ``page ...``, ``callback ...``, ``api ...``, ``export ...``, ``duty ...``."""
    found = {**pages(walk), **callbacks(walk), **routes(walk), **exports(walk), **duties(walk)}
    for name, ask in found.items():
        if re.search("audit|jejak", name):
            found[name] = _as(AUDITOR, walk, ask)
        elif "people" in name:
            found[name] = _as(ADMIN, walk, ask)
    return found


def _as(principal: Principal, walk: Walk, ask: Ask) -> Ask:
    """The trail and the list of users are for those alone who may read them."""

    def asked() -> object:
        config = walk.app.server.config
        usual, config["IDENTIFY"] = config["IDENTIFY"], lambda: principal
        try:
            return ask()
        finally:
            config["IDENTIFY"] = usual

    return asked


def pages(walk: Walk) -> dict[str, Ask]:
    """The layout of every page, at each of its addresses."""

    def draw(module: str, query: Query) -> Ask:
        def ask() -> None:
            shown = json.dumps(page_registry[module]["layout"](**query), cls=PlotlyJSONEncoder)
            assert "message-error" not in shown or module in _ALWAYS_AN_ERROR, f"{module} {query}: an error is shown"

        return ask

    found = {}
    for module in page_registry:
        for name, query in _addresses(walk)[module].items():
            found[f"page {module.removeprefix('pages.')} {name}".rstrip()] = draw(module, query)
    return found


_ALWAYS_AN_ERROR = ("pages.gallery", "pages.not_found_404")


def _addresses(walk: Walk) -> dict[str, dict[str, Query]]:
    office, period = {"kantor": walk.office}, walk.period
    cell = Pick(None, walk.sop, 1, Scope.STEP).text()
    table = {**period, "tampil": "tabel"}
    life = {**office, "ticket_id": walk.ticket}
    return {
        "pages.wall": {"": office},
        "pages.compliance": {
            "": period,
            "table": table,
            "compared": {**period, "banding": str(Versus.BEFORE)},
            "runs": {**period, "pilih": cell, "buka": Opened(walk.ticket, 1, 1).text()},
        },
        "pages.late": {"": office, "not begun": {**office, "belum": "1"}},
        "pages.ticket": {"": office, "searched": {**period, "cari": "a"}, "by sop": {**office, "sop": walk.sop}},
        "pages.ticket_life": {"": life, "step opened": {**life, "buka": "1~1"}},
        "pages.network": {"": office, "period": period},
        "pages.backups": {"": office, "period": period},
        "pages.sending": {"": office, "period": period, "table": table},
        "pages.sop": {"": office},
        "pages.sop_detail": {"": {**office, "sop_id": walk.sop}},
        "pages.report": {"": period},
        "pages.presentation": {"": period},
        "pages.alerts": {"": office, "period": period},
        "pages.nation": {"": office, "period": period},
        "pages.province": {"": office},
        "pages.audit": {
            "": office,
            "filtered": {**period, "cari": "a", "petugas": "x"},
            "a line": {**office, "baris": "1"},
        },
        "pages.people": {"": {}, "a user": {"pilih": "x"}, "new": {"baru": "pengguna"}},
        "pages.system": {"": office},
        "pages.gallery": {"": {}},
        "pages.not_found_404": {"": {}},
    }


def callbacks(walk: Walk) -> dict[str, Ask]:
    """What pages ask for after they were drawn."""
    period, cell = walk.period, Pick(None, walk.sop, 1, Scope.STEP).text()

    def of(page: str, name: str, *arguments: Any) -> Ask:
        return lambda: getattr(sys.modules[f"pages.{page}"], name)(*arguments)

    def at(path: str, query: Query = period) -> str:
        return f"{path}?{urlencode(query)}"

    agenda = at("/tiket", {"kantor": walk.office})
    return {
        "callback compliance refresh": of("compliance", "refresh", None, at("/kepatuhan")),
        "callback compliance runs": of("compliance", "show_runs", cell, at("/kepatuhan")),
        "callback network refresh": of("network", "refresh", None, at("/jaringan"), []),
        "callback nation refresh": of("nation", "refresh", None, at("/nasional"), []),
        "callback backups refresh": of("backups", "refresh", None, at("/cadangan")),
        "callback alerts refresh": of("alerts", "refresh", None, at("/peringatan")),
        "callback audit check": of("audit", "check", 1, at("/jejak")),
        "callback sending refresh": of("sending", "refresh", None, at("/pengiriman"), []),
        "callback ticket rows": of("ticket", "rows", {"startRow": 0, "endRow": 100}, agenda),
        "callback ticket download": of("ticket", "download", 1, agenda),
        "callback report preview": of("report", "show_preview", at("/laporan")),
        "callback report files": of("report", "show_files", None, None, at("/laporan")),
    }


_NOT_OF_THE_STORE = (
    "/_",
    "/assets/",
    "/static/",
    "/<path:path>",
    "/laporan/berkas/",
    "/api/v1/openapi.json",
    "/masuk",
    "/dinding/",
    "/akun",
    "/keluar",
)
"""Dash's own routes, files, and the document that describes the API."""


def routes(walk: Walk) -> dict[str, Ask]:
    """Every route of the API, the wall's feed and the health checks."""
    period = {"office": walk.office, "from": str(walk.start), "to": str(walk.end)}
    asked: dict[str, Query] = {
        "/healthz": {},
        "/metrics": {},
        "/api/v1/status": {"office": walk.office},
        "/api/v1/compliance": period,
        "/api/v1/runs": {**period, "sop": walk.sop},
        "/api/v1/receipts": {"office": walk.office, "month": f"{walk.end:%Y-%m}"},
        "/api/v1/nation": {"province": walk.office[:2]},
        "/api/v1/audit": {"office": walk.office, "from": str(walk.start), "to": str(walk.end)},
        "/jejak/unduh": walk.period,
        "/feed/nation": {"kode": walk.office[:2]},
        "/feed/wall": {"kantor": walk.office},
    }

    def get(path: str, query: Query) -> Ask:
        def ask() -> None:
            answer = walk.app.server.test_client().get(path, query_string=query)
            assert answer.status_code == 200, f"{path}: {answer.get_data(as_text=True)[:200]}"

        return ask

    served = [str(rule) for rule in walk.app.server.url_map.iter_rules() if str(rule) != "/"]
    return {f"api {path}": get(path, asked[path]) for path in served if not path.startswith(_NOT_OF_THE_STORE)}


def exports(walk: Walk) -> dict[str, Ask]:
    """The view of a report (all forms are written from one), and one form written from it."""

    def view() -> Any:
        return report_view(walk.context, walk.office, walk.start, walk.end, walk.now)

    form = next(iter(FORMS.values()))
    path = walk.folder / f"laporan{form.suffix}"
    return {
        "export report": view,
        f"export {form.name}": lambda: export(form.name, view(), path, replace=True),
    }


def duties(walk: Walk) -> dict[str, Ask]:
    """What the collectors' process does for the office every minute."""
    context = walk.context
    office = context.offices[walk.office]
    common = (context.store, office, context.catalogue)
    calendar, now, settings = context.calendars[walk.office], walk.now, context.settings
    return {
        "duty judged hours": lambda: judge_hours(*common, calendar, now),
        "duty scheduled": lambda: open_due(*common, calendar, now),
        "duty outages": lambda: open_and_close(*common, calendar, now),
        "duty alerts": lambda: announce(*common, calendar, now),
        "duty superseded": lambda: close_superseded(context.store, walk.office, now),
        "duty standings": lambda: StandingJob(context).run(now),
        "duty readings": lambda: attach_network_outputs(
            *common, now, raw_days=settings.raw_days, poll_s=settings.poll_s
        ),
    }
