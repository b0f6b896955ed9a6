"""The small bars in a row of ``/pengiriman``: growth of each hour or day, restarts marked, gaps grey."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.views.sending_rows import Bar, SendingRow, SendingView


def bars(row: SendingRow, view: SendingView, highest: int) -> Component:
    """Bars on one scale for all rows (``highest`` is the top); each tells its figure to the pointer."""
    if not row.bars:
        return html.Span(formats.NONE)
    drawn = [_bar(each, view, highest) for each in row.bars]
    measured = sum(each.growth is not None for each in row.bars)
    unit = "jam" if view.bar_hours == 1 else "hari"
    label = f"{row.name}: {_total(row)}; {measured} dari {len(row.bars)} {unit} terukur"
    picture = html.Div(drawn, className="mini-bars", role="img", **{"aria-label": label})
    # For the file that people take along: there the figures stand where the picture was.
    figures = "; ".join(_figure(each) for each in row.bars)
    return html.Div([picture, html.Span(figures, className="visually-hidden", **{"aria-hidden": "true"})])


def _figure(bar: Bar) -> str:
    told = formats.NONE if bar.growth is None else formats.number(bar.growth)
    return f"{told} (mulai ulang)" if bar.resets else told


def _total(row: SendingRow) -> str:
    return "tidak terukur" if row.period is None else f"{formats.number(row.period)} rekaman"


def _bar(bar: Bar, view: SendingView, highest: int) -> Component:
    there = formats.local(bar.start, view.zone)
    when = formats.day_text(there.date(), "EEE d MMM")
    when += f" {there:%H}.00" if view.bar_hours == 1 else ""
    if bar.growth is None:
        return html.Span(className="mini-bar mini-none", title=f"{when}: tidak terukur")
    told = f"{when}: {formats.number(bar.growth)} rekaman"
    if bar.resets:
        told += f", mulai ulang {bar.resets} kali"
    if bar.measured < bar.hours and view.bar_hours > 1:
        told += f", terukur {bar.measured} dari {bar.hours} jam"
    if bar.catches_up:
        told += ", termasuk susulan dari jam yang tidak terukur"
    share = bar.growth / highest if highest else 0.0
    mark = [html.Span(className="mini-restart")] if bar.resets else []
    fill = html.Span(className="mini-fill", style={"height": f"{share * 100:.0f}%"})
    return html.Span([*mark, fill], className="mini-bar", title=told)
