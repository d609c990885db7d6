"""Conversations and parameters to requests, byte for byte; the key is no part of them.

Sources: OpenRouter's and OpenAI's documentation of POST /chat/completions. Keys stand in a fixed
order, so that equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop_chat.core.message import Message, Role
from desktop_chat.core.parts import without_empty
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.tools import sent_tools
from desktop_chat.wire.dialects.dialect import Dialect
from desktop_chat.wire.dialects.registry import dialect_of
from desktop_chat.wire.transport import WireRequest
from desktop_chat.wire.values import as_dict, decode_json, mended_value


def build_chat_request(
    endpoint: Endpoint,
    model_id: str,
    messages: Sequence[Message],
    sampling: Sampling,
    conversation_id: str,
    *,
    stream: bool = True,
    include_usage: bool = True,
    system_prompt: str = "",
) -> WireRequest:
    """Return the request that continues a conversation.

    Args:
        endpoint: Where it goes; its dialect decides names, headers and what passes.
        model_id: The model as the endpoint names it.
        messages: From the first to the last; an assistant's message at the end is to be continued.
        sampling: The merged parameters; `sendable_sampling` says which of them pass.
        conversation_id: Sent as the session to endpoints that know sessions.
        stream: Whether the answer is to stream.
        include_usage: Whether a stream is to end with its usage, where that must be asked for.
        system_prompt: Goes first, unless it is "".
    """
    dialect = dialect_of(endpoint)
    body: dict[str, Any] = {
        "model": model_id,
        "messages": _messages_field(messages, system_prompt, dialect),
        "stream": stream,
    }
    if stream and include_usage and dialect.asks_for_usage:
        body["stream_options"] = {"include_usage": True}
    sent, _dropped = sendable_sampling(endpoint, sampling)
    for name, value in sent.values().items():
        body[dialect.renames.get(name, name)] = value
    if dialect.knows_sessions and conversation_id:
        body["session_id"] = conversation_id
    encoded = msgspec.json.encode(mended_value(body))
    return _chat_request(endpoint, encoded, is_streamed=stream)


def request_with_body(endpoint: Endpoint, body: str) -> WireRequest:
    """Return the chat request that a body was, or would be, sent with.

    Args:
        endpoint: Where it goes.
        body: JSON text.
    """
    fields = as_dict(_decoded(body))
    return _chat_request(endpoint, body.encode(), is_streamed=fields.get("stream") is True)


def sendable_sampling(endpoint: Endpoint, sampling: Sampling) -> tuple[Sampling, tuple[str, ...]]:
    """Return the parameters that the endpoint is sent, and the names of those that stay behind.

    Tools that are switched off stay behind by themselves, and so does routing that says nothing.
    """
    allowed = dialect_of(endpoint).parameters_of(endpoint)
    dropped = tuple(name for name in sampling.values() if name not in allowed)
    sent = msgspec.structs.replace(sampling, **dict.fromkeys(dropped, msgspec.UNSET))
    if sent.tools is not msgspec.UNSET:
        sent = msgspec.structs.replace(sent, tools=sent_tools(sent.tools) or msgspec.UNSET)
    if sent.provider is not msgspec.UNSET:
        routing = without_empty(sent.provider)
        sent = msgspec.structs.replace(sent, provider=routing or msgspec.UNSET)
    if not sent.models:
        sent = msgspec.structs.replace(sent, models=msgspec.UNSET)
    return sent, dropped


def build_models_request(endpoint: Endpoint) -> WireRequest:
    """Return the request for the endpoint's list of models."""
    return _get(endpoint, "/models")


def build_key_request(endpoint: Endpoint) -> WireRequest:
    """Return the request that tells whether a key works: for its state, or else for the models."""
    return _get(endpoint, "/key" if dialect_of(endpoint).has_key_info else "/models")


def _chat_request(endpoint: Endpoint, body: bytes, *, is_streamed: bool) -> WireRequest:
    accepted = "text/event-stream" if is_streamed else "application/json"
    own = {"Content-Type": "application/json", "Accept": accepted}
    headers = {**own, **dialect_of(endpoint).headers}
    return WireRequest("POST", f"{endpoint.base_url}/chat/completions", headers, body)


def _decoded(body: str) -> Any:
    try:
        return decode_json(body)
    except ValueError:
        return None


def _get(endpoint: Endpoint, path: str) -> WireRequest:
    headers = {"Accept": "application/json", **dialect_of(endpoint).headers}
    return WireRequest("GET", f"{endpoint.base_url}{path}", headers)


def _messages_field(
    messages: Sequence[Message], system_prompt: str, dialect: Dialect
) -> list[dict[str, Any]]:
    prompt = [{"role": "system", "content": system_prompt}] if system_prompt else []
    said = (message for message in messages if not _is_empty(message))
    return prompt + [_message_fields(message, dialect) for message in said]


def _is_empty(message: Message) -> bool:
    """Return whether a message says nothing, as a failed answer: servers refuse such a one."""
    is_answer = message.role is Role.ASSISTANT
    return is_answer and not (message.text or message.tool_calls or message.refusal)


def _message_fields(message: Message, dialect: Dialect) -> dict[str, Any]:
    match message.role:
        case Role.ASSISTANT:
            return _assistant_fields(message, dialect)
        case Role.TOOL:
            return {
                "role": "tool",
                "tool_call_id": message.tool_call_id,
                "content": message.text,
            }
        case _:
            return {"role": message.role.value, "content": message.text}


def _assistant_fields(message: Message, dialect: Dialect) -> dict[str, Any]:
    fields: dict[str, Any] = {"role": "assistant", "content": message.text or None}
    if message.refusal:
        fields["refusal"] = message.refusal
    if message.tool_calls:
        fields["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments or "{}"},
            }
            for call in message.tool_calls
        ]
    if dialect.takes_back_reasoning:
        # Unmodified and in order: models check the signatures of their own reasoning.
        if message.reasoning_details:
            fields["reasoning_details"] = message.reasoning_details
        elif message.reasoning:
            fields["reasoning"] = message.reasoning
        if files := [item for item in message.annotations if item.get("type") == "file"]:
            fields["annotations"] = files
    return fields
