"""Tests of desktop_chat.core.ids: form and order of identifiers."""

from __future__ import annotations

import time
import uuid

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.ids import new_id

# 48 bits of milliseconds reach into the year 10889.
TIMES_NS = st.integers(0, (2**48 - 1) * 1_000_000)


@given(TIMES_NS)
def test_an_id_is_a_uuid_of_version_7_that_holds_its_time(now_ns: int) -> None:
    value = uuid.UUID(new_id(now_ns))
    assert (value.version, value.variant) == (7, uuid.RFC_4122)
    assert value.int >> 80 == now_ns // 1_000_000


@given(TIMES_NS, st.integers(250, 10**15))
def test_a_later_id_sorts_behind_an_earlier_one(now_ns: int, later_ns: int) -> None:
    then_ns = min(now_ns + later_ns, (2**48 - 1) * 1_000_000)
    if then_ns - now_ns >= 250:
        assert new_id(now_ns) < new_id(then_ns)


def test_ids_of_the_same_instant_differ() -> None:
    assert len({new_id(1) for _ in range(1000)}) == 1000


def test_without_a_time_the_clock_is_used() -> None:
    before = time.time_ns() // 1_000_000
    moment = uuid.UUID(new_id()).int >> 80
    assert before <= moment <= time.time_ns() // 1_000_000
