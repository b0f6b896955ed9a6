"""Telling a failure of the collector's own machine from one of the target: probe failed is not target down."""

from __future__ import annotations

import errno
import socket

OWN_SIDE = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOBUFS,
        errno.EACCES,
        errno.EPERM,
        errno.EADDRNOTAVAIL,
        errno.EADDRINUSE,
        errno.ENETDOWN,
        errno.EAFNOSUPPORT,
        errno.EINVAL,
    }
)
"""Errors of this machine: no descriptors, no memory, no permission, no free port, interface off."""
_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH})


def own_side_note(error: OSError) -> str:
    """One stable Indonesian sentence for a failure of the collector's own machine."""
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return f"gangguan pada server pengumpul sendiri ({code}), sehingga tidak terukur"


def has_route(address: str) -> bool:
    """Whether this machine has any route to ``address``. Sends nothing: a UDP connect only looks the route up."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect((address, 9))
    except OSError:
        return False
    return True


def is_own_side(error: OSError, address: str) -> bool:
    """Whether ``error`` says nothing about the target at ``address``.

    "Unreachable" may be our own missing route or a router's answer; only the former is our own fault.
    """
    return error.errno in OWN_SIDE or (error.errno in _ROUTE and not has_route(address))
