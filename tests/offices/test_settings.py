"""Settings come from the environment, checked as a whole."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.settings import SettingsErrors, describe_settings, load_settings


def problem(name: str, value: str) -> tuple[str, str, str]:
    with pytest.raises(SettingsErrors) as caught:
        load_settings({name: value})
    (found,) = caught.value.problems
    assert found.name == name
    return found.value, found.message, found.fix


def test_an_empty_environment_is_the_demo() -> None:
    settings = load_settings({})
    assert settings.is_demo
    assert settings.offices.parts[-2:] == ("data", "offices")
    assert (settings.host, settings.port, settings.poll_s, settings.demo_port) == ("127.0.0.1", 8050, 5, 17000)
    assert (settings.officer, settings.log_level) == ("Petugas PIAK", "INFO")
    assert settings.data.name == "var"
    assert settings.database_url == f"sqlite:///{settings.data}/pantau.sqlite3"


def test_an_own_office_ends_the_demo_and_polls_every_30_seconds(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_OFFICES": str(tmp_path)})
    assert (settings.is_demo, settings.offices, settings.poll_s) == (False, tmp_path, 30)


def test_every_variable_is_read(tmp_path: Path) -> None:
    env = {
        "DATABASE_URL": "postgresql+psycopg://pantau@db/pantau",
        "PANTAU_READ_URL": "postgresql+psycopg://pantau:rahasia@replika/pantau",
        "PANTAU_OFFICES": str(tmp_path),
        "PANTAU_DATA": str(tmp_path / "data"),
        "PANTAU_HOST": "0.0.0.0",
        "PANTAU_PORT": "0",
        "PANTAU_OFFICER": "Kasi SIAK",
        "PANTAU_POLL_S": "2.5",
        "PANTAU_RAW_DAYS": "30",
        "PANTAU_ALERT_DAYS": "60",
        "PANTAU_SPOOL_MB": "64",
        "PANTAU_DEMO_PORT": "18000",
        "PANTAU_SECRET_KEY": "rahasia" * 6,
        "PANTAU_IDLE_MINUTES": "30",
        "PANTAU_SESSION_HOURS": "8",
        "PANTAU_HTTPS": "ya",
        "PANTAU_PROXY": "10.0.0.1, ::1",
        "PANTAU_PROXY_LOGIN": "10.0.0.1",
        "PANTAU_REDIS_URL": "redis://:rahasia@redis:6379/0",
        "PANTAU_BACKUP_DIR": str(tmp_path / "disk-lain"),
        "PANTAU_BACKUP_AT": "6:05",
        "PANTAU_BACKUP_KEEP": "30",
        "PANTAU_LOG_LEVEL": "debug",
        "PANTAU_LOG": "JSON",
    }
    settings = load_settings(env)
    assert settings.model_dump() == {
        "backup_dir": tmp_path / "disk-lain",
        "backup_at": time(6, 5),
        "backup_keep": 30,
        "database_url": "postgresql+psycopg://pantau@db/pantau",
        "read_url": "postgresql+psycopg://pantau:rahasia@replika/pantau",
        "offices_configured": tmp_path,
        "data": tmp_path / "data",
        "host": "0.0.0.0",
        "port": 0,
        "officer": "Kasi SIAK",
        "poll_s": 2.5,
        "raw_days": 30,
        "alert_days": 60,
        "spool_mb": 64,
        "demo_port": 18000,
        "redis_url": "redis://:rahasia@redis:6379/0",
        "secret_key": "rahasia" * 6,
        "idle_minutes": 30,
        "session_hours": 8,
        "https": True,
        "proxies": ("10.0.0.1", "::1"),
        "proxy_login": "10.0.0.1",
        "log_level": "DEBUG",
        "log_form": "json",
    }
    assert "rahasia" not in repr(settings)
    assert set(env) == {name for name, _, _ in describe_settings()}


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_PORT", "8123")
    assert load_settings().port == 8123


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/pantau.sqlite3"


def test_a_relative_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({"PANTAU_DATA": "simpan"}).data == tmp_path / "simpan"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"PANTAU_PORT": " ", "PANTAU_OFFICES": ""}).port == 8050


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("DATABASE_URL", "mysql://db/pantau", "postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql://db/pantau", "awali dengan postgresql+psycopg://"),
        ("PANTAU_READ_URL", "sqlite:////folder/pantau.sqlite3", "hanya untuk PostgreSQL"),
        ("PANTAU_READ_URL", "postgresql+psycopg://db/pantau", "isi DATABASE_URL dengan alamat PostgreSQL"),
        ("PANTAU_OFFICES", "/tidak/ada", "kosongkan untuk demo"),
        ("PANTAU_HOST", "http://127.0.0.1", "alamat saja"),
        ("PANTAU_PORT", "65536", "0 sampai 65535"),
        ("PANTAU_PORT", "delapan", "0 sampai 65535"),
        ("PANTAU_POLL_S", "0", "1 sampai 3600"),
        ("PANTAU_POLL_S", "nan", "1 sampai 3600"),
        ("PANTAU_DEMO_PORT", "0", "1 sampai 65535"),
        ("PANTAU_LOG_LEVEL", "verbose", "DEBUG, INFO, WARNING, ERROR"),
        ("PANTAU_LOG", "xml", "manusia, json"),
    ],
)
def test_a_bad_value_is_named_with_its_mend(name: str, value: str, mend: str) -> None:
    shown, message, fix = problem(name, value)
    assert shown == value
    assert message
    assert mend in fix


def test_the_data_folder_must_not_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "var"
    file.touch()
    assert "bukan folder" in problem("PANTAU_DATA", str(file))[1]


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(SettingsErrors) as caught:
        load_settings({"PANTAU_PORT": "x", "PANTAU_POLL_S": "y", "PANTAU_LOG_LEVEL": "z"})
    assert [one.name for one in caught.value.problems] == ["PANTAU_PORT", "PANTAU_POLL_S", "PANTAU_LOG_LEVEL"]
    assert "PANTAU_PORT=x: bukan bilangan bulat" in str(caught.value)


@pytest.mark.parametrize("password", ["rahasia", "ra@ha/sia", "ra:ha"])
def test_a_password_is_never_shown(password: str) -> None:
    good = load_settings({"DATABASE_URL": f"postgresql+psycopg://pantau:{password}@db/pantau"})
    assert password not in repr(good) + str(good)
    assert "pantau:***@db" in repr(good)
    assert password not in problem("DATABASE_URL", f"mysql://pantau:{password}@db/pantau?password={password}")[0]
    assert password not in problem("DATABASE_URL", f"pantau:{password}@db/pantau")[0]


def test_settings_cannot_be_changed() -> None:
    settings = load_settings({})
    with pytest.raises(ValidationError):
        settings.port = 1


def test_expansion_adds_the_data_folder_and_the_demo_port(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    filled = settings.expansion({"KANTOR_URL": "sqlite://", "PANTAU_DATA": "salah"})
    assert filled == {"KANTOR_URL": "sqlite://", "PANTAU_DATA": str(tmp_path), "PANTAU_DEMO_PORT": "17000"}


def test_every_setting_is_described() -> None:
    for name, default, meaning in describe_settings():
        assert name.isupper()
        assert default
        assert meaning.endswith(".")


def test_nothing_is_created_by_loading(tmp_path: Path) -> None:
    load_settings({"PANTAU_DATA": str(tmp_path / "baru")})
    assert not Path(tmp_path / "baru").exists()


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PANTAU_BACKUP_AT", "25.00", "isi jam dan menit, misalnya 19.00"),
        ("PANTAU_BACKUP_KEEP", "banyak", "isi bilangan dari 0 sampai 3650"),
    ],
)
def test_bad_settings_of_copies_are_named_with_their_mend(name: str, value: str, fix: str) -> None:
    assert problem(name, value)[2] == fix
