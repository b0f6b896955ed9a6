"""The alerts part of an office file: each mistake is one message with its place and mend, and no secret is repeated."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from dashboard.offices import Receiver, load_offices
from tests.offices.conftest import Check

KASI = "id: kasi, name: Kasi, role: kasi"
HOOK = 'channel: "json://127.0.0.1:9/"'
ENV = {"ALAMAT": "tgram://123456789:rahasia-sekali/42/", "KOSONG": "", "RUSAK": "rahasia-sekali"}
FIRST = "alerts.receivers[0]"


@pytest.mark.parametrize(
    ("receivers", "place", "said"),
    [
        (f"{{{KASI}}}", f"{FIRST}.channel_env", "tepat satu"),
        (f"{{{KASI}, {HOOK}, channel_env: ALAMAT}}", f"{FIRST}.channel_env", "tepat satu"),
        (f"{{{KASI}, channel_env: KOSONG}}", f"{FIRST}.channel_env", "KOSONG belum diisi"),
        (f"{{{KASI}, channel_env: RUSAK}}", f"{FIRST}.channel_env", "tidak terbaca"),
        (f'{{{KASI}, channel: "tgram://rahasia-sekali/1/"}}', f"{FIRST}.channel", "dapat memuat sandi atau token"),
        (f'{{{KASI}, channel: "json://u:rahasia-sekali@h/"}}', f"{FIRST}.channel", "dapat memuat sandi atau token"),
        (f'{{{KASI}, {HOOK}, quiet: ["21.00-06.00"]}}', f"{FIRST}.quiet[0]", "jam tenang"),
        (f"{{{KASI}, {HOOK}, after_minutes: -1}}", f"{FIRST}.after_minutes", "di luar batas"),
        (f"{{{KASI}, {HOOK}, events: []}}", f"{FIRST}.events", "tidak diberi tahu apa pun"),
        (f"{{{KASI}, {HOOK}, events: [jarngan]}}", f"{FIRST}.events[0]", "jarngan"),
        (f"{{id: Kasi PIAK, name: K, role: kasi, {HOOK}}}", f"{FIRST}.id", "tidak terbaca"),
        (f'{{id: k, name: " ", role: kasi, {HOOK}}}', f"{FIRST}.name", "kosong"),
        (f"{{{KASI}, {HOOK}}}, {{{KASI}, {HOOK}}}", "alerts.receivers[1].id", "sudah dipakai"),
        (f"{{id: b, name: Kabid, role: kabid, {HOOK}}}", f"{FIRST}.after_minutes", "tidak ada yang diberi tahu"),
    ],
)
def test_each_mistake_is_named_with_its_place(check: Check, receivers: str, place: str, said: str) -> None:
    edit = ("compliance_targets:", f"alerts: {{receivers: [{receivers}]}}\ncompliance_targets:")
    (problem,) = check(edit, env=ENV)
    assert problem.path == place
    assert said in problem.message
    assert "rahasia-sekali" not in str(problem)


def test_a_simulated_office_sends_nothing_out_of_this_machine(check: Check) -> None:
    alerts = f'simulated: true\nalerts: {{receivers: [{{{KASI}, channel: "json://192.0.2.1/"}}]}}\ncompliance_targets:'
    (problem,) = check(("compliance_targets:", alerts))
    assert problem.message == "kantor simulasi tidak boleh mengirim ke luar komputer ini"


def test_a_secret_address_never_enters_the_office(tmp_path: Path, good: str) -> None:
    part = f"alerts: {{receivers: [{{{KASI}, channel_env: ALAMAT}}]}}\n"
    (tmp_path / "kantor.yaml").write_text(good + part, encoding="utf-8")
    (office,) = load_offices(tmp_path, ENV)
    assert "rahasia" not in repr(office) + office.model_dump_json()
    assert office.alerts.receivers[0].address(ENV) == ENV["ALAMAT"]


@pytest.mark.parametrize(
    ("at", "quiet"), [(time(20, 59), False), (time(21), True), (time(0), True), (time(5, 59), True), (time(6), False)]
)
def test_quiet_hours_may_pass_midnight_and_end_on_the_minute(at: time, quiet: bool) -> None:
    receiver = Receiver(id="a", name="A", role="kasi", channel="json://x", quiet=("21:00-06:00",))
    assert receiver.is_quiet(at) is quiet
