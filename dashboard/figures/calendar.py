"""A calendar of days: weeks across, weekdays down, each day coloured by its state and marked with a sign.

It knows no subject: who draws it says what the states are called, how they look, and what each day tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import CELL_INK, Origin, figure, heatmap_trace

ROW_HEIGHT = 44
_HEAD = 40
_NUMBERS_UP_TO_WEEKS = 20
"""More weeks leave a cell no room for the number of its day."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Look:
    """One state: its word in the key, its colour (light enough for dark signs) and its sign."""

    word: str
    fill: str
    sign: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: the name of its look, what the pointer is told, and where a click leads (empty: nowhere)."""

    day: date
    look: str
    told: str
    href: str = ""


def weeks_of(days: Sequence[CalendarDay]) -> int:
    """Number of columns that these days take."""
    if not days:
        return 0
    return (_monday(max(each.day for each in days)) - _monday(min(each.day for each in days))).days // _WEEK + 1


def calendar(
    days: Sequence[CalendarDay],
    looks: Mapping[str, Look],
    revision: str,
    *,
    title: str = "",
    origin: Origin | None = None,
) -> go.Figure:
    """``days`` in any order, each date once. ``customdata`` of a cell is the address that a click leads to.

    KeyError for a day whose look is not among ``looks``.
    """
    first = _monday(min(each.day for each in days)) if days else date.min
    count = weeks_of(days)
    with_numbers = count <= _NUMBERS_UP_TO_WEEKS
    order = list(looks)
    cells = {_place(each.day, first): each for each in days}
    rows = [[cells.get((week, weekday)) for week in range(count)] for weekday in reversed(range(_WEEK))]
    trace = heatmap_trace(
        z=[[None if each is None else order.index(each.look) + 0.5 for each in row] for row in rows],
        x=list(range(count)),
        y=list(range(_WEEK)),
        text=[[_text(each, looks, with_number=with_numbers) for each in row] for row in rows],
        texttemplate="%{text}",
        textfont={"color": CELL_INK, "size": 13},
        hovertext=[["" if each is None else _hover(each, looks) for each in row] for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
        customdata=[["" if each is None else each.href for each in row] for row in rows],
        colorscale=_colorscale(looks),
        zmin=0,
        zmax=max(1, len(order)),
        showscale=False,
        xgap=2,
        ygap=2,
    )
    months = _months(first, count, days)
    return figure(
        [trace],
        height=_HEAD + ROW_HEIGHT * _WEEK + (50 if origin else 0),
        revision=revision,
        title=title,
        origin=origin,
        xaxis=_axis([place for place, _ in months], [word for _, word in months], count, side="top"),
        yaxis=_axis(list(range(_WEEK)), [_weekday(6 - place) for place in range(_WEEK)], _WEEK),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _place(day: date, first: date) -> tuple[int, int]:
    return (day - first).days // _WEEK, day.weekday()


def _text(each: CalendarDay | None, looks: Mapping[str, Look], *, with_number: bool) -> str:
    if each is None:
        return ""
    sign = looks[each.look].sign
    return f'<span style="font-size:10px">{each.day.day}</span><br>{sign}' if with_number else sign


def _hover(each: CalendarDay, looks: Mapping[str, Look]) -> str:
    day = formats.day_text(each.day, "EEEE, d MMMM yyyy")
    told = f"<br>{each.told}" if each.told else ""
    return f"<b>{day}</b><br>{looks[each.look].word}{told}"


def _colorscale(looks: Mapping[str, Look]) -> list[tuple[float, str]]:
    steps: list[tuple[float, str]] = []
    for place, look in enumerate(looks.values()):
        steps += [(place / len(looks), look.fill), ((place + 1) / len(looks), look.fill)]
    return steps


def _months(first: date, count: int, days: Sequence[CalendarDay]) -> list[tuple[int, str]]:
    """The week of each month's first day with its name; two months that begin side by side would overlap."""
    found: list[tuple[int, str]] = []
    for day in sorted({each.day.replace(day=1) for each in days}):
        week = max(0, (day - first).days // _WEEK)
        if week < count and (not found or week - found[-1][0] > 1):
            form = "MMM yyyy" if not found or day.month == 1 else "MMM"
            found.append((week, formats.day_text(day, form)))
    return found


def _weekday(number: int) -> str:
    return formats.day_text(date(2024, 1, 1) + timedelta(days=number), "EEE")


def _axis(places: Sequence[int], words: Sequence[str], count: int, **more: str) -> dict[str, object]:
    return {
        "tickvals": list(places),
        "ticktext": list(words),
        "range": [-0.5, count - 0.5],
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        **more,
    }
