"""The shapes of a chat request's body, as far as the practice model reads it.

Unknown fields are passed over, as the API asks of servers and clients alike. Sampling parameters
are not here: their one source is `core.sampling`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.sampling import Effort


class Part(Struct):
    """A part of a message's content; only text can be read."""

    type: str
    text: str | None = None


class ChatMessage(Struct):
    """A message as the API has it, without what the model cannot use."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The text of all parts."""
        if isinstance(self.content, list):
            return "".join(part.text or "" for part in self.content)
        return self.content or ""


class Function(Struct):
    """What a request tells of a function."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None


class Tool(Struct):
    """A tool that the request offers; only functions can be called."""

    type: str = "function"
    function: Function | None = None


class JsonSchemaFormat(Struct):
    """The schema of a response format."""

    name: str
    schema: dict[str, Any] | bool = True


class ResponseFormat(Struct):
    """The form that the answer must have."""

    type: str
    json_schema: JsonSchemaFormat | None = None


class NamedChoice(Struct):
    """The one tool that must be called."""

    function: Function


class ReasoningFields(Struct):
    """How much reasoning is wanted; null stands for not set."""

    enabled: bool | None = None
    effort: Effort | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    exclude: bool | None = None


class Envelope(Struct):
    """The fields of a body that are no sampling parameters, and those with a shape of their own."""

    messages: list[ChatMessage]
    model: str = PRACTICE.default_model
    stream: bool = False
    n: int = 1
    tools: tuple[Tool, ...] = ()
    tool_choice: str | NamedChoice = "auto"
    response_format: ResponseFormat | None = None
    reasoning: ReasoningFields | None = None
