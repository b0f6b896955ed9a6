"""The SLA engine: how every run and slot is judged and counted, after the rules of the office's SOPs. Pure."""

from __future__ import annotations

from dashboard.sla.account import Period, RowKey, account, accounts, in_period, is_running, percentile
from dashboard.sla.forecast import Forecast, forecast, history
from dashboard.sla.histogram import histogram_of, merged, quantile, within_limit
from dashboard.sla.lkjip import lkjip, lkjip_of
from dashboard.sla.policy import DEFAULT_POLICY, Policy
from dashboard.sla.rollup import kecamatan_rows, measured_row, office_row, ranking, sop_rows, standing, totals_row
from dashboard.sla.rules import RULES, explain
from dashboard.sla.slots import Replies, SlotFinding, availability, judge_growth_slot, judge_slot, scheduled_hours
from dashboard.sla.stamps import needs_second_officer
from dashboard.sla.ticket import judge_ticket

__all__ = [
    "DEFAULT_POLICY",
    "RULES",
    "Forecast",
    "Period",
    "Policy",
    "Replies",
    "RowKey",
    "SlotFinding",
    "account",
    "accounts",
    "availability",
    "explain",
    "forecast",
    "histogram_of",
    "history",
    "in_period",
    "is_running",
    "judge_growth_slot",
    "judge_slot",
    "judge_ticket",
    "kecamatan_rows",
    "lkjip",
    "lkjip_of",
    "measured_row",
    "merged",
    "needs_second_officer",
    "office_row",
    "percentile",
    "quantile",
    "ranking",
    "scheduled_hours",
    "sop_rows",
    "standing",
    "totals_row",
    "within_limit",
]
