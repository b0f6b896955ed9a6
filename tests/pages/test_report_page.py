"""``/laporan``: the page of a real app over a real store, its parts in each state, and the files that it serves."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard import web_reports
from dashboard.background import background_manager
from dashboard.components.question import BadQuestion, Question
from dashboard.components.report_list import files_list, since_words
from dashboard.components.report_make import failed, made
from dashboard.components.report_preview import cautions_list, preview
from dashboard.components.report_question import ReportQuestion, periods, read_report
from dashboard.components.report_ways import report_ways
from dashboard.exports import FORMS
from dashboard.report_job import ReportOrder, make_reports
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reports import kept_reports, shelf_of
from dashboard.settings import SettingsErrors, load_settings
from dashboard.store import Store, audit, open_store, upgrade
from dashboard.store.reported import reported_periods
from dashboard.views.context import Context
from dashboard.views.report import report_view
from dashboard.views.report_cautions import cautions
from dashboard.views.report_files import report_files
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.offices_factory import CODE, FIRST, make_context, make_office
from tests.pages.tree import as_json, find, nodes, text
from tests.people import signed_app

KASI = Officer("kasi", "Kasi SIAK")
TODAY = date(2026, 11, 20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/uji.sqlite3")
    upgrade(opened)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def context(store: Store, tmp_path: Path) -> Context:
    return make_context(store, env={"PANTAU_DATA": str(tmp_path / "data")})


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


def page(app: Dash, **query: Any) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.report"]["layout"](**query)


def a_view(context: Context, **more: Any) -> ReportView:
    return report_view(context, CODE, START, END, NOW, **more)


def make_one(context: Context, form: str = "csv", **more: Any) -> str:
    order = ReportOrder("pesanan-1", CODE, START, END, (form,), **more)
    return make_reports(context, order, KASI, NOW)[0].id


def test_the_page_is_served_and_its_state_is_in_the_address(app: Dash) -> None:
    assert app.server.test_client().get("/laporan").status_code == 200
    asked = {"dari": "2026-11-01", "sampai": "2026-11-30", "kecamatan": [FIRST, "dinas"], "bentuk": "xlsx,csv"}
    shown = page(app, kantor=CODE, **asked)
    (store,) = find(shown, id="laporan-question")
    assert store["props"]["data"] == (
        f"/laporan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-30&kecamatan={FIRST},dinas&bentuk=xlsx,csv"
    )
    (forms,) = find(shown, id="laporan-bentuk")
    assert forms["props"]["value"] == ["xlsx", "csv"]
    assert [each["value"] for each in forms["props"]["options"]] == list(FORMS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"dari": "kemarin"}, "tidak terbaca"),
        ({"dari": "2026-11-30", "sampai": "2026-11-01"}, "mendahului"),
        ({"bentuk": "wps"}, "belum ada"),
        ({"kantor": "99.99"}, "tidak dikenal"),
    ],
)
def test_an_address_that_cannot_be_answered_says_why_and_leads_on(app: Dash, asked: dict[str, str], said: str) -> None:
    shown = page(app, **asked)
    assert said in text(shown)
    assert "Laporan bulan lalu" in text(shown) or "kantor" in asked  # an unknown office is told by every page alike


def test_without_a_period_it_is_the_last_whole_month_in_the_first_form() -> None:
    asked = read_report([CODE], TODAY, ["xlsx", "csv"])
    assert (asked.start, asked.end, asked.forms) == (date(2026, 10, 1), date(2026, 10, 31), ("xlsx",))


def test_the_lists_hold_whole_months_quarters_halves_and_years() -> None:
    found = periods(TODAY)
    first = {word: (each[0].label, each[0].start, each[0].end) for word, each in found.items()}
    assert first["Bulan"] == ("November 2026", date(2026, 11, 1), date(2026, 11, 30))
    assert first["Triwulan"] == ("Triwulan IV 2026", date(2026, 10, 1), date(2026, 12, 31))
    assert first["Semester"] == ("Semester II 2026", date(2026, 7, 1), date(2026, 12, 31))
    assert first["Tahun"] == ("2026", date(2026, 1, 1), date(2026, 12, 31))
    assert found["Semester"][1].label == "Semester I 2026"
    assert found["Triwulan"][4].label == "Triwulan IV 2025"


def test_an_address_is_read_back_as_it_was_written() -> None:
    asked = ReportQuestion(CODE, START, END, (FIRST, "dinas"), ("a",), ("csv",))
    given = dict(part.split("=") for part in asked.href().partition("?")[2].split("&"))
    assert read_report([CODE], TODAY, ["xlsx", "csv"], **given) == asked
    with pytest.raises(BadQuestion):
        read_report([], TODAY, ["xlsx"])


def test_the_preview_shows_the_figures_of_the_view(context: Context) -> None:
    view = a_view(context)
    said = text(preview(view, web_reports.lines_of(view)))
    assert "Pelaksanaan" in said
    assert f"Baris hitungan {len(view.rows)}" in said
    assert "semua kecamatan dan Dinas, semua SOP" in said


def test_what_speaks_against_a_report_is_said_gravest_first(context: Context) -> None:
    head = context.offices[CODE].report.model_copy(update={"logo": "/tidak/ada.png"})
    view = a_view(context)
    bad = replace(view, office=replace(view.office, head=head), interim=True)
    said = [each.text for each in cautions(bad)]
    assert "Logo ada.png" in said[0]
    for word in ("SEMENTARA", "Penanda tangan", "Kop surat", "DATA SIMULASI"):
        assert any(word in each for each in said), word
    assert text(cautions_list(())) == "Tidak ada yang perlu diperhatikan sebelum laporan dibuat."


def test_low_coverage_and_an_empty_period_are_said(context: Context) -> None:
    view = a_view(context)
    row = view.totals.pengukuran
    assert row is not None
    low = replace(view, totals=replace(view.totals, pengukuran=replace(row, coverage=0.4)))
    assert any("40" in each.text for each in cautions(low))
    empty = report_view(context, CODE, date(2024, 1, 1), date(2024, 1, 31), NOW)
    assert any("Tidak ada data" in each.text for each in cautions(empty))


def test_made_files_are_fetched_under_their_own_names(app: Dash, context: Context) -> None:
    report_id = make_one(context)
    answer = app.server.test_client().get(f"/laporan/berkas/{report_id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=laporan-buleleng-2026-11-01-2026-11-30.csv"
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    answer.close()


@pytest.mark.parametrize(
    "asked", ["tidak-ada", "..", "%2e%2e%2fuji.sqlite3", "..%2f..%2fuji.sqlite3", "51.08", "x%00", "a" * 400]
)
def test_nothing_else_can_be_fetched(app: Dash, context: Context, asked: str) -> None:
    make_one(context)
    answer = app.server.test_client().get(f"/laporan/berkas/{asked}")
    assert b"SQLite" not in answer.data
    assert answer.status_code == 404 or "Content-Disposition" not in answer.headers


def test_the_list_says_what_each_file_is_and_offers_its_acts(context: Context) -> None:
    assert "Belum ada laporan" in text(files_list((), "Buleleng", "Asia/Makassar"))
    make_one(context)
    make_one(context, kecamatan=(FIRST,))
    shown = files_list(report_files(context, CODE, NOW), "Buleleng", "Asia/Makassar")
    said = text(shown)
    assert "Gerokgak; semua SOP" in said
    assert said.count("Ya, hapus") == 2
    assert said.count("Catat dilaporkan") == 1


def test_a_recorded_period_says_whether_its_figures_are_still_the_same(context: Context) -> None:
    report_id = make_one(context)
    said = web_reports.record(context, report_id, KASI, NOW)
    assert "laporan bulanan nomor 1" in said
    (row,) = report_files(context, CODE, NOW)
    assert since_words(row, "Asia/Makassar").startswith("sama dengan laporan bulanan")
    assert not row.can_record
    (kept,) = reported_periods(context.store, CODE)
    assert "berkas laporan-buleleng" in kept.note


def test_deleting_is_audited_and_what_is_gone_is_said(context: Context) -> None:
    report_id = make_one(context)
    assert web_reports.act_on(web_reports.drop, context, report_id, KASI, NOW)[1] is None
    assert audit(context.store)[0].action == "laporan dihapus"
    assert kept_reports(shelf_of(context.settings.data), CODE) == ()
    for act in (web_reports.drop, web_reports.record):
        _, no = web_reports.act_on(act, context, report_id, KASI, NOW)
        assert isinstance(no, DeskError)
        assert "sudah tidak ada" in no.message


def test_the_answer_of_a_job_has_a_button_a_file_or_the_mend(context: Context) -> None:
    make_one(context)
    kept = kept_reports(shelf_of(context.settings.data), CODE)
    (link,) = [each for each in nodes(made(kept, "Asia/Makassar")) if each["type"] == "A"]
    assert link["props"]["href"] == f"/laporan/berkas/{kept[0].id}"
    assert "kosongkan ruang" in text(failed("tidak ada ruang tersisa", "kosongkan ruang")).lower()


@pytest.mark.parametrize(("forms", "form"), [(["xlsx", "csv"], "xlsx"), (["xlsx", "pptx"], "pptx")])
def test_compliance_leads_to_a_report_of_the_same_period(forms: list[str], form: str) -> None:
    asked = Question(CODE, START, END, sop="a")
    shown = report_ways(asked, forms, slides=False)
    (link,) = [each["props"]["href"] for each in nodes(as_json(shown)) if "href" in each["props"]]
    assert link == f"/laporan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-30&sop=a&bentuk={form}"
    assert "Tampilkan di rapat" in text(report_ways(asked, forms, slides=True))


def test_an_office_with_a_name_of_300_letters_is_shown(store: Store, tmp_path: Path) -> None:
    office = make_office(name="N" * 300, short="K" * 300)
    app = signed_app(load_settings({}), make_context(store, office, {"PANTAU_DATA": str(tmp_path)}), lambda: NOW)
    assert find(page(app, kantor=CODE), id="laporan-buat")


def test_redis_without_celery_stops_the_start_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "celery", None)
    settings = load_settings({"PANTAU_REDIS_URL": "redis://:rahasia@127.0.0.1:6379/0"})
    with pytest.raises(SettingsErrors, match="belum dipasang") as caught:
        background_manager(settings)
    assert "rahasia" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_answer_of_another_process_can_be_handed_over(context: Context) -> None:
    make_one(context)
    shown = made(kept_reports(shelf_of(context.settings.data), CODE), "Asia/Makassar")
    sent = pickle.loads(pickle.dumps(web_reports.sent(shown)))
    assert sent == as_json(shown)
