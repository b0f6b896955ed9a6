"""Asking a REST service for JSON in good manners: bounded in time and size, patient where it asks for patience.

What is told of a failure never holds an answer's own words: those may hold names, and an address may hold a secret.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx

from collectors.base import CollectorError
from collectors.counterpages import shown_place, tls_of, trouble_of
from dashboard.offices import TicketSource

CONNECT_S, READ_S = 5.0, 20.0
BODY_BYTES = 16 * 1024 * 1024
ATTEMPTS = 3
BACKOFF_S = 1.0
"""Before the second attempt, twice that before the third, where the service names no time itself."""
_TEMPORARY = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = 3
_WAIT = re.compile(r"\d{1,9}")

Params = Mapping[str, str | int]


class RefusedError(CollectorError):
    """The service answered with another status than 2xx. ``code``: its own word for why, such as ``ERROR_RANGE``."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with a 2xx."""

    data: object
    headers: httpx.Headers


class WebService:
    """One service within one look at it; ``whole_s`` bounds all requests and waits of that look together."""

    def __init__(self, source: TicketSource, env: Mapping[str, str], whole_s: float) -> None:
        self._id = source.id
        self._base = _base(source, env)
        self._place = shown_place(self._base).rstrip("/")
        self._whole_s = whole_s
        self._deadline = time.monotonic() + whole_s
        limits = httpx.Timeout(min(READ_S, whole_s), connect=min(CONNECT_S, whole_s))
        self._client = httpx.Client(verify=tls_of(source), trust_env=False, follow_redirects=False, timeout=limits)

    def __enter__(self) -> WebService:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def trouble(self, told: str) -> CollectorError:
        """An error of this service: source, address and ``told``."""
        return CollectorError(f"{self._id}: {self._place} {told}")

    def get(self, path: str, headers: Mapping[str, str], params: Params | None = None) -> Answer:
        """Ask once, and again where the service is busy (429, 5xx). Raises CollectorError; of a status RefusedError."""
        url = httpx.URL(f"{str(self._base).rstrip('/')}/{path}")
        for attempt in range(1, ATTEMPTS + 1):
            status, got, body = self._ask(url, headers, params or {})
            if status not in _TEMPORARY:
                break
            wait_s = _wait_s(got, BACKOFF_S * 2 ** (attempt - 1))
            if attempt == ATTEMPTS:
                break
            if wait_s > self._deadline - time.monotonic():
                later = f"minta ditunggu {wait_s:.0f} detik; dicoba lagi pada putaran berikut"
                raise RefusedError(str(self.trouble(f"menjawab HTTP {status} dan {later}")), status, "")
            time.sleep(wait_s)
        if not 200 <= status < 300:
            raise self._refused(status, body)
        return Answer(self._json(got, body), got)

    def _ask(self, url: httpx.URL, headers: Mapping[str, str], params: Params) -> tuple[int, httpx.Headers, bytes]:
        sent = {"Accept": "application/json", "User-Agent": "pantau-piak", **headers}
        target, asked = url, {name: str(value) for name, value in params.items()} or None
        try:
            for _ in range(_REDIRECTS + 1):
                with self._client.stream("GET", target, headers=sent, params=asked) as response:
                    if not response.is_redirect:
                        return response.status_code, response.headers, self._body(response)
                    # the place that it names holds the parameters already
                    target, asked = self._redirected(response), None
        except httpx.HTTPError as error:
            raise self.trouble(trouble_of(error)) from error
        raise self.trouble("mengalihkan berulang-ulang; tulis alamat akhirnya pada url")

    def _redirected(self, response: httpx.Response) -> httpx.URL:
        """Where to go on; nowhere but to the same scheme, host and port: the token is meant for nobody else."""
        try:
            target = response.url.join(response.headers["Location"])
        except (httpx.InvalidURL, ValueError):
            target = httpx.URL("")
        if (target.scheme, target.host, target.port) != (self._base.scheme, self._base.host, self._base.port):
            named = target.host or "tidak terbaca"
            raise self.trouble(f"mengalihkan ke alamat lain ({named}); tulis alamat akhirnya pada url bila dipercaya")
        return target

    def _body(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > BODY_BYTES:
                raise self.trouble(f"menjawab lebih dari {BODY_BYTES // 1024**2} MB; periksa url")
            if time.monotonic() > self._deadline:  # a byte now and then keeps every single read within its time
                raise self.trouble(f"tidak selesai menjawab dalam {self._whole_s:.0f} detik; periksa layanannya")
        return b"".join(parts)

    def _json(self, headers: httpx.Headers, body: bytes) -> object:
        kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind and "json" not in kind:
            raise self.trouble(f"menjawab {kind[:40]!r}, bukan JSON; periksa url")
        try:
            return json.loads(body) if body.strip() else None
        except (ValueError, RecursionError) as error:
            raise self.trouble("menjawab JSON yang rusak; periksa layanannya") from error

    def _refused(self, status: int, body: bytes) -> RefusedError:
        code = _code(body)
        named = f" ({code})" if code else ""
        mend = _MENDS.get(status, "periksa layanannya" if status >= 500 else "periksa url")
        return RefusedError(str(self.trouble(f"menjawab HTTP {status}{named}; {mend}")), status, code)


_MENDS = {
    401: "periksa token: masih berlaku dan disalin utuh",
    403: "beri akun token itu hak baca tiket",
    404: "periksa url",
    429: "layanan membatasi permintaan; dicoba lagi pada putaran berikut",
}


def _code(body: bytes) -> str:
    """The word that GLPI puts first in its list of an error; nothing else of an answer is repeated."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    first = data[0] if isinstance(data, list) and data else None
    return first if isinstance(first, str) and re.fullmatch(r"ERROR(_[A-Z]+)*", first) and len(first) < 60 else ""


def _wait_s(headers: httpx.Headers, otherwise_s: float) -> float:
    """``Retry-After`` in seconds, also where it is a date."""
    written = headers.get("Retry-After", "").strip()
    if _WAIT.fullmatch(written):
        return float(written)
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return otherwise_s
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _base(source: TicketSource, env: Mapping[str, str]) -> httpx.URL:
    try:
        url = httpx.URL(source.address(env).strip())
    except KeyError as error:
        raise CollectorError(f"{source.id}: variabel {source.url_env} belum diisi; isi dengan alamatnya") from error
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise CollectorError(f"{source.id}: alamat layanan tidak sah; tulis lengkap, misalnya https://10.0.0.5/glpi")
    return url.copy_with(query=None, fragment=None)


def token_of(source: TicketSource, env: Mapping[str, str], name: str) -> str:
    """The token in variable ``name``. Raises CollectorError, which never holds it."""
    token = env.get(name, "").strip()
    if not token:
        raise CollectorError(f"{source.id}: variabel {name} belum diisi; isi dengan token layanannya")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise CollectorError(f"{source.id}: isi variabel {name} tidak dapat dikirim sebagai token; salin ulang")
    return token
