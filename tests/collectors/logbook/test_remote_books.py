"""A log book that lies on a server: a Samba share and an SFTP server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.logbook import LogbookCollector
from dashboard.model import SampleStatus
from tests.collectors.backup.sftp_server import SftpServer
from tests.collectors.backup.smb_server import SmbServer
from tests.collectors.logbook.books import TOTAL, write_sheet
from tests.collectors.sources import HISTORY, NOW, REPAIR, minutes, office, sample_of

ROWS = (list(TOTAL.values()), ["1", "Seririt", "Modem mati", "19/11/2026 08:05", None])


class Served:
    """A server with one book, and the collector that reads it."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.root = folder / "isi"
        (self.root / "buku").mkdir(parents=True)
        self.book = write_sheet(self.root / "buku" / "Agenda 2026.xlsx", ROWS)
        self.server = SmbServer(folder / "samba", self.root) if kind == "smb" else SftpServer(self.root)
        share = self.server.keys("/buku") if isinstance(self.server, SmbServer) else self.server.keys("buku")
        source = {"id": "buku", "kind": "xlsx", "path": "agenda 2026.xlsx", "columns": TOTAL, "sop_default": REPAIR}
        self.collector = LogbookCollector(
            office(tickets=[{**source, "share": share}]),
            interval_s=60,
            sops=HISTORY,
            env=dict(self.server.env),
            patience_s=5.0,
        )


@pytest.fixture(params=["smb", "sftp"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path, request.param)
    yield made
    made.server.stop()
    if isinstance(made.server, SftpServer):
        made.server.close()


def test_a_book_on_a_server_is_read_and_read_again_when_it_changed(served: Served) -> None:
    assert [ticket.title for ticket in served.collector.collect(NOW).tickets] == ["Modem mati"]
    write_sheet(served.book, [*ROWS, ["2", "Gerokgak", "Layar mati", "19/11/2026 09:00", None]])
    again = served.collector.collect(NOW + minutes(1))
    assert ([ticket.title for ticket in again.tickets], again.notes) == (["Modem mati", "Layar mati"], ())


def test_a_book_that_is_not_in_its_folder_is_unknown_and_named(served: Served) -> None:
    served.book.rename(served.book.with_name("lain.xlsx"))
    harvest = served.collector.collect(NOW)
    assert sample_of(harvest, "buku", "rows").status is SampleStatus.UNKNOWN
    assert "agenda 2026.xlsx tidak ditemukan" in harvest.notes[0]


def test_a_server_that_goes_away_keeps_the_book_for_a_while_and_tells_no_secret(served: Served) -> None:
    served.collector.collect(NOW)
    served.server.stop()
    kept = served.collector.collect(NOW + minutes(1))
    assert len(kept.tickets) == 1
    assert "Untuk sementara isi yang terakhir terbaca dipakai" in kept.notes[0]
    lost = served.collector.collect(NOW + minutes(11))
    assert sample_of(lost, "buku", "rows").status is SampleStatus.UNKNOWN
    for secret in served.server.env.values():
        assert secret not in " ".join((*kept.notes, *lost.notes))
