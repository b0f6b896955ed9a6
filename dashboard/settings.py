"""Settings from the environment: read by a call (never at import), checked as a whole, frozen.

``load_settings`` names every mistake at once: variable, value and mend. Each process calls it once and hands it on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from dashboard import settings_values as values
from dashboard.settings_values import LOG_LEVELS, Refused

ROOT = Path(__file__).resolve().parent.parent
"""The checkout (or the folder that the product is installed in)."""

DEMO_OFFICES = ROOT / "data" / "offices"
DATABASE_FILE = "pantau.sqlite3"
BACKUP_FOLDER = "salinan-basis-data"
POLL_S = 30.0
DEMO_POLL_S = 5.0
PROXIES = ("127.0.0.1", "::1")

_PASSWORD = re.compile(r"(://[^:/?#]*|^[^:?#]*(?!://)):.*@")
"""Also of an address that lacks its beginning: ``user:password@server``."""
_PASSWORD_ARGUMENT = re.compile(r"([?&](?:password|passwd|pwd)=)[^&]*", re.IGNORECASE)


def hide_password(url: str) -> str:
    """The URL as it may be shown or logged."""
    return _PASSWORD_ARGUMENT.sub(r"\1***", _PASSWORD.sub(r"\1:***@", url))


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One mistake: the variable, its value (a password hidden), what is wrong and the mend (Indonesian)."""

    name: str
    value: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.name}={self.value}: {self.message}. Perbaikan: {self.fix}"


class SettingsErrors(Exception):  # noqa: N818  (it carries several)
    """Every mistake of the environment; ``str`` gives one line each."""

    def __init__(self, problems: tuple[SettingsProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Settings(BaseModel):
    """What the environment decides. Paths are absolute; ``offices`` is the demo's folder where none is configured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    read_url: str
    offices_configured: Path | None
    data: Path
    host: str
    port: int
    officer: str
    poll_s: float
    raw_days: int
    alert_days: int
    spool_mb: int
    demo_port: int
    redis_url: str
    secret_key: str
    idle_minutes: int
    session_hours: int
    https: bool
    proxies: tuple[str, ...]
    proxy_login: str
    backup_dir: Path
    backup_at: time
    backup_keep: int
    log_level: str
    log_form: str

    @property
    def is_demo(self) -> bool:
        """No office is configured: the simulated ones are shown."""
        return self.offices_configured is None

    @property
    def offices(self) -> Path:
        """Folder or file of the office files in force."""
        return self.offices_configured or DEMO_OFFICES

    def expansion(self, env: Mapping[str, str]) -> dict[str, str]:
        """What ``${NAME}`` in an office file may stand for: ``env``, with the settings' own folder and demo port."""
        return {**env, "PANTAU_DATA": str(self.data), "PANTAU_DEMO_PORT": str(self.demo_port)}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            if name == "secret_key":
                value = "***" if value else ""
            yield name, hide_password(value) if name in ("database_url", "read_url", "redis_url") else value


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    field: str
    default: str
    meaning: str
    read: Callable[[str], object]


_VARIABLES = (
    _Variable(
        "DATABASE_URL",
        "database_url",
        f"sqlite:///<PANTAU_DATA>/{DATABASE_FILE}",
        "Alamat basis data: sqlite:///berkas atau postgresql+psycopg://pengguna:sandi@server/basisdata.",
        values.database_url,
    ),
    _Variable(
        "PANTAU_READ_URL",
        "read_url",
        "(kosong: semua dari DATABASE_URL)",
        "Alamat replika baca PostgreSQL, untuk halaman dan API saja: postgresql+psycopg://pengguna:sandi@replika/basisdata.",
        values.replica_url,
    ),
    _Variable(
        "PANTAU_OFFICES",
        "offices_configured",
        "(kosong: kantor demo di data/offices)",
        "Berkas kantor (.yaml) atau foldernya. Bila kosong, aplikasi berjalan dengan kantor demo (DATA SIMULASI).",
        values.existing_path,
    ),
    _Variable(
        "PANTAU_DATA",
        "data",
        "var",
        "Folder untuk basis data, antrean kirim dan laporan; bawaannya folder var di tempat aplikasi.",
        values.folder,
    ),
    _Variable("PANTAU_HOST", "host", "127.0.0.1", "Alamat tempat halaman web mendengarkan.", values.host),
    _Variable("PANTAU_PORT", "port", "8050", "Port halaman web; 0 memilih port yang bebas.", values.whole(0, 65535)),
    _Variable(
        "PANTAU_OFFICER",
        "officer",
        "Petugas PIAK",
        "Nama petugas yang dicatat pada setiap perubahan, selama belum ada login.",
        str,
    ),
    _Variable(
        "PANTAU_POLL_S",
        "poll_s",
        f"{POLL_S:g} (demo: {DEMO_POLL_S:g})",
        "Selang pemeriksaan jaringan dalam detik.",
        values.poll_seconds,
    ),
    _Variable(
        "PANTAU_RAW_DAYS",
        "raw_days",
        "10",
        "Lama sampel mentah disimpan dalam hari; rekap, keadaan dan angka kepatuhan disimpan selamanya.",
        values.whole(2, 3650),
    ),
    _Variable(
        "PANTAU_ALERT_DAYS",
        "alert_days",
        "400",
        "Lama peringatan yang sudah selesai dan terkirim disimpan dalam hari; yang gagal terkirim tidak dihapus.",
        values.whole(30, 3650),
    ),
    _Variable(
        "PANTAU_SPOOL_MB",
        "spool_mb",
        "512",
        "Ruang disk tiap kantor, dalam MB, untuk antrean sampel selama basis data tidak terjangkau.",
        values.whole(4, 100_000),
    ),
    _Variable(
        "PANTAU_DEMO_PORT",
        "demo_port",
        "17000",
        "Port yang dipakai sumber demo pada alamat 127.0.0.0/8.",
        values.whole(1, 65535),
    ),
    _Variable(
        "PANTAU_REDIS_URL",
        "redis_url",
        "(kosong: proses di komputer ini)",
        "Alamat Redis untuk pembuat laporan di beberapa komputer (Celery): redis://server:6379/0.",
        values.redis_url,
    ),
    _Variable(
        "PANTAU_SECRET_KEY",
        "secret_key",
        "(kosong: acak sejak proses dimulai)",
        "Kunci tanda tangan sesi, sama di semua pekerja web. Bila kosong, semua orang masuk lagi setelah mulai ulang.",
        values.secret,
    ),
    _Variable(
        "PANTAU_IDLE_MINUTES",
        "idle_minutes",
        "60",
        "Sesi tanpa kegiatan berakhir setelah sekian menit; pembaruan otomatis halaman tidak dihitung.",
        values.whole(5, 1440),
    ),
    _Variable(
        "PANTAU_SESSION_HOURS",
        "session_hours",
        "12",
        "Sesi berakhir paling lama setelah sekian jam.",
        values.whole(1, 720),
    ),
    _Variable(
        "PANTAU_HTTPS",
        "https",
        "tidak",
        "ya bila orang membuka aplikasi lewat proksi HTTPS: kuki hanya dikirim lewat HTTPS.",
        values.yes_or_no,
    ),
    _Variable(
        "PANTAU_PROXY",
        "proxies",
        ", ".join(PROXIES),
        "Alamat IP proksi HTTPS, dipisah koma; dengan PANTAU_HTTPS=ya hanya darinya X-Forwarded-* dipercaya.",
        values.ips,
    ),
    _Variable(
        "PANTAU_PROXY_LOGIN",
        "proxy_login",
        "(kosong: tidak ada)",
        "Alamat IP proksi yang sudah memeriksa siapa penggunanya; hanya darinya kepala X-Pantau-User dipercaya.",
        values.ip,
    ),
    _Variable(
        "PANTAU_BACKUP_DIR",
        "backup_dir",
        f"<PANTAU_DATA>/{BACKUP_FOLDER}",
        "Folder salinan basis data SQLite; sebaiknya di disk lain. Salinannya hanya terbaca oleh pemilik proses.",
        values.folder,
    ),
    _Variable("PANTAU_BACKUP_AT", "backup_at", "19.00", "Jam kantor untuk salinan harian basis data.", values.clock),
    _Variable(
        "PANTAU_BACKUP_KEEP",
        "backup_keep",
        "14",
        "Berapa salinan terbaru disimpan; 0 mematikannya.",
        values.whole(0, 3650),
    ),
    _Variable("PANTAU_LOG_LEVEL", "log_level", "INFO", "Tingkat log: " + ", ".join(LOG_LEVELS) + ".", values.log_level),
    _Variable(
        "PANTAU_LOG",
        "log_form",
        "manusia",
        "Bentuk log: manusia (baris untuk dibaca) atau json (satu objek JSON tiap baris, untuk program).",
        values.log_form,
    ),
)


def describe_settings() -> list[tuple[str, str, str]]:
    """Every setting as (name of the variable, default, meaning); the docs' table is tested against it."""
    return [(variable.name, variable.default, variable.meaning) for variable in _VARIABLES]


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment (``os.environ`` unless given). An empty variable counts as not set.

    Raises SettingsErrors with every mistake.
    """
    env = os.environ if env is None else env
    given: dict[str, object] = {}
    problems = []
    for variable in _VARIABLES:
        text = env.get(variable.name, "").strip()
        if not text:
            continue
        try:
            given[variable.field] = variable.read(text)
        except Refused as refused:
            shown = "***" if variable.name == "PANTAU_SECRET_KEY" else hide_password(text)
            problems.append(SettingsProblem(variable.name, shown, refused.message, refused.fix))
    if given.get("read_url") and not str(given.get("database_url", "")).startswith("postgresql"):
        why, mend = "replika baca hanya untuk PostgreSQL", "kosongkan, atau isi DATABASE_URL dengan alamat PostgreSQL"
        problems.append(SettingsProblem("PANTAU_READ_URL", hide_password(str(given["read_url"])), why, mend))
    if problems:
        raise SettingsErrors(tuple(problems))
    return Settings.model_validate(_defaults(given) | given)


def _defaults(given: Mapping[str, object]) -> dict[str, object]:
    data = given.get("data", ROOT / "var")
    return {
        "backup_dir": Path(str(data)) / BACKUP_FOLDER,
        "backup_at": time(19),
        "backup_keep": 14,
        "database_url": f"sqlite:///{data}/{DATABASE_FILE}",
        "read_url": "",
        "offices_configured": None,
        "data": data,
        "host": "127.0.0.1",
        "port": 8050,
        "officer": "Petugas PIAK",
        "poll_s": POLL_S if "offices_configured" in given else DEMO_POLL_S,
        "raw_days": 10,
        "alert_days": 400,
        "spool_mb": 512,
        "demo_port": 17000,
        "redis_url": "",
        "secret_key": "",
        "idle_minutes": 60,
        "session_hours": 12,
        "https": False,
        "proxies": PROXIES,
        "proxy_login": "",
        "log_level": "INFO",
        "log_form": "manusia",
    }
