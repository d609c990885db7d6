"""What a code sample is made from, and what one is.

Owns how a request becomes the values that samples write down: the address at which it can be
reached, the headers, the body, the name of the variable with the key. The key itself is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.errors import BadField
from desktop_chat.wire.transport import WireRequest
from desktop_chat.wire.values import decode_json

ANY_KEY_VARIABLE = "API_KEY"
NO_KEY = "none"
"""What a library is given that asks for a key where the endpoint does not."""

_PRACTICE_ADDRESS = "http://127.0.0.1:8000/v1"
_PRACTICE_NOTE = "The practice model is served by: desktop-chat-cli practice --port 8000"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATION = "/chat/completions"
_LIBRARIES_OWN = ("content-type", "accept")
_DEEPEST = 100
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """One chat request as samples need it.

    Attributes:
        url: The whole address; `base_url` is it without the operation.
        headers: Names and values, without Authorization.
        body: The exact JSON text.
        fields: The body, decoded.
        key_variable: The environment variable that holds the key, "" where none is needed.
        note: What somebody who runs the sample should know, "".
    """

    url: str
    headers: Mapping[str, str]
    body: str
    fields: Mapping[str, Any]
    key_variable: str = ""
    note: str = ""

    @property
    def base_url(self) -> str:
        """The address that libraries add the operation to."""
        return self.url.removesuffix(_OPERATION)

    @property
    def added_headers(self) -> dict[str, str]:
        """The headers that a library would not send by itself."""
        found = self.headers.items()
        return {name: value for name, value in found if name.lower() not in _LIBRARIES_OWN}

    @property
    def is_streamed(self) -> bool:
        """Whether the answer comes as a stream."""
        return self.fields.get("stream") is True


@dataclass(frozen=True, slots=True)
class CodeSample:
    """One way to send a request from code.

    Attributes:
        name: Stable short name, for the command line.
        title: Language and library, as they are called.
        language: Name for highlighting.
        suffix: Of a file with it.
        needs: What must be installed to run it, "" nothing beside the language.
        write: Makes the code, with a line break at its end.
    """

    name: str
    title: str
    language: str
    suffix: str
    needs: str
    write: Callable[[SampleRequest], str]


def sample_request(request: WireRequest, endpoint: Endpoint) -> SampleRequest:
    """Return what samples of a request are made from.

    The practice model, which is part of this program, is shown where its server answers.

    Raises:
        BadField: The body is no JSON object, or is nested too deeply to be read.
    """
    body = request.body.decode("utf-8", "replace")
    is_embedded = request.url.startswith(PRACTICE.base_url)
    url = request.url.replace(PRACTICE.base_url, _PRACTICE_ADDRESS, 1)
    variable = endpoint.key_variable
    if not _VARIABLE.fullmatch(variable):
        variable = ANY_KEY_VARIABLE
    return SampleRequest(
        url=url if is_embedded else request.url,
        headers=dict(request.headers),
        body=body,
        fields=_fields(body),
        key_variable=variable if endpoint.needs_key else "",
        note=_PRACTICE_NOTE if is_embedded else "",
    )


def _fields(body: str) -> dict[str, Any]:
    try:
        fields = decode_json(body) if _depth(body) <= _DEEPEST else None
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise BadField(
            "The request's body is no JSON object that code could be written for.",
            advice="The raw body can be copied.",
        )
    return cast("dict[str, Any]", fields)


def _depth(body: str) -> int:
    """Return how deeply brackets are nested outside of strings."""
    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", _STRING.sub("", body)):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
