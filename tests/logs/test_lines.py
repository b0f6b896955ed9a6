"""A line of the log: what it carries, that nobody can forge one, and that work sent out carries on."""

from __future__ import annotations

import io
import json
import logging
import re
import sys

import pytest

from collectors.errands import send_out
from dashboard.logs import JsonLines, Lines, bound, new_code, set_up_logs
from tests.logs.conftest import Written, settings_of

log = logging.getLogger("pantau.uji")
FORGED = "siti\n2026-11-20T00:00:00.000Z INFO pantau.web: masuk admin\r\x1b[2K\x85\u2028\u202e"


def test_a_line_carries_time_level_logger_message_and_facts(written: Written) -> None:
    with bound(run_id="abcd-efgh-jkmn", office="51.08"):
        log.info("selesai dalam %d ms", 12)
    (line,) = written.lines()
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line.pop("time")))
    assert line.pop("process")
    assert line == {
        "level": "INFO",
        "logger": "pantau.uji",
        "message": "selesai dalam 12 ms",
        "run_id": "abcd-efgh-jkmn",
        "office": "51.08",
    }
    said = "INFO pantau.uji: selesai dalam 12 ms run_id=abcd-efgh-jkmn office=51.08\n"
    assert written.plain.getvalue().endswith(said)


def test_nobody_forges_a_line_by_what_is_logged(written: Written) -> None:
    with bound(user=FORGED):
        log.warning("ditolak: %s", FORGED)
    assert len(written.plain.getvalue().splitlines()) == 1
    assert written.plain.getvalue().rstrip("\n").isprintable()
    assert len(written.json.getvalue().splitlines()) == 1
    assert written.json.getvalue().rstrip("\n").isascii()


def test_what_is_very_long_is_cut_and_searched_in_no_time(written: Written) -> None:
    log.warning("alamat %s", "://a:" * 50_000, extra={"facts": {"path": "/x" * 100_000}})
    assert len(written.json.getvalue()) < 10_000


def test_half_a_character_breaks_no_line() -> None:
    record = logging.makeLogRecord({"msg": "berkas \ud800.csv", "name": "pantau.uji", "levelname": "INFO"})
    assert Lines().format(record).encode("utf-8").endswith(b"berkas \\ud800.csv")
    assert json.loads(JsonLines().format(record))["message"].encode("utf-8")


def test_the_lines_of_a_trace_look_like_no_line_of_the_log(written: Written) -> None:
    try:
        raise ValueError(FORGED)
    except ValueError:
        log.exception("gagal")
    first, *trace = written.plain.getvalue().splitlines()
    assert first.endswith("ERROR pantau.uji: gagal")
    assert trace
    assert all(line.startswith("    | ") for line in trace)
    assert "ValueError" in str(written.lines()[0]["trace"])


def test_work_that_is_sent_out_carries_the_code_of_who_sent_it(written: Written) -> None:
    with bound(request_id="abcd-efgh-jkmn"):
        send_out(lambda: log.info("di utas lain"), "uji").result(5)
    assert [line["request_id"] for line in written.lines()] == ["abcd-efgh-jkmn"]


def test_libraries_tell_no_details_at_debug_and_ours_do(written: Written) -> None:
    assert not logging.getLogger("sqlalchemy.engine").isEnabledFor(logging.INFO)
    assert not logging.getLogger("httpcore.http11").isEnabledFor(logging.DEBUG)
    assert log.isEnabledFor(logging.DEBUG)


def test_the_settings_choose_the_form_and_standard_output_stays_free(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("json", "manusia"):
        set_up_logs(settings_of(PANTAU_LOG=form))
        log.info("halo")
    said = capsys.readouterr()
    as_json, plain = said.err.splitlines()
    assert json.loads(as_json)["message"] == "halo"
    assert plain.endswith("INFO pantau.uji: halo")
    assert said.out == ""


def test_a_line_that_cannot_be_made_tells_none_of_its_values(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if type(each).__name__ == "_Output"]
    log.info("%d", "rahasia-sekali")
    assert "baris log gagal ditulis" in sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "rahasia" not in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_codes_can_be_read_aloud_and_do_not_repeat() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", code) for code in codes)
