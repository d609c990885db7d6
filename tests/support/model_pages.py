"""The page of a model over a router that tells everything, and requests of one's own."""

from __future__ import annotations

from decimal import Decimal

from support.routed import RoutedTransport
from support.window import Desktop

from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role, TurnRecord
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.core.spending import CostSource, Spent
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.ui.models.model_page import ModelPage

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
LONG = "harbour/basalt-long"
_DAY_US = 86_400_000_000


async def model_page(opened: Desktop, model_id: str = LONG) -> ModelPage:
    """Open the page of the conversation's model, and wait until its first tab is filled."""
    services = opened.opened.services
    services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model=model_id)
    opened.window.run("model.page")
    await opened.settled()
    return opened.window.findChildren(ModelPage)[-1]


def router(opened: Desktop) -> RoutedTransport:
    """Return the transport of a window that was opened over a router."""
    transport = opened.opened.transport
    assert isinstance(transport, RoutedTransport)
    return transport


async def keep_answer(
    opened: Desktop,
    model_id: str = LONG,
    *,
    days_ago: int = 0,
    provider: str = "Mistral",
    first_s: float = 0.5,
    tokens: tuple[int, int, int] = (1_000, 101, 400),
    cost: str = "0.01",
) -> None:
    """Keep an answer of the user's, with the row of its cost.

    `tokens` are those of the prompt, of the answer, and of the prompt's part from a cache.
    """
    services = opened.opened.services
    prompt, completion, cached = tokens
    first_us = round(first_s * 1_000_000)
    record = TurnRecord(
        endpoint_id=ROUTER.id,
        model=model_id,
        provider=provider,
        usage=Usage(prompt, completion, cached_tokens=cached),
        timings=Timings(1, first_token_after_us=first_us, finished_after_us=first_us + 2_000_000),
    )
    conversation = opened.session.conversation
    await services.archive.save_conversation(conversation)
    answer = Message(new_id(), conversation.id, Role.ASSISTANT, "Words.", record=record)
    spent = Spent(
        new_id(),
        services.clock() - days_ago * _DAY_US,
        ROUTER.id,
        model_id,
        message_id=answer.id,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cost_usd=Decimal(cost),
        source=CostSource.USAGE,
    )
    await services.archive.save_message(answer, [spent])
