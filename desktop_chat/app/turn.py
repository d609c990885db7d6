"""One turn with an endpoint: open, decode, retry before the first token, publish events.

Knows no conversation.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from desktop_chat.core import events as ev
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, BadParameter
from desktop_chat.net.retry import retry_delay_s
from desktop_chat.wire.redaction import without_key
from desktop_chat.wire.response import ResponseDecoder
from desktop_chat.wire.transport import Transport, WireRequest

Publish = Callable[[ev.TurnEvent], None]
Sleep = Callable[[float], Awaitable[None]]

CONTENT_EVENTS = (
    ev.TextAdded,
    ev.ReasoningAdded,
    ev.ReasoningDetailsAdded,
    ev.ToolCallAdded,
    ev.ImagesAdded,
    ev.RefusalAdded,
)


async def run_turn(
    request: WireRequest,
    transport: Transport,
    key: Secret | None,
    publish: Publish,
    *,
    fallback: WireRequest | None = None,
    splits_thinking: bool = False,
    rng: random.Random | None = None,
    sleep: Sleep = asyncio.sleep,
) -> WireRequest:
    """Send the request and publish what happens; the last event is Finished or Failed, once.

    A failure before the first token is tried again as `net.retry` allows, each wait announced by
    Retrying. Cancelling the caller's task closes the connection at once and publishes nothing more.

    The `fallback` is the same request without `stream_options`, for servers that refuse those;
    with `splits_thinking`, `<think>` at the start of the answer begins its reasoning.

    Returns:
        The request that was sent last.
    """
    source = rng or random.SystemRandom()
    attempt = 1
    while True:
        failure, had_content = await _attempt(request, transport, key, publish, splits_thinking)
        if failure is None:
            return request
        if fallback is not None and not had_content and _names_stream_options(failure):
            request, fallback = fallback, None
            continue
        delay_s = None if had_content else retry_delay_s(failure, attempt, source)
        if delay_s is None:
            publish(ev.Failed(failure))
            return request
        publish(ev.Retrying(failure, delay_s))
        await sleep(delay_s)
        attempt += 1


def _names_stream_options(failure: AppError) -> bool:
    is_refusal = isinstance(failure, BadParameter)
    return is_refusal and "stream_options" in f"{failure.text} {failure.detail}"


def _without_key(event: ev.Opened, key: Secret) -> ev.Opened:
    """Return the event with the key masked: a server may send back whatever it was sent."""
    headers = tuple((name, key.hidden_in(value)) for name, value in event.headers)
    return ev.Opened(key.hidden_in(event.generation_id), headers)


async def _attempt(
    request: WireRequest,
    transport: Transport,
    key: Secret | None,
    publish: Publish,
    splits_thinking: bool,  # noqa: FBT001 - private, and named where it is given
) -> tuple[AppError | None, bool]:
    """Return the failure, None after a proper end, and whether any content was published."""
    had_content = False
    has_ended = False
    failure: AppError | None = None

    def pass_on(found: list[ev.TurnEvent]) -> None:
        nonlocal had_content, has_ended, failure
        for event in found:
            has_ended = has_ended or isinstance(event, ev.Finished | ev.Failed)
            if isinstance(event, ev.Failed):
                failure = without_key(event.error, key)
                continue
            if isinstance(event, ev.Opened) and key is not None:
                event = _without_key(event, key)  # noqa: PLW2901 - it takes the other's place
            had_content = had_content or isinstance(event, CONTENT_EVENTS)
            publish(event)

    decoder: ResponseDecoder | None = None
    try:
        async with transport.open(request, key) as reply:
            decoder = ResponseDecoder(reply.status, reply.headers, splits_thinking=splits_thinking)
            async for piece in reply.body():
                pass_on(decoder.feed(piece))
                # Some servers keep the connection open after the end of the answer.
                if has_ended:
                    break
        if not has_ended:
            pass_on(decoder.end())
    except AppError as error:
        if decoder is None:
            return error, False
        pass_on(decoder.fail(error))
    return failure, had_content
