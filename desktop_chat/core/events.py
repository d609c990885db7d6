"""What may happen in one turn, as values: `wire` makes them, `core.reducer` folds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError


@dataclass(frozen=True, slots=True)
class Opened:
    """The endpoint accepted the request.

    Attributes:
        generation_id: "" where no header names it.
        headers: Name in lower case and value of each header that tells of the answer.
    """

    generation_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """The endpoint says that it is working: a comment in the stream."""

    comment: str = ""


@dataclass(frozen=True, slots=True)
class Identified:
    """The endpoint names itself; "" means it said nothing new."""

    model: str = ""
    provider: str = ""
    generation_id: str = ""


@dataclass(frozen=True, slots=True)
class BackendNamed:
    """What the endpoint says of how it served the request; "" or None means nothing new."""

    system_fingerprint: str = ""
    service_tier: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class TextAdded:
    """More of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningAdded:
    """More of the reasoning's text, to be shown once."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDetailsAdded:
    """Reasoning items of one chunk, verbatim; the reducer merges them."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ToolCallAdded:
    """A piece of a tool call.

    Attributes:
        index: Which call of the answer it belongs to, counted by the decoder from 0.
        id: The server's id, "" where this piece has none.
        name: The function's name, "" where this piece has none.
        arguments: The next piece of the arguments' JSON text.
    """

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationsAdded:
    """Citations and parsed files, verbatim."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ImagesAdded:
    """URLs of images in the answer: data: or https:."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalAdded:
    """More of the text with which the model refuses."""

    text: str


@dataclass(frozen=True, slots=True)
class LogprobsAdded:
    """Token log-probability items, verbatim."""

    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class UsageReported:
    """The endpoint's count; a later one replaces an earlier one."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class FinishReported:
    """The endpoint's reason for the end; may repeat, and text or usage may still follow."""

    reason: str
    native_reason: str = ""


@dataclass(frozen=True, slots=True)
class Retrying:
    """The attempt failed before the first token; another follows after `delay_s` seconds."""

    error: AppError
    delay_s: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The stream came to its proper end."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn failed; what has arrived stays. A StreamCut means it was interrupted."""

    error: AppError


TurnEvent = (
    Opened
    | KeptAlive
    | Identified
    | BackendNamed
    | TextAdded
    | ReasoningAdded
    | ReasoningDetailsAdded
    | ToolCallAdded
    | AnnotationsAdded
    | ImagesAdded
    | RefusalAdded
    | LogprobsAdded
    | UsageReported
    | FinishReported
    | Retrying
    | Finished
    | Failed
)
