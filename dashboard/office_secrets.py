"""Which variables of the environment the office files name hold secrets, and what of them no log may tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from dashboard.redaction import secrets_of_url

_HELD = ("password_env", "token_env")
_ADDRESSES = ("channel_env", "channel")


def office_secrets(offices: Iterable[BaseModel], env: Mapping[str, str]) -> set[str]:
    """Passwords, tokens and addresses that office files tell or name by a ``*_env`` key."""
    found: set[str] = set()
    for name, text in (each for office in offices for each in _texts(office)):
        value = env.get(text, "") if name.endswith("_env") else text
        if name.endswith(_HELD):
            found.add(value)
        elif name in _ADDRESSES:
            found |= secrets_of_url(value, is_address=name.endswith("_env"))
        elif name in ("url", "url_env"):
            found |= secrets_of_url(value)
    return found - {""}


def _texts(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Every text of a model and of all models in it, with the name of its field."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, str):
            yield name, value
        for each in value if isinstance(value, tuple | list) else (value,):
            if isinstance(each, BaseModel):
                yield from _texts(each)
