"""Tickets of Zammad by its REST API: all by the list, what changed by the search, whose newest come first.

Solved is the last time that a ticket was closed (``last_close_at``; before Zammad 6 only the first, ``close_at``, is
told). A pending ticket is open until it is closed. Merged and removed ones are cancelled. All times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from collectors.helpdesk import Case, CaseReader, CaseState, Unread, plain, utc_of_iso
from collectors.webservice import WebService, token_of

PAGE = 100
PAGES_MOST = 1000
PLACE_FIELD = "group"
RESOLUTION_S = 1
"""Zammad writes its times itself."""
_TYPES = {
    1: CaseState.OPEN,
    2: CaseState.OPEN,
    3: CaseState.PENDING,
    4: CaseState.PENDING,
    5: CaseState.SOLVED,
    6: CaseState.CANCELLED,
    7: CaseState.CANCELLED,
}
"""Types of states: new, open, pending reminder, pending action, closed, merged, removed."""
_REASONS = {6: "digabung ke tiket lain di Zammad", 7: "dihapus di Zammad"}
_CANCELLED = "dibatalkan di Zammad"
_LATEST = datetime.max.replace(tzinfo=UTC)


class UnorderedError(Exception):
    """The search did not give the newest first, so nobody knows where the changes end."""


class Zammad:
    """One look at Zammad. ``since``: only what changed at that moment or later; None: all."""

    def __init__(self, reader: CaseReader, env: Mapping[str, str], service: WebService) -> None:
        self._reader, self._source, self._service = reader, reader.source, service
        self._headers = {"Authorization": f"Token token={token_of(reader.source, env, reader.source.token_env)}"}
        self._own_states = {name.casefold(): CaseState(state) for name, state in reader.source.states.items()}

    def cases(self, since: datetime | None) -> Iterator[Case | Unread]:
        """Every case once; where one cannot be read, why. Raises CollectorError."""
        types = self._state_types()
        if since is None:
            yield from self._read(types, None)
            return
        try:
            found = list(self._read(types, since))
        except UnorderedError:
            found = list(self._read(types, None))
        yield from found

    def _state_types(self) -> dict[int, int]:
        """Type of each state; names can be changed and added to, the types cannot."""
        rows = self._rows("api/v1/ticket_states", {})
        types = {row.get("id"): row.get("state_type_id") for row in rows}
        found = {key: kind for key, kind in types.items() if isinstance(key, int) and isinstance(kind, int)}
        if not found:
            raise self._service.trouble("tidak memberi daftar status tiket; periksa url dan hak akunnya")
        return found

    def _read(self, types: Mapping[int, int], since: datetime | None) -> Iterator[Case | Unread]:
        seen: set[str] = set()
        last: datetime | None = None
        for page in range(1, PAGES_MOST + 1):
            found = [self._numbered(row, types) for row in self._page(page, since)]
            changes = [case.changed_at for _, case in found if isinstance(case, Case)]
            if since is not None and any(later > before for before, later in pairwise([last or _LATEST, *changes])):
                raise UnorderedError
            last = changes[-1] if changes else last
            fresh = [(number, case) for number, case in found if number not in seen]
            for number, case in fresh:
                if since is not None and isinstance(case, Case) and case.changed_at < since:
                    return
                if number not in seen:
                    seen.add(number)
                    yield case
            if not fresh:  # Zammad tells no total: the list ends where a page brings nothing new
                return
        raise self._service.trouble(f"memberi lebih dari {PAGES_MOST * PAGE} tiket; batasi dengan hak baca akunnya")

    def _numbered(self, row: Mapping[str, Any], types: Mapping[int, int]) -> tuple[str, Case | Unread]:
        number = plain(row.get("number"))
        if not number:
            raise self._service.trouble("memberi tiket tanpa nomor; periksa url")
        return number, self._case(number, row, types)

    def _page(self, page: int, since: datetime | None) -> list[dict[str, Any]]:
        params: dict[str, str | int] = {"expand": "true", "page": page, "per_page": PAGE}
        if since is None:
            return self._rows("api/v1/tickets", params)
        # Every ticket, and not those of a range of time: without Elasticsearch such a query finds nothing, and says so
        # to nobody.
        newest: dict[str, str | int] = {"query": "*", "sort_by": "updated_at", "order_by": "desc"}
        return self._rows("api/v1/tickets/search", params | newest)

    def _rows(self, path: str, params: dict[str, str | int]) -> list[dict[str, Any]]:
        data = self._service.get(path, self._headers, params).data
        if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
            raise self._service.trouble("tidak memberi daftar tiket; periksa url (tanpa api/v1 di belakangnya)")
        return data

    def _case(self, number: str, row: Mapping[str, Any], types: Mapping[int, int]) -> Case | Unread:
        opened_at, changed_at = _moment(row.get("created_at")), _moment(row.get("updated_at"))
        kind = types.get(row["state_id"]) if isinstance(row.get("state_id"), int) else None
        state = self._own_states.get(plain(row.get("state")).casefold()) or _TYPES.get(kind or 0)
        if opened_at is None or changed_at is None:
            return Unread(number, "waktu buka atau ubah tidak terbaca; periksa di Zammad")
        if state is None:
            return Unread(number, "status tidak dikenal; isi states di berkas kantor")
        return Case(
            number=number,
            opened_at=opened_at,
            changed_at=changed_at,
            solved_at=_moment(row.get("last_close_at")) or _moment(row.get("close_at")),
            state=state,
            place=plain(row.get(self._source.place_field or PLACE_FIELD)),
            category=plain(row.get(self._source.sop_field)) if self._source.sop_field else "",
            title=plain(row.get("title")),
            resolution_s=RESOLUTION_S,
            cancel_reason=_REASONS.get(kind or 0, _CANCELLED) if state is CaseState.CANCELLED else "",
        )


def _moment(value: object) -> datetime | None:
    return utc_of_iso(value) if isinstance(value, str) else None
