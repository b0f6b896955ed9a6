"""Real servers, one of each kind for all tests; every test gets a folder of its own on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.collectors.backup.sftp_server import SftpServer
from tests.collectors.backup.smb_server import SmbServer

Server = SftpServer | SmbServer


@dataclass(frozen=True, slots=True)
class Served:
    """A folder on disk that a server serves, and the keys by which an office file names it."""

    path: Path
    server: Server
    keys: dict[str, object]


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    server = SftpServer(tmp_path_factory.mktemp("sftp"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def smb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmbServer]:
    root = tmp_path_factory.mktemp("smb")
    (root / "isi").mkdir()
    server = SmbServer(root / "samba", root / "isi")
    yield server
    server.stop()


def served(request: pytest.FixtureRequest, kind: str) -> Served:
    """A new folder on the server of ``kind`` (sftp or smb)."""
    server: Server = request.getfixturevalue(f"{kind}_server")
    root = server.folder
    path = root / f"uji-{len(list(root.iterdir()))}"
    path.mkdir()
    below = path.name if kind == "sftp" else f"/{path.name}"
    return Served(path, server, server.keys(below))


@pytest.fixture(params=["sftp", "smb"])
def remote(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A folder on each kind of server in turn; a server that the test stopped is started again."""
    found = served(request, request.param)
    yield found
    found.server.stop()
    found.server.start()


@pytest.fixture
def sftp(request: pytest.FixtureRequest) -> Iterator[Served]:
    found = served(request, "sftp")
    yield found
    found.server.stop()
    found.server.start()


@pytest.fixture
def smb(request: pytest.FixtureRequest) -> Iterator[Served]:
    found = served(request, "smb")
    yield found
    found.server.stop()
    found.server.start()
