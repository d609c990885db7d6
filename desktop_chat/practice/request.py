"""Reads a chat request as a server does: checks types and ranges, names the field that is wrong.

It knows the API's request body and the model's limits; the ranges of sampling parameters come from
`core.sampling`, their one source.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import UnsetType

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.practice.body import (
    ChatMessage,
    Envelope,
    Function,
    NamedChoice,
    ReasoningFields,
)
from desktop_chat.practice.rejection import bad_request, unknown_model, unsupported
from desktop_chat.practice.sampling import Settings
from desktop_chat.practice.schema import ANY_OBJECT, Node, UnsupportedSchema, compile_schema

T = TypeVar("T")

AUTO = ""
REQUIRED = "*"
"""What `ChatRequest.called` holds in place of a function's name; no function can be called so."""

# How many sentences of reasoning an effort gives.
_SENTENCES = {
    "none": 0,
    "minimal": 1,
    "low": 2,
    "medium": 3,
    "high": 4,
    "xhigh": 4,
    "max": 4,
}


@dataclass(frozen=True, slots=True)
class ReasoningPlan:
    """The reasoning that an answer begins with.

    Attributes:
        sentences: How many sentences, 0 for none.
        max_tokens: Where it is cut, None where it is not.
        is_shown: Whether it is sent.
    """

    sentences: int = 0
    max_tokens: int | None = None
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request that has been checked.

    Attributes:
        messages: At least one.
        is_streamed: Whether the answer is an event stream.
        settings: The sampling parameters.
        seed: None for chance.
        stop: The stop strings, none of them empty.
        max_tokens: The limit on the answer with its reasoning, None for the context's own.
        alternatives: How many alternatives each token reports, None for no log probabilities.
        json_node: What the answer's JSON must be, None for plain text.
        functions: The functions that may be called.
        called: The name of the function to call, REQUIRED for any, AUTO to decide by the message.
        reasoning: The reasoning wanted.
    """

    messages: list[ChatMessage]
    is_streamed: bool
    settings: Settings
    seed: int | None
    stop: tuple[str, ...]
    max_tokens: int | None
    alternatives: int | None
    json_node: Node | None
    functions: tuple[Function, ...]
    called: str
    reasoning: ReasoningPlan

    @property
    def last_user_text(self) -> str:
        """The text of the last message from the user, "" where there is none."""
        texts = (message.text for message in reversed(self.messages) if message.role == "user")
        return next(texts, "")

    @property
    def prefill(self) -> str:
        """The beginning of the answer, where the last message is the assistant's own."""
        last = self.messages[-1]
        return last.text if last.role == "assistant" else ""

    @property
    def tool_result(self) -> str | None:
        """The result that the last message brings, None where it brings none."""
        last = self.messages[-1]
        return last.text if last.role == "tool" else None


def parse_request(body: bytes) -> ChatRequest:
    """Return the request in a body.

    Raises:
        Rejected: It is not JSON, a field has the wrong type or lies out of range (400), or it asks
            for what this model cannot do (422).
    """
    fields = _fields(body)
    envelope = _convert(fields, Envelope)
    sampling = _convert(_sampling_fields(fields), Sampling)
    _check(envelope)
    functions = _functions(envelope)
    return ChatRequest(
        messages=envelope.messages,
        is_streamed=envelope.stream,
        settings=_settings(sampling),
        seed=_known(sampling.seed),
        stop=_stop(sampling),
        max_tokens=_max_tokens(sampling),
        alternatives=_alternatives(sampling),
        json_node=_json_node(envelope),
        functions=() if envelope.tool_choice == "none" else functions,
        called=_called(envelope.tool_choice, functions),
        reasoning=_reasoning_plan(envelope.reasoning or ReasoningFields(), sampling),
    )


def node_for(schema: object, place: str) -> Node:
    """Return what a schema in a request describes.

    Raises:
        Rejected: The practice model cannot write it; the text names the place.
    """
    try:
        return compile_schema(schema)
    except UnsupportedSchema as error:
        raise unsupported(f"{place}: {error}") from error


def _fields(body: bytes) -> dict[str, Any]:
    """Return the fields that are set; null means not set."""
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise bad_request(f"The body is not a JSON object: {error}") from error
    return {name: value for name, value in fields.items() if value is not None}


def _sampling_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the sampling parameters among the fields, in the one shape that Sampling knows."""
    elsewhere = Envelope.__struct_fields__
    found = {name: fields[name] for name in fields if name in PARAMETERS and name not in elsewhere}
    if isinstance(found.get("stop"), str):
        found["stop"] = [found["stop"]]
    return found


def _convert(fields: dict[str, Any], wanted: type[T]) -> T:
    try:
        return msgspec.convert(fields, wanted)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`")
        raise bad_request(f"{name}: {reason}" if name else reason) from error


def _check(envelope: Envelope) -> None:
    if not envelope.messages:
        raise bad_request("messages: at least one message is needed")
    if envelope.model != PRACTICE.default_model:
        raise unknown_model(envelope.model)
    if envelope.n != 1:
        raise unsupported("n: the practice model gives one answer at a time")
    for message in envelope.messages:
        for part in message.content if isinstance(message.content, list) else ():
            if part.type != "text":
                raise unsupported(f"messages: the practice model reads text, not {part.type!r}")


def _settings(sampling: Sampling) -> Settings:
    names = {field.name for field in dataclasses.fields(Settings)}
    values = {name: value for name, value in sampling.values().items() if name in names}
    bias: dict[str, float] = values.pop("logit_bias", {})
    for token in bias:
        if not token.isdecimal():
            raise bad_request(f"logit_bias: {token!r} is not a token id")
    return Settings(**values, logit_bias={int(token): amount for token, amount in bias.items()})


def _stop(sampling: Sampling) -> tuple[str, ...]:
    stop = _known(sampling.stop) or ()
    if "" in stop:
        raise bad_request("stop: a stop string must not be empty")
    return stop


def _max_tokens(sampling: Sampling) -> int | None:
    limits = (_known(sampling.max_tokens), _known(sampling.max_completion_tokens))
    return min((limit for limit in limits if limit is not None), default=None)


def _alternatives(sampling: Sampling) -> int | None:
    count = _known(sampling.top_logprobs) or 0
    if _known(sampling.logprobs):
        return count
    if count:
        raise bad_request("top_logprobs: it needs logprobs to be true")
    return None


def _json_node(envelope: Envelope) -> Node | None:
    wanted = envelope.response_format
    if wanted is None or wanted.type == "text":
        return None
    if envelope.messages[-1].role == "assistant":
        raise unsupported("response_format: a begun answer cannot be continued as JSON")
    if wanted.type == "json_object":
        return ANY_OBJECT
    if wanted.type != "json_schema":
        raise unsupported(f"response_format: {wanted.type!r} is not supported")
    if wanted.json_schema is None:
        raise bad_request("response_format: json_schema is missing")
    return node_for(wanted.json_schema.schema, "response_format")


def _functions(envelope: Envelope) -> tuple[Function, ...]:
    functions: list[Function] = []
    for tool in envelope.tools:
        if tool.type != "function":
            raise unsupported(f"tools: {tool.type!r} is not supported, only functions are")
        if tool.function is None or not tool.function.name:
            raise bad_request("tools: a function has no name")
        functions.append(tool.function)
    return tuple(functions)


def _called(choice: str | NamedChoice, functions: tuple[Function, ...]) -> str:
    if isinstance(choice, NamedChoice):
        if choice.function.name not in {function.name for function in functions}:
            raise bad_request(f"tool_choice: there is no tool {choice.function.name!r}")
        return choice.function.name
    if choice not in {"none", "auto", "required"}:
        raise bad_request(f"tool_choice: {choice!r} is none of none, auto and required")
    if choice == "required" and not functions:
        raise bad_request("tool_choice: a call is required, but there are no tools")
    return REQUIRED if choice == "required" else AUTO


def _reasoning_plan(wanted: ReasoningFields, sampling: Sampling) -> ReasoningPlan:
    short = _known(sampling.reasoning_effort)
    if short and wanted.effort and short != wanted.effort:
        raise bad_request("reasoning_effort: it contradicts reasoning.effort")
    effort = wanted.effort or short
    if wanted.enabled is False or not (wanted.enabled or effort or wanted.max_tokens):
        return ReasoningPlan()
    is_hidden = wanted.exclude or sampling.include_reasoning is False
    return ReasoningPlan(_SENTENCES[effort or "medium"], wanted.max_tokens, not is_hidden)


def _known(value: T | UnsetType) -> T | None:
    return None if isinstance(value, UnsetType) else value
