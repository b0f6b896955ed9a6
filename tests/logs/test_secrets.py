"""No secret is in anything that is logged or printed: driven through the real app at DEBUG, in both forms."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

import app as web_app
from app import create_app
from collectors.announcing import send_by_apprise
from dashboard import supervisor
from dashboard.access import Role
from dashboard.cli import main as command
from dashboard.logs import _tell_uncaught, keep_secret, redacted
from dashboard.office_alerts import Receiver
from dashboard.office_secrets import office_secrets
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import Store, open_store
from dashboard.views.context import build_context
from dashboard.web import system_clock
from tests.logs.conftest import Written, settings_of
from tests.people import PASSWORD, add_somebody

log = logging.getLogger("pantau.uji")
WRONG, KEY = "sandi-yang-keliru-9", "kunci-uji-rahasia-yang-cukup-panjang"
BOT, MAIL = "1234567:AAbbCCddEEffGG-hh_ii", "surat-rahasia/9@"
DATABASE = "basisdata@sandi/9"


def in_an_exception(text: str) -> None:
    try:
        raise RuntimeError(f"tidak dapat memanggil dengan {text!r}")
    except RuntimeError:
        log.exception("gagal: %s", text)
        _tell_uncaught(*sys.exc_info())  # type: ignore[arg-type]


def texts(folder: Path) -> list[str]:
    return [each.read_text(encoding="utf-8", errors="replace") for each in folder.rglob("*") if each.is_file()]


def test_no_secret_is_in_the_log_of_the_app(
    sqlite_store: Store, tmp_path: Path, written: Written, capfd: pytest.CaptureFixture[str]
) -> None:
    env = {"PANTAU_DATA": str(tmp_path), "PANTAU_SECRET_KEY": KEY}
    settings = settings_of(**env)
    add_somebody(sqlite_store)
    officer = Officer("penyiap", "Penyiap")
    wall, _ = people.add_token(sqlite_store, "layar", Role.WALL, officer, system_clock(), office="51.08")
    token, _ = people.add_token(sqlite_store, "program", Role.KASI, officer, system_clock())
    app = create_app(settings, build_context(settings, sqlite_store, {}))
    app.server.config["WTF_CSRF_ENABLED"] = False

    @app.server.route("/assets/rusak/<path:rest>")
    def broken(rest: str) -> str:
        raise ValueError(f"galat tentang {rest} dan {token} dan password={WRONG}")

    client, cookies = app.server.test_client(), []
    for typed in (WRONG, PASSWORD):
        answer = client.post("/masuk", data={"pengguna": "kasi-uji", "sandi": typed, "lanjut": f"/?token={token}"})
        cookies += [each.split("=", 1)[1].split(";")[0] for each in answer.headers.getlist("Set-Cookie")]
    assert client.post("/akun", data={"lama": PASSWORD, "baru": WRONG, "ulang": WRONG}).status_code == 200
    for path in (f"/dinding/{wall}", f"/dinding/{wall}x", f"/assets/rusak/{wall}", f"/sop?token={token}&kantor=51.08"):
        app.server.test_client().get(path)
    for given in (f"Bearer {token}", f"Bearer {WRONG}", f"Basic {WRONG}"):
        app.server.test_client().get("/api/v1/openapi.json", headers={"Authorization": given, "Cookie": f"a={KEY}"})

    lines = written.lines("pantau.akses")
    assert [line["status"] for line in lines if line["path"] == "/masuk"] == [401, 302]
    assert {"/dinding/***", "/sop"} <= {line["path"] for line in lines}
    assert "galat tentang" in written.plain.getvalue()
    assert len(cookies) >= 2
    said = "".join((written.plain.getvalue(), written.json.getvalue(), *capfd.readouterr(), *texts(tmp_path)))
    for secret in (WRONG, PASSWORD, KEY, wall, token, *filter(None, cookies)):
        assert secret not in said, secret


@pytest.mark.parametrize(
    "make",
    [
        lambda secret: f"postgresql+psycopg://pantau:{secret}@db/pantau?sslmode=require",
        lambda secret: f"redis://:{secret}@redis:6379/0",
        lambda secret: f"host=db password={secret} user=pantau",
        lambda secret: f"host=db password='{secret}' user=pantau",
        lambda secret: f"{{'user': 'a', 'password': '{secret}'}}",
        lambda secret: f'{{"token": "{secret}", "user": "a"}}',
        lambda secret: f"Authorization: Bearer {secret}",
        lambda secret: f"{{'Authorization': 'Basic {secret}'}}",
        lambda secret: f"Cookie: pantau_sesi={secret}; lain={secret}",
        lambda secret: f"(b'Set-Cookie', b'sesi={secret}; Path=/')",
        lambda secret: f"GET /dinding/{secret} HTTP/1.1",
        lambda secret: f"GET https://glpi.kantor/api?app_token={secret}&a=b",
        lambda secret: f"$argon2id$v=19$m=65536,t=3,p=4${secret}",
        lambda secret: f"ppk_{secret} ditolak",
    ],
)
def test_secrets_are_known_by_the_way_they_are_written(make: Callable[[str], str], written: Written) -> None:
    secret = "Xy12345-abcDEF_99"
    log.debug("sambungan %s", make(secret))
    in_an_exception(make(secret))
    assert written.lines()
    assert secret not in written.plain.getvalue() + written.json.getvalue()


def test_words_about_secrets_are_no_secrets() -> None:
    said = "token ab12 dicabut; sandi siti diganti; selama=3 kantor=51.08 Basic authentication, 3 lama"
    assert redacted(said) == said


def test_values_that_settings_and_office_files_name_are_secret_wherever_they_stand(written: Written) -> None:
    url = "postgresql+psycopg://pantau:basisdata%40sandi%2F9@127.0.0.1:1/pantau"
    receivers = [
        Receiver(id="bot", name="Kasi", role="kasi", channel_env="BOT"),
        Receiver(id="surat", name="Kasi", role="kasi", channel_env="SURAT"),
    ]
    env = {
        "BOT": f"tgram://{BOT}/12345678",
        "SURAT": "mailtos://kasi:surat-rahasia%2F9%40@surat.kantor.go.id?to=a@b.id",
    }
    web_app.set_up_logs(settings_of(DATABASE_URL=url, PANTAU_SECRET_KEY=KEY))
    keep_secret(office_secrets(receivers, env))
    with pytest.raises(OperationalError) as away:
        open_store(url).engine.connect()
    log.error("basis data tidak terjangkau: %s", away.value, exc_info=away.value)
    for text in (url, DATABASE, KEY, *env.values(), BOT, MAIL, json.dumps({"a": KEY}), "surat.kantor.go.id"):
        in_an_exception(text)
    send_by_apprise(env["BOT"].replace("tgram", "tidakada"), "judul", "isi")
    said = written.plain.getvalue() + written.json.getvalue()
    assert "surat.kantor.go.id" in said
    for secret in (DATABASE, "basisdata%40", KEY, BOT, MAIL, "surat-rahasia"):
        assert secret not in said, secret


@pytest.mark.parametrize("form", ["json", "manusia"])
@pytest.mark.parametrize("url", ["mysql://a:S4ndi-basis-data@db/x", "a:S4ndi-basis-data@db/x"])
def test_a_broken_address_of_the_database_is_told_without_its_password(
    form: str, url: str, written: Written, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_LOG", form)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PANTAU_REDIS_URL", "redis//:S4ndi-basis-data@redis")
    assert web_app.main([]) == 2
    assert command(["run"]) == 2
    said = capfd.readouterr()
    assert "DATABASE_URL" in said.err
    assert "S4ndi" not in said.out + said.err + written.plain.getvalue()


def test_what_the_supervisor_says_is_a_line_where_programs_read_and_tells_no_secret(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("json", "manusia"):
        web_app.set_up_logs(settings_of(PANTAU_LOG=form))
        logging.getLogger().handlers[:] = logging.getLogger().handlers[-1:]
        supervisor._say("basis data postgresql://a:S4ndi-basis-data@db/x tidak ada")
    as_json, plain = capsys.readouterr().err.splitlines()
    assert json.loads(as_json)["logger"] == "pantau.jalan"
    assert plain == "basis data postgresql://a:***@db/x tidak ada"
    assert "S4ndi" not in as_json
