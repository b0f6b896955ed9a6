"""Sentences that every form of a report prints: title, period, frozen moment, coverage, what was left out."""

from __future__ import annotations

import re

from dashboard import formats
from dashboard.model import Kind
from dashboard.views.report_rows import ReportView

TITLE = "Laporan Kepatuhan SOP dan Pemantauan Layanan PIAK"
SIMULATED = "DATA SIMULASI"
SIMULATED_LONG = "DATA SIMULASI: semua angka dan nama pada laporan ini rekaan untuk peragaan, bukan data kantor."
NOTHING = "Tidak ada data pada periode dan cakupan laporan ini."
WARNING_POINTS = 0.10
"""Below the target by up to so much is waspada."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Text with ordinary spaces: spreadsheets and letters wrap better without no-break ones."""
    return text.replace(formats.NBSP, " ")


def printable(text: str) -> str:
    """Text as office programs can hold it: no control characters, ordinary spaces."""
    return plain(_CONTROL.sub(" ", text))


def shortened(text: str, letters: int) -> str:
    """At most so many letters, cut between words."""
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0]} …"


def told_share(compliance: float, target: float) -> str:
    """A percentage with as many decimals as keep it off the target where it is not on it: 89,98 % is not 90 %."""
    for digits in (1, 2, 3):
        told = formats.percent(compliance, digits)
        if compliance == target or told != formats.percent(target, digits):
            return told
    return formats.percent(compliance, 4)


def period_line(view: ReportView) -> str:
    """``1–30 November 2026``."""
    return plain(formats.period(view.start, view.end))


def frozen_line(view: ReportView) -> str:
    """``29 November 2026 pukul 14.05 WITA``."""
    zone = view.office.zone
    day = formats.long_date(formats.local(view.as_of, zone).date())
    return plain(f"{day} pukul {formats.clock(view.as_of, zone)}")


def standing_line(view: ReportView) -> str:
    """Whether the figures of the period can still change; empty for a period that is over."""
    if view.to_come:
        return "Periode ini belum dimulai."
    if view.interim:
        return "SEMENTARA: periode masih berjalan, angkanya masih dapat berubah."
    return ""


def rule_line(view: ReportView) -> str:
    """The rules by which it was judged, with older ones where some hours were judged by them."""
    older = [each for each in view.rule_versions if each != view.rule_version]
    return f"aturan hitung versi {view.rule_version}" + (f" (sebagian versi {', '.join(older)})" if older else "")


def scope_line(view: ReportView) -> str:
    """What the report holds: everything, or the places, SOPs and kinds that were asked for."""
    scope = view.scope
    if scope.is_whole:
        return "semua kecamatan dan Dinas, semua SOP"
    told = [", ".join(scope.places) if scope.kecamatan is not None else "semua kecamatan dan Dinas"]
    told.append(", ".join(scope.sop_titles) if scope.sops is not None else "semua SOP")
    if scope.kinds != frozenset(Kind):
        told.append(f"hanya {', '.join(str(kind) for kind in Kind if kind in scope.kinds)}")
    return "; ".join(told)


def coverage_line(view: ReportView) -> str:
    """Coverage of both kinds."""
    shown = (f"{kind} {formats.percent(view.totals.coverage(kind), 2)}" for kind in Kind if kind in view.scope.kinds)
    return plain(", ".join(shown))


def exclusions_line(view: ReportView) -> str:
    """How much was left out of the count, and for which reasons."""
    if not view.excused:
        return "tidak ada yang dikecualikan"
    reasons: dict[str, int] = {}
    for each in view.excused:
        reason = each.reason or "alasan tidak tercatat"
        reasons[reason] = reasons.get(reason, 0) + 1
    shown = sorted(reasons.items(), key=lambda item: -item[1])[:4]
    more = len(reasons) - len(shown)
    told = "; ".join(f"{reason} ({count})" for reason, count in shown) + (f"; {more} alasan lain" if more else "")
    return f"{formats.number(len(view.excused))} pelaksanaan dikecualikan: {told}"


def reported_line(view: ReportView) -> str:
    """Whether the very same period was reported before, and whether its figures changed since."""
    same = next((each for each in view.reported if each.is_asked), None)
    if same is None:
        return "periode ini belum pernah dilaporkan"
    report = same.report
    when = formats.long_date(formats.local(report.reported_at, view.office.zone).date())
    told = f"dilaporkan {when} ({report.form} nomor {report.number}, aturan {report.rule_version})"
    return f"{told}; {f'{len(same.changed)} baris berubah sejak itu' if same.changed else 'angkanya masih sama'}"
