"""A counter that a service tells as JSON over HTTP. The token goes to the one address that it is meant for."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from functools import cache

import certifi
import httpx

from collectors.base import CollectorError
from collectors.counts import Reading, read_count, shown
from dashboard.offices import CounterSource, TicketSource

CONNECT_S, READ_S, WHOLE_S = 5.0, 10.0, 15.0
BODY_BYTES = 1024 * 1024
REDIRECTS = 3
_MENDS = {
    401: "periksa token dan token_header",
    403: "beri akun token itu hak baca",
    404: "periksa url",
    429: "layanan membatasi; perjarang permintaan di sisinya",
}


def read_page(source: CounterSource, env: Mapping[str, str]) -> Reading:
    """Read one counter by GET. Raises CollectorError; no message holds the token or the address's own secrets."""
    url = _url(source, env)
    token = _token(source, env)
    try:
        return _read(source, url, shown_place(url), _headers(source, token))
    except CollectorError as error:
        # A service may send back what it was given, and a message shows what did not fit.
        raise CollectorError(str(error).replace(token, "***") if token else str(error)) from None


def _read(source: CounterSource, url: httpx.URL, place: str, headers: dict[str, str]) -> Reading:
    body = _ask(source, url, place, headers)
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise CollectorError(f"{source.id}: {place} tidak menjawab dengan JSON; periksa url") from error
    found = _follow(source, place, answer, source.value, "value")
    value = read_count(source, f"{place}: {source.value} = {shown(found)}", found)
    if not source.pending:
        return Reading(value)
    waiting = _follow(source, place, answer, source.pending, "pending", needed=False)
    if waiting is None:
        return Reading(value, note=f"{source.id}: {place} tidak memberi {source.pending}; periksa pending")
    return Reading(value, read_count(source, f"{place}: {source.pending} = {shown(waiting)}", waiting))


def _url(source: CounterSource, env: Mapping[str, str]) -> httpx.URL:
    try:
        url = httpx.URL(source.address(env).strip())
    except KeyError as error:
        raise CollectorError(
            f"{source.id}: variabel {source.url_env or 'url_env'} belum diisi; isi dengan alamat halamannya"
        ) from error
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise CollectorError(f"{source.id}: alamat halaman tidak sah; tulis lengkap, misalnya https://10.0.0.5/status")
    return url


def shown_place(url: httpx.URL) -> str:
    """The address as people may see it: a query or a user's part can hold a secret."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host}{port}{url.path}"


def _token(source: CounterSource, env: Mapping[str, str]) -> str:
    """The token without blanks around it; "" where the source needs none."""
    if not source.token_env:
        return ""
    token = env.get(source.token_env, "").strip()
    if not token:
        raise CollectorError(f"{source.id}: variabel {source.token_env} belum diisi; isi dengan token layanannya")
    if not token.isascii() or not token.isprintable():
        raise CollectorError(
            f"{source.id}: isi variabel {source.token_env} tidak dapat dikirim sebagai token; salin ulang tokennya"
        )
    return token


def _headers(source: CounterSource, token: str) -> dict[str, str]:
    # Packed, a small answer could grow beyond all limits before its size is seen.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "pantau-piak"}
    if not token:
        return headers
    bearer = source.token_header.lower() == "authorization" and " " not in token
    return headers | {source.token_header: f"Bearer {token}" if bearer else token}


def _ask(source: CounterSource, url: httpx.URL, place: str, headers: dict[str, str]) -> bytes:
    deadline = time.monotonic() + WHOLE_S
    limits = httpx.Timeout(READ_S, connect=CONNECT_S)
    try:
        with httpx.Client(verify=tls_of(source), trust_env=False, follow_redirects=False, timeout=limits) as client:
            for _ in range(REDIRECTS + 1):
                with client.stream("GET", url, headers=headers) as response:
                    if not response.is_redirect:
                        _require_ok(source, place, response)
                        return _body(source, place, response, deadline)
                    url = _redirected(source, place, url, response)
    except httpx.HTTPError as error:
        raise CollectorError(f"{source.id}: {place} {trouble_of(error)}") from error
    raise CollectorError(f"{source.id}: {place} mengalihkan berulang-ulang; tulis alamat akhirnya pada url")


def tls_of(source: CounterSource | TicketSource) -> ssl.SSLContext:
    """Whom to trust: the source's own authority, or the system's and the public ones. Raises CollectorError."""
    if not source.ca_file:
        return _public_tls()
    try:
        return ssl.create_default_context(cafile=source.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise CollectorError(
            f"{source.id}: ca_file {source.ca_file} tidak terbaca sebagai sertifikat PEM; periksa berkasnya"
        ) from error


@cache
def _public_tls() -> ssl.SSLContext:
    """The system's authorities (an office's own too) and the public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _redirected(source: CounterSource, place: str, url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where to go on; nowhere but to the same scheme, host and port: the token is meant for nobody else."""
    try:
        target = url.join(response.headers["Location"])
    except (httpx.InvalidURL, ValueError):
        target = httpx.URL("")
    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
        raise CollectorError(
            f"{source.id}: {place} mengalihkan ke alamat lain ({target.host or 'tidak terbaca'}); "
            "tulis alamat akhirnya pada url bila memang dipercaya"
        )
    return target


def _require_ok(source: CounterSource, place: str, response: httpx.Response) -> None:
    code = response.status_code
    if code != httpx.codes.OK:
        mend = _MENDS.get(code, "periksa layanannya" if code >= 500 else "periksa url dan token")
        raise CollectorError(f"{source.id}: {place} menjawab HTTP {code}; {mend}")


def _body(source: CounterSource, place: str, response: httpx.Response, deadline: float) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > BODY_BYTES:
            raise CollectorError(
                f"{source.id}: {place} menjawab lebih dari {BODY_BYTES // 1024} KB; "
                "pakai halaman yang hanya memberi jumlahnya"
            )
        if time.monotonic() > deadline:  # a byte now and then keeps every single read within its time
            raise CollectorError(
                f"{source.id}: {place} tidak selesai menjawab dalam {WHOLE_S:.0f} detik; periksa layanannya"
            )
    return b"".join(parts)


def trouble_of(error: httpx.HTTPError) -> str:
    """What went wrong on the way, with its mend (Indonesian); never any address or answer."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"memberi sertifikat yang ditolak ({cause.verify_message}); "
                "perbarui sertifikatnya, atau isi ca_file dengan sertifikat kantor"
            )
        if isinstance(cause, ssl.SSLError):
            return "gagal pada tahap TLS; periksa url dan sertifikatnya"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return "tidak menjawab tepat waktu; periksa layanan dan jaringannya"
    if isinstance(error, httpx.ConnectError):
        return "tidak dapat dihubungi; periksa layanan, url dan jaringannya"
    return f"putus di tengah jawaban ({type(error).__name__}); periksa layanannya"


def _follow(
    source: CounterSource, place: str, answer: object, way: str, key: str, *, needed: bool = True
) -> object | None:
    """What stands at ``data.rows.0.sent`` of an answer."""
    found: object = answer
    for name in way.split("."):
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isascii() and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        elif needed:
            raise CollectorError(f"{source.id}: {place} tidak memuat {way} (berhenti di {name!r}); periksa {key}")
        else:
            return None
    return found
