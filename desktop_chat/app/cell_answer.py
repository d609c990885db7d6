"""The answer of one cell while it is made: the chat's own, with other surroundings.

It asks for frames and waits its turn where its experiment says; what has ended is kept by the
experiment, whole. Must not know the queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from typing_extensions import override

from desktop_chat.app.answer import Answer
from desktop_chat.app.asking import Question
from desktop_chat.app.running_cost import RunningCost
from desktop_chat.core.clock import Clock
from desktop_chat.core.message import Message
from desktop_chat.core.spending import Spent
from desktop_chat.core.token_probabilities import TokenProbability


class _KeptWhole:
    """Keeps nothing: an experiment keeps a cell once it has ended, in one transaction."""

    async def keep_message(self, message: Message, spent: Spent | None = None) -> None:
        """Leave the message to the experiment."""

    async def keep_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> bool:
        """Leave the pieces to the answer."""
        return True


class CellAnswer(Answer):
    """Makes the answer of a cell.

    Args:
        message: Empty.
        question: What is asked.
        cost: What it costs while it runs.
        clock: Gives the time.
        on_change: Called on the loop whenever the answer has grown; it asks for a frame.
        wait: Waits before another attempt, given the seconds that the endpoint asks for.
    """

    def __init__(
        self,
        message: Message,
        question: Question,
        *,
        cost: RunningCost,
        clock: Clock,
        on_change: Callable[[], None],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        super().__init__(
            message,
            question,
            keeper=_KeptWhole(),
            cost=cost,
            clock=clock,
            on_frame=on_change,
        )
        self._wait_turn = wait

    @override
    async def _wait(self, delay_s: float) -> None:
        await self._wait_turn(delay_s)

    @override
    def _want_frame(self) -> None:
        # One timer serves all cells of an experiment, so none is begun here.
        self._on_frame()

    @override
    async def _keep_log(self) -> None:
        await asyncio.Event().wait()
