"""Texts of people in the messages that leave for mailboxes and chats."""

from __future__ import annotations

from typing import Any

import apprise
import pytest

from collectors.announcing import _notified
from tests.attacks.hostile import HTML

CHANNELS = {
    "mailto://127.0.0.1:1/?from=a@b.id&to=a@b.id": False,
    "mailto://127.0.0.1:1/?from=a@b.id&to=a@b.id&format=html": True,
    "tgram://123456789:abcdefg_hijklmnopqrstuvwxyzabcdefgh/12315544/": True,
    "json://127.0.0.1:1": False,
}
"""Addresses, and whether what is sent there is markup."""


@pytest.mark.parametrize(("address", "is_markup"), CHANNELS.items())
def test_what_people_wrote_is_no_markup_in_any_message(address: str, is_markup: bool) -> None:
    service = apprise.Apprise.instantiate(address)
    sent: list[dict[str, Any]] = []
    service.send = lambda **said: sent.append(said) or True
    for text in HTML:
        assert _notified(service, text, f"Putus (1):\n{text}")
    for text, said in zip(HTML, sent, strict=True):
        assert str(said["body_format"].value) == ("html" if is_markup else "text")
        assert not is_markup or "<" not in text or text not in said["body"]
        assert is_markup or text in said["body"]
