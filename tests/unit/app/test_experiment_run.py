"""Cells run in turn, fail one by one, wait alone, and stop when they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from decimal import Decimal

import msgspec
from support.experiments import plan
from support.program import LIMIT_S, Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says

from desktop_chat.app.experiment_estimate import Estimator
from desktop_chat.app.experiment_run import Run
from desktop_chat.core.experiment import Axis, AxisKind, CellState, Plan
from desktop_chat.core.message import Message
from desktop_chat.core.secret import Secret
from desktop_chat.errors import NoKey, Offline
from desktop_chat.wire.transport import Reply, WireRequest

WRONG = ScriptedReply([b'{"error":{"code":400,"message":"No"}}'], 400, JSON)
SLOW = ScriptedReply(
    [b'{"error":{"code":429,"message":"Slow"}}'], 429, JSON | {"retry-after": "0.05"}
)
MODELS = Axis(AxisKind.MODEL, values=("slow", "quick"))


class ByModel(ScriptedTransport):
    """Gives each model its own replies."""

    def __init__(self, **replies: Iterable[ScriptedReply | Offline]) -> None:
        super().__init__()
        self.by_model = {name: list(found) for name, found in replies.items()}

    def open(
        self, request: WireRequest, key: Secret | None = None
    ) -> AbstractAsyncContextManager[Reply]:
        model = msgspec.json.decode(request.body)["model"]
        self.replies = [self.by_model[model].pop(0)]
        return super().open(request, key)

    @property
    def models(self) -> list[str]:
        return [body["model"] for body in self.bodies]


class Ran:
    """A run, and what became of its cells."""

    def __init__(self, opened: Program, asked: Plan, spent: Decimal = Decimal(0)) -> None:
        self.ended: dict[int, tuple[CellState, Message]] = {}
        self.changed: list[tuple[int, CellState | None]] = []
        self.spent = spent
        self.run = Run(
            "e",
            asked,
            opened.services,
            Estimator(asked, opened.services),
            spent_usd=lambda: self.spent,
            on_change=lambda index: self.changed.append((index, self.run.state(index))),
            on_end=self._take,
        )
        self._tasks = opened.services.tasks
        self._count = asked.cell_count

    def start(self) -> None:
        self._tasks.start("run", self.run.run(range(self._count)))

    async def over(self) -> None:
        await self.until(lambda: not self._tasks.is_running("run"))

    async def until(self, rule: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not rule():  # noqa: ASYNC110 - any rule at all has no event
                await asyncio.sleep(0.001)

    @property
    def states(self) -> dict[int, str]:
        return {index: state.value for index, (state, _) in sorted(self.ended.items())}

    async def _take(self, index: int, state: CellState, answer: Message) -> None:
        self.ended[index] = (state, answer)
        usage = answer.record.usage if answer.record else None
        self.spent += (usage.cost_usd if usage else None) or Decimal(0)


def temperatures(count: int, **changes: object) -> Plan:
    values = tuple(number / 10 for number in range(count))
    axis = Axis(AxisKind.PARAMETER, "temperature", values)
    return plan(axes=(axis,), **({"concurrency": 1} | changes))


async def test_a_refusal_fails_its_own_cell_alone() -> None:
    transport = ScriptedTransport(says("a"), WRONG, says("c"))
    async with program(transport) as opened:
        ran = Ran(opened, temperatures(3))
        ran.start()
        await ran.over()
        assert ran.states == {0: "done", 1: "failed", 2: "done"}
        record = ran.ended[1][1].record
        assert record is not None
        assert record.failure is not None
        assert record.failure.kind == "BadParameter"
        assert [body["temperature"] for body in transport.bodies] == [0.0, 0.1, 0.2]
        assert {body["seed"] for body in transport.bodies} == {1}
        assert "session_id" not in transport.bodies[0]


async def test_a_missing_key_fails_the_cells_that_need_it() -> None:
    asked = plan(axes=(Axis(AxisKind.MODEL, values=("m", "m @ openai")),))
    async with program(ScriptedTransport(says("a"))) as opened:
        ran = Ran(opened, asked)
        ran.start()
        await ran.over()
        assert ran.states == {0: "done", 1: "failed"}
        record = ran.ended[1][1].record
        assert record is not None
        assert record.failure is not None
        assert record.failure.kind == NoKey.__name__


async def test_an_endpoint_that_is_gone_fails_its_cells() -> None:
    async with program(ScriptedTransport()) as opened:
        ran = Ran(opened, temperatures(1, endpoint_id="gone"))
        ran.start()
        await ran.over()
        assert ran.states == {0: "failed"}


async def test_one_that_is_told_to_wait_does_not_hold_back_the_others() -> None:
    transport = ByModel(slow=[SLOW, says("s"), says("s")], quick=[says("q"), says("q")])
    async with program(transport) as opened:
        ran = Ran(opened, plan(axes=(MODELS,), repeats=2, seeds=(1, 2), concurrency=1))
        ran.start()
        await ran.over()
        assert set(ran.states.values()) == {"done"}
        assert transport.models == ["slow", "quick", "quick", "slow", "slow"]
        assert (0, CellState.WAITING) in ran.changed


async def test_a_wait_can_be_stopped() -> None:
    patient = ScriptedReply(SLOW.steps, 429, JSON | {"retry-after": "60"})
    async with program(ScriptedTransport(patient)) as opened:
        ran = Ran(opened, temperatures(2))
        ran.start()
        await ran.until(lambda: ran.run.waiting == (0,))
        ran.run.stop()
        await ran.over()
        assert ran.states == {0: "stopped"}


async def test_a_stop_keeps_what_has_arrived_and_begins_no_other() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        ran = Ran(opened, temperatures(3))
        ran.start()
        await ran.until(lambda: any(str(a.draft.text) for a in ran.run.answers.values()))
        ran.run.stop()
        await ran.over()
        assert ran.states == {0: "stopped"}
        assert ran.ended[0][1].text == "Hal"
        assert transport.closed_count == 1


async def test_a_pause_lets_what_runs_end_and_may_be_taken_back() -> None:
    gate = asyncio.Event()
    gated = ScriptedReply([gate, chunk("a"), ending()])
    async with program(ScriptedTransport(gated, says("b"))) as opened:
        ran = Ran(opened, temperatures(3))
        ran.start()
        await ran.until(lambda: bool(ran.run.answers))
        ran.run.pause()
        ran.run.resume()
        ran.run.pause()
        gate.set()
        await ran.over()
        assert ran.states == {0: "done"}


async def test_the_cap_is_not_passed_by_what_begins() -> None:
    transport = ScriptedTransport(says("a"), says("b"), says("c"))
    async with program(transport) as opened:
        # Each answer costs 0.001, as the endpoint says once the first has ended.
        ran = Ran(opened, temperatures(9, cap_usd=Decimal("0.0035")))
        ran.start()
        await ran.over()
        assert ran.states == {0: "done", 1: "done", 2: "done"}
        assert ran.spent == Decimal("0.003")
        assert ran.run.halted is not None
        assert ran.run.halted.text == (
            "The cap of $0.0035 would be passed: $0.0030 is spent, and the next answers may cost "
            "$0.0010."
        )


async def test_a_cap_that_is_raised_in_time_lets_it_go_on() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        ran = Ran(opened, temperatures(1, cap_usd=Decimal(0)), spent=Decimal(1))
        ran.run.change_cap(Decimal(2))
        ran.start()
        await ran.over()
        assert ran.states == {0: "done"}


async def test_never_more_than_the_concurrency_run_at_once() -> None:
    gates = [asyncio.Event() for _ in range(6)]
    replies = [ScriptedReply([gate, chunk("x"), ending()]) for gate in gates]
    transport = ScriptedTransport(*replies)
    async with program(transport) as opened:
        ran = Ran(opened, temperatures(6, concurrency=2))
        ran.start()
        for number, gate in enumerate(gates):
            await opened.requested(transport, min(6, number + 2))
            assert len(transport.requests) - len(ran.ended) <= 2
            gate.set()
        await ran.over()
        assert len(ran.ended) == 6


async def test_a_cell_that_the_programs_end_cuts_has_not_ended() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        ran = Ran(opened, temperatures(2))
        ran.start()
        await ran.until(lambda: any(str(a.draft.text) for a in ran.run.answers.values()))
        await opened.services.tasks.finish("run")
        assert ran.ended == {}
        assert transport.closed_count == 1
