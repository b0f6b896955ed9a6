"""Alembic migrations; run by ``dashboard.store.upgrade`` over the connection of the store."""
