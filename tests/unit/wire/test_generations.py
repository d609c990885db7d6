"""What an endpoint says of an answer afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import NotJson
from desktop_chat.wire.generations import build_generation_request, parse_generation

ENDPOINT = Endpoint(
    id="paid", title="Paid", base_url="https://paid.example/v1", dialect="openrouter"
)


def test_an_id_stays_one_value_of_the_address() -> None:
    request = build_generation_request(ENDPOINT, "gen-1&x=/../")
    assert request is not None
    assert request.url == "https://paid.example/v1/generation?id=gen-1%26x%3D%2F..%2F"


def test_only_a_dialect_that_knows_them_is_asked() -> None:
    assert build_generation_request(Endpoint("x", "X", "https://x.example/v1"), "gen-1") is None
    assert build_generation_request(ENDPOINT, "") is None


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"data": {}}', b'{"data": {"total_cost": true}}'])
def test_a_cost_that_is_not_known_yet_is_none(body: bytes) -> None:
    assert parse_generation(body) is None


def test_anything_but_json_is_told() -> None:
    with pytest.raises(NotJson):
        parse_generation(b"<html>")


def test_the_native_counts_go_before_the_others() -> None:
    usage = parse_generation(
        b'{"data": {"total_cost": "0.0012345", "tokens_prompt": 5, "native_tokens_prompt": 7,'
        b'"tokens_completion": 3, "native_tokens_reasoning": 2}}'
    )
    assert usage is not None
    assert usage.cost_usd == Decimal("0.0012345")
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (7, 3, 10)
    assert usage.reasoning_tokens == 2
