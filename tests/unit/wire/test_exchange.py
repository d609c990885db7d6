"""One request gives one body, or one clear failure, within bounds."""

from __future__ import annotations

import pytest
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.core.secret import Secret
from desktop_chat.errors import KeyRejected, Offline, SignInPage, StreamCut, TooLarge
from desktop_chat.wire.exchange import MAX_BODY_BYTES, MAX_ERROR_BYTES, fetch
from desktop_chat.wire.transport import WireRequest

REQUEST = WireRequest("GET", "http://127.0.0.1/v1/models")


async def test_the_body_is_joined_and_the_key_passed_on() -> None:
    transport = ScriptedTransport(ScriptedReply([b'{"da', b'ta":[]}'], 200, JSON))
    assert await fetch(transport, REQUEST, Secret("sk-x")) == b'{"data":[]}'
    assert transport.requests == [REQUEST]
    assert transport.keys == [Secret("sk-x")]
    assert transport.closed_count == 1


async def test_a_refusal_is_raised() -> None:
    reply = ScriptedReply([b'{"error":{"message":"No","code":401}}'], 401, JSON)
    with pytest.raises(KeyRejected, match="No"):
        await fetch(ScriptedTransport(reply), REQUEST)


async def test_a_key_that_the_refusal_quotes_is_masked() -> None:
    reply = ScriptedReply([b'{"error":{"message":"Wrong: hunter-two","code":401}}'], 401, JSON)
    with pytest.raises(KeyRejected) as caught:
        await fetch(ScriptedTransport(reply), REQUEST, Secret("hunter-two"))
    assert "Wrong: ••••" in caught.value.text
    assert "hunter-two" not in caught.value.text + caught.value.detail


async def test_a_web_page_is_raised() -> None:
    reply = ScriptedReply([b"<title>Hotel</title>"], 200, {"content-type": "text/html; x"})
    with pytest.raises(SignInPage, match="Hotel"):
        await fetch(ScriptedTransport(reply), REQUEST)


async def test_failures_of_the_connection_pass_through() -> None:
    with pytest.raises(Offline):
        await fetch(ScriptedTransport(Offline("No network.")), REQUEST)
    cut_off = ScriptedReply([b"{", StreamCut("Broken off.")], 200, JSON)
    with pytest.raises(StreamCut):
        await fetch(ScriptedTransport(cut_off), REQUEST)


async def test_an_error_body_is_read_no_further_than_needed() -> None:
    piece = b"x" * (MAX_ERROR_BYTES // 2)
    reply = ScriptedReply([piece, piece, b"x", StreamCut("read too far")], 401, JSON)
    with pytest.raises(KeyRejected):
        await fetch(ScriptedTransport(reply), REQUEST)


async def test_an_endless_body_is_refused() -> None:
    piece = b"x" * (MAX_BODY_BYTES // 2)
    reply = ScriptedReply([piece, piece, b"x"], 200, JSON)
    with pytest.raises(TooLarge):
        await fetch(ScriptedTransport(reply), REQUEST)


async def test_of_a_long_body_no_more_is_read_than_its_beginning() -> None:
    reply = ScriptedReply([b"abc", b"def", StreamCut("read too far")], 200, JSON)
    assert await fetch(ScriptedTransport(reply), REQUEST, beginning_bytes=5) == b"abcde"
