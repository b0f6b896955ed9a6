"""Tickets of GLPI 9.5 to 10 by its REST API (v1, ``apirest.php``): one session a look, closed again afterwards.

Solved is ``solvedate``: ``closedate`` comes days later by itself. GLPI writes times without a zone, in that of its
server. ``sort`` of a list of items is the name of a field there (that of ``search`` would be a number).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from collectors.base import CollectorError
from collectors.helpdesk import Case, CaseReader, CaseState, Unread, plain, utc_of
from collectors.webservice import Answer, RefusedError, WebService, token_of

PAGE = 100
PAGES_MOST = 1000
PLACE_FIELD = "entities_id"
RESOLUTION_S = 60
"""People may enter both times by hand."""
_FORM = "%Y-%m-%d %H:%M:%S"
_STATES = {
    1: CaseState.OPEN,
    2: CaseState.OPEN,
    3: CaseState.OPEN,
    4: CaseState.PENDING,
    5: CaseState.SOLVED,
    6: CaseState.SOLVED,
}
"""New, processing (assigned), processing (planned), pending, solved, closed."""
_RANGE = re.compile(r"\d+-\d+/(\d+)")
_NO_ZERO = "0000-00-00 00:00:00"


class _ShrankError(Exception):
    """Tickets went away between two pages: one on the border may not have been seen."""


class Glpi:
    """One look at GLPI. ``since``: only what changed at that moment or later; None: all."""

    def __init__(self, reader: CaseReader, env: Mapping[str, str], service: WebService) -> None:
        source = reader.source
        self._reader, self._source, self._service = reader, source, service
        self._own = {"Authorization": f"user_token {token_of(source, env, source.token_env)}"}
        self._app = {"App-Token": token_of(source, env, source.app_token_env)} if source.app_token_env else {}
        self._session = ""
        self._renewed = False

    def cases(self, since: datetime | None) -> Iterator[Case | Unread]:
        """Every case once, those of the dustbin too; where one cannot be read, why. Raises CollectorError."""
        self._begin()
        try:
            for deleted in (0, 1):
                yield from self._list(since, deleted)
        finally:
            self._end()

    def _begin(self) -> None:
        answer = self._service.get("initSession", self._own | self._app)
        token = answer.data.get("session_token") if isinstance(answer.data, dict) else None
        if not isinstance(token, str) or not token:
            raise self._service.trouble("tidak memberi session_token; periksa url (berakhir dengan apirest.php)")
        self._session = token

    def _end(self) -> None:
        try:
            self._service.get("killSession", self._headers())
        except CollectorError:
            return  # a session that is left ends by itself

    def _headers(self) -> dict[str, str]:
        return {"Session-Token": self._session} | self._app

    def _list(self, since: datetime | None, deleted: int) -> list[Case | Unread]:
        for _ in range(2):
            try:
                return self._read(since, deleted)
            except _ShrankError:
                continue
        raise self._service.trouble("daftarnya terus berkurang saat dibaca; dicoba lagi pada putaran berikut")

    def _read(self, since: datetime | None, deleted: int) -> list[Case | Unread]:
        found: dict[int, Case | Unread] = {}
        total, first = None, 0
        for _ in range(PAGES_MOST):
            rows, said = self._page(since, deleted, first)
            if total is not None and said is not None and said < total:
                raise _ShrankError
            total = said if said is not None else total
            for row in rows:
                number = row.get("id")
                if not isinstance(number, int) or isinstance(number, bool):
                    raise self._service.trouble("memberi tiket tanpa id; periksa versi GLPI (9.5 sampai 10)")
                case = self._case(number, row, deleted)
                if since is not None and isinstance(case, Case) and case.changed_at < since:
                    return list(found.values())
                # Newest first: one that changed meanwhile comes again, and was seen as it is now.
                found.setdefault(number, case)
            first += PAGE
            if not rows or (first >= total if total is not None else len(rows) < PAGE):
                return list(found.values())
        raise self._service.trouble(f"memberi lebih dari {PAGES_MOST * PAGE} tiket; batasi dengan hak baca akunnya")

    def _page(self, since: datetime | None, deleted: int, first: int) -> tuple[list[dict[str, Any]], int | None]:
        ways = {"sort": "id", "order": "ASC"} if since is None else {"sort": "date_mod", "order": "DESC"}
        params: dict[str, str | int] = {
            "range": f"{first}-{first + PAGE - 1}",
            "expand_dropdowns": "true",
            "get_hateoas": "false",
            "is_deleted": deleted,
            **ways,
        }
        try:
            answer = self._in_session(params)
        except RefusedError as error:
            if error.status == 400 and error.code == "ERROR_RANGE_EXCEED_TOTAL":
                return [], None
            raise
        if not isinstance(answer.data, list) or not all(isinstance(row, dict) for row in answer.data):
            raise self._service.trouble("tidak memberi daftar tiket; periksa url (berakhir dengan apirest.php)")
        counted = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
        return answer.data, int(counted[1]) if counted else None

    def _in_session(self, params: dict[str, str | int]) -> Answer:
        """One page; where the session ended meanwhile, once more in a new one."""
        try:
            return self._service.get("Ticket", self._headers(), params)
        except RefusedError as error:
            if self._renewed or error.status != 401 or error.code == "ERROR_RIGHT_MISSING":
                raise
        self._renewed = True
        self._begin()
        return self._service.get("Ticket", self._headers(), params)

    def _case(self, number: int, row: Mapping[str, Any], deleted: int) -> Case | Unread:
        opened_at, changed_at = self._moment(row.get("date")), self._moment(row.get("date_mod"))
        state = _STATES.get(row["status"]) if isinstance(row.get("status"), int) else None
        if opened_at is None:
            return Unread(str(number), "waktu buka (date) tidak terbaca; periksa di GLPI")
        if state is None:
            return Unread(str(number), "status tidak dikenal; periksa di GLPI")
        return Case(
            number=str(number),
            opened_at=opened_at,
            changed_at=changed_at or opened_at,
            solved_at=self._moment(row.get("solvedate")),
            state=CaseState.CANCELLED if deleted else state,
            place=plain(row.get(self._source.place_field or PLACE_FIELD)),
            category=plain(row.get(self._source.sop_field)) if self._source.sop_field else "",
            title=plain(row.get("name")),
            resolution_s=RESOLUTION_S,
            cancel_reason="dihapus di GLPI" if deleted else "",
        )

    def _moment(self, value: object) -> datetime | None:
        return utc_of(value, _FORM, self._reader.zone) if isinstance(value, str) and value != _NO_ZERO else None
