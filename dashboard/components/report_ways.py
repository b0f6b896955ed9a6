"""The ways from the figures of ``/kepatuhan`` to a file and to slides of the same office and period."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.components.question import Question
from dashboard.components.report_question import ReportQuestion
from dashboard.components.shell import Kept

MEETING_FORM = "pptx"
"""What figures that are looked at together usually become."""


def report_ways(question: Question, forms: Sequence[str], *, slides: bool) -> Component:
    """``forms``: those that there are; ``slides``: whether this app shows any."""
    form = MEETING_FORM if MEETING_FORM in forms else forms[0]
    sops = (question.sop,) if question.sop else ()
    report = ReportQuestion(question.office, question.start, question.end, sops=sops, forms=(form,)).href()
    ways = [dcc.Link("Jadikan laporan", href=report, className="btn btn-sm btn-outline-secondary")]
    if slides:
        meeting = Kept(question.office, question.start, question.end).href("/presentasi")
        ways.append(dcc.Link("Tampilkan di rapat", href=meeting, className="btn btn-sm btn-outline-secondary"))
    return html.Div(ways, className="report-ways")
