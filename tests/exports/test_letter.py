"""The model of the letter: what it says is in the figures or in the office file, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.exports.letter import letter_of
from dashboard.exports.letter.blocks import Block, Facts, Heading, Items, Paragraph, Row, Signature, Table
from dashboard.exports.letter.evaluation import NOT_WELL, WELL, assessment
from dashboard.exports.letter.legal import legal_grounds
from dashboard.exports.report_text import told_share
from dashboard.model import Kind
from dashboard.offices import BLANK, ReportHead
from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.progress import no_progress
from dashboard.views.report import report_view
from dashboard.views.report_rows import OVERDUE, ReportAction, ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.offices_factory import BACKUP, CODE, REPAIR, make_context, make_office

SIGNED = {
    "kop": ["PEMERINTAH KABUPATEN", "DINAS"],
    "number": "470/{nomor}/DKPS/{bulan_romawi}/{tahun}",
    "place": "Singaraja",
    "signatory": {"jabatan": "Kepala Bidang PIAK", "nama": "Nama Contoh", "pangkat": "Pembina", "nip": "19"},
    "dasar_hukum": ["Peraturan Bupati Contoh Nomor 1 Tahun 2020"],
}


def blocks(view: ReportView) -> tuple[Block, ...]:
    return letter_of(view, no_progress).blocks


def one(view: ReportView, kind: type) -> Block:
    return next(each for each in blocks(view) if isinstance(each, kind))


def table(view: ReportView, caption: str) -> Table:
    (found,) = [each for each in blocks(view) if isinstance(each, Table) and each.caption == caption]
    return found


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def with_head(view: ReportView, **head: object) -> ReportView:
    return replace(view, office=replace(view.office, head=ReportHead.model_validate(head)))


def test_the_parts_stand_in_the_order_of_an_official_report(view: ReportView) -> None:
    heads = [each.text for each in blocks(view) if isinstance(each, Heading) and each.level == 1]
    assert heads[:3] == ["I. Dasar Hukum", "II. Maksud dan Ruang Lingkup", "III. Ringkasan"]
    assert [each.split(".")[0] for each in heads[:9]] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    assert heads[9:11] == ["Penutup", "Lampiran 1. Arti Angka"]


def test_the_signature_is_the_office_files(view: ReportView) -> None:
    signed = one(with_head(view, **SIGNED), Signature)
    assert isinstance(signed, Signature)
    assert signed.above == ("Singaraja, 20 November 2026", "Kepala Bidang PIAK,")
    assert (signed.name, signed.below) == ("Nama Contoh", ("Pembina", "NIP 19"))


def test_what_the_office_file_does_not_say_is_a_dotted_blank(view: ReportView) -> None:
    signed, facts = one(view, Signature), one(view, Facts)
    assert isinstance(signed, Signature)
    assert isinstance(facts, Facts)
    assert signed == Signature(
        (f"{BLANK}, 20 November 2026", f"{BLANK},"), BLANK, (BLANK, f"NIP {BLANK}"), is_blank=True
    )
    assert [words for label, words in facts.pairs if label != "Hal"] == [BLANK] * 3


def test_the_running_number_is_left_to_the_office(view: ReportView) -> None:
    facts = one(with_head(view, **SIGNED), Facts)
    assert isinstance(facts, Facts)
    assert dict(facts.pairs)["Nomor"] == "470/……/DKPS/XI/2026"


def test_each_regulation_is_named_once_in_its_fullest_wording_higher_ones_first() -> None:
    found = legal_grounds(
        [
            "Permendagri Nomor 25 Tahun 2011 tentang Pedoman;",
            "Peraturan Bupati Contoh No. 5 Tahun 2021 tentang Tugas",
            "Peraturan Menteri Dalam Negeri Nomor 25 Tahun 2011 tentang Pedoman Pengkajian.",
            "Undang-undang Nomor 23 Tahun 2006 tentang Administrasi Kependudukan",
            "Surat edaran tanpa nomor",
        ]
    )
    assert found == (
        "Undang-undang Nomor 23 Tahun 2006 tentang Administrasi Kependudukan",
        "Peraturan Menteri Dalam Negeri Nomor 25 Tahun 2011 tentang Pedoman Pengkajian",
        "Peraturan Bupati Contoh No. 5 Tahun 2021 tentang Tugas",
        "Surat edaran tanpa nomor",
    )


def test_two_regulations_of_the_same_number_are_two() -> None:
    wordings = ["Peraturan Bupati Paser Nomor 1 Tahun 2020", "Peraturan Bupati Buleleng Nomor 1 Tahun 2020"]
    assert set(legal_grounds(wordings)) == set(wordings)


def test_dasar_hukum_are_those_of_the_reported_sops_and_of_the_office(view: ReportView) -> None:
    items = one(with_head(view, **SIGNED), Items)
    assert isinstance(items, Items)
    assert "Peraturan Bupati Contoh Nomor 1 Tahun 2020" in items.lines
    assert not any("Pesisir Selatan" in line for line in items.lines), "an SOP that this office does not run"


@pytest.mark.parametrize(("met", "n", "said"), [(9, 10, WELL), (8, 10, NOT_WELL), (0, 0, ""), (4, 4, ""), (5, 5, WELL)])
def test_an_assessment_follows_the_rule_and_is_blank_where_too_little_was_judged(met: int, n: int, said: str) -> None:
    assert assessment(met, n, 0.9) == said


def test_the_evaluation_judges_steps_and_leaves_the_others_and_paraf_blank(view: ReportView) -> None:
    found = table(view, "Evaluasi pelaksanaan SOP")
    assert [column.heading for column in found.columns][:3] == ["No", "Prosedur", "Penilaian"]
    assert {texts(row)[-1] for row in found.rows} == {""}
    rows = {texts(row)[1].split(":")[0]: texts(row) for row in found.rows if texts(row)[0].startswith("1.")}
    assert rows["Langkah 1"][2:4] == [NOT_WELL, "Kepatuhan 66,7\N{NO-BREAK SPACE}% (6 dari 9 tepat); 1 dikecualikan."]
    assert rows["Langkah 2"][2:4] == ["", "Tidak ada yang dinilai; 9 tidak terpantau."]


def test_what_to_do_comes_from_the_actions_of_that_step(view: ReportView) -> None:
    late = ReportAction(OVERDUE, "Seririt", "apa saja", sop=REPAIR, steps=(1, 1))
    found = table(replace(view, actions=(late, late)), "Evaluasi pelaksanaan SOP")
    asked = [texts(row)[4] for row in found.rows if texts(row)[4]]
    assert asked == ["Selesaikan 2 tunggakan (Seririt 2)."]


def test_a_share_is_never_rounded_onto_the_target_that_it_misses() -> None:
    assert told_share(0.8998, 0.9) == "89,98\N{NO-BREAK SPACE}%"
    assert told_share(0.9, 0.9) == "90\N{NO-BREAK SPACE}%"
    assert told_share(0.8, 0.9) == "80\N{NO-BREAK SPACE}%"


def test_long_lists_are_cut_and_say_where_the_rest_is(view: ReportView) -> None:
    missed = next(row for row in view.runs if row.verdict.heap == "missed")
    found = table(replace(view, runs=(missed,) * 512), "Pelaksanaan langkah yang tidak tepat waktu")
    assert len(found.rows) == 300
    assert found.note == "dan 212 lagi, lihat lembar Pelaksanaan langkah pada laporan bentuk Excel (XLSX)."


def test_wide_tables_have_pages_of_their_own_with_their_headings(view: ReportView) -> None:
    across = [each for each in letter_of(view, no_progress).sections() if each.is_wide]
    assert across
    for section in across:
        assert isinstance(section.blocks[0], Heading)
        assert all(each.is_wide for each in section.blocks if isinstance(each, Table))


def test_a_period_without_data_says_so_and_judges_nothing(context: Context) -> None:
    empty = report_view(context, CODE, START, END, NOW)
    said = [each.text for each in blocks(empty) if isinstance(each, Paragraph)]
    assert "Tidak ada data pada periode dan cakupan laporan ini." in said
    assert not [each for each in blocks(empty) if isinstance(each, Table) and "Evaluasi" in each.caption]


def test_one_kind_of_figures_alone_is_all_that_is_told(filled: Context) -> None:
    narrow = report_view(filled, CODE, START, END, NOW, kinds=[Kind.PENGUKURAN])
    assert [texts(row)[0] for row in table(narrow, "Angka kantor pada periode laporan").rows] == ["Pengukuran (jam)"]


def test_interim_and_to_come_are_said(filled: Context) -> None:
    later = report_view(filled, CODE, date(2026, 12, 1), date(2026, 12, 31), NOW)
    assert "Periode ini belum dimulai." in str(blocks(later))


def test_a_place_without_name_of_an_sop_that_is_gone_is_still_written(store: Store) -> None:
    fill(store)
    view = report_view(make_context(store, make_office(kecamatan=[])), CODE, START, END, NOW, sops=[BACKUP])
    assert "Backup data hasil pelayanan SIAK" in str(blocks(view))
