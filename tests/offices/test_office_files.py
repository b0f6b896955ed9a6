"""Reading office files: YAML, variables, folders, and all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.offices import OfficeErrors, Role, Schedule, check_path, load_offices, problems_json
from tests.offices.conftest import Check


def write(folder: Path, text: str, name: str = "kantor.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def only(path: Path, env: dict[str, str] | None = None) -> tuple[str, str]:
    (problem,) = check_path(path, env or {})
    return problem.path, problem.message


def test_five_mistakes_in_one_file_are_five_problems_in_order_of_lines(check: Check) -> None:
    problems = check(
        ('code: "51.08"\nname', "code: 51.08\nname"),
        ("role: afis, parent: router", "role: afis, parent: ruter"),
        ("port: 80}", 'port: "${PORT_MODEM}"}'),
        ('at: "21:00"', "at: 21:00"),
        ("compliance_targets:", "complience_targets:"),
    )
    assert [problem.path for problem in problems] == [
        "code",
        "targets[1].parent",
        "targets[2].probe.port",
        "backups[0].at",
        "complience_targets",
    ]


def test_a_misspelt_section_is_one_mistake(check: Check) -> None:
    """What hangs on it is not called missing as well."""
    for section in ("sops", "links", "targets"):
        assert [problem.path for problem in check((f"\n{section}:\n", f"\n{section}x:\n"))] == [f"{section}x"]


def test_an_unreadable_section_is_one_mistake(tmp_path: Path, good: str) -> None:
    before, rest = good.split("links:\n")
    path, message = only(write(tmp_path, before + "links: dua jalur\ntargets:" + rest.split("\ntargets:")[1]))
    assert (path, message) == ("links", "'dua jalur' bukan daftar")


def test_mistakes_of_all_files_are_named_with_their_file(tmp_path: Path, good: str) -> None:
    write(tmp_path, good.replace("zone: Asia/Makassar", "zone: WITA"), "a.yaml")
    write(tmp_path, good.replace("51.08", "51.07").replace("type: vpn", "type: vpm"), "b.yml")
    problems = check_path(tmp_path, {})
    assert [(problem.file, problem.path) for problem in problems] == [("a.yaml", "zone"), ("b.yml", "links[0].type")]


def test_two_files_of_one_kabupaten_are_a_mistake_of_the_second(tmp_path: Path, good: str) -> None:
    write(tmp_path, good, "a.yaml")
    write(tmp_path, good, "b.yaml")
    (problem,) = check_path(tmp_path, {})
    assert (problem.file, problem.path) == ("b.yaml", "code")
    assert "sudah dipakai berkas a.yaml" in problem.message


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    path, message = only(write(tmp_path, 'code: "51.08"\nname: [Buleleng\nshort: B\n'))
    assert path == ""
    assert message.startswith("kesalahan penulisan YAML pada baris ")
    (problem,) = check_path(write(tmp_path, "code: a\n\tname: b\n"), {})
    assert (problem.line, "baris 2" in problem.message) == (2, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "berkas kosong"),
        ("# hanya komentar\n", "berkas kosong"),
        ("~\n", "berkas kosong"),
        ("- a\n- b\n", "isinya bukan pasangan kunci: nilai"),
        ("a: 1\n---\nb: 2\n", "kesalahan penulisan YAML"),
        ("a: *b\n", "jangkar yang ditunjuk tidak ada"),
    ],
)
def test_a_file_that_is_no_office_at_all_gives_one_problem(tmp_path: Path, text: str, message: str) -> None:
    assert message in only(write(tmp_path, text))[1]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "kantor.yaml"
    file.write_bytes("code: é".encode("latin-1"))
    assert only(file) == ("", "berkas bukan teks UTF-8")


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    assert only(tmp_path / "tidak-ada.yaml") == ("", "berkas atau folder tidak ada")
    assert only(tmp_path) == ("", "folder tidak memuat berkas .yaml")


def test_a_key_written_twice_is_a_mistake(check: Check) -> None:
    (problem,) = check(("province: Bali", "province: Bali\nprovince: NTB"))
    assert (problem.path, problem.message) == ("province", "kunci ini ditulis dua kali")


def bomb(inner: str, levels: int = 30) -> str:
    """Lists, or merged keys, each of which holds the one before nine times."""
    lines = ["a0: &a0 {x: 1}"]
    for level in range(1, levels):
        nine = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} {inner.format(nine)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("inner", ["[{}]", "{{y: [{}]}}", "{{<<: [{}]}}"])
def test_anchors_that_multiply_each_other_are_a_mistake_and_no_crash(tmp_path: Path, inner: str) -> None:
    assert only(write(tmp_path, bomb(inner))) == ("", "isinya lebih dari 200.000 nilai")


def test_an_anchor_that_saves_writing_is_no_mistake(check: Check) -> None:
    edit = ("links:\n", "x: &jam {a: 1}\ny: {<<: *jam, b: 2}\nlinks:\n")
    assert {each.path for each in check(edit)} == {"x", "y"}  # keys that no office has, and nothing else


def test_a_file_too_large_for_one_office_is_not_read(tmp_path: Path) -> None:
    assert only(write(tmp_path, "# " + "x" * 8 * 2**20)) == ("", "berkas lebih besar dari 8 MB")


def test_a_tag_and_a_self_reference_are_mistakes_not_crashes(check: Check) -> None:
    (tagged,) = check(("province: Bali", "province: !!python/name:os.system Bali"))
    assert "tidak dikenal" in tagged.message
    problems = check(("links:\n", "links: &a\n  - *a\n"))
    assert problems[0].message == "jangkar YAML menunjuk dirinya sendiri"


def test_variables_are_filled_in(check: Check) -> None:
    edit = ("host: 127.0.0.2, port: 80", 'host: "${MODEM_HOST}", port: "${MODEM_PORT:-80}"')
    assert check(edit, env={"MODEM_HOST": "127.0.0.9"}) == []


@pytest.mark.parametrize("env", [{}, {"MODEM_HOST": ""}])
def test_a_variable_that_is_not_set_is_named(check: Check, env: dict[str, str]) -> None:
    (problem,) = check(("host: 127.0.0.2", 'host: "${MODEM_HOST}"'), env=env)
    assert (problem.path, problem.message) == (
        "targets[2].probe.host",
        "variabel lingkungan MODEM_HOST belum diisi",
    )


def test_an_unfinished_variable_is_a_mistake(check: Check) -> None:
    (problem,) = check(("folder: dump", 'folder: "${DUMP"'))
    assert (problem.path, "tidak lengkap" in problem.message) == ("backups[0].folder", True)


def test_filled_in_values_reach_the_office(tmp_path: Path, good: str) -> None:
    text = good.replace("path: buku.xlsx", 'path: "${BUKU:-/srv/buku.xlsx}"').replace("name: SIAK", 'name: "$${SIAK}"')
    (office,) = load_offices(write(tmp_path, text), {"BUKU": "/srv/lain.xlsx"})
    assert (office.tickets[0].path, office.backups[0].name) == ("/srv/lain.xlsx", "${SIAK}")


def test_relative_places_hang_on_the_office_file(tmp_path: Path, good: str) -> None:
    (office,) = load_offices(write(tmp_path, good), {})
    assert office.backups[0].folder == str(tmp_path / "dump")
    assert office.counters[0].path == str(tmp_path / "kirim.log")
    assert office.counters[1].path == ""


def test_a_schedule_left_out_follows_the_role(tmp_path: Path, good: str) -> None:
    (office,) = load_offices(write(tmp_path, good), {})
    schedules = {target.role: target.schedule for target in office.targets}
    assert schedules == {
        Role.ROUTER: Schedule.SEMUA,
        Role.AFIS: Schedule.SEMUA,
        Role.MODEM: Schedule.JAM_KERJA,
    }


def test_loading_a_bad_file_raises_every_mistake(tmp_path: Path, good: str) -> None:
    file = write(tmp_path, good.replace("zone: Asia/Makassar", "zone: WITA").replace("port: 80}", "port: 0}"))
    with pytest.raises(OfficeErrors) as caught:
        load_offices(file, {})
    assert [problem.path for problem in caught.value.problems] == ["zone", "targets[2].probe.port"]
    assert "kantor.yaml: zone: nilai 'WITA' tidak dikenal. Perbaikan: " in str(caught.value)


def test_problems_as_json_have_exactly_the_promised_keys(check: Check) -> None:
    (row,) = problems_json(check(("port: 80}", "port: 0}")))
    assert row == {
        "file": "kantor.yaml",
        "path": "targets[2].probe.port",
        "message": "port 0 di luar batas",
        "fix": "isi 1 sampai 65535",
    }


def test_anchors_and_merges_may_be_used(check: Check) -> None:
    edit = (
        "{id: router, name: Router, role: router, probe: {type: icmp, host: 127.0.0.1}}",
        "&r {id: router, name: Router, role: router, probe: {type: icmp, host: 127.0.0.1}}\n  - {<<: *r, id: router-2}",
    )
    assert check(edit) == []
