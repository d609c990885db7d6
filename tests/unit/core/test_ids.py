"""Tests of desktop_chat.core.ids: form and order of identifiers."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.ids import created_us, new_id, packed_id, unpacked_id

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


@given(st.uuids())
def test_a_uuid_is_packed_into_sixteen_bytes_and_comes_back(value: uuid.UUID) -> None:
    raw = packed_id(str(value))
    assert raw == value.bytes
    assert unpacked_id(value.bytes) == str(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m-1",
        "0" * 32,
        "0190A6B2-0000-7000-8000-000000000000",
        "{0190a6b2-0000-7000-8000-0000}",
        "0190a6b2-0000-7000-800-0000000000000",
        "0190a6b2-0000-7000-8000-000000000000 ",
        "0190a6b2-0000-7000-8000 000000000000",
        "-0190a6b2-0000-7000-8000000000000000",
    ],
)
def test_what_would_not_come_back_as_it_was_is_not_packed(text: str) -> None:
    assert packed_id(text) is None


def test_a_version_7_tells_when_it_was_made_and_others_tell_nothing() -> None:
    assert created_us(new_id(1_763_985_600_123_456_789)) == 1_763_985_600_123_000
    assert created_us(str(uuid.uuid4())) == created_us("m-1") == 0
