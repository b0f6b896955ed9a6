"""The command groups ``user`` and ``token``: who may sign in, and what programs and wall displays show instead."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime

from dashboard.access import AccessError, Role
from dashboard.cli_base import Command, Refused, in_one_line, prepared_context, print_json, print_rows
from dashboard.services import people
from dashboard.services.identity import Officer, current_officer
from dashboard.store import Store, Token
from dashboard.store.people import tokens_of, users_of


def _add_user(options: argparse.Namespace) -> int:
    store, officer = _work(options)
    password = _password(options)
    made = people.add_user(
        store,
        options.id,
        options.name or options.id,
        Role(options.role),
        password,
        officer,
        options.clock(),
        office=options.office,
        kecamatan=options.kecamatan,
    )
    print(f"pengguna {made.id} dibuat, peran {made.role}")
    if options.generate:
        print(f"sandi (ditampilkan sekali ini): {password}")
    return 0


def _change_user(options: argparse.Namespace) -> int:
    store, officer = _work(options)
    old = people.known_user(store, options.id)
    role = old.role if options.role is None else Role(options.role)
    office = old.office if options.office is None else (options.office or None)
    kecamatan = old.kecamatan if options.kecamatan is None else (options.kecamatan or None)
    off = options.off or (old.disabled_at is not None and not options.on)
    now = options.clock()
    new = people.change_user(
        store, options.id, officer, now, role=role, office=office, kecamatan=kecamatan, disabled=off
    )
    state = "aktif" if new.disabled_at is None else "nonaktif"
    print(f"pengguna {new.id}: peran {new.role}, {state}; sesinya diakhiri")
    return 0


def _set_password(options: argparse.Namespace) -> int:
    store, officer = _work(options)
    people.known_user(store, options.id)
    password = _password(options)
    people.change_password(store, options.id, password, officer, options.clock())
    print(f"sandi {options.id} diganti; sesinya diakhiri")
    if options.generate:
        print(f"sandi (ditampilkan sekali ini): {password}")
    return 0


def _list_users(options: argparse.Namespace) -> int:
    store, _ = _work(options)
    headings = ("pengguna", "nama", "peran", "kantor", "kecamatan", "keadaan")
    rows = [(u.id, u.name, u.role.value, u.office, u.kecamatan, _state(u.disabled_at)) for u in users_of(store)]
    return _print_table(options, headings, rows)


def _add_token(options: argparse.Namespace) -> int:
    store, officer = _work(options)
    secret, token = people.add_token(
        store,
        options.name,
        Role(options.role),
        officer,
        options.clock(),
        office=options.office,
        kecamatan=options.kecamatan,
        days=options.days,
    )
    print(f"token {token.id} dibuat, peran {token.role}; rahasianya ditampilkan sekali ini:")
    print(secret)
    if token.role is Role.WALL:
        print(f"Buka di layar: /dinding/{secret}")
    return 0


def _list_tokens(options: argparse.Namespace) -> int:
    store, _ = _work(options)
    headings = ("token", "nama", "peran", "kantor", "kecamatan", "berlaku sampai", "terakhir dipakai", "keadaan")
    rows = [
        (t.id, t.label, t.role.value, t.office, t.kecamatan, _iso(t.expires_at), _iso(t.used_at), _token_state(t))
        for t in tokens_of(store)
    ]
    return _print_table(options, headings, rows)


def _revoke_token(options: argparse.Namespace) -> int:
    store, officer = _work(options)
    print(f"token {people.revoke_token(store, options.id, officer, options.clock()).id} dicabut")
    return 0


def add_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``user`` and ``token`` with their acts."""
    users = _group(commands, "user", "pengguna: siapa yang boleh masuk")
    add = _act(users, "add", _add_user, "buat pengguna")
    add.add_argument("id", metavar="PENGGUNA")
    add.add_argument("--name", metavar="NAMA", help="nama yang ditampilkan dan dicatat")
    _place(add, required=True)
    _typed_password(add)
    change = _act(users, "change", _change_user, "ubah peran atau tempat, nonaktifkan, aktifkan")
    change.add_argument("id", metavar="PENGGUNA")
    _place(change, required=False)
    switch = change.add_mutually_exclusive_group()
    switch.add_argument("--off", action="store_true", help="nonaktifkan")
    switch.add_argument("--on", action="store_true", help="aktifkan lagi")
    password = _act(users, "password", _set_password, "ganti sandi; semua sesinya berakhir")
    password.add_argument("id", metavar="PENGGUNA")
    _typed_password(password)
    _act(users, "list", _list_users, "daftar pengguna").add_argument("--json", action="store_true")
    tokens = _group(commands, "token", "token untuk program dan layar pantau")
    token = _act(tokens, "add", _add_token, "buat token; rahasianya dicetak sekali")
    token.add_argument("--name", metavar="NAMA", required=True, help="untuk apa token ini")
    _place(token, required=True)
    token.add_argument("--days", type=int, metavar="HARI", help="berlaku sekian hari; bawaan tanpa batas")
    _act(tokens, "list", _list_tokens, "daftar token").add_argument("--json", action="store_true")
    revoke = _act(tokens, "revoke", _revoke_token, "cabut token")
    revoke.add_argument("id", metavar="TOKEN")


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")


def _act(
    acts: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    act = acts.add_parser(name, help=text, description=text)
    act.set_defaults(run=in_one_line(_refusing(run)))
    return act


def _place(act: argparse.ArgumentParser, *, required: bool) -> None:
    act.add_argument("--role", required=required, choices=[role.value for role in Role], metavar="PERAN")
    act.add_argument("--office", metavar="KODE", help="hanya kantor ini")
    act.add_argument("--kecamatan", metavar="KODE", help="hanya kecamatan ini (operator)")


def _typed_password(act: argparse.ArgumentParser) -> None:
    way = act.add_mutually_exclusive_group()
    way.add_argument("--generate", action="store_true", help="buat sandi acak dan cetak sekali")
    way.add_argument("--stdin", action="store_true", help="baca sandi dari masukan baku")


def _password(options: argparse.Namespace) -> str:
    """Typed unseen, read from standard input, or made; never an argument, which others on the machine could read."""
    if options.generate:
        return people.make_password()
    if options.stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Sandi: ")
    if first != getpass.getpass("Sandi, sekali lagi: "):
        raise Refused(f"user {options.act} {options.id}", "dua sandi tidak sama", "ulangi perintahnya")
    return first


def _work(options: argparse.Namespace) -> tuple[Store, Officer]:
    """The store, and who types. A place must be an office that is known here."""
    context = prepared_context()
    office = getattr(options, "office", None)
    if office and office not in context.offices:
        known = ", ".join(sorted(context.offices))
        raise Refused(f"--office {office}", "tidak ada", f"pakai salah satu: {known}")
    kecamatan = getattr(options, "kecamatan", None)
    if kecamatan and office and kecamatan not in {each.code for each in context.offices[office].kecamatan}:
        raise Refused(f"--kecamatan {kecamatan}", "tidak ada di kantor itu", "lihat kode di berkas kantor")
    return context.store, current_officer(context.settings)


def _refusing(run: Command) -> Command:
    def guarded(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except AccessError as no:
            message, _, fix = str(no).partition(". Perbaikan: ")
            raise Refused(f"{options.command} {options.act}", message, fix) from no

    return guarded


def _print_table(options: argparse.Namespace, headings: tuple[str, ...], rows: Sequence[tuple[str | None, ...]]) -> int:
    if options.json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_rows(headings, list(rows))
    return 0


def _state(disabled_at: datetime | None) -> str:
    return "aktif" if disabled_at is None else "nonaktif"


def _token_state(token: Token) -> str:
    return "aktif" if token.revoked_at is None else "dicabut"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
