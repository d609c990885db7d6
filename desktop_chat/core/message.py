"""Messages, what they are made of, and the record of how an answer came about.

It knows neither the tree in which messages stand nor the form in which the API sends them.
"""

from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, field

from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.core.usage import Timings, Usage


class Role(StrEnum):
    """Who speaks; the names are the API's."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class MessageState(StrEnum):
    """How far a message got."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    """The user stopped it."""
    INTERRUPTED = "interrupted"
    """The stream, or the program, ended before the answer did."""
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be added."""
        return self is not MessageState.STREAMING


class ToolCall(Struct, frozen=True, omit_defaults=True):
    """One call of a tool that the model asked for.

    `arguments` is JSON text as the model wrote it; "" stands for an empty object.
    """

    id: str
    name: str
    arguments: str = ""


class Citation(Struct, frozen=True, omit_defaults=True):
    """A web source that the endpoint attached to the answer."""

    url: str
    title: str = ""


class Failure(Struct, frozen=True, omit_defaults=True):
    """An AppError as it is kept with a message.

    `kind` is the class name, `code` the status or the server's code.
    """

    kind: str
    text: str
    advice: str = ""
    code: int | str | None = None
    may_retry: bool = False
    retry_after_s: float | None = None
    detail: str = ""


class Prefill(Struct, frozen=True, omit_defaults=True):
    """The beginning that an answer was given: another answer's, up to a token in place of its own.

    Attributes:
        message_id: Whose beginning.
        characters: The length of the whole beginning in the text, the chosen token included.
        token: The token that was chosen, as the server writes it.
        instead_of: The token that stood there.
    """

    message_id: str
    characters: int
    token: str
    instead_of: str = ""


class TurnRecord(Struct, frozen=True, omit_defaults=True):
    """How an answer came about: all that is needed to repeat it and to account for it.

    Attributes:
        endpoint_id: Id of the endpoint profile that was asked.
        model: The model that was asked for.
        resolved_model: The model that answered, as the endpoint names it.
        provider: The provider that answered, "" where the endpoint names none.
        generation_id: The endpoint's id of this answer.
        sampling: The parameters that were sent, all layers merged.
        dropped: API names of parameters that were set and not sent: unknown to endpoint or model.
        origins: Where each parameter of `sampling` and `dropped` came from, by API name:
            "settings", "preset:<name>", "conversation" or "one-off"; empty in older records.
        preset: The name of the conversation's preset, "" where it had none.
        prefill: The beginning that the answer was given, None where it made all of it.
        request_body: The exact JSON body sent, without key.
        url: The address it was sent to, "" in older records.
        headers: Headers of the reply that tell of the answer, by lower-case name: ids, cache.
        arrivals: When the answer's pieces came, as `core.arrivals.ArrivalLog` packs them; the
            archive keeps it apart, so a message that was read has none.
        seed: The seed that the endpoint says it took, None where it says nothing.
        system_fingerprint: The endpoint's word for the state of its backend, "".
        service_tier: The tier that the endpoint says it used, "".
        finish_reason: stop, length, tool_calls, content_filter, error or another word of the
            server's.
        native_finish_reason: The provider's own word.
    """

    endpoint_id: str = ""
    model: str = ""
    resolved_model: str = ""
    provider: str = ""
    generation_id: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    dropped: tuple[str, ...] = ()
    origins: dict[str, str] = {}
    preset: str = ""
    prefill: Prefill | None = None
    request_body: str = ""
    url: str = ""
    headers: dict[str, str] = {}
    arrivals: bytes = b""
    seed: int | None = None
    system_fingerprint: str = ""
    service_tier: str = ""
    finish_reason: str = ""
    native_finish_reason: str = ""
    usage: Usage | None = None
    timings: Timings = field(default_factory=Timings)
    failure: Failure | None = None


class Message(Struct, frozen=True, omit_defaults=True):
    """One node of a conversation's tree.

    Attributes:
        id: UUIDv7.
        parent_id: The message before it, None at the start of the conversation.
        text: What is read: Markdown for an assistant, plain text for a user.
        reasoning: The model's reasoning as text, shown once.
        reasoning_details: The API's reasoning items, merged, verbatim, to be sent back unmodified.
        tool_call_id: For role tool: the call that this message answers.
        images: data: or https: URLs of images in the answer; never loaded by themselves.
        annotations: The API's annotations verbatim (url_citation, file), to be sent back.
        logprobs: How likely the tokens were, empty where not asked for. A message from the archive
            comes without, as without request body: they are read when they are looked at.
        logprob_count: For how many tokens the archive has them.
    """

    id: str
    conversation_id: str
    role: Role
    text: str = ""
    parent_id: str | None = None
    created_us: int = 0
    state: MessageState = MessageState.COMPLETE
    reasoning: str = ""
    reasoning_details: tuple[dict[str, Any], ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    refusal: str = ""
    images: tuple[str, ...] = ()
    annotations: tuple[dict[str, Any], ...] = ()
    logprobs: tuple[TokenProbability, ...] = ()
    record: TurnRecord | None = None
    logprob_count: int = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The web sources among the annotations, each URL once, in their order."""
        found: dict[str, Citation] = {}
        for annotation in self.annotations:
            with contextlib.suppress(msgspec.ValidationError):
                citation = msgspec.convert(annotation.get("url_citation"), Citation)
                found.setdefault(citation.url, citation)
        return tuple(found.values())
