"""What must hold for the network targets of an office: probes, thresholds, and the addresses of the own check."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urlsplit

from pydantic import ValidationError

from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_model import Probe, Thresholds

_IPV6_FIX = "tulis alamat IPv4-nya, misalnya 10.0.0.1, atau nama yang mempunyai alamat IPv4"


def check_probes(draft: Draft) -> Iterator[Finding]:
    """A probe has what its type needs."""
    for part in draft.probes:
        probe = part.item
        if probe.type in ("icmp", "tcp"):
            yield from _host(part)
        if probe.type == "tcp" and probe.port is None:
            yield part.find("port", "probe tcp perlu port", "isi nomor port, misalnya 443")
        if probe.port is not None and not 1 <= probe.port <= 65535:
            yield part.find("port", f"port {probe.port} di luar batas", "isi 1 sampai 65535")
        if probe.type == "http":
            yield from _http(part)


def check_thresholds(draft: Draft) -> Iterator[Finding]:
    """Limits above zero; a share of packets in percent."""
    try:
        limits = Thresholds.model_validate(draft.data.get("thresholds", {}))
    except ValidationError:
        return  # complained of already
    for key, value in limits:
        if value <= 0:
            yield (
                ("thresholds", key),
                f"ambang {value:g} tidak di atas nol",
                "isi angka di atas 0",
            )
    if limits.loss_percent > 100:
        message = f"ambang {limits.loss_percent:g} % di luar batas"
        yield ("thresholds", "loss_percent"), message, "isi di atas 0 sampai 100"


def check_self_check(draft: Draft) -> Iterator[Finding]:
    """IPv4 addresses or names, none of them a target: a broken target would hide its own outage."""
    written = draft.data.get("self_check")
    probed = {_probed_host(part.item) for part in draft.probes}
    for index, host in enumerate(written if isinstance(written, list) else []):
        if not isinstance(host, str):
            continue
        if _is_ipv6(host):
            yield ("self_check", index), f"alamat IPv6 {host} tidak diperiksa", _IPV6_FIX
        elif host in probed:
            fix = "pakai alamat di sisi server pengumpul sendiri, misalnya sakelar atau server di raknya"
            yield ("self_check", index), f"{host} adalah sasaran yang diukur", fix


def _host(part: Part[Probe]) -> Iterator[Finding]:
    host = part.item.host.strip()
    if not host:
        message = f"probe {part.item.type} perlu host"
        yield part.find("host", message, "isi alamat IP atau nama, misalnya 10.0.0.1")
    elif _is_ipv6(host):
        yield part.find("host", f"alamat IPv6 {host} tidak diperiksa", _IPV6_FIX)


def _http(part: Part[Probe]) -> Iterator[Finding]:
    if not part.item.url:
        yield part.find("url", "probe http perlu url", "isi alamat lengkap, misalnya http://10.0.0.1/")
        return
    try:
        url = urlsplit(part.item.url)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        fix = "tulis alamat lengkap berawal http:// atau https://, port 1 sampai 65535"
        yield part.find("url", "url tidak terbaca", fix)
    elif url.username is not None or url.password is not None:
        yield part.find("url", "url memuat pengguna atau sandi", "hapus; pakai halaman yang terbuka tanpa login")
    elif _is_ipv6(url.hostname or ""):
        yield part.find("url", f"alamat IPv6 {url.hostname} tidak diperiksa", _IPV6_FIX)
    elif part.item.verify is not True and url.scheme == "http":
        yield part.find("verify", "verify hanya untuk https", "hapus baris ini")
    if not part.item.expect_status:
        yield part.find("expect_status", "daftar status HTTP kosong", "isi misalnya 200")
    for status in part.item.expect_status:
        if not 100 <= status <= 599:
            yield part.find("expect_status", f"status HTTP {status} tidak ada", "isi misalnya 200")


def _probed_host(probe: Probe) -> str:
    if probe.type != "http":
        return probe.host
    try:
        return urlsplit(probe.url).hostname or ""
    except ValueError:
        return ""


def _is_ipv6(host: str) -> bool:
    try:
        IPv6Address(host)
    except AddressValueError:
        return False
    return True
