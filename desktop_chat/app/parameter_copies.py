"""Parameters as text to take elsewhere: JSON, or a request with them as a code sample."""

from __future__ import annotations

import msgspec

from desktop_chat.app.code_samples.registry import SAMPLES
from desktop_chat.app.code_samples.sample import sample_request
from desktop_chat.core.message import Message, Role
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.wire.request import build_chat_request
from desktop_chat.wire.transport import WireRequest

_PLACEHOLDER = "Hello"
_HEADERS = {"Content-Type": "application/json"}


def as_json(sampling: Sampling) -> str:
    """Return parameters as a JSON object over several lines."""
    return msgspec.json.format(msgspec.json.encode(sampling), indent=2).decode()


def as_code(sample: str, endpoint: Endpoint, model: str, sampling: Sampling) -> str:
    """Return a short request with parameters as code, without anything that was said.

    Args:
        sample: A name of `code_samples.registry`.
        endpoint: Where it would go; the key is left to the environment.
        model: Id of the model that would be asked.
        sampling: All of them are written down, whether or not they would be sent.
    """
    message = Message("", "", Role.USER, _PLACEHOLDER)
    usual = build_chat_request(endpoint, model, [message], Sampling(), "", include_usage=False)
    said = [{"role": Role.USER.value, "content": _PLACEHOLDER}]
    body = {"model": model, "messages": said} | msgspec.to_builtins(sampling)
    request = WireRequest(usual.method, usual.url, _HEADERS, msgspec.json.encode(body))
    return SAMPLES[sample].write(sample_request(request, endpoint))
