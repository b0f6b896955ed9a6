"""Making reports: several forms from one view, nothing left of what fails, and the schedule's command."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.exports import FORMS, Form
from dashboard.office_report import ReportHead
from dashboard.report_job import ReportOrder, make_reports, make_scheduled
from dashboard.services.identity import Officer
from dashboard.services.reports import kept_reports, shelf_of, stop
from dashboard.services.scheduled import last_scheduled
from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.progress import Cancelled, Progress
from dashboard.views.report_files import report_files, why_not_recorded
from dashboard.views.report_rows import ReportError, ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.offices_factory import CODE, FIRST, make_context, make_office

KASI = Officer("kasi", "Kasi SIAK")
ORDER = ReportOrder("pesanan-1", CODE, START, END, ("xlsx", "csv"))


@pytest.fixture
def context(sqlite_store: Store, tmp_path: Path) -> Context:
    fill(sqlite_store)
    return make_context(sqlite_store, env={"PANTAU_DATA": str(tmp_path)})


def left(context: Context) -> list[str]:
    shelf = shelf_of(context.settings.data)
    return sorted(str(each.relative_to(shelf)) for each in shelf.rglob("*") if each.name != ".kerja")


def with_head(context: Context, **head: object) -> Context:
    office = context.offices[CODE].model_copy(update={"report": ReportHead.model_validate(head)})
    return replace(context, offices={CODE: office})


def test_every_form_is_of_the_same_moment_and_progress_never_goes_back(context: Context) -> None:
    told: list[float] = []
    made = make_reports(context, ORDER, KASI, NOW, lambda done, _: told.append(done))
    assert [(each.form, each.as_of, each.officer, each.simulated) for each in made] == [
        ("xlsx", NOW, "Kasi SIAK", True),
        ("csv", NOW, "Kasi SIAK", True),
    ]
    assert told == sorted(told)
    assert {each.form for each in kept_reports(shelf_of(context.settings.data), CODE)} == {"xlsx", "csv"}


def test_a_second_form_that_fails_keeps_the_first_from_the_shelf(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_view: ReportView, path: Path, _progress: Progress) -> None:
        path.write_bytes(b"setengah")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(FORMS, "penuh", Form("penuh", "Penuh", ".penuh", "x/y", write))
    with pytest.raises(ReportError, match="tidak ada ruang tersisa"):
        make_reports(context, replace(ORDER, forms=("csv", "penuh")), KASI, NOW)
    assert left(context) == []


def test_a_stopped_order_leaves_nothing(context: Context) -> None:
    stop(shelf_of(context.settings.data), ORDER.name)
    with pytest.raises(Cancelled):
        make_reports(context, ORDER, KASI, NOW)
    assert left(context) == []


def test_a_stop_in_the_middle_leaves_nothing(context: Context) -> None:
    def told(done: float, _words: str) -> None:
        if done > 0.6:
            (shelf_of(context.settings.data) / ".kerja" / f"{ORDER.name}.berhenti").touch()

    with pytest.raises(Cancelled):
        make_reports(context, ORDER, KASI, NOW, told)
    assert left(context) == []


def test_a_missing_logo_refuses_the_workbook_and_says_the_mend(context: Context) -> None:
    with pytest.raises(ReportError, match=r"hilang\.png") as caught:
        make_reports(with_head(context, logo="/tidak/ada/hilang.png"), replace(ORDER, forms=("xlsx",)), KASI, NOW)
    assert caught.value.mend
    assert left(context) == []


def test_an_office_with_a_name_of_300_letters_has_its_report(sqlite_store: Store, tmp_path: Path) -> None:
    office = make_office(name="N" * 300, short="K" * 300)
    (made,) = make_reports(
        make_context(sqlite_store, office, {"PANTAU_DATA": str(tmp_path)}), replace(ORDER, forms=("csv",)), KASI, NOW
    )
    assert len(made.name) < 100


def test_a_folder_that_is_a_file_is_told(context: Context) -> None:
    shelf_of(context.settings.data).write_text("bukan folder")
    with pytest.raises(ReportError) as caught:
        make_reports(context, ORDER, KASI, NOW)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"forms": ()}, "belum dipilih"),
        ({"forms": ("wps",)}, "bentuk wps belum ada"),
        ({"start": END, "end": START}, "periode kosong"),
        ({"kecamatan": ("x",)}, "kecamatan x tidak ada"),
        ({"name": "../x"}, "pesanan laporan tidak terbaca"),
    ],
)
def test_a_bad_order_is_refused_with_its_mend(context: Context, change: dict[str, object], said: str) -> None:
    with pytest.raises(ReportError, match=said) as caught:
        make_reports(context, replace(ORDER, **change), KASI, NOW)  # type: ignore[arg-type]
    assert caught.value.mend
    assert left(context) == []


def test_a_whole_report_can_be_recorded_and_a_part_of_it_not(context: Context) -> None:
    make_reports(context, replace(ORDER, forms=("csv",)), KASI, NOW)
    make_reports(context, replace(ORDER, forms=("csv",), kecamatan=(FIRST,)), KASI, NOW)
    why = {
        row.kept.is_whole: (row.can_record, why_not_recorded(context, row.kept, NOW))
        for row in report_files(context, CODE, NOW)
    }
    assert why == {True: (True, ""), False: (False, "berkas ini tidak memuat seluruh kantor")}


def test_figures_that_changed_since_are_not_recorded_in_a_files_name(context: Context, sqlite_store: Store) -> None:
    (made,) = make_reports(context, replace(ORDER, forms=("csv",)), KASI, NOW)
    changed = replace(made, figures="lain")
    assert "berubah" in why_not_recorded(context, changed, NOW)


def scheduled(context: Context, *forms: str) -> Context:
    return with_head(context, schedule={"monthly": {"day": 1, "forms": list(forms)}})


def test_the_schedule_makes_last_months_report_once(context: Context) -> None:
    due = scheduled(context, "xlsx", "csv")
    made = make_scheduled(due, CODE, NOW)
    assert [(each.start.month, each.form, each.scheduled, each.officer) for each in made] == [
        (10, "xlsx", True, "Jadwal laporan"),
        (10, "csv", True, "Jadwal laporan"),
    ]
    assert make_scheduled(due, CODE, NOW) == ()


def test_one_form_that_fails_is_written_down_and_the_others_are_made(context: Context) -> None:
    due = scheduled(context, "docx-belum", "csv")
    with pytest.raises(ReportError, match="docx-belum"):
        make_scheduled(due, CODE, NOW)
    state = last_scheduled(shelf_of(context.settings.data), CODE)
    assert state is not None
    assert state.done == ("csv",)
    assert "docx-belum" in state.message


def test_the_command_makes_what_is_due_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path))
    assert main(["scheduled", "--office", CODE], lambda: NOW) == 0
    assert capsys.readouterr().out == ""
    assert main(["scheduled", "--office", "99.99"], lambda: NOW) == 2
    assert "--office 99.99: tidak ada" in capsys.readouterr().err
