"""Runs the migrations over the connection that ``dashboard.store.upgrade`` hands in."""

from __future__ import annotations

from alembic import context

from dashboard.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
