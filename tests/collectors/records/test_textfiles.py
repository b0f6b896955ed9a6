from __future__ import annotations

from pathlib import Path

import pytest

from collectors.textfiles import broken, read_tail


def test_a_character_cut_by_the_limit_does_not_spoil_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes("xéé\nCafé\n".encode())
    assert read_tail(path, 10).lines == ("Café",)


def test_a_half_written_wide_character_does_not_shift_the_others(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes("lama lama lama\nbaru 12\n".encode("utf-16") + b"1")
    assert "baru 12" in read_tail(path, 24).lines


def test_a_line_cut_by_the_limit_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("Sent 1234\nSent 1235\n")
    assert read_tail(path, 14).lines == ("Sent 1235",)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(), "tidak ditemukan"),
        (PermissionError(), "hak baca"),
        (NotADirectoryError(), "bukan folder"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_every_broken_file_is_named_with_its_mend(error: OSError, said: str) -> None:
    told = str(broken("siak", "/data/siak", error))
    assert told.startswith("siak: /data/siak ")
    assert said in told
