"""What a question is: what the layers of parameters make, and the exact request of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, TurnRecord
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.usage import estimate_tokens
from desktop_chat.wire.request import build_chat_request, sendable_sampling
from desktop_chat.wire.transport import WireRequest


@dataclass(frozen=True, slots=True)
class Question:
    """A request and the record that its answer begins with.

    Attributes:
        fallback: The same without `stream_options`, None where the request has none.
        prompt_guess: Our own rough count of the tokens that are sent.
        splits_thinking: Whether `<think>` at the start of the answer is reasoning.
    """

    request: WireRequest
    record: TurnRecord
    fallback: WireRequest | None
    prompt_guess: int
    splits_thinking: bool


def compose(
    conversation: Conversation, messages: Sequence[Message], endpoint: Endpoint, layers: Layers
) -> Question:
    """Return the question that a branch of a conversation makes now.

    What the endpoint's dialect does not know, or the model does not support, is left out and named.

    Args:
        conversation: Its model is sent, and its system prompt or the preset's.
        messages: The branch; a text of the assistant at its end is to be continued.
        endpoint: Where it goes.
        layers: The parameters, and what is known of the model.
    """
    supported, unsupported = layers.supported
    sampling, unknown = sendable_sampling(endpoint, supported)
    request, frugal = (
        build_chat_request(
            endpoint,
            conversation.model,
            messages,
            sampling,
            conversation.id,
            include_usage=include_usage,
            system_prompt=layers.system_prompt(conversation.system_prompt),
        )
        for include_usage in (True, False)
    )
    record = TurnRecord(
        endpoint_id=endpoint.id,
        model=conversation.model,
        sampling=sampling,
        dropped=(*unsupported, *unknown),
        origins=layers.origins,
        preset=layers.preset.name if layers.preset else "",
        request_body=request.body.decode(),
        url=request.url,
    )
    fallback = frugal if frugal.body != request.body else None
    guess = _guess(layers.system_prompt(conversation.system_prompt), messages)
    return Question(request, record, fallback, guess, endpoint.splits_thinking)


def _guess(system_prompt: str, messages: Sequence[Message]) -> int:
    texts = (system_prompt, *(message.text for message in messages))
    return sum(map(estimate_tokens, texts))
