"""Answers that break, end oddly or hold what no answer should: what came is kept and told rightly.

The real program as a process against a real socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from support.answers import END, refusal, stream
from support.command_line import CommandLine
from support.openrouter_server import DONE, Script, serve
from support.scripted import chunk, ending

GROQ = b'event: error\ndata: {"error":{"message":"Groq failed"}}\n\n'
LIMIT: dict[str, Any] = {
    "error": {"code": 400, "message": "Token limit reached"},
    "choices": [{"index": 0, "delta": {}, "finish_reason": None}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
}
FAILED_CHOICE = {"index": 0, "delta": {}, "finish_reason": "error"}
HELLO = chunk("Hello ")
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Broken:
    """A stream that begins with "Hello " and does not end well."""

    script: Script
    kind: str
    code: int | str | None
    words: str
    is_interrupted: bool = False


BROKEN = {
    "error beside a finished choice": Broken(
        stream(HELLO, {"error": {"code": 502, "message": "Gone"}, "choices": [FAILED_CHOICE]}),
        *("ProviderFailed", 502, "The provider failed: Gone."),
    ),
    "error alone": Broken(
        stream(HELLO, {"error": {"code": "server_error", "message": "Boom"}}),
        *("ProviderFailed", "server_error", "The provider failed: Boom."),
    ),
    "error that is a string": Broken(
        stream(HELLO, {"error": "plain words"}),
        *("ProviderFailed", None, "The provider failed: plain words."),
    ),
    "error in the choice": Broken(
        stream(HELLO, {"choices": [FAILED_CHOICE | {"error": {"code": 500, "message": "Bad"}}]}),
        *("ProviderFailed", 500, "The provider failed: Bad."),
    ),
    "error event": Broken(
        stream(HELLO, GROQ), *("ProviderFailed", None, "The provider failed: Groq failed.")
    ),
    "error event without JSON": Broken(
        stream(HELLO, b"event: error\ndata: just text\n\n"),
        *("ProviderFailed", None, "The provider failed: just text."),
    ),
    "limit after a finish reason, with usage": Broken(
        stream(HELLO, chunk(finish_reason="length"), LIMIT, DONE),
        *("ContextTooLong", 400, "Token limit reached."),
    ),
    "finish reason error": Broken(
        stream(HELLO, chunk(finish_reason="error"), DONE),
        *("ProviderFailed", None, "The provider ended the answer with an error."),
    ),
    "end without a word": Broken(
        stream(HELLO), *("StreamCut", None, "The connection ended before the answer did."), True
    ),
    "connection dropped": Broken(
        stream(HELLO, is_cut=True), *("StreamCut", None, "The connection broke off"), True
    ),
    "event without end": Broken(
        stream(HELLO, b"data: ", *[b"x" * MEGABYTE] * 20),
        *("TooLarge", None, "One event is larger than 16 MB."),
    ),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
async def test_what_came_before_the_break_is_kept(cli: CommandLine, case: Broken) -> None:
    async with serve(case.script) as server:
        result = await cli.ask(server.url, "--json")
    assert result.status == 1
    value = result.value
    assert (value["content"], value["interrupted"]) == ("Hello ", case.is_interrupted)
    assert (value["error"]["kind"], value["error"]["code"]) == (case.kind, case.code)
    assert case.words in result.sentence
    assert "What arrived is kept." in result.sentence
    assert len(server.requests) == 1
    await cli.expect_kept("Hello")


NOTHING = {
    "DONE alone": (stream(DONE), "EmptyAnswer"),
    "a finish reason alone": (stream(END, DONE), "EmptyAnswer"),
    "no byte": (stream(), "EmptyAnswer"),
    "no JSON": (stream(b"data: {oops\n\n", DONE), "NotJson"),
    "JSON nested without end": (stream(b"data: " + b"[" * 100_000 + b"\n\n", DONE), "NotJson"),
    "plain text": (refusal(200, b"Hello", content_type="text/plain"), "NotAnEventStream"),
}


@pytest.mark.parametrize("case", NOTHING.values(), ids=NOTHING)
async def test_an_answer_without_anything_is_an_error(
    cli: CommandLine, case: tuple[Script, str]
) -> None:
    script, kind = case
    async with serve(script) as server:
        result = await cli.ask(server.url, "--json")
    assert result.status == 1
    assert (result.value["content"], result.value["error"]["kind"]) == ("", kind)
    assert len(result.sentence.split(". ")) == 2
    await cli.expect_kept("Zitronenfalter")


def spelled(content: str) -> bytes:
    """Return an event whose text is written as it stands in the JSON."""
    return b'data: {"choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n' % content.encode()


MESSAGE = {"message": {"role": "assistant", "content": "Whole"}, "finish_reason": "stop"}
ODD_USAGE = {"prompt_tokens": 1e300, "completion_tokens": "x", "cost": "1e999999999", "more": []}
ODD = {
    "no DONE": (stream(HELLO, END), "Hello "),
    "JSON in place of a stream": (refusal(200, {"choices": [MESSAGE]}), "Whole"),
    "no JSON between events": (stream(HELLO, b"data: {oops\n\n", chunk("you"), END), "Hello you"),
    "no UTF-8": (stream(chunk("a!b").replace(b"!", b"\xff\xfe"), ending()), "a\ufffd\ufffdb"),
    "halves in two events": (stream(spelled(r"x\ud83d"), spelled(r"\ude00y"), END), "x😀y"),
    "half a character": (stream(spelled(r"x\ud83d"), ending()), "x\ufffd"),
    "control characters": (stream(chunk("a\0b\x1b[31m\x07\u202e"), END), "a\0b\x1b[31m\x07\u202e"),
    "odd usage": (stream(HELLO, chunk(usage=ODD_USAGE), END, DONE), "Hello "),
    "a line of 10 MB": (stream(chunk("x" * 10 * MEGABYTE), ending()), "x" * 10 * MEGABYTE),
}


@pytest.mark.parametrize("case", ODD.values(), ids=ODD)
async def test_an_odd_answer_is_an_answer(cli: CommandLine, case: tuple[Script, str]) -> None:
    script, content = case
    async with serve(script) as server:
        result = await cli.ask(server.url, "--json")
    assert (result.status, result.value["error"]) == (0, None)
    assert result.value["content"] == content
    assert result.sentence
    exported = await cli.look("export", "--format", "json")
    assert exported.status == 0
    await cli.expect_kept("Zitronenfalter")


async def test_half_a_character_in_a_tool_call_is_mended(cli: CommandLine) -> None:
    first = {"index": 0, "id": "1", "function": {"name": "f", "arguments": r'{"a":"!'}}
    last = {"index": 0, "function": {"arguments": '"}'}}
    broken = chunk(delta={"tool_calls": [first]}).replace(b"!", rb"\ud83d")
    script = stream(broken, chunk(delta={"tool_calls": [last]}), END, DONE)
    async with serve(script) as server:
        result = await cli.ask(server.url, "--json")
    assert result.status == 0
    assert result.value["tool_calls"] == [
        {"id": "1", "name": "f", "arguments": '{"a":"\ufffd"}'},
    ]
    await cli.expect_kept("Zitronenfalter")
