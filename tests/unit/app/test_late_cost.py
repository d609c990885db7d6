"""What an answer has cost is asked for afterwards, some times, and only where it can be known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.late_cost import WAITS_S, late_usage
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.core.spending import CostSource, Spent
from desktop_chat.core.usage import Usage

ENDPOINT = Endpoint(
    id="paid", title="Paid", base_url="https://paid.example/v1", dialect="openrouter"
)
SPENT = Spent("r", 1, generation_id="gen-1")
KNOWN = b'{"data": {"total_cost": 0.25}}'


def says(body: bytes, status: int = 200) -> ScriptedReply:
    return ScriptedReply([body], status, JSON)


async def asked(
    *replies: ScriptedReply, spent: Spent = SPENT, endpoint: Endpoint = ENDPOINT
) -> tuple[Usage | None, list[float], ScriptedTransport]:
    waits: list[float] = []

    async def sleep(delay_s: float) -> None:
        waits.append(delay_s)

    transport = ScriptedTransport(*replies)
    return await late_usage(spent, endpoint, transport, None, sleep), waits, transport


async def test_it_is_asked_again_until_it_is_known() -> None:
    early = (says(b"{}", 404), says(b'{"data": {"total_cost": null}}'), says(b"<html>"))
    usage, waits, transport = await asked(*early, says(KNOWN))
    assert usage is not None
    assert usage.cost_usd == Decimal("0.25")
    assert waits == list(WAITS_S)
    assert {request.url for request in transport.requests} == {
        "https://paid.example/v1/generation?id=gen-1"
    }


async def test_it_is_given_up_in_the_end() -> None:
    usage, waits, _ = await asked(*(says(b"{}", 500) for _ in WAITS_S))
    assert usage is None
    assert len(waits) == len(WAITS_S)


@pytest.mark.parametrize(
    ("spent", "endpoint"),
    [
        (Spent("r", 1, generation_id="gen-1", source=CostSource.USAGE), ENDPOINT),
        (Spent("r", 1), ENDPOINT),
        (SPENT, PRACTICE),
        (SPENT, Endpoint(id="x", title="X", base_url="https://x.example/v1")),
    ],
    ids=["exact", "no id", "local", "other dialect"],
)
async def test_where_nothing_can_be_learned_nothing_is_asked(
    spent: Spent, endpoint: Endpoint
) -> None:
    usage, waits, transport = await asked(spent=spent, endpoint=endpoint)
    assert (usage, waits, transport.requests) == (None, [], [])
