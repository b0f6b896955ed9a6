"""What every table of the schema is made with: one ``MetaData``, its names, and its kinds of columns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, SmallInteger, Text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER, which holds 64 bits there anyway."""


def int_column(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """A whole number of eight bytes."""
    return Column(name, BigInteger, nullable=null, primary_key=key, autoincrement=False)


def text_column(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """Text."""
    return Column(name, Text, nullable=null, primary_key=key)


def series_key_column() -> Column[int]:
    """Whose row it is, beside the office."""
    return Column("series_id", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False)


def office_key_column() -> Column[int]:
    """First in the key of every table that sweeps write: an office's rows lie together and can be sharded by it."""
    return Column("office_no", SmallInteger, primary_key=True, autoincrement=False)
