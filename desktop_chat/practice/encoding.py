"""Puts an answer's events into OpenRouter's wire shape, streamed or whole; does no input or output.

Source of the shapes: OpenRouter's API, state of August 2026 (POST /chat/completions).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import msgspec

from desktop_chat.core.provider import PRACTICE
from desktop_chat.practice.answer import (
    CallBegun,
    CallPiece,
    Event,
    Finished,
    ReasoningPiece,
    TextPiece,
)
from desktop_chat.practice.writer import Step

Json = dict[str, Any]

PROVIDER = "Practice"
FINGERPRINT = "fp_markov_small_1"
COMMENT = b": OPENROUTER PROCESSING\n\n"
END_OF_STREAM = b"data: [DONE]\n\n"


class AnswerEncoder:
    """Encodes one answer.

    Args:
        created_s: Unix time of the answer in seconds.
        shows_logprobs: Whether tokens carry their log probabilities.
    """

    def __init__(self, created_s: int, *, shows_logprobs: bool) -> None:
        self.generation_id = f"gen-{created_s}-{secrets.token_hex(10)}"
        self._created_s = created_s
        self._shows_logprobs = shows_logprobs

    def chunks(self, event: Event) -> bytes:
        """Return the server-sent events for one event of the answer; b"" for one that is hidden."""
        match event:
            case ReasoningPiece(text, is_shown):
                return self._chunk(_reasoning_delta(text)) if is_shown else b""
            case TextPiece(step):
                return self._chunk({"content": step.text}, logprobs=self._logprobs([step]))
            case CallBegun(call_id, name):
                function: Json = {"name": name, "arguments": ""}
                call: Json = {"id": call_id, "type": "function", "function": function}
                return self._chunk({"content": None, "tool_calls": [{"index": 0, **call}]})
            case CallPiece(arguments):
                fragment: Json = {"index": 0, "function": {"arguments": arguments}}
                return self._chunk({"content": None, "tool_calls": [fragment]})
            case Finished():
                reasons = _reasons(event)
                finish = self._chunk({"content": ""}, reasons)
                return finish + self._event({"choices": [], "usage": _usage(event)})

    def completion(self, events: Iterable[Event]) -> bytes:
        """Return the whole answer as one JSON object."""
        whole = _WholeAnswer()
        for event in events:
            whole.add(event)
        choice: Json = {"index": 0, **whole.outcome, "message": whole.message()}
        choice["logprobs"] = self._logprobs(whole.steps)
        head = self._head("chat.completion")
        return msgspec.json.encode({**head, "choices": [choice], "usage": whole.usage})

    def _chunk(
        self, delta: Json, reasons: Json | None = None, logprobs: Json | None = None
    ) -> bytes:
        choice: Json = {
            "index": 0,
            "delta": {"role": "assistant", **delta},
            "finish_reason": None,
            "native_finish_reason": None,
            "logprobs": logprobs,
            **(reasons or {}),
        }
        return self._event({"choices": [choice]})

    def _event(self, fields: Json) -> bytes:
        data = msgspec.json.encode({**self._head("chat.completion.chunk"), **fields})
        return b"data: " + data + b"\n\n"

    def _head(self, kind: str) -> Json:
        return {
            "id": self.generation_id,
            "object": kind,
            "created": self._created_s,
            "model": PRACTICE.default_model,
            "provider": PROVIDER,
            "system_fingerprint": FINGERPRINT,
        }

    def _logprobs(self, steps: Iterable[Step]) -> Json | None:
        if not self._shows_logprobs:
            return None
        return {"content": [_token_logprob(step) for step in steps], "refusal": None}


class _WholeAnswer:
    """Gathers the events of an answer that is not streamed."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.outcome: Json = {}
        self.usage: Json = {}
        self._reasoning = ""
        self._call: CallBegun | None = None
        self._arguments = ""

    def add(self, event: Event) -> None:
        """Take in the next event."""
        match event:
            case ReasoningPiece(text, is_shown):
                self._reasoning += text if is_shown else ""
            case TextPiece(step):
                self.steps.append(step)
            case CallBegun():
                self._call = event
            case CallPiece(arguments):
                self._arguments += arguments
            case Finished():
                self.outcome = _reasons(event)
                self.usage = _usage(event)

    def message(self) -> Json:
        """Return the assistant's message."""
        text = "".join(step.text for step in self.steps)
        message: Json = {"role": "assistant", "content": text, "refusal": None}
        if self._reasoning:
            message |= _reasoning_delta(self._reasoning) | {"content": text}
        if self._call:
            function = {"name": self._call.name, "arguments": self._arguments}
            call = {"id": self._call.id, "type": "function", "function": function}
            message |= {"content": None, "tool_calls": [call]}
        return message


def _reasoning_delta(text: str) -> Json:
    detail = {"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}
    return {"content": "", "reasoning": text, "reasoning_details": [detail]}


def _reasons(end: Finished) -> Json:
    return {"finish_reason": end.reason, "native_finish_reason": end.native_reason}


def _usage(end: Finished) -> Json:
    return {
        "prompt_tokens": end.prompt_tokens,
        "completion_tokens": end.completion_tokens,
        "total_tokens": end.prompt_tokens + end.completion_tokens,
        "cost": 0,
        "is_byok": False,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": end.reasoning_tokens},
    }


def _token_logprob(step: Step) -> Json:
    alternatives = [_named_logprob(token, logprob) for token, logprob in step.alternatives]
    return _named_logprob(step.token, step.logprob) | {"top_logprobs": alternatives}


def _named_logprob(token: str, logprob: float) -> Json:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8"))}
