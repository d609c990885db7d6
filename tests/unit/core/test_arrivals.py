"""Pieces of an answer are kept with their times, in few bytes."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.arrivals import TOGETHER_US, Arrival, ArrivalLog, PieceKind, arrivals

TEXT, REASONING, TOOL_CALL = PieceKind.TEXT, PieceKind.REASONING, PieceKind.TOOL_CALL


def log_of(*pieces: tuple[int, int, PieceKind]) -> ArrivalLog:
    """Return a log that has taken these pieces."""
    log = ArrivalLog()
    for piece in pieces:
        log.note(*piece)
    return log


@pytest.mark.parametrize(
    "content", [b"\x00", b"\x01\x00", b"\x02" + bytes(9), b"\x01" + bytes(8) + b"\x09"]
)
def test_what_is_no_log_is_told(content: bytes) -> None:
    assert arrivals(content) is None


def test_nothing_takes_no_bytes() -> None:
    assert ArrivalLog().packed() == b""
    assert arrivals(b"") == ()


def test_a_clock_that_goes_back_does_not_move_pieces_back() -> None:
    log = log_of((9_000, 2, TEXT), (5_000, 3, REASONING), (1_000, 4, REASONING))
    assert arrivals(log.packed()) == (Arrival(9_000, 2, TEXT), Arrival(9_000, 7, REASONING))


def test_what_comes_at_once_is_one_piece_unless_it_belongs_elsewhere() -> None:
    log = log_of(
        (1_000, 2, TEXT),
        (1_000 + TOGETHER_US - 1, 3, TEXT),
        (1_000 + TOGETHER_US, 4, TEXT),
        (1_001 + TOGETHER_US, 5, TOOL_CALL),
    )
    assert arrivals(log.packed()) == (
        Arrival(1_000, 5, TEXT),
        Arrival(1_000 + TOGETHER_US, 4, TEXT),
        Arrival(1_001 + TOGETHER_US, 5, TOOL_CALL),
    )


def test_numbers_that_are_too_large_are_cut() -> None:
    log = log_of((2**40, 2**40, TEXT))
    assert arrivals(log.packed()) == (Arrival(2**32 - 1, 2**32 - 1, TEXT),)


@given(
    st.lists(
        st.tuples(
            st.integers(TOGETHER_US, 10**7), st.integers(0, 2**32 - 1), st.sampled_from(PieceKind)
        )
    )
)
def test_every_piece_is_kept(pieces: list[tuple[int, int, PieceKind]]) -> None:
    log, expected, after_us = ArrivalLog(), list[Arrival](), 0
    for wait, size, kind in pieces:
        after_us += wait
        log.note(after_us, size, kind)
        expected.append(Arrival(after_us, size, kind))
    assert arrivals(log.packed()) == tuple(expected)
    assert len(log) == len(pieces)


def test_a_thousand_pieces_take_less_than_three_bytes_each() -> None:
    log = ArrivalLog()
    for number in range(1_000):
        log.note(20_000 * number + number * number % 997, 3 + number % 5, TEXT)
    assert len(zlib.compress(log.packed())) < 3_000
