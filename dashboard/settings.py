"""Settings from the environment: read by a call (never at import), checked as a whole, frozen.

``load_settings`` names every mistake at once: variable, value and mend. Each process calls it once and hands it on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout (or the folder that the product is installed in)."""

DEMO_OFFICES = ROOT / "data" / "offices"
DATABASE_FILE = "pantau.sqlite3"
BACKUP_FOLDER = "salinan-basis-data"
POLL_S = 30.0
DEMO_POLL_S = 5.0
SHORTEST_SECRET = 32
PROXIES = ("127.0.0.1", "::1")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
JSON_LOG = "json"
LOG_FORMS = ("manusia", JSON_LOG)

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


class _Refused(Exception):  # noqa: N818
    """A value that cannot be taken: message and mend."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise _Refused("bukan bilangan bulat dalam batasnya", f"isi bilangan dari {low} sampai {high}")
        return int(text)

    return read


def _seconds(text: str) -> float:
    fix = "isi detik dari 1 sampai 3600, misalnya 30"
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        raise _Refused("bukan bilangan detik", fix)
    if not 1 <= float(text) <= 3600:
        raise _Refused("selang di luar batas", fix)
    return float(text)


def _database(text: str) -> str:
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    if text.startswith(("postgres://", "postgresql")):
        raise _Refused("penggerak PostgreSQL tidak dikenal", "awali dengan postgresql+psycopg://")
    raise _Refused(
        "bukan alamat basis data yang dikenal",
        "isi sqlite:////folder/pantau.sqlite3 atau postgresql+psycopg://pengguna:sandi@server/basisdata",
    )


def _replica(text: str) -> str:
    if text.startswith("sqlite"):
        raise _Refused("berkas SQLite tidak punya replika", "kosongkan; replika hanya untuk PostgreSQL")
    return _database(text)


def _existing(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not path.exists():
        raise _Refused(
            "folder atau berkas tidak ada", "isi jalur berkas kantor (.yaml) atau foldernya, atau kosongkan untuk demo"
        )
    return path


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise _Refused("ini berkas, bukan folder", "isi jalur sebuah folder; bila belum ada akan dibuat")
    return path


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text) or "//" in text:
        raise _Refused("bukan alamat untuk mendengarkan", "isi alamat saja, misalnya 127.0.0.1 atau 0.0.0.0")
    return text


def _redis(text: str) -> str:
    if not re.fullmatch(r"rediss?://\S+", text):
        raise _Refused("bukan alamat Redis", "isi seperti redis://server:6379/0, atau kosongkan")
    return text


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        fix = "isi teks acak, misalnya keluaran: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        raise _Refused(f"kunci kurang dari {SHORTEST_SECRET} huruf", fix)
    return text


def _yes(text: str) -> bool:
    known = {"ya": True, "1": True, "tidak": False, "0": False}
    if text.lower() not in known:
        raise _Refused("bukan ya atau tidak", "isi ya atau tidak")
    return known[text.lower()]


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise _Refused("bukan alamat IP", "isi alamat proksi, misalnya 127.0.0.1, atau kosongkan") from None


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(_address(each.strip()) for each in text.split(","))


def _clock(text: str) -> time:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", text)
    if found is None:
        raise _Refused("bukan jam", "isi jam dan menit, misalnya 19.00")
    return time(int(found[1]), int(found[2]))


def _level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise _Refused("tingkat log tidak dikenal", f"isi salah satu: {', '.join(LOG_LEVELS)}")
    return text.upper()


def _form(text: str) -> str:
    if text.lower() not in LOG_FORMS:
        raise _Refused("bentuk log tidak dikenal", f"isi salah satu: {', '.join(LOG_FORMS)}")
    return text.lower()


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
        _database,
    ),
    _Variable(
        "PANTAU_READ_URL",
        "read_url",
        "(kosong: semua dari DATABASE_URL)",
        "Alamat replika baca PostgreSQL, untuk halaman dan API saja: postgresql+psycopg://pengguna:sandi@replika/basisdata.",
        _replica,
    ),
    _Variable(
        "PANTAU_OFFICES",
        "offices_configured",
        "(kosong: kantor demo di data/offices)",
        "Berkas kantor (.yaml) atau foldernya. Bila kosong, aplikasi berjalan dengan kantor demo (DATA SIMULASI).",
        _existing,
    ),
    _Variable(
        "PANTAU_DATA",
        "data",
        "var",
        "Folder untuk basis data, antrean kirim dan laporan; bawaannya folder var di tempat aplikasi.",
        _folder,
    ),
    _Variable("PANTAU_HOST", "host", "127.0.0.1", "Alamat tempat halaman web mendengarkan.", _host),
    _Variable("PANTAU_PORT", "port", "8050", "Port halaman web; 0 memilih port yang bebas.", _whole(0, 65535)),
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
        _seconds,
    ),
    _Variable(
        "PANTAU_RAW_DAYS",
        "raw_days",
        "10",
        "Lama sampel mentah disimpan dalam hari; rekap, keadaan dan angka kepatuhan disimpan selamanya.",
        _whole(2, 3650),
    ),
    _Variable(
        "PANTAU_ALERT_DAYS",
        "alert_days",
        "400",
        "Lama peringatan yang sudah selesai dan terkirim disimpan dalam hari; yang gagal terkirim tidak dihapus.",
        _whole(30, 3650),
    ),
    _Variable(
        "PANTAU_SPOOL_MB",
        "spool_mb",
        "512",
        "Ruang disk tiap kantor, dalam MB, untuk antrean sampel selama basis data tidak terjangkau.",
        _whole(4, 100_000),
    ),
    _Variable(
        "PANTAU_DEMO_PORT",
        "demo_port",
        "17000",
        "Port yang dipakai sumber demo pada alamat 127.0.0.0/8.",
        _whole(1, 65535),
    ),
    _Variable(
        "PANTAU_REDIS_URL",
        "redis_url",
        "(kosong: proses di komputer ini)",
        "Alamat Redis untuk pembuat laporan di beberapa komputer (Celery): redis://server:6379/0.",
        _redis,
    ),
    _Variable(
        "PANTAU_SECRET_KEY",
        "secret_key",
        "(kosong: acak sejak proses dimulai)",
        "Kunci tanda tangan sesi, sama di semua pekerja web. Bila kosong, semua orang masuk lagi setelah mulai ulang.",
        _secret,
    ),
    _Variable(
        "PANTAU_IDLE_MINUTES",
        "idle_minutes",
        "60",
        "Sesi tanpa kegiatan berakhir setelah sekian menit; pembaruan otomatis halaman tidak dihitung.",
        _whole(5, 1440),
    ),
    _Variable(
        "PANTAU_SESSION_HOURS", "session_hours", "12", "Sesi berakhir paling lama setelah sekian jam.", _whole(1, 720)
    ),
    _Variable(
        "PANTAU_HTTPS",
        "https",
        "tidak",
        "ya bila orang membuka aplikasi lewat proksi HTTPS: kuki hanya dikirim lewat HTTPS.",
        _yes,
    ),
    _Variable(
        "PANTAU_PROXY",
        "proxies",
        ", ".join(PROXIES),
        "Alamat IP proksi HTTPS, dipisah koma; dengan PANTAU_HTTPS=ya hanya darinya X-Forwarded-* dipercaya.",
        _addresses,
    ),
    _Variable(
        "PANTAU_PROXY_LOGIN",
        "proxy_login",
        "(kosong: tidak ada)",
        "Alamat IP proksi yang sudah memeriksa siapa penggunanya; hanya darinya kepala X-Pantau-User dipercaya.",
        _address,
    ),
    _Variable(
        "PANTAU_BACKUP_DIR",
        "backup_dir",
        f"<PANTAU_DATA>/{BACKUP_FOLDER}",
        "Folder salinan basis data SQLite; sebaiknya di disk lain. Salinannya hanya terbaca oleh pemilik proses.",
        _folder,
    ),
    _Variable("PANTAU_BACKUP_AT", "backup_at", "19.00", "Jam kantor untuk salinan harian basis data.", _clock),
    _Variable(
        "PANTAU_BACKUP_KEEP", "backup_keep", "14", "Berapa salinan terbaru disimpan; 0 mematikannya.", _whole(0, 3650)
    ),
    _Variable("PANTAU_LOG_LEVEL", "log_level", "INFO", "Tingkat log: " + ", ".join(LOG_LEVELS) + ".", _level),
    _Variable(
        "PANTAU_LOG",
        "log_form",
        "manusia",
        "Bentuk log: manusia (baris untuk dibaca) atau json (satu objek JSON tiap baris, untuk program).",
        _form,
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
        except _Refused as refused:
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
