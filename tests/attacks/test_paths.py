"""Addresses that try to leave the folders that something is served from."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from dash import Dash

from dashboard.access import Role
from dashboard.services import people
from dashboard.settings import load_settings
from dashboard.store import Store
from tests.attacks.people_at_work import NOW, Browser
from tests.attacks.test_sessions import OFFICER

_UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..\\", "..%5c", "....//", "..;/", "..%c0%af", "..%00/")
_FOUND = ("etc/passwd", "app.py", "pantau.sqlite3", "kunci", ".git/config")
_ABSOLUTE = (
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "C:\\Windows\\win.ini",
    "//etc/passwd",
    "%00",
    "x%00.js",
)
HOSTILE = [*(up * 6 + place for up, place in itertools.product(_UP, _FOUND)), *_ABSOLUTE]
PREFIXES = (
    "/assets/",
    "/assets/vendor/",
    "/static/",
    "/_dash-component-suites/dash/",
    "/_dash-component-suites/",
    "/laporan/berkas/",
    "/dinding/",
    "/tiket/",
    "/sop/",
    "/",
)
_SECRETS = ("root:x:0", "PantauDash", "SQLite format", "secret", "[core]")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_address_reaches_a_file_that_is_not_meant_for_it(kasi: Browser, prefix: str) -> None:
    for path in HOSTILE:
        answer = kasi.get(prefix + path)
        assert answer.status_code in (200, 301, 302, 308, 400, 401, 404), (path, answer.status_code)
        if answer.status_code == 200:  # a page's skeleton, the same for every address
            assert answer.mimetype == "text/html", path
        assert not [each for each in _SECRETS if each in answer.text], path


def test_nobody_unknown_gets_an_error_of_the_server_for_a_strange_address(browser: Browser) -> None:
    for prefix in ("/assets/", "/_dash-component-suites/", "/_dash-component-suites/dash/", "/dinding/"):
        for path in ("x.js", "y/x.js", "a" * 3000, "%ff", "%F0%9F", "..%2fx", "x\u202ey", "%0d%0aX: y"):
            assert browser.get(prefix + path).status_code in (400, 401, 404), (prefix, path)


def test_a_report_is_fetched_by_the_name_that_the_list_gave_and_by_no_path(
    app: Dash, kasi: Browser, store: Store
) -> None:
    folder = Path(app.server.config["CONTEXT"].settings.data)
    (folder / "rahasia.txt").write_text("secret")
    for name in (
        "rahasia.txt",
        "..",
        ".",
        "../rahasia.txt",
        "%2e%2e%2frahasia.txt",
        str(folder / "rahasia.txt"),
        "*",
        "%00",
    ):
        assert "secret" not in kasi.get(f"/laporan/berkas/{name}").text
    assert store.dialect == "sqlite"


@pytest.mark.parametrize(
    "name", ["../../x", "a/b", "a\\b", "a\x00b", "/etc/x", ".", "..", "", "a" * 300, "CON", "a\nb"]
)
def test_no_name_of_a_user_or_an_office_becomes_a_path(store: Store, name: str) -> None:
    from dashboard.services.desk_base import DeskError

    with pytest.raises(DeskError):
        people.add_user(store, name, "X", Role.KASI, "sandi-yang-panjang", OFFICER, NOW)


def test_the_names_of_reports_are_made_of_plain_letters(app: Dash) -> None:
    from dataclasses import replace

    from dashboard.exports.forms import FORMS, file_name
    from dashboard.views.report import report_view
    from tests.exports.conftest import END, START
    from tests.offices_factory import CODE

    view = report_view(app.server.config["CONTEXT"], CODE, START, END, NOW)
    for short in ("../../etc/passwd", "a\x00b", "C:\\x", "..", "<script>", "x" * 500, "\u202egpj.exe", "a\r\nb"):
        name = file_name(replace(view, office=replace(view.office, short=short)), next(iter(FORMS.values())))
        assert Path(name).name == name
        assert name.isascii()
        assert len(name) < 100
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_the_folder_of_data_is_not_served(app: Dash) -> None:
    served = {app.config.assets_folder, app.server.static_folder}
    data = load_settings({"PANTAU_DATA": "/tmp/x"}).data
    assert not [each for each in served if each and (data == Path(each) or Path(each) in data.parents)]
