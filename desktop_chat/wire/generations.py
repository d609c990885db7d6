"""What an endpoint says of an answer afterwards: its tokens and its exact cost.

Source: OpenRouter's GET /generation. Must not know when it is asked.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.usage import Usage
from desktop_chat.errors import NotJson
from desktop_chat.wire.dialects.registry import dialect_of
from desktop_chat.wire.tokens import as_money
from desktop_chat.wire.transport import WireRequest
from desktop_chat.wire.values import as_count, as_dict, decode_json


def build_generation_request(endpoint: Endpoint, generation_id: str) -> WireRequest | None:
    """Return the request that asks for an answer's cost, None where the endpoint knows no such."""
    dialect = dialect_of(endpoint)
    if not dialect.has_generations or not generation_id:
        return None
    headers = {"Accept": "application/json", **dialect.headers}
    url = f"{endpoint.base_url}/generation?id={quote(generation_id, safe='')}"
    return WireRequest("GET", url, headers)


def parse_generation(body: bytes) -> Usage | None:
    """Return what an answer consumed, None where the cost is not known yet.

    Raises:
        NotJson: The body is not JSON.
    """
    try:
        data = as_dict(as_dict(decode_json(body)).get("data"))
    except ValueError as error:
        raise NotJson("What the endpoint says of the answer is not JSON.") from error
    cost = as_money(data.get("total_cost"))
    if cost is None:
        return None
    prompt = _count(data, "native_tokens_prompt", "tokens_prompt")
    completion = _count(data, "native_tokens_completion", "tokens_completion")
    return Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=prompt + completion,
        reasoning_tokens=_count(data, "native_tokens_reasoning"),
        cached_tokens=_count(data, "native_tokens_cached"),
        cost_usd=cost,
        raw=data,
    )


def _count(data: dict[str, Any], *names: str) -> int:
    found = (as_count(data.get(name)) for name in names)
    return next((count for count in found if count), 0)
