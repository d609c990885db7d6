"""Makes the answer to a checked request, as a sequence of events; knows no bytes and no time.

An answer is reasoning, if wanted, then one of four things: a tool call, JSON, a sentence on the
result of a tool, or plain text.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from random import Random
from typing import Any

import msgspec

from desktop_chat.practice.body import Function
from desktop_chat.practice.json_writer import JsonWriter
from desktop_chat.practice.model import CONTEXT_LENGTH, PracticeModel
from desktop_chat.practice.reasoning import reasoning_text
from desktop_chat.practice.rejection import context_too_long
from desktop_chat.practice.request import ChatRequest, node_for
from desktop_chat.practice.schema import Node
from desktop_chat.practice.stopping import StopCutter
from desktop_chat.practice.tokens import split
from desktop_chat.practice.tool_calls import choose_function, phrases
from desktop_chat.practice.writer import Step, Writer, forced

_TOKENS_PER_MESSAGE = 4
_MAX_QUOTED_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class ReasoningPiece:
    """A token of the reasoning; `is_shown` is whether it may be sent."""

    text: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A token of the answer's text."""

    step: Step


@dataclass(frozen=True, slots=True)
class CallBegun:
    """A tool call begins; its arguments follow."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A token of a call's arguments, which are JSON."""

    arguments: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the answer.

    Attributes:
        reason: "stop", "length" or "tool_calls".
        native_reason: The practice model's own word for it.
        prompt_tokens, completion_tokens, reasoning_tokens: Counts; completion includes reasoning.
    """

    reason: str
    native_reason: str
    prompt_tokens: int
    completion_tokens: int
    reasoning_tokens: int


Event = ReasoningPiece | TextPiece | CallBegun | CallPiece | Finished


class Answer:
    """One answer, written as its events are asked for.

    Raises:
        Rejected: The prompt leaves no room in the context, or the arguments of the function to call
            cannot be written.
    """

    def __init__(self, request: ChatRequest, model: PracticeModel) -> None:
        vocabulary = model.vocabulary
        # A text far too long is not worth the time to split it: so many tokens it has at least.
        least = sum(len(message.text) for message in request.messages) // vocabulary.longest
        if least > CONTEXT_LENGTH:
            raise context_too_long(least, CONTEXT_LENGTH)
        prompt = [token for m in request.messages for token in vocabulary.encode(m.text)]
        functions = msgspec.json.encode(request.functions) if request.functions else b""
        self._prompt_tokens = (
            len(prompt)
            + _TOKENS_PER_MESSAGE * len(request.messages)
            + len(vocabulary.encode(functions.decode()))
        )
        room = CONTEXT_LENGTH - self._prompt_tokens
        if room <= 0:
            raise context_too_long(self._prompt_tokens, CONTEXT_LENGTH)
        self._budget = min(request.max_tokens or room, room)
        self._request = request
        self._topic = model.topic(request.last_user_text)
        self._writer = Writer(
            model,
            self._topic,
            request.settings,
            Random(request.seed),
            prompt=prompt,
            start=vocabulary.encode(request.prefill),
            alternatives=request.alternatives or 0,
        )
        self._function = self._choose_function()
        self._arguments = _arguments_node(self._function) if self._function else None

    def events(self) -> Iterator[Event]:
        """Yield the answer; the last event is Finished. Text is drawn as it is asked for."""
        reasoning = list(islice(self._reasoning(), self._budget))
        yield from reasoning
        spent = len(reasoning)
        if self._function and spent < self._budget:
            yield CallBegun(f"call_{secrets.token_hex(12)}", self._function.name)
        cutter = StopCutter(() if self._function else self._request.stop)
        reasons = ("tool_calls", "tool_call") if self._function else ("stop", "end")
        for step in self._steps():
            if spent == self._budget:
                reasons = ("length", "max_tokens")
                break
            spent += 1
            yield from map(self._piece, cutter.feed(step))
            if cutter.has_stopped:
                reasons = ("stop", "stop_string")
                break
        yield from map(self._piece, cutter.rest())
        yield Finished(*reasons, self._prompt_tokens, spent, len(reasoning))

    def _choose_function(self) -> Function | None:
        """Return the function to call; a result that has just come is answered in words."""
        request = self._request
        if request.tool_result is not None:
            return None
        return choose_function(request.functions, request.called, request.last_user_text)

    def _reasoning(self) -> Iterator[ReasoningPiece]:
        plan = self._request.reasoning
        text = reasoning_text(self._topic, self._request.settings, plan.sentences)
        for token in split(text)[: plan.max_tokens]:
            yield ReasoningPiece(token, plan.is_shown)

    def _steps(self) -> Iterator[Step]:
        request = self._request
        if self._arguments is not None:
            quoted = phrases(request.last_user_text)
            return JsonWriter(self._writer, quoted).write(self._arguments)
        if request.json_node is not None:
            return JsonWriter(self._writer).write(request.json_node)
        if request.tool_result is not None:
            return chain(map(forced, split(_report(request.tool_result))), self._writer.text())
        return self._writer.text()

    def _piece(self, step: Step) -> TextPiece | CallPiece:
        return CallPiece(step.text) if self._function else TextPiece(step)


def _arguments_node(function: Function) -> Node:
    # A function without parameters takes an empty object, not just any.
    none: dict[str, Any] = {}
    schema = {"type": "object", "properties": none, **(function.parameters or none)}
    return node_for(schema, f"tools.{function.name}.parameters")


def _report(result: str) -> str:
    quotation = "\n".join(f"> {line}" for line in result[:_MAX_QUOTED_LENGTH].splitlines())
    return f"The tool returned:\n\n{quotation}\n\n"
