"""One answer while it is made: it folds events, keeps the log, asks for frames, ends as a message.

It knows its own message and nothing of the conversation around it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from desktop_chat.app.asking import Question
from desktop_chat.app.running_cost import RunningCost
from desktop_chat.app.turn import CONTENT_EVENTS, run_turn
from desktop_chat.core import events as ev
from desktop_chat.core.arrivals import ArrivalLog, PieceKind
from desktop_chat.core.clock import Clock
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, TurnRecord
from desktop_chat.core.reducer import Draft, GrowingText, ReasoningDetails, apply, failure_of
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import Spent
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.core.usage import Timings, Usage
from desktop_chat.errors import AppError, StreamCut
from desktop_chat.wire.transport import Transport

FRAME_S = 1 / 30
LOG_EVERY_S = 0.25


class AnswerKeeper(Protocol):
    """Keeps an answer while it is made, and once it has ended; never fails a turn."""

    async def keep_message(self, message: Message, spent: Spent | None = None) -> None:
        """Keep a message as it stands, and with it what the request for it cost."""
        ...

    async def keep_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> bool:
        """Keep what has arrived since the last time; return whether it was taken."""
        ...


class Answer:
    """Makes one answer from a request.

    Args:
        message: The message as it stands in the archive: empty, or the partial text to continue.
        earlier: What the part before has consumed, when a text is continued.
        cost: What the request costs while it runs.
        tokens: How likely the tokens of that part were, as far as it is known.
        on_frame: Called on the loop, at most 30 times a second, when the draft has grown.
    """

    def __init__(
        self,
        message: Message,
        question: Question,
        *,
        cost: RunningCost,
        earlier: Usage | None = None,
        tokens: Sequence[TokenProbability] = (),
        keeper: AnswerKeeper,
        clock: Clock,
        on_frame: Callable[[], None],
    ) -> None:
        self.draft = Draft(
            text=GrowingText(message.text),
            reasoning=GrowingText(message.reasoning),
            details=ReasoningDetails(message.reasoning_details),
            logprobs=list(tokens),
        )
        self.message = message
        self.timings = Timings()
        self.was_stopped_by_user = False
        self.spent = cost.opening
        """What the request cost, as far as it has been accounted for."""
        self._cost = cost
        self._is_over = False
        self._question = question
        self._sent = question.request
        self._earlier = earlier
        self._retry_now = asyncio.Event()
        self._keeper = keeper
        self._clock = clock
        self._on_frame = on_frame
        self._frame: asyncio.TimerHandle | None = None
        self._logged_text = len(message.text)
        self._logged_reasoning = len(message.reasoning)
        self._logged_tokens = len(tokens)
        self._arrivals = ArrivalLog()

    async def run(self, transport: Transport, key: Secret | None) -> Message:
        """Run the turn to its end and return the finished message, already kept.

        A cancelled task ends the answer as stopped (by the user) or interrupted (by the program)
        and returns normally: what has arrived is kept.
        """
        self.timings = msgspec.structs.replace(self.timings, started_us=self._clock())
        try:
            async with asyncio.TaskGroup() as group:
                logger = group.create_task(self._keep_log())
                self._sent = await run_turn(
                    self._question.request,
                    transport,
                    key,
                    self._take,
                    fallback=self._question.fallback,
                    splits_thinking=self._question.splits_thinking,
                    sleep=self._wait,
                )
                logger.cancel()
        except asyncio.CancelledError:
            self._end_early()
        finally:
            if self._frame is not None:
                self._frame.cancel()
        self.message = self._finished_message()
        self.spent = self._cost.ended(
            self.draft.usage, self.draft.generation_id, is_charged=self._is_charged
        )
        await self._keeper.keep_message(self.message, self.spent)
        return self.message

    def rate_tokens_per_s(self) -> float | None:
        """Return the rate so far, by our own count; None before there is one."""
        first = self.timings.first_token_after_us
        if first is None:
            return None
        span_us = self._clock() - self.timings.started_us - first
        tokens = self._cost.completion_tokens
        return tokens / (span_us / 1e6) if span_us > 200_000 and tokens > 1 else None

    def retry_now(self) -> None:
        """End the wait before the next attempt."""
        self._retry_now.set()

    async def _wait(self, delay_s: float) -> None:
        self._retry_now.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay_s):
                await self._retry_now.wait()

    def _take(self, event: ev.TurnEvent) -> None:
        after_us = self._clock() - self.timings.started_us
        self._note_time(event, after_us)
        note_arrival(self._arrivals, event, after_us)
        apply(self.draft, event)
        self._count(event)
        self._want_frame()

    def _count(self, event: ev.TurnEvent) -> None:
        match event:
            case ev.TextAdded(text) | ev.ReasoningAdded(text) | ev.RefusalAdded(text):
                self._cost.add(text)
            case ev.ToolCallAdded():
                self._cost.add(event.arguments)
            case _:
                return
        if self._cost.is_over:
            self._is_over = True
            # At once, and not where the task next waits: much may have been received by now.
            raise asyncio.CancelledError

    def _want_frame(self) -> None:
        if self._frame is None:
            self._frame = asyncio.get_running_loop().call_later(FRAME_S, self._publish)

    def _publish(self) -> None:
        self._frame = None
        self._on_frame()

    def _note_time(self, event: ev.TurnEvent, after_us: int) -> None:
        if isinstance(event, CONTENT_EVENTS) and self.timings.first_token_after_us is None:
            self.timings = msgspec.structs.replace(self.timings, first_token_after_us=after_us)
        is_first_text = isinstance(event, ev.TextAdded) and len(self.draft.reasoning)
        if is_first_text and self.timings.reasoning_ended_after_us is None:
            self.timings = msgspec.structs.replace(self.timings, reasoning_ended_after_us=after_us)

    def _end_early(self) -> None:
        self.draft.retrying = None
        self.draft.revision += 1
        if self._is_over:
            self.draft.state = MessageState.STOPPED
            self.draft.failure = failure_of(self._cost.stopped())
            return
        if self.was_stopped_by_user:
            self.draft.state = MessageState.STOPPED
            return
        self.draft.state = MessageState.INTERRUPTED
        self.draft.failure = failure_of(
            StreamCut("Desktop Chat was closed before the answer ended.")
        )

    async def _keep_log(self) -> None:
        while True:
            await asyncio.sleep(LOG_EVERY_S)
            text, reasoning = str(self.draft.text), str(self.draft.reasoning)
            new_text, new_reasoning = text[self._logged_text :], reasoning[self._logged_reasoning :]
            if not new_text and not new_reasoning:
                continue
            tokens = self.draft.logprobs[self._logged_tokens :]
            if await self._keeper.keep_stream(self.message.id, new_text, new_reasoning, tokens):
                self._logged_text, self._logged_reasoning = len(text), len(reasoning)
                self._logged_tokens += len(tokens)

    def _finished_message(self) -> Message:
        draft = self.draft
        finished_us = self._clock() - self.timings.started_us
        self.timings = msgspec.structs.replace(self.timings, finished_after_us=finished_us)
        record = self.message.record or TurnRecord()
        return msgspec.structs.replace(
            self.message,
            text=str(draft.text),
            reasoning=str(draft.reasoning),
            reasoning_details=tuple(draft.reasoning_details),
            tool_calls=draft.finished_tool_calls,
            refusal=str(draft.refusal),
            images=tuple(draft.images),
            annotations=tuple(draft.annotations),
            logprobs=tuple(draft.logprobs),
            logprob_count=len(draft.logprobs),
            state=draft.state,
            record=msgspec.structs.replace(
                record,
                request_body=self._sent.body.decode(),
                headers=draft.headers,
                arrivals=self._arrivals.packed(),
                seed=draft.seed,
                system_fingerprint=draft.system_fingerprint,
                service_tier=draft.service_tier,
                resolved_model=draft.model,
                provider=draft.provider,
                generation_id=draft.generation_id,
                finish_reason=draft.finish_reason,
                native_finish_reason=draft.native_finish_reason,
                usage=self._usage(),
                timings=self.timings,
                failure=draft.failure,
            ),
        )

    def _usage(self) -> Usage | None:
        usage = self.draft.usage or (self._cost.usage if self.draft.has_content else None)
        return usage.after(self._earlier) if usage and self._earlier else usage

    @property
    def _is_charged(self) -> bool:
        """Whether the endpoint may have done something: it was not refused or unreachable."""
        return self.draft.has_content or self.draft.state is not MessageState.FAILED


def note_arrival(log: ArrivalLog, event: ev.TurnEvent, after_us: int) -> None:
    """Note when a piece of an answer came; any other event is passed over."""
    match event:
        case ev.TextAdded(text) | ev.RefusalAdded(text):
            log.note(after_us, len(text), PieceKind.TEXT)
        case ev.ReasoningAdded(text):
            log.note(after_us, len(text), PieceKind.REASONING)
        case ev.ToolCallAdded():
            log.note(after_us, len(event.arguments), PieceKind.TOOL_CALL)
        case _:
            pass


def failed_before_sending(message: Message, conversation: Conversation, error: AppError) -> Message:
    """Return a message whose request never left, with the reason."""
    record = message.record or TurnRecord(
        endpoint_id=conversation.endpoint_id, model=conversation.model
    )
    return msgspec.structs.replace(
        message,
        state=MessageState.FAILED,
        record=msgspec.structs.replace(record, failure=failure_of(error)),
    )
