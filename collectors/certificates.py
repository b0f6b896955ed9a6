"""TLS for the HTTP probe: which certificates are trusted, and until when the one that a server shows is valid."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

import certifi
from cryptography import x509


def tls_context(verify: bool | str) -> ssl.SSLContext:
    """The context for one ``verify`` of an office file.

    True: the system's authorities (an office's own too) and the public ones. A path: that authority alone. False:
    nothing is verified. Raises OSError (ssl.SSLError too) for a file that cannot be read.
    """
    if verify is True:
        return _trusting_public()
    if verify is False:
        return _trusting_all()
    return _trusting(str(verify), Path(verify).stat().st_mtime_ns)


@cache
def _trusting_public() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@cache
def _trusting_all() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@lru_cache(maxsize=16)
def _trusting(authority: str, _changed_ns: int) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority)


def valid_until(tls: ssl.SSLObject | None) -> datetime | None:
    """Until when (UTC) the certificate of the other side is valid; None without one, or one that cannot be read."""
    shown = None if tls is None else tls.getpeercert(binary_form=True)
    if not shown:
        return None
    try:
        return x509.load_der_x509_certificate(shown).not_valid_after_utc
    except ValueError:
        return None


async def ask_valid_until(address: str, port: int, name: str) -> datetime | None:
    """The same of a server whose certificate was refused: a handshake that trusts anybody and sends nothing."""
    try:
        _, writer = await asyncio.open_connection(address, port, ssl=tls_context(False), server_hostname=name)
    except OSError:
        return None
    try:
        return valid_until(writer.get_extra_info("ssl_object"))
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()  # else the loop may end before its socket is given back
