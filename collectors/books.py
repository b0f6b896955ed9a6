"""``python -m collectors.books --office KODE``: every log book of an office read now, every complaint of it printed.

``/sistem`` shows the first complaints of a book; here stand all of them, each with its row and its mend. Nothing is
saved and no database is needed. Exit code 0: nothing to complain of; 1: something; 2: a bad configuration.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from collectors.logbook import LogbookCollector
from dashboard.catalogue import CatalogueErrors, load_catalogue
from dashboard.offices import OfficeErrors, load_offices
from dashboard.settings import SettingsErrors, load_settings

_ALL = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, read and print."""
    parser = argparse.ArgumentParser(
        prog="python -m collectors.books", description="Catatan buku agenda, baris demi baris"
    )
    parser.add_argument("--office", required=True, metavar="KODE")
    code = parser.parse_args(arguments).office
    try:
        settings, catalogue = load_settings(), load_catalogue()
        env = settings.expansion(os.environ)
        found = [each for each in load_offices(settings.offices, env, catalogue.versions()) if each.code == code]
    except (SettingsErrors, OfficeErrors, CatalogueErrors) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    if not found:
        said = f"--office {code}: tidak ada di {settings.offices}. Perbaikan: pakai kode yang ada"
        print(said, file=sys.stderr)  # noqa: T201
        return 2
    reader = LogbookCollector(
        found[0], interval_s=settings.poll_s, sops=catalogue.versions(), env=env, notes_shown=_ALL
    )
    harvest = reader.collect(datetime.now(UTC))
    for note in harvest.notes:
        print(note)  # noqa: T201
    rows = sum(round(sample.value or 0) for sample in harvest.samples)
    counted = f"{rows} baris dibaca, {len(harvest.tickets)} tiket, {len(harvest.notes)} catatan"
    print(counted, file=sys.stderr)  # noqa: T201
    return 1 if harvest.notes else 0


if __name__ == "__main__":
    sys.exit(main())
