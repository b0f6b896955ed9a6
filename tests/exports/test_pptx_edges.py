"""The PowerPoint file where something is missing or in the way: no data, long names, no logo, no room, cancelled."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pptx
import pytest
from PIL import Image
from pptx.util import Inches, Pt

from dashboard.exports import ExportError, export
from dashboard.exports.pptx import looks
from dashboard.exports.pptx.measure import cut, lines_of, width_of
from dashboard.offices import ReportHead
from dashboard.views.context import Context
from dashboard.views.progress import Cancelled
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import NOW
from tests.exports.test_pptx import charts, notes, opened, words
from tests.offices_factory import CODE

LONG = "Kecamatan dengan nama yang panjang sekali " * 8


def with_logo(view: ReportView, path: Path) -> ReportView:
    return replace(view, office=replace(view.office, head=ReportHead(logo=str(path))))


def test_a_period_without_data_says_so_and_draws_nothing(context: Context, tmp_path: Path) -> None:
    empty = report_view(context, CODE, date(2026, 3, 1), date(2026, 3, 31), NOW)
    book = opened(empty, tmp_path)
    assert charts(book) == []
    for page in list(book.slides)[1:-2]:
        assert "tidak terukur" in words(page).lower()
    assert not re.search(r"(?<![\d,])0 %", "".join(words(page) for page in book.slides).replace("\xa0", " "))


def test_a_period_to_come_is_said(context: Context, tmp_path: Path) -> None:
    book = opened(report_view(context, CODE, date(2027, 1, 1), date(2027, 1, 31), NOW), tmp_path)
    assert "belum dimulai" in words(book.slides[0])


def test_long_names_are_cut_and_stand_whole_in_the_notes(view: ReportView, tmp_path: Path) -> None:
    assert len(LONG) > 300
    places = tuple(replace(row, name=LONG) for row in view.places)
    rows = tuple(replace(row, place=LONG) for row in view.rows)
    book = opened(replace(view, places=places, rows=rows, office=replace(view.office, name=LONG)), tmp_path)
    page = book.slides[2]
    assert LONG.strip() not in words(page)
    assert "…" in words(page)
    assert LONG.strip() in notes(page)
    assert "dibekukan" in words(page)


def test_a_missing_logo_is_said_and_leaves_no_file(view: ReportView, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(ExportError, match=r"logo .* tidak ada") as caught:
        export("pptx", with_logo(view, tmp_path / "tiada.png"), tmp_path / "a.pptx")
    assert "report.logo" in caught.value.mend
    assert set(tmp_path.iterdir()) == before


def test_a_broken_logo_is_said(view: ReportView, tmp_path: Path) -> None:
    (tmp_path / "rusak.png").write_bytes(b"bukan gambar")
    with pytest.raises(ExportError, match="bukan gambar yang terbaca"):
        export("pptx", with_logo(view, tmp_path / "rusak.png"), tmp_path / "a.pptx")


def test_a_logo_stands_on_the_cover_within_its_room(view: ReportView, tmp_path: Path) -> None:
    Image.new("RGB", (900, 100), "navy").save(tmp_path / "lambang.png")
    cover = opened(with_logo(view, tmp_path / "lambang.png"), tmp_path).slides[0]
    [picture] = [shape for shape in cover.shapes if shape.shape_type is not None and shape.shape_type == 13]
    assert picture.width <= Inches(3)
    assert picture.width / picture.height == pytest.approx(9, rel=0.02)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # ZipFile tries once more by itself
def test_a_full_disk_is_said(view: ReportView, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    full = tmp_path / "penuh.pptx"
    full.symlink_to("/dev/full")
    monkeypatch.setattr("dashboard.exports.forms._beside", lambda _: full)
    with pytest.raises(ExportError, match="tidak ada ruang tersisa"):
        export("pptx", view, tmp_path / "a.pptx")
    assert not (tmp_path / "a.pptx").exists()


def test_cancelling_in_the_middle_leaves_nothing(view: ReportView, tmp_path: Path) -> None:
    def stop(done: float, _words: str) -> None:
        if done > 0.3:
            raise Cancelled

    before = set(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        export("pptx", view, tmp_path / "a.pptx", stop)
    assert set(tmp_path.iterdir()) == before


def test_progress_names_the_slide_and_only_goes_up(view: ReportView, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    export("pptx", view, tmp_path / "a.pptx", lambda done, said: told.append((done, said)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][1].startswith("menyusun slide 1 dari")
    assert told[-1][0] == 1.0


def test_the_form_is_offered_by_its_name(view: ReportView, tmp_path: Path) -> None:
    path = export("pptx", view, tmp_path / "a.pptx")
    assert len(pptx.Presentation(str(path)).slides) > 10


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_cut_text_fits_its_lines(lines: int) -> None:
    width, size = Inches(2), Pt(14)
    shown = cut(LONG, width, size, lines=lines)
    assert shown.endswith("…")
    assert len(lines_of(shown, width, size)) == lines
    assert all(width_of(line, size) <= width for line in lines_of(shown, width, size))


def test_a_word_without_spaces_is_broken_and_cut_too() -> None:
    shown = cut("x" * 300, Inches(1), Pt(12))
    assert shown.endswith("…")
    assert width_of(shown, Pt(12)) <= Inches(1)


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut("Seririt", Inches(2), Pt(14)) == "Seririt"


def test_a_year_of_a_large_office_stays_within_its_pages(view: ReportView, tmp_path: Path) -> None:
    places = [f"Kecamatan nomor {number}" for number in range(53)]
    rows = tuple(replace(row, place=place) for place in places for row in view.rows)
    ranked = tuple(replace(view.places[0], name=place, rank=number) for number, place in enumerate(places, 1))
    nights = tuple(
        replace(
            view.backups[0], name=f"Cadangan {source}", scheduled_at=NOW - timedelta(days=day), ticket=f"{day}-{source}"
        )
        for day in range(1, 300)
        for source in range(8)
    )
    assert len(nights) > 2000
    large = replace(view, rows=rows, places=ranked, backups=nights, start=date(2026, 1, 1))
    book = opened(large, tmp_path)
    for page in book.slides:
        for shape in page.shapes:
            bottom = shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height)
            assert bottom <= (book.slide_height or 0)
            assert not shape.has_table or bottom <= looks.FOOT_TOP


def test_of_many_nights_only_some_are_labelled(view: ReportView, tmp_path: Path) -> None:
    nights = tuple(replace(view.backups[0], scheduled_at=NOW - timedelta(days=day)) for day in range(1, 91))
    book = opened(replace(view, backups=nights, start=date(2026, 8, 22)), tmp_path)
    skips = [chart._chartSpace.xpath(".//c:tickLblSkip/@val") for chart in charts(book)]
    assert [str(each) for skip in skips for each in skip] == ["6"]
