"""Folders of backups: addresses, secrets outside the file, pinned host keys, second copies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.offices import BackupSource, SecondCopy, load_offices
from tests.offices.conftest import Check, Only

GUIDE = Path(__file__).parents[2] / "docs" / "panduan" / "cadangan.md"
KEY = "SHA256:" + "a" * 43
ENV = {"PENGGUNA": "siak", "SANDI": "rahasia-sekali", "KUNCI": "/srv/kunci"}
SMB = "user_env: PENGGUNA, password_env: SANDI"
SFTP = f'user_env: PENGGUNA, password_env: SANDI, host_key: "{KEY}"'

# what: the folder's keys, the place of the mistake, what is said
MISTAKES = {
    "an unknown scheme": ("folder: 'ftp://10.0.0.5/a'", "folder", "ftp:// tidak dikenal"),
    "no server": (f"folder: 'smb:///a', {SMB}", "folder", "tanpa nama server"),
    "no share": (f"folder: 'smb://10.0.0.5/', {SMB}", "folder", "tanpa nama share"),
    "a port that is none": (f"folder: 'smb://10.0.0.5:x/a', {SMB}", "folder", "tidak terbaca"),
    "a question": (f"folder: 'smb://10.0.0.5/a?b=c', {SMB}", "folder", "memuat ? atau #"),
    "a password in the address": (f"folder: 'smb://siak:rahasia-sekali@10.0.0.5/a', {SMB}", "folder", "sandi"),
    "smb without user": ("folder: 'smb://10.0.0.5/a', password_env: SANDI", "user_env", "perlu user_env"),
    "smb without password": ("folder: 'smb://10.0.0.5/a', user_env: PENGGUNA", "password_env", "perlu password_env"),
    "smb with a host key": (f'folder: "smb://10.0.0.5/a", {SMB}, host_key: "{KEY}"', "host_key", "tidak berlaku"),
    "a variable that is not set": (
        "folder: 'smb://10.0.0.5/a', user_env: PENGGUNA, password_env: KOSONG",
        "password_env",
        "KOSONG belum diisi",
    ),
    "sftp without secret": (
        f'folder: "sftp://10.0.0.6/a", user_env: PENGGUNA, host_key: "{KEY}"',
        "password_env",
        "password_env atau key_file_env",
    ),
    "sftp without pinned key": (f"folder: 'sftp://10.0.0.6/a', {SMB}", "host_key", "kunci server belum dicatat"),
    "sftp with both": (f"folder: 'sftp://10.0.0.6/a', {SFTP}, known_hosts: a", "host_key", "jangan keduanya"),
    "a fingerprint that is none": (
        f"folder: 'sftp://10.0.0.6/a', {SMB}, host_key: 'MD5:aa:bb'",
        "host_key",
        "bukan sidik jari",
    ),
    "a user for a local folder": ("folder: dump, user_env: PENGGUNA", "user_env", "tidak berlaku"),
    "a copy in the same folder": (
        "folder: dump, second_copy: {folder: dump}",
        "second_copy.folder",
        "folder yang sama",
    ),
    "a copy at an unknown place": (
        "folder: dump, second_copy: {folder: 'http://10.0.0.5/a'}",
        "second_copy.folder",
        "http:// tidak dikenal",
    ),
    "a copy with a negative grace": (
        "folder: dump, second_copy: {folder: disk, grace_minutes: -1}",
        "second_copy.grace_minutes",
        "di bawah nol",
    ),
    "a copy with a misspelt key": (
        "folder: dump, second_copy: {folder: disk, grace: 5}",
        "second_copy.grace",
        "tidak dikenal",
    ),
}


@pytest.mark.parametrize(("keys", "place", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_at_its_place_without_the_secret(only: Only, keys: str, place: str, said: str) -> None:
    path, message, fix = only(("folder: dump,", f"{keys},"), env=ENV)
    assert path == f"backups[0].{place}"
    assert said in message
    assert fix
    assert "rahasia-sekali" not in message + fix


@pytest.mark.parametrize(
    "keys",
    [
        f"folder: 'smb://10.0.0.5:4450/cadangan/siak', {SMB}",
        f"folder: 'sftp://siak.local/srv/cadangan', {SFTP}",
        f'folder: "sftp://10.0.0.6/a", user_env: PENGGUNA, key_file_env: KUNCI, host_key: "{KEY}"',
        f"folder: 'sftp://10.0.0.6/a', {SMB}, known_hosts: known_hosts",
        f"folder: dump, second_copy: {{folder: 'smb://10.0.0.5/hardisk', {SMB}}}",
    ],
)
def test_what_can_be_read_is_accepted(check: Check, keys: str) -> None:
    assert check(("folder: dump,", f"{keys},"), env=ENV) == []


def test_addresses_stay_and_paths_hang_on_the_office_file(tmp_path: Path, good: str) -> None:
    keys = f"folder: 'sftp://10.0.0.6/a', {SMB}, known_hosts: kunci/known_hosts, second_copy: {{folder: disk}}"
    file = tmp_path / "kantor.yaml"
    file.write_text(good.replace("folder: dump,", f"{keys},"), encoding="utf-8")
    (office,) = load_offices(file, ENV)
    source = office.backups[0]
    assert source.folder == "sftp://10.0.0.6/a"
    assert source.known_hosts == str(tmp_path / "kunci" / "known_hosts")
    assert source.second_copy is not None
    assert source.second_copy.folder == str(tmp_path / "disk")


def test_no_secret_stands_in_an_office(tmp_path: Path, good: str) -> None:
    file = tmp_path / "kantor.yaml"
    file.write_text(good.replace("folder: dump,", f"folder: 'smb://10.0.0.5/a', {SMB},"), encoding="utf-8")
    assert ENV["SANDI"] not in repr(load_offices(file, ENV))


@pytest.mark.parametrize("key", sorted({*BackupSource.model_fields, *SecondCopy.model_fields} - {"id", "name"}))
def test_every_key_of_a_backup_stands_in_the_guide(key: str) -> None:
    assert re.search(rf"\b{key}\b", GUIDE.read_text(encoding="utf-8"))
