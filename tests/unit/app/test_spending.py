"""The spend guard through whole conversations: caps, the ledger, and what is learned by it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, Step, chunk, says

from desktop_chat.app.session import ChatSession
from desktop_chat.archive import Archive
from desktop_chat.core.catalog import Model
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import CapKind, CostSource, Spent, SpentOf
from desktop_chat.errors import CapReached
from desktop_chat.settings.schema import Spending as Caps

ENDPOINT = Endpoint(
    id="paid", title="Paid", base_url="https://paid.example/v1", dialect="openrouter"
)
LIST = (
    b'{"data": [{"id": "m-1", "architecture": {"tokenizer": "T"},'
    b'"pricing": {"prompt": "0.001", "completion": "0.01"}}]}'
)
WORD = "word" * 4  # four tokens, four cents


def counted(text: str, prompt_tokens: int, completion_tokens: int, cost: float) -> ScriptedReply:
    """Return an answer whose endpoint says what it took."""
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "cost": cost}
    steps: list[Step] = [chunk(text), chunk(usage=usage, finish_reason="stop")]
    return ScriptedReply([*steps, b"data: [DONE]\n\n"])


@asynccontextmanager
async def paid(
    *replies: ScriptedReply, folder: Path | None = None, caps: Caps | None = None
) -> AsyncIterator[tuple[Program, ChatSession]]:
    """Open a program whose model has prices, and a conversation with it."""
    models = ScriptedReply([LIST], headers=JSON)
    async with program(ScriptedTransport(models, *replies), folder) as opened:
        services = opened.services
        services.account.use(ENDPOINT)
        services.account.keep_key_for_session(ENDPOINT, Secret("k"))
        settings = services.settings
        settings.update(msgspec.structs.replace(settings.settings, spending=caps or Caps()))
        await services.catalog.refresh(ENDPOINT)
        yield opened, opened.session(ENDPOINT.id)
        await opened.settled()


def generation(cost: str | None, completion_tokens: int = 9) -> ScriptedReply:
    """Return what the endpoint says of an answer afterwards."""
    data: dict[str, Any] = {
        "native_tokens_prompt": 3,
        "native_tokens_completion": completion_tokens,
    }
    if cost is not None:
        data["total_cost"] = msgspec.Raw(cost.encode())
    return ScriptedReply([msgspec.json.encode({"data": data})], headers=JSON)


async def asked(opened: Program, session: ChatSession, text: str = "Hi") -> Message:
    """Say something; return the message of the answer when it has ended."""
    session.send(text)
    await opened.ended(session)
    await opened.settled()
    return session.messages()[-1]


async def rows(opened: Program) -> list[Spent]:
    return await opened.services.archive.spent_rows()


async def test_a_stream_that_passes_the_cap_is_stopped_and_says_so() -> None:
    without_end = ScriptedReply([*[chunk(WORD)] * 50, asyncio.Event()])
    late = generation("0.0912")
    async with paid(without_end, late, caps=Caps(message_usd=0.1)) as (opened, session):
        answer = await asked(opened, session)
        transport = opened.transport
        assert transport.closed_count == len(transport.requests) == 3
        assert answer.state is MessageState.STOPPED
        assert 16 <= len(answer.text) <= 64
        assert answer.record is not None
        assert answer.record.failure is not None
        assert answer.record.failure.kind == "CapReached"
        assert answer.record.failure.text == "Stopped at your cap of $0.10 per message."
        assert "tokens kept" in answer.record.failure.advice
        row = session.rows()[-1]
        assert row.notice is not None
        assert row.notice.kind == "cap"
        titles = [action.title for action in row.notice.actions]
        assert titles == ["Continue once, up to $0.20", "Change caps…"]


async def test_what_the_endpoint_says_after_a_stop_takes_the_place_of_the_estimate() -> None:
    without_end = ScriptedReply([*[chunk(WORD)] * 50, asyncio.Event()])
    exact = "0.0912345678"
    async with paid(without_end, generation(exact), caps=Caps(message_usd=0.1)) as (
        opened,
        session,
    ):
        answer = await asked(opened, session)
        (row,) = await rows(opened)
        assert (row.cost_usd, row.source) == (Decimal(exact), CostSource.GENERATION)
        assert (row.prompt_tokens, row.completion_tokens) == (3, 9)
        assert answer.record is not None
        assert answer.record.usage is not None
        assert answer.record.usage.cost_usd == Decimal(exact)
        assert not answer.record.usage.is_estimate
        assert opened.services.spending.today.cost_usd == Decimal(exact)


async def test_an_endpoint_that_says_nothing_afterwards_leaves_the_estimate() -> None:
    cut = ScriptedReply([chunk(WORD), asyncio.Event()])
    unknown = ScriptedReply([b"{}"], status=404, headers=JSON)
    async with paid(cut, unknown, generation(None), generation("0.5")) as (opened, session):
        session.send("Hi")
        await opened.row_where(session, lambda row: row.text == WORD)
        session.stop()
        await opened.ended(session)
        (row,) = await rows(opened)
        assert row.source is CostSource.ESTIMATE
        assert row.cost_usd == Decimal("0.041")
        opened.services.tasks.cancel(next(iter(opened.services.tasks.running)))
        await opened.settled()


async def test_exact_costs_are_kept_exactly_row_by_row() -> None:
    async with paid(*(counted("Hi", 7, 5, 0.1) for _ in range(3))) as (opened, session):
        for _ in range(3):
            await asked(opened, session)
        found = await rows(opened)
        assert [(row.cost_usd, row.source) for row in found] == [
            (Decimal("0.1"), CostSource.USAGE)
        ] * 3
        total = await opened.services.spending.total(SpentOf(conversation_id=session.id))
        assert (str(total.cost_usd), total.requests) == ("0.3", 3)
        session.delete(session.messages()[0].id)
        await opened.settled()
        assert await opened.services.spending.total(SpentOf(conversation_id=session.id)) == total


async def test_a_continued_message_has_a_row_for_each_request() -> None:
    cut = says("One")
    async with paid(cut, says(" two")) as (opened, session):
        answer = await asked(opened, session)
        session.continue_answer(answer.id)
        await opened.ended(session)
        await opened.settled()
        found = await rows(opened)
        assert len({row.id for row in found}) == 2
        assert {row.message_id for row in found} == {answer.id}


@pytest.mark.parametrize("kind", list(CapKind))
async def test_a_cap_that_is_reached_refuses_in_one_sentence_and_sends_nothing(
    kind: CapKind,
) -> None:
    caps = msgspec.convert({f"{kind.value}_usd": 0.0005}, Caps)
    async with paid(says(WORD), says("More"), caps=caps) as (opened, session):
        sent = len(opened.transport.requests)
        answer = await asked(opened, session, "A question of some tokens")
        assert len(opened.transport.requests) == sent
        assert answer.state is MessageState.FAILED
        assert answer.record is not None
        assert answer.record.failure is not None
        assert f" per {kind.value} does not allow this" in answer.record.failure.text
        row = session.rows()[-1]
        assert row.notice is not None
        assert [action.title for action in row.notice.actions] == [
            "Send once anyway",
            "Retry",
            "Change caps…",
        ]


async def test_a_cap_can_be_lifted_once() -> None:
    async with paid(says("One"), caps=Caps(day_usd=0.05)) as (opened, session):
        services = opened.services
        before = Spent("r", services.clock(), cost_usd=Decimal("0.0499"), source=CostSource.USAGE)
        await services.archive.save_spent(before)
        refused = await asked(opened, session)
        assert refused.state is MessageState.FAILED
        session.continue_answer(refused.id, lifted=CapKind.DAY)
        await opened.ended(session)
        await opened.settled()
        assert session.messages()[-1].state is MessageState.COMPLETE
        again = await asked(opened, session)
        assert again.state is MessageState.FAILED


async def test_where_nobody_bills_no_cap_holds() -> None:
    async with program(ScriptedTransport(says("Hello"))) as opened:
        settings = opened.services.settings
        caps = Caps(message_usd=0.0, day_usd=0.0)
        settings.update(msgspec.structs.replace(settings.settings, spending=caps))
        session = opened.session()
        answer = await asked(opened, session)
        assert answer.state is MessageState.COMPLETE


async def test_estimates_come_nearer_with_each_answer() -> None:
    replies = [counted("x" * 120, 300, 90, 0.01) for _ in range(4)]
    async with paid(*replies) as (opened, session):
        calibration = opened.services.spending.calibration
        errors = [abs(calibration.completion_tokens("T", 30) - 90)]
        for _ in range(4):
            await asked(opened, session, "y" * 400)
            errors.append(abs(calibration.completion_tokens("T", 30) - 90))
        assert errors == sorted(errors, reverse=True)
        assert errors[-1] < 20


async def test_what_was_learned_is_there_after_a_restart(tmp_path: Path) -> None:
    reply = counted("x" * 120, 300, 90, 0.01)
    async with paid(reply, folder=tmp_path) as (opened, session):
        await asked(opened, session, "y" * 400)
        learned = opened.services.spending.calibration.completion_tokens("T", 1_000)
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.services.spending.load()
        assert opened.services.spending.calibration.completion_tokens("T", 1_000) == learned
        assert opened.services.spending.today.cost_usd == Decimal("0.01")


async def test_a_program_that_dies_while_it_streams_has_the_requests_row(tmp_path: Path) -> None:
    reply = ScriptedReply([chunk(WORD), asyncio.Event()])
    async with paid(reply, folder=tmp_path) as (opened, session):
        session.send("Hi")
        await opened.row_where(session, lambda row: row.text == WORD)
        (row,) = await rows(opened)
        assert (row.source, row.cost_usd) == (CostSource.ESTIMATE, Decimal("0.001"))
        # As a killed program leaves it.
        shutil.copytree(tmp_path, tmp_path / "copy")
        copy = await Archive.open(tmp_path / "copy" / "archive.db")
        assert await copy.spent_rows() == [row]
        await copy.close()
        session.stop()
        await opened.ended(session)
        opened.services.tasks.cancel(next(iter(opened.services.tasks.running)))


async def test_the_sentence_of_a_refusal_says_what_is_spent() -> None:
    async with paid(caps=Caps(message_usd=0.5)) as (opened, session):
        spending = opened.services.spending
        await opened.services.archive.save_spent(
            Spent("r", 1, message_id="m", cost_usd=Decimal("0.75"), source=CostSource.USAGE)
        )
        model = opened.services.catalog.model(ENDPOINT.id, "m-1")
        assert isinstance(model, Model)
        with pytest.raises(CapReached) as caught:
            await spending.begin(Spent("", 0, message_id="m", guessed_prompt=1), model)
        assert caught.value.text == (
            "Your cap of $0.50 per message does not allow this: $0.75 is spent."
        )
        assert caught.value.code == "message"
        assert session.is_empty
