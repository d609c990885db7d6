"""Folds the events of a turn into a draft of the answer; knows neither clock nor loop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop_chat.core import events as ev
from desktop_chat.core.message import Failure, MessageState, ToolCall
from desktop_chat.core.token_probabilities import TokenProbability, tokens_of
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError, StreamCut


class GrowingText:
    """A text that grows piece by piece at a cost that does not grow with its length."""

    __slots__ = ("_joined", "_length", "_pieces")

    def __init__(self, text: str = "") -> None:
        self._joined = text
        self._pieces: list[str] = []
        self._length = len(text)

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        if self._pieces:
            self._joined += "".join(self._pieces)
            self._pieces.clear()
        return self._joined

    def add(self, piece: str) -> None:
        """Append a piece."""
        self._pieces.append(piece)
        self._length += len(piece)


class ReasoningDetails:
    """The API's reasoning items of one answer, merged from the pieces in which they stream.

    An item goes into the one before when type and index are equal: text, summary and data
    concatenate, every other key of the later piece wins unless it is null. A signature arrives in a
    piece of its own, so that rule carries it into the item it signs.
    """

    __slots__ = ("_growing", "_items")

    _GROWING_KEYS = ("text", "summary", "data")

    def __init__(self, items: Iterable[dict[str, Any]] = ()) -> None:
        self._items: list[dict[str, Any]] = [dict(item) for item in items]
        # Texts of the last item that have grown since it was last read whole.
        self._growing: dict[str, GrowingText] = {}

    def add(self, item: dict[str, Any]) -> None:
        """Append a piece, or merge it into the last item."""
        last = self._items[-1] if self._items else None
        if last is None or any(last.get(key) != item.get(key) for key in ("type", "index")):
            self._close_last()
            self._items.append(dict(item))
            return
        for key, value in item.items():
            present = last.get(key)
            grows = key in self._GROWING_KEYS and isinstance(value, str)
            if grows and isinstance(present, str):
                self._growing.setdefault(key, GrowingText(present)).add(value)
            elif value is not None:
                self._growing.pop(key, None)
                last[key] = value

    def merged(self) -> list[dict[str, Any]]:
        """Return the items so far, each a copy, in their order."""
        self._close_last()
        return [dict(item) for item in self._items]

    def _close_last(self) -> None:
        for key, text in self._growing.items():
            self._items[-1][key] = str(text)
        self._growing.clear()


@dataclass(slots=True)
class DraftToolCall:
    """A tool call while its arguments arrive."""

    id: str = ""
    name: str = ""
    arguments: GrowingText = field(default_factory=GrowingText)


@dataclass(slots=True)
class Draft:
    """An answer while it grows. `revision` goes up with every event that changes what is shown."""

    text: GrowingText = field(default_factory=GrowingText)
    reasoning: GrowingText = field(default_factory=GrowingText)
    details: ReasoningDetails = field(default_factory=ReasoningDetails)
    tool_calls: list[DraftToolCall] = field(default_factory=list[DraftToolCall])
    refusal: GrowingText = field(default_factory=GrowingText)
    annotations: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    annotation_keys: set[bytes] = field(default_factory=set[bytes])
    """The annotations as canonical JSON: many may come, each is to stand once."""
    images: list[str] = field(default_factory=list[str])
    logprobs: list[TokenProbability] = field(default_factory=list[TokenProbability])
    usage: Usage | None = None
    model: str = ""
    provider: str = ""
    generation_id: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    system_fingerprint: str = ""
    service_tier: str = ""
    seed: int | None = None
    finish_reason: str = ""
    native_finish_reason: str = ""
    state: MessageState = MessageState.STREAMING
    failure: Failure | None = None
    retrying: ev.Retrying | None = None
    is_kept_alive: bool = False
    revision: int = 0

    @property
    def reasoning_details(self) -> list[dict[str, Any]]:
        """The API's reasoning items, merged, verbatim."""
        return self.details.merged()

    @property
    def has_content(self) -> bool:
        """Whether any text, reasoning, tool call, image or refusal has arrived."""
        return bool(
            len(self.text)
            or len(self.reasoning)
            or self.tool_calls
            or self.images
            or len(self.refusal)
        )

    @property
    def finished_tool_calls(self) -> tuple[ToolCall, ...]:
        """The tool calls so far, arguments as the model wrote them; a missing id gets our own."""
        return tuple(
            ToolCall(call.id or f"call_{index}", call.name, str(call.arguments))
            for index, call in enumerate(self.tool_calls)
        )


def apply(draft: Draft, event: ev.TurnEvent) -> Draft:
    """Fold one event into the draft, in place, and return it."""
    draft.revision += 1
    match event:
        case ev.TextAdded(text):
            draft.text.add(text)
        case ev.ReasoningAdded(text):
            draft.reasoning.add(text)
        case ev.ReasoningDetailsAdded(items):
            for item in items:
                draft.details.add(item)
        case ev.ToolCallAdded():
            _grow_tool_call(draft, event)
        case ev.RefusalAdded(text):
            draft.refusal.add(text)
        case ev.AnnotationsAdded(items):
            _add_annotations(draft, items)
        case ev.ImagesAdded(urls):
            draft.images.extend(urls)
        case ev.LogprobsAdded(items):
            draft.logprobs.extend(tokens_of(items))
        case _:
            _apply_status(draft, event)
    return draft


def failure_of(error: AppError) -> Failure:
    """Return an error as it is kept with a message."""
    return Failure(
        kind=error.kind,
        text=error.text,
        advice=error.advice,
        code=error.code,
        may_retry=error.may_retry,
        retry_after_s=error.retry_after_s,
        detail=error.detail,
    )


def _apply_status(draft: Draft, event: ev.TurnEvent) -> None:
    match event:
        case ev.Opened(generation_id, headers):
            draft.generation_id = generation_id or draft.generation_id
            draft.headers = dict(headers)
            draft.retrying = None
        case ev.Identified(model, provider, generation_id):
            draft.model = model or draft.model
            draft.provider = provider or draft.provider
            draft.generation_id = generation_id or draft.generation_id
        case ev.BackendNamed(fingerprint, tier, seed):
            draft.system_fingerprint = fingerprint or draft.system_fingerprint
            draft.service_tier = tier or draft.service_tier
            draft.seed = draft.seed if seed is None else seed
        case ev.KeptAlive():
            draft.is_kept_alive = True
        case ev.UsageReported(usage):
            draft.usage = usage
        case ev.FinishReported(reason, native_reason):
            draft.finish_reason = reason or draft.finish_reason
            draft.native_finish_reason = native_reason or draft.native_finish_reason
        case ev.Retrying():
            draft.retrying = event
        case ev.Finished():
            draft.retrying = None
            draft.state = MessageState.COMPLETE
        case ev.Failed(error):
            draft.retrying = None
            was_cut = isinstance(error, StreamCut)
            draft.state = MessageState.INTERRUPTED if was_cut else MessageState.FAILED
            draft.failure = failure_of(error)
        case _:
            raise TypeError(f"not a turn event: {event!r}")


def _add_annotations(draft: Draft, items: tuple[dict[str, Any], ...]) -> None:
    for item in items:
        key = msgspec.json.encode(item, order="deterministic")
        if key not in draft.annotation_keys:
            draft.annotation_keys.add(key)
            draft.annotations.append(item)


def _grow_tool_call(draft: Draft, event: ev.ToolCallAdded) -> None:
    while len(draft.tool_calls) <= event.index:
        draft.tool_calls.append(DraftToolCall())
    call = draft.tool_calls[event.index]
    # Later pieces may repeat id and name, or send them empty: the first value stands.
    call.id = call.id or event.id
    call.name = call.name or event.name
    if event.arguments:
        call.arguments.add(event.arguments)
