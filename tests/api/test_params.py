from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.api_params import BadParameter, instant, local_date, one_of, only, period, required


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(BadParameter, match="satu kali") as refused:
        only({"office": ["51.08", "35.03"]}, ("office",))
    assert refused.value.field == "office"


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(BadParameter, match="office") as refused:
        only({"kantorku": ["51.08"]}, ("office",))
    assert refused.value.field == "kantorku"


def test_an_empty_parameter_is_a_missing_one() -> None:
    with pytest.raises(BadParameter, match="wajib"):
        required({"from": ""}, "from")


def test_an_unknown_code_lists_the_known_ones() -> None:
    with pytest.raises(BadParameter, match=r"35\.03, 51\.08"):
        one_of("99", "office", {"51.08", "35.03"}, "Kantor")


@pytest.mark.parametrize("text", ["20-11-2026", "2026-02-30", "2026-11-2", "20261120", "٢٠٢٦-١١-٢٠", "1999-12-31", ""])
def test_a_date_that_is_none_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(BadParameter) as refused:
        local_date(text, "to")
    assert refused.value.field == "to"


def test_a_period_keeps_both_its_days() -> None:
    assert period("2026-11-20", "2026-11-20") == (date(2026, 11, 20), date(2026, 11, 20))


def test_swapped_dates_are_refused() -> None:
    with pytest.raises(BadParameter, match="Tukar"):
        period("2026-11-21", "2026-11-20")


def test_more_than_three_years_are_refused() -> None:
    with pytest.raises(BadParameter, match="Perpendek"):
        period("2020-01-01", "2026-01-01")


@pytest.mark.parametrize(
    "text", ["2026-11-20T14:05:00+08:00", "2026-11-20T14:05:00 08:00", "2026-11-20T06:05Z", "2026-11-20T14:05+0800"]
)
def test_a_moment_with_an_offset_is_read_as_utc(text: str) -> None:
    assert instant(text, "now") == datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-11-20T14:05:00", "kemarin", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_moment_without_offset_or_out_of_reach_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        instant(text, "now")


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    with suppress(BadParameter):
        assert instant(text, "now").tzinfo is UTC
