"""What an answer has cost is asked for afterwards, some times, and only where it can be known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.late_cost import LOOKS_AT_NOTHING, WAITS_S, late_usage
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
    early = (
        says(b"{}", 404),
        says(b'{"data": {"total_cost": null}}'),
        says(b"<html>"),
        says(b"{}", 503),
    )
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


async def test_a_wait_that_is_asked_for_is_kept_to() -> None:
    patient = ScriptedReply([b"{}"], 429, JSON | {"retry-after": "40"})
    usage, waits, _ = await asked(patient, says(b"{}", 404), says(KNOWN))
    assert usage is not None
    assert waits == [WAITS_S[0], 40, WAITS_S[2]]


@pytest.mark.parametrize("status", [401, 403])
async def test_where_the_key_is_not_taken_it_is_not_asked_again(status: int) -> None:
    usage, waits, _ = await asked(says(b"{}", status))
    assert (usage, len(waits)) == (None, 1)


async def test_a_cost_of_nothing_is_looked_at_again() -> None:
    nothing = says(b'{"data": {"total_cost": 0}}')
    usage, waits, _ = await asked(nothing, says(KNOWN))
    assert usage is not None
    assert (usage.cost_usd, len(waits)) == (Decimal("0.25"), 2)
    usage, waits, _ = await asked(nothing, says(b"{}", 404), nothing)
    assert usage is not None
    assert (usage.cost_usd, len(waits)) == (0, LOOKS_AT_NOTHING)


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
