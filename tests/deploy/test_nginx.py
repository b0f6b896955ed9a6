"""The configuration of ``deploy/nginx``, tried with the real nginx before the real web application."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import Store
from dashboard.web import system_clock
from tests.deploy.front import Behind, Front
from tests.people import PASSWORD, add_somebody
from tests.stores import Databases, fresh_store

LOGIN = (
    ("#auth_basic", "auth_basic"),
    ('X-Pantau-User ""', "X-Pantau-User $remote_user"),
)
SPOKEN_BY_THE_APP = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")


@pytest.fixture(scope="module")
def store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        add_somebody(made)
        yield made


@pytest.fixture(scope="module")
def front(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    behind = Behind(store, tmp_path_factory.mktemp("data"))
    made = Front(tmp_path_factory.mktemp("nginx"), behind.port)
    yield made
    made.close()
    behind.close()


def sign_in(client: httpx.Client) -> httpx.Response:
    """As a browser does it by the form."""
    (word,) = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/masuk").text)
    typed = {"csrf_token": word, "pengguna": "kasi-uji", "sandi": PASSWORD}
    return client.post("/masuk", data=typed, headers={"Referer": str(client.base_url.join("/masuk"))})


def test_signing_in_over_https_works_and_its_cookie_never_leaves_it(front: Front) -> None:
    with front.client() as client:
        answer = sign_in(client)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        flags = answer.headers["Set-Cookie"].partition(";")[2]
        assert all(flag in flags for flag in ("Secure", "HttpOnly", "SameSite=Lax"))
        assert "Kasi Uji" in client.get("/akun").text


def test_every_header_of_security_comes_once(front: Front) -> None:
    with front.client() as client:
        answer = client.get("/masuk")
        for name in ("Strict-Transport-Security", "Cache-Control", *SPOKEN_BY_THE_APP):
            assert len(answer.headers.get_list(name)) == 1, name
        assert answer.headers["Server"] == "nginx"


def test_answers_are_compressed_once(front: Front) -> None:
    with front.client(headers={"Accept-Encoding": "br"}) as client:
        assert client.get("/assets/1-tokens.css").headers["Content-Encoding"] == "br"
    with front.client(headers={"Accept-Encoding": "gzip"}) as client:
        answer = client.get("/assets/1-tokens.css")
        assert (answer.headers["Content-Encoding"], ":root" in answer.text) == ("gzip", True)


def test_plain_http_leads_to_https(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.plain}/kepatuhan?kantor=51.08", trust_env=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://127.0.0.1/kepatuhan?kantor=51.08")


def test_what_a_browser_says_of_itself_is_not_believed(front: Front) -> None:
    said = {
        "X-Forwarded-For": "10.1.1.1",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "jahat.example",
        "X-Forwarded-Prefix": "/jahat",
        "Forwarded": "for=10.1.1.1",
        "X-Pantau-User": "kasi-uji",
        "X_Pantau_User": "kasi-uji",
    }
    with front.client("127.0.0.7", headers=said) as client:
        told = client.get("/assets/siapa").json()
    assert (told["client"], told["peer"]) == ("127.0.0.7", "127.0.0.1")
    assert told["url"] == f"https://127.0.0.1:{front.port}/assets/siapa"
    assert set(told["headers"]) == {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"}


def test_each_client_has_its_own_limit_whatever_address_it_claims(front: Front) -> None:
    with front.client("127.0.0.8") as one, front.client("127.0.0.9") as other:
        tries = [one.get("/assets/dua", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(3)]
        assert (tries, other.get("/assets/dua").status_code) == ([200, 200, 429], 200)


def test_an_upload_that_is_too_large_is_refused_in_our_words(front: Front) -> None:
    with front.client() as client:
        answer = client.post("/_dash-update-component", content=b"x" * 20_000_000)
        assert (answer.status_code, answer.json()["error"]) == (413, "kiriman lebih dari 16 MB")
        assert client.post("/masuk", content=b"x" * 15_000_000).status_code == 400


def test_nginx_takes_as_much_as_the_application(guarded: tuple[Front, Behind]) -> None:
    assert guarded[1].application.config["MAX_CONTENT_LENGTH"] == 16 * 1024**2
    assert "client_max_body_size 16m;" in guarded[0].log("pantau.conf")


def test_no_token_of_a_wall_stands_in_a_log(front: Front, store: Store) -> None:
    officer = Officer("penyiap", "Penyiap")
    secret, _ = people.add_token(store, "Layar", Role.WALL, officer, system_clock(), office="51.08")
    with front.client() as client:
        assert client.get(f"/dinding/{secret}").headers["Location"] == "/?kantor=51.08"
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
    assert "/dinding/*** " in front.log("pantau.log").replace('"', " ")
    assert secret not in front.log("pantau.log") + front.log("pantau-galat.log")


def test_while_the_application_is_away_a_page_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    front = Front(tmp_path_factory.mktemp("nginx"), 9)
    try:
        with front.client() as client:
            answer = client.get("/")
            assert (answer.status_code, "belum menjawab" in answer.text) == (503, True)
            assert len(answer.headers.get_list("Strict-Transport-Security")) == 1
            client.get("/dinding/rahasia")
        assert "rahasia" not in front.log("pantau.log") + front.log("pantau-galat.log")
    finally:
        front.close()


@pytest.fixture(scope="module")
def guarded(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Front, Behind]]:
    """nginx asks for a password itself and tells who it was; the application is told to believe it."""
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "pengguna.htpasswd").write_text("kasi-uji:{PLAIN}rahasia\ntamu:{PLAIN}rahasia\n", encoding="utf-8")
    behind = Behind(store, tmp_path_factory.mktemp("data"), PANTAU_PROXY_LOGIN="127.0.0.1")
    made = Front(folder, behind.port, *LOGIN)
    yield made, behind
    made.close()
    behind.close()


def test_whom_the_proxy_has_checked_is_signed_in(guarded: tuple[Front, Behind]) -> None:
    with guarded[0].client(auth=("kasi-uji", "rahasia")) as client:
        assert "Kasi Uji" in client.get("/akun").text
    with guarded[0].client(auth=("tamu", "rahasia")) as client:
        assert client.get("/akun").status_code == 401  # checked, but no user of ours


@pytest.mark.parametrize("auth", [None, ("kasi-uji", "salah"), ("tamu", "rahasia")])
def test_nobody_passes_the_proxy_under_another_name(
    guarded: tuple[Front, Behind], auth: tuple[str, str] | None
) -> None:
    headers = {"X-Pantau-User": "kasi-uji", "X_Pantau_User": "kasi-uji"}
    with guarded[0].client(auth=auth, headers=headers) as client:
        assert client.get("/akun").status_code == 401


def test_nobody_passes_by_the_side_of_the_proxy(guarded: tuple[Front, Behind]) -> None:
    front, behind = guarded
    with front.client(auth=("kasi-uji", "rahasia")) as client:
        client.get("/akun")
    carrier = httpx.HTTPTransport(local_address="127.0.0.5")
    with httpx.Client(base_url=f"http://127.0.0.1:{behind.port}", transport=carrier) as beside:
        for forwarded in ({}, {"X-Forwarded-For": "127.0.0.1"}):
            assert beside.get("/akun", headers={"X-Pantau-User": "kasi-uji", **forwarded}).status_code == 401


def test_without_the_setting_the_proxys_word_counts_for_nothing(
    front: Front, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "pengguna.htpasswd").write_text("kasi-uji:{PLAIN}rahasia\n", encoding="utf-8")
    behind = re.findall(r"server 127.0.0.1:(\d+);", front.log("pantau.conf"))[0]
    asking = Front(folder, int(behind), *LOGIN)
    try:
        with asking.client(auth=("kasi-uji", "rahasia")) as client:
            assert client.get("/akun").status_code == 401
    finally:
        asking.close()
