"""The short ways of a sweep say what the long ones say, whatever comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import SampleStatus, State
from dashboard.states import advance
from dashboard.store import intervals, latest, open_store, record_batch, rollups, settle_office, upgrade
from dashboard.store.codec import scaled, seconds
from dashboard.store.rows import Known, known_of, state_of
from dashboard.store.states_write import Taken, stands
from tests.store.measured import OFFICE, T0, key, run, sample

STATUSES = st.sampled_from([*[SampleStatus.OK] * 4, SampleStatus.DEGRADED, *list(SampleStatus)])
VALUES = st.sampled_from([None, 0.0, 1.5, 12.5])
STATES = st.sampled_from([*[None] * 6, State.UP, State.DEGRADED, State.STUCK])
POLLS = st.lists(st.tuples(st.integers(1, 5), STATUSES, VALUES, STATES), min_size=1, max_size=30)
EVER = (T0 - timedelta(days=1), T0 + timedelta(days=2))


@settings(max_examples=300, deadline=None)
@given(POLLS)
def test_the_short_way_of_an_ordinary_sample_is_that_of_the_debounce(
    polls: list[tuple[int, SampleStatus, float | None, State | None]],
) -> None:
    known: Known | None = None
    number = 0
    for step, status, value, told in polls:
        number += step
        one = sample(number, status, value=value, state=told)
        state, changes = advance(None if known is None else state_of(key(), known), one, None, stale_after_s=90)
        if known is not None:
            taken = Taken(1, seconds(one.observed_at), scaled(one.value), int(status), one)
            short = stands(known, taken, 90)
            assert short is None or (short, ()) == (known_of(state), changes)
        known = known_of(state)


BATCHES = st.lists(
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from("ab"), STATUSES), min_size=1, max_size=6), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(batches=BATCHES, behind=st.lists(st.sampled_from([0, 300, 300, 300]), min_size=8, max_size=8))
def test_rollups_that_follow_behind_end_as_those_made_at_once(
    tmp_path_factory, batches: list[list[tuple[int, str, SampleStatus]]], behind: list[int]
) -> None:  # type: ignore[no-untyped-def]
    found = []
    for kind in ("sekarang", "menyusul"):
        path = tmp_path_factory.mktemp(kind) / "a.db"
        path.write_bytes(_empty(tmp_path_factory))
        store = open_store(f"sqlite:///{path}")
        for batch, behind_s in zip(batches, behind, strict=False):
            taken = [sample(number, status, key(target)) for number, target, status in batch]
            late = behind_s if kind == "menyusul" else 0
            record_batch(store, run(batch[0][0], len(taken)), taken, behind_s=late)
        settle_office(store, OFFICE)
        both = [rollups(store, OFFICE, *EVER, step=step) for step in ("hour", "day")]
        found.append((both, latest(store, OFFICE), intervals(store, OFFICE, *EVER)))
        store.close()
    assert found[0] == found[1]


_MODEL: list[bytes] = []


def _empty(tmp_path_factory) -> bytes:  # type: ignore[no-untyped-def]
    if not _MODEL:
        path: Path = tmp_path_factory.mktemp("kosong") / "a.db"
        store = open_store(f"sqlite:///{path}")
        upgrade(store)
        store.close()
        _MODEL.append(path.read_bytes())
    return _MODEL[0]
