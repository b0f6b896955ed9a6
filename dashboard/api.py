"""The HTTP API: health, status, compliance, runs, receipts, the wall's feed and the document that describes them.

Contracts: docs/api.md. Bad input is answered with 400, one Indonesian sentence and the field, never with 500.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import web_access
from dashboard.access import Act
from dashboard.api_audit import audit_answer
from dashboard.api_document import api_document
from dashboard.api_feed import SharedWalls
from dashboard.api_health import Health
from dashboard.api_nation import nation_answer, nation_feed
from dashboard.api_params import BadParameter, instant, month, one_of, only, period, required, tags
from dashboard.api_shared import JSON_TYPE, Body, SharedAnswers
from dashboard.offices import Office
from dashboard.views.as_json import Json, envelope, status_row_json
from dashboard.views.compliance import compliance_json, run_rows_json
from dashboard.views.context import Context
from dashboard.views.receipts import receipt_list, receipts_json
from dashboard.views.wall import status_tiles
from dashboard.web_log import with_code

Now = Callable[[], datetime]
ALL_OFFICES = "semua"


def api_blueprint(
    context: Context, now: Now, build: str = "", walls: SharedWalls | None = None, shared_s: float = 0.0
) -> Blueprint:
    """The routes of the API over ``context``; ``now`` gives the present as aware UTC.

    ``build`` stands in the wall's feed: a screen that was loaded from another one reloads itself. ``walls``: those that
    the pages show, so that page and feed work them out once. ``shared_s``: how long an answer serves others who ask
    the same, while the office's data do not change.
    """
    screens, shared = walls or SharedWalls(context, build=build), SharedAnswers(context.store, shared_s)
    routes: dict[str, tuple[Act, Handler]] = {
        "/api/v1/status": (Act.READ, lambda found, query: _status(found, shared, query, now())),
        "/api/v1/compliance": (Act.READ, lambda found, query: _compliance(found, shared, query, now())),
        "/api/v1/runs": (Act.READ, lambda found, query: _runs(found, shared, query, now())),
        "/api/v1/receipts": (Act.READ, lambda found, query: _receipts(found, query, now())),
        "/api/v1/audit": (Act.AUDIT, lambda found, query: _audit(found, query, now())),
        "/api/v1/openapi.json": (Act.WALL, lambda found, _: _json(api_document(found.app_version))),
        "/api/v1/nation": (Act.MANY, lambda found, query: _json(nation_answer(found, query, now()))),
        "/feed/nation": (Act.MANY, lambda found, query: _news(found, query, now(), build)),
        "/feed/wall": (Act.WALL, lambda found, query: _feed(found, web_access.walls(screens), query, now())),
    }
    api = Blueprint("api", __name__)
    health = Health(context, now)
    api.add_url_rule("/healthz", "healthz", lambda: _json(*health.answer()))
    for path, (act, handle) in routes.items():
        name = path.strip("/").removesuffix(".json").replace("/", "_")
        api.add_url_rule(path, name, _route(context, act, handle))
    return api


Query = Mapping[str, Sequence[str]]
Handler = Callable[[Context, Query], Response]


def _route(context: Context, act: Act, handle: Handler) -> Callable[[], Response]:
    def answer() -> Response:
        return _answer(context, act, handle)

    return answer


def _answer(context: Context, act: Act, handle: Handler) -> Response:
    """Run a handler on the query string, over what the asker may know; a bad parameter becomes 400."""
    who = web_access.principal()
    if who is None or not who.may(act):
        said = "belum masuk, atau token tidak berlaku" if who is None else "peran Anda tidak mencakup ini"
        return _json(with_code({"error": said}), 401 if who is None else 403)
    try:
        return handle(web_access.scoped(context), request.args.to_dict(flat=False))
    except BadParameter as bad:
        return _json(with_code({"error": bad.message, "field": bad.field}), 400)
    except SQLAlchemyError:
        current_app.logger.exception("%s: basis data tidak terbaca", request.path)
        return _json(with_code({"error": "basis data tidak terbaca", "fix": "coba lagi sebentar lagi"}), 503)


def _text(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _json(body: Json, status: int = 200) -> Response:
    return Response(_text(body), status, {"Cache-Control": "no-store"}, content_type=JSON_TYPE)


def _shared(shared: SharedAnswers, office: str, work_out: Callable[[], Json]) -> Response:
    """The answer to the question at hand, worked out once for all who ask it now."""
    who = web_access.principal()  # who was given one kecamatan has answers of his own
    place = None if who is None else who.kecamatan
    question = (place, request.path, *sorted(request.args.items(multi=True)))
    answer = shared.recall(question, office, lambda: Body(_text(work_out()))).response()
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _status(context: Context, shared: SharedAnswers, query: Query, now: datetime) -> Response:
    office = _office(context, required(only(query, ("office",)), "office"), "office")
    return _shared(shared, office.code, lambda: _status_json(context, office, now))


def _status_json(context: Context, office: Office, now: datetime) -> Json:
    tiles, dinas = status_tiles(context, office.code, now)
    body = envelope(office, now, [status_row_json(tile, office.zone) for tile in tiles])
    return {**body, "dinas": status_row_json(dinas, office.zone)}


def _compliance(context: Context, shared: SharedAnswers, query: Query, now: datetime) -> Response:
    asked = _question(context, query, now)
    return _shared(shared, asked[0], lambda: compliance_json(context, *asked))


def _runs(context: Context, shared: SharedAnswers, query: Query, now: datetime) -> Response:
    asked = _question(context, query, now)
    return _shared(shared, asked[0], lambda: run_rows_json(context, *asked))


def _question(context: Context, query: Query, now: datetime) -> tuple[str, str | None, date, date, datetime]:
    """Office, SOP, first and last day, and the moment as of which is judged."""
    values = only(query, ("office", "sop", "from", "to", "now"))
    office = _office(context, required(values, "office"), "office")
    sop = None
    if "sop" in values:
        sop = one_of(required(values, "sop"), "sop", {each.id for each in context.catalogue.sops}, "SOP")
    start, end = period(required(values, "from"), required(values, "to"))
    at = instant(values["now"], "now") if "now" in values else now
    return office.code, sop, start, end, at


def _receipts(context: Context, query: Query, now: datetime) -> Response:
    values = only(query, ("office", "month"))
    office = _office(context, required(values, "office"), "office")
    found = receipt_list(context, office.code, month(required(values, "month"), "month"))
    return _json({**envelope(office, now, ()), **receipts_json(context, office.code, found)})


def _audit(context: Context, query: Query, now: datetime) -> Response:
    return _json(audit_answer(context, web_access.principal(), query, now))


def _feed(context: Context, walls: SharedWalls, query: Query, now: datetime) -> Response:
    values = only(query, ("kantor", "tanda"))
    code = required(values, "kantor")
    known = tags(values.get("tanda", ""), "tanda")
    codes = list(context.offices) if code == ALL_OFFICES else [_office(context, code, "kantor").code]
    found = walls.answer(codes, now, is_first=not known)
    # Weak: the same feed is sent compressed or not, whole or in part, and its clocks may differ.
    is_old_news = request.if_none_match.contains_weak(found.etag)
    answer = Response(status=304) if is_old_news else found.body(known).response()
    answer.set_etag(found.etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _news(context: Context, query: Query, now: datetime, build: str) -> Response:
    feed = nation_feed(context, query, now, build or context.app_version)
    etag = f"{feed['troubles_tag']}-{feed['app_version']}-{feed['walls'][0]['stale']}"
    answer = Response(status=304) if request.if_none_match.contains_weak(etag) else _json(feed)
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _office(context: Context, code: str, field: str) -> Office:
    return context.offices[one_of(code, field, context.offices.keys(), "Kantor")]
