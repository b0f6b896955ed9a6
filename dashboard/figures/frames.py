"""Rows of the accounting as pandas frames: what the charts pivot, rank and order. Nothing is added up here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard.model import Compliance, Scope
from dashboard.views.standing import FEW, judge

DINAS = ""
"""Stands for the Dinas among the places: a pivot has no room for None."""


def column_label(row: Compliance) -> str:
    """What a row stands under: ``3``, ``3–5`` or ``Total``."""
    if row.scope is Scope.TOTAL:
        return "Total"
    return f"{row.from_step}" if row.from_step == row.to_step else f"{row.from_step}–{row.to_step}"


def frame_of(rows: Sequence[Compliance], target: float) -> pd.DataFrame:
    """One line a row, in the given order: where, under which column, how it stands, and the row itself."""
    return pd.DataFrame(
        {
            "place": [row.kecamatan or DINAS for row in rows],
            "label": [column_label(row) for row in rows],
            "is_total": [row.scope is Scope.TOTAL for row in rows],
            "first": [row.from_step or 0 for row in rows],
            "last": [row.to_step or 0 for row in rows],
            "n": [row.n for row in rows],
            "compliance": pd.array([row.compliance for row in rows], dtype="Float64"),
            "state": pd.Series([judge(row.compliance, target) for row in rows], dtype=object),
            "row": pd.Series(list(rows), dtype=object),
        }
    )


def pivot_of(frame: pd.DataFrame, places: Sequence[str]) -> pd.DataFrame:
    """Places (in the given order, those with rows only) x columns (steps and spans by number, the total last).

    A cell is the row that stands there, None where there is none. ValueError if two rows claim one cell.
    """
    columns = frame.sort_values(["is_total", "first", "last"])["label"].unique()
    grid = frame.pivot(index="place", columns="label", values="row")
    grid = grid.reindex(index=[place for place in places if place in grid.index], columns=columns)
    return grid.astype(object).where(grid.notna(), None)


def ranked(frame: pd.DataFrame, names: Mapping[str | None, str]) -> pd.DataFrame:
    """The lines with ``weak`` (n < 5) and a ``name`` that begins with the place in the ranking; a weak one has none."""
    named = frame["place"].map(lambda place: names.get(place or None, "Dinas"))
    strong = frame["n"] >= FEW
    rank = strong.cumsum().astype(str) + ". "
    return frame.assign(weak=~strong, name=rank.where(strong, "") + named)


def series_of(points: Sequence[tuple[date, Compliance]], target: float) -> pd.DataFrame:
    """A line a period with its ``start``; ``above``: it reaches the target. No judged run: compliance is missing."""
    frame = frame_of([row for _, row in points], target).assign(start=[start for start, _ in points])
    return frame.assign(weak=frame["n"] < FEW, above=(frame["compliance"] >= target).fillna(value=True))


def plain(values: pd.Series) -> list[float | None]:
    """Numbers as a chart takes them: a missing one is None, which Plotly draws as a gap."""
    return [None if pd.isna(value) else float(value) for value in values]
