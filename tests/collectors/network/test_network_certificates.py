"""HTTPS against a real server with certificates made here: trusted or not, valid, near their end, expired."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from collectors.base import Harvest
from collectors.network import NetworkCollector, certificate_key
from dashboard.model import SampleStatus
from dashboard.offices import Disabled, Target, Thresholds
from tests.collectors.network.offices import http, office, target
from tests.listeners import HttpListener

OK, DEGRADED, FAILED, UNKNOWN = (
    SampleStatus.OK,
    SampleStatus.DEGRADED,
    SampleStatus.FAILED,
    SampleStatus.UNKNOWN,
)
HOST = "127.0.0.8"
NOW = datetime.now(UTC).replace(microsecond=0)
"""TLS verifies by the machine's own clock, so these certificates are made around it."""


def certificate(path: Path, days: float) -> Path:
    """A self-signed certificate (it is its own authority) that ends ``days`` from now; with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    end = NOW + timedelta(days=days)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(end - timedelta(days=365)).not_valid_after(end)
    built = built.add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(pem) + secret)
    return path


@contextmanager
def server(pem: Path) -> Iterator[HttpListener]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with HttpListener(HOST) as listener:
        assert listener._server is not None
        plain = listener._server.socket
        listener._server.socket = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        yield listener


def polled(tmp_path: Path, days: float, *, verify: bool | str = True, limits: Thresholds | None = None) -> Harvest:
    with server(certificate(tmp_path / "siak.pem", days)) as listener:
        one = target("siak", http(f"https://{HOST}:{listener.port}/", verify=verify))
        return NetworkCollector(office(one, thresholds=limits or Thresholds()), interval_s=6).collect(NOW)


def told(harvest: Harvest) -> list[tuple[SampleStatus, float | None]]:
    """Of the target: the status alone; of its certificate: days too."""
    page, shown = harvest.samples
    return [(page.status, None), (shown.status, None if shown.value is None else round(shown.value, 2))]


def test_days_until_the_end_are_measured_of_a_self_signed_certificate(tmp_path: Path) -> None:
    harvest = polled(tmp_path, 90, verify=False)
    assert (told(harvest), harvest.notes) == ([(OK, None), (OK, 90.0)], ())
    assert harvest.samples[1].series.metric == "cert_days"
    assert harvest.samples[1].series.unit == "hari"


def test_a_certificate_of_the_offices_own_authority_is_trusted_by_its_file(tmp_path: Path) -> None:
    assert told(polled(tmp_path, 90, verify=str(tmp_path / "siak.pem"))) == [(OK, None), (OK, 90.0)]


def test_a_certificate_near_its_end_is_noted_and_leaves_the_target_as_it_is(tmp_path: Path) -> None:
    harvest = polled(tmp_path, 13.9, verify=False)
    assert told(harvest) == [(OK, None), (DEGRADED, 13.9)]
    (note,) = harvest.notes
    assert note.startswith("Siak: sertifikat HTTPS berakhir ")
    assert note.endswith("; perbarui sertifikatnya")


def test_how_near_is_the_offices_choice(tmp_path: Path) -> None:
    assert told(polled(tmp_path, 13.9, verify=False, limits=Thresholds(cert_days=7)))[1] == (OK, 13.9)


def test_an_expired_certificate_that_nobody_verifies_is_noted(tmp_path: Path) -> None:
    harvest = polled(tmp_path, -2, verify=False)
    assert told(harvest) == [(OK, None), (DEGRADED, -2.0)]
    assert harvest.notes[0].startswith("Siak: sertifikat HTTPS sudah berakhir sejak ")


def test_an_expired_certificate_that_is_verified_fails_the_target_and_is_still_measured(tmp_path: Path) -> None:
    harvest = polled(tmp_path, -2, verify=str(tmp_path / "siak.pem"))
    assert told(harvest) == [(FAILED, None), (DEGRADED, -2.0)]
    assert [note[:22] for note in harvest.notes] == ["Siak: sertifikat HTTPS", "Siak: sertifikat HTTPS"]


def test_an_authority_that_is_not_known_fails_the_target_and_its_end_is_measured(tmp_path: Path) -> None:
    assert told(polled(tmp_path, 90)) == [(FAILED, None), (OK, 90.0)]


def test_an_authority_file_that_cannot_be_read_is_our_own_fault(tmp_path: Path) -> None:
    harvest = polled(tmp_path, 90, verify=str(tmp_path / "tidak-ada.pem"))
    assert told(harvest) == [(UNKNOWN, None), (UNKNOWN, None)]
    assert "tidak-ada.pem tidak terbaca" in harvest.notes[0]


def test_without_an_answer_nothing_is_known_of_the_certificate() -> None:
    one = target("siak", http(f"https://{HOST}:9/"))
    assert told(NetworkCollector(office(one), interval_s=1).collect(NOW)) == [(FAILED, None), (UNKNOWN, None)]


def test_a_disabled_target_says_so_of_both_its_series() -> None:
    off: Target = target(
        "siak", http(f"https://{HOST}:9/"), disabled=Disabled(since=date(2020, 1, 1), letter="470/1/2020")
    )
    collector = NetworkCollector(office(off))
    samples = collector.collect(NOW).samples
    assert [sample.status for sample in samples] == [SampleStatus.DISABLED] * 2
    assert tuple(sample.series for sample in samples) == collector.series()
    assert samples[1].series == certificate_key(office(off), off)


@pytest.mark.parametrize(("status", "expected"), [(200, OK), (302, OK), (503, FAILED)])
def test_several_statuses_may_be_right_and_a_redirect_is_one_of_them(status: int, expected: SampleStatus) -> None:
    with HttpListener(HOST, status=status) as listener:
        listener.location = "/login" if status == 302 else ""
        one = target("siak", http(listener.url, expect_status=(200, 302)))
        harvest = NetworkCollector(office(one), interval_s=3).collect(NOW)
    assert harvest.samples[0].status is expected
    assert harvest.notes == (("Siak: HTTP menjawab 503, yang diharapkan 200 atau 302",) if status == 503 else ())
