"""A workbook is XML that others wrote: what it declares is not unfolded."""

from __future__ import annotations

import zipfile
from pathlib import Path

from dashboard.model import SampleStatus
from tests.collectors.logbook.books import TOTAL, collector, write_sheet
from tests.collectors.sources import NOW

BOMB = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def test_a_workbook_that_declares_entities_is_refused_as_a_whole(tmp_path: Path) -> None:
    whole = write_sheet(tmp_path / "utuh.xlsx", [list(TOTAL.values()), [1, "Seririt", "NAMA", None, None]])
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(tmp_path / "buku.xlsx", "w") as made:
        for name in parts.namelist():
            raw = parts.read(name)
            head, mark, rest = raw.partition(b"<worksheet")
            made.writestr(name, head + BOMB + mark + rest.replace(b"NAMA", b"&b;&c;") if mark else raw)
    harvest = collector(tmp_path / "buku.xlsx", TOTAL).collect(NOW)
    assert harvest.tickets == ()
    assert {each.status for each in harvest.samples} == {SampleStatus.UNKNOWN}
    assert "bukan buku Excel yang utuh" in " ".join(harvest.notes)
