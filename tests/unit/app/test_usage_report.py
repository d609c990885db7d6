"""Usage is put together alike for the window and the command line, from both who count it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from support import openrouter_statistics
from support.archives import conversation
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.usage_report import RouterUsage, ledger_usage, router_of, router_usage
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, custom_endpoint, management_of
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent, SpentBy
from desktop_chat.errors import Offline

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
GONE = Offline("Nothing answers.")
DAY_US = 86_400_000_000


def activity() -> ScriptedReply:
    body = openrouter_statistics.activity("a/one", "a/one-1", "2026-11-26")
    return ScriptedReply([msgspec.json.encode(body)], headers=JSON)


async def with_key(opened: Program, *, is_fresh: bool = False) -> RouterUsage:
    services = opened.services
    services.account.keep_key_for_session(management_of(ROUTER), Secret("sk-management-key-1"))
    found = await router_usage(
        services.models,
        ROUTER,
        SpentBy.CONVERSATION,
        since="2026-11-25",
        is_fresh=is_fresh,
    )
    assert found is not None
    return found


async def test_the_ledger_is_put_together_with_titles_and_days() -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        head = msgspec.structs.replace(conversation("one"), title="One")
        await archive.save_conversation(head)
        cost = Decimal("0.25")
        ids = (head.id, conversation("gone").id, "")
        rows = [
            Spent(conversation(f"r{n}").id, n * DAY_US, conversation_id=each, cost_usd=cost)
            for n, each in enumerate(ids, 1)
        ]
        await archive.save_spent(*rows)
        report = await ledger_usage(archive, SpentBy.CONVERSATION)
        assert {share.name for share in report.shares} == set(ids)
        assert report.titles == {head.id: "One"}
        assert len(report.days) == 3
        assert report.total.total.estimated_usd == Decimal("0.75")
        later = await ledger_usage(archive, SpentBy.DAY, since_us=3 * DAY_US)
        assert later.shares == later.days
        assert later.total.total.requests == 1
        assert later.titles == {}


async def test_a_router_is_asked_only_with_a_management_key() -> None:
    transport = ScriptedTransport(activity())
    async with program(transport) as opened:
        services = opened.services
        asked = (services.models, ROUTER, SpentBy.MODEL)
        assert await router_usage(*asked) is None
        assert not transport.requests
        found = await with_key(opened)
        assert transport.keys == [Secret("sk-management-key-1")]
        # A router knows no conversations: models stand for them.
        assert [share.name for share in found.report.shares] == ["a/one"]
        assert [day.name for day in found.report.days] == ["2026-11-25", "2026-11-26"]
        assert found.report.total.total.requests == 7
        assert found.report.total.total.cost_usd == Decimal("0.0375")
        assert found.report.total.total.estimated_usd == 0


async def test_what_a_router_said_before_serves_with_the_failure() -> None:
    async with program(ScriptedTransport(activity(), GONE)) as opened:
        first = await with_key(opened)
        again = await with_key(opened, is_fresh=True)
        assert again.report == first.report
        assert again.kept.failure is GONE


async def test_a_router_that_never_answered_is_an_error() -> None:
    async with program(ScriptedTransport(GONE)) as opened:
        with pytest.raises(Offline):
            await with_key(opened)


async def test_the_router_is_the_preferred_endpoint_or_the_first_that_is_one() -> None:
    async with program(ScriptedTransport()) as opened:
        known = (opened.services.account, opened.services.models)
        assert router_of(*known, ROUTER) is ROUTER
        for other in (PRACTICE, custom_endpoint("http://127.0.0.1:9/v1")):
            assert router_of(*known, other) is READY_ENDPOINTS[1]
