"""Endpoints that refuse: each refusal is one sentence with a next step, and what was said is kept.

The real program as a process against a real socket.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from support.answers import error, in_turn, refusal, says, stream
from support.command_line import CommandLine
from support.openrouter_server import Script, serve

PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>Oops</h1></body></html>"
TOO_LONG = "This endpoint's maximum context length is 8192 tokens. You requested 9000 tokens."
MODERATION = {"reasons": ["violence", "self-harm"], "flagged_input": "bad", "provider_name": "Acme"}
NO_MODEL = {"code": "no_endpoints", "retryable": False, "fallback_models": ["maker/small"]}
AT_ONCE = {"retry_after": "0"}
ATTEMPTS = 3


@dataclass(frozen=True)
class Refused:
    """A refusal and what the program makes of it.

    Attributes:
        words: Must all stand in the sentence.
        requests: How many are sent before it is told.
    """

    script: Script
    kind: str
    code: int | str | None
    words: tuple[str, ...]
    requests: int = 1


REFUSALS = {
    "wrong key": Refused(
        refusal(401, error("No auth credentials found", code=401)),
        *("KeyRejected", 401, ("does not accept the key", "Check the key")),
    ),
    "wrong key, as Mistral says it": Refused(
        refusal(401, {"detail": "Invalid API Key"}),
        *("KeyRejected", 401, ("Invalid API Key", "Check the key")),
    ),
    "no credit": Refused(
        refusal(402, error("Insufficient credits", code=402)),
        *("NoCredit", 402, ("no credit", "https://openrouter.ai/credits")),
    ),
    "moderated": Refused(
        refusal(403, error("Flagged", code=403, metadata=MODERATION)),
        *("Refused", 403, ("[Acme] Flagged", "violence, self-harm", "another model")),
    ),
    "unknown model": Refused(
        refusal(404, error("No endpoints found for m", code=404, availability=NO_MODEL)),
        *("UnknownModel", 404, ("m", "such as maker/small")),
    ),
    "too long": Refused(
        refusal(400, error(TOO_LONG, code=400)),
        *("ContextTooLong", 400, ("too long", "8192", "Shorten")),
    ),
    "too large": Refused(
        refusal(413, PAGE % b"413 Request Entity Too Large"),
        *("ContextTooLong", 413, ("too long", "Shorten")),
    ),
    "rate limited": Refused(
        refusal(429, error("Slow down", code=429), **AT_ONCE),
        *("RateLimited", 429, ("asks to wait: Slow down", "Wait a moment"), ATTEMPTS),
    ),
    "rate limited, without a hint": Refused(
        refusal(429, error("Slow down", code=429)),
        *("RateLimited", 429, ("asks to wait", "Wait a moment"), ATTEMPTS),
    ),
    "rate limited for long": Refused(
        refusal(429, error("Slow down", code=429), retry_after="600"),
        *("RateLimited", 429, ("asks to wait", "Wait 10\u202fmin")),
    ),
    "server error with a page": Refused(
        refusal(500, PAGE % b"500 Internal Server Error", **AT_ONCE),
        *("ProviderFailed", 500, ("500", "Retry"), ATTEMPTS),
    ),
    "gateway with a page": Refused(
        refusal(502, PAGE % b"502 Bad Gateway", **AT_ONCE),
        *("ProviderFailed", 502, ("502 Bad Gateway", "Retry"), ATTEMPTS),
    ),
    "unavailable with nothing": Refused(
        refusal(503, b"", **AT_ONCE), *("ProviderFailed", 503, ("503", "Retry"), ATTEMPTS)
    ),
    "edge timeout": Refused(
        refusal(524, PAGE % b"524: A timeout occurred", **AT_ONCE),
        *("ProviderFailed", 524, ("A timeout occurred", "Retry"), ATTEMPTS),
    ),
    "overloaded": Refused(
        refusal(529, error("Overloaded", code=529), **AT_ONCE),
        *("ProviderFailed", 529, ("Overloaded", "Retry"), ATTEMPTS),
    ),
    "bytes that are no text": Refused(
        refusal(
            500, bytes(range(128, 256)) * 9, content_type="application/octet-stream", **AT_ONCE
        ),
        *("ProviderFailed", 500, ("The provider failed: status 500.", "Retry"), ATTEMPTS),
    ),
    "an error that is a string": Refused(
        refusal(400, {"code": "odd", "error": "Something odd happened"}),
        *("BadParameter", 400, ("Something odd happened",)),
    ),
    "a list of errors": Refused(
        refusal(422, {"errors": [{"message": "a is bad"}, {"message": "b is bad"}]}),
        *("BadParameter", 422, ("a is bad; b is bad",)),
    ),
    "a list of details": Refused(
        refusal(422, {"detail": [{"loc": ["body", "top_k"], "msg": "extra fields not permitted"}]}),
        *("BadParameter", 422, ("top_k: extra fields not permitted", "Unset")),
    ),
    "an error with status 200": Refused(
        refusal(200, error("Failed while producing", code=502), **AT_ONCE),
        *("ProviderFailed", 502, ("Failed while producing",), ATTEMPTS),
    ),
    "a sign-in page": Refused(
        refusal(200, PAGE % b"Hotel WiFi"),
        *("SignInPage", None, ("Hotel WiFi", "Sign in to the network in a browser")),
    ),
    "a sign-in page said to be a stream": Refused(
        stream(PAGE % b"Hotel WiFi"),
        *("SignInPage", None, ("Hotel WiFi", "Sign in to the network in a browser")),
    ),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_one_sentence_with_a_next_step(cli: CommandLine, case: Refused) -> None:
    async with serve(case.script) as server:
        result = await cli.ask(server.url, "--json")
    assert result.status == 1
    value = result.value
    assert (value["content"], value["interrupted"], value["model"]) == ("", False, "m")
    assert (value["error"]["kind"], value["error"]["code"]) == (case.kind, case.code)
    assert result.sentence.startswith(value["error"]["text"])
    for words in case.words:
        assert words in result.sentence
    assert "<" not in result.sentence
    assert len(server.requests) == case.requests
    await cli.expect_kept("Zitronenfalter")


@pytest.mark.parametrize("status", [429, 503])
async def test_a_refusal_that_passes_is_not_told(cli: CommandLine, status: int) -> None:
    busy = refusal(status, error("Slow down", code=status), retry_after="0.2")
    async with serve(in_turn(busy, busy, says("Good ", "morning"))) as server:
        result = await cli.ask(server.url)
    assert (result.status, result.out) == (0, "Good morning\n")
    assert "tok" in result.sentence
    assert len(server.requests) == ATTEMPTS
    await cli.expect_kept("Good morning")
