"""Log books in an office file: where they lie, and that every key of theirs stands in the guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.office_ticket_checks import _OWN_KEYS
from dashboard.offices import load_offices
from tests.offices.conftest import Check, Only

GUIDE = (Path(__file__).parents[2] / "docs" / "panduan" / "buku-agenda.md").read_text(encoding="utf-8")
PATH = "path: buku.xlsx"
SMB = "folder: 'smb://10.0.0.5/agenda', user_env: PENGGUNA, password_env: SANDI"
ENV = {"PENGGUNA": "agenda", "SANDI": "rahasia-sekali"}


@pytest.mark.parametrize("key", ["kind", "sop_default", "zone", *_OWN_KEYS["xlsx"]])
def test_every_key_of_a_book_stands_in_the_guide(key: str) -> None:
    assert f"| `{key}` |" in GUIDE


def test_a_book_in_a_folder_of_a_server_is_accepted(check: Check) -> None:
    assert check((PATH, f"{PATH}\n    share: {{{SMB}}}\n    nomor_per_tahun: true"), env=ENV) == []


@pytest.mark.parametrize(
    ("book", "place", "said"),
    [
        (f"{PATH}\n    share: {{folder: 'ftp://10.0.0.5/a'}}", "share.folder", "ftp:// tidak dikenal"),
        (
            f"{PATH}\n    share: {{folder: 'smb://10.0.0.5/a', user_env: PENGGUNA}}",
            "share.password_env",
            "perlu password_env",
        ),
        (f"path: agenda/buku.xlsx\n    share: {{{SMB}}}", "path", "path memuat folder padahal ada share"),
        (f"{PATH}\n    nomor_per_tahun: kadang", "nomor_per_tahun", ""),
        ("path: buku.xls", "path", "berkas .xls bukan buku .xlsx"),
    ],
)
def test_a_mistake_in_a_book_is_named(only: Only, book: str, place: str, said: str) -> None:
    path, message, fix = only((PATH, book), env=ENV)
    assert path == f"tickets[0].{place}"
    assert said in message
    assert fix
    assert "rahasia-sekali" not in message + fix


def test_a_book_hangs_on_the_office_file_and_one_on_a_share_keeps_its_name(tmp_path: Path, good: str) -> None:
    file = tmp_path / "kantor.yaml"
    file.write_text(good, encoding="utf-8")
    assert load_offices(file, {})[0].tickets[0].path == str(tmp_path / "buku.xlsx")
    file.write_text(good.replace(PATH, f"{PATH}\n    share: {{folder: bersama}}"), encoding="utf-8")
    (source,) = load_offices(file, {})[0].tickets
    assert source.share is not None
    assert (source.path, source.share.folder) == ("buku.xlsx", str(tmp_path / "bersama"))
