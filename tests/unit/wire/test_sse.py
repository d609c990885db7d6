"""The event-stream decoder keeps to the standard, however the bytes are cut, and within bounds."""

from __future__ import annotations

import base64
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conformance import conformance_path
from support.pieces import cut, cut_all

from desktop_chat.wire.sse import Comment, SseDecoder, SseEvent

FRAGMENTS = st.sampled_from(
    (
        *(b"data:", b"data", b"event: x", b"id: 7", b"id: \0", b"retry: 5", b'{"a":1}'),
        *(b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n"),
        *(b"\xef", b"\xef\xbb\xbf", "é😀\u2028".encode(), b"\xff"),
    )
)


def decoded(pieces: list[bytes], *, is_closed: bool = False) -> list[SseEvent | Comment]:
    decoder = SseDecoder()
    found = [item for piece in pieces for item in decoder.feed(piece)]
    return found + decoder.close() if is_closed else found


def cases() -> list[dict[str, Any]]:
    return msgspec.json.decode(conformance_path("sse/cases.json").read_bytes())


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 7])
def test_every_conformance_case_at_fixed_cuts(size: int) -> None:
    for case in cases():
        pieces = [base64.b64decode(piece) for piece in case["chunks_b64"]]
        if size:
            whole = b"".join(pieces)
            pieces = cut(whole, range(size, len(whole), size))
        assert as_case(decoded(pieces)) == case["expected"], case["name"]


def test_every_conformance_case_at_random_cuts() -> None:
    rng = random.Random(46)
    for case in cases():
        whole = b"".join(base64.b64decode(piece) for piece in case["chunks_b64"])
        for _ in range(20):
            places = [rng.randint(0, len(whole)) for _ in range(rng.randint(1, 12))]
            assert as_case(decoded(cut(whole, places))) == case["expected"], case["name"]


def as_case(found: list[SseEvent | Comment]) -> list[dict[str, str]]:
    events = [item for item in found if isinstance(item, SseEvent)]
    return [{"event": event.type, "data": event.data, "id": event.id} for event in events]


@given(st.lists(FRAGMENTS, max_size=40).map(b"".join), st.data())
def test_cuts_never_change_what_is_decoded(whole: bytes, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(whole)), max_size=20))
    assert decoded(cut(whole, places), is_closed=True) == decoded([whole], is_closed=True)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoder(whole: bytes) -> None:
    assert decoded(cut_all(whole), is_closed=True) == decoded([whole], is_closed=True)


def test_comments_are_given_in_their_place() -> None:
    found = decoded([b": OPENROUTER PROCESSING\n\ndata: a\n\n: \n:x\n"])
    assert found == [Comment("OPENROUTER PROCESSING"), SseEvent("a"), Comment(""), Comment("x")]


def test_an_event_is_given_as_soon_as_its_blank_line_is_there() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\r") == []
    assert decoder.feed(b"\r") == [SseEvent("a")]
    assert decoder.feed(b"\ndata: b\n\n") == [SseEvent("b")]


def test_the_end_of_the_stream_completes_the_last_event() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\n\ndata: b\ndata: c") == [SseEvent("a")]
    assert decoder.close() == [SseEvent("b\nc")]
    assert decoder.close() == []


def test_a_line_of_ten_megabytes_in_small_pieces_is_one_event() -> None:
    line = b"data: " + b"x" * 10_000_000 + b"\n\n"
    found = decoded(cut(line, range(1_000, len(line), 1_000)))
    assert [len(item.data) for item in found if isinstance(item, SseEvent)] == [10_000_000]


@pytest.mark.parametrize(
    "endless",
    [[b"data: "] + [b"x" * 50] * 4, [b"data: " + b"x" * 40 + b"\n"] * 4, [b"x" * 101]],
    ids=["line", "lines", "piece"],
)
def test_an_endless_event_overflows_and_what_came_before_stays(endless: list[bytes]) -> None:
    decoder = SseDecoder(max_event_bytes=100)
    assert decoder.feed(b"data: a\n\n" + endless[0]) == [SseEvent("a")]
    for piece in endless[1:]:
        decoder.feed(piece)
    assert decoder.has_overflowed
    assert decoder.feed(b"\n\ndata: b\n\n") == []
    assert decoder.close() == []


def test_many_small_events_never_overflow() -> None:
    decoder = SseDecoder(max_event_bytes=100)
    found = decoder.feed(b"data: 0123456789\n\n" * 100 + b": comment\n" * 100)
    assert len(found) == 200
    assert not decoder.has_overflowed
