"""One run of an experiment: cells begin, wait their turn, end; it is over when none is left.

Owns the tasks of the cells and when they begin. What an ended cell becomes is its experiment's
affair. The path of an answer is the chat's: `asking.compose`, `turn.run_turn`, `core.reducer`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal

import msgspec

from desktop_chat.app.answer import failed_before_sending
from desktop_chat.app.answering import COMPOSED_AT_ONCE
from desktop_chat.app.asking import Question, compose
from desktop_chat.app.cell_answer import CellAnswer
from desktop_chat.app.experiment_estimate import Estimator
from desktop_chat.app.running_cost import RunningCost
from desktop_chat.app.services import Services
from desktop_chat.app.spending import tokenizer_of
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.experiment import (
    CellSettings,
    CellState,
    Plan,
    cell_at,
    run_order,
    settings_of,
)
from desktop_chat.core.experiment_queue import CellQueue
from desktop_chat.core.figures import cost_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent
from desktop_chat.errors import AppError, CapReached, UsageError

Ended = Callable[[int, CellState, Message], Awaitable[None]]

_AT_ONCE = 100
"""Cells that are put into the queue in one round of the loop."""
_AFTER_CAP = "Raise the cap under Settings, Spending, then resume the experiment."
_STATES = {MessageState.COMPLETE: CellState.DONE, MessageState.STOPPED: CellState.STOPPED}


class Run:
    """Runs cells of an experiment until none is left, or it is paused, stopped or halted.

    Args:
        experiment_id: Whose cells.
        plan: What is asked.
        services: Endpoints, keys, transports.
        estimator: Says what a cell may cost.
        spent_usd: Says what the experiment has cost so far.
        on_change: Told the index of a cell whose state or text has changed, as often as it does.
        on_end: Given each cell that has ended; no other begins in its place before it returns.
    """

    def __init__(
        self,
        experiment_id: str,
        plan: Plan,
        services: Services,
        estimator: Estimator,
        *,
        spent_usd: Callable[[], Decimal],
        on_change: Callable[[int], None],
        on_end: Ended,
    ) -> None:
        self.plan = plan
        self.answers: dict[int, CellAnswer] = {}
        """The answers being made, by cell."""
        self.halted: AppError | None = None
        """Why no further cell begins, None while nothing is wrong."""
        self.is_paused = False
        self.was_stopped = False
        self._id = experiment_id
        self._services = services
        self._estimator = estimator
        self._spent_usd = spent_usd
        self._on_change = on_change
        self._on_end = on_end
        self._queue = CellQueue(plan.concurrency)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turns: dict[int, asyncio.Event] = {}
        self._keys: dict[str, Secret | None] = {}
        self._wake = asyncio.Event()

    @property
    def running(self) -> tuple[int, ...]:
        """The cells that run, those told to wait not counted."""
        return self._queue.running

    @property
    def waiting(self) -> tuple[int, ...]:
        """The cells that the endpoint asked to wait."""
        return self._queue.waiting

    def state(self, index: int) -> CellState | None:
        """Return the state of a cell that has begun, None for any other."""
        if index not in self._tasks:
            return None
        return CellState.WAITING if index in self._turns else CellState.RUNNING

    async def run(self, indices: Iterable[int]) -> None:
        """Run cells to their end; returns when none runs and none is to begin any more."""
        for number, index in enumerate(run_order(self.plan, indices)):
            self._queue.add(index, self._settings(index).lane)
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                has_begun = self._begin_next(group)
                if not self._tasks:
                    break
                # One in each round of the loop: requests are made there, and many would hold it up.
                await (asyncio.sleep(0) if has_begun else self._sleep())

    def pause(self) -> None:
        """Begin no further cell; those that run go on to their end."""
        self.is_paused = True
        self._wake.set()

    def resume(self) -> None:
        """Go on after `pause`, while the run is not over yet."""
        self.is_paused = False
        self.halted = None
        self._wake.set()

    def stop(self) -> None:
        """Begin no further cell, and stop those that run; what has arrived is kept."""
        self.was_stopped = True
        loop = asyncio.get_running_loop()
        for index, task in self._tasks.items():
            if index in self.answers:
                self.answers[index].was_stopped_by_user = True
            # A task cancelled before its first step would never reach its own end.
            loop.call_soon(task.cancel)
        self._wake.set()

    def halt(self, reason: AppError) -> None:
        """Begin no further cell, for a reason that a person is told."""
        self.halted = self.halted or reason
        self._wake.set()

    def change_cap(self, cap_usd: Decimal | None) -> None:
        """Change what the experiment may cost."""
        self.plan = msgspec.structs.replace(self.plan, cap_usd=cap_usd)
        self._wake.set()

    # How it is done ----------------------------------------------------------------------------

    @property
    def _is_closing(self) -> bool:
        return self.is_paused or self.was_stopped or self.halted is not None

    def _settings(self, index: int) -> CellSettings:
        return settings_of(self.plan, cell_at(self.plan, index))

    def _begin_next(self, group: asyncio.TaskGroup) -> bool:
        """Let a cell begin, or go on; return whether one did."""
        now_s = time.monotonic()
        candidate = self._queue.peek(now_s)
        if candidate is not None and candidate not in self._turns and not self._is_closing:
            self._refuse_what_passes_the_cap(candidate)
        index = self._queue.next(now_s, only_returning=self._is_closing)
        if index is None:
            return False
        turn = self._turns.pop(index, None)
        if turn is not None:
            turn.set()
        else:
            self._tasks[index] = group.create_task(self._cell(index))
        self._on_change(index)
        return True

    def _refuse_what_passes_the_cap(self, index: int) -> None:
        cap_usd = self.plan.cap_usd
        if cap_usd is None:
            return
        begun = (*self._tasks, index)
        costs = [self._estimator.cost_usd(self._settings(cell)) for cell in begun]
        expected = sum((cost for cost in costs if cost is not None), Decimal(0))
        if self._spent_usd() + expected > cap_usd:
            self.halt(
                UsageError(
                    f"The cap of {cost_text(cap_usd)} would be passed: "
                    f"{cost_text(self._spent_usd())} is spent, and the next answers may cost "
                    f"{cost_text(expected)}.",
                    advice="Raise the cap, then resume.",
                )
            )

    async def _sleep(self) -> None:
        now_s = time.monotonic()
        due_s = self._queue.next_due_s(now_s)
        try:
            async with asyncio.timeout(None if due_s is None else due_s - now_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _cell(self, index: int) -> None:
        message = Message(
            new_id(),
            self._id,
            Role.ASSISTANT,
            created_us=self._services.clock(),
            state=MessageState.STREAMING,
        )
        settings = self._settings(index)
        try:
            ended = await self._answered(index, settings, message)
        except asyncio.CancelledError:
            if not self.was_stopped:
                raise
            ended = msgspec.structs.replace(message, state=MessageState.STOPPED)
        except CapReached as error:
            # Every other cell would be refused as this one was.
            self._halt_at_cap(error.text, error.code)
            ended = msgspec.structs.replace(message, state=MessageState.STOPPED)
        except AppError as error:
            ended = failed_before_sending(message, _head(settings), error)
        record = ended.record
        if record is not None and record.failure and record.failure.kind == CapReached.__name__:
            # Where it was the last cell, no other would be refused and tell of the cap.
            self._halt_at_cap(record.failure.text, record.failure.code)
        self._estimator.note(settings, record.usage if record else None)
        state = _STATES.get(ended.state, CellState.FAILED)
        try:
            await self._on_end(index, state, ended)
        finally:
            self.answers.pop(index, None)
            self._turns.pop(index, None)
            del self._tasks[index]
            self._queue.end(index, is_well=state is CellState.DONE)
            self._on_change(index)
            self._wake.set()

    def _halt_at_cap(self, text: str, cap: int | str | None) -> None:
        # "Send it once anyway" is the chat's way out: here every cell would need it.
        self.halt(CapReached(text, advice=_AFTER_CAP, code=cap))

    async def _answered(self, index: int, settings: CellSettings, message: Message) -> Message:
        services = self._services
        endpoint = services.account.endpoint(settings.endpoint_id)
        question = await self._question(settings, endpoint)
        key = await self._key(endpoint)
        cost = await self._begin_cost(settings, message, question, is_free=endpoint.is_local)
        answer = CellAnswer(
            msgspec.structs.replace(message, record=question.record),
            question,
            cost=cost,
            clock=services.clock,
            on_change=lambda: self._on_change(index),
            wait=lambda delay_s: self._wait(index, delay_s),
        )
        self.answers[index] = answer
        ended = await answer.run(services.transports.for_endpoint(endpoint), key)
        if ended.state is MessageState.INTERRUPTED and _is_cancelled():
            # The program ends: the cell has not ended, and will be asked for again.
            raise asyncio.CancelledError
        return ended

    async def _begin_cost(
        self, settings: CellSettings, message: Message, question: Question, *, is_free: bool
    ) -> RunningCost:
        model = self._estimator.model(settings)
        whose = Spent(
            "",
            0,
            endpoint_id=settings.endpoint_id,
            model=settings.model,
            tokenizer=tokenizer_of(model, settings.model),
            message_id=message.id,
            experiment_id=self._id,
            guessed_prompt=question.prompt_guess,
        )
        return await self._services.spending.begin(whose, model, is_free=is_free)

    async def _question(self, settings: CellSettings, endpoint: Endpoint) -> Question:
        layers = Layers(
            conversation=settings.shared,
            one_off=settings.varied,
            model=self._estimator.model(settings),
        )
        values = (_head(settings), self.plan.messages, endpoint, layers)
        if len(self.plan.messages) <= COMPOSED_AT_ONCE:
            return compose(*values)
        return await asyncio.to_thread(compose, *values)

    async def _key(self, endpoint: Endpoint) -> Secret | None:
        if endpoint.id not in self._keys:
            self._keys[endpoint.id] = await self._services.account.key(endpoint)
        return self._keys[endpoint.id]

    async def _wait(self, index: int, delay_s: float) -> None:
        """Give the place to others until the endpoint may be asked again, and it is our turn."""
        turn = self._turns[index] = asyncio.Event()
        self._queue.hold(index, time.monotonic() + delay_s)
        self._on_change(index)
        self._wake.set()
        await turn.wait()


def _head(settings: CellSettings) -> Conversation:
    # Without an id: cells of one session would be kept with one provider.
    return Conversation(
        "",
        endpoint_id=settings.endpoint_id,
        model=settings.model,
        system_prompt=settings.system_prompt,
    )


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
