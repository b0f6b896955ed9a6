"""The pages as a browser gets them: the tree of their components as JSON, by the router's own callback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from dash import page_registry

from tests.attacks.callbacks import callbacks, payload
from tests.attacks.people_at_work import CALLBACKS, Browser
from tests.offices_factory import CODE

ROUTER = ".._pages_content.children..._pages_store.data.."
Node = dict[str, Any]
_TEXT_TYPES = {None, "text", "search", "password", "email", "tel", "url"}
_ADDRESSES = ("href", "src", "action", "formAction", "data", "xlinkHref")


def paths() -> list[str]:
    """Every page; a ticket and an SOP stand for all of theirs."""
    made = [page["path_template"] or page["path"] or "/" for page in page_registry.values()]
    named = {"<ticket_id>": "T", "<sop_id>": "buleleng-01-perbaikan-perangkat"}
    return sorted({re.sub(r"<\w+>", lambda found: named[found[0]], path) for path in made})


def tree(browser: Browser, path: str, **asked: str) -> Any:
    """What the page at an address is made of."""
    query = "?" + urlencode({"kantor": CODE, **asked}, errors="replace")
    entry = callbacks(browser.app)[ROUTER]
    body = payload(ROUTER, entry, lambda _, name: path if name == "pathname" else query)
    answer = browser.post(CALLBACKS, json=body, headers={"X-CSRFToken": browser.kept_word()})
    assert answer.status_code == 200, (path, asked, answer.status_code, answer.text[:300])
    return answer.json["response"]["_pages_content"]["children"]


def nodes(part: Any) -> Iterator[Node]:
    """Every component of a tree."""
    open_parts = [part]
    while open_parts:
        found = open_parts.pop()
        if isinstance(found, list):
            open_parts += found
        elif isinstance(found, dict):
            if "props" in found and "type" in found:
                yield found
            open_parts += found.values()


def text_fields(part: Any) -> list[Node]:
    """Where somebody can type."""
    kinds = {"Input", "Textarea", "Markdown"}
    return [
        each["props"] for each in nodes(part)
        if each["type"] in kinds and each["props"].get("type") in _TEXT_TYPES
    ]  # fmt: skip


def dangers(part: Any) -> list[str]:
    """What could run or lead away: markup that is not escaped, addresses that are no path of ours."""
    found = []
    for each in nodes(part):
        props = each["props"]
        found += [f"{each['type']}: {name}" for name in props if "danger" in name.lower() or name.startswith("on")]
        if each["type"] in ("Markdown", "Iframe", "Script", "Embed", "ObjectEl", "DangerouslySetInnerHTML"):
            found.append(each["type"])
        for name in _ADDRESSES:
            value = props.get(name)
            if isinstance(value, str) and each["type"] not in ("Store",) and not _is_ours(value):
                found.append(f"{each['type']}.{name}: {value[:80]}")
    return found


def _is_ours(address: str) -> bool:
    if address.startswith(("data:image/png", "data:image/svg+xml")):
        return True
    return address == "" or (address.startswith(("/", "#", "?")) and not address.startswith(("//", "/\\")))
