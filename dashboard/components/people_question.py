"""What the address of ``/pengguna`` asks: which user or token is open, or which form for a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion

PATH = "/pengguna"
NEW_USER, NEW_TOKEN = "pengguna", "token"


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """All of the page's state; at most one of the three is set. ``kept``: office and period of other pages, whole."""

    user: str | None = None
    token: str | None = None
    new: str | None = None
    kept: tuple[tuple[str, str], ...] = ()

    def href(self) -> str:
        """The address of this very view."""
        own = {"pilih": self.user, "token": self.token, "baru": self.new}
        asked = [*self.kept, *((name, value) for name, value in own.items() if value)]
        return f"{PATH}?{urlencode(asked)}" if asked else PATH

    def with_user(self, user_id: str) -> PeopleQuestion:
        """The same page with a user open."""
        return replace(self, user=user_id, token=None, new=None)

    def with_token(self, token_id: str) -> PeopleQuestion:
        """The same page with a token open."""
        return replace(self, user=None, token=token_id, new=None)

    def with_new(self, what: str) -> PeopleQuestion:
        """The same page with the form for a new user or token."""
        return replace(self, user=None, token=None, new=what)

    def closed(self) -> PeopleQuestion:
        """The same page with nothing open."""
        return replace(self, user=None, token=None, new=None)


def read_people(asked: dict[str, str | None]) -> PeopleQuestion:
    """Read the address. Raises BadQuestion."""
    user, token, new = (asked.get(name) or None for name in ("pilih", "token", "baru"))
    if sum(each is not None for each in (user, token, new)) > 1:
        raise BadQuestion("Alamat ini menyebut lebih dari satu hal. Pilih satu pengguna atau satu token dari daftar.")
    if new not in (None, NEW_USER, NEW_TOKEN):
        raise BadQuestion(f'Isian "{new}" tidak dikenal. Pakai tombol Tambah pengguna atau Tambah token.')
    kept = tuple((name, value) for name in ("kantor", "dari", "sampai", "semula") if (value := asked.get(name)))
    return PeopleQuestion(user, token, new, kept)
