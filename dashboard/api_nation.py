"""What the HTTP API tells of many offices at once: their rows, and whether any of them has news."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from dashboard.api_params import BadParameter, local_date, one_of, only, period
from dashboard.formats import local, zone_label
from dashboard.store import newest_standing, standings_stamp
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.nation import COUNTRY_ZONE, OLD, nation_json, nation_view, provinces_known

USUAL_DAYS = 30
LONGEST_DAYS = 366
EVERY = "semua"
NAME = "nasional"
"""Under this name the news stand where the wall's feed has those of one office."""
_TAG_LETTERS = 12

Query = Mapping[str, Sequence[str]]


def nation_answer(context: Context, query: Query, now: datetime) -> Json:
    """The rows of ``/api/v1/nation``. Raises BadParameter."""
    values = only(query, ("province", "from", "to"))
    province = ""
    if "province" in values:
        province = one_of(values["province"], "province", dict(provinces_known(context)), "Provinsi")
    start, end = _period(values, local(now, COUNTRY_ZONE).date())
    return nation_json(nation_view(context, province, start, end, now))


def _period(values: Mapping[str, str], today: date) -> tuple[date, date]:
    last = local_date(values["to"], "to") if "to" in values else today
    first = local_date(values["from"], "from") if "from" in values else last - timedelta(days=USUAL_DAYS - 1)
    found = period(first.isoformat(), last.isoformat())
    if (last - first).days >= LONGEST_DAYS:
        raise BadParameter("to", f"Jangka waktu paling panjang {LONGEST_DAYS} hari. Perpendek jarak from dan to.")
    return found


def nation_feed(context: Context, query: Query, now: datetime, build: str) -> Json:
    """One small wall without tiles whose tag changes with every renewed standing of a province (``semua``: of all).

    It has the form of the wall's feed, for the same script of the pages reads it.
    """
    values = only(query, ("kode", "tanda"))
    code = values.get("kode", EVERY)
    province = None if code == EVERY else code
    stamp = standings_stamp(context.store, province)
    made_at, data_at = newest_standing(context.store, province)
    tag = hashlib.sha256(repr((code, stamp)).encode()).hexdigest()[:_TAG_LETTERS]
    wall: Json = {
        "office": NAME,
        "tag": tag,
        "zone": COUNTRY_ZONE,
        "zone_label": zone_label(COUNTRY_ZONE),
        "now": local_iso(now, COUNTRY_ZONE),
        "data_at": local_iso(data_at, COUNTRY_ZONE),
        "data_age_s": None if data_at is None else round((now - data_at).total_seconds(), 1),
        "stale": made_at is None or now - made_at > OLD,
        "tiles": [],
    }
    return {"app_version": build, "walls": [wall], "troubles": [], "troubles_tag": tag}
