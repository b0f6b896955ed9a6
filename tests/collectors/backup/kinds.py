"""The kinds of backup folders for the contract suite: on this machine, on a Samba share, on an SFTP server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from collectors.backup import BackupCollector
from tests.collectors.backup.dumping import Folder
from tests.collectors.backup.sftp_server import SftpServer
from tests.collectors.backup.smb_server import SmbServer
from tests.collectors.kinds import FAILED, OTHER, TESTED, Kind, Situation, Trial
from tests.collectors.sources import BACKUP, CALENDAR, VERSIONS, Shelf, office

PATIENCE_S = 2.0
EXPECTED = {Situation.EMPTY: FAILED, Situation.MALFORMED: FAILED}
"""Looking and finding nothing good is a finding, not a lack of knowledge."""


def fill(path: Path, situation: Situation) -> None:
    """What lies in the tested folder: a good dump, none, or one that is no export."""
    path.mkdir()
    if situation is not Situation.EMPTY:
        shelf = Folder(path, folder=str(path))
        shelf.dump(19)
        if situation is Situation.MALFORMED:
            shelf.dump(19, head=b"<html>")


def trial(tmp_path: Path, keys: Mapping[str, object], env: Mapping[str, str]) -> Trial:
    """Two sources in one collector: the tested one as ``keys`` say, the other in a good folder of this machine."""
    fill(tmp_path / OTHER, Situation.GOOD)
    more = {"sop": BACKUP, "pattern": "*.dmp", "log_pattern": "*.log", "at": "22:00"}
    both = office(
        backups=[
            {"id": TESTED, "name": TESTED, **keys, **more},
            {"id": OTHER, "name": OTHER, "folder": str(tmp_path / OTHER), **more},
        ]
    )
    shelf = Shelf()
    collector = BackupCollector(
        both, CALENDAR, interval_s=60, recall=shelf, versions=VERSIONS, env=env, patience_s=PATIENCE_S
    )
    return Trial(collector)


def local(tmp_path: Path, situation: Situation) -> Trial:
    """A folder of this machine."""
    path = tmp_path / TESTED
    if situation is not Situation.BROKEN:
        fill(path, situation)
    made = trial(tmp_path, {"folder": str(path)}, {})
    made.vanish = lambda: _gone(path)
    return made


def _gone(path: Path) -> None:
    path.rename(path.with_name("hilang"))


def sftp(tmp_path: Path, situation: Situation) -> Trial:
    """A folder on an SFTP server."""
    root = tmp_path / "isi"
    root.mkdir()
    server = SftpServer(root)
    return _served(tmp_path, situation, root, server, server.keys(TESTED), server.close)


def smb(tmp_path: Path, situation: Situation) -> Trial:
    """A folder on a Samba share."""
    root = tmp_path / "isi"
    root.mkdir()
    server = SmbServer(tmp_path / "samba", root)
    return _served(tmp_path, situation, root, server, server.keys(f"/{TESTED}"), server.stop)


def _served(
    tmp_path: Path,
    situation: Situation,
    root: Path,
    server: SftpServer | SmbServer,
    keys: dict[str, object],
    close: Callable[[], None],
) -> Trial:
    fill(root / TESTED, situation)
    env = dict(server.env)
    if situation is Situation.BROKEN:
        env[str(keys["password_env"])] = "sandi-salah"
    made = trial(tmp_path, keys, env)
    if situation is Situation.SLOW:
        server.hang()
    made.vanish, made.close = server.stop, close
    return made


KINDS = (
    Kind(
        "backups:local",
        "age_s",
        local,
        EXPECTED,
        cannot={Situation.SLOW: "a local file system that hangs needs a kernel module of its own"},
    ),
    Kind("backups:sftp", "age_s", sftp, EXPECTED),
    Kind("backups:smb", "age_s", smb, EXPECTED),
)
