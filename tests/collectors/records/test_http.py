from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import collectors.counterpages as pages
from dashboard.model import SampleStatus, State
from tests.collectors.records.reading import TOKEN, Reader, Service, http_source, service
from tests.collectors.sources import NOW, minutes, sample_of

ENV = {"LAYANAN_TOKEN": TOKEN}


@pytest.fixture
def running() -> Iterator[Service]:
    with service() as made:
        yield made


def test_an_answer_gives_the_counter_and_what_waits(running: Service) -> None:
    harvest = Reader(http_source(running.url)).read()
    assert [sample.value for sample in harvest.samples] == [120, 3]
    assert harvest.notes == ()


def test_a_way_leads_through_lists_and_numbers_written_as_text(running: Service) -> None:
    running.body = json.dumps({"rows": [{"sent": "1.204"}]}).encode()
    harvest = Reader(http_source(running.url, value="rows.0.sent", pending="")).read()
    assert [sample.value for sample in harvest.samples] == [1204]


def test_a_queue_that_is_not_told_is_unknown_while_the_counter_goes_on(running: Service) -> None:
    running.body = b'{"data": {"sent": 5}}'
    harvest = Reader(http_source(running.url)).read()
    assert sample_of(harvest, "layanan", "pending").state is State.UNKNOWN
    assert "tidak memberi data.pending" in harvest.notes[0]


@pytest.mark.parametrize(
    ("header", "token", "sent"),
    [
        ("Authorization", TOKEN, f"Bearer {TOKEN}"),
        ("Authorization", "Basic eDp5", "Basic eDp5"),
        ("X-Api-Key", TOKEN, TOKEN),
    ],
)
def test_the_token_of_the_environment_is_sent_in_its_header(
    running: Service, header: str, token: str, sent: str
) -> None:
    source = http_source(running.url, token_env="LAYANAN_TOKEN", token_header=header)
    assert Reader(source, env={"LAYANAN_TOKEN": token}).read().notes == ()
    assert running.asked[0][1][header] == sent


def test_a_redirect_within_the_service_is_followed_with_the_token(running: Service) -> None:
    running.location = "/status/"
    harvest = Reader(http_source(running.url, token_env="LAYANAN_TOKEN"), env=ENV).read()
    assert sample_of(harvest, "layanan", "records").value == 120
    assert [path for path, _ in running.asked] == ["/status", "/status/"]


def test_no_other_address_is_ever_asked_and_the_token_stays_here(running: Service) -> None:
    with service() as other:
        running.location = other.url
        harvest = Reader(http_source(running.url, token_env="LAYANAN_TOKEN"), env=ENV).read()
        assert other.asked == []
    assert "mengalihkan ke alamat lain (127.0.0.1)" in harvest.notes[0]


def test_a_redirect_in_a_ring_ends(running: Service) -> None:
    running.location = "/status"
    (note,) = Reader(http_source(running.url)).read().notes
    assert "mengalihkan berulang-ulang" in note
    assert len(running.asked) == pages.REDIRECTS + 1


@pytest.mark.parametrize(
    ("status", "said"), [(401, "token"), (403, "hak baca"), (404, "url"), (500, "layanannya"), (204, "HTTP 204")]
)
def test_any_other_status_is_unknown_with_the_mend(running: Service, status: int, said: str) -> None:
    running.status, running.body = status, b""
    harvest = Reader(http_source(running.url)).read()
    assert harvest.samples[0].status is SampleStatus.UNKNOWN
    assert f"HTTP {status}" in harvest.notes[0]
    assert said in harvest.notes[0]


def test_a_huge_answer_is_given_up_before_it_is_whole(running: Service) -> None:
    running.body = b'{"data": "' + b"x" * (8 * pages.BODY_BYTES) + b'"}'
    assert "lebih dari 1024 KB" in Reader(http_source(running.url)).read().notes[0]


def test_an_answer_that_breaks_off_is_unknown(running: Service) -> None:
    running.length = 10_000
    assert "putus di tengah jawaban" in Reader(http_source(running.url)).read().notes[0]


def test_an_answer_in_single_bytes_is_given_up(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WHOLE_S", 0.3)
    running.pieces, running.pause_s = [b" "] * 200, 0.05
    assert "tidak selesai menjawab" in Reader(http_source(running.url)).read().notes[0]


def test_a_service_that_says_nothing_is_given_up(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "READ_S", 0.2)
    running.pause_s = 30
    assert "tidak menjawab tepat waktu" in Reader(http_source(running.url)).read().notes[0]


def test_a_service_that_is_gone_is_unknown_and_growth_is_counted_over_the_gap() -> None:
    with service() as made:
        source = http_source(made.url)
        reader = Reader(source)
        reader.read()
    gone = reader.read(NOW + minutes(1))
    assert "tidak dapat dihubungi" in gone.notes[0]
    assert sample_of(gone, "layanan", "records").state is State.UNKNOWN


def test_https_without_a_known_certificate_is_refused_and_the_mend_is_named(running: Service, tmp_path: Path) -> None:
    plain = Reader(http_source(running.url.replace("http", "https"))).read()
    assert "TLS" in plain.notes[0]
    missing = Reader(http_source(running.url, ca_file=str(tmp_path / "tiada.pem"))).read()
    assert "ca_file" in missing.notes[0]


def test_an_offices_own_authority_is_trusted_where_the_file_names_it(running: Service, tmp_path: Path) -> None:
    certificate = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    running.socket = context.wrap_socket(running.socket, server_side=True)
    url = running.url.replace("http", "https")
    trusted = Reader(http_source(url, ca_file=str(certificate))).read()
    assert sample_of(trusted, "layanan", "records").value == 120
    stranger = Reader(http_source(url)).read()
    assert "sertifikat yang ditolak" in stranger.notes[0]
    assert "ca_file" in stranger.notes[0]


def own_certificate(folder: Path) -> Path:
    """Key and self-signed certificate of 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "uji")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "kantor.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("trouble", ["refused", "status", "json", "way", "redirect", "number", "echo", "token"])
def test_no_secret_is_ever_told(running: Service, trouble: str) -> None:
    url = running.url.replace("http://", "http://baca:sandi99@") + "?key=kunci88"
    token = TOKEN if trouble != "token" else f"{TOKEN}\n"
    match trouble:
        case "refused":
            url = url.replace(str(running.server_address[1]), "9")
        case "status":
            running.status = 401
        case "json":
            running.body = b"<html>"
        case "way":
            running.body = b"{}"
        case "redirect":
            running.location = "http://127.0.0.2/"
        case "number":
            running.body = b'{"data": {"sent": -1}}'
        case "echo":
            running.body = json.dumps({"data": {"sent": TOKEN}}).encode()
        case "token":
            token = f"{TOKEN}\u00e9"
    source = http_source("", url_env="LAYANAN_URL", token_env="LAYANAN_TOKEN")
    harvest = Reader(source, env={"LAYANAN_URL": url, "LAYANAN_TOKEN": token}).read()
    assert harvest.samples[0].status is SampleStatus.UNKNOWN
    said = " ".join(harvest.notes) + repr(harvest)
    assert harvest.notes
    assert not [secret for secret in (TOKEN, "sandi99", "kunci88") if secret in said]
