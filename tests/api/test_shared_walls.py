"""The wall's page and the feed that keeps it up to date tell the same figures, worked out once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import dashboard.api_feed
from app import create_app
from dashboard import web
from dashboard.views.context import Context

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


def test_a_page_takes_the_figures_of_the_month_where_the_feed_has_them(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    real = dashboard.api_feed.wall_view

    def counting(*asked: object, **known: object) -> object:
        counted.append(known.get("figures"))
        return real(*asked, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(dashboard.api_feed, "wall_view", counting)
    app = create_app(context.settings, context, lambda: NOW)
    app.server.test_client().get("/feed/wall?kantor=semua")
    with app.server.test_request_context("/"):
        views = web.wall_views(tuple(context.offices))
    assert counted.count(None) == len(context.offices)
    assert [view.office for view in views] == list(context.offices)
