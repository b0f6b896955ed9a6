"""Every act of a person leaves a line with before and after, and no line ever holds a secret."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from dash import Dash

import dashboard.services
from dashboard.access import Role
from dashboard.cli import build_parser
from dashboard.services import people
from dashboard.store import Store, audit, check_audit
from dashboard.store.audit import OFFICE_SUBJECTS, PERSON_SUBJECTS
from dashboard.store.people import users_of
from dashboard.web_access import MARK
from tests.offices_factory import CODE, make_context
from tests.people import signed_app
from tests.services.acting import ACTS, NEXT_PASSWORD, NOW, PASSWORD
from tests.services.desks import SARI

ROOT = Path(__file__).resolve().parents[2]
HELPERS = {"desk_base", "restoring"}
"""Modules whose functions stand behind the acts of others, or bring a whole database (``test_restoring.py`` sees its
line): they are no act in a store that is there.
"""
READS = {"bearer", "colleague", "hashed", "known_user", "locks", "make_password", "place_of", "vouched", "who"}
READS |= {"check_place_in_reach", "token_in_reach", "user_in_reach"}
"""What ``services.people`` and ``people_desk`` do without changing anything but when somebody was last seen."""
WITHOUT_BEFORE = {
    *("desk.open_ticket", "agenda.open_entry", "ticket_import.import_tickets", "people.add_user", "people.add_token"),
    *("people.open_session", "people.sign_out", "alert_acts.send_test", "notes.acknowledge", "notes.add_note"),
    *("readings_manual.enter", "reported.freeze", "reports.keep", "saved_views.keep_view"),
}
"""Acts after which something is there that was not; before them there was nothing."""
WRITING_CALLBACKS = {
    *("alerts.press", "alerts.take", "late.update", "late.keep", "report.make", "report.act", "sending.write"),
    *("ticket.write", "ticket_life.act", "people.act"),
}
"""Each sends what was typed to acts of ``ACTS``."""
READING_CALLBACKS = {
    *("alerts.refresh", "audit.check", "backups.refresh", "compliance.show_runs", "compliance.refresh"),
    *(
        "nation.refresh",
        "network.refresh",
        "people.choose_place",
        "report.show_preview",
        "report.cancel",
        "report.show_files",
    ),
    *("sending.refresh", "ticket.draw", "ticket.rows", "ticket.download"),
}
POSTS = {"/masuk", "/keluar", "/akun", "/_dash-update-component"}
READING_COMMANDS = {
    *("run", "demo-reset", "sop", "check", "sla", "db copy", "export", "template", "audit check", "audit export"),
    *("backup now", "backup list", "restore"),
    *("reading list", "receipt list", "reported list", "ticket show", "ticket list"),
    *("user list", "token list", "scheduled"),
}
"""Commands in which nobody changes what is kept: they read, make a file of it, or begin or move a whole database."""
WRITING_COMMANDS = {
    *("import", "rejudge", "reading add", "reading correct", "receipt add", "reported add"),
    *("user add", "user change", "user password", "token add", "token revoke"),
    *(
        f"ticket {act}"
        for act in (
            *("open", "tick", "confirm", "correct", "correct-opening", "branch", "skip", "pause", "resume"),
            *("cancel", "transfer", "reopen", "excuse", "withdraw"),
        )
    ),
}
"""Each calls one act of ``ACTS``; what ``rejudge`` leaves is tested in ``tests/commands/test_cli_rejudge.py``."""
DIRECT = {
    ("cli_rejudge", "append_audit"): "the line itself",
    ("cli_audit", "keep_check"): "when the trail was checked last",
    ("cli_db", "copy_all"): "a copy of everything, audit and all",
    ("standing_job", "save_seconds"): "the machine's",
    ("standing_job", "save_standings"): "the machine's",
}
"""Writes to the store past the services, with the reason."""


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as cheaply as argon2 can: how slow that is, is not what is looked at here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: cheap)


def found_acts() -> Iterator[str]:
    for module in pkgutil.iter_modules(dashboard.services.__path__):
        known = importlib.import_module(f"dashboard.services.{module.name}")
        for name, each in inspect.getmembers(known, inspect.isfunction):
            officers = "Officer" in [str(p.annotation) for p in inspect.signature(each).parameters.values()]
            is_ours = each.__module__ == known.__name__ and not name.startswith("_") and module.name not in HELPERS
            if is_ours and (officers or (module.name in ("people", "people_desk") and name not in READS)):
                yield f"{module.name}.{name}"


def test_every_service_that_writes_for_a_person_is_walked() -> None:
    assert set(found_acts()) == set(ACTS)


@pytest.mark.parametrize("name", ACTS)
def test_every_act_leaves_a_line_with_before_and_after(sqlite_store: Store, tmp_path: Path, name: str) -> None:
    act = ACTS[name](sqlite_store, tmp_path)
    before = check_audit(sqlite_store).lines
    act()
    assert check_audit(sqlite_store).lines > before
    assert check_audit(sqlite_store).is_whole
    line = audit(sqlite_store)[0]
    assert line.officer == "sari"
    assert line.before != line.after
    assert bool(line.before) is (name not in WITHOUT_BEFORE)
    assert line.office is not None or line.subject.startswith(("tampilan ", *PERSON_SUBJECTS))
    assert line.subject.startswith((*OFFICE_SUBJECTS, *PERSON_SUBJECTS, "tampilan "))


def test_no_line_holds_a_password_a_token_or_a_hash_of_them(sqlite_store: Store) -> None:
    store, wrong = sqlite_store, "sandi-yang-salah-ketik"
    people.add_user(store, "sari", "Sari", Role.KASI, PASSWORD, SARI, NOW)
    session = people.sign_in(store, "sari", PASSWORD, NOW).name
    for _ in range(people.FAILURES_MOST):
        with pytest.raises(people.LoginError):
            people.sign_in(store, "sari", wrong, NOW)
    secrets = [PASSWORD, NEXT_PASSWORD, wrong, "argon2", people.TOKEN_MARK, session, people.hashed(session)]
    secrets += [str(user.password_hash) for user in users_of(store)]
    people.change_password(store, "sari", NEXT_PASSWORD, SARI, NOW)
    people.sign_out(store, session, "sari", NOW)
    secret, token = people.add_token(store, "Layar", Role.WALL, SARI, NOW, office=CODE)
    people.bearer(store, secret, NOW)
    people.revoke_token(store, token.id, SARI, NOW)
    secrets += [secret, token.secret_hash, *(str(user.password_hash) for user in users_of(store))]
    kept = [f"{line.subject} {line.before} {line.after}" for line in audit(store)]
    assert len(kept) == len(("made", "in", "locked", "password", "out", "token", "revoked"))
    assert [secret for secret in secrets if secret in " ".join(kept)] == []


def test_every_callback_and_form_is_known_to_read_or_to_write(sqlite_store: Store) -> None:
    context = make_context(sqlite_store)
    app: Dash = signed_app(context.settings, context)
    app.server.test_client().get("/_dash-dependencies")
    marked = [each["callback"] for each in app.callback_map.values() if hasattr(each.get("callback"), MARK)]
    found = {f"{each.__module__.removeprefix('pages.')}.{each.__name__}" for each in marked}
    assert found == WRITING_CALLBACKS | READING_CALLBACKS
    rules = app.server.url_map.iter_rules()
    assert {rule.rule for rule in rules if {"POST", "PUT", "DELETE", "PATCH"} & (rule.methods or set())} == POSTS


def commands(parser: argparse.ArgumentParser, group: str = "") -> Iterator[str]:
    groups = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield group
    for name, each in groups[0].items() if groups else ():
        yield from commands(each, f"{group} {name}".strip())


def test_every_command_is_known_to_read_or_to_write() -> None:
    assert set(commands(build_parser())) == READING_COMMANDS | WRITING_COMMANDS


def writers() -> set[str]:
    """Functions of the store that open a transaction that writes."""
    found = set()
    for path in (ROOT / "dashboard" / "store").glob("*.py"):
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.FunctionDef) and any(_begins(call) for call in ast.walk(each)):
                found.add(each.name)
    return found


def _begins(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func
    return isinstance(name, ast.Name) and name.id in ("write", "_locked")


def test_nothing_writes_to_the_store_past_the_services() -> None:
    known, past = writers(), set()
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "dashboard").glob("*.py")]:
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("dashboard.store"):
                past |= {(path.stem, alias.name) for alias in each.names if alias.name in known}
    assert past == DIRECT.keys()
