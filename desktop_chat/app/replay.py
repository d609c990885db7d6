"""Says the user's side of a branch again with something changed, turn by turn, as a new branch.

Owns the order of the turns, where it stands, and what each turn's answers are before and after. It
asks through the session like a person: what holds there (caps, keys, undo) holds here. Must not
know how it is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop_chat.app.session import ChatSession
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.message import MessageState, Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, UsageError

ASKS_FIRST = 20
"""More turns than these are begun only when a person has said so."""


@dataclass(frozen=True, slots=True)
class ReplayChange:
    """What the new branch is asked with: the conversation's own settings from then on."""

    model: str
    system_prompt: str
    sampling: Sampling


@dataclass(frozen=True, slots=True)
class ReplayTurn:
    """One thing that the user said, and what was answered.

    Attributes:
        before: The answer on the old branch, "" where there was none.
        after: The answer on the new branch, as far as it is made.
        answer_id: Of the new answer, "" before it was asked for.
        state: How far the new answer got, None before it was asked for.
    """

    question_id: str
    question: str
    before: str
    after: str = ""
    answer_id: str = ""
    state: MessageState | None = None


class ReplayState(StrEnum):
    """How far a replay is."""

    READY = "ready"
    RUNNING = "running"
    STOPPED = "stopped"
    """By a person, or because a turn failed; `Replay.reason` tells. It can go on."""
    DONE = "done"


async def replayed_turns(session: ChatSession, last_id: str = "") -> tuple[ReplayTurn, ...]:
    """Return the turns of the branch that is shown.

    Answers between two things that the user said (tool calls, results, text) count as one.

    Args:
        session: Whose branch.
        last_id: The message at which they end, "" for all.

    Raises:
        ArchiveError: They cannot be read.
    """
    turns: list[ReplayTurn] = []
    has_reached = False
    async for batch in session.source.texts():
        for row in batch:
            if row.role is Role.USER:
                if has_reached:
                    return tuple(turns)
                turns.append(ReplayTurn(row.message_id, row.text, ""))
            elif turns and row.role is Role.ASSISTANT:
                parts = (turns[-1].before, row.text)
                said = "\n\n".join(part for part in parts if part)
                turns[-1] = replace(turns[-1], before=said)
            has_reached = has_reached or row.message_id == last_id
    return tuple(turns)


class Replay:
    """One replay of a conversation.

    Args:
        session: The conversation; the branch that is shown is the old one.
        tasks: Run it.
        turns: What is said again, at least one turn.
        change: With what.
    """

    def __init__(
        self, session: ChatSession, tasks: Tasks, turns: Sequence[ReplayTurn], change: ReplayChange
    ) -> None:
        self.changed: Signal[None] = Signal()
        """A turn or the state is another."""
        self.state = ReplayState.READY
        self.reason = ""
        """Why it stopped, "" where a person stopped it."""
        self.session = session
        self.change = change
        self._tasks = tasks
        self._turns = list(turns)
        self._step = asyncio.Event()

    @property
    def turns(self) -> tuple[ReplayTurn, ...]:
        """All turns as they stand."""
        return tuple(self._turns)

    @property
    def done_count(self) -> int:
        """How many turns have been answered again."""
        return sum(turn.state is MessageState.COMPLETE for turn in self._turns)

    @property
    def current(self) -> int:
        """The number of the turn that is next, or being answered; the last one at the end."""
        return min(self.done_count, len(self._turns) - 1)

    def start(self) -> None:
        """Begin, or go on where it stopped: a failed turn is tried again.

        Raises:
            UsageError: An answer is being made, or the branch is not the replay's any more.
        """
        if self.state is ReplayState.RUNNING or self.state is ReplayState.DONE:
            return
        if self.session.is_answering:
            raise UsageError("An answer is being made.", advice="Stop it first.")
        self._refuse_other_branch()
        if self.state is ReplayState.READY:
            self.session.change(
                model=self.change.model,
                system_prompt=self.change.system_prompt,
                sampling=self.change.sampling,
            )
        self._set(ReplayState.RUNNING)
        self._tasks.start(self._task_name, self._run())

    def stop(self) -> None:
        """Stop after what has arrived; it can go on later."""
        if self.state is ReplayState.RUNNING:
            self._tasks.cancel(self._task_name)
            self.session.stop()

    @property
    def _task_name(self) -> str:
        return f"replay:{self.session.id}"

    async def _run(self) -> None:
        disconnects = (
            self.session.conversation_changed.connect(lambda _: self._step.set()),
            self.session.row_changed.connect(self._grow),
        )
        try:
            while self.done_count < len(self._turns):
                await self._answer(self.done_count)
        except asyncio.CancelledError:
            self._set(ReplayState.STOPPED)
        except AppError as error:
            self._set(ReplayState.STOPPED, f"{error.text} {error.advice}".strip())
        else:
            self._set(ReplayState.DONE)
        finally:
            for disconnect in disconnects:
                disconnect()
            self._follow_end()

    async def _answer(self, number: int) -> None:
        """Have one turn answered.

        Raises:
            AppError: It failed; the failure is its answer's.
        """
        self._refuse_other_branch()
        turn, session = self._turns[number], self.session
        before = session.newest
        if turn.answer_id:
            session.retry(turn.answer_id)
        elif number:
            session.send(turn.question)
        else:
            session.edit(turn.question_id, turn.question)
        # Where the question is not in memory, it is read first.
        await self._until(lambda: session.is_answering or session.newest != before)
        newest = session.newest
        self._turns[number] = replace(
            turn, answer_id=newest[0] if newest else "", state=MessageState.STREAMING
        )
        self.changed.emit(None)
        await self._until(lambda: not session.is_answering)
        self._take(number)
        ended = self._turns[number]
        if ended.state is not MessageState.COMPLETE:
            raise _failure(session, ended)

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._step.clear()
            await self._step.wait()

    def _grow(self, message_id: str) -> None:
        self._step.set()
        if self._turns[self.current].answer_id == message_id:
            self._take(self.current)

    def _take(self, number: int) -> None:
        """Take over how far a turn's answer got."""
        turn = self._turns[number]
        row = self.session.row(turn.answer_id)
        self._turns[number] = replace(turn, after=row.text, state=row.state)
        self.changed.emit(None)

    def _follow_end(self) -> None:
        """Take over the answer that a person stopped, once its end is kept."""
        number = self.current
        if self._turns[number].state is not MessageState.STREAMING:
            return

        def take(_head: object) -> None:
            if not self.session.is_answering:
                disconnect()
                self._take(number)

        disconnect = self.session.conversation_changed.connect(take)

    def _refuse_other_branch(self) -> None:
        """Refuse to go on where the conversation's end is not the replay's own."""
        number = self.done_count
        turn = self._turns[number]
        expected = turn.answer_id or (self._turns[number - 1].answer_id if number else "")
        newest = self.session.newest
        if expected and (newest is None or newest[0] != expected):
            raise UsageError(
                "The conversation shows another branch than the replay's.",
                advice="Show the end of the replayed branch to go on.",
            )

    def _set(self, state: ReplayState, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self.changed.emit(None)


def _failure(session: ChatSession, turn: ReplayTurn) -> AppError:
    record = session.message(turn.answer_id).record
    failure = record.failure if record else None
    if turn.state is MessageState.STOPPED:
        return UsageError("The answer was stopped.")
    if failure is None:
        return UsageError("The answer did not come to its end.")
    return UsageError(failure.text, advice=failure.advice)
