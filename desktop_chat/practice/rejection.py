"""The errors that the practice endpoint answers with, in OpenRouter's shape.

They are the server's side of an error and so none of `desktop_chat.errors`: the client reads them
from the wire like any other endpoint's.
"""

from __future__ import annotations

from typing import Any

from desktop_chat.core.provider import PRACTICE


class Rejected(Exception):
    """A request is answered with an error.

    Attributes:
        status: HTTP status.
        text: One sentence that names the field.
        error_type: A word of the API's vocabulary of errors.
        extras: Further fields of the error object.
    """

    def __init__(
        self, status: int, text: str, error_type: str, extras: dict[str, Any] | None = None
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.error_type = error_type
        self.extras = extras or {}

    def body(self) -> dict[str, Any]:
        """Return the error as the body of an answer."""
        return {
            "error": {
                "code": self.status,
                "message": self.text,
                "metadata": {"error_type": self.error_type},
                **self.extras,
            }
        }


def bad_request(text: str) -> Rejected:
    """Return the refusal of a request that breaks the API's rules."""
    return Rejected(400, text, "invalid_request")


def unsupported(text: str) -> Rejected:
    """Return the refusal of a request that is well formed and beyond this model."""
    return Rejected(422, text, "unprocessable")


def unknown_model(model: str) -> Rejected:
    """Return the refusal of a model that is not the practice model."""
    availability = {
        "code": "model_not_found",
        "retryable": False,
        "requested_models": [model],
        "fallback_models": [PRACTICE.default_model],
    }
    text = f"{model} is not a valid model ID"
    return Rejected(400, text, "invalid_request", {"availability": availability})


def context_too_long(prompt_tokens: int, context_length: int) -> Rejected:
    """Return the refusal of a prompt that leaves no room for an answer."""
    text = (
        f"This endpoint's maximum context length is {context_length} tokens. "
        f"However, you requested about {prompt_tokens} tokens of text input."
    )
    return Rejected(400, text, "context_length_exceeded")


def not_found(path: str) -> Rejected:
    """Return the answer for a path that leads nowhere."""
    return Rejected(404, f"There is nothing at {path}", "not_found")
