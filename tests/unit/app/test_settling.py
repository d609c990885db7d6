"""What was left open is settled: in the ledger and in the message, also after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.experiments import plan
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.app.settling import Settled, with_settled_usage
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.experiment import Axis, AxisKind, CellState
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import CostSource, Spent
from desktop_chat.core.usage import Usage, UsageTotals

PAID = Endpoint(id="paid", title="Paid", base_url="https://paid.example/v1", dialect="openrouter")
UNKNOWN = ScriptedReply([b"{}"], 404, JSON)
EXACT = Usage(prompt_tokens=3, completion_tokens=9, cost_usd=Decimal("0.25"))


def generation(cost: float) -> ScriptedReply:
    data: dict[str, Any] = {
        "total_cost": cost,
        "native_tokens_prompt": 3,
        "native_tokens_completion": 9,
    }
    return ScriptedReply([msgspec.json.encode({"data": data})], headers=JSON)


@asynccontextmanager
async def paid(folder: Path, *replies: ScriptedReply) -> AsyncGenerator[Program, None]:
    async with program(ScriptedTransport(*replies), folder) as opened:
        opened.services.account.use(PAID)
        opened.services.account.keep_key_for_session(PAID, Secret("k"))
        yield opened


async def leave_open(folder: Path, late: ScriptedReply = UNKNOWN) -> str:
    """Stop an answer and end the program before its cost is known; return its conversation's id."""
    async with paid(folder, ScriptedReply([chunk("Hal"), asyncio.Event()]), late) as opened:
        session = opened.session(PAID.id)
        session.send("Hi")
        await opened.row_with(session, "Hal")
        session.stop()
        await opened.ended(session)
        return session.id


async def ask_again(opened: Program) -> None:
    session = opened.session(PAID.id)
    session.send("Again")
    await opened.ended(session)
    await opened.settled()


async def row_of(opened: Program, conversation_id: str) -> Spent:
    rows = await opened.services.archive.spent_rows()
    return next(row for row in rows if row.conversation_id == conversation_id)


async def test_what_is_still_unknown_stays_an_estimate_and_is_asked_for_once_a_run(
    tmp_path: Path,
) -> None:
    left = await leave_open(tmp_path)
    async with paid(tmp_path, says("a"), UNKNOWN, says("b")) as opened:
        await ask_again(opened)
        await ask_again(opened)
        assert (await row_of(opened, left)).source is CostSource.ESTIMATE
        assert opened.transport.replies == []


async def test_what_was_left_open_is_settled_after_the_first_answer_of_the_next_run(
    tmp_path: Path,
) -> None:
    left = await leave_open(tmp_path)
    async with paid(tmp_path, says("a"), generation(0.25)) as opened:
        assert opened.transport.requests == []
        await ask_again(opened)
        assert opened.transport.requests[1].url.endswith("/generation?id=gen-1")
        row = await row_of(opened, left)
        assert (row.cost_usd, row.source) == (Decimal("0.25"), CostSource.GENERATION)
        messages = await opened.services.archive.messages(left)
        record = messages[-1].record
        assert record is not None
        assert record.usage is not None
        assert (record.usage.cost_usd, record.usage.is_estimate) == (Decimal("0.25"), False)
        assert messages[-1].text == "Hal"
        body = await opened.services.archive.request_body(messages[-1].id)
        assert body


async def test_an_open_conversation_shows_at_once_what_was_left_open(tmp_path: Path) -> None:
    left = await leave_open(tmp_path)
    async with paid(tmp_path, says("a"), generation(0.25)) as opened:
        session = await opened.conversations.open(left)
        answer = session.messages()[-1]
        rows: list[str] = []
        heads: list[Conversation] = []
        session.row_changed.connect(rows.append)
        session.conversation_changed.connect(heads.append)
        await ask_again(opened)
        assert rows == [answer.id]
        assert heads
        assert session.totals == UsageTotals(Decimal("0.25"), 1, 9, 1)
        record = session.message(answer.id).record
        assert record is not None
        assert record.usage is not None
        assert record.usage.cost_usd == Decimal("0.25")


async def test_an_answer_that_is_not_in_memory_is_counted_anew(tmp_path: Path) -> None:
    async with paid(tmp_path) as opened:
        session = opened.session(PAID.id)
        rows: list[str] = []
        session.row_changed.connect(rows.append)
        before = session.totals
        assert before is not None
        estimate = msgspec.structs.replace(ESTIMATE, cost_usd=Decimal("0.125"))
        session.take_settled(Settled(SPENT, EXACT, about(estimate)))
        assert rows == []
        after = session.totals
        assert after is not None
        assert after.cost_usd - before.cost_usd == Decimal("0.125")
        session.take_settled(Settled(SPENT, EXACT, about(EXACT)))
        assert session.totals == after


async def test_another_endpoint_is_asked_for_nothing_of_it(tmp_path: Path) -> None:
    left = await leave_open(tmp_path)
    other = msgspec.structs.replace(PAID, id="other", base_url="https://other.example/v1")
    async with program(ScriptedTransport(says("a")), tmp_path) as opened:
        opened.services.account.use(other)
        opened.services.account.keep_key_for_session(other, Secret("k"))
        session = opened.session(other.id)
        session.send("Hi")
        await opened.ended(session)
        await opened.settled()
        assert (await row_of(opened, left)).source is CostSource.ESTIMATE


async def test_a_cell_whose_endpoint_is_gone_is_left_alone(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        spent = Spent("r", 1, endpoint_id="gone", generation_id="gen-1")
        assert await opened.services.settling.settle_cell(spent) is None


async def test_a_cell_that_was_stopped_gets_its_true_cost(tmp_path: Path) -> None:
    cut = ScriptedReply([chunk("Hal"), asyncio.Event()])
    async with paid(tmp_path, cut, generation(0.25)) as opened:
        axis = Axis(AxisKind.PARAMETER, "temperature", (0.5,))
        asked = plan(axes=(axis,), endpoint_id=PAID.id)
        experiment = await opened.experiments.create(asked)
        experiment.start()
        await opened.requested(opened.transport)
        async with asyncio.timeout(10):
            while experiment.live_text(0) != "Hal":  # noqa: ASYNC110 - one text, no event
                await asyncio.sleep(0.001)
        experiment.stop()
        await opened.settled()
        head = experiment.cell_head(0)
        assert head is not None
        assert (head.state, head.cost_usd) == (CellState.STOPPED, Decimal("0.25"))
        assert experiment.progress.spent_usd == Decimal("0.25")
        (row,) = await opened.services.archive.spent_rows()
        assert (row.cost_usd, row.source) == (Decimal("0.25"), CostSource.GENERATION)
        kept = await opened.services.archive.cell_answers(experiment.id, [0])
        record = kept[0].record
        assert record is not None
        assert record.usage is not None
        assert record.usage.cost_usd == Decimal("0.25")


SPENT = Spent("r", 1, generation_id="gen-1", prompt_tokens=1, completion_tokens=2)
ESTIMATE = Usage(prompt_tokens=1, completion_tokens=2, is_estimate=True)


def about(usage: Usage | None, generation_id: str = "gen-1") -> Message:
    record = TurnRecord(usage=usage, generation_id=generation_id)
    return Message("m", "c", Role.ASSISTANT, "text", state=MessageState.STOPPED, record=record)


@pytest.mark.parametrize(
    "message",
    [
        about(None),
        about(ESTIMATE, "gen-2"),
        about(msgspec.structs.replace(ESTIMATE, is_estimate=False)),
        about(msgspec.structs.replace(ESTIMATE, completion_tokens=40)),
        Message("m", "c", Role.USER, "text"),
    ],
    ids=["no usage", "another request", "exact", "continued", "no answer"],
)
def test_a_message_about_something_else_stays_as_it_is(message: Message) -> None:
    assert with_settled_usage(message, SPENT, EXACT) is None


def test_an_estimate_gives_way() -> None:
    settled = with_settled_usage(about(ESTIMATE), SPENT, EXACT)
    assert settled is not None
    assert settled.record is not None
    assert settled.record.usage == EXACT
