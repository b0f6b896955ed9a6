"""Backups on a real SFTP server and a real Samba server: read as local ones are, and lost without being blamed."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
import pytest

from collectors.base import Harvest
from collectors.errands import send_out
from collectors.folder_smb import SmbFolder
from collectors.folders import FolderLost, opened
from collectors.runner import Runner
from dashboard.model import SampleStatus, State
from dashboard.offices import FolderPlace
from dashboard.store import Store
from tests.collectors.backup.conftest import Served
from tests.collectors.backup.dumping import CLASSIC, Folder, failed, night, steps
from tests.collectors.backup.sftp_server import PASSWORD, USER
from tests.collectors.backup.smb_server import SmbServer
from tests.collectors.sources import NOW, minutes, sample_of

SECRETS = ("sandi-uji-samba", PASSWORD)


def folder_on(served: Served, patience_s: float = 20, **changes: object) -> Folder:
    """A source on the server, with ten good nights before the 20th."""
    keys = {**served.keys, **changes}
    folder = Folder(served.path, env=served.server.env, patience_s=patience_s, **keys)
    for day in range(10, 20):
        folder.dump(day)
    return folder


def refusal(served: Served, env: dict[str, str] | None = None, **changes: object) -> str:
    """What the folder says that will not open."""
    place = FolderPlace.model_validate({**served.keys, **changes})
    with pytest.raises(FolderLost) as told, opened(place, served.server.env | (env or {}), 10) as folder:
        folder.entries()
    assert not any(secret in str(told.value) for secret in SECRETS)
    return str(told.value)


def state_of(harvest: Harvest) -> State | None:
    return sample_of(harvest, "siak", "age_s").state


def test_a_good_dump_on_a_server_is_found_good_with_the_times_of_the_server(remote: Served) -> None:
    folder = folder_on(remote)
    harvest = folder.look(NOW)
    assert state_of(harvest) is State.FRESH
    assert harvest.notes == () or all("jam server" in note for note in harvest.notes)
    ticket = folder.ticket(19, NOW + minutes(1))
    stored = steps(ticket)[3].finished
    assert stored is not None
    assert stored.at == night(19) + timedelta(minutes=10, seconds=2)
    assert ticket.details["file"] == "siak-20261119.dmp"


def test_what_is_wrong_with_a_dump_on_a_server_is_found(remote: Served) -> None:
    folder = folder_on(remote)
    folder.dump(19, head=b"<html>").with_suffix(".log").unlink()
    assert sorted(failed(folder.ticket(19, NOW))) == ["header", "log_end"]  # type: ignore[call-overload]


def test_an_unchanged_dump_is_not_read_again(sftp: Served) -> None:
    folder = folder_on(sftp)
    folder.look(NOW)
    before = sftp.server.bytes_read  # type: ignore[union-attr]
    folder.look(NOW + minutes(1))
    assert sftp.server.bytes_read == before  # type: ignore[union-attr]


def test_of_a_huge_dump_only_head_and_tail_travel_over_the_line(sftp: Served) -> None:
    folder = Folder(sftp.path, env=sftp.server.env, **sftp.keys)
    path = folder.dump(19)
    with path.open("r+b") as file:
        file.truncate(5 * 1024**3)
    folder.look(NOW)
    assert sftp.server.bytes_read < 8 * 1024**2  # type: ignore[union-attr]


def test_a_server_that_is_switched_off_is_unknown_and_says_so_once_and_comes_back(
    remote: Served, sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    folder = folder_on(remote)
    caplog.set_level(logging.INFO, "pantau.collectors")
    times = iter([NOW + minutes(count) for count in range(40) for _ in range(2)])
    runner = Runner(sqlite_store, [folder.collector], lambda: next(times))
    good = folder.look(NOW - minutes(5)).tickets
    runner.run(0)
    remote.server.stop()
    caplog.clear()
    runner.run(0)
    runner.run(0)
    told = [record.message for record in caplog.records if "dihubungi" in record.message]
    assert len(told) == 1
    lost = folder.collector.collect(NOW + minutes(30))
    assert {sample.status for sample in lost.samples} == {SampleStatus.UNKNOWN}
    assert state_of(lost) is State.UNKNOWN
    assert lost.tickets == good
    remote.server.start()
    assert state_of(folder.collector.collect(NOW + minutes(31))) is State.FRESH


def test_a_server_that_dies_in_the_middle_of_a_dump_is_unknown_not_a_bad_dump(sftp: Served) -> None:
    folder = folder_on(sftp)
    sftp.server.dies = True  # type: ignore[union-attr]
    harvest = folder.look(NOW)
    assert state_of(harvest) is State.UNKNOWN
    assert [ticket.source_readable for ticket in harvest.tickets] == [False] * 3
    (note,) = harvest.notes
    assert note.startswith("siak: sftp://127.0.0.1:")
    sftp.server.dies = False  # type: ignore[union-attr]
    assert state_of(folder.look(NOW + minutes(1))) is State.FRESH


def test_a_server_that_hangs_is_given_up_and_delays_no_other_source(remote: Served, tmp_path: Path) -> None:
    folder = folder_on(remote, patience_s=2)
    other = Folder(tmp_path)
    other.dump(19)
    second = other.office.backups[0].model_copy(update={"id": "lain"})
    folder.office = folder.office.model_copy(update={"backups": [*folder.office.backups, second]})
    folder.collector = folder.new_collector()
    remote.server.hang()
    harvest = folder.look(NOW)
    assert state_of(harvest) is State.UNKNOWN
    assert sample_of(harvest, "lain", "age_s").state is State.FRESH
    assert any(note.startswith("siak: ") for note in harvest.notes)


def test_a_server_that_hangs_in_the_middle_of_a_look_is_cut_off_after_the_patience(remote: Served) -> None:
    (remote.path / "siak.dmp").write_bytes(CLASSIC)
    place = FolderPlace.model_validate(remote.keys)

    def look() -> None:
        with opened(place, remote.server.env, 1) as folder:
            (file,) = folder.entries()
            remote.server.hang()
            with folder.reading(file) as handle:
                handle.read()

    with pytest.raises(FolderLost, match=r"menjawab|memutus"):
        send_out(look, "uji-macet").result(timeout=15)


def test_no_connection_and_no_thread_is_left_behind(remote: Served) -> None:
    folder = folder_on(remote)
    before = threading.active_count()
    folder.look(NOW)
    for _ in range(100):  # a cut connection's threads end by themselves, a moment later
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_a_folder_that_is_not_there_is_told_from_a_server_that_is_not(remote: Served) -> None:
    assert "tidak ditemukan" in refusal(remote, folder=f"{remote.keys['folder']}-hilang")


def test_a_wrong_password_is_told_with_the_name_of_its_variable_and_never_with_itself(remote: Served) -> None:
    name = str(remote.keys["password_env"])
    told = refusal(remote, {name: "sandi-salah-rahasia"})
    assert name in told
    assert "sandi-salah-rahasia" not in told


def test_a_variable_that_is_not_set_is_named(remote: Served) -> None:
    assert "UJI_KOSONG belum diisi" in refusal(remote, password_env="UJI_KOSONG")


def test_a_server_with_another_host_key_is_refused_and_its_fingerprint_shown(sftp: Served) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").get_fingerprint()
    told = refusal(sftp, host_key=other)
    assert str(sftp.server.fingerprint) in told  # type: ignore[union-attr]
    assert "host_key" in told


def test_a_server_in_known_hosts_is_trusted_and_one_with_a_changed_key_is_not(sftp: Served, tmp_path: Path) -> None:
    port = sftp.server.port
    hosts = tmp_path / "known_hosts"
    keys = {**sftp.keys, "host_key": "", "known_hosts": str(hosts)}

    def trust(key: asyncssh.SSHKey) -> None:
        hosts.write_text(f"[127.0.0.1]:{port} {key.export_public_key().decode()}")

    trust(sftp.server.host_key)  # type: ignore[union-attr]
    with opened(FolderPlace.model_validate(keys), sftp.server.env, 10) as folder:
        assert folder.entries() == []
    trust(asyncssh.generate_private_key("ssh-ed25519"))
    assert "bukan yang dicatat" in refusal(sftp, **{key: keys[key] for key in ("host_key", "known_hosts")})
    hosts.unlink()
    assert "known_hosts" in refusal(sftp, **{key: keys[key] for key in ("host_key", "known_hosts")})


def test_a_key_file_opens_an_sftp_folder_with_its_own_password(sftp: Served, tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    sftp.server.user_key = key  # type: ignore[union-attr]
    file = tmp_path / "kunci"
    key.write_private_key(str(file), passphrase="sandi-kunci", rounds=50)  # few, so that opening it is quick
    env = {"U": USER, "K": str(file), "P": "sandi-kunci"}
    place = FolderPlace.model_validate({**sftp.keys, "user_env": "U", "key_file_env": "K", "password_env": "P"})
    with opened(place, env, 10) as folder:
        assert folder.entries() == []
    with pytest.raises(FolderLost, match="variabel K, P"), opened(place, env | {"P": "sandi-lain"}, 10):
        pass


def test_a_share_that_is_not_there_is_told(smb: Served) -> None:
    server = smb.server
    assert isinstance(server, SmbServer)
    assert "share" in refusal(smb, folder=f"smb://127.0.0.1:{server.port}/tidak-ada")


def test_reading_a_share_does_not_hinder_whoever_writes_or_deletes(smb: Served) -> None:
    path = smb.path / "siak.dmp"
    path.write_bytes(CLASSIC)
    place = FolderPlace.model_validate(smb.keys)
    with opened(place, smb.server.env, 10) as one, opened(place, smb.server.env, 10) as other:
        (file,) = one.entries()
        with one.reading(file) as first, other.reading(file) as second:
            path.write_bytes(CLASSIC + b"lagi")
            assert first.read() == second.read() == CLASSIC + b"lagi"


def test_the_clock_of_a_samba_server_is_measured_and_told_when_it_is_wrong(smb: Served) -> None:
    folder = folder_on(smb)
    real = datetime.now(UTC)
    place = FolderPlace.model_validate(smb.keys)
    with opened(place, smb.server.env, 10) as opened_folder:
        assert isinstance(opened_folder, SmbFolder)
        ahead_s = opened_folder.clock_ahead_s(real - timedelta(minutes=10))
        assert ahead_s is not None
        assert 595 < ahead_s < 660
    (note,) = folder.look(NOW).notes  # NOW is a day in the past of the server
    assert "lebih cepat; samakan jamnya" in note or "lebih lambat; samakan jamnya" in note
    assert folder.look(NOW).notes == (note,)
