"""The report model: the same figures as everywhere else, cut to what was asked, with everything that a reader needs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from dashboard.model import Heap, Kind, Scope
from dashboard.services.identity import Officer
from dashboard.services.reported import freeze
from dashboard.store import Store, save_ticket
from dashboard.views.compliance import compliance_view, figures_to_report
from dashboard.views.context import Context
from dashboard.views.progress import Cancelled
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportError, ReportView
from tests.exports.conftest import END, HOUR, LATE, MONDAY, NOW, START, fill, repair
from tests.offices_factory import CODE, FIRST, REPAIR, SENDING, make_context, make_office


def report(context: Context, start: date = START, end: date = END, now: datetime = NOW, **cut: object) -> ReportView:
    return report_view(context, CODE, start, end, now, **cut)  # type: ignore[arg-type]


@pytest.fixture
def filled(context: Context, store: Store) -> Context:
    fill(store)
    return context


def test_rows_totals_ranking_and_trend_are_those_of_the_compliance_page(filled: Context) -> None:
    found, page = report(filled), compliance_view(filled, CODE, START, END, NOW)
    assert tuple(row.figures for row in found.rows) == page.rows
    assert (found.totals.pelaksanaan, found.totals.pengukuran) == (page.figures.pelaksanaan, page.figures.pengukuran)
    assert tuple(row.pelaksanaan for row in found.places) == page.ranking
    assert [(point.start, point.figures) for point in found.trend] == list(page.trend)


def test_measured_hours_are_the_same_over_several_months(filled: Context) -> None:
    start, end = date(2026, 9, 1), date(2027, 2, 28)
    found, page = report(filled, start, end), compliance_view(filled, CODE, start, end, NOW)
    assert tuple(row.figures for row in found.rows) == page.rows
    assert found.totals.pengukuran == page.figures.pengukuran


def test_a_kecamatan_alone_has_its_rows_and_a_total_of_its_own(filled: Context) -> None:
    found = report(filled, kecamatan=[FIRST])
    assert {row.figures.kecamatan for row in found.rows} == {FIRST}
    assert found.totals.pelaksanaan is not None
    assert (found.totals.pelaksanaan.met, found.totals.pelaksanaan.missed) == (1, 1)
    assert (found.scope.places, found.scope.is_whole) == (("Gerokgak",), False)
    assert {ticket.place for ticket in found.tickets} == {"Gerokgak"}


def test_the_dinas_can_be_asked_for(filled: Context) -> None:
    assert {row.figures.kecamatan for row in report(filled, kecamatan=["dinas"]).rows} == {None}


def test_an_sop_alone_brings_only_what_it_measures(filled: Context) -> None:
    repairs, sending = report(filled, sops=[REPAIR]), report(filled, sops=[SENDING])
    assert (repairs.availability, repairs.sending, repairs.backups) == ((), (), ())
    assert {row.figures.sop for row in repairs.rows} == {REPAIR}
    assert sending.availability
    assert sending.tickets == ()


def test_one_kind_of_figures_alone(filled: Context) -> None:
    found = report(filled, kinds={Kind.PENGUKURAN})
    assert {row.figures.kind for row in found.rows} == {Kind.PENGUKURAN}
    assert (found.totals.pelaksanaan, found.tickets, found.runs) == (None, (), ())


def test_an_excluded_run_names_who_and_why(filled: Context) -> None:
    (each,) = report(filled).excused
    assert (each.number, each.officer, each.reason, each.before) == ("X", "kasi", "listrik padam", Heap.MISSED)


def test_what_waits_is_named_with_its_due_time(filled: Context) -> None:
    waiting = [each for each in report(filled).actions if each.kind == "tunggakan"]
    assert [(each.place, each.due_at is not None) for each in waiting] == [("Seririt", True)]
    assert waiting[0].text.startswith("Tiket T, ")


def test_gaps_and_silent_sources_are_named_and_never_rounded_away(filled: Context) -> None:
    told = {(each.kind, each.place) for each in report(filled).actions}
    assert ("cakupan", "Gerokgak") in told
    assert ("tidak terukur", "Gerokgak") in told  # its modem and its counter were never read


def test_an_outage_and_the_availability_of_its_target(filled: Context) -> None:
    found = report(filled)
    assert [each.target for each in found.outages] == ["modem-2"]
    shares = {row.target: row.availability for row in found.availability}
    assert shares["modem-1"] is None
    assert shares["modem-2"] is not None
    assert 0 < shares["modem-2"] < 1


def test_a_backup_stands_in_its_own_list_and_not_among_tickets(filled: Context) -> None:
    found = report(filled)
    (each,) = found.backups
    assert (each.name, each.heap, each.words, each.size_bytes) == ("Cadangan SIAK", Heap.MET, "tepat waktu", 2_500_000)
    assert each.ticket not in {ticket.id for ticket in found.tickets}


def test_a_counter_that_was_never_read_is_not_measured_and_not_zero(filled: Context) -> None:
    assert {each.growth for each in report(filled).sending} == {None}


def test_lkjip_is_the_mean_used_against_the_mean_standard(filled: Context) -> None:
    (step,) = [each for each in report(filled).lkjip if each.sop == REPAIR and each.scope is not Scope.TOTAL]
    assert step.achievement == max((2 * step.target_s - step.realisasi_s) / step.target_s * 100, 0)
    assert step.runs == 8


def test_a_running_period_is_interim_and_a_past_one_is_not(filled: Context) -> None:
    assert (report(filled).interim, report(filled).to_come) == (True, False)
    after = NOW + timedelta(days=30)
    assert not report(filled, now=after).interim
    assert report(filled, date(2027, 1, 1), date(2027, 1, 31)).to_come


def test_a_period_without_anything_is_a_report_that_says_so(context: Context) -> None:
    found = report(context)
    assert (found.is_empty, found.rows, found.totals.pelaksanaan) == (True, (), None)


def test_what_changed_since_an_earlier_report_is_told(filled: Context, store: Store) -> None:
    last = date(2026, 11, 17)
    figures = figures_to_report(filled, CODE, START, last, NOW - HOUR)
    freeze(store, make_office(), START, last, figures, Officer("sari", "Sari"), NOW - HOUR, form="laporan", note="")
    save_ticket(store, repair("N", at=MONDAY, took=LATE), by="uji", at=NOW - 30 * timedelta(minutes=1))
    (compared,) = report(filled, START, last).reported
    assert compared.is_asked
    assert compared.changed
    assert report(filled, START, last, kecamatan=[FIRST]).reported[0].changed == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"start": date(2026, 12, 1), "end": START}, "periode kosong"),
        ({"start": date(2000, 1, 1)}, "lima tahun"),
        ({"kecamatan": ["51.08.99"]}, "kecamatan 51.08.99 tidak ada di Buleleng"),
        ({"sops": ["tidak-ada"]}, "SOP tidak-ada tidak ada"),
        ({"kinds": ()}, "jenis angka belum dipilih"),
    ],
)
def test_a_question_without_an_answer_says_what_is_wrong(
    context: Context, question: dict[str, object], said: str
) -> None:
    with pytest.raises(ReportError, match=said) as caught:
        report(context, **question)  # type: ignore[arg-type]
    assert caught.value.mend


def test_an_unknown_office_is_refused(context: Context) -> None:
    with pytest.raises(ReportError, match=r"kantor 99\.99 tidak ada"):
        report_view(context, "99.99", START, END, NOW)


def test_who_is_told_of_the_progress_can_stop_it(filled: Context) -> None:
    def stop(done: float, _words: str) -> None:
        if done > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        report(filled, progress=stop)


def test_the_head_is_what_the_office_file_says_and_nothing_else(store: Store) -> None:
    office = make_office(report={"kop": ["PEMERINTAH"], "place": "Singaraja", "signatory": {"jabatan": "Kabid PIAK"}})
    head = report(make_context(store, office)).office.head
    assert (head.kop, head.place, head.signatory.jabatan, head.signatory.nama) == (
        ("PEMERINTAH",), "Singaraja", "Kabid PIAK", "",
    )  # fmt: skip
