"""A process that claims what waits and is stopped in the middle: ``python -m tests.collectors.announcing_child``.

Arguments: address of the database, the office as JSON, and where it stands still: ``before`` or ``after`` sending.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from datetime import UTC, datetime

from dashboard.offices import Office
from dashboard.services.alert_sending import deliver
from dashboard.store import alert_messages, open_store


def main() -> None:
    url, office, place = sys.argv[1:]

    def send(address: str, title: str, body: str) -> str:
        if place == "after":
            said = json.dumps({"title": title, "message": body}).encode()
            urllib.request.urlopen(address.replace("json://", "http://"), said, timeout=5).close()
        print("berhenti di sini", flush=True)
        time.sleep(60)
        return ""

    store = open_store(url)
    made = Office.model_validate_json(office)
    (message,) = alert_messages(store, made.code, status={"waiting"})
    deliver(store, made, message, "anak", lambda: datetime.now(UTC), send, {}, claim_s=300)


if __name__ == "__main__":
    main()
